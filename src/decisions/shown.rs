//! What was put on an item, drawn as it is printed: each motion with its parts, what came of each, how it read before,
//! and whose answers are still wanted because they could not come.

use super::pages::{place_view, title};
use super::queries::{self, Brought};
use super::views::{Absent, Came, Earlier, MotionView, PartView, Resolution};
use crate::error::Result;
use crate::resolving::{self, Made, Noun, Place};
use crate::web::{Visit, html};
use axum::response::Response;
use remit_domain::minutes_print::{Block, Item, Motion, Reader};
use remit_domain::resolution::State;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{action, part_version, referral as referrals, resolution, resolution_part};

/// Everything that was put on an item.
pub(super) async fn printed(visit: &Visit, place: &Place, put: &[resolution::Model]) -> Result<Response> {
    let db = visit.app.db();
    let parts = queries::list_parts(db, put).await?;
    let brought = queries::brought(db, place.item.id, &parts).await?;
    let ids: Vec<i64> = parts.iter().map(|part| part.id).collect();
    let versions = resolving::versions_of(db, &ids).await?;
    let is_officer = visit.actor.is_officer();
    let mut motions = Vec::new();
    for row in put {
        let own: Vec<&resolution_part::Model> = parts.iter().filter(|part| part.resolution_id == row.id).collect();
        motions.push(motion(place, row, (&own, &brought, &versions)));
    }
    let ahead = resolving::items_from(db, place.item.id).await?;
    html(&Resolution {
        page: if is_officer { visit.form_page(title(place)).await? } else { visit.page(title(place)).await? },
        place: place_view(place),
        is_officer,
        motions,
        ahead: ahead
            .iter()
            .map(|(item, at)| (format!("/items/{}", item.id), item.title.clone(), wording::date(at.held_on)))
            .collect(),
        absent: if is_officer { absent(visit, place).await? } else { Vec::new() },
        asked: asked_for(&brought),
    })
}

type Around<'a> = (&'a [&'a resolution_part::Model], &'a Brought, &'a [part_version::Model]);

fn motion(place: &Place, row: &resolution::Model, (parts, brought, versions): Around<'_>) -> MotionView {
    let standing = parts.iter().filter(|part| !part.is_removed);
    let printed = Item {
        motions: vec![Motion {
            narrative: row.narrative.clone(),
            mover: row.mover.clone(),
            seconder: row.seconder.clone(),
            carried: row.carried.0,
            counts: resolving::counts(row),
            reason: if row.carried.is_carried() { String::new() } else { row.reason.clone() },
            parts: standing.map(|part| (part.number, part.text.clone())).collect(),
            actions: Vec::new(),
            rescinded: None,
        }],
        ..Item::default()
    };
    let blocks: Vec<Block> = printed.print(place.body.house_style.0, Reader::Cleared).into_iter().skip(1).collect();
    let view = |part: &&resolution_part::Model| PartView {
        number: part.number,
        verb: part.verb.label(),
        is_removed: part.is_removed,
        came: came_of(brought, part),
        earlier: versions.iter().filter(|row| row.part_id == part.id).map(earlier).collect(),
    };
    MotionView {
        id: row.id,
        state: row.state.label(),
        is_carried: row.carried.is_carried(),
        stands: row.state.0 != State::Rescinded,
        blocks,
        parts: parts.iter().map(view).collect(),
    }
}

fn earlier(row: &part_version::Model) -> Earlier {
    Earlier {
        until: wording::date(london::date_in_london(row.made_at)),
        by: row.made_by.clone(),
        verb: row.verb.label(),
        text: row.text.clone(),
        why: row.reason.clone(),
    }
}

/// Those who said that they could not come, and of whom nothing is asked yet: their answers can be asked for now.
async fn absent(visit: &Visit, place: &Place) -> Result<Vec<Absent>> {
    let declined = queries::list_declined(visit.app.db(), place).await?;
    Ok(declined
        .into_iter()
        .map(|(post_id, title)| {
            let text = format!("Answer the questions of members on “{}” in writing", place.item.title);
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("kind", "information")
                .append_pair("owner", &post_id.to_string())
                .append_pair("text", &text)
                .finish();
            Absent { title, href: format!("/items/{}/actions/new?{query}", place.item.id) }
        })
        .collect())
}

/// What was asked for in the discussion.
pub(super) fn asked_for(brought: &Brought) -> Vec<Came> {
    let asked = brought.actions.iter().filter(|one| one.resolution_part_id.is_none());
    asked.map(|one| came_action(brought, one)).collect()
}

fn came_of(brought: &Brought, part: &resolution_part::Model) -> Vec<Came> {
    let of = |id: Option<i64>| id == Some(part.id);
    let actions = brought.actions.iter().filter(|one| of(one.resolution_part_id));
    let referrals = brought.referrals.iter().filter(|one| of(one.resolution_part_id));
    let others =
        brought.made.iter().filter(|one| of(one.part_id) && !matches!(one.noun, Some(Noun::Action | Noun::Referral)));
    let mut came: Vec<Came> =
        actions.map(|one| came_action(brought, one)).chain(referrals.map(|one| came_referral(brought, one))).collect();
    came.extend(others.map(|one| came_otherwise(brought, one)));
    for one in &mut came {
        let made = brought.made.iter().find(|made| made.href == one.href);
        one.changed = made
            .filter(|made| made.noun.is_some() && made.part_version < part.version)
            .map(|made| (made.noun.map_or("", Word::word), made.id));
    }
    came
}

fn came_otherwise(brought: &Brought, one: &Made) -> Came {
    Came {
        kind: one.what,
        href: one.href.clone(),
        reference: one.reference.clone(),
        text: one.text.clone(),
        facts: one.post_id.and_then(|id| brought.posts.get(&id).cloned()).unwrap_or_default(),
        state: one.state,
        changed: None,
    }
}

fn came_action(brought: &Brought, one: &action::Model) -> Came {
    let owner = brought.posts.get(&one.owner_post_id).cloned().unwrap_or_default();
    let due = match brought.owed.get(&one.id) {
        Some(owed) => match owed.due_on {
            Some(on) => format!(", due {}", wording::date_with_weekday(on)),
            None => ", due when the next meeting is in the diary".to_owned(),
        },
        None => String::new(),
    };
    Came {
        kind: one.kind.label(),
        href: format!("/actions/{}", one.id),
        reference: one.reference.clone(),
        text: one.text.clone(),
        facts: format!("{owner}{due}"),
        state: one.state.label(),
        changed: None,
    }
}

fn came_referral(brought: &Brought, one: &referrals::Model) -> Came {
    let target = one.meeting_id.and_then(|id| brought.boards.get(&id));
    Came {
        kind: "Referral",
        href: format!("/referrals/{}", one.id),
        reference: one.reference.clone(),
        text: one.text.clone(),
        facts: match target {
            Some(board) => format!("for the Board of {}", wording::date_with_weekday(board.held_on)),
            None => "no Board meeting is in the diary yet".to_owned(),
        },
        state: one.state.label(),
        changed: None,
    }
}
