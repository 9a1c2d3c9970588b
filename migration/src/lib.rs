//! How the memory grew: one file a step, never edited afterwards, importing nothing of ours.
//! The application runs all steps on start, under a lock.

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;

mod m0001_bodies_and_people;
mod m0002_meetings;
mod m0003_requests;
mod m0004_decisions;
mod m0005_obligations_and_letters;
mod m0006_doors_and_trail;
mod m0007_officers_year;
mod m0008_quarterly_data;
mod m0009_what_was_decided;
mod m0010_reminders;
mod m0011_forms;
mod shape;

/// All steps, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_bodies_and_people::Migration),
            Box::new(m0002_meetings::Migration),
            Box::new(m0003_requests::Migration),
            Box::new(m0004_decisions::Migration),
            Box::new(m0005_obligations_and_letters::Migration),
            Box::new(m0006_doors_and_trail::Migration),
            Box::new(m0007_officers_year::Migration),
            Box::new(m0008_quarterly_data::Migration),
            Box::new(m0009_what_was_decided::Migration),
            Box::new(m0010_reminders::Migration),
            Box::new(m0011_forms::Migration),
        ]
    }
}
