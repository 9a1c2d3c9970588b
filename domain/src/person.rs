//! The words for bodies, posts and seats. Owed things belong to posts, never to people:
//! people leave, posts stay, and the holder is looked up on the day.

use crate::refusal::Refusal;
use crate::word::Word;
use std::fmt;

/// What a body is in the scrutiny structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// A scrutiny panel, committee or commission.
    Panel,
    /// The Overview and Scrutiny Performance Board, or whatever panels report to.
    Board,
    /// The executive, whose meetings can carry an answer; it is not scrutinised here by itself.
    Cabinet,
}

impl Word for BodyKind {
    const ALL: &'static [Self] = &[Self::Panel, Self::Board, Self::Cabinet];
    fn word(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Board => "board",
            Self::Cabinet => "cabinet",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Panel => "Panel",
            Self::Board => "Board",
            Self::Cabinet => "Cabinet",
        }
    }
}

/// What a post is for (glossary: DIR, CMR, DSO, PO, CE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostKind {
    /// A director, accountable for a service's figures.
    Director,
    /// A cabinet member with responsibility.
    CabinetMember,
    /// A democratic services or scrutiny officer.
    ScrutinyOfficer,
    /// The officer designated for statutory acts of the council's meetings.
    ProperOfficer,
    /// The chair of one body; its holder is read from the membership of that body.
    Chair,
    /// The chief executive.
    ChiefExecutive,
    /// Any other post that can owe something.
    Other,
    /// The monitoring officer.
    MonitoringOfficer,
}

impl Word for PostKind {
    const ALL: &'static [Self] = &[
        Self::Director,
        Self::CabinetMember,
        Self::ScrutinyOfficer,
        Self::ProperOfficer,
        Self::Chair,
        Self::ChiefExecutive,
        Self::Other,
        Self::MonitoringOfficer,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Director => "director",
            Self::CabinetMember => "cabinet_member",
            Self::ScrutinyOfficer => "scrutiny_officer",
            Self::ProperOfficer => "proper_officer",
            Self::Chair => "chair",
            Self::ChiefExecutive => "chief_executive",
            Self::Other => "other",
            Self::MonitoringOfficer => "monitoring_officer",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Director => "Director",
            Self::CabinetMember => "Cabinet Member with Responsibility",
            Self::ScrutinyOfficer => "Scrutiny officer",
            Self::ProperOfficer => "Proper officer",
            Self::Chair => "Chair",
            Self::ChiefExecutive => "Chief Executive",
            Self::Other => "Other post",
            Self::MonitoringOfficer => "Monitoring officer",
        }
    }
}

/// A person's seat on a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Presides; approves feedback and urgency.
    Chair,
    /// Presides when the chair does not.
    ViceChair,
    /// A councillor.
    Member,
    /// Not a councillor; may vote on some matters only.
    CoOptee,
}

impl Word for Seat {
    const ALL: &'static [Self] = &[Self::Chair, Self::ViceChair, Self::Member, Self::CoOptee];
    fn word(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::ViceChair => "vice_chair",
            Self::Member => "member",
            Self::CoOptee => "co_optee",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Chair => "Chair",
            Self::ViceChair => "Vice-chair",
            Self::Member => "Member",
            Self::CoOptee => "Co-optee",
        }
    }
}

impl Seat {
    /// What somebody in this seat usually votes on: councillors on everything, co-optees on nothing.
    #[must_use]
    pub fn usual_votes(self) -> Votes {
        if self == Self::CoOptee { Votes::None } else { Votes::All }
    }

    /// Whether somebody in this seat usually sees exempt matter (Part 2): councillors do, co-optees do not.
    #[must_use]
    pub fn is_usually_cleared(self) -> bool {
        self != Self::CoOptee
    }
}

/// What a seat votes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Votes {
    /// Every matter before the body.
    All,
    /// Church and parent-governor representatives.
    Education,
    /// Other co-opted members.
    None,
}

