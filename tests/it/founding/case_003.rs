//! Case 003: Bromley's committee of 17 November 2022, with two red and five amber indicators, and the Chairman's
//! query about one figure. The case gives no figures; these are invented so that the computed ratings match.

use crate::support::Clerk;
use crate::support::clerk::{Asked, Body, Director, Facts, Measure};

const COMMITTEE: &str = "Children, Education and Families Policy Development and Scrutiny Committee";
const DIRECTOR: &str = "Director of Children's Services";

/// Code, name, unit, better, target, tolerance, September's value, the rating that the committee read.
type Line =
    (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const LINES: [Line; 9] = [
    ("05", "Referrals to children's social care within 12 months", "%", "lower", "18", "2", "16.4", "Green"),
    (
        "12",
        "Children subject to a Child Protection Plan for a second or subsequent time",
        "%",
        "lower",
        "15",
        "4",
        "17",
        "Amber",
    ),
    ("17", "Children looked after cases reviewed within required timescale", "%", "higher", "95", "3", "93.1", "Amber"),
    ("18", "In-house foster carers recruited", "", "higher", "10", "2", "3", "Red"),
    ("21", "Children looked after who were adopted", "", "higher", "8", "3", "6", "Amber"),
    ("25", "Average caseload, safeguarding", "", "lower", "15", "2", "16.5", "Amber"),
    ("26", "Average caseload, looked after children", "", "lower", "14", "2", "15", "Amber"),
    ("30", "Schools judged good or outstanding", "%", "higher", "93", "2", "96", "Green"),
    ("32", "Education, health and care plans issued within 20 weeks", "%", "higher", "60", "5", "41", "Red"),
];

#[tokio::test]
async fn two_are_red_and_five_amber_and_the_chairmans_query_is_an_action() {
    let facts = Facts {
        council: "London Borough of Bromley",
        contact: "Rowan Ellery, Democratic Services",
        proper_officer: "Director of Corporate Services",
    };
    let mut clerk = Clerk::begin("2022-10-03T09:00", &facts).await;
    clerk.body(&Body { name: COMMITTEE, short: "CEF", kind: "panel", reports_to: "", style: "capitals" }).await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    let measures: Vec<Measure> = LINES
        .iter()
        .map(|(code, name, unit, better, target, tolerance, ..)| Measure {
            code,
            name,
            unit,
            better,
            target,
            tolerance,
        })
        .collect();
    let measures = clerk.measures(&measures).await;
    let meeting = clerk.meeting(COMMITTEE, "2022-11-17").await;
    let item = clerk.item(meeting, "Performance Reporting - Children's Scrutiny Dataset Part 1 (Public)", &[]).await;
    let asked = Asked {
        of: DIRECTOR,
        period: "2022/23 Q2",
        kind: "figures",
        appendix: "1",
        title: "Report cef22072A",
        coverage: "",
        measures: &measures,
    };
    let request = clerk.ask(item, asked).await;
    clerk.mornings("2022-10-12", "2022-10-13").await;
    clerk.house.it_is("2022-10-31T10:00");
    let mut director = Director::opens(&clerk, "Bea Jones").await;
    director.confirms(&clerk).await;

    // What is red or amber without a commentary is named before the sign-off, and nothing that was typed is lost.
    let silent: Vec<_> = measures.iter().zip(&LINES).map(|(name, line)| (name.as_str(), line.6, "")).collect();
    let saved = director.sends("figures", &silent).await;
    assert!(saved.is(200).body.contains("value=\"93.1\""));
    let check = director.browser.open(&format!("{}/check", saved.path)).await;
    assert_eq!(check.is(200).words().matches("and has no commentary.").count(), 7);
    let figures: Vec<_> = measures
        .iter()
        .zip(&LINES)
        .map(|(name, line)| {
            let said = match (line.0, line.7) {
                ("12", _) => "This is 4% above the average of our neighbours.",
                (_, "Green") => "",
                _ => "Work goes on with partners.",
            };
            (name.as_str(), line.6, said)
        })
        .collect();
    director.sends("submit", &figures).await.is(200).says("CEF 2022/23 Q2 – 1");

    clerk.at("2022-11-01T09:30").await;
    let accepted = clerk.about_request(request, "accept", &[]).await;
    for (name, line) in measures.iter().zip(&LINES) {
        let row = accepted.words();
        let row = row.split(name.as_str()).nth(1).unwrap();
        let rated = ["Red", "Amber", "Green"].into_iter().min_by_key(|word| row.find(word).unwrap_or(usize::MAX));
        assert_eq!(rated, Some(line.7), "{name}: {row}");
    }
    clerk.at("2022-11-09T10:00").await;
    clerk.publish(meeting).await.says("5 clear days");
    let agenda = clerk.open(&format!("/meetings/{meeting}")).await.link("/papers/");
    let paper = clerk.house.public().open(&agenda).await;
    paper.says("18 In-house foster carers recruited 3 10 Red").says("4% above the average of our neighbours");
    assert_eq!(paper.words().matches(" Red ").count(), 2, "{}", paper.words());
    assert_eq!(paper.words().matches(" Amber ").count(), 5, "{}", paper.words());

    clerk.at("2022-11-18T10:00").await;
    clerk.hold(meeting).await;
    let form = format!("/items/{item}/actions/new");
    let page = clerk.open(&form).await;
    let (owner, twelve) = (page.choice(DIRECTOR), page.choice(&measures[1].replacen(' ', ": ", 1)));
    let query = [
        ("text", "Clarify the reference to 4% in the commentary on Indicator 12"),
        ("owner", owner.as_str()),
        ("due", "fixed"),
        ("due_on", "2022-12-02"),
        ("indicator", &twelve),
    ];
    let action = clerk.browser.send(&format!("/items/{item}/actions"), &query).await;
    action.is(200).says("Action CEF 22/23-001").says("Asked for in the discussion").says("Fri 2 December 2022");
    let path = format!("/items/{item}/resolution");
    clerk.open(&path).await.is(200);
    let noted = [
        ("carried", "not_stated"),
        (
            "text_1",
            "the September 2022 outturn of key performance indicators and associated management commentary be noted.",
        ),
        ("verb_1", "noted"),
    ];
    clerk
        .browser
        .send(&path, &noted)
        .await
        .is(200)
        .says(
            "RESOLVED: That the September 2022 outturn of key performance indicators and associated management \
             commentary be noted.",
        )
        .says("(1) Noted Nothing further")
        .says("CEF 22/23-001");
    clerk.mornings("2022-11-18", "2022-12-02").await;
    let mail: Vec<_> = clerk.mail("Bea Jones").await.into_iter().map(|letter| letter.subject).collect();
    assert!(mail.last().unwrap().starts_with("Due today: Action CEF 22/23-001"), "{mail:#?}");
}
