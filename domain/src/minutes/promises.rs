//! Things that somebody is to do as the narrative tells them: "officers agreed to send", "would be circulated", ACTION.
//! Actions of a resolution's parts are for `actions`. Called by `read`.

use std::collections::BTreeSet;

use super::actions::{action, by_whom};
use super::due;
use super::model::{Action, ActionSource};
use super::verbs::{self, DEEDS, SETTLED};
use super::words::{Word, begins, hints, says, sentences, tidy, words};

/// Promised by somebody: "agreed to", "undertook to".
const PROMISED: [&str; 12] = [
    "agreed",
    "undertook",
    "offered",
    "promised",
    "committed",
    "content",
    "happy",
    "willing",
    "asked",
    "requested",
    "undertaking",
    "pleased",
];
/// What is promised in prose; other verbs with "would" only tell of the future.
const DELIVERS: [&str; 39] = [
    "attend",
    "return",
    "speak",
    "liaise",
    "pass",
    "produce",
    "update",
    "amend",
    "explore",
    "seek",
    "invite",
    "email",
    "draft",
    "provide",
    "send",
    "circulate",
    "share",
    "supply",
    "report",
    "bring",
    "write",
    "arrange",
    "look",
    "follow",
    "feed",
    "check",
    "contact",
    "prepare",
    "submit",
    "raise",
    "forward",
    "ask",
    "investigate",
    "review",
    "include",
    "add",
    "present",
    "meet",
    "clarify",
];

/// The actions in the narrative, without those that a part of the resolution already names. An action that is marked as
/// such once more tells who owes what the part asks for.
pub(super) fn of_prose(lines: &[String], already: &mut [Action]) -> Vec<Action> {
    let mut found: Vec<Action> = Vec::new();
    let mut listing = false;
    let mut last = "";
    for line in lines {
        if listing && let Some(mark) = super::numbering::leading(line) {
            found.extend(marked(&line[mark.len..], ""));
            continue;
        }
        listing = opens_list(line);
        if listing {
            continue;
        }
        let (before, marker) = split_marker(line);
        for sentence in sentences(before) {
            found.extend(of_sentence(sentence));
        }
        let said = sentences(before).pop().unwrap_or(last);
        found.extend(marker.and_then(|text| marked(text, said)));
        last = sentences(line).pop().unwrap_or_default();
    }
    let mut known: Vec<BTreeSet<String>> = already.iter().map(|action| tokens(&action.what)).collect();
    found.retain(|action| {
        let here = tokens(&action.what);
        let again = known
            .iter()
            .position(|other| here.intersection(other).count() * 10 >= here.len().min(other.len()).max(1) * 6);
        let new = again.is_none();
        if let Some(part) = again.filter(|_| action.source == ActionSource::Marker).and_then(|at| already.get_mut(at)) {
            part.owner = part.owner.take().or_else(|| action.owner.clone());
            part.due = part.due.take().or_else(|| action.due.clone());
        }
        // Enough to tell repetition apart on any page that a person would read.
        if new && known.len() < 400 {
            known.push(here);
        }
        new
    });
    found
}

fn tokens(text: &str) -> BTreeSet<String> {
    words(text).into_iter().map(|word| word.low.into_owned()).filter(|word| word.len() > 3).collect()
}

fn split_marker(line: &str) -> (&str, Option<&str>) {
    let all = words(line);
    let place = all.iter().position(|word| {
        let after = line[word.end..].trim_start();
        let marked = after.starts_with([':', '-', '–', '—']);
        matches!(word.raw, "ACTION" | "ACTIONS") && !after.is_empty()
            || word.at == 0 && matches!(word.raw, "Action" | "Actions") && marked
    });
    match place {
        Some(at) => {
            (&line[..all[at].at], Some(line[all[at].end..].trim_start_matches([' ', ':', '-', '–', '—', '.', ')'])))
        }
        None => (line, None),
    }
}

/// `Mr Low to send a list by 30 June`; a post alone is to do what was said just before.
fn marked(text: &str, said: &str) -> Option<Action> {
    let all = words(text);
    let post = all.len() <= 7 && all.iter().all(|word| word.capital() || word.is(&["of", "and", "for", "the", "to"]));
    if post && all.last().is_some_and(Word::capital) && !said.is_empty() {
        return action(said, Some(text), text, ActionSource::Marker);
    }
    if let Some((deed, owner, rest)) = owner_behind_a_dash(text) {
        return action(deed, Some(owner), rest, ActionSource::Marker);
    }
    let to = (1..all.len().min(12))
        .find(|at| (all[*at].is(&["to", "will"])) && all.get(at + 1).is_some_and(|next| !next.capital()));
    match to {
        Some(to) => action(&text[all[to + 1].at..], Some(&text[..all[to].at]), text, ActionSource::Marker),
        None => action(text, None, text, ActionSource::Marker),
    }
}

