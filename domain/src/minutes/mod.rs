//! Minutes that exist, read: text or HTML as councils publish it becomes a [`Page`]. Rules of the language of minutes,
//! never of one council; what the text does not say stays empty, and no text is refused.
//! Reviewing a page and making records of it live elsewhere. Called by the verb `read`.

mod actions;
mod bodies;
mod bytes;
mod clauses;
mod dates;
mod deciding;
mod decisions;
mod documents;
mod due;
mod header;
mod heading;
mod html;
#[cfg(test)]
mod invented;
mod items;
pub(crate) mod language;
mod model;
mod numbering;
mod page;
mod paragraphs;
mod people;
mod promises;
mod prose;
mod ratings;
mod read;
mod referrals;
mod requests;
mod sections;
mod verbs;
mod votes;
mod words;

pub use bytes::{MOST_BYTES, NotText, decode};
pub use model::{
    Action, ActionSource, Amendment, Carried, Clause, Counts, Direction, Document, MeetingStatus, OtherItem, Outcome,
    Page, PageKind, RagMention, Referral, Resolution, ThatPosition, Vote,
};
pub use read::{ReadItem, read, read_items};
