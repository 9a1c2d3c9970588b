//! What keeps a new data request from being made: the sentences of the form that asks.

use crate::period::PeriodRefusal;
use crate::refusal::Refusal;
use std::fmt;

/// Why a request cannot be made as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskRefusal {
    /// No post was chosen.
    NoOwner,
    /// The period was not understood.
    Period(PeriodRefusal),
    /// The appendix has no number from 1 to 99.
    AppendixNumber,
    /// The appendix has no title.
    AppendixTitle,
    /// Neither figures nor slides were chosen.
    NoKind,
    /// The meeting has been held or cancelled.
    MeetingOver,
    /// The period ends on the day of the meeting or after it: its figures cannot be in the papers.
    PeriodNotOver,
    /// The same post is asked for the same period and item already, and nobody said that it is meant twice.
    Twice,
    /// Nobody would look at what comes: the body has no scrutiny officer.
    NoOfficer,
}

impl fmt::Display for AskRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoOwner => "Choose who is asked.",
            Self::Period(refusal) => return refusal.fmt(f),
            Self::AppendixNumber => "The appendix needs a number from 1 to 99.",
            Self::AppendixTitle => "Enter what the appendix is called.",
            Self::NoKind => "Choose whether figures or finance slides are asked for.",
            Self::MeetingOver => "This meeting has been held or cancelled; nothing more can be asked for it.",
            Self::PeriodNotOver => {
                "This period is not over before the meeting; choose one whose figures can exist by then."
            }
            Self::Twice => {
                "This post has a request for the same item and period already. Tick the box below if you want a second one."
            }
            Self::NoOfficer => "This panel has no scrutiny officer yet; name one on the panel's page first.",
        })
    }
}

impl Refusal for AskRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoOwner => "owner",
            Self::Period(_) | Self::PeriodNotOver => "period",
            Self::AppendixNumber => "appendix",
            Self::AppendixTitle => "appendix_title",
            Self::NoKind => "kind",
            Self::Twice => "twice",
            Self::MeetingOver | Self::NoOfficer => return None,
        };
        Some(field.to_owned())
    }
}
