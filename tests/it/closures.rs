//! Stories of the diary: a day proclaimed late, offices shut over Christmas, recess, the weeks before a poll.

use crate::support::field::id_in;
use crate::support::{Browser, Council, House, on};
use chrono::NaiveDate;
use remit_domain::meeting::State;
use remit_domain::obligation::Kind;
use remit_entity::{Stored, closed_day, meeting, notice, obligation};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

async fn schedule(officer: &mut Browser, day: &str) -> i64 {
    officer.open("/meetings/new").await.is(200);
    let form = [("body", "children-and-families"), ("held_on", day), ("starts_at", "2pm"), ("venue", "County Hall")];
    let answer = officer.send_only("/meetings", &form).await;
    id_in(&answer.leads_to().unwrap_or_else(|| panic!("not scheduled: {}", answer.words())))
}

async fn publish_by(house: &House, meeting: i64) -> Option<NaiveDate> {
    let row = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::PublishAgenda)))
        .filter(obligation::Column::SubjectId.eq(meeting))
        .one(house.app.db())
        .await
        .unwrap()
        .expect("is owed");
    assert_eq!(row.publish_by, row.due_on);
    row.due_on
}

async fn is_published(house: &House, meeting: i64, day: &str, given: i32) {
    let db = house.app.db();
    let mut row = meeting::Entity::find_by_id(meeting).one(db).await.unwrap().unwrap().into_active_model();
    row.state = Set(Stored(State::AgendaPublished));
    row.published_on = Set(Some(on(day)));
    row.clear_days_given = Set(Some(given));
    row.update(db).await.unwrap();
}

const FUNERAL: [(&str, &str); 3] =
    [("kind", "holiday"), ("first_on", "2022-09-19"), ("reason", "State funeral of Queen Elizabeth II")];

fn confirmed<'f>(form: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    form.iter().copied().chain([("confirm", "yes")]).collect()
}

/// A house that has never heard of 19 September 2022, with a meeting on the 26th.
async fn september_2022() -> (House, Browser, i64) {
    let house = House::not_knowing("2022-09-05T10:00", "2022-09-19").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    let meeting = schedule(&mut officer, "2022-09-26").await;
    (house, officer, meeting)
}

/// Edge case 3: a holiday proclaimed late pulls publication from 16 to 15 September, and takes back what was told.
#[tokio::test]
async fn a_day_proclaimed_on_10_september_pulls_publication_back_by_a_day() {
    let (house, mut officer, meeting) = september_2022().await;
    assert_eq!(publish_by(&house, meeting).await, Some(on("2022-09-16")));
    house.it_is("2022-09-09T08:00");
    house.tick().await;
    house.it_is("2022-09-10T11:00");
    officer.open("/diary/new").await.is(200).says("What is it?");
    let preview = officer.send("/diary", &FUNERAL).await;
    preview.is(200).says("Every open deadline that would change").says("Nothing has been changed yet.");
    preview.says("CF, 26 September 2022: agenda Friday 16 September 2022 Thursday 15 September 2022");
    assert_eq!(publish_by(&house, meeting).await, Some(on("2022-09-16")), "a preview changes nothing");
    assert_eq!(closed_day::Entity::find().all(house.app.db()).await.unwrap(), []);
    let done = officer.send("/diary", &confirmed(&FUNERAL)).await;
    done.is(200).says("The diary is changed. 1 date changed: see below.");
    done.says("CF, 26 September 2022: agenda: was Fri 16 September 2022, now Thu 15 September 2022");
    done.says("Monday 19 September 2022 State funeral of Queen Elizabeth II Bank holiday added here No working day");
    assert_eq!(publish_by(&house, meeting).await, Some(on("2022-09-15")));
    officer.open(&format!("/meetings/{meeting}")).await.says("Publish agenda by Thursday 15 September 2022");
    let stale = notice::Entity::find().filter(notice::Column::WithdrawnAt.is_null()).all(house.app.db()).await.unwrap();
    assert!(stale.iter().all(|one| one.due_on != on("2022-09-16")), "a reminder of the old day still stands");
    let again = remit::obligations::settle_all(&house.app).await.unwrap();
    assert_eq!(again, [], "settling twice changes nothing");
}

/// Edge case 3, the other half: an agenda that is out already and falls below its five days.
#[tokio::test]
async fn a_published_agenda_that_drops_below_five_clear_days_is_flagged_on_the_page_and_on_the_meeting() {
    let (house, mut officer, meeting) = september_2022().await;
    is_published(&house, meeting, "2022-09-16", 5).await;
    house.it_is("2022-09-17T11:00");
    officer.open("/diary/new").await.is(200);
    let flagged = "CF, 26 September 2022: 4 of 5 clear days, the agenda was published on 16 September 2022";
    officer.send("/diary", &FUNERAL).await.is(200).says("Too few clear days").says(flagged);
    let done = officer.send("/diary", &confirmed(&FUNERAL)).await;
    done.says("1 published agenda now gives too few clear days").says(flagged);
    let page = officer.open(&format!("/meetings/{meeting}")).await;
    page.says("Not compliant with the notice of an agenda").says("4 of 5 clear days.");
    page.says("Counted again by the diary");
    let own = closed_day::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let seen = officer.open("/diary?year=2022").await.carries("was");
    officer.send(&format!("/diary/{}/remove", own.id), &[("was", &seen)]).await.is(200).says("5 of 5 clear days");
    officer.send(&format!("/diary/{}/remove", own.id), &[("was", &seen), ("confirm", "yes")]).await.is(200);
    officer.open(&format!("/meetings/{meeting}")).await.does_not_say("Not compliant");
}

