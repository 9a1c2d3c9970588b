//! The form of a target and its rating, field by field: read into a rule, and a rule written back into the fields.
//! A rule of the same words reads back the same. Called by the pages of indicators.

use super::{Exceeding, Measured, Method, PolicyRefusal, Rule, Target};
use crate::figure::Figure;
use crate::indicator::Polarity;
use rust_decimal::Decimal;

/// The kinds of target: the word of the form, and what a person reads.
pub const TARGETS: [(&str, &str); 5] = [
    ("none", "None"),
    ("point", "One value, the same in every period"),
    ("range", "From one value to another"),
    ("profiled", "Another value in each quarter"),
    ("annual", "One value for the end of the year"),
];

/// The ways of rating: the word of the form, and what a person reads.
pub const METHODS: [(&str, &str); 6] = [
    ("unrated", "Not rated: for context"),
    ("percent", "Amber up to so many per cent of the target off it"),
    ("absolute", "Amber up to a distance off the target, in the indicator’s own unit"),
    ("floor", "Amber between the target and a floor"),
    ("thresholds", "Green and amber each from a value of their own"),
    ("improving", "Amber while no worse than in the same quarter of the year before"),
];

/// The most decimal places.
pub const MOST_DECIMALS: u32 = 6;

/// Reads the form; everything that is wrong with it at once, or else the first thing by which the rule does not mean
/// what it says.
///
/// # Errors
/// What was typed wrong.
pub fn read<'f>(typed: impl Fn(&str) -> &'f str, polarity: Polarity) -> Result<Rule, Vec<PolicyRefusal>> {
    let mut reading = Reading { typed, refused: Vec::new() };
    let target = reading.target();
    let method = reading.method();
    let exceeding = reading.exceeding();
    let decimals = match (reading.typed)("decimals").trim() {
        "" => 1,
        text => match text.parse() {
            Ok(places) if places <= MOST_DECIMALS => places,
            _ => {
                reading.refused.push(PolicyRefusal::DecimalsOutOfRange);
                1
            }
        },
    };
    let rule = Rule { target, method, exceeding, decimals };
    if reading.refused.is_empty() {
        rule.check(polarity).map_err(|refusal| vec![refusal])?;
        Ok(rule)
    } else {
        Err(reading.refused)
    }
}

struct Reading<F> {
    typed: F,
    refused: Vec<PolicyRefusal>,
}

impl<'f, F: Fn(&str) -> &'f str> Reading<F> {
    fn target(&mut self) -> Target {
        match (self.typed)("target") {
            "none" => Target::None,
            "point" => Target::Point { value: self.number("value") },
            "range" => Target::Range { low: self.number("low"), high: self.number("high") },
            "profiled" => Target::Profiled { quarters: ["q1", "q2", "q3", "q4"].map(|name| self.number(name)) },
            "annual" => Target::Annual { value: self.number("value") },
            _ => {
                self.refused.push(PolicyRefusal::TargetMissing);
                Target::None
            }
        }
    }

    fn method(&mut self) -> Method {
        match (self.typed)("method") {
            "unrated" => Method::Unrated,
            "percent" => Method::Percent { tolerance: self.number("tolerance") },
            "absolute" => Method::Absolute { tolerance: self.number("tolerance") },
            "floor" => Method::Floor { floor: self.number("floor") },
            "thresholds" => Method::Thresholds { green: self.number("green"), amber: self.number("amber") },
            "improving" => Method::Improving { tolerance: self.number("tolerance") },
            _ => {
                self.refused.push(PolicyRefusal::MethodMissing);
                Method::Unrated
            }
        }
    }

    fn exceeding(&mut self) -> Option<Exceeding> {
        if (self.typed)("blue").trim().is_empty() {
            return None;
        }
        let by = self.number("blue");
        if by.is_sign_negative() && !by.is_zero() {
            self.refused.push(PolicyRefusal::BlueNegative);
        }
        let kind = if (self.typed)("blue_kind") == "percent" { Measured::Percent } else { Measured::Absolute };
        Some(Exceeding { by, kind })
    }

