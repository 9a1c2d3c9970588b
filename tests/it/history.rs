//! Stories of an indicator over the periods: the chart and its table, what it came to elsewhere, what stays of one that
//! was retired.

use crate::support::figures::{give, quarter};
use crate::support::{Council, House, field, on};
use axum::http::Method;
use remit_domain::request::State;
use remit_entity::{comparator, indicator};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

const DAYS: [(&str, &str, &str); 4] = [
    ("2025-09-04", "2025/26 Q1", "61"),
    ("2025-11-06", "2025/26 Q2", "58"),
    ("2026-02-05", "2025/26 Q3", "41"),
    ("2026-09-10", "2026/27 Q1", "64"),
];

async fn told(house: &House, council: &Council) -> i64 {
    let id = field::indicator(house, "EHCP20", "Plans in time").await;
    for (day, period, value) in DAYS {
        let request = quarter(house, council.panel, (day, period), (council.director_post, State::Published)).await;
        give(house, request, id, value).await;
    }
    id
}

#[tokio::test]
async fn every_number_of_the_chart_stands_in_its_table_and_a_gap_is_a_gap() {
    let house = House::new("2026-11-09T09:00").await;
    let council = Council::found(&house).await;
    let id = told(&house, &council).await;
    for (area, year, value) in [("England", "2024/25", "50.3"), ("Statistical neighbours", "2024/25", "48")] {
        let row = comparator::ActiveModel {
            indicator_id: Set(id),
            area: Set(area.to_owned()),
            year: Set(year.to_owned()),
            value: Set(value.to_owned()),
            source: Set("Department for Education".to_owned()),
            ..Default::default()
        };
        row.insert(house.app.db()).await.unwrap();
    }
    let mut officer = house.signed_in(council.officer).await;
    let seen = officer.open(&format!("/indicators/{id}")).await;
    seen.is(200).says("England").says("50.3%").says("Statistical neighbours").says("2024/25");
    for (_, period, value) in DAYS {
        seen.says(period).says(&format!("{value}%"));
    }
    seen.says("Since the period before: Down (worse)").says("Since a year before: Up (better)");
    // The quarter without a figure: what comes after it has no quarter before it.
    seen.says("it cannot be compared with the period before");
    let described = seen.body.split("aria-label=\"").find(|text| text.starts_with("2025/26 Q1 61%")).unwrap();
    assert!(described.contains("2025/26 Q4 no figure, 2026/27 Q1 64%; target 60%"), "{}", &described[..200]);
}

/// Edge case 19: what was retired keeps its history.
#[tokio::test]
async fn a_retired_indicator_keeps_its_history_for_everybody() {
    let house = House::new("2026-11-09T09:00").await;
    let council = Council::found(&house).await;
    let id = told(&house, &council).await;
    let mut row = indicator::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().into_active_model();
    row.retired_on = Set(Some(on("2026-06-30")));
    row.retired_why = Set("Replaced by another.".to_owned());
    row.update(house.app.db()).await.unwrap();
    let mut officer = house.signed_in(council.officer).await;
    officer.open(&format!("/indicators/{id}")).await.is(200).says("2025/26 Q3").says("41%");
    let mut public = house.public();
    let seen = public.ask(Method::GET, "/measures/EHCP20", None).await;
    seen.is(200).says("2025/26 Q3").says("41%");
    let file = public.ask(Method::GET, "/measures/EHCP20/figures.csv", None).await;
    assert_eq!(file.is(200).body.lines().count(), 5);
    public.ask(Method::GET, "/measures/NOTHING", None).await.is(404);
    let now = officer.open("/panels/children-and-families/scorecard?period=2026/27+Q3").await;
    now.is(200).does_not_say("EHCP20");
}
