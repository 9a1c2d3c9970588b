//! Whether an agenda is ready to be published: what is there, what is to follow, what is missing. Everything here
//! warns and nothing forbids; what cannot be published at all is in `meeting` and `publication`.

use crate::agenda::{Access, ItemState};
use crate::agenda_access;
use crate::meeting::ItemKind;
use crate::word::Word;
use crate::wording;
use chrono::NaiveDate;

/// How one task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nothing is left to do.
    Done,
    /// It is known to come later.
    ToFollow,
    /// Somebody should look at it before the agenda goes out.
    Missing,
}

impl Word for Standing {
    const ALL: &'static [Self] = &[Self::Done, Self::ToFollow, Self::Missing];
    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::ToFollow => "to_follow",
            Self::Missing => "missing",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::ToFollow => "To follow",
            Self::Missing => "Not ready",
        }
    }
}

/// A task of the list: how it stands, and why in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// How it stands.
    pub standing: Standing,
    /// Why.
    pub says: String,
}

impl Task {
    fn new(standing: Standing, says: impl Into<String>) -> Self {
        Self { standing, says: says.into() }
    }
}

/// The place of the meeting.
#[must_use]
pub fn venue(venue: &str) -> Task {
    if venue.trim().is_empty() {
        Task::new(Standing::Missing, "No place has been named.")
    } else {
        Task::new(Standing::Done, venue)
    }
}

/// How many of those invited have said who comes, out of how many.
#[must_use]
pub fn invited(answered: usize, invited: usize) -> Task {
    match (answered, invited) {
        (_, 0) => Task::new(Standing::Done, "Nobody is invited."),
        (some, all) if some >= all => Task::new(Standing::Done, format!("{all} of {all} answered.")),
        (some, all) => Task::new(Standing::Missing, format!("{some} of {all} have said who comes.")),
    }
}

/// The items of the agenda in the order of their positions.
#[must_use]
pub fn order(states: &[(ItemState, i32)]) -> Task {
    let on: Vec<i32> = states.iter().filter(|(state, _)| state.is_taken()).map(|(_, position)| *position).collect();
    let proposed = states.iter().filter(|(state, _)| *state == ItemState::Proposed).count();
    let items = |n: usize| if n == 1 { "1 item".to_owned() } else { format!("{n} items") };
    if on.is_empty() {
        return Task::new(Standing::Missing, "Nothing stands on the agenda.");
    }
    if proposed > 0 {
        let says = format!("{} in order, {} of them only proposed.", items(on.len()), items(proposed));
        return Task::new(Standing::Missing, says);
    }
    if on.windows(2).any(|pair| pair[0] == pair[1]) {
        return Task::new(Standing::Missing, "Two items stand at the same place.");
    }
    Task::new(Standing::Done, format!("{} in order.", items(on.len())))
}

/// What is known of an item's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFacts {
    /// What kind of item it is.
    pub kind: ItemKind,
    /// Where it stands.
    pub state: ItemState,
    /// Whether a report was typed.
    pub has_text: bool,
    /// The post that owes it; empty when nobody is named.
    pub owner: String,
    /// The day by which it is promised.
    pub follows_on: Option<NaiveDate>,
    /// The appendices that would be printed as to follow.
    pub follows: Vec<String>,
}

/// The report of an item.
#[must_use]
pub fn report(facts: &ReportFacts) -> Task {
    match facts.state {
        ItemState::Verbal => return Task::new(Standing::Done, "Reported on by word of mouth."),
        ItemState::Tabled => return Task::new(Standing::Done, "Circulated at the meeting."),
        ItemState::ToFollow => return promised(facts),
        _ => {}
    }
    if facts.kind == ItemKind::Performance {
        return if facts.follows.is_empty() {
            Task::new(Standing::Done, "The covering report is complete.")
        } else {
            let says = format!("The covering report is printed with {} to follow.", wording::list(&facts.follows));
            Task::new(Standing::ToFollow, says)
        };
    }
    match (facts.state, facts.has_text, facts.owner.is_empty()) {
        (ItemState::Proposed | ItemState::Programmed | ItemState::Commissioned, true, _) => {
            Task::new(Standing::Missing, "A report was typed, but not recorded as final, and is not printed.")
        }
        (ItemState::DraftReceived, true, _) => {
            Task::new(Standing::Missing, "The report is a draft and is not printed.")
        }
        (ItemState::Cleared, true, _) => {
            Task::new(Standing::Missing, "The report is cleared, but not final, and is not printed.")
        }
        (_, true, _) => Task::new(Standing::Done, "The report is final."),
        (_, false, true) => Task::new(Standing::Done, "It has no report."),
        (_, false, false) => Task::new(Standing::Missing, format!("The report of the {} has not come.", facts.owner)),
    }
}

fn promised(facts: &ReportFacts) -> Task {
    let who = if facts.owner.is_empty() { String::new() } else { format!(" from the {}", facts.owner) };
    match facts.follows_on {
        Some(on) if !facts.owner.is_empty() => {
            Task::new(Standing::ToFollow, format!("To follow{who} by {}.", wording::date(on)))
        }
        Some(on) => Task::new(
            Standing::Missing,
            format!("To follow by {}, but nobody is named who owes it.", wording::date(on)),
        ),
        None => Task::new(Standing::Missing, format!("To follow{who}, but no day is named.")),
    }
}

