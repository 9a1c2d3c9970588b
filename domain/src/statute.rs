//! Clocks that run by statute or by a council's own rules: two months, 28 days, clear calendar days, retention.
//! Clear working days before a meeting are in `calendar`. Called wherever something is owed by law.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::{Calendar, OutsideCalendar};

/// Working days before the poll by which notice of an election is published.
const NOTICE_OF_ELECTION: u32 = 25;

/// The last day of a period of `months` beginning with `first`, which is itself counted: the day before the same
/// day number, or before the 1st of the following month where that month has no such day.
fn months_beginning_with(first: NaiveDate, months: i32) -> NaiveDate {
    let month = first.year() * 12 + i32::try_from(first.month0()).unwrap_or(0) + months;
    let in_month = |month: i32, day: u32| {
        let number = u32::try_from(month.rem_euclid(12)).ok()? + 1;
        NaiveDate::from_ymd_opt(month.div_euclid(12), number, day)
    };
    let anniversary = in_month(month, first.day()).or_else(|| in_month(month + 1, 1));
    anniversary.and_then(|on| on.pred_opt()).unwrap_or(NaiveDate::MAX)
}

/// The last day of "two months beginning with the date of receipt" (LGA 2000 s9FE; SI 2009/1919 reg 6).
/// The day of receipt is the first day; weekends do not extend it. Calendar days.
#[must_use]
pub fn two_months_beginning_with(received: NaiveDate) -> NaiveDate {
    months_beginning_with(received, 2)
}

/// When the executive's response to a committee's report is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseDue {
    /// The later of receipt of the report and of the notice: the first day of the two months.
    pub runs_from: NaiveDate,
    /// The last day the statute allows, whatever weekday it is.
    pub statutory_on: NaiveDate,
    /// The working day to aim at: the statutory day, or the last working day before it.
    pub working_target_on: NaiveDate,
}

/// The response due under LGA 2000 s9FE: two months beginning with receipt of the report or, if later, of the
/// committee's written notice. `None` without a notice: no notice, no clock.
///
/// # Errors
/// [`OutsideCalendar`] when the last day lies in a year whose bank holidays are not loaded.
pub fn response_due(
    received: NaiveDate,
    notice: Option<NaiveDate>,
    cal: &Calendar,
) -> Result<Option<ResponseDue>, OutsideCalendar> {
    let Some(notice) = notice else {
        return Ok(None);
    };
    let runs_from = received.max(notice);
    let statutory_on = two_months_beginning_with(runs_from);
    let working_target_on = cal.working_day_on_or_before(statutory_on)?;
    Ok(Some(ResponseDue { runs_from, statutory_on, working_target_on }))
}

/// Twenty-eight days from a request or report: health bodies (SI 2013/218 reg 22), crime and disorder partners
/// (SI 2009/942). Calendar days, the first not counted; a bank holiday does not extend it.
#[must_use]
pub fn days_28(from: NaiveDate) -> NaiveDate {
    latest_after(from, 28)
}

/// The last day for a notice that must be public for `n` clear calendar days before `on`, neither end counted:
/// 28 for a key decision or a private meeting (SI 2012/2089 regs 5 and 9).
#[must_use]
pub fn clear_calendar_days_before(on: NaiveDate, n: u32) -> NaiveDate {
    on.checked_sub_days(Days::new(u64::from(n) + 1)).unwrap_or(NaiveDate::MIN)
}

/// The last day of "no later than `n` days after receipt" on the cautious reading, day `n` itself:
/// 10 for a document a scrutiny member asks of the executive (SI 2012/2089 reg 17).
#[must_use]
pub fn latest_after(received: NaiveDate, n: u32) -> NaiveDate {
    received.checked_add_days(Days::new(u64::from(n))).unwrap_or(NaiveDate::MAX)
}

/// The last day on the outer reading of the same words, with `n` clear days between.
#[must_use]
pub fn outermost_after(received: NaiveDate, n: u32) -> NaiveDate {
    received.checked_add_days(Days::new(u64::from(n) + 1)).unwrap_or(NaiveDate::MAX)
}

/// The last day on which agenda, minutes and public reports stay open to inspection: six years beginning with the
/// date of the meeting (LGA 1972 s100C).
#[must_use]
pub fn inspection_until(meeting: NaiveDate) -> NaiveDate {
    months_beginning_with(meeting, 6 * 12)
}

/// The last day on which background papers stay open to inspection: four years beginning with the date of the
/// meeting (LGA 1972 s100D).
#[must_use]
pub fn background_papers_until(meeting: NaiveDate) -> NaiveDate {
    months_beginning_with(meeting, 4 * 12)
}

/// The day at whose end the call-in of a decision expires: the nth working day after publication.
/// The number is each council's own, commonly five.
///
/// # Errors
/// As [`Calendar::add_working_days`].
pub fn call_in_expires(published: NaiveDate, n: u32, cal: &Calendar) -> Result<NaiveDate, OutsideCalendar> {
    cal.working_days_after(published, n)
}

