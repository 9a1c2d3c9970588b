//! The doors of this column: the Board's list, one referral, and the steps of its thread.

use super::commands;
use super::queries::{self, Filter, Meant, ON_A_PAGE, Thread};
use super::views::{List, Referral, RolledOver, Row, SourceView, colour};
use super::{drawing, story};
use crate::clearance::{Clearance, PRIVATE, private_among};
use crate::error::{Error, Result};
use crate::referring::{self, Answer, Source, Which};
use crate::resolving;
use crate::series::Reader;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use crate::work::{Doing, Work};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use remit_domain::feedback::Reached;
use remit_domain::referral::{Outcome, State, Target};
use remit_domain::resolution::Makes;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{meeting, referral};
use std::collections::BTreeMap;

/// The Board's list.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let own = visit.actor.known.as_ref().filter(|_| !visit.actor.is_officer()).map(|known| known.bodies.clone());
    let filter = Filter { own, body: asked.number("panel"), state: asked.word("state") };
    let (found, total, page_number) = queries::list(db, &filter, asked.page()).await?;
    let items = found.iter().map(|(referral, _)| referral.agenda_item_id).collect();
    let (private, clearance) = (private_among(db, items).await?, Clearance::of(&visit).await?);
    let hidden = |row: &referral::Model| private.contains(&row.agenda_item_id) && !clearance.reads(row.body_id);
    let bodies = queries::list_bodies(db).await?;
    let short: BTreeMap<i64, &str> = bodies.iter().map(|body| (body.id, body.short_name.as_str())).collect();
    let panels = bodies.iter().filter(|body| body.reports_to_id.is_some());
    html(&List {
        page: visit.page("Referrals to the Board").await?,
        rows: found
            .iter()
            .map(|meant| {
                let told = row(meant, short.get(&meant.0.body_id).copied().unwrap_or_default(), today);
                if hidden(&meant.0) { Row { text: PRIVATE.to_owned(), ..told } } else { told }
            })
            .collect(),
        total,
        panels: panels.map(|body| Choice::new(body.id, body.name.clone())).collect(),
        states: Choice::of_words::<State>(),
        page_number: usize::try_from(page_number).unwrap_or(1),
        pages: usize::try_from(total.div_ceil(ON_A_PAGE)).unwrap_or(1),
        href: href(&asked),
        asked: Form::of(asked),
    })
}

/// The address of another page of the same list, up to the number.
fn href(asked: &Fields) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["panel", "state"] {
        if asked.ticked(name) {
            query.append_pair(name, asked.text(name));
        }
    }
    let query = query.finish();
    if query.is_empty() { "/referrals?page=".to_owned() } else { format!("/referrals?{query}&page=") }
}

fn row((referral, target): &Meant, panel: &str, today: NaiveDate) -> Row {
    let standing = Target::of(target.as_ref().map(|one| (one.state.0, one.held_on)), today);
    Row {
        href: format!("/referrals/{}", referral.id),
        reference: referral.reference.clone(),
        text: referral.text.clone(),
        panel: panel.to_owned(),
        kind: referral.kind.label(),
        target_iso: target.as_ref().map(|one| one.held_on.to_string()).unwrap_or_default(),
        target: target.as_ref().map(|one| wording::date_with_day(one.held_on)).unwrap_or_default(),
        has_rolled_over: referral.state.is_open() && standing.has_rolled_over(),
        state: referral.state.label(),
        colour: colour(referral.state.0),
        outcome: referral.outcome.map_or("", |outcome| outcome.label()),
    }
}

