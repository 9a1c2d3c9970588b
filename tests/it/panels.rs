//! Stories of the pages of panels: what an officer and a chair find on them.

use crate::support::field::{self, held};
use crate::support::{Council, House};
use remit_entity::body_indicator;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

#[tokio::test]
async fn an_officer_sees_all_bodies_and_a_chair_their_own() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    let seen = officer.open("/panels").await;
    seen.is(200)
        .says("Children and Families Overview and Scrutiny Panel Councillor Imogen Hartley None in the diary 0");
    seen.says("Overview and Scrutiny Performance Board Vacant").says("New meeting");
    let mut chair = house.signed_in(council.chair).await;
    let seen = chair.open("/panels").await;
    seen.is(200).says("My panels").says("Children and Families").does_not_say("Performance Board");
    seen.does_not_say("New meeting");
    chair.open("/panels/children-and-families").await.is(200).does_not_say("Schedule a meeting");
}

#[tokio::test]
async fn a_panel_shows_who_sits_on_it_and_what_it_looks_at() {
    let house = House::new("2022-10-25T10:00").await;
    let council = Council::found(&house).await;
    let indicator_id = field::indicator(&house, "32", "EHC plans issued within 20 weeks").await;
    let row = body_indicator::ActiveModel {
        body_id: Set(council.panel),
        indicator_id: Set(indicator_id),
        position: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
    held(&house, council.panel, "2022-09-20").await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/meetings/new").await;
    officer.send("/meetings", &[("body", "children-and-families"), ("held_on", "2022-11-03")]).await.is(200);
    let seen = officer.open("/panels/children-and-families").await;
    seen.is(200).says("Reports to the Overview and Scrutiny Performance Board.");
    seen.says("Councillor Imogen Hartley, Chair").says("Overview and Scrutiny Officer: Rowan Ellery");
    seen.says("Thursday 3 November 2022 Scheduled").says("Tuesday 20 September 2022 Held");
    seen.says("0 open actions").says("32 EHC plans issued within 20 weeks");
    officer.open("/panels/nobody").await.is(404);
}
