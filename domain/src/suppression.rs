//! Small numbers: which values of a table are hidden before it is published, so that nobody can be recognised, and
//! which others with them, so that no hidden one can be worked out. Facts in, verdicts out; the private copy of a
//! panel is never passed through here.

use crate::figure::{Absence, Figure};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What an officer decided about one value, with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Decided {
    /// Nothing: the rule decides.
    #[default]
    ByRule,
    /// It is hidden, whatever the rule says.
    Hide(String),
    /// It is shown although it is small; it may still have to be hidden to protect another.
    Show(String),
}

impl Decided {
    /// As it is kept; empty where the rule decides.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::ByRule => String::new(),
            Self::Hide(reason) => format!("hide: {reason}"),
            Self::Show(reason) => format!("show: {reason}"),
        }
    }

    /// From what is kept. A reason without a word before it hides: it is the safe reading.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match (text.trim(), text.trim().strip_prefix("show: ")) {
            ("", _) => Self::ByRule,
            (_, Some(reason)) => Self::Show(reason.to_owned()),
            (whole, None) => Self::Hide(whole.strip_prefix("hide: ").unwrap_or(whole).to_owned()),
        }
    }

    /// The reason.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::ByRule => "",
            Self::Hide(reason) | Self::Show(reason) => reason,
        }
    }
}

/// One value of a table, with what is known of the people behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it is known by within the table.
    pub id: i64,
    /// The total that it is a part of, by its id.
    pub part_of: Option<i64>,
    /// What was given; none while nothing was.
    pub figure: Option<Figure>,
    /// How many it is about, where that is known apart from the value.
    pub numerator: Option<Decimal>,
    /// Of how many, where it is a share or a rate.
    pub denominator: Option<Decimal>,
    /// The unit: only a plain number counts people by itself.
    pub unit: String,
    /// Below this it is hidden; none where the measure is not about people.
    pub hide_below: Option<Decimal>,
    /// What an officer decided.
    pub decided: Decided,
    /// Whether it stands in a published paper already: hiding it now protects less.
    pub is_out: bool,
}

impl Cell {
    /// How many people it is about, as far as that is known: the numerator, a count itself, or a share of a known
    /// number. A share of nought or of everybody is about a number that is known without it.
    #[must_use]
    pub fn count(&self) -> Option<Decimal> {
        if let Some(numerator) = self.numerator {
            return Some(numerator);
        }
        let Some(Figure::Number(value)) = self.figure else { return None };
        match (self.unit.as_str(), self.denominator) {
            ("%", Some(of)) => Some((value * of / Decimal::ONE_HUNDRED).round()),
            ("%", None) if value.is_zero() => Some(Decimal::ZERO),
            (unit, _) if is_count(unit) => Some(value),
            _ => None,
        }
    }

    /// How many it is not about: who is left of the denominator.
    fn rest(&self) -> Option<Decimal> {
        match (self.denominator, &self.figure) {
            (Some(of), _) => self.count().map(|count| of - count),
            (None, Some(Figure::Number(value))) if self.unit == "%" && *value == Decimal::ONE_HUNDRED => {
                Some(Decimal::ZERO)
            }
            _ => None,
        }
    }

    fn has_nobody(&self) -> bool {
        self.denominator.is_some_and(|of| of.is_zero())
    }

    /// Whether it is hidden for its own sake, and why.
    fn hidden(&self) -> Option<Hidden> {
        match &self.decided {
            Decided::Hide(reason) => return Some(Hidden::ByOfficer(reason.clone())),
            Decided::Show(_) => return None,
            Decided::ByRule => {}
        }
        if self.figure == Some(Figure::Absent(Absence::Suppressed)) {
            return Some(Hidden::ByService);
        }
        let (below, Some(Figure::Number(_))) = (self.hide_below?, self.figure) else { return None };
        if self.has_nobody() {
            return None;
        }
        let is_small = |count: Option<Decimal>| count.is_some_and(|count| count < below);
        (is_small(self.count()) || is_small(self.rest())).then_some(Hidden::Small { below })
    }
}

/// Whether a value in this unit counts things by itself.
fn is_count(unit: &str) -> bool {
    let unit = unit.to_lowercase();
    !(unit.contains(['%', '£']) || unit.split_whitespace().any(|word| word == "per"))
}

/// Why a value is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// It is about fewer people than this, or all but fewer.
    Small {
        /// The number below which values are hidden.
        below: Decimal,
    },
    /// Another one could be worked out from it.
    ToProtect,
    /// The service gave a mark in its place.
    ByService,
    /// An officer decided so.
    ByOfficer(String),
}

