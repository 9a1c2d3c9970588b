//! Spreadsheets both ways behind a request's link: the workbook to fill in, and a return of any layout read, shown row
//! by row with what it would change, and kept only when somebody says so.

mod pages;
mod proposal;
mod template;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of spreadsheets.
pub(super) fn doors(doors: Doors) -> Doors {
    doors
        .get("/answer/request/{token}/sheet", Right::OpenLink, pages::ask)
        .get("/answer/request/{token}/sheet.xlsx", Right::OpenLink, pages::download)
        .post("/answer/request/{token}/sheet", Right::AnswerByLink, pages::look)
        .post("/answer/request/{token}/sheet/keep", Right::AnswerByLink, pages::keep)
}
