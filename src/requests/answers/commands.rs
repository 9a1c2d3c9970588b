//! What is done by a link: save what was typed, submit it, send the post's new holder a link of their own.
//! Whatever was typed is kept, right or wrong; what can be understood is rated at once.

use super::extras::{self, Extras};
use super::hands::acknowledged;
use crate::differing;
use crate::error::{Error, OrRefuse, Result};
use crate::links;
use crate::obligations::{self, Owing};
use crate::requests::commands::{about, keep, load as load_request, owing};
use crate::requests::queries::{self, Whole};
use crate::requests::{around, letters};
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::Duration;
use remit_domain::figure::Figure;
use remit_domain::letter::Kind as LetterKind;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::rating::{RULE_VERSION, rate};
use remit_domain::request::{self, LineRefusal, RequestRefusal, TypedLine};
use remit_domain::wording;
use remit_entity::{Stored, data_request, figure, letter, link, person, query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};

/// What a form of figures carries. A line that it does not carry stays as it stands.
#[derive(Clone, Debug)]
pub(in crate::requests) struct Typed(pub Fields);

impl Typed {
    fn version(&self) -> i32 {
        self.0.number("version").unwrap_or(0)
    }

    fn text(&self, part: &str, line: &figure::Model, stands: &str) -> String {
        let name = format!("{part}-{}", line.id);
        self.0.all(&name).next().map_or_else(|| stands.to_owned(), |typed| typed.trim().to_owned())
    }

    /// One line as typed.
    pub(super) fn line(&self, line: &figure::Model) -> TypedLine {
        TypedLine {
            value: self.text("value", line, &line.typed),
            reason: self.text("reason", line, &line.reason),
            commentary: self.text("commentary", line, &line.commentary),
        }
    }

    /// What else is typed beside a line.
    pub(super) fn extras(&self, line: &figure::Model) -> Extras {
        Extras::read(|part, stands| self.text(part, line, stands), line)
    }

    /// Whether there is nothing to report: the note stands in the place of figures.
    pub(super) fn is_nil(&self, stands: bool) -> bool {
        // A box that is not ticked is not sent; the form says that it holds one.
        if self.0.ticked("asks_nil") { self.0.ticked("nil") } else { stands }
    }

    /// The note that stands in the place of figures.
    pub(super) fn note(&self, stands: &str) -> String {
        self.0.all("note").next().map_or_else(|| stands.to_owned(), |typed| typed.trim().to_owned())
    }
}

/// What keeps a submission from being complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Incomplete {
    pub refusal: RequestRefusal,
    /// The lines concerned with their sentences.
    pub lines: Vec<(i64, LineRefusal)>,
}

/// Keeps what was typed.
pub(in crate::requests) async fn save(work: &Work, link: &link::Model, typed: &Typed) -> Result<()> {
    let whole = load(work, link).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    write_down(work, &whole, typed).await.map(|_| ())
}

