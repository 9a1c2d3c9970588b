//! A resolution: what a panel decided, in numbered parts, each with its own verb. The verb decides
//! what follows (domain glossary: verb, means, creates).

use crate::action::{self, AskRefusal, Due};
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// The verb of one part of a resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Noted or received: no decision.
    Noted,
    /// Agreed or approved: a decision in the panel's own power.
    Agreed,
    /// Information, attendance or work asked for.
    Requested,
    /// Views given to a cabinet member or officer.
    Commented,
    /// Put to the executive, Council or a partner.
    Recommended,
    /// Carried to the Board.
    Referred,
    /// Taken later, at another meeting.
    Deferred,
    /// A proposal backed.
    Endorsed,
}

impl Word for Verb {
    const ALL: &'static [Self] = &[
        Self::Noted,
        Self::Agreed,
        Self::Requested,
        Self::Commented,
        Self::Recommended,
        Self::Referred,
        Self::Deferred,
        Self::Endorsed,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Agreed => "agreed",
            Self::Requested => "requested",
            Self::Commented => "commented",
            Self::Recommended => "recommended",
            Self::Referred => "referred",
            Self::Deferred => "deferred",
            Self::Endorsed => "endorsed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Noted => "Noted",
            Self::Agreed => "Agreed",
            Self::Requested => "Requested",
            Self::Commented => "Commented",
            Self::Recommended => "Recommended",
            Self::Referred => "Referred",
            Self::Deferred => "Deferred",
            Self::Endorsed => "Endorsed",
        }
    }
}

/// What a part of a resolution may bring into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    /// The record only.
    Nothing,
    /// Something that a post must do.
    Action,
    /// A matter for the Board.
    Referral,
}

impl Word for Makes {
    const ALL: &'static [Self] = &[Self::Nothing, Self::Action, Self::Referral];
    fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Action => "action",
            Self::Referral => "referral",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing further",
            Self::Action => "An action",
            Self::Referral => "A referral to the Board",
        }
    }
}

impl Verb {
    /// Whether a part with this verb may bring such a thing into being: a panel that only *noted* asked nothing of anybody.
    #[must_use]
    pub fn may_make(self, makes: Makes) -> bool {
        match makes {
            Makes::Nothing => true,
            Makes::Action => !matches!(self, Self::Noted | Self::Endorsed | Self::Referred),
            Makes::Referral => matches!(self, Self::Referred | Self::Agreed),
        }
    }
}

/// How a resolution was carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// By assent, without a vote.
    Assent,
    /// Unanimously.
    Unanimous,
    /// By a vote with counts.
    Vote,
    /// The minutes do not say.
    NotStated,
}

impl Word for Carried {
    const ALL: &'static [Self] = &[Self::Assent, Self::Unanimous, Self::Vote, Self::NotStated];
    fn word(self) -> &'static str {
        match self {
            Self::Assent => "assent",
            Self::Unanimous => "unanimous",
            Self::Vote => "vote",
            Self::NotStated => "not_stated",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Assent => "By assent",
            Self::Unanimous => "Unanimously",
            Self::Vote => "By a vote",
            Self::NotStated => "Not stated",
        }
    }
}

/// How a council prints its resolutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseStyle {
    /// `RESOLVED: That …`
    Capitals,
    /// `Resolved – That` and numbered parts beneath.
    Dash,
}

impl Word for HouseStyle {
    const ALL: &'static [Self] = &[Self::Dash, Self::Capitals];
    fn word(self) -> &'static str {
        match self {
            Self::Capitals => "capitals",
            Self::Dash => "dash",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Capitals => "RESOLVED: That …",
            Self::Dash => "Resolved – That (1) …",
        }
    }
}

/// The counts of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Votes for.
    pub votes_for: u32,
    /// Votes against.
    pub against: u32,
    /// Abstentions, where the minutes give them.
    pub abstained: Option<u32>,
}

