//! Who met and when, as the head of a page says: "Meeting: 08/02/2023 - Board (Item 31)", "Panel – 3 October 2022".
//! Dates that belong to other things are left alone. Called by `sections`.

use chrono::NaiveDate;

use super::bodies;
use super::dates;
use super::page::Line;
use super::words::{begins, mentions, tidy, words};

/// Who met, when, and under which number the item stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Met {
    pub body: Option<String>,
    pub on: Option<NaiveDate>,
    pub number: Option<String>,
}

impl Met {
    pub fn or(self, other: Self) -> Self {
        Self { body: self.body.or(other.body), on: self.on.or(other.on), number: self.number.or(other.number) }
    }
}

/// `Meeting: 08/02/2023 - Board (Item 31)`, the line that opens a meeting in the history of an issue.
pub(super) fn meeting_line(text: &str) -> Option<Met> {
    let text = unmarked(text);
    let rest = text.get(8..).filter(|_| begins(text, "meeting:"))?.trim();
    let (before_item, number) = item_bracket(rest);
    let date = dates::find(rest).into_iter().find(|date| date.on.is_some())?;
    if date.at >= 24 {
        // The body may stand before the day.
        let body = named_before(&rest[..date.at]).filter(|_| number.is_some())?;
        return Some(Met { body: Some(body), on: date.on, number });
    }
    let body = before_item
        .get(date.end..)
        .map(|body| body.trim_matches([' ', '-', '–', ',']))
        .filter(|body| !body.is_empty())?;
    Some(Met { body: Some(body.to_owned()), on: date.on, number })
}

/// `Meeting of Cabinet, Wednesday, 22 February 2023 7.00 pm (Item 8.)`, the line at the head of a single item.
pub(super) fn meeting_of(text: &str) -> Option<Met> {
    let text = unmarked(text);
    let rest = text.get(11..).filter(|_| begins(text, "meeting of "))?;
    let date = dates::find(rest).into_iter().next()?;
    let (_, number) = item_bracket(rest);
    let body = named_before(&rest[..date.at]);
    Some(Met { body, on: date.on, number })
}

/// Without a bullet: the line may be a link in a list.
fn unmarked(text: &str) -> &str {
    text.trim_start_matches(['•', '·', '*', '-', '–', ' '])
}

fn item_bracket(text: &str) -> (&str, Option<String>) {
    let open = text.rfind("(Item ").or_else(|| text.rfind("(item "));
    let Some(open) = open else { return (text, None) };
    let number = text[open + 6..].split(')').next().unwrap_or_default().trim().trim_end_matches('.');
    (&text[..open], Some(number.to_owned()).filter(|number| !number.is_empty()))
}

/// The body before a date: what stands after "meeting of the" and before the dash or comma.
fn named_before(text: &str) -> Option<String> {
    let mut rest = tidy(text);
    if let Some((_, after)) = rest.split_once("cancelled") {
        rest = tidy(after);
    }
    for label in
        ["meeting:", "committee:", "body:", "minutes:", "minutes -", "minutes –", "decision of", "decisions of"]
    {
        rest = tidy(if begins(rest, label) { &rest[label.len()..] } else { rest });
    }
    let low = rest.to_ascii_lowercase();
    for opening in ["meeting of the ", "meeting of ", "minutes of the ", "minutes of "] {
        if let Some(at) = low.rfind(opening) {
            rest = tidy(&rest[at + opening.len()..]);
            break;
        }
    }
    if let Some(at) = rest.to_ascii_lowercase().find(" held ") {
        rest = tidy(&rest[..at]);
    }
    for ending in [" held", " on", " minutes", " meeting", " agenda"] {
        if rest.to_ascii_lowercase().ends_with(ending) {
            rest = tidy(&rest[..rest.len() - ending.len()]);
        }
    }
    let rest = if begins(rest, "the") { tidy(&rest[3..]) } else { rest };
    let long = words(rest).len() > 16;
    (!rest.is_empty() && !long && rest.starts_with(char::is_uppercase)).then(|| rest.to_owned())
}

/// Head of an agenda or of a whole meeting's minutes: the first day and the most particular body in its first lines.
pub(super) fn of_meeting(lines: &[Line], upto: usize) -> Met {
    let mut met = Met::default();
    for line in lines.iter().take(upto.min(30)) {
        if of_other_minutes(&line.text)
            || mentions(
                &line.text,
                &["next meeting", "last meeting", "previous meeting", "published", "publication", "confirmed"],
            )
            || begins(&line.text, "minutes of the meeting held on") && met.on.is_some()
        {
            continue;
        }
        let here = in_line(&line.text);
        if met.body.as_deref().is_some_and(is_council) && here.body.as_deref().is_some_and(|body| !is_council(body)) {
            met.body = None;
        }
        met = met.or(here);
    }
    met
}

/// Head of a single item, where only a line that is nothing but a day, or body and day, counts.
pub(super) fn at_head(lines: &[Line]) -> Met {
    lines.iter().take(6).fold(Met::default(), |met, line| {
        let short = words(&line.text).len() <= 14 && !of_other_minutes(&line.text) && !line.text.ends_with('.');
        if short && dates::first_day(&line.text).is_some() { met.or(in_line(&line.text)) } else { met }
    })
}

/// Minutes of an earlier meeting that were approved, or a purpose "To confirm …".
fn of_other_minutes(text: &str) -> bool {
    mentions(text, &["working day before", "no later than", "in this case", "deadline", "notify"])
        || begins(text, "to ")
        || begins(text, "resolved")
        || mentions(text, &["minutes"])
            && mentions(text, &["approved", "agreed", "signed", "confirm", "approve", "record", "were", "read"])
}

