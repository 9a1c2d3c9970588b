//! One deed done to many rows, each by itself: what one refuses, the others do all the same. What each was before is
//! kept, so that it can be undone.

use crate::acting::{self, Change, Which};
use crate::error::{Error, Result};
use crate::holders::holder_of;
use crate::links;
use crate::resolving::{self, Place};
use crate::tellings::{self, Section, Telling};
use crate::trail::{self, About};
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::action::Due;
use remit_domain::letter;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::tracking::{Bulk, TrackerRefusal};
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{action, agenda_item, body, bulk_change, comment, meeting, obligation, recommendation, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

/// A deed with what it needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub deed: Bulk,
    pub due_on: Option<NaiveDate>,
    pub meeting: Option<i64>,
}

/// A row as it was ticked.
#[derive(Clone, Debug)]
pub(super) struct Ticked {
    pub kind: SubjectKind,
    pub id: i64,
    pub version: i32,
}

impl Ticked {
    /// Reads what a form calls a row.
    pub(super) fn read(key: &str) -> Option<Self> {
        let mut parts = key.rsplitn(3, '-');
        let (version, id, kind) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { kind: SubjectKind::from_word(kind)?, id: id.parse().ok()?, version: version.parse().ok()? })
    }
}

/// What became of one row, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Became {
    pub reference: String,
    pub href: String,
    pub id: i64,
    pub is_done: bool,
    pub says: String,
    /// What it was before, where something was done.
    pub was: Was,
}

/// What there is to undo.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Was {
    Nothing,
    /// The rule that it was owed by, and the version that the change left.
    Due {
        rule: String,
        version: i32,
    },
    /// The occasion of the letter.
    Asked {
        occasion: String,
    },
    /// The item that was added.
    Item {
        id: i64,
    },
    /// Proposed complete; the version that the agreement left.
    Proposed {
        version: i32,
    },
}

