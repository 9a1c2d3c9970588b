//! The steps of an action: each takes the state and gives the next one or a refusal. What is owed in each state is said
//! here too; who may take a step, and when, the callers know.

use super::{ActionRefusal, Progress, State};
use crate::obligation::Kind as Owes;
use chrono::NaiveDate;

impl State {
    /// The owner tells how far it is.
    ///
    /// # Errors
    /// Closed actions take no updates; an update needs words.
    pub fn update(self, words: &str) -> Result<Self, ActionRefusal> {
        self.still_open()?;
        if words.trim().is_empty() {
            return Err(ActionRefusal::NothingSaid);
        }
        Ok(Self::InProgress)
    }

    /// The owner tells how far it is, one way or the other.
    ///
    /// # Errors
    /// As [`State::update`] and [`State::propose_complete`].
    pub fn report(self, progress: Progress, words: &str) -> Result<Self, ActionRefusal> {
        match progress {
            Progress::StillInProgress => self.update(words),
            Progress::Done => self.propose_complete(words),
            Progress::NotMine => self.update(words).map(|_| self),
        }
    }

    /// The owner says that it is done; reminders stop, the panel decides.
    ///
    /// # Errors
    /// Closed actions cannot be proposed; the proposal says what was done.
    pub fn propose_complete(self, words: &str) -> Result<Self, ActionRefusal> {
        self.update(words).map(|_| Self::ProposedComplete)
    }

    /// The panel agrees at a meeting that it is done.
    ///
    /// # Errors
    /// Only what was proposed complete.
    pub fn agree_complete(self) -> Result<Self, ActionRefusal> {
        self.still_open()?;
        match self {
            Self::ProposedComplete => Ok(Self::Complete),
            _ => Err(ActionRefusal::NotProposed),
        }
    }

    /// The body’s agreement was recorded by mistake: it is proposed complete again.
    ///
    /// # Errors
    /// Only what is complete.
    pub fn take_back_agreement(self) -> Result<Self, ActionRefusal> {
        match self {
            Self::Complete => Ok(Self::ProposedComplete),
            Self::Withdrawn | Self::Converted => Err(ActionRefusal::Over),
            _ => Err(ActionRefusal::StillOpen),
        }
    }

    /// The panel disputes a proposed completion: it goes on.
    ///
    /// # Errors
    /// Only what was proposed complete can be disputed, and the dispute says what is missing.
    pub fn dispute(self, words: &str) -> Result<Self, ActionRefusal> {
        self.still_open()?;
        match self {
            Self::ProposedComplete if words.trim().is_empty() => Err(ActionRefusal::NothingDisputed),
            Self::ProposedComplete => Ok(Self::InProgress),
            _ => Err(ActionRefusal::NotProposed),
        }
    }

    /// No longer wanted.
    ///
    /// # Errors
    /// Not when it is over already, nor without a reason.
    pub fn withdraw(self, reason: &str) -> Result<Self, ActionRefusal> {
        self.still_open()?;
        if reason.trim().is_empty() { Err(ActionRefusal::NoReason) } else { Ok(Self::Withdrawn) }
    }

    /// It waits for a reason until it is looked at again; its owner is not reminded meanwhile.
    ///
    /// # Errors
    /// Not when it is over, waits already or was proposed complete; nor without a reason and a later day.
    pub fn pause(self, reason: &str, review_on: Option<NaiveDate>, today: NaiveDate) -> Result<Self, ActionRefusal> {
        self.still_open()?;
        match self {
            Self::Paused => Err(ActionRefusal::Waiting),
            Self::ProposedComplete => Err(ActionRefusal::NotOwed),
            _ if reason.trim().is_empty() => Err(ActionRefusal::NoPauseReason),
            _ if review_on.is_none_or(|on| on <= today) => Err(ActionRefusal::NoReview),
            _ => Ok(Self::Paused),
        }
    }

    /// It is owed again, before its review date or on it.
    ///
    /// # Errors
    /// Only what is paused.
    pub fn resume(self) -> Result<Self, ActionRefusal> {
        match self {
            Self::Paused => Ok(Self::InProgress),
            _ => Err(ActionRefusal::NotPaused),
        }
    }

    /// What was over is owed again; what was said about it stays.
    ///
    /// # Errors
    /// Only what is over, and not without a reason.
    pub fn reopen(self, reason: &str) -> Result<Self, ActionRefusal> {
        match self.still_open() {
            Ok(()) => Err(ActionRefusal::StillOpen),
            Err(_) if reason.trim().is_empty() => Err(ActionRefusal::NoReopenReason),
            Err(_) => Ok(Self::InProgress),
        }
    }

    /// It goes on as something else.
    ///
    /// # Errors
    /// Not when it is over.
    pub fn convert(self) -> Result<Self, ActionRefusal> {
        self.still_open().map(|()| Self::Converted)
    }

    /// What is owed while it stands so: the doing by its owner; the body’s agreement or the review of a pause by the
    /// officer; nothing once it is over.
    #[must_use]
    pub fn owes(self) -> Option<Owes> {
        match self {
            Self::Open | Self::InProgress => Some(Owes::DoAction),
            Self::ProposedComplete => Some(Owes::AgreeCompletion),
            Self::Paused => Some(Owes::ReviewPaused),
            Self::Complete | Self::Withdrawn | Self::Converted => None,
        }
    }

