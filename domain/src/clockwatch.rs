//! Whether a clock can be believed: it must run as steadily as time does, agree with the database's, and not have stood
//! still for a month. Readings in, verdict out; who reads the clocks is `clock` of the service.

use crate::word::Word;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// A clock that moves by more than this against steady time was set.
pub const LARGEST_STEP: TimeDelta = TimeDelta::minutes(5);

/// After so long without a further step a clock is believed again.
pub const AGREES_AFTER: Duration = Duration::from_secs(15 * 60);

/// A difference from the database's clock that is worth a word.
pub const SKEW_WARNS: TimeDelta = TimeDelta::seconds(5);

/// A difference from the database's clock with which nothing is sent.
pub const SKEW_STOPS: TimeDelta = TimeDelta::seconds(30);

/// A service that starts so long after it was last alive asks whether the clock is right.
pub const LONG_AWAY: TimeDelta = TimeDelta::days(30);

/// A service may start this much before it was last alive: clocks of several computers differ a little.
pub const BEHIND: TimeDelta = TimeDelta::minutes(1);

/// Why a clock is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It was set, or the computer slept.
    Jumped,
    /// At the start it stood before the moment at which the service was last alive.
    Behind,
    /// At the start it stood more than a month after the moment at which the service was last alive.
    LongAway,
    /// It differs from the database's.
    Skewed,
}

impl Word for Doubt {
    const ALL: &'static [Self] = &[Self::Jumped, Self::Behind, Self::LongAway, Self::Skewed];
    fn word(self) -> &'static str {
        match self {
            Self::Jumped => "jumped",
            Self::Behind => "behind",
            Self::LongAway => "long_away",
            Self::Skewed => "skewed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Jumped => "The clock was set, or the computer slept.",
            Self::Behind => "The clock stands before the time at which Remit last ran.",
            Self::LongAway => "The clock stands more than 30 days after Remit last ran.",
            Self::Skewed => "The clock differs from the database’s by more than 30 seconds.",
        }
    }
}

impl Doubt {
    /// Whether not even what somebody waits for may leave: leases are counted by this clock, and others count by the
    /// database's.
    #[must_use]
    pub fn stops_everything(self) -> bool {
        self == Self::Skewed
    }
}

/// The clock on the wall and the steady time of the process, read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the clock shows.
    pub wall: DateTime<Utc>,
    /// How long the process has run.
    pub steady: Duration,
}

/// What was seen of a clock so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// Where clock and steady time were last believed to belong together.
    anchor: Option<Reading>,
    /// Why it is not believed, and since when it has run steadily.
    doubt: Option<(Doubt, Duration)>,
    skew: Option<TimeDelta>,
}

impl Watch {
    /// The service starts: where it was last alive, if anybody remembers.
    pub fn starts(&mut self, reading: Reading, alive_at: Option<DateTime<Utc>>) {
        self.anchor = Some(reading);
        self.doubt = match alive_at {
            Some(alive) if reading.wall < alive - BEHIND => Some((Doubt::Behind, reading.steady)),
            Some(alive) if reading.wall > alive + LONG_AWAY => Some((Doubt::LongAway, reading.steady)),
            _ => None,
        };
    }

    /// The clock is looked at; tells whether it is believed.
    pub fn sees(&mut self, reading: Reading) -> Option<Doubt> {
        let anchor = *self.anchor.get_or_insert(reading);
        let ran = TimeDelta::from_std(reading.steady.saturating_sub(anchor.steady)).unwrap_or(TimeDelta::MAX);
        let step = (reading.wall - anchor.wall).checked_sub(&ran).unwrap_or(TimeDelta::MAX);
        if step.abs() > LARGEST_STEP {
            self.anchor = Some(reading);
            self.doubt = Some((Doubt::Jumped, reading.steady));
        } else if let Some((_, since)) = self.doubt {
            if self.skew.is_some_and(|skew| skew.abs() > SKEW_WARNS) {
                self.doubt = self.doubt.map(|(doubt, _)| (doubt, reading.steady));
            } else if reading.steady.saturating_sub(since) >= AGREES_AFTER {
                self.anchor = Some(reading);
                self.doubt = None;
            }
        }
        self.doubt()
    }

    /// How far the clock is ahead of the database's.
    pub fn measured(&mut self, skew: Option<TimeDelta>) {
        self.skew = skew;
    }

