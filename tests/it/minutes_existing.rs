//! Stories of minutes that exist: pasted or sent as a file, read beside their words, put into the notes, and recorded
//! only after a look.

use crate::support::decided::{item, meeting};
use crate::support::{Council, House};
use remit_domain::meeting::State;
use remit_entity::{item_note, resolution};
use sea_orm::EntityTrait;

const PAGE: &str = "Issue - meetings\n\nChildren's Services Performance Report\n\nMeeting: 13/09/2021 - Children, Young People & Education Committee (Item 26)\n\n26 Children's Services Performance Report pdf icon PDF 83 KB\n\nMinutes:\n\nMembers sought further information on SEND.\n\nIt was moved by Councillor Kate Cannon, seconded by Councillor Chris Carubia, that the recommendations be agreed. The motion was agreed by assent. It was therefore –\n\nResolved – That\n\n(1)  the progress made to date be noted.\n\n(2)  reports on the workforce be brought to the next meeting.\n";

#[tokio::test]
async fn a_page_is_read_beside_its_words_and_recorded_only_after_a_look() {
    let house = House::new("2021-09-14T10:00").await;
    let council = Council::found(&house).await;
    let held = meeting(&house, council.panel, "2021-09-13", State::Held).await;
    let one = item(&house, held, "Children's Services Performance Report").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/meetings/{held}/minutes/read");
    officer.open(&path).await.is(200).says("Read minutes that exist");
    officer.send(&path, &[("text", " ")]).await.is(422).says("Paste minutes, or choose a file of text or HTML.");
    officer.send(&path, &[("text", "Nothing of note was said.")]).await.is(422).says("Nothing that was decided");
    let seen = officer.send(&path, &[("text", PAGE)]).await;
    seen.is(200)
        .says("26 Children's Services Performance Report")
        .says("M: Councillor Kate Cannon S: Councillor Chris Carubia carried: assent")
        .says("It was moved by Councillor Kate Cannon, seconded by Councillor Chris Carubia, that the")
        .says("R: the progress made to date be noted")
        .says("INFO: if it is still owed: further information on SEND")
        .does_not_say("Another meeting");
    assert!(
        seen.body.contains("Members sought further information on SEND.\nM: Councillor Kate Cannon"),
        "{}",
        seen.body
    );
    assert!(seen.body.contains(&format!("<option value=\"{one}\" selected>")), "the item is found by its title");
    assert!(item_note::Entity::find().all(house.app.db()).await.unwrap().is_empty());
    let sent = officer.send_file(&path, &[("text", "")], ("file", "minutes.html", PAGE.as_bytes())).await;
    sent.is(200).says("R: the progress made to date be noted");
    officer.send_file(&path, &[("text", "")], ("file", "minutes.pdf", b"%PDF-1.7\n\0\0")).await.is(422);
    let keep = format!("{path}/keep");
    officer.open(&path).await;
    officer.send(&keep, &[("text-1", "R: it be noted")]).await.is(422).says("Choose the item").says("R: it be noted");
    let chosen = one.to_string();
    let lines = "M: Councillor Kate Cannon  carried: assent\nR: the progress made to date be noted.";
    officer.send(&keep, &[("item-1", &chosen), ("text-1", lines)]).await.is(200).says("Record all of it");
    assert!(resolution::Entity::find().all(house.app.db()).await.unwrap().is_empty(), "nothing is recorded unseen");
    let note = item_note::Entity::find().one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(note.text, lines);
}

#[tokio::test]
async fn lost_motions_and_quoted_resolutions_are_not_resolved() {
    let house = House::new("2021-09-14T10:00").await;
    let council = Council::found(&house).await;
    let held = meeting(&house, council.panel, "2021-09-13", State::Held).await;
    item(&house, held, "Fees").await;
    let mut officer = house.signed_in(council.officer).await;
    let path = format!("/meetings/{held}/minutes/read");
    officer.open(&path).await;
    let text = "Meeting: 14/06/2021 - Scrutiny Panel (Item 4)\n\n4 Fees\n\nMinutes:\n\nIt was moved by Councillor Ann Low and seconded by Councillor Bo High that:\n\nThis Panel resolves that fees be frozen.\n\nOn being put to the vote there were 3 votes for and 5 against. The motion was lost.\n";
    let seen = officer.send(&path, &[("text", text)]).await;
    seen.is(200).says("carried: lost 3-5").says("The motion was not carried").says("Another meeting");
}
