//! Rows of the tables told as the pages of items show them: times, states, who leads and owes, how an item stands now
//! beside what was typed. Reads nothing and decides nothing; called by the pages.

use super::queries::Placed;
use super::views::{AskedView, FactView, GroupView, LinkView, MatterView, MeetingView, RowView, TagView};
use crate::inviting::Invited;
use crate::matters::Matters;
use crate::web::Form;
use chrono::NaiveTime;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::meeting::{self as meetings, State};
use remit_domain::period::Period;
use remit_domain::word::Word;
use remit_domain::{agenda_access, agenda_times, london, wording};
use remit_entity::{agenda_item, body, data_request, meeting, post};
use std::collections::BTreeMap;

pub(super) fn meeting(meeting: &meeting::Model, body: &body::Model) -> MeetingView {
    MeetingView {
        href: format!("/meetings/{}", meeting.id),
        items_href: format!("/meetings/{}/items", meeting.id),
        body: body.name.clone(),
        day: wording::date_with_weekday(meeting.held_on),
        time: london::time_of_day(starts(meeting)),
        lasts: agenda_times::said(u32::try_from(meeting.lasts).unwrap_or(120)),
        is_ahead: meeting.state.0.is_ahead(),
    }
}

/// When a meeting begins.
pub(super) fn starts(meeting: &meeting::Model) -> NaiveTime {
    meeting.starts_at.parse().ok().unwrap_or_else(meetings::usual_time)
}

/// How long each item takes; one that is not taken takes no time.
pub(super) fn minutes(items: &[agenda_item::Model]) -> Vec<Option<u32>> {
    let own = |item: &agenda_item::Model| {
        if item.state.0.is_taken() { item.minutes.and_then(|minutes| u32::try_from(minutes).ok()) } else { Some(0) }
    };
    items.iter().map(own).collect()
}

/// What the rows of an agenda are told with.
pub(super) struct Facts {
    pub invited: BTreeMap<i64, Vec<Invited>>,
    pub also: BTreeMap<i64, Vec<String>>,
    pub owners: Vec<post::Model>,
}

impl Facts {
    fn owner(&self, item: &agenda_item::Model) -> Option<&str> {
        let id = item.report_post_id?;
        self.owners.iter().find(|post| post.id == id).map(|post| post.title.as_str())
    }
}

/// The colour of a state; the word says it too.
fn colour(state: ItemState) -> &'static str {
    match state {
        ItemState::Proposed | ItemState::Programmed => "grey",
        ItemState::Commissioned | ItemState::DraftReceived | ItemState::Cleared => "blue",
        ItemState::FinalReceived | ItemState::Published => "green",
        ItemState::ToFollow | ItemState::Verbal | ItemState::Tabled => "yellow",
        ItemState::UrgentAdded => "red",
        ItemState::Considered | ItemState::Closed => "turquoise",
        ItemState::Withdrawn | ItemState::Deferred => "orange",
    }
}

/// The state of an item, and what else its row says at a glance.
pub(super) fn tags(item: &agenda_item::Model, also: &[String]) -> Vec<TagView> {
    let tag = |text: &str, colour| TagView { text: text.to_owned(), colour };
    let mut tags = vec![tag(item.state.0.label(), colour(item.state.0))];
    if item.access.0 != Access::Public {
        tags.push(tag(item.access.0.label(), "pink"));
    }
    if item.is_sensitive {
        tags.push(tag("Sensitive before an election", "purple"));
    }
    if !also.is_empty() {
        tags.push(tag(&format!("With {}", wording::list(also)), "grey"));
    }
    tags
}

fn report(item: &agenda_item::Model, owner: Option<&str>) -> String {
    match (owner, item.state.0, item.follows_on) {
        (Some(owner), ItemState::ToFollow, Some(on)) => format!("{owner}, to follow by {}", wording::date(on)),
        (Some(owner), ..) => owner.to_owned(),
        (None, ..) => String::new(),
    }
}

/// The rows of an agenda.
pub(super) fn rows(items: &[agenda_item::Model], begin: &[NaiveTime], facts: &Facts, form: &Form) -> Vec<RowView> {
    let nobody = Vec::new();
    let told = items.iter().zip(begin).zip(1_usize..).map(|((item, begins), number)| {
        let also = facts.also.get(&item.id).unwrap_or(&nobody);
        let invited = facts.invited.get(&item.id).map(Vec::as_slice).unwrap_or_default();
        let is_taken = item.state.0.is_taken();
        RowView {
            href: format!("/items/{}", item.id),
            id: item.id,
            number,
            title: item.title.clone(),
            tags: tags(item, also),
            begins: if is_taken { london::time_of_day(*begins) } else { String::new() },
            begins_iso: begins.format("%H:%M").to_string(),
            takes: item.minutes.and_then(|n| u32::try_from(n).ok()).map(agenda_times::said).unwrap_or_default(),
            lead: item.lead.clone(),
            report: report(item, facts.owner(item)),
            invited: invited.iter().map(invited_in_words).collect(),
            wrong_place: form.error(&format!("position-{}", item.id)).to_owned(),
        }
    });
    told.collect()
}

