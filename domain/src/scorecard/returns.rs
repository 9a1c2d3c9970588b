//! Whole returns of our own invention, one for each way of laying out a scorecard that a director may have: what each
//! says was written by hand from the definition of the fields, row by row.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::Scorecard;
use super::layouts::{brief, reasons};
use super::samples::{bytes, read_bytes};
use rust_decimal::Decimal;

const Q2: &str = "2023-07-01/2023-09-30";

#[track_caller]
fn says(name: &str, period: Option<&str>, rows: &[&str], doubts: &[&str]) -> Scorecard {
    let card = read_bytes(&bytes(&format!("{name}.csv")), name);
    assert_eq!(brief(&card), rows, "{:#?}", reasons(&card));
    assert_eq!(card.meta.period.as_deref(), period);
    assert_eq!(reasons(&card), doubts);
    card
}

fn number(text: &str) -> Option<Decimal> {
    Some(text.parse().unwrap())
}

fn statuses(card: &Scorecard) -> Vec<&'static str> {
    card.rows.iter().map(|row| row.status.word()).collect()
}

#[test]
fn quarters_of_two_years_with_judgements_in_words_and_signs_before_targets() {
    let rows = [
        "REREF 17.4/18 green",
        "ASM45 86.1/90 red",
        "ICPC15 93.9/90 green",
        "CPP-RATE 43.7/- -",
        "LAC-NUM 1011/- -",
        "LAC-3PLUS 10.6/10 amber",
        "CL-EET -/55 -",
        "SW-CASES 16/16 green",
    ];
    let card = says("own_two_years", Some(Q2), &rows, &[]);
    assert_eq!((card.rows[0].previous, card.rows[0].more.last_year), (number("18.9"), Some(number("20.1"))));
    assert_eq!((card.rows[1].rag_disagrees, card.rows[1].target_raw.as_deref()), (true, Some("≥ 90%")));
    assert_eq!(statuses(&card), ["ok", "ok", "provisional", "ok", "ok", "ok", "not_available", "approximate"]);
    assert_eq!((card.meta.section_records, card.meta.notes_records), (vec![5, 10], vec![15, 16]));
}

#[test]
fn one_thing_a_row_under_three_headings() {
    let rows = ["REREF 17.4/18 green", "ASM45 86.1/90 amber", "LAC-NUM 1011/- -", "UASC-NUM 80/- -"];
    let card = says("own_long", Some(Q2), &rows, &[]);
    let records: Vec<usize> = card.rows.iter().map(|row| row.record).collect();
    assert_eq!(records, [3, 7, 11, 15]);
    assert_eq!(
        (card.rows[0].commentary.as_str(), card.rows[2].commentary.as_str()),
        ("Falling for a year", "Includes 80 UASC")
    );
}

#[test]
fn cells_with_ratios_shares_ranges_arrows_and_signs_in_place_of_figures() {
    let rows = [
        "REREF 26.7/18 red",
        "ASM45 86.1/90 amber",
        "ICPC15 93.9/90 green",
        "PLACE-COST 1200000/- -",
        "CL-EET 50/55 amber",
        "MISS-HOME -/- -",
        "CSE-NUM -/- -",
        "SW-VAC 16.2/15 amber",
        "LAC-NUM 1011/- -",
        "RHI-72H 90.5/90 green",
        "CPP-2Y -/5 -",
        "EHCP-20W 44.4/60 red",
        "LAC-STAB2Y 70.4/- green",
        "ADOPT-NUM 0/8 red",
        "NEET-1617 3.1/2.8 amber",
    ];
    let doubts = ["Some(6) “Low” is not the way in which the known indicator is better."];
    let card = says("own_cells", Some(Q2), &rows, &doubts);
    let ratio = |n: usize| (card.rows[n].numerator, card.rows[n].denominator);
    assert_eq!(ratio(0), (number("12"), number("45")));
    assert_eq!(ratio(1), (number("310"), number("360")));
    assert_eq!(ratio(2), (number("31"), number("33")));
    assert_eq!(statuses(&card)[4..7], ["approximate", "below_threshold", "suppressed"]);
    let band = &card.rows[12];
    assert_eq!((band.more.target_from, band.more.target_to), (number("65"), number("75")));
    assert_eq!(
        (band.target_raw.as_deref(), band.rag_computed.map(super::Colour::word)),
        (Some("65-75%"), Some("green"))
    );
    let way = |n: usize| card.rows[n].direction_as_sent.map(super::Travel::word);
    assert_eq!((way(9), way(11), way(14)), (Some("better"), Some("worse"), Some("same")));
}

