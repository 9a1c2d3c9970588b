//! Pages invented for these tests, one for each habit of minute writers that must be survived.
//! No council, place or person in them exists.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;

use super::{ActionSource, Carried, Counts, Direction, MeetingStatus, Outcome, Page, ThatPosition, Vote, read};

fn openings(page: &Page) -> Vec<&str> {
    page.resolution.clauses.iter().map(|part| part.text.as_str()).collect()
}

fn counted(for_: u32, against: u32, abstain: Option<u32>) -> Option<Vote> {
    Some(Vote::Counts(Counts { in_favour: Some(for_), against: Some(against), abstain }))
}

#[test]
fn a_whole_meeting_gives_its_main_item_and_the_rest() {
    let page = read(
        "MARLBY COUNTY COUNCIL\n\nMINUTES of a meeting of the HEALTH SCRUTINY COMMITTEE held at County Hall, Marlby on \
         Tuesday 14 January 2020 at 2.00 pm.\n\nPRESENT\n\nCouncillor E Brand (Chairman)\n\n12. APOLOGIES FOR ABSENCE\n\n\
         There were none.\n\n13. MINUTES\n\nRESOLVED that the minutes of the meeting held on 5 November 2019 be confirmed.\n\n\
         14. QUARTER 2 PERFORMANCE REPORT\n\nThe Director undertook to circulate a briefing note to all Members within the \
         next fortnight.\n\nIt was moved by Councillor Ash and seconded by Councillor Birch that the report be noted. There \
         were 6 votes for, 2 against and 1 abstention.\n\nRESOLVED:\n\n(i) that the report be noted;\n\n(ii) that the Director \
         of Adult Care be requested to provide a further report to the meeting on 10 March 2020; and\n\n(iii) that Cabinet be \
         recommended to review the budget.\n\n15. DATE OF NEXT MEETING\n\n10 March 2020.\n",
    );
    assert_eq!(page.body.as_deref(), Some("HEALTH SCRUTINY COMMITTEE"));
    assert_eq!(page.meeting_date.unwrap().to_string(), "2020-01-14");
    assert_eq!(page.item_number.as_deref(), Some("14"));
    assert_eq!((page.resolution.clause_count, page.resolution.numbering.as_deref()), (3, Some("(i)")));
    assert_eq!(page.mover.as_deref(), Some("Councillor Ash"));
    assert_eq!(page.vote, counted(6, 2, Some(1)));
    assert_eq!(page.other_items.len(), 3);
    let due: Vec<Option<&str>> = page.actions.iter().map(|action| action.due.as_deref()).collect();
    assert_eq!(due, [Some("2020-03-10"), Some("within the next fortnight")]);
    assert_eq!(page.referrals[0].to_body, "Cabinet");
}

#[test]
fn html_with_ordered_lists_and_double_encoding_is_read_as_seen() {
    let page = read(
        "<html><body><h1>Agenda item</h1><h2>Scorecard &amp;ndash; Quarter&nbsp;3</h2><ul><li><a href='x'>Meeting of \
         Performance Board, Thursday, 9th March, 2017 6.30 pm (Item 45.)</a></li></ul><h3>Minutes:</h3><p>&nbsp;</p><p><b>\
         RESOLVED &ndash; That:</b></p><ol><li>the scorecard be received; and</li><li>officers bring an update to the June \
         meeting.</li></ol><h3>Supporting documents:</h3><ul><li>Scorecard, item 45. <img alt='pdf icon'> PDF 143 KB</li></ul>",
    );
    assert_eq!(page.item_title.as_deref(), Some("Scorecard – Quarter 3"));
    assert_eq!((page.body.as_deref(), page.item_number.as_deref()), (Some("Performance Board"), Some("45")));
    assert_eq!(page.meeting_date.unwrap().to_string(), "2017-03-09");
    assert_eq!(page.resolution.that_position, Some(ThatPosition::Intro));
    assert_eq!(openings(&page).len(), 2);
    assert_eq!(page.actions[0].due.as_deref(), Some("June meeting"));
    assert_eq!(page.documents[0].size_kb, Some(143));
}

#[test]
fn a_deadline_is_no_meeting_date_and_agreement_in_bullets_no_resolution() {
    let page = read(
        "Agenda\n\nFamilies Scrutiny Panel\n\nPlease notify officers no later than 9.00am on the working day before the \
         meeting (in this case 2 November 2022).\n\nItems\nNo. Item\n\n1.\n\nApologies\n\nMinutes:\n\nNone.\n\n2.\n\nPerformance \
         Monitoring\n\nMinutes:\n\nThe following points were made:\n\n* A Member asked about the fall in assessments. The Director \
         would provide further information.\n* It was agreed that the Panel would receive an update at its January meeting.\n",
    );
    assert_eq!(page.meeting_date, None);
    assert_eq!(page.item_number.as_deref(), Some("2"));
    assert_eq!((page.resolution.clause_count, page.prose_decisions.len()), (0, 1));
    assert_eq!(page.actions[0].owner.as_deref(), Some("Director"));
    assert_eq!(page.actions[0].source, ActionSource::Prose);
    assert_eq!(page.actions[1].due.as_deref(), Some("January meeting"));
}

