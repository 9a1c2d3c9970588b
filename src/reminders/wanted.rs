//! What an officer typed into the forms of this column, as words of the domain. A row in which nothing was chosen is no
//! reminder.

use crate::web::Fields;
use remit_domain::ladder::{Audience, When};
use remit_domain::reminder_policy::{MOST_RUNGS, PolicyRefusal, Rung};
use remit_domain::word::Word;

/// The times that the form offers, by their word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Opened,
    OpenedNotBefore,
    Halfway,
    Before,
    After,
    BeforePublish,
}

impl Word for Time {
    const ALL: &'static [Self] =
        &[Self::Opened, Self::OpenedNotBefore, Self::Halfway, Self::Before, Self::After, Self::BeforePublish];
    fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::OpenedNotBefore => "opened_not_before",
            Self::Halfway => "halfway",
            Self::Before => "before",
            Self::After => "after",
            Self::BeforePublish => "before_publish",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Opened => "when it is asked for",
            Self::OpenedNotBefore => "when asked for, but no sooner than so many days before it is due",
            Self::Halfway => "half-way to the date",
            Self::Before => "so many days before it is due (0: on the day)",
            Self::After => "so many days after it was due, and then every so many",
            Self::BeforePublish => "so many days before the papers go out, when late",
        }
    }
}

/// The name of a field in a row.
pub(super) fn name(field: &str, row: usize) -> String {
    format!("{field}_{row}")
}

/// How many rows the form had.
pub(super) fn rows(fields: &Fields) -> usize {
    fields.number("rows").unwrap_or(1).clamp(1, MOST_RUNGS + 1)
}

/// The rungs as typed.
///
/// # Errors
/// Rows in which something is missing.
pub(super) fn rungs(fields: &Fields) -> Result<Vec<Rung>, Vec<PolicyRefusal>> {
    let (mut rungs, mut wrong) = (Vec::new(), Vec::new());
    for row in 1..=rows(fields) {
        let (to, time) = (fields.word::<Audience>(&name("to", row)), fields.word::<Time>(&name("when", row)));
        let days: Option<u32> = fields.number(&name("days", row));
        match (to, time) {
            (None, None) => {}
            (None, Some(_)) => wrong.push(PolicyRefusal::NoAudience(row)),
            (Some(_), None) => wrong.push(PolicyRefusal::NoWhen(row)),
            (Some(audience), Some(time)) => {
                let when = match (time, days) {
                    (Time::Opened, _) => When::Opened,
                    (Time::Halfway, _) => When::Halfway,
                    (Time::OpenedNotBefore, Some(days)) => When::OpenedNotBefore(days),
                    (Time::Before, Some(days)) => When::Before(days),
                    (Time::BeforePublish, Some(days)) => When::BeforePublish(days),
                    (Time::After, Some(first)) => {
                        When::After { first, every: fields.number(&name("every", row)).unwrap_or(0) }
                    }
                    (_, None) => {
                        wrong.push(PolicyRefusal::NoDays(row));
                        continue;
                    }
                };
                rungs.push(Rung { audience, when, asks: fields.ticked(&name("asks", row)) });
            }
        }
    }
    if wrong.is_empty() { Ok(rungs) } else { Err(wrong) }
}

/// A rung as the fields of a row.
pub(super) fn fields_of(row: usize, rung: &Rung) -> Vec<(String, String)> {
    let (time, days, every) = match rung.when {
        When::Opened => (Time::Opened, None, None),
        When::OpenedNotBefore(days) => (Time::OpenedNotBefore, Some(days), None),
        When::Halfway => (Time::Halfway, None, None),
        When::Before(days) => (Time::Before, Some(days), None),
        When::After { first, every } => (Time::After, Some(first), Some(every)),
        When::BeforePublish(days) => (Time::BeforePublish, Some(days), None),
    };
    let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
    let mut fields = vec![
        (name("to", row), rung.audience.word().to_owned()),
        (name("when", row), time.word().to_owned()),
        (name("days", row), number(days)),
        (name("every", row), number(every)),
    ];
    if rung.asks {
        fields.push((name("asks", row), "yes".to_owned()));
    }
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use remit_domain::obligation::Kind;
    use remit_domain::reminder_policy::Policy;

    #[test]
    fn every_usual_policy_goes_through_the_form_unchanged() {
        for kind in Kind::ALL.iter().copied() {
            let policy = Policy::usual(kind);
            let mut pairs = vec![("rows".to_owned(), (policy.rungs().len() + 1).to_string())];
            for (row, rung) in (1..).zip(policy.rungs()) {
                pairs.extend(fields_of(row, rung));
            }
            assert_eq!(rungs(&Fields::from_pairs(pairs)).unwrap(), policy.rungs(), "{kind:?}");
        }
    }

    #[test]
    fn a_row_in_which_something_is_missing_is_named() {
        let fields = Fields::from_pairs([
            ("rows", "3"),
            ("to_1", "owner"),
            ("when_2", "before"),
            ("to_3", "owner"),
            ("when_3", "before"),
        ]);
        assert_eq!(
            rungs(&fields).unwrap_err(),
            [PolicyRefusal::NoWhen(1), PolicyRefusal::NoAudience(2), PolicyRefusal::NoDays(3)]
        );
    }
}
