//! What surrounds the county's meetings: its diary, the items that stand on every agenda, work programmes, a report
//! that somebody owes, and an item that is taken in private.

use super::county::PANELS;
use crate::error::Result;
use crate::obligations::{self, Owing};
use crate::work::Work;
use chrono::{Datelike, NaiveDate};
use remit_domain::agenda::{Access, ItemState};
use remit_domain::diary::ClosedKind;
use remit_domain::meeting::{ItemKind, State};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::{BodyKind, PostKind};
use remit_domain::programme::TopicState;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, closed_day, meeting, post, standing_item, topic};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// Title, thread, minutes, and where it stands on the agenda. The performance item is the fifth.
const STANDING: [(&str, &str, i32, i32); 4] = [
    ("Apologies and declarations of interest", "apologies", 5, 1),
    ("Public participation", "public-participation", 15, 2),
    ("Confirmation of the minutes of the previous meeting", "minutes", 5, 3),
    ("Work programme", "work-programme", 10, 8),
];

/// What each panel means to look at: title, why, and who put it forward.
const TOPICS: [[(&str, &str, &str, TopicState); 3]; 4] = [
    [
        ("Home to school transport", "Costs have risen for three years.", "The panel’s chair", TopicState::Programmed),
        (
            "Recruitment of foster carers",
            "Fewer households than in 2023.",
            "The corporate parenting board",
            TopicState::Suggested,
        ),
        ("Elective home education", "How children not in school are known.", "A councillor", TopicState::Suggested),
    ],
    [
        ("Waits for a care assessment", "", "The panel", TopicState::Programmed),
        ("Support for unpaid carers", "", "A carers’ group", TopicState::Suggested),
        ("Dementia services", "", "The health committee", TopicState::Suggested),
    ],
    [
        ("Repair of potholes", "", "The panel", TopicState::Programmed),
        ("Bus service improvement plan", "", "A parish council", TopicState::Suggested),
        ("Waste contract from 2028", "", "The cabinet", TopicState::Suggested),
    ],
    [
        ("Sickness absence", "", "The panel", TopicState::Programmed),
        ("Libraries’ opening hours", "", "A petition", TopicState::Suggested),
        ("Agency staff", "", "The audit committee", TopicState::Suggested),
    ],
];

/// Writes it, as of the day on which the county begins to be lived through.
pub(super) async fn write(work: &Work) -> Result<()> {
    diary(work).await?;
    let bodies = body::Entity::find().filter(body::Column::Kind.eq(Stored(BodyKind::Panel))).all(&work.tx).await?;
    let mut standing = Vec::new();
    let mut topics = Vec::new();
    for (panel, wanted) in PANELS.iter().zip(TOPICS) {
        let Some(body) = bodies.iter().find(|body| body.slug == panel.slug) else { continue };
        standing.extend(STANDING.map(|(title, subject, minutes, position)| standing_item::ActiveModel {
            body_id: Set(body.id),
            position: Set(position),
            title: Set(title.to_owned()),
            kind: Set(Stored(ItemKind::Business)),
            subject: Set(subject.to_owned()),
            lead: Set(String::new()),
            minutes: Set(Some(minutes)),
            ..Default::default()
        }));
        topics.extend(wanted.map(|(title, purpose, source, state)| topic::ActiveModel {
            body_id: Set(body.id),
            title: Set(title.to_owned()),
            purpose: Set(purpose.to_owned()),
            source: Set(source.to_owned()),
            state: Set(Stored(state)),
            reason: Set(String::new()),
            raised_on: Set(work.today),
            version: Set(1),
            ..Default::default()
        }));
    }
    standing_item::Entity::insert_many(standing).exec_without_returning(&work.tx).await?;
    topic::Entity::insert_many(topics).exec_without_returning(&work.tx).await?;
    agendas(work, &bodies).await
}

