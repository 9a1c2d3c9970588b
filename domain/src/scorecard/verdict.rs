//! What only all rows of a scorecard together tell: what its arrows and its numbered colours mean, which of two rows of
//! one indicator holds; and the colour by rule. Called by `reading`.

use super::entry::{Entries, Entry};
use super::gather::Line;
use super::known::Known;
use super::mark::{Colour, Rag, direction, legend, rag, side};
use super::reading::doubt;
use super::role::Role;
use super::row::{Reason, Row};
use super::travel::{Witness, meaning, travel};
use crate::figure::Figure;
use crate::indicator::{Polarity, ToleranceKind};
use crate::rating::{Policy, Rating, rate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Places to which a value and its target are compared: more than any scorecard has.
const PLACES: u32 = 6;

/// The rows, in the file's order; what stays open is added to the doubts.
pub(super) fn rows(entries: &mut Entries, notes: &[&str], known: &[Known]) -> Vec<Row> {
    let list = &entries.list;
    let computed: Vec<Option<Colour>> = list.iter().map(|entry| by_rule(entry, known)).collect();
    let sent: Vec<Rag> = list.iter().map(|entry| rag(text(entry, Role::Rag))).collect();
    let digits = digits(&sent, &computed, notes);
    let witness = |entry: &Entry| Witness {
        sign: direction(text(entry, Role::Direction)),
        polarity: entry.polarity,
        now: entry.value,
        before: entry.numbers.get(&Role::Previous).copied(),
    };
    let arrows = meaning(&list.iter().map(witness).collect::<Vec<_>>(), notes);
    let mut doubts = Vec::new();
    let mut rows = Vec::new();
    for (n, entry) in list.iter().enumerate() {
        let colour = match sent[n] {
            Rag::Colour(colour) => Some(sided(entry, colour)),
            Rag::Digit(digit) => digits.get(&digit).copied(),
            Rag::Unrated | Rag::Unclear => None,
        };
        if colour.is_none() && sent[n] != Rag::Unrated {
            doubts.push(doubt(Some(entry.line.record + 1), Reason::Cell("rating", text(entry, Role::Rag).to_owned())));
        }
        let sign = direction(text(entry, Role::Direction));
        let number = |role: Role| entry.numbers.get(&role).copied();
        let reference = Some(entry.line.cell(Role::Reference).to_owned()).filter(|text| !text.is_empty());
        rows.push(Row {
            record: entry.line.record + 1,
            reference,
            code: entry.known.map(|place| known[place].code.clone()),
            name_as_sent: entry.line.cell(Role::Name).to_owned(),
            value_raw: entry.value_raw.clone(),
            value: entry.value,
            status: entry.status,
            unit: entry.unit.clone(),
            target_raw: entry.target_raw.clone(),
            target: number(Role::Target),
            rag_as_sent: colour,
            rag_computed: computed[n],
            previous: number(Role::Previous),
            direction_as_sent: sign.map(|sign| travel(sign, entry.polarity, arrows)),
            statistical_neighbours: number(Role::Neighbours),
            england: number(Role::England),
            numerator: number(Role::Numerator),
            denominator: number(Role::Denominator),
            commentary: entry.line.cell(Role::Commentary).to_owned(),
            rag_disagrees: disagrees(colour, computed[n]),
            more: entry.more.clone(),
        });
    }
    corrections(&mut rows, &mut doubts);
    entries.doubts.append(&mut doubts);
    rows
}

/// Where lower is better, "below target" is good news if the figure does lie below it.
fn sided(entry: &Entry, colour: Colour) -> Colour {
    let lower = entry.polarity == Some(Polarity::Lower);
    let (Some(above), Some(value), Some(target)) =
        (side(text(entry, Role::Rag)).filter(|_| lower), entry.value, entry.numbers.get(&Role::Target))
    else {
        return colour;
    };
    match (above, colour) {
        (false, Colour::Red | Colour::Amber) if value < *target => Colour::Green,
        (true, Colour::Green) if value > *target => Colour::Red,
        _ => colour,
    }
}

/// The cell of a role, or what stood for it in the cell of the figure.
fn text<'a>(entry: &'a Entry, role: Role) -> &'a str {
    match entry.line.cell(role) {
        "" => entry.beside.get(&role).map_or("", String::as_str),
        own => own,
    }
}

/// The colour by rule, with the tolerance of the known indicator or else down to the floor that the file gives.
fn by_rule(entry: &Entry, known: &[Known]) -> Option<Colour> {
    let value = entry.value?;
    if let (Some(from), Some(to)) = (entry.more.target_from, entry.more.target_to) {
        return by_band(value, (from, to), entry.known.and_then(|place| known[place].tolerance));
    }
    let target = *entry.numbers.get(&Role::Target)?;
    let floor = entry.numbers.get(&Role::Floor).map(|floor| (target - floor).abs());
    let own = entry.known.and_then(|place| known[place].tolerance);
    let polarity = entry.polarity.filter(|polarity| *polarity != Polarity::Neutral)?;
    let tolerance = (own.or(floor).unwrap_or(Decimal::ZERO), ToleranceKind::Absolute);
    let policy = Policy::with_tolerance(polarity, Some(target), tolerance, PLACES, "");
    match rate(&Figure::Number(value), &policy).rating {
        Rating::Green => Some(Colour::Green),
        // Without a tolerance nobody can tell amber from red.
        Rating::Amber if own.or(floor).is_some() => Some(Colour::Amber),
        Rating::Red if own.or(floor).is_some() => Some(Colour::Red),
        _ => None,
    }
}

