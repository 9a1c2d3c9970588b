//! Views that a body gave to a cabinet member or an officer: softer than a recommendation, with no clock of the law and,
//! where the body wants one, a reply by a date.

use crate::word::Word;

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was given.
    Given,
    /// Whoever it was given to has replied.
    Replied,
    /// The body withdrew it.
    Withdrawn,
}

impl Word for State {
    const ALL: &'static [Self] = &[Self::Given, Self::Replied, Self::Withdrawn];
    fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Replied => "replied",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Given => "Given",
            Self::Replied => "Replied",
            Self::Withdrawn => "Withdrawn",
        }
    }
}
