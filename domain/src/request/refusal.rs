//! Why a step of a request was refused: one sentence each, and the field that it belongs beside.

use crate::refusal::Refusal;
use crate::wording;
use chrono::NaiveDate;
use std::fmt;

/// Why a step of a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestRefusal {
    /// It has not been issued yet.
    NotIssued,
    /// It went out already.
    Issued,
    /// Its receipt was acknowledged already.
    Acknowledged,
    /// The figures were submitted already.
    Submitted,
    /// The figures were accepted already.
    Accepted,
    /// The figures went out with the papers.
    Published,
    /// The service said that it does not have it.
    NotAvailable,
    /// Another request covers it.
    Merged,
    /// A new request took its place.
    Superseded,
    /// The request was withdrawn.
    Withdrawn,
    /// Only what was submitted can be accepted.
    NothingSubmitted,
    /// Only what was submitted can be queried.
    NothingToQuery,
    /// Nothing is asked for: no indicator and no slides.
    NothingAsked,
    /// Nothing is filled in that could go ahead of the rest.
    NothingFilledIn,
    /// The promised day is over already.
    PromiseInThePast,
    /// The promised day comes after the meeting.
    PromiseAfterMeeting(NaiveDate),
    /// "To follow" needs a promised date.
    PromiseMissing,
    /// "To follow" needs a reason.
    ReasonMissing,
    /// The new day is missing.
    DueMissing,
    /// The new day is over already.
    DueInThePast,
    /// The new day comes after the last on which the papers can be finished.
    DueTooLate(NaiveDate),
    /// The new day is no later than the one that stands.
    DueNotLater(NaiveDate),
    /// The query has no words.
    QueryMissing,
    /// Some lines are not complete; their own sentences say how.
    LinesIncomplete(usize),
    /// A request without figures needs the note that stands in their place.
    NoteMissing,
    /// It cannot be merged into itself, or into one of another post or panel.
    NotTogether,
    /// Who works on it has no name.
    NameMissing,
    /// The director was named as their own contributor.
    YourOwnColleague,
    /// There is nobody to send it back to.
    NoContributor,
    /// The officer's question has no answer.
    AnswerMissing,
    /// Nobody chose what to do.
    NothingChosen,
    /// What was chosen to go with it has no name.
    AppendixUntitled,
    /// What is promised has no name.
    PromiseUntitled,
    /// The item for the new request is none that lies ahead.
    NoItemAhead,
    /// Figures were entered for a director without saying where they come from.
    SourceMissing,
    /// The day of the e-mail that signs them off is missing.
    SignedMissing,
    /// That day lies before the request was issued, or ahead.
    SignedOutside,
}

impl fmt::Display for RequestRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotIssued => write!(f, "This request has not been issued yet."),
            Self::Issued => write!(f, "This request has been issued already."),
            Self::Acknowledged => write!(f, "This request has been acknowledged already."),
            Self::Submitted => {
                write!(f, "These figures have been submitted. Contact the officer named below to change them.")
            }
            Self::Accepted => write!(f, "These figures have been accepted into the papers."),
            Self::Published => {
                write!(f, "These figures are published. A change from here on is an erratum or a restatement.")
            }
            Self::NotAvailable => write!(f, "The service has said that this is not available."),
            Self::Merged => write!(f, "Another request covers this one; nothing is owed here."),
            Self::Superseded => write!(f, "A new request took the place of this one; nothing is owed here."),
            Self::Withdrawn => write!(f, "This request was withdrawn; nothing is owed."),
            Self::NothingSubmitted => write!(f, "There is nothing to accept yet: the figures have not been submitted."),
            Self::NothingToQuery => write!(f, "There is nothing to ask about yet: no figures have been submitted."),
            Self::NothingAsked => write!(f, "Choose at least one indicator."),
            Self::NothingFilledIn => write!(f, "Enter at least one figure first."),
            Self::PromiseInThePast => write!(f, "The promised date must be today or later."),
            Self::PromiseAfterMeeting(on) => {
                write!(f, "The promised date must not be after the meeting on {}.", wording::date(*on))
            }
            Self::PromiseMissing => write!(f, "Enter the date by which it will come."),
            Self::ReasonMissing => write!(f, "Enter the reason."),
            Self::DueMissing => write!(f, "Enter the new date."),
            Self::DueInThePast => write!(f, "The new date must be today or later."),
            Self::DueTooLate(last) => write!(
                f,
                "The papers are finished on {}; choose that day or an earlier one, or declare it “to follow”.",
                wording::date(*last)
            ),
            Self::DueNotLater(due) => write!(f, "It is due on {} now; choose a later day.", wording::date(*due)),
            Self::QueryMissing => write!(f, "Enter what you ask."),
            Self::LinesIncomplete(1) => write!(f, "One indicator is not complete."),
            Self::LinesIncomplete(n) => write!(f, "{n} indicators are not complete."),
            Self::NoteMissing => write!(f, "Enter what the panel should read, or where the slides are."),
            Self::NotTogether => write!(f, "Choose another request of the same panel to the same post."),
            Self::NameMissing => write!(f, "Enter the name of your colleague."),
            Self::YourOwnColleague => write!(f, "Name a colleague, not yourself."),
            Self::NoContributor => {
                write!(f, "Nobody was named to work on this, so there is nobody to send it back to.")
            }
            Self::AnswerMissing => write!(f, "Answer the question that the scrutiny officer asked."),
            Self::NothingChosen => write!(f, "Choose one."),
            Self::AppendixUntitled | Self::PromiseUntitled => write!(f, "Enter what the document is called."),
            Self::SourceMissing => {
                write!(f, "Enter where you have the figures from, such as: by telephone from the director.")
            }
            Self::SignedMissing => write!(f, "Enter the date of the e-mail that signs the figures off."),
            Self::SignedOutside => {
                write!(f, "The date of the sign-off must lie between the issue of the request and today.")
            }
            Self::NoItemAhead => write!(f, "Choose an item of a meeting that lies ahead."),
        }
    }
}

impl Refusal for RequestRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NothingAsked => "indicators",
            Self::PromiseInThePast | Self::PromiseAfterMeeting(_) | Self::PromiseMissing => "promised_on",
            Self::ReasonMissing => "reason",
            Self::DueMissing | Self::DueInThePast | Self::DueTooLate(_) | Self::DueNotLater(_) => "due_on",
            Self::QueryMissing => "asks",
            Self::NoteMissing => "note",
            Self::NotTogether => "into",
            Self::NameMissing => "name",
            Self::YourOwnColleague => "email",
            Self::AnswerMissing => "answer",
            Self::NothingChosen => "choice",
            Self::AppendixUntitled => "title",
            Self::PromiseUntitled => "promised_title",
            Self::NoItemAhead => "item",
            Self::SourceMissing => "source",
            Self::SignedMissing | Self::SignedOutside => "signed_on",
            _ => return None,
        };
        Some(field.to_owned())
    }
}
