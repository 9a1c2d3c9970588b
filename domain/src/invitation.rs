//! An invitation to attend for an item, and how it was answered (LGA 2000 s9FA: executive members and officers
//! may be required to attend; others are asked).

use crate::agenda::ItemState;
use crate::meeting::State;
use crate::refusal::Refusal;
use crate::word::Word;
use crate::wording;
use chrono::NaiveDate;
use std::fmt;

/// How an invitation was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing has been heard.
    None,
    /// They come themselves.
    Attend,
    /// Somebody else comes for them, by name.
    Deputy,
    /// Nobody comes; a deputy is asked for.
    Decline,
}

impl Word for Answer {
    const ALL: &'static [Self] = &[Self::None, Self::Attend, Self::Deputy, Self::Decline];
    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Attend => "attend",
            Self::Deputy => "deputy",
            Self::Decline => "decline",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::None => "No answer yet",
            Self::Attend => "Will attend",
            Self::Deputy => "Sends a deputy",
            Self::Decline => "Cannot attend",
        }
    }
}

impl Answer {
    /// Whether somebody will be there for the post.
    #[must_use]
    pub fn brings_somebody(self) -> bool {
        matches!(self, Self::Attend | Self::Deputy)
    }
}

/// The longest name of a deputy, in characters.
pub const LONGEST_DEPUTY: usize = 200;

/// The longest reason or note, in characters.
pub const LONGEST_NOTE: usize = 2000;

/// Why an answer to an invitation was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationRefusal {
    /// No answer was chosen.
    NoAnswer,
    /// A deputy comes, but who?
    NoDeputy,
    /// The deputy's name is too long.
    LongDeputy,
    /// The reason is too long.
    LongNote,
    /// The meeting is over, or does not take place on that day.
    Over,
}

impl fmt::Display for InvitationRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer => write!(f, "Choose whether you will attend, send a deputy, or cannot attend."),
            Self::NoDeputy => write!(f, "Enter who comes instead: their name, and their post if they have one."),
            Self::LongDeputy => write!(f, "Enter no more than {LONGEST_DEPUTY} characters."),
            Self::LongNote => write!(f, "Enter no more than {LONGEST_NOTE} characters."),
            Self::Over => {
                write!(f, "This invitation can no longer be answered: its meeting is over or does not take place.")
            }
        }
    }
}

impl Refusal for InvitationRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NoAnswer => "answer",
            Self::NoDeputy | Self::LongDeputy => "deputy",
            Self::LongNote => "note",
            Self::Over => return None,
        };
        Some(field.to_owned())
    }
}

/// An answer as somebody gave it. A deputy is kept only where one was chosen.
///
/// # Errors
/// When nothing was chosen, a deputy has no name, or a text is too long.
pub fn answered(
    chosen: Option<Answer>,
    deputy: &str,
    note: &str,
) -> Result<(Answer, String, String), InvitationRefusal> {
    let answer = chosen.filter(|answer| *answer != Answer::None).ok_or(InvitationRefusal::NoAnswer)?;
    let (deputy, note) = (deputy.trim(), note.trim());
    let deputy = if answer == Answer::Deputy { deputy } else { "" };
    if answer == Answer::Deputy && deputy.is_empty() {
        return Err(InvitationRefusal::NoDeputy);
    }
    if deputy.chars().count() > LONGEST_DEPUTY {
        return Err(InvitationRefusal::LongDeputy);
    }
    if note.chars().count() > LONGEST_NOTE {
        return Err(InvitationRefusal::LongNote);
    }
    Ok((answer, deputy.to_owned(), note.to_owned()))
}

/// Whether an answer is still wanted: the item is taken at a meeting that lies ahead.
#[must_use]
pub fn is_wanted(item: ItemState, meeting: State, held_on: NaiveDate, today: NaiveDate) -> bool {
    let is_taken = !matches!(item, ItemState::Withdrawn | ItemState::Deferred | ItemState::Closed);
    is_taken && held_on >= today && matches!(meeting, State::Scheduled | State::AgendaPublished)
}

