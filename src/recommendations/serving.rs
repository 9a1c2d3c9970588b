//! Send recommendations, one or several at once to one addressee: the notice, the clock, and who is told. Sending one
//! anew starts its clock again.

use super::commands::{Step, Which, day, load, take};
use super::queries;
use crate::error::{Error, OrRefuse, Result};
use crate::holders::holder_of;
use crate::recommending::{self, LastCabinet};
use crate::tellings::{self, Section, Telling};
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::letter::Kind as Letter;
use remit_domain::obligation::Kind;
use remit_domain::recommendation::{Addressee, Clock, RecommendationRefusal, Terms};
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, post, recommendation};
use sea_orm::{ActiveValue::Set, EntityTrait};

/// What is sent, to whom, and by which clock, as typed.
#[derive(Clone, Debug)]
pub(super) struct Serving {
    pub which: Vec<Which>,
    pub addressee: Addressee,
    pub post: Option<i64>,
    pub lead: Option<i64>,
    pub on: Option<NaiveDate>,
    /// Whether a written notice goes with it; none while nothing was chosen.
    pub notice: Option<bool>,
    pub notice_on: Option<NaiveDate>,
    /// None for what the law gives.
    pub clock: Option<Clock>,
    pub count: Option<u32>,
    pub reason: String,
}

impl Serving {
    /// The day of the notice; none where none was given.
    fn noticed(&self, today: NaiveDate) -> Result<Option<NaiveDate>> {
        match self.notice {
            None if self.addressee == Addressee::Executive => Err(Error::refused(RecommendationRefusal::NoticeUnsaid)),
            None | Some(false) => Ok(None),
            Some(true) => match self.notice_on {
                Some(on) if on <= today => Ok(Some(on)),
                _ => Err(Error::refused(RecommendationRefusal::NoNoticeDay)),
            },
        }
    }
}

/// Sends them.
pub(super) async fn serve(work: &Work, serving: Serving) -> Result<()> {
    if serving.which.is_empty() {
        return Err(Error::refused(RecommendationRefusal::NoneChosen));
    }
    let post_id = known(work, serving.post).await?.ok_or_else(|| Error::refused(RecommendationRefusal::NoPost))?;
    let lead = known(work, serving.lead).await?;
    let notice = serving.noticed(work.today)?;
    let usual = serving.addressee.usual_clock(notice.is_some());
    let chosen = (serving.clock.unwrap_or(usual), serving.count);
    let terms = Terms::chosen(serving.addressee, notice.is_some(), chosen, &serving.reason).or_refuse()?;
    for which in &serving.which {
        let found = load(work, *which).await?;
        let state = found.state.serve().or_refuse()?;
        let on = day(serving.on, queries::met_on(&work.tx, &found).await?, work.today)?;
        let mut row = found.clone();
        (row.clock, row.received_on, row.notice_on) = (Stored(terms.clock), Some(on), notice);
        row.clock_days = terms.count.and_then(|count| i32::try_from(count).ok());
        let words = words(work, &row, (post_id, on), &serving.reason).await?;
        let step = Step { state, deed: "served", words, done: &[Kind::ServeRecommendation] };
        let change = |new: &mut recommendation::ActiveModel| {
            new.addressee = Set(Stored(serving.addressee));
            new.post_id = Set(post_id);
            new.lead_post_id = Set(lead);
            new.received_on = Set(Some(on));
            new.notice_on = Set(notice);
            new.clock = Set(row.clock);
            new.clock_days = Set(row.clock_days);
            // What was said of it before does not answer what is sent anew.
            new.responded_on = Set(None);
            new.considered_at_id = Set(None);
            new.published_on = Set(None);
        };
        let row = take(work, found, change, step).await?;
        tell_lead(work, &row, on).await?;
    }
    Ok(())
}

async fn known(work: &Work, id: Option<i64>) -> Result<Option<i64>> {
    match id {
        Some(id) => Ok(post::Entity::find_by_id(id).one(&work.tx).await?.map(|post| post.id)),
        None => Ok(None),
    }
}

