//! What limbs bring into being, whom handles name, and what is new when a text is recorded again, as tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::too_many_lines)]

use super::whom::{self, Named};
use super::*;
use crate::resolution::Makes;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn met() -> NaiveDate {
    on("2026-11-05")
}

fn deed(text: &str) -> Deed {
    match parse(text, met()).remove(0).said {
        Said::Deed(deed) => deed,
        other => panic!("{text}: {other:?}"),
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
