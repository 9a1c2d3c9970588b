//! The page on which a meeting is minuted: every item a section, one form for all, so that nothing typed is lost by
//! whichever button is pressed. What its script does, these doors do without it.

use super::commands::{self, Kept, Typed};
use super::known::{self, Known};
use super::preview::preview;
use super::queries::{self, Noted};
use super::understood::{Choices, understand};
use super::views::{Chip, Declared, Head, Notes, Section, Theirs};
use crate::error::{Error, Result};
use crate::quorum;
use crate::web::{Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use remit_domain::agenda::Access;
use remit_domain::refusal::Refusal;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{body, declaration, meeting};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// The beginnings of lines as buttons.
pub(super) const CHIPS: &[Chip] = &[
    Chip { text: "Moved", insert: "M: " },
    Chip { text: "Seconded", insert: "S: " },
    Chip { text: "Carried", insert: "carried: assent" },
    Chip { text: "Resolved", insert: "R: " },
    Chip { text: "Action", insert: "A: " },
    Chip { text: "Query", insert: "Q[]: " },
    Chip { text: "Refer to Board", insert: "REF Board: " },
    Chip { text: "Recommend", insert: "REC Cabinet: " },
    Chip { text: "Comment", insert: "C: " },
    Chip { text: "Information", insert: "INFO: " },
    Chip { text: "Next meeting", insert: " by next meeting" },
];

/// The notes of a meeting.
pub(super) async fn notes(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Drawn::default(), StatusCode::OK).await
}

