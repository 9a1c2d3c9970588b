//! What people are told when something of a meeting was published (E8, E9), and of the minutes that the meeting is
//! asked to confirm (E21). Written from the public's projection: nothing exempt can stand in it.

use super::projection::{heading, title};
use super::queries::Scene;
use crate::deadlines;
use crate::error::Result;
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::Work;
use chrono::NaiveTime;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::minutes_state;
use remit_domain::obligation::{self, SubjectKind};
use remit_domain::{london, wording};
use remit_entity::{
    Stored, agenda_item, meeting, minutes, obligation as owed, publication, resolution, resolution_part,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// `CF, 5 November 2026`.
fn short(scene: &Scene) -> String {
    format!("{}, {}", scene.body.short_name, wording::date(scene.meeting.held_on))
}

fn link(work: &Work, scene: &Scene) -> String {
    format!("{}/bodies/{}/{}", work.site.url, scene.body.slug, scene.meeting.held_on)
}

/// The members of the bodies that meet, and whoever holds the posts that are invited or asked today.
async fn readers(work: &Work, scene: &Scene) -> Result<BTreeSet<i64>> {
    let bodies = recipients::bodies_of(&work.tx, &scene.meeting).await?;
    let mut people = recipients::members_of(&work.tx, &bodies, work.today).await?;
    people.extend(recipients::invited_for(&work.tx, &[scene.meeting.id], work.today).await?);
    Ok(people)
}

async fn tell(work: &Work, people: BTreeSet<i64>, (kind, occasion): (Kind, String), section: Section) -> Result<()> {
    let all = people.into_iter().map(|person_id| Telling {
        kind,
        person_id,
        occasion: occasion.clone(),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, all.collect()).await
}

fn place(scene: &Scene) -> String {
    let time = scene.meeting.starts_at.parse::<NaiveTime>();
    let time = time.map_or_else(|_| scene.meeting.starts_at.clone(), london::time_of_day);
    match scene.meeting.venue.as_str() {
        "" => time,
        venue => format!("{time}, {venue}"),
    }
}

/// The deadlines of the body's own standing orders, such as that for public questions, that are still to come.
async fn deadlines_ahead(work: &Work, scene: &Scene) -> Result<Vec<String>> {
    let rules = deadlines::rules_of(&work.tx, scene.body.id).await?;
    let given = deadlines::given(&rules, scene.meeting.held_on, scene.body.clear_days, &work.calendar);
    let ahead = given.into_iter().filter(|one| london::instant(one.on, one.time) >= work.at);
    Ok(ahead.map(|one| format!("{}: {}.", one.name, one.words())).collect())
}

/// E9, and with it E21.
pub(super) async fn agenda_published(work: &Work, scene: &Scene) -> Result<()> {
    let mut says = vec![
        format!("The agenda of the {} is published.", scene.bodies),
        format!("It meets on {}, {}.", wording::date_with_weekday(scene.meeting.held_on), place(scene)),
    ];
    says.extend(deadlines_ahead(work, scene).await?);
    let items = scene.items.iter().filter(|one| one.item.publication_id.is_some());
    let section = Section {
        subject: format!("Agenda published: {}", short(scene)),
        heading: format!("Agenda published: {}", short(scene)),
        says,
        list_lead: "On the agenda:".to_owned(),
        list: items.zip(1..).map(|(one, number): (_, usize)| format!("{number}. {}", heading(&one.item))).collect(),
        link_lead: "Read the agenda and its reports:".to_owned(),
        link: link(work, scene),
        ..Section::default()
    };
    let what = (Kind::AgendaPublished, format!("agenda-meeting-{}", scene.meeting.id));
    tell(work, readers(work, scene).await?, what, section).await?;
    minutes_to_confirm(work, scene).await
}

/// E8, for supplements and errata.
pub(super) async fn more_published(
    work: &Work,
    scene: &Scene,
    (row, news): (&publication::Model, &[String]),
) -> Result<()> {
    let called = title(row.kind.0, row.number);
    let section = Section {
        subject: format!("{called} published: {}", short(scene)),
        heading: format!("{called} published: {}", short(scene)),
        says: vec![
            format!("{called} to the agenda of the {} is published.", scene.bodies),
            format!("Why it comes after the agenda: {}", row.reason),
        ],
        list_lead: "What is new:".to_owned(),
        list: news.to_vec(),
        link_lead: "Read it with the agenda:".to_owned(),
        link: link(work, scene),
        ..Section::default()
    };
    let what = (Kind::SupplementPublished, format!("publication-{}", row.id));
    tell(work, readers(work, scene).await?, what, section).await
}

/// The meeting before, when its draft minutes are there for this one to confirm, and whether they are published.
async fn unconfirmed(work: &Work, scene: &Scene) -> Result<Option<(meeting::Model, bool)>> {
    let before = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(scene.body.id))
        .filter(meeting::Column::HeldOn.lt(scene.meeting.held_on))
        .filter(meeting::Column::State.eq(Stored(State::Held)))
        .order_by_desc(meeting::Column::HeldOn)
        .one(&work.tx)
        .await?;
    let Some(before) = before else { return Ok(None) };
    let kept = minutes::Entity::find().filter(minutes::Column::MeetingId.eq(before.id)).one(&work.tx).await?;
    match kept.map(|kept| kept.state.0) {
        Some(minutes_state::State::Confirmed | minutes_state::State::Amended) => return Ok(None),
        Some(minutes_state::State::Published) => return Ok(Some((before, true))),
        _ => {}
    }
    let drafted = owed::Entity::find()
        .filter(owed::Column::Kind.eq(Stored(obligation::Kind::DraftMinutes)))
        .filter(owed::Column::SubjectKind.eq(Stored(SubjectKind::Meeting)))
        .filter(owed::Column::SubjectId.eq(before.id))
        .filter(owed::Column::State.eq(Stored(obligation::State::Met)))
        .one(&work.tx)
        .await?;
    Ok(drafted.map(|_| (before, false)))
}

/// What was changed since it was recorded, by item and part: never the words.
async fn changed_parts(
    work: &Work,
    items: &[agenda_item::Model],
    resolved: &[resolution::Model],
) -> Result<Vec<String>> {
    let parts = resolution_part::Entity::find()
        .filter(resolution_part::Column::ResolutionId.is_in(resolved.iter().map(|one| one.id)))
        .filter(resolution_part::Column::Version.gt(1))
        .order_by_asc(resolution_part::Column::Number)
        .all(&work.tx)
        .await?;
    let mut lines = Vec::new();
    for item in items {
        let own = |part: &&resolution_part::Model| {
            resolved.iter().any(|one| one.id == part.resolution_id && one.agenda_item_id == item.id)
        };
        let numbers: Vec<String> = parts.iter().filter(own).map(|part| part.number.to_string()).collect();
        if !numbers.is_empty() {
            let word = if numbers.len() == 1 { "part" } else { "parts" };
            lines.push(format!("{}: {word} {} changed since it was recorded", heading(item), wording::list(&numbers)));
        }
    }
    Ok(lines)
}

/// E21: the members, with the next agenda. What was resolved is named by the item that it was resolved on.
async fn minutes_to_confirm(work: &Work, scene: &Scene) -> Result<()> {
    let Some((before, is_out)) = unconfirmed(work, scene).await? else { return Ok(()) };
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(before.id))
        .order_by_asc(agenda_item::Column::Position)
        .all(&work.tx)
        .await?;
    let resolved = resolution::Entity::find()
        .filter(resolution::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .all(&work.tx)
        .await?;
    let resolution_of = |item: &agenda_item::Model| {
        let is_resolved = resolved.iter().any(|one| one.agenda_item_id == item.id);
        is_resolved.then(|| format!("{}: resolution", heading(item)))
    };
    let mut list: Vec<String> = items.iter().filter_map(resolution_of).collect();
    list.extend(changed_parts(work, &items, &resolved).await?);
    let (link_lead, link) = if is_out {
        let draft = format!("{}/bodies/{}/{}", work.site.url, scene.body.slug, before.held_on);
        ("Read the draft minutes:".to_owned(), draft)
    } else {
        ("The agenda that they come with:".to_owned(), link(work, scene))
    };
    let day = wording::date(before.held_on);
    let section = Section {
        subject: format!("Minutes to confirm: {}, {day}", scene.body.short_name),
        heading: format!("Minutes to confirm: {}, {day}", scene.body.short_name),
        says: vec![format!(
            "The draft minutes of the meeting on {day} are before the meeting on {}, to be confirmed as a correct record.",
            wording::date(scene.meeting.held_on)
        )],
        list_lead: "What they record:".to_owned(),
        list,
        link_lead,
        link,
        ..Section::default()
    };
    let members = recipients::members_of(&work.tx, &[scene.body.id], work.today).await?;
    let what = (Kind::MinutesToConfirm, format!("minutes-meeting-{}", before.id));
    tell(work, members, what, section).await
}
