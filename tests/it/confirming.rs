//! Stories of the minutes: from the officer to the chair, to the public as a draft, to the next meeting; and of what is
//! told after a meeting (E12).

use crate::support::decided::{change, held_item, letters, meeting, owed};
use crate::support::{Browser, Council, House};
use remit_domain::agenda::Access;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_domain::resolution;
use remit_entity::{Stored, agenda_item, letter, membership, minutes, publication, resolution as resolutions};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryOrder};

struct Case {
    house: House,
    council: Council,
    officer: Browser,
    item: i64,
    meeting: i64,
}

async fn held(now: &str) -> Case {
    let house = House::new(now).await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let row = agenda_item::Entity::find_by_id(item).one(house.app.db()).await.unwrap().unwrap();
    let officer = house.signed_in(council.officer).await;
    Case { officer, item, meeting: row.meeting_id, council, house }
}

impl Case {
    fn page(&self) -> String {
        format!("/meetings/{}/confirmation", self.meeting)
    }

    async fn record(&mut self) {
        let path = format!("/items/{}/resolution", self.item);
        let owner = self.council.director_post.to_string();
        self.officer.open(&path).await;
        let form = [
            ("narrative", "Members asked for more detail."),
            ("carried", "assent"),
            ("mover", "Councillor Imogen Hartley"),
            ("text_1", "the report be noted"),
            ("verb_1", "noted"),
            ("text_2", "more detail be provided"),
            ("verb_2", "requested"),
            ("makes_2", "action"),
            ("owner_2", owner.as_str()),
            ("due_2", "fixed"),
            ("due_on_2", "2022-12-02"),
        ];
        self.officer.send(&path, &form).await.is(200);
    }

    async fn step(&mut self, deed: &str, fields: &[(&str, &str)]) -> crate::support::Seen {
        let version = self.officer.open(&self.page()).await.carries("version");
        let mut all = vec![("version", version.as_str())];
        all.extend_from_slice(fields);
        let path = format!("{}/{deed}", self.page());
        self.officer.send(&path, &all).await
    }

    async fn mail(&self, to: &str, kind: Kind) -> Vec<letter::Model> {
        letters(&self.house).await.into_iter().filter(|one| one.to_address == to && one.kind.0 == kind).collect()
    }

    /// The chair with the link of the letter, its code confirmed.
    async fn chair_opens(&self) -> (Browser, String) {
        let told = self.mail(CHAIR, Kind::MinutesToApprove).await;
        let line = told.iter().rev().flat_map(|one| one.text.lines()).find(|line| line.contains("/answer/meeting/"));
        let link = line.unwrap().trim().replace("http://scrutiny.example", "");
        let mut browser = self.house.public();
        browser.open(&link).await.is(200).says("Who are you?").says("Resolved – That").does_not_say("Approve these");
        browser.send(&format!("{link}/approve"), &[("version", "2")]).await.is(403);
        browser.open(&link).await;
        browser.send(&format!("{link}/code"), &[("who", "holder")]).await.is(200);
        self.house.deliver().await;
        let codes = self.mail(CHAIR, Kind::Code).await;
        let six = |line: &&str| line.len() == 6 && line.chars().all(|c| c.is_ascii_digit());
        let code = codes.last().unwrap().text.lines().find(six).unwrap().to_owned();
        browser.send(&format!("{link}/confirm"), &[("code", &code)]).await.is(200).says("Approve these minutes");
        (browser, link)
    }

    async fn owes(&self) -> Vec<String> {
        owed(&self.house, SubjectKind::Meeting, self.meeting).await
    }
}

const CHAIR: &str = "imogen.hartley@anyshire.example";

