//! Reading what a chair has before them: what is owed to the body and by its chair, what awaits the panel's word, and
//! the next meeting.

use crate::clearance::PRIVATE;
use crate::error::Result;
use crate::succession::with_forebears;
use chrono::{Days, NaiveDate};
use remit_domain::meeting::State;
use remit_domain::obligation::{Kind, State as Owed, SubjectKind};
use remit_entity::{Stored, body, meeting, obligation};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder};

/// How far the page looks ahead, in days.
const AHEAD: Days = Days::new(28);

/// What a chair has before them.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub next: Option<meeting::Model>,
    /// What the chair owes: approvals.
    pub own: Vec<obligation::Model>,
    /// What was proposed complete, for the panel to agree.
    pub to_agree: Vec<obligation::Model>,
    /// What others owe and is late.
    pub late: Vec<obligation::Model>,
    /// What others owe in the coming weeks, or has no date.
    pub due: Vec<obligation::Model>,
}

impl Before {
    /// Leaves the reference alone of what concerns business taken in private.
    pub(super) fn mask(&mut self) {
        for rows in [&mut self.own, &mut self.to_agree, &mut self.late, &mut self.due] {
            for row in rows.iter_mut().filter(|row| row.is_exempt) {
                let reference = row.title.split_once(": ").filter(|_| MADE.contains(&row.subject_kind.0));
                row.title = match reference {
                    Some((reference, _)) => format!("{reference}: concerns business taken in private"),
                    None => PRIVATE.to_owned(),
                };
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty() && self.to_agree.is_empty() && self.late.is_empty() && self.due.is_empty()
    }
}

/// What is called by its reference first.
const MADE: [SubjectKind; 4] =
    [SubjectKind::Action, SubjectKind::Recommendation, SubjectKind::Referral, SubjectKind::Comment];

/// What is the officers' own work is none of the chair's page.
const OFFICERS: [Kind; 9] = [
    Kind::IssueRequest,
    Kind::AcceptData,
    Kind::AcknowledgeRequest,
    Kind::ProposeCorrection,
    Kind::ReviewPaused,
    Kind::SendChiefLetter,
    Kind::RecordAnswer,
    Kind::AgreeCompletion,
    Kind::GiveUpdates,
];

/// What the chair or the panel is asked to agree.
const WAITING: [Kind; 3] = [Kind::AgreeCompletion, Kind::ApproveMinutes, Kind::ApproveFeedback];

pub(super) async fn find(db: &impl ConnectionTrait, slug: &str) -> Result<Option<body::Model>> {
    Ok(body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?)
}

pub(super) async fn before(db: &impl ConnectionTrait, body: &body::Model, today: NaiveDate) -> Result<Before> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::BodyId.is_in(with_forebears(db, &[body.id]).await?))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .filter(
            Condition::any()
                .add(obligation::Column::DueOn.lte(today + AHEAD))
                .add(obligation::Column::DueOn.is_null())
                // What waits for the chair or the panel waits however far off its day is.
                .add(obligation::Column::Kind.is_in(WAITING.map(Stored))),
        )
        .order_by_with_nulls(obligation::Column::DueOn, Order::Asc, NullOrdering::Last)
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?;
    let next = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body.id))
        .filter(meeting::Column::HeldOn.gte(today))
        .filter(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .one(db)
        .await?;
    let mut before = Before { next, own: Vec::new(), to_agree: Vec::new(), late: Vec::new(), due: Vec::new() };
    for row in open {
        let place = if Some(row.owner_post_id) == body.chair_post_id {
            &mut before.own
        } else if row.kind.0 == Kind::AgreeCompletion {
            &mut before.to_agree
        } else if OFFICERS.contains(&row.kind.0) {
            continue;
        } else if row.due_on.is_some_and(|on| on < today) {
            &mut before.late
        } else {
            &mut before.due
        };
        place.push(row);
    }
    Ok(before)
}
