//! The sender: takes letters that are due, hands each over outside any transaction, and has the end written down.
//!
//! Started by `serve` and by the demonstration. The statements are in `ledger`, the verdicts in `policy`, the way
//! out in `transport`; here is only the order of things, and how many at a time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use remit_domain::clockwatch::Doubt;
use remit_domain::letter::State;
use remit_domain::london;
use remit_domain::sending;
use remit_entity::letter;
use tokio::sync::watch;
use tokio::time::Instant;

use super::breaker::Breaker;
use super::ledger::{self, Claim};
use super::outcome::{Outcome, Phase};
use super::policy::{self, Facts};
use super::retelling;
use super::sheet::Letterhead;
use super::tally::Tally;
use super::transport::{Hand, Transport};
use super::tuning::{Step, Tuning};
use crate::app::App;
use crate::error::{Error, Result};
use crate::gate;
use crate::handed::{End, Handing};
use crate::work::Author;

/// The sender of letters.
#[derive(Clone)]
pub struct Sender(Arc<Inner>);

struct Inner {
    app: App,
    transport: Transport,
    tuning: Tuning,
    name: String,
    breaker: Mutex<Breaker>,
    /// When the next letter may go, where there is a limit a minute.
    turn: tokio::sync::Mutex<Option<Instant>>,
    /// When what goes before its turn was last looked for.
    looked: Mutex<Option<Instant>>,
    /// When second copies were last looked for.
    doubted: Mutex<Option<DateTime<Utc>>>,
    stopping: AtomicBool,
}

impl Sender {
    /// A sender; nothing goes before it is asked.
    ///
    /// # Errors
    /// When there are no random numbers to name it by.
    pub fn new(app: App, transport: Transport, tuning: Tuning) -> Result<Self> {
        let name = app.chance().token()?.chars().take(12).collect();
        let breaker = Mutex::new(Breaker::new(tuning.first_pause, tuning.longest_pause));
        let (turn, looked, doubted) = (tokio::sync::Mutex::new(None), Mutex::new(None), Mutex::new(None));
        Ok(Self(Arc::new(Inner {
            app,
            transport,
            tuning,
            name,
            breaker,
            turn,
            looked,
            doubted,
            stopping: AtomicBool::new(false),
        })))
    }

    /// How the relay stands, as this sender sees it: empty while it answers, else a sentence.
    #[must_use]
    pub fn standing(&self) -> String {
        let inner = &self.0;
        let breaker = inner.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(trouble) = breaker.trouble() else { return String::new() };
        let rest = TimeDelta::from_std(breaker.rest(Instant::now())).unwrap_or_default();
        let until = london::time_in_london(inner.app.clock().now() + rest);
        let times =
            if trouble.failures == 1 { "one failure".to_owned() } else { format!("{} failures", trouble.failures) };
        format!("Left alone until {until} after {times} in a row. The last, at “{}”: {}", trouble.phase, trouble.words)
    }

    /// Takes back what an earlier sender held when it stopped. On a memory of our own that is everything, at once.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn recover(&self) -> Result<usize> {
        let app = &self.0.app;
        ledger::take_back(app, (!app.is_alone()).then(|| app.clock().now())).await
    }

    /// One pass over everything that is due now.
    ///
    /// # Errors
    /// When the database fails. Letters in hand at that moment are taken back when their lease ends.
    pub async fn deliver_due(&self) -> Result<Tally> {
        let inner = &self.0;
        if !retelling::settle(&inner.app).await? {
            return Ok(Tally::default());
        }
        match inner.app.clock().look() {
            None => ledger::take_back(&inner.app, Some(inner.app.clock().now())).await?,
            Some(doubt) if doubt.stops_everything() => return Ok(Tally::default()),
            // By a clock that is not believed no lease has ended.
            Some(_) => 0,
        };
        if matches!(inner.transport, Transport::Unset) {
            return Ok(Tally::default());
        }
        inner.ask_about_backlog().await?;
        *inner.looked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let slots: Vec<_> =
            (0..inner.tuning.slots.max(1)).map(|slot| tokio::spawn(Arc::clone(inner).work_off(slot))).collect();
        let mut tally = Tally::default();
        let mut broken = None;
        for slot in slots {
            match slot.await {
                Ok(Ok(part)) => tally.add(part),
                Ok(Err(error)) => broken = Some(error),
                Err(fell) => broken = Some(Error::Broken(anyhow::Error::new(fell).context("a sending slot fell over"))),
            }
        }
        broken.map_or(Ok(tally), Err)
    }

    /// Sends until told to stop; letters in hand are finished first.
    ///
    /// # Errors
    /// When pass after pass fails: whoever started the sender must then end, and be started anew.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) -> Result<()> {
        const MOST_FAILURES: u32 = 5;
        let mut failures = 0;
        self.recover().await?;
        while !self.0.stopping.load(Ordering::SeqCst) {
            let pass = self.deliver_due();
            tokio::pin!(pass);
            let pass = tokio::select! {
                pass = &mut pass => pass,
                () = told(&mut stop) => {
                    self.0.stopping.store(true, Ordering::SeqCst);
                    pass.await
                }
            };
            match pass {
                Ok(_) => failures = 0,
                // Starting anew makes no room; until there is some, the pages can be read.
                Err(error) if failures + 1 >= MOST_FAILURES && !error.lacks_room() => return Err(error),
                Err(error) => {
                    failures += 1;
                    tracing::error!(?error, failures, "letters could not be worked off");
                }
            }
            self.0.app.pulse().stuck(failures);
            let rest = self.0.rest().max(self.0.tuning.idle).min(Duration::from_secs(30));
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                () = told(&mut stop) => break,
            }
        }
        Ok(())
    }
}

