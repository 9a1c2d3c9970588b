//! A recommendation to the executive, the Council or a partner, its clock (LGA 2000 s9FE; SI 2013/218 reg 22; SI
//! 2009/942) and its answer. Only the body that made it closes it.

mod clock;
mod life;
mod refusal;

pub use clock::{Deadline, Terms, halfway, next_review};
pub use life::{Answer, Met, Standing};
pub use refusal::RecommendationRefusal;

use crate::word::Word;

/// To whom a body recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// The Leader, the Cabinet or a cabinet member.
    Executive,
    /// Full Council.
    Council,
    /// A responsible person of the health service (SI 2013/218).
    HealthPartner,
    /// A responsible authority for crime and disorder (SI 2009/942).
    CrimePartner,
    /// A partner authority that is to have regard (LGA 2000 s9FF); no clock.
    Partner,
}

impl Word for Addressee {
    const ALL: &'static [Self] =
        &[Self::Executive, Self::Council, Self::HealthPartner, Self::CrimePartner, Self::Partner];
    fn word(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::Council => "council",
            Self::HealthPartner => "health_partner",
            Self::CrimePartner => "crime_partner",
            Self::Partner => "partner",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Executive => "The executive",
            Self::Council => "The Council",
            Self::HealthPartner => "A health partner",
            Self::CrimePartner => "A crime and disorder partner",
            Self::Partner => "Another partner",
        }
    }
}

/// By which rule an answer is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Two months beginning with the day of receipt or, if later, of the notice (LGA 2000 s9FE).
    TwoMonths,
    /// Twenty-eight days (health; crime and disorder).
    Days28,
    /// So many calendar days, by a local rule.
    LocalDays,
    /// So many working days, by a local rule.
    LocalWorkingDays,
    /// So many weeks, by a local rule.
    LocalWeeks,
    /// No date by law or by rule.
    None,
}

impl Word for Clock {
    const ALL: &'static [Self] =
        &[Self::TwoMonths, Self::Days28, Self::LocalDays, Self::LocalWorkingDays, Self::LocalWeeks, Self::None];
    fn word(self) -> &'static str {
        match self {
            Self::TwoMonths => "two_months",
            Self::Days28 => "days_28",
            Self::LocalDays => "local_days",
            Self::LocalWorkingDays => "local_working_days",
            Self::LocalWeeks => "local_weeks",
            Self::None => "none",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::TwoMonths => "Two months beginning with receipt (s9FE)",
            Self::Days28 => "28 days",
            Self::LocalDays => "A number of days",
            Self::LocalWorkingDays => "A number of working days",
            Self::LocalWeeks => "A number of weeks",
            Self::None => "No date",
        }
    }
}

/// Where a recommendation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Worded, and not yet agreed by the body.
    Drafted,
    /// The body agreed it.
    Agreed,
    /// The Board endorsed it.
    Endorsed,
    /// It was sent.
    Submitted,
    /// The addressee has said that it arrived.
    Received,
    /// The addressee has considered it.
    Considered,
    /// The addressee has answered.
    Responded,
    /// The answer was published.
    Published,
    /// What was accepted is being done.
    Implementing,
    /// The addressee says that it is done; the body has not agreed yet.
    ProposedComplete,
    /// It waits until a review date.
    Paused,
    /// The body closed it.
    Closed,
    /// The body withdrew it.
    Withdrawn,
}

impl Word for State {
    const ALL: &'static [Self] = &[
        Self::Drafted,
        Self::Agreed,
        Self::Endorsed,
        Self::Submitted,
        Self::Received,
        Self::Considered,
        Self::Responded,
        Self::Published,
        Self::Implementing,
        Self::ProposedComplete,
        Self::Paused,
        Self::Closed,
        Self::Withdrawn,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Agreed => "agreed",
            Self::Endorsed => "endorsed",
            Self::Submitted => "submitted",
            Self::Received => "received",
            Self::Considered => "considered",
            Self::Responded => "responded",
            Self::Published => "response_published",
            Self::Implementing => "implementing",
            Self::ProposedComplete => "proposed_complete",
            Self::Paused => "paused",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Drafted => "Drafted",
            Self::Agreed => "Agreed",
            Self::Endorsed => "Endorsed by the Board",
            Self::Submitted => "Submitted",
            Self::Received => "Received",
            Self::Considered => "Considered",
            Self::Responded => "Answered",
            Self::Published => "Answer published",
            Self::Implementing => "Being implemented",
            Self::ProposedComplete => "Proposed complete",
            Self::Paused => "Paused",
            Self::Closed => "Closed",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// What an answer says of one recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Accepted.
    Accepted,
    /// Accepted in part.
    PartAccepted,
    /// Rejected; the answer says why.
    Rejected,
    /// No decision yet.
    Deferred,
}

impl Word for Decision {
    const ALL: &'static [Self] = &[Self::Accepted, Self::PartAccepted, Self::Rejected, Self::Deferred];
    fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::PartAccepted => "part_accepted",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::PartAccepted => "Accepted in part",
            Self::Rejected => "Rejected",
            Self::Deferred => "Deferred",
        }
    }
}

/// As what a body closed a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// What was recommended was done.
    Achieved,
    /// It was not done, and the body pursues it no further.
    NotAchieved,
    /// Something else took its place.
    Superseded,
}

impl Word for Closed {
    const ALL: &'static [Self] = &[Self::Achieved, Self::NotAchieved, Self::Superseded];
    fn word(self) -> &'static str {
        match self {
            Self::Achieved => "achieved",
            Self::NotAchieved => "not_achieved",
            Self::Superseded => "superseded",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Achieved => "Achieved",
            Self::NotAchieved => "Not achieved",
            Self::Superseded => "Superseded",
        }
    }
}
