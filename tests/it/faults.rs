//! Bad input and faults: pages that do not exist, addresses and numbers that make no sense, odd words in every
//! field of every form, and two people who change the same thing.

use crate::support::browser::Seen;
use crate::support::clerk::Director;
use crate::support::forms::{Sheet, forms};
use crate::support::world::{OTHER, World};
use crate::support::{Browser, Clerk};
use axum::http::Method;
use remit_domain::right::Right;

/// The doors that an officer looks through, with something real behind them.
fn pages(world: &World) -> Vec<String> {
    let all = remit::doors();
    let own = all.list().iter().filter(|door| {
        let is_ours = !matches!(door.right, Right::Demonstrate | Right::OpenLink | Right::SignIn);
        door.method == "GET" && is_ours && !door.path.ends_with(".eml")
    });
    own.map(|door| world.address(door.path)).collect()
}

#[tokio::test]
async fn an_unknown_page_is_a_page_and_a_program_gets_a_problem() {
    let mut world = World::new().await;
    for path in ["/nowhere", "/meetings/999999", "/bodies/nobody", "/panels/nobody/more", "/papers/0", "/demo/post"] {
        let mut public = world.clerk.house.public();
        for browser in [&mut world.clerk.browser, &mut public] {
            let seen = browser.ask(Method::GET, path, None).await;
            if seen.status != 303 {
                seen.is(404).says("Page not found").says("Anyshire County Council");
                assert!(seen.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{path}");
            }
            let told = browser.ask_with(Method::GET, path, None, &[("accept", "application/json")]).await;
            if told.status != 303 {
                assert_eq!(told.headers["content-type"], "application/problem+json", "{path}");
                let told: serde_json::Value = serde_json::from_str(&told.body).unwrap();
                assert_eq!((&told["status"], &told["title"]), (&404.into(), &"Page not found".into()), "{path}");
            }
        }
    }
    // A door that is there, but not in this way.
    for (method, path) in [(Method::GET, "/sign-out"), (Method::POST, "/due"), (Method::DELETE, "/meetings/1")] {
        world.clerk.open("/meetings/new").await;
        let body = world.clerk.browser.with_token(&[]);
        let seen = world.clerk.browser.ask(method, path, Some(body)).await;
        assert_eq!(seen.status, 405, "{path}");
        seen.says("Page not found");
    }
}

#[tokio::test]
async fn a_form_that_is_too_long_is_refused_whole() {
    let mut world = World::new().await;
    world.clerk.open("/meetings/new").await;
    let long = "x".repeat(2 * 1024 * 1024);
    let seen = world.clerk.browser.send_only("/meetings", &[("venue", &long)]).await;
    assert!([403, 413].contains(&seen.status.as_u16()), "{}", seen.status);
}

#[tokio::test]
async fn an_address_that_makes_no_sense_leads_to_no_page() {
    let mut world = World::new().await;
    let long = "9".repeat(5000);
    let ids =
        ["9223372036854775807", "9223372036854775808", "-1", "0", "abc", "1e3", "%00", "1%00", "%F0%9F%92%A9", &long];
    let slugs = ["%00", "..%2f..", "%ff%fe", "'%3b--", "%F0%9F%92%A9", &long];
    let dates = ["2026-02-31", "99999-01-01", "+262142-12-31", "-1", "%00", "today"];
    world.clerk.open("/meetings/new").await;
    let body = world.clerk.browser.with_token(&[("version", "1")]);
    for door in remit::doors().list().iter().filter(|door| door.right != Right::Demonstrate) {
        for (part, values) in [("{id}", &ids[..]), ("{slug}", &slugs), ("{token}", &slugs), ("{date}", &dates)] {
            if !door.path.contains(part) {
                continue;
            }
            for value in values {
                let address = world.address(&door.path.replace(part, value));
                let form = (door.method == "POST").then(|| body.clone());
                let method = if door.method == "POST" { Method::POST } else { Method::GET };
                let seen = world.clerk.browser.ask(method, &address, form).await;
                let wanted: &[u16] = match (door.method, door.right) {
                    (_, Right::AnswerByLink) if !address.contains("%00") => &[403],
                    ("POST", _) => &[404, 422],
                    _ => &[404],
                };
                let status = seen.status.as_u16();
                assert!(wanted.contains(&status), "{} {address:.80} answers {status}", door.method);
            }
        }
    }
}

const PAGES: [&str; 9] = [
    "18446744073709551615",
    "18446744073709551616",
    "9223372036854775807",
    "4294967297",
    "1000000",
    "0",
    "-1",
    "two",
    "%00",
];

#[tokio::test]
async fn no_list_falls_over_an_absurd_page_or_filter() {
    let mut world = World::new().await;
    let mut public = world.clerk.house.public();
    for address in pages(&world) {
        for number in PAGES {
            world.clerk.open(&format!("{address}?page={number}")).await.is(200);
            let seen = public.ask(Method::GET, &format!("{address}?page={number}"), None).await;
            assert!(!seen.status.is_server_error(), "{} {}", seen.path, seen.status);
        }
        let page = world.clerk.open(&address).await;
        for sheet in forms(&page).iter().filter(|sheet| !sheet.is_post) {
            for name in &sheet.names {
                for odd in ["%00", "%25_%5C%27%22", "%3Cscript%3Ealert(1)%3C/script%3E", "-1", "9223372036854775808"] {
                    let seen = world.clerk.open(&format!("{address}?{name}={odd}")).await;
                    seen.is(200);
                    assert!(!seen.body.contains("<script>alert"), "{address}?{name} runs what was typed");
                }
            }
        }
    }
}

/// Words that look like nothing at all, so that no database makes them short.
fn noise(length: usize) -> String {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'a' + u8::try_from(state % 26).unwrap())
    };
    (0..length).map(|_| next()).collect()
}

