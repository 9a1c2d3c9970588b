//! Builds a scorecard: what a period owes to a panel and what was given, each figure beside the period before and the
//! year before. A fixed number of queries, however many measures there are.

use super::asked::{self, Asked, Line, On};
use super::drawing::{IN_A_ROW, spark};
use super::views::Row;
use crate::error::Result;
use crate::measures::InForce;
use crate::series::history::changes;
use crate::series::reading::{Known as Told, Reading, said, travelled};
use crate::series::{self, Point, Reader, Source, Versions, hiding, previous_due, starts_anew};
use remit_domain::completeness::Standing;
use remit_domain::figure::Figure;
use remit_domain::period::Period;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_domain::suppression::Verdict;
use remit_domain::word::Word;
use remit_entity::{body, correction, figure};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};

/// What a scorecard is wanted for.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'w> {
    pub body: &'w body::Model,
    pub period: Period,
    pub reader: Reader,
    pub on: On<'w>,
}

impl Wanted<'_> {
    fn is_public(&self) -> bool {
        self.reader == Reader::Public
    }
}

/// Everything that the rows are made from.
struct Known {
    asked: Asked,
    sources: BTreeMap<i64, Source>,
    points: BTreeMap<i64, BTreeMap<Period, Vec<Point>>>,
    figures: BTreeMap<i64, figure::Model>,
    versions: Versions,
    verdicts: BTreeMap<i64, Verdict>,
    years_hidden: BTreeSet<i64>,
    changes: BTreeMap<i64, Vec<correction::Model>>,
    posts: BTreeMap<i64, String>,
    bodies: BTreeMap<i64, String>,
    own: BTreeSet<i64>,
}

