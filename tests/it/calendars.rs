//! Dates that councils printed or that stand in public pages, planned anew: what Remit owes falls on the same days.

use crate::support::{Council, House, on};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use remit::scheduling::{self, NewMeeting};
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{Anchor, DueFacts, DueRule, Kind};
use remit_domain::rule::{self, Rule, RuleAnchor, RuleUnit};
use remit_entity::{Stored, batch, obligation};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use std::collections::BTreeMap;

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/calendars/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn day(row: &Value, key: &str) -> Option<NaiveDate> {
    row[key].as_str().map(on)
}

#[tokio::test]
async fn every_worcestershire_agenda_is_owed_on_the_day_that_was_dated_independently() {
    let house = House::new("2017-11-01T09:00").await;
    let council = Council::found(&house).await;
    let known = fixture("worcestershire.json");
    let mut wanted = BTreeMap::new();
    for (name, meetings) in known.as_object().unwrap() {
        let body = if name.contains("Board") { council.board } else { council.panel };
        for row in meetings.as_array().unwrap() {
            wanted.insert((body, day(row, "date").unwrap()), day(row, "agenda_due_5_clear_days").unwrap());
        }
    }
    assert_eq!(wanted.len(), 67);
    let meetings: Vec<NewMeeting> = wanted
        .keys()
        .map(|(body_id, held_on)| NewMeeting {
            body_id: *body_id,
            held_on: *held_on,
            starts_at: "10:00:00".parse().unwrap(),
            venue: "County Hall".to_owned(),
            lag: 10,
            lasts: None,
        })
        .collect();
    let made = house
        .write(move |work| {
            Box::pin(async move {
                let batch = batch::ActiveModel {
                    what: Set("Worcestershire".to_owned()),
                    made_by: Set("Rowan Ellery".to_owned()),
                    made_at: Set(work.at),
                    ..Default::default()
                };
                let batch = batch.insert(&work.tx).await?;
                scheduling::schedule_all(work, meetings, batch.id).await
            })
        })
        .await;
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::PublishAgenda)))
        .all(house.app.db())
        .await
        .unwrap();
    let owed: BTreeMap<i64, Option<NaiveDate>> = owed.into_iter().map(|row| (row.subject_id, row.due_on)).collect();
    for meeting in made {
        let due = wanted[&(meeting.body_id, meeting.held_on)];
        assert_eq!(owed[&meeting.id], Some(due), "{}", meeting.held_on);
    }
}

fn by(days: i32, unit: RuleUnit, (meeting, calendar): (NaiveDate, &Calendar)) -> NaiveDate {
    let rule = Rule {
        name: "Questions".to_owned(),
        days,
        unit,
        anchor: RuleAnchor::Meeting,
        time: "09:00:00".parse().unwrap(),
    };
    let publish_by = calendar.publish_by(meeting, 5).unwrap();
    rule::deadline(&rule, meeting, publish_by, calendar).unwrap().0
}

#[test]
fn worcestershires_own_rule_gives_every_participation_deadline_that_it_printed() {
    let calendar = Calendar::england();
    let known = fixture("worcestershire.json");
    let rows = known.as_object().unwrap().values().flat_map(|meetings| meetings.as_array().unwrap());
    let printed: Vec<(NaiveDate, NaiveDate)> =
        rows.filter_map(|row| Some((day(row, "date")?, day(row, "printed_participation_deadline")?))).collect();
    assert_eq!(printed.len(), 33);
    for (meeting, deadline) in printed {
        assert_eq!(by(1, RuleUnit::Working, (meeting, &calendar)), deadline, "{meeting}");
    }
}

