//! The public's projection: types that hold published facts and nothing else, and the only queries that make
//! them. A meeting whose agenda is not published has a day, a time and a place, and no agenda to leak; what is
//! exempt has a line that says so, and no title.

mod agenda;
mod meetings;
mod papers;
mod programme;
mod recommended;

pub(super) use agenda::{PublicAgenda, PublicIssue, agenda, list_issues};
pub(super) use meetings::{Notice, PublicMeeting, find_meeting, led_on, list_coming, list_past, notices};
pub(super) use papers::{PublicLink, PublicPaper, PublicWithdrawal, find_paper, list_papers, list_withdrawn};
pub(super) use programme::{PublicSeat, PublicTopic, list_seats, list_topics};
pub(super) use recommended::{PublicRecommendation, all_recommendations, list_recommendations};

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::person::BodyKind;
use remit_entity::{Stored, body};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A body as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicBody {
    id: i64,
    pub slug: String,
    pub name: String,
    pub remit: String,
    pub clear_days: i32,
    pub ended_on: Option<NaiveDate>,
    succeeded_by: Option<i64>,
}

impl From<body::Model> for PublicBody {
    fn from(row: body::Model) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            remit: row.remit,
            clear_days: row.clear_days,
            ended_on: row.ended_on,
            succeeded_by: row.succeeded_by_id,
        }
    }
}

impl PublicBody {
    /// Where its rules are kept.
    pub(super) fn id(&self) -> i64 {
        self.id
    }

    /// Whether it no longer meets on a day.
    pub(super) fn has_ended(&self, on: NaiveDate) -> bool {
        self.ended_on.is_some_and(|ended| ended <= on)
    }
}

/// Every body, by name.
pub(super) async fn list_bodies(db: &impl ConnectionTrait) -> Result<Vec<PublicBody>> {
    // The Cabinet publishes its own business elsewhere.
    let scrutiny = body::Column::Kind.ne(Stored(BodyKind::Cabinet));
    let all = body::Entity::find().filter(scrutiny).order_by_asc(body::Column::Name).all(db).await?;
    Ok(all.into_iter().map(PublicBody::from).collect())
}

/// A body by the word in its address.
pub(super) async fn find_body(db: &impl ConnectionTrait, slug: &str) -> Result<Option<PublicBody>> {
    let found = body::Entity::find().filter(body::Column::Slug.eq(slug)).one(db).await?;
    let found = found.filter(|found| found.kind.0 != BodyKind::Cabinet);
    Ok(found.map(PublicBody::from))
}

/// The body that followed this one, and those that it followed.
pub(super) fn line_of<'b>(all: &'b [PublicBody], of: &PublicBody) -> (Option<&'b PublicBody>, Vec<&'b PublicBody>) {
    let next = all.iter().find(|other| Some(other.id) == of.succeeded_by);
    (next, all.iter().filter(|other| other.succeeded_by == Some(of.id)).collect())
}
