//! A referral: a matter that a panel carries to the Board it reports to. It points to a meeting
//! *record* that can be planned anew, never to a date: Board dates move.

use crate::meeting;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// Where a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The panel resolved it.
    Raised,
    /// The officer wrote the feedback for the Board.
    FeedbackDrafted,
    /// The chair agreed the feedback.
    ChairApproved,
    /// The Board's answer is recorded; the thread is closed.
    Closed,
    /// The panel withdrew it.
    Withdrawn,
    /// It is before the Board: in its papers, or tabled.
    Submitted,
    /// The Board answered; the panel has not been told at a meeting yet.
    Answered,
}

impl Word for State {
    const ALL: &'static [Self] = &[
        Self::Raised,
        Self::FeedbackDrafted,
        Self::ChairApproved,
        Self::Closed,
        Self::Withdrawn,
        Self::Submitted,
        Self::Answered,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::FeedbackDrafted => "feedback_drafted",
            Self::ChairApproved => "chair_approved",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Submitted => "submitted",
            Self::Answered => "answered",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Raised => "Raised",
            Self::FeedbackDrafted => "Feedback drafted",
            Self::ChairApproved => "Approved by the chair",
            Self::Closed => "Closed",
            Self::Withdrawn => "Withdrawn",
            Self::Submitted => "Before the Board",
            Self::Answered => "Answered by the Board",
        }
    }
}

/// What the panel carries to the Board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An area of concern.
    AreaOfConcern,
    /// A suggestion for further scrutiny.
    FurtherScrutiny,
    /// For the Board's information.
    Information,
}

impl Word for Kind {
    const ALL: &'static [Self] = &[Self::AreaOfConcern, Self::FurtherScrutiny, Self::Information];
    fn word(self) -> &'static str {
        match self {
            Self::AreaOfConcern => "area_of_concern",
            Self::FurtherScrutiny => "further_scrutiny",
            Self::Information => "information",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::AreaOfConcern => "Area of concern",
            Self::FurtherScrutiny => "Suggestion for further scrutiny",
            Self::Information => "For information",
        }
    }
}

/// What the Board decided on a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Noted.
    Noted,
    /// Added to the Board's work programme.
    WorkProgramme,
    /// A scrutiny proposal was asked for.
    ScrutinyProposal,
    /// A task and finish group was set up.
    TaskGroup,
    /// Sent back to the panel.
    ReferredBack,
    /// Sent on to the cabinet or a cabinet member.
    ToCabinet,
    /// No further action.
    NoFurtherAction,
}

impl Word for Outcome {
    const ALL: &'static [Self] = &[
        Self::Noted,
        Self::WorkProgramme,
        Self::ScrutinyProposal,
        Self::TaskGroup,
        Self::ReferredBack,
        Self::ToCabinet,
        Self::NoFurtherAction,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::WorkProgramme => "work_programme",
            Self::ScrutinyProposal => "scrutiny_proposal",
            Self::TaskGroup => "task_group",
            Self::ReferredBack => "referred_back",
            Self::ToCabinet => "to_cabinet",
            Self::NoFurtherAction => "no_further_action",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Noted => "Noted",
            Self::WorkProgramme => "Added to the work programme",
            Self::ScrutinyProposal => "Scrutiny proposal requested",
            Self::TaskGroup => "Task and finish group approved",
            Self::ReferredBack => "Referred back to the panel",
            Self::ToCabinet => "Referred to the cabinet member or Cabinet",
            Self::NoFurtherAction => "No further action",
        }
    }
}

/// Why a step of a referral was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferralRefusal {
    /// It was answered or withdrawn already.
    Over,
    /// The chair can approve only feedback that was drafted.
    NothingDrafted,
    /// Feedback without words.
    NothingSaid,
    /// The Board cannot have answered at a meeting that was not held.
    BoardNotHeld,
    /// An answer without an outcome.
    NoOutcome,
    /// A matter is carried to a Board meeting that is still to come.
    NotToCome,
}

impl fmt::Display for ReferralRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Over => "This referral is closed.",
            Self::NothingDrafted => "There is no drafted feedback to approve yet.",
            Self::NothingSaid => "Enter the feedback for the Board.",
            Self::BoardNotHeld => "Choose the Board meeting that took the matter; it must have been held.",
            Self::NoOutcome => "Choose what the Board decided.",
            Self::NotToCome => "Choose a Board meeting that is still to come.",
        })
    }
}

impl Refusal for ReferralRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NothingSaid => Some("feedback".to_owned()),
            Self::BoardNotHeld => Some("meeting".to_owned()),
            Self::NoOutcome => Some("outcome".to_owned()),
            Self::NotToCome => Some("target".to_owned()),
            _ => None,
        }
    }
}

