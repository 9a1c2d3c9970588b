//! Rows of the tables told as the pages show them: words, dates, where a request stands, who owes what.
//! Reads nothing and decides nothing; called by `pages`.

use super::cycle::Progress;
use super::moving::Changed;
use super::queries::Agenda;
use super::views::{Deeds, EndedView, EventView, InvitedView, ItemView, MeetingView, OwedView, RequestView};
use crate::error::{Error, Result};
use crate::inviting::Invited;
use crate::obligations::Holder;
use chrono::{NaiveDate, NaiveTime};
use remit_domain::agenda::ItemState;
use remit_domain::calendar::Calendar;
use remit_domain::meeting::{ItemKind, State};
use remit_domain::obligation::{DueRule, Kind, Lateness, SubjectKind, lateness};
use remit_domain::period::Period;
use remit_domain::word::Word;
use remit_domain::{agenda as rules, london, request, wording};
use remit_entity::{agenda_item, body, data_request, meeting, obligation, trail};
use std::collections::BTreeMap;

pub(super) fn meeting(row: &meeting::Model, body: &body::Model) -> MeetingView {
    let time = row.starts_at.parse::<NaiveTime>().map_or_else(|_| row.starts_at.clone(), london::time_of_day);
    MeetingView {
        id: row.id,
        version: row.version,
        body: body.name.clone(),
        slug: body.slug.clone(),
        day: match row.state.0 {
            State::Postponed => format!("Postponed from {}", wording::date_with_weekday(row.held_on)),
            _ => wording::date_with_weekday(row.held_on),
        },
        time,
        venue: row.venue.clone(),
        state: row.state.0.label(),
        colour: match row.state.0 {
            State::Scheduled => "blue",
            State::AgendaPublished => "green",
            State::Held | State::Adjourned => "grey",
            State::Cancelled | State::Inquorate => "red",
            State::Postponed => "yellow",
        },
        is_ahead: row.state.0.is_ahead(),
        published: row.published_on.map(wording::date_with_weekday).unwrap_or_default(),
        public_href: format!("/bodies/{}/{}", body.slug, row.held_on),
    }
}

/// "Not compliant" where fewer clear days were given than the body gives (LGA 1972 s100B(3)); else empty.
pub(super) fn not_compliant(row: &meeting::Model, body: &body::Model) -> String {
    match row.clear_days_given {
        Some(given) if given < body.clear_days => format!("{given} of {} clear days.", body.clear_days),
        _ => String::new(),
    }
}

pub(super) fn deeds(row: &meeting::Model, owed: &[obligation::Model], today: NaiveDate) -> Deeds {
    let state = row.state.0;
    Deeds {
        edit_agenda: rules::may_change(state).is_ok(),
        publish: state.publish_agenda().is_ok(),
        hold: state.hold(row.held_on, today).is_ok(),
        reschedule: state.reschedule().is_ok(),
        cancel: state.cancel().is_ok(),
        on_the_day: state.hold(row.held_on, today).is_ok(),
        minutes: state.took_place() && owed.iter().any(|one| one.kind.0 == Kind::DraftMinutes),
    }
}

/// The period that the first performance item asks about.
pub(super) fn period_of(agenda: &Agenda) -> Option<Period> {
    let performance = agenda.items.iter().filter(|item| item.kind.0 == ItemKind::Performance);
    let asked = performance.flat_map(|item| requests_under(agenda, item)).filter(|request| !request.is_finance);
    asked.filter(|request| request.state.0 != request::State::Withdrawn).find_map(|one| one.period.parse().ok())
}

pub(super) fn progress(row: &meeting::Model, agenda: &Agenda) -> Progress {
    let any = |state: fn(request::State) -> bool| agenda.requests.iter().any(|request| state(request.state.0));
    Progress {
        is_published: row.published_on.is_some(),
        is_held: row.state.0 == State::Held,
        is_cancelled: !row.state.0.stands(),
        requests_to_issue: any(|state| state == request::State::Planned),
        requests_owed: any(|state| state == request::State::Issued),
    }
}

fn requests_under<'a>(
    agenda: &'a Agenda,
    item: &agenda_item::Model,
) -> impl Iterator<Item = &'a data_request::Model> + use<'a> {
    let id = item.id;
    agenda.requests.iter().filter(move |request| request.agenda_item_id == id)
}

pub(super) fn items(
    agenda: &Agenda,
    invited: &BTreeMap<i64, Vec<Invited>>,
    (owed, today): (&[obligation::Model], NaiveDate),
) -> Vec<ItemView> {
    let told = agenda.items.iter().zip(1..).map(|(item, number)| ItemView {
        href: format!("/items/{}", item.id),
        number,
        title: item.title.clone(),
        state: if item.state.0 == ItemState::Programmed { "" } else { item.state.0.label() },
        access: if item.access.0.is_restricted() { item.access.0.label() } else { "" },
        has_report: item.kind.0 == ItemKind::Performance,
        paper: agenda.papers.iter().find(|paper| paper.agenda_item_id == item.id).map(|paper| paper.id),
        invited: invited.get(&item.id).into_iter().flatten().map(invitation).collect(),
        requests: requests_under(agenda, item).map(|one| asked(one, agenda, (owed, today))).collect(),
    });
    told.collect()
}

