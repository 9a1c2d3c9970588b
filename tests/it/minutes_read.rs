//! The verb `read minutes` as a user meets it, and how well it reads the thirty invented pages in `fixtures/minutes`.
//! The rules of the language are proved in `domain`.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

const PAGES: usize = 30;
/// The facts that must be exact, and on how many pages.
const EXACT: [&str; 6] = ["meeting_date", "item_number", "clause_count", "mover", "seconder", "vote"];
const EXACT_ON: usize = 28;
const F1: f64 = 0.8;

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/minutes/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn remit(words: &[&str], input: &[u8]) -> (Option<i32>, String, String) {
    let mut started = Command::new(env!("CARGO_BIN_EXE_remit"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    started.stdin.take().unwrap().write_all(input).unwrap();
    let done = started.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// Words of a phrase, without the small ones.
fn tokens(text: &Value) -> BTreeSet<String> {
    const SMALL: [&str; 15] =
        ["the", "a", "an", "of", "to", "and", "in", "on", "for", "be", "that", "with", "by", "at", "its"];
    let low = text.as_str().unwrap_or_default().to_lowercase().replace('’', "'");
    low.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\''))
        .map(|word| word.trim_end_matches("'s").trim_matches(['-', '\'']).to_owned())
        .filter(|word| !word.is_empty() && !SMALL.contains(&word.as_str()))
        .collect()
}

/// Share of the shorter phrase's words that the other has too.
fn overlap(one: &Value, other: &Value) -> f64 {
    let (one, other) = (tokens(one), tokens(other));
    let both = u32::try_from(one.intersection(&other).count()).unwrap();
    let least = u32::try_from(one.len().min(other.len()).max(1)).unwrap();
    f64::from(both) / f64::from(least)
}

fn loosely(one: &Value, other: &Value) -> bool {
    if one.is_null() || other.is_null() { one == other } else { overlap(one, other) >= 0.5 }
}

/// An action is found when its deed overlaps by half and its owner or its day agrees loosely.
fn same_action(one: &Value, other: &Value) -> bool {
    overlap(&one["what"], &other["what"]) >= 0.5
        && (loosely(&one["owner"], &other["owner"]) || loosely(&one["due"], &other["due"]))
}

fn same_referral(one: &Value, other: &Value) -> bool {
    overlap(&one["to_body"], &other["to_body"]) >= 0.5 && one["direction"] == other["direction"]
}

/// Found, wanted, and found where wanted.
#[derive(Default, Debug)]
struct Tally {
    found: u32,
    wanted: u32,
    hits: u32,
}

impl Tally {
    fn add(&mut self, found: &Value, wanted: &Value, same: fn(&Value, &Value) -> bool) {
        let mut left = found.as_array().unwrap().clone();
        self.found += u32::try_from(left.len()).unwrap();
        for want in wanted.as_array().unwrap() {
            self.wanted += 1;
            if let Some(at) = left.iter().position(|found| same(found, want)) {
                left.remove(at);
                self.hits += 1;
            }
        }
    }

    fn f1(&self) -> f64 {
        2.0 * f64::from(self.hits) / f64::from(self.found + self.wanted)
    }
}

#[test]
fn thirty_pages_are_read_well_enough() {
    let mut exact = [0; EXACT.len()];
    let mut wrong = Vec::new();
    let (mut verbs, mut actions, mut referrals) = (Tally::default(), Tally::default(), Tally::default());
    for nth in 1..=PAGES {
        let text = std::fs::read_to_string(fixture(&format!("{nth:02}.txt"))).unwrap();
        let label = std::fs::read_to_string(fixture(&format!("{nth:02}.json"))).unwrap();
        let want: Value = serde_json::from_str(&label).unwrap();
        let got = serde_json::to_value(remit_domain::minutes::read(&text)).unwrap();
        for (at, fact) in EXACT.iter().enumerate() {
            if got[fact] == want[fact] {
                exact[at] += 1;
            } else {
                wrong.push(format!("{nth:02} {fact}: {} for {}", got[fact], want[fact]));
            }
        }
        verbs.add(&got["verbs"], &want["verbs"], |one, other| one == other);
        actions.add(&got["actions"], &want["actions"], same_action);
        referrals.add(&got["referrals"], &want["referrals"], same_referral);
    }
    for (fact, count) in EXACT.iter().zip(exact) {
        println!("{fact}: exact on {count} of {PAGES}");
    }
    println!("F1: verbs {:.2}, actions {:.2}, referrals {:.2}", verbs.f1(), actions.f1(), referrals.f1());
    assert!(exact.iter().all(|count| *count >= EXACT_ON), "{EXACT:?}: {exact:?}\n{}", wrong.join("\n"));
    for (name, tally) in [("verbs", verbs), ("actions", actions), ("referrals", referrals)] {
        assert!(tally.f1() >= F1, "{name}: {tally:?} F1 {:.2}", tally.f1());
    }
}

#[test]
fn a_page_is_printed_as_one_object_with_the_keys_of_its_label() {
    let (code, out, err) = remit(&["read", "minutes", &fixture("01.txt"), "--json"], b"");
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let got: Value = serde_json::from_str(&out).unwrap();
    let label: Value = serde_json::from_str(&std::fs::read_to_string(fixture("01.json")).unwrap()).unwrap();
    let missing: Vec<&String> = label.as_object().unwrap().keys().filter(|key| got.get(*key).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(got["clauses"], label["clauses"]);
    assert_eq!(got["vote"], "assent");
}

#[test]
fn standard_input_is_read_and_summed_up() {
    let page = b"<p>Minutes:</p><p>It was moved by Cllr Ann Low, seconded by Cllr Bo High and</p><p><b>RESOLVED</b> \x96 That the figures be&nbsp;noted.</p>";
    let (code, out, err) = remit(&["read", "minutes", "-"], page);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    for line in ["Moved: Cllr Ann Low", "Seconded: Cllr Bo High", "(1): That the figures be noted."] {
        assert!(out.lines().any(|found| found == line), "{line} is not in {out}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_in_one_sentence() {
    let none = fixture("none.txt");
    let folder = fixture("");
    for (words, input) in [
        (&["read", "minutes", none.as_str()][..], &b""[..]),
        (&["read", "minutes", folder.as_str(), "--json"], b""),
        (&["read", "minutes", "-", "--json"], b"%PDF-1.7\n\0\0"),
        (&["read", "minutes"], b""),
        (&["read"], b""),
    ] {
        let (code, out, err) = remit(words, input);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{words:?}");
        assert!(err.lines().count() == 1 && err.len() > 20 && err.ends_with(".\n"), "{words:?}: {err}");
    }
}
