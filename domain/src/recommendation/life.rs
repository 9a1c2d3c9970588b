//! The steps of a recommendation, from agreed to closed, and what is owed between them. Each takes the state and gives
//! the next or a refusal; only the body that made it, or the Board, ends it, at a meeting that was held.

use super::{Closed, Decision, RecommendationRefusal, State};
use crate::obligation::Kind;

/// A meeting at which something was decided about a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Met {
    /// Whether it is a meeting of the body that recommended, or of the Board that it reports to.
    pub may_decide: bool,
    /// Whether it was held.
    pub was_held: bool,
}

impl Met {
    fn decided(met: Option<Self>, otherwise: RecommendationRefusal) -> Result<(), RecommendationRefusal> {
        if met.is_some_and(|met| met.may_decide && met.was_held) { Ok(()) } else { Err(otherwise) }
    }
}

/// What an answer says of one recommendation, as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Its place in the form, for the sentence beside the field.
    pub place: usize,
    /// The decision; none while nothing was chosen.
    pub decision: Option<Decision>,
    /// Why.
    pub reason: &'a str,
    /// What is proposed.
    pub proposed: &'a str,
    /// Whether a day from today on was named.
    pub has_day: bool,
}

impl Answer<'_> {
    /// The decision, when everything that belongs to it is there: a rejection its reason (LGA 2000 s9FE(3) asks what
    /// action, if any, is proposed), an acceptance what is proposed, a deferral its new day.
    ///
    /// # Errors
    /// What is missing.
    pub fn decided(&self) -> Result<Decision, RecommendationRefusal> {
        let has = |text: &str| !text.trim().is_empty();
        match self.decision.ok_or(RecommendationRefusal::NoDecision(self.place))? {
            Decision::Rejected if !has(self.reason) => Err(RecommendationRefusal::NoReason(self.place)),
            Decision::Deferred if !self.has_day => Err(RecommendationRefusal::NoNewDay(self.place)),
            Decision::Accepted | Decision::PartAccepted if !has(self.proposed) => {
                Err(RecommendationRefusal::NothingProposed(self.place))
            }
            decision => Ok(decision),
        }
    }
}

/// Where a recommendation stands, with what else decides what is owed about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// Whether a clock runs, or a new day was named.
    pub has_clock: bool,
    /// The last decision of its addressee.
    pub decision: Option<Decision>,
    /// Whether that answer was published.
    pub is_published: bool,
}

impl Standing {
    /// What is owed: by the officer to send, to publish, to put before the body, to look again; by the addressee to
    /// acknowledge and to answer; by the lead officer to report. What waits for an answer without a clock is owed by no
    /// day; it stays on the list.
    #[must_use]
    pub fn owed(self) -> Vec<Kind> {
        let was_accepted = matches!(self.decision, Some(Decision::Accepted | Decision::PartAccepted));
        let mut owed = match self.state {
            State::Drafted | State::Closed | State::Withdrawn => return Vec::new(),
            State::Agreed | State::Endorsed => vec![Kind::ServeRecommendation],
            State::Submitted => vec![Kind::AcknowledgeRecommendation],
            State::Received | State::Considered => Vec::new(),
            State::Responded | State::Published if !was_accepted => vec![Kind::AgreeCompletion],
            State::Responded | State::Published | State::Implementing => vec![Kind::ReportProgress],
            State::ProposedComplete => vec![Kind::AgreeCompletion],
            State::Paused => vec![Kind::ReviewPaused],
        };
        if self.state.awaits_answer() && self.has_clock {
            owed.push(Kind::Respond);
        }
        if self.state.is_answered(self.decision) && !self.is_published {
            owed.push(Kind::PublishResponse);
        }
        owed
    }
}

