//! How quick reading is when there is much to read: 400 measures over 40 quarters. Not part of the suite; run it with
//! `cargo test --release --test it -- --ignored --nocapture scale`.

use crate::support::figures::{quarter, set};
use crate::support::{Council, House, field};
use remit::measures::lines;
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_entity::{Stored, figure};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use std::time::{Duration, Instant};

const MEASURES: usize = 400;
const QUARTERS: usize = 40;

/// A council with ten years of figures on one panel; gives its measures.
async fn ten_years() -> (House, Council, Vec<i64>) {
    let house = House::new("2026-11-09T09:00").await;
    let council = Council::found(&house).await;
    let mut ids = Vec::new();
    for n in 0..MEASURES {
        ids.push(field::indicator(&house, &format!("K{n:03}"), &format!("Measure number {n}")).await);
    }
    set(&house, &council, &ids).await;
    let mut period: Period = "2026/27 Q2".parse().unwrap();
    for _ in 0..QUARTERS {
        let day = (period.end() + chrono::Days::new(36)).to_string();
        let owner = (council.director_post, State::Published);
        let request = quarter(&house, council.panel, (&day, &period.to_string()), owner).await;
        let mut rows = lines(house.app.db(), request, &ids, period).await.unwrap();
        for (n, row) in rows.iter_mut().enumerate() {
            let value = 40 + (n * 7 + usize::try_from(request).unwrap() * 3) % 40;
            row.number = Set(Some(value.to_string()));
            row.absence = Set(None);
            row.rating = Set(Some(Stored(if value >= 60 { Rating::Green } else { Rating::Red })));
            row.commentary = Set("Demand in the quarter was higher than in any of the four before it.".to_owned());
        }
        for some in rows.chunks(400) {
            figure::Entity::insert_many(some.to_vec()).exec_without_returning(house.app.db()).await.unwrap();
        }
        period = period.previous();
    }
    (house, council, ids)
}

#[tokio::test]
#[ignore = "a measurement, for a release build"]
async fn pages_of_ten_years_are_quick() {
    let (house, council, ids) = ten_years().await;
    let mut officer = house.signed_in(council.officer).await;
    for path in [
        "/panels/children-and-families/scorecard?period=2026/27+Q2".to_owned(),
        "/panels/children-and-families/scorecard.csv?period=2026/27+Q2".to_owned(),
        "/bodies/children-and-families/scorecard?period=2026/27+Q2".to_owned(),
        format!("/indicators/{}", ids[200]),
        "/measures/K200".to_owned(),
        "/completeness?period=2026/27+Q2".to_owned(),
        "/indicators".to_owned(),
    ] {
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..15 {
            let begun = Instant::now();
            officer.open(&path).await.is(200);
            times.push(begun.elapsed());
        }
        times.sort();
        println!("{path}: median {:?}, worst {:?}", times[times.len() / 2], times[times.len() - 1]);
    }
}
