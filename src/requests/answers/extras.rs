//! What a line of figures carries beside its value: how sure it is, what it is made of, the year-end forecast, the
//! service's own rating, the action taken, and the day of which it speaks. As typed, and as it is kept.

use crate::web::Fields;
use remit_domain::figure::{Certainty, Figure};
use remit_domain::policy::Policy;
use remit_domain::rating::{Rating, rate};
use remit_domain::word::Word;
use remit_entity::{Stored, figure};
use sea_orm::ActiveValue::Set;

/// What is typed beside a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extras {
    pub certainty: String,
    pub numerator: String,
    pub denominator: String,
    pub forecast: String,
    pub stated: String,
    pub stated_why: String,
    pub corrective: String,
    pub as_at: String,
    /// The cell as it stood in a spreadsheet that was sent in.
    pub as_sent: String,
}

impl Extras {
    /// As a line keeps it.
    pub(super) fn of(row: &figure::Model) -> Self {
        Self {
            certainty: row.certainty.word().to_owned(),
            numerator: row.numerator.clone().unwrap_or_default(),
            denominator: row.denominator.clone().unwrap_or_default(),
            forecast: row.forecast.clone().unwrap_or_default(),
            stated: row.stated_rating.map(|rating| rating.0.word().to_owned()).unwrap_or_default(),
            stated_why: row.stated_why.clone(),
            corrective: row.corrective.clone(),
            as_at: row.as_at.map(|on| on.to_string()).unwrap_or_default(),
            as_sent: row.as_sent.clone(),
        }
    }

    /// Reads the boxes of a line; one that the form does not carry stays as it stands.
    pub(super) fn read(text: impl Fn(&str, &str) -> String, row: &figure::Model) -> Self {
        let kept = Self::of(row);
        Self {
            certainty: text("certainty", &kept.certainty),
            numerator: text("numerator", &kept.numerator),
            denominator: text("denominator", &kept.denominator),
            forecast: text("forecast", &kept.forecast),
            stated: text("stated", &kept.stated),
            stated_why: text("stated_why", &kept.stated_why),
            corrective: text("corrective", &kept.corrective),
            as_at: text("as_at", &kept.as_at),
            as_sent: text("as_sent", &kept.as_sent),
        }
    }
}

/// Puts it into a line; a forecast that is a number is rated by the line's own policy.
pub(super) fn written(mut row: figure::ActiveModel, more: Extras, policy: &Policy) -> figure::ActiveModel {
    let given = |text: String| (!text.is_empty()).then_some(text);
    let forecast: Option<Figure> = more.forecast.parse().ok();
    row.forecast_rating = Set(match &forecast {
        Some(figure @ Figure::Number(_)) => Some(Stored(rate(figure, policy).rating)),
        _ => None,
    });
    row.certainty = Set(Stored(Certainty::from_word(&more.certainty).unwrap_or_default()));
    row.numerator = Set(given(more.numerator));
    row.denominator = Set(given(more.denominator));
    row.forecast = Set(given(more.forecast));
    row.stated_rating = Set(Rating::from_word(&more.stated).map(Stored));
    row.stated_why = Set(more.stated_why);
    row.corrective = Set(more.corrective);
    row.as_sent = Set(more.as_sent);
    // A day that cannot be read takes none away.
    let day = Fields::from_pairs([("on", more.as_at.as_str())]).date("on");
    if day.is_some() || more.as_at.is_empty() {
        row.as_at = Set(day);
    }
    row
}
