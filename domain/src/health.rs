//! What is wrong with a running service, in words that an officer can act on. Facts in, alarms out; who gathers the facts
//! is the room `vitals` of the service. Nothing here names a person.

use crate::clockwatch::{Doubt, SKEW_WARNS};
use crate::sending::Held;
use crate::word::Word;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// A timetable that has not come round anywhere for so long has stopped.
pub const TICK_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// A letter that could have left and has not for so long is late.
pub const LETTER_WITHIN: TimeDelta = TimeDelta::minutes(30);

/// A letter that somebody waits for is late after this.
pub const URGENT_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// A letter in doubt for longer than this waits for a person.
pub const DOUBT_WITHIN: TimeDelta = TimeDelta::minutes(30);

/// The independent count is made every night.
pub const RECKONED_WITHIN: TimeDelta = TimeDelta::hours(36);

/// How grave something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Well,
    /// Worth knowing.
    Notice,
    /// Something does not work: somebody must act.
    Alarm,
}

impl Word for Level {
    const ALL: &'static [Self] = &[Self::Well, Self::Notice, Self::Alarm];
    fn word(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Notice => "notice",
            Self::Alarm => "alarm",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Well => "Well",
            Self::Notice => "Worth knowing",
            Self::Alarm => "Needs you",
        }
    }
}

/// A process that serves the database, as far as its health goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its name.
    pub name: String,
    /// Whether it has stopped without saying so.
    pub is_gone: bool,
    /// Why its clock is not believed.
    pub is_suspect: bool,
    /// How far its clock is ahead of the database's.
    pub skew: TimeDelta,
    /// How the relay stands as it sees it; empty while it answers.
    pub relay: String,
}

/// What is known of a running service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The moment at which all of it was read.
    pub now: DateTime<Utc>,
    /// Whether letters may be sent at this hour.
    pub may_send: bool,
    /// Since when the first of the letters that could leave waits, those of today from the opening hour on.
    pub waiting_since: Option<DateTime<Utc>>,
    /// Since when the first of the letters that somebody waits for does.
    pub urgent_since: Option<DateTime<Utc>>,
    /// Letters of which nobody knows whether they were taken, and since when the first of them waits.
    pub uncertain: (u64, Option<DateTime<Utc>>),
    /// Letters of the last fortnight that came back or could not be handed over.
    pub came_back: u64,
    /// Why all letters are held until a person says so.
    pub held: Option<Held>,
    /// Whether an officer has paused everything.
    pub is_paused: bool,
    /// Whether letters go to an officer in place of their readers.
    pub is_trial: bool,
    /// When the timetable last came round, anywhere.
    pub ticked_at: Option<DateTime<Utc>>,
    /// The jobs that failed when they last ran.
    pub failing: Vec<String>,
    /// The processes.
    pub processes: Vec<Process>,
    /// Why the clock of the process that is asked is not believed.
    pub doubt: Option<Doubt>,
    /// Differences that the independent count found and nobody has seen yet.
    pub gaps: u64,
    /// When it was last made; and since when there is anything to count.
    pub reckoned_at: Option<DateTime<Utc>>,
    /// Since when the installation exists.
    pub begun_at: Option<DateTime<Utc>>,
}

/// Something that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// The timetable has stopped everywhere.
    NoTick(TimeDelta),
    /// Jobs failed when they last ran.
    JobsFail(Vec<String>),
    /// Letters that could leave do not.
    LettersLate(TimeDelta),
    /// Somebody waits for a code or a link that does not leave.
    UrgentLate(TimeDelta),
    /// So many letters are in doubt.
    Uncertain(u64),
    /// So many letters came back.
    CameBack(u64),
    /// The relay does not answer.
    Relay(String),
    /// Letters are held until a person says so.
    Held(Held),
    /// An officer has paused everything.
    Paused,
    /// Letters go to an officer.
    Trial,
    /// The clock of a process is not believed.
    Clock(String, Option<Doubt>),
    /// The clock of a process differs from the database's.
    Skew(String, TimeDelta),
    /// A process has stopped without saying so.
    Gone(String),
    /// The independent count found so many differences.
    Gaps(u64),
    /// The independent count has not been made.
    NotReckoned,
}

impl Alarm {
    /// How grave it is.
    #[must_use]
    pub fn level(&self) -> Level {
        match self {
            Self::CameBack(_) | Self::Paused | Self::Trial | Self::Skew(..) | Self::Gone(_) => Level::Notice,
            _ => Level::Alarm,
        }
    }

