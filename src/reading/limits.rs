//! How much of a file is read at most. The parent hands these to the child, which keeps them.

use remit_domain::scorecard::{MOST_BYTES, MOST_COLUMNS, MOST_LETTERS, MOST_RECORDS};
use serde::{Deserialize, Serialize};

const MEGABYTE: u64 = 1024 * 1024;

/// What a file may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file as it was sent.
    pub bytes: u64,
    /// Bytes of everything in an archive, unpacked.
    pub unpacked: u64,
    /// Files in an archive.
    pub entries: usize,
    /// Sheets.
    pub sheets: usize,
    /// The row below which no cell may be filled.
    pub rows: usize,
    /// The column beyond which no cell may be filled.
    pub columns: usize,
    /// Cells of all sheets, the empty ones between filled ones included.
    pub cells: usize,
    /// Letters in one cell.
    pub letters: usize,
    /// Bytes of all cells together, as text.
    pub text: usize,
    /// Seconds, of the clock and of the processor.
    pub seconds: u64,
    /// Bytes of memory of the process that reads.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: MOST_BYTES as u64,
            unpacked: 100 * MEGABYTE,
            entries: 2_000,
            sheets: 50,
            rows: MOST_RECORDS,
            columns: MOST_COLUMNS,
            cells: 1_000_000,
            letters: MOST_LETTERS,
            text: 20 * 1024 * 1024,
            seconds: 20,
            memory: 512 * MEGABYTE,
        }
    }
}

/// Bytes in megabytes, as people are told.
pub(super) fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(MEGABYTE)
}
