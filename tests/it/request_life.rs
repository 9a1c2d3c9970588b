//! Stories of a request between its issue and the papers: a colleague works and the director signs off, questions,
//! more time, nothing to report, not available, merged, asked anew, documents, and what the letters say.

use crate::answers::{GOOD, asked, field, figures, let_in, link_in, send};
use crate::requests::{Quarter, meeting_on, put_in_set};
use crate::support::forms::forms;
use crate::support::{Browser, Seen, field as fields_of, on};
use axum::http::Method;
use remit_domain::letter::Kind;
use remit_domain::obligation::{Kind as Owed, SubjectKind};
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_domain::word::Word;
use remit_entity::{data_request, figure, letter, obligation, query};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

/// The words of the newest letter of a kind, without what a link hides.
async fn words_of(quarter: &Quarter, kind: Kind) -> String {
    let letters = quarter.letters().await;
    let letter = letters.iter().rev().find(|row| row.kind.0 == kind).unwrap_or_else(|| panic!("no {kind:?}"));
    let text: Vec<String> = letter
        .text
        .lines()
        .map(|line| match line.split_once("/answer/request/") {
            Some((before, _)) => format!("{before}/answer/request/…"),
            None => line.to_owned(),
        })
        .collect();
    format!("To: {}\nSubject: {}\n\n{}", letter.to_address, letter.subject, text.join("\n"))
}

async fn post(browser: &mut Browser, path: &str, deed: &str, typed: &[(&str, &str)]) -> Seen {
    let page = if ["who", "follow", "unavailable"].contains(&deed) { "other" } else { "check" };
    let page = browser.open(&format!("{path}/{page}")).await;
    let mut all = vec![("version", page.carries("version"))];
    all.extend(typed.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.send(&format!("{path}/{deed}"), &all).await
}

async fn by_officer(quarter: &mut Quarter, id: i64, deed: &str, typed: &[(&str, &str)]) -> Seen {
    let version = quarter.officer.open(&format!("/requests/{id}")).await.carries("version");
    let mut all = vec![("version", version.as_str())];
    all.extend(typed);
    quarter.officer.send(&format!("/requests/{id}/{deed}"), &all).await
}

async fn submitted(quarter: &Quarter, id: i64, path: &str) -> Browser {
    let mut director = let_in(quarter, path).await;
    let form = director.open(path).await;
    let fields = figures(quarter, id, GOOD).await;
    send(&mut director, &format!("{path}/submit"), &field(&form, "version"), &fields).await.is(200).says("Submitted");
    director
}

const PRIYA: [(&str, &str); 3] =
    [("choice", "colleague"), ("name", "Priya Shah"), ("email", "p.shah@anyshire.example")];

#[tokio::test]
async fn a_colleague_fills_it_in_and_the_director_signs_it_off_or_sends_it_back() {
    let (mut quarter, id, path) = asked().await;
    insta::assert_snapshot!("letter_request", words_of(&quarter, Kind::DataRequest).await);
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "who", &PRIYA).await.is(200).says("a link of their own");
    assert_eq!(quarter.request(id).await.state.0, State::Acknowledged);
    insta::assert_snapshot!("letter_contributor", words_of(&quarter, Kind::DataContributor).await);

    let theirs = link_in(&quarter, Kind::DataContributor).await;
    assert_ne!(theirs, path, "each has a link of their own");
    let mut colleague = let_in(&quarter, &theirs).await;
    let form = colleague.open(&theirs).await;
    form.says("Check and send up").does_not_say("sign off");
    let lines = figures(&quarter, id, GOOD).await;
    send(&mut colleague, &format!("{theirs}/figures"), &field(&form, "version"), &lines).await.is(200);
    // Who was named does not sign off.
    let form = colleague.open(&format!("{theirs}/check")).await;
    colleague.send_only(&format!("{theirs}/submit"), &[("version", &form.carries("version"))]).await.is(403);
    post(&mut colleague, &theirs, "send-up", &[]).await.is(200).says("Sent up.");
    insta::assert_snapshot!("letter_sent_up", words_of(&quarter, Kind::DataSentUp).await);

    let seen = director.open(&path).await;
    seen.says("Waits for your sign-off").says("via link issued to Priya Shah");
    post(&mut director, &path, "send-back", &[("reason", " ")]).await.is(422).says("Enter the reason.");
    post(&mut director, &path, "send-back", &[("reason", "Say why demand rose.")]).await.is(200).says("Sent back.");
    insta::assert_snapshot!("letter_sent_back", words_of(&quarter, Kind::DataSentBack).await);
    colleague.open(&theirs).await.says("Say why demand rose.");
    post(&mut colleague, &theirs, "send-up", &[]).await.is(200);
    post(&mut director, &path, "submit", &[]).await.is(200).says("Submitted");
    assert_eq!(quarter.request(id).await.state.0, State::Submitted);
    let receipts = quarter.letters().await.into_iter().filter(|row| row.kind.0 == Kind::Receipt);
    let to: Vec<_> = receipts.map(|row| row.to_address).collect();
    assert_eq!(to, ["b.jones@anyshire.example", "p.shah@anyshire.example"]);
    let page = quarter.officer.open(&format!("/requests/{id}")).await;
    page.says("Works on it Priya Shah").says("via link issued to Priya Shah").says("via link issued to Bea Jones");
}

