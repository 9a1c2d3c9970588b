//! Rungs that were reached while nothing could be sent, and were overtaken by a later one before it could: written down as
//! such, so that what was left out is on record. One letter tells how things stand now.

use super::calls::{insert, new_notice};
use crate::error::Result;
use crate::work::Work;
use chrono::{Days, NaiveDate};
use remit_domain::calendar::OutsideCalendar;
use remit_domain::ladder::{Ladder, Owed, Rung};
use sea_orm::ActiveValue::Set;
use std::collections::BTreeSet;

/// So many days are looked back upon; what was reached before is not even worth a line.
const LOOKS_BACK: u64 = 60;

/// Why such a rung did not go.
pub(super) const WHY: &str = "Overtaken by a later reminder before it could go.";

/// The rungs that stood reached on a day since the one that was to be looked at first, and are not the ones to be told now.
pub(super) fn since(
    first: Option<NaiveDate>,
    (ladder, owed): (&Ladder, &Owed),
    reached: &[Rung],
    work: &Work,
) -> std::result::Result<Vec<Rung>, OutsideCalendar> {
    let Some(first) = first.filter(|first| *first < work.today) else { return Ok(Vec::new()) };
    let first = first.max(work.today - Days::new(LOOKS_BACK));
    let mut seen: BTreeSet<String> = reached.iter().map(name).collect();
    let mut missed = Vec::new();
    for day in first.iter_days().take_while(|day| *day < work.today) {
        for rung in ladder.reached(owed, day, &work.calendar)? {
            // What was reached before that first day has been told.
            if rung.on >= first && seen.insert(name(&rung)) {
                missed.push(rung);
            }
        }
    }
    Ok(missed)
}

fn name(rung: &Rung) -> String {
    format!("{}/{:?}", rung.code, rung.audience)
}

/// Writes one down.
pub(super) async fn note(work: &Work, obligation_id: i64, due_on: NaiveDate, rung: (&Rung, i64)) -> Result<()> {
    let mut row = new_notice(obligation_id, due_on, rung);
    row.skipped_at = Set(Some(work.at));
    row.skipped_by = Set("Remit".to_owned());
    row.skipped_why = Set(WHY.to_owned());
    insert(work, row).await
}
