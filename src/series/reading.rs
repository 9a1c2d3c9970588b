//! One figure as it is read: value, target, ratings, marks of doubt, how old it is, what was corrected. The private
//! reading shows everything; the public one is made here alone, and of a hidden value it carries the reason only.

use super::{Versions, part};
use chrono::NaiveDate;
use remit_domain::figure::{Certainty, Correction, Figure, with_unit};
use remit_domain::london;
use remit_domain::period::Period;
use remit_domain::rating::{Direction, Rating, direction};
use remit_domain::rhythm::stretch;
use remit_domain::suppression::{Cell, Verdict, gives_away, judge};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{correction, figure, indicator_version};
use rust_decimal::{Decimal, RoundingStrategy};

/// A change after publication, with both values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// "Erratum" or "Restated".
    pub kind: &'static str,
    /// What was published.
    pub was: String,
    /// Its rating, as the macro names it.
    pub was_rating: String,
    /// What it became.
    pub becomes: String,
    /// Its rating.
    pub becomes_rating: String,
    /// Why.
    pub reason: String,
    /// When, in words.
    pub on: String,
    /// When, for machines.
    pub on_iso: String,
}

/// One figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The value in words; empty while there is none.
    pub value: String,
    /// The number alone, for a file; empty where there is none.
    pub number: String,
    /// Why there is no number, as the service said.
    pub reason: String,
    /// Why it is hidden; empty where it is shown.
    pub hidden: String,
    /// The target of its period.
    pub target: String,
    /// The rating as the macro names it; empty where there is none or it is hidden.
    pub rating: String,
    /// Why it is rated so.
    pub why: String,
    /// The service's own rating, where it differs.
    pub stated: String,
    /// The reason of the service for its own.
    pub stated_why: String,
    /// What is expected for the end of the year.
    pub forecast: String,
    /// The rating of that.
    pub forecast_rating: String,
    /// "Provisional", "Estimate", "Restated", "Erratum".
    pub marks: Vec<&'static str>,
    /// What it covers and how old that is, where it is not the period that was asked for.
    pub age: String,
    /// The stretch of time that it covers.
    pub covers: String,
    /// The service's commentary.
    pub commentary: String,
    /// What is done about it.
    pub corrective: String,
    /// What was changed after publication, oldest first.
    pub changes: Vec<Change>,
}

/// The word of a rating as the macro that draws it names it.
#[must_use]
pub fn mark(rating: Rating) -> String {
    rating.word().replace('_', "-")
}

/// What the first columns of a file of figures are called.
const OPENING: [&str; 7] = ["Code", "Indicator", "Period", "Covers", "Value", "Value in words", "Target"];

/// The heads of a file of figures, with those of its own after the first columns.
#[must_use]
pub fn heads(own: &[&str]) -> Vec<String> {
    OPENING.iter().chain(own).map(|head| (*head).to_owned()).collect()
}

/// A figure in words.
#[must_use]
pub fn said(figure: Option<&Figure>, unit: &str) -> String {
    match figure {
        Some(Figure::Number(value)) => with_unit(*value, unit),
        Some(Figure::Absent(absence)) => absence.label().to_owned(),
        None => String::new(),
    }
}

impl Reading {
    /// A row of a file of figures, with its own cells after the first columns.
    #[must_use]
    pub fn cells(
        &self,
        (code, name, period): (&str, &str, &str),
        own: impl IntoIterator<Item = String>,
    ) -> Vec<String> {
        let first = [code, name, period, &self.covers, &self.number, &self.value, &self.target];
        first.iter().map(|cell| (*cell).to_owned()).chain(own).collect()
    }

