//! Who was at a meeting, and whether that was enough (quorum). Who may be recorded how, who presided, and the
//! count of those in the room who vote. Called where attendance is taken and where a meeting is recorded as held.

use crate::person::{Seat, Votes};
use crate::refusal::Refusal;
use crate::word::Word;
use crate::wording;
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::fmt;

/// How somebody attended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attending {
    /// In the room, able to vote as their seat allows.
    Present,
    /// Heard and speaking, without a vote (no remote attendance counts in law).
    Remote,
    /// Not there, and said so.
    Apologies,
    /// Not there.
    Absent,
    /// In the room for a member who could not come.
    Substitute,
}

impl Word for Attending {
    const ALL: &'static [Self] = &[Self::Present, Self::Remote, Self::Apologies, Self::Absent, Self::Substitute];
    fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Remote => "remote",
            Self::Apologies => "apologies",
            Self::Absent => "absent",
            Self::Substitute => "substitute",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Present => "Present",
            Self::Remote => "Joined remotely",
            Self::Apologies => "Apologies",
            Self::Absent => "Absent",
            Self::Substitute => "Substitute",
        }
    }
}

impl Attending {
    /// Whether somebody is in the room. Whoever joins remotely is not (LGA 1972 Sch. 12 para. 39).
    #[must_use]
    pub fn is_in_the_room(self) -> bool {
        matches!(self, Self::Present | Self::Substitute)
    }
}

/// The fewest members that a body of some size usually needs: a quarter of them, and never fewer than three.
#[must_use]
pub fn usual_quorum(members: u32) -> u32 {
    members.div_ceil(4).max(3)
}

/// What was chosen for one member on the sheet of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The member.
    pub person: i64,
    /// How they attended; none while nothing is known.
    pub how: Option<Attending>,
    /// Who came in their place.
    pub substitute: Option<i64>,
    /// Whether a body on which they sit allows substitutes.
    pub may_be_substituted: bool,
}

/// One line of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Who.
    pub person: i64,
    /// How.
    pub how: Attending,
    /// The member in whose place a substitute came.
    pub in_place_of: Option<i64>,
}

/// Why attendance was not recorded so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendanceRefusal {
    /// The meeting was cancelled or has no day.
    NoMeeting,
    /// Before its day only apologies are known.
    Ahead {
        /// The member.
        person: i64,
        /// The day of the meeting.
        held_on: NaiveDate,
    },
    /// The body allows no substitutes.
    NotAllowed(i64),
    /// Nobody was named as the substitute.
    SubstituteMissing(i64),
    /// A substitute was named for somebody who needs none.
    SubstituteStray(i64),
    /// The substitute sits on the body already.
    SubstituteSits(i64),
    /// The substitute came for somebody else.
    SubstituteTwice(i64),
    /// Nobody of that name is here on the day.
    SubstituteUnknown(i64),
    /// Whoever presides was not in the room.
    PresidedFromAway,
    /// They left before they came.
    LeftBefore(i64),
    /// A declaration without a name.
    NobodyDeclared,
    /// A declaration without an interest.
    NothingDeclared,
}

impl fmt::Display for AttendanceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMeeting => f.write_str("This meeting did not take place on this day."),
            Self::Ahead { held_on, .. } => {
                write!(f, "The meeting is on {}. Until then only apologies can be recorded.", wording::date(*held_on))
            }
            Self::NotAllowed(_) => f.write_str("This body does not allow substitutes."),
            Self::SubstituteMissing(_) => f.write_str("Choose who came as the substitute."),
            Self::SubstituteStray(_) => f.write_str("Choose “Substitute” as well, or take the substitute’s name away."),
            Self::SubstituteSits(_) => f.write_str("Choose a substitute who does not sit on this body already."),
            Self::SubstituteTwice(_) => f.write_str("This person came for somebody else already."),
            Self::SubstituteUnknown(_) => f.write_str("Choose a person from the list."),
            Self::LeftBefore(_) => {
                f.write_str("Choose an item to leave after that is not before the one they came for.")
            }
            Self::NobodyDeclared => f.write_str("Choose who declared the interest."),
            Self::NothingDeclared => f.write_str("Enter the interest."),
            Self::PresidedFromAway => f.write_str("Choose somebody to preside who was in the room."),
        }
    }
}

impl Refusal for AttendanceRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoMeeting => None,
            Self::Ahead { person, .. } | Self::NotAllowed(person) => Some(format!("how-{person}")),
            Self::SubstituteMissing(person)
            | Self::SubstituteStray(person)
            | Self::SubstituteSits(person)
            | Self::SubstituteTwice(person)
            | Self::SubstituteUnknown(person) => Some(format!("substitute-{person}")),
            Self::PresidedFromAway => Some("presided".to_owned()),
            Self::LeftBefore(person) => Some(format!("left-{person}")),
            Self::NobodyDeclared => Some("name".to_owned()),
            Self::NothingDeclared => Some("interest".to_owned()),
        }
    }
}