/// The last day for the notice of election, with which the pre-election period begins: 25 working days before poll.
///
/// # Errors
/// As [`Calendar::add_working_days`].
pub fn notice_of_election_by(poll: NaiveDate, cal: &Calendar) -> Result<NaiveDate, OutsideCalendar> {
    cal.working_days_before(poll, NOTICE_OF_ELECTION)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn two_months_begin_with_the_day_of_receipt() {
        for (received, last) in [
            ("2022-11-16", "2023-01-15"),
            ("2023-10-19", "2023-12-18"),
            ("2025-12-30", "2026-02-28"),
            ("2025-12-31", "2026-02-28"),
            ("2026-01-01", "2026-02-28"),
            ("2026-03-01", "2026-04-30"),
            ("2027-12-31", "2028-02-29"),
            ("2026-12-17", "2027-02-16"),
            ("2024-02-29", "2024-04-28"),
        ] {
            assert_eq!(two_months_beginning_with(on(received)), on(last), "{received}");
        }
        assert_eq!(two_months_beginning_with(NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn a_response_runs_from_the_later_of_report_and_notice_and_only_with_a_notice() {
        let cal = Calendar::england();
        assert_eq!(response_due(on("2022-11-16"), None, &cal).unwrap(), None);
        for (received, notice, statutory, target) in [
            ("2022-11-16", "2022-11-16", "2023-01-15", "2023-01-13"),
            ("2022-11-01", "2022-11-16", "2023-01-15", "2023-01-13"),
            ("2023-10-19", "2023-10-01", "2023-12-18", "2023-12-18"),
            ("2026-01-01", "2025-12-30", "2026-02-28", "2026-02-27"),
        ] {
            let due = response_due(on(received), Some(on(notice)), &cal).unwrap().unwrap();
            assert_eq!((due.statutory_on, due.working_target_on), (on(statutory), on(target)), "{received}");
            assert_eq!(due.runs_from, on(received).max(on(notice)));
        }
        assert!(response_due(on("2028-12-01"), Some(on("2028-12-01")), &cal).is_err());
    }

    #[test]
    fn twenty_eight_days_are_calendar_days() {
        assert_eq!(days_28(on("2022-11-03")), on("2022-12-01"));
        assert_eq!(days_28(on("2026-11-30")), on("2026-12-28"));
        assert_eq!(Calendar::england().is_working_day(days_28(on("2026-11-30"))), Ok(false));
        assert_eq!(days_28(on("2024-02-01")), on("2024-02-29"));
    }

    #[test]
    fn the_executives_notices_are_clear_of_both_ends() {
        assert_eq!(clear_calendar_days_before(on("2026-12-17"), 28), on("2026-11-18"));
        assert_eq!(latest_after(on("2026-11-03"), 10), on("2026-11-13"));
        assert_eq!(outermost_after(on("2026-11-03"), 10), on("2026-11-14"));
    }

    #[test]
    fn papers_stay_open_for_six_and_four_years() {
        assert_eq!(inspection_until(on("2022-11-03")), on("2028-11-02"));
        assert_eq!(background_papers_until(on("2022-11-03")), on("2026-11-02"));
        assert_eq!(inspection_until(on("2024-02-29")), on("2030-02-28"));
        assert_eq!(background_papers_until(on("2024-02-29")), on("2028-02-28"));
    }

    #[test]
    fn call_in_and_elections_count_working_days() {
        let cal = Calendar::england();
        assert_eq!(call_in_expires(on("2026-11-30"), 5, &cal).unwrap(), on("2026-12-07"));
        assert_eq!(notice_of_election_by(on("2027-05-06"), &cal).unwrap(), on("2027-03-31"));
    }

    proptest! {
        #[test]
        fn two_months_end_the_day_before_the_first_day_two_months_on(day in 0u64..40_000) {
            let received = on("1990-01-01") + Days::new(day);
            let months_on = |on: NaiveDate| {
                i64::from(on.year() - received.year()) * 12 + i64::from(on.month()) - i64::from(received.month())
            };
            let over = received
                .iter_days()
                .find(|on| months_on(*on) > 2 || (months_on(*on) == 2 && on.day() >= received.day()))
                .unwrap();
            prop_assert_eq!(two_months_beginning_with(received), over.pred_opt().unwrap());
        }

        #[test]
        fn two_months_never_run_backwards(day in 0u64..40_000) {
            let received = on("1990-01-01") + Days::new(day);
            let tomorrow = received.succ_opt().unwrap();
            prop_assert!(two_months_beginning_with(received) <= two_months_beginning_with(tomorrow));
            prop_assert!((58..=61).contains(&(two_months_beginning_with(received) - received).num_days()));
        }
    }
}
