//! What the lines of a file show of their units, and with that the known indicator of each.
//! The judgement between names is in `matching`. Called by `entry`.

use super::cell::{bracketed, plain};
use super::gather::Line;
use super::known::Known;
use super::matching::{Clue, Index, Match, Shown};
use super::parts::Parts;
use super::reading::doubt;
use super::role::Role;
use super::row::{Doubt, Reason};
use super::verdict::is_corrected;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What each row shows of its unit, given how the others write theirs.
pub(super) fn shown(lines: &[Line], parts: &[Parts]) -> Vec<Shown> {
    let part = |n: usize, role: Role| parts[n].cells.get(&role);
    let signed = |n: usize| {
        [Role::Value, Role::ToDate, Role::Target].iter().any(|role| part(n, *role).is_some_and(|cell| cell.percent))
    };
    let main = |n: usize| [Role::Value, Role::ToDate, Role::Target].iter().find_map(|role| part(n, *role)?.value);
    let small =
        |n: usize| main(n).is_some_and(|value| value > Decimal::ZERO && value < Decimal::ONE && value.scale() > 1);
    let all_signed = (0..lines.len()).filter(|n| signed(*n)).count();
    let all_small = (0..lines.len()).filter(|n| small(*n)).count();
    let by_signs = all_signed >= 3 || all_signed * 4 > lines.len();
    let by_fractions = !by_signs && all_small >= 3 && all_small * 4 > lines.len();
    let one = |(n, line): (usize, &Line)| {
        let text = plain(&format!("{} {}", line.cell(Role::Name), line.cell(Role::Unit)));
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let word = |words: &[&str]| text.split(|c: char| !c.is_alphanumeric()).any(|one| words.contains(&one));
        let pounds = part(n, Role::Value).or_else(|| part(n, Role::ToDate)).is_some_and(|cell| cell.pounds);
        if pounds || has(&["£"]) {
            Shown::Money
        } else if is_time(line) {
            Shown::Time
        } else if has(&["per 10", "/10", "/ 10", "per 1,000", "per 1000"]) {
            Shown::Rate
        } else if signed(n) || has(&["%"]) || word(&["percentage", "proportion", "percent"]) {
            Shown::Percent
        } else if word(&["rate"]) {
            Shown::Rate
        } else if word(&["number", "numbers", "count", "headcount", "nos", "total"]) || has(&["no. of", "no of"]) {
            Shown::Number
        } else if by_fractions && small(n) {
            Shown::Percent
        } else if (by_signs || by_fractions) && main(n).is_some() {
            Shown::NotPercent
        } else {
            Shown::Nothing
        }
    };
    lines.iter().enumerate().map(one).collect()
}

/// Whether a line is counted in days, weeks or months: as its unit, or in brackets after its name.
fn is_time(line: &Line) -> bool {
    let unit = plain(line.cell(Role::Unit));
    let inside = bracketed(line.cell(Role::Name)).map(|(_, inside)| plain(inside)).unwrap_or_default();
    [unit, inside].iter().any(|text| matches!(text.as_str(), "days" | "weeks" | "months" | "in days" | "in weeks"))
}

/// The known indicator of each line, by its code or else by its name.
pub(super) fn indicators(
    lines: &[Line],
    parts: &[Parts],
    shown: &[Shown],
    known: &[Known],
    doubts: &mut Vec<Doubt>,
) -> Vec<Option<usize>> {
    if known.is_empty() {
        return vec![None; lines.len()];
    }
    let target = |n: usize| parts[n].cells.get(&Role::Target).and_then(|cell| cell.value);
    let in_percent = |n: usize| match target(n) {
        Some(target) if shown[n] == Shown::Percent && target < Decimal::ONE => Some(target * Decimal::ONE_HUNDRED),
        target => target,
    };
    let clue = |(n, line): (usize, &Line)| {
        let name = format!("{} {}", line.cell(Role::Name), line.cell(Role::Unit));
        Clue {
            name: unnumbered(name.trim()).to_owned(),
            shown: shown[n],
            target: in_percent(n).map(|target| target.normalize()),
        }
    };
    let clues: Vec<Clue> = lines.iter().enumerate().map(clue).collect();
    let by_name = Index::of(known).find(&clues);
    let coded = |line: &Line| {
        let says = |role: Role| known.iter().position(|one| one.code.eq_ignore_ascii_case(line.cell(role).trim()));
        says(Role::Reference).or_else(|| says(Role::Name))
    };
    let claims: Vec<Match> = lines
        .iter()
        .zip(by_name)
        .map(|(line, named)| coded(line).map_or(named, |place| Match::One(place, 2.0)))
        .collect();
    let rivals = Rivals::of(lines, &claims);
    let mut found = Vec::new();
    for (line, claim) in lines.iter().zip(&claims) {
        let code = |place: usize| known[place].code.clone();
        let (place, reason) = match *claim {
            Match::One(place, near) => match rivals.nearer(line, (place, near)) {
                Some(other) => (None, Some(Reason::NearerRow(code(place), other.record + 1))),
                None => (Some(place), None),
            },
            Match::Between(one, other) => (None, Some(Reason::TwoIndicators(code(one), code(other)))),
            Match::None => (None, Some(Reason::UnknownName(line.cell(Role::Name).to_owned()))),
        };
        doubts.extend(reason.map(|reason| doubt(Some(line.record + 1), reason)));
        found.push(place);
    }
    found
}

