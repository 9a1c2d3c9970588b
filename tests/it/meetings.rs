//! Stories of meetings and their agendas: the cycle planned back, what is owed, moving, cancelling, holding.

use crate::support::browser::Seen;
use crate::support::field::{self, Ask, id_in};
use crate::support::{Browser, Council, House, on};
use chrono::NaiveDate;
use remit::obligations::{self, Owing};
use remit_domain::obligation::{DueRule, Kind, State, SubjectKind};
use remit_domain::request;
use remit_entity::{Stored, data_request, meeting, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Case 000, a month before its meeting, with the Board's meeting in the diary.
async fn october_2022() -> (House, Council, Browser) {
    let house = House::new("2022-09-26T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await.is(200);
    schedule(&mut officer, "performance-board", "2022-11-16").await;
    (house, council, officer)
}

async fn schedule(officer: &mut Browser, body: &str, day: &str) -> i64 {
    let form = [("body", body), ("held_on", day), ("starts_at", "2pm"), ("venue", "County Hall"), ("lag", "10")];
    let answer = officer.send_only("/meetings", &form).await;
    id_in(&answer.leads_to().unwrap_or_else(|| panic!("not scheduled: {}", answer.words())))
}

async fn due(house: &House, kind: Kind, subject: i64) -> (State, Option<NaiveDate>) {
    let row = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(kind)))
        .filter(obligation::Column::SubjectId.eq(subject))
        .one(house.app.db())
        .await
        .unwrap()
        .expect("is owed");
    (row.state.0, row.due_on)
}

async fn move_to(officer: &mut Browser, meeting: i64, day: &str) -> Seen {
    let version = version_of(officer, meeting).await;
    officer.send(&format!("/meetings/{meeting}/move"), &[("held_on", day), ("version", &version)]).await
}

