//! The pages of planning: nothing is made before it was shown, and what cannot be read is told line by line.

use super::reading::{self, NotRead};
use super::views::{Batch, BatchRow, MeetingRow, NotReadRow, Plan, PlannedRow, PreviewView};
use super::weighing::{Wanted, Weighed, weigh};
use super::{commands, queries};
use crate::diary;
use crate::error::{Error, OrRefuse, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::meeting::{LONGEST_LAG, ScheduleRefusal, read_time, usual_time};
use remit_domain::year::{Known, PlanRefusal, Warning, in_words, read_window, usual_window};
use remit_domain::{london, wording};
use std::collections::BTreeSet;

/// The fields of the form that a preview carries on, besides the bodies.
const KEPT: [&str; 7] = ["first", "last", "dates", "starts_at", "lasts", "venue", "lag"];

/// The form.
pub(super) async fn plan(visit: Visit) -> Result<Response> {
    let window = usual_window(visit.app.clock().today());
    let fields = Fields::from_pairs([
        ("first", window.first.to_string()),
        ("last", window.last.to_string()),
        ("starts_at", "14:00".to_owned()),
        ("lasts", "120".to_owned()),
        ("lag", "10".to_owned()),
    ]);
    draw(&visit, Form::of(fields), None, StatusCode::OK).await
}

/// What the form asks for, and what in it could not be read.
async fn read(visit: &Visit, fields: &Fields) -> Result<(Vec<Wanted>, Vec<NotRead>)> {
    let window = read_window(fields.date("first"), fields.date("last")).or_refuse()?;
    let bodies = queries::list_bodies(visit.app.db()).await?;
    let ticked: BTreeSet<String> = fields.all("body").map(str::to_owned).collect();
    if fields.ticked("last_year") {
        if ticked.is_empty() {
            return Err(Error::refused(PlanRefusal::NoBodies));
        }
        let wanted = queries::last_year(visit.app.db(), &window, &ticked).await?;
        let found = if wanted.is_empty() { Err(PlanRefusal::NoneLastYear) } else { Ok(wanted) };
        return Ok((found.or_refuse()?, Vec::new()));
    }
    let usual = Usual::read(fields)?;
    let text = fields.raw("dates");
    if text.trim().is_empty() {
        return Err(Error::refused(PlanRefusal::NoDates));
    }
    let names = queries::named(&bodies);
    let found = reading::read(text, Known { window, bodies: &names });
    let mut wanted = Vec::new();
    for row in found.rows {
        let slugs = match &row.body {
            Some(slug) => vec![slug.clone()],
            None if ticked.is_empty() => return Err(Error::refused(PlanRefusal::NoBodies)),
            None => ticked.iter().cloned().collect(),
        };
        wanted.extend(slugs.into_iter().map(|slug| Wanted {
            slug,
            on: row.on,
            starts_at: row.starts_at.unwrap_or(usual.starts_at),
            lasts: row.lasts.unwrap_or(usual.lasts),
            lag: usual.lag,
            venue: if row.venue.is_empty() { usual.venue.clone() } else { row.venue.clone() },
        }));
    }
    Ok((wanted, found.not_read))
}

/// What holds for every meeting that does not say otherwise.
struct Usual {
    starts_at: chrono::NaiveTime,
    lasts: u32,
    lag: u32,
    venue: String,
}

impl Usual {
    fn read(fields: &Fields) -> Result<Self> {
        let starts_at = match fields.text("starts_at") {
            "" => Ok(usual_time()),
            typed => read_time(typed).ok_or(PlanRefusal::NoTime),
        };
        let lasts = match fields.text("lasts") {
            "" => Ok(120),
            typed => typed.parse().ok().filter(|n| (15..=600).contains(n)).ok_or(PlanRefusal::NoLength),
        };
        let lag = match fields.text("lag") {
            "" => Ok(10),
            typed => typed.parse().ok().filter(|lag| *lag <= LONGEST_LAG).ok_or(ScheduleRefusal::NoLag),
        };
        Ok(Self {
            starts_at: starts_at.or_refuse()?,
            lasts: lasts.or_refuse()?,
            lag: lag.or_refuse()?,
            venue: fields.text("venue").replace('|', "/"),
        })
    }
}

/// The form as it was sent, with the text of an uploaded file in place of what was typed.
fn as_sent(fields: &Fields) -> Fields {
    let file = fields.raw("file");
    let value = |name: &str| match name {
        "dates" if !file.trim().is_empty() => file.to_owned(),
        name => fields.raw(name).to_owned(),
    };
    let named = KEPT.into_iter().map(|name| (name, value(name)));
    let rest = ["body", "row", "last_year"]
        .into_iter()
        .flat_map(|name| fields.all(name).map(move |one| (name, one.to_owned())));
    Fields::from_pairs(named.chain(rest))
}

/// Shows what would be made.
pub(super) async fn preview(visit: Visit, fields: Fields) -> Result<Response> {
    let fields = as_sent(&fields);
    match read(&visit, &fields).await {
        Ok((wanted, not_read)) => {
            let weighed = weigh(&visit, wanted).await?;
            let preview = show(&fields, &weighed, not_read);
            draw(&visit, Form::of(fields), Some(preview), StatusCode::OK).await
        }
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(fields, &*refusal), None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Makes what is ticked, as one batch.
pub(super) async fn make(visit: Visit, fields: Fields) -> Result<Response> {
    let fields = as_sent(&fields);
    let ticked: Vec<Wanted> = fields.all("row").filter_map(Wanted::from_value).collect();
    let wanted = ticked.clone();
    let made = visit.app.write(visit.author()?, move |work| Box::pin(commands::make(work, wanted))).await;
    match made {
        Ok(id) => {
            let done = match ticked.len() {
                1 => "1 meeting is in the diary.".to_owned(),
                n => format!("{n} meetings are in the diary."),
            };
            Ok(visit.done(&format!("/year/batches/{id}"), &done))
        }
        Err(Error::Refused(refusal)) => {
            let weighed = weigh(&visit, ticked).await?;
            let preview = (!weighed.is_empty()).then(|| show(&fields, &weighed, Vec::new()));
            draw(&visit, Form::refused(fields, &*refusal), preview, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

fn show(fields: &Fields, weighed: &[Weighed], not_read: Vec<NotRead>) -> PreviewView {
    let bodies: BTreeSet<&str> = weighed.iter().map(|one| one.wanted.slug.as_str()).collect();
    let warned = weighed.iter().filter(|one| !one.warnings.is_empty()).count();
    let count = |n: usize, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
    let mut kept: Vec<(&'static str, String)> =
        KEPT.into_iter().map(|name| (name, fields.raw(name).to_owned())).collect();
    kept.extend(fields.all("body").map(|slug| ("body", slug.to_owned())));
    PreviewView {
        summary: format!(
            "{} of {}; {} something to look at; {} could not be read.",
            count(weighed.len(), "meeting", "meetings"),
            count(bodies.len(), "body", "bodies"),
            count(warned, "has", "have"),
            count(not_read.len(), "line", "lines"),
        ),
        rows: weighed.iter().map(planned).collect(),
        not_read: not_read
            .into_iter()
            .map(|one| NotReadRow { line: one.line, text: one.text, why: one.why.to_string() })
            .collect(),
        kept,
    }
}

fn planned(one: &Weighed) -> PlannedRow {
    let row = &one.wanted;
    PlannedRow {
        value: row.as_value(),
        is_impossible: one.warnings.iter().any(Warning::forbids),
        day: wording::date_with_weekday(row.on),
        day_iso: row.on.to_string(),
        body: one.body.clone(),
        time: london::time_of_day(row.starts_at),
        venue: row.venue.clone(),
        publish_by: one.publish_by.map(wording::date_with_day).unwrap_or_default(),
        warnings: in_words(&one.warnings),
    }
}

async fn draw(visit: &Visit, form: Form, preview: Option<PreviewView>, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let ticked: BTreeSet<&str> = form.all("body").collect();
    let bodies = queries::list_bodies(db).await?.into_iter().map(|body| {
        let checked = ticked.contains(body.slug.as_str());
        Choice { value: body.slug, text: body.name, checked }
    });
    let bodies = bodies.collect();
    let batches = queries::list_batches(db).await?.into_iter().map(|row| BatchRow {
        href: format!("/year/batches/{}", row.id),
        what: row.what,
        made: format!("{}, {}", row.made_by, wording::date(london::date_in_london(row.made_at))),
        is_undone: row.undone_at.is_some(),
    });
    let batches = batches.collect();
    let page = visit.form_page("Plan a year of meetings").await?;
    html_with(status, &Plan { page, form, bodies, preview, batches })
}

/// A batch: its meetings, and what undoing it would take out.
pub(super) async fn batch(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw_batch(&visit, id, Form::default(), StatusCode::OK).await
}

async fn draw_batch(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let row = queries::find_batch(db, id).await?;
    let bodies = diary::bodies(db).await?;
    let judged = queries::judge(db, id).await?;
    let going = judged.iter().filter(|one| one.why_kept.is_none()).count();
    let rows = judged.into_iter().map(|one| MeetingRow {
        href: format!("/meetings/{}", one.meeting.id),
        day: wording::date_with_weekday(one.meeting.held_on),
        body: bodies.get(&one.meeting.body_id).map(|body| body.name.clone()).unwrap_or_default(),
        state: remit_domain::word::Word::label(one.meeting.state.0),
        kept: one.why_kept.map(|why| why.to_string()).unwrap_or_default(),
    });
    let rows = rows.collect();
    let told = |at| format!("{}, {}", wording::date(london::date_in_london(at)), london::time_in_london(at));
    let view = Batch {
        page: visit.form_page(row.what).await?,
        form,
        id,
        made: format!("{}, {}", row.made_by, told(row.made_at)),
        undone: row.undone_at.map(told).unwrap_or_default(),
        rows,
        going,
    };
    html_with(status, &view)
}

/// Takes a batch out again, as far as nobody has touched it.
pub(super) async fn undo(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    let done = visit.app.write(visit.author()?, move |work| Box::pin(commands::undo(work, id))).await;
    match done {
        Ok(done) => {
            let count = |n: usize| if n == 1 { "1 meeting".to_owned() } else { format!("{n} meetings") };
            let kept = match done.kept {
                0 => String::new(),
                n => format!(" {} stayed, for the reasons below.", count(n)),
            };
            let said = format!("Taken out of the diary: {}.{kept}", count(done.removed));
            Ok(visit.done(&format!("/year/batches/{id}"), &said))
        }
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(Fields::default(), &*refusal);
            draw_batch(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}
