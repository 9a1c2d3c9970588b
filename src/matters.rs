//! Matters arising: what is still open before a body, read from the tables as it stands now: its actions, papers that
//! were to follow, referrals without an answer, items that were deferred. Each returns until it is discussed *and* done;
//! at which meetings it was discussed is kept. Agendas show it, and the page on which a meeting's discussion is recorded.

use crate::error::Result;
use crate::succession::with_forebears;
use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::agenda::{Access, ItemState};
use remit_domain::obligation::{Kind, State as Owed, SubjectKind};
use remit_domain::word::Word;
use remit_domain::{action, recommendation, referral, request, tracking, wording};
use remit_entity::{
    Stored, action as actions, action_update, agenda_item, body, data_request, discussed, meeting, obligation, post,
    recommendation as recommendations, referral as referrals, trail,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Officers.
    Cleared,
    /// Members of the body with clearance: what another body took in private by its reference alone.
    Member,
    /// Everybody: nothing that came of an exempt or confidential item.
    Public,
}

/// One thing that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Where those who follow the body find it.
    pub href: String,
    /// What it is.
    pub what: String,
    /// Who has it, until when, how it stands, how often it was discussed.
    pub facts: String,
    /// The thing itself.
    pub subject: (SubjectKind, i64),
}

/// What is still open before a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matters {
    /// Actions that the body has not agreed complete.
    pub actions: Vec<Matter>,
    /// Papers that were to follow.
    pub to_follow: Vec<Matter>,
    /// Referrals without an answer, from this body or to it.
    pub referrals: Vec<Matter>,
    /// Items that were deferred and have not been considered since.
    pub deferred: Vec<Matter>,
    /// Recommendations that arrived and that nobody owes an answer to by any day.
    pub recommendations: Vec<Matter>,
}

impl Matters {
    /// Whether nothing is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups().is_empty()
    }

    /// The five kinds with their headings, without those that are empty.
    #[must_use]
    pub fn groups(&self) -> Vec<(&'static str, &[Matter])> {
        let all: [(&'static str, &[Matter]); 5] = [
            ("Open actions", &self.actions),
            ("Papers to follow", &self.to_follow),
            ("Referrals without an answer", &self.referrals),
            ("Deferred items", &self.deferred),
            ("Recommendations without a day for their answer", &self.recommendations),
        ];
        all.into_iter().filter(|(_, matters)| !matters.is_empty()).collect()
    }
}

/// Reads what is open before a body.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, body_id: i64, reader: Reader) -> Result<Matters> {
    let own = with_forebears(db, &[body_id]).await?;
    let known = Known::of(db, &own).await?;
    Ok(Matters {
        actions: actions(db, &own, (&known, reader)).await?,
        to_follow: to_follow(db, (&known, reader)).await?,
        referrals: referred(db, &own, (&known, reader)).await?,
        deferred: known.deferred(reader),
        recommendations: unanswered(db, &own, (&known, reader)).await?,
    })
}

/// The day of a meeting at which something was discussed, and when that was recorded.
type Discussed = (NaiveDate, DateTime<Utc>);

/// The meetings of a body and their items.
struct Known {
    meetings: BTreeMap<i64, meeting::Model>,
    items: BTreeMap<i64, agenda_item::Model>,
    posts: BTreeMap<i64, String>,
    /// When each thing was discussed: the day of the meeting, and when it was recorded; oldest first.
    discussed: BTreeMap<(SubjectKind, i64), Vec<Discussed>>,
}