impl Carried {
    /// The sentence of the minutes: "Agreed by assent."; nothing when they do not say.
    #[must_use]
    pub fn sentence(self, counts: Option<Counts>) -> String {
        match (self, counts) {
            (Self::Assent, _) => "Agreed by assent.".to_owned(),
            (Self::Unanimous, _) => "Agreed unanimously.".to_owned(),
            (Self::Vote, Some(Counts { votes_for, against, abstained })) => {
                let abstained = abstained.map(|n| format!(", {n} abstained")).unwrap_or_default();
                format!("Agreed by a vote: {votes_for} for, {against} against{abstained}.")
            }
            (Self::Vote, None) => "Agreed by a vote.".to_owned(),
            (Self::NotStated, _) => String::new(),
        }
    }
}

/// The words of a part as they read after "That": an officer who typed the word loses it.
#[must_use]
pub fn after_that(words: &str) -> &str {
    let words = words.trim();
    match words.get(..5) {
        Some(first) if first.eq_ignore_ascii_case("that ") => words.get(5..).unwrap_or(words).trim_start(),
        _ => words,
    }
}

/// One part as it was typed. `number` is the row of the form, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// The row of the form.
    pub number: usize,
    /// Its words.
    pub words: &'t str,
    /// Its verb, where one was chosen.
    pub verb: Option<Verb>,
    /// What it is to bring into being.
    pub makes: Makes,
    /// Whether somebody was named who owes its action.
    pub has_owner: bool,
    /// When its action is due.
    pub due: Option<Due>,
}

/// What is known of the body that resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The day of the meeting.
    pub met_on: NaiveDate,
    /// Whether the body reports to a Board.
    pub has_board: bool,
    /// Whether an officer serves the body, who can owe what a referral asks of the officer.
    pub has_officer: bool,
}

impl Part<'_> {
    /// What is wrong with this part, in the order of its fields.
    #[must_use]
    pub fn refusals(&self, setting: &Setting) -> Vec<ResolutionRefusal> {
        use ResolutionRefusal as R;
        let n = self.number;
        let mut wrong = Vec::new();
        if self.words.trim().is_empty() {
            wrong.push(R::EmptyPart(n));
        }
        let Some(verb) = self.verb else {
            wrong.push(R::NoVerb(n));
            return wrong;
        };
        match self.makes {
            Makes::Nothing => {}
            made if !verb.may_make(made) => {
                wrong.push(if made == Makes::Action { R::NoAction(n) } else { R::NoReferral(n) });
            }
            Makes::Action => {
                for missing in action::missing_from(self.words, self.has_owner, self.due, setting.met_on) {
                    match missing {
                        AskRefusal::NoOwner => wrong.push(R::NoOwner(n)),
                        AskRefusal::NoDue => wrong.push(R::NoDue(n)),
                        AskRefusal::DueTooEarly => wrong.push(R::DueTooEarly(n)),
                        // The words were looked at above; whether the meeting was held is asked of the whole.
                        AskRefusal::NoWords | AskRefusal::NotHeld => {}
                    }
                }
            }
            Makes::Referral if !setting.has_board => wrong.push(R::NoBoard(n)),
            Makes::Referral if !setting.has_officer => wrong.push(R::NoOfficer(n)),
            Makes::Referral => {}
        }
        wrong
    }
}

/// What is wrong with a resolution as typed, in the order of the form; nothing when it can be recorded.
#[must_use]
pub fn refusals(
    parts: &[Part<'_>],
    carried: Carried,
    counts: Option<Counts>,
    setting: &Setting,
) -> Vec<ResolutionRefusal> {
    let mut wrong = Vec::new();
    if carried == Carried::Vote && counts.is_none() {
        wrong.push(ResolutionRefusal::NoCounts);
    }
    if parts.is_empty() {
        wrong.push(ResolutionRefusal::NoParts);
    }
    wrong.extend(parts.iter().flat_map(|part| part.refusals(setting)));
    wrong
}

impl HouseStyle {
    /// The words that open a resolution of so many parts.
    #[must_use]
    pub fn opening(self) -> &'static str {
        match self {
            Self::Capitals => "RESOLVED: That",
            Self::Dash => "Resolved – That",
        }
    }
}

