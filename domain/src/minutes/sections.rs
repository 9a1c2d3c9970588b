//! A page cut into its items: the meetings of an issue, the rows of an agenda, the numbered headings of minutes.
//! What is decided in them is for `decisions`. Called by `read`.

use chrono::NaiveDate;

use super::documents;
use super::header::{self, Met};
use super::model::{Document, MeetingStatus, PageKind};
use super::page::Line;
use super::words::{begins, mentions, words};

/// One item as it stands on the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub met: Met,
    pub title: Option<String>,
    pub documents: Vec<Document>,
    pub lines: Vec<Line>,
}

/// The page in its items, in the order of the page.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub address: Option<String>,
    pub kind: PageKind,
    /// Whether the items were told apart by number or by meeting.
    pub itemised: bool,
    pub sections: Vec<Section>,
    pub published_on: Option<NaiveDate>,
    pub status: Option<MeetingStatus>,
}

/// Cuts a page.
pub(super) fn cut(mut lines: Vec<Line>) -> Cut {
    let address =
        lines.first().filter(|line| begins(&line.text, "address:")).map(|line| line.text[8..].trim().to_owned());
    if address.is_some() {
        lines.remove(0);
    }
    let kind = kind(&lines);
    let mut cut = Cut { address, kind, status: status(&lines), ..Cut::default() };
    match kind {
        PageKind::Issue => meetings(&mut cut, &lines),
        PageKind::Decision => decision(&mut cut, lines),
        PageKind::Agenda | PageKind::Minutes => whole(&mut cut, lines),
        PageKind::Item => item(&mut cut, lines),
    }
    cut
}

fn head_has(lines: &[Line], upto: usize, test: impl Fn(&str) -> bool) -> bool {
    lines.iter().take(upto).any(|line| test(&line.text.to_lowercase()))
}

fn kind(lines: &[Line]) -> PageKind {
    let table = lines.iter().any(|line| is_table_head(&line.text));
    let has_minutes =
        lines.iter().any(|line| matches!(line.text.to_lowercase().as_str(), "minutes:" | "minutes :" | "decision:"));
    if lines.iter().any(|line| header::meeting_line(&line.text).is_some()) {
        PageKind::Issue
    } else if head_has(lines, 12, |low| {
        low.starts_with("decision details") || low == "issue - decisions" || low.starts_with("decision maker:")
    }) {
        PageKind::Decision
    } else if head_has(lines, 6, |low| low.starts_with("agenda item")) {
        PageKind::Item
    } else if table || head_has(lines, 6, |low| low.starts_with("agenda") && words(low).len() <= 6) {
        let titled = head_has(lines, 6, |low| low.starts_with("agenda") && mentions(low, &["minutes", "decisions"]));
        if has_minutes || titled { PageKind::Minutes } else { PageKind::Agenda }
    } else if head_has(lines, 20, |low| {
        low.starts_with("present")
            || low.starts_with("attendance")
            || low.starts_with("apologies")
            || low.starts_with("in attendance")
    }) || head_has(lines, 8, |low| low.contains("minutes") && !low.starts_with("minutes:"))
    {
        PageKind::Minutes
    } else {
        PageKind::Item
    }
}

fn is_table_head(text: &str) -> bool {
    let low = text.to_lowercase();
    matches!(low.as_str(), "no. item" | "note no. item" | "no item" | "item no. item" | "note no. item decision")
}

fn status(lines: &[Line]) -> Option<MeetingStatus> {
    let head: Vec<&str> = lines.iter().take(8).map(|line| line.text.as_str()).collect();
    if head.iter().any(|text| {
        text.ends_with("CANCELLED")
            || mentions(text, &["meeting has been cancelled", "meeting is cancelled", "meeting was cancelled"])
    }) {
        return Some(MeetingStatus::Cancelled);
    }
    let moved = head.iter().any(|text| {
        text.ends_with("POSTPONED") || mentions(text, &["meeting has been postponed", "meeting was postponed"])
    });
    moved.then_some(MeetingStatus::Postponed)
}

fn meetings(cut: &mut Cut, lines: &[Line]) {
    let opens: Vec<(usize, Met)> =
        lines.iter().enumerate().filter_map(|(at, line)| Some((at, header::meeting_line(&line.text)?))).collect();
    for (place, (at, met)) in opens.iter().enumerate() {
        let end = opens.get(place + 1).map_or(lines.len(), |(next, _)| *next);
        let mut section = Section { met: met.clone(), ..Section::default() };
        let mut from = at + 1;
        if let Some(first) = lines[from..end].first() {
            let title = numbered_title(&first.text, met.number.as_deref());
            if let Some(title) = title {
                section.title = Some(documents::without(title).to_owned()).filter(|title| !title.is_empty());
                section.documents = documents::find(title);
                from += 1;
            }
        }
        fill(&mut section, &lines[from..end]);
        cut.sections.push(section);
    }
    cut.itemised = true;
}

