//! The words of an indicator: which way is better, and how far off its target it may be.
//! How a value is rated against them lives in `rating`.

pub mod due;
pub mod version;

use crate::refusal::Refusal;
use crate::word::Word;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// A higher value is better.
    Higher,
    /// A lower value is better.
    Lower,
    /// Best within a band: too high and too low are both worse.
    InBand,
    /// Neither: shown for context, never rated.
    Neutral,
}

impl Word for Polarity {
    const ALL: &'static [Self] = &[Self::Higher, Self::Lower, Self::InBand, Self::Neutral];
    fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::InBand => "in_band",
            Self::Neutral => "neutral",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Higher => "Higher is better",
            Self::Lower => "Lower is better",
            Self::InBand => "Best within a band",
            Self::Neutral => "Neither: for context",
        }
    }
}

/// How a tolerance is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToleranceKind {
    /// In the unit of the indicator (5 = five percentage points where the unit is %).
    Absolute,
    /// As a percentage of the target (10 = within a tenth of the target).
    Percent,
}

impl Word for ToleranceKind {
    const ALL: &'static [Self] = &[Self::Absolute, Self::Percent];
    fn word(self) -> &'static str {
        match self {
            Self::Absolute => "absolute",
            Self::Percent => "percent",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Absolute => "In the indicator's own unit",
            Self::Percent => "Per cent of the target",
        }
    }
}

/// The longest code, in characters.
pub const LONGEST_CODE: usize = 40;

/// Why an indicator cannot be kept as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorRefusal {
    /// No code.
    NoCode,
    /// A code that is longer than a code.
    CodeTooLong,
    /// The code is taken.
    CodeTaken,
    /// No name.
    NoName,
    /// The target is not a number.
    TargetNotANumber,
    /// The tolerance is not a number of zero or more.
    ToleranceNotANumber,
    /// A tolerance needs a target to be measured from.
    ToleranceWithoutTarget,
    /// Nothing says which way is better.
    NoPolarity,
    /// The decimal places are not a number from 0 to 6.
    DecimalsOutOfRange,
    /// The place of an indicator in a panel's set is not a number.
    PlaceNotANumber(i64),
    /// It is part of itself, or of nothing that exists.
    PartOfItself,
}

impl fmt::Display for IndicatorRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCode => "Enter a code, such as EHCP20.",
            Self::CodeTooLong => "Keep the code to 40 characters.",
            Self::CodeTaken => "Another indicator has this code.",
            Self::NoName => "Enter the indicator's name.",
            Self::TargetNotANumber => "The target must be a number, or empty when there is none.",
            Self::ToleranceNotANumber => "The tolerance must be a number of zero or more, or empty.",
            Self::ToleranceWithoutTarget => "A tolerance needs a target.",
            Self::NoPolarity => "Choose which way is better.",
            Self::DecimalsOutOfRange => "Decimal places must be a number from 0 to 6.",
            Self::PartOfItself => "Choose another indicator as the total.",
            Self::PlaceNotANumber(_) => "The place in the order must be a number, or empty.",
        })
    }
}

impl Refusal for IndicatorRefusal {
    fn field(&self) -> Option<String> {
        Some(
            match self {
                Self::NoCode | Self::CodeTooLong | Self::CodeTaken => "code",
                Self::NoName => "name",
                Self::TargetNotANumber => "target",
                Self::ToleranceNotANumber | Self::ToleranceWithoutTarget => "tolerance",
                Self::NoPolarity => "polarity",
                Self::DecimalsOutOfRange => "decimals",
                Self::PartOfItself => "part_of",
                Self::PlaceNotANumber(id) => return Some(format!("place-{id}")),
            }
            .to_owned(),
        )
    }
}
