//! What a careful reader would ask about the lines of a scorecard before they are signed off. Every answer is a
//! warning: it is shown and blocks nothing. What keeps a line from being complete is in `request`.

use crate::figure::{Figure, with_unit};
use crate::period::Period;
use crate::policy::{Aim, Method, Policy};
use crate::rating::Rating;
use crate::word::Word;
use rust_decimal::Decimal;
use std::fmt;

/// The longest commentary that a panel reads beside a figure, in words.
pub const LONG_COMMENTARY: usize = 150;

/// One line with what is known around it.
#[derive(Clone, Debug, Default)]
pub struct Looked<'l> {
    /// What was given; none while nothing was, or nothing that was understood.
    pub figure: Option<Figure>,
    /// Why there is no number.
    pub reason: &'l str,
    /// The commentary.
    pub commentary: &'l str,
    /// What is done about a red or an amber.
    pub corrective: &'l str,
    /// The rating that was computed.
    pub rating: Option<Rating>,
    /// The rating that the service states, where it states one.
    pub stated: Option<Rating>,
    /// Why the stated rating differs.
    pub stated_why: &'l str,
    /// Numerator and denominator, where both are given.
    pub parts: Option<(Decimal, Decimal)>,
    /// The policy of the line.
    pub policy: Option<&'l Policy>,
    /// The values of the periods before, oldest first.
    pub recent: &'l [Decimal],
    /// The commentary of the period before.
    pub commentary_before: &'l str,
    /// The period that the request asks about.
    pub asked: Option<Period>,
    /// The period that the value covers.
    pub covers: Option<Period>,
    /// What this period may expect of the indicator, by its own rhythm.
    pub expected: Option<Period>,
}

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Nothing is given.
    Missing,
    /// A word stands in place of the number, without a reason.
    NoReason,
    /// The target is zero.
    ZeroTarget,
    /// There is no target, though the line is to be rated.
    NoTarget,
    /// The value is more than five times the highest of the recent ones.
    FarAbove(String),
    /// The value is less than a fifth of the lowest of the recent ones.
    FarBelow(String),
    /// It looks like a share where per cent are asked for, or the reverse.
    Unit(String),
    /// The value is not what numerator and denominator give.
    Parts(String),
    /// Numbers out of nothing: the denominator is zero.
    ZeroDenominator,
    /// The stated rating is another than the computed one.
    Stated(Rating, Rating),
    /// It is, and nobody says why.
    StatedWithoutReason,
    /// Red or amber without a commentary.
    NoCommentary(Rating),
    /// Red or amber without a corrective action.
    NoCorrective(Rating),
    /// More words than a panel reads.
    LongCommentary(usize),
    /// The same commentary as in the period before.
    SameCommentary,
    /// The value covers another period than the one expected.
    OtherPeriod(Period, Period),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => {
                write!(f, "There is no figure: not collected, awaiting a partner, suppressed, or not due this period?")
            }
            Self::NoReason => write!(f, "There is no number, and no reason for it."),
            Self::ZeroTarget => write!(f, "The target is 0; is that meant?"),
            Self::NoTarget => write!(f, "There is no target to judge it by."),
            Self::FarAbove(highest) => {
                write!(f, "The figure is more than five times the highest of the recent ones, {highest}.")
            }
            Self::FarBelow(lowest) => {
                write!(f, "The figure is less than a fifth of the lowest of the recent ones, {lowest}.")
            }
            Self::Unit(meant) => write!(f, "The recent figures are in per cent; is {meant} meant?"),
            Self::Parts(gives) => write!(f, "Numerator and denominator give {gives}."),
            Self::ZeroDenominator => {
                write!(f, "The denominator is 0: there is no rate to give. Write “n/a” with the reason.")
            }
            Self::Stated(stated, computed) => write!(
                f,
                "You rate it {}; by its target it is {}. Both are shown to the panel.",
                stated.label().to_lowercase(),
                computed.label().to_lowercase()
            ),
            Self::StatedWithoutReason => write!(f, "Say why your rating differs from the computed one."),
            Self::NoCommentary(rating) => {
                write!(f, "It is {} and has no commentary.", rating.label().to_lowercase())
            }
            Self::NoCorrective(rating) => {
                write!(f, "It is {}; what is being done about it?", rating.label().to_lowercase())
            }
            Self::LongCommentary(words) => {
                write!(f, "The commentary has {words} words; panels read {LONG_COMMENTARY} or fewer.")
            }
            Self::SameCommentary => write!(f, "The commentary is the same as in the period before."),
            Self::OtherPeriod(covers, wanted) => {
                write!(f, "It covers {}, not {}.", covers.title(), wanted.title())
            }
        }
    }
}

