//! One line of a scorecard as an entry: its indicator, unit, figure, target and comparators.
//! What only all entries together tell (arrows, colours by number, corrections) is in `verdict`. Called by `reading`.

use super::cell::{Cell, Status, bracketed, figure, plain, ratio};
use super::columns::Chosen;
use super::fractions::{Bare, Written, in_percent, out_of_step, written};
use super::gather::Line;
use super::heading::Role;
use super::known::Known;
use super::layout::Table;
use super::mark;
use super::matching::{Clue, Index, Match, Shown};
use super::reading::doubt;
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

/// The columns that are in the unit of the row.
const IN_UNIT: &[Role] = &[
    Role::Value,
    Role::ToDate,
    Role::Target,
    Role::Floor,
    Role::Previous,
    Role::LastYear,
    Role::Neighbours,
    Role::England,
];

/// The cells of a line that are in its unit, read; a target beside the figure counts as the target.
struct Parts {
    cells: BTreeMap<Role, Cell>,
    /// A colour, an arrow or a ratio that stands in the cell of the figure.
    extra: BTreeMap<Role, String>,
    target_raw: Option<String>,
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
        list.push(entry);
    }
    Entries { list, doubts }
}

/// Reads the cells of a line that are in its unit.
fn parts(line: &Line, chosen: &Chosen, doubts: &mut Vec<Doubt>) -> Parts {
    let mut parts = Parts { cells: BTreeMap::new(), extra: BTreeMap::new(), target_raw: None };
    let target = line.cell(Role::Target);
    if !target.is_empty() {
        parts.target_raw = Some(target.to_owned());
    }
    for role in IN_UNIT {
        let text = line.cell(*role);
        if text.is_empty() {
            continue;
        }
        let mut cell = figure(if *role == Role::Target { bound(text) } else { text });
        if matches!(role, Role::Value | Role::ToDate) {
            if cell.status == Status::NotUnderstood {
                cell = parts.taken_apart(text, chosen.with_target).unwrap_or(cell);
            }
            if let Some(beside) = cell.beside.take() {
                parts.put_beside(&beside, chosen.with_target, line, doubts);
            }
        } else if cell.status == Status::NotUnderstood {
            doubts.push(doubt(Some(line.record + 1), Reason::Cell(role.label(), text.to_owned())));
        }
        parts.cells.insert(*role, cell);
    }
    parts
}

/// A target without the words that say on which side of it to be: "≥ 90%", "at least 90%", "95%+".
fn bound(text: &str) -> &str {
    let mut text = text.trim();
    for word in [
        "at least",
        "no more than",
        "up to",
        "not more than",
        "below",
        "under",
        "above",
        "over",
        "≥",
        "≤",
        ">=",
        "<=",
        ">",
        "<",
        "=",
    ] {
        if let Some(rest) =
            text.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word)).and_then(|_| text.get(word.len()..))
        {
            text = rest.trim();
            break;
        }
    }
    text.strip_suffix('+')
        .or_else(|| text.strip_suffix(" or above"))
        .or_else(|| text.strip_suffix(" or below"))
        .unwrap_or(text)
}

impl Parts {
    /// A figure with a target, a colour or an arrow in the same cell, without brackets about it.
    fn taken_apart(&mut self, text: &str, with_target: bool) -> Option<Cell> {
        let read = |text: &str| {
            Some(figure(text)).filter(|cell| cell.status != Status::NotUnderstood && cell.beside.is_none())
        };
        let plain = plain(text);
        if with_target {
            for mark in [" vs ", " against ", "|", "/", ";"] {
                if let Some((value, target)) = plain.split_once(mark)
                    && let (Some(mut value), Some(_)) = (read(value.trim()), read(unworded(target.trim())))
                {
                    value.beside = Some(target.trim().to_owned());
                    return Some(value);
                }
            }
        }
        let (rest, last) = plain.rsplit_once(' ').or_else(|| {
            let last = plain.char_indices().next_back()?;
            Some((&plain[..last.0], &plain[last.0..]))
        })?;
        let value = read(rest.trim())?;
        if let mark::Rag::Colour(_) = mark::rag(last) {
            self.extra.insert(Role::Rag, last.to_owned());
        } else if let Some(mark::Sign::Arrow(_) | mark::Sign::Same) = mark::direction(last) {
            self.extra.insert(Role::Direction, last.to_owned());
        } else {
            return None;
        }
        Some(value)
    }

    /// What stands beside a figure: its target, its ratio, its colour.
    fn put_beside(&mut self, beside: &str, with_target: bool, line: &Line, doubts: &mut Vec<Doubt>) {
        let about_target = with_target || beside.contains("target") || beside.starts_with("tgt");
        let target = unworded(beside);
        let read = figure(bound(target));
        if about_target && self.target_raw.is_none() && (read.value.is_some() || with_target) {
            self.target_raw = Some(target.to_owned());
            if read.status == Status::NotUnderstood {
                doubts.push(doubt(Some(line.record + 1), Reason::Cell(Role::Target.label(), target.to_owned())));
            }
            self.cells.insert(Role::Target, read);
        } else if ratio(beside).is_some() {
            self.extra.insert(Role::Ratio, beside.to_owned());
        } else if let mark::Rag::Colour(_) = mark::rag(beside) {
            self.extra.insert(Role::Rag, beside.to_owned());
        } else if beside.contains(|c: char| c.is_ascii_digit()) {
            doubts.push(doubt(Some(line.record + 1), Reason::Beside(beside.to_owned())));
        }
    }
}

