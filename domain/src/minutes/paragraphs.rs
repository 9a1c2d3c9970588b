//! Parts of a resolution in plain paragraphs, in points under one, and under numbers without any mark.
//! Marked lists are for `clauses`. Called by `clauses`.

use super::clauses::{Block, clause, more, take};
use super::deciding::{decides, stops};
use super::heading;
use super::numbering::{self, Marker};
use super::page::Line;
use super::words::{begins, words};

/// Further paragraphs without marks: each a part while the writer says so with "That" or a semicolon.
pub(super) fn plain_more(block: &mut Block, lines: &[Line]) {
    while let Some(line) = lines.get(block.next) {
        let text = &line.text;
        let Some(before) = block.clauses.last().map(|part| part.text.trim_end().to_owned()) else { return };
        if stops(text) || heading::find(text, 0, false).is_some() {
            return;
        }
        if let Some(marker) = numbering::leading(text) {
            if before.ends_with(':') || before.ends_with(":-") {
                points(block, lines, &marker);
                continue;
            }
            return;
        }
        let first_that = block.clauses[0].text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("that"));
        let separated =
            before.ends_with(';') || before.ends_with("; and") || before.ends_with(',') || before.ends_with(", and");
        let said = begins(text, "that") && (first_that || separated);
        let lower = text.starts_with(char::is_lowercase) && decides(text) && !before.ends_with(char::is_alphanumeric);
        let parallel =
            opens_with_deed(text) && opens_with_deed(&block.clauses[0].text) || block.listed && decides(text);
        if !(said || separated || lower || parallel) {
            return;
        }
        block.clauses.push(clause(text));
        block.next += 1;
    }
}

/// "Notes the report", "to note the report", "Noted the report": parts that begin with their deed.
fn opens_with_deed(text: &str) -> bool {
    const DEEDS: [&str; 13] = [
        "note",
        "agree",
        "approve",
        "endorse",
        "request",
        "recommend",
        "receive",
        "thank",
        "welcome",
        "support",
        "ask",
        "refer",
        "delegate",
    ];
    let all = words(text);
    let to = usize::from(all.first().is_some_and(|word| word.low == "to"));
    all.get(to).is_some_and(|word| {
        DEEDS.iter().any(|deed| {
            word.low
                .strip_prefix(deed.trim_end_matches('e'))
                .is_some_and(|end| matches!(end, "" | "e" | "s" | "es" | "ed" | "d" | "ing"))
        })
    })
}

/// Points under a plain part that ends in a colon; under a mere introduction they are the parts themselves.
fn points(block: &mut Block, lines: &[Line], first: &Marker) {
    let only_intro =
        block.clauses.len() == 1 && words(&block.clauses[0].text).len() <= 25 && !decides(&block.clauses[0].text);
    if only_intro {
        let intro = block.clauses.remove(0).text;
        block.intro = Some(match &block.intro {
            Some(heading) => format!("{heading} {intro}"),
            None => intro,
        });
        block.numbering = Some(first.style());
        let taken = take(block, lines, first);
        block.next += taken;
        more(block, lines, Some(first.clone()));
        return;
    }
    let mut last: Option<Marker> = None;
    while let Some(line) = lines.get(block.next) {
        let Some(marker) = numbering::leading(&line.text).filter(|m| last.as_ref().is_none_or(|last| m.follows(last)))
        else {
            return;
        };
        if let Some(part) = block.clauses.last_mut() {
            part.points.push(line.text[marker.len..].trim().to_owned());
        }
        last = Some(marker);
        block.next += 1;
    }
}

/// `1 That …`, a number without any point.
pub(super) fn bare_number(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_once(' ')?;
    let number = digits.parse().ok().filter(|_| digits.len() <= 2)?;
    let rest = rest.trim_start();
    (begins(rest, "that") || begins(rest, "the") || begins(rest, "to")).then_some((number, rest))
}

pub(super) fn bare(block: &mut Block, lines: &[Line]) {
    block.numbering = Some("1".into());
    let mut want = 1;
    while let Some(line) = lines.get(block.next) {
        let alone = line.text.parse() == Ok(want) && lines.get(block.next + 1).is_some_and(|next| !stops(&next.text));
        let (text, used) = match bare_number(&line.text) {
            Some((number, rest)) if number == want => (rest, 1),
            None if alone => (lines[block.next + 1].text.as_str(), 2),
            _ => return,
        };
        block.clauses.push(clause(text));
        want += 1;
        block.next += used;
    }
}
