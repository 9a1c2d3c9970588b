//! The print of minutes, proved: both styles of the house, motions that were lost, what the public reads, and that
//! nothing typed is lost.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::agenda::Access;
use crate::resolution::{Carried, Counts};
use crate::word::Word;
use proptest::prelude::*;

fn day() -> NaiveDate {
    "2022-11-03".parse().unwrap()
}

fn motion(parts: &[&str]) -> Motion {
    Motion {
        narrative: "Members asked for more.".to_owned(),
        mover: "Councillor Ann Low".to_owned(),
        seconder: "Councillor Bo High".to_owned(),
        carried: Carried::Assent,
        counts: None,
        reason: String::new(),
        parts: (1..).zip(parts.iter().map(|text| (*text).to_owned())).collect(),
        actions: Vec::new(),
        rescinded: None,
    }
}

fn item(number: &str, motions: Vec<Motion>) -> Item {
    Item { number: number.to_owned(), title: "Performance monitoring".to_owned(), motions, ..Item::default() }
}

fn minutes(items: Vec<Item>) -> Minutes {
    let named = |name: &str| Person { name: name.to_owned(), ..Person::default() };
    Minutes {
        body: "Children and Families Overview and Scrutiny Panel".to_owned(),
        held_on: day(),
        when_and_where: "2.00 pm, County Hall".to_owned(),
        standing: Standing::Draft,
        amendments: Vec::new(),
        style: HouseStyle::Dash,
        present: vec![
            Person { presided: true, ..named("Councillor Kyla Stern") },
            Person { in_place_of: Some("Councillor Ida Moss".to_owned()), ..named("Councillor Bo High") },
            Person { came_for: Some("5".to_owned()), ..named("Councillor Ann Low") },
        ],
        remote: Vec::new(),
        apologies: vec!["Councillor Ida Moss".to_owned()],
        absent: Vec::new(),
        also: "Bea Jones, Director of Children's Services".to_owned(),
        declarations: vec![Declaration {
            name: "Councillor Ann Low".to_owned(),
            interest: "governor of a school".to_owned(),
            item: Some("5".to_owned()),
            is_closed: false,
        }],
        items,
    }
}

#[test]
fn the_minutes_of_a_meeting_read_as_a_council_prints_them() {
    let action = Action {
        reference: "CF 22/23-001".to_owned(),
        text: "Circulate the guide".to_owned(),
        owner: "Scrutiny officer".to_owned(),
        due: "by 4 December 2022".to_owned(),
    };
    let urgent = Item {
        urgent_reason: "the inspection was announced on 1 November.".to_owned(),
        actions: vec![action],
        ..item("5", vec![motion(&["the report be noted;", "more detail be provided."])])
    };
    let printed = text(&print(&minutes(vec![urgent]), Reader::Public));
    assert_eq!(
        printed,
        "Children and Families Overview and Scrutiny Panel\n\n\
         Minutes of the meeting held on Thursday 3 November 2022, 2.00 pm, County Hall\n\n\
         Draft minutes, subject to confirmation at the next meeting.\n\n\
         Present: Councillor Kyla Stern (in the Chair); Councillor Bo High (substitute for Councillor Ida Moss); \
         Councillor Ann Low (from item 5)\n\n\
         Apologies: Councillor Ida Moss\n\n\
         Also attended: Bea Jones, Director of Children's Services\n\n\
         Declaration of interest: Councillor Ann Low, item 5: governor of a school\n\n\
         5. Performance monitoring\n\n\
         The Chair was of the opinion that this item should be considered at the meeting as a matter of urgency, \
         by reason of these special circumstances: the inspection was announced on 1 November.\n\n\
         Members asked for more.\n\n\
         Moved by Councillor Ann Low, seconded by Councillor Bo High. Agreed by assent.\n\n\
         Resolved – That\n\n\
         (1) the report be noted;\n\n\
         (2) more detail be provided.\n\n\
         ACTION: Circulate the guide – Scrutiny officer, by 4 December 2022 (CF 22/23-001)\n"
    );
}

