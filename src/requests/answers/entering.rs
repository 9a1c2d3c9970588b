//! The form of figures: all indicators on one page, those of the period before beside them. Saving keeps
//! whatever was typed; submitting names what is missing; a stale form shows both texts and loses neither.

use super::checking::{self, Recent};
use super::commands::{self, Hand, Incomplete, Typed};
use super::extras::Extras;
use super::pages::{Opened, gone, head, opened, sealed};
use super::views::{Entry, FiguresView, Tasks};
use crate::error::{Error, Result};
use crate::requests::around;
use crate::requests::queries::{self, Line};
use crate::requests::views::{Drawing, LineView};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::figure::Certainty;
use remit_domain::rating::Rating;
use remit_domain::request::{LineRefusal, RequestRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::data_request;
use remit_entity::figure::Model;
use std::collections::BTreeMap;

/// Why the form is drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// What was typed, when it has not been kept.
    typed: Option<Typed>,
    /// The sentence for the whole page.
    told: Option<(String, String)>,
    /// The sentences of single lines.
    lines: Vec<(i64, LineRefusal)>,
}

impl Drawn {
    /// With what was typed and not kept.
    pub(super) fn of_typed(typed: Typed) -> Self {
        Self { typed: Some(typed), ..Self::default() }
    }

    /// With what stands, and what is wrong with single lines of it.
    pub(super) fn of_lines(lines: Vec<(i64, LineRefusal)>) -> Self {
        Self { lines, ..Self::default() }
    }

    /// Says what is wrong with single lines, each by its name.
    pub(super) fn say(&self, form: &mut Form, lines: &[Line]) {
        for (id, refusal) in &self.lines {
            let name = lines.iter().find(|line| line.figure.id == *id).map(|line| line.indicator.name.as_str());
            form.add(&format!("{}-{id}", refusal.part()), format!("{}: {refusal}", name.unwrap_or_default()));
        }
    }

    /// The note, and whether there is nothing to report: as typed, or as they stand.
    pub(super) fn said(&self, request: &data_request::Model) -> (String, bool) {
        match &self.typed {
            Some(typed) => (typed.note(&request.note), typed.is_nil(request.is_nil)),
            None => (request.note.clone(), request.is_nil),
        }
    }
}

/// Keeps what was typed.
pub(super) async fn save(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    must_have_confirmed(&visit, &opened)?;
    let then_check = fields.text("then") == "check";
    let (link, typed) = (opened.link.clone(), Typed(fields));
    let kept = typed.clone();
    let outcome = visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { commands::save(work, &link, &typed).await }))
        .await;
    match outcome {
        Ok(()) if then_check => Ok(sealed(Redirect::to(&format!("{}/check", opened.href)).into_response())),
        Ok(()) => Ok(sealed(visit.done(&opened.href, "Saved. Nothing has been submitted yet."))),
        Err(error) => not_kept(&visit, &token, kept, error).await,
    }
}

/// Hands the figures in.
pub(super) async fn submit(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(had) = opened(&visit, &token).await? else { return gone(&visit).await };
    must_have_confirmed(&visit, &had)?;
    let (link, typed) = (had.link.clone(), Typed(fields));
    let kept = typed.clone();
    // The check page sends no figures; it is drawn again with what was answered there.
    let is_of_check = !kept.0.pairs().any(|(name, _)| name.starts_with("value-"));
    let outcome = visit
        .app
        .write(had.author(), move |work| Box::pin(async move { commands::submit(work, &link, &typed).await }))
        .await;
    match outcome {
        Ok(Ok(())) => Ok(sealed(Redirect::to(&format!("{}/done", had.href)).into_response())),
        Ok(Err(Incomplete { refusal: refusal @ RequestRefusal::AnswerMissing, .. })) if is_of_check => {
            let form = Form::refused(kept.0, &refusal);
            checking::again(&visit, &token, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) if is_of_check => {
            let mut form = Form::of(kept.0);
            form.add("", checking::CHANGED);
            checking::again(&visit, &token, form, StatusCode::CONFLICT).await
        }
        Ok(Err(Incomplete { refusal, lines })) => {
            let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
            let field = remit_domain::refusal::Refusal::field(&refusal).unwrap_or_default();
            let drawn = Drawn { typed: None, told: Some((field, refusal.to_string())), lines };
            draw(&visit, &opened, drawn, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => not_kept(&visit, &token, kept, error).await,
    }
}

pub(super) fn must_have_confirmed(visit: &Visit, opened: &Opened) -> Result<()> {
    if visit.actor.link == Some(opened.link.id) { Ok(()) } else { Err(Error::NotFound) }
}

/// Shows what was typed beside what stands, because it could not be kept.
pub(in crate::requests) async fn not_kept(visit: &Visit, token: &str, typed: Typed, error: Error) -> Result<Response> {
    let (status, told) = match error {
        Error::Stale => (
            StatusCode::CONFLICT,
            "Somebody else saved this after you opened it. What stands now is shown beside what you typed. Yours has not been saved yet: check it, then save again.".to_owned(),
        ),
        Error::Refused(refusal) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("{refusal} What you typed last has not been saved."))
        }
        other => return Err(other),
    };
    let Some(opened) = opened(visit, token).await? else { return gone(visit).await };
    let drawn = Drawn { typed: Some(typed), told: Some((String::new(), told)), lines: Vec::new() };
    draw(visit, &opened, drawn, status).await
}

/// Draws the form as it stands, or as it was typed.
pub(super) async fn draw(visit: &Visit, opened: &Opened, drawn: Drawn, status: StatusCode) -> Result<Response> {
    let whole = &opened.whole;
    let db = visit.app.db();
    let lines = queries::lines(db, whole).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.indicator.id).collect();
    let recent = around::recent(db, whole, &ids).await?;
    let documents = around::documents(db, whole.request.id).await?;
    let mut form = Form::default();
    if let Some((field, told)) = &drawn.told {
        form.add(field, told);
    }
    drawn.say(&mut form, &lines);
    let stands = &whole.request.note;
    let (note, is_nil) = drawn.said(&whole.request);
    let view = FiguresView {
        page: visit.form_page(whole.title()).await?,
        form,
        head: head(visit, opened).await?,
        version: whole.request.version,
        may_save: whole.request.state.0.open_for_figures().is_ok(),
        note_stands: (note != *stands).then(|| stands.clone()),
        note,
        before: whole.period.previous().to_string(),
        is_nil,
        tasks: Tasks {
            filled: lines.iter().filter(|line| line.figure.figure().is_some()).count(),
            all: lines.len(),
            documents: documents.iter().filter(|row| row.sent_at.is_some()).count(),
            promised: documents.iter().filter(|row| row.sent_at.is_none()).count(),
            signs_off: opened.hand() == Some(Hand::Director),
            sent_up: whole.request.sent_up_at.map(|_| whole.request.sent_up_by.clone()).unwrap_or_default(),
            sent_back: whole.request.sent_back_why.clone(),
            question: around::open_query(db, whole.request.id).await?.map(|asked| asked.asks).unwrap_or_default(),
        },
        certainties: Choice::of_words::<Certainty>(),
        ratings: ratings(),
        entries: entries(&lines, |line| LineView::behind_link(line, whole.period, true), (&drawn, &recent)),
    };
    Ok(sealed(html_with(status, &view)?))
}

