//! What is needed to enter a body, and the word that stands for it in addresses. The kinds of bodies, posts
//! and seats are in `person`. Called where bodies are kept.

use crate::refusal::Refusal;
use crate::word::Word;
use crate::wording;
use chrono::NaiveDate;
use std::fmt;

/// The fewest clear days that a body may keep: three in Wales, five in England (LGA 1972 s100B(3)).
pub const FEWEST_CLEAR_DAYS: i32 = 3;

/// The most clear days that a body may keep.
pub const MOST_CLEAR_DAYS: i32 = 20;

/// The longest short name, in characters.
pub const LONGEST_SHORT_NAME: usize = 12;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 150;

/// The longest remit, in characters.
pub const LONGEST_REMIT: usize = 4000;

/// The quorum of a body whose constitution says nothing else.
pub const USUAL_QUORUM: i32 = 3;

/// The largest quorum that a body may keep.
pub const LARGEST_QUORUM: i32 = 100;

/// What letters about meetings carry for the reader's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CalendarMode {
    /// A request that Outlook asks an answer to.
    Invite,
    /// An entry without an answer.
    Add,
    /// The officers send their own invitations.
    None,
}

impl Word for CalendarMode {
    const ALL: &'static [Self] = &[Self::Invite, Self::Add, Self::None];
    fn word(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Add => "add",
            Self::None => "none",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Invite => "An invitation to accept",
            Self::Add => "An entry to add",
            Self::None => "Nothing",
        }
    }
}

/// Why a body cannot be entered so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyRefusal {
    /// It has no name.
    NameMissing,
    /// The name is longer than a line of a letter.
    NameLong,
    /// Another body has this name.
    NameTaken,
    /// It has no short name.
    ShortNameMissing,
    /// The short name is longer than a column of a list holds.
    ShortNameLong,
    /// No kind was chosen.
    KindMissing,
    /// It would report to itself.
    ReportsToItself,
    /// It would report to what is not a board.
    NotABoard,
    /// Others report to it, so that it must stay a board.
    ReportedTo,
    /// The clear days are no number, or none that the law knows.
    ClearDays,
    /// No house style was chosen.
    StyleMissing,
    /// Nobody looks after it.
    OfficerPostMissing,
    /// No seat was chosen.
    SeatMissing,
    /// The remit is longer than a page shows.
    RemitLong,
    /// The quorum is no number, or none that a body can have.
    Quorum,
    /// A councillor votes on every matter before the body.
    VotesOfMember,
    /// The day on which the body ended is missing.
    EndMissing,
    /// The body still sits until then.
    EndAhead,
    /// A member of the executive sits on no scrutiny body (Local Government Act 2000, s9FA).
    Executive {
        /// Who.
        name: String,
        /// The cabinet post held on that day.
        post: String,
    },
    /// Whoever sits on a scrutiny body cannot join the executive (the same section).
    StillSits {
        /// Who.
        name: String,
        /// The body.
        body: String,
    },
    /// The body has ended already.
    Ended(NaiveDate),
    /// Meetings of the body stand in the diary after its last day.
    MeetingsStand {
        /// How many.
        count: u64,
        /// The first of them.
        first: NaiveDate,
    },
    /// A body cannot succeed itself.
    SucceedsItself,
    /// The successor does not sit on the next day.
    SuccessorGone,
    /// Something is open, and nobody carries it on.
    NobodyCarriesOn {
        /// How many things are owed.
        owed: u64,
        /// How many actions are open.
        actions: u64,
    },
}

