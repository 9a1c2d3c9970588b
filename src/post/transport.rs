//! Where letters go: to the council's relay, into a folder, or nowhere.
//!
//! A `Hand` is one slot's own way there; it keeps its conversation open from letter to letter. Called by `deliver`.

use std::future::Future;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::mime::Envelope;
use super::outcome::{Outcome, Phase, Reply};
use super::relay::Relay;
use super::smtp::Conversation;

/// Where letters go.
#[derive(Debug, Clone)]
pub enum Transport {
    /// To the council's mail relay.
    Relay(Box<Relay>),
    /// Into this folder, one `.eml` a letter.
    Folder(PathBuf),
    /// Nowhere: they count as handed over, and can be read in the post box and nowhere else.
    Nowhere,
    /// Not yet known: letters wait.
    Unset,
}

impl From<Relay> for Transport {
    fn from(relay: Relay) -> Self {
        Self::Relay(Box::new(relay))
    }
}

impl Transport {
    /// How long a letter may be in doubt before its sender must be dead.
    pub(super) fn longest_doubt(&self) -> TimeDelta {
        let longest = match self {
            Self::Relay(relay) => relay.limits.body + relay.limits.after_dot,
            Self::Folder(_) | Self::Nowhere | Self::Unset => std::time::Duration::from_secs(60),
        };
        TimeDelta::from_std(longest).unwrap_or(TimeDelta::hours(1)) + TimeDelta::minutes(1)
    }
}

/// One slot's way to where letters go.
pub(super) struct Hand {
    transport: Transport,
    conversation: Option<Conversation>,
}

impl Hand {
    pub(super) fn new(transport: Transport) -> Self {
        Self { transport, conversation: None }
    }

    /// Hands one letter over; `confirm` runs once, at the last moment at which it can still be kept back.
    pub(super) async fn give<F, C>(&mut self, name: &str, envelope: &Envelope, bytes: &[u8], confirm: F) -> Outcome
    where
        F: FnOnce() -> C,
        C: Future<Output = bool>,
    {
        match &self.transport {
            Transport::Relay(relay) => {
                let mut conversation = match self.conversation.take() {
                    Some(conversation) => conversation,
                    None => match Conversation::open(relay).await {
                        Ok(conversation) => conversation,
                        Err(fault) => return fault.into(),
                    },
                };
                let outcome = match relay.signature.as_ref().map(|signature| signature.sign(bytes)).transpose() {
                    Ok(signed) => conversation.hand_over(envelope, signed.as_deref().unwrap_or(bytes), confirm).await,
                    Err(text) => Outcome::Relay { phase: Phase::Connect, text },
                };
                self.conversation = Some(conversation);
                outcome
            }
            Transport::Folder(folder) => {
                if !confirm().await {
                    return Outcome::Fenced;
                }
                match lay_down(folder, name, bytes).await {
                    Ok(()) => kept("laid into the folder"),
                    Err(error) => Outcome::Relay { phase: Phase::Connect, text: error.to_string() },
                }
            }
            Transport::Unset => Outcome::Relay { phase: Phase::Connect, text: "no relay is set".to_owned() },
            Transport::Nowhere => {
                if confirm().await {
                    kept("kept in the post box")
                } else {
                    Outcome::Fenced
                }
            }
        }
    }

    pub(super) async fn close(self) {
        if let Some(conversation) = self.conversation {
            conversation.close().await;
        }
    }
}

fn kept(how: &str) -> Outcome {
    Outcome::Accepted { reply: Reply { code: 250, text: how.to_owned() } }
}

/// Whole or not at all; a second copy of the same letter replaces the first.
async fn lay_down(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let (unfinished, finished) = (folder.join(format!(".{name}.part")), folder.join(format!("{name}.eml")));
    tokio::fs::write(&unfinished, bytes).await?;
    tokio::fs::File::open(&unfinished).await?.sync_all().await?;
    tokio::fs::rename(&unfinished, &finished).await
}
