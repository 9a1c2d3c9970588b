//! Stories of reminders: right when run twice, late, or after a silence; stopped by the deed; one letter a
//! person a morning; none outside the hours.

use crate::support::{Council, House, on};
use remit::obligations::{self, Owing, Scope};
use remit_domain::meeting::{ItemKind, State as MeetingState};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::{action, request};
use remit_entity::{
    Stored, action as actions, agenda_item, data_request, holding, letter, meeting, notice, obligation,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A meeting of the panel in the diary.
pub async fn meeting_on(house: &House, council: &Council, day: &str) -> (i64, i64) {
    let meeting_id = meeting::ActiveModel {
        body_id: Set(council.panel),
        held_on: Set(on(day)),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(MeetingState::Scheduled)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    }
    .insert(house.app.db())
    .await
    .unwrap()
    .id;
    let item = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(1),
        title: Set("Performance Monitoring".to_owned()),
        kind: Set(Stored(ItemKind::Performance)),
        subject: Set("performance-monitoring".to_owned()),
        version: Set(1),
        ..Default::default()
    };
    (meeting_id, item.insert(house.app.db()).await.unwrap().id)
}

/// A request that the director has and owes, as if it had been issued just now.
pub async fn asked(house: &House, council: &Council, meeting: (i64, i64)) -> i64 {
    let number = data_request::Entity::find().all(house.app.db()).await.unwrap().len() + 1;
    let id = data_request::ActiveModel {
        reference: Set(format!("CF {number}")),
        agenda_item_id: Set(meeting.1),
        owner_post_id: Set(council.director_post),
        period: Set("2022/23 Q2".to_owned()),
        coverage: Set(String::new()),
        is_finance: Set(false),
        appendix: Set(1),
        appendix_title: Set("Dashboard".to_owned()),
        state: Set(Stored(request::State::Issued)),
        follow_reason: Set(String::new()),
        note: Set(String::new()),
        submitted_by: Set(String::new()),
        version: Set(1),
        ..Default::default()
    }
    .insert(house.app.db())
    .await
    .unwrap()
    .id;
    let owing = Owing {
        kind: Kind::SubmitData,
        subject_kind: SubjectKind::Request,
        subject_id: id,
        body_id: council.panel,
        owner_post_id: council.director_post,
        meeting_id: Some(meeting.0),
        title: format!("CF {number}"),
        rule: DueRule::publish(meeting.0, -5),
    };
    house.write(move |work| Box::pin(async move { obligations::owe(work, owing).await })).await;
    id
}

/// An action of the director's.
pub async fn action_due(house: &House, council: &Council, item: i64, rule: DueRule) -> i64 {
    let id = actions::ActiveModel {
        reference: Set("CF 22/23-001".to_owned()),
        body_id: Set(council.panel),
        agenda_item_id: Set(item),
        text: Set("Circulate the guide to the scorecard".to_owned()),
        owner_post_id: Set(council.director_post),
        state: Set(Stored(action::State::Open)),
        created_on: Set(house.app.clock().today()),
        version: Set(1),
        ..Default::default()
    }
    .insert(house.app.db())
    .await
    .unwrap()
    .id;
    let owing = Owing {
        kind: Kind::DoAction,
        subject_kind: SubjectKind::Action,
        subject_id: id,
        body_id: council.panel,
        owner_post_id: council.director_post,
        meeting_id: None,
        title: "CF 22/23-001".to_owned(),
        rule,
    };
    house.write(move |work| Box::pin(async move { obligations::owe(work, owing).await })).await;
    id
}

/// Every reminder, as "to: subject". What is told beside what is owed has stories of its own.
pub async fn letters(house: &House) -> Vec<String> {
    use remit_domain::letter::Kind as Letter;
    let told_elsewhere =
        [Letter::ChairsBrief, Letter::ChairsWeek, Letter::UpdateRound, Letter::News, Letter::OfficersDay];
    let all = letter::Entity::find()
        .filter(letter::Column::Kind.is_not_in(told_elsewhere.map(Stored)))
        .order_by_asc(letter::Column::Id)
        .all(house.app.db())
        .await
        .unwrap();
    all.into_iter()
        .map(|letter| format!("{}: {}", letter.to_address.split('@').next().unwrap(), letter.subject))
        .collect()
}

/// Lives through every day: at eight in the morning the jobs run and the post goes.
pub async fn live(house: &House, from: &str, to: &str) {
    let mut day = on(from);
    while day <= on(to) {
        house.it_is(&format!("{day}T08:00"));
        house.tick().await;
        house.deliver().await;
        day = day.succ_opt().unwrap();
    }
}

pub const CORE: &str =
    "Quarter 2 performance data for Children and Families Overview and Scrutiny Panel – due Wed 19 October";