/// Keeps every text that was changed; or shows what is understood of one.
pub(super) async fn save(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (meeting, _) = queries::find(&visit, id).await?;
    let items = queries::list(visit.app.db(), meeting.id).await?;
    let (deed, about) = fields.text("do").split_once('-').unwrap_or(("save", ""));
    let texts: BTreeMap<i64, String> = items.iter().filter_map(|one| typed(&fields, one.item.id)).collect();
    let mut drawn = Drawn { texts, ..Drawn::default() };
    if deed == "preview" {
        return draw(&visit, id, drawn, StatusCode::OK).await;
    }
    let mut saved = 0_usize;
    for one in &items {
        let Some(text) = drawn.texts.get(&one.item.id).filter(|text| text.as_str() != one.text()) else { continue };
        let version = fields.number(&format!("version-{}", one.item.id)).unwrap_or(0);
        let typed = Typed { item: one.item.id, text: text.clone(), version };
        let kept =
            visit.app.write(visit.author()?, move |work| Box::pin(async move { commands::keep(work, &typed).await }));
        match kept.await {
            Ok(Kept::Done(_)) => saved += 1,
            Ok(Kept::Stale) => {
                drawn.stale.insert(one.item.id);
            }
            Err(Error::Refused(refusal)) => drawn.refused.push((one.item.id, refusal)),
            Err(error) => return Err(error),
        }
    }
    if !drawn.refused.is_empty() {
        return draw(&visit, id, drawn, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if !drawn.stale.is_empty() {
        return draw(&visit, id, drawn, StatusCode::CONFLICT).await;
    }
    let to = items.iter().position(|one| one.item.id.to_string() == about).unwrap_or(0);
    let to = items.get(to + usize::from(deed == "next")).or(items.get(to)).map_or(0, |one| one.item.id);
    let said = if saved == 0 { "Nothing had changed." } else { "Saved." };
    Ok(visit.done(&format!("/meetings/{id}/minutes#text-{to}"), said))
}

/// What was typed under an item, where the form had it. Browsers end lines in their own way.
fn typed(fields: &Fields, item: i64) -> Option<(i64, String)> {
    let name = format!("text-{item}");
    let text = fields.all(&name).next()?;
    Some((item, text.replace('\r', "").trim_end().to_owned()))
}

/// What is drawn beside what stands: texts as they were typed, those that came too late, those that were refused.
#[derive(Debug, Default)]
struct Drawn {
    texts: BTreeMap<i64, String>,
    stale: BTreeSet<i64>,
    refused: Vec<(i64, Box<dyn Refusal>)>,
}

/// The meeting at the head of a page.
pub(super) fn head(meeting: &meeting::Model, body: &body::Model) -> Head {
    Head {
        id: meeting.id,
        body: body.name.clone(),
        day: wording::date_with_weekday(meeting.held_on),
        is_held: meeting.state.0.took_place(),
    }
}

/// A time of day, with its day where that is not today.
pub(super) fn clock(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (on, time) = (london::date_in_london(at), at.with_timezone(&chrono_tz::Europe::London).format("%H:%M"));
    if on == london::date_in_london(now) { time.to_string() } else { format!("{time} on {}", wording::date(on)) }
}

async fn draw(visit: &Visit, id: i64, drawn: Drawn, status: StatusCode) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let db = visit.app.db();
    let items = queries::list(db, id).await?;
    let known = known::known(db, &meeting, &body).await?;
    let mut form = Form::default();
    for (item, refusal) in &drawn.refused {
        form.add(&format!("text-{item}"), refusal.to_string());
    }
    let last = items.len();
    let now = visit.app.clock().now();
    let mut has_new = false;
    let mut sections = Vec::new();
    for (number, noted) in (1..).zip(&items) {
        let (section, is_new) = section(&known, noted, &drawn, now);
        has_new |= is_new;
        sections.push(Section {
            is_last: number == last,
            error: form.error(&format!("text-{}", noted.item.id)).to_owned(),
            ..section
        });
    }
    let closed = queries::closed(db, &meeting).await?;
    let view = Notes {
        page: visit.form_page("Minutes").await?,
        head: head(&meeting, &body),
        attendance: quorum::summary(db, &meeting).await?,
        declared: declared(visit, id, &items).await?,
        closed: closed.map(|refusal| refusal.to_string()).unwrap_or_default(),
        chips: CHIPS,
        sections,
        has_new,
        form,
    };
    html_with(status, &view)
}

fn section(known: &Known, noted: &Noted, drawn: &Drawn, now: DateTime<Utc>) -> (Section, bool) {
    let item = &noted.item;
    let text = drawn.texts.get(&item.id).map_or(noted.text(), String::as_str);
    let said = understand(known, item.id, (text, noted.recorded()), &Choices::default());
    let saved = noted.note.as_ref().map(|note| format!("Saved {} by {}", clock(note.saved_at, now), note.saved_by));
    let theirs = noted.note.as_ref().filter(|_| drawn.stale.contains(&item.id)).map(|note| Theirs {
        text: note.text.clone(),
        by: note.saved_by.clone(),
        at: clock(note.saved_at, now),
    });
    let section = Section {
        id: item.id,
        number: item.position,
        title: item.title.clone(),
        access: if item.access.0 == Access::Public { "" } else { item.access.0.label() },
        rows: text.lines().count().clamp(4, 40) + 2,
        text: text.to_owned(),
        version: noted.version(),
        saved: saved.unwrap_or_else(|| "Nothing is saved yet".to_owned()),
        error: String::new(),
        theirs,
        is_last: false,
        preview: preview(known, &said),
    };
    (section, said.has_new())
}

async fn declared(visit: &Visit, meeting_id: i64, items: &[Noted]) -> Result<Vec<Declared>> {
    let rows = declaration::Entity::find()
        .filter(declaration::Column::MeetingId.eq(meeting_id))
        .order_by_asc(declaration::Column::Id)
        .all(visit.app.db())
        .await?;
    let item = |id: Option<i64>| {
        let found = items.iter().find(|one| Some(one.item.id) == id);
        found.map(|one| format!("item {}", one.item.position)).unwrap_or_default()
    };
    Ok(rows
        .into_iter()
        .map(|row| Declared { item: item(row.agenda_item_id), name: row.name, interest: row.interest })
        .collect())
}