    /// Its name among the figures, which never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoTick(_) => "no_tick",
            Self::JobsFail(_) => "jobs_fail",
            Self::LettersLate(_) => "letters_late",
            Self::UrgentLate(_) => "urgent_late",
            Self::Uncertain(_) => "uncertain",
            Self::CameBack(_) => "came_back",
            Self::Relay(_) => "relay",
            Self::Held(_) => "held",
            Self::Paused => "paused",
            Self::Trial => "trial",
            Self::Clock(..) => "clock",
            Self::Skew(..) => "skew",
            Self::Gone(_) => "gone",
            Self::Gaps(_) => "gaps",
            Self::NotReckoned => "not_reckoned",
        }
    }

    /// What somebody should do.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NoTick(_) => "Have the service started again, and send its log to whoever looks after it.",
            Self::JobsFail(_) => "It tries again by itself. If this stays, send the log to whoever looks after it.",
            Self::LettersLate(_) | Self::UrgentLate(_) => "Look whether the mail relay takes letters.",
            Self::Uncertain(_) => {
                "Ask whoever runs the relay whether it took them. Remit sends a reminder a second time by itself, never a third."
            }
            Self::CameBack(_) => "Correct the address of each; the next reminder goes there.",
            Self::Relay(_) => "Ask whoever runs the relay. Nothing is lost: letters wait and go when it answers.",
            Self::Held(_) => "Look at what would leave, and say whether it may.",
            Self::Paused => "It ends by itself on its last day.",
            Self::Trial => "Go live when the trial is over.",
            Self::Clock(..) => {
                "Correct the computer’s clock; or say that it is right. After 15 minutes of agreement letters go again."
            }
            Self::Skew(..) => "Have the computer’s clock kept by a time server.",
            Self::Gone(_) => "If it was switched off on purpose, forget it.",
            Self::Gaps(_) => "Read each, do what is to be done, and mark them as seen.",
            Self::NotReckoned => {
                "It is made every night. If this stays, send the log to whoever looks after the service."
            }
        }
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTick(since) => write!(f, "Remit has done nothing by itself for {}.", lasting(*since)),
            Self::JobsFail(jobs) => write!(f, "What Remit does by itself failed: {}.", jobs.join(", ")),
            Self::LettersLate(since) => write!(f, "Letters that could leave have waited for {}.", lasting(*since)),
            Self::UrgentLate(since) => write!(f, "Somebody has waited for a code or a link for {}.", lasting(*since)),
            Self::Uncertain(1) => write!(f, "One letter may or may not have been taken by the relay."),
            Self::Uncertain(n) => write!(f, "{n} letters may or may not have been taken by the relay."),
            Self::CameBack(1) => write!(f, "One letter of the last fortnight came back or could not be handed over."),
            Self::CameBack(n) => write!(f, "{n} letters of the last fortnight came back or could not be handed over."),
            Self::Relay(words) => write!(f, "The mail relay does not take letters: {words}"),
            Self::Held(why) => write!(f, "Letters are held until you say so. {}", why.label()),
            Self::Paused => write!(f, "Reminders are paused."),
            Self::Trial => write!(f, "On trial: letters go to an officer instead of their readers."),
            Self::Clock(name, None) => write!(f, "The clock of {name} is not believed: it sends nothing."),
            Self::Clock(name, Some(why)) => write!(f, "The clock of {name} is not believed. {}", why.label()),
            Self::Skew(name, skew) => {
                let way = if *skew < TimeDelta::zero() { "behind" } else { "ahead of" };
                write!(f, "The clock of {name} is {} seconds {way} the database’s.", skew.abs().num_seconds())
            }
            Self::Gone(name) => write!(f, "{name} has stopped without saying so."),
            Self::Gaps(1) => write!(f, "The independent count found one reminder that is not as it should be."),
            Self::Gaps(n) => write!(f, "The independent count found {n} reminders that are not as they should be."),
            Self::NotReckoned => write!(f, "The independent count of what should have been sent has not been made."),
        }
    }
}

/// A stretch of time as an officer says it.
#[must_use]
pub fn lasting(time: TimeDelta) -> String {
    let of = |n: i64, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
    match time.num_minutes() {
        ..2 => of(time.num_seconds().max(0), "second", "seconds"),
        minutes @ ..120 => of(minutes, "minute", "minutes"),
        minutes @ ..2880 => of(minutes / 60, "hour", "hours"),
        minutes => of(minutes / 1440, "day", "days"),
    }
}

