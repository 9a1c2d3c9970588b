//! What should have been written about one thing, day by day, against the reminders that were.

use super::rungs::{self, Reached};
use super::{Days, Gap, Ledger, Noted, Reckoned, Tenure, Thing, WRITTEN_WITHIN, What};
use crate::ladder::Audience;
use crate::london;
use crate::quiet::{Meanwhile, Quiet};
use crate::word::Word;
use crate::wording;
use chrono::{DateTime, Days as Later, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeMap;

/// So many days before the first that is judged the walk begins: somebody may have been away, or a post vacant.
const BACK: u64 = 60;

/// The days on which one rung is the latest of its row.
struct Span<'s> {
    rung: &'s Reached,
    first: NaiveDate,
    /// The first day on which another is; none while it still is.
    next: Option<NaiveDate>,
}

/// Judges one thing.
pub(super) fn judge(
    ledger: &Ledger<'_>,
    thing: &Thing,
    notices: &[&Noted],
    (evident, reckoned): (&[DateTime<Utc>], &mut Reckoned),
) {
    let today = london::date_in_london(ledger.now);
    let last = thing.closed_at.map_or(today, |at| london::date_in_london(at).min(today));
    let Some(rungs) = rungs::all(thing, ledger.days, last) else { return };
    for span in spans(ledger, thing, (&rungs, last)) {
        if !should_be(ledger, thing, (&span, notices), evident) {
            continue;
        }
        reckoned.expected += 1;
        if is_noted(thing, &span, notices, &rungs) {
            reckoned.found += 1;
        } else {
            reckoned.gaps.push(missing(thing, span.rung));
        }
    }
    for noted in notices.iter().filter(|noted| !noted.is_withdrawn && !noted.is_held) {
        reckoned.gaps.extend(too_much(ledger, thing, noted, &rungs));
    }
}

