//! Reading files that people send in: hostile until proven otherwise, so the bytes are opened in a separate process of
//! the same program, under limits, and only text comes back. What the cells mean is the domain's (`scorecard`); who
//! may send what is for the columns that call this.

mod archive;
mod asking;
mod child;
mod limits;
mod shown;
mod workbook;

pub use asking::Reader;
pub use child::answer;
pub use limits::Limits;