fn odd_words() -> Vec<String> {
    let mut words: Vec<String> = [
        "",
        "a\0b",
        "\u{202E}gnp.exe\u{2066}",
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
        "{{ 7 * 7 }} %s ${x} \\ ' OR 1=1 --",
        "𝒳 👩‍👩‍👧 Å ﷽",
        "9223372036854775808",
        "-1",
        "99999-12-31",
        "0001-01-01",
        "31/02/2026",
        "1e400",
        "79228162514264337593543950335",
    ]
    .map(str::to_owned)
    .to_vec();
    words.push(noise(5000));
    words
}

/// Puts odd words into each field of a form, one after another, and looks at what the page then says.
async fn try_out(browser: &mut Browser, page: &str, action: &str) -> usize {
    let mut tries = 0;
    let names = match find(browser, page, action).await {
        Some(sheet) => [sheet.names.clone(), vec!["version".to_owned()]].concat(),
        None => panic!("{page} has no form for {action}"),
    };
    for name in names {
        for odd in odd_words() {
            // Opened anew: what was done before may have changed what stands there.
            let Some(sheet) = find(browser, page, action).await else { return tries };
            let seen = browser.send(action, &sheet.with(&name, &odd).pairs()).await;
            tries += 1;
            let told: String = odd.chars().take(30).collect();
            assert!(!seen.status.is_server_error(), "{action} {name}={told:?}: {}\n{}", seen.status, seen.words());
            assert!(!seen.body.contains("<script>alert"), "{action} {name}: {} runs what was typed", seen.path);
            assert!(!seen.body.contains('\0'), "{action} {name}: {} shows a zero", seen.path);
        }
    }
    tries
}

async fn find(browser: &mut Browser, page: &str, action: &str) -> Option<Sheet> {
    let seen = browser.open(page).await;
    assert!(!seen.status.is_server_error(), "{page}: {}\n{}", seen.status, seen.words());
    forms(&seen).into_iter().find(|sheet| sheet.is_post && sheet.action == action)
}

#[tokio::test]
async fn odd_words_in_the_forms_of_the_cycle_break_nothing() {
    let mut world = World::new().await;
    let (meeting, item, request) = (world.meeting, world.item, world.request);
    let (held_item, action, referral, indicator) = (world.held_item, world.action, world.referral, world.indicator);
    let browser = &mut world.clerk.browser;
    for (page, action) in [
        ("/meetings/new".to_owned(), "/meetings".to_owned()),
        (format!("/meetings/{meeting}/move"), format!("/meetings/{meeting}/move")),
        (format!("/meetings/{meeting}/items"), format!("/meetings/{meeting}/items")),
        (format!("/items/{item}/edit"), format!("/items/{item}/edit")),
        (format!("/requests/new?item={item}"), "/requests".to_owned()),
        (format!("/requests/{request}"), format!("/requests/{request}/to-follow")),
        ("/indicators/new".to_owned(), "/indicators".to_owned()),
        (format!("/indicators/{indicator}/edit"), format!("/indicators/{indicator}/edit")),
        (format!("/indicators/{indicator}/version"), format!("/indicators/{indicator}/version")),
        (format!("/indicators/{indicator}/rule"), format!("/indicators/{indicator}/rule")),
        (format!("/indicators/{indicator}/retire"), format!("/indicators/{indicator}/retire")),
        ("/indicators/import".to_owned(), "/indicators/import/preview".to_owned()),
        ("/panels/economy/indicators".to_owned(), "/panels/economy/indicators".to_owned()),
        (format!("/items/{held_item}/actions/new"), format!("/items/{held_item}/actions")),
        (format!("/actions/{action}"), format!("/actions/{action}/update")),
        (format!("/referrals/{referral}"), format!("/referrals/{referral}/feedback")),
        (format!("/referrals/{referral}"), format!("/referrals/{referral}/retarget")),
        (format!("/meetings/{meeting}/publish"), format!("/meetings/{meeting}/publish")),
        (format!("/meetings/{meeting}/cancel"), format!("/meetings/{meeting}/cancel")),
    ] {
        try_out(browser, &page, &action).await;
    }
    for page in pages(&world) {
        let seen = world.clerk.open(&page).await;
        assert!([200, 404, 422].contains(&seen.status.as_u16()), "{page}: {}", seen.status);
    }
}

