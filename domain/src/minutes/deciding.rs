//! Signs by which a line decides, proposes, or ends a list: "be noted", "the following points", "REASON".
//! What a part does is for `verbs`. Called by `clauses`, `paragraphs`, `decisions`.

use super::words::{Word, begins, mentions, says, words};

/// Lines that no list goes on into.
pub(super) fn stops(text: &str) -> bool {
    const STOPS: [&str; 46] = [
        "reason",
        "reasons",
        "other options",
        "alternative options",
        "alternatives",
        "options considered",
        "note",
        "voting",
        "votes",
        "recorded vote",
        "for the motion",
        "against the motion",
        "supporting documents",
        "additional documents",
        "accompanying documents",
        "report author",
        "publication date",
        "date of decision",
        "decided at meeting",
        "contact",
        "the meeting ended",
        "the meeting closed",
        "the meeting concluded",
        "the meeting finished",
        "the meeting started",
        "minutes",
        "decision",
        "meeting",
        "background",
        "implications",
        "call-in",
        "call in",
        "this decision",
        "resolved",
        "agreed",
        "recommended",
        "action",
        "actions",
        "chair",
        "chairman",
        "motion lost",
        "motion carried",
        "wards affected",
        "declarations",
        "background papers",
        "details",
    ];
    let labelled = |stop: &str| {
        let after = text[stop.len()..].trim_start();
        after.is_empty()
            || after.starts_with([':', '-', '–', '—', '('])
            || stop.contains(' ')
            || after.starts_with("for decision")
    };
    let shouted = words(text).first().is_some_and(Word::shouted);
    STOPS.iter().any(|stop| begins(text, stop) && (labelled(stop) || shouted))
        || begins(text, "reason for")
        || begins(text, "reasons for")
}

/// Whether words decide something: "That … be noted", "the digest be noted", "Takes note of", "to note".
pub(super) fn decides(text: &str) -> bool {
    const DEEDS: [&str; 22] = [
        "notes",
        "takes note",
        "agrees",
        "approves",
        "endorses",
        "recommends",
        "requests",
        "receives",
        "raises",
        "refers",
        "supports",
        "accepts",
        "adopts",
        "thanks",
        "welcomes",
        "asks",
        "delegates",
        "authorises",
        "to note",
        "to agree",
        "to approve",
        "to recommend",
    ];
    let all = words(text);
    let Some(first) = all.first() else { return false };
    let from = usize::from(first.low == "that");
    let subjunctive = all.iter().enumerate().skip(from + 1).any(|(at, word)| {
        let modal =
            all[at - 1].is(&["to", "will", "would", "should", "could", "can", "may", "might", "must", "not", "shall"]);
        word.low == "be"
            && !modal
            && all.get(at + 1).is_some_and(|next| participle(&next.low) || next.low.ends_with("ly"))
    });
    let deed = DEEDS.iter().any(|deed| says(&all, from, deed));
    subjunctive || deed
}

fn participle(word: &str) -> bool {
    const OTHER: [&str; 18] = [
        "taken",
        "brought",
        "sent",
        "given",
        "held",
        "made",
        "set",
        "drawn",
        "kept",
        "put",
        "written",
        "shown",
        "sought",
        "undertaken",
        "circulated",
        "told",
        "found",
        "begun",
    ];
    word.ends_with("ed") || OTHER.contains(&word)
}

/// Whether a line puts proposals, purposes or reasons, so that the list after it decides nothing.
pub(super) fn proposes(text: &str) -> bool {
    mentions(
        text,
        &[
            "recommended",
            "recommendation",
            "recommendations",
            "proposed",
            "proposal",
            "proposals",
            "asked to",
            "invited to",
            "purpose",
            "reason",
            "reasons",
            "following points",
            "put forward",
            "points",
            "suggested",
            "terms",
            "options",
            "requested to consider",
            "report seeks",
            "would like",
            "questions",
            "motion",
        ],
    )
}