/// Why a resolution cannot be recorded as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolutionRefusal {
    /// No part has any words.
    NoParts,
    /// A part (numbered from 1) has no words.
    EmptyPart(usize),
    /// A part without a verb.
    NoVerb(usize),
    /// A part's verb brings no action into being.
    NoAction(usize),
    /// A part's verb refers nothing to the Board.
    NoReferral(usize),
    /// An action without an owner.
    NoOwner(usize),
    /// An action without a due date.
    NoDue(usize),
    /// An action due before the meeting that asked for it.
    DueTooEarly(usize),
    /// The body reports to no Board.
    NoBoard(usize),
    /// No officer serves the body, so nobody would draft its feedback.
    NoOfficer(usize),
    /// A vote was chosen without counts.
    NoCounts,
    /// Resolutions belong to meetings that were held.
    NotHeld,
    /// The item has its resolution already.
    Recorded,
}

impl fmt::Display for ResolutionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoParts => write!(f, "Enter at least one part of the resolution."),
            Self::EmptyPart(n) => write!(f, "Enter the words of part {n}."),
            Self::NoVerb(n) => write!(f, "Choose the verb of part {n}."),
            Self::NoAction(n) => {
                write!(f, "Part {n} only notes or refers: choose another verb if somebody is to act on it.")
            }
            Self::NoReferral(n) => write!(f, "Choose “Referred” as the verb of part {n} if it goes to the Board."),
            Self::NoOwner(n) => write!(f, "Choose who owes the action of part {n}."),
            Self::NoDue(n) => write!(f, "Enter when the action of part {n} is due, or choose “next meeting”."),
            Self::DueTooEarly(n) => {
                write!(f, "The action of part {n} cannot be due before the meeting that asked for it.")
            }
            Self::NoBoard(n) => write!(f, "This body reports to no Board, so part {n} cannot be referred."),
            Self::NoOfficer(n) => {
                write!(f, "Say first which officer serves this body: nobody would draft the feedback of part {n}.")
            }
            Self::NoCounts => write!(f, "Enter the votes for and against."),
            Self::NotHeld => write!(f, "Record that the meeting was held before its resolutions."),
            Self::Recorded => write!(f, "The resolution of this item is recorded already."),
        }
    }
}

