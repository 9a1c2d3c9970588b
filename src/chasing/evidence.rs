//! What happened to get something that is owed, gathered from the ledger of letters, the notices, the reports of what came
//! back and the trail, in the order of time. Tells deeds, dates and Message-IDs; never the words of a letter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use remit_domain::london;
use remit_domain::word::Word;
use remit_domain::{obligation as owed, wording};
use remit_entity::{Stored, attempt, bounce, letter, notice, obligation, person, trail};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// The day in London.
    pub(super) on: NaiveDate,
    /// The moment, where it is known.
    pub(super) at: Option<DateTime<Utc>>,
    /// What happened.
    pub(super) what: String,
    /// More about it.
    pub(super) detail: String,
    /// The letter's Message-ID.
    pub(super) message_id: String,
}

impl Event {
    fn on(on: NaiveDate, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { on, at: None, what: what.into(), detail: detail.into(), message_id: String::new() }
    }

    fn at(at: DateTime<Utc>, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { at: Some(at), ..Self::on(london::date_in_london(at), what, detail) }
    }

    fn of(self, letter: &letter::Model) -> Self {
        Self { message_id: letter.message_id.clone(), ..self }
    }

    /// The moment in London, to the second.
    pub(super) fn when(&self) -> String {
        match self.at {
            Some(at) => format!("{}, {}", wording::date_with_day(self.on), seconds(at)),
            None => wording::date_with_day(self.on),
        }
    }
}

fn seconds(at: DateTime<Utc>) -> String {
    london::clock_in_london(at).format("%H:%M:%S").to_string()
}

/// What is on the books about one thing that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) owed: obligation::Model,
    pub(super) events: Vec<Event>,
    /// Moments at which a letter was handed over.
    pub(super) handed_over: Vec<DateTime<Utc>>,
    /// How many reports say that a letter came back.
    pub(super) returned: usize,
}

/// The tables that a proof is read from.
struct Books {
    notices: Vec<notice::Model>,
    letters: HashMap<i64, letter::Model>,
    attempts: Vec<attempt::Model>,
    bounces: Vec<bounce::Model>,
    people: HashMap<i64, String>,
    trail: Vec<trail::Model>,
}

/// The proofs of several obligations, in their order. `tells_addresses`: whether the reader may see to which address.
pub(super) async fn gather(
    db: &impl ConnectionTrait,
    rows: Vec<obligation::Model>,
    tells_addresses: bool,
) -> Result<Vec<Proof>> {
    let books = open(db, &rows).await?;
    Ok(rows.into_iter().map(|row| books.proof(row, tells_addresses)).collect())
}

