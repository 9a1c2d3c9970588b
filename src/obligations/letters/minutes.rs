//! The words of what is owed about minutes: the chair's look at the draft, by a link; what the officer owes beside it.

use super::{Facts, Section, plain};
use crate::error::{Error, Result};
use crate::links;
use crate::work::Work;
use remit_domain::obligation::SubjectKind;
use remit_domain::wording;
use remit_entity::{body, meeting};
use sea_orm::EntityTrait;

pub(super) async fn approval(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("minutes without their meeting");
    let row = meeting::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(row.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let day = wording::date_with_day(row.held_on);
    let mut says = Vec::new();
    if !facts.is_own() {
        says.push(facts.for_information().to_owned());
    }
    says.push(format!(
        "The draft minutes of the {} of {} are there for the chair to check.",
        body.name,
        wording::date_with_weekday(row.held_on)
    ));
    says.push(format!("An answer is {}.", facts.when(work.today)));
    let (link_lead, link) = if facts.is_own() {
        let address = links::address(work, facts.notice.person_id, SubjectKind::Meeting, row.id).await?;
        ("Approve them, or ask for a change:".to_owned(), address)
    } else {
        ("The minutes:".to_owned(), format!("{}/meetings/{}/confirmation", work.site.url, row.id))
    };
    Ok(Section {
        subject: format!("{}Draft minutes to check: {}, {day}", facts.mark(work.today), body.name),
        heading: format!("Draft minutes to check: {}, {day}", body.name),
        says,
        link_lead,
        link,
        entity_ref: format!("minutes-{}", row.id),
        ..plain(facts)
    })
}