#[test]
fn months_headed_by_the_numbers_that_spreadsheets_keep_for_days() {
    let rows = ["REREF 17.4/18 green", "ASM45 86.1/90 red", "LAC-NUM 1011/- -"];
    let card = says("own_serial_days", Some("2023-10-01/2023-10-31"), &rows, &[]);
    assert_eq!(card.meta.value_column.as_deref(), Some("45200"));
}

#[test]
fn parts_comparators_and_arrows_of_words() {
    let rows = [
        "REREF 17.4/18 green",
        "ASM45 86.1/90 amber",
        "ICPC15 93.9/90 green",
        "LAC-DENTAL 79.9/85 red",
        "SW-AGENCY 17.1/12 red",
    ];
    let card = says("own_parts", None, &rows, &["None The file does not name its period."]);
    let first = &card.rows[0];
    assert_eq!((first.numerator, first.denominator), (number("402"), number("2310")));
    assert_eq!(
        (first.previous, first.more.last_year, first.england),
        (number("18.9"), Some(number("20.1")), number("21.5"))
    );
    let ways: Vec<_> = card.rows.iter().map(|row| row.direction_as_sent.unwrap().word()).collect();
    assert_eq!(ways, ["better", "worse", "better", "better", "same"]);
    assert_eq!(card.rows[3].more.numerator_status.map(super::Status::word), Some("suppressed"));
}

#[test]
fn titles_of_sections_in_the_row_of_headings() {
    let rows = [
        "LAC-NUM 1011/- -",
        "LAC-3PLUS 10.6/10 amber",
        "LAC-STAB2Y 70.4/70 green",
        "LAC-DENTAL 79.9/85 red",
        "CL-EET 54.2/55 amber",
        "CL-ACCOM 90.1/90 green",
    ];
    let card = says("own_sections", Some(Q2), &rows, &[]);
    assert_eq!(card.meta.header_records, [6, 11]);
}

#[test]
fn a_period_in_each_row_beside_columns_of_other_periods() {
    let rows = [
        "REREF 17.4/18 green",
        "ASM45 86.1/90 red",
        "ICPC15 93.9/90 green",
        "LAC-NUM 1011/- -",
        "CL-EET 54.2/55 amber",
    ];
    let card = says("own_period_of_rows", Some(Q2), &rows, &[]);
    assert_eq!((card.rows[0].previous, card.rows[0].more.last_year), (number("18.9"), Some(number("20.1"))));
}

#[test]
fn numbers_before_names_are_no_part_of_them() {
    let rows = ["REREF 17.4/18 green", "ASM45 86.1/90 amber", "LAC-RATE 84/- -", "UASC-NUM 80/- -"];
    let card = says("own_rating_first", Some(Q2), &rows, &[]);
    assert_eq!((card.rows[0].england, card.rows[0].statistical_neighbours), (number("22.4"), number("18")));
    assert_eq!(card.rows[3].target_raw.as_deref(), Some("No target"));
}

#[test]
fn a_title_over_two_lines_and_quarters_as_stretches_of_months() {
    let card = says("own_merged_title", Some(Q2), &["REREF 17.4/18 green", "ASM45 86.1/90 amber"], &[]);
    assert_eq!(card.rows[0].previous, number("18.9"));
}

