//! The pages about indicators as they are drawn, with their lines over the periods.

use super::history::History as Versions;
use super::ruling;
use crate::measures::{self, InForce};
use crate::series::Given;
use crate::series::history::History;
use crate::web::{Choice, Form, Page};
use askama::Template;
use remit_domain::figure::{Figure, with_unit};
use remit_domain::trend::{self, Dot, Frame, Point};
use rust_decimal::Decimal;

/// A line ready to be drawn, and its numbers in words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Drawn {
    pub path: String,
    pub dots: Vec<Dot>,
    pub last: Dot,
    pub target_y: Option<f64>,
    pub low: String,
    pub high: String,
    pub described: String,
}

impl Drawn {
    /// The line of these figures against the target that stands now; none while there is no number.
    pub(super) fn of(of: &InForce, given: &[Given], frame: &Frame) -> Option<Self> {
        let target = given.last().and_then(|given| given.figure.policy().target());
        let points: Vec<Point> = given
            .iter()
            .map(|given| Point { label: given.period.to_string(), figure: given.figure.figure() })
            .collect();
        let values: Vec<Option<Decimal>> = points
            .iter()
            .map(|point| match point.figure {
                Some(Figure::Number(value)) => Some(value),
                _ => None,
            })
            .collect();
        let unit = of.version.unit.as_str();
        let drawn = trend::draw(&values, target, frame)?;
        Some(Self {
            described: trend::describe(&points, target, unit),
            low: with_unit(drawn.low, unit),
            high: with_unit(drawn.high, unit),
            path: drawn.path,
            dots: drawn.dots.into_iter().flatten().collect(),
            last: drawn.last,
            target_y: drawn.target_y,
        })
    }
}

/// An indicator, as a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub id: i64,
    pub name: String,
    pub target: String,
    pub better: &'static str,
    pub value: String,
    pub period: String,
    pub rating: String,
    pub line: Option<Drawn>,
}

#[derive(Template)]
#[template(path = "indicators/list.html")]
pub(super) struct List {
    pub page: Page,
    pub rows: Vec<Row>,
    pub panel: String,
    pub panels: Vec<Choice>,
    pub count: u64,
    pub page_number: usize,
    pub pages: usize,
    pub pages_href: String,
    pub is_officer: bool,
}

#[derive(Template)]
#[template(path = "indicators/show.html")]
pub(super) struct Show {
    pub page: Page,
    pub code: String,
    pub history: History,
    /// Where its figures are saved as a file.
    pub file: String,
    /// Whether the public's notes on each figure are told: they are to the officers.
    pub is_public: bool,
    pub versions: Versions,
}

#[derive(Template)]
#[template(path = "indicators/edit.html")]
pub(super) struct Edit {
    pub page: Page,
    pub form: Form,
    pub polarities: Vec<Choice>,
    pub tolerances: Vec<Choice>,
    pub owners: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "indicators/rename.html")]
pub(super) struct Rename {
    pub page: Page,
    pub form: Form,
    pub id: i64,
    pub name: String,
    pub version: i32,
    pub owners: Vec<Choice>,
    pub totals: Vec<Choice>,
    /// What stands now, where somebody else changed it meanwhile.
    pub stands: Vec<(&'static str, String)>,
}

/// An indicator that a panel may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pick {
    pub id: i64,
    pub name: String,
    pub is_in: bool,
    pub place_name: String,
    pub place: String,
    pub error: String,
    pub agreed: String,
    pub agreed_at: String,
    pub retired: String,
}

#[derive(Template)]
#[template(path = "indicators/set.html")]
pub(super) struct Set {
    pub page: Page,
    pub form: Form,
    pub body: String,
    pub action: String,
    pub back: String,
    pub picks: Vec<Pick>,
    pub rhythms: Vec<Choice>,
}

/// What an indicator is, in words.
pub(super) fn facts(of: &InForce) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Code", of.indicator.code.clone())];
    facts.extend(measures::facts_of_version(&of.version));
    facts.extend(ruling::facts(of));
    facts
}
