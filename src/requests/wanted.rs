//! The forms of this column turned into words of the domain: a request to be made, a promise "to follow".

use crate::web::Fields;
use chrono::NaiveDate;
use remit_domain::period::Period;
use remit_domain::refusal::Refusal;
use remit_domain::request::{AskRefusal, RequestRefusal};

/// A request to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub item_id: i64,
    pub owner_post_id: i64,
    pub period: Period,
    pub coverage: String,
    pub is_finance: bool,
    pub appendix: i32,
    pub appendix_title: String,
    /// The indicators that were ticked; none for finance slides.
    pub indicators: Vec<i64>,
    /// Whether a second request for the same is meant.
    pub twice: bool,
}

impl Wanted {
    /// Reads the form; everything that is wrong with it at once.
    pub(super) fn read(fields: &Fields, item_id: i64) -> Result<Self, Vec<Box<dyn Refusal>>> {
        let mut refused: Vec<Box<dyn Refusal>> = Vec::new();
        let owner_post_id = fields.number("owner");
        if owner_post_id.is_none() {
            refused.push(Box::new(AskRefusal::NoOwner));
        }
        let period = fields.text("period").parse::<Period>();
        if let Err(refusal) = period {
            refused.push(Box::new(AskRefusal::Period(refusal)));
        }
        let is_finance = match fields.text("kind") {
            "figures" => Some(false),
            "finance" => Some(true),
            _ => None,
        };
        if is_finance.is_none() {
            refused.push(Box::new(AskRefusal::NoKind));
        }
        let appendix = fields.number("appendix").filter(|n| (1..100).contains(n));
        if appendix.is_none() {
            refused.push(Box::new(AskRefusal::AppendixNumber));
        }
        let appendix_title = fields.text("appendix_title").to_owned();
        if appendix_title.is_empty() {
            refused.push(Box::new(AskRefusal::AppendixTitle));
        }
        let indicators: Vec<i64> = match is_finance {
            Some(true) => Vec::new(),
            _ => fields.all("indicators").filter_map(|id| id.parse().ok()).collect(),
        };
        if is_finance == Some(false) && indicators.is_empty() {
            refused.push(Box::new(RequestRefusal::NothingAsked));
        }
        match (owner_post_id, period, is_finance, appendix) {
            (Some(owner_post_id), Ok(period), Some(is_finance), Some(appendix)) if refused.is_empty() => Ok(Self {
                item_id,
                owner_post_id,
                period,
                coverage: fields.text("coverage").to_owned(),
                is_finance,
                appendix,
                appendix_title,
                indicators,
                twice: fields.ticked("twice"),
            }),
            _ => Err(refused),
        }
    }
}

/// A declaration that it will follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Promise {
    pub on: Option<NaiveDate>,
    pub reason: String,
}

impl Promise {
    pub(super) fn read(fields: &Fields) -> Self {
        Self { on: fields.date("promised_on"), reason: fields.text("reason").to_owned() }
    }
}
