//! What one line of the resolution becomes: its words as they are printed, its verb, and what it brings into being. What
//! is not clear is told; a person decides it before anything is recorded. Called by whoever previews and records.

use super::tail;
use super::{Deed, Doubt, Start};
use crate::action::Due;
use crate::minutes::language;
use crate::recommendation::Addressee;
use crate::referral;
use crate::resolution::{Makes, Verb, after_that};
use crate::word::Word;
use chrono::NaiveDate;

/// What is known of the body and of the line beside its words.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// The day of the meeting.
    pub met_on: NaiveDate,
    /// The Board to which the body reports, where there is one.
    pub board: Option<&'f str>,
    /// The title of the post that the line names, where it is known.
    pub owner: Option<&'f str>,
    /// Whether the motion was carried.
    pub is_carried: bool,
}

/// A part of a resolution as it would be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limb {
    /// Its words after "That".
    pub text: String,
    /// Its verb, where one is understood.
    pub verb: Option<Verb>,
    /// What it brings into being.
    pub makes: Makes,
    /// How that is worded, where it is not worded as the part.
    pub words: String,
    /// By when it is owed.
    pub due: Option<Due>,
    /// The kind of a matter that is referred.
    pub kind: referral::Kind,
    /// To whom is recommended.
    pub addressee: Addressee,
    /// What a person still has to decide.
    pub doubts: Vec<Doubt>,
}

/// What a line of the resolution becomes.
#[must_use]
pub fn limb(deed: &Deed, facts: &Facts<'_>) -> Limb {
    let typed = after_that(&deed.text);
    let read = verb_of(typed);
    let verb = match deed.start {
        Start::Part => deed.verb.or(read),
        Start::Referral => Some(Verb::Referred),
        Start::Recommendation => Some(Verb::Recommended),
        Start::Comment => Some(Verb::Commented),
        Start::DataRequest => Some(Verb::Requested),
        _ => Some(Verb::Agreed),
    };
    // A motion that was not carried did nothing: its verb is never asked for.
    let verb = if facts.is_carried { verb } else { verb.or(Some(Verb::Agreed)) };
    let makes = if facts.is_carried { makes(deed, verb, facts) } else { Makes::Nothing };
    let text = sentence(deed.start, typed, facts, deed.addressee);
    let words = if text == typed { String::new() } else { typed.to_owned() };
    let due = deed.due.or_else(|| tail::in_words(typed, facts.met_on));
    let mut made = Limb {
        text,
        verb,
        makes,
        words,
        due,
        kind: deed.kind.unwrap_or(referral::Kind::AreaOfConcern),
        addressee: deed.addressee.unwrap_or(Addressee::Executive),
        doubts: Vec::new(),
    };
    made.doubts = doubts(deed, &made, facts);
    made
}

fn doubts(deed: &Deed, made: &Limb, facts: &Facts<'_>) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let is_owed = matches!(
        made.makes,
        Makes::Action | Makes::Information | Makes::Recommendation | Makes::Comment | Makes::DataRequest
    );
    if made.verb.is_none() {
        doubts.push(Doubt::NoVerb);
    }
    if deed.owner.is_some() && facts.is_carried && made.makes == Makes::Nothing && made.verb.is_some() {
        doubts.push(Doubt::NotedOnly);
    }
    if is_owed && facts.owner.is_none() {
        doubts.push(Doubt::NoOwner);
    }
    if matches!(made.makes, Makes::Action | Makes::Information) && made.due.is_none() {
        doubts.push(Doubt::NoDue);
    }
    if deed.start == Start::Referral && facts.is_carried && facts.board.is_none() {
        doubts.push(Doubt::NoBoard);
    }
    doubts
}

fn makes(deed: &Deed, verb: Option<Verb>, facts: &Facts<'_>) -> Makes {
    match (deed.start, verb) {
        (Start::Referral, _) if facts.board.is_some() => Makes::Referral,
        (Start::Recommendation, _) | (Start::Part, Some(Verb::Recommended)) => Makes::Recommendation,
        (Start::Comment, _) | (Start::Part, Some(Verb::Commented)) => Makes::Comment,
        (Start::DataRequest, _) => Makes::DataRequest,
        (Start::Item, _) | (Start::Part, Some(Verb::Deferred)) => Makes::Item,
        (Start::Topic, _) => Makes::Topic,
        (Start::Part, Some(Verb::Requested)) => Makes::Action,
        (Start::Part, Some(Verb::Agreed)) if deed.owner.is_some() => Makes::Action,
        (Start::Part, Some(Verb::Referred)) if facts.board.is_some() && to_board(&deed.text) => Makes::Referral,
        _ => Makes::Nothing,
    }
}