    /// A person says that the clock is right. A difference from the database's stays what it is.
    pub fn trust(&mut self, reading: Reading) {
        self.anchor = Some(reading);
        self.doubt = None;
    }

    /// Why it is not believed.
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        match self.skew {
            Some(skew) if skew.abs() > SKEW_STOPS => Some(Doubt::Skewed),
            _ => self.doubt.map(|(doubt, _)| doubt),
        }
    }

    /// How far the clock is ahead of the database's, as last measured.
    #[must_use]
    pub fn skew(&self) -> Option<TimeDelta> {
        self.skew
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(wall: i64, steady: u64) -> Reading {
        Reading { wall: DateTime::UNIX_EPOCH + TimeDelta::seconds(wall), steady: Duration::from_secs(steady) }
    }

    fn alive(seconds: i64) -> Option<DateTime<Utc>> {
        Some(DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds))
    }

    #[test]
    fn a_clock_that_was_set_is_believed_again_after_a_quarter_of_an_hour() {
        for jump in [-36_000, -301, 301, 3600, 315_360_000] {
            let mut watch = Watch::default();
            watch.starts(at(1_000_000_000, 0), None);
            assert_eq!(watch.sees(at(1_000_000_010, 10)), None);
            let set = 1_000_000_020 + jump;
            assert_eq!(watch.sees(at(set, 20)), Some(Doubt::Jumped), "{jump}");
            assert_eq!(watch.sees(at(set + 890, 910)), Some(Doubt::Jumped), "{jump}");
            assert_eq!(watch.sees(at(set + 900, 920)), None, "{jump}");
        }
        for step in [-299, -1, 1, 299] {
            let mut watch = Watch::default();
            watch.starts(at(1_000_000_000, 0), None);
            assert_eq!(watch.sees(at(1_000_000_020 + step, 20)), None, "{step}");
        }
    }

    #[test]
    fn a_start_before_the_last_sign_of_life_or_long_after_it_is_doubted() {
        let day = 86_400;
        for (now, alive_at, wanted) in [
            (1_000, None, None),
            (1_000, alive(1_000), None),
            (1_000, alive(1_060), None),
            (1_000, alive(1_061), Some(Doubt::Behind)),
            (30 * day, alive(0), None),
            (30 * day + 1, alive(0), Some(Doubt::LongAway)),
        ] {
            let mut watch = Watch::default();
            watch.starts(at(now, 0), alive_at);
            assert_eq!(watch.doubt(), wanted, "{now}");
        }
    }

    #[test]
    fn a_clock_that_differs_from_the_databases_stops_until_it_agrees() {
        let mut watch = Watch::default();
        watch.starts(at(0, 0), None);
        for (seconds, wanted) in
            [(5, None), (30, None), (31, Some(Doubt::Skewed)), (-180, Some(Doubt::Skewed)), (2, None)]
        {
            watch.measured(Some(TimeDelta::seconds(seconds)));
            assert_eq!(watch.sees(at(10, 10)), wanted, "{seconds}");
        }
        // A clock that was set is believed only while it agrees with the database's.
        watch.measured(Some(TimeDelta::seconds(10)));
        assert_eq!(watch.sees(at(4_000, 20)), Some(Doubt::Jumped));
        assert_eq!(watch.sees(at(5_000, 1_020)), Some(Doubt::Jumped));
        watch.measured(Some(TimeDelta::seconds(1)));
        assert_eq!(watch.sees(at(5_899, 1_919)), Some(Doubt::Jumped));
        assert_eq!(watch.sees(at(5_900, 1_920)), None);
    }

    #[test]
    fn a_person_may_say_that_it_is_right() {
        let mut watch = Watch::default();
        watch.starts(at(0, 0), None);
        assert_eq!(watch.sees(at(90_000, 10)), Some(Doubt::Jumped));
        watch.trust(at(90_001, 11));
        assert_eq!(watch.sees(at(90_002, 12)), None);
    }

    proptest! {
        #[test]
        fn a_clock_that_runs_is_never_doubted(turns in proptest::collection::vec((1u64..3_600, -20i64..20), 1..60)) {
            let mut watch = Watch::default();
            watch.starts(at(0, 0), None);
            let mut steady = 0;
            for (later, wobble) in turns {
                steady += later;
                prop_assert_eq!(watch.sees(at(i64::try_from(steady).unwrap() + wobble, steady)), None);
            }
        }
    }
}
