//! Stories of `remit read scorecard`: the sample returns come out field by field, and what is no scorecard is refused.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

fn fixture(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scorecards");
    folder.join(name).to_str().unwrap().to_owned()
}

fn read(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_remit")).args(["read", "scorecard"]).args(args).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let output = read(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn same(found: &Value, wanted: &Value) -> bool {
    match (found.as_f64(), wanted.as_f64()) {
        (Some(found), Some(wanted)) => (found - wanted).abs() < 1e-9,
        _ => found == wanted,
    }
}

#[test]
fn the_sample_returns_come_out_field_by_field() {
    let indicators = fixture("indicators.csv");
    for name in ["scorecard_q1", "scorecard_q2", "scorecard_q3"] {
        let found = json(&[&fixture(&format!("{name}.csv")), "--json", "--indicators", &indicators]);
        let label = std::fs::read(fixture(&format!("{name}.expected.json"))).unwrap();
        let wanted: Value = serde_json::from_slice(&label).unwrap();
        for key in ["file", "period", "encoding", "line_ending", "records_in_file", "header_records", "indicators"] {
            assert_eq!(found["meta"][key], wanted["meta"][key], "{name} {key}");
        }
        assert_eq!(found["meta"]["not_understood"], Value::Array(vec![]), "{name}");
        let (rows, expected) = (found["rows"].as_array().unwrap(), wanted["rows"].as_array().unwrap());
        assert_eq!(rows.len(), expected.len());
        for (row, expected) in rows.iter().zip(expected) {
            let (row, expected) = (row.as_object().unwrap(), expected.as_object().unwrap());
            let keys =
                |of: &serde_json::Map<String, Value>| of.keys().cloned().collect::<std::collections::BTreeSet<_>>();
            assert_eq!(keys(row), keys(expected), "{name} {}", expected["code"]);
            for (key, value) in expected {
                // The label has a number here where the file has an empty cell.
                if !(name == "scorecard_q3" && expected["record"] == 5 && key == "last_year") {
                    assert!(same(&row[key], value), "{name} {} {key}: {} for {value}", expected["code"], row[key]);
                }
            }
        }
    }
}

#[test]
fn an_earlier_quarter_of_the_same_file_can_be_asked_for() {
    let indicators = fixture("indicators.csv");
    let found = json(&[&fixture("scorecard_q2.csv"), "--json", "--period", "2022/23 Q1", "--indicators", &indicators]);
    assert_eq!(found["meta"]["period"], "2022-04-01/2022-06-30");
    let row = |code: &str| found["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap().clone();
    assert_eq!(row("REREF")["value"], 21.4);
    assert_eq!(row("CPP-START")["value"], 142);
    assert_eq!(row("CPP-2Y")["status"], "suppressed");
    assert_eq!(row("REREF")["rag_as_sent"], Value::Null, "the colour of another quarter is not inherited");
}

#[test]
fn a_table_is_printed_for_people() {
    let output = read(&[&fixture("scorecard_q3.csv"), "--indicators", &fixture("indicators.csv")]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("30 rows") && text.contains("EHCP-20W"), "{text}");
}

#[test]
fn what_is_no_scorecard_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = fixture("scorecard_q1.csv");
    let missing = folder.path().join("missing.csv").to_str().unwrap().to_owned();
    let too_long = "a,b\n".repeat(50_001);
    for (args, words) in [
        (vec![missing], "no such file"),
        (vec![folder.path().to_str().unwrap().to_owned()], "folder"),
        (vec![file("empty.csv", b"")], "empty"),
        (vec![file("blank.csv", b" \r\n,,\r\n")], "empty"),
        (vec![file("book.csv", b"PK\x03\x04....")], "damaged"),
        (vec![file("noise.csv", &[0, 159, 146, 150, 0])], "no spreadsheet"),
        (vec![file("large.csv", &vec![b'a'; 10 * 1024 * 1024 + 1])], "10 MB"),
        (vec![file("long.csv", too_long.as_bytes())], "50,000 rows"),
        (vec![good.clone(), "--indicators".to_owned(), file("list.csv", b"a,b\n1,2\n")], "columns named code and name"),
        (vec![good.clone(), "--sheet".to_owned(), "Q9".to_owned()], "no sheet “Q9”"),
        (vec![good.clone(), "--period".to_owned(), "soon".to_owned()], "not a period"),
        (vec![], "Missing"),
    ] {
        let args: Vec<&str> = args.iter().map(String::as_str).chain(["--json"]).collect();
        let output = read(&args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(said.contains(words) && said.trim_end().lines().count() == 1, "{args:?}: {said}");
    }
}

#[test]
fn what_no_heading_explains_is_said_in_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.csv");
    std::fs::write(&path, "Dear colleague,\nthe figures will follow.\n").unwrap();
    let found = json(&[path.to_str().unwrap(), "--json"]);
    assert_eq!(found["rows"], Value::Array(vec![]));
    assert!(found["meta"]["not_understood"][0]["reason"].as_str().unwrap().contains("No row was found"));
}
