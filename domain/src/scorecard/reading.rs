//! A whole scorecard, from sheet to rows: tables, period, columns, lines, indicators, in that order.
//! One row's cells are understood in `entry`, what only all rows together tell in `verdict`. Called from outside.

use super::about;
use super::columns::{self, Chosen, last_month};
use super::entry::{Entries, entries};
use super::gather::{Gathered, Line, gather};
use super::known::Known;
use super::layout::{Column, Table, lies_on_its_side, tables};
use super::role::Role;
use super::row::{ColumnRead, Doubt, Meta, Reason, Row, Scorecard};
use super::sheet::{LineEnding, Sheet};
use super::verdict;
use super::when::{When, of_row};
use crate::period::Period;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of a reading besides the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// What the file is called; it may name the period.
    pub file: &'a str,
    /// The period that is wanted; none for the one that the file names.
    pub period: Option<Period>,
    /// The indicators that are known; without them no row gets a code or a computed rating.
    pub known: &'a [Known],
    /// Columns that somebody read by hand: place from 1, and the words of what it is; other words for "not used".
    pub by_hand: &'a [(usize, &'a str)],
}

/// Reads a scorecard. Whatever the cells hold, there is a result: what was not understood is in it.
#[must_use]
pub fn read(sheet: &Sheet, wanted: Wanted) -> Scorecard {
    let mut found = tables(sheet);
    for table in &mut found {
        columns::settle(sheet, table);
    }
    let titled = about::period(sheet, &found, wanted.file);
    let titled = about::of_rows(sheet, &found, titled).or(titled);
    let mut period = wanted.period.or(titled);
    if let Some(about) = titled.or(period) {
        found.iter_mut().for_each(|table| columns::date_columns(table, about));
    }
    let mut doubts: Vec<Doubt> = sheet.unclosed.iter().map(|n| doubt(Some(*n), Reason::Unclosed)).collect();
    let mut chosen = choose(sheet, &mut found, (period, wanted.by_hand));
    if chosen.is_empty() {
        let reason = if lies_on_its_side(sheet) { Reason::OnItsSide } else { Reason::NoHeading };
        doubts.push(doubt(None, reason));
    }
    let mut gathered = gather(sheet, &chosen);
    let earlier = by_rows(&mut gathered, &mut period, wanted.period.is_some());
    if titled.is_some() && titled != period {
        // A column that is not dated holds what the file is about, and that is another period.
        set_aside(&mut chosen, &mut gathered, earlier.is_empty());
    }
    column_doubts(&chosen, period, &mut doubts);
    doubts.append(&mut gathered.doubts);
    let notes: Vec<&str> = remarks(sheet, &chosen, &gathered);
    let mut entries = entries(&gathered.lines, &chosen, wanted.known);
    let rows = verdict::rows(&mut entries, &notes, wanted.known);
    alone(sheet, &gathered, &rows, wanted.known, &mut doubts);
    let Entries { doubts: mut of_rows, .. } = entries;
    doubts.append(&mut of_rows);
    doubts.sort_by_key(|doubt| doubt.record);
    let mut meta = meta(sheet, wanted.file, &chosen, &gathered);
    meta.period = period.map(|period| format!("{}/{}", period.start(), period.end()));
    meta.indicators = rows.len();
    meta.not_understood = doubts;
    Scorecard { meta, rows }
}

pub(super) fn doubt(record: Option<usize>, reason: Reason) -> Doubt {
    Doubt { record, reason }
}

fn choose(
    sheet: &Sheet,
    tables: &mut Vec<Table>,
    (period, by_hand): (Option<Period>, &[(usize, &str)]),
) -> Vec<(Table, Chosen)> {
    // Quarters of a year that nobody names are still told apart, the latest from the others.
    let about = period.or_else(|| about::latest(sheet, tables, Some(UNNAMED)));
    let with_columns = |table: Table| {
        let mut chosen = columns::choose(sheet, &table, about);
        for (place, words) in by_hand {
            chosen.read_as(place.saturating_sub(1), Role::of_label(words));
        }
        (table, chosen)
    };
    std::mem::take(tables).into_iter().map(with_columns).collect()
}

