//! Stories of those who read without signing in: days, times and places, and what is published.

use crate::support::field::{held, id_in};
use crate::support::{Council, House};

#[tokio::test]
async fn a_stranger_sees_days_and_places_and_an_agenda_once_it_is_published() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03"), ("venue", "County Hall")];
    let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().unwrap());
    let item = [("title", "Performance monitoring"), ("kind", "performance")];
    officer.send(&format!("/meetings/{meeting}/items"), &item).await.is(200);
    let mut stranger = house.public();
    stranger.open("/").await.is(200).says("Thursday 3 November 2022").says("No report has been published yet.");
    let page = "/bodies/children-and-families/2022-11-03";
    let seen = stranger.open(page).await;
    seen.is(200).says("2pm").says("County Hall").says("The agenda has not been published yet.");
    seen.does_not_say("Performance monitoring");
    stranger.open("/papers/1").await.is(404);
    officer.send(&format!("/meetings/{meeting}/publish"), &[]).await.is(200);
    let seen = stranger.open(page).await;
    seen.is(200).says("Performance monitoring").says("Report: Performance monitoring");
    let paper = seen.link("/papers/");
    stranger.open(&paper).await.is(200).says("Purpose of the Meeting").says("Published on Tuesday 25 October 2022.");
    stranger.open("/").await.says("Children and Families Overview and Scrutiny Panel, Thursday 3 November 2022");
    let seen = stranger.open("/bodies/children-and-families").await;
    assert_eq!(seen.link("/papers/"), paper);
    assert_eq!(stranger.cookies(), Vec::<String>::new(), "the public pages leave no cookie");
}

#[tokio::test]
async fn a_cancelled_meeting_says_so_to_everybody() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await;
    let form = [("body", "children-and-families"), ("held_on", "2022-11-03")];
    let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().unwrap());
    let path = format!("/meetings/{meeting}/cancel");
    officer.send(&path, &[("reason", "The hall is flooded")]).await.is(200);
    let seen = house.public().open("/bodies/children-and-families/2022-11-03").await;
    seen.is(200).says("This meeting was cancelled").says("The hall is flooded");
}

#[tokio::test]
async fn past_meetings_come_a_page_at_a_time() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    for month in 1..=9 {
        for day in [3, 10, 17] {
            held(&house, council.panel, &format!("2021-{month:02}-{day:02}")).await;
        }
    }
    let mut stranger = house.public();
    let first = stranger.open("/bodies/children-and-families").await;
    first.says("Page 1 of 2").says("17 September 2021").does_not_say("3 January 2021");
    let second = stranger.open(&first.link("/bodies/children-and-families?page=")).await;
    second.says("Page 2 of 2").says("3 January 2021").does_not_say("17 September 2021");
    for odd in ["0", "x", "99", "-1", "18446744073709551615"] {
        stranger.open(&format!("/bodies/children-and-families?page={odd}")).await.is(200);
    }
}

#[tokio::test]
async fn an_unknown_body_day_or_paper_is_a_page() {
    let house = House::new("2022-10-25T10:00").await;
    Council::found(&house).await;
    let mut stranger = house.public();
    for path in [
        "/bodies/nobody",
        "/bodies/children-and-families/2022-11-03",
        "/bodies/children-and-families/soon",
        "/papers/12",
        "/papers/x",
    ] {
        stranger.open(path).await.is(404).says("Page not found");
    }
    stranger.open("/bodies").await.is(200).says("Overview and Scrutiny Performance Board");
}
