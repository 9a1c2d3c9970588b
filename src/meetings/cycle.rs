//! The cycle of a meeting as its pages show it: planned by `domain::cycle` from the period that its
//! performance item asks about and the next Board meeting in the diary, each step with where it stands.

use super::views::{CycleView, StepView, StripView};
use crate::diary;
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::calendar::{Calendar, OutsideCalendar};
use remit_domain::cycle::{self, CycleFacts, Plan, Step, StepKey};
use remit_domain::period::Period;
use remit_domain::{report, wording};
use remit_entity::{body, meeting};
use sea_orm::{ConnectionTrait, EntityTrait};

/// What a cycle is planned from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned<'p> {
    pub body: &'p body::Model,
    pub held_on: NaiveDate,
    pub lag: u32,
    /// What the performance item asks about; none takes the latest quarter that ended before the meeting.
    pub period: Option<Period>,
}

/// How far the meeting has come, as far as it changes where a step stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    pub is_published: bool,
    pub is_held: bool,
    pub is_cancelled: bool,
    pub requests_to_issue: bool,
    pub requests_owed: bool,
}

/// The Board that a body reports to and its next meeting after a day.
pub(super) async fn board_after(
    db: &impl ConnectionTrait,
    body: &body::Model,
    after: NaiveDate,
) -> Result<Option<(body::Model, Option<meeting::Model>)>> {
    let Some(id) = body.reports_to_id else { return Ok(None) };
    let Some(board) = body::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let next = diary::next_meeting(db, id, after).await?;
    Ok(Some((board, next)))
}

/// Plans the cycle and tells where each step stands today. Outside the loaded years it refuses.
pub(super) async fn plan(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    planned: Planned<'_>,
    (progress, today): (Progress, NaiveDate),
) -> Result<std::result::Result<CycleView, OutsideCalendar>> {
    let board = board_after(db, planned.body, planned.held_on).await?;
    let board_on = board.as_ref().and_then(|(_, next)| next.as_ref()).map(|next| next.held_on);
    let period = planned.period.unwrap_or_else(|| Period::quarter_of(planned.held_on).previous());
    let facts = CycleFacts {
        board: board_on,
        lag: planned.lag,
        clear_days: u32::try_from(planned.body.clear_days).unwrap_or(5),
        ..CycleFacts::usual(planned.held_on, period)
    };
    let plan = match cycle::plan(&facts, calendar) {
        Ok(plan) => plan,
        Err(outside) => return Ok(Err(outside)),
    };
    let mut warnings: Vec<String> = plan.warnings.iter().map(ToString::to_string).collect();
    if board.is_some() && board_on.is_none() {
        warnings.push(report::Warning::NoBoardMeeting(planned.held_on).to_string());
    }
    let board_name = board.map(|(board, _)| board.name).unwrap_or_default();
    Ok(Ok(tell(&plan, warnings, (period, board_name), (progress, today))))
}

fn tell(
    plan: &Plan,
    warnings: Vec<String>,
    (period, board): (Period, String),
    (progress, today): (Progress, NaiveDate),
) -> CycleView {
    let mut steps: Vec<&Step> = plan.steps.iter().collect();
    steps.sort_by_key(|step| step.on);
    let mut now_is_told = false;
    let steps: Vec<StepView> = steps
        .into_iter()
        .map(|step| {
            let mut state = standing(step, progress, today);
            if state == "next" && !now_is_told && !progress.is_cancelled {
                now_is_told = true;
                state = "now";
            }
            let why = match step.key {
                StepKey::Board => format!("the next meeting of the {board} in the diary"),
                StepKey::Meeting => "the day in the diary".to_owned(),
                _ => step.why.clone(),
            };
            StepView {
                key: step.key,
                text: step.key.label(),
                on_iso: step.on.to_string(),
                on: wording::date_with_weekday(step.on),
                why,
                state,
            }
        })
        .collect();
    let strip = steps.iter().filter(|step| IN_THE_STRIP.contains(&step.key)).map(StripView::of).collect();
    CycleView { period: period.title(), steps, strip, warnings }
}

const IN_THE_STRIP: [StepKey; 5] =
    [StepKey::QuarterEnd, StepKey::DataDue, StepKey::PublishBy, StepKey::Meeting, StepKey::Board];

/// Done, late or still to come: the calendar decides, unless what the step is for says otherwise.
fn standing(step: &Step, progress: Progress, today: NaiveDate) -> &'static str {
    let is_over = step.on < today;
    let is_done = match step.key {
        StepKey::RequestIssued => is_over && !progress.requests_to_issue,
        StepKey::DataDue => is_over && !progress.requests_owed,
        StepKey::PublishBy => progress.is_published || is_over && progress.is_held,
        StepKey::Meeting => progress.is_held,
        _ => is_over,
    };
    match (is_done, is_over && !progress.is_cancelled) {
        (true, _) => "done",
        (false, true) => "late",
        (false, false) => "next",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The cycle of 3 November 2022 with its Board, as told on a day.
    fn told(today: &str, progress: Progress) -> Vec<(StepKey, &'static str)> {
        let period: Period = "2022/23 Q2".parse().unwrap();
        let facts = CycleFacts { board: Some(on("2022-11-16")), ..CycleFacts::usual(on("2022-11-03"), period) };
        let plan = cycle::plan(&facts, &Calendar::england()).unwrap();
        let view = tell(&plan, Vec::new(), (period, "Board".to_owned()), (progress, on(today)));
        view.steps.iter().map(|step| (step.key, step.state)).collect()
    }

    fn state(told: &[(StepKey, &'static str)], key: StepKey) -> &'static str {
        told.iter().find(|(one, _)| *one == key).unwrap().1
    }

    #[test]
    fn exactly_one_step_is_where_we_are_until_all_is_over() {
        for (today, key) in [
            ("2022-09-01", StepKey::QuarterEnd),
            ("2022-10-01", StepKey::RequestIssued),
            ("2022-10-19", StepKey::DataDue),
            ("2022-10-26", StepKey::PublishBy),
        ] {
            let told = told(today, Progress::default());
            let now: Vec<_> = told.iter().filter(|(_, state)| *state == "now").collect();
            assert_eq!(now, [&(key, "now")], "{today}");
        }
        let progress = Progress { is_published: true, is_held: true, ..Progress::default() };
        assert!(told("2022-11-17", progress).iter().all(|(_, state)| *state == "done"));
    }

    #[test]
    fn what_was_not_done_by_its_day_is_late() {
        let progress = Progress { requests_owed: true, ..Progress::default() };
        let late = told("2022-10-27", progress);
        assert_eq!(state(&late, StepKey::DataDue), "late");
        assert_eq!(state(&late, StepKey::PublishBy), "late");
        assert_eq!(state(&late, StepKey::Meeting), "now");
        let published = Progress { is_published: true, ..progress };
        assert_eq!(state(&told("2022-10-20", published), StepKey::PublishBy), "done", "early is done");
    }

    #[test]
    fn steps_are_told_in_the_order_of_their_days() {
        let keys: Vec<_> = told("2022-10-01", Progress::default()).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys[..3], [StepKey::QuarterEnd, StepKey::RequestIssued, StepKey::DataAvailable]);
    }
}
