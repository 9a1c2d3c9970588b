//! The indicators that a council knows, read from its own list of them in separated values.
//! What a sent row has to do with them is judged in `matching`. Called by the verb that reads scorecards.

use super::cell::number;
use super::sheet::Sheet;
use crate::indicator::Polarity;
use rust_decimal::Decimal;
use std::fmt;

/// An indicator that a council knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its unit: "%", "per 10,000", "number", …
    pub unit: String,
    /// Which way is better.
    pub polarity: Polarity,
    /// How far off its target a value still counts as amber, in its own unit.
    pub tolerance: Option<Decimal>,
    /// The target that it usually has.
    pub target: Option<Decimal>,
    /// Its reported figure counts from the beginning of a year.
    pub to_date: bool,
    /// It is reported once a year.
    pub annual: bool,
    /// Everything else that describes it.
    pub description: String,
}

/// Why a list of indicators is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownRefusal {
    /// The first row does not name the columns "code" and "name".
    NoColumns,
    /// No row has a code and a name.
    NoIndicators,
}

impl fmt::Display for KnownRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoColumns => "The list of indicators needs columns named code and name in its first row.",
            Self::NoIndicators => "The list of indicators has no row with a code and a name.",
        })
    }
}

impl std::error::Error for KnownRefusal {}

impl Known {
    /// Reads a list of indicators: one a row, columns by name (`code`, `name`, `unit`, `polarity`, `frequency`,
    /// `period_basis`, `typical_target`, `tolerance`, `definition`, `numerator`, `denominator`), in any order.
    ///
    /// # Errors
    /// When there are no such columns, or no rows.
    pub fn list(sheet: &Sheet) -> Result<Vec<Self>, KnownRefusal> {
        let place = |name: &str| (0..sheet.width()).find(|column| sheet.cell(0, *column).eq_ignore_ascii_case(name));
        let (Some(code), Some(name)) = (place("code"), place("name")) else { return Err(KnownRefusal::NoColumns) };
        let places = |names: &[&str]| names.iter().filter_map(|name| place(name)).collect::<Vec<_>>();
        let (unit, polarity, frequency) = (place("unit"), place("polarity"), place("frequency"));
        let (basis, tolerance) = (place("period_basis"), place("tolerance"));
        let target = place("typical_target").or_else(|| place("target"));
        let about = places(&["definition", "numerator", "denominator"]);
        let mut list = Vec::new();
        for record in 1..sheet.records.len() {
            let cell = |column: Option<usize>| column.map_or("", |column| sheet.cell(record, column));
            let basis = cell(basis).to_lowercase();
            let known = Self {
                code: sheet.cell(record, code).to_owned(),
                name: sheet.cell(record, name).to_owned(),
                unit: cell(unit).to_owned(),
                polarity: match cell(polarity).to_lowercase().as_str() {
                    "higher" | "high" => Polarity::Higher,
                    "lower" | "low" => Polarity::Lower,
                    _ => Polarity::Neutral,
                },
                tolerance: number(cell(tolerance)),
                target: number(cell(target)),
                to_date: basis.contains("cumulative") || basis.contains("to date"),
                annual: cell(frequency).to_lowercase().starts_with("annual"),
                description: about.iter().map(|column| sheet.cell(record, *column)).collect::<Vec<_>>().join(" "),
            };
            if !known.code.is_empty() && !known.name.is_empty() {
                list.push(known);
            }
        }
        if list.is_empty() { Err(KnownRefusal::NoIndicators) } else { Ok(list) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn list(text: &str) -> Result<Vec<Known>, KnownRefusal> {
        Known::list(&Sheet::from_bytes(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_list_is_read_by_the_names_of_its_columns() {
        let list = list("name,code,polarity,tolerance,period_basis,frequency\nRe-referrals,REREF,lower,2,cumulative,Annual\n,X,,,,\n").unwrap();
        assert_eq!(list.len(), 1);
        let one = &list[0];
        assert_eq!(
            (one.code.as_str(), one.polarity, one.tolerance, one.to_date, one.annual),
            ("REREF", Polarity::Lower, Some(2.into()), true, true)
        );
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(list("a,b\n1,2\n"), Err(KnownRefusal::NoColumns));
        assert_eq!(list("code,name\n,\n,x\n"), Err(KnownRefusal::NoIndicators));
    }
}
