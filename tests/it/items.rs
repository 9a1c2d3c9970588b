//! Stories of agendas: their times and order, the steps of an item and its report, exempt and urgent business, items
//! of several bodies, and what two officers do at once.

use crate::support::browser::Seen;
use crate::support::decided::{self, owed};
use crate::support::field::{self, Ask, id_in};
use crate::support::{Browser, Council, House, on};
use remit::obligations::{self, Owing};
use remit_domain::agenda::ItemState;
use remit_domain::diary::ClosedKind;
use remit_domain::letter;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::PostKind;
use remit_domain::request;
use remit_entity::{Stored, agenda_item, closed_day, data_request, holding, invitee, post, telling};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// An officer with the panel's meeting of 3 November 2022 in the diary.
struct Story {
    house: House,
    council: Council,
    officer: Browser,
    meeting: i64,
}

impl Story {
    async fn begin() -> Self {
        let house = House::new("2022-10-03T10:00").await;
        let council = Council::found(&house).await;
        let mut officer = house.signed_in(council.officer).await;
        officer.open("/meetings/new").await.is(200);
        let mut story = Self { house, council, officer, meeting: 0 };
        story.meeting = story.schedule("children-and-families", "2022-11-03").await;
        story
    }

    async fn schedule(&mut self, body: &str, day: &str) -> i64 {
        let form = [("body", body), ("held_on", day), ("starts_at", "2pm")];
        let answer = self.officer.send_only("/meetings", &form).await;
        id_in(&answer.leads_to().unwrap_or_else(|| panic!("not scheduled: {}", answer.words())))
    }

    async fn add(&mut self, title: &str, more: &[(&str, &str)]) -> i64 {
        let mut form = vec![("title", title), ("kind", "business")];
        form.extend(more);
        let answer = self.officer.send_only(&format!("/meetings/{}/items", self.meeting), &form).await;
        id_in(&answer.leads_to().unwrap_or_else(|| panic!("not added: {}", answer.words())))
    }

    async fn agenda(&mut self) -> Seen {
        let path = format!("/meetings/{}/items", self.meeting);
        self.officer.open(&path).await
    }

    /// Takes a step with the version that stands on the item's page.
    async fn step(&mut self, item: i64, step: &str, more: &[(&str, &str)]) -> Seen {
        let version = self.officer.open(&format!("/items/{item}")).await.carries("version");
        let mut form = vec![("step", step), ("version", version.as_str())];
        form.extend(more);
        self.officer.send(&format!("/items/{item}/step"), &form).await
    }

    async fn write(&mut self, item: i64, words: &str) {
        let path = format!("/items/{item}/words");
        let version = self.officer.open(&path).await.carries("version");
        self.officer
            .send(&path, &[("report", words), ("version", &version)])
            .await
            .is(200)
            .says("The report is saved.");
    }

    async fn publish(&mut self) {
        let path = format!("/meetings/{}/publish", self.meeting);
        self.officer.open(&path).await;
        self.officer.send(&path, &[("reason", "")]).await.is(200).says("Agenda published");
    }

    async fn hold(&mut self) {
        let path = format!("/meetings/{}/held", self.meeting);
        self.officer.open(&format!("/meetings/{}", self.meeting)).await;
        self.officer.send(&path, &[]).await.is(200).says("Recorded as held.");
    }

    async fn row(&self, item: i64) -> agenda_item::Model {
        agenda_item::Entity::find_by_id(item).one(self.house.app.db()).await.unwrap().unwrap()
    }

    fn director(&self) -> String {
        self.council.director_post.to_string()
    }
}

#[tokio::test]
async fn an_agenda_tells_when_each_item_begins_and_that_it_runs_over() {
    let mut story = Story::begin().await;
    story.add("Apologies", &[("minutes", "5m"), ("lead", "The Chair")]).await;
    story.add("Fostering", &[("minutes", "1h")]).await;
    let adoption = story.add("Adoption", &[("minutes", "1.25h")]).await;
    let page = story.agenda().await;
    page.says("The meeting begins at 2pm and is planned to last 2 hours.");
    page.says("The agenda runs 20 minutes past the planned end at 4pm: it ends at 4.20pm.");
    page.says("2pm 5 minutes 1. Apologies").says("2.05pm 1 hour 2. Fostering").says("3.05pm 1 hour 15 minutes");
    page.says("Led by The Chair");
    story.officer.open(&format!("/items/{adoption}")).await.says("Indicative time 3.05pm, for 1 hour 15 minutes");
    story.step(adoption, "withdraw", &[("reason", "Taken elsewhere")]).await.is(200).says("Recorded.");
    let page = story.agenda().await;
    page.says("The agenda ends at 3.05pm, 55 minutes before the planned end at 4pm.").does_not_say("runs");
    let path = format!("/meetings/{}/items", story.meeting);
    let form = [("title", "Budget"), ("kind", "business"), ("minutes", "a while"), ("purpose", "To look at it")];
    let refused = story.officer.send(&path, &form).await;
    refused.is(422).says("Enter how long it takes as 15, 15m, 1h or 1.5h, up to 8 hours.").says("To look at it");
    assert!(refused.body.contains("href=\"#minutes\"") && refused.body.contains("a while"));
}