    /// What officers and the chairs of a panel read: the private copy.
    #[must_use]
    pub fn private(row: &figure::Model, period: Period, versions: &Versions, changes: &[correction::Model]) -> Self {
        let policy = row.policy();
        let figure = row.figure();
        let rating = row.rating.map(|rating| rating.0);
        let stated = row.stated_rating.map(|rating| rating.0).filter(|stated| Some(*stated) != rating);
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Decimal>().ok());
        let mut marks = match row.certainty.0 {
            Certainty::Final => Vec::new(),
            certainty => vec![certainty.label()],
        };
        if let Some(last) = changes.last() {
            marks.push(last.kind.0.label());
        }
        let covers = row.covers.parse().unwrap_or(period);
        Self {
            value: match &figure {
                None if !row.typed.is_empty() => format!("“{}” (not understood)", row.typed),
                figure => said(figure.as_ref(), &policy.unit),
            },
            number: match figure {
                Some(Figure::Number(value)) => value.normalize().to_string(),
                _ => String::new(),
            },
            reason: row.reason.clone(),
            hidden: String::new(),
            target: policy.aim.words(&policy.unit),
            rating: rating.map(mark).unwrap_or_default(),
            why: row.why.clone(),
            stated: stated.map(mark).unwrap_or_default(),
            stated_why: row.stated_why.clone(),
            forecast: number(&row.forecast).map(|value| with_unit(value, &policy.unit)).unwrap_or_default(),
            forecast_rating: row.forecast_rating.map(|rating| mark(rating.0)).unwrap_or_default(),
            marks,
            age: age(covers, period, row.as_at),
            covers: versions.find(row.version_id).map_or_else(|| covers.title(), |one| stretch(one.basis.0, covers)),
            commentary: row.commentary.clone(),
            corrective: row.corrective.clone(),
            changes: changes.iter().map(|row| change(row, &policy.unit)).collect(),
        }
    }

    /// What anybody reads: the same, with everything hidden that the verdict hides or that would tell it.
    #[must_use]
    pub fn public(row: &figure::Model, known: &Known<'_>, private: Self) -> Self {
        let why = known.verdict.words();
        match known.verdict {
            Verdict::Shown => explained(row, known, private),
            Verdict::NoRate => Self {
                value: "No rate".to_owned(),
                number: String::new(),
                reason: why,
                rating: mark(Rating::NoData),
                ..Self { why: String::new(), ..explained(row, known, private) }
            },
            Verdict::Hidden(_) => {
                let kept = |text: String| if gives_away(&text, &telling(row)) { String::new() } else { text };
                Self {
                    value: "Hidden".to_owned(),
                    hidden: why,
                    target: private.target,
                    age: private.age,
                    covers: private.covers,
                    marks: private.marks,
                    commentary: kept(private.commentary),
                    corrective: kept(private.corrective),
                    ..Self::default()
                }
            }
        }
    }
}

/// What decides how much of a figure the public is told.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// Whether it is shown.
    pub verdict: &'k Verdict,
    /// The version of the indicator that it was given under.
    pub version: Option<&'k indicator_version::Model>,
    /// Whether the value of the year before, by which it may be judged, is one that the public does not see.
    pub is_year_hidden: bool,
}

/// A figure that is shown, without what its explanation would tell of others that are not.
fn explained(row: &figure::Model, known: &Known<'_>, private: Reading) -> Reading {
    let (changes, mut hidden) = public_changes(row, known.version, private.changes);
    let policy = row.policy();
    let year = policy.year_before.filter(|_| known.is_year_hidden);
    if let Some(year) = year {
        let away = RoundingStrategy::MidpointAwayFromZero;
        hidden.extend([year, year.round_dp_with_strategy(policy.decimals, away)]);
    }
    let why = match (gives_away(&private.why, &hidden), year) {
        (false, _) => private.why,
        (true, Some(_)) => "Judged by its target and by the year before, whose value is not public.".to_owned(),
        (true, None) => String::new(),
    };
    Reading { why, changes, ..private }
}

