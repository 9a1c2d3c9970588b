//! Case 000: the Children and Families panel of 3 November 2022, Quarter 2 for education and SEND, and the Board
//! whose date moved from 16 November to 7 December.

use super::{BOARD, CHILDREN, EDUCATION, FAMILIES, worcestershire};
use crate::support::Clerk;
use crate::support::clerk::{Asked, Director, Measure};

const DIRECTOR: &str = "Director of Worcestershire Children First";
const APPENDIX: &str = "Children and Families Performance Information Dashboard for Education & Skills and SEND";
const COVERAGE: &str = "Education & Skills and SEND";
const PLANS: &str = "EHCP1 Education, health and care plans issued within 20 weeks";
const MISSING: &str = "EDU4 Children missing education";

const MEASURES: [Measure; 2] = [
    Measure {
        code: "EHCP1",
        name: "Education, health and care plans issued within 20 weeks",
        unit: "%",
        better: "higher",
        target: "60",
        tolerance: "5",
    },
    Measure { code: "EDU4", name: "Children missing education", unit: "", better: "lower", target: "", tolerance: "" },
];

struct Case {
    clerk: Clerk,
    panel: i64,
    board: i64,
    item: i64,
}

/// Everything that is entered before the quarter ends.
async fn entered() -> Case {
    let mut clerk = worcestershire("2022-09-30T09:00", "Democratic Governance and Scrutiny Manager").await;
    clerk.post(EDUCATION, "cabinet_member", "Councillor Tom Arden").await;
    clerk.post(FAMILIES, "cabinet_member", "Councillor Ada Wynn").await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    let measures = clerk.measures(&MEASURES).await;
    clerk.considered(BOARD, &["2021-09-30", "2021-11-17", "2022-03-23", "2022-07-20", "2022-09-29"]).await;
    clerk.considered(CHILDREN, &["2021-07-16", "2021-11-12", "2022-01-11", "2022-07-07", "2022-09-20"]).await;
    let panel = clerk.meeting(CHILDREN, "2022-11-03").await;
    let board = clerk.meeting(BOARD, "2022-11-16").await;
    let item = clerk.item(panel, "Performance Monitoring", &[EDUCATION, FAMILIES, DIRECTOR]).await;
    let asked = Asked {
        of: DIRECTOR,
        period: "2022/23 Q2",
        kind: "figures",
        appendix: "1",
        title: APPENDIX,
        coverage: COVERAGE,
        measures: &measures,
    };
    let request = clerk.ask(item, asked).await;
    let planned = clerk.open(&format!("/requests/{request}")).await;
    planned.says("Planned").says("Goes out Monday 3 October 2022");
    Case { clerk, panel, board, item }
}

/// The figures come by the link of the letter, with the code of the other letter.
async fn answered(case: &mut Case) {
    let clerk = &mut case.clerk;
    clerk.mornings("2022-09-30", "2022-10-02").await;
    let invited = clerk.mail("Bea Jones").await;
    assert_eq!(invited.len(), 1, "the quarter is not over");
    assert_eq!(invited[0].subject, format!("Invitation: {CHILDREN}, Thu 3 November 2022"));
    clerk.mornings("2022-10-03", "2022-10-03").await;
    let mail = clerk.mail("Bea Jones").await.split_off(1);
    assert_eq!(mail.len(), 1);
    assert_eq!(mail[0].subject, format!("Quarter 2 performance data for {CHILDREN} – due Wed 19 October 2022"));
    assert!(
        mail[0].text.contains("- Children missing education\n- Education, health and care plans issued"),
        "{}",
        mail[0].text
    );

    clerk.house.it_is("2022-10-17T10:00");
    let mut director = Director::opens(clerk, "Bea Jones").await;
    director.confirms(clerk).await;
    let figures = [(PLANS, "41.2", "Requests for plans have doubled since 2020."), (MISSING, "212", "")];
    let done = director.sends("submit", &figures).await;
    done.is(200).says("CF 2022/23 Q2 – 1");
    clerk.house.deliver().await;
    assert!(clerk.mail("Bea Jones").await.last().unwrap().subject.starts_with("Received: "));

    clerk.at("2022-10-18T09:30").await;
    let request = clerk.open("/requests").await.link("/requests/1");
    let id = request.trim_start_matches("/requests/").parse().unwrap();
    let accepted = clerk.about_request(id, "accept", &[]).await;
    accepted.says("Accepted into the papers.").says("41.2% 60% Red").says("via link issued to Bea Jones");
}

