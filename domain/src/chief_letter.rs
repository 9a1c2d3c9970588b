//! The letter from the chair to the chief executive about something long overdue: drafted by Remit, sent by a person.
//! When one is called for, what it says, and what a person may do with it.

use crate::refusal::Refusal;
use crate::word::Word;
use crate::wording;
use chrono::{Months, NaiveDate};
use std::fmt;

/// Where such a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Drafted; nobody has sent it.
    Drafted,
    /// A person sent it.
    Sent,
    /// A person decided not to send it.
    Dropped,
}

impl Word for State {
    const ALL: &'static [Self] = &[Self::Drafted, Self::Sent, Self::Dropped];
    fn word(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Sent => "sent",
            Self::Dropped => "dropped",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Drafted => "Drafted",
            Self::Sent => "Sent",
            Self::Dropped => "Not sent",
        }
    }
}

/// Why a step of such a letter was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChiefLetterRefusal {
    /// It was sent, or dropped, already.
    Decided,
    /// It says nothing.
    NoWords,
    /// Not sending it needs a reason.
    NoReason,
    /// Nobody holds the chief executive’s post, or they have no e-mail address.
    NoChief,
    /// Nobody chairs the body in whose name it goes.
    NoChair,
    /// Sending was not confirmed.
    NotConfirmed,
}

impl fmt::Display for ChiefLetterRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Decided => "This letter was decided on already.",
            Self::NoWords => "Enter what the letter says.",
            Self::NoReason => "Enter why the letter is not sent.",
            Self::NoChief => {
                "Nobody with an e-mail address holds the post of chief executive. Fill the post under People."
            }
            Self::NoChair => "Nobody chairs this body now, so nobody can sign the letter.",
            Self::NotConfirmed => "Tick that the chair has agreed to the letter.",
        })
    }
}

impl Refusal for ChiefLetterRefusal {
    fn field(&self) -> Option<String> {
        match self {
            Self::NoWords => Some("text".to_owned()),
            Self::NoReason => Some("reason".to_owned()),
            Self::NotConfirmed => Some("agreed".to_owned()),
            Self::Decided | Self::NoChief | Self::NoChair => None,
        }
    }
}

impl State {
    /// Its words are changed.
    ///
    /// # Errors
    /// Not once it was decided on; not to nothing.
    pub fn reword(self, text: &str) -> Result<Self, ChiefLetterRefusal> {
        match self {
            Self::Drafted if text.trim().is_empty() => Err(ChiefLetterRefusal::NoWords),
            Self::Drafted => Ok(self),
            _ => Err(ChiefLetterRefusal::Decided),
        }
    }

    /// A person sends it, the chair having agreed.
    ///
    /// # Errors
    /// As [`State::reword`]; not without the chair’s agreement.
    pub fn send(self, text: &str, chair_agreed: bool) -> Result<Self, ChiefLetterRefusal> {
        self.reword(text)?;
        if chair_agreed { Ok(Self::Sent) } else { Err(ChiefLetterRefusal::NotConfirmed) }
    }

    /// A person decides not to send it.
    ///
    /// # Errors
    /// Not once it was decided on; not without a reason.
    pub fn forgo(self, reason: &str) -> Result<Self, ChiefLetterRefusal> {
        match self {
            Self::Drafted if reason.trim().is_empty() => Err(ChiefLetterRefusal::NoReason),
            Self::Drafted => Ok(Self::Dropped),
            _ => Err(ChiefLetterRefusal::Decided),
        }
    }
}

/// Whether something is so long overdue that the chair may write: the body has met twice since it was due, or two
/// quarters have passed.
#[must_use]
pub fn is_called_for(meetings_since: usize, due_on: NaiveDate, today: NaiveDate) -> bool {
    meetings_since >= 2 || due_on.checked_add_months(Months::new(6)).is_some_and(|end| end <= today)
}

/// What the letter is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// The body that asked.
    pub body: String,
    /// Who chairs it; empty while nobody does.
    pub chair: String,
    /// The reference.
    pub reference: String,
    /// What was asked; none where it concerns business taken in private.
    pub what: Option<String>,
    /// The day of the meeting that asked for it.
    pub asked_on: NaiveDate,
    /// The post that owes it.
    pub owner: String,
    /// The day it was due.
    pub due_on: NaiveDate,
    /// How many working days late it is.
    pub late: u32,
    /// How often the body has met since it was due.
    pub meetings_since: usize,
    /// Each reminder that left: the day and to whom.
    pub chased: Vec<(NaiveDate, String)>,
    /// What the owner said, and when.
    pub said: Vec<(NaiveDate, String)>,
}