/// `Send a list – Head of Housing, by 30 June`: the deed, the post, and what follows the post.
fn owner_behind_a_dash(text: &str) -> Option<(&str, &str, &str)> {
    let (deed, rest) = text.rsplit_once(" – ").or_else(|| text.rsplit_once(" - "))?;
    let owner = rest.split([',', '(']).next().map(str::trim)?;
    let all = words(owner);
    let small = ["of", "and", "for", "the", "to"];
    // A post is written in capitals, or its first word is.
    let post = all.len() <= 8 && all.first().is_some_and(Word::capital) && !owner.ends_with('.');
    (post && (all.len() <= 3 || all.iter().all(|word| word.capital() || word.is(&small))))
        .then_some((deed, owner, rest))
}

fn of_sentence(text: &str) -> Option<Action> {
    let text = super::numbering::leading(text).map_or(text, |mark| &text[mark.len..]);
    if !hints(
        text,
        &[
            "agree", "would", "will", "ask", "request", "to be", "undert", "offer", "promis", "commit", "content",
            "happy", "pleased", "suggest", "invit", "urged", "instruct",
        ],
    ) {
        return None;
    }
    let all = words(text);
    if all.iter().any(|word| word.is(&["had", "whether", "if"]))
        && !all.iter().any(|word| word.is(&["would", "will", "agreed"]))
    {
        return None;
    }
    agreed_that(text, &all)
        .or_else(|| asked_of(text, &all))
        .or_else(|| promised(text, &all))
        .or_else(|| would(text, &all))
        .or_else(|| would_be(text, &all))
}