/// The colour by rule where the target is to be within bounds.
fn by_band(value: Decimal, (from, to): (Decimal, Decimal), tolerance: Option<Decimal>) -> Option<Colour> {
    let off = if value < from { from - value } else { value - to };
    match tolerance {
        _ if off <= Decimal::ZERO => Some(Colour::Green),
        Some(tolerance) if off <= tolerance => Some(Colour::Amber),
        Some(_) => Some(Colour::Red),
        None => None,
    }
}

/// Blue is better than green, not another judgement.
fn disagrees(sent: Option<Colour>, computed: Option<Colour>) -> bool {
    match (sent, computed) {
        (Some(Colour::Blue), Some(Colour::Green)) => false,
        (Some(sent), Some(computed)) => sent != computed,
        _ => false,
    }
}

/// Which colour each digit stands for: as a legend says, else if all rows by rule agree and no two digits share one.
fn digits(sent: &[Rag], computed: &[Option<Colour>], notes: &[&str]) -> BTreeMap<u32, Colour> {
    let used: BTreeSet<u32> =
        sent.iter().filter_map(|rag| if let Rag::Digit(digit) = rag { Some(*digit) } else { None }).collect();
    let told: BTreeMap<u32, Colour> =
        used.iter().filter_map(|digit| Some((*digit, notes.iter().find_map(|note| legend(note, *digit))?))).collect();
    if !told.is_empty() {
        return told;
    }
    let mut found: BTreeMap<u32, Colour> = BTreeMap::new();
    for digit in used {
        let seen: Vec<Colour> = sent
            .iter()
            .zip(computed)
            .filter(|(rag, _)| **rag == Rag::Digit(digit))
            .filter_map(|(_, colour)| *colour)
            .collect();
        match seen.as_slice() {
            [first, rest @ ..]
                if rest.iter().all(|colour| colour == first) && !found.values().any(|colour| colour == first) =>
            {
                found.insert(digit, *first);
            }
            _ => return BTreeMap::new(),
        }
    }
    found
}

/// Words by which a row says that it is no longer good, and words by which it says that it replaces another.
const GONE: &[&str] =
    &["superseded", "see below", "replaced", "do not use", "incorrect", "withdrawn", "see corrected", "ignore"];
const BETTER: &[&str] =
    &["corrected", "correction", "revised", "amended", "updated", "restated", "resubmitted", "final"];

/// Whether a line says that it corrects another, or that another corrects it.
pub(super) fn is_corrected(line: &Line) -> bool {
    let text = format!("{} {}", line.cell(Role::Name), line.cell(Role::Commentary)).to_lowercase();
    GONE.iter().chain(BETTER).any(|word| text.contains(word))
}

/// Marks the rows that another row of the same indicator replaces.
fn corrections(rows: &mut [Row], doubts: &mut Vec<super::row::Doubt>) {
    let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (n, row) in rows.iter().enumerate() {
        let name = || (!row.name_as_sent.is_empty()).then(|| row.name_as_sent.to_lowercase());
        let key = row.code.clone().or_else(|| row.reference.clone()).or_else(name);
        if let Some(key) = key {
            same.entry(key).or_default().push(n);
        }
    }
    for places in same.into_values().filter(|places| places.len() > 1) {
        let says = |n: usize, words: &[&str]| {
            let text = format!("{} {} {}", rows[n].name_as_sent, rows[n].value_raw, rows[n].commentary).to_lowercase();
            words.iter().any(|word| text.contains(word))
        };
        let gone: Vec<usize> = places.iter().copied().filter(|n| says(*n, GONE)).collect();
        let better: Vec<usize> = places.iter().copied().filter(|n| !gone.contains(n) && says(*n, BETTER)).collect();
        let left: Vec<usize> = places.iter().copied().filter(|n| !gone.contains(n)).collect();
        let alike =
            places.iter().all(|n| rows[*n].value == rows[places[0]].value && rows[*n].status == rows[places[0]].status);
        let holds = match (left.as_slice(), better.as_slice()) {
            ([only], _) => Some(*only),
            (_, [.., last]) => Some(*last),
            _ if alike => places.last().copied(),
            _ => None,
        };
        match holds {
            Some(holds) => places.iter().filter(|n| **n != holds).for_each(|n| rows[*n].more.superseded = true),
            None => {
                let (first, last) = (places[0], places[places.len() - 1]);
                doubts.push(doubt(Some(rows[last].record), Reason::Twice(rows[first].record)));
            }
        }
    }
}