/// A year that stands for the one that a file does not name.
const UNNAMED: i32 = 2001;

/// Where each row names its own period, the rows of the wanted one stay; gives the figures of the others by period
/// and name.
fn by_rows(gathered: &mut Gathered, period: &mut Option<Period>, asked: bool) -> Earlier {
    let year = period.map(|period| period.financial_year().start_year());
    let of = |line: &Line| of_row(line.cell(Role::Period), year);
    let periods: Vec<Option<Period>> = gathered.lines.iter().map(of).collect();
    let dated = periods.iter().flatten().count();
    if dated * 2 <= gathered.lines.len() || dated == 0 {
        return Earlier::new();
    }
    let latest = about::last(&periods.iter().flatten().copied().collect::<Vec<_>>());
    if !asked && !periods.iter().any(|of| of.is_some() && of == period) {
        *period = latest;
    }
    // What is counted at the end of the quarter may stand under its last month.
    let last_month = period.and_then(last_month);
    let mut earlier = Earlier::new();
    let mut kept = Vec::new();
    for (line, of) in std::mem::take(&mut gathered.lines).into_iter().zip(periods) {
        match of {
            Some(of) if Some(of) != *period && Some(of) != last_month => {
                earlier.insert((of, key(&line)), line);
            }
            _ => kept.push(line),
        }
    }
    gathered.lines = kept;
    if let Some(period) = *period {
        let now: BTreeSet<(String, String)> = gathered.lines.iter().map(key).collect();
        // The map is in the order of periods: the last one of a name stays.
        let last: BTreeMap<&(String, String), Period> = earlier.keys().map(|(of, key)| (key, *of)).collect();
        for ((of, key), line) in &earlier {
            if !now.contains(key) && last.get(key) == Some(of) {
                gathered.doubts.push(doubt(Some(line.record + 1), Reason::OtherPeriod(of.to_string())));
            }
        }
        for line in &mut gathered.lines {
            for (role, other) in [(Role::Previous, period.previous()), (Role::LastYear, period.same_last_year())] {
                if let Some(before) = earlier.get(&(other, key(line))) {
                    let value = before.cell(Role::Value).to_owned();
                    line.cells.entry(role).or_insert(value);
                }
            }
        }
    }
    earlier
}

/// The figures of other periods, where each row names its own.
pub(super) type Earlier = BTreeMap<(Period, (String, String)), Line>;

fn key(line: &Line) -> (String, String) {
    (line.cell(Role::Reference).to_lowercase(), line.cell(Role::Name).to_lowercase())
}

/// Takes away what an undated column would wrongly give for another period than the file's own.
fn set_aside(chosen: &mut [(Table, Chosen)], gathered: &mut Gathered, by_columns: bool) {
    if !by_columns {
        return;
    }
    for (n, (table, chosen)) in chosen.iter_mut().enumerate() {
        let whole_year = |when: Option<When>| matches!(when, None | Some(When::Year(_)));
        let undated =
            |place: usize| table.columns.iter().any(|column| column.place == place && whole_year(column.when));
        let roles: Vec<Role> = chosen
            .columns
            .iter()
            .filter(|(role, place)| OF_A_PERIOD.contains(role) && undated(**place))
            .map(|(role, _)| *role)
            .collect();
        for role in roles {
            chosen.columns.remove(&role);
            gathered.lines.iter_mut().filter(|line| line.table == n).for_each(|line| {
                line.cells.remove(&role);
            });
        }
    }
}

const OF_A_PERIOD: &[Role] = &[
    Role::Value,
    Role::ToDate,
    Role::Rag,
    Role::Direction,
    Role::Previous,
    Role::LastYear,
    Role::Numerator,
    Role::Denominator,
    Role::Ratio,
    Role::Commentary,
    Role::Action,
    Role::Exception,
];

