//! The two kinds of no. *Refused*: the user can mend it, and reads a sentence of the domain. *Broken*: we
//! must mend it; it is logged once, by the porch, and the user reads a reference. Every column returns this.

use remit_domain::calendar::OutsideCalendar;
use remit_domain::refusal::Refusal;

/// Why a deed was not done.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or none for this visitor: the two look the same.
    NotFound,
    /// The visitor may never do this.
    Forbidden,
    /// The visitor must sign in first, and is then taken to this address.
    SignIn(String),
    /// Too many tries; the sentence says for how long to wait.
    Throttled,
    /// A form came without its token, or from another site.
    ForgedForm,
    /// The user can mend it.
    Refused(Box<dyn Refusal>),
    /// Somebody else changed it since this form was opened.
    Stale,
    /// The same form was done before, here or by another process.
    Repeated,
    /// We must mend it.
    Broken(anyhow::Error),
}

/// What every command and page returns.
pub type Result<T> = std::result::Result<T, Error>;

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Broken(anyhow::Error::new(error).context("database"))
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Broken(anyhow::Error::new(error).context("template"))
    }
}

impl From<OutsideCalendar> for Error {
    fn from(refusal: OutsideCalendar) -> Self {
        Self::refused(refusal)
    }
}

impl Error {
    /// A refusal of the domain.
    pub fn refused(refusal: impl Refusal + 'static) -> Self {
        Self::Refused(Box::new(refusal))
    }

    /// Whether there is no room left where the memory is kept: nothing is broken, and somebody has to make room.
    #[must_use]
    pub fn lacks_room(&self) -> bool {
        matches!(self, Self::Broken(fault) if lacks_room(fault))
    }

    /// A fault of ours, told in words for the log.
    pub fn broken(what: &str) -> Self {
        Self::Broken(anyhow::anyhow!("{what}"))
    }
}

/// Whether a fault is that a disk has no room left, as SQLite, PostgreSQL or the system says it.
#[must_use]
pub fn lacks_room(fault: &anyhow::Error) -> bool {
    let told = format!("{fault:#}");
    ["database or disk is full", "No space left on device"].iter().any(|words| told.contains(words))
}

/// Lets a command write `.or_refuse()?` after a step of the domain.
pub trait OrRefuse<T> {
    /// Turns the domain's refusal into ours.
    ///
    /// # Errors
    /// The refusal.
    fn or_refuse(self) -> Result<T>;
}

impl<T, R: Refusal + 'static> OrRefuse<T> for std::result::Result<T, R> {
    fn or_refuse(self) -> Result<T> {
        self.map_err(Error::refused)
    }
}
