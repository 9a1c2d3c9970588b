//! When a rung is reached, in working days from the date, and when it goes where days are quiet. The rungs themselves are
//! in `steps`.

use super::{Ladder, Owed, Rung, Step, When, catalogue_code};
use crate::calendar::{Calendar, OutsideCalendar};
use crate::obligation::{Kind, elapsed};
use crate::quiet;
use chrono::NaiveDate;

/// No ladder is followed through more of its rungs than this at a time.
const MOST_TURNS: usize = 80;

impl Ladder {
    /// The rungs that stand reached on a day: of each track only the latest, so that a missed day is
    /// caught up by one letter. The same day always gives the same rungs.
    ///
    /// The first asking is a track of its own: a director never gets a reminder in place of the request.
    ///
    /// # Errors
    /// When the counting leaves the years whose holidays are loaded.
    pub fn reached(&self, owed: &Owed, today: NaiveDate, calendar: &Calendar) -> Result<Vec<Rung>, OutsideCalendar> {
        let mut latest: Vec<(bool, Rung)> = Vec::new();
        for step in &self.steps {
            let Some(rung) = self.reached_of(step, owed, (today, calendar))? else { continue };
            let first = matches!(step.when, When::Opened | When::OpenedNotBefore(_));
            match latest.iter_mut().find(|(was_first, had)| *was_first == first && had.audience == rung.audience) {
                Some((_, had)) if had.on < rung.on => *had = rung,
                Some(_) => {}
                None => latest.push((first, rung)),
            }
        }
        Ok(latest.into_iter().map(|(_, rung)| rung).collect())
    }

    /// The latest rung of a step that goes on a day or went before it.
    fn reached_of(
        &self,
        step: &Step,
        owed: &Owed,
        (today, calendar): (NaiveDate, &Calendar),
    ) -> Result<Option<Rung>, OutsideCalendar> {
        if !self.quiet.is_empty()
            && let Some(rung) = step.first_after(owed, today, calendar)?
            && self.goes(rung.on, calendar)?.is_some_and(|on| on <= today)
        {
            return Ok(Some(rung));
        }
        let mut until = today;
        for _ in 0..MOST_TURNS {
            let Some(rung) = step.last_by(owed, until, calendar)? else { return Ok(None) };
            if self.goes(rung.on, calendar)?.is_some_and(|on| on <= today) {
                return Ok(Some(rung));
            }
            let Some(before) = rung.on.pred_opt() else { return Ok(None) };
            until = before;
        }
        Ok(None)
    }

    /// The next day after `today` on which some rung is reached; none when the ladder has ended.
    ///
    /// # Errors
    /// When the counting leaves the years whose holidays are loaded.
    pub fn next_after(
        &self,
        owed: &Owed,
        today: NaiveDate,
        calendar: &Calendar,
    ) -> Result<Option<NaiveDate>, OutsideCalendar> {
        let mut next: Option<NaiveDate> = None;
        for step in &self.steps {
            if let Some(on) = self.next_of(step, owed, (today, calendar))? {
                next = Some(next.map_or(on, |had| had.min(on)));
            }
        }
        Ok(next)
    }

    fn next_of(
        &self,
        step: &Step,
        owed: &Owed,
        (today, calendar): (NaiveDate, &Calendar),
    ) -> Result<Option<NaiveDate>, OutsideCalendar> {
        let waiting = match step.last_by(owed, today, calendar)? {
            Some(rung) => self.goes(rung.on, calendar)?.filter(|on| *on > today),
            None => None,
        };
        let mut after = today;
        for _ in 0..MOST_TURNS {
            let Some(rung) = step.first_after(owed, after, calendar)? else { return Ok(waiting) };
            match self.goes(rung.on, calendar)? {
                Some(on) if on > today => return Ok(Some(waiting.map_or(on, |had| had.min(on)))),
                _ => after = rung.on,
            }
        }
        Ok(waiting)
    }

    /// The day on which a rung of a day goes; none when it is left out.
    fn goes(&self, on: NaiveDate, calendar: &Calendar) -> Result<Option<NaiveDate>, OutsideCalendar> {
        if self.quiet.is_empty() { Ok(Some(on)) } else { quiet::day_of(on, &self.quiet, calendar) }
    }
}