impl Hidden {
    /// The reason, as the public reads it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Small { below } => {
                format!("Fewer than {}: hidden so that nobody can be recognised.", below.normalize())
            }
            Self::ToProtect => "Hidden because another small number could be worked out from it.".to_owned(),
            Self::ByService => "Hidden by the service so that nobody can be recognised.".to_owned(),
            Self::ByOfficer(reason) => format!("Hidden: {reason}"),
        }
    }
}

/// What becomes of one value where the public reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is shown as it is.
    Shown,
    /// There is no rate: there was nobody to count.
    NoRate,
    /// It is hidden, with its numerator, rating and direction.
    Hidden(Hidden),
}

impl Verdict {
    /// The reason for what stands in its place; empty when it is shown.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Shown => String::new(),
            Self::NoRate => "There is no rate: there was nobody to count.".to_owned(),
            Self::Hidden(why) => why.words(),
        }
    }

    /// Whether the value is hidden.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        matches!(self, Self::Hidden(_))
    }
}

/// What becomes of each value of one table: one period, every measure once.
///
/// First what is small is hidden. Then, for every total with its parts, as long as one hidden member could be worked
/// out by subtraction – it is the only one, or together they are so few that their sum tells – the smallest part that
/// is still shown is hidden too, what is not published yet before what is, and the total when no part is left.
/// Denominators count as known to everybody, so that a share is as telling as its numerator.
#[must_use]
pub fn judge(cells: &[Cell]) -> BTreeMap<i64, Verdict> {
    let mut hidden: BTreeMap<i64, Hidden> =
        cells.iter().filter_map(|cell| cell.hidden().map(|why| (cell.id, why))).collect();
    let by_id: BTreeMap<i64, &Cell> = cells.iter().map(|cell| (cell.id, cell)).collect();
    let mut sums: BTreeMap<i64, Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        // What nothing was given for adds nothing, and tells nothing.
        if let (Some(total), Some(_)) = (cell.part_of.filter(|total| *total != cell.id), &cell.figure) {
            sums.entry(total).or_default().push(cell);
        }
    }
    loop {
        let next = sums.iter().find_map(|(total, parts)| next_to_hide(by_id.get(total)?, parts, &hidden));
        match next {
            Some(id) => hidden.insert(id, Hidden::ToProtect),
            None => break,
        };
    }
    let verdict = |cell: &Cell| match hidden.remove(&cell.id) {
        Some(why) => Verdict::Hidden(why),
        None if cell.has_nobody() => Verdict::NoRate,
        None => Verdict::Shown,
    };
    cells.iter().map(|cell| cell.id).zip(cells.iter().map(verdict).collect::<Vec<_>>()).collect()
}

/// The next member of one sum that has to go, where one has.
fn next_to_hide(total: &Cell, parts: &[&Cell], hidden: &BTreeMap<i64, Hidden>) -> Option<i64> {
    total.figure?;
    let is_hidden = |cell: &Cell| hidden.contains_key(&cell.id);
    let gone: BTreeSet<i64> =
        parts.iter().copied().chain([total]).filter(|cell| is_hidden(cell)).map(|cell| cell.id).collect();
    let is_alone = gone.len() == 1;
    if gone.is_empty() || !(is_alone || sum_tells(total, parts, hidden)) {
        return None;
    }
    let standing = parts.iter().copied().chain([total]).filter(|cell| !is_hidden(cell));
    let worth = |cell: &&Cell| (cell.is_out, cell.id == total.id, cell.count().unwrap_or(Decimal::MAX), cell.id);
    standing.min_by_key(worth).map(|cell| cell.id)
}

/// Whether the total is shown, and what is left of it for the hidden parts is itself a small number of people, or of
/// people left over.
fn sum_tells(total: &Cell, parts: &[&Cell], hidden: &BTreeMap<i64, Hidden>) -> bool {
    if hidden.contains_key(&total.id) {
        return false;
    }
    let of: Vec<&&Cell> = parts.iter().filter(|cell| hidden.contains_key(&cell.id)).collect();
    let Some(below) = of.iter().filter_map(|cell| cell.hide_below).max() else { return false };
    let together = |count: fn(&Cell) -> Option<Decimal>| of.iter().map(|cell| count(cell)).sum::<Option<Decimal>>();
    together(Cell::count).is_some_and(|sum| sum < below) || together(Cell::rest).is_some_and(|sum| sum < below)
}

