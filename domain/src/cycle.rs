//! The cycle planned back from a meeting: when to ask for data, when it is due, what must be published by when.
//! Dates and reasons only; what is owed because of them is not here. Called by the meeting's page and `remit plan`.

mod step;
mod warning;

use chrono::NaiveDate;

use crate::calendar::{Calendar, OutsideCalendar};
use crate::period::Period;
use crate::wording::{date_with_day, days_by_month, list, working_days};

pub use step::{Step, StepKey};
pub use warning::Warning;

/// A meeting and what its cycle is reckoned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleFacts {
    /// The day of the panel's meeting.
    pub meeting: NaiveDate,
    /// What the figures are about.
    pub period: Period,
    /// The day of the Board to which the panel reports, if it reports to one.
    pub board: Option<NaiveDate>,
    /// Working days from the end of the period until its data exist.
    pub lag: u32,
    /// The panel's own offsets.
    pub offsets: CycleOffsets,
    /// Clear working days for which papers are public before a meeting.
    pub clear_days: u32,
}

impl CycleFacts {
    /// A meeting with no Board and the usual figures: a lag of 10 working days, five clear days.
    #[must_use]
    pub fn usual(meeting: NaiveDate, period: Period) -> Self {
        Self { meeting, period, board: None, lag: 10, offsets: CycleOffsets::default(), clear_days: 5 }
    }
}

/// Offsets of a panel's cycle, all in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleOffsets {
    /// From the end of the period to the earliest issue of the request.
    pub request_after_period: u32,
    /// From the issue of the request to publication, at most.
    pub request_before_publishing: u32,
    /// From the data being due to publication.
    pub data_before_publishing: u32,
    /// From queries on the commentary, and the chair's briefing, to publication.
    pub queries_before_publishing: u32,
    /// From the final report to publication.
    pub report_before_publishing: u32,
    /// From the meeting to the draft of the feedback to the Board.
    pub feedback_after_meeting: u32,
    /// From the meeting to the chair's approval of that feedback.
    pub approval_after_meeting: u32,
    /// From the meeting to its draft minutes.
    pub minutes_after_meeting: u32,
}

impl Default for CycleOffsets {
    fn default() -> Self {
        Self {
            request_after_period: 1,
            request_before_publishing: 20,
            data_before_publishing: 5,
            queries_before_publishing: 3,
            report_before_publishing: 2,
            feedback_after_meeting: 1,
            approval_after_meeting: 2,
            minutes_after_meeting: 10,
        }
    }
}

/// The cycle of one meeting. Steps that belong to the Board are absent when there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The steps, in the order of [`StepKey::ALL`].
    pub steps: Vec<Step>,
    /// What will go wrong if nothing changes; empty when all is well.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// The day of a step, if the cycle has it.
    #[must_use]
    pub fn on(&self, key: StepKey) -> Option<NaiveDate> {
        self.steps.iter().find(|step| step.key == key).map(|step| step.on)
    }
}

/// The dates of a cycle, before they are told.
struct Reckoned {
    available: NaiveDate,
    earliest_request: NaiveDate,
    usual_request: NaiveDate,
    due: NaiveDate,
    queries: NaiveDate,
    report: NaiveDate,
    publish: NaiveDate,
    board: Option<ReckonedBoard>,
}

struct ReckonedBoard {
    on: NaiveDate,
    drafted: NaiveDate,
    approved: NaiveDate,
    publish: NaiveDate,
}