/// The offices shut between Christmas and New Year, members away in August, a poll in May.
async fn diary(work: &Work) -> Result<()> {
    let year = work.today.year();
    let day = |year: i32, month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(work.today);
    let entries = [
        (ClosedKind::Closure, day(year, 12, 29), day(year, 12, 31), "Offices closed between Christmas and New Year"),
        (ClosedKind::Recess, day(year + 1, 8, 2), day(year + 1, 8, 27), "Summer recess"),
        (ClosedKind::Election, day(year + 1, 3, 31), day(year + 1, 5, 6), "County council election"),
    ];
    let rows = entries.map(|(kind, first_on, last_on, reason)| closed_day::ActiveModel {
        first_on: Set(first_on),
        last_on: Set(last_on),
        reason: Set(reason.to_owned()),
        kind: Set(Stored(kind)),
        ..Default::default()
    });
    closed_day::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    obligations::settle(work, obligations::Scope::All).await.map(|_| ())
}

/// The agendas of the meetings to come.
async fn agendas(work: &Work, bodies: &[body::Model]) -> Result<()> {
    let coming = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(bodies.iter().map(|body| body.id)))
        .filter(meeting::Column::State.eq(Stored(State::Scheduled)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(&work.tx)
        .await?;
    // The county was written with numbers of its own, which a database's own counter does not know.
    let last = agenda_item::Entity::find().order_by_desc(agenda_item::Column::Id).one(&work.tx).await?;
    let mut next = last.map_or(0, |row| row.id);
    let mut number = move || {
        next += 1;
        next
    };
    let items: Vec<_> = coming
        .iter()
        .flat_map(|row| {
            STANDING.map(|(title, subject, minutes, position)| item(row.id, (title, subject), (position, minutes)))
        })
        .map(|row| agenda_item::ActiveModel { id: Set(number()), ..row })
        .collect();
    agenda_item::Entity::insert_many(items).exec_without_returning(&work.tx).await?;
    let first = PANELS.first().and_then(|panel| bodies.iter().find(|body| body.slug == panel.slug));
    if let Some(body) = first
        && let Some(next) = coming.iter().find(|row| row.body_id == body.id)
    {
        business(work, (body, next), [number(), number()]).await?;
    }
    Ok(())
}

fn item(meeting_id: i64, (title, subject): (&str, &str), (position, minutes): (i32, i32)) -> agenda_item::ActiveModel {
    agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(position),
        title: Set(title.to_owned()),
        kind: Set(Stored(ItemKind::Business)),
        subject: Set(subject.to_owned()),
        minutes: Set(Some(minutes)),
        version: Set(1),
        ..Default::default()
    }
}

/// One report that a director owes, and one that is taken in private.
async fn business(work: &Work, (body, next): (&body::Model, &meeting::Model), ids: [i64; 2]) -> Result<()> {
    let director = post::Entity::find().filter(post::Column::Kind.eq(Stored(PostKind::Director))).one(&work.tx).await?;
    let Some(director) = director else { return Ok(()) };
    let mut row = item(next.id, ("Sufficiency of placements for children in care", "placements"), (6, 30));
    row.id = Set(ids[0]);
    row.report_post_id = Set(Some(director.id));
    row.state = Set(Stored(ItemState::Commissioned));
    row.purpose = Set("To see whether there are enough placements near home.".to_owned());
    row.lead = Set("Assistant Director, Safeguarding".to_owned());
    let report = row.insert(&work.tx).await?;
    obligations::owe(
        work,
        Owing {
            kind: Kind::SendReport,
            subject_kind: SubjectKind::Item,
            subject_id: report.id,
            body_id: body.id,
            owner_post_id: director.id,
            meeting_id: Some(next.id),
            title: format!("{}, {}: report on {}", body.short_name, wording::date(next.held_on), report.title),
            rule: DueRule::publish(next.id, -2),
        },
    )
    .await?;
    let mut row = item(next.id, ("Contract for short breaks", "short-breaks"), (7, 20));
    row.id = Set(ids[1]);
    row.access = Set(Stored(Access::Exempt));
    row.exempt_paragraphs = Set("3".to_owned());
    row.public_interest = Set("Prices of bidders would become known before the award.".to_owned());
    row.proper_officer = Set("Democratic Governance and Scrutiny Manager".to_owned());
    row.state = Set(Stored(ItemState::Verbal));
    row.insert(&work.tx).await?;
    Ok(())
}
