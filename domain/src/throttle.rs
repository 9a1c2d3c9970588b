//! How long somebody waits after failed tries. The wait doubles and has an end: a stranger who guesses can
//! slow an account down but never lock it for good. Counting is the service's; the numbers are here.

use chrono::{DateTime, Duration, Utc};

/// Tries that cost nothing: people mistype.
const FREE: u32 = 4;

/// The first wait.
const FIRST_WAIT: Duration = Duration::seconds(30);

/// The longest wait.
const LONGEST_WAIT: Duration = Duration::minutes(15);

/// Failures are forgotten this long after the last wait ended.
const FORGOTTEN_AFTER: Duration = Duration::hours(24);

/// How long to wait after so many failures in a row: nothing for the first four, then half a minute,
/// doubled with each further one, at most a quarter of an hour.
#[must_use]
pub fn wait_after(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE + 1) else { return Duration::zero() };
    let factor = 1_i32.checked_shl(doublings.min(20)).unwrap_or(i32::MAX);
    FIRST_WAIT.checked_mul(factor).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

/// How many of the failures counted up to a wait's end still count at an instant.
#[must_use]
pub fn still_counted(failures: u32, wait_ended: DateTime<Utc>, at: DateTime<Utc>) -> u32 {
    if wait_ended + FORGOTTEN_AFTER <= at { 0 } else { failures }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_ends() {
        for (failures, seconds) in
            [(0, 0), (1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (u32::MAX, 900)]
        {
            assert_eq!(wait_after(failures).num_seconds(), seconds, "{failures}");
        }
    }

    #[test]
    fn a_day_of_guessing_stays_under_a_hundred_and_ten_tries() {
        let (mut spent, mut tries) = (Duration::zero(), 0);
        while spent < Duration::days(1) {
            tries += 1;
            spent += wait_after(tries);
        }
        assert!(tries <= 110, "{tries}");
    }

    #[test]
    fn failures_are_forgotten_after_a_day() {
        let ended = DateTime::<Utc>::UNIX_EPOCH;
        assert_eq!(still_counted(7, ended, ended + Duration::hours(23)), 7);
        assert_eq!(still_counted(7, ended, ended + Duration::hours(24)), 0);
    }
}
