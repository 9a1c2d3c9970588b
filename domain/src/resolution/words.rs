//! The words of resolutions: verbs, what they may bring into being, how a motion was carried, how it is printed, where it
//! stands.

use crate::word::Word;

/// The verb of one part of a resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Noted or received: no decision.
    Noted,
    /// Agreed or approved: a decision in the panel's own power.
    Agreed,
    /// Information, attendance or work asked for.
    Requested,
    /// Views given to a cabinet member or officer.
    Commented,
    /// Put to the executive, Council or a partner.
    Recommended,
    /// Carried to the Board.
    Referred,
    /// Taken later, at another meeting.
    Deferred,
    /// A proposal backed.
    Endorsed,
}

impl Word for Verb {
    const ALL: &'static [Self] = &[
        Self::Noted,
        Self::Agreed,
        Self::Requested,
        Self::Commented,
        Self::Recommended,
        Self::Referred,
        Self::Deferred,
        Self::Endorsed,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Noted => "noted",
            Self::Agreed => "agreed",
            Self::Requested => "requested",
            Self::Commented => "commented",
            Self::Recommended => "recommended",
            Self::Referred => "referred",
            Self::Deferred => "deferred",
            Self::Endorsed => "endorsed",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Noted => "Noted",
            Self::Agreed => "Agreed",
            Self::Requested => "Requested",
            Self::Commented => "Commented",
            Self::Recommended => "Recommended",
            Self::Referred => "Referred",
            Self::Deferred => "Deferred",
            Self::Endorsed => "Endorsed",
        }
    }
}

/// What a part of a resolution may bring into being.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Makes {
    /// The record only.
    Nothing,
    /// Something that a post must do.
    Action,
    /// A matter for the Board.
    Referral,
    /// Information that a post must send.
    Information,
    /// Figures for a meeting to come.
    DataRequest,
    /// A recommendation to the executive, the Council or a partner.
    Recommendation,
    /// Views given to a cabinet member or an officer.
    Comment,
    /// An agenda item of a meeting to come.
    Item,
    /// A topic of the work programme.
    Topic,
}

impl Word for Makes {
    const ALL: &'static [Self] = &[
        Self::Nothing,
        Self::Action,
        Self::Referral,
        Self::Information,
        Self::DataRequest,
        Self::Recommendation,
        Self::Comment,
        Self::Item,
        Self::Topic,
    ];
    fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Action => "action",
            Self::Referral => "referral",
            Self::Information => "information",
            Self::DataRequest => "data_request",
            Self::Recommendation => "recommendation",
            Self::Comment => "comment",
            Self::Item => "item",
            Self::Topic => "topic",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Nothing => "Nothing further",
            Self::Action => "An action",
            Self::Referral => "A referral to the Board",
            Self::Information => "Information to be sent",
            Self::DataRequest => "A data request",
            Self::Recommendation => "A recommendation",
            Self::Comment => "A comment to a cabinet member or officer",
            Self::Item => "An item at a meeting to come",
            Self::Topic => "A topic of the work programme",
        }
    }
}

impl Verb {
    /// Whether a part with this verb may bring such a thing into being: a panel that only *noted* asked nothing of anybody.
    #[must_use]
    pub fn may_make(self, makes: Makes) -> bool {
        match makes {
            Makes::Nothing => true,
            Makes::Action => !matches!(self, Self::Noted | Self::Endorsed | Self::Referred),
            Makes::Referral => matches!(self, Self::Referred | Self::Agreed),
            Makes::Information => matches!(self, Self::Requested | Self::Agreed),
            Makes::DataRequest | Makes::Item | Makes::Topic => {
                matches!(self, Self::Requested | Self::Agreed | Self::Deferred)
            }
            Makes::Recommendation => matches!(self, Self::Recommended | Self::Agreed),
            // A panel that notes may comment all the same.
            Makes::Comment => matches!(self, Self::Commented | Self::Noted | Self::Agreed),
        }
    }
}

