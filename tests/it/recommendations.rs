//! Stories of recommendations: sent with their clock, acknowledged and answered by link, published, followed, closed by
//! the body alone. Edge cases 17, 33 and 34 are told here. How they come into being is told with resolutions.

use crate::support::browser::Seen;
use crate::support::decided::{another_panel, held_item, item, letters, meeting, owed, recommended};
use crate::support::{Browser, Council, House, on};
use remit_domain::agenda::Access;
use remit_domain::letter::Kind;
use remit_domain::meeting::State as Met;
use remit_domain::obligation::SubjectKind::Recommendation;
use remit_domain::person::{BodyKind, PostKind};
use remit_entity::{
    Stored, agenda_item, body, holding, letter, membership, person, post, recommendation, resolution_part,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// A panel that recommended so many things to the cabinet member for education on a day; its officer; the first of them.
async fn told(met: &str, now: &str, count: usize) -> (House, Council, Browser, i64) {
    let house = House::new(now).await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, met, "Performance Monitoring").await;
    let first = recommended(&house, (item, council.cabinet_post), "the waiting list be halved", count).await.0;
    let officer = house.signed_in(council.officer).await;
    (house, council, officer, first)
}

/// Sends a step with the version that stands on the page.
async fn step(browser: &mut Browser, path: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
    let page = browser.open(path).await;
    let version = page.body.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let version = version.unwrap_or("1").to_owned();
    let mut all = vec![("version", version.as_str())];
    all.extend(fields);
    browser.send(&format!("{path}/{step}"), &all).await
}

/// Sends recommendations, with the versions that stand on the form.
async fn serve(officer: &mut Browser, ids: &[i64], fields: &[(&str, &str)]) -> Seen {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let asked: Vec<String> = ids.iter().map(|id| format!("ids={id}")).collect();
    let page = officer.open(&format!("/recommendations/serve?{}", asked.join("&"))).await;
    page.is(200);
    let names: Vec<String> = ids.iter().map(|id| format!("version_{id}")).collect();
    let versions: Vec<String> = names.iter().map(|name| page.carries(name)).collect();
    let mut all: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
    all.extend(names.iter().map(String::as_str).zip(versions.iter().map(String::as_str)));
    all.extend(fields);
    officer.send("/recommendations/serve", &all).await
}

/// The usual form: to the executive, with a notice of the same day.
async fn served(officer: &mut Browser, council: &Council, ids: &[i64], day: &str) -> Seen {
    let post = council.cabinet_post.to_string();
    let lead = council.director_post.to_string();
    let fields = [
        ("addressee", "executive"),
        ("post", post.as_str()),
        ("lead", lead.as_str()),
        ("on", day),
        ("notice", "yes"),
        ("notice_on", day),
    ];
    serve(officer, ids, &fields).await
}

/// Answers those with these fields, by the officer's form.
async fn answered(officer: &mut Browser, id: i64, fields: &[(&str, &str)]) -> Seen {
    let path = format!("/recommendations/{id}/answer");
    let page = officer.open(&path).await;
    page.is(200);
    let ids: Vec<String> =
        page.body.split("name=\"version_").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    let names: Vec<String> = ids.iter().map(|id| format!("version_{id}")).collect();
    let versions: Vec<String> = names.iter().map(|name| page.carries(name)).collect();
    let mut all: Vec<(&str, &str)> =
        names.iter().map(String::as_str).zip(versions.iter().map(String::as_str)).collect();
    all.extend(fields);
    officer.send(&path, &all).await
}

