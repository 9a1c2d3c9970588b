//! Stories of meetings that do not keep their day: moved, postponed, cancelled, adjourned, inquorate, held jointly, a
//! whole week of them; what is seen before it is confirmed, and who is told of it.

use crate::support::browser::Seen;
use crate::support::field::id_in;
use crate::support::{Browser, Council, House, on};
use chrono::NaiveDate;
use remit::obligations::{self, Owing};
use remit_domain::letter::Kind as Letter;
use remit_domain::obligation::{DueRule, Kind, State, SubjectKind};
use remit_entity::{Stored, agenda_item, letter, meeting, notice, obligation, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const PANEL: &str = "Children and Families Overview and Scrutiny Panel";

/// An officer with the panel of 3 November and the Board of 16 November 2022 in the diary.
async fn autumn() -> (House, Council, Browser, i64, i64) {
    let house = House::new("2022-09-26T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await.is(200);
    let board = schedule(&mut officer, "performance-board", "2022-11-16").await;
    let panel = schedule(&mut officer, "children-and-families", "2022-11-03").await;
    tell(&house, "2022-09-26T10:10").await;
    (house, council, officer, panel, board)
}

async fn schedule(officer: &mut Browser, body: &str, day: &str) -> i64 {
    let form = [("body", body), ("held_on", day), ("starts_at", "2pm"), ("venue", "County Hall"), ("lag", "10")];
    let answer = officer.send_only("/meetings", &form).await;
    id_in(&answer.leads_to().unwrap_or_else(|| panic!("not scheduled: {}", answer.words())))
}

async fn add_item(officer: &mut Browser, meeting: i64, title: &str, invited: &[i64]) -> i64 {
    let invited: Vec<String> = invited.iter().map(ToString::to_string).collect();
    let mut form = vec![("title", title), ("kind", "performance"), ("subject", "")];
    form.extend(invited.iter().map(|id| ("invitees", id.as_str())));
    let answer = officer.send_only(&format!("/meetings/{meeting}/items"), &form).await;
    id_in(&answer.leads_to().unwrap_or_else(|| panic!("not added: {}", answer.words())))
}

/// The clock moves on, and what waits is told.
async fn tell(house: &House, now: &str) {
    house.it_is(now);
    remit::tellings::write_letters(&house.app).await.unwrap();
    house.deliver().await;
}

async fn remind(house: &House, now: &str) {
    house.it_is(now);
    obligations::remind(&house.app).await.unwrap();
}

async fn letters(house: &House, kind: Letter) -> Vec<letter::Model> {
    let own = letter::Entity::find().filter(letter::Column::Kind.eq(Stored(kind)));
    let own = own.filter(letter::Column::State.ne(Stored(remit_domain::letter::State::Withdrawn)));
    own.order_by_asc(letter::Column::ToName).order_by_asc(letter::Column::Id).all(house.app.db()).await.unwrap()
}

async fn version_of(officer: &mut Browser, meeting: i64) -> String {
    officer.open(&format!("/meetings/{meeting}/move")).await.carries("version")
}

async fn change(officer: &mut Browser, meeting: i64, form: &[(&str, &str)]) -> Seen {
    let version = version_of(officer, meeting).await;
    let mut form = form.to_vec();
    form.push(("version", &version));
    officer.send(&format!("/meetings/{meeting}/move"), &form).await
}

/// Every open date, by the kind of what is owed and its subject.
async fn dates(house: &House) -> Vec<(i64, Option<NaiveDate>)> {
    let open = obligation::Entity::find().filter(obligation::Column::State.eq(Stored(State::Open)));
    let open = open.order_by_asc(obligation::Column::Id).all(house.app.db()).await.unwrap();
    open.into_iter().map(|row| (row.id, row.due_on)).collect()
}

async fn owe(house: &House, council: &Council, title: &str, rule: DueRule) {
    let (body_id, owner_post_id, title) = (council.panel, council.director_post, title.to_owned());
    let subject_id = 700 + i64::try_from(title.len()).unwrap();
    let owing = Owing {
        kind: Kind::DoAction,
        subject_kind: SubjectKind::Action,
        subject_id,
        body_id,
        owner_post_id,
        meeting_id: None,
        title,
        rule,
    };
    house.write(move |work| Box::pin(obligations::owe(work, owing))).await;
}

/// Edge case 1.
#[tokio::test]
async fn before_a_meeting_moves_every_date_is_seen_and_afterwards_everybody_concerned_has_one_letter() {
    let (house, council, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Performance monitoring", &[council.cabinet_post]).await;
    owe(&house, &council, "Action with a fixed day", DueRule::on(on("2022-10-31"))).await;
    owe(&house, &council, "Action for the next meeting", DueRule::next_meeting(council.panel, on("2022-09-20"))).await;
    let before = dates(&house).await;
    let seen = change(&mut officer, panel, &[("held_on", "2022-11-10"), ("reason", "Clash"), ("preview", "yes")]).await;
    seen.is(200).says("Nothing has been changed yet.");
    for line in [
        "the meeting Thursday 3 November 2022 at 2pm, County Hall Thursday 10 November 2022 at 2pm, County Hall",
        "agenda Overview and Scrutiny Officer Wed 26 October 2022 Wed 2 November 2022",
        "draft minutes Overview and Scrutiny Officer Thu 17 November 2022 Thu 24 November 2022",
        "Action for the next meeting Director of Children's Services Mon 17 October 2022 Mon 24 October 2022",
        "These dates stay: somebody agreed them as fixed days Action with a fixed day, Mon 31 October 2022",
        "Councillor Imogen Hartley",
    ] {
        seen.says(line);
    }
    assert_eq!(dates(&house).await, before, "a preview changes nothing");
    assert_eq!(letters(&house, Letter::MeetingMoved).await, []);
    change(&mut officer, panel, &[("held_on", "2022-11-10"), ("reason", "Clash")]).await.says("Meeting changed");
    tell(&house, "2022-09-26T10:20").await;
    let told = letters(&house, Letter::MeetingMoved).await;
    let names: Vec<&str> = told.iter().map(|one| one.to_name.as_str()).collect();
    assert_eq!(names, ["Bea Jones", "Councillor Imogen Hartley", "Councillor Tom Arden", "Rowan Ellery"]);
    let director = &told[0];
    assert_eq!(director.subject, format!("Changed: {PANEL}, now Thu 10 November 2022"));
    assert!(director.text.contains("It was: Thursday 3 November 2022 at 2pm, County Hall."), "{}", director.text);
    assert!(director.text.contains("Action for the next meeting: was Mon 17 October 2022, now Mon 24 October 2022"));
    assert!(!director.text.contains("agenda: was"), "others' dates are not the director's affair");
    assert!(told[3].text.contains("agenda: was Wed 26 October 2022"), "the officer sees every date");
    assert!(director.calendar.as_deref().is_some_and(|text| text.contains("SEQUENCE:1")), "the entry is a newer one");
    insta::assert_snapshot!("letter_meeting_moved", director.text);
    tell(&house, "2022-09-27T10:20").await;
    assert_eq!(letters(&house, Letter::MeetingMoved).await.len(), 4, "told once");
}

#[tokio::test]
async fn a_meeting_moved_away_and_back_restores_every_date_and_tells_nobody() {
    let (house, council, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Performance monitoring", &[council.cabinet_post, council.director_post]).await;
    owe(&house, &council, "Action for the next meeting", DueRule::next_meeting(council.panel, on("2022-09-20"))).await;
    let before = dates(&house).await;
    for day in ["2022-11-10", "2022-12-01", "2022-10-27", "2022-11-03"] {
        change(&mut officer, panel, &[("held_on", day)]).await.is(200);
    }
    assert_eq!(dates(&house).await, before);
    tell(&house, "2022-09-26T10:30").await;
    assert_eq!(letters(&house, Letter::MeetingMoved).await, [], "nothing is other than what they were told");
    change(&mut officer, panel, &[("held_on", "2022-11-10")]).await.is(200);
    change(&mut officer, panel, &[("held_on", "2022-11-17")]).await.is(200);
    tell(&house, "2022-09-26T10:45").await;
    let told = letters(&house, Letter::MeetingMoved).await;
    assert!(told[0].text.contains("It was: Thursday 3 November 2022"), "{}", told[0].text);
    assert!(told[0].text.contains("It is now: Thursday 17 November 2022"), "{}", told[0].text);
}

#[tokio::test]
async fn what_was_not_yet_told_of_a_new_meeting_is_told_as_it_is_now() {
    let (house, council, mut officer, _, _) = autumn().await;
    add_item(&mut officer, 2, "Performance monitoring", &[council.director_post]).await;
    let already = letters(&house, Letter::MeetingDates).await.len();
    let new = schedule(&mut officer, "children-and-families", "2022-12-08").await;
    change(&mut officer, new, &[("held_on", "2022-12-15")]).await.is(200);
    tell(&house, "2022-09-26T11:00").await;
    let dates = letters(&house, Letter::MeetingDates).await;
    assert!(dates.len() > already);
    let newest = dates.iter().max_by_key(|one| one.id).unwrap();
    assert!(newest.text.contains("Thursday 15 December 2022"), "{}", newest.text);
    assert!(!newest.text.contains("8 December"), "nothing old is sent");
    let moved = letters(&house, Letter::MeetingMoved).await;
    assert!(
        moved.iter().all(|one| one.to_name == "Rowan Ellery"),
        "who never heard of the old day is not told it moved"
    );
}

#[tokio::test]
async fn nothing_old_is_sent_after_a_meeting_moved() {
    let (house, _, mut officer, panel, _) = autumn().await;
    remind(&house, "2022-10-19T08:00").await;
    let warned = letters(&house, Letter::ComplianceWarning).await;
    assert_eq!(warned.len(), 2, "officer and proper officer, five days before");
    insta::assert_snapshot!("letter_agenda_to_publish", warned[0].text);
    change(&mut officer, panel, &[("held_on", "2022-11-24")]).await.is(200);
    let standing = notice::Entity::find().filter(notice::Column::WithdrawnAt.is_null());
    let standing = standing.all(house.app.db()).await.unwrap();
    assert!(standing.iter().all(|one| one.due_on != on("2022-10-26")), "unsent reminders of the old date are gone");
    remind(&house, "2022-10-24T08:00").await;
    let warned = letters(&house, Letter::ComplianceWarning).await;
    let unsent = warned.iter().filter(|one| one.state.0 != remit_domain::letter::State::Withdrawn).count();
    assert_eq!(unsent, 0, "the new date has not come near");
}

/// Edge case 1, the agenda being out: five clear days apply afresh, unless convened at shorter notice.
#[tokio::test]
async fn a_published_meeting_that_moves_counts_its_clear_days_afresh() {
    let (house, council, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Performance monitoring", &[council.director_post]).await;
    house.it_is("2022-10-26T10:00");
    officer.open(&format!("/meetings/{panel}/publish")).await.is(200);
    officer.send(&format!("/meetings/{panel}/publish"), &[]).await.is(200).says("Agenda published");
    house.it_is("2022-11-01T10:00");
    let refused = change(&mut officer, panel, &[("held_on", "2022-11-08"), ("reason", "Flood")]).await;
    refused.is(422).says("leaves 4 of 5 clear days").says("why the meeting is convened at shorter notice");
    assert!(refused.body.contains("2022-11-08") && refused.body.contains("Flood"), "what was typed is lost");
    let short = [("held_on", "2022-11-08"), ("short_notice_reason", "The chair agreed: the budget cannot wait")];
    let seen = change(&mut officer, panel, &short).await;
    seen.is(200).says("4 of 5 clear days").says("Convened at shorter notice");
    seen.says("The chair agreed: the budget cannot wait");
    let row = meeting::Entity::find_by_id(panel).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!((row.clear_days_given, row.convened_on), (Some(4), Some(on("2022-11-01"))));
    let seen = change(&mut officer, panel, &[("held_on", "2022-11-09")]).await;
    seen.is(200).does_not_say("4 of 5");
    let row = meeting::Entity::find_by_id(panel).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.clear_days_given, Some(5));
}

#[tokio::test]
async fn a_postponed_meeting_has_no_day_and_its_dates_wait_in_the_open() {
    let (house, _, mut officer, panel, _) = autumn().await;
    let refused = change(&mut officer, panel, &[("to", "unknown")]).await;
    refused.is(422).says("Enter the reason");
    let seen = change(&mut officer, panel, &[("to", "unknown"), ("reason", "The chair is ill")]).await;
    seen.is(200).says("Postponed from Thursday 3 November 2022").says("Reason: The chair is ill");
    officer.open("/due").await.says("CF, 3 November 2022: agenda").says("No date yet");
    tell(&house, "2022-09-26T10:30").await;
    let told = letters(&house, Letter::MeetingMoved).await;
    assert!(told[0].text.contains("is postponed"), "{}", told[0].text);
    assert!(told[0].calendar.as_deref().is_some_and(|text| text.contains("STATUS:CANCELLED")));
    officer.send(&format!("/meetings/{panel}/held"), &[]).await.is(422).says("was postponed; give it a day first");
    let seen = change(&mut officer, panel, &[("to", "day"), ("held_on", "2022-11-24")]).await;
    seen.is(200).says("Thursday 24 November 2022").says("Scheduled");
    let due = obligation::Entity::find().filter(obligation::Column::MeetingId.eq(panel));
    let due = due.filter(obligation::Column::Kind.eq(Stored(Kind::PublishAgenda))).one(house.app.db()).await.unwrap();
    assert_eq!(due.unwrap().due_on, Some(on("2022-11-16")));
    tell(&house, "2022-09-26T10:40").await;
    assert!(letters(&house, Letter::MeetingMoved).await.iter().any(|one| one.text.contains("It was: postponed")));
}

/// Edge case 2.
#[tokio::test]
async fn a_cancelled_meeting_carries_its_business_where_the_officer_says() {
    let (house, council, mut officer, panel, _) = autumn().await;
    let item = add_item(&mut officer, panel, "Performance monitoring", &[council.cabinet_post]).await;
    let next = schedule(&mut officer, "children-and-families", "2022-12-08").await;
    let path = format!("/meetings/{panel}/cancel");
    officer.open(&path).await.says("CF, 3 November 2022: agenda").says("Thursday 8 December 2022");
    let wrong = officer.send(&path, &[("reason", "Snow"), ("fate", "to")]).await;
    wrong.is(422).says("Choose a meeting of this body that lies ahead");
    let to = next.to_string();
    let chosen = [("reason", "Snow"), ("fate", "to"), ("successor", to.as_str())];
    let mut preview = chosen.to_vec();
    preview.push(("preview", "yes"));
    let seen = officer.send(&path, &preview).await;
    seen.is(200)
        .says("Performance monitoring: carried to Thursday 8 December 2022")
        .says("Nothing has been changed yet");
    let seen = officer.send(&path, &chosen).await;
    seen.is(200).says("Meeting cancelled.").says("Its business passed to the meeting on Thursday 8 December 2022");
    let new = agenda_item::Entity::find().filter(agenda_item::Column::OriginId.eq(item)).one(house.app.db()).await;
    let new = new.unwrap().expect("the item is linked to the one it came from");
    assert_eq!(new.meeting_id, next);
    officer.open(&format!("/meetings/{next}")).await.says("Performance monitoring").says("Councillor Tom Arden");
    let waiting = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::AnswerInvitation)))
        .filter(obligation::Column::State.eq(Stored(State::Open)));
    let waiting = waiting.all(house.app.db()).await.unwrap();
    assert_eq!(waiting.len(), 1, "invited anew for the new day, and only for it");
    assert_eq!(waiting[0].meeting_id, Some(next));
    let settled = obligations::settle_all(&house.app).await.unwrap();
    assert_eq!(settled, [], "the night finds nothing to settle");
}

/// Edge case 5.
#[tokio::test]
async fn a_week_of_meetings_is_postponed_with_one_letter_for_each_person() {
    let (house, council, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Performance monitoring", &[council.director_post]).await;
    let second = schedule(&mut officer, "performance-board", "2022-11-04").await;
    tell(&house, "2022-09-26T10:30").await;
    let path = "/meetings/postpone";
    officer.open(&format!("{path}?from=2022-11-05&until=2022-11-01")).await.is(200).says("the first and the last day");
    let listed = officer.open(&format!("{path}?from=2022-10-31&until=2022-11-06")).await;
    listed.is(200).says("Thursday 3 November 2022").says("Friday 4 November 2022").does_not_say("16 November");
    let (first, other) = (panel.to_string(), second.to_string());
    let mut form = vec![("from", "2022-10-31"), ("until", "2022-11-06"), ("meetings", first.as_str())];
    form.extend([("meetings", other.as_str()), ("to", "weeks"), ("weeks", "2")]);
    officer.send(path, &form).await.is(422).says("Enter the reason");
    form.push(("reason", "National mourning"));
    let mut preview = form.clone();
    preview.push(("preview", "yes"));
    let seen = officer.send(path, &preview).await;
    seen.is(200).says("Thursday 17 November 2022 at 2pm").says("Friday 18 November 2022 at 2pm");
    officer.send(path, &form).await.is(200).says("Meetings changed: 2");
    tell(&house, "2022-09-26T10:45").await;
    let told = letters(&house, Letter::MeetingMoved).await;
    let officers: Vec<_> = told.iter().filter(|one| one.to_name == "Rowan Ellery").collect();
    assert_eq!(officers.len(), 1, "one letter, two meetings");
    assert!(officers[0].text.contains("17 November 2022") && officers[0].text.contains("18 November 2022"));
    assert!(officers[0].subject.ends_with("and one more"), "{}", officers[0].subject);
}

#[tokio::test]
async fn an_adjourned_meeting_goes_on_with_what_was_not_taken() {
    let (house, _, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Fostering", &[]).await;
    let left = add_item(&mut officer, panel, "Home to school transport", &[]).await;
    let path = format!("/meetings/{panel}/adjourn");
    let (id, form) = (left.to_string(), [("reason", "Fire alarm"), ("fate", "new"), ("chosen", "yes")]);
    let mut form = form.to_vec();
    form.extend([("items", id.as_str()), ("held_on", "2022-11-07"), ("starts_at", "10am"), ("venue", "Annexe")]);
    officer.send(&path, &form).await.is(422).says("can be recorded as held from that day");
    house.it_is("2022-11-03T16:00");
    let refused = officer.send(&path, &form).await;
    refused.is(422).says("1 of 5 clear days");
    assert!(refused.body.contains("Annexe"), "what was typed is lost");
    form.push(("short_notice_reason", "The business is the same and cannot wait"));
    let seen = officer.send(&path, &form).await;
    seen.is(200).says("Adjourned").says("Its business passed to the meeting on Monday 7 November 2022");
    let next = meeting::Entity::find().filter(meeting::Column::HeldOn.eq(on("2022-11-07"))).one(house.app.db()).await;
    let next = next.unwrap().unwrap();
    assert_eq!(next.short_notice_reason, "The business is the same and cannot wait");
    let shown = officer.open(&format!("/meetings/{}", next.id)).await;
    shown.says("Home to school transport").does_not_say("Fostering").says("Convened at shorter notice");
    let minutes = obligation::Entity::find()
        .filter(obligation::Column::SubjectId.eq(panel))
        .filter(obligation::Column::Kind.eq(Stored(Kind::DraftMinutes)));
    let minutes = minutes.one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(minutes.state.0, State::Open, "what was held still has its minutes");
}

#[tokio::test]
async fn an_inquorate_meeting_keeps_its_record_and_loses_no_business() {
    let (house, _, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Fostering", &[]).await;
    let next = schedule(&mut officer, "children-and-families", "2022-12-08").await;
    house.it_is("2022-11-03T14:30");
    let to = next.to_string();
    let form = [("reason", "Two members came"), ("fate", "to"), ("successor", to.as_str())];
    let seen = officer.send(&format!("/meetings/{panel}/inquorate"), &form).await;
    seen.is(200).says("Recorded as inquorate.").says("Inquorate").says("Two members came");
    officer.open(&format!("/meetings/{next}")).await.says("Fostering");
    officer.send(&format!("/meetings/{panel}/held"), &[]).await.is(422).says("This meeting was inquorate");
}

/// Edge case 7: both panels' members hear of a joint meeting.
#[tokio::test]
async fn a_joint_meeting_is_told_to_the_members_of_both_bodies() {
    let (house, council, mut officer, _, board) = autumn().await;
    let panel = council.panel.to_string();
    let page = officer.open(&format!("/meetings/{board}/joint")).await;
    page.says(PANEL);
    let version = page.carries("version");
    let form = [("bodies", panel.as_str()), ("version", version.as_str())];
    let seen = officer.send(&format!("/meetings/{board}/joint"), &form).await;
    seen.is(200).says(&format!("Held jointly with {PANEL}."));
    officer.send(&format!("/meetings/{board}/joint"), &form).await.is(409).says("Somebody else changed this meeting");
    change(&mut officer, board, &[("held_on", "2022-11-23")]).await.is(200);
    tell(&house, "2022-09-26T10:40").await;
    let told = letters(&house, Letter::MeetingMoved).await;
    assert!(told.iter().any(|one| one.to_name == "Councillor Imogen Hartley"), "the panel's chair sits at it");
}

/// Edge case 29.
#[tokio::test]
async fn an_action_for_the_next_meeting_waits_in_the_open_while_there_is_none() {
    let (house, council, mut officer, panel, _) = autumn().await;
    owe(&house, &council, "Action for the next meeting", DueRule::next_meeting(council.panel, on("2022-09-20"))).await;
    officer.send(&format!("/meetings/{panel}/cancel"), &[("reason", "No business")]).await.is(200);
    officer.open("/due").await.says("Action for the next meeting").says("Due when the next meeting is in the diary");
    schedule(&mut officer, "children-and-families", "2022-12-08").await;
    officer.open("/due").await.does_not_say("Due when the next meeting is in the diary");
}

/// A matter that the panel has referred to a meeting of the Board, with the answer that is owed.
async fn refer(house: &House, council: &Council, item: i64, board: i64) -> i64 {
    let (body_id, board_id, owner_post_id) = (council.panel, council.board, council.officer_post);
    house
        .write(move |work| {
            Box::pin(async move {
                let row = referral::ActiveModel {
                    reference: Set("CF-OSPB 22/23-001".to_owned()),
                    body_id: Set(body_id),
                    board_id: Set(board_id),
                    agenda_item_id: Set(item),
                    meeting_id: Set(Some(board)),
                    kind: Set(Stored(remit_domain::referral::Kind::AreaOfConcern)),
                    text: Set("timeliness of plans".to_owned()),
                    feedback: Set(String::new()),
                    state: Set(Stored(remit_domain::referral::State::Raised)),
                    answer: Set(String::new()),
                    created_on: Set(work.today),
                    version: Set(1),
                    ..Default::default()
                };
                let id = row.insert(&work.tx).await?.id;
                let owing = Owing {
                    kind: Kind::RecordAnswer,
                    subject_kind: SubjectKind::Referral,
                    subject_id: id,
                    body_id: board_id,
                    owner_post_id,
                    meeting_id: Some(board),
                    title: "CF-OSPB 22/23-001".to_owned(),
                    rule: DueRule::meeting(board, 2),
                };
                obligations::owe(work, owing).await?;
                Ok(id)
            })
        })
        .await
}

/// Edge case 14: a panel that has not met since the last Board makes a nil return and is not overdue; a Board that
/// moves takes its matters along, and the panel's chair hears of it.
#[tokio::test]
async fn the_board_sees_who_has_nothing_to_bring_and_takes_its_matters_along() {
    let (house, council, mut officer, panel, board) = autumn().await;
    let item = add_item(&mut officer, panel, "Performance monitoring", &[]).await;
    let shown = officer.open(&format!("/meetings/{board}")).await;
    shown.says("What the panels bring").says("Nil return: the panel has not met.");
    officer.open("/due").await.does_not_say("nil return");
    house.it_is("2022-11-03T17:00");
    officer.send(&format!("/meetings/{panel}/held"), &[]).await.is(200);
    officer.open(&format!("/meetings/{board}")).await.says("Met on 3 November 2022; nothing was referred.");
    let matter = refer(&house, &council, item, board).await;
    officer.open(&format!("/meetings/{board}")).await.says("1 matter for this meeting.");
    let later = schedule(&mut officer, "performance-board", "2022-12-07").await;
    tell(&house, "2022-11-04T09:00").await;
    officer
        .send(&format!("/meetings/{board}/cancel"), &[("reason", "No business"), ("fate", "withdraw")])
        .await
        .is(200);
    let row = referral::Entity::find_by_id(matter).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.meeting_id, Some(later), "re-planned to the Board's next meeting");
    officer.open(&format!("/meetings/{later}")).await.says("1 matter for this meeting.");
    tell(&house, "2022-11-04T09:10").await;
    let told = letters(&house, Letter::MeetingMoved).await;
    let chair = told.iter().find(|one| one.to_name == "Councillor Imogen Hartley").expect("the panel's chair is told");
    assert!(chair.text.contains("is cancelled"), "{}", chair.text);
}

/// Letter E11.
#[tokio::test]
async fn the_chair_is_briefed_twice_and_never_again() {
    let (house, council, mut officer, panel, _) = autumn().await;
    add_item(&mut officer, panel, "Performance monitoring", &[council.director_post]).await;
    let brief = async |now: &str| {
        house.it_is(now);
        remit::meetings::brief_chairs(&house.app).await.unwrap();
        let later = now.replace(":00", ":30");
        tell(&house, &later).await;
        letters(&house, Letter::ChairsBrief).await.len()
    };
    assert_eq!(brief("2022-10-21T08:00").await, 0);
    assert_eq!(brief("2022-10-24T08:00").await, 1, "two working days before publication");
    assert_eq!(brief("2022-10-25T08:00").await, 1);
    assert_eq!(brief("2022-10-28T08:00").await, 1);
    assert_eq!(brief("2022-11-02T08:00").await, 2, "the working day before the meeting");
    let told = letters(&house, Letter::ChairsBrief).await;
    assert!(told.iter().all(|one| one.to_name == "Councillor Imogen Hartley"));
    insta::assert_snapshot!("letter_chairs_brief", told[0].text);
}

/// Letters E1 and E2.
#[tokio::test]
async fn dates_and_invitations_are_written_as_people_read_them() {
    let (house, council, mut officer, panel, _) = autumn().await;
    let dates = letters(&house, Letter::MeetingDates).await;
    let chair =
        dates.iter().find(|one| one.to_name == "Councillor Imogen Hartley").expect("a member is told the dates");
    insta::assert_snapshot!("letter_dates", chair.text);
    assert!(chair.calendar.as_deref().is_some_and(|text| text.contains("METHOD:PUBLISH")));
    add_item(&mut officer, panel, "Performance monitoring", &[council.director_post]).await;
    remind(&house, "2022-09-28T08:00").await;
    let invited = letters(&house, Letter::Invitation).await;
    assert_eq!(invited.len(), 1);
    let (text, _) = invited[0].text.split_once("/answer/invitation/").expect("a link of one's own");
    insta::assert_snapshot!("letter_invitation", text);
    house.deliver().await;
    remind(&house, "2022-10-12T08:00").await;
    assert_eq!(
        letters(&house, Letter::InvitationReminder).await.len(),
        1,
        "chased ten working days before publication"
    );
}
