//! Where the minutes of a meeting stand: typed, looked at by the chair, published as a draft, confirmed by the next
//! meeting with or without amendments (domain glossary: resolution).

use crate::word::Word;

/// Where the minutes of a meeting stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// They are being typed.
    Typed,
    /// The chair has them to look at.
    WithChair,
    /// The chair asked for a change.
    ChangeAsked,
    /// The chair has checked them.
    ChairChecked,
    /// Published as draft minutes, subject to confirmation.
    Published,
    /// Confirmed as they were published.
    Confirmed,
    /// Confirmed with amendments.
    Amended,
}

impl Word for State {
    const ALL: &'static [Self] = &[
        Self::Typed,
        Self::WithChair,
        Self::ChangeAsked,
        Self::ChairChecked,
        Self::Published,
        Self::Confirmed,
        Self::Amended,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::WithChair => "with_chair",
            Self::ChangeAsked => "change_asked",
            Self::ChairChecked => "chair_checked",
            Self::Published => "published",
            Self::Confirmed => "confirmed",
            Self::Amended => "amended",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Typed => "Being written",
            Self::WithChair => "With the chair",
            Self::ChangeAsked => "The chair asked for a change",
            Self::ChairChecked => "Checked by the chair",
            Self::Published => "Draft minutes published",
            Self::Confirmed => "Confirmed",
            Self::Amended => "Confirmed with amendments",
        }
    }
}
