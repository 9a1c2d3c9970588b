//! What the council keeps in its diary beside meetings: days on which nothing counts, and windows that only warn.
//! Counting is in `calendar`.

use crate::word::Word;

/// What a stretch of days in the diary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClosedKind {
    /// A bank holiday proclaimed beside the yearly ones: no working day.
    Holiday,
    /// The council's own closure, such as between Christmas and New Year: no working days.
    Closure,
    /// Members do not meet; the days still count as working days.
    Recess,
    /// From the notice of election to the poll: normal business goes on, sensitive items are marked.
    Election,
}

impl Word for ClosedKind {
    const ALL: &'static [Self] = &[Self::Holiday, Self::Closure, Self::Recess, Self::Election];
    fn word(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Closure => "closure",
            Self::Recess => "recess",
            Self::Election => "election",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Holiday => "Bank holiday",
            Self::Closure => "Offices closed",
            Self::Recess => "Recess",
            Self::Election => "Pre-election period",
        }
    }
}

impl ClosedKind {
    /// Whether such days are no working days, for every deadline.
    #[must_use]
    pub fn stops_the_count(self) -> bool {
        matches!(self, Self::Holiday | Self::Closure)
    }
}
