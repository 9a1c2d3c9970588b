//! By when: dates, "next meeting", "before the end of the month", "as soon as possible", as actions and referrals say it.
//! Plain dates are read by `dates`. Called by `actions` and `referrals`.

use super::dates;
use super::words::{Word, says, words};

/// An expression of time: where it stands, and how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub at: usize,
    pub end: usize,
    pub text: String,
}

const FIXED: [&str; 26] = [
    "as soon as possible",
    "as soon as practicable",
    "in due course",
    "every meeting",
    "each meeting",
    "twice a year",
    "once a year",
    "every year",
    "each year",
    "every quarter",
    "each quarter",
    "at a future meeting",
    "at a later date",
    "a future meeting",
    "a later meeting",
    "outside the meeting",
    "following the meeting",
    "after the meeting",
    "every six months",
    "in future",
    "immediately",
    "on a quarterly basis",
    "on a regular basis",
    "a subsequent meeting",
    "future meetings",
    "a six monthly basis",
];

/// The first expression of time that says by when something is owed.
pub(super) fn find(text: &str) -> Option<Due> {
    let all = words(text);
    let days = dates::find(text);
    let mut best: Option<Due> = None;
    for at in 0..all.len() {
        let found = at_word(text, &all, at, &days);
        if let Some(found) = found {
            best = Some(found);
            break;
        }
    }
    best
}

fn at_word(text: &str, all: &[Word<'_>], at: usize, days: &[dates::Found]) -> Option<Due> {
    let word = &all[at];
    if let Some(day) = days.iter().find(|day| day.at == word.at) {
        let shown = day.on.map_or_else(|| text[day.at..day.end].to_owned(), |on| on.to_string());
        let from = back(all, at, &["by", "on", "before", "until", "for", "the", "at", "from"]);
        return Some(Due { at: all[from].at, end: day.end, text: shown });
    }
    meeting(text, all, at)
        .or_else(|| fixed(text, all, at))
        .or_else(|| within(text, all, at))
        .or_else(|| end_of(text, all, at))
        .or_else(|| month(text, all, at))
}

fn back(all: &[Word<'_>], at: usize, any: &[&str]) -> usize {
    let mut from = at;
    while from > 0 && all[from - 1].is(any) {
        from -= 1;
    }
    from
}

fn due(text: &str, all: &[Word<'_>], from: usize, shown: usize, last: usize) -> Due {
    Due { at: all[from].at, end: all[last].end, text: text[all[shown].at..all[last].end].to_owned() }
}

/// "next meeting", "next available meeting", "the November meeting", "the July agenda".
fn meeting(text: &str, all: &[Word<'_>], at: usize) -> Option<Due> {
    let next = all[at].low == "next" || all[at].low == "following";
    let month = all[at].capital() && dates::month(&all[at].low).is_some();
    if !next && !month {
        return None;
    }
    let head =
        (at + 1..(at + 4).min(all.len())).find(|head| all[*head].is(&["meeting", "meetings", "agenda", "cycle"]))?;
    if month && head > at + 2 {
        return None;
    }
    let mut last = head;
    if all.get(head + 1).is_some_and(|word| word.low == "of") {
        last = (head + 2..(head + 9).min(all.len()))
            .find(|w| all[*w].is(&["committee", "panel", "board", "council", "cabinet", "group", "commission"]))
            .unwrap_or(head);
    }
    let from = back(all, at, &["to", "at", "the", "its", "their", "for", "a", "by", "in", "on"]);
    let named = last > head && !all[last].is(&["committee", "panel", "board"]);
    Some(Due { end: all[last].end, ..due(text, all, from, at, if named { last } else { head }) })
}

fn fixed(text: &str, all: &[Word<'_>], at: usize) -> Option<Due> {
    let phrase = FIXED.iter().find(|phrase| says(all, at, phrase))?;
    let last = at + phrase.split(' ').count() - 1;
    Some(due(text, all, back(all, at, &["at", "to", "on"]), at, last))
}

/// "within the next fortnight", "in six weeks", "by early 2021".
fn within(text: &str, all: &[Word<'_>], at: usize) -> Option<Due> {
    if !all[at].is(&["within", "in", "over"]) {
        return None;
    }
    let units = ["day", "days", "week", "weeks", "month", "months", "fortnight", "quarter", "months'", "weeks'"];
    let last = (at + 1..(at + 5).min(all.len())).find(|last| all[*last].is(&units))?;
    let inner = all[at + 1..last].iter().all(|word| {
        word.is(&[
            "the", "next", "a", "one", "two", "three", "four", "six", "eight", "twelve", "few", "coming", "working",
            "ten", "five",
        ]) || word.raw.bytes().all(|b| b.is_ascii_digit())
    });
    let last = last + usize::from(all.get(last + 1).is_some_and(|word| word.low == "time"));
    inner.then(|| due(text, all, at, at, last))
}

/// "by the end of March", "before the end of the month", "by early 2021", "by the summer".
fn end_of(text: &str, all: &[Word<'_>], at: usize) -> Option<Due> {
    let begins = all[at].is(&["by", "before"]);
    let end = says(all, at, "end of");
    if !begins && !end {
        return None;
    }
    let period = |word: &Word<'_>| {
        dates::month(&word.low).is_some() && word.capital()
            || word.is(&[
                "month",
                "week",
                "year",
                "quarter",
                "summer",
                "autumn",
                "spring",
                "winter",
                "christmas",
                "easter",
                "term",
                "today",
                "friday",
                "monday",
            ])
            || word.raw.len() == 4 && word.raw.bytes().all(|b| b.is_ascii_digit())
    };
    let mut last = (at + 1..(at + 7).min(all.len())).find(|last| period(&all[*last]))?;
    let inner = all[at + 1..last].iter().all(|word| {
        word.is(&[
            "the",
            "end",
            "of",
            "early",
            "late",
            "mid",
            "start",
            "beginning",
            "this",
            "next",
            "calendar",
            "financial",
            "municipal",
            "academic",
        ])
    });
    while all.get(last + 1).is_some_and(period) {
        last += 1;
    }
    inner.then(|| due(text, all, at, at, last))
}

/// "in January", "in January and council in February".
fn month(text: &str, all: &[Word<'_>], at: usize) -> Option<Due> {
    let next = all.get(at + 1)?;
    let named = next.capital() && dates::month(&next.low).is_some();
    let year = all.get(at + 2).is_some_and(|word| word.raw.len() == 4 && word.raw.bytes().all(|b| b.is_ascii_digit()));
    (all[at].is(&["in", "until", "for", "during"]) && named)
        .then(|| due(text, all, at, at + 1, at + 1 + usize::from(year)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_when() {
        for (text, due) in [
            ("to bring a paper to the next meeting of the Committee", Some("next meeting")),
            ("go to the next meeting of the council", Some("next meeting of the council")),
            ("attend the next available meeting", Some("next available meeting")),
            ("by 30 June", Some("30 June")),
            ("by 30 June 2022", Some("2022-06-30")),
            ("before the end of the month", Some("before the end of the month")),
            ("within the next fortnight", Some("within the next fortnight")),
            ("be added to the July agenda", Some("July agenda")),
            ("shown at every meeting", Some("every meeting")),
            ("by early 2021", Some("by early 2021")),
            ("go to cabinet in January", Some("January")),
            ("in due course", Some("in due course")),
            ("may be said", None),
            ("by the Director", None),
        ] {
            assert_eq!(find(text).map(|due| due.text).as_deref(), due, "{text}");
        }
    }
}
