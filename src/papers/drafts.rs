//! What an item would be published with now: the covering report of a performance item, the typed report of any
//! other; as it is printed, and as plain lines for comparing two versions.

use super::gather::{self, Purpose};
use super::queries::Placed;
use super::views::{AppendixView, CoveringReport, TypedReport};
use crate::error::Result;
use askama::Template;
use chrono::NaiveDate;
use remit_domain::meeting::ItemKind;
use remit_domain::wording;
use sea_orm::ConnectionTrait;

/// A report as it would be frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Drafted {
    pub title: String,
    pub html: String,
    pub text: String,
}

/// Writes the report of an item as of a day. The note at its head says that it is late or corrected, and why.
pub(super) async fn draft(db: &impl ConnectionTrait, placed: &Placed, on: NaiveDate, note: &str) -> Result<Drafted> {
    if placed.item.kind.0 == ItemKind::Performance {
        let mut report = gather::covering_report(db, placed, (on, Purpose::Print)).await?.report;
        report.note = note.to_owned();
        return Ok(Drafted { title: report.title.clone(), html: report.render()?, text: covering_text(&report) });
    }
    let report = TypedReport {
        title: placed.item.title.clone(),
        body: placed.body.name.clone(),
        day: wording::date(placed.meeting.held_on),
        note: note.to_owned(),
        paragraphs: paragraphs(&placed.item.report),
    };
    Ok(Drafted { title: report.title.clone(), html: report.render()?, text: typed_text(&report) })
}

const CORRECTED: &str = "Corrected on ";
const LATE: &str = "Reason for the lateness of this report: ";

/// The note of a correction.
pub(super) fn corrected(on: NaiveDate, why: &str) -> String {
    format!("{CORRECTED}{}: {why}", wording::date(on))
}

/// A text without the note at its head: two versions that differ in nothing else are the same.
pub(super) fn bare(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.retain(|line| !line.starts_with(CORRECTED) && !line.starts_with(LATE));
    lines.join("\n")
}

fn paragraphs(typed: &str) -> Vec<String> {
    typed.split("\n\n").map(|paragraph| paragraph.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

fn typed_text(report: &TypedReport) -> String {
    let mut lines = vec![report.title.clone(), format!("{}, {}", report.body, report.day)];
    lines.extend(Some(report.note.clone()).filter(|note| !note.is_empty()));
    lines.extend(report.paragraphs.iter().flat_map(|text| text.lines().map(str::to_owned)));
    lines.join("\n")
}

fn covering_text(report: &CoveringReport) -> String {
    let mut lines = vec![report.title.clone(), format!("{}, {}", report.body, report.day)];
    lines.extend(Some(report.note.clone()).filter(|note| !note.is_empty()));
    for section in &report.sections {
        lines.push(section.heading.to_owned());
        for (paragraph, at) in section.paragraphs.iter().zip(0..) {
            let number = section.first_number.map(|first| format!("{}. ", first + at)).unwrap_or_default();
            lines.push(format!("{number}{} {}", paragraph.text, paragraph.link).trim_end().to_owned());
            lines.extend(paragraph.points.iter().map(|point| format!("- {point}")));
        }
    }
    lines.extend(report.appendices.iter().flat_map(appendix_lines));
    lines.join("\n")
}

fn appendix_lines(appendix: &AppendixView) -> Vec<String> {
    let mut lines = vec![format!("Appendix {} – {}", appendix.number, appendix.title)];
    lines.extend(Some(appendix.note.clone()).filter(|note| !note.is_empty()));
    for line in &appendix.lines {
        let one = &line.reading;
        let value = [&one.value, &one.reason, &one.hidden, &one.age, &one.target].map(String::as_str);
        let rated = [line.rating, &one.stated, &one.stated_why, &one.forecast, line.direction];
        let facts = value.into_iter().chain(one.marks.iter().copied()).chain(rated);
        let facts = facts.chain([one.commentary.as_str(), &one.corrective]).filter(|fact| !fact.is_empty());
        let facts: Vec<&str> = facts.collect();
        lines.push(format!("{}: {}", line.indicator, facts.join("; ")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{bare, paragraphs};

    #[test]
    fn a_typed_report_has_the_paragraphs_that_an_empty_line_parts() {
        assert_eq!(paragraphs("One\nline.\n\n\n Two. \n"), ["One\nline.", "Two."]);
        assert!(paragraphs(" \n\n ").is_empty());
    }

    #[test]
    fn the_note_of_a_correction_or_of_lateness_is_no_difference() {
        assert_eq!(bare("Title\nCorrected on 3 November 2026: A misprint.\nText"), "Title\nText");
        let late = remit_domain::agenda::lateness_sentence("The system was down.").unwrap_or_default();
        assert_eq!(bare(&format!("Title\n{late}\nText")), "Title\nText");
    }
}
