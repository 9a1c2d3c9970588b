//! Deadlines of a body's own standing orders, such as that for public questions: so many days before or after an
//! anchor, by a time of day. Kept by officers for each body, shown on the public page of a meeting.

use crate::calendar::{Calendar, OutsideCalendar};
use crate::meeting::read_time;
use crate::refusal::Refusal;
use crate::word::Word;
use crate::{london, wording};
use chrono::{Days, NaiveDate, NaiveTime};
use std::fmt;

/// The most days between an anchor and a deadline.
pub const MOST_DAYS: u32 = 90;

/// The longest name of a rule, in characters.
pub const LONGEST_NAME: usize = 100;

/// What the days of a rule are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleUnit {
    /// Days on which the offices are open.
    Working,
    /// Every day of the week.
    Calendar,
}

impl Word for RuleUnit {
    const ALL: &'static [Self] = &[Self::Working, Self::Calendar];
    fn word(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Calendar => "calendar",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Working => "Working days",
            Self::Calendar => "Calendar days",
        }
    }
}

/// What a rule counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleAnchor {
    /// The day of the meeting.
    Meeting,
    /// The day by which the agenda must be published.
    Publish,
}

impl Word for RuleAnchor {
    const ALL: &'static [Self] = &[Self::Meeting, Self::Publish];
    fn word(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Publish => "publish",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Meeting => "The meeting",
            Self::Publish => "Publication of the agenda",
        }
    }
}

/// Whether a deadline lies before its anchor or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleSide {
    /// Before.
    Before,
    /// After, as for questions on reports that are out.
    After,
}

impl Word for RuleSide {
    const ALL: &'static [Self] = &[Self::Before, Self::After];
    fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Before => "Before",
            Self::After => "After",
        }
    }
}

/// A deadline of a body's standing orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is for, such as "Questions from the public".
    pub name: String,
    /// Days before the anchor; a negative number lies after it.
    pub days: i32,
    /// What the days are.
    pub unit: RuleUnit,
    /// What they are counted from.
    pub anchor: RuleAnchor,
    /// The time of day, in London, by which it must be there.
    pub time: NaiveTime,
}

/// Why a rule cannot be kept so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleRefusal {
    /// Days or a time, and no word what they are for.
    NoName,
    /// A name longer than a page shows on one line.
    LongName,
    /// No number of days from 0 to 90.
    NoDays,
    /// Neither working days nor calendar days.
    NoUnit,
    /// Neither before nor after.
    NoSide,
    /// Neither the meeting nor the publication.
    NoAnchor,
    /// Nobody sends a question in after the meeting that it is for.
    AfterMeeting,
    /// No time of day, or none that can be read.
    NoTime,
}

impl fmt::Display for RuleRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => write!(f, "Enter what the deadline is for, such as Questions from the public."),
            Self::LongName => write!(f, "Keep the name to {LONGEST_NAME} characters."),
            Self::NoDays => write!(f, "Enter a number of days from 0 to {MOST_DAYS}."),
            Self::NoUnit => write!(f, "Choose working days or calendar days."),
            Self::NoSide => write!(f, "Choose before or after."),
            Self::NoAnchor => write!(f, "Choose what the days are counted from."),
            Self::AfterMeeting => write!(f, "A deadline cannot lie after the meeting. Choose before."),
            Self::NoTime => write!(f, "Enter the time as 9am, 12.30pm or 17:00."),
        }
    }
}

impl RuleRefusal {
    /// The part of the rule that it is about.
    #[must_use]
    pub fn part(self) -> &'static str {
        match self {
            Self::NoName | Self::LongName => "name",
            Self::NoDays => "days",
            Self::NoUnit => "unit",
            Self::NoSide | Self::AfterMeeting => "side",
            Self::NoAnchor => "anchor",
            Self::NoTime => "time",
        }
    }
}

impl Refusal for RuleRefusal {
    fn field(&self) -> Option<String> {
        Some(self.part().to_owned())
    }
}

