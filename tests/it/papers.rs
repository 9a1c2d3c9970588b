//! Stories of the covering report: case 000 and case 001 as their panels read them, live and once published.

use crate::support::browser::Seen;
use crate::support::field::{self, Ask, held, id_in};
use crate::support::{Browser, Council, House, on};
use remit_domain::person::PostKind;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_domain::word::Word;
use remit_entity::{Stored, agenda_item, data_request, meeting, obligation, paper, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::io::Read as _;

/// A council in its scrutiny of children's services, at a moment.
struct Story {
    house: House,
    council: Council,
    officer: Browser,
}

impl Story {
    async fn begin(now: &str) -> Self {
        let house = House::new(now).await;
        let council = Council::found(&house).await;
        let mut officer = house.signed_in(council.officer).await;
        officer.open("/meetings/new").await.is(200);
        Self { house, council, officer }
    }

    async fn considered(&self, body: i64, days: &[&str]) {
        for day in days {
            held(&self.house, body, day).await;
        }
    }

    async fn schedule(&mut self, body: &str, day: &str) -> i64 {
        let form = [("body", body), ("held_on", day)];
        id_in(&self.officer.send_only("/meetings", &form).await.leads_to().expect("scheduled"))
    }

    async fn item(&mut self, meeting: i64, title: &str, invited: &[i64]) -> i64 {
        let invited: Vec<String> = invited.iter().map(ToString::to_string).collect();
        let mut form = vec![("title", title), ("kind", "performance")];
        form.extend(invited.iter().map(|id| ("invitees", id.as_str())));
        let answer = self.officer.send_only(&format!("/meetings/{meeting}/items"), &form).await;
        id_in(&answer.leads_to().expect("added"))
    }

    async fn post(&self, title: &str, kind: PostKind) -> i64 {
        let row = post::ActiveModel { title: Set(title.to_owned()), kind: Set(Stored(kind)), ..Default::default() };
        row.insert(self.house.app.db()).await.unwrap().id
    }

    async fn ask(&self, item: i64, ask: Ask<'_>) -> i64 {
        field::request(&self.house, item, self.council.director_post, ask).await
    }

    async fn paper_of(&self, item: i64) -> Option<paper::Model> {
        let own = paper::Entity::find().filter(paper::Column::AgendaItemId.eq(item));
        own.one(self.house.app.db()).await.unwrap()
    }

    async fn move_to(&mut self, meeting: i64, day: &str) {
        let row = meeting::Entity::find_by_id(meeting).one(self.house.app.db()).await.unwrap().unwrap();
        let form = [("held_on", day), ("version", &row.version.to_string())];
        self.officer.send(&format!("/meetings/{meeting}/move"), &form).await.is(200);
    }
}

fn quarter(period: &str, state: State) -> Ask<'_> {
    Ask {
        period,
        coverage: "Education & Skills and SEND",
        is_finance: false,
        appendix: 1,
        title: "Children and Families Performance Information Dashboard for Education & Skills and SEND",
        state,
    }
}

/// Case 000 up to the day before its papers go out.
async fn case_000() -> (Story, i64, i64, i64) {
    let mut story = Story::begin("2022-10-25T10:00").await;
    let (panel, board) = (story.council.panel, story.council.board);
    story
        .considered(board, &["2022-09-29", "2022-07-20", "2022-03-23", "2021-11-17", "2021-09-30", "2020-11-01"])
        .await;
    story.considered(panel, &["2022-01-11", "2022-07-07", "2022-09-20", "2021-07-16", "2021-11-12"]).await;
    let children = "Cabinet Member with Responsibility for Children and Families";
    let children = story.post(children, PostKind::CabinetMember).await;
    let director = story.post("Director of Worcestershire Children First", PostKind::Director).await;
    let board_meeting = story.schedule("performance-board", "2022-11-16").await;
    let meeting = story.schedule("children-and-families", "2022-11-03").await;
    let education = story.council.cabinet_post;
    let item = story.item(meeting, "Performance Monitoring", &[education, children, director]).await;
    (story, meeting, item, board_meeting)
}

const ITS_BOARD: &str = "to the Overview and Scrutiny Performance Board at its meeting on 16 November 2022";

