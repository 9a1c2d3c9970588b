//! Deadlines of a body's own standing orders, such as that for public questions: so many days before an anchor,
//! by a time of day.

use crate::word::Word;

/// What the days of a rule are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleUnit {
    /// Days on which the offices are open.
    Working,
    /// Every day of the week.
    Calendar,
}

impl Word for RuleUnit {
    const ALL: &'static [Self] = &[Self::Working, Self::Calendar];
    fn word(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Calendar => "calendar",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Working => "Working days",
            Self::Calendar => "Calendar days",
        }
    }
}

/// What a rule counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleAnchor {
    /// The day of the meeting.
    Meeting,
    /// The day by which the agenda must be published.
    Publish,
}

impl Word for RuleAnchor {
    const ALL: &'static [Self] = &[Self::Meeting, Self::Publish];
    fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Publish => "publish",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Meeting => "The meeting",
            Self::Publish => "Publication of the agenda",
        }
    }
}