#[tokio::test]
async fn minutes_go_to_the_chair_by_link_to_the_public_as_a_draft_and_to_the_next_meeting() {
    let mut case = held("2022-11-04T10:00").await;
    case.officer.open(&case.page()).await.is(200).says("Being written");
    case.step("send", &[]).await.is(422).says("Nothing is recorded under any item yet.");
    case.record().await;
    case.step("publish", &[]).await.is(422).says("The chair has not checked these minutes yet.");
    case.step("send", &[]).await.is(200).says("With the chair").says("Councillor Imogen Hartley");
    assert_eq!(case.owes().await, ["approve_minutes open 2022-11-09"]);
    case.house.tick().await;
    let told = case.mail(CHAIR, Kind::MinutesToApprove).await;
    assert_eq!(told.len(), 1);
    assert!(!told[0].text.contains("more detail"), "never the words");
    let text: Vec<&str> =
        told[0].text.lines().map(|line| if line.contains("/answer/") { "(a link)" } else { line }).collect();
    insta::assert_snapshot!("letter_minutes_to_approve", format!("{}\n\n{}", told[0].subject, text.join("\n")));

    // The chair asks for a change, in words; the officer owes them anew and hears of it.
    let (mut chair, link) = case.chair_opens().await;
    let version = chair.open(&link).await.carries("version");
    chair.send(&format!("{link}/change"), &[("version", &version), ("words", " ")]).await.is(422);
    let words = [("version", version.as_str()), ("words", "Item 1 should say “much more”.")];
    chair.send(&format!("{link}/change"), &words).await.is(200).says("You have asked for a change.");
    case.officer.open(&case.page()).await.says("Item 1 should say “much more”.");
    assert_eq!(case.owes().await, ["approve_minutes met 2022-11-09", "draft_minutes open 2022-11-08"]);
    case.house.it_is("2022-11-04T10:30");
    case.house.tick().await;
    let heard = case.mail("rowan.ellery@anyshire.example", Kind::MinutesToApprove).await;
    assert!(heard.iter().any(|one| one.subject.starts_with("The chair asks for a change")), "{heard:#?}");

    // Sent again, and approved by the same link.
    case.step("send", &[]).await.is(200).says("With the chair");
    let version = chair.open(&link).await.carries("version");
    chair
        .send(&format!("{link}/approve"), &[("version", &version)])
        .await
        .is(200)
        .says("You have approved these minutes.");
    let app = case.house.app.clone();
    let db = app.db();
    let only = resolutions::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(only.state.0, resolution::State::ChairChecked);
    case.officer.open(&case.page()).await.says("via link issued to Councillor Imogen Hartley");

    // Published: the public reads a draft.
    let public = "/bodies/children-and-families/2022-11-03";
    case.house.public().open(public).await.does_not_say("Draft minutes");
    case.step("publish", &[]).await.is(200).says("Draft minutes published");
    let seen = case.house.public().open(public).await;
    seen.says("Minutes: Draft minutes, subject to confirmation at the next meeting");
    let whole = case.house.public().open(&format!("{public}?publication=1")).await;
    whole.is(200).says("Resolved – That (1) the report be noted").says("CF 22/23-001").says("subject to confirmation");
    assert!(case.owes().await.iter().any(|one| one.starts_with("confirm_minutes open")), "{:?}", case.owes().await);

    // The next meeting confirms them; what a meeting to come would confirm is refused.
    let next = meeting(&case.house, case.council.panel, "2023-01-24", State::Scheduled).await;
    let at = next.to_string();
    let kept = minutes::Entity::find().one(db).await.unwrap().unwrap().version.to_string();
    let early = [("version", kept.as_str()), ("at", at.as_str())];
    let path = format!("{}/confirm", case.page());
    case.officer.send(&path, &early).await.is(422).says("Choose the later meeting, recorded as held");
    case.house.it_is("2023-01-25T10:00");
    change(&case.house, next, "2023-01-24", State::Held).await;
    case.step("confirm", &[("at", &at)]).await.is(200).says("Confirmed at the meeting of 24 January 2023.");
    let seen = case.house.public().open(public).await;
    seen.says("Minutes: Confirmed as a correct record on 24 January 2023");
    let only = resolutions::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(only.state.0, resolution::State::Confirmed);
    let owes = case.owes().await;
    assert!(owes.iter().all(|one| !one.contains(" open ")), "{owes:?}");
    let out = publication::Entity::find().order_by_asc(publication::Column::Number).all(db).await.unwrap();
    assert_eq!(out.len(), 2, "the draft stays as it was published");
}

/// Edge case 16.
#[tokio::test]
async fn minutes_amended_on_confirmation_say_so_with_the_parts_that_changed() {
    let mut case = held("2022-11-04T10:00").await;
    case.record().await;
    case.step("send", &[]).await.is(200);
    case.step("approve", &[]).await.is(200).says("Checked by the chair");
    case.step("publish", &[]).await.is(200);
    let next = meeting(&case.house, case.council.panel, "2023-01-24", State::Scheduled).await;
    case.house.it_is("2023-01-25T10:00");
    change(&case.house, next, "2023-01-24", State::Held).await;
    let page = case.officer.open(&case.page()).await;
    page.says("Was anything amended?");
    let only = resolutions::Entity::find().one(case.house.app.db()).await.unwrap().unwrap();
    let (path, at, version) = (format!("/resolutions/{}/amend", only.id), next.to_string(), only.version.to_string());
    case.officer.open(&path).await;
    let form = [
        ("version", version.as_str()),
        ("narrative", "Members asked for more detail."),
        ("mover", "Councillor Imogen Hartley"),
        ("carried", "assent"),
        ("text_1", "the report be noted"),
        ("verb_1", "noted"),
        ("text_2", "more detail on each school be provided"),
        ("verb_2", "requested"),
        ("at", at.as_str()),
        ("why", "The panel had said so."),
    ];
    case.officer.send(&path, &form).await.is(200);
    case.officer.open(&case.page()).await.says("What is recorded reads otherwise than what the public sees.");
    case.step("confirm", &[("at", &at)]).await.is(200).says("Confirmed with amendments").says("Item 1, part 2");
    let seen = case.house.public().open("/bodies/children-and-families/2022-11-03").await;
    seen.says("Confirmed with amendments on 24 January 2023");
}

