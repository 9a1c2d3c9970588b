//! What a file that was sent in would change of a request: our own workbook by its hidden keys, any other layout by
//! what the domain's reader makes of it. Nothing is written here; the pages show it and ask.

use super::template::{COLUMNS, FIRST_ASKED, SHEET, key};
use crate::cells;
use crate::requests::queries::{Line, Whole};
use remit_domain::figure::{Certainty, Figure, with_unit};
use remit_domain::period::Period;
use remit_domain::policy::Method;
use remit_domain::rating::rate;
use remit_domain::rhythm::{Basis, Rhythm};
use remit_domain::scorecard::{Book, Known, Leaf, Row, Scorecard, Status, Wanted};
use remit_domain::upload::Refusal;
use remit_domain::word::Word;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What one row of a file would make of one line of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proposal {
    pub figure_id: i64,
    pub name: String,
    /// What stands now, in words.
    pub stands: String,
    /// What it would be, as it would be typed.
    pub value: String,
    /// The same in words.
    pub becomes: String,
    pub rating: String,
    /// The colour that was sent, where it is another.
    pub sent_rating: String,
    pub certainty: &'static str,
    pub reason: String,
    pub numerator: String,
    pub denominator: String,
    pub forecast: String,
    pub commentary: String,
    pub corrective: String,
    /// The cell as it stands in the file.
    pub raw: String,
    /// Its row in the file, from 1.
    pub record: usize,
    pub changes: bool,
}

/// A column of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnView {
    /// Its place, from 1.
    pub place: usize,
    pub heading: String,
    pub read_as: String,
}

/// What a column is read as when it is not used.
pub(super) const NOT_USED: &str = "not used";

/// How somebody wants a file to be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked<'a> {
    /// What the file is called.
    pub file: &'a str,
    /// The sheet; empty for the one that is found.
    pub sheet: &'a str,
    /// What the columns were said to be by hand: place from 1, and the words.
    pub columns: Vec<(usize, &'a str)>,
}

/// Everything that a file would change, and what of it was not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The sheet that was read; empty when the file has none.
    pub sheet: String,
    /// All sheets, where there are several to choose from.
    pub sheets: Vec<String>,
    /// What the columns were read as.
    pub columns: Vec<ColumnView>,
    /// Whether somebody may say what a column is: not in our own workbook.
    pub by_hand: bool,
    pub rows: Vec<Proposal>,
    /// Rows that are about nothing that was asked for.
    pub others: Vec<String>,
    /// What was asked for and is not in the file.
    pub missing: Vec<String>,
    pub not_understood: Vec<String>,
    /// The period that the file names, where it is another than the one asked for.
    pub other_period: String,
}

/// What a file would change.
pub(super) fn read(book: &Book, whole: &Whole, lines: &[Line], asked: &Asked<'_>) -> Result<Reading, Refusal> {
    let sheet = asked.sheet;
    let own = book.sheets.iter().find(|leaf| leaf.name == SHEET && has_keys(leaf));
    let mut reading = match own {
        Some(leaf) if sheet.is_empty() || sheet == SHEET => by_keys(leaf, whole, lines),
        _ => by_layout(book, whole, lines, asked)?,
    };
    if own.is_none() && book.sheets.len() > 1 {
        reading.sheets = book.sheets.iter().map(|leaf| leaf.name.clone()).collect();
    }
    for line in lines {
        if !reading.rows.iter().any(|row| row.figure_id == line.figure.id) {
            reading.missing.push(format!("{} {}", line.indicator.code, line.indicator.name));
        }
    }
    Ok(reading)
}

fn has_keys(leaf: &Leaf) -> bool {
    leaf.sheet.records.iter().any(|record| record.first().is_some_and(|cell| cell.starts_with("remit-")))
}