/// What the panel will miss of a line that was filled in: the reason for a word, the commentary of a red or an amber.
#[must_use]
pub fn left_out(line: &Looked<'_>) -> Vec<Warning> {
    let mut found = warnings(line);
    found.retain(|warning| matches!(warning, Warning::NoReason | Warning::NoCommentary(_)));
    found
}

/// Everything worth a second look, in the order of the form.
#[must_use]
pub fn warnings(line: &Looked<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    match line.figure {
        None => found.push(Warning::Missing),
        Some(Figure::Absent(_)) if line.reason.trim().is_empty() => found.push(Warning::NoReason),
        Some(Figure::Absent(_)) => {}
        Some(Figure::Number(value)) => numbers(line, value, &mut found),
    }
    if let (Some(covers), Some(wanted)) = (line.covers, line.expected.or(line.asked))
        && covers != wanted
        && matches!(line.figure, Some(Figure::Number(_)))
    {
        found.push(Warning::OtherPeriod(covers, wanted));
    }
    words(line, &mut found);
    found
}

fn numbers(line: &Looked<'_>, value: Decimal, found: &mut Vec<Warning>) {
    let Some(policy) = line.policy else { return };
    let said = |value: Decimal| with_unit(value, &policy.unit);
    if policy.aim.value() == Some(Decimal::ZERO) {
        found.push(Warning::ZeroTarget);
    } else if policy.aim == Aim::None && !matches!(policy.method, Method::Unrated | Method::Thresholds { .. }) {
        found.push(Warning::NoTarget);
    }
    let hundred = Decimal::from(100);
    let positive: Vec<Decimal> = line.recent.iter().copied().filter(|recent| *recent > Decimal::ZERO).collect();
    if let (Some(highest), Some(lowest)) = (positive.iter().max().copied(), positive.iter().min().copied()) {
        let five = Decimal::from(5);
        let is_share = policy.unit == "%" && value > Decimal::ZERO && value <= Decimal::ONE && lowest > five;
        if is_share {
            found.push(Warning::Unit(said(value * hundred)));
        } else if value > highest * five {
            found.push(Warning::FarAbove(said(highest)));
        } else if value * five < lowest {
            found.push(Warning::FarBelow(said(lowest)));
        }
    }
    match line.parts {
        Some((_, denominator)) if denominator.is_zero() => found.push(Warning::ZeroDenominator),
        Some((numerator, denominator)) => {
            let factor = if policy.unit == "%" { hundred } else { Decimal::ONE };
            let places = policy.decimals;
            let gives = numerator.checked_div(denominator).and_then(|share| share.checked_mul(factor));
            // A rate "per 10,000" is not the bare quotient; only per cent and plain ratios are compared.
            if let Some(gives) = gives.filter(|_| ["%", ""].contains(&policy.unit.as_str()))
                && gives.round_dp(places) != value.round_dp(places)
            {
                found.push(Warning::Parts(said(gives.round_dp(places))));
            }
        }
        None => {}
    }
}