#[tokio::test]
async fn a_director_is_asked_reminded_and_chased_and_others_are_told() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    live(&house, "2022-10-03", "2022-11-04").await;
    assert_eq!(
        letters(&house).await,
        [
            format!("b.jones: {CORE} 2022"),
            format!("b.jones: Reminder: {CORE} 2022"),
            "b.jones: Scrutiny this week: 1 due".to_owned(),
            format!("b.jones: Reminder: {CORE} 2022"),
            "b.jones: Scrutiny this week: 1 due".to_owned(),
            format!("b.jones: Due today: {CORE} 2022"),
            format!("rowan.ellery: For information, overdue: {CORE} 2022"),
            format!("b.jones: Overdue: {CORE} 2022"),
            format!("rowan.ellery: For information, overdue: {CORE} 2022"),
            format!("b.jones: Overdue: {CORE} 2022"),
            format!("imogen.hartley: For information, overdue: {CORE} 2022"),
            format!("nia.prosser: For information, overdue: {CORE} 2022"),
            format!("rowan.ellery: For information, overdue: {CORE} 2022"),
            format!("b.jones: Overdue: {CORE} 2022"),
        ]
        .map(|line| line.to_owned())
    );
}

#[tokio::test]
async fn run_twice_or_every_minute_nobody_hears_anything_twice() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    for minute in ["08:00", "08:01", "11:30", "17:59"] {
        house.it_is(&format!("2022-10-03T{minute}"));
        house.tick().await;
        house.tick().await;
    }
    assert_eq!(letters(&house).await.len(), 1);
}

#[tokio::test]
async fn nothing_is_written_outside_the_hours_nor_on_days_that_are_none() {
    let house = House::new("2022-09-16T12:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    // A Friday evening, a weekend, and the day of the state funeral.
    house.it_is("2022-09-16T18:00");
    asked(&house, &council, meeting).await;
    for quiet in ["2022-09-16T18:00", "2022-09-17T10:00", "2022-09-18T10:00", "2022-09-19T10:00", "2022-09-20T07:29"] {
        house.it_is(quiet);
        house.tick().await;
        assert_eq!(letters(&house).await.len(), 0, "{quiet}");
    }
    house.it_is("2022-09-20T07:30");
    house.tick().await;
    assert_eq!(letters(&house).await.len(), 1);
}

#[tokio::test]
async fn after_a_silence_only_the_latest_is_said() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    house.tick().await;
    // Nothing runs for a fortnight: two reminders were missed.
    live(&house, "2022-10-17", "2022-10-18").await;
    let said = [format!("b.jones: {CORE} 2022"), "b.jones: Scrutiny this week: 1 due".to_owned()];
    assert_eq!(letters(&house).await, said);
}

#[tokio::test]
async fn what_falls_due_for_one_person_on_one_morning_is_one_letter() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    asked(&house, &council, meeting).await;
    action_due(&house, &council, meeting.1, DueRule::on(on("2022-10-06"))).await;
    house.tick().await;
    house.it_is("2022-10-03T15:00");
    // Asked for in the afternoon: this morning's letter has been written, so it waits for tomorrow's.
    asked(&house, &council, meeting).await;
    house.tick().await;
    assert_eq!(letters(&house).await, ["b.jones: Scrutiny: 2 new data requests, first due Wed 19 October 2022"]);
    live(&house, "2022-10-04", "2022-10-04").await;
    assert_eq!(letters(&house).await.len(), 2);
    let all = letter::Entity::find().order_by_asc(letter::Column::Id).all(house.app.db()).await.unwrap();
    assert!(all.iter().any(|one| one.kind.0 == remit_domain::letter::Kind::Morning));
    assert!(
        all[0].text.contains("1. Children and Families Overview and Scrutiny Panel: performance data"),
        "{}",
        all[0].text
    );
}

#[tokio::test]
async fn what_is_done_is_not_spoken_of_again_and_an_unsent_letter_is_called_back() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    let first = asked(&house, &council, meeting).await;
    asked(&house, &council, meeting).await;
    house.tick().await;
    let before = letter::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(before.subject, "Scrutiny: 2 new data requests, first due Wed 19 October 2022");
    house
        .write(move |work| Box::pin(obligations::discharge(work, Kind::SubmitData, SubjectKind::Request, first)))
        .await;
    let called_back = letter::Entity::find_by_id(before.id).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(called_back.state.0, remit_domain::letter::State::Withdrawn);
    // What else stood in it is said in a letter of its own.
    house.tick().await;
    let all = letters(&house).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[1], format!("b.jones: {CORE} 2022"));
}

#[tokio::test]
async fn a_meeting_moved_away_and_back_restores_the_date_and_reminds_again() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    live(&house, "2022-10-03", "2022-10-12").await;
    let due = |house: &House| {
        let db = house.app.db().clone();
        async move { obligation::Entity::find().one(&db).await.unwrap().unwrap().due_on }
    };
    for (day, wanted) in [("2022-11-10", "2022-10-26"), ("2022-11-03", "2022-10-19")] {
        let mut row =
            meeting::Entity::find_by_id(meeting.0).one(house.app.db()).await.unwrap().unwrap().into_active_model();
        row.held_on = Set(on(day));
        row.update(house.app.db()).await.unwrap();
        let scope = Scope::Meeting { id: meeting.0, body: council.panel };
        let moved = house.write(move |work| Box::pin(obligations::settle(work, scope))).await;
        assert_eq!(moved.len(), 1);
        assert_eq!(due(&house).await, Some(on(wanted)));
        let again = house.write(move |work| Box::pin(obligations::settle(work, scope))).await;
        assert!(again.is_empty(), "settling twice changes nothing");
    }
    live(&house, "2022-10-13", "2022-10-19").await;
    let all = letters(&house).await;
    assert_eq!(all.last(), Some(&format!("b.jones: Due today: {CORE} 2022")));
    let notices = notice::Entity::find().all(house.app.db()).await.unwrap();
    let mut keys: Vec<_> = notices
        .iter()
        .filter(|n| n.withdrawn_at.is_none())
        .map(|n| (n.obligation_id, n.due_on, n.rung.clone(), n.person_id))
        .collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count, "no rung is noted twice");
}