async fn cabinet(house: &House, council: &Council) -> i64 {
    let row = body::ActiveModel {
        slug: Set("cabinet".to_owned()),
        name: Set("Cabinet".to_owned()),
        short_name: Set("Cabinet".to_owned()),
        kind: Set(Stored(BodyKind::Cabinet)),
        officer_post_id: Set(Some(council.officer_post)),
        clear_days: Set(5),
        house_style: Set(Stored(remit_domain::resolution::HouseStyle::Dash)),
        remit: Set(String::new()),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

async fn monitoring_officer(house: &House) {
    let db = house.app.db();
    let row = person::ActiveModel {
        name: Set("Lena Marsh".to_owned()),
        email: Set("lena.marsh@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let person = row.insert(db).await.unwrap().id;
    let row = post::ActiveModel {
        title: Set("Monitoring Officer".to_owned()),
        kind: Set(Stored(PostKind::MonitoringOfficer)),
        ..Default::default()
    };
    let post = row.insert(db).await.unwrap().id;
    let row = holding::ActiveModel {
        post_id: Set(post),
        person_id: Set(person),
        from_on: Set(on("2015-01-01")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
}

async fn words_of(house: &House, kind: Kind, to: &str) -> String {
    let found: Vec<letter::Model> = letters(house)
        .await
        .into_iter()
        .filter(|one| [Stored(kind), Stored(Kind::Morning)].contains(&one.kind) && one.to_address.starts_with(to))
        .collect();
    let one = found.last().unwrap_or_else(|| panic!("no letter {kind:?} to {to}"));
    // The link's secret differs from one house to another.
    let text: Vec<String> = one
        .text
        .lines()
        .map(|line| match line.split_once("/answer/") {
            Some((host, rest)) => format!("{host}/answer/{}/…", rest.split('/').next().unwrap()),
            None => line.to_owned(),
        })
        .collect();
    format!("To: {}\nSubject: {}\n\n{}", one.to_name, one.subject, text.join("\n"))
}

#[tokio::test]
async fn edge_case_33_a_last_day_on_a_sunday_stands_unshifted_beside_the_working_target() {
    let (house, council, mut officer, id) = told("2022-11-03", "2022-11-16T10:00", 1).await;
    monitoring_officer(&house).await;
    let cabinet = cabinet(&house, &council).await;
    meeting(&house, cabinet, "2022-12-15", Met::Scheduled).await;
    meeting(&house, cabinet, "2023-01-12", Met::Scheduled).await;
    meeting(&house, cabinet, "2023-02-09", Met::Scheduled).await;
    assert_eq!(owed(&house, Recommendation, id).await, ["serve_recommendation open 2022-11-07"]);
    served(&mut officer, &council, &[id], "2022-11-16")
        .await
        .is(200)
        .says("Sent.")
        .says("Sunday 15 January 2023 at the latest; working target Friday 13 January 2023")
        .says("two months beginning with the day of receipt or, if later, of the notice")
        // Thu 12 January 2023: five clear days before it is Wed 4 January.
        .says("Thursday 12 January 2023; its papers go out by Wednesday 4 January 2023.")
        .says("Half-way: Wednesday 14 December 2022")
        .says("Last day: Sunday 15 January 2023");
    assert_eq!(
        owed(&house, Recommendation, id).await,
        [
            "serve_recommendation met 2022-11-07",
            "acknowledge_recommendation open 2022-11-21",
            "respond open 2023-01-13"
        ]
    );
    house.tick().await;
    insta::assert_snapshot!("letter_served", words_of(&house, Kind::RecommendationServed, "tom.arden").await);
    insta::assert_snapshot!(
        "letter_served_to_monitor",
        words_of(&house, Kind::RecommendationServed, "lena.marsh").await
    );
    let path = format!("/recommendations/{id}");
    step(&mut officer, &path, "dates", &[("on", "2022-11-16")]).await.is(200).says("Received on Wednesday 16 November");
    house.it_is("2022-12-14T10:00");
    house.tick().await;
    insta::assert_snapshot!("letter_half_way", words_of(&house, Kind::ResponseReminder, "tom.arden").await);
    house.it_is("2023-01-16T10:00");
    house.tick().await;
    officer.open(&format!("/recommendations/{id}")).await.says("The last day has passed.").says("Today");
    officer.open("/recommendations?overdue=1").await.says("Recommendations (1)").says("Recommendation to answer");
    insta::assert_snapshot!("letter_overdue", words_of(&house, Kind::ResponseOverdue, "tom.arden").await);
    insta::assert_snapshot!("letter_overdue_to_chair", words_of(&house, Kind::ResponseOverdue, "imogen").await);
    // The chair has it in one letter with the week of the panel.
    let chased = async || {
        let says = "The last day for the answer was Sunday 15 January 2023";
        let stands = |one: &&letter::Model| one.state != Stored(remit_domain::letter::State::Withdrawn);
        letters(&house).await.iter().filter(stands).filter(|one| one.text.contains(says)).count()
    };
    assert_eq!(chased().await, 3, "the addressee, the monitoring officer and the chair");
    house.it_is("2023-01-23T10:00");
    house.tick().await;
    assert_eq!(chased().await, 6, "once more a week later");
}

#[tokio::test]
async fn edge_case_33_twenty_eight_days_that_end_on_a_bank_holiday() {
    let (house, council, mut officer, id) = told("2026-11-26", "2026-11-30T10:00", 1).await;
    let post = council.director_post.to_string();
    let health = [("addressee", "health_partner"), ("post", post.as_str()), ("on", "2026-11-30")];
    serve(&mut officer, &[id], &health)
        .await
        .is(200)
        .says("Monday 28 December 2026 at the latest; working target Thursday 24 December 2026")
        .says("28 days after receipt")
        .says("No Cabinet meeting is in the diary.");
    assert_eq!(owed(&house, Recommendation, id).await.last().unwrap(), "respond open 2026-12-24");
}

#[tokio::test]
async fn no_notice_no_clock_until_one_is_given() {
    let (house, council, mut officer, id) = told("2026-11-05", "2026-11-06T10:00", 1).await;
    let post = council.cabinet_post.to_string();
    let form = [("addressee", "executive"), ("post", post.as_str()), ("on", "2026-11-06")];
    serve(&mut officer, &[id], &form).await.is(422).says("Choose whether a written notice goes with it.");
    let no = [form.as_slice(), &[("notice", "no")]].concat();
    serve(&mut officer, &[id], &no).await.is(200).says("By no date").says("Not given");
    let about = owed(&house, Recommendation, id).await;
    assert_eq!(about, ["serve_recommendation met 2026-11-09", "acknowledge_recommendation open 2026-11-11"]);
    house.it_is("2026-11-20T10:00");
    let path = format!("/recommendations/{id}");
    step(&mut officer, &path, "dates", &[("on", "2026-11-30")])
        .await
        .is(422)
        .says("Enter a day that is not in the future.");
    step(&mut officer, &path, "dates", &[("on", "2026-11-04")]).await.is(422).says("not before the meeting");
    step(&mut officer, &path, "dates", &[("on", "2026-11-09"), ("notice_on", "2026-11-18")])
        .await
        .is(200)
        // Two months beginning with 18 November, the later of the two.
        .says("Sunday 17 January 2027 at the latest; working target Friday 15 January 2027");
    assert_eq!(owed(&house, Recommendation, id).await.last().unwrap(), "respond open 2027-01-15");
}

#[tokio::test]
async fn a_local_rule_needs_its_number_and_its_reason_and_what_was_typed_stays() {
    let (_house, council, mut officer, id) = told("2026-11-05", "2026-11-06T10:00", 1).await;
    let post = council.cabinet_post.to_string();
    let form = [
        ("addressee", "executive"),
        ("post", post.as_str()),
        ("on", "2026-11-06"),
        ("notice", "yes"),
        ("notice_on", "2026-11-06"),
        ("clock", "local_weeks"),
    ];
    let seen = serve(&mut officer, &[id], &form).await;
    seen.is(422).says("Enter how many, as a number from 1 to 366.");
    let with_number = [form.as_slice(), &[("clock_count", "8")]].concat();
    let seen = serve(&mut officer, &[id], &with_number).await;
    seen.is(422).says("Enter which rule says so");
    assert!(seen.body.contains("name=\"clock_count\" type=\"text\" value=\"8\""), "{}", seen.body);
    let whole = [with_number.as_slice(), &[("clock_reason", "Constitution, part 4")]].concat();
    serve(&mut officer, &[id], &whole)
        .await
        .is(200)
        .says("Friday 1 January 2027 at the latest; working target Thursday 31 December 2026")
        .says("8 weeks (local rule)")
        .says("The rule: Constitution, part 4");
}

#[tokio::test]
async fn edge_case_34_one_answer_accepts_one_in_part_rejects_one_and_defers_one() {
    let (house, council, mut officer, first) = told("2026-11-05", "2026-11-06T10:00", 3).await;
    let (second, third) = (first + 1, first + 2);
    served(&mut officer, &council, &[first, second, third], "2026-11-06").await.is(200).says("Recommendations (3)");
    house.it_is("2026-12-10T10:00");
    let (d1, d2, d3) = (format!("decision_{first}"), format!("decision_{second}"), format!("decision_{third}"));
    let (p1, r2, b3) = (format!("proposed_{first}"), format!("reason_{second}"), format!("by_on_{third}"));
    let when = ("on", "2026-12-09");
    answered(&mut officer, first, &[when]).await.is(422).says("Choose what the answer says.");
    let all = [when, (d1.as_str(), "part_accepted"), (d2.as_str(), "rejected"), (d3.as_str(), "deferred")];
    let seen = answered(&mut officer, first, &all).await;
    seen.is(422).says("Enter what is proposed to be done.");
    let all = [all.as_slice(), &[(p1.as_str(), "Two more officers")]].concat();
    answered(&mut officer, first, &all).await.is(422).says("Enter why it is rejected.");
    let all = [all.as_slice(), &[(r2.as_str(), "It costs too much")]].concat();
    let seen = answered(&mut officer, first, &all).await;
    seen.is(422).says("Enter the day, from today on");
    assert!(seen.body.contains("Two more officers</textarea>"), "what was typed stays");
    let all = [all.as_slice(), &[(b3.as_str(), "2027-02-06")]].concat();
    answered(&mut officer, first, &all)
        .await
        .is(200)
        .says("Accepted in part")
        .says("Two more officers")
        .says("CF-R 26/27-002 , CF-R 26/27-003");
    let last = |all: Vec<String>| all.into_iter().filter(|one| one.contains(" open ")).collect::<Vec<_>>();
    // Five working days after 9 December to publish; six months after it the first report.
    let of_first = last(owed(&house, Recommendation, first).await);
    assert_eq!(of_first, ["report_progress open 2027-06-09", "publish_response open 2026-12-16"]);
    let of_second = last(owed(&house, Recommendation, second).await);
    assert_eq!(of_second, ["agree_completion open no date", "publish_response open 2026-12-16"]);
    // The day that the addressee names does not put off the last day of the law.
    assert_eq!(last(owed(&house, Recommendation, third).await), ["respond open 2027-01-05"]);
    officer
        .open(&format!("/recommendations/{third}"))
        .await
        .says("Considered")
        .says("To be decided by Saturday 6 February 2027");

    let print = "/actions/print?kind=recommendation";
    officer
        .open(print)
        .await
        .says("An answer was received.")
        .does_not_say("Two more officers")
        .does_not_say("too much");
    officer.open("/actions").await.says("Two more officers");
    house.it_is("2026-12-10T10:05");
    let mut public = house.public();
    let page = "/bodies/all/recommendations";
    public.open(page).await.says("Waiting for a published answer").does_not_say("Two more officers");
    let path = format!("/recommendations/{first}");
    step(&mut officer, &path, "publish", &[("published_on", "2026-12-10"), ("link", "somewhere")])
        .await
        .is(422)
        .says("Enter the address of the published answer");
    let published = [("published_on", "2026-12-10"), ("link", "https://democracy.example/answer")];
    step(&mut officer, &path, "publish", &published).await.is(200).says("Publication recorded");
    officer.open(print).await.says("Two more officers");
    let seen = public.open(page).await;
    seen.says("Two more officers").says("Rejected on 9 December 2026").says("Waiting for a published answer");
    assert!(!seen.headers.contains_key("set-cookie"));
    let file = public.open("/bodies/children-and-families/recommendations.csv").await;
    assert!(file.body.contains("CF-R 26/27-002") && file.body.contains("It costs too much"), "{}", file.body);
    public.open("/bodies/nobody/recommendations").await.is(404);
}

#[tokio::test]
async fn edge_case_17_a_changed_wording_leaves_the_clock_and_sending_it_anew_starts_it_again() {
    let (house, council, mut officer, id) = told("2022-11-03", "2022-11-16T10:00", 1).await;
    served(&mut officer, &council, &[id], "2022-11-16").await.is(200);
    let path = format!("/recommendations/{id}");
    let row = recommendation::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap();
    let part = resolution_part::Entity::find_by_id(row.resolution_part_id.unwrap()).one(house.app.db()).await.unwrap();
    let mut part = part.unwrap().into_active_model();
    part.text = Set("the waiting list be halved within a year".to_owned());
    part.version = Set(2);
    part.update(house.app.db()).await.unwrap();
    house.it_is("2022-12-01T10:00");
    officer
        .open(&path)
        .await
        .says("The wording that it comes from was changed")
        .says("It is now: “the waiting list be halved within a year”");
    let before = owed(&house, Recommendation, id).await;
    step(&mut officer, &path, "wording", &[])
        .await
        .is(200)
        .says("The clock is unchanged.")
        .says("It was: “the waiting list");
    assert_eq!(owed(&house, Recommendation, id).await, before);
    step(&mut officer, &path, "wording", &[]).await.is(422).says("The wording has not changed since");
    house.it_is("2022-12-01T10:10");
    house.tick().await;
    insta::assert_snapshot!("letter_worded_anew", words_of(&house, Kind::SourceChanged, "tom.arden").await);
    // Sent anew: two months beginning with 2 December.
    house.it_is("2022-12-02T10:00");
    served(&mut officer, &council, &[id], "2022-12-02").await.is(200).says("Wednesday 1 February 2023 at the latest");
    let about = owed(&house, Recommendation, id).await;
    assert!(about.contains(&"respond withdrawn 2023-01-13".to_owned()), "{about:?}");
    assert_eq!(about.last().unwrap(), "respond open 2023-02-01");
}

/// The address in the last letter to somebody that leads to a recommendation.
async fn link_to(house: &House, to: &str) -> String {
    let written = letters(house).await;
    let mut own = written.iter().rev().filter(|one| one.to_address.starts_with(to));
    let text =
        own.find_map(|letter| letter.text.split("/answer/recommendation/").nth(1)).expect("a letter with a link");
    format!("/answer/recommendation/{}", text.split_whitespace().next().unwrap())
}

/// Has the code sent, reads it in the letter, and enters it.
async fn confirm(house: &House, browser: &mut Browser, path: &str) {
    browser.open(path).await.is(200).says("Who are you?");
    browser.send(&format!("{path}/code"), &[]).await.is(422).says("Choose who you are.");
    browser.send(&format!("{path}/code"), &[("who", "other")]).await.is(422).says("Only the person to whom");
    browser.send(&format!("{path}/code"), &[("who", "holder")]).await.is(200).says("Enter your code");
    let written = letters(house).await;
    let letter = written.iter().rev().find(|letter| letter.kind == Stored(Kind::Code)).unwrap();
    let six = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = letter.text.split_whitespace().find(six).unwrap();
    browser.send(&format!("{path}/confirm"), &[("code", code)]).await.is(200).does_not_say("Who are you?");
}

#[tokio::test]
async fn the_addressee_answers_by_link_and_the_lead_officer_reports_until_the_panel_closes_it() {
    let (house, council, mut officer, id) = told("2026-11-05", "2026-11-06T10:00", 2).await;
    served(&mut officer, &council, &[id, id + 1], "2026-11-06").await.is(200);
    house.tick().await;
    let path = link_to(&house, "tom.arden").await;
    let mut addressee = house.public();
    let seen = addressee.open(&path).await;
    seen.is(200).says("the waiting list be halved (1)").does_not_say("Your answer");
    assert_eq!(seen.headers["referrer-policy"], "no-referrer");
    addressee.send(&format!("{path}/answer"), &[("version_1", "2")]).await.is(403);
    confirm(&house, &mut addressee, &path).await;
    let at = recommendation::Entity::find().all(house.app.db()).await.unwrap();
    let own = path_id(&house, &path).await;
    let other = at.iter().map(|row| row.id).find(|row| *row != own).unwrap();
    let received = step(&mut addressee, &path, "received", &[("on", "2026-11-06")]).await;
    received.is(200).says("Thank you.").says("via link issued to Councillor Tom Arden");
    // One answer for both, from the one link.
    let page = addressee.open(&path).await;
    let (v1, v2) = (format!("version_{own}"), format!("version_{other}"));
    let (n1, n2) = (page.carries(&v1), page.carries(&v2));
    let (d1, d2) = (format!("decision_{own}"), format!("decision_{other}"));
    let (p1, p2) = (format!("proposed_{own}"), format!("proposed_{other}"));
    let fields = [
        (v1.as_str(), n1.as_str()),
        (v2.as_str(), n2.as_str()),
        (d1.as_str(), "accepted"),
        (d2.as_str(), "accepted"),
        (p1.as_str(), "A second team from January"),
        (p2.as_str(), "A plan in spring"),
    ];
    house.it_is("2026-11-20T10:00");
    addressee
        .send(&format!("{path}/answer"), &fields)
        .await
        .is(200)
        .says("Thank you.")
        .says("A second team from January");
    assert!(owed(&house, Recommendation, other).await.contains(&"respond met 2027-01-05".to_owned()));
    // The answer stands; a second one is not taken.
    addressee.send(&format!("{path}/answer"), &fields).await.is(409).says("A second team from January");

    // The lead officer is asked ten working days before six months have passed.
    house.it_is("2027-05-06T10:00");
    house.tick().await;
    let reports = link_to(&house, "b.jones").await;
    assert!(words_of_many(&house, "b.jones").await.contains("progress"), "the director is asked");
    let mut lead = house.public();
    confirm(&house, &mut lead, &reports).await;
    let subject = path_id(&house, &reports).await;
    let words = [("update", "The team is in place"), ("progress", "done")];
    step(&mut lead, &reports, "progress", &words).await.is(422).says("Enter what shows that it is done.");
    let shown = [words.as_slice(), &[("evidence", "The October figures")]].concat();
    step(&mut lead, &reports, "progress", &shown).await.is(200).says("Proposed complete");
    let last = owed(&house, Recommendation, subject).await.last().unwrap().clone();
    assert_eq!(last, "agree_completion open no date");

    // Only the panel closes it, at a meeting that was held.
    let page = format!("/recommendations/{subject}");
    let boards = meeting(&house, council.board, "2027-05-12", Met::Scheduled).await.to_string();
    let achieved = [("closed_as", "achieved"), ("meeting", boards.as_str())];
    step(&mut officer, &page, "close", &achieved).await.is(422).says("Choose the meeting, already held");
    step(&mut officer, &page, "close", &[("meeting", "1")]).await.is(422).says("Choose as what it is closed.");
    step(&mut officer, &page, "disagree", &[("missing", "The evenings")])
        .await
        .is(200)
        .says("does not agree that it is complete");
    // What was said in May counts for the review of that month.
    let about = owed(&house, Recommendation, subject).await;
    assert_eq!(about.last().unwrap(), "report_progress open 2027-11-20");
    let panels = meeting(&house, council.panel, "2027-05-04", Met::Held).await.to_string();
    let closing = [("closed_as", "achieved"), ("meeting", panels.as_str()), ("why", "The list was halved.")];
    step(&mut officer, &page, "close", &closing)
        .await
        .is(200)
        .says("Achieved, at the meeting of Tuesday 4 May 2027")
        .does_not_say("Other steps");
    let open = owed(&house, Recommendation, subject).await.into_iter().filter(|one| one.contains(" open ")).count();
    assert_eq!(open, 0);
    lead.open(&reports).await.says("This recommendation is closed.");
    house.public().open("/bodies/all/recommendations").await.says("Closed: achieved");
}

async fn path_id(house: &House, path: &str) -> i64 {
    let text = house.public().open(path).await.words();
    let reference = text.split("Recommendation CF-R ").nth(1).unwrap().split_whitespace().take(1).collect::<String>();
    let reference = format!("CF-R {reference}");
    let found = recommendation::Entity::find().filter(recommendation::Column::Reference.eq(reference));
    found.one(house.app.db()).await.unwrap().unwrap().id
}

async fn words_of_many(house: &House, to: &str) -> String {
    let all = letters(house).await;
    all.iter().filter(|one| one.to_address.starts_with(to)).map(|one| one.text.clone()).collect()
}

#[tokio::test]
async fn what_is_paused_comes_back_and_what_is_withdrawn_says_why_and_where() {
    let (house, council, mut officer, id) = told("2026-11-05", "2026-11-06T10:00", 1).await;
    let path = format!("/recommendations/{id}");
    let ahead = [("pause_why", "The budget is made in February"), ("review_on", "2027-02-15")];
    step(&mut officer, &path, "pause", &[("pause_why", "x"), ("review_on", "2026-11-06")])
        .await
        .is(422)
        .says("lies ahead");
    step(&mut officer, &path, "pause", &ahead).await.is(200).says("Until Monday 15 February 2027: The budget");
    let about = owed(&house, Recommendation, id).await;
    assert_eq!(about, ["serve_recommendation withdrawn 2026-11-09", "review_paused open 2027-02-15"]);
    step(&mut officer, &path, "resume", &[]).await.is(200).says("Taken up again.");
    assert_eq!(owed(&house, Recommendation, id).await.last().unwrap(), "serve_recommendation open 2026-11-09");
    served(&mut officer, &council, &[id], "2026-11-06").await.is(200);
    // The clock of what was sent does not stop.
    officer.open(&path).await.does_not_say("Let it wait");
    let stale = [("version", "1"), ("reason", "Typed on an old page")];
    let seen = officer.send(&format!("{path}/withdraw"), &stale).await;
    seen.is(409).says("Somebody else changed this recommendation");
    assert!(seen.body.contains("Typed on an old page"));
    step(&mut officer, &path, "withdraw", &[("reason", "Overtaken")]).await.is(422).says("Choose the meeting");
    // The meeting that made it cannot have given it up after it was sent.
    let own = agenda_item::Entity::find().one(house.app.db()).await.unwrap().unwrap().meeting_id.to_string();
    step(&mut officer, &path, "withdraw", &[("reason", "Overtaken"), ("withdrawn_at", own.as_str())]).await.is(422);
    let later = meeting(&house, council.panel, "2026-11-06", remit_domain::meeting::State::Held).await.to_string();
    step(&mut officer, &path, "withdraw", &[("reason", "Overtaken"), ("withdrawn_at", later.as_str())])
        .await
        .is(200)
        .says("Withdrawn at the meeting of Friday 6 November 2026");
    assert!(owed(&house, Recommendation, id).await.iter().all(|one| !one.contains(" open ")));
}

#[tokio::test]
async fn a_chair_sees_their_own_panels_and_nothing_private_without_clearance() {
    let (house, council, mut officer, id) = told("2026-11-05", "2026-11-06T10:00", 1).await;
    let (_, stranger) = another_panel(&house, council.board, council.officer_post).await;
    let path = format!("/recommendations/{id}");
    let mut chair = house.signed_in(council.chair).await;
    chair.open(&path).await.is(200).says("the waiting list").does_not_say("Other steps");
    chair.open("/recommendations").await.says("Recommendations (1)");
    chair.send(&format!("{path}/close"), &[("version", "1")]).await.is(403);
    let mut others = house.signed_in(stranger).await;
    others.open(&path).await.is(404);
    others.open("/recommendations").await.says("No such recommendations.");
    served(&mut officer, &council, &[id], "2026-11-06").await.is(200);
    let row = agenda_item::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.access = Set(Stored(Access::Exempt));
    row.update(house.app.db()).await.unwrap();
    cleared(&house, council.chair, false).await;
    chair.open(&path).await.is(404);
    chair.open("/recommendations").await.says("No such recommendations.");
    cleared(&house, council.chair, true).await;
    chair.open(&path).await.is(200);
    house.public().open("/bodies/all/recommendations").await.does_not_say("waiting list");
    house.tick().await;
    for letter in letters(&house).await {
        assert!(
            !letter.text.contains("waiting list") && !letter.text.contains("Performance Monitoring"),
            "{}",
            letter.text
        );
        assert!(!letter.subject.contains("waiting list"));
    }
}

async fn cleared(house: &House, person: i64, is_cleared: bool) {
    let seat = membership::Entity::find().filter(membership::Column::PersonId.eq(person));
    let mut seat = seat.one(house.app.db()).await.unwrap().unwrap().into_active_model();
    seat.is_cleared = Set(is_cleared);
    seat.update(house.app.db()).await.unwrap();
}

#[tokio::test]
async fn a_cabinets_meetings_are_kept_and_nothing_is_owed_for_them() {
    let house = House::new("2026-11-06T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/people/bodies/new").await.is(200).says("Cabinet");
    let post = council.officer_post.to_string();
    let form = [
        ("name", "Cabinet"),
        ("short_name", "Cab"),
        ("kind", "cabinet"),
        ("officer_post", post.as_str()),
        ("clear_days", "5"),
        ("house_style", "dash"),
    ];
    officer.send("/people/bodies", &form).await.is(200).says("The body is added.");
    officer.open("/meetings/new").await.is(200);
    let day = [("body", "cabinet"), ("held_on", "2026-12-17"), ("starts_at", "10:00"), ("venue", "County Hall")];
    officer.send("/meetings", &day).await.is(200).says("Meeting scheduled.");
    officer.open("/due").await.does_not_say("17 December 2026: agenda");
    officer.open("/cycle").await.is(200).does_not_say("Cabinet");
    officer.open("/recommendations/serve").await.is(200);
    house.public().open("/bodies").await.does_not_say("Cabinet");
    house.public().open("/bodies/cabinet").await.is(404);
    house.it_is("2026-11-06T10:10");
    house.tick().await;
    assert!(letters(&house).await.is_empty());
    let seat =
        body::Entity::find().filter(body::Column::Slug.eq("cabinet")).one(house.app.db()).await.unwrap().unwrap();
    let path = format!("/people/bodies/{}", seat.id);
    officer.open(&path).await.is(200);
    let leader = person::Entity::find().filter(person::Column::Name.eq("Councillor Tom Arden"));
    let leader = leader.one(house.app.db()).await.unwrap().unwrap().id.to_string();
    let form = [("person", leader.as_str()), ("seat", "chair"), ("from_on", "2026-05-14")];
    officer.send(&format!("{path}/seats"), &form).await.is(200).says("The seat is filled.");
    // An item of the panel's next meeting is asked for as ever.
    let next = meeting(&house, council.panel, "2027-01-14", Met::Scheduled).await;
    item(&house, next, "Performance").await;
}
