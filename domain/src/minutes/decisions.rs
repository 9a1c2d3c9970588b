//! Which of the openings on a page are resolutions of this meeting: not a template, a quotation, a proposal or a reason.
//! Their parts are read by `clauses`. Called by `read`.

use std::collections::BTreeSet;

use super::bodies;
use super::clauses::{self, Block};
use super::deciding;
use super::heading::{self, Heading, Kind};
use super::numbering;
use super::page::Line;
use super::words::{begins, mentions, words};

/// What a section decides.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub blocks: Vec<Block>,
    /// The narrative: lines that are no part of a resolution, of the zones that count.
    pub prose: Vec<String>,
    pub repeated: bool,
    pub heading_lost: bool,
    /// The decision block, where the minutes word it otherwise.
    pub other_wording: Vec<Block>,
    pub quoted: Option<String>,
    /// Nothing but a motion stands here.
    pub motion: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Lead,
    Decision,
    Minutes,
    After,
}

fn zone_of(text: &str, now: Zone) -> Option<Zone> {
    let low = text.trim_end_matches(['-', ' ']).to_lowercase();
    let label = low.split_once(':').map_or(low.as_str(), |(label, _)| label).trim();
    let alone = low.trim_end_matches(':') == label;
    match label {
        "minutes" | "draft minutes" if alone && low.ends_with(':') => Some(Zone::Minutes),
        "decision" | "decisions" | "decision taken" | "decision made" if alone && low.ends_with(':') => {
            Some(Zone::Decision)
        }
        "supporting documents"
        | "accompanying documents"
        | "report author"
        | "publication date"
        | "date of decision"
        | "contact"
        | "alternative options considered"
        | "other options considered"
        | "wards affected"
        | "decided at meeting" => Some(Zone::After),
        _ if low.contains(':')
            && (label.starts_with("reason for")
                || label.starts_with("reasons for")
                || label.starts_with("other options")
                || label.starts_with("alternative options")) =>
        {
            (now == Zone::Decision || now == Zone::After).then_some(Zone::After)
        }
        _ => None,
    }
}

/// The lines of a section with the zones they stand in; a page without zones is all minutes.
fn zoned(lines: &[Line]) -> Vec<(Zone, Vec<Line>)> {
    let mut zones: Vec<(Zone, Vec<Line>)> = vec![(Zone::Lead, Vec::new())];
    for line in lines {
        let now = zones.last().map_or(Zone::Lead, |(zone, _)| *zone);
        match zone_of(&line.text, now) {
            Some(zone) => zones.push((zone, Vec::new())),
            None => {
                if let Some((_, lines)) = zones.last_mut() {
                    lines.push(line.clone());
                }
            }
        }
    }
    if !zones.iter().any(|(zone, lines)| matches!(zone, Zone::Decision | Zone::Minutes) && !lines.is_empty())
        && let Some(first) = zones.first_mut()
    {
        first.0 = Zone::Minutes;
    }
    zones.retain(|(zone, lines)| matches!(zone, Zone::Decision | Zone::Minutes) && !lines.is_empty());
    zones
}

/// What a section of a page that records decisions decides.
pub(super) fn find(lines: &[Line]) -> Found {
    let mut found = Found::default();
    let mut decided: Vec<Block> = Vec::new();
    let mut minuted: Vec<Block> = Vec::new();
    for (zone, lines) in zoned(lines) {
        let mut scan = Scan { lines: &lines, found: &mut found, covered: vec![false; lines.len()] };
        let blocks = scan.blocks(zone == Zone::Decision);
        let covered = scan.covered;
        let prose = lines.iter().zip(covered).filter(|(_, covered)| !covered);
        let prose = prose.map(|(line, _)| line.text.clone());
        found.prose.extend(prose);
        if zone == Zone::Decision { decided.extend(blocks) } else { minuted.extend(blocks) }
    }
    let (once, twice) = without_repeats(minuted);
    found.repeated |= twice;
    found.blocks = once;
    if !decided.is_empty() {
        if found.blocks.is_empty() {
            found.blocks = decided;
        } else {
            found.repeated = true;
            if texts(&decided) != texts(&found.blocks) {
                found.other_wording = decided;
            }
        }
    }
    choose(&mut found);
    found
}

fn texts(blocks: &[Block]) -> BTreeSet<String> {
    blocks.iter().flat_map(|block| &block.clauses).map(|part| plain(&part.text)).collect()
}

