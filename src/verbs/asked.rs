//! How the verbs that answer questions about dates read what was typed, and how they answer or refuse.
//! A refusal is one sentence on standard error and exit code 2. Called by `dates` and `plan`.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{Datelike, NaiveDate};
use clap::error::{ContextKind, ErrorKind};
use clap::{Args, Parser};
use remit_domain::calendar::{Calendar, HolidayFileError, OutsideCalendar};
use remit_domain::period::{Period, PeriodRefusal};

/// No file of bank holidays comes near this many bytes; what is longer is not one.
const LONGEST_FILE: u64 = 4 << 20;

/// Which days count as working days.
#[derive(Args, Debug)]
pub struct WorkingDays {
    /// Days on which the offices are shut, both included; may be repeated
    #[arg(long = "closed", value_name = "FROM..TO", value_parser = closure)]
    closed: Vec<(NaiveDate, NaiveDate)>,
    /// Bank holidays in the form of the gov.uk file; the years it covers replace the built-in ones
    #[arg(long, value_name = "FILE")]
    holidays: Option<PathBuf>,
}

impl WorkingDays {
    /// The built-in calendar, with the file and the closures that were given.
    ///
    /// # Errors
    /// A refusal when the file cannot be read or is not in the form.
    pub fn calendar(&self) -> Result<Calendar, Refusal> {
        let england = Calendar::england();
        let cal = match &self.holidays {
            Some(file) => england.with_years_of(read_holidays(file)?),
            None => england,
        };
        Ok(self.closed.iter().fold(cal, |cal, (first, last)| cal.with_closure(*first, *last, "given with --closed")))
    }
}

fn read_holidays(file: &Path) -> Result<Calendar, Refusal> {
    let shown = file.to_string_lossy().into_owned();
    let mut text = String::new();
    let read = std::fs::File::open(file).and_then(|open| open.take(LONGEST_FILE).read_to_string(&mut text));
    match read {
        Ok(_) => Calendar::from_gov_uk_json(&text).map_err(|why| Refusal::HolidaysNotTheForm(shown, why)),
        Err(why) => Err(Refusal::HolidaysUnreadable(shown, why.kind())),
    }
}