#[tokio::test]
async fn case_000_reads_as_its_panel_read_it() {
    let (mut story, meeting, item, _) = case_000().await;
    let request = story.ask(item, quarter("2022/23 Q2", State::Accepted)).await;
    let measure = field::indicator(&story.house, "32", "EHC plans issued within 20 weeks").await;
    field::figure(&story.house, request, measure, ("41", Rating::Red)).await;
    let before = story.ask(item, Ask { appendix: 9, ..quarter("2022/23 Q1", State::Accepted) }).await;
    field::figure(&story.house, before, measure, ("47", Rating::Red)).await;
    // The quarter before belongs to an item of its own; here only its figures matter.
    let db = story.house.app.db();
    let earlier = agenda_item::Entity::find().filter(agenda_item::Column::Id.ne(item)).one(db).await.unwrap().unwrap();
    let mut row = data_request::Entity::find_by_id(before).one(db).await.unwrap().unwrap().into_active_model();
    row.agenda_item_id = Set(earlier.id);
    row.update(db).await.unwrap();

    let seen = story.officer.open(&format!("/items/{item}/report")).await;
    seen.is(200);
    for sentence in [
        "The Cabinet Members with Responsibility (CMRs) for Education and for Children and Families, and the Director of \
         Worcestershire Children First have been invited to attend the meeting to respond to any queries from Panel Members.",
        "Appendix 1 is the dashboard of performance information for Quarter 2 (July to September 2022), covering \
         Education & Skills and SEND.",
        "by exception to the Overview and Scrutiny Performance Board (OSPB)",
        ITS_BOARD,
        "whether any further information or scrutiny on a particular topic is required.",
        "Appendix 1 – Children and Families Performance Information Dashboard for Education & Skills and SEND",
        "Tel: 01999 555 010",
        "In the opinion of the proper officer (in this case the Democratic Governance and Scrutiny Manager) the \
         following are the background papers relating to the subject matter of this report:",
        "Agendas and minutes of the Overview and Scrutiny Performance Board on 29 September, 20 July and 23 March \
         2022, 17 November and 30 September 2021",
        "Agendas and minutes of the Children and Families Overview and Scrutiny Panel on 20 September, 7 July and 11 \
         January 2022, 12 November and 16 July 2021",
        "32 EHC plans issued within 20 weeks 41% 60% Red Down (worse) Demand for plans keeps growing.",
    ] {
        seen.says(sentence);
    }
    seen.does_not_say("Financial Information").does_not_say("(to follow)").does_not_say("1 November 2020");
    let file = story.officer.open(&format!("/items/{item}/report.docx")).await;
    let (words, xml) = in_word(&file);
    for sentence in [
        "by exception to the Overview and Scrutiny Performance Board (OSPB)",
        "Appendix 1 – Children and Families Performance Information Dashboard for Education & Skills and SEND",
        "EHC plans issued within 20 weeks",
        "Demand for plans keeps growing.",
    ] {
        assert!(words.contains(sentence), "{sentence}: {words}");
    }
    assert!(
        xml.contains("<w:pStyle w:val=\"Heading1\"") && xml.contains("<w:numId") && xml.contains("<w:tbl>"),
        "{xml}"
    );
    let day = story.officer.open(&format!("/meetings/{meeting}/publish")).await;
    day.is(200).says("open to inspection for 6 clear days");
}

/// The words of a Word file, and its document as it is kept.
fn in_word(seen: &Seen) -> (String, String) {
    seen.is(200);
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    assert_eq!(seen.headers["content-type"], kind);
    let mut file = zip::ZipArchive::new(std::io::Cursor::new(seen.bytes.to_vec())).unwrap();
    let mut xml = String::new();
    file.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let pieces = xml.replace("</w:p>", "\n").replace('<', "\u{1}<").replace('>', ">\u{1}");
    let words: String = pieces.split('\u{1}').filter(|piece| !piece.starts_with('<')).collect();
    (words.replace("&amp;", "&").replace("&apos;", "'"), xml)
}

