//! Red, amber, green: computed from value, target, tolerance and polarity, and explained in words.
//! The policy that produced a rating is kept beside it; this module only judges.

use crate::figure::{Figure, with_unit};
use crate::indicator::{Polarity, ToleranceKind};
use crate::word::Word;
use rust_decimal::{Decimal, RoundingStrategy};

/// The version of the rule below; stored beside every rating that it produced.
pub const RULE_VERSION: i32 = 1;

/// A rating as the public reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// Misses the target by more than the tolerance.
    Red,
    /// Misses the target by no more than the tolerance.
    Amber,
    /// Meets the target.
    Green,
    /// No target, or neither way is better: shown for context.
    Unrated,
    /// No number was given.
    NoData,
}

impl Word for Rating {
    const ALL: &'static [Self] = &[Self::Red, Self::Amber, Self::Green, Self::Unrated, Self::NoData];
    fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Unrated => "unrated",
            Self::NoData => "no_data",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Amber => "Amber",
            Self::Green => "Green",
            Self::Unrated => "Not rated",
            Self::NoData => "No data",
        }
    }
}

impl Rating {
    /// Whether a commentary is compulsory: a panel asks why of every red and amber.
    #[must_use]
    pub fn needs_commentary(self) -> bool {
        matches!(self, Self::Red | Self::Amber)
    }
}

/// What a value is measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Which way is better.
    pub polarity: Polarity,
    /// The target, in the unit of the indicator; none for a contextual measure.
    pub target: Option<Decimal>,
    /// How far off the target still counts as amber; zero means none.
    pub tolerance: Decimal,
    /// How the tolerance is measured.
    pub tolerance_kind: ToleranceKind,
    /// Decimal places to which value and target are rounded before they are compared.
    pub decimals: u32,
    /// The unit, for the explanation.
    pub unit: String,
}

/// A rating and the sentence that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// The rating.
    pub rating: Rating,
    /// Why, in words and numbers.
    pub why: String,
}

/// Rates a figure against its policy.
///
/// Value and target are rounded (half away from zero) to the policy's decimals before they are compared;
/// the tolerance is not. Meeting the target exactly is green; missing it by exactly the tolerance is amber.
#[must_use]
pub fn rate(figure: &Figure, policy: &Policy) -> Rated {
    let value = match figure {
        Figure::Number(value) => *value,
        Figure::Absent(absence) => {
            return Rated { rating: Rating::NoData, why: format!("No figure: {}.", absence.label().to_lowercase()) };
        }
    };
    let Some(target) = policy.target else {
        return Rated { rating: Rating::Unrated, why: "No target is set.".to_owned() };
    };
    if policy.polarity == Polarity::Neutral {
        return Rated {
            rating: Rating::Unrated,
            why: "Shown for context: neither higher nor lower is better.".to_owned(),
        };
    }
    let value = round(value, policy.decimals);
    let target = round(target, policy.decimals);
    let missed_by = match policy.polarity {
        Polarity::Lower => value - target,
        Polarity::Higher | Polarity::Neutral => target - value,
    };
    let allowance = match policy.tolerance_kind {
        ToleranceKind::Absolute => policy.tolerance,
        ToleranceKind::Percent => target.abs() * policy.tolerance / Decimal::ONE_HUNDRED,
    };
    let rating = if missed_by <= Decimal::ZERO {
        Rating::Green
    } else if missed_by <= allowance {
        Rating::Amber
    } else {
        Rating::Red
    };
    Rated { rating, why: explain(rating, (value, target), (missed_by, allowance), policy) }
}

fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

fn explain(
    rating: Rating,
    (value, target): (Decimal, Decimal),
    (missed_by, allowance): (Decimal, Decimal),
    policy: &Policy,
) -> String {
    let unit = policy.unit.as_str();
    let (value_words, target_words) = (with_unit(value, unit), with_unit(target, unit));
    let gap = plain_gap(missed_by, unit);
    let side = if policy.polarity == Polarity::Lower { "above" } else { "below" };
    match rating {
        Rating::Green => format!("{value_words} meets the target of {target_words}."),
        Rating::Amber => format!(
            "{value_words} is {gap} {side} the target of {target_words}, within the tolerance of {}.",
            plain_gap(allowance, unit)
        ),
        _ if allowance.is_zero() => format!("{value_words} is {gap} {side} the target of {target_words}."),
        _ => format!(
            "{value_words} is {gap} {side} the target of {target_words}, more than the tolerance of {}.",
            plain_gap(allowance, unit)
        ),
    }
}

