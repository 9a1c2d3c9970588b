//! Stories of rules, quiet days, pauses and rungs that ask, through their pages; and of what a service says that was away:
//! how things stand now, once.

use crate::reminders::{CORE, action_due, asked, letters, live, meeting_on};
use crate::support::{Council, House, on};
use remit::obligations;
use remit_domain::letter::{Kind, State};
use remit_domain::obligation::{DueRule, Kind as Owed, SubjectKind};
use remit_domain::person::{BodyKind, Seat};
use remit_domain::resolution::HouseStyle;
use remit_entity::{Stored, body, holding, letter, membership, notice};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

async fn scene() -> (House, Council) {
    let house = House::new("2022-10-03T08:00").await;
    let council = Council::found(&house).await;
    let meeting = meeting_on(&house, &council, "2022-11-03").await;
    asked(&house, &council, meeting).await;
    (house, council)
}

async fn to_director(house: &House, council: &Council) -> Vec<letter::Model> {
    letter::Entity::find()
        .filter(letter::Column::PersonId.eq(council.director))
        .order_by_asc(letter::Column::Id)
        .all(house.app.db())
        .await
        .unwrap()
}

#[tokio::test]
async fn after_five_days_away_each_person_has_one_letter_and_what_was_missed_is_on_record() {
    let (house, _) = scene().await;
    live(&house, "2022-10-03", "2022-10-14").await;
    let before = letter::Entity::find().all(house.app.db()).await.unwrap().len();
    // From Saturday 15 to Friday 21 October nothing runs: two reminders and the first two chasers fall into it.
    live(&house, "2022-10-24", "2022-10-24").await;
    let after = letter::Entity::find().order_by_asc(letter::Column::Id).all(house.app.db()).await.unwrap();
    let mut each: BTreeMap<String, usize> = BTreeMap::new();
    for row in &after[before..] {
        *each.entry(row.to_address.clone()).or_default() += 1;
    }
    assert!(each.len() >= 2 && each.values().all(|count| *count == 1), "{each:?}");
    let skipped = notice::Entity::find()
        .filter(notice::Column::SkippedAt.is_not_null())
        .order_by_asc(notice::Column::ReachedOn)
        .all(house.app.db())
        .await
        .unwrap();
    let told: Vec<String> = skipped.iter().map(|row| format!("{} {:?}", row.rung, row.audience.0)).collect();
    assert_eq!(told, ["E4-2 Owner", "E4-0 Owner", "E5+1 Owner", "E5+1 Officer"]);
    assert!(skipped.iter().all(|row| row.skipped_by == "Remit" && row.skipped_why.starts_with("Overtaken")));
    // Run again, nothing is added.
    house.tick().await;
    assert_eq!(letter::Entity::find().all(house.app.db()).await.unwrap().len(), after.len());
}

#[tokio::test]
async fn what_is_met_before_the_letter_is_handed_over_is_not_said() {
    let (house, council) = scene().await;
    house.tick().await;
    assert_eq!(to_director(&house, &council).await[0].state.0, State::Pending);
    house.write(|work| Box::pin(obligations::discharge(work, Owed::SubmitData, SubjectKind::Request, 1))).await;
    house.deliver().await;
    let letters = to_director(&house, &council).await;
    assert_eq!(letters.iter().map(|row| row.state.0).collect::<Vec<_>>(), [State::Withdrawn]);
    assert!(letters[0].sent_at.is_none());
}

