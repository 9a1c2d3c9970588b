//! Papers: the report of an item, live while it is prepared and frozen when it is published; the agenda as the
//! public reads it; and what comes after: supplements, errata, withdrawals. The sentences of a covering report are
//! in `domain::report`; what the public reads is shown by `public`.

mod checklist;
mod commands;
mod differences;
mod drafts;
mod gather;
mod issue;
mod kept;
mod later;
mod letters;
mod pages;
mod projection;
mod queries;
mod records;
mod views;

pub use commands::bring_in;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/items/{id}/report", Right::FollowPanel, pages::report)
        .get("/items/{id}/report.docx", Right::FollowPanel, pages::report_file)
        .get("/meetings/{id}/publish", Right::RunCycle, pages::ask_publish)
        .post("/meetings/{id}/publish", Right::RunCycle, pages::publish)
        .get("/meetings/{id}/publications", Right::FollowPanel, records::list)
        .get("/publications/{id}/against/{other}", Right::FollowPanel, kept::compare)
        .get("/papers/{id}/against/{other}", Right::FollowPanel, kept::compare_papers)
        .get("/papers/{id}/kept", Right::FollowPanel, kept::kept)
        .get("/meetings/{id}/supplement", Right::RunCycle, records::ask_supplement)
        .post("/meetings/{id}/supplement", Right::RunCycle, records::supplement)
        .get("/meetings/{id}/erratum", Right::RunCycle, records::ask_erratum)
        .post("/meetings/{id}/erratum", Right::RunCycle, records::erratum)
        .get("/papers/{id}/correct", Right::RunCycle, records::ask_correct)
        .post("/papers/{id}/correct", Right::RunCycle, records::correct)
        .get("/papers/{id}/withdraw", Right::RunCycle, records::ask_withdraw)
        .post("/papers/{id}/withdraw", Right::RunCycle, records::withdraw)
}