/// Whether what is referred goes to the Board, as far as its words say: to the Cabinet it does not.
fn to_board(text: &str) -> bool {
    let low = text.to_lowercase();
    low.contains("board") || !["cabinet", "council", "executive", "committee"].iter().any(|word| low.contains(word))
}

/// The verb of a limb: of several, the one that asks for most. What somebody is to do is requested.
pub(super) fn verb_of(text: &str) -> Option<Verb> {
    let found = language::verbs(text);
    let known = |said: &String| {
        Some(match said.as_str() {
            "noted" | "received" | "acknowledged" => Verb::Noted,
            "requested" => Verb::Requested,
            "recommended" => Verb::Recommended,
            "referred" | "escalated" => Verb::Referred,
            "deferred" | "postponed" | "adjourned" => Verb::Deferred,
            "endorsed" | "supported" | "welcomed" | "commended" | "thanked" => Verb::Endorsed,
            "commented" | "advised" | "informed" => Verb::Commented,
            "agreed" | "approved" | "adopted" | "accepted" | "authorised" | "delegated" | "established"
            | "appointed" | "confirmed" | "signed" | "elected" | "granted" | "excluded" => Verb::Agreed,
            deed if language::is_deed(deed) => Verb::Requested,
            _ => return None,
        })
    };
    let weight = |verb: &Verb| match verb {
        Verb::Referred => 7,
        Verb::Recommended => 6,
        Verb::Deferred => 5,
        Verb::Requested => 4,
        Verb::Commented => 3,
        Verb::Agreed => 2,
        Verb::Endorsed => 1,
        Verb::Noted => 0,
    };
    found.iter().filter_map(known).max_by_key(weight)
}

/// What somebody is told, with the word that leads to it: to do something, or that something is so.
fn told(bare: &str) -> String {
    let first = bare.split(' ').next().unwrap_or_default();
    let is_deed = first == "to" || language::is_deed(first) && first.chars().all(|c| c.is_ascii_lowercase());
    let link = if is_deed { "to" } else { "that" };
    format!("{link} {}", bare.strip_prefix("to ").unwrap_or(bare))
}

/// How a line is printed as a limb. Words that say already what is done with them are printed as they are.
fn sentence(start: Start, typed: &str, facts: &Facts<'_>, addressee: Option<Addressee>) -> String {
    let bare = typed.trim_end_matches('.');
    let says = |verb: Verb| verb_of(typed) == Some(verb);
    let whole = || typed.to_owned();
    if bare.is_empty() {
        return whole();
    }
    match start {
        Start::Referral if !says(Verb::Referred) => {
            format!("{bare} be referred to the {}", facts.board.unwrap_or("Board"))
        }
        Start::Recommendation if !says(Verb::Recommended) => {
            let to = match addressee.unwrap_or(Addressee::Executive) {
                Addressee::Executive => "Cabinet".to_owned(),
                Addressee::Council => "Council".to_owned(),
                other => {
                    facts.owner.map_or_else(|| other.label().trim_start_matches("A ").to_lowercase(), str::to_owned)
                }
            };
            format!("the {to} be recommended {}", told(bare))
        }
        Start::Comment if !says(Verb::Commented) => {
            format!("the {} be advised {}", facts.owner.unwrap_or("cabinet member"), told(bare))
        }
        Start::DataRequest if !says(Verb::Requested) => match facts.owner {
            Some(owner) => format!("{bare} be requested of the {owner}"),
            None => format!("{bare} be requested"),
        },
        Start::Item if language::verbs(typed).is_empty() => format!("{bare} be considered at the next meeting"),
        Start::Topic if language::verbs(typed).is_empty() => format!("{bare} be added to the work programme"),
        _ => whole(),
    }
}