#[tokio::test]
async fn an_item_goes_up_and_down_and_to_the_place_that_was_typed() {
    let mut story = Story::begin().await;
    let mut ids = Vec::new();
    for title in ["Apologies", "Minutes", "Fostering", "Adoption"] {
        ids.push(story.add(title, &[]).await);
    }
    let last = format!("/items/{}/move", ids[3]);
    let seen = story.officer.send(&last, &[("to", "place"), ("position", "2")]).await;
    seen.is(200).says("“Adoption” is now item 2 of 4.");
    seen.says("1. Apologies").says("2. Adoption").says("3. Minutes").says("4. Fostering");
    story.officer.send(&last, &[("to", "up")]).await.says("“Adoption” is now item 1 of 4.");
    story.officer.send(&last, &[("to", "down")]).await.says("“Adoption” is now item 2 of 4.");
    for wrong in ["0", "5", "first", ""] {
        let refused = story.officer.send(&last, &[("to", "place"), ("position", wrong)]).await;
        refused.is(422).says("Enter a position from 1 to 4.").says("2. Adoption");
        assert!(refused.body.contains(&format!("href=\"#position-{}\"", ids[3])), "the box is not named");
    }
}

#[tokio::test]
async fn a_report_is_asked_for_drafted_cleared_received_published_and_considered() {
    let mut story = Story::begin().await;
    let item = story.add("Fostering", &[("purpose", "To scrutinise the plan")]).await;
    story.step(item, "commission", &[]).await.is(422).says("Choose who owes the report.");
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, Vec::<String>::new());
    let director = story.director();
    let seen = story.step(item, "commission", &[("report_post", &director)]).await;
    seen.is(200).says("Report asked for").says("Report owed by Director of Children's Services");
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, ["send_report open 2022-10-24"]);
    story.step(item, "clear", &[]).await.is(422).says("only a draft that was received can be cleared");
    story.step(item, "receive_draft", &[]).await.is(422).says("Enter the words of the report first.");
    story.write(item, "There are 412 approved homes.\n\nMore are needed.").await;
    story.step(item, "receive_draft", &[]).await.is(200).says("Draft received").says("There are 412 approved homes.");
    story.step(item, "receive_final", &[]).await.is(422).says("a draft is cleared first");
    story.step(item, "clear", &[]).await.is(200).says("Cleared");
    story.step(item, "receive_final", &[]).await.is(200).says("Final report received");
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, ["send_report met 2022-10-24"]);
    story.step(item, "send_back", &[]).await.is(200).says("Report asked for");
    let twice = ["send_report met 2022-10-24", "send_report open 2022-10-24"];
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, twice);
    for step in ["receive_draft", "clear", "receive_final"] {
        story.step(item, step, &[]).await.is(200);
    }
    story.step(item, "consider", &[("outcome", "x")]).await.is(422).says("Record the meeting as held first.");
    story.house.it_is("2022-11-03T18:00");
    story.hold().await;
    let refused = story.step(item, "consider", &[]).await;
    refused.is(422).says("Record the resolution on this item first, or enter what came of it without one");
    let seen = story.step(item, "consider", &[("outcome", "Discussed, no resolution")]).await;
    seen.is(200).says("Considered").says("What came of it Discussed, no resolution");
    story.step(item, "defer", &[("reason", "x")]).await.is(422);
    story.step(item, "close", &[]).await.is(200).says("Closed").does_not_say("Next step");
}

#[tokio::test]
async fn a_recorded_resolution_makes_its_item_considered() {
    let mut story = Story::begin().await;
    let item = story.add("Fostering", &[]).await;
    story.house.it_is("2022-11-03T18:00");
    story.hold().await;
    let path = format!("/items/{item}/resolution");
    story.officer.open(&path).await.is(200);
    let form = [("text_1", "the report be noted."), ("verb_1", "noted"), ("makes_1", "nothing")];
    story.officer.send(&path, &form).await.is(200).says("Resolution recorded.");
    assert_eq!(story.row(item).await.state.0, ItemState::Considered);
    story.officer.open(&format!("/items/{item}")).await.says("Considered").says("Close the item");
}

