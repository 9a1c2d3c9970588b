//! The line language in which a clerk types what a body decided on an item: `M:` who moved, `R:` a limb, `A:` an action;
//! whatever begins with no such word is narrative. Every line is understood or told in a sentence what is not.
//! Pure text: who `@dir-ed` is, `whom` finds among the posts; records are made elsewhere. Called by the column `minutes`.

mod again;
mod decided;
mod doubt;
mod found;
mod heads;
mod limb;
mod print;
mod tail;
mod vote;
pub mod whom;

pub use again::{Compared, Standing, compare, with_recorded};
pub use decided::{Decided, Motion, decided, narrative_alone};
pub use doubt::{Doubt, NoteRefusal};
pub use found::{asked_in, narrative_of, text_of};
pub use limb::{Facts, Limb, limb};
pub use print::{handle, print};
pub use vote::Vote;

use crate::action::Due;
use crate::recommendation::Addressee;
use crate::referral;
use crate::resolution::Verb;
use crate::word::Word;
use chrono::NaiveDate;

/// The longest text that is kept under one item, in characters.
pub const LONGEST: usize = 60_000;

/// What the beginning of a line says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// `R:` a limb of the resolution.
    Part,
    /// `REF Board:` a matter for the Board.
    Referral,
    /// `REC Cabinet:` a recommendation.
    Recommendation,
    /// `C:` a comment to a cabinet member or an officer.
    Comment,
    /// `DATA:` figures for a meeting to come.
    DataRequest,
    /// `ITEM:` an item of a meeting to come.
    Item,
    /// `TOPIC:` a topic of the work programme.
    Topic,
    /// `A:` an action asked for in the discussion.
    Action,
    /// `Q[32]:` a query, about an indicator or none.
    Query,
    /// `INFO:` information asked for in the discussion.
    Information,
}

impl Start {
    /// Whether such a line belongs to the resolution; the others are asked for beside it.
    #[must_use]
    pub fn is_part(self) -> bool {
        !matches!(self, Self::Action | Self::Query | Self::Information)
    }
}

impl Word for Start {
    const ALL: &'static [Self] = &[
        Self::Part,
        Self::Referral,
        Self::Recommendation,
        Self::Comment,
        Self::DataRequest,
        Self::Item,
        Self::Topic,
        Self::Action,
        Self::Query,
        Self::Information,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Part => "R",
            Self::Referral => "REF",
            Self::Recommendation => "REC",
            Self::Comment => "C",
            Self::DataRequest => "DATA",
            Self::Item => "ITEM",
            Self::Topic => "TOPIC",
            Self::Action => "A",
            Self::Query => "Q",
            Self::Information => "INFO",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Part => "Resolved",
            Self::Referral => "Referral",
            Self::Recommendation => "Recommendation",
            Self::Comment => "Comment",
            Self::DataRequest => "Data request",
            Self::Item => "Item for a meeting",
            Self::Topic => "Work programme",
            Self::Action => "Action",
            Self::Query => "Query",
            Self::Information => "Information",
        }
    }
}

/// Something decided or asked for, as one line says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What the line begins with.
    pub start: Start,
    /// The verb, where the line names it: `R noted:`.
    pub verb: Option<Verb>,
    /// What kind of matter is referred.
    pub kind: Option<referral::Kind>,
    /// To whom a body recommends.
    pub addressee: Option<Addressee>,
    /// The number or code of an indicator, as it stands between the brackets.
    pub indicator: Option<String>,
    /// Its words.
    pub text: String,
    /// Who owes it, as it stands behind the `@`.
    pub owner: Option<String>,
    /// By when, where the line ends with it.
    pub due: Option<Due>,
}

impl Deed {
    /// A line with this beginning and nothing more.
    #[must_use]
    pub fn new(start: Start) -> Self {
        Self {
            start,
            verb: None,
            kind: None,
            addressee: None,
            indicator: None,
            text: String::new(),
            owner: None,
            due: None,
        }
    }
}

/// Who moved, who seconded, how it went: whatever of the three a line holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Who moved, as typed.
    pub mover: Option<String>,
    /// Who seconded, as typed.
    pub seconder: Option<String>,
    /// How it was carried or lost.
    pub vote: Option<Vote>,
    /// What stands after `carried:` and is no vote.
    pub unread: Option<String>,
}

/// What one line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// What was said in the meeting; an empty line ends a paragraph.
    Narrative(String),
    /// A motion: who moved, who seconded, how it went.
    Moved(Moved),
    /// Something decided or asked for.
    Deed(Deed),
}

/// One line as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the text, from 1.
    pub number: usize,
    /// What it says.
    pub said: Said,
    /// What of it was not understood.
    pub doubts: Vec<Doubt>,
}

/// Reads the text of one item of a meeting that was held on a day, from which years are worked out.
#[must_use]
pub fn parse(text: &str, met_on: NaiveDate) -> Vec<Line> {
    (1..).zip(text.lines()).map(|(number, line)| read(number, line, met_on)).collect()
}

fn read(number: usize, line: &str, met_on: NaiveDate) -> Line {
    let plain = |doubts: Vec<Doubt>| Line { number, said: Said::Narrative(line.trim_end().to_owned()), doubts };
    match heads::head(line) {
        None => plain(Vec::new()),
        Some(Err(doubt)) => plain(vec![doubt]),
        Some(Ok(heads::Head::Moved(moved))) => {
            let mut doubts = Vec::new();
            if let Some(unread) = &moved.unread {
                doubts.push(Doubt::Vote(unread.clone()));
            }
            if [&moved.mover, &moved.seconder].into_iter().flatten().any(String::is_empty) {
                doubts.push(Doubt::NoName);
            }
            Line { number, said: Said::Moved(moved), doubts }
        }
        Some(Ok(heads::Head::Deed(begun, rest))) => match tail::complete(begun, rest, met_on) {
            Ok((deed, doubts)) => Line { number, said: Said::Deed(deed), doubts },
            Err(doubt) => plain(vec![doubt]),
        },
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_limbs;
