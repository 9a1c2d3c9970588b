//! What holds of whatever a clerk may type: what is printed means what was typed, and nothing typed is ever lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use proptest::prelude::*;

fn met() -> NaiveDate {
    "2026-11-05".parse().unwrap()
}

fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("R: "),
        Just("M: "),
        Just(" S: "),
        Just("carried: "),
        Just("A: "),
        Just("Q[32]: "),
        Just("REF Board: "),
        Just("REC "),
        Just("Cabinet: "),
        Just("C @x: "),
        Just("INFO:"),
        Just("DATA:"),
        Just("ITEM: "),
        Just("•"),
        Just("@dir-ed"),
        Just("@\"Head of X\" "),
        Just(" by 4 Dec"),
        Just(" by next meeting"),
        Just("by 31 Nov"),
        Just("the report be noted"),
        Just(" lost 3-5"),
        Just("vote 7-2-1"),
        Just(" – "),
        Just("\n"),
        Just(","),
        Just(" "),
        Just("by"),
        Just("the next meeting"),
        Just("2026"),
        Just("@"),
        Just("."),
        Just("é"),
    ];
    prop_oneof![
        proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat()),
        "[a-zA-Z:@\\[\\]•\\-0-9 .,\\n“”\"é’]{0,80}",
        "\\PC{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn what_is_printed_means_what_was_typed(text in typed()) {
        let first = parse(&text, met());
        let again = parse(&print(&first), met());
        let said = |lines: &[Line]| lines.iter().map(|line| line.said.clone()).collect::<Vec<_>>();
        // A last empty line is no line.
        let mut wanted = said(&first);
        while wanted.last() == Some(&Said::Narrative(String::new())) { wanted.pop(); }
        let mut got = said(&again);
        while got.last() == Some(&Said::Narrative(String::new())) { got.pop(); }
        prop_assert_eq!(got, wanted, "{:?} printed as {:?}", text, print(&first));
    }

    #[test]
    fn nothing_typed_is_lost(text in typed()) {
        let lines = parse(&text, met());
        prop_assert_eq!(lines.len(), text.lines().count());
        let all = decided(&lines);
        let limbs: usize = all.motions.iter().map(|one| one.limbs.len()).sum();
        let deeds = lines.iter().filter(|line| matches!(line.said, Said::Deed(_))).count();
        prop_assert_eq!(limbs + all.asked.len(), deeds);
        let told: String = all.motions.iter().map(|one| one.narrative.as_str()).chain([all.narrative.as_str()]).collect();
        for line in &lines {
            if let Said::Narrative(text) = &line.said {
                prop_assert!(told.contains(text.trim()));
            }
            let plain = |text: &str| text.chars().filter(char::is_ascii_lowercase).count();
            // A date in full and a key may be longer; no letter of the words goes.
            prop_assert!(plain(&line.said.typed()) + 12 >= plain(text_line(&text, line.number)));
        }
        prop_assert!(compare(&all, &all).asked.iter().all(|one| *one == Standing::Recorded));
    }
}

fn text_line(text: &str, number: usize) -> &str {
    text.lines().nth(number - 1).unwrap()
}
