//! Stories of lists of indicators: shown, taken in, weighed against what stands, taken out again; by the page and by
//! the verb.

use crate::support::{Browser, Council, House, measures as entered};
use remit::measures;
use remit::verbs::import::take_in;
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::policy::{Method, Target};
use remit_domain::rhythm::{Basis, Rhythm};
use remit_entity::{body_indicator, comparator, indicator, indicator_version, rating_policy};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const LIST: &str = include_str!("../fixtures/indicators/indicators.csv");
const COMPARATORS: &str = include_str!("../fixtures/indicators/comparators.csv");

async fn office() -> (House, Council, Browser) {
    let house = House::new("2026-10-12T09:00").await;
    let council = Council::found(&house).await;
    let officer = house.signed_in(council.officer).await;
    (house, council, officer)
}

/// What would be made of a list.
async fn preview(officer: &mut Browser, list: &str, elsewhere: &str) -> crate::support::browser::Seen {
    officer.open("/indicators/import").await.is(200);
    let form = [("list", list), ("elsewhere", elsewhere), ("from_period", "2026/27 Q3")];
    officer.send("/indicators/import/preview", &form).await
}

/// Takes these codes in.
async fn take(officer: &mut Browser, (list, elsewhere): (&str, &str), codes: &[&str]) -> crate::support::browser::Seen {
    let mut form = vec![("list", list), ("elsewhere", elsewhere), ("from_period", "2026/27 Q3")];
    form.extend(codes.iter().map(|code| ("take", *code)));
    officer.send("/indicators/import", &form).await
}

fn codes(list: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
}

#[tokio::test]
async fn fifty_five_indicators_come_in_with_their_targets_tolerances_and_comparators() {
    let (house, _, mut officer) = office().await;
    let db = house.app.db();
    let seen = preview(&mut officer, LIST, COMPARATORS).await;
    seen.is(200)
        .says("55 indicators: 55 to add to")
        .says("21 lines were not read")
        .says("line 264: “CPP-2Y, Worcestershire, 2019”. It has no value.")
        .says("Nothing has been made yet.");
    seen.says("“annual”: asked for in Quarter 4").says("“quarterly, lagged” does not say how far behind");
    assert_eq!(indicator::Entity::find().count(db).await.unwrap(), 0, "a preview makes nothing");
    let all = codes(LIST);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    take(&mut officer, (LIST, COMPARATORS), &all).await.is(200).says("55 added, 0 changed, 1191 comparators");

    let rows = indicator::Entity::find().all(db).await.unwrap();
    assert_eq!(rows.len(), 55);
    let standing = measures::in_force_of(db, rows, None).await.unwrap();
    let mut reader = csv::Reader::from_reader(LIST.as_bytes());
    let header = reader.headers().unwrap().clone();
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |name: &str| record.get(header.iter().position(|one| one == name).unwrap()).unwrap();
        let one = standing.values().find(|one| one.indicator.code == cell("code")).unwrap();
        assert_eq!(one.indicator.name, cell("name"));
        assert_eq!(one.version.definition, cell("definition"));
        assert_eq!(remit_domain::word::Word::word(one.version.polarity.0), cell("polarity"));
        let (target, method) = match cell("typical_target") {
            "" => (Target::None, Method::Unrated),
            target => (
                Target::Point { value: target.parse().unwrap() },
                Method::Absolute { tolerance: cell("tolerance").parse().unwrap() },
            ),
        };
        assert_eq!((&one.rule.target, &one.rule.method), (&target, &method), "{}", cell("code"));
    }
    let by = |code: &str| standing.values().find(|one| one.indicator.code == code).unwrap();
    assert_eq!(by("YJ-FTE").version.basis.0, Basis::RollingYear);
    assert_eq!(by("KS4-ATT8").version.rhythm.0, Rhythm::YearlyQ4);
    assert_eq!(by("CPP-RATE").version.basis.0, Basis::Snapshot);
    let england = comparator::Entity::find()
        .filter(comparator::Column::IndicatorId.eq(by("REF-RATE").indicator.id))
        .filter(comparator::Column::Area.eq("England"))
        .filter(comparator::Column::Year.eq("2018"))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(england.value, "559.6");
    assert!(england.source.contains("Open Government Licence v3.0"));
    assert_eq!(comparator::Entity::find().count(db).await.unwrap(), 1191);

    // The same list once more says nothing new.
    let seen = preview(&mut officer, LIST, COMPARATORS).await;
    seen.says("55 indicators: 0 to add to, 0 would change, 55 as we have them or not possible.");
    take(&mut officer, (LIST, COMPARATORS), &all).await.is(422).says("Tick at least one line to take in.");
}

