//! Entering, correcting, handing over: what officers do to bodies, posts and people. Each deed is one unit of
//! work with its line in the trail.

pub(super) mod bodies;
pub(super) mod people;
pub(super) mod posts;

use crate::error::Error;
use remit_domain::refusal::Refusal;
use sea_orm::{DbErr, SqlErr};

/// Two officers may enter the same thing in the same moment; the second reads the refusal.
fn taken(error: DbErr, refusal: impl Refusal + 'static) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused(refusal),
        _ => error.into(),
    }
}