impl Known {
    async fn of(db: &impl ConnectionTrait, own: &BTreeSet<i64>) -> Result<Self> {
        let meetings =
            meeting::Entity::find().filter(meeting::Column::BodyId.is_in(own.iter().copied())).all(db).await?;
        let items = agenda_item::Entity::find()
            .filter(agenda_item::Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.id)))
            .order_by_asc(agenda_item::Column::Id)
            .all(db)
            .await?;
        let posts = post::Entity::find().all(db).await?;
        let rows = discussed::Entity::find()
            .filter(discussed::Column::MeetingId.is_in(meetings.iter().map(|meeting| meeting.id)))
            .order_by_asc(discussed::Column::Id)
            .all(db)
            .await?;
        let mut talked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in rows {
            let day = meetings.iter().find(|meeting| meeting.id == row.meeting_id).map(|meeting| meeting.held_on);
            talked.entry((row.subject_kind.0, row.subject_id)).or_default().extend(day.map(|day| (day, row.at)));
        }
        Ok(Self {
            discussed: talked,
            meetings: meetings.into_iter().map(|row| (row.id, row)).collect(),
            items: items.into_iter().map(|row| (row.id, row)).collect(),
            posts: posts.into_iter().map(|row| (row.id, row.title)).collect(),
        })
    }

    fn post(&self, id: i64) -> &str {
        self.posts.get(&id).map_or("Nobody", String::as_str)
    }

    fn day_of(&self, item: &agenda_item::Model) -> String {
        self.meetings.get(&item.meeting_id).map(|row| wording::date(row.held_on)).unwrap_or_default()
    }

    /// How many meetings something has seen since the one that it came from.
    fn since(&self, item: i64) -> String {
        let came = self.items.get(&item).and_then(|item| self.meetings.get(&item.meeting_id));
        let held = self.meetings.values().filter(|row| row.state.0.took_place()).map(|row| row.held_on);
        match came.map(|came| tracking::meetings_seen(came.held_on, &held.collect::<Vec<_>>())) {
            None | Some(0) => String::new(),
            Some(n) => format!(", {}", tracking::seen_words(n)),
        }
    }

    /// How often something was discussed, and when last.
    fn talked(&self, subject: (SubjectKind, i64)) -> String {
        let all = self.discussed.get(&subject).map_or(&[][..], Vec::as_slice);
        match (all.len(), all.last()) {
            (1, Some((on, _))) => format!("; discussed on {}", wording::date(*on)),
            (n, Some((on, _))) => format!("; discussed at {n} meetings, last on {}", wording::date(*on)),
            (_, None) => String::new(),
        }
    }

    fn may_read(&self, item: i64, reader: Reader) -> bool {
        let access = self.items.get(&item).map(|item| item.access.0);
        // The item of another body's meeting is not known here; what came of it is told only to those with clearance.
        reader != Reader::Public || access == Some(Access::Public)
    }

    /// Deferred items that nothing has come of yet; where one was deferred on, the last of them.
    fn deferred(&self, reader: Reader) -> Vec<Matter> {
        let later: BTreeMap<i64, &agenda_item::Model> =
            self.items.values().filter_map(|item| Some((item.origin_id?, item))).collect();
        let waiting = self.items.values().filter(|item| {
            item.state.0 == ItemState::Deferred
                && self.may_read(item.id, reader)
                && later.get(&item.id).is_none_or(|later| !later.state.0.is_over())
        });
        let told = waiting.map(|item| {
            let to = match later.get(&item.id) {
                Some(later) => format!("to {}", self.day_of(later)),
                None => "to the work programme".to_owned(),
            };
            let reason = if item.reason.is_empty() { String::new() } else { format!(": {}", item.reason) };
            let subject = (SubjectKind::Item, item.id);
            Matter {
                href: format!("/items/{}", item.id),
                what: item.title.clone(),
                facts: format!("deferred from {} {to}{reason}{}", self.day_of(item), self.talked(subject)),
                subject,
            }
        });
        told.collect()
    }
}

async fn actions(
    db: &impl ConnectionTrait,
    own: &BTreeSet<i64>,
    (known, reader): (&Known, Reader),
) -> Result<Vec<Matter>> {
    let rows = actions::Entity::find()
        .filter(actions::Column::BodyId.is_in(own.iter().copied()))
        // What the panel agreed to be complete was discussed thereby.
        .filter(actions::Column::State.ne(Stored(action::State::Complete)))
        .order_by_asc(actions::Column::Id)
        .all(db)
        .await?;
    let (open, gone): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.state.0.is_open());
    let owed = obligation::Entity::find()
        .filter(obligation::Column::Kind.eq(Stored(Kind::DoAction)))
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Action)))
        .filter(obligation::Column::SubjectId.is_in(open.iter().map(|row| row.id)))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .all(db)
        .await?;
    let due: BTreeMap<i64, _> = owed.into_iter().filter_map(|row| Some((row.subject_id, row.due_on?))).collect();
    let gone = not_discussed(db, gone, known).await?;
    let told = open.into_iter().chain(gone).filter(|row| known.may_read(row.agenda_item_id, reader)).map(|row| {
        let subject = (SubjectKind::Action, row.id);
        let due = due.get(&row.id).map(|on| format!(", due {}", wording::date(*on))).unwrap_or_default();
        let state = row.state.0.label().to_lowercase();
        let since = known.since(row.agenda_item_id);
        let talked = known.talked(subject);
        Matter {
            href: format!("/actions/{}", row.id),
            facts: format!("{}{due}: {state}{since}{talked}", known.post(row.owner_post_id)),
            what: format!("{} {}", row.reference, row.text),
            subject,
        }
    });
    Ok(told.collect())
}

