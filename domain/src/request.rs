//! A data request: a set of figures, or finance slides, asked of a post for one agenda item and one
//! period. Overdue is derived, never a state; what was submitted is not overdue.

mod asking;

pub use asking::AskRefusal;

use crate::figure::{Figure, FigureRefusal};
use crate::rating::{Policy, Rating, rate};
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Prepared; goes out on its issue day.
    Planned,
    /// Asked for.
    Issued,
    /// Promised for a named day after the papers go out: printed as "to follow".
    ToFollow,
    /// The figures are in; the officer has them to look at.
    Submitted,
    /// The officer took them into the papers.
    Accepted,
    /// No longer wanted.
    Withdrawn,
}

impl Word for State {
    const ALL: &'static [Self] =
        &[Self::Planned, Self::Issued, Self::ToFollow, Self::Submitted, Self::Accepted, Self::Withdrawn];
    fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Issued => "issued",
            Self::ToFollow => "to_follow",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::Issued => "With director",
            Self::ToFollow => "To follow",
            Self::Submitted => "Submitted",
            Self::Accepted => "Accepted",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// Why a step of a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRefusal {
    /// It has not been issued yet.
    NotIssued,
    /// It went out already.
    Issued,
    /// The figures were submitted already.
    Submitted,
    /// The figures were accepted already.
    Accepted,
    /// The request was withdrawn.
    Withdrawn,
    /// Only what was submitted can be accepted.
    NothingSubmitted,
    /// Nothing is asked for: no indicator and no slides.
    NothingAsked,
    /// The promised day is over already.
    PromiseInThePast,
    /// The promised day comes after the meeting.
    PromiseAfterMeeting(NaiveDate),
    /// "To follow" needs a promised date.
    PromiseMissing,
    /// "To follow" needs a reason.
    ReasonMissing,
    /// Some lines are not complete; their own sentences say how.
    LinesIncomplete(usize),
    /// A request without figures needs the note that stands in their place.
    NoteMissing,
}

impl fmt::Display for RequestRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotIssued => write!(f, "This request has not been issued yet."),
            Self::Issued => write!(f, "This request has been issued already."),
            Self::Submitted => {
                write!(f, "These figures have been submitted. Contact the officer named below to change them.")
            }
            Self::Accepted => write!(f, "These figures have been accepted into the papers."),
            Self::Withdrawn => write!(f, "This request was withdrawn; nothing is owed."),
            Self::NothingSubmitted => write!(f, "There is nothing to accept yet: the figures have not been submitted."),
            Self::NothingAsked => write!(f, "Choose at least one indicator."),
            Self::PromiseInThePast => write!(f, "The promised date must be today or later."),
            Self::PromiseAfterMeeting(on) => {
                write!(f, "The promised date must not be after the meeting on {}.", on.format("%-d %B %Y"))
            }
            Self::PromiseMissing => write!(f, "Enter the date by which it will come."),
            Self::ReasonMissing => write!(f, "Enter why it will follow."),
            Self::LinesIncomplete(1) => write!(f, "One indicator is not complete."),
            Self::LinesIncomplete(n) => write!(f, "{n} indicators are not complete."),
            Self::NoteMissing => write!(f, "Enter what the panel should read, or where the slides are."),
        }
    }
}

impl Refusal for RequestRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NothingAsked => Some("indicators".to_owned()),
            Self::PromiseInThePast | Self::PromiseAfterMeeting(_) | Self::PromiseMissing => {
                Some("promised_on".to_owned())
            }
            Self::ReasonMissing => Some("reason".to_owned()),
            Self::NoteMissing => Some("note".to_owned()),
            _ => None,
        }
    }
}

impl State {
    /// Sends the request out.
    ///
    /// # Errors
    /// Only a planned request can be issued.
    pub fn issue(self) -> Result<Self, RequestRefusal> {
        match self {
            Self::Planned => Ok(Self::Issued),
            Self::Issued | Self::ToFollow => Err(RequestRefusal::Issued),
            Self::Submitted => Err(RequestRefusal::Submitted),
            Self::Accepted => Err(RequestRefusal::Accepted),
            Self::Withdrawn => Err(RequestRefusal::Withdrawn),
        }
    }

    /// Whether figures may be entered and submitted now.
    ///
    /// # Errors
    /// Says why not.
    pub fn open_for_figures(self) -> Result<(), RequestRefusal> {
        match self {
            Self::Issued | Self::ToFollow => Ok(()),
            Self::Planned => Err(RequestRefusal::NotIssued),
            Self::Submitted => Err(RequestRefusal::Submitted),
            Self::Accepted => Err(RequestRefusal::Accepted),
            Self::Withdrawn => Err(RequestRefusal::Withdrawn),
        }
    }