    /// Whether it is neither complete nor withdrawn.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.still_open().is_ok()
    }

    /// Whether somebody still owes it.
    #[must_use]
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Open | Self::InProgress)
    }

    fn still_open(self) -> Result<(), ActionRefusal> {
        match self {
            Self::Complete | Self::Withdrawn | Self::Converted => Err(ActionRefusal::Over),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::word::Word;
    use proptest::prelude::*;

    const TODAY: &str = "2022-11-04";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_owner_cannot_close_an_action() {
        let proposed = State::Open.propose_complete("Guide circulated").unwrap();
        assert_eq!(proposed, State::ProposedComplete);
        assert!(!proposed.is_owed());
        assert_eq!(proposed.agree_complete(), Ok(State::Complete));
        assert_eq!(State::InProgress.agree_complete(), Err(ActionRefusal::NotProposed));
    }

    #[test]
    fn a_disputed_completion_is_owed_again() {
        let again = State::ProposedComplete.dispute("The guide is out of date").unwrap();
        assert!(again.is_owed());
        assert_eq!(State::Complete.dispute("too late"), Err(ActionRefusal::Over));
        assert_eq!(State::ProposedComplete.dispute(" "), Err(ActionRefusal::NothingDisputed));
    }

    #[test]
    fn what_is_no_longer_wanted_says_why_and_stays_closed() {
        assert_eq!(State::Open.withdraw(""), Err(ActionRefusal::NoReason));
        let withdrawn = State::ProposedComplete.withdraw("Superseded").unwrap();
        assert!(!withdrawn.is_open());
        assert_eq!(withdrawn.withdraw("again"), Err(ActionRefusal::Over));
        assert_eq!(withdrawn.update("more"), Err(ActionRefusal::Over));
    }

    #[test]
    fn who_says_that_it_is_not_theirs_still_owes_it() {
        for state in [State::Open, State::InProgress] {
            assert_eq!(state.report(Progress::NotMine, "The finance team has it"), Ok(state));
            assert_eq!(state.report(Progress::NotMine, ""), Err(ActionRefusal::NothingSaid));
        }
    }

    #[test]
    fn a_pause_needs_a_reason_and_a_later_day() {
        use ActionRefusal::{NoPauseReason, NoReview, NotOwed, Over, Waiting};
        for (state, why, review, wanted) in [
            (State::Open, "Waits for the inspection", "2022-12-01", Ok(State::Paused)),
            (State::InProgress, "Waits", "2022-11-05", Ok(State::Paused)),
            (State::Open, " ", "2022-12-01", Err(NoPauseReason)),
            (State::Open, "Waits", "2022-11-04", Err(NoReview)),
            (State::Paused, "Waits", "2022-12-01", Err(Waiting)),
            (State::ProposedComplete, "Waits", "2022-12-01", Err(NotOwed)),
            (State::Complete, "Waits", "2022-12-01", Err(Over)),
        ] {
            assert_eq!(state.pause(why, Some(day(review)), day(TODAY)), wanted, "{state:?} {why} {review}");
        }
        assert_eq!(State::Open.pause("Waits", None, day(TODAY)), Err(NoReview));
        assert_eq!(State::Paused.resume(), Ok(State::InProgress));
        assert_eq!(State::Open.resume(), Err(ActionRefusal::NotPaused));
    }

    #[test]
    fn what_is_over_is_reopened_with_a_reason() {
        for over in [State::Complete, State::Withdrawn, State::Converted] {
            assert_eq!(over.reopen(""), Err(ActionRefusal::NoReopenReason));
            assert_eq!(over.reopen("It came back"), Ok(State::InProgress));
            assert_eq!(over.convert(), Err(ActionRefusal::Over));
        }
        assert_eq!(State::Paused.reopen("x"), Err(ActionRefusal::StillOpen));
    }

    /// One step, by its number.
    fn take(state: State, step: u8) -> Result<State, ActionRefusal> {
        match step {
            0 => state.report(Progress::StillInProgress, "Under way"),
            1 => state.report(Progress::Done, "Done"),
            2 => state.report(Progress::NotMine, "Not ours"),
            3 => state.agree_complete(),
            4 => state.dispute("Not yet"),
            5 => state.withdraw("Overtaken"),
            6 => state.pause("Waits", Some(day("2022-12-01")), day(TODAY)),
            7 => state.resume(),
            8 => state.reopen("Again"),
            9 => state.take_back_agreement(),
            _ => state.convert(),
        }
    }

    proptest! {
        #[test]
        fn no_path_loses_an_action_and_only_the_panel_completes_it(steps in prop::collection::vec(0_u8..11, 0..40)) {
            let mut state = State::Open;
            for step in steps {
                if let Ok(next) = take(state, step) {
                    if next == State::Complete {
                        prop_assert_eq!((state, step), (State::ProposedComplete, 3));
                    }
                    state = next;
                }
                // Whatever is not over, somebody owes; whatever is over, nobody does.
                prop_assert_eq!(state.is_open(), state.owes().is_some());
                prop_assert_eq!(state.is_owed(), state.owes() == Some(Owes::DoAction));
            }
        }

        #[test]
        fn from_everywhere_a_closed_action_can_be_reached_and_reopened(place in 0..State::ALL.len()) {
            let state = State::ALL[place];
            let open = if state.is_open() { state } else { state.reopen("Again").unwrap() };
            let done = open.propose_complete("Done").unwrap().agree_complete();
            prop_assert_eq!(done, Ok(State::Complete));
        }
    }
}
