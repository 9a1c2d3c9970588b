//! What an officer typed into the forms of this column, as words of the domain. Nothing is judged here; a row
//! of the resolution's form in which nothing was typed or chosen is no part.

use crate::resolving::{Asked, Wanted, WantedPart};
use crate::web::Fields;
use remit_domain::action::{self, Due, DueBy};
use remit_domain::recommendation::Addressee;
use remit_domain::referral;
use remit_domain::resolution::{Carried, Counts, Makes};

/// The form always shows this many rows.
const FEWEST_ROWS: usize = 4;

/// No form has more rows than this.
const MOST_ROWS: usize = 40;

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

/// The counts of a vote, where both sides were given.
pub(super) fn counts(fields: &Fields) -> Option<Counts> {
    let (votes_for, against) = fields.number::<u16>("votes_for").zip(fields.number::<u16>("votes_against"))?;
    Some(Counts {
        votes_for: u32::from(votes_for),
        against: u32::from(against),
        abstained: fields.number::<u16>("votes_abstained").map(u32::from),
    })
}

/// A resolution as typed.
pub(super) fn resolution(fields: &Fields) -> Wanted {
    {
        let counts = counts(fields);
        Wanted {
            narrative: fields.text("narrative").to_owned(),
            mover: fields.text("mover").to_owned(),
            seconder: fields.text("seconder").to_owned(),
            carried: fields.word("carried").unwrap_or(Carried::NotStated),
            counts,
            parts: (1..=rows(fields)).filter_map(|row| part(fields, row)).collect(),
            reason: fields.text("reason").to_owned(),
            is_another: fields.ticked("is_another"),
        }
    }
}

pub(super) fn part(fields: &Fields, number: usize) -> Option<WantedPart> {
    {
        let of = |field: &str| name(field, number);
        let text = fields.text(&of("text")).to_owned();
        let makes = fields.word(&of("makes")).unwrap_or(Makes::Nothing);
        if text.is_empty() && makes == Makes::Nothing {
            return None;
        }
        Some(WantedPart {
            number,
            text,
            verb: fields.word(&of("verb")),
            makes,
            owner: fields.number(&of("owner")),
            due: Due::chosen(fields.word::<DueBy>(&of("due")), fields.date(&of("due_on"))),
            indicator: fields.number(&of("indicator")),
            kind: fields.word(&of("kind")).unwrap_or(referral::Kind::AreaOfConcern),
            words: fields.text(&of("words")).to_owned(),
            addressee: fields.word(&of("addressee")).unwrap_or(Addressee::Executive),
            reply_by: fields.date(&of("reply_by")),
            meeting: fields.number(&of("meeting")),
            to: fields.number(&of("to")),
        })
    }
}

/// An action asked for in the discussion, as typed.
pub(super) fn asked(fields: &Fields) -> Asked {
    {
        Asked {
            kind: fields.word("kind").unwrap_or(action::Kind::Action),
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
        let wanted = resolution(&fields);
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