/// A rule as it was typed; `part` gives the text of `name`, `days`, `unit`, `side`, `anchor` and `time`. None when
/// nothing was typed.
///
/// # Errors
/// The first part that is missing or cannot be read.
pub fn read<'t>(part: impl Fn(&str) -> &'t str) -> Result<Option<Rule>, RuleRefusal> {
    let name = part("name").split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() && part("days").trim().is_empty() && part("time").trim().is_empty() {
        return Ok(None);
    }
    match name.chars().count() {
        0 => return Err(RuleRefusal::NoName),
        length if length > LONGEST_NAME => return Err(RuleRefusal::LongName),
        _ => {}
    }
    let days: u32 = part("days").trim().parse().map_err(|_| RuleRefusal::NoDays)?;
    let days = i32::try_from(days).ok().filter(|_| days <= MOST_DAYS).ok_or(RuleRefusal::NoDays)?;
    let unit = RuleUnit::from_word(part("unit")).ok_or(RuleRefusal::NoUnit)?;
    let side = RuleSide::from_word(part("side")).ok_or(RuleRefusal::NoSide)?;
    let anchor = RuleAnchor::from_word(part("anchor")).ok_or(RuleRefusal::NoAnchor)?;
    if side == RuleSide::After && anchor == RuleAnchor::Meeting && days > 0 {
        return Err(RuleRefusal::AfterMeeting);
    }
    let time = read_time(part("time")).ok_or(RuleRefusal::NoTime)?;
    let days = if side == RuleSide::After { -days } else { days };
    Ok(Some(Rule { name, days, unit, anchor, time }))
}

impl Rule {
    /// Whether it lies before its anchor or after it.
    #[must_use]
    pub fn side(&self) -> RuleSide {
        if self.days < 0 { RuleSide::After } else { RuleSide::Before }
    }

    /// The rule in words: "9am, 1 working day before the meeting".
    #[must_use]
    pub fn words(&self) -> String {
        let days = self.days.unsigned_abs();
        let anchor = match self.anchor {
            RuleAnchor::Meeting => "the meeting",
            RuleAnchor::Publish => "the agenda must be published",
        };
        let time = london::time_of_day(self.time);
        let count = match self.unit {
            _ if days == 0 => {
                let day = if self.anchor == RuleAnchor::Meeting {
                    "of the meeting"
                } else {
                    "by which the agenda must be published"
                };
                return format!("{time} on the day {day}");
            }
            RuleUnit::Working => wording::working_days(days),
            RuleUnit::Calendar if days == 1 => "1 day".to_owned(),
            RuleUnit::Calendar => format!("{days} days"),
        };
        format!("{time}, {count} {} {anchor}", self.side().word())
    }
}

