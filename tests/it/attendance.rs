//! Stories of attendance: who was there, in whose place, who presided, and whether that was enough.

use crate::support::decided::meeting;
use crate::support::{Council, House, on};
use remit::quorum;
use remit_domain::attendance::{Attending, Recorded};
use remit_domain::meeting::State;
use remit_domain::person::{Seat, Votes};
use remit_entity::{Stored, body, meeting as meetings, meeting_body, membership, person, trail};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

async fn somebody(house: &House, name: &str) -> i64 {
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(format!("{}@anyshire.example", name.to_lowercase().replace(' ', "."))),
        is_officer: Set(false),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

/// Somebody with a seat; co-optees vote and see as they are usually allowed to unless more is said.
async fn seated(house: &House, body: i64, name: &str, (seat, votes): (Seat, Votes)) -> i64 {
    let person = somebody(house, name).await;
    sits(house, body, person, (seat, votes)).await;
    person
}

async fn sits(house: &House, body: i64, person: i64, (seat, votes): (Seat, Votes)) {
    let row = membership::ActiveModel {
        body_id: Set(body),
        person_id: Set(person),
        seat: Set(Stored(seat)),
        from_on: Set(on("2020-05-20")),
        votes: Set(Stored(votes)),
        is_cleared: Set(seat.is_usually_cleared()),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
}

async fn allows(house: &House, id: i64, substitutes: bool, quorum: i32) {
    let mut row = body::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap().into_active_model();
    row.allows_substitutes = Set(substitutes);
    row.quorum = Set(quorum);
    row.update(house.app.db()).await.unwrap();
}

/// The sheet that an officer fills in: how each member attended, and who came for whom.
fn sheet(version: &str, lines: &[(&str, i64, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![("version".to_owned(), version.to_owned())];
    fields.extend(lines.iter().map(|(field, person, value)| (format!("{field}-{person}"), (*value).to_owned())));
    fields
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn a_meeting_is_held_only_when_enough_voting_members_were_in_the_room() {
    let house = House::new("2026-11-05T16:00").await;
    let council = Council::found(&house).await;
    let vice = seated(&house, council.panel, "Vera Vice", (Seat::ViceChair, Votes::All)).await;
    let member = seated(&house, council.panel, "Max Member", (Seat::Member, Votes::All)).await;
    let remote = seated(&house, council.panel, "Rita Remote", (Seat::Member, Votes::All)).await;
    let governor = seated(&house, council.panel, "Gus Governor", (Seat::CoOptee, Votes::Education)).await;
    let id = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let (path, held) = (format!("/meetings/{id}/attendance"), format!("/meetings/{id}/held"));
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open(&path).await;
    page.is(200).says("Gus Governor Co-optee, votes on education matters only").does_not_say("voting members present");
    let version = page.carries("version");
    let lines = [
        ("how", council.chair, "apologies"),
        ("how", vice, "present"),
        ("how", member, "present"),
        ("how", remote, "remote"),
        ("how", governor, "present"),
    ];
    let fields = sheet(&version, &lines);
    let seen = officer.send(&path, &pairs(&fields)).await;
    seen.is(200).says("Attendance recorded.").says("2 of 4 voting members present; the quorum is 3.");
    seen.says("Fewer than the quorum");
    let row = meetings::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.presided_by_id, Some(vice), "the vice-chair presides while the chair is away");
    let counted = house
        .write(move |work| {
            Box::pin(async move {
                let row = meetings::Entity::find_by_id(id).one(&work.tx).await?.unwrap();
                Ok(quorum::must_be_there(work, &row).await.map_err(|refused| format!("{refused:?}")))
            })
        })
        .await;
    assert!(counted.unwrap_err().contains("NoQuorum { present: 2, quorum: 3 }"));
    let version = seen.carries("version");
    let mut fields = sheet(&version, &lines);
    fields.iter_mut().find(|(name, _)| *name == format!("how-{remote}")).unwrap().1 = "present".to_owned();
    let seen = officer.send(&path, &pairs(&fields)).await;
    seen.says("3 of 4 voting members present; the quorum is 3.").does_not_say("Fewer than the quorum");
    officer.send(&held, &[]).await.is(200).says("Held");
    let said = trail::Entity::find().all(house.app.db()).await.unwrap();
    assert!(said.iter().any(|line| line.deed == "recorded attendance" && line.detail.starts_with("3 of 4")));
    house.signed_in(council.chair).await.open(&path).await.is(403);
    officer.open("/meetings/999/attendance").await.is(404);
}

/// Edge case 9.
#[tokio::test]
async fn a_substitute_counts_only_where_the_body_allows_one() {
    let house = House::new("2026-11-05T16:00").await;
    let council = Council::found(&house).await;
    let member = seated(&house, council.panel, "Max Member", (Seat::Member, Votes::All)).await;
    let sam = somebody(&house, "Sam Substitute").await;
    let id = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let path = format!("/meetings/{id}/attendance");
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open(&path).await;
    page.does_not_say("Substitute");
    let (version, came) = (page.carries("version"), sam.to_string());
    let lines =
        [("how", council.chair, "present"), ("how", member, "substitute"), ("substitute", member, came.as_str())];
    let fields = sheet(&version, &lines);
    let seen = officer.send(&path, &pairs(&fields)).await;
    seen.is(422).says("This body does not allow substitutes.");
    assert!(seen.body.contains(&format!("href=\"#how-{member}\"")));
    allows(&house, council.panel, true, 2).await;
    officer.open(&path).await.says("Substitute");
    for (lines, sentence) in [
        (&lines[..2], "Choose who came as the substitute."),
        (&[("how", member, "absent"), ("substitute", member, came.as_str())], "Choose “Substitute” as well"),
        (&[("how", member, "substitute"), ("substitute", member, "999")], "Choose a person from the list."),
    ] {
        let fields = sheet(&version, lines);
        officer.send(&path, &pairs(&fields)).await.is(422).says(sentence);
    }
    let chair = council.chair.to_string();
    let fields = sheet(&version, &[("how", member, "substitute"), ("substitute", member, &chair)]);
    officer.send(&path, &pairs(&fields)).await.is(422).says("who does not sit on this body already");
    let fields = sheet(&version, &lines);
    let seen = officer.send(&path, &pairs(&fields)).await;
    seen.is(200).says("2 of 2 voting members present; the quorum is 2.");
    let recorded = quorum::recorded(house.app.db(), id).await.unwrap();
    let wanted = Recorded { person: sam, how: Attending::Substitute, in_place_of: Some(member) };
    assert!(recorded.contains(&wanted), "{recorded:?}");
    let row = meetings::Entity::find_by_id(id).one(house.app.db()).await.unwrap().unwrap();
    let told = quorum::summary(house.app.db(), &row).await.unwrap();
    assert!(told.lists.contains(&("Substitutes", vec!["Sam Substitute (for Max Member)".to_owned()])), "{told:?}");
}

/// Edge case 7.
#[tokio::test]
async fn a_joint_meeting_needs_the_quorum_of_both_bodies() {
    let house = House::new("2026-11-05T16:00").await;
    let council = Council::found(&house).await;
    let both = seated(&house, council.panel, "Bo Both", (Seat::Member, Votes::All)).await;
    sits(&house, council.board, both, (Seat::Chair, Votes::All)).await;
    let other = seated(&house, council.board, "Olga Other", (Seat::Member, Votes::All)).await;
    allows(&house, council.panel, false, 2).await;
    allows(&house, council.board, false, 2).await;
    let id = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let joint = meeting_body::ActiveModel { meeting_id: Set(id), body_id: Set(council.board), ..Default::default() };
    joint.insert(house.app.db()).await.unwrap();
    let path = format!("/meetings/{id}/attendance");
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open(&path).await;
    page.says("Bo Both CF: Member OSPB: Chair");
    let lines = [("how", council.chair, "present"), ("how", both, "present"), ("how", other, "apologies")];
    let fields = sheet(&page.carries("version"), &lines);
    let seen = officer.send(&path, &pairs(&fields)).await;
    seen.is(200);
    seen.says("Children and Families Overview and Scrutiny Panel: 2 of 2 voting members present; the quorum is 2.");
    seen.says("Overview and Scrutiny Performance Board: 1 of 2 voting members present; the quorum is 2.");
    seen.says("Fewer than the quorum");
    let counted = house
        .write(move |work| {
            Box::pin(async move {
                let row = meetings::Entity::find_by_id(id).one(&work.tx).await?.unwrap();
                Ok(quorum::must_be_there(work, &row).await.is_err())
            })
        })
        .await;
    assert!(counted, "the panel has its quorum, the Board has not");
    let lines = [("how", council.chair, "present"), ("how", both, "present"), ("how", other, "present")];
    let fields = sheet(&seen.carries("version"), &lines);
    officer.send(&path, &pairs(&fields)).await.does_not_say("Fewer than the quorum");
}

/// Edge case 10.
#[tokio::test]
async fn a_co_optee_without_clearance_is_no_recipient_of_exempt_matter() {
    let house = House::new("2026-11-05T16:00").await;
    let council = Council::found(&house).await;
    let youth = somebody(&house, "Yara Youth").await;
    let mut officer = house.signed_in(council.officer).await;
    let page = format!("/people/bodies/{}", council.panel);
    officer.open(&page).await.says("Exempt matter (Part 2)");
    let person = youth.to_string();
    let fields = [("person", person.as_str()), ("seat", "co_optee"), ("from_on", "2026-05-20")];
    let seen = officer.send(&format!("{page}/seats"), &fields).await;
    seen.is(200).says("Yara Youth Co-optee Does not vote; does not see exempt matter");
    let db = house.app.db();
    let cleared = quorum::cleared_members_of(db, &[council.panel], on("2026-11-05")).await.unwrap();
    assert!(cleared.contains(&council.chair) && !cleared.contains(&youth), "{cleared:?}");
    let seat = seen.choice("Yara Youth, Co-optee");
    let change = format!("{page}/seats/change");
    let wrong = seen.choice("Councillor Imogen Hartley, Chair");
    officer.send(&change, &[("which", "")]).await.is(422).says("Choose the seat that ends.");
    officer
        .send(&change, &[("which", &wrong), ("new_votes", "none")])
        .await
        .is(422)
        .says("Councillors vote on all matters");
    let fields = [("which", seat.as_str()), ("new_votes", "education"), ("new_cleared", "yes")];
    officer.send(&change, &fields).await.is(200).says("Education matters only; sees exempt matter");
    let cleared = quorum::cleared_members_of(db, &[council.panel], on("2026-11-05")).await.unwrap();
    assert!(cleared.contains(&youth));
    officer.open("/panels/children-and-families").await.says("Yara Youth, Co-optee, votes on education matters only");
}

#[tokio::test]
async fn apologies_come_in_advance_and_two_officers_do_not_overwrite_each_other() {
    let house = House::new("2026-11-02T10:00").await;
    let council = Council::found(&house).await;
    let id = meeting(&house, council.panel, "2026-11-05", State::AgendaPublished).await;
    let path = format!("/meetings/{id}/attendance");
    let mut officer = house.signed_in(council.officer).await;
    let page = officer.open(&path).await;
    page.says("apologies can be recorded now").does_not_say("Joined remotely").does_not_say("Who presided");
    let version = page.carries("version");
    let fields = sheet(&version, &[("how", council.chair, "present")]);
    officer.send(&path, &pairs(&fields)).await.is(422).says("Until then only apologies can be recorded.");
    let fields = sheet(&version, &[("how", council.chair, "apologies")]);
    let seen = officer.send(&path, &pairs(&fields)).await;
    seen.is(200).does_not_say("voting members present");
    let late = officer.send(&path, &pairs(&sheet(&version, &[]))).await;
    late.is(409).says("Councillor Imogen Hartley: Apologies");
    house.it_is("2026-11-05T17:00");
    let presided = [("presided".to_owned(), council.chair.to_string())];
    let mut fields = sheet(&late.carries("version"), &[("how", council.chair, "remote")]);
    fields.extend(presided);
    officer.send(&path, &pairs(&fields)).await.is(422).says("Choose somebody to preside who was in the room.");
    let gone = meeting(&house, council.panel, "2026-11-06", State::Cancelled).await;
    let path = format!("/meetings/{gone}/attendance");
    let version = officer.open(&path).await.carries("version");
    officer.send(&path, &pairs(&sheet(&version, &[]))).await.is(422).says("did not take place");
}