/// The record that a sheet gives. A member for whom a substitute came has sent apologies.
///
/// # Errors
/// The first line that cannot be so.
pub fn record(sheet: &[Chosen], held_on: NaiveDate, today: NaiveDate) -> Result<Vec<Recorded>, AttendanceRefusal> {
    let members: BTreeSet<i64> = sheet.iter().map(|line| line.person).collect();
    let mut substitutes = BTreeSet::new();
    let mut lines = Vec::new();
    for &Chosen { person, how, substitute, may_be_substituted } in sheet {
        if today < held_on && how.is_some_and(|how| how != Attending::Apologies) {
            return Err(AttendanceRefusal::Ahead { person, held_on });
        }
        match (how, substitute) {
            (Some(Attending::Substitute), _) if !may_be_substituted => {
                return Err(AttendanceRefusal::NotAllowed(person));
            }
            (Some(Attending::Substitute), None) => return Err(AttendanceRefusal::SubstituteMissing(person)),
            (Some(Attending::Substitute), Some(other)) => {
                if members.contains(&other) {
                    return Err(AttendanceRefusal::SubstituteSits(person));
                }
                if !substitutes.insert(other) {
                    return Err(AttendanceRefusal::SubstituteTwice(person));
                }
                lines.push(Recorded { person, how: Attending::Apologies, in_place_of: None });
                lines.push(Recorded { person: other, how: Attending::Substitute, in_place_of: Some(person) });
            }
            (_, Some(_)) => return Err(AttendanceRefusal::SubstituteStray(person)),
            (Some(how), None) => lines.push(Recorded { person, how, in_place_of: None }),
            (None, None) => {}
        }
    }
    Ok(lines)
}

/// Nobody leaves before the item that they came for.
///
/// # Errors
/// [`AttendanceRefusal::LeftBefore`].
pub fn came_before_leaving(person: i64, came: Option<i32>, left: Option<i32>) -> Result<(), AttendanceRefusal> {
    match (came, left) {
        (Some(came), Some(left)) if left < came => Err(AttendanceRefusal::LeftBefore(person)),
        _ => Ok(()),
    }
}

/// Who presides unless somebody else is named: the chair if they were in the room, else the vice-chair.
#[must_use]
pub fn presides(seats: &[(i64, Seat)], lines: &[Recorded]) -> Option<i64> {
    let came = |person: i64| lines.iter().any(|line| line.person == person && line.how == Attending::Present);
    [Seat::Chair, Seat::ViceChair].into_iter().find_map(|wanted| {
        seats.iter().find(|(person, seat)| *seat == wanted && came(*person)).map(|(person, _)| *person)
    })
}

/// Whether attendance was taken, beyond apologies that came in advance.
#[must_use]
pub fn is_taken(lines: &[Recorded]) -> bool {
    lines.iter().any(|line| line.how != Attending::Apologies)
}

/// How many of a body's voting members were in the room, and how many are needed.
///
/// Whoever votes on education matters only does not count towards the quorum of the whole meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Voting members in the room, substitutes among them.
    pub present: u32,
    /// All voting members.
    pub voting: u32,
    /// How many are needed; none while nought.
    pub quorum: u32,
}

impl Count {
    /// Counts the seats of one body, each person once.
    #[must_use]
    pub fn of(seats: &[(i64, Votes)], lines: &[Recorded], quorum: u32) -> Self {
        let voting: BTreeSet<i64> =
            seats.iter().filter(|(_, votes)| *votes == Votes::All).map(|(person, _)| *person).collect();
        let filled = |member: i64| {
            lines
                .iter()
                .any(|line| line.how.is_in_the_room() && (line.in_place_of == Some(member) || line.person == member))
        };
        let present = voting.iter().filter(|member| filled(**member)).count();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { present: number(present), voting: number(voting.len()), quorum }
    }

