//! Reads what is owed, what was noted, and what became of the letters, row by row and by none of the queries of the engine.

use super::listeners::Listeners;
use super::rules::Rules;
use crate::app::App;
use crate::error::Result;
use crate::gate;
use chrono::{DateTime, Days as Later, NaiveDate, NaiveTime, Utc};
use remit_domain::letter::{Kind, State as LetterState};
use remit_domain::london;
use remit_domain::obligation::State;
use remit_domain::quiet::Quiet;
use remit_domain::reckoning::{Days, Noted, Posted, Thing, Tried};
use remit_domain::word::Word;
use remit_entity::{Stored, attempt, letter, notice, obligation, trail};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Notices and letters are read from so many days before the first that is judged.
const BACK: u64 = 120;

/// What people do without changing anything that reminders are counted by.
const HARMLESS: [&str; 6] = [
    "signed in",
    "signed out",
    "chose a password",
    "sent a password link to",
    "asked for a code",
    "asked for a new link",
];

/// Everything that is counted.
pub(super) struct Facts {
    pub now: DateTime<Utc>,
    pub days: Days,
    pub things: Vec<Thing>,
    pub notices: Vec<Noted>,
    pub letters: BTreeMap<i64, Posted>,
    pub leave: BTreeMap<i64, Vec<Quiet>>,
    pub is_shut: bool,
}

fn before(on: NaiveDate, days: u64) -> NaiveDate {
    on.checked_sub_days(Later::new(days)).unwrap_or(on)
}

/// Reads it.
pub(super) async fn read(app: &App, from: NaiveDate, to: NaiveDate) -> Result<Facts> {
    let calendar = app.calendar().await?;
    // A day that is over is judged as it stood at its end.
    let end = london::instant(to.succ_opt().unwrap_or(to), NaiveTime::MIN);
    let now = app.clock().now().min(end);
    let rules = Rules::read(app).await?;
    let deeds = Deeds::read(app, from).await?;
    let listeners = Listeners::read(app).await?;
    let open = obligation::Entity::find()
        .filter(
            Condition::any()
                .add(obligation::Column::State.eq(Stored(State::Open)))
                .add(obligation::Column::ClosedAt.gte(london::instant(from, NaiveTime::MIN))),
        )
        .filter(obligation::Column::DueOn.is_not_null())
        .order_by_asc(obligation::Column::Id)
        .all(app.db())
        .await?;
    let things: Vec<Thing> = open.iter().filter_map(|row| thing(row, &rules, &deeds, &listeners)).collect();
    let first = things.iter().map(|thing| thing.opened_on.min(thing.due_on)).min().unwrap_or(from).min(from);
    let last = things.iter().map(|thing| thing.due_on).max().unwrap_or(to).max(to);
    let days = Days::of(&calendar, before(first, 400), last.checked_add_days(Later::new(400)).unwrap_or(last));
    Ok(Facts {
        now,
        days,
        things,
        notices: notices(app, before(from, BACK), &deeds).await?,
        letters: letters(app, london::instant(before(from, BACK), NaiveTime::MIN)).await?,
        leave: rules.leave().clone(),
        is_shut: gate::find(app.db(), app.clock().today()).await?.is_shut(),
    })
}

/// The last day on which somebody did something about each noun.
struct Deeds(BTreeMap<(String, i64), NaiveDate>);

impl Deeds {
    async fn read(app: &App, from: NaiveDate) -> Result<Self> {
        let rows: Vec<(DateTime<Utc>, String, i64)> = trail::Entity::find()
            .select_only()
            .columns([trail::Column::At, trail::Column::SubjectKind, trail::Column::SubjectId])
            .filter(trail::Column::At.gte(london::instant(from, NaiveTime::MIN)))
            .filter(trail::Column::Deed.is_not_in(HARMLESS))
            .order_by_asc(trail::Column::Id)
            .into_tuple()
            .all(app.db())
            .await?;
        let mut last = BTreeMap::new();
        for (at, kind, id) in rows {
            let on = london::date_in_london(at);
            let had = last.entry((kind, id)).or_insert(on);
            *had = on.max(*had);
        }
        Ok(Self(last))
    }

