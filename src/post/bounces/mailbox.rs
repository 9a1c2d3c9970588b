//! The mailbox that letters come back to: a Maildir folder, or a folder of a mail server by IMAP over TLS. Messages are
//! read once and marked as read; none is ever deleted or answered.
//!
//! Called by the loop beside it.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::imap::Account;
use crate::mailing::{Returned, secret};

/// The longest report that is read, in bytes; a report carries the headers of our letter, not a book.
const LONGEST: u64 = 2 * 1024 * 1024;

/// Messages read at one visit.
pub(super) const MOST: usize = 200;

/// Where letters come back to.
#[derive(Clone)]
pub enum Mailbox {
    /// A folder with `new` and `cur` in it.
    Maildir(PathBuf),
    /// A folder of a mail server.
    Imap(Box<Account>),
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())
    }
}

/// A message, and the name by which it is marked as read.
pub(super) struct Message {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Mailbox {
    /// What the settings name.
    ///
    /// # Errors
    /// When it is neither kind, or the password is missing.
    pub fn from_settings(returned: &Returned, authorities: &[u8]) -> anyhow::Result<Option<Self>> {
        let Some(place) = &returned.bounces else { return Ok(None) };
        if let Some(folder) = place.strip_prefix("maildir:") {
            return Ok(Some(Self::Maildir(folder.into())));
        }
        let Some(rest) = place.strip_prefix("imaps://") else {
            bail!("REMIT_BOUNCES must begin with maildir: or imaps://");
        };
        let password = secret(
            returned.bounces_password.as_ref(),
            returned.bounces_password_file.as_deref(),
            "the password of the mailbox that letters come back to",
        )?;
        let Some(password) = password else { bail!("REMIT_BOUNCES_PASSWORD_FILE must name a file with the password") };
        let account = Account::of(rest, password, authorities).map_err(anyhow::Error::msg)?;
        Ok(Some(Self::Imap(Box::new(account))))
    }

    /// Where it is, for people.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Maildir(folder) => format!("the folder {}", folder.display()),
            Self::Imap(account) => account.place(),
        }
    }

    /// What has come and was not read yet.
    pub(super) async fn unread(&self) -> anyhow::Result<Vec<Message>> {
        match self {
            Self::Maildir(folder) => {
                let folder = folder.clone();
                tokio::task::spawn_blocking(move || unread_files(&folder)).await?
            }
            Self::Imap(account) => account.unread().await,
        }
    }

    /// Marks messages as read.
    pub(super) async fn mark_read(&self, names: Vec<String>) -> anyhow::Result<()> {
        match self {
            Self::Maildir(folder) => {
                for name in names {
                    let bare = name.split(':').next().unwrap_or(&name).to_owned();
                    let (from, to) = (folder.join("new").join(&name), folder.join("cur").join(format!("{bare}:2,S")));
                    match tokio::fs::rename(&from, &to).await {
                        // Another process has read it too.
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                        moved => moved.with_context(|| format!("cannot move {}", from.display()))?,
                    }
                }
                Ok(())
            }
            Self::Imap(account) => account.mark_read(&names).await,
        }
    }
}

fn unread_files(folder: &Path) -> anyhow::Result<Vec<Message>> {
    let new = folder.join("new");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&new).with_context(|| format!("cannot read {}", new.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file()
            && let Some(name) = entry.file_name().to_str()
            && !name.starts_with('.')
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    let mut found = Vec::new();
    for name in names.into_iter().take(MOST) {
        let file = new.join(&name);
        let is_book = std::fs::metadata(&file)?.len() > LONGEST;
        let bytes = if is_book { Vec::new() } else { std::fs::read(&file)? };
        found.push(Message { name, bytes });
    }
    Ok(found)
}
