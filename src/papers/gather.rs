//! Gathers the facts of a covering report from the tables and hands them to `domain::report`. The same
//! function serves the live page and the freezing; only for print are figures left out that nobody accepted.

use super::queries::{self, Placed};
use super::views::{AppendixView, CoveringReport, LineView};
use crate::diary;
use crate::error::Result;
use crate::series::history::changes;
use crate::series::reading::{Known, Reading, telling, travelled};
use crate::series::{Versions, hiding};
use chrono::NaiveDate;
use remit_domain::agenda::Access;
use remit_domain::figure::Figure;
use remit_domain::period::Period;
use remit_domain::rating::{Direction, Rating};
use remit_domain::report::{self, Appendix, Board, Considered, Facts, Invited};
use remit_domain::request::State;
use remit_domain::suppression::Verdict;
use remit_domain::wording;
use remit_entity::{body, correction, council, data_request, figure, indicator};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::{BTreeMap, BTreeSet};

/// What a report is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be looked at by those who follow the panel.
    Preview,
    /// To be frozen and published.
    Print,
}

/// A report, and what the officer should mend before it goes out.
#[derive(Clone, Debug)]
pub(super) struct Gathered {
    pub report: CoveringReport,
    pub warnings: Vec<String>,
    /// The appendices printed as to follow, in words.
    pub follows: Vec<String>,
}

/// Writes the covering report of an item from what is known now.
pub(super) async fn covering_report(
    db: &impl ConnectionTrait,
    placed: &Placed,
    (today, purpose): (NaiveDate, Purpose),
) -> Result<Gathered> {
    let Placed { item, meeting, body } = placed;
    let asked = queries::list_asked(db, item.id).await?;
    // What is taken in private is the panel's own copy: nothing in it is hidden.
    let lines = Lines::of(db, &asked, item.access.0 == Access::Public).await?;
    let merged = queries::list_merged(db, &asked).await?;
    let are_out = purpose == Purpose::Print || meeting.published_on.is_some();
    let shows = |request: &data_request::Model| match request.state.0 {
        State::Accepted | State::Published => true,
        State::Submitted => purpose == Purpose::Preview,
        _ => false,
    };
    let appendices = asked
        .iter()
        .map(|request| Appendix {
            number: request.appendix,
            title: request.appendix_title.clone(),
            period: covered(request, &merged),
            unavailable: request.unavailable_why.clone(),
            coverage: request.coverage.clone(),
            is_finance: request.is_finance,
            is_to_follow: report::is_to_follow(request.state.0, are_out),
            measures: if shows(request) { Vec::new() } else { lines.measures(request.id) },
        })
        .collect();
    let facts = facts(db, placed, (today, appendices)).await?;
    let printed: Vec<&data_request::Model> = asked.iter().filter(|request| shows(request)).collect();
    let small = printed.iter().flat_map(|request| lines.warnings(request.id));
    let warnings = report::warnings(&facts).iter().map(ToString::to_string).chain(small).collect();
    let printed = printed.iter().map(|request| lines.appendix(request)).collect();
    Ok(Gathered {
        warnings,
        follows: facts
            .appendices
            .iter()
            .filter(|appendix| appendix.is_to_follow)
            .map(|appendix| format!("Appendix {} for {}", appendix.number, appendix.period))
            .collect(),
        report: CoveringReport {
            title: item.title.clone(),
            body: body.name.clone(),
            day: wording::date(meeting.held_on),
            note: String::new(),
            sections: report::sections(&facts),
            appendices: printed,
        },
    })
}

/// The period of a request, with those of the requests that were merged into it.
fn covered(request: &data_request::Model, merged: &[data_request::Model]) -> String {
    let mut periods: Vec<Period> = merged
        .iter()
        .filter(|other| other.replaced_by_id == Some(request.id))
        .chain([request])
        .filter_map(|row| row.period.parse().ok())
        .collect();
    periods.sort_by_key(|period| period.start());
    periods.dedup();
    if periods.len() < 2 {
        return period_words(request);
    }
    periods.into_iter().map(Period::title).collect::<Vec<_>>().join(" and ")
}