/// Edge case 13.
#[tokio::test]
async fn an_answer_promised_after_the_meeting_is_recorded_as_an_action_from_the_items_page() {
    let mut story = Story::begin().await;
    let item = story.add("Fostering", &[]).await;
    story.officer.open(&format!("/items/{item}")).await.does_not_say("Record an action");
    story.house.it_is("2022-11-03T18:00");
    story.hold().await;
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says("Record an action, such as an answer promised after the meeting");
    let to = page.link(&format!("/items/{item}/actions"));
    let form = story.officer.open(&to).await;
    let owner = form.choice("Director of Children's Services");
    let answer = [("text", "Answer in writing on agency costs."), ("owner", owner.as_str()), ("due", "next_meeting")];
    story.officer.send(&format!("/items/{item}/actions"), &answer).await.is(200).says("Action recorded.");
    let agenda = story.agenda().await;
    agenda.says("Open actions").says("Answer in writing on agency costs.");
}

#[tokio::test]
async fn a_report_that_follows_is_promised_for_a_day_and_everybody_is_told_once() {
    let mut story = Story::begin().await;
    let invited = story.council.cabinet_post.to_string();
    let director = story.director();
    let item = story.add("Fostering", &[("report_post", &director), ("invitees", &invited)]).await;
    assert_eq!(story.row(item).await.state.0, ItemState::Commissioned, "naming who owes it asks for it");
    let why = ("late_reason", "The inspection report is awaited.");
    for (form, sentence) in [
        (vec![("follows_on", "2022-10-31")], "Enter why the report is late."),
        (vec![why], "Enter the day by which the report is promised"),
        (vec![why, ("follows_on", "2022-10-02")], "Enter today or a later day."),
        (vec![why, ("follows_on", "2022-11-04")], "The meeting is on 3 November 2022"),
        (vec![why, ("follows_on", "soon")], "Enter the day by which the report is promised"),
    ] {
        story.step(item, "follow", &form).await.is(422).says(sentence);
    }
    let seen = story.step(item, "follow", &[why, ("follows_on", "2022-10-31")]).await;
    seen.is(200).says("To follow by Monday 31 October 2022").says("The inspection report is awaited.");
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, ["send_report open 2022-10-31"]);
    let told = telling::Entity::find().filter(telling::Column::Occasion.eq(format!("to-follow-item-{item}")));
    let told = told.all(story.house.app.db()).await.unwrap();
    assert_eq!(told.len(), 2, "the chair and the cabinet member");
    assert!(told[0].section.contains("The report on “Fostering” for the Children and Families"), "{}", told[0].section);
    assert!(told[0].section.contains("It is promised for Monday 31 October 2022."), "{}", told[0].section);
    story.house.it_is("2022-10-03T10:20");
    remit::tellings::write_letters(&story.house.app).await.unwrap();
    let letters = decided::letters(&story.house).await;
    let told: Vec<_> = letters.iter().filter(|one| one.text.contains("The report on “Fostering”")).collect();
    assert_eq!(told.len(), 2, "one letter each");
    let alone = told.iter().find(|one| one.kind.0 == letter::Kind::ToFollow).expect("a letter on this alone");
    insta::assert_snapshot!("letter_to_follow", format!("{}\n\n{}", alone.subject, alone.text));
    story.agenda().await.says("Director of Children's Services, to follow by 31 October 2022");
    story.house.it_is("2022-10-26T10:00");
    story.publish().await;
    assert_eq!(story.row(item).await.state.0, ItemState::ToFollow, "what follows is not published with the rest");
    story.house.it_is("2022-10-31T10:00");
    story.write(item, "The inspectors found …").await;
    story.step(item, "receive_final", &[]).await.is(200).says("Final report received");
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, ["send_report met 2022-10-31"]);
}

/// Edge case 28.
#[tokio::test]
async fn the_reason_of_urgency_of_a_late_item_reaches_the_minutes() {
    let mut story = Story::begin().await;
    story.add("Fostering", &[]).await;
    story.house.it_is("2022-10-26T10:00");
    story.publish().await;
    story.agenda().await.says("Add an urgent item").does_not_say("Fill the agenda");
    let path = format!("/meetings/{}/items", story.meeting);
    let form = [("title", "School transport"), ("kind", "business")];
    let refused = story.officer.send(&path, &form).await;
    refused.is(422).says("An item can only be added as urgent: enter the chair’s reason");
    assert!(refused.body.contains("href=\"#urgent_reason\""));
    let reason = "The operator withdrew on 25 October and routes end before the next meeting.";
    let item = story.add("School transport", &[("urgent_reason", reason)]).await;
    let row = story.row(item).await;
    assert_eq!((row.state.0, row.position, row.late_reason.as_str()), (ItemState::UrgentAdded, 2, ""));
    let sentence = format!("by reason of these special circumstances: {reason}");
    story.officer.open(&format!("/items/{item}")).await.says("Urgent item").says("For the minutes").says(&sentence);
    // That its report is late as well is another matter, with a reason of its own.
    let director = story.director();
    let late = [("follows_on", "2022-11-01"), ("late_reason", "Costs are being checked"), ("report_post", &director)];
    story.step(item, "follow", &late).await.is(200);
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says(&sentence).says("Reason for the lateness of this report: Costs are being checked.");
    story.house.it_is("2022-11-03T18:00");
    story.hold().await;
    let minutes = format!("/items/{item}/resolution");
    story.officer.open(&minutes).await.says(&sentence);
    let form = [("text_1", "the position be noted."), ("verb_1", "noted"), ("makes_1", "nothing")];
    story.officer.send(&minutes, &form).await.is(200).says(&sentence);
}

