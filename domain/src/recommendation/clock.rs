//! The clock of a recommendation: by which rule an answer is due, its last day, the working day to aim at, and when
//! progress is asked for. The statutory periods themselves are in `statute`.

use super::{Addressee, Clock, RecommendationRefusal};
use crate::calendar::{Calendar, OutsideCalendar};
use crate::obligation::elapsed;
use crate::statute;
use chrono::{Months, NaiveDate};

/// The largest number that a local rule may name.
const MOST: u32 = 366;

/// Months between an answer and the first report of progress, and between one report and the next.
const REVIEW_MONTHS: u32 = 6;

/// By which rule an answer is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The rule.
    pub clock: Clock,
    /// How many days, working days or weeks, where the rule is a local one.
    pub count: Option<u32>,
}

/// When an answer is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The day from which the period runs.
    pub runs_from: NaiveDate,
    /// The last day that the rule allows, whatever weekday it is.
    pub last_on: NaiveDate,
    /// The working day to aim at: the last day, or the last working day before it.
    pub target_on: NaiveDate,
}

impl Addressee {
    /// The period that the law gives: two months for the executive where a written notice was given (LGA 2000 s9FE),
    /// 28 days for health and for crime and disorder partners (SI 2013/218; SI 2009/942); none for the Council and for
    /// partners that are to have regard (s9FF). No notice, no clock.
    #[must_use]
    pub fn usual_clock(self, has_notice: bool) -> Clock {
        match self {
            Self::Executive if has_notice => Clock::TwoMonths,
            Self::HealthPartner | Self::CrimePartner => Clock::Days28,
            Self::Executive | Self::Council | Self::Partner => Clock::None,
        }
    }
}

impl Clock {
    /// Whether it counts by a council’s own rule.
    #[must_use]
    pub fn is_local(self) -> bool {
        matches!(self, Self::LocalDays | Self::LocalWorkingDays | Self::LocalWeeks)
    }
}

impl Terms {
    /// No date by law or by rule.
    pub const NONE: Self = Self { clock: Clock::None, count: None };

    /// The rule that was chosen for an addressee; anything else than what the law gives needs a reason, a local rule
    /// its number, and two months their notice.
    ///
    /// # Errors
    /// What is missing.
    pub fn chosen(
        addressee: Addressee,
        has_notice: bool,
        (clock, count): (Clock, Option<u32>),
        reason: &str,
    ) -> Result<Self, RecommendationRefusal> {
        if clock == Clock::TwoMonths && !has_notice {
            return Err(RecommendationRefusal::NoNotice);
        }
        let count = count.filter(|count| clock.is_local() && (1..=MOST).contains(count));
        if clock.is_local() && count.is_none() {
            return Err(RecommendationRefusal::NoCount);
        }
        if clock != addressee.usual_clock(has_notice) && reason.trim().is_empty() {
            return Err(RecommendationRefusal::NoClockReason);
        }
        Ok(Self { clock, count })
    }

    /// When the answer is due to what was received on a day, with the notice of a day; none without a clock.
    /// Periods of days are counted without their first day; "months beginning with" count it.
    ///
    /// # Errors
    /// [`OutsideCalendar`] when the last day lies in a year whose bank holidays are not loaded.
    pub fn deadline(
        self,
        received: NaiveDate,
        notice: Option<NaiveDate>,
        calendar: &Calendar,
    ) -> Result<Option<Deadline>, OutsideCalendar> {
        let runs_from = notice.map_or(received, |notice| received.max(notice));
        let last_on = match (self.clock, self.count) {
            (Clock::TwoMonths, _) => {
                let due = statute::response_due(received, notice, calendar)?;
                return Ok(due.map(|due| Deadline {
                    runs_from: due.runs_from,
                    last_on: due.statutory_on,
                    target_on: due.working_target_on,
                }));
            }
            (Clock::Days28, _) => statute::days_28(runs_from),
            (Clock::LocalDays, Some(count)) => statute::latest_after(runs_from, count),
            (Clock::LocalWeeks, Some(count)) => statute::latest_after(runs_from, count.saturating_mul(7)),
            (Clock::LocalWorkingDays, Some(count)) => calendar.working_days_after(runs_from, count)?,
            _ => return Ok(None),
        };
        Ok(Some(Deadline { runs_from, last_on, target_on: calendar.working_day_on_or_before(last_on)? }))
    }

