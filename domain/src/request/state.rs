//! Where a request stands, and which steps lead on from there. Overdue is derived, never a state; what was
//! submitted is not overdue.

use super::refusal::RequestRefusal;
use crate::word::Word;
use chrono::NaiveDate;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Prepared; goes out on its issue day.
    Planned,
    /// Asked for.
    Issued,
    /// Its receipt is acknowledged, and who works on it is named.
    Acknowledged,
    /// Some of the figures are in; the rest is owed.
    Partly,
    /// Promised for a named day after the papers go out: printed as "to follow".
    ToFollow,
    /// The figures are in; the officer has them to look at.
    Submitted,
    /// The officer asked back; it is open again until a new day.
    Queried,
    /// The officer took them into the papers.
    Accepted,
    /// They went out with the papers; a change from here on is a correction.
    Published,
    /// The service does not have it, and says why.
    NotAvailable,
    /// Another request covers its period too.
    Merged,
    /// A new request took its place when the meeting moved or was called off.
    Superseded,
    /// No longer wanted.
    Withdrawn,
}

impl Word for State {
    const ALL: &'static [Self] = &[
        Self::Planned,
        Self::Issued,
        Self::Acknowledged,
        Self::Partly,
        Self::ToFollow,
        Self::Submitted,
        Self::Queried,
        Self::Accepted,
        Self::Published,
        Self::NotAvailable,
        Self::Merged,
        Self::Superseded,
        Self::Withdrawn,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Issued => "issued",
            Self::Acknowledged => "acknowledged",
            Self::Partly => "partly_submitted",
            Self::ToFollow => "to_follow",
            Self::Submitted => "submitted",
            Self::Queried => "queried",
            Self::Accepted => "accepted",
            Self::Published => "published",
            Self::NotAvailable => "not_available",
            Self::Merged => "merged",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Planned => "Planned",
            Self::Issued => "With director",
            Self::Acknowledged => "Acknowledged",
            Self::Partly => "Partly submitted",
            Self::ToFollow => "To follow",
            Self::Submitted => "Submitted",
            Self::Queried => "Queried",
            Self::Accepted => "Accepted",
            Self::Published => "Published",
            Self::NotAvailable => "Not available",
            Self::Merged => "Merged",
            Self::Superseded => "Superseded",
            Self::Withdrawn => "Withdrawn",
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
            Self::Issued | Self::Acknowledged | Self::Partly | Self::ToFollow | Self::Queried => {
                Err(RequestRefusal::Issued)
            }
            over => Err(over.why_closed()),
        }
    }

    /// Whether figures may be entered and submitted now.
    ///
    /// # Errors
    /// Says why not.
    pub fn open_for_figures(self) -> Result<(), RequestRefusal> {
        match self {
            Self::Issued | Self::Acknowledged | Self::Partly | Self::ToFollow | Self::Queried => Ok(()),
            closed => Err(closed.why_closed()),
        }
    }

    fn why_closed(self) -> RequestRefusal {
        match self {
            Self::Submitted => RequestRefusal::Submitted,
            Self::Accepted => RequestRefusal::Accepted,
            Self::Published => RequestRefusal::Published,
            Self::NotAvailable => RequestRefusal::NotAvailable,
            Self::Merged => RequestRefusal::Merged,
            Self::Superseded => RequestRefusal::Superseded,
            Self::Withdrawn => RequestRefusal::Withdrawn,
            Self::Planned | Self::Issued | Self::Acknowledged | Self::Partly | Self::ToFollow | Self::Queried => {
                RequestRefusal::NotIssued
            }
        }
    }

    /// Its receipt is acknowledged: somebody is at work on it.
    ///
    /// # Errors
    /// Not before it went out, nor once there is an answer.
    pub fn acknowledge(self) -> Result<Self, RequestRefusal> {
        match self {
            Self::Issued => Ok(Self::Acknowledged),
            Self::Acknowledged | Self::Partly | Self::ToFollow | Self::Queried => Err(RequestRefusal::Acknowledged),
            closed => Err(closed.why_closed()),
        }
    }

    /// What is ready goes ahead; the rest stays owed, on its day or its promise.
    ///
    /// # Errors
    /// Not when nothing is ready; and as for submitting.
    pub fn submit_part(self, ready: usize) -> Result<Self, RequestRefusal> {
        self.open_for_figures()?;
        match (ready, self) {
            (0, _) => Err(RequestRefusal::NothingFilledIn),
            // A promise and a query stand until all of it is in.
            (_, Self::ToFollow | Self::Queried) => Ok(self),
            _ => Ok(Self::Partly),
        }
    }

    /// The director hands the figures in; late is still in.
    ///
    /// # Errors
    /// Only an open request takes a submission, and only a complete one.
    pub fn submit(self, incomplete_lines: usize) -> Result<Self, RequestRefusal> {
        self.open_for_figures()?;
        if incomplete_lines > 0 {
            return Err(RequestRefusal::LinesIncomplete(incomplete_lines));
        }
        Ok(Self::Submitted)
    }

    /// The officer asks back: it is with the director again until a day that leaves the papers their time.
    ///
    /// # Errors
    /// Only what is in, in whole or in part; with words, and a day from today to `last` (two working days before the
    /// papers go out, or today where that is over).
    pub fn query(
        self,
        asks: &str,
        due_on: Option<NaiveDate>,
        (today, last): (NaiveDate, NaiveDate),
    ) -> Result<Self, RequestRefusal> {
        match self {
            Self::Submitted | Self::Accepted | Self::Partly => {}
            Self::Published => return Err(RequestRefusal::Published),
            Self::Planned | Self::Issued | Self::Acknowledged | Self::ToFollow | Self::Queried => {
                return Err(RequestRefusal::NothingToQuery);
            }
            closed => return Err(closed.why_closed()),
        }
        if asks.trim().is_empty() {
            return Err(RequestRefusal::QueryMissing);
        }
        let due_on = due_on.ok_or(RequestRefusal::DueMissing)?;
        within(due_on, today, last.max(today))?;
        Ok(Self::Queried)
    }

    /// The officer gives more time, with the reason, inside the margin that the papers have.
    ///
    /// # Errors
    /// Only while it is owed; a later day than the one that stands, no later than `last`.
    pub fn extend(
        self,
        due_on: Option<NaiveDate>,
        reason: &str,
        (today, stands, last): (NaiveDate, Option<NaiveDate>, NaiveDate),
    ) -> Result<Self, RequestRefusal> {
        self.open_for_figures()?;
        let due_on = due_on.ok_or(RequestRefusal::DueMissing)?;
        within(due_on, today, last.max(today))?;
        if let Some(stands) = stands.filter(|stands| due_on <= *stands) {
            return Err(RequestRefusal::DueNotLater(stands));
        }
        if reason.trim().is_empty() { Err(RequestRefusal::ReasonMissing) } else { Ok(self) }
    }

    /// The officer takes the figures into the papers.
    ///
    /// # Errors
    /// Only what was submitted.
    pub fn accept(self) -> Result<Self, RequestRefusal> {
        match self {
            Self::Submitted => Ok(Self::Accepted),
            Self::Accepted
            | Self::Published
            | Self::Withdrawn
            | Self::Merged
            | Self::Superseded
            | Self::NotAvailable => Err(self.why_closed()),
            _ => Err(RequestRefusal::NothingSubmitted),
        }
    }

    /// It went out with the papers.
    #[must_use]
    pub fn publish(self) -> Self {
        if self == Self::Accepted { Self::Published } else { self }
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

    /// The service says that it does not have what was asked.
    ///
    /// # Errors
    /// Only while it is owed, and with the reason.
    pub fn not_available(self, reason: &str) -> Result<Self, RequestRefusal> {
        self.open_for_figures()?;
        if reason.trim().is_empty() { Err(RequestRefusal::ReasonMissing) } else { Ok(Self::NotAvailable) }
    }

    /// The request is no longer wanted.
    ///
    /// # Errors
    /// Not once accepted, not twice.
    pub fn withdraw(self) -> Result<Self, RequestRefusal> {
        self.give_up(Self::Withdrawn)
    }

    /// Another request covers its period too.
    ///
    /// # Errors
    /// As for withdrawing.
    pub fn merge(self) -> Result<Self, RequestRefusal> {
        self.give_up(Self::Merged)
    }

    /// A new request takes its place.
    ///
    /// # Errors
    /// As for withdrawing.
    pub fn supersede(self) -> Result<Self, RequestRefusal> {
        self.give_up(Self::Superseded)
    }

    fn give_up(self, becomes: Self) -> Result<Self, RequestRefusal> {
        match self {
            Self::Accepted | Self::Published | Self::Merged | Self::Superseded | Self::Withdrawn => {
                Err(self.why_closed())
            }
            _ => Ok(becomes),
        }
    }

    /// The colour of its tag beside the word; "Overdue" is no state and red.
    #[must_use]
    pub fn colour(self) -> &'static str {
        match self {
            Self::Issued | Self::Acknowledged => "blue",
            Self::Partly | Self::ToFollow | Self::Queried => "yellow",
            Self::Submitted => "turquoise",
            Self::Accepted | Self::Published => "green",
            Self::Planned | Self::NotAvailable | Self::Merged | Self::Superseded | Self::Withdrawn => "grey",
        }
    }

    /// Whether documents that go with it may be sent: also those that were promised for after the figures, and those
    /// that were promised for a request in whose place this one is planned.
    #[must_use]
    pub fn takes_documents(self) -> bool {
        self.is_owed() || matches!(self, Self::Planned | Self::Submitted | Self::Accepted | Self::Published)
    }

    /// Whether the director still owes figures.
    #[must_use]
    pub fn is_owed(self) -> bool {
        self.open_for_figures().is_ok()
    }

    /// Whether its figures stand in the papers, or will.
    #[must_use]
    pub fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::Published)
    }

    /// The states in which figures are known: submitted, accepted or published.
    pub const KNOWN: [Self; 3] = [Self::Submitted, Self::Accepted, Self::Published];

    /// The states in which nothing comes of it.
    pub const GIVEN_UP: [Self; 3] = [Self::Withdrawn, Self::Merged, Self::Superseded];

    /// The states in which nothing more is awaited.
    pub const OVER: [Self; 6] =
        [Self::Accepted, Self::Published, Self::NotAvailable, Self::Withdrawn, Self::Merged, Self::Superseded];

    /// The states in which figures stand in the papers.
    pub const TAKEN: [Self; 2] = [Self::Accepted, Self::Published];
}

