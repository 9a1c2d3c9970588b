//! Lines as clerks type them, as tables; and that nothing typed is ever lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::too_many_lines)]

use super::whom::{self, Named};
use super::*;
use crate::resolution::{Carried, Counts, Makes};
use proptest::prelude::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn met() -> NaiveDate {
    on("2026-11-05")
}

fn one(text: &str) -> Line {
    parse(text, met()).remove(0)
}

fn deed(text: &str) -> Deed {
    match one(text).said {
        Said::Deed(deed) => deed,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn lines_as_they_are_typed_at_a_meeting() {
    let next = Some(Due::NextMeeting);
    let day = |text| Some(Due::On(on(text)));
    for (typed, start, text, owner, due) in [
        ("R: the Quarter 2 information be noted", Start::Part, "the Quarter 2 information be noted", None, None),
        ("r :  the  report   be noted", Start::Part, "the report be noted", None, None),
        ("• R: it be noted", Start::Part, "it be noted", None, None),
        ("RESOLVED: That it be noted", Start::Part, "That it be noted", None, None),
        ("R: report on x to the next meeting", Start::Part, "report on x to the next meeting", None, None),
        ("R: a report be brought @dir-ed by next meeting", Start::Part, "a report be brought", Some("dir-ed"), next),
        ("R: it be sent by 4 Dec", Start::Part, "it be sent by 4 Dec", None, None),
        (
            "A: circulate scorecard guide @scrutiny by 4 Dec",
            Start::Action,
            "circulate scorecard guide",
            Some("scrutiny"),
            day("2026-12-04"),
        ),
        (
            "a: circulate guide by 4 dec @scrutiny",
            Start::Action,
            "circulate guide",
            Some("scrutiny"),
            day("2026-12-04"),
        ),
        (
            "A: @scrutiny circulate guide by 15 January",
            Start::Action,
            "circulate guide",
            Some("scrutiny"),
            day("2027-01-15"),
        ),
        ("A: circulate guide, by the next meeting.", Start::Action, "circulate guide", None, next),
        ("A: circulate guide by 27/11", Start::Action, "circulate guide", None, day("2026-11-27")),
        (
            "A: write by 2026-12-01 @\"Director of Education\"",
            Start::Action,
            "write",
            Some("Director of Education"),
            day("2026-12-01"),
        ),
        ("Action: write to a@b.example", Start::Action, "write to a@b.example", None, None),
        (
            "Q[32]: reference to 4% to be clarified @dir-ed by 27 Nov",
            Start::Query,
            "reference to 4% to be clarified",
            Some("dir-ed"),
            day("2026-11-27"),
        ),
        ("REF Board: EHC plan timeliness", Start::Referral, "EHC plan timeliness", None, None),
        ("ref board further scrutiny: buses", Start::Referral, "buses", None, None),
        ("REF: buses", Start::Referral, "buses", None, None),
        ("REC Cabinet: publish the plan @cm-ed", Start::Recommendation, "publish the plan", Some("cm-ed"), None),
        ("C @cm-ed: the wait is too long", Start::Comment, "the wait is too long", Some("cm-ed"), None),
        (
            "INFO: a note on agency staff @dir-ed next meeting",
            Start::Information,
            "a note on agency staff",
            Some("dir-ed"),
            next,
        ),
        ("DATA[K1]: figures for Q3 @dir-ed", Start::DataRequest, "figures for Q3", Some("dir-ed"), None),
        ("ITEM: school transport", Start::Item, "school transport", None, None),
        ("TOPIC: elective home education", Start::Topic, "elective home education", None, None),
    ] {
        let found = deed(typed);
        assert_eq!(
            (found.start, found.text.as_str(), found.owner.as_deref(), found.due),
            (start, text, owner, due),
            "{typed}"
        );
        assert!(one(typed).doubts.is_empty(), "{typed}: {:?}", one(typed).doubts);
    }
    assert_eq!(deed("Q[32]: x").indicator.as_deref(), Some("32"));
    assert_eq!(deed("R noted: x").verb, Some(Verb::Noted));
    assert_eq!(deed("REF Board scrutiny: x").kind, Some(referral::Kind::FurtherScrutiny));
    assert_eq!(deed("REC health: x").addressee, Some(Addressee::HealthPartner));
}

#[test]
fn what_only_begins_alike_is_narrative() {
    for typed in [
        "A member asked: why is it late?",
        "Members asked about demand for EHC plans.",
        "Data shows: nothing",
        "Report: none",
        "R the report",
        "Councillor M: Smith",
        "12:30 the meeting adjourned",
        "",
        "   ",
    ] {
        let line = one(&format!("{typed}\n"));
        assert_eq!((line.said, line.doubts), (Said::Narrative(typed.trim_end().to_owned()), vec![]), "{typed}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_kept() {
    for (typed, doubt) in [
        ("REF Cabinet: buses", Doubt::NotTheBoard("Cabinet".to_owned())),
        ("REC the mayor of London: buses", Doubt::NoAddressee("the mayor of London".to_owned())),
        ("A: ask @dir-ed to write", Doubt::OwnerInside("dir-ed".to_owned())),
        ("A: write @dir-ed @scrutiny", Doubt::SeveralOwners),
        ("C @a: write @b", Doubt::SeveralOwners),
        ("A: write by 31 Nov", Doubt::NoSuchDay("31 Nov".to_owned())),
        ("R:", Doubt::NoWords),
        ("M: S: Cllr Low", Doubt::NoName),
        ("carried: perhaps", Doubt::Vote("perhaps".to_owned())),
    ] {
        let line = one(typed);
        assert!(line.doubts.contains(&doubt), "{typed}: {line:?}");
        let kept = print(&[line]);
        let words = typed.split_whitespace().filter(|word| !word.ends_with(':'));
        for word in words {
            assert!(kept.contains(word), "{typed} lost {word}: {kept}");
        }
    }
}

#[test]
fn motions_as_they_are_put() {
    let vote = |carried, counts: Option<(u32, u32, Option<u32>)>, reason: &str| {
        let counts = counts.map(|(votes_for, against, abstained)| Counts { votes_for, against, abstained });
        Some(Vote { carried, counts, reason: reason.to_owned() })
    };
    for (typed, mover, seconder, wanted) in [
        (
            "M: Cllr Cannon  S: Cllr Carubia  carried: assent",
            Some("Cllr Cannon"),
            Some("Cllr Carubia"),
            vote(Carried::Assent, None, ""),
        ),
        ("m: Cllr Cannon, s: Cllr Carubia", Some("Cllr Cannon"), Some("Cllr Carubia"), None),
        ("S: Cllr Carubia", None, Some("Cllr Carubia"), None),
        ("Moved: Cllr Low carried: unanimously", Some("Cllr Low"), None, vote(Carried::Unanimous, None, "")),
        ("carried: vote 7-2-1", None, None, vote(Carried::Vote, Some((7, 2, Some(1))), "")),
        ("carried: 7 to 2", None, None, vote(Carried::Vote, Some((7, 2, None)), "")),
        ("carried: 7 for, 2 against, 1 abstention", None, None, vote(Carried::Vote, Some((7, 2, Some(1))), "")),
        ("carried: vote", None, None, vote(Carried::Vote, None, "")),
        ("carried: lost 3-5", None, None, vote(Carried::Lost, Some((3, 5, None)), "")),
        (
            "carried: lost – the figures were disputed",
            None,
            None,
            vote(Carried::Lost, None, "the figures were disputed"),
        ),
        ("carried: not carried 3-5", None, None, vote(Carried::Lost, Some((3, 5, None)), "")),
        ("carried: withdrawn", None, None, vote(Carried::Withdrawn, None, "")),
    ] {
        let Said::Moved(found) = one(typed).said else { panic!("{typed}") };
        assert_eq!(
            (found.mover.as_deref(), found.seconder.as_deref(), found.vote),
            (mover, seconder, wanted),
            "{typed}"
        );
    }
}

#[test]
fn a_second_motion_after_a_lost_one_is_another() {
    let text = "The Chair opened.\n\nM: Low S: High\nR: it be approved\ncarried: lost 3-5\nMembers spoke on.\nM: Bell S: Day carried: assent\nR: it be noted\nA: send it @x by 4 Dec\nR: it be brought back\nThe item closed.";
    let all = decided(&parse(text, met()));
    let told: Vec<_> = all
        .motions
        .iter()
        .map(|one| (one.mover.as_str(), one.carried(), one.limbs.len(), one.narrative.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("Low", Carried::Lost, 1, "The Chair opened."),
            ("Bell", Carried::Assent, 2, "Members spoke on.\n\nThe item closed."),
        ]
    );
    assert_eq!(all.asked.len(), 1);
    assert!(all.doubts.is_empty(), "{:?}", all.doubts);
    let twice = decided(&parse("M: Low\nS: High\nS: Bell\nR: it be noted\ncarried: vote", met()));
    assert_eq!(twice.doubts, [(1, Doubt::NoCounts), (3, Doubt::MovedTwice)]);
    assert_eq!(decided(&parse("M: Low", met())).doubts, [(1, Doubt::NoLimb)]);
}

#[test]
fn where_nothing_was_moved_the_narrative_stands_alone() {
    for (text, wanted) in [
        ("The Chair spoke.\nA: write @x by 4 Dec\nIt ended.", "The Chair spoke.\n\nIt ended."),
        ("The Chair spoke.\nR: it be noted", ""),
        ("", ""),
    ] {
        assert_eq!(narrative_alone(text), wanted, "{text}");
    }
}

fn facts<'f>(owner: Option<&'f str>) -> Facts<'f> {
    Facts { met_on: met(), board: Some("Performance Board"), owner, is_carried: true }
}

#[test]
fn what_a_limb_brings_into_being() {
    use Makes as K;
    for (typed, text, verb, makes, doubts) in [
        ("R: the report be noted", "the report be noted", Some(Verb::Noted), K::Nothing, vec![]),
        (
            "R: That the report be noted and approved",
            "the report be noted and approved",
            Some(Verb::Agreed),
            K::Nothing,
            vec![],
        ),
        (
            "R: reports be brought to the next meeting",
            "reports be brought to the next meeting",
            Some(Verb::Requested),
            K::Action,
            vec![Doubt::NoOwner],
        ),
        (
            "R: report on staff to the next meeting",
            "report on staff to the next meeting",
            Some(Verb::Requested),
            K::Action,
            vec![Doubt::NoOwner],
        ),
        (
            "R: a guide be circulated",
            "a guide be circulated",
            Some(Verb::Requested),
            K::Action,
            vec![Doubt::NoOwner, Doubt::NoDue],
        ),
        ("R: the item be deferred", "the item be deferred", Some(Verb::Deferred), K::Item, vec![]),
        (
            "R: EHC plans be referred to the Board",
            "EHC plans be referred to the Board",
            Some(Verb::Referred),
            K::Referral,
            vec![],
        ),
        ("R: it be referred to Cabinet", "it be referred to Cabinet", Some(Verb::Referred), K::Nothing, vec![]),
        (
            "R: Cabinet be recommended to act",
            "Cabinet be recommended to act",
            Some(Verb::Recommended),
            K::Recommendation,
            vec![Doubt::NoOwner],
        ),
        ("R: the future of the hub", "the future of the hub", None, K::Nothing, vec![Doubt::NoVerb]),
        ("R noted: the future of the hub", "the future of the hub", Some(Verb::Noted), K::Nothing, vec![]),
        (
            "REF Board: EHC plans",
            "EHC plans be referred to the Performance Board",
            Some(Verb::Referred),
            K::Referral,
            vec![],
        ),
        (
            "REC Cabinet: publish the plan",
            "the Cabinet be recommended to publish the plan",
            Some(Verb::Recommended),
            K::Recommendation,
            vec![Doubt::NoOwner],
        ),
        (
            "REC Council: fees stay as they are",
            "the Council be recommended that fees stay as they are",
            Some(Verb::Recommended),
            K::Recommendation,
            vec![Doubt::NoOwner],
        ),
        (
            "C: waits are too long",
            "the cabinet member be advised that waits are too long",
            Some(Verb::Commented),
            K::Comment,
            vec![Doubt::NoOwner],
        ),
        (
            "DATA: figures for Quarter 3",
            "figures for Quarter 3 be requested",
            Some(Verb::Requested),
            K::DataRequest,
            vec![Doubt::NoOwner],
        ),
        (
            "ITEM: school transport",
            "school transport be considered at the next meeting",
            Some(Verb::Agreed),
            K::Item,
            vec![],
        ),
        (
            "TOPIC: home education",
            "home education be added to the work programme",
            Some(Verb::Agreed),
            K::Topic,
            vec![],
        ),
    ] {
        let made = limb(&deed(typed), &facts(None));
        assert_eq!((made.text.as_str(), made.verb, made.makes, made.doubts), (text, verb, makes, doubts), "{typed}");
        assert!(made.verb.is_none_or(|verb| verb.may_make(made.makes)), "{typed}");
    }
    let owned = limb(&deed("R: it be agreed @x by 4 Dec"), &facts(Some("Director")));
    assert_eq!((owned.makes, owned.doubts.len()), (Makes::Action, 0));
    let noted = limb(&deed("R: it be noted @x"), &facts(Some("Director")));
    assert_eq!(noted.doubts, [Doubt::NotedOnly]);
    let lost = limb(&deed("REF Board: x"), &Facts { is_carried: false, ..facts(None) });
    assert_eq!((lost.makes, lost.doubts.len()), (Makes::Nothing, 0));
    let alone = limb(&deed("REF Board: x"), &Facts { board: None, ..facts(None) });
    assert_eq!(alone.doubts, [Doubt::NoBoard]);
    let words = limb(&deed("R: it be sent by 4 December"), &facts(Some("Director")));
    assert_eq!(words.due, Some(Due::On(on("2026-12-04"))));
}

fn named(all: &[(&str, &str)]) -> Vec<Named> {
    (1..)
        .zip(all)
        .map(|(id, (title, short))| Named { id, title: (*title).to_owned(), short: (*short).to_owned() })
        .collect()
}

#[test]
fn a_post_is_found_or_told_apart() {
    let posts = named(&[
        ("Director of Children's Services", ""),
        ("Director of Education", ""),
        ("Overview and Scrutiny Officer", ""),
        ("Democratic Governance and Scrutiny Manager", ""),
        ("Cabinet Member with Responsibility for Education", ""),
        ("Chair of the Children and Families Panel", "CF"),
    ]);
    for (name, wanted) in [
        ("dcs", Some(1)),
        ("DOCS", Some(1)),
        ("dir-ed", Some(2)),
        ("dir-child", Some(1)),
        ("director of education", Some(2)),
        ("scrutiny-officer", Some(3)),
        ("cm-education", None),
        ("cab-ed", Some(5)),
        ("cf", Some(6)),
        ("dir", None),
        ("scrutiny", None),
        ("nobody", None),
    ] {
        assert_eq!(whom::post(name, &posts).ok(), wanted, "{name}");
    }
    assert!(matches!(whom::post("scrutiny", &posts), Err(Doubt::SeveralPosts(_, both)) if both.len() == 2));
    assert_eq!(whom::post("nobody", &posts), Err(Doubt::NoPost("nobody".to_owned())));
}

#[test]
fn a_member_and_an_indicator_are_found_or_told_apart() {
    let members =
        named(&[("Councillor Kate Cannon", ""), ("Councillor Chris Carubia", ""), ("Councillor Karl Cannon", "")]);
    for (name, wanted) in [
        ("Cllr Carubia", Some(2)),
        ("Councillor Kate Cannon", Some(1)),
        ("Cllr Kate Cannon", Some(1)),
        ("Cllr. Kar Cannon", Some(3)),
        ("Cllr Cannon", None),
        ("Cllr K Cannon", None),
        ("Cllr Low", None),
        ("", None),
    ] {
        assert_eq!(whom::member(name, &members).ok(), wanted, "{name}");
    }
    let codes = named(&[("Plans in time", "K32"), ("Visits", "05"), ("Reviews", "CF-5")]);
    for (code, wanted) in [("32", Some(1)), ("k32", Some(1)), ("05", Some(2)), ("5", None), ("9", None), ("", None)] {
        assert_eq!(whom::indicator(code, &codes).ok(), wanted, "{code}");
    }
    let items = named(&[("Apologies", "1"), ("Performance and Budget Monitoring", "5")]);
    assert_eq!(whom::item(Some("26"), Some("Performance Monitoring"), &items), Some(2));
    assert_eq!(whom::item(Some("1"), None, &items), Some(1));
    assert_eq!(whom::item(Some("1"), Some("School places"), &items), None);
}

#[test]
fn recording_again_records_only_what_is_new() {
    let old = decided(&parse(
        "M: Low carried: assent\nR: the report be noted\nR: a plan be brought to the next meeting\nA: send the guide @x by 4 Dec",
        met(),
    ));
    let same = compare(&old, &old);
    assert_eq!(same.motions, [(Some(0), vec![Standing::Recorded, Standing::Recorded])]);
    assert_eq!((same.asked, same.gone.len(), same.moved), (vec![Standing::Recorded], 0, vec![false]));
    let now = decided(&parse(
        "Talk.\nM: Low S: High carried: assent\nR: The report be noted.\nR: a plan for buses be brought to the next meeting\nR: thanks be given\nA: publish a list @x by 4 Dec\nM: Bell\nR: fees be agreed",
        met(),
    ));
    let found = compare(&now, &old);
    assert_eq!(
        found.motions[0].1,
        [Standing::Recorded, Standing::Changed("R: a plan be brought to the next meeting".to_owned()), Standing::New]
    );
    assert_eq!((found.motions[1].0, &found.moved), (None, &vec![true, false]));
    assert_eq!(found.asked, [Standing::New]);
    assert_eq!(found.gone, ["A: send the guide @x by 4 December 2026"]);
}

#[test]
fn what_was_recorded_is_kept_apart_motion_by_motion() {
    let all = decided(&parse(
        "R: it be noted\nM: Low S: High carried: lost 3-5\nR: it be approved\nA: send it @x by 4 Dec",
        met(),
    ));
    let asked: Vec<Deed> = all.asked.iter().map(|(_, deed)| deed.clone()).collect();
    let first = with_recorded("", &all.motions[..1], &asked);
    let both = with_recorded(&first, &all.motions[1..], &[]);
    assert_eq!(
        both,
        "M:\nR: it be noted\nA: send it @x by 4 December 2026\nM: Low  S: High  carried: lost 3-5\nR: it be approved"
    );
    let found = compare(&all, &decided(&parse(&both, met())));
    assert!(found.motions.iter().all(|(at, limbs)| at.is_some() && limbs.iter().all(|one| *one == Standing::Recorded)));
    assert_eq!((found.asked, found.moved, found.gone.len()), (vec![Standing::Recorded], vec![false, false], 0));
    let spelt = decided(&parse("R noted: It be noted.", met()));
    let plainly = decided(&parse("R: it be noted", met()));
    assert_eq!(compare(&plainly, &spelt).motions[0].1, [Standing::Recorded]);
    let reads = compare(&all, &decided(&parse(&first, met())));
    assert_eq!(reads.motions[1], (None, vec![Standing::New]));
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
