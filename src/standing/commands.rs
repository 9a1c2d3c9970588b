//! What officers do with the standing items of a body. A form carries the mark of the words that it was made from, so
//! that whoever saves from an old one is told.

use crate::error::{Error, OrRefuse, Result};
use crate::keys::hash;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::agenda::{self, AgendaRefusal, Text};
use remit_domain::agenda_times;
use remit_domain::meeting::ItemKind;
use remit_domain::word::Word;
use remit_entity::{Stored, body, standing_item};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

/// A standing item as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    title: String,
    kind: ItemKind,
    subject: String,
    lead: String,
    minutes: Option<i32>,
    mark: String,
}

impl Wanted {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        let title = agenda::title(fields.raw("title")).or_refuse()?;
        let kind = fields.word("kind").ok_or(AgendaRefusal::NoKind).or_refuse()?;
        let minutes = agenda_times::read_minutes(fields.text("minutes")).or_refuse()?;
        Ok(Self {
            subject: agenda::subject(fields.text("subject"), kind, &title).or_refuse()?,
            lead: agenda::text(fields.raw("lead"), Text::Lead).or_refuse()?,
            minutes: minutes.and_then(|minutes| i32::try_from(minutes).ok()),
            mark: fields.text("version").to_owned(),
            title,
            kind,
        })
    }

    fn fill(self, row: &mut standing_item::ActiveModel) {
        row.title = Set(self.title);
        row.kind = Set(Stored(self.kind));
        row.subject = Set(self.subject);
        row.lead = Set(self.lead);
        row.minutes = Set(self.minutes);
    }
}

/// The mark of what a standing item says; its place is no part of it.
pub(super) fn mark(row: &standing_item::Model) -> String {
    let said = [&row.title, row.kind.0.word(), &row.subject, &row.lead, &format!("{:?}", row.minutes)].join("\u{1f}");
    hash(&said).chars().take(16).collect()
}

/// The standing items of a body in their order.
pub(super) async fn list(db: &impl ConnectionTrait, body_id: i64) -> Result<Vec<standing_item::Model>> {
    Ok(standing_item::Entity::find()
        .filter(standing_item::Column::BodyId.eq(body_id))
        .order_by_asc(standing_item::Column::Position)
        .order_by_asc(standing_item::Column::Id)
        .all(db)
        .await?)
}

/// A standing item with its body, which nobody else changes until the work ends.
async fn load(work: &Work, id: i64) -> Result<(standing_item::Model, body::Model)> {
    let row = standing_item::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(row.body_id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let row = standing_item::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    Ok((row, body))
}

fn about(body: &body::Model) -> About {
    About { noun: "body", id: body.id, body: Some(body.id) }
}

/// Adds a standing item after the others.
pub(super) async fn add(work: &Work, slug: String, wanted: Wanted) -> Result<()> {
    let body = body::Entity::find().filter(body::Column::Slug.eq(slug)).lock_exclusive().one(&work.tx).await?;
    let body = body.ok_or(Error::NotFound)?;
    let last = list(&work.tx, body.id).await?.last().map_or(0, |row| row.position);
    let title = wanted.title.clone();
    let mut row = standing_item::ActiveModel { body_id: Set(body.id), position: Set(last + 1), ..Default::default() };
    wanted.fill(&mut row);
    row.insert(&work.tx).await?;
    trail::record(work, "added a standing item", about(&body), title).await
}

/// Changes a standing item. Gives the body's slug.
pub(super) async fn change(work: &Work, id: i64, wanted: Wanted) -> Result<String> {
    let (old, body) = load(work, id).await?;
    if mark(&old) != wanted.mark {
        return Err(Error::Stale);
    }
    let title = wanted.title.clone();
    let mut row = old.into_active_model();
    wanted.fill(&mut row);
    row.update(&work.tx).await?;
    trail::record(work, "changed a standing item", about(&body), title).await?;
    Ok(body.slug)
}

/// Where a standing item is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Up,
    Down,
    At(usize),
}

/// Gives a standing item another place. Gives the body's slug and what the officer is told.
pub(super) async fn reorder(work: &Work, id: i64, to: Place) -> Result<(String, String)> {
    let (item, body) = load(work, id).await?;
    let rows = list(&work.tx, body.id).await?;
    let before: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let order = match to {
        Place::Up => agenda::moved(before, id, true),
        Place::Down => agenda::moved(before, id, false),
        Place::At(place) => agenda::placed(before, id, place).or_refuse()?,
    };
    let place = order.iter().position(|one| *one == id).unwrap_or_default() + 1;
    let said = format!("“{}” is now item {place} of {}.", item.title, order.len());
    for (id, position) in order.into_iter().zip(1..) {
        let Some(row) = rows.iter().find(|row| row.id == id && row.position != position) else { continue };
        let mut row = row.clone().into_active_model();
        row.position = Set(position);
        row.update(&work.tx).await?;
    }
    trail::record(work, "reordered the standing items", about(&body), item.title).await?;
    Ok((body.slug, said))
}

/// Removes a standing item; agendas on which it stands keep it. Gives the body's slug.
pub(super) async fn remove(work: &Work, id: i64) -> Result<String> {
    let (row, body) = load(work, id).await?;
    standing_item::Entity::delete_by_id(id).exec(&work.tx).await?;
    trail::record(work, "removed a standing item", about(&body), row.title).await?;
    Ok(body.slug)
}
