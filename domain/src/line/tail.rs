//! How a line ends: `@dir-ed`, `by 27 Nov`, `next meeting`, in any order. Years are worked out from the meeting: a day
//! without one is the first such day from the meeting on. Called by the parser of lines.

use super::heads::squeezed;
use super::{Deed, Doubt, Start};
use crate::action::Due;
use crate::minutes::language;
use chrono::{Datelike, NaiveDate};

/// The deed with its words, its owner and its day.
pub(super) fn complete(mut deed: Deed, rest: &str, met_on: NaiveDate) -> Result<(Deed, Vec<Doubt>), Doubt> {
    let text = squeezed(rest);
    let mut doubts = Vec::new();
    let handles = handles(&text);
    let mut words = text.clone();
    match handles.as_slice() {
        [] => {}
        [_, ..] if deed.owner.is_some() => return Err(Doubt::SeveralOwners),
        [only] => {
            let name = only.name(&text).to_owned();
            let after = &text[only.end..];
            if let Some(due) = only_due(after, met_on) {
                words = tidied(&text[..only.at]);
                deed.owner = Some(name);
                deed.due = due;
            } else if only.at == 0 {
                let others = after.trim_start_matches([' ', ',', ':']).to_owned();
                // What is left may begin with another name now that the first is gone.
                if handles_in(&others) {
                    doubts.push(Doubt::SeveralOwners);
                } else {
                    words = others;
                    deed.owner = Some(name);
                }
            } else {
                doubts.push(Doubt::OwnerInside(name));
            }
        }
        _ => doubts.push(Doubt::SeveralOwners),
    }
    if deed.due.is_none() && asks(deed.start) {
        match ending(&words, met_on) {
            Ending::Due(at, due) => {
                deed.due = Some(due);
                words = tidied(&words[..at]);
            }
            Ending::NoSuchDay(text) => doubts.push(Doubt::NoSuchDay(text)),
            Ending::None => {}
        }
    }
    words = tidied(&words);
    if words.is_empty() {
        doubts.push(Doubt::NoWords);
    }
    deed.text = words;
    Ok((deed, doubts))
}

/// Beginnings whose time is no part of their words: those of the others are printed as they were resolved.
fn asks(start: Start) -> bool {
    matches!(start, Start::Action | Start::Query | Start::Information | Start::Comment)
}

/// An `@` with a name: where it begins, where the name does, and where both end.
struct Handle {
    at: usize,
    from: usize,
    until: usize,
    end: usize,
}

impl Handle {
    fn name<'t>(&self, text: &'t str) -> &'t str {
        text[self.from..self.until].trim()
    }
}

/// Whether a text names anybody.
fn handles_in(text: &str) -> bool {
    !handles(text).is_empty()
}

/// Names behind an `@` that begins a word: `@dir-ed`, or in quotes when they have blanks.
fn handles(text: &str) -> Vec<Handle> {
    let mut found: Vec<Handle> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let inside = found.last().is_some_and(|last| at < last.end);
        if inside || at > 0 && !text[..at].ends_with([' ', ',', '(']) {
            continue;
        }
        let rest = &text[at + 1..];
        let quoted = rest.strip_prefix(['"', '“']).and_then(|inside| {
            let open = rest.len() - inside.len();
            let close = inside.find(['"', '”'])?;
            let mark = inside[close..].chars().next().map_or(0, char::len_utf8);
            Some(Handle { at, from: at + 1 + open, until: at + 1 + open + close, end: at + 1 + open + close + mark })
        });
        let handle = quoted.or_else(|| {
            let long = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’' | '&')));
            let end = at + 1 + long.unwrap_or(rest.len());
            (end > at + 1).then_some(Handle { at, from: at + 1, until: end, end })
        });
        found.extend(handle.filter(|handle| !handle.name(text).is_empty()));
    }
    found
}

/// Nothing, or nothing but a time: `Some(None)` for nothing at all.
#[allow(clippy::option_option, reason = "nothing at all is not the same as something else")]
fn only_due(text: &str, met_on: NaiveDate) -> Option<Option<Due>> {
    let text = text.trim_matches([' ', ',', '.', ';']);
    if text.is_empty() {
        return Some(None);
    }
    match ending(text, met_on) {
        Ending::Due(0, due) => Some(Some(due)),
        _ => None,
    }
}

