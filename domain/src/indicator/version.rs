//! What one version of an indicator says, read from its form, and when a change makes a new version: a changed
//! definition, unit, polarity or cohort measures something else; a mended sentence does not.

use super::Polarity;
use crate::period::Period;
use crate::refusal::Refusal;
use crate::rhythm::{Basis, LONGEST_LAG, Rhythm};
use crate::word::Word;
use std::fmt;

/// The largest number below which values are hidden.
pub const MOST_HIDDEN: i32 = 100;

/// What a version of an indicator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// What is counted, over what.
    pub definition: String,
    /// Of the value: %, £, days …; empty for a plain number.
    pub unit: String,
    /// Which way is better.
    pub polarity: Polarity,
    /// Who or what is counted.
    pub cohort: String,
    /// In which quarters it has a value.
    pub rhythm: Rhythm,
    /// How many quarters the value lies behind.
    pub lag: i32,
    /// Over what stretch of time.
    pub basis: Basis,
    /// What is divided.
    pub numerator: String,
    /// What it is divided by.
    pub denominator: String,
    /// Where the numbers come from.
    pub source: String,
    /// Values that rest on fewer than this are hidden.
    pub hide_below: Option<i32>,
}

impl Measurement {
    /// Reads the form; everything that is wrong with it at once.
    ///
    /// # Errors
    /// What was typed wrong.
    pub fn read<'f>(typed: impl Fn(&str) -> &'f str) -> Result<Self, Vec<VersionRefusal>> {
        let mut refused = Vec::new();
        let text = |name: &str| typed(name).trim().to_owned();
        let polarity = Polarity::from_word(typed("polarity"));
        if polarity.is_none() {
            refused.push(VersionRefusal::NoPolarity);
        }
        let lag = match typed("lag").trim() {
            "" => Some(0),
            typed => typed.parse().ok().filter(|lag| (0..=LONGEST_LAG).contains(lag)),
        };
        if lag.is_none() {
            refused.push(VersionRefusal::LagOutOfRange);
        }
        let hide_below = match typed("hide_below").trim() {
            "" => Some(None),
            typed => typed.parse().ok().filter(|n| (1..=MOST_HIDDEN).contains(n)).map(Some),
        };
        if hide_below.is_none() {
            refused.push(VersionRefusal::HideBelowOutOfRange);
        }
        match (polarity, lag, hide_below) {
            (Some(polarity), Some(lag), Some(hide_below)) => Ok(Self {
                definition: text("definition"),
                unit: text("unit"),
                polarity,
                cohort: text("cohort"),
                rhythm: Rhythm::from_word(typed("rhythm")).unwrap_or_default(),
                lag,
                basis: Basis::from_word(typed("basis")).unwrap_or_default(),
                numerator: text("numerator"),
                denominator: text("denominator"),
                source: text("source"),
                hide_below,
            }),
            _ => Err(refused),
        }
    }

    /// The fields that read back into it.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("definition", self.definition.clone()),
            ("unit", self.unit.clone()),
            ("polarity", self.polarity.word().to_owned()),
            ("cohort", self.cohort.clone()),
            ("rhythm", self.rhythm.word().to_owned()),
            ("lag", self.lag.to_string()),
            ("basis", self.basis.word().to_owned()),
            ("numerator", self.numerator.clone()),
            ("denominator", self.denominator.clone()),
            ("source", self.source.clone()),
            ("hide_below", self.hide_below.map(|n| n.to_string()).unwrap_or_default()),
        ]
    }

    /// What differs between two, in the words of the form.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            ("definition", self.definition != other.definition),
            ("unit", self.unit != other.unit),
            ("which way is better", self.polarity != other.polarity),
            ("cohort", self.cohort != other.cohort),
            ("when it reports", self.rhythm != other.rhythm),
            ("how far behind it is", self.lag != other.lag),
            ("what a value covers", self.basis != other.basis),
            ("numerator", self.numerator != other.numerator),
            ("denominator", self.denominator != other.denominator),
            ("source", self.source != other.source),
            ("below what it is hidden", self.hide_below != other.hide_below),
        ];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }

    /// Whether only sentences differ: definition, numerator, denominator, source.
    fn differs_in_words_only(&self, other: &Self) -> bool {
        let with_words_of = Self {
            definition: other.definition.clone(),
            numerator: other.numerator.clone(),
            denominator: other.denominator.clone(),
            source: other.source.clone(),
            ..self.clone()
        };
        with_words_of == *other
    }
}

