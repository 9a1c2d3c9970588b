//! Stories of a scorecard: reds first, beside the period before and the year before; what is missing and why; what the
//! public sees of small numbers; whether a quarter is complete.

use crate::support::figures::{change, counts, give, quarter, redefined, set, version};
use crate::support::measures::sixty;
use crate::support::{Council, House, field};
use axum::http::Method;
use remit_domain::figure::{Certainty, Correction, Figure};
use remit_domain::policy::Method as Rated;
use remit_domain::rating::{Rating, rate};
use remit_domain::request::State;
use remit_domain::rhythm::Rhythm;
use remit_entity::{Stored, correction, figure};
use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

const CARD: &str = "/panels/children-and-families/scorecard?period=2026/27+Q2";

struct Scene {
    house: House,
    council: Council,
    ids: Vec<i64>,
}

/// Three measures of the panel: A, B and C, with the quarter before and the same of the year before.
async fn scene() -> Scene {
    let house = House::new("2026-11-09T09:00").await;
    let council = Council::found(&house).await;
    let mut ids = Vec::new();
    for (code, name) in [("A1", "Plans in time"), ("B1", "Reviews in time"), ("C1", "Visits in time")] {
        ids.push(field::indicator(&house, code, name).await);
    }
    set(&house, &council, &ids).await;
    let owner = (council.director_post, State::Published);
    let year = quarter(&house, council.panel, ("2025-11-06", "2025/26 Q2"), owner).await;
    let last = quarter(&house, council.panel, ("2026-09-10", "2026/27 Q1"), owner).await;
    for (id, before, lately) in [(ids[0], "50", "62"), (ids[1], "70", "40"), (ids[2], "61", "61")] {
        give(&house, year, id, before).await;
        give(&house, last, id, lately).await;
    }
    Scene { house, council, ids }
}

impl Scene {
    async fn now(&self, state: State) -> i64 {
        quarter(&self.house, self.council.panel, ("2026-11-05", "2026/27 Q2"), (self.council.director_post, state))
            .await
    }
}

#[tokio::test]
async fn reds_stand_first_each_beside_the_quarter_and_the_year_before() {
    let scene = scene().await;
    let now = scene.now(State::Submitted).await;
    give(&scene.house, now, scene.ids[0], "66").await;
    give(&scene.house, now, scene.ids[1], "41").await;
    let third = give(&scene.house, now, scene.ids[2], "58").await;
    change(&scene.house, third, |row| {
        row.certainty = Set(Stored(Certainty::Provisional));
        row.forecast = Set(Some("63".to_owned()));
        row.forecast_rating = Set(Some(Stored(Rating::Green)));
        row.stated_rating = Set(Some(Stored(Rating::Green)));
        row.stated_why = Set("Two late returns are not in yet.".to_owned());
        row.corrective = Set("A weekly meeting.".to_owned());
    })
    .await;
    let mut officer = scene.house.signed_in(scene.council.officer).await;
    let card = officer.open(CARD).await;
    card.is(200).says("1 red, 1 amber and 1 green");
    let place = |name: &str| card.body.find(name).unwrap();
    assert!(place("B1 Reviews") < place("C1 Visits") && place("C1 Visits") < place("A1 Plans"), "reds first");
    card.says("Up (better) from 40% in 2026/27 Q1").says("Down (worse) from 70% in 2025/26 Q2");
    card.says("Green in 2026/27 Q1").says("Provisional").says("Forecast for the year end: 63%");
    card.says("The service rates it").says("Two late returns are not in yet.").says("A weekly meeting.");
    card.says("Not accepted yet");
    assert!(card.body.matches("app-rag__shape").count() >= 6, "words with shapes");
    assert!(card.body.contains("class=\"app-share\" role=\"img\" aria-label=\"1 red, 1 amber and 1 green\""));

    let reds = officer.open(&format!("{CARD}&rating=red")).await;
    reds.is(200).says("B1 Reviews").does_not_say("A1 Plans").says("1 of 3 measures");
    let changed = officer.open(&format!("{CARD}&changed=yes")).await;
    changed.is(200).says("C1 Visits").does_not_say("B1 Reviews in time");
    officer.open(&format!("{CARD}&owner={}", scene.council.director_post)).await.is(200).says("A1 Plans");
    officer.open(&format!("{CARD}&owner=999")).await.is(200).says("None of the 3 measures fits");
}

/// Edge case 22: the value of an older period is never shown as current without its label.
#[tokio::test]
async fn an_older_value_is_named_with_its_own_period_and_lends_no_colour() {
    let scene = scene().await;
    let now = scene.now(State::Accepted).await;
    let lagged = give(&scene.house, now, scene.ids[0], "66").await;
    change(&scene.house, lagged, |row| row.covers = Set("2026/27 Q1".to_owned())).await;
    let mut officer = scene.house.signed_in(scene.council.officer).await;
    let card = officer.open(CARD).await;
    card.says("Latest available: Quarter 1 (April to June 2026), 3 months older than 2026/27 Q2");
    card.says("Latest known: 40% for 2026/27 Q1.").says("2 no data and 1 green");
}

