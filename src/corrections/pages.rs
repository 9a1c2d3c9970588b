//! The doors of figures that are out: one with everything that was changed of it, the form that corrects it, the form
//! that decides whether the public sees it.

use super::commands;
use super::queries::{self, Placed};
use super::views::{Correct, ElsewhereView, FigureView, Hide, Show};
use crate::error::{Error, Result};
use crate::series::history::changes;
use crate::series::reading::{Reading, said};
use crate::series::{Versions, hiding};
use crate::web::{Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::correction::Wanted;
use remit_domain::figure::{Correction, Figure};
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_domain::suppression::{Decided, Verdict};
use remit_domain::word::Word;

async fn followed(visit: &Visit, id: i64) -> Result<Placed> {
    let placed = queries::find(visit.app.db(), id).await?;
    visit.must_follow(placed.body.id)?;
    Ok(placed)
}

/// One figure with what was changed of it.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let placed = followed(&visit, id).await?;
    let paper = queries::paper(db, &placed).await?;
    let is_officer = visit.actor.is_officer();
    let unit = placed.figure.policy().unit;
    let others = queries::elsewhere(db, &placed).await?;
    let told = others.into_iter().filter(|one| visit.actor.follows(one.body.id)).map(|one| {
        let value = said(one.figure.figure().as_ref(), &unit);
        let lead = if one.figure.figure() == placed.figure.figure() { "The same" } else { "Not the same" };
        ElsewhereView {
            words: format!("{lead}: the {} has {value} for this period.", one.body.name),
            href: format!("/figures/{}", one.figure.id),
        }
    });
    html(&Show {
        page: visit.page(placed.name()).await?,
        elsewhere: told.collect(),
        erratum: match &paper {
            Some(paper) if is_officer => format!("/papers/{}/correct", paper.id),
            _ => String::new(),
        },
        paper: paper.map(|paper| format!("/papers/{}/kept", paper.id)).unwrap_or_default(),
        figure: figure(&visit, &placed).await?,
        is_officer,
    })
}

async fn figure(visit: &Visit, placed: &Placed) -> Result<FigureView> {
    let db = visit.app.db();
    let row = &placed.figure;
    let versions = Versions::of(db, &[placed.indicator.id]).await?;
    let changes = changes(db, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let verdict = hiding::verdicts(db, std::slice::from_ref(row)).await?.remove(&row.id);
    let public = match verdict {
        _ if !queries::is_public(placed) => "The public does not see it: it stands in no public paper.".to_owned(),
        Some(Verdict::Shown) | None => match Decided::read(&row.hidden_why) {
            Decided::Show(reason) => format!("The public sees it, by decision: {reason}"),
            _ => "The public sees it.".to_owned(),
        },
        Some(verdict) => verdict.words(),
    };
    Ok(FigureView {
        id: row.id,
        name: placed.name(),
        href: format!("/figures/{}", row.id),
        body: placed.body.name.clone(),
        indicator: format!("/indicators/{}", placed.indicator.id),
        request: format!("/requests/{}", placed.request.id),
        reference: placed.request.reference.clone(),
        reading: Reading::private(row, placed.period, &versions, &changes),
        version: placed.request.version,
        public,
        is_published: placed.request.state.0 == State::Published,
    })
}

/// The form with what stands.
pub(super) async fn ask_correct(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let placed = followed(&visit, id).await?;
    let row = &placed.figure;
    let value = match row.figure() {
        Some(Figure::Number(value)) => value.to_string(),
        Some(Figure::Absent(_)) | None => row.typed.clone(),
    };
    let fields = Fields::from_pairs([
        ("value", value),
        ("numerator", row.numerator.clone().unwrap_or_default()),
        ("denominator", row.denominator.clone().unwrap_or_default()),
    ]);
    draw_correct(&visit, &placed, Form::of(fields), StatusCode::OK).await
}

/// Corrects it.
pub(super) async fn correct(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let wanted = Wanted {
        kind: fields.word::<Correction>("kind"),
        value: fields.text("value").to_owned(),
        rating: fields.word::<Rating>("rating"),
        counts: (fields.text("numerator").to_owned(), fields.text("denominator").to_owned()),
        reason: fields.text("reason").to_owned(),
    };
    let version = fields.number("version").unwrap_or(0);
    let done =
        visit.app.write(visit.author()?, move |work| Box::pin(commands::correct(work, id, version, wanted))).await;
    match done {
        Ok(()) => {
            let sentence = "Figure corrected. The published paper stays as it is until you publish an erratum.";
            Ok(visit.done(&format!("/figures/{id}"), sentence))
        }
        Err(Error::Refused(refusal)) => {
            let placed = followed(&visit, id).await?;
            let form = Form::refused(fields, &*refusal);
            draw_correct(&visit, &placed, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let placed = followed(&visit, id).await?;
            draw_correct(&visit, &placed, Form::of(fields), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_correct(visit: &Visit, placed: &Placed, form: Form, status: StatusCode) -> Result<Response> {
    let mut figure = figure(visit, placed).await?;
    // A form that was refused goes on from the version that it was opened with.
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        figure.version = form.fields.number("version").unwrap_or(0);
    }
    let rated = [Rating::Red, Rating::Amber, Rating::Green, Rating::Blue, Rating::Unrated];
    html_with(
        status,
        &Correct {
            page: visit.form_page("Correct a published figure").await?,
            form,
            figure,
            kinds: vec![
                Choice::new(Correction::Erratum.word(), "It was wrong (an erratum)"),
                Choice::new(Correction::Restatement.word(), "It was right, and is known better now (a restatement)"),
            ],
            ratings: rated.iter().map(|rating| Choice::new(rating.word(), rating.label())).collect(),
            is_stale: status == StatusCode::CONFLICT,
        },
    )
}

/// The question whether the public sees it.
pub(super) async fn ask_hide(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let placed = followed(&visit, id).await?;
    let decided = Decided::read(&placed.figure.hidden_why);
    let choice = match decided {
        Decided::ByRule => "rule",
        Decided::Hide(_) => "hide",
        Decided::Show(_) => "show",
    };
    let fields = Fields::from_pairs([("decided", choice), ("reason", decided.reason())]);
    draw_hide(&visit, &placed, Form::of(fields), StatusCode::OK).await
}

/// The answer.
pub(super) async fn hide(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let done = match commands::decided(fields.text("decided"), fields.text("reason")) {
        Ok(decided) => {
            visit.app.write(visit.author()?, move |work| Box::pin(commands::decide(work, id, version, decided))).await
        }
        Err(refusal) => Err(Error::refused(refusal)),
    };
    match done {
        Ok(()) => Ok(visit.done(&format!("/figures/{id}"), "Kept. Published papers stay as they are.")),
        Err(Error::Refused(refusal)) => {
            let placed = followed(&visit, id).await?;
            let form = Form::refused(fields, &*refusal);
            draw_hide(&visit, &placed, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let placed = followed(&visit, id).await?;
            draw_hide(&visit, &placed, Form::of(fields), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn draw_hide(visit: &Visit, placed: &Placed, form: Form, status: StatusCode) -> Result<Response> {
    let mut figure = figure(visit, placed).await?;
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        figure.version = form.fields.number("version").unwrap_or(0);
    }
    html_with(
        status,
        &Hide {
            page: visit.form_page("What the public sees of a figure").await?,
            form,
            figure,
            choices: vec![
                Choice::new("rule", "The rule for small numbers decides"),
                Choice::new("hide", "Hide it"),
                Choice::new("show", "Show it although it is small; it stays hidden where it would tell another"),
            ],
            is_stale: status == StatusCode::CONFLICT,
        },
    )
}