/// Walks through the working days: which rung is the latest of each row on each day.
fn spans<'s>(ledger: &Ledger<'_>, thing: &Thing, (rungs, last): (&'s [Reached], NaiveDate)) -> Vec<Span<'s>> {
    let mut rows: BTreeMap<(bool, Audience), Vec<&Reached>> = BTreeMap::new();
    for rung in rungs {
        rows.entry((rung.is_first, rung.audience)).or_default().push(rung);
    }
    let mut found: Vec<Span<'s>> = Vec::new();
    for row in rows.into_values() {
        let Some(begin) = row.iter().map(|rung| rung.goes).min() else { continue };
        let begin = begin.max(thing.opened_on);
        let horizon = ledger.from.checked_sub_days(Later::new(BACK)).unwrap_or(ledger.from);
        // What was the latest already when the walk begins has begun at a time that nobody looks back to.
        let mut is_old = begin < horizon;
        let mut current: Option<Span<'s>> = None;
        for day in begin.max(horizon).iter_days().take_while(|day| *day <= last) {
            if ledger.days.works(day) != Some(true) {
                continue;
            }
            let Some(on) = row.iter().rev().find(|rung| rung.goes <= day).map(|rung| rung.on) else { continue };
            let Some(latest) = row.iter().find(|rung| rung.on == on && rung.goes <= day) else { continue };
            if current.as_ref().is_some_and(|span| std::ptr::eq(span.rung, *latest)) {
                continue;
            }
            if let Some(mut before) = current.replace(Span { rung: latest, first: day, next: None }) {
                before.next = Some(day);
                if !std::mem::take(&mut is_old) {
                    found.push(before);
                }
            }
        }
        found.extend(current.filter(|_| !is_old));
    }
    found
}

/// Whether the engine had to write this rung by now, as far as anybody can know.
fn should_be(
    ledger: &Ledger<'_>,
    thing: &Thing,
    (span, notices): (&Span<'_>, &[&Noted]),
    evident: &[DateTime<Utc>],
) -> bool {
    let rung = span.rung;
    // What was reached before something changed that it is counted by may have been otherwise then.
    if thing.changed_on.is_some_and(|changed| span.first <= changed) || is_left_to_another(thing, rung, notices) {
        return false;
    }
    let before = span.next.unwrap_or(NaiveDate::MAX);
    let Some((day, is_vague)) = first_chance(ledger, thing, span, before) else { return false };
    if day < ledger.from {
        return false;
    }
    // On the day on which something began nobody knows at what hour it did.
    let Some(day) = (if is_vague { ledger.days.after(day, 1) } else { Some(day) }) else { return false };
    let mut from = Days::opening(day);
    for (began, ended) in &thing.pauses {
        if *began <= from + WRITTEN_WITHIN && from < *ended {
            from = *ended;
        }
    }
    let until = match (thing.closed_at, span.next) {
        (Some(closed), next) => Some(next.map_or(closed, |next| closed.min(Days::opening(next)))),
        (None, Some(next)) => Some(Days::opening(next)),
        (None, None) => None,
    };
    let Some(until) = until else {
        return is_written_by(ledger, from);
    };
    // It is no longer what would be said. That it was not said shows only where others were written to meanwhile.
    let is_paused = |at: &DateTime<Utc>| thing.pauses.iter().any(|(began, ended)| began <= at && at < ended);
    evident.iter().any(|at| from + TimeDelta::minutes(1) <= *at && *at < until && !is_paused(at))
}

/// Whether the hour by which something that could be said from a moment on must have been written has passed.
fn is_written_by(ledger: &Ledger<'_>, from: DateTime<Utc>) -> bool {
    let on = london::date_in_london(from);
    let closes = london::instant(on, london::Window::default().closes);
    let opens = Days::opening(on);
    let by = if ledger.days.works(on) == Some(true) && from + WRITTEN_WITHIN < closes {
        from.max(opens) + WRITTEN_WITHIN
    } else {
        match ledger.days.after(on, 1) {
            Some(next) => Days::opening(next) + WRITTEN_WITHIN,
            None => return false,
        }
    };
    by < ledger.now
}

/// The director's first two reminders are left to the colleague whom they named.
fn is_left_to_another(thing: &Thing, rung: &Reached, notices: &[&Noted]) -> bool {
    let is_named = thing.listeners.get(&Audience::Contributor).is_some_and(|all| !all.is_empty())
        || notices.iter().any(|noted| noted.audience == Audience::Contributor);
    rung.audience == Audience::Owner && is_named && matches!(rung.code.as_str(), "E4-10" | "E4-5")
}

/// The first day of a span on which there is somebody to hear it, and whether the hour is not known.
fn first_chance(ledger: &Ledger<'_>, thing: &Thing, span: &Span<'_>, before: NaiveDate) -> Option<(NaiveDate, bool)> {
    let today = london::date_in_london(ledger.now);
    let tenures = thing.listeners.get(&span.rung.audience)?;
    let mut day = span.first;
    let mut waited = false;
    while day < before && day <= today {
        let works = ledger.days.works(day)?;
        if works && let Some(tenure) = heard_on(tenures, day) {
            match away(ledger.leave.get(&tenure.person), day) {
                None => {
                    let begins = [thing.opened_on, thing.settled_on, tenure.from];
                    return Some((day, waited || begins.contains(&day)));
                }
                // What is left out on the day on which it is looked at may or may not be looked at again.
                Some(Meanwhile::Skip) => return None,
                Some(_) => waited = true,
            }
        } else if works && span.rung.audience != Audience::Owner {
            // Only while nobody owes it is a rung looked at again every day.
            return None;
        }
        day = day.succ_opt()?;
    }
    None
}

fn away(leave: Option<&Vec<Quiet>>, on: NaiveDate) -> Option<Meanwhile> {
    leave?.iter().find(|period| period.from <= on && on <= period.to).map(|period| period.meanwhile)
}

/// Who hears on a day: whoever came last, unless they have left the council.
pub(super) fn heard_on(tenures: &[Tenure], on: NaiveDate) -> Option<Tenure> {
    let holds = |tenure: &&Tenure| tenure.from <= on && tenure.to.is_none_or(|to| on <= to);
    let last = tenures.iter().filter(holds).max_by_key(|tenure| tenure.from)?;
    last.left_on.is_none_or(|left| left > on).then_some(*last)
}

/// Whether the ledger has it: this rung, or another that went on the same day.
fn is_noted(thing: &Thing, span: &Span<'_>, notices: &[&Noted], rungs: &[Reached]) -> bool {
    let same = |code: &str| {
        rungs.iter().any(|rung| {
            rung.code == code
                && rung.goes == span.rung.goes
                && (rung.audience, rung.is_first) == (span.rung.audience, span.rung.is_first)
        })
    };
    let still_stands = span.next.is_none() && thing.closed_at.is_none();
    notices.iter().any(|noted| {
        noted.audience == span.rung.audience
            && same(&noted.code)
            && (noted.due_on == thing.due_on || span.rung.letter.asks_once())
            && !(still_stands && noted.is_withdrawn)
    })
}

fn missing(thing: &Thing, rung: &Reached) -> Gap {
    let sentence = format!(
        "{}: the reminder “{}” of {} to the {} was not written.",
        named(thing),
        rung.letter.label(),
        wording::date_with_day(rung.goes),
        rung.audience.label().to_lowercase()
    );
    Gap { what: What::Missing, about: thing.id, sentence }
}

fn named(thing: &Thing) -> String {
    format!("{} ({})", thing.title, thing.kind.label().to_lowercase())
}

/// What was written and should not have been.
fn too_much(ledger: &Ledger<'_>, thing: &Thing, noted: &Noted, rungs: &[Reached]) -> Option<Gap> {
    let gap = |what, words: &str| {
        let about = wording::date_with_day(noted.reached_on);
        Some(Gap { what, about: thing.id, sentence: format!("{}: the reminder of {about} {words}", named(thing)) })
    };
    let letter = noted.letter.and_then(|id| ledger.letters.get(&id));
    if let (Some(closed), Some(letter)) = (thing.closed_at, letter) {
        let left = letter.tries.iter().find(|tried| tried.gave && tried.is_told).map(|tried| tried.at);
        if closed >= Days::opening(ledger.from) && left.is_some_and(|left| left > closed + TimeDelta::minutes(15)) {
            return gap(What::AfterTheDeed, "left after what it speaks of had ended.");
        }
    }
    let is_sure = noted.reached_on >= ledger.from
        && noted.due_on == thing.due_on
        // What somebody has brought forward follows no rule.
        && noted.said_on.is_none()
        && noted.reached_on > thing.settled_on
        && thing.changed_on.is_none_or(|changed| noted.reached_on > changed);
    if !is_sure {
        return None;
    }
    let wanted = |rung: &&Reached| (rung.code.as_str(), rung.audience) == (noted.code.as_str(), noted.audience);
    let Some(rung) = rungs.iter().filter(wanted).find(|rung| rung.on == noted.reached_on) else {
        return gap(What::Extra, "was written, and no rule asks for it.");
    };
    if letter.is_some_and(|letter| london::date_in_london(letter.written_at) < rung.goes) {
        return gap(What::Extra, "was written before its day.");
    }
    let is_untouched = thing.touched_on.is_none_or(|touched| touched < noted.reached_on);
    let until = letter.map_or(london::date_in_london(ledger.now), |letter| london::date_in_london(letter.written_at));
    let tenures = thing.listeners.get(&noted.audience)?;
    if noted.audience == Audience::Contributor || !is_untouched {
        return None;
    }
    let mut day = rung.goes;
    while day <= until {
        if heard_on(tenures, day).is_some_and(|tenure| tenure.person == noted.person) {
            return None;
        }
        day = day.checked_add_days(Later::new(1))?;
    }
    gap(What::WrongPerson, "went to somebody who does not hold the post.")
}