impl fmt::Display for BodyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameMissing => f.write_str("Enter the body's name, such as Children and Families Scrutiny Panel."),
            Self::NameLong => write!(f, "Enter a name of no more than {LONGEST_NAME} characters."),
            Self::NameTaken => f.write_str("Another body has this name."),
            Self::ShortNameMissing => f.write_str("Enter a short name for lists, such as CF."),
            Self::ShortNameLong => {
                write!(f, "Enter a short name of no more than {LONGEST_SHORT_NAME} characters.")
            }
            Self::KindMissing => f.write_str("Choose whether it is a panel or the Board."),
            Self::ReportsToItself => f.write_str("A body cannot report to itself."),
            Self::NotABoard => f.write_str("Choose a board for it to report to."),
            Self::ReportedTo => f.write_str("Other bodies report to this board; it must stay one."),
            Self::ClearDays => {
                write!(
                    f,
                    "Enter a number of clear days from {FEWEST_CLEAR_DAYS} to {MOST_CLEAR_DAYS}; England's law asks for 5."
                )
            }
            Self::StyleMissing => f.write_str("Choose how the body writes its resolutions."),
            Self::OfficerPostMissing => f.write_str("Choose the post that looks after this body."),
            Self::SeatMissing => f.write_str("Choose a seat."),
            Self::RemitLong => write!(f, "Enter a remit of no more than {LONGEST_REMIT} characters."),
            Self::Quorum => write!(f, "Enter a quorum from 1 to {LARGEST_QUORUM}."),
            Self::VotesOfMember => {
                f.write_str("Councillors vote on all matters; choose otherwise only for a co-optee.")
            }
            Self::Executive { name, post } => {
                write!(f, "{name} is {post} on that day. A member of the executive may not sit on a scrutiny body.")
            }
            Self::StillSits { name, body } => write!(
                f,
                "{name} sits on the {body} on or after that day. End the seat first: a member of the executive may not sit on a scrutiny body."
            ),
            Self::EndMissing => f.write_str("Enter the body’s last day, like 31/3/2027."),
            Self::EndAhead => f.write_str("The body still sits until then. End it on that day, or later."),
            Self::Ended(on) => write!(f, "This body ended on {}.", wording::date(*on)),
            Self::MeetingsStand { count: 1, first } => {
                write!(f, "A meeting stands in the diary on {}. Cancel it first.", wording::date(*first))
            }
            Self::MeetingsStand { count, first } => write!(
                f,
                "{count} meetings stand in the diary after that day, the first on {}. Cancel them first.",
                wording::date(*first)
            ),
            Self::SucceedsItself => f.write_str("A body cannot succeed itself."),
            Self::SuccessorGone => f.write_str("Choose a body that still sits."),
            Self::NobodyCarriesOn { owed, actions } => write!(
                f,
                "Choose the body that carries on: things owed to this one: {owed}; open actions: {actions}. Without a successor, close them first."
            ),
        }
    }
}

impl Refusal for BodyRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NameMissing | Self::NameLong | Self::NameTaken => "name",
            Self::ShortNameMissing | Self::ShortNameLong => "short_name",
            Self::KindMissing | Self::ReportedTo => "kind",
            Self::ReportsToItself | Self::NotABoard => "reports_to",
            Self::ClearDays => "clear_days",
            Self::StyleMissing => "house_style",
            Self::OfficerPostMissing => "officer_post",
            Self::SeatMissing => "seat",
            Self::RemitLong => "remit",
            Self::Quorum => "quorum",
            Self::VotesOfMember => "votes",
            Self::Executive { .. } | Self::StillSits { .. } => "person",
            Self::EndMissing | Self::EndAhead | Self::MeetingsStand { .. } => "ended_on",
            Self::SucceedsItself | Self::SuccessorGone | Self::NobodyCarriesOn { .. } => "successor",
            Self::Ended(_) => return None,
        };
        Some(field.to_owned())
    }
}

/// Reads a number of clear days.
///
/// # Errors
/// When it is no whole number from 3 to 20.
pub fn clear_days(typed: &str) -> Result<i32, BodyRefusal> {
    let days = typed.trim().parse().map_err(|_| BodyRefusal::ClearDays)?;
    if (FEWEST_CLEAR_DAYS..=MOST_CLEAR_DAYS).contains(&days) { Ok(days) } else { Err(BodyRefusal::ClearDays) }
}

/// Reads a quorum; three when nothing is typed.
///
/// # Errors
/// When it is no whole number from 1 to 100.
pub fn quorum(typed: &str) -> Result<i32, BodyRefusal> {
    if typed.trim().is_empty() {
        return Ok(USUAL_QUORUM);
    }
    let quorum = typed.trim().parse().map_err(|_| BodyRefusal::Quorum)?;
    if (1..=LARGEST_QUORUM).contains(&quorum) { Ok(quorum) } else { Err(BodyRefusal::Quorum) }
}

/// Checks the last day of a body that ends: it has come, the body has not ended before, and no meeting of it stands
/// after it (the count and the first of those that do).
///
/// # Errors
/// What stands in the way.
pub fn end(
    ended_on: NaiveDate,
    today: NaiveDate,
    before: Option<NaiveDate>,
    standing: (u64, Option<NaiveDate>),
) -> Result<NaiveDate, BodyRefusal> {
    match (before, standing) {
        (Some(on), _) => Err(BodyRefusal::Ended(on)),
        (None, _) if ended_on > today => Err(BodyRefusal::EndAhead),
        (None, (count, Some(first))) if count > 0 => Err(BodyRefusal::MeetingsStand { count, first }),
        _ => Ok(ended_on),
    }
}

