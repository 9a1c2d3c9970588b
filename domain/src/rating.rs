//! Red, amber, green: computed from value, target, tolerance and polarity, and explained in words.
//! The policy that produced a rating is kept beside it; this module only judges.

use crate::figure::{Figure, with_unit};
use crate::indicator::Polarity;
use crate::policy::{Aim, Exceeding, Measured, Method, at_least_as_good};
use crate::word::Word;
use rust_decimal::{Decimal, RoundingStrategy};

pub use crate::policy::Policy;

/// The version of the rule below; stored beside every rating that it produced.
pub const RULE_VERSION: i32 = 2;

/// A rating as the public reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rating {
    /// Misses the target by more than the policy allows.
    Red,
    /// Misses the target by no more than the policy allows.
    Amber,
    /// Meets the target.
    Green,
    /// Exceeds the target by far, where a council uses it.
    Blue,
    /// No target, or neither way is better: shown for context.
    Unrated,
    /// No number was given.
    NoData,
}

impl Word for Rating {
    const ALL: &'static [Self] = &[Self::Red, Self::Amber, Self::Green, Self::Blue, Self::Unrated, Self::NoData];
    fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Unrated => "unrated",
            Self::NoData => "no_data",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Amber => "Amber",
            Self::Green => "Green",
            Self::Blue => "Blue",
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

    /// Its place where reds stand first: what has no data comes before what is well.
    #[must_use]
    pub fn order(self) -> u8 {
        match self {
            Self::Red => 0,
            Self::Amber => 1,
            Self::NoData => 2,
            Self::Green => 3,
            Self::Blue => 4,
            Self::Unrated => 5,
        }
    }
}

/// A rating and the sentence that explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// The rating.
    pub rating: Rating,
    /// Why, in words and numbers.
    pub why: String,
}

impl Rated {
    fn unrated(why: impl Into<String>) -> Self {
        Self { rating: Rating::Unrated, why: why.into() }
    }
}

/// Rates a figure against its policy.
///
/// Value and target are rounded (half away from zero) to the policy's decimals before they are compared;
/// tolerances are not. Meeting the target exactly is green; missing it by exactly the tolerance is amber.
#[must_use]
pub fn rate(figure: &Figure, policy: &Policy) -> Rated {
    let value = match figure {
        Figure::Number(value) => round(*value, policy.decimals),
        Figure::Absent(absence) => {
            return Rated { rating: Rating::NoData, why: format!("No figure: {}.", absence.label().to_lowercase()) };
        }
    };
    if policy.polarity == Polarity::Neutral {
        return Rated::unrated("Shown for context: neither higher nor lower is better.");
    }
    if let Method::Thresholds { green, amber } = &policy.method {
        return by_thresholds(value, (round(*green, policy.decimals), round(*amber, policy.decimals)), policy);
    }
    let (low, high) = match &policy.aim {
        Aim::None => return Rated::unrated("No target is set."),
        Aim::AtYearEnd { value } => {
            let target = with_unit(*value, &policy.unit);
            return Rated::unrated(format!("The target of {target} is for the end of the year; it is rated then."));
        }
        Aim::Point { value } => (round(*value, policy.decimals), round(*value, policy.decimals)),
        Aim::Range { low, high } => (round(*low, policy.decimals), round(*high, policy.decimals)),
    };
    if policy.method == Method::Unrated {
        return Rated::unrated("Shown for context; it is not rated.");
    }
    against(value, &Miss::of(value, (low, high), policy.polarity), policy)
}

/// How far a value is off its target, and where the target begins.
struct Miss {
    /// The end of the target that it is measured from.
    target: Decimal,
    /// Nought or less when the target is met.
    by: Decimal,
    /// Whether it lies above the target.
    is_above: bool,
    /// Whether the target has two ends.
    range: Option<(Decimal, Decimal)>,
}

impl Miss {
    fn of(value: Decimal, (low, high): (Decimal, Decimal), polarity: Polarity) -> Self {
        let range = (low != high).then_some((low, high));
        let (above, below) = (value - high, low - value);
        match polarity {
            Polarity::Lower => Self { target: high, by: above, is_above: true, range },
            Polarity::Higher | Polarity::Neutral => Self { target: low, by: below, is_above: false, range },
            Polarity::InBand if above > below => Self { target: high, by: above, is_above: true, range },
            Polarity::InBand => Self { target: low, by: below, is_above: false, range },
        }
    }
}