/// A target without the word for it.
fn unworded(text: &str) -> &str {
    let text = text.trim();
    let rest = ["target", "tgt", "t"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    rest.trim_start_matches([':', '=', ' ', '.'])
}

/// What each row shows of its unit, given how the others write theirs.
fn shown(lines: &[Line], parts: &[Parts]) -> Vec<Shown> {
    let part = |n: usize, role: Role| parts[n].cells.get(&role);
    let signed = |n: usize| {
        [Role::Value, Role::ToDate, Role::Target].iter().any(|role| part(n, *role).is_some_and(|cell| cell.percent))
    };
    let main = |n: usize| [Role::Value, Role::ToDate, Role::Target].iter().find_map(|role| part(n, *role)?.value);
    let small =
        |n: usize| main(n).is_some_and(|value| value > Decimal::ZERO && value < Decimal::ONE && value.scale() > 1);
    let all_signed = (0..lines.len()).filter(|n| signed(*n)).count();
    let all_small = (0..lines.len()).filter(|n| small(*n)).count();
    let by_signs = all_signed >= 3 || all_signed * 4 > lines.len();
    let by_fractions = !by_signs && all_small >= 3 && all_small * 4 > lines.len();
    let one = |(n, line): (usize, &Line)| {
        let text = plain(&format!("{} {}", line.cell(Role::Name), line.cell(Role::Unit)));
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let word = |words: &[&str]| text.split(|c: char| !c.is_alphanumeric()).any(|one| words.contains(&one));
        let pounds = part(n, Role::Value).or_else(|| part(n, Role::ToDate)).is_some_and(|cell| cell.pounds);
        if pounds || has(&["£"]) {
            Shown::Money
        } else if has(&["per 10", "/10", "/ 10", "per 1,000", "per 1000"]) {
            Shown::Rate
        } else if signed(n) || has(&["%"]) || word(&["percentage", "proportion", "percent"]) {
            Shown::Percent
        } else if word(&["rate"]) {
            Shown::Rate
        } else if word(&["number", "numbers", "count", "headcount", "nos", "total"]) || has(&["no. of", "no of"]) {
            Shown::Number
        } else if by_fractions && small(n) {
            Shown::Percent
        } else if (by_signs || by_fractions) && main(n).is_some() {
            Shown::NotPercent
        } else {
            Shown::Nothing
        }
    };
    lines.iter().enumerate().map(one).collect()
}

/// The known indicator of each line, by its code or else by its name.
fn indicators(
    lines: &[Line],
    parts: &[Parts],
    shown: &[Shown],
    known: &[Known],
    doubts: &mut Vec<Doubt>,
) -> Vec<Option<usize>> {
    if known.is_empty() {
        return vec![None; lines.len()];
    }
    let target = |n: usize| parts[n].cells.get(&Role::Target).and_then(|cell| cell.value);
    let in_percent = |n: usize| match target(n) {
        Some(target) if shown[n] == Shown::Percent && target < Decimal::ONE => Some(target * Decimal::ONE_HUNDRED),
        target => target,
    };
    let clue = |(n, line): (usize, &Line)| {
        let name = format!("{} {}", line.cell(Role::Name), line.cell(Role::Unit));
        Clue { name: name.trim().to_owned(), shown: shown[n], target: in_percent(n).map(|target| target.normalize()) }
    };
    let clues: Vec<Clue> = lines.iter().enumerate().map(clue).collect();
    let by_name = Index::of(known).find(&clues);
    let mut found = Vec::new();
    for (line, by_name) in lines.iter().zip(by_name) {
        let coded = |one: &Known| one.code.eq_ignore_ascii_case(line.cell(Role::Reference));
        let name = line.cell(Role::Name).to_owned();
        let (place, reason) = match (known.iter().position(coded), by_name) {
            (Some(place), _) | (None, Match::One(place)) => (Some(place), None),
            (None, Match::Between(one, other)) => {
                (None, Some(Reason::TwoIndicators(known[one].code.clone(), known[other].code.clone())))
            }
            (None, Match::None) => (None, Some(Reason::UnknownName(name))),
        };
        doubts.extend(reason.map(|reason| doubt(Some(line.record + 1), reason)));
        found.push(place);
    }
    found
}

/// The unit of a line whose indicator is not known.
fn own_unit(line: &Line, shown: Shown) -> Option<String> {
    let said = line.cell(Role::Unit);
    let name = line.cell(Role::Name);
    let text = plain(&format!("{name} {said}"));
    let rate = ["100,000", "100k", "10,000", "10k", "1,000"].iter().find(|size| text.contains(**size));
    match shown {
        Shown::Percent => Some("%".to_owned()),
        Shown::Rate => rate.map(|size| format!("per {}", size.replace('k', ",000"))),
        _ if !said.is_empty() => Some(said.to_owned()),
        Shown::Money => Some("£".to_owned()),
        Shown::Number => Some("number".to_owned()),
        Shown::NotPercent | Shown::Nothing => bracketed(name)
            .map(|(_, inside)| inside)
            .filter(|inside| UNITS.contains(&plain(inside).as_str()))
            .map(str::to_owned),
    }
}

/// Units that stand in brackets after a name.
const UNITS: &[&str] = &["days", "weeks", "months", "hours", "cases", "points", "score", "number", "children", "fte"];

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