const REPORT: [&str; 13] = [
    "Children and Families Overview and Scrutiny Panel, 3 November 2022 Performance Monitoring Summary",
    "The Cabinet Members with Responsibility (CMRs) for Education and for Children and Families, and the Director of \
     Worcestershire Children First have been invited to attend the meeting to respond to any queries from Panel Members.",
    "Appendix 1 is the dashboard of performance information for Quarter 2 (July to September 2022), covering \
     Education & Skills and SEND.",
    "by exception to the Overview and Scrutiny Performance Board (OSPB)",
    "any comments to highlight to the CMRs at the meeting and/or to the Overview and Scrutiny Performance Board at its \
     meeting on 16 November 2022",
    "whether any further information or scrutiny on a particular topic is required.",
    "Supporting Information Appendix 1 – Children and Families Performance Information Dashboard for Education & \
     Skills and SEND Contact Points",
    "Rowan Ellery and Sam Oakes, Overview and Scrutiny Officers Tel: 01999 555 010 Email: scrutiny@county.example",
    "In the opinion of the proper officer (in this case the Democratic Governance and Scrutiny Manager) the following \
     are the background papers relating to the subject matter of this report:",
    "Agendas and minutes of the Overview and Scrutiny Performance Board on 29 September, 20 July and 23 March 2022, \
     17 November and 30 September 2021 Agendas",
    "Agendas and minutes of the Children and Families Overview and Scrutiny Panel on 20 September, 7 July and 11 \
     January 2022, 12 November and 16 July 2021 All",
    "EHCP1 Education, health and care plans issued within 20 weeks 41.2% 60% Red",
    "EDU4 Children missing education 212",
];

#[tokio::test]
async fn the_cycle_the_request_the_report_and_the_publishing() {
    let mut case = entered().await;
    let shown = case.clerk.open(&format!("/meetings/{}", case.panel)).await;
    for date in [
        "Period ends Friday 30 September 2022",
        "Request issued Monday 3 October 2022",
        "Data available Friday 14 October 2022",
        "Data due from director Wednesday 19 October 2022",
        "Queries and chair’s briefing Friday 21 October 2022",
        "Final report Monday 24 October 2022",
        "Publish agenda by Wednesday 26 October 2022",
        "Panel meets Thursday 3 November 2022",
        "Feedback to Board drafted Friday 4 November 2022",
        "Chair approves feedback Monday 7 November 2022",
        "Publish Board agenda by Tuesday 8 November 2022",
        "Board meets Wednesday 16 November 2022",
    ] {
        shown.says(date);
    }
    answered(&mut case).await;
    let Case { mut clerk, panel, item, .. } = case;
    let live = clerk.open(&format!("/items/{item}/report")).await;
    REPORT.iter().for_each(|sentence| {
        live.says(sentence);
    });
    live.does_not_say("Financial Information").does_not_say("(to follow)");

    clerk.at("2022-10-26T11:00").await;
    let published = clerk.publish(panel).await;
    published.says("Agenda published with 5 clear days.").does_not_say("Not compliant");
    let mut anybody = clerk.house.public();
    let address = "/bodies/children-and-families/2022-11-03";
    let agenda = anybody.open(address).await;
    agenda.is(200).says("Thursday 3 November 2022");
    let paper = anybody.open(&agenda.link("/papers/")).await;
    paper.is(200);
    REPORT.iter().for_each(|sentence| {
        paper.says(sentence);
    });
    assert!(anybody.cookies().is_empty(), "the public leaves with nothing of ours");
}

