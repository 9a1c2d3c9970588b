//! The words of E16: feedback for a meeting of the Board, to draft or to approve; told to the Board's chair when the
//! Board's papers go out without it. What was referred is named by reference, never by its words.

use super::{Facts, Section, plain};
use crate::error::{Error, Result};
use crate::links;
use crate::work::Work;
use remit_domain::ladder::Audience;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::referral::State;
use remit_domain::wording;
use remit_entity::{Stored, agenda_item, body, feedback, meeting, referral};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A panel's feedback.
pub(super) async fn feedback(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("feedback that is not there");
    let row = feedback::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let sits = meeting::Entity::find_by_id(row.meeting_id).one(&work.tx).await?.ok_or_else(missing)?;
    let board = body::Entity::find_by_id(sits.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let panel = body::Entity::find_by_id(row.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let approves = facts.row.kind.0 == Kind::ApproveFeedback;
    let day = wording::date_with_day(sits.held_on);
    let says = says(work, facts, (&panel, &board, &sits));
    let list = if facts.is_own() { references(work, &row).await? } else { Vec::new() };
    let (link_lead, link) = if facts.is_own() && approves {
        let address = links::address(work, facts.notice.person_id, SubjectKind::Feedback, row.id).await?;
        ("Read it, and approve it or ask for a change:".to_owned(), address)
    } else if facts.is_own() || facts.notice.audience.0 == Audience::Officer {
        ("The draft, when you are signed in:".to_owned(), format!("{}/feedback/{}", work.site.url, row.id))
    } else {
        ("Who has fed back, when you are signed in:".to_owned(), format!("{}/board/{}", work.site.url, sits.id))
    };
    let what = if approves { "to approve" } else { "to draft" };
    let mark = if facts.due_on < work.today { "Overdue: " } else { "" };
    let mark = if facts.is_own() { mark.to_owned() } else { format!("For information: {mark}") };
    Ok(Section {
        subject: format!("{mark}Feedback for the {} of {day}, {what}: {}", board.short_name, panel.short_name),
        heading: format!("{}: feedback for the {} of {day}, {what}", panel.name, board.short_name),
        says,
        list_lead: if list.is_empty() { String::new() } else { "Matters that the panel referred:".to_owned() },
        list,
        link_lead,
        link,
        otherwise: match (facts.is_own(), approves) {
            (true, false) => "If the panel has nothing to say, make it a nil return. What comes after the papers have \
                              gone out can still be tabled."
                .to_owned(),
            _ => String::new(),
        },
        entity_ref: format!("feedback-{}", row.id),
        ..plain(facts)
    })
}

fn says(
    work: &Work,
    facts: &Facts<'_>,
    (panel, board, sits): (&body::Model, &body::Model, &meeting::Model),
) -> Vec<String> {
    let approves = facts.row.kind.0 == Kind::ApproveFeedback;
    let mut says = Vec::new();
    if facts.is_own() {
        says.push(match approves {
            true => format!(
                "What the {} would tell the {} is written, and waits for your approval.",
                panel.name, board.name
            ),
            false => format!("The {} waits for the feedback of the {}.", board.name, panel.name),
        });
    } else {
        let holder = facts.owner.person.as_ref().map_or("the post is vacant", |person| person.name.as_str());
        says.push(facts.for_information().to_owned());
        says.push(match approves {
            true => format!("The feedback of the {} is not approved. It waits for {holder}.", panel.name),
            false => format!("The {} has not given its feedback. It waits for {holder}.", panel.name),
        });
    }
    says.push(format!("The Board meets on {}.", wording::date_with_weekday(sits.held_on)));
    if let Some(by) = facts.row.publish_by {
        says.push(format!("Its papers go out by {}.", wording::date_with_weekday(by)));
    }
    says.push(format!("The feedback is {}.", facts.when(work.today)));
    says
}

/// The references of what a panel referred to the meeting.
async fn references(work: &Work, row: &feedback::Model) -> Result<Vec<String>> {
    let open = [State::Raised, State::FeedbackDrafted, State::ChairApproved, State::Submitted].map(Stored);
    let rows = referral::Entity::find()
        .filter(referral::Column::MeetingId.eq(row.meeting_id))
        .filter(referral::Column::BodyId.eq(row.body_id))
        .filter(referral::Column::State.is_in(open))
        .order_by_asc(referral::Column::Id)
        .all(&work.tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.reference).collect())
}

/// The words of one referral, written or approved beside any feedback.
pub(super) async fn referral(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("a referral that is not there");
    let row = referral::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let panel = body::Entity::find_by_id(row.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let board = body::Entity::find_by_id(row.board_id).one(&work.tx).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(row.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let what = match facts.row.kind.0 {
        Kind::ApproveFeedback => "feedback to approve",
        Kind::DraftFeedback => "feedback to draft",
        Kind::RecordAnswer => "the Board’s answer to record",
        _ => "the Board’s answer to report",
    };
    let about = if item.access.0.is_restricted() {
        "It concerns business taken in private; its words stand on the page behind the link.".to_owned()
    } else {
        format!("“{}”", row.text)
    };
    let mut says = vec![format!("{} refers a matter to the {}: {}.", panel.name, board.name, row.reference), about];
    if !facts.is_own() {
        says.insert(0, facts.for_information().to_owned());
    }
    says.push(format!("It is {}.", facts.when(work.today)));
    let mark = if facts.due_on < work.today { "Overdue: " } else { "" };
    let mark = if facts.is_own() { mark.to_owned() } else { format!("For information: {mark}") };
    Ok(Section {
        subject: format!("{mark}Referral {}: {what}", row.reference),
        heading: format!("Referral {}: {what}", row.reference),
        says,
        link_lead: "The thread, when you are signed in:".to_owned(),
        link: format!("{}/referrals/{}", work.site.url, row.id),
        entity_ref: format!("referral-{}", row.id),
        ..plain(facts)
    })
}
