//! F41: years of a council's reminders, a morning each, with dates that move and things that are done; what was said is
//! what the oracle says that should have been, and nothing else.

use crate::oracle::Told as Owed;
use crate::runner::{Size, Told, seen};
use crate::support::on;
use crate::town::{Town, all_letters, done, move_to};
use chrono::{Days, NaiveDate};
use remit::post::{Sender, Transport};
use remit_domain::ladder::{Audience, Ladder};
use remit_domain::letter::State;
use remit_domain::obligation::Kind;
use remit_entity::{holding, notice, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

struct Thing {
    obligation: i64,
    subject: i64,
    person: i64,
    owed: Owed,
}

pub async fn years(size: Size) -> Told {
    // Four years of sixty people take a build of the compiler's best; any other lives through one.
    let years = if cfg!(debug_assertions) { ("2026-01-05", "2026-12-23") } else { ("2024-01-02", "2027-12-24") };
    let (from, to) = size.of(("2026-03-02", "2026-04-17"), years, ("2024-01-02", "2027-12-24"));
    let (people, a_day) = size.of((6, 2), (60, 1), (60, 4));
    let town = Town::new(&format!("{from}T08:00"), people).await;
    let app = &town.house.app;
    let calendar = app.calendar().await.unwrap();
    let ladder = Ladder::default_for(Kind::DoAction);
    let sender = Sender::new(app.clone(), Transport::Nowhere, crate::mail::tuning()).unwrap();
    let (mut dice, mut open): (_, Vec<Thing>) = (Dice(0x9E37_79B9_7F4A_7C15), Vec::new());
    let mut wanted: BTreeSet<(i64, NaiveDate, String, i64)> = BTreeSet::new();
    let (mut day, mut made, mut days) = (on(from), 0, 0);
    while day <= on(to) {
        if !calendar.is_working_day(day).unwrap() {
            day = day + Days::new(1);
            continue;
        }
        days += 1;
        town.house.it_is(&format!("{day}T08:00"));
        town.remind().await;
        sender.deliver_due().await.unwrap();
        for thing in &open {
            for said in thing.owed.stands(&ladder, day, &calendar) {
                let person = match said.audience {
                    Audience::Owner => thing.person,
                    Audience::Officer => town.council.officer,
                    Audience::ProperOfficer => proper_officer(&town).await,
                    Audience::Chair => town.council.chair,
                    _ => continue,
                };
                wanted.insert((thing.obligation, thing.owed.due_on, said.code, person));
            }
        }
        // After the post has gone: things are done, moved and asked for.
        town.house.it_is(&format!("{day}T19:00"));
        let mut n = 0;
        while n < open.len() {
            match dice.of(60) {
                0..=1 => {
                    let subject = open.swap_remove(n).subject;
                    done(app, subject).await;
                    continue;
                }
                2 => {
                    let to = day + Days::new(3 + dice.of(40));
                    move_to(app, open[n].subject, to).await;
                    if open[n].owed.due_on != to {
                        open[n].owed.due_on = to;
                        open[n].owed.settled_on = day;
                    }
                }
                _ => {}
            }
            n += 1;
        }
        let due: Vec<NaiveDate> = (0..a_day).map(|_| day + Days::new(1 + dice.of(45))).collect();
        let ids = town.actions(made, &due).await;
        for (obligation, due_on) in ids.into_iter().zip(due) {
            let row = obligation::Entity::find_by_id(obligation).one(app.db()).await.unwrap().unwrap();
            let owed = Owed {
                kind: Kind::DoAction,
                opened_on: day,
                due_on,
                settled_on: day,
                publish_by: None,
                promised: false,
            };
            let person = town.people[made % people];
            open.push(Thing { obligation, subject: row.subject_id, person, owed });
            made += 1;
        }
        day = day + Days::new(1);
    }
    let noted = notice::Entity::find()
        .filter(notice::Column::WithdrawnAt.is_null())
        .filter(notice::Column::SkippedAt.is_null())
        .order_by_asc(notice::Column::Id);
    let noted = noted.all(app.db()).await.unwrap();
    assert!(noted.iter().all(|notice| notice.letter_id.is_some()), "a notice never became a letter");
    let found: BTreeSet<_> =
        noted.into_iter().map(|row| (row.obligation_id, row.due_on, row.rung, row.person_id)).collect();
    let missing: Vec<_> = wanted.difference(&found).take(5).collect();
    let needless: Vec<_> = found.difference(&wanted).take(5).collect();
    assert!(missing.is_empty() && needless.is_empty(), "missing {missing:?}, needless {needless:?}");
    let gaps = crate::oracle::reckoned(app, on(to)).await;
    assert!(gaps.is_empty(), "{} gaps: {:?}", gaps.len(), gaps.first());
    let letters = all_letters(&town.house).await;
    let mut mornings: BTreeMap<(String, NaiveDate), usize> = BTreeMap::new();
    for letter in &letters {
        assert_eq!(letter.state.0, State::Sent, "letter {}", letter.id);
        *mornings.entry((letter.to_address.clone(), letter.written_at.date_naive())).or_default() += 1;
    }
    assert!(mornings.values().all(|letters| *letters == 1), "two letters for one person on one morning");
    seen(format!(
        "{days} mornings, {made} things owed: {} rungs wanted and found, 0 differences, {} letters",
        found.len(),
        letters.len()
    ))
}

async fn proper_officer(town: &Town) -> i64 {
    let held = holding::Entity::find().filter(holding::Column::PostId.eq(town.council.proper_officer_post));
    held.one(town.house.app.db()).await.unwrap().unwrap().person_id
}
