//! The officers' doors of this column: the list, one request with everything about it, and what an officer
//! does about it. Chairs read those of their own bodies.

use super::answers::{document_row, why_box};
use super::around;
use super::commands;
use super::life;
use super::queries::{self, Asking, Listed, Standing, Whole};
use super::views::{Due, Event, LineView, List, May, Question, Row, Show, Written};
use super::wanted::Promise;
use crate::error::{Error, Result};
use crate::obligations;
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::calendar::Calendar;
use remit_domain::obligation::{DueRule, Kind, Lateness, SubjectKind, lateness};
use remit_domain::refusal::Refusal;
use remit_domain::request::State;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{agenda_item, body, letter, meeting, obligation, person, query, trail};
use sea_orm::{EntityTrait, QueryOrder};

/// A page of requests.
pub(super) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let within = visit.actor.known.as_ref().filter(|_| !visit.actor.is_officer()).map(|known| known.bodies.clone());
    let bodies = body::Entity::find().order_by_asc(body::Column::Name).all(db).await?;
    let panels: Vec<&body::Model> =
        bodies.iter().filter(|row| within.as_ref().is_none_or(|own| own.contains(&row.id))).collect();
    let (state, panel) = (asked.text("state").to_owned(), asked.text("panel").to_owned());
    let standing = match state.as_str() {
        "overdue" => Some(Standing::Overdue),
        word => State::from_word(word).map(Standing::In),
    };
    let chosen = panels.iter().find(|row| row.slug == panel).map(|row| row.id);
    let page = asked.page();
    let asking = Asking { standing, body: chosen, within: within.clone(), page, today };
    let (found, count, number) = queries::list(db, &asking).await?;
    let rows = found.iter().map(|listed| row(listed, (today, &calendar))).collect::<Result<Vec<_>>>()?;
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("state", &state)
        .append_pair("panel", &panel)
        .finish();
    let mut states = vec![Choice::new("overdue", "Overdue")];
    states.extend(Choice::of_words::<State>());
    html(&List {
        page: visit.page("Requests").await?,
        rows,
        states,
        panels: panels.iter().map(|row| Choice::new(&row.slug, row.name.clone())).collect(),
        count,
        page_number: usize::try_from(number).unwrap_or(1),
        pages: usize::try_from(count.div_ceil(queries::A_PAGE).max(1)).unwrap_or(1),
        pages_href: format!("/requests?{query}&page="),
        is_officer: visit.actor.is_officer(),
        state,
        panel,
    })
}

fn row(listed: &Listed, (today, calendar): (chrono::NaiveDate, &Calendar)) -> Result<Row> {
    let (request, owed) = (&listed.request, listed.owed.as_ref());
    let late = owed.map(|owed| lateness(owed.due_on, today, calendar)).transpose()?;
    let is_late = matches!(late, Some(Lateness::Late(_)));
    let (state, colour) = shown(request.state.0, is_late);
    Ok(Row {
        id: request.id,
        reference: request.reference.clone(),
        what: request.appendix_title.clone(),
        body: listed.body.short_name.clone(),
        meeting: wording::date_with_day(listed.meeting.held_on),
        meeting_iso: listed.meeting.held_on.to_string(),
        owner: listed.owner.clone(),
        state,
        colour,
        due: owed.and_then(|owed| owed.due_on).map(wording::date_with_day).unwrap_or_default(),
        due_iso: owed.and_then(|owed| owed.due_on).map(|on| on.to_string()).unwrap_or_default(),
        lateness: late.map(|late| late.to_string()).unwrap_or_default(),
        is_late,
    })
}

/// The state as a tag. "Overdue" is no state: it is what an issued request is called once its day is over.
pub(super) fn shown(state: State, is_late: bool) -> (&'static str, &'static str) {
    if is_late && state.is_owed() { ("Overdue", "red") } else { (state.label(), state.colour()) }
}

/// One request with everything about it.
pub(super) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, (String::new(), Form::default()), StatusCode::OK).await
}

/// Sends it out now.
pub(super) async fn issue(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = Some(fields.number("version").unwrap_or(0));
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(commands::issue(work, id, version))).await;
    told(&visit, id, Sent::of("issue", fields), outcome.map(|()| "Request issued.")).await
}

/// Takes what was submitted into the papers.
pub(super) async fn accept(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(commands::accept(work, id, version))).await;
    told(&visit, id, Sent::of("accept", fields), outcome.map(|()| "Accepted into the papers.")).await
}

/// Declares that it will follow.
pub(super) async fn to_follow(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (version, promise) = (fields.number("version").unwrap_or(0), Promise::read(&fields));
    let outcome =
        visit.app.write(visit.author()?, move |work| Box::pin(commands::to_follow(work, id, version, promise))).await;
    told(&visit, id, Sent::of("to-follow", fields), outcome.map(|()| "Declared to follow.")).await
}

/// Takes it back.
pub(super) async fn withdraw(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.number("version").unwrap_or(0);
    let outcome = visit.app.write(visit.author()?, move |work| Box::pin(commands::withdraw(work, id, version))).await;
    told(&visit, id, Sent::of("withdraw", fields), outcome.map(|()| "Request withdrawn.")).await
}

