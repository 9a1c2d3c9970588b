//! What happened in the county: rounds that are over, with their figures, resolutions, actions and the Board's
//! answers. Written at once, in the past tense; nothing of it was ever mailed.

use super::ahead;
use super::book::{Book, next_id};
use super::county::{self, PANELS};
use super::measures;
use super::quarters::{Round, rounds};
use crate::error::Result;
use crate::obligations::Owing;
use crate::work::Work;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use remit_domain::figure::Figure;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::rating::{RULE_VERSION, Rating};
use remit_domain::resolution::{Carried, State as Standing, Verb};
use remit_domain::rhythm::Rhythm;
use remit_domain::{action, london, meeting, request};
use remit_entity::{
    Stored, action as actions, agenda_item, body_indicator, data_request, invitee, meeting as meetings, resolution,
    resolution_part,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

/// The thread of items that all performance items belong to.
pub(super) const SUBJECT: &str = "performance-monitoring";

/// Writes the county's past, and its meetings to come.
pub(super) async fn write(work: &Work, now: DateTime<Utc>) -> Result<()> {
    let until = london::date_in_london(now);
    let all = rounds(until, &work.calendar)?;
    let since = all.first().map_or(work.today, |round| round.quarter.start());
    let ids = county::found(&work.tx, since).await?;
    let measures = measures::define(work, &ids).await?;
    let mut book = Book::new(work, ids, measures, until);
    book.sets().await?;
    let mut boards = Vec::new();
    for round in &all {
        boards.push((round.board, book.board(round)?));
    }
    for (place, round) in all.iter().enumerate() {
        let last = all.get(place + 1).is_none_or(|next| next.panels[0] >= until);
        let board = boards.iter().find(|(on, _)| *on == round.board).copied();
        for panel in 0..PANELS.len() {
            if round.panels[panel] < until {
                book.over(round, panel, (board, last))?;
            } else {
                ahead::plan(&mut book, round, panel)?;
            }
        }
    }
    book.heard();
    book.write().await
}

/// The instant of a time of day in London.
pub(super) fn at(on: NaiveDate, hour: u32) -> DateTime<Utc> {
    london::instant(on, NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}

/// The municipal year of a day, as a reference writes it.
pub(super) fn municipal(on: NaiveDate) -> String {
    let start = if (on.month(), on.day()) >= (5, 15) { on.year() } else { on.year() - 1 };
    format!("{start}/{:02}", (start + 1) % 100)
}

impl Book<'_> {
    async fn sets(&self) -> Result<()> {
        let mut rows = Vec::new();
        for (panel, ids) in PANELS.iter().zip(&self.ids.panels) {
            let of_panel = self.measures.iter().filter(|measure| measure.panel == panel.short);
            for (position, measure) in (1..).zip(of_panel) {
                rows.push(body_indicator::ActiveModel {
                    body_id: Set(ids.body),
                    indicator_id: Set(measure.id()),
                    position: Set(position),
                    agreed: Set(Stored(Rhythm::Quarterly)),
                    agreed_at: Set(String::new()),
                    ..Default::default()
                });
            }
        }
        body_indicator::Entity::insert_many(rows).exec_without_returning(&self.work.tx).await?;
        Ok(())
    }

    /// A meeting, over when its day is.
    pub(super) fn meeting(&mut self, body: i64, on: NaiveDate, lag: i32) -> Result<i64> {
        let is_over = on < self.until;
        let published = self.work.calendar.publish_by(on, 5)?;
        let id = next_id(&self.meetings);
        self.meetings.push(meetings::ActiveModel {
            id: Set(id),
            body_id: Set(body),
            held_on: Set(on),
            starts_at: Set("14:00".to_owned()),
            venue: Set("Council Chamber, County Hall".to_owned()),
            state: Set(Stored(if is_over { meeting::State::Held } else { meeting::State::Scheduled })),
            lag: Set(lag),
            published_on: Set(is_over.then_some(published)),
            clear_days_given: Set(is_over.then_some(5)),
            version: Set(1),
            ..Default::default()
        });
        Ok(id)
    }

    /// An item on the performance of a quarter.
    pub(super) fn item(&mut self, meeting_id: i64, round: &Round) -> i64 {
        let id = next_id(&self.items);
        self.items.push(agenda_item::ActiveModel {
            id: Set(id),
            meeting_id: Set(meeting_id),
            position: Set(5),
            title: Set(format!("Performance and {} In-Year Budget Monitoring", FinancialLabel(round))),
            kind: Set(Stored(meeting::ItemKind::Performance)),
            subject: Set(SUBJECT.to_owned()),
            version: Set(1),
            ..Default::default()
        });
        id
    }

    /// The posts that are invited for an item.
    pub(super) fn invite(&mut self, item: i64, posts: [i64; 2]) {
        for (position, post_id) in (1..).zip(posts) {
            self.invitees.push(invitee::ActiveModel {
                agenda_item_id: Set(item),
                post_id: Set(post_id),
                position: Set(position),
                ..Default::default()
            });
        }
    }

    fn board(&mut self, round: &Round) -> Result<i64> {
        let id = self.meeting(self.ids.board, round.board, 10)?;
        self.item(id, round);
        if round.board >= self.until {
            ahead::owe_about(self, (self.ids.board, id, "OSPB", round.board), &[ahead::AGENDA, ahead::MINUTES]);
        }
        Ok(id)
    }

    /// A panel's meeting about a quarter, with all that came of it.
    fn over(&mut self, round: &Round, panel: usize, (board, is_last): (Option<(NaiveDate, i64)>, bool)) -> Result<()> {
        let (ids, named, on) = (self.ids.panels[panel], &PANELS[panel], round.panels[panel]);
        let meeting_id = self.meeting(ids.body, on, named.lag)?;
        let item = self.item(meeting_id, round);
        self.invite(item, [ids.cabinet_post, ids.director_post]);
        if is_last && self.work.calendar.add_working_days(on, 10)? >= self.until {
            let about = (ids.body, meeting_id, named.short, on);
            ahead::owe_about(self, about, &[ahead::MINUTES]);
        }
        // The public pages show the last year's papers; older ones lie in the council's archive.
        if on + Days::new(365) > self.until {
            let published = self.work.calendar.publish_by(on, 5)?;
            self.published.push((meeting_id, at(published, 10)));
        }
        let worst = self.given(round, panel, item)?;
        let mut parts =
            vec![(Verb::Noted, format!("the performance information for {} be noted", round.quarter.title()))];
        if let Some((_, worst)) = &worst {
            parts.push((Verb::Requested, format!("a note on what is being done about “{worst}” be sent to Members")));
            if panel < 2 {
                parts.push((
                    Verb::Referred,
                    format!("“{worst}” be drawn to the Board’s attention as an area of concern"),
                ));
            }
        }
        self.minuted((panel, meeting_id), on, is_last);
        if is_last {
            self.noted(item, panel, &parts);
        }
        let made = self.resolved((item, named.members), (on, is_last), parts);
        if let Some(part) = made.get(1) {
            self.asked(&Origin { panel, item, part: *part, on, is_last })?;
        }
        if let (Some(part), Some(board)) = (made.get(2), board) {
            let (measure, worst) = worst.unwrap_or_default();
            self.referred(&Origin { panel, item, part: *part, on, is_last }, board, (measure, &worst))?;
        }
        if let Some(board) = board.filter(|_| !is_last) {
            self.fed_back(panel, board, on)?;
        }
        Ok(())
    }

    /// The accepted figures of a past quarter; gives the name of the worst red, where there is one.
    fn given(&mut self, round: &Round, panel: usize, item: i64) -> Result<Option<(i64, String)>> {
        let (ids, on) = (self.ids.panels[panel], round.panels[panel]);
        let publish = self.work.calendar.publish_by(on, 5)?;
        let due = self.work.calendar.add_working_days(publish, -5)?;
        let request_id = next_id(&self.requests);
        self.requests.push(data_request::ActiveModel {
            id: Set(request_id),
            reference: Set(format!("{} {} – 1", PANELS[panel].short, round.quarter)),
            agenda_item_id: Set(item),
            owner_post_id: Set(ids.director_post),
            period: Set(round.quarter.to_string()),
            coverage: Set(String::new()),
            is_finance: Set(false),
            appendix: Set(1),
            appendix_title: Set("Performance Information Dashboard".to_owned()),
            state: Set(Stored(request::State::Published)),
            issued_on: Set(Some(self.work.calendar.add_working_days(publish, -20)?)),
            submitted_at: Set(Some(at(due, 15))),
            submitted_by: Set(format!("via link issued to {}", PANELS[panel].director.1)),
            accepted_at: Set(Some(at(due + Days::new(1), 11))),
            published_at: Set(Some(at(publish, 10))),
            version: Set(3),
            ..data_request::blank()
        });
        let mut worst = None;
        let of_panel = self.measures.iter().filter(|measure| measure.panel == PANELS[panel].short);
        for (position, measure) in (1..).zip(of_panel) {
            let value = measure.value(round.number);
            if value.rating == Rating::Red && worst.is_none() {
                worst = Some((measure.id(), measure.name().to_owned()));
            }
            let mut row = measure.line(request_id, position, round.quarter);
            row.number = Set(match value.figure {
                Figure::Number(number) => Some(number.to_string()),
                Figure::Absent(_) => None,
            });
            row.absence = Set(match value.figure {
                Figure::Number(_) => None,
                Figure::Absent(absence) => Some(Stored(absence)),
            });
            row.typed = Set(value.typed);
            row.reason = Set(value.reason);
            row.commentary = Set(value.commentary);
            row.rating = Set(Some(Stored(value.rating)));
            row.why = Set(value.why);
            row.rule_version = Set(RULE_VERSION);
            self.figures.push(row);
        }
        Ok(worst)
    }

    fn resolved(
        &mut self,
        (item, members): (i64, &[&str]),
        (on, is_last): (NaiveDate, bool),
        parts: Vec<(Verb, String)>,
    ) -> Vec<i64> {
        let resolution_id = next_id(&self.resolutions);
        self.resolutions.push(resolution::ActiveModel {
            id: Set(resolution_id),
            agenda_item_id: Set(item),
            mover: Set(members[0].to_owned()),
            seconder: Set(members[1].to_owned()),
            carried: Set(Stored(Carried::Assent)),
            narrative: Set("Members asked about the indicators rated red and about the trend over the year.".to_owned()),
            votes_for: Set(None),
            votes_against: Set(None),
            votes_abstained: Set(None),
            recorded_at: Set(at(on, 16)),
            position: Set(1),
            state: Set(Stored(if is_last { Standing::Captured } else { Standing::Confirmed })),
            mover_id: Set(None),
            seconder_id: Set(None),
            reason: Set(String::new()),
            ended_at_id: Set(None),
            version: Set(1),
        });
        let mut made = Vec::new();
        for (number, (verb, text)) in (1..).zip(parts) {
            let id = next_id(&self.parts);
            self.parts.push(resolution_part::ActiveModel {
                id: Set(id),
                resolution_id: Set(resolution_id),
                number: Set(number),
                verb: Set(Stored(verb)),
                text: Set(text),
                version: Set(1),
                is_removed: Set(false),
            });
            made.push(id);
        }
        made
    }

    /// The action of a past meeting: done and agreed, or, of the last round, still owed.
    fn asked(&mut self, origin: &Origin) -> Result<()> {
        let (ids, named) = (self.ids.panels[origin.panel], &PANELS[origin.panel]);
        let year = municipal(origin.on);
        let number = self.next_number(format!("{} {year}", named.short));
        let state = if origin.is_last { action::State::Open } else { action::State::Complete };
        let text = "Send Members a note on what is being done about the indicators rated red".to_owned();
        let (id, reference) = (next_id(&self.actions), action::reference(named.short, &year, number));
        self.actions.push(actions::ActiveModel {
            id: Set(id),
            reference: Set(reference.clone()),
            body_id: Set(ids.body),
            agenda_item_id: Set(origin.item),
            resolution_part_id: Set(Some(origin.part)),
            text: Set(text.clone()),
            owner_post_id: Set(ids.director_post),
            state: Set(Stored(state)),
            indicator_id: Set(None),
            agreed_at_meeting_id: Set(None),
            created_on: Set(origin.on),
            version: Set(1),
            kind: Set(Stored(action::Kind::Information)),
            part_version: Set(1),
            evidence: Set(String::new()),
            pause_why: Set(String::new()),
            review_on: Set(None),
            same_as_id: Set(None),
            became: Set(String::new()),
        });
        if origin.is_last {
            let rule = match origin.panel {
                0 => DueRule::on(self.work.calendar.add_working_days(origin.on, 12)?),
                1 => DueRule::on(self.work.calendar.add_working_days(origin.on, 25)?),
                _ => DueRule::next_meeting(ids.body, origin.on),
            };
            self.owings.push(Owing {
                kind: Kind::DoAction,
                subject_kind: SubjectKind::Action,
                subject_id: id,
                body_id: ids.body,
                owner_post_id: ids.director_post,
                meeting_id: None,
                title: format!("{}: {text}", reference),
                rule,
            });
        }
        Ok(())
    }
}

/// Where an action or a referral comes from.
pub(super) struct Origin {
    pub panel: usize,
    pub item: i64,
    pub part: i64,
    pub on: NaiveDate,
    pub is_last: bool,
}

/// The financial year of a round, as its item's title prints it.
struct FinancialLabel<'r>(&'r Round);

impl std::fmt::Display for FinancialLabel<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.quarter.to_string();
        f.write_str(text.split(' ').next().unwrap_or(&text))
    }
}
