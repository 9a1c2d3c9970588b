//! A form is done once, also when the second click reaches another process, or the same one started anew.

use crate::support::house::fresh_place;
use crate::support::{Browser, Council, House};
use axum::http::Method;
use chrono::TimeDelta;
use remit::app::App;
use remit::store::Place;
use remit_entity::{form, person};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const PAGE: &str = "/people/new";

/// Two processes on one database; on a file of our own, one that was started anew.
async fn two() -> (House, App, Browser) {
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let house = House { app: House::open(&place, "2026-10-12T09:00").await, folder };
    let other = match place {
        Place::Sqlite(_) => house.app.clone(),
        Place::Postgres(_) => House::open(&place, "2026-10-12T09:00").await,
    };
    let council = Council::found(&house).await;
    let mut clerk = house.signed_in(council.officer).await;
    clerk.open(PAGE).await.is(200);
    (house, other, clerk)
}

async fn named(app: &App, name: &str) -> u64 {
    person::Entity::find().filter(person::Column::Name.eq(name)).count(app.db()).await.unwrap()
}

#[tokio::test]
async fn the_second_click_is_answered_as_the_first_wherever_it_arrives() {
    let (house, other, mut clerk) = two().await;
    let body = clerk.with_token(&[("name", "Ruth Marlow"), ("email", "ruth@anyshire.example")]);
    let mut elsewhere = clerk.at(&other);
    let first = clerk.ask(Method::POST, "/people", Some(body.clone())).await;
    first.is(303);
    let second = elsewhere.ask(Method::POST, "/people", Some(body.clone())).await;
    second.is(303);
    assert_eq!((second.leads_to(), named(&house.app, "Ruth Marlow").await), (first.leads_to(), 1));
    elsewhere.open(&second.leads_to().unwrap()).await.is(200).says("Ruth Marlow");
    // The same words from a page that was opened anew are meant anew.
    elsewhere.open(PAGE).await;
    let again = [("name", "Ruth Marlow"), ("email", "another@anyshire.example")];
    elsewhere.send(PAGE.trim_end_matches("/new"), &again).await.is(200);
    assert_eq!(named(&house.app, "Ruth Marlow").await, 2);
}

#[tokio::test]
async fn two_clicks_that_arrive_in_one_moment_are_one_deed() {
    let (house, other, clerk) = two().await;
    for n in 0..8 {
        let name = format!("Double {n}");
        let email = format!("double-{n}@anyshire.example");
        let (mut one, mut two) = (clerk.at(&house.app), clerk.at(&other));
        one.open(PAGE).await.is(200);
        let body = one.with_token(&[("name", &name), ("email", &email)]);
        let (first, second) = tokio::join!(
            one.ask(Method::POST, "/people", Some(body.clone())),
            two.ask(Method::POST, "/people", Some(body.clone()))
        );
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303), "{}", second.body);
        assert_eq!((first.leads_to(), named(&house.app, &name).await), (second.leads_to(), 1));
    }
}

#[tokio::test]
async fn what_was_refused_may_be_sent_again_and_forms_of_other_days_are_forgotten() {
    let (house, other, mut clerk) = two().await;
    let wrong = clerk.with_token(&[("name", ""), ("email", "nobody@anyshire.example")]);
    let mut elsewhere = clerk.at(&other);
    clerk.ask(Method::POST, "/people", Some(wrong.clone())).await.is(422);
    elsewhere.ask(Method::POST, "/people", Some(wrong)).await.is(422);
    assert_eq!(form::Entity::find().count(house.app.db()).await.unwrap(), 0, "nothing was done");
    let right = clerk.with_token(&[("name", "Ruth Marlow"), ("email", "ruth@anyshire.example")]);
    clerk.ask(Method::POST, "/people", Some(right)).await.is(303);
    let kept = form::Entity::find().all(house.app.db()).await.unwrap();
    assert!(kept.len() == 1 && kept[0].leads_to.starts_with("/people"), "{kept:?}");
    remit::form_done::forget_old(house.app.db(), house.app.clock().now() + TimeDelta::hours(23)).await.unwrap();
    assert_eq!(form::Entity::find().count(house.app.db()).await.unwrap(), 1);
    remit::form_done::forget_old(house.app.db(), house.app.clock().now() + TimeDelta::hours(25)).await.unwrap();
    assert_eq!(form::Entity::find().count(house.app.db()).await.unwrap(), 0);
}
