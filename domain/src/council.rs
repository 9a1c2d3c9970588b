//! The council's own facts: whose service this is and whom people can ask. They stand on every page and at
//! the end of every letter. Called where the service is set up and where the facts are corrected.

use crate::email::{ContactEmailRefusal, Email};
use crate::letter::header_text;
use crate::refusal::Refusal;
use std::fmt;

/// The facts, each one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// The council.
    pub name: String,
    /// Its scrutiny service.
    pub service_name: String,
    /// Who can be asked.
    pub contact_names: String,
    /// By telephone; may be empty.
    pub contact_phone: String,
    /// By e-mail.
    pub contact_email: Email,
    /// The title of the proper officer (LGA 1972 s270(3)).
    pub proper_officer: String,
    /// The council's pages on meetings; may be empty.
    pub website: String,
}

/// Why the facts cannot be kept so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CouncilRefusal {
    /// The council has no name.
    Council,
    /// The service has no name.
    Service,
    /// Nobody to ask.
    Contact,
    /// No address to ask at.
    ContactEmail(ContactEmailRefusal),
    /// No proper officer.
    ProperOfficer,
    /// An address of web pages that is none.
    Website,
    /// The days until an answer are no number of days.
    AnswerDays,
    /// The day of review is no day.
    ReviewedOn,
    /// The address of the privacy notice is none.
    PrivacyNotice,
}

impl fmt::Display for CouncilRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Council => "Enter the council's name.",
            Self::Service => "Enter the service's name, such as Overview and Scrutiny.",
            Self::Contact => "Enter who can be asked, such as Alex Reed, Overview and Scrutiny Officer.",
            Self::ContactEmail(refusal) => return refusal.fmt(f),
            Self::ProperOfficer => {
                "Enter the title of the proper officer, such as Democratic Governance and Scrutiny Manager."
            }
            Self::AnswerDays => "Enter a number of days from 1 to 365, or leave it empty.",
            Self::ReviewedOn => "Enter the day like 16/10/2026, or leave it empty.",
            Self::Website | Self::PrivacyNotice => {
                "Enter an address that begins with https:// or http://, or leave it empty."
            }
        })
    }
}

impl Refusal for CouncilRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::Council => "council",
            Self::Service => "service_name",
            Self::Contact => "contact_names",
            Self::ContactEmail(refusal) => return refusal.field(),
            Self::ProperOfficer => "proper_officer",
            Self::Website => "website",
            Self::AnswerDays => "accessibility_answer_days",
            Self::ReviewedOn => "accessibility_reviewed_on",
            Self::PrivacyNotice => "privacy_notice",
        };
        Some(field.to_owned())
    }
}

impl Details {
    /// Reads the facts as typed; `typed` gives the text under the name of a field.
    ///
    /// # Errors
    /// The first fact that is missing or cannot be right.
    pub fn read<'t>(typed: impl Fn(&'static str) -> &'t str) -> Result<Self, CouncilRefusal> {
        let line = |field| header_text(typed(field));
        let needed = |field, refusal| Some(line(field)).filter(|line| !line.is_empty()).ok_or(refusal);
        Ok(Self {
            name: needed("council", CouncilRefusal::Council)?,
            service_name: needed("service_name", CouncilRefusal::Service)?,
            contact_names: needed("contact_names", CouncilRefusal::Contact)?,
            contact_phone: line("contact_phone"),
            contact_email: Email::read(typed("contact_email"))
                .map_err(|refusal| CouncilRefusal::ContactEmail(ContactEmailRefusal(refusal)))?,
            proper_officer: needed("proper_officer", CouncilRefusal::ProperOfficer)?,
            website: website(&line("website")).ok_or(CouncilRefusal::Website)?,
        })
    }
}

/// An address that a link may lead to, or an empty text; nothing else, such as `javascript:`.
#[must_use]
pub fn website(typed: &str) -> Option<String> {
    let rest = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"));
    let is_sound = match rest {
        None => typed.is_empty(),
        Some(rest) => rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.chars().all(|c| !c.is_whitespace()),
    };
    is_sound.then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_that_is_missing_is_named() {
        let full = [
            ("council", "Anyshire County Council"),
            ("service_name", "Overview and Scrutiny"),
            ("contact_names", "Rowan Ellery, Scrutiny Officer"),
            ("contact_email", "scrutiny@anyshire.example"),
            ("proper_officer", "Scrutiny Manager"),
        ];
        let with = |changed: &'static str, to: &'static str| {
            Details::read(|field| {
                if field == changed {
                    return to;
                }
                full.iter().find(|(name, _)| *name == field).map_or("", |(_, value)| value)
            })
        };
        assert!(with("", "").is_ok());
        for (field, _) in full {
            assert_eq!(with(field, " \t ").map_err(|refusal| refusal.field()), Err(Some(field.to_owned())));
        }
        for wrong in
            ["javascript:alert(1)", "data:text/html,x", "https://", "//x.example", "www.x.example", "https:// x"]
        {
            assert_eq!(with("website", wrong), Err(CouncilRefusal::Website), "{wrong}");
        }
        assert!(with("website", "https://democracy.anyshire.example/ieMeetings").is_ok());
    }
}