#[tokio::test]
async fn a_pause_of_a_body_holds_its_reminders_and_ends_with_one_letter() {
    let (house, council) = scene().await;
    live(&house, "2022-10-03", "2022-10-04").await;
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open("/reminders/quiet").await;
    let panel = council.panel.to_string();
    page.is(200);
    let refused = officer.send("/reminders/pauses", &[("pause_body", panel.as_str())]).await;
    refused.is(422).says("Enter why nobody is to be reminded.");
    let form = [("pause_body", panel.as_str()), ("pause_name", "Inspection"), ("pause_to", "2022-10-14")];
    officer.send("/reminders/pauses", &form).await.is(200);
    for page in ["/due", "/letters", "/reminders/rules"] {
        officer.open(page).await.is(200).says("Reminders of the Children and Families Overview and Scrutiny Panel are paused until Friday 14 October 2022: Inspection");
    }
    let before = to_director(&house, &council).await.len();
    live(&house, "2022-10-05", "2022-10-06").await;
    assert_eq!(to_director(&house, &council).await.len(), before, "nothing while it is paused");
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/reminders/quiet").await.is(200);
    officer.send("/reminders/pauses/1/end", &[]).await.is(200).says("The pause is over.");
    live(&house, "2022-10-07", "2022-10-08").await;
    assert_eq!(to_director(&house, &council).await.len(), before + 1);
    officer.open("/due").await.is(200).does_not_say("Inspection");
}

#[tokio::test]
async fn in_quiet_days_a_reminder_waits_or_is_left_out_as_the_page_says() {
    for (meanwhile, wanted) in [("wait", "2022-10-07"), ("before", "2022-10-04"), ("skip", "")] {
        let (house, council) = scene().await;
        house.tick().await;
        let mut officer = house.signed_in(council.officer).await;
        officer.open("/reminders/quiet").await.is(200);
        let form = [("name", "Conference"), ("from", "2022-10-05"), ("to", "2022-10-06"), ("meanwhile", meanwhile)];
        officer.send("/reminders/quiet", &form).await.is(200).says("Conference");
        live(&house, "2022-10-04", "2022-10-09").await;
        let reminded: Vec<String> = to_director(&house, &council)
            .await
            .iter()
            .skip(1)
            .map(|row| remit_domain::london::date_in_london(row.written_at).to_string())
            .collect();
        assert_eq!(reminded.join(" "), wanted, "{meanwhile}");
    }
}

#[tokio::test]
async fn whoever_is_on_leave_hears_of_it_on_their_first_day_back() {
    let (house, council) = scene().await;
    house.tick().await;
    let mut officer = house.signed_in(council.officer).await;
    let director = council.director.to_string();
    officer.open(&format!("/people/{director}")).await.is(200).says("Enter leave");
    let page = officer.open(&format!("/reminders/quiet?person={director}")).await;
    assert!(page.body.contains(&format!("<option value=\"{director}\" selected>")), "they are chosen");
    let form = [
        ("name", "Annual leave"),
        ("person", director.as_str()),
        ("from", "2022-10-05"),
        ("to", "2022-10-07"),
        ("meanwhile", "wait"),
    ];
    officer.send("/reminders/quiet", &form).await.is(200).says("Annual leave");
    live(&house, "2022-10-04", "2022-10-11").await;
    let letters = to_director(&house, &council).await;
    let days: Vec<String> =
        letters.iter().map(|row| remit_domain::london::date_in_london(row.written_at).to_string()).collect();
    assert_eq!(days, ["2022-10-03", "2022-10-10"]);
}

