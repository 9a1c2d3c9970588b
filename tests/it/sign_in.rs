//! Stories of signing in and out, of wrong passwords, and of what a browser is told about cookies and forms.

use crate::support::{Browser, Council, House, Seen};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use remit::app::App;
use remit::keys::hash;
use remit_entity::{person, session, throttle};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};
use std::net::SocketAddr;
use tower::ServiceExt;

pub const PASSWORD: &str = "kettle harbour vine";
const OFFICER: &str = "rowan.ellery@anyshire.example";
const CHAIR: &str = "imogen.hartley@anyshire.example";

async fn with_password(house: &House, person_id: i64) {
    let hashed = remit::passwords::hash(house.app.chance(), PASSWORD).await.unwrap();
    let row = person::ActiveModel { id: Set(person_id), password_hash: Set(Some(hashed)), ..Default::default() };
    row.update(house.app.db()).await.unwrap();
}

async fn council(now: &str) -> (House, Council) {
    let house = House::new(now).await;
    let council = Council::found(&house).await;
    with_password(&house, council.officer).await;
    with_password(&house, council.chair).await;
    (house, council)
}

async fn knock(browser: &mut Browser, email: &str, password: &str) -> Seen {
    browser.open("/sign-in").await.is(200);
    browser.send_only("/sign-in", &[("email", email), ("password", password)]).await
}

fn cookie<'s>(seen: &'s Seen, name: &str) -> Option<&'s str> {
    let cookies = seen.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    cookies.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))
}

fn value(cookie: &str) -> &str {
    cookie.split(['=', ';']).nth(1).unwrap()
}

#[tokio::test]
async fn an_officer_comes_to_what_is_due_and_a_chair_to_their_panels() {
    let (house, _) = council("2026-10-12T09:00").await;
    let mut officer = house.public();
    assert_eq!(knock(&mut officer, " Rowan.Ellery@Anyshire.example ", PASSWORD).await.leads_to().unwrap(), "/due");
    officer.open("/due").await.is(200).says("Rowan Ellery").says("Sign out");
    assert_eq!(knock_again(&mut officer).await, "/due", "who is signed in is not asked again");
    let mut chair = house.public();
    assert_eq!(knock(&mut chair, CHAIR, PASSWORD).await.leads_to().unwrap(), "/panels");
    chair.open("/due").await.is(403);
    chair.open("/people").await.is(403).says("You cannot do this");
}

async fn knock_again(browser: &mut Browser) -> String {
    browser.ask(Method::GET, "/sign-in", None).await.leads_to().unwrap()
}