#[test]
fn a_decision_and_the_minutes_that_repeat_it_count_once() {
    let page = read(
        "Issue - meetings\n\nTreasury\n\nMeeting: 03/07/2018 - Executive (Item 8e)\n\n8e Treasury (Report No. 12/18) pdf icon \
         PDF 88 KB\n\nDecision:\n\nResolved that –\n\na) the report be noted; and\n\nb) the strategy be recommended to Council.\n\n\
         Minutes:\n\nCouncillor Hale spoke.\n\nResolved that –\n\na) the report be noted; and\n\nb) the strategy be recommended to \
         Full Council for approval.\n\nMeeting: 25/06/2018 - Audit Panel (Item 4)\n\n4 Treasury pdf icon PDF 80 KB\n\nMinutes:\n\n\
         The Panel noted the report.\n",
    );
    assert_eq!((page.item_number.as_deref(), page.resolution.clause_count), (Some("8e"), 2));
    assert!(page.decision_repeated);
    assert_eq!(page.decision_block_clauses.len(), 2);
    assert_eq!(page.other_items[0].prose_decisions, ["The Panel noted the report."]);
    let ways: Vec<Direction> = page.referrals.iter().map(|referral| referral.direction).collect();
    assert_eq!(ways, [Direction::Out, Direction::In]);
}

#[test]
fn a_lost_motion_is_recorded_and_asks_nothing() {
    let page = read(
        "Minutes:\n\nCouncillor Vane moved, and Councillor Wick seconded, the following motion:\n\n“This Council resolves \
         to:\n\n- write to the Minister; and\n- publish the figures.”\n\nThe motion was put to the vote and was lost by 12 votes \
         to 31 with 4 abstentions.\n",
    );
    assert_eq!((page.mover.as_deref(), page.seconder.as_deref()), (Some("Councillor Vane"), Some("Councillor Wick")));
    assert_eq!(page.vote, counted(12, 31, Some(4)));
    assert_eq!((page.outcome, page.resolution.clause_count), (Some(Outcome::Lost), 2));
    assert_eq!(page.actions, []);
}

#[test]
fn a_quoted_old_resolution_is_not_this_meetings() {
    let page = read(
        "Agenda item\n\nMatters Arising\n\nMinutes:\n\nThe Committee was reminded that at its meeting on 4 June 2015 it had \
         resolved:\n\n“RESOLVED – That (1) the report be noted; (2) a further report be made.”\n\nThe report was on the agenda.\n\n\
         RESOLVED – That the position be noted.\n",
    );
    assert_eq!(openings(&page), ["That the position be noted."]);
    assert!(page.quoted_resolution.unwrap().contains("a further report"));
    assert_eq!(page.meeting_date, None);
}

#[test]
fn templates_proposals_and_purposes_resolve_nothing() {
    for text in [
        "Agenda\n\nScrutiny Board - Monday, 12th June, 2023 10.00 am\n\nItems\nNo. Item\n\n1.\n\nExclusion\n\nRESOLVED – That the \
         public be excluded.\n\n2.\n\nPerformance\n",
        "Agenda item\n\nReport\n\nThe Committee is recommended to:\n\na) consider the figures;\nb) note the report.\n",
        "Agenda item\n\nBudget\n\nRecommendations:\n\n(1) That the Panel notes the report.\n(2) That the Panel comments.\n\n\
         Minutes:\n\nThe Panel discussed the forecast.\n",
        "Minutes:\n\nMembers were asked to consider passing the following resolution:\n\nRESOLVED – That the public be \
         excluded.\n\nNo exempt item was taken.\n",
    ] {
        let page = read(text);
        assert_eq!((page.resolution.clause_count, page.exempt), (0, false), "{text}");
        assert_eq!(page.resolution.resolution_intro, None, "{text}");
    }
}

#[test]
fn a_body_may_be_the_heading_of_its_bullets() {
    let page = read(
        "Decision details\n\nBus Strategy\n\nDecision Maker: Cabinet\n\nDecision:\n\nCabinet:\n\n·       Noted the results\n·       \
         Approved the Bus Strategy\n·       Delegated authority to the Director of Place to make minor changes\n\nAlternative \
         options considered:\n\nNone\n\nDate of decision: 12/09/2021\n",
    );
    assert_eq!(page.resolution.verbs, ["noted", "approved", "delegated"]);
    assert_eq!(page.resolution.numbering.as_deref(), Some("bullet"));
    assert_eq!(page.meeting_date.unwrap().to_string(), "2021-09-12");
}

