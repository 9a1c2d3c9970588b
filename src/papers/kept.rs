//! Reading what is kept of what was published: a paper that the public does not see, two publications or two versions
//! of a paper compared. For those who follow the panel.

use super::differences;
use super::projection::{moment, title};
use super::queries::{self, Placed};
use super::records::followed;
use super::views::{Against, Kept};
use crate::error::{Error, Result};
use crate::web::{Path, Visit, html};
use axum::response::Response;
use remit_domain::agenda::Access;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{paper, publication};
use sea_orm::EntityTrait;

/// A paper as it is kept, for those who follow the panel: also what the public does not or no longer see.
pub(super) async fn kept(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let db = visit.app.db();
    let found = paper::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let Placed { meeting: row, body, .. } = queries::find(db, found.agenda_item_id).await?;
    visit.must_follow(body.id)?;
    let withheld = match found.access.0 {
        Access::Public => String::new(),
        access => format!("{}: the public does not see this paper.", access.label()),
    };
    let withdrawn = found.withdrawn_at.map(|at| format!("Withdrawn on {}: {}", moment(at), found.reason));
    html(&Kept {
        page: visit.page(format!("{}, version {}", found.title, found.number)).await?,
        back: format!("/meetings/{}/publications", row.id),
        published: moment(found.published_at),
        notes: [Some(withheld).filter(|note| !note.is_empty()), withdrawn].into_iter().flatten().collect(),
        html: found.html,
    })
}

/// Two publications of one meeting, compared.
pub(super) async fn compare(visit: Visit, Path((after, before)): Path<(i64, i64)>) -> Result<Response> {
    let db = visit.app.db();
    let find = async |id: i64| publication::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound);
    let (after, before) = (find(after).await?, find(before).await?);
    if after.meeting_id != before.meeting_id {
        return Err(Error::NotFound);
    }
    let scene = followed(&visit, after.meeting_id).await?;
    let lines = differences::between(&before.text, &after.text);
    let said = |row: &publication::Model| {
        format!("{}, published on {}", title(row.kind.0, row.number), moment(row.published_at))
    };
    html(&Against {
        page: visit.page("What changed").await?,
        back: format!("/meetings/{}/publications", scene.meeting.id),
        about: format!("{}, {}", scene.bodies, wording::date(scene.meeting.held_on)),
        before: said(&before),
        after: said(&after),
        counted: differences::counted(&lines),
        lines,
    })
}

/// Two versions of one paper, compared.
pub(super) async fn compare_papers(visit: Visit, Path((after, before)): Path<(i64, i64)>) -> Result<Response> {
    let db = visit.app.db();
    let find = async |id: i64| paper::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound);
    let (after, before) = (find(after).await?, find(before).await?);
    if after.agenda_item_id != before.agenda_item_id {
        return Err(Error::NotFound);
    }
    let Placed { meeting: row, body, .. } = queries::find(db, after.agenda_item_id).await?;
    visit.must_follow(body.id)?;
    let lines = differences::between(&before.text, &after.text);
    let said = |row: &paper::Model| format!("Version {}, published on {}", row.number, moment(row.published_at));
    html(&Against {
        page: visit.page("What changed").await?,
        back: format!("/meetings/{}/publications", row.id),
        about: after.title.clone(),
        before: said(&before),
        after: said(&after),
        counted: differences::counted(&lines),
        lines,
    })
}
