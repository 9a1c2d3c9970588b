//! How one item of a meeting is printed: its urgency, what was said, each motion with how it ended, what was asked for.
//! The whole meeting is printed next door.

use super::{Block, Reader, paragraphs};
use crate::agenda::{self, Access};
use crate::agenda_access::Paragraph;
use crate::resolution::{Carried, Counts, HouseStyle};
use crate::wording;
use chrono::NaiveDate;

/// One item with everything that was minuted under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its number on the agenda.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Why it was taken as urgent (LGA 1972 s100B(4)(b)); empty when it was not.
    pub urgent_reason: String,
    /// What was said where nothing was resolved, as typed.
    pub narrative: String,
    /// What was put, in its order: motions that were carried, lost and withdrawn.
    pub motions: Vec<Motion>,
    /// What was asked for beside the resolutions.
    pub actions: Vec<Action>,
    /// Set where it was taken without the public.
    pub closed: Option<Closed>,
}

/// An item that was taken without the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Exempt or confidential.
    pub access: Access,
    /// The paragraphs of Schedule 12A.
    pub paragraphs: Vec<Paragraph>,
    /// The written summary of the proceedings, without what may not be disclosed (LGA 1972 s100C(2)); empty while none
    /// is made.
    pub summary: String,
}

/// One motion with how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Motion {
    /// What was said before it, as typed.
    pub narrative: String,
    /// Who moved it; empty when nobody is named.
    pub mover: String,
    /// Who seconded it.
    pub seconder: String,
    /// How it ended.
    pub carried: Carried,
    /// The counts of a vote.
    pub counts: Option<Counts>,
    /// Why it was lost or withdrawn, where somebody said.
    pub reason: String,
    /// Its parts: number and words.
    pub parts: Vec<(i32, String)>,
    /// What was asked for by its parts.
    pub actions: Vec<Action>,
    /// The meeting that rescinded it, and why.
    pub rescinded: Option<(NaiveDate, String)>,
}

/// What somebody is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    /// Its reference.
    pub reference: String,
    /// What is to be done.
    pub text: String,
    /// The post that owes it.
    pub owner: String,
    /// By when, in words: "by 4 December 2026", "for the next meeting"; empty while unknown.
    pub due: String,
}

impl Action {
    fn line(&self) -> String {
        let mut facts: Vec<&str> = vec![self.owner.as_str(), self.due.as_str()];
        facts.retain(|fact| !fact.is_empty());
        let facts = if facts.is_empty() { String::new() } else { format!(" – {}", facts.join(", ")) };
        let reference = if self.reference.is_empty() { String::new() } else { format!(" ({})", self.reference) };
        format!("ACTION: {}{facts}{reference}", self.text.trim())
    }
}

/// Who moved and who seconded, as a sentence; nothing when nobody is named.
#[must_use]
pub fn moved(mover: &str, seconder: &str) -> String {
    match (mover.trim(), seconder.trim()) {
        ("", "") => String::new(),
        (mover, "") => format!("Moved by {mover}."),
        ("", seconder) => format!("Seconded by {seconder}."),
        (mover, seconder) => format!("Moved by {mover}, seconded by {seconder}."),
    }
}

/// The parts as the house prints them: the only one behind the opening, several each with its number beneath.
#[must_use]
pub fn parts(opening: &str, parts: &[(i32, String)]) -> (String, Vec<String>) {
    match parts {
        [(_, only)] => (format!("{opening} {}", only.trim()), Vec::new()),
        several => {
            (opening.to_owned(), several.iter().map(|(number, words)| format!("({number}) {}", words.trim())).collect())
        }
    }
}

impl Motion {
    fn print(&self, style: HouseStyle) -> Vec<Block> {
        let mut blocks: Vec<Block> = paragraphs(&self.narrative).collect();
        let is_carried = self.carried.is_carried();
        let ended = self.carried.sentence(self.counts);
        let moved = moved(&self.mover, &self.seconder);
        let before = if is_carried { format!("{moved} {ended}") } else { moved };
        if !before.trim().is_empty() {
            blocks.push(Block::Paragraph(before.trim().to_owned()));
        }
        if !self.parts.is_empty() {
            let opening = if is_carried { style.opening() } else { "Motion: That" };
            let (opening, parts) = parts(opening, &self.parts);
            blocks.push(Block::Parts { opening, parts, is_carried });
        }
        if !is_carried {
            blocks.push(Block::Paragraph(ended));
        }
        blocks.extend(paragraphs(&self.reason));
        if let Some((on, reason)) = &self.rescinded {
            let day = wording::date(*on);
            blocks.push(Block::Paragraph(format!("Rescinded at the meeting of {day}: {reason}")));
        }
        if !self.actions.is_empty() {
            blocks.push(Block::Actions(self.actions.iter().map(Action::line).collect()));
        }
        blocks
    }
}

impl Item {
    /// The item as a reader may read it.
    #[must_use]
    pub fn print(&self, style: HouseStyle, reader: Reader) -> Vec<Block> {
        let heading = |title: String| Block::Heading { number: self.number.clone(), title };
        if let (Some(closed), Reader::Public) = (&self.closed, reader) {
            let mut blocks = vec![heading(closed.access.public_title(&self.title))];
            blocks.push(Block::Paragraph(format!(
                "This item was taken without the public. {}",
                closed.access.not_for_publication(&closed.paragraphs).unwrap_or_default()
            )));
            blocks.extend(paragraphs(&closed.summary));
            return blocks;
        }
        let mut blocks = vec![heading(self.title.clone())];
        blocks.extend(agenda::urgency_sentence(&self.urgent_reason).map(Block::Paragraph));
        blocks.extend(paragraphs(&self.narrative));
        blocks.extend(self.motions.iter().flat_map(|motion| motion.print(style)));
        if !self.actions.is_empty() {
            blocks.push(Block::Actions(self.actions.iter().map(Action::line).collect()));
        }
        if let Some(closed) = &self.closed {
            blocks.extend(closed.access.not_for_publication(&closed.paragraphs).map(Block::Paragraph));
            if !closed.summary.trim().is_empty() {
                blocks
                    .push(Block::Labelled { label: "Summary for the public", text: closed.summary.trim().to_owned() });
            }
        }
        blocks
    }
}