/// "it was agreed that in future every panel should use …".
fn agreed_that(text: &str, all: &[Word<'_>]) -> Option<Action> {
    let at = (0..all.len())
        .find(|at| all[*at].is(&["agreed", "requested", "asked", "suggested"]) && says(all, at + 1, "that"))?;
    let agreed = all[at].low == "agreed";
    let modal = (at + 2..all.len()).find(|m| {
        all[*m].is(&["should", "would", "will", "must", "be"])
            || !agreed && DELIVERS.contains(&&*all[*m].low) && !all[*m - 1].is(&["the", "a", "to"])
    })?;
    let from = subject_start(all, at + 2);
    let subject = text.get(all.get(from)?.at..all[modal].at)?;
    let delivered = |past: &Word<'_>| verbs::base_form(&past.low).is_some_and(|base| DELIVERS.contains(&base.as_str()));
    let asked = match all[modal].low.as_ref() {
        "be" => all.get(modal + 1).is_some_and(delivered),
        deed => DELIVERS.contains(&deed) || all.get(modal + 1).is_some_and(|deed| DELIVERS.contains(&&*deed.low)),
    };
    if !agreed && !asked {
        return None;
    }
    let be = if all[modal].low == "be" { modal } else { modal + 1 };
    if all.get(be)?.low == "be" {
        let past = all.get(be + 1)?;
        if SETTLED.contains(&&*past.low) || past.low == "deferred" {
            return None;
        }
        let base = verbs::base_form(&past.low)?;
        let (owner, tail) = by_whom(&text[past.end..]);
        return action(&format!("{base} {} {}", tidy(subject), tail.trim()), owner, text, ActionSource::Prose);
    }
    let modal = if all[modal].is(&["should", "would", "will", "must"]) { modal + 1 } else { modal };
    let deed = all.get(modal)?;
    action(&text[deed.at..], Some(subject), text, ActionSource::Prose)
}

/// "Members asked the Director to provide …", "asked for a list to be circulated".
fn asked_of(text: &str, all: &[Word<'_>]) -> Option<Action> {
    let at = (1..all.len()).find(|at| {
        all[*at].is(&["asked", "requested", "invited", "urged", "instructed"])
            && !all[at - 1].is(&["was", "were", "be", "been", "had", "is", "are"])
    })?;
    let first = at + 1 + usize::from(all.get(at + 1)?.low == "for");
    let to = (first + 1..(first + 14).min(all.len())).find(|to| {
        all[*to].low == "to" && all.get(to + 1).is_some_and(|deed| deed.low == "be" || DEEDS.contains(&&*deed.low))
    })?;
    let object = &text[all[first].at..all[to].at];
    let deed = all.get(to + 1)?;
    if deed.low == "be" {
        let past = all.get(to + 2)?;
        let base = verbs::base_form(&past.low).filter(|base| DELIVERS.contains(&base.as_str()))?;
        return action(
            &format!("{base} {} {}", tidy(object), text[past.end..].trim()),
            None,
            text,
            ActionSource::Prose,
        );
    }
    // Officers ask members to note a report; that is the report's purpose.
    let members = words(object)
        .iter()
        .any(|word| word.is(&["members", "committee", "panel", "board", "council", "cabinet", "commission"]));
    (!members && first == at + 1).then(|| action(&text[deed.at..], Some(object), text, ActionSource::Prose)).flatten()
}

/// Past "in future", "in due course" before the subject.
fn subject_start(all: &[Word<'_>], at: usize) -> usize {
    if says(all, at, "in future") || says(all, at, "in addition") { at + 2 } else { at }
}

/// "Officers agreed to send …", "Mr Low was content to supply them".
fn promised(text: &str, all: &[Word<'_>]) -> Option<Action> {
    let at = (1..all.len()).find(|at| {
        let deed = all.get(at + 2).is_some_and(|deed| DEEDS.contains(&&*deed.low));
        all[*at].is(&PROMISED) && says(all, at + 1, "to") && deed
    })?;
    if all[at - 1].low == "had" {
        return None;
    }
    let asking = all[at].is(&["asked", "requested"]);
    let passive = all[at - 1].is(&["was", "were", "is", "are", "be"]);
    if asking && !passive {
        return None;
    }
    let link = (0..at)
        .rev()
        .take_while(|place| all[*place].is(&["was", "were", "is", "are", "be", "would", "had", "also", "then", "has"]))
        .count();
    let first = clause_start(text, all, at);
    let subject = text.get(all[first].at..all[at - link].at)?;
    action(&text[all[at + 2].at..], Some(subject), text, ActionSource::Prose)
}

/// Where the clause before a verb begins: after a comma, "and", "that", or at the head of the sentence.
fn clause_start(text: &str, all: &[Word<'_>], at: usize) -> usize {
    let mut first = at.saturating_sub(1);
    while first > 0 {
        let gap = &text[all[first - 1].end..all[first].at];
        if gap.contains([',', ';', ':', '–'])
            || all[first - 1].is(&["that", "and", "but", "which"])
                && !(all[first - 1].low == "and" && all[first].capital())
        {
            break;
        }
        first -= 1;
    }
    first
}

/// "The Director said that she would circulate …".
fn would(text: &str, all: &[Word<'_>]) -> Option<Action> {
    let at = (1..all.len()).find(|at| {
        all[*at].is(&["would", "will"]) && all.get(at + 1).is_some_and(|deed| DELIVERS.contains(&&*deed.low))
    })?;
    let deed = &all[at + 1];
    let mut first = clause_start(text, all, at);
    if all[first].is(&["he", "she", "they", "it", "who"]) {
        let said = (0..first).find(|place| {
            all[*place].is(&[
                "said",
                "confirmed",
                "advised",
                "agreed",
                "explained",
                "stated",
                "replied",
                "responded",
                "reported",
                "undertook",
                "added",
                "noted",
                "assured",
                "indicated",
            ])
        })?;
        let subject = text.get(all[clause_start(text, all, said)].at..all[said].at)?;
        return action(&text[deed.at..], Some(subject), text, ActionSource::Prose);
    }
    if first > 0 && all[first].low == "and" {
        first += 1;
    }
    action(&text[deed.at..], text.get(all[first].at..all[at].at), text, ActionSource::Prose)
}

/// "A breakdown would be circulated to Members".
fn would_be(text: &str, all: &[Word<'_>]) -> Option<Action> {
    let at = (1..all.len()).find(|at| {
        let note = all[*at].low == "to"
            && !all[..*at].iter().any(|word| {
                word.is(&["would", "was", "were", "is", "are", "had", "has", "have", "asked", "needed", "needs"])
            });
        (all[*at].is(&["would", "will"]) || note)
            && says(all, at + 1, "be")
            && all
                .get(at + 2)
                .is_some_and(|past| verbs::base_form(&past.low).is_some_and(|base| DELIVERS.contains(&base.as_str())))
    })?;
    let past = &all[at + 2];
    let base = verbs::base_form(&past.low)?;
    let subject = text.get(all[clause_start(text, all, at)].at..all[at].at)?;
    let (owner, tail) = by_whom(&text[past.end..]);
    action(&format!("{base} {} {}", tidy(subject), tail.trim()), owner, text, ActionSource::Prose)
}

/// A pronoun stands for what members had just asked for: "Mr Low was content to supply them".
pub(super) fn fill_pronouns(actions: &mut [Action], asked: &[String]) {
    for action in actions {
        let all = words(&action.what);
        if let ([verb, pronoun], Some(last)) = (all.as_slice(), asked.last())
            && pronoun.is(&["them", "it", "this", "these", "that"])
        {
            action.what = format!("{} {last}", verb.raw);
            if action.due.is_none() {
                action.due = due::find(last).map(|due| due.text);
            }
        }
    }
}

/// Whether a line opens a list of actions.
fn opens_list(text: &str) -> bool {
    let bare = text.trim_end_matches([':', ' ', '-', '–']);
    ["actions", "action points", "action"].iter().any(|label| bare.eq_ignore_ascii_case(label))
        || begins(text, "actions arising")
}
