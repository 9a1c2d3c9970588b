//! Holding a post or a seat from a day to a day, and what happens to the former holder when somebody else
//! takes over. Both days count; an open end lasts until further notice. Called where people are kept.

use crate::refusal::Refusal;
use crate::wording;
use chrono::NaiveDate;
use std::fmt;

/// One tenure of a post or seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The row that remembers it.
    pub id: i64,
    /// Who.
    pub person: i64,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day; none until further notice.
    pub to_on: Option<NaiveDate>,
}

impl Tenure {
    /// Whether it covers a day.
    #[must_use]
    pub fn covers(&self, on: NaiveDate) -> bool {
        self.from_on <= on && self.to_on.is_none_or(|last| on <= last)
    }
}

/// What a handover does to a tenure that stands in its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// It ends on this day, the one before the new holder's first.
    Ends {
        /// The tenure.
        id: i64,
        /// Its last day.
        last_on: NaiveDate,
    },
    /// It began on the very day; the new holder takes its place and it never was.
    Struck {
        /// The tenure.
        id: i64,
    },
}

/// Why a handover was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenureRefusal {
    /// No first day was given.
    DayMissing,
    /// No last day was given.
    LastDayMissing,
    /// Nobody was chosen.
    PersonMissing,
    /// No seat was chosen to end.
    SeatMissing,
    /// Somebody holds it from a later day.
    LaterHolder(NaiveDate),
    /// The person holds it on that day already.
    HeldAlready,
    /// The person leaves the council on or before that day.
    Left(NaiveDate),
    /// The last day comes before the first.
    Backwards(NaiveDate),
    /// Nobody holds it on that day.
    Vacant,
    /// It has ended already.
    Ended(NaiveDate),
}

impl fmt::Display for TenureRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DayMissing => f.write_str("Enter the first day, like 16/10/2026."),
            Self::LastDayMissing => f.write_str("Enter the last day, like 16/10/2026."),
            Self::SeatMissing => f.write_str("Choose the seat that ends."),
            Self::PersonMissing => f.write_str("Choose a person."),
            Self::LaterHolder(on) => {
                write!(f, "Somebody holds this from {}. Choose that day or a later one.", wording::date(*on))
            }
            Self::HeldAlready => f.write_str("This person holds it on that day already."),
            Self::Left(on) => write!(f, "This person leaves on {}. Choose an earlier day.", wording::date(*on)),
            Self::Backwards(on) => {
                write!(f, "The last day cannot come before the first, {}.", wording::date(*on))
            }
            Self::Vacant => f.write_str("Nobody holds this on that day."),
            Self::Ended(on) => write!(f, "This ended on {}.", wording::date(*on)),
        }
    }
}

impl Refusal for TenureRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::PersonMissing | Self::HeldAlready => "person",
            Self::DayMissing | Self::LaterHolder(_) | Self::Left(_) => "from_on",
            Self::SeatMissing => "held",
            Self::LastDayMissing | Self::Backwards(_) | Self::Vacant | Self::Ended(_) => "to_on",
        };
        Some(field.to_owned())
    }
}

/// Why somebody's leaving, or the chairs of a new year, cannot be entered so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassingRefusal {
    /// No last day was given.
    LastDay,
    /// Nobody else could sign in as an officer.
    LastOfficer,
    /// They have left already.
    Gone(NaiveDate),
    /// Nobody was chosen to take it over, nor that it is left vacant.
    NotChosen {
        /// The field that it belongs beside.
        field: String,
    },
    /// Nothing was chosen at all.
    Nothing,
    /// One person cannot chair a body and be its vice-chair.
    Both {
        /// The field that it belongs beside.
        field: String,
    },
}

impl fmt::Display for PassingRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LastDay => f.write_str("Enter the last day, like 16/10/2026."),
            Self::LastOfficer => {
                f.write_str("This is the last officer who can sign in. Give another officer a password first.")
            }
            Self::Gone(on) => write!(f, "This person has been gone since {}.", wording::date(*on)),
            Self::NotChosen { .. } => f.write_str("Choose who takes it over, or that it is left vacant."),
            Self::Nothing => f.write_str("Choose at least one new chair or vice-chair."),
            Self::Both { .. } => f.write_str("Choose somebody else: this person is the chair."),
        }
    }
}

