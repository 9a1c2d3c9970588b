//! What the parts of a resolution do: noted, requested, referred, and the plain verb of whoever is to act.
//! What follows from it is for `actions` and `referrals`. Called by `read` and `actions`.

use super::model::Clause;
use super::words::{Word, words};

/// Verbs of doing, as a part names them of a person: base form; the third person adds "s".
pub(super) const DEEDS: [&str; 70] = [
    "write",
    "see",
    "meet",
    "bring",
    "attend",
    "provide",
    "send",
    "prepare",
    "circulate",
    "share",
    "consider",
    "review",
    "take",
    "continue",
    "report",
    "present",
    "update",
    "submit",
    "arrange",
    "contact",
    "explore",
    "investigate",
    "discuss",
    "develop",
    "include",
    "add",
    "remove",
    "monitor",
    "ensure",
    "work",
    "liaise",
    "look",
    "seek",
    "give",
    "make",
    "ask",
    "invite",
    "produce",
    "draft",
    "publish",
    "raise",
    "convene",
    "set",
    "establish",
    "examine",
    "undertake",
    "carry",
    "check",
    "clarify",
    "confirm",
    "inform",
    "notify",
    "advise",
    "organise",
    "supply",
    "forward",
    "collate",
    "complete",
    "scrutinise",
    "visit",
    "keep",
    "hold",
    "use",
    "start",
    "feed",
    "respond",
    "revise",
    "obtain",
    "speak",
    "follow",
];

/// Deeds whose words are also nouns, and what must follow such a word for it to be a deed after a name.
const NOUNS: [&str; 16] = [
    "report", "review", "update", "work", "look", "contact", "draft", "present", "set", "use", "visit", "check",
    "start", "share", "supply", "hold",
];
const GOVERNED: [&str; 14] =
    ["the", "a", "an", "to", "back", "with", "at", "into", "his", "her", "their", "its", "all", "any"];

const ALIKE: [(&str, &str); 42] = [
    ("noted", "noted"),
    ("note", "noted"),
    ("notes", "noted"),
    ("requested", "requested"),
    ("asked", "requested"),
    ("request", "requested"),
    ("requests", "requested"),
    ("ask", "requested"),
    ("asks", "requested"),
    ("invited", "requested"),
    ("agree", "agreed"),
    ("agrees", "agreed"),
    ("approve", "approved"),
    ("approves", "approved"),
    ("endorse", "endorsed"),
    ("endorses", "endorsed"),
    ("recommend", "recommended"),
    ("recommends", "recommended"),
    ("receive", "received"),
    ("receives", "received"),
    ("thank", "thanked"),
    ("thanks", "thanked"),
    ("welcome", "welcomed"),
    ("welcomes", "welcomed"),
    ("support", "supported"),
    ("supports", "supported"),
    ("refer", "referred"),
    ("refers", "referred"),
    ("authorise", "authorised"),
    ("authorises", "authorised"),
    ("delegate", "delegated"),
    ("delegates", "delegated"),
    ("defer", "deferred"),
    ("defers", "deferred"),
    ("accept", "accepted"),
    ("accepts", "accepted"),
    ("adopt", "adopted"),
    ("adopts", "adopted"),
    ("raises", "raised"),
    ("establish", "established"),
    ("appoint", "appointed"),
    ("noting", "noted"),
];

/// Verbs that decide and leave nothing for anybody to do.
pub(super) const SETTLED: [&str; 20] = [
    "noted",
    "received",
    "agreed",
    "approved",
    "endorsed",
    "thanked",
    "authorised",
    "delegated",
    "welcomed",
    "supported",
    "adopted",
    "accepted",
    "confirmed",
    "signed",
    "recommended",
    "commended",
    "acknowledged",
    "elected",
    "appointed",
    "granted",
];

const IRREGULAR: [(&str, &str); 24] = [
    ("taken", "take"),
    ("brought", "bring"),
    ("sent", "send"),
    ("given", "give"),
    ("held", "hold"),
    ("made", "make"),
    ("set", "set"),
    ("drawn", "draw"),
    ("kept", "keep"),
    ("put", "put"),
    ("written", "write"),
    ("shown", "show"),
    ("sought", "seek"),
    ("undertaken", "undertake"),
    ("told", "tell"),
    ("begun", "begin"),
    ("submitted", "submit"),
    ("carried", "carry"),
    ("built", "build"),
    ("met", "meet"),
    ("published", "publish"),
    ("established", "establish"),
    ("supplied", "supply"),
    ("referred", "refer"),
];

