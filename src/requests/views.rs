//! The officers' pages about requests as they are drawn, and a line of figures as every page of this column
//! shows it.

use super::answers::DocumentRow;
use super::queries::Line;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::figure::{Certainty, Figure, with_unit};
use remit_domain::period::Period;
use remit_domain::policy::Policy;
use remit_domain::rating::{Direction, Rating, direction};
use remit_domain::scorecard_check::{self, Looked};
use remit_domain::trend;
use remit_domain::word::Word;
use remit_entity::{Stored, figure};

/// A figure of the period before, beside the one of this period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Before {
    pub period: String,
    pub value: String,
    pub rating: String,
    pub commentary: String,
}

/// One line of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineView {
    pub id: i64,
    pub indicator_id: i64,
    pub name: String,
    pub definition: String,
    pub target: String,
    pub better: &'static str,
    pub value: String,
    pub rating: String,
    pub why: String,
    pub reason: String,
    pub commentary: String,
    /// What the panel will miss: a reason, a commentary.
    pub left_out: Vec<String>,
    pub direction: &'static str,
    /// Provisional or estimated; empty for what is final.
    pub certainty: &'static str,
    pub forecast: String,
    pub forecast_rating: String,
    /// The rating that the service states where it is another than the computed one, and why.
    pub stated: String,
    pub stated_why: String,
    pub corrective: String,
    pub before: Option<Before>,
    /// What another panel was told for the same period, in words.
    pub elsewhere: Vec<String>,
}

impl LineView {
    /// As whoever works on it behind the link reads it: what other panels were given is not theirs to read, and
    /// figures of before only once they have proved who they are.
    pub(super) fn behind_link(line: &Line, period: Period, is_let_in: bool) -> Self {
        let shown = Self::of(line, period);
        Self { elsewhere: Vec::new(), before: shown.before.filter(|_| is_let_in), ..shown }
    }

    pub(super) fn of(line: &Line, period: Period) -> Self {
        let row = &line.figure;
        let policy = row.policy();
        Self {
            id: row.id,
            indicator_id: line.indicator.id,
            name: format!("{} {}", line.indicator.code, line.indicator.name),
            definition: line.definition.clone(),
            target: policy.aim.words(&policy.unit),
            better: policy.polarity.label(),
            value: said(row),
            rating: mark(row.rating),
            why: row.why.clone(),
            reason: row.reason.clone(),
            commentary: row.commentary.clone(),
            left_out: left_out(row),
            elsewhere: line.elsewhere.iter().map(|(body, other)| shared(row, body, other)).collect(),
            direction: travelled(line).label(),
            certainty: match row.certainty.0 {
                Certainty::Final => "",
                other => other.label(),
            },
            forecast: row.forecast.clone().unwrap_or_default(),
            forecast_rating: mark(row.forecast_rating),
            stated: if row.stated_rating == row.rating { String::new() } else { mark(row.stated_rating) },
            stated_why: row.stated_why.clone(),
            corrective: row.corrective.clone(),
            before: line.before.as_ref().map(|before| Before {
                period: period.previous().to_string(),
                value: said(before),
                rating: mark(before.rating),
                commentary: before.commentary.clone(),
            }),
        }
    }
}

fn left_out(row: &figure::Model) -> Vec<String> {
    let looked = Looked {
        figure: row.figure(),
        reason: &row.reason,
        commentary: &row.commentary,
        rating: row.rating.map(|rating| rating.0),
        ..Looked::default()
    };
    scorecard_check::left_out(&looked).iter().map(ToString::to_string).collect()
}

/// A measure that two panels look at has one value a period; where it has two, both see it.
fn shared(row: &figure::Model, body: &str, other: &figure::Model) -> String {
    let value = said(other);
    match (row.figure(), other.figure()) {
        (Some(here), Some(there)) if here != there => {
            format!("Not the same everywhere: the {body} has {value} for this period.")
        }
        _ => format!("The {body} has {value} for this period."),
    }
}

/// A figure in words; what was typed and could not be understood stands as it was typed.
fn said(row: &figure::Model) -> String {
    match row.figure() {
        Some(Figure::Number(value)) => with_unit(value, &row.policy().unit),
        Some(Figure::Absent(absence)) => absence.label().to_owned(),
        None if row.typed.is_empty() => String::new(),
        None => format!("“{}” (not understood)", row.typed),
    }
}

/// A rating as the macro that draws it names it; empty while there is none.
fn mark(rating: Option<Stored<Rating>>) -> String {
    rating.map(|rating| rating.0.word().replace('_', "-")).unwrap_or_default()
}

/// Figures of another version of the indicator are no measure of movement.
fn travelled(line: &Line) -> Direction {
    let like = line.before.as_ref().filter(|before| before.version_id == line.figure.version_id);
    match line.figure.figure() {
        Some(now) => direction(like.and_then(figure::Model::figure).as_ref(), &now, line.figure.policy().polarity),
        None => Direction::Unknown,
    }
}

