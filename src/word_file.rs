//! Our papers as Word files: real headings, numbered paragraphs, lists and tables, for officers who put them into their
//! publishing system. What stands in a paper is decided where it is written; here it only changes its form.

mod reading;

use crate::error::{Error, Result};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, Hyperlink, HyperlinkType, IndentLevel, Level, LevelJc, LevelOverride,
    LevelText, NumberFormat, Numbering, NumberingId, Paragraph, Run, RunFonts, Shading, ShdType, SpecialIndentType,
    Start, Style, StyleType, Table, TableCell, TableRow, WidthType,
};
use reading::{Block, Line, List, Span};
use std::io::Cursor;

const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The numberings of a document: bullets, and the pattern of numbered lists.
const BULLETS: usize = 2;
const NUMBERS: usize = 3;

/// How wide the text of a page is, in twentieths of a point.
const WIDTH: usize = 9026;

/// A piece of our own HTML as a Word file; links lead to this site.
///
/// # Errors
/// When the HTML is none of ours.
pub fn of_html(html: &str, site: &str) -> Result<Vec<u8>> {
    let blocks = reading::blocks(html)?;
    let mut docx = furnished();
    for list in numbered(&blocks) {
        let begun = LevelOverride::new(0).start(list.start);
        let id = NUMBERS + list.number.unwrap_or_default();
        docx = docx.add_numbering(Numbering::new(id, NUMBERS).add_override(begun));
    }
    for block in &blocks {
        docx = match block {
            Block::Heading(level, line) => {
                docx.add_paragraph(said(line, site).style(&format!("Heading{level}")).keep_next(true))
            }
            Block::Caption(line) => docx.add_paragraph(said(line, site).style("Caption").keep_next(true)),
            Block::Paragraph(line) => docx.add_paragraph(said(line, site)),
            Block::Item(list, line) => {
                let number = list.number.map_or(BULLETS, |number| NUMBERS + number);
                let depth = if list.number.is_some() { 0 } else { list.depth.min(2) };
                docx.add_paragraph(said(line, site).numbering(NumberingId::new(number), IndentLevel::new(depth)))
            }
            Block::Table { heads, rows } => docx.add_table(table(*heads, rows, site)).add_paragraph(Paragraph::new()),
        };
    }
    let mut file = Cursor::new(Vec::new());
    docx.build().pack(&mut file).map_err(|error| Error::Broken(error.into()))?;
    Ok(file.into_inner())
}

/// A Word file to be saved under a name.
///
/// # Errors
/// When the HTML is none of ours.
pub fn download(name: &str, html: &str, site: &str) -> Result<Response> {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let headers =
        [(CONTENT_TYPE, DOCUMENT.to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}.docx\""))];
    Ok((headers, of_html(html, site)?).into_response())
}

fn numbered(blocks: &[Block]) -> Vec<List> {
    let mut all: Vec<List> = Vec::new();
    for block in blocks {
        if let Block::Item(list, _) = block
            && list.number.is_some()
            && !all.iter().any(|had| had.number == list.number)
        {
            all.push(*list);
        }
    }
    all
}

/// An empty document with our styles.
fn furnished() -> Docx {
    let heading = |level: usize, size: usize| {
        Style::new(format!("Heading{level}"), StyleType::Paragraph)
            .name(format!("heading {level}"))
            .based_on("Normal")
            .next("Normal")
            .outline_lvl(level - 1)
            .size(size)
            .bold()
    };
    let caption = Style::new("Caption", StyleType::Paragraph).name("caption").based_on("Normal").size(24);
    let level =
        |depth: usize, format: &str, text: &str| {
            let left = i32::try_from(720 + depth * 360).unwrap_or(720);
            Level::new(depth, Start::new(1), NumberFormat::new(format), LevelText::new(text), LevelJc::new("left"))
                .indent(Some(left), Some(SpecialIndentType::Hanging(480)), None, None)
        };
    let bullets = (0..3).fold(AbstractNumbering::new(BULLETS), |all, depth| all.add_level(level(depth, "bullet", "•")));
    let numbers = AbstractNumbering::new(NUMBERS).add_level(level(0, "decimal", "%1."));
    Docx::new()
        .default_fonts(RunFonts::new().ascii("Arial").hi_ansi("Arial").cs("Arial"))
        .default_size(22)
        .add_style(heading(1, 36))
        .add_style(heading(2, 28))
        .add_style(heading(3, 24))
        .add_style(caption)
        .add_abstract_numbering(bullets)
        .add_abstract_numbering(numbers)
        .add_numbering(Numbering::new(BULLETS, BULLETS))
}

fn said(line: &Line, site: &str) -> Paragraph {
    line.iter().fold(Paragraph::new(), |paragraph, span| {
        if span.href.is_empty() || span.href.starts_with('#') {
            return paragraph.add_run(run(span));
        }
        let to = if span.href.starts_with('/') { format!("{site}{}", span.href) } else { span.href.clone() };
        let shown = run(span).color("1d70b8").underline("single");
        paragraph.add_hyperlink(Hyperlink::new(to, HyperlinkType::External).add_run(shown))
    })
}

fn run(span: &Span) -> Run {
    // Line ends that were typed stay line ends.
    let mut run = Run::new();
    for (n, text) in span.text.split('\n').enumerate() {
        if n > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        run = run.add_text(text);
    }
    if span.is_strong { run.bold() } else { run }
}

fn table(heads: usize, rows: &[Vec<Vec<Line>>], site: &str) -> Table {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let width = WIDTH / columns;
    let drawn = rows.iter().enumerate().map(|(n, row)| {
        let cells = row.iter().map(|cell| {
            let mut drawn = TableCell::new().width(width, WidthType::Dxa);
            if n < heads {
                drawn = drawn.shading(Shading::new().shd_type(ShdType::Clear).fill("f3f2f1"));
            }
            for line in cell {
                let paragraph = said(line, site).align(AlignmentType::Left);
                drawn = drawn.add_paragraph(if n < heads { paragraph.bold() } else { paragraph });
            }
            if cell.is_empty() { drawn.add_paragraph(Paragraph::new()) } else { drawn }
        });
        TableRow::new(cells.collect()).cant_split()
    });
    Table::new(drawn.collect()).set_grid(vec![width; columns]).width(WIDTH, WidthType::Dxa)
}
