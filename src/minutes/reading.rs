//! Reading minutes that exist: pasted or uploaded, read by the domain, laid beside the words of the page, and put into
//! the notes of the items that somebody chooses. Nothing becomes a record here; that is for the review of the notes.

use super::commands::{self, Kept, Typed};
use super::pages::head;
use super::queries::{self, Noted};
use super::views::{ReadForm, ReadItem, ReadReview};
use crate::error::{Error, OrRefuse, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::line::whom::{self, Named};
use remit_domain::line::{self, NoteRefusal};
use remit_domain::minutes::{self, PageKind};
use remit_domain::wording;
use remit_entity::meeting;

/// Most items of one page.
const MOST_ITEMS: usize = 60;

/// Which minutes?
pub(super) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), StatusCode::OK).await
}

async fn draw(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let page = visit.form_page("Read minutes that exist").await?;
    html_with(status, &ReadForm { page, head: head(&meeting, &body), form })
}

/// What was read, beside the words that say so.
pub(super) async fn look(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (meeting, body) = queries::find(&visit, id).await?;
    let text = match page_of(&fields) {
        Ok(text) => text,
        Err(said) => {
            let mut form = Form::of(fields);
            form.add("text", said);
            return draw(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let notes = queries::list(visit.app.db(), id).await?;
    let read = tokio::task::spawn_blocking(move || minutes::read_items(&text)).await;
    let read = read.map_err(|error| Error::Broken(error.into()))?;
    let items = items(&meeting, &notes, &read);
    if items.is_empty() {
        let mut form = Form::of(fields);
        form.add("text", "Nothing that was decided, moved or asked for is found in this text.");
        return draw(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let view = ReadReview {
        page: visit.form_page("What was read").await?,
        head: head(&meeting, &body),
        met: said_of(&meeting, &read),
        items,
        choices: choices(&notes),
        form: Form::default(),
    };
    html_with(StatusCode::OK, &view)
}

/// The text that was pasted, or that of the file.
fn page_of(fields: &Fields) -> std::result::Result<String, String> {
    let pasted = fields.text("text");
    match fields.file("file") {
        Some(file) => minutes::decode(&file.bytes).map_err(|why| why.to_string()),
        None if pasted.is_empty() => Err(NoteRefusal::NothingToRead.to_string()),
        None => minutes::decode(pasted.as_bytes()).map_err(|why| why.to_string()),
    }
}

fn choices(notes: &[Noted]) -> Vec<Choice> {
    notes.iter().map(|one| Choice::new(one.item.id, format!("{}. {}", one.item.position, one.item.title))).collect()
}

/// A page about another day is said to be so.
fn said_of(meeting: &meeting::Model, read: &[minutes::ReadItem]) -> String {
    let days: Vec<_> = read.iter().filter_map(|one| one.page.meeting_date).collect();
    match days.first() {
        Some(first) if !days.contains(&meeting.held_on) => format!(
            "The text is about the meeting of {}; this meeting was on {}.",
            wording::date(*first),
            wording::date(meeting.held_on)
        ),
        _ => String::new(),
    }
}

fn items(meeting: &meeting::Model, notes: &[Noted], read: &[minutes::ReadItem]) -> Vec<ReadItem> {
    let named: Vec<Named> = notes
        .iter()
        .map(|one| Named { id: one.item.id, title: one.item.title.clone(), short: one.item.position.to_string() })
        .collect();
    let on_the_day = read.iter().any(|one| one.page.meeting_date == Some(meeting.held_on));
    let other_day = |one: &minutes::ReadItem| {
        one.page.page_kind == PageKind::Issue && on_the_day && one.page.meeting_date != Some(meeting.held_on)
    };
    let mut all = Vec::new();
    for one in read.iter().filter(|one| !other_day(one)) {
        let facts = line::text_of(one, meeting.held_on);
        if facts.is_empty() || all.len() == MOST_ITEMS {
            continue;
        }
        let mut lines = line::narrative_of(one);
        lines.extend(facts.iter().map(|(line, _)| line.said.typed()));
        let (number, title) = (one.page.item_number.as_deref(), one.page.item_title.as_deref());
        let chosen = whom::item(number, title, &named);
        all.push(ReadItem {
            nth: all.len() + 1,
            heading: [number.unwrap_or_default(), title.unwrap_or("Item without a title")].join(" ").trim().to_owned(),
            rows: tall(lines.len()),
            text: lines.join("\n"),
            chosen: chosen.map(|id| id.to_string()).unwrap_or_default(),
            remarks: remarks(&one.page),
            facts: facts.into_iter().map(|(line, from)| (line.said.typed(), from)).collect(),
        });
    }
    all
}

/// The rows of a box for so many lines, long ones among them.
fn tall(lines: usize) -> u32 {
    u32::try_from(lines.clamp(3, 30)).unwrap_or(30) + 2
}

/// What of a page is not put into lines, and should be known.
fn remarks(page: &minutes::Page) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(quoted) = &page.quoted_resolution {
        remarks.push(format!("It quotes an earlier resolution, which is left out: {quoted}"));
    }
    if page.outcome.is_some() {
        remarks.push(
            "The motion was not carried: it is recorded as lost or withdrawn, and nothing comes of it.".to_owned(),
        );
    }
    if page.amendment.is_some() {
        remarks.push(
            "An amendment was put. Its vote is not recorded; look whether the words are those that were carried."
                .to_owned(),
        );
    }
    if page.heading_lost {
        remarks.push("The line that opens the resolution is missing in the text.".to_owned());
    }
    if page.truncated {
        remarks.push("The text breaks off.".to_owned());
    }
    if page.exempt {
        remarks.push("The text speaks of exempt matter. Put it under an item that is marked so.".to_owned());
    }
    remarks.extend(line::asked_in(page).into_iter().map(|said| {
        format!("Asked for in the discussion; type a line that begins with INFO: if it is still owed: {said}")
    }));
    remarks.extend(
        page.prose_decisions.iter().map(|said| format!("Decided in prose, to be put into words by you: {said}")),
    );
    remarks
}

/// Puts what was read into the notes of the items that were chosen, below what is there.
pub(super) async fn keep(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (meeting, _) = queries::find(&visit, id).await?;
    let notes = queries::list(visit.app.db(), meeting.id).await?;
    let mut texts: Vec<(i64, String)> = Vec::new();
    for nth in 1..=MOST_ITEMS {
        let text = fields.raw(&format!("text-{nth}")).replace('\r', "").trim_end().to_owned();
        let Some(item) = fields.number::<i64>(&format!("item-{nth}")).filter(|_| !text.is_empty()) else { continue };
        if !notes.iter().any(|one| one.item.id == item) {
            return Err(Error::NotFound);
        }
        match texts.iter_mut().find(|(known, _)| *known == item) {
            Some((_, all)) => *all = format!("{all}\n\n{text}"),
            None => texts.push((item, text)),
        }
    }
    let count = texts.len();
    let done = visit.app.write(visit.author()?, move |work| {
        Box::pin(async move {
            if texts.is_empty() {
                return Err(NoteRefusal::NothingChosen).or_refuse();
            }
            for (item, text) in texts {
                let noted = notes.iter().find(|one| one.item.id == item).ok_or(Error::NotFound)?;
                let before = noted.text().trim_end();
                let text = if before.is_empty() { text } else { format!("{before}\n\n{text}") };
                let typed = Typed { item, text, version: noted.version() };
                if matches!(commands::keep(work, &typed).await?, Kept::Stale) {
                    return Err(Error::Stale);
                }
            }
            Ok(())
        })
    });
    match done.await {
        Ok(()) => {
            let said = if count == 1 { "1 item".to_owned() } else { format!("{count} items") };
            let said = format!("Put into the notes of {said}. Nothing is recorded yet.");
            Ok(visit.done(&format!("/meetings/{id}/minutes/record"), &said))
        }
        Err(Error::Refused(refusal)) => {
            let mut form = Form::of(fields.clone());
            form.add("", refusal.to_string());
            again(&visit, id, form).await
        }
        Err(error) => Err(error),
    }
}

/// The review once more, as it was sent.
async fn again(visit: &Visit, id: i64, form: Form) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let notes = queries::list(visit.app.db(), id).await?;
    let items = (1..=MOST_ITEMS).filter(|nth| !form.value(&format!("text-{nth}")).is_empty()).map(|nth| {
        let text = form.value(&format!("text-{nth}")).to_owned();
        ReadItem {
            nth,
            heading: form.value(&format!("heading-{nth}")).to_owned(),
            rows: tall(text.lines().count()),
            text,
            chosen: form.value(&format!("item-{nth}")).to_owned(),
            facts: Vec::new(),
            remarks: Vec::new(),
        }
    });
    let view = ReadReview {
        page: visit.form_page("What was read").await?,
        head: head(&meeting, &body),
        met: String::new(),
        items: items.collect(),
        choices: choices(&notes),
        form: form.clone(),
    };
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
}
