//! One cell that should hold a figure: the number, the marks about it, or the word that stands in its place.
//! Whether a plain 0.41 means 41% is decided over whole columns, in `fractions`. Called by `reading`.

use crate::figure::Figure;
use rust_decimal::Decimal;

/// Whether there is a figure, and how firm it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A figure.
    Ok,
    /// Withheld because it is small.
    Suppressed,
    /// Only said to be fewer than a number.
    BelowThreshold,
    /// The service has none.
    NotAvailable,
    /// It will come.
    ToBeConfirmed,
    /// A figure that may still change.
    Provisional,
    /// A figure that is no more than near.
    Approximate,
    /// Something stands there that was not understood.
    NotUnderstood,
}

impl Status {
    /// The stable word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Suppressed => "suppressed",
            Self::BelowThreshold => "below_threshold",
            Self::NotAvailable => "not_available",
            Self::ToBeConfirmed => "to_be_confirmed",
            Self::Provisional => "provisional",
            Self::Approximate => "approximate",
            Self::NotUnderstood => "not_understood",
        }
    }
}

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// The number.
    pub value: Option<Decimal>,
    pub status: Status,
    /// A percentage sign stands with it.
    pub percent: bool,
    /// A pound sign stands with it.
    pub pounds: bool,
    /// The bound of "fewer than".
    pub threshold: Option<Decimal>,
    /// What stands beside it in the same cell, in brackets or after a stroke.
    pub beside: Option<String>,
}

impl Cell {
    fn absent(status: Status) -> Self {
        Self { value: None, status, percent: false, pounds: false, threshold: None, beside: None }
    }
}

const SUPPRESSED: &[&str] =
    &["*", "**", "~", "c", "x", "s", "[c]", "supp", "suppressed", "redacted", "withheld", "[s]", "small number"];
const NOT_AVAILABLE: &[&str] = &[
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "n\\a",
    "-",
    "--",
    "..",
    "...",
    "…",
    ":",
    "[z]",
    "[x]",
    "z",
    "nk",
    "n/k",
    "not known",
    "unknown",
    "no data",
    "no target",
    "no target set",
    "not set",
    "not available",
    "unavailable",
    "not collected",
    "not reported",
    "not applicable",
    "not published",
    "not yet available",
    "not yet published",
    "not yet due",
    "no figure",
    "not due",
    "annual",
    "annual measure",
    "reported annually",
    "data not available",
    "?",
    "none available",
    "no return",
    "not measured",
    "#n/a",
];
const TO_COME: &[&str] = &[
    "tbc",
    "t.b.c.",
    "tba",
    "to be confirmed",
    "to be advised",
    "to follow",
    "awaited",
    "awaiting data",
    "awaiting",
    "pending",
    "data awaited",
    "not yet confirmed",
    "due",
];

/// A cell's text with one kind of space, dash and quotation mark, in small letters.
pub(super) fn plain(text: &str) -> String {
    let letter = |c: char| match c {
        '–' | '—' | '‑' | '−' | '‐' => '-',
        '’' | '‘' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let text: String = text.chars().map(letter).collect();
    text.to_lowercase().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Reads a cell that should hold a figure.
pub(super) fn figure(text: &str) -> Cell {
    let plain = plain(text);
    let (mut main, mut beside) = (plain.as_str(), None);
    if let Some((before, inside)) = bracketed(&plain) {
        // "(12)" alone is how accounts write minus twelve; nobody can tell it from a remark.
        if !before.is_empty() {
            (main, beside) = (before, Some(inside.to_owned()));
        }
    }
    if let Some(mark) = beside.as_deref().and_then(firmness) {
        return Cell { status: firm(mark, alone(main).status), ..alone(main) };
    }
    let reading = alone(main);
    if reading.status == Status::NotUnderstood { alone(&plain) } else { Cell { beside, ..reading } }
}

/// A mark about how firm a figure is only tells of figures.
fn firm(mark: Status, of: Status) -> Status {
    if of == Status::Ok { mark } else { of }
}

fn firmness(mark: &str) -> Option<Status> {
    match mark.trim_matches(['(', ')', '.', ' ']) {
        "p" | "prov" | "provisional" => Some(Status::Provisional),
        "e" | "est" | "estimate" | "estimated" | "approx" | "approximate" => Some(Status::Approximate),
        "r" | "rev" | "revised" | "final" | "f" => Some(Status::Ok),
        _ => None,
    }
}

/// What stands before a closing pair of brackets, and what stands in them.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((before, inside)) = text.strip_suffix(close).and_then(|rest| rest.split_once(open)) {
            return Some((before.trim(), inside.trim()));
        }
    }
    None
}

