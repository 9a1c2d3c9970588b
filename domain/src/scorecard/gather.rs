//! The records of a table as lines of figures, headings of sections, remarks, and what is none of these.
//! What the cells of a line mean is in `reading`, its only caller.

use super::cell::{Status, figure, plain};
use super::columns::Chosen;
use super::layout::Table;
use super::mark::{Rag, direction, rag};
use super::role::Role;
use super::row::{Doubt, Reason};
use super::sheet::Sheet;
use super::stacked::lines;
use std::collections::BTreeMap;

/// One row of figures, its cells by what they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 0.
    pub record: usize,
    /// The table it stands in.
    pub table: usize,
    pub cells: BTreeMap<Role, String>,
}

impl Line {
    /// The cell of a role; empty where there is none.
    pub(super) fn cell(&self, role: Role) -> &str {
        self.cells.get(&role).map_or("", String::as_str)
    }
}

/// What the records of all tables were taken for.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    pub lines: Vec<Line>,
    pub sections: Vec<usize>,
    pub notes: Vec<usize>,
    pub doubts: Vec<Doubt>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    /// One cell.
    Single,
    /// A name, and something measured.
    Sound,
    /// A name, and cells that may or may not be figures.
    Weak,
    /// Only remarks, under a row of figures.
    More,
    /// Figures without a name.
    Nameless,
    Other,
}

const MEASURES: &[Role] = &[
    Role::Value,
    Role::ToDate,
    Role::Target,
    Role::Previous,
    Role::LastYear,
    Role::Numerator,
    Role::Denominator,
    Role::Ratio,
    Role::Neighbours,
    Role::England,
    Role::Floor,
    Role::Rag,
    Role::Direction,
];

/// Sorts the records below the first heading row.
pub(super) fn gather(sheet: &Sheet, tables: &[(Table, Chosen)]) -> Gathered {
    let mut kinds: Vec<(usize, usize, Kind)> = Vec::new();
    let mut stacked: Vec<Line> = Vec::new();
    for (n, (table, chosen)) in tables.iter().enumerate() {
        match chosen.kinds {
            Some(place) => stacked.extend(lines(sheet, table, chosen, (n, place))),
            None => kinds.extend(table.body.clone().map(|record| (record, n, kind(sheet, table, chosen, record)))),
        }
    }
    let mut last = kinds.iter().rposition(|(_, _, kind)| *kind == Kind::Sound);
    // A row without figures directly below the others is the last indicator, not a remark.
    while let Some(place) = last
        && let Some((record, n, Kind::Weak)) = kinds.get(place + 1)
        && !tables[*n].1.cell(sheet, *record, Role::Reference).is_empty()
    {
        last = Some(place + 1);
    }
    let mut gathered = Gathered { lines: stacked, ..Gathered::default() };
    for (place, (record, n, kind)) in kinds.iter().enumerate() {
        let trailing = last.is_none_or(|last| place > last);
        let chosen = &tables[*n].1;
        match kind {
            _ if trailing => gathered.notes.push(*record),
            Kind::Sound | Kind::Weak => gathered.lines.push(line(sheet, chosen, *record, *n)),
            Kind::Blank => {}
            Kind::More => extend(&mut gathered, sheet, chosen, *record),
            Kind::Nameless => {
                gathered.doubts.push(Doubt { record: Some(record + 1), reason: Reason::NoName });
            }
            Kind::Single if is_remark(sheet, *record) => gathered.notes.push(*record),
            Kind::Single | Kind::Other => gathered.sections.push(*record),
        }
    }
    gathered.lines.sort_by_key(|line| line.record);
    gathered
}

fn is_remark(sheet: &Sheet, record: usize) -> bool {
    let text = sheet.filled(record).next().map_or("", |(_, cell)| cell);
    text.chars().count() > 80 || text.starts_with(['*', '†', '^']) || plain(text).starts_with("note")
}

impl Chosen {
    /// The cell of a role in a record.
    fn cell<'a>(&self, sheet: &'a Sheet, record: usize, role: Role) -> &'a str {
        self.columns.get(&role).map_or("", |place| sheet.cell(record, *place))
    }
}

fn kind(sheet: &Sheet, table: &Table, chosen: &Chosen, record: usize) -> Kind {
    let filled: Vec<usize> = sheet.filled(record).map(|(column, _)| column).collect();
    let place = |role: Role| chosen.columns.get(&role);
    let remarks = [Role::Commentary, Role::Action];
    let only_remarks = filled.iter().all(|column| remarks.iter().any(|role| place(*role) == Some(column)));
    let cell = |role: Role| chosen.cell(sheet, record, role);
    // Columns of other periods count too: a row may have nothing yet for the one that is wanted.
    let measures = table.columns.iter().filter_map(|column| Some((column.role?, sheet.cell(record, column.place))));
    let measured: Vec<(Role, &str)> =
        measures.filter(|(role, cell)| MEASURES.contains(role) && !cell.is_empty()).collect();
    let sound = measured.iter().any(|(role, cell)| match role {
        Role::Rag => matches!(rag(cell), Rag::Colour(_)),
        Role::Direction => direction(cell).is_some(),
        Role::Ratio => true,
        _ => figure(cell).status != Status::NotUnderstood,
    });
    match (filled.len(), cell(Role::Name).is_empty()) {
        (0, _) => Kind::Blank,
        (_, true) if only_remarks => Kind::More,
        (1, named) if !(named && sound) => Kind::Single,
        (_, false) if sound => Kind::Sound,
        (_, false) => Kind::Weak,
        (_, true) if sound && !cell(Role::Reference).is_empty() => Kind::Sound,
        (_, true) if !measured.is_empty() => Kind::Nameless,
        _ => Kind::Other,
    }
}

fn line(sheet: &Sheet, chosen: &Chosen, record: usize, table: usize) -> Line {
    let cells = chosen.columns.iter().map(|(role, place)| (*role, sheet.cell(record, *place).to_owned()));
    let mut cells: BTreeMap<Role, String> = cells.collect();
    if let Some(counts) = chosen.counts.filter(|_| cells.get(&Role::Value).is_none_or(String::is_empty)) {
        cells.insert(Role::Value, sheet.cell(record, counts).to_owned());
    }
    Line { record, table, cells }
}

/// A commentary that goes on in the next record.
fn extend(gathered: &mut Gathered, sheet: &Sheet, chosen: &Chosen, record: usize) {
    let Some(line) = gathered.lines.last_mut() else {
        gathered.notes.push(record);
        return;
    };
    for role in [Role::Commentary, Role::Action] {
        let more = chosen.cell(sheet, record, role);
        if !more.is_empty() {
            let text = line.cells.entry(role).or_default();
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(more);
        }
    }
}
