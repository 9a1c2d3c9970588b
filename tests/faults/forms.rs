//! F33, F34: every form that an officer can open, found on the pages themselves: saved by two people, and sent twice.

use crate::database::count;
use crate::runner::{Size, Told, seen};
use crate::support::Browser;
use crate::support::forms::{Sheet, forms};
use crate::support::house::postgres;
use crate::support::world::World;
use remit_domain::right::Right;
use sea_orm::{DatabaseConnection, FromQueryResult, Statement};
use std::collections::{BTreeMap, BTreeSet};

/// Deeds after which a thing, and the forms about it, are gone: they come last.
const ENDS: [&str; 17] = [
    "withdraw",
    "cancel",
    "remove",
    "delete",
    "lapse",
    "close",
    "end",
    "retire",
    "leave",
    "left",
    "vacancy",
    "held",
    "publish",
    "adopt",
    "confirm",
    "supersede",
    "undo",
];

fn pages(world: &World) -> Vec<String> {
    let all = remit::doors();
    let own = all.list().iter().filter(|door| {
        let is_ours = !matches!(door.right, Right::Demonstrate | Right::OpenLink | Right::SignIn | Right::AnswerByLink);
        door.method == "GET" && is_ours && !door.path.ends_with(".eml") && !door.path.contains('.')
    });
    const KNOWN: [&str; 7] = ["{id}", "{token}", "{on}", "{other}", "{code}", "{slug}", "{date}"];
    let paths = own.map(|door| door.path.replace("{kind}", "do_action"));
    let known = |path: &String| !KNOWN.iter().fold(path.clone(), |path, part| path.replace(part, "")).contains('{');
    paths.filter(known).map(|path| world.address(&path)).collect()
}

