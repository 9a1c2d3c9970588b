//! A body's work programme: topics from their suggestion to the agenda item that they become.

use crate::word::Word;

/// Where a topic stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TopicState {
    /// Somebody put it forward.
    Suggested,
    /// The body means to look at it.
    Programmed,
    /// It is an item of a meeting.
    Scheduled,
    /// The item was considered.
    Done,
    /// It will not be looked at, for a stated reason.
    Dropped,
}

impl Word for TopicState {
    const ALL: &'static [Self] = &[Self::Suggested, Self::Programmed, Self::Scheduled, Self::Done, Self::Dropped];
    fn word(self) -> &'static str {
        match self {
            Self::Suggested => "suggested",
            Self::Programmed => "programmed",
            Self::Scheduled => "scheduled",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Suggested => "Suggested",
            Self::Programmed => "On the work programme",
            Self::Scheduled => "On an agenda",
            Self::Done => "Considered",
            Self::Dropped => "Not taken up",
        }
    }
}