/// Edge case 4: closure days between Christmas and New Year change the count.
#[tokio::test]
async fn offices_shut_after_christmas_bring_publication_forward() {
    let house = House::new("2026-11-02T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    let meeting = schedule(&mut officer, "2027-01-05").await;
    assert_eq!(publish_by(&house, meeting).await, Some(on("2026-12-23")));
    let form =
        [("kind", "closure"), ("first_on", "2026-12-29"), ("last_on", "2026-12-31"), ("reason", "Christmas closure")];
    officer.open("/diary/new").await.is(200);
    officer.send("/diary", &form).await.is(200).says("Wednesday 23 December 2026 Friday 18 December 2026");
    officer.send("/diary", &confirmed(&form)).await.is(200);
    assert_eq!(publish_by(&house, meeting).await, Some(on("2026-12-18")));
    let own = closed_day::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let path = format!("/diary/{}", own.id);
    let was = officer.open(&path).await.is(200).carries("was");
    let shorter = [
        ("kind", "closure"),
        ("first_on", "2026-12-30"),
        ("last_on", "2026-12-31"),
        ("reason", "Christmas closure"),
        ("was", was.as_str()),
    ];
    officer.send(&path, &confirmed(&shorter)).await.is(200).says("before: Offices closed: Tuesday 29 December 2026");
    assert_eq!(publish_by(&house, meeting).await, Some(on("2026-12-21")));
    let stale = officer.send(&path, &confirmed(&shorter)).await;
    stale.is(409).says("Somebody else changed this entry").says("Wednesday 30 December 2026 to Thursday 31 December");
    assert!(stale.body.contains("Christmas closure"), "what was typed is lost");
    let gone = officer.send("/diary/99/remove", &[("was", "x"), ("confirm", "yes")]).await;
    gone.is(404);
}

#[tokio::test]
async fn recess_and_the_weeks_before_a_poll_change_no_deadline() {
    let house = House::new("2027-01-04T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    let meeting = schedule(&mut officer, "2027-04-14").await;
    let before = publish_by(&house, meeting).await;
    officer.open("/diary/new").await.is(200);
    let poll = [("kind", "election"), ("last_on", "2027-05-06"), ("reason", "County elections")];
    let preview = officer.send("/diary", &poll).await;
    preview.is(200).says("Wednesday 31 March 2027 to Thursday 6 May 2027").says("no deadline changes");
    officer.send("/diary", &confirmed(&poll)).await.is(200).says("The diary is changed. No date changed.");
    let recess = [("kind", "recess"), ("first_on", "2027-04-01"), ("last_on", "2027-04-16"), ("reason", "Easter")];
    officer.send("/diary", &confirmed(&recess)).await.is(200).says("Days count; only warned of");
    assert_eq!(publish_by(&house, meeting).await, before);
}

#[tokio::test]
async fn what_cannot_be_read_names_its_field_and_keeps_what_was_typed() {
    let house = House::new("2026-11-02T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/diary/new").await.is(200);
    for (kind, first, last, reason, field, sentence) in [
        ("", "2026-12-29", "", "Repairs", "kind", "Choose what it is."),
        ("closure", "soon", "", "Repairs", "first_on", "Enter the first day"),
        ("closure", "2026-12-29", "2026-12-01", "Repairs", "last_on", "The last day is before the first."),
        ("closure", "2026-12-29", "2028-12-29", "Repairs", "last_on", "Offices closed of more than 31 days"),
        ("closure", "2026-12-29", "", " ", "reason", "Enter what it is called"),
    ] {
        let form = [("kind", kind), ("first_on", first), ("last_on", last), ("reason", reason), ("confirm", "yes")];
        let refused = officer.send("/diary", &form).await;
        refused.is(422).says(sentence).says("Error: Add to the diary");
        assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field} is not named");
        assert!(refused.body.contains(first) && refused.body.contains(reason), "what was typed is lost");
    }
    assert_eq!(closed_day::Entity::find().all(house.app.db()).await.unwrap(), []);
}

#[tokio::test]
async fn a_chair_reads_the_diary_and_changes_nothing() {
    let house = House::new("2026-11-02T10:00").await;
    let council = Council::found(&house).await;
    let mut chair = house.signed_in(council.chair).await;
    let page = chair.open("/diary").await;
    page.is(200).says("The diary of 2026").says("Good Friday").does_not_say("Add to the diary");
    chair.open("/diary/new").await.is(403);
    house.public().open("/diary").await.says("Sign in");
}
