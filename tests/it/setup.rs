//! Stories of the first day: the one-time link, the first officer, and the links by which others choose a password.

use crate::support::{Council, House, on};
use remit::setup::announce;
use remit_domain::person::PostKind;
use remit_entity::{Stored, council, holding, letter, person, post, session, setting};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const PASSWORD: &str = "kettle harbour vine";

fn founding() -> Vec<(&'static str, &'static str)> {
    vec![
        ("council", "Anyshire County Council"),
        ("service_name", "Overview and Scrutiny"),
        ("contact_names", "Rowan Ellery, Overview and Scrutiny Officer"),
        ("contact_phone", "01999 555 010"),
        ("contact_email", "scrutiny@anyshire.example"),
        ("proper_officer", "Democratic Governance and Scrutiny Manager"),
        ("name", "Rowan Ellery"),
        ("email", "rowan.ellery@anyshire.example"),
        ("password", PASSWORD),
    ]
}

fn with(field: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    founding().into_iter().map(|(name, typed)| (name, if name == field { value } else { typed })).collect()
}

fn path(address: &str) -> String {
    address.strip_prefix("http://scrutiny.example").unwrap().to_owned()
}

#[tokio::test]
async fn the_service_is_set_up_once_by_the_link_in_the_log() {
    let house = House::new("2026-10-12T09:00").await;
    let db = house.app.db();
    let link = path(&announce(&house.app).await.unwrap().unwrap());
    let kept = setting::Entity::find().all(db).await.unwrap();
    assert!(kept.iter().all(|row| !row.value.contains(link.rsplit('/').next().unwrap())), "only a hash is kept");
    let mut first = house.public();
    let page = first.open(&link).await;
    page.is(200).says("Set up the service");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert_eq!(page.headers["x-robots-tag"], "noindex");
    // Looking, however often, uses nothing up.
    let mut second = house.public();
    second.open(&link).await.is(200);
    first.send(&link, &founding()).await.is(200).says("The service is set up.").says("Sign in");
    assert_eq!(session::Entity::find().count(db).await.unwrap(), 0, "setting up signs nobody in");
    second.send(&link, &with("email", "second@anyshire.example")).await.is(404);
    second.open(&link).await.is(404);
    assert_eq!(announce(&house.app).await.unwrap(), None, "a restart makes no new link");
    assert_eq!(council::Entity::find().count(db).await.unwrap(), 1);
    let people = person::Entity::find().all(db).await.unwrap();
    assert_eq!(people.len(), 1);
    assert!(people[0].is_officer && people[0].password_hash.as_ref().unwrap().starts_with("$argon2id$"));
    let fields = [("email", "rowan.ellery@anyshire.example"), ("password", PASSWORD)];
    first.send("/sign-in", &fields).await.is(200).says("Due").says("Rowan Ellery");
    first.open("/posts").await.says("Scrutiny Officer").says("Vacant");
    let manager = post::Entity::find().filter(post::Column::Kind.eq(Stored(PostKind::ProperOfficer)));
    assert_eq!(manager.one(db).await.unwrap().unwrap().title, "Democratic Governance and Scrutiny Manager");
    assert_eq!(holding::Entity::find().one(db).await.unwrap().unwrap().from_on, on("2026-10-12"));
}

