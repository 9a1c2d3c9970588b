//! An action: what a panel asked somebody to do. Its completion is the panel's to agree, not the
//! officer's: proposed complete is not complete.

use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

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
}

impl Word for State {
    const ALL: &'static [Self] =
        &[Self::Open, Self::InProgress, Self::ProposedComplete, Self::Complete, Self::Withdrawn];
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::ProposedComplete => "proposed_complete",
            Self::Complete => "complete",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::ProposedComplete => "Proposed complete",
            Self::Complete => "Complete",
            Self::Withdrawn => "Withdrawn",
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
}

impl fmt::Display for ActionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Over => "This action is closed.",
            Self::NothingSaid => "Enter what has been done.",
            Self::NotProposed => "The owner has not yet proposed this action as complete.",
            Self::NoMeeting => "Choose the meeting at which the panel agreed that this is complete.",
        })
    }
}

impl Refusal for ActionRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NothingSaid => Some("update".to_owned()),
            Self::NoMeeting => Some("meeting".to_owned()),
            _ => None,
        }
    }
}

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

    /// The panel disputes a proposed completion: it goes on.
    ///
    /// # Errors
    /// Only what was proposed complete can be disputed.
    pub fn dispute(self) -> Result<Self, ActionRefusal> {
        self.still_open()?;
        match self {
            Self::ProposedComplete => Ok(Self::InProgress),
            _ => Err(ActionRefusal::NotProposed),
        }
    }

    /// No longer wanted.
    ///
    /// # Errors
    /// Not when it is over already.
    pub fn withdraw(self) -> Result<Self, ActionRefusal> {
        self.still_open().map(|()| Self::Withdrawn)
    }

    /// Whether somebody still owes it.
    #[must_use]
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Open | Self::InProgress)
    }

    fn still_open(self) -> Result<(), ActionRefusal> {
        match self {
            Self::Complete | Self::Withdrawn => Err(ActionRefusal::Over),
            _ => Ok(()),
        }
    }
}

/// The reference of an action: body, municipal year, running number, as `CF 26/27-014`.
///
/// `municipal_year` is the label `2026/27`.
#[must_use]
pub fn reference(body_short_name: &str, municipal_year: &str, number: u32) -> String {
    let year = municipal_year.strip_prefix("20").unwrap_or(municipal_year);
    format!("{body_short_name} {year}-{number:03}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

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
        let again = State::ProposedComplete.dispute().unwrap();
        assert!(again.is_owed());
        assert_eq!(State::Complete.dispute(), Err(ActionRefusal::Over));
    }

    #[test]
    fn an_update_needs_words() {
        assert_eq!(State::Open.update("  "), Err(ActionRefusal::NothingSaid));
        assert_eq!(State::Complete.update("late word"), Err(ActionRefusal::Over));
    }

    #[test]
    fn a_reference_reads_as_officers_write_it() {
        assert_eq!(reference("CF", "2026/27", 14), "CF 26/27-014");
    }
}
