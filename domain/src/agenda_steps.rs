//! Which step of an agenda item may follow which (domain glossary: agenda item / report), and what each asks for.
//! The states themselves are words of `agenda`. An item is published only by publishing its meeting's papers.

use crate::agenda::ItemState;
use crate::meeting::State;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// A step that an officer takes with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Take a proposed item on to the agenda.
    Programme,
    /// Ask for its report.
    Commission,
    /// A draft of the report came.
    ReceiveDraft,
    /// The draft was cleared by those who must see it.
    Clear,
    /// The report came as it will be published.
    ReceiveFinal,
    /// The report goes back to whoever owes it.
    SendBack,
    /// The report follows by a promised day.
    Follow,
    /// It is reported on by word of mouth.
    Verbal,
    /// Its report is circulated at the meeting.
    Table,
    /// The body considered it.
    Consider,
    /// Nothing more comes of it.
    Close,
    /// It is not taken, here or later.
    Withdraw,
    /// It is taken at a later meeting.
    Defer,
    /// A withdrawn item is taken after all.
    Restore,
}

impl Word for Step {
    const ALL: &'static [Self] = &[
        Self::Programme,
        Self::Commission,
        Self::ReceiveDraft,
        Self::Clear,
        Self::ReceiveFinal,
        Self::SendBack,
        Self::Follow,
        Self::Verbal,
        Self::Table,
        Self::Consider,
        Self::Close,
        Self::Withdraw,
        Self::Defer,
        Self::Restore,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Commission => "commission",
            Self::ReceiveDraft => "receive_draft",
            Self::Clear => "clear",
            Self::ReceiveFinal => "receive_final",
            Self::SendBack => "send_back",
            Self::Follow => "follow",
            Self::Verbal => "verbal",
            Self::Table => "table",
            Self::Consider => "consider",
            Self::Close => "close",
            Self::Withdraw => "withdraw",
            Self::Defer => "defer",
            Self::Restore => "restore",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Programme => "Take it on to the agenda",
            Self::Commission => "Ask for the report",
            Self::ReceiveDraft => "Record the draft as received",
            Self::Clear => "Record the draft as cleared",
            Self::ReceiveFinal => "Record the final report as received",
            Self::SendBack => "Send the report back",
            Self::Follow => "Mark the report as to follow",
            Self::Verbal => "Take it as a verbal report",
            Self::Table => "Record the report as tabled",
            Self::Consider => "Record the item as considered",
            Self::Close => "Close the item",
            Self::Withdraw => "Withdraw the item",
            Self::Defer => "Defer the item",
            Self::Restore => "Put the item back on the agenda",
        }
    }
}

/// What a step is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where the meeting stands.
    pub meeting: State,
    /// Whether a post is named that owes the report.
    pub has_owner: bool,
    /// Whether there are words of a report; Remit itself writes those of a performance item.
    pub has_words: bool,
    /// Whether the reason that the step asks for was given.
    pub has_reason: bool,
    /// Whether a resolution is recorded, or what came of it without one.
    pub has_outcome: bool,
}

/// Why a step was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// The item stands where this step does not follow.
    OutOfTurn(ItemState, Step),
    /// The meeting stands where this step is not taken.
    MeetingIs(State, Step),
    /// No step was chosen.
    NoStep,
    /// Nobody owes the report.
    NoOwner,
    /// There are no words of a report.
    NoWords,
    /// No reason why it is withdrawn or deferred.
    NoReason,
    /// No reason why the report is late.
    NoLateReason,
    /// No day by which the report follows.
    NoPromise,
    /// The promised day is past.
    PromisePast,
    /// The promised day lies after the meeting.
    PromiseAfterMeeting(NaiveDate),
    /// Neither a resolution nor words on what came of it.
    NoOutcome,
    /// The meeting to which it is deferred is not a coming one of the same body.
    NoMeeting,
    /// Data is asked for under an item that would have no meeting.
    RequestsNeedMeeting,
}