/// Of what was published before, too, nothing is said that would be hidden today: neither the value nor its rating, nor
/// a reason that names it. With the values that are not said.
fn public_changes(
    row: &figure::Model,
    version: Option<&indicator_version::Model>,
    mut changes: Vec<Change>,
) -> (Vec<Change>, Vec<Decimal>) {
    let below = version.and_then(|version| version.hide_below).map(Decimal::from);
    let unit = row.policy().unit;
    let denominator = part(row.denominator.as_deref()).and_then(Result::ok);
    let counted = version.map_or_else(|| unit.clone(), |version| version.unit.clone());
    let is_small = |figure: Figure| {
        let cell =
            Cell { figure: Some(figure), unit: counted.clone(), hide_below: below, denominator, ..Cell::default() };
        judge(&[cell]).values().any(Verdict::is_hidden)
    };
    let mut hidden = Vec::new();
    for change in &mut changes {
        let sides = [(&mut change.was, &mut change.was_rating), (&mut change.becomes, &mut change.becomes_rating)];
        for (value, rating) in sides {
            // A value was put into words with its unit after it; the number stands before.
            let number = value.trim_end_matches(unit.as_str()).trim().parse::<Figure>().ok();
            let Some(figure) = number.filter(|figure| is_small(*figure)) else { continue };
            "Hidden".clone_into(value);
            rating.clear();
            if let Figure::Number(value) = figure {
                hidden.push(value);
            }
        }
    }
    for change in &mut changes {
        if gives_away(&change.reason, &hidden) {
            change.reason.clear();
        }
    }
    (changes, hidden)
}

/// The numbers that tell a hidden value.
#[must_use]
pub fn telling(row: &figure::Model) -> Vec<Decimal> {
    let value = match row.figure() {
        Some(Figure::Number(value)) => Some(value),
        _ => None,
    };
    let number = |text: &Option<String>| part(text.as_deref()).and_then(Result::ok);
    let (numerator, denominator) = (number(&row.numerator), number(&row.denominator));
    let rest = denominator.zip(numerator).map(|(of, n)| of - n);
    value.into_iter().chain(numerator).chain(rest).collect()
}

/// What a value covers, where that is not the period that is looked at, and how much older it is; and the day as at
/// which it was taken.
fn age(covers: Period, period: Period, as_at: Option<NaiveDate>) -> String {
    let mut said = Vec::new();
    let months = months_between(covers.end(), period.end());
    if covers != period && months > 0 {
        let old = if months == 1 { "1 month".to_owned() } else { format!("{months} months") };
        said.push(format!("Latest available: {}, {old} older than {period}", covers.title()));
    } else if covers != period {
        said.push(format!("Covers {}", covers.title()));
    }
    said.extend(as_at.map(|on| format!("As at {}", wording::date(on))));
    said.join(". ")
}

fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    use chrono::Datelike;
    let months = |on: NaiveDate| i64::from(on.year()) * 12 + i64::from(on.month());
    months(to) - months(from)
}

fn change(row: &correction::Model, unit: &str) -> Change {
    let words = |text: &str| match text.parse::<Figure>() {
        Ok(figure) => said(Some(&figure), unit),
        Err(_) => text.to_owned(),
    };
    let on = london::date_in_london(row.made_at);
    Change {
        kind: Correction::label(row.kind.0),
        was: words(&row.was),
        was_rating: mark(row.was_rating.0),
        becomes: words(&row.becomes),
        becomes_rating: mark(row.becomes_rating.0),
        reason: row.reason.clone(),
        on: wording::date(on),
        on_iso: on.to_string(),
    }
}

/// Which way a value moved since another one, with what it was; "Not comparable" where the two may not be compared.
#[must_use]
pub fn travelled(
    now: (Option<&Figure>, Option<i64>),
    before: Option<(Option<&Figure>, Option<i64>)>,
    (versions, polarity): (&Versions, remit_domain::indicator::Polarity),
) -> Direction {
    let like = before.filter(|(_, version)| versions.are_comparable(*version, now.1));
    now.0.map_or(Direction::Unknown, |now| direction(like.and_then(|(was, _)| was), now, polarity))
}
