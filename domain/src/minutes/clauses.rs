//! The parts of a resolution after its opening: numbered, lettered, bulleted, plain paragraphs, or inside one sentence.
//! Whether the opening counts is for `decisions`; what a part does is for `verbs`. Called by `decisions`.

use super::deciding::stops;
use super::heading::{self, Heading, Kind};
use super::model::{Clause, ThatPosition};
use super::numbering::{self, Class, Marker};
use super::page::Line;
use super::paragraphs::{bare, bare_number, plain_more};
use super::words::{begins, sentences, words};

/// A resolution as it stands in the lines: its opening, its parts, and the first line after it.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub intro: Option<String>,
    pub kind: Option<Kind>,
    pub that: Option<ThatPosition>,
    pub numbering: Option<String>,
    pub clauses: Vec<Clause>,
    pub next: usize,
    /// The parts stand under the opening, not on its line.
    pub listed: bool,
}

/// How far ahead a list may go on after a paragraph without a number.
const AHEAD: usize = 8;

/// Reads the resolution that opens in `lines[at]`.
pub(super) fn after(lines: &[Line], at: usize, heading: Heading) -> Block {
    let line = &lines[at].text;
    let mut block = Block {
        intro: None,
        kind: Some(heading.kind),
        that: None,
        numbering: None,
        clauses: Vec::new(),
        next: at + 1,
        listed: false,
    };
    let rest_at = past_marks(line, heading.end);
    let rest = &line[rest_at..];
    let lists = lines.get(at + 1).is_some_and(|next| opens_list(&next.text));
    let marks = numbering::inline(rest);
    if let Some((first, _)) = marks.first().filter(|(first, _)| introduces(&rest[..*first])) {
        let from = rest_at + first;
        set_intro(&mut block, &line[heading.start..from]);
        inline_list(&mut block, &line[from..]);
        let last = numbering::inline(&line[from..]).pop().map(|(_, marker)| marker);
        more(&mut block, lines, last);
    } else if rest.is_empty() || is_only_intro(rest, lists) {
        set_intro(&mut block, &line[heading.start..]);
        list(&mut block, lines);
        if block.clauses.is_empty() && !rest.is_empty() {
            single(&mut block, line, heading, rest_at);
        }
    } else if let Some(marker) = numbering::leading(rest).filter(Marker::is_first) {
        set_intro(&mut block, &line[heading.start..rest_at]);
        block.numbering = Some(marker.style());
        block.clauses.push(clause(&rest[marker.len..]));
        more(&mut block, lines, Some(marker));
    } else {
        single(&mut block, line, heading, rest_at);
        plain_more(&mut block, lines);
    }
    settle(&mut block);
    block
}

/// Reads a list that has lost its opening.
pub(super) fn orphan(lines: &[Line], at: usize) -> Block {
    let mut block =
        Block { intro: None, kind: None, that: None, numbering: None, clauses: Vec::new(), next: at, listed: false };
    list(&mut block, lines);
    settle(&mut block);
    block
}

/// Past the colon, the dash and the blanks after the keyword.
fn past_marks(line: &str, from: usize) -> usize {
    let rest = &line[from..];
    from + rest.len() - rest.trim_start_matches([' ', ':', ';', '–', '—', '-', '.', ',', '…', '”']).len()
}

/// Words before the first inline mark that only introduce it: "That", "that the Committee", "unanimously".
fn introduces(before: &str) -> bool {
    let all = words(before);
    all.len() <= 3
        || all.len() <= 40 && before.trim_end().ends_with([':', '-', '–'])
        || all.last().is_some_and(|word| word.is(&["that", "to"]))
}

/// A rest of the line that introduces the list on the next lines.
fn is_only_intro(rest: &str, lists: bool) -> bool {
    let all = words(rest);
    let end = rest.trim_end_matches([' ', '-', '–', '—']);
    let open = end.ends_with(':')
        || end.len() < rest.trim_end().len()
        || all.last().is_some_and(|word| word.is(&["that", "to"]) && rest.ends_with(word.raw));
    let short = all.len() <= 2 && !rest.ends_with('.');
    let bracket = rest.starts_with('(') && rest.ends_with(')');
    open || bracket || lists && (short || !rest.ends_with(['.', ';'])) && all.len() <= 25
}