    /// Whether enough were there.
    #[must_use]
    pub fn is_quorate(self) -> bool {
        self.present >= self.quorum
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = if self.voting == 1 { "voting member" } else { "voting members" };
        write!(f, "{} of {} {members} present; the quorum is {}.", self.present, self.voting, self.quorum)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn line(person: i64, how: Attending, substitute: Option<i64>) -> Chosen {
        Chosen { person, how: Some(how), substitute, may_be_substituted: true }
    }

    #[test]
    fn a_quarter_and_never_fewer_than_three() {
        for (members, wanted) in [(0, 3), (8, 3), (12, 3), (13, 4), (16, 4), (17, 5)] {
            assert_eq!(usual_quorum(members), wanted, "{members}");
        }
    }

    #[test]
    fn a_substitute_fills_the_seat_of_whoever_sent_apologies() {
        let sheet = [line(1, Attending::Present, None), line(2, Attending::Substitute, Some(9))];
        let lines = record(&sheet, day(4), day(4)).unwrap();
        assert_eq!(lines[1], Recorded { person: 2, how: Attending::Apologies, in_place_of: None });
        assert_eq!(lines[2], Recorded { person: 9, how: Attending::Substitute, in_place_of: Some(2) });
        let count = Count::of(&[(1, Votes::All), (2, Votes::All), (3, Votes::All)], &lines, 2);
        assert_eq!(count.to_string(), "2 of 3 voting members present; the quorum is 2.");
        assert!(count.is_quorate());
    }

    #[test]
    fn only_those_in_the_room_with_a_full_vote_count() {
        let lines = [
            Recorded { person: 1, how: Attending::Present, in_place_of: None },
            Recorded { person: 2, how: Attending::Remote, in_place_of: None },
            Recorded { person: 3, how: Attending::Present, in_place_of: None },
            Recorded { person: 4, how: Attending::Present, in_place_of: None },
        ];
        let seats = [(1, Votes::All), (1, Votes::All), (2, Votes::All), (3, Votes::None), (4, Votes::Education)];
        let count = Count::of(&seats, &lines, 2);
        assert_eq!((count.present, count.voting, count.is_quorate()), (1, 2, false));
        assert!(is_taken(&lines) && !is_taken(&[]));
    }

    #[test]
    fn what_cannot_be_is_refused_beside_its_line() {
        let not_allowed = Chosen { may_be_substituted: false, ..line(1, Attending::Substitute, Some(9)) };
        let two = [line(1, Attending::Present, None), line(2, Attending::Substitute, Some(1))];
        let twice = [line(1, Attending::Substitute, Some(9)), line(2, Attending::Substitute, Some(9))];
        for (sheet, today, wanted) in [
            (&[line(1, Attending::Present, None)][..], 3, AttendanceRefusal::Ahead { person: 1, held_on: day(4) }),
            (&[not_allowed], 4, AttendanceRefusal::NotAllowed(1)),
            (&[line(1, Attending::Substitute, None)], 4, AttendanceRefusal::SubstituteMissing(1)),
            (&[line(1, Attending::Absent, Some(9))], 4, AttendanceRefusal::SubstituteStray(1)),
            (&two, 4, AttendanceRefusal::SubstituteSits(2)),
            (&twice, 4, AttendanceRefusal::SubstituteTwice(2)),
        ] {
            assert_eq!(record(sheet, day(4), day(today)), Err(wanted));
        }
        assert!(record(&[line(1, Attending::Apologies, None)], day(4), day(1)).is_ok(), "apologies come in advance");
    }

    #[test]
    fn nobody_leaves_before_they_came() {
        for (came, left, fine) in
            [(None, None, true), (Some(3), None, true), (Some(3), Some(3), true), (Some(3), Some(2), false)]
        {
            assert_eq!(came_before_leaving(1, came, left).is_ok(), fine, "{came:?} {left:?}");
        }
    }

    #[test]
    fn the_vice_chair_presides_when_the_chair_is_away() {
        let seats = [(1, Seat::Chair), (2, Seat::ViceChair), (3, Seat::Member)];
        let came = |person| Recorded { person, how: Attending::Present, in_place_of: None };
        let remote = Recorded { person: 1, how: Attending::Remote, in_place_of: None };
        assert_eq!(presides(&seats, &[came(1), came(2)]), Some(1));
        assert_eq!(presides(&seats, &[remote, came(2)]), Some(2));
        assert_eq!(presides(&seats, &[came(3)]), None);
    }

    proptest! {
        #[test]
        fn nobody_is_counted_twice(
            votes in proptest::collection::vec(0_usize..3, 0..8),
            came in proptest::collection::vec(0_usize..5, 8),
        ) {
            let seats: Vec<(i64, Votes)> = (1..).zip(votes.iter().map(|at| Votes::ALL[*at])).collect();
            let sheet: Vec<Chosen> = seats
                .iter()
                .zip(&came)
                .map(|((person, _), how)| {
                    let how = Attending::ALL[*how];
                    let substitute = (how == Attending::Substitute).then_some(person + 100);
                    line(*person, how, substitute)
                })
                .collect();
            let lines = record(&sheet, day(4), day(4)).unwrap();
            let people: BTreeSet<i64> = lines.iter().map(|line| line.person).collect();
            prop_assert_eq!(people.len(), lines.len());
            let count = Count::of(&seats, &lines, 3);
            prop_assert!(count.present <= count.voting);
        }
    }
}
