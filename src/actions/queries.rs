//! Reading one action with its whole thread: where it comes from, what is owed, what was said, what it has seen.

use crate::clearance::{Clearance, PRIVATE};
use crate::error::{Error, Result};
use crate::heard::NOT_THEIRS;
use crate::succession::heirs_of;
use chrono::NaiveDate;
use remit_domain::meeting;
use remit_domain::obligation::{Kind, State as Owed, SubjectKind};
use remit_domain::word::Word;
use remit_entity::{
    Stored, action, action_update, agenda_item, body, discussed, indicator, letter, meeting as meetings, notice,
    obligation, post, resolution_part, trail,
};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};
use std::collections::BTreeMap;

/// At most one obligation to do an action is open.
fn still_owed() -> RelationDef {
    action::Entity::belongs_to(obligation::Entity)
        .from(action::Column::Id)
        .to(obligation::Column::SubjectId)
        .on_condition(|_, owed| {
            Condition::all()
                .add(Expr::col((owed.clone(), obligation::Column::Kind)).eq(Kind::DoAction.word()))
                .add(Expr::col((owed.clone(), obligation::Column::SubjectKind)).eq(SubjectKind::Action.word()))
                .add(Expr::col((owed, obligation::Column::State)).eq(Owed::Open.word()))
        })
        .into()
}

/// The titles of all posts.
pub(super) async fn list_posts(db: &impl ConnectionTrait) -> Result<Vec<post::Model>> {
    Ok(post::Entity::find().order_by_asc(post::Column::Title).all(db).await?)
}

/// One action with everything that it hangs on and everything that was said about it.
#[derive(Debug)]
pub(super) struct Thread {
    pub action: action::Model,
    pub body: body::Model,
    pub item: agenda_item::Model,
    pub meeting: meetings::Model,
    pub part: Option<resolution_part::Model>,
    pub indicator: Option<indicator::Model>,
    pub owed: Option<obligation::Model>,
    pub agreed_at: Option<meetings::Model>,
    pub updates: Vec<action_update::Model>,
    /// Actions that ask for the same.
    pub same: Vec<action::Model>,
    /// How many meetings of the body it has seen since the one that asked for it.
    pub seen: usize,
    /// Whether its owner says that it is not theirs, and no officer has looked at that yet.
    pub is_not_theirs: bool,
    /// Where it was discussed as a matter arising.
    pub discussed: Vec<(NaiveDate, String)>,
}

impl Thread {
    /// Whether a visitor may read its words.
    pub(super) fn may_be_read(&self, clearance: &Clearance) -> bool {
        clearance.reads_item(self.body.id, self.item.access.0)
    }

    /// By its reference alone: who owes it, until when and how it stands.
    pub(super) fn masked(mut self) -> Self {
        self.action.text = PRIVATE.to_owned();
        self.action.evidence.clear();
        self.action.pause_why = "taken in private".to_owned();
        self.item.title = "An item taken in private".to_owned();
        self.indicator = None;
        self.updates.clear();
        self.discussed.iter_mut().for_each(|(_, words)| words.clear());
        self
    }
}