/// Edge case 20: no direction of travel across versions that cannot be compared.
#[tokio::test]
async fn figures_of_another_definition_are_not_compared() {
    let scene = scene().await;
    let now = scene.now(State::Published).await;
    for (id, is_comparable) in [(scene.ids[0], false), (scene.ids[1], true)] {
        let version = redefined(&scene.house, id, "2026/27 Q2", is_comparable).await;
        let figure = give(&scene.house, now, id, "66").await;
        change(&scene.house, figure, |row| row.version_id = Set(Some(version))).await;
    }
    let mut officer = scene.house.signed_in(scene.council.officer).await;
    let card = officer.open(CARD).await;
    card.says("Not comparable from 62% in 2026/27 Q1").says("Up (better) from 40% in 2026/27 Q1");
    let history = officer.open(&format!("/indicators/{}", scene.ids[0])).await;
    history.says("Definition changed in 2026/27 Q2: not comparable with what came before.");
    assert!(history.body.contains("app-chart__break"));
    let history = officer.open(&format!("/indicators/{}", scene.ids[1])).await;
    history.says("Definition changed in 2026/27 Q2: still comparable.");
    assert!(!history.body.contains("app-chart__break"));
}

/// Edge case 21: completeness counts only what is due.
#[tokio::test]
async fn what_does_not_report_is_not_missing() {
    let scene = scene().await;
    version(&scene.house, scene.ids[2], |row| row.rhythm = Set(Stored(Rhythm::YearlyQ4))).await;
    let now = scene.now(State::Accepted).await;
    give(&scene.house, now, scene.ids[0], "66").await;
    let mut officer = scene.house.signed_in(scene.council.officer).await;
    let page = officer.open("/completeness?period=2026/27+Q2").await;
    page.is(200).says("1 of the 2 figures that were due are in.").says("B1 Reviews in time").says("Not asked for.");
    page.does_not_say("C1 Visits in time").says("3 of 3 in");
    let card = officer.open(CARD).await;
    card.says("Not due: it reports next for Quarter 4 (January to March 2027).");
    let mut chair = scene.house.signed_in(scene.council.chair).await;
    chair.open("/completeness?period=2026/27+Q2").await.is(200).says("1 of the 2 figures that were due are in.");
}

/// Edge case 25: small numbers, what would tell them, and the panel's own copy.
#[tokio::test]
async fn the_public_cannot_work_out_a_small_number_and_the_panel_sees_it() {
    let scene = scene().await;
    let total = field::indicator(&scene.house, "T1", "Children moved").await;
    let parts = &scene.ids;
    counts(&scene.house, total, parts).await;
    set(&scene.house, &scene.council, &[total]).await;
    let now = scene.now(State::Published).await;
    give(&scene.house, now, total, "90").await;
    for (id, n) in parts.iter().zip(["3", "71", "16"]) {
        let figure = give(&scene.house, now, *id, n).await;
        change(&scene.house, figure, |row| row.commentary = Set(format!("Of these {n} moved."))).await;
    }
    let mut public = scene.house.public();
    let card = "/bodies/children-and-families/scorecard?period=2026/27+Q2";
    let seen = public.ask(Method::GET, card, None).await;
    seen.is(200).says("Fewer than 5: hidden so that nobody can be recognised.");
    seen.says("Hidden because another small number could be worked out from it.");
    seen.says("Of these 71 moved.").does_not_say("Of these 3 moved.").does_not_say("Of these 16 moved.");
    let file = public.ask(Method::GET, &card.replace("scorecard?", "scorecard.csv?"), None).await;
    file.is(200).says("Hidden").does_not_say("Of these 3 moved.");
    assert!(file.body.starts_with('\u{feff}') && !file.body.contains(",3,") && !file.body.contains(",16,"));
    let measure = public.ask(Method::GET, "/measures/A1", None).await;
    measure.is(200).says("Fewer than 5: hidden").does_not_say("Of these 3 moved.");
    assert!(!measure.body.contains("2026/27 Q2 3"), "not in the picture's words either");
    assert!(public.cookies().is_empty());

    let mut chair = scene.house.signed_in(scene.council.chair).await;
    let own = chair.open(CARD).await;
    own.says("Of these 3 moved.").says("The public does not see this figure. Fewer than 5");
}