/// The base form of a participle: "brought" is "bring", "circulated" is "circulate".
pub(super) fn base_form(participle: &str) -> Option<String> {
    if let Some((_, base)) = IRREGULAR.iter().find(|(past, _)| *past == participle) {
        return Some((*base).to_owned());
    }
    let stem = participle.strip_suffix("ed")?;
    let candidates = [stem.to_owned(), format!("{stem}e")];
    if let Some(known) = candidates.iter().find(|base| DEEDS.contains(&base.as_str())) {
        return Some(known.clone());
    }
    let bytes = stem.as_bytes();
    if let Some(y) = stem.strip_suffix('i') {
        return Some(format!("{y}y"));
    }
    let doubled = bytes.len() > 3
        && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
        && !matches!(bytes[bytes.len() - 1], b's' | b'l');
    if doubled {
        return stem.get(..stem.len() - 1).map(str::to_owned);
    }
    let silent = [
        "at", "id", "iv", "is", "as", "ut", "in", "ot", "ag", "ng", "ur", "os", "as", "us", "ov", "lv", "rv", "ac",
        "uc", "dg", "or",
    ];
    let long = silent.iter().any(|end| stem.ends_with(end))
        && !stem.ends_with("ain")
        && !stem.ends_with("ear")
        && !stem.ends_with("oin");
    Some(if long { format!("{stem}e") } else { stem.to_owned() })
}

/// A participle after "be", with the small word that belongs to it: "taken off", "drawn up".
#[derive(Debug, Clone)]
pub(super) struct Passive {
    /// Where "be" stands among the words.
    pub be: usize,
    /// Where the participle stands.
    pub at: usize,
    pub verb: String,
    pub particle: Option<String>,
}

