//! The independent count: nothing is wrong where nothing is, and every planted fault is found.

use crate::support::{Council, House, on};
use remit::obligations::{self, Owing};
use remit::reckoning::{What, reckon};
use remit_domain::action;
use remit_domain::ladder::Audience;
use remit_domain::letter::{Kind as Letter, State as LetterState};
use remit_domain::meeting::{ItemKind, State as MeetingState};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::quiet::Meanwhile;
use remit_entity::{
    Stored, action as actions, agenda_item, attempt, holding, letter, meeting, notice, obligation, pause, quiet_period,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, QueryOrder,
};

/// What is done to a notice behind the engine.
type Planted = fn(&mut notice::ActiveModel, &Council);

/// An action of the director's, due on a day.
async fn action_due(house: &House, council: &Council, n: i64, day: &str) -> i64 {
    let db = house.app.db();
    let meeting = meeting::ActiveModel {
        body_id: Set(council.panel),
        held_on: Set(house.app.clock().today()),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(MeetingState::Held)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    let meeting = meeting.insert(db).await.unwrap().id;
    let item = agenda_item::ActiveModel {
        meeting_id: Set(meeting),
        position: Set(1),
        title: Set("Performance".to_owned()),
        kind: Set(Stored(ItemKind::Business)),
        subject: Set("performance".to_owned()),
        version: Set(1),
        ..Default::default()
    };
    let item = item.insert(db).await.unwrap().id;
    let reference = format!("CF 22/23-00{n}");
    let row = actions::ActiveModel {
        reference: Set(reference.clone()),
        body_id: Set(council.panel),
        agenda_item_id: Set(item),
        text: Set("Circulate the guide".to_owned()),
        owner_post_id: Set(council.director_post),
        state: Set(Stored(action::State::Open)),
        created_on: Set(house.app.clock().today()),
        version: Set(1),
        ..Default::default()
    };
    let id = row.insert(db).await.unwrap().id;
    let owing = Owing {
        kind: Kind::DoAction,
        subject_kind: SubjectKind::Action,
        subject_id: id,
        body_id: council.panel,
        owner_post_id: council.director_post,
        meeting_id: None,
        title: reference,
        rule: DueRule::on(on(day)),
    };
    house.write(move |work| Box::pin(async move { obligations::owe(work, owing).await })).await;
    id
}

/// Lives through every day: at eight in the morning the jobs run and the post goes.
async fn live(house: &House, from: &str, to: &str) {
    let mut day = on(from);
    while day <= on(to) {
        house.it_is(&format!("{day}T08:00"));
        house.tick().await;
        house.deliver().await;
        day = day.succ_opt().unwrap();
    }
}

/// What the count of the last 35 days finds, by its kind; and how much it expected.
async fn found(house: &House) -> (Vec<What>, u32) {
    let to = house.app.clock().today();
    let reckoned = reckon(&house.app, to - chrono::Days::new(35), to).await.unwrap();
    assert_eq!(
        reckoned.expected as usize,
        reckoned.found as usize + reckoned.gaps.iter().filter(|gap| gap.what == What::Missing).count()
    );
    for gap in &reckoned.gaps {
        println!("{}", gap.sentence);
    }
    (reckoned.gaps.into_iter().map(|gap| gap.what).collect(), reckoned.expected)
}

async fn begun() -> (House, Council) {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    action_due(&house, &council, 1, "2022-10-20").await;
    (house, council)
}

#[tokio::test]
async fn a_month_in_order_has_no_gap() {
    let (house, _) = begun().await;
    live(&house, "2022-10-03", "2022-11-04").await;
    let (gaps, expected) = found(&house).await;
    assert_eq!(gaps, []);
    assert!(expected >= 10, "only {expected} reminders were expected");
}

#[tokio::test]
async fn what_changed_on_the_way_is_no_gap() {
    let (house, council) = begun().await;
    let second = action_due(&house, &council, 2, "2022-10-18").await;
    action_due(&house, &council, 3, "2022-10-27").await;
    live(&house, "2022-10-03", "2022-10-10").await;
    // Its day moves, and back.
    for (at, day) in [("2022-10-10T09:00", "2022-10-28"), ("2022-10-10T09:05", "2022-10-18")] {
        house.it_is(at);
        house
            .write(move |work| {
                Box::pin(async move {
                    obligations::set_day(work, Kind::DoAction, (SubjectKind::Action, second), on(day)).await
                })
            })
            .await;
    }
    live(&house, "2022-10-11", "2022-10-14").await;
    // Everything is paused for some days, nobody is reminded for some others, and the director goes away.
    house.it_is("2022-10-14T09:00");
    let db = house.app.db();
    pause::ActiveModel {
        body_id: Set(Some(council.panel)),
        reason: Set("Moving house".to_owned()),
        until_on: Set(on("2022-10-18")),
        made_at: Set(house.app.clock().now()),
        made_by: Set("Rowan Ellery".to_owned()),
        ended_by: Set(String::new()),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    for (from, to, person) in [("2022-10-26", "2022-10-28", None), ("2022-10-20", "2022-10-21", Some(council.director))]
    {
        quiet_period::ActiveModel {
            body_id: Set(None),
            person_id: Set(person),
            name: Set("Half-term".to_owned()),
            from_on: Set(on(from)),
            to_on: Set(on(to)),
            meanwhile: Set(Stored(Meanwhile::Wait)),
            made_at: Set(house.app.clock().now()),
            made_by: Set("Rowan Ellery".to_owned()),
            ..Default::default()
        }
        .insert(db)
        .await
        .unwrap();
    }
    live(&house, "2022-10-15", "2022-10-24").await;
    // Another takes the post, and one thing is done.
    let held = holding::Entity::find().filter(holding::Column::PostId.eq(council.director_post)).one(db).await;
    let mut held = held.unwrap().unwrap().into_active_model();
    held.to_on = Set(Some(on("2022-10-24")));
    held.update(db).await.unwrap();
    holding::ActiveModel {
        post_id: Set(council.director_post),
        person_id: Set(council.officer),
        from_on: Set(on("2022-10-25")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    house.it_is("2022-10-24T12:00");
    house
        .write(move |work| {
            Box::pin(async move { obligations::discharge(work, Kind::DoAction, SubjectKind::Action, second).await })
        })
        .await;
    live(&house, "2022-10-25", "2022-11-04").await;
    let (gaps, expected) = found(&house).await;
    assert_eq!(gaps, []);
    assert!(expected >= 10, "only {expected} reminders were expected");
}

#[tokio::test]
async fn days_in_which_nothing_ran_are_told_until_they_are_caught_up() {
    let (house, _) = begun().await;
    live(&house, "2022-10-03", "2022-10-14").await;
    house.it_is("2022-10-21T12:00");
    let (gaps, _) = found(&house).await;
    assert!(!gaps.is_empty() && gaps.iter().all(|what| *what == What::Missing), "{gaps:?}");
    live(&house, "2022-10-24", "2022-10-26").await;
    assert_eq!(found(&house).await.0, []);
}

async fn notices(house: &House) -> Vec<notice::Model> {
    notice::Entity::find()
        .filter(notice::Column::Audience.eq(Stored(Audience::Owner)))
        .order_by_asc(notice::Column::Id)
        .all(house.app.db())
        .await
        .unwrap()
}

async fn put_back<M, A>(house: &House, row: M)
where
    M: ModelTrait + IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = M::Entity> + sea_orm::ActiveModelBehavior + Send,
    <M::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    row.into_active_model().reset_all().update(house.app.db()).await.unwrap();
}

#[tokio::test]
async fn every_planted_fault_is_found() {
    let (house, council) = begun().await;
    live(&house, "2022-10-03", "2022-11-04").await;
    house.it_is("2022-11-04T12:00");
    let db = house.app.db();
    let all = notices(&house).await;
    let carried = all.iter().find(|row| row.letter_id.is_some()).unwrap().clone();
    // A reminder is gone: one of the past, and the last.
    for gone in [carried.clone(), all.iter().max_by_key(|row| row.reached_on).unwrap().clone()] {
        notice::Entity::delete_by_id(gone.id).exec(db).await.unwrap();
        assert_eq!(found(&house).await.0, [What::Missing]);
        gone.into_active_model().reset_all().insert(db).await.unwrap();
        assert_eq!(found(&house).await.0, []);
    }
    // It went to somebody else, came too early, came for no reason, stands in no letter.
    let plant = |change: fn(&mut notice::ActiveModel, &Council)| {
        let mut row = carried.clone().into_active_model();
        change(&mut row, &council);
        row
    };
    let planted: [(Planted, &[What]); 3] = [
        (|row, council| row.person_id = Set(council.chair), &[What::WrongPerson]),
        (|row, _| row.rung = Set("E14+99".to_owned()), &[What::Missing, What::Extra]),
        (|row, _| row.letter_id = Set(None), &[What::NoLetter]),
    ];
    for (change, wanted) in planted {
        plant(change).update(db).await.unwrap();
        assert_eq!(found(&house).await.0, wanted);
        put_back(&house, carried.clone()).await;
    }
    // A letter without an end, without a proof, at night, twice.
    let sent = letter::Entity::find_by_id(carried.letter_id.unwrap()).one(db).await.unwrap().unwrap();
    let tried = attempt::Entity::find().filter(attempt::Column::LetterId.eq(sent.id)).one(db).await.unwrap().unwrap();
    for (state, wanted) in [
        (LetterState::Pending, What::NoEnd),
        (LetterState::Sending, What::NoEnd),
        (LetterState::Withdrawn, What::NoLetter),
    ] {
        let mut row = sent.clone().into_active_model();
        row.state = Set(Stored(state));
        row.update(db).await.unwrap();
        assert_eq!(found(&house).await.0, [wanted], "{state:?}");
        put_back(&house, sent.clone()).await;
    }
    attempt::Entity::delete_by_id(tried.id).exec(db).await.unwrap();
    assert_eq!(found(&house).await.0, [What::NoProof]);
    let mut at_night = tried.clone().into_active_model().reset_all();
    at_night.started_at = Set(crate::support::at("2022-10-16T03:00"));
    at_night.insert(db).await.unwrap();
    assert_eq!(found(&house).await.0, [What::OutOfHours]);
    put_back(&house, tried.clone()).await;
    let mut again = tried.clone().into_active_model().reset_all();
    again.id = sea_orm::ActiveValue::NotSet;
    let again = again.insert(db).await.unwrap();
    assert_eq!(found(&house).await.0, [What::Twice]);
    attempt::Entity::delete_by_id(again.id).exec(db).await.unwrap();
    // It left although the thing had been done the day before.
    let owed = obligation::Entity::find_by_id(carried.obligation_id).one(db).await.unwrap().unwrap();
    let mut done = owed.clone().into_active_model();
    done.state = Set(Stored(remit_domain::obligation::State::Met));
    done.closed_at = Set(Some(crate::support::at("2022-10-12T12:00")));
    done.update(db).await.unwrap();
    let (gaps, _) = found(&house).await;
    assert!(
        !gaps.is_empty() && gaps.iter().all(|what| *what == What::AfterTheDeed || *what == What::Extra),
        "{gaps:?}"
    );
    put_back(&house, owed).await;
    assert_eq!(found(&house).await.0, []);
    assert!(
        letter::Entity::find()
            .filter(letter::Column::Kind.eq(Stored(Letter::ActionReminder)))
            .one(db)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn what_is_counted_every_night_is_kept_once() {
    let (house, council) = begun().await;
    live(&house, "2022-10-03", "2022-10-05").await;
    let rows = remit_entity::reckoning::Entity::find().all(house.app.db()).await.unwrap();
    assert_eq!(rows.len(), 3, "once a run of the jobs");
    assert!(rows.iter().all(|row| row.gaps == "[]" && row.expected == row.found));
    remit::reckoning::nightly(&house.app).await.unwrap();
    assert_eq!(remit_entity::reckoning::Entity::find().all(house.app.db()).await.unwrap().len(), 3);
    house.signed_in(council.officer).await.open("/health").await.says("reminders should have been written");
}