/// What a change of a version comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The sentences of the version that stands are mended; it measures what it did.
    Words,
    /// A new version holds from this period on.
    Version {
        /// Its first period.
        from: Period,
    },
}

/// What the officer says about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// "A correction of words only."
    pub words_only: bool,
    /// The first period, as typed.
    pub from: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What a change of the version that stands comes to. A version may begin where the last one does, or later; never
/// before it.
///
/// # Errors
/// Nothing changed, more than words changed where only words should, or first period or reason are missing.
pub fn change(
    before: &Measurement,
    after: &Measurement,
    said: &Said<'_>,
    stands_from: &str,
) -> Result<Change, VersionRefusal> {
    if before == after {
        return Err(VersionRefusal::NothingChanged);
    }
    if said.words_only {
        return if after.differs_in_words_only(before) { Ok(Change::Words) } else { Err(VersionRefusal::NotWordsOnly) };
    }
    let from = begins(said.from, stands_from).map_err(|early| match early {
        Early::Missing => VersionRefusal::PeriodMissing,
        Early::BeforeTheLast => VersionRefusal::BeforeTheLast,
    })?;
    if said.reason.trim().is_empty() {
        return Err(VersionRefusal::ReasonMissing);
    }
    Ok(Change::Version { from })
}

/// Why a version or a rule cannot begin when it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Early {
    /// No period is named.
    Missing,
    /// The last one begins later.
    BeforeTheLast,
}

/// The first period of a new version or rule, after the one that stands from `last` on (empty: from the beginning).
///
/// # Errors
/// None was named, or it lies before the last.
pub fn begins(from: &str, last: &str) -> Result<Period, Early> {
    let from: Period = from.trim().parse().map_err(|_| Early::Missing)?;
    match last.parse::<Period>() {
        Ok(last) if from.start() < last.start() => Err(Early::BeforeTheLast),
        _ => Ok(from),
    }
}

/// Why a version cannot be kept as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionRefusal {
    /// Nothing says which way is better.
    NoPolarity,
    /// The lag is not a number of quarters that can be.
    LagOutOfRange,
    /// Not a number below which values can be hidden.
    HideBelowOutOfRange,
    /// Nothing differs from what stands.
    NothingChanged,
    /// More than words changed.
    NotWordsOnly,
    /// Nothing says from which period on it holds.
    PeriodMissing,
    /// A later version stands already.
    BeforeTheLast,
    /// Nothing says why it changes.
    ReasonMissing,
    /// The rule that stands cannot rate what would be measured.
    RuleDoesNotFit,
}

impl fmt::Display for VersionRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoPolarity => "Choose which way is better.",
            Self::LagOutOfRange => "Enter how many quarters the value lies behind: a number from 0 to 8.",
            Self::HideBelowOutOfRange => "Enter a number from 1 to 100, or leave it empty.",
            Self::NothingChanged => "Nothing differs from what stands now.",
            Self::NotWordsOnly => {
                "More than words changed. Untick “a correction of words only” and say from which period it holds."
            }
            Self::PeriodMissing => "Choose the first period for which it holds.",
            Self::BeforeTheLast => "A version stands from a later period on; choose that period or a later one.",
            Self::ReasonMissing => "Enter why it changes.",
            Self::RuleDoesNotFit => {
                "Its rating does not fit this way of being better. Change the rating to “not rated” first, then this."
            }
        })
    }
}

