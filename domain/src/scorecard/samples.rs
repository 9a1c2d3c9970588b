//! Whole files read in tests: the sample returns against what was understood of them by hand, and layouts of our own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use super::layouts::{brief, reasons};
use super::{Known, Scorecard, Sheet, Wanted, read};
use serde_json::{Map, Value};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/scorecards/");

pub(super) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FIXTURES}{name}")).unwrap()
}

pub(super) fn known() -> Vec<Known> {
    Known::list(&Sheet::from_bytes(&bytes("indicators.csv")).unwrap()).unwrap()
}

pub(super) fn read_bytes(bytes: &[u8], file: &str) -> Scorecard {
    read(&Sheet::from_bytes(bytes).unwrap(), Wanted { file, period: None, known: &known(), ..Wanted::default() })
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

/// Code, value and target of every row of a file of our own that has all kinds of measures.
fn whole(name: &str) -> (Vec<String>, Scorecard) {
    let card = read_bytes(&bytes(name), name);
    (brief(&card), card)
}

#[test]
fn a_whole_return_of_the_year_end_in_other_words() {
    let (rows, card) = whole("own_year_end.csv");
    assert_eq!(reasons(&card), Vec::<String>::new());
    assert_eq!(
        rows,
        [
            "REF-RATE 445.3/- -",
            "REREF 18.6/18 amber",
            "ASM45 92.3/90 green",
            "ICPC15 89.7/90 amber",
            "CIN-RATE 318.4/- -",
            "CPP-RATE 45.8/- -",
            "CPP-START 618/- -",
            "CPP-CEASE 531/- -",
            "CPP-REPEAT 28.1/22 red",
            "CPP-2Y 1.2/5 green",
            "LAC-RATE 82.6/- -",
            "LAC-NUM 991/- -",
            "LAC-3PLUS 10.9/10 amber",
            "LAC-STAB2Y 70.4/70 green",
            "LAC-REV 95.3/95 green",
            "LAC-PART 95.8/95 green",
            "LAC-DENTAL 79.9/85 red",
            "MISS-HOME 66/- -",
            "RHI-72H 90.5/90 green",
            "CSE-NUM 7/- -",
            "UASC-NUM 76/- -",
            "FC-NEW 14/20 red",
            "ADOPT-NUM 29/30 amber",
            "CL-EET 54.2/55 amber",
            "SW-CASES 15.9/16 green",
            "EHCP-20W 39.1/60 red",
            "NEET-1617 3.1/2.8 amber",
            "EHE-NUM 1112/- -",
            "PLACE-COST 5286/- -"
        ]
    );
}

#[test]
fn a_whole_dashboard_in_other_words() {
    let (rows, card) = whole("own_dashboard.csv");
    assert_eq!(reasons(&card), Vec::<String>::new());
    assert_eq!(
        rows,
        [
            "REF-RATE 445.3/- -",
            "REREF 18.6/18 amber",
            "ASM45 92.3/90 green",
            "CPP-RATE 45.8/- -",
            "CPP-REPEAT 28.1/22 red",
            "CPP-2Y 1.2/5 green",
            "LAC-NUM 991/- -",
            "LAC-RATE 82.6/- -",
            "UASC-NUM 76/- -",
            "LAC-DENTAL 79.9/85 red",
            "LAC-PART 95.8/95 green",
            "LAC-3PLUS 10.9/10 amber",
            "CL-EET 54.2/55 amber",
            "CL-ACCOM 90.1/90 green",
            "SW-VAC 16.2/15 amber",
            "SW-AGENCY 17.1/12 red",
            "SW-CASES 15.9/16 green",
            "EHCP-20W 39.1/60 red"
        ]
    );
    assert_eq!((card.rows[1].numerator, card.rows[1].denominator), (Some(402.into()), Some(2161.into())));
}

mod hostile {
    use super::*;
    use proptest::prelude::*;

    /// Whatever was read, it stays within the file and can be written out.
    fn holds(sheet: &Sheet, known: &[Known]) {
        for known in [known, &[]] {
            let card = read(sheet, Wanted { file: "mutated.csv", period: None, known, ..Wanted::default() });
            let count = sheet.records.len();
            assert!(card.rows.iter().all(|row| (1..=count).contains(&row.record)));
            assert!(card.rows.windows(2).all(|pair| pair[0].record < pair[1].record));
            assert!(card.rows.iter().all(|row| row.value.is_none() || row.status.word() != "not_available"));
            assert!(card.meta.not_understood.iter().all(|doubt| doubt.record.is_none_or(|record| record <= count)));
            serde_json::to_string(&card).unwrap();
        }
    }

    const SAMPLES: &[&str] = &[
        "scorecard_q1.csv",
        "scorecard_q2.csv",
        "scorecard_q3.csv",
        "own_cells.csv",
        "own_long.csv",
        "own_long_by_day.csv",
        "own_mixed_periods.csv",
        "own_number_beside.csv",
        "own_period_of_rows.csv",
        "own_sections.csv",
        "own_serial_days.csv",
        "own_two_years.csv",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 8, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn samples_with_changed_bytes_are_read_or_refused(
            which in prop::sample::select(SAMPLES),
            edits in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), prop::sample::select(&b",;\t\n\"%*/-0123456789"[..])]), 0..40),
            cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..200_usize), 0..4),
        ) {
            let mut bytes = bytes(which);
            for (place, byte) in edits {
                let place = place.index(bytes.len());
                bytes[place] = byte;
            }
            for (place, long) in cuts {
                let from = place.index(bytes.len());
                bytes.drain(from..(from + long).min(bytes.len() - 1).max(from));
            }
            if let Ok(sheet) = Sheet::from_bytes(&bytes) {
                holds(&sheet, &known());
            }
        }

        #[test]
        fn any_cells_are_read_or_refused(
            rows in prop::collection::vec(
                prop::collection::vec(
                    prop_oneof![
                        prop::sample::select(&["Indicator", "Ref", "Q1 22/23", "Q2 22/23", "Target", "RAG", "YTD", "Actual", "DoT", "Jul-22", "Period", "Numerator", "Comments", "Last quarter", "England", "Unit", "Measure", "Value", "Date", "%", "Number", "45017", "Same quarter 2022/23", "", "", ""][..]).prop_map(str::to_owned),
                        prop::sample::select(&["Re-referrals", "Adoptions", "UASC", "21.4%", "0.214", "R", "3", "<5", "*", "n/a", "982/1000", "9 (15)", "é", "+3", "79228162514264337593543950335", "-79228162514264337593543950335%", "£1.5m", "79228162514264337593543m", "Q2 2022/23", "0", "12/45 (26.7%)", "1 in 4", "85-95%", "Below target", "30/09/2023", "44834", "1. Adoptions", "Actual", "Target", "999999999999m", "0/0 (0%)"][..]).prop_map(str::to_owned),
                        "\\PC{0,12}",
                    ],
                    0..12,
                ),
                0..16,
            )
        ) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let text: Vec<String> = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
            if let Ok(sheet) = Sheet::from_bytes(text.join("\n").as_bytes()) {
                holds(&sheet, &known());
            }
        }
    }
}
