//! `remit dates`: single questions about dates, answered one ISO date or number a line.
//! The rules are the domain's; no database and no configuration is read. Called by `main.rs`.

use std::ffi::OsString;
use std::process::ExitCode;

use chrono::{Datelike, NaiveDate};
use clap::{Parser, Subcommand};
use remit_domain::period::Period;
use remit_domain::statute;

use super::asked::{self, Refusal, WorkingDays};

/// Clear working days for which an agenda is public before a meeting (LGA 1972 s100B(3)).
const CLEAR_DAYS: u32 = 5;

/// Answer one question about dates: publish-by, clear-days, add-working-days, two-months, days28, period
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// The question and its dates; `remit dates --help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "QUESTION")]
    words: Vec<OsString>,
}

/// Answer one question about dates, one ISO date or number a line
#[derive(Parser, Debug)]
#[command(name = "remit dates", disable_version_flag = true)]
struct Question {
    #[command(subcommand)]
    about: About,
}

#[derive(Subcommand, Debug)]
#[command(disable_help_subcommand = true)]
enum About {
    /// The last day to publish the agenda of a meeting with five clear working days
    PublishBy {
        /// The day of the meeting
        #[arg(value_name = "DATE", value_parser = asked::date)]
        meeting: NaiveDate,
        #[command(flatten)]
        days: WorkingDays,
    },
    /// The number of clear working days between publication and meeting
    ClearDays {
        /// The day of publication
        #[arg(value_parser = asked::date)]
        published: NaiveDate,
        /// The day of the meeting
        #[arg(value_parser = asked::date)]
        meeting: NaiveDate,
        #[command(flatten)]
        days: WorkingDays,
    },
    /// The Nth working day after a date, or before it when N is negative
    AddWorkingDays {
        /// The day from which to count, itself not counted
        #[arg(value_name = "DATE", value_parser = asked::date)]
        from: NaiveDate,
        /// How many working days
        #[arg(allow_negative_numbers = true, value_parser = asked::number::<i32>)]
        n: i32,
        #[command(flatten)]
        days: WorkingDays,
    },
    /// The last day of two months beginning with the day of receipt
    TwoMonths {
        /// The day of receipt
        #[arg(value_parser = asked::date)]
        received: NaiveDate,
    },
    /// The day 28 days after a date
    #[command(name = "days28")]
    Days28 {
        /// The day of the request or report
        #[arg(value_name = "DATE", value_parser = asked::date)]
        from: NaiveDate,
    },
    /// The first and last day of a period, such as "2022/23 Q2", "2023/24 P04" or "2022/23"
    Period {
        /// The period, in quotation marks
        #[arg(value_parser = asked::period)]
        period: Period,
    },
}

/// Answers, or refuses in one sentence with exit code 2.
pub fn run(args: Args) -> ExitCode {
    asked::answer(args.words, "remit dates", |question: Question| reply(&question.about))
}

fn reply(about: &About) -> Result<String, Refusal> {
    match about {
        About::PublishBy { meeting, days } => day(days.calendar()?.publish_by(*meeting, CLEAR_DAYS)?),
        About::ClearDays { published, meeting, days } => {
            Ok(format!("{}\n", days.calendar()?.clear_days(*published, *meeting)?))
        }
        About::AddWorkingDays { from, n, days } => day(days.calendar()?.add_working_days(*from, *n)?),
        About::TwoMonths { received } => day(statute::two_months_beginning_with(*received)),
        About::Days28 { from } => day(statute::days_28(*from)),
        About::Period { period } => Ok(day(period.start())? + &day(period.end())?),
    }
}

fn day(on: NaiveDate) -> Result<String, Refusal> {
    if on.year() > 9999 { Err(Refusal::TooFar) } else { Ok(format!("{on}\n")) }
}
