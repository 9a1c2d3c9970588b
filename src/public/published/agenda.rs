//! What was published of a meeting: each publication as it was made, the latest of which is the agenda. An agenda
//! that was published before publications were kept is drawn from its items and papers.

use super::meetings::PublicMeeting;
use super::papers::PublicLink;
use crate::error::Result;
use remit_domain::agenda::{Access, ItemState};
use remit_domain::agenda_access;
use remit_domain::publication::PublicationKind;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{Stored, agenda_item, paper, publication};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// An item of an agenda that was published before publications were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicItem {
    /// Its title, or that it is not for publication.
    pub heading: String,
    pub papers: Vec<PublicLink>,
    pub notes: Vec<&'static str>,
}

/// The agenda of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) enum PublicAgenda {
    /// Nothing is out.
    None,
    /// As it was frozen, one step lower in the order of headings.
    Frozen(String),
    /// Item by item.
    Items(Vec<PublicItem>),
}

/// What was published at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::public) struct PublicIssue {
    pub number: i32,
    pub title: String,
    pub at: String,
    pub at_iso: String,
    pub clear_days: String,
    pub reason: String,
    /// Whether it is of the minutes, which stand in no agenda.
    pub is_minutes: bool,
    html: String,
}

impl PublicIssue {
    fn of(row: publication::Model) -> Self {
        let (given, wanted) = (row.clear_days_given, row.clear_days_wanted);
        Self {
            number: row.number,
            title: match row.kind.0 {
                PublicationKind::Agenda => row.kind.label().to_owned(),
                // Its first line after the day says how far they have come.
                PublicationKind::Minutes => standing(&row.text),
                kind => format!("{} {}", kind.label(), row.number - 1),
            },
            at: format!(
                "{} at {}",
                wording::date_with_weekday(london::date_in_london(row.published_at)),
                london::time_in_london(row.published_at)
            ),
            at_iso: london::rfc3339_london(row.published_at),
            clear_days: if row.kind.0 == PublicationKind::Agenda && given < wanted {
                format!("{given} of {wanted} clear days")
            } else {
                String::new()
            },
            is_minutes: row.kind.0 == PublicationKind::Minutes,
            reason: row.reason,
            html: row.html,
        }
    }

    /// As it was frozen, to stand alone under its own heading.
    pub(in crate::public) fn whole(&self) -> String {
        self.html.clone()
    }

    /// The same below the heading of the page.
    fn lower(&self) -> String {
        let steps = [
            ("<h2", "<h3"),
            ("</h2", "</h3"),
            ("<h1", "<h2"),
            ("</h1", "</h2"),
            ("govuk-heading-m", "govuk-heading-s"),
            ("govuk-heading-l", "govuk-heading-m"),
            ("govuk-caption-l", "govuk-caption-m"),
        ];
        steps.iter().fold(self.html.clone(), |html, (from, to)| html.replace(from, to))
    }
}

/// How the head of the minutes calls them: drafts, or confirmed on a day.
fn standing(text: &str) -> String {
    let line = text.lines().filter(|line| !line.trim().is_empty()).nth(2).unwrap_or_default();
    format!("Minutes: {}", line.trim_end_matches('.'))
}

/// Everything that was published of a meeting, the first first.
pub(in crate::public) async fn list_issues(
    db: &impl ConnectionTrait,
    meeting: &PublicMeeting,
) -> Result<Vec<PublicIssue>> {
    let rows = publication::Entity::find()
        .filter(publication::Column::MeetingId.eq(meeting.id))
        .order_by_asc(publication::Column::Number)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(PublicIssue::of).collect())
}

/// The agenda of a meeting as it stands: the latest of what was published.
pub(in crate::public) async fn agenda(
    db: &impl ConnectionTrait,
    meeting: &PublicMeeting,
    issues: &[PublicIssue],
) -> Result<PublicAgenda> {
    if let Some(latest) = issues.iter().rfind(|issue| !issue.is_minutes) {
        return Ok(PublicAgenda::Frozen(latest.lower()));
    }
    if !meeting.is_published {
        return Ok(PublicAgenda::None);
    }
    let items = agenda_item::Entity::find()
        .filter(agenda_item::Column::MeetingId.eq(meeting.id))
        .filter(agenda_item::Column::State.is_not_in([ItemState::Proposed, ItemState::Withdrawn].map(Stored)))
        .order_by_asc(agenda_item::Column::Position)
        .order_by_asc(agenda_item::Column::Id)
        .all(db)
        .await?;
    let papers = paper::Entity::find()
        .filter(paper::Column::AgendaItemId.is_in(items.iter().map(|item| item.id)))
        .filter(paper::Column::Access.eq(Stored(Access::Public)))
        .filter(paper::Column::WithdrawnAt.is_null())
        .order_by_asc(paper::Column::Id)
        .all(db)
        .await?;
    let told = items.into_iter().map(|item| {
        let paragraphs = agenda_access::read(&item.exempt_paragraphs);
        match item.access.0.not_for_publication(&paragraphs) {
            Some(heading) => PublicItem { heading, papers: Vec::new(), notes: Vec::new() },
            None => PublicItem {
                papers: papers
                    .iter()
                    .filter(|paper| paper.agenda_item_id == item.id)
                    .map(|paper| PublicLink::of(paper, ""))
                    .collect(),
                notes: notes(item.state.0),
                heading: item.title,
            },
        }
    });
    Ok(PublicAgenda::Items(told.collect()))
}

fn notes(state: ItemState) -> Vec<&'static str> {
    match state {
        ItemState::ToFollow => vec!["Report to follow."],
        ItemState::Verbal => vec!["Verbal report."],
        ItemState::Tabled => vec!["The report is circulated at the meeting."],
        ItemState::Deferred => vec!["This item was deferred to a later meeting."],
        _ => Vec::new(),
    }
}
