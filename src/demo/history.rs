//! What happened in the county: rounds that are over, with their figures, resolutions, actions and the Board's
//! answers. Written at once, in the past tense; nothing of it was ever mailed.

use super::ahead;
use super::county::{self, Ids, PANELS};
use super::measures::{self, Measure};
use super::quarters::{Round, rounds};
use crate::error::Result;
use crate::obligations::{self, Owing};
use crate::work::Work;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use remit_domain::figure::Figure;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::rating::{RULE_VERSION, Rating};
use remit_domain::resolution::{Carried, Verb};
use remit_domain::{action, london, meeting, referral, request};
use remit_entity::{
    Stored, action as actions, agenda_item, body_indicator, data_request, figure, invitee, meeting as meetings,
    referral as referrals, resolution, resolution_part,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use std::collections::BTreeMap;

/// The thread of items that all performance items belong to.
pub(super) const SUBJECT: &str = "performance-monitoring";

/// What is being written.
pub(super) struct Book<'w> {
    pub work: &'w Work,
    pub ids: Ids,
    pub measures: Vec<Measure>,
    counted: BTreeMap<String, u32>,
}

/// Writes the county's past, and its meetings to come.
pub(super) async fn write(work: &Work, now: DateTime<Utc>) -> Result<()> {
    let all = rounds(london::date_in_london(now), &work.calendar)?;
    let since = all.first().map_or(work.today, |round| round.quarter.start());
    let ids = county::found(&work.tx, since).await?;
    let measures = measures::define(&work.tx).await?;
    let mut book = Book { work, ids, measures, counted: BTreeMap::new() };
    book.sets().await?;
    let mut boards = Vec::new();
    for round in &all {
        boards.push((round.board, book.board(round).await?));
    }
    for (place, round) in all.iter().enumerate() {
        let last = all.get(place + 1).is_none_or(|next| next.panels[0] >= work.today);
        let board = boards.iter().find(|(on, _)| *on == round.board).copied();
        for panel in 0..PANELS.len() {
            if round.panels[panel] < work.today {
                book.over(round, panel, (board, last)).await?;
            } else {
                ahead::plan(&book, round, panel).await?;
            }
        }
    }
    // "Next meeting" was owed before the next meeting stood in the diary.
    obligations::settle(work, obligations::Scope::All).await?;
    Ok(())
}