impl fmt::Display for StepRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfTurn(state, step) => {
                write!(f, "This item stands as “{}”, and {}.", state.label(), step.follows())
            }
            Self::MeetingIs(State::AgendaPublished, _) => {
                write!(f, "The agenda is published; this step is taken before.")
            }
            Self::MeetingIs(State::Scheduled | State::Postponed, Step::Consider) => {
                write!(f, "Record the meeting as held first.")
            }
            Self::MeetingIs(state, _) => {
                write!(f, "The meeting stands as “{}”; this step is not taken any more.", state.label())
            }
            Self::NoStep => write!(f, "Choose what has happened to the item."),
            Self::NoOwner => write!(f, "Choose who owes the report."),
            Self::NoWords => write!(f, "Enter the words of the report first."),
            Self::NoReason => write!(f, "Enter the reason, as it will be told to everybody concerned."),
            Self::NoLateReason => write!(f, "Enter why the report is late."),
            Self::NoPromise => write!(f, "Enter the day by which the report is promised, for example 2026-10-30."),
            Self::PromisePast => write!(f, "Enter today or a later day."),
            Self::PromiseAfterMeeting(on) => {
                write!(f, "The meeting is on {}; enter that day or an earlier one.", on.format("%-d %B %Y"))
            }
            Self::NoOutcome => write!(
                f,
                "Record the resolution on this item first, or enter what came of it without one, such as “Discussed, no \
                 resolution”."
            ),
            Self::NoMeeting => write!(f, "Choose a coming meeting of this body whose agenda is still open."),
            Self::RequestsNeedMeeting => write!(
                f,
                "Data is asked for under this item. Choose the meeting to which it goes, or withdraw the requests first."
            ),
        }
    }
}

impl Refusal for StepRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoOwner => "report_post",
            Self::NoWords => "report",
            Self::NoReason => "reason",
            Self::NoLateReason => "late_reason",
            Self::NoPromise | Self::PromisePast | Self::PromiseAfterMeeting(_) => "follows_on",
            Self::NoOutcome => "outcome",
            Self::NoMeeting | Self::RequestsNeedMeeting => "meeting",
            Self::NoStep => "step",
            Self::OutOfTurn(..) | Self::MeetingIs(..) => return None,
        };
        Some(field.to_owned())
    }
}

impl Step {
    /// The states that it follows.
    fn from(self) -> &'static [ItemState] {
        use ItemState as S;
        match self {
            Self::Programme => &[S::Proposed],
            Self::Commission => &[S::Programmed],
            Self::ReceiveDraft => &[S::Commissioned],
            Self::Clear => &[S::DraftReceived],
            Self::ReceiveFinal => &[S::Commissioned, S::Cleared, S::ToFollow],
            Self::SendBack => &[S::DraftReceived, S::Cleared, S::FinalReceived],
            Self::Follow => {
                &[S::Programmed, S::Commissioned, S::DraftReceived, S::Cleared, S::ToFollow, S::UrgentAdded]
            }
            Self::Verbal => &[
                S::Programmed,
                S::Commissioned,
                S::DraftReceived,
                S::Cleared,
                S::ToFollow,
                S::Published,
                S::UrgentAdded,
            ],
            Self::Table => &[
                S::Programmed,
                S::Commissioned,
                S::DraftReceived,
                S::Cleared,
                S::FinalReceived,
                S::ToFollow,
                S::Published,
                S::UrgentAdded,
                S::Verbal,
            ],
            Self::Consider => &[
                S::Programmed,
                S::Commissioned,
                S::DraftReceived,
                S::Cleared,
                S::FinalReceived,
                S::Published,
                S::ToFollow,
                S::UrgentAdded,
                S::Verbal,
                S::Tabled,
            ],
            Self::Close => &[S::Considered],
            Self::Withdraw | Self::Defer => &[
                S::Proposed,
                S::Programmed,
                S::Commissioned,
                S::DraftReceived,
                S::Cleared,
                S::FinalReceived,
                S::Published,
                S::ToFollow,
                S::UrgentAdded,
                S::Verbal,
                S::Tabled,
            ],
            Self::Restore => &[S::Withdrawn],
        }
    }

    /// The rest of the sentence that says when it follows.
    fn follows(self) -> &'static str {
        match self {
            Self::Programme => "only a proposed item is taken on to the agenda",
            Self::Commission => "a report is asked for once, of an item that is on the agenda",
            Self::ReceiveDraft => "a draft comes of a report that was asked for",
            Self::Clear => "only a draft that was received can be cleared",
            Self::ReceiveFinal => "a final report comes once it was asked for; a draft is cleared first",
            Self::SendBack => "only a report that came and is not published can be sent back",
            Self::Follow => "only a report that is still to come can be to follow",
            Self::Verbal => "only an item whose report is still to come is taken as a verbal report",
            Self::Table => "only the report of an item that is still to be considered can be tabled",
            Self::Consider => "only an item on the agenda can be considered, once",
            Self::Close => "only an item that was considered can be closed",
            Self::Withdraw | Self::Defer => "only an item that is still to be considered can be withdrawn or deferred",
            Self::Restore => "only a withdrawn item can be put back",
        }
    }

    /// Whether a meeting that stands so still takes it.
    fn fits(self, meeting: State) -> bool {
        let is_open = matches!(meeting, State::Scheduled | State::Postponed);
        match self {
            Self::Programme | Self::Commission | Self::ReceiveDraft | Self::Clear | Self::Restore => is_open,
            Self::ReceiveFinal | Self::SendBack | Self::Follow => is_open || meeting == State::AgendaPublished,
            Self::Verbal | Self::Table => !matches!(meeting, State::Cancelled | State::Inquorate),
            Self::Consider => matches!(meeting, State::Held | State::Adjourned),
            // What was not reached at a meeting that was held is deferred there.
            Self::Close | Self::Withdraw | Self::Defer => true,
        }
    }

    /// Where it leads.
    fn leads(self) -> ItemState {
        match self {
            Self::Programme | Self::Restore => ItemState::Programmed,
            Self::Commission => ItemState::Commissioned,
            Self::ReceiveDraft => ItemState::DraftReceived,
            Self::Clear => ItemState::Cleared,
            Self::ReceiveFinal => ItemState::FinalReceived,
            Self::SendBack => ItemState::Commissioned,
            Self::Follow => ItemState::ToFollow,
            Self::Verbal => ItemState::Verbal,
            Self::Table => ItemState::Tabled,
            Self::Consider => ItemState::Considered,
            Self::Close => ItemState::Closed,
            Self::Withdraw => ItemState::Withdrawn,
            Self::Defer => ItemState::Deferred,
        }
    }
}

