//! The form of an indicator turned into words of the domain.

use crate::measures::{New, first_version};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::figure::Figure;
use remit_domain::indicator::{IndicatorRefusal, LONGEST_CODE, Polarity, ToleranceKind};
use remit_domain::policy::Rule;
use remit_entity::{Stored, indicator_version};
use rust_decimal::Decimal;

/// An indicator as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub code: String,
    pub name: String,
    pub definition: String,
    pub unit: String,
    pub polarity: Polarity,
    pub target: Option<Decimal>,
    pub tolerance: Decimal,
    pub tolerance_kind: ToleranceKind,
    pub decimals: i32,
    pub owner_post_id: Option<i64>,
}

/// How an indicator is called, who owns it, and the total that it is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub code: String,
    pub name: String,
    pub owner_post_id: Option<i64>,
    pub part_of_id: Option<i64>,
}

impl Named {
    /// Reads the form; everything that is wrong with it at once.
    pub(super) fn read(fields: &Fields) -> Result<Self, Vec<IndicatorRefusal>> {
        let mut refused = Vec::new();
        let (code, name) = called(fields, &mut refused);
        let (owner_post_id, part_of_id) = (fields.number("owner"), fields.number("part_of"));
        if refused.is_empty() { Ok(Self { code, name, owner_post_id, part_of_id }) } else { Err(refused) }
    }
}

/// Code and name.
fn called(fields: &Fields, refused: &mut Vec<IndicatorRefusal>) -> (String, String) {
    let (code, name) = (text(fields, "code"), text(fields, "name"));
    match code.chars().count() {
        0 => refused.push(IndicatorRefusal::NoCode),
        length if length > LONGEST_CODE => refused.push(IndicatorRefusal::CodeTooLong),
        _ => {}
    }
    if name.is_empty() {
        refused.push(IndicatorRefusal::NoName);
    }
    (code, name)
}

impl Wanted {
    /// As it is entered.
    pub(super) fn into_indicator(self, work: &Work) -> New {
        let decimals = u32::try_from(self.decimals).unwrap_or(1);
        let rule = Rule::with_tolerance(self.polarity, self.target, (self.tolerance, self.tolerance_kind), decimals);
        let version = indicator_version::Model {
            definition: self.definition,
            unit: self.unit,
            polarity: Stored(self.polarity),
            ..first_version(work.at, "")
        };
        let version = indicator_version::Model { made_by: work.by.words(), ..version };
        New { code: self.code, name: self.name, owner_post_id: self.owner_post_id, version, rule }
    }

    /// Reads the form; everything that is wrong with it at once.
    pub(super) fn read(fields: &Fields) -> Result<Self, Vec<IndicatorRefusal>> {
        let mut refused = Vec::new();
        let (code, name) = called(fields, &mut refused);
        let polarity = fields.word("polarity");
        if polarity.is_none() {
            refused.push(IndicatorRefusal::NoPolarity);
        }
        let target = match number(fields, "target") {
            Ok(target) => target,
            Err(()) => {
                refused.push(IndicatorRefusal::TargetNotANumber);
                None
            }
        };
        let tolerance = match number(fields, "tolerance") {
            Ok(tolerance) if tolerance.is_none_or(|n| n >= Decimal::ZERO) => tolerance.unwrap_or_default(),
            _ => {
                refused.push(IndicatorRefusal::ToleranceNotANumber);
                Decimal::ZERO
            }
        };
        if !tolerance.is_zero() && fields.text("target").is_empty() {
            refused.push(IndicatorRefusal::ToleranceWithoutTarget);
        }
        let decimals = match fields.text("decimals") {
            "" => Some(1),
            _ => fields.number("decimals").filter(|n| (0..=6).contains(n)),
        };
        if decimals.is_none() {
            refused.push(IndicatorRefusal::DecimalsOutOfRange);
        }
        match (polarity, decimals) {
            (Some(polarity), Some(decimals)) if refused.is_empty() => Ok(Self {
                code,
                name,
                definition: text(fields, "definition"),
                unit: text(fields, "unit"),
                polarity,
                target,
                tolerance,
                tolerance_kind: fields.word("tolerance_kind").unwrap_or(ToleranceKind::Absolute),
                decimals,
                owner_post_id: fields.number("owner"),
            }),
            _ => Err(refused),
        }
    }
}

fn text(fields: &Fields, name: &str) -> String {
    fields.text(name).to_owned()
}

/// A number as people type it; none when the field is empty.
fn number(fields: &Fields, name: &str) -> Result<Option<Decimal>, ()> {
    match fields.text(name) {
        "" => Ok(None),
        typed => match typed.parse::<Figure>() {
            Ok(Figure::Number(value)) => Ok(Some(value)),
            _ => Err(()),
        },
    }
}
