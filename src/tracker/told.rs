//! Rows of the tracker as they are read: with names, the last word, age and how many meetings they have seen. A page, a
//! file and a print are told alike; what is taken in private is told to those who may follow the body only.

use super::rows::Tracked;
use crate::error::Result;
use crate::heard;
use crate::succession::heirs_of;
use chrono::NaiveDate;
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{Lateness, SubjectKind, lateness};
use remit_domain::tracking::{self, Standing};
use remit_domain::word::Word;
use remit_domain::{london, meeting, wording};
use remit_entity::{Stored, agenda_item, body, meeting as meetings, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// A row in words.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub key: String,
    pub href: String,
    pub kind: &'static str,
    pub reference: String,
    pub text: String,
    pub is_private: bool,
    /// Whether it is answered, and the answer is not published yet.
    pub is_unpublished: bool,
    pub body: String,
    pub owner: String,
    pub asked_on: String,
    pub due: String,
    pub due_iso: String,
    pub late: String,
    pub is_late: bool,
    pub state: &'static str,
    pub colour: &'static str,
    pub standing: Standing,
    pub age: String,
    pub seen: String,
    /// The last word with its day; empty when there is none.
    pub last: String,
    /// Whether nothing was heard since the body last met, of something that is owed.
    pub is_silent: bool,
    pub is_ticked: bool,
}

/// Everything that rows are told with.
pub(super) struct Names {
    pub bodies: Vec<body::Model>,
    pub posts: Vec<post::Model>,
    /// The days on which each body met.
    held: BTreeMap<i64, Vec<NaiveDate>>,
}

impl Names {
    pub(super) async fn of(db: &impl ConnectionTrait) -> Result<Self> {
        let bodies = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
        let posts = post::Entity::find().order_by_asc(post::Column::Title).all(db).await?;
        let met =
            meetings::Entity::find().filter(meetings::Column::State.eq(Stored(meeting::State::Held))).all(db).await?;
        let mut held: BTreeMap<i64, Vec<NaiveDate>> = BTreeMap::new();
        for row in met {
            held.entry(row.body_id).or_default().push(row.held_on);
        }
        // What an ended body left open is seen by the meetings of its successor.
        for body in bodies.iter().filter(|body| body.succeeded_by_id.is_some()) {
            let mut days = Vec::new();
            for heir in heirs_of(db, body.id).await? {
                days.extend(held.get(&heir).into_iter().flatten().copied());
            }
            held.insert(body.id, days);
        }
        Ok(Self { bodies, posts, held })
    }

    pub(super) fn body(&self, id: i64) -> &str {
        self.bodies.iter().find(|body| body.id == id).map_or("", |body| body.short_name.as_str())
    }

    fn owner(&self, row: &Tracked) -> String {
        match (row.owner, row.board) {
            (Some(id), _) => self.posts.iter().find(|post| post.id == id).map_or("", |post| post.title.as_str()),
            (None, Some(id)) => self.bodies.iter().find(|body| body.id == id).map_or("", |body| body.name.as_str()),
            (None, None) => "",
        }
        .to_owned()
    }

    fn held(&self, body: i64) -> &[NaiveDate] {
        self.held.get(&body).map_or(&[], Vec::as_slice)
    }
}

/// Tells some rows.
pub(super) async fn tell(
    db: &impl ConnectionTrait,
    rows: &[Tracked],
    names: &Names,
    (today, calendar): (NaiveDate, &Calendar),
) -> Result<Vec<Told>> {
    let items: BTreeSet<i64> = rows.iter().map(|row| row.item_id).collect();
    let items = agenda_item::Entity::find().filter(agenda_item::Column::Id.is_in(items)).all(db).await?;
    let from: BTreeSet<i64> = items.iter().map(|item| item.meeting_id).collect();
    let from = meetings::Entity::find().filter(meetings::Column::Id.is_in(from)).all(db).await?;
    let days: BTreeMap<i64, NaiveDate> = from.into_iter().map(|row| (row.id, row.held_on)).collect();
    let items: BTreeMap<i64, agenda_item::Model> = items.into_iter().map(|item| (item.id, item)).collect();
    let words = last_words(db, rows).await?;
    let mut told = Vec::new();
    for row in rows {
        let item = items.get(&row.item_id);
        let asked_on = item.and_then(|item| days.get(&item.meeting_id)).copied().unwrap_or(row.created_on);
        let late = lateness(row.due_on, today, calendar)?;
        let last = words.get(&row.subject);
        let held = names.held(row.body_id);
        let met_last = held.iter().filter(|on| **on <= today).max();
        let gives_word = matches!(row.subject.0, SubjectKind::Action | SubjectKind::Recommendation);
        let is_silent = gives_word && row.is_owed && last.is_none_or(|(on, _)| met_last.is_some_and(|met| on <= met));
        told.push(Told {
            key: row.key(),
            href: format!("/{}/{}", row.subject.0.room(), row.subject.1),
            kind: row.kind.label(),
            reference: row.reference.clone(),
            text: row.text.clone(),
            is_private: item.is_none_or(|item| item.access.0.is_restricted()),
            is_unpublished: row.is_unpublished && last.is_some(),
            body: names.body(row.body_id).to_owned(),
            owner: names.owner(row),
            asked_on: wording::date(asked_on),
            due: row.due_on.map(wording::date_with_day).unwrap_or_default(),
            due_iso: row.due_on.map(|on| on.to_string()).unwrap_or_default(),
            late: if row.is_owed { late.to_string() } else { String::new() },
            is_late: row.is_owed && matches!(late, Lateness::Late(_)),
            state: row.state,
            colour: colour(row.standing),
            standing: row.standing,
            age: tracking::age(asked_on, today),
            seen: tracking::seen_words(tracking::meetings_seen(asked_on, held)),
            last: match (last, row.note.as_str()) {
                _ if row.is_hidden => String::new(),
                (Some((on, words)), _) => format!("{}: {words}", wording::date(*on)),
                (None, note) => note.to_owned(),
            },
            is_silent,
            is_ticked: false,
        });
    }
    Ok(told)
}

fn colour(standing: Standing) -> &'static str {
    match standing {
        Standing::Unfinished | Standing::Open | Standing::InProgress => "blue",
        Standing::ProposedComplete => "yellow",
        Standing::Paused => "purple",
        Standing::Complete => "green",
        Standing::Gone => "grey",
    }
}

type Last = BTreeMap<(SubjectKind, i64), (NaiveDate, String)>;

/// The last word of those who owe it on each: the day and the words.
async fn last_words(db: &impl ConnectionTrait, rows: &[Tracked]) -> Result<Last> {
    let ids = |kind: SubjectKind| -> Vec<i64> {
        rows.iter().filter(move |row| row.subject.0 == kind).map(|row| row.subject.1).collect()
    };
    let mut words = Last::new();
    let actions = heard::of_actions(db, &ids(SubjectKind::Action)).await?;
    let recommendations = heard::of_recommendations(db, &ids(SubjectKind::Recommendation)).await?;
    for (kind, heard) in [(SubjectKind::Action, actions), (SubjectKind::Recommendation, recommendations)] {
        for (id, said) in heard {
            words.extend(said.into_iter().map(|(at, words)| ((kind, id), (london::date_in_london(at), words))));
        }
    }
    Ok(words)
}
