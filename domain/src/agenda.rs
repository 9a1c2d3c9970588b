//! The agenda of a meeting: which items it may take, their order, and the thread of items on one subject
//! that the list of background papers is read from. States of the meeting itself are in `meeting`.

use crate::meeting::{ItemKind, State};
use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

/// The thread that performance items belong to unless the officer names another.
pub const PERFORMANCE: &str = "performance-monitoring";

/// The longest title, and the longest name of a thread, in characters.
pub const LONGEST_TITLE: usize = 200;

/// Where an agenda item and its report stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemState {
    /// Somebody put it forward for this meeting.
    Proposed,
    /// It will be taken at this meeting.
    Programmed,
    /// Its report was asked for.
    Commissioned,
    /// A draft of its report came.
    DraftReceived,
    /// The draft was cleared by those who must see it.
    Cleared,
    /// Its report is ready to be published.
    FinalReceived,
    /// It stands on the published agenda.
    Published,
    /// The body considered it.
    Considered,
    /// Nothing more comes of it.
    Closed,
    /// Its report comes later, by a promised day.
    ToFollow,
    /// It was added after publication, as urgent (LGA 1972 s100B(4)(b)).
    UrgentAdded,
    /// It is reported on by word of mouth.
    Verbal,
    /// Its report was circulated at the meeting.
    Tabled,
    /// It is not taken, here or later.
    Withdrawn,
    /// It is taken at a later meeting, as a linked item.
    Deferred,
}

impl Word for ItemState {
    const ALL: &'static [Self] = &[
        Self::Proposed,
        Self::Programmed,
        Self::Commissioned,
        Self::DraftReceived,
        Self::Cleared,
        Self::FinalReceived,
        Self::Published,
        Self::Considered,
        Self::Closed,
        Self::ToFollow,
        Self::UrgentAdded,
        Self::Verbal,
        Self::Tabled,
        Self::Withdrawn,
        Self::Deferred,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Programmed => "programmed",
            Self::Commissioned => "commissioned",
            Self::DraftReceived => "draft_received",
            Self::Cleared => "cleared",
            Self::FinalReceived => "final_received",
            Self::Published => "published",
            Self::Considered => "considered",
            Self::Closed => "closed",
            Self::ToFollow => "to_follow",
            Self::UrgentAdded => "urgent_added",
            Self::Verbal => "verbal",
            Self::Tabled => "tabled",
            Self::Withdrawn => "withdrawn",
            Self::Deferred => "deferred",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Proposed => "Proposed",
            Self::Programmed => "On the agenda",
            Self::Commissioned => "Report asked for",
            Self::DraftReceived => "Draft received",
            Self::Cleared => "Cleared",
            Self::FinalReceived => "Final report received",
            Self::Published => "Published",
            Self::Considered => "Considered",
            Self::Closed => "Closed",
            Self::ToFollow => "To follow",
            Self::UrgentAdded => "Urgent item",
            Self::Verbal => "Verbal",
            Self::Tabled => "Tabled",
            Self::Withdrawn => "Withdrawn",
            Self::Deferred => "Deferred",
        }
    }
}

/// Who may read an item and its papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Everybody.
    Public,
    /// Members and officers with clearance (LGA 1972 Schedule 12A).
    Exempt,
    /// Members and officers with clearance (LGA 1972 s100A(3)); the public must be excluded.
    Confidential,
}

impl Word for Access {
    const ALL: &'static [Self] = &[Self::Public, Self::Exempt, Self::Confidential];
    fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Exempt => "exempt",
            Self::Confidential => "confidential",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Public => "Public",
            Self::Exempt => "Exempt (Part 2)",
            Self::Confidential => "Confidential",
        }
    }
}

/// Why an agenda was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgendaRefusal {
    /// No title.
    NoTitle,
    /// A title that is longer than an agenda prints.
    TitleTooLong(usize),
    /// A thread whose name is longer than a title.
    ThreadTooLong(usize),
    /// Neither a performance item nor other business.
    NoKind,
    /// The agenda is published; what is published does not change.
    Published,
    /// The meeting was held.
    Held,
    /// The meeting was cancelled.
    Cancelled,
    /// Data has been asked for under this item.
    HasRequests,
}

impl fmt::Display for AgendaRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTitle => write!(f, "Enter the title as it will stand on the agenda."),
            Self::TitleTooLong(length) => {
                write!(f, "The title has {length} characters; keep it to {LONGEST_TITLE}.")
            }
            Self::ThreadTooLong(length) => {
                write!(f, "The thread has {length} characters; keep it to {LONGEST_TITLE}.")
            }
            Self::NoKind => write!(f, "Choose what kind of item it is."),
            Self::Published => write!(f, "The agenda is published and no longer changes."),
            Self::Held => write!(f, "The meeting has been held; its agenda no longer changes."),
            Self::Cancelled => write!(f, "The meeting was cancelled; its agenda no longer changes."),
            Self::HasRequests => write!(f, "Data has been asked for under this item. Withdraw the requests first."),
        }
    }
}

