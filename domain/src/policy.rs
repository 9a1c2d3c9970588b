//! Rating policies: what is aimed at, by which method a value is judged against it, and how it is rounded first.
//! A policy is versioned where it is kept and copied beside every rating it produced; `rating` applies it.

mod copied;
mod refused;
pub mod typed;

pub use copied::Policy;
pub use refused::PolicyRefusal;

use crate::indicator::{Polarity, ToleranceKind};
use crate::period::Period;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What an indicator aims at, over the periods of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// Nothing: a contextual measure.
    #[default]
    None,
    /// One value, in every period.
    Point {
        /// In the unit of the indicator.
        value: Decimal,
    },
    /// From one value to another, both included.
    Range {
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
    /// Another value in each quarter of the year.
    Profiled {
        /// Quarter 1 to quarter 4.
        quarters: [Decimal; 4],
    },
    /// One value for the year's end; before it nothing is judged.
    Annual {
        /// In the unit of the indicator.
        value: Decimal,
    },
}

impl Target {
    /// What it aims at in a period.
    #[must_use]
    pub fn aim(&self, period: Period) -> Aim {
        match (self, period) {
            (Self::None, _) => Aim::None,
            (Self::Point { value }, _) => Aim::Point { value: *value },
            (Self::Range { low, high }, _) => Aim::Range { low: *low, high: *high },
            (Self::Profiled { quarters }, Period::Quarter { n, .. }) => Aim::Point { value: of(quarters, n) },
            (Self::Profiled { quarters }, Period::Budget { n, .. }) => {
                Aim::Point { value: of(quarters, n.div_ceil(3)) }
            }
            (Self::Profiled { quarters }, Period::Year(_)) => Aim::Point { value: quarters[3] },
            (Self::Annual { value }, Period::Quarter { n: 4, .. } | Period::Year(_) | Period::Budget { n: 12, .. }) => {
                Aim::Point { value: *value }
            }
            (Self::Annual { value }, _) => Aim::AtYearEnd { value: *value },
        }
    }

    /// In words, as a page says it.
    #[must_use]
    pub fn words(&self, unit: &str) -> String {
        let said = |value: &Decimal| crate::figure::with_unit(*value, unit);
        match self {
            Self::None => "None".to_owned(),
            Self::Point { value } => said(value),
            Self::Range { low, high } => format!("{} to {}", said(low), said(high)),
            Self::Profiled { quarters } => {
                (1..).zip(quarters).map(|(n, value)| format!("Q{n} {}", said(value))).collect::<Vec<_>>().join(", ")
            }
            Self::Annual { value } => format!("{} by the end of the year", said(value)),
        }
    }
}

fn of(quarters: &[Decimal; 4], n: u8) -> Decimal {
    quarters[usize::from(n.clamp(1, 4)) - 1]
}

/// What a target comes to in one period.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Aim {
    /// Nothing.
    #[default]
    None,
    /// One value.
    Point {
        /// In the unit of the indicator.
        value: Decimal,
    },
    /// From one value to another, both included.
    Range {
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
    /// A value for the end of the year, which this period is not.
    AtYearEnd {
        /// In the unit of the indicator.
        value: Decimal,
    },
}

impl Aim {
    /// The value that a chart draws and a table shows, where there is one.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        match self {
            Self::Point { value } | Self::AtYearEnd { value } => Some(*value),
            Self::None | Self::Range { .. } => None,
        }
    }

    /// In words, as a table shows it; empty when there is none.
    #[must_use]
    pub fn words(&self, unit: &str) -> String {
        let said = |value: &Decimal| crate::figure::with_unit(*value, unit);
        match self {
            Self::None => String::new(),
            Self::Point { value } => said(value),
            Self::Range { low, high } => format!("{} to {}", said(low), said(high)),
            Self::AtYearEnd { value } => format!("{} by year end", said(value)),
        }
    }
}

/// How a value is judged against its aim (the conventions that English councils publish).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// Not at all.
    #[default]
    Unrated,
    /// Amber up to a number of per cent of the target off it.
    Percent {
        /// Per cent of the target.
        tolerance: Decimal,
    },
    /// Amber up to a distance off the target.
    Absolute {
        /// In the unit of the indicator; percentage points where that is %.
        tolerance: Decimal,
    },
    /// Amber between the target and a floor standard.
    Floor {
        /// At the floor is amber; beyond it is red.
        floor: Decimal,
    },
    /// Green and amber each from a value of their own.
    Thresholds {
        /// At or better than this is green.
        green: Decimal,
        /// At or better than this is amber.
        amber: Decimal,
    },
    /// Green within a tolerance of the target; amber beyond it as long as it is no worse than in the same quarter of
    /// the year before.
    Improving {
        /// Per cent of the target.
        tolerance: Decimal,
    },
}

