//! What one panel says to the Board, as it is read: on the page of its feedback, by the chair who approves it, in the
//! paper over all panels. What is taken in private is named to those with clearance only.

use super::proposals::{is_private, items_of};
use super::queries::{Scene, Sitting, list_lines};
use crate::error::Result;
use crate::referring::source_of;
use remit_domain::feedback::{LineKind, State, nil_words};
use remit_domain::referral;
use remit_domain::word::Word;
use remit_domain::wording;
use remit_entity::{body, comment, feedback_line, figure, indicator, meeting, recommendation, referral as referrals};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::collections::BTreeSet;

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// Officers, and members of the panel with clearance.
    Cleared,
    /// Anybody.
    Public,
}

/// One thing that a panel says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Point {
    pub what: String,
    pub why: String,
    pub text: String,
    pub note: String,
}

/// Things of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub heading: &'static str,
    pub points: Vec<Point>,
}

/// What one panel says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub panel: String,
    /// Whether and when it met.
    pub met: String,
    /// That it has nothing to say; empty where it has.
    pub nil: String,
    pub groups: Vec<Group>,
    pub words: String,
    /// What the chair approved one by one, where the feedback itself is not the chair's word yet.
    pub agreed: Option<Group>,
    /// That it is not the chair's word yet; empty where it is.
    pub standing: &'static str,
}

/// What a taken-in-private matter is called where anybody reads it.
const PRIVATE: &str = "A matter taken in private";

pub(super) async fn of(db: &impl ConnectionTrait, scene: &Scene, reader: Reader) -> Result<Said> {
    let row = &scene.feedback;
    let mut lines: Vec<feedback_line::Model> =
        list_lines(db, row.id).await?.into_iter().filter(|line| line.is_chosen).collect();
    lines.sort_by_key(|line| line.position);
    let mut groups: Vec<Group> = Vec::new();
    for kind in LineKind::ALL {
        let mut points = Vec::new();
        for line in lines.iter().filter(|line| line.kind.0 == *kind) {
            points.extend(point(db, line, reader).await?);
        }
        if *kind == LineKind::Referral {
            points.extend(beside(db, (&scene.sitting, scene.panel.id), (&lines, reader)).await?);
        }
        if !points.is_empty() {
            groups.push(Group { heading: heading(*kind), points });
        }
    }
    let met = met(&scene.sitting.met(db, scene.panel.id).await?);
    let nil = if !row.is_nil {
        String::new()
    } else if row.words.is_empty() {
        nil_words(scene.sitting.last_met(db, scene.panel.id).await?)
    } else {
        row.words.clone()
    };
    let standing = match row.state.0 {
        State::Owed if row.is_nil => "",
        State::Approved | State::Submitted => "",
        State::Lapsed => "It was not put before the Board.",
        State::Owed | State::Drafted | State::ChangeAsked => "Feedback to follow.",
    };
    Ok(Said {
        panel: scene.panel.name.clone(),
        met,
        words: if row.is_nil { String::new() } else { row.words.clone() },
        nil,
        groups,
        agreed: if standing.is_empty() { None } else { agreed(db, (&scene.sitting, scene.panel.id), reader).await? },
        standing,
    })
}

/// What a body without any feedback for this meeting says: the matters that were approved one by one.
pub(super) async fn alone(
    db: &impl ConnectionTrait,
    (sitting, panel): (&Sitting, &body::Model),
    reader: Reader,
) -> Result<Option<Said>> {
    let Some(group) = agreed(db, (sitting, panel.id), reader).await? else { return Ok(None) };
    Ok(Some(Said {
        panel: panel.name.clone(),
        met: met(&sitting.met(db, panel.id).await?),
        nil: String::new(),
        groups: vec![group],
        words: String::new(),
        agreed: None,
        standing: "",
    }))
}

async fn agreed(db: &impl ConnectionTrait, of: (&Sitting, i64), reader: Reader) -> Result<Option<Group>> {
    let points = beside(db, of, (&[], reader)).await?;
    Ok((!points.is_empty()).then(|| Group { heading: heading(LineKind::Referral), points }))
}

/// When the panel met since the Board last did, and when it is still to meet.
fn met(meetings: &[meeting::Model]) -> String {
    let days = |held: bool| -> Vec<String> {
        let of = meetings.iter().filter(|row| row.state.0.took_place() == held);
        of.map(|row| wording::date(row.held_on)).collect()
    };
    match (days(true), days(false)) {
        (held, ahead) if held.is_empty() && ahead.is_empty() => {
            "The panel has not met since the Board’s last meeting.".to_owned()
        }
        (held, ahead) if ahead.is_empty() => format!("The panel met on {}.", wording::list(&held)),
        (held, ahead) if held.is_empty() => format!("The panel meets on {}.", wording::list(&ahead)),
        (held, ahead) => {
            format!("The panel met on {}, and meets on {}.", wording::list(&held), wording::list(&ahead))
        }
    }
}

