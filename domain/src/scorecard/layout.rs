//! Where in a sheet the tables stand: heading rows among titles, group headings above them, and what each column says.
//! Which columns are wanted for a period is chosen in `columns`. Called by `reading`.

use super::cell::{Status, figure};
use super::heading::{Heading, heading, share};
use super::mark::{Rag, rag};
use super::role::Role;
use super::sheet::Sheet;
use super::stacked::kind;
use super::when::When;
use std::collections::BTreeSet;

/// Titles above the first heading row are seldom more than this.
const TITLE_ROWS: usize = 80;

/// A column of a table as its headings describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Its place in the sheet, from 0.
    pub place: usize,
    /// Its own heading.
    pub text: String,
    /// `None` when its headings are in no known words.
    pub role: Option<Role>,
    pub when: Option<When>,
    /// The calendar year in which the financial year of the group heading above it begins.
    pub year: Option<i32>,
    pub with_target: bool,
    /// Its headings say that it holds percentages or rates (true) or how many (false).
    pub share: Option<bool>,
    /// It has a heading of its own below the group headings.
    pub headed: bool,
}

/// A table within a sheet; record numbers from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub header: Vec<usize>,
    /// The first record after the header, and the first that is no longer part of the table.
    pub body: std::ops::Range<usize>,
    pub columns: Vec<Column>,
}

/// The tables of a sheet, from the top.
pub(super) fn tables(sheet: &Sheet) -> Vec<Table> {
    let count = sheet.records.len();
    let mut headers: Vec<usize> = Vec::new();
    for record in 0..count {
        if (headers.is_empty() && record > TITLE_ROWS) || !(is_header(sheet, record) || is_long(sheet, record)) {
            continue;
        }
        // Of two heading rows one above the other, the lower is found as the sub-headings of the upper.
        if headers.last().is_none_or(|last| below(sheet, *last) < record) {
            headers.push(record);
        }
    }
    let mut tables: Vec<Table> = Vec::new();
    for (n, record) in headers.iter().enumerate() {
        let first = above(sheet, *record, tables.last().map_or(0, |table: &Table| table.body.start));
        let last = below(sheet, *record);
        if let Some(before) = tables.last_mut() {
            before.body.end = before.body.end.min(first);
        }
        let end = headers.get(n + 1).copied().unwrap_or(count);
        tables.push(Table {
            header: (first..=last).collect(),
            body: last + 1..end,
            columns: columns(sheet, first, *record, last),
        });
    }
    tables
}

/// Whether a sheet would be a table if rows were columns.
pub(super) fn lies_on_its_side(sheet: &Sheet) -> bool {
    (0..sheet.width().min(4)).any(|column| {
        let cells = (0..sheet.records.len().min(TITLE_ROWS)).map(|record| sheet.cell(record, column));
        qualifies(cells.filter(|cell| !cell.is_empty()))
    })
}

fn is_header(sheet: &Sheet, record: usize) -> bool {
    qualifies(sheet.filled(record).map(|(_, cell)| cell))
}

/// Few headings over many rows: a name, what each row holds of it, and the value ("Indicator", "Measure", "Value").
fn is_long(sheet: &Sheet, record: usize) -> bool {
    let cells: Vec<(usize, &str)> = sheet.filled(record).collect();
    if !(3..=12).contains(&cells.len()) || cells.iter().any(|(_, cell)| is_content(cell)) {
        return false;
    }
    let headed = |roles: &[Role]| {
        cells.iter().any(|(_, cell)| heading(cell).is_some_and(|heading| roles.contains(&heading.role)))
    };
    let kinds = |column: usize| -> BTreeSet<Role> {
        (record + 1..=record + LONG).filter_map(|below| kind(sheet.cell(below, column))).collect()
    };
    headed(&[Role::Name, Role::Reference])
        && headed(&[Role::Value])
        && cells.iter().any(|(column, _)| {
            let found = kinds(*column);
            found.len() > 1 && found.contains(&Role::Value)
        })
}

/// Rows below a heading row that are looked at to see whether each holds one thing of an indicator.
const LONG: usize = 8;

