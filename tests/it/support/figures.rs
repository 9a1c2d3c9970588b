//! Figures that were published, a quarter at a time, as stories of reading need them. Rows are set directly.

use super::field::{self, Ask};
use super::{Council, House, decided};
use remit_domain::agenda::Access;
use remit_domain::meeting::State as Meeting;
use remit_domain::rating::{Rating, rate};
use remit_domain::request::State;
use remit_entity::{Stored, body_indicator, figure, indicator, indicator_version, meeting, paper};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A request under a meeting of a body, in some state, without figures.
pub async fn quarter(house: &House, body: i64, (day, period): (&str, &str), (owner, state): (i64, State)) -> i64 {
    let meeting = decided::meeting(house, body, day, Meeting::Held).await;
    let item = decided::item(house, meeting, "Performance").await;
    let title = "Dashboard";
    let ask = Ask { period, coverage: "", is_finance: false, appendix: 1, title, state };
    let request = field::request(house, item, owner, ask).await;
    if state == State::Published {
        out(house, meeting, item).await;
    }
    request
}

/// The paper of an item is out.
async fn out(house: &House, meeting_id: i64, item: i64) {
    let db = house.app.db();
    let row = meeting::Entity::find_by_id(meeting_id).one(db).await.unwrap().unwrap();
    let day = row.held_on;
    let mut row = row.into_active_model();
    row.published_on = Set(Some(day));
    row.update(db).await.unwrap();
    let row = paper::ActiveModel {
        agenda_item_id: Set(item),
        title: Set("Performance".to_owned()),
        html: Set("<p>As it was printed.</p>".to_owned()),
        text: Set("As it was printed.".to_owned()),
        published_at: Set(house.app.clock().now()),
        number: Set(1),
        access: Set(Stored(Access::Public)),
        reason: Set(String::new()),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
}

/// A figure of 60 or more is green, of 55 amber; what an indicator's own rule says does not matter here.
pub async fn give(house: &House, request: i64, indicator: i64, number: &str) -> i64 {
    let rating = match number.parse::<rust_decimal::Decimal>() {
        Ok(value) => rate(&remit_domain::figure::Figure::Number(value), &super::measures::sixty()).rating,
        Err(_) => Rating::NoData,
    };
    field::figure(house, request, indicator, (number, rating)).await;
    let of = figure::Entity::find().filter(figure::Column::RequestId.eq(request));
    of.order_by_desc(figure::Column::Id).one(house.app.db()).await.unwrap().unwrap().id
}

/// Changes a line.
pub async fn change(house: &House, id: i64, what: impl FnOnce(&mut figure::ActiveModel)) {
    let db = house.app.db();
    let mut row = figure::Entity::find_by_id(id).one(db).await.unwrap().unwrap().into_active_model();
    what(&mut row);
    row.update(db).await.unwrap();
}

/// Changes the version of an indicator that stands.
pub async fn version(house: &House, indicator: i64, what: impl FnOnce(&mut indicator_version::ActiveModel)) {
    let db = house.app.db();
    let of = indicator_version::Entity::find().filter(indicator_version::Column::IndicatorId.eq(indicator));
    let row = of.order_by_desc(indicator_version::Column::Number).one(db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    what(&mut row);
    row.update(db).await.unwrap();
}

/// A new version of an indicator from a period on.
pub async fn redefined(house: &House, indicator: i64, from: &str, is_comparable: bool) -> i64 {
    let db = house.app.db();
    let of = indicator_version::Entity::find().filter(indicator_version::Column::IndicatorId.eq(indicator));
    let row = of.order_by_desc(indicator_version::Column::Number).one(db).await.unwrap().unwrap();
    let row = indicator_version::Model {
        number: row.number + 1,
        from_period: from.to_owned(),
        is_comparable,
        reason: "Asylum seekers are no longer counted.".to_owned(),
        ..row
    };
    remit::measures::as_version(row).insert(db).await.unwrap().id
}

/// Parts of a total that counts people, with a rule for small numbers.
pub async fn counts(house: &House, total: i64, parts: &[i64]) {
    for id in parts.iter().chain([&total]) {
        version(house, *id, |row| {
            row.unit = Set("number".to_owned());
            row.hide_below = Set(Some(5));
        })
        .await;
    }
    let db = house.app.db();
    for id in parts {
        let mut row = indicator::Entity::find_by_id(*id).one(db).await.unwrap().unwrap().into_active_model();
        row.part_of_id = Set(Some(total));
        row.update(db).await.unwrap();
    }
}

/// Puts indicators into the set of a panel.
pub async fn set(house: &House, council: &Council, indicators: &[i64]) {
    for (position, id) in (1..).zip(indicators) {
        let row = body_indicator::ActiveModel {
            body_id: Set(council.panel),
            indicator_id: Set(*id),
            position: Set(position),
            agreed: Set(Stored(remit_domain::rhythm::Rhythm::Quarterly)),
            agreed_at: Set(String::new()),
            ..Default::default()
        };
        row.insert(house.app.db()).await.unwrap();
    }
}
