//! A page cut into its items: the meetings of an issue, the rows of an agenda, the numbered headings of minutes.
//! What is decided in them is for `decisions`. Called by `read`.

use chrono::NaiveDate;

use super::documents;
use super::header::{self, Met};
use super::items;
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
        PageKind::Decision => decision(&mut cut, &lines),
        PageKind::Agenda | PageKind::Minutes => whole(&mut cut, &lines),
        PageKind::Item => item(&mut cut, &lines),
    }
    cut
}

fn head_has(lines: &[Line], upto: usize, test: impl Fn(&str) -> bool) -> bool {
    lines.iter().take(upto).any(|line| test(&line.text.to_lowercase()))
}

fn kind(lines: &[Line]) -> PageKind {
    let table = items::table(lines).is_some();
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

fn decision(cut: &mut Cut, lines: &[Line]) {
    let mut met = Met::default();
    if let Some(at) = header::field(lines, "decided at meeting") {
        met = header::meeting_line(&format!("Meeting: {at}")).unwrap_or_default();
    }
    let day = |label| header::field(lines, label).and_then(super::dates::first_day);
    let labels = [
        "date of decision",
        "decision date",
        "date of meeting",
        "meeting date",
        "made at meeting",
        "date decision made",
    ];
    met.on = met.on.or_else(|| labels.into_iter().find_map(day));
    met.body = met.body.or_else(|| header::field(lines, "decision maker").map(str::to_owned));
    cut.published_on =
        ["publication date", "date published", "decision published", "published"].into_iter().find_map(day);
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

fn item(cut: &mut Cut, lines: &[Line]) {
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
        section.met = header::of_meeting(lines, body);
        let numbered =
            lines.iter().take(4).enumerate().find_map(|(at, line)| Some((at, items::heading(at, &line.text)?)));
        if let Some((at, (open, _, loud))) = numbered.filter(|(at, (open, _, loud))| {
            *loud
                || *at == 0
                || !documents::find(&open.title).is_empty()
                || lines.get(at + 1).is_some_and(|next| opens_record(&next.text))
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

fn whole(cut: &mut Cut, lines: &[Line]) {
    let mut opens = items::table(lines).map(|from| items::own_lines(lines, from)).unwrap_or_default();
    if opens.is_empty() {
        opens = items::headings(lines);
    }
    if opens.is_empty() {
        opens = items::own_lines(lines, 0);
        opens.truncate(if opens.len() < 3 { 0 } else { opens.len() });
    }
    let first = opens.first().map_or(lines.len(), |open| open.line);
    let met = header::of_meeting(lines, first);
    if opens.is_empty() {
        let mut section = Section { met, ..Section::default() };
        fill(&mut section, lines);
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
