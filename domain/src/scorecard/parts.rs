//! The cells of a line that are in its unit, read; with what stands beside a figure in its own cell put where it belongs.
//! How they are scaled and which of them is the figure is in `entry`, the caller.

use super::cell::{Cell, Status, bracketed, figure, number, plain, ratio};
use super::columns::Chosen;
use super::gather::Line;
use super::mark;
use super::reading::doubt;
use super::role::Role;
use super::row::{Doubt, Reason};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The columns that are in the unit of the row.
pub(super) const IN_UNIT: &[Role] = &[
    Role::Value,
    Role::ToDate,
    Role::Target,
    Role::Floor,
    Role::Previous,
    Role::LastYear,
    Role::Neighbours,
    Role::England,
];

/// The cells of a line that are in its unit, read; a target beside the figure counts as the target.
pub(super) struct Parts {
    pub cells: BTreeMap<Role, Cell>,
    /// A colour, an arrow or a ratio that stands in the cell of the figure.
    pub extra: BTreeMap<Role, String>,
    pub target_raw: Option<String>,
    /// The bounds of a target within which to be.
    pub band: Option<(Decimal, Decimal)>,
}

/// Reads the cells of a line that are in its unit.
pub(super) fn parts(line: &Line, chosen: &Chosen, doubts: &mut Vec<Doubt>) -> Parts {
    let mut parts = Parts { cells: BTreeMap::new(), extra: BTreeMap::new(), target_raw: None, band: None };
    let target = line.cell(Role::Target);
    if !target.is_empty() {
        parts.target_raw = Some(target.to_owned());
    }
    for role in IN_UNIT {
        let text = line.cell(*role);
        if text.is_empty() {
            continue;
        }
        if *role == Role::Target
            && let Some(band) = band(text)
        {
            parts.band = Some(band);
            continue;
        }
        let mut cell = figure(if *role == Role::Target { bound(text) } else { text });
        if matches!(role, Role::Value | Role::ToDate) {
            if cell.status == Status::NotUnderstood {
                cell = parts.taken_apart(text, chosen.with_target).unwrap_or(cell);
            }
            if let Some(beside) = cell.beside.take() {
                parts.put_beside(&beside, chosen.with_target, line, doubts);
            }
        } else if cell.status == Status::NotUnderstood {
            doubts.push(doubt(Some(line.record + 1), Reason::Cell(role.label(), text.to_owned())));
        }
        parts.cells.insert(*role, cell);
    }
    parts
}

/// The bounds of "85-95%", "85% to 95%", "between 85 and 95".
fn band(text: &str) -> Option<(Decimal, Decimal)> {
    let plain = plain(text);
    let (low, high) = match plain.strip_prefix("between ") {
        Some(rest) => rest.split_once(" and ")?,
        None => plain.split_once(" to ").or_else(|| plain.split_once('-'))?,
    };
    let (low, high) = (number(low.trim())?, number(high.trim())?);
    (Decimal::ZERO <= low && low < high).then_some((low, high))
}

/// Words before a target that say on which side of it to be.
const BEFORE: &[&str] = &[
    "at least",
    "no more than",
    "no less than",
    "no fewer than",
    "not more than",
    "less than",
    "more than",
    "fewer than",
    "greater than",
    "up to",
    "below",
    "under",
    "above",
    "over",
    "minimum of",
    "maximum of",
    "minimum",
    "maximum",
    "min",
    "max",
    "≥",
    "≤",
    ">=",
    "<=",
    "=>",
    "=<",
    ">",
    "<",
    "=",
];

/// Words after a target that say the same.
const AFTER: &[&str] = &[
    "+",
    " or above",
    " or below",
    " or more",
    " or less",
    " or fewer",
    " or higher",
    " or lower",
    " or better",
    " max",
    " min",
];

/// A target without the words that say on which side of it to be, or by when: "≥ 90%", "at least 90%", "95%+".
fn bound(text: &str) -> &str {
    let text = text.trim();
    let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let before = BEFORE.iter().find(|word| begins(word)).map_or(0, |word| word.len());
    let text = text[before..].trim_start_matches(['.', ':', ' ']);
    let text = text.split_once(" by ").map_or(text, |(target, _)| target).trim();
    AFTER.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text).trim()
}

impl Parts {
    /// A figure with a target, a colour or an arrow in the same cell, without brackets about it.
    fn taken_apart(&mut self, text: &str, with_target: bool) -> Option<Cell> {
        let read = |text: &str| {
            Some(figure(text)).filter(|cell| cell.status != Status::NotUnderstood && cell.beside.is_none())
        };
        let plain = plain(text);
        if let Some(value) = self.share(&plain) {
            return Some(value);
        }
        if with_target {
            for mark in [" vs ", " against ", "|", "/", ";"] {
                if let Some((value, target)) = plain.split_once(mark)
                    && let (Some(mut value), Some(_)) = (read(value.trim()), read(unworded(target.trim())))
                {
                    value.beside = Some(target.trim().to_owned());
                    return Some(value);
                }
            }
        }
        let (rest, last) = plain.rsplit_once(' ').or_else(|| {
            let last = plain.char_indices().next_back()?;
            Some((&plain[..last.0], &plain[last.0..]))
        })?;
        let value = read(rest.trim())?;
        if let mark::Rag::Colour(_) = mark::rag(last) {
            self.extra.insert(Role::Rag, last.to_owned());
        } else if let Some(mark::Sign::Arrow(_) | mark::Sign::Same) = mark::direction(last) {
            self.extra.insert(Role::Direction, last.to_owned());
        } else {
            return None;
        }
        Some(value)
    }

    /// "12/45 (26.7%)", "12 of 45 = 26.7%": a ratio, and the figure that it comes to.
    fn share(&mut self, plain: &str) -> Option<Cell> {
        let both = bracketed(plain)
            .or_else(|| [" = ", ": ", ", ", "; ", " - "].iter().find_map(|mark| plain.split_once(mark)));
        let (parts, value) = both?;
        let value = Some(figure(value.trim())).filter(|cell| cell.value.is_some() && cell.beside.is_none())?;
        ratio(parts.trim())?;
        self.extra.insert(Role::Ratio, parts.trim().to_owned());
        Some(value)
    }

    /// What stands beside a figure: its target, its ratio, its colour.
    fn put_beside(&mut self, beside: &str, with_target: bool, line: &Line, doubts: &mut Vec<Doubt>) {
        let about_target = with_target || beside.contains("target") || beside.starts_with("tgt");
        let target = unworded(beside);
        let read = figure(bound(target));
        if about_target && self.target_raw.is_none() && (read.value.is_some() || with_target) {
            self.target_raw = Some(target.to_owned());
            if read.status == Status::NotUnderstood {
                doubts.push(doubt(Some(line.record + 1), Reason::Cell(Role::Target.label(), target.to_owned())));
            }
            self.cells.insert(Role::Target, read);
        } else if ratio(beside).is_some() {
            self.extra.insert(Role::Ratio, beside.to_owned());
        } else if let mark::Rag::Colour(_) = mark::rag(beside) {
            self.extra.insert(Role::Rag, beside.to_owned());
        } else if beside.contains(|c: char| c.is_ascii_digit()) {
            doubts.push(doubt(Some(line.record + 1), Reason::Beside(beside.to_owned())));
        }
    }
}

/// A target without the word for it.
fn unworded(text: &str) -> &str {
    let text = text.trim();
    let rest = ["target", "tgt", "t"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    rest.trim_start_matches([':', '=', ' ', '.'])
}
