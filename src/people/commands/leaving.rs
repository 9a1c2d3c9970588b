//! A leaver hands over everything on one day: posts and seats pass to their successors or fall vacant, sessions and
//! calendar addresses end. What is done on the day itself, for those whose day lay ahead, is `pass_on`.

use super::beside;
use super::people::{about, end_duties, is_last_officer};
use super::posts::{self, Giving};
use super::seats::{self, Seating, Terms};
use crate::app::App;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::people::queries::leaving::{Duty, Held, duties};
use crate::people::queries::people::as_fields;
use crate::trail;
use crate::web::Fields;
use crate::work::{Author, Work};
use chrono::{Days, NaiveDate};
use remit_domain::person::Seat;
use remit_domain::tenure::PassingRefusal;
use remit_domain::wording;
use remit_entity::{Stored, body, feed, holding, membership, person, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeSet;

/// What is sent for a post or seat that nobody takes over yet.
pub(in crate::people) const VACANT: &str = "vacant";
/// How long a service may have stood still without a new holder going unheard.
const LOOKS_BACK: Days = Days::new(7);

/// Somebody's leaving as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::people) struct Wanted {
    last_on: NaiveDate,
    /// Who takes over what, under the field of each duty.
    chosen: Fields,
}

impl Wanted {
    pub(in crate::people) fn read(fields: &Fields) -> Result<Self> {
        let last_on = fields.date("last_on").ok_or(PassingRefusal::LastDay).or_refuse()?;
        Ok(Self { last_on, chosen: fields.clone() })
    }
}

/// A duty that passed.
#[derive(Clone, Debug)]
pub(in crate::people) struct Passed {
    /// The duty.
    pub duty: Duty,
    /// Who has it now; none while it is vacant.
    pub to: Option<person::Model>,
    /// Their first day.
    pub from_on: NaiveDate,
}

/// Sees somebody off: everything that they hold passes to those chosen, on the day after their last.
pub(in crate::people) async fn hand_over(work: &Work, id: i64, wanted: Wanted) -> Result<Vec<Passed>> {
    let leaver = person::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if as_fields(&leaver).raw("version") != wanted.chosen.text("version") {
        return Err(Error::Stale);
    }
    if let Some(gone) = leaver.left_on.filter(|gone| *gone <= work.today) {
        return Err(PassingRefusal::Gone(gone)).or_refuse();
    }
    if leaver.is_officer && leaver.password_hash.is_some() && is_last_officer(work, id).await? {
        return Err(PassingRefusal::LastOfficer).or_refuse();
    }
    let gone_on = wanted.last_on.succ_opt().ok_or(PassingRefusal::LastDay).or_refuse()?;
    let duties = duties(&work.tx, id, gone_on).await?;
    let chosen = duties.iter().map(|duty| choice(&wanted.chosen, duty)).collect::<Result<Vec<_>>>()?;
    end_duties(work, id, gone_on).await?;
    let said = format!("last day {}", wording::date(wanted.last_on));
    let mut row = leaver.into_active_model();
    row.left_on = Set(Some(gone_on));
    row.update(&work.tx).await?;
    let mut passed = Vec::new();
    for (duty, successor) in duties.into_iter().zip(chosen) {
        let from_on = duty.from_on.max(gone_on);
        let to = match successor {
            Some(successor) => {
                let is_interim = wanted.chosen.ticked(&duty.interim_field());
                beside(&duty.field, pass(work, &duty, (successor, from_on, is_interim)).await)?;
                person::Entity::find_by_id(successor).one(&work.tx).await?
            }
            None => None,
        };
        passed.push(Passed { duty, to, from_on });
    }
    if gone_on <= work.today {
        shut_out(work, BTreeSet::from([id])).await?;
    }
    trail::record(work, "saw off", about(id), said).await?;
    Ok(passed)
}

fn choice(chosen: &Fields, duty: &Duty) -> Result<Option<i64>> {
    match chosen.text(&duty.field) {
        VACANT => Ok(None),
        typed => match typed.parse() {
            Ok(successor) => Ok(Some(successor)),
            Err(_) => Err(PassingRefusal::NotChosen { field: duty.field.clone() }).or_refuse(),
        },
    }
}

async fn pass(work: &Work, duty: &Duty, (person, from_on, is_interim): (i64, NaiveDate, bool)) -> Result<()> {
    match duty.held {
        Held::Post(post) => posts::give(work, post, Giving { person, from_on, is_interim }).await,
        Held::Seat { body, seat } => {
            seats::seat(work, body, Seating { person, seat, from_on, terms: Terms::usual(seat) }).await
        }
    }
}

/// Ends every session of people who are gone, those behind the links of their letters too, and takes back the
/// addresses of their calendars.
async fn shut_out(work: &Work, people: BTreeSet<i64>) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::PersonId.is_in(people.iter().copied()))
        .exec(&work.tx)
        .await?;
    feed::Entity::update_many()
        .col_expr(feed::Column::RevokedAt, Expr::value(Some(work.at)))
        .filter(feed::Column::PersonId.is_in(people))
        .filter(feed::Column::RevokedAt.is_null())
        .exec(&work.tx)
        .await?;
    Ok(())
}

/// What happens on the day itself: whoever is gone is shut out, and whoever has taken a post over is told of what it
/// owes this morning. Doing it again changes nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn pass_on(app: &App) -> Result<()> {
    app.write(Author::Remit, |work| {
        Box::pin(async move {
            let gone = person::Entity::find().filter(person::Column::LeftOn.lte(work.today)).all(&work.tx).await?;
            shut_out(work, gone.into_iter().map(|person| person.id).collect()).await?;
            for post in newly_held(work).await? {
                obligations::look_again(work, post, work.today).await?;
            }
            Ok(())
        })
    })
    .await
}

/// The posts, those of chairs too, that somebody took over in the last days.
async fn newly_held(work: &Work) -> Result<BTreeSet<i64>> {
    let since = work.today - LOOKS_BACK;
    let held = holding::Entity::find()
        .filter(holding::Column::FromOn.gt(since))
        .filter(holding::Column::FromOn.lte(work.today))
        .all(&work.tx)
        .await?;
    let chairs = membership::Entity::find()
        .filter(membership::Column::Seat.eq(Stored(Seat::Chair)))
        .filter(membership::Column::FromOn.gt(since))
        .filter(membership::Column::FromOn.lte(work.today))
        .all(&work.tx)
        .await?;
    let bodies = body::Entity::find().filter(body::Column::Id.is_in(chairs.iter().map(|seat| seat.body_id)));
    let of_chairs = bodies.all(&work.tx).await?.into_iter().filter_map(|body| body.chair_post_id);
    Ok(held.into_iter().map(|held| held.post_id).chain(of_chairs).collect())
}