#[test]
fn every_heading_with_its_quarter_and_the_last_quarter_still_empty() {
    says("own_flat_quarters", Some(Q2), &["REREF 17.4/18 green", "ASM45 86.1/90 amber", "ADOPT-NUM 9/10 amber"], &[]);
}

#[test]
fn three_tables_with_headings_in_another_order() {
    let rows = [
        "REREF 17.4/18 green",
        "ASM45 86.1/90 amber",
        "EHCP-20W 44.4/60 red",
        "NEET-1617 3.1/2.8 amber",
        "SW-CASES 15.9/- -",
        "SW-VAC 16.2/- -",
    ];
    says("own_three_tables", Some(Q2), &rows, &[]);
}

#[test]
fn a_target_for_the_end_of_the_year_beside_a_baseline_and_a_forecast() {
    let rows = ["REREF 17.4/18 green", "ASM45 86.1/90 amber", "SW-VAC 16.2/15 amber", "LAC-NUM 1011/- -"];
    says("own_strategy", Some(Q2), &rows, &["Some(2) Column 2, “Why it matters”, is not known and was not used."]);
}

#[test]
fn a_day_in_each_row_names_the_quarter_that_it_ends() {
    let card =
        says("own_long_by_day", Some(Q2), &["REREF 17.4/18 green", "ASM45 86.1/90 amber", "LAC-NUM 1011/- -"], &[]);
    assert_eq!((card.rows[0].previous, card.rows[0].reference.as_deref()), (number("18.9"), Some("REREF")));
}

#[test]
fn percentages_are_taken_before_the_numbers_beside_them() {
    let card = says("own_number_beside", Some(Q2), &["REREF 17.4/18 green", "ASM45 86.1/90 amber"], &[]);
    assert_eq!(card.rows[0].value_raw, "17.4%");
}

#[test]
fn a_ratio_in_two_columns_with_a_small_number_withheld() {
    let rows = ["REREF 17.4/18 -", "ASM45 86.1/90 -", "CPP-2Y -/5 -", "CPP-RATE 43.7/- -"];
    let card = says("own_ratio", Some(Q2), &rows, &[]);
    assert_eq!(card.rows[2].more.numerator_status.map(super::Status::word), Some("below_threshold"));
}

#[test]
fn a_quarter_whose_year_nobody_names_is_read_and_the_year_not_guessed() {
    let text =
        "Measure,Q1 performance,Q2 performance,Q2 target,Q2 RAG\nRe-referrals,18.9%,17.4%,18%,G\nAdoptions,4,9,10,A\n";
    let card = read_bytes(text.as_bytes(), "return.csv");
    assert_eq!(brief(&card), ["REREF 17.4/18 green", "ADOPT-NUM 9/10 amber"]);
    assert_eq!((card.meta.period.as_deref(), card.rows[0].previous), (None, number("18.9")));
    assert_eq!(reasons(&card), ["None The file does not name its period."]);
}

#[test]
fn the_rating_of_the_last_month_goes_with_its_figure() {
    let text =
        "Scorecard - Sept 2023 (Q2)\nMeasure,Jul,Aug,Sept,Target,Sept RAG\nRe-referrals,17.9%,17.0%,17.4%,18%,G\n";
    let card = read_bytes(text.as_bytes(), "return.csv");
    assert_eq!((brief(&card), card.meta.period.as_deref()), (vec!["REREF 17.4/18 green".to_owned()], Some(Q2)));
    assert_eq!(reasons(&card), ["Some(3) There are only monthly figures: the one of “Sept” was taken."]);
}

#[test]
fn snapshots_of_the_last_month_stand_among_quarters() {
    let rows = ["REREF 17.4/18 green", "ASM45 86.1/90 amber", "LAC-NUM 1011/- -"];
    let card = says("own_mixed_periods", Some(Q2), &rows, &[]);
    assert_eq!(card.rows[0].previous, number("18.9"));
}
