//! The rows of the county before they are written: gathered in memory under numbers of their own and written a
//! table at a time, because a visitor waits for them.

use super::county::Ids;
use super::measures::Measure;
use crate::error::Result;
use crate::obligations::{self, Owing};
use crate::papers;
use crate::work::Work;
use chrono::{DateTime, NaiveDate, Utc};
use remit_entity::{
    action, agenda_item, data_request, feedback, feedback_line, figure, invitee, item_note, meeting, minutes, referral,
    resolution, resolution_part, trail,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use std::collections::BTreeMap;

/// What is being written.
pub(super) struct Book<'w> {
    pub work: &'w Work,
    pub ids: Ids,
    pub measures: Vec<Measure>,
    /// The day on which a visitor finds the county; what lies before it is over.
    pub until: NaiveDate,
    pub owings: Vec<Owing>,
    pub meetings: Vec<meeting::ActiveModel>,
    pub items: Vec<agenda_item::ActiveModel>,
    pub invitees: Vec<invitee::ActiveModel>,
    pub requests: Vec<data_request::ActiveModel>,
    pub figures: Vec<figure::ActiveModel>,
    pub resolutions: Vec<resolution::ActiveModel>,
    pub parts: Vec<resolution_part::ActiveModel>,
    pub notes: Vec<item_note::ActiveModel>,
    pub actions: Vec<action::ActiveModel>,
    pub referrals: Vec<referral::ActiveModel>,
    pub feedback: Vec<feedback::ActiveModel>,
    pub feedback_lines: Vec<feedback_line::ActiveModel>,
    pub trail: Vec<trail::ActiveModel>,
    pub minutes: Vec<minutes::ActiveModel>,
    /// Where the minutes of each panel's meeting before are, by panel.
    pub minuted_before: BTreeMap<usize, usize>,
    /// Meetings whose papers lie in the public pages, with the moment they went out.
    pub published: Vec<(i64, DateTime<Utc>)>,
    counted: BTreeMap<String, u32>,
}

/// How many rows go into one statement: a statement may carry so many values only.
const AT_ONCE: usize = 400;

impl<'w> Book<'w> {
    /// An empty book.
    pub fn new(work: &'w Work, ids: Ids, measures: Vec<Measure>, until: NaiveDate) -> Self {
        Self {
            work,
            ids,
            measures,
            until,
            owings: Vec::new(),
            meetings: Vec::new(),
            items: Vec::new(),
            invitees: Vec::new(),
            requests: Vec::new(),
            figures: Vec::new(),
            resolutions: Vec::new(),
            parts: Vec::new(),
            notes: Vec::new(),
            actions: Vec::new(),
            referrals: Vec::new(),
            feedback: Vec::new(),
            feedback_lines: Vec::new(),
            trail: Vec::new(),
            minutes: Vec::new(),
            minuted_before: BTreeMap::new(),
            published: Vec::new(),
            counted: BTreeMap::new(),
        }
    }

    /// The next running number of a series.
    pub fn next_number(&mut self, series: String) -> u32 {
        let count = self.counted.entry(series).or_default();
        *count += 1;
        *count
    }

    /// Writes everything, what others point at first.
    pub async fn write(self) -> Result<()> {
        let work = self.work;
        insert(work, self.meetings).await?;
        insert(work, self.items).await?;
        insert(work, self.invitees).await?;
        insert(work, self.requests).await?;
        insert(work, self.figures).await?;
        insert(work, self.resolutions).await?;
        insert(work, self.parts).await?;
        insert(work, self.notes).await?;
        insert(work, self.actions).await?;
        insert(work, self.referrals).await?;
        insert(work, self.feedback).await?;
        insert(work, self.feedback_lines).await?;
        insert(work, self.trail).await?;
        insert(work, self.minutes).await?;
        obligations::owe_all(work, self.owings).await?;
        for (meeting_id, at) in self.published {
            papers::bring_in(work, meeting_id, at).await?;
        }
        Ok(())
    }
}

/// The number that the next row of a table gets; the tables were empty.
pub(super) fn next_id<R>(rows: &[R]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX - 1) + 1
}

async fn insert<R>(work: &Work, rows: Vec<R>) -> Result<()>
where
    R: ActiveModelTrait + Send,
    <R::Entity as EntityTrait>::Model: IntoActiveModel<R>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<R> = rows.by_ref().take(AT_ONCE).collect();
        R::Entity::insert_many(some).exec_without_returning(&work.tx).await?;
    }
    Ok(())
}
