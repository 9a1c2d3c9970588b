//! Case 004: the Children and Families panel of 14 September 2018, whose chairman asked for nineteen measures. No
//! meeting had considered them before, so there are no background papers.

use super::{BOARD, CHILDREN, worcestershire};
use crate::support::clerk::{Asked, Director, Measure};

const DIRECTOR: &str = "Director of Children, Families and Communities";

const NAMES: [&str; 19] = [
    "Family Front Door Social Work Assessments Timeliness",
    "Family Front Door Assessment Outcomes",
    "Child Protection Plans – Rate per 10,000 under 18's",
    "Child Protection Plans – starts and ceases since April 1st",
    "Children in Need per 10,000 under 18's – Local definition Safeguarding Teams",
    "Open Cases - Main Categories at Quarter End",
    "Children Missing from Home in Month",
    "Children Missing from WCC Care in Month",
    "Missing from Home – Return Interview Timeliness",
    "Missing from WCC Care – Return Interview Timeliness",
    "Child Sexual Exploitation – Numbers at Month End",
    "Looked After Children – Rate per 10,000 under 18's",
    "Looked After Children – Starts/Ceases since April 1st",
    "Time Children had been in Care when they left the Care System",
    "Looked After Children Reviews – Attendance/Participation 4+",
    "Three or more placements in 12 months",
    "Looked After Children Reviews – Timeliness",
    "Type of Placement Costs",
    "Placement Type – Comparison with National Picture",
];

const CODES: [&str; 19] =
    ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"];

#[tokio::test]
async fn nineteen_measures_are_asked_for_given_and_printed() {
    let mut clerk = worcestershire("2018-07-16T09:00", "Head of Legal and Democratic Services").await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    let measures: Vec<Measure> = CODES
        .iter()
        .zip(&NAMES)
        .map(|(code, name)| Measure { code, name, unit: "", better: "neutral", target: "", tolerance: "" })
        .collect();
    let measures = clerk.measures(&measures).await;
    let set = "/panels/children-and-families/indicators";
    let page = clerk.open(set).await;
    let ticked: Vec<String> = measures.iter().map(|name| page.choice(name)).collect();
    let form: Vec<_> = ticked.iter().map(|id| ("in", id.as_str())).collect();
    clerk.browser.send(set, &form).await.is(200).says("Set of indicators saved.");
    // The Board meets, but never had this subject; a later meeting is no background either.
    clerk.meeting(BOARD, "2018-09-26").await;
    let meeting = clerk.meeting(CHILDREN, "2018-09-14").await;
    let item = clerk.item(meeting, "Performance Monitoring", &[]).await;
    let offered = clerk.open(&format!("/requests/new?item={item}")).await;
    assert_eq!(offered.body.matches(" checked>").count(), 20, "the panel's own nineteen, and figures");
    let asked = Asked {
        of: DIRECTOR,
        period: "2018/19 Q1",
        kind: "figures",
        appendix: "1",
        title: "Performance Monitoring Data for 2018/19 Q1",
        coverage: "children's social care",
        measures: &measures,
    };
    let request = clerk.ask(item, asked).await;
    let before = clerk.open(&format!("/items/{item}/report")).await;
    before.says("It has these measures: 01 Family Front Door Social Work Assessments Timeliness");
    clerk.mornings("2018-08-08", "2018-08-09").await;
    let mail = clerk.mail("Bea Jones").await;
    assert_eq!(mail.len(), 1, "issued twenty working days before the papers of 6 September");
    for name in NAMES {
        before.says(name);
        assert!(mail[0].text.contains(name), "{name}: {}", mail[0].text);
    }

    clerk.house.it_is("2018-08-24T10:00");
    let mut director = Director::opens(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;
    let some: Vec<_> = measures[..18].iter().map(|name| (name.as_str(), "12.5", "As expected.")).collect();
    director.sends("figures", &some).await.is(200).says("18 of 19 figures are filled in");
    director.sends("submit", &[]).await.is(422).says("One indicator is not complete.");
    director.sends("submit", &[(&measures[18], "1,204", "")]).await.is(200).says("CF 2018/19 Q1 – 1");
    clerk.at("2018-08-28T09:30").await;
    clerk.about_request(request, "accept", &[]).await.says("Accepted into the papers.");
    clerk.at("2018-09-06T10:00").await;
    clerk.publish(meeting).await.says("5 clear days");
    let paper = clerk.open(&format!("/meetings/{meeting}")).await.link("/papers/");
    let paper = clerk.house.public().open(&paper).await;
    paper
        .says("Appendix 1 – Performance Monitoring Data for 2018/19 Q1")
        .says("for Quarter 1 (April to June 2018), covering children's social care.")
        .says(
            "In the opinion of the proper officer (in this case the Head of Legal and Democratic Services) there are no \
             background papers relating to the subject matter of this report.",
        )
        .says("19 Placement Type – Comparison with National Picture 1,204");
    paper.does_not_say("Agendas and minutes of");
    assert_eq!(paper.words().matches("Not rated").count(), 19, "{}", paper.words());
}