/// Does a deed to every row that was ticked; the change as it is kept.
pub(super) async fn change(work: &Work, wanted: Wanted, rows: Vec<Ticked>) -> Result<i64> {
    let mut became = Vec::new();
    for row in rows {
        let Some(found) = Named::find(work, &row).await? else { continue };
        let done = one(work, wanted, (&row, &found)).await;
        let (is_done, says, was) = match done {
            Ok((says, was)) => (true, says, was),
            Err(Error::Refused(refusal)) => (false, refusal.to_string(), Was::Nothing),
            Err(Error::Stale) => (false, TrackerRefusal::Changed.to_string(), Was::Nothing),
            Err(error) => return Err(error),
        };
        let href = format!("/{}/{}", row.kind.room(), row.id);
        became.push(Became { reference: found.reference, href, id: row.id, is_done, says, was });
    }
    let kept = serde_json::to_string(&became).map_err(|error| Error::Broken(error.into()))?;
    let made = bulk_change::ActiveModel {
        what: Set(wanted.deed.word().to_owned()),
        was: Set(kept),
        made_by_id: Set(work.by.person_id()),
        made_by: Set(work.by.words()),
        made_at: Set(work.at),
        undone_at: Set(None),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let about = About { noun: "tracker", id: made.id, body: None };
    let done = became.iter().filter(|one| one.is_done).count();
    trail::record(work, wanted.deed.label(), about, format!("{done} of {}", became.len())).await?;
    Ok(made.id)
}

/// What every kind of row has.
struct Named {
    reference: String,
    text: String,
    body_id: i64,
    item_id: i64,
}

impl Named {
    fn new((reference, text): (String, String), body_id: i64, item_id: i64) -> Self {
        Self { reference, text, body_id, item_id }
    }

    async fn find(work: &Work, row: &Ticked) -> Result<Option<Self>> {
        let (db, id) = (&work.tx, row.id);
        Ok(match row.kind {
            SubjectKind::Action => action::Entity::find_by_id(id)
                .one(db)
                .await?
                .map(|row| Self::new((row.reference, row.text), row.body_id, row.agenda_item_id)),
            SubjectKind::Recommendation => recommendation::Entity::find_by_id(id)
                .one(db)
                .await?
                .map(|row| Self::new((row.reference, row.text), row.body_id, row.agenda_item_id)),
            SubjectKind::Referral => referral::Entity::find_by_id(id)
                .one(db)
                .await?
                .map(|row| Self::new((row.reference, row.text), row.body_id, row.agenda_item_id)),
            SubjectKind::Comment => comment::Entity::find_by_id(id)
                .one(db)
                .await?
                .map(|row| Self::new((row.reference, row.text), row.body_id, row.agenda_item_id)),
            _ => None,
        })
    }
}

async fn one(work: &Work, wanted: Wanted, (row, found): (&Ticked, &Named)) -> Result<(String, Was)> {
    if wanted.deed == Bulk::PutOnAgenda {
        return put_on_agenda(work, found).await;
    }
    if row.kind != SubjectKind::Action {
        return Err(Error::refused(TrackerRefusal::ActionsOnly));
    }
    let which = Which { id: row.id, version: Some(row.version) };
    match wanted.deed {
        Bulk::SetDue => {
            let day = wanted.due_on.ok_or_else(|| Error::refused(TrackerRefusal::NoDay))?;
            let rule = obligation_of(work, row.id).await?.map(|owed| owed.due_rule).unwrap_or_default();
            let why = "Set on the tracker.".to_owned();
            acting::change(work, which, Change { owner: None, due: Some(Due::On(day)), why }).await?;
            let says = format!("Now due on {}", wording::date(day));
            Ok((says, Was::Due { rule, version: row.version + 1 }))
        }
        Bulk::AgreeComplete => {
            acting::agree(work, which, wanted.meeting).await?;
            Ok(("Complete".to_owned(), Was::Proposed { version: row.version + 1 }))
        }
        _ => ask(work, row.id).await,
    }
}

pub(super) async fn obligation_of(work: &Work, id: i64) -> Result<Option<obligation::Model>> {
    let open = crate::obligations::open_about(&work.tx, SubjectKind::Action, id).await?;
    Ok(open.into_iter().find(|row| row.kind.0 == Kind::DoAction))
}

/// A letter to the owner today, whatever the reminders say.
async fn ask(work: &Work, id: i64) -> Result<(String, Was)> {
    let found = action::Entity::find_by_id(id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if !found.state.is_owed() {
        return Err(Error::refused(remit_domain::action::ActionRefusal::NotOwed));
    }
    let holder = holder_of(&work.tx, found.owner_post_id, work.today).await?;
    let Some(person) = holder.and_then(|holder| holder.person) else {
        return Ok(("Nobody holds the post: nobody was asked".to_owned(), Was::Nothing));
    };
    let item = agenda_item::Entity::find_by_id(found.agenda_item_id).one(&work.tx).await?;
    let is_private = item.is_none_or(|item| item.access.0.is_restricted());
    let body = body::Entity::find_by_id(found.body_id).one(&work.tx).await?.map(|body| body.name).unwrap_or_default();
    let mut says = vec![format!("The {body} asks for an update on the action {}.", found.reference)];
    if !is_private {
        says.push(format!("“{}”", found.text));
    }
    let occasion = format!("update-{id}-{}", work.at.timestamp());
    let told = Telling {
        kind: letter::Kind::ActionReminder,
        person_id: person.id,
        occasion: occasion.clone(),
        section: Section {
            subject: format!("Action {}: an update is asked for", found.reference),
            heading: format!("Action {}", found.reference),
            says,
            link_lead: "Tell the panel how far it is:".to_owned(),
            link: links::address(work, person.id, SubjectKind::Action, id).await?,
            ..Section::default()
        },
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    };
    tellings::tell(work, told).await?;
    let about = About { noun: "action", id, body: Some(found.body_id) };
    trail::record(work, "asked for an update", about, found.reference).await?;
    Ok((format!("{} is asked by letter", person.name), Was::Asked { occasion }))
}

/// On to the agenda of the next meeting of the body that carries it today.
async fn put_on_agenda(work: &Work, found: &Named) -> Result<(String, Was)> {
    let place = resolving::find_place(&work.tx, found.item_id).await?.ok_or(Error::NotFound)?;
    let body = acting::body_now(work, found.body_id).await?;
    let words = match place.item.access.0.is_restricted() {
        true => format!("Matter arising: {}", found.reference),
        false => format!("Matter arising: {} {}", found.reference, found.text),
    };
    let stands =
        agenda_item::Entity::find().filter(agenda_item::Column::Title.eq(words.as_str())).all(&work.tx).await?;
    let ahead = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(stands.iter().map(|item| item.meeting_id)))
        .all(&work.tx)
        .await?;
    if ahead.iter().any(|row| row.state.0.is_ahead() && row.held_on >= work.today) {
        return Err(Error::refused(TrackerRefusal::OnAgenda));
    }
    let from = format!("Matter arising from {}", wording::date(place.meeting.held_on));
    let place = Place { body, ..place };
    let item = resolving::item_of(work, &place, &words, from).await.map_err(|error| match error {
        Error::NotFound => Error::refused(remit_domain::action::ActionRefusal::NoMeetingAhead),
        error => error,
    })?;
    let on = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.map(|row| wording::date(row.held_on));
    Ok((format!("On the agenda of {}", on.unwrap_or_default()), Was::Item { id: item.id }))
}
