//! Who owes an action, by when, what it goes on as, and what else was asked for twice. Each change says why.

use super::{Which, body_now, load, owed, step, unpause};
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::resolving::{self, Place};
use crate::work::Work;
use remit_domain::action::{ActionRefusal, Becomes, Due};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::recommendation::Addressee;
use remit_domain::wording;
use remit_entity::{action, body, meeting, post};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Another owner, another date, and why.
#[derive(Clone, Debug)]
pub struct Change {
    /// The post that is to owe it; none leaves it where it is.
    pub owner: Option<i64>,
    /// When it is to be due; none leaves it as it is.
    pub due: Option<Due>,
    /// The reason.
    pub why: String,
}

/// Gives an action to another post, or another date.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn change(work: &Work, which: Which, wanted: Change) -> Result<()> {
    let found = load(work, which).await?;
    if !found.state.is_open() {
        return Err(Error::refused(ActionRefusal::Over));
    }
    let owner = wanted.owner.filter(|owner| *owner != found.owner_post_id);
    let due = match wanted.due {
        Some(_) if !found.state.is_owed() => return Err(Error::refused(ActionRefusal::NotOwed)),
        None => None,
        due => Some(Due::from_today(due, work.today).or_refuse()?),
    };
    if owner.is_none() && due.is_none() {
        return Err(Error::refused(ActionRefusal::NothingChanged));
    }
    if wanted.why.trim().is_empty() {
        return Err(Error::refused(ActionRefusal::NoChangeReason));
    }
    let mut says = Vec::new();
    if let Some(owner) = owner {
        let post = post::Entity::find_by_id(owner).one(&work.tx).await?.ok_or(Error::NotFound)?;
        obligations::reassign(work, Kind::DoAction, SubjectKind::Action, found.id, owner).await?;
        says.push(format!("Now owed by the {}.", post.title));
    }
    if let Some(due) = due {
        let body = body_now(work, found.body_id).await?;
        let subject = (SubjectKind::Action, found.id);
        obligations::set_rule(work, Kind::DoAction, subject, due.rule(body.id, work.today)).await?;
        says.push(match due {
            Due::NextMeeting => "Now due for the next meeting.".to_owned(),
            Due::On(day) => format!("Now due on {}.", wording::date(day)),
        });
    }
    says.push(wanted.why.trim().to_owned());
    let (state, keeps) = (found.state.0, found.agreed_at_meeting_id);
    step(work, found, state, ("changed", says.join(" ")), |row| {
        row.agreed_at_meeting_id = Set(keeps);
        if let Some(owner) = owner {
            row.owner_post_id = Set(owner);
        }
    })
    .await
}

/// An officer looked at an owner's word that it is not theirs: it stays where it is.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn keep(work: &Work, which: Which, why: String) -> Result<()> {
    let found = load(work, which).await?;
    if why.trim().is_empty() {
        return Err(Error::refused(ActionRefusal::NoChangeReason));
    }
    let state = found.state.0;
    step(work, found, state, ("kept with its owner", format!("It stays with its owner: {}", why.trim())), |_| {}).await
}

/// What an action goes on as.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// An item or a recommendation.
    pub becomes: Option<Becomes>,
    /// The post that answers a recommendation.
    pub answers: Option<i64>,
}

/// It goes on as an item of the next meeting or as a recommendation; each names the other.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn convert(work: &Work, which: Which, wanted: Conversion) -> Result<()> {
    let found = load(work, which).await?;
    let after = found.state.convert().or_refuse()?;
    let becomes = wanted.becomes.ok_or_else(|| Error::refused(ActionRefusal::NothingToBecome))?;
    let place = resolving::find_place(&work.tx, found.agenda_item_id).await?.ok_or(Error::NotFound)?;
    let body = body_now(work, found.body_id).await?;
    // Locked until the number that a recommendation gets is written.
    body::Entity::find_by_id(body.id).lock_exclusive().one(&work.tx).await?;
    let from = format!("From the action {}, asked for on {}", found.reference, wording::date(place.meeting.held_on));
    let place = Place { body, ..place };
    let (became, words) = match becomes {
        Becomes::Item => {
            let item = resolving::item_of(work, &place, &found.text, from).await;
            let item = item.map_err(|error| match error {
                Error::NotFound => Error::refused(ActionRefusal::NoMeetingAhead),
                error => error,
            })?;
            let on = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.map(|row| row.held_on);
            let day = on.map(wording::date).unwrap_or_default();
            (format!("items/{}", item.id), format!("Goes on as an item of the meeting on {day}."))
        }
        Becomes::Recommendation => {
            let answers = wanted.answers.ok_or_else(|| Error::refused(ActionRefusal::NobodyToAnswer))?;
            post::Entity::find_by_id(answers).one(&work.tx).await?.ok_or(Error::NotFound)?;
            let what = (found.text.as_str(), found.indicator_id);
            let id = resolving::recommendation_of(work, &place, what, (answers, Addressee::Executive), from).await?;
            (format!("recommendations/{id}"), "Goes on as a recommendation.".to_owned())
        }
    };
    obligations::withdraw_all(work, SubjectKind::Action, found.id).await?;
    owed::settle(work, &found, (found.state.0, after), None).await?;
    step(work, found, after, ("converted", words), |row| {
        unpause(row);
        row.became = Set(became);
    })
    .await
}

/// Says that the same was asked for by another action too; both stay. An empty reference takes the link away.
///
/// # Errors
/// Refused, stale, or when the database cannot be written.
pub async fn link(work: &Work, which: Which, reference: String) -> Result<()> {
    let found = load(work, which).await?;
    let other = match reference.trim() {
        "" => None,
        typed => {
            let other = action::Entity::find().filter(action::Column::Reference.eq(typed)).one(&work.tx).await?;
            Some(other.ok_or_else(|| Error::refused(ActionRefusal::NoSuchAction))?)
        }
    };
    if other.as_ref().is_some_and(|other| other.id == found.id) {
        return Err(Error::refused(ActionRefusal::Itself));
    }
    let words = match &other {
        Some(other) => format!("The same is asked for by {}. Both stay open.", other.reference),
        None => "No longer linked to another action.".to_owned(),
    };
    let (state, keeps, id) = (found.state.0, found.agreed_at_meeting_id, other.map(|other| other.id));
    step(work, found, state, ("linked", words), |row| {
        row.agreed_at_meeting_id = Set(keeps);
        row.same_as_id = Set(id);
    })
    .await
}
