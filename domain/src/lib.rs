//! What is true: the rules of council scrutiny as plain functions, facts in and a verdict out.
//! No database, no web, no clock and no ids live here; every floor above may call it.

pub mod calendar;
pub mod cycle;
pub mod holidays;
pub mod london;
pub mod period;
pub mod statute;
pub mod wording;
