//! The ways in which a conversation with the relay can end, and how an answer or a silence is sorted into them.
//!
//! `smtp` and `line` produce these; the delivery worker writes them down. No network here.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::Response;

use remit_domain::letter::header_text;

/// A part of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Name look-up and TCP connection; with `smtps` also the handshake and the greeting.
    Connect,
    /// The relay's greeting and its answer to EHLO.
    Greeting,
    /// STARTTLS.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The message, before its final dot.
    Body,
    /// After the final dot.
    AfterDot,
}

impl Phase {
    /// The word under which it is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Tls => "tls",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Body => "body",
            Self::AfterDot => "after-dot",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What the relay answered, made safe to keep and to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three-digit code.
    pub code: u16,
    /// The words after it.
    pub text: String,
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// The relay could not be reached or would not talk: its fault, not the letter's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where the conversation stopped.
    pub phase: Phase,
    /// What happened, for the log and the officer.
    pub text: String,
}

/// How a hand-over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The relay has taken the letter.
    Accepted {
        /// Its answer, often with its queue number.
        reply: Reply,
    },
    /// A definite no about this letter; it was not taken.
    Refused {
        /// Where the relay said no.
        phase: Phase,
        /// 5xx: asking again will not help.
        permanent: bool,
        /// Its answer.
        reply: Reply,
    },
    /// A fault of the relay or of the line before the letter could be taken; it was not taken.
    Relay {
        /// Where the conversation stopped.
        phase: Phase,
        /// What happened.
        text: String,
    },
    /// The final dot left and no usable answer came: the letter may or may not have been taken.
    Uncertain {
        /// What happened.
        text: String,
    },
    /// The caller withdrew before the dot; it was not taken.
    Fenced,
}

impl From<Fault> for Outcome {
    fn from(Fault { phase, text }: Fault) -> Self {
        Self::Relay { phase, text }
    }
}

/// Why a step did not get its answer.
pub(super) enum Stop {
    Said(Reply),
    HungUp(String),
    Silent(Duration),
}

impl Stop {
    /// 421 closes the channel; 530 to 538 are about who we are, not about the letter.
    pub(super) fn blames_relay(&self) -> bool {
        match self {
            Self::Said(reply) => matches!(reply.code, 421 | 530..=538),
            Self::HungUp(_) | Self::Silent(_) => true,
        }
    }

    pub(super) fn is_hang_up(&self) -> bool {
        matches!(self, Self::HungUp(_)) || matches!(self, Self::Said(reply) if reply.code == 421)
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Said(reply) => reply.to_string(),
            Self::HungUp(text) => text.clone(),
            Self::Silent(limit) => format!("no answer within {limit:?}"),
        }
    }

    pub(super) fn into_fault(self, phase: Phase) -> Fault {
        Fault { phase, text: self.text() }
    }

    pub(super) fn into_outcome(self, phase: Phase) -> Outcome {
        match self {
            Self::Said(reply) if !matches!(reply.code, 421 | 530..=538) => {
                Outcome::Refused { phase, permanent: reply.code >= 500, reply }
            }
            other => other.into_fault(phase).into(),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let words = |error: &Error| match std::error::Error::source(error) {
            Some(source) => header_text(&source.to_string()),
            None => header_text(&error.to_string()),
        };
        match error.status() {
            Some(code) => Self::Said(Reply { code: code.into(), text: words(&error) }),
            None => Self::HungUp(header_text(&error.to_string())),
        }
    }
}

pub(super) fn reply_of(response: &Response) -> Reply {
    let text = response.message().collect::<Vec<_>>().join(" ");
    Reply { code: response.code().into(), text: header_text(&text) }
}