/// The title after the item's own number; a line without the number is the title if it carries a document.
fn numbered_title<'a>(text: &'a str, number: Option<&str>) -> Option<&'a str> {
    if let Some(number) = number
        && let Some(rest) = text.strip_prefix(number)
        && rest.starts_with([' ', '.', ':', ')'])
    {
        return Some(rest.trim_start_matches(['.', ':', ')']).trim());
    }
    (!documents::find(text).is_empty()).then_some(text)
}

fn fill(section: &mut Section, lines: &[Line]) {
    for line in lines {
        let found = documents::find(&line.text);
        if found.is_empty() {
            section.lines.push(line.clone());
        } else {
            section.documents.extend(found);
        }
    }
}

fn decision(cut: &mut Cut, lines: Vec<Line>) {
    let mut met = Met::default();
    if let Some(at) = header::field(&lines, "decided at meeting") {
        met = header::meeting_line(&format!("Meeting: {at}")).unwrap_or_default();
    }
    let day = |label| header::field(&lines, label).and_then(super::dates::first_day);
    met.on = met.on.or_else(|| day("date of decision")).or_else(|| day("decision date"));
    met.body = met.body.or_else(|| header::field(&lines, "decision maker").map(str::to_owned));
    cut.published_on = day("publication date").or_else(|| day("date published"));
    let mut section = Section::default();
    let mut body = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let low = line.text.to_lowercase();
        if low.starts_with("decision details") || low.starts_with("issue - ") {
            continue;
        }
        if let Some((on, title)) = dated_title(&line.text) {
            met.on = met.on.or(Some(on));
            section.title = Some(documents::without(title).to_owned());
        } else if at <= 2 && section.title.is_none() && !line.text.contains(':') && line.text.chars().count() < 160 {
            section.title = Some(documents::without(&line.text).to_owned());
        } else {
            body.push(line.clone());
        }
    }
    section.met = met;
    fill(&mut section, &body);
    cut.sections.push(section);
}

/// `08/12/2022 - Performance Summary`.
fn dated_title(text: &str) -> Option<(NaiveDate, &str)> {
    let date = super::dates::find(text).into_iter().next().filter(|date| date.at == 0)?;
    let rest = text[date.end..].trim_start();
    let title = rest.strip_prefix(['-', '–'])?.trim();
    Some((date.on?, title)).filter(|(_, title)| !title.is_empty())
}

fn item(cut: &mut Cut, lines: Vec<Line>) {
    let mut section = Section::default();
    let named = lines.iter().take(6).position(|line| begins(&line.text, "agenda item"));
    let mut from = 0;
    if let Some(at) = named {
        let same = lines[at].text[11..].trim_matches([' ', '-', '–', ':']);
        from = at + 1;
        let number = same.trim_end_matches('.');
        if !number.is_empty() && number.len() <= 4 && number.starts_with(|c: char| c.is_ascii_digit()) {
            section.met.number = Some(number.to_owned());
        }
        if !same.is_empty() && section.met.number.is_none() {
            section.title = Some(documents::without(same).to_owned());
        } else if let Some(next) = lines.get(from).filter(|next| !next.text.ends_with(':')) {
            section.title = Some(documents::without(&next.text).to_owned());
            section.documents = documents::find(&next.text);
            from += 1;
        }
    }
    let body = lines.iter().position(|line| opens_record(&line.text)).unwrap_or(12).min(12);
    if let Some(met) = lines.iter().take(10).find_map(|line| header::meeting_of(&line.text)) {
        section.met = section.met.or(met);
    } else if named.is_some() {
        section.met = section.met.or(header::at_head(&lines[from.min(body)..body.min(lines.len())]));
    } else {
        section.met = header::of_meeting(&lines, body);
        let numbered = lines.iter().take(4).enumerate().find_map(|(at, line)| Some((at, heading(at, &line.text)?)));
        if let Some((at, (open, _, loud))) = numbered.filter(|(at, (open, _, loud))| {
            *loud || !documents::find(&open.title).is_empty() || lines.get(at + 1).is_some_and(|next| opens_record(&next.text))
        }) {
            section.met.number = Some(open.number);
            section.title = Some(documents::without(&open.title).to_owned());
            section.documents = documents::find(&open.title);
            from = at + 1;
            if loud && !open.rest.is_empty() {
                section.lines.push(Line { text: open.rest, gap: false });
            }
        }
    }
    let numbers: Vec<&str> = lines[from..].iter().filter_map(|line| documents::item_of(&line.text)).collect();
    if let Some(first) = numbers.first().filter(|first| numbers.iter().all(|other| other == *first)) {
        section.met.number.get_or_insert_with(|| (*first).to_owned());
    }
    fill(&mut section, &lines[from..]);
    cut.sections.push(section);
}

