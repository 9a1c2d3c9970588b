//! The one-time code that the first change by a letter's link asks for: how long it holds, how often it may be
//! tried, and how a typed one is read. Drawing, keeping and sending it is the service's.

use crate::refusal::Refusal;
use chrono::{DateTime, Duration, Utc};
use std::fmt;

/// How long a code holds.
pub const HOLDS_FOR: Duration = Duration::minutes(10);

/// How often one code may be tried.
pub const TRIES: i32 = 5;

/// How many codes one link may ask for within an hour.
pub const AN_HOUR: u64 = 5;

/// Why a typed code does not let anybody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// Nothing was typed, or not six digits.
    NotSixDigits,
    /// No code was asked for.
    NotAsked,
    /// A code was asked for, but in another browser.
    OtherBrowser,
    /// It is older than ten minutes.
    Expired,
    /// It has let somebody in already.
    Used,
    /// It was tried too often.
    TooManyTries,
    /// It is not the code that was sent; so many tries are left.
    Wrong(i32),
}

impl fmt::Display for CodeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSixDigits => write!(f, "Enter the six digits of the code."),
            Self::NotAsked => write!(f, "No code has been sent yet. Ask for one first."),
            Self::OtherBrowser => write!(
                f,
                "This code was asked for in another browser. Enter it there, or ask for a new code in this one."
            ),
            Self::Expired => write!(f, "This code is more than ten minutes old. Ask for a new one."),
            Self::Used => write!(f, "This code has been used already. Ask for a new one."),
            Self::TooManyTries => write!(f, "This code was tried too often. Ask for a new one."),
            Self::Wrong(1) => write!(f, "That is not the code in the latest letter. You can try once more."),
            Self::Wrong(left) => {
                write!(f, "That is not the code in the latest letter. You can try {left} more times.")
            }
        }
    }
}

impl Refusal for CodeRefusal {
    fn field(&self) -> Option<String> {
        Some("code".to_owned())
    }
}

/// The six digits that were typed; spaces and hyphens that a person sets between them do not matter.
///
/// # Errors
/// When it is anything but six digits.
pub fn read(typed: &str) -> Result<String, CodeRefusal> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_code = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_code { Ok(digits) } else { Err(CodeRefusal::NotSixDigits) }
}

/// A code that was sent, as far as trying it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// From this instant on it no longer holds.
    pub expires_at: DateTime<Utc>,
    /// How often it was tried.
    pub tries: i32,
    /// Whether it has let somebody in.
    pub is_used: bool,
}

impl Sent {
    /// Whether it may be tried now.
    ///
    /// # Errors
    /// When it was used, has run out, or was tried too often.
    pub fn may_be_tried(&self, at: DateTime<Utc>) -> Result<(), CodeRefusal> {
        if self.is_used {
            Err(CodeRefusal::Used)
        } else if at >= self.expires_at {
            Err(CodeRefusal::Expired)
        } else if self.tries >= TRIES {
            Err(CodeRefusal::TooManyTries)
        } else {
            Ok(())
        }
    }

    /// What to say after one more wrong try.
    #[must_use]
    pub fn wrong(&self) -> CodeRefusal {
        match TRIES - self.tries - 1 {
            left if left > 0 => CodeRefusal::Wrong(left),
            _ => CodeRefusal::TooManyTries,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["042137", " 042 137 ", "042-137", "0 4 2 1 3 7"] {
            assert_eq!(read(typed), Ok("042137".to_owned()), "{typed}");
        }
        for typed in ["", "42137", "0421370", "O42137", "٠٤٢١٣٧", "+42137"] {
            assert_eq!(read(typed), Err(CodeRefusal::NotSixDigits), "{typed}");
        }
    }

    #[test]
    fn a_code_holds_ten_minutes_and_five_tries_and_works_once() {
        let asked: DateTime<Utc> = "2026-10-12T08:00:00Z".parse().unwrap();
        let sent = |tries, is_used| Sent { expires_at: asked + HOLDS_FOR, tries, is_used };
        let after = |seconds| asked + Duration::seconds(seconds);
        for (seconds, tries, is_used, wanted) in [
            (0, 0, false, Ok(())),
            (599, 4, false, Ok(())),
            (600, 0, false, Err(CodeRefusal::Expired)),
            (60, 5, false, Err(CodeRefusal::TooManyTries)),
            (60, 1, true, Err(CodeRefusal::Used)),
            (700, 5, true, Err(CodeRefusal::Used)),
        ] {
            assert_eq!(sent(tries, is_used).may_be_tried(after(seconds)), wanted, "{seconds} s, {tries} tries");
        }
        assert_eq!(sent(0, false).wrong(), CodeRefusal::Wrong(4));
        assert_eq!(sent(3, false).wrong(), CodeRefusal::Wrong(1));
        assert_eq!(sent(4, false).wrong(), CodeRefusal::TooManyTries);
    }
}