impl Refusal for VersionRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoPolarity | Self::RuleDoesNotFit => "polarity",
            Self::LagOutOfRange => "lag",
            Self::HideBelowOutOfRange => "hide_below",
            Self::NotWordsOnly => "words_only",
            Self::PeriodMissing | Self::BeforeTheLast => "from_period",
            Self::ReasonMissing => "reason",
            Self::NothingChanged => return None,
        };
        Some(field.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeMap;

    fn plans() -> Measurement {
        let typed = [("definition", "Plans issued in time"), ("unit", "%"), ("polarity", "higher")];
        let typed: BTreeMap<&str, &str> = typed.into();
        Measurement::read(|name| typed.get(name).copied().unwrap_or_default()).unwrap()
    }

    #[test]
    fn what_measures_something_else_is_a_new_version_and_mended_words_are_not() {
        let from = |words_only| Said { words_only, from: "2026/27 Q3", reason: "New guidance" };
        let changed = |how: fn(&mut Measurement)| {
            let mut after = plans();
            how(&mut after);
            after
        };
        let third: Period = "2026/27 Q3".parse().unwrap();
        let version = Ok(Change::Version { from: third });
        for (after, words_only, wanted) in [
            (changed(|m| m.definition = "Plans issued within 20 weeks".to_owned()), true, Ok(Change::Words)),
            (changed(|m| m.definition = "Plans issued within 20 weeks".to_owned()), false, version),
            (changed(|m| m.source = "Case system".to_owned()), true, Ok(Change::Words)),
            (changed(|m| m.unit = "days".to_owned()), false, version),
            (changed(|m| m.unit = "days".to_owned()), true, Err(VersionRefusal::NotWordsOnly)),
            (changed(|m| m.polarity = Polarity::Lower), true, Err(VersionRefusal::NotWordsOnly)),
            (
                changed(|m| m.cohort = "Without unaccompanied children".to_owned()),
                true,
                Err(VersionRefusal::NotWordsOnly),
            ),
            (changed(|m| m.rhythm = Rhythm::YearlyQ2), true, Err(VersionRefusal::NotWordsOnly)),
            (changed(|m| m.rhythm = Rhythm::YearlyQ2), false, version),
            (plans(), false, Err(VersionRefusal::NothingChanged)),
            (plans(), true, Err(VersionRefusal::NothingChanged)),
        ] {
            assert_eq!(change(&plans(), &after, &from(words_only), ""), wanted, "{after:?}");
        }
    }

    #[test]
    fn a_version_begins_no_earlier_than_the_last_and_says_why() {
        let mut after = plans();
        after.cohort = "Without unaccompanied children".to_owned();
        for (from, reason, last, wanted) in [
            ("2026/27 Q3", "Guidance", "2026/27 Q2", None),
            ("2026/27 Q2", "Guidance", "2026/27 Q2", None),
            ("2026/27 Q1", "Guidance", "2026/27 Q2", Some(VersionRefusal::BeforeTheLast)),
            ("", "Guidance", "", Some(VersionRefusal::PeriodMissing)),
            ("soon", "Guidance", "", Some(VersionRefusal::PeriodMissing)),
            ("2026/27 Q3", " ", "", Some(VersionRefusal::ReasonMissing)),
        ] {
            let said = Said { words_only: false, from, reason };
            assert_eq!(change(&plans(), &after, &said, last).err(), wanted, "{from} {last}");
        }
    }

    #[test]
    fn a_version_reads_back_from_its_own_fields() {
        let all = Measurement {
            cohort: "Aged 5 to 15".to_owned(),
            rhythm: Rhythm::YearlyQ2,
            lag: 2,
            basis: Basis::AcademicYear,
            numerator: "in time".to_owned(),
            denominator: "all".to_owned(),
            source: "Census".to_owned(),
            hide_below: Some(5),
            ..plans()
        };
        let kept: BTreeMap<&str, String> = all.fields().into_iter().collect();
        assert_eq!(Measurement::read(|name| kept.get(name).map(String::as_str).unwrap_or_default()), Ok(all));
    }

    #[test]
    fn what_is_typed_wrong_is_all_said_at_once() {
        let typed: BTreeMap<&str, &str> = [("lag", "soon"), ("hide_below", "0")].into();
        let refused = Measurement::read(|name| typed.get(name).copied().unwrap_or_default()).unwrap_err();
        let wanted = [VersionRefusal::NoPolarity, VersionRefusal::LagOutOfRange, VersionRefusal::HideBelowOutOfRange];
        assert_eq!(refused, wanted);
    }
}
