//! The set of indicators that a panel looks at, in its order: what a new request for it begins with.

use super::commands::{self, InSet};
use super::queries;
use super::views::{Pick, Set};
use crate::error::{Error, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::indicator::IndicatorRefusal;
use remit_domain::refusal::Refusal;
use remit_domain::rhythm::Rhythm;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{body, indicator};
use sea_orm::{EntityTrait, QueryOrder};
use std::collections::BTreeSet;

/// The form with the set as it stands.
pub(super) async fn form(visit: Visit, Path(slug): Path<String>) -> Result<Response> {
    let body = queries::find_body(visit.app.db(), &slug).await?.ok_or(Error::NotFound)?;
    let mut pairs = Vec::new();
    for row in queries::set_of(visit.app.db(), body.id).await? {
        pairs.push(("in".to_owned(), row.indicator_id.to_string()));
        pairs.push((format!("place-{}", row.indicator_id), row.position.to_string()));
        pairs.push((format!("agreed-{}", row.indicator_id), row.agreed.0.word().to_owned()));
        pairs.push((format!("where-{}", row.indicator_id), row.agreed_at));
    }
    draw(&visit, &body, Form::of(Fields::from_pairs(pairs)), StatusCode::OK).await
}

/// Chooses the set.
pub(super) async fn choose(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Result<Response> {
    let body = queries::find_body(visit.app.db(), &slug).await?.ok_or(Error::NotFound)?;
    match read(&fields) {
        Ok(chosen) => {
            visit
                .app
                .write(visit.author()?, move |work| {
                    Box::pin(async move { commands::choose_set(work, &slug, chosen).await })
                })
                .await?;
            Ok(visit.done(&format!("/panels/{}/indicators", body.slug), "Set of indicators saved."))
        }
        Err(refused) => {
            let mut form = Form::of(fields);
            for refusal in refused {
                form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
            }
            draw(&visit, &body, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// The ticked indicators in the order of their places, each with what the panel agreed; those without a place come
/// after, as they stood on the page.
fn read(fields: &Fields) -> std::result::Result<Vec<InSet>, Vec<IndicatorRefusal>> {
    let ids: Vec<i64> = fields.all("in").filter_map(|id| id.parse().ok()).collect();
    let mut refused = Vec::new();
    let mut placed = Vec::new();
    for id in ids {
        let name = format!("place-{id}");
        match fields.number::<i32>(&name) {
            Some(place) => placed.push((place, id)),
            None if fields.text(&name).is_empty() => placed.push((i32::MAX, id)),
            None => refused.push(IndicatorRefusal::PlaceNotANumber(id)),
        }
    }
    placed.sort_by_key(|(place, _)| *place);
    let mut seen = BTreeSet::new();
    let chosen = placed.into_iter().map(|(_, id)| id).filter(|id| seen.insert(*id));
    let chosen = chosen.map(|id| InSet {
        id,
        agreed: fields.word(&format!("agreed-{id}")).unwrap_or_default(),
        agreed_at: fields.text(&format!("where-{id}")).to_owned(),
    });
    let chosen = chosen.collect();
    if refused.is_empty() { Ok(chosen) } else { Err(refused) }
}

async fn draw(visit: &Visit, body: &body::Model, form: Form, status: StatusCode) -> Result<Response> {
    let ticked: BTreeSet<i64> = form.fields.all("in").filter_map(|id| id.parse().ok()).collect();
    let all = indicator::Entity::find().order_by_asc(indicator::Column::Code).all(visit.app.db()).await?;
    let mut picks: Vec<Pick> = all
        .into_iter()
        .filter(|row| row.retired_on.is_none() || ticked.contains(&row.id))
        .map(|row| {
            let place_name = format!("place-{}", row.id);
            Pick {
                id: row.id,
                name: format!("{} {}", row.code, row.name),
                is_in: ticked.contains(&row.id),
                place: form.value(&place_name).to_owned(),
                agreed: form.value(&format!("agreed-{}", row.id)).to_owned(),
                agreed_at: form.value(&format!("where-{}", row.id)).to_owned(),
                retired: row.retired_on.map(wording::date).unwrap_or_default(),
                error: form.error(&place_name).to_owned(),
                place_name,
            }
        })
        .collect();
    picks.sort_by_key(|pick| (!pick.is_in, pick.place.parse::<i32>().unwrap_or(i32::MAX)));
    let view = Set {
        page: visit.form_page("Indicators of this panel").await?,
        form,
        body: body.name.clone(),
        action: format!("/panels/{}/indicators", body.slug),
        back: format!("/panels/{}", body.slug),
        picks,
        rhythms: Choice::of_words::<Rhythm>(),
    };
    html_with(status, &view)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_set_is_in_the_order_of_its_places_and_names_each_once() {
        let fields = |pairs: &[(&str, &str)]| Fields::from_pairs(pairs.iter().copied());
        let typed = fields(&[
            ("in", "7"),
            ("in", "8"),
            ("in", "9"),
            ("in", "7"),
            ("place-7", "2"),
            ("place-8", ""),
            ("place-9", "1"),
        ]);
        let ids = |fields: &Fields| read(fields).unwrap().into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(&typed), [9, 7, 8]);
        assert_eq!(ids(&fields(&[])), [0_i64; 0]);
        let typed = fields(&[("in", "7"), ("agreed-7", "yearly_q2"), ("where-7", "Minute 12")]);
        let chosen = InSet { id: 7, agreed: Rhythm::YearlyQ2, agreed_at: "Minute 12".to_owned() };
        assert_eq!(read(&typed).unwrap(), [chosen]);
        let typed = fields(&[("in", "7"), ("place-7", "first")]);
        assert_eq!(read(&typed), Err(vec![IndicatorRefusal::PlaceNotANumber(7)]));
    }
}
