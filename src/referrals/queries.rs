//! Reading referrals: the Board's list, a page at a time, and one referral with its whole thread.

use super::commands;
use crate::clearance::{Clearance, PRIVATE};
use crate::error::{Error, Result};
use crate::referring::{self, Source, source_of};
use crate::series::{self, Reader};
use crate::succession::heirs_of;
use crate::web::turn_to;
use chrono::NaiveDate;
use remit_domain::meeting;
use remit_domain::obligation::{State as Owed, SubjectKind};
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::referral::State;
use remit_domain::word::Word;
use remit_entity::{
    Stored, agenda_item, body, data_request, indicator, meeting as meetings, obligation, post, referral,
    resolution_part, trail,
};
use sea_orm::sea_query::{Expr, ExprTrait, NullOrdering};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};
use std::collections::BTreeSet;

/// So many referrals stand on one page.
pub(super) const ON_A_PAGE: u64 = 25;

/// Which referrals to list.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// The bodies that the visitor may follow; none for an officer, who follows all.
    pub own: Option<Vec<i64>>,
    pub body: Option<i64>,
    pub state: Option<State>,
}

/// A referral with the Board meeting that it is meant for.
pub(super) type Meant = (referral::Model, Option<meetings::Model>);

/// One page of the Board's list, what is open first and by its meeting, and how many there are in all.
pub(super) async fn list(db: &impl ConnectionTrait, filter: &Filter, page: u64) -> Result<(Vec<Meant>, u64, u64)> {
    let open = [State::Raised, State::FeedbackDrafted, State::ChairApproved, State::Submitted].map(State::word);
    let mut wanted = Condition::all();
    if let Some(own) = &filter.own {
        wanted = wanted.add(
            Condition::any()
                .add(referral::Column::BodyId.is_in(own.clone()))
                .add(referral::Column::BoardId.is_in(own.clone())),
        );
    }
    wanted = wanted
        .add_option(filter.body.map(|id| referral::Column::BodyId.eq(id)))
        .add_option(filter.state.map(|state| referral::Column::State.eq(Stored(state))));
    let found = referral::Entity::find()
        .join(JoinType::LeftJoin, meant_for())
        .select_also(meetings::Entity)
        .filter(wanted)
        .order_by(Expr::col((referral::Entity, referral::Column::State)).is_in(open), Order::Desc)
        .order_by_with_nulls(meetings::Column::HeldOn, Order::Asc, NullOrdering::First)
        .order_by_desc(referral::Column::Id);
    let pages = found.paginate(db, ON_A_PAGE);
    let total = pages.num_items().await?;
    let number = turn_to(page, total, ON_A_PAGE);
    Ok((pages.fetch_page(number - 1).await?, total, number))
}

fn meant_for() -> RelationDef {
    referral::Entity::belongs_to(meetings::Entity).from(referral::Column::MeetingId).to(meetings::Column::Id).into()
}

/// The bodies, by name.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>> {
    Ok(body::Entity::find().order_by_asc(body::Column::Name).all(db).await?)
}

/// One referral with everything that it hangs on.
#[derive(Debug)]
pub(super) struct Thread {
    pub referral: referral::Model,
    pub panel: body::Model,
    pub board: body::Model,
    pub item: agenda_item::Model,
    pub met: meetings::Model,
    pub part: Option<resolution_part::Model>,
    pub target: Option<meetings::Model>,
    pub answered_at: Option<meetings::Model>,
    /// The meeting of the panel that heard the answer.
    pub heard_at: Option<meetings::Model>,
    pub breach: Option<Breach>,
    pub source: Source,
    pub owed: Vec<obligation::Model>,
    pub trail: Vec<trail::Model>,
}

impl Thread {
    /// Whether a visitor may read its words.
    pub(super) fn may_be_read(&self, clearance: &Clearance) -> bool {
        clearance.reads_item(self.panel.id, self.item.access.0)
    }

    /// By its reference alone: when it was raised, put before the Board, answered and heard.
    pub(super) fn masked(mut self) -> Self {
        self.referral.text = PRIVATE.to_owned();
        for words in [&mut self.referral.feedback, &mut self.referral.answer] {
            if !words.is_empty() {
                *words = PRIVATE.to_owned();
            }
        }
        self.item.title = "An item taken in private".to_owned();
        self.part = None;
        self.breach = None;
        self.source.was.clear();
        self.source.now.clear();
        for line in self.trail.iter_mut().filter(|line| line.deed == commands::WITHDREW) {
            line.detail.clear();
        }
        self
    }

    /// The last line of the trail that tells of one of these deeds.
    pub(super) fn last(&self, deeds: &[&str]) -> Option<&trail::Model> {
        self.trail.iter().rev().find(|line| deeds.contains(&line.deed.as_str()))
    }

    /// The line that tells of the chair's approval of the feedback as it stands.
    pub(super) fn approval(&self) -> Option<&trail::Model> {
        let drafted = self.last(&[referring::DRAFTED])?;
        self.last(&[referring::APPROVED, referring::APPROVAL_RECORDED]).filter(|line| line.id > drafted.id)
    }
}

