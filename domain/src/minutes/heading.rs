//! The words that open a resolution: RESOLVED, Resolved, AGREED that, "it was resolved", "The Committee agreed to:".
//! Lists after them are read by `clauses`; templates and quotations are told apart by `decisions`. Called by those two.

use super::bodies;
use super::words::{Word, begins, hints, says, words};

/// How an opening presents itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// RESOLVED, AGREED, DECIDED and their like.
    Formal,
    /// A recommendation to another body, or one that nobody has adopted yet.
    Recommended,
    /// "This Council resolves": a motion.
    Motion,
    /// A sentence that only a list makes a resolution.
    Sentence,
}

/// An opening in a line: from `start` to the end of its keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
}

const KEYWORDS: [&str; 8] =
    ["resolved", "agreed", "decided", "recommended", "recommends", "recommendation", "recommendations", "resolves"];
const NOT_YET: [&str; 13] =
    ["had", "has", "have", "been", "be", "not", "previously", "already", "to", "as", "is", "were", "when"];
const GROUPS: [&str; 14] = [
    "committee",
    "panel",
    "board",
    "cabinet",
    "council",
    "members",
    "executive",
    "commission",
    "group",
    "sub-committee",
    "it",
    "meeting",
    "forum",
    "subcommittee",
];

/// The first opening in a line, at or after a place. `list_follows` says whether a list stands on the next lines.
pub(super) fn find(line: &str, from: usize, list_follows: bool) -> Option<Heading> {
    if !list_follows && !hints(line, &["resolve", "agreed", "decided", "recommend"]) {
        return None;
    }
    let all = words(line);
    let title = is_title(&all);
    for (at, word) in all.iter().enumerate().filter(|(_, word)| word.at >= from) {
        if let Some(kind) = keyword(line, &all, at, title) {
            let start = if kind == Kind::Motion { motion_start(line, &all, at) } else { phrase_start(&all, at) };
            return Some(Heading { start, end: word.end, kind });
        }
    }
    if from == 0 && list_follows { sentence(line, &all) } else { None }
}

