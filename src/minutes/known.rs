//! Who and what a line can name here: posts, those who sat at the meeting, indicators of the body. Which of them a short
//! name means is the domain's (`line::whom`).

use crate::error::Result;
use crate::quorum;
use chrono::NaiveDate;
use remit_domain::line::whom::Named;
use remit_domain::person::PostKind;
use remit_entity::{attendance, body, body_indicator, indicator, meeting, person, post};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// What lines of one meeting can name.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub posts: Vec<Named>,
    pub members: Vec<Named>,
    /// Those that the body looks at, before all others.
    pub indicators: Vec<Named>,
    pub others: Vec<Named>,
    /// The name of the Board to which the body reports.
    pub board: Option<String>,
    pub met_on: NaiveDate,
}

impl Known {
    /// The title of a post.
    pub(super) fn post(&self, id: i64) -> Option<&str> {
        self.posts.iter().find(|post| post.id == id).map(|post| post.title.as_str())
    }
}

/// Reads each table once.
pub(super) async fn known(db: &impl ConnectionTrait, meeting: &meeting::Model, body: &body::Model) -> Result<Known> {
    let bodies: BTreeMap<i64, body::Model> =
        body::Entity::find().all(db).await?.into_iter().map(|one| (one.id, one)).collect();
    let posts = post::Entity::find().order_by_asc(post::Column::Title).all(db).await?;
    let short = |post: &post::Model| {
        let body = post.body_id.filter(|_| post.kind.0 == PostKind::Chair).and_then(|id| bodies.get(&id));
        body.map(|body| body.short_name.clone()).unwrap_or_default()
    };
    let (indicators, others) = indicators(db, body.id).await?;
    Ok(Known {
        posts: posts.iter().map(|one| Named { id: one.id, title: one.title.clone(), short: short(one) }).collect(),
        members: members(db, meeting).await?,
        indicators,
        others,
        board: body.reports_to_id.and_then(|id| bodies.get(&id)).map(|board| board.name.clone()),
        met_on: meeting.held_on,
    })
}

/// Whoever sits on a body of the meeting, and whoever came.
async fn members(db: &impl ConnectionTrait, meeting: &meeting::Model) -> Result<Vec<Named>> {
    let mut ids: BTreeSet<i64> = BTreeSet::new();
    for sitting in quorum::sittings(db, meeting).await? {
        ids.extend(sitting.seats.iter().map(|(_, person)| person.id));
    }
    let came = attendance::Entity::find().filter(attendance::Column::MeetingId.eq(meeting.id)).all(db).await?;
    ids.extend(came.into_iter().map(|row| row.person_id));
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids)).order_by_asc(person::Column::Name);
    let named = |one: person::Model| Named { id: one.id, title: one.name, short: String::new() };
    Ok(people.all(db).await?.into_iter().map(named).collect())
}

async fn indicators(db: &impl ConnectionTrait, body_id: i64) -> Result<(Vec<Named>, Vec<Named>)> {
    let set = body_indicator::Entity::find().filter(body_indicator::Column::BodyId.eq(body_id)).all(db).await?;
    let own: BTreeSet<i64> = set.into_iter().map(|row| row.indicator_id).collect();
    let all = indicator::Entity::find().order_by_asc(indicator::Column::Code).all(db).await?;
    let named = |one: indicator::Model| Named { id: one.id, title: one.name, short: one.code };
    let (mine, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| own.contains(&one.id));
    let lives = |one: &indicator::Model| one.retired_on.is_none();
    Ok((mine.into_iter().map(named).collect(), others.into_iter().filter(lives).map(named).collect()))
}
