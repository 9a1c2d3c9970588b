//! The one idea that holds Remit together: a post owes something to a body by a date. What is owed,
//! the rule its date follows from, and what "late" means. Only the rule is ever decided; the date is
//! what the rule gives today.

mod kind;
mod late;

pub use kind::Kind;
pub use late::{Lateness, elapsed, lateness};

use crate::calendar::{Calendar, OutsideCalendar};
use crate::period::Period;
use crate::statute;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;
use std::str::FromStr;

/// The noun that an obligation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectKind {
    /// A meeting.
    Meeting,
    /// A data request.
    Request,
    /// An action.
    Action,
    /// A referral.
    Referral,
    /// An agenda item.
    Item,
    /// An invitation to attend for an item.
    Invitation,
    /// A recommendation.
    Recommendation,
    /// A comment given to a cabinet member or an officer.
    Comment,
    /// What a panel gives back to a meeting of the Board.
    Feedback,
    /// One owner’s part of an update round.
    Round,
    /// A letter to the chief executive.
    ChiefLetter,
}

impl Word for SubjectKind {
    const ALL: &'static [Self] = &[
        Self::Meeting,
        Self::Request,
        Self::Action,
        Self::Referral,
        Self::Item,
        Self::Invitation,
        Self::Recommendation,
        Self::Comment,
        Self::Feedback,
        Self::Round,
        Self::ChiefLetter,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Request => "request",
            Self::Action => "action",
            Self::Referral => "referral",
            Self::Item => "item",
            Self::Invitation => "invitation",
            Self::Recommendation => "recommendation",
            Self::Comment => "comment",
            Self::Feedback => "feedback",
            Self::Round => "round",
            Self::ChiefLetter => "chief_letter",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Meeting => "Meeting",
            Self::Request => "Data request",
            Self::Action => "Action",
            Self::Referral => "Referral",
            Self::Item => "Agenda item",
            Self::Invitation => "Invitation",
            Self::Recommendation => "Recommendation",
            Self::Comment => "Comment",
            Self::Feedback => "Feedback to the Board",
            Self::Round => "Update round",
            Self::ChiefLetter => "Letter to the chief executive",
        }
    }
}

impl SubjectKind {
    /// The first part of the address under which an officer finds such a thing.
    #[must_use]
    pub fn room(self) -> &'static str {
        match self {
            Self::Meeting => "meetings",
            Self::Request => "requests",
            Self::Action => "actions",
            Self::Referral => "referrals",
            Self::Item => "items",
            Self::Invitation => "invitations",
            Self::Recommendation => "recommendations",
            Self::Comment => "comments",
            Self::Feedback => "feedback",
            Self::Round => "rounds",
            Self::ChiefLetter => "chief-letters",
        }
    }
}

/// Where an obligation stands. "Overdue" is not a state: it is derived from the date and today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Owed.
    Open,
    /// Done.
    Met,
    /// No longer wanted.
    Withdrawn,
    /// Taken over by another obligation.
    Merged,
}

impl Word for State {
    const ALL: &'static [Self] = &[Self::Open, Self::Met, Self::Withdrawn, Self::Merged];
    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Met => "met",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Met => "Met",
            Self::Withdrawn => "Withdrawn",
            Self::Merged => "Merged",
        }
    }
}

/// What a due date is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// A day that somebody named; it never moves.
    Day(NaiveDate),
    /// The day by which the papers of a meeting must be published.
    Publish(i64),
    /// The day of a meeting.
    Meeting(i64),
    /// The publication of the papers of a body's next meeting after a day.
    NextMeeting {
        /// The body.
        body: i64,
        /// The meeting it follows.
        after: NaiveDate,
    },
    /// The last day of a period.
    PeriodEnd(Period),
    /// Two months beginning with the day of receipt (LGA 2000 s9FE).
    TwoMonths(NaiveDate),
    /// The working day on or before a last day that the law does not move: what is aimed at is never later than it.
    WorkingTarget(NaiveDate),
}

/// The rule that a due date follows from: an anchor, an offset in working days, and for what cannot
/// begin before a period has ended, that period.
///
/// Kept as text: `publish(12)-5wd`, `meeting(12)+1wd`, `next_meeting(3 after 2022-11-03)-7wd`,
/// `on(2026-12-04)`, `two_months(2022-11-16)`, `publish(12)-20wd not before 2022/23 Q2 ends`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRule {
    /// What the date is counted from.
    pub anchor: Anchor,
    /// Working days after (or, negative, before) the anchor.
    pub offset: i32,
    /// Not before the first working day after this period.
    pub not_before_end_of: Option<Period>,
}

/// What a rule needs to know about its anchor today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueFacts {
    /// The day of the anchor's meeting; none when there is none in the diary or it was cancelled.
    pub meeting_on: Option<NaiveDate>,
    /// How many clear days the body gives.
    pub clear_days: u32,
}

