//! Bodies: entered with the post of their chair, corrected, and who sits on them.

use super::taken;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::people::queries::bodies::{as_fields, as_tenure};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::body::{self as words, BodyRefusal};
use remit_domain::letter::header_text;
use remit_domain::person::{BodyKind, PostKind, Seat};
use remit_domain::resolution::HouseStyle;
use remit_domain::tenure::{self, Handover, Tenure, TenureRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{Stored, body, membership, person, post};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

/// A body as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Wanted {
    name: String,
    short_name: String,
    kind: BodyKind,
    reports_to: Option<i64>,
    officer_post: i64,
    clear_days: i32,
    house_style: HouseStyle,
    remit: String,
}

impl Wanted {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let name = header_text(fields.raw("name"));
        if name.is_empty() {
            return Err(BodyRefusal::NameMissing).or_refuse();
        }
        let short_name = header_text(fields.raw("short_name"));
        match short_name.chars().count() {
            0 => return Err(BodyRefusal::ShortNameMissing).or_refuse(),
            n if n > words::LONGEST_SHORT_NAME => return Err(BodyRefusal::ShortNameLong).or_refuse(),
            _ => {}
        }
        let kind: BodyKind = fields.word("kind").ok_or(BodyRefusal::KindMissing).or_refuse()?;
        Ok(Self {
            name,
            short_name,
            kind,
            reports_to: fields.number("reports_to").filter(|_| kind == BodyKind::Panel),
            officer_post: fields.number("officer_post").ok_or(BodyRefusal::OfficerPostMissing).or_refuse()?,
            clear_days: words::clear_days(fields.text("clear_days")).or_refuse()?,
            house_style: fields.word("house_style").ok_or(BodyRefusal::StyleMissing).or_refuse()?,
            remit: fields.text("remit").to_owned(),
        })
    }
}

fn about(id: i64) -> About {
    About { noun: "body", id, body: Some(id) }
}

fn title_of_chair(name: &str) -> String {
    format!("Chair, {name}")
}

/// Its name is its own, it reports to a board, and somebody's post looks after it.
async fn must_fit(work: &Work, wanted: &Wanted, id: Option<i64>) -> Result<()> {
    let same = body::Entity::find().filter(body::Column::Name.eq(&wanted.name)).one(&work.tx).await?;
    if same.is_some_and(|same| Some(same.id) != id) {
        return Err(BodyRefusal::NameTaken).or_refuse();
    }
    if let Some(board) = wanted.reports_to {
        if Some(board) == id {
            return Err(BodyRefusal::ReportsToItself).or_refuse();
        }
        let found = body::Entity::find_by_id(board).one(&work.tx).await?;
        if found.is_none_or(|found| found.kind.0 != BodyKind::Board) {
            return Err(BodyRefusal::NotABoard).or_refuse();
        }
    }
    if post::Entity::find_by_id(wanted.officer_post).one(&work.tx).await?.is_none() {
        return Err(BodyRefusal::OfficerPostMissing).or_refuse();
    }
    Ok(())
}

/// Enters a body, with the post of its chair and the word of its address.
pub(in crate::people) async fn enter(work: &Work, wanted: Wanted) -> Result<i64> {
    must_fit(work, &wanted, None).await?;
    let row =
        fill(body::ActiveModel { slug: Set(free_slug(work, &wanted.name).await?), ..Default::default() }, &wanted);
    let body = row.insert(&work.tx).await.map_err(|error| taken(error, BodyRefusal::NameTaken))?;
    let chair = post::ActiveModel {
        title: Set(title_of_chair(&wanted.name)),
        kind: Set(Stored(PostKind::Chair)),
        body_id: Set(Some(body.id)),
        line_id: Set(None),
        ..Default::default()
    };
    let chair = chair.insert(&work.tx).await?;
    let id = body.id;
    let mut row = body.into_active_model();
    row.chair_post_id = Set(Some(chair.id));
    row.update(&work.tx).await?;
    trail::record(work, "entered", about(id), wanted.name).await?;
    Ok(id)
}

fn fill(mut row: body::ActiveModel, wanted: &Wanted) -> body::ActiveModel {
    row.name = Set(wanted.name.clone());
    row.short_name = Set(wanted.short_name.clone());
    row.kind = Set(Stored(wanted.kind));
    row.reports_to_id = Set(wanted.reports_to);
    row.officer_post_id = Set(Some(wanted.officer_post));
    row.clear_days = Set(wanted.clear_days);
    row.house_style = Set(Stored(wanted.house_style));
    row.remit = Set(wanted.remit.clone());
    row
}

async fn free_slug(work: &Work, name: &str) -> Result<String> {
    let wanted = words::slug(name);
    let alike = body::Entity::find().filter(body::Column::Slug.starts_with(&wanted)).all(&work.tx).await?;
    let is_free = |slug: &String| alike.iter().all(|body| body.slug != *slug);
    let numbered = (2..=alike.len() + 2).map(|n| format!("{wanted}-{n}"));
    std::iter::once(wanted.clone())
        .chain(numbered)
        .find(is_free)
        .ok_or_else(|| Error::broken("more bodies of one name than were counted"))
}