/// What a part says is to "be" done: "be noted and approved" gives two.
pub(super) fn passives(all: &[Word<'_>]) -> Vec<Passive> {
    let mut found = Vec::new();
    for at in 0..all.len() {
        let modal = at > 0
            && all[at - 1]
                .is(&["to", "will", "would", "could", "can", "may", "might", "must", "shall", "which", "not"]);
        if all[at].low != "be" || modal {
            continue;
        }
        let mut next = at + 1;
        while let Some(word) = all.get(next) {
            let adverb = word.low.ends_with("ly") || word.is(&["also", "further", "not", "now", "hereby", "again"]);
            let link = word.is(&["and", "or"]);
            if adverb || link && found.last().is_some_and(|last: &Passive| last.be == at) {
                next += 1;
                continue;
            }
            if !is_participle(&word.low) {
                break;
            }
            let particle =
                all.get(next + 1).filter(|word| word.is(&["off", "up", "out", "back", "forward", "on", "down"]));
            let particle = particle
                .filter(|p| !(p.low == "on" || p.low == "back") || all.get(next + 2).is_none())
                .map(|p| p.low.to_string());
            let end = next + 1 + usize::from(particle.is_some());
            found.push(Passive { be: at, at: next, verb: word.low.to_string(), particle });
            next = end;
        }
    }
    found
}

fn is_participle(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed") && !matches!(word, "need" | "indeed")
        || IRREGULAR.iter().any(|(past, _)| *past == word && word != "set")
        || word == "set"
        || word == "put"
}

fn canon(word: &str) -> String {
    ALIKE.iter().find(|(from, _)| *from == word).map_or_else(|| word.to_owned(), |(_, to)| (*to).to_owned())
}

/// The verbs of one part, in order.
pub(super) fn of(text: &str) -> Vec<String> {
    let all = words(text);
    let mut found: Vec<String> = Vec::new();
    let mut add = |verb: String| {
        if !found.contains(&verb) {
            found.push(verb);
        }
    };
    let from = usize::from(all.first().is_some_and(|word| word.low == "that"));
    // A part such as "to note", "notes", "Takes note of" begins with its verb.
    let head = from + usize::from(all.get(from).is_some_and(|word| word.low == "to"));
    if let Some(word) = all.get(head) {
        if word.is(&["takes", "take"]) && all.get(head + 1).is_some_and(|next| next.low == "note") {
            add("noted".into());
        } else if canon(&word.low) != word.low {
            add(canon(&word.low));
        } else if head > from && word.raw.chars().all(|c| c.is_ascii_lowercase()) || DEEDS.contains(&&*word.low) {
            add(word.low.to_string());
        } else if from == 0 && is_participle(&word.low) {
            add(canon(&word.low));
        }
    }
    for passive in passives(&all) {
        add(match &passive.particle {
            Some(particle) => format!("{} {particle}", passive.verb),
            None => canon(&passive.verb),
        });
    }
    if moves_on(&all) {
        add("referred".into());
    }
    if found.is_empty() {
        found.extend(active(&all, from).into_iter().map(|at| all[at].low.to_string()));
    }
    found
}

/// "go to cabinet", "go forward to the next meeting of the council".
fn moves_on(all: &[Word<'_>]) -> bool {
    all.iter().enumerate().any(|(at, word)| {
        let to = all.get(at + 1).is_some_and(|next| next.low == "to")
            || all.get(at + 2).is_some_and(|next| next.low == "to" && all[at + 1].is(&["forward", "back", "on"]));
        word.is(&["go", "goes"]) && to
    })
}

/// Verbs of doing that a subject governs: "the Heads of Service bring … and attend …".
pub(super) fn active(all: &[Word<'_>], from: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for at in from + 1..all.len() {
        let word = &all[at];
        let base = word.low.strip_suffix('s').unwrap_or(&word.low);
        let base = if DEEDS.contains(&&*word.low) { &*word.low } else { base };
        let before = &all[at - 1];
        let noun = before.is(&[
            "the", "a", "an", "of", "to", "for", "its", "their", "this", "in", "on", "by", "with", "be", "any",
            "service", "who", "which",
        ]) || word.capital();
        let place = word.is(&["take", "takes"]) && all.get(at + 1).is_some_and(|next| next.low == "place");
        let named = before.capital() && !word.capital() && !before.shouted();
        let noun = noun || named && NOUNS.contains(&base) && !all.get(at + 1).is_some_and(|next| next.is(&GOVERNED));
        if place || !DEEDS.contains(&base) || noun && !(before.low == "service" && named) {
            continue;
        }
        match found.first() {
            None => found.push(at),
            Some(_) if before.is(&["and", "then"]) => found.push(at),
            Some(_) => {}
        }
    }
    found
}

/// The verbs of a whole resolution, each once; a part whose verb is unknown is an agreement.
pub(super) fn of_all(clauses: &[Clause], recommended: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if recommended {
        found.push("recommended".into());
    }
    for part in clauses {
        let mut here = of(&part.text);
        if here.is_empty() && !words(&part.text).is_empty() {
            here.push("agreed".into());
        }
        for verb in here {
            if !found.contains(&verb) {
                found.push(verb);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parts_do() {
        for (text, verbs) in [
            ("That the report be noted and approved", &["noted", "approved"][..]),
            ("That the Director be asked to write to the mayor", &["requested"]),
            ("to note the progress", &["noted"]),
            ("Takes note of the report", &["noted"]),
            ("That rural buses be taken off the plan", &["taken off"]),
            ("That the Chair writes to the Minister", &["writes"]),
            (
                "that the Heads of Service concerned bring every line up to date and attend the next meeting",
                &["bring", "attend"],
            ),
            ("That the items go to cabinet in May", &["referred"]),
            ("That figures to be published be noted", &["noted"]),
            ("there be three meetings", &[]),
        ] {
            assert_eq!(of(text), verbs, "{text}");
        }
    }

    #[test]
    fn participles_have_a_base() {
        for (past, base) in [
            ("brought", "bring"),
            ("circulated", "circulate"),
            ("prepared", "prepare"),
            ("added", "add"),
            ("removed", "remove"),
            ("planned", "plan"),
            ("invited", "invite"),
            ("carried", "carry"),
            ("reported", "report"),
            ("amended", "amend"),
        ] {
            assert_eq!(base_form(past).as_deref(), Some(base), "{past}");
        }
    }
}
