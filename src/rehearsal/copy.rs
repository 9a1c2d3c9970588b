//! A copy of what the jobs look at, row by row and whatever the database is, into a file of its own. Who did what, who is
//! signed in and which conversations were held stay behind.

use crate::error::Result;
use crate::store::{Place, Store};
use remit_entity::*;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, EntityTrait,
    IntoActiveModel,
};
use std::path::Path;

/// So many rows are written at a time.
const ROWS: usize = 200;

/// Makes the copy.
pub(super) async fn make(from: &DatabaseConnection, file: &Path) -> Result<()> {
    Store::open(&Place::Sqlite(file.to_owned())).await?.close().await?;
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", file.display()));
    options.max_connections(1);
    let to = Database::connect(options).await?;
    // Rows are copied table by table, not in the order in which they came to hang on each other.
    to.execute_unprepared("PRAGMA foreign_keys = OFF").await?;
    to.execute_unprepared("PRAGMA synchronous = OFF").await?;
    let copy = Copy { from, to: &to };
    first_half(&copy).await?;
    second_half(&copy).await?;
    to.close().await?;
    Ok(())
}

struct Copy<'c> {
    from: &'c DatabaseConnection,
    to: &'c DatabaseConnection,
}

impl Copy<'_> {
    async fn of<E>(&self) -> Result<()>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    {
        let rows = E::find().all(self.from).await?;
        for rows in rows.chunks(ROWS) {
            let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all());
            E::insert_many(rows).exec_without_returning(self.to).await?;
        }
        Ok(())
    }
}

async fn first_half(copy: &Copy<'_>) -> Result<()> {
    copy.of::<action::Entity>().await?;
    copy.of::<action_update::Entity>().await?;
    copy.of::<agenda_item::Entity>().await?;
    copy.of::<appendix::Entity>().await?;
    copy.of::<attendance::Entity>().await?;
    copy.of::<batch::Entity>().await?;
    copy.of::<body::Entity>().await?;
    copy.of::<body_indicator::Entity>().await?;
    copy.of::<body_rule::Entity>().await?;
    copy.of::<chief_letter::Entity>().await?;
    copy.of::<closed_day::Entity>().await?;
    copy.of::<comment::Entity>().await?;
    copy.of::<comparator::Entity>().await?;
    copy.of::<correction::Entity>().await?;
    copy.of::<council::Entity>().await?;
    copy.of::<data_request::Entity>().await?;
    copy.of::<declaration::Entity>().await?;
    copy.of::<discussed::Entity>().await?;
    copy.of::<feed::Entity>().await?;
    copy.of::<feedback::Entity>().await?;
    copy.of::<feedback_line::Entity>().await?;
    copy.of::<figure::Entity>().await?;
    copy.of::<follow::Entity>().await?;
    copy.of::<holding::Entity>().await?;
    copy.of::<indicator::Entity>().await?;
    copy.of::<indicator_version::Entity>().await?;
    copy.of::<installation::Entity>().await?;
    copy.of::<invitee::Entity>().await?;
    copy.of::<item_body::Entity>().await?;
    copy.of::<item_note::Entity>().await?;
    Ok(())
}

async fn second_half(copy: &Copy<'_>) -> Result<()> {
    copy.of::<letter::Entity>().await?;
    copy.of::<link::Entity>().await?;
    copy.of::<meeting::Entity>().await?;
    copy.of::<meeting_body::Entity>().await?;
    copy.of::<membership::Entity>().await?;
    copy.of::<minutes::Entity>().await?;
    copy.of::<notice::Entity>().await?;
    copy.of::<obligation::Entity>().await?;
    copy.of::<paper::Entity>().await?;
    copy.of::<part_version::Entity>().await?;
    copy.of::<pause::Entity>().await?;
    copy.of::<person::Entity>().await?;
    copy.of::<post::Entity>().await?;
    copy.of::<publication::Entity>().await?;
    copy.of::<query::Entity>().await?;
    copy.of::<quiet_period::Entity>().await?;
    copy.of::<rating_policy::Entity>().await?;
    copy.of::<recommendation::Entity>().await?;
    copy.of::<recommendation_update::Entity>().await?;
    copy.of::<referral::Entity>().await?;
    copy.of::<referral_route::Entity>().await?;
    copy.of::<reminder_policy::Entity>().await?;
    copy.of::<resolution::Entity>().await?;
    copy.of::<resolution_part::Entity>().await?;
    copy.of::<response::Entity>().await?;
    copy.of::<response_part::Entity>().await?;
    copy.of::<round::Entity>().await?;
    copy.of::<setting::Entity>().await?;
    copy.of::<standing_item::Entity>().await?;
    copy.of::<telling::Entity>().await?;
    copy.of::<topic::Entity>().await?;
    Ok(())
}
