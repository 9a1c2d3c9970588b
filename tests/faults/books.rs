//! The promise about letters: an end for every one, none missing, at most two copies, and none of them unknown to us.

use crate::support::post::{letters, open_at, utc};
use crate::support::relay::ScriptedRelay;
use remit::app::App;
use remit::clock::Clock;
use remit::store::Place;
use remit_domain::letter::State;
use std::collections::{BTreeSet, HashMap};

/// How many copies of each letter reached the relay, and how many the memory owns up to.
pub struct Books {
    arrived: HashMap<String, i32>,
    /// Address, state, copies, and whether it may go a second time by itself.
    found: Vec<(String, State, i32, bool)>,
    marks: BTreeSet<String>,
}

impl Books {
    pub async fn open(place: &Place, server: &ScriptedRelay) -> Self {
        let app = open_at(place, Clock::stopped(utc("2026-10-12T06:30:00Z"))).await;
        let books = Self::of(&app, server).await;
        app.close().await.unwrap();
        books
    }

    pub async fn of(app: &App, server: &ScriptedRelay) -> Self {
        Self::of_all(app, &[server]).await
    }

    /// Where several relays took them.
    pub async fn of_all(app: &App, servers: &[&ScriptedRelay]) -> Self {
        let found = letters(app).await;
        let mut arrived = HashMap::new();
        let mut marks = BTreeSet::new();
        for taken in servers.iter().flat_map(|server| server.taken()) {
            *arrived.entry(taken.to[0].clone()).or_insert(0) += 1;
            let mark = |name: &str| taken.message.lines().find(|line| line.starts_with(name)).unwrap_or("").to_owned();
            marks.insert(format!("{} {} {}", taken.to[0], mark("Message-ID:"), mark("Date:")));
        }
        let found = found
            .into_iter()
            .map(|letter| (letter.to_address, *letter.state, letter.copies, !letter.kind.goes_at_once()))
            .collect();
        Self { arrived, found, marks }
    }

    pub fn len(&self) -> usize {
        self.found.len()
    }

    pub fn doubled(&self) -> usize {
        self.arrived.values().filter(|copies| **copies > 1).count()
    }

    pub fn flagged(&self) -> usize {
        self.found.iter().filter(|(_, state, copies, _)| *copies > 1 || *state == State::Uncertain).count()
    }

    /// Every letter has an address of its own here, so that copies can be told from letters.
    pub fn keep_the_promise(&self, story: &str) {
        for (address, state, copies, goes_again) in &self.found {
            let arrived = self.arrived.get(address).copied().unwrap_or(0);
            let ended = *state == State::Sent || (*state == State::Uncertain && (*copies == 2 || !goes_again));
            assert!(ended, "{story}: {address} is left {state:?} with {copies} copies");
            assert!(arrived > 0 || *state == State::Uncertain, "{story}: {address} is missing");
            assert!(arrived <= *copies && *copies <= 2, "{story}: {arrived} of {address} arrived, {copies} are known");
        }
        assert_eq!(self.marks.len(), self.arrived.len(), "{story}: two copies of one letter bear different marks");
    }
}
