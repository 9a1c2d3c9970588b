//! Views that a body gave to a cabinet member or an officer: softer than a recommendation, with no clock of the law and,
//! where the body wants one, a reply by a date.

use crate::refusal::Refusal;
use crate::word::Word;
use chrono::NaiveDate;
use std::fmt;

/// Where a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was given.
    Given,
    /// Whoever it was given to has replied.
    Replied,
    /// The body withdrew it.
    Withdrawn,
}

impl Word for State {
    const ALL: &'static [Self] = &[Self::Given, Self::Replied, Self::Withdrawn];
    fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Replied => "replied",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Given => "Given",
            Self::Replied => "Replied",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// Why a step of a comment was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentRefusal {
    /// Withdrawn: it is over.
    Over,
    /// A reply without words.
    NothingSaid,
    /// Withdrawn without a reason.
    NoReason,
    /// A day by which a reply is wanted that has passed.
    DayPassed,
    /// Nobody is waited for any more.
    Replied,
    /// Whoever opened the link no longer holds the post.
    NotTheOwner,
    /// Whoever opened the link did not say who they are.
    NobodyNamed,
    /// Whoever opened the link is not the person to whom it was issued.
    SomebodyElse,
}

impl fmt::Display for CommentRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Over => "This comment was withdrawn.",
            Self::NothingSaid => "Enter the reply.",
            Self::NoReason => "Enter why it is withdrawn.",
            Self::DayPassed => "Enter a day from today on, or leave it empty.",
            Self::Replied => "The reply is there already.",
            Self::NotTheOwner => "This comment has passed to whoever now holds the post that it was given to.",
            Self::NobodyNamed => "Choose who you are.",
            Self::SomebodyElse => {
                "Only the person to whom this link was issued can reply by it. Reply to the letter instead."
            }
        })
    }
}

impl Refusal for CommentRefusal {
    fn field(&self) -> Option<String> {
        let field = match self {
            Self::NothingSaid => "reply",
            Self::NoReason => "reason",
            Self::DayPassed => "reply_by",
            Self::NobodyNamed | Self::SomebodyElse => "who",
            Self::Over | Self::Replied | Self::NotTheOwner => return None,
        };
        Some(field.to_owned())
    }
}

impl State {
    /// Whoever it was given to replies; a further reply takes the place of the first, which stays in the trail.
    ///
    /// # Errors
    /// What was withdrawn takes no reply, and a reply has words.
    pub fn reply(self, words: &str) -> Result<Self, CommentRefusal> {
        match self {
            Self::Withdrawn => Err(CommentRefusal::Over),
            _ if words.trim().is_empty() => Err(CommentRefusal::NothingSaid),
            _ => Ok(Self::Replied),
        }
    }

    /// The body withdraws it.
    ///
    /// # Errors
    /// Not twice, nor without a reason.
    pub fn withdraw(self, reason: &str) -> Result<Self, CommentRefusal> {
        match self {
            Self::Withdrawn => Err(CommentRefusal::Over),
            _ if reason.trim().is_empty() => Err(CommentRefusal::NoReason),
            _ => Ok(Self::Withdrawn),
        }
    }

    /// A reply is wanted by a day, or by none any more.
    ///
    /// # Errors
    /// When it was withdrawn or replied to, or the day has passed.
    pub fn ask(self, by: Option<NaiveDate>, today: NaiveDate) -> Result<Self, CommentRefusal> {
        match self {
            Self::Withdrawn => Err(CommentRefusal::Over),
            Self::Replied => Err(CommentRefusal::Replied),
            Self::Given if by.is_some_and(|by| by < today) => Err(CommentRefusal::DayPassed),
            Self::Given => Ok(Self::Given),
        }
    }

    /// Whether a reply is still owed, where one is wanted by a day.
    #[must_use]
    pub fn awaits_reply(self) -> bool {
        self == Self::Given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_each_state_takes() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let today = day("2026-11-10").unwrap_or_default();
        for (got, wanted) in [
            (State::Given.reply("Thank you"), Ok(State::Replied)),
            (State::Replied.reply("To add"), Ok(State::Replied)),
            (State::Given.reply(" "), Err(CommentRefusal::NothingSaid)),
            (State::Withdrawn.reply("x"), Err(CommentRefusal::Over)),
            (State::Given.withdraw(""), Err(CommentRefusal::NoReason)),
            (State::Replied.withdraw("x"), Ok(State::Withdrawn)),
            (State::Withdrawn.withdraw("x"), Err(CommentRefusal::Over)),
            (State::Given.ask(day("2026-11-09"), today), Err(CommentRefusal::DayPassed)),
            (State::Given.ask(day("2026-11-10"), today), Ok(State::Given)),
            (State::Given.ask(None, today), Ok(State::Given)),
            (State::Replied.ask(None, today), Err(CommentRefusal::Replied)),
        ] {
            assert_eq!(got, wanted);
        }
    }

    proptest! {
        #[test]
        fn a_wanted_reply_stays_owed_until_it_comes_or_is_wanted_no_longer(deeds in proptest::collection::vec(0_u8..3, 1..20)) {
            let mut now = State::Given;
            for deed in deeds {
                let next = match deed {
                    0 => now.reply("words"),
                    1 => now.withdraw("reason"),
                    _ => now.ask(None, NaiveDate::MIN),
                };
                let Ok(next) = next else { continue };
                prop_assert!(now != State::Withdrawn);
                prop_assert!(!now.awaits_reply() || next.awaits_reply() || deed < 2);
                prop_assert!(now.awaits_reply() || !next.awaits_reply());
                now = next;
            }
        }
    }
}
