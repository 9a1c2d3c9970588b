//! Stories of calendars that people subscribe to: of a body, open to all, and of a person, under a secret address.

use crate::support::browser::Seen;
use crate::support::field::held;
use crate::support::world::{PANEL, World};
use crate::support::{Browser, Council, House, on};
use axum::http::Method;
use icalendar::{Calendar, Component, Event};
use remit_domain::agenda::Access;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_entity::{Stored, agenda_item, body, feed, meeting, meeting_body, obligation, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

const FEED: &str = "/bodies/children-and-families/meetings.ics";

/// What a calendar program reads: every line ends as the format asks and is short enough, and the library's own
/// reader understands it.
fn events(seen: &Seen) -> Vec<Event> {
    seen.is(200);
    assert_eq!(seen.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(seen.body.ends_with("END:VCALENDAR\r\n"), "{}", seen.body);
    for line in seen.body.split_inclusive('\n') {
        assert!(line.ends_with("\r\n") && line.len() <= 77, "{} octets: {line}", line.len() - 2);
    }
    let calendar: Calendar = seen.body.parse().unwrap();
    calendar.events().cloned().collect()
}

fn value<'e>(event: &'e Event, key: &str) -> &'e str {
    event.property_value(key).unwrap_or_else(|| panic!("no {key} in {event:?}"))
}

fn summaries(seen: &Seen) -> Vec<String> {
    events(seen).iter().map(|event| value(event, "SUMMARY").to_owned()).collect()
}

async fn scheduled(house: &House, body_id: i64, day: &str, state: State) -> i64 {
    let row = meeting::ActiveModel {
        body_id: Set(body_id),
        held_on: Set(on(day)),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall, Council Chamber; first floor".to_owned()),
        state: Set(Stored(state)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

async fn fetch(browser: &mut Browser, path: &str) -> Seen {
    browser.ask(Method::GET, path, None).await
}

/// Edge case 6: a deadline is a date and a meeting an hour, on whichever side of the change of the clocks.
#[tokio::test]
async fn anybody_subscribes_to_the_meetings_of_a_body() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let july = scheduled(&house, council.panel, "2026-07-08", State::Scheduled).await;
    let november = scheduled(&house, council.panel, "2026-11-04", State::Scheduled).await;
    let autumn = scheduled(&house, council.panel, "2026-10-25", State::Scheduled).await;
    scheduled(&house, council.panel, "2026-12-02", State::Cancelled).await;
    scheduled(&house, council.panel, "2027-01-13", State::Postponed).await;
    scheduled(&house, council.panel, "2025-06-01", State::Held).await;
    scheduled(&house, council.board, "2026-11-18", State::Scheduled).await;
    let mut stranger = house.public();
    let seen = fetch(&mut stranger, FEED).await;
    let all = events(&seen);
    let told: Vec<(&str, &str, &str)> =
        all.iter().map(|one| (value(one, "UID"), value(one, "DTSTART"), value(one, "STATUS"))).collect();
    let uid = |id: i64| format!("meeting-{id}@scrutiny.example");
    assert_eq!(
        told,
        [
            (uid(july).as_str(), "20260708T130000Z", "CONFIRMED"),
            (uid(autumn).as_str(), "20261025T140000Z", "CONFIRMED"),
            (uid(november).as_str(), "20261104T140000Z", "CONFIRMED"),
            (uid(november + 2).as_str(), "20261202T140000Z", "CANCELLED"),
        ],
        "the past year and what is to come; what has no day is left out"
    );
    assert_eq!(value(&all[0], "LOCATION"), "County Hall, Council Chamber; first floor");
    assert!(seen.body.contains("LOCATION:County Hall\\, Council Chamber\\; first floor\r\n"));
    for wanted in ["METHOD:PUBLISH", "X-WR-CALNAME:Children and Families", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"] {
        assert!(seen.body.contains(wanted), "{wanted}");
    }
    assert!(stranger.cookies().is_empty());
    fetch(&mut stranger, "/bodies/nobody/meetings.ics").await.is(404);
}

#[tokio::test]
async fn a_calendar_that_did_not_change_is_not_sent_again() {
    let mut world = World::new().await;
    let mut program = world.clerk.house.public();
    let seen = fetch(&mut program, FEED).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 40, "{tag}");
    assert_eq!(seen.headers["cache-control"], "no-cache");
    let many = format!("\"other\", W/{tag}");
    for known in [tag.as_str(), many.as_str(), "*"] {
        let again = program.ask_with(Method::GET, FEED, None, &[("if-none-match", known)]).await;
        again.is(304);
        assert!(again.body.is_empty());
        assert_eq!(again.headers["etag"], tag.as_str());
    }
    let zipped = program.ask_with(Method::GET, FEED, None, &[("accept-encoding", "gzip")]).await;
    assert!(!zipped.headers.contains_key("content-encoding"), "the tag is that of the bytes as they are");
    // A week later nothing has happened; then the meeting moves.
    world.clerk.at("2026-11-17T09:00").await;
    program.ask_with(Method::GET, FEED, None, &[("if-none-match", &tag)]).await.is(304);
    let meeting = world.meeting;
    world.clerk.reschedule(meeting, "2026-12-17").await;
    let seen = program.ask_with(Method::GET, FEED, None, &[("if-none-match", &tag)]).await;
    let all = events(&seen);
    let moved = all.iter().find(|one| value(one, "UID") == format!("meeting-{meeting}@scrutiny.example")).unwrap();
    assert_eq!(value(moved, "DTSTART"), "20261217T100000Z");
    assert_eq!(value(moved, "SEQUENCE"), "1");
}

#[tokio::test]
async fn a_joint_meeting_stands_in_the_calendar_of_both_bodies() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let id = scheduled(&house, council.board, "2026-11-18", State::Scheduled).await;
    let other = meeting_body::ActiveModel { meeting_id: Set(id), body_id: Set(council.panel), ..Default::default() };
    other.insert(house.app.db()).await.unwrap();
    let mut stranger = house.public();
    let wanted = "Joint meeting: Overview and Scrutiny Performance Board and Children and Families Overview and \
        Scrutiny Panel";
    for slug in ["children-and-families", "performance-board"] {
        let seen = fetch(&mut stranger, &format!("/bodies/{slug}/meetings.ics")).await;
        assert_eq!(summaries(&seen), [wanted], "{slug}");
        assert_eq!(value(&events(&seen)[0], "UID"), format!("meeting-{id}@scrutiny.example"));
    }
}

