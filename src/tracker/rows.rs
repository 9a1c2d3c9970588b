//! Reading the tracker: one row for everything that it holds, whatever its kind, in one order. So many queries, however
//! many rows.

use super::filter::Filter;
use crate::clearance::{Clearance, PRIVATE, private_among};
use crate::error::Result;
use crate::succession::with_forebears;
use crate::web::Visit;
use chrono::NaiveDate;
use remit_domain::obligation::{Kind as Owes, State as Owed, SubjectKind};
use remit_domain::tracking::{Kind, Standing};
use remit_domain::word::Word;
use remit_domain::{action, comment, recommendation, referral};
use remit_entity::{
    Stored, action as actions, agenda_item, comment as comments, obligation, recommendation as recommendations,
    referral as referrals,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One thing in the tracker.
#[derive(Clone, Debug)]
pub(super) struct Tracked {
    pub subject: (SubjectKind, i64),
    pub kind: Kind,
    pub reference: String,
    pub text: String,
    pub body_id: i64,
    /// The post that owes it; none for what a body owes.
    pub owner: Option<i64>,
    /// The body that owes it.
    pub board: Option<i64>,
    pub item_id: i64,
    pub standing: Standing,
    pub state: &'static str,
    pub version: i32,
    pub created_on: NaiveDate,
    /// Whether somebody owes it now.
    pub is_owed: bool,
    pub due_on: Option<NaiveDate>,
    /// What is said beside the last word: why it waits, or what the Board or the addressee answered.
    pub note: String,
    /// Whether the visitor may not read its words.
    pub is_hidden: bool,
    /// Whether it is a recommendation whose answer, if there is one, is not published.
    pub is_unpublished: bool,
}

impl Tracked {
    pub(super) fn is_over(&self) -> bool {
        matches!(self.standing, Standing::Complete | Standing::Gone)
    }

    /// What a form calls it, with its version.
    pub(super) fn key(&self) -> String {
        format!("{}-{}-{}", self.subject.0.word(), self.subject.1, self.version)
    }
}

/// Every row that a filter lets through: what is unfinished first and by its date, then the newest.
pub(super) async fn list(visit: &Visit, filter: &Filter, today: NaiveDate) -> Result<Vec<Tracked>> {
    let db = visit.app.db();
    let within = Within::of(db, filter).await?;
    let mut rows = Vec::new();
    let wants = |kind: Kind| filter.kind.is_none_or(|wanted| wanted == kind);
    if wants(Kind::Action) || wants(Kind::Information) {
        rows.extend(list_actions(db, &within, filter).await?);
    }
    if wants(Kind::Recommendation) {
        rows.extend(list_recommendations(db, &within, filter).await?);
    }
    if wants(Kind::Referral) && filter.owner.is_none() {
        rows.extend(list_referrals(db, &within, filter).await?);
    }
    if wants(Kind::Comment) && filter.indicator.is_none() {
        rows.extend(list_comments(db, &within, filter).await?);
    }
    hide(db, &mut rows, &Clearance::of(visit).await?).await?;
    let due = list_due(db, &within).await?;
    for row in &mut rows {
        if let Some(on) = due.get(&row.subject) {
            row.is_owed = true;
            row.due_on = *on;
        }
    }
    rows.retain(|row| {
        let stands = match filter.standing {
            None => true,
            Some(Standing::Unfinished) => !row.is_over(),
            Some(wanted) => row.standing == wanted,
        };
        let is_late = row.is_owed && row.due_on.is_some_and(|on| on < today);
        stands && (!filter.is_overdue || is_late)
    });
    rows.sort_by_key(|row| {
        (row.is_over(), row.due_on.unwrap_or(NaiveDate::MAX), Reverse(row.created_on), Reverse(row.subject.1))
    });
    Ok(rows)
}

/// Leaves the reference alone of what a visitor may not read.
async fn hide(db: &impl ConnectionTrait, rows: &mut [Tracked], clearance: &Clearance) -> Result<()> {
    let private = private_among(db, rows.iter().map(|row| row.item_id).collect()).await?;
    for row in rows.iter_mut().filter(|row| private.contains(&row.item_id) && !clearance.reads(row.body_id)) {
        row.is_hidden = true;
        row.text = PRIVATE.to_owned();
        row.note.clear();
    }
    Ok(())
}

/// The bodies and the items that rows may belong to.
struct Within {
    bodies: Option<BTreeSet<i64>>,
    items: Option<Vec<i64>>,
}

impl Within {
    async fn of(db: &impl ConnectionTrait, filter: &Filter) -> Result<Self> {
        let asked = match filter.body {
            Some(body) => Some(with_forebears(db, &[body]).await?),
            None => None,
        };
        let own: Option<BTreeSet<i64>> = filter.own.as_ref().map(|own| own.iter().copied().collect());
        let bodies = match (asked, own) {
            (Some(asked), Some(own)) => Some(asked.intersection(&own).copied().collect()),
            (asked, own) => asked.or(own),
        };
        let items = match filter.origin {
            Some(meeting) => Some(
                agenda_item::Entity::find()
                    .select_only()
                    .column(agenda_item::Column::Id)
                    .filter(agenda_item::Column::MeetingId.eq(meeting))
                    .into_tuple()
                    .all(db)
                    .await?,
            ),
            None => None,
        };
        Ok(Self { bodies, items })
    }

    fn condition<C: ColumnTrait>(&self, body: C, item: C) -> Condition {
        Condition::all()
            .add_option(self.bodies.clone().map(|ids| body.is_in(ids)))
            .add_option(self.items.clone().map(|ids| item.is_in(ids)))
    }
}

async fn list_actions(db: &impl ConnectionTrait, within: &Within, filter: &Filter) -> Result<Vec<Tracked>> {
    use action::State;
    use actions::Column;
    let kind = match filter.kind {
        Some(Kind::Information) => Some(action::Kind::Information),
        Some(_) => Some(action::Kind::Action),
        None => None,
    };
    let found = actions::Entity::find()
        .filter(within.condition(Column::BodyId, Column::AgendaItemId))
        .filter(
            Condition::all()
                .add_option(filter.owner.map(|id| Column::OwnerPostId.eq(id)))
                .add_option(filter.indicator.map(|id| Column::IndicatorId.eq(id)))
                .add_option(kind.map(|kind| Column::Kind.eq(Stored(kind))))
                .add_option(filter.leaves_out_what_is_over().then(|| {
                    let over = [State::Complete, State::Withdrawn, State::Converted];
                    Column::State.is_not_in(over.map(Stored))
                })),
        )
        .all(db)
        .await?;
    Ok(found.into_iter().map(of_action).collect())
}

fn of_action(row: actions::Model) -> Tracked {
    use action::State;
    Tracked {
        subject: (SubjectKind::Action, row.id),
        kind: match row.kind.0 {
            action::Kind::Action => Kind::Action,
            action::Kind::Information => Kind::Information,
        },
        reference: row.reference,
        text: row.text,
        body_id: row.body_id,
        owner: Some(row.owner_post_id),
        board: None,
        item_id: row.agenda_item_id,
        standing: match row.state.0 {
            State::Open => Standing::Open,
            State::InProgress => Standing::InProgress,
            State::ProposedComplete => Standing::ProposedComplete,
            State::Paused => Standing::Paused,
            State::Complete => Standing::Complete,
            State::Withdrawn | State::Converted => Standing::Gone,
        },
        state: row.state.label(),
        version: row.version,
        created_on: row.created_on,
        is_owed: false,
        due_on: None,
        note: row.pause_why,
        is_hidden: false,
        is_unpublished: false,
    }
}

async fn list_recommendations(db: &impl ConnectionTrait, within: &Within, filter: &Filter) -> Result<Vec<Tracked>> {
    use recommendation::State;
    use recommendations::Column;
    let owner = |id: i64| Condition::any().add(Column::PostId.eq(id)).add(Column::LeadPostId.eq(id));
    let found = recommendations::Entity::find()
        .filter(within.condition(Column::BodyId, Column::AgendaItemId))
        .filter(
            Condition::all()
                .add_option(filter.owner.map(owner))
                .add_option(filter.indicator.map(|id| Column::IndicatorId.eq(id)))
                .add_option(
                    filter
                        .leaves_out_what_is_over()
                        .then(|| Column::State.is_not_in([State::Closed, State::Withdrawn].map(Stored))),
                ),
        )
        .all(db)
        .await?;
    let told = found.into_iter().map(|row| Tracked {
        subject: (SubjectKind::Recommendation, row.id),
        kind: Kind::Recommendation,
        reference: row.reference,
        text: row.text,
        body_id: row.body_id,
        owner: Some(row.lead_post_id.unwrap_or(row.post_id)),
        board: None,
        item_id: row.agenda_item_id,
        standing: match row.state.0 {
            State::Drafted | State::Agreed | State::Endorsed => Standing::Open,
            State::ProposedComplete => Standing::ProposedComplete,
            State::Paused => Standing::Paused,
            State::Closed => Standing::Complete,
            State::Withdrawn => Standing::Gone,
            _ => Standing::InProgress,
        },
        state: row.state.label(),
        version: row.version,
        created_on: row.created_on,
        is_owed: false,
        due_on: None,
        note: row.pause_why,
        is_hidden: false,
        is_unpublished: row.published_on.is_none(),
    });
    Ok(told.collect())
}

async fn list_referrals(db: &impl ConnectionTrait, within: &Within, filter: &Filter) -> Result<Vec<Tracked>> {
    use referral::State;
    use referrals::Column;
    let found = referrals::Entity::find()
        .filter(within.condition(Column::BodyId, Column::AgendaItemId))
        .filter(
            Condition::all().add_option(filter.indicator.map(|id| Column::IndicatorId.eq(id))).add_option(
                filter
                    .leaves_out_what_is_over()
                    .then(|| Column::State.is_not_in([State::Closed, State::Withdrawn].map(Stored))),
            ),
        )
        .all(db)
        .await?;
    let told = found.into_iter().map(|row| Tracked {
        subject: (SubjectKind::Referral, row.id),
        kind: Kind::Referral,
        reference: row.reference,
        text: row.text,
        body_id: row.body_id,
        owner: None,
        board: Some(row.board_id),
        item_id: row.agenda_item_id,
        standing: match row.state.0 {
            State::Raised => Standing::Open,
            State::Closed => Standing::Complete,
            State::Withdrawn => Standing::Gone,
            _ => Standing::InProgress,
        },
        state: row.state.label(),
        version: row.version,
        created_on: row.created_on,
        is_owed: false,
        due_on: None,
        note: row.answer,
        is_hidden: false,
        is_unpublished: false,
    });
    Ok(told.collect())
}

async fn list_comments(db: &impl ConnectionTrait, within: &Within, filter: &Filter) -> Result<Vec<Tracked>> {
    use comment::State;
    use comments::Column;
    let found = comments::Entity::find()
        .filter(within.condition(Column::BodyId, Column::AgendaItemId))
        .filter(Condition::all().add_option(filter.owner.map(|id| Column::PostId.eq(id))))
        .all(db)
        .await?;
    let told = found.into_iter().map(|row| Tracked {
        subject: (SubjectKind::Comment, row.id),
        kind: Kind::Comment,
        reference: row.reference,
        text: row.text,
        body_id: row.body_id,
        owner: Some(row.post_id),
        board: None,
        item_id: row.agenda_item_id,
        standing: match (row.state.0, row.reply_by) {
            (State::Given, Some(_)) => Standing::Open,
            // Nothing more is wanted of a comment that asked for no reply.
            (State::Given, None) | (State::Replied, _) => Standing::Complete,
            (State::Withdrawn, _) => Standing::Gone,
        },
        state: row.state.label(),
        version: row.version,
        created_on: row.created_on,
        is_owed: false,
        due_on: None,
        note: row.reply,
        is_hidden: false,
        is_unpublished: false,
    });
    Ok(told.collect())
}

/// What others owe about these things, and when it is due: the earliest where there are several.
async fn list_due(
    db: &impl ConnectionTrait,
    within: &Within,
) -> Result<BTreeMap<(SubjectKind, i64), Option<NaiveDate>>> {
    let others = [
        Owes::DoAction,
        Owes::AcknowledgeRecommendation,
        Owes::Respond,
        Owes::ReportProgress,
        Owes::ReplyToComment,
        Owes::RecordAnswer,
    ];
    let mut open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .filter(obligation::Column::Kind.is_in(others.map(Stored)));
    if within.bodies.as_ref().is_some_and(BTreeSet::is_empty) {
        open = open.filter(obligation::Column::Id.eq(0));
    }
    let mut due: BTreeMap<(SubjectKind, i64), Option<NaiveDate>> = BTreeMap::new();
    for row in open.all(db).await? {
        let place = due.entry((row.subject_kind.0, row.subject_id)).or_insert(row.due_on);
        *place = match (*place, row.due_on) {
            (Some(had), Some(on)) => Some(had.min(on)),
            (had, on) => had.or(on),
        };
    }
    Ok(due)
}