#[test]
fn each_house_opens_in_its_own_style_and_numbers_only_several_parts() {
    for (style, parts, wanted) in [
        (HouseStyle::Dash, &["it be noted."][..], "Resolved – That it be noted."),
        (HouseStyle::Dash, &["a;", "b."], "Resolved – That\n\n(1) a;\n\n(2) b."),
        (HouseStyle::Capitals, &["it be noted."], "RESOLVED: That it be noted."),
        (HouseStyle::Capitals, &["a;", "b."], "RESOLVED: That\n\n(1) a;\n\n(2) b."),
    ] {
        let blocks = item("5", vec![motion(parts)]).print(style, Reader::Public);
        assert!(text(&blocks).contains(wanted), "{}", text(&blocks));
    }
}

#[test]
fn a_motion_that_was_not_carried_reads_as_none() {
    let counts = Some(Counts { votes_for: 3, against: 5, abstained: None });
    for (carried, counts, wanted) in [
        (Carried::Lost, counts, "Lost: 3 for, 5 against."),
        (Carried::Lost, None, "Put to the vote and lost."),
        (Carried::Withdrawn, None, "The motion was withdrawn."),
    ] {
        let lost = Motion { carried, counts, ..motion(&["the report be sent back."]) };
        let printed = text(&item("5", vec![lost]).print(HouseStyle::Dash, Reader::Public));
        assert!(printed.contains("Motion: That the report be sent back."), "{printed}");
        assert!(printed.contains(wanted) && !printed.contains("Resolved"), "{printed}");
        assert!(crate::minutes::read(&printed).resolution.clauses.is_empty(), "{printed}");
    }
}

#[test]
fn what_is_printed_is_read_back_as_it_was() {
    use crate::minutes::{self, Vote};
    let in_a_word = |carried| Some(Vote::Word(carried));
    let tally = |abstain| Some(Vote::Counts(minutes::Counts { in_favour: Some(6), against: Some(2), abstain }));
    let counts = |abstained| Some(Counts { votes_for: 6, against: 2, abstained });
    for style in [HouseStyle::Dash, HouseStyle::Capitals] {
        for (carried, counts, wanted) in [
            (Carried::Assent, None, in_a_word(minutes::Carried::Assent)),
            (Carried::Unanimous, None, in_a_word(minutes::Carried::Unanimous)),
            (Carried::Vote, counts(Some(1)), tally(Some(1))),
            (Carried::Vote, counts(None), tally(None)),
            (Carried::NotStated, None, None),
        ] {
            let asked = Action {
                reference: "CF 22/23-001".to_owned(),
                text: "Circulate the guide".to_owned(),
                owner: "Head of Housing".to_owned(),
                due: "by 4 December 2022".to_owned(),
            };
            let moved = Motion { carried, counts, ..motion(&["the report be noted;", "the outturn be noted."]) };
            let whole = Item { actions: vec![asked], ..item("5", vec![moved]) };
            let printed = text(&whole.print(style, Reader::Public));
            let page = minutes::read(&printed);
            assert_eq!(page.resolution.clauses.len(), 2, "{printed}");
            assert_eq!(page.mover.as_deref(), Some("Councillor Ann Low"), "{printed}");
            assert_eq!(page.seconder.as_deref(), Some("Councillor Bo High"), "{printed}");
            assert_eq!(page.vote, wanted, "{printed}");
            let [action] = &page.actions[..] else { panic!("{:?} in {printed}", page.actions) };
            assert_eq!(action.owner.as_deref(), Some("Head of Housing"));
            assert_eq!(action.due.as_deref(), Some("2022-12-04"));
            assert!(action.what.starts_with("Circulate the guide"), "{action:?}");
        }
    }
}

#[test]
fn the_standing_is_said_with_its_day() {
    for (standing, wanted) in [
        (Standing::Draft, "Draft minutes, subject to confirmation at the next meeting."),
        (Standing::Confirmed(day()), "Confirmed as a correct record on 3 November 2022."),
        (Standing::Amended(day()), "Confirmed with amendments on 3 November 2022."),
    ] {
        assert_eq!(standing.sentence(), wanted);
    }
}