fn within(due_on: NaiveDate, today: NaiveDate, last: NaiveDate) -> Result<(), RequestRefusal> {
    if due_on < today {
        Err(RequestRefusal::DueInThePast)
    } else if due_on > last {
        Err(RequestRefusal::DueTooLate(last))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 9, d).unwrap()
    }

    #[test]
    fn a_submission_that_is_not_complete_stays_with_the_director() {
        assert_eq!(State::Issued.submit(2), Err(RequestRefusal::LinesIncomplete(2)));
        for open in [State::Issued, State::Acknowledged, State::Partly, State::ToFollow, State::Queried] {
            assert_eq!(open.submit(0), Ok(State::Submitted));
            assert!(open.is_owed());
        }
        assert_eq!(State::Submitted.submit(0), Err(RequestRefusal::Submitted));
        assert!(!State::Submitted.is_owed(), "what was submitted is not overdue");
    }

    #[test]
    fn a_part_goes_ahead_and_the_rest_stays_owed() {
        assert_eq!(State::Acknowledged.submit_part(3), Ok(State::Partly));
        assert_eq!(State::Acknowledged.submit_part(0), Err(RequestRefusal::NothingFilledIn));
        assert_eq!(State::ToFollow.submit_part(3), Ok(State::ToFollow), "the promise stands");
        assert_eq!(State::Published.submit_part(3), Err(RequestRefusal::Published));
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

    #[test]
    fn a_query_returns_it_until_a_day_inside_the_margin() {
        let days = (day(14), day(15));
        assert_eq!(State::Submitted.query("Is 41 right?", Some(day(15)), days), Ok(State::Queried));
        assert_eq!(State::Accepted.query("Is 41 right?", Some(day(15)), days), Ok(State::Queried));
        for (state, asks, due_on, wanted) in [
            (State::Submitted, " ", Some(day(15)), RequestRefusal::QueryMissing),
            (State::Submitted, "?", None, RequestRefusal::DueMissing),
            (State::Submitted, "?", Some(day(13)), RequestRefusal::DueInThePast),
            (State::Submitted, "?", Some(day(18)), RequestRefusal::DueTooLate(day(15))),
            (State::Issued, "?", Some(day(15)), RequestRefusal::NothingToQuery),
            (State::Published, "?", Some(day(15)), RequestRefusal::Published),
        ] {
            assert_eq!(state.query(asks, due_on, days), Err(wanted));
        }
        // Once the margin is over a query is for today.
        assert_eq!(State::Submitted.query("?", Some(day(20)), (day(20), day(15))), Ok(State::Queried));
    }

    #[test]
    fn more_time_is_given_with_a_reason_and_inside_the_margin() {
        let days = (day(12), Some(day(13)), day(18));
        assert_eq!(State::Acknowledged.extend(Some(day(18)), "System down", days), Ok(State::Acknowledged));
        for (due_on, reason, wanted) in [
            (Some(day(13)), "x", RequestRefusal::DueNotLater(day(13))),
            (Some(day(19)), "x", RequestRefusal::DueTooLate(day(18))),
            (Some(day(18)), "", RequestRefusal::ReasonMissing),
            (None, "x", RequestRefusal::DueMissing),
        ] {
            assert_eq!(State::Issued.extend(due_on, reason, days), Err(wanted));
        }
        assert_eq!(State::Submitted.extend(Some(day(18)), "x", days), Err(RequestRefusal::Submitted));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Issue,
        Acknowledge,
        Part,
        Submit,
        Query,
        Accept,
        Publish,
        ToFollow,
        NotAvailable,
        Merge,
        Withdraw,
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            Just(Step::Issue),
            Just(Step::Acknowledge),
            Just(Step::Part),
            Just(Step::Submit),
            Just(Step::Query),
            Just(Step::Accept),
            Just(Step::Publish),
            Just(Step::ToFollow),
            Just(Step::NotAvailable),
            Just(Step::Merge),
            Just(Step::Withdraw),
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_published_that_was_not_submitted_and_accepted(steps in prop::collection::vec(any_step(), 0..24)) {
            let mut state = State::Planned;
            let (mut issued, mut submitted, mut accepted) = (false, false, false);
            for step in steps {
                let next = match step {
                    Step::Issue => state.issue(),
                    Step::Acknowledge => state.acknowledge(),
                    Step::Part => state.submit_part(1),
                    Step::Submit => state.submit(0),
                    Step::Query => state.query("?", Some(day(20)), (day(19), day(25))),
                    Step::Accept => state.accept(),
                    Step::Publish => Ok(state.publish()),
                    Step::ToFollow => state.to_follow(Some(day(25)), "reason", day(19), day(27)),
                    Step::NotAvailable => state.not_available("reason"),
                    Step::Merge => state.merge(),
                    Step::Withdraw => state.withdraw(),
                };
                let Ok(next) = next else { continue };
                issued |= next == State::Issued;
                submitted |= next == State::Submitted;
                if matches!(next, State::Queried) { accepted = false; }
                accepted |= next == State::Accepted;
                if next == State::Submitted { prop_assert!(issued); }
                if next == State::Accepted { prop_assert!(submitted); }
                if next == State::Published { prop_assert!(submitted && accepted); }
                prop_assert!(state != State::Published || next == State::Published, "what is published stays");
                state = next;
            }
        }
    }
}
