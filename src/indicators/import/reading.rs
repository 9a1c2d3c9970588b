//! A list of indicators and a list of comparators, read from text: what each line says, and which lines could not be
//! read and why. Nothing is looked up and nothing is made here.

use remit_domain::figure::Figure;
use remit_domain::indicator_list::{self, Line, LineRefusal, ListRefusal};
use std::collections::{BTreeMap, BTreeSet};

/// What an indicator came to elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    pub area: String,
    pub year: String,
    pub value: String,
    pub source: String,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotRead {
    pub file: &'static str,
    pub line: u64,
    pub text: String,
    pub why: String,
}

/// Both lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    pub lines: Vec<Line>,
    /// By code.
    pub elsewhere: BTreeMap<String, Vec<Elsewhere>>,
    pub not_read: Vec<NotRead>,
    /// The columns of the list, by the names under which they are known here.
    pub columns: BTreeSet<String>,
    /// Columns that nothing is taken from.
    pub left: Vec<String>,
}

const LIST: &str = "List";
const COMPARATORS: &str = "Comparators";

/// The columns that something is taken from, besides those that end in `_value`.
const KNOWN: [&str; 16] = [
    "code",
    "name",
    "definition",
    "unit",
    "polarity",
    "cohort",
    "frequency",
    "period_basis",
    "typical_target",
    "tolerance",
    "target_source",
    "numerator",
    "denominator",
    "source",
    "comparator_year",
    "comparator_source",
];

/// Reads both lists; the second may be empty.
pub(crate) fn read(list: &str, comparators: &str) -> Result<Read, ListRefusal> {
    if list.trim().is_empty() && comparators.trim().is_empty() {
        return Err(ListRefusal::Nothing);
    }
    let mut read = Read::default();
    let mut sources = BTreeMap::new();
    if !list.trim().is_empty() {
        indicators(list, &mut read, &mut sources)?;
    }
    if !comparators.trim().is_empty() {
        elsewhere(comparators, &mut read, &sources)?;
    }
    Ok(read)
}

/// The header by the names under which columns are known here.
fn named(header: &csv::StringRecord) -> Vec<String> {
    let name = |typed: &str| {
        let name = typed.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_");
        match name.as_str() {
            "target" => "typical_target".to_owned(),
            "better" | "which_way_is_better" => "polarity".to_owned(),
            "lait_year" => "year".to_owned(),
            "basis" => "period_basis".to_owned(),
            "indicator" => "name".to_owned(),
            _ => name,
        }
    };
    header.iter().map(name).collect()
}

fn table(text: &str) -> csv::Reader<&[u8]> {
    let text = text.trim_start();
    let first = text.lines().next().unwrap_or_default();
    let mark = [b',', b';', b'\t'].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(mark.unwrap_or(b',')).from_reader(text.as_bytes())
}

/// A line of a table by the names of its columns.
struct Cells<'r> {
    text: &'r str,
    names: &'r [String],
    record: &'r csv::StringRecord,
}

impl<'r> Cells<'r> {
    fn get(&self, name: &str) -> &'r str {
        let at = self.names.iter().position(|one| one == name);
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }

    fn not_read(&self, file: &'static str, why: String) -> NotRead {
        let line = self.record.position().map_or(0, |at| line_at(self.text, at));
        let text = self.record.iter().take(3).collect::<Vec<_>>().join(", ");
        NotRead { file, line, text, why }
    }

    fn is_empty(&self) -> bool {
        self.record.iter().all(|cell| cell.trim().is_empty())
    }
}

/// The line on which a record begins, from 1. The reader counts the empty lines before it as its own.
fn line_at(text: &str, at: &csv::Position) -> u64 {
    let begins = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.get(begins..).unwrap_or_default();
    let empty = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
    at.line() + rest[..empty].matches('\n').count() as u64
}

