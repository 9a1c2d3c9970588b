//! One page read from end to end: the readers of this folder put together, and the main item chosen.
//! Each rule lives with its reader. Called through `minutes::read`.

use super::clauses::Block;
use super::decisions::{self, Found};
use super::header::Met;
use super::heading::Kind;
use super::model::{Amendment, Clause, Direction, OtherItem, Page, PageKind, Resolution};
use super::people::Motion;
use super::sections::{self, Cut, Section};
use super::words::{begins, mentions, words};
use super::{actions, bodies, page, people, promises, prose, ratings, referrals, requests, verbs, votes};

/// Reads a page of minutes, an agenda or a decision. Any text is read; what it does not say stays empty.
#[must_use]
pub fn read(text: &str) -> Page {
    let (cut, items) = cut_and_found(text);
    let main = main_item(&cut, &items);
    let Some((section, found)) = items.get(main) else {
        return Page { address: cut.address, page_kind: cut.kind, ..Page::default() };
    };
    let mut page = item(&cut, section, found);
    let came =
        cut.kind == PageKind::Issue && items[main + 1..].iter().any(|(earlier, _)| travels(&earlier.met, &section.met));
    if came && !page.referrals.iter().any(|referral| referral.direction == Direction::In) {
        page.referrals.extend(referrals::arrived(&section.met));
    }
    page.other_items = items
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != main)
        .map(|(_, (section, found))| other(&cut, section, found))
        .collect();
    page
}

/// One item of a page with everything that it says, and its own lines.
#[derive(Debug, Clone, Default)]
pub struct ReadItem {
    /// What it says.
    pub page: Page,
    /// The lines that say it.
    pub source: Vec<String>,
    /// What of it only tells what was said.
    pub narrative: Vec<String>,
}

/// Reads every item of a page as fully as `read` reads the main one: a whole meeting, or each meeting of an issue.
#[must_use]
pub fn read_items(text: &str) -> Vec<ReadItem> {
    let (cut, items) = cut_and_found(text);
    let told = |(section, found): &(Section, Found)| ReadItem {
        page: item(&cut, section, found),
        source: section.lines.iter().map(|line| line.text.clone()).collect(),
        narrative: found.prose.clone(),
    };
    items.iter().map(told).collect()
}

/// The page in its sections, each with what is decided in it.
fn cut_and_found(text: &str) -> (Cut, Vec<(Section, Found)>) {
    let cut = sections::cut(page::lines(text));
    let mut items: Vec<(Section, Found)> = cut
        .sections
        .iter()
        .map(|section| {
            let found = if cut.kind == PageKind::Agenda { Found::default() } else { decisions::find(&section.lines) };
            (section.clone(), found)
        })
        .collect();
    if !cut.itemised && cut.kind == PageKind::Minutes && items.len() == 1 && items[0].1.blocks.len() > 1 {
        items = one_each(items.remove(0));
    }
    (cut, items)
}

/// Whether a matter came from an earlier meeting of a lesser body: a panel's to the board, a committee's to the cabinet.
fn travels(earlier: &Met, later: &Met) -> bool {
    let rank = |met: &Met| {
        let low = met.body.as_deref().unwrap_or_default().to_lowercase();
        let ends = |heads: &[&str]| {
            heads.iter().any(|head| low.split(['(', '-']).next().unwrap_or_default().trim().ends_with(head))
        };
        if ends(&["council"]) {
            4
        } else if ends(&["cabinet", "executive"]) {
            3
        } else if ends(&["board"]) {
            2
        } else {
            1
        }
    };
    earlier.body.is_some() && rank(earlier) < rank(later)
}

/// A page whose items cannot be told apart gives one item for each resolution.
fn one_each((section, found): (Section, Found)) -> Vec<(Section, Found)> {
    let Found { blocks, prose, repeated, heading_lost, .. } = found;
    let mut prose = Some(prose);
    let pick = blocks
        .iter()
        .enumerate()
        .map(|(at, block)| (score(&joined(&block.clauses)), block.clauses.len(), std::cmp::Reverse(at)))
        .max();
    let chosen = pick.map_or(0, |(_, _, at)| at.0);
    blocks
        .into_iter()
        .enumerate()
        .map(|(at, block)| {
            let narrative = if at == chosen { prose.take().unwrap_or_default() } else { Vec::new() };
            let met = if at == chosen { section.met.clone() } else { Met::default() };
            let lines = if at == chosen { section.lines.clone() } else { Vec::new() };
            let here = Section { met, documents: Vec::new(), title: None, lines };
            (here, Found { blocks: vec![block], prose: narrative, repeated, heading_lost, ..Found::default() })
        })
        .collect()
}

