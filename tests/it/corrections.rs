//! Stories of figures that change after they were published: both values stay in sight, the paper stays as it was.

use crate::support::clerk::Clerk;
use crate::support::world::World;
use axum::http::Method;
use remit_entity::{correction, figure, paper};
use sea_orm::EntityTrait;

async fn world() -> (World, String) {
    let world = World::new().await;
    let path = format!("/figures/{}", world.figure);
    (world, path)
}

async fn version(clerk: &mut Clerk, path: &str) -> String {
    clerk.open(path).await.carries("version")
}

/// Edge case 24: an erratum keeps both values, and the published paper stays.
#[tokio::test]
async fn an_erratum_keeps_both_values_and_the_paper_as_it_was() {
    let (mut world, path) = world().await;
    let form = format!("{path}/correction");
    let version = version(&mut world.clerk, &form).await;
    let fields = [
        ("version", version.as_str()),
        ("kind", "erratum"),
        ("value", "62"),
        ("reason", "Two cases were counted twice."),
    ];
    let seen = world.clerk.browser.send(&form, &fields).await;
    seen.is(200).says("Figure corrected.").says("62%").says("Two cases were counted twice.");
    seen.says("Publish an erratum to the paper").says("The published paper stays as it is");
    let db = world.clerk.house.app.db().clone();
    let row = figure::Entity::find_by_id(world.figure).one(&db).await.unwrap().unwrap();
    assert_eq!((row.number.as_deref(), remit_domain::word::Word::word(row.rating.unwrap().0)), (Some("62"), "green"));
    let kept = correction::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!((kept.was.as_str(), kept.becomes.as_str()), ("41", "62"));

    let mut public = world.clerk.house.public();
    let history = public.ask(Method::GET, "/measures/K1", None).await;
    history.is(200).says("Erratum").says("62%").says("Two cases were counted twice.");
    assert!(history.body.contains("published as <s>41%</s>"));
    let paper = paper::Entity::find_by_id(world.paper).one(&db).await.unwrap().unwrap();
    assert!(paper.html.contains("41%") && !paper.html.contains("62%"));
    let erratum = world.clerk.open(&format!("/papers/{}/correct", world.paper)).await;
    erratum.is(200).says("62%");
    // Whoever had the form open before is told what stands now, and keeps what they typed.
    let late = [("version", version.as_str()), ("kind", "restatement"), ("value", "63"), ("reason", "Late returns.")];
    let stale = world.clerk.browser.send(&form, &late).await;
    stale.is(409).says("Somebody else changed this request").says("62%").says("Late returns.");
    assert_eq!(correction::Entity::find().all(&db).await.unwrap().len(), 1);
}

/// Edge case 24: the panel corrects the rating at the meeting; the value stays.
#[tokio::test]
async fn a_rating_alone_is_corrected_and_the_old_one_stays_in_sight() {
    let (mut world, path) = world().await;
    let form = format!("{path}/correction");
    let version = version(&mut world.clerk, &form).await;
    let fields = [
        ("version", version.as_str()),
        ("kind", "erratum"),
        ("value", "41"),
        ("rating", "amber"),
        ("reason", "Corrected orally at the meeting."),
    ];
    let seen = world.clerk.browser.send(&form, &fields).await;
    seen.is(200).says("Amber").says("Red").says("Corrected orally at the meeting.");
    let card = world.clerk.open("/panels/children-and-families/scorecard?period=2026/27+Q2").await;
    card.says("1 amber").says("Erratum");
}

#[tokio::test]
async fn what_cannot_be_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let (mut world, path) = world().await;
    let form = format!("{path}/correction");
    let version = version(&mut world.clerk, &form).await;
    for (kind, value, reason, sentence) in [
        ("", "62", "A misprint.", "Choose whether it was wrong"),
        ("erratum", "sixty-two", "A misprint.", "is not a number"),
        ("erratum", "41", "A misprint.", "Nothing changes"),
        ("erratum", "62", "", "Enter the reason"),
    ] {
        let fields = [("version", version.as_str()), ("kind", kind), ("value", value), ("reason", reason)];
        let seen = world.clerk.browser.send(&form, &fields).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains(&format!("value=\"{value}\"")), "{value} is kept");
    }
    // Not published yet: it is changed in its request.
    let db = world.clerk.house.app.db().clone();
    let open = figure::Entity::find().all(&db).await.unwrap().into_iter().find(|row| row.request_id == world.request);
    let form = format!("/figures/{}/correction", open.unwrap().id);
    let version = self::version(&mut world.clerk, &form).await;
    let fields = [("version", version.as_str()), ("kind", "erratum"), ("value", "62"), ("reason", "A misprint.")];
    world.clerk.browser.send(&form, &fields).await.is(422).says("This figure has not been published.");
    assert!(correction::Entity::find().one(&db).await.unwrap().is_none());
}

#[tokio::test]
async fn an_officer_hides_a_figure_with_a_reason_that_the_public_reads() {
    let (mut world, path) = world().await;
    let form = format!("{path}/hiding");
    let version = version(&mut world.clerk, &form).await;
    let hide = [("version", version.as_str()), ("decided", "hide"), ("reason", "")];
    world.clerk.browser.send(&form, &hide).await.is(422).says("Enter the reason.");
    let hide = [("version", version.as_str()), ("decided", "hide"), ("reason", "A case before the court.")];
    world.clerk.browser.send(&form, &hide).await.is(200).says("Hidden: A case before the court.").says("41%");
    let mut public = world.clerk.house.public();
    let seen = public.ask(Method::GET, "/measures/K1", None).await;
    seen.is(200).says("Hidden: A case before the court.").does_not_say("41%");
    world.clerk.browser.send(&form, &hide).await.is(409);
}
