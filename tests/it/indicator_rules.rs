//! Stories of indicators that change: what they measure, how they are rated, from which period on; how often a panel
//! takes them; retired and taken up again.

use crate::requests::{Quarter, indicator, meeting_on};
use crate::support::{Browser, field};
use remit::measures::{self, are_comparable};
use remit_domain::indicator::Polarity;
use remit_domain::rating::Rating;
use remit_domain::request::State;
use remit_entity::{data_request, figure, indicator_version, rating_policy, trail};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

const POINT_90: [(&str, &str); 6] = [
    ("target", "point"),
    ("value", "90"),
    ("method", "absolute"),
    ("tolerance", "5"),
    ("decimals", "1"),
    ("reason", "Minute 14"),
];

/// Sends a form with the version that its page carries.
async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> crate::support::browser::Seen {
    let version = browser.open(path).await.carries("version");
    let mut form = vec![("version", version.as_str())];
    form.extend(fields);
    browser.send(path, &form).await
}

/// A figure of a period that went out with the papers.
async fn published(quarter: &Quarter, period: &str, day: &str, (value, rating): (&str, Rating)) -> i64 {
    let (_, item) = meeting_on(&quarter.house, quarter.council.panel, day).await;
    let ask = field::Ask {
        period,
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "Dashboard",
        state: State::Published,
    };
    let id = field::request(&quarter.house, item, quarter.council.director_post, ask).await;
    field::figure(&quarter.house, id, quarter.indicators[0], (value, rating)).await;
    id
}

async fn line(quarter: &Quarter, request: i64) -> figure::Model {
    quarter.lines(request).await.remove(0)
}

/// Edge case 23: a target changed in the middle of a year leaves published quarters as they were rated, leaves what was
/// asked for as it was asked, and an officer may bring what is not submitted up to date.
#[tokio::test]
async fn a_target_that_changes_in_mid_year_colours_no_quarter_before_it() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.indicators[0];
    let first = published(&quarter, "2022/23 Q1", "2022-09-08", ("62", Rating::Green)).await;
    let asked = quarter.ask().await;
    let path = format!("/indicators/{id}/rule");
    let fields: Vec<_> = POINT_90.into_iter().chain([("from_period", "2022/23 Q2")]).collect();
    let seen = send(&mut quarter.officer, &path, &fields).await;
    seen.is(200).says("Figures asked for before the change").says("Target 60%").says("Target 90%");
    assert!(seen.path.ends_with("/asked"), "{}", seen.path);
    assert_eq!(line(&quarter, asked).await.policy().target(), Some(60.into()), "nobody confirmed yet");
    let own = line(&quarter, asked).await.id.to_string();
    let frozen = line(&quarter, first).await;
    assert!(!seen.body.contains(&format!("value=\"{}\"", frozen.id)), "what was published is not offered");

    quarter.officer.send(&seen.path, &[]).await.is(200).says("Nothing was changed");
    quarter.officer.send(&seen.path, &[("line", &frozen.id.to_string())]).await.is(200).says("Nothing was changed");
    quarter.officer.send(&seen.path, &[("line", &own)]).await.is(200).says("1 figure is rated by what holds now.");
    assert_eq!(line(&quarter, asked).await.policy().target(), Some(90.into()));
    let still = line(&quarter, first).await;
    assert_eq!((still.policy().target(), still.rating.unwrap().0), (Some(60.into()), Rating::Green));
    assert_eq!(still, frozen);

    // The quarter before keeps its target even when it is asked for again; later ones have the new.
    let late = quarter.ask_for("2022/23 Q1", "figures", &[id]).await;
    assert_eq!(line(&quarter, late).await.policy().target(), Some(60.into()));
    quarter.officer.open(&format!("/indicators/{id}")).await.says("Rule 2").says("Minute 14").says("Rule 1");
}

