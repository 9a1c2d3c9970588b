//! What is published of a meeting: the agenda with its reports, and what comes after it (LGA 1972 s100B).
//! What was published is never changed; a later change is a publication of its own. Whether an agenda is ready to
//! be published is in `readiness`.

use crate::agenda::{Access, ItemState};
use crate::calendar::{Calendar, OutsideCalendar};
use crate::london;
use crate::meeting::ItemKind;
use crate::refusal::Refusal;
use crate::word::Word;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use std::fmt;

/// What a publication is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublicationKind {
    /// The agenda and the reports that were ready.
    Agenda,
    /// A report that came later, or an item that was added.
    Supplement,
    /// A correction of something published.
    Erratum,
    /// The minutes, as a draft or confirmed.
    Minutes,
}

impl Word for PublicationKind {
    const ALL: &'static [Self] = &[Self::Agenda, Self::Supplement, Self::Erratum, Self::Minutes];
    fn word(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::Supplement => "supplement",
            Self::Erratum => "erratum",
            Self::Minutes => "minutes",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Agenda => "Agenda",
            Self::Supplement => "Supplement",
            Self::Erratum => "Erratum",
            Self::Minutes => "Minutes",
        }
    }
}

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 2000;

/// Why something was not published, corrected or withdrawn. None of these is about lateness itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationRefusal {
    /// Fewer clear days than the body gives, and no word why.
    NoLateReason,
    /// Convened at shorter notice, and no word why.
    NoShortNoticeReason,
    /// A supplement without anything in it.
    NothingChosen,
    /// A supplement, and no word why it comes later.
    NoSupplementReason,
    /// A correction without its reason.
    NoErratumReason,
    /// A withdrawal without its reason.
    NoWithdrawalReason,
    /// A reason longer than anybody reads.
    LongReason,
    /// The correction reads as what was published.
    NothingToCorrect,
    /// A typed report corrected into nothing.
    EmptyReport,
    /// The agenda itself is not out yet.
    NotPublished,
    /// The paper was withdrawn already.
    Withdrawn,
    /// A newer version of the paper is out.
    Superseded,
}

impl fmt::Display for PublicationRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLateReason => write!(f, "Enter why fewer clear days are given. It is published with the agenda."),
            Self::NoShortNoticeReason => {
                write!(f, "Enter why the meeting is convened at shorter notice. It is published with the agenda.")
            }
            Self::NothingChosen => write!(f, "Choose what the supplement brings."),
            Self::NoSupplementReason => write!(f, "Enter why it comes after the agenda. It is published with it."),
            Self::NoErratumReason => write!(f, "Enter what was wrong. It is published with the correction."),
            Self::NoWithdrawalReason => {
                write!(f, "Enter why it is withdrawn. It is published in the place of the paper.")
            }
            Self::LongReason => write!(f, "Keep the reason to {LONGEST_REASON} characters."),
            Self::NothingToCorrect => write!(
                f,
                "It reads exactly as it was published. Mend what it is written from first, then publish the erratum."
            ),
            Self::EmptyReport => write!(f, "Enter the report as it should read."),
            Self::NotPublished => write!(f, "Publish the agenda first; this comes after it."),
            Self::Withdrawn => write!(f, "This paper was withdrawn already."),
            Self::Superseded => write!(f, "A newer version of this paper is out; correct or withdraw that one."),
        }
    }
}

impl Refusal for PublicationRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoLateReason
            | Self::NoSupplementReason
            | Self::NoErratumReason
            | Self::NoWithdrawalReason
            | Self::LongReason => "reason",
            Self::NoShortNoticeReason => "short_notice_reason",
            Self::NothingChosen => "items",
            Self::EmptyReport => "text",
            Self::NothingToCorrect | Self::NotPublished | Self::Withdrawn | Self::Superseded => return None,
        };
        Some(field.to_owned())
    }
}

/// A reason as typed.
///
/// # Errors
/// `missing` when there is none; a very long one.
pub fn reason(typed: &str, missing: PublicationRefusal) -> Result<String, PublicationRefusal> {
    let typed = typed.trim();
    match typed.chars().count() {
        0 => Err(missing),
        length if length > LONGEST_REASON => Err(PublicationRefusal::LongReason),
        _ => Ok(typed.to_owned()),
    }
}

/// The hour in London after which something published counts as published on the next working day, unless the
/// council decides otherwise: 5pm.
#[must_use]
pub fn usual_cut_off() -> NaiveTime {
    NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default()
}

