//! The words of reminders about meetings and their items: E2 for invitations, E10 for an agenda that must go out, and
//! the chase for a report. An exempt item is called an item taken in private.

use super::{Facts, Section, plain};
use crate::error::{Error, Result};
use crate::links;
use crate::work::Work;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::invitation::Answer;
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::meeting::ItemKind;
use remit_domain::obligation::{Kind as Owed, SubjectKind};
use remit_domain::word::Word;
use remit_domain::{london, request, wording};
use remit_entity::{agenda_item, body, data_request, invitee, meeting};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// A meeting with its body.
async fn meeting_of(db: &impl ConnectionTrait, id: i64) -> Result<(meeting::Model, body::Model)> {
    let missing = || Error::broken("something owed for a meeting that is not there");
    let meeting = meeting::Entity::find_by_id(id).one(db).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(db).await?.ok_or_else(missing)?;
    Ok((meeting, body))
}

async fn item_of(db: &impl ConnectionTrait, id: i64) -> Result<agenda_item::Model> {
    let missing = || Error::broken("something owed for an item that is not there");
    agenda_item::Entity::find_by_id(id).one(db).await?.ok_or_else(missing)
}

/// How letters call an item: never by the title of what is taken in private.
fn called(item: &agenda_item::Model) -> String {
    match item.access.0 {
        Access::Public => format!("“{}”", item.title),
        Access::Exempt | Access::Confidential => "an item taken in private".to_owned(),
    }
}

fn when_and_where(meeting: &meeting::Model) -> String {
    let time = meeting.starts_at.parse().map_or_else(|_| meeting.starts_at.clone(), london::time_of_day);
    let place = if meeting.venue.is_empty() { String::new() } else { format!(", {}", meeting.venue) };
    format!("{}, {time}{place}", wording::date_with_weekday(meeting.held_on))
}

/// E2: somebody is invited to attend for an item, or has not answered.
pub(super) async fn invitation(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("an invitation that is not there");
    let row = invitee::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let item = item_of(&work.tx, row.agenda_item_id).await?;
    let (meeting, body) = meeting_of(&work.tx, item.meeting_id).await?;
    let day = wording::date_with_day(meeting.held_on);
    let mark = match facts.notice.kind.0 {
        _ if row.answer.0 == Answer::Decline => "Who comes for you?",
        Kind::Invitation => "Invitation",
        _ => "No answer yet",
    };
    let says = invitation_says(facts, &row, &item, &meeting, &body);
    let (link_lead, link) = if facts.is_own() {
        let address = links::address(work, facts.notice.person_id, SubjectKind::Invitation, row.id).await?;
        ("Answer here:".to_owned(), address)
    } else if facts.notice.audience.0 == Audience::Officer {
        ("The invitation:".to_owned(), format!("{}/invitations/{}", work.site.url, row.id))
    } else {
        (String::new(), String::new())
    };
    Ok(Section {
        subject: format!("{mark}: {}, {day}", body.name),
        heading: format!("{mark}: {}, {day}", body.name),
        says,
        link_lead,
        link,
        entity_ref: format!("invitation-{}", row.id),
        ..plain(facts)
    })
}

/// The sentences of an invitation, for whoever is invited and for whoever is told of the silence.
fn invitation_says(
    facts: &Facts<'_>,
    row: &invitee::Model,
    item: &agenda_item::Model,
    meeting: &meeting::Model,
    body: &body::Model,
) -> Vec<String> {
    let has_declined = row.answer.0 == Answer::Decline;
    let is_first = facts.notice.kind.0 == Kind::Invitation;
    let mut says = Vec::new();
    if facts.is_own() {
        says.push(match is_first {
            _ if has_declined => format!(
                "You told the {} that the {} cannot attend for {}. Please name a deputy, if there is one.",
                body.name,
                facts.owner.post,
                called(item)
            ),
            true => format!("The {} invites the {} to attend for {}.", body.name, facts.owner.post, called(item)),
            false => format!(
                "The {} has not heard whether the {} will attend for {}.",
                body.name,
                facts.owner.post,
                called(item)
            ),
        });
        says.push(format!("The meeting is on {}.", when_and_where(meeting)));
        if !item.purpose.is_empty() && item.access.0 == Access::Public {
            says.push(format!("What the panel wants from it: {}", item.purpose));
        }
        says.push(format!(
            "Please answer by {}: that you will attend, that you send a deputy, or that you cannot.",
            wording::date_with_weekday(facts.due_on)
        ));
    } else {
        let holder = facts.owner.person.as_ref().map_or("the post is vacant", |person| person.name.as_str());
        says.push(match has_declined {
            true => format!(
                "The {} ({holder}) cannot attend for {}, and no deputy is named.",
                facts.owner.post,
                called(item)
            ),
            false => {
                format!("The {} ({holder}) has not answered the invitation for {}.", facts.owner.post, called(item))
            }
        });
        says.push(format!(
            "The meeting is on {}. If you hear by telephone, you can record the answer yourself.",
            when_and_where(meeting)
        ));
    }
    says
}

