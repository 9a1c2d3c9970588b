//! Brings actions and referrals into being, each with its reference, what is then owed about it, and its first
//! line in the trail. What else a part brings into being is in `matters`.

use super::{Place, WantedPart, matters};
use crate::error::{Error, Result};
use crate::following;
use crate::obligations::{self, Owing};
use crate::trail::{self, About};
use crate::work::Work;
use chrono::{Datelike, NaiveDate};
use remit_domain::action::{self as rules, Due};
use remit_domain::meeting;
use remit_domain::obligation::{Anchor, DueRule, Kind, SubjectKind};
use remit_domain::period::MunicipalYear;
use remit_domain::referral;
use remit_domain::resolution::Makes;
use remit_domain::wording::titled;
use remit_entity::{Stored, action, body, meeting as meetings, referral as referrals, resolution_part, setting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Brings into being what a part asks for; the domain has found that nothing is missing.
pub(super) async fn from_part(
    work: &Work,
    (place, board): (&Place, Option<&body::Model>),
    made: &resolution_part::Model,
    part: &WantedPart,
) -> Result<()> {
    let text = if part.words.is_empty() { made.text.clone() } else { part.words.clone() };
    let missing = || Error::broken("a part passed without what it needs");
    match part.makes {
        Makes::Nothing => Ok(()),
        Makes::Action | Makes::Information => {
            let kind = if part.makes == Makes::Action { rules::Kind::Action } else { rules::Kind::Information };
            let (owner_post_id, due) = part.owner.zip(part.due).ok_or_else(missing)?;
            let indicator_id = part.indicator;
            let asking = Asking { kind, text, owner_post_id, due, indicator_id, part_id: Some(made.id) };
            action(work, place, asking).await.map(|_| ())
        }
        Makes::Referral => {
            let (board, officer_post_id) = board.zip(place.body.officer_post_id).ok_or_else(missing)?;
            let indicator_id = part.indicator;
            let carrying = Carrying { text, kind: part.kind, part_id: made.id, indicator_id, officer_post_id };
            referral(work, place, board, carrying).await.map(|_| ())
        }
        Makes::Recommendation => matters::recommendation(work, place, Some(made), part).await.map(|_| ()),
        Makes::Comment => matters::comment(work, place, made, part).await.map(|_| ()),
        Makes::DataRequest => matters::figures(work, place, made, part).await,
        // What is deferred while no meeting is in the diary waits on the work programme.
        Makes::Item if matters::meeting_for(work, place, part).await?.is_none() => {
            matters::topic(work, place, made, part).await.map(|_| ())
        }
        Makes::Item => {
            let purpose = matters::origin(place, made);
            matters::item(work, place, (Some(made), purpose), part).await.map(|_| ())
        }
        Makes::Topic => matters::topic(work, place, made, part).await.map(|_| ()),
    }
}

/// What somebody is to do.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub kind: rules::Kind,
    pub text: String,
    pub owner_post_id: i64,
    pub due: Due,
    pub indicator_id: Option<i64>,
    /// The part of the resolution that asks for it; none for what was asked in the discussion.
    pub part_id: Option<i64>,
}

/// What is carried to the Board.
#[derive(Clone, Debug)]
pub(super) struct Carrying {
    pub text: String,
    pub kind: referral::Kind,
    pub part_id: i64,
    pub indicator_id: Option<i64>,
    /// The officer's post of the panel.
    pub officer_post_id: i64,
}

