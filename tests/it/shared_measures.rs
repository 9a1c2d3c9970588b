//! A measure that two panels look at has one value a period, and each panel its own commentary.

use crate::support::clerk::{Asked, Body, Clerk, Director, Facts, Measure};

const FIRST: &str = "Children and Families Overview and Scrutiny Panel";
const SECOND: &str = "Health Scrutiny Committee";
const DIRECTOR: &str = "Director of Children's Services";

/// Edge case 8.
#[tokio::test]
async fn two_panels_see_when_a_shared_measure_is_not_the_same() {
    let facts = Facts {
        council: "Anyshire County Council",
        contact: "Rowan Ellery, Overview and Scrutiny Officer",
        proper_officer: "Democratic Governance and Scrutiny Manager",
    };
    let mut clerk = Clerk::begin("2026-10-01T07:45", &facts).await;
    for (name, short) in [(FIRST, "CF"), (SECOND, "HS")] {
        clerk.body(&Body { name, short, kind: "panel", reports_to: "", style: "dash" }).await;
    }
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    let measure =
        Measure { code: "K1", name: "Plans in time", unit: "%", better: "higher", target: "60", tolerance: "5" };
    let measures = clerk.measures(&[measure]).await;
    let first = clerk.meeting(FIRST, "2026-11-05").await;
    let second = clerk.meeting(SECOND, "2026-11-12").await;
    let asked = |title| Asked {
        of: DIRECTOR,
        period: "2026/27 Q2",
        kind: "figures",
        appendix: "1",
        title,
        coverage: "",
        measures: &measures,
    };
    let item = clerk.item(first, "Performance", &[]).await;
    let one = clerk.ask(item, asked("Dashboard")).await;
    clerk.mornings("2026-10-01", "2026-10-01").await;
    let mut director = Director::opens(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;
    director.sends("submit", &[("K1 Plans in time", "41", "Demand of families.")]).await.is(200);
    clerk.at("2026-10-02T10:00").await;
    clerk.about_request(one, "accept", &[]).await.does_not_say("Not the same everywhere");

    let item = clerk.item(second, "Performance", &[]).await;
    let other = clerk.ask(item, asked("Dashboard")).await;
    clerk.mornings("2026-10-08", "2026-10-08").await;
    let mut director = Director::opens(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;
    let page = director.browser.open(&director.link()).await;
    page.is(200).does_not_say("41%");
    director.sends("submit", &[("K1 Plans in time", "43", "Waits for assessments.")]).await.is(200);
    clerk.at("2026-10-09T10:00").await;
    let shown = clerk.about_request(other, "accept", &[]).await;
    shown.says(&format!("Not the same everywhere: the {FIRST} has 41% for this period."));
    let flagged = clerk.open(&format!("/requests/{one}")).await;
    flagged.says(&format!("Not the same everywhere: the {SECOND} has 43% for this period."));
    flagged.says("Demand of families.").does_not_say("Waits for assessments.");
}