/// The instant of a time of day in London.
pub(super) fn at(on: NaiveDate, hour: u32) -> DateTime<Utc> {
    london::instant(on, NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}

/// The municipal year of a day, as a reference writes it.
fn municipal(on: NaiveDate) -> String {
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
                    indicator_id: Set(measure.id),
                    position: Set(position),
                    ..Default::default()
                });
            }
        }
        body_indicator::Entity::insert_many(rows).exec_without_returning(&self.work.tx).await?;
        Ok(())
    }

    /// A meeting, over when its day is.
    pub(super) async fn meeting(&self, body: i64, on: NaiveDate, lag: i32) -> Result<i64> {
        let is_over = on < self.work.today;
        let published = self.work.calendar.publish_by(on, 5)?;
        let row = meetings::ActiveModel {
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
        };
        Ok(row.insert(&self.work.tx).await?.id)
    }

    /// An item on the performance of a quarter.
    pub(super) async fn item(&self, meeting_id: i64, round: &Round) -> Result<i64> {
        let row = agenda_item::ActiveModel {
            meeting_id: Set(meeting_id),
            position: Set(5),
            title: Set(format!("Performance and {} In-Year Budget Monitoring", FinancialLabel(round))),
            kind: Set(Stored(meeting::ItemKind::Performance)),
            subject: Set(SUBJECT.to_owned()),
            version: Set(1),
            ..Default::default()
        };
        Ok(row.insert(&self.work.tx).await?.id)
    }

    /// The posts that are invited for an item.
    pub(super) async fn invite(&self, item: i64, posts: [i64; 2]) -> Result<()> {
        for (position, post_id) in (1..).zip(posts) {
            let row = invitee::ActiveModel {
                agenda_item_id: Set(item),
                post_id: Set(post_id),
                position: Set(position),
                ..Default::default()
            };
            row.insert(&self.work.tx).await?;
        }
        Ok(())
    }

    async fn board(&self, round: &Round) -> Result<i64> {
        let id = self.meeting(self.ids.board, round.board, 10).await?;
        self.item(id, round).await?;
        if round.board >= self.work.today {
            ahead::owe_papers(self.work, self.ids.officer_post, (self.ids.board, id, "OSPB", round.board)).await?;
        }
        Ok(id)
    }

    /// A panel's meeting about a quarter, with all that came of it.
    async fn over(
        &mut self,
        round: &Round,
        panel: usize,
        (board, is_last): (Option<(NaiveDate, i64)>, bool),
    ) -> Result<()> {
        let (ids, named, on) = (self.ids.panels[panel], &PANELS[panel], round.panels[panel]);
        let meeting_id = self.meeting(ids.body, on, named.lag).await?;
        let item = self.item(meeting_id, round).await?;
        self.invite(item, [ids.cabinet_post, ids.director_post]).await?;
        let worst = self.figures(round, panel, item).await?;
        let mut parts =
            vec![(Verb::Noted, format!("the performance information for {} be noted", round.quarter.title()))];
        if let Some(worst) = &worst {
            parts.push((Verb::Requested, format!("a note on what is being done about “{worst}” be sent to Members")));
            if panel < 2 {
                parts.push((
                    Verb::Referred,
                    format!("“{worst}” be drawn to the Board’s attention as an area of concern"),
                ));
            }
        }
        let made = self.resolved(item, named.members, parts).await?;
        if let Some(part) = made.get(1) {
            self.asked(&Origin { panel, item, part: *part, on, is_last }).await?;
        }
        if let (Some(part), Some(board)) = (made.get(2), board) {
            self.referred(&Origin { panel, item, part: *part, on, is_last }, board, worst.unwrap_or_default()).await?;
        }
        Ok(())
    }

    /// The accepted figures of a past quarter; gives the name of the worst red, where there is one.
    async fn figures(&self, round: &Round, panel: usize, item: i64) -> Result<Option<String>> {
        let (ids, on) = (self.ids.panels[panel], round.panels[panel]);
        let publish = self.work.calendar.publish_by(on, 5)?;
        let due = self.work.calendar.add_working_days(publish, -5)?;
        let request = data_request::ActiveModel {
            reference: Set(format!("{} {} – 1", PANELS[panel].short, round.quarter)),
            agenda_item_id: Set(item),
            owner_post_id: Set(ids.director_post),
            period: Set(round.quarter.to_string()),
            coverage: Set(String::new()),
            is_finance: Set(false),
            appendix: Set(1),
            appendix_title: Set("Performance Information Dashboard".to_owned()),
            state: Set(Stored(request::State::Accepted)),
            issued_on: Set(Some(self.work.calendar.add_working_days(publish, -20)?)),
            follow_reason: Set(String::new()),
            note: Set(String::new()),
            submitted_at: Set(Some(at(due, 15))),
            submitted_by: Set(format!("via link issued to {}", PANELS[panel].director.1)),
            accepted_at: Set(Some(at(due + Days::new(1), 11))),
            version: Set(3),
            ..Default::default()
        };
        let request_id = request.insert(&self.work.tx).await?.id;
        let mut rows = Vec::new();
        let mut worst = None;
        let of_panel = self.measures.iter().filter(|measure| measure.panel == PANELS[panel].short);
        for (position, measure) in (1..).zip(of_panel) {
            let value = measure.value(round.number);
            if value.rating == Rating::Red && worst.is_none() {
                worst = Some(measure.id);
            }
            let mut row = ahead::line(request_id, measure, position);
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
            rows.push(row);
        }
        figure::Entity::insert_many(rows).exec_without_returning(&self.work.tx).await?;
        let Some(worst) = worst else { return Ok(None) };
        let named = remit_entity::indicator::Entity::find_by_id(worst).one(&self.work.tx).await?;
        Ok(named.map(|named| named.name))
    }

    async fn resolved(&self, item: i64, members: &[&str], parts: Vec<(Verb, String)>) -> Result<Vec<i64>> {
        let row = resolution::ActiveModel {
            agenda_item_id: Set(item),
            mover: Set(members[0].to_owned()),
            seconder: Set(members[1].to_owned()),
            carried: Set(Stored(Carried::Assent)),
            narrative: Set("Members asked about the indicators rated red and about the trend over the year.".to_owned()),
            recorded_at: Set(self.work.at),
            ..Default::default()
        };
        let resolution_id = row.insert(&self.work.tx).await?.id;
        let mut made = Vec::new();
        for (number, (verb, text)) in (1..).zip(parts) {
            let row = resolution_part::ActiveModel {
                resolution_id: Set(resolution_id),
                number: Set(number),
                verb: Set(Stored(verb)),
                text: Set(text),
                ..Default::default()
            };
            made.push(row.insert(&self.work.tx).await?.id);
        }
        Ok(made)
    }

    fn next_number(&mut self, key: String) -> u32 {
        let count = self.counted.entry(key).or_default();
        *count += 1;
        *count
    }

    /// The action of a past meeting: done and agreed, or, of the last round, still owed.
    async fn asked(&mut self, origin: &Origin) -> Result<()> {
        let (ids, named) = (self.ids.panels[origin.panel], &PANELS[origin.panel]);
        let year = municipal(origin.on);
        let number = self.next_number(format!("{} {year}", named.short));
        let state = if origin.is_last { action::State::Open } else { action::State::Complete };
        let text = "Send Members a note on what is being done about the indicators rated red".to_owned();
        let row = actions::ActiveModel {
            reference: Set(action::reference(named.short, &year, number)),
            body_id: Set(ids.body),
            agenda_item_id: Set(origin.item),
            resolution_part_id: Set(Some(origin.part)),
            text: Set(text.clone()),
            owner_post_id: Set(ids.director_post),
            state: Set(Stored(state)),
            created_on: Set(origin.on),
            version: Set(1),
            ..Default::default()
        };
        let row = row.insert(&self.work.tx).await?;
        if origin.is_last {
            let rule = match origin.panel {
                0 => DueRule::on(self.work.calendar.add_working_days(origin.on, 12)?),
                1 => DueRule::on(self.work.calendar.add_working_days(origin.on, 25)?),
                _ => DueRule::next_meeting(ids.body, origin.on),
            };
            obligations::owe(
                self.work,
                Owing {
                    kind: Kind::DoAction,
                    subject_kind: SubjectKind::Action,
                    subject_id: row.id,
                    body_id: ids.body,
                    owner_post_id: ids.director_post,
                    meeting_id: None,
                    title: format!("{}: {text}", row.reference),
                    rule,
                },
            )
            .await?;
        }
        Ok(())
    }

    /// The referral of a past meeting: answered, or waiting for the Board.
    async fn referred(&mut self, origin: &Origin, board: (NaiveDate, i64), what: String) -> Result<()> {
        let (ids, named) = (self.ids.panels[origin.panel], &PANELS[origin.panel]);
        let year = municipal(origin.on);
        let number = self.next_number(format!("{}-OSPB {year}", named.short));
        let is_open = origin.is_last || board.0 >= self.work.today;
        let row = referrals::ActiveModel {
            reference: Set(action::reference(&format!("{}-OSPB", named.short), &year, number)),
            body_id: Set(ids.body),
            board_id: Set(self.ids.board),
            agenda_item_id: Set(origin.item),
            resolution_part_id: Set(Some(origin.part)),
            meeting_id: Set(Some(board.1)),
            kind: Set(Stored(referral::Kind::AreaOfConcern)),
            text: Set(what.clone()),
            feedback: Set(format!("The Panel asks the Board to note its concern about “{what}”.")),
            state: Set(Stored(if is_open { referral::State::ChairApproved } else { referral::State::Closed })),
            outcome: Set((!is_open).then_some(Stored(referral::Outcome::Noted))),
            answer: Set(if is_open {
                String::new()
            } else {
                "Noted; the Panel to keep the matter under review.".to_owned()
            }),
            answered_meeting_id: Set((!is_open).then_some(board.1)),
            created_on: Set(origin.on),
            version: Set(1),
            ..Default::default()
        };
        let row = row.insert(&self.work.tx).await?;
        if is_open {
            obligations::owe(
                self.work,
                Owing {
                    kind: Kind::RecordAnswer,
                    subject_kind: SubjectKind::Referral,
                    subject_id: row.id,
                    body_id: self.ids.board,
                    owner_post_id: self.ids.officer_post,
                    meeting_id: Some(board.1),
                    title: format!("{}: {what}", row.reference),
                    rule: DueRule::meeting(board.1, 2),
                },
            )
            .await?;
        }
        Ok(())
    }
}

/// Where an action or a referral comes from.
struct Origin {
    panel: usize,
    item: i64,
    part: i64,
    on: NaiveDate,
    is_last: bool,
}

/// The financial year of a round, as its item's title prints it.
struct FinancialLabel<'r>(&'r Round);

impl std::fmt::Display for FinancialLabel<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.quarter.to_string();
        f.write_str(text.split(' ').next().unwrap_or(&text))
    }
}