/// The day from which a publication counts: its own, and the next working day when it came after the hour at which
/// the offices close, or on a day on which they are shut.
///
/// # Errors
/// When the counting leaves the years whose holidays are loaded.
pub fn counts_from(at: DateTime<Utc>, cut_off: NaiveTime, calendar: &Calendar) -> Result<NaiveDate, OutsideCalendar> {
    let day = london::date_in_london(at);
    if at > london::instant(day, cut_off) {
        calendar.add_working_days(day, 1)
    } else {
        calendar.working_day_on_or_after(day)
    }
}

/// The clear days that an agenda is given, and those that the body gives (LGA 1972 s100A(6), s100B(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Working days strictly between the day from which the publication counts and that of the meeting.
    pub given: u32,
    /// What the body gives: five for a principal council in England.
    pub wanted: u32,
}

impl Notice {
    /// Whether enough clear days are given.
    #[must_use]
    pub fn is_compliant(self) -> bool {
        self.given >= self.wanted
    }

    /// `5 clear days`, or how many of how many: `2 of 5 clear days`.
    #[must_use]
    pub fn words(self) -> String {
        let Self { given, wanted } = self;
        match (self.is_compliant(), given) {
            (true, 1) => "1 clear day".to_owned(),
            (true, _) => format!("{given} clear days"),
            (false, _) => format!("{given} of {wanted} clear days"),
        }
    }
}

/// Whether an item in this state goes out with a report of its own: a performance item has its covering report, any
/// other what was typed and is final.
#[must_use]
pub fn carries_report(kind: ItemKind, state: ItemState, has_text: bool) -> bool {
    match state {
        ItemState::ToFollow | ItemState::Verbal | ItemState::Tabled | ItemState::Withdrawn | ItemState::Deferred => {
            false
        }
        ItemState::Proposed
        | ItemState::Programmed
        | ItemState::Commissioned
        | ItemState::DraftReceived
        | ItemState::Cleared => kind == ItemKind::Performance,
        ItemState::FinalReceived
        | ItemState::UrgentAdded
        | ItemState::Published
        | ItemState::Considered
        | ItemState::Closed => kind == ItemKind::Performance || has_text,
    }
}

/// The same for a supplement: what was to follow may have come.
#[must_use]
pub fn may_come_late(kind: ItemKind, state: ItemState, has_text: bool) -> bool {
    let came = if state == ItemState::ToFollow { ItemState::FinalReceived } else { state };
    carries_report(kind, came, has_text)
}

/// Where an item stands once it went out, with its report or without.
#[must_use]
pub fn once_published(state: ItemState, with_report: bool) -> ItemState {
    match state {
        ItemState::ToFollow if with_report => ItemState::Published,
        state => state.publish(),
    }
}

/// Why the report of an item may come by a supplement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Late {
    /// The item itself was added after the agenda went out.
    Added,
    /// Its report was not there when the agenda went out.
    Report,
    /// An appendix that was to follow has come.
    Appendix,
    /// It was not for publication, and is now.
    MadePublic,
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Added => "added after the agenda was published",
            Self::Report => "its report has come",
            Self::Appendix => "an appendix that was to follow has come",
            Self::MadePublic => "it may be public now",
        })
    }
}