#[test]
fn thirteen_printed_deadlines_are_met_and_the_misprint_is_not() {
    let calendar = Calendar::england();
    let known = fixture("calendars.json");
    let vectors = known["deadline_vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 13);
    let mut misprints = Vec::new();
    for vector in vectors {
        let (meeting, rule) = (day(vector, "meeting").unwrap(), vector["rule"].as_str().unwrap());
        let clear = (1..=5).find(|n| rule.contains(&format!("{n} clear")));
        let got = match clear {
            // So many clear days before is the last working day before them.
            Some(n) => by(n + 1, RuleUnit::Working, (meeting, &calendar)),
            None if rule.contains("four working days") => by(4, RuleUnit::Working, (meeting, &calendar)),
            None => by(7, RuleUnit::Calendar, (meeting, &calendar)),
        };
        assert_eq!(got, day(vector, "expected").unwrap(), "{vector}");
        let agrees = got == day(vector, "printed").unwrap();
        assert_eq!(agrees, vector["agrees"].as_bool().unwrap(), "{vector}");
        if !agrees {
            misprints.push(vector["printed"].as_str().unwrap());
        }
    }
    assert_eq!(misprints, ["2024-10-07"]);
}

#[test]
fn agendas_of_seven_other_councils_are_due_on_the_days_that_were_reckoned() {
    let calendar = Calendar::england();
    let known = fixture("calendars.json");
    let meetings = known["calendars"].as_object().unwrap().values().flat_map(|one| one["meetings"].as_array().unwrap());
    let facts = |meeting| DueFacts { meeting_on: Some(meeting), clear_days: 5 };
    let mut count = 0;
    for row in meetings {
        let Some(wanted) = day(row, "agenda_due_5_clear_days") else { continue };
        let due = DueRule::publish(1, 0).due_on(&facts(day(row, "date").unwrap()), &calendar).unwrap();
        assert_eq!(due, Some(wanted), "{row}");
        count += 1;
    }
    assert!(count > 50, "{count}");
}

/// A day of which no law and no agreement says that it counts as it is.
fn must_be_a_working_day(rule: &DueRule) -> bool {
    match rule.anchor {
        // Two months beginning with receipt run out on whatever day they do; an agreed day is the agreed day.
        Anchor::TwoMonths(_) | Anchor::Day(_) => false,
        // A meeting may be called for a Saturday.
        Anchor::Meeting(_) | Anchor::PeriodEnd(_) => rule.offset != 0,
        Anchor::Publish(_) | Anchor::NextMeeting { .. } | Anchor::WorkingTarget(_) => true,
    }
}

proptest! {
    #[test]
    fn nothing_is_owed_on_a_day_that_does_not_count_unless_the_law_counts_it(
        day in 0u64..3600, offset in -40i32..40, kind in 0u8..6, shut in 0u64..3600, length in 0u64..12, clear in 0u32..8,
        quarters in 0u8..2,
    ) {
        let from = |days: u64| on("2016-01-01") + Days::new(days);
        let calendar = Calendar::england()
            .with_closure(from(shut), from(shut + length), "repairs")
            .with_holiday(from(shut + 30), "a day proclaimed late");
        let meeting = from(day);
        let period = remit_domain::period::Period::quarter_of(meeting).previous();
        let anchor = match kind {
            0 => Anchor::Publish(1),
            1 => Anchor::Meeting(1),
            2 => Anchor::NextMeeting { body: 1, after: meeting - Days::new(30) },
            3 => Anchor::PeriodEnd(period),
            4 => Anchor::TwoMonths(meeting),
            _ => Anchor::Day(meeting),
        };
        let rule = DueRule { anchor, offset, not_before_end_of: (quarters == 1).then_some(period) };
        let due = rule.due_on(&DueFacts { meeting_on: Some(meeting), clear_days: clear }, &calendar).unwrap().unwrap();
        if must_be_a_working_day(&rule) {
            prop_assert!(calendar.is_working_day(due).unwrap(), "{rule} is due on {due}");
        } else if offset == 0 && matches!(anchor, Anchor::Day(_) | Anchor::Meeting(_)) && quarters == 0 {
            prop_assert_eq!(due, meeting, "an agreed day stays as agreed");
        }
    }

    #[test]
    fn a_day_proclaimed_and_taken_back_leaves_every_date_where_it_was(day in 0u64..3600, shut in 0u64..3600, offset in -30i32..30) {
        let from = |days: u64| on("2016-01-01") + Days::new(days);
        let due = |calendar: &Calendar, rule: DueRule| {
            rule.due_on(&DueFacts { meeting_on: Some(from(day)), clear_days: 5 }, calendar).unwrap().unwrap()
        };
        let england = Calendar::england();
        let shorter = Calendar::england().with_holiday(from(shut), "a day proclaimed late");
        for rule in [DueRule::publish(1, offset.min(0)), DueRule::meeting(1, offset)] {
            let (before, after) = (due(&england, rule), due(&shorter, rule));
            if offset < 0 || rule == DueRule::publish(1, 0) {
                prop_assert!(after <= before, "a lost day never gives more time: {rule}");
            }
            prop_assert_eq!(due(&Calendar::england(), rule), before);
        }
    }
}
