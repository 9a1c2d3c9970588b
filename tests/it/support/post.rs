//! A memory with a council in it and a post office on it, for stories about letters alone.

use std::path::{Path, PathBuf};

use super::house::fresh_place;
use chrono::{DateTime, Utc};
use remit::app::{App, Parts};
use remit::chance::Chance;
use remit::clock::Clock;
use remit::config;
use remit::keys::Keys;
use remit::post::{Draft, queue};
use remit::store::{Place, Store};
use remit::work::Author;
use remit_domain::calendar::Calendar;
use remit_domain::letter::{Kind, State};
use remit_entity::{attempt, council, letter};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};

/// A Monday morning on which letters may go.
pub const MORNING: &str = "2026-10-12T08:00:00Z";

/// The file that a memory of our own is kept in.
pub fn sqlite(folder: &Path) -> Place {
    Place::Sqlite(folder.join("remit.sqlite"))
}

pub async fn open_at(place: &Place, clock: Clock) -> App {
    let store = Store::open(place).await.unwrap();
    App::new(Parts {
        store,
        clock,
        chance: Chance::system(),
        keys: Keys::new([7; 32]),
        site: config::site("https://scrutiny.anyshire.example", "scrutiny@anyshire.example"),
        england: Calendar::england(),
        reader: remit::reading::Reader::new(env!("CARGO_BIN_EXE_remit").into()),
        is_demo: false,
    })
}

/// A fresh memory of its own with the clock at `at`; the folder lives as long as it is held.
pub async fn house(at: &str) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let app = open_at(&fresh_place(&folder).await, Clock::stopped(utc(at))).await;
    furnish(&app).await;
    (app, folder)
}

pub async fn furnish(app: &App) {
    council::ActiveModel {
        name: Set("Anyshire County Council".into()),
        service_name: Set("Scrutiny".into()),
        contact_names: Set("A. Officer".into()),
        contact_phone: Set("01234 567890".into()),
        contact_email: Set("officers@anyshire.example".into()),
        proper_officer: Set("B. Officer".into()),
        website: Set("https://anyshire.example".into()),
        ..Default::default()
    }
    .insert(app.db())
    .await
    .unwrap();
}

pub fn draft(n: usize, kind: Kind) -> Draft {
    Draft {
        person_id: None,
        to_name: format!("Director {n}"),
        to_address: format!("director-{n}@anyshire.example"),
        kind,
        subject: format!("Letter {n}"),
        text: format!("Please send the figures of letter {n}.\n.\nThank you.\n"),
        html: format!("<p>Please send the figures of letter {n}.</p>"),
        entity_ref: format!("request-{n}"),
        morning_key: None,
        calendar: None,
    }
}

/// Puts letters 1 to `count` into the post, all in one deed.
pub async fn post_many(app: &App, count: usize, kind: Kind) {
    app.write(Author::Remit, move |work| {
        Box::pin(async move {
            for n in 1..=count {
                queue::enqueue(work, draft(n, kind)).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
}

pub async fn post_one(app: &App, draft: Draft) -> Option<i64> {
    app.write(Author::Remit, move |work| Box::pin(async move { queue::enqueue(work, draft).await })).await.unwrap()
}

pub async fn withdraw(app: &App, id: i64) -> bool {
    app.write(Author::Remit, move |work| Box::pin(async move { queue::withdraw(work, id).await })).await.unwrap()
}

pub async fn letters(app: &App) -> Vec<letter::Model> {
    letter::Entity::find().order_by_asc(letter::Column::Id).all(app.db()).await.unwrap()
}

pub async fn attempts(app: &App) -> Vec<attempt::Model> {
    attempt::Entity::find().order_by_asc(attempt::Column::Id).all(app.db()).await.unwrap()
}

/// State and copies of every letter, in the order of the post.
pub async fn states(app: &App) -> Vec<(State, i32)> {
    letters(app).await.iter().map(|letter| (*letter.state, letter.copies)).collect()
}

pub fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn eml_files(folder: &Path) -> Vec<PathBuf> {
    // The folder is made with the first letter.
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
