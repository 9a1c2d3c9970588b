//! Whether letters leave: on trial, live, or held until a person says so. A copy of a database, a restored backup and a
//! backlog ask before they send.

use crate::refusal::Refusal;
use crate::word::Word;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// More letters than this that have waited for a day ask a person before they leave.
pub const LARGEST_BACKLOG: u64 = 200;

/// A letter that was written longer ago than this, and has not left, belongs to a backlog.
pub const BACKLOG_AFTER: TimeDelta = TimeDelta::hours(24);

/// A letter that has waited longer than this says nothing that is still sure to be true.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::hours(96);

/// How an installation sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every letter goes to the officers, and says who would have had it.
    Trial,
    /// Letters go to those whom they are for.
    Live,
}

impl Word for Mode {
    const ALL: &'static [Self] = &[Self::Trial, Self::Live];
    fn word(self) -> &'static str {
        match self {
            Self::Trial => "trial",
            Self::Live => "live",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Trial => "On trial",
            Self::Live => "Live",
        }
    }
}

/// Why letters are held until a person says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The database was made under another address: it is a copy.
    Copy,
    /// The database is older than what its data folder remembers: a backup was restored.
    Restored,
    /// Many letters, or old ones, have piled up.
    Backlog,
}

impl Word for Held {
    const ALL: &'static [Self] = &[Self::Copy, Self::Restored, Self::Backlog];
    fn word(self) -> &'static str {
        match self {
            Self::Copy => "copy",
            Self::Restored => "restored",
            Self::Backlog => "backlog",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Copy => "This database was used under another address.",
            Self::Restored => "This database is older than the one that was last used here: a backup was restored.",
            Self::Backlog => "Letters have piled up.",
        }
    }
}

/// What becomes of letters that were held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Each person is told once, of how things stand now.
    Tell,
    /// They are not needed any more: nobody is told of them.
    Needless,
}

impl Word for Waiting {
    const ALL: &'static [Self] = &[Self::Tell, Self::Needless];
    fn word(self) -> &'static str {
        match self {
            Self::Tell => "tell",
            Self::Needless => "needless",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Tell => "Send each person one letter, with how things stand now",
            Self::Needless => "They are not needed: do not send them",
        }
    }
}

/// Why a choice about letters cannot be taken so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceRefusal {
    /// Nothing was chosen for the letters that wait.
    NotChosen,
    /// A letter that is to be left out without a reason.
    NoReason,
    /// Going live without saying so.
    NotConfirmed,
    /// What was to be left out or sent now has gone, or is not owed any more.
    Gone,
}

impl fmt::Display for ChoiceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotChosen => "Choose what becomes of the letters that wait.",
            Self::NoReason => "Enter why it is not to go.",
            Self::NotConfirmed => "Tick that letters are to go to those whom they are for.",
            Self::Gone => "That reminder has gone already, or nothing is owed any more. Nothing was changed.",
        })
    }
}

impl Refusal for ChoiceRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NotChosen => Some("waiting".to_owned()),
            Self::NoReason => Some("why".to_owned()),
            Self::NotConfirmed => Some("sure".to_owned()),
            Self::Gone => None,
        }
    }
}

/// What is known when a service starts, of this database and of the folder or object beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start<'s> {
    /// The address under which the database was last used; none for a new one.
    pub used_at: Option<&'s str>,
    /// The address under which it is used now.
    pub used_now: &'s str,
    /// When the database was last alive.
    pub alive_at: Option<DateTime<Utc>>,
    /// When what stands beside the database says that it was.
    pub remembered_at: Option<DateTime<Utc>>,
}

/// Whether a start asks before anything leaves. What is remembered beside the database is written after it: a difference
/// of two minutes is a crash, not a backup.
#[must_use]
pub fn asks_at_start(start: &Start<'_>) -> Option<Held> {
    match (start.used_at, start.alive_at, start.remembered_at) {
        (Some(used_at), ..) if used_at != start.used_now => Some(Held::Copy),
        (_, Some(alive), Some(remembered)) if remembered - alive > TimeDelta::minutes(2) => Some(Held::Restored),
        _ => None,
    }
}

/// Whether letters that have waited for a day ask before they leave: too many, or the oldest of them too old. A long
/// weekend without a relay does not ask.
#[must_use]
pub fn asks_for_backlog(waiting: u64, oldest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Held> {
    let is_old = oldest.is_some_and(|oldest| now - oldest > LONGEST_WAIT);
    (waiting > LARGEST_BACKLOG || (waiting > 0 && is_old)).then_some(Held::Backlog)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    #[test]
    fn a_copy_and_a_restored_backup_ask_before_they_send() {
        let usual = Start {
            used_at: Some("https://a.example"),
            used_now: "https://a.example",
            alive_at: Some(at(100)),
            remembered_at: Some(at(101)),
        };
        for (start, wanted) in [
            (usual, None),
            (Start { used_at: None, alive_at: None, ..usual }, None),
            (Start { used_now: "https://staging.example", ..usual }, Some(Held::Copy)),
            (Start { remembered_at: Some(at(103)), ..usual }, Some(Held::Restored)),
            (Start { remembered_at: None, ..usual }, None),
        ] {
            assert_eq!(asks_at_start(&start), wanted, "{start:?}");
        }
    }

    #[test]
    fn a_backlog_asks_and_a_short_outage_does_not() {
        let now = at(10_000);
        for (waiting, oldest, wanted) in [
            (0, None, None),
            (200, Some(at(9_990)), None),
            (201, Some(at(9_990)), Some(Held::Backlog)),
            (1, Some(now - TimeDelta::hours(95)), None),
            (1, Some(now - TimeDelta::hours(97)), Some(Held::Backlog)),
        ] {
            assert_eq!(asks_for_backlog(waiting, oldest, now), wanted, "{waiting} {oldest:?}");
        }
    }
}
