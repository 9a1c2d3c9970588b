//! A resolution: what a panel decided, in numbered parts, each with its own verb. The verb decides
//! what follows (domain glossary: verb, means, creates).

use crate::refusal::Refusal;
use crate::word::Word;
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
            Self::NoAction(n) | Self::NoReferral(n) => ("verb", *n),
            Self::NoOwner(n) => ("owner", *n),
            Self::NoDue(n) | Self::DueTooEarly(n) => ("due_on", *n),
            Self::NoBoard(n) => ("makes", *n),
            Self::NoCounts => return Some("votes_for".to_owned()),
            Self::NotHeld | Self::Recorded => return None,
        };
        Some(format!("{name}_{n}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
