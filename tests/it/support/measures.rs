//! Indicators as stories need them, with their first version and rule.

use super::House;
use remit::measures::{self, New, first_version};
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::policy::{Policy, Rule};
use remit_entity::{Stored, indicator_version};
use rust_decimal::Decimal;

/// An indicator in per cent.
pub async fn enter(
    house: &House,
    (code, name): (&str, &str),
    polarity: Polarity,
    target: Option<&str>,
    (tolerance, kind): (i64, ToleranceKind),
) -> i64 {
    let target: Option<Decimal> = target.map(|text| text.parse().unwrap());
    let version = indicator_version::Model {
        unit: "%".to_owned(),
        polarity: Stored(polarity),
        ..first_version(house.app.clock().now(), "Rowan Ellery")
    };
    let new = New {
        code: code.to_owned(),
        name: name.to_owned(),
        owner_post_id: None,
        version,
        rule: Rule::with_tolerance(polarity, target, (Decimal::from(tolerance), kind), 1),
    };
    measures::enter(house.app.db(), new).await.unwrap()
}

/// The policy of an indicator in per cent, the higher the better, with a target of 60 and a tolerance of 5.
pub fn sixty() -> Policy {
    let tolerance = (Decimal::from(5), ToleranceKind::Absolute);
    Policy::with_tolerance(Polarity::Higher, Some(Decimal::from(60)), tolerance, 1, "%")
}
