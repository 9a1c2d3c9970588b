//! Publishing an agenda: the clear days given are recorded, never judged by refusing. What changes afterwards is a
//! publication of its own: see `later`.

use super::drafts;
use super::issue::{self, Issue};
use super::letters;
use super::projection::{follows, heading};
use super::queries::{self, Scene};
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::agenda::Access;
use remit_domain::london;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::publication::{Notice, PublicationKind, PublicationRefusal, carries_report, reason};
use remit_entity::{Stored, body, meeting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};
use std::collections::BTreeMap;

/// What an officer says when an agenda goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Publishing {
    /// Why fewer clear days are given; may be empty.
    pub reason: String,
    /// Why the meeting is convened at shorter notice, when it is.
    pub short_notice: Option<String>,
    /// The meeting that the officer saw.
    pub version: Option<i32>,
}

impl Publishing {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, PublicationRefusal> {
        let short_notice = match fields.ticked("short_notice") {
            true => Some(reason(fields.text("short_notice_reason"), PublicationRefusal::NoShortNoticeReason)?),
            false => None,
        };
        let typed = fields.text("reason");
        let reason = if typed.is_empty() { String::new() } else { reason(typed, PublicationRefusal::NoLateReason)? };
        Ok(Self { reason, short_notice, version: fields.number("version") })
    }
}

/// An agenda that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Published {
    pub notice: Notice,
    /// Whether the meeting was convened at shorter notice (LGA 1972 s100A(6)(a)).
    pub at_short_notice: bool,
}

impl Published {
    /// What came of it, for the page and the trail.
    pub(super) fn words(self) -> String {
        let days = self.notice.words();
        match (self.notice.is_compliant(), self.at_short_notice) {
            (true, _) => format!("Agenda published with {days}."),
            (false, true) => format!("Agenda published. The meeting is convened at shorter notice: {days}."),
            (false, false) => format!("Agenda published. It is not compliant: {days}."),
        }
    }
}

/// The meeting of a publication, held on to until the work ends, with all that stands on its agenda.
pub(super) async fn load(work: &Work, meeting_id: i64) -> Result<Scene> {
    let row = meeting::Entity::find_by_id(meeting_id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(row.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    queries::scene(&work.tx, (row, body)).await
}

/// Opens an agenda and its reports to inspection (LGA 1972 s100B).
pub(super) async fn publish(work: &Work, id: i64, wanted: Publishing) -> Result<Published> {
    let mut scene = load(work, id).await?;
    if wanted.version.is_some_and(|seen| seen != scene.meeting.version) {
        return Err(Error::Stale);
    }
    let state = scene.meeting.state.0.publish_agenda().or_refuse()?;
    let convened = wanted.short_notice.or_else(|| convened_before(&scene.meeting));
    let notice = issue::notice(work, &scene, work.at).await?;
    let reason = match (&convened, notice.is_compliant()) {
        (Some(why), false) => format!("Convened at shorter notice: {why}"),
        (None, false) if wanted.reason.is_empty() => return Err(Error::refused(PublicationRefusal::NoLateReason)),
        _ => wanted.reason,
    };
    let items = drafted(work, &scene, work.today).await?;
    let mut row = scene.meeting.clone().into_active_model();
    row.state = Set(Stored(state));
    row.published_on = Set(Some(work.today));
    row.clear_days_given = Set(Some(i32::try_from(notice.given).unwrap_or(i32::MAX)));
    row.version = Set(scene.meeting.version + 1);
    if let Some(why) = &convened {
        row.convened_on = Set(scene.meeting.convened_on.or(Some(work.today)));
        row.short_notice_reason = Set(why.clone());
    }
    scene.meeting = row.update(&work.tx).await?;
    let agenda = Issue { kind: PublicationKind::Agenda, at: work.at, reason: reason.clone(), news: Vec::new(), items };
    let (_, notice) = issue::issue(work, &mut scene, agenda).await?;
    obligations::discharge(work, Kind::PublishAgenda, SubjectKind::Meeting, id).await?;
    let done = Published { notice, at_short_notice: convened.is_some() };
    trail::record(work, "published the agenda", about(&scene), lines(&scene, done, &reason)).await?;
    letters::agenda_published(work, &scene).await?;
    Ok(done)
}

/// Why the meeting was convened at shorter notice, where that was recorded before.
pub(super) fn convened_before(meeting: &meeting::Model) -> Option<String> {
    meeting.convened_on.map(|_| meeting.short_notice_reason.clone()).filter(|why| !why.is_empty())
}

pub(super) fn about(scene: &Scene) -> About {
    About { noun: "meeting", id: scene.meeting.id, body: Some(scene.body.id) }
}

fn lines(scene: &Scene, done: Published, reason: &str) -> String {
    let days = done.notice.words();
    let mut lines = vec![match (done.notice.is_compliant(), done.at_short_notice) {
        (true, _) => format!("{days}."),
        (false, true) => format!("Convened at shorter notice: {days}."),
        (false, false) => format!("Not compliant: {days}."),
    }];
    lines.extend((!reason.is_empty()).then(|| format!("Reason: {reason}")));
    for standing in &scene.items {
        let Some(paper) = standing.current() else { continue };
        let name = issue::called(scene, &standing.item);
        let follows = if standing.item.access.0 == Access::Public { follows(&paper.text) } else { Vec::new() };
        lines.push(match follows.is_empty() {
            true => format!("Paper: {name}"),
            false => format!("Paper: {name} (to follow: {})", follows.join(", ")),
        });
    }
    lines.join("\n")
}

/// The items of an agenda that goes out, with the reports that are ready.
async fn drafted(work: &Work, scene: &Scene, on: NaiveDate) -> Result<BTreeMap<i64, Option<drafts::Drafted>>> {
    let mut items = BTreeMap::new();
    for item in scene.items.iter().map(|standing| &standing.item).filter(|item| item.state.0.is_taken()) {
        let has_text = !item.report.trim().is_empty();
        let report = if carries_report(item.kind.0, item.state.0, has_text) {
            Some(drafts::draft(&work.tx, &scene.placed(item), on, "").await?)
        } else {
            None
        };
        items.insert(item.id, report);
    }
    Ok(items)
}

/// Freezes the agenda and the papers of a meeting that was published elsewhere, as of an earlier moment; for data
/// brought in. Nobody is told.
///
/// # Errors
/// When there is no such meeting, or the database cannot be written.
pub async fn bring_in(work: &Work, meeting_id: i64, published_at: DateTime<Utc>) -> Result<()> {
    let found = queries::find_meeting(&work.tx, meeting_id).await?;
    let mut scene = queries::scene(&work.tx, found).await?;
    let items = drafted(work, &scene, london::date_in_london(published_at)).await?;
    let agenda =
        Issue { kind: PublicationKind::Agenda, at: published_at, reason: String::new(), news: Vec::new(), items };
    issue::issue(work, &mut scene, agenda).await.map(|_| ())
}

/// What a page calls an item that the reader may see whole.
pub(super) fn shown(item: &remit_entity::agenda_item::Model) -> String {
    match item.access.0 {
        Access::Public => item.title.clone(),
        _ => format!("{} ({})", item.title, heading(item)),
    }
}