/// A heading in capitals, which only names its matter.
fn is_title(all: &[Word<'_>]) -> bool {
    all.len() > 1
        && all.iter().all(|word| {
            word.shouted() || word.raw.chars().count() < 2 || word.raw.starts_with(|c: char| c.is_ascii_digit())
        })
}

fn keyword(line: &str, all: &[Word<'_>], at: usize, title: bool) -> Option<Kind> {
    let word = &all[at];
    if !word.is(&KEYWORDS) {
        return None;
    }
    let before = at.checked_sub(1).map(|before| &all[before]);
    if word.low == "resolves" {
        let subject = before.is_some_and(|before| before.is(&GROUPS));
        return (subject && at <= 6).then_some(Kind::Motion);
    }
    let after = line[word.end..].trim_start();
    if word.low == "agreed" && tells_how(after) {
        return None;
    }
    let kind = if word.low.starts_with("recommend") { Kind::Recommended } else { Kind::Formal };
    let stands = opens_part(line, all, at);
    let introduces = introduces(after, all, at + 1);
    if kind == Kind::Recommended {
        return recommended(all, at, stands, introduces).then_some(kind);
    }
    let barred = before.is_some_and(|before| before.is(&NOT_YET));
    let found = if word.shouted() {
        !barred && (!title || stands && introduces)
    } else if word.capital() {
        stands && introduces
    } else {
        word.low == "resolved" && impersonal(all, at) && introduces && !barred
    };
    found.then_some(kind)
}

/// "Agreed by assent." and "Agreed by a vote: 6 for, 2 against." tell how a motion was carried, not what was agreed.
fn tells_how(after: &str) -> bool {
    let how = ["by assent", "by consensus", "by a vote", "by general consent", "unanimously"];
    let rest = how.iter().find(|how| begins(after, how)).and_then(|how| after.get(how.len()..));
    rest.is_some_and(|rest| rest.ends_with('.') && !words(rest).iter().any(|word| word.is(&["that", "to"])))
}

/// REcommended to Council; Recommendation (to Council: date); RECOMMENDED that; never "recommended" inside a sentence.
fn recommended(all: &[Word<'_>], at: usize, stands: bool, introduces: bool) -> bool {
    let word = &all[at];
    let loud = word.raw.starts_with("RE");
    let alone = at == 0 && (all.len() == 1 || introduces);
    let early = at <= 3 && stands;
    let impersonal = word.low == "recommended" && loud && impersonal(all, at);
    (loud || word.capital()) && introduces && (alone || early || impersonal)
}

/// At the head of the line, or after the end of a sentence, a dash or an item number.
fn opens_part(line: &str, all: &[Word<'_>], at: usize) -> bool {
    let lead = all[..at]
        .iter()
        .rev()
        .take_while(|w| w.is(&["unanimously", "it", "was", "therefore", "formally", "duly", "accordingly"]))
        .count();
    let first = at - lead;
    if all[..first].iter().all(|word| word.raw.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'/')) {
        return true;
    }
    let gap = line[all[first - 1].end..all[first].at].trim();
    gap.ends_with(['.', '–', '—', ':', '”', '!', '?', '•']) || gap == "-" || gap.ends_with(". -")
}

/// Whether what follows the keyword introduces something: punctuation, "that", "to", a qualifier, or nothing.
fn introduces(after: &str, all: &[Word<'_>], next: usize) -> bool {
    let mark = after.chars().next();
    if mark.is_none_or(|c| matches!(c, ':' | '–' | '—' | '-' | ';' | '(' | '…' | '.' | ',')) {
        return true;
    }
    all.get(next).is_some_and(|word| {
        let follow = [
            "that",
            "to",
            "unanimously",
            "on",
            "by",
            "as",
            "accordingly",
            "subject",
            "in",
            "upon",
            "with",
            "nem",
            "the",
            "and",
            "not",
        ];
        word.is(&follow)
    })
}

/// "it was resolved", "the Committee therefore resolved".
fn impersonal(all: &[Word<'_>], at: usize) -> bool {
    let adverbs = [
        "therefore",
        "unanimously",
        "then",
        "accordingly",
        "further",
        "duly",
        "subsequently",
        "also",
        "formally",
        "hereby",
        "thereupon",
        "thereby",
        "and",
    ];
    let Some(before) = all[..at].iter().rposition(|word| !word.is(&adverbs)) else { return true };
    if all[before].is(&["was", "were"]) {
        return before == 0 || all[before - 1].is(&["it", "was"]) || all[before - 1].is(&adverbs);
    }
    all[before].is(&GROUPS)
}

/// "It was unanimously RESOLVED" opens at its keyword, but a leading "Unanimously" belongs to it.
fn phrase_start(all: &[Word<'_>], at: usize) -> usize {
    let from = at.saturating_sub(1);
    if all[from].low == "unanimously" { all[from].at } else { all[at].at }
}

fn motion_start(line: &str, all: &[Word<'_>], at: usize) -> usize {
    let start = all[0].at;
    let quoted = line[..start].ends_with(['“', '"']);
    if at <= 6 && quoted { start - line[..start].chars().next_back().map_or(0, char::len_utf8) } else { start }
}

const SAID: [&str; 10] =
    ["agreed", "resolved", "decided", "noted", "requested", "asked", "endorsed", "approved", "supported", "concluded"];

/// A whole line that ends in a colon and says that the body agreed, or names the body: "That the Committee:", "Cabinet:".
fn sentence(line: &str, all: &[Word<'_>]) -> Option<Heading> {
    let first = all.first()?;
    let open = line.trim_end_matches(['-', '–', '—', ' ']).ends_with(':')
        || line.ends_with(['–', '—'])
        || all.last().is_some_and(|word| word.is(&["that", "to"]) && line.ends_with(word.raw));
    if !open || all.len() > 40 {
        return None;
    }
    let whole = Some(Heading { start: first.at, end: line.trim_end().len(), kind: Kind::Sentence });
    let rest = if first.low == "that" { &line[first.end..] } else { line };
    let named = rest.trim().trim_end_matches(['-', '–', '—', ' ', ':']);
    if line.contains(':') && bodies::is_body(named) {
        return whole;
    }
    let said = all.iter().enumerate().any(|(at, word)| {
        let ending =
            all.len() - at <= 5 || begins(line[word.end..].trim_start(), "the following") || says(all, at + 1, "that");
        word.is(&SAID) && ending && impersonal(all, at) && !(at > 0 && all[at - 1].is(&NOT_YET))
    });
    let proposal = all.iter().any(|word| {
        word.is(&[
            "recommended",
            "proposed",
            "suggested",
            "invited",
            "queried",
            "questions",
            "comments",
            "points",
            "issues",
        ])
    });
    if said && !proposal { whole } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_found() {
        for (line, opening) in [
            ("RESOLVED: That the report be noted", Some("RESOLVED")),
            ("Resolved – That", Some("Resolved")),
            ("After further discussion it was RESOLVED that the report be noted", Some("RESOLVED")),
            ("42 MINUTES – Resolved – That the minutes be signed.", Some("Resolved")),
            ("It was therefore resolved that the plan be agreed.", Some("resolved")),
            ("The Committee resolved to note the report.", Some("resolved")),
            ("AGREED that the report be noted", Some("AGREED")),
            ("UNANIMOUSLY RESOLVED – That", Some("UNANIMOUSLY RESOLVED")),
            ("REcommended to Council:", Some("REcommended")),
            ("Recommendation (to Council: 7 May 2020)", Some("Recommendation")),
            ("5. RESOLVED", Some("RESOLVED")),
            ("“This Council resolves;", Some("“This Council resolves")),
            ("The issue was resolved quickly.", None),
            ("The Panel had resolved that it be noted.", None),
            ("Members agreed to differ.", None),
            ("Officers recommended that it be noted.", None),
            ("Matters Resolved Last Year", None),
            ("MATTERS RESOLVED LAST YEAR", None),
        ] {
            let found = find(line, 0, false).map(|h| &line[h.start..h.end]);
            assert_eq!(found, opening, "{line}");
        }
    }

    #[test]
    fn sentences_open_only_a_list() {
        for (line, yes) in [
            ("The Committee agreed to:", true),
            ("It was agreed that:", true),
            ("Following debate, Members agreed the following:", true),
            ("That the Scrutiny Committee:", true),
            ("Cabinet:", true),
            ("Members asked the following questions:", false),
            ("The report recommended that the Committee agreed that:", false),
            ("Topics:", false),
        ] {
            assert_eq!(find(line, 0, true).is_some(), yes, "{line}");
            assert!(find(line, 0, false).is_none(), "{line}");
        }
    }
}
