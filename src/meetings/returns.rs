//! What the panels bring to a meeting of their Board: the matters that they referred to it, or that they have none, or
//! that they have not met since the Board last did: a nil return, which nobody owes and nobody is late with.

use super::views::ReturnView;
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::meeting::State;
use remit_domain::wording;
use remit_entity::{Stored, body, meeting, referral};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// What each panel that reports to the body of this meeting brings; empty where none does.
pub(super) async fn list(db: &impl ConnectionTrait, board: &meeting::Model) -> Result<Vec<ReturnView>> {
    let panels = body::Entity::find()
        .filter(body::Column::ReportsToId.eq(board.body_id))
        .order_by_asc(body::Column::Name)
        .all(db)
        .await?;
    if panels.is_empty() {
        return Ok(Vec::new());
    }
    let before = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(board.body_id))
        .filter(meeting::Column::HeldOn.lt(board.held_on))
        .filter(meeting::Column::State.is_in([State::Held, State::Adjourned].map(Stored)))
        .order_by_desc(meeting::Column::HeldOn)
        .one(db)
        .await?;
    let since = before.map(|row| row.held_on);
    let held = meeting::Entity::find()
        .filter(meeting::Column::BodyId.is_in(panels.iter().map(|panel| panel.id)))
        .filter(meeting::Column::HeldOn.lte(board.held_on))
        .filter(meeting::Column::State.is_in([State::Held, State::Adjourned].map(Stored)))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    let matters = referral::Entity::find().filter(referral::Column::MeetingId.eq(board.id)).all(db).await?;
    let told = panels.into_iter().map(|panel| {
        let last = held.iter().rfind(|row| row.body_id == panel.id).map(|row| row.held_on);
        let brought = matters.iter().filter(|one| one.body_id == panel.id).count();
        ReturnView { href: format!("/panels/{}", panel.slug), words: words(brought, last, since), panel: panel.name }
    });
    Ok(told.collect())
}

fn words(brought: usize, last: Option<NaiveDate>, since: Option<NaiveDate>) -> String {
    let met = last.filter(|on| since.is_none_or(|since| *on > since));
    match (brought, met, last) {
        (1, ..) => "1 matter for this meeting.".to_owned(),
        (2.., ..) => format!("{brought} matters for this meeting."),
        (_, Some(on), _) => format!("Met on {}; nothing was referred.", wording::date(on)),
        (_, None, Some(on)) => format!("Nil return: the panel has not met since {}.", wording::date(on)),
        (_, None, None) => "Nil return: the panel has not met.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_panel_that_has_not_met_owes_nothing_and_says_so() {
        let on = |text: &str| text.parse::<NaiveDate>().ok();
        for (brought, last, since, wanted) in [
            (0, on("2022-11-03"), on("2022-09-29"), "Met on 3 November 2022; nothing was referred."),
            (0, on("2022-09-20"), on("2022-09-29"), "Nil return: the panel has not met since 20 September 2022."),
            (0, None, on("2022-09-29"), "Nil return: the panel has not met."),
            (1, on("2022-09-20"), on("2022-09-29"), "1 matter for this meeting."),
            (3, on("2022-11-03"), None, "3 matters for this meeting."),
        ] {
            assert_eq!(words(brought, last, since), wanted);
        }
    }
}