/// An item that is not for publication: its paragraphs, the reasoning, the proper officer. None for a public one.
#[must_use]
pub fn exemption(access: Access, kept: &str, reasoning: &str, proper_officer: &str) -> Option<Task> {
    let no_paragraph = agenda_access::read(kept).is_empty();
    let no_reasoning = reasoning.trim().is_empty();
    let lacks = match access {
        Access::Public => return None,
        Access::Exempt => [(no_paragraph, "the paragraph"), (no_reasoning, "the public interest reasoning")],
        Access::Confidential => [(no_reasoning, "the ground"), (false, "")],
    };
    let mut lacks: Vec<&str> = lacks.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what).collect();
    if proper_officer.trim().is_empty() {
        lacks.push("the proper officer");
    }
    Some(if lacks.is_empty() {
        Task::new(Standing::Done, format!("{}, as the {proper_officer} decided.", access.label()))
    } else {
        Task::new(Standing::Missing, format!("{}, but {} not recorded.", access.label(), is_or_are(&lacks)))
    })
}

fn is_or_are(lacks: &[&str]) -> String {
    let verb = if lacks.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", wording::list(lacks))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn facts(kind: ItemKind, state: ItemState) -> ReportFacts {
        ReportFacts { kind, state, has_text: false, owner: String::new(), follows_on: None, follows: Vec::new() }
    }

    #[test]
    fn every_report_says_how_it_stands() {
        use ItemKind::{Business, Performance};
        let on = "2026-11-02".parse().ok();
        let owner = "Director of Highways".to_owned();
        for (facts, standing, says) in [
            (facts(Performance, ItemState::Programmed), Standing::Done, "The covering report is complete."),
            (
                ReportFacts { follows: vec!["Appendix 2".to_owned()], ..facts(Performance, ItemState::Programmed) },
                Standing::ToFollow,
                "The covering report is printed with Appendix 2 to follow.",
            ),
            (facts(Business, ItemState::Programmed), Standing::Done, "It has no report."),
            (
                ReportFacts { owner: owner.clone(), ..facts(Business, ItemState::Commissioned) },
                Standing::Missing,
                "The report of the Director of Highways has not come.",
            ),
            (
                ReportFacts { has_text: true, ..facts(Business, ItemState::DraftReceived) },
                Standing::Missing,
                "The report is a draft and is not printed.",
            ),
            (
                ReportFacts { has_text: true, ..facts(Business, ItemState::FinalReceived) },
                Standing::Done,
                "The report is final.",
            ),
            (
                ReportFacts { has_text: true, ..facts(Business, ItemState::Programmed) },
                Standing::Missing,
                "A report was typed, but not recorded as final, and is not printed.",
            ),
            (facts(Business, ItemState::Verbal), Standing::Done, "Reported on by word of mouth."),
            (
                ReportFacts { owner: owner.clone(), follows_on: on, ..facts(Business, ItemState::ToFollow) },
                Standing::ToFollow,
                "To follow from the Director of Highways by 2 November 2026.",
            ),
            (
                ReportFacts { owner, ..facts(Business, ItemState::ToFollow) },
                Standing::Missing,
                "To follow from the Director of Highways, but no day is named.",
            ),
            (
                ReportFacts { follows_on: on, ..facts(Business, ItemState::ToFollow) },
                Standing::Missing,
                "To follow by 2 November 2026, but nobody is named who owes it.",
            ),
        ] {
            assert_eq!(report(&facts), Task::new(standing, says));
        }
    }

    #[test]
    fn an_exempt_item_has_its_paragraph_its_reasoning_and_its_officer() {
        assert_eq!(exemption(Access::Public, "", "", ""), None);
        for (access, kept, reasoning, officer, standing, says) in [
            (Access::Exempt, "3", "Prices.", "Monitoring Officer", Standing::Done, "as the Monitoring Officer decided"),
            (Access::Exempt, "", "Prices.", "M", Standing::Missing, "but the paragraph is not recorded"),
            (
                Access::Exempt,
                "",
                "",
                "",
                Standing::Missing,
                "but the paragraph, the public interest reasoning and the proper officer are not recorded",
            ),
            (Access::Confidential, "", "A court order.", "M", Standing::Done, "Confidential"),
            (Access::Confidential, "", "", "M", Standing::Missing, "but the ground is not recorded"),
        ] {
            let task = exemption(access, kept, reasoning, officer).unwrap();
            assert_eq!(task.standing, standing);
            assert!(task.says.contains(says), "{}", task.says);
        }
    }

    #[test]
    fn the_meeting_has_a_place_its_guests_and_its_items() {
        assert_eq!(venue(" ").standing, Standing::Missing);
        assert_eq!(venue("County Hall").standing, Standing::Done);
        assert_eq!(invited(0, 0).standing, Standing::Done);
        assert_eq!(invited(2, 3), Task::new(Standing::Missing, "2 of 3 have said who comes."));
        assert_eq!(invited(3, 3), Task::new(Standing::Done, "3 of 3 answered."));
        let programmed = ItemState::Programmed;
        assert_eq!(order(&[]).standing, Standing::Missing);
        assert_eq!(order(&[(programmed, 1), (programmed, 2)]), Task::new(Standing::Done, "2 items in order."));
        assert_eq!(order(&[(programmed, 1), (programmed, 1)]).standing, Standing::Missing);
        assert_eq!(order(&[(programmed, 1), (ItemState::Withdrawn, 1)]).standing, Standing::Done);
        let says = order(&[(programmed, 1), (ItemState::Proposed, 2)]).says;
        assert_eq!(says, "2 items in order, 1 item of them only proposed.");
    }
}