fn opens_list(text: &str) -> bool {
    numbering::leading(text).is_some_and(|marker| marker.is_first())
        || text == "1"
        || bare_number(text).is_some_and(|(number, _)| number == 1)
}

fn set_intro(block: &mut Block, text: &str) {
    block.intro = Some(text.trim().to_owned());
}

pub(super) fn clause(text: &str) -> Clause {
    Clause { text: text.trim().to_owned(), points: Vec::new() }
}

/// One sentence: the opening keeps qualifiers such as "subject to advice –" and "(unanimously)".
fn single(block: &mut Block, line: &str, heading: Heading, rest_at: usize) {
    let rest = &line[rest_at..];
    let all = words(rest);
    let that = all.iter().take(40).position(|word| word.low == "that").filter(|at| *at > 0);
    let skip = that.filter(|that| {
        let gap = rest[..all[*that].at].trim_end();
        let early = gap.ends_with(['-', '–', '—', ':', ')', ','])
            || all[..*that].iter().all(|word| {
                word.is(&[
                    "unanimously",
                    "accordingly",
                    "formally",
                    "on",
                    "by",
                    "majority",
                    "a",
                    "nem",
                    "con",
                    "further",
                ])
            });
        early || all[0].is(&["on", "by", "subject", "unanimously"])
    });
    let from = match skip {
        Some(at) => rest_at + all[at].at,
        None if all.first().is_some_and(|word| word.low == "unanimously") && all.len() > 1 => rest_at + all[1].at,
        None => rest_at,
    };
    set_intro(block, &line[heading.start..from]);
    let text = &line[from..];
    let mut parts: Vec<String> = Vec::new();
    for sentence in sentences(text) {
        let sentence = sentence.trim_start_matches([' ', '”']);
        if parts.is_empty() || begins(sentence, "that") && begins(text, "that") {
            parts.push(sentence.to_owned());
        }
    }
    if parts.is_empty() && !text.trim().is_empty() {
        parts.push(text.trim().to_owned());
    }
    block.clauses.extend(parts.iter().map(|part| clause(part)));
}

fn inline_list(block: &mut Block, text: &str) {
    let marks = numbering::inline(text);
    for (place, (at, marker)) in marks.iter().enumerate() {
        let end = marks.get(place + 1).map_or(text.len(), |(next, _)| *next);
        let body = text[at + marker.len..end].trim();
        let body = body.strip_suffix(" and").or_else(|| body.strip_suffix(" or")).unwrap_or(body);
        block.clauses.push(clause(if place + 1 == marks.len() {
            sentences(body).first().copied().unwrap_or(body)
        } else {
            body
        }));
    }
    block.numbering = marks.first().map(|(_, marker)| format!("{} inline", marker.style()));
}

/// The parts on the lines from `block.next` on.
fn list(block: &mut Block, lines: &[Line]) {
    let Some(first) = lines.get(block.next).filter(|line| !stops(&line.text)) else { return };
    if let Some(marker) = numbering::leading(&first.text) {
        block.numbering = Some(marker.style());
        let taken = take(block, lines, &marker);
        block.next += taken;
        more(block, lines, Some(marker));
    } else if first.text == "1" || bare_number(&first.text).is_some_and(|(number, _)| number == 1) {
        bare(block, lines);
    } else if heading::find(&first.text, 0, false).is_none() {
        block.clauses.push(clause(&first.text));
        block.next += 1;
        block.listed = block.intro.is_some();
        plain_more(block, lines);
    }
}

/// The line with a mark becomes a part; a mark alone on its line takes the next line. Returns the lines used.
pub(super) fn take(block: &mut Block, lines: &[Line], marker: &Marker) -> usize {
    let text = lines[block.next].text[marker.len..].trim();
    if !text.is_empty() {
        block.clauses.push(clause(text));
        return 1;
    }
    match lines.get(block.next + 1).filter(|next| numbering::leading(&next.text).is_none() && !stops(&next.text)) {
        Some(next) => {
            block.clauses.push(clause(&next.text));
            2
        }
        None => 1,
    }
}