/// Where a resolution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As the officer recorded it.
    Captured,
    /// The chair has checked it.
    ChairChecked,
    /// Published with the draft minutes, subject to confirmation.
    Published,
    /// The next meeting confirmed it, as it was or amended.
    Confirmed,
    /// The body took it back at a later meeting.
    Rescinded,
}

impl Word for State {
    const ALL: &'static [Self] =
        &[Self::Captured, Self::ChairChecked, Self::Published, Self::Confirmed, Self::Rescinded];
    fn word(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::ChairChecked => "chair_checked",
            Self::Published => "published",
            Self::Confirmed => "confirmed",
            Self::Rescinded => "rescinded",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Captured => "Recorded",
            Self::ChairChecked => "Checked by the chair",
            Self::Published => "In the draft minutes",
            Self::Confirmed => "Confirmed",
            Self::Rescinded => "Rescinded",
        }
    }
}

/// How a resolution was carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// By assent, without a vote.
    Assent,
    /// Unanimously.
    Unanimous,
    /// By a vote with counts.
    Vote,
    /// The minutes do not say.
    NotStated,
    /// Put to the vote and not carried.
    Lost,
    /// Moved, and withdrawn before the vote.
    Withdrawn,
}

impl Word for Carried {
    const ALL: &'static [Self] =
        &[Self::Assent, Self::Unanimous, Self::Vote, Self::NotStated, Self::Lost, Self::Withdrawn];
    fn word(self) -> &'static str {
        match self {
            Self::Assent => "assent",
            Self::Unanimous => "unanimous",
            Self::Vote => "vote",
            Self::NotStated => "not_stated",
            Self::Lost => "lost",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Assent => "By assent",
            Self::Unanimous => "Unanimously",
            Self::Vote => "By a vote",
            Self::NotStated => "Not stated",
            Self::Lost => "Lost",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// How a council prints its resolutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseStyle {
    /// `RESOLVED: That …`
    Capitals,
    /// `Resolved – That` and numbered parts beneath.
    Dash,
}

impl Word for HouseStyle {
    const ALL: &'static [Self] = &[Self::Dash, Self::Capitals];
    fn word(self) -> &'static str {
        match self {
            Self::Capitals => "capitals",
            Self::Dash => "dash",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Capitals => "RESOLVED: That …",
            Self::Dash => "Resolved – That (1) …",
        }
    }
}

/// The counts of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Votes for.
    pub votes_for: u32,
    /// Votes against.
    pub against: u32,
    /// Abstentions, where the minutes give them.
    pub abstained: Option<u32>,
}

impl Carried {
    /// Whether the motion became a resolution.
    #[must_use]
    pub fn is_carried(self) -> bool {
        !matches!(self, Self::Lost | Self::Withdrawn)
    }

    /// The sentence of the minutes: "Agreed by assent."; nothing when they do not say.
    #[must_use]
    pub fn sentence(self, counts: Option<Counts>) -> String {
        match (self, counts) {
            (Self::Assent, _) => "Agreed by assent.".to_owned(),
            (Self::Unanimous, _) => "Agreed unanimously.".to_owned(),
            (Self::Vote, Some(Counts { votes_for, against, abstained })) => {
                let abstained = abstained.map(|n| format!(", {n} abstained")).unwrap_or_default();
                format!("Agreed by a vote: {votes_for} for, {against} against{abstained}.")
            }
            (Self::Vote, None) => "Agreed by a vote.".to_owned(),
            (Self::Lost, Some(Counts { votes_for, against, abstained })) => {
                let abstained = abstained.map(|n| format!(", {n} abstained")).unwrap_or_default();
                format!("Lost: {votes_for} for, {against} against{abstained}.")
            }
            (Self::Lost, None) => "Put to the vote and lost.".to_owned(),
            (Self::Withdrawn, _) => "The motion was withdrawn.".to_owned(),
            (Self::NotStated, _) => String::new(),
        }
    }
}

impl HouseStyle {
    /// The words that open a resolution of so many parts.
    #[must_use]
    pub fn opening(self) -> &'static str {
        match self {
            Self::Capitals => "RESOLVED: That",
            Self::Dash => "Resolved – That",
        }
    }
}
