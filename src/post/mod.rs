//! The post office: everything between a letter and the council's mail relay.
//!
//! `queue` takes letters in, `deliver` works them off (`ledger`, `policy`, `breaker`, `transport`), `mime` and
//! `sheet` write the bytes, `smtp` hands one letter over (`relay`, `line`, `outcome`). lettre lives here and nowhere
//! else. What letters say is the columns' affair.

pub mod bounces;
mod breaker;
pub mod check;
mod check_pages;
mod commands;
pub mod deliver;
mod diagnosis;
pub mod dkim;
pub mod ledger;
mod line;
pub mod mime;
pub mod outcome;
mod outgoing;
mod pages;
mod policy;
mod queries;
pub mod queue;
pub mod relay;
pub mod retelling;
pub mod sheet;
pub mod smtp;
mod tally;
mod tls;
pub mod token;
pub mod transport;
mod tuning;
mod views;

pub use deliver::Sender;
pub use mime::{Envelope, Party, Unwritable, Written};
pub use outcome::{Fault, Outcome, Phase, Reply};
pub use outgoing::Outgoing;
pub use queue::{Draft, enqueue, withdraw};
pub use relay::{BadRelayUrl, PhaseLimits, Relay};
pub use sheet::Letterhead;
pub use smtp::Conversation;
pub use tally::Tally;
pub use transport::Transport;
pub use tuning::{Step, Tuning, Watcher};

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/letters", Right::ReadLetters, pages::list)
        .get("/letters/{id}", Right::ReadLetters, pages::show)
        .get("/letters/{id}/message.eml", Right::ReadLetters, pages::message)
        .get("/letters/check", Right::ReadLetters, check_pages::show)
        .post("/letters/check", Right::ReadLetters, check_pages::run)
        .post("/letters/{id}/bounced", Right::ReadLetters, pages::bounced)
        .post("/letters/{id}/settled", Right::ReadLetters, pages::settled)
        .post("/letters/{id}/again", Right::ReadLetters, pages::again)
}
