//! Who follows an action or a recommendation: whoever moved or seconded it, and whoever chose to. They are told what
//! becomes of it, once each time; they owe nothing, and stop with one press. Called by the rooms where things happen.

use crate::error::Result;
use crate::links;
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::Work;
use remit_domain::letter::Kind;
use remit_domain::obligation::SubjectKind;
use remit_entity::{Stored, action, agenda_item, body, follow, person, resolution, resolution_part, telling};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// Somebody follows a thing from now on; following twice is following once.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(work: &Work, person_id: i64, subject: (SubjectKind, i64)) -> Result<()> {
    let row = follow::ActiveModel {
        person_id: Set(person_id),
        subject_kind: Set(Stored(subject.0)),
        subject_id: Set(subject.1),
        ..Default::default()
    };
    let key = [follow::Column::SubjectKind, follow::Column::SubjectId, follow::Column::PersonId];
    follow::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(&work.tx)
        .await?;
    Ok(())
}

/// Somebody follows it no longer.
///
/// # Errors
/// When the database cannot be written.
pub async fn stop(work: &Work, person_id: i64, subject: (SubjectKind, i64)) -> Result<()> {
    follow::Entity::delete_many()
        .filter(follow::Column::PersonId.eq(person_id))
        .filter(follow::Column::SubjectKind.eq(Stored(subject.0)))
        .filter(follow::Column::SubjectId.eq(subject.1))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Everybody who follows a thing.
///
/// # Errors
/// When the database cannot be read.
pub async fn followers(db: &impl ConnectionTrait, subject: (SubjectKind, i64)) -> Result<BTreeSet<i64>> {
    let rows = follow::Entity::find()
        .filter(follow::Column::SubjectKind.eq(Stored(subject.0)))
        .filter(follow::Column::SubjectId.eq(subject.1))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// Whoever moved and seconded the resolution that a part belongs to follows what came of it. Those known by name only
/// are found among the members of the body; a name that fits nobody, or two, fits none.
///
/// # Errors
/// When the database cannot be written.
pub async fn by_those_who_moved(work: &Work, part_id: i64, subject: (SubjectKind, i64), body_id: i64) -> Result<()> {
    let Some(part) = resolution_part::Entity::find_by_id(part_id).one(&work.tx).await? else { return Ok(()) };
    let Some(moved) = resolution::Entity::find_by_id(part.resolution_id).one(&work.tx).await? else { return Ok(()) };
    let mut members = None;
    for (id, name) in [(moved.mover_id, &moved.mover), (moved.seconder_id, &moved.seconder)] {
        let found = match id {
            Some(id) => Some(id),
            None if name.trim().is_empty() => None,
            None => {
                if members.is_none() {
                    let ids = recipients::members_of(&work.tx, &[body_id], work.today).await?;
                    let rows = person::Entity::find().filter(person::Column::Id.is_in(ids)).all(&work.tx).await?;
                    members = Some(rows);
                }
                named(name, members.as_deref().unwrap_or_default())
            }
        };
        if let Some(person_id) = found {
            begin(work, person_id, subject).await?;
        }
    }
    Ok(())
}

/// The one member whom a name means: the same but for the title, else the only one with that last name.
fn named(name: &str, members: &[person::Model]) -> Option<i64> {
    let bare = |name: &str| {
        let words: Vec<String> = name.split_whitespace().map(|word| word.trim_matches('.').to_lowercase()).collect();
        let titles = ["cllr", "councillor", "mr", "mrs", "ms", "miss", "dr", "sir", "dame"];
        words.into_iter().filter(|word| !titles.contains(&word.as_str())).collect::<Vec<_>>()
    };
    let wanted = bare(name);
    let last = wanted.last()?;
    let only = |found: Vec<i64>| match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let same = members.iter().filter(|one| bare(&one.name) == wanted).map(|one| one.id).collect();
    let by_last = || members.iter().filter(|one| bare(&one.name).last() == Some(last)).map(|one| one.id).collect();
    only(same).or_else(|| if wanted.len() == 1 { only(by_last()) } else { None })
}

/// Tells everybody who follows an action what became of it. `mark` names the occasion among those of the action.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell(work: &Work, found: &action::Model, mark: &str, (kind, became): (Kind, String)) -> Result<()> {
    let mut people = followers(&work.tx, (SubjectKind::Action, found.id)).await?;
    // Nobody is told of what they did themselves.
    people.retain(|person| Some(*person) != work.by.person_id());
    if people.is_empty() {
        return Ok(());
    }
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?;
    let is_private = item.is_none_or(|item| item.access.0.is_restricted());
    let body = body::Entity::find_by_id(found.body_id).one(&work.tx).await?.map(|body| body.name).unwrap_or_default();
    let mut says = vec![format!("You follow the action {} of the {body}.", found.reference)];
    if !is_private {
        says.push(format!("“{}”", found.text));
    }
    says.push(became.clone());
    let mut told = Vec::new();
    for person_id in people {
        told.push(Telling {
            kind,
            person_id,
            occasion: format!("follow-{}-{mark}", found.id),
            section: Section {
                subject: format!("Action {}: {}", found.reference, became.trim_end_matches('.').to_lowercase()),
                heading: format!("Action {}, which you follow", found.reference),
                says: says.clone(),
                link_lead: "Read it, or stop following it, here:".to_owned(),
                link: links::address(work, person_id, SubjectKind::Action, found.id).await?,
                ..Section::default()
            },
            was: String::new(),
            meetings: Vec::new(),
            may_repeat: false,
        });
    }
    tellings::tell_all(work, told).await
}

/// What waits to be told of an action under the marks that begin so is not told after all.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_back(work: &Work, action_id: i64, marks: &str) -> Result<()> {
    let waiting = telling::Entity::find()
        .filter(telling::Column::Occasion.starts_with(format!("follow-{action_id}-{marks}")))
        .filter(telling::Column::WithdrawnAt.is_null())
        .all(&work.tx)
        .await?;
    let occasions: BTreeSet<String> = waiting.into_iter().map(|row| row.occasion).collect();
    for occasion in occasions {
        tellings::take_back(work, &occasion).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::named;
    use remit_entity::person;

    fn member(id: i64, name: &str) -> person::Model {
        let email = format!("{id}@anyshire.example");
        person::Model { id, name: name.to_owned(), email, is_officer: false, password_hash: None, left_on: None }
    }

    #[test]
    fn a_name_in_minutes_means_one_member_or_none() {
        let members = [
            member(1, "Councillor Imogen Hartley"),
            member(2, "Councillor Ann Cole"),
            member(3, "Councillor Bob Cole"),
        ];
        for (name, wanted) in [
            ("Cllr Imogen Hartley", Some(1)),
            ("Councillor Hartley", Some(1)),
            ("Cllr. Ann Cole", Some(2)),
            ("Cllr Cole", None),
            ("Mr Ian Hartley", None),
            ("", None),
            ("Councillor", None),
        ] {
            assert_eq!(named(name, &members), wanted, "{name}");
        }
    }
}
