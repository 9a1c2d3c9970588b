//! One unit of work: a transaction together with who does it, when, and by which calendar. Commands take
//! it as their first parameter; the application begins it and commits it.

use crate::chance::Chance;
use crate::keys::Keys;
use crate::mailing::Mailing;
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::calendar::Calendar;
use sea_orm::DatabaseTransaction;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// Somebody who signed in.
    Person {
        /// The person.
        id: i64,
        /// Their name, for the trail.
        name: String,
    },
    /// Somebody who came by a link; we know to whom it was issued, not who used it.
    ByLink {
        /// The person to whom the link was issued.
        id: i64,
        /// Their name, for the trail.
        name: String,
    },
    /// The service itself.
    Remit,
}

impl Author {
    /// The author as the trail names them.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Person { name, .. } => name.clone(),
            Self::ByLink { name, .. } => format!("via link issued to {name}"),
            Self::Remit => "Remit".to_owned(),
        }
    }

    /// The person behind it, where one is known.
    #[must_use]
    pub fn person_id(&self) -> Option<i64> {
        match self {
            Self::Person { id, .. } | Self::ByLink { id, .. } => Some(*id),
            Self::Remit => None,
        }
    }
}

/// The facts of this installation that letters need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The address under which people reach the service, without a slash at its end.
    pub url: String,
    /// The host name in it, for Message-IDs.
    pub host: String,
    /// The mailbox that letters come from.
    pub mailbox: String,
    /// How letters leave.
    pub mail: Mailing,
}

/// A unit of work under way.
#[derive(Debug)]
pub struct Work {
    /// The transaction; reads and writes of the command go by it.
    pub tx: DatabaseTransaction,
    /// The instant at which the work began.
    pub at: DateTime<Utc>,
    /// The day in London at that instant.
    pub today: NaiveDate,
    /// Who does it.
    pub by: Author,
    /// The council's working calendar.
    pub calendar: Calendar,
    /// What tokens are derived from.
    pub keys: Keys,
    /// Where random bytes come from.
    pub chance: Chance,
    /// The facts of this installation.
    pub site: Arc<Site>,
}

/// A command under way.
pub type Doing<'w, T> = Pin<Box<dyn Future<Output = crate::error::Result<T>> + Send + 'w>>;
