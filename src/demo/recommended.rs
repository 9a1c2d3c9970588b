//! What the county's panels recommended and commented, at every stage: to be sent, running, answered, followed, closed.
//! And the Cabinet whose meetings can carry an answer, and the monitoring officer who hears when one is late.

use super::county::PANELS;
use crate::error::Result;
use crate::heard;
use crate::obligations::{self, Owing};
use crate::work::Work;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use remit_domain::meeting::State as Met;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::{BodyKind, PostKind};
use remit_domain::recommendation::{Addressee, Clock, Closed, Decision, State, next_review};
use remit_domain::resolution::{HouseStyle, Verb};
use remit_domain::{comment, london, statute, wording};
use remit_entity::{
    Stored, agenda_item, body, comment as comments, holding, meeting, person, post, recommendation,
    recommendation_update, resolution, resolution_part, response, response_part, trail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// One recommendation as it is told: of which panel, how many of its meetings ago, what, and how far it came.
struct Told {
    panel: usize,
    back: usize,
    text: &'static str,
    state: State,
    decision: Option<Decision>,
    words: &'static str,
    closed: Option<Closed>,
}

const TOLD: [Told; 6] = [
    Told {
        panel: 0,
        back: 0,
        text: "the Cabinet Member bring a plan to halve the wait for education, health and care assessments within a year",
        state: State::Received,
        decision: None,
        words: "",
        closed: None,
    },
    Told {
        panel: 0,
        back: 2,
        text: "the Cabinet Member fund a second team for the recruitment of foster carers",
        state: State::Implementing,
        decision: Some(Decision::PartAccepted),
        words: "Two recruitment officers from April; a whole team is to be looked at with the budget.",
        closed: None,
    },
    Told {
        panel: 1,
        back: 1,
        text: "the Cabinet Member set a ceiling for the price of a home care hour",
        state: State::Published,
        decision: Some(Decision::Rejected),
        words: "A ceiling would leave rural rounds without a provider.",
        closed: None,
    },
    Told {
        panel: 1,
        back: 4,
        text: "every carer be offered a conversation about their own needs within six weeks",
        state: State::Closed,
        decision: Some(Decision::Accepted),
        words: "The offer is made in the first letter to every carer.",
        closed: Some(Closed::Achieved),
    },
    Told {
        panel: 2,
        back: 0,
        text: "the Cabinet Member publish each month how many potholes were repaired within the time promised",
        state: State::Agreed,
        decision: None,
        words: "",
        closed: None,
    },
    Told {
        panel: 3,
        back: 3,
        text: "the Cabinet Member open two libraries on Sundays for a trial year",
        state: State::ProposedComplete,
        decision: Some(Decision::Accepted),
        words: "Sunday opening at the two central libraries.",
        closed: None,
    },
];

/// Where something was decided.
struct Place {
    body: body::Model,
    meeting: meeting::Model,
    item: agenda_item::Model,
    part: i64,
    cabinet_post: i64,
    director_post: i64,
}

/// Writes it, as of the day on which the county begins to be lived through.
pub(super) async fn write(work: &Work) -> Result<()> {
    cabinet(work).await?;
    for one in &TOLD {
        if let Some(place) = place(work, (one.panel, one.back), (Verb::Recommended, one.text)).await? {
            recommend(work, one, &place).await?;
        }
    }
    let pace = "the Panel is concerned that the same places are repaired more than once";
    if let Some(place) = place(work, (2, 0), (Verb::Commented, pace)).await? {
        comment(work, &place, (pace, "")).await?;
    }
    let thanks = "the Panel welcomes the fall in sickness absence and asks what brought it about";
    if let Some(place) = place(work, (3, 1), (Verb::Commented, thanks)).await? {
        comment(work, &place, (thanks, "Managers now hold a return conversation within two days.")).await?;
    }
    Ok(())
}

/// The Cabinet, with a meeting on the second Thursday of every month, and the monitoring officer.
async fn cabinet(work: &Work) -> Result<()> {
    let officer = post::Entity::find()
        .filter(post::Column::Kind.eq(Stored(PostKind::ScrutinyOfficer)))
        .order_by_asc(post::Column::Id)
        .one(&work.tx)
        .await?;
    let row = body::ActiveModel {
        slug: Set("cabinet".to_owned()),
        name: Set("Cabinet".to_owned()),
        short_name: Set("Cabinet".to_owned()),
        kind: Set(Stored(BodyKind::Cabinet)),
        officer_post_id: Set(officer.map(|post| post.id)),
        clear_days: Set(5),
        house_style: Set(Stored(HouseStyle::Dash)),
        remit: Set("The executive. Its papers and minutes are published elsewhere.".to_owned()),
        ..Default::default()
    };
    let body_id = row.insert(&work.tx).await?.id;
    let first = work.today.with_day(1).unwrap_or(work.today);
    let days = (0..8_u32).filter_map(|n| {
        let month = first.checked_add_months(Months::new(n))?;
        NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), Weekday::Thu, 2)
    });
    let rows = days.map(|on| meeting::ActiveModel {
        body_id: Set(body_id),
        held_on: Set(on),
        starts_at: Set("10:00".to_owned()),
        venue: Set("Council Chamber, County Hall".to_owned()),
        state: Set(Stored(if on < work.today { Met::Held } else { Met::Scheduled })),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    });
    meeting::Entity::insert_many(rows).exec_without_returning(&work.tx).await?;
    let row = person::ActiveModel {
        name: Set("Lena Marsh".to_owned()),
        email: Set("lena.marsh@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let person_id = row.insert(&work.tx).await?.id;
    let title = "Monitoring Officer".to_owned();
    let row =
        post::ActiveModel { title: Set(title), kind: Set(Stored(PostKind::MonitoringOfficer)), ..Default::default() };
    let post_id = row.insert(&work.tx).await?.id;
    let from_on = work.today - Days::new(1200);
    let row = holding::ActiveModel {
        post_id: Set(post_id),
        person_id: Set(person_id),
        from_on: Set(from_on),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    Ok(())
}

/// One more part of what a panel resolved, so many of its meetings ago.
async fn place(work: &Work, (panel, back): (usize, usize), (verb, text): (Verb, &str)) -> Result<Option<Place>> {
    let named = &PANELS[panel];
    let body = body::Entity::find().filter(body::Column::Slug.eq(named.slug)).one(&work.tx).await?;
    let Some(body) = body else { return Ok(None) };
    let held = meeting::Entity::find()
        .filter(meeting::Column::BodyId.eq(body.id))
        .filter(meeting::Column::HeldOn.lt(work.today))
        .order_by_desc(meeting::Column::HeldOn)
        .all(&work.tx)
        .await?;
    let Some(meeting) = held.into_iter().nth(back) else { return Ok(None) };
    let item = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(meeting.id)).one(&work.tx).await?;
    let Some(item) = item else { return Ok(None) };
    let whole = resolution::Entity::find().filter(resolution::Column::AgendaItemId.eq(item.id)).one(&work.tx).await?;
    let Some(whole) = whole else { return Ok(None) };
    let last = resolution_part::Entity::find()
        .filter(resolution_part::Column::ResolutionId.eq(whole.id))
        .order_by_desc(resolution_part::Column::Number)
        .one(&work.tx)
        .await?;
    let part = resolution_part::ActiveModel {
        resolution_id: Set(whole.id),
        number: Set(last.map_or(1, |last| last.number + 1)),
        verb: Set(Stored(verb)),
        text: Set(text.to_owned()),
        version: Set(1),
        is_removed: Set(false),
        ..Default::default()
    };
    let part = part.insert(&work.tx).await?.id;
    let titles = [named.cabinet.0, named.director.0];
    let posts = post::Entity::find().filter(post::Column::Title.is_in(titles)).all(&work.tx).await?;
    let of = |title: &str| posts.iter().find(|post| post.title == title).map(|post| post.id);
    let (Some(cabinet_post), Some(director_post)) = (of(titles[0]), of(titles[1])) else { return Ok(None) };
    Ok(Some(Place { body, meeting, item, part, cabinet_post, director_post }))
}

async fn recommend(work: &Work, one: &Told, place: &Place) -> Result<()> {
    let met = place.meeting.held_on;
    let was_sent = one.state != State::Agreed;
    let sent = work.calendar.add_working_days(met, 4)?.min(work.today);
    let answered = one.decision.map(|_| (statute::two_months_beginning_with(sent) - Days::new(9)).min(work.today));
    let closed = one.closed.map(|_| work.today - Days::new(14));
    let reference = reference("R", place, one.back);
    let row = recommendation::ActiveModel {
        reference: Set(reference.clone()),
        body_id: Set(place.body.id),
        agenda_item_id: Set(place.item.id),
        resolution_part_id: Set(Some(place.part)),
        part_version: Set(1),
        addressee: Set(Stored(Addressee::Executive)),
        post_id: Set(place.cabinet_post),
        lead_post_id: Set(was_sent.then_some(place.director_post)),
        text: Set(one.text.to_owned()),
        state: Set(Stored(one.state)),
        clock: Set(Stored(if was_sent { Clock::TwoMonths } else { Clock::None })),
        notice_on: Set(was_sent.then_some(sent)),
        received_on: Set(was_sent.then_some(sent)),
        responded_on: Set(answered),
        published_on: Set(answered.map(|on| (on + Days::new(3)).min(work.today))),
        closed_at_id: Set(closed.map(|_| place.meeting.id)),
        closed_as: Set(one.closed.map(Stored)),
        pause_why: Set(String::new()),
        created_on: Set(met),
        version: Set(1),
        ..Default::default()
    };
    let row = row.insert(&work.tx).await?;
    if was_sent {
        said(work, row.id, (sent, State::Submitted), "Sent with a notice under section 9FE.").await?;
    }
    if let (Some(decision), Some(on)) = (one.decision, answered) {
        answer(work, &row, (decision, one.words), on).await?;
        said(work, row.id, (on, State::Responded), one.words).await?;
    }
    if one.state == State::ProposedComplete {
        said(work, row.id, (work.today, one.state), "Both libraries have opened on Sundays since spring.").await?;
    }
    if let Some(on) = closed {
        said(work, row.id, (on, State::Closed), "The panel agreed that this was achieved.").await?;
    }
    owe(work, &row, place).await
}

/// A reference of the year in which it was decided; high enough to be nobody else's.
fn reference(kind: &str, place: &Place, number: usize) -> String {
    let on = place.meeting.held_on;
    let start = if on.month() >= 5 { on.year() } else { on.year() - 1 };
    format!("{}-{kind} {:02}/{:02}-{:03}", place.body.short_name, start % 100, (start + 1) % 100, number + 1)
}

async fn said(work: &Work, id: i64, (on, state): (NaiveDate, State), words: &str) -> Result<()> {
    let row = recommendation_update::ActiveModel {
        recommendation_id: Set(id),
        at: Set(london::instant(on, chrono::NaiveTime::from_hms_opt(11, 0, 0).unwrap_or_default())),
        by: Set("Rowan Ellery".to_owned()),
        words: Set(words.to_owned()),
        state: Set(Stored(state)),
        ..Default::default()
    };
    let at = row.insert(&work.tx).await?.at;
    let deed = match state {
        State::Submitted => "served",
        State::Responded => heard::ANSWERED,
        State::Closed => "closed",
        _ => heard::REPORTED,
    };
    let told = trail::ActiveModel {
        at: Set(at),
        by: Set("Rowan Ellery".to_owned()),
        person_id: Set(None),
        deed: Set(deed.to_owned()),
        subject_kind: Set("recommendation".to_owned()),
        subject_id: Set(id),
        body_id: Set(None),
        detail: Set(String::new()),
        ..Default::default()
    };
    told.insert(&work.tx).await?;
    Ok(())
}

async fn answer(
    work: &Work,
    row: &recommendation::Model,
    (decision, words): (Decision, &str),
    on: NaiveDate,
) -> Result<()> {
    let whole = response::ActiveModel {
        post_id: Set(row.post_id),
        received_on: Set(on),
        words: Set(String::new()),
        published_on: Set(row.published_on),
        link: Set(String::new()),
        made_at: Set(work.at),
        made_by: Set("Rowan Ellery".to_owned()),
        ..Default::default()
    };
    let whole = whole.insert(&work.tx).await?;
    let is_no = decision == Decision::Rejected;
    let part = response_part::ActiveModel {
        response_id: Set(whole.id),
        recommendation_id: Set(row.id),
        decision: Set(Stored(decision)),
        reason: Set(if is_no { words.to_owned() } else { String::new() }),
        proposed: Set(if is_no { String::new() } else { words.to_owned() }),
        ..Default::default()
    };
    part.insert(&work.tx).await?;
    Ok(())
}

/// What is owed about it, as it stands.
async fn owe(work: &Work, row: &recommendation::Model, place: &Place) -> Result<()> {
    let officer = place.body.officer_post_id.unwrap_or(row.post_id);
    let owed = match (row.state.0, row.received_on, row.responded_on) {
        (State::Agreed, ..) => {
            let soon = work.calendar.add_working_days(work.today, 12)?;
            Some((Kind::ServeRecommendation, officer, DueRule::on(soon)))
        }
        (State::Received, Some(on), _) => {
            let last = statute::two_months_beginning_with(on);
            Some((Kind::Respond, row.post_id, DueRule::working_target(last)))
        }
        (State::Implementing, _, Some(on)) => {
            let review = next_review(on, Some(work.today));
            Some((Kind::ReportProgress, row.lead_post_id.unwrap_or(row.post_id), DueRule::on(review)))
        }
        (State::Published | State::ProposedComplete, ..) => {
            Some((Kind::AgreeCompletion, officer, DueRule::next_meeting(row.body_id, work.today)))
        }
        _ => None,
    };
    let Some((kind, owner_post_id, rule)) = owed else { return Ok(()) };
    let owing = Owing {
        kind,
        subject_kind: SubjectKind::Recommendation,
        subject_id: row.id,
        body_id: row.body_id,
        owner_post_id,
        meeting_id: None,
        title: wording::titled(&row.reference, &row.text),
        rule,
    };
    obligations::owe(work, owing).await.map(|_| ())
}

async fn comment(work: &Work, place: &Place, (text, reply): (&str, &str)) -> Result<()> {
    let replied = !reply.is_empty();
    let row = comments::ActiveModel {
        reference: Set(reference("C", place, 0)),
        body_id: Set(place.body.id),
        agenda_item_id: Set(place.item.id),
        resolution_part_id: Set(Some(place.part)),
        part_version: Set(1),
        post_id: Set(place.cabinet_post),
        text: Set(text.to_owned()),
        state: Set(Stored(if replied { comment::State::Replied } else { comment::State::Given })),
        reply: Set(reply.to_owned()),
        replied_on: Set(replied.then_some(work.today)),
        replied_by: Set(if replied { "Rowan Ellery".to_owned() } else { String::new() }),
        created_on: Set(place.meeting.held_on),
        version: Set(1),
        ..Default::default()
    };
    row.insert(&work.tx).await?;
    Ok(())
}