/// The further parts of a marked list whose last mark is known.
pub(super) fn more(block: &mut Block, lines: &[Line], last: Option<Marker>) {
    let Some(mut last) = last else { return };
    let top = last.clone();
    let mut sub: Option<Marker> = None;
    while let Some(line) = lines.get(block.next) {
        let Some(marker) = numbering::leading(&line.text) else {
            if !goes_on(block, lines, &last) {
                break;
            }
            if let Some(part) = block.clauses.last_mut() {
                part.text.push(' ');
                part.text.push_str(&line.text);
            }
            block.next += 1;
            continue;
        };
        let under =
            sub.as_ref().is_some_and(|sub| marker.follows(sub) && sub.style() != top.style() && !marker.alike(&top));
        if marker.follows(&last) && !under {
            let taken = take(block, lines, &marker);
            block.next += taken;
            last = marker;
            sub = None;
        } else if marker.alike(&top) && marker.class != Class::Bullet {
            break;
        } else {
            // A third level is part of the second.
            if sub.as_ref().is_none_or(|sub| marker.alike(sub) || marker.follows(sub)) {
                if let Some(part) = block.clauses.last_mut() {
                    part.points.push(line.text[marker.len..].trim().to_owned());
                }
                sub = Some(marker);
            }
            block.next += 1;
        }
    }
}

/// Whether a line without a mark belongs to the part before it: an open sentence, or a list that resumes after it.
fn goes_on(block: &Block, lines: &[Line], last: &Marker) -> bool {
    let line = &lines[block.next];
    if stops(&line.text) || heading::find(&line.text, 0, false).is_some() {
        return false;
    }
    let part = block.clauses.last();
    let before = part.map_or("", |part| part.points.last().map_or(part.text.as_str(), String::as_str)).trim_end();
    let joins =
        before.ends_with([':', ',']) || before.ends_with(":-") || before.ends_with(" and") || before.ends_with(" or");
    let open =
        !before.ends_with(['.', ';', ':', '!', '?', '”']) && line.text.starts_with(char::is_lowercase) && !line.gap;
    if joins || open {
        return true;
    }
    for ahead in lines.iter().skip(block.next + 1).take(AHEAD) {
        if stops(&ahead.text) || heading::find(&ahead.text, 0, false).is_some() {
            return false;
        }
        if let Some(marker) = numbering::leading(&ahead.text).filter(|marker| marker.class != Class::Bullet) {
            return marker.follows(last)
                && !marker.is_first()
                && (before.ends_with(['.', ';', ':']) || !line.text.ends_with(':'));
        }
    }
    false
}

/// Says where "That" stands, and moves points inside a sentence under their part.
fn settle(block: &mut Block) {
    block.clauses.retain(|part| part.text.chars().any(char::is_alphanumeric));
    for part in &mut block.clauses {
        if part.points.is_empty() {
            let marks = numbering::inline(&part.text);
            let ends = marks.iter().skip(1).map(|(at, _)| *at).chain([part.text.len()]);
            part.points = marks
                .iter()
                .zip(ends)
                .map(|((at, marker), end)| part.text[at + marker.len..end].trim().to_owned())
                .collect();
        }
    }
    let Some(first) = block.clauses.first() else { return };
    let thats = block.clauses.iter().filter(|part| begins(&part.text, "that")).count();
    let one = block.clauses.len() == 1 && block.numbering.is_none();
    let intro_that = block.intro.as_deref().is_some_and(|intro| words(intro).iter().any(|word| word.low == "that"));
    block.that = if one && (begins(&first.text, "that") || intro_that) {
        Some(ThatPosition::Inline)
    } else if intro_that {
        Some(ThatPosition::Intro)
    } else if thats > 0 {
        Some(ThatPosition::EachClause)
    } else {
        block.intro.as_ref().map(|_| ThatPosition::None)
    };
}
