//! When an indicator reports: which quarters, how far behind, and over what stretch of time; how often a panel takes
//! it; and so what a quarter may expect of it. Completeness counts only what is due.

use crate::period::Period;
use crate::word::Word;
use chrono::{Datelike, NaiveDate};

/// In which quarters an indicator has a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rhythm {
    /// In every quarter.
    #[default]
    Quarterly,
    /// In Quarter 2 and Quarter 4.
    HalfYearly,
    /// Once a year, in Quarter 1.
    YearlyQ1,
    /// Once a year, in Quarter 2 ("always Q2").
    YearlyQ2,
    /// Once a year, in Quarter 3.
    YearlyQ3,
    /// Once a year, in Quarter 4.
    YearlyQ4,
}

impl Word for Rhythm {
    const ALL: &'static [Self] =
        &[Self::Quarterly, Self::HalfYearly, Self::YearlyQ1, Self::YearlyQ2, Self::YearlyQ3, Self::YearlyQ4];
    fn word(self) -> &'static str {
        match self {
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half_yearly",
            Self::YearlyQ1 => "yearly_q1",
            Self::YearlyQ2 => "yearly_q2",
            Self::YearlyQ3 => "yearly_q3",
            Self::YearlyQ4 => "yearly_q4",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Quarterly => "Every quarter",
            Self::HalfYearly => "Twice a year, in Quarter 2 and Quarter 4",
            Self::YearlyQ1 => "Once a year, in Quarter 1",
            Self::YearlyQ2 => "Once a year, in Quarter 2",
            Self::YearlyQ3 => "Once a year, in Quarter 3",
            Self::YearlyQ4 => "Once a year, in Quarter 4",
        }
    }
}

impl Rhythm {
    /// Whether it reports in a quarter of a year.
    #[must_use]
    pub fn reports_in(self, quarter: u8) -> bool {
        match self {
            Self::Quarterly => true,
            Self::HalfYearly => quarter.is_multiple_of(2),
            Self::YearlyQ1 => quarter == 1,
            Self::YearlyQ2 => quarter == 2,
            Self::YearlyQ3 => quarter == 3,
            Self::YearlyQ4 => quarter == 4,
        }
    }
}

/// Over what stretch of time a value is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// The quarter alone.
    #[default]
    Quarter,
    /// From the first day of the financial year.
    YearToDate,
    /// The twelve months that end with the quarter.
    RollingYear,
    /// The last academic year (September to August) that had ended.
    AcademicYear,
    /// As things stood on the last day.
    Snapshot,
}

impl Word for Basis {
    const ALL: &'static [Self] =
        &[Self::Quarter, Self::YearToDate, Self::RollingYear, Self::AcademicYear, Self::Snapshot];
    fn word(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::YearToDate => "year_to_date",
            Self::RollingYear => "rolling_year",
            Self::AcademicYear => "academic_year",
            Self::Snapshot => "snapshot",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Quarter => "The quarter alone",
            Self::YearToDate => "The financial year to date",
            Self::RollingYear => "The twelve months to the quarter's end",
            Self::AcademicYear => "The academic year",
            Self::Snapshot => "On the last day of the quarter",
        }
    }
}

/// The longest lag, in quarters.
pub const LONGEST_LAG: i32 = 8;

/// What a quarter may expect of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A value that covers this period: an earlier one where the indicator lags.
    Due {
        /// The period that the value is of.
        covers: Period,
    },
    /// Nothing; it reports again in this one.
    NotDue {
        /// The next period in which it reports.
        next: Period,
    },
}

/// What a period may expect of an indicator that reports in this rhythm, so many quarters behind. Periods that are
/// not quarters expect a value always.
#[must_use]
pub fn expected(rhythm: Rhythm, lag: i32, period: Period) -> Expected {
    let Period::Quarter { n, .. } = period else { return Expected::Due { covers: period } };
    if rhythm.reports_in(n) {
        let covers = (0..lag.clamp(0, LONGEST_LAG)).fold(period, |period, _| period.previous());
        return Expected::Due { covers };
    }
    let mut next = period.next();
    while let Period::Quarter { n, .. } = next {
        if rhythm.reports_in(n) {
            break;
        }
        next = next.next();
    }
    Expected::NotDue { next }
}

