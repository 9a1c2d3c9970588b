//! Stories of the pages about the service, and of the council's half of them.

use crate::support::{Council, House};

#[tokio::test]
async fn anybody_reads_about_the_service_and_gets_no_cookie() {
    let house = House::new("2026-10-12T09:00").await;
    for path in ["/accessibility", "/privacy", "/help", "/contact", "/healthz"] {
        let mut public = house.public();
        public.open(path).await.is(200);
        assert!(public.cookies().is_empty(), "{path}");
    }
    house.public().open("/contact").await.says("The service has not been set up yet.");
    assert_eq!(house.public().open("/healthz").await.body.trim(), "alive");
    Council::found(&house).await;
    let seen = house.public().open("/contact").await;
    seen.says("Rowan Ellery and Sam Oakes, Overview and Scrutiny Officers").says("01999 555 010");
    assert_eq!(seen.link("mailto:"), "mailto:scrutiny@anyshire.example");
}

#[tokio::test]
async fn the_statement_says_that_the_council_has_not_completed_it_until_it_has() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let before = house.public().open("/accessibility").await;
    before.says("Anyshire County Council").says("not yet completed by the council").says("version 2.2 at level AA");
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open("/council").await;
    let mut fields = typed(&page.body);
    fields.retain(|(name, _)| !name.starts_with("accessibility") && name != "privacy_notice");
    let decided = [
        ("accessibility_contact", "the web team, web@anyshire.example"),
        ("accessibility_answer_days", "10"),
        ("accessibility_reviewed_on", "2026-09-01"),
        ("privacy_notice", "https://anyshire.example/privacy"),
    ];
    let mut sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sent.extend(decided);
    officer.send("/council", &sent).await.is(200).says("The council's details are saved.");
    let after = house.public().open("/accessibility").await;
    after.does_not_say("not yet completed").says("ask the web team, web@anyshire.example");
    after.says("within 10 days").says("1 September 2026");
    house.public().open("/privacy").await.link("https://anyshire.example/privacy");
    // The same form sent once more is stale now, and shows both.
    let stale = officer.send("/council", &sent[..sent.len() - 1]).await;
    stale.is(409).says("Somebody else changed this meanwhile").says("Privacy notice: https://anyshire.example/privacy");
    house.public().open("/privacy").await.link("https://anyshire.example/privacy");
}

/// The inputs of a page, with what stands in them.
pub fn typed(body: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(value.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&").replace("&#x27;", "'"))
    };
    let inputs = body.split("<input ").skip(1).map(|rest| format!(" {}", rest.split('>').next().unwrap()));
    inputs
        .filter(|tag| !tag.contains("type=\"checkbox\"") || tag.contains(" checked"))
        .filter_map(|tag| Some((attribute(&tag, "name")?, attribute(&tag, "value").unwrap_or_default())))
        .collect()
}

#[tokio::test]
async fn facts_that_cannot_be_right_are_refused_beside_their_field() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    for (field, wrong, sentence) in [
        ("council", " ", "Enter the council's name."),
        ("contact_email", "scrutiny", "in the form name@example.gov.uk"),
        ("website", "javascript:alert(1)", "that begins with https:// or http://"),
        ("accessibility_answer_days", "soon", "Enter a number of days from 1 to 365"),
        ("accessibility_reviewed_on", "lately", "Enter the day like 16/10/2026"),
        ("privacy_notice", "data:text/html,x", "that begins with https:// or http://"),
    ] {
        let mut fields = typed(&officer.open("/council").await.body);
        fields.iter_mut().filter(|(name, _)| name == field).for_each(|(_, value)| *value = wrong.to_owned());
        let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let seen = officer.send("/council", &sent).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains(&format!("href=\"#{field}\"")), "{field} is not named");
        assert!(seen.body.contains("<title>Error: "), "{field}");
    }
    house.signed_in(council.chair).await.open("/council").await.is(403);
}