/// Enough different headings, with a name or reference and something measured, and no figures among them.
fn qualifies<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut found: BTreeSet<(Role, String)> = BTreeSet::new();
    let mut strange = 0_usize;
    for cell in cells {
        match heading(cell) {
            Some(Heading { role: Role::Value, when: Some(when), .. }) => {
                found.insert((Role::Value, format!("{when:?}")));
            }
            Some(Heading { role, .. }) => {
                found.insert((role, String::new()));
            }
            None if is_content(cell) => return false,
            None => strange += 1,
        }
    }
    let has = |roles: &[Role]| found.iter().any(|(role, _)| roles.contains(role));
    let about = has(&[Role::Name, Role::Reference]);
    let measured = has(&[Role::Value, Role::ToDate, Role::Target, Role::Rag, Role::Numerator, Role::Ratio]);
    // A list of names with one figure each has two headings, and nothing else in the row.
    let least = match (about, strange) {
        (true, 0) => 2,
        (true, _) => 3,
        (false, _) => 4,
    };
    measured && found.len() >= least && found.len() > strange
}

/// A cell that only a data row has.
fn is_content(cell: &str) -> bool {
    let read = figure(cell);
    let number = read.value.is_some() || matches!(read.status, Status::BelowThreshold);
    number || (matches!(rag(cell), Rag::Colour(_)) && cell.chars().count() > 1)
}

/// The first record of the group headings above a heading row.
fn above(sheet: &Sheet, record: usize, floor: usize) -> usize {
    let mut first = record;
    while first > floor && record - first < 2 && is_group(sheet, first - 1) {
        first -= 1;
    }
    first
}

fn is_group(sheet: &Sheet, record: usize) -> bool {
    let cells: Vec<(usize, &str)> = sheet.filled(record).collect();
    let short = cells.iter().all(|(_, cell)| cell.chars().count() <= 60 && !is_content(cell));
    let told = cells.iter().all(|(_, cell)| heading(cell).is_some());
    match cells.first() {
        Some((0, _)) => short && told && cells.len() > 1,
        Some(_) => short,
        None => false,
    }
}

/// The last record of the sub-headings below a heading row: headings only, and none under the name.
fn below(sheet: &Sheet, record: usize) -> usize {
    let named: Vec<usize> = sheet
        .filled(record)
        .filter(|(_, cell)| heading(cell).is_some_and(|heading| matches!(heading.role, Role::Name | Role::Reference)))
        .map(|(column, _)| column)
        .collect();
    let next = record + 1;
    let cells: Vec<(usize, &str)> = sheet.filled(next).collect();
    let under = !cells.is_empty()
        && !named.is_empty()
        && cells.iter().all(|(column, cell)| !named.contains(column) && heading(cell).is_some() && !is_content(cell));
    if under { next } else { record }
}

/// The columns as the group headings, the heading row and the sub-headings together describe them.
fn columns(sheet: &Sheet, first: usize, main: usize, last: usize) -> Vec<Column> {
    let mut columns = Vec::new();
    let width = (first..=last).chain(last + 1..sheet.records.len().min(last + 200));
    let width = width.map(|record| sheet.records[record].len()).max().unwrap_or(0);
    for place in 0..width {
        let headed = (main..=last).any(|record| !sheet.cell(record, place).is_empty());
        let text = String::new();
        let mut column =
            Column { place, text, role: None, when: None, year: None, with_target: false, share: None, headed };
        for record in first..=last {
            let own = sheet.cell(record, place);
            // A group heading also stands over the columns to its right that have none of their own.
            let carried = record < main || (record == main && last > main);
            let text = if own.is_empty() && carried { leftwards(sheet, record, place, last) } else { own };
            if !own.is_empty() {
                column.text = own.to_owned();
            }
            column.share = share(text).or(column.share);
            if let Some(found) = heading(text) {
                let whole = !own.is_empty() || column.role.is_none();
                add(&mut column, found, whole && (!own.is_empty() || record == main));
            } else if !own.is_empty() && record >= main {
                column.role = None;
            }
        }
        columns.push(column);
    }
    columns
}

