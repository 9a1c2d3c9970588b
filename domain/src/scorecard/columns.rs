//! Which column of a table is the figure, the target, the rating … of one period, once headings and cells have spoken.
//! The period itself is found in `about`. Called by `reading`.

use super::cell::{figure, plain, ratio};
use super::layout::{Column, Table};
use super::mark::{Rag, Sign, direction, rag};
use super::role::Role;
use super::sheet::Sheet;
use super::stacked::column_of_kinds;
use super::when::When;
use crate::period::Period;
use std::collections::BTreeMap;

/// Cells of a column that are looked at to see what it holds.
const LOOKED_AT: usize = 400;

/// The column that holds each thing, for one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chosen {
    pub columns: BTreeMap<Role, usize>,
    /// Value and target stand in one cell.
    pub with_target: bool,
    /// How many there are, beside a column of percentages that is empty for what is only counted.
    pub counts: Option<usize>,
    /// The figure of a quarter stands in the column of its last month.
    pub month: bool,
    /// The column that says what each row holds, where an indicator takes several.
    pub kinds: Option<usize>,
    /// Columns whose headings and cells say nothing, with the heading.
    pub unknown: Vec<(usize, String)>,
}

impl Chosen {
    /// Somebody says what a column is: it is nothing else any more, and no other column is that.
    pub(super) fn read_as(&mut self, place: usize, role: Option<Role>) {
        self.columns.retain(|_, taken| *taken != place);
        self.unknown.retain(|(unknown, _)| *unknown != place);
        let Some(role) = role else { return };
        self.columns.insert(role, place);
        if role == Role::Value {
            (self.with_target, self.counts, self.month) = (false, None, false);
        }
    }
}

/// What the cells of a column look like.
struct Looks {
    filled: usize,
    numbers: usize,
    colours: usize,
    /// Cells that say that there is no colour.
    unrated: usize,
    arrows: usize,
    ratios: usize,
    units: usize,
    /// Texts of several words.
    texts: usize,
    /// Texts too long to be a name.
    long: usize,
}

fn looks(sheet: &Sheet, table: &Table, place: usize) -> Looks {
    let mut looks =
        Looks { filled: 0, numbers: 0, colours: 0, unrated: 0, arrows: 0, ratios: 0, units: 0, texts: 0, long: 0 };
    for record in table.body.clone().take(LOOKED_AT) {
        let cell = sheet.cell(record, place);
        // A row with one cell is a heading or a note.
        if cell.is_empty() || sheet.filled(record).nth(1).is_none() {
            continue;
        }
        looks.filled += 1;
        let count = |yes: bool| usize::from(yes);
        looks.numbers += count(figure(cell).value.is_some());
        looks.colours += count(matches!(rag(cell), Rag::Colour(_)));
        looks.unrated += count(matches!(rag(cell), Rag::Unrated));
        // A lone letter may be an arrow of another typeface, but only under a heading that says so.
        let sign = direction(cell).filter(|_| !cell.is_ascii() || cell.len() > 1);
        looks.arrows += count(matches!(sign, Some(Sign::Arrow(_) | Sign::Fared(_))));
        looks.units += count(UNITS.contains(&plain(cell).as_str()));
        looks.ratios += count(ratio(cell).is_some());
        looks.texts += count(plain(cell).chars().filter(|c| c.is_alphabetic()).count() > 3);
        looks.long += count(cell.chars().count() > 80);
    }
    looks
}

fn most(part: usize, of: &Looks) -> bool {
    part * 5 >= of.filled * 4 && part > 0
}

/// Sets right what headings say by what the cells show: a rating without colours is none, a column without
/// heading but full of colours is the rating.
pub(super) fn settle(sheet: &Sheet, table: &mut Table) {
    let all: Vec<Looks> = table.columns.iter().map(|column| looks(sheet, table, column.place)).collect();
    names(table, &all);
    let has = |table: &Table, role: Role| table.columns.iter().any(|column| column.role == Some(role));
    for (n, looks) in all.iter().enumerate() {
        let role = table.columns[n].role;
        let rated = looks.colours > 0 && looks.colours * 5 >= (looks.filled - looks.unrated) * 4;
        let shown = if rated && looks.numbers == 0 {
            Some(Role::Rag)
        } else if most(looks.arrows, looks) && looks.numbers == 0 {
            Some(Role::Direction)
        } else if most(looks.ratios, looks) {
            Some(Role::Ratio)
        } else if looks.long * 2 > looks.filled {
            Some(Role::Commentary)
        } else {
            None
        };
        let column = &table.columns[n];
        let settled = match (role, shown) {
            // A group heading that stands over a spacer.
            _ if !column.headed && looks.filled == 0 => None,
            (Some(Role::Value | Role::Target | Role::Aside), Some(Role::Rag)) if !has(table, Role::Rag) => {
                Some(Role::Rag)
            }
            (Some(Role::Numerator | Role::Denominator), Some(Role::Ratio)) => Some(Role::Ratio),
            (None, _) if most(looks.units, looks) && !has(table, Role::Unit) => Some(Role::Unit),
            (None, _) if counts(column) && has(table, Role::Denominator) && !has(table, Role::Numerator) => {
                Some(Role::Numerator)
            }
            (None, Some(shown)) if column.when.is_some() || !has(table, shown) => Some(shown),
            (Some(Role::Rag), _)
                if looks.filled > 0 && looks.colours == 0 && looks.numbers < looks.filled && looks.texts > 0 =>
            {
                Some(Role::Aside)
            }
            (role, _) => role,
        };
        table.columns[n].role = settled;
    }
    if !has(table, Role::Value) && !has(table, Role::ToDate) {
        let free = |n: &usize| {
            table.columns[*n].role.is_none() && table.columns[*n].share == Some(true) && all[*n].numbers > 0
        };
        let found: Vec<usize> = (0..all.len()).filter(free).collect();
        if let [only] = found.as_slice() {
            table.columns[*only].role = Some(Role::Value);
        }
    }
}

