//! What an officer wants recorded, in words of the domain: a resolution with its parts, or what was asked for in the
//! discussion. Nothing is judged here.

use chrono::NaiveDate;
use remit_domain::action::{self, Due};
use remit_domain::recommendation::Addressee;
use remit_domain::referral;
use remit_domain::resolution::{Carried, Counts, Makes, Part, Verb};

/// A resolution as typed.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub narrative: String,
    pub mover: String,
    pub seconder: String,
    pub carried: Carried,
    pub counts: Option<Counts>,
    pub parts: Vec<WantedPart>,
    /// Why a motion was lost or withdrawn, where somebody said.
    pub reason: String,
    /// Whether it is recorded beside the resolution that the item has already.
    pub is_another: bool,
}

/// One part as typed.
#[derive(Clone, Debug)]
pub struct WantedPart {
    pub number: usize,
    pub text: String,
    pub verb: Option<Verb>,
    pub makes: Makes,
    pub owner: Option<i64>,
    pub due: Option<Due>,
    pub indicator: Option<i64>,
    /// What kind of matter is referred.
    pub kind: referral::Kind,
    /// How what it brings into being is worded, where it is not worded as the part itself.
    pub words: String,
    /// To whom a body recommends; `owner` is the post that answers.
    pub addressee: Addressee,
    /// The day by which a reply to a comment is wanted.
    pub reply_by: Option<NaiveDate>,
    /// The meeting that an item or a data request is for; none for the next in the diary.
    pub meeting: Option<i64>,
    /// The body that a matter is referred to; none for the one that is reported to.
    pub to: Option<i64>,
}

impl Default for WantedPart {
    fn default() -> Self {
        Self {
            number: 1,
            text: String::new(),
            verb: None,
            makes: Makes::Nothing,
            owner: None,
            due: None,
            indicator: None,
            kind: referral::Kind::AreaOfConcern,
            words: String::new(),
            addressee: Addressee::Executive,
            reply_by: None,
            meeting: None,
            to: None,
        }
    }
}

/// An action asked for in the discussion, as typed.
#[derive(Clone, Debug)]
pub struct Asked {
    pub kind: action::Kind,
    pub text: String,
    pub owner: Option<i64>,
    pub due: Option<Due>,
    pub indicator: Option<i64>,
}

impl WantedPart {
    /// The facts that the domain judges.
    pub(super) fn facts(&self, known_owners: &[i64], has_meeting: bool) -> Part<'_> {
        Part {
            number: self.number,
            words: &self.text,
            verb: self.verb,
            makes: self.makes,
            has_owner: self.owner.is_some_and(|owner| known_owners.contains(&owner)),
            due: self.due,
            has_meeting,
        }
    }
}
