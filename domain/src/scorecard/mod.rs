//! Directors' own scorecards, whatever their layout: rows of cells in, rows of figures out, with what was not understood.
//! Rules of the genre only. Files, uploads and what is kept of a reading are elsewhere; the verb `read` calls it.

mod cell;
mod decode;
mod heading;
mod known;
mod mark;
mod matching;
mod sheet;
mod when;
mod words;

pub use cell::Status;
pub use decode::{Encoding, NotText};
pub use known::{Known, KnownRefusal};
pub use mark::Colour;
pub use sheet::{MOST_BYTES, Sheet, SheetRefusal};