#[test]
fn what_was_rescinded_says_when_and_why() {
    let one = Motion { rescinded: Some((day(), "the figures were wrong".to_owned())), ..motion(&["it be agreed."]) };
    let printed = text(&item("5", vec![one]).print(HouseStyle::Dash, Reader::Public));
    assert!(printed.contains("Rescinded at the meeting of 3 November 2022: the figures were wrong"), "{printed}");
}

/// Words without the white space between them, which print may set otherwise.
fn packed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn typed() -> impl Strategy<Value = String> {
    "[A-Za-zé0-9 .,;:()–•\n]{0,60}"
}

prop_compose! {
    fn motions()(
        words in proptest::collection::vec(typed(), 6),
        texts in proptest::collection::vec(typed(), 0..4),
        carried in 0..Carried::ALL.len(),
        counts in proptest::option::of((0_u32..90, 0_u32..90)),
    ) -> Motion {
        let [narrative, mover, seconder, reason, action, owner] = <[String; 6]>::try_from(words).unwrap();
        Motion {
            narrative,
            mover,
            seconder,
            carried: Carried::ALL[carried],
            counts: counts.map(|(votes_for, against)| Counts { votes_for, against, abstained: None }),
            reason,
            parts: (1..).zip(texts).collect(),
            actions: vec![Action { reference: "CF 22/23-001".to_owned(), text: action, owner, due: String::new() }],
            rescinded: None,
        }
    }
}

prop_compose! {
    fn items()(
        title in typed(),
        urgent_reason in typed(),
        narrative in typed(),
        motions in proptest::collection::vec(motions(), 0..3),
        summary in typed(),
        access in 0..Access::ALL.len(),
    ) -> Item {
        let access = Access::ALL[access];
        let closed = access.is_restricted().then(|| Closed { access, paragraphs: Vec::new(), summary });
        Item { number: "7".to_owned(), title, urgent_reason, narrative, motions, actions: Vec::new(), closed }
    }
}

proptest! {
    #[test]
    fn nothing_typed_is_lost_in_print(items in proptest::collection::vec(items(), 0..3), style in 0..2_usize) {
        let whole = Minutes { style: HouseStyle::ALL[style], ..minutes(items) };
        let printed = packed(&text(&print(&whole, Reader::Cleared)));
        for item in &whole.items {
            let mut typed = vec![&item.title, &item.narrative];
            for motion in &item.motions {
                typed.extend([&motion.narrative, &motion.mover, &motion.seconder, &motion.reason]);
                typed.extend(motion.parts.iter().map(|(_, words)| words));
                typed.extend(motion.actions.iter().flat_map(|action| [&action.text, &action.owner]));
            }
            typed.extend(item.closed.iter().map(|closed| &closed.summary));
            for words in typed {
                prop_assert!(printed.contains(&packed(words)), "{words:?} in {printed}");
            }
            prop_assert!(printed.contains(packed(&item.urgent_reason).trim_end_matches('.')));
        }
    }

    #[test]
    fn the_public_reads_nothing_of_what_was_taken_without_it(words in "[a-z]{12}", at in 1..Access::ALL.len()) {
        let access = Access::ALL[at];
        let secret = Motion { mover: words.clone(), reason: words.clone(), ..motion(&[&words, &words]) };
        let closed = Closed { access, paragraphs: Vec::new(), summary: "A contract was discussed.".to_owned() };
        let item = Item {
            urgent_reason: words.clone(),
            narrative: words.clone(),
            actions: vec![Action { text: words.clone(), ..Action::default() }],
            closed: Some(closed),
            ..item("7", vec![secret])
        };
        let declared = Declaration { interest: words.clone(), is_closed: true, ..Declaration::default() };
        let whole = Minutes { declarations: vec![declared], ..minutes(vec![item]) };
        let printed = text(&print(&whole, Reader::Public));
        prop_assert!(!printed.contains(&words), "{printed}");
        prop_assert!(printed.contains("This item was taken without the public."));
        prop_assert!(printed.contains("A contract was discussed."));
        prop_assert!(text(&print(&whole, Reader::Cleared)).contains(&words));
    }
}
