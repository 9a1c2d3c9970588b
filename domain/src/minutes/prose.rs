//! Decisions told in the narrative: "It was agreed that …", "The Panel noted its report."
//! Resolutions set out as such are for `decisions`. Called by `read`.

use super::words::{Word, hints, mentions, says, sentences, words};

const DECIDED: [&str; 18] = [
    "noted",
    "agreed",
    "approved",
    "endorsed",
    "resolved",
    "received",
    "supported",
    "accepted",
    "adopted",
    "recommended",
    "referred",
    "decided",
    "thanked",
    "welcomed",
    "requested",
    "deferred",
    "confirmed",
    "reviewed",
];
/// Said by members these decide; "requested" and "welcomed" alone only report what was said.
const PLAIN: [&str; 11] = [
    "noted",
    "agreed",
    "approved",
    "endorsed",
    "received",
    "supported",
    "accepted",
    "adopted",
    "deferred",
    "resolved",
    "decided",
];
const GROUPS: [&str; 9] =
    ["committee", "panel", "board", "cabinet", "council", "members", "executive", "commission", "forum"];

/// The sentences that decide. Beside a resolution only "it was agreed that" counts.
pub(super) fn decisions(lines: &[String], beside_resolution: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for sentence in lines.iter().flat_map(|line| sentences(line)) {
        let sentence = super::numbering::leading(sentence).map_or(sentence, |mark| &sentence[mark.len..]);
        if decides(sentence, beside_resolution) && !found.iter().any(|other| other == sentence) && found.len() < 200 {
            found.push(sentence.to_owned());
        }
    }
    found
}

fn decides(text: &str, strict: bool) -> bool {
    if !hints(
        text,
        &[
            "agreed",
            "noted",
            "approved",
            "endorsed",
            "received",
            "supported",
            "accepted",
            "adopted",
            "deferred",
            "resolved",
            "decided",
        ],
    ) {
        return false;
    }
    let all = words(text);
    if all.len() > 90
        || mentions(
            text,
            &["motion", "had agreed", "had noted", "amendment", "by assent", "had been agreed", "previously agreed"],
        )
    {
        return false;
    }
    (0..all.len()).any(|at| {
        let it = says(&all, at, "it was")
            && all.iter().skip(at + 2).take(3).any(|word| word.is(&["agreed", "resolved", "decided"]));
        it || !strict && (by_members(&all, at) || passive(&all, at))
    })
}

/// "The Panel noted its quarterly return"; "noted that" only reports.
fn by_members(all: &[Word<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &all[before]) else { return false };
    let adverb = before.is(&["unanimously", "then", "also", "duly", "formally", "therefore"]);
    let subject = if adverb { at.checked_sub(2).map(|place| &all[place]) } else { Some(before) };
    let group = subject.is_some_and(|subject| subject.is(&GROUPS));
    let reports = all.get(at + 1).is_some_and(|next| next.is(&["that", "with", "how", "some"]))
        && !all[at].is(&["agreed", "resolved", "decided"]);
    group && at <= 14 && all[at].is(&PLAIN) && !reports
}

/// "The report was noted", "The minutes were approved as a correct record".
fn passive(all: &[Word<'_>], at: usize) -> bool {
    let be = at > 0 && all[at - 1].is(&["was", "were"])
        || at > 1 && all[at - 1].low.ends_with("ly") && all[at - 2].is(&["was", "were"]);
    let subject = all[..at].iter().any(|word| {
        word.is(&[
            "report",
            "reports",
            "minutes",
            "recommendations",
            "recommendation",
            "update",
            "programme",
            "plan",
            "plans",
            "return",
            "returns",
            "paper",
            "item",
            "proposal",
            "proposals",
            "apologies",
            "document",
            "dashboard",
            "scorecard",
            "log",
            "dates",
            "strategy",
            "presentation",
            "position",
            "information",
        ])
    });
    be && subject
        && at <= 16
        && all[at].is(&["noted", "agreed", "approved", "endorsed", "received", "accepted", "adopted", "deferred"])
}

/// What the decisions in prose do.
pub(super) fn verbs(decisions: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in decisions.iter().flat_map(|text| words(text)) {
        if word.is(&DECIDED) && !found.iter().any(|known| *known == word.low) {
            found.push(word.low.into_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_in_prose() {
        for (text, yes) in [
            ("It was agreed that the Chair write to the Director.", true),
            ("The returns were noted and it was agreed that all use one layout.", true),
            ("The panel noted its quarterly return.", true),
            ("The Committee noted that figures had fallen.", false),
            ("The Chair had agreed to take one urgent matter.", false),
            ("Officers agreed to send a list.", false),
            ("Members agreed the motion by assent.", false),
            ("Members thanked the officers.", false),
        ] {
            assert_eq!(decisions(&[text.to_owned()], false).len(), usize::from(yes), "{text}");
        }
    }
}