#[tokio::test]
async fn odd_words_in_a_resolution_break_nothing() {
    let mut world = World::new().await;
    let meeting = world.clerk.meeting(OTHER, "2026-11-09").await;
    for name in
        ["narrative", "mover", "seconder", "carried", "votes_for", "text_1", "verb_1", "makes_1", "words_1", "rows"]
    {
        for odd in odd_words() {
            // What is recorded is recorded: each try has an item of its own.
            let item = world.clerk.item(meeting, "Performance", &[]).await;
            let sheet = vec![("carried", "assent"), ("text_1", "it be noted."), ("verb_1", "noted"), ("rows", "4")];
            let mut fields: Vec<(&str, &str)> = sheet.into_iter().filter(|(had, _)| *had != name).collect();
            fields.push((name, &odd));
            let seen = world.clerk.browser.send(&format!("/items/{item}/resolution"), &fields).await;
            assert!(!seen.status.is_server_error(), "{name}: {}", seen.status);
        }
    }
}

#[tokio::test]
async fn odd_words_in_the_forms_of_people_break_nothing() {
    let mut world = World::new().await;
    let browser = &mut world.clerk.browser;
    let chair = world.chair;
    for (page, action) in [
        ("/people/new".to_owned(), "/people".to_owned()),
        (format!("/people/{chair}"), format!("/people/{chair}")),
        ("/posts/new".to_owned(), "/posts".to_owned()),
        ("/posts/1".to_owned(), "/posts/1".to_owned()),
        ("/posts/1".to_owned(), "/posts/1/holder".to_owned()),
        ("/posts/1".to_owned(), "/posts/1/vacancy".to_owned()),
        ("/people/bodies/new".to_owned(), "/people/bodies".to_owned()),
        ("/people/bodies/2".to_owned(), "/people/bodies/2".to_owned()),
        ("/people/bodies/2".to_owned(), "/people/bodies/2/seats".to_owned()),
        ("/council".to_owned(), "/council".to_owned()),
    ] {
        try_out(browser, &page, &action).await;
    }
    for page in pages(&world) {
        world.clerk.open(&page).await.is(200);
    }
    // Letters can still be written, whatever people are called now.
    world.clerk.mornings("2026-11-11", "2026-11-24").await;
}

#[tokio::test]
async fn odd_words_from_outside_break_nothing() {
    let world = World::new().await;
    let mut stranger = world.clerk.house.public();
    try_out(&mut stranger, "/sign-in", "/sign-in").await;
    for link in [&world.request_link, &world.action_link] {
        let page = stranger.open(link).await;
        let code = forms(&page).into_iter().find(|sheet| sheet.is_post).expect("who are you").action;
        try_out(&mut stranger, link, &code).await;
    }
    let mut director = Director::opens(&world.clerk, "Bea Jones").await;
    director.confirms(&world.clerk).await;
    let figures = format!("{}/figures", world.request_link);
    assert!(try_out(&mut director.browser, &world.request_link, &figures).await > 30);
    let mut director = Director::opens_action(&world.clerk, "Bea Jones").await;
    director.confirms(&world.clerk).await;
    let update = format!("{}/update", world.action_link);
    assert!(try_out(&mut director.browser, &world.action_link, &update).await > 20);
}