/// A cell in which one thing stands.
fn alone(text: &str) -> Cell {
    if text.is_empty() || matches!(text, "#div/0!") {
        return Cell::absent(Status::NotAvailable);
    }
    for (words, status) in
        [(SUPPRESSED, Status::Suppressed), (NOT_AVAILABLE, Status::NotAvailable), (TO_COME, Status::ToBeConfirmed)]
    {
        let begins = |word: &&&str| {
            word.len() > 2 && text.strip_prefix(**word).is_some_and(|rest| rest.starts_with([' ', ',', ';', ':', '(']))
        };
        if words.contains(&text) || words.iter().any(|word| begins(&word)) {
            return Cell::absent(status);
        }
    }
    if let Some(bound) = fewer_than(text) {
        return Cell { threshold: Some(bound), ..Cell::absent(Status::BelowThreshold) };
    }
    if let Some(percent) = one_in(text) {
        return Cell { value: Some(percent), percent: true, ..Cell::absent(Status::Approximate) };
    }
    let (text, status) = without_marks(text);
    match number(text) {
        Some(value) => Cell {
            value: Some(value),
            percent: text.contains('%') || text.contains("per cent") || text.contains("percent"),
            pounds: text.contains('£'),
            ..Cell::absent(status)
        },
        None if text.contains('%') && number(&text.replace('%', "")).is_none() && is_range(text) => {
            Cell::absent(Status::NotUnderstood)
        }
        None if is_range(text) => Cell::absent(Status::Suppressed),
        None => Cell::absent(Status::NotUnderstood),
    }
}

/// "1-4": a small number told only as a range.
fn is_range(text: &str) -> bool {
    let Some((low, high)) = text.split_once('-').or_else(|| text.split_once(" to ")) else { return false };
    let small = |part: &str| part.trim().parse::<u32>().is_ok_and(|n| n <= 10);
    small(low) && small(high)
}

fn fewer_than(text: &str) -> Option<Decimal> {
    let rest = ["<", "fewer than", "less than", "under", "below"].iter().find_map(|word| text.strip_prefix(word))?;
    let rest = rest.trim().trim_end_matches(['*', '%']);
    match rest.strip_prefix('=') {
        Some(_) => None,
        None => written(rest).or_else(|| number(rest)),
    }
}

/// "1 in 4" as 25: a share that is only told roughly.
fn one_in(text: &str) -> Option<Decimal> {
    let (part, whole) = text.split_once(" in ")?;
    let small = |text: &str| text.trim().parse::<u32>().ok().filter(|n| (1..=100).contains(n));
    let (part, whole) = (small(part)?, small(whole)?);
    (part <= whole).then(|| (Decimal::from(part * 100) / Decimal::from(whole)).round_dp(1).normalize())
}

fn written(word: &str) -> Option<Decimal> {
    let names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    names.iter().position(|name| *name == word).map(Decimal::from)
}

/// A figure without the marks about it, and what they say.
fn without_marks(text: &str) -> (&str, Status) {
    for word in [
        "circa",
        "ca.",
        "c.",
        "approximately",
        "approx.",
        "approx",
        "about",
        "around",
        "estimated",
        "est.",
        "est",
        "~",
        "≈",
        "c",
    ] {
        if let Some(rest) = text.strip_prefix(word)
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '£' | '.'))
        {
            return (rest.trim(), Status::Approximate);
        }
    }
    for word in ["provisional", "prov.", "prov", "p", "estimate", "est.", "est", "e", "approx", "revised", "r", "final"]
    {
        if let Some(rest) = text.strip_suffix(word)
            && rest.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '%')
        {
            return (rest.trim(), firmness(word).unwrap_or(Status::Ok));
        }
    }
    (text.trim_end_matches(['*', '†', '‡', '^', '#', '¹', '²', '³']).trim(), Status::Ok)
}

