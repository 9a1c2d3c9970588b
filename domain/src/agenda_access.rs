//! Exempt and confidential business ("Part 2"): the paragraphs of Schedule 12A to the Local Government Act 1972,
//! what must be recorded before an item may be closed to the public, and what is then said of it.

use crate::agenda::Access;
use crate::refusal::Refusal;
use crate::wording;
use std::fmt;

/// A paragraph of Part 1 of Schedule 12A (England).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paragraph(u8);

impl Paragraph {
    /// All seven, in order.
    pub const ALL: [Self; 7] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];

    /// By its number; none beside 1 to 7.
    #[must_use]
    pub fn of(number: &str) -> Option<Self> {
        let number: u8 = number.trim().parse().ok()?;
        Self::ALL.into_iter().find(|one| one.0 == number)
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// What it is about, in our words.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self.0 {
            1 => "information about an individual",
            2 => "information likely to reveal who an individual is",
            3 => "the financial or business affairs of a person, including the council",
            4 => "consultations or negotiations on labour relations",
            5 => "legal professional privilege",
            6 => "a notice, order or direction that the council proposes to make",
            _ => "the prevention, investigation or prosecution of crime",
        }
    }
}

/// Paragraphs as they are kept: "1,3". What is no paragraph is passed over; each stands once, in order.
#[must_use]
pub fn read(kept: &str) -> Vec<Paragraph> {
    let mut all: Vec<Paragraph> = kept.split(',').filter_map(Paragraph::of).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The text under which paragraphs are kept.
#[must_use]
pub fn kept(paragraphs: &[Paragraph]) -> String {
    let numbers: Vec<String> = paragraphs.iter().map(|one| one.0.to_string()).collect();
    numbers.join(",")
}

/// What is recorded of an item that the public may not see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restriction {
    /// The paragraphs of Schedule 12A.
    pub paragraphs: Vec<Paragraph>,
    /// Why the public interest is in keeping it exempt; for a confidential item, the ground.
    pub public_interest: String,
    /// The proper officer, by name.
    pub proper_officer: String,
}

/// Why an item cannot be closed to the public so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessRefusal {
    /// Nobody chose who may see it.
    NoAccess,
    /// Exempt under no paragraph.
    NoParagraph,
    /// No reasoning on the public interest.
    NoPublicInterest,
    /// Confidential without a ground.
    NoGround,
    /// Nobody holds it to be so.
    NoProperOfficer,
}

impl fmt::Display for AccessRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAccess => "Choose who may see it.",
            Self::NoParagraph => "Choose at least one paragraph of Schedule 12A under which it is exempt.",
            Self::NoPublicInterest => {
                "Enter why the public interest in keeping it exempt outweighs that in disclosing it."
            }
            Self::NoGround => "Enter why it is confidential: on whose terms, or by which enactment or order.",
            Self::NoProperOfficer => "Enter the name of the proper officer who holds it to be so.",
        })
    }
}

impl Refusal for AccessRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoAccess => "access",
            Self::NoParagraph => "paragraphs",
            Self::NoPublicInterest | Self::NoGround => "public_interest",
            Self::NoProperOfficer => "proper_officer",
        };
        Some(field.to_owned())
    }
}

impl Access {
    /// Whether the public may not see it.
    #[must_use]
    pub fn is_restricted(self) -> bool {
        self != Self::Public
    }

    /// Whether what is recorded suffices to close an item to the public. Exempt matter *may* be closed, for reasons
    /// (LGA 1972 s100A(4), Schedule 12A); confidential matter *must* (s100A(2)).
    ///
    /// # Errors
    /// What is missing, first things first.
    pub fn restrict(self, restriction: &Restriction) -> Result<(), AccessRefusal> {
        let is_empty = |text: &str| text.trim().is_empty();
        match self {
            Self::Public => return Ok(()),
            Self::Exempt if restriction.paragraphs.is_empty() => return Err(AccessRefusal::NoParagraph),
            Self::Exempt if is_empty(&restriction.public_interest) => return Err(AccessRefusal::NoPublicInterest),
            Self::Confidential if is_empty(&restriction.public_interest) => return Err(AccessRefusal::NoGround),
            _ => {}
        }
        if is_empty(&restriction.proper_officer) { Err(AccessRefusal::NoProperOfficer) } else { Ok(()) }
    }

