//! What of a line was not understood, and why a text cannot be kept: each a sentence for the clerk.

use super::LONGEST;
use crate::refusal::Refusal;
use std::fmt;

/// What of a line was not understood. Nothing typed is lost by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A beginning without words after it.
    NoWords,
    /// `M:` or `S:` without a name.
    NoName,
    /// What stands after `carried:` is no vote.
    Vote(String),
    /// "By" and a day that no calendar has.
    NoSuchDay(String),
    /// More than one `@`.
    SeveralOwners,
    /// An `@` in the middle of a sentence.
    OwnerInside(String),
    /// A matter is referred to the Board only.
    NotTheBoard(String),
    /// Nobody to whom a body recommends.
    NoAddressee(String),
    /// No post is known by that name.
    NoPost(String),
    /// Several posts are known by that name.
    SeveralPosts(String, Vec<String>),
    /// No indicator has that number or code.
    NoIndicator(String),
    /// Several indicators have that number.
    SeveralIndicators(String, Vec<String>),
    /// Nobody of that name sat at the meeting.
    NoMember(String),
    /// Several who sat at the meeting are called so.
    SeveralMembers(String, Vec<String>),
    /// The motion has its mover, seconder or vote already.
    MovedTwice,
    /// A limb whose words have no verb that is known.
    NoVerb,
    /// A limb that is only noted, and yet names somebody.
    NotedOnly,
    /// Nobody is named who owes it.
    NoOwner,
    /// No day by which it is owed.
    NoDue,
    /// A referral of a body that reports to no Board.
    NoBoard,
    /// A vote without its counts.
    NoCounts,
    /// A motion without a limb.
    NoLimb,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWords => f.write_str("Nothing stands after the colon."),
            Self::NoName => f.write_str("Enter the name after the colon."),
            Self::Vote(text) => write!(
                f,
                "“{text}” is not understood as a vote. Write “assent”, “unanimous”, “vote 7-2-1”, “lost 3-5” or “withdrawn”."
            ),
            Self::NoSuchDay(text) => write!(f, "“{text}” is not understood as a day."),
            Self::SeveralOwners => f.write_str("Name one post with @. Others can have a line of their own."),
            Self::OwnerInside(name) => {
                write!(f, "Put “@{name}” at the beginning or the end of the line to say who owes it.")
            }
            Self::NotTheBoard(text) => write!(
                f,
                "“{text}” is not the Board. A referral goes to the Board; begin the line with REC to recommend to the Cabinet."
            ),
            Self::NoAddressee(text) => write!(
                f,
                "“{text}” is nobody to recommend to. Write “REC Cabinet:”, “REC Council:”, “REC health:”, “REC crime:” or “REC partner:”."
            ),
            Self::NoPost(name) => write!(f, "No post is known as “@{name}”."),
            Self::SeveralPosts(name, posts) => {
                write!(f, "“@{name}” could be several posts: {}.", crate::wording::list(posts))
            }
            Self::NoIndicator(code) => write!(f, "No indicator of this body has the number or code “{code}”."),
            Self::SeveralIndicators(code, all) => {
                write!(f, "“{code}” could be several indicators: {}.", crate::wording::list(all))
            }
            Self::NoMember(name) => write!(f, "Nobody called “{name}” sits here; the name is kept as typed."),
            Self::SeveralMembers(name, all) => {
                write!(
                    f,
                    "“{name}” could be several members: {}. The name is kept as typed.",
                    crate::wording::list(all)
                )
            }
            Self::MovedTwice => f.write_str("The motion above has this already. Begin another motion with M:."),
            Self::NoVerb => {
                f.write_str("No verb is understood. Choose it when you record, or write it: “R agreed:”, “R noted:”.")
            }
            Self::NotedOnly => f.write_str(
                "What is only noted asks nothing of anybody. Use another verb, or begin the line with A: or C:.",
            ),
            Self::NoOwner => f.write_str("Nobody is named: end the line with @ and a post."),
            Self::NoDue => f.write_str("No date is given: end the line with “by 4 Dec” or “next meeting”."),
            Self::NoBoard => f.write_str("This body reports to no Board, so nothing can be referred."),
            Self::NoCounts => f.write_str("Enter the votes for and against: “vote 7-2” or “vote 7-2-1”."),
            Self::NoLimb => f.write_str("Nothing was moved yet: begin a line with R:."),
        }
    }
}

/// Why what was typed under an item was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteRefusal {
    /// The minutes are published or confirmed; changes go through their resolutions.
    Published,
    /// The meeting was cancelled or postponed.
    NoMeeting,
    /// More than an item may have.
    TooLong,
    /// Nothing in the notes is still to be recorded.
    NothingNew,
    /// The meeting is not recorded as held.
    NotHeld,
    /// Nothing was pasted or chosen.
    NothingToRead,
    /// No item was chosen for anything that was read.
    NothingChosen,
}

impl fmt::Display for NoteRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published => {
                f.write_str("The minutes of this meeting are published. Change a resolution on its own page instead.")
            }
            Self::NoMeeting => f.write_str("This meeting did not take place on this day."),
            Self::TooLong => write!(f, "Notes of one item may have {LONGEST} characters."),
            Self::NothingNew => f.write_str("Everything in the notes is recorded already."),
            Self::NotHeld => f.write_str("Record that the meeting was held before what it decided."),
            Self::NothingToRead => f.write_str("Paste minutes, or choose a file of text or HTML."),
            Self::NothingChosen => f.write_str("Choose the item of at least one part of what was read."),
        }
    }
}

impl Refusal for NoteRefusal {
    fn field(&self) -> Option<String> {
        matches!(self, Self::NothingToRead).then(|| "text".to_owned())
    }
}
