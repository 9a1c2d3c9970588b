//! What this process knows of itself: whether it is ready, when its timetable came round, whether its database takes
//! what it writes, how the relay stands. Told by the parts as they run; read by the doors of health. Asks no database.

use chrono::{DateTime, Utc};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A timetable that has not come round for so long hangs.
const TICKS_WITHIN: Duration = Duration::from_secs(120);

/// A database that has not taken a sign of life for so long is not to be written to.
const BEATS_WITHIN: Duration = Duration::from_secs(25);

/// Who may read the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Readers {
    /// Whoever asks from this computer itself.
    #[default]
    Here,
    /// Everybody.
    Everybody,
    /// Whoever knows this word.
    WhoKnows(String),
}

impl Readers {
    /// As it is set: nothing, `open`, or a word to know.
    #[must_use]
    pub fn read(set: Option<&str>) -> Self {
        match set.map(str::trim) {
            None | Some("") => Self::Here,
            Some("open") => Self::Everybody,
            Some(word) => Self::WhoKnows(word.to_owned()),
        }
    }
}

/// The pulse of a process.
#[derive(Debug, Default)]
pub struct Pulse(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    name: String,
    readers: Readers,
    ticked: Option<(Instant, DateTime<Utc>)>,
    next_tick_at: Option<DateTime<Utc>>,
    failing: Vec<&'static str>,
    beat: Option<Instant>,
    began: Option<Instant>,
    fault: String,
    fell: String,
    relay: String,
    stuck: u32,
    living: u32,
}

impl Pulse {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the process is called among those that serve the same database, and who may read its figures.
    pub fn named(&self, name: &str, readers: Readers) {
        let mut known = self.known();
        name.clone_into(&mut known.name);
        known.readers = readers;
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        self.known().name.clone()
    }

    /// Who may read its figures.
    #[must_use]
    pub fn readers(&self) -> Readers {
        self.known().readers.clone()
    }

    /// The parts of the service have been started.
    pub fn began(&self) {
        self.known().began = Some(Instant::now());
    }

    /// The timetable came round, and comes round again at a time; these jobs failed when they last ran.
    pub fn ticked(&self, at: DateTime<Utc>, next: Option<DateTime<Utc>>, failing: Vec<&'static str>) {
        let mut known = self.known();
        known.ticked = Some((Instant::now(), at));
        known.next_tick_at = next;
        known.failing = failing;
    }

    /// When the timetable last came round, and when it does next.
    #[must_use]
    pub fn ticks(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let known = self.known();
        (known.ticked.map(|(_, at)| at), known.next_tick_at)
    }

    /// The jobs that failed when they last ran.
    #[must_use]
    pub fn failing(&self) -> Vec<&'static str> {
        self.known().failing.clone()
    }

    /// The database took a sign of life.
    pub fn beat(&self) {
        let mut known = self.known();
        known.beat = Some(Instant::now());
        known.fault.clear();
    }

    /// The database did not take it.
    pub fn missed(&self, why: &str) {
        why.clone_into(&mut self.known().fault);
    }

    /// A part of the service has ended: it is not to be sent anybody any more.
    pub fn fell(&self, why: &str) {
        why.clone_into(&mut self.known().fell);
    }

    /// So many passes over the letters have failed one after another.
    pub fn stuck(&self, passes: u32) {
        self.known().stuck = passes;
    }

    /// How the relay stands; nothing while it answers.
    pub fn relay(&self, words: String) {
        self.known().relay = words;
    }

    /// So many processes serve this database, this one among them.
    pub fn among(&self, living: u32) {
        self.known().living = living;
    }

    /// How many processes serve this database, as last counted; one before.
    #[must_use]
    pub fn living(&self) -> u32 {
        self.known().living.max(1)
    }

    /// How the relay stands, as last heard.
    #[must_use]
    pub fn relay_words(&self) -> String {
        self.known().relay.clone()
    }

    /// Why nobody should be sent here; nothing when it is ready.
    #[must_use]
    pub fn unready(&self) -> Vec<String> {
        let known = self.known();
        let mut why = Vec::new();
        if !known.fell.is_empty() {
            why.push(format!("a part of the service has ended: {}", known.fell));
        }
        let Some(began) = known.began else {
            why.push("the service is starting".to_owned());
            return why;
        };
        if !known.fault.is_empty() {
            why.push(known.fault.clone());
        } else if known.beat.unwrap_or(began).elapsed() > BEATS_WITHIN {
            why.push("the database does not answer".to_owned());
        }
        // One failure may be a connection that was cut.
        if known.stuck > 1 {
            why.push("letters cannot be worked off".to_owned());
        }
        if known.ticked.map_or(began, |(since, _)| since).elapsed() > TICKS_WITHIN {
            why.push("the timetable has not come round for two minutes".to_owned());
        }
        why
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_ready_once_it_runs_and_no_longer_when_something_fails() {
        let pulse = Pulse::default();
        assert_eq!(pulse.unready(), ["the service is starting"]);
        pulse.began();
        assert!(pulse.unready().is_empty());
        pulse.missed("the database is read-only");
        assert_eq!(pulse.unready(), ["the database is read-only"]);
        pulse.beat();
        assert!(pulse.unready().is_empty());
        pulse.stuck(1);
        assert!(pulse.unready().is_empty());
        pulse.stuck(2);
        assert_eq!(pulse.unready(), ["letters cannot be worked off"]);
        pulse.stuck(0);
        pulse.fell("the timetable");
        assert_eq!(pulse.unready(), ["a part of the service has ended: the timetable"]);
    }

    #[test]
    fn who_may_read_the_figures_is_set_in_one_word() {
        for (set, wanted) in [
            (None, Readers::Here),
            (Some(" "), Readers::Here),
            (Some("open"), Readers::Everybody),
            (Some("s3cret"), Readers::WhoKnows("s3cret".to_owned())),
        ] {
            assert_eq!(Readers::read(set), wanted);
        }
    }
}