/// A difference: percentages differ by percentage points.
fn plain_gap(gap: Decimal, unit: &str) -> String {
    match unit {
        "%" if gap.normalize() == Decimal::ONE => "1 percentage point".to_owned(),
        "%" => format!("{} percentage points", with_unit(gap, "")),
        "£" => with_unit(gap, unit),
        _ => with_unit(gap, ""),
    }
}

/// Which way a value moved since the period before, and whether that is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Up, which is better.
    UpBetter,
    /// Up, which is worse.
    UpWorse,
    /// Down, which is better.
    DownBetter,
    /// Down, which is worse.
    DownWorse,
    /// Up, where neither way is better.
    Up,
    /// Down, where neither way is better.
    Down,
    /// The same.
    Same,
    /// One of the two periods has no number.
    Unknown,
}

impl Direction {
    /// The direction in words, with its meaning: "Up (worse)".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::UpBetter => "Up (better)",
            Self::UpWorse => "Up (worse)",
            Self::DownBetter => "Down (better)",
            Self::DownWorse => "Down (worse)",
            Self::Up => "Up",
            Self::Down => "Down",
            Self::Same => "No change",
            Self::Unknown => "Not comparable",
        }
    }
}

/// Direction of travel from the figure before to this one.
#[must_use]
pub fn direction(before: Option<&Figure>, now: &Figure, polarity: Polarity) -> Direction {
    let (Some(Figure::Number(before)), Figure::Number(now)) = (before, now) else {
        return Direction::Unknown;
    };
    match (now.cmp(before), polarity) {
        (std::cmp::Ordering::Equal, _) => Direction::Same,
        (std::cmp::Ordering::Greater, Polarity::Higher) => Direction::UpBetter,
        (std::cmp::Ordering::Greater, Polarity::Lower) => Direction::UpWorse,
        (std::cmp::Ordering::Greater, Polarity::Neutral) => Direction::Up,
        (std::cmp::Ordering::Less, Polarity::Higher) => Direction::DownWorse,
        (std::cmp::Ordering::Less, Polarity::Lower) => Direction::DownBetter,
        (std::cmp::Ordering::Less, Polarity::Neutral) => Direction::Down,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::figure::Absence;
    use proptest::prelude::*;
    use std::str::FromStr;

    fn policy(polarity: Polarity, target: &str, tolerance: &str, kind: ToleranceKind, decimals: u32) -> Policy {
        Policy {
            polarity,
            target: Decimal::from_str(target).ok(),
            tolerance: Decimal::from_str(tolerance).unwrap(),
            tolerance_kind: kind,
            decimals,
            unit: "%".to_owned(),
        }
    }

    fn rated(value: &str, policy: &Policy) -> Rating {
        rate(&value.parse().unwrap(), policy).rating
    }

    #[test]
    fn worked_ratings() {
        use Polarity::{Higher, Lower, Neutral};
        use Rating::{Amber, Green, Red, Unrated};
        use ToleranceKind::{Absolute, Percent};
        for (value, polarity, target, tolerance, kind, decimals, wanted) in [
            ("60", Higher, "60", "5", Absolute, 1, Green),
            ("59.9", Higher, "60", "5", Absolute, 1, Amber),
            ("55", Higher, "60", "5", Absolute, 1, Amber),
            ("54.9", Higher, "60", "5", Absolute, 1, Red),
            ("18", Lower, "18", "2", Absolute, 1, Green),
            ("20", Lower, "18", "2", Absolute, 1, Amber),
            ("20.1", Lower, "18", "2", Absolute, 1, Red),
            ("54", Higher, "60", "10", Percent, 1, Amber),
            ("53.9", Higher, "60", "10", Percent, 1, Red),
            ("59.96", Higher, "60", "0", Absolute, 1, Green),
            ("59.94", Higher, "60", "0", Absolute, 1, Red),
            ("59.96", Higher, "60", "0", Absolute, 2, Red),
            ("70", Neutral, "60", "5", Absolute, 1, Unrated),
            ("70", Higher, "", "5", Absolute, 1, Unrated),
            ("-2", Higher, "-1", "50", Percent, 1, Red),
            ("-1.5", Higher, "-1", "50", Percent, 1, Amber),
        ] {
            assert_eq!(
                rated(value, &policy(polarity, target, tolerance, kind, decimals)),
                wanted,
                "{value} against {target}"
            );
        }
    }

    #[test]
    fn a_word_has_no_colour() {
        let rated = rate(
            &Figure::Absent(Absence::Suppressed),
            &policy(Polarity::Higher, "60", "5", ToleranceKind::Absolute, 1),
        );
        assert_eq!(rated, Rated { rating: Rating::NoData, why: "No figure: suppressed.".to_owned() });
    }

    #[test]
    fn a_rating_explains_itself() {
        let policy = policy(Polarity::Higher, "60", "5", ToleranceKind::Absolute, 1);
        for (value, wanted) in [
            ("61", "61% meets the target of 60%."),
            ("58", "58% is 2 percentage points below the target of 60%, within the tolerance of 5 percentage points."),
            (
                "41",
                "41% is 19 percentage points below the target of 60%, more than the tolerance of 5 percentage points.",
            ),
        ] {
            assert_eq!(rate(&value.parse().unwrap(), &policy).why, wanted);
        }
    }

    #[test]
    fn direction_says_whether_it_is_better() {
        let (ten, nine) = ("10".parse().unwrap(), "9".parse().unwrap());
        assert_eq!(direction(Some(&nine), &ten, Polarity::Lower), Direction::UpWorse);
        assert_eq!(direction(Some(&ten), &nine, Polarity::Lower), Direction::DownBetter);
        assert_eq!(direction(Some(&ten), &ten, Polarity::Higher), Direction::Same);
        assert_eq!(direction(None, &ten, Polarity::Higher), Direction::Unknown);
        assert_eq!(direction(Some(&Figure::Absent(Absence::NotDue)), &ten, Polarity::Higher), Direction::Unknown);
    }

    fn goodness(rating: Rating) -> u8 {
        match rating {
            Rating::Red => 0,
            Rating::Amber => 1,
            Rating::Green => 2,
            Rating::Unrated | Rating::NoData => 3,
        }
    }

    proptest! {
        #[test]
        fn a_better_value_never_rates_worse(a in -5000_i64..5000, b in -5000_i64..5000, t in -5000_i64..5000, tol in 0_i64..900, percent: bool, higher: bool, decimals in 0_u32..3) {
            let kind = if percent { ToleranceKind::Percent } else { ToleranceKind::Absolute };
            let polarity = if higher { Polarity::Higher } else { Polarity::Lower };
            let policy = Policy { polarity, target: Some(Decimal::new(t, 1)), tolerance: Decimal::new(tol, 1), tolerance_kind: kind, decimals, unit: String::new() };
            let (better, worse) = if (a >= b) == higher { (a, b) } else { (b, a) };
            let of = |units| goodness(rate(&Figure::Number(Decimal::new(units, 2)), &policy).rating);
            prop_assert!(of(better) >= of(worse));
        }

        #[test]
        fn polarity_mirrored_gives_mirrored_ratings(v in -5000_i64..5000, t in -5000_i64..5000, tol in 0_i64..900, percent: bool) {
            let kind = if percent { ToleranceKind::Percent } else { ToleranceKind::Absolute };
            let policy = |polarity, target| Policy { polarity, target: Some(target), tolerance: Decimal::new(tol, 1), tolerance_kind: kind, decimals: 2, unit: String::new() };
            let (value, target) = (Decimal::new(v, 2), Decimal::new(t, 2));
            let up = rate(&Figure::Number(value), &policy(Polarity::Higher, target)).rating;
            let down = rate(&Figure::Number(-value), &policy(Polarity::Lower, -target)).rating;
            prop_assert_eq!(up, down);
        }
    }
}
