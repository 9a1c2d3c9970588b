//! The verbs `dates` and `plan` as a user meets them: what is printed, what is refused, and the exit code.
//! The rules behind the answers are proved in `domain`.

#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::process::Command;

/// Exit code, standard output, standard error.
type Outcome = (Option<i32>, String, String);

fn remit<S: AsRef<OsStr>>(words: &[S]) -> Outcome {
    let done = Command::new(env!("CARGO_BIN_EXE_remit")).args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/calendars/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The words of a command line; a quoted period is written with a tilde for its space.
fn words(line: &str) -> Vec<String> {
    line.split(' ').map(|word| word.replace('~', " ")).collect()
}

fn answer(line: &str) -> String {
    let (code, out, err) = remit(&words(line));
    assert_eq!((code, err.as_str()), (Some(0), ""), "{line}");
    out
}

fn assert_refused<S: AsRef<OsStr> + std::fmt::Debug>(words: &[S]) -> String {
    let (code, out, err) = remit(words);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{words:?}");
    assert!(err.ends_with(".\n") && err.lines().count() == 1 && err.len() > 20, "{words:?}: {err}");
    err
}

#[test]
fn each_question_has_its_answer() {
    for (question, expected) in [
        ("publish-by 2022-11-03", "2022-10-26"),
        ("publish-by 2019-04-25", "2019-04-15"),
        ("publish-by 2027-01-05", "2026-12-23"),
        ("publish-by 2027-01-05 --closed 2026-12-29..2026-12-31", "2026-12-18"),
        ("publish-by --closed 2026-12-29..2026-12-30 --closed 2026-12-31..2026-12-31 2027-01-05", "2026-12-18"),
        ("clear-days 2019-04-15 2019-04-25", "5"),
        ("clear-days 2022-11-03 2022-11-03", "0"),
        ("clear-days 2022-11-04 2022-11-03", "0"),
        ("clear-days 2026-12-23 2027-01-05 --closed 2026-12-29..2026-12-31", "2"),
        ("add-working-days 2022-11-03 2", "2022-11-07"),
        ("add-working-days 2024-03-25 -1", "2024-03-22"),
        ("add-working-days 2022-11-05 0", "2022-11-07"),
        ("add-working-days 2026-12-24 1 --closed 2026-12-29..2026-12-31", "2027-01-04"),
        ("two-months 2022-11-16", "2023-01-15"),
        ("two-months 2027-12-31", "2028-02-29"),
        ("two-months 2040-01-01", "2040-02-29"),
        ("two-months 2024-02-29", "2024-04-28"),
        ("two-months 0001-01-01", "0001-02-28"),
        ("days28 2026-11-30", "2026-12-28"),
        ("period 2023/24~P04", "2023-07-01\n2023-07-31"),
        ("period Q2~2022/23", "2022-07-01\n2022-09-30"),
        ("period 2022/23", "2022-04-01\n2023-03-31"),
        ("period 2035/36~Q4", "2036-01-01\n2036-03-31"),
    ] {
        assert_eq!(answer(&format!("dates {question}")), format!("{expected}\n"), "{question}");
    }
}

#[test]
fn elitestone_is_counted_with_holidays_from_a_file() {
    let question = ["dates", "clear-days", "1990-04-26", "1990-05-01"].map(str::to_owned);
    let refusal = assert_refused(&question);
    assert!(refusal.contains("1990") && refusal.contains("2010 to 2028"), "{refusal}");
    let mut with_file = question.to_vec();
    with_file.extend(["--holidays".to_owned(), fixture("1990.json")]);
    assert_eq!(remit(&with_file), (Some(0), "2\n".into(), String::new()));
}

#[test]
fn what_cannot_be_answered_is_refused_in_one_sentence() {
    for line in [
        "dates",
        "dates when",
        "dates publish-by",
        "dates publish-by tomorrow",
        "dates publish-by 2022-02-30",
        "dates publish-by 2023-02-29",
        "dates publish-by 03/11/2022",
        "dates publish-by 2022-11-3",
        "dates publish-by +2022-11-03",
        "dates publish-by 12022-11-03",
        "dates publish-by 2022-11-03~",
        "dates publish-by 2022-11-03T00:00",
        "dates publish-by ２022-11-03",
        "dates publish-by 2022-00-10",
        "dates publish-by 0000-01-01",
        "dates publish-by 9999-12-31",
        "dates publish-by 2029-01-02",
        "dates publish-by 2010-01-05",
        "dates publish-by 2022-11-03 2022-11-04",
        "dates publish-by 2022-11-03 --closed",
        "dates publish-by 2022-11-03 --closed 2022-11-02",
        "dates publish-by 2022-11-03 --closed 2022-11-02..2022-11-01",
        "dates publish-by 2022-11-03 --closed 2022-11-31..2022-12-01",
        "dates publish-by 2022-11-03 --closed 2022-11-01..2022-11-02..2022-11-03",
        "dates publish-by 2022-11-03 --closed 0001-01-01..9999-12-31",
        "dates publish-by 2022-11-03 --holidays no-such-file.json",
        "dates publish-by 2022-11-03 --holidays .",
        "dates publish-by 2022-11-03 --holidays Cargo.toml",
        "dates publish-by 2022-11-03 --opened 2022-11-01",
        "dates clear-days 2022-11-03",
        "dates add-working-days 2022-11-03",
        "dates add-working-days 2022-11-03 many",
        "dates add-working-days 2022-11-03 1.5",
        "dates add-working-days 2022-11-03 2147483647",
        "dates add-working-days 2022-11-03 -2147483648",
        "dates add-working-days 2022-11-03 99999999999999999999",
        "dates two-months 9999-12-01",
        "dates two-months 2022-13-01",
        "dates days28 9999-12-31",
        "dates days28",
        "dates period 2022/24",
        "dates period 2022/23~Q5",
        "dates period 2023/24~P13",
        "dates period 0000/01~Q1",
        "dates period Q2",
        "dates period one\ntwo",
    ] {
        assert_refused(&words(line));
    }
}

#[test]
fn a_plan_that_cannot_be_made_is_refused_in_one_sentence() {
    for line in [
        "plan",
        "plan --meeting 2022-11-03",
        "plan --period 2022/23~Q2",
        "plan --meeting 2022-11-31 --period 2022/23~Q2",
        "plan --meeting 2022-11-03 --period Q2",
        "plan --meeting 2022-11-03 --period 2022/23~Q2 --lag -1",
        "plan --meeting 2022-11-03 --period 2022/23~Q2 --lag 4000000000",
        "plan --meeting 2022-11-03 --period 2022/23~Q2 --board soon",
        "plan --meeting 2022-11-03 --period 2035/36~Q2",
        "plan --meeting 2028-12-14 --period 2028/29~Q2 --board 2029-01-11",
        "plan --meeting 2022-11-03 --meeting 2022-11-04 --period 2022/23~Q2",
        "plan --meeting 2022-11-03 --period 2022/23~Q2 --closed 2022-11-02..2022-11-01",
    ] {
        assert_refused(&words(line));
    }
}

#[cfg(unix)]
#[test]
fn words_that_are_not_text_are_refused_like_any_other() {
    use std::os::unix::ffi::OsStrExt;
    let not_text = OsStr::from_bytes(b"2022-11-\xff");
    assert_refused(&[OsStr::new("dates"), OsStr::new("publish-by"), not_text]);
}

#[test]
fn help_is_not_a_refusal() {
    for line in ["dates --help", "dates -h", "dates publish-by --help", "plan --help"] {
        assert!(answer(line).contains("Usage: remit"), "{line}");
    }
    assert!(answer("dates --help").contains("publish-by"));
}

const CASE_000: &str = "plan --meeting 2022-11-03 --period 2022/23~Q2 --board 2022-11-16";

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(&answer(line)).unwrap()
}