/// Corrects a body. Its address stays; dates that hang on its clear days are settled anew.
pub(in crate::people) async fn correct(work: &Work, id: i64, version: String, wanted: Wanted) -> Result<()> {
    let body = body::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if as_fields(&body).raw("version") != version {
        return Err(Error::Stale);
    }
    must_fit(work, &wanted, Some(id)).await?;
    if wanted.kind != BodyKind::Board {
        let below = body::Entity::find().filter(body::Column::ReportsToId.eq(id)).count(&work.tx).await?;
        if below > 0 {
            return Err(BodyRefusal::ReportedTo).or_refuse();
        }
    }
    if let Some(chair) = body.chair_post_id {
        let row = post::ActiveModel { id: Set(chair), title: Set(title_of_chair(&wanted.name)), ..Default::default() };
        row.update(&work.tx).await?;
    }
    let days_before = body.clear_days;
    fill(body.into_active_model(), &wanted)
        .update(&work.tx)
        .await
        .map_err(|error| taken(error, BodyRefusal::NameTaken))?;
    if days_before != wanted.clear_days {
        obligations::settle(work, obligations::Scope::All).await?;
    }
    trail::record(work, "corrected", about(id), wanted.name).await
}

/// Who sits where, and from which day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::people) struct Seating {
    person: i64,
    seat: Seat,
    from_on: NaiveDate,
}

impl Seating {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let seat = fields.word("seat").ok_or(BodyRefusal::SeatMissing).or_refuse()?;
        let person = fields.number("person").ok_or(TenureRefusal::PersonMissing).or_refuse()?;
        Ok(Self { person, seat, from_on: fields.date("from_on").ok_or(TenureRefusal::DayMissing).or_refuse()? })
    }
}

/// Seats somebody on a body. Their other seat on it ends the day before, and so does the chair of whoever is
/// followed in it.
pub(in crate::people) async fn seat(work: &Work, id: i64, seating: Seating) -> Result<()> {
    let Seating { person, seat, from_on } = seating;
    let body = body::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let person =
        person::Entity::find_by_id(person).one(&work.tx).await?.ok_or(TenureRefusal::PersonMissing).or_refuse()?;
    let seats = membership::Entity::find().filter(membership::Column::BodyId.eq(id)).all(&work.tx).await?;
    let of_seat = |row: &&membership::Model| match seat {
        Seat::Chair => row.seat.0 == Seat::Chair,
        _ => row.person_id == person.id && row.seat.0 == seat,
    };
    let in_the_way: Vec<Tenure> = seats.iter().filter(of_seat).map(as_tenure).collect();
    let mut changes = tenure::hand_over(&in_the_way, person.id, from_on, person.left_on).or_refuse()?;
    let others: Vec<Tenure> =
        seats.iter().filter(|row| row.person_id == person.id && row.seat.0 != seat).map(as_tenure).collect();
    // The other seats are nobody's way to this one: only what becomes of them is asked.
    changes.extend(tenure::hand_over(&others, 0, from_on, None).or_refuse()?);
    for change in changes {
        match change {
            Handover::Ends { id, last_on } => end(work, id, last_on).await?,
            Handover::Struck { id } => {
                membership::Entity::delete_by_id(id).exec(&work.tx).await?;
            }
        }
    }
    let row = membership::ActiveModel {
        body_id: Set(id),
        person_id: Set(person.id),
        seat: Set(Stored(seat)),
        from_on: Set(from_on),
        to_on: Set(person.left_on.and_then(|left| left.pred_opt())),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    let said = format!("{} as {}, from {}", person.name, seat.label(), wording::date(from_on));
    trail::record(work, "seated", about(body.id), said).await
}

async fn end(work: &Work, id: i64, last_on: NaiveDate) -> Result<()> {
    let row = membership::ActiveModel { id: Set(id), to_on: Set(Some(last_on)), ..Default::default() };
    row.update(&work.tx).await?;
    Ok(())
}

/// Ends a seat with a last day.
pub(in crate::people) async fn end_seat(work: &Work, body_id: i64, seat: i64, last_on: NaiveDate) -> Result<()> {
    let row = membership::Entity::find_by_id(seat).one(&work.tx).await?;
    let row = row.filter(|row| row.body_id == body_id).ok_or(TenureRefusal::SeatMissing).or_refuse()?;
    let last_on = tenure::end(&as_tenure(&row), last_on).or_refuse()?;
    end(work, row.id, last_on).await?;
    let name = person::Entity::find_by_id(row.person_id).one(&work.tx).await?.map(|person| person.name);
    let said = format!("{} as {}, after {}", name.unwrap_or_default(), row.seat.label(), wording::date(last_on));
    trail::record(work, "ended a seat", about(body_id), said).await
}
