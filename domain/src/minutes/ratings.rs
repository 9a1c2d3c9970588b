//! Ratings named in the text, and words that point to a later meeting.
//! Rating itself is the business of `crate::rating`. Called by `read`.

use super::model::RagMention;
use super::words::{Word, hints, says, sentences, tidy, words};

const COLOURS: [&str; 4] = ["red", "amber", "green", "black"];

/// Which indicators the text calls red, amber, green or black.
pub(super) fn find(lines: &[String]) -> Vec<RagMention> {
    let mut found = Vec::new();
    for sentence in lines.iter().flat_map(|line| sentences(line)) {
        if !hints(sentence, &COLOURS) {
            continue;
        }
        let all = words(sentence);
        for at in 0..all.len() {
            if all[at].is(&COLOURS) && rates(sentence, &all, at) {
                named(sentence, &all, at, &mut found);
            }
        }
    }
    found
}

/// In quotation marks, after "rated" or "were", or beside "indicator" and "status": not the colour of a paper.
fn rates(text: &str, all: &[Word<'_>], at: usize) -> bool {
    let quoted = text[..all[at].at].ends_with(['‘', '\'', '“', '"']);
    let before = &all[at.saturating_sub(3)..at];
    let verb =
        before.iter().any(|word| word.is(&["rated", "marked", "as", "were", "was", "are", "is", "showing", "rag"]));
    let beside = all
        .iter()
        .skip(at + 1)
        .take(2)
        .any(|word| word.is(&["indicator", "indicators", "rated", "measures", "rag", "status", "rating"]));
    let about = all.iter().any(|word| {
        word.is(&[
            "indicator",
            "indicators",
            "measure",
            "measures",
            "target",
            "targets",
            "rag",
            "rated",
            "kpi",
            "kpis",
            "performance",
        ])
    });
    quoted && (about || verb) || beside || verb && about
}

/// Indicators listed after the colour, else the subject before it.
fn named(text: &str, all: &[Word<'_>], at: usize, found: &mut Vec<RagMention>) {
    let rag = all[at].low.to_string();
    let after = text[all[at].end..].trim_start_matches(['’', '\'', '”', '"']);
    let listed: Vec<usize> = numbered(after);
    let next_colour = words(after).iter().find(|word| word.is(&COLOURS)).map_or(after.len(), |word| word.at);
    let within: Vec<usize> = listed.into_iter().filter(|place| *place < next_colour).collect();
    if within.is_empty() {
        let subject = &text[..all[at].at];
        let verb = words(subject)
            .iter()
            .rev()
            .find(|word| word.is(&["were", "was", "are", "is", "rated", "marked", "had"]))
            .map_or(subject.len(), |word| word.at);
        let subject = subject[..verb].rsplit([',', ';']).next().unwrap_or_default();
        let subject = tidy(subject);
        if !subject.is_empty() {
            found.push(RagMention { indicator: subject.to_owned(), rag });
        }
        return;
    }
    for (nth, place) in within.iter().enumerate() {
        let end = within.get(nth + 1).copied().unwrap_or(next_colour);
        let name = &after[*place..end];
        let name = [", where", ", for which", ", which", ", and", " and "]
            .iter()
            .filter_map(|stop| name.find(stop))
            .filter(|at| nth + 1 < within.len() || *at > 0 && !name[..*at].is_empty())
            .fold(name, |name, at| name.get(..at).unwrap_or(name));
        found.push(RagMention { indicator: tidy(name).to_owned(), rag: rag.clone() });
    }
}

/// Places of "Indicator 7: …", "Indicators 27/28: …".
fn numbered(text: &str) -> Vec<usize> {
    let all = words(text);
    (0..all.len())
        .filter(|at| {
            all[*at].is(&["indicator", "indicators", "measure", "kpi"])
                && all.get(at + 1).is_some_and(|next| next.raw.starts_with(|c: char| c.is_ascii_digit()))
        })
        .map(|at| all[at].at)
        .collect()
}

/// Words that point to a later meeting: "the next meeting", "the November meeting".
pub(super) fn next_meetings(lines: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in lines.iter().filter(|text| hints(text, &["meeting"])) {
        let all = words(text);
        for at in 0..all.len() {
            if !all[at].is(&["meeting", "meetings"]) || at == 0 {
                continue;
            }
            let month = super::dates::month(&all[at - 1].low).is_some() && all[at - 1].capital();
            let next = (1..=3).find(|back| at >= *back && all[at - back].low == "next");
            let Some(first) = (if month { Some(at - 1) } else { next.map(|back| at - back) }) else { continue };
            let from = first - usize::from(first > 0 && all[first - 1].is(&["the", "its", "their"]));
            let mut end = all[at].end;
            if says(&all, at + 1, "of the")
                && let Some(body) = all.get(at + 3..).and_then(|rest| {
                    rest.iter().take(6).find(|word| word.is(&["committee", "council", "panel", "board", "cabinet"]))
                })
            {
                end = body.end;
            }
            found.push(text[all[from].at..end].to_owned());
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|words| seen.insert(words.to_lowercase()));
    found
}
