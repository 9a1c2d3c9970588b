//! A page as lines: white space made regular, boilerplate of the publishing system left out, broken lines joined.
//! No rule about decisions lives here. Called by `sections`.

use super::{html, numbering};

/// One paragraph of the page.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub text: String,
    /// A blank line stood before it.
    pub gap: bool,
}

/// A line shorter than this was ended by its writer, not by the edge of the paper.
const WRAPPED: usize = 60;
/// No paragraph of minutes is longer than this many bytes.
const LONGEST: usize = 12_000;

/// The lines of a page, none of them blank.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let plain = html::plain(text);
    let mut found: Vec<Line> = Vec::new();
    let mut gap = false;
    for raw in plain.split(['\n', '\r', '\u{c}', '\u{2028}', '\u{2029}']) {
        let text = regular(raw);
        if text.is_empty() {
            gap = true;
            continue;
        }
        if is_boilerplate(&text) {
            continue;
        }
        if text.len() > LONGEST {
            split(&text, gap, &mut found);
            gap = false;
            continue;
        }
        match found.last_mut() {
            Some(last) if !gap && runs_on(&last.text, &text) => {
                last.text.push(' ');
                last.text.push_str(&text);
            }
            _ => found.push(Line { text, gap }),
        }
        gap = false;
    }
    found
}

/// A text that came without line ends, in pieces that a person might have written.
fn split(text: &str, gap: bool, found: &mut Vec<Line>) {
    let mut rest = text;
    while !rest.is_empty() {
        let upto = (0..=LONGEST.min(rest.len())).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let end = if upto == rest.len() { upto } else { rest[..upto].rfind(". ").map_or(upto, |at| at + 1) };
        let (piece, after) = rest.split_at(end.max(1));
        if !piece.trim().is_empty() {
            found.push(Line { text: piece.trim().to_owned(), gap });
        }
        rest = after;
    }
}

/// One blank between words, none at the ends; letters that nobody sees are dropped.
fn regular(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}' => {}
            '\u{2011}' => out.push('-'),
            '\u{f0b7}' | '\u{f0a7}' | '\u{2022}' => out.push('•'),
            c if c.is_whitespace() || c.is_control() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn is_boilerplate(text: &str) -> bool {
    let low = text.to_ascii_lowercase();
    low.starts_with("view the full ")
        || low.starts_with("view the background to")
        || low.starts_with("skip to main content")
        || low.starts_with("back to top")
        || low.starts_with("bookmark this ")
}

/// Whether the second line goes on with the sentence of the first.
fn runs_on(first: &str, second: &str) -> bool {
    let open = !first.ends_with(['.', ':', ';', '!', '?', '–', '-', '—', ')', '”']);
    open && first.chars().count() >= WRAPPED
        && first.len() < 400
        && second.starts_with(char::is_lowercase)
        && numbering::leading(second).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_means_nothing() {
        let page = lines("\u{feff}One\u{a0}\u{a0}two \t three\r\n\u{a0}\r\n\r\nfour\u{ad}teen");
        assert_eq!(
            page.iter().map(|l| (l.text.as_str(), l.gap)).collect::<Vec<_>>(),
            [("One two three", false), ("fourteen", true)]
        );
    }

    #[test]
    fn a_line_broken_by_the_paper_is_joined_and_a_list_is_not() {
        let page = lines(
            "The panel looked at the returns of every service for the second\nquarter of the year.\nnoted\n(a) first\n(b) second",
        );
        assert_eq!(page.len(), 4, "{page:?}");
    }
}