#[tokio::test]
async fn a_rating_that_changes_rates_anew_what_was_typed_and_not_submitted() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let (id, db) = (quarter.indicators[0], quarter.house.app.db().clone());
    let asked = quarter.ask().await;
    field::request_is(&quarter.house, asked, State::Partly).await;
    let own = line(&quarter, asked).await.id;
    let typed = figure::ActiveModel {
        id: Set(own),
        typed: Set("57".to_owned()),
        number: Set(Some("57".to_owned())),
        rating: Set(Some(remit_entity::Stored(Rating::Amber))),
        ..Default::default()
    };
    typed.update(&db).await.unwrap();
    let path = format!("/indicators/{id}/rule");
    let floor = [
        ("target", "profiled"),
        ("q1", "40"),
        ("q2", "50"),
        ("q3", "60"),
        ("q4", "70"),
        ("method", "floor"),
        ("floor", "30"),
        ("decimals", "0"),
        ("from_period", "2022/23 Q1"),
        ("reason", "Profiled over the year"),
    ];
    let seen = send(&mut quarter.officer, &path, &floor).await;
    seen.is(200).says("Amber").says("Green");
    quarter.officer.send(&seen.path, &[("line", &own.to_string())]).await.is(200);
    let rated = line(&quarter, asked).await;
    assert_eq!((rated.rating.unwrap().0, rated.policy().target()), (Rating::Green, Some(50.into())));
    let told = trail::Entity::find().filter(trail::Column::Deed.eq("brought up to date")).all(&db).await.unwrap();
    assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_a_rule_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let (id, neutral) = (quarter.indicators[0], quarter.indicators[2]);
    let path = format!("/indicators/{id}/rule");
    for (field, wrong, sentence) in [
        ("target", "", "Choose what is aimed at."),
        ("value", "ninety", "Enter a number, such as 63.5."),
        ("method", "floor", "Enter a number, such as 63.5."),
        ("tolerance", "-1", "The tolerance must be a number of zero or more."),
        ("decimals", "9", "Decimal places must be a number from 0 to 6."),
        ("reason", "", "Enter why it changes."),
        ("from_period", "soon", "Choose the first period"),
    ] {
        let mut fields: Vec<_> = POINT_90.into_iter().chain([("from_period", "2022/23 Q2")]).collect();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, wrong));
        let seen = send(&mut quarter.officer, &path, &fields).await;
        seen.is(422).says(sentence);
        assert!(field == "reason" || seen.body.contains("Minute 14"), "what was typed is kept");
    }
    let fields: Vec<_> = POINT_90.into_iter().chain([("from_period", "2022/23 Q3")]).collect();
    send(&mut quarter.officer, &path, &fields).await.is(200);
    let again: Vec<_> = POINT_90.into_iter().chain([("from_period", "2022/23 Q4")]).collect();
    send(&mut quarter.officer, &path, &again).await.is(422).says("Nothing differs from what stands now.");
    let earlier: Vec<_> = again.iter().copied().filter(|(name, _)| !["value", "from_period"].contains(name)).collect();
    let earlier: Vec<_> = earlier.into_iter().chain([("value", "95"), ("from_period", "2022/23 Q2")]).collect();
    send(&mut quarter.officer, &path, &earlier).await.is(422).says("A version stands from a later period on");
    let path = format!("/indicators/{neutral}/rule");
    send(&mut quarter.officer, &path, &fields).await.is(422).says("choose “not rated”");
    let rules = rating_policy::Entity::find().all(quarter.house.app.db()).await.unwrap();
    assert_eq!(rules.len(), 4, "one rule each, and one more");
}

/// Edge case 20: what is redefined in the middle of a year has no direction of travel across its versions.
#[tokio::test]
async fn a_redefined_indicator_has_no_direction_of_travel_across_its_versions() {
    for comparable in [false, true] {
        let mut quarter = Quarter::begin("2022-09-12T09:00").await;
        let (id, db) = (quarter.indicators[0], quarter.house.app.db().clone());
        published(&quarter, "2022/23 Q1", "2022-09-08", ("62", Rating::Green)).await;
        let before = quarter.ask_for("2022/23 Q1", "figures", &[id]).await;
        let path = format!("/indicators/{id}/version");
        let mut fields = vec![
            ("definition", ""),
            ("unit", "%"),
            ("polarity", "higher"),
            ("cohort", "Without unaccompanied children"),
            ("rhythm", "quarterly"),
            ("basis", "quarter"),
            ("from_period", "2022/23 Q2"),
            ("reason", "New guidance of the department"),
        ];
        if comparable {
            fields.push(("comparable", "yes"));
        }
        let seen = send(&mut quarter.officer, &path, &fields).await;
        seen.is(200).says("The new version holds from 2022/23 Q2 on.");
        let after = quarter.ask_for("2022/23 Q2", "figures", &[id]).await;
        let versions: Vec<Option<i64>> =
            vec![line(&quarter, before).await.version_id, line(&quarter, after).await.version_id];
        assert_ne!(versions[0], versions[1]);
        assert_eq!(are_comparable(&db, versions[0], versions[1]).await.unwrap(), comparable);
        let given = figure::ActiveModel {
            id: Set(line(&quarter, after).await.id),
            number: Set(Some("41".to_owned())),
            typed: Set("41".to_owned()),
            ..Default::default()
        };
        given.update(&db).await.unwrap();
        field::request_is(&quarter.house, after, State::Accepted).await;
        let page = quarter.officer.open(&format!("/indicators/{id}")).await;
        page.says("Version 2").says("Without unaccompanied children").says("New guidance of the department");
        if !comparable {
            page.says("Not comparable with the one before.").does_not_say("Down (worse)");
        }
    }
}

