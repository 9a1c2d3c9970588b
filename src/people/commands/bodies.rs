//! Bodies: entered with the post of their chair, and corrected. Who sits on them is in `seats`; how they end, in
//! `ending`.

use super::taken;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::people::queries::bodies::as_fields;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::body::{self as words, BodyRefusal, CalendarMode};
use remit_domain::letter::header_text;
use remit_domain::person::{BodyKind, PostKind};
use remit_domain::resolution::HouseStyle;
use remit_entity::{Stored, body, post};
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
    quorum: i32,
    allows_substitutes: bool,
    invites: CalendarMode,
}

impl Wanted {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let name = header_text(fields.raw("name"));
        match name.chars().count() {
            0 => return Err(BodyRefusal::NameMissing).or_refuse(),
            n if n > words::LONGEST_NAME => return Err(BodyRefusal::NameLong).or_refuse(),
            _ => {}
        }
        let short_name = header_text(fields.raw("short_name"));
        match short_name.chars().count() {
            0 => return Err(BodyRefusal::ShortNameMissing).or_refuse(),
            n if n > words::LONGEST_SHORT_NAME => return Err(BodyRefusal::ShortNameLong).or_refuse(),
            _ => {}
        }
        let remit = fields.text("remit").to_owned();
        if remit.chars().count() > words::LONGEST_REMIT {
            return Err(BodyRefusal::RemitLong).or_refuse();
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
            remit,
            quorum: words::quorum(fields.text("quorum")).or_refuse()?,
            allows_substitutes: fields.ticked("substitutes"),
            invites: fields.word("invites").unwrap_or(CalendarMode::Add),
        })
    }
}

pub(super) fn about(id: i64) -> About {
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
        if found.is_none_or(|found| found.kind.0 != BodyKind::Board || found.ended_on.is_some()) {
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
    row.quorum = Set(wanted.quorum);
    row.allows_substitutes = Set(wanted.allows_substitutes);
    row.invites = Set(Stored(wanted.invites));
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
