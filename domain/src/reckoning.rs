//! The independent count: what should have been sent, counted day by day and by other means than the ladder's, against
//! what the ledger says was sent. Facts in, gaps out. Where the past is not known it says nothing: a fact that changed
//! on a day is trusted from the day after on. Who gathers the facts is `reckoning` of the service.

mod days;
mod expected;
mod posted;
mod rungs;

pub use days::Days;

use crate::ladder::{Audience, Step};
use crate::letter;
use crate::obligation::Kind;
use crate::quiet::Quiet;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long after the opening hour a reminder of that day must have been written.
pub const WRITTEN_WITHIN: TimeDelta = TimeDelta::minutes(60);

/// How long a letter may wait for its relay before it counts as without an end.
pub const ENDS_WITHIN: TimeDelta = TimeDelta::hours(96);

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A reminder that should have been written was not.
    Missing,
    /// A reminder that no rule asks for was written.
    Extra,
    /// A reminder went to somebody who did not hold the post.
    WrongPerson,
    /// A reminder that was reached stands in no letter.
    NoLetter,
    /// A letter neither left nor ended otherwise.
    NoEnd,
    /// A letter is said to have left, and no conversation with a relay says so.
    NoProof,
    /// A letter was handed over although it had been taken already.
    Twice,
    /// A letter left outside the sending hours.
    OutOfHours,
    /// A reminder left after what it speaks of was done.
    AfterTheDeed,
}

/// A difference between what should be and what is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// What is wrong.
    pub what: What,
    /// The obligation, or the letter where it is about one.
    pub about: i64,
    /// It in words.
    pub sentence: String,
}

impl Gap {
    /// As they are kept.
    #[must_use]
    pub fn keep_all(gaps: &[Self]) -> String {
        serde_json::to_string(gaps).unwrap_or_default()
    }

    /// As they were kept; none where nothing was.
    #[must_use]
    pub fn read_all(kept: &str) -> Vec<Self> {
        serde_json::from_str(kept).unwrap_or_default()
    }
}

/// Somebody who hears what is said to a post or a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The person.
    pub person: i64,
    /// Their first day.
    pub from: NaiveDate,
    /// Their last day.
    pub to: Option<NaiveDate>,
    /// The day from which they are no longer with the council.
    pub left_on: Option<NaiveDate>,
}

/// Something owed, with all that its reminders are counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// The obligation.
    pub id: i64,
    /// What is owed.
    pub kind: Kind,
    /// What a list calls it.
    pub title: String,
    /// The day it was asked for.
    pub opened_on: NaiveDate,
    /// The day since which it is due when it is.
    pub settled_on: NaiveDate,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The day the papers must go out.
    pub publish_by: Option<NaiveDate>,
    /// Whether its date is a promise.
    pub promised: bool,
    /// When it was met or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
    /// The last day on which something that it is counted by changed.
    pub changed_on: Option<NaiveDate>,
    /// The last day on which anybody did anything about its subject.
    pub touched_on: Option<NaiveDate>,
    /// By which rungs it is reminded of.
    pub steps: Vec<Step>,
    /// The days on which nobody is reminded.
    pub quiet: Vec<Quiet>,
    /// The stretches in which its reminders were held back.
    pub pauses: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Who hears each audience.
    pub listeners: BTreeMap<Audience, Vec<Tenure>>,
}

/// A reminder as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The notice; numbers rise in the order of writing.
    pub id: i64,
    /// The obligation.
    pub thing: i64,
    /// The due date that it speaks of.
    pub due_on: NaiveDate,
    /// The rung's name.
    pub code: String,
    /// Whom it speaks to.
    pub audience: Audience,
    /// The letter that it belongs to in the catalogue.
    pub kind: letter::Kind,
    /// The person.
    pub person: i64,
    /// The day on which the rung was reached.
    pub reached_on: NaiveDate,
    /// The letter that carries it.
    pub letter: Option<i64>,
    /// Whether it was taken back.
    pub is_withdrawn: bool,
    /// Whether it was left out, or waits for a person's yes.
    pub is_held: bool,
    /// The day on which somebody last decided about it: brought it forward, said yes to it or put it back.
    pub said_on: Option<NaiveDate>,
}

/// A conversation about a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// When it began.
    pub at: DateTime<Utc>,
    /// Whether the whole message was given.
    pub gave: bool,
    /// Whether the relay said that it took it.
    pub taken: bool,
    /// Whether it was written down by whoever had it: a sender that stopped is spoken for later, at any hour.
    pub is_told: bool,
}

/// A letter as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The letter.
    pub id: i64,
    /// What it is about.
    pub kind: letter::Kind,
    /// Where its delivery stands.
    pub state: letter::State,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// When it is tried next.
    pub next_try_at: Option<DateTime<Utc>>,
    /// Until when a worker holds it.
    pub lease_until: Option<DateTime<Utc>>,
    /// The conversations about it, in order.
    pub tries: Vec<Tried>,
}

/// All that is counted.
#[derive(Clone, Debug)]
pub struct Ledger<'l> {
    /// The moment at which it is judged.
    pub now: DateTime<Utc>,
    /// The first day that is judged.
    pub from: NaiveDate,
    /// The working days.
    pub days: &'l Days,
    /// What is owed, or was in these days.
    pub things: &'l [Thing],
    /// The reminders about it.
    pub notices: &'l [Noted],
    /// The letters of these days, and those that carry the reminders.
    pub letters: &'l BTreeMap<i64, Posted>,
    /// The days on which people are away.
    pub leave: &'l BTreeMap<i64, Vec<Quiet>>,
    /// Whether letters are held or paused: what waits then waits rightly.
    pub is_shut: bool,
}

/// What came of the counting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reckoned {
    /// So many reminders should have been written.
    pub expected: u32,
    /// So many of them were.
    pub found: u32,
    /// What is wrong.
    pub gaps: Vec<Gap>,
}

/// Counts.
#[must_use]
pub fn reckon(ledger: &Ledger<'_>) -> Reckoned {
    let mut reckoned = Reckoned::default();
    let mut by_thing: BTreeMap<i64, Vec<&Noted>> = BTreeMap::new();
    for noted in ledger.notices {
        by_thing.entry(noted.thing).or_default().push(noted);
    }
    let evident = engine_hours(ledger);
    for thing in ledger.things {
        let notices = by_thing.get(&thing.id).map_or(&[][..], Vec::as_slice);
        expected::judge(ledger, thing, notices, (&evident, &mut reckoned));
    }
    posted::judge(ledger, &mut reckoned.gaps);
    reckoned.gaps.sort();
    reckoned.gaps.dedup();
    reckoned
}

/// The moments at which reminders were evidently turned into letters: at each, whatever had been reached was written.
fn engine_hours(ledger: &Ledger<'_>) -> Vec<DateTime<Utc>> {
    let carrying: BTreeSet<i64> = ledger.notices.iter().filter_map(|noted| noted.letter).collect();
    let mut hours: Vec<_> =
        carrying.iter().filter_map(|id| ledger.letters.get(id)).map(|letter| letter.written_at).collect();
    hours.sort();
    hours
}
