//! The pages about letters as they are drawn: the list, and one letter as it was sent.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::letter::State;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{attempt, bounce};

use super::queries::{Doubtful, Listed};
use crate::web::{Choice, Form, Page};

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

/// A report about a letter, as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reported {
    pub(super) at: String,
    pub(super) at_iso: String,
    pub(super) code: String,
    pub(super) words: String,
    pub(super) by: String,
}

impl Reported {
    pub(super) fn of(report: &bounce::Model) -> Self {
        let words = if report.words.is_empty() { "Came back".to_owned() } else { report.words.clone() };
        Self {
            at: moment(report.at),
            at_iso: report.at.to_rfc3339(),
            code: report.code.clone(),
            words,
            by: report.told_by.clone(),
        }
    }
}

/// A person whose address is in doubt, as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InDoubt {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) since: String,
    pub(super) words: String,
    pub(super) href: String,
}

impl InDoubt {
    pub(super) fn of(doubt: &Doubtful) -> Self {
        Self {
            name: doubt.person.name.clone(),
            address: doubt.person.email.clone(),
            since: wording::date_with_day(london::date_in_london(doubt.bounce.at)),
            words: doubt.bounce.words.clone(),
            href: format!("/letters/{}", doubt.letter_id),
        }
    }
}

/// When the last of the waiting letters goes, where few may go a minute and many wait; empty otherwise.
pub(super) fn finish(waiting: u64, per_minute: u32, now: DateTime<Utc>) -> String {
    let per_minute = u64::from(per_minute);
    if per_minute == 0 || waiting <= per_minute {
        return String::new();
    }
    let minutes = i64::try_from(waiting.div_ceil(per_minute)).unwrap_or(i64::MAX);
    let last = TimeDelta::try_minutes(minutes).map_or(now, |rest| now + rest);
    format!(
        "{waiting} letters wait. At {per_minute} a minute, and if the relay takes them all, the last goes at about {}.",
        london::time_in_london(last)
    )
}

#[derive(Template)]
#[template(path = "letters/list.html")]
pub(super) struct List {
    pub(super) page: Page,
    pub(super) finish: String,
    pub(super) standings: Vec<String>,
    pub(super) doubtful: Vec<InDoubt>,
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
    pub(super) reports: Vec<Reported>,
    pub(super) again_of: String,
    pub(super) again: String,
    pub(super) may_go_again: bool,
    pub(super) address: String,
    pub(super) fates: Vec<Choice>,
    pub(super) entry: Form,
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::finish;

    #[test]
    fn the_end_of_a_long_queue_is_told_and_a_short_one_is_not() {
        let now = "2026-10-12T06:30:00Z".parse().unwrap();
        assert_eq!(finish(25, 25, now), "");
        assert_eq!(finish(500, 0, now), "");
        let words = finish(2000, 25, now);
        assert!(words.starts_with("2000 letters wait. At 25 a minute") && words.ends_with("about 8.50am."), "{words}");
    }
}
