//! What becomes of a letter after a conversation about it: facts in, verdict out. No clock, no database.
//!
//! Called by `ledger`, which writes the verdict down under the worker's fencing token.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::letter::{Kind, State};

use super::outcome::{Outcome, Phase};

/// Never more copies than this without a person's word.
pub(super) const MOST_COPIES: i32 = 2;

/// Pauses after a "not now", in minutes; the last one repeats.
const PAUSES: [i64; 6] = [1, 5, 15, 60, 240, 720];

/// How long a "not now" is taken for an answer.
const PATIENCE: TimeDelta = TimeDelta::hours(72);

/// How long to wait for a sign that an uncertain letter had arrived.
const DOUBT: TimeDelta = TimeDelta::minutes(10);

/// What is known about a letter when its conversation ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    pub(super) now: DateTime<Utc>,
    /// When it was first tried; this conversation's start if never before.
    pub(super) first_tried_at: DateTime<Utc>,
    /// When it was to be tried this time.
    pub(super) next_try_at: Option<DateTime<Utc>>,
    /// Refusals so far.
    pub(super) attempts: i32,
    /// Copies that may have been taken before this conversation.
    pub(super) copies: i32,
    /// No second copy is sent by itself.
    pub(super) only_once: bool,
    /// From 0 to 1, so that letters refused together do not come back together.
    pub(super) jitter: f64,
}

/// What the ledger will say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) state: State,
    pub(super) next_try_at: Option<DateTime<Utc>>,
    pub(super) attempts: i32,
    pub(super) copies: i32,
    pub(super) sent_at: Option<DateTime<Utc>>,
    pub(super) code: Option<i32>,
    pub(super) words: String,
    pub(super) reached: &'static str,
}

impl Verdict {
    /// Whether the relay has said for good that it knows no such reader.
    pub(super) fn is_about_the_address(&self) -> bool {
        self.state == State::Dead && self.reached == Phase::Rcpt.word() && self.code.is_some_and(|code| code >= 500)
    }
}

/// The verdict; none when the claim was lost and the letter is another's affair.
pub(super) fn after(outcome: &Outcome, facts: Facts) -> Option<Verdict> {
    let Facts { now, next_try_at, attempts, copies, .. } = facts;
    let still = |state, words: String, reached| Verdict {
        state,
        next_try_at: None,
        attempts,
        copies,
        sent_at: None,
        code: None,
        words,
        reached,
    };
    Some(match outcome {
        Outcome::Fenced => return None,
        Outcome::Accepted { reply } => Verdict {
            copies: copies + 1,
            sent_at: Some(now),
            code: Some(reply.code.into()),
            ..still(State::Sent, reply.text.clone(), Phase::AfterDot.word())
        },
        Outcome::Uncertain { text } => Verdict {
            copies: copies + 1,
            next_try_at: second_copy_at(now, copies + 1, facts.only_once),
            ..still(State::Uncertain, text.clone(), Phase::AfterDot.word())
        },
        Outcome::Relay { phase, text } => Verdict {
            next_try_at: Some(if *phase < Phase::Mail {
                next_try_at.unwrap_or(now)
            } else {
                now + pause(1, facts.jitter)
            }),
            ..still(State::Pending, text.clone(), phase.word())
        },
        Outcome::Refused { phase, permanent, reply } => {
            let given_up = *permanent || now - facts.first_tried_at >= PATIENCE;
            let attempts = attempts + 1;
            Verdict {
                attempts,
                code: Some(reply.code.into()),
                next_try_at: (!given_up).then(|| now + pause(attempts, facts.jitter)),
                ..still(if given_up { State::Dead } else { State::Retry }, reply.text.clone(), phase.word())
            }
        }
    })
}

/// A letter that could not even be written.
pub(super) fn unwritable(why: String, facts: Facts) -> Verdict {
    Verdict {
        state: State::Dead,
        next_try_at: None,
        attempts: facts.attempts + 1,
        copies: facts.copies,
        sent_at: None,
        code: None,
        words: why,
        reached: "writing",
    }
}

