//! The minutes of a meeting as a council prints them: attendance, apologies, declarations, then each item with what was
//! said, moved, resolved and asked for. Facts in, blocks out; [`text`] sets them as plain text, pages draw them.
//! What the public may not read is told apart here and nowhere else. Called where minutes are shown and published.

mod item;

pub use item::{Action, Closed, Item, Motion, moved, parts};

use crate::resolution::HouseStyle;
use crate::wording;
use chrono::NaiveDate;

/// Who reads the print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Members and officers with clearance read all of it.
    Cleared,
    /// The public reads, of an item taken without it, only the written summary (LGA 1972 s100C(2)).
    Public,
}

/// How far the minutes have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Subject to confirmation at the next meeting (LGA 1972 Sch. 12 para. 41).
    Draft,
    /// Confirmed as they were, by the meeting of a day.
    Confirmed(NaiveDate),
    /// Confirmed with amendments, by the meeting of a day.
    Amended(NaiveDate),
}

impl Standing {
    /// The sentence that stands at the head of the minutes.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::Draft => "Draft minutes, subject to confirmation at the next meeting.".to_owned(),
            Self::Confirmed(on) => format!("Confirmed as a correct record on {}.", wording::date(on)),
            Self::Amended(on) => format!("Confirmed with amendments on {}.", wording::date(on)),
        }
    }
}

/// Somebody who was there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// Whether they presided.
    pub presided: bool,
    /// The number of the item for which they came, where they came late.
    pub came_for: Option<String>,
    /// The number of the item at which they left, where they left early.
    pub left_at: Option<String>,
    /// The member in whose place they came.
    pub in_place_of: Option<String>,
}

impl Person {
    fn line(&self) -> String {
        let mut notes = Vec::new();
        if self.presided {
            notes.push("in the Chair".to_owned());
        }
        if let Some(member) = &self.in_place_of {
            notes.push(format!("substitute for {member}"));
        }
        if let Some(item) = &self.came_for {
            notes.push(format!("from item {item}"));
        }
        if let Some(item) = &self.left_at {
            notes.push(format!("until item {item}"));
        }
        if notes.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, notes.join(", ")) }
    }
}

/// An interest that somebody declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declaration {
    /// Who.
    pub name: String,
    /// What, as it was declared.
    pub interest: String,
    /// The number of the item to which it belongs; none for the whole meeting.
    pub item: Option<String>,
    /// Whether its item was taken without the public.
    pub is_closed: bool,
}

/// Everything that the minutes of one meeting tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// The body that met.
    pub body: String,
    /// The day.
    pub held_on: NaiveDate,
    /// The hour and the place, as the agenda gave them; empty when it did not.
    pub when_and_where: String,
    /// How far they have come.
    pub standing: Standing,
    /// What the meeting that confirmed them amended, as typed.
    pub amendments: Vec<String>,
    /// How the council prints resolutions.
    pub style: HouseStyle,
    /// Members in the room, substitutes among them.
    pub present: Vec<Person>,
    /// Members who joined remotely.
    pub remote: Vec<Person>,
    /// Names of those who sent apologies.
    pub apologies: Vec<String>,
    /// Names of those who were away without them.
    pub absent: Vec<String>,
    /// Who else attended, as typed.
    pub also: String,
    /// Interests declared.
    pub declarations: Vec<Declaration>,
    /// The items in their order.
    pub items: Vec<Item>,
}

/// One piece of the print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The head of the whole.
    Title(String),
    /// The head of an item: its number and its title.
    Heading {
        /// Its number on the agenda.
        number: String,
        /// Its title.
        title: String,
    },
    /// What has its name before it: "Present", "Apologies".
    Labelled {
        /// The name.
        label: &'static str,
        /// What follows it.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A resolution or a motion: its opening and its parts, each as it is printed.
    Parts {
        /// The words that open it, with the only part behind them where there is one.
        opening: String,
        /// The parts with their numbers; none where the opening carries the only one.
        parts: Vec<String>,
        /// Whether it was carried: a motion that was not is set apart from what was resolved.
        is_carried: bool,
    },
    /// What somebody is to do, each in a line.
    Actions(Vec<String>),
}

/// The whole of the minutes for a reader.
#[must_use]
pub fn print(minutes: &Minutes, reader: Reader) -> Vec<Block> {
    let mut blocks = head(minutes);
    blocks.extend(attendance(minutes));
    blocks.extend(declarations(&minutes.declarations, reader));
    for item in &minutes.items {
        blocks.extend(item.print(minutes.style, reader));
    }
    blocks
}

fn head(minutes: &Minutes) -> Vec<Block> {
    let day = wording::date_with_weekday(minutes.held_on);
    let held = match minutes.when_and_where.trim() {
        "" => format!("Minutes of the meeting held on {day}"),
        place => format!("Minutes of the meeting held on {day}, {place}"),
    };
    let mut blocks =
        vec![Block::Title(minutes.body.clone()), Block::Paragraph(held), Block::Paragraph(minutes.standing.sentence())];
    blocks.extend(minutes.amendments.iter().map(|said| Block::Paragraph(format!("Amended: {said}"))));
    blocks
}

fn attendance(minutes: &Minutes) -> Vec<Block> {
    let people = |all: &[Person]| all.iter().map(Person::line).collect::<Vec<_>>().join("; ");
    let rows = [
        ("Present", people(&minutes.present)),
        ("Joined remotely", people(&minutes.remote)),
        ("Apologies", minutes.apologies.join("; ")),
        ("Absent", minutes.absent.join("; ")),
        ("Also attended", minutes.also.trim().to_owned()),
    ];
    let told = rows.into_iter().filter(|(_, text)| !text.is_empty());
    told.map(|(label, text)| Block::Labelled { label, text }).collect()
}

/// Of an interest in an item taken without the public, the public reads that it was declared, not what it was.
fn declarations(all: &[Declaration], reader: Reader) -> Vec<Block> {
    let line = |one: &Declaration| {
        let about = one.item.as_ref().map(|number| format!(", item {number}")).unwrap_or_default();
        match (one.is_closed, reader) {
            (true, Reader::Public) => format!("{}{about}.", one.name),
            _ => format!("{}{about}: {}", one.name, one.interest),
        }
    };
    all.iter().map(|one| Block::Labelled { label: "Declaration of interest", text: line(one) }).collect()
}

/// Paragraphs as they were typed, an empty line between them; the lines of one stay together.
pub(crate) fn paragraphs(typed: &str) -> impl Iterator<Item = Block> + '_ {
    let mut gathered: Vec<String> = vec![String::new()];
    for line in typed.lines().map(str::trim_end) {
        match gathered.last_mut() {
            Some(_) if line.trim().is_empty() => gathered.push(String::new()),
            Some(last) if last.is_empty() => line.trim_start().clone_into(last),
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None => {}
        }
    }
    gathered.into_iter().filter(|one| !one.is_empty()).map(Block::Paragraph)
}

/// The blocks as plain text, an empty line between them.
#[must_use]
pub fn text(blocks: &[Block]) -> String {
    let one = |block: &Block| match block {
        Block::Title(text) | Block::Paragraph(text) => text.clone(),
        Block::Heading { number, title } => format!("{number}. {title}"),
        Block::Labelled { label, text } => format!("{label}: {text}"),
        Block::Parts { opening, parts, .. } => {
            let mut lines = vec![opening.clone()];
            lines.extend(parts.iter().cloned());
            lines.join("\n\n")
        }
        Block::Actions(lines) => lines.join("\n\n"),
    };
    let all: Vec<String> = blocks.iter().map(one).collect();
    all.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests;
