//! What cannot work in a planned cycle, each as a sentence for the officer.
//! When to warn is decided in `cycle`, the only caller.

use std::fmt;

use chrono::NaiveDate;

use crate::wording::{date_with_day, working_days};

/// Something that cannot work as planned. A warning never forbids the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The period is not over when the panel meets.
    PeriodNotOver {
        /// Its last day.
        ends: NaiveDate,
        /// The day of the meeting.
        meeting: NaiveDate,
    },
    /// The data come to exist only after they are due.
    DataCannotExist {
        /// The day from which they exist.
        available: NaiveDate,
        /// The day on which they are due.
        due: NaiveDate,
        /// How many working days short.
        short: u32,
    },
    /// The request would go out on or after the day on which the data are due.
    RequestTooLate {
        /// The day of issue.
        issued: NaiveDate,
        /// The day on which the data are due.
        due: NaiveDate,
    },
    /// The panel meets on a day that is not a working day.
    MeetingNotOnWorkingDay {
        /// The day of the meeting.
        on: NaiveDate,
        /// Why it is closed.
        why: String,
    },
    /// The Board meets on a day that is not a working day.
    BoardNotOnWorkingDay {
        /// The day of the Board.
        on: NaiveDate,
        /// Why it is closed.
        why: String,
    },
    /// The Board does not meet after the panel.
    BoardNotAfterMeeting {
        /// The day of the Board.
        board: NaiveDate,
        /// The day of the meeting.
        meeting: NaiveDate,
    },
    /// The Board's papers go out before the chair has approved the feedback.
    FeedbackMissesBoardPapers {
        /// The day on which the chair approves.
        approved: NaiveDate,
        /// The last day for the Board's agenda.
        publish_by: NaiveDate,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |on: &NaiveDate| date_with_day(*on);
        let closed = |f: &mut fmt::Formatter<'_>, body: &str, on: &NaiveDate, why: &str| {
            write!(f, "{body} meets on {}, which is not a working day ({why}).", day(on))
        };
        match self {
            Self::PeriodNotOver { ends, meeting } => {
                write!(f, "The period ends on {}, after the meeting on {}.", day(ends), day(meeting))
            }
            Self::DataCannotExist { available, due, short } => write!(
                f,
                "The data will not exist when due on {}: expected on {}, {} short. \
                 Plan it as “to follow”, shrink the clearance or move the meeting.",
                day(due),
                day(available),
                working_days(*short)
            ),
            Self::RequestTooLate { issued, due } => write!(
                f,
                "The request would go out on {}, which leaves the director no working day before the data is due on {}.",
                day(issued),
                day(due)
            ),
            Self::MeetingNotOnWorkingDay { on, why } => closed(f, "The panel", on, why),
            Self::BoardNotOnWorkingDay { on, why } => closed(f, "The Board", on, why),
            Self::BoardNotAfterMeeting { board, meeting } => write!(
                f,
                "The Board meets on {}, not after the panel on {}: it cannot consider what the panel says there.",
                day(board),
                day(meeting)
            ),
            Self::FeedbackMissesBoardPapers { approved, publish_by } => write!(
                f,
                "The Board’s agenda must be out by {}, before the chair approves the feedback on {}: it would be tabled late.",
                day(publish_by),
                day(approved)
            ),
        }
    }
}
