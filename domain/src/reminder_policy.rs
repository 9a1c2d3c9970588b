//! By which rungs a body is reminded of one kind of thing: edited by officers, kept in versions, said in plain sentences.
//! Counting when a rung is reached is in `ladder`; who holds a post is the caller's knowledge.

use crate::ladder::{Audience, Ladder, Step, When};
use crate::letter;
use crate::obligation::Kind;
use crate::refusal::Refusal;
use crate::word::Word;
use serde::{Deserialize, Serialize};
use std::fmt;

/// No policy has more rungs than this: more letters are read by nobody.
pub const MOST_RUNGS: usize = 24;

/// The most working days before or after a date at which a rung may stand.
pub const FARTHEST: u32 = 60;

/// One rung of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Whom it speaks to.
    pub audience: Audience,
    /// When.
    pub when: When,
    /// Whether an officer says yes before it goes.
    pub asks: bool,
}

/// The rungs for one kind of thing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Policy {
    rungs: Vec<Rung>,
}

/// How a rung is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    to: String,
    when: String,
    days: u32,
    every: u32,
    asks: bool,
}

/// Why a policy cannot be kept so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyRefusal {
    /// A rung (numbered from 1) without anybody to speak to.
    NoAudience(usize),
    /// A rung without a time.
    NoWhen(usize),
    /// A rung that needs a number of days and has none.
    NoDays(usize),
    /// A rung farther from the date than any letter helps.
    TooFar(usize),
    /// A rung that comes again after no time.
    NoPause(usize),
    /// The same rung twice.
    Twice(usize),
    /// More rungs than anybody reads.
    TooMany,
    /// Nobody who owes it would ever hear of it.
    NobodyHears,
    /// A change that does not say why.
    NoReason,
}

impl fmt::Display for PolicyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAudience(n) => write!(f, "Choose whom reminder {n} goes to."),
            Self::NoWhen(n) => write!(f, "Choose when reminder {n} goes."),
            Self::NoDays(n) => write!(f, "Enter how many working days for reminder {n}."),
            Self::TooFar(n) => write!(f, "Enter at most {FARTHEST} working days for reminder {n}."),
            Self::NoPause(n) => write!(f, "Enter after how many working days reminder {n} comes again, at least 1."),
            Self::Twice(n) => write!(f, "Reminder {n} is there already. Remove it or choose another day."),
            Self::TooMany => write!(f, "Keep at most {MOST_RUNGS} reminders."),
            Self::NobodyHears => write!(f, "Keep at least one reminder to whoever owes it."),
            Self::NoReason => write!(f, "Enter why the reminders are changed."),
        }
    }
}

impl Refusal for PolicyRefusal {
    fn field(&self) -> Option<String> {
        Some(match self {
            Self::NoAudience(n) => format!("to_{n}"),
            Self::NoWhen(n) | Self::Twice(n) => format!("when_{n}"),
            Self::NoDays(n) | Self::TooFar(n) => format!("days_{n}"),
            Self::NoPause(n) => format!("every_{n}"),
            Self::TooMany | Self::NobodyHears => "to_1".to_owned(),
            Self::NoReason => "reason".to_owned(),
        })
    }
}

impl Policy {
    /// The policy that the e-mail catalogue gives when nobody has decided otherwise.
    #[must_use]
    pub fn usual(kind: Kind) -> Self {
        let usual = Ladder::default_for(kind);
        let rung = |step: &Step| Rung { audience: step.audience, when: step.when, asks: step.asks };
        Self { rungs: usual.steps().iter().map(rung).collect() }
    }

    /// A policy of these rungs.
    ///
    /// # Errors
    /// Everything that is wrong with them, in their order.
    pub fn of(rungs: Vec<Rung>, reason: &str) -> Result<Self, Vec<PolicyRefusal>> {
        let mut wrong = Vec::new();
        for (n, rung) in (1..).zip(&rungs) {
            match rung.when {
                When::Before(days) | When::OpenedNotBefore(days) | When::BeforePublish(days) if days > FARTHEST => {
                    wrong.push(PolicyRefusal::TooFar(n));
                }
                When::After { first, every } if first > FARTHEST || every > FARTHEST => {
                    wrong.push(PolicyRefusal::TooFar(n));
                }
                When::After { first, every } if first == 0 || every == 0 => wrong.push(PolicyRefusal::NoPause(n)),
                _ => {}
            }
            if rungs.iter().take(n - 1).any(|had| had.audience == rung.audience && had.when == rung.when) {
                wrong.push(PolicyRefusal::Twice(n));
            }
        }
        if rungs.len() > MOST_RUNGS {
            wrong.push(PolicyRefusal::TooMany);
        }
        if !rungs.iter().any(|rung| rung.audience == Audience::Owner) {
            wrong.push(PolicyRefusal::NobodyHears);
        }
        if reason.trim().is_empty() {
            wrong.push(PolicyRefusal::NoReason);
        }
        if wrong.is_empty() { Ok(Self { rungs }) } else { Err(wrong) }
    }