#[tokio::test]
async fn a_stranger_is_taken_to_where_they_wanted_and_nowhere_else() {
    let (house, _) = council("2026-10-12T09:00").await;
    let mut browser = house.public();
    let asked = browser.open("/people?who=officers").await;
    assert!(asked.path.starts_with("/sign-in?next="), "{}", asked.path);
    asked.says("Sign in");
    assert!(asked.body.contains("name=\"next\" value=\"/people?who=officers\""), "{}", asked.body);
    let fields = [("email", OFFICER), ("password", PASSWORD), ("next", "/people?who=officers")];
    assert_eq!(browser.send_only("/sign-in", &fields).await.leads_to().unwrap(), "/people?who=officers");
    for next in ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)"]
    {
        let mut browser = house.public();
        browser.open("/sign-in").await;
        let fields = [("email", OFFICER), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.send_only("/sign-in", &fields).await.leads_to().unwrap(), "/due", "{next}");
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let led = browser.ask(Method::GET, &format!("/sign-in?next={next}"), None).await;
        assert_eq!(led.leads_to().unwrap(), "/due", "{next}");
    }
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_read_the_same() {
    let (house, council) = council("2026-10-12T09:00").await;
    let mut browser = house.public();
    let wrong = knock(&mut browser, OFFICER, "kettle harbour wine").await;
    wrong.is(422).says("The e-mail address or the password is not right.");
    assert!(wrong.body.contains(&format!("value=\"{OFFICER}\"")), "the address typed is kept");
    assert!(!wrong.body.contains("kettle"), "the password typed is not");
    assert!(cookie(&wrong, "remit").is_none());
    let unknown = knock(&mut browser, "nobody@anyshire.example", "kettle harbour wine").await;
    unknown.is(422);
    assert_eq!(unknown.words().replace("nobody@anyshire.example", OFFICER), wrong.words());
    // Bea Jones has no password, and an empty one is none.
    knock(&mut browser, "b.jones@anyshire.example", "").await.is(422).says("Enter your password.");
    knock(&mut browser, "b.jones@anyshire.example", "x").await.is(422).says("is not right");
    knock(&mut browser, "", PASSWORD).await.is(422).says("Enter your e-mail address.");
    with_password(&house, council.director).await;
    knock(&mut browser, "b.jones@anyshire.example", PASSWORD).await.is(422).says("Your account opens nothing today");
    assert_eq!(session::Entity::find().count(house.app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn guessing_is_slowed_down_but_the_account_is_never_locked_for_good() {
    let (house, _) = council("2026-10-12T09:00").await;
    let mut stranger = house.public();
    for _ in 0..5 {
        knock(&mut stranger, OFFICER, "a wrong guess of mine").await.is(422);
    }
    let mut officer = house.public();
    knock(&mut officer, OFFICER, PASSWORD).await.is(429).says("Too many tries");
    knock(&mut officer, CHAIR, PASSWORD).await.is(303);
    house.it_is("2026-10-12T09:01");
    assert_eq!(knock(&mut house.public(), OFFICER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert!(throttle::Entity::find().all(house.app.db()).await.unwrap().is_empty(), "what was right is forgotten");
    // A day of guessing: one guess a minute.
    let mut judged = 0;
    for minute in 0..240 {
        house.it_is(&format!("2026-10-13T{:02}:{:02}", 9 + minute / 60, minute % 60));
        if knock(&mut stranger, OFFICER, "a wrong guess of mine").await.status != StatusCode::TOO_MANY_REQUESTS {
            judged += 1;
        }
    }
    assert!((10..=27).contains(&judged), "{judged} guesses of 240 in four hours were judged");
    house.it_is("2026-10-13T13:30");
    knock(&mut house.public(), OFFICER, PASSWORD).await.is(303);
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_not_all_judged() {
    let (house, _) = council("2026-10-12T09:00").await;
    let mut tries = Vec::new();
    for _ in 0..12 {
        let mut browser = house.public();
        browser.open("/sign-in").await;
        tries.push(tokio::spawn(async move {
            browser.send_only("/sign-in", &[("email", OFFICER), ("password", "a wrong guess of mine")]).await.status
        }));
    }
    let mut judged = 0;
    for answer in tries {
        judged += usize::from(answer.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!((1..=5).contains(&judged), "{judged}");
}

#[tokio::test]
async fn one_network_cannot_try_every_account_and_cannot_claim_another_origin() {
    let (house, _) = council("2026-10-12T09:00").await;
    let mut throttled = 0;
    for n in 0..40 {
        let claimed = format!("198.51.100.{n}");
        let answer = from_network(&house.app, "203.0.113.9:4000", &claimed, &format!("user{n}@anyshire.example")).await;
        throttled += usize::from(answer == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(throttled, 40 - 31, "four free, 26 forgiven to a network, and the one that begins the wait");
    let elsewhere = from_network(&house.app, "203.0.113.10:4000", "203.0.113.9", "user99@anyshire.example").await;
    assert_eq!(elsewhere, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn from_network(app: &App, peer: &str, claimed: &str, email: &str) -> StatusCode {
    let browser = "browser-of-a-stranger";
    let csrf = app.keys().token("form of a browser", browser);
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("csrf", &csrf).append_pair("email", email).append_pair("password", "a wrong guess of mine");
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/sign-in")
        .header(header::HOST, "scrutiny.example")
        .header(header::COOKIE, format!("remit-browser={browser}"))
        .header("x-forwarded-for", claimed)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.finish()))
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    remit::router(app.clone()).oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn the_session_is_new_at_every_sign_in_and_ends_when_it_must() {
    let (house, council) = council("2026-10-12T09:00").await;
    let mut browser = house.public().with_cookie("remit", "chosen-by-somebody-else");
    let first = knock(&mut browser, OFFICER, PASSWORD).await;
    let first = value(cookie(&first, "remit").unwrap()).to_owned();
    assert_ne!(first, "chosen-by-somebody-else");
    assert_eq!(first.len(), 64);
    let kept = session::Entity::find().all(house.app.db()).await.unwrap();
    assert_eq!(kept.iter().map(|row| row.id_hash.clone()).collect::<Vec<_>>(), [hash(&first)], "only a hash is kept");
    // Signing in again in the same browser, by a form that it still holds, ends the session before.
    browser.open("/people/new").await.is(200);
    let fields = [("email", OFFICER), ("password", PASSWORD)];
    let second = browser.send_only("/sign-in", &fields).await;
    let second = value(cookie(&second, "remit").unwrap()).to_owned();
    assert_ne!(first, second);
    let mut thief = house.public().with_cookie("remit", &first);
    assert_eq!(thief.ask(Method::GET, "/due", None).await.leads_to().unwrap(), "/sign-in?next=%2Fdue");
    browser.open("/due").await.is(200);
    // Twelve hours are the end, however busy it is kept.
    for hour in 10..=20 {
        house.it_is(&format!("2026-10-12T{hour}:00"));
        browser.ask(Method::GET, "/due", None).await.is(200);
    }
    house.it_is("2026-10-12T21:00");
    assert!(browser.ask(Method::GET, "/due", None).await.leads_to().is_some());
    // Ninety quiet minutes are too.
    house.it_is("2026-10-13T09:00");
    knock(&mut browser, OFFICER, PASSWORD).await.is(303);
    house.it_is("2026-10-13T10:31");
    assert!(browser.ask(Method::GET, "/due", None).await.leads_to().is_some());
    // Whoever leaves is out at once.
    knock(&mut browser, OFFICER, PASSWORD).await.is(303);
    let left = Set(Some(house.app.clock().today()));
    let row = person::ActiveModel { id: Set(council.officer), left_on: left, ..Default::default() };
    row.update(house.app.db()).await.unwrap();
    assert!(browser.ask(Method::GET, "/due", None).await.leads_to().is_some());
    knock(&mut browser, OFFICER, PASSWORD).await.is(422);
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_holds_its_cookie() {
    let (house, _) = council("2026-10-12T09:00").await;
    let mut browser = house.public();
    let seen = knock(&mut browser, OFFICER, PASSWORD).await;
    let token = value(cookie(&seen, "remit").unwrap()).to_owned();
    browser.open("/people/new").await;
    let out = browser.send_only("/sign-out", &[]).await;
    assert_eq!(out.leads_to().unwrap(), "/sign-in?signed_out=1");
    assert!(cookie(&out, "remit").unwrap().contains("Max-Age=0"));
    assert_eq!(out.headers["clear-site-data"], "\"cookies\", \"storage\"");
    browser.open("/sign-in?signed_out=1").await.says("You have signed out.");
    let mut thief = house.public().with_cookie("remit", &token);
    assert!(thief.ask(Method::GET, "/due", None).await.leads_to().is_some());
    assert_eq!(session::Entity::find().count(house.app.db()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_form_is_only_taken_from_the_browser_that_opened_it() {
    let (house, council) = council("2026-10-12T09:00").await;
    let mut bare = house.public();
    let fields = [("csrf", ""), ("email", OFFICER), ("password", PASSWORD)];
    bare.send_only("/sign-in", &fields).await.is(403).says("This form cannot be used any more");
    // A token of one browser is worth nothing in another.
    let mut one = house.public();
    let page = one.open("/sign-in").await;
    let token = page.body.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut other = house.public();
    other.open("/sign-in").await;
    let fields = [("csrf", token.as_str()), ("email", OFFICER), ("password", PASSWORD)];
    other.send_only("/sign-in", &fields).await.is(403);
    // Nor is one from before signing in after it.
    let mut officer = house.signed_in(council.officer).await;
    officer.send_only("/people", &[("csrf", token.as_str()), ("name", "X")]).await.is(403);
    for (name, origin) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &token).append_pair("email", OFFICER).append_pair("password", PASSWORD);
        let request = Request::builder()
            .method(Method::POST)
            .uri("/sign-in")
            .header(header::HOST, "scrutiny.example")
            .header(name, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.finish()))
            .unwrap();
        let answer = remit::router(house.app.clone()).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}: {origin}");
    }
}

#[tokio::test]
async fn cookies_and_headers_are_as_strict_as_the_address_allows() {
    for (url, name, is_secure) in
        [("http://scrutiny.example", "remit", false), ("https://scrutiny.example", "__Host-remit", true)]
    {
        let house = House::at("2026-10-12T09:00", url).await;
        let council = Council::found(&house).await;
        with_password(&house, council.officer).await;
        let mut browser = house.public();
        let form = browser.open("/sign-in").await;
        let seen = knock(&mut browser, OFFICER, PASSWORD).await;
        for set in [cookie(&form, &format!("{name}-browser")).unwrap(), cookie(&seen, name).unwrap()] {
            for part in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
                assert!(set.contains(part), "{set} has no {part}");
            }
            assert_eq!(set.contains("; Secure"), is_secure, "{set}");
            assert!(!set.contains("Domain"), "{set}");
        }
        assert!(cookie(&seen, name).unwrap().contains("; Max-Age=43200"));
        let policy = form.headers["content-security-policy"].to_str().unwrap().to_owned();
        for part in ["default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(form.headers["x-content-type-options"], "nosniff");
        assert_eq!(form.headers["cache-control"], "no-store", "a form holds a secret of this browser");
        let strict = form.headers["strict-transport-security"].to_str().unwrap();
        assert_eq!(strict, if is_secure { "max-age=63072000; includeSubDomains" } else { "max-age=0" });
    }
}
