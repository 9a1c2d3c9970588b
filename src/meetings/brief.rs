//! The chair's brief (E11): two working days before the agenda goes out, and on the working day before the meeting, its
//! chair and vice-chair are told how it stands. Told once each; a morning that was missed is caught up by the latest.

use crate::app::App;
use crate::error::Result;
use crate::tellings::{self, Section, Telling, recipients};
use crate::work::{Author, Work};
use chrono::{Days, NaiveDate};
use remit_domain::agenda::{Access, ItemState};
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::{Kind as Owed, State as OwedState};
use remit_domain::period::Period;
use remit_domain::person::BodyKind;
use remit_domain::rating::Rating;
use remit_domain::{request, wording};
use remit_entity::{Stored, agenda_item, body, data_request, figure, indicator, meeting, obligation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeSet;

/// Nothing that lies further ahead can have reached its brief.
const LOOKED_AHEAD: Days = Days::new(45);

/// Writes the briefs that are reached.
///
/// # Errors
/// When the database cannot be written.
pub async fn brief_chairs(app: &App) -> Result<()> {
    let (today, calendar) = (app.clock().today(), app.calendar().await?);
    let near = meeting::Entity::find()
        .filter(meeting::Column::HeldOn.gt(today))
        .filter(meeting::Column::HeldOn.lte(today.checked_add_days(LOOKED_AHEAD).unwrap_or(today)))
        .filter(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
        .order_by_asc(meeting::Column::Id)
        .all(app.db())
        .await?;
    let scrutiny = body::Column::Kind.ne(Stored(BodyKind::Cabinet));
    let bodies = body::Entity::find().filter(scrutiny).all(app.db()).await?;
    for row in near {
        let Some(body) = bodies.iter().find(|body| body.id == row.body_id).cloned() else { continue };
        let Some(mark) = reached(&row, &body, (today, &calendar)) else { continue };
        app.write(Author::Remit, move |work| Box::pin(brief(work, row, body, mark))).await?;
    }
    Ok(())
}

/// Which of the two briefs stands reached on a day; none before the first, and none that cannot be counted.
fn reached(
    row: &meeting::Model,
    body: &body::Model,
    (today, calendar): (NaiveDate, &remit_domain::calendar::Calendar),
) -> Option<&'static str> {
    let clear_days = u32::try_from(body.clear_days).unwrap_or(5);
    let publish_by = calendar.publish_by(row.held_on, clear_days).ok()?;
    let eve = calendar.working_days_before(row.held_on, 1).ok()?;
    let first = calendar.working_days_before(publish_by, 2).ok()?;
    if today >= eve {
        Some("eve")
    } else if today >= first && today <= publish_by {
        Some("papers")
    } else {
        None
    }
}

async fn brief(work: &Work, row: meeting::Model, body: body::Model, mark: &'static str) -> Result<()> {
    let occasion = format!("brief-{}-{mark}-{}", row.id, row.held_on);
    let people = recipients::chair_and_vice(&work.tx, body.id, work.today).await?;
    if people.is_empty() {
        return Ok(());
    }
    let section = section(work, &row, &body).await?;
    let told = people.into_iter().map(|person_id| Telling {
        kind: Kind::ChairsBrief,
        person_id,
        occasion: occasion.clone(),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, told.collect()).await
}

async fn section(work: &Work, row: &meeting::Model, body: &body::Model) -> Result<Section> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(row.id))
        .order_by_asc(agenda_item::Column::Position)
        .all(&work.tx)
        .await?;
    let day = wording::date_with_weekday(row.held_on);
    let mut says = vec![format!("The {} meets on {day}.", body.name)];
    says.push(match row.published_on {
        Some(on) => format!("The agenda was published on {}.", wording::date_with_weekday(on)),
        None => "The agenda is not published yet.".to_owned(),
    });
    let private = items.iter().filter(|item| item.access.0 != Access::Public).count();
    says.push(format!(
        "Items: {}{}.",
        items.len(),
        if private == 0 { String::new() } else { format!(", {private} of them in private") }
    ));
    let mut list = Vec::new();
    for item in items.iter().filter(|item| item.access.0 == Access::Public) {
        if item.state.0 == ItemState::ToFollow {
            let by =
                item.follows_on.map(|on| format!(", promised for {}", wording::date_with_day(on))).unwrap_or_default();
            list.push(format!("To follow{by}: {}", item.title));
        }
        if !item.urgent_reason.is_empty() {
            list.push(format!("Your decision on urgency: {} – {}", item.title, item.urgent_reason));
        }
    }
    list.extend(ratings(work, &items).await?);
    says.push(outstanding(work, body.id).await?);
    Ok(Section {
        subject: format!("Chair’s brief: {}, {}", body.name, wording::date_with_day(row.held_on)),
        heading: format!("Chair’s brief: {}, {}", body.name, wording::date(row.held_on)),
        says,
        list_lead: if list.is_empty() { String::new() } else { "Look at these:".to_owned() },
        list,
        link_lead: "The meeting, when you are signed in:".to_owned(),
        link: format!("{}/meetings/{}", work.site.url, row.id),
        ..Section::default()
    })
}