async fn open(db: &impl ConnectionTrait, rows: &[obligation::Model]) -> Result<Books> {
    let notices = notice::Entity::find()
        .filter(notice::Column::ObligationId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(notice::Column::Id)
        .all(db)
        .await?;
    let mut letters: HashMap<i64, letter::Model> = HashMap::new();
    let mut wanted: BTreeSet<i64> = notices.iter().filter_map(|notice| notice.letter_id).collect();
    // A letter that was sent again stands before the one that repeats it.
    while !wanted.is_empty() {
        let found = letter::Entity::find().filter(letter::Column::Id.is_in(wanted)).all(db).await?;
        wanted = found.iter().filter_map(|letter| letter.again_of_id).filter(|id| !letters.contains_key(id)).collect();
        letters.extend(found.into_iter().map(|letter| (letter.id, letter)));
    }
    let ids: Vec<i64> = letters.keys().copied().collect();
    let attempts = attempt::Entity::find().filter(attempt::Column::LetterId.is_in(ids.clone()));
    let bounces = bounce::Entity::find().filter(bounce::Column::LetterId.is_in(ids));
    let people = person::Entity::find().filter(person::Column::Id.is_in(notices.iter().map(|notice| notice.person_id)));
    let kinds: BTreeSet<&str> = rows.iter().map(|row| row.subject_kind.word()).collect();
    let trail = trail::Entity::find()
        .filter(trail::Column::SubjectKind.is_in(kinds))
        .filter(trail::Column::SubjectId.is_in(rows.iter().map(|row| row.subject_id)))
        .order_by_asc(trail::Column::Id);
    Ok(Books {
        notices,
        attempts: attempts.order_by_asc(attempt::Column::Id).all(db).await?,
        bounces: bounces.order_by_asc(bounce::Column::Id).all(db).await?,
        people: people.all(db).await?.into_iter().map(|person| (person.id, person.name)).collect(),
        trail: trail.all(db).await?,
        letters,
    })
}

impl Books {
    fn proof(&self, owed: obligation::Model, tells_addresses: bool) -> Proof {
        let mut events = vec![Event::on(owed.opened_on, "Owed from this day", due_words(&owed))];
        let mut told: BTreeMap<i64, &letter::Model> = BTreeMap::new();
        for notice in self.notices.iter().filter(|notice| notice.obligation_id == owed.id) {
            self.rung(notice, &mut events);
            let mut next = notice.letter_id;
            while let Some(letter) = next.and_then(|id| self.letters.get(&id)) {
                let is_new = told.insert(letter.id, letter).is_none();
                next = letter.again_of_id.filter(|_| is_new);
            }
        }
        let (mut handed_over, mut returned) = (Vec::new(), 0);
        for letter in told.values() {
            self.letter(letter, tells_addresses, &mut events);
            handed_over.extend(letter.sent_at);
            returned += self.bounces.iter().filter(|report| report.letter_id == letter.id && is_final(report)).count();
        }
        let about =
            |line: &&trail::Model| line.subject_kind == owed.subject_kind.word() && line.subject_id == owed.subject_id;
        for line in self.trail.iter().filter(about) {
            events.push(Event::at(line.at, format!("{} {}", line.by, line.deed), ""));
        }
        if let Some(at) = owed.closed_at {
            events.push(Event::at(at, format!("Closed: {}", owed.state.label().to_lowercase()), ""));
        }
        events.sort_by_key(|event| (event.on, event.at));
        handed_over.sort();
        Proof { owed, events, handed_over, returned }
    }

    fn rung(&self, notice: &notice::Model, events: &mut Vec<Event>) {
        let who = self.people.get(&notice.person_id).map_or("somebody", String::as_str);
        let what = format!("{}: reached for {who}", notice.kind.label());
        let due = wording::date_with_day(notice.due_on);
        let detail = format!("Rung “{}”, to {}; due {due} then", notice.rung, notice.audience.label().to_lowercase());
        events.push(Event::on(notice.reached_on, what, detail));
        if let Some(at) = notice.approved_at {
            events.push(Event::at(at, format!("{}: approved by {}", notice.kind.label(), notice.approved_by), ""));
        } else if notice.asks && notice.skipped_at.is_none() && notice.letter_id.is_none() {
            events.push(Event::on(notice.reached_on, format!("{}: waits for approval", notice.kind.label()), ""));
        }
        if let Some(at) = notice.skipped_at {
            let what = format!("{} for {who}: skipped by {}", notice.kind.label(), notice.skipped_by);
            events.push(Event::at(at, what, notice.skipped_why.clone()));
        }
        if let Some(at) = notice.withdrawn_at {
            events.push(Event::at(
                at,
                format!("{} for {who}: withdrawn", notice.kind.label()),
                "Done, moved or called off",
            ));
        }
    }

    fn letter(&self, letter: &letter::Model, tells_addresses: bool, events: &mut Vec<Event>) {
        let to = if tells_addresses {
            format!("{} <{}>", letter.to_name, letter.to_address)
        } else {
            letter.to_name.clone()
        };
        let what = if letter.again_of_id.is_some() { "Letter written again" } else { "Letter written" };
        let mut detail =
            format!("{} to {to}. It stands at: {}", letter.kind.label(), letter.state.label().to_lowercase());
        if !letter.meant_for.is_empty() {
            detail.push_str(&format!(". On trial: meant for {}", letter.meant_for));
        }
        events.push(Event::at(letter.written_at, what, detail).of(letter));
        for tried in self.attempts.iter().filter(|tried| tried.letter_id == letter.id) {
            events.push(attempted(tried).of(letter));
        }
        // What the relay refused at once is told by the conversation itself.
        let later = |report: &&bounce::Model| report.letter_id == letter.id && report.mark != bounce::AT_ONCE;
        for report in self.bounces.iter().filter(later) {
            let what = if is_final(report) { "Letter came back" } else { "Letter reported as late" };
            let said = [report.code.as_str(), report.words.as_str()];
            let said = said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
            events.push(Event::at(report.at, what, format!("“{said}”, told by {}", report.told_by)).of(letter));
        }
    }
}

fn is_final(report: &bounce::Model) -> bool {
    !report.code.starts_with('4')
}

fn due_words(owed: &obligation::Model) -> String {
    let kind = owed.kind.label();
    match owed.due_on {
        Some(on) => format!("{kind}, due {}", wording::date_with_weekday(on)),
        None => format!("{kind}, without a date yet"),
    }
}

/// One conversation with the relay, in its own words.
fn attempted(tried: &attempt::Model) -> Event {
    let at = tried.ended_at.unwrap_or(tried.started_at);
    let said = tried.code.map_or_else(|| tried.words.clone(), |code| format!("{code} {}", tried.words));
    match tried.code {
        Some(200..=299) => Event::at(
            at,
            "Handed over to the council’s relay",
            format!("The council’s relay said “{said}” at {}", seconds(at)),
        ),
        Some(_) => {
            Event::at(at, "Refused by the relay", format!("The council’s relay said “{said}” at {}", seconds(at)))
        }
        None if tried.phase_reached == "after-dot" => Event::at(at, "May have been handed over", said),
        None => Event::at(at, "Tried, and not handed over", said),
    }
}

/// Which obligations a proof over a period tells of: those of a body, or of a meeting, that fall due in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) bodies: Vec<i64>,
    pub(super) meeting: Option<i64>,
    pub(super) between: Option<(NaiveDate, NaiveDate)>,
}

