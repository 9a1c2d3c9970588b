//! A fresh house: the whole service on a database of its own, its clock stopped, its chance seeded.

use super::{Browser, at};
use remit::app::{App, Parts};
use remit::chance::Chance;
use remit::clock::Clock;
use remit::keys::{Keys, hash};
use remit::post::{Sender, Transport, Tuning};
use remit::store::{Place, Store};
use remit::work::{Author, Doing, Work};
use remit_domain::calendar::Calendar;
use remit_entity::session;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectOptions, ConnectionTrait, Database};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The whole service, alone on its own database.
pub struct House {
    pub app: App,
    pub folder: TempDir,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

enum Template {
    Sqlite { _folder: TempDir, file: PathBuf },
    Postgres { server: String, name: String },
}

/// The server that stories run on, when not on SQLite.
pub fn postgres() -> Option<String> {
    #[allow(clippy::disallowed_methods)]
    let url = std::env::var("TEST_POSTGRES_URL");
    url.ok().filter(|url| !url.is_empty())
}

async fn template() -> &'static Template {
    TEMPLATE
        .get_or_init(|| async {
            match postgres() {
                None => {
                    let folder = tempfile::tempdir().unwrap();
                    let file = folder.path().join("template.sqlite");
                    Store::open(&Place::Sqlite(file.clone())).await.unwrap().close().await.unwrap();
                    Template::Sqlite { _folder: folder, file }
                }
                Some(server) => {
                    let name = format!("template_{}", std::process::id());
                    on_server(&server, &format!("CREATE DATABASE {name}")).await;
                    Store::open(&Place::Postgres(format!("{server}/{name}"))).await.unwrap().close().await.unwrap();
                    Template::Postgres { server, name }
                }
            }
        })
        .await
}

async fn on_server(server: &str, sql: &str) {
    let mut options = ConnectOptions::new(format!("{server}/postgres"));
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.unwrap();
    db.execute_unprepared(sql).await.unwrap();
    db.close().await.unwrap();
}

/// A database of its own, with all tables and nothing in them.
pub async fn fresh_place(folder: &TempDir) -> Place {
    let n = COUNT.fetch_add(1, Ordering::SeqCst);
    match template().await {
        Template::Sqlite { file, .. } => {
            let copy = folder.path().join("remit.sqlite");
            std::fs::copy(file, &copy).unwrap();
            Place::Sqlite(copy)
        }
        Template::Postgres { server, name } => {
            let fresh = format!("story_{}_{n}", std::process::id());
            on_server(server, &format!("CREATE DATABASE {fresh} TEMPLATE {name}")).await;
            Place::Postgres(format!("{server}/{fresh}"))
        }
    }
}

impl House {
    /// A fresh house at a moment in London, as `2026-10-12T09:00`.
    pub async fn new(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = fresh_place(&folder).await;
        let app = Self::open(&place, now).await;
        Self { app, folder }
    }

    /// A fresh house that people reach at another address.
    pub async fn at(now: &str, url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = fresh_place(&folder).await;
        let app = Self::open_at(&place, now, url).await;
        Self { app, folder }
    }

    /// The service on a database that exists.
    pub async fn open(place: &Place, now: &str) -> App {
        Self::open_at(place, now, "http://scrutiny.example").await
    }

    /// A fresh house whose bank holidays are England's without one day, as before it was proclaimed.
    pub async fn not_knowing(now: &str, day: &str) -> Self {
        let known = Calendar::england();
        let events: Vec<String> = known
            .holidays()
            .filter(|(on, _)| on.to_string() != day)
            .map(|(on, title)| format!("{{\"title\": \"{title}\", \"date\": \"{on}\"}}"))
            .collect();
        let file = format!("{{\"england-and-wales\": {{\"events\": [{}]}}}}", events.join(","));
        let folder = tempfile::tempdir().unwrap();
        let place = fresh_place(&folder).await;
        let england = Calendar::from_gov_uk_json(&file).unwrap();
        let app = Self::open_by(&place, (now, "http://scrutiny.example"), england).await;
        Self { app, folder }
    }

    async fn open_at(place: &Place, now: &str, url: &str) -> App {
        Self::open_by(place, (now, url), Calendar::england()).await
    }

    async fn open_by(place: &Place, (now, url): (&str, &str), england: Calendar) -> App {
        App::new(Parts {
            store: Store::open(place).await.unwrap(),
            clock: Clock::stopped(at(now)),
            chance: Chance::seeded(7),
            keys: Keys::new([7; 32]),
            site: remit::config::site(url, "scrutiny@anyshire.example"),
            england,
            reader: remit::reading::Reader::new(env!("CARGO_BIN_EXE_remit").into()),
            is_demo: false,
        })
    }

    /// Moves the clock.
    pub fn it_is(&self, now: &str) {
        self.app.clock().set(at(now));
    }

    /// The jobs of a morning: what falls due is issued, reminded of, and delivered nowhere.
    pub async fn tick(&self) {
        for job in remit::jobs() {
            (job.run)(self.app.clone()).await.unwrap();
        }
    }

    /// Hands every letter that is due to a folder.
    pub async fn deliver(&self) {
        let transport = Transport::Folder(self.folder.path().join("post"));
        Sender::new(self.app.clone(), transport, Tuning::default()).unwrap().deliver_due().await.unwrap();
    }

    /// Does something in the house's own name, for facts that no door makes.
    pub async fn write<T: Send + 'static>(
        &self,
        deed: impl for<'w> FnOnce(&'w Work) -> Doing<'w, T> + Send + 'static,
    ) -> T {
        self.app.write(Author::Remit, deed).await.unwrap()
    }

    /// Somebody whom the house does not know.
    pub fn public(&self) -> Browser {
        Browser::new(self.app.clone())
    }

    /// A browser in which a person is signed in.
    pub async fn signed_in(&self, person_id: i64) -> Browser {
        let n = COUNT.fetch_add(1, Ordering::SeqCst);
        let token = format!("session-{n}-of-{person_id}");
        let now = self.app.clock().now();
        session::ActiveModel {
            id_hash: Set(hash(&token)),
            person_id: Set(person_id),
            link_id: Set(None),
            made_at: Set(now),
            // Stories move the clock by weeks; their people do not sign in again each time.
            seen_at: Set(now + chrono::Duration::days(3650)),
            ends_at: Set(now + chrono::Duration::days(3650)),
        }
        .insert(self.app.db())
        .await
        .unwrap();
        self.public().with_cookie("remit", &token)
    }
}
