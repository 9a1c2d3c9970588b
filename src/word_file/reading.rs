//! The HTML of our own papers as the blocks of a document: headings, paragraphs, lists and tables, with what is strong
//! and where links lead. What is there for screens alone is left out. Called by `word_file`.

use crate::error::{Error, Result};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Words in one manner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub text: String,
    pub is_strong: bool,
    /// Where it leads; empty for plain words.
    pub href: String,
}

/// The words of one paragraph.
pub(super) type Line = Vec<Span>;

/// A list that an item belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// Counts the numbered lists of a document from one; none where items have bullets.
    pub number: Option<usize>,
    /// The number of its first item.
    pub start: usize,
    /// How deep it stands, from zero.
    pub depth: usize,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Heading(usize, Line),
    Caption(Line),
    Paragraph(Line),
    Item(List, Line),
    /// Rows of cells; each cell is its paragraphs.
    Table {
        heads: usize,
        rows: Vec<Vec<Vec<Line>>>,
    },
}

#[derive(Default)]
struct State {
    blocks: Vec<Block>,
    line: Line,
    strong: usize,
    href: String,
    /// How deep in something that is not for paper.
    hidden: usize,
    heading: Option<usize>,
    is_caption: bool,
    /// Whether line ends are kept as they were typed.
    keeps_lines: bool,
    lists: Vec<List>,
    numbered: usize,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    heads: usize,
    in_head: bool,
    rows: Vec<Vec<Vec<Line>>>,
}

/// The blocks of a piece of HTML.
pub(super) fn blocks(html: &str) -> Result<Vec<Block>> {
    let mut reader = Reader::from_str(html);
    let config = reader.config_mut();
    // HTML leaves some elements open.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut state = State::default();
    // For each open element, whether it began something that is not for paper.
    let mut open: Vec<bool> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| Error::Broken(error.into()))? {
            Event::Start(tag) if is_void(tag.name().as_ref()) => state.begin(&tag),
            Event::Empty(tag) => state.begin(&tag),
            Event::Start(tag) => {
                let hides = state.hidden > 0 || is_for_screens(&tag);
                open.push(hides);
                if hides {
                    state.hidden += 1;
                } else {
                    state.begin(&tag);
                }
            }
            Event::End(tag) => {
                if open.pop() == Some(true) {
                    state.hidden = state.hidden.saturating_sub(1);
                } else {
                    state.end(tag.name().as_ref());
                }
            }
            Event::Text(text) => state.say(text.as_ref()),
            Event::GeneralRef(named) => {
                let letter = match named.resolve_char_ref().map_err(|error| Error::Broken(error.into()))? {
                    Some(letter) => letter.to_string(),
                    None => entity(named.as_ref()).to_owned(),
                };
                state.say_as_is(&letter);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    state.close(None);
    Ok(state.blocks)
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "meta" | "link" | "col" | "wbr")
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let mut all = tag.html_attributes();
    let value = all.with_checks(false).flatten().find(|one| one.key.as_ref() == name);
    let text = value.map(|one| one.value.into_owned()).unwrap_or_default();
    quick_xml::escape::unescape(&text).map(std::borrow::Cow::into_owned).unwrap_or(text)
}

fn is_for_screens(tag: &BytesStart<'_>) -> bool {
    let class = attribute(tag, "class");
    matches!(tag.name().as_ref(), "svg" | "form" | "script" | "button" | "nav")
        || class.split_whitespace().any(|name| name == "govuk-visually-hidden")
        || attribute(tag, "aria-hidden") == "true"
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "ndash" => "–",
        "hellip" => "…",
        _ => "",
    }
}

