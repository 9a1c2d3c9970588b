//! The trail: who did what to which thing, and when; written in the transaction of the deed itself, so
//! that neither exists without the other. Only added to.

use crate::error::Result;
use crate::work::Work;
use remit_entity::trail;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

/// What a line of the trail is about: the noun's word, its id, and the body concerned.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The noun: `meeting`, `request`, `action` …
    pub noun: &'static str,
    /// Its id.
    pub id: i64,
    /// The body concerned, where there is one.
    pub body: Option<i64>,
}

/// Writes one line. `deed` is the user's verb ("submitted"); `detail` says what changed, without exempt matter.
///
/// # Errors
/// When the database cannot be written.
pub async fn record(work: &Work, deed: &str, about: About, detail: impl Into<String>) -> Result<()> {
    trail::ActiveModel {
        at: Set(work.at),
        by: Set(work.by.words()),
        person_id: Set(work.by.person_id()),
        deed: Set(deed.to_owned()),
        subject_kind: Set(about.noun.to_owned()),
        subject_id: Set(about.id),
        body_id: Set(about.body),
        detail: Set(detail.into()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    Ok(())
}
