//! A form is done once, whichever process it reaches: its key is written in the transaction of the deed itself, and a
//! second deed under the same key is none. The porch says for which form a request stands; the service asks here when
//! a unit of work begins.

use crate::error::{Error, Result};
use chrono::{DateTime, TimeDelta, Utc};
use remit_entity::form;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A form is remembered for so long.
const KEPT_FOR: TimeDelta = TimeDelta::days(1);

tokio::task_local! {
    static FORM: Form;
}

/// The form that a request stands for.
#[derive(Clone, Debug)]
pub struct Form {
    key: Arc<str>,
    /// A unit of work was done for it: later ones of the same request are parts of the same deed.
    is_done: Arc<AtomicBool>,
}

impl Form {
    /// A form by its key.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self { key: key.into(), is_done: Arc::default() }
    }

    /// Whether something was written for it.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done.load(Ordering::SeqCst)
    }

    pub(crate) fn done(&self) {
        self.is_done.store(true, Ordering::SeqCst);
    }

    /// Runs what a request asks for; units of work that begin meanwhile are this form's.
    pub async fn within<T>(self, work: impl Future<Output = T>) -> T {
        FORM.scope(self, work).await
    }

    /// The form of the request that is being answered.
    pub(crate) fn of_request() -> Option<Self> {
        FORM.try_with(Clone::clone).ok()
    }

    /// Takes the key, in the transaction of the deed: where another holds it, this waits for how that one ends.
    pub(crate) async fn take(&self, tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<()> {
        if self.is_done() {
            return Ok(());
        }
        let row = form::ActiveModel {
            key: Set(self.key.to_string()),
            done_at: Set(now),
            leads_to: Set(String::new()),
            flash: Set(String::new()),
        };
        let taken = form::Entity::insert(row)
            .on_conflict(OnConflict::column(form::Column::Key).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
        if taken == 0 { Err(Error::Repeated) } else { Ok(()) }
    }

    /// What is known of it, when its deed was done here or elsewhere.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find(&self, db: &DatabaseConnection) -> Result<Option<form::Model>> {
        Ok(form::Entity::find_by_id(self.key.to_string()).one(db).await?)
    }

    /// Notes what the visitor was answered.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn answered(&self, db: &DatabaseConnection, leads_to: &str, flash: &str) -> Result<()> {
        form::Entity::update_many()
            .set(form::ActiveModel {
                leads_to: Set(leads_to.to_owned()),
                flash: Set(flash.to_owned()),
                ..Default::default()
            })
            .filter(form::Column::Key.eq(&*self.key))
            .exec(db)
            .await?;
        Ok(())
    }

    /// What it asked for was not done in the end: it may be sent again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn came_to_nothing(&self, db: &DatabaseConnection) -> Result<()> {
        form::Entity::delete_by_id(self.key.to_string()).exec(db).await?;
        Ok(())
    }
}

/// Forgets the forms of earlier days.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_old(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<()> {
    form::Entity::delete_many().filter(form::Column::DoneAt.lt(now - KEPT_FOR)).exec(db).await?;
    Ok(())
}
