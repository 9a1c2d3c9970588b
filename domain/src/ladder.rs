//! Which reminders have been reached: the default rungs of the e-mail catalogue (E3–E5 for data, E13
//! and E14 for actions), counted in working days from the due date. Facts in, rungs out; who holds a
//! post and whether a rung was already used is the caller's knowledge.

mod counting;
mod steps;

use crate::letter;
use crate::obligation::Kind;
use crate::quiet::Quiet;
use crate::word::Word;
use chrono::NaiveDate;

/// Who a rung speaks to; each is a post looked up on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The post that owes it.
    Owner,
    /// The scrutiny officer of the body.
    Officer,
    /// The director over the post that owes it.
    Director,
    /// The proper officer.
    ProperOfficer,
    /// The chair of the body.
    Chair,
    /// The colleague whom the post that owes it has named to work on it.
    Contributor,
    /// The monitoring officer.
    MonitoringOfficer,
    /// The chair of the body whose meeting it is for.
    BoardChair,
}

impl Word for Audience {
    const ALL: &'static [Self] = &[
        Self::Owner,
        Self::Officer,
        Self::Director,
        Self::ProperOfficer,
        Self::Chair,
        Self::Contributor,
        Self::MonitoringOfficer,
        Self::BoardChair,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Officer => "officer",
            Self::Director => "director",
            Self::ProperOfficer => "proper_officer",
            Self::Chair => "chair",
            Self::Contributor => "contributor",
            Self::MonitoringOfficer => "monitoring_officer",
            Self::BoardChair => "board_chair",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Owner => "Whoever owes it",
            Self::Officer => "Scrutiny officer",
            Self::Director => "Director",
            Self::ProperOfficer => "Proper officer",
            Self::Chair => "Chair",
            Self::Contributor => "Whoever was named for it",
            Self::MonitoringOfficer => "Monitoring officer",
            Self::BoardChair => "Chair of the Board",
        }
    }
}

/// When a rung is reached. All counts are working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// On the day that it was asked for.
    Opened,
    /// On the day that it was asked for, but no sooner than so many days before it is due.
    OpenedNotBefore(u32),
    /// So many days before it is due; zero is the day itself (the working day before, when it is none).
    Before(u32),
    /// So many days after it was due, and then every so many.
    After {
        /// Days after the due date of the first one.
        first: u32,
        /// Days between one and the next.
        every: u32,
    },
    /// Half-way between the asking and the date.
    Halfway,
    /// So many days before the papers must go out, once it is late and nothing was promised.
    BeforePublish(u32),
}

/// One rule of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whom it speaks to.
    pub audience: Audience,
    /// The letter it writes.
    pub letter: letter::Kind,
    /// When.
    pub when: When,
    /// Whether an officer says yes before it goes.
    pub asks: bool,
}

impl Step {
    /// Whether a rung of this name is one of its own.
    fn names(&self, code: &str) -> bool {
        let Some(mark) = code.strip_prefix(catalogue_code(self.letter)) else { return false };
        match self.when {
            When::Opened | When::OpenedNotBefore(_) => mark.is_empty(),
            When::Halfway => mark == "/2",
            When::Before(days) => mark == format!("-{days}"),
            When::BeforePublish(days) => mark == format!("@P-{days}"),
            When::After { first, every } => match mark.strip_prefix('+').and_then(|days| days.parse::<u32>().ok()) {
                Some(days) => days >= first && (days - first) % every.max(1) == 0,
                None => false,
            },
        }
    }
}

/// The rules for one kind of obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    steps: Vec<Step>,
    quiet: Vec<Quiet>,
}

/// What is owed, as far as a ladder needs to know it. Only open obligations have rungs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What is owed.
    pub kind: Kind,
    /// The day it was asked for.
    pub opened_on: NaiveDate,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The day since which it is due then: a date that was moved or promised brings no reminders from before.
    pub settled_on: NaiveDate,
    /// The day the papers must go out, where there are papers.
    pub publish_by: Option<NaiveDate>,
    /// Whether the due date is a promise ("to follow").
    pub promised: bool,
}

/// A rung that has been reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its name, which never changes for the same rung of the same due date: `E4-5`, `E5+3`.
    pub code: String,
    /// The day on which it was reached.
    pub on: NaiveDate,
    /// Whom it speaks to.
    pub audience: Audience,
    /// The letter it writes.
    pub letter: letter::Kind,
    /// Whether an officer says yes before it goes.
    pub asks: bool,
}