/// The most obligations that one proof tells of.
pub(super) const MOST: usize = 1000;

pub(super) async fn list(db: &impl ConnectionTrait, wanted: &Wanted) -> Result<Vec<obligation::Model>> {
    let mut query = obligation::Entity::find()
        .filter(obligation::Column::BodyId.is_in(wanted.bodies.iter().copied()))
        .filter(obligation::Column::State.ne(Stored(owed::State::Merged)));
    if let Some(meeting) = wanted.meeting {
        query = query.filter(obligation::Column::MeetingId.eq(meeting));
    }
    if let Some((from, to)) = wanted.between {
        query = query.filter(obligation::Column::DueOn.between(from, to));
    }
    let query = query.order_by_asc(obligation::Column::DueOn).order_by_asc(obligation::Column::Id);
    Ok(sea_orm::QuerySelect::limit(query, Some(MOST as u64)).all(db).await?)
}

/// Everything that is or was owed about one thing.
pub(super) async fn list_about(
    db: &impl ConnectionTrait,
    (kind, id): (owed::SubjectKind, i64),
) -> Result<Vec<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(kind)))
        .filter(obligation::Column::SubjectId.eq(id))
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?)
}

/// Whether any letter about it has really left.
pub(super) fn standing(proof: &Proof) -> &'static str {
    match proof.owed.state.0 {
        owed::State::Met => "Done",
        owed::State::Withdrawn => "Called off",
        _ if proof.handed_over.is_empty() => "Open, nothing handed over",
        _ => "Open",
    }
}