/// Words for units, as they stand in a column of them.
const UNITS: &[&str] = &[
    "%",
    "percent",
    "percentage",
    "no",
    "no.",
    "number",
    "num",
    "count",
    "rate",
    "£",
    "days",
    "weeks",
    "cases",
    "score",
    "per 10,000",
    "per 10k",
    "ratio",
    "average",
    "points",
    "per 100,000",
    "per 1,000",
];

/// Whether a heading speaks of how many there are: "No. of cases", "Count".
fn counts(column: &Column) -> bool {
    let text = plain(&column.text);
    text.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "cases" | "count" | "children" | "number"))
}

/// The column of names is the first that is said to be and that holds words; without one, the first that holds them.
fn names(table: &mut Table, all: &[Looks]) {
    let wordy = |n: usize| all[n].texts * 2 > all[n].filled && all[n].numbers * 5 <= all[n].filled;
    let said: Vec<usize> = (0..all.len()).filter(|n| table.columns[*n].role == Some(Role::Name)).collect();
    let found = said.iter().copied().find(|n| wordy(*n)).or_else(|| {
        let free = |n: &usize| {
            matches!(table.columns[*n].role, None | Some(Role::Reference))
                && wordy(*n)
                && all[*n].long * 2 <= all[*n].filled
        };
        (0..all.len()).find(free)
    });
    let Some(name) = found.or(said.first().copied()) else { return };
    for n in said {
        let code = !wordy(n) && all[n].filled > 0 && n != name;
        table.columns[n].role = Some(if code { Role::Reference } else { Role::Aside });
    }
    table.columns[name].role = Some(Role::Name);
    let referred = table.columns.iter().any(|column| column.role == Some(Role::Reference));
    if !referred
        && let Some(n) = (0..name).find(|n| table.columns[*n].role.is_none() && all[*n].filled * 2 > all[name].filled)
    {
        table.columns[n].role = Some(Role::Reference);
    }
}

/// Whether any of a table's rows has a figure in a column.
pub(super) fn has_figures(sheet: &Sheet, table: &Table, place: usize) -> bool {
    table.body.clone().any(|record| figure(sheet.cell(record, place)).value.is_some())
}

/// The period of a column, its year taken from the headings above it or else from `year`.
pub(super) fn period_of(column: &Column, year: Option<i32>) -> Option<Period> {
    column.when.and_then(|when| when.period(column.year.or(year)))
}

/// Gives quarters without a year the year in which they come before the quarter that the file is about.
pub(super) fn date_columns(table: &mut Table, about: Period) {
    let year = about.financial_year().start_year();
    let Period::Quarter { n: wanted, .. } = about else { return };
    let is_wanted = |column: &Column| matches!(column.when, Some(When::Quarter(n, own)) if n == wanted && own.or(column.year).unwrap_or(year) == year);
    let Some(last) = table.columns.iter().rposition(|column| column.role == Some(Role::Value) && is_wanted(column))
    else {
        return;
    };
    for (n, column) in table.columns.iter_mut().enumerate() {
        if let Some(When::Quarter(quarter, None)) = column.when
            && column.year.is_none()
        {
            column.year = Some(if n < last && quarter > wanted { year - 1 } else { year });
        }
    }
}

