//! The words of E15: everything open that one owner owes a body, before its papers go out; and of a letter to the chief
//! executive that waits for a person.

use super::{Facts, Section, plain};
use crate::awaited;
use crate::error::{Error, Result};
use crate::links;
use crate::work::Work;
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;
use remit_entity::{body, meeting, round};
use sea_orm::EntityTrait;

pub(super) async fn round(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("an update round without its meeting");
    let row = round::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let meeting = meeting::Entity::find_by_id(row.meeting_id).one(&work.tx).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let all = awaited::before_meeting(&work.tx, &meeting).await?;
    let list: Vec<String> = all
        .iter()
        .filter(|one| one.post_id == row.post_id && !one.has_word)
        .map(awaited::Awaited::in_letters)
        .collect();
    let things = if list.len() == 1 { "1 open item".to_owned() } else { format!("{} open items", list.len()) };
    let due = wording::date_with_day(facts.due_on);
    let reminder = if facts.due_on == work.today { "Due today: " } else { "" };
    let holder = facts.notice.person_id;
    Ok(Section {
        subject: format!("{reminder}Updates for the {}: {things}, by {due}", body.name),
        heading: format!("Updates for the {}", body.name),
        says: vec![
            format!(
                "The {} meets on {}. Its papers list everything that is still open, with the last word on each.",
                body.name,
                wording::date_with_weekday(meeting.held_on)
            ),
            format!("Updates are {}. What has none is printed “no update received”.", facts.when(work.today)),
        ],
        list_lead: "No word since the last meeting on:".to_owned(),
        list,
        link_lead: "One page for all of them:".to_owned(),
        link: links::address(work, holder, SubjectKind::Round, row.id).await?,
        otherwise: "“Nothing to report” is an answer too.".to_owned(),
        entity_ref: format!("round-{}", row.id),
        ..plain(facts)
    })
}

pub(super) fn chief(work: &Work, facts: &Facts<'_>) -> Section {
    Section {
        subject: format!("To decide: letter to the chief executive about {}", facts.row.title),
        heading: "A letter to the chief executive waits for you".to_owned(),
        says: vec![
            format!("{} has been overdue for so long that a letter was drafted in the chair’s name.", facts.row.title),
            "Nothing is sent unless you send it.".to_owned(),
        ],
        link_lead: "Read it, change it, send it or drop it:".to_owned(),
        link: format!("{}/chief-letters/{}", work.site.url, facts.row.subject_id),
        ..plain(facts)
    }
}
