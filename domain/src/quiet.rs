//! Days on which nobody is reminded although they are working days: the pre-election period, Christmas, a person's leave.
//! What becomes of a rung that falls inside, and how long a pause of everything lasts. Sending hours are in `london`.

use crate::calendar::{Calendar, OutsideCalendar};
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// The longest quiet period, in days.
pub const LONGEST: i64 = 200;

/// What becomes of a reminder that falls into a quiet period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// It waits for the first working day after the period; of several only the latest goes.
    Wait,
    /// It goes on the last working day before the period.
    Before,
    /// It is left out.
    Skip,
}

impl Word for Meanwhile {
    const ALL: &'static [Self] = &[Self::Wait, Self::Before, Self::Skip];
    fn word(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Before => "before",
            Self::Skip => "skip",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Wait => "It waits until the period is over",
            Self::Before => "It goes on the last working day before the period",
            Self::Skip => "It is left out",
        }
    }
}

/// A quiet period: both days belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// What becomes of a reminder that falls inside.
    pub meanwhile: Meanwhile,
}

/// Why a quiet period or a pause cannot be entered so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuietRefusal {
    /// It has no name or reason.
    NoName,
    /// It has no first day.
    NoFrom,
    /// It has no last day.
    NoTo,
    /// It ends before it begins.
    Backwards,
    /// It lasts longer than any quiet period should.
    TooLong,
    /// A pause that ends today or earlier pauses nothing.
    Past,
}

impl fmt::Display for QuietRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => write!(f, "Enter why nobody is to be reminded."),
            Self::NoFrom => write!(f, "Enter the first day."),
            Self::NoTo => write!(f, "Enter the last day."),
            Self::Backwards => write!(f, "The last day must not be before the first."),
            Self::TooLong => write!(f, "Enter at most {LONGEST} days: what is quiet for longer is better withdrawn."),
            Self::Past => write!(f, "Enter a last day from today on."),
        }
    }
}

impl Refusal for QuietRefusal {
    fn field(&self) -> Option<String> {
        let name = match self {
            Self::NoName => "name",
            Self::NoFrom => "from",
            Self::NoTo | Self::Backwards | Self::TooLong | Self::Past => "to",
        };
        Some(name.to_owned())
    }
}

impl Quiet {
    /// A quiet period.
    ///
    /// # Errors
    /// Not without both days, backwards, or longer than [`LONGEST`] days.
    pub fn of(from: Option<NaiveDate>, to: Option<NaiveDate>, meanwhile: Meanwhile) -> Result<Self, QuietRefusal> {
        let from = from.ok_or(QuietRefusal::NoFrom)?;
        let to = to.ok_or(QuietRefusal::NoTo)?;
        match (to - from).num_days() {
            days if days < 0 => Err(QuietRefusal::Backwards),
            days if days >= LONGEST => Err(QuietRefusal::TooLong),
            _ => Ok(Self { from, to, meanwhile }),
        }
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from <= on && on <= self.to
    }
}

/// The day on which a reminder of a day goes, when these periods are quiet; none when it is left out.
///
/// A reminder that would go before a period that is itself quiet waits instead: nothing is sent earlier than the
/// earliest of the periods that touch each other.
///
/// # Errors
/// When the counting leaves the years whose holidays are loaded.
pub fn day_of(on: NaiveDate, periods: &[Quiet], calendar: &Calendar) -> Result<Option<NaiveDate>, OutsideCalendar> {
    let inside = |day: NaiveDate| periods.iter().find(|period| period.holds(day));
    let Some(period) = inside(on) else { return Ok(Some(on)) };
    match period.meanwhile {
        Meanwhile::Skip => Ok(None),
        Meanwhile::Before => {
            let before = calendar.add_working_days(period.from, -1)?;
            if inside(before).is_none() { Ok(Some(before)) } else { waiting(on, periods, calendar) }
        }
        Meanwhile::Wait => waiting(on, periods, calendar),
    }
}

