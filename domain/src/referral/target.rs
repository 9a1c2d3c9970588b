//! How the meeting of the Board stands that an open referral is meant for, and when the matter rolls over to the next.

use crate::meeting;
use chrono::NaiveDate;

/// How the Board meeting that an open referral is meant for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// No Board meeting is in the diary for it.
    None,
    /// Still to come, or under way today.
    ToCome,
    /// Its day has passed and no answer is recorded: taken and still to be written down, or rolled over.
    Passed,
    /// It was cancelled: the matter rolled over.
    Cancelled,
}

impl Target {
    /// How a target stands on a day, from the state and day of its meeting.
    #[must_use]
    pub fn of(meeting: Option<(meeting::State, NaiveDate)>, today: NaiveDate) -> Self {
        match meeting {
            None => Self::None,
            Some((meeting::State::Cancelled | meeting::State::Inquorate, _)) => Self::Cancelled,
            Some((meeting::State::Held | meeting::State::Adjourned, _)) => Self::Passed,
            Some((meeting::State::Scheduled | meeting::State::AgendaPublished, on)) if on < today => Self::Passed,
            Some(_) => Self::ToCome,
        }
    }

    /// Whether the matter is carried to the next meeting of the Board without anybody's doing: at once when its own was
    /// cancelled, and when the day by which the answer was to be written down is over and none is.
    #[must_use]
    pub fn rolls_over(self, answer_by: Option<NaiveDate>, today: NaiveDate) -> bool {
        match self {
            Self::Cancelled => true,
            Self::Passed => answer_by.is_some_and(|by| by < today),
            Self::None | Self::ToCome => false,
        }
    }

    /// Whether the matter needs another Board meeting unless its answer is recorded.
    #[must_use]
    pub fn has_rolled_over(self) -> bool {
        matches!(self, Self::Passed | Self::Cancelled)
    }
}
