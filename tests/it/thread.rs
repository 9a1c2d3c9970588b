//! One matter from a red figure to the Board's answer, lived through day by day: who is written to, of what, on
//! which morning, and that nobody is written to once it is done.

use crate::support::clerk::{Asked, Body, Clerk, Director, Facts, Measure};
use remit_domain::london;
use remit_entity::{Stored, letter};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const PANEL: &str = "Children and Families Overview and Scrutiny Panel";
const BOARD: &str = "Overview and Scrutiny Performance Board";
const DIRECTOR: &str = "Director of Children's Services";
const PLANS: &str = "EHCP1 Education, health and care plans issued within 20 weeks";

/// Every letter as "day to whom: subject", oldest first. The chair's week and the officer's day have stories of
/// their own.
async fn told(clerk: &Clerk) -> Vec<String> {
    use remit_domain::letter::Kind;
    let all = letter::Entity::find()
        .filter(letter::Column::Kind.is_not_in([Kind::ChairsWeek, Kind::OfficersDay].map(Stored)))
        .order_by_asc(letter::Column::Id)
        .all(clerk.house.app.db())
        .await
        .unwrap();
    all.into_iter()
        .map(|letter| {
            let day = london::date_in_london(letter.written_at).format("%-d %b");
            format!("{day} {}: {}", letter.to_name, letter.subject)
        })
        .collect()
}

/// What was written since the last look.
async fn news(clerk: &Clerk, seen: &mut usize) -> Vec<String> {
    let new = told(clerk).await.split_off(*seen);
    *seen += new.len();
    new
}

async fn county() -> Clerk {
    let facts = Facts {
        council: "Anyshire County Council",
        contact: "Rowan Ellery, Overview and Scrutiny Officer",
        proper_officer: "Democratic Governance and Scrutiny Manager",
    };
    let mut clerk = Clerk::begin("2026-09-28T09:00", &facts).await;
    clerk.body(&Body { name: BOARD, short: "OSPB", kind: "board", reports_to: "", style: "dash" }).await;
    clerk.body(&Body { name: PANEL, short: "CF", kind: "panel", reports_to: BOARD, style: "dash" }).await;
    clerk.seat(PANEL, "chair", "Councillor Imogen Hartley").await;
    clerk.fill(facts.proper_officer, "Nia Prosser").await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    clerk
}

