//! What a reading of a scorecard gives: rows of figures, what the file is, and what was not understood, as they are
//! written out in JSON. How they come about is in `reading`. Called by the verb that reads, and by uploads.

use super::cell::Status;
use super::mark::Colour;
use super::travel::Travel;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Serialize, Serializer};
use std::fmt;

/// Everything that was understood of one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scorecard {
    /// What the file is.
    pub meta: Meta,
    /// One for each row with a figure, in the file's order.
    pub rows: Vec<Row>,
}

/// What a file is, and what in it was not understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meta {
    /// What the file is called.
    pub file: String,
    /// The sheet of a workbook that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// First and last day of the period: "2022-04-01/2022-06-30".
    pub period: Option<String>,
    /// How its letters are written.
    pub encoding: &'static str,
    /// How its lines end; none in a workbook.
    pub line_ending: Option<&'static str>,
    /// What stands between two cells; none in a workbook.
    pub separator: Option<char>,
    /// How many records it has.
    pub records_in_file: usize,
    /// The records that are headings of columns.
    pub header_records: Vec<usize>,
    /// The records that are headings of sections.
    pub section_records: Vec<usize>,
    /// The records after the last row of figures, and remarks between.
    pub notes_records: Vec<usize>,
    /// The headings of the columns from which the figures were taken.
    pub value_column: Option<String>,
    /// What each column was read as.
    pub columns: Vec<ColumnRead>,
    /// How many rows were read.
    pub indicators: usize,
    /// What was not understood, in the file's order.
    pub not_understood: Vec<Doubt>,
}

/// What a column was read as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnRead {
    /// Its place, from 1.
    pub column: usize,
    /// Its own heading.
    pub heading: String,
    /// What it was read as; none when it was not used.
    pub read_as: Option<&'static str>,
}

/// One indicator's row as it was understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The record in the file, from 1; a quoted cell with line breaks is in one record.
    pub record: usize,
    /// The number or letters by which the sender knows it.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// The code of the known indicator.
    pub code: Option<String>,
    /// The name as it stands in the file.
    pub name_as_sent: String,
    /// The cell of the figure as it stands in the file.
    pub value_raw: String,
    /// The figure, in the unit of the row.
    #[serde(serialize_with = "optional")]
    pub value: Option<Decimal>,
    /// Whether there is a figure, and how firm.
    #[serde(serialize_with = "status")]
    pub status: Status,
    /// The unit.
    pub unit: Option<String>,
    /// The target as it stands in the file.
    pub target_raw: Option<String>,
    /// The target, in the unit of the row.
    #[serde(serialize_with = "optional")]
    pub target: Option<Decimal>,
    /// The colour that was sent.
    #[serde(serialize_with = "colour")]
    pub rag_as_sent: Option<Colour>,
    /// The colour by rule: green meets the target, amber misses it by no more than the tolerance, else red.
    #[serde(serialize_with = "colour")]
    pub rag_computed: Option<Colour>,
    /// The figure of the period before.
    #[serde(serialize_with = "optional")]
    pub previous: Option<Decimal>,
    /// The direction of travel that was sent.
    #[serde(serialize_with = "travel")]
    pub direction_as_sent: Option<Travel>,
    /// The average of the statistical neighbours.
    #[serde(serialize_with = "optional")]
    pub statistical_neighbours: Option<Decimal>,
    /// England.
    #[serde(serialize_with = "optional")]
    pub england: Option<Decimal>,
    /// What was counted.
    #[serde(serialize_with = "optional")]
    pub numerator: Option<Decimal>,
    /// Out of how many.
    #[serde(serialize_with = "optional")]
    pub denominator: Option<Decimal>,
    /// The commentary.
    pub commentary: String,
    /// A colour was sent that is not the one by rule.
    pub rag_disagrees: bool,
    /// What is only told when there is something to tell.
    #[serde(flatten)]
    pub more: More,
}

