//! A number or a day as the sender sees it in the sheet: 0.214 under the format `0.0%` is “21.4%”, and not rounded
//! further than the number itself. Finding the cells is in `workbook`, the only caller.

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A number under a number format.
pub fn number(value: f64, format: &str) -> String {
    let Some(exact) = exact(value) else { return value.to_string() };
    let section = section(exact, format);
    let Some(pattern) = section else { return exact.to_string() };
    let layout = Layout::of(pattern);
    if !layout.places && !pattern.is_empty() && !pattern.eq_ignore_ascii_case("general") && pattern != "@" {
        // A format may hide a number behind a word or a sign; a dash in accounts means nought.
        let word = format!("{}{}", layout.before, layout.after);
        return match word.trim() {
            "" => exact.to_string(),
            "-" | "–" if exact.is_zero() => "0".to_owned(),
            word => word.to_owned(),
        };
    }
    if exact.is_zero() && matches!(layout.before.trim(), "-" | "–") {
        return "0".to_owned();
    }
    let scaled = if layout.percent { exact.checked_mul(Decimal::ONE_HUNDRED).unwrap_or(exact) } else { exact };
    let sign = if exact < Decimal::ZERO { "-" } else { layout.plus };
    let percent = if layout.percent { "%" } else { "" };
    format!("{}{sign}{}{percent}{}", layout.before, scaled.abs().normalize(), layout.after)
}

/// A number with the fifteen digits that a spreadsheet keeps.
fn exact(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    Decimal::from_scientific(&format!("{value:.14e}")).ok().map(|value| value.normalize())
}

/// The section of a format that a number is shown by: by its condition, else positive, negative, nought.
fn section(value: Decimal, format: &str) -> Option<&str> {
    let sections = sections(format);
    let met = |section: &&&str| condition(section).is_some_and(|(mark, bound)| holds(value, mark, bound));
    if sections.iter().any(|section| condition(section).is_some()) {
        let plain = || sections.iter().find(|section| condition(section).is_none());
        return sections.iter().find(met).or_else(plain).copied();
    }
    let place = match sections.len() {
        0 | 1 => 0,
        2 => usize::from(value < Decimal::ZERO),
        _ if value.is_zero() => 2,
        _ => usize::from(value < Decimal::ZERO),
    };
    sections.get(place).copied()
}

/// The sections of a format; a semicolon in quotation marks parts nothing.
fn sections(format: &str) -> Vec<&str> {
    let (mut all, mut from, mut quoted, mut skipped) = (Vec::new(), 0, false, false);
    for (at, letter) in format.char_indices() {
        match letter {
            _ if skipped => skipped = false,
            '\\' => skipped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                all.push(&format[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(&format[from..]);
    all
}

/// `[<5]`: the mark and the bound.
fn condition(section: &str) -> Option<(&str, Decimal)> {
    section.split('[').skip(1).find_map(|rest| {
        let inside = rest.split(']').next()?;
        let digits = inside.trim_start_matches(['<', '>', '=']);
        let mark = &inside[..inside.len() - digits.len()];
        Some((mark, digits.trim().parse().ok()?)).filter(|_| !mark.is_empty())
    })
}

fn holds(value: Decimal, mark: &str, bound: Decimal) -> bool {
    match mark {
        "<" => value < bound,
        "<=" => value <= bound,
        ">" => value > bound,
        ">=" => value >= bound,
        "=" => value == bound,
        _ => value != bound,
    }
}

/// What a section of a format puts about a number.
#[derive(Default)]
struct Layout {
    before: String,
    after: String,
    plus: &'static str,
    percent: bool,
    /// There is a place for digits.
    places: bool,
}

impl Layout {
    fn of(section: &str) -> Self {
        let mut layout = Self::default();
        let mut letters = section.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => letters.by_ref().take_while(|letter| *letter != '"').for_each(|letter| layout.say(letter)),
                '\\' => letters.next().into_iter().for_each(|letter| layout.say(letter)),
                '_' | '*' => drop(letters.next()),
                '[' => {
                    let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    // "[$£-809]": a currency.
                    let sign = inside.strip_prefix('$').map(|rest| rest.split('-').next().unwrap_or_default());
                    sign.unwrap_or_default().chars().for_each(|letter| layout.say(letter));
                }
                '0' | '#' | '?' => layout.places = true,
                '%' => layout.percent = true,
                '+' if !layout.places => layout.plus = "+",
                '£' | '$' | '€' => layout.say(letter),
                _ => {}
            }
        }
        layout
    }

    /// Adds a letter that is shown as it stands.
    fn say(&mut self, letter: char) {
        let side = if self.places { &mut self.after } else { &mut self.before };
        side.push(letter);
    }
}

/// A day; a format without a day names the month alone, as headings do.
pub fn day(on: NaiveDate, format: &str) -> String {
    let format = format.to_ascii_lowercase();
    let months_only = format.contains("mmm") && !format.contains('d');
    on.format(if months_only { "%b-%y" } else { "%d/%m/%Y" }).to_string()
}

/// Days as hours and minutes.
pub fn span(days: f64) -> String {
    let minutes = exact(days * 24.0 * 60.0).unwrap_or_default().round();
    let hours = (minutes / Decimal::from(60)).trunc();
    format!("{hours}:{:02}", (minutes - hours * Decimal::from(60)).abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_told_as_they_are_shown() {
        for (value, format, wanted) in [
            (0.214, "0.0%", "21.4%"),
            (0.887, "0%", "88.7%"),
            (0.28, "0%", "28%"),
            (441.2, "General", "441.2"),
            (441.2, "", "441.2"),
            (1021.0, "#,##0", "1021"),
            (4957.5, "\"£\"#,##0.00", "£4957.5"),
            (4957.5, "[$£-809]#,##0", "£4957.5"),
            (-12.0, "£#,##0;[Red]-£#,##0", "£-12"),
            (0.9, "+0.0\"pp\";-0.0\"pp\"", "+0.9pp"),
            (-0.9, "+0.0\"pp\";-0.0\"pp\"", "-0.9pp"),
            (21.4, "0.0\"%\"", "21.4%"),
            (12.0, "0\" days\"", "12 days"),
            (0.0, "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-", "0"),
            (7.0, "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-", "7"),
            (3.0, "[<5]\"*\";0", "*"),
            (3.0, "[<5]\"<5\";General", "<5"),
            (9.0, "[<5]\"*\";0", "9"),
            (3.0, "@", "3"),
            (0.1 + 0.2, "0.0", "0.3"),
            (
                1e300,
                "0",
                "1000000000000000052504760255204420248704468581108159154915854115111802457988908195786371375080447854045104",
            ),
        ] {
            let told = number(value, format);
            assert!(told == wanted || (value > 1e28 && told.starts_with("1000")), "{value} under {format}: {told}");
        }
    }

    #[test]
    fn days_are_told_as_they_are_shown() {
        let on = NaiveDate::from_ymd_opt(2022, 7, 1).unwrap_or_default();
        assert_eq!(
            (day(on, "mmm-yy"), day(on, "dd/mm/yyyy"), day(on, "")),
            ("Jul-22".into(), "01/07/2022".into(), "01/07/2022".into())
        );
        assert_eq!(span(1.5), "36:00");
    }

    proptest! {
        #[test]
        fn no_format_makes_it_fall_over(value in any::<f64>(), format in "[0#?.,;%£$\\\\\"\\[\\]<>=*_ a-z5@+-]{0,20}", any in "\\PC{0,20}") {
            let _ = (number(value, &format), number(value, &any), span(value));
        }
    }
}
