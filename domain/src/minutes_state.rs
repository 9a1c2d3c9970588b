//! Where the minutes of a meeting stand: typed, looked at by the chair, published as a draft, confirmed by the next
//! meeting with or without amendments (domain glossary: resolution).

use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

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

/// Why the minutes do not go on so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinutesRefusal {
    /// There are no minutes of a meeting that was not held.
    NotHeld,
    /// Nothing was minuted under any item.
    NothingMinuted,
    /// Nobody holds the chair, to whom they would go.
    NoChair,
    /// They are out already: what is wrong is amended, part by part.
    Out,
    /// The chair does not have them.
    NotWithChair,
    /// The chair asks for a change, and says nothing of it.
    NoWords,
    /// The chair has not checked them.
    NotChecked,
    /// Only what was published is put to the next meeting.
    NotPublished,
    /// Minutes are confirmed by a later meeting of the body that was held.
    NotALaterMeeting,
    /// They are confirmed already.
    Confirmed,
    /// The published minutes read as they should.
    NothingNew,
}

impl fmt::Display for MinutesRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotHeld => "Record first that the meeting was held.",
            Self::NothingMinuted => "Nothing is recorded under any item yet. Record what was decided first.",
            Self::NoChair => "Nobody holds the chair of this body today. Say first who does.",
            Self::Out => "These minutes are published. Amend the resolution that is wrong instead.",
            Self::NotWithChair => "The chair does not have these minutes to check.",
            Self::NoWords => "Enter what should be changed.",
            Self::NotChecked => "The chair has not checked these minutes yet.",
            Self::NotPublished => "Publish the draft minutes first: the next meeting confirms what was published.",
            Self::NotALaterMeeting => "Choose the later meeting, recorded as held, that confirmed them.",
            Self::Confirmed => "These minutes are confirmed already.",
            Self::NothingNew => "The published minutes read as they are recorded; there is nothing to publish again.",
        })
    }
}

impl Refusal for MinutesRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoWords => Some("words".to_owned()),
            Self::NotALaterMeeting => Some("at".to_owned()),
            _ => None,
        }
    }
}

impl State {
    /// Whether the public has read them.
    #[must_use]
    pub fn is_out(self) -> bool {
        matches!(self, Self::Published | Self::Confirmed | Self::Amended)
    }

    /// Whether somebody beside the officer has seen them.
    #[must_use]
    pub fn is_sent(self) -> bool {
        self != Self::Typed
    }

    /// They go to the chair; again, where the chair asked for a change or their words changed.
    ///
    /// # Errors
    /// When they are out.
    pub fn send(self) -> Result<Self, MinutesRefusal> {
        if self.is_out() { Err(MinutesRefusal::Out) } else { Ok(Self::WithChair) }
    }

    /// The chair approves them.
    ///
    /// # Errors
    /// When the chair does not have them.
    pub fn approve(self) -> Result<Self, MinutesRefusal> {
        match self {
            Self::WithChair | Self::ChangeAsked => Ok(Self::ChairChecked),
            _ => Err(MinutesRefusal::NotWithChair),
        }
    }

    /// The chair asks for a change, in words.
    ///
    /// # Errors
    /// Without words, or when the chair does not have them.
    pub fn ask_change(self, words: &str) -> Result<Self, MinutesRefusal> {
        match self {
            Self::WithChair | Self::ChangeAsked if words.trim().is_empty() => Err(MinutesRefusal::NoWords),
            Self::WithChair | Self::ChangeAsked => Ok(Self::ChangeAsked),
            _ => Err(MinutesRefusal::NotWithChair),
        }
    }

    /// They are published as a draft, subject to confirmation.
    ///
    /// # Errors
    /// Before the chair has checked them, or when they are out.
    pub fn publish(self) -> Result<Self, MinutesRefusal> {
        match self {
            Self::ChairChecked => Ok(Self::Published),
            Self::Typed | Self::WithChair | Self::ChangeAsked => Err(MinutesRefusal::NotChecked),
            Self::Published | Self::Confirmed | Self::Amended => Err(MinutesRefusal::Out),
        }
    }