/// Whether a letter in doubt stays so: somebody waits for it, and a copy later would only confuse; or it is a digest, and
/// the next one says the same.
pub(super) fn goes_only_once(kind: Kind) -> bool {
    kind.goes_at_once() || matches!(kind, Kind::ChairsWeek | Kind::OfficersDay | Kind::Test)
}

/// When an uncertain letter may be sent a second time by itself, if ever.
pub(super) fn second_copy_at(now: DateTime<Utc>, copies: i32, only_once: bool) -> Option<DateTime<Utc>> {
    (copies < MOST_COPIES && !only_once).then(|| now + DOUBT)
}

/// From half the pause to the whole of it.
fn pause(attempts: i32, jitter: f64) -> TimeDelta {
    let step = usize::try_from(attempts - 1).unwrap_or(0).min(PAUSES.len() - 1);
    let most = Duration::from_secs(PAUSES[step].unsigned_abs() * 60);
    let drawn = most.mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0));
    TimeDelta::from_std(drawn).unwrap_or(PATIENCE)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::outcome::Reply;
    use super::*;
    use proptest::prelude::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn facts() -> Facts {
        Facts {
            now: at(1000),
            first_tried_at: at(1000),
            next_try_at: Some(at(990)),
            attempts: 0,
            copies: 0,
            only_once: false,
            jitter: 1.0,
        }
    }

    fn refused(permanent: bool) -> Outcome {
        let reply = Reply { code: if permanent { 550 } else { 451 }, text: "no".into() };
        Outcome::Refused { phase: Phase::Rcpt, permanent, reply }
    }

    #[test]
    fn a_not_now_is_tried_again_ever_more_slowly_for_three_days() {
        let wait =
            |attempts| after(&refused(false), Facts { attempts, ..facts() }).unwrap().next_try_at.unwrap() - at(1000);
        let minutes: Vec<_> = (0..8).map(|attempts| wait(attempts).num_minutes()).collect();
        assert_eq!(minutes, [1, 5, 15, 60, 240, 720, 720, 720]);
        let late =
            |hours| after(&refused(false), Facts { first_tried_at: at(1000) - TimeDelta::hours(hours), ..facts() });
        assert_eq!(late(71).unwrap().state, State::Retry);
        assert_eq!(late(72).unwrap().state, State::Dead);
    }

    #[test]
    fn a_never_ends_it_and_a_fault_of_the_relay_costs_the_letter_nothing() {
        let dead = after(&refused(true), facts()).unwrap();
        assert_eq!((dead.state, dead.next_try_at, dead.attempts, dead.code), (State::Dead, None, 1, Some(550)));
        for (phase, next) in
            [(Phase::Connect, at(990)), (Phase::Auth, at(990)), (Phase::Mail, at(1001)), (Phase::Body, at(1001))]
        {
            let back = after(&Outcome::Relay { phase, text: "gone".into() }, Facts { attempts: 3, ..facts() }).unwrap();
            assert_eq!((back.state, back.attempts, back.copies, back.next_try_at), (State::Pending, 3, 0, Some(next)));
        }
    }

    #[test]
    fn a_doubtful_letter_gets_one_second_copy_unless_somebody_is_waiting_for_it() {
        let doubt = Outcome::Uncertain { text: "gone".into() };
        for (copies, at_once, next) in [(0, false, Some(at(1010))), (0, true, None), (1, false, None), (1, true, None)]
        {
            let verdict = after(&doubt, Facts { copies, only_once: at_once, ..facts() }).unwrap();
            assert_eq!((verdict.state, verdict.copies, verdict.next_try_at), (State::Uncertain, copies + 1, next));
        }
        let taken =
            after(&Outcome::Accepted { reply: Reply { code: 250, text: "ok".into() } }, Facts { copies: 1, ..facts() });
        assert_eq!(taken.map(|verdict| (verdict.state, verdict.copies)), Some((State::Sent, 2)));
        assert_eq!(after(&Outcome::Fenced, facts()), None);
    }

    proptest! {
        #[test]
        fn a_pause_lies_between_half_and_whole(attempts in 1..40i32, jitter in 0.0..=1.0f64) {
            let (least, most, drawn) = (pause(attempts, 0.0), pause(attempts, 1.0), pause(attempts, jitter));
            prop_assert!(least * 2 == most && least <= drawn && drawn <= most);
        }
    }
}
