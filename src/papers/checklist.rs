//! The checklist before an agenda goes out: gathers the facts from the tables and lets `readiness` judge them.

use super::drafts;
use super::gather::{self, Purpose};
use super::projection::follows;
use super::queries::{self, Scene};
use super::views::{FrozenView, TaskView};
use crate::error::Result;
use crate::inviting;
use chrono::NaiveDate;
use remit_domain::meeting::ItemKind;
use remit_domain::period::Period;
use remit_domain::publication::{Notice, carries_report};
use remit_domain::readiness::{self, ReportFacts, Standing, Task};
use remit_domain::{request, wording};
use remit_entity::{agenda_item, data_request};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

fn told(name: impl Into<String>, href: impl Into<String>, task: Task) -> TaskView {
    let colour = match task.standing {
        Standing::Done => "",
        Standing::ToFollow => "yellow",
        Standing::Missing => "red",
    };
    TaskView {
        name: name.into(),
        href: href.into(),
        says: task.says,
        standing: remit_domain::word::Word::label(task.standing),
        colour,
    }
}

/// The tasks of a meeting whose agenda is to go out, and the reports that would be frozen.
pub(super) async fn gather(
    db: &impl ConnectionTrait,
    scene: &Scene,
    (today, notice): (NaiveDate, Notice),
) -> Result<(Vec<TaskView>, Vec<FrozenView>)> {
    let id = scene.meeting.id;
    let taken: Vec<&agenda_item::Model> =
        scene.items.iter().map(|one| &one.item).filter(|item| item.state.0.is_taken()).collect();
    let invited = inviting::list(db, taken.iter().map(|item| item.id), today).await?;
    let invited: Vec<_> = invited.into_values().flatten().collect();
    let answered = invited.iter().filter(|one| one.somebody_comes).count();
    let order: Vec<_> = scene.items.iter().map(|one| (one.item.state.0, one.item.position)).collect();
    let mut tasks = vec![
        told("Place", format!("/meetings/{id}/move"), readiness::venue(&scene.meeting.venue)),
        told("Invitations", format!("/meetings/{id}"), readiness::invited(answered, invited.len())),
        told("Order of the agenda", format!("/meetings/{id}/items"), readiness::order(&order)),
    ];
    let owners = queries::post_titles(db, taken.iter().filter_map(|item| item.report_post_id)).await?;
    let mut frozen = Vec::new();
    for item in &taken {
        let report = report(db, scene, (item, today)).await?;
        let owner = item.report_post_id.and_then(|id| owners.get(&id).cloned()).unwrap_or_default();
        let facts = ReportFacts {
            kind: item.kind.0,
            state: item.state.0,
            has_text: !item.report.trim().is_empty(),
            owner,
            follows_on: item.follows_on,
            follows: report.as_ref().map(|report| report.follows.clone()).unwrap_or_default(),
        };
        let href = format!("/items/{}", item.id);
        tasks.push(told(format!("Report: {}", item.title), &href, readiness::report(&facts)));
        let exemption =
            readiness::exemption(item.access.0, &item.exempt_paragraphs, &item.public_interest, &item.proper_officer);
        tasks.extend(exemption.map(|task| told(format!("Not for publication: {}", item.title), &href, task)));
        frozen.extend(report);
    }
    tasks.push(told("Data", "/requests", data(db, &taken).await?));
    let standing = if notice.is_compliant() { Standing::Done } else { Standing::Missing };
    let says = format!("Published now, it gives {}.", notice.words());
    tasks.push(told("Clear days", format!("/meetings/{id}"), Task { standing, says }));
    Ok((tasks, frozen))
}

async fn report(
    db: &impl ConnectionTrait,
    scene: &Scene,
    (item, today): (&agenda_item::Model, NaiveDate),
) -> Result<Option<FrozenView>> {
    if !carries_report(item.kind.0, item.state.0, !item.report.trim().is_empty()) {
        return Ok(None);
    }
    let placed = scene.placed(item);
    let (warnings, follows) = if item.kind.0 == ItemKind::Performance {
        let gathered = gather::covering_report(db, &placed, (today, Purpose::Print)).await?;
        (gathered.warnings, gathered.follows)
    } else {
        let draft = drafts::draft(db, &placed, today, "").await?;
        (Vec::new(), follows(&draft.text))
    };
    Ok(Some(FrozenView {
        href: format!("/items/{}/report", item.id),
        title: super::commands::shown(item),
        warnings,
        follows,
    }))
}

/// What was asked for under the items and is not in the papers yet.
async fn data(db: &impl ConnectionTrait, items: &[&agenda_item::Model]) -> Result<Task> {
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_asc(data_request::Column::Appendix)
        .all(db)
        .await?;
    let asked: Vec<_> = asked.into_iter().filter(|row| row.state.0 != request::State::Withdrawn).collect();
    let owed: Vec<_> = asked.iter().filter(|row| row.state.0 != request::State::Accepted).collect();
    if owed.is_empty() {
        let says = if asked.is_empty() { "Nothing was asked for." } else { "Everything asked for is accepted." };
        return Ok(Task { standing: Standing::Done, says: says.to_owned() });
    }
    let owners = queries::post_titles(db, owed.iter().map(|row| row.owner_post_id)).await?;
    let called = |row: &&data_request::Model| {
        let period = row.period.parse::<Period>().map_or_else(|_| row.period.clone(), Period::title);
        let owner = owners.get(&row.owner_post_id).cloned().unwrap_or_default();
        let state = remit_domain::word::Word::label(row.state.0).to_lowercase();
        format!("Appendix {} for {period} ({owner}, {state})", row.appendix)
    };
    let all_promised = owed.iter().all(|row| row.state.0 == request::State::ToFollow);
    let list: Vec<String> = owed.iter().map(called).collect();
    Ok(Task {
        standing: if all_promised { Standing::ToFollow } else { Standing::Missing },
        says: format!("Not in the papers yet: {}.", wording::list(&list)),
    })
}
