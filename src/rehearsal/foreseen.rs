//! What will be sent in the coming weeks, held ready: played ahead once for each state of the data and day, in the
//! background, so that no page waits for it longer than a reader does.

use super::{Played, ahead};
use crate::app::App;
use crate::error::{Error, Result};
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::letter::State;
use remit_domain::london;
use remit_entity::{Stored, installation, letter, notice, obligation, telling, trail};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// A rehearsal that was played to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// When it began.
    pub at: DateTime<Utc>,
    /// The last day that was played.
    pub until: NaiveDate,
    /// The letters, in their order.
    pub played: Vec<Played>,
    stamp: String,
}

/// What is known of the coming weeks at the moment.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// The latest rehearsal; none before the first has ended.
    pub run: Option<Arc<Run>>,
    /// Whether it is of how things stand now; else one is under way.
    pub is_current: bool,
    /// The day to which the one under way has come.
    pub come_to: Option<NaiveDate>,
    /// Why the coming weeks cannot be worked out.
    pub trouble: Option<String>,
}

/// What is held between two visits.
#[derive(Debug, Default)]
struct Held {
    state: Mutex<Standing>,
    come_to: Mutex<Option<NaiveDate>>,
    ended: watch::Sender<u64>,
}

#[derive(Clone, Debug, Default)]
struct Standing {
    run: Option<Arc<Run>>,
    trouble: Option<(String, String)>,
    is_under_way: bool,
}

impl Held {
    fn state(&self) -> Standing {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, how: impl FnOnce(&mut Standing)) {
        how(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn come_to(&self, day: Option<NaiveDate>) {
        *self.come_to.lock().unwrap_or_else(PoisonError::into_inner) = day;
    }
}

/// What will be sent until a day. Waits for a rehearsal that is under way no longer than told.
///
/// # Errors
/// When the database cannot be read.
pub async fn foreseen(app: &App, until: NaiveDate, patience: Duration) -> Result<Foreseen> {
    let stamp = format!("{until}/{}", stamp(app).await?);
    let held = app.once().held_or(Held::default);
    let mut ended = held.ended.subscribe();
    ended.mark_unchanged();
    let is_known = |state: &Standing| {
        state.run.as_ref().is_some_and(|run| run.stamp == stamp)
            || state.trouble.as_ref().is_some_and(|(of, _)| *of == stamp)
    };
    if !is_known(&held.state()) {
        begin(app, &held, (until, stamp.clone()));
        let _ = tokio::time::timeout(patience, ended.changed()).await;
    }
    let state = held.state();
    Ok(Foreseen {
        is_current: is_known(&state),
        trouble: state.trouble.filter(|(of, _)| *of == stamp).map(|(_, why)| why),
        come_to: *held.come_to.lock().unwrap_or_else(PoisonError::into_inner),
        run: state.run,
    })
}

/// Begins a rehearsal, unless one is under way.
fn begin(app: &App, held: &Arc<Held>, (until, stamp): (NaiveDate, String)) {
    let mut was_under_way = false;
    held.change(|state| was_under_way = std::mem::replace(&mut state.is_under_way, true));
    if was_under_way {
        return;
    }
    let (app, held) = (app.clone(), held.clone());
    tokio::spawn(async move {
        let at = app.clock().now();
        let told = held.clone();
        // In a task of its own: a fall in there must not leave everybody waiting.
        let playing = tokio::spawn(async move { ahead(&app, until, move |day| told.come_to(Some(day))).await });
        let fell = |error| Error::Broken(anyhow::Error::new(error).context("a rehearsal fell over"));
        let played = playing.await.unwrap_or_else(|error| Err(fell(error)));
        held.change(|state| {
            state.is_under_way = false;
            match played {
                Ok(played) => state.run = Some(Arc::new(Run { at, until, played, stamp })),
                Err(error) => {
                    tracing::error!(fault = ?error, "the coming weeks cannot be worked out");
                    let why = match error {
                        Error::Refused(refusal) => refusal.to_string(),
                        _ => "Something is broken; the log says what.".to_owned(),
                    };
                    state.trouble = Some((stamp, why));
                }
            }
        });
        held.come_to(None);
        held.ended.send_modify(|n| *n += 1);
    });
}

/// What tells one state of the data from another: every deed leaves a line in the trail, and every job a row.
async fn stamp(app: &App) -> Result<String> {
    let db = app.db();
    let rows = [
        last::<trail::Entity>(db, trail::Column::Id).await?,
        last::<notice::Entity>(db, notice::Column::Id).await?,
        last::<letter::Entity>(db, letter::Column::Id).await?,
        last::<telling::Entity>(db, telling::Column::Id).await?,
        last::<obligation::Entity>(db, obligation::Column::Id).await?,
    ];
    let waiting = letter::Entity::find()
        .filter(letter::Column::State.is_in([State::Pending, State::Retry].map(Stored)))
        .filter(letter::Column::NextTryAt.is_not_null())
        .count(db)
        .await?;
    let mode = installation::Entity::find().one(db).await?.map_or(0, |row| row.version);
    let opens = london::next_opening(app.clock().now(), &app.calendar().await?).map(london::date_in_london).ok();
    Ok(format!("{}/{opens:?}/{rows:?}/{waiting}/{mode}", app.clock().today()))
}

/// The number of the last row of a table.
async fn last<E: EntityTrait>(db: &DatabaseConnection, id: E::Column) -> Result<i64> {
    let found = E::find().select_only().column(id).order_by_desc(id).into_tuple::<i64>().one(db).await?;
    Ok(found.unwrap_or_default())
}
