//! Letters come in and are called back, each inside the transaction of the deed that they tell of.
//!
//! The columns call this from their commands. What happens to a letter afterwards is in `deliver`.

use askama::Template;
use remit_domain::letter::{Kind, Phase, State, header_text};
use remit_domain::london;
use remit_entity::{letter, notice, person, telling};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TryInsertResult};

use crate::calendar_file::Calendar;
use crate::error::{Error, Result};
use crate::gate;
use crate::work::Work;

/// A letter that a column has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The person, where it is one we know.
    pub person_id: Option<i64>,
    /// Their name.
    pub to_name: String,
    /// Their address on this day.
    pub to_address: String,
    /// What it is about.
    pub kind: Kind,
    /// The subject.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The same words as HTML.
    pub html: String,
    /// The thing it is about, such as `request-482`.
    pub entity_ref: String,
    /// One letter a key: a person's one letter of a morning.
    pub morning_key: Option<String>,
    /// What it carries for the reader's calendar.
    pub calendar: Option<Calendar>,
}

/// What stands at the head of a letter on trial.
#[derive(Template)]
#[template(path = "letters/trial.html")]
struct TrialHead<'h> {
    head: &'h str,
}

/// On trial every letter goes to an officer instead, and says at its head who would have had it. Officers get their own
/// letters as they are.
async fn on_trial(work: &Work, draft: Draft) -> Result<(Draft, Option<(String, String)>)> {
    let Some(officer) = gate::trial_reader(&work.tx).await? else { return Ok((draft, None)) };
    let is_officer = match draft.person_id {
        Some(id) => person::Entity::find_by_id(id).one(&work.tx).await?.is_some_and(|person| person.is_officer),
        None => draft.to_address.eq_ignore_ascii_case(&officer.email),
    };
    if is_officer {
        return Ok((draft, None));
    }
    let head = format!("On trial: this letter would have gone to {} at {}.", draft.to_name, draft.to_address);
    let html = TrialHead { head: &head }.render()?;
    let meant = (draft.to_name.clone(), draft.to_address.clone());
    let told = Draft {
        subject: format!("[On trial, for {}] {}", draft.to_name, draft.subject),
        text: format!("{head}\n\n{}", draft.text),
        html: after_body_tag(&draft.html, &html),
        to_name: officer.name,
        to_address: officer.email,
        // Their calendar is not the officer's.
        calendar: None,
        ..draft
    };
    Ok((told, Some(meant)))
}

/// Puts a paragraph at the head of a letter's HTML.
fn after_body_tag(html: &str, paragraph: &str) -> String {
    let at = html.find("<body").and_then(|body| html[body..].find('>').map(|end| body + end + 1)).unwrap_or(0);
    format!("{}{paragraph}{}", &html[..at], &html[at..])
}

/// Puts a letter into the post. What was just asked for goes at once, everything else in the sending hours.
/// None when there already is a letter under the same morning key.
///
/// # Errors
/// When the database cannot be written, or the next working day lies outside the loaded calendar.
pub async fn enqueue(work: &Work, draft: Draft) -> Result<Option<i64>> {
    let (draft, meant) = on_trial(work, draft).await?;
    let (meant_for, meant_address) = meant.unwrap_or_default();
    let next_try_at = if draft.kind.goes_at_once() { work.at } else { london::next_opening(work.at, &work.calendar)? };
    let entity_ref = header_text(&draft.entity_ref);
    let row = letter::ActiveModel {
        person_id: Set(draft.person_id),
        to_name: Set(header_text(&draft.to_name)),
        to_address: Set(draft.to_address.trim().to_owned()),
        kind: Set(draft.kind.into()),
        subject: Set(header_text(&draft.subject)),
        text: Set(draft.text),
        html: Set(draft.html),
        // Held by a token until the row's own number is known.
        message_id: Set(work.chance.token()?),
        entity_ref: Set(entity_ref.clone()),
        morning_key: Set(draft.morning_key),
        state: Set(State::Pending.into()),
        phase: Set(Phase::Idle.into()),
        written_at: Set(work.at),
        date_at: Set(work.at),
        next_try_at: Set(Some(next_try_at)),
        token: Set(0),
        owner: Set(String::new()),
        lease_until: Set(None),
        attempts: Set(0),
        copies: Set(0),
        sent_at: Set(None),
        last_code: Set(None),
        last_error: Set(String::new()),
        calendar_method: Set(draft.calendar.as_ref().map(|kept| kept.method.name().to_owned()).unwrap_or_default()),
        calendar: Set(draft.calendar.map(|kept| kept.text)),
        meant_for: Set(header_text(&meant_for)),
        meant_address: Set(meant_address.trim().to_owned()),
        held_why: Set(String::new()),
        ..Default::default()
    };
    let inserted = letter::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec(&work.tx)
        .await?;
    let TryInsertResult::Inserted(inserted) = inserted else { return Ok(None) };
    let id = inserted.last_insert_id;
    let message_id = message_id(id, &entity_ref, &work.site.host);
    letter::ActiveModel { id: Set(id), message_id: Set(message_id), ..Default::default() }.update(&work.tx).await?;
    Ok(Some(id))
}