async fn director(house: &House) -> i64 {
    let named = person::Entity::find().filter(person::Column::Name.eq("Bea Jones"));
    named.one(house.app.db()).await.unwrap().unwrap().id
}

async fn address(browser: &mut Browser, page: &str) -> String {
    let seen = browser.open(page).await;
    let rest = seen.body.split("readonly value=\"http://scrutiny.example").nth(1).expect("an address is shown");
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_officer_gives_somebody_a_secret_address_replaces_it_and_takes_it_away() {
    let world = World::new().await;
    let house = &world.clerk.house;
    let mut officer = house.signed_in(1).await;
    let page = format!("/people/{}/calendar", world.chair);
    officer.open(&format!("/people/{}", world.chair)).await.says("Calendar address");
    officer.open(&page).await.is(200).says("No address has been made yet.");
    officer.send(&page, &[("deed", "make"), ("number", "0")]).await.is(200).says("The calendar address is made.");
    let first = address(&mut officer, &page).await;
    let mut phone = house.public();
    let seen = fetch(&mut phone, &first).await;
    assert!(summaries(&seen).iter().any(|title| title == PANEL), "{}", seen.body);
    assert_eq!(seen.headers["referrer-policy"], "no-referrer");
    assert_eq!(seen.headers["x-robots-tag"], "noindex");
    assert!(seen.headers["cache-control"].to_str().unwrap().contains("private"));
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    phone.ask_with(Method::GET, &first, None, &[("if-none-match", &tag)]).await.is(304);
    assert!(phone.cookies().is_empty());
    let kept = feed::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert!(!first.contains(&kept.token_hash), "only a hash is kept");
    // Another officer had the page open from before.
    officer.send(&page, &[("deed", "replace"), ("number", "0")]).await.is(409);
    officer.open(&page).await;
    officer.send(&page, &[("deed", "replace"), ("number", "1")]).await.says("The old one no longer works.");
    let second = address(&mut officer, &page).await;
    assert_ne!(first, second);
    fetch(&mut phone, &first).await.is(410).says("This calendar address was withdrawn.");
    fetch(&mut phone, &second).await.is(200);
    officer.open(&page).await;
    officer.send(&page, &[("deed", "withdraw"), ("number", "2")]).await.says("The calendar address is withdrawn.");
    officer.open(&page).await.says("The last address was withdrawn; none is in use.");
    fetch(&mut phone, &second).await.is(410).says("Ask the scrutiny officers for a new one");
    let unknown = fetch(&mut phone, "/calendar/0123456789abcdef/remit.ics").await;
    unknown.is(404).says("There is no calendar under this address.");
    officer.send(&page, &[("deed", "withdraw"), ("number", "2")]).await.is(409);
    officer.send(&page, &[("deed", ""), ("number", "2")]).await.is(404);
}

#[tokio::test]
async fn a_chair_sees_the_own_meetings_and_deadlines_and_nobody_elses() {
    let world = World::new().await;
    let house = &world.clerk.house;
    let mut chair = house.signed_in(world.other_chair).await;
    chair.open("/calendar").await.is(200).says("Your calendar");
    chair.send("/calendar", &[("deed", "make"), ("number", "0")]).await.is(200);
    let own = address(&mut chair, "/calendar").await;
    let seen = fetch(&mut house.public(), &own).await;
    assert_eq!(summaries(&seen), Vec::<String>::new(), "the Economy panel does not meet");
    chair.open(&format!("/people/{}/calendar", world.chair)).await.is(403);
    let mut officer = house.signed_in(1).await;
    officer.open("/calendar").await;
    officer.send("/calendar", &[("deed", "make"), ("number", "0")]).await.is(200);
    let own = address(&mut officer, "/calendar").await;
    let titles = summaries(&fetch(&mut house.public(), &own).await);
    assert!(titles.contains(&"Overview and Scrutiny Performance Board".to_owned()), "all bodies: {titles:#?}");
    assert!(titles.contains(&PANEL.to_owned()));
    assert!(titles.iter().any(|title| title.starts_with("Due: CF, 10 December 2026: agenda")), "{titles:#?}");
}

#[tokio::test]
async fn a_director_finds_invitations_and_what_they_owe_as_whole_days() {
    let world = World::new().await;
    let house = &world.clerk.house;
    let db = house.app.db();
    let mut officer = house.signed_in(1).await;
    let page = format!("/people/{}/calendar", director(house).await);
    officer.open(&page).await.says("Bea Jones");
    officer.send(&page, &[("deed", "make"), ("number", "0")]).await.is(200);
    let own = address(&mut officer, &page).await;
    let seen = fetch(&mut house.public(), &own).await;
    let owed: Vec<obligation::Model> = obligation::Entity::find().all(db).await.unwrap();
    let data = owed.iter().find(|row| row.title.starts_with("CF 2026/27 Q2") && row.closed_at.is_none()).unwrap();
    let all = events(&seen);
    assert!(all.iter().any(|one| value(one, "SUMMARY") == PANEL), "invited: {}", seen.body);
    let due = all.iter().find(|one| value(one, "UID") == format!("due-{}@scrutiny.example", data.id)).unwrap();
    let day = data.due_on.unwrap().format("%Y%m%d").to_string();
    assert!(seen.body.contains(&format!("DTSTART;VALUE=DATE:{day}\r\n")), "{}", seen.body);
    assert_eq!(value(due, "TRANSP"), "TRANSPARENT");
    assert!(value(due, "SUMMARY").starts_with("Due: CF 2026/27 Q2"), "{}", value(due, "SUMMARY"));
    assert!(!seen.body.contains("/requests/"), "a director has no page behind the sign-in");
    assert!(all.iter().all(|one| !value(one, "SUMMARY").contains("agenda")), "the officer's deadlines are not theirs");
}

/// Edge case 26: no exempt matter in a calendar, whatever it hangs on.
#[tokio::test]
async fn a_confidential_matter_is_a_deadline_without_a_name() {
    let world = World::new().await;
    let house = &world.clerk.house;
    let db = house.app.db();
    let item = agenda_item::Entity::find_by_id(world.item).one(db).await.unwrap().unwrap();
    let mut item = item.into_active_model();
    item.title = Set("Contract with Acme Homes".to_owned());
    item.access = Set(Stored(Access::Exempt));
    item.exempt_paragraphs = Set("3".to_owned());
    item.update(db).await.unwrap();
    // Whoever renamed what is owed forgot to mark it; what is owed about the agenda itself is marked.
    for row in obligation::Entity::find().all(db).await.unwrap() {
        let is_about_item = [SubjectKind::Request, SubjectKind::Invitation].contains(&row.subject_kind.0);
        let mut row = row.into_active_model();
        row.title = Set("Contract with Acme Homes".to_owned());
        row.is_exempt = Set(!is_about_item);
        row.update(db).await.unwrap();
    }
    for reader in [1, director(house).await] {
        let mut officer = house.signed_in(1).await;
        let page = format!("/people/{reader}/calendar");
        officer.open(&page).await;
        officer.send(&page, &[("deed", "make"), ("number", "0")]).await.is(200);
        let own = address(&mut officer, &page).await;
        let seen = fetch(&mut house.public(), &own).await;
        assert!(summaries(&seen).contains(&"Due: a confidential matter".to_owned()), "{}", seen.body);
        for told in [format!("/items/{}", world.item), format!("/requests/{}", world.request)] {
            assert!(!seen.body.contains(&told), "{told}");
        }
        // What hangs on the meeting that was held is public, and was only renamed.
        let named = summaries(&seen).iter().filter(|title| title.contains("Acme")).count();
        assert_eq!(named, usize::from(reader != 1), "{}", seen.body);
    }
    let seen = fetch(&mut house.public(), FEED).await;
    assert!(!seen.body.contains("Acme"));
}

#[tokio::test]
async fn whoever_left_the_council_reads_no_calendar() {
    let mut world = World::new().await;
    let mut officer = world.clerk.house.signed_in(1).await;
    let page = format!("/people/{}/calendar", world.chair);
    officer.open(&page).await;
    officer.send(&page, &[("deed", "make"), ("number", "0")]).await.is(200);
    let own = address(&mut officer, &page).await;
    let person = format!("/people/{}", world.chair);
    let sheet = officer.open(&person).await;
    let (version, name) = (sheet.carries("version"), sheet.body.split("name=\"name\"").nth(1).unwrap().to_owned());
    let name = name.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let email = crate::support::clerk::mailbox(&name);
    let form = [("version", version.as_str()), ("name", &name), ("email", &email), ("left_on", "2026-11-12")];
    officer.send(&person, &form).await.is(200).says("The changes are saved.");
    let mut phone = world.clerk.house.public();
    fetch(&mut phone, &own).await.is(200);
    world.clerk.at("2026-11-12T09:00").await;
    fetch(&mut phone, &own).await.is(410);
}

#[tokio::test]
async fn the_demonstrations_panel_has_a_calendar_that_anybody_reads() {
    let house = House::new("2026-10-12T09:00").await;
    let now = house.app.clock().now();
    remit::demo::make(&house.app, now, &house.folder.path().join("post")).await.unwrap();
    let mut stranger = house.public();
    let seen = fetch(&mut stranger, FEED).await;
    let all = events(&seen);
    assert!(all.len() >= 5, "only {}", all.len());
    let days: Vec<&str> = all.iter().map(|one| value(one, "DTSTART")).collect();
    assert!(days.is_sorted() && days[0] > "20251010" && days[0] < "20261012" && *days.last().unwrap() > "20261012");
    stranger
        .open("/bodies/children-and-families")
        .await
        .is(200)
        .says("Questions and statements from the public: by 9am on")
        .says("Calendar of these meetings");
    let scrutiny = body::Entity::find().filter(body::Column::Slug.ne("cabinet")).all(house.app.db()).await.unwrap();
    let count = scrutiny.len();
    for row in scrutiny {
        assert!(events(&fetch(&mut stranger, &format!("/bodies/{}/meetings.ics", row.slug)).await).len() >= 5);
    }
    assert_eq!(count, 5);
    stranger.open("/bodies/cabinet/meetings.ics").await.is(404);
    assert!(stranger.cookies().is_empty());
}

/// Where a long name of a body meets the line of 75 octets.
#[tokio::test]
async fn a_long_welsh_name_is_folded_between_letters() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    held(&house, council.panel, "2026-09-10").await;
    let db = house.app.db();
    let name = "Pwyllgor Trosolwg a Chraffu Plant, Pobl Ifanc a Theuluoedd – Tŷ’r Sir; ŵŷâêîôû ŴŶÂÊÎÔÛ ".repeat(3);
    let mut row = body::Entity::find_by_id(council.panel).one(db).await.unwrap().unwrap().into_active_model();
    row.name = Set(name.trim().to_owned());
    row.update(db).await.unwrap();
    let seen = fetch(&mut house.public(), FEED).await;
    assert_eq!(summaries(&seen), [name.trim()]);
}

#[tokio::test]
async fn the_calendar_and_the_due_page_name_the_same_day() {
    let world = World::new().await;
    let house = &world.clerk.house;
    let mut officer = house.signed_in(1).await;
    officer.open("/calendar").await;
    officer.send("/calendar", &[("deed", "make"), ("number", "0")]).await.is(200);
    let own = address(&mut officer, "/calendar").await;
    let seen = fetch(&mut house.public(), &own).await;
    let all = events(&seen);
    let agenda =
        all.iter().find(|one| value(one, "SUMMARY").starts_with("Due: OSPB, 18 November 2026: agenda")).unwrap();
    assert_eq!((value(agenda, "DTSTART"), value(agenda, "DTEND")), ("20261110", "20261111"));
    officer.open("/due").await.says("OSPB, 18 November 2026: agenda").says("Tue 10 November 2026");
}
