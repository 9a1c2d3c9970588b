//! Making one publication of a meeting: its own row with the agenda as the public reads it from then on, and the
//! papers that came with it. Nothing of it is changed afterwards.

use super::drafts::Drafted;
use super::projection::{Head, PublicAgenda, heading};
use super::queries::Scene;
use crate::differing;
use crate::error::Result;
use crate::inspection;
use crate::work::Work;
use askama::Template;
use chrono::{DateTime, Utc};
use remit_domain::agenda::Access;
use remit_domain::publication::{Notice, PublicationKind, once_published};
use remit_domain::request;
use remit_entity::{Stored, agenda_item, data_request, paper, publication};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use std::collections::BTreeMap;

/// What is published at one time.
#[derive(Clone, Debug)]
pub(super) struct Issue {
    pub kind: PublicationKind,
    pub at: DateTime<Utc>,
    pub reason: String,
    /// What a supplement or an erratum brings, in public words.
    pub news: Vec<String>,
    /// The items that go out, by id, with their reports where they have one.
    pub items: BTreeMap<i64, Option<Drafted>>,
}

/// The clear days that something published at a moment gives.
pub(super) async fn notice(work: &Work, scene: &Scene, at: DateTime<Utc>) -> Result<Notice> {
    let given = inspection::clear_days_from(&work.tx, &work.calendar, at, scene.meeting.held_on).await?;
    Ok(Notice { given, wanted: u32::try_from(scene.body.clear_days).unwrap_or(5) })
}

/// Publishes it. The scene is brought up to date; gives the publication and its notice.
pub(super) async fn issue(work: &Work, scene: &mut Scene, issue: Issue) -> Result<(publication::Model, Notice)> {
    let notice = notice(work, scene, issue.at).await?;
    let known = publication::Entity::find().filter(publication::Column::MeetingId.eq(scene.meeting.id));
    let before = i32::try_from(known.count(&work.tx).await?).unwrap_or(i32::MAX - 1);
    let row = publication::ActiveModel {
        meeting_id: Set(scene.meeting.id),
        number: Set(before + 1),
        kind: Set(Stored(issue.kind)),
        published_at: Set(issue.at),
        clear_days_given: Set(i32::try_from(notice.given).unwrap_or(i32::MAX)),
        clear_days_wanted: Set(scene.body.clear_days),
        reason: Set(issue.reason.clone()),
        html: Set(String::new()),
        text: Set(String::new()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    for standing in &mut scene.items {
        let Some(drafted) = issue.items.get(&standing.item.id) else { continue };
        if let Some(drafted) = drafted {
            let version = standing.papers.last().map_or(1, |last| last.number + 1);
            standing.papers.push(freeze(work, &standing.item, &row, (drafted, version)).await?);
            figures_are_out(work, standing.item.id).await?;
        }
        standing.item = send_out(work, standing.item.clone(), row.id, drafted.is_some()).await?;
    }
    let head = Head { kind: issue.kind, number: row.number, at: issue.at, reason: issue.reason, news: issue.news };
    let agenda = public(scene, &head);
    let mut row = row.into_active_model();
    row.html = Set(agenda.render()?);
    row.text = Set(agenda.text());
    Ok((row.update(&work.tx).await?, notice))
}

/// What was accepted for an item went out with its report: from here on a change of a figure is a correction.
async fn figures_are_out(work: &Work, item_id: i64) -> Result<()> {
    let accepted = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.eq(item_id))
        .filter(data_request::Column::State.eq(Stored(request::State::Accepted)))
        .all(&work.tx)
        .await?;
    for row in accepted {
        let (state, version) = (row.state.0.publish(), row.version + 1);
        let mut row = row.into_active_model();
        row.state = Set(Stored(state));
        row.published_at = Set(Some(work.at));
        row.version = Set(version);
        let row = row.update(&work.tx).await?;
        differing::published(work, &row).await?;
    }
    Ok(())
}

/// The agenda as the public reads it: of the items that are out.
pub(super) fn public(scene: &Scene, head: &Head) -> PublicAgenda {
    let out: Vec<_> = scene.items.iter().filter(|standing| standing.item.publication_id.is_some()).cloned().collect();
    PublicAgenda::of(&scene.meeting, scene.bodies.clone(), head, &out)
}

async fn freeze(
    work: &Work,
    item: &agenda_item::Model,
    publication: &publication::Model,
    (drafted, number): (&Drafted, i32),
) -> Result<paper::Model> {
    let row = paper::ActiveModel {
        agenda_item_id: Set(item.id),
        title: Set(drafted.title.clone()),
        html: Set(drafted.html.clone()),
        text: Set(drafted.text.clone()),
        published_at: Set(publication.published_at),
        publication_id: Set(Some(publication.id)),
        number: Set(number),
        access: Set(item.access),
        reason: Set(String::new()),
        ..Default::default()
    };
    Ok(row.insert(&work.tx).await?)
}

async fn send_out(
    work: &Work,
    item: agenda_item::Model,
    publication_id: i64,
    with_report: bool,
) -> Result<agenda_item::Model> {
    let state = once_published(item.state.0, with_report);
    if item.publication_id.is_some() && state == item.state.0 {
        return Ok(item);
    }
    let first = item.publication_id.or(Some(publication_id));
    let mut row = item.into_active_model();
    row.state = Set(Stored(state));
    row.publication_id = Set(first);
    Ok(row.update(&work.tx).await?)
}

/// What the trail and letters call an item: its title where the public may read it.
pub(super) fn called(scene: &Scene, item: &agenda_item::Model) -> String {
    let number = scene.items.iter().position(|standing| standing.item.id == item.id).map_or(0, |at| at + 1);
    match item.access.0 {
        Access::Public => item.title.clone(),
        _ => format!("Item {number}. {}", heading(item)),
    }
}
