//! Why a letter of the coming weeks goes, in sentences: by whose rule, how many working days from the date, and because
//! of whom.

use crate::rehearsal::{Played, Rung};
use crate::reminding::{Rules, Whose};
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::reminder_policy;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use std::collections::BTreeMap;

/// What the sentences name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub rules: Rules,
    pub bodies: BTreeMap<i64, String>,
    pub posts: BTreeMap<i64, String>,
}

/// Why one reminder goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    pub name: String,
    pub what: String,
    pub sentence: String,
}

/// The reasons of a letter; one that carries no reminder has one of its own.
pub(super) fn of(one: &Played, names: &Names) -> Vec<Why> {
    let mut all: Vec<Why> = one.rungs.iter().map(|rung| of_rung(one, rung, names)).collect();
    let goes_along = matches!(one.letter.kind.0, Kind::DirectorsWeek);
    if all.is_empty() || goes_along {
        let what = one.letter.kind.label().to_owned();
        all.insert(0, Why { name: String::new(), what, sentence: told(one.letter.kind.0).to_owned() });
    }
    all
}

fn of_rung(one: &Played, rung: &Rung, names: &Names) -> Why {
    let ladder = names.rules.ladder(rung.body_id, rung.kind);
    let when = match ladder.step_of(&rung.code, rung.audience) {
        Some(step) => reminder_policy::rung_in_words(&rung.code, step.when),
        None => "By a rule that has been changed since".to_owned(),
    };
    let body = names.bodies.get(&rung.body_id).map_or("body", String::as_str);
    let rule = match names.rules.whose(rung.body_id, rung.kind) {
        Whose::Body(version) => format!("rule of the {body}, version {version}"),
        Whose::Council(version) => format!("the council’s rule, version {version}"),
        Whose::Usual => "the rule as Remit comes".to_owned(),
    };
    let post = names.posts.get(&rung.owner_post_id).map_or("post", String::as_str);
    let because = match rung.audience {
        Audience::Owner => format!("because the {post} owes it to the {body}"),
        Audience::Contributor => format!("because they were named to work on what the {post} owes to the {body}"),
        other => format!("because the {} hears of what the {post} owes to the {body}", other.label().to_lowercase()),
    };
    let on = london::date_in_london(one.at);
    let shifted = match rung.reached_on.cmp(&on) {
        std::cmp::Ordering::Less => {
            format!(" It was reached on {} and goes with the next letter.", wording::date_with_weekday(rung.reached_on))
        }
        std::cmp::Ordering::Greater => {
            format!(" Its day is {}, in quiet days: it goes before.", wording::date_with_weekday(rung.reached_on))
        }
        std::cmp::Ordering::Equal => String::new(),
    };
    let asks = if rung.asks { " An officer has said yes to it." } else { "" };
    Why {
        name: rung.name(),
        what: rung.title.clone(),
        sentence: format!("{when}, {}: {rule}, {because}.{shifted}{asks}", wording::date_with_weekday(rung.due_on)),
    }
}

/// Why a letter goes that tells rather than reminds.
fn told(kind: Kind) -> &'static str {
    match kind {
        Kind::DirectorsWeek => {
            "Each week, on its first working day: everything that panels ask of a director in the next 15 working days, in the place of single reminders."
        }
        Kind::ChairsWeek => "Each week, on its first working day: what is late, due and to approve before the panel.",
        Kind::OfficersDay => {
            "Each working morning, when there is anything: what is due and late before the bodies of an officer."
        }
        Kind::ChairsBrief => "Before a meeting: what its chair should know.",
        Kind::DecisionsMade => "Two working days after a meeting: what it decided, and what the reader is to do.",
        Kind::Undelivered => "A letter came back, or somebody left with open things.",
        Kind::CommentGiven => "A panel gave a comment.",
        Kind::MeetingDates | Kind::MeetingMoved => "Meetings were put in the diary, moved or cancelled.",
        _ => "Told once, because it happened.",
    }
}
