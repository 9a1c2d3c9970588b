//! What a version of an indicator says: as the domain weighs it, as it is kept, and in words.

use remit_domain::indicator::version::Measurement;
use remit_domain::word::Word;
use remit_entity::{Stored, indicator_version};

/// What a version says, as the domain weighs it.
#[must_use]
pub fn measurement(row: &indicator_version::Model) -> Measurement {
    Measurement {
        definition: row.definition.clone(),
        unit: row.unit.clone(),
        polarity: row.polarity.0,
        cohort: row.cohort.clone(),
        rhythm: row.rhythm.0,
        lag: row.lag,
        basis: row.basis.0,
        numerator: row.numerator.clone(),
        denominator: row.denominator.clone(),
        source: row.source.clone(),
        hide_below: row.hide_below,
    }
}

/// A version that says this; all else as in the row given.
#[must_use]
pub fn version_of(said: Measurement, row: indicator_version::Model) -> indicator_version::Model {
    indicator_version::Model {
        definition: said.definition,
        unit: said.unit,
        polarity: Stored(said.polarity),
        cohort: said.cohort,
        rhythm: Stored(said.rhythm),
        lag: said.lag,
        basis: Stored(said.basis),
        numerator: said.numerator,
        denominator: said.denominator,
        source: said.source,
        hide_below: said.hide_below,
        ..row
    }
}

/// What a version measures, in words.
#[must_use]
pub fn facts_of_version(version: &indicator_version::Model) -> Vec<(&'static str, String)> {
    let unit = if version.unit.is_empty() { "Number".to_owned() } else { version.unit.clone() };
    let mut facts = vec![
        ("Definition", version.definition.clone()),
        ("Unit", unit),
        ("Which way is better", version.polarity.0.label().to_owned()),
        ("Reports", version.rhythm.0.label().to_owned()),
        ("Covers", version.basis.0.label().to_owned()),
    ];
    match version.lag {
        0 => {}
        1 => facts.push(("Behind by", "1 quarter".to_owned())),
        lag => facts.push(("Behind by", format!("{lag} quarters"))),
    }
    for (name, text) in [
        ("Cohort", &version.cohort),
        ("Numerator", &version.numerator),
        ("Denominator", &version.denominator),
        ("Source", &version.source),
    ] {
        if !text.is_empty() {
            facts.push((name, text.clone()));
        }
    }
    facts
}
