//! Reading recommendations: the list, filtered and a page at a time, one of them with its whole thread, and the meetings
//! at which its body can have decided something about it.

use crate::error::{Error, Result};
use crate::quorum::cleared_members_of;
use crate::recommending::{self, Answered};
use crate::succession::heirs_of;
use crate::web::{Visit, turn_to};
use chrono::NaiveDate;
use remit_domain::agenda::Access;
use remit_domain::meeting::State as Met;
use remit_domain::minutes_state::State as MinutesState;
use remit_domain::obligation::{Kind, State as Owed, SubjectKind};
use remit_domain::recommendation::{Addressee, State};
use remit_domain::word::Word;
use remit_entity::{
    Stored, agenda_item, body, indicator, letter, meeting, minutes, notice, obligation, post, recommendation,
    recommendation_update, resolution_part,
};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// So many recommendations stand on one page.
pub(super) const ON_A_PAGE: u64 = 25;

/// Which recommendations to list.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// The bodies that the visitor may follow; none for an officer, who follows all.
    pub own: Option<Vec<i64>>,
    /// Of these, those of whose private business the visitor may know.
    pub cleared: Vec<i64>,
    pub body: Option<i64>,
    pub state: Option<State>,
    pub addressee: Option<Addressee>,
    pub post: Option<i64>,
    /// Only those whose answer was due before this day.
    pub overdue_on: Option<NaiveDate>,
}

/// What a visitor may see: an officer everything; a chair the own bodies', and what came of private business only with
/// clearance.
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

/// One page of the list, what is open first and the newest first, and how many there are in all.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    filter: &Filter,
    page: u64,
) -> Result<(Vec<recommendation::Model>, u64, u64)> {
    let found = recommendation::Entity::find()
        .filter(wanted(filter))
        .order_by(recommendation::Column::State.is_in([State::Closed, State::Withdrawn].map(Stored)), Order::Asc)
        .order_by_desc(recommendation::Column::CreatedOn)
        .order_by_desc(recommendation::Column::Id);
    let pages = found.paginate(db, ON_A_PAGE);
    let total = pages.num_items().await?;
    let number = turn_to(page, total, ON_A_PAGE);
    Ok((pages.fetch_page(number - 1).await?, total, number))
}

fn wanted(filter: &Filter) -> Condition {
    let mut wanted = Condition::all();
    if let Some(own) = &filter.own {
        let mut public = Query::select();
        public
            .column(agenda_item::Column::Id)
            .from(agenda_item::Entity)
            .and_where(Expr::col(agenda_item::Column::Access).eq(Access::Public.word()));
        let known = Condition::any()
            .add(recommendation::Column::AgendaItemId.in_subquery(public))
            .add(recommendation::Column::BodyId.is_in(filter.cleared.clone()));
        wanted = wanted.add(recommendation::Column::BodyId.is_in(own.clone())).add(known);
    }
    if let Some(today) = filter.overdue_on {
        let mut late = Query::select();
        late.column(obligation::Column::SubjectId)
            .from(obligation::Entity)
            .and_where(Expr::col(obligation::Column::SubjectKind).eq(SubjectKind::Recommendation.word()))
            .and_where(Expr::col(obligation::Column::Kind).eq(Kind::Respond.word()))
            .and_where(Expr::col(obligation::Column::State).eq(Owed::Open.word()))
            .and_where(Expr::col(obligation::Column::DueOn).lt(today));
        wanted = wanted.add(recommendation::Column::Id.in_subquery(late));
    }
    wanted
        .add_option(filter.body.map(|id| recommendation::Column::BodyId.eq(id)))
        .add_option(filter.state.map(|state| recommendation::Column::State.eq(Stored(state))))
        .add_option(filter.addressee.map(|to| recommendation::Column::Addressee.eq(Stored(to))))
        .add_option(filter.post.map(|id| recommendation::Column::PostId.eq(id)))
}

/// What is owed next about each of these, by their ids.
pub(super) async fn owed_next(db: &impl ConnectionTrait, ids: Vec<i64>) -> Result<BTreeMap<i64, obligation::Model>> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Recommendation)))
        .filter(obligation::Column::SubjectId.is_in(ids))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .order_by_with_nulls(obligation::Column::DueOn, Order::Desc, NullOrdering::First)
        .all(db)
        .await?;
    Ok(open.into_iter().map(|row| (row.subject_id, row)).collect())
}

/// The bodies that recommend, by name.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>> {
    Ok(body::Entity::find().order_by_asc(body::Column::Name).all(db).await?)
}

/// The titles of all posts.
pub(super) async fn list_posts(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    Ok(post::Entity::find().order_by_asc(post::Column::Title).all(db).await?)
}

/// One recommendation with everything that it hangs on.
#[derive(Debug)]
pub(super) struct Thread {
    pub row: recommendation::Model,
    pub body: body::Model,
    pub item: agenda_item::Model,
    pub meeting: meeting::Model,
    pub part: Option<resolution_part::Model>,
    pub indicator: Option<indicator::Model>,
    pub answers: Vec<Answered>,
    pub updates: Vec<recommendation_update::Model>,
    pub owed: Vec<obligation::Model>,
}

