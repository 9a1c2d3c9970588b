//! Information that members asked for, in reported speech or as a part of a resolution.
//! Who is to supply it is for `actions`. Called by `read`.

use super::model::Action;
use super::numbering;
use super::words::{Word, begins, hints, says, sentences, tidy, words};

const ASKING: [&str; 12] = [
    "asked",
    "requested",
    "queried",
    "sought",
    "enquired",
    "wished",
    "wanted",
    "questioned",
    "inquired",
    "asks",
    "requests",
    "like",
];
const OPENS: [&str; 17] = [
    "that",
    "for",
    "what",
    "why",
    "how",
    "whether",
    "if",
    "when",
    "about",
    "where",
    "which",
    "further",
    "more",
    "clarification",
    "information",
    "to",
    "assurance",
];

/// The requests in the narrative, then those in the resolution's actions.
pub(super) fn find(lines: &[String], actions: &[Action]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut listing = false;
    for line in lines {
        if listing && let Some(marker) = numbering::leading(line) {
            found.push(tidy(&line[marker.len..]).to_owned());
            continue;
        }
        listing =
            line.ends_with(':') && words(line).iter().any(|word| word.is(&["questions", "queries", "asked", "about"]));
        found.extend(sentences(line).into_iter().filter_map(asked));
    }
    found.extend(actions.iter().filter_map(|action| supplied(&action.what)));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|request| !request.is_empty() && seen.insert(request.to_lowercase()));
    found
}

/// What is asked in one sentence.
fn asked(text: &str) -> Option<String> {
    if !hints(text, &["ask", "request", "quer", "sought", "quired", "wish", "want", "question", "like"]) {
        return None;
    }
    let all = words(text);
    let at = (0..all.len()).find(|at| {
        let wanted = all[*at].is(&["requested", "sought"])
            && all.get(at + 1).is_some_and(|next| {
                next.is(&["a", "an", "the", "additional", "details", "data", "figures", "regular"])
            });
        let opens = all.get(at + 1).is_some_and(|next| next.is(&OPENS));
        let passive = *at > 0 && all[at - 1].is(&["was", "were", "be", "been", "had"]);
        all[*at].is(&ASKING) && (opens || wanted) && !passive && *at > 0
    });
    let Some(at) = at else { return passive(text, &all) };
    let mut first = at + 1;
    while all.get(first).is_some_and(|word| word.is(&["that", "for", "about", "if", "whether"])) {
        first += 1;
    }
    for opening in ["to see", "to know", "to receive", "to have"] {
        if says(&all, first, opening) {
            first += 2;
        }
    }
    // "asked the Director to", "asked to be excused" ask for no information.
    let start = all.get(first)?;
    if start.low == "to" {
        return None;
    }
    Some(tidy(&text[start.at..end(text, &all, first)]).to_owned())
}

/// "further information was requested on …", "clarification was sought on …".
fn passive(text: &str, all: &[Word<'_>]) -> Option<String> {
    let question = (0..all.len()).find(|at| {
        all[*at].is(&["question", "questions", "query", "queries"])
            && all
                .iter()
                .skip(at + 1)
                .take(8)
                .any(|word| word.is(&["about", "on", "regarding", "concerning", "whether", "relating"]))
    });
    if let Some(at) = question {
        let about = all
            .iter()
            .skip(at + 1)
            .position(|word| word.is(&["about", "on", "regarding", "concerning", "whether", "to"]))?
            + at
            + 1;
        let start = all.get(about + 1)?;
        let rest = &text[start.at..];
        return Some(tidy(rest.split([',', ';']).next().unwrap_or(rest)).to_owned());
    }
    let at = (1..all.len()).find(|at| all[*at].is(&["sought", "requested"]) && all[at - 1].is(&["was", "were"]))?;
    let next = all.get(at + 1).filter(|next| next.is(&["on", "about", "for", "regarding", "in", "as"]))?;
    let start = all.iter().find(|word| word.at > next.at)?;
    Some(tidy(&text[start.at..]).to_owned())
}

/// Up to the answer: "… and were told that".
fn end(text: &str, all: &[Word<'_>], from: usize) -> usize {
    let stop = (from..all.len()).find(|at| {
        [
            "and were told",
            "and was told",
            "and was advised",
            "and were advised",
            "and were informed",
            "and was informed",
            "and the",
            "in response",
        ]
        .iter()
        .any(|phrase| says(all, *at, phrase))
            && !(says(all, *at, "and the") && *at < from + 4)
    });
    stop.map_or(text.len(), |at| all[at].at)
}

/// What an action would bring: "provide a breakdown of costs" brings a breakdown of costs.
fn supplied(what: &str) -> Option<String> {
    let verb = words(what).first().map(|word| word.low.to_string())?;
    if !["provide", "send", "bring", "supply", "circulate", "submit", "present"].contains(&verb.as_str()) {
        return None;
    }
    let object = tidy(&what[verb.len().min(what.len())..]);
    // "send the panel a list": the list is what is asked for.
    let object = ["the panel", "the committee", "the board", "members"]
        .iter()
        .fold(object, |object, to| if begins(object, to) { tidy(&object[to.len()..]) } else { object });
    let object = if begins(object, "a") { tidy(&object[1..]) } else { object };
    Some(object.to_owned()).filter(|object| words(object).len() > 1)
}
