//! The post office: everything between a letter and the council's mail relay.
//!
//! `mime` writes the bytes, `relay` knows where the relay is and how private the line must be,
//! `smtp` hands one letter over and says exactly how that ended (`outcome`). lettre lives here and nowhere else.

mod line;
pub mod mime;
pub mod outcome;
pub mod relay;
pub mod smtp;

pub use mime::{Envelope, Party, Unwritable, Written};
pub use outcome::{Fault, Outcome, Phase, Reply};
pub use relay::{BadRelayUrl, PhaseLimits, Relay};
pub use smtp::Conversation;
