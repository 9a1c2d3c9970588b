//! What changes after an agenda went out: a supplement brings what came late, an erratum corrects, a paper is
//! withdrawn. What was published stays as it was; it can be withdrawn and never un-published.

use super::commands::{about, load};
use super::drafts::{self, Drafted};
use super::issue::{self, Issue};
use super::letters;
use super::projection::{Head, PublicAgenda, follows, title};
use super::queries::{self, Placed, Scene, Standing};
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::trail;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::agenda::{self, Access};
use remit_domain::meeting::ItemKind;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::publication::{Late, Out, PublicationKind, PublicationRefusal, late, may_come_late, reason};
use remit_entity::{agenda_item, paper, publication};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};
use std::collections::{BTreeMap, BTreeSet};

/// Something that a supplement may bring.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub item: agenda_item::Model,
    pub why: Late,
    pub report: Option<Drafted>,
}

/// What came after the agenda and is ready to go out.
pub(super) async fn candidates(db: &impl ConnectionTrait, scene: &Scene, on: NaiveDate) -> Result<Vec<Candidate>> {
    let mut found = Vec::new();
    for standing in &scene.items {
        let item = &standing.item;
        if !item.state.0.is_taken() {
            continue;
        }
        let report = match may_come_late(item.kind.0, item.state.0, !item.report.trim().is_empty()) {
            true => Some(drafts::draft(db, &scene.placed(item), on, "").await?),
            false => None,
        };
        let before = standing.current().map(|paper| (paper.access.0, follows(&paper.text)));
        let now = report.as_ref().map(|report| (item.access.0, follows(&report.text)));
        let out = Out {
            is_out: item.publication_id.is_some(),
            version: before.as_ref().map(|(access, follows)| (*access, follows.as_slice())),
            now: now.as_ref().map(|(access, follows)| (*access, follows.as_slice())),
        };
        if let Some(why) = late(out) {
            found.push(Candidate { item: item.clone(), why, report });
        }
    }
    Ok(found)
}

/// Publishes a supplement with the items chosen.
pub(super) async fn supplement(work: &Work, meeting_id: i64, chosen: BTreeSet<i64>, typed: String) -> Result<String> {
    let mut scene = load(work, meeting_id).await?;
    must_be_out(&scene)?;
    let found = candidates(&work.tx, &scene, work.today).await?;
    let found: Vec<Candidate> = found.into_iter().filter(|one| chosen.contains(&one.item.id)).collect();
    if found.is_empty() {
        return Err(Error::refused(PublicationRefusal::NothingChosen));
    }
    let reason = reason(&typed, PublicationRefusal::NoSupplementReason).or_refuse()?;
    for standing in &mut scene.items {
        let is_late_report = found.iter().any(|one| one.item.id == standing.item.id && one.why != Late::Added);
        if is_late_report && standing.item.late_reason.is_empty() {
            let mut row = standing.item.clone().into_active_model();
            row.late_reason = Set(reason.clone());
            standing.item = row.update(&work.tx).await?;
        }
    }
    let public = found.iter().filter(|one| one.item.access.0 == Access::Public || one.why == Late::Added);
    let news = public.map(|one| format!("{}: {}", issue::called(&scene, &one.item), one.why)).collect();
    let note = agenda::lateness_sentence(&reason).unwrap_or_default();
    let mut items = BTreeMap::new();
    for one in found {
        let report = match one.report {
            // An item that is new altogether is late as an item, not as a report.
            Some(_) if one.why == Late::Report || one.why == Late::Appendix => {
                Some(drafts::draft(&work.tx, &scene.placed(&one.item), work.today, &note).await?)
            }
            report => report,
        };
        if report.is_some() {
            obligations::discharge(work, Kind::SendReport, SubjectKind::Item, one.item.id).await?;
        }
        items.insert(one.item.id, report);
    }
    go_out(work, &mut scene, Issue { kind: PublicationKind::Supplement, at: work.at, reason, news, items }).await
}

/// Corrects a paper: a new version beside the old one. A typed report is corrected in its text.
pub(super) async fn correct(work: &Work, paper_id: i64, text: Option<String>, typed: String) -> Result<(i64, String)> {
    let (mut scene, at, paper) = paper_of(work, paper_id).await?;
    let reason = reason(&typed, PublicationRefusal::NoErratumReason).or_refuse()?;
    if let Some(text) = text.filter(|_| scene.items[at].item.kind.0 != ItemKind::Performance) {
        if text.trim().is_empty() {
            return Err(Error::refused(PublicationRefusal::EmptyReport));
        }
        let version = scene.items[at].item.version + 1;
        let mut row = scene.items[at].item.clone().into_active_model();
        row.report = Set(text.trim().to_owned());
        row.version = Set(version);
        scene.items[at].item = row.update(&work.tx).await?;
    }
    let item = scene.items[at].item.clone();
    let draft =
        drafts::draft(&work.tx, &scene.placed(&item), work.today, &drafts::corrected(work.today, &reason)).await?;
    if drafts::bare(&draft.text) == drafts::bare(&paper.text) {
        return Err(Error::refused(PublicationRefusal::NothingToCorrect));
    }
    let news = vec![format!("{}: its report is corrected", issue::called(&scene, &item))];
    let items = BTreeMap::from([(item.id, Some(draft))]);
    let done =
        go_out(work, &mut scene, Issue { kind: PublicationKind::Erratum, at: work.at, reason, news, items }).await?;
    Ok((scene.meeting.id, done))
}

