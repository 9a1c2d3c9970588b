//! What is done by a link: save what was typed, submit it, send the post's new holder a link of their own.
//! Whatever was typed is kept, right or wrong; what can be understood is rated at once.

use crate::error::{Error, OrRefuse, Result};
use crate::links;
use crate::obligations::{self, Owing};
use crate::requests::commands::{about, keep, owing};
use crate::requests::letters;
use crate::requests::queries::{self, Whole};
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use chrono::Duration;
use remit_domain::figure::Figure;
use remit_domain::letter::Kind as LetterKind;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::rating::{RULE_VERSION, rate};
use remit_domain::request::{self, LineRefusal, RequestRefusal, TypedLine};
use remit_entity::{Stored, data_request, figure, letter, link, person};
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
    let mut whole = load(work, link).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    let lines = write_down(work, &whole, typed).await?;
    whole = load(work, link).await?;
    if let Err(incomplete) = check(&whole, &lines) {
        return Ok(Err(incomplete));
    }
    let state = whole.request.state.0.submit(0).or_refuse()?;
    let change = data_request::ActiveModel {
        state: Set(Stored(state)),
        submitted_at: Set(Some(work.at)),
        submitted_by: Set(work.by.words()),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    hand_over(work, &whole, link, lines.len()).await?;
    Ok(Ok(()))
}

fn check(whole: &Whole, lines: &[figure::Model]) -> std::result::Result<(), Incomplete> {
    if whole.request.is_finance {
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

/// The director's duty is met, the officer's begins, and the director gets a receipt.
async fn hand_over(work: &Work, whole: &Whole, link: &link::Model, lines: usize) -> Result<()> {
    let id = whole.request.id;
    obligations::discharge(work, Kind::SubmitData, SubjectKind::Request, id).await?;
    if whole.place.body.officer_post_id.is_some() {
        let owing = Owing {
            kind: Kind::AcceptData,
            title: format!("{}: submitted, to accept", whole.request.reference),
            rule: DueRule::publish(whole.place.meeting.id, -2),
            ..owing(id, &whole.place)
        };
        obligations::owe(work, owing).await?;
    }
    let detail =
        if whole.request.is_finance { "the note on the slides".to_owned() } else { format!("{lines} figures") };
    trail::record(work, "submitted", about(whole), detail).await?;
    let Some(person) = person::Entity::find_by_id(link.person_id).one(&work.tx).await? else { return Ok(()) };
    let address = links::address(work, person.id, SubjectKind::Request, id).await?;
    letters::receipt(work, whole, &person, address).await
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
        let line = typed.line(&row);
        if (&line.value, &line.reason, &line.commentary) == (&row.typed, &row.reason, &row.commentary) {
            lines.push(row);
        } else {
            changed += 1;
            lines.push(understood(row, line).update(&work.tx).await?);
        }
    }
    let note = typed.note(&whole.request.note);
    if changed == 0 && note == whole.request.note {
        return Ok(lines);
    }
    keep(work, &whole.request, data_request::ActiveModel { note: Set(note), ..Default::default() }).await?;
    let filled = lines.iter().filter(|row| !row.typed.is_empty()).count();
    trail::record(work, "saved", about(whole), format!("{filled} of {} figures are filled in", lines.len())).await?;
    Ok(lines)
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

/// The request of a link, as long as the person to whom it was issued holds the post that is asked.
async fn load(work: &Work, link: &link::Model) -> Result<Whole> {
    let whole = queries::find(&work.tx, link.subject_id).await?.ok_or(Error::NotFound)?;
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?;
    let is_theirs = holder.and_then(|holder| holder.person).is_some_and(|person| person.id == link.person_id);
    if is_theirs { Ok(whole) } else { Err(Error::Forbidden) }
}
