//! The words of E18 to E20 and of comments: what was recommended, by when it is to be answered, how it goes on. Names,
//! dates and references; what was said in private stays behind the link.

use super::{Facts, Section};
use crate::error::{Error, Result};
use crate::links;
use crate::recommending;
use crate::work::Work;
use chrono::NaiveDate;
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::obligation::{Kind as Owed, SubjectKind};
use remit_domain::recommendation::Decision;
use remit_domain::wording;
use remit_entity::{agenda_item, body, comment, meeting, recommendation};
use sea_orm::EntityTrait;

/// Where something comes from.
struct Origin {
    body: body::Model,
    item: agenda_item::Model,
    meeting: meeting::Model,
}

async fn origin(work: &Work, body_id: i64, item_id: i64) -> Result<Origin> {
    let missing = || Error::broken("a matter without its meeting");
    let item = agenda_item::Entity::find_by_id(item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(body_id).one(&work.tx).await?.ok_or_else(missing)?;
    Ok(Origin { body, item, meeting })
}

impl Origin {
    /// Which body said it, when, and on what; then its words, unless they were said in private.
    fn says(&self, did: &str, text: &str) -> Vec<String> {
        let whence = format!(
            "The {} {did} on {}, item “{}”:",
            self.body.name,
            wording::date_with_weekday(self.meeting.held_on),
            self.item.access.0.title_in_letters(&self.item.title)
        );
        let words = match self.item.access.0.is_restricted() {
            true => "Its words concern business taken in private; they stand on the page behind the link.".to_owned(),
            false => format!("“{text}”"),
        };
        vec![whence, words]
    }
}

pub(super) async fn recommendation(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("something owed about a recommendation that is not there");
    let found = recommendation::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?;
    let row = found.ok_or_else(missing)?;
    let origin = origin(work, row.body_id, row.agenda_item_id).await?;
    let mut says = Vec::new();
    if !facts.is_own() {
        says.push(for_information(facts));
    }
    says.extend(origin.says("recommended", &row.text));
    says.extend(match facts.row.kind.0 {
        Owed::AcknowledgeRecommendation | Owed::Respond => clock(work, facts, &row).await?,
        kind => vec![what_is_due(facts, kind, work)],
    });
    let due = recommending::deadline(&row, &work.calendar)?;
    let last = due.map_or(facts.due_on, |due| due.last_on);
    let (link_lead, link) = leads_to(work, facts, SubjectKind::Recommendation, row.id).await?;
    Ok(Section {
        kind: facts.notice.kind.0,
        is_own: facts.is_own(),
        is_news: false,
        due_on: facts.due_on,
        subject: format!("{}Recommendation {}: {}", mark(facts, work), row.reference, tail(facts, last)),
        heading: format!("Recommendation {}", row.reference),
        says,
        list_lead: String::new(),
        list: Vec::new(),
        link_lead,
        link,
        otherwise: String::new(),
        entity_ref: format!("recommendation-{}", row.id),
    })
}

/// How a letter begins to somebody who is to know and owes nothing.
fn for_information(facts: &Facts<'_>) -> String {
    let holder = facts.owner.person.as_ref().map_or("the post is vacant", |person| person.name.as_str());
    format!("This is for your information: it is for the {} ({holder}).", facts.owner.post)
}

/// The notice, the last day and the working target, the last Cabinet: what whoever answers must know (E18 to E20).
async fn clock(work: &Work, facts: &Facts<'_>, row: &recommendation::Model) -> Result<Vec<String>> {
    let day = wording::date_with_weekday;
    let mut says = Vec::new();
    match row.notice_on {
        Some(on) => says.push(format!(
            "A written notice under section 9FE of the Local Government Act 2000 was given on {}: consider it, answer saying what action, if any, is proposed, and publish the answer.",
            day(on)
        )),
        None => says.push("No notice under section 9FE of the Local Government Act 2000 was given.".to_owned()),
    }
    let answers = recommending::answers_to(&work.tx, row).await?;
    let deferred = recommending::standing_answer(row, &answers).filter(|one| one.part.decision.0 == Decision::Deferred);
    if let Some(until) = deferred.and_then(|one| one.part.by_on) {
        says.push(format!("The decision was deferred; it was to be made by {}.", day(until)));
    }
    match recommending::deadline(row, &work.calendar)? {
        Some(due) => {
            let last = if due.last_on < work.today {
                "The last day for the answer was"
            } else {
                "The last day for the answer is"
            };
            says.push(format!("{last} {}: {}.", day(due.last_on), recommending::terms(row).words()));
            says.push(format!("Working target: {}.", day(due.target_on)));
            let cabinet = recommending::last_cabinet(&work.tx, due, &work.calendar).await?;
            says.push(match cabinet {
                recommending::LastCabinet::On { .. } => {
                    format!("Last Cabinet meeting that can carry the answer: {}", cabinet.words(work.today))
                }
                other => other.words(work.today),
            });
        }
        None => says.push("No date is set for the answer.".to_owned()),
    }
    if facts.row.kind.0 == Owed::AcknowledgeRecommendation && facts.is_own() {
        says.push(format!("Please say by {} that it has arrived.", day(facts.due_on)));
    }
    if facts.notice.kind.0 == Kind::ResponseOverdue {
        says.push("That day has passed, and no answer has come.".to_owned());
    }
    Ok(says)
}

/// One sentence about anything else that is owed about it.
fn what_is_due(facts: &Facts<'_>, kind: Owed, work: &Work) -> String {
    let when = facts.when(work.today);
    match kind {
        Owed::ReportProgress => format!("It was accepted. A report on its progress is {when}."),
        Owed::ServeRecommendation => format!("It has not been sent yet. Sending it is {when}."),
        Owed::PublishResponse => format!("It was answered. Publishing the answer is {when}."),
        Owed::ReviewPaused => format!("It was paused. Looking at it again is {when}."),
        _ => format!("It is {when}."),
    }
}

/// What a subject line says; `last` is the last day for the answer, by law or rule.
fn tail(facts: &Facts<'_>, last: NaiveDate) -> String {
    let due = wording::date_with_day(facts.due_on);
    match facts.row.kind.0 {
        Owed::AcknowledgeRecommendation if facts.notice.kind.0 == Kind::RecommendationServed => {
            (if facts.is_own() { "sent to you" } else { "was sent" }).to_owned()
        }
        Owed::AcknowledgeRecommendation => format!("its arrival to be acknowledged by {due}"),
        Owed::Respond if facts.notice.kind.0 == Kind::ResponseOverdue => {
            format!("the last day for the answer was {}", wording::date_with_day(last))
        }
        Owed::Respond => format!("answer due by {due}"),
        Owed::ReportProgress => format!("progress to report by {due}"),
        Owed::ServeRecommendation => format!("to be sent by {due}"),
        Owed::PublishResponse => format!("answer to be published by {due}"),
        Owed::ReviewPaused => format!("to be looked at again by {due}"),
        _ => format!("due by {due}"),
    }
}

/// How a subject line begins.
fn mark(facts: &Facts<'_>, work: &Work) -> &'static str {
    let is_late = facts.due_on < work.today;
    match (facts.is_own(), facts.notice.kind.0) {
        (false, Kind::ResponseOverdue) => "For information, overdue: ",
        (false, _) => "For information: ",
        (true, Kind::RecommendationServed) => "",
        (true, _) if is_late => "Overdue: ",
        (true, _) if facts.due_on == work.today => "Due today: ",
        (true, _) => "Reminder: ",
    }
}

/// The page behind the letter: the reader's own link for whoever owes it, the officer's page for the officer.
async fn leads_to(work: &Work, facts: &Facts<'_>, subject: SubjectKind, id: i64) -> Result<(String, String)> {
    let inside = format!("{}/{}/{id}", work.site.url, subject.room());
    let is_officers = matches!(
        facts.row.kind.0,
        Owed::ServeRecommendation | Owed::PublishResponse | Owed::ReviewPaused | Owed::AgreeCompletion
    );
    if facts.notice.audience.0 == Audience::Officer || (facts.is_own() && is_officers) {
        return Ok(("The page about it:".to_owned(), inside));
    }
    if !facts.is_own() {
        return Ok((String::new(), String::new()));
    }
    let lead = match facts.row.kind.0 {
        Owed::AcknowledgeRecommendation => "Acknowledge and answer here:",
        Owed::Respond => "Answer here:",
        Owed::ReportProgress => "Say how it goes on here:",
        _ => "Reply here:",
    };
    Ok((lead.to_owned(), links::address(work, facts.notice.person_id, subject, id).await?))
}

pub(super) async fn comment(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("something owed about a comment that is not there");
    let row = comment::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let origin = origin(work, row.body_id, row.agenda_item_id).await?;
    let mut says = Vec::new();
    if !facts.is_own() {
        says.push(for_information(facts));
    }
    says.extend(origin.says("commented", &row.text));
    says.push(format!("A reply is {}.", facts.when(work.today)));
    let (link_lead, link) = leads_to(work, facts, SubjectKind::Comment, row.id).await?;
    let due = wording::date_with_day(facts.due_on);
    Ok(Section {
        kind: facts.notice.kind.0,
        is_own: facts.is_own(),
        is_news: false,
        due_on: facts.due_on,
        subject: format!("{}Comment {}: reply asked for by {due}", mark(facts, work), row.reference),
        heading: format!("Comment {}", row.reference),
        says,
        list_lead: String::new(),
        list: Vec::new(),
        link_lead,
        link,
        otherwise: String::new(),
        entity_ref: format!("comment-{}", row.id),
    })
}
