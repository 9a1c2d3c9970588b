//! A new request in the place of one whose meeting moved or was called off. What was entered for the old one, and is not
//! in any papers, goes along: figures with all that is said of them, the note, the colleague, the documents.

use super::answers;
use super::commands::{self, about, load};
use super::life;
use super::queries::{self, Whole};
use super::wanted::Wanted;
use crate::error::{Error, OrRefuse, Result};
use crate::trail;
use crate::work::Work;
use remit_domain::request::RequestRefusal;
use remit_domain::wording;
use remit_entity::{Stored, appendix, data_request, figure};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use std::collections::BTreeMap;

/// Makes a new request for another meeting in the place of this one; gives back its number.
pub(super) async fn supersede(work: &Work, (id, version): (i64, i32), item_id: Option<i64>) -> Result<i64> {
    let whole = load(work, id, Some(version)).await?;
    let state = whole.request.state.0.supersede().or_refuse()?;
    let place = match item_id.filter(|item| *item != whole.place.item.id) {
        Some(item) => queries::find_place(&work.tx, item).await?,
        None => None,
    };
    let fits = |place: &queries::Place| place.body.id == whole.place.body.id && place.meeting.state.0.is_ahead();
    let place = place.filter(fits).ok_or(Error::refused(RequestRefusal::NoItemAhead))?;
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.eq(id))
        .order_by_asc(figure::Column::Position)
        .all(&work.tx)
        .await?;
    let wanted = Wanted {
        item_id: place.item.id,
        owner_post_id: whole.request.owner_post_id,
        period: whole.period,
        coverage: whole.request.coverage.clone(),
        is_finance: whole.request.is_finance,
        appendix: whole.request.appendix,
        appendix_title: whole.request.appendix_title.clone(),
        indicators: lines.iter().map(|line| line.indicator_id).collect(),
        twice: true,
    };
    let new = commands::ask(work, wanted).await?;
    life::give_up(work, &whole, (state, new)).await?;
    carry_over(work, (&whole, lines), new).await?;
    let said = format!("by a new request for {}", wording::date(place.meeting.held_on));
    trail::record(work, "superseded", about(&whole), said).await?;
    Ok(new)
}

/// Puts what was entered for the old request into the new one, rated by the new one's own policies.
async fn carry_over(work: &Work, (old, had): (&Whole, Vec<figure::Model>), new: i64) -> Result<()> {
    let row = data_request::Entity::find_by_id(new).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let change = data_request::ActiveModel {
        note: Set(old.request.note.clone()),
        is_nil: Set(old.request.is_nil),
        contributor_id: Set(old.request.contributor_id),
        ..Default::default()
    };
    commands::keep(work, &row, change).await?;
    let mut had: BTreeMap<i64, figure::Model> = had.into_iter().map(|line| (line.indicator_id, line)).collect();
    let lines = figure::Entity::find().filter(figure::Column::RequestId.eq(new)).all(&work.tx).await?;
    let mut figures = 0_usize;
    for line in lines {
        let Some(from) = had.remove(&line.indicator_id) else { continue };
        figures += usize::from(!from.typed.is_empty());
        answers::as_entered(line, from).update(&work.tx).await?;
    }
    let whole = queries::find(&work.tx, new).await?.ok_or(Error::NotFound)?;
    let documents = carry_documents(work, old, &whole).await?;
    answers::owe_promised(work, &whole).await?;
    let said = format!("{figures} figures and {documents} documents from {}", old.request.reference);
    trail::record(work, "carried over", about(&whole), said).await
}

/// What was sent stays with the old request too; what was promised is promised for the new one alone. What goes to an
/// item taken in private is as private.
async fn carry_documents(work: &Work, old: &Whole, new: &Whole) -> Result<usize> {
    let rows = appendix::Entity::find()
        .filter(appendix::Column::RequestId.eq(old.request.id))
        .filter(appendix::Column::WithdrawnAt.is_null())
        .order_by_asc(appendix::Column::Id)
        .all(&work.tx)
        .await?;
    let (count, access) = (rows.len(), new.place.item.access.0);
    for row in rows {
        let is_awaited = row.sent_at.is_none();
        let mut carried = row.into_active_model();
        carried.request_id = Set(new.request.id);
        if access.is_restricted() {
            carried.access = Set(Stored(access));
        }
        if is_awaited {
            carried.update(&work.tx).await?;
        } else {
            let mut carried = carried.reset_all();
            carried.id = NotSet;
            carried.insert(&work.tx).await?;
        }
    }
    Ok(count)
}
