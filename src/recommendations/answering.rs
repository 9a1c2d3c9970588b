//! Answer recommendations: one answer, typed by the officer or given by link, for one or several of them.

use super::commands::{Step, Which, day, held_cabinet, load, must_hold, take};
use crate::error::{Error, OrRefuse, Result};
use crate::heard;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::obligation::Kind;
use remit_domain::recommendation::{Answer, Decision, RecommendationRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, recommendation, response, response_part};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

/// An answer as typed.
#[derive(Clone, Debug)]
pub(super) struct Answering {
    pub received_on: Option<NaiveDate>,
    pub words: String,
    /// The Cabinet meeting that considered it.
    pub meeting: Option<i64>,
    pub parts: Vec<Said>,
}

/// What it says of one recommendation.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub which: Which,
    pub decision: Option<Decision>,
    pub reason: String,
    pub proposed: String,
    pub by_on: Option<NaiveDate>,
}

impl Said {
    fn decided(&self, today: NaiveDate) -> Result<Decision> {
        let answer = Answer {
            place: usize::try_from(self.which.id).unwrap_or_default(),
            decision: self.decision,
            reason: &self.reason,
            proposed: &self.proposed,
            has_day: self.by_on.is_some_and(|on| on >= today),
        };
        answer.decided().or_refuse()
    }

    /// The line in the thread.
    fn words(&self, decision: Decision) -> String {
        let mut said = format!("{}.", decision.label());
        for text in [&self.reason, &self.proposed] {
            if !text.trim().is_empty() {
                said.push_str(&format!(" {}", text.trim()));
            }
        }
        match (self.by_on, decision) {
            (Some(on), Decision::Deferred) => said.push_str(&format!(" To be decided by {}.", wording::date(on))),
            (Some(on), _) => said.push_str(&format!(" By {}.", wording::date(on))),
            (None, _) => {}
        }
        said
    }
}

/// Records it. Only those for which something was chosen are answered.
pub(super) async fn answer(work: &Work, answering: Answering) -> Result<()> {
    let first = answering.parts.first().ok_or(Error::NotFound)?;
    let chosen: Vec<&Said> = answering.parts.iter().filter(|said| said.decision.is_some()).collect();
    if chosen.is_empty() {
        first.decided(work.today)?;
    }
    let mut rows: Vec<(recommendation::Model, &Said, Decision)> = Vec::new();
    for said in chosen {
        let row = load(work, said.which).await?;
        row.state.answer(Decision::Accepted).or_refuse()?;
        rows.push((row, said, said.decided(work.today)?));
    }
    let post_id = rows.first().map(|(row, ..)| row.post_id).ok_or(Error::NotFound)?;
    if rows.iter().any(|(row, ..)| row.post_id != post_id) {
        return Err(Error::refused(RecommendationRefusal::SeveralAddressees));
    }
    must_hold(work, &[post_id]).await?;
    let sent = rows.iter().filter_map(|(row, ..)| row.received_on).max().unwrap_or(work.today);
    let received_on = day(answering.received_on, sent.min(work.today), work.today)?;
    let meeting_id = held_cabinet(work, answering.meeting).await?.map(|meeting| meeting.id);
    let whole = response::ActiveModel {
        post_id: Set(post_id),
        received_on: Set(received_on),
        words: Set(answering.words.clone()),
        meeting_id: Set(meeting_id),
        link: Set(String::new()),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ..Default::default()
    };
    let whole = whole.insert(&work.tx).await?;
    for (row, said, decision) in rows {
        let part = response_part::ActiveModel {
            response_id: Set(whole.id),
            recommendation_id: Set(row.id),
            decision: Set(Stored(decision)),
            reason: Set(said.reason.trim().to_owned()),
            proposed: Set(said.proposed.trim().to_owned()),
            by_on: Set(said.by_on),
            ..Default::default()
        };
        part.insert(&work.tx).await?;
        let state = row.state.answer(decision).or_refuse()?;
        let done: &'static [Kind] = match decision {
            Decision::Deferred => &[Kind::AcknowledgeRecommendation],
            _ => &[Kind::AcknowledgeRecommendation, Kind::Respond],
        };
        let step = Step { state, deed: heard::ANSWERED, words: said.words(decision), done };
        let considered = meeting_id.or(row.considered_at_id);
        let change = |row: &mut recommendation::ActiveModel| {
            row.responded_on = Set(Some(received_on));
            row.considered_at_id = Set(considered);
        };
        take(work, row, change, step).await?;
    }
    Ok(())
}
