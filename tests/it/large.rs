//! The large county for measuring: as many rows as it promises, always the same, and pages that open on it.

use crate::support::House;
use remit::demo::{self, Size};
use remit_entity::{action, agenda_item, body, meeting, obligation, person};
use sea_orm::{EntityTrait, PaginatorTrait};

const SMALL: Size = Size { bodies: 2, actions: 200, people: 20 };

#[tokio::test]
async fn the_large_county_has_the_rows_that_it_promises_and_is_always_the_same() {
    let mut told = Vec::new();
    for _ in 0..2 {
        let house = House::new("2026-10-12T09:00").await;
        demo::enlarge(&house.app, SMALL).await.unwrap();
        let db = house.app.db();
        let counts = (
            body::Entity::find().count(db).await.unwrap(),
            meeting::Entity::find().count(db).await.unwrap(),
            agenda_item::Entity::find().count(db).await.unwrap(),
            person::Entity::find().count(db).await.unwrap(),
        );
        assert_eq!(counts, (2, 2 * 10 * 8, 2 * 10 * 8 * 15, 20));
        let actions = action::Entity::find().all(db).await.unwrap();
        assert_eq!(actions.iter().filter(|action| action.state.0.is_open()).count(), 20);
        let owed = obligation::Entity::find().all(db).await.unwrap();
        assert_eq!(owed.iter().filter(|row| row.next_rung_on.is_some()).count(), 20);
        told.push(format!("{actions:?}{owed:?}"));
        // New rows come after those that were written with their numbers, on either database.
        let council = crate::support::Council::found(&house).await;
        let mut officer = house.signed_in(council.officer).await;
        for path in ["/due", "/actions", "/panels/large-01", "/meetings/7"] {
            officer.open(path).await.is(200);
        }
    }
    assert_eq!(told[0], told[1]);
}
