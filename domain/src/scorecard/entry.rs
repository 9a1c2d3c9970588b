//! One line of a scorecard as an entry: its indicator, unit, figure, target and comparators.
//! What only all entries together tell (arrows, colours by number, corrections) is in `verdict`. Called by `reading`.

use super::cell::{Cell, Status, figure, plain, ratio};
use super::clues::{indicators, own_unit, shown};
use super::columns::Chosen;
use super::fractions::{Bare, Written, in_percent, out_of_step, written};
use super::gather::Line;
use super::known::Known;
use super::layout::Table;
use super::mark;
use super::parts::{IN_UNIT, Parts, parts};
use super::reading::doubt;
use super::role::Role;
use super::row::{Doubt, More, Reason};
use crate::indicator::Polarity;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A line, understood cell by cell.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub line: &'a Line,
    /// Its place among the known indicators.
    pub known: Option<usize>,
    pub unit: Option<String>,
    pub polarity: Option<Polarity>,
    pub value_raw: String,
    pub value: Option<Decimal>,
    pub status: Status,
    pub target_raw: Option<String>,
    /// Target, floor, previous, comparators: in the unit of the row.
    pub numbers: BTreeMap<Role, Decimal>,
    /// A colour or an arrow that stands in the cell of the figure.
    pub beside: BTreeMap<Role, String>,
    pub more: More,
}

/// All lines, understood, and what was not.
#[derive(Clone, Debug)]
pub(super) struct Entries<'a> {
    pub list: Vec<Entry<'a>>,
    pub doubts: Vec<Doubt>,
}

/// Understands the lines.
pub(super) fn entries<'a>(lines: &'a [Line], tables: &[(Table, Chosen)], known: &[Known]) -> Entries<'a> {
    let mut doubts = Vec::new();
    let parts: Vec<Parts> = lines.iter().map(|line| parts(line, &tables[line.table].1, &mut doubts)).collect();
    let shown = shown(lines, &parts);
    let found = indicators(lines, &parts, &shown, known, &mut doubts);
    let mut list: Vec<Entry> = Vec::new();
    let units: Vec<Option<String>> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| found[n].map(|place| known[place].unit.clone()).or_else(|| own_unit(line, shown[n])))
        .collect();
    let ways = ways(&parts, &units, &found, known);
    for (n, line) in lines.iter().enumerate() {
        let (table, chosen) = &tables[line.table];
        let one = found[n].map(|place| &known[place]);
        let percent = units[n].as_deref() == Some("%");
        let mut entry = Entry {
            line,
            known: found[n],
            unit: units[n].clone(),
            polarity: polarity(line, one, &mut doubts),
            value_raw: line.cell(Role::Value).to_owned(),
            value: None,
            status: Status::NotAvailable,
            target_raw: parts[n].target_raw.clone(),
            numbers: BTreeMap::new(),
            beside: parts[n].extra.clone(),
            more: More::default(),
        };
        let usual = one.and_then(|one| one.target);
        let numbers = scale(line, &parts[n], percent.then_some(&ways), usual, &mut doubts);
        let unsure = value(&mut entry, &parts[n], &numbers, (table, chosen), one);
        doubts.extend(unsure.map(|reason| doubt(Some(line.record + 1), reason)));
        entry.numbers = numbers.into_iter().map(|(role, (number, _))| (role, number)).collect();
        remaining(&mut entry, &parts[n], chosen);
        entry.more.target_from = parts[n].band.map(|(low, _)| low);
        entry.more.target_to = parts[n].band.map(|(_, high)| high);
        let signed = parts[n].cells.get(&Role::Value).is_some_and(|cell| cell.percent);
        if let Some(one) = one.filter(|one| signed && one.unit != "%") {
            let raw = line.cell(Role::Value).to_owned();
            doubts.push(doubt(Some(line.record + 1), Reason::Unit(raw, one.unit.clone())));
        }
        list.push(entry);
    }
    Entries { list, doubts }
}

/// How each column writes percentages.
fn ways(
    parts: &[Parts],
    units: &[Option<String>],
    found: &[Option<usize>],
    known: &[Known],
) -> BTreeMap<Role, Written> {
    let bare = |role: Role| -> Vec<Bare> {
        let of = |n: usize| {
            let cell = parts[n].cells.get(&role).filter(|cell| !cell.percent && units[n].as_deref() == Some("%"))?;
            Some(Bare { value: cell.value?, usual: found[n].and_then(|place| known[place].target) })
        };
        (0..parts.len()).filter_map(of).collect()
    };
    let columns: Vec<(Role, Vec<Bare>)> = IN_UNIT.iter().map(|role| (*role, bare(*role))).collect();
    let all: Vec<Bare> = columns.iter().flat_map(|(_, cells)| cells.clone()).collect();
    columns.into_iter().map(|(role, cells)| (role, written(&cells, &all))).collect()
}

