//! A referral: a matter that a panel carries to the Board. It points to a meeting *record*, never to a date that moves.

mod target;

pub use target::Target;

use crate::feedback::Reached;
use crate::obligation::Kind as Owed;
use crate::refusal::Refusal;
use crate::word::Word;
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
    /// The panel heard the Board's answer at a meeting of its own; the thread is closed.
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
    /// It was closed or withdrawn already.
    Over,
    /// The Board answered it already.
    Answered,
    /// The Board has not answered yet.
    NotAnswered,
    /// The panel hears the answer at a meeting of its own, after it.
    PanelNotHeld,
    /// Its words are before the Board.
    BeforeBoard,
    /// Printed without the chair's approval.
    NotApproved,
    /// Withdrawn without saying why.
    NoReason,
    /// How it reached the Board was not chosen.
    NotReached,
    /// Sent on to nobody.
    NoAddressee,
    /// Sent on before.
    SentOn,
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
            Self::Answered => "The Board has answered this referral already.",
            Self::NotAnswered => "The Board has not answered this referral yet.",
            Self::PanelNotHeld => {
                "Choose a meeting of the panel, held after the Board's, at which it heard the answer."
            }
            Self::BeforeBoard => "It is before the Board as it stands. What comes after is said at the meeting.",
            Self::NotApproved => "The chair has not approved these words, so they can be tabled or said, not printed.",
            Self::NoReason => "Say why the panel withdraws it.",
            Self::NoAddressee => "Choose who in the cabinet gets it.",
            Self::SentOn => "It has been sent on already.",
            Self::NotReached => "Choose how it reached the Board.",
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
            Self::PanelNotHeld => Some("heard".to_owned()),
            Self::NoReason => Some("reason".to_owned()),
            Self::NotApproved | Self::NotReached => Some("reached".to_owned()),
            Self::NoAddressee => Some("post".to_owned()),
            Self::BeforeBoard => Some("feedback".to_owned()),
            _ => None,
        }
    }
}

/// How far the words for the Board have come, which outlives a meeting of the Board that did not take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// None yet.
    None,
    /// Written, not agreed by the chair.
    Drafted,
    /// Agreed by the chair as they stand.
    Approved,
}

impl State {
    /// The officer writes the feedback; writing it anew asks the chair again.
    ///
    /// # Errors
    /// Not when answered, closed or withdrawn; not while it is before the Board; not without words.
    pub fn draft(self, words: &str) -> Result<Self, ReferralRefusal> {
        self.still_open()?;
        if self == Self::Submitted {
            return Err(ReferralRefusal::BeforeBoard);
        }
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

    /// It is put before the Board. Tabled late, or said at the meeting, it needs no approval; printed it does.
    ///
    /// # Errors
    /// Not when answered, closed or withdrawn; not in print without the chair's approval.
    pub fn submit(self, reached: Reached) -> Result<Self, ReferralRefusal> {
        self.still_open()?;
        let is_printed = matches!(reached, Reached::InAgenda | Reached::Supplement);
        if is_printed && !matches!(self, Self::ChairApproved | Self::Submitted) {
            return Err(ReferralRefusal::NotApproved);
        }
        Ok(Self::Submitted)
    }

    /// The matter is carried to another Board meeting by hand; how far its feedback is stays what it was.
    ///
    /// # Errors
    /// Not when answered, closed or withdrawn.
    pub fn retarget(self, words: Words) -> Result<Self, ReferralRefusal> {
        self.roll_over(words)
    }

    /// The Board meeting passed without an answer, or was cancelled: the matter goes on to the next one. What was put
    /// before a Board that did not take it waits again, as far as its words had come: an approval is not asked twice.
    ///
    /// # Errors
    /// Not when answered, closed or withdrawn.
    pub fn roll_over(self, words: Words) -> Result<Self, ReferralRefusal> {
        self.still_open()?;
        Ok(match (self, words) {
            (Self::Submitted, Words::None) => Self::Raised,
            (Self::Submitted, Words::Drafted) => Self::FeedbackDrafted,
            (Self::Submitted, Words::Approved) => Self::ChairApproved,
            (state, _) => state,
        })
    }

    /// The Board's answer is recorded; the panel still has to hear it. A matter tabled late, without approved feedback,
    /// is answered all the same.
    ///
    /// # Errors
    /// Not when answered, closed or withdrawn.
    pub fn answer(self) -> Result<Self, ReferralRefusal> {
        self.still_open().map(|()| Self::Answered)
    }

    /// The panel heard the answer at a meeting of its own: only that closes the thread.
    ///
    /// # Errors
    /// Only what was answered can be closed, and only by a meeting of the panel that took place after the answer.
    pub fn close(self, heard: bool) -> Result<Self, ReferralRefusal> {
        match self {
            Self::Answered if heard => Ok(Self::Closed),
            Self::Answered => Err(ReferralRefusal::PanelNotHeld),
            Self::Closed | Self::Withdrawn => Err(ReferralRefusal::Over),
            _ => Err(ReferralRefusal::NotAnswered),
        }
    }

    /// The panel withdraws the matter, and says why.
    ///
    /// # Errors
    /// Not when answered, closed or withdrawn; not without a reason.
    pub fn withdraw(self, reason: &str) -> Result<Self, ReferralRefusal> {
        self.still_open()?;
        if reason.trim().is_empty() { Err(ReferralRefusal::NoReason) } else { Ok(Self::Withdrawn) }
    }

    /// What is owed about it: always something until it is over. The words of a matter that stands in its panel's
    /// feedback are written and approved there.
    #[must_use]
    pub fn owed(self, in_feedback: bool) -> &'static [Owed] {
        match self {
            Self::Raised if in_feedback => &[Owed::RecordAnswer],
            Self::Raised => &[Owed::DraftFeedback, Owed::RecordAnswer],
            Self::FeedbackDrafted if in_feedback => &[Owed::RecordAnswer],
            Self::FeedbackDrafted => &[Owed::ApproveFeedback, Owed::RecordAnswer],
            Self::ChairApproved | Self::Submitted => &[Owed::RecordAnswer],
            Self::Answered => &[Owed::ReportAnswer],
            Self::Closed | Self::Withdrawn => &[],
        }
    }