fn words(line: &Looked<'_>, found: &mut Vec<Warning>) {
    if let (Some(stated), Some(computed)) = (line.stated, line.rating)
        && stated != computed
    {
        found.push(Warning::Stated(stated, computed));
        if line.stated_why.trim().is_empty() {
            found.push(Warning::StatedWithoutReason);
        }
    }
    let commentary = line.commentary.trim();
    if let Some(rating) = line.rating.filter(|rating| rating.needs_commentary()) {
        if commentary.is_empty() {
            found.push(Warning::NoCommentary(rating));
        }
        if line.corrective.trim().is_empty() {
            found.push(Warning::NoCorrective(rating));
        }
    }
    let count = commentary.split_whitespace().count();
    if count > LONG_COMMENTARY {
        found.push(Warning::LongCommentary(count));
    }
    if !commentary.is_empty() && commentary == line.commentary_before.trim() {
        found.push(Warning::SameCommentary);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::figure::Absence;
    use crate::indicator::{Polarity, ToleranceKind};
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn policy(target: &str, unit: &str) -> Policy {
        let tolerance = (Decimal::from(5), ToleranceKind::Absolute);
        Policy::with_tolerance(Polarity::Higher, Some(d(target)), tolerance, 1, unit)
    }

    #[test]
    fn a_number_is_held_against_what_came_before() {
        let recent = [d("38"), d("44"), d("41")];
        let share = Warning::Unit("41%".to_owned());
        for (value, wanted) in [
            ("41", vec![]),
            ("220", vec![]),
            ("220.1", vec![Warning::FarAbove("44%".to_owned())]),
            ("7.6", vec![]),
            ("7.5", vec![Warning::FarBelow("38%".to_owned())]),
            ("0.41", vec![share]),
            ("0", vec![Warning::FarBelow("38%".to_owned())]),
        ] {
            let policy = policy("60", "%");
            let line = Looked {
                figure: Some(Figure::Number(d(value))),
                policy: Some(&policy),
                recent: &recent,
                ..Looked::default()
            };
            assert_eq!(warnings(&line), wanted, "{value}");
        }
    }

    #[test]
    fn numerator_and_denominator_must_give_the_value() {
        let policy = policy("60", "%");
        for (value, parts, wanted) in [
            ("41.4", ("12", "29"), vec![]),
            ("41", ("12", "29"), vec![Warning::Parts("41.4%".to_owned())]),
            ("0", ("0", "0"), vec![Warning::ZeroDenominator]),
        ] {
            let line = Looked {
                figure: Some(Figure::Number(d(value))),
                policy: Some(&policy),
                parts: Some((d(parts.0), d(parts.1))),
                ..Looked::default()
            };
            assert_eq!(warnings(&line), wanted, "{value}");
        }
    }

    #[test]
    fn words_are_read_too() {
        let long = "word ".repeat(151);
        let red = Some(Rating::Red);
        let base = Looked { figure: Some(Figure::Number(d("41"))), ..Looked::default() };
        for (line, wanted) in [
            (Looked::default(), vec![Warning::Missing]),
            (
                Looked { figure: Some(Figure::Absent(Absence::NotAvailable)), ..Looked::default() },
                vec![Warning::NoReason],
            ),
            (
                Looked {
                    figure: Some(Figure::Absent(Absence::Suppressed)),
                    reason: "Three cases",
                    ..Looked::default()
                },
                vec![],
            ),
            (
                Looked { rating: red, ..base.clone() },
                vec![Warning::NoCommentary(Rating::Red), Warning::NoCorrective(Rating::Red)],
            ),
            (Looked { rating: red, commentary: "Why", corrective: "This", ..base.clone() }, vec![]),
            (
                Looked { rating: Some(Rating::Green), stated: Some(Rating::Amber), ..base.clone() },
                vec![Warning::Stated(Rating::Amber, Rating::Green), Warning::StatedWithoutReason],
            ),
            (
                Looked {
                    rating: Some(Rating::Green),
                    stated: Some(Rating::Amber),
                    stated_why: "One school",
                    ..base.clone()
                },
                vec![Warning::Stated(Rating::Amber, Rating::Green)],
            ),
            (Looked { commentary: &long, ..base.clone() }, vec![Warning::LongCommentary(151)]),
            (
                Looked { commentary: "As before", commentary_before: "As before ", ..base.clone() },
                vec![Warning::SameCommentary],
            ),
        ] {
            assert_eq!(warnings(&line), wanted);
        }
    }

    #[test]
    fn the_target_and_the_period_are_looked_at() {
        let (zero, q1, q2) = (policy("0", "%"), "2022/23 Q1".parse().unwrap(), "2022/23 Q2".parse().unwrap());
        let mut none = policy("60", "%");
        none.aim = Aim::None;
        let base = Looked { figure: Some(Figure::Number(d("41"))), ..Looked::default() };
        for (line, wanted) in [
            (Looked { policy: Some(&zero), ..base.clone() }, vec![Warning::ZeroTarget]),
            (Looked { policy: Some(&none), ..base.clone() }, vec![Warning::NoTarget]),
            (Looked { asked: Some(q2), covers: Some(q1), ..base.clone() }, vec![Warning::OtherPeriod(q1, q2)]),
            (Looked { asked: Some(q2), covers: Some(q1), expected: Some(q1), ..base.clone() }, vec![]),
        ] {
            assert_eq!(warnings(&line), wanted);
        }
    }

    proptest! {
        #[test]
        fn every_warning_is_one_plain_sentence(value in -10_000_i64..10_000, target in -100_i64..100, before in 0_i64..1000) {
            let policy = policy(&target.to_string(), "%");
            let recent = [Decimal::from(before)];
            let line = Looked {
                figure: Some(Figure::Number(Decimal::new(value, 1))),
                policy: Some(&policy),
                recent: &recent,
                rating: Some(Rating::Red),
                parts: Some((Decimal::from(before), Decimal::from(target))),
                ..Looked::default()
            };
            for warning in warnings(&line) {
                let said = warning.to_string();
                prop_assert!(said.ends_with('.') || said.ends_with('?'), "{said}");
            }
        }
    }
}