/// What the columns themselves leave open.
fn column_doubts(tables: &[(Table, Chosen)], period: Option<Period>, doubts: &mut Vec<Doubt>) {
    if period.is_none() && !tables.is_empty() {
        doubts.push(doubt(None, Reason::NoPeriod));
    }
    for (table, chosen) in tables {
        let header = table.header.last().map(|record| record + 1);
        if !chosen.columns.contains_key(&Role::Value) && !chosen.columns.contains_key(&Role::ToDate) {
            doubts.push(doubt(header, Reason::NoColumnFor(period.map(|period| period.to_string()))));
        }
        for (place, text) in &chosen.unknown {
            doubts.push(doubt(header, Reason::Column(place + 1, text.clone())));
        }
        let used = chosen.columns.get(&Role::Value);
        let heading = |place: usize| table.columns.iter().find(|column| column.place == place);
        if let Some(used) = used.and_then(|place| heading(*place)) {
            let rival = |column: &&Column| {
                column.role == Some(Role::Value)
                    && column.when == used.when
                    && column.place != used.place
                    && chosen.counts != Some(column.place)
                    && column.year == used.year
            };
            if let Some(other) = table.columns.iter().find(rival) {
                doubts.push(doubt(header, Reason::TwoColumns(used.text.clone(), other.text.clone())));
            }
        }
    }
}

/// The texts that explain the signs: titles, headings and remarks.
fn remarks<'a>(sheet: &'a Sheet, tables: &[(Table, Chosen)], gathered: &Gathered) -> Vec<&'a str> {
    let top = 0..tables.first().map_or(0, |(table, _)| table.body.start);
    let headers = tables.iter().skip(1).flat_map(|(table, _)| table.header.clone());
    let records = top.chain(headers).chain(gathered.notes.iter().copied()).chain(gathered.sections.iter().copied());
    records.flat_map(|record| sheet.filled(record)).map(|(_, cell)| cell).collect()
}

/// A known indicator's name that stands alone may be a row without its figure.
fn alone(sheet: &Sheet, gathered: &Gathered, rows: &[Row], known: &[Known], doubts: &mut Vec<Doubt>) {
    let read: BTreeSet<&str> = rows.iter().filter_map(|row| row.code.as_deref()).collect();
    for record in &gathered.sections {
        let Some((_, name)) = sheet.filled(*record).next() else { continue };
        let one = known.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        if one.is_some_and(|one| !read.contains(one.code.as_str())) {
            doubts.push(doubt(Some(record + 1), Reason::NameAlone(name.to_owned())));
        }
    }
}

fn meta(sheet: &Sheet, file: &str, tables: &[(Table, Chosen)], gathered: &Gathered) -> Meta {
    let numbered = |records: &[usize]| records.iter().map(|record| record + 1).collect::<Vec<_>>();
    let heading = |role: Role| {
        let (table, chosen) = tables.first()?;
        let place = chosen.columns.get(&role)?;
        table.columns.iter().find(|column| column.place == *place).map(|column| column.text.clone())
    };
    let read_as = |chosen: &Chosen, place: usize| {
        chosen.columns.iter().find(|(_, taken)| **taken == place).map(|(role, _)| role.label())
    };
    let columns = tables.iter().take(1).flat_map(|(table, chosen)| {
        table.columns.iter().map(|column| ColumnRead {
            column: column.place + 1,
            heading: column.text.clone(),
            read_as: read_as(chosen, column.place),
        })
    });
    Meta {
        file: file.to_owned(),
        sheet: None,
        period: None,
        encoding: sheet.encoding.word(),
        line_ending: sheet.line_ending.map(LineEnding::word),
        separator: sheet.separator,
        records_in_file: sheet.records.len(),
        header_records: tables.iter().flat_map(|(table, _)| numbered(&table.header)).collect(),
        section_records: numbered(&gathered.sections),
        notes_records: numbered(&gathered.notes),
        value_column: heading(Role::Value).or_else(|| heading(Role::ToDate)),
        columns: columns.collect(),
        indicators: 0,
        not_understood: Vec::new(),
    }
}
