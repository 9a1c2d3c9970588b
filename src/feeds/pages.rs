//! The page on which an officer makes, replaces or withdraws the secret address of somebody's calendar, and on
//! which whoever signs in does so for their own.

use super::commands::{self, Deed, token};
use super::queries;
use super::views::Address;
use crate::error::{Error, Result};
use crate::web::{Fields, Path, Visit, html};
use axum::response::Response;
use remit_domain::{london, wording};
use remit_entity::person;
use sea_orm::EntityTrait;

/// One's own address.
pub(super) async fn own(visit: Visit) -> Result<Response> {
    let id = own_id(&visit)?;
    draw(&visit, id, true).await
}

/// Changes one's own.
pub(super) async fn change_own(visit: Visit, fields: Fields) -> Result<Response> {
    let id = own_id(&visit)?;
    change(&visit, id, &fields, "/calendar").await
}

/// Somebody's address.
pub(super) async fn theirs(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, false).await
}

/// Changes somebody's.
pub(super) async fn change_theirs(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    change(&visit, id, &fields, &format!("/people/{id}/calendar")).await
}

fn own_id(visit: &Visit) -> Result<i64> {
    visit.author()?.person_id().ok_or(Error::NotFound)
}

async fn change(visit: &Visit, id: i64, fields: &Fields, back: &str) -> Result<Response> {
    let deed: Deed = fields.word("deed").ok_or(Error::NotFound)?;
    let number = fields.number("number").unwrap_or(0);
    let by = visit.author()?;
    visit.app.write(by, move |work| Box::pin(commands::change(work, id, number, deed))).await?;
    let sentence = match deed {
        Deed::Make => "The calendar address is made.",
        Deed::Replace => "The calendar address is replaced. The old one no longer works.",
        Deed::Withdraw => "The calendar address is withdrawn. It no longer works.",
    };
    Ok(visit.done(back, sentence))
}

async fn draw(visit: &Visit, id: i64, is_own: bool) -> Result<Response> {
    let db = visit.app.db();
    let person = person::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let last = queries::last_feed(db, id).await?;
    let number = last.as_ref().map_or(0, |row| row.number);
    let in_use = last.filter(|row| row.revoked_at.is_none());
    let url = &visit.app.site().url;
    let address = |number| format!("{url}/calendar/{}/remit.ics", token(visit.app.keys(), id, number));
    let (title, whose, back) = if is_own {
        let whose = "It shows the meetings that you sit at, are invited to or look after, and what you owe.".to_owned();
        let home = if visit.actor.is_officer() { ("/due", "Due") } else { ("/panels", "My panels") };
        ("Your calendar".to_owned(), whose, (home.0.to_owned(), home.1))
    } else {
        let whose = format!(
            "It shows the meetings that {} sits at, is invited to or looks after, and what they owe.",
            person.name
        );
        (format!("Calendar of {}", person.name), whose, (format!("/people/{id}"), "Back"))
    };
    html(&Address {
        page: visit.form_page(title).await?,
        action: if is_own { "/calendar".to_owned() } else { format!("/people/{id}/calendar") },
        back,
        whose,
        since: in_use.as_ref().map(|row| wording::date(london::date_in_london(row.made_at))).unwrap_or_default(),
        address: in_use.map(|row| address(row.number)).unwrap_or_default(),
        number,
        is_own,
    })
}