/// Everything that is wrong or worth knowing, the gravest first.
#[must_use]
pub fn alarms(facts: &Facts) -> Vec<Alarm> {
    let mut found = Vec::new();
    let longer = |since: Option<DateTime<Utc>>, than: TimeDelta| {
        since.map(|since| facts.now - since).filter(|lasted| *lasted > than)
    };
    found.extend(longer(facts.ticked_at, TICK_WITHIN).map(Alarm::NoTick));
    if !facts.failing.is_empty() {
        found.push(Alarm::JobsFail(facts.failing.clone()));
    }
    let is_held = facts.held.is_some() || facts.is_paused || facts.doubt.is_some();
    if facts.may_send && !is_held {
        found.extend(longer(facts.waiting_since, LETTER_WITHIN).map(Alarm::LettersLate));
    }
    found.extend(longer(facts.urgent_since, URGENT_WITHIN).map(Alarm::UrgentLate));
    let (uncertain, since) = facts.uncertain;
    if uncertain > 0 && longer(since, DOUBT_WITHIN).is_some() {
        found.push(Alarm::Uncertain(uncertain));
    }
    if facts.came_back > 0 {
        found.push(Alarm::CameBack(facts.came_back));
    }
    found.extend(facts.held.map(Alarm::Held));
    found.extend(facts.is_paused.then_some(Alarm::Paused));
    found.extend(facts.is_trial.then_some(Alarm::Trial));
    for process in &facts.processes {
        if process.is_gone {
            found.push(Alarm::Gone(process.name.clone()));
            continue;
        }
        if process.is_suspect {
            found.push(Alarm::Clock(process.name.clone(), facts.doubt));
        } else if process.skew.abs() > SKEW_WARNS {
            found.push(Alarm::Skew(process.name.clone(), process.skew));
        }
    }
    let relay = facts.processes.iter().filter(|process| !process.is_gone).find(|process| !process.relay.is_empty());
    found.extend(relay.map(|process| Alarm::Relay(process.relay.clone())));
    if facts.gaps > 0 {
        found.push(Alarm::Gaps(facts.gaps));
    }
    if longer(facts.reckoned_at.or(facts.begun_at), RECKONED_WITHIN).is_some() {
        found.push(Alarm::NotReckoned);
    }
    found.sort_by_key(|alarm| std::cmp::Reverse(alarm.level()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn well() -> Facts {
        Facts {
            now: at(10_000),
            may_send: true,
            waiting_since: None,
            urgent_since: None,
            uncertain: (0, None),
            came_back: 0,
            held: None,
            is_paused: false,
            is_trial: false,
            ticked_at: Some(at(9_999)),
            failing: Vec::new(),
            processes: vec![process()],
            doubt: None,
            gaps: 0,
            reckoned_at: Some(at(9_000)),
            begun_at: Some(at(0)),
        }
    }

    fn process() -> Process {
        let (name, relay) = ("one".to_owned(), String::new());
        Process { name, is_gone: false, is_suspect: false, skew: TimeDelta::milliseconds(120), relay }
    }

    #[test]
    fn each_fault_raises_its_alarm_and_nothing_else_does() {
        let one = |process: Process| Facts { processes: vec![process], ..well() };
        for (facts, wanted) in [
            (well(), vec![]),
            (Facts { ticked_at: Some(at(9_994)), ..well() }, vec!["no_tick"]),
            (Facts { failing: vec!["remind".to_owned()], ..well() }, vec!["jobs_fail"]),
            (Facts { waiting_since: Some(at(9_971)), ..well() }, vec![]),
            (Facts { waiting_since: Some(at(9_969)), ..well() }, vec!["letters_late"]),
            (Facts { waiting_since: Some(at(9_000)), may_send: false, ..well() }, vec![]),
            (Facts { waiting_since: Some(at(9_000)), held: Some(Held::Copy), ..well() }, vec!["held"]),
            (Facts { urgent_since: Some(at(9_994)), may_send: false, ..well() }, vec!["urgent_late"]),
            (Facts { uncertain: (2, Some(at(9_980))), ..well() }, vec![]),
            (Facts { uncertain: (2, Some(at(9_960))), ..well() }, vec!["uncertain"]),
            (Facts { came_back: 3, gaps: 1, ..well() }, vec!["gaps", "came_back"]),
            (Facts { is_paused: true, is_trial: true, ..well() }, vec!["paused", "trial"]),
            (Facts { reckoned_at: Some(at(7_800)), ..well() }, vec!["not_reckoned"]),
            (Facts { reckoned_at: None, begun_at: Some(at(9_990)), ..well() }, vec![]),
            (one(Process { is_gone: true, relay: "x".to_owned(), ..process() }), vec!["gone"]),
            (one(Process { is_suspect: true, ..process() }), vec!["clock"]),
            (one(Process { skew: TimeDelta::seconds(-6), ..process() }), vec!["skew"]),
            (one(Process { relay: "connection refused".to_owned(), ..process() }), vec!["relay"]),
        ] {
            let codes: Vec<&str> = alarms(&facts).iter().map(Alarm::code).collect();
            assert_eq!(codes, wanted, "{facts:?}");
        }
    }

    #[test]
    fn an_alarm_says_what_is_wrong_and_what_to_do() {
        for (alarm, wanted) in [
            (Alarm::NoTick(TimeDelta::minutes(150)), "Remit has done nothing by itself for 2 hours."),
            (
                Alarm::Skew("one".to_owned(), TimeDelta::seconds(-12)),
                "The clock of one is 12 seconds behind the database’s.",
            ),
            (Alarm::Gaps(1), "The independent count found one reminder that is not as it should be."),
            (
                Alarm::Clock("one".to_owned(), Some(Doubt::Jumped)),
                "The clock of one is not believed. The clock was set, or the computer slept.",
            ),
        ] {
            assert_eq!(alarm.to_string(), wanted);
            assert!(alarm.advice().ends_with('.'));
        }
        for (minutes, wanted) in [
            (0, "0 seconds"),
            (1, "60 seconds"),
            (2, "2 minutes"),
            (119, "119 minutes"),
            (120, "2 hours"),
            (2880, "2 days"),
        ] {
            assert_eq!(lasting(TimeDelta::minutes(minutes)), wanted);
        }
    }
}