impl Refusal for ResolutionRefusal {
    fn field(&self) -> Option<String> {
        let (name, n) = match self {
            Self::NoParts => ("text", 1),
            Self::EmptyPart(n) => ("text", *n),
            Self::NoVerb(n) | Self::NoAction(n) | Self::NoReferral(n) => ("verb", *n),
            Self::NoOwner(n) => ("owner", *n),
            Self::NoDue(n) | Self::DueTooEarly(n) => ("due_on", *n),
            Self::NoBoard(n) | Self::NoOfficer(n) => ("makes", *n),
            Self::NoCounts => return Some("votes_for".to_owned()),
            Self::NotHeld | Self::Recorded => return None,
        };
        Some(format!("{name}_{n}"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn setting() -> Setting {
        Setting { met_on: "2021-09-13".parse().unwrap(), has_board: true, has_officer: true }
    }

    fn part(words: &str, verb: Verb, makes: Makes) -> Part<'_> {
        Part { number: 3, words, verb: Some(verb), makes, has_owner: true, due: Some(Due::NextMeeting) }
    }

    #[test]
    fn each_part_is_refused_for_what_it_lacks() {
        use ResolutionRefusal as R;
        let brought = part("reports be brought to the next meeting", Verb::Requested, Makes::Action);
        let early = Some(Due::On("2021-09-12".parse().unwrap()));
        for (case, wanted) in [
            (brought, vec![]),
            (Part { words: " ", ..brought }, vec![R::EmptyPart(3)]),
            (Part { verb: None, ..brought }, vec![R::NoVerb(3)]),
            (Part { verb: Some(Verb::Noted), ..brought }, vec![R::NoAction(3)]),
            (Part { has_owner: false, due: None, ..brought }, vec![R::NoOwner(3), R::NoDue(3)]),
            (Part { due: early, ..brought }, vec![R::DueTooEarly(3)]),
            (Part { makes: Makes::Referral, ..brought }, vec![R::NoReferral(3)]),
            (part("EHC plans", Verb::Referred, Makes::Referral), vec![]),
            (part("noted", Verb::Noted, Makes::Nothing), vec![]),
        ] {
            assert_eq!(case.refusals(&setting()), wanted, "{case:?}");
        }
        let referred = part("EHC plans", Verb::Referred, Makes::Referral);
        assert_eq!(referred.refusals(&Setting { has_board: false, ..setting() }), [R::NoBoard(3)]);
        assert_eq!(referred.refusals(&Setting { has_officer: false, ..setting() }), [R::NoOfficer(3)]);
    }

    #[test]
    fn a_resolution_has_a_part_and_a_vote_has_counts() {
        use ResolutionRefusal::{NoCounts, NoParts};
        assert_eq!(refusals(&[], Carried::Vote, None, &setting()), [NoCounts, NoParts]);
        let noted = part("the report be noted", Verb::Noted, Makes::Nothing);
        assert!(refusals(&[noted], Carried::Assent, None, &setting()).is_empty());
    }

    #[test]
    fn how_it_was_carried_reads_as_in_minutes() {
        let counts = Counts { votes_for: 6, against: 2, abstained: Some(1) };
        for (carried, counts, wanted) in [
            (Carried::Assent, None, "Agreed by assent."),
            (Carried::Vote, Some(counts), "Agreed by a vote: 6 for, 2 against, 1 abstained."),
            (Carried::Vote, Some(Counts { abstained: None, ..counts }), "Agreed by a vote: 6 for, 2 against."),
            (Carried::NotStated, None, ""),
        ] {
            assert_eq!(carried.sentence(counts), wanted);
        }
    }

    #[test]
    fn the_word_that_is_printed_once() {
        for (typed, wanted) in [
            ("That the report be noted.", "the report be noted."),
            (" the report be noted.", "the report be noted."),
            ("thatch be repaired", "thatch be repaired"),
            ("that", "that"),
            ("", ""),
        ] {
            assert_eq!(after_that(typed), wanted, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn no_words_break_the_opening(words in ".{0,40}") {
            prop_assert!(words.contains(after_that(&words)));
        }

        #[test]
        fn a_refusal_always_names_its_own_row(number in 1_usize..40, has_owner: bool, has_due: bool, verb in 0..8_usize) {
            let part = Part {
                number,
                words: "",
                verb: Verb::ALL.get(verb).copied(),
                makes: Makes::Action,
                has_owner,
                due: has_due.then_some(Due::NextMeeting),
            };
            let suffix = format!("_{number}");
            for refusal in part.refusals(&setting()) {
                prop_assert!(refusal.field().is_some_and(|field| field.ends_with(&suffix)));
                prop_assert!(refusal.to_string().contains(&number.to_string()));
            }
        }
    }

    #[test]
    fn what_is_only_noted_asks_nothing_of_anybody() {
        assert!(!Verb::Noted.may_make(Makes::Action));
        assert!(!Verb::Noted.may_make(Makes::Referral));
        assert!(Verb::Requested.may_make(Makes::Action));
        assert!(Verb::Referred.may_make(Makes::Referral));
        assert!(Verb::ALL.iter().all(|verb| verb.may_make(Makes::Nothing)));
    }

    #[test]
    fn a_refusal_names_the_field_of_its_part() {
        assert_eq!(ResolutionRefusal::NoOwner(3).field().as_deref(), Some("owner_3"));
        assert_eq!(ResolutionRefusal::NotHeld.field(), None);
    }
}