impl Reckoned {
    fn from(facts: &CycleFacts, cal: &Calendar) -> Result<Self, OutsideCalendar> {
        let (offsets, ends) = (&facts.offsets, facts.period.end());
        let publish = cal.publish_by(facts.meeting, facts.clear_days)?;
        let board = |on: NaiveDate| {
            Ok(ReckonedBoard {
                on,
                drafted: cal.working_days_after(facts.meeting, offsets.feedback_after_meeting)?,
                approved: cal.working_days_after(facts.meeting, offsets.approval_after_meeting)?,
                publish: cal.publish_by(on, facts.clear_days)?,
            })
        };
        Ok(Self {
            available: cal.working_days_after(ends, facts.lag)?,
            earliest_request: cal.working_days_after(ends, offsets.request_after_period)?,
            usual_request: cal.working_days_before(publish, offsets.request_before_publishing)?,
            due: cal.working_days_before(publish, offsets.data_before_publishing)?,
            queries: cal.working_days_before(publish, offsets.queries_before_publishing)?,
            report: cal.working_days_before(publish, offsets.report_before_publishing)?,
            publish,
            board: facts.board.map(board).transpose()?,
        })
    }

    fn request(&self) -> NaiveDate {
        self.earliest_request.max(self.usual_request)
    }
}

/// Plans the cycle of a meeting back from its date, and forward to the Board.
///
/// The request goes out on the later of the first working day after the period and 20 working days before
/// publication; data are due 5 working days before publication (offsets are the panel's own).
///
/// # Errors
/// [`OutsideCalendar`] when any step needs a year whose bank holidays are not loaded.
pub fn plan(facts: &CycleFacts, cal: &Calendar) -> Result<Plan, OutsideCalendar> {
    let reckoned = Reckoned::from(facts, cal)?;
    Ok(Plan { steps: tell(facts, &reckoned, cal)?, warnings: warn(facts, &reckoned, cal)? })
}

/// The day on which a meeting's draft minutes are expected. They often come after the Board's agenda, and are no
/// part of the way to it.
///
/// # Errors
/// As [`plan`].
pub fn draft_minutes_by(
    meeting: NaiveDate,
    offsets: &CycleOffsets,
    cal: &Calendar,
) -> Result<NaiveDate, OutsideCalendar> {
    cal.working_days_after(meeting, offsets.minutes_after_meeting)
}

fn tell(facts: &CycleFacts, r: &Reckoned, cal: &Calendar) -> Result<Vec<Step>, OutsideCalendar> {
    let (offsets, publish) = (&facts.offsets, why_published_by(r.publish, facts.meeting, cal)?);
    let before = |n: u32| format!("{} before publication", working_days(n));
    let available = format!("{} after the period ends", working_days(facts.lag));
    let mut steps = vec![
        step(StepKey::QuarterEnd, facts.period.end(), format!("{} ends", facts.period.title())),
        step(StepKey::DataAvailable, r.available, available),
        step(StepKey::RequestIssued, r.request(), why_requested_then(offsets, r)),
        step(StepKey::DataDue, r.due, before(offsets.data_before_publishing)),
        step(StepKey::Queries, r.queries, before(offsets.queries_before_publishing)),
        step(StepKey::FinalReport, r.report, before(offsets.report_before_publishing)),
        step(StepKey::PublishBy, r.publish, publish),
        step(StepKey::Meeting, facts.meeting, "the day given".to_owned()),
    ];
    if let Some(board) = &r.board {
        steps.extend(tell_board(offsets, board, cal)?);
    }
    Ok(steps)
}

fn tell_board(offsets: &CycleOffsets, board: &ReckonedBoard, cal: &Calendar) -> Result<[Step; 4], OutsideCalendar> {
    let after = |n: u32| format!("{} after the meeting", working_days(n));
    let publish = why_published_by(board.publish, board.on, cal)?;
    Ok([
        step(StepKey::FeedbackDrafted, board.drafted, after(offsets.feedback_after_meeting)),
        step(StepKey::ChairApproves, board.approved, after(offsets.approval_after_meeting)),
        step(StepKey::BoardPublishBy, board.publish, publish),
        step(StepKey::Board, board.on, "the day given".to_owned()),
    ])
}

const fn step(key: StepKey, on: NaiveDate, why: String) -> Step {
    Step { key, on, why }
}

