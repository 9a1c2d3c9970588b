//! When each rung of one thing is reached, counted by walking through the days.

use super::{Days, Thing};
use crate::ladder::{Audience, Step, When};
use crate::letter;
use crate::obligation::Kind;
use crate::quiet::{Meanwhile, Quiet};
use crate::word::Word;
use chrono::NaiveDate;

/// A rung that is reached on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    pub code: String,
    pub audience: Audience,
    pub letter: letter::Kind,
    /// The asking itself, beside which reminders are a row of their own.
    pub is_first: bool,
    /// Its place in the policy: of two reached on one day the earlier speaks.
    pub place: usize,
    pub on: NaiveDate,
    /// The day on which it goes.
    pub goes: NaiveDate,
}

/// Every rung that is reached until a day, in the order of the days; nothing where the calendar does not reach.
pub(super) fn all(thing: &Thing, days: &Days, until: NaiveDate) -> Option<Vec<Reached>> {
    let mut found = Vec::new();
    for (place, step) in thing.steps.iter().enumerate() {
        for (mark, on) in of_step(thing, step, days, until)? {
            let Some(goes) = goes(on, &thing.quiet, days)? else { continue };
            let is_first = matches!(step.when, When::Opened | When::OpenedNotBefore(_));
            let code = format!("{}{mark}", catalogue(step.letter));
            found.push(Reached { code, audience: step.audience, letter: step.letter, is_first, place, on, goes });
        }
    }
    found.sort_by_key(|rung| (rung.on, rung.place));
    Some(found)
}

fn of_step(thing: &Thing, step: &Step, days: &Days, until: NaiveDate) -> Option<Vec<(String, NaiveDate)>> {
    let counts = |on: NaiveDate| {
        on > thing.opened_on && if thing.promised { on > thing.settled_on } else { on >= thing.settled_on }
    };
    let back = |from: NaiveDate, many: u32| if many == 0 { days.after(from, 0) } else { days.before(from, many) };
    let one = |mark: String, on: NaiveDate, is_said: bool| if is_said { vec![(mark, on)] } else { Vec::new() };
    Some(match step.when {
        When::Opened => one(String::new(), thing.opened_on, true),
        When::OpenedNotBefore(many) => one(String::new(), thing.opened_on.max(back(thing.due_on, many)?), true),
        When::Halfway => {
            let on = back(thing.due_on, days.between(thing.opened_on, thing.due_on)? / 2)?;
            one("/2".to_owned(), on, counts(on))
        }
        When::Before(0) => {
            let on = if days.works(thing.due_on)? { thing.due_on } else { days.before(thing.due_on, 1)? };
            one("-0".to_owned(), on, counts(on))
        }
        When::Before(many) => {
            let on = days.before(thing.due_on, many)?;
            one(format!("-{many}"), on, counts(on))
        }
        When::BeforePublish(many) => match thing.publish_by {
            Some(by) if !thing.promised => {
                let on = back(by, many)?;
                one(format!("@P-{many}"), on, on > thing.due_on && counts(on))
            }
            _ => Vec::new(),
        },
        When::After { first, every } => {
            let last = ends(thing, days)?.map_or(until, |end| end.min(until));
            let (mut day, mut late) = (thing.due_on.max(thing.opened_on), 0);
            let mut found = Vec::new();
            while day < last {
                day = day.succ_opt()?;
                if !days.works(day)? {
                    continue;
                }
                late += 1;
                if late >= first && (late - first).is_multiple_of(every.max(1)) && counts(day) {
                    found.push((format!("+{late}"), day));
                }
            }
            found
        }
    })
    .map(|rungs: Vec<(String, NaiveDate)>| {
        rungs.into_iter().filter(|(_, on)| *on <= until || !thing.quiet.is_empty()).collect()
    })
}

/// The last day on which lateness is chased.
fn ends(thing: &Thing, days: &Days) -> Option<Option<NaiveDate>> {
    Some(match thing.kind {
        Kind::SubmitData if !thing.promised => thing.publish_by,
        Kind::PublishAgenda => Some(days.after(thing.due_on, 5)?),
        Kind::GiveUpdates => Some(thing.due_on),
        _ => None,
    })
}

/// The day on which a rung of a day goes; none where it is left out.
pub(super) fn goes(on: NaiveDate, quiet: &[Quiet], days: &Days) -> Option<Option<NaiveDate>> {
    let is_quiet = |day: NaiveDate| quiet.iter().any(|period| period.from <= day && day <= period.to);
    let Some(period) = quiet.iter().find(|period| period.from <= on && on <= period.to) else { return Some(Some(on)) };
    if period.meanwhile == Meanwhile::Skip {
        return Some(None);
    }
    if period.meanwhile == Meanwhile::Before {
        let before = days.before(period.from, 1)?;
        if !is_quiet(before) {
            return Some(Some(before));
        }
    }
    let mut day = on;
    while is_quiet(day) || !days.works(day)? {
        day = day.succ_opt()?;
    }
    Some(Some(day))
}

/// The catalogue's name of a letter.
fn catalogue(letter: letter::Kind) -> &'static str {
    use letter::Kind as K;
    match letter {
        K::Invitation | K::InvitationReminder => "E2",
        K::DataRequest => "E3",
        K::DataReminder => "E4",
        K::DataOverdue => "E5",
        K::ComplianceWarning => "E10",
        K::ActionReminder => "E13",
        K::ActionOverdue => "E14",
        K::UpdateRound => "E15",
        K::FeedbackDraft => "E16",
        K::RecommendationServed => "E18",
        K::ResponseReminder => "E19",
        K::ResponseOverdue => "E20",
        other => other.word(),
    }
}