/// Who is invited, in how many posts, and what they answered.
pub(super) fn invited_in_words(invited: &Invited) -> String {
    let holder = invited.holder.as_deref().unwrap_or("vacant");
    format!("{} ({holder})", invited.post)
}

pub(super) fn asked(row: &data_request::Model) -> AskedView {
    let period = row.period.parse::<Period>().map_or_else(|_| row.period.clone(), Period::title);
    let what = if row.is_finance { "budget slides" } else { "figures" };
    AskedView {
        href: format!("/requests/{}", row.id),
        what: format!("Appendix {}: {what} for {period}", row.appendix),
        state: row.state.0.label(),
    }
}

pub(super) fn matters(matters: &Matters) -> Vec<GroupView> {
    let told = matters.groups().into_iter().map(|(heading, own)| GroupView {
        heading,
        matters: own
            .iter()
            .map(|one| MatterView { href: one.href.clone(), what: one.what.clone(), facts: one.facts.clone() })
            .collect(),
    });
    told.collect()
}

/// Other items, by the day and body of their meetings.
pub(super) fn placed(found: &[Placed]) -> Vec<LinkView> {
    let told = found.iter().map(|(item, meeting, body)| LinkView {
        href: format!("/items/{}", item.id),
        text: item.title.clone(),
        about: format!("{}, {}: {}", body.name, wording::date(meeting.held_on), item.state.0.label().to_lowercase()),
    });
    told.collect()
}

/// Minutes as a form shows them.
pub(super) fn typed_minutes(minutes: Option<i32>) -> String {
    minutes.map(|minutes| format!("{minutes}m")).unwrap_or_default()
}

/// How an item stands now, in full, beside what somebody else typed.
pub(super) fn stands(
    item: &agenda_item::Model,
    owner: Option<&str>,
    also: &[String],
    invited: &[Invited],
) -> Vec<FactView> {
    let fact = |key, value: String| FactView { key, value };
    let mut facts = vec![
        fact("Title now", item.title.clone()),
        fact("Kind now", item.kind.0.label().to_owned()),
        fact("Thread now", item.subject.clone()),
        fact("Time now", item.minutes.and_then(|n| u32::try_from(n).ok()).map(agenda_times::said).unwrap_or_default()),
        fact("Led by now", item.lead.clone()),
        fact("Purpose now", item.purpose.clone()),
        fact("Report owed by now", owner.unwrap_or_default().to_owned()),
        fact("Access now", item.access.0.label().to_owned()),
        fact("Paragraphs now", item.exempt_paragraphs.replace(',', ", ")),
        fact("Public interest now", item.public_interest.clone()),
        fact("Proper officer now", item.proper_officer.clone()),
        fact("Also an item of now", wording::list(also)),
        fact("Invited now", invited.iter().map(invited_in_words).collect::<Vec<_>>().join("; ")),
    ];
    if item.is_sensitive {
        facts.push(fact("Before an election now", "Sensitive".to_owned()));
    }
    facts.push(fact("State now", item.state.0.label().to_owned()));
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

/// What an item's page says of it, beside its title.
pub(super) fn facts(item: &agenda_item::Model, owner: Option<&str>, begins: Option<NaiveTime>) -> Vec<FactView> {
    let fact = |key, value: String| FactView { key, value };
    let takes = item.minutes.and_then(|n| u32::try_from(n).ok()).map(agenda_times::said);
    let time = match (begins, takes) {
        (Some(begins), Some(takes)) => format!("{}, for {takes}", london::time_of_day(begins)),
        (Some(begins), None) => london::time_of_day(begins),
        _ => String::new(),
    };
    let restricted = item.access.0.not_for_publication(&agenda_access::read(&item.exempt_paragraphs));
    let mut facts = vec![
        fact("Kind", item.kind.0.label().to_owned()),
        fact("Thread", item.subject.clone()),
        fact("Indicative time", time),
        fact("Led by", item.lead.clone()),
        fact("Purpose", item.purpose.clone()),
        fact("Report owed by", owner.unwrap_or_default().to_owned()),
        fact("To follow by", follows_by(item)),
        fact("Why the report is late", item.late_reason.clone()),
        fact("Access", item.access.0.label().to_owned()),
        fact("On the public agenda", restricted.unwrap_or_default()),
        fact("Public interest", item.public_interest.clone()),
        fact("Proper officer", item.proper_officer.clone()),
        fact("Why it was withdrawn or deferred", item.reason.clone()),
        fact("What came of it", item.outcome.clone()),
    ];
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

fn follows_by(item: &agenda_item::Model) -> String {
    match (item.state.0, item.follows_on) {
        (ItemState::ToFollow, Some(on)) => wording::date_with_weekday(on),
        _ => String::new(),
    }
}

/// Whether what came of an item can be recorded.
pub(super) fn was_held(meeting: &meeting::Model) -> bool {
    matches!(meeting.state.0, State::Held | State::Adjourned)
}