#[tokio::test]
async fn a_colleague_is_reminded_from_the_start_and_the_director_from_two_days_before() {
    let (quarter, _, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "who", &PRIYA).await.is(200);
    let before = quarter.letters().await.len();
    quarter.live_until("2022-10-11", "2022-10-20").await;
    let letters = quarter.letters().await.split_off(before);
    let to = |address: &str| -> Vec<String> {
        let own = letters.iter().filter(|row| row.to_address.starts_with(address));
        own.map(|row| format!("{} {}", remit_domain::london::date_in_london(row.written_at), row.kind.word())).collect()
    };
    assert_eq!(
        to("p.shah"),
        [
            "2022-10-11 data_reminder",
            "2022-10-12 data_reminder",
            "2022-10-17 data_reminder",
            "2022-10-19 data_reminder",
            "2022-10-20 data_overdue"
        ]
    );
    assert_eq!(to("b.jones"), ["2022-10-17 directors_week", "2022-10-19 data_reminder", "2022-10-20 data_overdue"]);
    let said = |address: &str, kind: Kind| {
        let own = letters.iter().rev().find(|row| row.to_address.starts_with(address) && row.kind.0 == kind).unwrap();
        let lines: Vec<_> = own.text.lines().filter(|line| !line.contains("/answer/")).collect();
        format!("Subject: {}\n\n{}", own.subject, lines.join("\n"))
    };
    insta::assert_snapshot!("letter_reminder_to_director", said("b.jones", Kind::DataReminder));
    insta::assert_snapshot!("letter_reminder_to_contributor", said("p.shah", Kind::DataReminder));
    insta::assert_snapshot!("letter_overdue_to_director", said("b.jones", Kind::DataOverdue));
    insta::assert_snapshot!("letter_overdue_to_contributor", said("p.shah", Kind::DataOverdue));
}