impl Rung {
    /// Whether it is left to the contributor where one is named: the director is reminded from two working days
    /// before the date on (E4).
    #[must_use]
    pub fn is_left_to_contributor(&self) -> bool {
        self.audience == Audience::Owner && matches!(self.code.as_str(), "E4-10" | "E4-5")
    }
}

impl Owed {
    /// The day from which lateness is chased: nobody is told of what its owner could not yet have heard of.
    fn late_from(&self) -> NaiveDate {
        self.due_on.max(self.opened_on)
    }

    /// Whether a rung of this day says anything: not what the asking itself said, nor what the date was before.
    fn counts(&self, on: NaiveDate) -> bool {
        // Whoever has just promised a date is not reminded of it on the same day.
        on > self.opened_on && if self.promised { on > self.settled_on } else { on >= self.settled_on }
    }
}

impl Ladder {
    /// A ladder of these steps.
    #[must_use]
    pub fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect(), quiet: Vec::new() }
    }

    /// The same ladder, with these days on which nobody is reminded.
    #[must_use]
    pub fn with_quiet(self, quiet: Vec<Quiet>) -> Self {
        Self { quiet, ..self }
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step to which a rung of this name belongs; none where the ladder has been changed since.
    #[must_use]
    pub fn step_of(&self, code: &str, audience: Audience) -> Option<&Step> {
        self.steps.iter().find(|step| step.audience == audience && step.names(code))
    }
}

