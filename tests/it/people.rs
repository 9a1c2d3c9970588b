//! Stories of keeping bodies, posts and people: who holds what from when to when, and what follows from it.

use crate::about::typed;
use crate::support::{Browser, Council, House, Seen, decided, field, on};
use remit::obligations::{self, Owing, holder_of};
use remit_domain::meeting::State as MeetingState;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::{PostKind, Seat};
use remit_domain::referral::State as ReferralState;
use remit_domain::request;
use remit_entity::{
    Stored, action, body, feed, holding, letter, membership, notice, obligation, person, post, referral, session, trail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

async fn officer() -> (House, Council, Browser) {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let officer = house.signed_in(council.officer).await;
    (house, council, officer)
}

/// Sends the details of a page again with some fields changed.
async fn change(browser: &mut Browser, path: &str, page: &Seen, changed: &[(&str, &str)]) -> Seen {
    const DETAILS: [&str; 8] = ["name", "email", "officer", "left_on", "version", "short_name", "title", "clear_days"];
    let mut fields = typed(&page.body);
    fields.retain(|(name, _)| DETAILS.contains(&name.as_str()) && changed.iter().all(|(other, _)| other != name));
    let mut sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sent.extend(changed.iter().filter(|(_, value)| !value.is_empty()));
    browser.send(path, &sent).await
}

fn id_in(seen: &Seen) -> i64 {
    seen.path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn deeds(house: &House) -> Vec<(String, String)> {
    let rows = trail::Entity::find().order_by_asc(trail::Column::Id).all(house.app.db()).await.unwrap();
    rows.into_iter().map(|row| (row.deed, row.detail)).collect()
}

#[tokio::test]
async fn a_director_hands_over_and_the_successor_is_reminded() {
    let (house, council, mut officer) = officer().await;
    owe_figures(&house, &council).await;
    officer.open("/people/new").await.is(200);
    let added = officer.send("/people", &[("name", "Ana Ruiz"), ("email", "Ana.Ruiz@anyshire.example")]).await;
    added.is(200).says("The person is added.").says("Ana Ruiz");
    let (ana, post) = (id_in(&added).to_string(), format!("/posts/{}", council.director_post));
    officer.open(&post).await.says("Bea Jones").says("from 1 January 2015").says("Holds it");
    let given = officer.send(&format!("{post}/holder"), &[("person", &ana), ("from_on", "2026-11-01")]).await;
    given.is(200).says("The post changes hands.").says("1 January 2015 to 31 October 2026");
    given.says("from 1 November 2026");
    let db = house.app.db();
    for (day, name) in [("2026-10-31", "Bea Jones"), ("2026-11-01", "Ana Ruiz")] {
        let holder = holder_of(db, council.director_post, on(day)).await.unwrap().unwrap();
        assert_eq!(holder.person.unwrap().name, name, "{day}");
    }
    house.it_is("2026-10-28T09:00");
    house.tick().await;
    house.it_is("2026-11-04T09:00");
    house.tick().await;
    let letters = letter::Entity::find().order_by_asc(letter::Column::Id).all(db).await.unwrap();
    let to_owner: Vec<_> = letters.iter().filter(|letter| letter.to_name != "Rowan Ellery").collect();
    assert!(to_owner.iter().any(|letter| letter.to_name == "Bea Jones"), "{to_owner:#?}");
    let last = to_owner.last().unwrap();
    assert_eq!((last.to_name.as_str(), last.to_address.as_str()), ("Ana Ruiz", "ana.ruiz@anyshire.example"));
    assert!(notice::Entity::find().all(db).await.unwrap().len() >= 2);
    assert!(deeds(&house).await.contains(&("gave".to_owned(), "to Ana Ruiz from 1 November 2026".to_owned())));
    house.signed_in(council.officer).await.open("/people").await.says("Director of Children's Services");
}

/// Something that the director owes by 30 October.
async fn owe_figures(house: &House, council: &Council) {
    let council = *council;
    let item = decided::held_item(house, council.panel, "2026-09-17", "Placements").await;
    let row = action::ActiveModel {
        reference: Set("CF 26/27-001".to_owned()),
        body_id: Set(council.panel),
        agenda_item_id: Set(item),
        text: Set("Report on placements".to_owned()),
        owner_post_id: Set(council.director_post),
        state: Set(Stored(remit_domain::action::State::Open)),
        created_on: Set(on("2026-09-17")),
        version: Set(1),
        ..Default::default()
    };
    let id = row.insert(house.app.db()).await.unwrap().id;
    house
        .write(move |work| {
            Box::pin(async move {
                let owing = Owing {
                    kind: Kind::DoAction,
                    subject_kind: SubjectKind::Action,
                    subject_id: id,
                    body_id: council.panel,
                    owner_post_id: council.director_post,
                    meeting_id: None,
                    title: "Report on placements".to_owned(),
                    rule: DueRule::on(on("2026-10-30")),
                };
                obligations::owe(work, owing).await.map(|_| ())
            })
        })
        .await;
}

#[tokio::test]
async fn a_handover_that_cannot_be_is_refused_beside_its_field() {
    let (_house, council, mut officer) = officer().await;
    let (path, holder) =
        (format!("/posts/{}", council.director_post), format!("/posts/{}/holder", council.director_post));
    officer.open(&path).await;
    let (head, bea) = (council.chair.to_string(), council.director.to_string());
    for (person, from_on, field, sentence) in [
        ("", "2026-11-01", "person", "Choose a person."),
        (head.as_str(), "", "from_on", "Enter the first day"),
        (head.as_str(), "31/02/2026", "from_on", "Enter the first day"),
        (bea.as_str(), "2026-11-01", "person", "holds it on that day already"),
        (head.as_str(), "2014-12-31", "from_on", "Somebody holds this from 1 January 2015."),
    ] {
        let seen = officer.send(&holder, &[("person", person), ("from_on", from_on)]).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(from_on.is_empty() || seen.body.contains(&format!("value=\"{from_on}\"")), "{from_on} is not kept");
    }
    let vacancy = format!("{path}/vacancy");
    officer.send(&vacancy, &[("to_on", "")]).await.is(422).says("Enter the last day");
    officer.send(&vacancy, &[("to_on", "2014-12-31")]).await.is(422).says("cannot come before the first");
    officer.send(&vacancy, &[("to_on", "2026-10-11")]).await.is(200).says("1 January 2015 to 11 October 2026");
    officer.open("/posts").await.says("Director of Children's Services Director Vacant");
    officer.send("/posts/999/holder", &[("person", &bea), ("from_on", "2026-11-01")]).await.is(404);
}

#[tokio::test]
async fn a_post_is_added_corrected_and_never_answers_to_itself() {
    let (house, council, mut officer) = officer().await;
    officer.open("/posts/new").await.is(200);
    officer.send("/posts", &[("title", ""), ("kind", "director")]).await.is(422).says("Enter the post's title");
    let long = "x".repeat(121);
    officer.send("/posts", &[("title", &long), ("kind", "director")]).await.is(422).says("no more than 120 characters");
    officer.send("/posts", &[("title", "Chief Executive")]).await.is(422).says("Choose what the post is for.");
    officer
        .send("/posts", &[("title", "A chair"), ("kind", "chair")])
        .await
        .is(422)
        .says("Choose what the post is for.");
    let taken = [("title", "Director of Children's Services"), ("kind", "director")];
    officer.send("/posts", &taken).await.is(422).says("Another post has this title.");
    let director = council.director_post.to_string();
    let fields = [("title", "Assistant Director, Safeguarding"), ("kind", "other"), ("line", &director)];
    let added = officer.send("/posts", &fields).await;
    added.is(200).says("Vacant").says("Give this post to somebody");
    let (id, path) = (id_in(&added).to_string(), format!("/posts/{}", council.director_post));
    let page = officer.open(&path).await;
    let circle = change(&mut officer, &path, &page, &[("kind", "director"), ("line", &id)]).await;
    circle.is(422).says("does not itself answer to this one");
    let renamed = [("title", "Director for Children and Families"), ("kind", "director")];
    change(&mut officer, &path, &page, &renamed).await.is(200).says("The changes are saved.");
    let late = change(&mut officer, &path, &page, &[("title", "Director of Everything"), ("kind", "director")]).await;
    late.is(409).says("Somebody else changed this meanwhile").says("Title: Director for Children and Families");
    assert!(late.body.contains("value=\"Director of Everything\""), "what was typed stays");
    let again = change(&mut officer, &path, &late, &[("kind", "director")]).await;
    again.is(200);
    let post = post::Entity::find_by_id(council.director_post).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(post.title, "Director of Everything", "sent again with both in sight, it is saved");
    officer.open(&format!("/posts/{}", council.chair_post)).await.says("Change the chair on the page of the body");
    let chair = format!("/posts/{}/holder", council.chair_post);
    let refused = officer.send(&chair, &[("person", &director), ("from_on", "2026-11-01")]).await;
    refused.is(422);
}

#[tokio::test]
async fn people_are_found_by_name_and_by_what_they_are() {
    let (house, council, mut officer) = officer().await;
    for n in 0..30 {
        let row = person::ActiveModel {
            name: Set(format!("Person {n:02}")),
            email: Set(format!("person_{n}@anyshire.example")),
            is_officer: Set(false),
            left_on: Set((n == 29).then(|| on("2026-10-12"))),
            ..Default::default()
        };
        row.insert(house.app.db()).await.unwrap();
    }
    let first = officer.open("/people").await;
    first.says("Bea Jones").says("Director of Children's Services").says("Page 1 of 2").does_not_say("Person 29");
    officer.open("/people?page=2").await.says("Person 28").says("Page 2 of 2");
    officer.open("/people?page=99").await.is(200).says("Page 2 of 2");
    officer.open("/people?text=HARTLEY").await.says("Chair, Children and Families").does_not_say("Bea Jones");
    officer.open("/people?text=person_1%40").await.says("Person 01").does_not_say("Person 11");
    officer.open("/people?text=%25").await.says("Nobody was found.");
    officer.open("/people?text=%27%22%3Cscript%3E").await.is(200).says("Nobody was found.");
    officer.open("/people?who=left").await.says("Person 29").does_not_say("Person 28");
    officer.open("/people?who=officers").await.says("Rowan Ellery").does_not_say("Bea Jones");
    for path in ["/people", "/posts", "/people/bodies", "/people/new", "/posts/new", "/people/bodies/new"] {
        house.signed_in(council.chair).await.open(path).await.is(403);
        assert!(house.public().open(path).await.path.starts_with("/sign-in?next="), "{path}");
    }
    for path in ["/people/999", "/posts/999", "/people/bodies/999", "/people/x"] {
        officer.open(path).await.is(404);
    }
}

#[tokio::test]
async fn a_person_is_corrected_and_two_officers_do_not_overwrite_each_other() {
    let (house, council, mut officer) = officer().await;
    let path = format!("/people/{}", council.director);
    let page = officer.open(&path).await;
    let refused = change(&mut officer, &path, &page, &[("email", "rowan.ellery@anyshire.example")]).await;
    refused.is(422).says("Another person has this e-mail address.");
    change(&mut officer, &path, &page, &[("name", " ")]).await.is(422).says("Enter a name.");
    change(&mut officer, &path, &page, &[("left_on", "soon")]).await.is(422).says("or leave it empty");
    change(&mut officer, &path, &page, &[("name", "Bea Jones-Reed")]).await.is(200).says("The changes are saved.");
    let late = change(&mut officer, &path, &page, &[("name", "Beatrice Jones")]).await;
    late.is(409).says("Name: Bea Jones-Reed");
    assert!(late.body.contains("value=\"Beatrice Jones\""), "what was typed stays");
    officer.open(&path).await.says("Bea Jones-Reed");
    let said = ("corrected".to_owned(), "name from Bea Jones to Bea Jones-Reed".to_owned());
    assert!(deeds(&house).await.contains(&said));
    officer.send("/people", &[("name", "X"), ("email", "b.jones@anyshire.example")]).await.is(422);
}

#[tokio::test]
async fn whoever_leaves_ends_everything_the_day_before_and_the_last_officer_stays() {
    let (house, council, mut officer) = officer().await;
    let db = house.app.db();
    for (id, path) in [(council.director, "director"), (council.chair, "chair")] {
        let path = (format!("/people/{id}"), path);
        let page = officer.open(&path.0).await;
        change(&mut officer, &path.0, &page, &[("left_on", "2026-10-31")]).await.is(200);
    }
    let held = holding::Entity::find().filter(holding::Column::PersonId.eq(council.director)).one(db).await.unwrap();
    assert_eq!(held.unwrap().to_on, Some(on("2026-10-30")));
    let seat = membership::Entity::find().filter(membership::Column::PersonId.eq(council.chair)).one(db).await.unwrap();
    assert_eq!(seat.unwrap().to_on, Some(on("2026-10-30")));
    house.it_is("2026-10-31T09:00");
    officer.open("/posts").await.says("Director of Children's Services Director Vacant");
    officer.open(&format!("/people/{}", council.director)).await.does_not_say("Send a password link");
    let link = format!("/people/{}/password-link", council.director);
    officer.send(&link, &[]).await.is(422).says("This person has left the council.");
    // Rowan is the only officer who can sign in.
    let hashed = Set(Some("$argon2id$".to_owned()));
    person::ActiveModel { id: Set(council.officer), password_hash: hashed, ..Default::default() }
        .update(db)
        .await
        .unwrap();
    let path = format!("/people/{}", council.officer);
    for changed in [("left_on", "2026-12-01"), ("officer", "")] {
        let page = officer.open(&path).await;
        let seen = change(&mut officer, &path, &page, &[changed]).await;
        seen.is(422).says("This is the last officer who can sign in.");
    }
}

#[tokio::test]
async fn a_body_is_added_with_its_chair_and_a_new_chair_follows_the_old() {
    let (house, council, mut officer) = officer().await;
    let db = house.app.db();
    officer.open("/people/bodies/new").await.is(200);
    let (board, post) = (council.board.to_string(), council.officer_post.to_string());
    let wanted = |name: &'static str| {
        vec![
            ("name", name),
            ("short_name", "HEALTH"),
            ("kind", "panel"),
            ("reports_to", board.as_str()),
            ("officer_post", post.as_str()),
            ("clear_days", "5"),
            ("house_style", "dash"),
        ]
    };
    let added = officer.send("/people/bodies", &wanted("Adult Care & Health Overview and Scrutiny Panel")).await;
    added.is(200).says("The body is added.").says("Nobody sits on it yet.");
    let id = id_in(&added);
    let row = body::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    assert_eq!((row.slug.as_str(), row.reports_to_id), ("adult-care-and-health", Some(council.board)));
    let chair = post::Entity::find_by_id(row.chair_post_id.unwrap()).one(db).await.unwrap().unwrap();
    assert_eq!((chair.kind, chair.body_id), (Stored(PostKind::Chair), Some(id)));
    officer.send("/people/bodies", &wanted("Adult Care & Health Overview and Scrutiny Panel")).await.is(422);
    officer.send("/people/bodies", &wanted("Adult Care and Health Scrutiny Committee")).await.is(200);
    let twin = body::Entity::find().filter(body::Column::Slug.eq("adult-care-and-health-2")).one(db).await.unwrap();
    assert!(twin.is_some(), "the addresses of two bodies differ");
    let (path, seats) = (format!("/people/bodies/{id}"), format!("/people/bodies/{id}/seats"));
    let (imogen, tom) = (council.chair.to_string(), council.director.to_string());
    officer.open(&path).await;
    officer.send(&seats, &[("person", &imogen), ("seat", "chair"), ("from_on", "2026-05-20")]).await.is(200);
    officer.send(&seats, &[("person", &tom), ("seat", "member"), ("from_on", "2026-05-20")]).await.is(200);
    let changed = officer.send(&seats, &[("person", &tom), ("seat", "chair"), ("from_on", "2026-11-02")]).await;
    changed
        .is(200)
        .says("Bea Jones Chair All matters; sees exempt matter from 2 November 2026")
        .says("20 May 2026 to 1 November 2026");
    for (day, name) in [("2026-11-01", "Councillor Imogen Hartley"), ("2026-11-02", "Bea Jones")] {
        let holder = holder_of(db, chair.id, on(day)).await.unwrap().unwrap();
        assert_eq!(holder.person.unwrap().name, name, "{day}");
    }
    house.it_is("2026-11-02T09:00");
    house.signed_in(council.director).await.open("/due").await.is(403);
    officer.open("/people/bodies").await.says("HEALTH Panel OSPB Bea Jones");
    let of_tom = membership::Entity::find()
        .filter(membership::Column::BodyId.eq(id))
        .filter(membership::Column::PersonId.eq(council.director))
        .order_by_desc(membership::Column::FromOn);
    let held = of_tom.one(db).await.unwrap().unwrap().id.to_string();
    let end = format!("{seats}/end");
    officer.send(&end, &[("held", ""), ("to_on", "2026-12-01")]).await.is(422).says("Choose the seat that ends.");
    officer.send(&end, &[("held", &held), ("to_on", "2026-11-01")]).await.is(422).says("cannot come before the first");
    officer.send(&end, &[("held", &held), ("to_on", "2026-12-01")]).await.is(200).says("to 1 December 2026");
    let elsewhere = format!("/people/bodies/{}/seats/end", council.panel);
    officer.send(&elsewhere, &[("held", &held), ("to_on", "2026-11-20")]).await.is(422);
}

#[tokio::test]
async fn a_body_that_cannot_be_is_refused_beside_its_field() {
    let (_house, council, mut officer) = officer().await;
    officer.open("/people/bodies/new").await;
    let (board, panel, post) = (council.board.to_string(), council.panel.to_string(), council.officer_post.to_string());
    let right = [
        ("name", "Health Scrutiny Panel"),
        ("short_name", "H"),
        ("kind", "panel"),
        ("reports_to", board.as_str()),
        ("officer_post", post.as_str()),
        ("clear_days", "5"),
        ("house_style", "dash"),
        ("quorum", "3"),
        ("remit", ""),
    ];
    let (long_name, long_remit) = ("x".repeat(151), "x".repeat(4001));
    for (field, wrong, sentence) in [
        ("name", "", "Enter the body's name"),
        ("name", long_name.as_str(), "no more than 150 characters"),
        ("remit", long_remit.as_str(), "no more than 4000 characters"),
        ("quorum", "0", "Enter a quorum from 1 to 100."),
        ("quorum", "a quarter", "Enter a quorum from 1 to 100."),
        ("short_name", "", "Enter a short name"),
        ("short_name", "Health and Wellbeing", "no more than 12 characters"),
        ("kind", "senate", "Choose whether it is a panel or the Board."),
        ("reports_to", panel.as_str(), "Choose a board for it to report to."),
        ("officer_post", "", "Choose the post that looks after this body."),
        ("officer_post", "999", "Choose the post that looks after this body."),
        ("clear_days", "1", "from 3 to 20"),
        ("house_style", "", "Choose how the body writes its resolutions."),
    ] {
        let fields: Vec<_> =
            right.iter().map(|(name, value)| (*name, if *name == field { wrong } else { value })).collect();
        let seen = officer.send("/people/bodies", &fields).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let path = format!("/people/bodies/{}", council.board);
    let page = officer.open(&path).await;
    let changed = [("kind", "panel"), ("officer_post", post.as_str()), ("house_style", "dash")];
    change(&mut officer, &path, &page, &changed).await.is(422).says("Other bodies report to this board");
}

#[tokio::test]
async fn dates_that_hang_on_clear_days_move_with_them() {
    let (house, council, mut officer) = officer().await;
    let db = house.app.db();
    let meeting = remit_entity::meeting::ActiveModel {
        body_id: Set(council.panel),
        held_on: Set(on("2026-11-11")),
        starts_at: Set("10:00".to_owned()),
        venue: Set(String::new()),
        state: Set(Stored(remit_domain::meeting::State::Scheduled)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    let meeting = meeting.insert(db).await.unwrap().id;
    house
        .write(move |work| {
            Box::pin(async move {
                let owing = Owing {
                    kind: Kind::PublishAgenda,
                    subject_kind: SubjectKind::Meeting,
                    subject_id: meeting,
                    body_id: council.panel,
                    owner_post_id: council.officer_post,
                    meeting_id: Some(meeting),
                    title: "Agenda".to_owned(),
                    rule: format!("publish({meeting})").parse().unwrap(),
                };
                obligations::owe(work, owing).await.map(|_| ())
            })
        })
        .await;
    let due = || async { obligation::Entity::find().one(db).await.unwrap().unwrap().due_on.unwrap() };
    assert_eq!(due().await, on("2026-11-03"));
    let path = format!("/people/bodies/{}", council.panel);
    let page = officer.open(&path).await;
    let (board, post) = (council.board.to_string(), council.officer_post.to_string());
    let changed = [
        ("clear_days", "3"),
        ("kind", "panel"),
        ("reports_to", board.as_str()),
        ("officer_post", post.as_str()),
        ("house_style", "dash"),
    ];
    change(&mut officer, &path, &page, &changed).await.is(200);
    assert_eq!(due().await, on("2026-11-05"));
}

async fn newcomer(house: &House, name: &str) -> i64 {
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(format!("{}@anyshire.example", name.to_lowercase().replace(' ', "."))),
        is_officer: Set(false),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

async fn letters_to(house: &House, person: i64) -> Vec<letter::Model> {
    let own = letter::Entity::find().filter(letter::Column::PersonId.eq(person)).order_by_asc(letter::Column::Id);
    own.all(house.app.db()).await.unwrap()
}

/// A matter that the panel carried to the Board, with feedback that waits for the chair.
async fn waiting_for_the_chair(house: &House, council: &Council, officer: &mut Browser, met_on: &str) -> i64 {
    let item = decided::held_item(house, council.panel, met_on, "Performance Monitoring").await;
    let path = format!("/items/{item}/resolution");
    officer.open(&path).await;
    let fields = [
        ("carried", "assent"),
        ("text_1", "the timeliness of EHC plans be referred to the Board."),
        ("verb_1", "referred"),
        ("makes_1", "referral"),
        ("kind_1", "further_scrutiny"),
    ];
    officer.send(&path, &fields).await.is(200);
    let id = referral::Entity::find().one(house.app.db()).await.unwrap().unwrap().id;
    let path = format!("/referrals/{id}");
    let version = officer.open(&path).await.carries("version");
    let fields = [("version", version.as_str()), ("feedback", "The panel is concerned.")];
    officer.send(&format!("{path}/feedback"), &fields).await.is(200);
    id
}

async fn referral_is(house: &House, id: i64) -> ReferralState {
    referral::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().state.0
}

/// Edge case 12.
#[tokio::test]
async fn a_leaver_hands_over_everything_on_the_day_and_the_interim_successor_hears_on_the_first_morning() {
    let (house, council, mut officer) = officer().await;
    let db = house.app.db();
    owe_figures(&house, &council).await;
    let ana = newcomer(&house, "Ana Ruiz").await;
    let token = feed::ActiveModel {
        person_id: Set(council.director),
        token_hash: Set("a hash".to_owned()),
        number: Set(1),
        made_at: Set(house.app.clock().now()),
        ..Default::default()
    };
    token.insert(db).await.unwrap();
    let path = format!("/people/{}/leaving", council.director);
    let page = officer.open(&format!("/people/{}", council.director)).await;
    assert_eq!(page.link(&path), path);
    let page = officer.open(&path).await;
    page.says("Bea Jones is leaving").says("1 thing due, on 30 October 2026").does_not_say("Hand over everything");
    let (version, to, duty) = (page.carries("version"), ana.to_string(), format!("post-{}", council.director_post));
    let interim = format!("interim-{duty}");
    let chosen = |last_on, step| {
        [
            ("version", version.as_str()),
            ("last_on", last_on),
            (duty.as_str(), to.as_str()),
            (interim.as_str(), "yes"),
            ("step", step),
        ]
    };
    let missing = [("version", version.as_str()), ("last_on", "2026-10-28"), ("step", "preview")];
    let refused = officer.send(&path, &missing).await;
    refused.is(422).says("Choose who takes it over, or that it is left vacant.");
    assert!(refused.body.contains(&format!("href=\"#{duty}\"")), "beside its own line");
    officer.send(&path, &chosen("soon", "confirm")).await.is(422).says("Enter the last day");
    let seen = officer.send(&path, &chosen("2026-10-28", "preview")).await;
    seen.is(200).says("Nothing has been changed yet.").says("Ana Ruiz, from 29 October 2026");
    seen.says("Report on placements, due 30 October 2026").says("Hand over everything");
    assert_eq!(holding::Entity::find().filter(holding::Column::PersonId.eq(ana)).count(db).await.unwrap(), 0);
    officer.send(&path, &chosen("2026-10-28", "confirm")).await.says("Everything is handed over: one post or seat.");
    officer.send(&path, &chosen("2026-10-28", "confirm")).await.is(409).says("Somebody else changed this person");

    house.it_is("2026-10-28T09:00");
    house.tick().await;
    let to_bea = letters_to(&house, council.director).await;
    assert!(!to_bea.is_empty(), "until the last day it is the leaver's");
    assert!(letters_to(&house, ana).await.is_empty());
    let link = to_bea[0].text.lines().find(|line| line.contains("/answer/action/")).unwrap().trim();
    let link = link.replace("http://scrutiny.example", "");
    house.public().open(&link).await.says("Who are you?");

    house.it_is("2026-10-29T09:00");
    house.tick().await;
    assert_eq!(letters_to(&house, council.director).await.len(), to_bea.len());
    let to_ana = letters_to(&house, ana).await;
    let said = "You are Interim Director of Children's Services since 29 October 2026: this was asked of the post \
                before then and has passed to you.";
    assert!(to_ana[0].text.replace('\n', " ").contains(said), "{}", to_ana[0].text);
    house.public().open(&link).await.says("This action has passed to whoever now holds the post that owes it.");
    let feed = feed::Entity::find().one(db).await.unwrap().unwrap();
    assert!(feed.revoked_at.is_some(), "the calendar of somebody who is gone is nobody's");
    officer.open("/due").await.says("Ana Ruiz, Interim Director of Children's Services");
    officer.open("/posts").await.says("Interim Director of Children's Services Director Ana Ruiz");
    let post = format!("/posts/{}", council.director_post);
    officer.open(&post).await.says("Holds it Interim").says("Appointed for good");
    officer.send(&format!("{post}/appointment"), &[]).await.says("Appointed for good").does_not_say("Holds it Interim");
    officer.open("/due").await.says("Ana Ruiz, Director of Children's Services");
    officer.send(&format!("{post}/appointment"), &[]).await.is(422);
    officer.open(&path).await.says("Gone since 29 October 2026.");
}

#[tokio::test]
async fn whoever_left_yesterday_is_shut_out_at_once() {
    let (house, council, mut officer) = officer().await;
    let mut chair = house.signed_in(council.chair).await;
    chair.open("/panels").await.is(200);
    let path = format!("/people/{}/leaving", council.chair);
    let page = officer.open(&path).await;
    page.says("Chair, Children and Families Overview and Scrutiny Panel").says("To be appointed");
    let version = page.carries("version");
    let seat = page.body.split("name=\"seat-").nth(1).unwrap().split('"').next().unwrap();
    let seat = format!("seat-{seat}");
    let fields =
        [("version", version.as_str()), ("last_on", "2026-10-11"), (seat.as_str(), "vacant"), ("step", "confirm")];
    officer.send(&path, &fields).await.is(200).says("Left vacant: 1.");
    let sessions = session::Entity::find().filter(session::Column::PersonId.eq(council.chair));
    assert_eq!(sessions.count(house.app.db()).await.unwrap(), 0);
    assert!(chair.open("/panels").await.path.starts_with("/sign-in"));
}

/// Edge case 12.
#[tokio::test]
async fn a_vacant_post_with_something_due_is_shown_to_the_officer_until_it_is_filled() {
    let (house, council, mut officer) = officer().await;
    owe_figures(&house, &council).await;
    officer.open("/due").await.does_not_say("Vacant posts");
    let post = format!("/posts/{}", council.director_post);
    officer.open(&post).await;
    officer.send(&format!("{post}/vacancy"), &[("to_on", "2026-10-11")]).await.is(200);
    officer.open(&post).await.says("Vacant, with something due").says("1 thing due, on 30 October 2026");
    let seen = officer.open("/due").await;
    seen.says("Vacant posts with something due (1)")
        .says("Director of Children's Services Action: Report on placements");
    assert_eq!(seen.link("/posts/"), post);
    officer.open("/posts").await.says("Vacant 1 thing due, on 30 October 2026. Fill the post");
    let ana = newcomer(&house, "Ana Ruiz").await.to_string();
    officer.send(&format!("{post}/holder"), &[("person", &ana), ("from_on", "2026-10-12")]).await.is(200);
    officer.open("/due").await.does_not_say("Vacant posts").does_not_say("vacant post");
}

#[tokio::test]
async fn a_vacant_chair_with_something_to_approve_is_shown_to_the_officer() {
    let (house, council, mut officer) = officer().await;
    decided::meeting(&house, council.board, "2026-11-18", MeetingState::Scheduled).await;
    waiting_for_the_chair(&house, &council, &mut officer, "2026-10-08").await;
    let path = format!("/people/bodies/{}", council.panel);
    let seat = officer.open(&path).await.choice("Councillor Imogen Hartley, Chair");
    officer.send(&format!("{path}/seats/end"), &[("held", &seat), ("to_on", "2026-10-11")]).await.is(200);
    let seen = officer.open("/due").await;
    seen.says("Vacant posts with something due (1)").says("Feedback to the Board to approve");
    assert_eq!(seen.link("/people/bodies/"), path);
    officer.open("/panels").await.says("Vacant 1 thing due, on");
    officer.open("/panels/children-and-families").await.says("vacant. 1 thing due, on").says("Fill the post");
}

/// Edge case 11.
#[tokio::test]
async fn what_waits_for_a_chair_moves_to_the_chair_of_annual_council() {
    let house = House::new("2026-05-13T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    decided::meeting(&house, council.board, "2026-06-10", MeetingState::Scheduled).await;
    let id = waiting_for_the_chair(&house, &council, &mut officer, "2026-05-12").await;
    let (new_chair, vice) = (newcomer(&house, "Nell Newchair").await, newcomer(&house, "Vic Vice").await);
    let path = "/people/annual-council";
    let page = officer.open(path).await;
    page.says("1 waiting for the chair").says("Now: Councillor Imogen Hartley");
    let version = page.carries("version");
    let (chair_field, vice_field) = (format!("chair-{}", council.panel), format!("vice-{}", council.panel));
    let (chair, vice) = (new_chair.to_string(), vice.to_string());
    let with = |changed: &[(&'static str, String)]| {
        let mut fields = vec![
            ("version".to_owned(), version.clone()),
            ("from_on".to_owned(), "2026-05-20".to_owned()),
            ("stay".to_owned(), "yes".to_owned()),
            (chair_field.clone(), chair.clone()),
            (vice_field.clone(), vice.clone()),
        ];
        for (name, value) in changed {
            let name = match *name {
                "chair" => chair_field.as_str(),
                "vice" => vice_field.as_str(),
                other => other,
            };
            fields.retain(|(had, _)| had != name);
            fields.push((name.to_owned(), value.clone()));
        }
        fields
    };
    for (changed, sentence) in [
        (vec![("from_on", String::new())], "Enter the first day"),
        (vec![("chair", String::new()), ("vice", String::new())], "Choose at least one new chair or vice-chair."),
        (vec![("vice", chair.clone())], "Choose somebody else: this person is the chair."),
        (vec![("chair", "999".to_owned())], "Choose a person."),
    ] {
        let fields = with(&changed);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        officer.send(path, &fields).await.is(422).says(sentence);
    }
    let fields = with(&[]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    officer.send(path, &fields).await.is(200).says("Chairs that change: 1; vice-chairs: 1.");
    officer.send(path, &fields).await.is(409).says("Somebody else changed a chair meanwhile");

    // Until the day it is the former chair's, from the day on the new chair's.
    house.it_is("2026-05-19T09:00");
    let mut former = house.signed_in(council.chair).await;
    let approve = format!("/referrals/{id}/approve");
    let page = former.open(&format!("/referrals/{id}")).await;
    page.is(200).says("Approve this feedback");
    let version = page.carries("version");
    house.it_is("2026-05-20T09:00");
    former.send_only(&approve, &[("version", &version)]).await;
    assert_eq!(referral_is(&house, id).await, ReferralState::FeedbackDrafted, "the former chair approves nothing");
    let holder = holder_of(house.app.db(), council.chair_post, on("2026-05-20")).await.unwrap().unwrap();
    assert_eq!(holder.person.unwrap().name, "Nell Newchair");
    officer.open("/due").await.says("Nell Newchair, Chair, Children and Families Overview and Scrutiny Panel");
    let mut chair = house.signed_in(new_chair).await;
    chair.open(&format!("/referrals/{id}")).await.is(200).says("Approve this feedback");
    chair.send(&approve, &[("version", &version)]).await.is(200).says("Approved by the chair Nell Newchair");
    assert_eq!(referral_is(&house, id).await, ReferralState::ChairApproved);
    let seats = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(council.chair))
        .order_by_asc(membership::Column::Id)
        .all(house.app.db())
        .await
        .unwrap();
    assert_eq!(seats[0].to_on, Some(on("2026-05-19")));
    assert_eq!((seats[1].seat.0, seats[1].from_on), (Seat::Member, on("2026-05-20")), "and stays as a member");
}

/// Edge case 37.
#[tokio::test]
async fn one_person_with_two_posts_gets_one_letter_and_is_listed_once() {
    let (house, council, mut officer) = officer().await;
    let db = house.app.db();
    let second = post::ActiveModel {
        title: Set("Director of Education".to_owned()),
        kind: Set(Stored(PostKind::Director)),
        ..Default::default()
    };
    let second = second.insert(db).await.unwrap().id;
    let bea = council.director.to_string();
    officer.open(&format!("/posts/{second}")).await;
    let given = [("person", bea.as_str()), ("from_on", "2026-09-01")];
    officer.send(&format!("/posts/{second}/holder"), &given).await.is(200);
    let meeting = decided::meeting(&house, council.panel, "2026-11-12", MeetingState::Scheduled).await;
    let item = decided::item(&house, meeting, "Performance Monitoring").await;
    for (owner, appendix, title) in [(council.director_post, 1, "Placements"), (second, 2, "Attainment")] {
        let ask = field::Ask {
            period: "2026/27 Q2",
            coverage: "",
            is_finance: false,
            appendix,
            title,
            state: request::State::Issued,
        };
        let id = field::request(&house, item, owner, ask).await;
        house
            .write(move |work| {
                Box::pin(async move {
                    let owing = Owing {
                        kind: Kind::SubmitData,
                        subject_kind: SubjectKind::Request,
                        subject_id: id,
                        body_id: council.panel,
                        owner_post_id: owner,
                        meeting_id: Some(meeting),
                        title: title.to_owned(),
                        rule: DueRule::on(on("2026-10-30")),
                    };
                    obligations::owe(work, owing).await.map(|_| ())
                })
            })
            .await;
    }
    for now in ["2026-10-12T09:30", "2026-10-27T09:00", "2026-10-30T09:00"] {
        house.it_is(now);
        house.tick().await;
    }
    let letters = letters_to(&house, council.director).await;
    let mornings: std::collections::BTreeSet<_> = letters.iter().map(|letter| letter.morning_key.clone()).collect();
    assert!(mornings.len() == letters.len() && letters.len() >= 2, "one letter a morning: {letters:#?}");
    for letter in &letters {
        assert_eq!(letter.text.matches("/answer/request/").count(), 2, "{}", letter.text);
    }
    let people = officer.open("/people").await;
    people.says("Director of Education Director of Children's Services");
    assert_eq!(people.words().matches("b.jones@anyshire.example").count(), 1);
}

/// Edge case 32.
#[tokio::test]
async fn a_body_that_ends_is_carried_on_by_its_successor() {
    let (house, council, mut officer) = officer().await;
    let db = house.app.db();
    decided::meeting(&house, council.board, "2026-11-18", MeetingState::Scheduled).await;
    owe_figures(&house, &council).await;
    let id = waiting_for_the_chair(&house, &council, &mut officer, "2026-10-08").await;
    officer.open("/people/bodies/new").await;
    let (board, post) = (council.board.to_string(), council.officer_post.to_string());
    let wanted = [
        ("name", "Children, Education and Skills Scrutiny Panel"),
        ("short_name", "CES"),
        ("kind", "panel"),
        ("reports_to", board.as_str()),
        ("officer_post", post.as_str()),
        ("clear_days", "5"),
        ("house_style", "dash"),
    ];
    let heir = id_in(&officer.send("/people/bodies", &wanted).await);
    let chair = newcomer(&house, "Nell Newchair").await;
    let (person, to) = (chair.to_string(), heir.to_string());
    let fields = [("person", person.as_str()), ("seat", "chair"), ("from_on", "2026-10-01")];
    officer.send(&format!("/people/bodies/{heir}/seats"), &fields).await.is(200);
    let ahead = decided::meeting(&house, council.panel, "2026-11-12", MeetingState::Scheduled).await;
    let path = format!("/people/bodies/{}/ending", council.panel);
    let page = officer.open(&path).await;
    page.says("Actions: 1").says("Matters on their way to the Board: 1");
    let version = page.carries("version");
    let end = |on: &'static str, to: &'static str| {
        [("version", version.clone()), ("ended_on", on.to_owned()), ("successor", to.to_owned())]
    };
    let own: &'static str = Box::leak(council.panel.to_string().into_boxed_str());
    let heirs: &'static str = Box::leak(to.into_boxed_str());
    let stands = "A meeting stands in the diary on 12 November 2026. Cancel it first.";
    for (on, to, sentence) in [
        ("", heirs, "Enter the body’s last day"),
        ("2026-10-31", heirs, "The body still sits until then."),
        ("2026-10-12", heirs, stands),
    ] {
        let fields = end(on, to);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        officer.send(&path, &fields).await.is(422).says(sentence);
    }
    decided::change(&house, ahead, "2026-11-12", MeetingState::Cancelled).await;
    for (to, sentence) in [(own, "A body cannot succeed itself."), ("", "Choose the body that carries on")] {
        let fields = end("2026-10-12", to);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        officer.send(&path, &fields).await.is(422).says(sentence);
    }
    let fields = end("2026-10-12", heirs);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let seen = officer.send(&path, &fields).await;
    seen.is(200).says("Ended on 12 October 2026, succeeded by Children, Education and Skills Scrutiny Panel");
    officer.send(&path, &fields).await.is(409);
    let open = obligation::Entity::find()
        .filter(obligation::Column::State.eq(Stored(remit_domain::obligation::State::Open)))
        .all(db)
        .await
        .unwrap();
    let left = open.iter().filter(|row| row.body_id == council.panel).count();
    assert_eq!((open.len(), left), (3, 0), "the action, the approval and the answer are owed to others: {open:#?}");
    let action = action::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!((action.body_id, action.reference.as_str()), (council.panel, "CF 26/27-001"), "the record stays");
    house.it_is("2026-10-13T09:00");
    officer.open("/panels").await.says("Ended on 12 October 2026, succeeded by Children, Education and Skills");
    officer.open("/panels/children-and-families").await.does_not_say("Schedule a meeting");
    let mut new_chair = house.signed_in(chair).await;
    new_chair.open("/panels/children-and-families").await.is(200).says("Ended on 12 October 2026, succeeded by");
    new_chair.open(&format!("/actions/{}", action.id)).await.is(200).says("CF 26/27-001");
    let version = new_chair.open(&format!("/referrals/{id}")).await.carries("version");
    new_chair.send(&format!("/referrals/{id}/approve"), &[("version", &version)]).await.is(200);
    assert_eq!(referral_is(&house, id).await, ReferralState::ChairApproved);
    assert!(house.signed_in(council.chair).await.open("/panels").await.path.starts_with("/sign-in"));
}

#[tokio::test]
async fn a_member_of_the_executive_sits_on_no_scrutiny_body() {
    let (house, council, mut officer) = officer().await;
    let tom = holding::Entity::find()
        .filter(holding::Column::PostId.eq(council.cabinet_post))
        .one(house.app.db())
        .await
        .unwrap()
        .unwrap()
        .person_id
        .to_string();
    let seats = format!("/people/bodies/{}/seats", council.panel);
    officer.open(&format!("/people/bodies/{}", council.panel)).await.is(200);
    let seat = [("person", tom.as_str()), ("seat", "member"), ("from_on", "2026-11-01")];
    let refused = officer.send(&seats, &seat).await;
    refused.is(422).says("A member of the executive may not sit on a scrutiny body.");
    let left = format!("/posts/{}/vacancy", council.cabinet_post);
    officer.open(&format!("/posts/{}", council.cabinet_post)).await.is(200);
    officer.send(&left, &[("to_on", "2026-10-31")]).await.is(200);
    officer.send(&seats, &seat).await.is(200);
    let back = format!("/posts/{}/holder", council.cabinet_post);
    let refused = officer.send(&back, &[("person", tom.as_str()), ("from_on", "2027-05-20")]).await;
    refused.is(422).says("End the seat first");
}
