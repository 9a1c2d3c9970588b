//! Every door and its right: the list to be reviewed, the grid of roles, and who is really let in where.

use crate::support::browser::Seen;
use crate::support::clerk::Director;
use crate::support::world::{World, everything};
use crate::support::{Browser, Council, House};
use axum::http::Method;
use remit::web::doors::Door;
use remit_domain::right::{Right, Role};
use remit_domain::word::Word;
use sea_orm::ConnectionTrait;
use std::fmt::Write;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='";

fn doors(method: &str) -> Vec<Door> {
    let all = remit::doors();
    let own: Vec<Door> = all.list().iter().filter(|door| door.method == method).copied().collect();
    assert!(own.len() > 30, "only {} doors", own.len());
    own
}

#[test]
fn every_door_has_its_right() {
    let all = remit::doors();
    let mut lines: Vec<String> =
        all.list().iter().map(|door| format!("{:4} {:45} {}", door.method, door.path, door.right.word())).collect();
    lines.sort();
    insta::assert_snapshot!("doors", lines.join("\n"));
}

#[test]
fn what_each_role_may_ever_do() {
    let mut grid = format!("{:16}", "");
    for role in Role::ALL {
        write!(grid, "{:11}", role.word()).unwrap();
    }
    for right in Right::ALL {
        write!(grid, "\n{:16}", right.word()).unwrap();
        for role in Role::ALL {
            write!(grid, "{:11}", if right.allows(*role) { "yes" } else { "-" }).unwrap();
        }
    }
    insta::assert_snapshot!("rights", grid.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"));
}

/// What a door may answer to a stranger who only looks.
fn is_no_fault(seen: &Seen) {
    assert!([200, 303, 403, 404].contains(&seen.status.as_u16()), "{} answers {}", seen.path, seen.status);
}

#[tokio::test]
async fn a_stranger_who_looks_changes_nothing_and_breaks_nothing() {
    let world = World::new().await;
    let db = world.clerk.house.app.db();
    let before = everything(db).await;
    let mut stranger = world.clerk.house.public();
    for door in doors("GET") {
        let real = world.address(door.path);
        let mut addresses = vec![real.clone()];
        for id in ["1", "999999"] {
            addresses.push(world.address(&door.path.replace("{id}", id)));
        }
        for address in addresses {
            let seen = stranger.ask(Method::GET, &address, None).await;
            is_no_fault(&seen);
            let is_led_away = seen.leads_to().is_some_and(|to| to.starts_with("/sign-in?next="));
            match door.right {
                Right::FollowPanel | Right::RunCycle | Right::KeepPeople | Right::ReadLetters => {
                    assert!(is_led_away, "{address} answers {} to a stranger", seen.status);
                    assert!(seen.body.is_empty(), "{address} says something to a stranger");
                }
                _ => assert!(!is_led_away, "{address} is open to all"),
            }
        }
    }
    assert_eq!(everything(db).await, before, "looking changed something");
}

#[tokio::test]
async fn a_deed_without_its_token_is_done_by_nobody() {
    let world = World::new().await;
    let db = world.clerk.house.app.db();
    let before = everything(db).await;
    let (mut stranger, mut officer) = (world.clerk.house.public(), world.clerk.house.signed_in(1).await);
    let with_session = everything(db).await;
    assert_ne!(before, with_session);
    for door in doors("POST") {
        let address = world.address(door.path);
        let wanted: &[u16] = if door.right == Right::Demonstrate { &[404] } else { &[403] };
        for who in [&mut stranger, &mut officer] {
            for body in ["", "csrf=", "csrf=0000000000000000000000000000000000000000000000000000000000000000"] {
                let seen = who.ask(Method::POST, &address, Some(body.to_owned())).await;
                assert!(wanted.contains(&seen.status.as_u16()), "{address} answers {}", seen.status);
            }
        }
    }
    // A token of another browser is no token.
    let mut other = world.clerk.house.public();
    other.open("/sign-in").await.is(200);
    let borrowed = other.with_token(&[]);
    for door in doors("POST").iter().filter(|door| door.right != Right::Demonstrate) {
        let seen = officer.ask(Method::POST, &world.address(door.path), Some(borrowed.clone())).await;
        seen.is(403);
    }
    assert_eq!(everything(db).await, with_session, "something was done");
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_whatever_it_carries() {
    let mut world = World::new().await;
    world.clerk.open("/meetings/new").await.is(200);
    let db = world.clerk.house.app.db().clone();
    let before = everything(&db).await;
    for door in doors("POST") {
        let body = world.clerk.browser.with_token(&[]);
        for headers in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", "https://other.scrutiny.example")],
        ] {
            let address = world.address(door.path);
            let seen = world.clerk.browser.ask_with(Method::POST, &address, Some(body.clone()), headers).await;
            assert_eq!(seen.status.as_u16(), 403, "{address} takes a form with {headers:?}");
            has_our_headers(&seen);
        }
    }
    assert_eq!(everything(&db).await, before, "something was done");
}

#[tokio::test]
async fn an_officer_finds_every_page_and_a_chair_those_of_their_panel() {
    let mut world = World::new().await;
    let mut chair = world.clerk.house.signed_in(world.chair).await;
    let mut other = world.clerk.house.signed_in(world.other_chair).await;
    // Lists of what is one's own, one's own calendar, and what is the same for all.
    let (board, paper) = (world.address("/board/{id}"), world.address("/board/{id}/paper"));
    let lists = [
        // Both panels report to the Board; each chair reads of their own.
        board.as_str(),
        paper.as_str(),
        "/board",
        "/routes",
        "/panels",
        "/indicators",
        "/requests",
        "/actions",
        "/actions.csv",
        "/actions.xlsx",
        "/actions/print",
        "/referrals",
        "/recommendations",
        "/comments",
        "/calendar",
        "/diary",
        "/cycle",
        "/completeness",
        "/chasing",
        "/chasing.csv",
    ];
    for door in doors("GET") {
        let address = world.address(door.path);
        match door.right {
            Right::FollowPanel => {
                world.clerk.open(&address).await.is(200);
                chair.open(&address).await.is(200);
                let seen = other.open(&address).await;
                if lists.contains(&address.as_str()) {
                    seen.is(200).does_not_say("Plans in time").does_not_say("CF 26/27-001").does_not_say("CF 2026/27");
                } else {
                    seen.is(404).does_not_say("Plans in time").does_not_say("Performance again");
                }
            }
            Right::RunCycle | Right::KeepPeople | Right::ReadLetters => {
                world.clerk.open(&address).await.is(200);
                chair.open(&address).await.is(403);
                other.open(&address).await.is(403);
            }
            _ => {}
        }
    }
    for door in doors("POST") {
        let address = world.address(door.path);
        if matches!(door.right, Right::RunCycle | Right::KeepPeople | Right::ReadLetters | Right::AnswerByLink) {
            chair.open(&format!("/referrals/{}", world.referral)).await.is(200);
            chair.send_only(&address, &[]).await.is(403);
        }
        if door.right == Right::FollowPanel && !["/calendar", "/tracker/views"].contains(&address.as_str()) {
            other.open("/panels").await.is(200);
            other.send_only(&address, &[("version", "1")]).await.is(404);
        }
    }
}

#[tokio::test]
async fn a_link_alone_answers_nothing_and_one_link_answers_for_one_thing() {
    let world = World::new().await;
    let clerk = &world.clerk;
    let mut stranger = clerk.house.public();
    for door in doors("POST").iter().filter(|door| door.right == Right::AnswerByLink) {
        stranger.open(&world.request_link).await.is(200);
        stranger.send_only(&world.address(door.path), &[("version", "1")]).await.is(403);
    }
    let mut director = Director::opens_action(clerk, "Bea Jones").await;
    director.confirms(clerk).await;
    director.browser.open(&world.request_link).await.is(200).says("Who are you?");
    director.browser.send_only(&format!("{}/figures", world.request_link), &[("version", "2")]).await.is(403);
    // Behind a link nobody is signed in.
    for path in ["/due", "/panels", "/requests"] {
        assert!(director.browser.open(path).await.path.starts_with("/sign-in"), "{path}");
    }
}

#[tokio::test]
async fn the_chair_of_another_panel_finds_nothing_of_a_meeting_that_was_held() {
    let world = World::new().await;
    let mut other = world.clerk.house.signed_in(world.other_chair).await;
    for address in [
        format!("/meetings/{}", world.held),
        format!("/items/{}", world.held_item),
        format!("/items/{}/report", world.held_item),
        format!("/items/{}/resolution", world.held_item),
    ] {
        other.open(&address).await.is(404).does_not_say("a plan be brought");
    }
}

fn has_our_headers(seen: &Seen) {
    let header = |name: &str| {
        let all: Vec<_> = seen.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(all.len(), 1, "{} ({}) has {name} so often: {all:?}", seen.path, seen.status);
        all[0].to_owned()
    };
    assert_eq!(header("content-security-policy"), CONTENT_SECURITY_POLICY, "{}", seen.path);
    assert_eq!(header("x-content-type-options"), "nosniff", "{}", seen.path);
    assert!(["same-origin", "no-referrer"].contains(&header("referrer-policy").as_str()), "{}", seen.path);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let mut world = World::new().await;
    let mut public = world.clerk.house.public();
    let officer = &mut world.clerk.browser;
    let mut seen = Vec::new();
    for (path, wanted) in [("/", 200), ("/due", 303), ("/nowhere", 404), ("/bodies/nobody", 404), ("/healthz", 200)] {
        seen.push((public.ask(Method::GET, path, None).await, wanted));
    }
    seen.push((public.ask(Method::POST, "/meetings", Some(String::new())).await, 403));
    seen.push((officer.ask(Method::GET, "/due", None).await, 200));
    officer.open("/meetings/new").await;
    seen.push((officer.send_only("/meetings", &[]).await, 422));
    // A fault of ours: a table is gone.
    let paper = world.paper;
    world.clerk.house.app.db().execute_unprepared("ALTER TABLE paper RENAME TO mislaid").await.unwrap();
    let broken = public.ask(Method::GET, &format!("/papers/{paper}"), None).await;
    broken.says("Sorry, there is a problem with the service").says("tell us the reference");
    broken.does_not_say("mislaid").does_not_say("no such table").does_not_say("SELECT").does_not_say("database");
    seen.push((broken, 500));
    for (seen, wanted) in &seen {
        assert_eq!(seen.status.as_u16(), *wanted, "{}", seen.path);
        has_our_headers(seen);
    }
    world.clerk.house.app.db().execute_unprepared("ALTER TABLE mislaid RENAME TO paper").await.unwrap();
    public.open(&format!("/papers/{paper}")).await.is(200);
}

#[tokio::test]
async fn what_is_recognised_is_not_stored_and_what_leads_by_a_link_is_not_told_on() {
    let mut world = World::new().await;
    let kept = |seen: &Seen| seen.headers["cache-control"].to_str().unwrap().to_owned();
    for path in ["/due", "/panels", "/nowhere", "/"] {
        assert_eq!(kept(&world.clerk.open(path).await), "no-store", "{path}");
    }
    let mut public = world.clerk.house.public();
    for link in [&world.request_link, &world.action_link, &"/answer/request/nothing".to_owned()] {
        let seen = public.ask(Method::GET, link, None).await;
        assert_eq!(kept(&seen), "no-store", "{link}");
        assert_eq!(seen.headers["referrer-policy"], "no-referrer", "{link}");
        assert_eq!(seen.headers["x-robots-tag"], "noindex", "{link}");
    }
}

#[tokio::test]
async fn the_public_leaves_without_a_cookie() {
    let world = World::new().await;
    let mut public = world.clerk.house.public();
    for door in doors("GET").iter().filter(|door| door.right == Right::ReadPublished) {
        let seen = public.ask(Method::GET, &world.address(door.path), None).await;
        seen.is(200);
        assert!(!seen.headers.contains_key("set-cookie"), "{} sets a cookie", seen.path);
        assert_eq!(seen.headers["cache-control"], "no-cache", "{}", seen.path);
    }
    for path in ["/nowhere", "/bodies/nobody", "/papers/999999", "/due"] {
        let seen = public.ask(Method::GET, path, None).await;
        assert!(!seen.headers.contains_key("set-cookie"), "{path} sets a cookie");
    }
    assert!(public.cookies().is_empty());
}

#[tokio::test]
async fn the_doors_of_the_demonstration_do_not_exist_in_earnest() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let mut officer: Browser = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await.is(200);
    for door in remit::doors().list().iter().filter(|door| door.right == Right::Demonstrate) {
        let address = door.path.replace("{id}", "1");
        match door.method {
            "GET" => officer.open(&address).await,
            _ => officer.send_only(&address, &[("persona", "officer"), ("now", "2026-10-13T09:00")]).await,
        }
        .is(404);
    }
    assert_eq!(house.app.clock().today().to_string(), "2026-10-12");
}