/// The first working day that lies in none of the periods.
fn waiting(on: NaiveDate, periods: &[Quiet], calendar: &Calendar) -> Result<Option<NaiveDate>, OutsideCalendar> {
    let mut day = on;
    // Each turn leaves one period behind for good.
    for _ in 0..=periods.len() {
        match periods.iter().filter(|period| period.holds(day)).map(|period| period.to).max() {
            Some(to) => day = calendar.add_working_days(to, 1)?,
            None => break,
        }
    }
    Ok(Some(day))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn quiet(from: &str, to: &str, meanwhile: Meanwhile) -> Quiet {
        Quiet { from: on(from), to: on(to), meanwhile }
    }

    #[test]
    fn a_reminder_inside_waits_goes_before_or_is_left_out() {
        let england = Calendar::england();
        for (day, meanwhile, wanted) in [
            ("2026-12-23", Meanwhile::Wait, Some("2026-12-23")),
            ("2026-12-29", Meanwhile::Wait, Some("2027-01-04")),
            ("2026-12-29", Meanwhile::Before, Some("2026-12-23")),
            ("2026-12-29", Meanwhile::Skip, None),
            ("2027-01-04", Meanwhile::Skip, Some("2027-01-04")),
        ] {
            let periods = [quiet("2026-12-24", "2027-01-01", meanwhile)];
            assert_eq!(day_of(on(day), &periods, &england).unwrap(), wanted.map(on), "{day} {meanwhile:?}");
        }
    }

    #[test]
    fn periods_that_touch_are_left_behind_together() {
        let england = Calendar::england();
        let periods =
            [quiet("2026-12-24", "2027-01-03", Meanwhile::Wait), quiet("2027-01-04", "2027-01-08", Meanwhile::Wait)];
        assert_eq!(day_of(on("2026-12-29"), &periods, &england).unwrap(), Some(on("2027-01-11")));
        let leave =
            [quiet("2026-12-18", "2026-12-23", Meanwhile::Wait), quiet("2026-12-24", "2027-01-03", Meanwhile::Before)];
        assert_eq!(day_of(on("2026-12-29"), &leave, &england).unwrap(), Some(on("2027-01-04")));
    }

    #[test]
    fn a_period_has_two_days_in_order_and_an_end_in_sight() {
        let of = |from: Option<&str>, to: Option<&str>| Quiet::of(from.map(on), to.map(on), Meanwhile::Wait);
        assert_eq!(of(None, Some("2027-01-01")), Err(QuietRefusal::NoFrom));
        assert_eq!(of(Some("2027-01-01"), None), Err(QuietRefusal::NoTo));
        assert_eq!(of(Some("2027-01-02"), Some("2027-01-01")), Err(QuietRefusal::Backwards));
        assert_eq!(of(Some("2027-01-01"), Some("2028-01-01")), Err(QuietRefusal::TooLong));
        assert!(of(Some("2027-01-01"), Some("2027-01-01")).unwrap().holds(on("2027-01-01")));
    }

    proptest! {
        #[test]
        fn a_reminder_never_goes_on_a_quiet_day(
            day in 0u64..700,
            periods in proptest::collection::vec((0u64..700, 0u64..60, 0usize..3), 0..5),
        ) {
            let england = Calendar::england();
            let start = on("2026-01-05");
            let after = |days: u64| start + chrono::Days::new(days);
            let periods: Vec<Quiet> = periods
                .into_iter()
                .map(|(from, length, meanwhile)| Quiet {
                    from: after(from),
                    to: after(from + length),
                    meanwhile: Meanwhile::ALL[meanwhile],
                })
                .collect();
            let goes = day_of(after(day), &periods, &england).unwrap();
            if let Some(goes) = goes {
                prop_assert!(!periods.iter().any(|period| period.holds(goes)));
            }
        }
    }
}