/// The numbers of a line in its unit, and whether each was written as a fraction.
fn scale(
    line: &Line,
    parts: &Parts,
    ways: Option<&BTreeMap<Role, Written>>,
    usual: Option<Decimal>,
    doubts: &mut Vec<Doubt>,
) -> BTreeMap<Role, (Decimal, bool)> {
    let mut numbers = BTreeMap::new();
    for (role, cell) in &parts.cells {
        let Some(value) = cell.value else { continue };
        let way = ways.filter(|_| !cell.percent).and_then(|ways| ways.get(role));
        let scaled = way.map_or((value, false), |way| in_percent(value, *way));
        if let Some(way) = way
            && matches!(role, Role::Value | Role::ToDate | Role::Target)
            && out_of_step(Bare { value, usual }, *way)
        {
            doubts.push(doubt(Some(line.record + 1), Reason::OutOfStep(value.to_string())));
        }
        numbers.insert(*role, scaled);
    }
    numbers
}

/// Which way is better: as the known indicator has it, else as the file says.
fn polarity(line: &Line, known: Option<&Known>, doubts: &mut Vec<Doubt>) -> Option<Polarity> {
    let said = mark::polarity(line.cell(Role::Polarity));
    let Some(known) = known else { return said };
    if said.is_some_and(|said| said != known.polarity) {
        doubts.push(doubt(Some(line.record + 1), Reason::Polarity(line.cell(Role::Polarity).to_owned())));
    }
    Some(known.polarity)
}

/// The figure: since April where the indicator is reported so, else of the period itself.
fn value(
    entry: &mut Entry,
    parts: &Parts,
    numbers: &BTreeMap<Role, (Decimal, bool)>,
    (table, chosen): (&Table, &Chosen),
    known: Option<&Known>,
) -> Option<Reason> {
    let name = plain(entry.line.cell(Role::Name));
    let says =
        ["ytd", "cumulative", "to date", "since april", "since 1 april"].iter().any(|words| name.contains(words));
    let to_date = known.map_or(says, |known| known.to_date);
    let (own, since) = (parts.cells.get(&Role::Value), parts.cells.get(&Role::ToDate));
    let number = |role: Role| numbers.get(&role).map(|(number, _)| *number);
    let heading = |role: Role| {
        let place = chosen.columns.get(&role)?;
        table.columns.iter().find(|column| column.place == *place).map(|column| column.text.clone())
    };
    let has_column = chosen.columns.contains_key(&Role::Value);
    let (cell, role) = match (own, since) {
        (_, Some(since)) if to_date => (since, Role::ToDate),
        (Some(own), _) => (own, Role::Value),
        (None, Some(since)) => (since, Role::ToDate),
        (None, None) => return None,
    };
    if !has_column {
        entry.line.cell(Role::ToDate).clone_into(&mut entry.value_raw);
    }
    entry.status = cell.status;
    entry.value = number(role);
    entry.more.threshold = cell.threshold;
    entry.more.percent_as_fraction = numbers.get(&role).is_some_and(|(_, fraction)| *fraction);
    if role == Role::ToDate && number(Role::Value) != entry.value {
        entry.more.value_from = heading(role).filter(|_| has_column);
        entry.more.quarter_value = number(Role::Value);
    }
    if role == Role::Value && chosen.month {
        entry.more.value_from = heading(role);
        let measured_once = known.is_some_and(|known| known.to_date);
        return (!measured_once).then(|| Reason::OnlyMonths(heading(role).unwrap_or_default()));
    }
    if cell.status == Status::NotUnderstood {
        let raw = entry.line.cell(role).to_owned();
        return Some(Reason::Cell("figure", raw));
    }
    (role == Role::ToDate && !to_date && has_column).then_some(Reason::OnlyToDate)
}

/// Statuses, parts of a ratio, flags.
fn remaining(entry: &mut Entry, parts: &Parts, chosen: &Chosen) {
    let has = |role: Role| chosen.columns.contains_key(&role) || entry.line.cells.contains_key(&role);
    let absent = |role: Role| parts.cells.get(&role).filter(|cell| cell.value.is_none()).map(|cell| cell.status);
    entry.more.previous_status = absent(Role::Previous).filter(|status| *status != Status::NotUnderstood);
    entry.more.last_year = has(Role::LastYear).then(|| entry.numbers.get(&Role::LastYear).copied());
    entry.more.exception_flag = has(Role::Exception).then(|| mark::flag(entry.line.cell(Role::Exception)));
    entry.more.corrective_action = Some(entry.line.cell(Role::Action).to_owned()).filter(|text| !text.is_empty());
    let both = [entry.line.cell(Role::Ratio), parts.extra.get(&Role::Ratio).map_or("", String::as_str)];
    let both = both.iter().find_map(|text| ratio(text));
    let (upper, lower) = both.map_or_else(
        || (figure(entry.line.cell(Role::Numerator)), figure(entry.line.cell(Role::Denominator))),
        |(upper, lower)| (upper, lower),
    );
    let given =
        |role: Role| has(Role::Ratio) || parts.extra.contains_key(&Role::Ratio) || !entry.line.cell(role).is_empty();
    let why = |cell: &Cell, role: Role| {
        (given(role) && cell.value.is_none() && cell.status != Status::NotAvailable).then_some(cell.status)
    };
    entry.more.numerator_status = why(&upper, Role::Numerator);
    entry.more.denominator_status = why(&lower, Role::Denominator);
    entry.numbers.extend(upper.value.map(|value| (Role::Numerator, value)));
    entry.numbers.extend(lower.value.map(|value| (Role::Denominator, value)));
}
