//! Stories of the demonstration's data and of its rehearsal, through the verbs themselves.

use chrono::{DateTime, Datelike, NaiveTime};
use remit_domain::calendar::Calendar;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn remit(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_remit")).args(args).env_remove("REMIT_URL").output().unwrap()
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_rehearsal_is_the_same_twice_changes_nothing_and_keeps_the_hours() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("county");
    let data = data.to_str().unwrap();
    let made = remit(&["demo", "--data", data, "--prepare-only"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let before = contents(Path::new(data));
    let rehearse = || remit(&["rehearse", "--data", data, "--until", "2027-06-30", "--json"]);
    let (first, second) = (rehearse(), rehearse());
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(first.stdout, second.stdout, "two rehearsals differ");
    assert_eq!(before, contents(Path::new(data)), "the data changed");

    let calendar = Calendar::england();
    let mut mornings = BTreeSet::new();
    let mut last = String::new();
    let text = String::from_utf8(first.stdout).unwrap();
    assert!(text.lines().count() >= 20, "only {} letters", text.lines().count());
    for line in text.lines() {
        let letter: serde_json::Value = serde_json::from_str(line).unwrap();
        let keys: Vec<_> = letter.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["at", "kind", "subject", "text", "to"]);
        let at = DateTime::parse_from_rfc3339(letter["at"].as_str().unwrap()).unwrap();
        let (day, time) = (at.date_naive(), at.time());
        assert!(calendar.is_working_day(day).unwrap(), "{line}");
        let hour = |h, m| NaiveTime::from_hms_opt(h, m, 0).unwrap();
        assert!(time >= hour(7, 30) && time < hour(18, 0), "{line}");
        assert!((day.year(), day.month()) <= (2027, 6), "{line}");
        let to = letter["to"].as_str().unwrap();
        assert_eq!(to.matches('@').count(), 1, "{to}");
        assert!(mornings.insert((to.to_owned(), day)), "{to} gets two letters on {day}");
        assert!(
            last.as_str() <= letter["at"].as_str().unwrap() || at.offset().local_minus_utc() == 0,
            "out of order: {line}"
        );
        letter["at"].as_str().unwrap().clone_into(&mut last);
    }
}

#[test]
fn a_rehearsal_of_nothing_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    for args in [["--data", data, "--until", "2027-06-30"], ["--data", data, "--until", "soon"]] {
        let refused = remit(&[&["rehearse"][..], &args[..]].concat());
        assert!(!refused.status.success());
        assert!(refused.stdout.is_empty());
        assert_eq!(String::from_utf8(refused.stderr).unwrap().lines().count(), 1);
        assert!(contents(folder.path()).is_empty(), "a file was left in the folder");
    }
}
