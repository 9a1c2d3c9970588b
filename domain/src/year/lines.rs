//! A pasted line: one date or several, or a pattern, with time, place and body in any order. What cannot be read is
//! told, never dropped.

use super::day::{Word, find_day, find_time, words};
use super::{Known, Unread, pattern};
use chrono::{NaiveDate, NaiveTime};

/// A meeting as a line has it; what a line leaves open is filled in by the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The body, by the word in its address.
    pub body: Option<String>,
    /// Its day.
    pub on: NaiveDate,
    /// When it begins.
    pub starts_at: Option<NaiveTime>,
    /// How long it is planned for, in minutes.
    pub lasts: Option<u32>,
    /// Where.
    pub venue: String,
}

/// Reads one line: nothing from an empty one, one row from a date, many from a pattern or a list of dates.
///
/// # Errors
/// What cannot be read, with how to mend it.
pub fn read_line(line: &str, known: Known<'_>) -> Result<Vec<Row>, Unread> {
    let line = without_bullet(line.trim());
    if line.is_empty() {
        return Ok(Vec::new());
    }
    let (body, line) = without_body(line, known);
    if pattern::looks_like_one(line) {
        let pattern = pattern::read(line, &known.window)?;
        let dates = pattern.dates(&known.window);
        if dates.is_empty() {
            return Err(Unread::Nothing);
        }
        let row = |on| Row { body: body.clone(), on, starts_at: pattern.starts_at, lasts: None, venue: String::new() };
        return Ok(dates.into_iter().map(row).collect());
    }
    read_dates(line, body, known)
}

/// A line of a list may begin with a dash, a dot or its number.
fn without_bullet(line: &str) -> &str {
    let bare = line.trim_start_matches(['-', '•', '*', '·', '–']).trim_start();
    let figures = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = figures.len() < bare.len() && (figures.starts_with(") ") || figures.starts_with(". "));
    if is_numbered { figures[2..].trim_start() } else { bare }
}

/// "CF: second Wednesday" and "Performance Board – 5 November" begin with their body.
fn without_body<'l>(line: &'l str, known: Known<'_>) -> (Option<String>, &'l str) {
    let ends = line.char_indices().filter(|(_, c)| matches!(c, ':' | '\t' | ',' | ';' | '|' | '–' | '—' | '-'));
    for (at, mark) in ends {
        if let Some(body) = known.body(&line[..at]) {
            return (Some(body.to_owned()), line[at + mark.len_utf8()..].trim_start());
        }
    }
    (None, line)
}

struct Found {
    dates: Vec<NaiveDate>,
    times: Vec<NaiveTime>,
    /// What is neither date nor time, as it stood.
    rest: Vec<(usize, usize)>,
}

fn read_dates(line: &str, body: Option<String>, known: Known<'_>) -> Result<Vec<Row>, Unread> {
    let words = words(line);
    let found = scan(&words, known)?;
    if found.dates.is_empty() {
        return Err(Unread::NoDay);
    }
    let first_day = first_day_at(&words, known);
    let (mut body, mut venue) = (body, Vec::new());
    for (from, to) in found.rest {
        for piece in line[from..to]
            .split([',', ';', '|', '\t'])
            .flat_map(|piece| piece.split(" – "))
            .flat_map(|piece| piece.split(" - "))
        {
            let piece = bare(piece);
            if piece.is_empty() {
                continue;
            }
            match known.body(piece) {
                Some(slug) if body.is_none() => body = Some(slug.to_owned()),
                Some(slug) if body.as_deref() == Some(slug) => {}
                _ if from < first_day && body.is_none() => return Err(Unread::NoBody(piece.to_owned())),
                _ => venue.push(piece),
            }
        }
    }
    let starts_at = found.times.first().copied();
    let lasts = match found.times.as_slice() {
        [begin, end] if end > begin => u32::try_from((*end - *begin).num_minutes()).ok(),
        [] | [_] => None,
        [_, second, ..] => return Err(Unread::NoTime(second.format("%H:%M").to_string())),
    };
    let venue = venue.join(", ");
    let row = |on| Row { body: body.clone(), on, starts_at, lasts, venue: venue.clone() };
    Ok(found.dates.into_iter().map(row).collect())
}

fn first_day_at(words: &[Word], known: Known<'_>) -> usize {
    let at = (0..words.len()).find(|at| find_day(&words[*at..], &known.window).is_some());
    at.and_then(|at| words.get(at)).map_or(0, |word| word.from)
}

/// Words that only join what is around them.
const JOINTS: [&str; 10] = ["at", "on", "from", "in", "and", "to", "until", "–", "-", "&"];

