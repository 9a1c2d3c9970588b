//! The words of reminders about data asked for: E3, E4, E5 and the lines of E25. Names of indicators and dates only,
//! never a value; what goes with them, never by its title when it is exempt.

use super::{Facts, Section};
use crate::error::{Error, Result};
use crate::links;
use crate::work::Work;
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::obligation::{Kind as Owed, SubjectKind};
use remit_domain::period::Period;
use remit_domain::wording;
use remit_entity::{agenda_item, appendix, body, data_request, figure, indicator, meeting, obligation, person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The thing that a data request asks for, in words.
struct Asked {
    request: data_request::Model,
    meeting: meeting::Model,
    body: body::Model,
    period: Period,
}

async fn asked(work: &Work, request_id: i64) -> Result<Asked> {
    let missing = || Error::broken("a data request without its meeting");
    let request = data_request::Entity::find_by_id(request_id).one(&work.tx).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(request.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let period = request.period.parse().map_err(|_| Error::broken("a data request with an unreadable period"))?;
    Ok(Asked { request, meeting, body, period })
}

pub(super) async fn data(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let asked = asked(work, facts.row.subject_id).await?;
    let title = asked.period.title();
    let short = title.split(" (").next().unwrap_or(&title);
    let what = match (facts.row.kind.0, asked.request.is_finance) {
        (Owed::SendAppendix, _) => "documents",
        (_, true) => "budget monitoring information",
        (_, false) => "performance data",
    };
    let due_day = wording::date_with_day(facts.due_on);
    let core = format!("{short} {what} for {} – due {due_day}", asked.body.name);
    let (heading, mut says) = data_says(work, facts, &asked, what);
    says.extend(who_works(work, facts, &asked).await?);
    let list = match facts.row.kind.0 {
        Owed::SendAppendix => promised(work, &asked.request).await?,
        _ => outstanding(work, &asked.request, facts.notice.kind.0 != Kind::DataRequest).await?,
    };
    let (link_lead, link) = if facts.is_own() {
        let address = links::address(work, facts.notice.person_id, SubjectKind::Request, asked.request.id).await?;
        let is_contributor = facts.notice.audience.0 == Audience::Contributor;
        let lead = if is_contributor { "Enter it and send it up here:" } else { "Enter and submit here:" };
        (lead.to_owned(), address)
    } else if facts.notice.audience.0 == Audience::Officer {
        ("The request:".to_owned(), format!("{}/requests/{}", work.site.url, asked.request.id))
    } else {
        (String::new(), String::new())
    };
    let otherwise = match (facts.is_own(), facts.notice.kind.0) {
        (false, _) => String::new(),
        (true, Kind::DataOverdue) => "You can submit what is missing, tell us the date on which it will follow, or say that it is not available and why: reply to this letter if the page does not fit.".to_owned(),
        (true, _) => "If it cannot be ready by then, reply to this letter: the paper can be printed “to follow”, with the date on which it will come.".to_owned(),
    };
    Ok(Section {
        kind: facts.notice.kind.0,
        is_own: facts.is_own(),
        is_news: false,
        due_on: facts.due_on,
        subject: format!("{}{core}", facts.mark(work.today)),
        heading,
        says,
        list_lead: match (list.is_empty(), facts.notice.kind.0) {
            (true, _) => String::new(),
            (false, Kind::DataRequest) => "Asked for:".to_owned(),
            (false, _) => "Still missing:".to_owned(),
        },
        list,
        link_lead,
        link,
        otherwise,
        entity_ref: format!("request-{}", asked.request.id),
    })
}

/// Who does what, where a colleague was named.
async fn who_works(work: &Work, facts: &Facts<'_>, asked: &Asked) -> Result<Option<String>> {
    let Some(id) = asked.request.contributor_id else { return Ok(None) };
    if facts.notice.audience.0 == Audience::Contributor {
        return Ok(Some(format!("The {} named you to work on it. They sign it off.", facts.owner.post)));
    }
    let person = person::Entity::find_by_id(id).one(&work.tx).await?;
    Ok(person.map(|person| match asked.request.sent_up_at {
        Some(_) => format!("{} has sent it up: it waits for the sign-off.", person.name),
        None => format!("{} works on it.", person.name),
    }))
}

/// One thing of a director's week.
pub(in crate::obligations) async fn of_the_week(work: &Work, row: &obligation::Model) -> Result<Section> {
    let asked = asked(work, row.subject_id).await?;
    let missing = || Error::broken("something owed by a post that is not there");
    let owner = crate::holders::holder_of(&work.tx, row.owner_post_id, work.today).await?.ok_or_else(missing)?;
    let holder = owner.person.as_ref().map(|person| person.id).ok_or_else(missing)?;
    let due_on = row.due_on.unwrap_or(work.today);
    let title = asked.period.title();
    let what = match (row.kind.0, asked.request.is_finance) {
        (Owed::SendAppendix, _) => "documents",
        (_, true) => "budget monitoring information",
        (_, false) => "performance data",
    };
    let late = remit_domain::obligation::elapsed(due_on, work.today, &work.calendar)?;
    let when = match late {
        0 => format!("due on {}", wording::date_with_weekday(due_on)),
        late => format!("{}: due on {}", wording::working_days_late(late), wording::date_with_weekday(due_on)),
    };
    let mut says =
        vec![format!("It is {when}, for the meeting on {}.", wording::date_with_weekday(asked.meeting.held_on))];
    if let Some(id) = asked.request.contributor_id {
        let person = person::Entity::find_by_id(id).one(&work.tx).await?;
        says.extend(person.map(|person| match asked.request.sent_up_at {
            Some(_) => format!("{} has sent it up: it waits for your sign-off.", person.name),
            None => format!("{} works on it.", person.name),
        }));
    }
    let list = match row.kind.0 {
        Owed::SendAppendix => promised(work, &asked.request).await?,
        _ => outstanding(work, &asked.request, true).await?,
    };
    Ok(Section {
        kind: Kind::DirectorsWeek,
        is_own: true,
        is_news: false,
        due_on,
        subject: String::new(),
        heading: format!("{}: {what} for {title}", asked.body.name),
        says,
        list_lead: if list.is_empty() { String::new() } else { "Still missing:".to_owned() },
        list,
        link_lead: "Enter and submit here:".to_owned(),
        link: links::address(work, holder, SubjectKind::Request, asked.request.id).await?,
        otherwise: String::new(),
        entity_ref: format!("request-{}", asked.request.id),
    })
}

/// The documents that were promised and have not come.
async fn promised(work: &Work, request: &data_request::Model) -> Result<Vec<String>> {
    let rows = appendix::Entity::find()
        .filter(appendix::Column::RequestId.eq(request.id))
        .filter(appendix::Column::WithdrawnAt.is_null())
        .filter(appendix::Column::SentAt.is_null())
        .order_by_asc(appendix::Column::Id)
        .all(&work.tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.access.0.title_in_letters(&row.title)).collect())
}

fn data_says(work: &Work, facts: &Facts<'_>, asked: &Asked, what: &str) -> (String, Vec<String>) {
    let meeting_day = wording::date_with_weekday(asked.meeting.held_on);
    let title = asked.period.title();
    let heading = format!("{}: {what} for {title}", asked.body.name);
    let publish =
        facts.row.publish_by.map(|on| format!("The papers must be published by {}.", wording::date_with_weekday(on)));
    let mut says = Vec::new();
    if facts.is_own() {
        says.push(match facts.notice.kind.0 {
            Kind::DataRequest => {
                format!("The {} asks the {} for {what} for {title}.", asked.body.name, facts.owner.post)
            }
            _ => format!("The {} has asked for {what} for {title}.", asked.body.name),
        });
        let promise = if facts.row.promised { " You promised it for that day, as “to follow”." } else { "" };
        says.push(format!("It is {}, for the meeting on {meeting_day}.{promise}", facts.when(work.today)));
    } else {
        let holder = facts.owner.person.as_ref().map_or("the post is vacant", |person| person.name.as_str());
        says.push(facts.for_information().to_owned());
        says.push(format!(
            "The {} ({holder}) has not submitted {what} for {title}, for the meeting on {meeting_day}.",
            facts.owner.post
        ));
        says.push(format!("It is {}.", facts.when(work.today)));
    }
    if facts.notice.kind.0 == Kind::DataOverdue {
        says.extend(publish);
    }
    (heading, says)
}

/// The names of the indicators asked for; when chasing, only of those without a figure.
async fn outstanding(work: &Work, request: &data_request::Model, only_missing: bool) -> Result<Vec<String>> {
    let lines = figure::Entity::find()
        .filter(figure::Column::RequestId.eq(request.id))
        .order_by_asc(figure::Column::Position)
        .all(&work.tx)
        .await?;
    let wanted: Vec<i64> = lines
        .iter()
        .filter(|line| !only_missing || (line.number.is_none() && line.absence.is_none()))
        .map(|line| line.indicator_id)
        .collect();
    let named = indicator::Entity::find().filter(indicator::Column::Id.is_in(wanted.clone())).all(&work.tx).await?;
    Ok(wanted.into_iter().filter_map(|id| named.iter().find(|row| row.id == id).map(|row| row.name.clone())).collect())
}
