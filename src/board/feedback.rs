//! The page of one panel's feedback: the officer writes it, the chair decides, how it reached the Board is recorded.

use super::commands::{self, Decision, Which};
use super::drafting::{self, Typed};
use super::pages::is_the_boards;
use super::proposals::{self, Proposal};
use super::queries::{Scene, find_scene, list_lines};
use super::said::{self, Reader};
use super::views::{Feedback, GroupView, LineView, colour};
use crate::clearance::Clearance;
use crate::error::{Error, Result};
use crate::referring;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::feedback::{LineKind, Reached, State, nil_words};
use remit_domain::word::Word;
use remit_domain::{london, wording};

/// One feedback.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// The officer keeps it, or sends it to the chair.
pub(super) async fn save(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let typed = Typed::read(&fields);
    let done = match typed.sends {
        true => {
            "Sent to the chair, who has a link to it from the morning on which it is due. You can also record here what they say."
        }
        false => "Kept. The chair has not seen it yet.",
    };
    deed(&visit, id, fields, done, move |work| Box::pin(drafting::write(work, id, typed))).await
}

/// The chair decides, or an officer records what the chair said.
pub(super) async fn decide(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, decision) = (which(id, &fields), decision(&fields));
    let done = decided(decision.as_ref());
    deed(&visit, id, fields, done, move |work| Box::pin(commands::decide(work, which, decision))).await
}

/// What was chosen.
pub(super) fn decision(fields: &Fields) -> Option<Decision> {
    match fields.text("decision") {
        "approve" => Some(Decision::Approve),
        "change" => Some(Decision::AskChange(fields.text("asked").to_owned())),
        _ => None,
    }
}

pub(super) fn decided(decision: Option<&Decision>) -> &'static str {
    match decision {
        Some(Decision::AskChange(_)) => "The officer has been asked for a change.",
        _ => "Approved, with the matters in it.",
    }
}

/// The choices of whoever decides.
pub(super) fn decisions() -> Vec<Choice> {
    vec![Choice::new("approve", "Approve it"), Choice::new("change", "Ask for a change")]
}

/// How it reached the Board.
pub(super) async fn reached(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, reached) = (which(id, &fields), fields.word::<Reached>("reached"));
    let done = "It is before the Board, with the matters in it.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::submit(work, which, reached))).await
}

fn which(id: i64, fields: &Fields) -> Which {
    Which { id, version: fields.number("version") }
}