pub(super) async fn find(db: &impl ConnectionTrait, id: i64) -> Result<Option<Thread>> {
    let found = action::Entity::find_by_id(id)
        .join(JoinType::LeftJoin, still_owed())
        .select_also(obligation::Entity)
        .one(db)
        .await?;
    let Some((action, owed)) = found else { return Ok(None) };
    let missing = || Error::broken("an action without its meeting");
    let body = body::Entity::find_by_id(action.body_id).one(db).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(action.agenda_item_id).one(db).await?.ok_or_else(missing)?;
    let meeting = meetings::Entity::find_by_id(item.meeting_id).one(db).await?.ok_or_else(missing)?;
    let part = match action.resolution_part_id {
        Some(id) => resolution_part::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let indicator = match action.indicator_id {
        Some(id) => indicator::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let agreed_at = match action.agreed_at_meeting_id {
        Some(id) => meetings::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let updates = action_update::Entity::find()
        .filter(action_update::Column::ActionId.eq(action.id))
        .order_by_asc(action_update::Column::Id)
        .all(db)
        .await?;
    let same = list_same(db, &action).await?;
    let seen = count_seen(db, &action, meeting.held_on).await?;
    let is_not_theirs = is_not_theirs(db, &action).await?;
    let discussed = list_discussed(db, action.id).await?;
    Ok(Some(Thread {
        action,
        body,
        item,
        meeting,
        part,
        indicator,
        owed,
        agreed_at,
        updates,
        same,
        seen,
        is_not_theirs,
        discussed,
    }))
}

/// The letters that carried a reminder of an action, newest first.
pub(super) async fn list_letters(db: &impl ConnectionTrait, action_id: i64) -> Result<Vec<letter::Model>> {
    let owed: Vec<i64> = obligation::Entity::find()
        .select_only()
        .column(obligation::Column::Id)
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligation::Column::SubjectId.eq(action_id))
        .into_tuple()
        .all(db)
        .await?;
    let carried = notice::Entity::find()
        .filter(notice::Column::ObligationId.is_in(owed))
        .filter(notice::Column::LetterId.is_not_null())
        .all(db)
        .await?;
    let letters: BTreeMap<i64, ()> = carried.iter().filter_map(|notice| notice.letter_id).map(|id| (id, ())).collect();
    Ok(letter::Entity::find()
        .filter(letter::Column::Id.is_in(letters.into_keys()))
        .order_by_desc(letter::Column::Id)
        .all(db)
        .await?)
}

/// The other actions that ask for the same, whichever names which.
async fn list_same(db: &impl ConnectionTrait, found: &action::Model) -> Result<Vec<action::Model>> {
    let linked = Condition::any()
        .add(action::Column::SameAsId.eq(found.id))
        .add_option(found.same_as_id.map(|id| action::Column::Id.eq(id)));
    Ok(action::Entity::find().filter(linked).order_by_asc(action::Column::Id).all(db).await?)
}

async fn count_seen(db: &impl ConnectionTrait, found: &action::Model, since: NaiveDate) -> Result<usize> {
    let seen = meetings::Entity::find()
        .filter(meetings::Column::BodyId.is_in(heirs_of(db, found.body_id).await?))
        .filter(meetings::Column::State.eq(Stored(meeting::State::Held)))
        .filter(meetings::Column::HeldOn.gt(since))
        .count(db)
        .await?;
    Ok(usize::try_from(seen).unwrap_or(usize::MAX))
}

/// The last word of the trail on whose it is.
async fn is_not_theirs(db: &impl ConnectionTrait, found: &action::Model) -> Result<bool> {
    let last = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq(SubjectKind::Action.word()))
        .filter(trail::Column::SubjectId.eq(found.id))
        .filter(trail::Column::Deed.is_in([NOT_THEIRS, "changed", "kept with its owner"]))
        .order_by_desc(trail::Column::Id)
        .one(db)
        .await?;
    Ok(last.is_some_and(|line| line.deed == NOT_THEIRS) && found.state.is_open())
}

async fn list_discussed(db: &impl ConnectionTrait, id: i64) -> Result<Vec<(NaiveDate, String)>> {
    let rows = discussed::Entity::find()
        .filter(discussed::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(discussed::Column::SubjectId.eq(id))
        .order_by_asc(discussed::Column::Id)
        .all(db)
        .await?;
    let days = meetings::Entity::find()
        .filter(meetings::Column::Id.is_in(rows.iter().map(|row| row.meeting_id)))
        .all(db)
        .await?;
    let day = |id: i64| days.iter().find(|row| row.id == id).map(|row| row.held_on);
    Ok(rows.into_iter().filter_map(|row| Some((day(row.meeting_id)?, row.words))).collect())
}
