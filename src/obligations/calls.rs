//! The reminder engine: which rungs have been reached, and by whom they must be heard. Takes no input, asks
//! nothing of the clock but the day, and gives the same result when run twice, late, or after a crash.

use super::gather;
use super::overtaken;
use crate::app::App;
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::reminding::Rules;
use crate::weekly;
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::ladder::{Audience, Owed, Rung};
use remit_domain::london;
use remit_domain::obligation::{State, SubjectKind};
use remit_domain::person::PostKind;
use remit_domain::quiet;
use remit_entity::{Stored, body, data_request, meeting, notice, obligation, post};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// How many obligations one transaction looks at; other writers wait no longer than one such batch takes.
const BATCH: u64 = 200;

/// Looks at every obligation whose next rung is reached, notes whom to remind, and writes this morning's
/// letters. Outside the sending hours it does nothing: what was reached stays reached.
///
/// # Errors
/// When the database cannot be written.
pub async fn remind(app: &App) -> Result<()> {
    let calendar = app.calendar().await?;
    if !london::may_send(app.clock().now(), &calendar)? {
        return Ok(());
    }
    let mut after = 0;
    loop {
        let (looked_at, last) = app.write(Author::Remit, move |work| Box::pin(climb(work, after))).await?;
        if looked_at < BATCH {
            break;
        }
        after = last;
    }
    let (now, today) = (app.clock().now(), app.clock().today());
    let week = weekly::due(app.db(), weekly::DIRECTORS, today, &calendar).await?;
    let mut after = Some(0);
    while let Some(person) = after {
        after = app.write(Author::Remit, move |work| Box::pin(gather::write_letters(work, person))).await?;
    }
    match week.filter(|_| now >= weekly::opens(today)) {
        Some(monday) => weekly::done(app, weekly::DIRECTORS, monday).await,
        None => Ok(()),
    }
}

async fn climb(work: &Work, after: i64) -> Result<(u64, i64)> {
    let reached = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .filter(obligation::Column::NextRungOn.lte(work.today))
        .filter(obligation::Column::Id.gt(after))
        .order_by_asc(obligation::Column::Id)
        .limit(BATCH)
        .all(&work.tx)
        .await?;
    let looked_at = reached.len() as u64;
    let last = reached.last().map_or(after, |row| row.id);
    let rules = Rules::of(&work.tx, work.today).await?;
    for row in reached.iter().filter(|row| !rules.is_paused(row.body_id)) {
        match climb_one(work, row, &rules).await {
            // One date that cannot be counted must not keep everybody else's reminders back.
            Err(Error::Refused(refusal)) => {
                tracing::error!(obligation = row.id, %refusal, "an obligation cannot be reminded of");
            }
            climbed => climbed?,
        }
    }
    Ok((looked_at, last))
}

