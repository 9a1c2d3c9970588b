//! Why a rating policy cannot be kept as typed, in sentences.

use crate::refusal::Refusal;
use std::fmt;

/// Why a policy cannot be kept as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyRefusal {
    /// The range ends before it begins.
    RangeBackwards,
    /// A tolerance below nought.
    ToleranceNegative,
    /// Where neither way is better nothing can be rated.
    NeutralIsNotRated,
    /// A band is judged by a tolerance around it.
    BandByTolerance,
    /// "In a band" needs the band.
    BandNeedsRange,
    /// The method measures from a target.
    NoTarget,
    /// Amber begins at a better value than green.
    ThresholdsBackwards,
    /// The floor is better than the target.
    FloorAboveTarget,
    /// A number that is not one.
    NotANumber(&'static str),
    /// Nothing says how values are judged.
    MethodMissing,
    /// Nothing says from which period on it holds.
    PeriodMissing,
    /// Nothing says why it changes.
    ReasonMissing,
    /// A later version stands already.
    BeforeTheLast,
    /// Nothing says what is aimed at.
    TargetMissing,
    /// The decimal places are not a number from 0 to 6.
    DecimalsOutOfRange,
    /// Beyond the target by less than nothing.
    BlueNegative,
    /// Nothing in it differs from what stands.
    NothingChanged,
}

impl fmt::Display for PolicyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RangeBackwards => "The range must begin with its lower end.",
            Self::ToleranceNegative => "The tolerance must be a number of zero or more.",
            Self::NeutralIsNotRated => "Where neither way is better, choose “not rated”.",
            Self::BandByTolerance => "A band is judged by a tolerance around it: choose per cent or units.",
            Self::BandNeedsRange => "Enter the range within which the value should lie.",
            Self::NoTarget => "This way of rating needs a target.",
            Self::ThresholdsBackwards => "Green must begin at a better value than amber.",
            Self::FloorAboveTarget => "The floor must be worse than the target.",
            Self::NotANumber(_) => "Enter a number, such as 63.5.",
            Self::MethodMissing => "Choose how values are rated.",
            Self::PeriodMissing => "Choose the first period for which it holds.",
            Self::ReasonMissing => "Enter why it changes.",
            Self::BeforeTheLast => "A version stands from a later period on; choose that period or a later one.",
            Self::TargetMissing => "Choose what is aimed at.",
            Self::DecimalsOutOfRange => "Decimal places must be a number from 0 to 6.",
            Self::BlueNegative => "Blue must begin at a distance of zero or more beyond the target.",
            Self::NothingChanged => "Nothing differs from what stands now.",
        })
    }
}

impl Refusal for PolicyRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::RangeBackwards | Self::BandNeedsRange => "low",
            Self::ToleranceNegative => "tolerance",
            Self::NeutralIsNotRated | Self::BandByTolerance | Self::MethodMissing => "method",
            Self::NoTarget | Self::TargetMissing => "target",
            Self::ThresholdsBackwards => "green",
            Self::FloorAboveTarget => "floor",
            Self::NotANumber(field) => field,
            Self::PeriodMissing | Self::BeforeTheLast => "from_period",
            Self::ReasonMissing => "reason",
            Self::DecimalsOutOfRange => "decimals",
            Self::BlueNegative => "blue",
            Self::NothingChanged => return None,
        };
        Some(field.to_owned())
    }
}