/// Edge case 38: an arm's-length provider supplies the data.
#[tokio::test]
async fn an_address_of_an_outside_provider_is_taken_only_when_the_council_allows_it() {
    let (mut quarter, _, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let outside = [("choice", "colleague"), ("name", "Dana Cole"), ("email", "dana@childrenfirst.example")];
    let refused = post(&mut director, &path, "who", &outside).await;
    refused.is(422).says("childrenfirst.example is not an address of the council").says("Ask the scrutiny officer");
    assert!(refused.body.contains("value=\"dana@childrenfirst.example\""), "what was typed is kept");

    quarter.officer.open("/people/providers").await.is(200);
    let wrong = quarter.officer.send("/people/providers", &[("domains", "childrenfirst")]).await;
    wrong.is(422).says("“childrenfirst” is not the part of an address after the @");
    let saved = quarter.officer.send("/people/providers", &[("domains", "@childrenfirst.example")]).await;
    saved.is(200).says("The list of providers is saved.");
    post(&mut director, &path, "who", &outside).await.is(200);
    assert!(quarter.letters().await.iter().any(|row| row.to_address == "dana@childrenfirst.example"));
}

#[tokio::test]
async fn a_question_returns_it_until_a_day_inside_the_margin_and_wants_an_answer() {
    let (mut quarter, id, path) = asked().await;
    let mut director = submitted(&quarter, id, &path).await;
    for (asks, due, sentence) in [
        ("", "2022-10-24", "Enter what you ask."),
        ("Is 41 right?", "2022-10-25", "The papers are finished on 24 October 2022"),
        ("Is 41 right?", "2022-10-07", "The new date must be today or later."),
    ] {
        by_officer(&mut quarter, id, "query", &[("asks", asks), ("due_on", due)]).await.is(422).says(sentence);
    }
    quarter.house.it_is("2022-10-11T10:00");
    let asked = by_officer(&mut quarter, id, "query", &[("asks", "Is 41 right?"), ("due_on", "2022-10-14")]).await;
    asked.is(200).says("Asked back.").says("Queried").says("Is 41 right?").says("None yet");
    assert_eq!(quarter.owed().await, [("submit_data".to_owned(), "2022-10-14".to_owned())]);
    insta::assert_snapshot!("letter_query", words_of(&quarter, Kind::DataQuery).await);

    director.open(&path).await.says("The scrutiny officer asks").says("Is 41 right?");
    let refused = post(&mut director, &path, "submit", &[]).await;
    refused.is(422).says("Answer the question that the scrutiny officer asked.");
    post(&mut director, &path, "submit", &[("answer", "Yes: twelve of twenty-nine.")]).await.is(200).says("Submitted");
    let row = query::Entity::find().one(quarter.house.app.db()).await.unwrap().unwrap();
    assert_eq!((row.answer.as_str(), row.answered_at.is_some()), ("Yes: twelve of twenty-nine.", true));
    quarter.officer.open(&format!("/requests/{id}")).await.says("Yes: twelve of twenty-nine.");
}

#[tokio::test]
async fn more_time_moves_the_day_and_the_reason_stays_in_the_history() {
    let (mut quarter, id, _) = asked().await;
    for (to, reason, sentence) in [
        ("2022-10-19", "System down", "It is due on 19 October 2022 now; choose a later day."),
        ("2022-10-25", "System down", "The papers are finished on 24 October 2022"),
        ("2022-10-21", "", "Enter the reason."),
    ] {
        by_officer(&mut quarter, id, "extend", &[("due_on", to), ("extend_reason", reason)])
            .await
            .is(422)
            .says(sentence);
    }
    let given =
        by_officer(&mut quarter, id, "extend", &[("due_on", "2022-10-21"), ("extend_reason", "System down")]).await;
    given.is(200).says("More time given.").says("from 19 October 2022 to 21 October 2022: System down");
    assert_eq!(quarter.owed().await, [("submit_data".to_owned(), "2022-10-21".to_owned())]);
}

#[tokio::test]
async fn more_time_is_told_to_whoever_works_on_it_once() {
    let (mut quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "who", &PRIYA).await.is(200);
    let named = words_of(&quarter, Kind::DataContributor).await;
    assert!(
        named.contains("It is due on Wed 19 October 2022, for the meeting on Thursday 3 November 2022."),
        "{named}"
    );
    quarter.house.it_is("2022-10-11T10:00");
    // The first day is given in error: only the one that stands is told.
    for to in ["2022-10-20", "2022-10-21"] {
        let given = [("due_on", to), ("extend_reason", "System down")];
        by_officer(&mut quarter, id, "extend", &given).await.is(200);
    }
    let before = quarter.letters().await.len();
    quarter.live_until("2022-10-12", "2022-10-12").await;
    let letters = quarter.letters().await.split_off(before);
    let told = |of: &str| -> Vec<&letter::Model> {
        letters.iter().filter(|row| row.to_address.starts_with(of) && row.text.contains("System down")).collect()
    };
    for of in ["b.jones", "p.shah"] {
        assert_eq!(told(of).len(), 1, "{of}");
        assert!(told(of)[0].text.contains("is due on Friday 21 October 2022 now"), "{}", told(of)[0].text);
    }
    assert!(letters.iter().all(|row| !row.text.contains("20 October")), "what was mended in time is not told");
    let page = quarter.officer.open(&format!("/requests/{id}")).await;
    page.says("More time: Quarter 2 performance data for");
    quarter.live_until("2022-10-13", "2022-10-14").await;
    let again = quarter.letters().await.into_iter().filter(|row| row.text.contains("System down"));
    assert_eq!(again.count(), 2, "not twice for the same day");
}

#[tokio::test]
async fn what_is_refused_stands_in_the_form_that_was_sent() {
    let (mut quarter, id, _) = asked().await;
    let late = [("due_on", "2022-10-25"), ("extend_reason", "System down")];
    let refused = by_officer(&mut quarter, id, "extend", &late).await;
    refused.is(422).says("The papers are finished on 24 October 2022");
    let form = |seen: &Seen, deed: &str| {
        let end = format!("/requests/{id}/{deed}");
        forms(seen).into_iter().find(|form| form.action == end).unwrap()
    };
    let typed = |seen: &Seen, deed: &str, name: &str| {
        let form = form(seen, deed);
        let own = form.pairs().into_iter().find(|(field, _)| *field == name);
        own.map(|(_, value)| value.to_owned()).unwrap_or_else(|| panic!("{deed} has no field {name}"))
    };
    assert_eq!(typed(&refused, "extend", "due_on"), "2022-10-25");
    assert_eq!(typed(&refused, "extend", "extend_reason"), "System down");
    assert_eq!(typed(&refused, "to-follow", "reason"), "", "the other forms are empty");
    assert_eq!(typed(&refused, "not-available", "unavailable_reason"), "");
    let fold = refused.body.split("<details").find(|part| part.contains("More time, or not available")).unwrap();
    assert!(fold.starts_with(" class=\"govuk-details\" open"), "the form is in sight");
    let refused = by_officer(&mut quarter, id, "extend", &[("due_on", "2022-10-21")]).await;
    assert!(refused.body.contains("href=\"#extend_reason\""), "the sentence leads to its own box");
    let refused = by_officer(&mut quarter, id, "not-available", &[]).await;
    assert!(refused.is(422).body.contains("id=\"unavailable_reason-error\""), "the sentence is beside its own box");
}

#[tokio::test]
async fn a_part_goes_ahead_and_the_rest_is_still_chased() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "part", &[]).await.is(422).says("Enter at least one figure first.");
    let form = director.open(&path).await;
    let lines = figures(&quarter, id, [("61", "", ""), ("", "", ""), ("", "", "")]).await;
    send(&mut director, &format!("{path}/figures"), &field(&form, "version"), &lines).await.is(200);
    post(&mut director, &path, "part", &[]).await.is(200).says("The rest is still owed.");
    assert_eq!(quarter.request(id).await.state.0, State::Partly);
    quarter.live_until("2022-10-11", "2022-10-12").await;
    let letters = quarter.letters().await;
    let reminder = letters.iter().rev().find(|row| row.kind.0 == Kind::DataReminder).unwrap();
    assert!(reminder.text.contains("- Not in education") && !reminder.text.contains("- Plans issued"), "only the rest");
}

