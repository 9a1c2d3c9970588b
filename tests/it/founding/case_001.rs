//! Case 001: the Children and Families panel of 27 September 2023 with Quarter 1, and with Period 4 of the budget,
//! whose appendix was to follow.

use super::{BOARD, CHILDREN, EDUCATION, FAMILIES, worcestershire};
use crate::support::clerk::{Asked, Director, Measure};

const CHIEF: &str = "Chief Executive of Worcestershire Children First";
const DIRECTOR: &str = "Director of Worcestershire Children First";
const FINANCE: &str = "Director of Resources, Worcestershire Children First";
const ABSENCE: &str = "SA1 Overall absence from school";

#[tokio::test]
async fn the_budget_slides_are_to_follow_and_come() {
    let mut clerk = worcestershire("2023-07-28T09:00", "Assistant Director for Legal and Governance").await;
    clerk.post(FAMILIES, "cabinet_member", "Councillor Ada Wynn").await;
    clerk.post(EDUCATION, "cabinet_member", "Councillor Tom Arden").await;
    clerk.post(CHIEF, "chief_executive", "Meera Lund").await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    clerk.post(FINANCE, "director", "Piers Alcott").await;
    let measure = Measure {
        code: "SA1",
        name: "Overall absence from school",
        unit: "%",
        better: "lower",
        target: "6",
        tolerance: "1.5",
    };
    let measures = clerk.measures(&[measure]).await;
    let board = ["2022-03-23", "2022-07-20", "2022-09-29", "2022-12-07", "2023-01-30", "2023-03-29", "2023-07-26"];
    clerk.considered(BOARD, &board).await;
    let panel = ["2022-01-11", "2022-07-07", "2022-09-20", "2022-11-03", "2023-01-17", "2023-03-22", "2023-07-07"];
    clerk.considered(CHILDREN, &panel).await;
    // A Board that has not met when the papers are written considered nothing.
    clerk.meeting(BOARD, "2023-10-19").await;
    let meeting = clerk.meeting(CHILDREN, "2023-09-27").await;
    let title = "Performance and 2023/24 In Year Budget Monitoring";
    let item = clerk.item(meeting, title, &[FAMILIES, EDUCATION, CHIEF, DIRECTOR]).await;
    let figures = Asked {
        of: DIRECTOR,
        period: "2023/24 Q1",
        kind: "figures",
        appendix: "1",
        title: "Children and Families Performance Information Dashboard",
        coverage: "",
        measures: &measures,
    };
    let figures = clerk.ask(item, figures).await;
    let slides = Asked {
        of: FINANCE,
        period: "2023/24 P04",
        kind: "finance",
        appendix: "2",
        title: "Budget Monitoring Information (presentation slides) for Period 4 July 2023",
        coverage: "",
        measures: &[],
    };
    let slides = clerk.ask(item, slides).await;
    clerk.open(&format!("/requests/{slides}")).await.says("Period 4 (July 2023)");

    clerk.mornings("2023-08-22", "2023-09-01").await;
    let asked = clerk.mail("Piers Alcott").await;
    assert_eq!(
        asked[0].subject,
        format!("Period 4 budget monitoring information for {CHILDREN} – due Tue 12 September 2023")
    );
    clerk.house.it_is("2023-09-08T10:00");
    let mut director = Director::opens(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;
    director.sends("submit", &[(ABSENCE, "7.5", "Severe absence fell; persistent absence did not.")]).await.is(200);
    clerk.at("2023-09-11T09:30").await;
    clerk.about_request(figures, "accept", &[]).await.says("Accepted").says("Amber");
    let promise = [("promised_on", "2023-09-22"), ("reason", "Period 4 closes late.")];
    clerk
        .about_request(slides, "to-follow", &promise)
        .await
        .says("Declared to follow.")
        .says("Friday 22 September 2023");

    clerk.at("2023-09-19T11:00").await;
    let published = clerk.publish(meeting).await;
    published.says("Agenda published with 5 clear days.");
    let mut anybody = clerk.house.public();
    let address = "/bodies/children-and-families/2023-09-27";
    let paper = anybody.open(address).await.link("/papers/");
    let paper = anybody.open(&paper).await;
    for sentence in [
        "27 September 2023 Performance and 2023/24 In Year Budget Monitoring Summary",
        "performance and in-year financial information about the services relating to Children and Families.",
        "The Cabinet Members with Responsibility (CMRs) for Children and Families and for Education, and the Chief \
         Executive of Worcestershire Children First and the Director of Worcestershire Children First have been invited",
        "Appendix 1 is the dashboard of performance information for Quarter 1 (April to June 2023)",
        "The information provided is for Period 4 (July 2023) and is attached in the form of presentation slides at \
         Appendix 2.",
        "to the Overview and Scrutiny Performance Board at its meeting on 19 October 2023",
        "Appendix 1 – Children and Families Performance Information Dashboard Appendix 2 – Budget Monitoring Information \
         (presentation slides) for Period 4 July 2023 (to follow)",
        "(in this case the Assistant Director for Legal and Governance)",
        "Agendas and minutes of the Overview and Scrutiny Performance Board on 26 July, 29 March and 30 January 2023, \
         7 December, 29 September, 20 July and 23 March 2022 Agendas",
        "Agendas and minutes of the Children and Families Overview and Scrutiny Panel on 7 July, 22 March and 17 January \
         2023, 3 November, 20 September, 7 July and 11 January 2022 All",
        "SA1 Overall absence from school 7.5% 6% Amber",
    ] {
        paper.says(sentence);
    }

    // The promised day is what the director is reminded of; what comes then is taken into the live report.
    clerk.mornings("2023-09-20", "2023-09-22").await;
    let mail = clerk.mail("Piers Alcott").await;
    assert_eq!(
        mail.last().unwrap().subject,
        format!("Due today: Period 4 budget monitoring information for {CHILDREN} – due Fri 22 September 2023")
    );
    let mut director = Director::opens(&clerk, "Piers Alcott").await;
    director.confirms(&clerk).await;
    director.notes("The slides are in the members' library.").await.is(200);
    clerk.at("2023-09-22T15:00").await;
    clerk.about_request(slides, "accept", &[]).await.says("Accepted into the papers.");
    let live = clerk.open(&format!("/items/{item}/report")).await;
    live.does_not_say("(to follow)").says("The slides are in the members' library.");
    anybody.open(address).await.is(200);
}