/// What a row only has when there is something to tell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct More {
    /// The bound of "fewer than".
    #[serde(serialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Decimal>,
    /// The lower bound of a target within which to be.
    #[serde(serialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub target_from: Option<Decimal>,
    /// The upper bound of a target within which to be.
    #[serde(serialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub target_to: Option<Decimal>,
    /// Whether the row is flagged as an exception, where the file has such a column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception_flag: Option<bool>,
    /// The figure was written as a fraction of one.
    #[serde(skip_serializing_if = "is_false")]
    pub percent_as_fraction: bool,
    /// The figure of the quarter alone, where the figure since April is the one reported.
    #[serde(serialize_with = "optional", skip_serializing_if = "Option::is_none")]
    pub quarter_value: Option<Decimal>,
    /// The heading of the column from which the figure was taken, where that is not the period's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_from: Option<String>,
    /// Why the period before has no figure.
    #[serde(serialize_with = "optional_status", skip_serializing_if = "Option::is_none")]
    pub previous_status: Option<Status>,
    /// Why there is no numerator.
    #[serde(serialize_with = "optional_status", skip_serializing_if = "Option::is_none")]
    pub numerator_status: Option<Status>,
    /// Why there is no denominator.
    #[serde(serialize_with = "optional_status", skip_serializing_if = "Option::is_none")]
    pub denominator_status: Option<Status>,
    /// The figure of the same period last year, where the file has such a column.
    #[serde(serialize_with = "nested", skip_serializing_if = "Option::is_none")]
    pub last_year: Option<Option<Decimal>>,
    /// Another row of the same indicator replaces this one.
    #[serde(skip_serializing_if = "is_false")]
    pub superseded: bool,
    /// What is to be done about it, where the file has such a column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrective_action: Option<String>,
}

/// Something that was not understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The record, from 1; none when it is the file as a whole.
    pub record: Option<usize>,
    /// Why.
    #[serde(serialize_with = "sentence")]
    pub reason: Reason,
}