/// A name without the number that some lists put before it: "3. Children looked after", "KPI 12 – Re-referrals".
fn unnumbered(name: &str) -> &str {
    let word = |c: char| c.is_ascii_alphabetic();
    let lettered = ["kpi", "pi", "indicator", "measure", "no"].iter().any(|label| {
        let letters = name.split(|c: char| !word(c)).next().unwrap_or_default();
        letters.eq_ignore_ascii_case(label)
    });
    let rest = if lettered { name.trim_start_matches(word).trim_start_matches(['.', ' ']) } else { name };
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &rest[..rest.len() - digits.len()];
    let closed =
        number.ends_with('.') || digits.starts_with([')', ':']) || digits.trim_start().starts_with(['-', '–', '—']);
    if number.starts_with(|c: char| c.is_ascii_digit()) && number.len() < 6 && closed && !digits.starts_with('-') {
        let name = digits.trim_start_matches([')', ':', '-', '–', '—', ' ']);
        if name.chars().any(char::is_alphabetic) {
            return name;
        }
    }
    name
}

/// The lines that claim each indicator, the nearest first; corrections rival nobody.
struct Rivals<'a>(BTreeMap<usize, Vec<(f64, &'a Line)>>);

impl<'a> Rivals<'a> {
    fn of(lines: &'a [Line], claims: &[Match]) -> Self {
        let mut by_place: BTreeMap<usize, Vec<(f64, &'a Line)>> = BTreeMap::new();
        for (line, claim) in lines.iter().zip(claims) {
            if let Match::One(place, near) = claim
                && !is_corrected(line)
            {
                by_place.entry(*place).or_default().push((*near, line));
            }
        }
        by_place.values_mut().for_each(|all| all.sort_by(|one, other| other.0.total_cmp(&one.0)));
        Self(by_place)
    }

    /// Another line that is clearly nearer to the same indicator and is no correction of this one.
    fn nearer(&self, line: &Line, (place, near): (usize, f64)) -> Option<&'a Line> {
        if is_corrected(line) {
            return None;
        }
        let reference = line.cell(Role::Reference);
        let again = |other: &Line| !reference.is_empty() && other.cell(Role::Reference) == reference;
        let rivals = self.0.get(&place)?.iter().take(MOST_RIVALS).take_while(|(theirs, _)| *theirs > near + CLEARLY);
        rivals.map(|(_, other)| *other).find(|other| !again(other))
    }
}

/// More rows than these that all come nearer to one indicator tell nothing new.
const MOST_RIVALS: usize = 100;
/// How much nearer a rival must be.
const CLEARLY: f64 = 0.08;

/// The unit of a line whose indicator is not known.
pub(super) fn own_unit(line: &Line, shown: Shown) -> Option<String> {
    let said = line.cell(Role::Unit);
    let name = line.cell(Role::Name);
    let text = plain(&format!("{name} {said}"));
    let rate = ["100,000", "100k", "10,000", "10k", "1,000"].iter().find(|size| text.contains(**size));
    match shown {
        Shown::Percent => Some("%".to_owned()),
        Shown::Rate => rate.map(|size| format!("per {}", size.replace('k', ",000"))),
        _ if !said.is_empty() => Some(said.to_owned()),
        Shown::Money => Some("£".to_owned()),
        Shown::Number => Some("number".to_owned()),
        Shown::Time | Shown::NotPercent | Shown::Nothing => bracketed(name)
            .map(|(_, inside)| inside)
            .filter(|inside| UNITS.contains(&plain(inside).as_str()))
            .map(str::to_owned),
    }
}

/// Units that stand in brackets after a name.
const UNITS: &[&str] = &["days", "weeks", "months", "hours", "cases", "points", "score", "number", "children", "fte"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_before_a_name_is_no_part_of_it() {
        for (name, wanted) in [
            ("3. Children looked after", "Children looked after"),
            ("1.2) Re-referrals", "Re-referrals"),
            ("KPI 12 – Re-referrals", "Re-referrals"),
            ("PI 7: Adoptions", "Adoptions"),
            ("16-17 NEET", "16-17 NEET"),
            ("3+ placements", "3+ placements"),
            ("2 years or more on a plan", "2 years or more on a plan"),
            ("Number of children", "Number of children"),
            ("No. of UASC", "No. of UASC"),
            ("72 hours", "72 hours"),
            ("16. ", "16. "),
            ("", ""),
        ] {
            assert_eq!(unnumbered(name), wanted);
        }
    }
}
