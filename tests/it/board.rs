//! Stories of a meeting of the Board: the paper over all panels, what comes late is tabled, the outcomes on one page, and
//! who may refer to whom.

use crate::support::decided::{another_panel, chair, change, held_item, item, meeting, owed};
use crate::support::{Browser, Council, House};
use remit_domain::feedback::Reached;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::{agenda, referral as rules};
use remit_entity::{Stored, agenda_item, feedback, referral, referral_route};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A matter that the panel of 3 November 2022 referred in these words.
async fn refer(officer: &mut Browser, item: i64, words: &str) {
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    let fields = [("text_1", words), ("verb_1", "referred"), ("makes_1", "referral")];
    officer.send(&path, &fields).await.is(200).says("Resolution recorded.");
}

struct Scene {
    house: House,
    council: Council,
    officer: Browser,
    board: i64,
    other: i64,
}

/// The Board of 16 November 2022 with two panels: one met and referred a matter, one has not met.
async fn scene() -> Scene {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let (other, _) = another_panel(&house, council.board, council.officer_post).await;
    let board = meeting(&house, council.board, "2022-11-16", State::Scheduled).await;
    let held = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let mut officer = house.signed_in(council.officer).await;
    refer(&mut officer, held, "the timeliness of EHC plans be referred.").await;
    house.tick().await;
    Scene { house, council, officer, board, other }
}

async fn of(house: &House, panel: i64) -> feedback::Model {
    feedback::Entity::find().filter(feedback::Column::BodyId.eq(panel)).one(house.app.db()).await.unwrap().unwrap()
}

async fn matters(house: &House) -> Vec<referral::Model> {
    referral::Entity::find().order_by_asc(referral::Column::Id).all(house.app.db()).await.unwrap()
}

/// Writes the panel's feedback and records that its chair approved it.
async fn approved(scene: &mut Scene) -> i64 {
    let row = of(&scene.house, scene.council.panel).await;
    let matter = matters(&scene.house).await.remove(0);
    let (path, key, version) =
        (format!("/feedback/{}", row.id), format!("referral-{}", matter.id), row.version.to_string());
    scene.officer.open(&path).await.is(200).says("Matters referred");
    let fields = [
        ("version", version.as_str()),
        ("rows", "1"),
        ("key_1", key.as_str()),
        ("pick_1", "yes"),
        ("text_1", "Plans take longer than twenty weeks."),
        ("words", "Members visited two schools."),
        ("do", "send"),
    ];
    scene.officer.send(&path, &fields).await.is(200).says("With the chair");
    let version = of(&scene.house, scene.council.panel).await.version.to_string();
    let decision = [("version", version.as_str()), ("decision", "approve")];
    scene.officer.send(&format!("{path}/decision"), &decision).await.is(200).says("Approved by the chair");
    row.id
}

#[tokio::test]
async fn the_paper_over_all_panels_goes_into_the_boards_agenda() {
    let mut scene = scene().await;
    approved(&mut scene).await;
    let path = format!("/board/{}/paper", scene.board);
    scene
        .officer
        .open(&path)
        .await
        .is(200)
        .says("The panel met on 3 November 2022.")
        .says("Plans take longer than twenty weeks.")
        .says("Minutes not yet confirmed.")
        .says("Members visited two schools.")
        .says("Nil return. The panel has not met.");
    scene.officer.send(&path, &[("item", "")]).await.is(200).says("Feedback from the Overview and Scrutiny Panels");
    let db = scene.house.app.db();
    let item = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(scene.board))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    insta::assert_snapshot!("board_paper", item.report);
    for panel in [scene.council.panel, scene.other] {
        assert_eq!(of(&scene.house, panel).await.reached, Some(Stored(Reached::InAgenda)));
    }
    assert_eq!(matters(&scene.house).await[0].state.0, rules::State::Submitted);
    scene
        .officer
        .open(&format!("/board/{}", scene.board))
        .await
        .says("2 of 2 panels have fed back.")
        .says("In the agenda")
        .says("Before the Board");
}