/// The draft: what, since when, how often chased, what was answered. Facts only; the asking is the chair’s.
#[must_use]
pub fn draft(matter: &Matter) -> String {
    let mut paragraphs = vec!["Dear Chief Executive".to_owned()];
    let what = match &matter.what {
        Some(what) => format!("“{}” ({})", what.trim_end_matches('.'), matter.reference),
        None => format!("action {}, which concerns business taken in private", matter.reference),
    };
    paragraphs.push(format!(
        "At its meeting on {} the {} asked of the {}: {what}. It was due on {} and is {}.",
        wording::date(matter.asked_on),
        matter.body,
        matter.owner,
        wording::date(matter.due_on),
        wording::working_days_late(matter.late),
    ));
    paragraphs.push(match matter.meetings_since {
        0 => "The Panel has not met since.".to_owned(),
        1 => "The Panel has met once since then.".to_owned(),
        2 => "The Panel has met twice since then.".to_owned(),
        n => format!("The Panel has met {n} times since then."),
    });
    paragraphs.push(if matter.chased.is_empty() {
        "No reminder has left the service.".to_owned()
    } else {
        let mut days: Vec<(NaiveDate, Vec<&str>)> = Vec::new();
        for (on, to) in &matter.chased {
            match days.last_mut().filter(|(day, _)| day == on) {
                Some((_, had)) => had.push(to),
                None => days.push((*on, vec![to])),
            }
        }
        let times = match days.len() {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            n => format!("{n} times"),
        };
        let days: Vec<String> =
            days.iter().map(|(on, to)| format!("- {}, to {}", wording::date(*on), wording::list(to))).collect();
        format!("It has been chased {times}:\n{}", days.join("\n"))
    });
    paragraphs.push(if matter.said.is_empty() {
        "There has been no answer.".to_owned()
    } else {
        let words: Vec<String> =
            matter.said.iter().map(|(on, words)| format!("- {}: {words}", wording::date(*on))).collect();
        format!("What has been answered:\n{}", words.join("\n"))
    });
    paragraphs.push(
        "I should be grateful if you would look into this, and tell me by when the Panel can expect it.".to_owned(),
    );
    let chair = if matter.chair.is_empty() { "The Chair" } else { &matter.chair };
    paragraphs.push(format!("{chair}\nChair, {}", matter.body));
    paragraphs.join("\n\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn only_a_person_sends_it_and_only_once() {
        assert_eq!(State::Drafted.send("Dear Chief Executive", true), Ok(State::Sent));
        assert_eq!(State::Drafted.send("Dear", false), Err(ChiefLetterRefusal::NotConfirmed));
        assert_eq!(State::Drafted.send(" ", true), Err(ChiefLetterRefusal::NoWords));
        assert_eq!(State::Drafted.forgo(""), Err(ChiefLetterRefusal::NoReason));
        assert_eq!(State::Drafted.forgo("It came this morning"), Ok(State::Dropped));
        for over in [State::Sent, State::Dropped] {
            assert_eq!(over.send("Dear", true), Err(ChiefLetterRefusal::Decided));
            assert_eq!(over.forgo("x"), Err(ChiefLetterRefusal::Decided));
            assert_eq!(over.reword("x"), Err(ChiefLetterRefusal::Decided));
        }
    }

    #[test]
    fn two_meetings_or_two_quarters_call_for_it() {
        for (meetings, today, wanted) in
            [(1, "2023-01-10", false), (2, "2023-01-10", true), (0, "2023-05-24", false), (0, "2023-05-25", true)]
        {
            assert_eq!(is_called_for(meetings, day("2022-11-25"), day(today)), wanted, "{meetings} {today}");
        }
    }

    #[test]
    fn it_says_what_since_when_how_often_and_what_was_answered() {
        let matter = Matter {
            body: "Children and Families Panel".to_owned(),
            chair: "Councillor Imogen Hartley".to_owned(),
            reference: "CF 22/23-001".to_owned(),
            what: Some("Circulate a guide".to_owned()),
            asked_on: day("2022-11-03"),
            owner: "Director of Children's Services".to_owned(),
            due_on: day("2022-11-25"),
            late: 40,
            meetings_since: 2,
            chased: vec![
                (day("2022-11-28"), "Bea Jones".to_owned()),
                (day("2022-12-05"), "Bea Jones".to_owned()),
                (day("2022-12-05"), "Nia Prosser".to_owned()),
            ],
            said: vec![(day("2022-12-06"), "Half written".to_owned())],
        };
        let text = draft(&matter);
        for words in [
            "“Circulate a guide” (CF 22/23-001)",
            "due on 25 November 2022",
            "has met twice since",
            "chased twice:\n- 28 November 2022, to Bea Jones\n- 5 December 2022, to Bea Jones and Nia Prosser",
            "- 6 December 2022: Half written",
            "Councillor Imogen Hartley\nChair, Children and Families Panel",
        ] {
            assert!(text.contains(words), "{words} is not in {text}");
        }
        let private = Matter { what: None, chased: vec![], said: vec![], ..matter };
        let text = draft(&private);
        assert!(!text.contains("guide") && text.contains("business taken in private"), "{text}");
        assert!(text.contains("There has been no answer."));
    }
}