#[tokio::test]
async fn a_rename_and_a_mended_word_are_no_versions() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let (id, db) = (quarter.indicators[0], quarter.house.app.db().clone());
    let owner = quarter.council.director_post.to_string();
    let edit = format!("/indicators/{id}/edit");
    let named = [("code", "EHCP-20W"), ("name", "Plans in 20 weeks"), ("owner", owner.as_str()), ("part_of", "")];
    send(&mut quarter.officer, &edit, &named).await.is(200).says("Plans in 20 weeks").says("Owner: Director");
    let itself = id.to_string();
    let circle = [("code", "EHCP-20W"), ("name", "Plans"), ("owner", ""), ("part_of", itself.as_str())];
    send(&mut quarter.officer, &edit, &circle).await.is(422).says("Choose another indicator as the total.");
    let taken = [("code", "NEET"), ("name", "Plans"), ("owner", ""), ("part_of", "")];
    send(&mut quarter.officer, &edit, &taken).await.is(422).says("Another indicator has this code.");

    let path = format!("/indicators/{id}/version");
    let mended = [
        ("definition", "Plans issued within twenty weeks"),
        ("unit", "%"),
        ("polarity", "higher"),
        ("words_only", "yes"),
    ];
    send(&mut quarter.officer, &path, &mended).await.is(200).says("It measures what it did.");
    let cheated = [("definition", "Other"), ("unit", "days"), ("polarity", "higher"), ("words_only", "yes")];
    send(&mut quarter.officer, &path, &cheated).await.is(422).says("More than words changed.");
    let turned = [("unit", "%"), ("polarity", "neutral"), ("from_period", "2022/23 Q3"), ("reason", "Context only")];
    send(&mut quarter.officer, &path, &turned).await.is(422).says("Its rating does not fit");
    let versions = indicator_version::Entity::find().filter(indicator_version::Column::IndicatorId.eq(id));
    let versions = versions.all(&db).await.unwrap();
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].definition, "Plans issued within twenty weeks");
}

/// Edge case 41.
#[tokio::test]
async fn two_officers_who_change_an_indicator_read_both_texts() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.indicators[0];
    let version = |definition: &'static str| {
        [
            ("version", "1"),
            ("definition", definition),
            ("unit", "%"),
            ("polarity", "higher"),
            ("from_period", "2022/23 Q3"),
            ("reason", "Guidance"),
        ]
    };
    let path = format!("/indicators/{id}/version");
    quarter.officer.open(&path).await.is(200);
    quarter.officer.send(&path, &version("The one wrote this")).await.is(200);
    quarter.officer.open(&path).await.is(200);
    let seen = quarter.officer.send(&path, &version("The other wrote that")).await;
    seen.is(409).says("Somebody else changed this indicator").says("The one wrote this");
    assert!(seen.body.contains("The other wrote that"));
    assert_eq!(seen.carries("version"), "2", "whoever has read both may save");

    let path = format!("/indicators/{id}/rule");
    let mut fields: Vec<_> = POINT_90.into_iter().chain([("from_period", "2022/23 Q3"), ("version", "1")]).collect();
    quarter.officer.open(&path).await.is(200);
    quarter.officer.send(&path, &fields).await.is(409).says("What stands now").says("60%");
    fields.retain(|(name, _)| *name != "version");
    send(&mut quarter.officer, &path, &fields).await.is(200);
}

/// Edge case 19: what is retired or replaced keeps its history, and is not asked for any more.
#[tokio::test]
async fn a_retired_indicator_keeps_its_history_and_is_not_asked_for() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.indicators[0];
    published(&quarter, "2021/22 Q4", "2022-06-08", ("62", Rating::Green)).await;
    let new = indicator(&quarter.house, "EHCP-NEW", "Plans in time, new counting", Some("60"), Polarity::Higher).await;
    let path = format!("/indicators/{id}/retire");
    send(&mut quarter.officer, &path, &[]).await.is(422).says("Enter the last day").says("Enter why it is retired.");
    let itself = id.to_string();
    let fields = [("retired_on", "2022-06-30"), ("reason", "Counted anew"), ("replaced_by", itself.as_str())];
    send(&mut quarter.officer, &path, &fields).await.is(422).says("An indicator cannot take its own place.");
    let other = new.to_string();
    let fields = [("retired_on", "2022-06-30"), ("reason", "Counted anew"), ("replaced_by", other.as_str())];
    let seen = send(&mut quarter.officer, &path, &fields).await;
    seen.is(200).says("Retired on 30 June 2022: Counted anew.").says("EHCP-NEW").says("62%");
    quarter.officer.open(&format!("/indicators/{new}")).await.says("Replaces EHCP20");

    let form = quarter.officer.open(&format!("/requests/new?item={}", quarter.item)).await;
    form.says("EHCP20 Plans issued within 20 weeks: retired.");
    assert!(!form.body.contains(&format!("name=\"indicators\" type=\"checkbox\" value=\"{id}\"")));
    send(&mut quarter.officer, &path, &fields).await.is(422).says("It is retired already.");
    let seen = quarter.officer.open(&format!("/indicators/{id}")).await;
    let version = seen.carries("version");
    let seen = quarter.officer.send(&format!("/indicators/{id}/reinstate"), &[("version", &version)]).await;
    seen.is(200).says("It is asked for again.").does_not_say("Retired on");
}