/// Where each form is, once each: page and action.
async fn all_forms(world: &mut World) -> Vec<(String, Sheet)> {
    let mut found: BTreeMap<String, (String, Sheet)> = BTreeMap::new();
    for page in pages(world) {
        let seen = world.clerk.open(&page).await;
        if !seen.status.is_success() || seen.path.split('?').next() != page.split('?').next() {
            continue;
        }
        for sheet in forms(&seen).into_iter().filter(|sheet| sheet.is_post) {
            found.entry(sheet.action.clone()).or_insert((page.clone(), sheet));
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|(_, sheet)| ENDS.iter().any(|end| sheet.action.rsplit('/').next().unwrap().contains(end)));
    found
}

async fn find(browser: &mut Browser, page: &str, action: &str) -> Option<Sheet> {
    let seen = browser.open(page).await;
    forms(&seen).into_iter().find(|sheet| sheet.is_post && sheet.action == action)
}

/// Whether a field of a page is one into which any words can be typed.
fn takes_words(body: &str, name: &str) -> bool {
    let named = format!(" name=\"{name}\"");
    body.split('<').any(|tag| {
        let head = tag.split('>').next().unwrap_or("");
        let is_words = head.starts_with("textarea")
            || (head.starts_with("input") && head.contains("type=\"text\"") && !head.contains("inputmode"));
        is_words && head.contains(&named)
    })
}

pub async fn two_people(size: Size) -> Told {
    let mut world = World::new().await;
    let all = all_forms(&mut world).await;
    let db = world.clerk.house.app.db().clone();
    let tables = tables(&db).await;
    let (mut both, mut refused, mut wrong) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let versioned = all.iter().filter(|(_, sheet)| sheet.fields.iter().any(|(name, _)| name == "version"));
    for (n, (page, sheet)) in versioned.enumerate() {
        if n >= size.of(12, usize::MAX, usize::MAX) {
            break;
        }
        let shown = world.clerk.open(page).await;
        let typed: Vec<String> = sheet.names.iter().filter(|name| takes_words(&shown.body, name)).cloned().collect();
        let mut is_tried = false;
        for field in &typed {
            // Two people, each with a page of their own.
            let Some(open) = find(&mut world.clerk.browser, page, &sheet.action).await else { break };
            let Some(late) = find(&mut world.clerk.browser, page, &sheet.action).await else { break };
            let (one, other) = (format!("Written by the one {n}"), format!("Typed by the other {n}"));
            let first = world.clerk.browser.send(&sheet.action, &open.with(field, &one).pairs()).await;
            if first.status != 200 {
                continue;
            }
            is_tried = true;
            let stale = world.clerk.browser.send(&sheet.action, &late.with(field, &other).pairs()).await;
            if stale.status == 409 && stale.body.contains(&other) {
                both.insert(sheet.action.clone());
                let stands = find(&mut world.clerk.browser, page, &sheet.action).await;
                if !stale.body.contains(&one) && stands.is_some_and(|stands| stands.value(field) == one) {
                    wrong.push(format!("{} field {field}: what stands is not shown", sheet.action));
                }
            } else if stale.status == 409 || stale.status == 422 || stale.status == 404 {
                refused.insert(sheet.action.clone());
            } else {
                wrong.push(format!("{} field {field}: the second is answered {}", sheet.action, stale.status));
            }
            break;
        }
        let open = find(&mut world.clerk.browser, page, &sheet.action).await;
        let late = find(&mut world.clerk.browser, page, &sheet.action).await;
        if let (false, Some(open), Some(late)) = (is_tried, open, late) {
            // A deed without words: the second who does it on the same page is told that it is done.
            let first = world.clerk.browser.send(&sheet.action, &open.pairs()).await;
            if first.status != 200 {
                continue;
            }
            let between = counted(&db, &tables).await;
            let second = world.clerk.browser.send(&sheet.action, &late.pairs()).await;
            if matches!(second.status.as_u16(), 404 | 409 | 422) {
                refused.insert(sheet.action.clone());
            } else if counted(&db, &tables).await != between {
                wrong.push(format!("{}: done twice, answered {}", sheet.action, second.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
    assert!(both.len() >= size.of(3, 10, 10), "only {both:?}");
    seen(format!("{} forms with words: 409 and both texts; {} deeds: the second refused", both.len(), refused.len()))
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let sql = if postgres().is_some() {
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%search%' ORDER BY name"
    };
    let rows = Name::find_by_statement(Statement::from_string(db.get_database_backend(), sql)).all(db).await.unwrap();
    rows.into_iter()
        .map(|row| row.name)
        .filter(|name| !matches!(name.as_str(), "session" | "throttle" | "form"))
        .collect()
}

async fn counted(db: &DatabaseConnection, tables: &[String]) -> BTreeMap<String, i64> {
    let mut all = BTreeMap::new();
    for table in tables {
        all.insert(table.clone(), count(db, &format!("SELECT count(*) AS n FROM \"{table}\"")).await);
    }
    all
}

/// The form with something in every field that is empty.
fn filled(sheet: &Sheet, n: usize) -> Sheet {
    let mut full = sheet.clone();
    for (name, value) in &mut full.fields {
        if value.is_empty() {
            *value = match name.as_str() {
                name if name.contains("email") => format!("twice-{n}@anyshire.example"),
                name if name.ends_with("_on") || name.contains("date") => "2027-03-04".to_owned(),
                name if name.contains("time") || name.ends_with("_at") => "10:00".to_owned(),
                name if name.contains("code") || name.contains("reference") => format!("T{n}"),
                name if name.contains("number") || name.contains("clear") || name.contains("appendix") => {
                    "3".to_owned()
                }
                name if name.contains("period") => "2026/27 Q3".to_owned(),
                _ => format!("Sent twice {n}"),
            };
        }
    }
    full
}

pub async fn sent_twice(size: Size) -> Told {
    let mut world = World::new().await;
    let all = all_forms(&mut world).await;
    let db = world.clerk.house.app.db().clone();
    let tables = tables(&db).await;
    let (mut tried, mut without, mut twice) = (0, 0, Vec::new());
    for (n, (page, sheet)) in all.iter().enumerate() {
        // How mail is set up is looked at as often as it is asked.
        let only_looks = sheet.action.contains("preview") || sheet.action == "/letters/check";
        if n % size.of(4, 1, 1) != 0 || only_looks {
            continue;
        }
        let Some(open) = find(&mut world.clerk.browser, page, &sheet.action).await else { continue };
        let full = filled(&open, n);
        let before = counted(&db, &tables).await;
        let pairs = full.pairs();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let ask = async |world: &mut World| {
            world.clerk.browser.ask(axum::http::Method::POST, &sheet.action, Some(body.clone())).await
        };
        let first = ask(&mut world).await;
        let between = counted(&db, &tables).await;
        if before == between {
            without += 1;
            continue;
        }
        let second = ask(&mut world).await;
        let after = counted(&db, &tables).await;
        tried += 1;
        let again: Vec<_> =
            tables.iter().filter(|table| between[*table] > before[*table] && after[*table] > between[*table]).collect();
        if !again.is_empty() {
            twice.push(format!("{} ({}, {}): {again:?}", sheet.action, first.status, second.status));
        }
    }
    assert!(twice.is_empty(), "{} of {tried} forms have two effects when sent twice: {twice:#?}", twice.len());
    assert!(tried >= size.of(5, 20, 20), "only {tried} forms had an effect");
    seen(format!("{tried} forms that write, each sent twice: one effect; {without} wrote nothing"))
}