/// Edge case 27, before publication; the reverse afterwards is told with the papers.
#[tokio::test]
async fn an_item_is_exempt_for_recorded_reasons_and_flips_to_public_before_it_is_published() {
    let mut story = Story::begin().await;
    let path = format!("/meetings/{}/items", story.meeting);
    let director = story.director();
    let whole = vec![
        ("title", "Contract of Meadow House"),
        ("kind", "business"),
        ("report_post", director.as_str()),
        ("access", "exempt"),
        ("paragraphs", "3"),
        ("public_interest", "Bids are still open."),
        ("proper_officer", "Nia Prosser"),
    ];
    for (missing, sentence) in [
        ("paragraphs", "Choose at least one paragraph of Schedule 12A"),
        ("public_interest", "Enter why the public interest in keeping it exempt"),
        ("proper_officer", "Enter the name of the proper officer"),
    ] {
        let form: Vec<_> = whole.iter().copied().filter(|(name, _)| *name != missing).collect();
        let refused = story.officer.send(&path, &form).await;
        refused.is(422).says(sentence);
        assert!(refused.body.contains(&format!("href=\"#{missing}\"")) && refused.body.contains("Meadow House"));
    }
    let answer = story.officer.send_only(&path, &whole).await;
    let item = id_in(&answer.leads_to().expect("added"));
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says("Exempt (Part 2)").says("Not for publication: exempt under paragraph 3").says("Nia Prosser");
    let duty = remit_entity::obligation::Entity::find()
        .filter(remit_entity::obligation::Column::SubjectKind.eq(Stored(SubjectKind::Item)))
        .filter(remit_entity::obligation::Column::SubjectId.eq(item));
    let row = duty.clone().one(story.house.app.db()).await.unwrap().unwrap();
    assert!(row.is_exempt && row.title == "CF, 3 November 2022: report on an exempt item", "{}", row.title);
    let late = [("follows_on", "2022-10-31"), ("late_reason", "The bid for Meadow House is late")];
    story.step(item, "follow", &late).await.is(200);
    let told = telling::Entity::find().filter(telling::Column::Occasion.eq(format!("to-follow-item-{item}")));
    let told = told.all(story.house.app.db()).await.unwrap();
    assert!(!told.is_empty() && told.iter().all(|one| !one.section.contains("Meadow")), "{told:?}");
    assert!(told[0].section.contains("The report on an exempt item"), "{}", told[0].section);
    let edit = format!("/items/{item}/edit");
    let version = story.officer.open(&edit).await.carries("version");
    let form = [
        ("title", "Contract of Meadow House"),
        ("kind", "business"),
        ("report_post", director.as_str()),
        ("access", "public"),
        ("public_interest", "Bids are still open."),
        ("version", version.as_str()),
    ];
    story.officer.send(&edit, &form).await.is(200).says("Item changed.").does_not_say("Not for publication");
    let row = duty.one(story.house.app.db()).await.unwrap().unwrap();
    assert!(!row.is_exempt && row.title == "CF, 3 November 2022: report on Contract of Meadow House", "{}", row.title);
    assert_eq!(story.row(item).await.public_interest, "", "what is public keeps no reasons for being exempt");
    story.officer.open(&format!("/meetings/{}", story.meeting)).await.says("Access: was Exempt (Part 2), now Public");
    story.house.it_is("2022-10-26T10:00");
    story.publish().await;
    story.officer.open(&edit).await.is(422).says("The agenda is published and no longer changes.");
    story.officer.send(&edit, &form).await.is(422).says("The agenda is published and no longer changes.");
}