fn heading(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Exception => "Exceptions",
        LineKind::Comment => "Comments to cabinet members",
        LineKind::Referral => "Matters referred",
        LineKind::Recommendation => "Recommendations",
        LineKind::Finance => "Finance",
        LineKind::Other => "Other",
    }
}

async fn point(db: &impl ConnectionTrait, line: &feedback_line::Model, reader: Reader) -> Result<Option<Point>> {
    let said = |what: String| Point { what, why: line.why.clone(), text: line.text.clone(), note: String::new() };
    if let Some(id) = line.figure_id {
        let Some(row) = figure::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
        let name = indicator::Entity::find_by_id(row.indicator_id).one(db).await?;
        return Ok(name.map(|name| said(format!("{} {}", name.code, name.name))));
    }
    if let Some(id) = line.referral_id {
        let Some(row) = referrals::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
        return matter(db, &row, (&line.text, reader)).await.map(Some);
    }
    let other = match (line.comment_id, line.recommendation_id) {
        (Some(id), _) => comment::Entity::find_by_id(id)
            .one(db)
            .await?
            .map(|row| (row.agenda_item_id, format!("{} {}", row.reference, row.text))),
        (_, Some(id)) => recommendation::Entity::find_by_id(id)
            .one(db)
            .await?
            .map(|row| (row.agenda_item_id, format!("{} {}", row.reference, row.text))),
        _ => return Ok(Some(said(String::new()))),
    };
    let Some((item, what)) = other else { return Ok(None) };
    let is_hidden = reader == Reader::Public && is_private(&items_of(db, BTreeSet::from([item])).await?, item);
    Ok(Some(if is_hidden { Point { what: PRIVATE.to_owned(), ..Point::default() } } else { said(what) }))
}

async fn matter(db: &impl ConnectionTrait, row: &referrals::Model, (text, reader): (&str, Reader)) -> Result<Point> {
    let items = items_of(db, BTreeSet::from([row.agenda_item_id])).await?;
    let source = source_of(db, row).await?;
    let mut notes = Vec::new();
    if !source.is_confirmed {
        notes.push("Minutes not yet confirmed.".to_owned());
    } else if source.is_changed || source.is_taken_back {
        notes.push("The panel has since confirmed other words.".to_owned());
    }
    match row.rolled {
        0 => {}
        1 => notes.push("Carried over from an earlier Board.".to_owned()),
        times => notes.push(format!("Carried over {times} times.")),
    }
    if reader == Reader::Public && is_private(&items, row.agenda_item_id) {
        return Ok(Point { what: format!("{} {PRIVATE}", row.reference), ..Point::default() });
    }
    let text = if text == row.text { "" } else { text };
    Ok(Point {
        what: format!("{} {}", row.reference, row.text),
        why: row.kind.label().to_owned(),
        text: text.to_owned(),
        note: notes.join(" "),
    })
}

/// Matters whose words the chair approved one by one, beside the feedback.
async fn beside(
    db: &impl ConnectionTrait,
    (sitting, panel): (&Sitting, i64),
    (lines, reader): (&[feedback_line::Model], Reader),
) -> Result<Vec<Point>> {
    let here: BTreeSet<i64> = lines.iter().filter_map(|line| line.referral_id).collect();
    let agreed = [referral::State::ChairApproved, referral::State::Submitted, referral::State::Answered];
    let mut points = Vec::new();
    for row in sitting.matters(db, panel).await? {
        if !here.contains(&row.id) && agreed.contains(&row.state.0) {
            let text = row.feedback.clone();
            points.push(matter(db, &row, (&text, reader)).await?);
        }
    }
    Ok(points)
}

impl Said {
    /// The same as plain paragraphs, as a report is typed.
    pub(super) fn paragraphs(&self) -> Vec<String> {
        let mut all = vec![self.panel.to_uppercase(), self.met.clone()];
        if !self.standing.is_empty() {
            all.extend(self.agreed.iter().map(Group::paragraph));
            all.push(self.standing.to_owned());
            return all;
        }
        if !self.nil.is_empty() {
            all.push(format!("Nil return. {}", self.nil));
        }
        all.extend(self.groups.iter().map(Group::paragraph));
        all.extend(Some(self.words.clone()).filter(|words| !words.is_empty()));
        all
    }
}

impl Group {
    fn paragraph(&self) -> String {
        let mut lines = vec![format!("{}:", self.heading)];
        lines.extend(self.points.iter().map(|point| format!("– {}", point.line())));
        lines.join("\n")
    }
}

impl Point {
    fn line(&self) -> String {
        let why =
            if self.why.is_empty() || self.what.is_empty() { self.why.clone() } else { format!("({})", self.why) };
        let parts = [self.what.as_str(), &why, &self.text, &self.note];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