impl Refusal for PassingRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::LastDay | Self::LastOfficer | Self::Gone(_) => Some("last_on".to_owned()),
            Self::NotChosen { field } | Self::Both { field } => Some(field.clone()),
            Self::Nothing => None,
        }
    }
}

/// A post's title as its holder bears it: "Interim Director of Children’s Services" until the post is filled for good.
#[must_use]
pub fn title(post: &str, is_interim: bool) -> String {
    let begins = |word: &str| post.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    if is_interim && !begins("interim ") && !begins("acting ") { format!("Interim {post}") } else { post.to_owned() }
}

/// What a post owes, in words: "3 things due, the first on 30 October 2026". Empty when it owes nothing.
#[must_use]
pub fn owes(things: usize, first_on: Option<NaiveDate>) -> String {
    match (things, first_on.map(wording::date)) {
        (0, _) => String::new(),
        (1, Some(on)) => format!("1 thing due, on {on}"),
        (n, Some(on)) => format!("{n} things due, the first on {on}"),
        (1, None) => "1 thing owed, with no date yet".to_owned(),
        (n, None) => format!("{n} things owed, with no date yet"),
    }
}

/// Gives a post or seat that one person holds at a time to somebody from a day on: says what becomes of the
/// tenures in the way. The former holder's last day is the day before.
///
/// # Errors
/// When the person holds it on that day already, has left by then, or somebody holds it from a later day.
pub fn hand_over(
    tenures: &[Tenure],
    person: i64,
    from_on: NaiveDate,
    left_on: Option<NaiveDate>,
) -> Result<Vec<Handover>, TenureRefusal> {
    if let Some(left) = left_on.filter(|left| *left <= from_on) {
        return Err(TenureRefusal::Left(left));
    }
    if tenures.iter().any(|tenure| tenure.person == person && tenure.covers(from_on)) {
        return Err(TenureRefusal::HeldAlready);
    }
    if let Some(later) = tenures.iter().map(|tenure| tenure.from_on).filter(|on| *on > from_on).max() {
        return Err(TenureRefusal::LaterHolder(later));
    }
    let covering = tenures.iter().filter(|tenure| tenure.covers(from_on));
    Ok(covering
        .map(|tenure| match from_on.pred_opt() {
            Some(last_on) if tenure.from_on < from_on => Handover::Ends { id: tenure.id, last_on },
            _ => Handover::Struck { id: tenure.id },
        })
        .collect())
}

