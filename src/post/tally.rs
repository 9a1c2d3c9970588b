//! What a pass over the letters came to. Counted by `deliver`, told to whoever asked for the pass.

use remit_domain::letter::State;

/// What a pass over the letters came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken by the relay.
    pub sent: usize,
    /// Told "not now".
    pub retried: usize,
    /// Told "never".
    pub dead: usize,
    /// In doubt.
    pub uncertain: usize,
    /// Back in the queue through a fault of the relay.
    pub back: usize,
    /// Called back, or taken over by another sender, before the dot.
    pub fenced: usize,
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.retried += other.retried;
        self.dead += other.dead;
        self.uncertain += other.uncertain;
        self.back += other.back;
        self.fenced += other.fenced;
    }

    pub(super) fn count(&mut self, state: Option<State>) {
        match state {
            Some(State::Sent) => self.sent += 1,
            Some(State::Retry) => self.retried += 1,
            Some(State::Dead) => self.dead += 1,
            Some(State::Uncertain) => self.uncertain += 1,
            Some(State::Pending | State::Sending | State::Withdrawn) => self.back += 1,
            None => self.fenced += 1,
        }
    }
}