/// The ratings that a service may state.
pub(super) fn ratings() -> Vec<Choice> {
    let stated = Rating::ALL.iter().filter(|rating| !matches!(rating, Rating::NoData | Rating::Unrated));
    stated.map(|rating| Choice::new(rating.word(), rating.label())).collect()
}

/// The lines of the form.
pub(super) fn entries(
    lines: &[Line],
    shown: impl Fn(&Line) -> LineView,
    (drawn, recent): (&Drawn, &BTreeMap<i64, Recent>),
) -> Vec<Entry> {
    let none = Recent::new();
    let recent = |line: &Line| recent.get(&line.indicator.id).unwrap_or(&none);
    lines.iter().map(|line| entry(line, shown(line), (drawn, recent(line)))).collect()
}

fn entry(line: &Line, shown: LineView, (drawn, recent): (&Drawn, &Recent)) -> Entry {
    let row = &line.figure;
    let refused = drawn.lines.iter().find(|(id, _)| *id == row.id).map(|(_, refusal)| refusal);
    let error =
        |part: &str| refused.filter(|refusal| refusal.part() == part).map(LineRefusal::to_string).unwrap_or_default();
    let (value, reason, commentary) = match &drawn.typed {
        Some(typed) => {
            let typed = typed.line(row);
            (typed.value, typed.reason, typed.commentary)
        }
        None => (row.typed.clone(), row.reason.clone(), row.commentary.clone()),
    };
    let more = drawn.typed.as_ref().map_or_else(|| Extras::of(row), |typed| typed.extras(row));
    Entry {
        id: row.id,
        drawing: Drawing::of(recent, &row.policy()),
        parts: line.parts.clone(),
        stands: stands(row, (&value, &reason, &commentary), &more),
        more,
        value_name: format!("value-{}", row.id),
        value_error: error("value"),
        reason_name: format!("reason-{}", row.id),
        reason_error: error("reason"),
        commentary_name: format!("commentary-{}", row.id),
        commentary_error: error("commentary"),
        line: shown,
        value,
        reason,
        commentary,
    }
}

/// A box of a line: what it asks for, what was typed, what stands, and how what stands is said.
type Compared<'b> = (&'static str, &'b str, &'b str, &'b dyn Fn(&str) -> String);

/// What was saved by somebody else where it is not what was typed; nothing of either is lost.
fn stands(row: &Model, (value, reason, commentary): (&str, &str, &str), more: &Extras) -> Vec<(&'static str, String)> {
    let kept = Extras::of(row);
    let certainty = |word: &str| Certainty::from_word(word).map_or("", Certainty::label).to_owned();
    let rating = |word: &str| Rating::from_word(word).map_or("", Rating::label).to_owned();
    let day = |_: &str| row.as_at.map(wording::date).unwrap_or_default();
    let plain = str::to_owned;
    let boxes: [Compared<'_>; 11] = [
        ("Figure", value, &row.typed, &plain),
        ("Reason", reason, &row.reason, &plain),
        ("Commentary", commentary, &row.commentary, &plain),
        ("What is being done about it", &more.corrective, &kept.corrective, &plain),
        ("How sure is it", &more.certainty, &kept.certainty, &certainty),
        ("Numerator", &more.numerator, &kept.numerator, &plain),
        ("Denominator", &more.denominator, &kept.denominator, &plain),
        ("Forecast for the year’s end", &more.forecast, &kept.forecast, &plain),
        ("Your own rating", &more.stated, &kept.stated, &rating),
        ("Why it differs", &more.stated_why, &kept.stated_why, &plain),
        ("As at", &more.as_at, &kept.as_at, &day),
    ];
    boxes
        .into_iter()
        .filter(|(_, typed, kept, _)| typed != kept)
        .map(|(label, _, kept, said)| (label, said(kept)))
        .collect()
}
