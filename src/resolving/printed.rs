//! Reads what is recorded of a meeting into the facts that the print of its minutes needs. What the public may not read
//! is told apart by the print itself.

use crate::error::Result;
use crate::quorum;
use crate::settings;
use remit_domain::agenda::ItemState;
use remit_domain::agenda_access;
use remit_domain::attendance::Attending;
use remit_domain::minutes_print::{Action, Closed, Declaration, Item, Minutes, Motion, Person, Standing};
use remit_domain::minutes_state::State;
use remit_domain::obligation::{Anchor, DueRule, Kind, SubjectKind};
use remit_domain::resolution::Counts;
use remit_domain::{line, london, wording};
use remit_entity::{
    Stored, action, agenda_item, attendance, body, declaration, item_note, meeting, minutes, obligation, part_version,
    person, post, resolution, resolution_part,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Under which key the written summary of an item taken without the public is kept (LGA 1972 s100C(2)).
#[must_use]
pub fn summary_key(item_id: i64) -> String {
    format!("minutes.summary.{item_id}")
}

/// The items of a meeting that stand on its agenda, in their order.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_items(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<agenda_item::Model>> {
    Ok(agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .filter(agenda_item::Column::State.is_not_in([ItemState::Proposed, ItemState::Withdrawn].map(Stored)))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?)
}

/// Everything that the minutes of a meeting tell as they are recorded now.
///
/// # Errors
/// When the database cannot be read.
pub async fn gather(db: &impl ConnectionTrait, row: &meeting::Model) -> Result<Minutes> {
    let body = body::Entity::find_by_id(row.body_id).one(db).await?;
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(row.id)).one(db).await?;
    let items = list_items(db, row.id).await?;
    let numbers: BTreeMap<i64, String> =
        items.iter().zip(1..).map(|(item, n): (_, u32)| (item.id, n.to_string())).collect();
    let known = Known::of(db, &items).await?;
    let mut told = Vec::new();
    for item in &items {
        let number = numbers.get(&item.id).cloned().unwrap_or_default();
        told.push(known.item(db, item, number).await?);
    }
    let names: Vec<String> = quorum::sittings(db, row).await?.into_iter().map(|sitting| sitting.body.name).collect();
    let mut whole = Minutes {
        body: wording::list(&names),
        held_on: row.held_on,
        when_and_where: when_and_where(row),
        standing: standing(db, kept.as_ref()).await?,
        amendments: kept.as_ref().map(amended).unwrap_or_default(),
        style: body.map_or(remit_domain::resolution::HouseStyle::Dash, |body| body.house_style.0),
        present: Vec::new(),
        remote: Vec::new(),
        apologies: Vec::new(),
        absent: Vec::new(),
        also: kept.map(|kept| kept.attendance).unwrap_or_default(),
        declarations: declarations(db, (row.id, &items), &numbers).await?,
        items: told,
    };
    attended(db, row, (&numbers, &mut whole)).await?;
    Ok(whole)
}

fn when_and_where(row: &meeting::Model) -> String {
    let time = row.starts_at.parse().map_or_else(|_| row.starts_at.clone(), london::time_of_day);
    [time, row.venue.clone()].into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")
}

async fn standing(db: &impl ConnectionTrait, kept: Option<&minutes::Model>) -> Result<Standing> {
    let at = match kept.and_then(|kept| kept.confirmed_at_id) {
        Some(id) => meeting::Entity::find_by_id(id).one(db).await?.map(|row| row.held_on),
        None => None,
    };
    Ok(match (kept.map(|kept| kept.state.0), at) {
        (Some(State::Confirmed), Some(on)) => Standing::Confirmed(on),
        (Some(State::Amended), Some(on)) => Standing::Amended(on),
        _ => Standing::Draft,
    })
}