#[tokio::test]
async fn what_is_not_available_is_said_with_its_reason_to_the_officer_and_in_the_report() {
    let (mut quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "unavailable", &[("why_not", "")]).await.is(422).says("Enter the reason.");
    let said = post(&mut director, &path, "unavailable", &[("why_not", "The system was replaced")]).await;
    said.is(200).says("not available");
    assert_eq!(quarter.request(id).await.state.0, State::NotAvailable);
    assert!(quarter.owed().await.is_empty());
    let letters = quarter.letters().await;
    let told = letters.iter().find(|row| row.kind.0 == Kind::DataAnswered).unwrap();
    assert_eq!(told.to_address, "rowan.ellery@anyshire.example");
    let report = quarter.officer.open(&format!("/items/{}/report", quarter.item)).await;
    report.says("(not available: The system was replaced)");
    quarter.officer.open("/requests?state=not_available").await.says("CF 2022/23 Q2 – 1");
}

#[tokio::test]
async fn nothing_to_report_is_a_return_with_its_note() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let version = director.open(&path).await.carries("version");
    let nil = [("version", version.as_str()), ("asks_nil", "yes"), ("nil", "yes")];
    director.send(&format!("{path}/submit"), &nil).await.is(422).says("Enter what the panel should read");
    let version = director.open(&path).await.carries("version");
    let nil = [("version", version.as_str()), ("note", "No change since Quarter 1.")];
    director.send(&format!("{path}/submit"), &nil).await.is(200).says("Submitted");
    let row = quarter.request(id).await;
    assert_eq!((row.state.0, row.is_nil, row.note.as_str()), (State::Submitted, true, "No change since Quarter 1."));
}

/// Edge case 18: a quarter is deferred and reported with the next.
#[tokio::test]
async fn a_merged_quarter_closes_and_the_report_names_both() {
    let mut quarter = Quarter::begin("2022-10-10T09:00").await;
    let first = quarter.ask_for("2022/23 Q1", "figures", &quarter.indicators.clone()).await;
    let both = quarter.ask().await;
    let slides = quarter.ask_for("2022/23 Q2", "finance", &[]).await;
    let refused = by_officer(&mut quarter, first, "merge", &[("into", &slides.to_string())]).await;
    refused.is(422).says("Choose another request of the same panel to the same post.");
    by_officer(&mut quarter, first, "merge", &[("into", &first.to_string())]).await.is(422);
    let merged = by_officer(&mut quarter, first, "merge", &[("into", &both.to_string())]).await;
    merged.is(200).says("Merged").says("In its place: CF 2022/23 Q2 – 1");
    assert_eq!(quarter.request(first).await.state.0, State::Merged);
    assert_eq!(quarter.request(first).await.replaced_by_id, Some(both));
    let report = quarter.officer.open(&format!("/items/{}/report", quarter.item)).await;
    report.says("Quarter 1 (April to June 2022) and Quarter 2 (July to September 2022)");
    let owed = obligations(&quarter, first).await;
    assert!(owed.iter().all(|line| !line.contains("open")), "{owed:?}");
}

async fn obligations(quarter: &Quarter, id: i64) -> Vec<String> {
    crate::support::decided::owed(&quarter.house, SubjectKind::Request, id).await
}

