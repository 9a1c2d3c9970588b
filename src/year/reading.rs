//! Turns what was typed, pasted or uploaded into rows: lines of words, a table with a header, or a calendar file.
//! What is which is recognised from the text itself. What a line means is said by `domain::year`.

use chrono::{NaiveDate, NaiveTime};
use icalendar::{Calendar as File, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike, EventStatus};
use remit_domain::london;
use remit_domain::year::{Columns, Known, Row, Unread, read_cells, read_line};

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotRead {
    /// Where it stands in the text, from 1.
    pub line: usize,
    pub text: String,
    pub why: Unread,
}

/// What a text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub rows: Vec<Row>,
    pub not_read: Vec<NotRead>,
}

impl Read {
    fn note(&mut self, line: usize, text: &str, outcome: Result<Vec<Row>, Unread>) {
        match outcome {
            Ok(rows) => self.rows.extend(rows),
            Err(why) => self.not_read.push(NotRead { line, text: text.trim().to_owned(), why }),
        }
    }
}

/// Reads a text.
pub(super) fn read(text: &str, known: Known<'_>) -> Read {
    if text.contains("BEGIN:VCALENDAR") {
        return calendar_file(text, known);
    }
    table(text, known).unwrap_or_else(|| lines(text, known))
}

fn lines(text: &str, known: Known<'_>) -> Read {
    let mut read = Read::default();
    for (line, number) in text.lines().zip(1..) {
        read.note(number, line, read_line(line, known));
    }
    read
}

/// A table, where its first line is a header that names a date.
fn table(text: &str, known: Known<'_>) -> Option<Read> {
    let mark = [b',', b'\t', b';'].into_iter().find(|mark| header(text, *mark).is_some())?;
    let columns = header(text, mark)?;
    let mut read = Read::default();
    for record in cells(text, mark).records().skip(1) {
        match record {
            Ok(record) => {
                let number = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
                let found: Vec<&str> = record.iter().collect();
                let outcome = read_cells(&found, columns, known).map(|row| row.into_iter().collect());
                read.note(number, &found.join(", "), outcome);
            }
            Err(error) => {
                let number = error.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
                read.note(number, "", Err(Unread::NoDay));
            }
        }
    }
    Some(read)
}

fn cells(text: &str, mark: u8) -> csv::Reader<&[u8]> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(mark).from_reader(text.trim_start().as_bytes())
}

fn header(text: &str, mark: u8) -> Option<Columns> {
    let first = cells(text, mark).records().next()?.ok()?;
    let found: Vec<&str> = first.iter().collect();
    Columns::recognise(&found)
}

fn calendar_file(text: &str, known: Known<'_>) -> Read {
    let mut read = Read::default();
    match text.parse::<File>() {
        Ok(file) => {
            for (event, number) in file.events().zip(1..) {
                let said = event.get_summary().unwrap_or("an entry without a name").to_owned();
                read.note(number, &said, entry(event, known));
            }
        }
        Err(why) => read.note(1, text.lines().next().unwrap_or_default(), Err(Unread::Entry(why))),
    }
    read
}

/// An entry of a calendar file. One outside the year that is planned is passed over: such files hold many years.
fn entry(event: &Event, known: Known<'_>) -> Result<Vec<Row>, Unread> {
    let start = event.get_start().ok_or(Unread::NoDay)?;
    let unreadable = || Unread::Entry(event.property_value("DTSTART").unwrap_or_default().to_owned());
    let (on, starts_at) = when(&start).ok_or_else(unreadable)?;
    if !known.window.covers(on) {
        return Ok(Vec::new());
    }
    if event.get_status() == Some(EventStatus::Cancelled) {
        return Err(Unread::Cancelled);
    }
    let ends_at = event.get_end().and_then(|end| when(&end)).filter(|(day, _)| *day == on).and_then(|(_, time)| time);
    let lasts = starts_at.zip(ends_at).and_then(|(begin, end)| u32::try_from((end - begin).num_minutes()).ok());
    let venue = event.get_location().unwrap_or_default().trim().to_owned();
    let body = event.get_summary().and_then(|said| known.body_within(said)).map(str::to_owned);
    let lasts = lasts.filter(|minutes| (15..=600).contains(minutes));
    Ok(vec![Row { body, on, starts_at, lasts, venue }])
}