fn plain(text: &str) -> String {
    words(text).iter().map(|word| &*word.low).filter(|word| *word != "that").collect::<Vec<_>>().join(" ")
}

/// Enough blocks to compare for a page that a person would read.
const REWORDED: usize = 12;

/// The same decision in other words: most of the longer words of one stand in the other.
fn reworded(one: &Block, other: &Block) -> bool {
    let long = |block: &Block| -> BTreeSet<String> {
        let parts = block.clauses.iter().flat_map(|part| words(&part.text));
        parts
            .map(|word| word.low.into_owned())
            .filter(|word| {
                word.len() > 3 && !matches!(word.as_str(), "that" | "report" | "noted" | "approved" | "agreed")
            })
            .collect()
    };
    let (here, there) = (long(one), long(other));
    let both = here.intersection(&there).count();
    here.len().min(there.len()) >= 3 && both * 10 >= here.len().max(there.len()) * 6
}

/// Blocks that say the same count once; the later one, which the minutes give, stands.
fn without_repeats(blocks: Vec<Block>) -> (Vec<Block>, bool) {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Block> = Vec::new();
    let before = blocks.len();
    for block in blocks.into_iter().rev() {
        let key = block.clauses.iter().map(|part| plain(&part.text)).collect::<Vec<_>>().join(" | ");
        if seen.insert(key) && !kept.iter().take(REWORDED).any(|other| reworded(&block, other)) {
            kept.push(block);
        }
    }
    kept.reverse();
    let twice = kept.len() < before;
    (kept, twice)
}

/// A formal resolution outranks a sentence, a motion and a recommendation to nobody.
fn choose(found: &mut Found) {
    found.blocks.retain(|block| !block.clauses.is_empty());
    let formal = found.blocks.iter().any(|block| block.kind == Some(Kind::Formal));
    if formal {
        found.blocks.retain(|block| match block.kind {
            Some(Kind::Formal) | None => true,
            Some(Kind::Recommended) => addressed(block),
            Some(Kind::Motion | Kind::Sentence) => false,
        });
    }
    found.motion = !found.blocks.is_empty() && found.blocks.iter().all(|block| block.kind == Some(Kind::Motion));
}

struct Scan<'a> {
    lines: &'a [Line],
    found: &'a mut Found,
    covered: Vec<bool>,
}

