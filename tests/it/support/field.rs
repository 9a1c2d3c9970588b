//! Facts that a story needs and that no door of its own column makes: meetings long past, requests with their
//! figures, indicators. Rows are set directly.

use super::{House, measures, on};
use remit_domain::agenda::PERFORMANCE;
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::meeting::{ItemKind, State};
use remit_domain::rating::Rating;
use remit_domain::request;
use remit_entity::{Stored, agenda_item, data_request, figure, indicator_version, meeting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A meeting that was held, and considered performance.
pub async fn held(house: &House, body_id: i64, day: &str) -> i64 {
    let db = house.app.db();
    let meeting = meeting::ActiveModel {
        body_id: Set(body_id),
        held_on: Set(on(day)),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(State::Held)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    let id = meeting.insert(db).await.unwrap().id;
    agenda_item::ActiveModel {
        meeting_id: Set(id),
        position: Set(1),
        title: Set("Performance monitoring".to_owned()),
        kind: Set(Stored(ItemKind::Performance)),
        subject: Set(PERFORMANCE.to_owned()),
        version: Set(1),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    id
}

/// What is asked for under an item.
pub struct Ask<'a> {
    pub period: &'a str,
    pub coverage: &'a str,
    pub is_finance: bool,
    pub appendix: i32,
    pub title: &'a str,
    pub state: request::State,
}

/// Asks for something.
pub async fn request(house: &House, item: i64, owner: i64, ask: Ask<'_>) -> i64 {
    let row = data_request::ActiveModel {
        reference: Set(format!("CF {} – {item}.{}", ask.period, ask.appendix)),
        agenda_item_id: Set(item),
        owner_post_id: Set(owner),
        period: Set(ask.period.to_owned()),
        coverage: Set(ask.coverage.to_owned()),
        is_finance: Set(ask.is_finance),
        appendix: Set(ask.appendix),
        appendix_title: Set(ask.title.to_owned()),
        state: Set(Stored(ask.state)),
        follow_reason: Set(String::new()),
        note: Set(String::new()),
        submitted_by: Set(String::new()),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

/// Sets where a request stands.
pub async fn request_is(house: &House, id: i64, state: request::State) {
    let db = house.app.db();
    let mut row = data_request::Entity::find_by_id(id).one(db).await.unwrap().unwrap().into_active_model();
    row.state = Set(Stored(state));
    row.update(db).await.unwrap();
}

/// An indicator in per cent, the higher the better, with a target of 60 and a tolerance of 5.
pub async fn indicator(house: &House, code: &str, name: &str) -> i64 {
    measures::enter(house, (code, name), Polarity::Higher, Some("60"), (5, ToleranceKind::Absolute)).await
}

async fn period_of(house: &House, request_id: i64) -> String {
    data_request::Entity::find_by_id(request_id).one(house.app.db()).await.unwrap().unwrap().period
}

async fn version_of(house: &House, indicator_id: i64) -> Option<i64> {
    let of = indicator_version::Entity::find().filter(indicator_version::Column::IndicatorId.eq(indicator_id));
    of.one(house.app.db()).await.unwrap().map(|row| row.id)
}

/// A figure given for an indicator.
pub async fn figure(house: &House, request_id: i64, indicator_id: i64, (number, rating): (&str, Rating)) {
    let row = figure::ActiveModel {
        request_id: Set(request_id),
        indicator_id: Set(indicator_id),
        position: Set(1),
        typed: Set(number.to_owned()),
        number: Set(Some(number.to_owned())),
        reason: Set(String::new()),
        commentary: Set("Demand for plans keeps growing.".to_owned()),
        rating: Set(Some(Stored(rating))),
        why: Set(String::new()),
        rule_version: Set(1),
        policy: Set(measures::sixty().text()),
        covers: Set(period_of(house, request_id).await),
        version_id: Set(version_of(house, indicator_id).await),
        certainty: Set(Stored(remit_domain::figure::Certainty::Final)),
        stated_why: Set(String::new()),
        corrective: Set(String::new()),
        hidden_why: Set(String::new()),
        as_sent: Set(String::new()),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
}

/// The number in which the address of a thing ends.
pub fn id_in(address: &str) -> i64 {
    address.rsplit('/').next().unwrap().split(['#', '?']).next().unwrap().parse().unwrap()
}
