//! Posts: entered, corrected, given from one holder to the next, left vacant.

use super::seats;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::people::queries::covers;
use crate::people::queries::posts::{as_fields, tenures};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::body::BodyRefusal;
use remit_domain::person::{self as words, PersonRefusal, PostKind};
use remit_domain::tenure::{self, Handover, TenureRefusal};
use remit_domain::wording;
use remit_entity::{Stored, holding, person, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A post as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Wanted {
    title: String,
    kind: PostKind,
    /// The post that it answers to.
    line: Option<i64>,
}

impl Wanted {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let title = words::title(fields.raw("title")).or_refuse()?;
        let kind = fields.word("kind").filter(|kind| *kind != PostKind::Chair);
        Ok(Self { title, kind: kind.ok_or(PersonRefusal::KindMissing).or_refuse()?, line: fields.number("line") })
    }
}

fn about(post: &post::Model) -> About {
    About { noun: "post", id: post.id, body: post.body_id }
}

/// Enters a post; nobody holds it yet.
pub(in crate::people) async fn enter(work: &Work, wanted: Wanted) -> Result<i64> {
    must_fit(work, &wanted, None).await?;
    let row = post::ActiveModel {
        title: Set(wanted.title.clone()),
        kind: Set(Stored(wanted.kind)),
        body_id: Set(None),
        line_id: Set(wanted.line),
        ..Default::default()
    };
    let post = row.insert(&work.tx).await?;
    trail::record(work, "entered", about(&post), wanted.title).await?;
    Ok(post.id)
}

/// Its title is its own, and the line above it exists and leads away from it.
async fn must_fit(work: &Work, wanted: &Wanted, id: Option<i64>) -> Result<()> {
    let same = post::Entity::find().filter(post::Column::Title.eq(&wanted.title)).one(&work.tx).await?;
    if same.is_some_and(|same| Some(same.id) != id) {
        return Err(PersonRefusal::TitleTaken).or_refuse();
    }
    let mut above = wanted.line;
    let mut seen = Vec::new();
    while let Some(at) = above {
        if Some(at) == id || seen.contains(&at) {
            return Err(PersonRefusal::LineInCircle).or_refuse();
        }
        seen.push(at);
        above = post::Entity::find_by_id(at).one(&work.tx).await?.ok_or(Error::NotFound)?.line_id;
    }
    Ok(())
}

async fn find(work: &Work, id: i64) -> Result<post::Model> {
    let post = post::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if post.kind.0 == PostKind::Chair { Err(PersonRefusal::ChairOfBody).or_refuse() } else { Ok(post) }
}

/// Corrects a post.
pub(in crate::people) async fn correct(work: &Work, id: i64, version: String, wanted: Wanted) -> Result<()> {
    let post = find(work, id).await?;
    if as_fields(&post).raw("version") != version {
        return Err(Error::Stale);
    }
    must_fit(work, &wanted, Some(id)).await?;
    let about = about(&post);
    let mut row = post.into_active_model();
    row.title = Set(wanted.title.clone());
    row.kind = Set(Stored(wanted.kind));
    row.line_id = Set(wanted.line);
    row.update(&work.tx).await?;
    trail::record(work, "corrected", about, wanted.title).await
}

/// Who gets a post, and from which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) struct Giving {
    pub person: i64,
    pub from_on: NaiveDate,
    /// Until somebody is appointed for good.
    pub is_interim: bool,
}

impl Giving {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        Ok(Self {
            person: fields.number("person").ok_or(TenureRefusal::PersonMissing).or_refuse()?,
            from_on: fields.date("from_on").ok_or(TenureRefusal::DayMissing).or_refuse()?,
            is_interim: fields.ticked("interim"),
        })
    }
}

/// Gives a post to somebody from a day on; whoever held it ends the day before.
pub(in crate::people) async fn give(work: &Work, id: i64, giving: Giving) -> Result<()> {
    let post = find(work, id).await?;
    let Giving { person, from_on, is_interim } = giving;
    let person =
        person::Entity::find_by_id(person).one(&work.tx).await?.ok_or(TenureRefusal::PersonMissing).or_refuse()?;
    if post.kind.0 == PostKind::CabinetMember
        && let Some(body) = seats::still_sits(work, person.id, from_on).await?
    {
        return Err(BodyRefusal::StillSits { name: person.name, body: body.name }).or_refuse();
    }
    let past = tenures(&work.tx, id).await?;
    for change in tenure::hand_over(&past, person.id, from_on, person.left_on).or_refuse()? {
        match change {
            Handover::Ends { id, last_on } => end(work, id, last_on).await?,
            Handover::Struck { id } => {
                holding::Entity::delete_by_id(id).exec(&work.tx).await?;
            }
        }
    }
    let row = holding::ActiveModel {
        post_id: Set(id),
        person_id: Set(person.id),
        from_on: Set(from_on),
        // Somebody whose leaving is known holds it until then.
        to_on: Set(person.left_on.and_then(|left| left.pred_opt())),
        is_interim: Set(is_interim),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    obligations::look_again(work, id, from_on).await?;
    let interim = if is_interim { ", in the interim" } else { "" };
    let said = format!("to {} from {}{interim}", person.name, wording::date(from_on));
    trail::record(work, "gave", about(&post), said).await
}

/// Whoever holds a post in the interim is appointed to it for good.
pub(in crate::people) async fn confirm(work: &Work, id: i64) -> Result<()> {
    let post = find(work, id).await?;
    let held = holding::Entity::find()
        .filter(holding::Column::PostId.eq(id))
        .filter(holding::Column::IsInterim.eq(true))
        .filter(covers(holding::Column::FromOn, holding::Column::ToOn, work.today))
        .one(&work.tx)
        .await?
        .ok_or(TenureRefusal::Vacant)
        .or_refuse()?;
    let mut row = held.into_active_model();
    row.is_interim = Set(false);
    row.update(&work.tx).await?;
    trail::record(work, "appointed for good", about(&post), String::new()).await
}

async fn end(work: &Work, id: i64, last_on: NaiveDate) -> Result<()> {
    let row = holding::ActiveModel { id: Set(id), to_on: Set(Some(last_on)), ..Default::default() };
    row.update(&work.tx).await?;
    Ok(())
}

/// Lets a post fall vacant after a last day of its holder.
pub(in crate::people) async fn vacate(work: &Work, id: i64, last_on: NaiveDate) -> Result<()> {
    let post = find(work, id).await?;
    let past = tenures(&work.tx, id).await?;
    let newest = past.iter().max_by_key(|tenure| tenure.from_on).ok_or(TenureRefusal::Vacant).or_refuse()?;
    let last_on = tenure::end(newest, last_on).or_refuse()?;
    end(work, newest.id, last_on).await?;
    trail::record(work, "left vacant", about(&post), format!("after {}", wording::date(last_on))).await
}
