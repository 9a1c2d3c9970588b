//! The doors of spreadsheets behind a request's link: the page that explains both ways, the workbook, what a file
//! would change, and keeping it. A file changes nothing until its preview is confirmed.

use super::proposal::{self, Asked, NOT_USED, Proposal, Reading};
use super::template;
use crate::error::{Error, Result};
use crate::requests::answers::{self, Head, Opened, Typed};
use crate::requests::queries;
use crate::web::{Choice, Fields, Form, Page, Path, Upload, Visit, html_with};
use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::scorecard::roles;
use remit_domain::upload::Refusal;

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is asked of every line, as the fields of the form of figures call it.
const PARTS: [&str; 10] = [
    "value",
    "certainty",
    "reason",
    "numerator",
    "denominator",
    "forecast",
    "commentary",
    "corrective",
    "stated",
    "as_sent",
];

#[derive(Template)]
#[template(path = "answer/sheet.html")]
struct AskView {
    page: Page,
    form: Form,
    head: Head,
    /// The sheets of a file that has several, to choose one.
    sheets: Vec<String>,
}

#[derive(Template)]
#[template(path = "answer/sheet_preview.html")]
struct PreviewView {
    page: Page,
    head: Head,
    back: String,
    version: i32,
    file: String,
    reading: Reading,
    changed: usize,
    /// What a column may be read as.
    roles: Vec<Choice>,
    /// The file itself, to be read again; empty when it is too large to be carried by the page.
    again: String,
}

/// Up to this size a page carries the file that it shows, so that it is read again without being chosen again.
const CARRIED: usize = 1024 * 1024;

/// The file that was chosen, or that the page before carried.
fn file_of(fields: &Fields) -> Option<Upload> {
    if let Some(chosen) = fields.file("file") {
        return Some(chosen.clone());
    }
    let name = fields.text("again_name").to_owned();
    let text = fields.text("again").as_bytes();
    let byte = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = text.chunks(2).map(byte).collect();
    bytes.filter(|bytes| !bytes.is_empty()).map(|bytes| Upload { name, bytes })
}

/// What the columns were said to be: fields such as `column-3`.
fn columns_of(fields: &Fields) -> Vec<(usize, &str)> {
    fields.pairs().filter_map(|(name, words)| Some((name.strip_prefix("column-")?.parse().ok()?, words))).collect()
}

/// A link whose browser has confirmed the code and that is still open for figures; otherwise the page to go to.
async fn entered(visit: &Visit, token: &str) -> Result<std::result::Result<Opened, Response>> {
    let Some(opened) = answers::opened(visit, token).await? else { return Ok(Err(answers::gone(visit).await?)) };
    let may = opened.is_let_in(visit)
        && opened.whole.request.state.0.open_for_figures().is_ok()
        && !opened.whole.request.is_finance;
    if may { Ok(Ok(opened)) } else { Ok(Err(answers::sealed(Redirect::to(&opened.href).into_response()))) }
}

/// Both ways of a spreadsheet.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    match entered(&visit, &token).await? {
        Ok(opened) => draw_ask(&visit, &opened, (Form::default(), Vec::new()), StatusCode::OK).await,
        Err(response) => Ok(response),
    }
}

async fn draw_ask(
    visit: &Visit,
    opened: &Opened,
    (form, sheets): (Form, Vec<String>),
    status: StatusCode,
) -> Result<Response> {
    let head = answers::head(visit, opened).await?;
    let view = AskView { page: visit.form_page("Use a spreadsheet").await?, form, head, sheets };
    Ok(answers::sealed(html_with(status, &view)?))
}

/// The workbook to fill in.
pub(super) async fn download(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let opened = match entered(&visit, &token).await? {
        Ok(opened) => opened,
        Err(response) => return Ok(response),
    };
    let head = answers::head(&visit, &opened).await?;
    let lines = queries::lines(visit.app.db(), &opened.whole).await?;
    let bytes = template::workbook(&opened.whole, &lines, &says(&head))?;
    let mut response = bytes.into_response();
    let name = format!("attachment; filename=\"{}.xlsx\"", plain_name(&opened.whole.request.reference));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(WORKBOOK));
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).map_err(|_| Error::broken("a reference that is no name of a file"))?,
    );
    Ok(answers::sealed(response))
}

