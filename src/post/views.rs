//! The pages about letters as they are drawn: the list, and one letter as it was sent.

use askama::Template;
use chrono::{DateTime, Utc};
use remit_domain::letter::State;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::attempt;

use super::queries::Listed;
use crate::web::{Choice, Page};

/// One letter, as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) href: String,
    pub(super) subject: String,
    pub(super) kind: &'static str,
    pub(super) to: String,
    pub(super) state: &'static str,
    pub(super) colour: &'static str,
    pub(super) at_words: &'static str,
    pub(super) at: String,
    pub(super) at_iso: String,
    pub(super) is_double: bool,
}

impl Row {
    pub(super) fn of(letter: &Listed) -> Self {
        let (at_words, at) = match (letter.sent_at, letter.next_try_at) {
            (Some(at), _) => ("Handed over", at),
            (None, Some(at)) if *letter.state != State::Withdrawn => ("Not before", at),
            (None, _) => ("Written", letter.written_at),
        };
        Self {
            href: format!("/letters/{}", letter.id),
            subject: letter.subject.clone(),
            kind: letter.kind.label(),
            to: addressed(&letter.to_name, &letter.to_address),
            state: letter.state.label(),
            colour: colour(*letter.state),
            at_words,
            at: moment(at),
            at_iso: at.to_rfc3339(),
            is_double: letter.copies > 1,
        }
    }
}

/// One conversation about a letter, as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conversation {
    pub(super) at: String,
    pub(super) at_iso: String,
    pub(super) stage: &'static str,
    pub(super) answer: String,
}

impl Conversation {
    pub(super) fn of(attempt: &attempt::Model) -> Self {
        let code = attempt.code.map(|code| format!("{code} ")).unwrap_or_default();
        Self {
            at: moment(attempt.started_at),
            at_iso: attempt.started_at.to_rfc3339(),
            stage: stage(&attempt.phase_reached),
            answer: format!("{code}{}", attempt.words),
        }
    }
}

#[derive(Template)]
#[template(path = "letters/list.html")]
pub(super) struct List {
    pub(super) page: Page,
    pub(super) states: Vec<Choice>,
    pub(super) state: String,
    pub(super) person: String,
    pub(super) count: u64,
    pub(super) rows: Vec<Row>,
    pub(super) page_number: usize,
    pub(super) pages: usize,
    pub(super) pages_href: String,
}

#[derive(Template)]
#[template(path = "letters/show.html")]
pub(super) struct Show {
    pub(super) page: Page,
    pub(super) href: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    pub(super) colour: &'static str,
    pub(super) sent: String,
    pub(super) next: String,
    pub(super) trouble: String,
    pub(super) is_dead: bool,
    pub(super) is_uncertain: bool,
    pub(super) is_double: bool,
    pub(super) text: String,
    pub(super) message_id: String,
    pub(super) has_message: bool,
    pub(super) can_bounce: bool,
    pub(super) conversations: Vec<Conversation>,
}

/// Name and address.
pub(super) fn addressed(name: &str, address: &str) -> String {
    if name.is_empty() { address.to_owned() } else { format!("{name} <{address}>") }
}

/// A day and a time of day in London.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    format!("{}, {}", wording::date_with_day(london::date_in_london(at)), london::time_in_london(at))
}

pub(super) fn colour(state: State) -> &'static str {
    match state {
        State::Dead => "red",
        State::Uncertain | State::Retry => "yellow",
        State::Sent => "green",
        State::Sending => "blue",
        State::Pending | State::Withdrawn => "grey",
    }
}

fn stage(reached: &str) -> &'static str {
    match reached {
        "writing" => "Writing the message",
        "connect" => "Reaching the relay",
        "greeting" => "The relay's greeting",
        "tls" => "Encryption",
        "auth" => "Signing in at the relay",
        "mail" => "Naming the sender",
        "rcpt" => "Naming the reader",
        "data" => "Before the message",
        "body" => "During the message",
        _ => "After the whole message",
    }
}
