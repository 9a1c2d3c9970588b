//! The letter from the chair to the chief executive about something long overdue: drafted by Remit, sent by a person.

use crate::word::Word;

/// Where such a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Drafted; nobody has sent it.
    Drafted,
    /// A person sent it.
    Sent,
    /// A person decided not to send it.
    Dropped,
}

impl Word for State {
    const ALL: &'static [Self] = &[Self::Drafted, Self::Sent, Self::Dropped];
    fn word(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Sent => "sent",
            Self::Dropped => "dropped",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Drafted => "Drafted",
            Self::Sent => "Sent",
            Self::Dropped => "Not sent",
        }
    }
}
