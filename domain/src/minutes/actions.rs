//! Things that somebody is to do: in parts of a resolution, in the narrative, after the word ACTION.
//! When they are due is for `due`. Called by `read`.

use super::due;
use super::model::{Action, ActionSource, Clause};
use super::verbs::{self, DEEDS, SETTLED};
use super::words::{Word, tidy, words};

/// Asked of somebody: "be asked to", "was requested to".
const ASKED: [&str; 10] = [
    "requested",
    "asked",
    "invited",
    "instructed",
    "required",
    "tasked",
    "directed",
    "urged",
    "encouraged",
    "authorised",
];
/// The actions of a resolution's parts.
pub(super) fn of_clauses(clauses: &[Clause], intro: Option<&str>) -> Vec<Action> {
    let opening = intro.and_then(unfinished).unwrap_or_default();
    let mut found = Vec::new();
    for part in clauses {
        let whole = format!("{opening}{}", part.text);
        match unfinished(&whole).filter(|_| !part.points.is_empty()) {
            Some(open) => found.extend(part.points.iter().flat_map(|point| of_clause(&format!("{open}{point}")))),
            None => found.extend(of_clause(&whole)),
        }
    }
    found
}

/// Words before a list that each point completes: "That the Director be asked to:", "requests that officers:".
fn unfinished(text: &str) -> Option<String> {
    let text = text.trim_end_matches([' ', ':', '-', '–', '—']);
    let all = words(text);
    let last = all.last()?;
    let from = all.iter().position(|word| word.low == "that").and_then(|that| all.get(that + 1));
    let to = last.low == "to" && all.iter().any(|word| word.is(&ASKED));
    let asks = all.iter().any(|word| word.is(&["requests", "asks", "request", "ask"])) && last.low != "that";
    let start = from.filter(|_| to).map_or(0, |word| word.at);
    (to || asks).then(|| format!("{} ", &text[start..]))
}

pub(super) fn action(what: &str, owner: Option<&str>, whole: &str, source: ActionSource) -> Option<Action> {
    let (what, due) = match due::find(what) {
        Some(due) => (format!("{} {}", what[..due.at].trim_end(), what[due.end..].trim_start()), Some(due.text)),
        None => (what.to_owned(), due::find(whole).map(|due| due.text)),
    };
    let what = tidy(&what);
    let what = what.strip_suffix(" and").unwrap_or(what);
    let owner = owner.map(owner_name).filter(|owner| !owner.is_empty());
    (!what.is_empty()).then(|| Action { what: what.to_owned(), owner, due, source })
}

fn owner_name(text: &str) -> String {
    let text = tidy(text);
    let text = text.strip_suffix("'s").unwrap_or(text);
    let mut rest = text;
    for opening in ["that ", "That ", "the ", "The ", "and ", "also "] {
        rest = rest.strip_prefix(opening).unwrap_or(rest);
    }
    let end = words(rest).get(11).map_or(rest.len(), |word| word.at);
    [" concerned", " will", " shall", " should", " would"]
        .iter()
        .fold(tidy(&rest[..end]), |name, tail| name.strip_suffix(tail).unwrap_or(name))
        .to_owned()
}

fn of_clause(text: &str) -> Vec<Action> {
    let all = words(text);
    let from = usize::from(all.first().is_some_and(|word| word.low == "that"));
    let passives = verbs::passives(&all);
    if let Some(asked) =
        passives.iter().find(|passive| ASKED.contains(&passive.verb.as_str()) && passive.verb != "authorised")
        && let Some(to) = (asked.at + 1..(asked.at + 4).min(all.len())).find(|to| all[*to].low == "to")
        && let Some(first) = all.get(to + 1)
        && let Some(subject) = all.get(from)
    {
        return action(&text[first.at..], Some(&text[subject.at..all[asked.be].at]), text, ActionSource::Clause)
            .into_iter()
            .collect();
    }
    if let Some(found) = infinitive(text, &all, from) {
        return found;
    }
    let mut found: Vec<Action> = Vec::new();
    for passive in &passives {
        found.extend(passive_action(text, &all, from, passive, &passives));
    }
    if passives.is_empty() {
        found.extend(goes(text, &all, from));
        if found.is_empty() {
            found = active(text, &all, from);
        }
    }
    found
}

