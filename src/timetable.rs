//! When the service does things by itself. The lines are read in UTC; what has to happen by London's clock is
//! decided by the domain inside each job. Every job may run twice, late or not at all without harm.

use crate::app::App;
use crate::error::Result;
use chrono::{DateTime, Utc};
use cron::Schedule;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;
use tokio::sync::watch;

/// What a job does.
pub type Doing = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// One line of the timetable.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name, for the log.
    pub name: &'static str,
    /// Seconds, minutes, hours, days, months, weekdays, in UTC.
    pub at: &'static str,
    /// What it does.
    pub run: fn(App) -> Doing,
}

/// Nobody sleeps longer than this without looking at the clock again: it may have been set.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);

/// Runs the jobs until told to stop. A job that fails is logged and comes again at its next time. While the clock is not
/// believed nothing runs: what a wrong day would plan could not be taken back.
pub async fn keep(app: App, jobs: Vec<Job>, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for job in jobs {
        let schedule = Schedule::from_str(job.at)?;
        let next = app.clock().now();
        lines.push((job, schedule, Some(next)));
    }
    let mut failing: BTreeSet<&'static str> = BTreeSet::new();
    while !*stop.borrow() {
        let doubt = app.clock().look();
        for (job, schedule, next) in lines.iter_mut().filter(|_| doubt.is_none()) {
            let now = app.clock().now();
            if next.is_some_and(|next| next <= now) {
                // A clock that was set while the jobs before this one ran may stand on another day.
                if app.clock().look().is_some() {
                    break;
                }
                match (job.run)(app.clone()).await {
                    Ok(()) => {
                        failing.remove(job.name);
                    }
                    Err(error) => {
                        tracing::error!(job = job.name, fault = ?error, "a job failed");
                        failing.insert(job.name);
                    }
                }
                *next = schedule.after(&now).next();
            } else if let Some(sooner) = schedule.after(&now).next()
                && next.is_none_or(|next| sooner < next)
            {
                // The clock was set back; what was planned by the old one lies too far ahead.
                *next = Some(sooner);
            }
        }
        let now = app.clock().now();
        let sleep = until_next(&lines, now);
        let soonest = lines.iter().filter_map(|(_, _, next)| *next).min();
        app.pulse().ticked(now, soonest, failing.iter().copied().collect());
        tokio::select! {
            () = tokio::time::sleep(sleep) => {}
            _ = stop.changed() => {}
        }
    }
    Ok(())
}

fn until_next(lines: &[(Job, Schedule, Option<DateTime<Utc>>)], now: DateTime<Utc>) -> Duration {
    let soonest = lines.iter().filter_map(|(_, _, next)| *next).min();
    soonest.and_then(|next| (next - now).to_std().ok()).unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)
}