/// The day and, where there is one, the time in London. A time with a zone is taken as it stands on the wall.
fn when(start: &DatePerhapsTime) -> Option<(NaiveDate, Option<NaiveTime>)> {
    Some(match start {
        DatePerhapsTime::Date(on) => (*on, None),
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(at)) => {
            (london::date_in_london(*at), Some(london::clock_in_london(*at)))
        }
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(wall)) => (wall.date(), Some(wall.time())),
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, .. }) => {
            (date_time.date(), Some(date_time.time()))
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use remit_domain::year::{Named, Window};

    fn say(text: &str) -> (Vec<String>, Vec<String>) {
        let bodies = [Named { slug: "cf".to_owned(), names: vec!["Children Panel".to_owned(), "CF".to_owned()] }];
        let window = Window { first: "2026-05-21".parse().unwrap(), last: "2027-05-19".parse().unwrap() };
        let read = read(text, Known { window, bodies: &bodies });
        let row = |row: &Row| {
            let time = row.starts_at.map(|time| time.format("%H:%M").to_string()).unwrap_or_default();
            let lasts = row.lasts.map(|n| n.to_string()).unwrap_or_default();
            format!("{} {} {time} {lasts} {}", row.body.as_deref().unwrap_or("-"), row.on, row.venue)
        };
        let not = |one: &NotRead| format!("{}: {} {}", one.line, one.text, one.why);
        (read.rows.iter().map(row).collect(), read.not_read.iter().map(not).collect())
    }

    #[test]
    fn a_table_is_told_from_lines_by_its_header() {
        let (rows, not) =
            say("Committee,Date,Start time,Room\nCF,5 Nov 2026,2pm,\"Chamber, County Hall\"\nHealth,6 Nov 2026,,\n");
        assert_eq!(rows, ["cf 2026-11-05 14:00  Chamber, County Hall"]);
        assert_eq!(not, ["3: Health, 6 Nov 2026, , No body is called “Health”."]);
        let (rows, _) = say("date;time\n05/11/2026;14:00\n");
        assert_eq!(rows, ["- 2026-11-05 14:00  "]);
        let (rows, not) = say("5 November 2026, 2pm\n\nsoon\n");
        assert_eq!(
            (rows, not),
            (vec!["- 2026-11-05 14:00  ".to_owned()], vec!["3: soon No date was found in it.".to_owned()])
        );
    }

    #[test]
    fn a_calendar_file_gives_its_days_in_london_time() {
        let entry =
            |fields: &str| format!("BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n{fields}\r\nEND:VEVENT\r\n");
        let file = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{}{}{}{}{}END:VCALENDAR\r\n",
            entry(
                "DTSTART:20260903T130000Z\r\nDTEND:20260903T153000Z\r\nSUMMARY:Children Panel meeting\r\nLOCATION:County Hall\\, Room 1"
            ),
            entry("DTSTART;TZID=Europe/London:20261105T140000\r\nSUMMARY:CF"),
            entry("DTSTART;VALUE=DATE:20270114\r\nSUMMARY:Something else"),
            entry("DTSTART:20261203T140000Z\r\nSUMMARY:CF\r\nSTATUS:CANCELLED"),
            entry("DTSTART:20240903T130000Z\r\nSUMMARY:CF, long ago"),
        );
        let (rows, not) = say(&file);
        assert_eq!(rows, ["cf 2026-09-03 14:00 150 County Hall, Room 1", "cf 2026-11-05 14:00  ", "- 2027-01-14   "]);
        assert_eq!(not, ["4: CF This entry was cancelled in the calendar it comes from."]);
    }
}
