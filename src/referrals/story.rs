//! The thread of a referral as a timeline and as sentences: what happened, and what is still to come with the day it is
//! due. Facts in, lines out; the pages draw them.

use super::commands;
use super::queries::Thread;
use crate::referring;
use chrono::NaiveDate;
use remit_domain::obligation::Kind;
use remit_domain::rating::Rating;
use remit_domain::referral::{State, Target};
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::trail;

/// Where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    Figures,
    Panel,
    Feedback,
    Board,
}

impl Lane {
    pub(super) const ALL: [Self; 4] = [Self::Figures, Self::Panel, Self::Feedback, Self::Board];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Figures => "Figures",
            Self::Panel => "Panel",
            Self::Feedback => "Feedback",
            Self::Board => "Board",
        }
    }
}

/// A line of the thread; without a day while it is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub lane: Lane,
    pub day: Option<NaiveDate>,
    pub title: String,
    pub by: String,
    pub at_iso: String,
    pub at: String,
    pub words: String,
    /// The same as a sentence of the story; empty while nothing has happened.
    pub sentence: String,
}

/// The lines of a thread, oldest first.
pub(super) fn lines(thread: &Thread, today: NaiveDate) -> Vec<Line> {
    let mut lines: Vec<Line> = breach(thread).into_iter().collect();
    lines.extend([met(thread), resolved(thread)]);
    lines.extend(feedback(thread));
    lines.extend(chair(thread));
    lines.extend(rolled(thread));
    lines.extend(submitted(thread));
    lines.extend(board(thread, today));
    lines.extend(answer(thread));
    lines.extend(heard(thread));
    lines.extend(withdrawn(thread));
    lines
}