fn why_requested_then(offsets: &CycleOffsets, r: &Reckoned) -> String {
    let early = format!("{} after the period ends", working_days(offsets.request_after_period));
    let usual = format!("{} before publication", working_days(offsets.request_before_publishing));
    if r.earliest_request > r.usual_request {
        format!("{early}; {usual} would be {}, too soon", date_with_day(r.usual_request))
    } else {
        usual
    }
}

fn why_published_by(publish: NaiveDate, meeting: NaiveDate, cal: &Calendar) -> Result<String, OutsideCalendar> {
    let counted = cal.counted_days(publish, meeting)?;
    let skipped = cal.skipped_weekdays(publish, meeting)?;
    let clear = match counted.len() {
        0 => "the last working day before it".to_owned(),
        1 => format!("1 clear working day between: {}", days_by_month(&counted)),
        n => format!("{n} clear working days between: {}", days_by_month(&counted)),
    };
    if skipped.is_empty() {
        return Ok(clear);
    }
    let skipped: Vec<String> = skipped.iter().map(|(on, why)| format!("{} ({why})", on.format("%-d %B"))).collect();
    Ok(format!("{clear}; not counted: {}", list(&skipped)))
}

fn warn(facts: &CycleFacts, r: &Reckoned, cal: &Calendar) -> Result<Vec<Warning>, OutsideCalendar> {
    let mut warnings = Vec::new();
    let (meeting, ends) = (facts.meeting, facts.period.end());
    if let Some(why) = cal.why_closed(meeting)? {
        warnings.push(Warning::MeetingNotOnWorkingDay { on: meeting, why });
    }
    if ends >= meeting {
        warnings.push(Warning::PeriodNotOver { ends, meeting });
    }
    if r.available > r.due {
        let short = cal.clear_days(r.due, r.available)? + 1;
        warnings.push(Warning::DataCannotExist { available: r.available, due: r.due, short });
    }
    if r.request() >= r.due {
        warnings.push(Warning::RequestTooLate { issued: r.request(), due: r.due });
    }
    if let Some(board) = &r.board {
        if let Some(why) = cal.why_closed(board.on)? {
            warnings.push(Warning::BoardNotOnWorkingDay { on: board.on, why });
        }
        if board.on <= meeting {
            warnings.push(Warning::BoardNotAfterMeeting { board: board.on, meeting });
        } else if board.approved > board.publish {
            warnings.push(Warning::FeedbackMissesBoardPapers { approved: board.approved, publish_by: board.publish });
        }
    }
    Ok(warnings)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(meeting: &str, period: &str, board: Option<&str>) -> CycleFacts {
        CycleFacts { board: board.map(on), ..CycleFacts::usual(on(meeting), period.parse().unwrap()) }
    }

    fn planned(facts: &CycleFacts) -> Plan {
        plan(facts, &Calendar::england()).unwrap()
    }

    fn sentences(facts: &CycleFacts) -> Vec<String> {
        planned(facts).warnings.iter().map(Warning::to_string).collect()
    }

    #[test]
    fn the_model_timelines() {
        let case_000 = [
            "2022-09-30",
            "2022-10-14",
            "2022-10-03",
            "2022-10-19",
            "2022-10-21",
            "2022-10-24",
            "2022-10-26",
            "2022-11-03",
            "2022-11-04",
            "2022-11-07",
            "2022-11-08",
            "2022-11-16",
        ];
        let model = [
            "2026-09-30",
            "2026-10-14",
            "2026-10-01",
            "2026-10-21",
            "2026-10-23",
            "2026-10-26",
            "2026-10-28",
            "2026-11-05",
            "2026-11-06",
            "2026-11-09",
            "2026-11-10",
            "2026-11-18",
        ];
        for (facts, dates, minutes) in [
            (facts("2022-11-03", "2022/23 Q2", Some("2022-11-16")), case_000, "2022-11-17"),
            (facts("2026-11-05", "2026/27 Q2", Some("2026-11-18")), model, "2026-11-19"),
        ] {
            let plan = planned(&facts);
            let got: Vec<(StepKey, String)> = plan.steps.iter().map(|s| (s.key, s.on.to_string())).collect();
            let expected: Vec<(StepKey, String)> = StepKey::ALL.into_iter().zip(dates.map(str::to_owned)).collect();
            assert_eq!(got, expected);
            assert_eq!(plan.warnings, []);
            let by = draft_minutes_by(facts.meeting, &facts.offsets, &Calendar::england());
            assert_eq!(by.unwrap(), on(minutes));
        }
    }

    #[test]
    fn case_001_is_feasible_and_its_board_is_far() {
        let plan = planned(&facts("2023-09-27", "2023/24 P04", Some("2023-10-19")));
        assert_eq!(plan.on(StepKey::PublishBy), Some(on("2023-09-19")));
        assert_eq!(plan.on(StepKey::BoardPublishBy), Some(on("2023-10-11")));
        assert_eq!(plan.on(StepKey::RequestIssued), Some(on("2023-08-21")));
        assert_eq!(plan.warnings, []);
    }

    #[test]
    fn a_panel_without_a_board_has_no_board_steps() {
        let plan = planned(&facts("2021-09-13", "2021/22 Q1", None));
        assert_eq!(plan.steps.last().map(|step| step.key), Some(StepKey::Meeting));
        assert_eq!(plan.on(StepKey::FeedbackDrafted), None);
    }

    #[test]
    fn a_lag_of_fifteen_days_makes_case_000_infeasible() {
        let slow = CycleFacts { lag: 15, ..facts("2022-11-03", "2022/23 Q2", Some("2022-11-16")) };
        assert_eq!(
            sentences(&slow),
            ["The data will not exist when due on Wed 19 October 2022: expected on Fri 21 October 2022, \
              2 working days short. Plan it as “to follow”, shrink the clearance or move the meeting."]
        );
        for (lag, feasible) in [(13, true), (14, false)] {
            assert_eq!(planned(&CycleFacts { lag, ..slow }).warnings.is_empty(), feasible, "{lag}");
        }
    }

    #[test]
    fn what_cannot_work_is_said() {
        for (facts, said) in [
            (
                facts("2022-11-05", "2022/23 Q2", Some("2022-12-07")),
                vec!["The panel meets on Sat 5 November 2022, which is not a working day (Saturday)."],
            ),
            (
                facts("2022-11-03", "2022/23 Q2", Some("2022-11-14")),
                vec![
                    "The Board’s agenda must be out by Fri 4 November 2022, before the chair approves the feedback \
                      on Mon 7 November 2022: it would be tabled late.",
                ],
            ),
            (
                facts("2022-11-03", "2022/23 Q2", Some("2022-11-03")),
                vec![
                    "The Board meets on Thu 3 November 2022, not after the panel on Thu 3 November 2022: \
                      it cannot consider what the panel says there.",
                ],
            ),
            (
                facts("2022-11-03", "2022/23 Q2", Some("2022-12-27")),
                vec![
                    "The Board meets on Tue 27 December 2022, which is not a working day (Christmas Day (substitute day)).",
                ],
            ),
            (
                facts("2022-10-14", "2022/23 Q2", None),
                vec![
                    "The data will not exist when due on Thu 29 September 2022: expected on Fri 14 October 2022, \
                     11 working days short. Plan it as “to follow”, shrink the clearance or move the meeting.",
                    "The request would go out on Mon 3 October 2022, which leaves the director no working day before \
                     the data is due on Thu 29 September 2022.",
                ],
            ),
        ] {
            assert_eq!(sentences(&facts), said);
        }
        let early = planned(&facts("2022-09-30", "2022/23 Q2", None)).warnings;
        let not_over = Warning::PeriodNotOver { ends: on("2022-09-30"), meeting: on("2022-09-30") };
        assert_eq!(early.first(), Some(&not_over));
    }

    #[test]
    fn a_warning_begins_on_its_day_and_not_before() {
        let late = |w: &Warning| matches!(w, Warning::RequestTooLate { .. });
        for (meeting, too_late) in [("2022-10-18", true), ("2022-10-19", false)] {
            let warnings = planned(&facts(meeting, "2022/23 Q2", None)).warnings;
            assert_eq!(warnings.iter().any(late), too_late, "{meeting}");
        }
        let tabled = |w: &Warning| matches!(w, Warning::FeedbackMissesBoardPapers { .. });
        for (board, misses) in [("2022-11-14", true), ("2022-11-15", false)] {
            let warnings = planned(&facts("2022-11-03", "2022/23 Q2", Some(board))).warnings;
            assert_eq!(warnings.iter().any(tabled), misses, "{board}");
        }
    }

    #[test]
    fn every_day_has_its_reason() {
        let why = |facts: &CycleFacts, key: StepKey| {
            planned(facts).steps.into_iter().find(|step| step.key == key).unwrap().why
        };
        let case_000 = facts("2022-11-03", "2022/23 Q2", Some("2022-11-16"));
        assert_eq!(why(&case_000, StepKey::QuarterEnd), "Quarter 2 (July to September 2022) ends");
        assert_eq!(
            why(&case_000, StepKey::RequestIssued),
            "1 working day after the period ends; 20 working days before publication would be Wed 28 September 2022, too soon"
        );
        assert_eq!(
            why(&case_000, StepKey::PublishBy),
            "5 clear working days between: 27, 28 and 31 October, 1 and 2 November 2022"
        );
        let nuneaton = facts("2019-04-25", "2018/19 Q3", None);
        assert_eq!(
            why(&nuneaton, StepKey::PublishBy),
            "5 clear working days between: 16, 17, 18, 23 and 24 April 2019; \
             not counted: 19 April (Good Friday) and 22 April (Easter Monday)"
        );
        assert_eq!(why(&nuneaton, StepKey::RequestIssued), "20 working days before publication");
    }

    #[test]
    fn a_plan_outside_the_loaded_years_is_refused() {
        let cal = Calendar::england();
        for facts in [
            facts("2029-02-01", "2028/29 Q3", None),
            facts("2028-12-14", "2028/29 Q2", Some("2029-01-11")),
            facts("2028-12-14", "2035/36 Q1", None),
            facts("2010-01-14", "2009/10 Q2", None),
            CycleFacts { lag: u32::MAX, ..facts("2022-11-03", "2022/23 Q2", None) },
            CycleFacts { clear_days: u32::MAX, ..facts("2022-11-03", "2022/23 Q2", None) },
        ] {
            assert!(plan(&facts, &cal).is_err(), "{facts:?}");
        }
    }

    proptest! {
        #[test]
        fn a_cycle_runs_in_order_and_warns_exactly_when_it_is_short(day in 0u64..2900, lag in 0u32..60, quarters in 0u32..3) {
            let meeting = on("2019-01-01") + chrono::Days::new(day);
            let mut period = Period::quarter_of(meeting);
            for _ in 0..quarters {
                period = period.previous();
            }
            let cal = Calendar::england();
            let facts = CycleFacts { lag, ..CycleFacts::usual(meeting, period) };
            let plan = plan(&facts, &cal).unwrap();
            let on = |key| plan.on(key).unwrap();
            let back = [StepKey::DataDue, StepKey::Queries, StepKey::FinalReport, StepKey::PublishBy, StepKey::Meeting];
            prop_assert!(back.windows(2).all(|pair| on(pair[0]) < on(pair[1])));
            prop_assert!(on(StepKey::RequestIssued) > period.end());
            prop_assert_eq!(cal.clear_days(on(StepKey::PublishBy), meeting).unwrap(), 5);
            let short = plan.warnings.iter().any(|w| matches!(w, Warning::DataCannotExist { .. }));
            prop_assert_eq!(short, on(StepKey::DataAvailable) > on(StepKey::DataDue));
        }
    }
}
