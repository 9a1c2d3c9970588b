//! The minutes of what happened in the county: confirmed at the meeting after, and those of the last round still to go
//! to the chair.

use super::book::{Book, next_id};
use super::history::at;
use chrono::{Days, NaiveDate};
use remit_domain::minutes_state::State;
use remit_entity::{Stored, minutes};
use sea_orm::ActiveValue::Set;

impl Book<'_> {
    /// The minutes of a meeting that is over; the meeting confirms those of the one before it.
    pub(super) fn minuted(&mut self, (panel, meeting_id): (usize, i64), on: NaiveDate, is_last: bool) {
        let before = self.minuted_before.get(&panel).copied();
        if let Some(before) = before.and_then(|place| self.minutes.get_mut(place)) {
            before.state = Set(Stored(State::Confirmed));
            before.confirmed_at_id = Set(Some(meeting_id));
        }
        if is_last {
            return;
        }
        self.minuted_before.insert(panel, self.minutes.len());
        self.minutes.push(minutes::ActiveModel {
            id: Set(next_id(&self.minutes)),
            meeting_id: Set(meeting_id),
            state: Set(Stored(State::Published)),
            attendance: Set(String::new()),
            asked: Set(String::new()),
            sent_at: Set(Some(at(on + Days::new(3), 10))),
            checked_at: Set(Some(at(on + Days::new(5), 9))),
            checked_by: Set("the chair".to_owned()),
            published_at: Set(Some(at(on + Days::new(10), 11))),
            confirmed_at_id: Set(None),
            amendments: Set(String::new()),
            told_at: Set(Some(at(on + Days::new(4), 8))),
            version: Set(1),
        });
    }
}
