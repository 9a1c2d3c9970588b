//! Publishing an agenda: the clear days given are recorded, never judged by refusing; each covering report is
//! frozen as it stands, and is not changed afterwards by anything.

use super::gather::{self, Purpose};
use super::queries::{self, Placed};
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::trail::{self, About};
use crate::work::Work;
use askama::Template;
use chrono::{DateTime, Utc};
use remit_domain::london;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_entity::{Stored, body, meeting, paper};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

/// The clear days that an agenda was given, and those that it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub given: u32,
    pub wanted: u32,
}

impl Notice {
    pub(super) fn is_compliant(self) -> bool {
        self.given >= self.wanted
    }

    /// "5 clear days", or how many of how many.
    pub(super) fn words(self) -> String {
        let Self { given, wanted } = self;
        if self.is_compliant() { format!("{given} clear days") } else { format!("{given} of {wanted} clear days") }
    }
}

/// Opens an agenda and its reports to inspection (LGA 1972 s100B).
pub(super) async fn publish(work: &Work, id: i64, reason: String) -> Result<Notice> {
    let old = meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let state = old.state.0.publish_agenda().or_refuse()?;
    let body = body::Entity::find_by_id(old.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let notice = Notice {
        given: work.calendar.clear_days(work.today, old.held_on)?,
        wanted: u32::try_from(body.clear_days).unwrap_or(5),
    };
    let mut lines = vec![if notice.is_compliant() {
        format!("{}.", notice.words())
    } else {
        format!("Not compliant: {}.", notice.words())
    }];
    lines.extend((!reason.is_empty()).then(|| format!("Reason: {reason}")));
    for item in queries::list_reported(&work.tx, id).await? {
        let placed = Placed { item, meeting: old.clone(), body: body.clone() };
        lines.push(freeze(work, &placed, work.at).await?);
    }
    let version = old.version + 1;
    let mut row = old.into_active_model();
    row.state = Set(Stored(state));
    row.published_on = Set(Some(work.today));
    row.clear_days_given = Set(Some(i32::try_from(notice.given).unwrap_or(i32::MAX)));
    row.version = Set(version);
    row.update(&work.tx).await?;
    obligations::discharge(work, Kind::PublishAgenda, SubjectKind::Meeting, id).await?;
    let about = About { noun: "meeting", id, body: Some(body.id) };
    trail::record(work, "published the agenda", about, lines.join("\n")).await?;
    Ok(notice)
}

/// Freezes the papers of a meeting that was published elsewhere, as of an earlier moment; for data brought in.
///
/// # Errors
/// When there is no such meeting, or the database cannot be written.
pub async fn bring_in(work: &Work, meeting_id: i64, published_at: DateTime<Utc>) -> Result<()> {
    let meeting = meeting::Entity::find_by_id(meeting_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    for item in queries::list_reported(&work.tx, meeting_id).await? {
        let placed = Placed { item, meeting: meeting.clone(), body: body.clone() };
        freeze(work, &placed, published_at).await?;
    }
    Ok(())
}

async fn freeze(work: &Work, placed: &Placed, published_at: DateTime<Utc>) -> Result<String> {
    let on = london::date_in_london(published_at);
    let gathered = gather::covering_report(&work.tx, placed, (on, Purpose::Print)).await?;
    let title = placed.item.title.clone();
    paper::ActiveModel {
        agenda_item_id: Set(placed.item.id),
        title: Set(title.clone()),
        html: Set(gathered.report.render()?),
        published_at: Set(published_at),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let follows = if gathered.follows.is_empty() {
        String::new()
    } else {
        format!(" (to follow: {})", gathered.follows.join(", "))
    };
    Ok(format!("Paper: {title}{follows}"))
}