fn is_council(name: &str) -> bool {
    name.to_lowercase().ends_with("council")
}

fn in_line(text: &str) -> Met {
    let stripped = body_line(text);
    if let Some(body) = stripped {
        return Met { body: Some(body.to_owned()), ..Met::default() };
    }
    let Some(date) = dates::find(text).into_iter().find(|date| date.on.is_some()) else { return Met::default() };
    let before = &text[..date.at];
    let label = tidy(before).to_ascii_lowercase();
    let alone = words(&label).iter().all(|word| {
        let said =
            ["date", "of", "meeting", "held", "on", "the", "at", "am", "pm", "a.m", "p.m", "time", "and", "minutes:"];
        let weekday = ["mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun"];
        word.is(&said) || word.is(&weekday) || word.low.starts_with(|c: char| c.is_ascii_digit())
    });
    let labelled =
        label.starts_with("date") && words(&label).len() <= 4 || label.starts_with("held ") && label.ends_with(" on");
    let rest = &text[date.end..];
    if (alone || labelled) && words(rest).len() <= 30 {
        let after = rest.trim_start().strip_prefix(['-', '–', '—', ',', ':']).map(str::trim);
        let body = after.filter(|after| bodies::is_body(after)).map(str::to_owned);
        return Met { on: date.on, body, ..Met::default() };
    }
    // "MINUTES - 16TH JUNE 2022" names other minutes, not this meeting.
    if label.starts_with("minutes") && !label.contains(" meeting") && !label.contains("held") {
        return Met::default();
    }
    let held = mentions(before, &["held on", "held at", "held in", "meeting of", "meeting held", "meeting on"])
        || label.ends_with("meeting");
    let named = named_before(before).filter(|name| held || bodies::is_body(name) || ends_as_body(before, name));
    match named {
        Some(body) => Met { body: Some(body).filter(|body| bodies::find(body).len() == 1), on: date.on, number: None },
        None if held => Met { on: date.on, ..Met::default() },
        None => Met::default(),
    }
}

/// "Body - date" with a dash, where the body carries a bracket or an unusual name.
fn ends_as_body(before: &str, name: &str) -> bool {
    before.trim_end().ends_with(['-', '–', '—', ',']) && !bodies::find(name).is_empty() && words(name).len() <= 14
}

fn body_line(text: &str) -> Option<&str> {
    let mut rest = text.trim();
    for ending in [" minutes", " agenda", " draft", " (draft)"] {
        if rest.to_ascii_lowercase().ends_with(ending) {
            rest = rest[..rest.len() - ending.len()].trim_end();
        }
    }
    for opening in ["minutes of the meeting of the ", "minutes of the ", "minutes of "] {
        if begins(rest, opening.trim_end()) {
            rest = rest.get(opening.len()..).unwrap_or(rest);
            break;
        }
    }
    (!rest.ends_with(':') && rest.starts_with(char::is_uppercase) && rest != "Members" && bodies::is_body(rest))
        .then_some(rest)
}

/// The value of a labelled line, on that line or on the next.
pub(super) fn field<'a>(lines: &'a [Line], label: &str) -> Option<&'a str> {
    let at = lines
        .iter()
        .position(|line| begins(&line.text, label) && line.text[label.len()..].trim_start().starts_with(':'))?;
    let here = lines[at].text[label.len()..].trim_start().trim_start_matches(':').trim();
    if !here.is_empty() {
        return Some(here);
    }
    lines.get(at + 1).map(|line| line.text.as_str()).filter(|next| !next.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::super::page::lines;
    use super::*;

    #[test]
    fn the_line_that_opens_a_meeting() {
        let met = meeting_line("Meeting: 08/02/2023 - Council and Executive - Expired 18/10/22 (Item 8e)").unwrap();
        assert_eq!(met.on.unwrap().to_string(), "2023-02-08");
        assert_eq!(met.number.as_deref(), Some("8e"));
        assert_eq!(met.body.as_deref(), Some("Council and Executive - Expired 18/10/22"));
        assert_eq!(meeting_line("Meeting: the panel met"), None);
        let of = meeting_of("Meeting of Cabinet, Wednesday, 22 February 2023 7.00 pm (Item 8.)").unwrap();
        assert_eq!((of.body.as_deref(), of.number.as_deref()), (Some("Cabinet"), Some("8")));
    }

    #[test]
    fn heads_of_meetings() {
        for (head, body, on) in [
            (
                "Agenda\n\nHousing Panel - Wednesday, 30th November, 2022 10.30 am",
                Some("Housing Panel"),
                Some("2022-11-30"),
            ),
            (
                "Xford Council\nPerformance Board Minutes\nThursday, 22nd September, 2022\nRoom 1",
                Some("Performance Board"),
                Some("2022-09-22"),
            ),
            (
                "MINUTES of the meeting of the Performance Board held on 4 June 2019 at 2.00 pm",
                Some("Performance Board"),
                Some("2019-06-04"),
            ),
            (
                "Scrutiny Board (Families and Learning) - Monday, 12th June, 2023 10.00 am",
                Some("Scrutiny Board (Families and Learning)"),
                Some("2023-06-12"),
            ),
            ("Date: 4 June 2019", None, Some("2019-06-04")),
            ("MINUTES - 16TH JUNE 2022", None, None),
            ("Date of next meeting: 4 July 2019", None, None),
        ] {
            let found = of_meeting(&lines(head), 30);
            assert_eq!((found.body.as_deref(), found.on.map(|d| d.to_string()).as_deref()), (body, on), "{head}");
        }
    }
}