impl DueRule {
    /// A fixed day.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        Self { anchor: Anchor::Day(day), offset: 0, not_before_end_of: None }
    }

    /// So many working days from the publication of a meeting's papers.
    #[must_use]
    pub fn publish(meeting: i64, offset: i32) -> Self {
        Self { anchor: Anchor::Publish(meeting), offset, not_before_end_of: None }
    }

    /// The working day on or before a last day of the law.
    #[must_use]
    pub fn working_target(last: NaiveDate) -> Self {
        Self { anchor: Anchor::WorkingTarget(last), offset: 0, not_before_end_of: None }
    }

    /// So many working days from a meeting.
    #[must_use]
    pub fn meeting(meeting: i64, offset: i32) -> Self {
        Self { anchor: Anchor::Meeting(meeting), offset, not_before_end_of: None }
    }

    /// "Next meeting": seven working days before the papers of the body's next meeting go out.
    #[must_use]
    pub fn next_meeting(body: i64, after: NaiveDate) -> Self {
        Self { anchor: Anchor::NextMeeting { body, after }, offset: -7, not_before_end_of: None }
    }

    /// The same rule, but not before the first working day after a period.
    #[must_use]
    pub fn not_before_end_of(self, period: Period) -> Self {
        Self { not_before_end_of: Some(period), ..self }
    }

    /// What the rule gives today; none while its meeting is not in the diary.
    ///
    /// # Errors
    /// When the counting leaves the years whose holidays are loaded.
    pub fn due_on(&self, facts: &DueFacts, calendar: &Calendar) -> Result<Option<NaiveDate>, OutsideCalendar> {
        let shifted = |from: NaiveDate| match self.offset {
            0 => Ok(from),
            offset => calendar.add_working_days(from, offset),
        };
        let due = match self.anchor {
            Anchor::Day(day) => Some(shifted(day)?),
            Anchor::PeriodEnd(period) => Some(shifted(period.end())?),
            Anchor::TwoMonths(received) => Some(statute::two_months_beginning_with(received)),
            Anchor::WorkingTarget(last) => Some(shifted(calendar.working_day_on_or_before(last)?)?),
            Anchor::Meeting(_) => facts.meeting_on.map(shifted).transpose()?,
            Anchor::Publish(_) => {
                facts.meeting_on.map(|on| calendar.publish_by(on, facts.clear_days).and_then(shifted)).transpose()?
            }
            Anchor::NextMeeting { after, .. } => match facts.meeting_on {
                None => None,
                Some(on) => {
                    let due = calendar.publish_by(on, facts.clear_days).and_then(shifted)?;
                    // A next meeting so near that its papers close at once still leaves the owner one working day.
                    Some(due.max(calendar.add_working_days(after, 1)?))
                }
            },
        };
        match (due, self.not_before_end_of) {
            (Some(due), Some(period)) => Ok(Some(due.max(calendar.add_working_days(period.end(), 1)?))),
            (due, _) => Ok(due),
        }
    }

    /// The rule in words, for the line that says why a date is what it is.
    #[must_use]
    pub fn explain(&self) -> String {
        let anchor = match self.anchor {
            Anchor::Day(_) => return "the date that was agreed".to_owned(),
            Anchor::TwoMonths(_) => return "two months beginning with the day of receipt".to_owned(),
            Anchor::WorkingTarget(_) => "the last working day on which an answer is in time",
            Anchor::Publish(_) => "the papers must be published",
            Anchor::Meeting(_) => "the meeting",
            Anchor::NextMeeting { .. } => "the papers of the next meeting must be published",
            Anchor::PeriodEnd(_) => "the period ends",
        };
        let days = |n: u32| if n == 1 { "1 working day".to_owned() } else { format!("{n} working days") };
        let words = match self.offset {
            0 => format!("the day that {anchor}").replace("the day that the meeting", "the day of the meeting"),
            n if n < 0 => format!("{} before {anchor}", days(n.unsigned_abs())),
            n => format!("{} after {anchor}", days(n.unsigned_abs())),
        };
        match self.not_before_end_of {
            Some(period) => format!("{words}, but not before {period} has ended"),
            None => words,
        }
    }
}

impl fmt::Display for DueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.anchor {
            Anchor::Day(day) => write!(f, "on({day})")?,
            Anchor::Publish(meeting) => write!(f, "publish({meeting})")?,
            Anchor::Meeting(meeting) => write!(f, "meeting({meeting})")?,
            Anchor::NextMeeting { body, after } => write!(f, "next_meeting({body} after {after})")?,
            Anchor::PeriodEnd(period) => write!(f, "period_end({period})")?,
            Anchor::TwoMonths(received) => write!(f, "two_months({received})")?,
            Anchor::WorkingTarget(last) => write!(f, "working_target({last})")?,
        }
        if self.offset != 0 {
            write!(f, "{:+}wd", self.offset)?;
        }
        if let Some(period) = self.not_before_end_of {
            write!(f, " not before {period} ends")?;
        }
        Ok(())
    }
}

/// A rule that cannot be read; only a damaged database holds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRule(String);

impl fmt::Display for UnreadableRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a due rule", self.0)
    }
}

impl std::error::Error for UnreadableRule {}

impl FromStr for DueRule {
    type Err = UnreadableRule;

    fn from_str(text: &str) -> Result<Self, UnreadableRule> {
        read_rule(text).ok_or_else(|| UnreadableRule(text.to_owned()))
    }
}

