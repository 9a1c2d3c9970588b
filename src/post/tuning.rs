//! How the sender works: how many at a time, how fast, for how long a claim holds; and who is told of its steps.
//!
//! Read by `deliver`; made of the settings by `outgoing`, and by tests that stop the world between two steps.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

/// A step on the way of a letter, for whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Letters were claimed.
    Claimed,
    /// The relay is ready for the message; nothing is noted yet.
    Ready,
    /// It is noted that the message may now be taken.
    Confirmed,
    /// The conversation about a letter has ended; nothing is noted yet.
    Answered,
    /// The end is noted.
    Recorded,
}

/// Told of every step. For tests that stop the world between two of them.
pub type Watcher = Arc<dyn Fn(Step) + Send + Sync>;

/// How the sender works.
#[derive(Clone)]
pub struct Tuning {
    /// Conversations at a time.
    pub slots: usize,
    /// Letters that a slot claims at a time.
    pub batch: u64,
    /// How long a claim holds before the letter's turn has come.
    pub lease: TimeDelta,
    /// Letters a minute, where the relay has a limit.
    pub per_minute: Option<u32>,
    /// How long to wait when nothing is due.
    pub idle: Duration,
    /// The pause after the first failure of the relay.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
    /// Told of every step.
    pub watcher: Option<Watcher>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            slots: 4,
            batch: 50,
            lease: TimeDelta::seconds(60),
            per_minute: None,
            idle: Duration::from_secs(2),
            first_pause: Duration::from_secs(5),
            longest_pause: Duration::from_secs(300),
            watcher: None,
        }
    }
}

impl fmt::Debug for Tuning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tuning")
            .field("slots", &self.slots)
            .field("per_minute", &self.per_minute)
            .finish_non_exhaustive()
    }
}
