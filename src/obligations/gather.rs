//! One letter per person per morning: gathers the notices that wait for one person, puts what they are about
//! into one letter, and marks them as carried by it, all in one transaction.

use super::calls::contributor_of;
use super::letters::{self, Section};
use super::week;
use crate::calendar_file;
use crate::error::Result;
use crate::holders::holder_of;
use crate::post::{self, Draft};
use crate::reminding::Rules;
use crate::tellings;
use crate::work::Work;
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::obligation::State;
use remit_entity::{council, letter, notice, obligation, person};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};

/// How many notices one transaction turns into letters.
const BATCH: u64 = 400;

/// Writes the letters of the people after this one; tells whether there may be more, and after whom.
pub(super) async fn write_letters(work: &Work, after: i64) -> Result<Option<i64>> {
    let weekly = week::of_directors(work, after).await?;
    let all_waiting = || {
        notice::Entity::find()
            .filter(notice::Column::LetterId.is_null())
            .filter(notice::Column::WithdrawnAt.is_null())
            .filter(notice::Column::SkippedAt.is_null())
            .filter(Condition::any().add(notice::Column::Asks.eq(false)).add(notice::Column::ApprovedAt.is_not_null()))
            .order_by_asc(notice::Column::PersonId)
            .order_by_asc(notice::Column::Id)
    };
    let waiting = all_waiting().filter(notice::Column::PersonId.gt(after)).limit(BATCH).all(&work.tx).await?;
    let was_full = waiting.len() as u64 == BATCH;
    let mut by_person: BTreeMap<i64, Vec<notice::Model>> = BTreeMap::new();
    for notice in waiting {
        by_person.entry(notice.person_id).or_default().push(notice);
    }
    // Somebody for whom more waits than a batch holds still has it all in one letter.
    if was_full
        && by_person.len() == 1
        && let Some((person, had)) = by_person.iter_mut().next()
    {
        *had = all_waiting().filter(notice::Column::PersonId.eq(*person)).all(&work.tx).await?;
    }
    // The last person of a full batch may have more notices than were read; they come first in the next one.
    let held_back = if was_full && by_person.len() > 1 { by_person.pop_last() } else { None };
    let last = by_person.keys().next_back().copied();
    let is_last_batch = !was_full && held_back.is_none();
    for person in weekly.directors().filter(|person| is_last_batch || last.is_some_and(|last| *person <= last)) {
        by_person.entry(person).or_default();
    }
    let reading = Reading::for_people(work, by_person.keys().copied().collect(), weekly).await?;
    for (person_id, notices) in by_person {
        if !reading.written_today.contains(&person_id) && !reading.weekly.waits_for(person_id) {
            write_one(work, person_id, notices, &reading).await?;
        }
    }
    Ok(if was_full || held_back.is_some() { last } else { None })
}

/// What many letters of one morning have in common.
struct Reading {
    council: Option<council::Model>,
    rules: Rules,
    written_today: BTreeSet<i64>,
    weekly: week::Weekly,
}

impl Reading {
    async fn for_people(work: &Work, people: Vec<i64>, weekly: week::Weekly) -> Result<Self> {
        let council = council::Entity::find().one(&work.tx).await?;
        let keys: Vec<String> = people.iter().map(|person| morning_key(*person, work)).collect();
        let written = letter::Entity::find().filter(letter::Column::MorningKey.is_in(keys)).all(&work.tx).await?;
        let written_today = written.into_iter().filter_map(|letter| letter.person_id).collect();
        let rules = Rules::of(&work.tx, work.today).await?;
        Ok(Self { council, rules, written_today, weekly })
    }
}

fn morning_key(person_id: i64, work: &Work) -> String {
    format!("{person_id}:{}", work.today)
}