/// What was withdrawn, or went on as something else, and was not discussed since: the body has not heard of it yet.
async fn not_discussed(
    db: &impl ConnectionTrait,
    gone: Vec<actions::Model>,
    known: &Known,
) -> Result<Vec<actions::Model>> {
    let said = action_update::Entity::find()
        .filter(action_update::Column::ActionId.is_in(gone.iter().map(|row| row.id)))
        .order_by_asc(action_update::Column::Id)
        .all(db)
        .await?;
    let ended: BTreeMap<i64, DateTime<Utc>> = said.into_iter().map(|row| (row.action_id, row.at)).collect();
    let is_new = |row: &actions::Model| {
        let talked = known.discussed.get(&(SubjectKind::Action, row.id)).and_then(|all| all.last());
        ended.get(&row.id).is_some_and(|ended| talked.is_none_or(|(_, at)| at < ended))
    };
    Ok(gone.into_iter().filter(is_new).collect())
}

async fn to_follow(db: &impl ConnectionTrait, (known, reader): (&Known, Reader)) -> Result<Vec<Matter>> {
    let waiting = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(known.items.keys().copied()))
        .filter(data_request::Column::State.eq(Stored(request::State::ToFollow)))
        .order_by_asc(data_request::Column::Id)
        .all(db)
        .await?;
    let by = |on: Option<NaiveDate>| on.map(|on| format!(", by {}", wording::date(on))).unwrap_or_default();
    let mut told = Vec::new();
    for item in known.items.values() {
        if item.state.0 == ItemState::ToFollow && known.may_read(item.id, reader) {
            let owner = item.report_post_id.map_or("Nobody", |id| known.post(id));
            told.push(Matter {
                href: format!("/items/{}", item.id),
                what: format!("Report: {}", item.title),
                facts: format!(
                    "{owner}{}, for {}{}",
                    by(item.follows_on),
                    known.day_of(item),
                    known.talked((SubjectKind::Item, item.id))
                ),
                subject: (SubjectKind::Item, item.id),
            });
        }
    }
    for row in waiting.iter().filter(|row| known.may_read(row.agenda_item_id, reader)) {
        let day = known.items.get(&row.agenda_item_id).map(|item| known.day_of(item)).unwrap_or_default();
        told.push(Matter {
            href: format!("/requests/{}", row.id),
            what: format!("Appendix {}: {}", row.appendix, row.appendix_title),
            facts: format!(
                "{}{}, for {day}{}",
                known.post(row.owner_post_id),
                by(row.promised_on),
                known.talked((SubjectKind::Request, row.id))
            ),
            subject: (SubjectKind::Request, row.id),
        });
    }
    Ok(told)
}

