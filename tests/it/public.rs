//! Stories of those who read without signing in: days, times and places, and what is published.

use crate::support::field::{held, id_in};
use crate::support::{Browser, Council, House, at, on};
use axum::http::Method;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::meeting::{ItemKind, State};
use remit_domain::person::Seat;
use remit_domain::programme::TopicState;
use remit_domain::publication::PublicationKind;
use remit_domain::right::Right;
use remit_entity::{
    Stored, agenda_item, body, meeting, meeting_body, membership, paper, person, publication, topic, trail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

#[tokio::test]
async fn a_stranger_sees_days_and_places_and_an_agenda_once_it_is_published() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03"), ("venue", "County Hall")];
    let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().unwrap());
    let item = [("title", "Performance monitoring"), ("kind", "performance")];
    officer.send(&format!("/meetings/{meeting}/items"), &item).await.is(200);
    let mut stranger = house.public();
    stranger.open("/").await.is(200).says("Thursday 3 November 2022").says("No report has been published yet.");
    let page = "/bodies/children-and-families/2022-11-03";
    let seen = stranger.open(page).await;
    seen.is(200).says("2pm").says("County Hall").says("The agenda has not been published yet.");
    seen.does_not_say("Performance monitoring");
    stranger.open("/papers/1").await.is(404);
    officer.send(&format!("/meetings/{meeting}/publish"), &[]).await.is(200);
    let seen = stranger.open(page).await;
    seen.is(200).says("Performance monitoring").says("Report published on 25 October 2022");
    let paper = seen.link("/papers/");
    stranger.open(&paper).await.is(200).says("Purpose of the Meeting").says("Published on Tuesday 25 October 2022.");
    stranger.open("/").await.says("Children and Families Overview and Scrutiny Panel, Thursday 3 November 2022");
    let seen = stranger.open("/bodies/children-and-families").await;
    assert_eq!(seen.link("/papers/"), paper);
    assert_eq!(stranger.cookies(), Vec::<String>::new(), "the public pages leave no cookie");
}

#[tokio::test]
async fn a_cancelled_meeting_says_so_to_everybody() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03")];
    let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().unwrap());
    let path = format!("/meetings/{meeting}/cancel");
    officer.send(&path, &[("reason", "The hall is flooded")]).await.is(200);
    let seen = house.public().open("/bodies/children-and-families/2022-11-03").await;
    seen.is(200).says("This meeting was cancelled and does not take place. Reason: The hall is flooded");
    assert!(seen.body.contains("https://schema.org/EventCancelled"));
    house.public().open("/bodies/children-and-families").await.says("Cancelled");
}

#[tokio::test]
async fn past_meetings_come_a_page_at_a_time() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    for month in 1..=9 {
        for day in [3, 10, 17] {
            held(&house, council.panel, &format!("2021-{month:02}-{day:02}")).await;
        }
    }
    let mut stranger = house.public();
    let first = stranger.open("/bodies/children-and-families").await;
    first.says("Page 1 of 2").says("17 September 2021").does_not_say("3 January 2021");
    let second = stranger.open(&first.link("/bodies/children-and-families?page=")).await;
    second.says("Page 2 of 2").says("3 January 2021").does_not_say("17 September 2021");
    for odd in ["0", "x", "99", "-1", "18446744073709551615"] {
        stranger.open(&format!("/bodies/children-and-families?page={odd}")).await.is(200);
    }
}

#[tokio::test]
async fn an_unknown_body_day_or_paper_is_a_page() {
    let house = House::new("2022-10-25T10:00").await;
    Council::found(&house).await;
    let mut stranger = house.public();
    for path in [
        "/bodies/nobody",
        "/bodies/children-and-families/2022-11-03",
        "/bodies/children-and-families/soon",
        "/papers/12",
        "/papers/x",
    ] {
        stranger.open(path).await.is(404).says("Page not found");
    }
    stranger.open("/bodies").await.is(200).says("Overview and Scrutiny Performance Board");
}