async fn version_of(officer: &mut Browser, meeting: i64) -> String {
    let form = officer.open(&format!("/meetings/{meeting}/move")).await;
    let rest = form.body.split("name=\"version\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn case_000_shows_its_cycle_before_and_after_it_is_saved() {
    let (house, council, mut officer) = october_2022().await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03"), ("lag", "10")];
    let mut asked = form.to_vec();
    asked.push(("preview", "yes"));
    let preview = officer.send("/meetings", &asked).await;
    preview.is(200).says("The cycle for Quarter 2 (July to September 2022)");
    let before = meeting::Entity::find().filter(meeting::Column::BodyId.eq(council.panel));
    assert_eq!(before.all(house.app.db()).await.unwrap(), [], "a preview saves nothing");
    let shown = officer.send("/meetings", &form).await;
    shown.is(200).says("Meeting scheduled.").says("Thursday 3 November 2022").says("2pm");
    for page in [&preview, &shown] {
        for date in [
            "Period ends Friday 30 September 2022",
            "Data available Friday 14 October 2022 10 working days after the period ends",
            "Request issued Monday 3 October 2022",
            "Data due from director Wednesday 19 October 2022",
            "Queries and chair’s briefing Friday 21 October 2022",
            "Final report Monday 24 October 2022",
            "Publish agenda by Wednesday 26 October 2022 5 clear working days between",
            "Panel meets Thursday 3 November 2022",
            "Feedback to Board drafted Friday 4 November 2022",
            "Chair approves feedback Monday 7 November 2022",
            "Publish Board agenda by Tuesday 8 November 2022",
            "Board meets Wednesday 16 November 2022 the next meeting of the Overview and Scrutiny Performance Board",
        ] {
            page.says(date);
        }
        page.does_not_say("will not exist");
    }
    let id = id_in(&shown.path);
    assert_eq!(due(&house, Kind::PublishAgenda, id).await, (State::Open, Some(on("2022-10-26"))));
    assert_eq!(due(&house, Kind::DraftMinutes, id).await, (State::Open, Some(on("2022-11-17"))));
    house.it_is("2022-10-24T09:00");
    officer.open("/due").await.says("CF, 3 November 2022: agenda");
}

#[tokio::test]
async fn scheduling_warns_and_never_blocks() {
    let (_house, _, mut officer) = october_2022().await;
    let late = [("body", "children-and-families"), ("held_on", "2022-11-03"), ("lag", "15")];
    officer.send("/meetings", &late).await.is(200).says("The data will not exist when due on Wed 19 October 2022");
    let sunday = [("body", "children-and-families"), ("held_on", "2022-11-13"), ("starts_at", "9.30am")];
    let shown = officer.send("/meetings", &sunday).await;
    shown.is(200).says("Sunday 13 November 2022").says("9.30am").says("not a working day (Sunday)");
    let after_the_board = [("body", "children-and-families"), ("held_on", "2022-12-01")];
    let shown = officer.send("/meetings", &after_the_board).await;
    shown.is(200).says("No Board meeting after 1 December 2022 is in the calendar.");
}

#[tokio::test]
async fn a_meeting_that_cannot_be_read_names_its_field_and_keeps_what_was_typed() {
    let (house, council, mut officer) = october_2022().await;
    for (field, typed, sentence) in [
        ("body", "", "Choose the body that meets."),
        ("body", "no-such-panel", "Choose the body that meets."),
        ("held_on", "the first Tuesday", "Enter the day of the meeting"),
        ("held_on", "2029-03-01", "No bank holidays are loaded for 2029"),
        ("starts_at", "teatime", "Enter the time as 14:00 or 2pm."),
        ("lag", "soon", "Enter the number of working days"),
        ("lag", "91", "Enter the number of working days"),
    ] {
        for button in ["", "preview"] {
            let mut form: Vec<(&str, &str)> = vec![
                ("body", "children-and-families"),
                ("held_on", "2022-11-03"),
                ("starts_at", "14:00"),
                ("venue", "The Old Court Room"),
                ("lag", "10"),
            ];
            for pair in &mut form {
                if pair.0 == field {
                    pair.1 = typed;
                }
            }
            if !button.is_empty() {
                form.push((button, "yes"));
            }
            let refused = officer.send("/meetings", &form).await;
            refused.is(422).says(sentence).says("Error: New meeting");
            assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field} is not named");
            assert!(refused.body.contains("The Old Court Room"), "the place is lost");
            if field != "body" {
                assert!(refused.body.contains(typed), "{typed} is lost");
            }
        }
    }
    let own = meeting::Entity::find().filter(meeting::Column::BodyId.eq(council.panel));
    assert_eq!(own.all(house.app.db()).await.unwrap(), []);
}

#[tokio::test]
async fn a_body_meets_once_a_day() {
    let (_house, _, mut officer) = october_2022().await;
    let first = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03"), ("venue", "Elsewhere")];
    let refused = officer.send("/meetings", &form).await;
    refused.is(422).says("This body already has a meeting on 3 November 2022.");
    let second = schedule(&mut officer, "children-and-families", "2022-11-10").await;
    move_to(&mut officer, second, "2022-11-03").await.is(422).says("This body already has a meeting on 3 November");
    officer.send(&format!("/meetings/{first}/cancel"), &[("reason", "No business")]).await.is(200);
    move_to(&mut officer, second, "2022-11-03").await.is(200).says("Meeting changed");
}