fn catalogue_code(letter: letter::Kind) -> &'static str {
    match letter {
        letter::Kind::DataRequest => "E3",
        letter::Kind::DataReminder => "E4",
        letter::Kind::DataOverdue => "E5",
        letter::Kind::Invitation => "E2",
        letter::Kind::InvitationReminder => "E2",
        letter::Kind::ComplianceWarning => "E10",
        letter::Kind::ActionReminder => "E13",
        letter::Kind::ActionOverdue => "E14",
        letter::Kind::UpdateRound => "E15",
        letter::Kind::FeedbackDraft => "E16",
        letter::Kind::RecommendationServed => "E18",
        letter::Kind::ResponseReminder => "E19",
        letter::Kind::ResponseOverdue => "E20",
        other => other.word(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::calendar::Calendar;
    use crate::quiet::Meanwhile;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The founding case: issued Mon 3 Oct 2022, due Wed 19 Oct, papers out Wed 26 Oct.
    fn data() -> Owed {
        Owed {
            kind: Kind::SubmitData,
            opened_on: on("2022-10-03"),
            due_on: on("2022-10-19"),
            settled_on: on("2022-10-03"),
            publish_by: Some(on("2022-10-26")),
            promised: false,
        }
    }

    fn action() -> Owed {
        Owed {
            kind: Kind::DoAction,
            opened_on: on("2022-11-03"),
            due_on: on("2022-12-02"),
            settled_on: on("2022-11-03"),
            publish_by: None,
            promised: false,
        }
    }

    /// Everything a ladder says when it is asked every working day, as (day, code, audience).
    fn diary(owed: &Owed, from: &str, to: &str) -> Vec<(String, String, Audience)> {
        let (calendar, ladder) = (Calendar::england(), Ladder::default_for(owed.kind));
        let mut used = BTreeSet::new();
        let mut said = Vec::new();
        let mut day = on(from);
        while day <= on(to) {
            if calendar.is_working_day(day).unwrap() {
                for rung in ladder.reached(owed, day, &calendar).unwrap() {
                    if used.insert((rung.code.clone(), rung.audience)) {
                        said.push((day.to_string(), rung.code, rung.audience));
                    }
                }
            }
            day = day.succ_opt().unwrap();
        }
        said
    }

    fn owners(diary: &[(String, String, Audience)], audience: Audience) -> Vec<String> {
        diary.iter().filter(|(_, _, to)| *to == audience).map(|(day, code, _)| format!("{day} {code}")).collect()
    }

    #[test]
    fn the_rungs_of_a_data_request() {
        let diary = diary(&data(), "2022-10-03", "2022-11-30");
        assert_eq!(
            owners(&diary, Audience::Owner),
            [
                "2022-10-03 E3",
                "2022-10-05 E4-10",
                "2022-10-12 E4-5",
                "2022-10-17 E4-2",
                "2022-10-19 E4-0",
                "2022-10-20 E5+1",
                "2022-10-24 E5+3",
                "2022-10-26 E5+5",
            ]
        );
        assert_eq!(owners(&diary, Audience::Officer), ["2022-10-20 E5+1", "2022-10-24 E5+3", "2022-10-26 E5+5"]);
        assert_eq!(owners(&diary, Audience::Chair), ["2022-10-25 E5@P-1"]);
        assert_eq!(owners(&diary, Audience::ProperOfficer), ["2022-10-25 E5@P-1"]);
    }

    #[test]
    fn a_contributor_is_reminded_from_the_start_and_the_director_from_two_days_before() {
        let (calendar, ladder) = (Calendar::england(), Ladder::default_for(Kind::SubmitData));
        for (day, left) in [("2022-10-05", true), ("2022-10-12", true), ("2022-10-17", false), ("2022-10-19", false)] {
            let reached = ladder.reached(&data(), on(day), &calendar).unwrap();
            let reminders: Vec<_> =
                reached.iter().filter(|rung| rung.letter == letter::Kind::DataReminder && rung.on == on(day)).collect();
            let to: Vec<_> = reminders.iter().map(|rung| rung.audience).collect();
            assert_eq!(to, [Audience::Owner, Audience::Contributor], "{day}");
            assert_eq!(reminders[0].is_left_to_contributor(), left, "{day}");
            assert!(!reminders[1].is_left_to_contributor());
        }
    }

    #[test]
    fn after_the_papers_are_out_only_a_promise_is_chased() {
        let promised = Owed { due_on: on("2022-11-01"), settled_on: on("2022-10-26"), promised: true, ..data() };
        let diary = diary(&promised, "2022-10-27", "2022-11-08");
        assert_eq!(
            owners(&diary, Audience::Owner),
            [
                "2022-10-27 E3",
                "2022-10-28 E4-2",
                "2022-11-01 E4-0",
                "2022-11-02 E5+1",
                "2022-11-04 E5+3",
                "2022-11-08 E5+5"
            ]
        );
        assert!(owners(&diary, Audience::Chair).is_empty());
    }

    #[test]
    fn the_rungs_of_an_action() {
        let diary = diary(&action(), "2022-11-03", "2022-12-23");
        assert_eq!(
            owners(&diary, Audience::Owner),
            [
                "2022-11-18 E13-10",
                "2022-11-29 E13-3",
                "2022-12-02 E13-0",
                "2022-12-05 E14+1",
                "2022-12-12 E14+6",
                "2022-12-19 E14+11"
            ]
        );
        assert_eq!(owners(&diary, Audience::Officer), ["2022-11-18 E13-10", "2022-11-29 E13-3", "2022-12-02 E13-0"]);
        assert_eq!(owners(&diary, Audience::Director), ["2022-12-09 E14+5", "2022-12-16 E14+10", "2022-12-23 E14+15"]);
        assert_eq!(owners(&diary, Audience::Chair), ["2022-12-16 E14+10", "2022-12-23 E14+15"]);
    }

    #[test]
    fn a_missed_week_is_caught_up_by_the_latest_rung_only() {
        let (calendar, ladder) = (Calendar::england(), Ladder::default_for(Kind::SubmitData));
        let reached = ladder.reached(&data(), on("2022-10-18"), &calendar).unwrap();
        let codes: Vec<_> = reached.iter().map(|rung| rung.code.as_str()).collect();
        assert_eq!(
            codes,
            ["E3", "E4-2", "E4-2"],
            "the request itself and the latest reminder, not the two that were missed"
        );
    }

    #[test]
    fn a_request_issued_late_is_not_reminded_of_days_before_it_was_issued() {
        let late = Owed { opened_on: on("2022-10-17"), ..data() };
        assert_eq!(
            owners(&diary(&late, "2022-10-17", "2022-10-20"), Audience::Owner),
            ["2022-10-17 E3", "2022-10-19 E4-0", "2022-10-20 E5+1"]
        );
    }

    #[test]
    fn a_due_date_on_a_saturday_is_reminded_on_the_friday_and_chased_on_the_monday() {
        let saturday = Owed { due_on: on("2022-12-03"), ..action() };
        let said = owners(&diary(&saturday, "2022-12-01", "2022-12-05"), Audience::Owner);
        assert_eq!(said, ["2022-12-01 E13-3", "2022-12-02 E13-0", "2022-12-05 E14+1"]);
    }

    #[test]
    fn a_rung_is_known_by_its_name() {
        let data = Ladder::default_for(Kind::SubmitData);
        let when = |code: &str, audience| data.step_of(code, audience).map(|step| step.when);
        assert_eq!(when("E3", Audience::Owner), Some(When::Opened));
        assert_eq!(when("E4-5", Audience::Contributor), Some(When::Before(5)));
        assert_eq!(when("E5+7", Audience::Officer), Some(When::After { first: 1, every: 2 }));
        assert_eq!(when("E5+2", Audience::Officer), None);
        assert_eq!(when("E5@P-1", Audience::Chair), Some(When::BeforePublish(1)));
        assert_eq!(when("E4-5", Audience::Chair), None);
    }

    fn any_owed() -> impl Strategy<Value = Owed> {
        (0_i64..900, -5_i64..60, 0_i64..20, 0_i64..30, any::<(bool, bool)>()).prop_map(
            |(start, due, publish, settled, (promised, is_action))| {
                let opened_on = on("2021-01-04") + chrono::Duration::days(start);
                let due_on = opened_on + chrono::Duration::days(due);
                Owed {
                    kind: if is_action { Kind::DoAction } else { Kind::SubmitData },
                    opened_on,
                    due_on,
                    settled_on: opened_on + chrono::Duration::days(settled),
                    publish_by: (!is_action).then(|| due_on + chrono::Duration::days(publish)),
                    promised,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn asked_twice_it_says_the_same_and_nothing_from_the_future(owed in any_owed(), days in 0_i64..120) {
            let (calendar, ladder) = (Calendar::england(), Ladder::default_for(owed.kind));
            let today = owed.opened_on + chrono::Duration::days(days);
            let reached = ladder.reached(&owed, today, &calendar).unwrap();
            prop_assert_eq!(&reached, &ladder.reached(&owed, today, &calendar).unwrap());
            for rung in &reached {
                prop_assert!(rung.on <= today && rung.on >= owed.opened_on);
                prop_assert!(rung.letter == letter::Kind::DataRequest || calendar.is_working_day(rung.on).unwrap());
            }
        }

        #[test]
        fn the_next_day_named_is_the_next_day_on_which_something_new_is_said(owed in any_owed(), days in 0_i64..90) {
            let (calendar, ladder) = (Calendar::england(), Ladder::default_for(owed.kind));
            let today = owed.opened_on + chrono::Duration::days(days);
            let codes = |day| -> BTreeSet<_> {
                ladder.reached(&owed, day, &calendar).unwrap().into_iter().map(|rung| (rung.code, rung.audience)).collect()
            };
            let next = ladder.next_after(&owed, today, &calendar).unwrap();
            let until = next.unwrap_or(today + chrono::Duration::days(40));
            let mut day = today.succ_opt().unwrap();
            let known = codes(today);
            while day < until {
                prop_assert!(codes(day).is_subset(&known), "{day} says something before {until}");
                day = day.succ_opt().unwrap();
            }
            if let Some(next) = next {
                prop_assert!(!codes(next).is_subset(&known), "nothing new on {next}");
            }
        }

        #[test]
        fn in_quiet_days_nothing_is_said_and_nothing_but_what_is_left_out_is_lost(
            owed in any_owed(), from in 0_i64..60, length in 0_i64..25, meanwhile in 0..3_usize,
        ) {
            let calendar = Calendar::england();
            let from = owed.opened_on + chrono::Duration::days(from);
            let meanwhile = Meanwhile::ALL[meanwhile];
            let period = Quiet { from, to: from + chrono::Duration::days(length), meanwhile };
            let ladder = Ladder::default_for(owed.kind);
            let quiet = ladder.clone().with_quiet(vec![period]);
            // The engine as it runs: it looks on the days that it was told to, and never twice at the same rung.
            let mut said = BTreeSet::new();
            let mut next = Some(owed.opened_on);
            while let Some(day) = next.filter(|day| *day < owed.opened_on + chrono::Duration::days(120)) {
                for rung in quiet.reached(&owed, day, &calendar).unwrap() {
                    if said.insert((rung.code, rung.audience)) {
                        prop_assert!(day == owed.opened_on || !period.holds(day), "said on the quiet {day}");
                    }
                }
                next = quiet.next_after(&owed, day, &calendar).unwrap();
            }
            if meanwhile == Meanwhile::Wait {
                let latest = period.to + chrono::Duration::days(30);
                for rung in ladder.reached(&owed, latest, &calendar).unwrap() {
                    prop_assert!(said.contains(&(rung.code.clone(), rung.audience)), "{} is lost", rung.code);
                }
            }
        }
    }
}
