//! Which period a file is about: what its title names, else the latest column with figures, else what it is called.
//! Called by `reading` when nobody has said which period is wanted.

use super::columns::{has_figures, period_of};
use super::layout::Table;
use super::role::Role;
use super::sheet::Sheet;
use super::when::{Strength, When, mentions, of_row};
use crate::period::Period;

/// The period that a file names.
pub(super) fn period(sheet: &Sheet, tables: &[Table], file: &str) -> Option<Period> {
    let top = tables.first().map_or(sheet.records.len(), |table| table.header.first().copied().unwrap_or(0));
    let titles: Vec<&str> = (0..top).flat_map(|record| sheet.filled(record)).map(|(_, cell)| cell).collect();
    let titled: Vec<(When, Strength)> = titles.iter().flat_map(|text| mentions(text)).collect();
    let called = mentions(&file.replace(['_', '.'], " "));
    let year = year(&titled, tables, &called);
    whole(&titled)
        .or_else(|| quarter(&titled, year))
        .or_else(|| latest(sheet, tables, year))
        .or_else(|| month(&titled))
        .or_else(|| whole(&called))
        .or_else(|| quarter(&called, year))
}

/// The period of the rows, where most rows name their own: the one that the file is about if any row is of that, else
/// the latest.
pub(super) fn of_rows(sheet: &Sheet, tables: &[Table], about: Option<Period>) -> Option<Period> {
    let year = about.map(|about| about.financial_year().start_year());
    let (mut rows, mut found) = (0_usize, Vec::new());
    for table in tables {
        let Some(column) = table.columns.iter().find(|column| column.role == Some(Role::Period)) else { continue };
        for record in table.body.clone().filter(|record| sheet.filled(*record).nth(1).is_some()) {
            rows += 1;
            found.extend(of_row(sheet.cell(record, column.place), year));
        }
    }
    if found.len() * 2 <= rows {
        return None;
    }
    about.filter(|about| found.contains(about)).or_else(|| last(&found))
}

/// The latest quarter among periods; without quarters the latest month, without months the latest year.
pub(super) fn last(found: &[Period]) -> Option<Period> {
    let of = |kind: fn(&Period) -> bool| found.iter().filter(|period| kind(period)).max().copied();
    of(|period| matches!(period, Period::Quarter { .. }))
        .or_else(|| of(|period| matches!(period, Period::Budget { .. })))
        .or_else(|| of(|period| matches!(period, Period::Year(_))))
}

/// The first period with its year.
fn whole(found: &[(When, Strength)]) -> Option<Period> {
    found.iter().find(|(_, strength)| *strength == Strength::Whole).and_then(|(when, _)| when.period(None))
}

/// A quarter whose year stands elsewhere.
fn quarter(found: &[(When, Strength)], year: Option<i32>) -> Option<Period> {
    found.iter().find(|(_, strength)| *strength == Strength::Bare).and_then(|(when, _)| when.period(year))
}

fn month(found: &[(When, Strength)]) -> Option<Period> {
    let whole = |when: When| matches!(when, When::Month(_, Some(_)));
    found.iter().find(|(when, _)| whole(*when)).and_then(|(when, _)| when.period(None))
}

/// The latest financial year that titles or headings name.
fn year(titled: &[(When, Strength)], tables: &[Table], called: &[(When, Strength)]) -> Option<i32> {
    let in_title = titled.iter().filter_map(|(when, _)| when.year()).max();
    let headed = tables.iter().flat_map(|table| &table.columns);
    let of_figures = headed
        .filter(|column| matches!(column.role, Some(Role::Value | Role::Target | Role::AnnualTarget | Role::Rag)));
    let in_headings = of_figures.filter_map(|column| column.when.and_then(When::year).or(column.year)).max();
    in_title.or(in_headings).or_else(|| called.iter().filter_map(|(when, _)| when.year()).max())
}

/// The latest quarter that has figures in any table; without quarters the latest month, without months the latest year.
pub(super) fn latest(sheet: &Sheet, tables: &[Table], year: Option<i32>) -> Option<Period> {
    let mut found: Vec<Period> = Vec::new();
    for table in tables {
        for column in table.columns.iter().filter(|column| column.role == Some(Role::Value)) {
            if let Some(period) = period_of(column, year)
                && has_figures(sheet, table, column.place)
            {
                found.push(period);
            }
        }
    }
    last(&found)
}
