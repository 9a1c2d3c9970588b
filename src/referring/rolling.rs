//! A matter goes on to another meeting of the Board: by hand, because its own was cancelled, or because it passed
//! without an answer. What was published stays as it was; the count and the trail are its history.

use super::{RETARGETED, next, reconcile, record, words_of};
use crate::error::{OrRefuse, Result};
use crate::holders::holders_of;
use crate::obligations::{self, Moved};
use crate::tellings::{self, Section, Telling};
use crate::work::Work;
use remit_domain::letter::Kind as Letter;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::wording;
use remit_entity::{agenda_item, body, meeting, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

/// Why a matter goes on to another meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// An officer carries it there, or it had no meeting yet.
    ByHand,
    /// Its meeting passed, or was cancelled.
    RolledOver,
}

/// Carries a matter to another meeting of the Board; the answer is owed after that one.
///
/// # Errors
/// When it was answered, closed or withdrawn, or the database cannot be written.
pub async fn carry_to(
    work: &Work,
    found: referral::Model,
    (to, how): (&meeting::Model, Carried),
) -> Result<Vec<Moved>> {
    let words = words_of(&work.tx, &found).await?;
    let state = found.state.roll_over(words).or_refuse()?;
    record(work, &found, RETARGETED, &wording::date_with_weekday(to.held_on)).await?;
    let rolled = found.rolled + i32::from(how == Carried::RolledOver);
    let mut row = next(found, state);
    row.meeting_id = Set(Some(to.id));
    row.rolled = Set(rolled);
    row.reached = Set(None);
    let row = row.update(&work.tx).await?;
    let mut moved = Vec::new();
    for owed in obligations::open_about(&work.tx, SubjectKind::Referral, row.id).await? {
        if owed.kind.0 != Kind::RecordAnswer {
            continue;
        }
        if how == Carried::RolledOver && owed.due_rule.starts_with("meeting(") {
            moved.extend(obligations::reanchor_one(work, owed, to.id).await?);
        } else {
            obligations::withdraw(work, Kind::RecordAnswer, SubjectKind::Referral, row.id).await?;
        }
    }
    reconcile(work, &row).await?;
    Ok(moved)
}

/// Rolls a matter over to the next meeting of the Board, and tells the panel's chair.
///
/// # Errors
/// As [`carry_to`].
pub async fn roll_over(work: &Work, found: referral::Model, to: &meeting::Model) -> Result<()> {
    let (reference, panel, item) = (found.reference.clone(), found.body_id, found.agenda_item_id);
    let was = match found.meeting_id {
        Some(id) => meeting::Entity::find_by_id(id).one(&work.tx).await?,
        None => None,
    };
    let id = found.id;
    carry_to(work, found, (to, Carried::RolledOver)).await?;
    let item = agenda_item::Entity::find_by_id(item).one(&work.tx).await?;
    let Some(panel) = body::Entity::find_by_id(panel).one(&work.tx).await? else { return Ok(()) };
    let day = wording::date_with_day(to.held_on);
    let mut says = Vec::new();
    if let Some(was) = &was {
        let on = wording::date_with_weekday(was.held_on);
        says.push(match was.state.0.stands() {
            true => format!("The Board meeting of {on} passed and no answer to {reference} is recorded."),
            false => format!("The Board meeting of {on}, for which {reference} was meant, does not take place."),
        });
    }
    says.push(format!("The matter goes on to the Board of {}.", wording::date_with_weekday(to.held_on)));
    if let Some(item) = item {
        says.push(format!("It came from the item {}.", quoted(&item)));
    }
    let section = Section {
        subject: format!("Rolled over: {reference}, to the Board of {day}"),
        heading: format!("Referral {reference}: rolled over"),
        says,
        link_lead: "The thread, when you are signed in:".to_owned(),
        link: format!("{}/referrals/{id}", work.site.url),
        ..Section::default()
    };
    let chair = holders_of(&work.tx, panel.chair_post_id.into_iter().collect(), work.today).await?;
    let told = chair.into_values().map(|person_id| Telling {
        kind: Letter::BoardOutcome,
        person_id,
        occasion: format!("rolled-{id}-{}", to.id),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, told.collect()).await
}

fn quoted(item: &agenda_item::Model) -> String {
    if item.access.0.is_restricted() {
        item.access.0.title_in_letters(&item.title)
    } else {
        format!("“{}”", item.title)
    }
}
