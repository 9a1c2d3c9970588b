//! The figures as Prometheus reads them. No name, address or title ever stands in them.

use crate::app::App;
use crate::vitals::Vitals;
use chrono::{DateTime, Utc};
use remit_domain::health::Level;
use std::fmt::Write as _;

struct Sheet(String);

impl Sheet {
    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "# HELP remit_{name} {help}\n# TYPE remit_{name} gauge\nremit_{name} {value}\n");
    }

    fn each(&mut self, name: &str, help: &str, values: &[(String, i64)]) {
        let _ = write!(self.0, "# HELP remit_{name} {help}\n# TYPE remit_{name} gauge\n");
        for (labels, value) in values {
            let _ = writeln!(self.0, "remit_{name}{{{labels}}} {value}");
        }
    }
}

/// All figures; those of the database are left out while it does not answer.
pub(super) fn text(app: &App, vitals: Option<&Vitals>) -> String {
    let mut sheet = Sheet(String::new());
    let version = format!("version=\"{}\"", env!("CARGO_PKG_VERSION"));
    sheet.each("build_info", "The version that runs", &[(version, 1)]);
    sheet.gauge("ready", "Whether visitors may be sent here", u8::from(app.pulse().unready().is_empty()));
    sheet.gauge("database_up", "Whether the database answers", u8::from(vitals.is_some()));
    sheet.gauge(
        "clock_suspect",
        "Whether the clock of this process is not believed",
        u8::from(app.clock().doubt().is_some()),
    );
    let skew = app.clock().skew().map_or(0.0, |skew| skew.as_seconds_f64());
    sheet.gauge("clock_skew_seconds", "How far the clock is ahead of the database's", skew);
    let Some(vitals) = vitals else { return sheet.0 };
    let facts = &vitals.facts;
    let age = |since: Option<DateTime<Utc>>| since.map_or(0, |since| (facts.now - since).num_seconds().max(0));
    let ticked = facts.ticked_at.map_or(-1, |at| (facts.now - at).num_seconds().max(0));
    sheet.gauge("tick_age_seconds", "Since the timetable last came round anywhere; -1 when nobody knows", ticked);
    sheet.gauge("jobs_failing", "Jobs that failed when they last ran here", facts.failing.len());
    sheet.gauge("letters_due", "Letters that could leave now", vitals.due);
    sheet.gauge("letters_waiting", "Letters that wait for their time or the next try", vitals.waiting);
    let oldest = [
        ("urgency=\"usual\"".to_owned(), age(facts.waiting_since)),
        ("urgency=\"at_once\"".to_owned(), age(facts.urgent_since)),
    ];
    sheet.each("oldest_due_letter_seconds", "How long the first letter that could leave has waited", &oldest);
    sheet.gauge(
        "letters_uncertain",
        "Letters of the last fortnight that may or may not have been taken",
        facts.uncertain.0,
    );
    sheet.gauge("letters_dead", "Letters of the last fortnight that could not be handed over", vitals.dead);
    sheet.gauge("letters_bounced", "Reports of the last fortnight that a letter came back", vitals.bounced);
    sheet.gauge("letters_held", "Whether all letters are held until a person says so", u8::from(facts.held.is_some()));
    sheet.gauge("reminders_paused", "Whether an officer has paused everything", u8::from(facts.is_paused));
    sheet.gauge("trial", "Whether letters go to an officer", u8::from(facts.is_trial));
    let gone = facts.processes.iter().filter(|process| process.is_gone).count();
    let suspect = facts.processes.iter().filter(|process| process.is_suspect).count();
    let resting = facts.processes.iter().filter(|process| !process.relay.is_empty()).count();
    sheet.gauge("nodes", "Processes that serve the database", facts.processes.len() - gone);
    sheet.gauge("nodes_gone", "Processes that stopped without saying so", gone);
    sheet.gauge("nodes_suspect", "Processes whose clock is not believed", suspect);
    sheet.gauge("relay_resting", "Processes to which the relay does not answer", resting);
    let reckoned = facts.reckoned_at.map_or(-1, |at| (facts.now - at).num_seconds().max(0));
    sheet.gauge("reckoning_age_seconds", "Since the independent count was made; -1 when never", reckoned);
    let (expected, found) = vitals.reckoning.as_ref().map_or((0, 0), |row| (row.expected, row.found));
    sheet.gauge("reckoning_expected", "Reminders that should have been written, by the independent count", expected);
    sheet.gauge("reckoning_found", "Those of them that were", found);
    sheet.gauge("reckoning_gaps", "What the independent count found wrong and nobody has seen yet", facts.gaps);
    let alarms = vitals.alarms();
    let raised: Vec<(String, i64)> = alarms
        .iter()
        .map(|alarm| (format!("alarm=\"{}\"", alarm.code()), i64::from(alarm.level() == Level::Alarm)))
        .collect();
    sheet.each("alarm", "1 for what needs somebody, 0 for what is worth knowing", &raised);
    sheet.0
}
