//! The one place that asks what time it is. Everything else is handed the instant or the day.
//! A demonstration's clock starts where it is told and then runs on.

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use remit_domain::clockwatch::{Doubt, Reading, Watch};
use remit_domain::london;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

/// A clock that the service is handed at its start.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Case>);

#[derive(Debug)]
struct Case {
    hands: RwLock<Hands>,
    watch: Mutex<Watch>,
    /// A doubt that somebody has about a clock that is not the computer's own.
    suspected: Mutex<Option<Doubt>>,
    born: Instant,
}

#[derive(Clone, Copy, Debug)]
enum Hands {
    System,
    RunningFrom { start: DateTime<Utc>, since: Instant },
    Stopped(DateTime<Utc>),
}

impl Clock {
    /// The computer's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self::with(Hands::System)
    }

    /// A clock that reads `start` now and runs on from there.
    #[must_use]
    pub fn running_from(start: DateTime<Utc>) -> Self {
        Self::with(Hands::RunningFrom { start, since: Instant::now() })
    }

    /// A clock that stands still until it is set.
    #[must_use]
    pub fn stopped(at: DateTime<Utc>) -> Self {
        Self::with(Hands::Stopped(at))
    }

    fn with(hands: Hands) -> Self {
        Self(Arc::new(Case {
            hands: RwLock::new(hands),
            watch: Mutex::default(),
            suspected: Mutex::default(),
            born: Instant::now(),
        }))
    }

    fn hands(&self) -> Hands {
        *self.0.hands.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.0.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reading(&self) -> Reading {
        Reading { wall: self.now(), steady: self.0.born.elapsed() }
    }

    fn is_the_computers(&self) -> bool {
        matches!(self.hands(), Hands::System)
    }

    /// The service starts: when it was last alive, if anybody remembers.
    pub fn begins(&self, alive_at: Option<DateTime<Utc>>) {
        if self.is_the_computers() {
            self.watch().starts(self.reading(), alive_at);
        }
    }

    /// Looks at the clock again, and tells why it is not believed. Only the computer's own can go wrong: any other was
    /// set on purpose.
    #[must_use]
    pub fn look(&self) -> Option<Doubt> {
        if self.is_the_computers() { self.watch().sees(self.reading()) } else { self.doubt() }
    }

    /// Why it is not believed, as it was last seen.
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        let suspected = *self.0.suspected.lock().unwrap_or_else(PoisonError::into_inner);
        suspected.or_else(|| self.watch().doubt())
    }

    /// How far it is ahead of the database's, as measured now. One that was set on purpose differs on purpose.
    pub fn measured(&self, skew: Option<TimeDelta>) {
        let skew = skew.filter(|_| self.is_the_computers());
        self.watch().measured(skew);
    }

    /// How far it is ahead of the database's, as last measured.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        self.watch().skew()
    }

    /// A person says that it is right.
    pub fn trust(&self) {
        self.suspect(None);
        self.watch().trust(self.reading());
    }

    /// Somebody doubts it, or no longer. For tests.
    pub fn suspect(&self, doubt: Option<Doubt>) {
        *self.0.suspected.lock().unwrap_or_else(PoisonError::into_inner) = doubt;
    }

    /// The instant, whole microseconds: the finest that both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self.hands() {
            Hands::System =>
            {
                #[allow(clippy::disallowed_methods)]
                Utc::now()
            }
            Hands::RunningFrom { start, since } => start + since.elapsed(),
            Hands::Stopped(at) => at,
        };
        now.trunc_subsecs(6)
    }

    /// The day in London.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        london::date_in_london(self.now())
    }

    /// Sets a clock that is not the computer's own; the computer's own stays.
    pub fn set(&self, to: DateTime<Utc>) {
        let mut hands = self.0.hands.write().unwrap_or_else(PoisonError::into_inner);
        *hands = match *hands {
            Hands::System => Hands::System,
            Hands::RunningFrom { .. } => Hands::RunningFrom { start: to, since: Instant::now() },
            Hands::Stopped(_) => Hands::Stopped(to),
        };
    }
}
