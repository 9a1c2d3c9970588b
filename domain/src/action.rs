//! An action: what a panel asked somebody to do. Its completion is the panel's to agree, not the
//! officer's: proposed complete is not complete.

use crate::obligation::DueRule;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
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
            Self::NotProposed | Self::Over | Self::NotTheOwner => None,
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

    /// The owner tells how far it is, one way or the other.
    ///
    /// # Errors
    /// As [`State::update`] and [`State::propose_complete`].
    pub fn report(self, progress: Progress, words: &str) -> Result<Self, ActionRefusal> {
        match progress {
            Progress::StillInProgress => self.update(words),
            Progress::Done => self.propose_complete(words),
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

/// What an owner says about how far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Still being worked on.
    StillInProgress,
    /// Done, as the owner sees it; the panel decides.
    Done,
}

impl Word for Progress {
    const ALL: &'static [Self] = &[Self::StillInProgress, Self::Done];
    fn word(self) -> &'static str {
        match self {
            Self::StillInProgress => "in_progress",
            Self::Done => "done",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::StillInProgress => "It is still in progress",
            Self::Done => "It is done",
        }
    }
}

/// How an action's due date was named. "Next meeting" follows the meeting when it moves; a fixed date does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueBy {
    /// By the papers of the body's next meeting.
    NextMeeting,
    /// By a day that was named.
    Fixed,
}

impl Word for DueBy {
    const ALL: &'static [Self] = &[Self::NextMeeting, Self::Fixed];
    fn word(self) -> &'static str {
        match self {
            Self::NextMeeting => "next_meeting",
            Self::Fixed => "fixed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::NextMeeting => "For the next meeting",
            Self::Fixed => "By a date",
        }
    }
}

/// When an action falls due, as the panel said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// For the body's next meeting, whenever that is.
    NextMeeting,
    /// On a day.
    On(NaiveDate),
}

impl Due {
    /// What was chosen, with the day that goes with it; nothing when the day is missing.
    #[must_use]
    pub fn chosen(by: Option<DueBy>, day: Option<NaiveDate>) -> Option<Self> {
        match by? {
            DueBy::NextMeeting => Some(Self::NextMeeting),
            DueBy::Fixed => day.map(Self::On),
        }
    }

    /// The same, when it does not lie before today: what is owed again is owed from now on.
    ///
    /// # Errors
    /// Nothing chosen, or a day that has passed.
    pub fn from_today(due: Option<Self>, today: NaiveDate) -> Result<Self, ActionRefusal> {
        match due {
            Some(Self::On(day)) if day < today => Err(ActionRefusal::NoDue),
            Some(due) => Ok(due),
            None => Err(ActionRefusal::NoDue),
        }
    }

    /// The rule that the date follows from, for a body that met on a day.
    #[must_use]
    pub fn rule(self, body: i64, met_on: NaiveDate) -> DueRule {
        match self {
            Self::NextMeeting => DueRule::next_meeting(body, met_on),
            Self::On(day) => DueRule::on(day),
        }
    }
}

/// Why what a panel asked for cannot be recorded as an action yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskRefusal {
    /// Nothing says what is to be done.
    NoWords,
    /// Nobody owes it.
    NoOwner,
    /// No due date, and not "next meeting" either.
    NoDue,
    /// Due before the meeting that asked for it.
    DueTooEarly,
    /// Panels ask at meetings that were held.
    NotHeld,
}

impl fmt::Display for AskRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoWords => "Enter what is to be done.",
            Self::NoOwner => "Choose who owes it.",
            Self::NoDue => "Enter when it is due, or choose “next meeting”.",
            Self::DueTooEarly => "It cannot be due before the meeting that asked for it.",
            Self::NotHeld => "Record that the meeting was held before what was asked at it.",
        })
    }
}

impl Refusal for AskRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoWords => Some("text".to_owned()),
            Self::NoOwner => Some("owner".to_owned()),
            Self::NoDue | Self::DueTooEarly => Some("due_on".to_owned()),
            Self::NotHeld => None,
        }
    }
}

/// What is missing before something asked for at a meeting on `met_on` is an action: somebody who owes it, and a
/// day not before that meeting. In the order of the fields.
#[must_use]
pub fn missing_from(words: &str, has_owner: bool, due: Option<Due>, met_on: NaiveDate) -> Vec<AskRefusal> {
    let mut missing = Vec::new();
    if words.trim().is_empty() {
        missing.push(AskRefusal::NoWords);
    }
    if !has_owner {
        missing.push(AskRefusal::NoOwner);
    }
    match due {
        None => missing.push(AskRefusal::NoDue),
        Some(Due::On(day)) if day < met_on => missing.push(AskRefusal::DueTooEarly),
        Some(_) => {}
    }
    missing
}