/// A reference as the name of a file: letters, digits and dashes.
fn plain_name(reference: &str) -> String {
    let plain: String = reference.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// What the second sheet says.
fn says(head: &Head) -> Vec<String> {
    let mut says = vec![head.asks.clone(), format!("For the meeting on {}.", head.meeting)];
    if !head.due.is_empty() {
        says.push(format!("Due on {}.", head.due));
    }
    says.extend([
        "Enter numbers as they are: 63.5 for 63.5%. Where there is no figure, enter “n/a”, “suppressed”, “not due” or \
         “to be confirmed” as the value, and the reason."
            .to_owned(),
        "A figure rated red or amber needs a commentary. The rating is worked out when you send the file in."
            .to_owned(),
        "Send it in behind the link of the letter, under “Use a spreadsheet”. You see every change before it is kept."
            .to_owned(),
        "Your own layout is read too, as a workbook or as separated values (.csv).".to_owned(),
    ]);
    if !head.contact.is_empty() {
        says.push(format!("Questions: {}.", head.contact));
    }
    says
}

/// What a file would change; nothing is kept.
pub(super) async fn look(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let opened = match entered(&visit, &token).await? {
        Ok(opened) => opened,
        Err(response) => return Ok(response),
    };
    let Some(file) = file_of(&fields) else {
        let mut form = Form::default();
        form.add("file", "Choose the spreadsheet to send in.");
        return draw_ask(&visit, &opened, (form, Vec::new()), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let lines = queries::lines(visit.app.db(), &opened.whole).await?;
    let read = match visit.app.reader().read(file.bytes.clone()).await {
        Ok(book) => {
            let asked = Asked { file: &file.name, sheet: fields.text("sheet"), columns: columns_of(&fields) };
            proposal::read(&book, &opened.whole, &lines, &asked)
        }
        Err(refusal) => Err(refusal),
    };
    let reading = match read {
        Ok(reading) => reading,
        Err(refusal) => {
            let sheets = match &refusal {
                Refusal::NoSuchSheet(_, sheets) => sheets.clone(),
                _ => Vec::new(),
            };
            let mut form = Form::of(fields.clone());
            form.add("file", refusal.to_string());
            return draw_ask(&visit, &opened, (form, sheets), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let view = PreviewView {
        page: visit.form_page("What the spreadsheet would change").await?,
        head: answers::head(&visit, &opened).await?,
        back: format!("{}/sheet", opened.href),
        version: opened.whole.request.version,
        file: file.name.clone(),
        changed: reading.rows.iter().filter(|row| row.changes).count(),
        roles: [NOT_USED].into_iter().chain(roles()).map(|role| Choice::new(role, role)).collect(),
        again: match file.bytes.len() <= CARRIED {
            true => file.bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
            false => String::new(),
        },
        reading,
    };
    Ok(answers::sealed(html_with(StatusCode::OK, &view)?))
}

/// Keeps the rows that were ticked, as if they had been typed.
pub(super) async fn keep(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let opened = match entered(&visit, &token).await? {
        Ok(opened) => opened,
        Err(response) => return Ok(response),
    };
    let mut pairs = vec![("version".to_owned(), fields.text("version").to_owned())];
    let mut taken = 0_usize;
    for id in fields.all("take").filter_map(|id| id.parse::<i64>().ok()) {
        taken += 1;
        for part in PARTS {
            let name = format!("{part}-{id}");
            let text = fields.all(&name).next().map(str::to_owned);
            pairs.extend(text.map(|text| (name, text)));
        }
    }
    let (link, typed) = (opened.link.clone(), Typed(Fields::from_pairs(pairs)));
    let kept = typed.clone();
    let outcome = visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { answers::save(work, &link, &typed).await }))
        .await;
    match outcome {
        Ok(()) => {
            let rows = if taken == 1 { "1 row".to_owned() } else { format!("{taken} rows") };
            let told = format!("{rows} of the spreadsheet kept. Nothing has been submitted yet.");
            Ok(answers::sealed(visit.done(&opened.href, &told)))
        }
        Err(error) => answers::not_kept(&visit, &token, kept, error).await,
    }
}

impl Proposal {
    /// What is kept of it, as fields of the form of figures.
    fn fields(&self) -> Vec<(String, String)> {
        let texts = [
            &self.value,
            self.certainty,
            &self.reason,
            &self.numerator,
            &self.denominator,
            &self.forecast,
            &self.commentary,
            &self.corrective,
            &self.sent_rating,
            &self.raw,
        ];
        PARTS
            .iter()
            .zip(texts)
            // A file that states no rating takes none back.
            .filter(|(part, text)| **part != "stated" || !text.is_empty())
            .map(|(part, text)| (format!("{part}-{}", self.figure_id), text.to_owned()))
            .collect()
    }
}
