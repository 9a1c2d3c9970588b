//! What a tracker says of everything that is open before a body: its kind, its age, how many meetings it has seen, and
//! what a change of many rows may do.

use crate::refusal::Refusal;
use crate::word::Word;
use chrono::{Duration, NaiveDate};
use std::fmt;

/// What stands in a tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something to be done.
    Action,
    /// Information to be sent.
    Information,
    /// A recommendation to the executive, the Council or a partner.
    Recommendation,
    /// A matter carried to the Board.
    Referral,
    /// Views given to a cabinet member or an officer.
    Comment,
}

impl Word for Kind {
    const ALL: &'static [Self] =
        &[Self::Action, Self::Information, Self::Recommendation, Self::Referral, Self::Comment];
    fn word(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Information => "information",
            Self::Recommendation => "recommendation",
            Self::Referral => "referral",
            Self::Comment => "comment",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Action => "Action",
            Self::Information => "Information",
            Self::Recommendation => "Recommendation",
            Self::Referral => "Referral",
            Self::Comment => "Comment",
        }
    }
}

/// Where something stands, in one list for all kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Whatever is not over.
    Unfinished,
    /// Asked for, nothing heard.
    Open,
    /// Under way.
    InProgress,
    /// Proposed complete: the body has to agree.
    ProposedComplete,
    /// It waits.
    Paused,
    /// The body closed it.
    Complete,
    /// Withdrawn, or gone on as something else.
    Gone,
}

impl Word for Standing {
    const ALL: &'static [Self] = &[
        Self::Unfinished,
        Self::Open,
        Self::InProgress,
        Self::ProposedComplete,
        Self::Paused,
        Self::Complete,
        Self::Gone,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Unfinished => "unfinished",
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::ProposedComplete => "proposed_complete",
            Self::Paused => "paused",
            Self::Complete => "complete",
            Self::Gone => "gone",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Unfinished => "Not finished",
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::ProposedComplete => "Proposed complete",
            Self::Paused => "Paused",
            Self::Complete => "Complete",
            Self::Gone => "Withdrawn or converted",
        }
    }
}

/// How old something is, in words: `asked 3 months ago`, in the largest unit that is whole.
#[must_use]
pub fn age(since: NaiveDate, today: NaiveDate) -> String {
    let days = (today - since).num_days().max(0);
    let whole = |n: i64, unit: &str| if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") };
    match days {
        0..=13 => whole(days, "day"),
        14..=59 => whole(days / 7, "week"),
        60..=729 => whole(days * 12 / 365, "month"),
        _ => whole(days / 365, "year"),
    }
}

/// How many of a body’s meetings something has seen since the one that it came from, that one not counted. `held` are
/// the days of the meetings that took place, in any order.
#[must_use]
pub fn meetings_seen(came_on: NaiveDate, held: &[NaiveDate]) -> usize {
    held.iter().filter(|on| **on > came_on).count()
}

/// The same in words, for a list.
#[must_use]
pub fn seen_words(meetings: usize) -> String {
    match meetings {
        0 => "no meeting since".to_owned(),
        1 => "1 meeting since".to_owned(),
        n => format!("{n} meetings since"),
    }
}

/// What can be done to many rows at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// Another due date.
    SetDue,
    /// A letter to each owner today.
    AskForUpdate,
    /// On to the agenda of the body’s next meeting, as a matter arising.
    PutOnAgenda,
    /// The body agreed at a meeting that they are complete.
    AgreeComplete,
}

impl Word for Bulk {
    const ALL: &'static [Self] = &[Self::AskForUpdate, Self::SetDue, Self::PutOnAgenda, Self::AgreeComplete];
    fn word(self) -> &'static str {
        match self {
            Self::SetDue => "set_due",
            Self::AskForUpdate => "ask",
            Self::PutOnAgenda => "agenda",
            Self::AgreeComplete => "agree",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::SetDue => "Set a due date",
            Self::AskForUpdate => "Ask for an update now",
            Self::PutOnAgenda => "Put on the next agenda",
            Self::AgreeComplete => "The panel agreed that they are complete",
        }
    }
}

/// How long a change of many rows can be undone.
pub const UNDO_FOR: Duration = Duration::minutes(10);