#[tokio::test]
async fn a_rule_is_changed_in_versions_and_a_rung_that_asks_waits_for_a_yes() {
    let (house, council) = scene().await;
    house.tick().await;
    house.deliver().await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/reminders/rules").await.is(200).says("As Remit comes");
    let page = officer.open("/reminders/rules/submit_data?body=children-and-families").await;
    page.is(200).says("Rule of Children and Families Overview and Scrutiny Panel");
    let form = [
        ("body", "children-and-families"),
        ("version", "0"),
        ("rows", "2"),
        ("to_1", "owner"),
        ("when_1", "opened"),
        ("to_2", "owner"),
        ("when_2", "before"),
        ("days_2", "9"),
        ("asks_2", "yes"),
        ("reason", ""),
    ];
    let decide = "/reminders/rules/submit_data";
    officer.send(decide, &form).await.is(422).says("Enter why the reminders are changed.");
    let mut form = form.to_vec();
    form.pop();
    form.push(("reason", "The panel asked for fewer letters."));
    officer.send(decide, &form).await.is(200).says("The rule is changed.").says("Of this body");
    officer.send(decide, &form).await.is(409).says("Somebody else has changed this rule");
    let page = officer.open("/reminders/rules/submit_data?body=children-and-families").await;
    page.says("Version 1")
        .says("The panel asked for fewer letters.")
        .says("New: 9 working days before it is due: to whoever owes it, once an officer has said yes.")
        .says("No longer: 10 working days before it is due");
    // Nine working days before 19 October is the 6th.
    live(&house, "2022-10-04", "2022-10-06").await;
    assert_eq!(to_director(&house, &council).await.len(), 1, "it waits");
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/due").await.is(200).says("1 reminder waits for your yes");
    let page = officer.open("/reminders/waiting").await;
    page.is(200).says("reached on Thursday 6 October 2022");
    let id =
        notice::Entity::find().filter(notice::Column::Asks.eq(true)).one(house.app.db()).await.unwrap().unwrap().id;
    let answer = format!("/reminders/waiting/{id}");
    officer.send(&answer, &[("answer", "no")]).await.is(422).says("Enter why");
    officer.send(&answer, &[("answer", "yes")]).await.is(200).says("It goes with the next morning's letters.");
    live(&house, "2022-10-07", "2022-10-07").await;
    assert_eq!(to_director(&house, &council).await.len(), 2);
    officer.open("/due").await.is(200).does_not_say("for your yes");
}

/// Three bodies, of which the director is officer to one and chairs another.
async fn many_hats(house: &House, council: &Council) -> Vec<i64> {
    let db = house.app.db();
    let mut bodies = Vec::new();
    for (slug, name) in [("economy", "Economy Panel"), ("health", "Health Panel")] {
        let row = body::ActiveModel {
            slug: Set(slug.to_owned()),
            name: Set(name.to_owned()),
            short_name: Set(slug[..2].to_uppercase()),
            kind: Set(Stored(BodyKind::Panel)),
            clear_days: Set(5),
            house_style: Set(Stored(HouseStyle::Dash)),
            remit: Set(String::new()),
            officer_post_id: Set(Some(council.officer_post)),
            ..Default::default()
        };
        bodies.push(row.insert(db).await.unwrap().id);
    }
    holding::ActiveModel {
        post_id: Set(council.officer_post),
        person_id: Set(council.director),
        from_on: Set(on("2016-01-01")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    membership::ActiveModel {
        body_id: Set(bodies[0]),
        person_id: Set(council.director),
        seat: Set(Stored(Seat::Chair)),
        from_on: Set(on("2016-01-01")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    bodies
}

#[tokio::test]
async fn a_person_of_many_hats_has_one_letter_a_morning() {
    let (house, council) = scene().await;
    let bodies = many_hats(&house, &council).await;
    let mut in_all = Vec::new();
    for panel in [council.panel, bodies[0], bodies[1]] {
        let there = Council { panel, ..council };
        let meeting = meeting_on(&house, &there, "2022-11-03").await;
        asked(&house, &there, meeting).await;
        in_all.push(meeting);
    }
    action_due(&house, &council, in_all[0].1, DueRule::on(on("2022-10-10"))).await;
    let mut day = on("2022-10-03");
    while day <= on("2022-11-04") {
        for time in ["07:30", "07:36", "08:00", "08:06", "12:00", "17:50"] {
            house.it_is(&format!("{day}T{time}"));
            house.tick().await;
            house.deliver().await;
        }
        day = day.succ_opt().unwrap();
    }
    let mut each: BTreeMap<(String, String), Vec<Kind>> = BTreeMap::new();
    for row in letter::Entity::find().all(house.app.db()).await.unwrap() {
        let morning = remit_domain::london::date_in_london(row.written_at).to_string();
        each.entry((morning, row.to_address)).or_default().push(row.kind.0);
    }
    let twice: Vec<_> = each.iter().filter(|(_, kinds)| kinds.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(each.values().flatten().any(|kind| *kind == Kind::DirectorsWeek));
    assert!(
        letters(&house).await.iter().any(|line| line.contains(&format!("Overdue: {CORE}")) || line.contains("late"))
    );
}
