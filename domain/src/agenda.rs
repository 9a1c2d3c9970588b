//! The agenda of a meeting: which items it may take, their order, the words that are typed about them, and the
//! thread of items on one subject that the list of background papers is read from. Which step of an item may follow
//! which is in `agenda_steps`, times are in `agenda_times`, exempt business is in `agenda_access`.

use crate::meeting::{ItemKind, State};
use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

/// The thread that performance items belong to unless the officer names another.
pub const PERFORMANCE: &str = "performance-monitoring";

/// The longest title, and the longest name of a thread, in characters.
pub const LONGEST_TITLE: usize = 200;

/// The thread of the item under which a body looks at what is still open.
pub const MATTERS_ARISING: &str = "matters-arising";

/// A text that is typed about an item, beside its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Who leads on it.
    Lead,
    /// What the body is to do with it.
    Purpose,
    /// The words of its report.
    Report,
    /// Why it was deferred, withdrawn or dropped.
    Reason,
    /// Why its report is late.
    LateReason,
    /// Why the chair takes it as urgent.
    UrgentReason,
    /// Why the public interest is in keeping it exempt.
    PublicInterest,
    /// The proper officer who holds it to be exempt.
    ProperOfficer,
    /// What came of it, when nothing was resolved.
    Outcome,
    /// Where a topic came from.
    Source,
}

impl Text {
    /// The field of a form that it is typed into.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Purpose => "purpose",
            Self::Report => "report",
            Self::Reason => "reason",
            Self::LateReason => "late_reason",
            Self::UrgentReason => "urgent_reason",
            Self::PublicInterest => "public_interest",
            Self::ProperOfficer => "proper_officer",
            Self::Outcome => "outcome",
            Self::Source => "source",
        }
    }

    /// The most characters that it may have.
    #[must_use]
    pub fn longest(self) -> usize {
        match self {
            Self::Lead | Self::ProperOfficer | Self::Source => 200,
            Self::Report => 100_000,
            _ => 2_000,
        }
    }
}

/// A text as typed, without the white space around it.
///
/// # Errors
/// One that is longer than its place.
pub fn text(typed: &str, what: Text) -> Result<String, AgendaRefusal> {
    let (typed, length) = (typed.trim(), typed.trim().chars().count());
    if length > what.longest() { Err(AgendaRefusal::TooLong(what, length)) } else { Ok(typed.to_owned()) }
}

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
    /// Data has been asked for under this item, so that its kind stays.
    KindHasRequests,
    /// A text that is longer than its place.
    TooLong(Text, usize),
    /// No duration that can be read.
    NoDuration,
    /// No place on an agenda of so many items.
    NoPlace(usize),
    /// An item comes on to a published agenda only as urgent, for reasons that the minutes give.
    NoUrgency,
    /// An item is not its own body's a second time, nor that of a body that does not exist.
    NoBody,
    /// Nobody holds or ever held this post: it does not exist.
    NoPost,
    /// The body has no earlier agenda to start from.
    NoEarlier,
    /// Everything of that kind stands on the agenda already.
    AllThere,
    /// An item that was published, deferred or considered is not removed.
    OnRecord,
    /// Nobody types the report of a performance item.
    WrittenByRemit,
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
            Self::KindHasRequests => write!(
                f,
                "Data has been asked for under this item, so it stays what it is. Withdraw the requests first."
            ),
            Self::TooLong(what, length) => {
                write!(f, "This text has {length} characters; keep it to {}.", what.longest())
            }
            Self::NoDuration => write!(f, "Enter how long it takes as 15, 15m, 1h or 1.5h, up to 8 hours."),
            Self::NoPlace(last) => write!(f, "Enter a position from 1 to {last}."),
            Self::NoUrgency => write!(
                f,
                "The agenda is published and no longer changes. An item can only be added as urgent: enter the chair’s \
                 reason, which goes into the minutes."
            ),
            Self::NoBody => write!(f, "Choose other bodies than the one that meets."),
            Self::NoPost => write!(f, "Choose who owes the report from the list."),
            Self::NoEarlier => write!(f, "This body has no earlier agenda to start from."),
            Self::OnRecord => write!(f, "What has happened to this item stays on record. Withdraw it instead."),
            Self::WrittenByRemit => write!(f, "Remit writes the covering report of a performance item."),
            Self::AllThere => write!(f, "All of them stand on this agenda already."),
        }
    }
}

