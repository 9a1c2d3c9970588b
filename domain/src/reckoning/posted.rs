//! What became of the letters: each has an end and a proof, none left at night, none was taken twice.

use super::{Days, ENDS_WITHIN, Gap, Ledger, Noted, Posted, WRITTEN_WITHIN, What};
use crate::letter::State;
use crate::london;
use crate::word::Word;
use crate::wording;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Judges the letters of these days.
pub(super) fn judge(ledger: &Ledger<'_>, gaps: &mut Vec<Gap>) {
    let opened = Days::opening(ledger.from);
    for letter in ledger.letters.values().filter(|letter| letter.written_at >= opened) {
        gaps.extend(one(ledger, letter));
    }
    gaps.extend(without_letter(ledger));
}

fn one(ledger: &Ledger<'_>, letter: &Posted) -> Vec<Gap> {
    let mut found = Vec::new();
    let gap = |what, words: &str| {
        let on = wording::date_with_day(london::date_in_london(letter.written_at));
        let sentence = format!("Letter {} of {on} ({}) {words}", letter.id, letter.kind.label().to_lowercase());
        Gap { what, about: letter.id, sentence }
    };
    let is_taken = letter.tries.iter().any(|tried| tried.taken);
    if letter.state == State::Sent && !is_taken {
        found.push(gap(What::NoProof, "is said to have been handed over, and no conversation with a relay says so."));
    }
    let first_taken = letter.tries.iter().position(|tried| tried.taken);
    if first_taken.is_some_and(|first| letter.tries.iter().skip(first + 1).any(|tried| tried.gave)) {
        found.push(gap(What::Twice, "was handed over again although it had been taken."));
    }
    let at_night = letter.tries.iter().find(|tried| tried.gave && tried.is_told && !ledger.days.may_leave(tried.at));
    if let Some(tried) = at_night.filter(|_| !letter.kind.goes_at_once()) {
        let at = london::time_in_london(tried.at);
        let on = wording::date_with_day(london::date_in_london(tried.at));
        found.push(gap(What::OutOfHours, &format!("left at {at} on {on}, outside the sending hours.")));
    }
    let waits = matches!(letter.state, State::Pending | State::Retry);
    if waits && letter.next_try_at.is_none() {
        found.push(gap(What::NoEnd, "waits, and would never be tried."));
    } else if waits && !ledger.is_shut && letter.written_at + ENDS_WITHIN < ledger.now {
        found.push(gap(What::NoEnd, "has not left for four days."));
    }
    let is_stuck = letter.lease_until.is_none_or(|until| until + TimeDelta::hours(1) < ledger.now);
    if letter.state == State::Sending && is_stuck {
        found.push(gap(What::NoEnd, "is held by a sender that has stopped."));
    }
    found
}

/// Reminders that stand in no letter, or in one that was called back.
fn without_letter(ledger: &Ledger<'_>) -> Vec<Gap> {
    // A notice was written before the letter of any later one.
    let mut later: Option<DateTime<Utc>> = None;
    let mut written_by: BTreeMap<i64, DateTime<Utc>> = BTreeMap::new();
    let mut sorted: Vec<&Noted> = ledger.notices.iter().collect();
    sorted.sort_by_key(|noted| std::cmp::Reverse(noted.id));
    for noted in &sorted {
        if let Some(at) = later {
            written_by.insert(noted.id, at);
        }
        let own = noted.letter.and_then(|id| ledger.letters.get(&id)).map(|letter| letter.written_at);
        later = match (later, own) {
            (Some(later), Some(own)) => Some(later.min(own)),
            (later, own) => later.or(own),
        };
    }
    let titles: BTreeMap<i64, &str> = ledger.things.iter().map(|thing| (thing.id, thing.title.as_str())).collect();
    let open: BTreeSet<i64> =
        ledger.things.iter().filter(|thing| thing.closed_at.is_none()).map(|thing| thing.id).collect();
    let is_open = |noted: &Noted| open.contains(&noted.thing);
    let gap = |noted: &Noted, words: &str| {
        let title = titles.get(&noted.thing).copied().unwrap_or("Something owed");
        let on = wording::date_with_day(noted.reached_on);
        Gap { what: What::NoLetter, about: noted.thing, sentence: format!("{title}: the reminder of {on} {words}") }
    };
    let standing =
        sorted.iter().filter(|noted| !noted.is_withdrawn && !noted.is_held && noted.reached_on >= ledger.from);
    let mut found = Vec::new();
    for noted in standing {
        let letter = noted.letter.and_then(|id| ledger.letters.get(&id));
        if letter.is_some_and(|letter| letter.state == State::Withdrawn) && is_open(noted) {
            found.push(gap(noted, "stands in a letter that was called back."));
        }
        if noted.letter.is_some() || !is_open(noted) {
            continue;
        }
        // Whoever had their letter of that morning already gets it in the next.
        let since = written_by.get(&noted.id).map(|at| london::date_in_london(*at)).max(noted.said_on);
        let due = since.and_then(|on| ledger.days.after(on, 1));
        if due.is_some_and(|on| Days::opening(on) + WRITTEN_WITHIN < ledger.now) {
            found.push(gap(noted, "stands in no letter."));
        }
    }
    found
}
