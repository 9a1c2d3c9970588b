//! Stories of letters that carry an entry for the reader's calendar: what Outlook needs stands in the message.

use crate::support::House;
use crate::support::clerk::Clerk;
use crate::support::post::{draft, house, letters, post_one};
use crate::support::world::{PANEL, World};
use remit::calendar_file::{Calendar, Method, for_person};
use remit::post::{Draft, Letterhead};
use remit_domain::body::CalendarMode;
use remit_domain::letter::Kind;
use remit_entity::{Stored, body, letter, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeSet;

fn entry() -> Calendar {
    let text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n".to_owned();
    Calendar { text, method: Method::Request }
}

#[tokio::test]
async fn a_letter_keeps_its_entry_and_is_the_same_each_time_it_is_written() {
    let (app, _folder) = house("2026-10-12T08:00:00Z").await;
    post_one(&app, Draft { calendar: Some(entry()), ..draft(1, Kind::MeetingMoved) }).await;
    post_one(&app, draft(2, Kind::MeetingMoved)).await;
    let all = letters(&app).await;
    assert_eq!(all[0].calendar.as_deref(), Some(entry().text.as_str()));
    assert_eq!(
        (all[0].calendar_method.as_str(), all[1].calendar.as_deref(), all[1].calendar_method.as_str()),
        ("REQUEST", None, "")
    );
    let head = Letterhead::find(&app).await.unwrap();
    let bytes = |n: usize| String::from_utf8(head.over(&all[n]).to_bytes().unwrap()).unwrap();
    assert_eq!(bytes(0), bytes(0));
    let with = bytes(0);
    for part in [
        "multipart/mixed",
        "multipart/alternative",
        "text/calendar; method=REQUEST; charset=utf-8",
        "filename=\"invite.ics\"",
    ] {
        assert_eq!(with.matches(part).count(), 1, "{part}");
    }
    assert!(with.contains("METHOD:REQUEST\r\n"));
    assert!(!bytes(1).contains("multipart/mixed") && !bytes(1).contains("text/calendar"));
}

async fn wishes(house: &House, mode: CalendarMode) {
    let db = house.app.db();
    let row = body::Entity::find().filter(body::Column::Name.eq(PANEL)).one(db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.invites = Set(Stored(mode));
    row.update(db).await.unwrap();
}

async fn carried(house: &House, reader: i64, meetings: &[i64]) -> Option<Calendar> {
    let ids: BTreeSet<i64> = meetings.iter().copied().collect();
    house
        .write(move |work| {
            Box::pin(async move {
                let reader = person::Entity::find_by_id(reader).one(&work.tx).await?.unwrap();
                for_person(work, &ids, &reader).await
            })
        })
        .await
}

#[tokio::test]
async fn an_invitation_goes_from_the_shared_mailbox_to_its_reader_alone() {
    let world = World::new().await;
    let house = &world.clerk.house;
    wishes(house, CalendarMode::Invite).await;
    let one = carried(house, world.chair, &[world.meeting]).await.unwrap();
    assert_eq!(one.method, Method::Request);
    let text = one.text.replace("\r\n ", "");
    for line in [
        "METHOD:REQUEST",
        "ORGANIZER;CN=Overview and Scrutiny:mailto:scrutiny@anyshire.example",
        "DTSTART:20261210T100000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
    ] {
        assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
    }
    assert_eq!(text.matches("ATTENDEE;").count(), 1);
    assert!(text.contains("RSVP=TRUE:mailto:imogen.hartley@county.example\r\n"), "{text}");
    let many = carried(house, world.chair, &[world.meeting, world.held]).await.unwrap();
    assert_eq!(many.method, Method::Publish, "no program answers two invitations in one letter");
    assert!(!many.text.contains("ATTENDEE"));
    wishes(house, CalendarMode::None).await;
    assert_eq!(carried(house, world.chair, &[world.meeting]).await, None);
}

async fn moved(clerk: &Clerk, name: &str) -> Vec<letter::Model> {
    let mail = clerk.mail(name).await;
    mail.into_iter().filter(|letter| !matches!(letter.calendar_method.as_str(), "" | "PUBLISH")).collect()
}

#[tokio::test]
async fn a_meeting_that_moves_moves_in_its_readers_calendar_and_one_that_is_cancelled_leaves_it() {
    let mut world = World::new().await;
    wishes(&world.clerk.house, CalendarMode::Invite).await;
    let meeting = world.meeting;
    world.clerk.reschedule(meeting, "2026-12-17").await;
    world.clerk.at("2026-11-10T14:00").await;
    world.clerk.morning().await;
    let told = moved(&world.clerk, "Councillor Imogen Hartley").await;
    let [letter] = &told[..] else { panic!("{told:#?}") };
    let text = letter.calendar.clone().unwrap().replace("\r\n ", "");
    assert_eq!(letter.calendar_method, "REQUEST");
    assert!(text.contains(&format!("UID:meeting-{meeting}@scrutiny.example\r\n")) && text.contains("SEQUENCE:1\r\n"));
    assert!(text.contains("DTSTART:20261217T100000Z\r\n"), "{text}");
    let path = format!("/meetings/{meeting}/cancel");
    world.clerk.open(&path).await;
    let version = world.clerk.open(&path).await.body.contains("name=\"version\"");
    let version = if version { world.clerk.open(&path).await.carries("version") } else { String::new() };
    let form = [("reason", "Flooding"), ("fate", "withdraw"), ("version", version.as_str())];
    world.clerk.browser.send(&path, &form).await.is(200);
    world.clerk.at("2026-11-11T09:00").await;
    world.clerk.morning().await;
    let told = moved(&world.clerk, "Councillor Imogen Hartley").await;
    let letter = told.last().unwrap();
    let text = letter.calendar.clone().unwrap().replace("\r\n ", "");
    assert_eq!(letter.calendar_method, "CANCEL");
    assert!(text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n"), "{text}");
    assert!(text.contains(&format!("UID:meeting-{meeting}@scrutiny.example\r\n")));
    assert!(text.contains("SEQUENCE:2\r\n"), "a change that is not newer is passed over: {text}");
}