impl Scan<'_> {
    fn blocks(&mut self, decision: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut at = 0;
        while at < self.lines.len() {
            let Some(heading) = self.heading(at) else {
                at += 1;
                continue;
            };
            let block = clauses::after(self.lines, at, heading);
            let next = block.next.max(at + 1);
            if self.stands(at, heading, &block, decision) {
                self.cover(at, next);
                let before = self.lines[at].text[..heading.start].trim();
                if !before.is_empty() {
                    self.found.prose.push(before.to_owned());
                }
                blocks.push(block);
                at = self.restart(next, &mut blocks);
            } else {
                at = if block.kind == Some(Kind::Sentence) { at + 1 } else { next };
            }
        }
        if blocks.is_empty() {
            blocks = self.lost(decision);
        }
        blocks
    }

    fn cover(&mut self, from: usize, to: usize) {
        for covered in self.covered.iter_mut().take(to).skip(from) {
            *covered = true;
        }
    }

    fn heading(&self, at: usize) -> Option<Heading> {
        let lists = self.lines.get(at + 1).is_some_and(|next| {
            numbering::leading(&next.text).is_some() || begins(&next.text, "that") || deciding::decides(&next.text)
        });
        heading::find(&self.lines[at].text, 0, lists)
    }

    /// A second numbered block right after the first, its own opening lost.
    fn restart(&mut self, from: usize, blocks: &mut Vec<Block>) -> usize {
        let Some(line) = self.lines.get(from) else { return from };
        let first = numbering::leading(&line.text).filter(|marker| marker.is_first());
        let Some(marker) = first.filter(|marker| deciding::decides(&line.text[marker.len..])) else { return from };
        if blocks.last().is_none_or(|last| last.numbering.as_deref() != Some(&marker.style())) {
            return from;
        }
        let block = clauses::orphan(self.lines, from);
        let next = block.next.max(from + 1);
        self.cover(from, next);
        blocks.push(block);
        next
    }

    /// Whether an opening is a resolution of this meeting.
    fn stands(&mut self, at: usize, heading: Heading, block: &Block, decision: bool) -> bool {
        let line = &self.lines[at].text;
        let before = &line[..heading.start];
        let above: Vec<&str> = self.lines[at.saturating_sub(2)..at].iter().map(|line| line.text.as_str()).collect();
        let near = above.last().copied().unwrap_or_default();
        if template(before) || template(near) || above.iter().any(|text| text.ends_with(':') && template(text)) {
            return false;
        }
        let quoted = before.trim_end().ends_with(['“', '"', '‘']) || near.trim_end().ends_with(['“', '"', '‘']);
        let earlier = earlier(before) || earlier(near) && (near.ends_with([':', '-', '–']) || quoted);
        if heading.kind != Kind::Motion && (quoted || earlier) {
            let text = block.clauses.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ");
            self.found.quoted.get_or_insert(text);
            return false;
        }
        match heading.kind {
            Kind::Recommended => {
                let target = addressed(block);
                let participle = begins(&line[heading.start..], "recommended");
                decision || target || participle && !proposes_above(&above)
            }
            Kind::Sentence => !deciding::proposes(near) || !near.ends_with(':'),
            Kind::Formal | Kind::Motion => true,
        }
    }

    /// Lists and sentences that decide although their opening is missing.
    fn lost(&mut self, decision: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut at = 0;
        while at < self.lines.len() {
            let line = &self.lines[at].text;
            let marker = numbering::leading(line);
            let text = marker.as_ref().map_or(line.as_str(), |marker| &line[marker.len..]);
            let plain = marker.is_none() && (begins(text, "that") || text.starts_with(char::is_lowercase));
            let above = at.checked_sub(1).map_or("", |above| self.lines[above].text.as_str());
            let proposal =
                above.ends_with(':') && deciding::proposes(above) || deciding::stops(above) && begins(above, "reason");
            if !(marker.is_some() || plain) || proposal || !deciding::decides(text) || template(above) {
                at = if proposal && marker.is_some() { self.past_list(at) } else { at + 1 };
                continue;
            }
            let block = clauses::orphan(self.lines, at);
            let next = block.next.max(at + 1);
            let deciding = block.clauses.iter().filter(|part| deciding::decides(&part.text)).count();
            if deciding * 2 >= block.clauses.len() {
                self.cover(at, next);
                blocks.push(block);
            }
            at = next;
        }
        self.found.heading_lost |= !decision && !blocks.is_empty();
        blocks
    }

    fn past_list(&self, at: usize) -> usize {
        let style = |place: usize| numbering::leading(&self.lines[place].text).map(|marker| marker.style());
        let first = style(at);
        (at + 1..self.lines.len())
            .find(|next| style(*next).is_none() || style(*next) != first)
            .unwrap_or(self.lines.len())
    }
}

/// Whether a recommendation says to whom: in its opening, or as the subject of its first part.
fn addressed(block: &Block) -> bool {
    let first = block.clauses.first().map_or("", |part| part.text.as_str());
    let subject = words(first).into_iter().find(|word| !word.is(&["that", "the"]));
    block.intro.as_deref().is_some_and(|intro| !bodies::find(intro).is_empty())
        || subject.is_some_and(|word| word.is(&["council", "cabinet", "executive"]) && word.capital())
            && block.intro.as_deref().is_some_and(|intro| words(intro).iter().any(|word| word.raw.starts_with("RE")))
}

fn proposes_above(above: &[&str]) -> bool {
    above
        .iter()
        .any(|text| mentions(text, &["report", "officer recommendation", "recommendations"]) && text.ends_with(':'))
}

/// Words that put a resolution forward instead of passing it.
fn template(text: &str) -> bool {
    mentions(
        text,
        &[
            "to resolve",
            "following resolution",
            "in these terms",
            "in the following terms",
            "to pass",
            "draft resolution",
            "proposed resolution",
            "suggested resolution",
            "if agreed to resolve",
            "to consider passing",
            "will be asked to resolve",
            "to consider whether to",
            "recommended resolution",
            "resolution in the form",
            "invited to resolve",
        ],
    )
}

/// Words that speak of an earlier meeting's resolution.
fn earlier(text: &str) -> bool {
    mentions(
        text,
        &[
            "had resolved",
            "previously resolved",
            "previous resolution",
            "earlier resolution",
            "had been resolved",
            "had agreed",
            "previous meeting",
            "last meeting",
            "earlier meeting",
            "resolution of",
            "had passed",
            "minute read",
            "minute stated",
            "following minute",
            "was amended to read",
            "be amended to read",
            "should read",
            "to read",
            "decision had been",
        ],
    )
}
