//! How an action is asked for: by when, with what missing, and the reference that it gets.

use super::ActionRefusal;
use crate::obligation::DueRule;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

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
    fn what_is_owed_again_is_owed_from_today_on() {
        let today = "2022-12-01".parse().unwrap();
        let day = |text: &str| Some(Due::On(text.parse().unwrap()));
        assert_eq!(Due::from_today(day("2022-11-30"), today), Err(ActionRefusal::NoDue));
        assert_eq!(Due::from_today(day("2022-12-01"), today), Ok(Due::On(today)));
        assert_eq!(Due::from_today(None, today), Err(ActionRefusal::NoDue));
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
