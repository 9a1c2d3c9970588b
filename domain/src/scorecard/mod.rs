//! Directors' own scorecards, whatever their layout: rows of cells in, rows of figures out, with what was not understood.
//! Rules of the genre only. Files, uploads and what is kept of a reading are elsewhere; the verb `read` calls it.

mod about;
mod book;
mod cell;
mod clues;
mod columns;
mod decode;
mod entry;
mod fractions;
mod gather;
mod heading;
mod known;
mod layout;
mod mark;
mod matching;
mod notions;
mod parts;
mod reading;
mod role;
mod row;
mod sheet;
mod stacked;
mod travel;
mod verdict;
mod when;
mod words;

pub use book::{Book, Leaf};
pub use cell::Status;
pub use decode::Encoding;
pub use known::{Known, KnownRefusal};
pub use mark::Colour;
pub use reading::{Wanted, read};
pub use role::roles;
pub use row::{ColumnRead, Doubt, Meta, More, Reason, Row, Scorecard};
pub use sheet::{LineEnding, MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, MOST_MEGABYTES, MOST_RECORDS, Sheet};
pub use travel::Travel;

#[cfg(test)]
mod layouts;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod samples;