impl Method {
    /// The stable word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unrated => "unrated",
            Self::Percent { .. } => "percent",
            Self::Absolute { .. } => "absolute",
            Self::Floor { .. } => "floor",
            Self::Thresholds { .. } => "thresholds",
            Self::Improving { .. } => "improving",
        }
    }

    /// In a sentence.
    #[must_use]
    pub fn words(&self, unit: &str) -> String {
        let said = |value: &Decimal| crate::figure::with_unit(*value, unit);
        match self {
            Self::Unrated => "Shown for context; not rated.".to_owned(),
            Self::Percent { tolerance } => format!("Amber when it misses the target by up to {tolerance}% of it."),
            Self::Absolute { tolerance } => {
                let points = if unit == "%" { " percentage points" } else { "" };
                format!("Amber when it misses the target by up to {tolerance}{points}.")
            }
            Self::Floor { floor } => format!("Amber when it misses the target but not the floor of {}.", said(floor)),
            Self::Thresholds { green, amber } => {
                format!("Green from {}, amber from {}.", said(green), said(amber))
            }
            Self::Improving { tolerance } => format!(
                "Green within {tolerance}% of the target; beyond that amber when it is no worse than in the same \
                 quarter of the year before."
            ),
        }
    }
}

/// Beyond the target by more than this is blue, where a council uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exceeding {
    /// How far beyond.
    pub by: Decimal,
    /// Measured how.
    pub kind: Measured,
}

/// How a distance from a target is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// In the unit of the indicator.
    Absolute,
    /// In per cent of the target.
    Percent,
}

impl From<ToleranceKind> for Measured {
    fn from(kind: ToleranceKind) -> Self {
        match kind {
            ToleranceKind::Absolute => Self::Absolute,
            ToleranceKind::Percent => Self::Percent,
        }
    }
}

/// How the values of an indicator are rated; what the council keeps in versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What is aimed at.
    pub target: Target,
    /// How a value is judged.
    pub method: Method,
    /// What is blue, where the council uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exceeding: Option<Exceeding>,
    /// Decimal places to which value and target are rounded before they are compared.
    pub decimals: u32,
}

impl Rule {
    /// A point target, or none, with a tolerance; without a target nothing is rated.
    #[must_use]
    pub fn with_tolerance(
        polarity: Polarity,
        target: Option<Decimal>,
        (tolerance, kind): (Decimal, ToleranceKind),
        decimals: u32,
    ) -> Self {
        let policy = Policy::with_tolerance(polarity, target, (tolerance, kind), decimals, "");
        let target = target.map_or(Target::None, |value| Target::Point { value });
        Self { target, method: policy.method, exceeding: None, decimals }
    }

    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what is kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The policy for one period of an indicator of this polarity and unit.
    #[must_use]
    pub fn for_period(&self, period: Period, polarity: Polarity, unit: &str) -> Policy {
        Policy {
            polarity,
            aim: self.target.aim(period),
            method: self.method.clone(),
            exceeding: self.exceeding,
            decimals: self.decimals,
            unit: unit.to_owned(),
            year_before: None,
        }
    }

    /// Whether it can rate anything, and means what it says.
    ///
    /// # Errors
    /// The first thing that is not so.
    pub fn check(&self, polarity: Polarity) -> Result<(), PolicyRefusal> {
        if let Target::Range { low, high } = &self.target
            && low > high
        {
            return Err(PolicyRefusal::RangeBackwards);
        }
        let negative = match &self.method {
            Method::Percent { tolerance } | Method::Absolute { tolerance } | Method::Improving { tolerance } => {
                tolerance.is_sign_negative() && !tolerance.is_zero()
            }
            _ => false,
        };
        if negative {
            return Err(PolicyRefusal::ToleranceNegative);
        }
        let has_target = self.target != Target::None;
        match (&self.method, polarity) {
            (Method::Unrated, _) => Ok(()),
            (_, Polarity::Neutral) => Err(PolicyRefusal::NeutralIsNotRated),
            (Method::Thresholds { .. } | Method::Floor { .. } | Method::Improving { .. }, Polarity::InBand) => {
                Err(PolicyRefusal::BandByTolerance)
            }
            (Method::Thresholds { green, amber }, _) if !at_least_as_good(*green, *amber, polarity) => {
                Err(PolicyRefusal::ThresholdsBackwards)
            }
            (Method::Thresholds { .. }, _) => Ok(()),
            _ if !has_target => Err(PolicyRefusal::NoTarget),
            (_, Polarity::InBand) if !matches!(self.target, Target::Range { .. } | Target::Point { .. }) => {
                Err(PolicyRefusal::BandNeedsRange)
            }
            (Method::Floor { floor }, _)
                if self.lowest_aim(polarity).is_some_and(|aim| !at_least_as_good(aim, *floor, polarity)) =>
            {
                Err(PolicyRefusal::FloorAboveTarget)
            }
            _ => Ok(()),
        }
    }