impl ItemState {
    /// Whether a step may be offered: it follows, and the meeting still takes it.
    #[must_use]
    pub fn offers(self, step: Step, meeting: State) -> bool {
        step.from().contains(&self) && step.fits(meeting)
    }

    /// Takes a step.
    ///
    /// # Errors
    /// What does not follow, what the meeting no longer takes, what is missing: first things first.
    pub fn take(self, step: Step, facts: &Facts) -> Result<Self, StepRefusal> {
        if !step.from().contains(&self) {
            return Err(StepRefusal::OutOfTurn(self, step));
        }
        if !step.fits(facts.meeting) {
            return Err(StepRefusal::MeetingIs(facts.meeting, step));
        }
        match step {
            Step::Commission | Step::Follow if !facts.has_owner => Err(StepRefusal::NoOwner),
            Step::ReceiveDraft | Step::ReceiveFinal if !facts.has_words => Err(StepRefusal::NoWords),
            Step::Follow | Step::Table if !facts.has_reason => Err(StepRefusal::NoLateReason),
            Step::Withdraw | Step::Defer if !facts.has_reason => Err(StepRefusal::NoReason),
            Step::Consider if !facts.has_outcome => Err(StepRefusal::NoOutcome),
            _ => Ok(step.leads()),
        }
    }

    /// What publishing the papers makes of an item: what follows, is verbal, tabled or not taken stays so.
    #[must_use]
    pub fn publish(self) -> Self {
        match self {
            Self::Proposed
            | Self::Programmed
            | Self::Commissioned
            | Self::DraftReceived
            | Self::Cleared
            | Self::FinalReceived
            | Self::UrgentAdded => Self::Published,
            state => state,
        }
    }

    /// Whether whoever was named still owes the report.
    #[must_use]
    pub fn owes_report(self) -> bool {
        matches!(self, Self::Commissioned | Self::DraftReceived | Self::Cleared | Self::ToFollow)
    }

    /// Whether the meeting takes or took it.
    #[must_use]
    pub fn is_taken(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Deferred)
    }

    /// Whether nothing more happens to it at its meeting.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Considered | Self::Closed | Self::Withdrawn | Self::Deferred)
    }
}

