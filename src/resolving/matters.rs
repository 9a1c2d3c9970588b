//! What a part brings into being beside actions and referrals: recommendations, comments, items of meetings to come and
//! topics of the work programme. Its wording and where it came from go along.

use super::raise::{municipal_year, next_meeting};
use super::{Place, WantedPart};
use crate::error::{Error, Result};
use crate::obligations::{self, Owing};
use crate::planning::{self, For, Planned};
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::action as numbering;
use remit_domain::agenda::ItemState;
use remit_domain::comment as commenting;
use remit_domain::meeting::ItemKind;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::period::Period;
use remit_domain::programme::TopicState;
use remit_domain::recommendation::{Clock, State};
use remit_domain::wording::titled;
use remit_entity::{
    Stored, agenda_item, comment as comments, data_request, meeting, recommendation as recommendations,
    resolution_part, topic as topics,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// What is recommended is worded as the part, or as the officer worded it.
fn worded(made: Option<&resolution_part::Model>, part: &WantedPart) -> String {
    made.filter(|_| part.words.is_empty()).map_or_else(|| part.words.clone(), |made| made.text.clone())
}

fn nobody() -> Error {
    Error::broken("a part passed without anybody to whom it goes")
}

/// Makes a recommendation, agreed by the body and still to be sent by its officer.
pub(super) async fn recommendation(
    work: &Work,
    place: &Place,
    made: Option<&resolution_part::Model>,
    part: &WantedPart,
) -> Result<i64> {
    let year = municipal_year(work, place.meeting.held_on).await?;
    let name = format!("{}-R", place.body.short_name);
    let series = numbering::series(&name, &year);
    let had: Vec<String> = recommendations::Entity::find()
        .select_only()
        .column(recommendations::Column::Reference)
        .filter(recommendations::Column::Reference.starts_with(&series))
        .into_tuple()
        .all(&work.tx)
        .await?;
    let reference = numbering::reference(&name, &year, numbering::next_number(&series, &had));
    let text = worded(made, part);
    let row = recommendations::ActiveModel {
        reference: Set(reference.clone()),
        body_id: Set(place.body.id),
        agenda_item_id: Set(place.item.id),
        resolution_part_id: Set(made.map(|made| made.id)),
        part_version: Set(made.map_or(1, |made| made.version)),
        indicator_id: Set(part.indicator),
        addressee: Set(Stored(part.addressee)),
        post_id: Set(part.owner.ok_or_else(nobody)?),
        text: Set(text.clone()),
        state: Set(Stored(State::Agreed)),
        clock: Set(Stored(Clock::None)),
        pause_why: Set(String::new()),
        created_on: Set(work.today),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    if let Some(owner_post_id) = place.body.officer_post_id {
        let owing = Owing {
            kind: Kind::ServeRecommendation,
            subject_kind: SubjectKind::Recommendation,
            subject_id: row.id,
            body_id: place.body.id,
            owner_post_id,
            meeting_id: Some(place.meeting.id),
            title: titled(&reference, &text),
            rule: DueRule::meeting(place.meeting.id, 2),
        };
        obligations::owe(work, owing).await?;
    }
    let about = About { noun: "recommendation", id: row.id, body: Some(place.body.id) };
    trail::record(work, "recommended", about, reference).await?;
    Ok(row.id)
}

/// Gives a comment to a post; where a reply is wanted, it is owed.
pub(super) async fn comment(
    work: &Work,
    place: &Place,
    made: &resolution_part::Model,
    part: &WantedPart,
) -> Result<i64> {
    let year = municipal_year(work, place.meeting.held_on).await?;
    let name = format!("{}-C", place.body.short_name);
    let series = numbering::series(&name, &year);
    let had: Vec<String> = comments::Entity::find()
        .select_only()
        .column(comments::Column::Reference)
        .filter(comments::Column::Reference.starts_with(&series))
        .into_tuple()
        .all(&work.tx)
        .await?;
    let reference = numbering::reference(&name, &year, numbering::next_number(&series, &had));
    let post_id = part.owner.ok_or_else(nobody)?;
    let text = worded(Some(made), part);
    let row = comments::ActiveModel {
        reference: Set(reference.clone()),
        body_id: Set(place.body.id),
        agenda_item_id: Set(place.item.id),
        resolution_part_id: Set(Some(made.id)),
        part_version: Set(made.version),
        post_id: Set(post_id),
        text: Set(text.clone()),
        reply_by: Set(part.reply_by),
        state: Set(Stored(commenting::State::Given)),
        reply: Set(String::new()),
        replied_by: Set(String::new()),
        created_on: Set(work.today),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    if let Some(by) = part.reply_by {
        let owing = Owing {
            kind: Kind::ReplyToComment,
            subject_kind: SubjectKind::Comment,
            subject_id: row.id,
            body_id: place.body.id,
            owner_post_id: post_id,
            meeting_id: None,
            title: titled(&reference, &text),
            rule: DueRule::on(by),
        };
        obligations::owe(work, owing).await?;
    }
    let about = About { noun: "comment", id: row.id, body: Some(place.body.id) };
    trail::record(work, "commented", about, reference).await?;
    Ok(row.id)
}

/// The meeting that something is for: the one that was named, or the next in the diary.
pub(super) async fn meeting_for(work: &Work, place: &Place, part: &WantedPart) -> Result<Option<meeting::Model>> {
    let to = match part.meeting {
        Some(id) => meeting::Entity::find_by_id(id).one(&work.tx).await?.filter(|row| row.body_id == place.body.id),
        None => next_meeting(work, place.body.id, place.meeting.held_on).await?,
    };
    Ok(to.filter(|row| row.state.0.is_ahead()))
}

/// Puts an item on to the agenda of a meeting to come.
pub(super) async fn item(
    work: &Work,
    place: &Place,
    (made, purpose): (Option<&resolution_part::Model>, String),
    part: &WantedPart,
) -> Result<agenda_item::Model> {
    let to = meeting_for(work, place, part).await?.ok_or(Error::NotFound)?;
    put(work, place, (worded(made, part), purpose), (&to, ItemKind::Business)).await
}

async fn put(
    work: &Work,
    place: &Place,
    (title, purpose): (String, String),
    (to, kind): (&meeting::Model, ItemKind),
) -> Result<agenda_item::Model> {
    let last = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(to.id))
        .order_by_desc(agenda_item::Column::Position)
        .one(&work.tx)
        .await?;
    // What comes of business taken in private is private too.
    let access = place.item.access.0;
    let made = agenda_item::ActiveModel {
        meeting_id: Set(to.id),
        position: Set(last.map_or(1, |last| last.position + 1)),
        title: Set(title),
        kind: Set(Stored(kind)),
        subject: Set(if kind == ItemKind::Performance { place.item.subject.clone() } else { String::new() }),
        version: Set(1),
        state: Set(Stored(ItemState::Programmed)),
        purpose: Set(purpose),
        lead: Set(String::new()),
        report: Set(String::new()),
        late_reason: Set(String::new()),
        urgent_reason: Set(String::new()),
        access: Set(Stored(access)),
        exempt_paragraphs: Set(place.item.exempt_paragraphs.clone()),
        public_interest: Set(place.item.public_interest.clone()),
        proper_officer: Set(place.item.proper_officer.clone()),
        origin_id: Set(Some(place.item.id)),
        reason: Set(String::new()),
        is_sensitive: Set(place.item.is_sensitive),
        outcome: Set(String::new()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "meeting", id: to.id, body: Some(to.body_id) };
    trail::record(work, "added an item", about, made.access.0.title_in_letters(&made.title)).await?;
    Ok(made)
}

/// Asks a post for figures for a meeting to come: under its performance item, or under one that is put there. The
/// period is the last quarter that has ended by then.
pub(super) async fn figures(
    work: &Work,
    place: &Place,
    made: &resolution_part::Model,
    part: &WantedPart,
) -> Result<()> {
    let to = meeting_for(work, place, part).await?.ok_or(Error::NotFound)?;
    let there = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(to.id))
        .filter(agenda_item::Column::Kind.eq(Stored(ItemKind::Performance)))
        .filter(agenda_item::Column::Access.eq(place.item.access))
        .order_by_asc(agenda_item::Column::Position)
        .all(&work.tx)
        .await?;
    let title = worded(Some(made), part);
    let item = match there.into_iter().find(|item| item.state.0.is_taken()) {
        Some(item) => item,
        None => put(work, place, (title.clone(), origin(place, made)), (&to, ItemKind::Performance)).await?,
    };
    let asked =
        data_request::Entity::find().filter(data_request::Column::AgendaItemId.eq(item.id)).count(&work.tx).await?;
    let planned = Planned {
        owner_post_id: part.owner.ok_or_else(nobody)?,
        period: Period::quarter_of(to.held_on).previous(),
        coverage: String::new(),
        is_finance: false,
        appendix: i32::try_from(asked).unwrap_or(98) + 1,
        appendix_title: title,
        indicators: part.indicator.into_iter().collect(),
        part_id: Some(made.id),
    };
    planning::plan(work, For { item: &item, meeting: &to, body: &place.body }, &planned).await.map(|_| ())
}

/// Puts a topic on to the work programme.
pub(super) async fn topic(work: &Work, place: &Place, made: &resolution_part::Model, part: &WantedPart) -> Result<i64> {
    let row = topics::ActiveModel {
        body_id: Set(place.body.id),
        title: Set(worded(Some(made), part)),
        purpose: Set(String::new()),
        source: Set(origin(place, made)),
        // The public reads the work programme: a topic from business taken in private waits until somebody words it.
        state: Set(Stored(if place.item.access.0.is_restricted() {
            TopicState::Suggested
        } else {
            TopicState::Programmed
        })),
        reason: Set(String::new()),
        raised_on: Set(work.today),
        resolution_part_id: Set(Some(made.id)),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "topic", id: row.id, body: Some(place.body.id) };
    trail::record(work, "added", about, place.item.access.0.title_in_letters(&row.title)).await?;
    Ok(row.id)
}

/// Where something comes from, in words: the body, the day and the part.
pub(super) fn origin(place: &Place, made: &resolution_part::Model) -> String {
    let day = remit_domain::wording::date(place.meeting.held_on);
    format!("{}, {day}, “{}”, part {}", place.body.name, place.item.title, made.number)
}