fn joined(clauses: &[Clause]) -> String {
    clauses.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// How far a text is about performance, which is what a scrutiny officer opens such a page for.
fn score(text: &str) -> usize {
    const ABOUT: [&str; 17] = [
        "performance",
        "quarter",
        "quarterly",
        "indicators",
        "indicator",
        "scorecard",
        "dashboard",
        "kpi",
        "kpis",
        "dataset",
        "q1",
        "q2",
        "q3",
        "q4",
        "monitoring",
        "outturn",
        "targets",
    ];
    words(text).iter().filter(|word| word.is(&ABOUT)).count().min(4)
}

/// The main item: the newest meeting of an issue; else the item about performance; else the one that resolves most.
fn main_item(cut: &Cut, items: &[(Section, Found)]) -> usize {
    if cut.kind == PageKind::Issue || items.len() < 2 {
        return 0;
    }
    let rank = |(at, (section, found)): (usize, &(Section, Found))| {
        let title = section.title.as_deref().map_or(0, score);
        let parts: usize = found.blocks.iter().map(|block| block.clauses.len()).sum();
        let untitled = if section.title.is_none() {
            score(&found.blocks.iter().map(|block| joined(&block.clauses)).collect::<Vec<_>>().join(" "))
        } else {
            0
        };
        (title + untitled, parts, std::cmp::Reverse(at))
    };
    items.iter().enumerate().map(rank).max().map_or(0, |(_, _, at)| at.0)
}

fn resolution(found: &Found, prose_verbs: Vec<String>) -> Resolution {
    let blocks: &[Block] = &found.blocks;
    let clauses: Vec<Clause> = blocks.iter().flat_map(|block| block.clauses.clone()).collect();
    let recommended = blocks.iter().any(|block| {
        block.kind == Some(Kind::Recommended)
            || block.intro.as_deref().is_some_and(|intro| mentions(intro, &["recommend", "recommended", "recommends"]))
    });
    let first = blocks.first();
    Resolution {
        resolution_intro: first.and_then(|block| block.intro.clone()),
        that_position: first.and_then(|block| block.that),
        numbering: first.and_then(|block| block.numbering.clone()),
        clause_count: clauses.len(),
        sub_clause_count: clauses.iter().map(|part| part.points.len()).sum(),
        verbs: if clauses.is_empty() { prose_verbs } else { verbs::of_all(&clauses, recommended) },
        clauses,
    }
}

fn item(cut: &Cut, section: &Section, found: &Found) -> Page {
    let body = section.met.body.clone().or_else(|| motion_body(found));
    let met = Met { body: body.clone(), ..section.met.clone() };
    let decided = prose::decisions(&found.prose, !found.blocks.is_empty());
    let resolution = resolution(found, prose::verbs(&decided));
    let mut page = Page {
        address: cut.address.clone(),
        meeting_date: section.met.on,
        item_number: section.met.number.clone(),
        item_title: section.title.clone(),
        page_kind: cut.kind,
        documents: section.documents.clone(),
        referrals: referrals::find(&found.blocks, &found.prose, &met),
        rag_mentions: ratings::find(&found.prose),
        next_meeting_refs: ratings::next_meetings(
            &section.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ),
        exempt: exempt(section, &resolution.clauses),
        decision_repeated: found.repeated,
        heading_lost: found.heading_lost,
        truncated: section.lines.last().is_some_and(|line| line.text.ends_with(['…']) || line.text.ends_with("...")),
        prose_decisions: decided,
        resolution,
        publication_date: cut.published_on,
        meeting_status: cut.status,
        quoted_resolution: found.quoted.clone(),
        decision_block_clauses: found.other_wording.iter().flat_map(|block| block.clauses.clone()).collect(),
        body,
        ..Page::default()
    };
    if found.blocks.len() > 1 {
        page.blocks = found.blocks.iter().map(|block| block.clauses.len()).collect();
    }
    if cut.kind != PageKind::Agenda {
        motion(&mut page, section, found);
        follow_up(&mut page, found);
    }
    page
}

/// "This Council resolves" names the body that meets.
fn motion_body(found: &Found) -> Option<String> {
    let intro = found.blocks.iter().find(|block| block.kind == Some(Kind::Motion))?.intro.as_deref()?;
    bodies::find(intro).into_iter().next().map(|body| body.name.trim_start_matches("This ").to_owned())
}

/// The motion nearest before the resolution, and the vote.
fn motion(page: &mut Page, section: &Section, found: &Found) {
    let lines: Vec<&str> = section.lines.iter().map(|line| line.text.as_str()).collect();
    let opening = found.blocks.first().and_then(|block| block.intro.as_deref());
    let place = opening.and_then(|intro| lines.iter().rposition(|line| line.contains(intro)));
    let motions = people::motions(&lines);
    let main = |motion: &&Motion| !motion.amendment;
    let chosen = match place {
        Some(place) => {
            motions.iter().filter(main).rfind(|motion| motion.line <= place).or_else(|| motions.iter().find(main))
        }
        None => motions.iter().rfind(main),
    };
    if let Some(motion) = chosen {
        page.mover = motion.mover.clone();
        page.seconder = motion.seconder.clone();
    }
    let mut said: Vec<&str> = found.blocks.iter().filter_map(|block| block.intro.as_deref()).collect();
    said.extend(found.prose.iter().map(String::as_str));
    let brackets: Vec<&str> =
        found.blocks.iter().flat_map(|block| &block.clauses).filter_map(|part| bracketed(&part.text)).collect();
    said.extend(brackets);
    let votes = votes::read(&said);
    page.vote = votes.main;
    page.outcome = if found.motion || found.blocks.is_empty() { votes.outcome } else { None };
    if let Some(amendment) = motions.iter().find(|motion| motion.amendment) {
        page.amendment = Some(Amendment {
            mover: amendment.mover.clone(),
            seconder: amendment.seconder.clone(),
            vote: votes.amendment,
            result: votes.amendment_result,
        });
    }
}

/// A last bracket in a part that speaks of votes.
fn bracketed(text: &str) -> Option<&str> {
    let trimmed = text.trim_end_matches(['.', ' ']);
    let open = trimmed.strip_suffix(')')?.rfind('(')?;
    let inside = &trimmed[open + 1..trimmed.len() - 1];
    mentions(inside, &["unanimous", "unanimously", "vote", "votes", "voting", "against", "abstentions"])
        .then_some(inside)
}

/// Actions and requests; a lost motion asks nothing of anybody.
fn follow_up(page: &mut Page, found: &Found) {
    let mut from_clauses = if found.motion && page.outcome.is_some() {
        Vec::new()
    } else {
        actions::of_clauses(&page.resolution.clauses, page.resolution.resolution_intro.as_deref())
    };
    let mut from_prose = if found.motion { Vec::new() } else { promises::of_prose(&found.prose, &mut from_clauses) };
    let asked = requests::find(&found.prose, &[]);
    promises::fill_pronouns(&mut from_prose, &asked);
    page.actions = from_clauses;
    page.actions.extend(from_prose);
    page.information_requests = requests::find(&found.prose, &page.actions);
}

fn exempt(section: &Section, clauses: &[Clause]) -> bool {
    let excluded = clauses.iter().any(|part| {
        mentions(
            &part.text,
            &[
                "press and public be excluded",
                "public be excluded",
                "public and press be excluded",
                "exclude the press",
                "exclude the public",
            ],
        )
    });
    let marked = section
        .title
        .as_deref()
        .is_some_and(|title| mentions(title, &["exempt", "part 2", "part ii", "not for publication"]));
    let closed = section
        .lines
        .iter()
        .any(|line| begins(&line.text, "not for publication") || begins(&line.text, "exempt by virtue"));
    excluded
        || marked
            && !section
                .title
                .as_deref()
                .is_some_and(|title| mentions(title, &["possible exclusion", "exempt information"]))
        || closed
}

fn other(cut: &Cut, section: &Section, found: &Found) -> OtherItem {
    let decided = prose::decisions(&found.prose, !found.blocks.is_empty());
    let resolution = resolution(found, prose::verbs(&decided));
    let issue = cut.kind == PageKind::Issue;
    OtherItem {
        body: section.met.body.clone().filter(|_| issue),
        meeting_date: section.met.on.filter(|_| issue),
        item_number: section.met.number.clone(),
        item_title: section.title.clone(),
        documents: section.documents.clone(),
        resolution_intro: resolution.resolution_intro,
        clauses: resolution.clauses,
        prose_decisions: decided,
        verbs: resolution.verbs,
        referrals: referrals::find(&found.blocks, &found.prose, &section.met),
    }
}
