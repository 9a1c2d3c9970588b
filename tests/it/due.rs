//! Stories of the Due page and of who may open it.

use crate::support::{Council, House};

#[tokio::test]
async fn an_officer_sees_what_is_due_and_a_stranger_is_asked_to_sign_in() {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let mut officer = house.signed_in(council.officer).await;
    officer.open("/due").await.is(200).says("Nothing is late.");
    let refused = house.public().ask(axum::http::Method::GET, "/due", None).await;
    assert_eq!(refused.leads_to().as_deref(), Some("/sign-in?next=%2Fdue"));
    house.signed_in(council.chair).await.open("/due").await.is(403).says("You cannot do this");
    house.public().open("/nowhere").await.is(404).says("Page not found");
}