impl Refusal for AgendaRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoTitle | Self::TitleTooLong(_) => Some("title".to_owned()),
            Self::ThreadTooLong(_) => Some("subject".to_owned()),
            Self::NoKind => Some("kind".to_owned()),
            _ => None,
        }
    }
}

/// Whether the agenda of a meeting may still be changed: published things are immutable.
///
/// # Errors
/// Only a meeting that is in the diary and not published takes changes.
pub fn may_change(state: State) -> Result<(), AgendaRefusal> {
    match state {
        State::Scheduled => Ok(()),
        State::AgendaPublished => Err(AgendaRefusal::Published),
        State::Postponed => Ok(()),
        State::Held | State::Adjourned | State::Inquorate => Err(AgendaRefusal::Held),
        State::Cancelled => Err(AgendaRefusal::Cancelled),
    }
}

/// A title as typed, when an agenda can print it.
///
/// # Errors
/// An empty or a very long one.
pub fn title(typed: &str) -> Result<String, AgendaRefusal> {
    let title = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match title.chars().count() {
        0 => Err(AgendaRefusal::NoTitle),
        length if length > LONGEST_TITLE => Err(AgendaRefusal::TitleTooLong(length)),
        _ => Ok(title),
    }
}

/// The thread of an item in its one spelling: lower case, words joined by hyphens. A performance item without
/// one belongs to [`PERFORMANCE`], other business to the thread of its own title.
///
/// # Errors
/// A very long one.
pub fn subject(typed: &str, kind: ItemKind, title: &str) -> Result<String, AgendaRefusal> {
    let typed = joined(typed);
    let length = typed.chars().count();
    match (typed.is_empty(), kind) {
        (false, _) if length > LONGEST_TITLE => Err(AgendaRefusal::ThreadTooLong(length)),
        (false, _) => Ok(typed),
        (true, ItemKind::Performance) => Ok(PERFORMANCE.to_owned()),
        (true, ItemKind::Business) => Ok(joined(title)),
    }
}

fn joined(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// A list with one of its things moved one place up or down; as it was when there is no such place.
#[must_use]
pub fn moved(mut order: Vec<i64>, id: i64, up: bool) -> Vec<i64> {
    if let Some(at) = order.iter().position(|one| *one == id) {
        let to = if up { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(to) = to.filter(|to| *to < order.len()) {
            order.swap(at, to);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_subject_has_one_spelling() {
        for (typed, kind, wanted) in [
            ("", ItemKind::Performance, "performance-monitoring"),
            ("  ", ItemKind::Business, "fostering-and-adoption"),
            ("Performance Monitoring", ItemKind::Business, "performance-monitoring"),
            ("in-year budget, 2023/24", ItemKind::Performance, "in-year-budget-2023-24"),
        ] {
            assert_eq!(subject(typed, kind, "Fostering and Adoption").as_deref(), Ok(wanted), "{typed}");
        }
        let long = subject(&"x".repeat(201), ItemKind::Performance, "Fostering");
        assert_eq!(long, Err(AgendaRefusal::ThreadTooLong(201)));
    }

    #[test]
    fn a_title_is_there_and_fits() {
        assert_eq!(title("  Performance\n monitoring ").as_deref(), Ok("Performance monitoring"));
        assert_eq!(title(" \t"), Err(AgendaRefusal::NoTitle));
        assert_eq!(title(&"x".repeat(201)), Err(AgendaRefusal::TitleTooLong(201)));
        assert!(title(&"x".repeat(200)).is_ok());
    }

    #[test]
    fn only_an_agenda_that_is_not_out_changes() {
        assert_eq!(may_change(State::Scheduled), Ok(()));
        assert_eq!(may_change(State::AgendaPublished), Err(AgendaRefusal::Published));
        assert_eq!(may_change(State::Held), Err(AgendaRefusal::Held));
        assert_eq!(may_change(State::Cancelled), Err(AgendaRefusal::Cancelled));
    }

    #[test]
    fn an_item_moves_one_place_and_stays_at_the_ends() {
        assert_eq!(moved(vec![1, 2, 3], 2, true), [2, 1, 3]);
        assert_eq!(moved(vec![1, 2, 3], 2, false), [1, 3, 2]);
        assert_eq!(moved(vec![1, 2, 3], 1, true), [1, 2, 3]);
        assert_eq!(moved(vec![1, 2, 3], 3, false), [1, 2, 3]);
        assert_eq!(moved(vec![1, 2, 3], 9, false), [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn moving_loses_nothing_and_back_again_is_where_it_began(
            n in 2_i64..20, at in 0_i64..20, up in any::<bool>()
        ) {
            let order: Vec<i64> = (0..n).collect();
            let id = at % n;
            let there = moved(order.clone(), id, up);
            let mut sorted = there.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&sorted, &order);
            if there != order {
                prop_assert_eq!(moved(there, id, !up), order);
            }
        }
    }
}
