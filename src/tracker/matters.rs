//! Matters arising at one meeting: each is marked as discussed, with a word where there is one. It stays until it is done
//! as well.

use super::views::{MatterRow, Matters};
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::matters;
use crate::trail::{self, About};
use crate::web::{Fields, Path, Visit, html_with};
use crate::work::Work;
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::obligation::SubjectKind;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, discussed, meeting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// What is open before the body that meets.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    visit.must_follow(meeting.body_id)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?;
    let body = body.ok_or_else(|| Error::broken("a meeting without its body"))?;
    let here = discussed::Entity::find().filter(discussed::Column::MeetingId.eq(id)).all(db).await?;
    let recorded = |subject: (SubjectKind, i64)| {
        let row = here.iter().find(|row| (row.subject_kind.0, row.subject_id) == subject);
        row.map(|row| if row.words.is_empty() { "Discussed".to_owned() } else { row.words.clone() })
    };
    let all = matters::list(db, body.id, Clearance::of(&visit).await?.reader(body.id)).await?;
    let groups = all.groups().into_iter().map(|(heading, matters)| {
        let rows = matters.iter().map(|one| MatterRow {
            key: format!("{}-{}", one.subject.0.word(), one.subject.1),
            href: one.href.clone(),
            what: one.what.clone(),
            facts: one.facts.clone(),
            discussed: recorded(one.subject).unwrap_or_default(),
        });
        (heading, rows.collect())
    });
    let view = Matters {
        groups: groups.collect(),
        page: visit.form_page("Matters arising").await?,
        meeting_id: id,
        meeting: wording::date_with_weekday(meeting.held_on),
        body: body.name,
        may_record: visit.actor.is_officer() && meeting.held_on <= visit.app.clock().today(),
    };
    html_with(StatusCode::OK, &view)
}

/// One of them was discussed at this meeting; recorded again, the word replaces the one before.
pub(super) async fn discuss(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let found = meeting::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    let subject = fields.text("matter").rsplit_once('-');
    let subject = subject.and_then(|(kind, id)| Some((SubjectKind::from_word(kind)?, id.parse::<i64>().ok()?)));
    let subject = subject.ok_or(Error::NotFound)?;
    let words = fields.text("words").to_owned();
    let body = found.body_id;
    visit.app.write(visit.author()?, move |work| Box::pin(record(work, (id, body), subject, words))).await?;
    Ok(visit.done(&format!("/meetings/{id}/matters"), "Recorded as discussed. It returns until it is done too."))
}

async fn record(work: &Work, (id, body): (i64, i64), subject: (SubjectKind, i64), words: String) -> Result<()> {
    let had = discussed::Entity::find()
        .filter(discussed::Column::MeetingId.eq(id))
        .filter(discussed::Column::SubjectKind.eq(Stored(subject.0)))
        .filter(discussed::Column::SubjectId.eq(subject.1))
        .one(&work.tx)
        .await?;
    let mut row = discussed::ActiveModel {
        meeting_id: Set(id),
        subject_kind: Set(Stored(subject.0)),
        subject_id: Set(subject.1),
        words: Set(words),
        at: Set(work.at),
        by: Set(work.by.words()),
        ..Default::default()
    };
    match had {
        Some(had) => {
            row.id = Set(had.id);
            row.update(&work.tx).await?;
        }
        None => {
            row.insert(&work.tx).await?;
        }
    }
    let about = About { noun: "meeting", id, body: Some(body) };
    trail::record(work, "discussed", about, format!("{} {}", subject.0.word(), subject.1)).await
}
