//! The words of reminders about data asked for: E3, E4 and E5. Names of indicators and dates only, never a value.

use super::{Facts, Section};
use crate::error::{Error, Result};
use crate::links;
use crate::work::Work;
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::obligation::SubjectKind;
use remit_domain::period::Period;
use remit_domain::wording;
use remit_entity::{agenda_item, body, data_request, figure, indicator, meeting};
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
    let what = if asked.request.is_finance { "budget monitoring information" } else { "performance data" };
    let due_day = wording::date_with_day(facts.due_on);
    let core = format!("{short} {what} for {} – due {due_day}", asked.body.name);
    let (heading, says) = data_says(work, facts, &asked, what);
    let list = outstanding(work, &asked.request, facts.notice.kind.0 != Kind::DataRequest).await?;
    let (link_lead, link) = if facts.is_own() {
        let address = links::address(work, facts.notice.person_id, SubjectKind::Request, asked.request.id).await?;
        ("Enter and submit here:".to_owned(), address)
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
