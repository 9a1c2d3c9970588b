//! A page of minutes that was read, typed in the line language, so that a clerk looks at it before it becomes records.
//! Each line is given with the words of the page that it was read from. Called by whoever reads minutes that exist.

use super::heads::{self, squeezed};
use super::{Deed, Line, Moved, Said, Start, Vote};
use crate::action::Due;
use crate::minutes::{self, Direction, Outcome, Page, ReadItem, language};
use crate::resolution::{Carried, Counts};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What was read on one item: each line as it is typed, and the line of the page that says so.
#[must_use]
pub fn text_of(item: &ReadItem, met_on: NaiveDate) -> Vec<(Line, String)> {
    let (page, source) = (&item.page, item.source.as_slice());
    let mut lines: Vec<(Said, String)> = Vec::new();
    let clauses: Vec<Deed> = page.resolution.clauses.iter().map(|clause| part(clause, page, met_on)).collect();
    if !clauses.is_empty() || page.mover.is_some() {
        let moved =
            Moved { mover: page.mover.clone(), seconder: page.seconder.clone(), vote: vote(page), unread: None };
        if moved != Moved::default() {
            let said = page.mover.as_deref().or(page.seconder.as_deref()).unwrap_or_default();
            lines.push((Said::Moved(moved), where_from(said, source)));
        }
        for deed in clauses {
            let from = where_from(&deed.text, source);
            lines.push((Said::Deed(deed), from));
        }
    }
    let beside = page.actions.iter().filter(|action| action.source != minutes::ActionSource::Clause);
    for action in beside {
        let mut deed = Deed::new(Start::Action);
        deed.text = plain(&action.what);
        deed.owner = action.owner.as_deref().map(plain).filter(|owner| !owner.is_empty());
        deed.due = action.due.as_deref().and_then(|due| due_of(due, met_on));
        let from = where_from(&action.what, source);
        lines.push((Said::Deed(deed), from));
    }
    let out = page.referrals.iter().filter(|referral| referral.direction == Direction::Out);
    for referral in out.filter(|_| page.resolution.clauses.is_empty()) {
        let text = format!("{}: {}", page.item_title.clone().unwrap_or_default(), referral.to_body);
        lines.push((
            Said::Narrative(format!("To be referred: {}", plain(&text))),
            where_from(&referral.to_body, source),
        ));
    }
    (1..).zip(lines).map(|(number, (said, from))| (Line { number, said, doubts: Vec::new() }, from)).collect()
}

/// What was said, a paragraph a line, without what stands in lines of their own: who moved, how it went, actions.
#[must_use]
pub fn narrative_of(item: &ReadItem) -> Vec<String> {
    let names: Vec<&str> = [&item.page.mover, &item.page.seconder].into_iter().flatten().map(String::as_str).collect();
    let tells = |line: &&String| {
        let low = line.to_lowercase();
        let moved = low.contains("moved by") || low.contains("moved that") || low.contains("seconded");
        let formal = moved && names.iter().any(|name| line.contains(name));
        !formal && !low.starts_with("action") && heads::head(line).is_none() && low.len() > 25
    };
    item.narrative.iter().filter(tells).map(|line| squeezed(line)).collect()
}

/// Information that members asked for in the discussion and that no part of the resolution asks for. Most of it was
/// given there and then: whether it is still owed, a person says.
#[must_use]
pub fn asked_in(page: &Page) -> Vec<String> {
    let parts = &page.resolution.clauses;
    let new = |asked: &&String| !parts.iter().any(|part| shared(asked, &part.text));
    page.information_requests.iter().filter(new).map(|asked| plain(asked)).collect()
}

/// A part as it is typed; its points stand in its sentence, since a limb is one line.
fn part(clause: &minutes::Clause, page: &Page, met_on: NaiveDate) -> Deed {
    let mut deed = Deed::new(Start::Part);
    let mut text = squeezed(&clause.text);
    for point in &clause.points {
        text = format!("{} {};", text.trim_end_matches([';', ':', ' ']), squeezed(point).trim_end_matches([';', '.']));
    }
    let text = text.trim_end_matches([';', ',', ' ']);
    let text = ["; and", ", and", "; or"].iter().find_map(|link| text.strip_suffix(link)).unwrap_or(text);
    deed.text = crate::resolution::after_that(text).replace('@', "at ");
    let action = page
        .actions
        .iter()
        .find(|action| action.source == minutes::ActionSource::Clause && shared(&action.what, &clause.text));
    if let Some(action) = action {
        deed.owner = action.owner.as_deref().map(plain).filter(|owner| !owner.is_empty());
        deed.due = action.due.as_deref().and_then(|due| due_of(due, met_on)).filter(|_| deed.owner.is_some());
    }
    deed
}

/// Whether most words of one text stand in another.
fn shared(one: &str, other: &str) -> bool {
    let (one, other) = (tokens(one), tokens(other));
    let both = one.intersection(&other).count();
    !one.is_empty() && both * 10 >= one.len() * 6
}

fn vote(page: &Page) -> Option<Vote> {
    let (word, counts) = match &page.vote {
        Some(minutes::Vote::Word(minutes::Carried::Assent)) => (Some(Carried::Assent), None),
        Some(minutes::Vote::Word(minutes::Carried::Unanimous)) => (Some(Carried::Unanimous), None),
        Some(minutes::Vote::Counts(told)) => {
            let counts = told.in_favour.zip(told.against);
            let counts = counts.map(|(votes_for, against)| Counts { votes_for, against, abstained: told.abstain });
            (counts.map(|_| Carried::Vote), counts)
        }
        None => (None, None),
    };
    let carried = match page.outcome {
        Some(Outcome::Lost) => Some(Carried::Lost),
        Some(Outcome::Withdrawn) => Some(Carried::Withdrawn),
        None => word,
    }?;
    Some(Vote { carried, counts: counts.filter(|_| carried != Carried::Withdrawn), reason: String::new() })
}

fn due_of(said: &str, met_on: NaiveDate) -> Option<Due> {
    said.parse().map(Due::On).ok().or_else(|| super::tail::in_words(said, met_on)).or_else(|| {
        let low = said.to_lowercase();
        (low.contains("next") && low.contains("meeting")).then_some(Due::NextMeeting)
    })
}

/// One line without the marks that the line language gives a meaning.
fn plain(text: &str) -> String {
    squeezed(&text.replace('@', "at ")).replace(['"', '“', '”'], "").trim_end_matches('.').to_owned()
}

fn tokens(text: &str) -> BTreeSet<String> {
    let low = text.to_lowercase();
    low.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
}

/// The line of the page that shares most words with what was read from it.
fn where_from(said: &str, source: &[String]) -> String {
    let wanted = tokens(said);
    let best =
        source.iter().rev().map(|line| (tokens(line).intersection(&wanted).count(), line)).max_by_key(|(n, _)| *n);
    best.filter(|(n, _)| *n > 0).map(|(_, line)| sentence_of(line, &wanted)).unwrap_or_default()
}

/// Of a long paragraph, the sentence.
fn sentence_of(line: &str, wanted: &BTreeSet<String>) -> String {
    let all = language::sentences(line);
    let best = all.iter().rev().map(|one| (tokens(one).intersection(wanted).count(), one)).max_by_key(|(n, _)| *n);
    best.map_or_else(|| line.to_owned(), |(_, one)| (*one).to_owned())
}
