//! How the memory grows: every step runs over rows of its time, backwards and forwards again, on both databases;
//! and what the entities believe is what the tables are.

use crate::support::house::{fresh_place, postgres};
use remit::store::{Place, Store};
use remit_migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, EntityTrait};
use std::path::PathBuf;

fn samples() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/migrations");
    (1..=Migrator::migrations().len())
        .map(|step| std::fs::read_to_string(folder.join(format!("m{step:04}.sql"))).unwrap())
        .collect()
}

/// A database of its own without any table.
async fn bare(folder: &tempfile::TempDir) -> DatabaseConnection {
    let url = match fresh_place(folder).await {
        Place::Sqlite(file) => format!("sqlite://{}?mode=rwc", file.display()),
        Place::Postgres(url) => url,
    };
    let db = Database::connect(url).await.unwrap();
    Migrator::down(&db, None).await.unwrap();
    db
}

#[tokio::test]
async fn every_step_runs_over_rows_of_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let db = bare(&folder).await;
    for sample in samples() {
        Migrator::up(&db, Some(1)).await.unwrap();
        for statement in sample.lines().filter(|line| !line.is_empty()) {
            db.execute_unprepared(statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
    assert!(Migrator::get_pending_migrations(&db).await.unwrap().is_empty(), "a step has no sample");
    let figures = remit_entity::figure::Entity::find().all(&db).await.unwrap();
    assert_eq!(figures[0].number.as_deref(), Some("41"));
    let policy = figures[0].policy();
    assert_eq!((policy.target(), policy.unit.as_str()), (Some(60.into()), "%"), "{}", figures[0].policy);
    assert_eq!(figures[0].covers, "2022/23 Q2");
    let rules = remit_entity::rating_policy::Entity::find().all(&db).await.unwrap();
    let rules: Vec<_> = rules.iter().map(|row| remit_domain::policy::Rule::read(&row.rule).unwrap()).collect();
    assert_eq!(rules[0].method, remit_domain::policy::Method::Absolute { tolerance: 10.into() });
    let letters = remit_entity::letter::Entity::find().all(&db).await.unwrap();
    assert_eq!(letters[0].written_at.to_rfc3339(), "2022-10-03T07:30:00+00:00");
    Migrator::down(&db, None).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    assert!(remit_entity::figure::Entity::find().all(&db).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_entity_reads_its_table() {
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let store = Store::open(&place).await.unwrap();
    let db = store.db();
    use remit_entity::*;
    action::Entity::find().all(db).await.unwrap();
    action_update::Entity::find().all(db).await.unwrap();
    agenda_item::Entity::find().all(db).await.unwrap();
    attempt::Entity::find().all(db).await.unwrap();
    body::Entity::find().all(db).await.unwrap();
    body_indicator::Entity::find().all(db).await.unwrap();
    closed_day::Entity::find().all(db).await.unwrap();
    code::Entity::find().all(db).await.unwrap();
    council::Entity::find().all(db).await.unwrap();
    data_request::Entity::find().all(db).await.unwrap();
    figure::Entity::find().all(db).await.unwrap();
    holding::Entity::find().all(db).await.unwrap();
    indicator::Entity::find().all(db).await.unwrap();
    invitee::Entity::find().all(db).await.unwrap();
    letter::Entity::find().all(db).await.unwrap();
    link::Entity::find().all(db).await.unwrap();
    meeting::Entity::find().all(db).await.unwrap();
    membership::Entity::find().all(db).await.unwrap();
    notice::Entity::find().all(db).await.unwrap();
    obligation::Entity::find().all(db).await.unwrap();
    paper::Entity::find().all(db).await.unwrap();
    person::Entity::find().all(db).await.unwrap();
    post::Entity::find().all(db).await.unwrap();
    referral::Entity::find().all(db).await.unwrap();
    resolution::Entity::find().all(db).await.unwrap();
    resolution_part::Entity::find().all(db).await.unwrap();
    topic::Entity::find().all(db).await.unwrap();
    telling::Entity::find().all(db).await.unwrap();
    standing_item::Entity::find().all(db).await.unwrap();
    publication::Entity::find().all(db).await.unwrap();
    meeting_body::Entity::find().all(db).await.unwrap();
    item_body::Entity::find().all(db).await.unwrap();
    feed::Entity::find().all(db).await.unwrap();
    body_rule::Entity::find().all(db).await.unwrap();
    batch::Entity::find().all(db).await.unwrap();
    attendance::Entity::find().all(db).await.unwrap();
    session::Entity::find().all(db).await.unwrap();
    appendix::Entity::find().all(db).await.unwrap();
    comparator::Entity::find().all(db).await.unwrap();
    correction::Entity::find().all(db).await.unwrap();
    indicator_version::Entity::find().all(db).await.unwrap();
    query::Entity::find().all(db).await.unwrap();
    rating_policy::Entity::find().all(db).await.unwrap();
    setting::Entity::find().all(db).await.unwrap();
    throttle::Entity::find().all(db).await.unwrap();
    trail::Entity::find().all(db).await.unwrap();
    bounce::Entity::find().all(db).await.unwrap();
    installation::Entity::find().all(db).await.unwrap();
    form::Entity::find().all(db).await.unwrap();
    node::Entity::find().all(db).await.unwrap();
    pause::Entity::find().all(db).await.unwrap();
    quiet_period::Entity::find().all(db).await.unwrap();
    reckoning::Entity::find().all(db).await.unwrap();
    reminder_policy::Entity::find().all(db).await.unwrap();
    bulk_change::Entity::find().all(db).await.unwrap();
    chief_letter::Entity::find().all(db).await.unwrap();
    comment::Entity::find().all(db).await.unwrap();
    declaration::Entity::find().all(db).await.unwrap();
    discussed::Entity::find().all(db).await.unwrap();
    feedback::Entity::find().all(db).await.unwrap();
    feedback_line::Entity::find().all(db).await.unwrap();
    follow::Entity::find().all(db).await.unwrap();
    item_note::Entity::find().all(db).await.unwrap();
    minutes::Entity::find().all(db).await.unwrap();
    part_version::Entity::find().all(db).await.unwrap();
    recommendation::Entity::find().all(db).await.unwrap();
    recommendation_update::Entity::find().all(db).await.unwrap();
    referral_route::Entity::find().all(db).await.unwrap();
    response::Entity::find().all(db).await.unwrap();
    response_part::Entity::find().all(db).await.unwrap();
    round::Entity::find().all(db).await.unwrap();
    saved_view::Entity::find().all(db).await.unwrap();
}

#[tokio::test]
async fn several_processes_that_start_together_migrate_once() {
    let Some(_server) = postgres() else { return };
    let folder = tempfile::tempdir().unwrap();
    let place = fresh_place(&folder).await;
    let Place::Postgres(url) = &place else { panic!("not PostgreSQL") };
    let db = Database::connect(url).await.unwrap();
    Migrator::down(&db, None).await.unwrap();
    let starts = (0..4).map(|_| {
        let place = place.clone();
        tokio::spawn(async move { Store::open(&place).await.map(|_| ()) })
    });
    for start in starts.collect::<Vec<_>>() {
        start.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_second_process_on_the_same_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Sqlite(folder.path().join("remit.sqlite"));
    let first = Store::open(&place).await.unwrap();
    let refused = Store::open(&place).await.unwrap_err().to_string();
    assert!(refused.contains("another Remit is already running on"), "{refused}");
    drop(first);
    Store::open(&place).await.unwrap();
}