#[tokio::test]
async fn what_is_published_no_longer_changes_but_can_be_withdrawn_tabled_or_deferred() {
    let mut story = Story::begin().await;
    let item = story.add("Fostering", &[]).await;
    story.house.it_is("2022-10-26T10:00");
    story.publish().await;
    for path in [format!("/items/{item}/move"), format!("/items/{item}/remove"), format!("/items/{item}/words")] {
        let form = [("to", "up"), ("report", "x"), ("version", "1")];
        story.officer.send(&path, &form).await.is(422).says("The agenda is published and no longer changes.");
    }
    for path in ["standing", "last"] {
        story.officer.send(&format!("/meetings/{}/items/{path}", story.meeting), &[]).await.is(422);
    }
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says("Withdraw the item").says("Record the report as tabled").says("Defer the item to a later meeting");
    page.does_not_say("Ask for the report").does_not_say("Change the item");
    story.step(item, "table", &[]).await.is(422).says("Enter why the report is late.");
    story.step(item, "table", &[("late_reason", "It came that morning")]).await.is(200).says("Tabled");
    story.step(item, "withdraw", &[]).await.is(422).says("Enter the reason, as it will be told");
    story.step(item, "withdraw", &[("reason", "The contract lapsed")]).await.is(200).says("The contract lapsed");
}

/// Edge case 35.
#[tokio::test]
async fn a_sensitive_item_in_a_pre_election_period_is_flagged_and_may_be_deferred() {
    let mut story = Story::begin().await;
    let item = story.add("School closures", &[("is_sensitive", "yes")]).await;
    story.add("Fostering", &[]).await;
    story.agenda().await.says("Sensitive before an election").does_not_say("falls in the pre-election period");
    closed_day::ActiveModel {
        first_on: Set(on("2022-10-28")),
        last_on: Set(on("2022-11-10")),
        reason: Set("County elections".to_owned()),
        kind: Set(Stored(ClosedKind::Election)),
        ..Default::default()
    }
    .insert(story.house.app.db())
    .await
    .unwrap();
    let page = story.agenda().await;
    page.says("This meeting falls in the pre-election period").says("From 28 October 2022 to 10 November 2022");
    page.says("One item is marked as sensitive: School closures.");
    let later = story.schedule("children-and-families", "2022-12-08").await.to_string();
    let path = format!("/items/{item}/defer");
    let version = story.officer.open(&path).await.carries("version");
    let form = [("meeting", later.as_str()), ("reason", "The pre-election period"), ("version", &version)];
    story.officer.send(&path, &form).await.is(200).says("The item is deferred to Thursday 8 December 2022.");
    story.agenda().await.does_not_say("falls in the pre-election period");
}

/// Edge case 7.
#[tokio::test]
async fn an_item_of_two_bodies_is_found_by_those_who_follow_either() {
    let mut story = Story::begin().await;
    let (economy, ned) = decided::another_panel(&story.house, story.council.board, story.council.officer_post).await;
    let (own, other) = (story.council.panel.to_string(), economy.to_string());
    let path = format!("/meetings/{}/items", story.meeting);
    let form = [("title", "Home to school transport"), ("kind", "business"), ("bodies", own.as_str())];
    story.officer.send(&path, &form).await.is(422).says("Choose other bodies than the one that meets.");
    let alone = story.add("Fostering", &[]).await;
    let item = story.add("Home to school transport", &[("bodies", &other), ("bodies", &other)]).await;
    story.agenda().await.says("With EE");
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says("Also an item of Economy and Environment Overview and Scrutiny Panel");
    let mut chair = story.house.signed_in(ned).await;
    chair.open(&format!("/items/{item}")).await.is(200).says("Home to school transport").does_not_say("Next step");
    chair.open(&format!("/items/{alone}")).await.is(404);
    let programme = chair.open("/panels/economy-and-environment/programme").await;
    programme.is(200).says("Items shared with other bodies").says("Home to school transport");
    programme.says("Children and Families Overview and Scrutiny Panel, Thursday 3 November 2022");
    // Its thread leads to what the other body considered on the same subject.
    let held = decided::held_item(&story.house, economy, "2022-07-05", "Bus routes").await;
    let mut row: agenda_item::ActiveModel = story.row(held).await.into();
    row.subject = Set("home-to-school-transport".to_owned());
    row.update(story.house.app.db()).await.unwrap();
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says("Other items on this subject").says("Bus routes , Economy and Environment");
}