async fn attended(
    db: &impl ConnectionTrait,
    row: &meeting::Model,
    (numbers, whole): (&BTreeMap<i64, String>, &mut Minutes),
) -> Result<()> {
    let lines = attendance::Entity::find()
        .filter(attendance::Column::MeetingId.eq(row.id))
        .order_by_asc(attendance::Column::Id)
        .all(db)
        .await?;
    let ids = lines.iter().flat_map(|line| [Some(line.person_id), line.substitute_for_id]).flatten();
    let people = person::Entity::find().filter(person::Column::Id.is_in(ids.chain(row.presided_by_id))).all(db).await?;
    let names: BTreeMap<i64, String> = people.into_iter().map(|one| (one.id, one.name)).collect();
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let number = |id: Option<i64>| id.and_then(|id| numbers.get(&id).cloned());
    for line in &lines {
        let came = Person {
            name: name(line.person_id),
            presided: row.presided_by_id == Some(line.person_id),
            came_for: number(line.came_item_id),
            left_at: number(line.left_item_id),
            in_place_of: line.substitute_for_id.map(name),
        };
        match line.how.0 {
            Attending::Present | Attending::Substitute => whole.present.push(came),
            Attending::Remote => whole.remote.push(came),
            Attending::Apologies => whole.apologies.push(came.name),
            Attending::Absent => whole.absent.push(came.name),
        }
    }
    if let Some(id) = row.presided_by_id.filter(|id| !lines.iter().any(|line| line.person_id == *id)) {
        whole.present.insert(0, Person { name: name(id), presided: true, ..Person::default() });
    }
    Ok(())
}

async fn declarations(
    db: &impl ConnectionTrait,
    (meeting_id, items): (i64, &[agenda_item::Model]),
    numbers: &BTreeMap<i64, String>,
) -> Result<Vec<Declaration>> {
    let rows = declaration::Entity::find()
        .filter(declaration::Column::MeetingId.eq(meeting_id))
        .order_by_asc(declaration::Column::Id)
        .all(db)
        .await?;
    let closed = |id: i64| items.iter().any(|item| item.id == id && item.access.0.is_restricted());
    let told = |row: declaration::Model| Declaration {
        item: row.agenda_item_id.and_then(|id| numbers.get(&id).cloned()),
        is_closed: row.agenda_item_id.is_some_and(closed),
        name: row.name,
        interest: row.interest,
    };
    Ok(rows.into_iter().map(told).collect())
}

/// What hangs on the items of one meeting.
struct Known {
    resolutions: Vec<resolution::Model>,
    parts: Vec<resolution_part::Model>,
    actions: Vec<action::Model>,
    owed: BTreeMap<i64, obligation::Model>,
    posts: BTreeMap<i64, String>,
    /// What was typed under items where nothing was moved.
    said: BTreeMap<i64, String>,
    /// When and why a resolution was rescinded, by its parts.
    ended: BTreeMap<i64, (chrono::NaiveDate, String)>,
}

impl Known {
    async fn of(db: &impl ConnectionTrait, items: &[agenda_item::Model]) -> Result<Self> {
        let ids = || items.iter().map(|item| item.id);
        let resolutions = resolution::Entity::find()
            .filter(resolution::Column::AgendaItemId.is_in(ids()))
            .order_by_asc(resolution::Column::Position)
            .order_by_asc(resolution::Column::Id)
            .all(db)
            .await?;
        let parts = resolution_part::Entity::find()
            .filter(resolution_part::Column::ResolutionId.is_in(resolutions.iter().map(|one| one.id)))
            .order_by_asc(resolution_part::Column::Number)
            .all(db)
            .await?;
        let actions = action::Entity::find()
            .filter(action::Column::AgendaItemId.is_in(ids()))
            .order_by_asc(action::Column::Id)
            .all(db)
            .await?;
        let owed = obligation::Entity::find()
            .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
            .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
            .filter(obligation::Column::SubjectId.is_in(actions.iter().map(|one| one.id)))
            .order_by_asc(obligation::Column::Id)
            .all(db)
            .await?;
        let posts = post::Entity::find()
            .filter(post::Column::Id.is_in(actions.iter().map(|one| one.owner_post_id)))
            .all(db)
            .await?;
        let ended = ended(db, &resolutions, &parts).await?;
        let notes = item_note::Entity::find().filter(item_note::Column::AgendaItemId.is_in(ids())).all(db).await?;
        let said = notes.into_iter().map(|note| (note.agenda_item_id, line::narrative_alone(&note.text)));
        Ok(Self {
            said: said.collect(),
            resolutions,
            parts,
            actions,
            owed: owed.into_iter().map(|row| (row.subject_id, row)).collect(),
            posts: posts.into_iter().map(|post| (post.id, post.title)).collect(),
            ended,
        })
    }