/// One referral.
pub(super) async fn referral(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

/// An officer drafts the feedback.
pub(super) async fn draft_feedback(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (feedback, which) = (fields.text("feedback").to_owned(), which(id, &fields));
    let done = "Feedback drafted. The chair approves it on this page: tell them that it is there.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::draft(work, which, feedback))).await
}

/// The chair approves it, or an officer records that they did.
pub(super) async fn approve(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let thread = queries::find(visit.app.db(), id, &Reader::of(&visit.actor)).await?.ok_or(Error::NotFound)?;
    // Nobody approves what they may not read.
    if !thread.may_be_read(&Clearance::of(&visit).await?) {
        return Err(Error::NotFound);
    }
    let which = which(id, &fields);
    deed(&visit, id, fields, "Feedback approved.", move |work| Box::pin(commands::approve(work, which))).await
}

/// Carries it to another Board meeting.
pub(super) async fn retarget(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (to, which) = (fields.number("target"), which(id, &fields));
    let done = "Carried to another Board meeting.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::retarget(work, which, to))).await
}

/// Records what the Board decided.
pub(super) async fn answer(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let answer = Answer {
        meeting: fields.number("meeting"),
        outcome: fields.word::<Outcome>("outcome"),
        words: fields.text("answer").to_owned(),
    };
    let which = which(id, &fields);
    let done = "The Board's answer is recorded. The panel hears it at its next meeting.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::answer(work, which, answer))).await
}

/// Puts it before the Board.
pub(super) async fn submit(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (reached, which) = (fields.word::<Reached>("reached"), which(id, &fields));
    let done = "It is before the Board.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::submit(work, which, reached))).await
}

/// The panel heard the answer.
pub(super) async fn close(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (heard, which) = (fields.number("heard"), which(id, &fields));
    let done = "The panel has heard the answer. This thread is closed.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::close(work, which, heard))).await
}

/// The panel gives the matter up.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (reason, which) = (fields.text("reason").to_owned(), which(id, &fields));
    let done = "The matter is withdrawn.";
    deed(&visit, id, fields, done, move |work| Box::pin(async move { commands::withdraw(work, which, &reason).await }))
        .await
}

/// The Board knows the wording as it was confirmed.
pub(super) async fn take_over_wording(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let which = which(id, &fields);
    let done = "The referral goes by the confirmed wording now.";
    deed(&visit, id, fields, done, move |work| Box::pin(commands::take_over_wording(work, which))).await
}

