//! The page that asks once before letters go to those whom they are for, and the deeds behind it: going live, going back
//! on trial, and letting held letters go.

use super::coming_views::Live;
use super::index::{self, play};
use super::month::letters;
use super::pages::tabs;
use super::turning;
use crate::error::{Error, OrRefuse, Result};
use crate::gate;
use crate::web::{Fields, Form, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, TimeDelta};
use remit_domain::letter::State;
use remit_domain::sending::{ChoiceRefusal, Mode, Waiting};
use remit_domain::{london, wording};
use remit_entity::{Stored, letter};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// The next letters are told of for so many days.
const DAYS: u64 = 7;

/// So many readers are named.
const NAMED: usize = 12;

const PATIENCE: Duration = Duration::from_secs(5);

/// What will happen.
pub(super) async fn show(visit: Visit) -> Result<Response> {
    draw(&visit, Form::default(), StatusCode::OK).await
}

async fn draw(visit: &Visit, form: Form, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let run = play(visit, PATIENCE).await?.run;
    let until = today + Days::new(DAYS);
    let mut of: BTreeMap<String, usize> = BTreeMap::new();
    for one in run.iter().flat_map(|run| run.played.iter()) {
        if london::date_in_london(one.at) <= until {
            *of.entry(one.reader().0.to_owned()).or_default() += 1;
        }
    }
    let total: usize = of.values().sum();
    let mut people: Vec<(String, usize)> = of.into_iter().collect();
    people.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let last = letter::Entity::find()
        .filter(letter::Column::SentAt.is_not_null())
        .order_by_desc(letter::Column::SentAt)
        .one(db)
        .await?;
    let failed = letter::Entity::find()
        .filter(letter::Column::State.is_in([State::Dead, State::Uncertain].map(Stored)))
        .filter(letter::Column::WrittenAt.gt(visit.app.clock().now() - TimeDelta::days(14)))
        .count(db)
        .await?;
    let unheard = turning::only_on_trial(db).await?;
    let gate = gate::find(db, today).await?;
    let reader = gate::trial_reader(db).await?;
    let page = Live {
        page: visit.form_page(if gate.mode == Mode::Trial { "Go live" } else { "Letters are live" }).await?,
        tabs: tabs("/reminders/live"),
        is_on_trial: gate.mode == Mode::Trial,
        reader: reader.map(|person| format!("{} ({})", person.name, person.email)).unwrap_or_default(),
        coming: letters(total),
        is_ready: run.is_some(),
        more: people.len().saturating_sub(NAMED),
        people: people.iter().take(NAMED).map(|(name, count)| format!("{name}: {}", letters(*count))).collect(),
        last_sent: last
            .and_then(|row| Some((row.sent_at?, row.to_address)))
            .map(|(at, to)| {
                let on = wording::date_with_weekday(london::date_in_london(at));
                format!("{on}, {}, to {to}", london::time_in_london(at))
            })
            .unwrap_or_default(),
        failed,
        waiting: gate::waiting(db).await?.len(),
        unheard_people: unheard.iter().map(|row| row.person_id).collect::<BTreeSet<_>>().len(),
        unheard: unheard.iter().map(|row| row.obligation_id).collect::<BTreeSet<_>>().len(),
        form,
    };
    html_with(status, &page)
}

/// Goes live, or back on trial.
pub(super) async fn turn(visit: Visit, fields: Fields) -> Result<Response> {
    let to: Mode = fields.word("mode").ok_or(Error::NotFound)?;
    if to == Mode::Live && !fields.ticked("sure") {
        let form = Form::refused(fields, &ChoiceRefusal::NotConfirmed);
        return draw(&visit, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let again = fields.ticked("again");
    visit.app.write(visit.author()?, move |work| Box::pin(turning::turn(work, to, again))).await?;
    let said = match to {
        Mode::Live => "Letters go to those whom they are for, from now on.",
        Mode::Trial => "From now on every letter goes to an officer, and says who would have had it.",
    };
    Ok(visit.done("/reminders", said))
}

/// Lets held letters go.
pub(super) async fn let_go(visit: Visit, fields: Fields) -> Result<Response> {
    let Some(waiting) = fields.word::<Waiting>("waiting") else {
        let form = Form::refused(fields, &ChoiceRefusal::NotChosen);
        return index::draw(&visit, Fields::default(), (form, StatusCode::UNPROCESSABLE_ENTITY)).await;
    };
    let today = visit.app.clock().today();
    if gate::find(visit.app.db(), today).await?.held.is_none() {
        return Err(ChoiceRefusal::Gone).or_refuse();
    }
    visit.app.write(visit.author()?, move |work| Box::pin(turning::let_go(work, waiting))).await?;
    let said = match waiting {
        Waiting::Tell => "Letters go again. Each person is told once, of how things stand now.",
        Waiting::Needless => "Letters go again. What waited is put aside, and stands as such on record.",
    };
    Ok(visit.done("/reminders", said))
}