#[tokio::test]
async fn what_a_list_would_change_is_a_proposal_and_becomes_a_version_and_a_rule() {
    let (house, _, mut officer) = office().await;
    let db = house.app.db();
    let enter = |code: &'static str| {
        entered::enter(&house, (code, "Plans"), Polarity::Higher, Some("60"), (5, ToleranceKind::Absolute))
    };
    let (one, two) = (enter("A1").await, enter("B2").await);
    let list = "code,name,definition,unit,polarity,typical_target,tolerance,target_source\n\
        A1,Plans in time,Plans within 20 weeks,%,higher,65,5,Minute 3\n\
        B2,Plans,,%,neutral,,,\n\
        C3,Turnover,,%,lower,13,1.5,\n";
    let seen = preview(&mut officer, list, "").await;
    seen.says("3 indicators: 1 to add to, 1 would change, 1 as we have them or not possible.");
    seen.says("Renamed from “Plans” to “Plans in time”.").says("Version 2: definition changes.");
    seen.says("Target 65% instead of 60%.").says("which its rating does not fit");
    let box_of = |code: &str| seen.body.split(&format!("value=\"{code}\"")).nth(1).unwrap().split('>').next().unwrap();
    assert!(box_of("C3").contains("checked") && !box_of("A1").contains("checked"), "a change is ticked by an officer");
    assert!(!seen.body.contains("value=\"B2\""), "what is impossible cannot be ticked");

    take(&mut officer, (list, ""), &["A1", "B2", "C3"]).await.is(200).says("1 added, 1 changed, 0 comparators");
    let versions = indicator_version::Entity::find().filter(indicator_version::Column::IndicatorId.eq(one));
    let versions = versions.all(db).await.unwrap();
    assert_eq!(versions.iter().map(|row| row.from_period.as_str()).collect::<Vec<_>>(), ["", "2026/27 Q3"]);
    let rules = rating_policy::Entity::find().filter(rating_policy::Column::IndicatorId.eq(one)).all(db).await.unwrap();
    assert_eq!(rules[1].reason, "From a list: Minute 3");
    let other = measures::in_force(db, &[two], None).await.unwrap();
    assert_eq!(other[&two].version.polarity.0, Polarity::Higher);
}

#[tokio::test]
async fn a_list_is_taken_out_again_as_far_as_nothing_hangs_on_it() {
    let (house, council, mut officer) = office().await;
    let db = house.app.db();
    entered::enter(&house, ("OLD", "Old"), Polarity::Higher, Some("60"), (5, ToleranceKind::Absolute)).await;
    house.it_is("2026-10-12T10:00");
    let list = "code,name,polarity,unit,typical_target,tolerance\n\
        A1,Plans,higher,%,60,5\nB2,Turnover,lower,%,13,1\nOLD,Old,higher,%,70,5\n";
    let elsewhere = "code,area,year,value\nA1,England,2024,50\nB2,England,2024,15\n";
    let page = preview(&mut officer, list, elsewhere).await;
    page.is(200);
    let page = take(&mut officer, (list, elsewhere), &["A1", "B2", "OLD"]).await;
    page.is(200).says("2 added, 1 changed, 2 comparators");
    let used = indicator::Entity::find().filter(indicator::Column::Code.eq("B2")).one(db).await.unwrap().unwrap();
    let row = body_indicator::ActiveModel {
        body_id: Set(council.panel),
        indicator_id: Set(used.id),
        position: Set(1),
        agreed: Set(remit_entity::Stored(Rhythm::Quarterly)),
        agreed_at: Set(String::new()),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
    house.it_is("2026-10-12T11:00");
    let undo = format!("{}/undo", page.path);
    let seen = officer.send(&undo, &[]).await;
    seen.is(200).says("Taken out again: 2. 1 stayed, because something hangs on them.");
    let mut left: Vec<String> =
        indicator::Entity::find().all(db).await.unwrap().into_iter().map(|row| row.code).collect();
    left.sort();
    assert_eq!(left, ["B2", "OLD"]);
    assert_eq!(comparator::Entity::find().count(db).await.unwrap(), 1);
    assert_eq!(rating_policy::Entity::find().count(db).await.unwrap(), 2);
    officer.open("/indicators/import").await.is(200);
    officer.send(&undo, &[]).await.is(422).says("taken out again already");
}

#[tokio::test]
async fn what_is_no_list_is_refused_and_what_was_pasted_is_kept() {
    let (_house, _, mut officer) = office().await;
    preview(&mut officer, "", "").await.is(422).says("Paste a list of indicators, or choose a file.");
    let seen = preview(&mut officer, "hello world", "").await;
    seen.is(422).says("The first line must name the columns");
    assert!(seen.body.contains("hello world"));
    let seen = preview(&mut officer, "code,name,polarity\nA,Plans,sideways\n", "").await;
    seen.is(200).says("List, line 2").says("“sideways” does not say which way is better");
}

#[tokio::test]
async fn the_verb_says_what_it_would_do_and_then_does_it() {
    let (house, _, _) = office().await;
    let db = house.app.db();
    let said = take_in(&house.app, (LIST, COMPARATORS), None, true).await.unwrap();
    assert!(said.ends_with("55 would be taken in; nothing was done.\n"), "{said}");
    assert_eq!(indicator::Entity::find().count(db).await.unwrap(), 0);
    let said = take_in(&house.app, (LIST, COMPARATORS), None, false).await.unwrap();
    assert!(said.contains("55 taken in."), "{said}");
    let changed = "code,name,polarity,typical_target,tolerance\nREREF,Re-referrals within 12 months (%),lower,17,2\n";
    let said = take_in(&house.app, (changed, ""), None, false).await.unwrap();
    assert!(said.ends_with("Nothing to take in.\n") && said.contains("Target 17% instead of 18%."), "{said}");
    let from = "2026/27 Q3".parse().ok();
    let said = take_in(&house.app, (changed, ""), from, false).await.unwrap();
    assert!(said.contains("1 taken in."), "{said}");
}
