//! The form that asks for figures: for which item, of whom, for which period, which indicators. The panel's
//! own set is ticked; what was asked last time is filled in.

use super::around;
use super::commands;
use super::queries::{self, Place};
use super::views::{Choose, New, Offer};
use super::wanted::Wanted;
use crate::error::{Error, Result};
use crate::measures;
use crate::web::{Asked, Choice, Fields, Form, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::indicator::due::is_asked;
use remit_domain::meeting::State;
use remit_domain::period::Period;
use remit_domain::person::PostKind;
use remit_domain::wording;
use remit_entity::{Stored, body, indicator, meeting, post};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// The form for one item; without an item, those of the coming meetings to choose from.
pub(super) async fn form(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    if asked.text("item").is_empty() {
        return choose(&visit).await;
    }
    let item_id: i64 = asked.number("item").ok_or(Error::NotFound)?;
    let place = queries::find_place(visit.app.db(), item_id).await?.ok_or(Error::NotFound)?;
    let fields = filled_in(&visit, &place).await?;
    draw(&visit, &place, Form::of(fields), StatusCode::OK).await
}

/// Makes the request.
pub(super) async fn ask(visit: Visit, fields: Fields) -> Result<Response> {
    let item_id: i64 = fields.number("item").ok_or(Error::NotFound)?;
    let place = queries::find_place(visit.app.db(), item_id).await?.ok_or(Error::NotFound)?;
    let outcome = match Wanted::read(&fields, item_id) {
        Ok(wanted) => visit.app.write(visit.author()?, move |work| Box::pin(commands::ask(work, wanted))).await,
        Err(refused) => {
            let mut form = Form::of(fields);
            for refusal in refused {
                form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
            }
            return draw(&visit, &place, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/requests/{id}"), "Request made.")),
        Err(Error::Refused(refusal)) => {
            draw(&visit, &place, Form::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// What the form begins with.
async fn filled_in(visit: &Visit, place: &Place) -> Result<Fields> {
    let db = visit.app.db();
    let period = Period::quarter_of(place.meeting.held_on).previous();
    let mut pairs = vec![("period", period.to_string()), ("kind", "figures".to_owned()), ("appendix", "1".to_owned())];
    match queries::latest_of(db, place.body.id).await? {
        Some(latest) => {
            pairs.push(("owner", latest.owner_post_id.to_string()));
            pairs.push(("coverage", latest.coverage));
            pairs.push(("appendix_title", latest.appendix_title));
        }
        None => pairs.push(("appendix_title", "Performance Information Dashboard".to_owned())),
    }
    let set = measures::due_in(db, place.body.id, period).await?;
    let due = set.into_iter().filter(measures::Place::is_due);
    pairs.extend(due.map(|one| ("indicators", one.row.indicator_id.to_string())));
    Ok(Fields::from_pairs(pairs))
}

async fn draw(visit: &Visit, place: &Place, form: Form, status: StatusCode) -> Result<Response> {
    let db = visit.app.db();
    let posts = post::Entity::find()
        .filter(post::Column::Kind.ne(Stored(PostKind::Chair)))
        .order_by_asc(post::Column::Title)
        .all(db)
        .await?;
    let period = form.value("period").parse().unwrap_or_else(|_| Period::quarter_of(place.meeting.held_on).previous());
    let set = measures::due_in(db, place.body.id, period).await?;
    let places: BTreeMap<i64, i32> = set.iter().map(|one| (one.row.indicator_id, one.row.position)).collect();
    let mut all = indicator::Entity::find().order_by_asc(indicator::Column::Code).all(db).await?;
    all.sort_by_key(|row| places.get(&row.id).copied().unwrap_or(i32::MAX));
    let ticked: BTreeSet<&str> = form.fields.all("indicators").collect();
    let indicators = all
        .into_iter()
        .filter(|row| is_asked(row.retired_on, period) || ticked.contains(row.id.to_string().as_str()))
        .map(|row| Choice {
            checked: ticked.contains(row.id.to_string().as_str()),
            value: row.id.to_string(),
            text: format!("{} {}", row.code, row.name),
        })
        .collect();
    let view = New {
        page: visit.form_page("Ask for figures").await?,
        item_id: place.item.id,
        item: place.item.title.clone(),
        body: place.body.name.clone(),
        meeting: wording::date_with_weekday(place.meeting.held_on),
        owners: posts.into_iter().map(|row| Choice::new(row.id, row.title)).collect(),
        kinds: vec![
            Choice::new("figures", "Figures for indicators"),
            Choice::new("finance", "Budget monitoring information (slides)"),
        ],
        indicators,
        period: period.to_string(),
        not_due: set
            .iter()
            .filter(|one| !one.is_due())
            .map(|one| format!("{} {}: {}.", one.standing.indicator.code, one.standing.indicator.name, one.due))
            .collect(),
        set_href: format!("/panels/{}/indicators", place.body.slug),
        form,
    };
    html_with(status, &view)
}

async fn choose(visit: &Visit) -> Result<Response> {
    let db = visit.app.db();
    let ahead = meeting::Entity::find()
        .filter(meeting::Column::State.is_in([State::Scheduled, State::AgendaPublished].map(Stored)))
        .filter(meeting::Column::HeldOn.gte(visit.app.clock().today()))
        .order_by_asc(meeting::Column::HeldOn)
        .all(db)
        .await?;
    let items = around::performance_items(db, &ahead).await?;
    let bodies: BTreeMap<i64, String> =
        body::Entity::find().all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let offers = ahead
        .iter()
        .flat_map(|meeting| items.iter().filter(|item| item.meeting_id == meeting.id).map(move |item| (meeting, item)))
        .map(|(meeting, item)| Offer {
            href: format!("/requests/new?item={}", item.id),
            text: item.title.clone(),
            body: bodies.get(&meeting.body_id).cloned().unwrap_or_default(),
            on: wording::date_with_weekday(meeting.held_on),
            on_iso: meeting.held_on.to_string(),
        })
        .collect();
    html(&Choose { page: visit.page("Ask for figures").await?, offers })
}