#[tokio::test]
async fn from_a_red_figure_to_the_boards_answer_with_every_letter_on_the_way() {
    let mut seen = 0;
    let mut clerk = county().await;
    let measure = Measure {
        code: "EHCP1",
        name: "Education, health and care plans issued within 20 weeks",
        unit: "%",
        better: "higher",
        target: "60",
        tolerance: "5",
    };
    let measures = clerk.measures(&[measure]).await;
    let panel = clerk.meeting(PANEL, "2026-11-05").await;
    let board = clerk.meeting(BOARD, "2026-11-18").await;
    let item = clerk.item(panel, "Performance Monitoring", &[DIRECTOR]).await;
    let asked = Asked {
        of: DIRECTOR,
        period: "2026/27 Q2",
        kind: "figures",
        appendix: "1",
        title: "Performance Information Dashboard",
        coverage: "",
        measures: &measures,
    };
    let request = clerk.ask(item, asked).await;

    // Asked for on 1 October, due on 21 October; nobody answers until the day after.
    let core = format!("Quarter 2 performance data for {PANEL} – due Wed 21 October 2026");
    clerk.mornings("2026-09-28", "2026-10-22").await;
    assert_eq!(
        news(&clerk, &mut seen).await,
        [
            format!("29 Sep Councillor Imogen Hartley: New meeting: {PANEL}, 5 November 2026"),
            format!("30 Sep Bea Jones: Invitation: {PANEL}, Thu 5 November 2026"),
            format!("1 Oct Bea Jones: {core}"),
            "5 Oct Bea Jones: Scrutiny this week: 1 due".to_owned(),
            format!("7 Oct Bea Jones: Reminder: {core}"),
            "12 Oct Bea Jones: Scrutiny this week: 1 due".to_owned(),
            "14 Oct Bea Jones: Scrutiny: 2 things due".to_owned(),
            "19 Oct Bea Jones: Scrutiny this week: 1 due".to_owned(),
            format!("21 Oct Rowan Ellery: Agenda of {PANEL}, Thu 5 November 2026, to publish by Wed 28 October 2026"),
            format!("21 Oct Nia Prosser: Agenda of {PANEL}, Thu 5 November 2026, to publish by Wed 28 October 2026"),
            "21 Oct Bea Jones: Scrutiny: 2 things due".to_owned(),
            format!("22 Oct Rowan Ellery: For information, overdue: {core}"),
            format!("22 Oct Bea Jones: Overdue: {core}"),
        ]
    );
    clerk.at("2026-10-22T09:00").await;
    clerk.open("/due").await.says("Late (2)").says("1 working day late").says(DIRECTOR);

    clerk.house.it_is("2026-10-22T11:00");
    let mut director = Director::opens(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;
    let done = director.sends("submit", &[(PLANS, "41", "Requests have doubled.")]).await;
    done.is(200).says("CF 2026/27 Q2 – 1");
    clerk.house.deliver().await;
    assert_eq!(
        news(&clerk, &mut seen).await,
        [
            "22 Oct Bea Jones: Your code for Overview and Scrutiny".to_owned(),
            format!("22 Oct Bea Jones: Received: Quarter 2 performance data for {PANEL}"),
        ]
    );
    clerk.at("2026-10-23T10:00").await;
    clerk.about_request(request, "accept", &[]).await.says("41% 60% Red");
    clerk.mornings("2026-10-23", "2026-10-28").await;
    clerk.at("2026-10-28T11:00").await;
    clerk.publish(panel).await.says("5 clear days");
    let paper = clerk.open(&format!("/meetings/{panel}")).await.link("/papers/");
    clerk.house.public().open(&paper).await.says("41% 60% Red").says("at its meeting on 18 November 2026");
    clerk.mornings("2026-10-29", "2026-11-05").await;
    let around = news(&clerk, &mut seen).await;
    assert!(around.iter().all(|line| !line.contains(&core)), "what is done is not spoken of again: {around:#?}");
    insta::assert_snapshot!("letters_around_the_meeting", around.join("\n"));

    // The panel asks the director for a plan by 27 November and carries the matter to the Board.
    clerk.at("2026-11-05T17:00").await;
    clerk.hold(panel).await;
    let path = format!("/items/{item}/resolution");
    let page = clerk.open(&path).await;
    let (owner, about) = (page.choice(DIRECTOR), page.choice(&PLANS.replacen(' ', ": ", 1)));
    let form = [
        ("carried", "assent"),
        ("text_1", "a recovery plan for education, health and care plans be brought."),
        ("verb_1", "requested"),
        ("makes_1", "action"),
        ("owner_1", owner.as_str()),
        ("due_1", "fixed"),
        ("due_on_1", "2026-11-27"),
        ("indicator_1", &about),
        ("text_2", "their timeliness be referred to the Board."),
        ("verb_2", "referred"),
        ("makes_2", "referral"),
    ];
    let resolved = clerk.browser.send(&path, &form).await;
    resolved.is(200).says("CF 26/27-001").says("CF-OSPB 26/27-001");
    let (action, referral) = (resolved.link("/actions/"), resolved.link("/referrals/"));
    clerk.at("2026-11-06T09:00").await;
    clerk.open("/due").await.says("CF-OSPB 26/27-001: their timeliness be referred to the Board");
    let feedback = [("feedback", "The panel is concerned.")];
    clerk.about_referral(&referral, "feedback", &feedback).await.says("Due on Monday 9 November 2026.");
    clerk.about_referral(&referral, "approve", &[]).await.says("Feedback approved.");

    clerk.mornings("2026-11-06", "2026-11-17").await;
    insta::assert_snapshot!("letters_before_the_board", news(&clerk, &mut seen).await.join("\n"));

    // The Board takes it on the day that the panel's report named.
    clerk.at("2026-11-18T17:00").await;
    clerk.hold(board).await;
    let page = clerk.open(&referral).await;
    let answer = [
        ("meeting", page.choice("Wednesday 18 November 2026")),
        ("outcome", "work_programme".to_owned()),
        ("answer", "To be looked at in March.".to_owned()),
    ];
    let answer: Vec<(&str, &str)> = answer.iter().map(|(name, value)| (*name, value.as_str())).collect();
    clerk.about_referral(&referral, "answer", &answer).await.says("Answered by the Board").says("looked at in March");

    // The director reports by a link of their own; the panel's word closes it, and the house is quiet.
    clerk.mornings("2026-11-19", "2026-11-24").await;
    insta::assert_snapshot!("letters_after_the_board", news(&clerk, &mut seen).await.join("\n"));
    clerk.house.it_is("2026-11-25T10:00");
    let mut director = Director::opens_action(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;
    director.reports("done", "The plan went to members.").await.is(200).says("Proposed complete");
    assert_eq!(news(&clerk, &mut seen).await, ["25 Nov Bea Jones: Your code for Overview and Scrutiny"]);
    clerk.mornings("2026-11-26", "2026-12-10").await;
    clerk.at("2026-12-10T17:00").await;
    let next = clerk.meeting(PANEL, "2026-12-10").await;
    clerk.hold(next).await;
    let page = clerk.open(&action).await;
    page.says("via link issued to Bea Jones").says("The plan went to members.");
    let (version, agreed) = (page.carries("version"), page.choice("Thursday 10 December 2026"));
    let form = [("version", version.as_str()), ("meeting", &agreed)];
    clerk.browser.send(&format!("{action}/agree"), &form).await.is(200).says("Action complete.");
    let heard = clerk.open(&referral).await.choice("Thursday 10 December 2026");
    clerk.about_referral(&referral, "close", &[("heard", heard.as_str())]).await.says("This thread is closed.");
    clerk.mornings("2026-12-11", "2026-12-18").await;
    let last = news(&clerk, &mut seen).await;
    assert!(last.iter().all(|line| !line.contains("CF 26/27-001")), "what is closed is not spoken of again: {last:#?}");
    clerk.at("2026-12-18T09:00").await;
    clerk.open("/due").await.does_not_say("CF 26/27-001").does_not_say("CF-OSPB 26/27-001").does_not_say(PLANS);
}