/// Our own workbook, in whatever order its rows stand now.
fn by_keys(leaf: &Leaf, whole: &Whole, lines: &[Line]) -> Reading {
    let mut reading = Reading { sheet: SHEET.to_owned(), ..Reading::default() };
    let asked = COLUMNS.iter().enumerate().skip(usize::from(FIRST_ASKED));
    let named = |(at, (name, _)): (usize, &(&str, f64))| ColumnView {
        place: at + 1,
        heading: (*name).to_owned(),
        read_as: name.to_lowercase(),
    };
    reading.columns = asked.map(named).collect();
    for (at, record) in leaf.sheet.records.iter().enumerate() {
        let cell = |column: u16| cells::as_typed(record.get(usize::from(column)).map_or("", String::as_str).trim());
        let found = cell(0);
        if !found.starts_with("remit-") {
            continue;
        }
        let Some(line) = lines.iter().find(|line| key(whole.request.id, line.figure.id) == found) else {
            reading.not_understood.push(format!("Row {}: it belongs to another request.", at + 1));
            continue;
        };
        let [value, certainty, reason, numerator, denominator, forecast, commentary, corrective] =
            [0, 1, 2, 3, 4, 5, 6, 7].map(|n| cell(FIRST_ASKED + n));
        let certainty = Certainty::ALL.iter().find(|one| one.label().eq_ignore_ascii_case(certainty));
        let certainty = certainty.map_or(line.figure.certainty.0, |found| *found);
        if reading.rows.iter().any(|row| row.figure_id == line.figure.id) {
            reading.not_understood.push(format!("Row {}: an earlier row has the same key.", at + 1));
            continue;
        }
        if [value, reason, numerator, denominator, forecast, commentary, corrective].iter().all(|cell| cell.is_empty())
        {
            reading.missing.push(format!("{} {}: nothing is filled in", line.indicator.code, line.indicator.name));
            continue;
        }
        let row = Proposal {
            value: value.to_owned(),
            certainty: certainty.word(),
            reason: reason.to_owned(),
            numerator: numerator.to_owned(),
            denominator: denominator.to_owned(),
            forecast: forecast.to_owned(),
            commentary: commentary.to_owned(),
            corrective: corrective.to_owned(),
            raw: value.to_owned(),
            record: at + 1,
            ..Proposal::default()
        };
        reading.rows.push(finished(row, line));
    }
    reading
}

/// Any other file, as the reader of scorecards understands it.
fn by_layout(book: &Book, whole: &Whole, lines: &[Line], asked: &Asked<'_>) -> Result<Reading, Refusal> {
    let known: Vec<Known> = lines.iter().map(known).collect();
    let sheet = Some(asked.sheet).filter(|sheet| !sheet.is_empty());
    let wanted = Wanted { file: asked.file, period: Some(whole.period), known: &known, ..Wanted::default() };
    let mut card = book.scorecard(wanted, sheet)?;
    let named = book.scorecard(Wanted { period: None, ..wanted }, sheet)?;
    // Only what somebody reads otherwise is theirs: the rest is found again with it.
    let found = |place: usize| {
        let column = card.meta.columns.iter().find(|column| column.column == place);
        column.map(|column| column.read_as.unwrap_or(NOT_USED))
    };
    let by_hand: Vec<(usize, &str)> = asked
        .columns
        .iter()
        .copied()
        .filter(|(place, words)| found(*place).is_some_and(|found| found != *words))
        .collect();
    if !by_hand.is_empty() {
        let sheet = card.meta.sheet.clone();
        card = book.scorecard(Wanted { by_hand: &by_hand, ..wanted }, sheet.as_deref())?;
    }
    let mut reading = Reading {
        sheet: card.meta.sheet.clone().unwrap_or_default(),
        other_period: other_period(&named, whole.period),
        by_hand: true,
        ..Reading::default()
    };
    for column in &card.meta.columns {
        reading.columns.push(ColumnView {
            place: column.column,
            heading: column.heading.clone(),
            read_as: column.read_as.unwrap_or(NOT_USED).to_owned(),
        });
    }
    let of: BTreeMap<&str, &Line> = lines.iter().map(|line| (line.indicator.code.as_str(), line)).collect();
    for row in &card.rows {
        match row.code.as_deref().and_then(|code| of.get(code)) {
            _ if row.more.superseded => {
                reading.not_understood.push(format!("Row {}: a later row is about the same indicator.", row.record));
            }
            Some(line) => reading.rows.push(finished(sent(row), line)),
            None if row.value_raw.is_empty() => {
                reading.others.push(format!("Row {}: {}", row.record, row.name_as_sent))
            }
            None => reading.others.push(format!("Row {}: {}, {}", row.record, row.name_as_sent, row.value_raw)),
        }
    }
    reading.not_understood.extend(card.meta.not_understood.iter().map(|doubt| match doubt.record {
        Some(record) => format!("Row {record}: {}", doubt.reason),
        None => doubt.reason.to_string(),
    }));
    Ok(reading)
}

fn other_period(card: &Scorecard, asked: Period) -> String {
    let wanted = format!("{}/{}", asked.start(), asked.end());
    card.meta.period.clone().filter(|named| *named != wanted).unwrap_or_default()
}