/// The nearest cell to the left in the same record, if the column itself has a heading lower down.
fn leftwards(sheet: &Sheet, record: usize, place: usize, last: usize) -> &str {
    if (record + 1..=last).all(|lower| sheet.cell(lower, place).is_empty()) {
        return "";
    }
    (0..place).rev().map(|left| sheet.cell(record, left)).find(|cell| !cell.is_empty()).unwrap_or("")
}

/// Adds what a lower heading says to what those above it said.
fn add(column: &mut Column, found: Heading, decides: bool) {
    let above = column.role;
    if let Some(year) = column.when.and_then(When::year).or(column.year) {
        column.year = Some(year);
    }
    if found.when.is_some() {
        column.when = found.when;
    }
    column.with_target |= found.with_target;
    let keeps = found.bare && above.is_some_and(|role| !matches!(role, Role::Value | Role::Period));
    if !keeps && (decides || above.is_none()) {
        column.role = Some(found.role);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Table> {
        tables(&Sheet::from_bytes(text.as_bytes()).unwrap())
    }

    fn roles(table: &Table) -> Vec<Option<Role>> {
        table.columns.iter().map(|column| column.role).collect()
    }

    #[test]
    fn a_heading_row_is_found_among_titles() {
        use Role::*;
        let found = read("Council\nScorecard Q1 2022/23,,,\n,,,\nRef,Indicator,Q1,Target,RAG\n1,Adoptions,3,4,A\n");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].header.as_slice(), found[0].body.clone()), (&[3][..], 4..5));
        assert_eq!(roles(&found[0]), [Some(Reference), Some(Name), Some(Value), Some(Target), Some(Rag)]);
    }

    #[test]
    fn group_headings_stand_over_the_columns_to_their_right() {
        use Role::*;
        for text in [
            ",,Q1 2022/23,,,Q2 2022/23,,,\nRef,Indicator,Actual,Target,RAG,Actual,Target,RAG,Comments\n1,a,1,2,R,1,2,R,x\n",
            "Ref,Indicator,Q1 2022/23,,,Q2 2022/23,,,Comments\n,,Actual,Target,RAG,Actual,Target,RAG,\n1,a,1,2,R,1,2,R,x\n",
        ] {
            let found = read(text);
            assert_eq!(found[0].header, [0, 1], "{text}");
            assert_eq!(
                roles(&found[0]),
                [Reference, Name, Value, Target, Rag, Value, Target, Rag, Commentary].map(Some),
                "{text}"
            );
            let whens: Vec<_> = found[0].columns.iter().map(|column| column.when).collect();
            assert_eq!(whens[2..5], [Some(When::Quarter(1, Some(2022))); 3], "{text}");
            assert_eq!(whens[5..8], [Some(When::Quarter(2, Some(2022))); 3], "{text}");
        }
    }

    #[test]
    fn years_under_a_group_of_comparators_are_comparators() {
        let found = read(",,,England,,\nIndicator,Actual,Target,20/21,21/22,Comments\nAdoptions,3,4,5,6,x\n");
        assert_eq!(found[0].columns[3].role, Some(Role::England));
        assert_eq!(found[0].columns[4].role, Some(Role::England));
        assert_eq!(found[0].columns[5].role, Some(Role::Commentary));
    }

    #[test]
    fn what_has_no_heading_row_is_no_table() {
        assert_eq!(read("a,b,c\n1,2,3\n"), []);
        assert_eq!(read("Dear all,\nplease find the figures below.\n"), []);
    }

    #[test]
    fn a_sheet_on_its_side_is_known() {
        let side = "Indicator,Adoptions,Re-referrals\nActual,3,20%\nTarget,4,18%\nRAG,A,R\n";
        let sheet = Sheet::from_bytes(side.as_bytes()).unwrap();
        assert!(tables(&sheet).is_empty() && lies_on_its_side(&sheet));
    }

    proptest! {
        #[test]
        fn no_cells_make_it_fall_over(rows in prop::collection::vec(prop::collection::vec("(Q1|Target|Actual|Indicator|RAG|[0-9]{1,3}|\\PC{0,6})", 0..8), 0..10)) {
            let text: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
            if let Ok(sheet) = Sheet::from_bytes(text.join("\n").as_bytes()) {
                let _ = (tables(&sheet), lies_on_its_side(&sheet));
            }
        }
    }
}
