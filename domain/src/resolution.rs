//! A resolution: what a panel decided, in numbered parts, each with its own verb. The verb decides
//! what follows (domain glossary: verb, means, creates).

mod changing;
mod words;

pub use changing::{Change, ChangeRefusal};
pub use words::{Carried, Counts, HouseStyle, Makes, State, Verb};

use crate::action::{self, AskRefusal, Due};
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

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
    /// Whether a meeting to come was named or is in the diary, for what needs one.
    pub has_meeting: bool,
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
                wrong.push(match made {
                    Makes::Action => R::NoAction(n),
                    Makes::Referral => R::NoReferral(n),
                    other => R::NotByVerb(n, other),
                });
            }
            Makes::Action | Makes::Information => {
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
            Makes::DataRequest | Makes::Recommendation | Makes::Comment if !self.has_owner => wrong.push(R::NoOne(n)),
            // What is deferred to no meeting in the diary waits on the work programme.
            Makes::Item if !self.has_meeting && verb == Verb::Deferred => {}
            Makes::Item | Makes::DataRequest if !self.has_meeting => wrong.push(R::NoMeeting(n)),
            _ => {}
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
    /// What a part is to bring into being does not go with its verb.
    NotByVerb(usize, Makes),
    /// Nobody was named to whom it goes.
    NoOne(usize),
    /// No meeting was named, and none is in the diary.
    NoMeeting(usize),
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
            Self::NotByVerb(n, makes) => {
                write!(f, "Choose another verb for part {n} if it is to bring “{}” into being.", makes.label())
            }
            Self::NoOne(n) => write!(f, "Choose to whom part {n} goes."),
            Self::NoMeeting(n) => write!(f, "Choose the meeting that part {n} is for: none is in the diary."),
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
            Self::NoVerb(n) | Self::NoAction(n) | Self::NoReferral(n) | Self::NotByVerb(n, _) => ("verb", *n),
            Self::NoOne(n) => ("owner", *n),
            Self::NoMeeting(n) => ("meeting", *n),
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
        Part {
            number: 3,
            words,
            verb: Some(verb),
            makes,
            has_owner: true,
            due: Some(Due::NextMeeting),
            has_meeting: true,
        }
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
            (part("figures", Verb::Requested, Makes::DataRequest), vec![]),
            (Part { has_owner: false, ..part("figures", Verb::Requested, Makes::DataRequest) }, vec![R::NoOne(3)]),
            (
                Part { has_meeting: false, ..part("figures", Verb::Requested, Makes::DataRequest) },
                vec![R::NoMeeting(3)],
            ),
            (Part { has_meeting: false, ..part("later", Verb::Requested, Makes::Item) }, vec![R::NoMeeting(3)]),
            (Part { has_meeting: false, ..part("later", Verb::Deferred, Makes::Item) }, vec![]),
            (Part { has_owner: false, ..part("views", Verb::Commented, Makes::Comment) }, vec![R::NoOne(3)]),
            (part("views", Verb::Endorsed, Makes::Comment), vec![R::NotByVerb(3, Makes::Comment)]),
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
                due: has_due.then_some(Due::NextMeeting), has_meeting: true };
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