/// Keeps what was typed and, when it is complete, hands it in.
///
/// What is incomplete is kept too, so it is an inner result: take it out of the unit of work with `Ok`.
pub(super) async fn submit(
    work: &Work,
    link: &link::Model,
    typed: &Typed,
) -> Result<std::result::Result<(), Incomplete>> {
    let (mut whole, hand) = load_as(work, link, None).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    if hand != Hand::Director {
        return Err(Error::Forbidden);
    }
    let lines = write_down(work, &whole, typed).await?;
    whole = load(work, link).await?;
    if let Err(incomplete) = check(&whole, &lines) {
        return Ok(Err(incomplete));
    }
    if answer(work, &whole, typed.0.text("answer")).await?.is_err() {
        return Ok(Err(Incomplete { refusal: RequestRefusal::AnswerMissing, lines: Vec::new() }));
    }
    let state = whole.request.state.0.submit(0).or_refuse()?;
    let change = data_request::ActiveModel {
        state: Set(Stored(state)),
        submitted_at: Set(Some(work.at)),
        submitted_by: Set(work.by.words()),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    let how = "by the link that was issued to you";
    hand_over(work, &whole, (Some(link.person_id), how), lines.len()).await?;
    Ok(Ok(()))
}

/// Keeps what an officer has from the director by telephone or mail, with where it comes from; where the officer states
/// that it is signed off, hands it in.
pub(super) async fn enter_for(work: &Work, id: i64, typed: &Typed) -> Result<std::result::Result<(), Incomplete>> {
    let whole = load_request(work, id, None).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    let source = request::source(typed.0.text("source")).or_refuse()?;
    let signed_on = match typed.0.text("then") {
        "sign-off" => {
            Some(request::signed_off(typed.0.date("signed_on"), whole.request.issued_on, work.today).or_refuse()?)
        }
        _ => None,
    };
    let lines = write_down(work, &whole, typed).await?;
    let owner = &whole.owner.title;
    trail::record(work, "entered figures", about(&whole), format!("for the {owner}: {source}")).await?;
    let before = whole.request.version;
    let whole = load_request(work, id, None).await?;
    let Some(signed_on) = signed_on else {
        if whole.request.version == before {
            // Where the figures come from was said: whoever still has the page of before is told.
            keep(work, &whole.request, Default::default()).await?;
        }
        return Ok(Ok(()));
    };
    if let Err(incomplete) = check(&whole, &lines) {
        return Ok(Err(incomplete));
    }
    if answer(work, &whole, typed.0.text("answer")).await?.is_err() {
        return Ok(Err(Incomplete { refusal: RequestRefusal::AnswerMissing, lines: Vec::new() }));
    }
    let state = whole.request.state.0.submit(0).or_refuse()?;
    let signed = format!("signed off by e-mail on {}", wording::date(signed_on));
    let change = data_request::ActiveModel {
        state: Set(Stored(state)),
        submitted_at: Set(Some(work.at)),
        submitted_by: Set(format!("{} for the {}, {signed}", work.by.words(), whole.owner.title)),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?.and_then(|holder| holder.person);
    let how = format!("by {}, as {signed}", work.by.words());
    hand_over(work, &whole, (holder.map(|person| person.id), &how), lines.len()).await?;
    Ok(Ok(()))
}

fn check(whole: &Whole, lines: &[figure::Model]) -> std::result::Result<(), Incomplete> {
    if whole.request.is_finance || whole.request.is_nil {
        let missing = whole.request.note.is_empty();
        let incomplete = Incomplete { refusal: RequestRefusal::NoteMissing, lines: Vec::new() };
        return if missing { Err(incomplete) } else { Ok(()) };
    }
    let wrong: Vec<(i64, LineRefusal)> = lines
        .iter()
        .filter_map(|row| {
            let typed =
                TypedLine { value: row.typed.clone(), reason: row.reason.clone(), commentary: row.commentary.clone() };
            request::check(&typed, &row.policy()).err().map(|refusal| (row.id, refusal))
        })
        .collect();
    match whole.request.state.0.submit(wrong.len()) {
        Err(refusal) => Err(Incomplete { refusal, lines: wrong }),
        Ok(_) => Ok(()),
    }
}

/// Answers what the officer asked back; a question that stands open must be answered.
async fn answer(work: &Work, whole: &Whole, said: &str) -> Result<std::result::Result<(), ()>> {
    let asked = around::open_query(&work.tx, whole.request.id).await?;
    let Some(asked) = asked else { return Ok(Ok(())) };
    if said.is_empty() {
        return Ok(Err(()));
    }
    let row = query::ActiveModel {
        id: Set(asked.id),
        answered_at: Set(Some(work.at)),
        answer: Set(said.to_owned()),
        ..Default::default()
    };
    row.update(&work.tx).await?;
    Ok(Ok(()))
}

/// The director's duty is met, the officer's begins, and the director gets a receipt.
async fn hand_over(work: &Work, whole: &Whole, (reader, how): (Option<i64>, &str), lines: usize) -> Result<()> {
    let id = whole.request.id;
    obligations::discharge(work, Kind::SubmitData, SubjectKind::Request, id).await?;
    obligations::discharge(work, Kind::AcknowledgeRequest, SubjectKind::Request, id).await?;
    letters::no_more_time(work, &whole.request).await?;
    differing::submitted(work, &whole.request).await?;
    if whole.place.body.officer_post_id.is_some() {
        let owing = Owing {
            kind: Kind::AcceptData,
            title: format!("{}: submitted, to accept", whole.request.reference),
            rule: DueRule::publish(whole.place.meeting.id, -2),
            ..owing(id, &whole.place)
        };
        obligations::owe(work, owing).await?;
    }
    let detail = match (whole.request.is_nil, whole.request.is_finance) {
        (true, _) => "nothing to report".to_owned(),
        (_, true) => "the note on the slides".to_owned(),
        _ => format!("{lines} figures"),
    };
    trail::record(work, "submitted", about(whole), detail).await?;
    for id_of_reader in [reader, whole.request.contributor_id].into_iter().flatten() {
        let Some(person) = person::Entity::find_by_id(id_of_reader).one(&work.tx).await? else { continue };
        let address = links::address(work, person.id, SubjectKind::Request, id).await?;
        letters::receipt(work, whole, &person, (how, address)).await?;
    }
    Ok(())
}

/// Writes the lines that changed, understood and rated as far as they can be; gives back all as they stand now.
async fn write_down(work: &Work, whole: &Whole, typed: &Typed) -> Result<Vec<figure::Model>> {
    if typed.version() != whole.request.version {
        return Err(Error::Stale);
    }
    let stand = figure::Entity::find()
        .filter(figure::Column::RequestId.eq(whole.request.id))
        .order_by_asc(figure::Column::Position)
        .all(&work.tx)
        .await?;
    let mut lines = Vec::with_capacity(stand.len());
    let mut changed = 0_usize;
    for row in stand {
        let (line, more) = (typed.line(&row), typed.extras(&row));
        let is_same = (&line.value, &line.reason, &line.commentary) == (&row.typed, &row.reason, &row.commentary);
        if is_same && more == Extras::of(&row) {
            lines.push(row);
        } else {
            changed += 1;
            let policy = row.policy();
            let row = extras::written(understood(row, line), more, &policy);
            lines.push(row.update(&work.tx).await?);
        }
    }
    let (note, is_nil) = (typed.note(&whole.request.note), typed.is_nil(whole.request.is_nil));
    if changed == 0 && note == whole.request.note && is_nil == whole.request.is_nil {
        return Ok(lines);
    }
    let change = acknowledged(work, whole).await?;
    let change = data_request::ActiveModel { note: Set(note), is_nil: Set(is_nil), ..change };
    keep(work, &whole.request, change).await?;
    let filled = lines.iter().filter(|row| !row.typed.is_empty()).count();
    trail::record(work, "saved", about(whole), format!("{filled} of {} figures are filled in", lines.len())).await?;
    Ok(lines)
}

/// A line as another was entered, rated by its own policy. A decision about what the public sees goes along.
pub(in crate::requests) fn as_entered(line: figure::Model, from: figure::Model) -> figure::ActiveModel {
    let (more, policy) = (Extras::of(&from), line.policy());
    let typed = TypedLine { value: from.typed, reason: from.reason, commentary: from.commentary };
    let mut row = extras::written(understood(line, typed), more, &policy);
    row.hidden_why = Set(from.hidden_why);
    row
}

fn understood(row: figure::Model, typed: TypedLine) -> figure::ActiveModel {
    let figure: Option<Figure> = typed.value.parse().ok();
    let rated = figure.as_ref().map(|figure| rate(figure, &row.policy()));
    let mut row = row.into_active_model();
    row.number = Set(match &figure {
        Some(Figure::Number(value)) => Some(value.to_string()),
        _ => None,
    });
    row.absence = Set(match figure {
        Some(Figure::Absent(absence)) => Some(Stored(absence)),
        _ => None,
    });
    row.rating = Set(rated.as_ref().map(|rated| Stored(rated.rating)));
    row.why = Set(rated.map(|rated| rated.why).unwrap_or_default());
    row.rule_version = Set(RULE_VERSION);
    row.typed = Set(typed.value);
    row.reason = Set(typed.reason);
    row.commentary = Set(typed.commentary);
    row
}

/// Sends whoever holds the post today a link of their own, because this one was issued to somebody else.
pub(super) async fn send_new_link(work: &Work, link: &link::Model) -> Result<()> {
    let whole = queries::find(&work.tx, link.subject_id).await?.ok_or(Error::NotFound)?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    let id = whole.request.id;
    let recent = letter::Entity::find()
        .filter(letter::Column::Kind.eq(Stored(LetterKind::NewLink)))
        .filter(letter::Column::EntityRef.eq(format!("request-{id}")))
        .filter(letter::Column::WrittenAt.gt(work.at - Duration::hours(1)))
        .count(&work.tx)
        .await?;
    if recent >= 3 {
        return Err(Error::Throttled);
    }
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?;
    let person = holder.and_then(|holder| holder.person).ok_or(Error::NotFound)?;
    let address = links::address(work, person.id, SubjectKind::Request, id).await?;
    letters::new_link(work, &whole, &person, address).await?;
    trail::record(work, "asked for a new link", about(&whole), format!("sent to {}", person.name)).await
}

/// In what part somebody works on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hand {
    /// They hold the post that is asked, and sign off.
    Director,
    /// They were named to work on it.
    Contributor,
}

/// The request of a link, as long as the person to whom it was issued works on it.
pub(super) async fn load(work: &Work, link: &link::Model) -> Result<Whole> {
    load_as(work, link, None).await.map(|(whole, _)| whole)
}

/// The same, with the part that the person has in it; refused when it is no longer as the form showed it.
pub(super) async fn load_as(work: &Work, link: &link::Model, version: Option<i32>) -> Result<(Whole, Hand)> {
    let whole = queries::find(&work.tx, link.subject_id).await?.ok_or(Error::NotFound)?;
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?;
    let is_director = holder.and_then(|holder| holder.person).is_some_and(|person| person.id == link.person_id);
    let hand = match whole.request.contributor_id {
        _ if is_director => Hand::Director,
        Some(id) if id == link.person_id => Hand::Contributor,
        _ => return Err(Error::Forbidden),
    };
    match version {
        Some(version) if version != whole.request.version => Err(Error::Stale),
        _ => Ok((whole, hand)),
    }
}