fn tidied(text: &str) -> String {
    text.trim_end_matches([',', ';', ' ']).trim_start().to_owned()
}

/// What a text ends with.
enum Ending {
    /// A time by which something is owed, and where it begins.
    Due(usize, Due),
    NoSuchDay(String),
    None,
}

/// "by 27 Nov", "for the next meeting" at the end of a text.
fn ending(text: &str, met_on: NaiveDate) -> Ending {
    let bare = text.trim_end_matches(['.', ' ', ';', ',']);
    if let Some(at) = next_meeting(bare) {
        return Ending::Due(at, Due::NextMeeting);
    }
    let (low, capital) = (bare.to_ascii_lowercase(), capitalised(bare));
    let places =
        ["by ", "on ", "before "].iter().flat_map(|word| low.match_indices(word).map(|(at, _)| at + word.len()));
    let Some(from) = places.filter(|at| word_begins(&low, *at)).max() else { return Ending::None };
    let by = low[..from].trim_end().rfind(' ').map_or(0, |at| at + 1);
    let after = low[from..].strip_prefix("the ").map_or(from, |rest| low.len() - rest.len());
    let typed = &bare[after..];
    match day(&capital[after..], met_on) {
        Some(day) => Ending::Due(by, Due::On(day)),
        None if low[by..].starts_with("by ") && looks_like_a_day(typed) => Ending::NoSuchDay(typed.to_owned()),
        None => Ending::None,
    }
}

/// Whether the word before a place stands by itself.
fn word_begins(low: &str, at: usize) -> bool {
    let word = low[..at].trim_end();
    let begin = word.rfind(' ').map_or(0, |at| at + 1);
    ["by", "on", "before"].contains(&&word[begin..])
}

fn next_meeting(text: &str) -> Option<usize> {
    let low = text.to_ascii_lowercase();
    let mut at = low.strip_suffix("next meeting")?.len();
    if at > 0 && !low[..at].ends_with(' ') {
        return None;
    }
    for words in [&["the ", "our ", "its "][..], &["by ", "to ", "at ", "for ", "before "]] {
        if let Some(before) = words.iter().find_map(|word| low[..at].strip_suffix(word))
            && (before.is_empty() || before.ends_with(' '))
        {
            at = before.len();
        }
    }
    Some(at)
}

/// Each word with a capital, so that "27 nov" reads as "27 Nov"; places stay.
fn capitalised(text: &str) -> String {
    let mut begins = true;
    let letter = |c: char| {
        let shown = if begins { c.to_ascii_uppercase() } else { c };
        begins = c == ' ';
        shown
    };
    text.chars().map(letter).collect()
}

/// The day that a text is, and nothing else: with its year, or the first such day from the meeting on.
pub(super) fn day(text: &str, met_on: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
    if let [(0, end, on)] = language::days(text).as_slice()
        && *end == text.len()
    {
        return on.or_else(|| {
            first_from(met_on, |year| language::days(&format!("{text} {year}")).first().and_then(|day| day.2))
        });
    }
    let (day, month) = text.split_once('/')?;
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    first_from(met_on, |year| NaiveDate::from_ymd_opt(year, month, day))
}

fn first_from(met_on: NaiveDate, on: impl Fn(i32) -> Option<NaiveDate>) -> Option<NaiveDate> {
    (met_on.year()..=met_on.year() + 1).filter_map(on).find(|day| *day >= met_on)
}

fn looks_like_a_day(text: &str) -> bool {
    text.split_whitespace().count() <= 4 && text.starts_with(|c: char| c.is_ascii_digit())
}

/// By when a limb is owed, as its own words say: "be brought to the next meeting", "by 30 June".
pub(super) fn in_words(text: &str, met_on: NaiveDate) -> Option<Due> {
    let said = language::by_when(text)?;
    let low = said.to_lowercase();
    if low.contains("next") && (low.contains("meeting") || low.contains("agenda")) {
        return Some(Due::NextMeeting);
    }
    day(&said, met_on).map(Due::On)
}