fn period_words(request: &data_request::Model) -> String {
    request.period.parse::<Period>().map_or_else(|_| request.period.clone(), Period::title)
}

async fn facts(
    db: &impl ConnectionTrait,
    placed: &Placed,
    (today, appendices): (NaiveDate, Vec<Appendix>),
) -> Result<Facts> {
    let Placed { item, meeting, body } = placed;
    let council = council::Entity::find().one(db).await?;
    let board = match body.reports_to_id {
        Some(id) => body::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let mut considered = Vec::new();
    for considering in board.iter().chain([body]) {
        let on = queries::considered(db, (considering.id, &item.subject), (meeting.held_on, today)).await?;
        considered.push(Considered { body: considering.name.clone(), on });
    }
    let board = match board {
        Some(board) => {
            let meets_on = diary::next_meeting(db, board.id, meeting.held_on).await?.map(|next| next.held_on);
            Some(Board { name: board.name, short_name: board.short_name, meets_on })
        }
        None => None,
    };
    let invited = queries::list_invited(db, item.id).await?;
    Ok(Facts {
        body: body.name.clone(),
        meeting_on: meeting.held_on,
        board,
        invited: invited.into_iter().map(|post| Invited { title: post.title, kind: post.kind.0 }).collect(),
        appendices,
        contact: council.as_ref().map(contact).unwrap_or_default(),
        proper_officer: council.as_ref().map(|council| council.proper_officer.clone()).unwrap_or_default(),
        considered,
        website: council.map(|council| council.website).filter(|url| is_web_address(url)).unwrap_or_default(),
    })
}

fn contact(council: &council::Model) -> Vec<String> {
    let lines = [
        council.contact_names.clone(),
        if council.contact_phone.is_empty() { String::new() } else { format!("Tel: {}", council.contact_phone) },
        if council.contact_email.is_empty() { String::new() } else { format!("Email: {}", council.contact_email) },
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The lines of every request under an item, with what they are compared to and what of them is hidden.
struct Lines {
    lines: Vec<figure::Model>,
    indicators: BTreeMap<i64, indicator::Model>,
    /// The accepted figures of the period before, by request and indicator.
    before: BTreeMap<(i64, i64), figure::Model>,
    versions: Versions,
    changes: BTreeMap<i64, Vec<correction::Model>>,
    /// Empty where everything is shown.
    verdicts: BTreeMap<i64, Verdict>,
    /// The lines that may not be explained by the year before.
    years_hidden: BTreeSet<i64>,
}

impl Lines {
    async fn of(db: &impl ConnectionTrait, asked: &[data_request::Model], is_public: bool) -> Result<Self> {
        let (lines, indicators) = queries::list_figures(db, asked).await?;
        let mut before = BTreeMap::new();
        for request in asked.iter().filter(|request| !request.is_finance) {
            let Ok(period) = request.period.parse::<Period>() else { continue };
            let known = queries::accepted_in(db, period.previous(), indicators.keys().copied().collect()).await?;
            before.extend(known.into_iter().map(|(id, line)| ((request.id, id), line)));
        }
        let ids: Vec<i64> = indicators.keys().copied().collect();
        let (mut verdicts, mut years_hidden) = (BTreeMap::new(), BTreeSet::new());
        if is_public {
            verdicts = hiding::verdicts(db, &lines).await?;
            let earlier: Vec<figure::Model> = before.values().cloned().collect();
            verdicts.extend(hiding::verdicts(db, &earlier).await?);
            years_hidden = hiding::years_hidden(db, &lines).await?;
        }
        Ok(Self {
            versions: Versions::of(db, &ids).await?,
            changes: changes(db, lines.iter().map(|line| line.id)).await?,
            lines,
            indicators,
            before,
            verdicts,
            years_hidden,
        })
    }

    fn under(&self, request_id: i64) -> impl Iterator<Item = &figure::Model> {
        self.lines.iter().filter(move |line| line.request_id == request_id)
    }

    fn name(&self, line: &figure::Model) -> String {
        self.indicators.get(&line.indicator_id).map(|row| format!("{} {}", row.code, row.name)).unwrap_or_default()
    }

    fn measures(&self, request_id: i64) -> Vec<String> {
        self.under(request_id).map(|line| self.name(line)).collect()
    }

    fn verdict(&self, line: &figure::Model) -> &Verdict {
        self.verdicts.get(&line.id).unwrap_or(&Verdict::Shown)
    }

    /// The figure as the reader of the report knows it: a hidden one is none.
    fn figure(&self, line: &figure::Model) -> Option<Figure> {
        line.figure().filter(|_| *self.verdict(line) == Verdict::Shown)
    }

    /// What an officer should look at before small numbers go out.
    fn warnings(&self, request_id: i64) -> Vec<String> {
        let mut warnings = Vec::new();
        for line in self.under(request_id) {
            let name = self.name(line);
            let says = |text: &str| remit_domain::suppression::gives_away(text, &telling(line));
            if self.verdict(line).is_hidden() && (says(&line.commentary) || says(&line.corrective)) {
                warnings.push(format!("{name} is hidden, and its commentary says the number: it is left out."));
            }
            let has_rule = self.versions.find(line.version_id).is_some_and(|version| version.hide_below.is_some());
            let is_rate = line.policy().unit == "%" && line.numerator.is_none() && line.number.is_some();
            if has_rule && is_rate && !self.verdict(line).is_hidden() {
                warnings.push(format!(
                    "{name} has a rule for small numbers, but its numerator is not known: look whether it is small."
                ));
            }
        }
        warnings
    }

    fn appendix(&self, request: &data_request::Model) -> AppendixView {
        let period = request.period.parse().ok();
        AppendixView {
            number: request.appendix,
            title: if request.appendix_title.is_empty() {
                period_words(request)
            } else {
                request.appendix_title.clone()
            },
            lines: match request.is_nil {
                true => Vec::new(),
                false => self.under(request.id).map(|line| self.line(line, period)).collect(),
            },
            note: request.note.clone(),
            is_accepted: request.state.0.is_taken(),
        }
    }

    fn line(&self, line: &figure::Model, period: Option<Period>) -> LineView {
        let before = self.before.get(&(line.request_id, line.indicator_id));
        let (now, was) = (self.figure(line), before.and_then(|before| self.figure(before)));
        let none = Vec::new();
        let changes = self.changes.get(&line.id).unwrap_or(&none);
        let period = period.or_else(|| line.covers.parse().ok()).unwrap_or_else(|| Period::quarter_of(NaiveDate::MIN));
        let private = Reading::private(line, period, &self.versions, changes);
        let version = self.versions.find(line.version_id);
        let way = travelled(
            (now.as_ref(), line.version_id),
            before.map(|before| (was.as_ref(), before.version_id)),
            (&self.versions, line.policy().polarity),
        );
        LineView {
            indicator: self.name(line),
            rating: match line.rating.map(|rating| rating.0) {
                _ if self.verdict(line).is_hidden() => "",
                Some(Rating::Red) => "red",
                Some(Rating::Amber) => "amber",
                Some(Rating::Green) => "green",
                Some(Rating::Blue) => "blue",
                Some(Rating::NoData) => "no-data",
                Some(Rating::Unrated) | None => "not-rated",
            },
            direction: if now.is_none() { "" } else { Direction::label(way) },
            reading: Reading::public(
                line,
                &Known { verdict: self.verdict(line), version, is_year_hidden: self.years_hidden.contains(&line.id) },
                private,
            ),
        }
    }
}
