//! What came of the parts of resolutions: actions, referrals, recommendations, comments, requests, topics, items of later
//! meetings. Which of it was made from words that have changed since is in `changed`.

use crate::error::Result;
use crate::work::Work;
use remit_domain::resolution::State;
use remit_domain::word::Word;
use remit_entity::{
    Stored, action, agenda_item, comment, data_request, meeting, part_version, recommendation, referral, resolution,
    topic,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// What remembers the version of the part that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noun {
    Action,
    Referral,
    Recommendation,
    Comment,
}

impl Word for Noun {
    const ALL: &'static [Self] = &[Self::Action, Self::Referral, Self::Recommendation, Self::Comment];
    fn word(self) -> &'static str {
        match self {
            Self::Action => "action",
            Self::Referral => "referral",
            Self::Recommendation => "recommendation",
            Self::Comment => "comment",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Action => "Action",
            Self::Referral => "Referral",
            Self::Recommendation => "Recommendation",
            Self::Comment => "Comment",
        }
    }
}

/// Something that came of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What remembers its version; none for requests and topics.
    pub noun: Option<Noun>,
    /// What it is, in a word for the reader.
    pub what: &'static str,
    pub id: i64,
    pub href: String,
    pub reference: String,
    pub text: String,
    pub item_id: i64,
    pub body_id: i64,
    pub part_id: Option<i64>,
    pub part_version: i32,
    pub state: &'static str,
    /// The post that has it to do or to answer.
    pub post_id: Option<i64>,
}

/// What came of these parts.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_parts(db: &impl ConnectionTrait, parts: &[i64]) -> Result<Vec<Made>> {
    let ids = || parts.iter().copied();
    let actions = action::Entity::find().filter(action::Column::ResolutionPartId.is_in(ids())).all(db).await?;
    let referrals = referral::Entity::find().filter(referral::Column::ResolutionPartId.is_in(ids())).all(db).await?;
    let put = recommendation::Entity::find().filter(recommendation::Column::ResolutionPartId.is_in(ids()));
    let put = put.all(db).await?;
    let comments = comment::Entity::find().filter(comment::Column::ResolutionPartId.is_in(ids())).all(db).await?;
    let mut all: Vec<Made> = actions.into_iter().map(of_action).collect();
    all.extend(referrals.into_iter().map(of_referral));
    all.extend(put.into_iter().map(of_recommendation));
    all.extend(comments.into_iter().map(of_comment));
    all.extend(beyond(db, parts).await?);
    all.sort_by_key(|one| (one.part_id, one.noun, one.id));
    Ok(all)
}

fn of_action(row: action::Model) -> Made {
    Made {
        noun: Some(Noun::Action),
        what: row.kind.label(),
        href: format!("/actions/{}", row.id),
        state: row.state.label(),
        id: row.id,
        reference: row.reference,
        text: row.text,
        item_id: row.agenda_item_id,
        body_id: row.body_id,
        part_id: row.resolution_part_id,
        part_version: row.part_version,
        post_id: Some(row.owner_post_id),
    }
}

fn of_referral(row: referral::Model) -> Made {
    Made {
        noun: Some(Noun::Referral),
        what: Noun::Referral.label(),
        href: format!("/referrals/{}", row.id),
        state: row.state.label(),
        id: row.id,
        reference: row.reference,
        text: row.text,
        item_id: row.agenda_item_id,
        body_id: row.body_id,
        part_id: row.resolution_part_id,
        part_version: row.part_version,
        post_id: None,
    }
}

fn of_recommendation(row: recommendation::Model) -> Made {
    Made {
        noun: Some(Noun::Recommendation),
        what: Noun::Recommendation.label(),
        href: format!("/recommendations/{}", row.id),
        state: row.state.label(),
        id: row.id,
        reference: row.reference,
        text: row.text,
        item_id: row.agenda_item_id,
        body_id: row.body_id,
        part_id: row.resolution_part_id,
        part_version: row.part_version,
        post_id: Some(row.post_id),
    }
}

