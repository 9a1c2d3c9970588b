//! Tells whoever holds the post of a comment that was given: once the minutes are out, or two working days after the
//! meeting. Nothing of private business is quoted.

use crate::app::App;
use crate::error::Result;
use crate::holders::holder_of;
use crate::links;
use crate::tellings::{self, Section, Telling};
use crate::work::{Author, Work};
use chrono::Days;
use remit_domain::comment::State;
use remit_domain::letter::Kind;
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, comment, meeting, minutes, telling};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// Working days after the meeting.
const AFTER: i32 = 2;
/// What is older was told long ago, or came in with an import.
const LOOKED_AT: u64 = 60;

/// The occasion under which a comment is told.
pub(super) fn occasion(id: i64) -> String {
    format!("comment-{id}")
}

/// Tells of every comment whose day has come and that was not told yet. Run twice, late or never before: same result.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn tell_due(app: &App) -> Result<()> {
    let since = app.clock().today() - Days::new(LOOKED_AT);
    let given = comment::Entity::find()
        .filter(comment::Column::State.eq(Stored(State::Given)))
        .filter(comment::Column::CreatedOn.gte(since))
        .order_by_asc(comment::Column::Id)
        .all(app.db())
        .await?;
    if given.is_empty() {
        return Ok(());
    }
    let told: BTreeSet<String> = telling::Entity::find()
        .filter(telling::Column::Occasion.is_in(given.iter().map(|one| occasion(one.id))))
        .filter(telling::Column::WithdrawnAt.is_null())
        .all(app.db())
        .await?
        .into_iter()
        .map(|row| row.occasion)
        .collect();
    let waiting: Vec<comment::Model> = given.into_iter().filter(|one| !told.contains(&occasion(one.id))).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    app.write(Author::Remit, move |work| Box::pin(tell_all(work, waiting))).await
}

async fn tell_all(work: &Work, waiting: Vec<comment::Model>) -> Result<()> {
    let mut all = Vec::new();
    for one in waiting {
        all.extend(telling(work, &one).await?);
    }
    tellings::tell_all(work, all).await
}

/// The words, when the day has come and somebody holds the post.
async fn telling(work: &Work, one: &comment::Model) -> Result<Option<Telling>> {
    let Some(item) = agenda_item::Entity::find_by_id(one.agenda_item_id).one(&work.tx).await? else { return Ok(None) };
    let Some(met) = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await? else { return Ok(None) };
    let out = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(met.id)).one(&work.tx).await?;
    let is_out = out.is_some_and(|minutes| minutes.published_at.is_some());
    if !is_out && work.calendar.add_working_days(met.held_on, AFTER)? > work.today {
        return Ok(None);
    }
    let holder = holder_of(&work.tx, one.post_id, work.today).await?;
    let Some(holder) = holder else { return Ok(None) };
    let Some(person) = holder.person else { return Ok(None) };
    let Some(body) = body::Entity::find_by_id(one.body_id).one(&work.tx).await? else { return Ok(None) };
    let mut says = vec![format!(
        "The {} gave the {} a comment on {}, item “{}”.",
        body.name,
        holder.post,
        wording::date_with_weekday(met.held_on),
        item.access.0.title_in_letters(&item.title)
    )];
    says.push(match item.access.0.is_restricted() {
        true => "Its words concern business taken in private; they stand on the page behind the link.".to_owned(),
        false => format!("“{}”", one.text),
    });
    says.push(match one.reply_by {
        Some(by) => format!("The body asks for a reply by {}.", wording::date_with_weekday(by)),
        None => "No reply is asked for; you can give one all the same.".to_owned(),
    });
    Ok(Some(Telling {
        kind: Kind::CommentGiven,
        person_id: person.id,
        occasion: occasion(one.id),
        section: Section {
            subject: format!("Comment {} of the {}", one.reference, body.name),
            heading: format!("Comment {}", one.reference),
            says,
            link_lead: "Read it and reply here:".to_owned(),
            link: links::address(work, person.id, SubjectKind::Comment, one.id).await?,
            ..Section::default()
        },
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    }))
}
