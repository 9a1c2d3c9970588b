//! Documents attached to an item: "Title pdf icon PDF 94 KB", and the title that is left when they are taken off.
//! Called by `sections`.

use super::model::Document;
use super::words::{Word, hints, words};

const FORMATS: [&str; 8] = ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf"];

/// The documents that a line names with their sizes.
pub(super) fn find(line: &str) -> Vec<Document> {
    if !hints(line, &["kb", "mb"]) {
        return Vec::new();
    }
    let all = words(line);
    let mut from = 0;
    let mut found = Vec::new();
    for at in 0..all.len() {
        let Some((size_kb, end)) = size(&all, at) else { continue };
        if all[at].at < from {
            continue;
        }
        let title = title_of(&line[from..all[at].at]);
        if !title.is_empty() {
            found.push(Document { title: title.to_owned(), size_kb: Some(size_kb) });
        }
        from = end;
    }
    found
}

/// The line without its documents' formats and sizes.
pub(super) fn without(line: &str) -> &str {
    let all = words(line);
    let first = (0..all.len()).find(|at| size(&all, *at).is_some());
    title_of(first.map_or(line, |at| &line[..all[at].at]))
}

/// The number in ", item 6.", where a supporting document names the item it belongs to.
pub(super) fn item_of(line: &str) -> Option<&str> {
    let (_, after) = line.rsplit_once(", item ")?;
    let number = after.split([' ', ',']).next()?.trim_end_matches('.');
    (number.len() <= 5 && number.starts_with(|c: char| c.is_ascii_digit())).then_some(number)
}

/// "PDF 94 KB", "PDF, 2MB": the size in kilobytes and where it ends.
fn size(all: &[Word<'_>], at: usize) -> Option<(u64, usize)> {
    if !all[at].is(&FORMATS) {
        return None;
    }
    let number = all.get(at + 1)?;
    let (digits, unit, end) =
        match number.low.strip_suffix("kb").map(|d| (d, 1)).or(number.low.strip_suffix("mb").map(|d| (d, 1024))) {
            Some((digits, unit)) => (digits, unit, number.end),
            None => {
                let word = all.get(at + 2)?;
                let unit = if word.low == "kb" {
                    1
                } else if word.low == "mb" {
                    1024
                } else {
                    return None;
                };
                (&*number.low, unit, word.end)
            }
        };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let whole: u64 = whole.replace(',', "").parse().ok().filter(|n| *n < 10_000_000)?;
    let tenth: u64 = part.get(..1)?.parse().ok()?;
    Some((whole * unit + tenth * unit / 10, end))
}

fn title_of(text: &str) -> &str {
    let mut title = text.trim();
    let low = title.to_ascii_lowercase();
    for ending in [" icon", "pdf", "word", "("] {
        if low[..title.len().min(low.len())].ends_with(ending) {
            title = title[..title.len() - ending.len()].trim_end();
        }
    }
    let title = title.trim_start_matches(['•', ')', ',', ';', ' ']).trim_end_matches(['(', '-', ' ']);
    match title.rsplit_once(", item ") {
        Some((before, number)) if number.len() <= 6 => before.trim_end(),
        _ => title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_sizes() {
        for (line, title, kb) in [
            ("Data Pack pdf icon PDF 94 KB", "Data Pack", 94),
            ("Returns pdf icon PDF 2 MB", "Returns", 2048),
            ("Appendix A (PDF, 301KB)", "Appendix A", 301),
            ("• Report , item 6. pdf icon PDF 1.5 MB", "Report", 1536),
        ] {
            assert_eq!(find(line), [Document { title: title.into(), size_kb: Some(kb) }], "{line}");
            assert_eq!(without(line), title, "{line}");
        }
        assert_eq!(find("Report pdf icon PDF 1 KB Annex pdf icon PDF 2 KB").len(), 2);
        assert_eq!(find("A report in PDF with 40 pages"), []);
        assert_eq!(item_of("Report, item 6. PDF 3 KB"), Some("6"));
    }
}
