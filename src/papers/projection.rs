//! The public's projection of an agenda: a type that holds what the public may read and nothing else. What is
//! printed, kept as text, compared and told in letters is written from it alone.

use super::queries::Standing;
use askama::Template;
use chrono::{DateTime, NaiveTime, Utc};
use remit_domain::agenda::{Access, ItemState};
use remit_domain::agenda_access;
use remit_domain::publication::PublicationKind;
use remit_domain::word::Word;
use remit_domain::{london, wording};
use remit_entity::{agenda_item, meeting, paper};

/// What a publication is, as its head says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub kind: PublicationKind,
    pub number: i32,
    pub at: DateTime<Utc>,
    /// Why it comes late, after the agenda, or in its place; public words.
    pub reason: String,
    /// What a supplement or an erratum brings; public words.
    pub news: Vec<String>,
}

impl Head {
    /// `Agenda`, `Supplement 2`: numbered by what was published of the meeting before.
    pub(super) fn title(&self) -> String {
        title(self.kind, self.number)
    }
}

/// What a publication is called.
pub(super) fn title(kind: PublicationKind, number: i32) -> String {
    match kind {
        PublicationKind::Agenda => kind.label().to_owned(),
        kind => format!("{} {}", kind.label(), number - 1),
    }
}

/// A report that the public may open, or could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicReport {
    /// Where it is; none when it was withdrawn.
    pub href: Option<String>,
    pub words: String,
}

/// An item as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublicItem {
    pub number: usize,
    /// Its title, or that it is not for publication.
    pub heading: String,
    pub report: Option<PublicReport>,
    pub notes: Vec<String>,
}

/// An agenda as the public knows it.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "papers/agenda.html")]
pub(super) struct PublicAgenda {
    pub title: String,
    pub body: String,
    pub day: String,
    pub time: String,
    pub venue: String,
    pub published: String,
    pub reason: String,
    pub news: Vec<String>,
    pub items: Vec<PublicItem>,
}

impl PublicAgenda {
    /// The agenda of a meeting as it stands with these items and papers.
    pub(super) fn of(meeting: &meeting::Model, body: String, head: &Head, items: &[Standing]) -> Self {
        let time = meeting.starts_at.parse::<NaiveTime>();
        Self {
            title: head.title(),
            body,
            day: wording::date_with_weekday(meeting.held_on),
            time: time.map_or_else(|_| meeting.starts_at.clone(), london::time_of_day),
            venue: meeting.venue.clone(),
            published: moment(head.at),
            reason: head.reason.clone(),
            news: head.news.clone(),
            items: items.iter().zip(1..).map(|(standing, number)| public_item(standing, number)).collect(),
        }
    }

    /// The same as plain lines, one fact a line, for comparing two of them.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![self.body.clone(), format!("{}, {}", self.day, self.time)];
        lines.extend(Some(self.venue.clone()).filter(|venue| !venue.is_empty()));
        for item in &self.items {
            lines.push(format!("{}. {}", item.number, item.heading));
            lines.extend(item.report.iter().map(|report| report.words.clone()));
            lines.extend(item.notes.iter().cloned());
        }
        lines.join("\n")
    }
}

/// A moment in words: `Monday 26 October 2026 at 10am`.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    format!("{} at {}", wording::date_with_weekday(london::date_in_london(at)), london::time_in_london(at))
}

/// What the public reads in the place of the item's title.
pub(super) fn heading(item: &agenda_item::Model) -> String {
    let withheld = item.access.0.not_for_publication(&agenda_access::read(&item.exempt_paragraphs));
    withheld.unwrap_or_else(|| item.title.clone())
}

fn public_item(Standing { item, papers }: &Standing, number: usize) -> PublicItem {
    let heading = heading(item);
    let gone = match item.state.0 {
        ItemState::Withdrawn => Some("This item was withdrawn from the agenda."),
        ItemState::Deferred => Some("This item was deferred to a later meeting."),
        _ => None,
    };
    if item.access.0 != Access::Public || gone.is_some() {
        let notes = gone.map(str::to_owned).into_iter().collect();
        return PublicItem { number, heading, report: None, notes };
    }
    let current = papers.iter().rev().find(|paper| paper.access.0 == Access::Public && paper.withdrawn_at.is_none());
    let withdrawn = papers.iter().rev().find(|paper| paper.access.0 == Access::Public);
    let mut notes = Vec::new();
    notes.extend(current.into_iter().flat_map(|paper| follows(&paper.text)).map(|line| format!("To follow: {line}.")));
    match item.state.0 {
        ItemState::Verbal => notes.push("Verbal report.".to_owned()),
        ItemState::Tabled => notes.push("The report is circulated at the meeting.".to_owned()),
        ItemState::ToFollow if current.is_none() => notes.push(match item.follows_on {
            Some(on) => format!("Report to follow by {}.", wording::date(on)),
            None => "Report to follow.".to_owned(),
        }),
        _ => {}
    }
    if !item.urgent_reason.is_empty() {
        notes.push(format!("Added as urgent: {}", item.urgent_reason));
    }
    let report = current.or(withdrawn).map(public_report);
    PublicItem { number, heading, report, notes }
}

fn public_report(paper: &paper::Model) -> PublicReport {
    let day = |at| wording::date(london::date_in_london(at));
    match paper.withdrawn_at {
        Some(at) => PublicReport {
            href: None,
            words: format!(
                "Report published on {} and withdrawn on {}: {}",
                day(paper.published_at),
                day(at),
                paper.reason
            ),
        },
        None => PublicReport {
            href: Some(format!("/papers/{}", paper.id)),
            words: match paper.number {
                1 => format!("Report published on {}", day(paper.published_at)),
                number => format!("Report, version {number}, published on {}", day(paper.published_at)),
            },
        },
    }
}

/// The appendices that a published text still promises.
pub(super) fn follows(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.trim().strip_suffix("(to follow)")).map(|line| promise(line.trim())).collect()
}

/// A promise without the mark of the list that it stands in.
fn promise(line: &str) -> String {
    line.trim_start_matches("- ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::follows;

    #[test]
    fn what_is_to_follow_is_read_from_the_text_itself() {
        let text = "7. Appendices.\n- Appendix 1 – Dashboard\n- Appendix 2 – Slides for Period 4 (to follow)\n";
        assert_eq!(follows(text), ["Appendix 2 – Slides for Period 4"]);
    }
}