/// The values of the periods before, drawn as a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawing {
    pub path: String,
    pub last: trend::Dot,
    pub target_y: Option<f64>,
    pub described: String,
}

impl Drawing {
    /// None where not one of the values is a number.
    pub(super) fn of(recent: &[(Period, Option<Figure>)], policy: &Policy) -> Option<Self> {
        let value = |figure: &Option<Figure>| match figure {
            Some(Figure::Number(value)) => Some(*value),
            _ => None,
        };
        let values: Vec<_> = recent.iter().map(|(_, figure)| value(figure)).collect();
        let drawn = trend::draw(&values, policy.target(), &trend::SPARK)?;
        let points: Vec<_> =
            recent.iter().map(|(period, figure)| trend::Point { label: period.to_string(), figure: *figure }).collect();
        Some(Self {
            path: drawn.path,
            last: drawn.last,
            target_y: drawn.target_y,
            described: trend::describe(&points, policy.target(), &policy.unit),
        })
    }
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub id: i64,
    pub reference: String,
    pub what: String,
    pub body: String,
    pub meeting: String,
    pub meeting_iso: String,
    pub owner: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub due: String,
    pub due_iso: String,
    pub lateness: String,
    pub is_late: bool,
}

#[derive(Template)]
#[template(path = "requests/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
    pub state: String,
    pub states: Vec<Choice>,
    pub panel: String,
    pub panels: Vec<Choice>,
    pub count: u64,
    pub page_number: usize,
    pub pages: usize,
    pub pages_href: String,
    pub is_officer: bool,
}

/// An item for which something may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub href: String,
    pub text: String,
    pub body: String,
    pub on: String,
    pub on_iso: String,
}

#[derive(Template)]
#[template(path = "requests/choose.html")]
pub(super) struct Choose {
    pub page: Page,
    pub offers: Vec<Offer>,
}

#[derive(Template)]
#[template(path = "requests/new.html")]
pub(super) struct New {
    pub page: Page,
    pub form: Form,
    pub item_id: i64,
    pub item: String,
    pub body: String,
    pub meeting: String,
    pub owners: Vec<Choice>,
    pub kinds: Vec<Choice>,
    pub indicators: Vec<Choice>,
    pub period: String,
    /// What the panel's set has that the period does not ask for, and when it is next.
    pub not_due: Vec<String>,
    pub set_href: String,
}

/// A date of a request with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub what: &'static str,
    pub on: String,
    pub on_iso: String,
    pub why: String,
    pub lateness: String,
    pub is_late: bool,
}

/// A letter that was written about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub href: String,
    pub kind: &'static str,
    pub subject: String,
    pub to: String,
    pub state: &'static str,
    pub at: String,
    pub at_iso: String,
}

/// A line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub deed: String,
    pub by: String,
    pub detail: String,
    pub at: String,
    pub at_iso: String,
}

#[derive(Template)]
#[template(path = "requests/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub form: Form,
    /// Which of the page's forms was sent and is shown again; empty when none was.
    pub sent: String,
    pub is_officer: bool,
    pub id: i64,
    pub version: i32,
    pub reference: String,
    pub facts: Vec<(&'static str, String)>,
    pub meeting: String,
    pub meeting_href: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub dues: Vec<Due>,
    pub is_finance: bool,
    pub note: String,
    pub before: String,
    pub lines: Vec<LineView>,
    pub letters: Vec<Written>,
    pub events: Vec<Event>,
    pub may: May,
    pub questions: Vec<Question>,
    pub documents: Vec<DocumentRow>,
    /// The request that covers this one or took its place.
    pub replaced: Option<(i64, String)>,
    /// The last day on which what comes back still finds its way into the papers.
    pub last_day: String,
    pub merge_into: Vec<Choice>,
    pub items_ahead: Vec<Choice>,
}

impl Show {
    /// The sentence about lines without the commentary or the reason that a panel looks for; empty when all have it.
    fn lacking(&self) -> String {
        match self.lines.iter().filter(|line| !line.left_out.is_empty()).count() {
            0 => String::new(),
            1 => "One figure lacks the commentary or the reason that the panel will look for. It says so below."
                .to_owned(),
            n => format!(
                "{n} figures lack the commentary or the reason that the panel will look for. They say so below."
            ),
        }
    }
}

/// What an officer may do about a request now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct May {
    pub issue: bool,
    pub accept: bool,
    pub ask_back: bool,
    /// More time, to follow, not available: while it is owed.
    pub wait: bool,
    pub withdraw: bool,
    /// Another panel was given another value.
    pub look: bool,
    pub correct: bool,
}

/// What was asked back, with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub asks: String,
    pub by: String,
    pub due: String,
    pub answer: String,
}

#[derive(Template)]
#[template(path = "requests/providers.html")]
pub(super) struct ProvidersView {
    pub page: Page,
    pub form: Form,
}
