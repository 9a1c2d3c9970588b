//! The doors of the pages about the service. Anybody may read them; none sets a cookie.

use super::views::{Accessibility, Contact, CouncilHalf, Help, Privacy};
use crate::error::Result;
use crate::settings::{self, ACCESSIBILITY_ANSWER_DAYS, ACCESSIBILITY_CONTACT, ACCESSIBILITY_REVIEWED_ON};
use crate::web::{Visit, html};
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::wording;
use remit_entity::council;
use sea_orm::EntityTrait;

/// The accessibility statement.
pub(super) async fn accessibility(visit: Visit) -> Result<Response> {
    let half = council_half(&visit).await?;
    html(&Accessibility {
        page: visit.page("Accessibility statement").await?,
        council: council::Entity::find().one(visit.app.db()).await?,
        half: Some(half).filter(|half| !half.contact.is_empty() && !half.reviewed_on.is_empty()),
    })
}

async fn council_half(visit: &Visit) -> Result<CouncilHalf> {
    let db = visit.app.db();
    let reviewed_on_iso = settings::find(db, ACCESSIBILITY_REVIEWED_ON).await?;
    Ok(CouncilHalf {
        contact: settings::find(db, ACCESSIBILITY_CONTACT).await?,
        answer_days: settings::find(db, ACCESSIBILITY_ANSWER_DAYS).await?,
        reviewed_on: reviewed_on_iso.parse::<NaiveDate>().map(wording::date).unwrap_or_default(),
        reviewed_on_iso,
    })
}

/// What is kept about people, and why.
pub(super) async fn privacy(visit: Visit) -> Result<Response> {
    html(&Privacy {
        page: visit.page("Privacy").await?,
        council: council::Entity::find().one(visit.app.db()).await?,
        notice: settings::find(visit.app.db(), settings::PRIVACY_NOTICE).await?,
    })
}

/// How to do the commonest things.
pub(super) async fn help(visit: Visit) -> Result<Response> {
    html(&Help { page: visit.page("Help").await? })
}

/// Whom to ask.
pub(super) async fn contact(visit: Visit) -> Result<Response> {
    let council = council::Entity::find().one(visit.app.db()).await?;
    html(&Contact { page: visit.page("Contact").await?, council })
}
