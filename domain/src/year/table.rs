//! A table of dates with a header: which column is what, in whatever order, and what a line of cells says.
//! Splitting the text into cells is not here.

use super::day::{find_day, find_time, words};
use super::{Known, Row, Unread};

/// Which column of a table is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    date: usize,
    time: Option<usize>,
    body: Option<usize>,
    venue: Option<usize>,
}

impl Columns {
    /// Recognises a header; none where no column is called a date.
    #[must_use]
    pub fn recognise<T: AsRef<str>>(header: &[T]) -> Option<Self> {
        let called = |names: &[&str]| {
            header.iter().position(|cell| {
                let cell = super::plain(cell.as_ref());
                names.contains(&cell.as_str())
            })
        };
        Some(Self {
            date: called(&["date", "day", "meeting date", "date of meeting", "held on", "when"])?,
            time: called(&["time", "start", "start time", "starts", "starts at", "begins"]),
            body: called(&["body", "committee", "panel", "board", "committee name", "meeting", "name", "subject"]),
            venue: called(&["venue", "place", "location", "room", "where"]),
        })
    }
}

/// Reads one line of cells; nothing from an empty one.
///
/// # Errors
/// What cannot be read.
pub fn read_cells<T: AsRef<str>>(cells: &[T], columns: Columns, known: Known<'_>) -> Result<Option<Row>, Unread> {
    let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |cell| cell.as_ref().trim());
    if cells.iter().all(|cell| cell.as_ref().trim().is_empty()) {
        return Ok(None);
    }
    let typed = words(cell(Some(columns.date)));
    let (taken, day) = find_day(&typed, &known.window).ok_or(Unread::NoDay)?;
    let on = day?;
    let time = cell(columns.time);
    let starts_at = match (time, find_time(&typed[taken..])) {
        ("", with_date) => with_date.map(|(_, time)| time),
        (time, _) => Some(find_time(&words(time)).ok_or_else(|| Unread::NoTime(time.to_owned()))?.1),
    };
    let body = match cell(columns.body) {
        "" => None,
        name => {
            let found = known.body(name).or_else(|| known.body_within(name));
            Some(found.ok_or_else(|| Unread::NoBody(name.to_owned()))?.to_owned())
        }
    };
    Ok(Some(Row { body, on, starts_at, lasts: None, venue: cell(columns.venue).to_owned() }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Named, Window};
    use super::*;

    fn read(header: &[&str], cells: &[&str]) -> Result<Option<Row>, Unread> {
        let bodies = [Named { slug: "children".to_owned(), names: vec!["Children Panel".to_owned(), "CF".to_owned()] }];
        let window = Window { first: "2026-05-21".parse().unwrap(), last: "2027-05-20".parse().unwrap() };
        read_cells(cells, Columns::recognise(header).unwrap(), Known { window, bodies: &bodies })
    }

    #[test]
    fn a_header_is_recognised_in_any_order() {
        let wanted = Row {
            body: Some("children".to_owned()),
            on: "2026-11-05".parse().unwrap(),
            starts_at: Some("14:00:00".parse().unwrap()),
            lasts: None,
            venue: "County Hall".to_owned(),
        };
        for (header, cells) in [
            (["Date", "Time", "Body", "Venue"], ["2026-11-05", "14:00", "CF", "County Hall"]),
            (
                ["Committee", "Location", "Meeting date", "Start time"],
                ["Children Panel", "County Hall", "5 Nov 2026", "2pm"],
            ),
            (
                ["Room", "PANEL", "date", "Begins"],
                [" County Hall ", "children panel", "Thursday 05/11/2026", "2.00 pm"],
            ),
        ] {
            assert_eq!(read(&header, &cells), Ok(Some(wanted.clone())));
        }
        assert_eq!(Columns::recognise(&["Committee", "Room"]), None);
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_told() {
        let header = ["date", "time", "body"];
        assert_eq!(read(&header, &["soon", "", ""]), Err(Unread::NoDay));
        assert_eq!(read(&header, &["2026-11-05", "teatime", ""]), Err(Unread::NoTime("teatime".to_owned())));
        assert_eq!(read(&header, &["2026-11-05", "", "Economy"]), Err(Unread::NoBody("Economy".to_owned())));
        assert_eq!(read(&header, &["", " ", ""]), Ok(None));
        assert_eq!(
            read(&header, &["5 November 2026 10am"]).unwrap().unwrap().starts_at.unwrap().to_string(),
            "10:00:00"
        );
    }
}