fn invitation(one: &Invited) -> InvitedView {
    let who = match &one.holder {
        Some(holder) => format!("{}, {holder}", one.post),
        None => format!("{} (vacant)", one.post),
    };
    InvitedView { href: one.href.clone(), who, answer: one.words.clone() }
}

/// Why a meeting did not take place or was convened so, and what took its place.
pub(super) fn ended(row: &meeting::Model, successor: Option<&meeting::Model>) -> EndedView {
    EndedView {
        reason: row.reason.clone(),
        short_notice: row.short_notice_reason.clone(),
        successor: successor.map(|next| wording::date_with_weekday(next.held_on)).unwrap_or_default(),
        successor_href: successor.map(|next| format!("/meetings/{}", next.id)).unwrap_or_default(),
    }
}

fn asked(row: &data_request::Model, agenda: &Agenda, (owed, today): (&[obligation::Model], NaiveDate)) -> RequestView {
    let about = |one: &&obligation::Model| one.subject_kind.0 == SubjectKind::Request && one.subject_id == row.id;
    let due = owed.iter().find(about).and_then(|one| one.due_on);
    let state = row.state.0;
    let is_overdue = state.is_owed() && due.is_some_and(|on| on < today);
    let (label, colour) = match state {
        _ if is_overdue => ("Overdue", "red"),
        request::State::Planned | request::State::Withdrawn => (state.label(), "grey"),
        request::State::Issued => (state.label(), "blue"),
        request::State::ToFollow => (state.label(), "yellow"),
        request::State::Submitted => (state.label(), "turquoise"),
        request::State::Accepted => (state.label(), "green"),
    };
    let what = if row.is_finance { "Budget slides" } else { "Figures" };
    let period = row.period.parse::<Period>().map_or_else(|_| row.period.clone(), Period::title);
    RequestView {
        href: format!("/requests/{}", row.id),
        what: format!("Appendix {}: {what} for {period}", row.appendix),
        owner: agenda.post(row.owner_post_id),
        state: label,
        colour,
        due: due.map(wording::date_with_day).unwrap_or_default(),
        due_iso: due.map(|on| on.to_string()).unwrap_or_default(),
    }
}

pub(super) fn owed(
    rows: &[obligation::Model],
    holders: &BTreeMap<i64, Holder>,
    (today, calendar): (NaiveDate, &Calendar),
) -> Result<Vec<OwedView>> {
    rows.iter()
        .map(|row| {
            let late = lateness(row.due_on, today, calendar)?;
            let rule: DueRule = row.due_rule.parse().map_err(|error| Error::Broken(anyhow::Error::new(error)))?;
            let who = match holders.get(&row.owner_post_id) {
                Some(Holder { post, person: Some(person), .. }) => format!("{}, {post}", person.name),
                Some(Holder { post, person: None, .. }) => format!("{post} (vacant)"),
                None => "Nobody".to_owned(),
            };
            Ok(OwedView {
                what: row.title.clone(),
                href: format!("/{}/{}", row.subject_kind.room(), row.subject_id),
                kind: row.kind.0.label(),
                who,
                due: row.due_on.map(wording::date_with_day).unwrap_or_default(),
                due_iso: row.due_on.map(|on| on.to_string()).unwrap_or_default(),
                why: rule.explain(),
                state: late.to_string(),
                is_late: matches!(late, Lateness::Late(_)),
            })
        })
        .collect()
}

pub(super) fn event(row: trail::Model) -> EventView {
    let mut deed = row.deed;
    if let Some(first) = deed.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    EventView {
        deed,
        by: row.by,
        at: format!("{}, {}", wording::date(london::date_in_london(row.at)), london::time_in_london(row.at)),
        at_iso: london::rfc3339_london(row.at),
        lines: row.detail.lines().map(str::to_owned).collect(),
    }
}

/// What a page says after a meeting was changed.
pub(super) fn dates_changed(changed: &Changed) -> String {
    if changed.new.state.0 == State::Postponed {
        return "Meeting postponed. It has no day until you find one.".to_owned();
    }
    match changed.moved.len() {
        0 => "Meeting changed. No other date changed with it.".to_owned(),
        1 => "Meeting changed, and 1 date with it. The history shows the old date beside the new one.".to_owned(),
        n => format!("Meeting changed, and {n} dates with it. The history shows the old dates beside the new ones."),
    }
}
