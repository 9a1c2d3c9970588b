//! What a panel's feedback could say, read from its meetings since the Board last met: indicators with the reasons why
//! they are proposed, figures that were late, matters referred, comments, recommendations; with what the officer has
//! chosen and written so far.

use super::queries::{Scene, list_lines};
use crate::error::Result;
use crate::series::{self, Reader, Versions, hiding, previous_due};
use chrono::NaiveDate;
use remit_domain::exception::{self, Facts};
use remit_domain::feedback::LineKind;
use remit_domain::figure::{Absence, Figure};
use remit_domain::obligation::{Kind as Owed, SubjectKind, elapsed};
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::request::State as Asked;
use remit_domain::{calendar::Calendar, london};
use remit_entity::{
    Stored, agenda_item, comment, data_request, feedback_line, figure, indicator, obligation, recommendation,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// One thing that the feedback could say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// What it is known by between the form and the tables.
    pub key: String,
    pub kind: LineKind,
    pub about: i64,
    pub title: String,
    pub why: String,
    pub text: String,
    pub is_chosen: bool,
    pub is_private: bool,
}

/// Everything that could be said, exceptions first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    scene: &Scene,
    (today, calendar): (NaiveDate, &Calendar),
) -> Result<Vec<Proposal>> {
    let met = scene.sitting.met(db, scene.panel.id).await?;
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.is_in(met.iter().map(|row| row.id)))
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let public: Vec<i64> = items.iter().filter(|one| !one.access.0.is_restricted()).map(|one| one.id).collect();
    let requests = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(public))
        .filter(data_request::Column::IsNil.eq(false))
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?;
    let mut found = exceptions(db, &requests).await?;
    found.extend(late(db, &requests, (today, calendar)).await?);
    found.extend(matters(db, scene).await?);
    found.extend(given(db, scene, &items).await?);
    let stored = list_lines(db, scene.feedback.id).await?;
    Ok(found.into_iter().map(|one| with_choice(one, &stored)).collect())
}

/// What the officer has chosen and written so far stands.
fn with_choice(one: Proposal, stored: &[feedback_line::Model]) -> Proposal {
    let had = stored.iter().find(|line| key_of(line).as_deref() == Some(&one.key) || is_late_line(line, &one));
    match had {
        // A matter whose own words were written since is proposed in those.
        Some(line) => Proposal { is_chosen: line.is_chosen, text: line.text.clone(), ..one },
        None => one,
    }
}

fn is_late_line(line: &feedback_line::Model, one: &Proposal) -> bool {
    one.key.starts_with("asked-")
        && line.kind.0 == LineKind::Exception
        && line.figure_id.is_none()
        && line.why == one.why
}

/// What a stored line is known by.
fn key_of(line: &feedback_line::Model) -> Option<String> {
    let by = |noun: &str, id: Option<i64>| id.map(|id| format!("{noun}-{id}"));
    by("figure", line.figure_id)
        .or_else(|| by("referral", line.referral_id))
        .or_else(|| by("comment", line.comment_id))
        .or_else(|| by("recommendation", line.recommendation_id))
}

/// The indicators that are off track, missing or disputed.
async fn exceptions(db: &impl ConnectionTrait, requests: &[data_request::Model]) -> Result<Vec<Proposal>> {
    let known = requests.iter().filter(|one| Asked::KNOWN.contains(&one.state.0) && !one.is_finance);
    let periods: BTreeMap<i64, Period> = known.filter_map(|one| Some((one.id, one.period.parse().ok()?))).collect();
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.is_in(periods.keys().copied()))
        .order_by_asc(figure::Column::RequestId)
        .order_by_asc(figure::Column::Position)
        .all(db)
        .await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.indicator_id).collect();
    let names: BTreeMap<i64, indicator::Model> = indicator::Entity::find()
        .filter(indicator::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let verdicts = hiding::verdicts(db, &lines).await?;
    let before = Before::of(db, (&ids, &lines), &periods).await?;
    let mut found = Vec::new();
    for line in &lines {
        let Some((period, name)) = periods.get(&line.request_id).zip(names.get(&line.indicator_id)) else { continue };
        let facts = Facts {
            now: line.rating.map(|rating| rating.0),
            before: before.rating(line, *period),
            is_disputed: line.stated_rating.is_some_and(|stated| Some(stated) != line.rating),
            is_missing: matches!(line.figure(), Some(Figure::Absent(absence)) if absence != Absence::NotDue),
            is_hidden: verdicts.get(&line.id).is_some_and(|verdict| verdict.is_hidden()),
        };
        let reasons = exception::reasons(&facts);
        if reasons.is_empty() {
            continue;
        }
        found.push(Proposal {
            key: format!("figure-{}", line.id),
            kind: LineKind::Exception,
            about: line.id,
            title: format!("{} {}", name.code, name.name),
            why: format!("{}: {}", period.title(), exception::words(&reasons)),
            text: String::new(),
            is_chosen: true,
            is_private: false,
        });
    }
    Ok(found)
}

/// How an indicator was rated in earlier periods, and by which version of it.
type Earlier = BTreeMap<Period, (Option<Rating>, Option<i64>)>;

/// How each indicator was rated in the period before.
struct Before {
    versions: Versions,
    given: BTreeMap<i64, Earlier>,
}