#[tokio::test]
async fn a_request_asked_anew_for_a_later_meeting_takes_along_what_was_entered() {
    let (mut quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "who", &PRIYA).await.is(200);
    director.open(&format!("{path}/documents")).await;
    let promise =
        [("promised_title", "Budget slides"), ("promised_on", "2022-10-28"), ("reason", "The month closes late")];
    director.send(&format!("{path}/documents/promise"), &promise).await.is(200);
    upload(&mut director, &format!("{path}/documents"), ("Long report", "long.pdf", "%PDF-1.7")).await.is(200);
    let form = director.open(&path).await;
    let first = quarter.lines(id).await[0].id;
    let mut typed = figures(&quarter, id, [("41", "", "Demand rose"), ("", "", ""), ("n/a", "Census", "")]).await;
    typed.extend([(format!("forecast-{first}"), "58".to_owned()), ("note".to_owned(), "See page 3.".to_owned())]);
    send(&mut director, &format!("{path}/figures"), &field(&form, "version"), &typed).await.is(200);

    let (_, later) = meeting_on(&quarter.house, quarter.council.panel, "2022-12-08").await;
    by_officer(&mut quarter, id, "supersede", &[("item", "")]).await.is(422).says("Choose an item of a meeting");
    let anew = by_officer(&mut quarter, id, "supersede", &[("item", &later.to_string())]).await;
    anew.is(200).says("A new request takes its place.").says("CF 2022/23 Q2 – 2");
    anew.says("2 figures and 2 documents from CF 2022/23 Q2 – 1").says("Works on it Priya Shah").says("See page 3.");
    anew.says("Budget slides – Promised for Friday 28 October 2022").says("Long report – Sent");
    let old = quarter.request(id).await;
    assert_eq!(old.state.0, State::Superseded);
    let new = quarter.request(old.replaced_by_id.unwrap()).await;
    assert_eq!((new.agenda_item_id, new.period.as_str(), new.state.0), (later, "2022/23 Q2", State::Planned));
    let lines = quarter.lines(new.id).await;
    let read: Vec<_> = lines.iter().map(|line| (line.typed.as_str(), line.commentary.as_str())).collect();
    assert_eq!(read, [("41", "Demand rose"), ("", ""), ("n/a", "")]);
    assert_eq!((lines[0].rating.map(|one| one.0), lines[0].forecast.as_deref()), (Some(Rating::Red), Some("58")));
    assert_eq!(lines[2].reason, "Census");
    assert!(obligations(&quarter, new.id).await.contains(&"send_appendix open 2022-10-28".to_owned()));
    assert!(obligations(&quarter, id).await.iter().all(|line| !line.contains("open")), "nothing is owed twice");
    // The promise is reminded of, and kept, before the figures are asked for anew.
    quarter.live_until("2022-10-11", "2022-10-27").await;
    let reminder = words_of(&quarter, Kind::DataReminder).await;
    assert!(reminder.contains("Budget slides"), "{reminder}");
    let new_path = link_in(&quarter, Kind::DataReminder).await;
    assert_ne!(new_path, path);
    let mut director = quarter.house.public();
    director.open(&new_path).await.is(200);
    director.send(&format!("{new_path}/code"), &[("who", "holder")]).await.is(200);
    let code = crate::answers::code_in(&quarter).await;
    director.send(&format!("{new_path}/confirm"), &[("code", &code)]).await.is(200);
    let page = director.open(&format!("{new_path}/documents")).await;
    upload_promised(&mut director, &format!("{new_path}/documents"), &page.carries("promised")).await.is(200);
    assert!(obligations(&quarter, new.id).await.contains(&"send_appendix met 2022-10-28".to_owned()));
    let old = quarter.officer.open(&format!("/requests/{id}")).await;
    old.says("Demand rose").says("Long report").does_not_say("Budget slides –");
    quarter.officer.open("/requests?state=superseded").await.says("CF 2022/23 Q2 – 1");
}

/// The Board asks for the same measures, and is given another value for the first.
async fn the_board_is_given(quarter: &mut Quarter, value: &str) -> i64 {
    let own = quarter.item;
    let (_, item) = meeting_on(&quarter.house, quarter.council.board, "2022-11-16").await;
    put_in_set(&quarter.house, quarter.council.board, &quarter.indicators.clone()).await;
    quarter.item = item;
    let second = quarter.ask().await;
    quarter.item = own;
    if quarter.request(second).await.state.0 == State::Planned {
        by_officer(quarter, second, "issue", &[]).await.is(200);
    }
    quarter.live_until("2022-10-12", "2022-10-12").await;
    let newest = quarter.letters().await.into_iter().rev().find(|row| row.text.contains("/answer/request/")).unwrap();
    let address = newest.text.split_whitespace().rev().find(|word| word.contains("/answer/")).unwrap();
    let other = address.strip_prefix("http://scrutiny.example").unwrap().to_owned();
    let mut director = let_in(quarter, &other).await;
    let form = director.open(&other).await;
    let lines = figures(quarter, second, [(value, "", "Recounted."), GOOD[1], GOOD[2]]).await;
    send(&mut director, &format!("{other}/submit"), &field(&form, "version"), &lines).await.is(200).says("Submitted");
    second
}

/// Edge case 8: one value a period; panel A has published when panel B is given another.
#[tokio::test]
async fn a_shared_value_that_changes_after_publication_is_flagged_and_a_correction_is_proposed() {
    let (mut quarter, first, path) = asked().await;
    submitted(&quarter, first, &path).await;
    fields_of::request_is(&quarter.house, first, State::Published).await;
    let second = the_board_is_given(&mut quarter, "44").await;
    quarter.officer.open(&format!("/requests/{second}")).await.says("Not the same everywhere");
    quarter.officer.open("/due").await.says("Correction to propose");
    let page = quarter.officer.open(&format!("/requests/{first}")).await;
    page.says("Another panel was given another value").says("has another value for 2022/23 Q2");
    by_officer(&mut quarter, first, "looked-at", &[("reason", "")]).await.is(422);
    by_officer(&mut quarter, first, "looked-at", &[("reason", "Right as it is")]).await.is(200).says("Recorded.");
    let owed = obligations(&quarter, first).await;
    assert!(owed.contains(&"propose_correction met 2022-10-14".to_owned()), "{owed:?}");
}

async fn corrected(quarter: &mut Quarter, figure: i64, value: &str) {
    let form = format!("/figures/{figure}/correction");
    let version = quarter.officer.open(&form).await.is(200).carries("version");
    let fields = [("version", version.as_str()), ("kind", "erratum"), ("value", value), ("reason", "Recounted.")];
    quarter.officer.send(&form, &fields).await.is(200).says("Figure corrected.");
}

