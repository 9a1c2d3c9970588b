//! A file with one sheet or several: which of them is the scorecard, and what the others hold.
//! How one sheet is read is in `reading`. Called from outside.

use super::reading::{Wanted, doubt, read};
use super::row::{Reason, Scorecard};
use super::sheet::Sheet;
use crate::upload::Refusal;
use serde::{Deserialize, Serialize};

/// A file as sheets of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// In the file's order; one without a name when the file is no workbook.
    pub sheets: Vec<Leaf>,
}

/// One sheet of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// Its name; empty when the file is no workbook.
    pub name: String,
    /// The sender does not see it.
    pub hidden: bool,
    /// Its cells.
    pub sheet: Sheet,
}

impl Book {
    /// Reads the scorecard in a file: the sheet of this name, else the one that can be told best: visible, with a
    /// column of figures, with the most recognised columns, of the wanted period or else the latest, with the most
    /// rows. Other sheets with figures are named among what was not understood.
    ///
    /// # Errors
    /// When there is no sheet of that name, or no sheet holds anything.
    pub fn scorecard(&self, wanted: Wanted, sheet: Option<&str>) -> Result<Scorecard, Refusal> {
        if let Some(name) = sheet {
            let same = |leaf: &&Leaf| leaf.name.trim().eq_ignore_ascii_case(name.trim());
            let there = || self.sheets.iter().map(|leaf| leaf.name.clone()).collect();
            let leaf = self.sheets.iter().find(same).ok_or_else(|| Refusal::NoSuchSheet(name.to_owned(), there()))?;
            return Ok(leaf.read(wanted));
        }
        let mut read: Vec<(Worth, &Leaf, Scorecard)> = Vec::new();
        for leaf in self.sheets.iter().filter(|leaf| !leaf.sheet.is_empty()) {
            let card = leaf.read(wanted);
            read.push((worth(leaf, &card, &wanted), leaf, card));
        }
        // Of sheets that are worth the same, the first.
        let best = (0..read.len()).rev().max_by(|one, other| read[*one].0.cmp(&read[*other].0));
        let (_, _, mut card) = read.remove(best.ok_or(Refusal::Empty)?);
        let others = read.iter().filter(|(_, leaf, other)| !leaf.hidden && other.has_figures());
        let others: Vec<String> = others.map(|(_, leaf, _)| format!("“{}”", leaf.name)).collect();
        if !others.is_empty() {
            card.meta.not_understood.insert(0, doubt(None, Reason::OtherSheets(others)));
        }
        Ok(card)
    }
}

impl Leaf {
    fn read(&self, wanted: Wanted) -> Scorecard {
        // A sheet may name the period that its cells do not.
        let called = format!("{} {}", self.name, wanted.file);
        let file = if self.name.is_empty() { wanted.file } else { called.trim() };
        let mut card = read(&self.sheet, Wanted { file, ..wanted });
        wanted.file.clone_into(&mut card.meta.file);
        card.meta.sheet = Some(self.name.clone()).filter(|name| !name.is_empty());
        card
    }
}

impl Scorecard {
    fn has_figures(&self) -> bool {
        self.meta.value_column.is_some() && self.rows.iter().any(|row| row.value.is_some())
    }
}

/// What speaks for a sheet, the weightiest first.
type Worth = (bool, bool, usize, bool, Option<String>, usize);

fn worth(leaf: &Leaf, card: &Scorecard, wanted: &Wanted) -> Worth {
    let recognised = card.meta.columns.iter().filter(|column| column.read_as.is_some()).count();
    let asked = wanted.period.is_none() || card.meta.value_column.is_some();
    (!leaf.hidden, card.has_figures(), recognised, asked, card.meta.period.clone(), card.rows.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn leaf(name: &str, hidden: bool, text: &str) -> Leaf {
        Leaf { name: name.to_owned(), hidden, sheet: Sheet::from_bytes(text.as_bytes()).unwrap() }
    }

    fn chosen(sheets: &[Leaf]) -> (Option<String>, Vec<String>) {
        let card = Book { sheets: sheets.to_vec() }.scorecard(Wanted::default(), None).unwrap();
        (card.meta.sheet, card.meta.not_understood.iter().map(|doubt| doubt.reason.to_string()).collect())
    }

    const FIGURES: &str = "Indicator,Q1 2023/24,Target,RAG\nAdoptions,3,4,A\n";

    #[test]
    fn the_sheet_with_the_figures_is_chosen_and_others_with_figures_are_named() {
        let cover = leaf("Cover", false, "Scorecard\nPrepared by Insight\n");
        let defined =
            leaf("Definitions", false, "Ref,Indicator,Definition,Unit,Target,RAG rule\n1,Adoptions,x,n,4,y\n");
        let figures = leaf("Return", false, FIGURES);
        let later = leaf("Q2 return", false, &FIGURES.replace("Q1", "Q2"));
        let hidden = leaf("Working", true, &FIGURES.replace("Q1", "Q4"));
        assert_eq!(
            chosen(&[cover.clone(), defined.clone(), figures.clone(), hidden]),
            (Some("Return".to_owned()), vec![])
        );
        let (name, said) = chosen(&[cover, figures, later, defined]);
        assert_eq!(name.as_deref(), Some("Q2 return"));
        assert_eq!(said, ["The workbook has more tables, which were not read, in: “Return”."]);
    }

    #[test]
    fn a_sheet_can_be_asked_for_and_may_name_the_period() {
        let book = Book {
            sheets: vec![
                leaf("Q1 2023-24", false, "Indicator,Actual,Target\nAdoptions,3,4\n"),
                leaf("Q2 2023-24", false, "Indicator,Actual,Target\nAdoptions,7,8\n"),
            ],
        };
        let of = |name| book.scorecard(Wanted::default(), name).map(|card| (card.rows[0].value, card.meta.period));
        assert_eq!(of(Some("q1 2023-24")), Ok((Some(3.into()), Some("2023-04-01/2023-06-30".to_owned()))));
        assert_eq!(of(None), Ok((Some(7.into()), Some("2023-07-01/2023-09-30".to_owned()))));
        let there = vec!["Q1 2023-24".to_owned(), "Q2 2023-24".to_owned()];
        assert_eq!(of(Some("Q3")), Err(Refusal::NoSuchSheet("Q3".to_owned(), there)));
        assert_eq!(Book::default().scorecard(Wanted::default(), None).map(|card| card.rows.len()), Err(Refusal::Empty));
    }
}
