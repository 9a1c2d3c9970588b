//! Stories of the deadlines of a body's own standing orders: kept by officers, read by the public.

use crate::support::browser::Seen;
use crate::support::forms::forms;
use crate::support::{Browser, Council, House, on};
use remit_domain::meeting::State;
use remit_entity::{Stored, meeting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

async fn meets(house: &House, body_id: i64, day: &str) {
    let row = meeting::ActiveModel {
        body_id: Set(body_id),
        held_on: Set(on(day)),
        starts_at: Set("10:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(State::Scheduled)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
}

fn page(council: &Council) -> String {
    format!("/people/bodies/{}/rules", council.panel)
}

const QUESTIONS: [(&str, &str); 6] = [
    ("name_1", "Questions from the public"),
    ("time_1", "9.00 am"),
    ("days_1", "1"),
    ("unit_1", "working"),
    ("side_1", "before"),
    ("anchor_1", "meeting"),
];

/// Fills the form in as it stands on the page, with these fields changed.
async fn saves(officer: &mut Browser, page: &str, changed: &[(&str, &str)]) -> Seen {
    let seen = officer.open(page).await;
    let mut sheet = forms(&seen).into_iter().find(|sheet| sheet.action == page).expect("the form");
    for (name, value) in changed {
        sheet = sheet.with(name, value);
    }
    officer.send(page, &sheet.pairs()).await
}

/// Edge case 39: the working day before a Monday's meeting is the Friday before it.
#[tokio::test]
async fn the_public_has_until_the_friday_before_a_mondays_panel() {
    let house = House::new("2024-03-04T09:00").await;
    let council = Council::found(&house).await;
    meets(&house, council.panel, "2024-03-25").await;
    let mut officer = house.signed_in(council.officer).await;
    let body = officer.open(&format!("/people/bodies/{}", council.panel)).await;
    assert_eq!(body.link(&page(&council)), page(&council));
    let seen = saves(&mut officer, &page(&council), &QUESTIONS).await;
    seen.is(200).says("The deadlines are saved.").says("by 9am on Friday 22 March 2024");
    let mut stranger = house.public();
    let words = "Questions from the public";
    stranger.open("/bodies/children-and-families/2024-03-25").await.says(words).says("by 9am on Friday 22 March 2024");
    let seen = stranger.open("/bodies/children-and-families").await;
    seen.says("Questions from the public: by 9am on Friday 22 March 2024");
    house.it_is("2024-03-22T09:01");
    stranger.open("/bodies/children-and-families").await.says("by 9am on Friday 22 March 2024 (this has passed)");
    house.it_is("2024-03-26T09:00");
    stranger.open("/bodies/children-and-families").await.does_not_say("Questions from the public");
    assert!(stranger.cookies().is_empty());
}

#[tokio::test]
async fn a_table_of_rules_is_saved_whole_and_a_rule_that_is_emptied_goes() {
    let house = House::new("2022-10-25T09:00").await;
    let council = Council::found(&house).await;
    meets(&house, council.panel, "2022-11-17").await;
    let mut officer = house.signed_in(council.officer).await;
    let page = page(&council);
    saves(
        &mut officer,
        &page,
        &[
            ("name_1", "General questions"),
            ("time_1", "5pm"),
            ("days_1", "10"),
            ("unit_1", "working"),
            ("side_1", "before"),
            ("anchor_1", "meeting"),
        ],
    )
    .await
    .says("by 5pm on Thursday 3 November 2022");
    let second = [
        ("name_2", "Questions on reports"),
        ("time_2", "17:00"),
        ("days_2", "2"),
        ("unit_2", "working"),
        ("side_2", "after"),
        ("anchor_2", "publish"),
    ];
    let seen = saves(&mut officer, &page, &second).await;
    seen.says("by 5pm on Thursday 3 November 2022").says("by 5pm on Friday 11 November 2022");
    saves(&mut officer, &page, &[("name_1", ""), ("time_1", ""), ("days_1", "")]).await.is(200);
    let seen = house.public().open("/bodies/children-and-families/2022-11-17").await;
    seen.says("Questions on reports").does_not_say("General questions");
}

#[tokio::test]
async fn a_rule_that_cannot_be_read_is_refused_beside_its_field_and_kept_as_typed() {
    let house = House::new("2024-03-04T09:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    let page = page(&council);
    let mut wrong = QUESTIONS;
    wrong[1].1 = "teatime";
    let seen = saves(&mut officer, &page, &wrong).await;
    seen.is(422).says("Error: Enter the time as 9am, 12.30pm or 17:00.").says("There is a problem");
    assert!(seen.body.contains("value=\"teatime\"") && seen.body.contains("href=\"#time_1\""));
    let mut wrong = QUESTIONS;
    wrong[4].1 = "after";
    saves(&mut officer, &page, &wrong).await.is(422).says("A deadline cannot lie after the meeting.");
    let seen = officer.open(&page).await;
    assert!(!seen.body.contains("value=\"Questions from the public\""), "nothing was saved");
}

#[tokio::test]
async fn two_officers_at_one_table_lose_nothing() {
    let house = House::new("2024-03-04T09:00").await;
    let council = Council::found(&house).await;
    let page = page(&council);
    let (mut first, mut second) = (house.signed_in(council.officer).await, house.signed_in(council.officer).await);
    let opened = second.open(&page).await;
    let stale = forms(&opened).into_iter().find(|sheet| sheet.action == page).unwrap();
    saves(&mut first, &page, &QUESTIONS).await.is(200);
    let typed = stale.with("name_1", "Petitions").with("time_1", "noon").with("days_1", "5").with("unit_1", "calendar");
    let typed = typed.with("side_1", "before").with("anchor_1", "meeting");
    let seen = second.send(&page, &typed.pairs()).await;
    seen.is(409).says("Somebody else changed this meanwhile");
    seen.says("Questions from the public: 9am, 1 working day before the meeting");
    assert!(seen.body.contains("value=\"Petitions\""));
    let again = forms(&seen).into_iter().find(|sheet| sheet.action == page).unwrap();
    second.send(&page, &again.pairs()).await.is(200).says("The deadlines are saved.");
    let mut chair = house.signed_in(council.chair).await;
    chair.open(&page).await.is(403);
    second.open("/people/bodies/999/rules").await.is(404);
}
