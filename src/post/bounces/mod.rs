//! Letters that came back, as a mail system reports them: the mailbox is looked into every minute, each report is noted
//! once at its letter. Nothing is ever written in answer to a report; the officer is told by a job of another room.
//!
//! Started beside the sender where a mailbox is given. What an officer records by hand is in `commands`.

mod imap;
mod mailbox;
pub mod report;

use std::time::Duration;

use remit_entity::{bounce, letter};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use tokio::sync::watch;

use super::commands;
use crate::app::App;
use crate::error::{Error, Result};
use crate::trail::{self, About};
use crate::work::{Author, Work};
use report::{Fate, Report};

pub use mailbox::Mailbox;

/// How often the mailbox is looked into.
const EVERY: Duration = Duration::from_secs(60);

/// Looks into the mailbox until told to stop. A mailbox that cannot be read is logged and tried again: letters go on.
///
/// # Errors
/// Never for what the mailbox does.
pub async fn keep(app: App, mailbox: Mailbox, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    while !*stop.borrow() {
        match look(&app, &mailbox).await {
            Ok(0) => {}
            Ok(noted) => tracing::info!(noted, "letters came back"),
            Err(fault) => {
                tracing::error!(fault = format!("{fault:#}"), "the mailbox for returned letters cannot be read")
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(())
}

/// Reads what is new in the mailbox and notes what came back; how many letters that were.
///
/// # Errors
/// When the mailbox or the database fails; what was not noted is read again.
pub async fn look(app: &App, mailbox: &Mailbox) -> anyhow::Result<usize> {
    let (mut read, mut noted) = (Vec::new(), 0);
    for message in mailbox.unread().await? {
        if let Some(report) = report::read(&message.bytes) {
            let done = app.write(Author::Remit, move |work| Box::pin(async move { note(work, &report).await })).await;
            noted += usize::from(done.map_err(|error| match error {
                Error::Broken(fault) => fault,
                other => anyhow::anyhow!("{other:?}"),
            })?);
        }
        read.push(message.name);
    }
    mailbox.mark_read(read).await?;
    Ok(noted)
}

/// Notes a report at its letter, once. False when it is about no letter of ours, or is known.
async fn note(work: &Work, report: &Report) -> Result<bool> {
    let mut found = None;
    for id in &report.about {
        // Held, so that two processes that read one mailbox do not both note it.
        let letter = letter::Entity::find().filter(letter::Column::MessageId.eq(id.as_str())).lock_exclusive();
        found = letter.one(&work.tx).await?;
        if found.is_some() {
            break;
        }
    }
    let Some(letter) = found else { return Ok(false) };
    let known = bounce::Entity::find()
        .filter(bounce::Column::LetterId.eq(letter.id))
        .filter(bounce::Column::Mark.eq(report.mark.as_str()))
        .count(&work.tx)
        .await?;
    if known > 0 {
        return Ok(false);
    }
    // A letter has one reader: where a report names several addresses, the worst of them is what became of it.
    let Some(fate) = report.fates.iter().max_by_key(|fate| fate.is_final) else { return Ok(false) };
    record(work, &letter, fate, &report.mark).await?;
    Ok(true)
}

async fn record(work: &Work, letter: &letter::Model, fate: &Fate, mark: &str) -> Result<()> {
    let words = if fate.words.is_empty() { "The report gives no reason.".to_owned() } else { fate.words.clone() };
    // What is final counts as permanent, also where the mail system's number is that of a delay: it gave up.
    let code = if fate.is_final {
        fate.code.replacen('4', "5", usize::from(fate.code.starts_with('4')))
    } else {
        fate.code.clone()
    };
    bounce::ActiveModel {
        letter_id: Set(letter.id),
        at: Set(work.at),
        code: Set(code),
        words: Set(words.clone()),
        told_by: Set("the mail system’s report".to_owned()),
        mark: Set(mark.to_owned()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "letter", id: letter.id, body: None };
    if !fate.is_final {
        return trail::record(work, "reported as late", about, words).await;
    }
    if let Ok(state) = letter.state.bounced() {
        commands::end(work, letter.id, state, &words).await?;
    }
    trail::record(work, "reported as returned", about, words).await
}
