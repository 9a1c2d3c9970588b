//! When the county's bodies meet about which quarter: four rounds a year, with summer and spring left free.

use super::county::{BOARD_MEETS, PANELS};
use crate::error::{Error, Result};
use chrono::{Datelike, Days, NaiveDate};
use remit_domain::calendar::Calendar;
use remit_domain::period::{FinancialYear, Period};

/// One quarter and the meetings about it.
#[derive(Clone, Debug)]
pub(super) struct Round {
    pub quarter: Period,
    /// The month after the quarter, whose finances the same meetings look at.
    pub month: Period,
    /// Quarters counted from the year nought, to draw values by.
    pub number: i32,
    /// The panels' meetings, in their order.
    pub panels: Vec<NaiveDate>,
    pub board: NaiveDate,
}

/// How many quarters lie behind, and how many ahead.
const BEHIND: i32 = 12;
const AHEAD: i32 = 3;

/// The rounds around a day, oldest first: three years of quarters that have ended, and those to come.
pub(super) fn rounds(today: NaiveDate, calendar: &Calendar) -> Result<Vec<Round>> {
    let current = FinancialYear::of(today);
    let quarter_now = (0..4).find(|n| quarter(current, *n).is_ok_and(|q| q.end() >= today)).unwrap_or(3);
    let number_now = current.start().year() * 4 + i32::from(quarter_now);
    ((number_now - BEHIND)..(number_now + AHEAD)).map(|number| round(number, calendar)).collect()
}

fn quarter(year: FinancialYear, index: u8) -> Result<Period> {
    Period::quarter(year, index + 1).ok_or_else(|| Error::broken("a year has four quarters"))
}

fn round(number: i32, calendar: &Calendar) -> Result<Round> {
    let year = FinancialYear::starting(number.div_euclid(4));
    let index = u8::try_from(number.rem_euclid(4)).unwrap_or(0);
    let quarter = quarter(year, index)?;
    let month = match index {
        3 => Period::budget(year, 12),
        _ => Period::budget(year, index * 3 + 4),
    };
    let month = month.ok_or_else(|| Error::broken("a year has twelve months"))?;
    // No scrutiny in August, nor in the weeks before an election in May.
    let later = match index {
        0 => 42,
        3 => 36,
        _ => 0,
    };
    let meets = |(days, weekday): (i64, u32)| -> Result<NaiveDate> {
        let mut on = quarter.end() + chrono::Duration::days(days + later);
        while on.weekday().num_days_from_monday() != weekday {
            on = on + Days::new(1);
        }
        while !calendar.is_working_day(on)? {
            on = on + Days::new(7);
        }
        Ok(on)
    };
    Ok(Round {
        quarter,
        month,
        number,
        panels: PANELS.iter().map(|panel| meets(panel.meets)).collect::<Result<_>>()?,
        board: meets(BOARD_MEETS)?,
    })
}