fn read_rule(text: &str) -> Option<DueRule> {
    let (rule, not_before_end_of) = match text.split_once(" not before ") {
        Some((rule, period)) => (rule, Some(period.strip_suffix(" ends")?.parse().ok()?)),
        None => (text, None),
    };
    let (name, rest) = rule.split_once('(')?;
    let (argument, offset) = rest.split_once(')')?;
    let offset = if offset.is_empty() { 0 } else { offset.strip_suffix("wd")?.parse().ok()? };
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let anchor = match name {
        "on" => Anchor::Day(day(argument)?),
        "publish" => Anchor::Publish(argument.parse().ok()?),
        "meeting" => Anchor::Meeting(argument.parse().ok()?),
        "next_meeting" => {
            let (body, after) = argument.split_once(" after ")?;
            Anchor::NextMeeting { body: body.parse().ok()?, after: day(after)? }
        }
        "period_end" => Anchor::PeriodEnd(argument.parse().ok()?),
        "two_months" => Anchor::TwoMonths(day(argument)?),
        "working_target" => Anchor::WorkingTarget(day(argument)?),
        _ => return None,
    };
    Some(DueRule { anchor, offset, not_before_end_of })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(rule: DueRule, meeting: Option<&str>) -> Option<NaiveDate> {
        rule.due_on(&DueFacts { meeting_on: meeting.map(on), clear_days: 5 }, &Calendar::england()).unwrap()
    }

    #[test]
    fn the_dates_of_the_first_founding_case() {
        let meeting = Some("2022-11-03");
        let quarter: Period = "2022/23 Q2".parse().unwrap();
        for (rule, wanted) in [
            (DueRule::publish(1, -20).not_before_end_of(quarter), "2022-10-03"),
            (DueRule::publish(1, -5), "2022-10-19"),
            (DueRule::publish(1, -2), "2022-10-24"),
            (DueRule::publish(1, 0), "2022-10-26"),
            (DueRule::meeting(1, 1), "2022-11-04"),
            (DueRule::meeting(1, 10), "2022-11-17"),
            (DueRule::on(on("2022-12-24")), "2022-12-24"),
        ] {
            assert_eq!(due(rule, meeting), Some(on(wanted)), "{rule}");
        }
    }

    #[test]
    fn next_meeting_follows_the_meeting_and_waits_when_there_is_none() {
        let rule = DueRule::next_meeting(3, on("2021-09-13"));
        assert_eq!(due(rule, None), None);
        assert_eq!(due(rule, Some("2021-11-16")), Some(on("2021-10-28")));
        assert_eq!(due(rule, Some("2021-09-21")), Some(on("2021-09-14")), "never before the day after it was asked");
    }

    #[test]
    fn a_rule_explains_itself() {
        for (rule, wanted) in [
            (DueRule::publish(1, -5), "5 working days before the papers must be published"),
            (DueRule::publish(1, 0), "the day that the papers must be published"),
            (DueRule::meeting(1, 1), "1 working day after the meeting"),
            (DueRule::on(on("2026-12-04")), "the date that was agreed"),
        ] {
            assert_eq!(rule.explain(), wanted);
        }
    }

    #[test]
    fn late_is_counted_in_working_days() {
        let calendar = Calendar::england();
        for (due_on, today, wanted) in [
            ("2026-10-16", "2026-10-16", Lateness::Today),
            ("2026-10-16", "2026-10-17", Lateness::Late(0)),
            ("2026-10-16", "2026-10-19", Lateness::Late(1)),
            ("2026-10-16", "2026-10-12", Lateness::In(4)),
            ("2026-12-24", "2026-12-29", Lateness::Late(1)),
        ] {
            assert_eq!(lateness(Some(on(due_on)), on(today), &calendar).unwrap(), wanted, "{due_on} on {today}");
        }
        assert_eq!(lateness(None, on("2026-10-16"), &calendar).unwrap(), Lateness::NoDate);
    }

    #[test]
    fn a_damaged_rule_is_refused() {
        for text in [
            "",
            "publish",
            "publish(x)",
            "publish(1)-5",
            "publish(1)-5days",
            "soon(1)",
            "on(2026-13-01)",
            "on(2026-12-04",
        ] {
            assert!(text.parse::<DueRule>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_rule_reads_back(kind in 0_u8..6, id in 1_i64..10_000, offset in -40_i32..40, days in 0_i32..6000, quarter in 0_u8..2) {
            let day = NaiveDate::from_num_days_from_ce_opt(734_000 + days).unwrap();
            let period: Period = "2023/24 P04".parse().unwrap();
            let anchor = match kind {
                0 => Anchor::Day(day),
                1 => Anchor::Publish(id),
                2 => Anchor::Meeting(id),
                3 => Anchor::NextMeeting { body: id, after: day },
                4 => Anchor::PeriodEnd(period),
                _ => Anchor::TwoMonths(day),
            };
            let rule = DueRule { anchor, offset, not_before_end_of: (quarter == 1).then_some(period) };
            prop_assert_eq!(rule.to_string().parse::<DueRule>(), Ok(rule));
        }
    }
}