/// What is out of an item's report, and what could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Out<'o> {
    /// Whether the public knows of the item.
    pub is_out: bool,
    /// The access of the version that is out, and what of it was to follow; none when none is out.
    pub version: Option<(Access, &'o [String])>,
    /// The access of the item now, and what of its report as it stands would be to follow; none without a report.
    pub now: Option<(Access, &'o [String])>,
}

/// Whether, and why, an item belongs into a supplement now.
#[must_use]
pub fn late(out: Out<'_>) -> Option<Late> {
    match out {
        Out { is_out: false, .. } => Some(Late::Added),
        Out { now: None, .. } => None,
        Out { version: None, .. } => Some(Late::Report),
        Out { version: Some((before, _)), now: Some((Access::Public, _)), .. } if before != Access::Public => {
            Some(Late::MadePublic)
        }
        Out { version: Some((_, before)), now: Some((_, now)), .. } => {
            before.iter().any(|appendix| !now.contains(appendix)).then_some(Late::Appendix)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        let (day, time) = text.split_once('T').unwrap();
        london::instant(day.parse().unwrap(), NaiveTime::parse_from_str(time, "%H:%M").unwrap())
    }

    #[test]
    fn after_the_offices_close_counts_as_the_next_working_day() {
        for (published, wanted) in [
            ("2026-10-27T10:00", "2026-10-27"),
            ("2026-10-27T17:00", "2026-10-27"),
            ("2026-10-27T17:01", "2026-10-28"),
            ("2026-10-30T16:15", "2026-10-30"),
            ("2026-10-30T18:00", "2026-11-02"),
            ("2026-10-31T10:00", "2026-11-02"),
            ("2026-12-24T17:30", "2026-12-29"),
            // Summer time: half past five in London is half past four in UTC.
            ("2026-07-01T17:30", "2026-07-02"),
        ] {
            let from = counts_from(at(published), usual_cut_off(), &Calendar::england()).unwrap();
            assert_eq!(from.to_string(), wanted, "{published}");
        }
    }

    #[test]
    fn elitestone_gave_two_clear_days_of_three() {
        // Thursday 26 April to Tuesday 1 May, as in 1990; the same weekdays of 2012.
        let from = counts_from(at("2012-04-26T12:00"), usual_cut_off(), &Calendar::england()).unwrap();
        let given = Calendar::england().clear_days(from, "2012-05-01".parse().unwrap()).unwrap();
        let notice = Notice { given, wanted: 3 };
        assert_eq!((notice.is_compliant(), notice.words()), (false, "2 of 3 clear days".to_owned()));
        assert_eq!(Notice { given: 6, wanted: 5 }.words(), "6 clear days");
        assert_eq!(Notice { given: 0, wanted: 5 }.words(), "0 of 5 clear days");
    }

    #[test]
    fn a_report_goes_out_when_it_is_final() {
        use ItemKind::{Business, Performance};
        for (kind, state, has_text, wanted) in [
            (Performance, ItemState::Programmed, false, true),
            (Performance, ItemState::ToFollow, false, false),
            (Performance, ItemState::UrgentAdded, false, true),
            (Business, ItemState::Programmed, true, false),
            (Business, ItemState::DraftReceived, true, false),
            (Business, ItemState::FinalReceived, true, true),
            (Business, ItemState::Published, true, true),
            (Business, ItemState::Verbal, true, false),
            (Performance, ItemState::Deferred, true, false),
        ] {
            assert_eq!(carries_report(kind, state, has_text), wanted, "{kind:?} {state:?}");
        }
    }

    #[test]
    fn what_was_to_follow_is_published_once_its_report_is() {
        assert!(may_come_late(ItemKind::Business, ItemState::ToFollow, true));
        assert!(!may_come_late(ItemKind::Business, ItemState::ToFollow, false));
        assert!(!may_come_late(ItemKind::Performance, ItemState::Deferred, false));
        assert_eq!(once_published(ItemState::ToFollow, true), ItemState::Published);
        assert_eq!(once_published(ItemState::ToFollow, false), ItemState::ToFollow);
        assert_eq!(once_published(ItemState::FinalReceived, true), ItemState::Published);
        assert_eq!(once_published(ItemState::Verbal, false), ItemState::Verbal);
        assert_eq!(once_published(ItemState::Considered, false), ItemState::Considered);
    }

    #[test]
    fn a_supplement_brings_what_was_not_there() {
        let (two, none): (&[String], &[String]) = (&["Appendix 2".to_owned()], &[]);
        for (is_out, version, now, wanted) in [
            (false, None, None, Some(Late::Added)),
            (true, None, None, None),
            (true, None, Some((Access::Public, none)), Some(Late::Report)),
            (true, Some((Access::Public, two)), Some((Access::Public, none)), Some(Late::Appendix)),
            (true, Some((Access::Public, two)), Some((Access::Public, two)), None),
            (true, Some((Access::Public, none)), Some((Access::Public, none)), None),
            (true, Some((Access::Exempt, none)), Some((Access::Public, none)), Some(Late::MadePublic)),
            (true, Some((Access::Exempt, none)), Some((Access::Exempt, none)), None),
        ] {
            assert_eq!(late(Out { is_out, version, now }), wanted, "{is_out} {version:?} {now:?}");
        }
    }

    #[test]
    fn a_reason_is_there_and_fits() {
        let missing = PublicationRefusal::NoErratumReason;
        assert_eq!(reason("  A misprint. ", missing).as_deref(), Ok("A misprint."));
        assert_eq!(reason(" ", missing), Err(missing));
        assert_eq!(reason(&"x".repeat(2001), missing), Err(PublicationRefusal::LongReason));
    }

    proptest! {
        #[test]
        fn a_publication_counts_from_a_working_day_not_before_its_own(hours in 0_i64..100_000) {
            let at = at("2015-01-05T00:30") + chrono::Duration::hours(hours);
            let calendar = Calendar::england();
            let from = counts_from(at, usual_cut_off(), &calendar).unwrap();
            prop_assert!(from >= london::date_in_london(at));
            prop_assert!(calendar.is_working_day(from).unwrap());
            // An hour later never counts from an earlier day.
            prop_assert!(counts_from(at + chrono::Duration::hours(1), usual_cut_off(), &calendar).unwrap() >= from);
        }
    }
}
