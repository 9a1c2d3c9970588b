//! The one place that asks what time it is. Everything else is handed the instant or the day.
//! A demonstration's clock starts where it is told and then runs on.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use remit_domain::london;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

/// A clock that the service is handed at its start.
#[derive(Clone, Debug)]
pub struct Clock(Arc<RwLock<Hands>>);

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
        Self(Arc::new(RwLock::new(hands)))
    }

    /// The instant, whole microseconds: the finest that both databases keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let hands = *self.0.read().unwrap_or_else(PoisonError::into_inner);
        let now = match hands {
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
        let mut hands = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *hands = match *hands {
            Hands::System => Hands::System,
            Hands::RunningFrom { .. } => Hands::RunningFrom { start: to, since: Instant::now() },
            Hands::Stopped(_) => Hands::Stopped(to),
        };
    }
}