async fn climb_one(work: &Work, row: &obligation::Model, rules: &Rules) -> Result<()> {
    let Some(due_on) = row.due_on else { return Ok(()) };
    let owed = Owed {
        kind: row.kind.0,
        opened_on: row.opened_on,
        due_on,
        settled_on: row.settled_on,
        publish_by: row.publish_by,
        promised: row.promised,
    };
    let ladder = rules.ladder(row.body_id, row.kind.0);
    let contributor = contributor_of(&work.tx, row).await?;
    let reached = ladder.reached(&owed, work.today, &work.calendar)?;
    for rung in overtaken::since(row.next_rung_on, (&ladder, &owed), &reached, work)? {
        if let Some(person_id) = heard_by(work, row, &rung, contributor).await? {
            overtaken::note(work, row.id, due_on, (&rung, person_id)).await?;
        }
    }
    let mut owner_missing = false;
    // Whoever is away hears of it on their first day back.
    let mut looks: Vec<NaiveDate> = Vec::new();
    for rung in reached {
        if contributor.is_some() && rung.is_left_to_contributor() {
            continue;
        }
        match heard_by(work, row, &rung, contributor).await? {
            Some(person_id) => match quiet::day_of(work.today, &rules.leave_of(person_id), &work.calendar)? {
                Some(on) if on > work.today => looks.push(on),
                Some(_) => note(work, row, due_on, (&rung, person_id)).await?,
                None => {}
            },
            None => owner_missing |= rung.audience == Audience::Owner,
        }
    }
    // While nobody holds the post the rung stays reached: whoever takes it is told on their first morning.
    if owner_missing {
        return Ok(());
    }
    let next = ladder.next_after(&owed, work.today, &work.calendar)?;
    looks.extend(next);
    let next = looks.into_iter().min();
    obligation::Entity::update_many()
        .col_expr(obligation::Column::NextRungOn, Expr::value(next))
        .filter(obligation::Column::Id.eq(row.id))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Who hears a rung today, when it is not left to a contributor.
async fn heard_by(work: &Work, row: &obligation::Model, rung: &Rung, contributor: Option<i64>) -> Result<Option<i64>> {
    match rung.audience {
        _ if contributor.is_some() && rung.is_left_to_contributor() => Ok(None),
        Audience::Contributor => Ok(contributor),
        audience => listener(work, row, audience).await,
    }
}

async fn note(work: &Work, row: &obligation::Model, due_on: NaiveDate, (rung, person_id): (&Rung, i64)) -> Result<()> {
    // A thing is asked for once, whatever becomes of its date; what moves is told by the reminders that follow.
    if rung.letter.asks_once() && has_been_asked(work, row.id, rung, person_id).await? {
        return Ok(());
    }
    insert(work, new_notice(row.id, due_on, (rung, person_id))).await
}

/// A notice of a rung for a person.
pub(super) fn new_notice(
    obligation_id: i64,
    due_on: NaiveDate,
    (rung, person_id): (&Rung, i64),
) -> notice::ActiveModel {
    notice::ActiveModel {
        obligation_id: Set(obligation_id),
        due_on: Set(due_on),
        rung: Set(rung.code.clone()),
        audience: Set(Stored(rung.audience)),
        kind: Set(Stored(rung.letter)),
        person_id: Set(person_id),
        reached_on: Set(rung.on),
        asks: Set(rung.asks),
        approved_by: Set(String::new()),
        skipped_by: Set(String::new()),
        skipped_why: Set(String::new()),
        ..Default::default()
    }
}

/// Writes a notice under its key; one that stands already stays as it is.
pub(super) async fn insert(work: &Work, new: notice::ActiveModel) -> Result<()> {
    let key = [notice::Column::ObligationId, notice::Column::DueOn, notice::Column::Rung, notice::Column::PersonId];
    notice::Entity::insert(new)
        .on_conflict(
            OnConflict::columns(key)
                .target_and_where(Expr::col(notice::Column::WithdrawnAt).is_null())
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&work.tx)
        .await?;
    Ok(())
}

async fn has_been_asked(work: &Work, obligation_id: i64, rung: &Rung, person_id: i64) -> Result<bool> {
    let standing = notice::Entity::find()
        .filter(notice::Column::ObligationId.eq(obligation_id))
        .filter(notice::Column::Rung.eq(rung.code.as_str()))
        .filter(notice::Column::PersonId.eq(person_id))
        .filter(notice::Column::WithdrawnAt.is_null())
        .count(&work.tx)
        .await?;
    Ok(standing > 0)
}

/// The person who hears a rung today; none while the post is vacant or the council has no such post.
async fn listener(work: &Work, row: &obligation::Model, audience: Audience) -> Result<Option<i64>> {
    let post_id = match audience {
        Audience::Owner => Some(row.owner_post_id),
        Audience::Director => {
            post::Entity::find_by_id(row.owner_post_id).one(&work.tx).await?.and_then(|post| post.line_id)
        }
        Audience::Officer => body_of(&work.tx, row.body_id).await?.and_then(|body| body.officer_post_id),
        Audience::Chair => body_of(&work.tx, row.body_id).await?.and_then(|body| body.chair_post_id),
        Audience::Contributor => None,
        Audience::BoardChair => board_of(&work.tx, row.meeting_id).await?.and_then(|board| board.chair_post_id),
        Audience::MonitoringOfficer => post_of_kind(work, PostKind::MonitoringOfficer).await?,
        Audience::ProperOfficer => post_of_kind(work, PostKind::ProperOfficer).await?,
    };
    let Some(post_id) = post_id else { return Ok(None) };
    let holder = holder_of(&work.tx, post_id, work.today).await?;
    Ok(holder.and_then(|holder| holder.person).map(|person| person.id))
}

/// The first post of a kind that the council has once.
async fn post_of_kind(work: &Work, kind: PostKind) -> Result<Option<i64>> {
    let found = post::Entity::find()
        .filter(post::Column::Kind.eq(Stored(kind)))
        .order_by_asc(post::Column::Id)
        .one(&work.tx)
        .await?;
    Ok(found.map(|post| post.id))
}

/// The body whose meeting something is for.
async fn board_of(db: &impl ConnectionTrait, meeting_id: Option<i64>) -> Result<Option<body::Model>> {
    let Some(id) = meeting_id else { return Ok(None) };
    match meeting::Entity::find_by_id(id).one(db).await? {
        Some(meeting) => body_of(db, meeting.body_id).await,
        None => Ok(None),
    }
}

/// The colleague whom the post that is asked has named for a data request, while they are here.
pub(super) async fn contributor_of(db: &impl ConnectionTrait, row: &obligation::Model) -> Result<Option<i64>> {
    if row.subject_kind.0 != SubjectKind::Request {
        return Ok(None);
    }
    let request = data_request::Entity::find_by_id(row.subject_id).one(db).await?;
    Ok(request.and_then(|request| request.contributor_id))
}

async fn body_of(db: &impl ConnectionTrait, id: i64) -> Result<Option<body::Model>> {
    Ok(body::Entity::find_by_id(id).one(db).await?)
}