/// Edge case 28, and LGA 1972 s100C(2).
#[tokio::test]
async fn the_reason_for_urgency_is_printed_and_what_was_taken_in_private_is_only_summed_up() {
    let mut case = held("2022-11-04T10:00").await;
    case.record().await;
    let app = case.house.app.clone();
    let db = app.db();
    let row = agenda_item::Entity::find_by_id(case.item).one(db).await.unwrap().unwrap();
    let mut late = row.clone().into_active_model();
    late.urgent_reason = Set("the inspection was announced on 1 November".to_owned());
    late.update(db).await.unwrap();
    let mut secret = row.into_active_model();
    secret.id = sea_orm::ActiveValue::NotSet;
    secret.position = Set(2);
    secret.title = Set("A contract".to_owned());
    secret.access = Set(Stored(Access::Exempt));
    secret.exempt_paragraphs = Set("3".to_owned());
    let secret = secret.reset_all().insert(db).await.unwrap().id;
    let path = format!("/items/{secret}/resolution");
    case.officer.open(&path).await;
    case.officer.send(&path, &[("text_1", "Acme be paid 4 million"), ("verb_1", "agreed")]).await.is(200);
    case.step("send", &[]).await.is(200).says("Acme be paid");
    case.step("approve", &[]).await.is(200).says("Summary of item 2");
    let summary = format!("summary_{secret}");
    case.step("publish", &[(&summary, "The panel agreed the terms of a contract.")]).await.is(200);
    let whole = case.house.public().open("/bodies/children-and-families/2022-11-03?publication=1").await;
    whole.says("by reason of these special circumstances: the inspection was announced on 1 November.");
    whole.says("This item was taken without the public.").says("The panel agreed the terms of a contract.");
    whole.does_not_say("Acme");
    // A chair without clearance reads what the public reads.
    case.officer.open(&format!("{}/print", case.page())).await.says("Acme");
    let mut seat = membership::Entity::find().one(db).await.unwrap().unwrap().into_active_model();
    seat.is_cleared = Set(false);
    seat.update(db).await.unwrap();
    case.house.signed_in(case.council.chair).await.open(&format!("{}/print", case.page())).await.does_not_say("Acme");
}

#[tokio::test]
async fn two_working_days_after_the_meeting_each_is_told_of_their_own_actions_and_later_of_what_comes_later() {
    let mut case = held("2022-11-04T10:00").await;
    case.record().await;
    case.house.tick().await;
    let director = "b.jones@anyshire.example";
    assert_eq!(case.mail(director, Kind::DecisionsMade).await.len(), 0, "not before the second working day");
    case.house.it_is("2022-11-07T09:00");
    case.house.tick().await;
    case.house.it_is("2022-11-07T09:10");
    case.house.tick().await;
    let told = case.mail(director, Kind::DecisionsMade).await;
    assert_eq!(told.len(), 1);
    insta::assert_snapshot!("letter_decisions_made", format!("{}\n\n{}", told[0].subject, told[0].text));
    let chair = case.mail(CHAIR, Kind::DecisionsMade).await;
    assert_eq!(chair.len(), 1);
    insta::assert_snapshot!("letter_decisions_made_chair", chair[0].text);
    // Run again: nothing more. Recorded later: told when it is, once.
    case.house.it_is("2022-11-08T09:00");
    case.house.tick().await;
    let path = format!("/items/{}/actions", case.item);
    let owner = case.council.director_post.to_string();
    case.officer.open(&format!("{path}/new")).await;
    let form = [("text", "Circulate a guide"), ("owner", owner.as_str()), ("due", "next_meeting")];
    case.officer.send(&path, &form).await.is(200);
    for now in ["2022-11-08T11:00", "2022-11-08T11:10", "2022-11-09T09:00"] {
        case.house.it_is(now);
        case.house.tick().await;
    }
    let told = case.mail(director, Kind::DecisionsMade).await;
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[1].text.contains("CF 22/23-002") && !told[1].text.contains("CF 22/23-001"), "{}", told[1].text);
}

#[tokio::test]
async fn nobody_but_the_chair_speaks_for_the_chair() {
    let mut case = held("2022-11-04T10:00").await;
    case.record().await;
    case.step("send", &[]).await.is(200);
    let (_, stranger) =
        crate::support::decided::another_panel(&case.house, case.council.board, case.council.officer_post).await;
    let mut other = case.house.signed_in(stranger).await;
    other.open(&case.page()).await.is(404);
    other.send(&format!("{}/approve", case.page()), &[("version", "2")]).await.is(404);
    let mut chair = case.house.signed_in(case.council.chair).await;
    let page = chair.open(&case.page()).await;
    page.is(200).says("Your answer").does_not_say("Send to the chair");
    let version = page.carries("version");
    chair.send(&format!("{}/publish", case.page()), &[("version", &version)]).await.is(403);
    chair.open(&case.page()).await;
    chair.send(&format!("{}/approve", case.page()), &[("version", "1")]).await.is(409);
    chair.open(&case.page()).await;
    chair
        .send(&format!("{}/approve", case.page()), &[("version", &version)])
        .await
        .is(200)
        .says("Checked by the chair");
}
