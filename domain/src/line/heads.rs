//! How a line begins: the word before its colon, with what may stand between the two. A sentence that only happens to
//! begin alike ("A member asked: …") is narrative. Called by the parser of lines.

use super::vote;
use super::{Deed, Doubt, Moved, Start};
use crate::recommendation::Addressee;
use crate::referral;
use crate::resolution::Verb;
use crate::word::Word;

/// What a line begins with, and what follows.
pub(super) enum Head<'l> {
    Moved(Moved),
    Deed(Deed, &'l str),
}

/// Whom a matter can be referred to.
const BOARDS: [&str; 6] = ["board", "the board", "ospb", "osmb", "o&s board", "management board"];
const KINDS: [(&str, referral::Kind); 8] = [
    ("concern", referral::Kind::AreaOfConcern),
    ("area of concern", referral::Kind::AreaOfConcern),
    ("scrutiny", referral::Kind::FurtherScrutiny),
    ("further scrutiny", referral::Kind::FurtherScrutiny),
    ("suggestion", referral::Kind::FurtherScrutiny),
    ("information", referral::Kind::Information),
    ("info", referral::Kind::Information),
    ("for information", referral::Kind::Information),
];
const ADDRESSEES: [(&str, Addressee); 16] = [
    ("cabinet", Addressee::Executive),
    ("the cabinet", Addressee::Executive),
    ("executive", Addressee::Executive),
    ("leader", Addressee::Executive),
    ("cabinet member", Addressee::Executive),
    ("council", Addressee::Council),
    ("full council", Addressee::Council),
    ("health", Addressee::HealthPartner),
    ("nhs", Addressee::HealthPartner),
    ("health partner", Addressee::HealthPartner),
    ("crime", Addressee::CrimePartner),
    ("police", Addressee::CrimePartner),
    ("community safety", Addressee::CrimePartner),
    ("crime partner", Addressee::CrimePartner),
    ("partner", Addressee::Partner),
    ("partners", Addressee::Partner),
];

/// The words by which lines begin, in small letters.
fn start(key: &str) -> Option<Start> {
    Some(match key {
        "r" | "resolved" => Start::Part,
        "ref" | "referral" => Start::Referral,
        "rec" | "recommended" | "recommendation" => Start::Recommendation,
        "c" | "comment" => Start::Comment,
        "data" => Start::DataRequest,
        "item" => Start::Item,
        "topic" => Start::Topic,
        "a" | "action" => Start::Action,
        "q" | "query" => Start::Query,
        "info" | "information" => Start::Information,
        _ => return None,
    })
}

/// Reads the beginning of a line; none for narrative.
pub(super) fn head(line: &str) -> Option<Result<Head<'_>, Doubt>> {
    let line = line.trim().trim_start_matches(['•', '·', '*', '-', '–', '▪', '◦']).trim_start();
    if let Some(moved) = moved(line) {
        return Some(moved.map(Head::Moved));
    }
    let letters = line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len());
    let start = start(&line[..letters].to_ascii_lowercase())?;
    let mut deed = Deed::new(start);
    let mut rest = line[letters..].trim_start();
    if let Some(inside) = rest.strip_prefix('[') {
        let (code, after) = inside.split_once(']')?;
        deed.indicator = Some(code.trim().to_owned()).filter(|code| !code.is_empty());
        rest = after.trim_start();
    }
    let (between, after) = rest.split_once(':')?;
    let between = between.trim();
    if between.split_whitespace().count() > 6 || between.len() > 60 {
        return None;
    }
    match qualified(&mut deed, between)? {
        Ok(()) => Some(Ok(Head::Deed(deed, after))),
        Err(doubt) => Some(Err(doubt)),
    }
}

/// What stands between the word and its colon; none when the line is narrative after all.
fn qualified(deed: &mut Deed, between: &str) -> Option<Result<(), Doubt>> {
    if between.is_empty() {
        return Some(Ok(()));
    }
    if let Some(name) = between.strip_prefix('@') {
        // A mark inside would not be read back from what is printed.
        let name = squeezed(&name.replace(['"', '“', '”'], ""));
        let one = !name.contains('@') && (between.contains(['"', '“']) || !name.contains(' '));
        return (one && !name.is_empty()).then(|| {
            deed.owner = Some(name);
            Ok(())
        });
    }
    let low = between.to_lowercase();
    match deed.start {
        Start::Part => {
            deed.verb = Some(Verb::from_word(&low)?);
            Some(Ok(()))
        }
        Start::Referral => Some(referred(deed, &low, between)),
        Start::Recommendation => Some(match ADDRESSEES.iter().find(|(word, _)| *word == low) {
            Some((_, addressee)) => {
                deed.addressee = Some(*addressee);
                Ok(())
            }
            None => Err(Doubt::NoAddressee(between.to_owned())),
        }),
        _ => None,
    }
}