/// The measures that are red, and those that are amber for the second period running; by name, never by value.
async fn ratings(work: &Work, items: &[agenda_item::Model]) -> Result<Vec<String>> {
    let public = items.iter().filter(|item| item.access.0 == Access::Public).map(|item| item.id);
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(public))
        .filter(data_request::Column::State.is_in(request::State::TAKEN.map(Stored)))
        .all(&work.tx)
        .await?;
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.is_in(asked.iter().map(|one| one.id)))
        .order_by_asc(figure::Column::Position)
        .all(&work.tx)
        .await?;
    let rated = |rating: Rating| lines.iter().filter(move |line| line.rating.map(|one| one.0) == Some(rating));
    let red: Vec<i64> = rated(Rating::Red).map(|line| line.indicator_id).collect();
    let amber: Vec<i64> = rated(Rating::Amber).map(|line| line.indicator_id).collect();
    let before = amber_before(work, &asked, &amber).await?;
    let twice: Vec<i64> = amber.into_iter().filter(|id| before.contains(id)).collect();
    let wanted = red.iter().chain(&twice).copied();
    let names = indicator::Entity::find().filter(indicator::Column::Id.is_in(wanted)).all(&work.tx).await?;
    let name = |id: &i64| names.iter().find(|row| row.id == *id).map(|row| row.name.clone());
    let mut said: Vec<String> = red.iter().filter_map(name).map(|name| format!("Red: {name}")).collect();
    said.extend(twice.iter().filter_map(name).map(|name| format!("Amber for the second period: {name}")));
    Ok(said)
}

async fn amber_before(work: &Work, asked: &[data_request::Model], indicators: &[i64]) -> Result<BTreeSet<i64>> {
    let periods: BTreeSet<String> = asked
        .iter()
        .filter_map(|one| one.period.parse::<Period>().ok())
        .map(|period| period.previous().to_string())
        .collect();
    let earlier = data_request::Entity::find()
        .filter(data_request::Column::Period.is_in(periods))
        .filter(data_request::Column::State.is_in(request::State::TAKEN.map(Stored)))
        .all(&work.tx)
        .await?;
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.is_in(earlier.iter().map(|one| one.id)))
        .filter(figure::Column::IndicatorId.is_in(indicators.iter().copied()))
        .filter(figure::Column::Rating.eq(Stored(Rating::Amber)))
        .all(&work.tx)
        .await?;
    Ok(lines.into_iter().map(|line| line.indicator_id).collect())
}

async fn outstanding(work: &Work, body_id: i64) -> Result<String> {
    let open = obligation::Entity::find()
        .filter(obligation::Column::BodyId.eq(body_id))
        .filter(obligation::Column::Kind.eq(Stored(Owed::DoAction)))
        .filter(obligation::Column::State.eq(Stored(OwedState::Open)))
        .all(&work.tx)
        .await?;
    let late = open.iter().filter(|row| row.due_on.is_some_and(|due| due < work.today)).count();
    Ok(match (open.len(), late) {
        (0, _) => "No action of the panel is outstanding.".to_owned(),
        (open, 0) => format!("Actions outstanding: {open}, none of them late."),
        (open, late) => format!("Actions outstanding: {open}, {late} of them late."),
    })
}
