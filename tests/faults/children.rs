//! What this program does when a row runs it anew: it sends until nothing is left, and falls over where it is told to.

use crate::support::post::{open_at, utc};
use chrono::{DateTime, TimeDelta, Utc};
use remit::clock::Clock;
use remit::post::{PhaseLimits, Relay, Sender, Step, Tally, Transport, Tuning, Watcher};
use remit::store::Place;
use std::collections::HashMap;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

pub const NAME: &str = "FAULTS_CHILD";

/// What a child is told.
#[derive(Clone, Debug)]
pub struct Orders {
    pub place: Place,
    pub relay: String,
    pub now: DateTime<Utc>,
    pub slots: usize,
    /// Falls over at the so-and-so-manieth time that it comes to this step.
    pub fall_at: Option<(Step, usize)>,
}

impl Orders {
    pub fn spawn(&self) -> Child {
        let place = place_words(&self.place);
        let fall = self.fall_at.map(|(step, nth)| format!("{step:?} {nth}")).unwrap_or_default();
        let words = [place, self.relay.clone(), self.now.to_rfc3339(), self.slots.to_string(), fall].join("\n");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(NAME, words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    pub async fn run(&self) -> ExitStatus {
        finish(&mut self.spawn()).await
    }
}

pub fn place_words(place: &Place) -> String {
    match place {
        Place::Sqlite(file) => file.display().to_string(),
        Place::Postgres(url) => url.clone(),
    }
}

pub fn read_place(words: &str) -> Place {
    if words.contains("://") { Place::Postgres(words.to_owned()) } else { Place::Sqlite(words.into()) }
}

pub async fn finish(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("the child does not come to an end");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The orders of this process, when it is a child.
pub fn orders() -> Option<String> {
    std::env::var(NAME).ok()
}

pub fn obey(orders: &str) -> ExitCode {
    if let Some(orders) = orders.strip_prefix("write\n") {
        return crate::disks::write_and_send(orders);
    }
    if let Some(orders) = orders.strip_prefix("carry\n") {
        return crate::network::carry(orders);
    }
    let words: Vec<&str> = orders.split('\n').collect();
    let [place, relay, now, slots, fall] = words[..] else { return ExitCode::FAILURE };
    let place = read_place(place);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let app = open_at(&place, Clock::running_from(utc(now))).await;
        let relay = Relay::from_url(relay).unwrap().with_limits(PhaseLimits::all(Duration::from_secs(5)));
        let tuning = Tuning {
            slots: slots.parse().unwrap(),
            batch: 3,
            lease: TimeDelta::minutes(10),
            watcher: Some(falling_at(fall)),
            ..Tuning::default()
        };
        let sender = Sender::new(app.clone(), Transport::from(relay), tuning).unwrap();
        sender.recover().await.unwrap();
        while sender.deliver_due().await.unwrap() != Tally::default() {}
    });
    ExitCode::SUCCESS
}

fn falling_at(fall: &str) -> Watcher {
    let fall = fall.to_owned();
    let times: Mutex<HashMap<String, usize>> = Mutex::default();
    Arc::new(move |step| {
        let name = format!("{step:?}");
        let mut times = times.lock().unwrap();
        let seen = times.entry(name.clone()).or_insert(0);
        *seen += 1;
        if fall == format!("{name} {seen}") {
            std::process::abort();
        }
    })
}

/// Sends a process a signal by its name.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).stderr(Stdio::null()).status();
    assert!(sent.is_ok(), "no signal can be sent");
}
