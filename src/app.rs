//! What every door is handed: the memory, the clock, chance and the facts of this installation. Begins and
//! commits units of work. Names no column.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::diary;
use crate::error::{Error, Result};
use crate::form_done::Form;
use crate::handed::Handed;
use crate::keys::Keys;
use crate::once::Once;
use crate::pulse::Pulse;
use crate::reading::Reader;
use crate::store::{Store, Turn};
use crate::work::{Author, Doing, Site, Work};
use remit_domain::calendar::Calendar;
use remit_domain::london;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use std::sync::Arc;

/// The running service.
#[derive(Clone, Debug)]
pub struct App(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Store,
    clock: Clock,
    chance: Chance,
    keys: Keys,
    site: Arc<Site>,
    england: Calendar,
    reader: Reader,
    is_demo: bool,
    once: Once,
    pulse: Pulse,
    handed: Handed,
}

/// Takes a unit of work back. A database that has done so by itself, as SQLite does for want of room, refuses; why the deed
/// came to nothing is the better answer then.
async fn take_back<T>(work: Work, done: Result<T>) -> Result<T> {
    let taken = work.tx.rollback().await;
    let value = done?;
    taken?;
    Ok(value)
}

/// What a service is put together from.
#[derive(Debug)]
pub struct Parts {
    /// The memory.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Where random bytes come from.
    pub chance: Chance,
    /// The secret.
    pub keys: Keys,
    /// The facts of this installation.
    pub site: Site,
    /// The bank holidays.
    pub england: Calendar,
    /// What opens files that people send in.
    pub reader: Reader,
    /// Whether this is a demonstration: personas may be changed, no letter can leave.
    pub is_demo: bool,
}

