//! Names of councils' bodies in a text: Cabinet, Council, "Scrutiny Board (Families and Learning)".
//! Whether a matter goes there is for `referrals`. Called by `heading`, `sections`, `referrals`.

use super::words::{Word, hints, words};

/// Where a body is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub at: usize,
    pub end: usize,
    pub name: String,
}

const ALONE: [&str; 4] = ["cabinet", "council", "executive", "parliament"];
const HEADS: [&str; 13] = [
    "committee",
    "panel",
    "board",
    "commission",
    "group",
    "sub-committee",
    "subcommittee",
    "forum",
    "sub-group",
    "subgroup",
    "cabinet",
    "council",
    "executive",
];
const LINKS: [&str; 7] = ["and", "of", "for", "the", "&", "on", "to"];
/// Words that make a title of a person, not the name of a body.
const PERSONAL: [&str; 12] = [
    "member",
    "members",
    "portfolio",
    "director",
    "officer",
    "officers",
    "assistant",
    "leader",
    "meeting",
    "report",
    "tax",
    "chair",
];

/// Whether a text may name a body at all.
pub(super) fn hinted(text: &str) -> bool {
    hints(text, &["committee", "panel", "board", "commission", "group", "forum", "cabinet", "council", "executive"])
}

/// Every body that a text names, in order.
pub(super) fn find(text: &str) -> Vec<Named> {
    if !hinted(text) {
        return Vec::new();
    }
    let all = words(text);
    let mut found: Vec<Named> = Vec::new();
    for (at, word) in all.iter().enumerate() {
        if !word.is(&HEADS) || found.last().is_some_and(|last| last.end > word.at) {
            continue;
        }
        if all.get(at + 1).is_some_and(|next| next.is(&PERSONAL) || next.is(&HEADS) && joined(text, word, next)) {
            continue;
        }
        let from = start(text, &all, at);
        let single = from == at;
        if single && !word.is(&ALONE) || word.raw.ends_with("'s") {
            continue;
        }
        let end = bracket_end(text, word.end);
        let first = all[from].at;
        let floor = found.last().map_or(0, |last| last.end);
        if first >= floor {
            found.push(Named { at: first, end, name: text[first..end].to_owned() });
        }
    }
    found
}

fn joined(text: &str, one: &Word<'_>, next: &Word<'_>) -> bool {
    text[one.end..next.at].trim().is_empty()
}

/// Back over the capitalised words, and the small ones between them, that belong to the name.
fn start(text: &str, all: &[Word<'_>], head: usize) -> usize {
    if !all[head].capital() {
        return head;
    }
    let mut from = head;
    let mut at = head;
    while at > 0 && head - at < 12 {
        let (before, gap) = (&all[at - 1], &text[all[at - 1].end..all[at].at]);
        let inside = matches!(gap.trim(), "" | "," | "&" | "-" | "–");
        let comma = gap.trim() == ",";
        if !inside || before.is(&PERSONAL) {
            break;
        }
        at -= 1;
        if before.capital() && !before.is(&["the", "that", "by", "to", "at", "in", "councillor", "chair", "resolved"]) {
            if comma && before.is(&ALONE) {
                break;
            }
            from = at;
        } else if !before.is(&LINKS) || before.is(&["to", "the", "of"]) && at + 1 == from && before.low == "to" {
            break;
        }
    }
    if from < head && all[from].is(&["a", "an", "this", "each", "every"]) { from + 1 } else { from }
}

/// A bracket right after the name belongs to it: "Scrutiny Board (Families and Learning)".
fn bracket_end(text: &str, end: usize) -> usize {
    let rest = &text[end..];
    let Some(inside) = rest.strip_prefix(" (") else { return end };
    match inside.find(')') {
        Some(close) if close < 80 && inside.starts_with(char::is_uppercase) => end + 2 + close + 1,
        _ => end,
    }
}

/// Whether the whole text is the name of a body, with or without "the".
pub(super) fn is_body(text: &str) -> bool {
    let trimmed = text.trim();
    let all = words(trimmed);
    let Some(first) = all.first() else { return false };
    let skip = usize::from(first.low == "the");
    if all.len() > 14 + skip || all.len() <= skip {
        return false;
    }
    if all.len() == skip + 1 {
        return all[skip].is(&HEADS) && all[skip].capital() || all[skip].raw == "Members";
    }
    let body = &trimmed[all[skip].at..];
    find(body).first().is_some_and(|named| named.at == 0 && named.end >= body.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_named() {
        for (text, names) in [
            ("be referred to the Scrutiny Board on 19 June", &["Scrutiny Board"][..]),
            ("seen by Cabinet and by the Health and Well-being Board", &["Cabinet", "Health and Well-being Board"]),
            ("go to cabinet in January and council in February", &["cabinet", "council"]),
            ("the Cabinet Member for Families", &[]),
            ("a Scrutiny Board (Families and Learning) paper", &["Scrutiny Board (Families and Learning)"]),
            ("The group discussed the council's plan", &[]),
        ] {
            let found: Vec<String> = find(text).into_iter().map(|named| named.name).collect();
            assert_eq!(found, names, "{text}");
        }
    }

    #[test]
    fn a_whole_line_may_be_a_body() {
        for (text, yes) in [
            ("Cabinet", true),
            ("the Scrutiny Committee", true),
            ("The Committee", true),
            ("Children and Families Overview and Scrutiny Panel", true),
            ("Scrutiny Committee agreed", false),
            ("topics", false),
        ] {
            assert_eq!(is_body(text), yes, "{text}");
        }
    }
}
