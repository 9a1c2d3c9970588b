//! What bodies recommended in public, and what became of it: only what was sent, from items that were open to the public,
//! and an answer only once it was published.

use super::PublicBody;
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::agenda::Access;
use remit_domain::recommendation::{Decision, State};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, meeting, post, recommendation, referral, response, response_part};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationDef, Select,
};
use std::collections::BTreeMap;

/// A recommendation as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicRecommendation {
    pub reference: String,
    pub text: String,
    pub body: String,
    pub body_href: String,
    pub met_on: NaiveDate,
    pub met: String,
    pub meeting_href: String,
    /// The post that answers.
    pub to: String,
    /// Where it stands, in words.
    pub state: &'static str,
    /// What the answer decided; empty while none is published.
    pub decision: &'static str,
    pub reason: String,
    pub proposed: String,
    pub by_on: String,
    pub answered: String,
    pub link: String,
    /// As what it was closed.
    pub outcome: &'static str,
}

/// Recommendations of public items that were sent, newest first; of one body or of all.
fn sent(of: Option<&PublicBody>) -> Select<recommendation::Entity> {
    let hidden = [State::Drafted, State::Agreed, State::Endorsed].map(Stored);
    let item: RelationDef = recommendation::Entity::belongs_to(agenda_item::Entity)
        .from(recommendation::Column::AgendaItemId)
        .to(agenda_item::Column::Id)
        .into();
    let mut found = recommendation::Entity::find()
        .join(JoinType::InnerJoin, item)
        .filter(agenda_item::Column::Access.eq(Stored(Access::Public)))
        .filter(recommendation::Column::State.is_not_in(hidden))
        .filter(recommendation::Column::ReceivedOn.is_not_null());
    if let Some(body) = of {
        found = found.filter(recommendation::Column::BodyId.eq(body.id));
    }
    found.order_by_desc(recommendation::Column::CreatedOn).order_by_desc(recommendation::Column::Id)
}

/// One page of them, and how many there are.
pub(in crate::public) async fn list_recommendations(
    db: &impl ConnectionTrait,
    (of, bodies): (Option<&PublicBody>, &[PublicBody]),
    (page, size): (u64, u64),
) -> Result<(Vec<PublicRecommendation>, u64)> {
    let pages = sent(of).paginate(db, size);
    let total = pages.num_items().await?;
    Ok((told(db, pages.fetch_page(page).await?, bodies).await?, total))
}

/// All of them.
pub(in crate::public) async fn all_recommendations(
    db: &impl ConnectionTrait,
    (of, bodies): (Option<&PublicBody>, &[PublicBody]),
) -> Result<Vec<PublicRecommendation>> {
    told(db, sent(of).all(db).await?, bodies).await
}

async fn told(
    db: &impl ConnectionTrait,
    rows: Vec<recommendation::Model>,
    bodies: &[PublicBody],
) -> Result<Vec<PublicRecommendation>> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(rows.iter().map(|row| row.agenda_item_id)))
        .all(db)
        .await?;
    let onward = referral::Entity::find()
        .filter(referral::Column::ResolutionPartId.is_in(rows.iter().filter_map(|row| row.resolution_part_id)))
        .filter(referral::Column::AnsweredMeetingId.is_not_null())
        .all(db)
        .await?;
    // What the Board sent on from a panel's item was decided at the Board's own meeting.
    let took = |row: &recommendation::Model| {
        let from =
            onward.iter().find(|one| one.board_id == row.body_id && one.resolution_part_id == row.resolution_part_id);
        from.and_then(|one| one.answered_meeting_id)
    };
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id).chain(rows.iter().filter_map(took))))
        .all(db)
        .await?;
    let posts = post::Entity::find().filter(post::Column::Id.is_in(rows.iter().map(|row| row.post_id))).all(db).await?;
    let parts = response_part::Entity::find()
        .filter(response_part::Column::RecommendationId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(response_part::Column::Id)
        .all(db)
        .await?;
    let wholes = response::Entity::find()
        .filter(response::Column::Id.is_in(parts.iter().map(|part| part.response_id)))
        .filter(response::Column::PublishedOn.is_not_null())
        .all(db)
        .await?;
    let wholes: BTreeMap<i64, response::Model> = wholes.into_iter().map(|whole| (whole.id, whole)).collect();
    let day = |row: &recommendation::Model| {
        let came = || items.iter().find(|one| one.id == row.agenda_item_id).map(|one| one.meeting_id);
        let meeting = took(row).or_else(came)?;
        meetings.iter().find(|one| one.id == meeting).map(|one| one.held_on)
    };
    let all = rows.into_iter().filter_map(|row| {
        let body = bodies.iter().find(|body| body.id == row.body_id)?;
        let met_on = day(&row)?;
        let answer = parts
            .iter()
            .filter(|_| row.responded_on.is_some())
            .filter(|part| part.recommendation_id == row.id && part.decision.0 != Decision::Deferred)
            .filter_map(|part| Some((part, wholes.get(&part.response_id)?)))
            .next_back();
        let to = posts.iter().find(|post| post.id == row.post_id).map(|post| post.title.clone());
        Some(one(row, (body, met_on), to.unwrap_or_default(), answer))
    });
    Ok(all.collect())
}

fn one(
    row: recommendation::Model,
    (body, met_on): (&PublicBody, NaiveDate),
    to: String,
    answer: Option<(&response_part::Model, &response::Model)>,
) -> PublicRecommendation {
    let told = |text: fn(&response_part::Model) -> String| answer.map(|(part, _)| text(part)).unwrap_or_default();
    PublicRecommendation {
        reference: row.reference,
        text: row.text,
        body: body.name.clone(),
        body_href: format!("/bodies/{}", body.slug),
        met_on,
        met: wording::date(met_on),
        meeting_href: format!("/bodies/{}/{met_on}", body.slug),
        to,
        state: state(row.state.0, answer.is_some()),
        decision: answer.map(|(part, _)| part.decision.label()).unwrap_or_default(),
        reason: told(|part| part.reason.clone()),
        proposed: told(|part| part.proposed.clone()),
        by_on: told(|part| part.by_on.map(wording::date).unwrap_or_default()),
        answered: answer.map(|(_, whole)| wording::date(whole.received_on)).unwrap_or_default(),
        link: answer.map(|(_, whole)| whole.link.clone()).unwrap_or_default(),
        outcome: row.closed_as.map(|outcome| outcome.label()).unwrap_or_default(),
    }
}

/// Where it stands, without what is not published yet.
fn state(state: State, is_answered: bool) -> &'static str {
    match state {
        State::Closed => "Closed",
        State::Withdrawn => "Withdrawn",
        State::Paused => "Paused",
        State::Implementing if is_answered => "Being implemented",
        State::ProposedComplete if is_answered => "Said to be complete; the panel has still to agree",
        _ if is_answered => "Answered",
        _ => "Waiting for a published answer",
    }
}
