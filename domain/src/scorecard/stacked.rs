//! Tables in which one indicator takes several rows, its actual, its target and its rating one below the other.
//! Tables with a row for each indicator are sorted in `gather`, its only caller.

use super::columns::Chosen;
use super::gather::Line;
use super::heading::heading;
use super::layout::Table;
use super::role::Role;
use super::sheet::Sheet;
use std::collections::BTreeSet;

/// What the rows of an indicator may be.
const KINDS: &[Role] = &[
    Role::Value,
    Role::ToDate,
    Role::Target,
    Role::Rag,
    Role::Numerator,
    Role::Denominator,
    Role::Previous,
    Role::LastYear,
    Role::England,
    Role::Neighbours,
    Role::Direction,
    Role::Commentary,
];

/// What a cell says that its row holds.
pub(super) fn kind(cell: &str) -> Option<Role> {
    heading(cell).filter(|heading| !heading.bare).map(|heading| heading.role).filter(|role| KINDS.contains(role))
}

/// The column that says what each row holds, if the table has one.
pub(super) fn column_of_kinds(sheet: &Sheet, table: &Table, chosen: &Chosen) -> Option<usize> {
    let taken = [Role::Name, Role::Reference, Role::Value, Role::Commentary];
    let places = table.columns.iter().map(|column| column.place);
    let mut free = places.filter(|place| taken.iter().all(|role| chosen.columns.get(role) != Some(place)));
    free.find(|place| {
        let cells = || table.body.clone().map(|record| sheet.cell(record, *place)).filter(|cell| !cell.is_empty());
        let kinds: Vec<Role> = cells().filter_map(kind).collect();
        let different: BTreeSet<Role> = kinds.iter().copied().collect();
        kinds.len() >= 4
            && kinds.len() * 5 >= cells().count() * 4
            && different.len() > 1
            && different.contains(&Role::Value)
    })
}

/// The indicators of such a table, each from its first row on.
pub(super) fn lines(sheet: &Sheet, table: &Table, chosen: &Chosen, (number, kinds): (usize, usize)) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut seen: BTreeSet<Role> = BTreeSet::new();
    let cell = |record: usize, role: Role| chosen.columns.get(&role).map_or("", |place| sheet.cell(record, *place));
    for record in table.body.clone() {
        let Some(role) = kind(sheet.cell(record, kinds)) else { continue };
        let name = cell(record, Role::Name);
        let other = lines.last().is_none_or(|line| !name.is_empty() && name != line.cell(Role::Name));
        if other || (!name.is_empty() && seen.contains(&role)) {
            lines.push(Line { record, table: number, cells: std::collections::BTreeMap::new() });
            seen.clear();
        }
        seen.insert(role);
        let Some(line) = lines.last_mut() else { continue };
        for (known, place) in &chosen.columns {
            let text = sheet.cell(record, *place);
            let of_figures = KINDS.contains(known) && *known != Role::Commentary;
            if !text.is_empty() && (!of_figures || role == Role::Value) {
                line.cells.entry(*known).or_insert_with(|| text.to_owned());
            }
        }
        if role != Role::Value {
            line.cells.insert(role, cell(record, Role::Value).to_owned());
        }
    }
    lines
}