    /// The director hands the figures in; late is still in.
    ///
    /// # Errors
    /// Only an issued request (or one "to follow") takes a submission, and only a complete one.
    pub fn submit(self, incomplete_lines: usize) -> Result<Self, RequestRefusal> {
        self.open_for_figures()?;
        if incomplete_lines > 0 {
            return Err(RequestRefusal::LinesIncomplete(incomplete_lines));
        }
        Ok(Self::Submitted)
    }

    /// The officer takes the figures into the papers.
    ///
    /// # Errors
    /// Only what was submitted.
    pub fn accept(self) -> Result<Self, RequestRefusal> {
        match self {
            Self::Submitted => Ok(Self::Accepted),
            Self::Accepted => Err(RequestRefusal::Accepted),
            Self::Withdrawn => Err(RequestRefusal::Withdrawn),
            Self::Planned | Self::Issued | Self::ToFollow => Err(RequestRefusal::NothingSubmitted),
        }
    }

    /// The officer declares that it will follow, with the day that was promised.
    ///
    /// # Errors
    /// Not before it was issued nor after it came; the promise is a day from today up to the meeting, with a reason.
    pub fn to_follow(
        self,
        promised_on: Option<NaiveDate>,
        reason: &str,
        today: NaiveDate,
        meeting_on: NaiveDate,
    ) -> Result<Self, RequestRefusal> {
        self.open_for_figures()?;
        let promised_on = promised_on.ok_or(RequestRefusal::PromiseMissing)?;
        if promised_on < today {
            return Err(RequestRefusal::PromiseInThePast);
        }
        if promised_on > meeting_on {
            return Err(RequestRefusal::PromiseAfterMeeting(meeting_on));
        }
        if reason.trim().is_empty() {
            return Err(RequestRefusal::ReasonMissing);
        }
        Ok(Self::ToFollow)
    }

    /// The request is no longer wanted.
    ///
    /// # Errors
    /// Not once accepted, not twice.
    pub fn withdraw(self) -> Result<Self, RequestRefusal> {
        match self {
            Self::Accepted => Err(RequestRefusal::Accepted),
            Self::Withdrawn => Err(RequestRefusal::Withdrawn),
            _ => Ok(Self::Withdrawn),
        }
    }

    /// Whether the director still owes the figures.
    #[must_use]
    pub fn is_owed(self) -> bool {
        matches!(self, Self::Issued | Self::ToFollow)
    }
}

/// One line as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    /// The value, as typed.
    pub value: String,
    /// Why there is no number, where a word stands in its place.
    pub reason: String,
    /// The service's commentary.
    pub commentary: String,
}

/// One line understood and rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The figure.
    pub figure: Figure,
    /// Its rating.
    pub rating: Rating,
    /// Why it is rated so.
    pub why: String,
}

/// What keeps a line from being complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineRefusal {
    /// The value was not understood.
    Value(FigureRefusal),
    /// A word stands in place of the number, without a reason.
    Reason,
    /// Red or amber without a commentary.
    Commentary(Rating),
    /// The commentary is longer than a panel will read.
    TooLong(usize),
}

/// The longest commentary kept, in characters; longer ones belong in an appendix.
pub const LONGEST_COMMENTARY: usize = 4000;

impl fmt::Display for LineRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(refusal) => refusal.fmt(f),
            Self::Reason => write!(f, "Enter the reason why there is no figure."),
            Self::Commentary(rating) => {
                write!(f, "This figure is rated {}: enter a commentary for the panel.", rating.label().to_lowercase())
            }
            Self::TooLong(length) => {
                write!(f, "The commentary has {length} characters; keep it to {LONGEST_COMMENTARY}.")
            }
        }
    }
}

impl LineRefusal {
    /// Which box of the line the sentence belongs beside: `value`, `reason` or `commentary`.
    #[must_use]
    pub fn part(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Reason => "reason",
            Self::Commentary(_) | Self::TooLong(_) => "commentary",
        }
    }
}

