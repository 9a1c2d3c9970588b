//! Stories of the cycle of every body: what is done, what is late, where we are, in words.

use crate::support::field::{self, Ask, id_in};
use crate::support::{Browser, Council, House, decided};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::request;
use sea_orm::EntityTrait;

async fn schedule(officer: &mut Browser, body: &str, day: &str) -> i64 {
    officer.open("/meetings/new").await.is(200);
    let form = [("body", body), ("held_on", day), ("starts_at", "2pm"), ("venue", "County Hall"), ("lag", "10")];
    let answer = officer.send_only("/meetings", &form).await;
    id_in(&answer.leads_to().unwrap_or_else(|| panic!("not scheduled: {}", answer.words())))
}

/// October 2022 with the panel on 3 November and the Board on 16 November.
async fn autumn() -> (House, Council, Browser, i64) {
    let house = House::new("2022-10-03T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    schedule(&mut officer, "performance-board", "2022-11-16").await;
    let meeting = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    (house, council, officer, meeting)
}

#[tokio::test]
async fn the_steps_of_case_000_stand_in_one_line_with_the_dates_of_its_own_page() {
    let (_house, _, mut officer, meeting) = autumn().await;
    let page = officer.open("/cycle").await;
    page.is(200).says("Today is Monday 3 October 2022").says("October to December 2022 (this quarter)");
    page.says("January to March 2023").says("April to June 2023");
    page.says("Body Request Data due Publish Meeting Board");
    page.says("Children and Families Overview and Scrutiny Panel 2022/23 Q2 Mon 3 October 2022");
    page.says("Wed 19 October 2022 In 12 working days").says("Wed 26 October 2022 In 17 working days");
    page.says("Thu 3 November 2022 In 23 working days").says("Wed 16 November 2022");
    page.says("No meeting in the diary");
    let own = officer.open(&format!("/meetings/{meeting}")).await;
    own.says("Publish agenda by Wednesday 26 October 2022").says("Data due from director Wednesday 19 October 2022");
}

#[tokio::test]
async fn late_is_said_in_words_and_done_too() {
    let (house, council, mut officer, meeting) = autumn().await;
    let item = decided::item(&house, meeting, "Performance monitoring").await;
    let ask = Ask {
        period: "2022/23 Q2",
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "Scorecard",
        state: request::State::Issued,
    };
    let asked = field::request(&house, item, council.director_post, ask).await;
    let (panel, post) = (council.panel, council.director_post);
    house
        .write(move |work| {
            Box::pin(async move {
                let owing = remit::obligations::Owing {
                    kind: Kind::SubmitData,
                    subject_kind: SubjectKind::Request,
                    subject_id: asked,
                    body_id: panel,
                    owner_post_id: post,
                    meeting_id: Some(meeting),
                    title: "Quarter 2 performance data".to_owned(),
                    rule: DueRule::publish(meeting, -5),
                };
                remit::obligations::owe(work, owing).await
            })
        })
        .await;
    let row = remit_entity::agenda_item::Entity::find_by_id(item).one(house.app.db()).await.unwrap().unwrap();
    let asks_in_the_cycle = row.kind.0 == remit_domain::meeting::ItemKind::Performance;
    assert!(asks_in_the_cycle, "the story needs a performance item");
    house.it_is("2022-10-24T10:00");
    let page = officer.open("/cycle").await;
    page.says("Wed 19 October 2022 3 working days late").says("1 step is late.");
    page.says("Wed 26 October 2022 In 2 working days We are here");
    house.it_is("2022-10-26T10:00");
    officer.open("/cycle").await.says("Wed 26 October 2022 Due today We are here");
    house.it_is("2022-11-04T10:00");
    officer.open("/cycle").await.says("Thu 3 November 2022 Not recorded as held");
}

#[tokio::test]
async fn a_chair_sees_the_line_of_the_own_panel_only() {
    let (house, council, _, _) = autumn().await;
    let mut chair = house.signed_in(council.chair).await;
    let page = chair.open("/cycle").await;
    page.is(200).says("Children and Families Overview and Scrutiny Panel").does_not_say("Plan a year");
    page.does_not_say("Overview and Scrutiny Performance Board");
    house.public().open("/cycle").await.says("Sign in");
}

#[tokio::test]
async fn days_that_are_not_as_other_days_are_named_beside_the_drawing() {
    let (_house, _, mut officer, _) = autumn().await;
    officer.open("/diary/new").await.is(200);
    let recess = [
        ("kind", "recess"),
        ("first_on", "2022-12-19"),
        ("last_on", "2023-01-02"),
        ("reason", "Christmas recess"),
        ("confirm", "yes"),
    ];
    officer.send("/diary", &recess).await.is(200);
    let page = officer.open("/cycle").await;
    page.says("Recess: Mon 19 December 2022 to Mon 2 January 2023 (Christmas recess)");
    page.says("Bank holiday: Mon 26 December 2022");
    assert!(page.body.contains("role=\"img\"") && page.body.contains(">Today</text>"), "nothing is drawn");
}