/// Chooses the columns for a period.
pub(super) fn choose(sheet: &Sheet, table: &Table, about: Option<Period>) -> Chosen {
    let year = about.map(|about| about.financial_year().start_year());
    let period = |column: &Column| period_of(column, year);
    let with = |role: Role, wanted: Option<Period>| {
        table.columns.iter().find(|column| column.role == Some(role) && period(column) == wanted)
    };
    let plain = |role: Role| table.columns.iter().find(|column| column.role == Some(role) && column.when.is_none());
    let mut chosen = Chosen::default();
    let mut value = about.and_then(|about| with(Role::Value, Some(about))).or_else(|| plain(Role::Value));
    if value.is_none()
        && let Some(about) = about
    {
        value = last_month(about).and_then(|month| with(Role::Value, Some(month)));
        chosen.month = value.is_some();
    }
    if let Some((column, counts)) = value.and_then(|value| counted(table, value)) {
        value = Some(column);
        chosen.counts = Some(counts.place);
    }
    if let Some(column) = value {
        chosen.columns.insert(Role::Value, column.place);
        chosen.with_target = column.with_target;
    }
    if let Some(about) = about {
        for (role, wanted) in [(Role::Previous, about.previous()), (Role::LastYear, about.same_last_year())] {
            if let Some(column) = with(role, Some(wanted)).or_else(|| with(Role::Value, Some(wanted))) {
                chosen.columns.insert(role, column.place);
            }
        }
    }
    if let Some(Period::Quarter { year, n: 4 }) = about
        && let Some(column) = with(Role::Value, Some(Period::year(year)))
    {
        // What the last quarter has since April is what the whole year has.
        chosen.columns.insert(Role::ToDate, column.place);
    }
    for role in ROLES {
        let of_month =
            || about.filter(|_| chosen.month).and_then(last_month).and_then(|month| with(*role, Some(month)));
        if let Some(column) = of_month().or_else(|| best(table, *role, about, year))
            && !chosen.columns.contains_key(role)
        {
            chosen.columns.insert(*role, column.place);
        }
    }
    if let (None, Some(annual)) = (chosen.columns.get(&Role::Target), chosen.columns.get(&Role::AnnualTarget)) {
        chosen.columns.insert(Role::Target, *annual);
    }
    chosen.kinds = column_of_kinds(sheet, table, &chosen);
    let body = || table.body.clone().filter(|record| sheet.filled(*record).nth(1).is_some());
    for column in table.columns.iter().filter(|column| column.role.is_none() && chosen.kinds != Some(column.place)) {
        let filled = body().any(|record| !sheet.cell(record, column.place).is_empty());
        // To the left of the names, over nothing: the title of a section in the row of headings.
        let title = chosen.columns.get(&Role::Name).is_some_and(|name| column.place < *name);
        if filled || (column.headed && !column.text.is_empty() && !title) {
            chosen.unknown.push((column.place, column.text.clone()));
        }
    }
    chosen
}

/// Of two columns of figures of one period, the percentages and how many there are.
fn counted<'a>(table: &'a Table, value: &'a Column) -> Option<(&'a Column, &'a Column)> {
    let share = value.share?;
    let other = table.columns.iter().find(|column| {
        column.role == Some(Role::Value)
            && column.share == Some(!share)
            && (column.when, column.year) == (value.when, value.year)
    })?;
    Some(if share { (value, other) } else { (other, value) })
}

/// Everything but the figure itself, which is chosen by its period.
const ROLES: &[Role] = &[
    Role::Reference,
    Role::Name,
    Role::ToDate,
    Role::Target,
    Role::AnnualTarget,
    Role::Floor,
    Role::Rag,
    Role::Direction,
    Role::Previous,
    Role::LastYear,
    Role::Neighbours,
    Role::England,
    Role::Numerator,
    Role::Denominator,
    Role::Ratio,
    Role::Commentary,
    Role::Action,
    Role::Exception,
    Role::Polarity,
    Role::Unit,
    Role::Period,
];

/// The column of a role: of the period itself, of none, of its year, or the only one there is. A comparator may be of
/// any year: the latest is taken.
fn best(table: &Table, role: Role, about: Option<Period>, year: Option<i32>) -> Option<&Column> {
    let all: Vec<&Column> = table.columns.iter().filter(|column| column.role == Some(role)).collect();
    if matches!(role, Role::Neighbours | Role::England) {
        let last = all.iter().filter_map(|column| year_in(column)).max();
        return all.iter().find(|column| year_in(column) == last).copied();
    }
    let of = |wanted: Option<Period>| all.iter().find(|column| period_of(column, year) == wanted).copied();
    let exact = about.and_then(|about| of(Some(about)));
    let whole = || about.and_then(|about| of(Some(Period::year(about.financial_year()))));
    let undated = || all.iter().find(|column| column.when.is_none()).copied();
    let words_only = matches!(
        role,
        Role::Commentary
            | Role::Action
            | Role::Name
            | Role::Reference
            | Role::Polarity
            | Role::Direction
            | Role::Exception
            | Role::Unit
    );
    // "Target (March 2024)" is what the year is to end with.
    let of_year = |column: &Column| {
        matches!(role, Role::Target | Role::AnnualTarget)
            && column.when.and_then(When::year).is_some_and(|own| Some(own) == year)
    };
    exact.or_else(undated).or_else(whole).or_else(|| match all.as_slice() {
        [only] if words_only || about.is_none() || of_year(only) => Some(*only),
        _ => None,
    })
}

/// The year that a heading names, financial or of the calendar.
fn year_in(column: &Column) -> Option<i32> {
    let numbers = column.text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok());
    let calendar = numbers.filter(|year| (1990..2100).contains(year)).max();
    column.when.and_then(When::year).or(calendar)
}

/// The last month of a quarter.
pub(super) fn last_month(about: Period) -> Option<Period> {
    match about {
        Period::Quarter { year, n } => Period::budget(year, n.checked_mul(3)?),
        _ => None,
    }
}