/// Edge case 37.
#[tokio::test]
async fn two_cabinet_members_are_invited_for_one_item_and_somebody_with_two_posts_stands_once() {
    let mut story = Story::begin().await;
    let db = story.house.app.db().clone();
    let tom = holding::Entity::find().filter(holding::Column::PostId.eq(story.council.cabinet_post));
    let tom = tom.one(&db).await.unwrap().unwrap().person_id;
    let mut posts = vec![story.council.cabinet_post];
    for (title, holder) in [
        ("Cabinet Member with Responsibility for Transport", tom),
        ("Cabinet Member with Responsibility for Children and Families", story.council.chair),
    ] {
        let row = post::ActiveModel {
            title: Set(title.to_owned()),
            kind: Set(Stored(PostKind::CabinetMember)),
            ..Default::default()
        };
        let id = row.insert(&db).await.unwrap().id;
        let row = holding::ActiveModel {
            post_id: Set(id),
            person_id: Set(holder),
            from_on: Set(on("2020-01-01")),
            ..Default::default()
        };
        row.insert(&db).await.unwrap();
        posts.push(id);
    }
    let ids: Vec<String> = posts.iter().map(ToString::to_string).collect();
    let mut form: Vec<(&str, &str)> = ids.iter().map(|id| ("invitees", id.as_str())).collect();
    form.push(("invitees", &ids[0]));
    let item = story.add("School transport", &form).await;
    let rows = invitee::Entity::find().filter(invitee::Column::AgendaItemId.eq(item)).all(&db).await.unwrap();
    assert_eq!(rows.len(), 3, "each post once");
    let page = story.officer.open(&format!("/items/{item}")).await;
    page.says("Cabinet Member with Responsibility for Children and Families (Councillor Imogen Hartley)");
    page.says("Cabinet Member with Responsibility for Transport (Councillor Tom Arden)");
    assert_eq!(page.words().matches("Councillor Tom Arden").count(), 1, "{}", page.words());
}

#[tokio::test]
async fn two_officers_who_change_one_item_both_keep_their_words() {
    let mut story = Story::begin().await;
    let item = story.add("Fostering", &[("minutes", "30m"), ("lead", "The Director")]).await;
    let path = format!("/items/{item}/edit");
    let mut second = story.house.signed_in(story.council.officer).await;
    let (first_form, second_form) = (story.officer.open(&path).await, second.open(&path).await);
    let form = |title, lead, version| {
        [
            ("title", title),
            ("kind", "business"),
            ("lead", lead),
            ("minutes", "1h"),
            ("access", "public"),
            ("version", version),
        ]
    };
    let version = first_form.carries("version");
    let purpose = [("purpose", "To hear the plan")];
    let mine = [&form("Fostering plan", "The Chair", &version)[..], &purpose].concat();
    story.officer.send(&path, &mine).await.is(200).says("Item changed.");
    let version = second_form.carries("version");
    let refused = second.send(&path, &form("Fostering in Anyshire", "The Cabinet Member", &version)).await;
    refused.is(409).says("Somebody else changed this item").says("Nothing of yours was saved.");
    refused.says("Title now Fostering plan").says("Led by now The Chair").says("Purpose now To hear the plan");
    refused.says("Time now 1 hour");
    assert!(refused.body.contains("value=\"Fostering in Anyshire\""), "what was typed is lost");
    assert!(refused.body.contains("value=\"The Cabinet Member\""), "what was typed is lost");
    assert_eq!(story.row(item).await.title, "Fostering plan");
    let version = refused.carries("version");
    second
        .send(&path, &form("Fostering in Anyshire", "The Cabinet Member", &version))
        .await
        .is(200)
        .says("Fostering in Anyshire");
    // The words of the report, and a step, are guarded alike.
    let path = format!("/items/{item}/words");
    let (first_form, second_form) = (story.officer.open(&path).await, second.open(&path).await);
    let words = |report, form: &Seen| vec![("report", report), ("version", form.carries("version").leak() as &str)];
    story.officer.send(&path, &words("There are 412 homes.", &first_form)).await.is(200);
    let refused = second.send(&path, &words("We have 400 homes.", &second_form)).await;
    refused.is(409).says("The report now There are 412 homes.").says("We have 400 homes.");
    let stale = [("step", "withdraw"), ("reason", "Not needed now"), ("version", "1")];
    let refused = second.send(&format!("/items/{item}/step"), &stale).await;
    refused.is(409).says("State now On the agenda").says("Not needed now");
}

#[tokio::test]
async fn the_kind_of_an_item_stays_while_data_is_asked_for_and_texts_have_a_length() {
    let mut story = Story::begin().await;
    let item = story.add("Performance", &[("kind", "performance")]).await;
    // The same words from the same page would be the same deed.
    story.officer.open("/meetings/new").await.is(200);
    let twin = story.add("Performance", &[("kind", "performance")]).await;
    assert_ne!(item, twin, "two items may bear one title");
    let ask = Ask {
        period: "2022/23 Q2",
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "Dashboard",
        state: request::State::Planned,
    };
    let path = format!("/meetings/{}/items", story.meeting);
    let performance = story.officer.send_only(&path, &[("title", "Budget"), ("kind", "performance")]).await;
    let item = id_in(&performance.leads_to().unwrap());
    field::request(&story.house, item, story.council.director_post, ask).await;
    let edit = format!("/items/{item}/edit");
    let version = story.officer.open(&edit).await.carries("version");
    let form = [("title", "Budget"), ("kind", "business"), ("version", version.as_str())];
    let refused = story.officer.send(&edit, &form).await;
    refused.is(422).says("Data has been asked for under this item, so it stays what it is.");
    let long = "x".repeat(2_001);
    let form = [("title", "Budget"), ("kind", "performance"), ("purpose", long.as_str()), ("version", &version)];
    let refused = story.officer.send(&edit, &form).await;
    refused.is(422).says("This text has 2001 characters; keep it to 2000.");
    assert!(refused.body.contains(&long), "what was typed is lost");
}

