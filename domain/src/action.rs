//! An action: what a panel asked somebody to do. Its completion is the panel's to agree, not the
//! officer's: proposed complete is not complete. Its steps are in `steps`, how it is asked for in `asked`.

mod asked;
mod steps;

pub use asked::{AskRefusal, Due, DueBy, missing_from, next_number, reference, series};

use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

/// What is asked of the owner of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something to be done.
    Action,
    /// Information to be sent to the body.
    Information,
}

impl Word for Kind {
    const ALL: &'static [Self] = &[Self::Action, Self::Information];
    fn word(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Information => "information",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Action => "Action",
            Self::Information => "Information",
        }
    }
}

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Asked for, nothing heard.
    Open,
    /// The owner has reported progress.
    InProgress,
    /// The owner says that it is done; the panel has not agreed yet.
    ProposedComplete,
    /// The panel agreed that it is done.
    Complete,
    /// No longer wanted.
    Withdrawn,
    /// It waits, for a reason, until a review date.
    Paused,
    /// It goes on as something else.
    Converted,
}

impl Word for State {
    const ALL: &'static [Self] = &[
        Self::Open,
        Self::InProgress,
        Self::ProposedComplete,
        Self::Complete,
        Self::Withdrawn,
        Self::Paused,
        Self::Converted,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::ProposedComplete => "proposed_complete",
            Self::Complete => "complete",
            Self::Withdrawn => "withdrawn",
            Self::Paused => "paused",
            Self::Converted => "converted",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::ProposedComplete => "Proposed complete",
            Self::Complete => "Complete",
            Self::Withdrawn => "Withdrawn",
            Self::Paused => "Paused",
            Self::Converted => "Converted",
        }
    }
}

/// Why a step of an action was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionRefusal {
    /// Complete or withdrawn: it is over.
    Over,
    /// An update without words.
    NothingSaid,
    /// Only what the owner proposed complete can be agreed complete.
    NotProposed,
    /// A panel agrees completion at a meeting that was held.
    NoMeeting,
    /// Neither "still in progress" nor "done" was chosen.
    NothingChosen,
    /// A dispute that does not say what is missing.
    NothingDisputed,
    /// An action withdrawn without a reason.
    NoReason,
    /// A disputed action goes on until a day or until the next meeting.
    NoDue,
    /// The post that owes it has passed to somebody else.
    NotTheOwner,
    /// Whoever opened the link did not say who they are.
    NobodyNamed,
    /// Whoever opened the link is not the person to whom it was issued.
    SomebodyElse,
    /// A pause without a reason.
    NoPauseReason,
    /// A pause without a day after today on which it is looked at again.
    NoReview,
    /// It waits already.
    Waiting,
    /// Only what is paused can be taken up again.
    NotPaused,
    /// Only what is over can be reopened.
    StillOpen,
    /// A reopening that does not say why.
    NoReopenReason,
    /// Neither an item nor a recommendation was chosen.
    NothingToBecome,
    /// Nobody was chosen to answer the recommendation that it becomes.
    NobodyToAnswer,
    /// No meeting is in the diary on whose agenda it could stand.
    NoMeetingAhead,
    /// A change of owner or date without a reason.
    NoChangeReason,
    /// Neither the owner nor the date is another.
    NothingChanged,
    /// No other action has this reference.
    NoSuchAction,
    /// An action is no duplicate of itself.
    Itself,
    /// Only what is still owed can be given another date.
    NotOwed,
}

impl fmt::Display for ActionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Over => "This action is closed.",
            Self::NothingSaid => "Enter what has been done.",
            Self::NotProposed => "The owner has not yet proposed this action as complete.",
            Self::NoMeeting => "Choose the meeting at which the panel agreed that this is complete.",
            Self::NothingChosen => "Choose whether it is still in progress or done.",
            Self::NothingDisputed => "Enter what the panel says is still missing.",
            Self::NoReason => "Enter why this action is no longer wanted.",
            Self::NoDue => "Enter a date from today on, or choose “next meeting”.",
            Self::NotTheOwner => "This action has passed to whoever now holds the post that owes it.",
            Self::NobodyNamed => "Choose who you are.",
            Self::SomebodyElse => {
                "Only the person to whom this link was issued can answer by it. Reply to the letter instead."
            }
            Self::NoPauseReason => "Enter why it waits.",
            Self::NoReview => "Enter a day after today on which it is looked at again.",
            Self::Waiting => "This action is paused already.",
            Self::NotPaused => "This action is not paused.",
            Self::StillOpen => "This action is still open.",
            Self::NoReopenReason => "Enter why it is opened again.",
            Self::NothingToBecome => "Choose what it becomes.",
            Self::NobodyToAnswer => "Choose who answers the recommendation.",
            Self::NoMeetingAhead => "No meeting of this body is in the diary. Schedule one first.",
            Self::NoChangeReason => "Enter why the owner or the date changes.",
            Self::NothingChanged => "Choose another owner or another date.",
            Self::NoSuchAction => "Enter the reference of another action, such as CF 26/27-014.",
            Self::Itself => "An action cannot be the duplicate of itself.",
            Self::NotOwed => "Nobody owes this action now, so it has no date to change.",
        })
    }
}

impl Refusal for ActionRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NothingSaid => Some("update".to_owned()),
            Self::NoMeeting => Some("meeting".to_owned()),
            Self::NothingChosen => Some("progress".to_owned()),
            Self::NothingDisputed => Some("disputed".to_owned()),
            Self::NoReason => Some("reason".to_owned()),
            Self::NoDue => Some("due_on".to_owned()),
            Self::NobodyNamed | Self::SomebodyElse => Some("who".to_owned()),
            Self::NoPauseReason => Some("pause_why".to_owned()),
            Self::NoReview => Some("review_on".to_owned()),
            Self::NoReopenReason => Some("reopen_why".to_owned()),
            Self::NothingToBecome | Self::NoMeetingAhead => Some("becomes".to_owned()),
            Self::NobodyToAnswer => Some("answers".to_owned()),
            Self::NoChangeReason => Some("change_why".to_owned()),
            Self::NothingChanged => Some("owner".to_owned()),
            Self::NoSuchAction | Self::Itself => Some("same_as".to_owned()),
            Self::NotProposed
            | Self::Over
            | Self::NotTheOwner
            | Self::Waiting
            | Self::NotPaused
            | Self::StillOpen
            | Self::NotOwed => None,
        }
    }
}

/// What an owner says about how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Still being worked on.
    StillInProgress,
    /// Done, as the owner sees it; the panel decides.
    Done,
    /// Not theirs, as the owner sees it; it stays owed until an officer gives it to another post.
    NotMine,
}

impl Word for Progress {
    const ALL: &'static [Self] = &[Self::StillInProgress, Self::Done, Self::NotMine];
    fn word(self) -> &'static str {
        match self {
            Self::StillInProgress => "in_progress",
            Self::Done => "done",
            Self::NotMine => "not_mine",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::StillInProgress => "It is still in progress",
            Self::Done => "It is done",
            Self::NotMine => "This is not mine to do",
        }
    }
}

/// What an action can go on as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// An item of a meeting to come.
    Item,
    /// A recommendation.
    Recommendation,
}

impl Word for Becomes {
    const ALL: &'static [Self] = &[Self::Item, Self::Recommendation];
    fn word(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Recommendation => "recommendation",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Item => "An item of the next meeting",
            Self::Recommendation => "A recommendation",
        }
    }
}