    fn number(&mut self, name: &'static str) -> Decimal {
        if let Ok(Figure::Number(value)) = (self.typed)(name).parse() {
            value
        } else {
            self.refused.push(PolicyRefusal::NotANumber(name));
            Decimal::ZERO
        }
    }
}

/// The fields that read back into a rule.
#[must_use]
pub fn fields(rule: &Rule) -> Vec<(&'static str, String)> {
    let said = |value: &Decimal| value.normalize().to_string();
    let mut fields = vec![("decimals", rule.decimals.to_string()), ("method", rule.method.word().to_owned())];
    let target = match &rule.target {
        Target::None => "none",
        Target::Point { value } => {
            fields.push(("value", said(value)));
            "point"
        }
        Target::Range { low, high } => {
            fields.extend([("low", said(low)), ("high", said(high))]);
            "range"
        }
        Target::Profiled { quarters } => {
            fields.extend(["q1", "q2", "q3", "q4"].into_iter().zip(quarters.iter().map(said)));
            "profiled"
        }
        Target::Annual { value } => {
            fields.push(("value", said(value)));
            "annual"
        }
    };
    fields.push(("target", target.to_owned()));
    match &rule.method {
        Method::Unrated => {}
        Method::Percent { tolerance } | Method::Absolute { tolerance } | Method::Improving { tolerance } => {
            fields.push(("tolerance", said(tolerance)));
        }
        Method::Floor { floor } => fields.push(("floor", said(floor))),
        Method::Thresholds { green, amber } => fields.extend([("green", said(green)), ("amber", said(amber))]),
    }
    let kind = match rule.exceeding {
        Some(Exceeding { by, kind }) => {
            fields.push(("blue", said(&by)));
            kind
        }
        None => Measured::Absolute,
    };
    fields.push(("blue_kind", if kind == Measured::Percent { "percent" } else { "absolute" }.to_owned()));
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn typed(text: &str, polarity: Polarity) -> Result<Rule, Vec<PolicyRefusal>> {
        let fields: BTreeMap<&str, &str> = text.split(", ").filter_map(|pair| pair.split_once('=')).collect();
        read(|name| fields.get(name).copied().unwrap_or_default(), polarity)
    }

    fn n(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn what_officers_type_becomes_a_rule() {
        let point = |value| Target::Point { value: n(value) };
        for (text, polarity, target, method) in [
            ("target=none, method=unrated", Polarity::Neutral, Target::None, Method::Unrated),
            (
                "target=point, value=60 %, method=absolute, tolerance=5",
                Polarity::Higher,
                point("60"),
                Method::Absolute { tolerance: n("5") },
            ),
            (
                "target=point, value=£1,200, method=percent, tolerance=10",
                Polarity::Lower,
                point("1200"),
                Method::Percent { tolerance: n("10") },
            ),
            (
                "target=range, low=90, high=95, method=absolute, tolerance=2",
                Polarity::InBand,
                Target::Range { low: n("90"), high: n("95") },
                Method::Absolute { tolerance: n("2") },
            ),
            (
                "target=profiled, q1=10, q2=20, q3=30, q4=40, method=floor, floor=5",
                Polarity::Higher,
                Target::Profiled { quarters: ["10", "20", "30", "40"].map(n) },
                Method::Floor { floor: n("5") },
            ),
            (
                "target=annual, value=160, method=percent, tolerance=10",
                Polarity::Higher,
                Target::Annual { value: n("160") },
                Method::Percent { tolerance: n("10") },
            ),
            (
                "target=none, method=thresholds, green=5, amber=8",
                Polarity::Lower,
                Target::None,
                Method::Thresholds { green: n("5"), amber: n("8") },
            ),
            (
                "target=point, value=90, method=improving, tolerance=10",
                Polarity::Higher,
                point("90"),
                Method::Improving { tolerance: n("10") },
            ),
        ] {
            assert_eq!(typed(text, polarity), Ok(Rule { target, method, exceeding: None, decimals: 1 }), "{text}");
        }
        let blue = typed(
            "target=point, value=60, method=percent, tolerance=5, blue=10, blue_kind=percent, decimals=0",
            Polarity::Higher,
        );
        let blue = blue.unwrap();
        assert_eq!((blue.exceeding, blue.decimals), (Some(Exceeding { by: n("10"), kind: Measured::Percent }), 0));
    }

    #[test]
    fn what_cannot_be_a_rule_is_said_beside_its_field() {
        use PolicyRefusal as R;
        for (text, polarity, wanted) in [
            ("", Polarity::Higher, vec![R::TargetMissing, R::MethodMissing]),
            (
                "target=point, value=sixty, method=absolute, tolerance=, decimals=7",
                Polarity::Higher,
                vec![R::NotANumber("value"), R::NotANumber("tolerance"), R::DecimalsOutOfRange],
            ),
            ("target=point, value=n/a, method=unrated", Polarity::Higher, vec![R::NotANumber("value")]),
            (
                "target=profiled, q1=1, q2=, q3=3, q4=, method=unrated",
                Polarity::Higher,
                vec![R::NotANumber("q2"), R::NotANumber("q4")],
            ),
            ("target=point, value=60, method=absolute, tolerance=-1", Polarity::Higher, vec![R::ToleranceNegative]),
            ("target=point, value=60, method=floor, floor=61", Polarity::Higher, vec![R::FloorAboveTarget]),
            ("target=point, value=60, method=floor, floor=59", Polarity::Lower, vec![R::FloorAboveTarget]),
            ("target=none, method=percent, tolerance=5", Polarity::Higher, vec![R::NoTarget]),
            ("target=none, method=thresholds, green=5, amber=8", Polarity::Higher, vec![R::ThresholdsBackwards]),
            ("target=point, value=60, method=percent, tolerance=5", Polarity::Neutral, vec![R::NeutralIsNotRated]),
            ("target=range, low=95, high=90, method=absolute, tolerance=2", Polarity::InBand, vec![R::RangeBackwards]),
            ("target=point, value=60, method=unrated, blue=-1", Polarity::Higher, vec![R::BlueNegative]),
        ] {
            assert_eq!(typed(text, polarity), Err(wanted), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_rule_reads_back_from_its_own_fields(
            (kind, a, b, c, d) in (0_u8..5, -9999_i64..9999, -9999_i64..9999, -9999_i64..9999, -9999_i64..9999),
            (way, t, blue, decimals) in (0_u8..6, 0_i64..999, proptest::option::of(0_i64..99), 0_u32..7),
        ) {
            let n = |value| Decimal::new(value, 1).normalize();
            let target = match kind {
                0 => Target::None,
                1 => Target::Point { value: n(a) },
                2 => Target::Range { low: n(a.min(b)), high: n(a.max(b)) },
                3 => Target::Profiled { quarters: [n(a), n(b), n(c), n(d)] },
                _ => Target::Annual { value: n(a) },
            };
            let method = match way {
                0 => Method::Unrated,
                1 => Method::Percent { tolerance: n(t) },
                2 => Method::Absolute { tolerance: n(t) },
                3 => Method::Floor { floor: n(c) },
                4 => Method::Thresholds { green: n(c.max(d)), amber: n(c.min(d)) },
                _ => Method::Improving { tolerance: n(t) },
            };
            let exceeding = blue.map(|by| Exceeding { by: n(by), kind: if by % 2 == 0 { Measured::Percent } else { Measured::Absolute } });
            let rule = Rule { target, method, exceeding, decimals };
            prop_assume!(rule.check(Polarity::Higher).is_ok());
            let kept: BTreeMap<&str, String> = fields(&rule).into_iter().collect();
            let read = read(|name| kept.get(name).map(String::as_str).unwrap_or_default(), Polarity::Higher);
            prop_assert_eq!(read, Ok(rule));
        }
    }
}