/// Corrects the agenda itself: its place, its hour, the title of an item.
pub(super) async fn correct_agenda(work: &Work, meeting_id: i64, seen: Option<i64>, typed: String) -> Result<String> {
    let mut scene = load(work, meeting_id).await?;
    must_be_out(&scene)?;
    let published = queries::list_publications(&work.tx, meeting_id).await?;
    if published.last().map(|last| last.id) != seen {
        return Err(Error::Stale);
    }
    let reason = reason(&typed, PublicationRefusal::NoErratumReason).or_refuse()?;
    if !differs(&work.tx, &scene).await? {
        return Err(Error::refused(PublicationRefusal::NothingToCorrect));
    }
    let news = vec!["The agenda is corrected".to_owned()];
    let erratum = Issue { kind: PublicationKind::Erratum, at: work.at, reason, news, items: BTreeMap::new() };
    go_out(work, &mut scene, erratum).await
}

/// Whether the agenda reads differently now from how it was last published.
pub(super) async fn differs(db: &impl ConnectionTrait, scene: &Scene) -> Result<bool> {
    let published = queries::list_publications(db, scene.meeting.id).await?;
    Ok(published.last().is_some_and(|last| as_it_stands(scene, last).text() != last.text))
}

/// The agenda as it stands now, under the head of the last publication.
pub(super) fn as_it_stands(scene: &Scene, last: &publication::Model) -> PublicAgenda {
    let (kind, number, at) = (last.kind.0, last.number, last.published_at);
    issue::public(scene, &Head { kind, number, at, reason: String::new(), news: Vec::new() })
}

/// Withdraws a paper. Its publication stays on record, with both times.
pub(super) async fn withdraw(work: &Work, paper_id: i64, typed: String) -> Result<i64> {
    let (mut scene, at, paper) = paper_of(work, paper_id).await?;
    let reason = reason(&typed, PublicationRefusal::NoWithdrawalReason).or_refuse()?;
    let was_public = paper.access.0 == Access::Public;
    for version in &mut scene.items[at].papers {
        if version.withdrawn_at.is_none() {
            let mut row = version.clone().into_active_model();
            row.withdrawn_at = Set(Some(work.at));
            row.reason = Set(reason.clone());
            *version = row.update(&work.tx).await?;
        }
    }
    let name = issue::called(&scene, &scene.items[at].item);
    trail::record(work, "withdrew a paper", about(&scene), format!("{name}\nReason: {reason}")).await?;
    if was_public {
        let news = vec![format!("{name}: its report is withdrawn")];
        let erratum = Issue { kind: PublicationKind::Erratum, at: work.at, reason, news, items: BTreeMap::new() };
        go_out(work, &mut scene, erratum).await?;
    }
    Ok(scene.meeting.id)
}

/// The newest version of a paper, with its meeting and the place of its item in it.
async fn paper_of(work: &Work, id: i64) -> Result<(Scene, usize, paper::Model)> {
    let paper = paper::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let Placed { meeting, item, .. } = queries::find(&work.tx, paper.agenda_item_id).await?;
    let scene = load(work, meeting.id).await?;
    let at = scene.items.iter().position(|standing| standing.item.id == item.id).ok_or(Error::NotFound)?;
    let paper = may_change(&scene.items[at], id).or_refuse()?.clone();
    Ok((scene, at, paper))
}

/// A paper that may still be corrected or withdrawn: the newest version, not withdrawn.
pub(super) fn may_change(standing: &Standing, id: i64) -> std::result::Result<&paper::Model, PublicationRefusal> {
    match standing.papers.iter().find(|paper| paper.id == id) {
        Some(paper) if paper.withdrawn_at.is_some() => Err(PublicationRefusal::Withdrawn),
        Some(paper) if standing.current().is_some_and(|newest| newest.id == id) => Ok(paper),
        _ => Err(PublicationRefusal::Superseded),
    }
}

fn must_be_out(scene: &Scene) -> Result<()> {
    match scene.meeting.published_on {
        Some(_) => Ok(()),
        None => Err(Error::refused(PublicationRefusal::NotPublished)),
    }
}

async fn go_out(work: &Work, scene: &mut Scene, what: Issue) -> Result<String> {
    let news = what.news.clone();
    let mut lines = vec![format!("Reason: {}", what.reason)];
    lines.extend(news.iter().cloned());
    let (row, _) = issue::issue(work, scene, what).await?;
    let title = title(row.kind.0, row.number);
    let deed = match row.kind.0 {
        PublicationKind::Erratum => "published an erratum",
        _ => "published a supplement",
    };
    trail::record(work, deed, about(scene), lines.join("\n")).await?;
    if !news.is_empty() {
        letters::more_published(work, scene, (&row, &news)).await?;
    }
    Ok(title)
}