/// The word for a body in addresses, made from its name: "Children and Families Overview and Scrutiny Panel"
/// is `children-and-families`. Lower-case ASCII letters, digits and single hyphens; never empty. Once made it stays,
/// because addresses are kept and linked to.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut words: Vec<String> = name
        .replace(['\'', '’'], "")
        .replace('&', " and ")
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| word.chars().filter_map(plain).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let short = shortened(&words);
    if short > 0 {
        words.truncate(short);
    }
    let slug = words.join("-");
    match slug.as_str() {
        "" => "body".to_owned(),
        // The word of a door, which no body may answer to.
        "new" => "new-body".to_owned(),
        _ => slug,
    }
}

/// How many of the words tell the body apart from its like.
fn shortened(words: &[String]) -> usize {
    const KINDS: [&str; 3] = ["panel", "committee", "commission"];
    let is = |at: usize, wanted: &str| words.get(at).is_some_and(|word| word == wanted);
    let n = words.len();
    if n < 3 || !words.last().is_some_and(|last| KINDS.contains(&last.as_str())) || !is(n - 2, "scrutiny") {
        return 0;
    }
    match n.checked_sub(4) {
        Some(before) if is(before, "overview") && is(n - 3, "and") => before,
        _ => n - 2,
    }
}

/// A letter or digit without its accent, where one of ASCII stands for it.
fn plain(c: char) -> Option<char> {
    match c.to_lowercase().next()? {
        c if c.is_ascii_alphanumeric() => Some(c),
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => Some('a'),
        'è' | 'é' | 'ê' | 'ë' => Some('e'),
        'ì' | 'í' | 'î' | 'ï' => Some('i'),
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => Some('o'),
        'ù' | 'ú' | 'û' | 'ü' => Some('u'),
        'ŵ' => Some('w'),
        'ŷ' | 'ÿ' => Some('y'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_becomes_the_word_of_its_address() {
        for (name, wanted) in [
            ("Children and Families Overview and Scrutiny Panel", "children-and-families"),
            ("Children & Families Overview and Scrutiny Panel", "children-and-families"),
            ("Overview and Scrutiny Performance Board", "overview-and-scrutiny-performance-board"),
            ("Health Scrutiny Committee", "health"),
            ("Overview and Scrutiny Panel", "overview-and-scrutiny-panel"),
            ("Scrutiny Panel", "scrutiny-panel"),
            ("Education, Children's & Families PDS Committee", "education-childrens-and-families-pds-committee"),
            ("Pwyllgor Craffu Tŷ", "pwyllgor-craffu-ty"),
            ("New", "new-body"),
            ("…", "body"),
        ] {
            assert_eq!(slug(name), wanted, "{name}");
        }
    }

    #[test]
    fn clear_days_are_those_that_the_law_knows() {
        for (typed, wanted) in
            [("5", Some(5)), (" 3 ", Some(3)), ("2", None), ("21", None), ("-5", None), ("five", None)]
        {
            assert_eq!(clear_days(typed).ok(), wanted, "{typed}");
        }
    }

    #[test]
    fn a_quorum_is_a_number_of_members() {
        for (typed, wanted) in [("", Some(3)), (" 4 ", Some(4)), ("0", None), ("101", None), ("a quarter", None)] {
            assert_eq!(quorum(typed).ok(), wanted, "{typed}");
        }
    }

    #[test]
    fn a_body_ends_once_its_last_day_has_come_and_nothing_stands_after_it() {
        let on = |d| NaiveDate::from_ymd_opt(2027, 3, d).unwrap_or_default();
        assert_eq!(end(on(31), on(31), None, (0, None)), Ok(on(31)));
        assert_eq!(end(on(31), on(30), None, (0, None)), Err(BodyRefusal::EndAhead));
        assert_eq!(end(on(31), on(31), Some(on(1)), (0, None)), Err(BodyRefusal::Ended(on(1))));
        let stands = Err(BodyRefusal::MeetingsStand { count: 2, first: on(31) });
        assert_eq!(end(on(30), on(31), None, (2, Some(on(31)))), stands);
    }

    proptest! {
        #[test]
        fn a_slug_can_always_stand_in_an_address(name in "\\PC{0,60}") {
            let slug = slug(&name);
            prop_assert!(!slug.is_empty() && !slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
            prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        }
    }
}
