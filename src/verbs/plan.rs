//! `remit plan`: the cycle of one meeting, as a table with reasons or as JSON.
//! The rules are the domain's; no database and no configuration is read. Called by `main.rs`.

use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Parser;
use remit_domain::cycle::{self, CycleFacts, Plan, StepKey};
use remit_domain::period::Period;
use remit_domain::wording;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::asked::{self, Refusal, WorkingDays};

/// Plan the cycle of a meeting: when to ask, when data is due, when to publish
#[derive(clap::Args, Debug)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// The meeting and its period; `remit plan --help` lists what can be given
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    words: Vec<OsString>,
}

/// Plan the cycle of a meeting back from its date
#[derive(Parser, Debug)]
#[command(name = "remit plan", disable_version_flag = true)]
struct Question {
    /// The day of the panel's meeting
    #[arg(long, value_name = "DATE", value_parser = asked::date)]
    meeting: NaiveDate,
    /// What the figures are about, such as "2022/23 Q2" or "2023/24 P04"
    #[arg(long, value_parser = asked::period)]
    period: Period,
    /// The day of the Board to which the panel reports
    #[arg(long, value_name = "DATE", value_parser = asked::date)]
    board: Option<NaiveDate>,
    /// Working days from the end of the period until its data exist
    #[arg(long, value_name = "DAYS", value_parser = asked::number::<u32>, default_value = "10", allow_negative_numbers = true)]
    lag: u32,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    days: WorkingDays,
}

/// Prints the plan, or refuses in one sentence with exit code 2.
pub fn run(args: Args) -> ExitCode {
    asked::answer(args.words, "remit plan", |question: Question| reply(&question))
}

fn reply(question: &Question) -> Result<String, Refusal> {
    let facts =
        CycleFacts { board: question.board, lag: question.lag, ..CycleFacts::usual(question.meeting, question.period) };
    let plan = cycle::plan(&facts, &question.days.calendar()?)?;
    Ok(if question.json { json(&plan) } else { table(&facts, &plan) })
}

fn table(facts: &CycleFacts, plan: &Plan) -> String {
    let meeting = wording::date_with_weekday(facts.meeting);
    let mut text = format!("Panel on {meeting}, figures for {}\n\n", facts.period);
    let width = plan.steps.iter().map(|step| step.key.label().chars().count()).max().unwrap_or(0);
    for step in &plan.steps {
        let (day, label) = (step.on.format("%Y-%m-%d  %a"), step.key.label());
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{day}  {label:width$}  {}", step.why);
    }
    for warning in &plan.warnings {
        let _ = write!(text, "\nWarning: {warning}\n");
    }
    text
}

struct AsJson<'a>(&'a Plan);

impl Serialize for AsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(StepKey::ALL.len() + 1))?;
        for key in StepKey::ALL {
            map.serialize_entry(key.as_str(), &self.0.on(key))?;
        }
        let warnings: Vec<String> = self.0.warnings.iter().map(ToString::to_string).collect();
        map.serialize_entry("warnings", &warnings)?;
        map.end()
    }
}

fn json(plan: &Plan) -> String {
    // Text keys and dates always serialise.
    let text = serde_json::to_string_pretty(&AsJson(plan)).unwrap_or_default();
    text + "\n"
}