fn handing(letter: &letter::Model, at: DateTime<Utc>) -> Handing {
    Handing {
        message_id: letter.message_id.clone(),
        token: letter.token,
        owner: letter.owner.clone(),
        copies: letter.copies,
        at,
        end: End::Open,
    }
}

fn end(outcome: &Outcome) -> End {
    match outcome {
        Outcome::Accepted { .. } => End::Taken,
        Outcome::Uncertain { .. } => End::Doubt,
        Outcome::Fenced | Outcome::Relay { .. } | Outcome::Refused { .. } => End::Kept,
    }
}

/// Returns when told to stop, or when nobody is left who could tell.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

impl Inner {
    fn saw(&self, step: Step) {
        if let Some(watcher) = &self.tuning.watcher {
            watcher(step);
        }
    }

    fn rest(&self) -> Duration {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner).rest(Instant::now())
    }

    /// Letters that have piled up, because mail was set up only now or did not work for days, leave when a person says so.
    async fn ask_about_backlog(&self) -> Result<()> {
        let now = self.app.clock().now();
        let (waiting, oldest) = ledger::backlog(&self.app, now - sending::BACKLOG_AFTER).await?;
        let Some(held) = sending::asks_for_backlog(waiting, oldest, now) else { return Ok(()) };
        if gate::find(self.app.db(), self.app.clock().today()).await?.held.is_none() {
            self.app.write(Author::Remit, move |work| Box::pin(gate::hold(work, held))).await?;
        }
        Ok(())
    }

    fn must_pause(&self) -> bool {
        let doubt = self.app.clock().doubt();
        self.stopping.load(Ordering::SeqCst) || !self.rest().is_zero() || doubt.is_some_and(Doubt::stops_everything)
    }

    /// One slot: claims and hands over until nothing is due.
    async fn work_off(self: Arc<Self>, slot: usize) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut hand = Hand::new(self.transport.clone());
        let head = Letterhead::find(&self.app).await?;
        while !self.must_pause() {
            let doubt = self.app.clock().look();
            let claim = self.next_claim(slot).await?;
            let letters = ledger::claim(&self.app, &claim).await?;
            if letters.is_empty() {
                break;
            }
            self.saw(Step::Claimed);
            if letters.iter().any(|letter| *letter.state == State::Uncertain) {
                // There may be more of them than one claim takes.
                *self.doubted.lock().unwrap_or_else(PoisonError::into_inner) = None;
            }
            for (n, letter) in letters.iter().enumerate() {
                // Whoever was frozen holds nothing any more.
                let clock = self.app.clock();
                if self.must_pause() || clock.now() > claim.now + claim.lease || clock.look() != doubt {
                    ledger::release(&self.app, &letters[n..]).await?;
                    break;
                }
                self.wait_for_turn().await;
                tally.count(self.give(&mut hand, &head, letter).await?);
            }
        }
        hand.close().await;
        Ok(tally)
    }

    async fn next_claim(&self, slot: usize) -> Result<Claim> {
        let now = self.app.clock().now();
        let open = london::may_send(now, &self.app.calendar().await?);
        if let Err(refusal) = &open {
            tracing::error!(%refusal, "only letters that somebody waits for can go");
        }
        Ok(Claim {
            owner: format!("{}/{slot}", self.name),
            now,
            lease: self.tuning.lease,
            most: self.batch(),
            looks: self.looks(),
            doubts: self.looks_for_doubtful(now),
            by_due_date: self.tuning.per_minute.is_some(),
            only_at_once: self.app.clock().doubt().is_some()
                || !open.unwrap_or(false)
                || gate::find(self.app.db(), self.app.clock().today()).await?.is_shut(),
        })
    }

    /// Where few letters may go at a time few are claimed, so that what is urgent comes in between.
    fn batch(&self) -> u64 {
        match self.tuning.per_minute {
            Some(per_minute) if per_minute > 0 => self.tuning.batch.min((u64::from(per_minute) / 10).max(1)),
            _ => self.tuning.batch,
        }
    }

    /// Second copies are due after minutes, and looking for them means looking through all letters there are.
    fn looks_for_doubtful(&self, now: DateTime<Utc>) -> bool {
        let mut last = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = last.is_none_or(|at| now < at || now - at >= TimeDelta::seconds(30));
        if is_time {
            *last = Some(now);
        }
        is_time
    }

    /// Looking for what goes before its turn means looking through all that waits: now and then.
    fn looks(&self) -> bool {
        const EVERY: Duration = Duration::from_secs(5);
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = looked.is_none_or(|at| at.elapsed() >= EVERY);
        if is_time {
            *looked = Some(Instant::now());
        }
        is_time
    }

    async fn wait_for_turn(&self) {
        let Some(per_minute) = self.tuning.per_minute.filter(|&n| n > 0) else { return };
        let mine = {
            let mut turn = self.turn.lock().await;
            let mine = turn.map_or_else(Instant::now, |next| next.max(Instant::now()));
            // Each process takes its share.
            *turn = Some(mine + Duration::from_secs(60) * self.app.pulse().living() / per_minute);
            mine
        };
        tokio::time::sleep_until(mine).await;
    }

    /// Hands one letter over and has the end written down; none when the claim was lost on the way.
    async fn give(&self, hand: &mut Hand, head: &Letterhead, letter: &letter::Model) -> Result<Option<State>> {
        let started_at = self.app.clock().now();
        let (envelope, bytes) = match head.write(letter) {
            Ok(written) => written,
            Err(why) => {
                let verdict = policy::unwritable(why, self.facts(letter, started_at)?);
                return Ok(ledger::record(&self.app, letter, started_at, &verdict).await?.then_some(verdict.state));
            }
        };
        let mut broken = None;
        let handing = handing(letter, started_at);
        let outcome = {
            let confirm = async || match self.confirm(letter, &handing).await {
                Ok(ours) => ours,
                Err(error) => {
                    broken = Some(error);
                    false
                }
            };
            hand.give(&format!("letter-{}", letter.id), &envelope, &bytes, confirm).await
        };
        let handing = Handing { end: end(&outcome), ..handing };
        self.app.handed().ends(&handing, handing.end);
        self.saw(Step::Answered);
        if let Some(error) = broken {
            return Err(error);
        }
        self.heed(&outcome);
        let first_tried_at = match &outcome {
            Outcome::Refused { .. } => ledger::first_tried_at(&self.app, letter.id).await?,
            _ => None,
        };
        let facts = self.facts(letter, first_tried_at.unwrap_or(started_at))?;
        let Some(verdict) = policy::after(&outcome, facts) else { return Ok(None) };
        let written = ledger::record(&self.app, letter, started_at, &verdict).await?;
        if !written && !self.app.is_alone() && handing.end != End::Kept {
            retelling::tell_of(&self.app, &handing).await?;
        }
        self.saw(Step::Recorded);
        Ok(written.then_some(verdict.state))
    }

    /// The last moment at which a letter can be kept back. What the database is told may be forgotten with it, what this
    /// process remembers is not: it comes first.
    async fn confirm(&self, letter: &letter::Model, handing: &Handing) -> Result<bool> {
        self.saw(Step::Ready);
        if !self.app.is_alone() {
            self.app.handed().begins(handing).map_err(anyhow::Error::from)?;
        }
        let lease_until = self.app.clock().now() + self.transport.longest_doubt();
        let ours = ledger::confirm(&self.app, letter, lease_until).await?;
        self.saw(Step::Confirmed);
        Ok(ours)
    }

    fn heed(&self, outcome: &Outcome) {
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Outcome::Accepted { .. } | Outcome::Refused { .. } => breaker.answered(),
            Outcome::Relay { phase, text } => {
                tracing::warn!(%phase, text, "the mail relay failed");
                breaker.failed((*phase, text), Instant::now());
            }
            Outcome::Uncertain { text } => breaker.failed((Phase::AfterDot, text), Instant::now()),
            Outcome::Fenced => {}
        }
    }

    fn facts(&self, letter: &letter::Model, first_tried_at: DateTime<Utc>) -> Result<Facts> {
        let drawn = self.app.chance().bytes()?;
        Ok(Facts {
            now: self.app.clock().now(),
            first_tried_at,
            next_try_at: letter.next_try_at,
            attempts: letter.attempts,
            copies: letter.copies,
            only_once: policy::goes_only_once(letter.kind.0),
            jitter: f64::from(drawn[0]) / 255.0,
        })
    }
}