/// Two people open the same form; the second sends what they typed after the first has saved. They read both
/// texts, and what they send from that page is kept.
async fn both_texts(clerk: &mut Clerk, page: &str, action: &str, field: &str) {
    let (first, second) = ("Written by the one", "Typed by the other");
    let open = find(&mut clerk.browser, page, action).await.unwrap_or_else(|| panic!("{page} has no {action}"));
    clerk.browser.send(action, &open.with(field, first).pairs()).await.is(200);
    let stale = clerk.browser.send(action, &open.with(field, second).pairs()).await;
    assert_eq!(stale.status, 409, "{action}: {}", stale.words());
    let again = forms(&stale).into_iter().find(|sheet| sheet.action == action).expect("the form, again");
    assert_eq!(again.value(field), second, "{action} loses what was typed");
    assert_eq!(stale.body.matches(first).count().min(1), 1, "{action} does not show what stands: {}", stale.words());
    clerk.browser.send(action, &again.pairs()).await.is(200);
    let kept = clerk.open(page).await;
    assert!(kept.body.contains(second), "{page}: {}", kept.words());
}

/// Edge case 41.
#[tokio::test]
async fn two_people_who_change_the_same_thing_read_both_texts() {
    let mut world = World::new().await;
    let (meeting, item, indicator, chair) = (world.meeting, world.item, world.indicator, world.chair);
    let clerk = &mut world.clerk;
    for (page, action, field) in [
        ("/council".to_owned(), "/council".to_owned(), "contact_names"),
        (format!("/people/{chair}"), format!("/people/{chair}"), "name"),
        ("/posts/1".to_owned(), "/posts/1".to_owned(), "title"),
        ("/people/bodies/2".to_owned(), "/people/bodies/2".to_owned(), "remit"),
        (format!("/indicators/{indicator}/edit"), format!("/indicators/{indicator}/edit"), "name"),
        (format!("/items/{item}/edit"), format!("/items/{item}/edit"), "title"),
        (format!("/meetings/{meeting}/move"), format!("/meetings/{meeting}/move"), "venue"),
    ] {
        both_texts(clerk, &page, &action, field).await;
    }
    let referral = format!("/referrals/{}", world.referral);
    both_texts(clerk, &referral, &format!("{referral}/feedback"), "feedback").await;
}

fn is_both(stale: &Seen, typed: &str, stands: &str) {
    assert_eq!(stale.status, 409, "{}", stale.words());
    assert!(stale.body.contains(typed) && stale.body.contains(stands), "{}", stale.words());
}

#[tokio::test]
async fn what_was_decided_meanwhile_is_read_beside_what_was_typed() {
    let mut world = World::new().await;
    let action = format!("/actions/{}", world.action);
    let request = format!("/requests/{}", world.request);
    let clerk = &mut world.clerk;

    let update = find(&mut clerk.browser, &action, &format!("{action}/update")).await.unwrap();
    let update = update.with("progress", "in_progress");
    clerk.browser.send(&update.action, &update.with("update", "The one said this").pairs()).await.is(200);
    let stale = clerk.browser.send(&update.action, &update.with("update", "The other said that").pairs()).await;
    is_both(&stale, "The other said that", "The one said this");

    let follow = find(&mut clerk.browser, &request, &format!("{request}/to-follow")).await.unwrap();
    let follow = follow.with("promised_on", "2026-12-04");
    clerk.browser.send(&follow.action, &follow.with("reason", "The one's reason").pairs()).await.is(200);
    let stale = clerk.browser.send(&follow.action, &follow.with("reason", "Another reason").pairs()).await;
    is_both(&stale, "Another reason", "The one&#39;s reason");

    // The director's two windows.
    let mut director = Director::opens(clerk, "Bea Jones").await;
    director.confirms(clerk).await;
    let figures = format!("{}/figures", world.request_link);
    let open = find(&mut director.browser, &world.request_link, &figures).await.unwrap();
    let (value, words) = (&open.names[0], &open.names[2]);
    assert!(value.starts_with("value-") && words.starts_with("commentary-"), "{:?}", open.names);
    let one = open.with(value, "55").with(words, "The one wrote this");
    director.browser.send(&figures, &one.pairs()).await.is(200);
    let other = open.with(value, "44").with(words, "The other wrote that");
    let stale = director.browser.send(&figures, &other.pairs()).await;
    is_both(&stale, "The other wrote that", "The one wrote this");
    stale.says("Figure: 55");
    let again = forms(&stale).into_iter().find(|sheet| sheet.action == figures).unwrap();
    assert_eq!(again.value(value), "44");
    director.browser.send(&figures, &again.pairs()).await.is(200).says("Saved.");

    // What needs no words is refused too when it came too late, and says so.
    let page = clerk.open(&request).await;
    let version = page.carries("version");
    let late = clerk.browser.send(&format!("{request}/withdraw"), &[("version", "1")]).await;
    assert_eq!(late.status, 409, "{}", late.words());
    assert_ne!(version, "1");
}