async fn deed<F>(visit: &Visit, id: i64, typed: Fields, done: &str, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/feedback/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(typed, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today, calendar) = (visit.app.db(), visit.app.clock().today(), visit.app.calendar().await?);
    let scene = find_scene(db, id).await?.ok_or(Error::NotFound)?;
    let (row, sitting) = (&scene.feedback, &scene.sitting);
    if !visit.actor.follows(scene.panel.id) && !is_the_boards(visit, sitting, row) {
        return Err(Error::NotFound);
    }
    let may_write = visit.actor.is_officer() && row.state.is_open();
    let mut proposed = if may_write { proposals::list(db, &scene, (today, &calendar)).await? } else { Vec::new() };
    let was_typed = form.fields.ticked("rows");
    let (is_stale, kept) = (status == StatusCode::CONFLICT, proposed.clone());
    if was_typed {
        proposed = Typed::read(&form.fields).over(proposed);
    }
    let stored = list_lines(db, id).await?;
    let finance = stored.iter().find(|line| line.kind.0 == LineKind::Finance).map(|line| line.text.clone());
    let clearance = Clearance::of(visit).await?;
    let cleared = clearance.reads(scene.panel.id);
    let decides = referring::capacity_of(db, (visit.actor.known.as_ref().map(|known| known.id), today), scene.panel.id)
        .await?
        .is_some();
    let said = said::of(db, &scene, if cleared { Reader::Cleared } else { Reader::Public }).await?;
    let typed = |name: &str, kept: String| if was_typed { form.value(name).to_owned() } else { kept };
    let rows = proposed.len();
    html_with(
        status,
        &Feedback {
            page: visit.form_page(format!("Feedback to the Board: {}", scene.panel.short_name)).await?,
            id,
            version: row.version,
            panel: scene.panel.name.clone(),
            board: sitting.board.name.clone(),
            board_href: format!("/board/{}", sitting.meeting.id),
            day: wording::date_with_weekday(sitting.meeting.held_on),
            state: if row.is_nil && row.state.0 == State::Owed { "Nil return" } else { row.state.label() },
            colour: colour(row.state.0),
            asked: row.asked.clone(),
            approved: approved(&scene),
            said,
            is_stale,
            meanwhile: if is_stale { meanwhile(kept, &proposed) } else { Vec::new() },
            may_write,
            may_decide: row.state.0 == State::Drafted && decides && cleared,
            is_officer: visit.actor.is_officer(),
            may_submit: visit.actor.is_officer() && row.state.0 != State::Lapsed,
            is_nil: if was_typed { form.fields.ticked("is_nil") } else { row.is_nil },
            words: typed("words", words(&scene, sitting.last_met(db, scene.panel.id).await?)),
            finance: typed("finance", finance.unwrap_or_default()),
            nil_hint: match row.is_nil {
                true => nil_words(sitting.last_met(db, scene.panel.id).await?),
                false => "The panel has nothing to say to the Board. Say why in its own words.".to_owned(),
            },
            groups: groups(proposed, &form),
            rows,
            decisions: decisions(),
            ways: Choice::of_words::<Reached>(),
            form,
        },
    )
}

/// Lines whose words stand otherwise than they are typed now.
fn meanwhile(kept: Vec<Proposal>, typed: &[Proposal]) -> Vec<(String, String)> {
    let changed = kept.into_iter().zip(typed).filter(|(kept, typed)| kept.text != typed.text);
    changed.map(|(kept, _)| (kept.title, kept.text)).collect()
}

/// A panel that has not met is offered the sentence that says so.
fn words(scene: &Scene, last_met: Option<chrono::NaiveDate>) -> String {
    match scene.feedback.words.is_empty() && scene.feedback.is_nil {
        true => nil_words(last_met),
        false => scene.feedback.words.clone(),
    }
}

fn approved(scene: &Scene) -> String {
    let row = &scene.feedback;
    match row.approved_at {
        Some(at) => {
            format!("Approved on {}: {}", wording::date_with_weekday(london::date_in_london(at)), row.approved_by)
        }
        None => String::new(),
    }
}

fn groups(proposed: Vec<Proposal>, form: &Form) -> Vec<GroupView> {
    let kinds = [
        (LineKind::Exception, "Exceptions", "Proposed from the figures; leave out what the Board need not read."),
        (LineKind::Referral, "Matters referred", "In these words the Board reads them."),
        (LineKind::Comment, "Comments to cabinet members", ""),
        (LineKind::Recommendation, "Recommendations", ""),
    ];
    let numbered: Vec<(usize, Proposal)> = (1..).zip(proposed).collect();
    let view = |(n, one): &(usize, Proposal)| LineView {
        n: *n,
        key: one.key.clone(),
        title: one.title.clone(),
        why: one.why.clone(),
        text: one.text.clone(),
        is_chosen: one.is_chosen,
        is_private: one.is_private,
        has_text: matches!(one.kind, LineKind::Exception | LineKind::Referral),
        error: form.error(&format!("text_{n}")).to_owned(),
    };
    let of = |(kind, heading, hint): (LineKind, &'static str, &'static str)| GroupView {
        heading,
        hint,
        lines: numbered.iter().filter(|(_, one)| one.kind == kind).map(view).collect(),
    };
    kinds.into_iter().map(of).filter(|group| !group.lines.is_empty()).collect()
}