    /// Its rungs, in the order in which officers wrote them.
    #[must_use]
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// The ladder of one kind of thing by this policy: each rung writes the letter that belongs to its time.
    #[must_use]
    pub fn ladder(&self, kind: Kind) -> Ladder {
        Ladder::of(self.rungs.iter().map(|rung| Step {
            audience: rung.audience,
            letter: letter_for(kind, rung.when, rung.audience),
            when: rung.when,
            asks: rung.asks,
        }))
    }

    /// As it is kept.
    #[must_use]
    pub fn kept(&self) -> String {
        let kept: Vec<Kept> = self.rungs.iter().map(Kept::of).collect();
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Read back; nothing for what no version of Remit has written.
    #[must_use]
    pub fn read(kept: &str) -> Option<Self> {
        let rungs: Vec<Kept> = serde_json::from_str(kept).ok()?;
        Some(Self { rungs: rungs.iter().map(Kept::rung).collect::<Option<_>>()? })
    }

    /// What it says, a sentence for each time: "5 working days before it is due: to whoever owes it and the scrutiny
    /// officer."
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut times: Vec<(When, bool, Vec<Audience>)> = Vec::new();
        for rung in &self.rungs {
            match times.iter_mut().find(|(when, asks, _)| *when == rung.when && *asks == rung.asks) {
                Some((_, _, to)) => to.push(rung.audience),
                None => times.push((rung.when, rung.asks, vec![rung.audience])),
            }
        }
        times.into_iter().map(|(when, asks, to)| sentence(when, asks, &to)).collect()
    }
}

fn sentence(when: When, asks: bool, to: &[Audience]) -> String {
    let names: Vec<String> = to.iter().map(|audience| in_sentence(*audience)).collect();
    let names = match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    };
    let asks = if asks { ", once an officer has said yes" } else { "" };
    format!("{}: to {names}{asks}.", in_words(when))
}

fn in_sentence(audience: Audience) -> String {
    match audience {
        Audience::Owner => "whoever owes it".to_owned(),
        Audience::Contributor => "whoever was named for it".to_owned(),
        Audience::BoardChair => "the chair of the Board".to_owned(),
        other => format!("the {}", other.label().to_lowercase()),
    }
}

/// A time in words, as an officer says it.
#[must_use]
pub fn in_words(when: When) -> String {
    let days = |n: u32| if n == 1 { "1 working day".to_owned() } else { format!("{n} working days") };
    match when {
        When::Opened => "When it is asked for".to_owned(),
        When::OpenedNotBefore(n) => format!("When it is asked for, but no sooner than {} before it is due", days(n)),
        When::Halfway => "Half-way to the date".to_owned(),
        When::Before(0) => "On the day it is due".to_owned(),
        When::Before(n) => format!("{} before it is due", days(n)),
        When::After { first, every } => format!("{} after it was due, then every {}", days(first), days(every)),
        When::BeforePublish(0) => "On the day the papers go out, when it is late".to_owned(),
        When::BeforePublish(n) => format!("{} before the papers go out, when it is late", days(n)),
    }
}

/// When one rung goes, in words: of a step that comes again and again, the one that its name says.
#[must_use]
pub fn rung_in_words(code: &str, when: When) -> String {
    match (when, code.rsplit_once('+').and_then(|(_, days)| days.parse::<u32>().ok())) {
        (When::After { .. }, Some(1)) => "1 working day after it was due".to_owned(),
        (When::After { .. }, Some(days)) => format!("{days} working days after it was due"),
        (When::BeforePublish(_), _) => in_words(when).replace(", when it is late", ", because it is late"),
        _ => in_words(when),
    }
}

impl Kept {
    fn of(rung: &Rung) -> Self {
        let (when, days, every) = match rung.when {
            When::Opened => ("opened", 0, 0),
            When::OpenedNotBefore(days) => ("opened_not_before", days, 0),
            When::Halfway => ("halfway", 0, 0),
            When::Before(days) => ("before", days, 0),
            When::After { first, every } => ("after", first, every),
            When::BeforePublish(days) => ("before_publish", days, 0),
        };
        Self { to: rung.audience.word().to_owned(), when: when.to_owned(), days, every, asks: rung.asks }
    }