#[tokio::test]
async fn what_the_chair_has_not_approved_is_tabled_and_never_printed() {
    let mut scene = scene().await;
    let row = of(&scene.house, scene.council.panel).await;
    let path = format!("/board/{}/paper", scene.board);
    scene.officer.open(&path).await.says("Feedback to follow.").does_not_say("EHC");
    scene.officer.send(&path, &[("item", "")]).await.is(200);
    let state = of(&scene.house, scene.council.panel).await;
    assert_eq!((state.state.0, state.reached), (remit_domain::feedback::State::Owed, None));
    let version = state.version.to_string();
    let reached = format!("/feedback/{}/reached", row.id);
    scene.officer.open(&format!("/feedback/{}", row.id)).await.is(200);
    let printed = [("version", version.as_str()), ("reached", "supplement")];
    scene.officer.send(&reached, &printed).await.is(422).says("tabled or said at the meeting, not printed");
    scene.officer.send(&reached, &[("version", &version)]).await.is(422).says("Choose how it reached the Board.");
    scene
        .officer
        .send(&reached, &[("version", &version), ("reached", "tabled")])
        .await
        .is(200)
        .says("Before the Board");
    assert!(owed(&scene.house, SubjectKind::Feedback, row.id).await.iter().all(|line| !line.contains(" open ")));
}

/// What was approved one by one is before the Board with the paper, so the paper says it, also of a panel that has ended.
#[tokio::test]
async fn what_is_put_before_the_board_stands_in_the_paper() {
    let mut scene = scene().await;
    let db = scene.house.app.db();
    let mut row = matters(&scene.house).await.remove(0).into_active_model();
    row.feedback = Set("Plans take longer than twenty weeks.".to_owned());
    row.state = Set(Stored(rules::State::ChairApproved));
    row.update(db).await.unwrap();
    let path = format!("/board/{}/paper", scene.board);
    scene.officer.open(&path).await.says("Plans take longer than twenty weeks.").says("Feedback to follow.");
    let panel = remit_entity::body::Entity::find_by_id(scene.council.panel).one(db).await.unwrap().unwrap();
    let mut panel = panel.into_active_model();
    panel.ended_on = Set(Some("2022-11-04".parse().unwrap()));
    panel.update(db).await.unwrap();
    scene.officer.send(&path, &[("item", "")]).await.is(200);
    assert_eq!(matters(&scene.house).await[0].state.0, rules::State::Submitted);
    let items = || agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(scene.board)).all(db);
    let printed = items().await.unwrap();
    assert!(printed[0].report.contains("Plans take longer than twenty weeks."), "{}", printed[0].report);
    scene.officer.open(&format!("/board/{}/outcomes", scene.board)).await.says("1 matter waits for this meeting.");
    // A second press makes no second item, and no other report gives way.
    scene.officer.open(&path).await;
    scene.officer.send(&path, &[("item", "")]).await.is(200);
    assert_eq!(items().await.unwrap().len(), 1);
    let mut row = printed[0].clone().into_active_model();
    row.report = Set("The chief executive reports.".to_owned());
    row.update(db).await.unwrap();
    let item = printed[0].id.to_string();
    scene.officer.open(&path).await;
    scene.officer.send(&path, &[("item", &item)]).await.is(422).says("This item has a report of its own.");
}

#[tokio::test]
async fn a_matter_taken_in_private_is_named_in_the_paper_without_its_words() {
    let mut scene = scene().await;
    approved(&mut scene).await;
    let db = scene.house.app.db();
    let matter = matters(&scene.house).await.remove(0);
    let item = agenda_item::Entity::find_by_id(matter.agenda_item_id).one(db).await.unwrap().unwrap();
    let mut row = item.into_active_model();
    row.access = Set(Stored(agenda::Access::Exempt));
    row.update(db).await.unwrap();
    let path = format!("/board/{}/paper", scene.board);
    scene
        .officer
        .open(&path)
        .await
        .says("CF-OSPB 22/23-001 A matter taken in private")
        .does_not_say("EHC")
        .does_not_say("twenty weeks");
    scene.officer.send(&path, &[("item", "")]).await.is(200);
    let printed = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(scene.board))
        .one(scene.house.app.db())
        .await
        .unwrap()
        .unwrap();
    assert!(!printed.report.contains("EHC") && !printed.report.contains("twenty weeks"), "{}", printed.report);
}