/// Makes a comment or a recommendation of what the Board sent to the cabinet.
pub(super) async fn send_on(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (which, post) = (which(id, &fields), fields.number("post"));
    let makes = if fields.text("as") == "recommendation" { Makes::Recommendation } else { Makes::Comment };
    let doing =
        visit.app.write(visit.author()?, move |work| Box::pin(commands::send_on(work, which, (makes, post)))).await;
    match doing {
        Ok(_) => Ok(visit.done(&format!("/referrals/{id}"), "Sent on. It stands in the trail of this referral.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, id, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Form::of(fields), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

fn which(id: i64, fields: &Fields) -> Which {
    Which { id, version: fields.number("version") }
}

/// Does a deed and leads back to the referral; refused or stale, shows it as it stands now with what was typed.
async fn deed<F>(visit: &Visit, id: i64, typed: Fields, done: &str, doing: F) -> Result<Response>
where
    F: for<'w> FnOnce(&'w Work) -> Doing<'w, ()> + Send + 'static,
{
    match visit.app.write(visit.author()?, doing).await {
        Ok(()) => Ok(visit.done(&format!("/referrals/{id}"), done)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, Form::refused(typed, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, id, Form::of(typed), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let thread = queries::find(db, id, &Reader::of(&visit.actor)).await?.ok_or(Error::NotFound)?;
    let (panel, board) = (thread.panel.id, thread.board.id);
    if !visit.actor.follows(panel) {
        visit.must_follow(board)?;
    }
    let is_read = thread.may_be_read(&Clearance::of(visit).await?);
    let thread = if is_read { thread } else { thread.masked() };
    let to_come = queries::list_to_come(db, &thread, today).await?;
    let held = queries::list_held(db, &thread).await?;
    let referral = &thread.referral;
    let (is_open, is_officer) = (referral.state.is_open(), visit.actor.is_officer());
    let (heard, addressees) = still_to_do(visit, &thread).await?;
    let person = visit.actor.known.as_ref().map(|known| known.id);
    let may_approve = referring::capacity_of(db, (person, today), panel).await?.is_some();
    let lines = story::lines(&thread, today);
    let feedback = match form.value("feedback") {
        "" => referral.feedback.clone(),
        typed => typed.to_owned(),
    };
    html_with(
        status,
        &Referral {
            page: visit.form_page(format!("Referral {}", referral.reference)).await?,
            id,
            version: referral.version,
            panel: thread.panel.name.clone(),
            board: thread.board.name.clone(),
            text: referral.text.clone(),
            item_id: thread.item.id,
            meeting_id: thread.met.id,
            met_on: wording::date_with_weekday(thread.met.held_on),
            state: referral.state.label(),
            colour: colour(referral.state.0),
            drawing: drawing::draw(&lines, today),
            told: story::told(&lines),
            lines,
            follows_panel: visit.actor.follows(panel),
            rolled: referral.rolled,
            source: source(&thread.source, is_officer && referral.state.0 != State::Withdrawn),
            rolled_over: is_open.then(|| rolled_over(&thread, &to_come, today)).flatten(),
            feedback,
            standing: referral.feedback.clone(),
            is_stale: status == StatusCode::CONFLICT,
            may_run: is_open && is_officer,
            may_draft: is_open && is_officer && referral.state.0 != State::Submitted,
            may_approve: is_read && referral.state.0 == State::FeedbackDrafted && may_approve,
            was_approved: referral.state.0 == State::ChairApproved,
            to_come: days(&to_come),
            held: days(&held),
            outcomes: Choice::of_words::<Outcome>(),
            ways: Choice::of_words::<Reached>(),
            heard,
            addressees,
            board_meeting: thread.target.as_ref().map(|target| target.id),
            form,
        },
    )
}

/// What an officer can do once the Board has answered: the panel's meetings that can have heard it, and to whom it may
/// be sent on.
async fn still_to_do(visit: &Visit, thread: &Thread) -> Result<(Option<Vec<Choice>>, Vec<Choice>)> {
    let (db, referral) = (visit.app.db(), &thread.referral);
    if !visit.actor.is_officer() {
        return Ok((None, Vec::new()));
    }
    let heard = match referral.state.0 {
        State::Answered => Some(days(&queries::list_heard(db, thread).await?)),
        _ => None,
    };
    let is_sent_on = referral.outcome.is_some_and(|outcome| outcome.0 == Outcome::ToCabinet);
    let may_go_on = is_sent_on && referral.resolution_part_id.is_some() && !resolving::is_sent_on(db, referral).await?;
    let posts = match may_go_on {
        true => queries::list_addressees(db).await?,
        false => Vec::new(),
    };
    Ok((heard, posts.into_iter().map(|post| Choice::new(post.id, post.title)).collect()))
}

fn days(meetings: &[meeting::Model]) -> Vec<Choice> {
    meetings.iter().map(|one| Choice::new(one.id, wording::date_with_weekday(one.held_on))).collect()
}

/// What is to be said of the wording: that it is not confirmed yet, or that other words were.
fn source(source: &Source, may_mend: bool) -> Option<SourceView> {
    let (heading, sentence) = match source {
        Source { is_taken_back: true, .. } => {
            ("The panel has taken this part back", "The Board was given words that no longer stand.")
        }
        Source { is_changed: true, is_confirmed: true, .. } => {
            ("The panel confirmed other words", "The Board was given the words as they were drafted.")
        }
        Source { is_changed: true, .. } => ("The wording was changed", "Minutes not yet confirmed."),
        Source { is_confirmed: false, .. } => {
            ("Minutes not yet confirmed", "The panel has not confirmed the minutes that this comes from.")
        }
        _ => return None,
    };
    let is_other = source.is_changed || source.is_taken_back;
    Some(SourceView {
        heading,
        sentence,
        was: if is_other { source.was.clone() } else { String::new() },
        now: if source.is_changed && !source.is_taken_back { source.now.clone() } else { String::new() },
        may_take_over: may_mend && source.is_changed,
    })
}

fn rolled_over(thread: &Thread, to_come: &[meeting::Model], today: NaiveDate) -> Option<RolledOver> {
    let target = thread.target.as_ref();
    let standing = Target::of(target.map(|one| (one.state.0, one.held_on)), today);
    let day = target.map(|one| wording::date_with_weekday(one.held_on)).unwrap_or_default();
    let next = to_come.iter().find(|one| Some(one.id) != thread.referral.meeting_id);
    let next_is = match next {
        Some(next) => format!("the next Board is on {}.", wording::date_with_weekday(next.held_on)),
        None => "no later Board meeting is in the diary yet.".to_owned(),
    };
    let (heading, sentence) = match standing {
        Target::ToCome => return None,
        Target::None => ("No Board meeting is chosen for this matter".to_owned(), next_is.replacen('t', "T", 1)),
        Target::Cancelled => (format!("The Board meeting of {day} was cancelled"), format!("Rolled over: {next_is}")),
        Target::Passed => (
            format!("The Board meeting of {day} has passed and no answer is recorded"),
            format!("If it took the matter, record its answer below. If it did not, it is rolled over: {next_is}"),
        ),
    };
    let next = next.map(|next| (next.id, wording::date_with_weekday(next.held_on)));
    Some(RolledOver { heading, sentence, next })
}
