//! What the reader knows of the language of minutes, for whoever reads single sentences: days, times by which something
//! is owed, verbs, counts of votes. Pages are read by `read`. Called by the line language.

use chrono::NaiveDate;

use super::model::Counts;
use super::{dates, due, verbs, votes};

/// The dates of a text: where each begins and ends, and its day, where its year is given.
pub(crate) fn days(text: &str) -> Vec<(usize, usize, Option<NaiveDate>)> {
    dates::find(text).into_iter().map(|date| (date.at, date.end, date.on)).collect()
}

/// By when something is owed, as a sentence says it.
pub(crate) fn by_when(text: &str) -> Option<String> {
    due::find(text).map(|due| due.text)
}

/// What a part of a resolution does: "noted", "requested", or the plain verb of whoever is to act.
pub(crate) fn verbs(text: &str) -> Vec<String> {
    verbs::of(text)
}

/// Whether a verb is one of doing, in its base form or as a participle: "circulate", "circulated".
pub(crate) fn is_deed(verb: &str) -> bool {
    let verb = verb.split(' ').next().unwrap_or_default();
    let plain = verb.strip_suffix('s').unwrap_or(verb);
    let known = |word: &str| verbs::DEEDS.contains(&word);
    known(verb) || known(plain) || verbs::base_form(verb).is_some_and(|base| known(&base))
}

/// The counts of a vote in words: "seven for, two against".
pub(crate) fn counts(text: &str) -> Counts {
    votes::counts(text)
}

/// The sentences of a paragraph.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    super::words::sentences(text)
}