/// Writes a letter anew for its reader: the same words under a Message-ID of their own. What it asks for is from now on
/// asked for by the new one, so that it is called back with it.
///
/// # Errors
/// When the database cannot be written, or the next working day lies outside the loaded calendar.
pub(super) async fn again(work: &Work, old: &letter::Model, address: &str) -> Result<i64> {
    // One on trial already says whose it would have been.
    let was_on_trial = !old.meant_address.is_empty();
    let draft = Draft {
        person_id: old.person_id.filter(|_| !was_on_trial),
        to_name: old.to_name.clone(),
        to_address: address.to_owned(),
        kind: old.kind.0,
        subject: old.subject.clone(),
        text: old.text.clone(),
        html: old.html.clone(),
        entity_ref: old.entity_ref.clone(),
        morning_key: None,
        calendar: old.calendar.as_deref().and_then(|text| Calendar::kept(text, &old.calendar_method)),
    };
    let id = enqueue(work, draft).await?.ok_or(Error::NotFound)?;
    let mut row = letter::ActiveModel { id: Set(id), again_of_id: Set(Some(old.id)), ..Default::default() };
    if was_on_trial {
        row.person_id = Set(old.person_id);
        row.meant_for = Set(old.meant_for.clone());
        row.meant_address = Set(old.meant_address.clone());
    }
    row.update(&work.tx).await?;
    notice::Entity::update_many()
        .col_expr(notice::Column::LetterId, Expr::value(id))
        .filter(notice::Column::LetterId.eq(old.id))
        .exec(&work.tx)
        .await?;
    telling::Entity::update_many()
        .col_expr(telling::Column::LetterId, Expr::value(id))
        .filter(telling::Column::LetterId.eq(old.id))
        .exec(&work.tx)
        .await?;
    Ok(id)
}

/// Calls a letter back, because what it speaks of is done, moved or withdrawn. True when no copy can have left.
///
/// A letter that a worker holds but has not begun to hand over is called back too: the worker finds its claim gone
/// before the dot. One of which a copy may have left is not sent again, and keeps its flag.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(work: &Work, id: i64) -> Result<bool> {
    let unsent = [State::Pending, State::Retry, State::Sending].map(remit_entity::Stored);
    let called_back = letter::Entity::update_many()
        .set(letter::ActiveModel {
            state: Set(State::Withdrawn.into()),
            phase: Set(Phase::Idle.into()),
            next_try_at: Set(None),
            lease_until: Set(None),
            morning_key: Set(None),
            ..Default::default()
        })
        .col_expr(letter::Column::Token, Expr::col(letter::Column::Token).add(1))
        .filter(letter::Column::Id.eq(id))
        .filter(letter::Column::Copies.eq(0))
        .filter(letter::Column::State.is_in(unsent))
        .filter(letter::Column::Phase.ne(remit_entity::Stored(Phase::Data)))
        .exec(&work.tx)
        .await?;
    if called_back.rows_affected > 0 {
        return Ok(true);
    }
    let waiting = [State::Pending, State::Retry, State::Uncertain].map(remit_entity::Stored);
    letter::Entity::update_many()
        .set(letter::ActiveModel { state: Set(State::Uncertain.into()), next_try_at: Set(None), ..Default::default() })
        .filter(letter::Column::Id.eq(id))
        .filter(letter::Column::Copies.gt(0))
        .filter(letter::Column::State.is_in(waiting))
        .exec(&work.tx)
        .await?;
    Ok(false)
}

fn message_id(id: i64, entity_ref: &str, host: &str) -> String {
    let kept = |text: &str, also: &[char]| -> String {
        text.chars().filter(|c| c.is_ascii_alphanumeric() || also.contains(c)).take(60).collect()
    };
    let about = kept(entity_ref, &['-']);
    let host = kept(host, &['-', '.']);
    let host = if host.is_empty() { "localhost".to_owned() } else { host };
    if about.is_empty() { format!("<letter-{id}@{host}>") } else { format!("<letter-{id}.{about}@{host}>") }
}

#[cfg(test)]
mod tests {
    use super::message_id;

    #[test]
    fn a_message_id_comes_from_the_letter_and_nothing_else() {
        for (about, host, wanted) in [
            ("request-482", "scrutiny.council.example", "<letter-7.request-482@scrutiny.council.example>"),
            ("", "localhost", "<letter-7@localhost>"),
            ("a b>\r\nBcc: x", "h\u{e9}st", "<letter-7.abBccx@hst>"),
            ("x", "", "<letter-7.x@localhost>"),
        ] {
            assert_eq!(message_id(7, about, host), wanted);
        }
    }
}
