//! The workbook of a request, to be filled in and sent back: one table, a heading row, no merged cells; the key of each
//! row stands in a hidden column, and everything but what is asked for is locked. Reading it back is in `own`.

use crate::cells;
use crate::error::{Error, Result};
use crate::requests::queries::{Line, Whole};
use crate::series::reading::said;
use remit_domain::figure::Certainty;
use remit_domain::word::Word;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// The name of the sheet that is filled in.
pub(super) const SHEET: &str = "Figures";

/// The row of the headings, from 0.
pub(super) const HEADINGS: u32 = 4;

/// What the columns are called, the hidden key first.
pub(super) const COLUMNS: [(&str, f64); 16] = [
    ("Key", 4.0),
    ("Code", 12.0),
    ("Indicator", 40.0),
    ("Definition", 40.0),
    ("Unit", 12.0),
    ("Which way is better", 18.0),
    ("Target", 14.0),
    ("Period before", 14.0),
    ("Value", 14.0),
    ("Certainty", 14.0),
    ("Reason if there is no figure", 30.0),
    ("Numerator", 14.0),
    ("Denominator", 14.0),
    ("Forecast", 14.0),
    ("Commentary", 60.0),
    ("Corrective action", 40.0),
];

/// The first column that is filled in.
pub(super) const FIRST_ASKED: u16 = 8;

/// The key of a line: it fits one request only.
pub(super) fn key(request_id: i64, figure_id: i64) -> String {
    format!("remit-{request_id}-{figure_id}")
}

/// The workbook of a request with what stands now.
pub(super) fn workbook(whole: &Whole, lines: &[Line], says: &[String]) -> Result<Vec<u8>> {
    draw(whole, lines, says).map_err(|error| Error::Broken(error.into()))
}

fn draw(whole: &Whole, lines: &[Line], says: &[String]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    head(sheet, whole)?;
    for (row, line) in (HEADINGS + 1..).zip(lines) {
        entry(sheet, row, (whole.request.id, line))?;
    }
    let last = HEADINGS + u32::try_from(lines.len()).unwrap_or(0);
    let certainties: Vec<&str> = Certainty::ALL.iter().map(|one| one.label()).collect();
    let choice = DataValidation::new()
        .allow_list_strings(&certainties)?
        .set_input_title("Certainty")?
        .set_input_message("Final, provisional or an estimate")?;
    sheet.add_data_validation(HEADINGS + 1, FIRST_ASKED + 1, last.max(HEADINGS + 1), FIRST_ASKED + 1, &choice)?;
    sheet.set_column_hidden(0)?;
    sheet.set_freeze_panes(HEADINGS + 1, 3)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(HEADINGS, HEADINGS)?;
    // Without a password: it keeps a slip from the questions, not a person from their own file.
    sheet.protect();
    notes(book.add_worksheet(), says)?;
    book.save_to_buffer()
}

fn head(sheet: &mut Worksheet, whole: &Whole) -> std::result::Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 1, format!("{}: {}", whole.place.body.name, whole.title()), &bold)?;
    sheet.write_string(1, 1, format!("{}, {}", whole.request.reference, whole.period.title()))?;
    let fill = "Fill in the columns from Value to the right. The others are for reading; a hidden column tells us \
                which row is which.";
    sheet.write_string(2, 1, fill)?;
    let heading =
        Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_border_bottom(FormatBorder::Medium);
    for (column, (name, width)) in (0_u16..).zip(COLUMNS) {
        let name = match name {
            "Period before" => whole.period.previous().to_string(),
            "Value" => format!("Value for {}", whole.period),
            name => name.to_owned(),
        };
        sheet.write_string_with_format(HEADINGS, column, name, &heading)?;
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn entry(sheet: &mut Worksheet, row: u32, (request_id, line): (i64, &Line)) -> std::result::Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let open = wrapped.clone().set_unlocked().set_border(FormatBorder::Thin);
    let figure = &line.figure;
    let policy = figure.policy();
    let before = line.before.as_ref().map(|was| said(was.figure().as_ref(), &was.policy().unit)).unwrap_or_default();
    let read = [
        key(request_id, figure.id),
        line.indicator.code.clone(),
        line.indicator.name.clone(),
        line.definition.clone(),
        policy.unit.clone(),
        policy.polarity.label().to_owned(),
        policy.aim.words(&policy.unit),
        before,
    ];
    for (column, text) in (0_u16..).zip(read) {
        sheet.write_string_with_format(row, column, cells::plain(&text), &wrapped)?;
    }
    let typed = |text: &Option<String>| text.clone().unwrap_or_default();
    let asked = [
        figure.number.clone().unwrap_or_else(|| figure.typed.clone()),
        figure.certainty.0.label().to_owned(),
        figure.reason.clone(),
        typed(&figure.numerator),
        typed(&figure.denominator),
        typed(&figure.forecast),
        figure.commentary.clone(),
        figure.corrective.clone(),
    ];
    for (column, text) in (FIRST_ASKED..).zip(asked) {
        match text.parse::<f64>() {
            // A number that a spreadsheet can hold without changing it stays one, so that it can be worked with.
            Ok(number) if number.is_finite() && number.to_string() == text => {
                sheet.write_number_with_format(row, column, number, &open)?;
            }
            _ if text.is_empty() => {
                sheet.write_blank(row, column, &open)?;
            }
            _ => {
                sheet.write_string_with_format(row, column, cells::plain(&text), &open)?;
            }
        }
    }
    Ok(())
}

fn notes(sheet: &mut Worksheet, says: &[String]) -> std::result::Result<(), XlsxError> {
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 100)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, text) in (0_u32..).zip(says) {
        sheet.write_string_with_format(row, 0, text.as_str(), &wrapped)?;
    }
    Ok(())
}