/// Why a change of many rows, or of one of them, was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackerRefusal {
    /// No row was ticked.
    NoRows,
    /// Nothing to do was chosen.
    NoDeed,
    /// A due date that has passed, or none.
    NoDay,
    /// No meeting that was held was chosen.
    NoMeeting,
    /// It is too late to undo it.
    TooLate,
    /// It was undone already.
    Undone,
    /// A view without a name.
    NoName,
    /// Only actions take this.
    ActionsOnly,
    /// It stands on that agenda already.
    OnAgenda,
    /// Somebody changed it in between.
    Changed,
}

impl fmt::Display for TrackerRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRows => "Tick at least one row.",
            Self::NoDeed => "Choose what to do with the rows that are ticked.",
            Self::NoDay => "Enter a date from today on.",
            Self::NoMeeting => "Choose the meeting at which the panel agreed that they are complete.",
            Self::TooLate => "A change can be undone for ten minutes; those have passed.",
            Self::Undone => "This change was undone already.",
            Self::NoName => "Enter a name for this view.",
            Self::ActionsOnly => "This can be done to actions only.",
            Self::OnAgenda => "It stands on that agenda already.",
            Self::Changed => "Somebody changed it in between.",
        })
    }
}

impl Refusal for TrackerRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoRows => "rows",
            Self::NoDeed => "deed",
            Self::NoDay => "due_on",
            Self::NoMeeting => "meeting",
            Self::NoName => "name",
            Self::TooLate | Self::Undone | Self::ActionsOnly | Self::OnAgenda | Self::Changed => return None,
        };
        Some(field.to_owned())
    }
}

/// How far something is, as its owner says in an update round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowFar {
    /// Still being worked on.
    UnderWay,
    /// Done, as the owner sees it; the panel decides.
    Done,
    /// Nothing has happened that the panel should hear of.
    Nothing,
}

impl Word for HowFar {
    const ALL: &'static [Self] = &[Self::UnderWay, Self::Done, Self::Nothing];
    fn word(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Done => "done",
            Self::Nothing => "nothing",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::UnderWay => "Still in progress",
            Self::Done => "It is done",
            Self::Nothing => "Nothing to report",
        }
    }
}

impl HowFar {
    /// What stands in the tracker for it.
    ///
    /// # Errors
    /// What is under way or done needs words; nothing to report needs none.
    pub fn said(self, words: &str) -> Result<String, RoundRefusal> {
        match (self, words.trim()) {
            (Self::Nothing, "") => Ok("Nothing to report.".to_owned()),
            (_, "") => Err(RoundRefusal::NoWords),
            (_, words) => Ok(words.to_owned()),
        }
    }
}

/// Why the words of an update round were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundRefusal {
    /// Nothing was said about anything.
    NothingGiven,
    /// Something is said to be under way or done, without a word on it.
    NoWords,
}

impl fmt::Display for RoundRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingGiven => "Enter a word on at least one, or choose “Nothing to report”.",
            Self::NoWords => "Enter what has been done.",
        })
    }
}

impl Refusal for RoundRefusal {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        for (since, today, wanted) in [
            ("2022-11-04", "2022-11-04", "0 days"),
            ("2022-11-03", "2022-11-04", "1 day"),
            ("2022-11-03", "2022-11-17", "2 weeks"),
            ("2022-11-03", "2023-02-03", "3 months"),
            ("2021-11-03", "2022-11-03", "12 months"),
            ("2019-11-03", "2022-11-04", "3 years"),
            ("2022-11-05", "2022-11-04", "0 days"),
        ] {
            assert_eq!(age(day(since), day(today)), wanted, "{since} {today}");
        }
    }

    #[test]
    fn the_meeting_that_asked_is_not_counted() {
        let held = [day("2022-09-15"), day("2022-11-03"), day("2022-12-08"), day("2023-01-19")];
        assert_eq!(meetings_seen(day("2022-11-03"), &held), 2);
        assert_eq!(seen_words(0), "no meeting since");
        assert_eq!(seen_words(2), "2 meetings since");
    }

    #[test]
    fn nothing_to_report_is_an_answer_and_silence_is_none() {
        for (how, typed, wanted) in [
            (HowFar::Nothing, "", Ok("Nothing to report.")),
            (HowFar::Nothing, "No change since May", Ok("No change since May")),
            (HowFar::UnderWay, " ", Err(RoundRefusal::NoWords)),
            (HowFar::Done, "", Err(RoundRefusal::NoWords)),
            (HowFar::Done, " Sent to all ", Ok("Sent to all")),
        ] {
            assert_eq!(how.said(typed), wanted.map(str::to_owned), "{how:?} {typed}");
        }
    }
}
