//! Why a step of a recommendation is refused, as the officer or the addressee reads it.

use crate::refusal::Refusal;
use std::fmt;

/// Why a step of a recommendation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecommendationRefusal {
    /// Closed or withdrawn: it is over.
    Over,
    /// Only what the body agreed can be endorsed or sent.
    NotAgreed,
    /// It has not been sent yet.
    NotSent,
    /// It was answered already.
    Answered,
    /// There is no answer yet.
    NotAnswered,
    /// The answer was published already.
    Published,
    /// It waits until its review date.
    Paused,
    /// It does not wait.
    NotPaused,
    /// Its arrival was acknowledged already.
    Acknowledged,
    /// Whoever owes it has not proposed it as complete.
    NotProposed,
    /// Closing and withdrawing are the body’s own, at a meeting that was held.
    NoMeeting,
    /// The Board endorses at a meeting that was held.
    NoBoardMeeting,
    /// Nothing says as what it is closed.
    NoOutcome,
    /// What was not answered, or rejected, cannot have been achieved.
    NotAchievable,
    /// The clock of what was sent does not stop.
    ClockRuns,
    /// Nothing was chosen to be sent or answered.
    NoneChosen,
    /// Several go to one addressee only.
    SeveralAddressees,
    /// Nobody was chosen to whom it goes.
    NoPost,
    /// No day on which it was sent.
    NoDay,
    /// A day that has not come yet.
    DayAhead,
    /// A day before it was agreed.
    DayTooEarly,
    /// Two months run only from a written notice.
    NoNotice,
    /// Whether a notice was given was not said.
    NoticeUnsaid,
    /// A notice without its day.
    NoNoticeDay,
    /// A local rule without a number, or with one that no rule has.
    NoCount,
    /// A clock other than the law’s without a reason.
    NoClockReason,
    /// No decision was chosen; the number is the place in the form.
    NoDecision(usize),
    /// Rejected without a reason.
    NoReason(usize),
    /// Deferred without a new day from today on.
    NoNewDay(usize),
    /// Accepted, and nothing says what is proposed.
    NothingProposed(usize),
    /// Withdrawn without a reason.
    NoWithdrawal,
    /// Paused without a reason.
    NoPause,
    /// Paused without a review date that lies ahead.
    NoReview,
    /// A progress report without words.
    NothingSaid,
    /// Neither “still going on” nor “done” was chosen.
    NothingChosen,
    /// Proposed complete without what shows it.
    NoEvidence,
    /// The body does not agree, and nothing says what is missing.
    NothingMissing,
    /// A published answer needs an address that begins with http.
    NoLink,
    /// Whoever opened the link no longer holds the post.
    NotTheOwner,
    /// Whoever opened the link did not say who they are.
    NobodyNamed,
    /// Whoever opened the link is not the person to whom it was issued.
    SomebodyElse,
    /// The wording has not changed since.
    SameWording,
}

impl fmt::Display for RecommendationRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Over => "This recommendation is closed.",
            Self::NotAgreed => "Only a recommendation that was agreed and has not been sent yet can be endorsed.",
            Self::NotSent => "This recommendation has not been sent yet.",
            Self::Answered => "This recommendation has been answered.",
            Self::NotAnswered => "This recommendation has not been answered yet.",
            Self::Published => "The answer has been published.",
            Self::Paused => "This recommendation is paused. Take it up again first.",
            Self::NotPaused => "This recommendation is not paused.",
            Self::Acknowledged => "The arrival of this recommendation has been acknowledged.",
            Self::NotProposed => "It has not been proposed as complete yet.",
            Self::NoMeeting => "Choose the meeting, already held, at which the body decided this.",
            Self::NoBoardMeeting => "Choose the meeting of the Board, already held, that endorsed it.",
            Self::NoOutcome => "Choose as what it is closed.",
            Self::NotAchievable => {
                "It can be closed as achieved only after an answer that accepts it, wholly or in part."
            }
            Self::ClockRuns => {
                "The clock of a recommendation that was sent does not stop. Record the answer first, or withdraw it."
            }
            Self::NoneChosen => "Choose at least one recommendation.",
            Self::SeveralAddressees => "Choose recommendations that go to one addressee.",
            Self::NoPost => "Choose the post that is to answer.",
            Self::NoDay => "Enter the day, such as 17 December 2026.",
            Self::DayAhead => "Enter a day that is not in the future.",
            Self::DayTooEarly => "Enter a day that is not before the meeting that recommended it.",
            Self::NoNotice => "Two months run only from a written notice. Give the notice, or choose another clock.",
            Self::NoticeUnsaid => "Choose whether a written notice goes with it.",
            Self::NoNoticeDay => "Enter the day of the notice.",
            Self::NoCount => "Enter how many, as a number from 1 to 366.",
            Self::NoClockReason => "Enter which rule says so: it is not the period that the law gives.",
            Self::NoDecision(_) => "Choose what the answer says.",
            Self::NoReason(_) => "Enter why it is rejected.",
            Self::NoNewDay(_) => "Enter the day, from today on, by which it will be decided.",
            Self::NothingProposed(_) => "Enter what is proposed to be done.",
            Self::NoWithdrawal => "Enter why it is withdrawn.",
            Self::NoPause => "Enter why it waits.",
            Self::NoReview => "Enter a review date that lies ahead.",
            Self::NothingSaid => "Enter what has been done.",
            Self::NothingChosen => "Choose whether it is still going on or done.",
            Self::NoEvidence => "Enter what shows that it is done.",
            Self::NothingMissing => "Enter what the body says is still missing.",
            Self::NoLink => "Enter the address of the published answer, beginning with https://, or leave it empty.",
            Self::NotTheOwner => "This recommendation has passed to whoever now holds the post that owes it.",
            Self::NobodyNamed => "Choose who you are.",
            Self::SomebodyElse => {
                "Only the person to whom this link was issued can answer by it. Reply to the letter instead."
            }
            Self::SameWording => "The wording has not changed since it was last looked at.",
        })
    }
}

impl Refusal for RecommendationRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoMeeting => "meeting",
            Self::NoBoardMeeting => "board_meeting",
            Self::NoOutcome | Self::NotAchievable => "closed_as",
            Self::NoneChosen | Self::SeveralAddressees => "ids",
            Self::NoPost => "post",
            Self::NoDay | Self::DayAhead | Self::DayTooEarly => "on",
            Self::NoticeUnsaid => "notice",
            Self::NoNoticeDay => "notice_on",
            Self::NoNotice => "clock",
            Self::NoCount => "clock_count",
            Self::NoClockReason => "clock_reason",
            Self::NoDecision(place) => return Some(format!("decision_{place}")),
            Self::NoReason(place) => return Some(format!("reason_{place}")),
            Self::NoNewDay(place) => return Some(format!("by_on_{place}")),
            Self::NothingProposed(place) => return Some(format!("proposed_{place}")),
            Self::NoWithdrawal => "reason",
            Self::NoPause => "pause_why",
            Self::NoReview => "review_on",
            Self::NothingSaid => "update",
            Self::NothingChosen => "progress",
            Self::NoEvidence => "evidence",
            Self::NothingMissing => "missing",
            Self::NoLink => "link",
            Self::NobodyNamed | Self::SomebodyElse => "who",
            _ => return None,
        };
        Some(field.to_owned())
    }
}