impl State {
    fn begin(&mut self, tag: &BytesStart<'_>) {
        if self.hidden > 0 {
            return;
        }
        match tag.name().as_ref() {
            "br" => self.close(None),
            "h1" => self.open_heading(1),
            "h2" => self.open_heading(2),
            "h3" | "h4" => self.open_heading(3),
            "span" if attribute(tag, "class").starts_with("govuk-caption") => {
                self.close(None);
                self.is_caption = true;
            }
            "ul" => self.open_list(None, 1),
            "ol" => {
                self.numbered += 1;
                let start = attribute(tag, "start").parse().unwrap_or(1);
                self.open_list(Some(self.numbered), start);
            }
            "strong" | "b" => self.strong += 1,
            "dt" => {
                self.close(None);
                self.strong += 1;
            }
            "a" => self.href = attribute(tag, "href"),
            "table" => {
                self.close(None);
                self.table = Some(Table::default());
            }
            "thead" => self.in_head(true),
            "tr" => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                    table.heads += usize::from(table.in_head);
                }
            }
            "td" | "th" => {
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(Vec::new());
                }
            }
            "p" => {
                self.close(None);
                self.keeps_lines = attribute(tag, "class").contains("app-lines");
            }
            "div" | "section" | "article" | "dd" | "caption" | "li" | "summary" => self.close(None),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" => {
                self.close(None);
                self.heading = None;
            }
            "span" if self.is_caption => {
                self.close(None);
                self.is_caption = false;
            }
            "ul" | "ol" => {
                self.close(None);
                self.lists.pop();
            }
            "strong" | "b" => self.strong = self.strong.saturating_sub(1),
            "dt" => {
                self.close(None);
                self.strong = self.strong.saturating_sub(1);
            }
            "a" => self.href.clear(),
            "thead" => self.in_head(false),
            "caption" => self.close(Some(3)),
            "table" => {
                if let Some(table) = self.table.take().filter(|table| !table.rows.is_empty()) {
                    self.blocks.push(Block::Table { heads: table.heads, rows: table.rows });
                }
            }
            "p" => {
                self.close(None);
                self.keeps_lines = false;
            }
            "div" | "section" | "article" | "dd" | "li" | "td" | "th" | "summary" => self.close(None),
            _ => {}
        }
    }

    fn in_head(&mut self, is_in: bool) {
        if let Some(table) = &mut self.table {
            table.in_head = is_in;
        }
    }

    fn open_heading(&mut self, level: usize) {
        self.close(None);
        self.heading = Some(level);
    }

    fn open_list(&mut self, number: Option<usize>, start: usize) {
        self.close(None);
        self.lists.push(List { number, start, depth: self.lists.len() });
    }

    /// Words as HTML reads them: runs of white space are one space.
    fn say(&mut self, text: &str) {
        if self.keeps_lines {
            return self.say_as_is(text);
        }
        let mut folded = String::new();
        for letter in text.chars() {
            let letter = if letter.is_ascii_whitespace() { ' ' } else { letter };
            if letter != ' ' || !folded.ends_with(' ') {
                folded.push(letter);
            }
        }
        let ended = self.line.last().is_none_or(|span| span.text.ends_with(' '));
        self.say_as_is(if ended { folded.trim_start_matches(' ') } else { &folded });
    }

    fn say_as_is(&mut self, text: &str) {
        if self.hidden > 0 || text.is_empty() {
            return;
        }
        let span = Span { text: text.to_owned(), is_strong: self.strong > 0, href: self.href.clone() };
        match self.line.last_mut() {
            Some(last) if last.is_strong == span.is_strong && last.href == span.href => last.text.push_str(text),
            _ => self.line.push(span),
        }
    }

    /// Ends a paragraph, in whatever stands around it.
    fn close(&mut self, as_heading: Option<usize>) {
        let mut line = std::mem::take(&mut self.line);
        if let Some(last) = line.last_mut() {
            last.text.truncate(last.text.trim_end_matches(' ').len());
        }
        if line.iter().all(|span| span.text.trim().is_empty()) {
            return;
        }
        if let Some(level) = as_heading {
            self.blocks.push(Block::Heading(level, line));
            return;
        }
        if let Some(cell) = self.table.as_mut().and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut()) {
            cell.push(line);
        } else if self.is_caption {
            self.blocks.push(Block::Caption(line));
        } else if let Some(level) = self.heading {
            self.blocks.push(Block::Heading(level, line));
        } else if let Some(list) = self.lists.last() {
            self.blocks.push(Block::Item(*list, line));
        } else {
            self.blocks.push(Block::Paragraph(line));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn plain(line: &Line) -> String {
        line.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn a_report_is_read_as_it_stands_on_paper() {
        let html = "<article><h1 class=\"govuk-heading-l\"><span class=\"govuk-caption-l\">Panel, Monday</span>Report</h1>\n\
            <ol start=\"4\"><li>Waits &lt; 18 weeks &#38; rising<ul><li>One</li><li><strong>Two</strong> more</li></ul></li></ol>\
            <p>Line one<br>line two<span class=\"govuk-visually-hidden\">: hidden</span></p>\
            <svg><text>drawn</text></svg></article>";
        let blocks = blocks(html).unwrap();
        let outer = List { number: Some(1), start: 4, depth: 0 };
        let inner = List { number: None, start: 1, depth: 1 };
        let told: Vec<(Option<List>, String)> = blocks
            .iter()
            .map(|block| match block {
                Block::Item(list, line) => (Some(*list), plain(line)),
                Block::Heading(_, line) | Block::Caption(line) | Block::Paragraph(line) => (None, plain(line)),
                Block::Table { .. } => (None, String::new()),
            })
            .collect();
        let wanted = [
            (None, "Panel, Monday"),
            (None, "Report"),
            (Some(outer), "Waits < 18 weeks & rising"),
            (Some(inner), "One"),
            (Some(inner), "Two more"),
            (None, "Line one"),
            (None, "line two"),
        ];
        assert_eq!(told, wanted.map(|(list, text)| (list, text.to_owned())));
        assert!(matches!(&blocks[0], Block::Caption(_)) && matches!(&blocks[1], Block::Heading(1, _)));
        assert!(matches!(&blocks[4], Block::Item(_, line) if line[0].is_strong && !line[1].is_strong));
    }

    #[test]
    fn a_table_keeps_its_rows_its_heads_and_the_lines_of_its_cells() {
        let html = "<table><caption>Waits</caption><thead><tr><th>Indicator</th><th>Actual</th></tr></thead>\
            <tbody><tr><th>Waiting</th><td>12.5 %<br>provisional</td></tr></tbody></table>";
        let blocks = blocks(html).unwrap();
        let Block::Table { heads, rows } = &blocks[1] else { unreachable!("{blocks:?}") };
        assert!(matches!(&blocks[0], Block::Heading(3, line) if plain(line) == "Waits"));
        assert_eq!((*heads, rows.len()), (1, 2));
        assert_eq!(rows[1][1].iter().map(plain).collect::<Vec<_>>(), ["12.5 %", "provisional"]);
    }
}