/// The report of an item falls due, or is overdue.
pub(super) async fn report(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let item = item_of(&work.tx, facts.row.subject_id).await?;
    let (meeting, body) = meeting_of(&work.tx, item.meeting_id).await?;
    let due_day = wording::date_with_day(facts.due_on);
    let mut says = Vec::new();
    if facts.is_own() {
        says.push(format!("The {} waits for the report on {}.", body.name, called(&item)));
        says.push(format!("It is {}, for the meeting on {}.", facts.when(work.today), when_and_where(&meeting)));
        if let Some(by) = facts.row.publish_by.filter(|_| !facts.row.promised) {
            says.push(format!("The papers must be published by {}.", wording::date_with_weekday(by)));
        }
        if facts.row.promised {
            says.push("It was promised for that day, as “to follow”.".to_owned());
        }
    } else {
        let holder = facts.owner.person.as_ref().map_or("the post is vacant", |person| person.name.as_str());
        says.push(facts.for_information().to_owned());
        says.push(format!("The {} ({holder}) has not sent the report on {}.", facts.owner.post, called(&item)));
        says.push(format!("It is {}.", facts.when(work.today)));
    }
    let mark = if facts.due_on < work.today { "Overdue: " } else { "" };
    let mark = if facts.is_own() { mark.to_owned() } else { format!("For information: {mark}") };
    let is_officers = facts.notice.audience.0 == Audience::Officer;
    Ok(Section {
        subject: format!("{mark}Report for {} – due {due_day}", body.name),
        heading: format!("{}: report on {}", body.name, called(&item)),
        says,
        link_lead: if is_officers { "The item:".to_owned() } else { String::new() },
        link: if is_officers { format!("{}/items/{}", work.site.url, item.id) } else { String::new() },
        otherwise: if facts.is_own() {
            "Send it in answer to this letter. If it cannot be ready, tell us the day on which it will follow."
                .to_owned()
        } else {
            String::new()
        },
        entity_ref: format!("item-{}", item.id),
        ..plain(facts)
    })
}

/// E10: an agenda must go out, and what is missing from it.
pub(super) async fn agenda(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    if facts.row.kind.0 != Owed::PublishAgenda {
        return Ok(plain(facts));
    }
    let (meeting, body) = meeting_of(&work.tx, facts.row.subject_id).await?;
    let given = work.calendar.clear_days(work.today, meeting.held_on)?;
    let wanted = body.clear_days;
    let is_short = i64::from(given) < i64::from(wanted);
    let mut says = vec![
        format!(
            "The agenda of the {} for {} is not published.",
            body.name,
            wording::date_with_weekday(meeting.held_on)
        ),
        format!("It is {}.", facts.when(work.today)),
    ];
    says.push(if is_short {
        format!("Published today, it would be open for {given} of {wanted} clear days: not compliant. It can still be published, with the reason.")
    } else {
        format!("Published today, it would be open for {given} clear days.")
    });
    let missing = missing_from(work, meeting.id).await?;
    if missing.is_empty() {
        says.push("Nothing is missing from it.".to_owned());
    }
    let day = wording::date_with_day(meeting.held_on);
    let mark = if facts.due_on < work.today { "Late: agenda" } else { "Agenda" };
    Ok(Section {
        subject: format!("{mark} of {}, {day}, to publish by {}", body.name, wording::date_with_day(facts.due_on)),
        heading: format!("{}, {day}: agenda to publish", body.name),
        says,
        list_lead: if missing.is_empty() { String::new() } else { "Still missing:".to_owned() },
        list: missing,
        link_lead: "What is ready and what is not:".to_owned(),
        link: format!("{}/meetings/{}/publish", work.site.url, meeting.id),
        entity_ref: format!("meeting-{}", meeting.id),
        ..plain(facts)
    })
}

/// What keeps an agenda from being whole: items without a report, data that is still owed.
async fn missing_from(work: &Work, meeting_id: i64) -> Result<Vec<String>> {
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting_id))
        .order_by_asc(agenda_item::Column::Position)
        .all(&work.tx)
        .await?;
    let asked = data_request::Entity::find()
        .filter(data_request::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .order_by_asc(data_request::Column::Appendix)
        .all(&work.tx)
        .await?;
    if items.is_empty() {
        return Ok(vec!["any item".to_owned()]);
    }
    let mut missing = Vec::new();
    for (item, number) in items.iter().zip(1..) {
        let waits = item.report_post_id.is_some()
            && matches!(
                item.state.0,
                ItemState::Programmed | ItemState::Commissioned | ItemState::DraftReceived | ItemState::Cleared
            );
        if waits && item.kind.0 == ItemKind::Business {
            missing.push(format!("item {number}: its report"));
        }
        let owed = asked.iter().filter(|request| request.agenda_item_id == item.id);
        for request in
            owed.filter(|request| !matches!(request.state.0, request::State::Accepted | request::State::Withdrawn))
        {
            missing.push(format!(
                "item {number}: appendix {} ({})",
                request.appendix,
                request.state.0.label().to_lowercase()
            ));
        }
    }
    Ok(missing)
}