impl App {
    /// Puts the service together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, clock, chance, keys, site, england, reader, is_demo } = parts;
        let (site, pulse, once) = (Arc::new(site), Pulse::default(), Once::default());
        let handed = Handed::default();
        Self(Arc::new(Inner { store, clock, chance, keys, site, england, reader, is_demo, once, pulse, handed }))
    }

    /// What this process knows of itself.
    #[must_use]
    pub fn pulse(&self) -> &Pulse {
        &self.0.pulse
    }

    /// What this process has handed over lately, by its own memory.
    #[must_use]
    pub fn handed(&self) -> &Handed {
        &self.0.handed
    }

    /// The memory itself, for whoever watches over it.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The connection that queries read by.
    #[must_use]
    pub fn db(&self) -> &DatabaseConnection {
        self.0.store.db()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Where random bytes come from.
    #[must_use]
    pub fn chance(&self) -> &Chance {
        &self.0.chance
    }

    /// The secret.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.0.keys
    }

    /// The facts of this installation.
    #[must_use]
    pub fn site(&self) -> &Arc<Site> {
        &self.0.site
    }

    /// What opens files that people send in.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.0.reader
    }

    /// Whether this is a demonstration.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.0.is_demo
    }

    /// What was worked out once and is held ready.
    #[must_use]
    pub fn once(&self) -> &Once {
        &self.0.once
    }

    /// The council's working calendar as it stands now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn calendar(&self) -> Result<Calendar> {
        diary::calendar(self.db(), &self.0.england).await
    }

    /// Does a unit of work: all of it, or none. It runs to its end even when whoever asked has gone away, because a
    /// transaction that is dropped half-way can poison the connection that it came from.
    ///
    /// # Errors
    /// What the work refuses, or a fault of the database.
    pub async fn write<T, F>(&self, by: Author, deed: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> FnOnce(&'w Work) -> Doing<'w, T> + Send + 'static,
    {
        let (app, form) = (self.clone(), Form::of_request());
        let whole = tokio::spawn(async move {
            let _turn = app.0.store.turn().await;
            let work = app.begin_for(by, form.as_ref()).await?;
            let done = deed(&work).await;
            if done.is_err() {
                return take_back(work, done).await;
            }
            work.tx.commit().await?;
            form.iter().for_each(Form::done);
            done
        });
        whole.await.map_err(|error| Error::Broken(anyhow::Error::new(error).context("a unit of work fell over")))?
    }

    /// Begins a short write without author, calendar or trail: the sender's own bookkeeping. Whoever asks for it
    /// must run it to its end.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin_bookkeeping(&self) -> Result<(DatabaseTransaction, Turn)> {
        let turn = self.turn().await;
        Ok((self.0.store.begin().await?, turn))
    }

    /// Waits for the turn to write one row, where the database has but one writer.
    pub async fn turn(&self) -> Turn {
        self.0.store.turn().await
    }

    /// England's bank holidays, before the council's own diary.
    #[must_use]
    pub fn england(&self) -> &Calendar {
        &self.0.england
    }

    /// Whether no other process can have this memory open.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.0.store.is_alone()
    }

    /// Does a unit of work as [`App::write`] does, and takes all of it back: what would come of it is told, and
    /// nothing has happened.
    ///
    /// # Errors
    /// What the work would refuse, or a fault of the database.
    pub async fn try_out<T, F>(&self, by: Author, deed: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'w> FnOnce(&'w Work) -> Doing<'w, T> + Send + 'static,
    {
        let app = self.clone();
        let whole = tokio::spawn(async move {
            let _turn = app.0.store.turn().await;
            let work = app.begin(by).await?;
            let done = deed(&work).await;
            take_back(work, done).await
        });
        whole.await.map_err(|error| Error::Broken(anyhow::Error::new(error).context("a trial fell over")))?
    }

    /// Does a unit of work that changes the diary: `change` writes which days are closed, and `deed` counts by the
    /// calendar that follows from it, in the same transaction. A trial takes all of it back.
    ///
    /// # Errors
    /// What the work refuses, or a fault of the database.
    pub async fn change_diary<C, T>(
        &self,
        (by, is_trial): (Author, bool),
        change: impl for<'w> FnOnce(&'w Work) -> Doing<'w, C> + Send + 'static,
        deed: impl for<'w> FnOnce(&'w Work, C) -> Doing<'w, T> + Send + 'static,
    ) -> Result<T>
    where
        C: Send + 'static,
        T: Send + 'static,
    {
        let (app, form) = (self.clone(), Form::of_request().filter(|_| !is_trial));
        let whole = tokio::spawn(async move {
            let _turn = app.0.store.turn().await;
            let mut work = app.begin_for(by, form.as_ref()).await?;
            let done = match change(&work).await {
                Ok(changed) => match diary::calendar(&work.tx, &app.0.england).await {
                    Ok(calendar) => {
                        work.calendar = calendar;
                        deed(&work, changed).await
                    }
                    Err(error) => Err(error),
                },
                Err(error) => Err(error),
            };
            if done.is_err() || is_trial {
                return take_back(work, done).await;
            }
            work.tx.commit().await?;
            form.iter().for_each(Form::done);
            done
        });
        whole
            .await
            .map_err(|error| Error::Broken(anyhow::Error::new(error).context("a change of the diary fell over")))?
    }

    /// Begins a unit of work under the key of the form that asks for it.
    async fn begin_for(&self, by: Author, form: Option<&Form>) -> Result<Work> {
        let work = self.begin(by).await?;
        let Some(form) = form else { return Ok(work) };
        match form.take(&work.tx, work.at).await {
            Ok(()) => Ok(work),
            Err(error) => take_back(work, Err(error)).await,
        }
    }

    async fn begin(&self, by: Author) -> Result<Work> {
        let tx = self.0.store.begin().await?;
        let at = self.0.clock.now();
        let calendar = diary::calendar(&tx, &self.0.england).await?;
        Ok(Work {
            tx,
            at,
            today: london::date_in_london(at),
            by,
            calendar,
            keys: self.0.keys.clone(),
            chance: self.0.chance.clone(),
            site: Arc::clone(&self.0.site),
        })
    }

    /// Closes the memory, when nothing else holds the service any more.
    ///
    /// # Errors
    /// When the file cannot be brought up to date.
    pub async fn close(self) -> anyhow::Result<()> {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => inner.store.close().await,
            Err(_) => Ok(()),
        }
    }
}