    fn about(&self, noun: &str, id: i64) -> Option<NaiveDate> {
        self.0.get(&(noun.to_owned(), id)).copied()
    }

    /// The diary of closed days is one thing, whatever its row.
    fn of_any(&self, noun: &str) -> Option<NaiveDate> {
        self.0.iter().filter(|((kind, _), _)| kind == noun).map(|(_, on)| *on).max()
    }
}

fn thing(row: &obligation::Model, rules: &Rules, deeds: &Deeds, listeners: &Listeners) -> Option<Thing> {
    let touched_on = deeds.about(row.subject_kind.0.word(), row.subject_id);
    let (heard, posts, people) = listeners.of(row);
    let changes = [
        rules.changed_on(row.body_id, row.kind.0),
        deeds.of_any("diary"),
        deeds.about("body", row.body_id),
        row.meeting_id.and_then(|id| deeds.about("meeting", id)),
        // Its date was turned into a promise at some time.
        touched_on.filter(|_| row.promised),
    ];
    let posts = posts.iter().filter_map(|id| deeds.about("post", *id));
    let people = people.iter().filter_map(|id| deeds.about("person", *id));
    let title = if row.is_exempt { format!("Something exempt, number {}", row.id) } else { row.title.clone() };
    Some(Thing {
        id: row.id,
        kind: row.kind.0,
        title,
        opened_on: row.opened_on,
        settled_on: row.settled_on,
        due_on: row.due_on?,
        publish_by: row.publish_by,
        promised: row.promised,
        closed_at: row.closed_at.filter(|_| row.state.0 != State::Open),
        changed_on: changes.into_iter().flatten().chain(posts).chain(people).max(),
        touched_on,
        steps: rules.steps(row.body_id, row.kind.0),
        quiet: rules.quiet(row.body_id),
        pauses: rules.pauses(row.body_id),
        listeners: heard,
    })
}

async fn notices(app: &App, from: NaiveDate, deeds: &Deeds) -> Result<Vec<Noted>> {
    let rows = notice::Entity::find()
        .filter(notice::Column::ReachedOn.gte(from))
        .order_by_asc(notice::Column::Id)
        .all(app.db())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Noted {
            id: row.id,
            thing: row.obligation_id,
            due_on: row.due_on,
            code: row.rung,
            audience: row.audience.0,
            kind: row.kind.0,
            person: row.person_id,
            reached_on: row.reached_on,
            letter: row.letter_id,
            is_withdrawn: row.withdrawn_at.is_some(),
            is_held: row.skipped_at.is_some() || (row.asks && row.approved_at.is_none()),
            said_on: row.approved_at.map(london::date_in_london).max(deeds.about("reminder", row.id)),
        })
        .collect())
}

type LetterRow = (i64, Stored<Kind>, Stored<LetterState>, DateTime<Utc>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

async fn letters(app: &App, from: DateTime<Utc>) -> Result<BTreeMap<i64, Posted>> {
    let rows: Vec<LetterRow> = letter::Entity::find()
        .select_only()
        .columns([
            letter::Column::Id,
            letter::Column::Kind,
            letter::Column::State,
            letter::Column::WrittenAt,
            letter::Column::NextTryAt,
            letter::Column::LeaseUntil,
        ])
        .filter(letter::Column::WrittenAt.gte(from))
        .order_by_asc(letter::Column::Id)
        .into_tuple()
        .all(app.db())
        .await?;
    let mut letters = BTreeMap::new();
    for (id, kind, state, written_at, next_try_at, lease_until) in rows {
        let tries = Vec::new();
        letters.insert(id, Posted { id, kind: kind.0, state: state.0, written_at, next_try_at, lease_until, tries });
    }
    let tried = attempt::Entity::find()
        .filter(attempt::Column::StartedAt.gte(from))
        .order_by_asc(attempt::Column::Id)
        .all(app.db())
        .await?;
    for row in tried {
        if let Some(letter) = letters.get_mut(&row.letter_id) {
            let gave = row.phase_reached == "after-dot";
            let taken = gave && row.code.is_some_and(|code| (200..300).contains(&code));
            letter.tries.push(Tried { at: row.started_at, gave, taken, is_told: row.ended_at.is_some() });
        }
    }
    Ok(letters)
}