/// Ends a tenure with a last day, which may still lie ahead.
///
/// # Errors
/// When the day comes before the first one, or the tenure ended before it.
pub fn end(tenure: &Tenure, last_on: NaiveDate) -> Result<NaiveDate, TenureRefusal> {
    if last_on < tenure.from_on {
        return Err(TenureRefusal::Backwards(tenure.from_on));
    }
    match tenure.to_on {
        Some(ended) if ended < last_on => Err(TenureRefusal::Ended(ended)),
        _ => Ok(last_on),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn held(id: i64, person: i64, from: &str, to: Option<&str>) -> Tenure {
        Tenure { id, person, from_on: on(from), to_on: to.map(on) }
    }

    #[test]
    fn the_former_holder_ends_the_day_before() {
        let jones = held(1, 10, "2020-04-01", None);
        let ends = vec![Handover::Ends { id: 1, last_on: on("2026-10-31") }];
        assert_eq!(hand_over(&[jones], 11, on("2026-11-01"), None), Ok(ends));
        assert_eq!(hand_over(&[], 11, on("2026-11-01"), None), Ok(vec![]), "a vacant post has nobody to end");
        let gone = held(1, 10, "2020-04-01", Some("2026-06-30"));
        assert_eq!(hand_over(&[gone], 11, on("2026-11-01"), None), Ok(vec![]));
        let planned = held(1, 10, "2020-04-01", Some("2026-12-31"));
        assert!(matches!(
            hand_over(&[planned], 11, on("2026-11-01"), None).unwrap().as_slice(),
            [Handover::Ends { id: 1, .. }]
        ));
    }

    #[test]
    fn what_a_post_owes_is_said_in_words() {
        for (things, first, wanted) in [
            (0, None, ""),
            (1, Some("2026-10-30"), "1 thing due, on 30 October 2026"),
            (3, Some("2026-10-30"), "3 things due, the first on 30 October 2026"),
            (1, None, "1 thing owed, with no date yet"),
            (2, None, "2 things owed, with no date yet"),
        ] {
            assert_eq!(owes(things, first.map(on)), wanted);
        }
    }

    #[test]
    fn an_interim_holder_bears_an_interim_title() {
        for (post, is_interim, wanted) in [
            ("Director of Roads", true, "Interim Director of Roads"),
            ("Director of Roads", false, "Director of Roads"),
            ("Interim Head of Roads", true, "Interim Head of Roads"),
            ("acting Head of Roads", true, "acting Head of Roads"),
            ("Tŷ", true, "Interim Tŷ"),
        ] {
            assert_eq!(title(post, is_interim), wanted);
        }
    }

    #[test]
    fn a_mistake_of_the_same_day_is_struck_out() {
        let wrong = held(1, 10, "2026-11-01", None);
        assert_eq!(hand_over(&[wrong], 11, on("2026-11-01"), None), Ok(vec![Handover::Struck { id: 1 }]));
    }

    #[test]
    fn a_handover_is_refused_with_its_reason() {
        let jones = held(1, 10, "2026-11-01", None);
        for (person, from, left, refusal) in [
            (10, "2026-12-01", None, TenureRefusal::HeldAlready),
            (11, "2026-10-01", None, TenureRefusal::LaterHolder(on("2026-11-01"))),
            (11, "2026-12-01", Some("2026-12-01"), TenureRefusal::Left(on("2026-12-01"))),
        ] {
            assert_eq!(hand_over(&[jones], person, on(from), left.map(on)), Err(refusal));
        }
        assert!(hand_over(&[jones], 11, on("2026-12-01"), Some(on("2026-12-02"))).is_ok());
    }

    #[test]
    fn a_tenure_ends_once_and_not_before_it_began() {
        let jones = held(1, 10, "2026-11-01", None);
        assert_eq!(end(&jones, on("2026-11-01")), Ok(on("2026-11-01")));
        assert_eq!(end(&jones, on("2026-10-31")), Err(TenureRefusal::Backwards(on("2026-11-01"))));
        let gone = held(1, 10, "2026-11-01", Some("2026-11-30"));
        assert_eq!(end(&gone, on("2026-12-01")), Err(TenureRefusal::Ended(on("2026-11-30"))));
        assert_eq!(end(&gone, on("2026-11-15")), Ok(on("2026-11-15")), "an end that was planned can come sooner");
    }

    proptest! {
        #[test]
        fn however_often_a_post_changes_hands_it_has_one_holder_a_day(
            steps in proptest::collection::vec((0_i64..4, 0_i64..60), 1..12)
        ) {
            let first = on("2026-01-01");
            let mut tenures: Vec<Tenure> = Vec::new();
            for (id, (person, day)) in (1_i64..).zip(steps) {
                let from_on = first + chrono::Duration::days(day);
                let Ok(changes) = hand_over(&tenures, person, from_on, None) else { continue };
                for change in changes {
                    match change {
                        Handover::Ends { id, last_on } => {
                            tenures.iter_mut().filter(|t| t.id == id).for_each(|t| t.to_on = Some(last_on));
                        }
                        Handover::Struck { id } => tenures.retain(|t| t.id != id),
                    }
                }
                tenures.push(Tenure { id, person, from_on, to_on: None });
                let began = tenures.iter().map(|t| t.from_on).min().unwrap();
                for day in 0..70 {
                    let on = first + chrono::Duration::days(day);
                    let holders = tenures.iter().filter(|t| t.covers(on)).count();
                    prop_assert_eq!(holders, usize::from(on >= began), "{}", on);
                }
            }
        }
    }
}
