//! What should have been said, counted day by day and without the engine: it shares the table of steps with it, and
//! nothing that counts. A gap is something that stands reached and was never said.

use chrono::{Days, NaiveDate};
use remit::app::App;
use remit::reminding::Rules;
use remit_domain::calendar::Calendar;
use remit_domain::ladder::{Audience, Ladder, Step, When};
use remit_domain::letter::{Kind as Letter, State as Stands};
use remit_domain::obligation::{Kind, State};
use remit_entity::{Stored, letter, notice, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// What is owed, on the days between two changes of it.
#[derive(Clone, Debug)]
pub struct Told {
    pub kind: Kind,
    pub opened_on: NaiveDate,
    pub due_on: NaiveDate,
    pub settled_on: NaiveDate,
    pub publish_by: Option<NaiveDate>,
    pub promised: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    pub code: String,
    pub audience: Audience,
    pub on: NaiveDate,
}

fn next(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}

fn works(day: NaiveDate, calendar: &Calendar) -> bool {
    calendar.is_working_day(day).expect("a day within the calendar")
}

fn back(mut day: NaiveDate, mut days: u32, calendar: &Calendar) -> NaiveDate {
    while days > 0 {
        day = day - Days::new(1);
        days -= u32::from(works(day, calendar));
    }
    day
}

fn forth(mut day: NaiveDate, mut days: u32, calendar: &Calendar) -> NaiveDate {
    while days > 0 {
        day = next(day);
        days -= u32::from(works(day, calendar));
    }
    day
}

fn mark(letter: Letter) -> &'static str {
    match letter {
        Letter::DataRequest => "E3",
        Letter::DataReminder => "E4",
        Letter::DataOverdue => "E5",
        Letter::Invitation | Letter::InvitationReminder => "E2",
        Letter::ComplianceWarning => "E10",
        Letter::ActionReminder => "E13",
        Letter::ActionOverdue => "E14",
        _ => "?",
    }
}

impl Told {
    fn counts(&self, on: NaiveDate) -> bool {
        on > self.opened_on && if self.promised { on > self.settled_on } else { on >= self.settled_on }
    }

    /// Every day of a step until a day.
    fn days_of(&self, step: &Step, until: NaiveDate, calendar: &Calendar) -> Vec<(String, NaiveDate)> {
        let due = self.due_on;
        let once = |tail: String, on: NaiveDate, counts: bool| {
            if counts && on <= until { vec![(tail, on)] } else { Vec::new() }
        };
        match step.when {
            When::Opened => once(String::new(), self.opened_on, true),
            When::OpenedNotBefore(days) => once(String::new(), self.opened_on.max(back(due, days, calendar)), true),
            When::Before(0) => {
                let on = if works(due, calendar) { due } else { back(due, 1, calendar) };
                once("-0".to_owned(), on, self.counts(on))
            }
            When::Before(days) => {
                let on = back(due, days, calendar);
                once(format!("-{days}"), on, self.counts(on))
            }
            When::Halfway => {
                let mut all = 0;
                let mut day = self.opened_on;
                while day < due {
                    day = next(day);
                    all += u32::from(works(day, calendar));
                }
                let on = back(due, all / 2, calendar);
                once("/2".to_owned(), on, self.counts(on))
            }
            When::BeforePublish(days) => match self.publish_by.filter(|_| !self.promised) {
                Some(by) => {
                    let on = back(by, days, calendar);
                    once(format!("@P-{days}"), on, on > due && self.counts(on))
                }
                None => Vec::new(),
            },
            When::After { first, every } => {
                let end = match self.kind {
                    Kind::SubmitData if !self.promised => self.publish_by,
                    Kind::PublishAgenda => Some(forth(due, 5, calendar)),
                    Kind::GiveUpdates => Some(due),
                    _ => None,
                };
                let last = end.map_or(until, |end| end.min(until));
                let mut on = due.max(self.opened_on);
                let (mut late, mut found) = (0, Vec::new());
                while on < last {
                    on = next(on);
                    late += u32::from(works(on, calendar));
                    let is_one = works(on, calendar) && late >= first && (late - first).is_multiple_of(every);
                    if is_one && self.counts(on) {
                        found.push((format!("+{late}"), on));
                    }
                }
                found
            }
        }
    }