/// Reads the thread of one referral; what its figures were, as far as the reader may see them.
pub(super) async fn find(db: &impl ConnectionTrait, id: i64, reader: &Reader) -> Result<Option<Thread>> {
    let Some(referral) = referral::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let missing = || Error::broken("a referral without its meeting");
    let panel = body::Entity::find_by_id(referral.body_id).one(db).await?.ok_or_else(missing)?;
    let board = body::Entity::find_by_id(referral.board_id).one(db).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(referral.agenda_item_id).one(db).await?.ok_or_else(missing)?;
    let met = find_meeting(db, Some(item.meeting_id)).await?.ok_or_else(missing)?;
    let part = match referral.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let target = find_meeting(db, referral.meeting_id).await?;
    let answered_at = find_meeting(db, referral.answered_meeting_id).await?;
    let heard_at = find_meeting(db, referral.closed_at_id).await?;
    let breach = match referral.indicator_id {
        Some(about) => first_breach(db, reader, (about, last_period(db, item.id).await?)).await?,
        None => None,
    };
    let source = source_of(db, &referral).await?;
    let owed = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Referral)))
        .filter(obligation::Column::SubjectId.eq(id))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .all(db)
        .await?;
    let trail = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("referral"))
        .filter(trail::Column::SubjectId.eq(id))
        .order_by_asc(trail::Column::Id)
        .all(db)
        .await?;
    Ok(Some(Thread {
        referral,
        panel,
        board,
        item,
        met,
        part,
        target,
        answered_at,
        heard_at,
        breach,
        source,
        owed,
        trail,
    }))
}

async fn find_meeting(db: &impl ConnectionTrait, id: Option<i64>) -> Result<Option<meetings::Model>> {
    match id {
        Some(id) => Ok(meetings::Entity::find_by_id(id).one(db).await?),
        None => Ok(None),
    }
}

/// The Board meetings that are still to come for a matter, soonest first.
pub(super) async fn list_to_come(
    db: &impl ConnectionTrait,
    thread: &Thread,
    today: NaiveDate,
) -> Result<Vec<meetings::Model>> {
    let ahead = [meeting::State::Scheduled, meeting::State::AgendaPublished].map(Stored);
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.eq(thread.board.id))
        .filter(meetings::Column::State.is_in(ahead))
        .filter(meetings::Column::HeldOn.gte(std::cmp::max(thread.met.held_on, today)))
        .order_by_asc(meetings::Column::HeldOn)
        .all(db)
        .await?)
}

/// The Board meetings that can have taken it: held, not before the panel's own; newest first.
pub(super) async fn list_held(db: &impl ConnectionTrait, thread: &Thread) -> Result<Vec<meetings::Model>> {
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.eq(thread.board.id))
        .filter(meetings::Column::State.eq(Stored(meeting::State::Held)))
        .filter(meetings::Column::HeldOn.gte(thread.met.held_on))
        .order_by_desc(meetings::Column::HeldOn)
        .all(db)
        .await?)
}

/// When an indicator went off track: the first of the periods, up to the last one looked at, in which it was red, amber
/// or without a figure without a better one in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Breach {
    pub name: String,
    pub period: Period,
    pub rating: Rating,
}

/// The first breach of an indicator, up to a period.
pub(super) async fn first_breach(
    db: &impl ConnectionTrait,
    reader: &Reader,
    (about, until): (i64, Option<Period>),
) -> Result<Option<Breach>> {
    let Some(row) = indicator::Entity::find_by_id(about).one(db).await? else { return Ok(None) };
    let sources = series::sources(db, reader, None).await?;
    let points = series::points(db, &[about], &sources, &BTreeSet::new()).await?;
    let Some(periods) = points.get(&about) else { return Ok(None) };
    let off = [Rating::Red, Rating::Amber, Rating::NoData];
    let rated = periods.iter().rev().filter(|(period, _)| until.is_none_or(|until| **period <= until));
    let rated = rated.filter_map(|(period, points)| Some((*period, points.first()?.rating?)));
    let run = rated.take_while(|(_, rating)| off.contains(rating)).last();
    Ok(run.map(|(period, rating)| Breach { name: format!("{} {}", row.code, row.name), period, rating }))
}

/// The last period that was asked for under an item.
async fn last_period(db: &impl ConnectionTrait, item_id: i64) -> Result<Option<Period>> {
    let asked = data_request::Entity::find().filter(data_request::Column::AgendaItemId.eq(item_id)).all(db).await?;
    Ok(asked.iter().filter_map(|row| row.period.parse::<Period>().ok()).max())
}

/// The meetings of the panel that can have heard the Board's answer: held, not before the Board's; newest first.
pub(super) async fn list_heard(db: &impl ConnectionTrait, thread: &Thread) -> Result<Vec<meetings::Model>> {
    let Some(took) = &thread.answered_at else { return Ok(Vec::new()) };
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.is_in(heirs_of(db, thread.panel.id).await?))
        .filter(meetings::Column::State.is_in([meeting::State::Held, meeting::State::Adjourned].map(Stored)))
        .filter(meetings::Column::HeldOn.gte(took.held_on))
        .order_by_desc(meetings::Column::HeldOn)
        .all(db)
        .await?)
}

/// The posts of cabinet members and directors, to whom a matter may be sent on.
pub(super) async fn list_addressees(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    use remit_domain::person::PostKind;
    Ok(post::Entity::find()
        .filter(post::Column::Kind.is_in([PostKind::CabinetMember, PostKind::Director].map(Stored)))
        .order_by_asc(post::Column::Kind)
        .order_by_asc(post::Column::Title)
        .all(db)
        .await?)
}