impl Before {
    async fn of(
        db: &impl ConnectionTrait,
        (ids, lines): (&[i64], &[figure::Model]),
        periods: &BTreeMap<i64, Period>,
    ) -> Result<Self> {
        let versions = Versions::of(db, ids).await?;
        let wanted: BTreeSet<Period> = lines
            .iter()
            .filter_map(|line| Some(previous_due(versions.find(line.version_id), *periods.get(&line.request_id)?)))
            .collect();
        let wanted: Vec<Period> = wanted.into_iter().collect();
        let sources = series::sources(db, &Reader::Officer, Some(&wanted)).await?;
        let points = series::points(db, ids, &sources, &BTreeSet::new()).await?;
        let first = |(period, mut points): (Period, Vec<series::Point>)| {
            (!points.is_empty()).then(|| points.swap_remove(0)).map(|one| (period, (one.rating, one.version_id)))
        };
        let given = points.into_iter().map(|(id, periods)| (id, periods.into_iter().filter_map(first).collect()));
        Ok(Self { given: given.collect(), versions })
    }

    fn rating(&self, line: &figure::Model, period: Period) -> Option<Rating> {
        let before = previous_due(self.versions.find(line.version_id), period);
        let (rating, version) = self.given.get(&line.indicator_id)?.get(&before)?;
        self.versions.are_comparable(*version, line.version_id).then_some(*rating).flatten()
    }
}

/// Figures that came after their day, or have not come.
async fn late(
    db: &impl ConnectionTrait,
    requests: &[data_request::Model],
    (today, calendar): (NaiveDate, &Calendar),
) -> Result<Vec<Proposal>> {
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Owed::SubmitData)))
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Request)))
        .filter(obligation::Column::SubjectId.is_in(requests.iter().map(|one| one.id)))
        .all(db)
        .await?;
    let mut found = Vec::new();
    for request in requests {
        let due = owed.iter().filter(|row| row.subject_id == request.id).filter_map(|row| row.due_on).max();
        let came = request.submitted_at.map(london::date_in_london);
        let Some(due) = due.filter(|due| came.unwrap_or(today) > *due) else { continue };
        if came.is_none() && Asked::GIVEN_UP.contains(&request.state.0) {
            continue;
        }
        let what = format!("Appendix {} ({})", request.appendix, request.reference);
        found.push(Proposal {
            key: format!("asked-{}", request.id),
            kind: LineKind::Exception,
            about: request.id,
            title: if request.appendix_title.is_empty() { what.clone() } else { request.appendix_title.clone() },
            why: exception::lateness(&what, elapsed(due, came.unwrap_or(today), calendar)?, came.is_some()),
            text: String::new(),
            is_chosen: true,
            is_private: false,
        });
    }
    Ok(found)
}

/// The matters that the panel referred to this meeting of the Board.
async fn matters(db: &impl ConnectionTrait, scene: &Scene) -> Result<Vec<Proposal>> {
    let rows = scene.sitting.matters(db, scene.panel.id).await?;
    let items = items_of(db, rows.iter().map(|row| row.agenda_item_id).collect()).await?;
    let told = rows.into_iter().filter(|row| row.state.is_open()).map(|row| Proposal {
        key: format!("referral-{}", row.id),
        kind: LineKind::Referral,
        about: row.id,
        title: format!("{} {}", row.reference, row.text),
        why: remit_domain::word::Word::label(row.kind.0).to_owned(),
        text: if row.feedback.is_empty() { row.text.clone() } else { row.feedback.clone() },
        is_chosen: true,
        is_private: is_private(&items, row.agenda_item_id),
    });
    Ok(told.collect())
}

/// The comments and recommendations that the panel made at these meetings.
async fn given(db: &impl ConnectionTrait, scene: &Scene, items: &[agenda_item::Model]) -> Result<Vec<Proposal>> {
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let by_id: BTreeMap<i64, agenda_item::Model> = items.iter().map(|item| (item.id, item.clone())).collect();
    let comments = comment::Entity::find()
        .filter(comment::Column::BodyId.eq(scene.panel.id))
        .filter(comment::Column::AgendaItemId.is_in(ids.iter().copied()))
        .filter(comment::Column::State.ne(Stored(remit_domain::comment::State::Withdrawn)))
        .order_by_asc(comment::Column::Id)
        .all(db)
        .await?;
    let made = recommendation::Entity::find()
        .filter(recommendation::Column::BodyId.eq(scene.panel.id))
        .filter(recommendation::Column::AgendaItemId.is_in(ids))
        .order_by_asc(recommendation::Column::Id)
        .all(db)
        .await?;
    let said = |noun: &str, kind: LineKind, (id, item): (i64, i64), (reference, text): (&str, &str)| Proposal {
        key: format!("{noun}-{id}"),
        kind,
        about: id,
        title: format!("{reference} {text}"),
        why: String::new(),
        text: String::new(),
        is_chosen: true,
        is_private: is_private(&by_id, item),
    };
    let comments = comments
        .iter()
        .map(|row| said("comment", LineKind::Comment, (row.id, row.agenda_item_id), (&row.reference, &row.text)));
    let made = made.iter().map(|row| {
        said("recommendation", LineKind::Recommendation, (row.id, row.agenda_item_id), (&row.reference, &row.text))
    });
    Ok(comments.chain(made).collect())
}

pub(super) async fn items_of(
    db: &impl ConnectionTrait,
    ids: BTreeSet<i64>,
) -> Result<BTreeMap<i64, agenda_item::Model>> {
    let rows = agenda_item::Entity::find().filter(agenda_item::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub(super) fn is_private(items: &BTreeMap<i64, agenda_item::Model>, id: i64) -> bool {
    items.get(&id).is_none_or(|item| item.access.0.is_restricted())
}
