//! The sheets of a workbook as cells of text, as they are shown to whoever sent them. An .xlsx is read cell by cell:
//! the size that a sheet claims for itself is not believed, since a few bytes can claim seventeen thousand million
//! cells. How one number is shown is in `shown`. Called by `child`.

use super::limits::{Limits, megabytes};
use super::shown::{day, number, span};
use calamine::{
    Data, DataRef, DataType as _, Ods, OdsError, Reader, Sheet as Named, SheetType, SheetVisible, Xls, XlsError, Xlsb,
    XlsbError, Xlsx, XlsxError,
};
use remit_domain::scorecard::{Book, Leaf, Sheet};
use remit_domain::upload::Refusal;
use std::io::Cursor;

type File = Cursor<Vec<u8>>;

/// Reads an .xlsx.
pub fn new(file: Vec<u8>, limits: &Limits) -> Result<Book, Refusal> {
    let broken = |error: XlsxError| match error {
        XlsxError::Password => Refusal::Protected,
        _ => Refusal::Broken,
    };
    let mut workbook: Xlsx<File> = Xlsx::new(Cursor::new(file)).map_err(broken)?;
    let named = named(workbook.sheets_metadata(), limits)?;
    let mut filling = Filling::new(limits);
    for one in named {
        let mut cells = workbook.worksheet_cells_reader(&one.name).map_err(broken)?;
        let formats: Vec<String> = cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().map_or_else(String::new, |format| format.format_code.clone()))
            .collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
            let (row, column) = cell.get_position();
            let format = formats.get(style).map_or("", String::as_str);
            let text = match cell.get_value() {
                DataRef::SharedString(text) => (*text).to_owned(),
                other => shown(&Data::from(other.clone()), format),
            };
            filling.put(row as usize, column as usize, text)?;
        }
        filling.close(&one);
    }
    Ok(filling.book)
}

/// Reads an .xlsb.
pub fn binary(file: Vec<u8>, limits: &Limits) -> Result<Book, Refusal> {
    let broken = |error: XlsbError| match error {
        XlsbError::Password => Refusal::Protected,
        _ => Refusal::Broken,
    };
    whole::<Xlsb<File>>(file, limits, broken)
}

/// Reads an .xls.
pub fn old(file: Vec<u8>, limits: &Limits) -> Result<Book, Refusal> {
    let broken = |error: XlsError| match error {
        XlsError::Password => Refusal::Protected,
        _ => Refusal::Broken,
    };
    whole::<Xls<File>>(file, limits, broken)
}

/// Reads an .ods.
pub fn open_document(file: Vec<u8>, limits: &Limits) -> Result<Book, Refusal> {
    let broken = |error: OdsError| match error {
        OdsError::Password => Refusal::Protected,
        _ => Refusal::Broken,
    };
    whole::<Ods<File>>(file, limits, broken)
}

/// A workbook that is only read as whole sheets; the limit of memory is what stands behind it.
fn whole<R: Reader<File>>(file: Vec<u8>, limits: &Limits, broken: fn(R::Error) -> Refusal) -> Result<Book, Refusal> {
    let mut workbook = R::new(Cursor::new(file)).map_err(broken)?;
    let named = named(workbook.sheets_metadata(), limits)?;
    let mut filling = Filling::new(limits);
    for one in named {
        let range = workbook.worksheet_range(&one.name).map_err(broken)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, cell) in range.used_cells() {
            filling.put(row + top as usize, column + left as usize, shown(cell, ""))?;
        }
        filling.close(&one);
    }
    Ok(filling.book)
}

/// The sheets that hold cells.
fn named(all: &[Named], limits: &Limits) -> Result<Vec<Named>, Refusal> {
    let sheets: Vec<Named> = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect();
    if sheets.len() > limits.sheets { Err(Refusal::TooManySheets(limits.sheets)) } else { Ok(sheets) }
}

fn shown(cell: &Data, format: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number(*value, format),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(when) if when.is_duration() => span(when.as_f64()),
        Data::DateTime(when) => {
            cell.as_datetime().map_or_else(|| number(when.as_f64(), ""), |when| day(when.date(), format))
        }
        Data::DateTimeIso(text) => cell.as_date().map_or_else(|| text.clone(), |on| day(on, format)),
    }
}

/// Cells on their way into sheets, counted.
struct Filling<'a> {
    limits: &'a Limits,
    book: Book,
    records: Vec<Vec<String>>,
    cells: usize,
    text: usize,
}

impl<'a> Filling<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self { limits, book: Book::default(), records: Vec::new(), cells: 0, text: 0 }
    }

    fn put(&mut self, row: usize, column: usize, text: String) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let limits = self.limits;
        if row >= limits.rows {
            return Err(Refusal::TooManyRows(limits.rows));
        }
        if column >= limits.columns {
            return Err(Refusal::TooManyColumns(limits.columns));
        }
        if text.chars().count() > limits.letters {
            return Err(Refusal::TooLongACell(limits.letters));
        }
        self.text += text.len();
        if self.text > limits.text {
            return Err(Refusal::TooMuchInside(megabytes(limits.text as u64)));
        }
        if self.records.len() <= row {
            self.records.resize(row + 1, Vec::new());
        }
        let record = &mut self.records[row];
        if record.len() <= column {
            self.cells += column + 1 - record.len();
            if self.cells > limits.cells {
                return Err(Refusal::TooManyCells(limits.cells));
            }
            record.resize(column + 1, String::new());
        }
        record[column] = text;
        Ok(())
    }

    fn close(&mut self, one: &Named) {
        self.book.sheets.push(Leaf {
            name: one.name.clone(),
            hidden: one.visible != SheetVisible::Visible,
            sheet: Sheet::of_cells(std::mem::take(&mut self.records)),
        });
    }
}