/// The story that the lines tell, as one text.
pub(super) fn told(lines: &[Line]) -> String {
    lines.iter().map(|line| line.sentence.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn on_day((lane, title): (Lane, String), day: NaiveDate, words: String, sentence: String) -> Line {
    Line {
        lane,
        day: Some(day),
        title,
        by: String::new(),
        at_iso: day.to_string(),
        at: wording::date_with_weekday(day),
        words,
        sentence,
    }
}

fn by_trail((lane, title): (Lane, &str), line: Option<&trail::Model>, words: String, sentence: &str) -> Line {
    let at = line.map(|line| line.at);
    let day = at.map(london::date_in_london);
    let on = day.map(|day| format!(" on {}", wording::date(day))).unwrap_or_default();
    Line {
        lane,
        day,
        title: title.to_owned(),
        by: line.map(|line| line.by.clone()).unwrap_or_default(),
        at_iso: at.map(london::rfc3339_london).unwrap_or_default(),
        at: day.map(wording::date_with_weekday).unwrap_or_default(),
        words,
        sentence: format!("{sentence}{on}."),
    }
}

fn still_owed(thread: &Thread, kind: Kind, (lane, title): (Lane, &str)) -> Option<Line> {
    let owed = thread.owed.iter().find(|owed| owed.kind.0 == kind)?;
    let words = match owed.due_on {
        Some(on) => format!("Due on {}.", wording::date_with_weekday(on)),
        None => "No date yet: no meeting in the diary.".to_owned(),
    };
    Some(to_come((lane, title), words))
}

fn to_come((lane, title): (Lane, &str), words: String) -> Line {
    Line {
        lane,
        day: None,
        title: title.to_owned(),
        by: String::new(),
        at_iso: String::new(),
        at: String::new(),
        words,
        sentence: String::new(),
    }
}

/// How a rating that is off track is called in a story.
pub(super) fn called(rating: Rating) -> &'static str {
    match rating {
        Rating::Red => "red",
        Rating::Amber => "amber",
        _ => "without a figure",
    }
}

fn breach(thread: &Thread) -> Option<Line> {
    let breach = thread.breach.as_ref()?;
    let (period, how) = (breach.period, called(breach.rating));
    let title = format!("First {how} in {}", period.title());
    let sentence = format!("“{}” was first {how} in {}.", breach.name, period.title());
    Some(on_day((Lane::Figures, title), period.end(), format!("{}.", breach.name), sentence))
}

fn met(thread: &Thread) -> Line {
    let words = format!("Item “{}”.", thread.item.title);
    let (panel, on) = (&thread.panel.name, thread.met.held_on);
    let sentence = format!("The {panel} met on {}.", wording::date(on));
    on_day((Lane::Panel, format!("{panel} met")), on, words, sentence)
}

fn resolved(thread: &Thread) -> Line {
    let carried = &thread.referral.text;
    let (title, mut words) = match &thread.part {
        Some(part) if &part.text == carried => (format!("Resolved, part {}", part.number), part.text.clone()),
        Some(part) => {
            let whole = part.text.trim_end_matches('.');
            (format!("Resolved, part {}", part.number), format!("{whole}. Carried to the Board as: {carried}"))
        }
        None => ("Referred".to_owned(), carried.clone()),
    };
    words = format!("{words} ({})", thread.referral.kind.label());
    if !thread.source.is_confirmed {
        words.push_str(" Minutes not yet confirmed.");
    }
    let sentence = format!("It referred to the {}: “{}”.", thread.board.name, carried.trim_end_matches('.'));
    on_day((Lane::Panel, title), thread.met.held_on, words, sentence)
}

fn feedback(thread: &Thread) -> Option<Line> {
    let words = &thread.referral.feedback;
    if words.is_empty() {
        return still_owed(thread, Kind::DraftFeedback, (Lane::Feedback, "Feedback to be drafted"));
    }
    let line = thread.last(&[referring::DRAFTED]);
    Some(by_trail((Lane::Feedback, "Feedback drafted"), line, words.clone(), "The feedback for the Board was drafted"))
}

fn chair(thread: &Thread) -> Option<Line> {
    let approved = (Lane::Feedback, "Approved by the chair");
    match thread.approval() {
        Some(line) => Some(by_trail(approved, Some(line), String::new(), "The chair approved it")),
        None if thread.referral.state.0 == State::ChairApproved => {
            Some(by_trail(approved, None, String::new(), "The chair approved it"))
        }
        None => still_owed(thread, Kind::ApproveFeedback, (Lane::Feedback, "Waits for the chair's approval")),
    }
}

/// Each time that the matter went on to another meeting of the Board.
fn rolled(thread: &Thread) -> Vec<Line> {
    let carried = thread.trail.iter().filter(|line| line.deed == referring::RETARGETED);
    let told = carried.map(|line| {
        let to = line.detail.split_once(": ").map_or("", |(_, to)| to);
        let title = format!("Carried to the Board of {to}");
        by_trail((Lane::Board, &title), Some(line), String::new(), &format!("It went on to the Board of {to}"))
    });
    told.collect()
}

fn submitted(thread: &Thread) -> Option<Line> {
    let line = thread.last(&[referring::SUBMITTED])?;
    let reached = thread.referral.reached?;
    let words = format!("{}.", reached.label());
    Some(by_trail((Lane::Board, "Put before the Board"), Some(line), words, "It was put before the Board"))
}

fn board(thread: &Thread, today: NaiveDate) -> Option<Line> {
    if let Some(took) = &thread.answered_at {
        let sentence = format!("The Board took it on {}.", wording::date(took.held_on));
        let title = format!("{} met", thread.board.name);
        return Some(on_day((Lane::Board, title), took.held_on, "It took the matter.".to_owned(), sentence));
    }
    let target = thread.target.as_ref().filter(|_| thread.referral.state.is_open())?;
    let (title, words) = match Target::of(Some((target.state.0, target.held_on)), today) {
        Target::Cancelled => (format!("{}: meeting cancelled", thread.board.name), "The matter rolled over."),
        Target::Passed => (format!("{}: day of the meeting", thread.board.name), "No answer is recorded yet."),
        Target::ToCome | Target::None => (format!("{} meets", thread.board.name), ""),
    };
    Some(on_day((Lane::Board, title), target.held_on, words.to_owned(), String::new()))
}

fn answer(thread: &Thread) -> Option<Line> {
    let Some(outcome) = thread.referral.outcome else {
        return still_owed(thread, Kind::RecordAnswer, (Lane::Board, "The Board's answer to be recorded"));
    };
    let title = format!("The Board's answer: {}", outcome.label());
    let line = thread.last(&[referring::ANSWERED]);
    let sentence = format!("Its answer, “{}”, was recorded", outcome.label());
    Some(by_trail((Lane::Board, &title), line, thread.referral.answer.clone(), &sentence))
}

/// The panel was written to, and heard it at a meeting of its own.
fn heard(thread: &Thread) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(on) = thread.referral.told_on {
        let words = "Its chair, its members and the service were written to.".to_owned();
        let sentence = format!("The panel was told on {}.", wording::date(on));
        lines.push(on_day((Lane::Panel, "The panel was told".to_owned()), on, words, sentence));
    }
    if let Some(heard) = &thread.heard_at {
        let title = format!("{} heard the answer", thread.panel.name);
        let sentence =
            format!("It heard the answer at its meeting of {}, which closed the matter.", wording::date(heard.held_on));
        lines.push(on_day((Lane::Panel, title), heard.held_on, "The matter is closed.".to_owned(), sentence));
    } else {
        let title = (Lane::Panel, "The panel to hear the answer at its meeting");
        lines.extend(still_owed(thread, Kind::ReportAnswer, title));
    }
    lines
}

fn withdrawn(thread: &Thread) -> Option<Line> {
    let line = thread.last(&[commands::WITHDREW]).filter(|_| thread.referral.state.0 == State::Withdrawn)?;
    let why = line.detail.split_once(": ").map_or("", |(_, why)| why).to_owned();
    Some(by_trail((Lane::Panel, "Withdrawn"), Some(line), why, "The panel withdrew it"))
}
