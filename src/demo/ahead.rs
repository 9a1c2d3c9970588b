//! What is about to happen in the county: meetings in the diary, requests that go out on their day, and, for
//! the days just gone, what directors have already done about them.

use super::book::{Book, next_id};
use super::county::PANELS;
use super::guests;
use super::measures::Measure;
use super::quarters::Round;
use crate::acting::{self, Pause, Report, Which};
use crate::app::App;
use crate::error::Result;
use crate::holders::holder_of;
use crate::obligations::{self, Owing};
use crate::work::{Author, Work};
use chrono::NaiveDate;
use remit_domain::action::Progress;
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::period::Period;
use remit_domain::request::State;
use remit_domain::{period, wording};
use remit_entity::{Stored, action, body, data_request, figure, person, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A panel's meeting to come, with its requests.
pub(super) fn plan(book: &mut Book<'_>, round: &Round, panel: usize) -> Result<()> {
    let (ids, named, on) = (book.ids.panels[panel], &PANELS[panel], round.panels[panel]);
    let meeting_id = book.meeting(ids.body, on, named.lag)?;
    owe_about(book, (ids.body, meeting_id, named.short, on), &[AGENDA, MINUTES]);
    let item = book.item(meeting_id, round);
    guests::invite(book, item, (ids.body, meeting_id, named.short, on), [ids.cabinet_post, ids.director_post]);
    let asked = Asked { item, meeting_id, body: ids.body, short: named.short };
    let request_id = request(book, &asked, (round.quarter, ids.director_post, false));
    let of_panel = book.measures.iter().filter(|measure| measure.panel == named.short);
    let lines: Vec<_> =
        (1..).zip(of_panel).map(|(position, measure)| measure.line(request_id, position, round.quarter)).collect();
    book.figures.extend(lines);
    request(book, &asked, (round.month, book.ids.finance_post, true));
    Ok(())
}

/// Something that an officer owes about a meeting: the kind, its name, working days, and whether they count from
/// the publication of the papers (else from the meeting).
type Duty = (Kind, &'static str, i32, bool);
pub(super) const AGENDA: Duty = (Kind::PublishAgenda, "agenda", 0, true);
pub(super) const MINUTES: Duty = (Kind::DraftMinutes, "draft minutes", 10, false);

/// Owes the officer's duties about a meeting.
pub(super) fn owe_about(
    book: &mut Book<'_>,
    (body_id, meeting_id, short, on): (i64, i64, &str, NaiveDate),
    duties: &[Duty],
) {
    for (kind, what, days, from_papers) in duties {
        let rule = if *from_papers { DueRule::publish(meeting_id, *days) } else { DueRule::meeting(meeting_id, *days) };
        book.owings.push(Owing {
            kind: *kind,
            subject_kind: SubjectKind::Meeting,
            subject_id: meeting_id,
            body_id,
            owner_post_id: book.ids.officer_post,
            meeting_id: Some(meeting_id),
            title: format!("{short}, {}: {what}", wording::date(on)),
            rule,
        });
    }
}

/// For which item something is asked.
struct Asked<'a> {
    item: i64,
    meeting_id: i64,
    body: i64,
    short: &'a str,
}

fn request(book: &mut Book<'_>, asked: &Asked<'_>, (period, owner, is_finance): (Period, i64, bool)) -> i64 {
    let number = if is_finance { 2 } else { 1 };
    let what = if is_finance {
        "Budget Monitoring Information (presentation slides)"
    } else {
        "Performance Information Dashboard"
    };
    let (id, reference) = (next_id(&book.requests), format!("{} {period} – {number}", asked.short));
    book.owings.push(Owing {
        kind: Kind::IssueRequest,
        subject_kind: SubjectKind::Request,
        subject_id: id,
        body_id: asked.body,
        owner_post_id: book.ids.officer_post,
        meeting_id: Some(asked.meeting_id),
        title: format!("{reference}: {what}"),
        rule: DueRule::publish(asked.meeting_id, -20).not_before_end_of(period),
    });
    book.requests.push(data_request::ActiveModel {
        id: Set(id),
        reference: Set(reference),
        agenda_item_id: Set(asked.item),
        owner_post_id: Set(owner),
        period: Set(period.to_string()),
        coverage: Set(String::new()),
        is_finance: Set(is_finance),
        appendix: Set(number),
        appendix_title: Set(what.to_owned()),
        state: Set(Stored(State::Planned)),
        version: Set(1),
        ..data_request::blank()
    });
    id
}

/// What directors have done by now about the requests in hand: one has begun, one has submitted, one has
/// promised its slides for later.
pub(super) async fn catch_up(work: &Work) -> Result<()> {
    let issued = data_request::Entity::find()
        .filter(data_request::Column::State.eq(Stored(State::Issued)))
        .order_by_asc(data_request::Column::Id)
        .all(&work.tx)
        .await?;
    for asked in issued {
        let short = asked.reference.split(' ').next().unwrap_or_default().to_owned();
        match (short.as_str(), asked.is_finance) {
            ("CC", false) => begin(work, &asked, 5).await?,
            ("EE", false) => {
                begin(work, &asked, usize::MAX).await?;
                submit(work, asked).await?;
            }
            ("CC", true) => promise(work, asked).await?,
            _ => {}
        }
    }
    guests::answer(work).await
}

/// What has been said by now about the actions of the last round: one is under way, one is done as its owner sees it, one
/// waits for something else; nothing was heard of the last.
pub(super) async fn follow_up(app: &App) -> Result<()> {
    let (db, today) = (app.db(), app.clock().today());
    let officer = person::Entity::find().filter(person::Column::IsOfficer.eq(true)).one(db).await?;
    let open = action::Entity::find()
        .filter(action::Column::State.eq(Stored(remit_domain::action::State::Open)))
        .order_by_asc(action::Column::Id)
        .all(db)
        .await?;
    for (place, row) in open.into_iter().enumerate().take(3) {
        let owner = holder_of(db, row.owner_post_id, today).await?.and_then(|holder| holder.person);
        let by = match (place, owner, &officer) {
            (0 | 1, Some(owner), _) => Author::ByLink { id: owner.id, name: owner.name },
            (_, _, Some(officer)) => Author::Person { id: officer.id, name: officer.name.clone() },
            _ => continue,
        };
        app.write(by, move |work| Box::pin(follow_one(work, place, row))).await?;
    }
    Ok(())
}

async fn follow_one(work: &Work, place: usize, row: action::Model) -> Result<()> {
    let which = Which { id: row.id, version: Some(row.version) };
    let said =
        |progress, words: &str| Report { progress: Some(progress), words: words.to_owned(), evidence: String::new() };
    match place {
        0 => {
            let words = "The note is drafted; the assistant director is checking the figures.";
            acting::report(work, which, said(Progress::StillInProgress, words)).await
        }
        1 => acting::report(work, which, said(Progress::Done, "The note went to all Members by e-mail.")).await,
        _ => {
            let review_on = Some(work.calendar.add_working_days(work.today, 15)?);
            acting::pause(work, which, Pause { why: "Waits for the inspectorate’s report".to_owned(), review_on }).await
        }
    }
}

/// Some lines of a request are filled in.
async fn begin(work: &Work, asked: &data_request::Model, lines: usize) -> Result<()> {
    let period: Period = asked.period.parse().map_err(|_| crate::error::Error::broken("an unreadable period"))?;
    let number = number_of(period);
    let rows = figure::Entity::find()
        .filter(figure::Column::RequestId.eq(asked.id))
        .order_by_asc(figure::Column::Position)
        .all(&work.tx)
        .await?;
    for row in rows.into_iter().take(lines) {
        let mut standing = crate::measures::in_force(&work.tx, &[row.indicator_id], Some(period)).await?;
        let Some(found) = standing.remove(&row.indicator_id) else { continue };
        let value = Measure::of(found)?.value(number);
        let (is_number, typed) = match value.figure {
            remit_domain::figure::Figure::Number(number) => (Some(number.to_string()), value.typed),
            remit_domain::figure::Figure::Absent(_) => (None, value.typed),
        };
        let mut row = row.into_active_model();
        row.typed = Set(typed);
        row.number = Set(is_number);
        row.reason = Set(value.reason);
        row.commentary = Set(value.commentary);
        row.rating = Set(Some(Stored(value.rating)));
        row.why = Set(value.why);
        row.rule_version = Set(remit_domain::rating::RULE_VERSION);
        row.update(&work.tx).await?;
    }
    Ok(())
}

/// A quarter's number, as `quarters` counts it.
fn number_of(quarter: Period) -> i32 {
    use chrono::Datelike;
    let first = quarter.start();
    let year = period::FinancialYear::of(first).start().year();
    year * 4 + i32::try_from(first.month0() / 3 + 3).unwrap_or(0) % 4
}

async fn submit(work: &Work, asked: data_request::Model) -> Result<()> {
    let (id, reference, item) = (asked.id, asked.reference.clone(), asked.agenda_item_id);
    let owner = post::Entity::find_by_id(asked.owner_post_id).one(&work.tx).await?;
    let mut row = asked.into_active_model();
    row.state = Set(Stored(State::Submitted));
    row.submitted_at = Set(Some(work.at));
    row.submitted_by = Set(owner.map(|post| post.title).unwrap_or_default());
    row.update(&work.tx).await?;
    obligations::discharge(work, Kind::SubmitData, SubjectKind::Request, id).await?;
    let found = remit_entity::agenda_item::Entity::find_by_id(item).one(&work.tx).await?;
    let Some(found) = found else { return Ok(()) };
    let meeting = remit_entity::meeting::Entity::find_by_id(found.meeting_id).one(&work.tx).await?;
    let Some(meeting) = meeting else { return Ok(()) };
    let body = body::Entity::find_by_id(meeting.body_id).one(&work.tx).await?;
    let Some(officer_post) = body.and_then(|body| body.officer_post_id) else { return Ok(()) };
    obligations::owe(
        work,
        Owing {
            kind: Kind::AcceptData,
            subject_kind: SubjectKind::Request,
            subject_id: id,
            body_id: meeting.body_id,
            owner_post_id: officer_post,
            meeting_id: Some(meeting.id),
            title: format!("{reference}: submitted, to accept"),
            rule: DueRule::publish(meeting.id, -2),
        },
    )
    .await?;
    Ok(())
}

async fn promise(work: &Work, asked: data_request::Model) -> Result<()> {
    let id = asked.id;
    let on: NaiveDate = work.calendar.add_working_days(work.today, 8)?;
    let mut row = asked.into_active_model();
    row.state = Set(Stored(State::ToFollow));
    row.promised_on = Set(Some(on));
    row.follow_reason = Set("The month closes after the papers go out".to_owned());
    row.update(&work.tx).await?;
    obligations::promise(work, Kind::SubmitData, SubjectKind::Request, id, on).await
}
