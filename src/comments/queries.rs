//! Reading comments: the list, filtered and a page at a time, and one with where it comes from.

use crate::error::{Error, Result};
use crate::quorum::cleared_members_of;
use crate::web::{Visit, turn_to};
use remit_domain::agenda::Access;
use remit_domain::comment::State;
use remit_domain::word::Word;
use remit_entity::{Stored, agenda_item, body, comment, meeting, post, resolution_part, trail};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder};

/// So many comments stand on one page.
pub(super) const ON_A_PAGE: u64 = 25;

/// Which comments to list.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// The bodies that the visitor may follow; none for an officer, who follows all.
    pub own: Option<Vec<i64>>,
    /// Of these, those of whose private business the visitor may know.
    pub cleared: Vec<i64>,
    pub body: Option<i64>,
    pub state: Option<State>,
    pub post: Option<i64>,
}

/// What a visitor may see.
pub(super) async fn filter_for(visit: &Visit) -> Result<Filter> {
    let Some(known) = visit.actor.known.as_ref().filter(|_| !visit.actor.is_officer()) else {
        return Ok(Filter::default());
    };
    let today = visit.app.clock().today();
    let mut cleared = Vec::new();
    for body in &known.bodies {
        if cleared_members_of(visit.app.db(), &[*body], today).await?.contains(&known.id) {
            cleared.push(*body);
        }
    }
    Ok(Filter { own: Some(known.bodies.clone()), cleared, ..Filter::default() })
}

/// One page of the list, what waits first and the newest first, and how many there are in all.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    page: u64,
) -> Result<(Vec<comment::Model>, u64, u64)> {
    let mut wanted = Condition::all();
    if let Some(own) = &filter.own {
        let mut public = Query::select();
        public
            .column(agenda_item::Column::Id)
            .from(agenda_item::Entity)
            .and_where(Expr::col(agenda_item::Column::Access).eq(Access::Public.word()));
        let known = Condition::any()
            .add(comment::Column::AgendaItemId.in_subquery(public))
            .add(comment::Column::BodyId.is_in(filter.cleared.clone()));
        wanted = wanted.add(comment::Column::BodyId.is_in(own.clone())).add(known);
    }
    wanted = wanted
        .add_option(filter.body.map(|id| comment::Column::BodyId.eq(id)))
        .add_option(filter.state.map(|state| comment::Column::State.eq(Stored(state))))
        .add_option(filter.post.map(|id| comment::Column::PostId.eq(id)));
    let found = comment::Entity::find()
        .filter(wanted)
        .order_by(comment::Column::State.eq(Stored(State::Given)), Order::Desc)
        .order_by_desc(comment::Column::CreatedOn)
        .order_by_desc(comment::Column::Id);
    let pages = found.paginate(db, ON_A_PAGE);
    let total = pages.num_items().await?;
    let number = turn_to(page, total, ON_A_PAGE);
    Ok((pages.fetch_page(number - 1).await?, total, number))
}

/// The bodies, by name.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>> {
    Ok(body::Entity::find().order_by_asc(body::Column::Name).all(db).await?)
}

/// The titles of all posts.
pub(super) async fn list_posts(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    Ok(post::Entity::find().order_by_asc(post::Column::Title).all(db).await?)
}

/// One comment with where it comes from.
#[derive(Debug)]
pub(super) struct Thread {
    pub row: comment::Model,
    pub body: body::Model,
    pub item: agenda_item::Model,
    pub meeting: meeting::Model,
    pub part: Option<resolution_part::Model>,
    pub trail: Vec<trail::Model>,
}

impl Thread {
    /// Whether a visitor may know of it.
    pub(super) fn may_be_read(&self, filter: &Filter) -> bool {
        match &filter.own {
            None => true,
            Some(own) => {
                let is_public = self.item.access.0 == Access::Public;
                own.contains(&self.body.id) && (is_public || filter.cleared.contains(&self.body.id))
            }
        }
    }
}

pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Thread>> {
    let Some(row) = comment::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let missing = || Error::broken("a comment without its meeting");
    let body = body::Entity::find_by_id(row.body_id).one(db).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(db).await?.ok_or_else(missing)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or_else(missing)?;
    let part = match row.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let trail = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("comment"))
        .filter(trail::Column::SubjectId.eq(id))
        .order_by_asc(trail::Column::Id)
        .all(db)
        .await?;
    Ok(Some(Thread { row, body, item, meeting, part, trail }))
}