fn scan(words: &[Word], known: Known<'_>) -> Result<Found, Unread> {
    let mut found = Found { dates: Vec::new(), times: Vec::new(), rest: Vec::new() };
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some((taken, day)) = find_day(&words[at..], &known.window) {
            found.dates.push(day?);
            at += taken;
        } else if let Some((begin, end)) = a_span(&word.text) {
            found.times.extend([begin, end]);
            at += 1;
        } else if let Some((taken, time)) = find_time(&words[at..]) {
            found.times.push(time);
            at += taken;
        } else {
            match found.rest.last_mut() {
                Some(last) if at > 0 && words[at - 1].to == last.1 => last.1 = word.to,
                _ => found.rest.push((word.from, word.to)),
            }
            at += 1;
        }
    }
    Ok(found)
}

/// "14:00-16:00", "2pm–4pm".
fn a_span(word: &str) -> Option<(NaiveTime, NaiveTime)> {
    let (begin, end) = word.split_once(['-', '–'])?;
    Some((crate::meeting::read_time(begin)?, crate::meeting::read_time(end)?))
}

/// A piece without the joints and marks around it.
fn bare(piece: &str) -> &str {
    let mut piece = piece.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')' | '.' | '–' | '-'));
    loop {
        let begins = JOINTS.iter().find_map(|joint| {
            let rest = piece
                .get(joint.len()..)
                .filter(|_| piece.get(..joint.len()).is_some_and(|head| head.eq_ignore_ascii_case(joint)))?;
            (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
        });
        match begins {
            Some(rest) => piece = rest,
            None => return piece,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Named, Window};
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn bodies() -> Vec<Named> {
        vec![
            Named {
                slug: "children".to_owned(),
                names: vec!["Children and Families Panel".to_owned(), "CF".to_owned()],
            },
            Named { slug: "board".to_owned(), names: vec!["Performance Board".to_owned(), "OSPB".to_owned()] },
        ]
    }

    fn read(line: &str) -> Result<Vec<Row>, Unread> {
        let window = Window { first: on("2026-05-21"), last: on("2027-05-20") };
        read_line(line, Known { window, bodies: &bodies() })
    }

    fn row(body: Option<&str>, day: &str, time: Option<&str>, venue: &str) -> Row {
        Row {
            body: body.map(str::to_owned),
            on: on(day),
            starts_at: time.map(|time| format!("{time}:00").parse().unwrap()),
            lasts: None,
            venue: venue.to_owned(),
        }
    }

    #[test]
    fn a_line_may_have_time_place_and_body_in_any_order() {
        let whole = row(Some("children"), "2026-11-05", Some("14:00"), "County Hall");
        for line in [
            "CF: Thursday 5 November 2026, 2pm, County Hall",
            "5 November 2026\t14:00\tCF\tCounty Hall",
            "  • 05/11/2026 2.00 pm at County Hall; Children & Families Panel",
            "Children and Families Panel, Thurs 5th Nov at 2pm in County Hall",
            "3) CF – 2026-11-05 – 2pm – County Hall",
        ] {
            assert_eq!(read(line), Ok(vec![whole.clone()]), "{line}");
        }
        assert_eq!(read("5 November"), Ok(vec![row(None, "2026-11-05", None, "")]));
        assert_eq!(read("   "), Ok(Vec::new()));
        let two = row(None, "2026-11-05", None, "Council Chamber, Civic Centre");
        assert_eq!(read("5 November 2026, Council Chamber, Civic Centre"), Ok(vec![two]));
    }

    #[test]
    fn an_end_says_how_long_it_lasts() {
        for line in ["5 November 2026, 2pm to 4.30pm", "5 November 2026 14:00-16:30", "5 November 2026 2pm – 4.30pm"]
        {
            let rows = read(line).unwrap();
            assert_eq!((rows[0].lasts, rows[0].venue.as_str()), (Some(150), ""), "{line}");
        }
        assert!(matches!(read("5 November 2026, 4pm to 2pm"), Err(Unread::NoTime(_))));
    }

    #[test]
    fn a_line_of_several_dates_is_several_meetings() {
        let rows = read("OSPB: 16 September, 18 November 2026, 20 January and 17 March 2027, 10am").unwrap();
        let days: Vec<_> = rows.iter().map(|row| row.on.to_string()).collect();
        assert_eq!(days, ["2026-09-16", "2026-11-18", "2027-01-20", "2027-03-17"]);
        assert!(rows.iter().all(|row| row.body.as_deref() == Some("board") && row.starts_at.is_some()));
    }

    #[test]
    fn a_pattern_may_name_its_body() {
        let rows = read("CF: second Wednesday, monthly, 2pm, not August").unwrap();
        assert_eq!(rows.len(), 11);
        assert!(rows.iter().all(|row| row.body.as_deref() == Some("children")));
        assert_eq!(read("first Monday in August from 1 September 2026"), Err(Unread::Nothing));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(read("County Hall"), Err(Unread::NoDay));
        assert_eq!(read("Economy Panel: 5 November 2026"), Err(Unread::NoBody("Economy Panel".to_owned())));
        assert!(matches!(read("Wednesday 5 November 2026"), Err(Unread::Weekday { .. })));
    }

    proptest! {
        #[test]
        fn no_line_makes_it_fall_over(line in "[ -~–•\t£é]{0,80}") {
            let _ = read(&line);
        }
    }
}