/// Every line of a table under its header; `each` says why a line is not read.
fn each_line(
    text: &str,
    (file, needed, without): (&'static str, &[&str], ListRefusal),
    not_read: &mut Vec<NotRead>,
    mut each: impl FnMut(&Cells<'_>) -> Option<String>,
) -> Result<Vec<String>, ListRefusal> {
    let mut records = table(text).into_records();
    let names = match records.next() {
        Some(Ok(header)) => named(&header),
        _ => return Err(without),
    };
    if !needed.iter().all(|name| names.iter().any(|had| had == name)) {
        return Err(without);
    }
    for record in records {
        match record {
            Ok(record) => {
                let cells = Cells { text, names: &names, record: &record };
                if !cells.is_empty()
                    && let Some(why) = each(&cells)
                {
                    not_read.push(cells.not_read(file, why));
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, |at| line_at(text, at));
                let why = "It is not a line of a table.".to_owned();
                not_read.push(NotRead { file, line, text: String::new(), why });
            }
        }
    }
    Ok(names)
}

fn indicators(text: &str, read: &mut Read, sources: &mut BTreeMap<String, String>) -> Result<(), ListRefusal> {
    let (mut seen, mut not_read) = (BTreeSet::new(), Vec::new());
    let what = (LIST, &["code", "name", "polarity"][..], ListRefusal::NoHeader);
    let names = each_line(text, what, &mut not_read, |cells| match indicator_list::read(|name| cells.get(name)) {
        Ok(line) if !seen.insert(line.code.clone()) => Some(LineRefusal::Twice(line.code).to_string()),
        Ok(line) => {
            let (found, wrong) = beside(cells);
            sources.insert(line.code.clone(), cells.get("comparator_source").to_owned());
            if !found.is_empty() {
                read.elsewhere.insert(line.code.clone(), found);
            }
            read.lines.push(line);
            (!wrong.is_empty()).then(|| {
                format!(
                    "Taken in, but {} no number: {}.",
                    if wrong.len() == 1 { "one value is" } else { "some values are" },
                    wrong.join(", ")
                )
            })
        }
        Err(refused) => Some(refused.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
    })?;
    read.left = names.iter().filter(|name| !KNOWN.contains(&name.as_str()) && area(name).is_none()).cloned().collect();
    read.columns = names.into_iter().collect();
    read.not_read.extend(not_read);
    Ok(())
}

/// The area of a column such as `west_midlands_value`.
fn area(column: &str) -> Option<String> {
    let name = column.strip_suffix("_value").filter(|name| !name.ends_with("_with"))?.replace('_', " ");
    Some(match name.as_str() {
        "statistical neighbour" | "statistical neighbours" => "Statistical neighbours".to_owned(),
        _ => name.split(' ').map(capital).collect::<Vec<_>>().join(" "),
    })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The comparators that stand in the line of an indicator, and the cells among them that are no numbers.
fn beside(cells: &Cells<'_>) -> (Vec<Elsewhere>, Vec<String>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for column in cells.names {
        let Some(area) = area(column) else { continue };
        match value(cells.get(column)) {
            Ok(Some(value)) => found.push(Elsewhere {
                area,
                year: cells.get("comparator_year").to_owned(),
                value,
                source: cells.get("comparator_source").to_owned(),
            }),
            Ok(None) => {}
            Err(typed) => wrong.push(format!("{area} “{typed}”")),
        }
    }
    (found, wrong)
}

/// A number exactly as it would be typed; none where there is none, or it is withheld.
fn value(typed: &str) -> Result<Option<String>, String> {
    match typed.parse() {
        Ok(Figure::Number(value)) => Ok(Some(value.normalize().to_string())),
        Ok(Figure::Absent(_)) => Ok(None),
        Err(_) if typed.is_empty() => Ok(None),
        Err(_) => Err(typed.to_owned()),
    }
}

/// The list of comparators takes the place of what stands beside the indicators: it has the same values by year.
fn elsewhere(text: &str, read: &mut Read, sources: &BTreeMap<String, String>) -> Result<(), ListRefusal> {
    let mut by_code: BTreeMap<String, Vec<Elsewhere>> = BTreeMap::new();
    let mut not_read = Vec::new();
    let what = (COMPARATORS, &["code", "area", "year", "value"][..], ListRefusal::NoComparatorHeader);
    each_line(text, what, &mut not_read, |cells| {
        let (code, area, year) = (cells.get("code"), cells.get("area"), cells.get("year"));
        if code.is_empty() || area.is_empty() || year.is_empty() {
            return Some("It needs a code, an area and a year.".to_owned());
        }
        let value = match value(cells.get("value")) {
            Ok(Some(value)) => value,
            Ok(None) => return Some("It has no value.".to_owned()),
            Err(typed) => return Some(format!("“{typed}” is not a number.")),
        };
        let said = cells.get("source");
        let source = if said.is_empty() { sources.get(code).cloned().unwrap_or_default() } else { said.to_owned() };
        let of_code = by_code.entry(code.to_owned()).or_default();
        if of_code.iter().any(|one| one.area == area && one.year == year) {
            return Some("This area and year stand in an earlier line too.".to_owned());
        }
        of_code.push(Elsewhere { area: area.to_owned(), year: year.to_owned(), value, source });
        None
    })?;
    read.elsewhere.extend(by_code);
    read.not_read.extend(not_read);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_list_is_read_line_by_line_and_what_is_wrong_is_said() {
        let list = "Code;Name;Better;Target;Tolerance;England value;Colour\n\
            A1;Plans in time;higher;60;5;49.2;red\n\
            ;Nameless;higher;;;;\n\
            A1;Again;lower;;;;\n\
            B2;Days lost;lower;8,5;;;\n\
            \n\
            C3;Turnover;down;13;1.5;lots;\n";
        let read = read(list, "").unwrap();
        assert_eq!(read.lines.iter().map(|line| line.code.as_str()).collect::<Vec<_>>(), ["A1", "C3"]);
        let said: Vec<String> = read.not_read.iter().map(|one| format!("{} {}", one.line, one.why)).collect();
        assert_eq!(
            said,
            [
                "3 It has no code.",
                "4 The code A1 stands in an earlier line too.",
                "5 The target “8,5” is not a number.",
                "7 Taken in, but one value is no number: England “lots”.",
            ]
        );
        assert_eq!(read.elsewhere["A1"][0].value, "49.2");
        assert_eq!(read.left, ["colour"]);
    }

    #[test]
    fn comparators_by_year_take_the_place_of_those_beside_the_indicators() {
        let list = "code,name,polarity,england_value,comparator_year,comparator_source,neighbours_with_value\nA,Plans,higher,49.2,2022,DfE,10\n";
        let read = read(
            list,
            "code,area,lait_year,value\nA,England,2021,47\nA,England,2021,48\nA,England,2022,x1\nB,England,2022,5\n",
        )
        .unwrap();
        let of = |area: &str, year: &str, value: &str, source: &str| Elsewhere {
            area: area.to_owned(),
            year: year.to_owned(),
            value: value.to_owned(),
            source: source.to_owned(),
        };
        assert_eq!(read.elsewhere["A"], [of("England", "2021", "47", "DfE")]);
        assert_eq!(read.elsewhere["B"], [of("England", "2022", "5", "")]);
        assert_eq!(read.not_read.len(), 2);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for (list, comparators, wanted) in [
            ("", " ", ListRefusal::Nothing),
            ("hello", "", ListRefusal::NoHeader),
            ("code,name\nA,B", "", ListRefusal::NoHeader),
            ("code,name,polarity\nA,B,higher", "code,value\nA,5", ListRefusal::NoComparatorHeader),
        ] {
            assert_eq!(read(list, comparators), Err(wanted), "{list}");
        }
    }
}