/// `REF Board:`, `REF Board scrutiny:`, `REF concern:`.
fn referred(deed: &mut Deed, low: &str, between: &str) -> Result<(), Doubt> {
    let board = BOARDS.iter().filter(|board| low.starts_with(**board)).max_by_key(|board| board.len());
    let kind = board.map_or(low, |board| &low[board.len()..]);
    let kind = kind.trim_matches([' ', ',', '(', ')', '-', '–']);
    if kind.is_empty() && board.is_some() {
        return Ok(());
    }
    match KINDS.iter().find(|(word, _)| *word == kind) {
        Some((_, kind)) => {
            deed.kind = Some(*kind);
            Ok(())
        }
        None => Err(Doubt::NotTheBoard(between.to_owned())),
    }
}

/// What the three words of a motion are, in small letters, and which they are.
const MOTION: [(&str, usize); 12] = [
    ("m:", 0),
    ("moved:", 0),
    ("mover:", 0),
    ("s:", 1),
    ("seconded:", 1),
    ("seconder:", 1),
    ("carried:", 2),
    ("vote:", 2),
    ("lost:", 2),
    ("withdrawn:", 2),
    ("unanimous:", 2),
    ("assent:", 2),
];

/// What a line of a motion may end with without "carried:" before it.
const ENDINGS: [&str; 12] = [
    "lost",
    "defeated",
    "not carried",
    "withdrawn",
    "unanimous",
    "unanimously",
    "nem con",
    "assent",
    "by assent",
    "by general assent",
    "vote",
    "by a vote",
];

/// A line that begins with one of the words of a motion, with the others on it, each once.
fn moved(line: &str) -> Option<Result<Moved, Doubt>> {
    let mut places: Vec<(usize, usize, usize)> = Vec::new();
    for (at, _) in line.char_indices() {
        let begins_word = at == 0 || line[..at].ends_with(char::is_whitespace);
        let Some((which, end)) = begins_word.then(|| key(line, at)).flatten() else { continue };
        if at > 0 && places.is_empty() {
            return None;
        }
        if places.iter().any(|place| place.1 == which) {
            return Some(Err(Doubt::MovedTwice));
        }
        places.push((at, which, end));
    }
    if places.is_empty() {
        return None;
    }
    let mut moved = Moved::default();
    for (nth, (_, which, end)) in places.iter().enumerate() {
        let until = places.get(nth + 1).map_or(line.len(), |next| next.0);
        let mut text = squeezed(line[*end..until].trim().trim_end_matches([',', ';']));
        // "lost: 3-5" says the word itself.
        let word = line[places[nth].0..*end].trim_end_matches(':').trim().to_lowercase();
        if ENDINGS.contains(&word.as_str()) && word != "vote" {
            text = squeezed(&format!("{word} {text}"));
        }
        let may_end = *which < 2 && places.iter().all(|place| place.1 != 2) && nth + 1 == places.len();
        if may_end && let Some((name, vote)) = ending(&text) {
            text = name;
            moved.vote = Some(vote);
        }
        match which {
            0 => moved.mover = Some(text),
            1 => moved.seconder = Some(text),
            _ => match vote::read(&text) {
                Some(vote) => moved.vote = Some(vote),
                None => moved.unread = Some(text),
            },
        }
    }
    Some(Ok(moved))
}

/// A name with how the motion went behind it: "Cllr Jones lost 3-5", "Cllr Jones – unanimous".
fn ending(text: &str) -> Option<(String, vote::Vote)> {
    let low = text.to_lowercase();
    let begins = text.char_indices().filter(|(at, _)| *at > 0 && text[..*at].ends_with(' ')).map(|(at, _)| at);
    begins.into_iter().find_map(|at| {
        let rest = low.get(at..)?;
        let is_outcome = ENDINGS.iter().any(|word| {
            rest.strip_prefix(word).is_some_and(|after| after.is_empty() || after.starts_with([' ', ':', ',', ';']))
        });
        if !is_outcome {
            return None;
        }
        let vote = vote::read(&squeezed(&text.get(at..)?.replacen(':', " ", 1)))?;
        let name = text[..at].trim_end_matches([' ', ',', ';', '-', '–', '—', ':']).to_owned();
        (!name.is_empty()).then_some((name, vote))
    })
}

/// One of the words of a motion at a place, with or without a blank before its colon, and where its text begins.
fn key(line: &str, at: usize) -> Option<(usize, usize)> {
    MOTION.iter().find_map(|(word, which)| {
        let bare = word.trim_end_matches(':');
        let after = at + bare.len();
        let said = line.get(at..after)?.eq_ignore_ascii_case(bare);
        let rest = line.get(after..)?;
        let colon = rest.trim_start().strip_prefix(':')?;
        // A blank before the colon is a slip that only the line's own beginning may have.
        (said && (rest.starts_with(':') || at == 0)).then_some((*which, line.len() - colon.len()))
    })
}

/// With single blanks.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