/// How often a panel takes an indicator, as it agreed.
#[must_use]
pub fn taken(agreed: Rhythm, period: Period) -> bool {
    match period {
        Period::Quarter { n, .. } => agreed.reports_in(n),
        Period::Budget { .. } | Period::Year(_) => true,
    }
}

/// The stretch of time of a value, in words: "April to September 2026", "the year to 30 September 2026".
#[must_use]
pub fn stretch(basis: Basis, covers: Period) -> String {
    let end = covers.end();
    match basis {
        Basis::Quarter => covers.title(),
        Basis::YearToDate if covers.financial_year().start() == covers.start() => covers.title(),
        Basis::YearToDate => format!("April to {}", end.format("%B %Y")),
        Basis::RollingYear => format!("the year to {}", end.format("%-d %B %Y")),
        Basis::AcademicYear => {
            let ended = last_academic_year(end);
            format!("academic year {ended}/{:02}", (ended + 1).rem_euclid(100))
        }
        Basis::Snapshot => format!("on {}", end.format("%-d %B %Y")),
    }
}

/// The year in which the last academic year that is over on a day began.
fn last_academic_year(on: NaiveDate) -> i32 {
    // It ends on 31 August.
    if on.month() > 8 || (on.month() == 8 && on.day() == 31) { on.year() - 1 } else { on.year() - 2 }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::period::FinancialYear;
    use proptest::prelude::*;

    fn quarter(year: i32, n: u8) -> Period {
        Period::quarter(FinancialYear::starting(year), n).unwrap()
    }

    #[test]
    fn only_what_is_due_is_expected() {
        for (rhythm, lag, asked, wanted) in [
            (Rhythm::Quarterly, 0, quarter(2026, 2), Expected::Due { covers: quarter(2026, 2) }),
            (Rhythm::Quarterly, 2, quarter(2026, 2), Expected::Due { covers: quarter(2025, 4) }),
            (Rhythm::Quarterly, 1, quarter(2026, 1), Expected::Due { covers: quarter(2025, 4) }),
            (Rhythm::YearlyQ2, 0, quarter(2026, 2), Expected::Due { covers: quarter(2026, 2) }),
            (Rhythm::YearlyQ2, 0, quarter(2026, 3), Expected::NotDue { next: quarter(2027, 2) }),
            (Rhythm::HalfYearly, 0, quarter(2026, 1), Expected::NotDue { next: quarter(2026, 2) }),
        ] {
            assert_eq!(expected(rhythm, lag, asked), wanted, "{rhythm:?} {asked}");
        }
    }

    #[test]
    fn a_value_says_what_it_covers() {
        for (basis, covers, wanted) in [
            (Basis::YearToDate, quarter(2026, 2), "April to September 2026"),
            (Basis::RollingYear, quarter(2026, 2), "the year to 30 September 2026"),
            (Basis::AcademicYear, quarter(2026, 2), "academic year 2025/26"),
            (Basis::AcademicYear, quarter(2026, 1), "academic year 2024/25"),
            (Basis::Snapshot, quarter(2026, 3), "on 31 December 2026"),
        ] {
            assert_eq!(stretch(basis, covers), wanted);
        }
        assert_eq!(stretch(Basis::YearToDate, quarter(2026, 1)), quarter(2026, 1).title());
    }

    proptest! {
        #[test]
        fn what_is_not_due_is_due_within_the_year(which in 0_usize..6, year in 2000_i32..2100, n in 1_u8..5, lag in 0_i32..9) {
            let rhythm = Rhythm::ALL[which];
            match expected(rhythm, lag, quarter(year, n)) {
                Expected::Due { covers } => prop_assert!(covers <= quarter(year, n)),
                Expected::NotDue { next } => {
                    prop_assert!(next > quarter(year, n) && next <= quarter(year + 1, n));
                    let is_due = matches!(expected(rhythm, lag, next), Expected::Due { .. });
                    prop_assert!(is_due);
                }
            }
        }
    }
}