#[tokio::test]
async fn a_promise_is_reminded_of_by_its_own_date() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    let request = asked(&house, &council, meeting).await;
    live(&house, "2022-10-03", "2022-10-19").await;
    house
        .write(move |work| {
            Box::pin(obligations::promise(work, Kind::SubmitData, SubjectKind::Request, request, on("2022-11-01")))
        })
        .await;
    let before = letters(&house).await.len();
    live(&house, "2022-10-20", "2022-11-02").await;
    let said: Vec<_> = letters(&house).await.split_off(before);
    let is_single = |line: &&String| line.starts_with("b.jones") && !line.contains("Scrutiny this week");
    let mine: Vec<_> = said.iter().filter(is_single).collect();
    assert_eq!(mine.len(), 4, "{said:#?}");
    assert!(mine.iter().all(|line| line.contains("due Tue 1 November 2022")), "{mine:#?}");
    assert!(mine[2].contains("Due today") && mine[3].contains("Overdue"), "{mine:#?}");
    assert!(!said.iter().any(|line| line.starts_with("imogen.hartley")), "a promise is not escalated to the chair");
}

#[tokio::test]
async fn whoever_holds_the_post_on_the_day_is_reminded_and_a_vacancy_waits() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    house.tick().await;
    // The director leaves; the post is vacant for a week.
    let holdings = holding::Entity::find().all(house.app.db()).await.unwrap();
    let held = holdings.into_iter().find(|row| row.post_id == council.director_post).unwrap();
    let mut row = held.into_active_model();
    row.to_on = Set(Some(on("2022-10-04")));
    row.update(house.app.db()).await.unwrap();
    live(&house, "2022-10-04", "2022-10-11").await;
    assert_eq!(letters(&house).await.len(), 1, "nobody is written to in place of the post");
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/due").await.says("A vacant post owes something").says("Director of Children's Services (vacant)");
    let taken = holding::ActiveModel {
        post_id: Set(council.director_post),
        person_id: Set(council.chair),
        from_on: Set(on("2022-10-12")),
        ..Default::default()
    };
    taken.insert(house.app.db()).await.unwrap();
    live(&house, "2022-10-12", "2022-10-12").await;
    let all = letters(&house).await;
    assert_eq!(all.len(), 2);
    assert!(all[1].starts_with("imogen.hartley: "), "{all:#?}");
}

#[tokio::test]
async fn an_action_for_the_next_meeting_waits_for_one_and_then_climbs() {
    let house = House::new("2022-11-03T15:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    action_due(&house, &council, meeting.1, DueRule::next_meeting(council.panel, on("2022-11-03"))).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/due").await.says("No date yet").says("Due when the next meeting is in the diary");
    let next = meeting_on(&house, &council, "2023-01-17").await;
    let scope = Scope::Meeting { id: next.0, body: council.panel };
    let moved = house.write(move |work| Box::pin(obligations::settle(work, scope))).await;
    assert_eq!(moved[0].to, Some(on("2022-12-28")), "seven working days before the papers of 9 January");
    live(&house, "2022-11-04", "2023-01-13").await;
    let said = letters(&house).await;
    let mine: Vec<_> = said.iter().filter(|line| line.starts_with("b.jones")).collect();
    assert_eq!(mine.len(), 6, "three before and three after: {mine:#?}");
    assert!(said.iter().any(|line| line.starts_with("nia.prosser")), "the proper officer hears of it after ten days");
}

#[tokio::test]
async fn one_thing_that_cannot_be_put_into_words_keeps_nobody_elses_letter_back() {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    let owing = Owing {
        kind: Kind::DoAction,
        subject_kind: SubjectKind::Action,
        subject_id: 999,
        body_id: council.panel,
        owner_post_id: council.cabinet_post,
        meeting_id: None,
        title: "An action that is not there".to_owned(),
        rule: DueRule::on(on("2022-10-06")),
    };
    house.write(move |work| Box::pin(async move { obligations::owe(work, owing).await })).await;
    asked(&house, &council, meeting).await;
    live(&house, "2022-10-03", "2022-10-06").await;
    let said = letters(&house).await;
    assert!(said.iter().any(|line| line.starts_with("b.jones: Quarter 2")), "{said:#?}");
    assert!(!said.iter().any(|line| line.starts_with("tom.arden")), "{said:#?}");
}