/// Why a question is not answered: one sentence.
#[derive(Debug)]
pub enum Refusal {
    /// Not a date in the form 2022-11-03.
    NotADate(String),
    /// In the form, but no such day.
    NoSuchDay(String),
    /// Not in the form FROM..TO.
    NotARange(String),
    /// The first day comes after the last.
    Backwards(NaiveDate, NaiveDate),
    /// Not a number of days.
    NotANumber(String),
    /// Not a period.
    NotAPeriod(String, PeriodRefusal),
    /// The count leaves the years whose holidays are known.
    Outside(OutsideCalendar),
    /// The answer would lie after the year 9999.
    TooFar,
    /// The holidays file cannot be read.
    HolidaysUnreadable(String, io::ErrorKind),
    /// The holidays file is not in the form.
    HolidaysNotTheForm(String, HolidayFileError),
    /// The words themselves are not understood.
    Words(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate(text) => write!(f, "“{text}” is not a date: write it like 2022-11-03."),
            Self::NoSuchDay(text) => write!(f, "There is no day {text}."),
            Self::NotARange(text) => {
                write!(f, "“{text}” is not a range of days: write it like 2026-12-29..2026-12-31.")
            }
            Self::Backwards(first, last) => {
                write!(f, "The closure begins on {first}, after its end on {last}.")
            }
            Self::NotANumber(text) => write!(f, "“{text}” is not a whole number of days that can be counted."),
            Self::NotAPeriod(text, why) => write!(f, "“{text}” is not a period: {}", lower_first(&why.to_string())),
            Self::Outside(outside) => outside.fmt(f),
            Self::TooFar => f.write_str("The answer would lie after the year 9999."),
            Self::HolidaysUnreadable(file, kind) => f.write_str(&unreadable(file, *kind)),
            Self::HolidaysNotTheForm(file, why) => {
                write!(f, "The holidays file {file} cannot be used: {}", lower_first(&why.to_string()))
            }
            Self::Words(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<OutsideCalendar> for Refusal {
    fn from(outside: OutsideCalendar) -> Self {
        Self::Outside(outside)
    }
}

fn unreadable(file: &str, kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::NotFound => format!("There is no holidays file {file}."),
        io::ErrorKind::InvalidData => format!("The holidays file {file} is not text."),
        _ => format!("The holidays file {file} cannot be read: {kind}."),
    }
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// Reads a date, only in the form 2022-11-03.
///
/// # Errors
/// A refusal when it is not in that form, or no such day exists.
pub fn date(text: &str) -> Result<NaiveDate, Refusal> {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let in_form = match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => digits(year, 4) && digits(month, 2) && digits(day, 2),
        _ => false,
    };
    if !in_form {
        return Err(Refusal::NotADate(text.to_owned()));
    }
    let on = text.parse::<NaiveDate>().ok().filter(|on| on.year() > 0);
    on.ok_or_else(|| Refusal::NoSuchDay(text.to_owned()))
}

/// Reads a range of days FROM..TO, both included.
///
/// # Errors
/// A refusal when it is no range, or runs backwards.
pub fn closure(text: &str) -> Result<(NaiveDate, NaiveDate), Refusal> {
    let (first, last) = text.split_once("..").ok_or_else(|| Refusal::NotARange(text.to_owned()))?;
    let (first, last) = (date(first)?, date(last)?);
    if first > last { Err(Refusal::Backwards(first, last)) } else { Ok((first, last)) }
}

/// Reads a whole number.
///
/// # Errors
/// A refusal when it is not one, or greater than any calendar.
pub fn number<N: std::str::FromStr>(text: &str) -> Result<N, Refusal> {
    text.parse().map_err(|_| Refusal::NotANumber(text.to_owned()))
}

/// Reads a period.
///
/// # Errors
/// A refusal when it names none.
pub fn period(text: &str) -> Result<Period, Refusal> {
    text.parse().map_err(|why| Refusal::NotAPeriod(text.to_owned(), why))
}

/// Reads the words after a verb as a `Q`, answers it, and prints the answer or the refusal.
pub fn answer<Q: Parser>(
    words: Vec<OsString>,
    verb: &str,
    reply: impl FnOnce(Q) -> Result<String, Refusal>,
) -> ExitCode {
    let typed = std::iter::once(OsString::from(verb)).chain(words);
    let asked = match Q::try_parse_from(typed) {
        Ok(asked) => reply(asked),
        Err(help) if matches!(help.kind(), ErrorKind::DisplayHelp) => Ok(help.to_string()),
        Err(error) => Err(Refusal::Words(sentence(&error, verb))),
    };
    match asked {
        Ok(text) => match io::stdout().lock().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(refusal) => refuse(&refusal),
    }
}

/// One line on standard error, whatever was typed, and exit code 2.
fn refuse(refusal: &Refusal) -> ExitCode {
    let sentence = refusal.to_string();
    let line: String = sentence.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    // With standard error gone, the exit code still tells.
    let _ = writeln!(io::stderr().lock(), "{line}");
    ExitCode::from(2)
}

/// What the parser of the command line complains of, as one sentence.
fn sentence(error: &clap::Error, verb: &str) -> String {
    let said = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let help = format!("see `{verb} --help`.");
    match error.kind() {
        ErrorKind::ValueValidation => std::error::Error::source(error)
            .map_or_else(|| format!("An argument is wrong: {help}"), ToString::to_string),
        ErrorKind::InvalidSubcommand => {
            format!("There is no question “{}”: {help}", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => {
            format!("Missing: {}; {help}", said(ContextKind::InvalidArg).replace(['<', '>'], ""))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            format!("Nothing was asked: {help}")
        }
        ErrorKind::UnknownArgument => format!("“{}” was not expected: {help}", said(ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => format!("{} was given more than once: {help}", said(ContextKind::InvalidArg)),
        ErrorKind::InvalidValue | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{} needs a value: {help}", said(ContextKind::InvalidArg))
        }
        _ => format!("The words after `{verb}` are not understood: {help}"),
    }
}