fn of_comment(row: comment::Model) -> Made {
    Made {
        noun: Some(Noun::Comment),
        what: Noun::Comment.label(),
        href: format!("/comments/{}", row.id),
        state: row.state.label(),
        id: row.id,
        reference: row.reference,
        text: row.text,
        item_id: row.agenda_item_id,
        body_id: row.body_id,
        part_id: row.resolution_part_id,
        part_version: row.part_version,
        post_id: Some(row.post_id),
    }
}

/// What remembers its part and not the part's version: data requests and topics.
async fn beyond(db: &impl ConnectionTrait, parts: &[i64]) -> Result<Vec<Made>> {
    let ids = || parts.iter().copied();
    let asked =
        data_request::Entity::find().filter(data_request::Column::ResolutionPartId.is_in(ids())).all(db).await?;
    let topics = topic::Entity::find().filter(topic::Column::ResolutionPartId.is_in(ids())).all(db).await?;
    let asked = asked.into_iter().map(|row| Made {
        noun: None,
        what: "Data request",
        href: format!("/requests/{}", row.id),
        state: row.state.label(),
        id: row.id,
        reference: row.reference,
        text: row.appendix_title,
        item_id: row.agenda_item_id,
        body_id: 0,
        part_id: row.resolution_part_id,
        part_version: 0,
        post_id: Some(row.owner_post_id),
    });
    let topics = topics.into_iter().map(|row| Made {
        noun: None,
        what: "Topic of the work programme",
        href: format!("/topics/{}", row.id),
        state: row.state.label(),
        id: row.id,
        // Letters name it by this; its title may be the words of a part that was resolved in private.
        reference: format!("no. {}", row.id),
        text: row.title,
        item_id: 0,
        body_id: row.body_id,
        part_id: row.resolution_part_id,
        part_version: 0,
        post_id: None,
    });
    Ok(asked.chain(topics).collect())
}

/// The items of meetings to come that were put there because of what was resolved on an item.
///
/// # Errors
/// When the database cannot be read.
pub async fn items_from(db: &impl ConnectionTrait, item_id: i64) -> Result<Vec<(agenda_item::Model, meeting::Model)>> {
    let items = agenda_item::Entity::find().filter(agenda_item::Column::OriginId.eq(item_id)).all(db).await?;
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(items.iter().map(|item| item.meeting_id)))
        .all(db)
        .await?;
    let of = |item: agenda_item::Model| {
        let at = meetings.iter().find(|row| row.id == item.meeting_id).cloned()?;
        Some((item, at))
    };
    Ok(items.into_iter().filter_map(of).collect())
}

/// The words of a part's earlier versions, the first first.
///
/// # Errors
/// When the database cannot be read.
pub async fn versions_of(db: &impl ConnectionTrait, parts: &[i64]) -> Result<Vec<part_version::Model>> {
    Ok(part_version::Entity::find()
        .filter(part_version::Column::PartId.is_in(parts.iter().copied()))
        .order_by_asc(part_version::Column::PartId)
        .order_by_asc(part_version::Column::Number)
        .all(db)
        .await?)
}

/// Every resolution of a meeting goes on to another state.
///
/// # Errors
/// When the database cannot be written.
pub async fn move_all(work: &Work, meeting_id: i64, to: fn(State) -> State) -> Result<()> {
    let items: Vec<i64> = super::printed::list_items(&work.tx, meeting_id).await?.iter().map(|item| item.id).collect();
    let all = resolution::Entity::find().filter(resolution::Column::AgendaItemId.is_in(items)).all(&work.tx).await?;
    for row in all {
        let next = to(row.state.0);
        if next != row.state.0 {
            resolution::Entity::update_many()
                .col_expr(resolution::Column::State, Expr::value(Stored(next)))
                .filter(resolution::Column::Id.eq(row.id))
                .exec(&work.tx)
                .await?;
        }
    }
    Ok(())
}
