//! Scorecards: the figures of a panel for a period, reds first, for those who follow it and, from what is published,
//! for anybody; whether a quarter is complete; and a measure as the public reads it. Figures are given in `requests`.

mod asked;
mod card;
mod completeness;
mod drawing;
mod files;
mod measure;
mod pages;
mod views;

use crate::web::Doors;
use remit_domain::right::Right;

/// The doors of this column.
#[must_use]
pub fn doors(doors: Doors) -> Doors {
    doors
        .get("/panels/{slug}/scorecard", Right::FollowPanel, pages::panel)
        .get("/panels/{slug}/scorecard.csv", Right::FollowPanel, pages::panel_file)
        .get("/bodies/{slug}/scorecard", Right::ReadPublished, pages::public)
        .get("/bodies/{slug}/scorecard.csv", Right::ReadPublished, pages::public_file)
        .get("/completeness", Right::FollowPanel, completeness::show)
        .get("/measures/{code}", Right::ReadPublished, measure::show)
        .get("/measures/{code}/figures.csv", Right::ReadPublished, measure::file)
}