impl Step {
    fn last_by(&self, owed: &Owed, today: NaiveDate, calendar: &Calendar) -> Result<Option<Rung>, OutsideCalendar> {
        if let When::After { first, every } = self.when {
            let mut until = today;
            if let Some(end) = self.chasing_ends(owed, calendar)? {
                until = until.min(end);
            }
            let late = elapsed(owed.late_from(), until, calendar)?;
            if late < first {
                return Ok(None);
            }
            let days = first + (late - first) / every * every;
            let on = calendar.add_working_days(owed.late_from(), signed(days))?;
            return Ok(owed.counts(on).then(|| self.rung(&format!("+{days}"), on)));
        }
        let Some((mark, on)) = self.single(owed, calendar)? else { return Ok(None) };
        Ok((on <= today).then(|| self.rung(&mark, on)))
    }

    fn first_after(&self, owed: &Owed, today: NaiveDate, calendar: &Calendar) -> Result<Option<Rung>, OutsideCalendar> {
        if let When::After { first, every } = self.when {
            let late = elapsed(owed.late_from(), today, calendar)?;
            let mut days = if late < first { first } else { first + ((late - first) / every + 1) * every };
            let mut on = calendar.add_working_days(owed.late_from(), signed(days))?;
            while !owed.counts(on) {
                days += every;
                on = calendar.add_working_days(on, signed(every))?;
            }
            let goes_on = self.chasing_ends(owed, calendar)?.is_none_or(|end| on <= end);
            return Ok(goes_on.then(|| self.rung(&format!("+{days}"), on)));
        }
        Ok(self.single(owed, calendar)?.filter(|(_, on)| *on > today).map(|(mark, on)| self.rung(&mark, on)))
    }

    /// A step that is reached once: its mark and its day, when it is reached at all.
    fn single(&self, owed: &Owed, calendar: &Calendar) -> Result<Option<(String, NaiveDate)>, OutsideCalendar> {
        Ok(match self.when {
            When::Opened => Some((String::new(), owed.opened_on)),
            When::OpenedNotBefore(days) => {
                let soonest = calendar.add_working_days(owed.due_on, -signed(days))?;
                Some((String::new(), owed.opened_on.max(soonest)))
            }
            When::Halfway => {
                let all = elapsed(owed.opened_on, owed.due_on, calendar)?;
                let on = calendar.add_working_days(owed.due_on, -signed(all / 2))?;
                owed.counts(on).then(|| ("/2".to_owned(), on))
            }
            When::Before(0) => {
                let on = calendar.working_day_on_or_before(owed.due_on)?;
                owed.counts(on).then(|| ("-0".to_owned(), on))
            }
            When::Before(days) => {
                let on = calendar.add_working_days(owed.due_on, -signed(days))?;
                owed.counts(on).then(|| (format!("-{days}"), on))
            }
            When::BeforePublish(days) => match owed.publish_by {
                Some(publish_by) if !owed.promised => {
                    let on = calendar.add_working_days(publish_by, -signed(days))?;
                    (on > owed.due_on && owed.counts(on)).then(|| (format!("@P-{days}"), on))
                }
                _ => None,
            },
            When::After { .. } => None,
        })
    }

    /// Chasing for data ends when the papers go out, unless it was promised to follow; chasing for an agenda ends on the
    /// eve of the meeting, five working days after it was due.
    fn chasing_ends(&self, owed: &Owed, calendar: &Calendar) -> Result<Option<NaiveDate>, OutsideCalendar> {
        Ok(match owed.kind {
            Kind::SubmitData if !owed.promised => owed.publish_by,
            Kind::PublishAgenda => Some(calendar.add_working_days(owed.due_on, 5)?),
            Kind::GiveUpdates => Some(owed.due_on),
            _ => None,
        })
    }

    fn rung(&self, mark: &str, on: NaiveDate) -> Rung {
        Rung {
            code: format!("{}{mark}", catalogue_code(self.letter)),
            on,
            audience: self.audience,
            letter: self.letter,
            asks: self.asks,
        }
    }
}

fn signed(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}
