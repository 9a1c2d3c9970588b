//! Makes a batch of meetings, and takes one out of the diary again as far as nobody has touched it.

use super::queries;
use super::weighing::Wanted;
use crate::error::{Error, Result};
use crate::scheduling::{self, NewMeeting};
use crate::tellings::{self, Section, Telling, recipients};
use crate::trail::{self, About};
use crate::work::Work;
use crate::{diary, obligations};
use remit_domain::letter::Kind;
use remit_domain::meeting::ScheduleRefusal;
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;
use remit_domain::year::{KeptBecause, PlanRefusal};
use remit_entity::{agenda_item, batch, body, invitee, item_body, meeting, meeting_body, telling};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// Makes every meeting, or none.
pub(super) async fn make(work: &Work, wanted: Vec<Wanted>) -> Result<i64> {
    let (Some(first), Some(last)) = (wanted.iter().map(|one| one.on).min(), wanted.iter().map(|one| one.on).max())
    else {
        return Err(Error::refused(PlanRefusal::NoneTicked));
    };
    let slugs: BTreeSet<String> = wanted.iter().map(|one| one.slug.clone()).collect();
    let bodies = body::Entity::find().filter(body::Column::Slug.is_in(slugs)).all(&work.tx).await?;
    let ids: BTreeMap<&str, i64> = bodies.iter().map(|body| (body.slug.as_str(), body.id)).collect();
    let count = if wanted.len() == 1 { "1 meeting".to_owned() } else { format!("{} meetings", wanted.len()) };
    let of = match bodies.as_slice() {
        [only] => only.name.clone(),
        several => format!("{} bodies", several.len()),
    };
    let what = format!("{count} of {of}, {} to {}", wording::date(first), wording::date(last));
    let row = batch::ActiveModel {
        what: Set(what.clone()),
        made_by: Set(work.by.words()),
        made_at: Set(work.at),
        ..Default::default()
    };
    let batch_id = row.insert(&work.tx).await?.id;
    let mut meetings = Vec::new();
    for one in wanted {
        let body_id = *ids.get(one.slug.as_str()).ok_or_else(|| Error::refused(ScheduleRefusal::NoBody))?;
        let Wanted { on: held_on, starts_at, lasts, lag, venue, .. } = one;
        meetings.push(NewMeeting { body_id, held_on, starts_at, venue, lag, lasts: Some(lasts) });
    }
    scheduling::schedule_all(work, meetings, batch_id).await?;
    trail::record(work, "planned", About { noun: "batch", id: batch_id, body: None }, what).await?;
    Ok(batch_id)
}

/// What became of a batch that was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undone {
    pub removed: usize,
    pub kept: usize,
}

/// Takes the untouched meetings of a batch out of the diary, as though they had never been in it.
pub(super) async fn undo(work: &Work, id: i64) -> Result<Undone> {
    let old = batch::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if old.undone_at.is_some() {
        return Err(Error::refused(PlanRefusal::Undone));
    }
    let judged = queries::judge(&work.tx, id).await?;
    let (kept, gone): (Vec<_>, Vec<_>) = judged.into_iter().partition(|one| one.why_kept.is_some());
    let gone: Vec<meeting::Model> = gone.into_iter().map(|one| one.meeting).collect();
    remove(work, &gone).await?;
    let lines: Vec<String> = kept.iter().map(|one| said(&one.meeting, one.why_kept)).collect();
    let standing: Vec<meeting::Model> = kept.into_iter().map(|one| one.meeting).collect();
    tell_again(work, id, (&gone, &standing)).await?;
    obligations::settle(work, obligations::Scope::All).await?;
    let mut row = old.into_active_model();
    row.undone_at = Set(Some(work.at));
    row.update(&work.tx).await?;
    let removed = gone.len();
    let mut detail = vec![format!("{removed} taken out of the diary, {} kept.", standing.len())];
    detail.extend(lines);
    trail::record(work, "undid", About { noun: "batch", id, body: None }, detail.join("\n")).await?;
    Ok(Undone { removed, kept: standing.len() })
}

