//! The pages of what was published: the list with its versions, and the forms that publish a supplement or an
//! erratum, or withdraw a paper. Reading and comparing what is kept is in `kept`.

use super::differences::{self, Line};
use super::drafts;
use super::later::{self, Candidate};
use super::projection::{moment, title};
use super::queries::{self, Scene, Standing};
use super::views::{Amend, MeetingView, PaperView, PublicationView, Publications, Supplement};
use crate::error::{Error, OrRefuse, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda::Access;
use remit_domain::meeting::ItemKind;
use remit_domain::publication::{Late, Notice, PublicationRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{paper, publication};
use sea_orm::EntityTrait;
use std::collections::BTreeSet;

fn meeting(scene: &Scene) -> MeetingView {
    let id = scene.meeting.id;
    MeetingView {
        id,
        href: format!("/meetings/{id}"),
        publications: format!("/meetings/{id}/publications"),
        body: scene.bodies.clone(),
        day: wording::date_with_weekday(scene.meeting.held_on),
    }
}

pub(super) async fn followed(visit: &Visit, meeting_id: i64) -> Result<Scene> {
    let found = queries::find_meeting(visit.app.db(), meeting_id).await?;
    visit.must_follow(found.1.id)?;
    queries::scene(visit.app.db(), found).await
}

/// Everything that was published of a meeting, latest first.
pub(super) async fn list(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let scene = followed(&visit, id).await?;
    let rows = queries::list_publications(db, id).await?;
    let is_officer = visit.actor.is_officer() && scene.meeting.published_on.is_some();
    let ready = if is_officer { later::candidates(db, &scene, visit.app.clock().today()).await? } else { Vec::new() };
    let supplement = if ready.is_empty() { String::new() } else { format!("/meetings/{id}/supplement") };
    let may_correct = is_officer && later::differs(db, &scene).await?;
    let mut publications: Vec<PublicationView> =
        rows.iter().map(|row| told(&scene, row, (&rows, visit.actor.is_officer()))).collect();
    publications.reverse();
    html(&Publications {
        page: visit.page("What was published").await?,
        meeting: meeting(&scene),
        publications,
        warnings: if is_officer { warnings(&scene) } else { Vec::new() },
        supplement,
        ready: ready.iter().map(|one| format!("{}: {}", one.item.title, one.why)).collect(),
        erratum: if may_correct { format!("/meetings/{id}/erratum") } else { String::new() },
    })
}

/// What stands open to the public and should not.
fn warnings(scene: &Scene) -> Vec<String> {
    let open = scene.items.iter().filter(|one| one.item.access.0 != Access::Public).filter_map(|one| {
        let paper = one.current().filter(|paper| paper.access.0 == Access::Public)?;
        let at = moment(paper.published_at);
        Some(format!(
            "“{}” is not for publication now, but its report of {at} is open to the public. It cannot be \
             un-published; withdraw it.",
            one.item.title
        ))
    });
    open.collect()
}

fn told(scene: &Scene, row: &publication::Model, (all, is_officer): (&[publication::Model], bool)) -> PublicationView {
    let notice = Notice {
        given: u32::try_from(row.clear_days_given).unwrap_or(0),
        wanted: u32::try_from(row.clear_days_wanted).unwrap_or(5),
    };
    let before = all.iter().rev().find(|other| other.number < row.number);
    let papers = scene.items.iter().flat_map(|standing| {
        standing
            .papers
            .iter()
            .filter(|paper| paper.publication_id == Some(row.id))
            .map(|paper| told_paper(standing, paper, is_officer))
    });
    PublicationView {
        title: title(row.kind.0, row.number),
        href: format!("/bodies/{}/{}?publication={}", scene.body.slug, scene.meeting.held_on, row.number),
        at_iso: row.published_at.to_rfc3339(),
        at: moment(row.published_at),
        notice: match notice.is_compliant() {
            true => notice.words(),
            false => format!("not compliant: {} of {}", notice.given, notice.wanted),
        },
        reason: row.reason.clone(),
        against: before.map(|before| format!("/publications/{}/against/{}", row.id, before.id)).unwrap_or_default(),
        papers: papers.collect(),
    }
}

fn told_paper(standing: &Standing, paper: &paper::Model, is_officer: bool) -> PaperView {
    let before = standing.papers.iter().rev().find(|other| other.number < paper.number);
    let may_change = is_officer && later::may_change(standing, paper.id).is_ok();
    let at = |what: &str| if may_change { format!("/papers/{}/{what}", paper.id) } else { String::new() };
    PaperView {
        title: paper.title.clone(),
        number: paper.number,
        href: match (paper.access.0, paper.withdrawn_at) {
            (Access::Public, None) => format!("/papers/{}", paper.id),
            _ => format!("/papers/{}/kept", paper.id),
        },
        restricted: match paper.access.0 {
            Access::Public => "",
            access => access.label(),
        },
        withdrawn: paper.withdrawn_at.map(|at| format!("{}: {}", moment(at), paper.reason)).unwrap_or_default(),
        against: before.map(|before| format!("/papers/{}/against/{}", paper.id, before.id)).unwrap_or_default(),
        correct: at("correct"),
        withdraw: at("withdraw"),
    }
}

/// What a supplement may bring.
pub(super) async fn ask_supplement(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let scene = followed(&visit, id).await?;
    let ready = later::candidates(visit.app.db(), &scene, visit.app.clock().today()).await?;
    let chosen = ready.iter().map(|one| ("items".to_owned(), one.item.id.to_string()));
    let form = Form::of(Fields::from_pairs(chosen.collect::<Vec<_>>()));
    draw_supplement(&visit, (&scene, ready), form, StatusCode::OK).await
}

/// Publishes a supplement.
pub(super) async fn supplement(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let chosen: BTreeSet<i64> = fields.all("items").filter_map(|id| id.parse().ok()).collect();
    let typed = fields.text("reason").to_owned();
    let done = visit.app.write(visit.author()?, move |work| Box::pin(later::supplement(work, id, chosen, typed))).await;
    match done {
        Ok(title) => Ok(visit.done(&format!("/meetings/{id}/publications"), &format!("{title} published."))),
        Err(Error::Refused(refusal)) if refusal.field().is_some() => {
            let scene = followed(&visit, id).await?;
            let ready = later::candidates(visit.app.db(), &scene, visit.app.clock().today()).await?;
            let form = Form::refused(fields, &*refusal);
            draw_supplement(&visit, (&scene, ready), form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_supplement(
    visit: &Visit,
    (scene, ready): (&Scene, Vec<Candidate>),
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    // Before the agenda is out everything still goes with it.
    let ready = if scene.meeting.published_on.is_some() { ready } else { Vec::new() };
    let unexplained = ready.iter().filter(|one| one.why == Late::Added && one.item.urgent_reason.is_empty());
    let warnings = unexplained
        .map(|one| format!("No reason of urgency is recorded for “{}”; the minutes must state one.", one.item.title));
    let follows = ready.iter().filter_map(|one| one.report.as_ref()).flat_map(|report| {
        let follows = super::projection::follows(&report.text);
        follows.into_iter().map(|line| format!("{}: {line}", report.title))
    });
    html_with(
        status,
        &Supplement {
            page: visit.form_page("Publish a supplement").await?,
            meeting: meeting(scene),
            warnings: warnings.collect(),
            follows: follows.collect(),
            items: ready
                .iter()
                .map(|one| Choice {
                    checked: form.fields.all("items").any(|id| id == one.item.id.to_string()),
                    ..Choice::new(one.item.id, format!("{}: {}", one.item.title, one.why))
                })
                .collect(),
            form,
        },
    )
}

/// What is done about a paper that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Correct,
    Withdraw,
}

/// The form that corrects a paper.
pub(super) async fn ask_correct(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw_amend(&visit, (id, Deed::Correct), None, StatusCode::OK).await
}

/// Corrects a paper.
pub(super) async fn correct(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let text = (!fields.raw("text").is_empty() || fields.ticked("is_typed")).then(|| fields.raw("text").to_owned());
    let typed = fields.text("reason").to_owned();
    let done = visit.app.write(visit.author()?, move |work| Box::pin(later::correct(work, id, text, typed))).await;
    match done {
        Ok((meeting, title)) => {
            Ok(visit.done(&format!("/meetings/{meeting}/publications"), &format!("{title} published.")))
        }
        Err(error) => refused(&visit, (id, Deed::Correct), (fields, error)).await,
    }
}

/// The form that withdraws a paper.
pub(super) async fn ask_withdraw(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw_amend(&visit, (id, Deed::Withdraw), None, StatusCode::OK).await
}

/// Withdraws a paper.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let typed = fields.text("reason").to_owned();
    let done = visit.app.write(visit.author()?, move |work| Box::pin(later::withdraw(work, id, typed))).await;
    match done {
        Ok(meeting) => Ok(visit.done(&format!("/meetings/{meeting}/publications"), "Paper withdrawn.")),
        Err(error) => refused(&visit, (id, Deed::Withdraw), (fields, error)).await,
    }
}

async fn refused(visit: &Visit, what: (i64, Deed), (fields, error): (Fields, Error)) -> Result<Response> {
    match error {
        Error::Refused(refusal) => {
            let form = Form::refused(fields, &*refusal);
            draw_amend(visit, what, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        error => Err(error),
    }
}

/// The paper that a form is about. Where somebody else's version came out while the form was typed, its words go on
/// against that one.
fn newest(standing: &Standing, id: i64, is_typed: bool) -> Result<paper::Model> {
    let newest = match later::may_change(standing, id) {
        Err(PublicationRefusal::Superseded) if is_typed => standing.current().filter(|one| one.withdrawn_at.is_none()),
        outcome => Some(outcome.or_refuse()?),
    };
    Ok(newest.ok_or(PublicationRefusal::Withdrawn).or_refuse()?.clone())
}

async fn draw_amend(
    visit: &Visit,
    (id, deed): (i64, Deed),
    form: Option<Form>,
    status: StatusCode,
) -> Result<Response> {
    let db = visit.app.db();
    let found = paper::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let placed = queries::find(db, found.agenda_item_id).await?;
    let scene = followed(visit, placed.meeting.id).await?;
    let standing = scene.items.iter().find(|one| one.item.id == placed.item.id).ok_or(Error::NotFound)?;
    let newest = newest(standing, id, form.is_some())?;
    let is_stale = newest.id != id;
    let (id, found, theirs) = match is_stale {
        true => (newest.id, newest.clone(), changed(&found.text, &newest.text)),
        false => (id, found, Vec::new()),
    };
    let status = if is_stale { StatusCode::CONFLICT } else { status };
    let is_typed = deed == Deed::Correct && placed.item.kind.0 != ItemKind::Performance;
    let form = form.unwrap_or_else(|| Form::of(Fields::from_pairs([("text", placed.item.report.clone())])));
    let lines = if deed == Deed::Correct && !is_typed {
        let now = drafts::draft(db, &placed, visit.app.clock().today(), "").await?;
        changed(&found.text, &now.text)
    } else {
        Vec::new()
    };
    let (name, explains, question, button) = match deed {
        Deed::Correct => (
            "Publish an erratum",
            "The paper that is out stays as it is. A new version stands beside it and says what was wrong.",
            "What was wrong?",
            "Publish the erratum",
        ),
        Deed::Withdraw => (
            "Withdraw a paper",
            "It cannot be un-published: people may have read it. It is no longer shown; the days on which it was \
             published and withdrawn, and the reason, are.",
            "Why is it withdrawn?",
            "Withdraw the paper",
        ),
    };
    html_with(
        status,
        &Amend {
            page: visit.form_page(name).await?,
            form,
            meeting: meeting(&scene),
            action: match deed {
                Deed::Correct => format!("/papers/{id}/correct"),
                Deed::Withdraw => format!("/papers/{id}/withdraw"),
            },
            about: format!("{}, version {}", found.title, found.number),
            explains: explains.to_owned(),
            question,
            button,
            is_typed,
            lines,
            is_stale,
            theirs,
            version: found.id,
        },
    )
}

/// The lines in which two papers differ, their heads apart.
fn changed(before: &str, after: &str) -> Vec<Line> {
    let all = differences::between(&drafts::bare(before), &drafts::bare(after));
    all.into_iter().filter(|line| line.is_added() || line.is_removed()).collect()
}

/// The form that corrects the agenda itself.
pub(super) async fn ask_erratum(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw_erratum(&visit, id, Form::default(), StatusCode::OK).await
}

/// Corrects the agenda itself.
pub(super) async fn erratum(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (typed, seen) = (fields.text("reason").to_owned(), fields.number("version"));
    let done =
        visit.app.write(visit.author()?, move |work| Box::pin(later::correct_agenda(work, id, seen, typed))).await;
    match done {
        Ok(title) => Ok(visit.done(&format!("/meetings/{id}/publications"), &format!("{title} published."))),
        Err(Error::Refused(refusal)) => {
            draw_erratum(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw_erratum(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw_erratum(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let scene = followed(visit, id).await?;
    let rows = queries::list_publications(visit.app.db(), id).await?;
    let lines = match rows.last() {
        Some(last) => differences::between(&last.text, &later::as_it_stands(&scene, last).text()),
        None => Vec::new(),
    };
    html_with(
        status,
        &Amend {
            page: visit.form_page("Correct the agenda").await?,
            form,
            meeting: meeting(&scene),
            action: format!("/meetings/{id}/erratum"),
            about: "The agenda".to_owned(),
            explains: "The agenda that is out stays on record as it was. The corrected one is published beside it."
                .to_owned(),
            question: "What was wrong?",
            button: "Publish the erratum",
            is_typed: false,
            lines: lines.into_iter().filter(|line| line.is_added() || line.is_removed()).collect(),
            is_stale: status == StatusCode::CONFLICT,
            theirs: Vec::new(),
            version: rows.last().map_or(0, |last| last.id),
        },
    )
}