/// How the references of one body and one municipal year begin: `CF 26/27-`. `municipal_year` is the label `2026/27`.
#[must_use]
pub fn series(body_short_name: &str, municipal_year: &str) -> String {
    let year = municipal_year.strip_prefix("20").unwrap_or(municipal_year);
    format!("{body_short_name} {year}-")
}

/// The reference of an action: body, municipal year, running number, as `CF 26/27-014`.
///
/// `municipal_year` is the label `2026/27`.
#[must_use]
pub fn reference(body_short_name: &str, municipal_year: &str, number: u32) -> String {
    format!("{}{number:03}", series(body_short_name, municipal_year))
}

/// The running number after the highest that a series has; references of other series do not count.
#[must_use]
pub fn next_number<T: AsRef<str>>(series: &str, had: &[T]) -> u32 {
    let numbers = had.iter().filter_map(|reference| reference.as_ref().strip_prefix(series)?.parse::<u32>().ok());
    numbers.max().unwrap_or(0).saturating_add(1)
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
        let again = State::ProposedComplete.dispute("The guide is out of date").unwrap();
        assert!(again.is_owed());
        assert_eq!(State::Complete.dispute("too late"), Err(ActionRefusal::Over));
        assert_eq!(State::ProposedComplete.dispute(" "), Err(ActionRefusal::NothingDisputed));
        let today = "2022-12-01".parse().unwrap();
        let day = |text: &str| Some(Due::On(text.parse().unwrap()));
        assert_eq!(Due::from_today(day("2022-11-30"), today), Err(ActionRefusal::NoDue));
        assert_eq!(Due::from_today(day("2022-12-01"), today), Ok(Due::On(today)));
        assert_eq!(Due::from_today(None, today), Err(ActionRefusal::NoDue));
    }

    #[test]
    fn what_is_no_longer_wanted_says_why_and_stays_closed() {
        assert_eq!(State::Open.withdraw(""), Err(ActionRefusal::NoReason));
        let withdrawn = State::ProposedComplete.withdraw("Superseded").unwrap();
        assert!(!withdrawn.is_open());
        assert_eq!(withdrawn.withdraw("again"), Err(ActionRefusal::Over));
    }

    #[test]
    fn an_update_needs_words() {
        assert_eq!(State::Open.update("  "), Err(ActionRefusal::NothingSaid));
        assert_eq!(State::Complete.update("late word"), Err(ActionRefusal::Over));
    }

    #[test]
    fn what_is_asked_for_has_an_owner_and_a_day_not_before_its_meeting() {
        use AskRefusal::{DueTooEarly, NoDue, NoOwner, NoWords};
        let met_on = "2022-11-17".parse().unwrap();
        let day = |text: &str| Some(Due::On(text.parse().unwrap()));
        for (words, has_owner, due, wanted) in [
            ("Clarify 4%", true, day("2022-11-17"), vec![]),
            ("Clarify 4%", true, Some(Due::NextMeeting), vec![]),
            ("Clarify 4%", true, day("2022-11-16"), vec![DueTooEarly]),
            (" ", false, None, vec![NoWords, NoOwner, NoDue]),
        ] {
            assert_eq!(missing_from(words, has_owner, due, met_on), wanted, "{words} {due:?}");
        }
        assert_eq!(Due::chosen(Some(DueBy::Fixed), None), None);
        assert_eq!(Due::chosen(Some(DueBy::NextMeeting), Some(met_on)), Some(Due::NextMeeting));
        assert_eq!(Due::NextMeeting.rule(3, met_on).to_string(), "next_meeting(3 after 2022-11-17)-7wd");
    }

    #[test]
    fn a_reference_reads_as_officers_write_it() {
        assert_eq!(reference("CF", "2026/27", 14), "CF 26/27-014");
        let had = ["CF 26/27-002", "CF 26/27-010", "CFX 26/27-050", "CF 25/26-099", "CF 26/27-x"];
        assert_eq!(next_number(&series("CF", "2026/27"), &had), 11);
        assert_eq!(next_number("CF 27/28-", &had), 1);
    }
}
