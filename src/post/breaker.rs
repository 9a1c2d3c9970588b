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
    last: Option<(Phase, String)>,
}

/// What the relay did last, while it does not answer.
pub(super) struct Trouble<'b> {
    pub(super) failures: u32,
    pub(super) phase: Phase,
    pub(super) words: &'b str,
}

impl Breaker {
    pub(super) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, pause: first, strikes: 0, until: None, last: None }
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

    /// What is wrong with the relay; nothing while it is not left alone.
    pub(super) fn trouble(&self) -> Option<Trouble<'_>> {
        self.until?;
        let (phase, words) = self.last.as_ref()?;
        Some(Trouble { failures: self.strikes, phase: *phase, words })
    }

    /// A fault before MAIL is the relay's. A later one may be the letter's doing, until several letters meet it.
    pub(super) fn failed(&mut self, (phase, words): (Phase, &str), now: Instant) {
        self.strikes += 1;
        self.last = Some((phase, words.to_owned()));
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
            breaker.failed((Phase::Connect, "gone"), now);
            breaker.failed((Phase::Connect, "gone"), now);
            assert_eq!(breaker.rest(now), seconds(wanted));
            now += seconds(wanted);
        }
        breaker.answered();
        breaker.failed((Phase::Greeting, "gone"), now);
        assert_eq!(breaker.rest(now), seconds(5));
    }

    #[test]
    fn one_letter_that_breaks_the_line_does_not_stop_the_others() {
        let now = Instant::now();
        let mut breaker = Breaker::new(Duration::from_secs(5), Duration::from_secs(300));
        for _ in 0..10 {
            breaker.failed((Phase::Rcpt, "gone"), now);
            breaker.failed((Phase::Body, "gone"), now);
            assert!(!breaker.is_open(now));
            breaker.answered();
        }
        breaker.failed((Phase::Mail, "gone"), now);
        breaker.failed((Phase::Mail, "gone"), now);
        breaker.failed((Phase::Mail, "gone"), now);
        assert!(breaker.is_open(now));
        let trouble = breaker.trouble().map(|trouble| (trouble.failures, trouble.phase, trouble.words.to_owned()));
        assert_eq!(trouble, Some((3, Phase::Mail, "gone".to_owned())));
        breaker.answered();
        assert!(breaker.trouble().is_none());
    }
}