impl State {
    /// Whether it is neither closed nor withdrawn.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Withdrawn)
    }

    /// Whether it was sent and waits for its answer.
    #[must_use]
    pub fn awaits_answer(self) -> bool {
        matches!(self, Self::Submitted | Self::Received | Self::Considered)
    }

    /// Whether it was answered: by its state or, while it waits, by what was decided before.
    fn is_answered(self, decision: Option<Decision>) -> bool {
        match self {
            Self::Responded | Self::Published | Self::Implementing | Self::ProposedComplete => true,
            Self::Paused => decision.is_some_and(|decision| decision != Decision::Deferred),
            _ => false,
        }
    }

    fn still_open(self) -> Result<(), RecommendationRefusal> {
        match self {
            Self::Closed | Self::Withdrawn => Err(RecommendationRefusal::Over),
            _ => Ok(()),
        }
    }

    fn active(self) -> Result<(), RecommendationRefusal> {
        self.still_open()?;
        if self == Self::Paused { Err(RecommendationRefusal::Paused) } else { Ok(()) }
    }

    /// The body agrees what was drafted.
    ///
    /// # Errors
    /// Only a draft.
    pub fn agree(self) -> Result<Self, RecommendationRefusal> {
        self.active()?;
        if self == Self::Drafted { Ok(Self::Agreed) } else { Err(RecommendationRefusal::NotAgreed) }
    }

    /// The Board endorses it before it is sent.
    ///
    /// # Errors
    /// Only what was agreed and not sent, at a Board meeting that was held.
    pub fn endorse(self, met: Option<Met>) -> Result<Self, RecommendationRefusal> {
        self.active()?;
        if self != Self::Agreed {
            return Err(RecommendationRefusal::NotAgreed);
        }
        Met::decided(met, RecommendationRefusal::NoBoardMeeting).map(|()| Self::Endorsed)
    }

    /// It is sent, for the first time or anew: the clock starts again.
    ///
    /// # Errors
    /// A draft is not agreed yet; what was answered is not sent again.
    pub fn serve(self) -> Result<Self, RecommendationRefusal> {
        self.active()?;
        match self {
            Self::Drafted => Err(RecommendationRefusal::NotAgreed),
            Self::Agreed | Self::Endorsed | Self::Submitted | Self::Received | Self::Considered => Ok(Self::Submitted),
            _ => Err(RecommendationRefusal::Answered),
        }
    }

    /// The addressee says that it arrived.
    ///
    /// # Errors
    /// Only what was sent and not acknowledged yet.
    pub fn acknowledge(self) -> Result<Self, RecommendationRefusal> {
        self.active()?;
        match self {
            Self::Drafted | Self::Agreed | Self::Endorsed => Err(RecommendationRefusal::NotSent),
            Self::Submitted => Ok(Self::Received),
            _ => Err(RecommendationRefusal::Acknowledged),
        }
    }

    /// The addressee has considered it, and has not answered yet.
    ///
    /// # Errors
    /// Only what waits for its answer.
    pub fn consider(self) -> Result<Self, RecommendationRefusal> {
        self.awaits()?;
        Ok(Self::Considered)
    }

    fn awaits(self) -> Result<(), RecommendationRefusal> {
        self.active()?;
        match self {
            Self::Drafted | Self::Agreed | Self::Endorsed => Err(RecommendationRefusal::NotSent),
            Self::Submitted | Self::Received | Self::Considered => Ok(()),
            _ => Err(RecommendationRefusal::Answered),
        }
    }

    /// The addressee answers. A deferral is no answer yet: it stays owed, by the new day.
    ///
    /// # Errors
    /// Only what waits for its answer.
    pub fn answer(self, decision: Decision) -> Result<Self, RecommendationRefusal> {
        self.awaits()?;
        Ok(if decision == Decision::Deferred { Self::Considered } else { Self::Responded })
    }

    /// The answer was published. What is under way already stays so.
    ///
    /// # Errors
    /// Only an answer can be published, and once.
    pub fn publish(self, is_published: bool) -> Result<Self, RecommendationRefusal> {
        self.still_open()?;
        if is_published {
            return Err(RecommendationRefusal::Published);
        }
        match self {
            Self::Responded => Ok(Self::Published),
            Self::Implementing | Self::ProposedComplete => Ok(self),
            Self::Paused => Err(RecommendationRefusal::Paused),
            _ => Err(RecommendationRefusal::NotAnswered),
        }
    }

    /// Whoever leads it reports that it goes on.
    ///
    /// # Errors
    /// Only after an answer that accepts it; a report has words.
    pub fn report(self, decision: Option<Decision>, words: &str) -> Result<Self, RecommendationRefusal> {
        self.under_way(decision)?;
        if words.trim().is_empty() { Err(RecommendationRefusal::NothingSaid) } else { Ok(Self::Implementing) }
    }

    fn under_way(self, decision: Option<Decision>) -> Result<(), RecommendationRefusal> {
        self.active()?;
        let was_accepted = matches!(decision, Some(Decision::Accepted | Decision::PartAccepted));
        match self {
            Self::Responded | Self::Published | Self::Implementing | Self::ProposedComplete if was_accepted => Ok(()),
            _ => Err(RecommendationRefusal::NotAnswered),
        }
    }

    /// Whoever leads it says that it is done: the body has still to agree.
    ///
    /// # Errors
    /// As [`State::report`]; and something shows it.
    pub fn propose_complete(
        self,
        decision: Option<Decision>,
        words: &str,
        evidence: &str,
    ) -> Result<Self, RecommendationRefusal> {
        self.report(decision, words)?;
        if evidence.trim().is_empty() { Err(RecommendationRefusal::NoEvidence) } else { Ok(Self::ProposedComplete) }
    }

    /// The body does not agree that it is done: it goes on.
    ///
    /// # Errors
    /// Only what was proposed complete, and with what is missing.
    pub fn disagree(self, missing: &str) -> Result<Self, RecommendationRefusal> {
        self.active()?;
        match self {
            Self::ProposedComplete if missing.trim().is_empty() => Err(RecommendationRefusal::NothingMissing),
            Self::ProposedComplete => Ok(Self::Implementing),
            _ => Err(RecommendationRefusal::NotProposed),
        }
    }

    /// The body, or the Board, closes it at a meeting that was held.
    ///
    /// # Errors
    /// Without such a meeting; as achieved, when nobody accepted it.
    pub fn close(
        self,
        outcome: Option<Closed>,
        decision: Option<Decision>,
        met: Option<Met>,
    ) -> Result<Self, RecommendationRefusal> {
        self.still_open()?;
        if self == Self::Drafted {
            return Err(RecommendationRefusal::NotAgreed);
        }
        let outcome = outcome.ok_or(RecommendationRefusal::NoOutcome)?;
        if outcome == Closed::Achieved && !matches!(decision, Some(Decision::Accepted | Decision::PartAccepted)) {
            return Err(RecommendationRefusal::NotAchievable);
        }
        Met::decided(met, RecommendationRefusal::NoMeeting).map(|()| Self::Closed)
    }

    /// The body withdraws it at a meeting that was held, and says why.
    ///
    /// # Errors
    /// Without a reason or such a meeting.
    pub fn withdraw(self, reason: &str, met: Option<Met>) -> Result<Self, RecommendationRefusal> {
        self.still_open()?;
        if reason.trim().is_empty() {
            return Err(RecommendationRefusal::NoWithdrawal);
        }
        Met::decided(met, RecommendationRefusal::NoMeeting).map(|()| Self::Withdrawn)
    }

    /// It waits for a reason until a day. The clock of what was sent does not stop.
    ///
    /// # Errors
    /// While an answer is owed; without a reason or a day that lies ahead.
    pub fn pause(self, why: &str, is_day_ahead: bool) -> Result<Self, RecommendationRefusal> {
        self.active()?;
        if self.awaits_answer() {
            return Err(RecommendationRefusal::ClockRuns);
        }
        if self == Self::Drafted {
            return Err(RecommendationRefusal::NotAgreed);
        }
        match (why.trim().is_empty(), is_day_ahead) {
            (true, _) => Err(RecommendationRefusal::NoPause),
            (_, false) => Err(RecommendationRefusal::NoReview),
            _ => Ok(Self::Paused),
        }
    }

    /// It is taken up again where it stood before.
    ///
    /// # Errors
    /// Only what is paused.
    pub fn resume(self, before: Self) -> Result<Self, RecommendationRefusal> {
        self.still_open()?;
        match self {
            Self::Paused if before == Self::Paused || !before.is_open() => Ok(Self::Agreed),
            Self::Paused => Ok(before),
            _ => Err(RecommendationRefusal::NotPaused),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const HELD: Option<Met> = Some(Met { may_decide: true, was_held: true });

    #[test]
    fn the_way_of_a_recommendation_that_is_carried_out() {
        let yes = Some(Decision::Accepted);
        let sent = State::Agreed.endorse(HELD).unwrap().serve().unwrap();
        let answered = sent.acknowledge().unwrap().consider().unwrap().answer(Decision::Accepted).unwrap();
        let under_way = answered.publish(false).unwrap().report(yes, "Half done").unwrap();
        let proposed = under_way.propose_complete(yes, "All done", "The new timetable").unwrap();
        assert_eq!(proposed.close(Some(Closed::Achieved), yes, HELD), Ok(State::Closed));
        assert_eq!(proposed.disagree("The evenings"), Ok(State::Implementing));
        assert_eq!(proposed.disagree(" "), Err(RecommendationRefusal::NothingMissing));
    }

    #[test]
    fn an_answer_says_what_belongs_to_it() {
        use RecommendationRefusal as R;
        let answer =
            |decision, reason, proposed, has_day| Answer { place: 2, decision, reason, proposed, has_day }.decided();
        for (decision, reason, proposed, has_day, wanted) in [
            (None, "x", "x", true, Err(R::NoDecision(2))),
            (Some(Decision::Accepted), "", " ", true, Err(R::NothingProposed(2))),
            (Some(Decision::Accepted), "", "Do it", false, Ok(Decision::Accepted)),
            (Some(Decision::PartAccepted), "The cost", "", false, Err(R::NothingProposed(2))),
            (Some(Decision::Rejected), " ", "x", true, Err(R::NoReason(2))),
            (Some(Decision::Rejected), "The cost", "", false, Ok(Decision::Rejected)),
            (Some(Decision::Deferred), "The budget", "", false, Err(R::NoNewDay(2))),
            (Some(Decision::Deferred), "", "", true, Ok(Decision::Deferred)),
        ] {
            assert_eq!(answer(decision, reason, proposed, has_day), wanted, "{decision:?}");
        }
    }

    #[test]
    fn what_each_state_refuses() {
        use RecommendationRefusal as R;
        let yes = Some(Decision::Accepted);
        let board = Some(Met { may_decide: false, was_held: true });
        let ahead = Some(Met { may_decide: true, was_held: false });
        for (got, wanted) in [
            (State::Drafted.serve(), R::NotAgreed),
            (State::Responded.serve(), R::Answered),
            (State::Agreed.acknowledge(), R::NotSent),
            (State::Received.acknowledge(), R::Acknowledged),
            (State::Agreed.answer(Decision::Accepted), R::NotSent),
            (State::Published.answer(Decision::Rejected), R::Answered),
            (State::Submitted.publish(false), R::NotAnswered),
            (State::Published.publish(true), R::Published),
            (State::Published.report(Some(Decision::Rejected), "x"), R::NotAnswered),
            (State::Implementing.report(yes, " "), R::NothingSaid),
            (State::Implementing.propose_complete(yes, "x", ""), R::NoEvidence),
            (State::Implementing.disagree("x"), R::NotProposed),
            (State::ProposedComplete.close(Some(Closed::Achieved), yes, None), R::NoMeeting),
            (State::ProposedComplete.close(Some(Closed::Achieved), yes, board), R::NoMeeting),
            (State::ProposedComplete.close(Some(Closed::Achieved), yes, ahead), R::NoMeeting),
            (State::ProposedComplete.close(None, yes, HELD), R::NoOutcome),
            (State::Submitted.close(Some(Closed::Achieved), None, HELD), R::NotAchievable),
            (State::Published.close(Some(Closed::Achieved), Some(Decision::Rejected), HELD), R::NotAchievable),
            (State::Closed.close(Some(Closed::Achieved), yes, HELD), R::Over),
            (State::Submitted.withdraw("", HELD), R::NoWithdrawal),
            (State::Submitted.withdraw("overtaken", None), R::NoMeeting),
            (State::Submitted.pause("x", true), R::ClockRuns),
            (State::Implementing.pause("", true), R::NoPause),
            (State::Implementing.pause("x", false), R::NoReview),
            (State::Paused.report(yes, "x"), R::Paused),
            (State::Implementing.resume(State::Agreed), R::NotPaused),
        ] {
            assert_eq!(got, Err(wanted));
        }
    }

    /// A deed as a person might try it, in any order.
    fn step(now: Standing, before: &mut State, deed: (u8, u8)) -> Option<Standing> {
        let decisions = [Decision::Accepted, Decision::PartAccepted, Decision::Rejected, Decision::Deferred];
        let decision = decisions[usize::from(deed.1 % 4)];
        let met = Some(Met { may_decide: deed.1 & 1 == 0, was_held: deed.1 & 2 == 0 });
        let outcome = [Closed::Achieved, Closed::NotAchieved, Closed::Superseded][usize::from(deed.1 % 3)];
        let state = match deed.0 {
            0 => now.state.agree(),
            1 => now.state.endorse(met),
            2 => now.state.serve(),
            3 => now.state.acknowledge(),
            4 => now.state.consider(),
            5 => now.state.answer(decision),
            6 => now.state.publish(now.is_published),
            7 => now.state.report(now.decision, "words"),
            8 => now.state.propose_complete(now.decision, "words", "evidence"),
            9 => now.state.disagree("missing"),
            10 => now.state.close(Some(outcome), now.decision, met),
            11 => now.state.withdraw("reason", met),
            12 => now.state.pause("why", true),
            _ => now.state.resume(*before),
        }
        .ok()?;
        if state == State::Paused {
            *before = now.state;
        }
        let mut next = Standing { state, ..now };
        match deed.0 {
            2 => next = Standing { has_clock: deed.1 & 4 == 0, decision: None, ..next },
            5 => {
                next.decision = Some(decision);
                next.has_clock |= decision == Decision::Deferred;
            }
            6 => next.is_published = true,
            _ => {}
        }
        Some(next)
    }

    proptest! {
        #[test]
        fn nothing_closes_without_its_body_and_no_path_loses_what_is_owed(
            deeds in proptest::collection::vec((0_u8..14, 0_u8..8), 1..60)
        ) {
            let mut now = Standing { state: State::Drafted, has_clock: false, decision: None, is_published: false };
            let mut before = State::Drafted;
            for deed in deeds {
                let Some(next) = step(now, &mut before, deed) else { continue };
                // Ended by the body at its own meeting that was held, and never again open.
                prop_assert!(now.state.is_open());
                if !next.state.is_open() {
                    prop_assert!(matches!(deed.0, 10 | 11) && deed.1 & 3 == 0, "{deed:?}");
                }
                let (was, is) = (now.owed(), next.owed());
                // What is open is owed by somebody, but for what waits for an answer without a clock.
                let waits = next.state.awaits_answer() && !next.has_clock;
                if next.state.is_open() && next.state != State::Drafted && !waits {
                    prop_assert!(!is.is_empty(), "{next:?}");
                }
                for kind in was.iter().filter(|kind| !is.contains(kind)) {
                    let by: &[u8] = match kind {
                        Kind::ServeRecommendation => &[2, 10, 11, 12],
                        Kind::AcknowledgeRecommendation => &[3, 4, 5, 10, 11],
                        // Sent anew without a clock, answered, or ended by the body.
                        Kind::Respond => &[2, 5, 10, 11],
                        Kind::PublishResponse => &[6, 10, 11],
                        Kind::ReportProgress => &[8, 10, 11, 12],
                        Kind::AgreeCompletion => &[7, 9, 10, 11, 12],
                        Kind::ReviewPaused => &[13, 10, 11],
                        _ => &[],
                    };
                    prop_assert!(by.contains(&deed.0), "{deed:?} loses {kind:?}: {now:?} → {next:?}");
                }
                now = next;
            }
        }

        #[test]
        fn what_was_paused_goes_on_where_it_stood(at in 0_usize..13) {
            let state = <State as crate::word::Word>::ALL[at];
            if let Ok(paused) = state.pause("why", true) {
                prop_assert_eq!(paused.resume(state), Ok(state));
            }
        }
    }
}