async fn referred(
    db: &impl ConnectionTrait,
    own: &BTreeSet<i64>,
    (known, reader): (&Known, Reader),
) -> Result<Vec<Matter>> {
    let open = referrals::Entity::find()
        .filter(referrals::Column::State.ne(Stored(referral::State::Closed)))
        .order_by_asc(referrals::Column::Id)
        .all(db)
        .await?;
    let ended = withdrawn_at(db, &open).await?;
    let is_new = |row: &referrals::Model| {
        let talked = known.discussed.get(&(SubjectKind::Referral, row.id)).and_then(|all| all.last());
        ended.get(&row.id).is_some_and(|ended| talked.is_none_or(|(_, at)| at < ended))
    };
    let is_own = |row: &referrals::Model| own.contains(&row.body_id) || own.contains(&row.board_id);
    let stands = |row: &referrals::Model| row.state.0 != referral::State::Withdrawn || is_new(row);
    let open: Vec<_> = open.into_iter().filter(|row| is_own(row) && stands(row)).collect();
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::Id.is_in(open.iter().map(|row| row.agenda_item_id)))
        .filter(agenda_item::Column::Access.eq(Stored(Access::Public)))
        .all(db)
        .await?;
    let public: BTreeSet<i64> = items.into_iter().map(|item| item.id).collect();
    let bodies = body::Entity::find().all(db).await?;
    let name = |id: i64| bodies.iter().find(|body| body.id == id).map_or("", |body| body.name.as_str());
    let is_read = |row: &referrals::Model| match reader {
        Reader::Cleared => true,
        Reader::Member => own.contains(&row.body_id) || public.contains(&row.agenda_item_id),
        Reader::Public => public.contains(&row.agenda_item_id),
    };
    let told = open.into_iter().filter(|row| reader != Reader::Public || public.contains(&row.agenda_item_id));
    // What the Board has answered is the panel's to hear.
    let told = told.filter(|row| own.contains(&row.body_id) || row.state.is_open());
    let told = told.map(|row| Matter {
        href: format!("/referrals/{}", row.id),
        facts: {
            let (state, talked) = (row.state.0.label().to_lowercase(), known.talked((SubjectKind::Referral, row.id)));
            let is_ours = own.contains(&row.body_id);
            let (way, other) = if is_ours { ("to", name(row.board_id)) } else { ("from", name(row.body_id)) };
            format!("{way} the {other}: {state}{talked}")
        },
        what: if is_read(&row) {
            format!("{} {}", row.reference, row.text)
        } else {
            format!("{}: concerns business taken in private", row.reference)
        },
        subject: (SubjectKind::Referral, row.id),
    });
    Ok(told.collect())
}

/// When each of these was withdrawn. An officer writes that down; the body hears of it at its next meeting.
async fn withdrawn_at(db: &impl ConnectionTrait, rows: &[referrals::Model]) -> Result<BTreeMap<i64, DateTime<Utc>>> {
    let gone = rows.iter().filter(|row| row.state.0 == referral::State::Withdrawn).map(|row| row.id);
    let lines = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("referral"))
        .filter(trail::Column::SubjectId.is_in(gone))
        .filter(trail::Column::Deed.eq("withdrew the matter"))
        .order_by_asc(trail::Column::Id)
        .all(db)
        .await?;
    Ok(lines.into_iter().map(|line| (line.subject_id, line.at)).collect())
}

/// Recommendations that arrived without a notice: no clock runs, so nobody owes an answer, and the body asks after it.
async fn unanswered(
    db: &impl ConnectionTrait,
    own: &BTreeSet<i64>,
    (known, reader): (&Known, Reader),
) -> Result<Vec<Matter>> {
    let waits = [recommendation::State::Received, recommendation::State::Considered].map(Stored);
    let rows = recommendations::Entity::find()
        .filter(recommendations::Column::BodyId.is_in(own.iter().copied()))
        .filter(recommendations::Column::State.is_in(waits))
        .order_by_asc(recommendations::Column::Id)
        .all(db)
        .await?;
    let owed: BTreeSet<i64> = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(SubjectKind::Recommendation)))
        .filter(obligation::Column::SubjectId.is_in(rows.iter().map(|row| row.id)))
        .filter(obligation::Column::State.eq(Stored(Owed::Open)))
        .all(db)
        .await?
        .into_iter()
        .map(|owed| owed.subject_id)
        .collect();
    let told = rows.into_iter().filter(|row| !owed.contains(&row.id) && known.may_read(row.agenda_item_id, reader));
    let told = told.map(|row| {
        let subject = (SubjectKind::Recommendation, row.id);
        let (state, since) = (row.state.label().to_lowercase(), known.since(row.agenda_item_id));
        Matter {
            href: format!("/recommendations/{}", row.id),
            facts: format!(
                "{}: {state}, no day for the answer{since}{}",
                known.post(row.post_id),
                known.talked(subject)
            ),
            what: format!("{} {}", row.reference, row.text),
            subject,
        }
    });
    Ok(told.collect())
}
