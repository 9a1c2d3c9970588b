//! A scorecard as the cells of a file.

use super::views::Row;
use crate::series::reading::heads;
use remit_domain::word::Word;

const OWN: [&str; 13] = [
    "Rating",
    "Why",
    "Service's own rating",
    "Reason for its own",
    "Forecast",
    "Forecast rating",
    "Since last period",
    "Since same period last year",
    "Marks",
    "Notes",
    "Commentary",
    "Corrective action",
    "Owner",
];

/// The rows with their heads, in the order of the page.
pub(super) fn cells(period: &str, rows: &[Row]) -> Vec<Vec<String>> {
    let mut all = vec![heads(&OWN)];
    all.extend(rows.iter().map(|row| cells_of(period, row)));
    all
}

fn cells_of(period: &str, row: &Row) -> Vec<String> {
    let one = &row.reading;
    let notes: Vec<&str> = [&row.standing, &row.latest, &one.reason, &one.hidden, &one.age]
        .into_iter()
        .chain(&row.elsewhere)
        .map(String::as_str)
        .filter(|note| !note.is_empty())
        .collect();
    let words = |mark: &str| mark.replace('-', " ");
    let own = [
        if one.hidden.is_empty() { row.rating.label().to_owned() } else { String::new() },
        one.why.clone(),
        words(&one.stated),
        one.stated_why.clone(),
        one.forecast.clone(),
        words(&one.forecast_rating),
        row.short.clone(),
        row.long.clone(),
        one.marks.join(", "),
        notes.join(" "),
        one.commentary.clone(),
        one.corrective.clone(),
        row.owner.clone(),
    ];
    one.cells((&row.code, &row.name, period), own)
}