/// No council counts further; what is greater would overflow where it is scaled or rated.
const MOST: i64 = 1_000_000_000_000;

/// Units that people write after a number.
const TRAILING: &[&str] = &[
    "%",
    "per cent",
    "percent",
    "pp",
    "ppts",
    "per 10,000",
    "per 10000",
    "per 10k",
    "per 100,000",
    "per 100k",
    "days",
    "weeks",
    "months",
    "cases",
    "children",
    "young people",
    "per week",
    "pw",
    "/week",
    "points",
    "people",
    "pupils",
    "per 1,000",
    "hours",
];

/// A number with sign, pound sign, thousands and a unit after it.
pub(super) fn number(text: &str) -> Option<Decimal> {
    let mut rest = text.trim();
    while let Some(shorter) = TRAILING.iter().find_map(|unit| rest.strip_suffix(unit)) {
        rest = shorter.trim();
    }
    let (negative, rest) = match rest.strip_prefix(['-', '+']) {
        Some(after) => (rest.starts_with('-'), after.trim()),
        None => (false, rest),
    };
    let rest = rest.strip_prefix('£').unwrap_or(rest).trim();
    let (digits, times) = match (rest.strip_suffix('k'), rest.strip_suffix('m')) {
        (Some(digits), _) => (digits.trim(), Decimal::ONE_THOUSAND),
        (_, Some(digits)) => (digits.trim(), Decimal::ONE_THOUSAND * Decimal::ONE_THOUSAND),
        _ => (rest, Decimal::ONE),
    };
    if matches!(digits, "nil" | "zero") {
        return Some(Decimal::ZERO);
    }
    let digits = closed_up(digits);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || digits.contains(['%', '£']) {
        return None;
    }
    let Ok(Figure::Number(value)) = digits.parse::<Figure>() else { return None };
    let value = value.checked_mul(times)?.normalize();
    if value > Decimal::from(MOST) {
        return None;
    }
    Some(if negative { -value } else { value })
}

/// "1 021" as "1021"; anything else as it is.
fn closed_up(digits: &str) -> String {
    let mut groups = digits.split(' ');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let thousands = |part: &&str| part.len() == 3 && plain(part);
    if !rest.is_empty() && (1..=3).contains(&first.len()) && plain(first) && rest.iter().all(thousands) {
        return digits.replace(' ', "");
    }
    digits.to_owned()
}