/// Why something was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No row names the columns.
    NoHeading,
    /// The measures stand across the top and the headings down the side.
    OnItsSide,
    /// No column holds the figures of the period.
    NoColumnFor(Option<String>),
    /// The file names no period.
    NoPeriod,
    /// A column whose heading says nothing, by its heading.
    Column(usize, String),
    /// Two columns that both hold the figures.
    TwoColumns(String, String),
    /// A cell of the named column holds something else than it should.
    Cell(&'static str, String),
    /// What stands beside a figure in its cell.
    Beside(String),
    /// No known indicator is near enough to the name.
    UnknownName(String),
    /// Two known indicators fit the name alike.
    TwoIndicators(String, String),
    /// The name comes near an indicator, by its code, to which another row comes nearer.
    NearerRow(String, usize),
    /// Figures in a row without a name.
    NoName,
    /// A name alone, of a known indicator that has no other row.
    NameAlone(String),
    /// A number out of step with how the rest of its column is written.
    OutOfStep(String),
    /// A percentage, where the known indicator has another unit.
    Unit(String, String),
    /// The same indicator twice, and nothing says which stands.
    Twice(usize),
    /// The file says another polarity than the known indicator has.
    Polarity(String),
    /// The file is only read by months; the figure is that of the quarter's last month.
    OnlyMonths(String),
    /// Only a figure since April stands there.
    OnlyToDate,
    /// The row is about another period.
    OtherPeriod(String),
    /// A quotation mark opens and never closes.
    Unclosed,
    /// Other sheets of the workbook that hold tables too.
    OtherSheets(Vec<String>),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeading => {
                f.write_str("No row was found that names the columns: an indicator, its figure, its target or rating.")
            }
            Self::OnItsSide => f.write_str(
                "The indicators stand across the top and the headings down the side; turn the sheet and send it again.",
            ),
            Self::NoColumnFor(Some(period)) => write!(f, "No column holds the figures of {period}."),
            Self::NoColumnFor(None) => f.write_str("No column was found that holds the figures."),
            Self::NoPeriod => f.write_str("The file does not name its period."),
            Self::Column(n, heading) if heading.is_empty() => {
                write!(f, "Column {n} has no heading, and its cells do not tell what it is.")
            }
            Self::Column(n, heading) => write!(f, "Column {n}, “{heading}”, is not known and was not used."),
            Self::TwoColumns(used, other) => {
                write!(f, "Both “{used}” and “{other}” may hold the figures; the first was used.")
            }
            Self::Cell(what, text) => write!(f, "“{text}” is not a {what}."),
            Self::Beside(text) => write!(f, "“{text}”, beside the figure, is not understood."),
            Self::UnknownName(name) => write!(f, "No known indicator is near enough to “{name}”."),
            Self::TwoIndicators(one, other) => write!(f, "The name fits {one} and {other} alike."),
            Self::NearerRow(code, record) => write!(f, "The name comes near {code}, but record {record} comes nearer."),
            Self::NoName => f.write_str("There are figures in the row, and no name."),
            Self::NameAlone(name) => write!(
                f,
                "“{name}” stands alone: it was taken for a heading, and may be an indicator without a figure."
            ),
            Self::OutOfStep(text) => write!(
                f,
                "“{text}” is out of step with its column: it may be a fraction where others are percentages, or the reverse."
            ),
            Self::Unit(text, unit) => {
                write!(f, "“{text}” is a percentage; the known indicator is in another unit, {unit}.")
            }
            Self::Twice(record) => {
                write!(f, "The same indicator stands in record {record} too, and nothing says which of the two holds.")
            }
            Self::Polarity(text) => write!(f, "“{text}” is not the way in which the known indicator is better."),
            Self::OnlyMonths(heading) => write!(f, "There are only monthly figures: the one of “{heading}” was taken."),
            Self::OnlyToDate => f.write_str("There is no figure of the period itself, only one since April."),
            Self::OtherPeriod(period) => write!(f, "The figure is of {period}."),
            Self::OtherSheets(names) => {
                write!(f, "The workbook has more tables, which were not read, in: {}.", names.join(", "))
            }
            Self::Unclosed => f.write_str("A quotation mark opens here and never closes; it was taken as a letter."),
        }
    }
}

/// A number as JSON has it: whole numbers without a point.
fn number<S: Serializer>(value: Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let value = value.normalize();
    match (value.scale(), value.to_i64(), value.to_string().parse::<f64>()) {
        (0, Some(whole), _) => serializer.serialize_i64(whole),
        (_, _, Ok(number)) => serializer.serialize_f64(number),
        _ => serializer.serialize_none(),
    }
}

#[allow(clippy::ref_option)]
fn optional<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => number(*value, serializer),
        None => serializer.serialize_none(),
    }
}

#[allow(clippy::ref_option, clippy::option_option)]
fn nested<S: Serializer>(value: &Option<Option<Decimal>>, serializer: S) -> Result<S::Ok, S::Error> {
    optional(&value.flatten(), serializer)
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn status<S: Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.word())
}

#[allow(clippy::ref_option)]
fn optional_status<S: Serializer>(status: &Option<Status>, serializer: S) -> Result<S::Ok, S::Error> {
    status.map(Status::word).serialize(serializer)
}

#[allow(clippy::ref_option)]
fn colour<S: Serializer>(colour: &Option<Colour>, serializer: S) -> Result<S::Ok, S::Error> {
    colour.map(Colour::word).serialize(serializer)
}

#[allow(clippy::ref_option)]
fn travel<S: Serializer>(travel: &Option<Travel>, serializer: S) -> Result<S::Ok, S::Error> {
    travel.map(Travel::word).serialize(serializer)
}

fn sentence<S: Serializer>(reason: &Reason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(reason)
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(flag: &bool) -> bool {
    !flag
}