    /// The rule in words: "two months beginning with receipt or, if later, the notice".
    #[must_use]
    pub fn words(self) -> String {
        let count = self.count.unwrap_or_default();
        let many = |one: &str| {
            if count == 1 { format!("1 {one} (local rule)") } else { format!("{count} {one}s (local rule)") }
        };
        match self.clock {
            Clock::TwoMonths => {
                "two months beginning with the day of receipt or, if later, of the notice (Local Government Act 2000, section 9FE)".to_owned()
            }
            Clock::Days28 => "28 days after receipt".to_owned(),
            Clock::LocalDays => many("day"),
            Clock::LocalWorkingDays => many("working day"),
            Clock::LocalWeeks => many("week"),
            Clock::None => "no date by law or by rule".to_owned(),
        }
    }
}

/// Half-way, in working days, from the day on which an answer began to be owed to the day it aims at: the day of the
/// first reminder.
///
/// # Errors
/// [`OutsideCalendar`].
pub fn halfway(from: NaiveDate, target: NaiveDate, calendar: &Calendar) -> Result<NaiveDate, OutsideCalendar> {
    let all = elapsed(from, target, calendar)?;
    calendar.add_working_days(target, -i32::try_from(all / 2).unwrap_or(0))
}

/// The day on which progress is next reported: six months after the answer, twelve, and every six after that. What was
/// said in the month before a review counts for it.
#[must_use]
pub fn next_review(answered_on: NaiveDate, reported_on: Option<NaiveDate>) -> NaiveDate {
    let covered = reported_on.filter(|on| *on > answered_on).and_then(|on| on.checked_add_months(Months::new(1)));
    let reviews = (1_u32..200).filter_map(|n| answered_on.checked_add_months(Months::new(n * REVIEW_MONTHS)));
    reviews.into_iter().find(|review| covered.is_none_or(|covered| *review > covered)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(clock: Clock, count: Option<u32>) -> Terms {
        Terms { clock, count }
    }

    #[test]
    fn the_last_day_stands_unshifted_beside_the_working_day_to_aim_at() {
        let calendar = Calendar::england();
        let two = of(Clock::TwoMonths, None);
        let days = of(Clock::Days28, None);
        for (terms, received, notice, last, target) in [
            (two, "2022-11-16", Some("2022-11-16"), "2023-01-15", "2023-01-13"),
            (two, "2022-11-16", Some("2022-11-01"), "2023-01-15", "2023-01-13"),
            (two, "2022-11-01", Some("2022-11-16"), "2023-01-15", "2023-01-13"),
            (two, "2023-10-19", Some("2023-10-19"), "2023-12-18", "2023-12-18"),
            (two, "2025-12-30", Some("2025-12-30"), "2026-02-28", "2026-02-27"),
            (two, "2025-12-31", Some("2025-12-31"), "2026-02-28", "2026-02-27"),
            (two, "2026-01-01", Some("2026-01-01"), "2026-02-28", "2026-02-27"),
            (two, "2026-03-01", Some("2026-03-01"), "2026-04-30", "2026-04-30"),
            (two, "2027-12-31", Some("2027-12-31"), "2028-02-29", "2028-02-29"),
            (two, "2026-12-17", Some("2026-12-17"), "2027-02-16", "2027-02-16"),
            (days, "2022-11-03", None, "2022-12-01", "2022-12-01"),
            // 28 December 2026 is a bank holiday, the 25th too: the last working day before it is the 24th.
            (days, "2026-11-30", None, "2026-12-28", "2026-12-24"),
            (of(Clock::LocalWeeks, Some(8)), "2026-11-05", None, "2026-12-31", "2026-12-31"),
            (of(Clock::LocalDays, Some(28)), "2026-11-30", None, "2026-12-28", "2026-12-24"),
            (of(Clock::LocalWorkingDays, Some(20)), "2026-12-01", None, "2026-12-31", "2026-12-31"),
        ] {
            let due = terms.deadline(on(received), notice.map(on), &calendar).unwrap().unwrap();
            assert_eq!((due.last_on, due.target_on), (on(last), on(target)), "{terms:?} {received}");
        }
    }

    #[test]
    fn without_a_notice_or_a_rule_no_clock_runs() {
        let calendar = Calendar::england();
        for terms in [of(Clock::TwoMonths, None), Terms::NONE, of(Clock::LocalDays, None)] {
            assert_eq!(terms.deadline(on("2026-11-05"), None, &calendar).unwrap(), None, "{terms:?}");
        }
    }

    #[test]
    fn the_clock_follows_from_the_addressee() {
        for (addressee, with, without) in [
            (Addressee::Executive, Clock::TwoMonths, Clock::None),
            (Addressee::Council, Clock::None, Clock::None),
            (Addressee::HealthPartner, Clock::Days28, Clock::Days28),
            (Addressee::CrimePartner, Clock::Days28, Clock::Days28),
            (Addressee::Partner, Clock::None, Clock::None),
        ] {
            assert_eq!((addressee.usual_clock(true), addressee.usual_clock(false)), (with, without), "{addressee:?}");
        }
    }

    #[test]
    fn another_clock_than_the_laws_needs_its_number_and_its_reason() {
        use RecommendationRefusal::{NoClockReason, NoCount, NoNotice};
        let executive = |notice, chosen, reason| Terms::chosen(Addressee::Executive, notice, chosen, reason);
        let weeks = Clock::LocalWeeks;
        assert_eq!(executive(true, (Clock::TwoMonths, None), ""), Ok(of(Clock::TwoMonths, None)));
        assert_eq!(executive(false, (Clock::None, None), ""), Ok(Terms::NONE));
        assert_eq!(executive(false, (Clock::TwoMonths, None), "we always do"), Err(NoNotice));
        assert_eq!(executive(true, (weeks, None), "constitution"), Err(NoCount));
        assert_eq!(executive(true, (weeks, Some(0)), "constitution"), Err(NoCount));
        assert_eq!(executive(true, (weeks, Some(367)), "constitution"), Err(NoCount));
        assert_eq!(executive(true, (weeks, Some(8)), " "), Err(NoClockReason));
        assert_eq!(executive(true, (weeks, Some(8)), "constitution"), Ok(of(weeks, Some(8))));
        assert_eq!(executive(true, (Clock::None, None), ""), Err(NoClockReason));
        let health = Terms::chosen(Addressee::HealthPartner, false, (Clock::Days28, Some(3)), "");
        assert_eq!(health, Ok(of(Clock::Days28, None)), "a number that the rule does not use is not kept");
    }

    #[test]
    fn progress_is_reported_at_six_months_and_at_twelve() {
        for (reported, wanted) in [
            (None, "2027-05-04"),
            (Some("2026-12-20"), "2027-05-04"),
            (Some("2027-04-20"), "2027-11-04"),
            (Some("2027-05-04"), "2027-11-04"),
            (Some("2027-07-01"), "2027-11-04"),
            (Some("2027-11-04"), "2028-05-04"),
        ] {
            assert_eq!(next_review(on("2026-11-04"), reported.map(on)), on(wanted), "{reported:?}");
        }
        assert_eq!(next_review(on("2026-08-31"), None), on("2027-02-28"));
    }

    #[test]
    fn half_way_is_counted_in_working_days() {
        let calendar = Calendar::england();
        assert_eq!(halfway(on("2022-11-16"), on("2023-01-13"), &calendar).unwrap(), on("2022-12-14"));
    }

    proptest! {
        #[test]
        fn the_target_is_never_after_the_last_day_nor_is_it_no_working_day(day in 0_u64..700, wait in 0_u64..60, weeks in 1_u32..20) {
            let calendar = Calendar::england();
            let received = on("2024-01-01") + chrono::Days::new(day);
            let notice = received + chrono::Days::new(wait);
            for terms in [of(Clock::TwoMonths, None), of(Clock::Days28, None), of(Clock::LocalWeeks, Some(weeks))] {
                let due = terms.deadline(received, Some(notice), &calendar).unwrap().unwrap();
                prop_assert!(due.target_on <= due.last_on && due.runs_from == notice && due.last_on > due.runs_from);
                prop_assert!(calendar.is_working_day(due.target_on).unwrap());
            }
        }

        #[test]
        fn the_next_review_lies_after_what_was_last_said(said in 0_u64..2000) {
            let answered = on("2026-08-31");
            let reported = answered + chrono::Days::new(said);
            prop_assert!(next_review(answered, Some(reported)) > reported);
        }
    }
}
