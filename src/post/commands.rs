//! What an officer can do about a letter that has left: record that it came back, settle a doubt about it, have it
//! written again, also to a corrected address.
//!
//! Called by `pages`, and by `bounces` for what a mail system reports. What the columns do with letters is in `queue`.

use remit_domain::email::Email;
use remit_domain::letter::{NotWrittenAgain, Phase, State};
use remit_domain::obligation;
use remit_domain::person::PersonRefusal;
use remit_entity::{Stored, bounce, letter, notice, obligation as obligations, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::queue;
use crate::error::{Error, OrRefuse, Result};
use crate::trail::{self, About};
use crate::work::Work;

fn about(id: i64) -> About {
    About { noun: "letter", id, body: None }
}

async fn find(work: &Work, id: i64) -> Result<letter::Model> {
    letter::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)
}

/// Records that a letter came back; `words` are those of the report that the officer saw, and may be empty.
///
/// # Errors
/// When there is no such letter, or it never left.
pub(super) async fn record_bounce(work: &Work, id: i64, words: &str) -> Result<()> {
    let state = find(work, id).await?.state.bounced().or_refuse()?;
    let words = remit_domain::letter::header_text(words);
    bounce::ActiveModel {
        letter_id: Set(id),
        at: Set(work.at),
        code: Set(code_in(&words)),
        words: Set(words.clone()),
        told_by: Set(work.by.words()),
        mark: Set(String::new()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let told =
        if words.is_empty() { "came back, as an officer recorded".to_owned() } else { format!("came back: {words}") };
    end(work, id, state, &told).await?;
    trail::record(work, "recorded as returned", about(id), words).await
}

/// The number of a report among its words, such as `5.1.1`.
fn code_in(words: &str) -> String {
    let is_code = |word: &&str| {
        let parts: Vec<_> = word.split('.').collect();
        parts.len() == 3 && parts[0] == "5" && parts.iter().all(|part| part.parse::<u16>().is_ok())
    };
    words.split(|c: char| !c.is_ascii_digit() && c != '.').find(is_code).unwrap_or_default().to_owned()
}

/// Writes down that a letter has come to an end.
pub(super) async fn end(work: &Work, id: i64, state: State, words: &str) -> Result<()> {
    letter::ActiveModel {
        id: Set(id),
        state: Set(state.into()),
        phase: Set(Phase::Idle.into()),
        next_try_at: Set(None),
        last_error: Set(words.to_owned()),
        ..Default::default()
    }
    .update(&work.tx)
    .await?;
    Ok(())
}

/// An officer found in the relay's log that a letter in doubt arrived there.
///
/// # Errors
/// When there is no such letter, or no doubt.
pub(super) async fn note_arrived(work: &Work, id: i64) -> Result<()> {
    let found = find(work, id).await?;
    let state = found.state.found_to_have_arrived().or_refuse()?;
    end(work, id, state, "").await?;
    letter::ActiveModel { id: Set(id), sent_at: Set(Some(work.at)), ..Default::default() }.update(&work.tx).await?;
    trail::record(work, "found to have arrived", about(id), "in the relay’s log").await
}

/// A letter in doubt stays as it is: no second copy is sent.
///
/// # Errors
/// When there is no such letter, or no doubt.
pub(super) async fn leave(work: &Work, id: i64) -> Result<()> {
    let found = find(work, id).await?;
    found.state.found_to_have_arrived().or_refuse()?;
    let words = found.last_error.clone();
    end(work, id, State::Uncertain, &words).await?;
    trail::record(work, "left as it is", about(id), "").await
}

/// Has a letter written again: a new letter with a Message-ID of its own, to the address given. The new letter's number.
///
/// # Errors
/// When the address is none, or the letter is still on its way, was written again already, or asks for what is done.
pub(super) async fn write_again(work: &Work, id: i64, address: &str) -> Result<i64> {
    let found = find(work, id).await?;
    found.state.may_be_written_again().or_refuse()?;
    let newer = letter::Entity::find().filter(letter::Column::AgainOfId.eq(id)).count(&work.tx).await?;
    let refused = match () {
        () if found.kind.is_secret() => Some(NotWrittenAgain::Secret),
        () if newer > 0 => Some(NotWrittenAgain::Already),
        () if asks_for_nothing(work, id).await? => Some(NotWrittenAgain::Done),
        () => None,
    };
    if let Some(refused) = refused {
        return Err(refused).or_refuse();
    }
    let email = Email::read(address).or_refuse()?;
    let corrected = correct_address(work, &found, email.as_str()).await?;
    let again = queue::again(work, &found, email.as_str()).await?;
    if found.state.0 == State::Uncertain {
        end(work, id, State::Uncertain, &found.last_error).await?;
    }
    let detail = format!("as letter {again}{}", if corrected { ", to a corrected address" } else { "" });
    trail::record(work, "sent again", about(id), detail).await?;
    Ok(again)
}

/// Whether everything that the letter asks for is closed.
async fn asks_for_nothing(work: &Work, id: i64) -> Result<bool> {
    let asked = notice::Entity::find().filter(notice::Column::LetterId.eq(id)).all(&work.tx).await?;
    if asked.is_empty() {
        return Ok(false);
    }
    let open = obligations::Entity::find()
        .filter(obligations::Column::Id.is_in(asked.iter().map(|notice| notice.obligation_id)))
        .filter(obligations::Column::State.eq(Stored(obligation::State::Open)))
        .count(&work.tx)
        .await?;
    Ok(open == 0)
}

/// The person is reached at the new address from now on. True when it is another than before.
async fn correct_address(work: &Work, found: &letter::Model, address: &str) -> Result<bool> {
    let Some(person_id) = found.person_id.filter(|_| found.meant_address.is_empty()) else { return Ok(false) };
    let Some(row) = person::Entity::find_by_id(person_id).one(&work.tx).await? else { return Ok(false) };
    if row.email.eq_ignore_ascii_case(address) {
        return Ok(false);
    }
    let taken = person::Entity::find()
        .filter(person::Column::Email.eq(address))
        .filter(person::Column::Id.ne(person_id))
        .one(&work.tx)
        .await?;
    if taken.is_some() {
        return Err(PersonRefusal::EmailTaken).or_refuse();
    }
    let mut row = row.into_active_model();
    row.email = Set(address.to_owned());
    row.update(&work.tx).await?;
    trail::record(work, "changed", About { noun: "person", id: person_id, body: None }, "e-mail address").await?;
    Ok(true)
}
