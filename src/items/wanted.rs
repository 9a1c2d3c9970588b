//! An item as an officer typed it, read into words of the domain; nothing is looked up here.

use crate::error::{OrRefuse, Result};
use crate::web::Fields;
use remit_domain::agenda::{self, Access, AgendaRefusal, Text};
use remit_domain::agenda_access::{self, AccessRefusal, Paragraph, Restriction};
use remit_domain::agenda_times;
use remit_domain::meeting::ItemKind;
use remit_entity::{Stored, agenda_item};
use sea_orm::ActiveValue::Set;

/// An item as an officer wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub title: String,
    pub kind: ItemKind,
    pub subject: String,
    pub minutes: Option<i32>,
    pub lead: String,
    pub purpose: String,
    pub report_post: Option<i64>,
    /// Who may see it; none when the form did not ask.
    pub access: Option<(Access, Restriction)>,
    pub is_sensitive: bool,
    /// Other bodies whose item it is too.
    pub bodies: Vec<i64>,
    pub invited: Vec<i64>,
    /// Why the chair takes it as urgent, when it is added to a published agenda.
    pub urgent_reason: String,
    pub version: i32,
}

impl Wanted {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        let title = agenda::title(fields.raw("title")).or_refuse()?;
        let kind = fields.word("kind").ok_or(AgendaRefusal::NoKind).or_refuse()?;
        let minutes = agenda_times::read_minutes(fields.text("minutes")).or_refuse()?;
        Ok(Self {
            subject: agenda::subject(fields.text("subject"), kind, &title).or_refuse()?,
            minutes: minutes.and_then(|minutes| i32::try_from(minutes).ok()),
            lead: text(fields, Text::Lead)?,
            purpose: text(fields, Text::Purpose)?,
            report_post: read_post(fields)?,
            access: read_access(fields)?,
            is_sensitive: fields.ticked("is_sensitive"),
            bodies: numbers(fields, "bodies"),
            invited: numbers(fields, "invitees"),
            urgent_reason: text(fields, Text::UrgentReason)?,
            version: fields.number("version").unwrap_or(0),
            title,
            kind,
        })
    }

    /// Writes what was typed into a row.
    pub(super) fn fill(&self, row: &mut agenda_item::ActiveModel) {
        row.title = Set(self.title.clone());
        row.kind = Set(Stored(self.kind));
        row.subject = Set(self.subject.clone());
        row.minutes = Set(self.minutes);
        row.lead = Set(self.lead.clone());
        row.purpose = Set(self.purpose.clone());
        row.report_post_id = Set(self.report_post);
        row.is_sensitive = Set(self.is_sensitive);
        if let Some((access, restriction)) = &self.access {
            row.access = Set(Stored(*access));
            row.exempt_paragraphs = Set(agenda_access::kept(&restriction.paragraphs));
            row.public_interest = Set(restriction.public_interest.clone());
            row.proper_officer = Set(restriction.proper_officer.clone());
        }
    }
}

/// A text of a form, when it fits into its place.
pub(super) fn text(fields: &Fields, what: Text) -> Result<String> {
    agenda::text(fields.raw(what.field()), what).or_refuse()
}

/// The post that owes the report; none when none was chosen.
pub(super) fn read_post(fields: &Fields) -> Result<Option<i64>> {
    match fields.text("report_post") {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| AgendaRefusal::NoPost).or_refuse(),
    }
}

fn numbers(fields: &Fields, name: &str) -> Vec<i64> {
    let mut seen = Vec::new();
    for id in fields.all(name).filter_map(|id| id.parse().ok()) {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}

/// What is public needs no reasons, and keeps none.
fn read_access(fields: &Fields) -> Result<Option<(Access, Restriction)>> {
    if fields.all("access").next().is_none() {
        return Ok(None);
    }
    let access: Access = fields.word("access").ok_or(AccessRefusal::NoAccess).or_refuse()?;
    if !access.is_restricted() {
        return Ok(Some((access, Restriction::default())));
    }
    let mut paragraphs: Vec<Paragraph> = fields.all("paragraphs").filter_map(Paragraph::of).collect();
    paragraphs.sort_unstable();
    paragraphs.dedup();
    let restriction = Restriction {
        paragraphs: if access == Access::Exempt { paragraphs } else { Vec::new() },
        public_interest: text(fields, Text::PublicInterest)?,
        proper_officer: text(fields, Text::ProperOfficer)?,
    };
    access.restrict(&restriction).or_refuse()?;
    Ok(Some((access, restriction)))
}
