//! Stories of indicators: defined, corrected, put into a panel's set, and shown with their history.

use crate::requests::{Quarter, indicator};
use crate::support::{Council, House, field};
use remit_domain::indicator::Polarity;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_entity::{body_indicator, indicator as indicators};
use sea_orm::EntityTrait;

const GOOD: [(&str, &str); 9] = [
    ("code", "EHCP20"),
    ("name", "Plans issued within 20 weeks"),
    ("definition", "Plans issued in time, of all issued"),
    ("unit", "%"),
    ("polarity", "higher"),
    ("target", "60"),
    ("tolerance", "5"),
    ("tolerance_kind", "absolute"),
    ("decimals", "1"),
];

#[tokio::test]
async fn an_indicator_is_defined_and_what_cannot_be_is_said_beside_its_field() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/indicators/new").await.is(200);
    for (name, wrong, sentence) in [
        ("code", "", "Enter a code"),
        ("name", "", "Enter the indicator's name"),
        ("target", "sixty", "The target must be a number"),
        ("tolerance", "-1", "zero or more"),
        ("target", "", "A tolerance needs a target"),
    ] {
        let fields: Vec<_> = GOOD.iter().map(|(key, value)| (*key, if *key == name { wrong } else { value })).collect();
        let seen = officer.send("/indicators", &fields).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains("Plans issued in time, of all issued"), "what was typed is kept");
    }
    let seen = officer.send("/indicators", &GOOD).await;
    seen.is(200).says("EHCP20").says("Plans issued within 20 weeks").says("60%");
    officer.open("/indicators/new").await;
    officer.send("/indicators", &GOOD).await.is(422).says("Another indicator has this code.");
    assert_eq!(indicators::Entity::find().all(house.app.db()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_history_is_drawn_and_its_numbers_stand_below() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let id = indicator(&house, "EHCP20", "Plans issued within 20 weeks", Some("60"), Polarity::Higher).await;
    for (day, period, value, rating) in
        [("2026-02-05", "2025/26 Q3", "62", Rating::Green), ("2026-06-11", "2025/26 Q4", "41", Rating::Red)]
    {
        let meeting = field::held(&house, council.panel, day).await;
        let item = crate::support::decided::item(&house, meeting, "Performance").await;
        let ask = field::Ask {
            period,
            coverage: "",
            is_finance: false,
            appendix: 1,
            title: "Dashboard",
            state: State::Accepted,
        };
        let request = field::request(&house, item, council.director_post, ask).await;
        field::figure(&house, request, id, (value, rating)).await;
    }
    let mut officer = house.signed_in(council.officer).await;
    let seen = officer.open(&format!("/indicators/{id}")).await;
    seen.is(200).says("2025/26 Q3").says("62%").says("2025/26 Q4").says("41%").says("Down (worse)");
    assert!(seen.body.contains("<svg") && seen.body.contains("role=\"img\"") && seen.body.contains("aria-label=\""));
    house.public().ask(axum::http::Method::GET, &format!("/indicators/{id}"), None).await.is(303);
}

#[tokio::test]
async fn a_panels_set_is_chosen_and_is_what_a_request_offers() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let another = indicator(&quarter.house, "ABS", "Persistent absence", Some("20"), Polarity::Lower).await;
    let page = quarter.officer.open("/panels/children-and-families/indicators").await;
    page.is(200).says("Persistent absence");
    let kept = quarter.indicators[0].to_string();
    let added = another.to_string();
    let fields = [("in", kept.as_str()), ("in", added.as_str())];
    quarter.officer.send("/panels/children-and-families/indicators", &fields).await.is(200);
    let set = body_indicator::Entity::find().all(quarter.house.app.db()).await.unwrap();
    let mut chosen: Vec<_> = set.iter().map(|row| row.indicator_id).collect();
    chosen.sort_unstable();
    assert_eq!(chosen, [quarter.indicators[0], another]);
    let form = quarter.officer.open(&format!("/requests/new?item={}", quarter.item)).await;
    let ticked = |id: i64| form.body.contains(&format!("value=\"{id}\" checked"));
    assert!(ticked(another) && !ticked(quarter.indicators[1]));
}
