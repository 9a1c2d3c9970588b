//! Stories of the letters that gather: an officer's day (E23), the weeks of chairs (E24) and directors (E25), and the word
//! that a letter came back or somebody left (E26). Once each, skipped when empty, caught up with after a silence.

use crate::reminders::{asked, live, meeting_on};
use crate::support::{Council, House, on};
use remit_domain::letter::{Kind, State};
use remit_entity::{Stored, bounce, letter, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

async fn scene() -> (House, Council) {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    (house, council)
}

async fn of_kind(house: &House, kind: Kind) -> Vec<letter::Model> {
    letter::Entity::find()
        .filter(letter::Column::Kind.eq(Stored(kind)))
        .order_by_asc(letter::Column::Id)
        .all(house.app.db())
        .await
        .unwrap()
}

fn days(letters: &[letter::Model]) -> Vec<String> {
    letters.iter().map(|row| remit_domain::london::date_in_london(row.written_at).to_string()).collect()
}

fn as_sent(letter: &letter::Model) -> String {
    format!("To: {} <{}>\nSubject: {}\n\n{}", letter.to_name, letter.to_address, letter.subject, letter.text)
}

#[tokio::test]
async fn an_officers_day_is_told_once_and_only_when_there_is_something() {
    let (house, _) = scene().await;
    live(&house, "2022-10-03", "2022-10-18").await;
    assert!(of_kind(&house, Kind::OfficersDay).await.is_empty(), "nothing is due yet");
    for minute in ["07:29", "07:30", "07:31", "09:00", "17:00"] {
        house.it_is(&format!("2022-10-19T{minute}"));
        house.tick().await;
    }
    let told = of_kind(&house, Kind::OfficersDay).await;
    assert_eq!(days(&told), ["2022-10-19"]);
    assert_eq!(told[0].to_address, "rowan.ellery@anyshire.example");
    insta::assert_snapshot!("letter_officers_day", as_sent(&told[0]));
    // On the day after, the officer's copy of the chaser and the day are one letter.
    live(&house, "2022-10-20", "2022-10-20").await;
    let of_the_day: Vec<letter::Model> = letter::Entity::find()
        .filter(letter::Column::ToAddress.eq("rowan.ellery@anyshire.example"))
        .filter(letter::Column::WrittenAt.gt(crate::support::at("2022-10-20T00:00")))
        .all(house.app.db())
        .await
        .unwrap();
    assert_eq!(of_the_day.len(), 1);
    assert!(of_the_day[0].text.contains("Your day"), "{}", of_the_day[0].text);
    assert!(of_the_day[0].subject.starts_with("For information, overdue"), "{}", of_the_day[0].subject);
}

#[tokio::test]
async fn a_week_that_was_slept_through_is_told_once_on_the_next_working_morning() {
    let (house, _) = scene().await;
    live(&house, "2022-10-03", "2022-10-07").await;
    assert!(of_kind(&house, Kind::DirectorsWeek).await.is_empty(), "asked that very week");
    // Monday 10 October passes without the service.
    live(&house, "2022-10-11", "2022-10-14").await;
    assert_eq!(days(&of_kind(&house, Kind::DirectorsWeek).await), ["2022-10-11"]);
    let chairs = of_kind(&house, Kind::ChairsWeek).await;
    assert!(days(&chairs).iter().all(|day| day == "2022-10-11"), "{:?}", days(&chairs));
    live(&house, "2022-10-17", "2022-10-18").await;
    assert_eq!(days(&of_kind(&house, Kind::DirectorsWeek).await), ["2022-10-11", "2022-10-17"]);
}

#[tokio::test]
async fn officers_are_told_once_that_a_letter_came_back() {
    let (house, council) = scene().await;
    live(&house, "2022-10-03", "2022-10-03").await;
    let first = letter::Entity::find()
        .filter(letter::Column::PersonId.eq(council.director))
        .one(house.app.db())
        .await
        .unwrap()
        .unwrap();
    for (code, words) in [("4.2.2", "mailbox full"), ("5.1.1", "no such user"), ("5.1.1", "no such user")] {
        let row = bounce::ActiveModel {
            letter_id: Set(first.id),
            at: Set(house.app.clock().now()),
            code: Set(code.to_owned()),
            words: Set(words.to_owned()),
            told_by: Set("a report".to_owned()),
            mark: Set(String::new()),
            ..Default::default()
        };
        row.insert(house.app.db()).await.unwrap();
    }
    let mut gone = first.into_active_model();
    gone.state = Set(Stored(State::Dead));
    gone.update(house.app.db()).await.unwrap();
    live(&house, "2022-10-04", "2022-10-06").await;
    let told: Vec<letter::Model> = letter::Entity::find()
        .filter(letter::Column::Text.contains("came back"))
        .order_by_asc(letter::Column::Id)
        .all(house.app.db())
        .await
        .unwrap();
    assert_eq!(days(&told), ["2022-10-04"], "{told:#?}");
    insta::assert_snapshot!("letter_came_back", as_sent(&told[0]));
}

#[tokio::test]
async fn officers_are_told_once_of_what_somebody_leaves_behind() {
    let (house, council) = scene().await;
    live(&house, "2022-10-03", "2022-10-04").await;
    let row = person::Entity::find_by_id(council.director).one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.left_on = Set(Some(on("2022-10-05")));
    row.update(house.app.db()).await.unwrap();
    live(&house, "2022-10-05", "2022-10-07").await;
    let told = of_kind(&house, Kind::Undelivered).await;
    assert_eq!(days(&told), ["2022-10-05"]);
    insta::assert_snapshot!("letter_somebody_left", as_sent(&told[0]));
}