/// Makes an action of the body that met, owed by a post.
pub(super) async fn action(work: &Work, place: &Place, asking: Asking) -> Result<i64> {
    let year = municipal_year(work, place.meeting.held_on).await?;
    let series = rules::series(&place.body.short_name, &year);
    let had: Vec<String> = action::Entity::find()
        .select_only()
        .column(action::Column::Reference)
        .filter(action::Column::Reference.starts_with(&series))
        .into_tuple()
        .all(&work.tx)
        .await?;
    let reference = rules::reference(&place.body.short_name, &year, rules::next_number(&series, &had));
    let title = titled(&reference, &asking.text);
    let made = action::ActiveModel {
        reference: Set(reference.clone()),
        body_id: Set(place.body.id),
        agenda_item_id: Set(place.item.id),
        resolution_part_id: Set(asking.part_id),
        indicator_id: Set(asking.indicator_id),
        text: Set(asking.text),
        owner_post_id: Set(asking.owner_post_id),
        state: Set(Stored(rules::State::Open)),
        kind: Set(Stored(asking.kind)),
        part_version: Set(1),
        evidence: Set(String::new()),
        pause_why: Set(String::new()),
        became: Set(String::new()),
        created_on: Set(work.today),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let owing = Owing {
        kind: Kind::DoAction,
        subject_kind: SubjectKind::Action,
        subject_id: made.id,
        body_id: place.body.id,
        owner_post_id: asking.owner_post_id,
        meeting_id: None,
        title,
        rule: asking.due.rule(place.body.id, place.meeting.held_on),
    };
    obligations::owe(work, owing).await?;
    if let Some(part) = asking.part_id {
        following::by_those_who_moved(work, part, (SubjectKind::Action, made.id), place.body.id).await?;
    }
    let about = About { noun: "action", id: made.id, body: Some(place.body.id) };
    trail::record(work, "asked for", about, reference).await?;
    Ok(made.id)
}

/// Makes a referral to the Board, meant for its next meeting in the diary.
pub(super) async fn referral(work: &Work, place: &Place, board: &body::Model, carrying: Carrying) -> Result<i64> {
    let year = municipal_year(work, place.meeting.held_on).await?;
    let between = format!("{}-{}", place.body.short_name, board.short_name);
    let series = rules::series(&between, &year);
    let had: Vec<String> = referrals::Entity::find()
        .select_only()
        .column(referrals::Column::Reference)
        .filter(referrals::Column::Reference.starts_with(&series))
        .into_tuple()
        .all(&work.tx)
        .await?;
    let reference = rules::reference(&between, &year, rules::next_number(&series, &had));
    let title = titled(&reference, &carrying.text);
    let target = next_meeting(work, board.id, place.meeting.held_on).await?;
    let made = referrals::ActiveModel {
        reference: Set(reference.clone()),
        body_id: Set(place.body.id),
        board_id: Set(board.id),
        agenda_item_id: Set(place.item.id),
        resolution_part_id: Set(Some(carrying.part_id)),
        meeting_id: Set(target.as_ref().map(|meeting| meeting.id)),
        kind: Set(Stored(carrying.kind)),
        text: Set(carrying.text),
        feedback: Set(String::new()),
        state: Set(Stored(referral::State::Raised)),
        answer: Set(String::new()),
        part_version: Set(1),
        indicator_id: Set(carrying.indicator_id),
        rolled: Set(0),
        created_on: Set(work.today),
        version: Set(1),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let draft = Owing {
        kind: Kind::DraftFeedback,
        subject_kind: SubjectKind::Referral,
        subject_id: made.id,
        body_id: place.body.id,
        owner_post_id: carrying.officer_post_id,
        meeting_id: Some(place.meeting.id),
        title,
        rule: DueRule::meeting(place.meeting.id, 1),
    };
    let answer = Owing {
        kind: Kind::RecordAnswer,
        body_id: board.id,
        owner_post_id: board.officer_post_id.unwrap_or(carrying.officer_post_id),
        meeting_id: target.as_ref().map(|meeting| meeting.id),
        rule: answer_rule(board, target.as_ref(), place.meeting.held_on),
        ..draft.clone()
    };
    obligations::owe(work, draft).await?;
    obligations::owe(work, answer).await?;
    let about = About { noun: "referral", id: made.id, body: Some(place.body.id) };
    trail::record(work, "referred", about, reference).await?;
    Ok(made.id)
}

/// The Board's answer is written down two working days after its meeting. While none is in the diary, the rule
/// waits for the next one: it counts from the day its papers go out, which is that many clear days and one before.
fn answer_rule(board: &body::Model, target: Option<&meetings::Model>, after: NaiveDate) -> DueRule {
    match target {
        Some(meeting) => DueRule::meeting(meeting.id, 2),
        None => DueRule {
            anchor: Anchor::NextMeeting { body: board.id, after },
            offset: board.clear_days.saturating_add(3),
            not_before_end_of: None,
        },
    }
}

/// The next meeting of a body that is still to come after a day.
pub(super) async fn next_meeting(work: &Work, body_id: i64, after: NaiveDate) -> Result<Option<meetings::Model>> {
    let ahead = [meeting::State::Scheduled, meeting::State::AgendaPublished].map(Stored);
    Ok(meetings::Entity::find()
        .filter(meetings::Column::BodyId.eq(body_id))
        .filter(meetings::Column::State.is_in(ahead))
        .filter(meetings::Column::HeldOn.gt(after))
        .filter(meetings::Column::HeldOn.gte(work.today))
        .order_by_asc(meetings::Column::HeldOn)
        .one(&work.tx)
        .await?)
}

/// The label of the municipal year of a day. A council that holds its Annual Council on another day than most says
/// so in a setting a year.
pub(super) async fn municipal_year(work: &Work, on: NaiveDate) -> Result<String> {
    let usual = MunicipalYear::usual_annual_council(on.year());
    let told = setting::Entity::find_by_id(format!("annual_council.{}", on.year())).one(&work.tx).await?;
    let told = told.and_then(|setting| setting.value.parse::<NaiveDate>().ok());
    let year = told.and_then(|day| MunicipalYear::of(on, day)).or_else(|| MunicipalYear::of(on, usual));
    Ok(year.map(MunicipalYear::label).unwrap_or_default())
}
