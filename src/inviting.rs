//! Inviting posts to attend for an item: who is invited, what they owe for it, and what was answered. Agendas and
//! meetings invite and read here; how an invitation is answered is in `invitations`.

use crate::error::{Error, Result};
use crate::obligations::{self, Owing, holder_of};
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::invitation::{self, Answer};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_entity::{Stored, agenda_item, body, invitee, link, meeting, post};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use std::collections::{BTreeMap, BTreeSet};

/// Working days before publication by which an invitation is answered.
const ANSWERED_BEFORE: i32 = 3;

/// Somebody invited for an item, as pages list them. A person who was invited in two posts, and answered for both
/// alike, stands once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The address under which an officer finds the (first) invitation.
    pub href: String,
    /// The invitations, in order.
    pub invitees: Vec<i64>,
    /// The post, or the posts joined by "and".
    pub post: String,
    /// Who holds it on the day; none while it is vacant.
    pub holder: Option<String>,
    /// What was answered.
    pub answer: Answer,
    /// The answer in words, with the deputy's name.
    pub words: String,
    /// Who comes instead; empty when nobody does.
    pub deputy: String,
    /// Whether somebody will be there.
    pub somebody_comes: bool,
}

/// Invites exactly these posts for an item, in this order. Answers of those who stay are kept; whoever is no longer
/// invited owes no answer any more. Posts that do not exist are passed over.
///
/// # Errors
/// When there is no such item, or the database cannot be written.
pub async fn invite(work: &Work, item_id: i64, posts: &[i64]) -> Result<()> {
    let known: BTreeSet<i64> = post::Entity::find()
        .filter(post::Column::Id.is_in(posts.to_vec()))
        .all(&work.tx)
        .await?
        .into_iter()
        .map(|post| post.id)
        .collect();
    let mut seen = BTreeSet::new();
    let wanted: Vec<i64> = posts.iter().copied().filter(|id| known.contains(id) && seen.insert(*id)).collect();
    let standing = of_item(work, item_id).await?;
    for gone in standing.iter().filter(|row| !wanted.contains(&row.post_id)) {
        take_back(work, gone.id).await?;
        invitee::Entity::delete_by_id(gone.id).exec(&work.tx).await?;
    }
    for (post_id, position) in wanted.into_iter().zip(1..) {
        match standing.iter().find(|row| row.post_id == post_id) {
            Some(row) if row.position == position => {}
            Some(row) => {
                let mut row = row.clone().into_active_model();
                row.position = Set(position);
                row.update(&work.tx).await?;
            }
            None => {
                let row = invitee::ActiveModel {
                    agenda_item_id: Set(item_id),
                    post_id: Set(post_id),
                    position: Set(position),
                    answer: Set(Stored(Answer::None)),
                    deputy: Set(String::new()),
                    note: Set(String::new()),
                    version: Set(1),
                    ..Default::default()
                };
                row.insert(&work.tx).await?;
            }
        }
    }
    owe(work, item_id).await
}

/// Brings what is owed for an item's invitations in line with how the item and its meeting stand now: owed while the
/// meeting lies ahead and nobody said who comes, called by the item's title and the meeting's day, and otherwise not.
/// To be called whenever the item's title or access, or the meeting's day or state, changed.
///
/// # Errors
/// When there is no such item, or the database cannot be written.
pub async fn owe(work: &Work, item_id: i64) -> Result<()> {
    let item = agenda_item::Entity::find_by_id(item_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let is_wanted = invitation::is_wanted(item.state.0, meeting.state.0, meeting.held_on, work.today);
    let called = item.access.0.title_in_letters(&item.title);
    let title = invitation::title(&body.short_name, meeting.held_on, &called);
    let mut owings = Vec::new();
    for row in of_item(work, item_id).await? {
        let owed = obligations::open_about(&work.tx, SubjectKind::Invitation, row.id).await?;
        match (owed.first(), is_wanted && !row.answer.0.brings_somebody()) {
            (Some(owed), true) if owed.title != title => {
                obligations::rename(work, Kind::AnswerInvitation, (SubjectKind::Invitation, row.id), title.clone())
                    .await?;
            }
            (Some(_), false) if !is_wanted => obligations::withdraw_all(work, SubjectKind::Invitation, row.id).await?,
            (None, true) => owings.push(Owing {
                kind: Kind::AnswerInvitation,
                subject_kind: SubjectKind::Invitation,
                subject_id: row.id,
                body_id: body.id,
                owner_post_id: row.post_id,
                meeting_id: Some(meeting.id),
                title: title.clone(),
                rule: DueRule::publish(meeting.id, -ANSWERED_BEFORE),
            }),
            _ => {}
        }
    }
    if !owings.is_empty() {
        obligations::owe_all(work, owings).await?;
    }
    Ok(())
}

/// Whoever answered for a day that the meeting does not keep is asked anew.
///
/// # Errors
/// When the database cannot be written.
pub async fn ask_again(work: &Work, meeting_id: i64) -> Result<()> {
    let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting_id)).all(&work.tx).await?;
    invitee::Entity::update_many()
        .col_expr(invitee::Column::Answer, Expr::value(Stored(Answer::None)))
        .col_expr(invitee::Column::Deputy, Expr::value(String::new()))
        .col_expr(invitee::Column::Version, Expr::col(invitee::Column::Version).add(1))
        .filter(invitee::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .filter(invitee::Column::Answer.ne(Stored(Answer::None)))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// The same for every item of a meeting.
///
/// # Errors
/// As [`owe`].
pub async fn owe_for_meeting(work: &Work, meeting_id: i64) -> Result<()> {
    let items = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting_id)).all(&work.tx).await?;
    for item in items {
        owe(work, item.id).await?;
    }
    Ok(())
}

