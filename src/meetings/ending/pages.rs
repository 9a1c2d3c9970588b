//! The pages on which a meeting is cancelled, adjourned or recorded as inquorate: the choices, everything that would
//! change, and the confirmation.

use super::{Ended, Ending, How, end};
use crate::error::{Error, Result};
use crate::meetings::moving::effects::{self, Effects};
use crate::meetings::views::End;
use crate::meetings::{queries, told};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::agenda::ItemState;
use remit_domain::wording;
use remit_entity::{agenda_item, meeting};

impl How {
    fn word(self) -> &'static str {
        match self {
            Self::Cancelled => "cancel",
            Self::Adjourned => "adjourn",
            Self::Inquorate => "inquorate",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Cancelled => "Cancel the meeting",
            Self::Adjourned => "Adjourn and reconvene",
            Self::Inquorate => "Record as inquorate",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Cancelled => "Meeting cancelled.",
            Self::Adjourned => "Meeting adjourned.",
            Self::Inquorate => "Recorded as inquorate.",
        }
    }
}

/// What hangs on a meeting, and the question why it is cancelled.
pub(in crate::meetings) async fn ask_cancel(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    ask(&visit, id, How::Cancelled).await
}

/// Cancels a meeting.
pub(in crate::meetings) async fn cancel(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    conclude(&visit, id, How::Cancelled, fields).await
}

/// When and with what an adjourned meeting goes on.
pub(in crate::meetings) async fn ask_adjourn(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    ask(&visit, id, How::Adjourned).await
}

/// Adjourns a meeting.
pub(in crate::meetings) async fn adjourn(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    conclude(&visit, id, How::Adjourned, fields).await
}

/// What becomes of the business of a meeting to which too few came.
pub(in crate::meetings) async fn ask_inquorate(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    ask(&visit, id, How::Inquorate).await
}

/// Records a meeting as inquorate.
pub(in crate::meetings) async fn inquorate(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    conclude(&visit, id, How::Inquorate, fields).await
}

async fn ask(visit: &Visit, id: i64, how: How) -> Result<Response> {
    let fate = if how == How::Cancelled { "" } else { "new" };
    let form = Form::of(Fields::from_pairs([("fate", fate)]));
    draw(visit, (id, how), form, None, StatusCode::OK).await
}

async fn conclude(visit: &Visit, id: i64, how: How, fields: Fields) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let is_preview = fields.ticked("preview");
    let outcome = match Ending::read(how, &fields, (&meeting, &body.slug)) {
        Ok(ending) if is_preview => {
            visit.app.try_out(visit.author()?, move |work| Box::pin(end(work, id, ending))).await
        }
        Ok(ending) => visit.app.write(visit.author()?, move |work| Box::pin(end(work, id, ending))).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(ended) if is_preview => {
            let effects = told_of(visit, ended).await?;
            draw(visit, (id, how), Form::of(fields), Some(effects), StatusCode::OK).await
        }
        Ok(_) => Ok(visit.done(&format!("/meetings/{id}"), how.done())),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(visit, (id, how), form, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(visit, (id, how), Form::of(fields), None, StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

async fn told_of(visit: &Visit, ended: Ended) -> Result<Effects> {
    let mut effects =
        effects::tell(visit.app.db(), (visit.app.clock().today(), &visit.app.calendar().await?), &[ended.changed])
            .await?;
    if let Some(next) = ended.successor {
        let day = wording::date_with_weekday(next.held_on);
        effects.notes.extend(ended.carried.iter().map(|title| format!("{title}: carried to {day}")));
    }
    effects.notes.extend(ended.withdrawn.iter().map(|title| format!("{title}: withdrawn")));
    Ok(effects)
}

async fn draw(
    visit: &Visit,
    (id, how): (i64, How),
    form: Form,
    effects: Option<Effects>,
    status: StatusCode,
) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let db = visit.app.db();
    let ahead = queries::list_ahead(db, body.id, visit.app.clock().today()).await?;
    let successors: Vec<Choice> =
        ahead.into_iter().filter(|next| next.id != id).map(|next| next_choice(&next)).collect();
    let owed = queries::list_owed(db, id).await?;
    let items = queries::agenda(db, id).await?.items;
    let is_chosen = form.fields.ticked("chosen");
    let items: Vec<Choice> = items
        .into_iter()
        .filter(is_open)
        .map(|item| Choice {
            checked: !is_chosen || form.fields.all("items").any(|one| one == item.id.to_string()),
            ..Choice::new(item.id, item.title)
        })
        .collect();
    html_with(
        status,
        &End {
            page: visit.form_page(how.title()).await?,
            action: format!("/meetings/{id}/{}", how.word()),
            meeting: told::meeting(&meeting, &body),
            may_choose: how == How::Adjourned,
            is_stale: status == StatusCode::CONFLICT,
            hanging: owed.into_iter().map(|row| row.title).collect(),
            fates: fates(how, !successors.is_empty()),
            successors,
            items,
            effects,
            form,
        },
    )
}

fn is_open(item: &agenda_item::Model) -> bool {
    !matches!(item.state.0, ItemState::Considered | ItemState::Closed | ItemState::Withdrawn | ItemState::Deferred)
}

fn fates(how: How, has_others: bool) -> Vec<Choice> {
    let mut fates = Vec::new();
    if has_others {
        fates.push(Choice::new("to", "Carry it to a meeting in the diary"));
    }
    fates.push(Choice::new(
        "new",
        if how == How::Adjourned { "Reconvene on a new day" } else { "Carry it to a new meeting" },
    ));
    if how != How::Adjourned {
        fates.push(Choice::new("withdraw", "Withdraw it: items, requests and reports are no longer wanted"));
    }
    fates
}

fn next_choice(next: &meeting::Model) -> Choice {
    Choice::new(next.id, wording::date_with_weekday(next.held_on))
}