/// The line where the record of an item begins.
fn opens_record(text: &str) -> bool {
    let label = text.trim_end_matches([' ', '-', '–']);
    ["minutes:", "decision:", "decisions:", "additional documents:"].iter().any(|open| label.eq_ignore_ascii_case(open))
        || begins(text, "resolved")
        || begins(text, "agreed")
}

/// Where an item opens: the line, its number, its title, and what follows the title on the line.
struct Open {
    line: usize,
    number: String,
    title: String,
    rest: String,
}

fn whole(cut: &mut Cut, lines: Vec<Line>) {
    let table = lines.iter().position(|line| is_table_head(&line.text));
    let mut opens = table.map(|at| own_lines(&lines, at + 1)).unwrap_or_default();
    if opens.is_empty() {
        opens = headings(&lines);
    }
    let first = opens.first().map_or(lines.len(), |open| open.line);
    let met = header::of_meeting(&lines, first);
    if opens.is_empty() {
        let mut section = Section { met, ..Section::default() };
        fill(&mut section, &lines);
        cut.sections.push(section);
        return;
    }
    cut.itemised = true;
    for (place, open) in opens.iter().enumerate() {
        let end = opens.get(place + 1).map_or(lines.len(), |next| next.line);
        let title = documents::without(&open.title).to_owned();
        let mut section = Section {
            met: Met { number: Some(open.number.clone()), ..met.clone() },
            title: Some(title).filter(|title| !title.is_empty()),
            documents: documents::find(&open.title),
            lines: Vec::new(),
        };
        if !open.rest.is_empty() {
            section.lines.push(Line { text: open.rest.clone(), gap: false });
        }
        let from =
            open.line + 1 + usize::from(open.rest.is_empty() && lines[open.line].text.len() <= open.number.len() + 2);
        fill(&mut section, lines.get(from..end).unwrap_or_default());
        cut.sections.push(section);
    }
}

/// Rows of a table: the number on its own line, the title on the next.
fn own_lines(lines: &[Line], from: usize) -> Vec<Open> {
    let mut found: Vec<Open> = Vec::new();
    let mut last: Option<u32> = None;
    for at in from..lines.len() {
        let text = lines[at].text.trim_end_matches('.');
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let letter = text[digits.len()..].len() <= 1 && text[digits.len()..].chars().all(|c| c.is_ascii_alphabetic());
        let Some(value) = digits.parse::<u32>().ok().filter(|_| letter && digits.len() <= 4) else { continue };
        let Some(title) = lines.get(at + 1) else { continue };
        if last.is_none_or(|last| value > last && value - last <= 3 || value == last && text.len() > digits.len()) {
            last = Some(value);
            found.push(Open { line: at, number: text.to_owned(), title: title.text.clone(), rest: String::new() });
        }
    }
    found
}

/// Headings of whole minutes: "43 (9) PERFORMANCE MONITORING – …", "43. Performance monitoring", numbered on.
fn headings(lines: &[Line]) -> Vec<Open> {
    let all: Vec<(Open, u32, bool)> =
        lines.iter().enumerate().filter_map(|(at, line)| heading(at, &line.text)).collect();
    let loud = all.iter().filter(|(_, _, loud)| *loud).count() >= 2;
    let mut chain: Vec<Open> = Vec::new();
    let mut last = 0;
    let mut longest: Vec<Open> = Vec::new();
    for (open, value, shouted) in all {
        if loud && !shouted {
            continue;
        }
        if !chain.is_empty() && !(value > last && value - last <= if loud { 3 } else { 1 }) {
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
    if longest.len() >= if loud { 2 } else { 3 } { longest } else { Vec::new() }
}

fn heading(at: usize, text: &str) -> Option<(Open, u32, bool)> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).take(4).collect();
    let value: u32 = digits.parse().ok().filter(|_| !digits.is_empty())?;
    let letter: String = text[digits.len()..].chars().take_while(char::is_ascii_lowercase).take(2).collect();
    let mut rest = text[digits.len() + letter.len()..].trim_start_matches(['.', ':', '/']);
    if letter.len() > 1 || !rest.starts_with(' ') && !rest.is_empty() {
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
    let quiet = rest.chars().count() < 110
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
        number: format!("{digits}{letter}"),
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