/// Nobody is invited for an item any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn disinvite(work: &Work, item_id: i64) -> Result<()> {
    for row in of_item(work, item_id).await? {
        take_back(work, row.id).await?;
        invitee::Entity::delete_by_id(row.id).exec(&work.tx).await?;
    }
    Ok(())
}

/// An item is taken later, as another item: the same posts are invited for that one and asked anew, because the day
/// is another. What they answered for the first stays with it; nobody owes an answer for it any more.
///
/// # Errors
/// When there is no such item, or the database cannot be written.
pub async fn carry_over(work: &Work, from_item: i64, to_item: i64) -> Result<()> {
    let standing = of_item(work, from_item).await?;
    for row in &standing {
        take_back(work, row.id).await?;
    }
    let mut posts: Vec<i64> = of_item(work, to_item).await?.into_iter().map(|row| row.post_id).collect();
    posts.extend(standing.iter().map(|row| row.post_id));
    invite(work, to_item, &posts).await
}

/// Nobody owes an answer to an invitation any more, and its links lead nowhere.
async fn take_back(work: &Work, invitee_id: i64) -> Result<()> {
    obligations::withdraw_all(work, SubjectKind::Invitation, invitee_id).await?;
    link::Entity::update_many()
        .col_expr(link::Column::RevokedAt, Expr::value(work.at))
        .filter(link::Column::SubjectKind.eq(Stored(SubjectKind::Invitation)))
        .filter(link::Column::SubjectId.eq(invitee_id))
        .filter(link::Column::RevokedAt.is_null())
        .exec(&work.tx)
        .await?;
    Ok(())
}

async fn of_item(work: &Work, item_id: i64) -> Result<Vec<invitee::Model>> {
    Ok(invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.eq(item_id))
        .order_by_asc(invitee::Column::Position)
        .all(&work.tx)
        .await?)
}

/// Who is invited for each of some items, in order, with whoever holds their posts on a day. An item for which
/// nobody is invited is not in the map.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    items: impl IntoIterator<Item = i64>,
    on: NaiveDate,
) -> Result<BTreeMap<i64, Vec<Invited>>> {
    let rows = invitee::Entity::find()
        .filter(invitee::Column::AgendaItemId.is_in(items))
        .order_by_asc(invitee::Column::AgendaItemId)
        .order_by_asc(invitee::Column::Position)
        .all(db)
        .await?;
    let mut holders = BTreeMap::new();
    for row in &rows {
        if !holders.contains_key(&row.post_id)
            && let Some(holder) = holder_of(db, row.post_id, on).await?
        {
            holders.insert(row.post_id, holder);
        }
    }
    let mut invited: BTreeMap<i64, Vec<Invited>> = BTreeMap::new();
    for row in rows {
        let Some(holder) = holders.get(&row.post_id) else { continue };
        let own = invited.entry(row.agenda_item_id).or_default();
        let name = holder.person.as_ref().map(|person| person.name.clone());
        let words = invitation::words(row.answer.0, &row.deputy);
        let twin = own.iter_mut().find(|one| name.is_some() && one.holder == name && one.words == words);
        if let Some(twin) = twin {
            twin.post = format!("{} and {}", twin.post, holder.post);
            twin.invitees.push(row.id);
            continue;
        }
        own.push(Invited {
            href: format!("/invitations/{}", row.id),
            invitees: vec![row.id],
            post: holder.post.clone(),
            holder: name,
            answer: row.answer.0,
            words,
            deputy: row.deputy,
            somebody_comes: row.answer.0.brings_somebody(),
        });
    }
    Ok(invited)
}