fn known(line: &Line) -> Known {
    let policy = line.figure.policy();
    let tolerance = match policy.method {
        Method::Absolute { tolerance } => Some(tolerance),
        _ => None,
    };
    Known {
        code: line.indicator.code.clone(),
        name: line.indicator.name.clone(),
        unit: policy.unit.clone(),
        polarity: policy.polarity,
        tolerance,
        target: policy.target(),
        to_date: line.basis == Basis::YearToDate,
        annual: !matches!(line.rhythm, Rhythm::Quarterly | Rhythm::HalfYearly),
        description: line.definition.clone(),
    }
}

/// A row of somebody's own layout as it would be typed.
fn sent(row: &Row) -> Proposal {
    let number = |value: Option<Decimal>| value.map(|value| value.normalize().to_string()).unwrap_or_default();
    let (value, certainty) = match (row.status, row.value) {
        (_, None) if row.value_raw.is_empty() => (String::new(), Certainty::Final),
        (Status::Provisional, Some(value)) => (number(Some(value)), Certainty::Provisional),
        (Status::Approximate, Some(value)) => (number(Some(value)), Certainty::Estimate),
        (_, Some(value)) => (number(Some(value)), Certainty::Final),
        (Status::Suppressed | Status::BelowThreshold, None) => ("suppressed".to_owned(), Certainty::Final),
        (Status::ToBeConfirmed, None) => ("tbc".to_owned(), Certainty::Final),
        (Status::NotAvailable, None) => ("n/a".to_owned(), Certainty::Final),
        (_, None) => (row.value_raw.clone(), Certainty::Final),
    };
    Proposal {
        reason: match row.value {
            Some(_) => String::new(),
            None if row.value_raw.is_empty() => String::new(),
            None => format!("Sent as “{}”.", row.value_raw),
        },
        value,
        certainty: certainty.word(),
        numerator: number(row.numerator),
        denominator: number(row.denominator),
        commentary: row.commentary.clone(),
        corrective: row.more.corrective_action.clone().unwrap_or_default(),
        sent_rating: row.rag_as_sent.map(|colour| colour.word().to_owned()).unwrap_or_default(),
        raw: row.value_raw.clone(),
        record: row.record,
        ..Proposal::default()
    }
}

/// With what stands, what it would be rated, and whether anything changes. What the file leaves empty stays.
fn finished(mut row: Proposal, line: &Line) -> Proposal {
    let (figure, policy) = (&line.figure, line.figure.policy());
    let keep = |sent: &mut String, stands: &str| {
        if sent.is_empty() {
            stands.clone_into(sent);
        }
    };
    keep(&mut row.commentary, &figure.commentary);
    keep(&mut row.corrective, &figure.corrective);
    keep(&mut row.numerator, figure.numerator.as_deref().unwrap_or_default());
    keep(&mut row.denominator, figure.denominator.as_deref().unwrap_or_default());
    keep(&mut row.forecast, figure.forecast.as_deref().unwrap_or_default());
    if row.value.is_empty() {
        // Nothing was sent in its place: the figure stays with all that is said of it.
        row.value.clone_from(&figure.typed);
        row.reason.clone_from(&figure.reason);
        row.certainty = figure.certainty.0.word();
    }
    let understood: Option<Figure> = row.value.parse().ok();
    if matches!(understood, Some(Figure::Absent(_))) {
        keep(&mut row.reason, &figure.reason);
    }
    let words = |figure: Option<Figure>, typed: &str| match figure {
        Some(Figure::Number(value)) => with_unit(value, &policy.unit),
        Some(Figure::Absent(absence)) => absence.label().to_owned(),
        None if typed.is_empty() => "Nothing".to_owned(),
        None => format!("“{typed}” (not understood)"),
    };
    row.figure_id = figure.id;
    row.name = format!("{} {}", line.indicator.code, line.indicator.name);
    row.stands = words(figure.figure(), &figure.typed);
    row.becomes = words(understood, &row.value);
    row.rating = understood.map(|one| rate(&one, &policy).rating.word().replace('_', "-")).unwrap_or_default();
    if row.sent_rating == row.rating || row.rating == "unrated" {
        row.sent_rating.clear();
    }
    let stands = |text: &Option<String>| text.clone().unwrap_or_default();
    row.changes = figure.figure() != understood
        || (understood.is_none() && row.value != figure.typed)
        || row.certainty != figure.certainty.0.word()
        || row.reason != figure.reason
        || row.commentary != figure.commentary
        || row.corrective != figure.corrective
        || row.numerator != stands(&figure.numerator)
        || row.denominator != stands(&figure.denominator)
        || row.forecast != stands(&figure.forecast);
    row
}