/// What one letter says about what is owed, and the notices that it carries.
async fn sections_of(
    work: &Work,
    person_id: i64,
    notices: Vec<notice::Model>,
    reading: &Reading,
) -> Result<(Vec<Section>, Vec<i64>)> {
    let all: Vec<(i64, i64)> = notices.iter().map(|notice| (notice.id, notice.obligation_id)).collect();
    let (mut sections, mut held_back) = (Vec::new(), BTreeSet::new());
    for notice in latest_of_each(notices) {
        let Some(row) = obligation::Entity::find_by_id(notice.obligation_id).one(&work.tx).await? else { continue };
        if row.state.0 != State::Open {
            withdraw_notice(work, notice.id).await?;
            continue;
        }
        // What is held back waits for the end of its pause.
        if reading.rules.is_paused(row.body_id) {
            held_back.insert(row.id);
            continue;
        }
        let Some(owner) = holder_of(&work.tx, row.owner_post_id, work.today).await? else { continue };
        // Whoever gave the post up since is not asked for what another owes now.
        let holds = owner.person.as_ref().is_some_and(|holder| holder.id == person_id);
        let is_theirs = match notice.audience.0 {
            Audience::Owner => holds,
            Audience::Contributor => contributor_of(&work.tx, &row).await? == Some(person_id),
            _ => true,
        };
        if !is_theirs {
            withdraw_notice(work, notice.id).await?;
            continue;
        }
        match letters::section(work, &row, &notice, &owner).await {
            Ok(section) => sections.push(section),
            // One thing that cannot be put into words must not keep everybody else's letters back.
            Err(error) => tracing::error!(obligation = row.id, fault = ?error, "an obligation cannot be written about"),
        }
    }
    let carried = all.into_iter().filter(|(_, owed)| !held_back.contains(owed)).map(|(id, _)| id);
    Ok((sections, carried.collect()))
}

async fn write_one(work: &Work, person_id: i64, notices: Vec<notice::Model>, reading: &Reading) -> Result<()> {
    let Some(person) = person::Entity::find_by_id(person_id).one(&work.tx).await? else { return Ok(()) };
    let (mut sections, ids) = sections_of(work, person_id, notices, reading).await?;
    week::fold_in(work, &mut sections, reading.weekly.of(person_id)).await?;
    sections.sort_by_key(|section| section.due_on);
    if sections.is_empty() {
        return Ok(());
    }
    let news = tellings::for_morning(work, person_id).await?;
    let meetings = news.iter().flat_map(|one| one.meetings.iter().copied()).collect();
    let told = news.iter().map(|one| one.id).collect();
    sections.extend(news.into_iter().map(|one| letters::news(one, work.today)));
    if let Some(mut draft) = draft(work, &person, &sections, reading.council.as_ref())? {
        draft.calendar = calendar_file::for_person(work, &meetings, &person).await?;
        let Some(letter_id) = post::enqueue(work, draft).await? else { return Ok(()) };
        tellings::carried(work, told, letter_id).await?;
        notice::Entity::update_many()
            .col_expr(notice::Column::LetterId, Expr::value(letter_id))
            .filter(notice::Column::Id.is_in(ids))
            .filter(notice::Column::WithdrawnAt.is_null())
            .exec(&work.tx)
            .await?;
    }
    Ok(())
}

/// Whether somebody's letter of this morning is written.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_written_to(work: &Work, person_id: i64) -> Result<bool> {
    let key = morning_key(person_id, work);
    Ok(letter::Entity::find().filter(letter::Column::MorningKey.eq(key)).one(&work.tx).await?.is_some())
}

async fn withdraw_notice(work: &Work, id: i64) -> Result<()> {
    notice::Entity::update_many()
        .col_expr(notice::Column::WithdrawnAt, Expr::value(work.at))
        .filter(notice::Column::Id.eq(id))
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// Of the notices about one obligation, the one to speak of: the owner's own before a copy, the latest before an
/// earlier one, but the request itself before a reminder of it.
fn latest_of_each(notices: Vec<notice::Model>) -> Vec<notice::Model> {
    let mut chosen: BTreeMap<i64, notice::Model> = BTreeMap::new();
    let rank = |notice: &notice::Model| {
        (notice.kind.0.asks_once(), notice.audience.0 == Audience::Owner, notice.reached_on, notice.id)
    };
    for notice in notices {
        match chosen.get(&notice.obligation_id) {
            Some(had) if rank(had) >= rank(&notice) => {}
            _ => {
                chosen.insert(notice.obligation_id, notice);
            }
        }
    }
    chosen.into_values().collect()
}

fn draft(
    work: &Work,
    person: &person::Model,
    sections: &[Section],
    council: Option<&council::Model>,
) -> Result<Option<Draft>> {
    let Some(first) = sections.first() else { return Ok(None) };
    let written = letters::write(&person.name, sections, council, work.today)?;
    Ok(Some(Draft {
        person_id: Some(person.id),
        to_name: person.name.clone(),
        to_address: person.email.clone(),
        kind: match letters::spoken(sections).as_slice() {
            _ if sections.iter().any(|section| section.kind == Kind::DirectorsWeek) => Kind::DirectorsWeek,
            [only] => only.kind,
            _ => Kind::Morning,
        },
        subject: written.subject,
        text: written.text,
        html: written.html,
        entity_ref: if sections.len() == 1 { first.entity_ref.clone() } else { format!("morning-{}", work.today) },
        morning_key: Some(morning_key(person.id, work)),
        calendar: None,
    }))
}