/// Whether the answer may still be given or changed: until the day of the meeting is over.
///
/// # Errors
/// When it is.
pub fn may_answer(
    item: ItemState,
    meeting: State,
    held_on: NaiveDate,
    today: NaiveDate,
) -> Result<(), InvitationRefusal> {
    if is_wanted(item, meeting, held_on, today) { Ok(()) } else { Err(InvitationRefusal::Over) }
}

/// What a list calls the duty to answer: `CF, 5 November 2026: invitation for Performance monitoring`. Letters carry
/// it, so the item is called what letters may call it.
#[must_use]
pub fn title(body: &str, held_on: NaiveDate, called: &str) -> String {
    format!("{body}, {}: invitation for {called}", wording::date(held_on))
}

/// The answer in words, with the deputy's name.
#[must_use]
pub fn words(answer: Answer, deputy: &str) -> String {
    match answer {
        Answer::Deputy if !deputy.is_empty() => format!("Sends a deputy: {deputy}"),
        answer => answer.label().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_answer_is_chosen_and_a_deputy_has_a_name() {
        let kept = |answer, deputy: &str, note: &str| Ok((answer, deputy.to_owned(), note.to_owned()));
        for (chosen, deputy, note, wanted) in [
            (None, "", "", Err(InvitationRefusal::NoAnswer)),
            (Some(Answer::None), "", "", Err(InvitationRefusal::NoAnswer)),
            (Some(Answer::Attend), "Sam Poole", "", kept(Answer::Attend, "", "")),
            (Some(Answer::Deputy), "  ", "", Err(InvitationRefusal::NoDeputy)),
            (Some(Answer::Deputy), " Sam Poole ", "", kept(Answer::Deputy, "Sam Poole", "")),
            (Some(Answer::Decline), "", " Abroad. ", kept(Answer::Decline, "", "Abroad.")),
        ] {
            assert_eq!(answered(chosen, deputy, note), wanted, "{chosen:?} {deputy}");
        }
        assert_eq!(answered(Some(Answer::Deputy), &"x".repeat(201), ""), Err(InvitationRefusal::LongDeputy));
        assert_eq!(answered(Some(Answer::Attend), "", &"x".repeat(2001)), Err(InvitationRefusal::LongNote));
    }

    #[test]
    fn an_answer_is_wanted_until_the_day_of_a_meeting_that_stands() {
        let day = on("2026-11-05");
        for (item, meeting, today, wanted) in [
            (ItemState::Programmed, State::Scheduled, "2026-10-01", true),
            (ItemState::ToFollow, State::AgendaPublished, "2026-11-05", true),
            (ItemState::Programmed, State::Scheduled, "2026-11-06", false),
            (ItemState::Deferred, State::Scheduled, "2026-10-01", false),
            (ItemState::Withdrawn, State::Scheduled, "2026-10-01", false),
            (ItemState::Programmed, State::Cancelled, "2026-10-01", false),
            (ItemState::Programmed, State::Postponed, "2026-10-01", false),
            (ItemState::Programmed, State::Held, "2026-11-05", false),
        ] {
            assert_eq!(is_wanted(item, meeting, day, on(today)), wanted, "{item:?} {meeting:?} {today}");
            assert_eq!(may_answer(item, meeting, day, on(today)).is_ok(), wanted);
        }
    }

    #[test]
    fn the_duty_names_the_meeting_and_the_item() {
        let wanted = "CF, 5 November 2026: invitation for Performance monitoring";
        assert_eq!(title("CF", on("2026-11-05"), "Performance monitoring"), wanted);
        assert_eq!(words(Answer::Deputy, "Sam Poole"), "Sends a deputy: Sam Poole");
        assert_eq!(words(Answer::Decline, ""), "Cannot attend");
    }
}