    /// A later meeting confirmed them, as they were or amended (LGA 1972 Sch. 12 para. 41).
    ///
    /// # Errors
    /// When they were not published, are confirmed already, or no later meeting that was held is named.
    pub fn confirm(self, is_later_and_held: bool, is_amended: bool) -> Result<Self, MinutesRefusal> {
        match self {
            Self::Confirmed | Self::Amended => Err(MinutesRefusal::Confirmed),
            Self::Published if !is_later_and_held => Err(MinutesRefusal::NotALaterMeeting),
            Self::Published if is_amended => Ok(Self::Amended),
            Self::Published => Ok(Self::Confirmed),
            _ => Err(MinutesRefusal::NotPublished),
        }
    }

    /// Their words were changed after they were typed: what the chair checked was other words.
    #[must_use]
    pub fn reworded(self) -> Self {
        match self {
            Self::WithChair | Self::ChangeAsked | Self::ChairChecked => Self::ChangeAsked,
            Self::Confirmed => Self::Amended,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn minutes_go_from_the_officer_to_the_chair_to_the_public_to_the_next_meeting() {
        use MinutesRefusal as R;
        use State as S;
        for (from, sent, approved, published, confirmed) in [
            (S::Typed, Ok(S::WithChair), Err(R::NotWithChair), Err(R::NotChecked), Err(R::NotPublished)),
            (S::WithChair, Ok(S::WithChair), Ok(S::ChairChecked), Err(R::NotChecked), Err(R::NotPublished)),
            (S::ChangeAsked, Ok(S::WithChair), Ok(S::ChairChecked), Err(R::NotChecked), Err(R::NotPublished)),
            (S::ChairChecked, Ok(S::WithChair), Err(R::NotWithChair), Ok(S::Published), Err(R::NotPublished)),
            (S::Published, Err(R::Out), Err(R::NotWithChair), Err(R::Out), Ok(S::Confirmed)),
            (S::Confirmed, Err(R::Out), Err(R::NotWithChair), Err(R::Out), Err(R::Confirmed)),
            (S::Amended, Err(R::Out), Err(R::NotWithChair), Err(R::Out), Err(R::Confirmed)),
        ] {
            assert_eq!(from.send(), sent, "{from:?}");
            assert_eq!(from.approve(), approved, "{from:?}");
            assert_eq!(from.publish(), published, "{from:?}");
            assert_eq!(from.confirm(true, false), confirmed, "{from:?}");
        }
        assert_eq!(S::Published.confirm(true, true), Ok(S::Amended));
        assert_eq!(S::Published.confirm(false, false), Err(R::NotALaterMeeting));
        assert_eq!(S::WithChair.ask_change(" "), Err(R::NoWords));
        assert_eq!(S::WithChair.ask_change("item 5"), Ok(S::ChangeAsked));
        assert_eq!(S::Published.ask_change("item 5"), Err(R::NotWithChair));
    }

    proptest! {
        #[test]
        fn nothing_is_published_unchecked_nor_confirmed_but_by_a_later_meeting(
            deeds in proptest::collection::vec((0..6_u8, any::<bool>(), any::<bool>()), 0..16),
        ) {
            let mut state = State::Typed;
            for (deed, later, amended) in deeds {
                let before = state;
                state = match deed {
                    0 => state.send(),
                    1 => state.approve(),
                    2 => state.ask_change(if later { "more" } else { "" }),
                    3 => state.publish(),
                    4 => state.confirm(later, amended),
                    _ => Ok(state.reworded()),
                }
                .unwrap_or(state);
                if state == State::Published && before != state {
                    prop_assert_eq!(before, State::ChairChecked);
                }
                if matches!(state, State::Confirmed | State::Amended) && !matches!(before, State::Confirmed | State::Amended) {
                    prop_assert!(before == State::Published && later);
                }
                prop_assert!(!before.is_out() || state.is_out(), "what is out stays out");
            }
        }
    }
}
