//! Which obligations are about business taken in private: those whose item is exempt or confidential, whatever hangs
//! between them and it. No letter, no calendar and no trail names them.

use crate::error::Result;
use crate::work::Work;
use remit_domain::obligation::SubjectKind;
use remit_entity::{action, agenda_item, comment, data_request, invitee, obligation, recommendation, referral};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Whether the item that a thing belongs to is taken in private.
pub(super) async fn is_private(work: &Work, subject: (SubjectKind, i64)) -> Result<bool> {
    let (db, id) = (&work.tx, subject.1);
    let item = match subject.0 {
        SubjectKind::Meeting | SubjectKind::Feedback | SubjectKind::Round | SubjectKind::ChiefLetter => None,
        SubjectKind::Recommendation => {
            recommendation::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id)
        }
        SubjectKind::Comment => comment::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Item => Some(id),
        SubjectKind::Invitation => invitee::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Request => data_request::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Action => action::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
        SubjectKind::Referral => referral::Entity::find_by_id(id).one(db).await?.map(|row| row.agenda_item_id),
    };
    let Some(item) = item else { return Ok(false) };
    let found = agenda_item::Entity::find_by_id(item).one(db).await?;
    Ok(found.is_some_and(|item| item.access.0.is_restricted()))
}

/// An item is taken in private from now on, or no longer: so is whatever is owed because of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn mark_item(work: &Work, item_id: i64, is_private: bool) -> Result<()> {
    let invited = invitee::Entity::find()
        .select_only()
        .column(invitee::Column::Id)
        .filter(invitee::Column::AgendaItemId.eq(item_id))
        .into_tuple::<i64>()
        .all(&work.tx)
        .await?;
    let asked = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::AgendaItemId.eq(item_id))
        .into_tuple::<i64>()
        .all(&work.tx)
        .await?;
    let actions = action::Entity::find()
        .select_only()
        .column(action::Column::Id)
        .filter(action::Column::AgendaItemId.eq(item_id))
        .into_tuple::<i64>()
        .all(&work.tx)
        .await?;
    let matters = referral::Entity::find()
        .select_only()
        .column(referral::Column::Id)
        .filter(referral::Column::AgendaItemId.eq(item_id))
        .into_tuple::<i64>()
        .all(&work.tx)
        .await?;
    let recommended = recommendation::Entity::find()
        .select_only()
        .column(recommendation::Column::Id)
        .filter(recommendation::Column::AgendaItemId.eq(item_id))
        .into_tuple::<i64>()
        .all(&work.tx)
        .await?;
    let commented = comment::Entity::find()
        .select_only()
        .column(comment::Column::Id)
        .filter(comment::Column::AgendaItemId.eq(item_id))
        .into_tuple::<i64>()
        .all(&work.tx)
        .await?;
    let about = |kind: SubjectKind, ids: Vec<i64>| {
        Condition::all()
            .add(obligation::Column::SubjectKind.eq(remit_entity::Stored(kind)))
            .add(obligation::Column::SubjectId.is_in(ids))
    };
    obligation::Entity::update_many()
        .col_expr(obligation::Column::IsExempt, Expr::value(is_private))
        .filter(
            Condition::any()
                .add(about(SubjectKind::Item, vec![item_id]))
                .add(about(SubjectKind::Invitation, invited))
                .add(about(SubjectKind::Request, asked))
                .add(about(SubjectKind::Action, actions))
                .add(about(SubjectKind::Referral, matters))
                .add(about(SubjectKind::Recommendation, recommended))
                .add(about(SubjectKind::Comment, commented)),
        )
        .exec(&work.tx)
        .await?;
    Ok(())
}
