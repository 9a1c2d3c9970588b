//! Who was at a meeting, and whether that was enough (quorum).

use crate::word::Word;

/// How somebody attended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attending {
    /// In the room, able to vote as their seat allows.
    Present,
    /// Heard and speaking, without a vote (no remote attendance counts in law).
    Remote,
    /// Not there, and said so.
    Apologies,
    /// Not there.
    Absent,
    /// In the room for a member who could not come.
    Substitute,
}

impl Word for Attending {
    const ALL: &'static [Self] = &[Self::Present, Self::Remote, Self::Apologies, Self::Absent, Self::Substitute];
    fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Remote => "remote",
            Self::Apologies => "apologies",
            Self::Absent => "absent",
            Self::Substitute => "substitute",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Present => "Present",
            Self::Remote => "Joined remotely",
            Self::Apologies => "Apologies",
            Self::Absent => "Absent",
            Self::Substitute => "Substitute",
        }
    }
}