fn said(meeting: &meeting::Model, why: Option<KeptBecause>) -> String {
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    format!("{}{why}", wording::date_with_weekday(meeting.held_on))
}

async fn remove(work: &Work, gone: &[meeting::Model]) -> Result<()> {
    let ids: Vec<i64> = gone.iter().map(|meeting| meeting.id).collect();
    for id in &ids {
        obligations::withdraw_all(work, SubjectKind::Meeting, *id).await?;
    }
    let items: Vec<i64> = agenda_item::Entity::find()
        .select_only()
        .column(agenda_item::Column::Id)
        .filter(agenda_item::Column::MeetingId.is_in(ids.clone()))
        .into_tuple()
        .all(&work.tx)
        .await?;
    for item in &items {
        obligations::withdraw_all(work, SubjectKind::Item, *item).await?;
    }
    invitee::Entity::delete_many().filter(invitee::Column::AgendaItemId.is_in(items.clone())).exec(&work.tx).await?;
    item_body::Entity::delete_many()
        .filter(item_body::Column::AgendaItemId.is_in(items.clone()))
        .exec(&work.tx)
        .await?;
    agenda_item::Entity::delete_many().filter(agenda_item::Column::Id.is_in(items)).exec(&work.tx).await?;
    meeting_body::Entity::delete_many()
        .filter(meeting_body::Column::MeetingId.is_in(ids.clone()))
        .exec(&work.tx)
        .await?;
    meeting::Entity::delete_many().filter(meeting::Column::Id.is_in(ids)).exec(&work.tx).await?;
    for meeting in gone {
        let about = About { noun: "meeting", id: meeting.id, body: Some(meeting.body_id) };
        trail::record(work, "taken out of the diary", about, said(meeting, None)).await?;
    }
    Ok(())
}

/// Whoever has not been told of the dates is told of those that stay; whoever has been is told what went.
async fn tell_again(work: &Work, id: i64, (gone, standing): (&[meeting::Model], &[meeting::Model])) -> Result<()> {
    let occasion = scheduling::of_batch(id);
    tellings::take_back(work, &occasion).await?;
    let told: BTreeSet<i64> = telling::Entity::find()
        .filter(telling::Column::Occasion.eq(&occasion))
        .filter(telling::Column::WithdrawnAt.is_null())
        .all(&work.tx)
        .await?
        .into_iter()
        .map(|row| row.person_id)
        .collect();
    scheduling::tell_of_dates(work, &occasion, standing).await?;
    if told.is_empty() {
        return Ok(());
    }
    let names = diary::bodies(&work.tx).await?;
    let mut lines: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut of_body: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for meeting in gone.iter().filter(|meeting| meeting.held_on >= work.today) {
        let name = names.get(&meeting.body_id).map_or("", |body| body.name.as_str());
        let line = format!("{}: {name}", wording::date_with_weekday(meeting.held_on));
        of_body.entry(meeting.body_id).or_default().push(line);
    }
    for (body, said) in of_body {
        let mut people = recipients::members_of(&work.tx, &[body], work.today).await?;
        people.extend(recipients::worked_with(&work.tx, &[body], work.today).await?);
        for person in people.intersection(&told) {
            lines.entry(*person).or_default().extend(said.iter().cloned());
        }
    }
    let tell = lines.into_iter().map(|(person_id, list)| taken_out(work, (id, person_id), list)).collect();
    tellings::tell_all(work, tell).await
}

fn taken_out(work: &Work, (batch, person_id): (i64, i64), list: Vec<String>) -> Telling {
    let heading = "Dates taken out of the diary again".to_owned();
    Telling {
        kind: Kind::MeetingMoved,
        person_id,
        occasion: format!("undone-batch-{batch}"),
        section: Section {
            subject: heading.clone(),
            heading,
            says: vec![
                "Meetings that you were told of are not planned after all. Please take them out of your calendar."
                    .to_owned(),
            ],
            list_lead: "These do not take place:".to_owned(),
            list,
            link_lead: "The dates that stand:".to_owned(),
            link: format!("{}/bodies", work.site.url),
            ..Section::default()
        },
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    }
}
