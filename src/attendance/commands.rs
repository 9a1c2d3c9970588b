//! Recording attendance: the whole sheet at once, replacing the one before, with its line in the trail.

use crate::error::{Error, OrRefuse, Result};
use crate::quorum::{self, Sitting};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::attendance::{self as words, AttendanceRefusal, Attending, Chosen, Recorded};
use remit_domain::meeting::State;
use remit_domain::word::Word;
use remit_entity::{Stored, agenda_item, attendance, meeting, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{BTreeMap, BTreeSet};

/// A sheet as it was filled in.
#[derive(Clone, Debug)]
pub(super) struct Sheet(pub Fields);

impl Sheet {
    fn line(&self, person: i64, may_be_substituted: bool) -> Chosen {
        Chosen {
            person,
            how: self.0.word(&format!("how-{person}")),
            substitute: self.0.number(&format!("substitute-{person}")),
            may_be_substituted,
        }
    }
}

impl Sheet {
    /// For which item somebody came and after which they left, by the places of those items.
    fn moved(&self, line: &Recorded, items: &[agenda_item::Model]) -> Result<(Option<i64>, Option<i64>)> {
        // A substitute's comings and goings are typed on the line of the member whose place they took.
        let member = line.in_place_of.unwrap_or(line.person);
        let item = |what: &str| {
            let id = self.0.number::<i64>(&format!("{what}-{member}"));
            items.iter().find(|item| Some(item.id) == id)
        };
        let is_here = line.how.is_in_the_room() || line.how == Attending::Remote;
        let (came, left) = (item("came").filter(|_| is_here), item("left").filter(|_| is_here));
        words::came_before_leaving(member, came.map(|item| item.position), left.map(|item| item.position))
            .or_refuse()?;
        Ok((came.map(|item| item.id), left.map(|item| item.id)))
    }
}

/// The items of a meeting, in their order.
pub(super) async fn items(db: &impl ConnectionTrait, meeting_id: i64) -> Result<Vec<agenda_item::Model>> {
    let found = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting_id));
    Ok(found.order_by_asc(agenda_item::Column::Position).order_by_asc(agenda_item::Column::Id).all(db).await?)
}

/// The members of all bodies of a meeting, each once, with whether somebody may come in their place.
pub(super) fn members(sittings: &[Sitting]) -> Vec<(i64, bool)> {
    let mut places: BTreeMap<i64, bool> = BTreeMap::new();
    let mut order = Vec::new();
    for sitting in sittings {
        for (seat, person) in &sitting.seats {
            if !places.contains_key(&person.id) {
                order.push(person.id);
            }
            // Nobody comes in the place of a co-optee.
            let may = sitting.body.allows_substitutes && seat.seat.0 != remit_domain::person::Seat::CoOptee;
            *places.entry(person.id).or_default() |= may;
        }
    }
    order.into_iter().map(|id| (id, places.get(&id).copied().unwrap_or_default())).collect()
}

/// How a recorded sheet stands, as the fields of its form.
pub(super) fn as_fields(sheet: &[Recorded], moved: &[attendance::Model], presided: Option<i64>) -> Fields {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for row in moved {
        let member = row.substitute_for_id.unwrap_or(row.person_id);
        pairs.extend(row.came_item_id.map(|item| (format!("came-{member}"), item.to_string())));
        pairs.extend(row.left_item_id.map(|item| (format!("left-{member}"), item.to_string())));
    }
    for line in sheet {
        match line.in_place_of {
            Some(member) => {
                pairs.push((format!("how-{member}"), Attending::Substitute.word().to_owned()));
                pairs.push((format!("substitute-{member}"), line.person.to_string()));
            }
            None if sheet.iter().any(|other| other.in_place_of == Some(line.person)) => {}
            None => pairs.push((format!("how-{}", line.person), line.how.word().to_owned())),
        }
    }
    pairs.push(("presided".to_owned(), presided.map(|id| id.to_string()).unwrap_or_default()));
    Fields::from_pairs(pairs)
}

/// Records the sheet of a meeting.
pub(super) async fn record(work: &Work, id: i64, sheet: Sheet) -> Result<()> {
    let meeting = meeting::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if sheet.0.number("version") != Some(meeting.version) {
        return Err(Error::Stale);
    }
    if matches!(meeting.state.0, State::Cancelled | State::Postponed) {
        return Err(AttendanceRefusal::NoMeeting).or_refuse();
    }
    let sittings = quorum::sittings(&work.tx, &meeting).await?;
    let chosen: Vec<Chosen> = members(&sittings).into_iter().map(|(person, may)| sheet.line(person, may)).collect();
    let lines = words::record(&chosen, meeting.held_on, work.today).or_refuse()?;
    must_be_here(work, &lines, &meeting).await?;
    let presided = presided(&sheet, &sittings, &lines, &meeting)?;
    attendance::Entity::delete_many().filter(attendance::Column::MeetingId.eq(id)).exec(&work.tx).await?;
    let items = items(&work.tx, id).await?;
    for line in &lines {
        let moved = sheet.moved(line, &items)?;
        let row = attendance::ActiveModel {
            meeting_id: Set(id),
            person_id: Set(line.person),
            how: Set(Stored(line.how)),
            substitute_for_id: Set(line.in_place_of),
            came_item_id: Set(moved.0),
            left_item_id: Set(moved.1),
            ..Default::default()
        };
        row.insert(&work.tx).await?;
    }
    let about = About { noun: "meeting", id, body: Some(meeting.body_id) };
    let version = meeting.version + 1;
    let mut row = meeting.into_active_model();
    row.presided_by_id = Set(presided);
    row.version = Set(version);
    row.update(&work.tx).await?;
    let is_joint = sittings.len() > 1;
    let said: Vec<String> = if words::is_taken(&lines) {
        sittings.iter().map(|sitting| quorum::sentence(sitting, &lines, is_joint)).collect()
    } else {
        vec![format!("{} apologies.", lines.len())]
    };
    trail::record(work, "recorded attendance", about, said.join(" ")).await
}

/// Substitutes are people of the council on the day.
async fn must_be_here(work: &Work, lines: &[Recorded], meeting: &meeting::Model) -> Result<()> {
    let substitutes: BTreeSet<i64> =
        lines.iter().filter(|line| line.in_place_of.is_some()).map(|line| line.person).collect();
    let found = person::Entity::find().filter(person::Column::Id.is_in(substitutes)).all(&work.tx).await?;
    let here = |id: i64| found.iter().any(|one| one.id == id && one.left_on.is_none_or(|left| left > meeting.held_on));
    match lines.iter().find_map(|line| line.in_place_of.filter(|_| !here(line.person))) {
        Some(member) => Err(AttendanceRefusal::SubstituteUnknown(member)).or_refuse(),
        None => Ok(()),
    }
}

/// Who presided: whoever was named, else the chair or the vice-chair who was there.
fn presided(sheet: &Sheet, sittings: &[Sitting], lines: &[Recorded], meeting: &meeting::Model) -> Result<Option<i64>> {
    if !words::is_taken(lines) {
        return Ok(meeting.presided_by_id);
    }
    let Some(named) = sheet.0.number::<i64>("presided") else {
        let seats: Vec<_> =
            sittings.iter().flat_map(|sitting| &sitting.seats).map(|(seat, person)| (person.id, seat.seat.0)).collect();
        return Ok(words::presides(&seats, lines));
    };
    let was_there = lines.iter().any(|line| line.person == named && line.how.is_in_the_room());
    if was_there { Ok(Some(named)) } else { Err(AttendanceRefusal::PresidedFromAway).or_refuse() }
}