    async fn item(&self, db: &impl ConnectionTrait, item: &agenda_item::Model, number: String) -> Result<Item> {
        let access = item.access.0;
        let closed = match access.is_restricted() {
            true => Some(Closed {
                access,
                paragraphs: agenda_access::read(&item.exempt_paragraphs),
                summary: settings::find(db, &summary_key(item.id)).await?,
            }),
            false => None,
        };
        let here = self.resolutions.iter().filter(|one| one.agenda_item_id == item.id);
        let asked = self.actions.iter().filter(|one| one.agenda_item_id == item.id && one.resolution_part_id.is_none());
        Ok(Item {
            number,
            title: item.title.clone(),
            urgent_reason: item.urgent_reason.clone(),
            narrative: match self.said.get(&item.id).map(String::as_str) {
                None | Some("") => item.outcome.clone(),
                Some(said) if item.outcome.is_empty() => said.to_owned(),
                Some(said) => format!("{said}\n\n{}", item.outcome),
            },
            motions: here.map(|one| self.motion(one)).collect(),
            actions: asked.map(|one| self.action(one)).collect(),
            closed,
        })
    }

    fn motion(&self, row: &resolution::Model) -> Motion {
        let standing: Vec<&resolution_part::Model> =
            self.parts.iter().filter(|part| part.resolution_id == row.id && !part.is_removed).collect();
        let asked = self.actions.iter().filter(|one| {
            one.resolution_part_id
                .is_some_and(|id| self.parts.iter().any(|part| part.id == id && part.resolution_id == row.id))
        });
        Motion {
            narrative: row.narrative.clone(),
            mover: row.mover.clone(),
            seconder: row.seconder.clone(),
            carried: row.carried.0,
            counts: counts(row),
            reason: if row.carried.0.is_carried() { String::new() } else { row.reason.clone() },
            parts: standing.into_iter().map(|part| (part.number, part.text.clone())).collect(),
            actions: asked.map(|one| self.action(one)).collect(),
            rescinded: self.ended.get(&row.id).cloned(),
        }
    }

    fn action(&self, row: &action::Model) -> Action {
        let owed = self.owed.get(&row.id);
        let follows = owed.and_then(|owed| owed.due_rule.parse::<DueRule>().ok()).map(|rule| rule.anchor);
        let due = match (follows, owed.and_then(|owed| owed.due_on)) {
            (Some(Anchor::NextMeeting { .. }), _) => "for the next meeting".to_owned(),
            (_, Some(on)) => format!("by {}", wording::date(on)),
            _ => String::new(),
        };
        Action {
            reference: row.reference.clone(),
            text: row.text.clone(),
            owner: self.posts.get(&row.owner_post_id).cloned().unwrap_or_default(),
            due,
        }
    }
}

/// The counts of a vote as they are kept.
#[must_use]
pub fn counts(row: &resolution::Model) -> Option<Counts> {
    let count = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    let (votes_for, against) = count(row.votes_for).zip(count(row.votes_against))?;
    Some(Counts { votes_for, against, abstained: count(row.votes_abstained) })
}

async fn ended(
    db: &impl ConnectionTrait,
    resolutions: &[resolution::Model],
    parts: &[resolution_part::Model],
) -> Result<BTreeMap<i64, (chrono::NaiveDate, String)>> {
    let over: Vec<&resolution::Model> = resolutions.iter().filter(|one| one.ended_at_id.is_some()).collect();
    let meetings = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(over.iter().filter_map(|one| one.ended_at_id)))
        .all(db)
        .await?;
    let versions = part_version::Entity::find()
        .filter(part_version::Column::PartId.is_in(parts.iter().map(|part| part.id)))
        .order_by_asc(part_version::Column::Id)
        .all(db)
        .await?;
    let mut all = BTreeMap::new();
    for one in over {
        let Some(at) = meetings.iter().find(|row| Some(row.id) == one.ended_at_id) else { continue };
        let of = |id: i64| parts.iter().any(|part| part.id == id && part.resolution_id == one.id);
        let why = versions.iter().rev().find(|row| of(row.part_id)).map(|row| row.reason.clone()).unwrap_or_default();
        all.insert(one.id, (at.held_on, why));
    }
    Ok(all)
}

/// What a later meeting amended, line by line.
fn amended(kept: &minutes::Model) -> Vec<String> {
    kept.amendments.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
