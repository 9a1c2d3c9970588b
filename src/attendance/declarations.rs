//! Interests that were declared at a meeting: who, which, and on which item. A slip is taken back.

use crate::error::{Error, OrRefuse, Result};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::attendance::AttendanceRefusal;
use remit_entity::{agenda_item, declaration, meeting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// The longest name and interest that are kept, in characters.
const LONGEST: usize = 2_000;

/// Records an interest.
pub(super) async fn declare(work: &Work, id: i64, fields: &Fields) -> Result<()> {
    let meeting = meeting::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let cut = |name: &str| fields.text(name).chars().take(LONGEST).collect::<String>();
    let (name, interest) = (cut("name"), cut("interest"));
    if name.is_empty() {
        return Err(AttendanceRefusal::NobodyDeclared).or_refuse();
    }
    if interest.is_empty() {
        return Err(AttendanceRefusal::NothingDeclared).or_refuse();
    }
    let item = match fields.number::<i64>("item") {
        Some(item) => Some(find_item(work, id, item).await?),
        None => None,
    };
    let row = declaration::ActiveModel {
        meeting_id: Set(id),
        agenda_item_id: Set(item),
        name: Set(name.clone()),
        interest: Set(interest),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    let about = About { noun: "meeting", id, body: Some(meeting.body_id) };
    trail::record(work, "recorded a declaration of interest", about, name).await
}

/// Takes back what was recorded by a slip.
pub(super) async fn take_back(work: &Work, id: i64, which: i64) -> Result<()> {
    let meeting = meeting::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let found = declaration::Entity::find_by_id(which).one(&work.tx).await?.filter(|one| one.meeting_id == id);
    let found = found.ok_or(Error::NotFound)?;
    declaration::Entity::delete_by_id(which).exec(&work.tx).await?;
    let about = About { noun: "meeting", id, body: Some(meeting.body_id) };
    trail::record(work, "took back a declaration of interest", about, found.name).await
}

async fn find_item(work: &Work, meeting_id: i64, item: i64) -> Result<i64> {
    let found = agenda_item::Entity::find_by_id(item).filter(agenda_item::Column::MeetingId.eq(meeting_id));
    found.one(&work.tx).await?.map(|item| item.id).ok_or(Error::NotFound)
}