    /// The title that the public reads: that of exempt business as it is, so that the agenda tells what is taken;
    /// that of confidential business not at all.
    #[must_use]
    pub fn public_title(self, title: &str) -> String {
        match self {
            Self::Public | Self::Exempt => title.to_owned(),
            Self::Confidential => "Confidential item".to_owned(),
        }
    }

    /// What an obligation, a letter or a calendar calls it: never by the title of what the public may not see.
    #[must_use]
    pub fn title_in_letters(self, title: &str) -> String {
        match self {
            Self::Public => title.to_owned(),
            Self::Exempt => "an exempt item".to_owned(),
            Self::Confidential => "a confidential item".to_owned(),
        }
    }

    /// What stands in place of a withheld report (LGA 1972 s100B(5)); none for what is public.
    #[must_use]
    pub fn not_for_publication(self, paragraphs: &[Paragraph]) -> Option<String> {
        match (self, paragraphs) {
            (Self::Public, _) => None,
            (Self::Confidential, _) => {
                Some("Not for publication: confidential information (Local Government Act 1972, s100A(3)).".to_owned())
            }
            (Self::Exempt, []) => Some("Not for publication: exempt information.".to_owned()),
            (Self::Exempt, paragraphs) => {
                let each: Vec<String> =
                    paragraphs.iter().map(|one| format!("{} ({})", one.number(), one.about())).collect();
                let word = if each.len() == 1 { "paragraph" } else { "paragraphs" };
                Some(format!(
                    "Not for publication: exempt under {word} {} of Part 1 of Schedule 12A to the Local Government \
                     Act 1972.",
                    wording::list(&each)
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restriction(paragraphs: &str, public_interest: &str, proper_officer: &str) -> Restriction {
        Restriction {
            paragraphs: read(paragraphs),
            public_interest: public_interest.to_owned(),
            proper_officer: proper_officer.to_owned(),
        }
    }

    #[test]
    fn an_item_is_closed_to_the_public_only_for_recorded_reasons() {
        use Access::{Confidential, Exempt, Public};
        for (access, recorded, wanted) in [
            (Public, restriction("", "", ""), Ok(())),
            (Exempt, restriction("", "why", "A. Lee"), Err(AccessRefusal::NoParagraph)),
            (Exempt, restriction("3", " ", "A. Lee"), Err(AccessRefusal::NoPublicInterest)),
            (Exempt, restriction("3", "why", ""), Err(AccessRefusal::NoProperOfficer)),
            (Exempt, restriction("1,2", "why", "A. Lee"), Ok(())),
            (Confidential, restriction("", "", "A. Lee"), Err(AccessRefusal::NoGround)),
            (Confidential, restriction("", "court order", "A. Lee"), Ok(())),
        ] {
            assert_eq!(access.restrict(&recorded), wanted, "{access:?} {recorded:?}");
        }
    }

    #[test]
    fn paragraphs_are_those_of_the_schedule_each_once() {
        assert_eq!(kept(&read("3, 1,3,9,x,")), "1,3");
        assert_eq!(Paragraph::of("8"), None);
        assert_eq!(Paragraph::of("0"), None);
    }

    #[test]
    fn a_withheld_report_names_its_paragraphs() {
        assert_eq!(Access::Public.not_for_publication(&read("3")), None);
        assert_eq!(
            Access::Exempt.not_for_publication(&read("1,3")).as_deref(),
            Some(
                "Not for publication: exempt under paragraphs 1 (information about an individual) and 3 (the financial \
                 or business affairs of a person, including the council) of Part 1 of Schedule 12A to the Local \
                 Government Act 1972."
            )
        );
        assert_eq!(Access::Confidential.public_title("Child X"), "Confidential item");
        assert_eq!(Access::Exempt.title_in_letters("Contract of Y"), "an exempt item");
    }
}
