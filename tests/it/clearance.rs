//! Stories of members without clearance: what came of business taken in private is seen by its reference alone.

use crate::actions::{asked, step};
use crate::support::decided::{another_panel, held_item, meeting};
use crate::support::{Browser, Council, House};
use remit_domain::agenda::Access;
use remit_domain::meeting::State;
use remit_entity::{Stored, agenda_item, membership, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// No page may say these to somebody without clearance.
const CANARIES: [&str; 4] = ["canary-title", "canary-text", "canary-word", "canary-feedback"];

async fn cleared(house: &House, person: i64, is_cleared: bool) {
    let seat = membership::Entity::find().filter(membership::Column::PersonId.eq(person));
    let mut seat = seat.one(house.app.db()).await.unwrap().unwrap().into_active_model();
    seat.is_cleared = Set(is_cleared);
    seat.update(house.app.db()).await.unwrap();
}

/// An action of an exempt item with a word on it, due on 25 November 2022.
async fn secret(house: &House) -> (Council, Browser, i64, i64) {
    let council = Council::found(house).await;
    let item = held_item(house, council.panel, "2022-11-03", "canary-title").await;
    let row = agenda_item::Entity::find_by_id(item).one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.access = Set(Stored(Access::Exempt));
    row.exempt_paragraphs = Set("3".to_owned());
    row.update(house.app.db()).await.unwrap();
    let mut officer = house.signed_in(council.officer).await;
    let id = asked(&mut officer, &council, item, "Report on canary-text", "2022-11-25").await;
    let word = [("update", "canary-word"), ("progress", "in_progress")];
    step(&mut officer, &format!("/actions/{id}"), "update", &word).await.is(200);
    (council, officer, item, id)
}

async fn says_nothing(browser: &mut Browser, path: &str) {
    let seen = browser.open(path).await;
    seen.is(200);
    for canary in CANARIES {
        assert!(!seen.body.contains(canary), "{path} says {canary}");
    }
}

#[tokio::test]
async fn a_chair_without_clearance_sees_the_tracker_by_reference() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, _, _, id) = secret(&house).await;
    let mut chair = house.signed_in(council.chair).await;
    cleared(&house, council.chair, true).await;
    chair.open("/actions").await.says("canary-text").says("canary-word");
    chair.open(&format!("/actions/{id}")).await.says("canary-text").says("canary-word").says("canary-title");
    chair.open(&format!("/actions/{id}/thread")).await.says("canary-text");
    cleared(&house, council.chair, false).await;
    chair.open("/actions").await.says("CF 22/23-001").says("Concerns business taken in private.");
    let action = format!("/actions/{id}");
    let thread = format!("/actions/{id}/thread");
    for path in ["/actions", "/actions.csv", "/actions/print", &action, &thread] {
        says_nothing(&mut chair, path).await;
    }
    chair.open(&action).await.says("CF 22/23-001").says("In progress");
}

#[tokio::test]
async fn a_chair_without_clearance_sees_meetings_and_their_own_page_by_reference() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, _, _, _) = secret(&house).await;
    let next = meeting(&house, council.panel, "2022-12-08", State::Scheduled).await;
    house.it_is("2022-11-21T10:00");
    house.tick().await;
    let slug = remit_entity::body::Entity::find_by_id(council.panel).one(house.app.db()).await.unwrap().unwrap().slug;
    let (matters, updates) = (format!("/meetings/{next}/matters"), format!("/meetings/{next}/updates"));
    let page = format!("/panels/{slug}/chair");
    let mut officer = house.signed_in(council.officer).await;
    let mut chair = house.signed_in(council.chair).await;
    cleared(&house, council.chair, true).await;
    for path in [&matters, &updates, &page] {
        chair.open(path).await.says("canary-text");
        officer.open(path).await.says("canary-text");
    }
    cleared(&house, council.chair, false).await;
    for path in [&matters, &updates, &page] {
        says_nothing(&mut chair, path).await;
    }
}

#[tokio::test]
async fn a_private_referral_is_seen_by_reference_by_the_boards_chair_and_the_not_cleared() {
    let house = House::new("2022-11-04T10:00").await;
    let (council, mut officer, item, _) = secret(&house).await;
    let db = house.app.db();
    let row = referral::ActiveModel {
        reference: Set("CF-REF 22/23-001".to_owned()),
        body_id: Set(council.panel),
        board_id: Set(council.board),
        agenda_item_id: Set(item),
        text: Set("canary-text for the Board".to_owned()),
        feedback: Set("canary-feedback".to_owned()),
        kind: Set(Stored(remit_domain::referral::Kind::AreaOfConcern)),
        state: Set(Stored(remit_domain::referral::State::FeedbackDrafted)),
        answer: Set(String::new()),
        part_version: Set(1),
        rolled: Set(0),
        created_on: Set(crate::support::on("2022-11-03")),
        version: Set(1),
        ..Default::default()
    };
    let id = row.insert(db).await.unwrap().id;
    let boards =
        crate::support::decided::chair(&house, council.board, "Councillor Bo Ard", "bo@anyshire.example").await;
    cleared(&house, boards, true).await;
    let path = format!("/referrals/{id}");
    officer.open(&path).await.says("canary-text").says("canary-feedback");
    let mut board = house.signed_in(boards).await;
    for page in ["/referrals", &path] {
        says_nothing(&mut board, page).await;
        board.open(page).await.says("CF-REF 22/23-001");
    }
    let at = meeting(&house, council.board, "2022-12-15", State::Scheduled).await;
    let matters = format!("/meetings/{at}/matters");
    says_nothing(&mut board, &matters).await;
    board.open(&matters).await.says("CF-REF 22/23-001");
    let mut chair = house.signed_in(council.chair).await;
    cleared(&house, council.chair, false).await;
    for page in ["/referrals", &path] {
        says_nothing(&mut chair, page).await;
    }
    chair.send(&format!("{path}/approve"), &[("version", "1")]).await.is(404);
    cleared(&house, council.chair, true).await;
    chair.open(&path).await.says("canary-text").says("canary-feedback");
    let (_, stranger) = another_panel(&house, council.board, council.officer_post).await;
    house.signed_in(stranger).await.open(&path).await.is(404);
}