#[test]
fn case_000_is_planned_as_it_was() {
    let expected = serde_json::json!({
        "quarter_end": "2022-09-30",
        "data_available": "2022-10-14",
        "request_issued": "2022-10-03",
        "data_due": "2022-10-19",
        "queries": "2022-10-21",
        "final_report": "2022-10-24",
        "publish_by": "2022-10-26",
        "meeting": "2022-11-03",
        "feedback_drafted": "2022-11-04",
        "chair_approves": "2022-11-07",
        "board_publish_by": "2022-11-08",
        "board": "2022-11-16",
        "warnings": [],
    });
    assert_eq!(json(&format!("{CASE_000} --json")), expected);
}

#[test]
fn the_boards_steps_are_null_without_a_board() {
    let plan = json("plan --meeting 2022-11-03 --period 2022/23~Q2 --json");
    assert_eq!(plan["publish_by"], "2022-10-26");
    for key in ["feedback_drafted", "chair_approves", "board_publish_by", "board"] {
        assert!(plan[key].is_null() && plan.as_object().unwrap().contains_key(key), "{key}");
    }
}

#[test]
fn a_slow_indicator_is_warned_of_when_the_meeting_is_planned() {
    let plan = json(&format!("{CASE_000} --lag 15 --json"));
    assert_eq!(plan["data_available"], "2022-10-21");
    let warnings = plan["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let sentence = warnings[0].as_str().unwrap();
    assert!(sentence.contains("data will not exist") && sentence.contains("2 working days short"), "{sentence}");
    assert!(answer(&format!("{CASE_000} --lag 15")).contains(&format!("Warning: {sentence}\n")));
}

#[test]
fn closed_offices_and_other_holidays_move_the_plan() {
    let plan = json("plan --meeting 2027-01-05 --period 2026/27~Q2 --closed 2026-12-29..2026-12-31 --json");
    assert_eq!(plan["publish_by"], "2026-12-18");
    let (_, out, _) = remit(&[
        "plan".to_owned(),
        "--meeting=1990-05-10".to_owned(),
        "--period=1989/90 Q4".to_owned(),
        format!("--holidays={}", fixture("1990.json")),
        "--json".to_owned(),
    ]);
    let plan: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(plan["publish_by"], "1990-05-01");
    assert_eq!(plan["request_issued"], "1990-04-02");
}

#[test]
fn the_table_gives_day_step_and_reason() {
    let table = answer(CASE_000);
    let line = table.lines().find(|line| line.contains("Publish agenda by")).unwrap();
    assert!(line.starts_with("2022-10-26  Wed  Publish agenda by"), "{line}");
    assert!(line.ends_with("5 clear working days between: 27, 28 and 31 October, 1 and 2 November 2022"), "{line}");
    assert_eq!(table.lines().filter(|line| line.starts_with("2022-")).count(), 12);
}
