//! Who moved and who seconded, in a sentence of its own, in the opening of a resolution, or after a label.
//! Movers of amendments are kept apart. Called by `read`.

use super::words::{Word, mentions, sentences, words};

/// A motion or an amendment with its names as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Motion {
    pub mover: Option<String>,
    pub seconder: Option<String>,
    pub amendment: bool,
    /// The line that it stands in.
    pub line: usize,
}

const TITLES: [&str; 30] = [
    "councillor",
    "councillors",
    "cllr",
    "cllrs",
    "cr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "sir",
    "lord",
    "lady",
    "dame",
    "baroness",
    "alderman",
    "ald",
    "professor",
    "prof",
    "rev",
    "reverend",
    "revd",
    "canon",
    "major",
    "captain",
    "co-opted",
    "hon",
    "the",
    "county",
];
const POSTS: [&str; 15] = [
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "vice-chair",
    "vice-chairman",
    "vice-chairperson",
    "leader",
    "mayor",
    "deputy",
    "lord",
    "vice",
    "convener",
    "provost",
    "president",
];
const NOT_NAMES: [&str; 20] = [
    "seconded",
    "moved",
    "proposed",
    "that",
    "and",
    "resolved",
    "agreed",
    "by",
    "recommendation",
    "motion",
    "the",
    "it",
    "on",
    "committee",
    "council",
    "seconder",
    "proposer",
    "mover",
    "second",
    "amendment",
];

/// All motions in the lines, in order.
pub(super) fn motions(lines: &[&str]) -> Vec<Motion> {
    let mut found: Vec<Motion> = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        for sentence in sentences(line) {
            in_sentence(sentence, place, &mut found);
        }
    }
    found.retain(|motion| motion.mover.is_some() || motion.seconder.is_some());
    found
}

fn in_sentence(text: &str, line: usize, found: &mut Vec<Motion>) {
    let lower = text.to_ascii_lowercase();
    if !(lower.contains("mov") || lower.contains("propos") || lower.contains("second") || lower.contains("motion of")) {
        return;
    }
    let all = words(text);
    let amendment = mentions(text, &["amendment", "amendments"])
        && !mentions(text, &["amended motion", "as amended", "substantive motion"]);
    let seconded = all.iter().any(|word| word.is(&["seconded", "seconder", "seconds", "seconding"]));
    for at in 0..all.len() {
        if let Some(name) = mover(text, &all, at, seconded) {
            found.push(Motion { mover: Some(name), seconder: None, amendment, line });
        }
        if let Some(name) = seconder(text, &all, at) {
            match found.last_mut().filter(|last| last.seconder.is_none() && line - last.line <= 2) {
                Some(last) => {
                    last.seconder = Some(name);
                    last.amendment |= amendment;
                }
                None => found.push(Motion { mover: None, seconder: Some(name), amendment, line }),
            }
        }
    }
}

