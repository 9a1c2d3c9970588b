//! The policy of one value: a rule as it comes to in one period, copied beside the rating that it produced.

use super::{Aim, Exceeding, Method};
use crate::indicator::{Polarity, ToleranceKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What one value was, or will be, rated by; copied beside the rating, so that nothing later colours it anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which way is better.
    pub polarity: Polarity,
    /// What is aimed at in the period.
    pub aim: Aim,
    /// How a value is judged.
    pub method: Method,
    /// What is blue, where the council uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exceeding: Option<Exceeding>,
    /// Decimal places to which value and target are rounded before they are compared.
    pub decimals: u32,
    /// The unit, for the explanation.
    pub unit: String,
    /// The value of the same quarter of the year before, where the method asks for it and it is comparable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year_before: Option<Decimal>,
}

impl Policy {
    /// A point target with a tolerance; without a target nothing is rated.
    #[must_use]
    pub fn with_tolerance(
        polarity: Polarity,
        target: Option<Decimal>,
        (tolerance, kind): (Decimal, ToleranceKind),
        decimals: u32,
        unit: &str,
    ) -> Self {
        let method = match (target, polarity, kind) {
            (None, ..) | (_, Polarity::Neutral, _) => Method::Unrated,
            (_, _, ToleranceKind::Absolute) => Method::Absolute { tolerance },
            (_, _, ToleranceKind::Percent) => Method::Percent { tolerance },
        };
        let aim = target.map_or(Aim::None, |value| Aim::Point { value });
        Self { polarity, aim, method, exceeding: None, decimals, unit: unit.to_owned(), year_before: None }
    }

    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what is kept; what cannot be read rates nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_else(|_| Self::none())
    }

    /// One that rates nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::with_tolerance(Polarity::Neutral, None, (Decimal::ZERO, ToleranceKind::Absolute), 1, "")
    }

    /// The value that a chart draws and a table shows as the target.
    #[must_use]
    pub fn target(&self) -> Option<Decimal> {
        self.aim.value()
    }
}