fn against(value: Decimal, miss: &Miss, policy: &Policy) -> Rated {
    let said = Said { value, miss, policy };
    if miss.by <= Decimal::ZERO {
        let exceeding = policy.exceeding.filter(|_| policy.polarity != Polarity::InBand);
        return match exceeding.map(|one| distance(one, miss.target)) {
            Some(far) if -miss.by > far => said.rated(Rating::Blue, &format!(", by more than {}", said.gap(far))),
            _ => said.rated(Rating::Green, ""),
        };
    }
    let percent = |tolerance: Decimal| miss.target.abs() * tolerance / Decimal::ONE_HUNDRED;
    match &policy.method {
        Method::Floor { floor } => {
            let floor = round(*floor, policy.decimals);
            let named = with_unit(floor, &policy.unit);
            match at_least_as_good(value, floor, policy.polarity) {
                true => said.rated(Rating::Amber, &format!(", but keeps the floor of {named}")),
                false => said.rated(Rating::Red, &format!(", and misses the floor of {named}")),
            }
        }
        Method::Improving { tolerance } => said.improving(percent(*tolerance)),
        Method::Percent { tolerance } => said.within(percent(*tolerance)),
        Method::Absolute { tolerance } => said.within(*tolerance),
        Method::Unrated | Method::Thresholds { .. } => Rated::unrated("Shown for context; it is not rated."),
    }
}

fn distance(exceeding: Exceeding, target: Decimal) -> Decimal {
    match exceeding.kind {
        Measured::Absolute => exceeding.by,
        Measured::Percent => target.abs() * exceeding.by / Decimal::ONE_HUNDRED,
    }
}

fn by_thresholds(value: Decimal, (green, amber): (Decimal, Decimal), policy: &Policy) -> Rated {
    let said = with_unit(value, &policy.unit);
    let (from_green, from_amber) = (with_unit(green, &policy.unit), with_unit(amber, &policy.unit));
    if at_least_as_good(value, green, policy.polarity) {
        Rated { rating: Rating::Green, why: format!("{said} is at or better than {from_green}, where green begins.") }
    } else if at_least_as_good(value, amber, policy.polarity) {
        Rated {
            rating: Rating::Amber,
            why: format!("{said} is between {from_amber}, where amber begins, and {from_green}, where green begins."),
        }
    } else {
        Rated { rating: Rating::Red, why: format!("{said} is worse than {from_amber}, where amber begins.") }
    }
}

fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// What a rating against a target is told from.
struct Said<'s> {
    value: Decimal,
    miss: &'s Miss,
    policy: &'s Policy,
}

