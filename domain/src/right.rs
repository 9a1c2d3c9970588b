//! Who may ever knock at which door. The door asks this table; the command then asks the noun
//! whether this person may, now. Every door of the service names one of these rights.

use crate::word::Word;

/// In what capacity somebody comes to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A democratic services officer, signed in.
    Officer,
    /// The chair of a body, signed in; sees that body only.
    Chair,
    /// Somebody who came by the link of one letter and confirmed the code; one request only.
    Respondent,
    /// Anybody at all.
    Public,
}

impl Word for Role {
    const ALL: &'static [Self] = &[Self::Officer, Self::Chair, Self::Respondent, Self::Public];
    fn word(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Chair => "chair",
            Self::Respondent => "respondent",
            Self::Public => "public",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Officer => "Officer",
            Self::Chair => "Chair",
            Self::Respondent => "By the link of a letter",
            Self::Public => "Public",
        }
    }
}

/// A kind of deed that a door lets somebody do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Read what is published: bodies, meeting dates, published reports.
    ReadPublished,
    /// Sign in, sign out, set the first password.
    SignIn,
    /// Open the page behind a letter's link. The link itself is the proof; nothing can be changed by it.
    OpenLink,
    /// Ask for the code that the first change needs, and confirm it.
    AskForCode,
    /// Say by the link of an invitation who comes. The link is the proof, and what is chosen can be chosen again.
    AnswerInvitation,
    /// Change what one link is about, having confirmed its code.
    AnswerByLink,
    /// Follow the work of a panel: meetings, requests, figures, decisions; chairs their own only.
    FollowPanel,
    /// Run the cycle: schedule, ask, accept, record.
    RunCycle,
    /// Keep bodies, posts and people.
    KeepPeople,
    /// Read the letters that the service wrote.
    ReadLetters,
    /// Change persona or clock; the door exists in a demonstration only.
    Demonstrate,
}

impl Word for Right {
    const ALL: &'static [Self] = &[
        Self::ReadPublished,
        Self::SignIn,
        Self::OpenLink,
        Self::AskForCode,
        Self::AnswerInvitation,
        Self::AnswerByLink,
        Self::FollowPanel,
        Self::RunCycle,
        Self::KeepPeople,
        Self::ReadLetters,
        Self::Demonstrate,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::ReadPublished => "read_published",
            Self::SignIn => "sign_in",
            Self::OpenLink => "open_link",
            Self::AskForCode => "ask_for_code",
            Self::AnswerInvitation => "answer_invitation",
            Self::AnswerByLink => "answer_by_link",
            Self::FollowPanel => "follow_panel",
            Self::RunCycle => "run_cycle",
            Self::KeepPeople => "keep_people",
            Self::ReadLetters => "read_letters",
            Self::Demonstrate => "demonstrate",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::ReadPublished => "Read what is published",
            Self::SignIn => "Sign in",
            Self::OpenLink => "Open a letter's link",
            Self::AskForCode => "Ask for a code",
            Self::AnswerInvitation => "Answer an invitation",
            Self::AnswerByLink => "Answer by a letter's link",
            Self::FollowPanel => "Follow a panel's work",
            Self::RunCycle => "Run the cycle",
            Self::KeepPeople => "Keep bodies, posts and people",
            Self::ReadLetters => "Read letters",
            Self::Demonstrate => "Demonstrate",
        }
    }
}

impl Right {
    /// Whether somebody in this role may ever do this.
    #[must_use]
    pub fn allows(self, role: Role) -> bool {
        match self {
            Self::ReadPublished
            | Self::SignIn
            | Self::OpenLink
            | Self::AskForCode
            | Self::AnswerInvitation
            | Self::Demonstrate => true,
            Self::AnswerByLink => role == Role::Respondent,
            Self::FollowPanel => matches!(role, Role::Officer | Role::Chair),
            Self::RunCycle | Self::KeepPeople | Self::ReadLetters => role == Role::Officer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_reads_and_never_writes() {
        let open: Vec<_> =
            Right::ALL.iter().filter(|right| right.allows(Role::Public)).map(|right| right.word()).collect();
        assert_eq!(
            open,
            ["read_published", "sign_in", "open_link", "ask_for_code", "answer_invitation", "demonstrate"]
        );
    }

    #[test]
    fn a_chair_follows_but_does_not_run() {
        assert!(Right::FollowPanel.allows(Role::Chair));
        assert!(!Right::RunCycle.allows(Role::Chair));
        assert!(!Right::AnswerByLink.allows(Role::Officer), "an officer never answers for a director");
    }
}