/// Whether a text names one of these numbers, in figures or in words: a commentary must not say what the table hides.
#[must_use]
pub fn gives_away(text: &str, numbers: &[Decimal]) -> bool {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let says = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let spelled = WORDS.iter().zip(0_i64..).find(|(name, _)| **name == bare).map(|(_, n)| Decimal::from(n));
        let number = spelled.or_else(|| bare.replace(',', "").parse().ok());
        number.is_some_and(|number| numbers.contains(&number))
    };
    text.split(|c: char| c.is_whitespace() || "-–/()".contains(c)).any(says)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn count(id: i64, part_of: Option<i64>, n: i64) -> Cell {
        Cell {
            id,
            part_of,
            figure: Some(Figure::Number(Decimal::from(n))),
            unit: "number".to_owned(),
            hide_below: Some(Decimal::from(5)),
            ..Cell::default()
        }
    }

    fn share(id: i64, part_of: Option<i64>, n: i64, of: i64) -> Cell {
        let value = if of == 0 { 0 } else { n * 100 / of };
        Cell {
            numerator: Some(Decimal::from(n)),
            denominator: Some(Decimal::from(of)),
            unit: "%".to_owned(),
            ..count(id, part_of, value)
        }
    }

    fn hidden(cells: &[Cell]) -> Vec<i64> {
        judge(cells).into_iter().filter(|(_, verdict)| verdict.is_hidden()).map(|(id, _)| id).collect()
    }

    /// Edge case 25: small counts, small rests, nobody at all, and what a sum would tell.
    #[test]
    fn worked_cases() {
        for (cells, wanted) in [
            (vec![count(1, None, 4)], vec![1]),
            (vec![count(1, None, 5)], vec![]),
            (vec![count(1, None, 0)], vec![1]),
            (vec![share(1, None, 12, 40)], vec![]),
            (vec![share(1, None, 4, 40)], vec![1]),
            // All but three: the three can be recognised.
            (vec![share(1, None, 37, 40)], vec![1]),
            (vec![share(1, None, 0, 0)], vec![]),
            // One small part: the next smallest goes with it.
            (vec![count(1, None, 50), count(2, Some(1), 3), count(3, Some(1), 40), count(4, Some(1), 7)], vec![2, 4]),
            // Two small parts that are together small: a third goes.
            (
                vec![count(1, None, 50), count(2, Some(1), 1), count(3, Some(1), 2), count(4, Some(1), 47)],
                vec![2, 3, 4],
            ),
            (vec![count(1, None, 50), count(2, Some(1), 4), count(3, Some(1), 4), count(4, Some(1), 42)], vec![2, 3]),
            // No other part: the total goes.
            (vec![count(1, None, 3), count(2, Some(1), 3)], vec![1, 2]),
            // What is hidden one floor up must not come back from the floor below.
            (
                vec![
                    count(1, None, 60),
                    count(2, Some(1), 3),
                    count(3, Some(1), 57),
                    count(4, Some(3), 30),
                    count(5, Some(3), 27),
                ],
                vec![2, 3, 5],
            ),
        ] {
            assert_eq!(hidden(&cells), wanted, "{cells:?}");
        }
    }

    #[test]
    fn a_mark_of_the_service_hides_as_a_small_number_does() {
        let mark = Cell { figure: Some(Figure::Absent(Absence::Suppressed)), ..count(2, Some(1), 0) };
        let cells = [count(1, None, 50), mark, count(3, Some(1), 40), count(4, Some(1), 8)];
        assert_eq!(hidden(&cells), [2, 4]);
    }

    #[test]
    fn an_officer_decides_but_does_not_uncover_another() {
        let shown = Cell { decided: Decided::Show("Agreed with the parents.".to_owned()), ..count(1, None, 2) };
        assert_eq!(judge(&[shown])[&1], Verdict::Shown);
        let hide = Cell { decided: Decided::Hide("A court case.".to_owned()), ..count(1, None, 90) };
        assert_eq!(judge(&[hide])[&1].words(), "Hidden: A court case.");
        let shown = Cell { decided: Decided::Show("Agreed.".to_owned()), ..count(3, Some(1), 6) };
        assert_eq!(hidden(&[count(1, None, 50), count(2, Some(1), 2), shown, count(4, Some(1), 42)]), [2, 3]);
    }

    #[test]
    fn what_is_out_already_is_hidden_last() {
        let out = |cell: Cell| Cell { is_out: true, ..cell };
        let cells =
            [count(1, None, 50), out(count(2, Some(1), 3)), out(count(3, Some(1), 7)), out(count(4, Some(1), 40))];
        assert_eq!(hidden(&cells), [1, 2], "the total that is not out yet protects; parts in old papers do not");
    }

    #[test]
    fn nobody_to_count_gives_no_rate() {
        assert_eq!(judge(&[share(1, None, 0, 0)])[&1], Verdict::NoRate);
    }

    #[test]
    fn a_rate_is_no_count() {
        let rate = Cell { unit: "per 10,000".to_owned(), ..count(1, None, 3) };
        assert_eq!(hidden(&[rate]), [0_i64; 0]);
    }

    #[test]
    fn what_was_decided_is_read_back() {
        for decided in [Decided::ByRule, Decided::Hide("a: b".to_owned()), Decided::Show("c".to_owned())] {
            assert_eq!(Decided::read(&decided.text()), decided);
        }
        assert_eq!(Decided::read("a court case"), Decided::Hide("a court case".to_owned()));
    }

    #[test]
    fn a_commentary_that_names_the_number_gives_it_away() {
        let three = [Decimal::from(3)];
        for text in ["Only 3 children waited.", "Three of them moved.", "It was (3).", "three-quarters"] {
            assert!(gives_away(text, &three), "{text}");
        }
        for text in ["Some children waited.", "In 2023 it was 13.", "thirty"] {
            assert!(!gives_away(text, &three), "{text}");
        }
    }

    /// Whether an unknown can be worked out: solved by elimination over the sums, apart from the rule itself.
    fn recoverable(cells: &[Cell], hidden: &BTreeSet<i64>) -> Vec<i64> {
        let unknown: Vec<i64> = hidden.iter().copied().collect();
        let mut rows: Vec<Vec<f64>> = Vec::new();
        for total in cells {
            let parts: Vec<_> = cells.iter().filter(|cell| cell.part_of == Some(total.id)).collect();
            if parts.is_empty() {
                continue;
            }
            let weight = |id: i64| {
                if id == total.id {
                    1.0
                } else if parts.iter().any(|part| part.id == id) {
                    -1.0
                } else {
                    0.0
                }
            };
            rows.push(unknown.iter().map(|id| weight(*id)).collect());
        }
        let mut at = 0;
        for column in 0..unknown.len() {
            let Some(pivot) = (at..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else { continue };
            rows.swap(at, pivot);
            let by = rows[at][column];
            let lead: Vec<f64> = rows[at].iter().map(|value| value / by).collect();
            rows[at].clone_from(&lead);
            for (row, values) in rows.iter_mut().enumerate() {
                if row != at {
                    let times = values[column];
                    values.iter_mut().zip(&lead).for_each(|(value, lead)| *value -= times * lead);
                }
            }
            at += 1;
        }
        let is_one = |row: &&Vec<f64>| row.iter().filter(|value| value.abs() > 1e-9).count() == 1;
        let place = |row: &Vec<f64>| row.iter().position(|value| value.abs() > 1e-9);
        rows.iter().filter(is_one).filter_map(place).map(|column| unknown[column]).collect()
    }

    /// Totals of totals: every leaf a count, every total the sum of its parts.
    fn tables() -> impl Strategy<Value = Vec<Cell>> {
        let leaves = prop::collection::vec((0_usize..4, 0_usize..3, 0_i64..30), 1..14);
        leaves.prop_map(|leaves| {
            let mut cells: Vec<Cell> = Vec::new();
            let mut totals: BTreeMap<i64, i64> = BTreeMap::new();
            for (id, (group, sub, n)) in (100_i64..).zip(leaves) {
                let (group, sub) = (i64::try_from(group).unwrap() + 2, i64::try_from(sub).unwrap());
                let parent = if sub == 0 { group } else { group * 10 + sub };
                cells.push(count(id, Some(parent), n));
                for one in BTreeSet::from([parent, group, 1]) {
                    *totals.entry(one).or_default() += n;
                }
            }
            let up = |id: i64| {
                if id == 1 {
                    None
                } else if id < 10 {
                    Some(1)
                } else {
                    Some(id / 10)
                }
            };
            cells.extend(totals.into_iter().map(|(id, n)| count(id, up(id), n)));
            cells
        })
    }

    proptest! {
        #[test]
        fn no_hidden_count_is_recovered_by_subtraction(cells in tables()) {
            let hidden: BTreeSet<i64> = hidden(&cells).into_iter().collect();
            prop_assert_eq!(recoverable(&cells, &hidden), Vec::<i64>::new());
        }

        #[test]
        fn every_small_count_is_hidden_and_hidden_parts_are_together_not_small(cells in tables()) {
            let hidden: BTreeSet<i64> = hidden(&cells).into_iter().collect();
            let five = Decimal::from(5);
            for cell in &cells {
                let n = cell.count().unwrap();
                prop_assert!(n >= five || hidden.contains(&cell.id));
                let parts: Vec<_> =
                    cells.iter().filter(|part| part.part_of == Some(cell.id) && hidden.contains(&part.id)).collect();
                let sum: Decimal = parts.iter().filter_map(|part| part.count()).sum();
                prop_assert!(parts.is_empty() || hidden.contains(&cell.id) || sum >= five);
            }
        }

        #[test]
        fn a_table_without_small_numbers_is_shown_whole(cells in tables()) {
            if cells.iter().all(|cell| cell.count().unwrap() >= Decimal::from(5)) {
                prop_assert!(hidden(&cells).is_empty());
            }
        }
    }
}