/// The line in the thread: to whom, with what notice, and by when the answer is due.
async fn words(
    work: &Work,
    row: &recommendation::Model,
    (post_id, on): (i64, NaiveDate),
    reason: &str,
) -> Result<String> {
    let post = post::Entity::find_by_id(post_id).one(&work.tx).await?.map(|post| post.title).unwrap_or_default();
    let mut said = format!("Sent to the {post} on {}.", wording::date_with_weekday(on));
    match row.notice_on {
        Some(on) => said.push_str(&format!(" Notice under section 9FE given on {}.", wording::date_with_weekday(on))),
        None => said.push_str(" No notice under section 9FE."),
    }
    match recommending::deadline(row, &work.calendar)? {
        Some(due) => {
            let rule = recommending::terms(row).words();
            said.push_str(&format!(" The answer is due by {}: {rule}.", wording::date_with_weekday(due.last_on)));
        }
        None => said.push_str(" No date is set for the answer."),
    }
    if !reason.trim().is_empty() {
        said.push_str(&format!(" The rule: {}", reason.trim()));
    }
    Ok(said)
}

/// Whoever leads it hears of it too, where that is not whoever answers.
async fn tell_lead(work: &Work, row: &recommendation::Model, on: NaiveDate) -> Result<()> {
    let Some(lead) = row.lead_post_id.filter(|lead| *lead != row.post_id) else { return Ok(()) };
    let holder = holder_of(&work.tx, lead, work.today).await?.and_then(|holder| holder.person);
    let addressee = post::Entity::find_by_id(row.post_id).one(&work.tx).await?;
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(&work.tx).await?;
    let body = body::Entity::find_by_id(row.body_id).one(&work.tx).await?;
    let (Some(person), Some(addressee), Some(item), Some(body)) = (holder, addressee, item, body) else {
        return Ok(());
    };
    let mut says = vec![format!(
        "The {} recommended it on item “{}”, and it was sent to the {} on {}.",
        body.name,
        item.access.0.title_in_letters(&item.title),
        addressee.title,
        wording::date_with_weekday(on)
    )];
    if !item.access.0.is_restricted() {
        says.push(format!("“{}”", row.text));
    }
    if let Some(due) = recommending::deadline(row, &work.calendar)? {
        says.push(format!("The answer is due by {}.", wording::date_with_weekday(due.last_on)));
        let cabinet = recommending::last_cabinet(&work.tx, due, &work.calendar).await?;
        if cabinet != LastCabinet::NoneInDiary {
            says.push(format!("Last Cabinet meeting that can carry it: {}", cabinet.words(work.today)));
        }
    }
    says.push("You are named as the lead officer: once it is accepted you will be asked how it goes on.".to_owned());
    let telling = Telling {
        kind: Letter::RecommendationServed,
        person_id: person.id,
        occasion: format!("served-recommendation-{}-{on}", row.id),
        section: Section {
            subject: format!("For information: recommendation {} was sent", row.reference),
            heading: format!("Recommendation {}", row.reference),
            says,
            ..Section::default()
        },
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    };
    tellings::tell(work, telling).await
}

/// Whoever has a recommendation today, with the words that a letter to them needs.
pub(super) struct About {
    pub person: i64,
    pub body: String,
    pub item: String,
    pub is_private: bool,
}

/// The addressee of a recommendation; none while the post is vacant.
pub(super) async fn about(work: &Work, row: &recommendation::Model) -> Result<Option<About>> {
    let holder = holder_of(&work.tx, row.post_id, work.today).await?.and_then(|holder| holder.person);
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(&work.tx).await?;
    let body = body::Entity::find_by_id(row.body_id).one(&work.tx).await?;
    let (Some(person), Some(item), Some(body)) = (holder, item, body) else { return Ok(None) };
    Ok(Some(About {
        person: person.id,
        body: body.name,
        item: item.access.0.title_in_letters(&item.title).to_owned(),
        is_private: item.access.0.is_restricted(),
    }))
}