/// "moved by X", "Proposed: X", "on the motion of X", "X moved"; "X proposed" only where somebody seconds.
fn mover(text: &str, all: &[Word<'_>], at: usize, seconded: bool) -> Option<String> {
    let word = &all[at];
    let next = all.get(at + 1);
    if word.is(&["motion", "proposal", "proposition"]) && next.is_some_and(|next| next.is(&["of", "by"])) {
        return name_after(text, all, at + 2);
    }
    if !word.is(&["moved", "proposed", "mover", "proposer", "moves", "moving"]) {
        return None;
    }
    if next.is_some_and(|next| next.low == "by") {
        return name_after(text, all, at + 2);
    }
    let labelled =
        next.is_some_and(|next| text[word.end..next.at].contains([':', '-', '–'])) && (at == 0 || word.capital());
    if labelled || word.is(&["mover", "proposer"]) {
        return name_after(text, all, at + 1);
    }
    if !(seconded || word.low == "moved") {
        return None;
    }
    name_before(text, all, at)
}

fn seconder(text: &str, all: &[Word<'_>], at: usize) -> Option<String> {
    let word = &all[at];
    if !word.is(&["seconded", "seconder", "seconds"]) {
        return None;
    }
    let next = all.get(at + 1);
    if next.is_some_and(|next| next.low == "by") {
        return name_after(text, all, at + 2);
    }
    let labelled = next.is_some_and(|next| text[word.end..next.at].contains([':', '-', '–']));
    if labelled || word.low == "seconder" {
        return name_after(text, all, at + 1);
    }
    name_before(text, all, at)
}

fn is_title(word: &Word<'_>) -> bool {
    word.is(&TITLES) && word.low != "the"
}

fn joins(text: &str, before: &Word<'_>, after: &Word<'_>) -> bool {
    let gap = text[before.end..after.at].trim();
    gap.is_empty() || gap == "." && (before.raw.chars().count() <= 2 || is_title(before))
}

fn name_word(word: &Word<'_>) -> bool {
    let particle = word.is(&["de", "van", "von", "der", "le", "la", "du", "di", "al", "bin", "ap"]);
    (word.capital() && !word.is(&NOT_NAMES) || particle) && !word.raw.starts_with(|c: char| c.is_ascii_digit())
}

fn name_after(text: &str, all: &[Word<'_>], from: usize) -> Option<String> {
    let first = all.get(from)?;
    let article = first.low == "the";
    let start = from + usize::from(article);
    let head = all.get(start)?;
    if article || head.is(&POSTS) {
        if !head.is(&POSTS) {
            return None;
        }
        let mut end = start;
        while let Some(next) = all.get(end + 1).filter(|next| next.is(&POSTS) && joins(text, &all[end], next)) {
            end += usize::from(!next.raw.is_empty());
        }
        return with_name(text, all, from, end);
    }
    let end = run(text, all, start)?;
    named(text, all, start, end)
}

/// "the Chair, Councillor Low" names the person too.
fn with_name(text: &str, all: &[Word<'_>], from: usize, end: usize) -> Option<String> {
    let next = all.get(end + 1).filter(|next| is_title(next));
    let close = next.and_then(|next| {
        let gap = text[all[end].end..next.at].trim();
        (gap == "," || gap.is_empty() || gap == "(").then(|| run(text, all, end + 1)).flatten()
    });
    match close {
        Some(last) if all[end + 1].is(&TITLES) => Some(text[all[end + 1].at..all[last].end].to_owned()),
        _ => Some(text[all[from].at..all[end].end].to_owned()),
    }
}

/// The last word of the name that begins at `start`.
fn run(text: &str, all: &[Word<'_>], start: usize) -> Option<usize> {
    if !name_word(all.get(start)?) {
        return None;
    }
    let mut end = start;
    while let Some(next) =
        all.get(end + 1).filter(|next| end - start < 7 && name_word(next) && joins(text, &all[end], next))
    {
        end += usize::from(!next.raw.is_empty());
    }
    Some(end)
}

fn named(text: &str, all: &[Word<'_>], start: usize, end: usize) -> Option<String> {
    let titled = is_title(&all[start]);
    (end > start || !titled).then(|| text[all[start].at..all[end].end].to_owned())
}

/// The name before a verb: "Councillor Low then moved", "Mrs Kettle proposed".
fn name_before(text: &str, all: &[Word<'_>], at: usize) -> Option<String> {
    let mut last = at.checked_sub(1)?;
    while all[last].is(&["then", "formally", "also", "duly", "had", "who", "has"]) {
        last = last.checked_sub(1)?;
    }
    if all[last].is(&POSTS) {
        let mut start = last;
        while start > 0
            && (all[start - 1].is(&POSTS) || all[start - 1].low == "the")
            && joins(text, &all[start - 1], &all[start])
        {
            start -= 1;
        }
        return Some(text[all[start].at..all[last].end].to_owned());
    }
    if !name_word(&all[last]) {
        return None;
    }
    let mut start = last;
    while start > 0
        && last - start < 7
        && name_word(&all[start - 1])
        && joins(text, &all[start - 1], &all[start])
        && !is_title(&all[start])
    {
        start -= 1;
    }
    while start > 0 && is_title(&all[start]) && is_title(&all[start - 1]) && joins(text, &all[start - 1], &all[start]) {
        start -= 1;
    }
    (last > start).then(|| text[all[start].at..all[last].end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn movers_and_seconders() {
        for (text, mover, seconder) in [
            (
                "It was moved by Councillor Ann Low, seconded by Councillor Bo High, that it be agreed.",
                Some("Councillor Ann Low"),
                Some("Councillor Bo High"),
            ),
            ("Mrs Ash proposed and Mr Beech seconded the motion that", Some("Mrs Ash"), Some("Mr Beech")),
            (
                "Proposed: Cllr. J. Bell Seconded: Cllr A O’Hara-Smith",
                Some("Cllr. J. Bell"),
                Some("Cllr A O’Hara-Smith"),
            ),
            (
                "On the motion of Councillor T. de Vere, seconded by the Chair, it was",
                Some("Councillor T. de Vere"),
                Some("the Chair"),
            ),
            (
                "The recommendation was moved by Cllr Low and seconded by Cllr High.",
                Some("Cllr Low"),
                Some("Cllr High"),
            ),
            (
                "Councillor Low moved, and Councillor High seconded, the recommendations.",
                Some("Councillor Low"),
                Some("Councillor High"),
            ),
            ("Moved by Ann Low and seconded by Bo High", Some("Ann Low"), Some("Bo High")),
            ("moved, second and:", None, None),
            ("It was proposed that papers come back. The meeting moved on.", None, None),
            ("The service had moved to Town Hall.", None, None),
            ("Councillor Low proposed a visit.", None, None),
        ] {
            let found = motions(&[text]);
            let first = found.first().cloned().unwrap_or_default();
            assert_eq!((first.mover.as_deref(), first.seconder.as_deref()), (mover, seconder), "{text}: {found:?}");
        }
    }

    #[test]
    fn an_amendment_is_not_the_motion() {
        let found = motions(&["Mr A Low proposed and Dr B High seconded an amendment to add words."]);
        assert!(found[0].amendment);
    }
}
