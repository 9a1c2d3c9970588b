//! The process that reads: sets its own limits before it looks at a byte, then gives the sheets as JSON, or why not.
//! It knows no database, no network and no settings. Called by the hidden verb `read-file`; started by `asking`.

use super::archive::{self, Packed};
use super::limits::{Limits, megabytes};
use super::workbook;
use remit_domain::scorecard::{Book, Leaf, Sheet};
use remit_domain::upload::{Kind, Refusal};
use std::io::{Read, Write};

/// Reads the bytes and writes the answer.
///
/// # Errors
/// When the limits cannot be set, or the pipes break.
pub fn answer(limits: &Limits, mut bytes: impl Read, mut said: impl Write) -> anyhow::Result<()> {
    confine(limits)?;
    let mut file = Vec::new();
    bytes.by_ref().take(limits.bytes.saturating_add(1)).read_to_end(&mut file)?;
    let book = read(file, limits);
    serde_json::to_writer(&mut said, &book)?;
    said.flush()?;
    Ok(())
}

/// No more memory, processor time or open files than needed; no file is written, not even after a crash.
#[cfg(target_os = "linux")]
fn confine(limits: &Limits) -> anyhow::Result<()> {
    use rlimit::Resource;
    Resource::CORE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::NOFILE.set(16, 16)?;
    Resource::CPU.set(limits.seconds, limits.seconds.saturating_add(1))?;
    Resource::AS.set(limits.memory, limits.memory)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn confine(_limits: &Limits) -> anyhow::Result<()> {
    Ok(())
}

fn read(file: Vec<u8>, limits: &Limits) -> Result<Book, Refusal> {
    if file.len() as u64 > limits.bytes {
        return Err(Refusal::TooLarge(megabytes(limits.bytes)));
    }
    let book = match Kind::of(&file) {
        Kind::Empty => return Err(Refusal::Empty),
        Kind::Protected => return Err(Refusal::Protected),
        Kind::Macros => return Err(Refusal::Macros),
        Kind::Other(what) => return Err(Refusal::Foreign(what)),
        Kind::Text => {
            let sheet = Sheet::from_bytes(&file)?;
            Book { sheets: vec![Leaf { name: String::new(), hidden: false, sheet }] }
        }
        Kind::OldWorkbook => workbook::old(file, limits)?,
        Kind::Zip => match archive::look(&file, limits)? {
            Packed::Workbook => workbook::new(file, limits)?,
            Packed::Binary => workbook::binary(file, limits)?,
            Packed::OpenDocument => workbook::open_document(file, limits)?,
        },
    };
    within(&book, limits)?;
    if book.sheets.iter().all(|leaf| leaf.sheet.is_empty()) { Err(Refusal::Empty) } else { Ok(book) }
}

/// Whether everything that was read stays within the limits.
fn within(book: &Book, limits: &Limits) -> Result<(), Refusal> {
    let (mut cells, mut text) = (0, 0);
    for leaf in &book.sheets {
        if leaf.sheet.records.len() > limits.rows {
            return Err(Refusal::TooManyRows(limits.rows));
        }
        for record in &leaf.sheet.records {
            if record.iter().skip(limits.columns).any(|cell| !cell.trim().is_empty()) {
                return Err(Refusal::TooManyColumns(limits.columns));
            }
            cells += record.len();
            text += record.iter().map(String::len).sum::<usize>();
        }
    }
    if cells > limits.cells {
        return Err(Refusal::TooManyCells(limits.cells));
    }
    if text > limits.text { Err(Refusal::TooMuchInside(megabytes(limits.text as u64))) } else { Ok(()) }
}