async fn scheduled(house: &House, body_id: i64, day: &str) -> i64 {
    let row = meeting::ActiveModel {
        body_id: Set(body_id),
        held_on: Set(on(day)),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(State::Scheduled)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

async fn item(house: &House, meeting_id: i64, title: &str, access: Access) -> i64 {
    let row = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(1),
        title: Set(title.to_owned()),
        kind: Set(Stored(ItemKind::Business)),
        subject: Set("a".to_owned()),
        version: Set(1),
        state: Set(Stored(ItemState::Published)),
        access: Set(Stored(access)),
        exempt_paragraphs: Set(if access == Access::Exempt { "3".to_owned() } else { String::new() }),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

async fn report(house: &House, item: i64, title: &str, access: Access, number: i32) -> i64 {
    let row = paper::ActiveModel {
        agenda_item_id: Set(item),
        title: Set(title.to_owned()),
        html: Set(format!("<h1>{title}</h1><p>Secret number {number}.</p>")),
        text: Set(title.to_owned()),
        published_at: Set(at("2026-10-26T10:00")),
        number: Set(number),
        access: Set(Stored(access)),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

async fn published(house: &House, meeting_id: i64, (number, kind): (i32, PublicationKind), reason: &str) {
    let row = publication::ActiveModel {
        meeting_id: Set(meeting_id),
        number: Set(number),
        kind: Set(Stored(kind)),
        published_at: Set(at("2026-10-26T10:00")),
        clear_days_given: Set(2),
        clear_days_wanted: Set(5),
        reason: Set(reason.to_owned()),
        html: Set(format!("<article><h1 class=\"govuk-heading-l\">The list, {number}</h1><h2>Part</h2></article>")),
        text: Set(String::new()),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
    let mut row = meeting::ActiveModel { id: Set(meeting_id), ..Default::default() };
    row.published_on = Set(Some(on("2026-10-26")));
    row.update(house.app.db()).await.unwrap();
}

const PAGE: &str = "/bodies/children-and-families/2026-11-04";

#[tokio::test]
async fn everything_that_was_published_is_listed_with_its_time_and_its_reason() {
    let house = House::new("2026-10-28T10:00").await;
    let council = Council::found(&house).await;
    let meeting = scheduled(&house, council.panel, "2026-11-04").await;
    let mut stranger = house.public();
    stranger.open(PAGE).await.says("The agenda has not been published yet.");
    published(&house, meeting, (1, PublicationKind::Agenda), "The report came late").await;
    let seen = stranger.open(PAGE).await;
    seen.says("The list, 1").says("Agenda , Monday 26 October 2026 at 10am , with 2 of 5 clear days");
    seen.says("Reason: The report came late");
    assert_eq!(seen.body.matches("<h1").count(), 1, "a page has one heading of the first order");
    published(&house, meeting, (2, PublicationKind::Supplement), "").await;
    let seen = stranger.open(PAGE).await;
    seen.says("The list, 2").does_not_say("The list, 1").says("Supplement 1 , Monday 26 October 2026 at 10am");
    let first = stranger.open(&format!("{PAGE}?publication=1")).await;
    first.is(200).says("The list, 1").says("Something was published after this");
    assert_eq!(first.body.matches("<h1").count(), 1);
    let second = stranger.open(&format!("{PAGE}?publication=2")).await;
    second.says("The list, 2").does_not_say("Something was published after this");
    stranger.open(&format!("{PAGE}?publication=3")).await.is(404);
    assert!(stranger.cookies().is_empty());
}

/// Edge case 26: no exempt matter on a public page, in a list of papers, or under the address of a paper.
#[tokio::test]
async fn what_is_exempt_has_a_line_that_says_so_and_nothing_else() {
    let house = House::new("2026-10-28T10:00").await;
    let council = Council::found(&house).await;
    let db = house.app.db();
    let id = scheduled(&house, council.panel, "2026-11-04").await;
    let mut row = meeting::ActiveModel { id: Set(id), ..Default::default() };
    row.published_on = Set(Some(on("2026-10-26")));
    row.state = Set(Stored(State::AgendaPublished));
    row.update(db).await.unwrap();
    let secret = item(&house, id, "Contract with Acme Homes", Access::Exempt).await;
    let child = item(&house, id, "The case of a child", Access::Confidential).await;
    let open = item(&house, id, "Fostering", Access::Public).await;
    let papers = [
        report(&house, secret, "Contract with Acme Homes", Access::Exempt, 1).await,
        report(&house, child, "The case of a child", Access::Confidential, 1).await,
        report(&house, open, "Appendix 2: Acme Homes", Access::Exempt, 1).await,
    ];
    let public = report(&house, open, "Fostering in the county", Access::Public, 2).await;
    for (state, title, item) in [
        (TopicState::Scheduled, "Acme Homes", Some(secret)),
        (TopicState::Suggested, "Acme Homes, an idea", None),
        (TopicState::Dropped, "Acme Homes, no more", None),
    ] {
        let row = topic::ActiveModel {
            body_id: Set(council.panel),
            title: Set(title.to_owned()),
            purpose: Set(String::new()),
            source: Set(String::new()),
            state: Set(Stored(state)),
            reason: Set(String::new()),
            raised_on: Set(on("2026-09-01")),
            item_id: Set(item),
            version: Set(1),
            ..Default::default()
        };
        row.insert(db).await.unwrap();
    }
    let mut stranger = house.public();
    let seen = stranger.open(PAGE).await;
    seen.says("Not for publication: exempt under paragraph 3").says("Not for publication: confidential information");
    seen.says("Fostering");
    assert_eq!(seen.link("/papers/"), format!("/papers/{public}"));
    for path in [PAGE, "/", "/bodies", "/bodies/children-and-families", "/bodies/children-and-families/meetings.ics"] {
        let seen = stranger.open(path).await;
        assert!(
            !seen.body.contains("Acme") && !seen.body.contains("child X") && !seen.body.contains("case of"),
            "{path}"
        );
    }
    for id in papers {
        stranger.open(&format!("/papers/{id}")).await.is(404).does_not_say("Secret number");
    }
    stranger.open(&format!("/papers/{public}")).await.is(200).says("Secret number 2.");
}

#[tokio::test]
async fn a_withdrawn_paper_keeps_its_name_and_a_corrected_one_leads_on() {
    let house = House::new("2026-10-28T10:00").await;
    let council = Council::found(&house).await;
    let db = house.app.db();
    let id = scheduled(&house, council.panel, "2026-11-04").await;
    published(&house, id, (1, PublicationKind::Agenda), "").await;
    let open = item(&house, id, "Fostering", Access::Public).await;
    let first = report(&house, open, "Fostering in the county", Access::Public, 1).await;
    let mut stranger = house.public();
    let one = format!("/papers/{first}");
    stranger.open(&one).await.is(200).says("Secret number 1.").does_not_say("A later version");
    let second = report(&house, open, "Fostering in the county", Access::Public, 2).await;
    let seen = stranger.open(&one).await;
    seen.says("A later version was published").says("Secret number 1.");
    assert_eq!(seen.link("/papers/"), format!("/papers/{second}"));
    let papers = stranger.open("/").await;
    assert_eq!(papers.body.matches("Fostering in the county").count(), 1, "the last version stands in lists");
    let mut row = paper::ActiveModel { id: Set(first), ..Default::default() };
    row.withdrawn_at = Set(Some(at("2026-10-27T10:00")));
    row.reason = Set("It named a family".to_owned());
    row.update(db).await.unwrap();
    let seen = stranger.open(&one).await;
    seen.is(200).says("withdrawn on 27 October 2026. Reason: It named a family").does_not_say("Secret number 1.");
    let seen = stranger.open(PAGE).await;
    seen.says("Withdrawn papers");
    seen.says("Fostering in the county: published on 26 October 2026, withdrawn on 27 October 2026.");
}

async fn moves(officer: &mut Browser, meeting: i64, form: &[(&str, &str)]) {
    let path = format!("/meetings/{meeting}/move");
    let version = officer.open(&path).await.carries("version");
    let mut all = vec![("version", version.as_str())];
    all.extend(form);
    officer.send(&path, &all).await.is(200);
}

#[tokio::test]
async fn the_old_address_of_a_meeting_that_moved_leads_to_its_new_day_and_back_again() {
    let house = House::new("2026-10-12T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    let slug = "/bodies/children-and-families";
    officer.open("/meetings/new").await;
    let form = [("body", "children-and-families"), ("held_on", "2026-11-04")];
    let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().unwrap());
    moves(&mut officer, meeting, &[("held_on", "2026-11-11"), ("reason", "The chair is away")]).await;
    let mut stranger = house.public();
    let seen = stranger.ask(Method::GET, &format!("{slug}/2026-11-04"), None).await;
    assert_eq!((seen.status.as_u16(), seen.leads_to().unwrap()), (307, format!("{slug}/2026-11-11")));
    let seen = stranger.open(&format!("{slug}/2026-11-04")).await;
    seen.is(200).says("This meeting was moved from Wednesday 4 November 2026. Reason: The chair is away");
    moves(&mut officer, meeting, &[("held_on", "2026-11-18")]).await;
    for day in ["2026-11-04", "2026-11-11"] {
        let seen = stranger.open(&format!("{slug}/{day}")).await;
        seen.is(200).says("Wednesday 18 November 2026");
    }
    // Postponed without a day, and then given one.
    moves(&mut officer, meeting, &[("to", "unknown"), ("reason", "Snow")]).await;
    let seen = stranger.open(&format!("{slug}/2026-11-18")).await;
    seen.is(200).says("A new day will be arranged and told here. Reason: Snow").does_not_say("Questions");
    assert!(seen.body.contains("https://schema.org/EventPostponed"));
    moves(&mut officer, meeting, &[("to", "day"), ("held_on", "2026-12-02")]).await;
    let seen = stranger.open(&format!("{slug}/2026-11-18")).await;
    seen.is(200).says("This meeting was moved from Wednesday 18 November 2026.");
    // And back to the first day: nothing leads in a circle.
    moves(&mut officer, meeting, &[("held_on", "2026-11-04")]).await;
    stranger.open(&format!("{slug}/2026-11-04")).await.is(200).says("Wednesday 4 November 2026");
    let seen = stranger.ask(Method::GET, &format!("{slug}/2026-12-02"), None).await;
    assert_eq!(seen.leads_to().unwrap(), format!("{slug}/2026-11-04"));
    stranger.open(&format!("{slug}/2026-11-05")).await.is(404);
    assert!(stranger.cookies().is_empty());
}

#[tokio::test]
async fn a_meeting_that_was_broken_off_says_where_it_goes_on() {
    let house = House::new("2026-11-06T10:00").await;
    let council = Council::found(&house).await;
    let next = scheduled(&house, council.panel, "2026-11-20").await;
    for (day, state, words) in [
        ("2026-11-03", State::Adjourned, "This meeting was begun and broken off. Reason: A fire alarm"),
        ("2026-11-04", State::Inquorate, "Too few members came for this meeting to be held. Reason: A fire alarm"),
    ] {
        let id = scheduled(&house, council.panel, day).await;
        let mut row = meeting::ActiveModel { id: Set(id), ..Default::default() };
        row.state = Set(Stored(state));
        row.reason = Set("A fire alarm".to_owned());
        row.successor_id = Set(Some(next));
        row.update(house.app.db()).await.unwrap();
        let seen = house.public().open(&format!("/bodies/children-and-families/{day}")).await;
        seen.is(200).says(words).says("Its business goes to the meeting on Friday 20 November 2026");
        assert_eq!(seen.link("/bodies/children-and-families/2026-11-20"), "/bodies/children-and-families/2026-11-20");
    }
}

#[tokio::test]
async fn a_joint_meeting_is_found_under_both_bodies() {
    let house = House::new("2026-10-12T10:00").await;
    let council = Council::found(&house).await;
    let id = scheduled(&house, council.board, "2026-11-18").await;
    let other = meeting_body::ActiveModel { meeting_id: Set(id), body_id: Set(council.panel), ..Default::default() };
    other.insert(house.app.db()).await.unwrap();
    let names = "Overview and Scrutiny Performance Board and Children and Families Overview and Scrutiny Panel";
    for slug in ["performance-board", "children-and-families"] {
        house.public().open(&format!("/bodies/{slug}")).await.says(names);
        house.public().open(&format!("/bodies/{slug}/2026-11-18")).await.is(200).says(names);
    }
}

/// Edge case 32: a body that was abolished says which body took its work over; what it published stays.
#[tokio::test]
async fn a_body_that_ended_leads_to_the_one_that_followed_it() {
    let house = House::new("2026-10-12T10:00").await;
    let council = Council::found(&house).await;
    let db = house.app.db();
    let id = held(&house, council.panel, "2025-03-05").await;
    let mut row = body::Entity::find_by_id(council.panel).one(db).await.unwrap().unwrap().into_active_model();
    row.ended_on = Set(Some(on("2026-05-14")));
    row.succeeded_by_id = Set(Some(council.board));
    row.update(db).await.unwrap();
    let mut stranger = house.public();
    let seen = stranger.open("/bodies/children-and-families").await;
    seen.is(200).says("This body ended on 14 May 2026. Its work went to the Overview and Scrutiny Performance Board");
    assert_eq!(seen.link("/bodies/performance-board"), "/bodies/performance-board");
    seen.says("Wednesday 5 March 2025");
    stranger.open("/bodies/children-and-families/2025-03-05").await.is(200);
    let seen = stranger.open("/bodies/performance-board").await;
    seen.says("It follows the Children and Families Overview and Scrutiny Panel");
    stranger.open("/bodies").await.says("Bodies that no longer meet Children and Families");
    assert!(id > 0);
}

#[tokio::test]
async fn a_body_shows_its_members_and_what_it_means_to_look_at() {
    let house = House::new("2026-10-12T10:00").await;
    let council = Council::found(&house).await;
    let db = house.app.db();
    for (name, seat, to_on) in [
        ("Councillor Ada Zell", Seat::Member, None),
        ("Mary Lyle", Seat::CoOptee, None),
        ("Councillor Gone Before", Seat::Member, Some("2026-05-01")),
    ] {
        let person = person::ActiveModel {
            name: Set(name.to_owned()),
            email: Set(format!("{}@anyshire.example", name.len())),
            is_officer: Set(false),
            ..Default::default()
        };
        let person_id = person.insert(db).await.unwrap().id;
        let row = membership::ActiveModel {
            body_id: Set(council.panel),
            person_id: Set(person_id),
            seat: Set(Stored(seat)),
            from_on: Set(on("2020-05-01")),
            to_on: Set(to_on.map(on)),
            ..Default::default()
        };
        row.insert(db).await.unwrap();
    }
    let meeting = scheduled(&house, council.panel, "2026-11-04").await;
    let planned = item(&house, meeting, "School transport", Access::Public).await;
    for (title, state, wanted, item) in [
        ("Foster carers", TopicState::Programmed, Some("2027-03-31"), None),
        ("School transport", TopicState::Scheduled, None, Some(planned)),
        ("Exclusions", TopicState::Suggested, None, None),
        ("Nurseries", TopicState::Done, None, None),
    ] {
        let row = topic::ActiveModel {
            body_id: Set(council.panel),
            title: Set(title.to_owned()),
            purpose: Set("To see what changed.".to_owned()),
            source: Set("A member".to_owned()),
            state: Set(Stored(state)),
            reason: Set(String::new()),
            wanted_on: Set(wanted.map(on)),
            raised_on: Set(on("2026-09-01")),
            item_id: Set(item),
            version: Set(1),
            ..Default::default()
        };
        row.insert(db).await.unwrap();
    }
    let seen = house.public().open("/bodies/children-and-families").await;
    seen.says("Councillor Imogen Hartley, chair Councillor Ada Zell Mary Lyle, co-optee").does_not_say("Gone Before");
    seen.says("Work programme").says("School transport To see what changed. Meeting on Wednesday 4 November 2026");
    seen.says("Foster carers To see what changed. By 31 March 2027");
    seen.does_not_say("Exclusions").does_not_say("Nurseries").does_not_say("A member");
}

#[tokio::test]
async fn a_council_that_publishes_elsewhere_closes_its_public_pages() {
    let house = House::new("2026-10-12T10:00").await;
    let council = Council::found(&house).await;
    scheduled(&house, council.panel, "2026-11-04").await;
    let mut officer = house.signed_in(council.officer).await;
    let mut chair = house.signed_in(council.chair).await;
    let page = "/people/public-pages";
    officer.open("/council").await.says("Whether the public pages are open");
    officer.open(page).await.is(200).says("May anybody read the public pages?");
    officer.send(page, &[("open", "")]).await.is(422).says("Choose whether anybody may read the public pages.");
    chair.open(page).await.is(403);
    officer.open(page).await;
    officer.send(page, &[("open", "off")]).await.is(200).says("The public pages are closed.");
    let sentence = "Anyshire County Council publishes its meetings and papers on its own website: \
        https://democracy.anyshire.example";
    let mut stranger = house.public();
    for path in
        ["/", "/bodies", "/bodies/children-and-families", PAGE, "/papers/1", "/bodies/nobody", "/bodies/x/meetings.ics"]
    {
        let seen = stranger.open(path).await;
        seen.is(404).says(sentence).does_not_say("County Hall");
        assert!(!seen.headers.contains_key("set-cookie"), "{path}");
    }
    for path in ["/accessibility", "/privacy", "/help", "/contact", "/sign-in", "/healthz"] {
        house.public().open(path).await.is(200);
    }
    // Whoever works here comes to their work by the front door.
    assert_eq!(officer.ask(Method::GET, "/", None).await.leads_to().as_deref(), Some("/due"));
    assert_eq!(chair.ask(Method::GET, "/", None).await.leads_to().as_deref(), Some("/panels"));
    // Every door of the public, present and to come, is closed or stays open for a reason.
    let open = ["/accessibility", "/privacy", "/help", "/contact", "/healthz"];
    for door in remit::doors().list().iter().filter(|door| door.right == Right::ReadPublished) {
        let path = door.path.replace("{slug}", "children-and-families").replace("{date}", "2026-11-04");
        let seen = stranger.open(&path.replace("{id}", "1")).await;
        assert_eq!(seen.status.as_u16(), if open.contains(&door.path) { 200 } else { 404 }, "{path}");
    }
    let done = trail::Entity::find().filter(trail::Column::Deed.eq("closed the public pages"));
    assert!(done.one(house.app.db()).await.unwrap().is_some());
    officer.open(page).await;
    officer.send(page, &[("open", "on")]).await.says("The public pages are open.");
    stranger.open(PAGE).await.is(200).says("County Hall");
}

#[tokio::test]
async fn a_search_engine_reads_when_and_where_a_meeting_is() {
    let house = House::new("2026-10-12T10:00").await;
    let council = Council::found(&house).await;
    let id = scheduled(&house, council.panel, "2026-11-04").await;
    let mut row = meeting::ActiveModel { id: Set(id), ..Default::default() };
    row.venue = Set("</script><script>alert(1)</script>".to_owned());
    row.update(house.app.db()).await.unwrap();
    let seen = house.public().open(PAGE).await;
    let block = seen.body.split("<script type=\"application/ld+json\">").nth(1).unwrap();
    let event: serde_json::Value = serde_json::from_str(block.split("</script>").next().unwrap()).unwrap();
    assert_eq!(event["@type"], "Event");
    assert_eq!(event["startDate"], "2026-11-04T14:00:00+00:00");
    assert_eq!(event["location"]["name"], "</script><script>alert(1)</script>");
    assert_eq!(event["url"], "http://scrutiny.example/bodies/children-and-families/2026-11-04");
    assert!(!seen.body.contains("<script>alert"));
}