/// Figures asked for under an item, which the director owes.
async fn asked(story: &Story, item: i64) -> i64 {
    let ask = Ask {
        period: "2022/23 Q2",
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "Dashboard",
        state: request::State::Issued,
    };
    let id = field::request(&story.house, item, story.council.director_post, ask).await;
    let (body_id, owner_post_id, meeting) = (story.council.panel, story.council.director_post, story.meeting);
    let owing = Owing {
        kind: Kind::SubmitData,
        subject_kind: SubjectKind::Request,
        subject_id: id,
        body_id,
        owner_post_id,
        meeting_id: Some(meeting),
        title: "Figures".to_owned(),
        rule: DueRule::publish(meeting, -5),
    };
    story.house.write(move |work| Box::pin(obligations::owe(work, owing))).await;
    id
}

#[tokio::test]
async fn a_deferred_item_is_a_linked_item_of_a_later_meeting_with_all_that_hangs_on_it() {
    let mut story = Story::begin().await;
    let (director, cabinet) = (story.director(), story.council.cabinet_post.to_string());
    let item = story.add("Fostering", &[("report_post", &director), ("invitees", &cabinet), ("minutes", "20")]).await;
    let request = asked(&story, item).await;
    let refused = story.step(item, "withdraw", &[("reason", "Not wanted")]).await;
    refused.is(422).says("Withdraw the requests first.");
    let later = story.schedule("children-and-families", "2022-12-08").await;
    let board = story.schedule("performance-board", "2022-11-16").await;
    let path = format!("/items/{item}/defer");
    let form = story.officer.open(&path).await;
    form.says("The report, owed by the Director of Children's Services").says("Appendix 1: figures for Quarter 2");
    form.says("Thursday 8 December 2022").does_not_say("Wednesday 16 November 2022");
    let version = form.carries("version");
    let to = later.to_string();
    for (meeting, reason, sentence) in [
        ("", "x", "Choose a coming meeting of this body"),
        (to.as_str(), " ", "Enter the reason, as it will be told"),
        (board.to_string().leak() as &str, "x", "Choose a coming meeting of this body"),
        ("programme", "x", "Data is asked for under this item. Choose the meeting to which it goes"),
    ] {
        let form = [("meeting", meeting), ("reason", reason), ("version", &version)];
        story.officer.send(&path, &form).await.is(422).says(sentence);
    }
    let form = [("meeting", to.as_str()), ("reason", "The inspection is awaited"), ("version", &version)];
    let seen = story.officer.send(&path, &form).await;
    seen.is(200).says("The item is deferred to Thursday 8 December 2022").says("The inspection is awaited");
    let (old, new) = (story.row(item).await, {
        let new = agenda_item::Entity::find().filter(agenda_item::Column::OriginId.eq(item));
        new.one(story.house.app.db()).await.unwrap().expect("a linked item")
    });
    assert_eq!((old.state.0, new.state.0), (ItemState::Deferred, ItemState::Commissioned));
    assert_eq!((new.meeting_id, new.title.as_str(), new.minutes), (later, "Fostering", Some(20)));
    assert_eq!(owed(&story.house, SubjectKind::Item, item).await, ["send_report withdrawn 2022-10-24"]);
    assert_eq!(owed(&story.house, SubjectKind::Item, new.id).await, ["send_report open 2022-11-28"]);
    assert_eq!(owed(&story.house, SubjectKind::Request, request).await, ["submit_data open 2022-11-23"]);
    let row = data_request::Entity::find_by_id(request).one(story.house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.agenda_item_id, new.id, "what was asked for goes along");
    let page = story.officer.open(&format!("/items/{}", new.id)).await;
    page.says("Cabinet Member with Responsibility for Education (Councillor Tom Arden)");
    page.says("Where it comes from and goes to").says("Thursday 8 December 2022").says("3 November 2022: deferred");
    story.officer.open(&format!("/items/{item}")).await.says("8 December 2022: report asked for");
    story.agenda().await.says("Deferred items").says("deferred from 3 November 2022 to 8 December 2022");
    let stale = [("meeting", to.as_str()), ("reason", "Once more"), ("version", &version)];
    story.officer.send(&path, &stale).await.is(409).says("State now Deferred").says("Once more");
    let seen = story.officer.send(&format!("/items/{item}/remove"), &[]).await;
    seen.is(422).says("What has happened to this item stays on record.");
}