/// Understands and rates one typed line.
///
/// # Errors
/// The first thing that keeps it from being complete.
pub fn check(typed: &TypedLine, policy: &Policy) -> Result<Line, LineRefusal> {
    let figure: Figure = typed.value.parse().map_err(LineRefusal::Value)?;
    let length = typed.commentary.chars().count();
    if length > LONGEST_COMMENTARY {
        return Err(LineRefusal::TooLong(length));
    }
    if matches!(figure, Figure::Absent(_)) && typed.reason.trim().is_empty() {
        return Err(LineRefusal::Reason);
    }
    let rated = rate(&figure, policy);
    if rated.rating.needs_commentary() && typed.commentary.trim().is_empty() {
        return Err(LineRefusal::Commentary(rated.rating));
    }
    Ok(Line { figure, rating: rated.rating, why: rated.why })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::figure::Absence;
    use crate::indicator::{Polarity, ToleranceKind};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 9, d).unwrap()
    }

    fn policy() -> Policy {
        Policy {
            polarity: Polarity::Higher,
            target: Some(Decimal::from(60)),
            tolerance: Decimal::from(5),
            tolerance_kind: ToleranceKind::Absolute,
            decimals: 1,
            unit: "%".to_owned(),
        }
    }

    fn typed(value: &str, reason: &str, commentary: &str) -> TypedLine {
        TypedLine { value: value.to_owned(), reason: reason.to_owned(), commentary: commentary.to_owned() }
    }

    #[test]
    fn a_red_or_amber_figure_needs_its_commentary() {
        assert_eq!(check(&typed("41", "", " "), &policy()), Err(LineRefusal::Commentary(Rating::Red)));
        assert_eq!(check(&typed("57", "", ""), &policy()), Err(LineRefusal::Commentary(Rating::Amber)));
        assert_eq!(check(&typed("57", "", "Recovering"), &policy()).unwrap().rating, Rating::Amber);
        assert_eq!(check(&typed("61", "", ""), &policy()).unwrap().rating, Rating::Green);
    }

    #[test]
    fn a_word_needs_its_reason_and_stays_a_word() {
        assert_eq!(check(&typed("n/a", "", "x"), &policy()), Err(LineRefusal::Reason));
        let line = check(&typed("n/a", "System replaced in August", ""), &policy()).unwrap();
        assert_eq!((line.figure, line.rating), (Figure::Absent(Absence::NotAvailable), Rating::NoData));
    }

    #[test]
    fn a_submission_that_is_not_complete_stays_with_the_director() {
        assert_eq!(State::Issued.submit(2), Err(RequestRefusal::LinesIncomplete(2)));
        assert_eq!(State::Issued.submit(0), Ok(State::Submitted));
        assert_eq!(State::ToFollow.submit(0), Ok(State::Submitted));
        assert_eq!(State::Submitted.submit(0), Err(RequestRefusal::Submitted));
        assert!(!State::Submitted.is_owed(), "what was submitted is not overdue");
    }

    #[test]
    fn to_follow_is_a_promise_with_a_day_and_a_reason() {
        let (today, meeting) = (day(19), day(27));
        assert_eq!(State::Issued.to_follow(Some(day(25)), "Slides not cleared", today, meeting), Ok(State::ToFollow));
        for (promise, reason, wanted) in [
            (None, "x", RequestRefusal::PromiseMissing),
            (Some(day(18)), "x", RequestRefusal::PromiseInThePast),
            (Some(day(28)), "x", RequestRefusal::PromiseAfterMeeting(meeting)),
            (Some(day(25)), " ", RequestRefusal::ReasonMissing),
        ] {
            assert_eq!(State::Issued.to_follow(promise, reason, today, meeting), Err(wanted));
        }
        assert_eq!(State::Planned.to_follow(Some(day(25)), "x", today, meeting), Err(RequestRefusal::NotIssued));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Issue,
        Submit,
        Accept,
        ToFollow,
        Withdraw,
    }

    proptest! {
        #[test]
        fn nothing_is_accepted_that_was_not_submitted(steps in prop::collection::vec(prop_oneof![
            Just(Step::Issue), Just(Step::Submit), Just(Step::Accept), Just(Step::ToFollow), Just(Step::Withdraw)
        ], 0..12)) {
            let mut state = State::Planned;
            let (mut issued, mut submitted) = (false, false);
            for step in steps {
                let next = match step {
                    Step::Issue => state.issue(),
                    Step::Submit => state.submit(0),
                    Step::Accept => state.accept(),
                    Step::ToFollow => state.to_follow(Some(day(25)), "reason", day(19), day(27)),
                    Step::Withdraw => state.withdraw(),
                };
                if let Ok(next) = next {
                    issued |= next == State::Issued;
                    submitted |= next == State::Submitted;
                    if next == State::Submitted { prop_assert!(issued); }
                    if next == State::Accepted { prop_assert!(submitted); }
                    // A promise may be renewed; every other step leads to another state.
                    prop_assert!(next != state || next == State::ToFollow);
                    state = next;
                } else if matches!(step, Step::Withdraw) {
                    prop_assert!(matches!(state, State::Accepted | State::Withdrawn));
                }
            }
        }
    }
}
