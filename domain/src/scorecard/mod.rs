//! Directors' own scorecards, whatever their layout: rows of cells in, rows of figures out, with what was not understood.
//! Rules of the genre only. Files, uploads and what is kept of a reading are elsewhere; the verb `read` calls it.

mod decode;
mod sheet;
mod when;

pub use decode::{Encoding, NotText};
pub use sheet::{MOST_BYTES, Sheet, SheetRefusal};