#[tokio::test]
async fn two_people_with_the_link_at_the_same_moment_make_one_officer() {
    let house = House::new("2026-10-12T09:00").await;
    let link = path(&announce(&house.app).await.unwrap().unwrap());
    let mut browsers = Vec::new();
    for email in ["one@anyshire.example", "two@anyshire.example", "three@anyshire.example"] {
        let mut browser = house.public();
        browser.open(&link).await.is(200);
        browsers.push((browser, email));
    }
    let mut tries = Vec::new();
    for (mut browser, email) in browsers {
        let link = link.clone();
        tries.push(tokio::spawn(async move { browser.send_only(&link, &with("email", email)).await.status.as_u16() }));
    }
    let mut answers = Vec::new();
    for answer in tries {
        answers.push(answer.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [303, 404, 404]);
    assert_eq!(person::Entity::find().count(house.app.db()).await.unwrap(), 1);
    assert_eq!(council::Entity::find().count(house.app.db()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_link_ends_after_a_day_and_with_the_next_start() {
    let house = House::new("2026-10-12T09:00").await;
    let first = path(&announce(&house.app).await.unwrap().unwrap());
    let second = path(&announce(&house.app).await.unwrap().unwrap());
    house.public().open(&first).await.is(404);
    house.public().open(&second).await.is(200);
    house.public().open("/setup/0000").await.is(404);
    house.it_is("2026-10-13T08:59");
    house.public().open(&second).await.is(200);
    house.it_is("2026-10-13T09:00");
    house.public().open(&second).await.is(404);
    house.public().open("/council").await.says("Sign in");
}

#[tokio::test]
async fn what_is_missing_or_weak_is_named_and_what_was_typed_stays() {
    let house = House::new("2026-10-12T09:00").await;
    let link = path(&announce(&house.app).await.unwrap().unwrap());
    let mut browser = house.public();
    browser.open(&link).await;
    for (field, value, sentence) in [
        ("council", "", "Enter the council's name."),
        ("service_name", "", "Enter the service's name"),
        ("contact_names", "", "Enter who can be asked"),
        ("contact_email", "scrutiny at anyshire", "in the form name@example.gov.uk"),
        ("proper_officer", "", "Enter the title of the proper officer"),
        ("name", "", "Enter a name."),
        ("email", "rowan", "in the form name@example.gov.uk"),
        ("password", "", "Enter a password."),
        ("password", "elevenchars", "Enter a password of 12 characters or more"),
        ("password", "Password1234!", "among the first that are guessed"),
        ("password", "AnyshireCouncil26", "made of your name or the council's"),
    ] {
        let seen = browser.send(&link, &with(field, value)).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains(&format!("href=\"#{field}\"")), "{field} is not named");
        assert!(field == "contact_names" || seen.body.contains("value=\"Rowan Ellery, Overview"), "{field}");
        assert!(value.is_empty() || field != "password" || !seen.body.contains(value), "a password is never drawn");
    }
    browser.send(&link, &founding()).await.is(200);
}

async fn invited(house: &House, council: &Council, id: i64) -> String {
    let mut officer = house.signed_in(council.officer).await;
    officer.open(&format!("/people/{id}")).await;
    officer.send(&format!("/people/{id}/password-link"), &[]).await.says("A link goes to");
    let letters = letter::Entity::find().filter(letter::Column::PersonId.eq(id)).all(house.app.db()).await.unwrap();
    let text = &letters.last().unwrap().text;
    path(text.lines().find(|line| line.starts_with("http://scrutiny.example/welcome/")).unwrap())
}

#[tokio::test]
async fn a_chair_chooses_a_password_by_the_link_of_a_letter_and_signs_in() {
    let house = House::new("2026-10-12T21:30").await;
    let council = Council::found(&house).await;
    let link = invited(&house, &council, council.chair).await;
    let letters = letter::Entity::find().all(house.app.db()).await.unwrap();
    assert_eq!(letters[0].to_address, "imogen.hartley@anyshire.example");
    assert_eq!(letters[0].next_try_at, Some(house.app.clock().now()), "what was asked for goes at once, at any hour");
    assert!(letters[0].text.contains("Rowan Ellery has sent you a link") && letters[0].html.contains(&link));
    let mut chair = house.public();
    let page = chair.open(&link).await;
    page.is(200).says("imogen.hartley@anyshire.example");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    chair.ask(axum::http::Method::HEAD, &link, None).await.is(200);
    chair.send(&link, &[("password", "imogen.hartley")]).await.is(422).says("made of your name");
    chair.send(&link, &[("password", PASSWORD)]).await.is(200).says("Your password is set.");
    chair.open(&link).await.is(404);
    chair.open("/sign-in").await;
    let fields = [("email", "imogen.hartley@anyshire.example"), ("password", PASSWORD)];
    assert_eq!(chair.send_only("/sign-in", &fields).await.leads_to().unwrap(), "/panels");
}

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_a_new_password_ends_every_session() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let first = invited(&house, &council, council.chair).await;
    let second = invited(&house, &council, council.chair).await;
    house.public().open(&first).await.is(404);
    let mut old = house.signed_in(council.chair).await;
    old.open("/due").await.is(403);
    let mut browser = house.public();
    browser.open(&second).await;
    let mut other = house.public();
    other.open(&second).await;
    browser.send_only(&second, &[("password", PASSWORD)]).await.is(303);
    assert!(old.ask(axum::http::Method::GET, "/due", None).await.leads_to().unwrap().starts_with("/sign-in"));
    other.send(&second, &[("password", "another harbour vine")]).await.is(404);
    // A link is for one person: another's number in front of the token opens nothing.
    let third = invited(&house, &council, council.chair).await;
    let token = third.split_once('-').unwrap().1;
    house.public().open(&format!("/welcome/{}-{token}", council.officer)).await.is(404);
    for bad in ["/welcome/", "/welcome/x", "/welcome/1", "/welcome/1-", "/welcome/99999999999999999999-ab"] {
        house.public().open(bad).await.is(404);
    }
    house.it_is("2026-10-13T09:00");
    house.public().open(&third).await.is(404);
}
