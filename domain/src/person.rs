//! The words for bodies, posts and seats. Owed things belong to posts, never to people:
//! people leave, posts stay, and the holder is looked up on the day.

use crate::word::Word;

/// What a body is in the scrutiny structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// A scrutiny panel, committee or commission.
    Panel,
    /// The Overview and Scrutiny Performance Board, or whatever panels report to.
    Board,
}

impl Word for BodyKind {
    const ALL: &'static [Self] = &[Self::Panel, Self::Board];
    fn word(self) -> &'static str {
        match self {
            Self::Panel => "panel",
            Self::Board => "board",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Panel => "Panel",
            Self::Board => "Board",
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