/// Edge case 8: the correction itself ends the task, and no other correction does.
#[tokio::test]
async fn a_proposed_correction_is_met_by_correcting_the_figure() {
    let (mut quarter, first, path) = asked().await;
    submitted(&quarter, first, &path).await;
    fields_of::request_is(&quarter.house, first, State::Published).await;
    the_board_is_given(&mut quarter, "44").await;
    let lines = quarter.lines(first).await;
    corrected(&mut quarter, lines[1].id, "4.9").await;
    let open = "propose_correction open 2022-10-14".to_owned();
    assert!(obligations(&quarter, first).await.contains(&open), "another line was corrected");
    corrected(&mut quarter, lines[0].id, "44").await;
    let page = quarter.officer.open(&format!("/requests/{first}")).await;
    page.does_not_say("Another panel was given another value");
    assert!(!obligations(&quarter, first).await.contains(&open));
}

/// Edge case 8: panel A publishes after panel B was given another value.
#[tokio::test]
async fn a_correction_is_proposed_when_the_other_value_goes_out_later() {
    let (mut quarter, first, path) = asked().await;
    submitted(&quarter, first, &path).await;
    by_officer(&mut quarter, first, "accept", &[]).await.is(200);
    the_board_is_given(&mut quarter, "44").await;
    let none = |owed: Vec<String>| owed.iter().all(|line| !line.starts_with("propose_correction"));
    assert!(none(obligations(&quarter, first).await), "it is not out yet");
    let publish = format!("/meetings/{}/publish", quarter.meeting);
    quarter.officer.open(&publish).await.is(200);
    quarter.officer.send(&publish, &[]).await.is(200);
    assert_eq!(quarter.request(first).await.state.0, State::Published);
    let owed = obligations(&quarter, first).await;
    assert!(owed.contains(&"propose_correction open 2022-10-14".to_owned()), "{owed:?}");
    let page = quarter.officer.open(&format!("/requests/{first}")).await;
    page.says("Another panel was given another value").says("has another value for 2022/23 Q2");
}

/// Sends a file as a browser does.
async fn upload(browser: &mut Browser, path: &str, (title, name, content): (&str, &str, &str)) -> Seen {
    browser.open(path).await.is(200);
    let token = browser.with_token(&[]).trim_start_matches("csrf=").to_owned();
    let part = |name: &str, value: &str| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n{content}\r\n"
    );
    let body = format!("{}{}{file}--cut--\r\n", part("csrf", &token), part("title", title));
    let headers = [("content-type", "multipart/form-data; boundary=cut")];
    let seen = browser.ask_with(Method::POST, path, Some(body), &headers).await;
    match seen.leads_to() {
        Some(to) => browser.open(&to).await,
        None => seen,
    }
}

#[tokio::test]
async fn a_document_is_known_by_its_content_kept_for_the_officer_and_never_shown() {
    let (mut quarter, id, path) = asked().await;
    let documents = format!("{path}/documents");
    quarter.house.public().open(&documents).await.is(200).says("Who are you?");
    let mut director = let_in(&quarter, &path).await;
    for (name, content, sentence) in [
        ("slides.pdf", "<html><script>alert(1)</script>", "Send a PDF, a Word, Excel"),
        ("slides.pdf", "", "The file is empty."),
        ("slides.xlsm", "PK\u{3}\u{4}[Content_Types].xml xl/workbook.xml xl/vbaProject.bin", "The file holds macros."),
    ] {
        upload(&mut director, &documents, ("Slides", name, content)).await.is(422).says(sentence);
    }
    let big = format!("%PDF-{}", "x".repeat(3 * 1024 * 1024));
    upload(&mut director, &documents, ("Long report", "long.pdf", &big)).await.is(200).says("Long report");
    let seen = upload(&mut director, &documents, ("Slides", "../Q2 slides.html", "%PDF-1.7 slides")).await;
    seen.is(200).says("The document has arrived.").says("Q2 slides.pdf");
    let address = format!("/requests/{id}/documents/2");
    let fetched = quarter.officer.open(&address).await;
    fetched.is(200);
    assert_eq!(fetched.headers["content-disposition"], "attachment; filename=\"Q2 slides.pdf\"");
    assert_eq!(fetched.headers["content-type"], "application/pdf");
    assert_eq!(fetched.headers["x-content-type-options"], "nosniff");
    assert_eq!(fetched.body, "%PDF-1.7 slides");
    let stranger = quarter.house.public().ask(Method::GET, &address, None).await;
    assert!(stranger.leads_to().is_some_and(|to| to.starts_with("/sign-in")));
    quarter.house.public().open(&format!("{documents}/2")).await.is(404);
}

#[tokio::test]
async fn a_promised_document_is_owed_by_its_day_and_reminded() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    director.open(&format!("{path}/documents")).await.is(200);
    let promise =
        [("promised_title", "Budget slides"), ("promised_on", "2022-10-28"), ("reason", "The month closes late")];
    let seen = director.send(&format!("{path}/documents/promise"), &promise).await;
    seen.is(200).says("Promised for Friday 28 October 2022: The month closes late");
    let owed = obligations(&quarter, id).await;
    assert!(owed.contains(&"send_appendix open 2022-10-28".to_owned()), "{owed:?}");
    submitted_by(&quarter, id, (&mut director, &path)).await;
    quarter.live_until("2022-10-11", "2022-10-27").await;
    let letters = quarter.letters().await;
    let reminder = letters.iter().rev().find(|row| row.kind.0 == Kind::DataReminder).unwrap();
    assert!(reminder.text.contains("- Budget slides"), "{}", reminder.text);
    director.open(&path).await.says("Documents that go with it");
    let seen = director.open(&format!("{path}/documents")).await;
    let form = upload_promised(&mut director, &format!("{path}/documents"), &seen.carries("promised")).await;
    form.is(200).says("Sent");
    let owed = obligations(&quarter, id).await;
    assert!(owed.contains(&"send_appendix met 2022-10-28".to_owned()), "{owed:?}");
}