impl Word for Votes {
    const ALL: &'static [Self] = &[Self::All, Self::Education, Self::None];
    fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Education => "education",
            Self::None => "none",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::All => "All matters",
            Self::Education => "Education matters only",
            Self::None => "Does not vote",
        }
    }
}

/// Why a person or a post cannot be entered so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonRefusal {
    /// No name.
    NameMissing,
    /// A name longer than a letter's address line.
    NameLong,
    /// Another person has this address.
    EmailTaken,
    /// The day of leaving is no day.
    LeavingDay,
    /// Nobody else could sign in as an officer.
    LastOfficer,
    /// They have left; there is nothing to sign in for.
    HasLeft,
    /// A post without a title.
    TitleMissing,
    /// A title longer than a letter's line.
    TitleLong,
    /// Another post has this title.
    TitleTaken,
    /// No kind of post was chosen.
    KindMissing,
    /// A chair's post belongs to its body and takes its holder from there.
    ChairOfBody,
    /// A post cannot answer to itself, nor to one that answers to it.
    LineInCircle,
}

impl fmt::Display for PersonRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NameMissing => "Enter a name.",
            Self::NameLong => "Enter a name of no more than 120 characters.",
            Self::EmailTaken => "Another person has this e-mail address.",
            Self::LeavingDay => "Enter the day like 16/10/2026, or leave it empty.",
            Self::LastOfficer => "This is the last officer who can sign in. Give another officer a password first.",
            Self::HasLeft => "This person has left the council.",
            Self::TitleMissing => "Enter the post's title, such as Director of Children’s Services.",
            Self::TitleLong => "Enter a title of no more than 120 characters.",
            Self::TitleTaken => "Another post has this title.",
            Self::KindMissing => "Choose what the post is for.",
            Self::ChairOfBody => "A chair is changed on the page of the body.",
            Self::LineInCircle => "Choose a post that does not itself answer to this one.",
        })
    }
}

impl Refusal for PersonRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NameMissing | Self::NameLong => "name",
            Self::EmailTaken => "email",
            Self::LeavingDay | Self::LastOfficer => "left_on",
            Self::HasLeft | Self::ChairOfBody => return None,
            Self::TitleMissing | Self::TitleLong | Self::TitleTaken => "title",
            Self::KindMissing => "kind",
            Self::LineInCircle => "line",
        };
        Some(field.to_owned())
    }
}

/// Reads the name of a person: one line of no more than 120 characters.
///
/// # Errors
/// When it is empty or longer.
pub fn name(typed: &str) -> Result<String, PersonRefusal> {
    let name = crate::letter::header_text(typed);
    match name.chars().count() {
        0 => Err(PersonRefusal::NameMissing),
        n if n > 120 => Err(PersonRefusal::NameLong),
        _ => Ok(name),
    }
}

/// Reads the title of a post: one line of no more than 120 characters.
///
/// # Errors
/// When it is empty or longer.
pub fn title(typed: &str) -> Result<String, PersonRefusal> {
    let title = crate::letter::header_text(typed);
    match title.chars().count() {
        0 => Err(PersonRefusal::TitleMissing),
        n if n > 120 => Err(PersonRefusal::TitleLong),
        _ => Ok(title),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn councillors_vote_on_everything_and_co_optees_on_nothing_unless_it_is_said() {
        for seat in Seat::ALL {
            let is_councillor = *seat != Seat::CoOptee;
            assert_eq!((seat.usual_votes() == Votes::All, seat.is_usually_cleared()), (is_councillor, is_councillor));
        }
    }

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(title(" Director \n of Roads "), Ok("Director of Roads".to_owned()));
        assert_eq!(title(""), Err(PersonRefusal::TitleMissing));
        assert_eq!(title(&"x".repeat(121)), Err(PersonRefusal::TitleLong));
    }

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(name("  Bea \r\n Jones "), Ok("Bea Jones".to_owned()));
        assert_eq!(name(" \t "), Err(PersonRefusal::NameMissing));
        assert_eq!(name(&"é".repeat(120)), Ok("é".repeat(120)));
        assert_eq!(name(&"é".repeat(121)), Err(PersonRefusal::NameLong));
    }
}
