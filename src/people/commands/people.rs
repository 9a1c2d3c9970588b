//! People: entered, corrected, seen off, and sent the link by which they choose a password.

use super::taken;
use crate::error::{Error, OrRefuse, Result};
use crate::people::letters;
use crate::people::queries::people::as_fields;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use crate::{one_time, post as post_office, sessions};
use chrono::NaiveDate;
use remit_domain::email::Email;
use remit_domain::person::{self as words, PersonRefusal};
use remit_domain::wording;
use remit_entity::{holding, membership, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait,
    PaginatorTrait, QueryFilter,
};

/// A person as an officer wants them entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The name.
    pub name: String,
    /// The address of their letters, by which they also sign in.
    pub email: Email,
    /// Whether they run the service.
    pub is_officer: bool,
    /// The first day on which they are gone.
    pub left_on: Option<NaiveDate>,
}

impl Wanted {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The first thing that is missing or cannot be right.
    pub fn read(fields: &Fields) -> Result<Self> {
        let left_on = fields.date("left_on");
        if left_on.is_none() && !fields.text("left_on").is_empty() {
            return Err(PersonRefusal::LeavingDay).or_refuse();
        }
        Ok(Self {
            name: words::name(fields.raw("name")).or_refuse()?,
            email: Email::read(fields.raw("email")).or_refuse()?,
            is_officer: fields.ticked("officer"),
            left_on,
        })
    }
}

pub(super) fn about(id: i64) -> About {
    About { noun: "person", id, body: None }
}

/// Enters a person.
///
/// # Errors
/// When another has the address, or the database cannot be written.
pub async fn enter(work: &Work, wanted: Wanted) -> Result<i64> {
    must_be_free(work, &wanted.email, None).await?;
    let row = person::ActiveModel {
        name: Set(wanted.name.clone()),
        email: Set(wanted.email.as_str().to_owned()),
        is_officer: Set(wanted.is_officer),
        password_hash: Set(None),
        left_on: Set(wanted.left_on),
        ..Default::default()
    };
    let id = row.insert(&work.tx).await.map_err(|error| taken(error, PersonRefusal::EmailTaken))?.id;
    trail::record(work, "entered", about(id), wanted.name).await?;
    Ok(id)
}

async fn must_be_free(work: &Work, email: &Email, but_for: Option<i64>) -> Result<()> {
    let found = person::Entity::find().filter(person::Column::Email.eq(email.as_str())).one(&work.tx).await?;
    match found {
        Some(other) if Some(other.id) != but_for => Err(PersonRefusal::EmailTaken).or_refuse(),
        _ => Ok(()),
    }
}

/// Corrects a person; with a day of leaving, sees them off: their posts and seats end the day before.
pub(in crate::people) async fn correct(work: &Work, id: i64, version: String, wanted: Wanted) -> Result<()> {
    let person = person::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if as_fields(&person).raw("version") != version {
        return Err(Error::Stale);
    }
    must_be_free(work, &wanted.email, Some(id)).await?;
    let stays_officer = wanted.is_officer && wanted.left_on.is_none();
    if person.is_officer && person.password_hash.is_some() && !stays_officer && is_last_officer(work, id).await? {
        return Err(PersonRefusal::LastOfficer).or_refuse();
    }
    let said = changes(&person, &wanted);
    if person.email != wanted.email.as_str() {
        // A link that went to the old address must not open the account any more.
        one_time::cancel(work, &one_time::welcome(id)).await?;
    }
    if person.email != wanted.email.as_str() || person.is_officer != wanted.is_officer {
        sessions::end_all(work, id).await?;
    }
    if let Some(left_on) = wanted.left_on.filter(|_| person.left_on != wanted.left_on) {
        end_duties(work, id, left_on).await?;
    }
    let mut row = person.into_active_model();
    row.name = Set(wanted.name);
    row.email = Set(wanted.email.as_str().to_owned());
    row.is_officer = Set(wanted.is_officer);
    row.left_on = Set(wanted.left_on);
    row.update(&work.tx).await.map_err(|error| taken(error, PersonRefusal::EmailTaken))?;
    trail::record(work, "corrected", about(id), said).await
}

/// What changed, for the trail.
fn changes(person: &person::Model, wanted: &Wanted) -> String {
    let mut said = Vec::new();
    if person.name != wanted.name {
        said.push(format!("name from {} to {}", person.name, wanted.name));
    }
    if person.email != wanted.email.as_str() {
        said.push(format!("address from {} to {}", person.email, wanted.email.as_str()));
    }
    if person.is_officer != wanted.is_officer {
        said.push(if wanted.is_officer { "officer" } else { "no longer officer" }.to_owned());
    }
    if person.left_on != wanted.left_on {
        said.push(match wanted.left_on {
            Some(on) => format!("leaves on {}", wording::date(on)),
            None => "does not leave".to_owned(),
        });
    }
    said.join("; ")
}

/// Whether nobody else could sign in as an officer and bring others back.
pub(super) async fn is_last_officer(work: &Work, id: i64) -> Result<bool> {
    let others = person::Entity::find()
        .filter(person::Column::Id.ne(id))
        .filter(person::Column::IsOfficer.eq(true))
        .filter(person::Column::PasswordHash.is_not_null())
        .filter(person::Column::LeftOn.is_null())
        .count(&work.tx)
        .await?;
    Ok(others == 0)
}

/// Ends the posts and seats of somebody who leaves; what would begin later never does.
pub(super) async fn end_duties(work: &Work, person_id: i64, left_on: NaiveDate) -> Result<()> {
    let last_on = left_on.pred_opt().unwrap_or(left_on);
    let held = holding::Entity::find()
        .filter(holding::Column::PersonId.eq(person_id))
        .filter(Condition::any().add(holding::Column::ToOn.is_null()).add(holding::Column::ToOn.gte(left_on)))
        .all(&work.tx)
        .await?;
    for held in held {
        if held.from_on < left_on {
            let mut row = held.into_active_model();
            row.to_on = Set(Some(last_on));
            row.update(&work.tx).await?;
        } else {
            held.delete(&work.tx).await?;
        }
    }
    let seats = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person_id))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(left_on)))
        .all(&work.tx)
        .await?;
    for seat in seats {
        if seat.from_on < left_on {
            let mut row = seat.into_active_model();
            row.to_on = Set(Some(last_on));
            row.update(&work.tx).await?;
        } else {
            seat.delete(&work.tx).await?;
        }
    }
    Ok(())
}

/// Writes somebody a letter with a link by which they choose their password, once, within a day. The password that
/// they have stays good until then.
///
/// # Errors
/// When they have left, or the database cannot be written.
pub async fn send_password_link(work: &Work, id: i64) -> Result<String> {
    let person = person::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if person.left_on.is_some_and(|left| left <= work.today) {
        return Err(PersonRefusal::HasLeft).or_refuse();
    }
    let address = one_time::welcome_address(work, id).await?;
    let draft = letters::password_link(work, &person, &address).await?;
    post_office::enqueue(work, draft).await?;
    trail::record(work, "sent a password link to", about(id), person.email.clone()).await?;
    Ok(person.email)
}