/// The day by which a report is promised: from today on, and by the day of the meeting.
///
/// # Errors
/// No day, a day that is past, or one after the meeting.
pub fn promise(on: Option<NaiveDate>, today: NaiveDate, meets_on: NaiveDate) -> Result<NaiveDate, StepRefusal> {
    match on {
        None => Err(StepRefusal::NoPromise),
        Some(on) if on < today => Err(StepRefusal::PromisePast),
        Some(on) if on > meets_on => Err(StepRefusal::PromiseAfterMeeting(meets_on)),
        Some(on) => Ok(on),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    const ALL_THERE: Facts =
        Facts { meeting: State::Scheduled, has_owner: true, has_words: true, has_reason: true, has_outcome: true };

    fn walk(steps: &[Step], facts: &Facts) -> Result<ItemState, StepRefusal> {
        steps.iter().try_fold(ItemState::Proposed, |state, step| state.take(*step, facts))
    }

    #[test]
    fn a_report_goes_from_proposed_to_closed() {
        use Step::{Clear, Commission, Programme, ReceiveDraft, ReceiveFinal};
        let ready = walk(&[Programme, Commission, ReceiveDraft, Clear, ReceiveFinal], &ALL_THERE).unwrap();
        assert_eq!(ready, ItemState::FinalReceived);
        let held = Facts { meeting: State::Held, ..ALL_THERE };
        let considered = ready.publish().take(Step::Consider, &held).unwrap();
        assert_eq!(considered.take(Step::Close, &held), Ok(ItemState::Closed));
        assert_eq!(considered.take(Step::Defer, &held), Err(StepRefusal::OutOfTurn(considered, Step::Defer)));
    }

    #[test]
    fn each_step_says_what_it_misses() {
        use ItemState as S;
        let facts = ALL_THERE;
        let held = Facts { meeting: State::Held, ..facts };
        for (from, step, facts, wanted) in [
            (S::Programmed, Step::Commission, Facts { has_owner: false, ..facts }, StepRefusal::NoOwner),
            (S::Programmed, Step::Follow, Facts { has_owner: false, ..facts }, StepRefusal::NoOwner),
            (S::Commissioned, Step::ReceiveDraft, Facts { has_words: false, ..facts }, StepRefusal::NoWords),
            (S::ToFollow, Step::ReceiveFinal, Facts { has_words: false, ..facts }, StepRefusal::NoWords),
            (S::Commissioned, Step::Follow, Facts { has_reason: false, ..facts }, StepRefusal::NoLateReason),
            (S::Published, Step::Table, Facts { has_reason: false, ..held }, StepRefusal::NoLateReason),
            (S::Published, Step::Withdraw, Facts { has_reason: false, ..facts }, StepRefusal::NoReason),
            (S::Published, Step::Defer, Facts { has_reason: false, ..facts }, StepRefusal::NoReason),
            (S::Published, Step::Consider, Facts { has_outcome: false, ..held }, StepRefusal::NoOutcome),
            (S::Published, Step::Consider, facts, StepRefusal::MeetingIs(State::Scheduled, Step::Consider)),
            (S::DraftReceived, Step::ReceiveFinal, facts, StepRefusal::OutOfTurn(S::DraftReceived, Step::ReceiveFinal)),
            (S::Proposed, Step::Consider, held, StepRefusal::OutOfTurn(S::Proposed, Step::Consider)),
            (S::Deferred, Step::Restore, facts, StepRefusal::OutOfTurn(S::Deferred, Step::Restore)),
        ] {
            assert_eq!(from.take(step, &facts), Err(wanted), "{from:?} {step:?}");
        }
    }

    #[test]
    fn once_published_only_what_happens_afterwards_can_happen() {
        let out = Facts { meeting: State::AgendaPublished, ..ALL_THERE };
        let steps = |state: ItemState| -> Vec<Step> {
            Step::ALL.iter().copied().filter(|step| state.offers(*step, out.meeting)).collect()
        };
        assert_eq!(steps(ItemState::Published), [Step::Verbal, Step::Table, Step::Withdraw, Step::Defer]);
        assert_eq!(
            steps(ItemState::ToFollow),
            [Step::ReceiveFinal, Step::Follow, Step::Verbal, Step::Table, Step::Withdraw, Step::Defer]
        );
        assert_eq!(steps(ItemState::Withdrawn), []);
        assert_eq!(
            ItemState::Programmed.take(Step::Commission, &out).unwrap_err().to_string(),
            "The agenda is published; this step is taken before."
        );
    }

    #[test]
    fn a_promise_lies_between_today_and_the_meeting() {
        let on = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (today, meets) = (on("2022-10-26"), on("2022-11-03"));
        assert_eq!(promise(Some(on("2022-10-31")), today, meets), Ok(on("2022-10-31")));
        assert_eq!(promise(Some(meets), today, meets), Ok(meets));
        assert_eq!(promise(None, today, meets), Err(StepRefusal::NoPromise));
        assert_eq!(promise(Some(on("2022-10-25")), today, meets), Err(StepRefusal::PromisePast));
        assert_eq!(promise(Some(on("2022-11-04")), today, meets), Err(StepRefusal::PromiseAfterMeeting(meets)));
    }

    proptest! {
        #[test]
        fn no_step_leads_to_published_and_what_is_over_stays_over(
            state in select(ItemState::ALL), step in select(Step::ALL), meeting in select(State::ALL)
        ) {
            let facts = Facts { meeting, ..ALL_THERE };
            if let Ok(next) = state.take(step, &facts) {
                prop_assert!(next != ItemState::Published && next != ItemState::UrgentAdded);
                prop_assert!(!state.is_over() || matches!(step, Step::Close | Step::Restore), "{state:?} {step:?}");
                prop_assert!(state.offers(step, meeting));
            }
        }

        #[test]
        fn publishing_twice_is_publishing_once(state in select(ItemState::ALL)) {
            prop_assert_eq!(state.publish().publish(), state.publish());
        }
    }
}