#[test]
fn names_in_a_recorded_vote_are_counted() {
    let page = read(
        "Full Council – 21 July 2021\n\nMINUTES\n\nPresent: Councillors A, B\n\n31. Motion on Libraries\n\nProposed: Councillor \
         Ruth Adeyemi\nSeconded: Councillor J. O'Brien\n\nFor: Councillors Adeyemi, Brown and O'Brien\nAgainst: Councillors \
         Cross and Dunn (2)\nAbstained: None\n\nThe motion was carried.\n\nRESOLVED that libraries stay open.\n\n32. Questions\n\n\
         33. Close\n",
    );
    assert_eq!(page.vote, counted(3, 2, Some(0)));
    assert_eq!(page.mover.as_deref(), Some("Councillor Ruth Adeyemi"));
    assert_eq!(page.seconder.as_deref(), Some("Councillor J. O'Brien"));
    assert_eq!((page.item_number.as_deref(), page.other_items.len()), (Some("31"), 2));
}

#[test]
fn points_under_a_part_are_counted_and_asked_of_its_subject() {
    let page = read(
        "Minutes:\n\nRESOLVED – That the Committee:\n\n(a)       notes the report, together with the comments made;\n\n(b)       \
         requests that the Director of Place:-\n\n(i)       provides a breakdown of complaints; and\n\n(ii)      attends the next \
         meeting; and\n\n(c)       thanks officers.\n\n(NOTE: An amendment, moved by Councillor Long and seconded by Councillor \
         Short, to add words, was put to the vote and negatived.)\n",
    );
    assert_eq!((page.resolution.clause_count, page.resolution.sub_clause_count), (3, 2));
    assert_eq!(page.resolution.verbs, ["noted", "requested", "thanked"]);
    assert!(page.actions.iter().all(|action| action.owner.as_deref() == Some("Director of Place")));
    assert_eq!(page.actions[1].due.as_deref(), Some("next meeting"));
    assert_eq!(page.mover, None);
    assert_eq!(page.amendment.unwrap().result.as_deref(), Some("lost"));
}

#[test]
fn parts_are_found_however_they_are_set_out() {
    for (text, count, numbering) in [
        (
            "AGREED that: i) the report be noted; ii) a visit be arranged; and iii) the Chair writes.",
            3,
            Some("i) inline"),
        ),
        ("Resolved:\n\nThat the order be made;\n\nThat signs be put up;\n\nThat it be reviewed.", 3, None),
        ("Resolved\n\n1\n\nThat the figures be noted.\n\n2\n\nThat officers report back.", 2, Some("1")),
        ("RESOLVED - (a) That it be noted\n(b) That it be sent", 2, Some("(a)")),
        (
            "RESOLVED:\n\n3. That the report be noted.\n\n4. That officers be thanked.\n\nReasons:\n\n1. To inform.",
            2,
            Some("1."),
        ),
        ("AGREED that:\n1. The figures be noted.\n2. That the plan be agreed.", 2, Some("1.")),
        ("RESOLVED\n\nnote the scorecard\n\nask the Chair to write\n\nrefer the matter to Cabinet", 3, None),
        ("The Committee agreed to:\n\n1)    Note the report;\n2)    Thank officers.", 2, Some("1)")),
        ("the report be noted;\n\nofficers be thanked for their work.", 2, None),
        ("RESOLVED - subject to advice from Legal - That the lease be granted.", 1, None),
        ("RESOLVED: 1. That the plan be agreed. 2. That trees be added.", 2, Some("1. inline")),
        ("It was therefore resolved that the report be noted and that the plan be agreed.", 1, None),
    ] {
        let page = read(&format!("Minutes:\n\nMembers spoke.\n\n{text}\n"));
        assert_eq!(page.resolution.clause_count, count, "{text}: {:?}", page.resolution);
        assert_eq!(page.resolution.numbering.as_deref(), numbering, "{text}");
    }
}

#[test]
fn a_second_block_goes_to_council() {
    let page = read(
        "Minutes:\n\nRESOLVED that the report be noted and\n\nRECOMMENDED to Council that\n\n(a)     the scheme be adopted; and\n(b)     \
         the Head of Revenues be authorised to amend it.\n",
    );
    assert_eq!(page.blocks, [1, 2]);
    assert!(page.resolution.verbs.contains(&"recommended".to_owned()));
    assert_eq!(page.referrals[0].to_body, "Council");
}