/// Edge case 21: a measure that is always of one quarter, and one that lags, are asked for when they are due and for
/// the period that they cover; nothing else is asked, and when it is next is said.
#[tokio::test]
async fn a_request_proposes_what_is_due_in_its_quarter_and_says_when_the_rest_is() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let [lagged, yearly, halved] = quarter.indicators[..] else { panic!("three indicators") };
    for (id, rhythm, lag) in [(lagged, "quarterly", "2"), (yearly, "yearly_q4", "0")] {
        let polarity = if id == yearly { "lower" } else { "higher" };
        let fields = [
            ("unit", "%"),
            ("polarity", polarity),
            ("rhythm", rhythm),
            ("lag", lag),
            ("from_period", "2022/23 Q1"),
            ("reason", "As it is collected"),
        ];
        send(&mut quarter.officer, &format!("/indicators/{id}/version"), &fields).await.is(200);
    }
    let set = "/panels/children-and-families/indicators";
    let (a, b, c) = (lagged.to_string(), yearly.to_string(), halved.to_string());
    let (agreed, place) = (format!("agreed-{c}"), format!("where-{c}"));
    let fields = [
        ("in", a.as_str()),
        ("in", b.as_str()),
        ("in", c.as_str()),
        (agreed.as_str(), "yearly_q1"),
        (place.as_str(), "Minute 9 of 3 March 2022"),
    ];
    quarter.officer.send(set, &fields).await.is(200);
    quarter.officer.open(set).await.is(200);
    assert!(quarter.officer.open(set).await.body.contains("Minute 9 of 3 March 2022"));
    let form = quarter.officer.open(&format!("/requests/new?item={}", quarter.item)).await;
    let ticked = |id: i64| form.body.contains(&format!("value=\"{id}\" checked"));
    assert!(ticked(lagged) && !ticked(yearly) && !ticked(halved));
    form.says("not due in 2022/23 Q2: 2").says("has no value in this period; next for 2022/23 Q4.");
    form.says("not taken in this period, as agreed; next for 2023/24 Q1.");

    let request = quarter.ask_for("2022/23 Q2", "figures", &[lagged, yearly]).await;
    let lines = quarter.lines(request).await;
    assert_eq!(lines[0].covers, "2021/22 Q4");
    assert_eq!(lines[0].policy().target(), Some(60.into()));
    assert_eq!(lines[1].reason, "It reports next for Quarter 4 (January to March 2023).");
    let period = "2022/23 Q2".parse().unwrap();
    let due = measures::due_in(quarter.house.app.db(), quarter.council.panel, period).await.unwrap();
    assert_eq!(due.iter().filter(|one| one.is_due()).count(), 1, "completeness counts only what is due");
}

/// What lags is rated by the target of the period that it covers.
#[tokio::test]
async fn a_lagged_value_is_rated_by_the_rule_of_its_own_period() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.indicators[0];
    let lag = [
        ("unit", "%"),
        ("polarity", "higher"),
        ("lag", "1"),
        ("from_period", "2021/22 Q1"),
        ("reason", "Comes a quarter late"),
    ];
    send(&mut quarter.officer, &format!("/indicators/{id}/version"), &lag).await.is(200);
    let rule: Vec<_> = POINT_90.into_iter().chain([("from_period", "2022/23 Q2")]).collect();
    send(&mut quarter.officer, &format!("/indicators/{id}/rule"), &rule).await.is(200);
    let request = quarter.ask_for("2022/23 Q2", "figures", &[id]).await;
    let row = line(&quarter, request).await;
    assert_eq!((row.covers.as_str(), row.policy().target()), ("2022/23 Q1", Some(60.into())));
    let rows = data_request::Entity::find().order_by_asc(data_request::Column::Id).all(quarter.house.app.db()).await;
    assert_eq!(rows.unwrap().len(), 1);
}
