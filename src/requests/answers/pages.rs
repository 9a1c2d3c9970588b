//! The doors behind a link that change no figure: read what is asked, ask for the code, enter it, read the
//! confirmation. The form of figures is in `entering`.

use super::commands::{self, Hand};
use super::entering;
use super::views::{AskedView, CodeView, DoneView, GoneView, Head, Next, masked};
use crate::codes;
use crate::error::{Error, OrRefuse, Result};
use crate::links;
use crate::obligations;
use crate::requests::pages::{due, shown};
use crate::requests::queries::{self, Whole};
use crate::requests::views::{Due, LineView};
use crate::web::cookies::Cookie;
use crate::web::visit::set_cookie;
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use crate::work::Author;
use axum::http::header::{CACHE_CONTROL, HeaderName, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::request::State;
use remit_domain::wording;
use remit_entity::{council, link, obligation, person};
use sea_orm::EntityTrait;

/// A link that was opened, with what is behind it.
#[derive(Clone, Debug)]
pub(in crate::requests) struct Opened {
    pub link: link::Model,
    pub person: person::Model,
    pub whole: Whole,
    /// Who holds the post that is asked, today.
    pub holder: Option<person::Model>,
    pub owed: Vec<obligation::Model>,
    pub council: Option<council::Model>,
    pub href: String,
}

impl Opened {
    /// Whether the person to whom the link was issued works on it today.
    pub(in crate::requests) fn is_theirs(&self) -> bool {
        self.hand().is_some()
    }

    /// In what part they do.
    pub(super) fn hand(&self) -> Option<Hand> {
        if self.holder.as_ref().is_some_and(|holder| holder.id == self.person.id) {
            return Some(Hand::Director);
        }
        (self.whole.request.contributor_id == Some(self.person.id)).then_some(Hand::Contributor)
    }

    /// Whether this browser has confirmed the code of whoever works on it today.
    pub(in crate::requests) fn is_let_in(&self, visit: &Visit) -> bool {
        visit.actor.link == Some(self.link.id) && self.is_theirs()
    }

    /// # Errors
    /// Finds nothing for a browser that has not.
    pub(super) fn must_be_let_in(&self, visit: &Visit) -> Result<()> {
        if self.is_let_in(visit) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Who acts by this link, as the trail says it.
    pub(in crate::requests) fn author(&self) -> Author {
        Author::ByLink { id: self.person.id, name: self.person.name.clone() }
    }
}

/// What is behind a token; none when no such link was ever issued, or it was taken back.
pub(in crate::requests) async fn opened(visit: &Visit, token: &str) -> Result<Option<Opened>> {
    let db = visit.app.db();
    let found = links::find(db, token).await?.filter(|link| link.subject_kind.0 == SubjectKind::Request);
    let Some(link) = found else { return Ok(None) };
    let Some(whole) = queries::find(db, link.subject_id).await? else { return Ok(None) };
    let Some(person) = person::Entity::find_by_id(link.person_id).one(db).await? else { return Ok(None) };
    let holder = obligations::holder_of(db, whole.owner.id, visit.app.clock().today()).await?;
    Ok(Some(Opened {
        person,
        holder: holder.and_then(|holder| holder.person),
        owed: obligations::open_about(db, SubjectKind::Request, whole.request.id).await?,
        council: council::Entity::find().one(db).await?,
        href: format!("/answer/request/{token}"),
        link,
        whole,
    }))
}

/// The link itself.
pub(super) async fn open(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    let is_confirmed = visit.actor.link == Some(opened.link.id);
    if is_confirmed && opened.is_theirs() && opened.whole.request.state.0.open_for_figures().is_ok() {
        return entering::draw(&visit, &opened, entering::Drawn::default(), StatusCode::OK).await;
    }
    draw_asked(&visit, &opened, Form::default(), StatusCode::OK).await
}

/// Sends a code, once a person has said who they are.
pub(super) async fn ask_for_code(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    if !opened.is_theirs() {
        return Err(Error::NotFound);
    }
    if !opened.whole.request.state.0.takes_documents() {
        opened.whole.request.state.0.open_for_figures().or_refuse()?;
    }
    // Programs that look into mail open links and press lone buttons; they do not choose who they are.
    if !matches!(fields.text("who"), "holder" | "for_holder") {
        let mut form = Form::of(fields);
        form.add("who", "Choose who you are.");
        return draw_asked(&visit, &opened, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (link, browser) = (opened.link.clone(), visit.browser()?);
    visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { codes::ask(work, &link, &browser).await }))
        .await?;
    Ok(sealed(Redirect::to(&format!("{}/code", opened.href)).into_response()))
}

/// The form for the code.
pub(super) async fn code(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    draw_code(&visit, &opened, Form::default(), StatusCode::OK).await
}

/// Lets this browser in, for this request only.
pub(super) async fn confirm(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    if !opened.is_theirs() {
        return Err(Error::NotFound);
    }
    let (link, browser, typed) = (opened.link.clone(), visit.browser()?, fields.text("code").to_owned());
    let tried = visit
        .app
        .write(opened.author(), move |work| {
            Box::pin(async move { codes::confirm(work, &link, &browser, &typed).await })
        })
        .await?;
    match tried {
        Ok(session) => {
            let mut response = Redirect::to(&opened.href).into_response();
            let seconds = Some(codes::KEPT_FOR.num_seconds());
            set_cookie(&mut response, &Cookie::Answer.set(visit.https(), &session, &opened.href, seconds));
            Ok(sealed(response))
        }
        Err(refusal) => {
            draw_code(&visit, &opened, Form::refused(fields, &refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Sends whoever holds the post now a link of their own.
pub(super) async fn new_link(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    if opened.is_theirs() || opened.holder.is_none() {
        return Err(Error::NotFound);
    }
    if fields.text("who") != "holder" {
        let mut form = Form::of(fields);
        form.add("who", "Choose that the letter shall be sent.");
        return draw_asked(&visit, &opened, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let link = opened.link.clone();
    visit
        .app
        .write(opened.author(), move |work| Box::pin(async move { commands::send_new_link(work, &link).await }))
        .await?;
    Ok(sealed(visit.done(&opened.href, "A letter with a new link is on its way.")))
}

/// What was handed in, and what happens next.
pub(super) async fn done(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    let Some(opened) = opened(&visit, &token).await? else { return gone(&visit).await };
    if !State::KNOWN.contains(&opened.whole.request.state.0) {
        return Ok(sealed(Redirect::to(&opened.href).into_response()));
    }
    let accept = opened.owed.iter().find(|row| row.kind.0 == Kind::AcceptData).and_then(|row| row.due_on);
    let view = DoneView {
        page: visit.page("Submitted").await?,
        head: head(&visit, &opened).await?,
        accept_by: accept.map(wording::date_with_weekday).unwrap_or_default(),
    };
    Ok(sealed(html_with(StatusCode::OK, &view)?))
}

/// Headers of every page behind a link: the address is the key, and must not travel.
pub(in crate::requests) fn sealed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}

/// For a link that leads nowhere.
pub(in crate::requests) async fn gone(visit: &Visit) -> Result<Response> {
    let council = council::Entity::find().one(visit.app.db()).await?;
    let (names, phone, email) = council
        .map(|council| (council.contact_names, council.contact_phone, council.contact_email))
        .unwrap_or_default();
    let view = GoneView { page: visit.page("This link does not work").await?, names, phone, email };
    Ok(sealed(html_with(StatusCode::NOT_FOUND, &view)?))
}

/// What stands at the head of every page behind the link.
pub(in crate::requests) async fn head(visit: &Visit, opened: &Opened) -> Result<Head> {
    let (whole, request) = (&opened.whole, &opened.whole.request);
    let calendar = visit.app.calendar().await?;
    let submit = opened.owed.iter().find(|row| row.kind.0 == Kind::SubmitData);
    let owed: Option<Due> = submit.map(|row| due(row, visit.app.clock().today(), &calendar)).transpose()?;
    let (state, colour) = shown(request.state.0, owed.as_ref().is_some_and(|due| due.is_late));
    let state = if request.state.0 == State::Issued && state != "Overdue" { "Waiting for you" } else { state };
    let publish = submit.and_then(|row| row.publish_by);
    Ok(Head {
        href: opened.href.clone(),
        reference: request.reference.clone(),
        title: whole.title(),
        body: whole.place.body.name.clone(),
        asks: format!("The {} asks the {} for {}.", whole.place.body.name, whole.owner.title, whole.what()),
        period: whole.period.title(),
        meeting: wording::date_with_weekday(whole.place.meeting.held_on),
        meeting_iso: whole.place.meeting.held_on.to_string(),
        publish: publish.map(wording::date_with_weekday).unwrap_or_default(),
        due: owed.as_ref().map(|due| due.on.clone()).unwrap_or_default(),
        due_iso: owed.as_ref().map(|due| due.on_iso.clone()).unwrap_or_default(),
        lateness: owed.as_ref().map(|due| due.lateness.clone()).unwrap_or_default(),
        is_late: owed.as_ref().is_some_and(|due| due.is_late),
        promise: match (request.state.0, request.promised_on) {
            (State::ToFollow, Some(on)) => format!("{}: {}", wording::date_with_weekday(on), request.follow_reason),
            _ => String::new(),
        },
        appendix: format!("{} – {}", request.appendix, request.appendix_title),
        coverage: request.coverage.clone(),
        state,
        colour,
        contact: opened
            .council
            .as_ref()
            .map(|council| [&council.contact_names, &council.contact_phone, &council.contact_email])
            .map(|ways| ways.into_iter().filter(|way| !way.is_empty()).cloned().collect::<Vec<_>>().join(", "))
            .unwrap_or_default(),
        is_finance: request.is_finance,
    })
}

async fn draw_asked(visit: &Visit, opened: &Opened, form: Form, status: StatusCode) -> Result<Response> {
    let whole = &opened.whole;
    let state = whole.request.state.0;
    let closed = state.open_for_figures().err().map(|refusal| refusal.to_string()).unwrap_or_default();
    let awaited = opened.owed.iter().any(|row| row.kind.0 == Kind::SendAppendix);
    let is_let_in = opened.is_let_in(visit);
    let may_act = closed.is_empty() || awaited && state.takes_documents() && !is_let_in;
    let next = match (may_act, opened.is_theirs(), &opened.holder) {
        (true, true, _) => Next::AskForCode,
        (true, false, Some(_)) => Next::NewLink,
        _ => Next::Read,
    };
    let holder = opened.holder.as_ref();
    let (name, post) = (&opened.person.name, &whole.owner.title);
    let who = match next {
        Next::AskForCode => vec![
            Choice::new(
                "holder",
                if opened.hand() == Some(Hand::Director) {
                    format!("I am {name}, {post}")
                } else {
                    format!("I am {name}")
                },
            ),
            Choice::new("for_holder", format!("I answer for {name}, who will give me the code")),
        ],
        Next::NewLink => {
            vec![Choice::new("holder", format!("Send {} a new link", holder.map_or("", |person| &person.name)))]
        }
        Next::Read => Vec::new(),
    };
    let is_let_in = opened.is_let_in(visit);
    let view = AskedView {
        page: visit.form_page(whole.title()).await?,
        form,
        head: head(visit, opened).await?,
        next,
        closed,
        // The link alone opens no figures: they are not public before their report is.
        shows_figures: State::KNOWN.contains(&state) && is_let_in,
        documents_href: if is_let_in && state.takes_documents() {
            format!("{}/documents", opened.href)
        } else {
            String::new()
        },
        note: whole.request.note.clone(),
        before: whole.period.previous().to_string(),
        lines: queries::lines(visit.app.db(), whole)
            .await?
            .iter()
            .map(|line| LineView::behind_link(line, whole.period, is_let_in))
            .collect(),
        mailbox: masked(match next {
            Next::AskForCode => opened.person.email.as_str(),
            _ => holder.map_or("", |person| person.email.as_str()),
        }),
        whose: format!("{name}, {post}"),
        who,
    };
    Ok(sealed(html_with(status, &view)?))
}

async fn draw_code(visit: &Visit, opened: &Opened, form: Form, status: StatusCode) -> Result<Response> {
    let view = CodeView {
        page: visit.form_page("Enter the code").await?,
        form,
        head: head(visit, opened).await?,
        mailbox: masked(&opened.person.email),
    };
    Ok(sealed(html_with(status, &view)?))
}