    /// The easiest aim of the year: what a floor must lie beneath.
    fn lowest_aim(&self, polarity: Polarity) -> Option<Decimal> {
        let easiest = |values: &[Decimal]| {
            values.iter().copied().reduce(|a, b| if at_least_as_good(a, b, polarity) { b } else { a })
        };
        match &self.target {
            Target::Point { value } | Target::Annual { value } => Some(*value),
            Target::Profiled { quarters } => easiest(quarters),
            Target::Range { low, high } => easiest(&[*low, *high]),
            Target::None => None,
        }
    }
}

/// Whether one value is at least as good as another.
#[must_use]
pub fn at_least_as_good(value: Decimal, than: Decimal, polarity: Polarity) -> bool {
    match polarity {
        Polarity::Lower => value <= than,
        Polarity::Higher | Polarity::Neutral | Polarity::InBand => value >= than,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::period::FinancialYear;

    fn n(value: i64) -> Decimal {
        Decimal::from(value)
    }

    #[test]
    fn a_target_comes_to_something_in_each_period() {
        let year = FinancialYear::starting(2026);
        let quarter = |n| Period::quarter(year, n).unwrap();
        let profiled = Target::Profiled { quarters: [n(10), n(20), n(30), n(40)] };
        assert_eq!(profiled.aim(quarter(3)), Aim::Point { value: n(30) });
        assert_eq!(profiled.aim(Period::year(year)), Aim::Point { value: n(40) });
        assert_eq!(profiled.aim(Period::budget(year, 4).unwrap()), Aim::Point { value: n(20) });
        let annual = Target::Annual { value: n(95) };
        assert_eq!(annual.aim(quarter(2)), Aim::AtYearEnd { value: n(95) });
        assert_eq!(annual.aim(quarter(4)), Aim::Point { value: n(95) });
    }

    #[test]
    fn a_policy_that_means_nothing_is_refused() {
        let rule = |target, method| Rule { target, method, exceeding: None, decimals: 1 };
        let point = || Target::Point { value: n(60) };
        use Polarity::{Higher, InBand, Lower, Neutral};
        for (rule, polarity, wanted) in [
            (rule(point(), Method::Absolute { tolerance: n(5) }), Higher, Ok(())),
            (rule(Target::None, Method::Absolute { tolerance: n(5) }), Higher, Err(PolicyRefusal::NoTarget)),
            (rule(point(), Method::Percent { tolerance: n(-1) }), Higher, Err(PolicyRefusal::ToleranceNegative)),
            (rule(point(), Method::Floor { floor: n(50) }), Higher, Ok(())),
            (rule(point(), Method::Floor { floor: n(50) }), Lower, Err(PolicyRefusal::FloorAboveTarget)),
            (rule(Target::None, Method::Thresholds { green: n(90), amber: n(80) }), Higher, Ok(())),
            (
                rule(Target::None, Method::Thresholds { green: n(90), amber: n(80) }),
                Lower,
                Err(PolicyRefusal::ThresholdsBackwards),
            ),
            (rule(point(), Method::Absolute { tolerance: n(5) }), Neutral, Err(PolicyRefusal::NeutralIsNotRated)),
            (rule(Target::None, Method::Unrated), Neutral, Ok(())),
            (
                rule(Target::Range { low: n(9), high: n(1) }, Method::Unrated),
                InBand,
                Err(PolicyRefusal::RangeBackwards),
            ),
            (
                rule(Target::Annual { value: n(9) }, Method::Absolute { tolerance: n(1) }),
                InBand,
                Err(PolicyRefusal::BandNeedsRange),
            ),
            (
                rule(Target::Range { low: n(1), high: n(9) }, Method::Improving { tolerance: n(1) }),
                InBand,
                Err(PolicyRefusal::BandByTolerance),
            ),
        ] {
            assert_eq!(rule.check(polarity), wanted, "{rule:?}");
        }
    }

    #[test]
    fn a_policy_is_kept_as_text_and_read_back() {
        let rule = Rule {
            target: Target::Profiled { quarters: [n(10), n(20), n(30), n(40)] },
            method: Method::Improving { tolerance: n(10) },
            exceeding: Some(Exceeding { by: n(5), kind: Measured::Percent }),
            decimals: 1,
        };
        assert_eq!(Rule::read(&rule.text()), Some(rule.clone()));
        let policy = rule.for_period(Period::year(FinancialYear::starting(2026)), Polarity::Lower, "%");
        assert_eq!(Policy::read(&policy.text()), policy);
        assert_eq!(Policy::read("{"), Policy::none(), "what cannot be read rates nothing");
    }
}