impl State {
    /// The officer writes the feedback; writing it anew asks the chair again.
    ///
    /// # Errors
    /// Not when closed; not without words.
    pub fn draft(self, words: &str) -> Result<Self, ReferralRefusal> {
        self.still_open()?;
        if words.trim().is_empty() {
            return Err(ReferralRefusal::NothingSaid);
        }
        Ok(Self::FeedbackDrafted)
    }

    /// The chair agrees the feedback.
    ///
    /// # Errors
    /// Only drafted feedback can be approved.
    pub fn approve(self) -> Result<Self, ReferralRefusal> {
        self.still_open()?;
        match self {
            Self::FeedbackDrafted => Ok(Self::ChairApproved),
            _ => Err(ReferralRefusal::NothingDrafted),
        }
    }

    /// The matter is carried to another Board meeting; how far its feedback is stays what it was.
    ///
    /// # Errors
    /// Not when closed already.
    pub fn retarget(self) -> Result<Self, ReferralRefusal> {
        self.still_open().map(|()| self)
    }

    /// The Board's answer is recorded. A matter tabled late, without approved feedback, is answered all the same.
    ///
    /// # Errors
    /// Not when closed already.
    pub fn answer(self) -> Result<Self, ReferralRefusal> {
        self.still_open().map(|()| Self::Closed)
    }

    /// The panel withdraws the matter.
    ///
    /// # Errors
    /// Not when closed already.
    pub fn withdraw(self) -> Result<Self, ReferralRefusal> {
        self.still_open().map(|()| Self::Withdrawn)
    }

    /// Whether the Board still owes an answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn)
    }

    fn still_open(self) -> Result<(), ReferralRefusal> {
        if self.is_open() { Ok(()) } else { Err(ReferralRefusal::Over) }
    }
}

/// How the Board meeting that an open referral is meant for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// No Board meeting is in the diary for it.
    None,
    /// Still to come, or under way today.
    ToCome,
    /// Its day has passed and no answer is recorded: taken and still to be written down, or rolled over.
    Passed,
    /// It was cancelled: the matter rolled over.
    Cancelled,
}

impl Target {
    /// How a target stands on a day, from the state and day of its meeting.
    #[must_use]
    pub fn of(meeting: Option<(meeting::State, NaiveDate)>, today: NaiveDate) -> Self {
        match meeting {
            None => Self::None,
            Some((meeting::State::Cancelled, _)) => Self::Cancelled,
            Some((meeting::State::Held, _)) => Self::Passed,
            Some((meeting::State::Scheduled | meeting::State::AgendaPublished, on)) if on < today => Self::Passed,
            Some(_) => Self::ToCome,
        }
    }

    /// Whether the matter needs another Board meeting unless its answer is recorded.
    #[must_use]
    pub fn has_rolled_over(self) -> bool {
        matches!(self, Self::Passed | Self::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_matter_goes_from_the_panel_to_the_boards_answer() {
        let state = State::Raised.draft("EHC plan timeliness").unwrap().approve().unwrap();
        assert_eq!(state, State::ChairApproved);
        let closed = state.answer().unwrap();
        assert_eq!(closed.answer(), Err(ReferralRefusal::Over));
        assert!(!closed.is_open());
        assert_eq!(State::ChairApproved.retarget(), Ok(State::ChairApproved));
        assert_eq!(closed.retarget(), Err(ReferralRefusal::Over));
    }

    #[test]
    fn feedback_written_anew_asks_the_chair_again() {
        assert_eq!(State::ChairApproved.draft("new words"), Ok(State::FeedbackDrafted));
        assert_eq!(State::Raised.approve(), Err(ReferralRefusal::NothingDrafted));
        assert_eq!(State::Raised.draft(" "), Err(ReferralRefusal::NothingSaid));
    }

    #[test]
    fn a_board_that_passed_or_was_cancelled_rolls_the_matter_over() {
        use meeting::State::{AgendaPublished, Cancelled, Held, Scheduled};
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = on("2022-11-16");
        for (state, day, wanted) in [
            (Scheduled, "2022-11-16", Target::ToCome),
            (AgendaPublished, "2022-12-07", Target::ToCome),
            (Scheduled, "2022-11-15", Target::Passed),
            (Held, "2022-11-16", Target::Passed),
            (Cancelled, "2022-12-07", Target::Cancelled),
        ] {
            assert_eq!(Target::of(Some((state, on(day))), today), wanted, "{state:?} {day}");
        }
        assert_eq!(Target::of(None, today), Target::None);
        assert!(Target::Passed.has_rolled_over() && !Target::ToCome.has_rolled_over());
    }

    #[test]
    fn late_feedback_tabled_is_answered_without_the_chairs_approval() {
        assert_eq!(State::Raised.answer(), Ok(State::Closed));
    }
}
