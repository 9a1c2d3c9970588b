//! The tracker as an appendix of an agenda: grouped, with the last word on everything or "no update received". It is
//! made to be published, so what is taken in private stands there by its reference alone.

use super::filter::{Filter, address, query};
use super::rows;
use super::told::{self, Names, Told};
use super::views::{Group, Print};
use crate::clearance::PRIVATE;
use crate::error::Result;
use crate::web::{Asked, Visit, html};
use axum::response::Response;
use remit_domain::meeting;
use remit_domain::tracking::Standing;
use remit_domain::wording;
use remit_entity::{Stored, meeting as meetings};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The headings, in their order, and what stands under each.
const GROUPS: [(&str, &[Standing]); 4] = [
    ("Proposed complete: for the panel to agree", &[Standing::ProposedComplete]),
    ("Open", &[Standing::Open, Standing::InProgress]),
    ("Paused", &[Standing::Paused]),
    ("Complete, withdrawn or converted", &[Standing::Complete, Standing::Gone]),
];

/// The appendix.
pub(super) async fn show(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let calendar = visit.app.calendar().await?;
    let mut filter = Filter::read(&asked, &visit.actor);
    // An agenda lists what is still open, unless somebody asks for more.
    filter.standing = filter.standing.or(Some(Standing::Unfinished));
    let all = rows::list(&visit, &filter, today).await?;
    let names = Names::of(db).await?;
    let told = told::tell(db, &all, &names, (today, &calendar)).await?;
    let body = filter.body.and_then(|id| names.bodies.iter().find(|body| body.id == id));
    let body = body.filter(|body| visit.actor.follows(body.id));
    let next = match body {
        Some(body) => {
            meetings::Entity::find()
                .filter(meetings::Column::BodyId.eq(body.id))
                .filter(meetings::Column::HeldOn.gte(today))
                .filter(
                    meetings::Column::State
                        .is_in([meeting::State::Scheduled, meeting::State::AgendaPublished].map(Stored)),
                )
                .order_by_asc(meetings::Column::HeldOn)
                .one(db)
                .await?
        }
        None => None,
    };
    let groups = GROUPS.iter().map(|(heading, standings)| Group {
        heading,
        rows: told.iter().filter(|row| standings.contains(&row.standing)).cloned().map(public).collect(),
    });
    html(&Print {
        page: visit.page("Tracker of actions and recommendations").await?,
        heading: body.map(|body| body.name.clone()).unwrap_or_default(),
        under: match next {
            Some(next) => format!("Appendix for the meeting of {}", wording::date_with_weekday(next.held_on)),
            None => format!("As it stands on {}", wording::date(today)),
        },
        groups: groups.filter(|group| !group.rows.is_empty()).collect(),
        back: address(&query(&asked)),
    })
}

fn public(mut row: Told) -> Told {
    if row.is_private {
        row.text = PRIVATE.to_owned();
        row.last = if row.last.is_empty() { String::new() } else { "An update was received.".to_owned() };
    }
    if row.is_unpublished {
        row.last = "An answer was received.".to_owned();
    }
    row
}
