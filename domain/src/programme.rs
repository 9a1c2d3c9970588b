//! A body's work programme: topics from their suggestion to the agenda item that they become.

use crate::agenda::{AgendaRefusal, ItemState};
use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

/// Where a topic stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TopicState {
    /// Somebody put it forward.
    Suggested,
    /// The body means to look at it.
    Programmed,
    /// It is an item of a meeting.
    Scheduled,
    /// The item was considered.
    Done,
    /// It will not be looked at, for a stated reason.
    Dropped,
}

impl Word for TopicState {
    const ALL: &'static [Self] = &[Self::Suggested, Self::Programmed, Self::Scheduled, Self::Done, Self::Dropped];
    fn word(self) -> &'static str {
        match self {
            Self::Suggested => "suggested",
            Self::Programmed => "programmed",
            Self::Scheduled => "scheduled",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Suggested => "Suggested",
            Self::Programmed => "On the work programme",
            Self::Scheduled => "On an agenda",
            Self::Done => "Considered",
            Self::Dropped => "Not taken up",
        }
    }
}

/// Why a step of a topic was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicRefusal {
    /// It stands where the step does not follow.
    OutOfTurn(TopicState),
    /// It is not taken up, without saying why.
    NoReason,
    /// No coming meeting of the body, with an agenda that is still open, was chosen.
    NoMeeting,
    /// What was typed for the day by which it is wanted is no day.
    NoDay,
    /// Its words cannot stand on an agenda.
    Words(AgendaRefusal),
}

impl fmt::Display for TopicRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfTurn(state) => {
                write!(f, "This topic stands as “{}”; that step does not follow.", state.label())
            }
            Self::NoReason => write!(f, "Enter why the topic is not taken up."),
            Self::NoMeeting => write!(f, "Choose a coming meeting of this body whose agenda is still open."),
            Self::NoDay => write!(f, "Enter the day by which it is wanted, for example 2026-11-05, or nothing."),
            Self::Words(AgendaRefusal::NoTitle) => write!(f, "Enter what the topic is called."),
            Self::Words(refusal) => refusal.fmt(f),
        }
    }
}

impl Refusal for TopicRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoReason => Some("reason".to_owned()),
            Self::NoMeeting => Some("meeting".to_owned()),
            Self::NoDay => Some("wanted_on".to_owned()),
            Self::Words(refusal) => refusal.field(),
            Self::OutOfTurn(_) => None,
        }
    }
}

impl From<AgendaRefusal> for TopicRefusal {
    fn from(refusal: AgendaRefusal) -> Self {
        Self::Words(refusal)
    }
}

impl TopicState {
    /// The body means to look at it; what was not taken up can be taken up after all.
    ///
    /// # Errors
    /// What is programmed, on an agenda or done already.
    pub fn programme(self) -> Result<Self, TopicRefusal> {
        match self {
            Self::Suggested | Self::Dropped => Ok(Self::Programmed),
            state => Err(TopicRefusal::OutOfTurn(state)),
        }
    }

    /// It becomes an item of a meeting.
    ///
    /// # Errors
    /// Only what was suggested or is on the work programme.
    pub fn schedule(self) -> Result<Self, TopicRefusal> {
        match self {
            Self::Suggested | Self::Programmed => Ok(Self::Scheduled),
            state => Err(TopicRefusal::OutOfTurn(state)),
        }
    }

    /// It will not be looked at.
    ///
    /// # Errors
    /// What is on an agenda or done; not without a reason.
    pub fn drop_it(self, reason: &str) -> Result<Self, TopicRefusal> {
        match self {
            Self::Suggested | Self::Programmed if reason.trim().is_empty() => Err(TopicRefusal::NoReason),
            Self::Suggested | Self::Programmed => Ok(Self::Dropped),
            state => Err(TopicRefusal::OutOfTurn(state)),
        }
    }

    /// Whether its words may still be changed.
    ///
    /// # Errors
    /// What is done or not taken up stays as it is.
    pub fn change(self) -> Result<(), TopicRefusal> {
        match self {
            Self::Suggested | Self::Programmed | Self::Scheduled => Ok(()),
            state => Err(TopicRefusal::OutOfTurn(state)),
        }
    }

    /// What becomes of a scheduled topic when its item stands so: considered is done, withdrawn or deferred without
    /// another meeting goes back on to the work programme.
    #[must_use]
    pub fn follow(self, item: ItemState) -> Self {
        match (self, item) {
            (Self::Scheduled, ItemState::Considered | ItemState::Closed) => Self::Done,
            (Self::Scheduled, ItemState::Withdrawn | ItemState::Deferred) => Self::Programmed,
            (state, _) => state,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_goes_from_a_suggestion_to_what_was_considered() {
        let on_agenda = TopicState::Suggested.programme().and_then(TopicState::schedule);
        assert_eq!(on_agenda, Ok(TopicState::Scheduled));
        assert_eq!(TopicState::Scheduled.follow(ItemState::Considered), TopicState::Done);
        assert_eq!(TopicState::Scheduled.follow(ItemState::Withdrawn), TopicState::Programmed);
        assert_eq!(TopicState::Scheduled.follow(ItemState::Published), TopicState::Scheduled);
        assert_eq!(TopicState::Done.follow(ItemState::Withdrawn), TopicState::Done);
    }

    #[test]
    fn a_topic_is_dropped_for_a_reason_and_can_be_taken_up_after_all() {
        assert_eq!(TopicState::Suggested.drop_it(" "), Err(TopicRefusal::NoReason));
        assert_eq!(TopicState::Programmed.drop_it("done elsewhere"), Ok(TopicState::Dropped));
        assert_eq!(TopicState::Dropped.programme(), Ok(TopicState::Programmed));
        assert_eq!(TopicState::Scheduled.drop_it("no"), Err(TopicRefusal::OutOfTurn(TopicState::Scheduled)));
        assert_eq!(TopicState::Dropped.schedule(), Err(TopicRefusal::OutOfTurn(TopicState::Dropped)));
        assert!(TopicState::Scheduled.change().is_ok() && TopicState::Done.change().is_err());
    }
}