/// The rows of a scorecard, reds first and then in the order of the set.
pub(super) async fn rows(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Vec<Row>> {
    let known = Known::of(db, wanted).await?;
    let mut rows: Vec<Row> = known.asked.lines.iter().filter_map(|line| known.row(line, wanted)).collect();
    rows.sort_by_key(|row| (row.rating.order(), row.position, row.id));
    Ok(rows)
}

/// The periods that a row looks back on, newest first.
fn looked_at(period: Period) -> Vec<Period> {
    std::iter::successors(Some(period), |period| Some(period.previous())).take(IN_A_ROW).collect()
}

impl Known {
    async fn of(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Self> {
        let asked = asked::of(db, &[wanted.body.id], wanted.period, wanted.on).await?;
        let mut periods = looked_at(wanted.period);
        periods.push(wanted.period.same_last_year());
        let sources = series::sources(db, &wanted.reader, Some(&periods)).await?;
        let items: BTreeSet<i64> =
            asked::items_of(db, &[wanted.body.id]).await?.into_iter().map(|(item, _)| item).collect();
        let is_own = |source: &&Source| items.contains(&source.request.agenda_item_id);
        let own: BTreeSet<i64> = sources.values().filter(is_own).map(|source| source.request.id).collect();
        let ids: Vec<i64> = asked.standing.keys().copied().collect();
        let points = series::points(db, &ids, &sources, &own).await?;
        let needed = needed(&points, wanted);
        let figures = figure::Entity::find().filter(figure::Column::Id.is_in(needed)).all(db).await?;
        let verdicts = hiding::verdicts(db, &figures).await?;
        let years_hidden = if wanted.is_public() { hiding::years_hidden(db, &figures).await? } else { BTreeSet::new() };
        let current = points.values().filter_map(|by| by.get(&wanted.period)?.first()).map(|point| point.figure_id);
        let bodies = body::Entity::find().all(db).await?;
        Ok(Self {
            versions: Versions::of(db, &ids).await?,
            changes: changes(db, current.collect::<Vec<_>>()).await?,
            figures: figures.into_iter().map(|row| (row.id, row)).collect(),
            posts: asked::posts(db).await?,
            bodies: bodies.into_iter().map(|row| (row.id, row.name)).collect(),
            asked,
            sources,
            points,
            verdicts,
            years_hidden,
            own,
        })
    }

    /// The value of a period as this reader knows it: a hidden one is none.
    fn value<'k>(&'k self, id: i64, period: Period, wanted: &Wanted<'_>) -> Option<(Option<Figure>, &'k Point)> {
        let point = self.points.get(&id)?.get(&period)?.first()?;
        let hidden = wanted.is_public() && self.verdicts.get(&point.figure_id) != Some(&Verdict::Shown);
        Some((point.figure.filter(|_| !hidden), point))
    }

    fn row(&self, line: &Line, wanted: &Wanted<'_>) -> Option<Row> {
        let of = self.asked.standing.get(&line.indicator_id)?;
        let id = of.indicator.id;
        let now = self.value(id, wanted.period, wanted);
        let figure = now.as_ref().and_then(|(_, point)| self.figures.get(&point.figure_id));
        let source = figure.and_then(|figure| self.sources.get(&figure.request_id));
        if wanted.is_public() && figure.is_none() && !self.points.contains_key(&id) {
            return None;
        }
        let reading = figure.map(|figure| self.reading(figure, source, wanted)).unwrap_or_else(|| Reading {
            target: of.policy(wanted.period).aim.words(&of.version.unit),
            ..Reading::default()
        });
        let is_absent = figure.is_none_or(|figure| figure.figure().is_none());
        let rating = match (figure.and_then(|figure| figure.rating), reading.rating.is_empty()) {
            (Some(rating), false) => rating.0,
            _ => Rating::NoData,
        };
        let verdict = figure.and_then(|figure| self.verdicts.get(&figure.id));
        let is_published = source.is_some_and(|source| source.request.state.0 == State::Published);
        Some(Row {
            id,
            code: of.indicator.code.clone(),
            name: of.indicator.name.clone(),
            href: if wanted.is_public() { public_address(&of.indicator.code) } else { format!("/indicators/{id}") },
            better: of.version.polarity.0.label(),
            standing: if is_absent { standing(line, wanted) } else { String::new() },
            latest: if is_absent { self.latest(of, wanted) } else { String::new() },
            short: self.since(of, now, previous_due(Some(&of.version), wanted.period), wanted),
            long: self.since(of, now, wanted.period.same_last_year(), wanted),
            changed: self.changed(of, (rating, figure.is_some()), wanted),
            line: self.line(of, figure, wanted),
            owner: line.owner.and_then(|id| self.posts.get(&id).cloned()).unwrap_or_default(),
            owner_id: line.owner,
            elsewhere: self.elsewhere(of, wanted),
            is_accepted: source.is_none_or(|source| source.request.state.0.is_taken()),
            corrections: match (figure, is_published && !wanted.is_public()) {
                (Some(figure), true) => format!("/figures/{}", figure.id),
                _ => String::new(),
            },
            hidden_from_public: verdict.filter(|_| !wanted.is_public()).map(Verdict::words).unwrap_or_default(),
            rating,
            position: line.position,
            reading,
        })
    }

    fn reading(&self, figure: &figure::Model, source: Option<&Source>, wanted: &Wanted<'_>) -> Reading {
        let none = Vec::new();
        let changes = self.changes.get(&figure.id).unwrap_or(&none);
        let mut reading = Reading::private(figure, wanted.period, &self.versions, changes);
        if wanted.is_public() {
            let told = Told {
                verdict: self.verdicts.get(&figure.id).unwrap_or(&Verdict::Shown),
                version: self.versions.find(figure.version_id),
                is_year_hidden: self.years_hidden.contains(&figure.id),
            };
            reading = Reading::public(figure, &told, reading);
        }
        // A measure has one value a period, and each panel its own commentary.
        if let Some(other) = source.filter(|source| !self.own.contains(&source.request.id)) {
            let name = self.bodies.get(&other.body_id).cloned().unwrap_or_default();
            reading.commentary = String::new();
            reading.corrective = String::new();
            let given = format!("As given to the {name}.");
            reading.age = if reading.age.is_empty() { given } else { format!("{}. {given}", reading.age) };
        }
        reading
    }

    /// The last value before the period, named with its own: it is never shown as if it were of this one.
    fn latest(&self, of: &InForce, wanted: &Wanted<'_>) -> String {
        let before = looked_at(wanted.period).into_iter().skip(1).find_map(|period| {
            let (figure, _) = self.value(of.indicator.id, period, wanted)?;
            figure.filter(|figure| matches!(figure, Figure::Number(_))).map(|figure| (period, figure))
        });
        let Some((period, figure)) = before else { return String::new() };
        format!("Latest known: {} for {period}.", said(Some(&figure), &of.version.unit))
    }

    /// Which way it moved since another period, with what it was.
    fn since(
        &self,
        of: &InForce,
        now: Option<(Option<Figure>, &Point)>,
        before: Period,
        wanted: &Wanted<'_>,
    ) -> String {
        let Some((now, point)) = now.filter(|(figure, _)| matches!(figure, Some(Figure::Number(_)))) else {
            return String::new();
        };
        if starts_anew(of.version.basis.0, (before, wanted.period)) {
            return "Not comparable: it counts from the beginning of the year".to_owned();
        }
        let was = self.value(of.indicator.id, before, wanted);
        let way = travelled(
            (now.as_ref(), point.version_id),
            was.as_ref().map(|(figure, point)| (figure.as_ref(), point.version_id)),
            (&self.versions, of.version.polarity.0),
        );
        match was {
            Some((Some(figure @ Figure::Number(_)), was)) => {
                let told = said(Some(&figure), &of.version.unit);
                let covers = if was.covers == before.to_string() { before.to_string() } else { was.covers.clone() };
                format!("{} from {told} in {covers}", way.label())
            }
            _ => format!("{}: no figure for {before}", way.label()),
        }
    }

    fn changed(&self, of: &InForce, (rating, has_figure): (Rating, bool), wanted: &Wanted<'_>) -> String {
        let before = previous_due(Some(&of.version), wanted.period);
        let was = self
            .value(of.indicator.id, before, wanted)
            .and_then(|(figure, point)| if wanted.is_public() && figure.is_none() { None } else { point.rating });
        match was {
            Some(was) if has_figure && was != rating => format!("{} in {before}", was.label()),
            None if has_figure => format!("New: no figure in {before}"),
            _ => String::new(),
        }
    }

    fn line(&self, of: &InForce, figure: Option<&figure::Model>, wanted: &Wanted<'_>) -> Option<super::drawing::Spark> {
        let current = figure.map_or(Some(of.version.id), |figure| figure.version_id);
        let mut periods = looked_at(wanted.period);
        periods.reverse();
        let values: Vec<(Period, Option<Figure>)> = periods
            .into_iter()
            .map(|period| {
                let like = self
                    .value(of.indicator.id, period, wanted)
                    .filter(|(_, point)| self.versions.are_comparable(point.version_id, current));
                (period, like.and_then(|(figure, _)| figure))
            })
            .skip_while(|(_, figure)| figure.is_none())
            .collect();
        let target = figure.and_then(|figure| figure.policy().target());
        let target = target.or_else(|| of.policy(wanted.period).target());
        spark(&values, target, &of.version.unit)
    }

    /// What other panels were told for the same period, where it is not the same.
    fn elsewhere(&self, of: &InForce, wanted: &Wanted<'_>) -> Vec<String> {
        let Some(all) = self.points.get(&of.indicator.id).and_then(|periods| periods.get(&wanted.period)) else {
            return Vec::new();
        };
        let Some(first) = all.first() else { return Vec::new() };
        let differs = |point: &&Point| point.figure != first.figure && point.covers == first.covers;
        let is_shown =
            |point: &&Point| !wanted.is_public() || self.verdicts.get(&point.figure_id) == Some(&Verdict::Shown);
        let told = |point: &Point| {
            let body = self.sources.get(&point.request_id).and_then(|source| self.bodies.get(&source.body_id))?;
            let value = said(point.figure.as_ref(), &of.version.unit);
            Some(format!("Not the same everywhere: the {body} has {value} for this period."))
        };
        all.iter().skip(1).filter(differs).filter(is_shown).filter_map(told).collect()
    }
}

/// The lines that are read whole: those of the period; for the public all, because each may have to be hidden.
fn needed(points: &BTreeMap<i64, BTreeMap<Period, Vec<Point>>>, wanted: &Wanted<'_>) -> Vec<i64> {
    let all = points.values().flat_map(|periods| periods.iter());
    let wants = |period: &Period| wanted.is_public() || *period == wanted.period;
    all.filter(|(period, _)| wants(period)).flat_map(|(_, all)| all.iter().map(|point| point.figure_id)).collect()
}

/// The public is told that a figure is not there: not who is late with it, nor a reason that no paper has told.
fn standing(line: &Line, wanted: &Wanted<'_>) -> String {
    match line.standing {
        Standing::In => String::new(),
        Standing::NotDue if wanted.is_public() => format!("Not due for {}.", wanted.period),
        _ if wanted.is_public() => format!("Not published for {}.", wanted.period),
        _ => line.words.clone(),
    }
}

fn public_address(code: &str) -> String {
    let coded: String = form_urlencoded::byte_serialize(code.as_bytes()).collect();
    format!("/measures/{}", coded.replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Wanted, rows};
    use crate::measures::{self, New, first_version, lines};
    use crate::scorecards::asked::On;
    use crate::series::Reader;
    use crate::store::{Place, Store};
    use chrono::{DateTime, NaiveDate};
    use remit_domain::calendar::Calendar;
    use remit_domain::indicator::{Polarity, ToleranceKind};
    use remit_domain::period::Period;
    use remit_domain::person::PostKind;
    use remit_domain::policy::Rule;
    use remit_domain::request::State;
    use remit_entity::{Stored, agenda_item, body, data_request, meeting, post};
    use rust_decimal::Decimal;
    use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A panel with so many measures, each asked for in so many quarters.
    async fn panel(db: &DatabaseConnection, measures: usize, quarters: usize) -> body::Model {
        let row = body::ActiveModel {
            slug: Set("panel".to_owned()),
            name: Set("Panel".to_owned()),
            short_name: Set("P".to_owned()),
            kind: Set(Stored(remit_domain::person::BodyKind::Panel)),
            clear_days: Set(5),
            house_style: Set(Stored(remit_domain::resolution::HouseStyle::Dash)),
            remit: Set(String::new()),
            ..Default::default()
        };
        let body = body::Entity::insert(row).exec(db).await.unwrap().last_insert_id;
        let owner = post::ActiveModel {
            title: Set("Director".to_owned()),
            kind: Set(Stored(PostKind::Director)),
            ..Default::default()
        };
        let owner = post::Entity::insert(owner).exec(db).await.unwrap().last_insert_id;
        let mut ids = Vec::new();
        for n in 0..measures {
            let rule = Rule::with_tolerance(
                Polarity::Higher,
                Some(Decimal::from(60)),
                (Decimal::from(5), ToleranceKind::Absolute),
                1,
            );
            let version = first_version(DateTime::UNIX_EPOCH, "Remit");
            let new = New { code: format!("K{n}"), name: "Plans".to_owned(), owner_post_id: None, version, rule };
            ids.push(measures::enter(db, new).await.unwrap());
        }
        let mut period: Period = "2026/27 Q2".parse().unwrap();
        for n in 0..quarters {
            quarter(db, (body, owner), (&ids, period), n).await;
            period = period.previous();
        }
        body::Entity::find_by_id(body).one(db).await.unwrap().unwrap()
    }

    /// A meeting with a request that has a figure for each measure.
    async fn quarter(db: &DatabaseConnection, (body, owner): (i64, i64), (ids, period): (&[i64], Period), n: usize) {
        let meeting = meeting::ActiveModel {
            body_id: Set(body),
            held_on: Set(NaiveDate::from_ymd_opt(2026, 11, 5).unwrap()),
            starts_at: Set("14:00".to_owned()),
            venue: Set(String::new()),
            state: Set(Stored(remit_domain::meeting::State::Held)),
            lag: Set(10),
            version: Set(1),
            ..Default::default()
        };
        let item = agenda_item::ActiveModel {
            meeting_id: Set(meeting::Entity::insert(meeting).exec(db).await.unwrap().last_insert_id),
            position: Set(1),
            title: Set("Performance".to_owned()),
            kind: Set(Stored(remit_domain::meeting::ItemKind::Performance)),
            subject: Set("performance".to_owned()),
            version: Set(1),
            ..Default::default()
        };
        let request = data_request::ActiveModel {
            reference: Set(format!("P {n}")),
            agenda_item_id: Set(agenda_item::Entity::insert(item).exec(db).await.unwrap().last_insert_id),
            owner_post_id: Set(owner),
            period: Set(period.to_string()),
            is_finance: Set(false),
            appendix: Set(1),
            appendix_title: Set(String::new()),
            state: Set(Stored(State::Accepted)),
            ..data_request::blank()
        };
        let request = data_request::Entity::insert(request).exec(db).await.unwrap().last_insert_id;
        for mut line in lines(db, request, ids, period).await.unwrap() {
            line.number = Set(Some("55".to_owned()));
            remit_entity::figure::Entity::insert(line).exec(db).await.unwrap();
        }
    }

    async fn queries(measures: usize, quarters: usize) -> (usize, usize) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Place::Sqlite(folder.path().join("remit.sqlite"))).await.unwrap();
        let mut db = store.db().clone();
        let body = panel(&db, measures, quarters).await;
        let counted = Arc::new(AtomicUsize::new(0));
        let count = counted.clone();
        db.set_metric_callback(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let calendar = Calendar::england();
        let on = On { today: NaiveDate::from_ymd_opt(2026, 11, 9).unwrap(), calendar: &calendar };
        let period = "2026/27 Q2".parse().unwrap();
        let mut found = 0;
        for reader in [Reader::Officer, Reader::Public] {
            found += rows(&db, &Wanted { body: &body, period, reader, on }).await.unwrap().len();
        }
        (counted.load(Ordering::SeqCst), found)
    }

    #[tokio::test]
    async fn no_query_is_made_for_a_line_or_a_quarter() {
        let (few, rows_of_few) = queries(2, 2).await;
        let (many, rows_of_many) = queries(30, 9).await;
        assert_eq!((rows_of_few, rows_of_many), (2, 30));
        assert!(few > 10, "counted only {few}");
        assert_eq!(few, many);
    }
}
