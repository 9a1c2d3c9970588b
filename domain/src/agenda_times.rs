//! How long items take, when each begins, and whether the meeting runs over. Clock times of one day in London;
//! a meeting has a planned length, items have minutes or none.

use crate::agenda::AgendaRefusal;
use crate::london::time_of_day;
use chrono::{NaiveTime, TimeDelta};

/// The longest item, in minutes.
const LONGEST: u32 = 8 * 60;

/// A duration as typed, in minutes: `15`, `15m`, `15 min`, `1h`, `1.5h`, `1h30`, `1h 30m`, `90 minutes`; none when
/// nothing was typed.
///
/// # Errors
/// What cannot be read, nothing at all, or more than eight hours.
pub fn read_minutes(typed: &str) -> Result<Option<u32>, AgendaRefusal> {
    let text: String = typed.to_lowercase().split_whitespace().collect();
    if text.is_empty() {
        return Ok(None);
    }
    let minutes = read(&text).filter(|minutes| (1..=LONGEST).contains(minutes));
    minutes.map(Some).ok_or(AgendaRefusal::NoDuration)
}

fn read(text: &str) -> Option<u32> {
    let Some((hours, rest)) = text.split_once('h') else { return whole(text) };
    let rest =
        rest.trim_start_matches("ours").trim_start_matches("our").trim_start_matches("rs").trim_start_matches('r');
    let minutes = if rest.is_empty() { 0 } else { whole(rest)? };
    if minutes >= 60 {
        return None;
    }
    sixtieths(hours)?.checked_add(minutes)
}

/// Whole minutes, with or without their unit.
fn whole(text: &str) -> Option<u32> {
    let number = ["minutes", "minute", "mins", "min", "m"].iter().find_map(|unit| text.strip_suffix(unit));
    digits(number.unwrap_or(text))
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Hours with at most two decimals, in minutes; only what gives whole minutes.
fn sixtieths(hours: &str) -> Option<u32> {
    let (whole, decimals) = hours.split_once(['.', ',']).unwrap_or((hours, "0"));
    let hundredths = match decimals.len() {
        1 => digits(decimals)? * 10,
        2 => digits(decimals)?,
        _ => return None,
    };
    let minutes = hundredths * 60;
    (minutes % 100 == 0).then_some(())?;
    Some(digits(whole)? * 60 + minutes / 100)
}

/// Minutes as people say them: "15 minutes", "1 hour", "1 hour 30 minutes".
#[must_use]
pub fn said(minutes: u32) -> String {
    let some = |n: u32, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => some(minutes, "minute"),
        (hours, 0) => some(hours, "hour"),
        (hours, minutes) => format!("{} {}", some(hours, "hour"), some(minutes, "minute")),
    }
}

/// When each item begins; items without minutes take no time.
#[must_use]
pub fn begin_at(starts: NaiveTime, minutes: &[Option<u32>]) -> Vec<NaiveTime> {
    let mut at = starts;
    let mut begun = Vec::with_capacity(minutes.len());
    for one in minutes {
        begun.push(at);
        at = after(at, one.unwrap_or(0));
    }
    begun
}

fn after(at: NaiveTime, minutes: u32) -> NaiveTime {
    at.overflowing_add_signed(TimeDelta::minutes(i64::from(minutes))).0
}

/// How an agenda fits into its meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The sentence.
    pub says: String,
    /// Whether it runs past the planned end.
    pub runs_over: bool,
}

/// Whether the items fit into the time that a meeting is planned to last, in words; none when no item has a time.
#[must_use]
pub fn fit(starts: NaiveTime, lasts: u32, minutes: &[Option<u32>]) -> Option<Fit> {
    let taken: u32 = minutes.iter().flatten().sum();
    if taken == 0 {
        return None;
    }
    let untimed = minutes.iter().filter(|one| one.is_none()).count();
    let planned = time_of_day(after(starts, lasts));
    let ends = time_of_day(after(starts, taken));
    let mut says = match taken.cmp(&lasts) {
        std::cmp::Ordering::Greater => {
            format!("The agenda runs {} past the planned end at {planned}: it ends at {ends}.", said(taken - lasts))
        }
        std::cmp::Ordering::Equal => format!("The agenda ends at {ends}, as planned."),
        std::cmp::Ordering::Less => {
            format!("The agenda ends at {ends}, {} before the planned end at {planned}.", said(lasts - taken))
        }
    };
    match untimed {
        0 => {}
        1 => says.push_str(" 1 item has no time yet."),
        n => says.push_str(&format!(" {n} items have no time yet.")),
    }
    Some(Fit { says, runs_over: taken > lasts })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn a_duration_is_read_as_officers_type_it() {
        for (typed, wanted) in [
            ("15", Some(15)),
            ("15m", Some(15)),
            (" 15 min ", Some(15)),
            ("90m", Some(90)),
            ("90 minutes", Some(90)),
            ("1h", Some(60)),
            ("1 hour", Some(60)),
            ("2 hours", Some(120)),
            ("1.5h", Some(90)),
            ("1.5 hours", Some(90)),
            ("0.25h", Some(15)),
            ("1H30", Some(90)),
            ("1h 30m", Some(90)),
            ("8h", Some(480)),
        ] {
            assert_eq!(read_minutes(typed), Ok(wanted), "{typed}");
        }
        assert_eq!(read_minutes("  "), Ok(None));
        for typed in ["0", "-5", "481", "9h", "soon", "1.333h", "1h75", "h", "1h30x", "99999999999", "1:30", "½h"] {
            assert_eq!(read_minutes(typed), Err(AgendaRefusal::NoDuration), "{typed}");
        }
    }

    #[test]
    fn times_run_on_from_the_meetings_start() {
        let minutes = [Some(5), None, Some(45), Some(90)];
        assert_eq!(begin_at(at(14, 0), &minutes), [at(14, 0), at(14, 5), at(14, 5), at(14, 50)]);
        let over = fit(at(14, 0), 120, &minutes).unwrap();
        assert!(over.runs_over);
        assert_eq!(
            over.says,
            "The agenda runs 20 minutes past the planned end at 4pm: it ends at 4.20pm. 1 item has no time yet."
        );
        assert_eq!(
            fit(at(14, 0), 150, &minutes[..3]).unwrap().says.split(". ").next().unwrap(),
            "The agenda ends at 2.50pm, 1 hour 40 minutes before the planned end at 4.30pm"
        );
        assert_eq!(fit(at(10, 0), 60, &[Some(60)]).unwrap().says, "The agenda ends at 11am, as planned.");
        assert_eq!(fit(at(10, 0), 60, &[None]), None);
    }

    proptest! {
        #[test]
        fn what_is_said_reads_back(minutes in 1_u32..=480) {
            prop_assert_eq!(read_minutes(&said(minutes)), Ok(Some(minutes)));
        }

        #[test]
        fn nothing_typed_breaks_it(typed in "\\PC{0,12}") {
            let _ = read_minutes(&typed);
        }
    }
}