    /// What stands reached on a day: of each audience's asking, and of its reminders, the latest alone.
    pub fn stands(&self, ladder: &Ladder, today: NaiveDate, calendar: &Calendar) -> Vec<Said> {
        let mut latest: Vec<(bool, Said)> = Vec::new();
        for step in ladder.steps() {
            let asks = matches!(step.when, When::Opened | When::OpenedNotBefore(_));
            let Some((tail, on)) = self.days_of(step, today, calendar).pop() else { continue };
            let said = Said { code: format!("{}{tail}", mark(step.letter)), audience: step.audience, on };
            match latest.iter_mut().find(|(had, other)| *had == asks && other.audience == said.audience) {
                Some((_, other)) if other.on < said.on => *other = said,
                Some(_) => {}
                None => latest.push((asks, said)),
            }
        }
        latest.into_iter().map(|(_, said)| said).collect()
    }
}

/// What is wrong today: a rung that stands reached and was not said to its owner or officer, a notice without its letter, a
/// letter without an end.
pub async fn gaps(app: &App) -> Vec<String> {
    let (today, calendar) = (app.clock().today(), app.calendar().await.unwrap());
    let rules = Rules::of(app.db(), today).await.unwrap();
    let mut gaps = Vec::new();
    let open = obligation::Entity::find().filter(obligation::Column::State.eq(Stored(State::Open)));
    let noted = notice::Entity::find().filter(notice::Column::WithdrawnAt.is_null()).all(app.db()).await.unwrap();
    let said: BTreeSet<(i64, NaiveDate, String)> =
        noted.iter().map(|notice| (notice.obligation_id, notice.due_on, notice.rung.clone())).collect();
    for row in open.all(app.db()).await.unwrap() {
        let Some(due_on) = row.due_on else { continue };
        let told = Told {
            kind: row.kind.0,
            opened_on: row.opened_on,
            due_on,
            settled_on: row.settled_on,
            publish_by: row.publish_by,
            promised: row.promised,
        };
        for rung in told.stands(&rules.ladder(row.body_id, row.kind.0), today, &calendar) {
            let is_heard = matches!(rung.audience, Audience::Owner | Audience::Officer);
            if is_heard && !said.contains(&(row.id, due_on, rung.code.clone())) {
                gaps.push(format!("{} was never told {} of {}", rung.audience as u8, rung.code, row.title));
            }
        }
    }
    for notice in
        noted.iter().filter(|notice| notice.letter_id.is_none() && !notice.asks && notice.skipped_at.is_none())
    {
        gaps.push(format!("notice {} has no letter", notice.id));
    }
    for letter in letter::Entity::find().all(app.db()).await.unwrap() {
        let ended = matches!(letter.state.0, Stands::Sent | Stands::Dead | Stands::Withdrawn)
            || (letter.state.0 == Stands::Uncertain && letter.next_try_at.is_none());
        if !ended {
            gaps.push(format!("letter {} has no end: {:?}", letter.id, letter.state.0));
        }
    }
    // The service's own reckoning, which every health page shows, must be of the same opinion.
    gaps.extend(reckoned(app, today).await);
    gaps
}

/// What the service's own reckoning misses in the five weeks before a day.
pub async fn reckoned(app: &App, until: NaiveDate) -> Vec<String> {
    let reckoned = remit::reckoning::reckon(app, until - Days::new(35), until).await.unwrap();
    reckoned.gaps.into_iter().map(|gap| format!("reckoned: {}", gap.sentence)).collect()
}