#[tokio::test]
async fn the_referral_survives_the_boards_move_and_its_answer_is_recorded_there() {
    let mut case = entered().await;
    answered(&mut case).await;
    let Case { mut clerk, panel, board, item } = case;
    clerk.at("2022-10-26T11:00").await;
    clerk.publish(panel).await;
    clerk.at("2022-11-03T16:30").await;
    clerk.hold(panel).await;
    let path = format!("/items/{item}/resolution");
    let owner = clerk.open(&path).await.choice(DIRECTOR);
    let form = [
        ("narrative", "Members asked for more detail on children missing education."),
        ("carried", "not_stated"),
        ("text_1", "more detail on children missing education be provided."),
        ("verb_1", "requested"),
        ("makes_1", "action"),
        ("owner_1", owner.as_str()),
        ("due_1", "next_meeting"),
        ("text_2", "the timeliness of education, health and care plans be referred to the Board."),
        ("verb_2", "referred"),
        ("makes_2", "referral"),
        ("kind_2", "area_of_concern"),
    ];
    let resolved = clerk.browser.send(&path, &form).await;
    resolved.is(200).says("Resolved – That (1) more detail on children missing education be provided.");
    resolved.says("CF 22/23-001").says("CF-OSPB 22/23-001");
    let referral = resolved.link("/referrals/");
    let before = clerk.open(&referral).await;
    before.says("Overview and Scrutiny Performance Board meets").says("Wednesday 16 November 2022");
    before.says("The Board's answer to be recorded Due on Friday 18 November 2022.");

    clerk.at("2022-11-04T09:00").await;
    let feedback = [("feedback", "The panel is concerned that two plans in five are late.")];
    clerk.about_referral(&referral, "feedback", &feedback).await.says("The chair approves it on this page");
    clerk.about_referral(&referral, "approve", &[]).await.says("Feedback approved.");

    clerk.at("2022-11-07T15:00").await;
    clerk.reschedule(board, "2022-12-07").await.says("Wednesday 7 December 2022");
    let after = clerk.open(&referral).await;
    after.says("Wednesday 7 December 2022").does_not_say("Wednesday 16 November 2022");
    after.says("The Board's answer to be recorded Due on Friday 9 December 2022.");
    after.says("The panel is concerned that two plans in five are late.");
    after.says("Approved by the chair");
    clerk.open(&format!("/items/{item}/report")).await.says("at its meeting on 7 December 2022");
    let mut anybody = clerk.house.public();
    let agenda = anybody.open("/bodies/children-and-families/2022-11-03").await.link("/papers/");
    anybody.open(&agenda).await.says("at its meeting on 16 November 2022").does_not_say("7 December 2022");

    clerk.at("2022-12-07T17:00").await;
    clerk.hold(board).await;
    let took = clerk.open(&referral).await.choice("Wednesday 7 December 2022");
    let answer = [
        ("meeting", took.as_str()),
        ("outcome", "work_programme"),
        ("answer", "To be scrutinised by a task group in the spring."),
    ];
    let answered = clerk.about_referral(&referral, "answer", &answer).await;
    answered.says("Answered by the Board").says("It took the matter.").says("a task group in the spring.");
    clerk.open("/due").await.says("Board’s answer to report");
    let next = clerk.meeting(CHILDREN, "2023-01-19").await;
    clerk.at("2023-01-19T17:00").await;
    clerk.hold(next).await;
    let heard = clerk.open(&referral).await.choice("Thursday 19 January 2023");
    clerk.about_referral(&referral, "close", &[("heard", heard.as_str())]).await.says("This thread is closed.");
    clerk.open("/due").await.does_not_say("CF-OSPB 22/23-001");
}
