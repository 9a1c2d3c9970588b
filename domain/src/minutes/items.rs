//! Where the items of a whole meeting open: rows of an agenda's table, numbered headings, references such as "PB/19/18".
//! What stands in them is for `decisions`. Called by `sections`.

use super::page::Line;
use super::words::{begins, mentions, words};

/// Where an item opens: the line, its number, its title, and what follows the title on the line.
pub(super) struct Open {
    pub line: usize,
    pub number: String,
    pub title: String,
    pub rest: String,
}

/// The line where the items of an agenda's table begin.
pub(super) fn table(lines: &[Line]) -> Option<usize> {
    let heads = ["no. item", "note no. item", "no item", "item no. item", "note no. item decision", "item no. title"];
    lines.iter().enumerate().find_map(|(at, line)| {
        let low = line.text.to_lowercase();
        let split = matches!(low.as_str(), "no." | "no")
            && lines.get(at + 1).is_some_and(|next| next.text.eq_ignore_ascii_case("item"));
        if split { Some(at + 2) } else { heads.contains(&low.as_str()).then_some(at + 1) }
    })
}

/// A number at the head of a text: "43", "8e", "PB/19/18", "SC.17". Its place in the order, and the bytes it takes.
fn number(text: &str) -> Option<(u32, usize)> {
    let token = text.split([' ', '(']).next()?.trim_end_matches(['.', ':', ')']);
    if token.is_empty() || token.len() > 12 || !token.is_ascii() {
        return None;
    }
    let digits = |piece: &&str| !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit());
    let plain = token.trim_end_matches(|c: char| c.is_ascii_lowercase());
    if digits(&plain) && token.len() - plain.len() <= 1 {
        return plain.parse().ok().filter(|_| plain.len() <= 4).map(|value| (value, token.len()));
    }
    // A reference has its order in its first number that is no year.
    let letters = token.starts_with(|c: char| c.is_ascii_uppercase()) || token.contains('/');
    let split = token.split(|c: char| !c.is_ascii_digit()).filter(|piece| digits(piece));
    let first = split.filter_map(|piece| piece.parse::<u32>().ok()).find(|n| !(1900..2100).contains(n));
    let joined = token.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-'));
    first.filter(|_| letters && joined).map(|value| (value, token.len()))
}

/// Rows of a table: the number on its own line, the title on the next.
pub(super) fn own_lines(lines: &[Line], from: usize) -> Vec<Open> {
    let mut found: Vec<Open> = Vec::new();
    let mut last: Option<u32> = None;
    for at in from..lines.len() {
        let text = lines[at].text.trim_end_matches('.');
        let Some((value, _)) = number(text).filter(|(_, len)| *len == text.len()) else { continue };
        let Some(title) = lines.get(at + 1) else { continue };
        let known = found.last().map_or("", |open| open.number.as_str());
        if last.is_none_or(|last| value > last && value - last <= 3 || value == last && text.len() > known.len()) {
            last = Some(value);
            found.push(Open { line: at, number: text.to_owned(), title: title.text.clone(), rest: String::new() });
        }
    }
    found
}

/// Headings of whole minutes: "43 (9) PERFORMANCE MONITORING – …", "43. Performance monitoring", numbered on.
pub(super) fn headings(lines: &[Line]) -> Vec<Open> {
    let all: Vec<(Open, u32, bool)> =
        lines.iter().enumerate().filter_map(|(at, line)| heading(at, &line.text)).collect();
    let loud = all.iter().any(|(_, _, loud)| *loud);
    let mut chain: Vec<Open> = Vec::new();
    let mut last = 0;
    let mut longest: Vec<Open> = Vec::new();
    for (open, value, shouted) in all {
        if loud && !shouted {
            continue;
        }
        if !chain.is_empty() && (value <= last || value - last > if loud { 3 } else { 1 }) {
            if loud || value != 1 && value < last {
                continue;
            }
            if chain.len() > longest.len() {
                longest = std::mem::take(&mut chain);
            } else {
                chain.clear();
            }
        }
        last = value;
        chain.push(open);
    }
    if chain.len() > longest.len() {
        longest = chain;
    }
    if longest.len() >= if loud { 1 } else { 3 } { longest } else { Vec::new() }
}

pub(super) fn heading(at: usize, text: &str) -> Option<(Open, u32, bool)> {
    let (value, len) = number(text)?;
    if super::dates::find(text).first().is_some_and(|date| date.at == 0) {
        return None;
    }
    let plain = text.as_bytes()[0].is_ascii_digit() && !text[..len].contains(['/', '.']);
    let mut rest = text[len..].trim_start_matches(['.', ':']);
    if !rest.starts_with(' ') && !rest.is_empty() {
        return None;
    }
    rest = rest.trim_start_matches([' ', '-', '–']);
    if let Some(inside) = rest.strip_prefix('(')
        && let Some((number, after)) = inside.split_once(')')
        && number.bytes().all(|b| b.is_ascii_digit())
    {
        rest = after.trim_start();
    }
    let loud_end = loud_end(rest);
    let quiet = plain
        && rest.chars().count() < 110
        && rest.starts_with(char::is_uppercase)
        && !rest.ends_with(['.', ';', ',', ':'])
        && !begins(rest, "that")
        && !mentions(rest, &["be noted", "be agreed", "be approved", "be received", "be"])
        && super::dates::find(rest).iter().all(|date| date.at > 0)
        && super::dates::month(rest.split(' ').next().unwrap_or_default()).is_none();
    let (title, tail) = match loud_end {
        Some(end) => (&rest[..end], rest[end..].trim_start_matches([' ', '–', '-', '—', ':', '.'])),
        None if quiet => (rest, ""),
        None => return None,
    };
    let open = Open {
        line: at,
        number: text[..len].to_owned(),
        title: title.trim_end_matches([' ', '–', '-', '.', ':']).to_owned(),
        rest: tail.to_owned(),
    };
    Some((open, value, loud_end.is_some()))
}

/// Where a title in capitals ends: at the line's end, or at the dash before words that are not shouted.
fn loud_end(text: &str) -> Option<usize> {
    let all = words(text);
    let quiet = all.iter().position(|word| word.raw.chars().any(char::is_lowercase));
    let count = quiet.unwrap_or(all.len());
    if all[..count].iter().filter(|word| word.shouted()).count() == 0 {
        return None;
    }
    match quiet {
        None => Some(text.len()),
        Some(first) => {
            let upto = &text[..all[first].at];
            let dash = upto.rfind([':', '–', '—']).or_else(|| upto.rfind(" - "))?;
            (dash > 2 && all[..first].iter().any(|w| w.shouted() && w.at < dash)).then_some(dash)
        }
    }
}
