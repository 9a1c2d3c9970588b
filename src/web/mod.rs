//! The porch: how a visitor is recognised, which door they may open, what a form carries, how a page and a
//! refusal look. Names no column; every column calls it.

pub mod assets;
pub mod cookies;
pub mod doors;
pub mod fields;
pub mod page;
pub mod problem;
pub mod twice;
pub mod visit;

pub use doors::Doors;
pub use fields::{Asked, Choice, Fields, Form, Path, Upload};
pub use page::{Page, html, html_with, turn_to};
pub use visit::{Actor, Known, Visit};
