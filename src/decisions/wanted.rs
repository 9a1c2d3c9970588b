//! What an officer typed into the forms of this column, as words of the domain. Nothing is judged here; a row
//! of the resolution's form in which nothing was typed or chosen is no part.

use crate::web::Fields;
use remit_domain::action::{Due, DueBy};
use remit_domain::referral;
use remit_domain::resolution::{Carried, Counts, Makes, Part, Verb};

/// The form always shows this many rows.
const FEWEST_ROWS: usize = 4;

/// No form has more rows than this.
const MOST_ROWS: usize = 40;

/// A resolution as typed.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub narrative: String,
    pub mover: String,
    pub seconder: String,
    pub carried: Carried,
    pub counts: Option<Counts>,
    pub parts: Vec<WantedPart>,
}

/// One part as typed.
#[derive(Clone, Debug)]
pub(super) struct WantedPart {
    pub number: usize,
    pub text: String,
    pub verb: Option<Verb>,
    pub makes: Makes,
    pub owner: Option<i64>,
    pub due: Option<Due>,
    pub indicator: Option<i64>,
    pub kind: referral::Kind,
    pub words: String,
}

/// An action asked for in the discussion, as typed.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub text: String,
    pub owner: Option<i64>,
    pub due: Option<Due>,
    pub indicator: Option<i64>,
}

/// How many rows the form had.
pub(super) fn rows(fields: &Fields) -> usize {
    fields.number("rows").unwrap_or(FEWEST_ROWS).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// One row more, as far as there may be.
pub(super) fn one_more(rows: usize) -> usize {
    rows.saturating_add(1).min(MOST_ROWS)
}

/// The name of a field in a row.
pub(super) fn name(field: &str, row: usize) -> String {
    format!("{field}_{row}")
}

impl Wanted {
    pub(super) fn read(fields: &Fields) -> Self {
        let counts = match (fields.number::<u16>("votes_for"), fields.number::<u16>("votes_against")) {
            (Some(votes_for), Some(against)) => Some(Counts {
                votes_for: u32::from(votes_for),
                against: u32::from(against),
                abstained: fields.number::<u16>("votes_abstained").map(u32::from),
            }),
            _ => None,
        };
        Self {
            narrative: fields.text("narrative").to_owned(),
            mover: fields.text("mover").to_owned(),
            seconder: fields.text("seconder").to_owned(),
            carried: fields.word("carried").unwrap_or(Carried::NotStated),
            counts,
            parts: (1..=rows(fields)).filter_map(|row| WantedPart::read(fields, row)).collect(),
        }
    }
}

impl WantedPart {
    fn read(fields: &Fields, number: usize) -> Option<Self> {
        let of = |field: &str| name(field, number);
        let text = fields.text(&of("text")).to_owned();
        let makes = fields.word(&of("makes")).unwrap_or(Makes::Nothing);
        if text.is_empty() && makes == Makes::Nothing {
            return None;
        }
        Some(Self {
            number,
            text,
            verb: fields.word(&of("verb")),
            makes,
            owner: fields.number(&of("owner")),
            due: Due::chosen(fields.word::<DueBy>(&of("due")), fields.date(&of("due_on"))),
            indicator: fields.number(&of("indicator")),
            kind: fields.word(&of("kind")).unwrap_or(referral::Kind::AreaOfConcern),
            words: fields.text(&of("words")).to_owned(),
        })
    }

    /// The facts that the domain judges.
    pub(super) fn facts(&self, known_owners: &[i64]) -> Part<'_> {
        Part {
            number: self.number,
            words: &self.text,
            verb: self.verb,
            makes: self.makes,
            has_owner: self.owner.is_some_and(|owner| known_owners.contains(&owner)),
            due: self.due,
        }
    }
}

impl Asked {
    pub(super) fn read(fields: &Fields) -> Self {
        Self {
            text: fields.text("text").to_owned(),
            owner: fields.number("owner"),
            due: Due::chosen(fields.word::<DueBy>("due"), fields.date("due_on")),
            indicator: fields.number("indicator"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_in_which_nothing_was_typed_is_no_part() {
        let fields = Fields::from_pairs([
            ("rows", "5"),
            ("text_2", " the report be noted "),
            ("verb_2", "noted"),
            ("verb_3", "noted"),
            ("makes_5", "action"),
            ("due_5", "fixed"),
            ("due_on_5", "31/02/2026"),
        ]);
        let wanted = Wanted::read(&fields);
        let rows: Vec<_> = wanted.parts.iter().map(|part| (part.number, part.text.as_str(), part.due)).collect();
        assert_eq!(rows, [(2, "the report be noted", None), (5, "", None)]);
    }

    #[test]
    fn a_form_has_between_four_and_forty_rows() {
        for (typed, wanted) in [("", 4), ("2", 4), ("7", 7), ("100000", 40), ("-1", 4)] {
            assert_eq!(rows(&Fields::from_pairs([("rows", typed)])), wanted, "{typed}");
        }
        assert_eq!(one_more(40), 40);
    }
}