/// One form of the page: which deed it asks for, and what was typed into it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    pub deed: &'static str,
    /// The promised document that it is about; none for all other forms.
    pub document: Option<i64>,
    pub fields: Fields,
}

impl Sent {
    pub(super) fn of(deed: &'static str, fields: Fields) -> Self {
        Self { deed, document: None, fields }
    }

    /// The form as it is drawn again: several forms of the page ask for a reason or a file, each in a box of its own.
    fn refused(self, refusal: &dyn Refusal) -> (String, Form) {
        let mut form = Form::refused(self.fields, refusal);
        for problem in &mut form.problems {
            problem.field = match (problem.field.as_str(), self.document) {
                ("reason", Some(id)) => why_box(id),
                ("file", Some(id)) => format!("file-{id}"),
                ("reason", None) => reason_of(self.deed).to_owned(),
                (other, _) => other.to_owned(),
            };
        }
        (self.document.map_or_else(|| self.deed.to_owned(), why_box), form)
    }
}

/// Back to the page, or the page again with what was typed in the form that was sent.
pub(super) async fn told(visit: &Visit, id: i64, sent: Sent, outcome: Result<&'static str>) -> Result<Response> {
    match outcome {
        Ok(sentence) => Ok(visit.done(&format!("/requests/{id}"), sentence)),
        Err(Error::Refused(refusal)) => {
            draw(visit, id, sent.refused(&*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => {
            let deed = sent.document.map_or_else(|| sent.deed.to_owned(), why_box);
            let mut form = Form::of(sent.fields);
            form.add(
                "",
                "Somebody else changed this request after you opened the page. It is shown as it stands now, with what you typed; look at it, then decide again.",
            );
            draw(visit, id, (deed, form), StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

/// The box in which the form of a deed asks for the reason.
pub(super) fn reason_of(deed: &str) -> &'static str {
    match deed {
        "extend" => "extend_reason",
        "unavailable" => "unavailable_reason",
        _ => "reason",
    }
}

async fn draw(visit: &Visit, id: i64, (sent, form): (String, Form), status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let whole = queries::find(db, id).await?.ok_or(Error::NotFound)?;
    visit.must_follow(whole.place.body.id)?;
    let calendar = visit.app.calendar().await?;
    let open = obligations::open_about(db, SubjectKind::Request, id).await?;
    let dues = open.iter().map(|row| due(row, today, &calendar)).collect::<Result<Vec<_>>>()?;
    let state = whole.request.state.0;
    let is_officer = visit.actor.is_officer();
    let is_late = open.iter().any(|row| row.kind.0 == Kind::SubmitData && row.due_on.is_some_and(|due| due < today));
    let (state_words, colour) = shown(state, is_late);
    let holder = obligations::holder_of(db, whole.owner.id, today).await?.and_then(|holder| holder.person);
    let last = life::last_day(&whole, &calendar)?;
    let asks = around::questions(db, id).await?;
    let documents = around::documents(db, id).await?;
    let may = may(is_officer, state, &open);
    let view = Show {
        page: visit.form_page(whole.title()).await?,
        form,
        sent,
        is_officer,
        id,
        version: whole.request.version,
        reference: whole.request.reference.clone(),
        facts: facts(&whole, holder.map(|person| person.name), contributor_of(visit, &whole).await?),
        meeting: wording::date_with_weekday(whole.place.meeting.held_on),
        meeting_href: format!("/meetings/{}", whole.place.meeting.id),
        state: state_words,
        colour,
        dues,
        is_finance: whole.request.is_finance,
        note: whole.request.note.clone(),
        before: whole.period.previous().to_string(),
        lines: queries::lines(db, &whole).await?.iter().map(|line| LineView::of(line, whole.period)).collect(),
        letters: match is_officer {
            true => queries::letters_about(db, id).await?.iter().map(written).collect(),
            false => Vec::new(),
        },
        events: queries::history_of(db, id).await?.iter().map(event).collect(),
        questions: asks.iter().map(question).collect(),
        documents: documents.iter().map(|row| document_row(row, &format!("/requests/{id}"))).collect(),
        replaced: match whole.request.replaced_by_id {
            Some(by) => queries::find(db, by).await?.map(|other| (by, other.request.reference)),
            None => None,
        },
        last_day: wording::date(last.max(today)),
        merge_into: match may.withdraw {
            true => around::mergeable(db, &whole).await?.iter().map(offered).collect(),
            false => Vec::new(),
        },
        items_ahead: match may.withdraw {
            true => around::items_ahead(db, &whole).await?.iter().map(place_ahead).collect(),
            false => Vec::new(),
        },
        may,
    };
    html_with(status, &view)
}

fn may(is_officer: bool, state: State, open: &[obligation::Model]) -> May {
    if !is_officer {
        return May::default();
    }
    May {
        issue: state == State::Planned,
        accept: state == State::Submitted,
        ask_back: matches!(state, State::Submitted | State::Accepted | State::Partly),
        wait: state.is_owed(),
        withdraw: state.withdraw().is_ok(),
        look: open.iter().any(|row| row.kind.0 == Kind::ProposeCorrection),
        correct: state == State::Published,
    }
}

fn offered(other: &Whole) -> Choice {
    let day = wording::date(other.place.meeting.held_on);
    Choice::new(other.request.id, format!("{} – {}, for {day}", other.request.reference, other.request.appendix_title))
}

fn place_ahead((item, meeting): &(agenda_item::Model, meeting::Model)) -> Choice {
    Choice::new(item.id, format!("{}: {}", wording::date(meeting.held_on), item.title))
}

fn question(row: &query::Model) -> Question {
    Question {
        asks: row.asks.clone(),
        by: format!("{}, {}", row.made_by, wording::date_with_day(london::date_in_london(row.made_at))),
        due: wording::date_with_day(row.due_on),
        answer: row.answer.clone(),
    }
}

async fn contributor_of(visit: &Visit, whole: &Whole) -> Result<Option<String>> {
    let Some(id) = whole.request.contributor_id else { return Ok(None) };
    Ok(person::Entity::find_by_id(id).one(visit.app.db()).await?.map(|person| person.name))
}

fn facts(whole: &Whole, holder: Option<String>, contributor: Option<String>) -> Vec<(&'static str, String)> {
    let request = &whole.request;
    let moment =
        |at| format!("{}, {}", wording::date_with_weekday(london::date_in_london(at)), london::time_in_london(at));
    let mut facts = vec![
        ("Panel", whole.place.body.name.clone()),
        ("Item", whole.place.item.title.clone()),
        ("Period", format!("{} ({})", whole.period.title(), whole.period)),
        (
            "Asked of",
            match holder {
                Some(name) => format!("{}, {name}", whole.owner.title),
                None => format!("{} (vacant: nobody can be reminded)", whole.owner.title),
            },
        ),
        ("Appendix", format!("{} – {}", request.appendix, request.appendix_title)),
    ];
    if !request.coverage.is_empty() {
        facts.push(("Covers", request.coverage.clone()));
    }
    facts.extend(request.issued_on.map(|on| ("Issued", wording::date_with_weekday(on))));
    facts.extend(request.acknowledged_at.map(|at| ("Acknowledged", moment(at))));
    facts.extend(contributor.map(|name| ("Works on it", name)));
    facts.extend(request.sent_up_at.map(|at| ("Sent up", format!("{}, {}", moment(at), request.sent_up_by))));
    if !request.sent_back_why.is_empty() {
        facts.push(("Sent back to the contributor", request.sent_back_why.clone()));
    }
    if let Some(on) = request.extended_to {
        facts.push(("More time", format!("{}: {}", wording::date_with_weekday(on), request.extended_why)));
    }
    if !request.unavailable_why.is_empty() {
        facts.push(("Not available", request.unavailable_why.clone()));
    }
    if request.is_nil {
        facts.push(("Nil return", "Nothing to report".to_owned()));
    }
    if let Some(on) = request.promised_on {
        facts.push(("Promised", format!("{}: {}", wording::date_with_weekday(on), request.follow_reason)));
    }
    facts.extend(request.submitted_at.map(|at| ("Submitted", format!("{}, {}", moment(at), request.submitted_by))));
    facts.extend(request.accepted_at.map(|at| ("Accepted", moment(at))));
    facts
}

pub(super) fn due(row: &obligation::Model, today: chrono::NaiveDate, calendar: &Calendar) -> Result<Due> {
    let late = lateness(row.due_on, today, calendar)?;
    let rule = row.due_rule.parse::<DueRule>().map_err(|error| Error::Broken(anyhow::Error::new(error)))?;
    Ok(Due {
        what: match row.kind.0 {
            Kind::IssueRequest => "Goes out",
            Kind::SubmitData => "Due",
            Kind::AcceptData => "To accept by",
            Kind::AcknowledgeRequest => "To be acknowledged by",
            other => other.label(),
        },
        on: row.due_on.map(wording::date_with_weekday).unwrap_or_default(),
        on_iso: row.due_on.map(|on| on.to_string()).unwrap_or_default(),
        why: rule.explain(),
        lateness: late.to_string(),
        is_late: matches!(late, Lateness::Late(_)),
    })
}

fn written(row: &letter::Model) -> Written {
    let at = row.sent_at.unwrap_or(row.written_at);
    Written {
        href: format!("/letters/{}", row.id),
        kind: row.kind.0.label(),
        subject: row.subject.clone(),
        to: format!("{} <{}>", row.to_name, row.to_address),
        state: row.state.0.label(),
        at: format!("{}, {}", wording::date_with_day(london::date_in_london(at)), london::time_in_london(at)),
        at_iso: at.to_rfc3339(),
    }
}

fn event(row: &trail::Model) -> Event {
    let mut deed = row.deed.clone();
    if let Some(first) = deed.get(..1).map(str::to_uppercase) {
        deed.replace_range(..1, &first);
    }
    Event {
        deed,
        by: row.by.clone(),
        detail: row.detail.clone(),
        at: format!("{}, {}", wording::date_with_day(london::date_in_london(row.at)), london::time_in_london(row.at)),
        at_iso: row.at.to_rfc3339(),
    }
}
