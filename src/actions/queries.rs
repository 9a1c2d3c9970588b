//! Reading actions: the tracker, filtered and a page at a time, and one action with its whole thread.

use crate::error::{Error, Result};
use crate::web::turn_to;
use chrono::NaiveDate;
use remit_domain::action::State;
use remit_domain::meeting;
use remit_domain::obligation::{Kind, State as Owed, SubjectKind};
use remit_domain::word::Word;
use remit_entity::{
    Stored, action, action_update, agenda_item, body, indicator, letter, meeting as meetings, notice, obligation, post,
    resolution_part,
};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};
use std::collections::BTreeMap;

/// So many actions stand on one page.
pub(super) const ON_A_PAGE: u64 = 25;

/// Which actions to list.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// The bodies that the visitor may follow; none for an officer, who follows all.
    pub own: Option<Vec<i64>>,
    pub body: Option<i64>,
    pub state: Option<State>,
    pub owner: Option<i64>,
    /// Only what was due before this day and is still owed.
    pub overdue_on: Option<NaiveDate>,
}

/// An action with what is owed about it, while it is.
pub(super) type Tracked = (action::Model, Option<obligation::Model>);

/// One page of the tracker, what is still open first and by its date, and how many there are in all.
pub(super) async fn list(db: &impl ConnectionTrait, filter: &Filter, page: u64) -> Result<(Vec<Tracked>, u64, u64)> {
    let open = [State::Open, State::InProgress, State::ProposedComplete].map(State::word);
    let mut wanted = Condition::all();
    if let Some(own) = &filter.own {
        wanted = wanted.add(action::Column::BodyId.is_in(own.clone()));
    }
    wanted = wanted
        .add_option(filter.body.map(|id| action::Column::BodyId.eq(id)))
        .add_option(filter.state.map(|state| action::Column::State.eq(Stored(state))))
        .add_option(filter.owner.map(|id| action::Column::OwnerPostId.eq(id)))
        .add_option(filter.overdue_on.map(|today| obligation::Column::DueOn.lt(today)));
    let found = action::Entity::find()
        .join(JoinType::LeftJoin, still_owed())
        .select_also(obligation::Entity)
        .filter(wanted)
        .order_by(Expr::col((action::Entity, action::Column::State)).is_in(open), Order::Desc)
        .order_by_with_nulls(obligation::Column::DueOn, Order::Asc, NullOrdering::Last)
        .order_by_desc(action::Column::Id);
    let pages = found.paginate(db, ON_A_PAGE);
    let total = pages.num_items().await?;
    let number = turn_to(page, total, ON_A_PAGE);
    Ok((pages.fetch_page(number - 1).await?, total, number))
}

/// At most one obligation to do an action is open.
fn still_owed() -> RelationDef {
    action::Entity::belongs_to(obligation::Entity)
        .from(action::Column::Id)
        .to(obligation::Column::SubjectId)
        .on_condition(|_, owed| {
            Condition::all()
                .add(Expr::col((owed.clone(), obligation::Column::Kind)).eq(Kind::DoAction.word()))
                .add(Expr::col((owed.clone(), obligation::Column::SubjectKind)).eq(SubjectKind::Action.word()))
                .add(Expr::col((owed, obligation::Column::State)).eq(Owed::Open.word()))
        })
        .into()
}

/// The bodies whose actions there can be, by their ids.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>> {
    Ok(body::Entity::find().order_by_asc(body::Column::Name).all(db).await?)
}

/// The titles of all posts.
pub(super) async fn list_posts(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    Ok(post::Entity::find().order_by_asc(post::Column::Title).all(db).await?)
}

/// One action with everything that it hangs on and everything that was said about it.
#[derive(Debug)]
pub(super) struct Thread {
    pub action: action::Model,
    pub body: body::Model,
    pub item: agenda_item::Model,
    pub meeting: meetings::Model,
    pub part: Option<resolution_part::Model>,
    pub indicator: Option<indicator::Model>,
    pub owed: Option<obligation::Model>,
    pub agreed_at: Option<meetings::Model>,
    pub updates: Vec<action_update::Model>,
}

pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Thread>> {
    let found = action::Entity::find_by_id(id)
        .join(JoinType::LeftJoin, still_owed())
        .select_also(obligation::Entity)
        .one(db)
        .await?;
    let Some((action, owed)) = found else { return Ok(None) };
    let missing = || Error::broken("an action without its meeting");
    let body = body::Entity::find_by_id(action.body_id).one(db).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(action.agenda_item_id).one(db).await?.ok_or_else(missing)?;
    let meeting = meetings::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or_else(missing)?;
    let part = match action.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let indicator = match action.indicator_id {
        Some(id) => indicator::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let agreed_at = match action.agreed_at_meeting_id {
        Some(id) => meetings::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let updates = action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(action.id))
        .order_by_asc(action_update::Column::Id)
        .all(db)
        .await?;
    Ok(Some(Thread { action, body, item, meeting, part, indicator, owed, agreed_at, updates }))
}

/// The letters that carried a reminder of an action, newest first.
pub(super) async fn list_letters(db: &impl ConnectionTrait, action_id: i64) -> Result<Vec<letter::Model>> {
    let owed: Vec<i64> = obligation::Entity::find()
        .select_only()
        .column(obligation::Column::Id)
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligation::Column::SubjectId.eq(action_id))
        .into_tuple()
        .all(db)
        .await?;
    let carried = notice::Entity::find()
        .filter(notice::Column::ObligationId.is_in(owed))
        .filter(notice::Column::LetterId.is_not_null())
        .all(db)
        .await?;
    let letters: BTreeMap<i64, ()> = carried.iter().filter_map(|notice| notice.letter_id).map(|id| (id, ())).collect();
    Ok(letter::Entity::find()
        .filter(letter::Column::Id.is_in(letters.into_keys()))
        .order_by_desc(letter::Column::Id)
        .all(db)
        .await?)
}

/// The meetings at which the panel could have agreed that an action is complete: its own, held, not before the one
/// that asked for it.
pub(super) async fn list_held(db: &impl ConnectionTrait, thread: &Thread) -> Result<Vec<meetings::Model>> {
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.eq(thread.body.id))
        .filter(meetings::Column::State.eq(Stored(meeting::State::Held)))
        .filter(meetings::Column::HeldOn.gte(thread.meeting.held_on))
        .order_by_desc(meetings::Column::HeldOn)
        .all(db)
        .await?)
}

/// Such a meeting by its id.
pub(super) async fn held_meeting(
    db: &impl ConnectionTrait,
    action: &action::Model,
    id: i64,
) -> Result<Option<meetings::Model>> {
    let thread = find(db, action.id).await?.ok_or(Error::NotFound)?;
    Ok(list_held(db, &thread).await?.into_iter().find(|meeting| meeting.id == id))
}