    /// Whether the Board still owes an answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Answered | Self::Closed | Self::Withdrawn)
    }

    fn still_open(self) -> Result<(), ReferralRefusal> {
        match self {
            Self::Answered => Err(ReferralRefusal::Answered),
            _ if self.is_open() => Ok(()),
            _ => Err(ReferralRefusal::Over),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::NaiveDate;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    #[test]
    fn a_matter_goes_from_the_panel_to_the_boards_answer() {
        let state = State::Raised.draft("EHC plan timeliness").unwrap().approve().unwrap();
        assert_eq!(state, State::ChairApproved);
        let answered = state.submit(Reached::InAgenda).unwrap().answer().unwrap();
        assert_eq!(answered.answer(), Err(ReferralRefusal::Answered));
        assert_eq!(answered.close(false), Err(ReferralRefusal::PanelNotHeld));
        let closed = answered.close(true).unwrap();
        assert_eq!((closed, closed.close(true)), (State::Closed, Err(ReferralRefusal::Over)));
        assert!(!answered.is_open() && !closed.is_open());
        assert_eq!(State::ChairApproved.retarget(Words::Approved), Ok(State::ChairApproved));
        assert_eq!(closed.retarget(Words::Approved), Err(ReferralRefusal::Over));
    }

    #[test]
    fn feedback_written_anew_asks_the_chair_again() {
        assert_eq!(State::ChairApproved.draft("new words"), Ok(State::FeedbackDrafted));
        assert_eq!(State::Raised.approve(), Err(ReferralRefusal::NothingDrafted));
        assert_eq!(State::Raised.draft(" "), Err(ReferralRefusal::NothingSaid));
    }

    #[test]
    fn a_board_that_passed_or_was_cancelled_rolls_the_matter_over() {
        use crate::meeting::State::{Adjourned, AgendaPublished, Cancelled, Held, Inquorate, Postponed, Scheduled};
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = on("2022-11-16");
        for (state, day, wanted) in [
            (Scheduled, "2022-11-16", Target::ToCome),
            (AgendaPublished, "2022-12-07", Target::ToCome),
            (Scheduled, "2022-11-15", Target::Passed),
            (Held, "2022-11-16", Target::Passed),
            (Cancelled, "2022-12-07", Target::Cancelled),
            (Inquorate, "2022-11-15", Target::Cancelled),
            (Adjourned, "2022-11-15", Target::Passed),
            // Its day is still to be arranged; the matter waits for it.
            (Postponed, "2022-11-15", Target::ToCome),
        ] {
            assert_eq!(Target::of(Some((state, on(day))), today), wanted, "{state:?} {day}");
        }
        assert_eq!(Target::of(None, today), Target::None);
        assert!(Target::Passed.has_rolled_over() && !Target::ToCome.has_rolled_over());
    }

    #[test]
    fn late_feedback_tabled_is_answered_without_the_chairs_approval() {
        assert_eq!(State::Raised.answer(), Ok(State::Answered));
        for (reached, wanted) in [
            (Reached::Tabled, Ok(State::Submitted)),
            (Reached::Verbal, Ok(State::Submitted)),
            (Reached::InAgenda, Err(ReferralRefusal::NotApproved)),
            (Reached::Supplement, Err(ReferralRefusal::NotApproved)),
        ] {
            assert_eq!(State::FeedbackDrafted.submit(reached), wanted, "{reached:?}");
        }
        assert_eq!(State::Submitted.draft("Other words"), Err(ReferralRefusal::BeforeBoard));
    }

    #[test]
    fn what_a_board_did_not_take_waits_as_far_as_its_words_had_come() {
        for (words, wanted) in [
            (Words::None, State::Raised),
            (Words::Drafted, State::FeedbackDrafted),
            (Words::Approved, State::ChairApproved),
        ] {
            assert_eq!(State::Submitted.roll_over(words), Ok(wanted));
        }
        assert_eq!(State::Raised.roll_over(Words::None), Ok(State::Raised));
        assert_eq!(State::Answered.roll_over(Words::Approved), Err(ReferralRefusal::Answered));
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (target, by, wanted) in [
            (Target::Cancelled, None, true),
            (Target::Passed, Some("2022-11-17"), true),
            (Target::Passed, Some("2022-11-18"), false),
            (Target::Passed, None, false),
            (Target::ToCome, Some("2022-11-17"), false),
            (Target::None, None, false),
        ] {
            assert_eq!(target.rolls_over(by.map(on), on("2022-11-18")), wanted, "{target:?} {by:?}");
        }
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Draft,
        Approve,
        Submit(Reached),
        RollOver(Words),
        Answer,
        Close(bool),
        Withdraw(&'static str),
    }

    fn steps() -> impl Strategy<Value = Step> {
        prop_oneof![
            Just(Step::Draft),
            Just(Step::Approve),
            select(Reached::ALL).prop_map(Step::Submit),
            select(&[Words::None, Words::Drafted, Words::Approved][..]).prop_map(Step::RollOver),
            Just(Step::Answer),
            any::<bool>().prop_map(Step::Close),
            select(&["", "Taken up by the Cabinet."][..]).prop_map(Step::Withdraw),
        ]
    }

    fn take(state: State, step: Step) -> Result<State, ReferralRefusal> {
        match step {
            Step::Draft => state.draft("The panel is concerned."),
            Step::Approve => state.approve(),
            Step::Submit(reached) => state.submit(reached),
            Step::RollOver(words) => state.roll_over(words),
            Step::Answer => state.answer(),
            Step::Close(heard) => state.close(heard),
            Step::Withdraw(reason) => state.withdraw(reason),
        }
    }

    proptest! {
        #[test]
        fn no_path_loses_what_is_owed_and_nothing_closes_without_the_panel(
            path in vec(steps(), 0..40), in_feedback in any::<bool>()
        ) {
            let (mut state, mut answered) = (State::Raised, false);
            for step in path {
                let Ok(next) = take(state, step) else { continue };
                prop_assert!(!matches!(state, State::Closed | State::Withdrawn), "{state:?} is over");
                answered |= matches!(step, Step::Answer);
                match next {
                    State::Closed => prop_assert!(answered && matches!(step, Step::Close(true))),
                    State::Withdrawn => prop_assert!(!answered && matches!(step, Step::Withdraw(why) if !why.is_empty())),
                    _ => {
                        prop_assert!(!next.owed(in_feedback).is_empty(), "{next:?} owes nothing");
                        prop_assert_eq!(next.owed(in_feedback).contains(&Owed::RecordAnswer), next.is_open());
                    }
                }
                state = next;
            }
        }
    }
}
