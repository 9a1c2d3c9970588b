//! The thread of a referral as a timeline: what happened, and what is still to come with the day it is due.
//! Facts in, lines out; the pages draw them.

use super::commands;
use super::queries::Thread;
use super::views::Line;
use chrono::NaiveDate;
use remit_domain::obligation::Kind;
use remit_domain::referral::{State, Target};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::trail;

/// The lines of a thread, oldest first.
pub(super) fn lines(thread: &Thread, today: NaiveDate) -> Vec<Line> {
    let mut lines = vec![met(thread), resolved(thread)];
    lines.extend(feedback(thread));
    lines.extend(chair(thread));
    lines.extend(board(thread, today));
    lines.extend(answer(thread));
    lines
}

fn on_day(title: String, day: NaiveDate, words: String) -> Line {
    Line { title, by: String::new(), at_iso: day.to_string(), at: wording::date_with_weekday(day), words }
}

fn told(title: &str, line: Option<&trail::Model>, words: String) -> Line {
    let at = line.map(|line| line.at);
    Line {
        title: title.to_owned(),
        by: line.map(|line| line.by.clone()).unwrap_or_default(),
        at_iso: at.map(london::rfc3339_london).unwrap_or_default(),
        at: at.map(|at| wording::date_with_weekday(london::date_in_london(at))).unwrap_or_default(),
        words,
    }
}

fn still_owed(thread: &Thread, kind: Kind, title: &str) -> Option<Line> {
    let owed = thread.owed.iter().find(|owed| owed.kind.0 == kind)?;
    let words = match owed.due_on {
        Some(on) => format!("Due on {}.", wording::date_with_weekday(on)),
        None => "No date yet: no meeting in the diary.".to_owned(),
    };
    Some(Line { title: title.to_owned(), by: String::new(), at_iso: String::new(), at: String::new(), words })
}

fn met(thread: &Thread) -> Line {
    let words = format!("Item “{}”.", thread.item.title);
    on_day(format!("{} met", thread.panel.name), thread.met.held_on, words)
}

fn resolved(thread: &Thread) -> Line {
    let carried = &thread.referral.text;
    let (title, words) = match &thread.part {
        Some(part) if &part.text == carried => (format!("Resolved, part {}", part.number), part.text.clone()),
        Some(part) => {
            let whole = part.text.trim_end_matches('.');
            (format!("Resolved, part {}", part.number), format!("{whole}. Carried to the Board as: {carried}"))
        }
        None => ("Referred".to_owned(), carried.clone()),
    };
    on_day(title, thread.met.held_on, format!("{words} ({})", thread.referral.kind.label()))
}

fn feedback(thread: &Thread) -> Option<Line> {
    let words = &thread.referral.feedback;
    if words.is_empty() {
        return still_owed(thread, Kind::DraftFeedback, "Feedback to be drafted");
    }
    Some(told("Feedback drafted", thread.last(&[commands::DRAFTED]), words.clone()))
}

fn chair(thread: &Thread) -> Option<Line> {
    match thread.approval() {
        Some(line) => Some(told("Approved by the chair", Some(line), String::new())),
        None if thread.referral.state.0 == State::ChairApproved => {
            Some(told("Approved by the chair", None, String::new()))
        }
        None => still_owed(thread, Kind::ApproveFeedback, "Waits for the chair's approval"),
    }
}

fn board(thread: &Thread, today: NaiveDate) -> Option<Line> {
    if thread.referral.state.0 == State::Closed {
        let took = thread.answered_at.as_ref()?;
        return Some(on_day(format!("{} met", thread.board.name), took.held_on, "It took the matter.".to_owned()));
    }
    let target = thread.target.as_ref()?;
    let (title, words) = match Target::of(Some((target.state.0, target.held_on)), today) {
        Target::Cancelled => (format!("{}: meeting cancelled", thread.board.name), "The matter rolled over."),
        Target::Passed => (format!("{}: day of the meeting", thread.board.name), "No answer is recorded yet."),
        Target::ToCome | Target::None => (format!("{} meets", thread.board.name), ""),
    };
    Some(on_day(title, target.held_on, words.to_owned()))
}

fn answer(thread: &Thread) -> Option<Line> {
    let Some(outcome) = thread.referral.outcome else {
        return still_owed(thread, Kind::RecordAnswer, "The Board's answer to be recorded");
    };
    let title = format!("The Board's answer: {}", outcome.label());
    Some(told(&title, thread.last(&[commands::ANSWERED]), thread.referral.answer.clone()))
}
