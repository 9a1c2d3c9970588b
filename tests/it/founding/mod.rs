//! The founding cases, each told through the doors from an empty house: what the panels' own papers say is what
//! Remit prints, and what they resolved is what it then watches.

mod case_000;
mod case_001;
mod case_002;
mod case_003;
mod case_004;

use crate::support::clerk::{Body, Clerk, Facts};

const CHILDREN: &str = "Children and Families Overview and Scrutiny Panel";
const BOARD: &str = "Overview and Scrutiny Performance Board";
const EDUCATION: &str = "Cabinet Member with Responsibility for Education";
const FAMILIES: &str = "Cabinet Member with Responsibility for Children and Families";

/// The panel, its Board and their people, on the officers' first day.
async fn worcestershire(now: &str, proper_officer: &'static str) -> Clerk {
    let facts = Facts {
        council: "Worcestershire County Council",
        contact: "Rowan Ellery and Sam Oakes, Overview and Scrutiny Officers",
        proper_officer,
    };
    let mut clerk = Clerk::begin(now, &facts).await;
    let board = Body { name: BOARD, short: "OSPB", kind: "board", reports_to: "", style: "dash" };
    clerk.body(&board).await;
    clerk.body(&Body { name: CHILDREN, short: "CF", kind: "panel", reports_to: BOARD, style: "dash" }).await;
    clerk.seat(CHILDREN, "chair", "Councillor Imogen Hartley").await;
    clerk.fill(proper_officer, "Nia Prosser").await;
    clerk
}
