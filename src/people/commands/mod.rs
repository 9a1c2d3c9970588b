//! Entering, correcting, handing over: what officers do to bodies, posts and people. Each deed is one unit of
//! work with its line in the trail.

pub(super) mod annual;
pub(super) mod bodies;
pub(super) mod ending;
pub(super) mod leaving;
pub(super) mod people;
pub(super) mod posts;
pub(super) mod seats;

use crate::error::{Error, Result};
use remit_domain::refusal::Refusal;
use sea_orm::{DbErr, SqlErr};
use std::fmt;

/// Two officers may enter the same thing in the same moment; the second reads the refusal.
fn taken(error: DbErr, refusal: impl Refusal + 'static) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused(refusal),
        _ => error.into(),
    }
}

/// A refusal that stands beside another field than its own: one line of a table of choices.
#[derive(Debug)]
struct Beside {
    field: String,
    refusal: Box<dyn Refusal>,
}

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(f)
    }
}

impl Refusal for Beside {
    fn field(&self) -> Option<String> {
        Some(self.field.clone())
    }
}

/// Sets a refusal beside a field.
fn beside<T>(field: &str, outcome: Result<T>) -> Result<T> {
    outcome.map_err(|error| match error {
        Error::Refused(refusal) => Error::refused(Beside { field: field.to_owned(), refusal }),
        other => other,
    })
}
