//! How a resolution that is recorded goes on: checked, published, confirmed, amended, rescinded. Who may change its words
//! when is decided here; what follows from a change is the callers'.

use super::State;
use crate::refusal::Refusal;
use std::fmt;

/// What is known when somebody changes the words of a resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'t> {
    /// Where it stands.
    pub state: State,
    /// Whether anybody beside the officer has seen it: the chair, or those who were told of it.
    pub is_sent: bool,
    /// Why it is changed.
    pub reason: &'t str,
    /// The meeting at which it was changed, where one was chosen: whether it is a later one of the same body, and held.
    pub at: Option<bool>,
    /// How many parts stand afterwards.
    pub parts: usize,
}

/// Why a resolution is not changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// Others have read it: a change needs its reason.
    NoReason,
    /// What was confirmed is changed by a later meeting only, and what is rescinded likewise.
    NotAtALaterMeeting,
    /// It was taken back.
    Rescinded,
    /// It reads as before.
    Nothing,
    /// No part stands any more.
    NoPartLeft,
    /// Only what was carried can be taken back.
    NotCarried,
}

impl fmt::Display for ChangeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoReason => "Enter why it is changed: others have read it as it was.",
            Self::NotAtALaterMeeting => {
                "Choose the later meeting, recorded as held, that decided this. Only the body changes what it confirmed."
            }
            Self::Rescinded => "This resolution was rescinded; it can no longer be changed.",
            Self::Nothing => "It reads as before. Change something, or leave the page.",
            Self::NoPartLeft => "Keep at least one part. If none of it stands, rescind the resolution instead.",
            Self::NotCarried => "This motion was not carried, so there is nothing to rescind.",
        })
    }
}

impl Refusal for ChangeRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoReason => Some("why".to_owned()),
            Self::NotAtALaterMeeting => Some("at".to_owned()),
            _ => None,
        }
    }
}

impl Change<'_> {
    /// Where it stands after its words were changed. A correction of typing before anybody has read it needs no reason;
    /// what the chair has checked goes back to the chair; what was confirmed only a later meeting changes (the record is
    /// then the amended one, LGA 1972 Sch. 12 para. 41).
    ///
    /// # Errors
    /// Why it may not be.
    pub fn amend(&self) -> Result<State, ChangeRefusal> {
        let next = match self.state {
            State::Rescinded => return Err(ChangeRefusal::Rescinded),
            State::Confirmed if self.at != Some(true) => return Err(ChangeRefusal::NotAtALaterMeeting),
            _ if self.at == Some(false) => return Err(ChangeRefusal::NotAtALaterMeeting),
            State::Captured | State::ChairChecked => State::Captured,
            State::Published => State::Published,
            State::Confirmed => State::Confirmed,
        };
        if self.parts == 0 {
            return Err(ChangeRefusal::NoPartLeft);
        }
        if (self.is_sent || self.state != State::Captured) && self.reason.trim().is_empty() {
            return Err(ChangeRefusal::NoReason);
        }
        Ok(next)
    }

    /// Where it stands after a later meeting took it back.
    ///
    /// # Errors
    /// Without a later meeting that was held, or without a reason.
    pub fn rescind(&self) -> Result<State, ChangeRefusal> {
        match (self.state, self.at) {
            (State::Rescinded, _) => Err(ChangeRefusal::Rescinded),
            (_, Some(true)) if self.reason.trim().is_empty() => Err(ChangeRefusal::NoReason),
            (_, Some(true)) => Ok(State::Rescinded),
            _ => Err(ChangeRefusal::NotAtALaterMeeting),
        }
    }
}

impl State {
    /// The chair has checked it; what has come further stays.
    #[must_use]
    pub fn checked(self) -> Self {
        if self == Self::Captured { Self::ChairChecked } else { self }
    }

    /// It went out with the draft minutes.
    #[must_use]
    pub fn published(self) -> Self {
        if matches!(self, Self::Captured | Self::ChairChecked) { Self::Published } else { self }
    }

    /// The next meeting confirmed the minutes that it stands in.
    #[must_use]
    pub fn confirmed(self) -> Self {
        if self == Self::Rescinded { self } else { Self::Confirmed }
    }

    /// Whether the body has confirmed it as a correct record.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Rescinded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::Word;
    use proptest::prelude::*;

    fn change(state: State) -> Change<'static> {
        Change { state, is_sent: false, reason: "", at: None, parts: 1 }
    }

    #[test]
    fn who_may_change_the_words_when() {
        use ChangeRefusal as R;
        let given = |state| Change { reason: "the figure was wrong", is_sent: true, ..change(state) };
        for (facts, wanted) in [
            (change(State::Captured), Ok(State::Captured)),
            (Change { is_sent: true, ..change(State::Captured) }, Err(R::NoReason)),
            (given(State::Captured), Ok(State::Captured)),
            (change(State::ChairChecked), Err(R::NoReason)),
            (given(State::ChairChecked), Ok(State::Captured)),
            (change(State::Published), Err(R::NoReason)),
            (given(State::Published), Ok(State::Published)),
            (Change { at: Some(false), ..given(State::Published) }, Err(R::NotAtALaterMeeting)),
            (given(State::Confirmed), Err(R::NotAtALaterMeeting)),
            (Change { at: Some(true), ..given(State::Confirmed) }, Ok(State::Confirmed)),
            (Change { at: Some(true), ..given(State::Rescinded) }, Err(R::Rescinded)),
            (Change { parts: 0, ..given(State::Published) }, Err(R::NoPartLeft)),
        ] {
            assert_eq!(facts.amend(), wanted, "{facts:?}");
        }
    }

    #[test]
    fn only_a_later_meeting_takes_back() {
        use ChangeRefusal as R;
        let given = Change { reason: "overtaken", at: Some(true), ..change(State::Confirmed) };
        for (facts, wanted) in [
            (given, Ok(State::Rescinded)),
            (Change { state: State::Published, ..given }, Ok(State::Rescinded)),
            (Change { at: None, ..given }, Err(R::NotAtALaterMeeting)),
            (Change { at: Some(false), ..given }, Err(R::NotAtALaterMeeting)),
            (Change { reason: " ", ..given }, Err(R::NoReason)),
            (Change { state: State::Rescinded, ..given }, Err(R::Rescinded)),
        ] {
            assert_eq!(facts.rescind(), wanted, "{facts:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_confirmed_changes_only_at_a_later_meeting_and_what_was_rescinded_never(
            deeds in proptest::collection::vec((0..5_u8, proptest::option::of(any::<bool>()), any::<bool>()), 0..12),
        ) {
            let mut state = State::Captured;
            for (deed, at, is_sent) in deeds {
                let before = state;
                let facts = Change { state, is_sent, reason: "why", at, parts: 1 };
                state = match deed {
                    0 => state.checked(),
                    1 => state.published(),
                    2 => state.confirmed(),
                    3 => facts.amend().unwrap_or(state),
                    _ => facts.rescind().unwrap_or(state),
                };
                if before == State::Rescinded {
                    prop_assert_eq!(state, State::Rescinded);
                }
                if before == State::Confirmed && deed == 3 && facts.amend().is_ok() {
                    prop_assert_eq!(at, Some(true));
                }
                let place = |state: State| State::ALL.iter().position(|one| *one == state).unwrap_or_default();
                // Only words that the chair has not seen as they are now go back a step.
                prop_assert!(place(state) >= place(before) || before == State::ChairChecked && deed == 3);
            }
        }
    }
}