/// "to ask the Director to write", "requests that officers bring": the deed belongs to whom it names.
fn infinitive(text: &str, all: &[Word<'_>], from: usize) -> Option<Vec<Action>> {
    let head = from + usize::from(all.get(from)?.low == "to");
    let verb = all.get(head)?;
    let rest = all.get(head + 1)?;
    if verb.is(&["ask", "asks", "request", "requests", "invite", "invites", "asked", "requested", "instruct"]) {
        let to = (head + 1..all.len()).take(14).find(|to| all[*to].is(&["to", "that"]))?;
        let deed = all.get(to + 1)?;
        if all[to].low == "to" {
            return Some(
                action(&text[deed.at..], Some(&text[rest.at..all[to].at]), text, ActionSource::Clause)
                    .into_iter()
                    .collect(),
            );
        }
        return Some(of_clause(&text[deed.at..]));
    }
    let settled = SETTLED.iter().any(|settled| {
        settled.trim_end_matches("ed").trim_end_matches('e') == verb.low.trim_end_matches('s').trim_end_matches('e')
    });
    let bare = head == from && DEEDS.contains(&&*verb.low) && verbs::passives(all).is_empty();
    if (head > from || bare) && !settled && verb.low != "note" {
        return Some(action(&text[verb.at..], None, text, ActionSource::Clause).into_iter().collect());
    }
    None
}

/// "papers be brought to the next meeting", "a log be kept by the team".
fn passive_action(
    text: &str,
    all: &[Word<'_>],
    from: usize,
    passive: &verbs::Passive,
    every: &[verbs::Passive],
) -> Option<Action> {
    let subject_from =
        every.iter().filter(|other| other.at < passive.be).map(|other| other.at + 1).max().unwrap_or(from);
    let subject = tidy(&text[all.get(subject_from)?.at..all[passive.be].at]);
    let subject = subject.strip_prefix("and ").unwrap_or(subject);
    if SETTLED.contains(&passive.verb.as_str())
        || matches!(passive.verb.as_str(), "deferred" | "excluded" | "adjourned" | "moved" | "held" | "re-elected")
    {
        return planned(subject);
    }
    let base = verbs::base_form(&passive.verb)?;
    let last = passive.at + usize::from(passive.particle.is_some());
    let tail_end = every.iter().find(|other| other.be > passive.be).map_or(text.len(), |other| all[other.be].at);
    let tail = &text[all[last].end..tail_end.max(all[last].end)];
    let sure = &tail[..tail.find([';', '.']).unwrap_or(tail.len())];
    let (owner, tail) = by_whom(sure);
    let particle = passive.particle.as_ref().map_or(String::new(), |particle| format!(" {particle}"));
    action(&format!("{base}{particle} {subject} {}", tail.trim()), owner, "", ActionSource::Clause)
}

/// The owner after "by", and the tail without it.
pub(super) fn by_whom(tail: &str) -> (Option<&str>, String) {
    let all = words(tail);
    let Some(by) = (0..all.len()).find(|at| {
        all[*at].low == "by"
            && all.get(at + 1).is_some_and(|next| {
                next.is(&["the", "officers", "a"]) || next.capital() && super::dates::month(&next.low).is_none()
            })
    }) else {
        return (None, tail.to_owned());
    };
    if due::find(&tail[all[by].at..]).is_some_and(|due| due.at == 0) {
        return (None, tail.to_owned());
    }
    let end = (by + 1..all.len()).find(|at| {
        all[*at].is(&["and", "to", "in", "on", "at", "for", "before", "with", "by"])
            && !(all[*at].low == "and" && all.get(at + 1).is_some_and(Word::capital))
    });
    let end = end.map_or(tail.len(), |end| all[end].at);
    (Some(tail[all[by].end..end].trim()), format!("{} {}", &tail[..all[by].at], &tail[end..]))
}

/// What is noted may be a plan to do something: "the plan to bring figures to the next meeting be noted".
fn planned(subject: &str) -> Option<Action> {
    let all = words(subject);
    let at = (0..all.len()).find(|at| {
        all[*at].is(&["plan", "plans", "intention", "commitment", "offer", "undertaking"])
            && all.get(at + 1).is_some_and(|to| to.low == "to")
    })?;
    let deed = all.get(at + 2).filter(|deed| DEEDS.contains(&&*deed.low))?;
    action(&subject[deed.at..], None, "", ActionSource::Clause)
}

/// "proposals go to cabinet in January": somebody takes them there.
fn goes(text: &str, all: &[Word<'_>], from: usize) -> Option<Action> {
    let go = (from + 1..all.len()).find(|at| all[*at].is(&["go", "goes"]))?;
    let to = (go + 1..(go + 3).min(all.len())).find(|to| all[*to].low == "to")?;
    let subject = &text[all.get(from)?.at..all[go].at];
    action(&format!("take {} {}", subject.trim(), &text[all[to].at..]), None, text, ActionSource::Clause)
}

/// "the Heads of Service bring … and attend …": a deed for each verb.
fn active(text: &str, all: &[Word<'_>], from: usize) -> Vec<Action> {
    let places = verbs::active(all, from);
    let mut found = Vec::new();
    for (nth, at) in places.iter().enumerate() {
        let end = places.get(nth + 1).map_or(text.len(), |next| all[next - 1].at);
        let end = end.max(all[*at].at);
        let body = &text[all[*at].end..end];
        let base = if DEEDS.contains(&&*all[*at].low) { &*all[*at].low } else { all[*at].low.trim_end_matches('s') };
        let subject = &text[all[from].at..all[places[0]].at];
        found.extend(action(&format!("{base}{body}"), Some(subject), text, ActionSource::Clause));
    }
    found
}
