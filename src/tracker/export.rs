//! The tracker as a file: what the filter lets through, all of it, as CSV or as a workbook. No cell is ever run.

use super::filter::Filter;
use super::rows;
use super::told::{self, Names, Told};
use crate::cells;
use crate::error::{Error, Result};
use crate::web::{Asked, Fields, Visit};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The columns and how wide they are.
const COLUMNS: [(&str, f64); 14] = [
    ("Reference", 16.0),
    ("Kind", 14.0),
    ("Panel", 10.0),
    ("What", 60.0),
    ("Owner", 34.0),
    ("Asked on", 18.0),
    ("Due", 14.0),
    ("Late", 24.0),
    ("State", 18.0),
    ("Last word", 60.0),
    ("Update since the last meeting", 22.0),
    ("Age", 12.0),
    ("Meetings since", 16.0),
    ("Taken in private", 14.0),
];

/// As CSV.
pub(super) async fn csv(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    cells::download("tracker", &table(&visit, &asked).await?)
}

/// As a workbook.
pub(super) async fn xlsx(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let bytes = workbook(&table(&visit, &asked).await?).map_err(|error| Error::Broken(error.into()))?;
    let headers = [
        (CONTENT_TYPE, WORKBOOK.to_owned()),
        (CONTENT_DISPOSITION, "attachment; filename=\"tracker.xlsx\"".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

async fn table(visit: &Visit, asked: &Fields) -> Result<Vec<Vec<String>>> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let all = rows::list(visit, &Filter::read(asked, &visit.actor), today).await?;
    let names = Names::of(db).await?;
    let told = told::tell(db, &all, &names, (today, &calendar)).await?;
    let mut table = vec![COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()];
    table.extend(told.into_iter().map(cells_of));
    Ok(table)
}

fn cells_of(row: Told) -> Vec<String> {
    let heard = match (row.due.is_empty() && row.late.is_empty(), row.is_silent) {
        (true, _) => "",
        (false, true) => "No update received",
        (false, false) => "Yes",
    };
    vec![
        row.reference,
        row.kind.to_owned(),
        row.body,
        row.text,
        row.owner,
        row.asked_on,
        row.due_iso,
        row.late,
        row.state.to_owned(),
        row.last,
        heard.to_owned(),
        row.age,
        row.seen,
        if row.is_private { "Yes" } else { "" }.to_owned(),
    ]
}

/// Every cell is text: what begins like a formula is text too.
fn workbook(table: &[Vec<String>]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Tracker")?;
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
    for (column, (_, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
    }
    for (row, cells) in (0..).zip(table) {
        for (column, cell) in (0..).zip(cells) {
            let format = if row == 0 { &bold } else { &wrapped };
            sheet.write_string_with_format(row, column, cells::plain(cell), format)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    book.save_to_buffer()
}