    fn rung(&self) -> Option<Rung> {
        let when = match self.when.as_str() {
            "opened" => When::Opened,
            "opened_not_before" => When::OpenedNotBefore(self.days),
            "halfway" => When::Halfway,
            "before" => When::Before(self.days),
            "after" => When::After { first: self.days, every: self.every },
            "before_publish" => When::BeforePublish(self.days),
            _ => return None,
        };
        let audience = Audience::ALL.iter().copied().find(|audience| audience.word() == self.to)?;
        Some(Rung { audience, when, asks: self.asks })
    }
}

/// Which letter a rung writes: the one that the catalogue has for such a time and such a reader, else the nearest.
fn letter_for(kind: Kind, when: When, audience: Audience) -> letter::Kind {
    let usual = Ladder::default_for(kind);
    let phase = |when: When| match when {
        When::Opened | When::OpenedNotBefore(_) => 0,
        When::Before(_) | When::Halfway => 1,
        When::After { .. } | When::BeforePublish(_) => 2,
    };
    let of_phase = |wanted| usual.steps().iter().filter(move |step| phase(step.when) == wanted);
    let found = of_phase(phase(when)).find(|step| step.audience == audience).or_else(|| of_phase(phase(when)).next());
    found.or_else(|| usual.steps().first()).map_or(letter::Kind::Overdue, |step| step.letter)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn rung(audience: Audience, when: When) -> Rung {
        Rung { audience, when, asks: false }
    }

    #[test]
    fn the_usual_policy_writes_the_letters_of_the_catalogue() {
        for kind in Kind::ALL.iter().copied() {
            assert_eq!(Policy::usual(kind).ladder(kind), Ladder::default_for(kind), "{kind:?}");
        }
    }

    #[test]
    fn a_policy_says_itself_in_plain_sentences() {
        let policy = Policy::of(
            vec![
                rung(Audience::Owner, When::Before(5)),
                rung(Audience::Officer, When::Before(5)),
                Rung { asks: true, ..rung(Audience::Chair, When::After { first: 10, every: 5 }) },
                rung(Audience::Owner, When::Before(0)),
            ],
            "Agreed by the panel",
        );
        assert_eq!(
            policy.unwrap().sentences(),
            [
                "5 working days before it is due: to whoever owes it and the scrutiny officer.",
                "10 working days after it was due, then every 5 working days: to the chair, once an officer has said yes.",
                "On the day it is due: to whoever owes it.",
            ]
        );
    }

    #[test]
    fn a_policy_is_refused_for_what_helps_nobody() {
        use PolicyRefusal as R;
        let before = |days| rung(Audience::Owner, When::Before(days));
        let after = |first, every| rung(Audience::Owner, When::After { first, every });
        for (rungs, reason, wanted) in [
            (vec![before(5)], " ", vec![R::NoReason]),
            (vec![rung(Audience::Officer, When::Before(5))], "x", vec![R::NobodyHears]),
            (vec![before(61)], "x", vec![R::TooFar(1)]),
            (vec![after(1, 0)], "x", vec![R::NoPause(1)]),
            (vec![after(0, 5)], "x", vec![R::NoPause(1)]),
            (vec![before(5), before(5)], "x", vec![R::Twice(2)]),
            ((0..25).map(before).collect(), "x", vec![R::TooMany]),
        ] {
            assert_eq!(Policy::of(rungs, reason).unwrap_err(), wanted);
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_read_back(
            rungs in proptest::collection::vec((0..8usize, 0..6u8, 0..60u32, 1..60u32, any::<bool>()), 0..12),
        ) {
            let rungs: Vec<Rung> = rungs
                .into_iter()
                .map(|(audience, when, days, every, asks)| Rung {
                    audience: Audience::ALL[audience],
                    when: match when {
                        0 => When::Opened,
                        1 => When::OpenedNotBefore(days),
                        2 => When::Halfway,
                        3 => When::Before(days),
                        4 => When::After { first: days.max(1), every },
                        _ => When::BeforePublish(days),
                    },
                    asks,
                })
                .collect();
            let policy = Policy { rungs };
            prop_assert_eq!(Policy::read(&policy.kept()), Some(policy.clone()));
            prop_assert_eq!(policy.rungs().is_empty(), policy.sentences().is_empty());
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_read() {
        for kept in [
            "",
            "{}",
            "[{\"to\":\"owner\"}]",
            "[{\"to\":\"nobody\",\"when\":\"before\",\"days\":1,\"every\":0,\"asks\":false}]",
        ] {
            assert_eq!(Policy::read(kept), None, "{kept}");
        }
    }
}
