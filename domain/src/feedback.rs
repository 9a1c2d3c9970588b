//! What a panel gives back to a meeting of the Board: exceptions, comments, matters referred; or that there is nothing.

use crate::word::Word;

/// Where the feedback of one panel for one Board meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has written it yet.
    Owed,
    /// The officer wrote it; the chair has it to approve.
    Drafted,
    /// The chair asked for a change.
    ChangeAsked,
    /// The chair approved it.
    Approved,
    /// It is in the Board’s papers, or was tabled.
    Submitted,
    /// The Board meeting passed or was cancelled; its matters went on to another.
    Lapsed,
}

impl Word for State {
    const ALL: &'static [Self] =
        &[Self::Owed, Self::Drafted, Self::ChangeAsked, Self::Approved, Self::Submitted, Self::Lapsed];
    fn word(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Drafted => "drafted",
            Self::ChangeAsked => "change_asked",
            Self::Approved => "approved",
            Self::Submitted => "submitted",
            Self::Lapsed => "lapsed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Owed => "To be written",
            Self::Drafted => "With the chair",
            Self::ChangeAsked => "The chair asked for a change",
            Self::Approved => "Approved by the chair",
            Self::Submitted => "Before the Board",
            Self::Lapsed => "Rolled over",
        }
    }
}

/// What one line of the feedback is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// An indicator that is off track or worth raising.
    Exception,
    /// A comment that the panel gave to a cabinet member.
    Comment,
    /// A matter that the panel referred.
    Referral,
    /// A recommendation that the panel made.
    Recommendation,
    /// What the panel says of the budget.
    Finance,
    /// Anything else.
    Other,
}

impl Word for LineKind {
    const ALL: &'static [Self] =
        &[Self::Exception, Self::Comment, Self::Referral, Self::Recommendation, Self::Finance, Self::Other];
    fn word(self) -> &'static str {
        match self {
            Self::Exception => "exception",
            Self::Comment => "comment",
            Self::Referral => "referral",
            Self::Recommendation => "recommendation",
            Self::Finance => "finance",
            Self::Other => "other",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Exception => "Exception",
            Self::Comment => "Comment to a cabinet member",
            Self::Referral => "Matter referred",
            Self::Recommendation => "Recommendation",
            Self::Finance => "Finance",
            Self::Other => "Other",
        }
    }
}

/// How something reached the Board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// With the papers of the agenda.
    InAgenda,
    /// In a supplement.
    Supplement,
    /// On the table at the meeting.
    Tabled,
    /// Said at the meeting.
    Verbal,
}

impl Word for Reached {
    const ALL: &'static [Self] = &[Self::InAgenda, Self::Supplement, Self::Tabled, Self::Verbal];
    fn word(self) -> &'static str {
        match self {
            Self::InAgenda => "in_agenda",
            Self::Supplement => "supplement",
            Self::Tabled => "tabled",
            Self::Verbal => "verbal",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::InAgenda => "In the agenda",
            Self::Supplement => "In a supplement",
            Self::Tabled => "Tabled at the meeting",
            Self::Verbal => "Verbally",
        }
    }
}