/// The day and the time of day that a rule gives for a meeting, whose agenda must be out by `publish_by`. The day of
/// the anchor is not counted. Working days are those of the council's calendar (Worcestershire: 9am on the working
/// day before, so that a Monday's panel takes questions until Friday); calendar days are all days.
///
/// # Errors
/// [`OutsideCalendar`] when the counting leaves the years whose holidays are loaded.
pub fn deadline(
    rule: &Rule,
    meeting_on: NaiveDate,
    publish_by: NaiveDate,
    calendar: &Calendar,
) -> Result<(NaiveDate, NaiveTime), OutsideCalendar> {
    let from = match rule.anchor {
        RuleAnchor::Meeting => meeting_on,
        RuleAnchor::Publish => publish_by,
    };
    let days = Days::new(u64::from(rule.days.unsigned_abs()));
    let on = match rule.unit {
        _ if rule.days == 0 => from,
        RuleUnit::Working => calendar.add_working_days(from, -rule.days)?,
        RuleUnit::Calendar if rule.days < 0 => from.checked_add_days(days).unwrap_or(from),
        RuleUnit::Calendar => from.checked_sub_days(days).unwrap_or(from),
    };
    Ok((on, rule.time))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rule(days: i32, unit: RuleUnit, anchor: RuleAnchor) -> Rule {
        let time = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        Rule { name: "Questions from the public".into(), days, unit, anchor, time }
    }

    fn gives(rule: &Rule, meeting: &str) -> NaiveDate {
        let england = Calendar::england();
        let publish_by = england.publish_by(on(meeting), 5).unwrap();
        deadline(rule, on(meeting), publish_by, &england).unwrap().0
    }

    /// Edge case 39: the working day before a Monday is the Friday before it.
    #[test]
    fn the_rules_that_councils_print_give_the_days_that_they_print() {
        use RuleAnchor::{Meeting, Publish};
        use RuleUnit::{Calendar, Working};
        for (days, unit, anchor, meeting, wanted) in [
            // Worcestershire: 9.00 am on the working day before (S58).
            (1, Working, Meeting, "2024-03-25", "2024-03-22"),
            (1, Working, Meeting, "2024-04-02", "2024-03-28"),
            // Bromley: ten working days before; on reports, two working days after publication (S59).
            (10, Working, Meeting, "2022-11-17", "2022-11-03"),
            (-2, Working, Publish, "2022-11-17", "2022-11-11"),
            // York: the eighth working day before Council (S60).
            (8, Working, Meeting, "2026-10-22", "2026-10-12"),
            (8, Working, Meeting, "2027-04-08", "2027-03-25"),
            (3, Calendar, Meeting, "2024-03-25", "2024-03-22"),
            (-3, Calendar, Publish, "2022-11-17", "2022-11-12"),
            (0, Working, Meeting, "2024-03-25", "2024-03-25"),
            (0, Calendar, Publish, "2022-11-17", "2022-11-09"),
        ] {
            assert_eq!(gives(&rule(days, unit, anchor), meeting), on(wanted), "{days} {unit:?} {anchor:?} {meeting}");
        }
    }

    #[test]
    fn a_rule_is_said_in_words() {
        use RuleAnchor::{Meeting, Publish};
        use RuleUnit::{Calendar, Working};
        for (rule, wanted) in [
            (rule(1, Working, Meeting), "9am, 1 working day before the meeting"),
            (rule(10, Working, Meeting), "9am, 10 working days before the meeting"),
            (rule(-2, Working, Publish), "9am, 2 working days after the agenda must be published"),
            (rule(1, Calendar, Meeting), "9am, 1 day before the meeting"),
            (rule(7, Calendar, Meeting), "9am, 7 days before the meeting"),
            (rule(0, Working, Meeting), "9am on the day of the meeting"),
        ] {
            assert_eq!(rule.words(), wanted);
        }
    }

    #[test]
    fn a_rule_is_read_as_it_is_typed_or_refused_at_the_part_that_is_wrong() {
        let good = [
            ("name", " Questions  from the public "),
            ("days", "1"),
            ("unit", "working"),
            ("side", "before"),
            ("anchor", "meeting"),
            ("time", "9.00 am"),
        ];
        let with = |part: &str, typed: &'static str| {
            let typed =
                |wanted: &str| if wanted == part { typed } else { good.iter().find(|(p, _)| *p == wanted).unwrap().1 };
            read(typed)
        };
        assert_eq!(with("", ""), Ok(Some(rule(1, RuleUnit::Working, RuleAnchor::Meeting))));
        for (part, typed, wanted) in [
            ("name", " ", RuleRefusal::NoName),
            ("days", "a few", RuleRefusal::NoDays),
            ("days", "-1", RuleRefusal::NoDays),
            ("days", "91", RuleRefusal::NoDays),
            ("unit", "", RuleRefusal::NoUnit),
            ("side", "", RuleRefusal::NoSide),
            ("side", "after", RuleRefusal::AfterMeeting),
            ("anchor", "lunch", RuleRefusal::NoAnchor),
            ("time", "", RuleRefusal::NoTime),
            ("time", "25:00", RuleRefusal::NoTime),
        ] {
            assert_eq!(with(part, typed), Err(wanted), "{part} {typed}");
            assert_eq!(wanted.field().as_deref(), Some(part));
        }
        assert_eq!(read(|_| ""), Ok(None));
        let long = "x".repeat(101);
        let typed = |part: &str| if part == "name" { long.as_str() } else { "1" };
        assert_eq!(read(typed), Err(RuleRefusal::LongName));
    }

    proptest! {
        #[test]
        fn a_count_of_working_days_ends_on_one_and_never_on_the_wrong_side(
            days in -30i32..60, at in 0u64..3000, by_meeting in any::<bool>(),
        ) {
            let england = Calendar::england();
            let meeting = on("2016-01-04") + Days::new(at);
            let publish_by = england.publish_by(meeting, 5).unwrap();
            let anchor = if by_meeting { RuleAnchor::Meeting } else { RuleAnchor::Publish };
            let from = if by_meeting { meeting } else { publish_by };
            let (due, _) = deadline(&rule(days, RuleUnit::Working, anchor), meeting, publish_by, &england).unwrap();
            prop_assert_eq!(due.cmp(&from), 0.cmp(&days));
            prop_assert!(days == 0 || england.is_working_day(due).unwrap());
            let (due, _) = deadline(&rule(days, RuleUnit::Calendar, anchor), meeting, publish_by, &england).unwrap();
            prop_assert_eq!((from - due).num_days(), i64::from(days));
        }
    }
}
