//! What officers do with topics: suggest, change, take on to the work programme, put on an agenda, not take up.

use crate::carrying;
use crate::error::{Error, OrRefuse, Result};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::agenda::{self, ItemState, Text};
use remit_domain::meeting::ItemKind;
use remit_domain::programme::{TopicRefusal, TopicState};
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, meeting, topic};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

/// A topic as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    title: String,
    purpose: String,
    source: String,
    wanted_on: Option<NaiveDate>,
    version: i32,
}

impl Wanted {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, TopicRefusal> {
        let wanted_on = match fields.text("wanted_on") {
            "" => None,
            _ => Some(fields.date("wanted_on").ok_or(TopicRefusal::NoDay)?),
        };
        Ok(Self {
            title: agenda::title(fields.raw("title"))?,
            purpose: agenda::text(fields.raw("purpose"), Text::Purpose)?,
            source: agenda::text(fields.raw("source"), Text::Source)?,
            wanted_on,
            version: fields.number("version").unwrap_or(0),
        })
    }
}

/// A step of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Programme,
    Schedule(i64),
    Drop(String),
}

/// A step as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Taking {
    step: Step,
    version: i32,
}

impl Taking {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, TopicRefusal> {
        let step = match fields.text("step") {
            "schedule" => Step::Schedule(fields.number("meeting").ok_or(TopicRefusal::NoMeeting)?),
            "drop" => Step::Drop(agenda::text(fields.raw("reason"), Text::Reason)?),
            _ => Step::Programme,
        };
        Ok(Self { step, version: fields.number("version").unwrap_or(0) })
    }
}

fn about(topic: &topic::Model) -> About {
    About { noun: "topic", id: topic.id, body: Some(topic.body_id) }
}

/// Puts a topic forward.
pub(super) async fn suggest(work: &Work, slug: String, wanted: Wanted) -> Result<i64> {
    let body = body::Entity::find().filter(body::Column::Slug.eq(slug)).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let row = topic::ActiveModel {
        body_id: Set(body.id),
        title: Set(wanted.title),
        purpose: Set(wanted.purpose),
        source: Set(wanted.source),
        state: Set(Stored(TopicState::Suggested)),
        reason: Set(String::new()),
        wanted_on: Set(wanted.wanted_on),
        raised_on: Set(work.today),
        version: Set(1),
        ..Default::default()
    };
    let row = row.insert(&work.tx).await?;
    trail::record(work, "suggested a topic", about(&row), row.title.clone()).await?;
    Ok(row.id)
}

async fn load(work: &Work, id: i64, version: i32) -> Result<topic::Model> {
    let topic = topic::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if topic.version == version { Ok(topic) } else { Err(Error::Stale) }
}

/// Changes the words of a topic. Gives nothing: the item that it became keeps its own.
pub(super) async fn change(work: &Work, id: i64, wanted: Wanted) -> Result<()> {
    let old = load(work, id, wanted.version).await?;
    old.state.0.change().or_refuse()?;
    let version = old.version + 1;
    let mut row = old.into_active_model();
    row.title = Set(wanted.title);
    row.purpose = Set(wanted.purpose);
    row.source = Set(wanted.source);
    row.wanted_on = Set(wanted.wanted_on);
    row.version = Set(version);
    let row = row.update(&work.tx).await?;
    trail::record(work, "changed a topic", about(&row), row.title.clone()).await
}

/// Takes a step with a topic. Gives what the officer is told.
pub(super) async fn take(work: &Work, id: i64, taking: Taking) -> Result<String> {
    let old = load(work, id, taking.version).await?;
    let (version, item_id) = (old.version + 1, old.item_id);
    let (state, reason, item, said) = match taking.step {
        Step::Programme => {
            let said = "The topic is on the work programme.".to_owned();
            (old.state.0.programme().or_refuse()?, String::new(), item_id, said)
        }
        Step::Drop(reason) => {
            let state = old.state.0.drop_it(&reason).or_refuse()?;
            (state, reason, item_id, "The topic is not taken up.".to_owned())
        }
        Step::Schedule(to) => {
            let state = old.state.0.schedule().or_refuse()?;
            let to = open_meeting(work, &old, to).await?;
            let item = become_item(work, &old, &to).await?;
            let said = format!("The topic is an item of {}.", wording::date_with_weekday(to.held_on));
            (state, String::new(), Some(item), said)
        }
    };
    let mut row = old.into_active_model();
    row.state = Set(Stored(state));
    row.reason = Set(reason);
    row.item_id = Set(item);
    row.version = Set(version);
    let row = row.update(&work.tx).await?;
    let deed = match state {
        TopicState::Scheduled => "put a topic on an agenda",
        TopicState::Dropped => "did not take up a topic",
        _ => "took a topic on to the work programme",
    };
    trail::record(work, deed, about(&row), row.title.clone()).await?;
    Ok(said)
}

/// A coming meeting of the topic's body whose agenda is still open, held on to until the work ends.
async fn open_meeting(work: &Work, topic: &topic::Model, id: i64) -> Result<meeting::Model> {
    let meeting = meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?;
    let takes = |row: &meeting::Model| {
        row.body_id == topic.body_id && row.held_on >= work.today && agenda::may_change(row.state.0).is_ok()
    };
    meeting.filter(takes).ok_or(TopicRefusal::NoMeeting).or_refuse()
}

/// The item that a topic becomes. A topic that came of a deferred item carries that item on, with all that hangs on it.
async fn become_item(work: &Work, topic: &topic::Model, to: &meeting::Model) -> Result<i64> {
    let deferred = match topic.item_id {
        Some(id) => agenda_item::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    if let Some(item) = deferred.filter(|item| item.state.0 == ItemState::Deferred) {
        let reason = item.reason.clone();
        return Ok(carrying::carry(work, item, to, &reason).await?.item_id);
    }
    let last = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(to.id))
        .order_by_desc(agenda_item::Column::Position)
        .one(&work.tx)
        .await?;
    let row = agenda_item::ActiveModel {
        meeting_id: Set(to.id),
        position: Set(last.map_or(1, |item| item.position + 1)),
        title: Set(topic.title.clone()),
        kind: Set(Stored(ItemKind::Business)),
        subject: Set(agenda::subject("", ItemKind::Business, &topic.title).or_refuse()?),
        purpose: Set(topic.purpose.clone()),
        state: Set(Stored(ItemState::Programmed)),
        version: Set(1),
        ..Default::default()
    };
    let row = row.insert(&work.tx).await?;
    let about = About { noun: "meeting", id: to.id, body: Some(to.body_id) };
    trail::record(work, "added an item", about, row.title.clone()).await?;
    Ok(row.id)
}