/// "982/119,900", "101 of 982": the parts of a ratio as they stand.
pub(super) fn ratio(text: &str) -> Option<(Cell, Cell)> {
    let plain = plain(text);
    let (upper, lower) = [" out of ", " of ", "/", ":"].iter().find_map(|mark| plain.split_once(mark))?;
    let bare = |part: &str| alone(part.trim().trim_start_matches("n=").trim());
    let (upper, lower) = (bare(upper), bare(lower));
    let known = |cell: &Cell| cell.status != Status::NotUnderstood && !cell.percent;
    (known(&upper) && known(&lower) && (upper.value.is_some() || lower.value.is_some())).then_some((upper, lower))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn figures_are_read_with_their_marks() {
        use Status::{Approximate, Ok, Provisional};
        for (text, value, status, percent) in [
            ("441.2", "441.2", Ok, false),
            ("88.7 %", "88.7", Ok, true),
            ("1,021", "1021", Ok, false),
            ("1 021", "1021", Ok, false),
            ("£4,957.50", "4957.5", Ok, false),
            ("£4.9k", "4900", Ok, false),
            ("-£1.2m", "-1200000", Ok, false),
            ("63.4 (p)", "63.4", Provisional, false),
            ("63.4%p", "63.4", Provisional, true),
            ("63.4% provisional", "63.4", Provisional, true),
            ("c. 45", "45", Approximate, false),
            ("~45%", "45", Approximate, true),
            ("approx 1,200", "1200", Approximate, false),
            ("45 (est)", "45", Approximate, false),
            ("12.5 (r)", "12.5", Ok, false),
            ("77.0*", "77", Ok, false),
            ("70 per 10,000", "70", Ok, false),
            ("45 per cent", "45", Ok, true),
            ("1 in 4", "25", Approximate, true),
            ("2 in 3", "66.7", Approximate, true),
            ("−3.4", "-3.4", Ok, false),
            ("£1.2m", "1200000", Ok, false),
            ("+0.9pp", "0.9", Ok, false),
            ("+£172.50", "172.5", Ok, false),
            ("nil", "0", Ok, false),
            (".5", "0.5", Ok, false),
        ] {
            let cell = figure(text);
            assert_eq!(
                (cell.value.map(|v| v.to_string()), cell.status, cell.percent),
                (Some(value.to_owned()), status, percent),
                "{text}"
            );
        }
    }

    #[test]
    fn a_word_in_place_of_a_figure_is_a_status() {
        use Status::{BelowThreshold, NotAvailable, NotUnderstood, Suppressed, ToBeConfirmed};
        for (text, status) in [
            ("*", Suppressed),
            ("Suppressed", Suppressed),
            ("~", Suppressed),
            ("[c]", Suppressed),
            ("[x]", NotAvailable),
            ("n/a – due Q4", NotAvailable),
            ("1-4", Suppressed),
            ("", NotAvailable),
            ("N/A", NotAvailable),
            ("–", NotAvailable),
            ("#DIV/0!", NotAvailable),
            ("Not available until Q3", NotAvailable),
            ("n/a - annual measure", NotAvailable),
            ("TBC", ToBeConfirmed),
            ("Awaiting validation", ToBeConfirmed),
            ("<5", BelowThreshold),
            ("fewer than five", BelowThreshold),
            ("see note", NotUnderstood),
            ("12,34", NotUnderstood),
            ("#REF!", NotUnderstood),
            (">95%", NotUnderstood),
            ("1.2.3", NotUnderstood),
            ("(12)", NotUnderstood),
            ("££5", NotUnderstood),
            ("79228162514264337593543950335", NotUnderstood),
            ("-79228162514264337593543950335%", NotUnderstood),
            ("79228162514264337593543m", NotUnderstood),
        ] {
            let cell = figure(text);
            assert_eq!((cell.status, cell.value), (status, None), "{text}");
        }
        assert_eq!(figure("<5").threshold, Some(5.into()));
        assert_eq!(figure("fewer than ten").threshold, Some(10.into()));
    }

    #[test]
    fn what_stands_beside_a_figure_is_kept_apart() {
        for (text, value, beside) in [
            ("10.3% (10%)", Some("10.3"), Some("10%")),
            ("n/a (95%)", None, Some("95%")),
            ("63.5% [123/194]", Some("63.5"), Some("123/194")),
            ("9 (15)", Some("9"), Some("15")),
            ("91", Some("91"), None),
        ] {
            let cell = figure(text);
            assert_eq!(
                (cell.value.map(|v| v.to_string()).as_deref(), cell.beside.as_deref()),
                (value, beside),
                "{text}"
            );
        }
    }

    #[test]
    fn ratios_are_read() {
        let parts =
            |text: &str| ratio(text).map(|(n, d)| (n.value.map(|v| v.to_string()), d.value.map(|v| v.to_string())));
        assert_eq!(parts("982/119,900"), Some((Some("982".into()), Some("119900".into()))));
        assert_eq!(parts("101 of 982"), Some((Some("101".into()), Some("982".into()))));
        assert_eq!(parts("*/371"), Some((None, Some("371".into()))));
        assert_eq!(parts("n/a"), None);
        assert_eq!(parts("31/12/2022"), None);
    }

    proptest! {
        #[test]
        fn every_number_reads_back(units in -1_000_000_000_i64..1_000_000_000, scale in 0_u32..4, sign in "%?") {
            let value = Decimal::new(units, scale).normalize();
            prop_assert_eq!(figure(&format!("{value}{sign}")).value, Some(value));
        }

        #[test]
        fn nothing_in_a_cell_makes_it_fall_over(text in "\\PC{0,24}", near in "[0-9.,£%()/<*npc -]{0,14}") {
            let _ = (figure(&text), figure(&near), ratio(&text), ratio(&near));
        }
    }
}