async fn promised(quarter: &Quarter, id: i64, path: &str) -> Browser {
    let mut director = let_in(quarter, path).await;
    director.open(&format!("{path}/documents")).await.is(200);
    let promise =
        [("promised_title", "Budget slides"), ("promised_on", "2022-10-28"), ("reason", "The month closes late")];
    director.send(&format!("{path}/documents/promise"), &promise).await.is(200);
    submitted_by(quarter, id, (&mut director, path)).await;
    director
}

#[tokio::test]
async fn a_promise_is_taken_back_with_its_reason_once_the_figures_are_in() {
    let (mut quarter, id, path) = asked().await;
    let mut director = promised(&quarter, id, &path).await;
    director.open(&format!("{path}/documents")).await.says("“Budget slides” will not come");
    let deed = format!("{path}/documents/1/withdraw");
    director.send(&deed, &[("why-1", "")]).await.is(422).says("Enter the reason.");
    director.send(&deed, &[("why-1", "Finance keeps them back")]).await.is(200).says("Taken back.");
    assert!(obligations(&quarter, id).await.contains(&"send_appendix withdrawn 2022-10-28".to_owned()));
    let page = quarter.officer.open(&format!("/requests/{id}")).await;
    page.says("Took a promised document back").says("Budget slides: Finance keeps them back");
    let told = quarter.letters().await.into_iter().rev().find(|row| row.kind.0 == Kind::DataAnswered).unwrap();
    assert!(
        told.subject.starts_with("A document will not come") && told.text.contains("“Budget slides”"),
        "{}",
        told.text
    );
    let before = quarter.letters().await.len();
    quarter.live_until("2022-10-27", "2022-10-28").await;
    let after = quarter.letters().await.split_off(before);
    assert!(after.iter().all(|row| !row.text.contains("Budget slides")), "nobody is reminded of it");
}

#[tokio::test]
async fn an_officer_ends_a_promise_or_puts_the_document_there_themselves() {
    let (mut quarter, id, path) = asked().await;
    promised(&quarter, id, &path).await;
    let refused = by_officer(&mut quarter, id, "documents/1/withdraw", &[]).await;
    assert!(refused.is(422).body.contains("href=\"#why-1\""), "the sentence leads to its own box");
    let at = format!("/requests/{id}/documents");
    let wrong = quarter.officer.send_file(&at, &[("promised", "1")], ("file", "a.pdf", b"<html>")).await;
    wrong.is(422).says("Send a PDF");
    quarter.officer.open(&format!("/requests/{id}")).await;
    let big = format!("%PDF-{}", "x".repeat(3 * 1024 * 1024));
    let seen = quarter.officer.send_file(&at, &[("promised", "1")], ("file", "slides.pdf", big.as_bytes())).await;
    seen.is(200)
        .says("The document is with the request.")
        .says("Budget slides – Sent Mon 10 October 2022, Rowan Ellery");
    assert!(obligations(&quarter, id).await.contains(&"send_appendix met 2022-10-28".to_owned()));
    // What has come is not taken back as a promise.
    by_officer(&mut quarter, id, "documents/1/withdraw", &[("why-1", "x")]).await.is(404);
}

async fn submitted_by(quarter: &Quarter, id: i64, (director, path): (&mut Browser, &str)) {
    let form = director.open(path).await;
    let lines = figures(quarter, id, GOOD).await;
    send(director, &format!("{path}/submit"), &field(&form, "version"), &lines).await.is(200);
}

async fn upload_promised(browser: &mut Browser, path: &str, promised: &str) -> Seen {
    let token = browser.with_token(&[]).trim_start_matches("csrf=").to_owned();
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--cut\r\nContent-Disposition: form-data; name=\"promised\"\r\n\r\n{promised}\r\n--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.pdf\"\r\n\r\n%PDF-1.4\r\n--cut--\r\n"
    );
    let headers = [("content-type", "multipart/form-data; boundary=cut")];
    let seen = browser.ask_with(Method::POST, path, Some(body), &headers).await;
    match seen.leads_to() {
        Some(to) => browser.open(&to).await,
        None => seen,
    }
}

