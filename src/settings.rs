//! Single facts that officers decide about the service, kept as texts under known keys. What an installation
//! is told from outside is in `config`.

use crate::error::Result;
use crate::work::Work;
use remit_entity::{council, setting};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// Whom to ask for a page in another form; the council's half of the accessibility statement.
pub const ACCESSIBILITY_CONTACT: &str = "accessibility.contact";
/// Within how many days an answer comes.
pub const ACCESSIBILITY_ANSWER_DAYS: &str = "accessibility.answer_days";
/// The day on which the council prepared or last reviewed its half, as 2026-10-16.
pub const ACCESSIBILITY_REVIEWED_ON: &str = "accessibility.reviewed_on";
/// Where the council's own privacy notice is.
pub const PRIVACY_NOTICE: &str = "privacy.notice";

/// The domains of outside providers whose people may be asked for data, one a line.
pub const PROVIDER_DOMAINS: &str = "contributors.domains";

/// Whether anybody may read the public pages and calendars: `off`, or empty for yes.
pub const PUBLIC_PAGES: &str = "public.pages";
/// The word that switches them off.
pub const OFF: &str = "off";

/// A sentence that says where the council publishes, when its public pages here are switched off; none while they
/// are open.
///
/// # Errors
/// When the database cannot be read.
pub async fn published_elsewhere(db: &impl ConnectionTrait) -> Result<Option<String>> {
    if find(db, PUBLIC_PAGES).await? != OFF {
        return Ok(None);
    }
    let council = council::Entity::find().one(db).await?;
    Ok(Some(match council.map(|council| (council.name, council.website)) {
        Some((name, website)) if !website.trim().is_empty() => {
            format!("{name} publishes its meetings and papers on its own website: {}", website.trim())
        }
        Some((name, _)) => format!("{name} publishes its meetings and papers on its own website."),
        None => "The council publishes its meetings and papers on its own website.".to_owned(),
    }))
}

/// A fact; empty when it was never decided.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, key: &str) -> Result<String> {
    Ok(setting::Entity::find_by_id(key).one(db).await?.map(|row| row.value).unwrap_or_default())
}

/// Decides a fact.
///
/// # Errors
/// When the database cannot be written.
pub async fn decide(work: &Work, key: &str, value: &str) -> Result<()> {
    let row = setting::ActiveModel { key: Set(key.to_owned()), value: Set(value.to_owned()) };
    setting::Entity::insert(row)
        .on_conflict(OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned())
        .exec_without_returning(&work.tx)
        .await?;
    Ok(())
}
