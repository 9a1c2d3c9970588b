//! Whether plain numbers in a column mean percentages as they stand or as fractions of one (0.41 for 41%).
//! Judged over a whole column, never cell by cell. Called by `reading`.

use rust_decimal::Decimal;

/// A number of a percentage measure without a percentage sign, and the target that the measure usually has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bare {
    pub value: Decimal,
    pub usual: Option<Decimal>,
}

/// How the numbers of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// 41 is 41%.
    Percent,
    /// 0.41 is 41%.
    Fraction,
}

/// How the numbers of a column are written, given those of all columns of the file.
pub(super) fn written(column: &[Bare], all: &[Bare]) -> Written {
    let (fractions, percents) = votes(column);
    if fractions + percents >= 3 && (fractions >= 2 * percents || percents >= 2 * fractions) {
        return if fractions > percents { Written::Fraction } else { Written::Percent };
    }
    let (fractions, percents) = votes(all);
    if fractions > percents { Written::Fraction } else { Written::Percent }
}

fn votes(cells: &[Bare]) -> (usize, usize) {
    let cast = |written: Written| cells.iter().filter(|cell| vote(cell) == written).count();
    (cast(Written::Fraction), cast(Written::Percent))
}

/// More than one whole is no share of one; below that, the usual target tells, and without it a share is likelier.
fn vote(cell: &Bare) -> Written {
    if cell.value.abs() > Decimal::new(11, 1) {
        return Written::Percent;
    }
    match cell.usual.filter(|usual| *usual > Decimal::ZERO) {
        Some(usual) if distance(cell.value, usual) < distance(cell.value * Decimal::ONE_HUNDRED, usual) => {
            Written::Percent
        }
        _ => Written::Fraction,
    }
}

/// How many times one of two positive numbers is the other.
fn distance(one: Decimal, other: Decimal) -> Decimal {
    let (low, high) = if one < other { (one, other) } else { (other, one) };
    if low <= Decimal::ZERO { Decimal::MAX } else { high.checked_div(low).unwrap_or(Decimal::MAX) }
}

/// A number in percent, and whether it was written as a fraction.
pub(super) fn in_percent(value: Decimal, written: Written) -> (Decimal, bool) {
    match written {
        Written::Fraction if value.abs() <= Decimal::new(15, 1) => ((value * Decimal::ONE_HUNDRED).normalize(), true),
        _ => (value, false),
    }
}

/// Whether a number is out of step with how its column is written: 0.41 among percentages, 41 among fractions.
pub(super) fn out_of_step(cell: Bare, written: Written) -> bool {
    match written {
        Written::Fraction => cell.value.abs() > Decimal::new(15, 1),
        Written::Percent => {
            let decimals = cell.value.normalize().scale() > 1;
            decimals && cell.value.abs() < Decimal::ONE && cell.usual.is_some() && vote(&cell) == Written::Fraction
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::str::FromStr;

    fn cells(values: &[(&str, Option<i64>)]) -> Vec<Bare> {
        let cell = |(value, usual): &(&str, Option<i64>)| Bare {
            value: Decimal::from_str(value).unwrap(),
            usual: usual.map(Decimal::from),
        };
        values.iter().map(cell).collect()
    }

    #[test]
    fn a_column_is_fractions_or_percentages_as_a_whole() {
        for (column, wanted) in [
            (cells(&[("0.201", Some(18)), ("0.904", Some(90)), ("0.094", Some(10))]), Written::Fraction),
            (cells(&[("20.1", Some(18)), ("90.4", Some(90)), ("0.9", Some(5))]), Written::Percent),
            (cells(&[("0.9", Some(1)), ("0.5", Some(1)), ("0.08", None), ("2", None)]), Written::Percent),
            (cells(&[("0.5", None)]), Written::Fraction),
            (cells(&[("1", None), ("0.97", Some(95))]), Written::Fraction),
            (cells(&[]), Written::Percent),
        ] {
            assert_eq!(written(&column, &column), wanted, "{column:?}");
        }
    }

    #[test]
    fn a_fraction_among_percentages_is_noticed() {
        let cell = |value: &str| cells(&[(value, Some(60))])[0];
        assert!(out_of_step(cell("0.41"), Written::Percent));
        assert!(!out_of_step(cell("41"), Written::Percent));
        assert!(out_of_step(cell("41"), Written::Fraction));
        assert_eq!(in_percent(Decimal::new(318, 3), Written::Fraction), (Decimal::new(318, 1), true));
    }
}
