//! Leaves a relay alone for a while after it failed: a pause that doubles with each failure up to a limit.
//!
//! Held by `deliver`, shared by its slots. Told the time, never asks for it.

use std::time::Duration;

use tokio::time::Instant;

use super::outcome::Phase;

/// So many letters in a row that broke off after the line was open are the relay's doing, not theirs.
const STRIKES: u32 = 3;

#[derive(Debug)]
pub(super) struct Breaker {
    first: Duration,
    longest: Duration,
    pause: Duration,
    strikes: u32,
    until: Option<Instant>,
}

impl Breaker {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, pause: first, strikes: 0, until: None }
    }

    pub(super) fn is_open(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    /// How long the relay is still left alone.
    pub(super) fn rest(&self, now: Instant) -> Duration {
        self.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    pub(super) fn answered(&mut self) {
        *self = Self::new(self.first, self.longest);
    }

    /// A fault before MAIL is the relay's. A later one may be the letter's doing, until several letters meet it.
    pub(super) fn failed(&mut self, phase: Phase, now: Instant) {
        self.strikes += 1;
        if self.is_open(now) || (phase >= Phase::Mail && self.strikes < STRIKES) {
            return;
        }
        self.until = Some(now + self.pause);
        self.pause = (self.pause * 2).min(self.longest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_keeps_failing_is_left_alone_ever_longer_and_no_longer_than_the_limit() {
        let start = Instant::now();
        let seconds = Duration::from_secs;
        let mut breaker = Breaker::new(seconds(5), seconds(300));
        let mut now = start;
        for wanted in [5, 10, 20, 40, 80, 160, 300, 300] {
            assert!(!breaker.is_open(now));
            breaker.failed(Phase::Connect, now);
            breaker.failed(Phase::Connect, now);
            assert_eq!(breaker.rest(now), seconds(wanted));
            now += seconds(wanted);
        }
        breaker.answered();
        breaker.failed(Phase::Greeting, now);
        assert_eq!(breaker.rest(now), seconds(5));
    }

    #[test]
    fn one_letter_that_breaks_the_line_does_not_stop_the_others() {
        let now = Instant::now();
        let mut breaker = Breaker::new(Duration::from_secs(5), Duration::from_secs(300));
        for _ in 0..10 {
            breaker.failed(Phase::Rcpt, now);
            breaker.failed(Phase::Body, now);
            assert!(!breaker.is_open(now));
            breaker.answered();
        }
        breaker.failed(Phase::Mail, now);
        breaker.failed(Phase::Mail, now);
        breaker.failed(Phase::Mail, now);
        assert!(breaker.is_open(now));
    }
}
