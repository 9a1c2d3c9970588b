//! Lines as clerks type them, as tables; and that nothing typed is ever lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::too_many_lines)]

use super::*;
use crate::resolution::{Carried, Counts};

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
fn how_a_motion_went_is_understood_without_its_word_too() {
    for (typed, carried, counts) in [
        ("M: Smith S: Jones lost: 3-5", Carried::Lost, Some((3, 5))),
        ("M: Smith S: Jones lost 3-5", Carried::Lost, Some((3, 5))),
        ("M: Smith S: Jones - lost", Carried::Lost, None),
        ("M: Smith S: Jones lost", Carried::Lost, None),
        ("M: Smith S: Jones, unanimous", Carried::Unanimous, None),
        ("M: Smith S: Jones by assent", Carried::Assent, None),
        ("M: Smith S: Jones withdrawn", Carried::Withdrawn, None),
        ("M: Smith S: Jones vote 7-2", Carried::Vote, Some((7, 2))),
        ("M: Smith S: Jones\nlost: 3-5", Carried::Lost, Some((3, 5))),
    ] {
        let all = decided(&parse(&format!("{typed}\nR: it be approved"), met()));
        let motion = &all.motions[0];
        assert_eq!((motion.mover.as_str(), motion.seconder.as_str()), ("Smith", "Jones"), "{typed}");
        assert_eq!(motion.carried(), carried, "{typed}");
        let told = motion.vote.as_ref().and_then(|vote| vote.counts.as_ref());
        assert_eq!(told.map(|told| (told.votes_for, told.against)), counts, "{typed}");
    }
    let plain = decided(&parse("M: Smith S: Lost-Jones", met()));
    assert_eq!(plain.motions[0].seconder, "Lost-Jones");
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
