//! What is published of a meeting: the agenda with its reports, and what comes after it (LGA 1972 s100B).
//! What was published is never changed; a later change is a publication of its own.

use crate::word::Word;

/// What a publication is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicationKind {
    /// The agenda and the reports that were ready.
    Agenda,
    /// A report that came later, or an item that was added.
    Supplement,
    /// A correction of something published.
    Erratum,
}

impl Word for PublicationKind {
    const ALL: &'static [Self] = &[Self::Agenda, Self::Supplement, Self::Erratum];
    fn word(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Supplement => "supplement",
            Self::Erratum => "erratum",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Agenda => "Agenda",
            Self::Supplement => "Supplement",
            Self::Erratum => "Erratum",
        }
    }
}
