//! The sheet of attendance: drawn as it was recorded, or with what was typed when it is refused.

use super::commands::{self, Sheet as Typed, as_fields, members};
use super::declarations;
use super::views::{Declared, Line, Sheet, Standing};
use crate::error::{Error, Result};
use crate::quorum::{self, Sitting};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::attendance::{Attending, Recorded, is_taken};
use remit_domain::person::{Seat, Votes};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{agenda_item, attendance, declaration, meeting, person};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// Who was there?
pub(super) async fn ask(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, None, StatusCode::OK).await
}

/// They were.
pub(super) async fn record(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let typed = Typed(fields.clone());
    match visit.app.write(visit.author()?, move |work| Box::pin(commands::record(work, id, typed))).await {
        Ok(()) => Ok(visit.done(&format!("/meetings/{id}/attendance"), "Attendance recorded.")),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw(&visit, id, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Stale) => draw(&visit, id, Some(Form::of(fields)), StatusCode::CONFLICT).await,
        Err(error) => Err(error),
    }
}

/// Records an interest, or takes one back.
pub(super) async fn declare(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (typed, taken) = (fields.clone(), fields.number::<i64>("take_back"));
    let done = visit.app.write(visit.author()?, move |work| {
        Box::pin(async move {
            match taken {
                Some(which) => declarations::take_back(work, id, which).await,
                None => declarations::declare(work, id, &typed).await,
            }
        })
    });
    match done.await {
        Ok(()) if taken.is_some() => Ok(visit.done(&format!("/meetings/{id}/attendance"), "Declaration taken back.")),
        Ok(()) => Ok(visit.done(&format!("/meetings/{id}/attendance"), "Declaration recorded.")),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(fields, &*refusal);
            draw_declaring(&visit, id, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// The sheet as it stands, with what was typed of a declaration.
async fn draw_declaring(visit: &Visit, id: i64, form: Form, status: StatusCode) -> Result<Response> {
    let meeting = meeting::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)?;
    let recorded = quorum::recorded(visit.app.db(), id).await?;
    let stands = as_fields(&recorded, &moved(visit, id).await?, meeting.presided_by_id);
    let both = stands.pairs().chain(form.fields.pairs()).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let both = Form { fields: Fields::from_pairs(both), problems: form.problems };
    draw(visit, id, Some(both), status).await
}

async fn moved(visit: &Visit, id: i64) -> Result<Vec<attendance::Model>> {
    Ok(attendance::Entity::find().filter(attendance::Column::MeetingId.eq(id)).all(visit.app.db()).await?)
}

async fn declared(visit: &Visit, id: i64, items: &[agenda_item::Model]) -> Result<Vec<Declared>> {
    let rows = declaration::Entity::find()
        .filter(declaration::Column::MeetingId.eq(id))
        .order_by_asc(declaration::Column::Id)
        .all(visit.app.db())
        .await?;
    let item = |id: Option<i64>| {
        let found = items.iter().find(|item| Some(item.id) == id);
        found.map_or_else(|| "The whole meeting".to_owned(), |item| format!("{}. {}", item.position, item.title))
    };
    let told = |row: declaration::Model| Declared {
        id: row.id,
        item: item(row.agenda_item_id),
        name: row.name,
        interest: row.interest,
    };
    Ok(rows.into_iter().map(told).collect())
}

async fn draw(visit: &Visit, id: i64, typed: Option<Form>, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let sittings = quorum::sittings(db, &meeting).await?;
    let recorded = quorum::recorded(db, id).await?;
    let stands = as_fields(&recorded, &moved(visit, id).await?, meeting.presided_by_id);
    let items = commands::items(db, id).await?;
    let is_stale = status == StatusCode::CONFLICT;
    let form = typed.unwrap_or_else(|| Form::of(stands.clone()));
    let lines = lines(&sittings, &form);
    let is_joint = sittings.len() > 1;
    let is_ahead = visit.app.clock().today() < meeting.held_on;
    let people = others(visit, &meeting, &lines).await?;
    let names: Vec<&str> = sittings.iter().map(|sitting| sitting.body.name.as_str()).collect();
    let view = Sheet {
        page: visit.form_page(format!("Attendance, {}", wording::date(meeting.held_on))).await?,
        meeting_id: id,
        version: meeting.version,
        body: wording::list(&names),
        day: wording::date_with_weekday(meeting.held_on),
        is_ahead,
        counts: counts(&sittings, &recorded, is_joint),
        is_quorate: sittings.iter().all(|sitting| sitting.count(&recorded).is_quorate()),
        ways: ways(is_ahead, lines.iter().any(|line| line.may_be_substituted)),
        presiding: presiding(&lines, &recorded, &people),
        standing: if is_stale { standing(&lines, &stands, &people) } else { Vec::new() },
        people,
        lines,
        is_stale,
        declared: declared(visit, id, &items).await?,
        items: items.iter().map(|item| Choice::new(item.id, format!("{}. {}", item.position, item.title))).collect(),
        form,
    };
    html_with(status, &view)
}

fn counts(sittings: &[Sitting], recorded: &[Recorded], is_joint: bool) -> Vec<String> {
    if !is_taken(recorded) {
        return Vec::new();
    }
    sittings.iter().map(|sitting| quorum::sentence(sitting, recorded, is_joint)).collect()
}

fn lines(sittings: &[Sitting], form: &Form) -> Vec<Line> {
    let is_joint = sittings.len() > 1;
    let mut told: BTreeMap<i64, (String, Vec<String>)> = BTreeMap::new();
    for sitting in sittings {
        for (seat, person) in &sitting.seats {
            let mut words = seat.seat.label().to_owned();
            if seat.seat.0 == Seat::CoOptee {
                words = match seat.votes.0 {
                    Votes::All => format!("{words}, votes on all matters"),
                    Votes::Education => format!("{words}, votes on education matters only"),
                    Votes::None => format!("{words}, does not vote"),
                };
            }
            if is_joint {
                words = format!("{}: {words}", sitting.body.short_name);
            }
            told.entry(person.id).or_insert_with(|| (person.name.clone(), Vec::new())).1.push(words);
        }
    }
    let line = |(id, may_be_substituted): (i64, bool)| {
        let (name, seats) = told.remove(&id).unwrap_or_default();
        let (how, substitute) = (format!("how-{id}"), format!("substitute-{id}"));
        Line {
            id,
            name,
            seats,
            how: form.value(&how).to_owned(),
            how_error: form.error(&how).to_owned(),
            substitute: form.value(&substitute).to_owned(),
            substitute_error: form.error(&substitute).to_owned(),
            may_be_substituted,
            came: form.value(&format!("came-{id}")).to_owned(),
            left: form.value(&format!("left-{id}")).to_owned(),
            left_error: form.error(&format!("left-{id}")).to_owned(),
        }
    };
    members(sittings).into_iter().map(line).collect()
}

/// The ways of attending that can be chosen: before the day, apologies only.
fn ways(is_ahead: bool, with_substitutes: bool) -> Vec<Choice> {
    let can_be = |how: &&Attending| match how {
        Attending::Apologies => true,
        Attending::Substitute => !is_ahead && with_substitutes,
        _ => !is_ahead,
    };
    Attending::ALL.iter().filter(can_be).map(|how| Choice::new(how.word(), how.label())).collect()
}

/// Whoever could come in somebody's place: people of the council who do not sit here.
async fn others(visit: &Visit, meeting: &meeting::Model, lines: &[Line]) -> Result<Vec<Choice>> {
    if !lines.iter().any(|line| line.may_be_substituted) {
        return Ok(Vec::new());
    }
    let here = Condition::any().add(person::Column::LeftOn.is_null()).add(person::Column::LeftOn.gt(meeting.held_on));
    let found = person::Entity::find()
        .filter(here)
        .filter(person::Column::IsOfficer.eq(false))
        .filter(person::Column::Id.is_not_in(lines.iter().map(|line| line.id)))
        .order_by_asc(person::Column::Name)
        .all(visit.app.db())
        .await?;
    Ok(found.into_iter().map(|person| Choice::new(person.id, person.name)).collect())
}

fn presiding(lines: &[Line], recorded: &[Recorded], people: &[Choice]) -> Vec<Choice> {
    let substitutes: BTreeSet<String> =
        recorded.iter().filter(|line| line.in_place_of.is_some()).map(|line| line.person.to_string()).collect();
    let members = lines.iter().map(|line| Choice::new(line.id, line.name.clone()));
    members.chain(people.iter().filter(|choice| substitutes.contains(&choice.value)).cloned()).collect()
}

/// What stands now where something else was typed.
fn standing(lines: &[Line], stands: &Fields, people: &[Choice]) -> Vec<Standing> {
    let how = |id: i64| {
        let word = stands.word::<Attending>(&format!("how-{id}"));
        let substitute = stands.raw(&format!("substitute-{id}"));
        let name = people.iter().find(|choice| choice.value == substitute).map(|choice| choice.text.as_str());
        match (word, name) {
            (Some(word), Some(name)) => format!("{}, {name}", word.label()),
            (Some(word), None) => word.label().to_owned(),
            (None, _) => "Not recorded".to_owned(),
        }
    };
    let differs = |line: &&Line| {
        line.how != stands.raw(&format!("how-{}", line.id))
            || line.substitute != stands.raw(&format!("substitute-{}", line.id))
            || line.came != stands.raw(&format!("came-{}", line.id))
            || line.left != stands.raw(&format!("left-{}", line.id))
    };
    lines.iter().filter(differs).map(|line| Standing { who: line.name.clone(), how: how(line.id) }).collect()
}