#[tokio::test]
async fn checking_asks_what_a_careful_reader_would_and_blocks_nothing() {
    let (quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    let form = director.open(&path).await;
    let first = quarter.lines(id).await[0].id;
    let mut typed = figures(&quarter, id, GOOD).await;
    for (part, value) in
        [("certainty", "provisional"), ("stated", "amber"), ("forecast", "58"), ("as_at", "2022-09-30")]
    {
        typed.push((format!("{part}-{first}"), value.to_owned()));
    }
    typed.push(("then".to_owned(), "check".to_owned()));
    let seen = send(&mut director, &format!("{path}/figures"), &field(&form, "version"), &typed).await;
    seen.is(200).says("Check your answers").says("41% (Provisional)");
    seen.says("You rate it amber; by its target it is red. Both are shown to the panel.");
    seen.says("Say why your rating differs").says("It is red; what is being done about it?");
    let row: figure::Model = quarter.lines(id).await.remove(0);
    assert_eq!(row.stated_rating.map(|rating| rating.0), Some(Rating::Amber));
    assert_eq!(row.forecast_rating.map(|rating| rating.0), Some(Rating::Amber));
    assert_eq!(row.as_at, Some(on("2022-09-30")));
    post(&mut director, &path, "submit", &[]).await.is(200).says("Submitted");
}

#[tokio::test]
async fn a_director_says_that_it_is_for_somebody_else_or_will_follow() {
    let (mut quarter, id, path) = asked().await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "who", &[]).await.is(422).says("Choose one.");
    let why = [("choice", "not_mine"), ("why", "Education moved to Corporate Services")];
    post(&mut director, &path, "who", &why).await.is(200).says("The scrutiny officer has been told.");
    insta::assert_snapshot!("letter_not_for_this_post", words_of(&quarter, Kind::DataAnswered).await);
    let promise = [("promised_on", "2022-11-01"), ("reason", "The month closes late")];
    post(&mut director, &path, "follow", &promise).await.is(200);
    assert_eq!(quarter.request(id).await.state.0, State::ToFollow);
    assert_eq!(quarter.owed().await, [("submit_data".to_owned(), "2022-11-01".to_owned())]);
    quarter.officer.open(&format!("/requests/{id}")).await.says("Education moved to Corporate Services");
}

#[tokio::test]
async fn it_is_acknowledged_within_three_working_days_by_whatever_is_done() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.ask().await;
    quarter.live_until("2022-10-03", "2022-10-03").await;
    let owed = obligations(&quarter, id).await;
    assert!(owed.contains(&format!("{} open 2022-10-06", Owed::AcknowledgeRequest.word())), "{owed:?}");
    let path = link_in(&quarter, Kind::DataRequest).await;
    let mut director = let_in(&quarter, &path).await;
    post(&mut director, &path, "who", &[("choice", "own")]).await.is(200).says("Thank you");
    let row = quarter.request(id).await;
    assert_eq!((row.state.0, row.acknowledged_at.is_some()), (State::Acknowledged, true));
    let rows = obligation::Entity::find().all(quarter.house.app.db()).await.unwrap();
    assert!(rows.iter().all(|row| row.kind.0 != Owed::AcknowledgeRequest || row.closed_at.is_some()));
}

#[tokio::test]
async fn what_is_published_is_read_only_and_says_how_it_is_corrected() {
    let (mut quarter, id, path) = asked().await;
    let mut director = submitted(&quarter, id, &path).await;
    fields_of::request_is(&quarter.house, id, State::Published).await;
    let page = quarter.officer.open(&format!("/requests/{id}")).await;
    page.says("an erratum or a restatement").does_not_say("Ask back").does_not_say("Withdraw");
    let seen = director.open(&path).await;
    seen.is(200).says("A change from here on is an erratum or a restatement.").does_not_say("Save and go on");
}

/// Letter E25: everything of the coming weeks over all panels, in the place of that Monday's single reminders.
#[tokio::test]
async fn a_director_has_the_week_in_one_letter_on_monday_from_eight() {
    let (mut quarter, id, _) = asked().await;
    let (_, item) = meeting_on(&quarter.house, quarter.council.board, "2022-11-16").await;
    quarter.item = item;
    let other = quarter.ask_for("2022/23 Q2", "finance", &[]).await;
    quarter.house.it_is("2022-10-11T09:00");
    if quarter.request(other).await.state.0 == State::Planned {
        by_officer(&mut quarter, other, "issue", &[]).await.is(200);
    }
    let db = quarter.house.app.db().clone();
    let mut row = data_request::Entity::find_by_id(id).one(&db).await.unwrap().unwrap().into_active_model();
    row.contributor_id = Set(None);
    row.update(&db).await.unwrap();
    quarter.live_until("2022-10-12", "2022-10-14").await;
    let before = quarter.letters().await.len();
    quarter.house.it_is("2022-10-17T07:45");
    quarter.house.tick().await;
    let early: Vec<letter::Model> = quarter.letters().await.split_off(before);
    assert!(early.iter().all(|row| !row.to_address.starts_with("b.jones")), "not before eight");
    quarter.live_until("2022-10-17", "2022-10-17").await;
    let letters = quarter.letters().await.split_off(before);
    let own: Vec<_> = letters.iter().filter(|row| row.to_address.starts_with("b.jones")).collect();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].kind.0, own[0].subject.as_str()), (Kind::DirectorsWeek, "Scrutiny this week: 2 due"));
    insta::assert_snapshot!("letter_directors_week", words_of(&quarter, Kind::DirectorsWeek).await);
}
