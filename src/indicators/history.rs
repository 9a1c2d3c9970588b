//! The history of an indicator: its versions, its rules, who takes it and how often, and whether it is retired. Drawn
//! by `indicators/versions.html`, which the page of an indicator includes.

use super::ruling;
use crate::error::Result;
use crate::measures;
use remit_domain::london;
use remit_domain::policy::Rule;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{body, body_indicator, indicator, indicator_version, post, rating_policy};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A version, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct VersionRow {
    pub number: i32,
    pub from: String,
    pub facts: Vec<(&'static str, String)>,
    pub is_comparable: bool,
    pub reason: String,
    pub made: String,
}

/// A rule, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RuleRow {
    pub number: i32,
    pub from: String,
    pub target: String,
    pub method: String,
    pub beyond: String,
    pub reason: String,
    pub made: String,
}

/// A panel that takes it, as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TakenRow {
    pub body: String,
    pub slug: String,
    pub agreed: &'static str,
    pub agreed_at: String,
}

/// Another indicator, by its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Other {
    pub id: i64,
    pub name: String,
}

/// The history of an indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct History {
    pub id: i64,
    pub version: i32,
    pub is_officer: bool,
    pub csrf: String,
    pub owner: String,
    pub part_of: Option<Other>,
    /// The sentence about its retirement; empty while it is in use.
    pub retired: String,
    pub replaced_by: Option<Other>,
    pub replaces: Vec<Other>,
    pub versions: Vec<VersionRow>,
    pub rules: Vec<RuleRow>,
    pub taken: Vec<TakenRow>,
    /// How many figures were asked for under what has changed since.
    pub outdated: usize,
}

/// The history of an indicator, for whom it is drawn: an officer, with the token of their forms.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    row: &indicator::Model,
    (is_officer, csrf): (bool, &str),
) -> Result<History> {
    let owner = match row.owner_post_id {
        Some(id) => post::Entity::find_by_id(id).one(db).await?.map(|post| post.title).unwrap_or_default(),
        None => String::new(),
    };
    let replaces = indicator::Entity::find()
        .filter(indicator::Column::ReplacedById.eq(row.id))
        .order_by_asc(indicator::Column::Code)
        .all(db)
        .await?;
    let retired = row.retired_on.map(|on| {
        let day = wording::date(on);
        format!("Retired on {day}: {} Periods that end after that day are not asked about.", ended(&row.retired_why))
    });
    let (versions, unit) = versions(db, row.id).await?;
    Ok(History {
        id: row.id,
        version: row.version,
        is_officer,
        csrf: csrf.to_owned(),
        owner,
        part_of: other(db, row.part_of_id).await?,
        retired: retired.unwrap_or_default(),
        replaced_by: other(db, row.replaced_by_id).await?,
        replaces: replaces.iter().map(named).collect(),
        versions,
        rules: rules(db, row.id, &unit).await?,
        taken: taken(db, row.id).await?,
        outdated: if is_officer { measures::outdated(db, row.id).await?.len() } else { 0 },
    })
}

/// A sentence with its full stop.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn named(row: &indicator::Model) -> Other {
    Other { id: row.id, name: format!("{} {}", row.code, row.name) }
}

async fn other(db: &impl ConnectionTrait, id: Option<i64>) -> Result<Option<Other>> {
    let Some(id) = id else { return Ok(None) };
    Ok(indicator::Entity::find_by_id(id).one(db).await?.as_ref().map(named))
}

fn from(period: &str) -> String {
    if period.is_empty() { "The beginning".to_owned() } else { period.to_owned() }
}

/// The versions, newest first, and the unit of the newest.
async fn versions(db: &impl ConnectionTrait, id: i64) -> Result<(Vec<VersionRow>, String)> {
    let rows = indicator_version::Entity::find()
        .filter(indicator_version::Column::IndicatorId.eq(id))
        .order_by_desc(indicator_version::Column::Number)
        .all(db)
        .await?;
    let unit = rows.first().map(|row| row.unit.clone()).unwrap_or_default();
    let rows = rows.into_iter().map(|row| VersionRow {
        number: row.number,
        from: from(&row.from_period),
        facts: measures::facts_of_version(&row).into_iter().filter(|(_, text)| !text.is_empty()).collect(),
        is_comparable: row.is_comparable,
        made: format!("{}, {}", row.made_by, wording::date(london::date_in_london(row.made_at))),
        reason: row.reason,
    });
    Ok((rows.collect(), unit))
}

async fn rules(db: &impl ConnectionTrait, id: i64, unit: &str) -> Result<Vec<RuleRow>> {
    let rows = rating_policy::Entity::find()
        .filter(rating_policy::Column::IndicatorId.eq(id))
        .order_by_desc(rating_policy::Column::Number)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let rule = Rule::read(&row.rule)?;
            Some(RuleRow {
                number: row.number,
                from: from(&row.from_period),
                target: rule.target.words(unit),
                method: rule.method.words(unit),
                beyond: ruling::beyond(&rule, unit).unwrap_or_default(),
                made: format!("{}, {}", row.made_by, wording::date(london::date_in_london(row.made_at))),
                reason: row.reason,
            })
        })
        .collect())
}

async fn taken(db: &impl ConnectionTrait, id: i64) -> Result<Vec<TakenRow>> {
    let rows = body_indicator::Entity::find().filter(body_indicator::Column::IndicatorId.eq(id)).all(db).await?;
    let bodies = body::Entity::find()
        .filter(body::Column::Id.is_in(rows.iter().map(|row| row.body_id)))
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?;
    Ok(bodies
        .into_iter()
        .filter_map(|body| {
            let row = rows.iter().find(|row| row.body_id == body.id)?;
            Some(TakenRow {
                body: body.name,
                slug: body.slug,
                agreed: row.agreed.0.label(),
                agreed_at: row.agreed_at.clone(),
            })
        })
        .collect())
}