/// Edge case 25: what was hidden last year is not told by this year's explanation.
#[tokio::test]
async fn the_public_is_not_told_a_hidden_value_of_the_year_before_by_its_explanation() {
    let scene = scene().await;
    let (house, id) = (&scene.house, scene.ids[0]);
    let now = scene.now(State::Published).await;
    let mut policy = sixty();
    policy.method = Rated::Improving { tolerance: Decimal::ONE };
    policy.year_before = Some(Decimal::from(50));
    let rated = rate(&Figure::Number(Decimal::from(52)), &policy);
    assert!(rated.why.contains("no worse than the 50% of the year before"), "{}", rated.why);
    let figure = give(house, now, id, "52").await;
    change(house, figure, |row| {
        row.policy = Set(policy.text());
        row.why = Set(rated.why.clone());
        row.rating = Set(Some(Stored(rated.rating)));
    })
    .await;
    let card = "/bodies/children-and-families/scorecard?period=2026/27+Q2";
    let pages = ["/measures/A1", "/measures/A1/figures.csv", card, &card.replace("scorecard?", "scorecard.csv?")];
    let mut public = house.public();
    // What is shown may be named.
    public.ask(Method::GET, pages[0], None).await.is(200).says("no worse than the 50% of the year before");

    let last_year = line(house, "2025/26 Q2", id).await;
    change(house, last_year, |row| row.hidden_why = Set("hide: A case before the court.".to_owned())).await;
    for page in pages {
        let seen = public.ask(Method::GET, page, None).await;
        seen.is(200).says("52").does_not_say("50%");
        assert!(!seen.body.contains(",50,"), "{page}");
    }
    public.ask(Method::GET, pages[0], None).await.says("by the year before, whose value is not public");
    let mut officer = house.signed_in(scene.council.officer).await;
    officer.open(CARD).await.says("no worse than the 50% of the year before");
}

/// Edge case 25: nor by what was published before it was corrected.
#[tokio::test]
async fn the_public_is_not_told_a_small_number_by_its_correction() {
    let scene = scene().await;
    let (house, id) = (&scene.house, scene.ids[0]);
    counts(house, scene.ids[1], &[id]).await;
    let now = scene.now(State::Published).await;
    let figure = give(house, now, id, "72").await;
    let row = correction::ActiveModel {
        figure_id: Set(figure),
        kind: Set(Stored(Correction::Erratum)),
        was: Set("3".to_owned()),
        was_rating: Set(Stored(Rating::Red)),
        becomes: Set("72".to_owned()),
        becomes_rating: Set(Stored(Rating::Green)),
        reason: Set("Only 3 were entered.".to_owned()),
        made_at: Set(house.app.clock().now()),
        made_by: Set("Rowan Ellery".to_owned()),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap();
    change(house, figure, |row| row.why = Set("Rated so by correction: Only 3 were entered.".to_owned())).await;
    let mut public = house.public();
    for page in ["/measures/A1", "/measures/A1/figures.csv"] {
        let seen = public.ask(Method::GET, page, None).await;
        seen.is(200).says("72").says("Hidden").does_not_say("Only 3 were").does_not_say("was 3,");
    }
    let seen = public.ask(Method::GET, "/measures/A1", None).await;
    let erratum = seen.body.split("published as").nth(1).unwrap().split("</span>").next().unwrap();
    assert!(!erratum.contains("Red") && !erratum.contains("app-rag"), "nor its rating: {erratum}");
}

async fn line(house: &House, period: &str, indicator: i64) -> i64 {
    let of = figure::Entity::find()
        .filter(figure::Column::Covers.eq(period))
        .filter(figure::Column::IndicatorId.eq(indicator));
    of.one(house.app.db()).await.unwrap().unwrap().id
}

#[tokio::test]
async fn what_is_not_published_is_not_on_the_public_scorecard() {
    let scene = scene().await;
    let now = scene.now(State::Accepted).await;
    give(&scene.house, now, scene.ids[0], "66.6").await;
    let mut public = scene.house.public();
    let seen = public.ask(Method::GET, "/bodies/children-and-families/scorecard?period=2026/27+Q2", None).await;
    seen.is(200).does_not_say("66.6").says("Latest known: 62% for 2026/27 Q1.");
    public.ask(Method::GET, "/measures/A1", None).await.is(200).does_not_say("66.6").says("62%");
    field::indicator(&scene.house, "Z9", "Never published").await;
    public.ask(Method::GET, "/measures/Z9", None).await.is(404);
    public.ask(Method::GET, "/panels/children-and-families/scorecard.csv", None).await.is(303);
}

#[tokio::test]
async fn a_file_runs_no_formula() {
    let scene = scene().await;
    let now = scene.now(State::Accepted).await;
    let figure = give(&scene.house, now, scene.ids[0], "-4.5").await;
    change(&scene.house, figure, |row| row.commentary = Set("=HYPERLINK(\"http://x\")".to_owned())).await;
    let mut officer = scene.house.signed_in(scene.council.officer).await;
    let file = officer.open(&CARD.replace("scorecard?", "scorecard.csv?")).await;
    file.is(200);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(file.body.contains("\"'=HYPERLINK") && file.body.contains(",-4.5,"), "{}", file.body);
    let file = officer.open(&format!("/indicators/{}/figures.csv", scene.ids[0])).await;
    assert!(file.is(200).body.contains("\"'=HYPERLINK"));
}