impl Refusal for AgendaRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoTitle | Self::TitleTooLong(_) => Some("title".to_owned()),
            Self::ThreadTooLong(_) => Some("subject".to_owned()),
            Self::NoKind | Self::KindHasRequests => Some("kind".to_owned()),
            Self::TooLong(what, _) => Some(what.field().to_owned()),
            Self::NoDuration => Some("minutes".to_owned()),
            Self::NoPlace(_) => Some("position".to_owned()),
            Self::NoUrgency => Some("urgent_reason".to_owned()),
            Self::NoBody => Some("bodies".to_owned()),
            Self::NoPost => Some("report_post".to_owned()),
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
        State::Scheduled | State::Postponed => Ok(()),
        State::AgendaPublished => Err(AgendaRefusal::Published),
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

/// A list with one of its things moved to a place, counted from 1.
///
/// # Errors
/// A place that the list does not have.
pub fn placed(mut order: Vec<i64>, id: i64, place: usize) -> Result<Vec<i64>, AgendaRefusal> {
    let Some(at) = order.iter().position(|one| *one == id) else { return Ok(order) };
    if !(1..=order.len()).contains(&place) {
        return Err(AgendaRefusal::NoPlace(order.len()));
    }
    order.remove(at);
    order.insert(place - 1, id);
    Ok(order)
}

/// What the minutes say of an item that was taken as urgent (LGA 1972 s100B(4)(b): the special circumstances are
/// specified in the minutes); none when it was not.
#[must_use]
pub fn urgency_sentence(urgent_reason: &str) -> Option<String> {
    let reason = urgent_reason.trim().trim_end_matches('.');
    (!reason.is_empty()).then(|| {
        format!(
            "The Chair was of the opinion that this item should be considered at the meeting as a matter of urgency, \
             by reason of these special circumstances: {reason}."
        )
    })
}

/// What a paper says of a report that came after the others; none when it did not. It is another matter than the
/// urgency of an item.
#[must_use]
pub fn lateness_sentence(late_reason: &str) -> Option<String> {
    let reason = late_reason.trim().trim_end_matches('.');
    (!reason.is_empty()).then(|| format!("Reason for the lateness of this report: {reason}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_item_goes_to_the_place_that_was_typed() {
        assert_eq!(placed(vec![1, 2, 3, 4], 4, 2).as_deref(), Ok(&[1, 4, 2, 3][..]));
        assert_eq!(placed(vec![1, 2, 3, 4], 1, 4).as_deref(), Ok(&[2, 3, 4, 1][..]));
        assert_eq!(placed(vec![1, 2, 3], 2, 2).as_deref(), Ok(&[1, 2, 3][..]));
        assert_eq!(placed(vec![1, 2, 3], 9, 2).as_deref(), Ok(&[1, 2, 3][..]));
        for place in [0, 4] {
            assert_eq!(placed(vec![1, 2, 3], 2, place), Err(AgendaRefusal::NoPlace(3)));
        }
    }

    #[test]
    fn a_text_has_a_length() {
        assert_eq!(text(" The Director ", Text::Lead).as_deref(), Ok("The Director"));
        assert_eq!(text(&"é".repeat(201), Text::Lead), Err(AgendaRefusal::TooLong(Text::Lead, 201)));
        assert!(text(&"é".repeat(100_000), Text::Report).is_ok());
    }

    #[test]
    fn urgency_and_lateness_are_two_texts() {
        assert_eq!(urgency_sentence(" "), None);
        assert!(urgency_sentence("The inspection letter came on Monday.").is_some_and(|said| {
            said.ends_with("by reason of these special circumstances: The inspection letter came on Monday.")
        }));
        assert_eq!(
            lateness_sentence("figures were revised").as_deref(),
            Some("Reason for the lateness of this report: figures were revised.")
        );
    }

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
