//! The post office: everything between a letter and the council's mail relay.
//!
//! `queue` takes letters in, `deliver` works them off (`ledger`, `policy`, `breaker`, `transport`), `mime` and
//! `sheet` write the bytes, `smtp` hands one letter over (`relay`, `line`, `outcome`). lettre lives here and nowhere
//! else. What letters say is the columns' affair.

mod breaker;
mod commands;
pub mod deliver;
mod ledger;
mod line;
pub mod mime;
pub mod outcome;
mod pages;
mod policy;
mod queries;
pub mod queue;
pub mod relay;
pub mod sheet;
pub mod smtp;
pub mod transport;
mod views;

pub use deliver::{Sender, Step, Tally, Tuning, Watcher};
pub use mime::{Envelope, Party, Unwritable, Written};
pub use outcome::{Fault, Outcome, Phase, Reply};
pub use queue::{Draft, enqueue, withdraw};
pub use relay::{BadRelayUrl, PhaseLimits, Relay};
pub use sheet::Letterhead;
pub use smtp::Conversation;
pub use transport::Transport;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/letters", Right::ReadLetters, pages::list)
        .get("/letters/{id}", Right::ReadLetters, pages::show)
        .get("/letters/{id}/message.eml", Right::ReadLetters, pages::message)
        .post("/letters/{id}/bounced", Right::ReadLetters, pages::bounced)
}