/// Edge case 14, second half: what was published stays as it was when the Board's date moves.
#[tokio::test]
async fn the_boards_date_moves_in_the_live_report_and_not_in_the_published_one() {
    let (mut story, meeting, item, board_meeting) = case_000().await;
    story.ask(item, quarter("2022/23 Q2", State::Accepted)).await;
    story.house.it_is("2022-10-26T10:00");
    let published = story.officer.send(&format!("/meetings/{meeting}/publish"), &[]).await;
    published.is(200).says("Agenda published with 5 clear days.").does_not_say("Not compliant");
    let paper = story.paper_of(item).await.expect("frozen");
    story.move_to(board_meeting, "2022-12-07").await;
    let live = story.officer.open(&format!("/items/{item}/report")).await;
    live.says("at its meeting on 7 December 2022").does_not_say("16 November 2022");
    let frozen = story.house.public().open(&format!("/papers/{}", paper.id)).await;
    frozen.is(200).says(ITS_BOARD).does_not_say("7 December 2022 whether");
    let (words, _) = in_word(&story.house.public().open(&format!("/papers/{}/paper.docx", paper.id)).await);
    assert!(words.contains(ITS_BOARD) && !words.contains("7 December 2022 whether"), "{words}");
    assert_eq!(story.paper_of(item).await.as_ref(), Some(&paper));
    let again = story.officer.send(&format!("/meetings/{meeting}/publish"), &[]).await;
    again.is(422).says("The agenda of this meeting is published already.");
    let edit = [("title", "Another title"), ("kind", "performance"), ("version", "1")];
    story.officer.send(&format!("/items/{item}/edit"), &edit).await.is(422).says("The agenda is published");
    let one_more = [("title", "One more"), ("kind", "business")];
    let refused = story.officer.send(&format!("/meetings/{meeting}/items"), &one_more).await;
    refused.is(422).says("The agenda is published and no longer changes.");
}

/// Case 001 on the day its papers go out, before anything is asked for: its meeting and its item.
async fn case_001() -> (Story, i64, i64) {
    let mut story = Story::begin("2023-09-19T10:00").await;
    let (panel, board) = (story.council.panel, story.council.board);
    let of_board = ["2023-07-26", "2023-03-29", "2023-01-30", "2022-12-07", "2022-09-29", "2022-07-20", "2022-03-23"];
    story.considered(board, &of_board).await;
    let of_panel = ["2023-07-07", "2023-03-22", "2023-01-17", "2022-11-03", "2022-09-20", "2022-07-07", "2022-01-11"];
    story.considered(panel, &of_panel).await;
    story.considered(panel, &["2021-11-12"]).await;
    story.considered(board, &["2021-11-17"]).await;
    let meeting = story.schedule("children-and-families", "2023-09-27").await;
    let chief = story.post("Chief Executive of Worcestershire Children First", PostKind::ChiefExecutive).await;
    let invited = [story.council.cabinet_post, chief];
    let item = story.item(meeting, "Performance and 2023/24 In Year Budget Monitoring", &invited).await;
    (story, meeting, item)
}

#[tokio::test]
async fn case_001_has_its_quarter_its_budget_period_and_an_appendix_to_follow() {
    let (mut story, meeting, item) = case_001().await;
    let report = format!("/items/{item}/report");
    story.officer.open(&report).await.says("No Board meeting after 27 September 2023 is in the calendar.");
    story.schedule("performance-board", "2023-10-19").await;
    story.ask(item, Ask { coverage: "", ..quarter("2023/24 Q1", State::Accepted) }).await;
    let slides = Ask {
        period: "2023/24 P04",
        coverage: "",
        is_finance: true,
        appendix: 2,
        title: "Budget Monitoring Information (presentation slides) for Period 4 July 2023",
        state: State::Issued,
    };
    let slides = story.ask(item, slides).await;
    story.officer.open(&report).await.does_not_say("(to follow)").does_not_say("No Board meeting");
    field::request_is(&story.house, slides, State::ToFollow).await;
    story.officer.open(&format!("/meetings/{meeting}/publish")).await.says("Appendix 2 for Period 4 (July 2023)");
    story.officer.send(&format!("/meetings/{meeting}/publish"), &[]).await.is(200).says("with 5 clear days");
    let paper = story.paper_of(item).await.expect("frozen").id;
    let frozen = story.house.public().open(&format!("/papers/{paper}")).await;
    for sentence in [
        "Children and Families Overview and Scrutiny Panel, 27 September 2023 Performance and 2023/24 In Year Budget Monitoring",
        "The Cabinet Member with Responsibility (CMR) for Education and the Chief Executive of Worcestershire Children First have been invited",
        "Quarter 1 (April to June 2023).",
        "The information provided is for Period 4 (July 2023) and is attached in the form of presentation slides at Appendix 2.",
        "at its meeting on 19 October 2023",
        "Appendix 2 – Budget Monitoring Information (presentation slides) for Period 4 July 2023 (to follow)",
        "Overview and Scrutiny Performance Board on 26 July, 29 March and 30 January 2023, 7 December, 29 September, 20 July and 23 March 2022",
        "Scrutiny Panel on 7 July, 22 March and 17 January 2023, 3 November, 20 September, 7 July and 11 January 2022",
    ] {
        frozen.says(sentence);
    }
    field::request_is(&story.house, slides, State::Accepted).await;
    story.officer.open(&report).await.does_not_say("(to follow)");
    story.house.public().open(&format!("/papers/{paper}")).await.says("(to follow)");
}

