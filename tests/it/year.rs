//! Stories of planning a year: patterns, pasted dates, tables and calendar files, last year's dates; what each meeting
//! runs into; one batch, undone as one; one letter a person.

use crate::support::browser::Seen;
use crate::support::field;
use crate::support::{Browser, Council, House, decided, on};
use remit_domain::letter::Kind as LetterKind;
use remit_domain::meeting::{ItemKind, State};
use remit_domain::obligation::{Kind, State as Owed};
use remit_domain::person::Seat;
use remit_entity::{
    Stored, agenda_item, batch, closed_day, letter, meeting, membership, obligation, standing_item, telling,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use std::time::Instant;

const YEAR: [(&str, &str); 2] = [("first", "2026-05-21"), ("last", "2027-05-19")];

/// March 2026, before the year that is planned.
async fn march_2026() -> (House, Council, Browser) {
    let house = House::new("2026-03-02T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/year").await.is(200).says("Plan a year of meetings");
    (house, council, officer)
}

async fn preview(officer: &mut Browser, fields: &[(&str, &str)]) -> Seen {
    let form: Vec<(&str, &str)> = YEAR.iter().chain(fields).copied().collect();
    officer.send("/year/preview", &form).await
}

/// The boxes that are ticked on a preview.
fn ticked(seen: &Seen) -> Vec<String> {
    let boxes = seen.body.split("name=\"row\" value=\"").skip(1);
    boxes.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&").replace("&#39;", "'")).collect()
}

async fn confirm(officer: &mut Browser, seen: &Seen) -> Seen {
    let rows = ticked(seen);
    let form: Vec<(&str, &str)> = rows.iter().map(|row| ("row", row.as_str())).collect();
    officer.send("/year", &form).await
}

async fn days(house: &House, body: i64) -> Vec<String> {
    let mut rows: Vec<meeting::Model> =
        meeting::Entity::find().filter(meeting::Column::BodyId.eq(body)).all(house.app.db()).await.unwrap();
    rows.sort_by_key(|row| row.held_on);
    rows.iter().map(|row| row.held_on.to_string()).collect()
}

#[tokio::test]
async fn a_pattern_in_words_becomes_a_year_of_meetings_with_all_that_they_owe() {
    let (house, council, mut officer) = march_2026().await;
    standing_item::ActiveModel {
        body_id: Set(council.panel),
        position: Set(1),
        title: Set("Performance and in-year budget monitoring".to_owned()),
        kind: Set(Stored(ItemKind::Performance)),
        subject: Set("performance".to_owned()),
        lead: Set(String::new()),
        minutes: Set(Some(30)),
        ..Default::default()
    }
    .insert(house.app.db())
    .await
    .unwrap();
    let line = "second Wednesday, monthly, 2pm, not August";
    let shown =
        preview(&mut officer, &[("dates", line), ("body", "children-and-families"), ("venue", "County Hall")]).await;
    shown.is(200).says("11 meetings of 1 body").says("Nothing has been made yet.");
    shown.says(
        "Wednesday 10 June 2026 Children and Families Overview and Scrutiny Panel 2pm, County Hall Tue 2 June 2026",
    );
    assert_eq!(meeting::Entity::find().count(house.app.db()).await.unwrap(), 0, "a preview makes nothing");
    let made = confirm(&mut officer, &shown).await;
    made.is(200).says("11 meetings are in the diary.");
    made.says("11 meetings of Children and Families Overview and Scrutiny Panel, 10 June 2026 to 12 May 2027");
    let wanted = [
        "2026-06-10",
        "2026-07-08",
        "2026-09-09",
        "2026-10-14",
        "2026-11-11",
        "2026-12-09",
        "2027-01-13",
        "2027-02-10",
        "2027-03-10",
        "2027-04-14",
        "2027-05-12",
    ];
    assert_eq!(days(&house, council.panel).await, wanted);
    let owed = obligation::Entity::find().all(house.app.db()).await.unwrap();
    for kind in [Kind::PublishAgenda, Kind::DraftMinutes] {
        assert_eq!(owed.iter().filter(|one| one.kind.0 == kind && one.due_on.is_some()).count(), 11);
    }
    let items = agenda_item::Entity::find().all(house.app.db()).await.unwrap();
    assert_eq!(items.len(), 11);
    assert!(items.iter().all(|item| item.minutes == Some(30) && item.title.starts_with("Performance")));
    assert_eq!(remit::obligations::settle_all(&house.app).await.unwrap(), [], "settling twice changes nothing");
}

/// Edge case 35, the window: a meeting planned in the pre-election period is warned of, never forbidden.
#[tokio::test]
async fn each_meeting_says_what_it_runs_into() {
    let (house, council, mut officer) = march_2026().await;
    let db = house.app.db();
    let (other, _) = decided::another_panel(&house, council.board, council.officer_post).await;
    membership::Entity::delete_many().filter(membership::Column::BodyId.eq(other)).exec(db).await.unwrap();
    membership::ActiveModel {
        body_id: Set(other),
        person_id: Set(council.chair),
        seat: Set(Stored(Seat::Chair)),
        from_on: Set(on("2015-01-01")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    for (kind, first, last, reason) in [
        ("recess", "2026-08-01", "2026-08-31", "Summer recess"),
        ("election", "2027-03-31", "2027-05-06", "County elections"),
        ("closure", "2026-12-29", "2026-12-31", "Christmas closure"),
    ] {
        closed_day::ActiveModel {
            kind: Set(Stored(remit_domain::word::Word::from_word(kind).unwrap())),
            first_on: Set(on(first)),
            last_on: Set(on(last)),
            reason: Set(reason.to_owned()),
            ..Default::default()
        }
        .insert(db)
        .await
        .unwrap();
    }
    let other = remit_entity::body::Entity::find_by_id(other).one(db).await.unwrap().unwrap();
    let lines = format!(
        "CF: 12 August 2026, 2pm\nCF: 31 August 2026\nCF: 25 October 2026\nCF: 30 December 2026\nCF: 14 April 2027\n\
         CF: 5 November 2026, 2pm, Council Chamber\n{}: 5 November 2026, 3pm, Council Chamber\nOSPB: 10 November 2026\n\
         CF: 8 October 2026, 10am",
        other.short_name
    );
    let shown = preview(&mut officer, &[("dates", &lines)]).await;
    shown.is(200).says("9 meetings of 3 bodies");
    shown.says("In the recess: Summer recess.").says("Not a working day: Summer bank holiday.");
    shown.says("Not a working day: Sunday.").says("Not a working day: offices closed: Christmas closure.");
    shown.says("In the pre-election period: County elections.");
    shown.says(&format!("{} is in the same place (Council Chamber) from 3pm.", other.name));
    shown.says("The same person chairs").says("from 2pm.");
    shown.says("Quarter 2 (July to September 2026): The data will not exist when due on");
    shown.says("working days short. Plan it as");
    shown.says("before the chair approves the feedback").says("it would be tabled late");
    confirm(&mut officer, &shown).await.is(200).says("9 meetings are in the diary.");
    let again = preview(&mut officer, &[("dates", "CF: 5 November 2026")]).await;
    again.says("Already in the diary: this body meets on that day.").says("Cannot be made");
    assert_eq!(ticked(&again), [""; 0]);
}

/// Edge case 6: on a weekend, in recess, on the day that the clocks change, deadlines are days.
#[tokio::test]
async fn a_meeting_on_the_night_that_the_clocks_change_has_deadlines_in_days() {
    let (house, council, mut officer) = march_2026().await;
    let lines = "25 October 2026, 1.30am\n28 March 2027, 1.30am";
    let shown = preview(&mut officer, &[("dates", lines), ("body", "children-and-families")]).await;
    shown.is(200).says("Not a working day: Sunday.");
    confirm(&mut officer, &shown).await.is(200).says("2 meetings are in the diary.");
    assert_eq!(days(&house, council.panel).await, ["2026-10-25", "2027-03-28"]);
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::PublishAgenda)))
        .all(house.app.db())
        .await
        .unwrap();
    let due: Vec<_> = owed.iter().filter_map(|one| one.due_on).map(|on| on.to_string()).collect();
    assert_eq!(due, ["2026-10-16", "2027-03-18"], "six working days before, Good Friday skipped");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_line_by_line_and_nothing_is_lost() {
    let (house, _, mut officer) = march_2026().await;
    let lines =
        "CF: 5 November 2026\nsoon\nWednesday 5 November 2026\nEconomy: 6 November 2026\nevery second Wednesday";
    let shown = preview(&mut officer, &[("dates", lines), ("body", "children-and-families")]).await;
    shown.is(200).says("1 meeting of 1 body").says("4 lines could not be read.");
    shown.says("Line 2: “soon”. No date was found in it.");
    shown.says("Line 3: “Wednesday 5 November 2026”. It says Wednesday, but that day is Thursday 5 November 2026.");
    shown.says("Line 4: “Economy: 6 November 2026”. No body is called “Economy”.");
    shown.says("write “second Wednesday of the month” or “every two weeks on Wednesday”");
    assert!(shown.body.contains("Economy: 6 November 2026\nevery second"), "what was typed is lost");
    for (fields, field, sentence) in [
        (vec![("dates", "")], "dates", "Write a pattern, paste dates or choose a file."),
        (vec![("dates", "5 November 2026")], "body", "Tick the bodies that meet"),
        (vec![("dates", "5 November 2026"), ("starts_at", "teatime")], "starts_at", "Enter the time as 14:00 or 2pm."),
        (vec![("dates", "5 November 2026"), ("lasts", "long")], "lasts", "Enter the length in minutes"),
        (vec![("dates", "5 November 2026"), ("lag", "soon")], "lag", "Enter the number of working days"),
        (vec![("last_year", "yes")], "body", "Tick the bodies that meet"),
        (
            vec![("last_year", "yes"), ("body", "children-and-families")],
            "body",
            "no meetings in the diary a year before",
        ),
    ] {
        let refused = preview(&mut officer, &fields).await;
        refused.is(422).says(sentence).says("Error: Plan a year");
        assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field} is not named");
    }
    let backwards = [("first", "2027-05-19"), ("last", "2026-05-21"), ("dates", "5 November 2026")];
    officer.send("/year/preview", &backwards).await.is(422).says("The last day of the year is before the first.");
    officer.send("/year", &[]).await.is(422).says("Tick the meetings to be made.");
    assert_eq!(meeting::Entity::find().count(house.app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_table_and_a_calendar_file_are_read_too() {
    let (house, council, mut officer) = march_2026().await;
    let table = "Committee,Location,Meeting date,Start time\nCF,\"Chamber, County Hall\",05/11/2026,2pm\nOSPB,,18 Nov 2026,10.30\n";
    let shown = preview(&mut officer, &[("dates", table)]).await;
    shown.is(200).says("2 meetings of 2 bodies").says("2pm, Chamber, County Hall").says("10.30am");
    let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
                DTSTART:20260903T130000Z\r\nDTEND:20260903T153000Z\r\nSUMMARY:CF\r\nLOCATION:Room 1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let csrf = officer.open("/year").await.carries("csrf");
    let mut body = String::new();
    for (name, value) in YEAR.iter().copied().chain([("csrf", csrf.as_str()), ("dates", "")]) {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str(&format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"dates.ics\"\r\nContent-Type: text/calendar\r\n\r\n{file}\r\n--x--\r\n"
    ));
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    let shown = officer.ask_with(axum::http::Method::POST, "/year/preview", Some(body.clone()), &kind).await;
    shown.is(200).says("1 meeting of 1 body").says("Thursday 3 September 2026").says("2pm, Room 1");
    assert!(shown.body.contains("BEGIN:VEVENT"), "the file's text is lost");
    confirm(&mut officer, &shown).await.is(200).says("1 meeting is in the diary.");
    let row = meeting::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!((row.body_id, row.lasts, row.starts_at.as_str()), (council.panel, 150, "14:00"));
    let forged = body.replace(&csrf, "forged");
    officer.ask_with(axum::http::Method::POST, "/year/preview", Some(forged), &kind).await.is(403);
}

#[tokio::test]
async fn last_years_dates_are_the_pattern() {
    let (house, council, mut officer) = march_2026().await;
    for day in ["2025-09-10", "2025-11-06", "2026-03-31"] {
        field::held(&house, council.panel, day).await;
    }
    let shown = preview(&mut officer, &[("last_year", "yes"), ("body", "children-and-families")]).await;
    shown.is(200).says("Wednesday 9 September 2026").says("Thursday 5 November 2026").says("Tuesday 30 March 2027");
    shown.says("2pm, County Hall");
    confirm(&mut officer, &shown).await.is(200).says("3 meetings are in the diary.");
}

#[tokio::test]
async fn one_letter_a_person_names_all_their_dates() {
    let (house, council, mut officer) = march_2026().await;
    let lines = "CF: 10 September 2026, 2pm, County Hall\nCF: 5 November 2026\nOSPB: 18 November 2026, 10am";
    let shown = preview(&mut officer, &[("dates", lines)]).await;
    confirm(&mut officer, &shown).await.is(200);
    house.it_is("2026-03-02T10:30");
    house.tick().await;
    let letters = letter::Entity::find()
        .filter(letter::Column::Kind.eq(Stored(LetterKind::MeetingDates)))
        .all(house.app.db())
        .await
        .unwrap();
    let to: Vec<(Option<i64>, &str)> = letters.iter().map(|one| (one.person_id, one.subject.as_str())).collect();
    let subject = "Dates of 2 meetings: Children and Families Overview and Scrutiny Panel";
    assert_eq!(to, [(Some(council.chair), subject)], "the chair sits on the panel only");
    let text = &letters[0].text;
    assert!(text.contains("Thursday 10 September 2026, 2pm, County Hall"), "{text}");
    assert!(text.contains("Papers are published by Wed 2 September 2026"), "{text}");
    assert!(text.contains("Thursday 5 November 2026") && !text.contains("18 November"), "{text}");
}

#[tokio::test]
async fn a_batch_is_undone_as_far_as_nobody_has_touched_it() {
    let (house, council, mut officer) = march_2026().await;
    let db = house.app.db();
    let lines =
        "CF: 10 September 2026\nCF: 5 November 2026\nCF: 3 December 2026\nCF: 14 January 2027\nOSPB: 18 November 2026";
    let shown = preview(&mut officer, &[("dates", lines)]).await;
    confirm(&mut officer, &shown).await.is(200);
    let rows = meeting::Entity::find().all(db).await.unwrap();
    let at = |day: &str| rows.iter().find(|row| row.held_on == on(day)).unwrap().clone();
    let mut published = at("2026-09-10").into_active_model();
    published.state = Set(State::AgendaPublished.into());
    published.published_on = Set(Some(on("2026-09-01")));
    published.update(db).await.unwrap();
    decided::item(&house, at("2026-12-03").id, "A scoped review").await;
    let batch = batch::Entity::find().one(db).await.unwrap().unwrap();
    let path = format!("/year/batches/{}", batch.id);
    let page = officer.open(&path).await;
    page.is(200).says("Stays: something of it was published").says("Stays: items were put on its agenda");
    page.says("takes out every meeting that nobody has touched (3)");
    let done = officer.send(&format!("{path}/undo"), &[]).await;
    done.is(200).says("Taken out of the diary: 3 meetings. 2 meetings stayed, for the reasons below.");
    assert_eq!(days(&house, council.panel).await, ["2026-09-10", "2026-12-03"]);
    assert_eq!(days(&house, council.board).await, [""; 0]);
    let open =
        obligation::Entity::find().filter(obligation::Column::State.eq(Stored(Owed::Open))).all(db).await.unwrap();
    assert_eq!(open.len(), 4, "two meetings owe an agenda and minutes each");
    let waiting = telling::Entity::find().filter(telling::Column::WithdrawnAt.is_null()).all(db).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert!(
        !waiting[0].section.contains("Thursday 5 November 2026"),
        "a date that went is still told: {}",
        waiting[0].section
    );
    officer.send(&format!("{path}/undo"), &[]).await.is(422).says("These meetings were taken out again already.");
    officer.open("/year/batches/99").await.is(404);
}

#[tokio::test]
async fn whoever_was_told_of_the_dates_is_told_that_they_went() {
    let (house, council, mut officer) = march_2026().await;
    let shown = preview(&mut officer, &[("dates", "CF: 10 September 2026\nCF: 5 November 2026")]).await;
    confirm(&mut officer, &shown).await.is(200);
    house.it_is("2026-03-02T10:30");
    house.tick().await;
    house.deliver().await;
    let batch = batch::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    officer.send(&format!("/year/batches/{}/undo", batch.id), &[]).await.is(200);
    house.it_is("2026-03-02T11:00");
    house.tick().await;
    let letters = letter::Entity::find().all(house.app.db()).await.unwrap();
    let last = letters.iter().find(|one| one.subject == "Dates taken out of the diary again").expect("a letter");
    assert_eq!(last.person_id, Some(council.chair));
    assert!(last.text.contains("Thursday 5 November 2026"), "{}", last.text);
}

#[tokio::test]
async fn only_officers_plan_a_year() {
    let (house, council, _) = march_2026().await;
    let mut chair = house.signed_in(council.chair).await;
    chair.open("/year").await.is(403);
    house.public().open("/year").await.says("Sign in");
}

/// Issue 3: a year of 12 bodies with 8 meetings each is planned and settled again quickly. The bound is for a debug
/// build on a busy machine.
#[tokio::test]
async fn a_year_of_twelve_bodies_is_planned_and_settled_again_in_no_time() {
    let (house, council, mut officer) = march_2026().await;
    let db = house.app.db();
    let panel = remit_entity::body::Entity::find_by_id(council.panel).one(db).await.unwrap().unwrap();
    let mut lines = String::new();
    for n in 0..12 {
        let mut row = panel.clone().into_active_model().reset_all();
        row.id = sea_orm::ActiveValue::NotSet;
        row.slug = Set(format!("panel-{n}"));
        row.name = Set(format!("Panel number {n}"));
        row.short_name = Set(format!("P{n}"));
        row.insert(db).await.unwrap();
        let day = ["Monday", "Tuesday", "Wednesday", "Thursday"][n % 4];
        let nth = ["first", "second", "third"][n / 4];
        lines.push_str(&format!("P{n}: {nth} {day}, monthly, from September 2026 until April 2027\n"));
    }
    let shown = preview(&mut officer, &[("dates", &lines)]).await;
    shown.is(200).says("96 meetings of 12 bodies");
    let begun = Instant::now();
    confirm(&mut officer, &shown).await.is(200).says("96 meetings are in the diary.");
    let planned = begun.elapsed();
    officer.open("/diary/new").await.is(200);
    let holiday = [("kind", "holiday"), ("first_on", "2026-10-02"), ("reason", "A day of joy"), ("confirm", "yes")];
    let begun = Instant::now();
    officer.send("/diary", &holiday).await.is(200).says("dates changed");
    let settled = begun.elapsed();
    println!("96 meetings planned in {planned:?}, settled again in {settled:?}");
    assert!(planned.as_secs() < 5 && settled.as_secs() < 5, "{planned:?}, {settled:?}");
}