#[tokio::test]
async fn an_agenda_is_filled_with_standing_items_and_from_the_last_meeting() {
    let mut story = Story::begin().await;
    let (director, cabinet) = (story.director(), story.council.cabinet_post.to_string());
    story.add("Performance", &[("kind", "performance"), ("invitees", &cabinet)]).await;
    story.add("Fostering", &[("report_post", &director), ("minutes", "30")]).await;
    let gone = story.add("Withdrawn business", &[]).await;
    story.step(gone, "withdraw", &[("reason", "No longer wanted")]).await.is(200);
    story.agenda().await.does_not_say("Start from the last meeting’s agenda");
    let last = format!("/meetings/{}/items/last", story.meeting);
    story.officer.send(&last, &[]).await.is(422).says("This body has no earlier agenda to start from.");
    let first = story.meeting;
    story.meeting = story.schedule("children-and-families", "2022-12-08").await;
    story
        .agenda()
        .await
        .says("Start from the last meeting’s agenda")
        .says("The last agenda is that of 3 November 2022.");
    let last = format!("/meetings/{}/items/last", story.meeting);
    let seen = story.officer.send(&last, &[]).await;
    seen.is(200).says("2 items put on the agenda.").says("1. Performance").says("2. Fostering");
    seen.says("Invited: Cabinet Member with Responsibility for Education")
        .says("Report: Director of Children's Services");
    seen.does_not_say("Withdrawn business");
    story.officer.send(&last, &[]).await.is(422).says("All of them stand on this agenda already.");
    assert_ne!(first, story.meeting);
    let standing = "/panels/children-and-families/standing";
    for (title, subject) in [("Apologies", ""), ("Matters arising", "matters-arising")] {
        let form = [("title", title), ("kind", "business"), ("subject", subject)];
        story.officer.send(standing, &form).await.is(200).says("Standing item added.");
    }
    let put = format!("/meetings/{}/items/standing", story.meeting);
    let seen = story.officer.send(&put, &[]).await;
    seen.is(200).says("2 items put on the agenda.").says("3. Apologies").says("4. Matters arising");
    story.officer.send(&put, &[]).await.is(422).says("All of them stand on this agenda already.");
}

#[tokio::test]
async fn matters_arising_are_filled_from_what_is_open() {
    let mut story = Story::begin().await;
    let matters = story.add("Matters arising", &[]).await;
    story.officer.open(&format!("/items/{matters}")).await.says("Nothing is open.");
    let item = decided::held_item(&story.house, story.council.panel, "2022-09-20", "Performance").await;
    let form = format!("/items/{item}/actions/new");
    let owner = story.officer.open(&form).await.choice("Director of Children's Services");
    let action = [("text", "Circulate the scorecard guide."), ("owner", owner.as_str()), ("due", "next_meeting")];
    story.officer.send(&format!("/items/{item}/actions"), &action).await.is(200);
    let director = story.director();
    let late = story.add("Fostering", &[("report_post", &director)]).await;
    let follow = [("follows_on", "2022-10-31"), ("late_reason", "Costs")];
    story.step(late, "follow", &follow).await.is(200);
    for page in [story.agenda().await, story.officer.open(&format!("/items/{matters}")).await] {
        page.says("Open actions").says("CF 22/23-001 Circulate the scorecard guide.");
        page.says("Director of Children's Services, due 17 October 2022: open");
        page.says("Papers to follow").says("Report: Fostering");
        page.says("Director of Children's Services, by 31 October 2022, for 3 November 2022");
    }
    let mut chair = story.house.signed_in(story.council.chair).await;
    chair.open(&format!("/items/{matters}")).await.is(200).says("Circulate the scorecard guide.");
    // What came of an exempt item is nothing for the public.
    let mut row: agenda_item::ActiveModel = story.row(item).await.into();
    row.access = Set(Stored(remit_domain::agenda::Access::Exempt));
    row.update(story.house.app.db()).await.unwrap();
    let db = story.house.app.db();
    let public = remit::matters::list(db, story.council.panel, remit::matters::Reader::Public).await.unwrap();
    assert_eq!((public.actions.len(), public.to_follow.len()), (0, 1));
    let cleared = remit::matters::list(db, story.council.panel, remit::matters::Reader::Cleared).await.unwrap();
    assert_eq!(cleared.actions.len(), 1);
}