#[test]
fn cancelled_unanimous_and_marked() {
    let page = read(
        "Agenda\n\nPlanning Panel - Thursday, 26th January, 2023 6.00 pm, CANCELLED\n\nItems\nNo. Item\n\n1.\n\nApologies\n",
    );
    assert_eq!((page.meeting_status, page.body.as_deref()), (Some(MeetingStatus::Cancelled), Some("Planning Panel")));
    let page = read(
        "Minutes:\n\nRESOLVED (unanimously) That it be noted.\n\nAction: Democratic Services to send the link by Friday.\n",
    );
    assert_eq!(page.vote, Some(Vote::Word(Carried::Unanimous)));
    let marked = &page.actions[0];
    assert_eq!((marked.what.as_str(), marked.owner.as_deref()), ("send the link", Some("Democratic Services")));
    assert_eq!((marked.due.as_deref(), marked.source), (Some("by Friday"), ActionSource::Marker));
}

#[test]
fn a_page_that_says_nothing_says_nothing() {
    for text in ["", "\u{feff}\n \n", "<p>&nbsp;</p>", "Hello.", "Case 06-19/20 and Minute 30/5/99 and OS/18/18"] {
        let page = read(text);
        assert_eq!((page.meeting_date, page.item_number, page.body), (None, None, None), "{text}");
        assert!(page.resolution.clauses.is_empty() && page.actions.is_empty() && page.vote.is_none(), "{text}");
    }
}

/// Pieces from which a hostile page is put together.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "RESOLVED",
        "Resolved –",
        "That",
        "(a)",
        "(i)",
        "1.",
        "•",
        "be noted",
        "Meeting: 01/02/2023 - ",
        "Board",
        "(Item 3)",
        "\n",
        "\n\n",
        "“",
        "”",
        "<p>",
        "</li>",
        "<ol>",
        "&amp;nbsp;",
        "moved by Councillor Low",
        "seconded",
        ":",
        "-",
        "Minutes:",
        "Decision:",
        "Agenda",
        "No. Item",
        "ACTION:",
        "8 votes to 3",
        "unanimously",
        "PDF 2 MB",
        "31 February 2020",
        "next meeting",
    ];
    prop_oneof![3 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_with_its_lines_torn_about_is_read(
        which in 1..=30_usize,
        tears in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..5_u8, piece()), 0..30),
    ) {
        let file = format!("{}/../tests/fixtures/minutes/{which:02}.txt", env!("CARGO_MANIFEST_DIR"));
        let page = String::from_utf8(std::fs::read(file).unwrap()).unwrap();
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        for (one, other, deed, piece) in tears {
            if lines.is_empty() {
                break;
            }
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            match deed {
                0 => drop(lines.remove(one)),
                1 => lines.swap(one, other),
                2 => lines.insert(one, lines[other].clone()),
                3 => lines[one].push_str(&piece),
                _ => lines[one] = lines[one].chars().filter(|c| *c != ' ').chain(piece.chars()).collect(),
            }
        }
        let page = read(&lines.join("\n"));
        prop_assert_eq!(page.resolution.clause_count, page.resolution.clauses.len());
        prop_assert!(serde_json::to_string(&page).is_ok());
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,300}") {
        let page = read(&text);
        prop_assert_eq!(page.resolution.clause_count, page.resolution.clauses.len());
    }

    #[test]
    fn any_mixture_of_the_language_is_read(pieces in proptest::collection::vec(piece(), 0..60)) {
        let page = read(&pieces.join(" "));
        prop_assert_eq!(page.resolution.clause_count, page.resolution.clauses.len());
        prop_assert!(page.blocks.is_empty() || page.blocks.iter().sum::<usize>() == page.resolution.clause_count);
        prop_assert!(serde_json::to_string(&page).is_ok());
    }

    #[test]
    fn white_space_changes_nothing(gap in "[ \u{a0}\t]{1,4}", blanks in 1usize..4) {
        let text = "Minutes:\n\nIt was moved by Cllr Ann Low and seconded by Cllr Bo High.\n\nRESOLVED – That\n\n(1) it be noted;\n\n(2) the \
                    Chair be asked to write.\n";
        let spaced = text.replace(' ', &gap).replace("\n\n", &format!("\n{}", "\u{a0}\n".repeat(blanks)));
        prop_assert_eq!(read(&spaced), read(text));
    }
}

#[test]
fn a_page_of_twenty_sheets_is_read_at_once() {
    for piece in [
        "It was RESOLVED that the report be noted. ",
        "(a) That the report be noted;\n",
        "word ",
        "<a ",
        "Meeting: 01/02/2023 - Board (Item 3)\n\n",
        "1.\nTitle\nRESOLVED – That it be noted; moved by Councillor Low.\n",
        "The Director would provide figures to the Scrutiny Board on 4 June 2019.\n",
        "((((",
        "and Cabinet Council Board ",
        "8 votes for and against ",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        let begun = std::time::Instant::now();
        let page = read(&text);
        assert!(begun.elapsed().as_secs() < 3, "{piece:?} took {:?}", begun.elapsed());
        assert!(page.meeting_date.is_none() || piece.contains("Meeting"));
    }
}