impl Thread {
    /// The answer that stands.
    pub(super) fn answer(&self) -> Option<&Answered> {
        recommending::standing_answer(&self.row, &self.answers)
    }

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
    let Some(row) = recommendation::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let missing = || Error::broken("a recommendation without its meeting");
    let body = body::Entity::find_by_id(row.body_id).one(db).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(db).await?.ok_or_else(missing)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or_else(missing)?;
    let part = match row.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let indicator = match row.indicator_id {
        Some(id) => indicator::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let answers = recommending::answers_to(db, &row).await?;
    let updates = recommendation_update::Entity::find()
        .filter(recommendation_update::Column::RecommendationId.eq(id))
        .order_by_asc(recommendation_update::Column::Id)
        .all(db)
        .await?;
    let owed = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Recommendation)))
        .filter(obligation::Column::SubjectId.eq(id))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .order_by_with_nulls(obligation::Column::DueOn, Order::Asc, NullOrdering::Last)
        .all(db)
        .await?;
    Ok(Some(Thread { row, body, item, meeting, part, indicator, answers, updates, owed }))
}

/// The day of the meeting that recommended it.
pub(super) async fn met_on(db: &impl ConnectionTrait, row: &recommendation::Model) -> Result<NaiveDate> {
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(db).await?;
    let met = match item {
        Some(item) => meeting::Entity::find_by_id(item.meeting_id).one(db).await?,
        None => None,
    };
    met.map(|met| met.held_on).ok_or_else(|| Error::broken("a recommendation without its meeting"))
}

/// Whether the minutes that record it have been confirmed.
pub(super) async fn minutes_are_confirmed(db: &impl ConnectionTrait, row: &recommendation::Model) -> Result<bool> {
    let Some(item) = agenda_item::Entity::find_by_id(row.agenda_item_id).one(db).await? else { return Ok(false) };
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(item.meeting_id)).one(db).await?;
    Ok(kept.is_some_and(|kept| matches!(kept.state.0, MinutesState::Confirmed | MinutesState::Amended)))
}

/// The meetings at which something can have been decided about it: those of its body, of the body that carries that one
/// on, and of the Board that it reports to; held, and not before the one that recommended it. Newest first.
pub(super) async fn list_deciding(
    db: &impl ConnectionTrait,
    row: &recommendation::Model,
) -> Result<Vec<meeting::Model>> {
    // Nothing is decided on what has been sent at a meeting before it was.
    let days = [Some(met_on(db, row).await?), row.received_on, row.notice_on, row.responded_on];
    let since = days.into_iter().flatten().max().unwrap_or_default();
    let own = body::Entity::find_by_id(row.body_id).one(db).await?;
    let mut bodies: BTreeSet<i64> =
        own.iter().flat_map(|body| [body.id].into_iter().chain(body.reports_to_id)).collect();
    for id in bodies.clone() {
        bodies.extend(heirs_of(db, id).await?);
    }
    Ok(meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(bodies))
        .filter(meeting::Column::State.eq(Stored(Met::Held)))
        .filter(meeting::Column::HeldOn.gte(since))
        .order_by_desc(meeting::Column::HeldOn)
        .all(db)
        .await?)
}

/// Sent, and not answered yet.
const WAITING: [State; 3] = [State::Submitted, State::Received, State::Considered];

/// What is to be sent: agreed and not sent yet, and those that were named to be sent anew.
pub(super) async fn list_to_serve(db: &impl ConnectionTrait, also: &[i64]) -> Result<Vec<recommendation::Model>> {
    let ready = recommendation::Column::State.is_in([State::Agreed, State::Endorsed].map(Stored));
    let named =
        recommendation::Column::Id.is_in(also.to_vec()).and(recommendation::Column::State.is_in(WAITING.map(Stored)));
    Ok(recommendation::Entity::find()
        .filter(Condition::any().add(ready).add(named))
        .order_by_asc(recommendation::Column::Id)
        .all(db)
        .await?)
}

/// What waits for an answer of the same post, this one first. It is among them even when it waits no longer: the rules
/// then say so.
pub(super) async fn list_waiting(
    db: &impl ConnectionTrait,
    row: &recommendation::Model,
) -> Result<Vec<recommendation::Model>> {
    let same_post = recommendation::Column::PostId.eq(row.post_id);
    let waiting = same_post.and(recommendation::Column::State.is_in(WAITING.map(Stored)));
    let mut all = recommendation::Entity::find()
        .filter(Condition::any().add(recommendation::Column::Id.eq(row.id)).add(waiting))
        .order_by_asc(recommendation::Column::Id)
        .all(db)
        .await?;
    all.sort_by_key(|one| one.id != row.id);
    Ok(all)
}

/// The letters about it, newest first.
pub(super) async fn list_letters(db: &impl ConnectionTrait, id: i64) -> Result<Vec<letter::Model>> {
    let owed: Vec<i64> = obligation::Entity::find()
        .select_only()
        .column(obligation::Column::Id)
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Recommendation)))
        .filter(obligation::Column::SubjectId.eq(id))
        .into_tuple()
        .all(db)
        .await?;
    let carried = notice::Entity::find()
        .filter(notice::Column::ObligationId.is_in(owed))
        .filter(notice::Column::LetterId.is_not_null())
        .all(db)
        .await?;
    let letters: BTreeSet<i64> = carried.iter().filter_map(|notice| notice.letter_id).collect();
    Ok(letter::Entity::find()
        .filter(letter::Column::Id.is_in(letters))
        .order_by_desc(letter::Column::Id)
        .all(db)
        .await?)
}
