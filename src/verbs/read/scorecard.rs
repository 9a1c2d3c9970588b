//! `remit read scorecard FILE`: a director's own scorecard in separated values, as a table or as JSON.
//! How a scorecard is understood is the domain's; this opens files and prints.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use remit_domain::period::Period;
use remit_domain::scorecard::{self, Book, Known, KnownRefusal, MOST_BYTES, Row, Scorecard, Wanted};
use remit_domain::upload;

use super::{about, unreadable};
use crate::config;
use crate::reading::Reader;
use crate::verbs::asked::{self, Refusal};

/// Read a director's own scorecard, whatever its layout
#[derive(clap::Args, Debug)]
pub struct Question {
    /// The scorecard: a workbook or separated values
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// The period that is wanted, such as "2022/23 Q2"; without it the one that the file names
    #[arg(long, value_parser = asked::period)]
    period: Option<Period>,
    /// The sheet of a workbook; without it the one that holds the figures
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The indicators that are known: a list in separated values, one a row
    #[arg(long, value_name = "FILE.csv")]
    indicators: Option<PathBuf>,
}

/// What is understood of the file.
pub fn reply(question: &Question) -> Result<String, Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| about(&question.file, &upload::Refusal::NoReader.to_string()))?;
    let card = runtime.block_on(understand(question))?;
    if question.json {
        // Numbers and text keys always serialise.
        return Ok(serde_json::to_string_pretty(&card).unwrap_or_default() + "\n");
    }
    Ok(table(&card))
}

async fn understand(question: &Question) -> Result<Scorecard, Refusal> {
    let program = config::own_program().map_err(|_| about(&question.file, &upload::Refusal::NoReader.to_string()))?;
    let reader = Reader::new(program);
    let known = match &question.indicators {
        Some(list) => {
            let book = book(&reader, list).await?;
            let sheets = book.sheets.iter().map(|leaf| Known::list(&leaf.sheet));
            let found = sheets.reduce(|found, next| if found.is_ok() { found } else { next });
            found.unwrap_or(Err(KnownRefusal::NoColumns)).map_err(|why| about(list, &why.to_string()))?
        }
        None => Vec::new(),
    };
    let book = book(&reader, &question.file).await?;
    let file = question.file.file_name().unwrap_or_default().to_string_lossy();
    let wanted = Wanted { file: &file, period: question.period, known: &known, ..Wanted::default() };
    book.scorecard(wanted, question.sheet.as_deref()).map_err(|why| about(&question.file, &why.to_string()))
}

async fn book(reader: &Reader, file: &Path) -> Result<Book, Refusal> {
    let bytes = contents(file).map_err(|kind| about(file, unreadable(kind)))?;
    reader.read(bytes).await.map_err(|why| about(file, &why.to_string()))
}

/// The bytes of a file, but hardly more than are allowed.
fn contents(file: &Path) -> Result<Vec<u8>, io::ErrorKind> {
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let open = File::open(file).map_err(|why| why.kind())?;
    open.take(most).read_to_end(&mut bytes).map_err(|why| why.kind())?;
    Ok(bytes)
}

fn table(card: &Scorecard) -> String {
    let period = card.meta.period.as_deref().unwrap_or("no period named");
    let sheet = card.meta.sheet.as_ref().map(|name| format!(" “{name}”")).unwrap_or_default();
    let mut text = format!("{}{sheet}, {period}, {} rows\n\n", card.meta.file, card.rows.len());
    for row in &card.rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", line(row));
    }
    if !card.meta.not_understood.is_empty() {
        text.push_str("\nNot understood:\n");
    }
    for doubt in &card.meta.not_understood {
        let place = doubt.record.map_or_else(|| "file".to_owned(), |record| format!("row {record}"));
        let _ = writeln!(text, "  {place}: {}", doubt.reason);
    }
    text
}

fn line(row: &Row) -> String {
    let number = |value: Option<_>| {
        value.map_or_else(|| "-".to_owned(), |value: rust_decimal::Decimal| value.normalize().to_string())
    };
    let value = row.value.map_or_else(|| row.status.word().to_owned(), |value| value.normalize().to_string());
    let colour = |colour: Option<scorecard::Colour>| colour.map_or("-", scorecard::Colour::word);
    format!(
        "{:>4}  {:<12} {:>12} {:>10}  {:<6} {:<6} {}",
        row.record,
        row.code.as_deref().unwrap_or("-"),
        value,
        number(row.target),
        colour(row.rag_as_sent),
        colour(row.rag_computed),
        row.name_as_sent
    )
}
