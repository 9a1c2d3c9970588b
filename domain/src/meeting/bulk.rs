//! Why the meetings of a stretch of days were not moved together.

use crate::refusal::Refusal;
use std::fmt;

/// Why a stretch of meetings was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkRefusal {
    /// No first and last day, or the last before the first.
    NoStretch,
    /// Nothing was chosen.
    NoMeetings,
    /// Nobody said what happens to them.
    NoChoice,
    /// No number of weeks from 1 to 26.
    NoWeeks,
    /// No reason.
    NoReason,
}

impl fmt::Display for BulkRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoStretch => "Enter the first and the last day, like 19/9/2026.",
            Self::NoMeetings => "Choose at least one meeting.",
            Self::NoChoice => "Choose whether they are postponed or moved.",
            Self::NoWeeks => "Enter a number of weeks from 1 to 26.",
            Self::NoReason => "Enter the reason, as it will be told to everybody concerned.",
        })
    }
}

impl Refusal for BulkRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoStretch => "from",
            Self::NoMeetings => "meetings",
            Self::NoChoice => "to",
            Self::NoWeeks => "weeks",
            Self::NoReason => "reason",
        };
        Some(field.to_owned())
    }
}