impl Said<'_> {
    fn within(&self, allowance: Decimal) -> Rated {
        if self.miss.by <= allowance {
            return self.rated(Rating::Amber, &format!(", within the tolerance of {}", self.gap(allowance)));
        }
        let tail = match allowance.is_zero() {
            true => String::new(),
            false => format!(", more than the tolerance of {}", self.gap(allowance)),
        };
        self.rated(Rating::Red, &tail)
    }

    fn improving(&self, allowance: Decimal) -> Rated {
        if self.miss.by <= allowance {
            return self.rated(Rating::Green, &format!(", within the tolerance of {}", self.gap(allowance)));
        }
        let over = format!(", more than the tolerance of {}", self.gap(allowance));
        let Some(before) = self.policy.year_before.map(|before| round(before, self.policy.decimals)) else {
            return self.rated(Rating::Red, &format!("{over}; no comparable value of the year before is known"));
        };
        let was = with_unit(before, &self.policy.unit);
        match at_least_as_good(self.value, before, self.policy.polarity) {
            true => self.rated(Rating::Amber, &format!("{over}, but no worse than the {was} of the year before")),
            false => self.rated(Rating::Red, &format!("{over}, and worse than the {was} of the year before")),
        }
    }

    fn rated(&self, rating: Rating, tail: &str) -> Rated {
        let unit = self.policy.unit.as_str();
        let value = with_unit(self.value, unit);
        let target = match self.miss.range {
            Some((low, high)) => format!("range of {} to {}", with_unit(low, unit), with_unit(high, unit)),
            None => format!("target of {}", with_unit(self.miss.target, unit)),
        };
        let why = if self.miss.by <= Decimal::ZERO {
            let verb = if rating == Rating::Blue { "exceeds" } else { "meets" };
            format!("{value} {verb} the {target}{tail}.")
        } else {
            let side = if self.miss.is_above { "above" } else { "below" };
            format!("{value} is {} {side} the {target}{tail}.", self.gap(self.miss.by))
        };
        Rated { rating, why }
    }

    /// A difference: percentages differ by percentage points.
    fn gap(&self, gap: Decimal) -> String {
        match self.policy.unit.as_str() {
            "%" if gap.normalize() == Decimal::ONE => "1 percentage point".to_owned(),
            "%" => format!("{} percentage points", with_unit(gap, "")),
            "£" => with_unit(gap, "£"),
            _ => with_unit(gap, ""),
        }
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
        (std::cmp::Ordering::Greater, Polarity::Neutral | Polarity::InBand) => Direction::Up,
        (std::cmp::Ordering::Less, Polarity::Higher) => Direction::DownWorse,
        (std::cmp::Ordering::Less, Polarity::Lower) => Direction::DownBetter,
        (std::cmp::Ordering::Less, Polarity::Neutral | Polarity::InBand) => Direction::Down,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::figure::Absence;
    use crate::indicator::ToleranceKind;
    use proptest::prelude::*;
    use std::str::FromStr;

    fn policy(polarity: Polarity, target: &str, tolerance: &str, kind: ToleranceKind, decimals: u32) -> Policy {
        let tolerance = Decimal::from_str(tolerance).unwrap();
        Policy::with_tolerance(polarity, Decimal::from_str(target).ok(), (tolerance, kind), decimals, "%")
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
            Rating::Blue => 3,
            Rating::Unrated | Rating::NoData => 4,
        }
    }

    fn n(units: i64) -> Decimal {
        Decimal::new(units, 1)
    }

    #[test]
    fn each_method_rates_by_its_own_rule() {
        let of = |aim, method, polarity| Policy {
            polarity,
            aim,
            method,
            exceeding: None,
            decimals: 1,
            unit: "%".to_owned(),
            year_before: Some(Decimal::from(40)),
        };
        let point = |value: i64| Aim::Point { value: Decimal::from(value) };
        let (floor, thresholds) = (
            Method::Floor { floor: Decimal::from(50) },
            Method::Thresholds { green: Decimal::from(90), amber: Decimal::from(80) },
        );
        let improving = Method::Improving { tolerance: Decimal::from(10) };
        let band = Aim::Range { low: Decimal::from(85), high: Decimal::from(95) };
        let points = |tolerance: i64| Method::Absolute { tolerance: Decimal::from(tolerance) };
        use Polarity::{Higher, InBand, Lower};
        for (policy, typed, wanted, why) in [
            (of(point(60), floor.clone(), Higher), "50", Rating::Amber, "keeps the floor of 50%"),
            (of(point(60), floor, Higher), "49.9", Rating::Red, "misses the floor of 50%"),
            (of(Aim::None, thresholds.clone(), Higher), "90", Rating::Green, "where green begins"),
            (of(Aim::None, thresholds.clone(), Higher), "80", Rating::Amber, "between 80%"),
            (of(Aim::None, thresholds, Higher), "79.9", Rating::Red, "worse than 80%"),
            (of(point(60), improving.clone(), Higher), "54", Rating::Green, "within the tolerance of 6"),
            (
                of(point(60), improving.clone(), Higher),
                "53.9",
                Rating::Amber,
                "no worse than the 40% of the year before",
            ),
            (of(point(60), improving.clone(), Higher), "39.9", Rating::Red, "worse than the 40% of the year before"),
            (of(point(30), improving, Lower), "40", Rating::Amber, "no worse than the 40%"),
            (of(band.clone(), points(2), InBand), "85", Rating::Green, "meets the range of 85% to 95%"),
            (of(band.clone(), points(2), InBand), "97", Rating::Amber, "2 percentage points above the range"),
            (of(band, points(2), InBand), "82.9", Rating::Red, "2.1 percentage points below the range"),
            (
                of(Aim::AtYearEnd { value: Decimal::from(95) }, points(2), Higher),
                "70",
                Rating::Unrated,
                "for the end of the year",
            ),
        ] {
            let rated = rate(&typed.parse().unwrap(), &policy);
            assert_eq!(rated.rating, wanted, "{typed}: {}", rated.why);
            assert!(rated.why.contains(why), "{}", rated.why);
        }
    }

    #[test]
    fn blue_begins_beyond_the_target_where_it_is_used() {
        let mut policy = policy(Polarity::Lower, "20", "2", ToleranceKind::Absolute, 1);
        assert_eq!(rated("1", &policy), Rating::Green);
        policy.exceeding = Some(Exceeding { by: Decimal::from(10), kind: Measured::Percent });
        for (typed, wanted) in [("18", Rating::Green), ("17.9", Rating::Blue), ("22", Rating::Amber)] {
            assert_eq!(rated(typed, &policy), wanted, "{typed}");
        }
        assert_eq!(
            rate(&"17".parse().unwrap(), &policy).why,
            "17% exceeds the target of 20%, by more than 2 percentage points."
        );
    }

    #[test]
    fn without_a_value_of_the_year_before_nothing_has_improved() {
        let mut policy = policy(Polarity::Higher, "60", "0", ToleranceKind::Absolute, 1);
        policy.method = Method::Improving { tolerance: Decimal::from(10) };
        let rated = rate(&"50".parse().unwrap(), &policy);
        assert_eq!(rated.rating, Rating::Red);
        assert!(rated.why.ends_with("no comparable value of the year before is known."), "{}", rated.why);
    }

    fn method(which: u8, tolerance: i64, target: i64, higher: bool) -> Method {
        let tolerance = n(tolerance);
        let worse = if higher { n(target) - tolerance } else { n(target) + tolerance };
        match which {
            0 => Method::Percent { tolerance },
            1 => Method::Absolute { tolerance },
            2 => Method::Floor { floor: worse },
            3 => Method::Thresholds { green: n(target), amber: worse },
            _ => Method::Improving { tolerance },
        }
    }

    fn mirrored(policy: &Policy) -> Policy {
        let aim = match policy.aim {
            Aim::Point { value } => Aim::Point { value: -value },
            Aim::Range { low, high } => Aim::Range { low: -high, high: -low },
            ref other => other.clone(),
        };
        let method = match policy.method {
            Method::Floor { floor } => Method::Floor { floor: -floor },
            Method::Thresholds { green, amber } => Method::Thresholds { green: -green, amber: -amber },
            ref other => other.clone(),
        };
        let polarity = match policy.polarity {
            Polarity::Higher => Polarity::Lower,
            Polarity::Lower => Polarity::Higher,
            other => other,
        };
        Policy { polarity, aim, method, year_before: policy.year_before.map(|value| -value), ..policy.clone() }
    }

    prop_compose! {
        fn any_policy()(which in 0_u8..5, t in -5000_i64..5000, tol in 0_i64..900, higher: bool, decimals in 0_u32..3,
            before in prop::option::of(-5000_i64..5000), blue in prop::option::of((0_i64..900, any::<bool>())), wide in prop::option::of(0_i64..400)) -> Policy {
            let polarity = if higher { Polarity::Higher } else { Polarity::Lower };
            let aim = match wide {
                Some(wide) if which < 2 => Aim::Range { low: n(t - wide), high: n(t + wide) },
                _ => Aim::Point { value: n(t) },
            };
            let exceeding = blue.map(|(by, percent)| Exceeding { by: n(by), kind: if percent { Measured::Percent } else { Measured::Absolute } });
            Policy { polarity, aim, method: method(which, tol, t, higher), exceeding, decimals, unit: String::new(), year_before: before.map(n) }
        }
    }

    proptest! {
        #[test]
        fn a_better_value_never_rates_worse(a in -60000_i64..60000, b in -60000_i64..60000, policy in any_policy()) {
            let (better, worse) = if (a >= b) == (policy.polarity == Polarity::Higher) { (a, b) } else { (b, a) };
            let of = |units| goodness(rate(&Figure::Number(Decimal::new(units, 2)), &policy).rating);
            prop_assert!(of(better) >= of(worse));
        }

        #[test]
        fn polarity_mirrored_gives_mirrored_ratings(v in -60000_i64..60000, policy in any_policy()) {
            let value = Decimal::new(v, 2);
            let rating = rate(&Figure::Number(value), &policy).rating;
            prop_assert_eq!(rating, rate(&Figure::Number(-value), &mirrored(&policy)).rating);
        }

        #[test]
        fn the_nearer_to_its_band_the_better(a in -60000_i64..60000, b in -60000_i64..60000, low in -3000_i64..3000, wide in 0_i64..900, tol in 0_i64..900) {
            let (bottom, top) = (n(low), n(low + wide));
            let policy = Policy { polarity: Polarity::InBand, aim: Aim::Range { low: bottom, high: top }, method: Method::Absolute { tolerance: n(tol) }, exceeding: None, decimals: 2, unit: String::new(), year_before: None };
            let off = |units| { let value = Decimal::new(units, 2); (bottom - value).max(value - top).max(Decimal::ZERO) };
            let (near, far) = if off(a) <= off(b) { (a, b) } else { (b, a) };
            let of = |units| goodness(rate(&Figure::Number(Decimal::new(units, 2)), &policy).rating);
            prop_assert!(of(near) >= of(far));
        }
    }
}
