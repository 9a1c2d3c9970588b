//! Reading what hangs on a meeting of the Board: its panels, when each met since the Board last did, its feedback.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use remit_domain::meeting::State;
use remit_entity::{Stored, body, feedback, feedback_line, meeting, meeting_body, referral};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// A meeting of a body that others report to.
#[derive(Clone, Debug)]
pub(super) struct Sitting {
    pub meeting: meeting::Model,
    pub board: body::Model,
    /// The bodies that report to it.
    pub panels: Vec<body::Model>,
    /// Every body that says something to it, by name: those that report to it, and whoever else referred a matter here.
    pub speakers: Vec<body::Model>,
    /// The day on which it last met before.
    pub since: Option<NaiveDate>,
}

pub(super) async fn find_sitting(db: &impl ConnectionTrait, id: i64) -> Result<Option<Sitting>> {
    let Some(meeting) = meeting::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let missing = || Error::broken("a meeting without its body");
    let board = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or_else(missing)?;
    let still = Condition::any().add(body::Column::EndedOn.is_null()).add(body::Column::EndedOn.gt(meeting.held_on));
    let panels = body::Entity::find()
        .filter(body::Column::ReportsToId.eq(board.id))
        .filter(still)
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?;
    if panels.is_empty() {
        return Ok(None);
    }
    let speakers = speakers(db, (&meeting, &board), &panels).await?;
    let before = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(board.id))
        .filter(meeting::Column::HeldOn.lt(meeting.held_on))
        .filter(meeting::Column::State.is_in([State::Held, State::Adjourned].map(Stored)))
        .order_by_desc(meeting::Column::HeldOn)
        .one(db)
        .await?;
    Ok(Some(Sitting { meeting, board, panels, speakers, since: before.map(|row| row.held_on) }))
}

/// A body that has ended since, or that refers by a route, still has its matters here.
async fn speakers(
    db: &impl ConnectionTrait,
    (meeting, board): (&meeting::Model, &body::Model),
    panels: &[body::Model],
) -> Result<Vec<body::Model>> {
    let here = Condition::any()
        .add(referral::Column::MeetingId.eq(meeting.id))
        .add(referral::Column::AnsweredMeetingId.eq(meeting.id));
    let mut bodies: BTreeSet<i64> = referral::Entity::find()
        .select_only()
        .column(referral::Column::BodyId)
        .filter(referral::Column::BoardId.eq(board.id))
        .filter(here)
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    bodies.extend(panels.iter().map(|panel| panel.id));
    Ok(body::Entity::find().filter(body::Column::Id.is_in(bodies)).order_by_asc(body::Column::Name).all(db).await?)
}

impl Sitting {
    /// The meetings of a panel after the Board last met and not after this one that stand, its own and joint ones;
    /// oldest first.
    pub(super) async fn met(&self, db: &impl ConnectionTrait, panel: i64) -> Result<Vec<meeting::Model>> {
        let joint: Vec<i64> = meeting_body::Entity::find()
            .select_only()
            .column(meeting_body::Column::MeetingId)
            .filter(meeting_body::Column::BodyId.eq(panel))
            .into_tuple()
            .all(db)
            .await?;
        let own = Condition::any().add(meeting::Column::BodyId.eq(panel)).add(meeting::Column::Id.is_in(joint));
        let after = self.since.map(|since| meeting::Column::HeldOn.gt(since));
        Ok(meeting::Entity::find()
            .filter(own)
            .filter(Condition::all().add_option(after))
            .filter(meeting::Column::HeldOn.lte(self.meeting.held_on))
            .filter(meeting::Column::State.is_in(State::STANDING.map(Stored)))
            .order_by_asc(meeting::Column::HeldOn)
            .all(db)
            .await?)
    }

    /// The day on which a panel last met before this meeting of the Board.
    pub(super) async fn last_met(&self, db: &impl ConnectionTrait, panel: i64) -> Result<Option<NaiveDate>> {
        let last = meeting::Entity::find()
            .filter(meeting::Column::BodyId.eq(panel))
            .filter(meeting::Column::HeldOn.lte(self.meeting.held_on))
            .filter(meeting::Column::State.is_in([State::Held, State::Adjourned].map(Stored)))
            .order_by_desc(meeting::Column::HeldOn)
            .one(db)
            .await?;
        Ok(last.map(|row| row.held_on))
    }

    /// The matters that a panel referred to this meeting of the Board, or that it answered.
    pub(super) async fn matters(&self, db: &impl ConnectionTrait, panel: i64) -> Result<Vec<referral::Model>> {
        let here = Condition::any()
            .add(referral::Column::MeetingId.eq(self.meeting.id))
            .add(referral::Column::AnsweredMeetingId.eq(self.meeting.id));
        Ok(referral::Entity::find()
            .filter(referral::Column::BodyId.eq(panel))
            .filter(here)
            .filter(referral::Column::State.ne(Stored(remit_domain::referral::State::Withdrawn)))
            .order_by_asc(referral::Column::Id)
            .all(db)
            .await?)
    }

    pub(super) fn panel(&self, id: i64) -> Option<&body::Model> {
        self.panels.iter().find(|panel| panel.id == id)
    }
}

/// The feedback of a round, by panel.
pub(super) async fn list_round(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<feedback::Model>> {
    Ok(feedback::Entity::find()
        .filter(feedback::Column::MeetingId.eq(meeting_id))
        .order_by_asc(feedback::Column::BodyId)
        .all(db)
        .await?)
}

/// The lines of a feedback, in their order.
pub(super) async fn list_lines(db: &impl ConnectionTrait, feedback_id: i64) -> Result<Vec<feedback_line::Model>> {
    Ok(feedback_line::Entity::find()
        .filter(feedback_line::Column::FeedbackId.eq(feedback_id))
        .order_by_asc(feedback_line::Column::Position)
        .all(db)
        .await?)
}

/// One feedback with what it is for.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub feedback: feedback::Model,
    pub sitting: Sitting,
    pub panel: body::Model,
}

pub(super) async fn find_scene(db: &impl ConnectionTrait, id: i64) -> Result<Option<Scene>> {
    let Some(feedback) = feedback::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let Some(sitting) = find_sitting(db, feedback.meeting_id).await? else { return Ok(None) };
    let panel = body::Entity::find_by_id(feedback.body_id).one(db).await?;
    Ok(panel.map(|panel| Scene { feedback, sitting, panel }))
}