#[tokio::test]
async fn figures_that_nobody_accepted_are_not_published() {
    let (mut story, meeting, item, _) = case_000().await;
    let request = story.ask(item, quarter("2022/23 Q2", State::Submitted)).await;
    let measure = field::indicator(&story.house, "32", "EHC plans issued within 20 weeks").await;
    field::figure(&story.house, request, measure, ("41", Rating::Red)).await;
    let live = story.officer.open(&format!("/items/{item}/report")).await;
    live.says("Submitted, not accepted yet").says("41%");
    story.officer.open(&format!("/meetings/{meeting}/publish")).await.says("Printed as to follow:");
    story.officer.send(&format!("/meetings/{meeting}/publish"), &[]).await.is(200);
    let paper = story.paper_of(item).await.expect("frozen").id;
    let frozen = story.house.public().open(&format!("/papers/{paper}")).await;
    frozen.says("(to follow)").says("32 EHC plans issued within 20 weeks").does_not_say("41%").does_not_say("Red");
}

#[tokio::test]
async fn two_clear_days_are_published_and_called_not_compliant() {
    let (mut story, meeting, _, _) = case_000().await;
    story.house.it_is("2022-10-31T10:00");
    let path = format!("/meetings/{meeting}/publish");
    story.officer.open(&path).await.is(200).says("not be compliant").says("2 of 5 clear days");
    let seen = story.officer.send(&path, &[("reason", "The printer failed")]).await;
    seen.is(200).says("Agenda published. It is not compliant: 2 of 5 clear days.");
    seen.says("Not compliant with the notice of an agenda 2 of 5 clear days.").says("Reason: The printer failed");
    let db = story.house.app.db();
    let row = meeting::Entity::find_by_id(meeting).one(db).await.unwrap().unwrap();
    assert_eq!((row.published_on, row.clear_days_given), (Some(on("2022-10-31")), Some(2)));
    let owed = obligation::Entity::find().filter(obligation::Column::SubjectId.eq(meeting)).all(db).await.unwrap();
    let agenda = owed.iter().find(|one| one.kind.0.word() == "publish_agenda").unwrap();
    assert_eq!(agenda.state.0, remit_domain::obligation::State::Met);
    story.move_to(meeting, "2022-11-10").await;
    let later = story.officer.open(&format!("/meetings/{meeting}")).await;
    later.does_not_say("Not compliant with").says("Agenda published on Monday 31 October 2022");
}

#[tokio::test]
async fn a_report_about_something_new_has_no_background_papers() {
    let mut story = Story::begin("2022-10-25T10:00").await;
    let meeting = story.schedule("children-and-families", "2022-11-03").await;
    let item = story.item(meeting, "<b>Performance</b> & more", &[]).await;
    let seen = story.officer.open(&format!("/items/{item}/report")).await;
    seen.says("there are no background papers relating to the subject matter of this report.");
    seen.says("No Board meeting after 3 November 2022 is in the calendar.").says("Nobody is invited");
    assert!(!seen.body.contains("<b>Performance"), "a title is text, not HTML");
}
