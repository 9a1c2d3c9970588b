//! How the steps of the year and of quarterly data write down a table and its columns. Called by steps only; changing
//! it would change steps that have been taken.

use sea_orm_migration::prelude::*;

/// A statement that reads the same in both dialects and has no builder.
pub(crate) async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(|_| ())
}

/// A table with a number of its own, rows of other tables that it hangs on, and what it holds.
pub(crate) fn linked(
    name: &'static str,
    parents: &[(&'static str, &'static str)],
    holds: Vec<ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).col(ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key());
    for (column, _) in parents {
        table.col(ColumnDef::new(*column).big_integer().not_null());
    }
    for column in holds {
        table.col(column);
    }
    for (column, parent) in parents {
        table.foreign_key(
            ForeignKey::create().name(format!("{name}_{column}_fk")).from(name, *column).to(*parent, "id"),
        );
    }
    table.take()
}

/// A text that is always there.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// A whole number that is always there.
pub(crate) fn whole(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A whole number, or none.
pub(crate) fn perhaps(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().take()
}

/// A moment that is always there.
pub(crate) fn moment(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().not_null().take()
}