#[tokio::test]
async fn moving_a_meeting_moves_what_hangs_on_it_and_shows_old_beside_new() {
    let (house, council, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let (body_id, owner_post_id) = (council.panel, council.director_post);
    house
        .write(move |work| {
            Box::pin(obligations::owe(
                work,
                Owing {
                    kind: Kind::SubmitData,
                    subject_kind: SubjectKind::Request,
                    subject_id: 77,
                    body_id,
                    owner_post_id,
                    meeting_id: Some(id),
                    title: "Figures for Quarter 2".to_owned(),
                    rule: DueRule::publish(id, -5),
                },
            ))
        })
        .await;
    let stale = version_of(&mut officer, id).await;
    let seen = move_to(&mut officer, id, "2022-11-10").await;
    seen.is(200).says("Meeting changed, and 3 dates with it.").says("Thursday 10 November 2022");
    seen.says("Day: was Thursday 3 November 2022, now Thursday 10 November 2022");
    seen.says("Figures for Quarter 2: was Wed 19 October 2022, now Wed 26 October 2022");
    seen.says("CF, 10 November 2022: agenda: was Wed 26 October 2022, now Wed 2 November 2022");
    assert_eq!(due(&house, Kind::SubmitData, 77).await, (State::Open, Some(on("2022-10-26"))));
    assert_eq!(due(&house, Kind::PublishAgenda, id).await, (State::Open, Some(on("2022-11-02"))));
    let late = [("held_on", "2022-11-24"), ("venue", "My own room"), ("version", stale.as_str())];
    let refused = officer.send(&format!("/meetings/{id}/move"), &late).await;
    refused.is(409).says("Somebody else changed this meeting").says("Thursday 10 November 2022");
    assert!(refused.body.contains("2022-11-24") && refused.body.contains("My own room"), "what was typed is lost");
    assert_eq!(due(&house, Kind::PublishAgenda, id).await, (State::Open, Some(on("2022-11-02"))));
    let settled = obligations::settle_all(&house.app).await.unwrap();
    assert_eq!(settled, [], "the night finds nothing to settle");
}

#[tokio::test]
async fn a_meeting_becomes_the_next_one_that_an_action_waits_for() {
    let (house, council, mut officer) = october_2022().await;
    let (body_id, owner_post_id) = (council.panel, council.director_post);
    house
        .write(move |work| {
            Box::pin(obligations::owe(
                work,
                Owing {
                    kind: Kind::DoAction,
                    subject_kind: SubjectKind::Action,
                    subject_id: 5,
                    body_id,
                    owner_post_id,
                    meeting_id: None,
                    title: "Action CF 22/23-005".to_owned(),
                    rule: DueRule::next_meeting(body_id, on("2022-09-20")),
                },
            ))
        })
        .await;
    assert_eq!(due(&house, Kind::DoAction, 5).await, (State::Open, None));
    schedule(&mut officer, "children-and-families", "2022-11-03").await;
    assert_eq!(due(&house, Kind::DoAction, 5).await, (State::Open, Some(on("2022-10-17"))));
    let sooner = schedule(&mut officer, "children-and-families", "2022-10-27").await;
    assert_eq!(due(&house, Kind::DoAction, 5).await, (State::Open, Some(on("2022-10-10"))));
    let path = format!("/meetings/{sooner}/cancel");
    officer.send(&path, &[("reason", "Not quorate")]).await.is(200);
    assert_eq!(due(&house, Kind::DoAction, 5).await, (State::Open, Some(on("2022-10-17"))));
}

#[tokio::test]
async fn a_cancelled_meeting_takes_its_requests_with_it_and_keeps_its_record() {
    let (house, council, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let item = add_item(&mut officer, id, "Performance monitoring", &[]).await;
    let ask = Ask {
        period: "2022/23 Q2",
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "",
        state: request::State::Issued,
    };
    let request = field::request(&house, item, council.director_post, ask).await;
    let (body_id, owner_post_id) = (council.panel, council.director_post);
    house
        .write(move |work| {
            Box::pin(obligations::owe(
                work,
                Owing {
                    kind: Kind::SubmitData,
                    subject_kind: SubjectKind::Request,
                    subject_id: request,
                    body_id,
                    owner_post_id,
                    meeting_id: Some(id),
                    title: "Figures for Quarter 2".to_owned(),
                    rule: DueRule::publish(id, -5),
                },
            ))
        })
        .await;
    let path = format!("/meetings/{id}/cancel");
    officer.open(&path).await.is(200).says("What is owed for this meeting").says("Figures for Quarter 2");
    let fate = ("fate", "withdraw");
    officer.send(&path, &[("reason", "  "), fate]).await.is(422).says("Enter the reason, as it will be told");
    let undecided = officer.send(&path, &[("reason", "The hall is flooded")]).await;
    undecided.is(422).says("Choose what becomes of the business");
    assert!(undecided.body.contains("The hall is flooded"), "the reason is lost");
    assert_eq!(due(&house, Kind::SubmitData, request).await.0, State::Open);
    let seen = officer.send(&path, &[("reason", "The hall is flooded"), fate]).await;
    seen.is(200).says("Cancelled").says("The hall is flooded").says("Nothing is owed.");
    for (kind, subject) in [(Kind::SubmitData, request), (Kind::PublishAgenda, id), (Kind::DraftMinutes, id)] {
        assert_eq!(due(&house, kind, subject).await.0, State::Withdrawn, "{kind:?}");
    }
    let row = data_request::Entity::find_by_id(request).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.state.0, request::State::Withdrawn);
    officer.send(&path, &[("reason", "Again"), fate]).await.is(422).says("This meeting was cancelled.");
    move_to(&mut officer, id, "2022-11-24").await.is(422).says("This meeting was cancelled.");
}

#[tokio::test]
async fn a_meeting_is_recorded_as_held_from_its_day_and_then_its_minutes() {
    let (house, _, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let (held, minutes) = (format!("/meetings/{id}/held"), format!("/meetings/{id}/minutes"));
    officer.send(&held, &[]).await.is(422).says("it can be recorded as held from that day");
    officer.send(&minutes, &[]).await.is(422).says("Record the meeting as held first.");
    house.it_is("2022-11-03T18:00");
    officer.send(&held, &[]).await.is(200).says("Recorded as held.").says("Record minutes as drafted");
    assert_eq!(due(&house, Kind::PublishAgenda, id).await.0, State::Withdrawn);
    assert_eq!(due(&house, Kind::DraftMinutes, id).await.0, State::Open);
    officer.send(&minutes, &[]).await.is(200).says("Minutes recorded as drafted.");
    assert_eq!(due(&house, Kind::DraftMinutes, id).await.0, State::Met);
    officer.send(&held, &[]).await.is(422);
    move_to(&mut officer, id, "2022-11-10").await.is(422).says("its date can no longer change");
}

#[tokio::test]
async fn a_meeting_of_the_past_owes_nothing() {
    let (house, _, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-07-07").await;
    let owed = obligation::Entity::find().filter(obligation::Column::MeetingId.eq(id));
    assert_eq!(owed.all(house.app.db()).await.unwrap(), []);
    officer.open(&format!("/meetings/{id}")).await.is(200).says("Nothing is owed.");
}

/// Adds a performance item with these invited, and gives its number.
async fn add_item(officer: &mut Browser, meeting: i64, title: &str, invited: &[i64]) -> i64 {
    let invited: Vec<String> = invited.iter().map(ToString::to_string).collect();
    let mut form = vec![("title", title), ("kind", "performance"), ("subject", "")];
    form.extend(invited.iter().map(|id| ("invitees", id.as_str())));
    let answer = officer.send_only(&format!("/meetings/{meeting}/items"), &form).await;
    id_in(&answer.leads_to().unwrap_or_else(|| panic!("not added: {}", answer.words())))
}

#[tokio::test]
async fn an_agenda_is_built_item_by_item() {
    let (_house, council, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let path = format!("/meetings/{id}/items");
    let refused = officer.send(&path, &[("title", " "), ("kind", "performance"), ("subject", "a-thread")]).await;
    refused.is(422).says("Enter the title as it will stand on the agenda.");
    assert!(refused.body.contains("a-thread"), "what was typed is lost");
    officer.send(&path, &[("title", "Fostering"), ("kind", "")]).await.is(422).says("Choose what kind of item it is.");
    let first =
        add_item(&mut officer, id, "Performance monitoring", &[council.cabinet_post, council.director_post]).await;
    let shown = officer.open(&format!("/items/{first}")).await;
    shown.is(200).says("Thread performance-monitoring");
    shown.says("Cabinet Member with Responsibility for Education (Councillor Tom Arden)");
    let second = add_item(&mut officer, id, "Fostering", &[]).await;
    let listed = officer.open(&path).await;
    listed.says("1. Performance monitoring").says("2. Fostering");
    officer.send(&format!("/items/{second}/move"), &[("to", "up")]).await.says("1. Fostering").says("2. Performance");
    officer.send(&format!("/items/{second}/move"), &[("to", "up")]).await.says("1. Fostering");
    officer.send(&format!("/items/{second}/remove"), &[]).await.says("1. Performance").says("Item removed.");
    officer.open(&format!("/items/{second}")).await.is(404);
    let seen = officer.open(&format!("/meetings/{id}")).await;
    seen.says("Invited: Cabinet Member with Responsibility for Education, Councillor Tom Arden No answer yet");
    seen.says("Invited: Director of Children's Services, Bea Jones No answer yet");
    seen.says("Removed an item");
}

#[tokio::test]
async fn an_item_changed_by_two_shows_both_texts() {
    let (_house, council, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let item = add_item(&mut officer, id, "Performance", &[council.cabinet_post]).await;
    let path = format!("/items/{item}/edit");
    let form = |title| [("title", title), ("kind", "performance"), ("subject", ""), ("version", "1")];
    officer.open(&path).await.is(200);
    officer.send(&path, &form("Performance monitoring")).await.is(200).says("Item changed.").says("Nobody is invited.");
    let refused = officer.send(&path, &form("Performance and budget")).await;
    refused.is(409).says("Somebody else changed this item").says("Title now Performance monitoring");
    assert!(refused.body.contains("value=\"Performance and budget\""), "what was typed is lost");
}

#[tokio::test]
async fn an_item_under_which_data_was_asked_for_stays() {
    let (house, council, mut officer) = october_2022().await;
    let id = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let item = add_item(&mut officer, id, "Performance", &[]).await;
    let ask = Ask {
        period: "2022/23 Q2",
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "",
        state: request::State::Planned,
    };
    field::request(&house, item, council.director_post, ask).await;
    officer.send(&format!("/items/{item}/remove"), &[]).await.is(422).says("Withdraw the requests first.");
    officer.open(&format!("/meetings/{id}")).await.says("Appendix 1: Figures for Quarter 2").says("Planned");
}

#[tokio::test]
async fn a_chair_follows_their_own_panel_and_changes_nothing() {
    let (house, council, mut officer) = october_2022().await;
    let own = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    let board = schedule(&mut officer, "performance-board", "2022-12-07").await;
    let item = add_item(&mut officer, own, "Performance", &[]).await;
    let foreign = add_item(&mut officer, board, "Performance", &[]).await;
    let mut chair = house.signed_in(council.chair).await;
    let seen = chair.open(&format!("/meetings/{own}")).await;
    seen.is(200).says("The cycle for Quarter 2").does_not_say("Publish the agenda").does_not_say("Cancel the meeting");
    chair.open(&format!("/items/{item}")).await.is(200).does_not_say("Ask for data");
    chair.open(&format!("/items/{item}/report")).await.is(200);
    for path in [
        format!("/meetings/{board}"),
        format!("/items/{foreign}"),
        format!("/items/{foreign}/report"),
        "/panels/performance-board".to_owned(),
        "/meetings/999".to_owned(),
    ] {
        chair.open(&path).await.is(404).says("Page not found");
    }
    for path in ["/meetings/new".to_owned(), format!("/meetings/{own}/move"), format!("/meetings/{own}/publish")] {
        chair.open(&path).await.is(403);
    }
    for deed in ["publish", "held", "cancel", "move", "items", "minutes"] {
        chair.send(&format!("/meetings/{own}/{deed}"), &[("reason", "x"), ("title", "x")]).await.is(403);
    }
    let mut stranger = house.public();
    for path in [format!("/meetings/{own}"), format!("/items/{item}"), format!("/items/{item}/report")] {
        let answer = stranger.ask(axum::http::Method::GET, &path, None).await;
        assert!(answer.leads_to().unwrap().starts_with("/sign-in?next="), "{path}");
    }
}