#[tokio::test]
async fn the_outcomes_of_a_meeting_are_recorded_on_one_page() {
    let mut scene = scene().await;
    let also = item_of(&scene, "Budget").await;
    refer(&mut scene.officer, also, "the overspend on placements be referred.").await;
    let path = format!("/board/{}/outcomes", scene.board);
    scene.officer.open(&path).await.is(200).says("2 matters wait for this meeting.").does_not_say("Record the answers");
    scene.house.it_is("2022-11-17T10:00");
    change(&scene.house, scene.board, "2022-11-16", State::Held).await;
    let two = matters(&scene.house).await;
    let (first, second) = (two[0].id.to_string(), two[1].id.to_string());
    let (old, new) = (two[0].version.to_string(), two[1].version.to_string());
    scene.officer.open(&path).await.is(200).says("Record the answers");
    scene.officer.send(&path, &[("rows", "2")]).await.is(422).says("Choose what the Board decided on at least one");
    let stale = [("rows", "1"), ("id_1", first.as_str()), ("version_1", "77"), ("outcome_1", "noted")];
    scene.officer.send(&path, &stale).await.is(409).says("Somebody else changed one of these matters");
    let form = [
        ("rows", "2"),
        ("id_1", first.as_str()),
        ("version_1", old.as_str()),
        ("outcome_1", "referred_back"),
        ("answer_1", "The panel to look again."),
        ("id_2", second.as_str()),
        ("version_2", new.as_str()),
        ("outcome_2", ""),
    ];
    scene.officer.send(&path, &form).await.is(200).says("1 answer recorded.").says("Referred back to the panel");
    let two = matters(&scene.house).await;
    assert_eq!((two[0].state.0, two[1].state.0), (rules::State::Answered, rules::State::Raised));
    let topics = remit_entity::topic::Entity::find().all(scene.house.app.db()).await.unwrap();
    assert_eq!(topics.len(), 1);
    assert_eq!(topics[0].body_id, scene.council.panel, "what is referred back is the panel's again");
}

async fn item_of(scene: &Scene, title: &str) -> i64 {
    let db = scene.house.app.db();
    let matter = matters(&scene.house).await.remove(0);
    let first = agenda_item::Entity::find_by_id(matter.agenda_item_id).one(db).await.unwrap().unwrap();
    item(&scene.house, first.meeting_id, title).await
}

#[tokio::test]
async fn a_board_refers_down_by_a_route_that_the_council_drew() {
    let house = House::new("2022-11-17T10:00").await;
    let council = Council::found(&house).await;
    let held = held_item(&house, council.board, "2022-11-16", "Feedback").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/items/{held}/resolution");
    officer.open(&path).await;
    let fields = [("text_1", "school transport be referred."), ("verb_1", "referred"), ("makes_1", "referral")];
    officer.send(&path, &fields).await.is(422).says("reports to no Board");
    officer.open("/routes").await.is(200).says("It reports to it");
    let (board, panel) = (council.board.to_string(), council.panel.to_string());
    officer.send("/routes", &[("from", &board)]).await.is(422).says("Choose to whom.");
    officer.send("/routes", &[("from", &board), ("to", &board)]).await.is(422).says("refers nothing to itself");
    officer.send("/routes", &[("from", &panel), ("to", &board)]).await.is(422).says("This route is drawn already.");
    officer.send("/routes", &[("from", &board), ("to", &panel)]).await.is(200).says("Drawn by the council");
    officer.open(&path).await;
    officer.send(&path, &fields).await.is(200).says("OSPB-CF 22/23-001");
    let made = matters(&house).await.remove(0);
    assert_eq!((made.body_id, made.board_id), (council.board, council.panel));
    let route = referral_route::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    officer.open("/routes").await;
    officer.send(&format!("/routes/{}/remove", route.id), &[]).await.is(200).does_not_say("Drawn by the council");
}

#[tokio::test]
async fn chairs_see_their_own_and_the_boards_chair_sees_what_was_approved() {
    let mut scene = scene().await;
    let of_board = chair(&scene.house, scene.council.board, "Councillor Ada Bright", "ada@anyshire.example").await;
    let row = of(&scene.house, scene.council.panel).await;
    let mut board = scene.house.signed_in(of_board).await;
    let mut own = scene.house.signed_in(scene.council.chair).await;
    let page = format!("/board/{}", scene.board);
    board.open("/board").await.is(200).says("OSPB, Wed 16 November 2022");
    board.open(&page).await.is(200).says("Children and Families").says("Economy and Environment");
    own.open(&page).await.is(200).says("Children and Families").does_not_say("Economy and Environment");
    own.open(&format!("{page}/paper")).await.is(200).does_not_say("Economy and Environment");
    own.open(&format!("{page}/outcomes")).await.is(403);
    board.open(&format!("/feedback/{}", row.id)).await.is(404);
    approved(&mut scene).await;
    board.open(&format!("/feedback/{}", row.id)).await.is(200).does_not_say("Send to the chair");
    own.open(&format!("/feedback/{}", of(&scene.house, scene.other).await.id)).await.is(404);
}
