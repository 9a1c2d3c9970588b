//! Opens and closes update rounds: seven working days before the papers of a meeting go out each owner of something
//! without a word is asked; once each has a word, or the papers are out, nobody is asked any more. Run twice, late or
//! not at all without harm.

use super::commands;
use super::queries::{self, Window};
use crate::app::App;
use crate::error::Result;
use crate::following;
use crate::obligations;
use crate::work::{Author, Work};
use chrono::Days;
use remit_domain::letter;
use remit_domain::meeting::State;
use remit_domain::obligation::{Kind, State as Owed, SubjectKind};
use remit_domain::wording;
use remit_entity::{Stored, action, follow, meeting, obligation, round, telling};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// Nothing that lies further ahead can have its round open.
const LOOKED_AHEAD: Days = Days::new(45);

/// Keeps every round as it should stand today.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep(app: &App) -> Result<()> {
    close(app).await?;
    let today = app.clock().today();
    let calendar = app.calendar().await?;
    let near = meeting::Entity::find()
        .filter(meeting::Column::HeldOn.gte(today))
        .filter(meeting::Column::HeldOn.lte(today.checked_add_days(LOOKED_AHEAD).unwrap_or(today)))
        .filter(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
        .order_by_asc(meeting::Column::Id)
        .all(app.db())
        .await?;
    for row in near {
        match queries::window(app.db(), &row, &calendar, today).await? {
            Window::Open => look_at(app, row).await?,
            Window::Over => tell_of_overdue(app, row).await?,
            Window::Ahead => {}
        }
    }
    Ok(())
}

/// Asks whoever has not been asked, and ends what is answered.
async fn look_at(app: &App, row: meeting::Model) -> Result<()> {
    let wanted = queries::posts_without_word(app.db(), &row).await?;
    let rounds = round::Entity::find().filter(round::Column::MeetingId.eq(row.id)).all(app.db()).await?;
    let open: BTreeSet<i64> = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::GiveUpdates)))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .filter(obligation::Column::SubjectId.is_in(rounds.iter().map(|round| round.id)))
        .all(app.db())
        .await?
        .into_iter()
        .map(|row| row.subject_id)
        .collect();
    let is_asked = |round: &&round::Model| round.answered_at.is_some() || open.contains(&round.id);
    let asked: BTreeSet<i64> = rounds.iter().filter(is_asked).map(|round| round.post_id).collect();
    let missing: Vec<i64> = wanted.difference(&asked).copied().collect();
    let answered: Vec<i64> = rounds
        .iter()
        .filter(|round| round.answered_at.is_none() && !wanted.contains(&round.post_id))
        .map(|round| round.id)
        .collect();
    if missing.is_empty() && answered.is_empty() {
        return Ok(());
    }
    app.write(Author::Remit, move |work| {
        Box::pin(async move {
            for post in missing {
                commands::open(work, &row, post).await?;
            }
            for id in answered {
                commands::end(work, id).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Whoever was asked for a meeting that is out, past, or no longer stands is asked no more.
async fn close(app: &App) -> Result<()> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::GiveUpdates)))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .all(app.db())
        .await?;
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(open.iter().filter_map(|row| row.meeting_id)))
        .all(app.db())
        .await?;
    let today = app.clock().today();
    let is_over = |row: &obligation::Model| {
        let found = meetings.iter().find(|meeting| Some(meeting.id) == row.meeting_id);
        found.is_none_or(|meeting| !meeting.state.0.is_ahead() || meeting.published_on.is_some())
            || row.publish_by.is_some_and(|by| by < today)
    };
    let over: Vec<i64> = open.iter().filter(|row| is_over(row)).map(|row| row.subject_id).collect();
    if over.is_empty() {
        return Ok(());
    }
    app.write(Author::Remit, move |work| {
        Box::pin(async move {
            for id in over {
                obligations::withdraw(work, Kind::GiveUpdates, SubjectKind::Round, id).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Whoever follows something that is overdue when the papers of a meeting are out is told so, once a meeting.
async fn tell_of_overdue(app: &App, row: meeting::Model) -> Result<()> {
    let today = app.clock().today();
    let late = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::BodyId.eq(row.body_id))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .filter(obligation::Column::DueOn.lt(today))
        .all(app.db())
        .await?;
    let followed = follow::Entity::find()
        .filter(follow::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(follow::Column::SubjectId.is_in(late.iter().map(|row| row.subject_id)))
        .all(app.db())
        .await?;
    let ids: BTreeSet<i64> = followed.into_iter().map(|row| row.subject_id).collect();
    for id in ids {
        let told = telling::Entity::find()
            .filter(telling::Column::Occasion.eq(format!("follow-{id}-overdue-{}", row.id)))
            .count(app.db())
            .await?;
        let day = wording::date_with_weekday(row.held_on);
        if told == 0 {
            let meeting = row.id;
            app.write(Author::Remit, move |work| Box::pin(overdue(work, (id, meeting), day))).await?;
        }
    }
    Ok(())
}

async fn overdue(work: &Work, (id, meeting): (i64, i64), day: String) -> Result<()> {
    let Some(found) = action::Entity::find_by_id(id).one(&work.tx).await? else { return Ok(()) };
    let said = format!("It is overdue at the meeting of {day}.");
    following::tell(work, &found, &format!("overdue-{meeting}"), (letter::Kind::ActionOverdue, said)).await
}
