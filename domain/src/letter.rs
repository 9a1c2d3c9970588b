//! The words of a letter: its kind (the e-mail catalogue), the state of its delivery, and how far the
//! SMTP conversation got. Also what may stand in a subject line.

mod kind;

pub use kind::Kind;

use crate::word::Word;

/// Where the delivery of a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its time.
    Pending,
    /// A worker holds it.
    Sending,
    /// A definite "not now"; tried again later.
    Retry,
    /// The relay took it.
    Sent,
    /// The relay may have taken it: the connection ended after the last byte and before the answer.
    Uncertain,
    /// A definite "never", or given up.
    Dead,
    /// What it spoke of was met, moved or withdrawn before it left.
    Withdrawn,
}

impl Word for State {
    const ALL: &'static [Self] =
        &[Self::Pending, Self::Sending, Self::Retry, Self::Sent, Self::Uncertain, Self::Dead, Self::Withdrawn];
    fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Retry => "retry",
            Self::Sent => "sent",
            Self::Uncertain => "uncertain",
            Self::Dead => "dead",
            Self::Withdrawn => "withdrawn",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Pending => "Waiting",
            Self::Sending => "Sending",
            Self::Retry => "Mailbox not accepting, will be tried again",
            Self::Sent => "Handed over",
            Self::Uncertain => "May have been handed over",
            Self::Dead => "Could not be handed over",
            Self::Withdrawn => "Withdrawn before it was sent",
        }
    }
}

impl State {
    /// Whether the letter has left, or may have.
    #[must_use]
    pub fn may_have_left(self) -> bool {
        matches!(self, Self::Sent | Self::Uncertain)
    }

    /// The state after an officer saw it come back.
    ///
    /// # Errors
    /// When it never left.
    pub fn bounced(self) -> Result<Self, NeverLeft> {
        if self.may_have_left() { Ok(Self::Dead) } else { Err(NeverLeft(self)) }
    }
}

impl State {
    /// The state after an officer found in the relay's log that it arrived there.
    ///
    /// # Errors
    /// When it is not in doubt.
    pub fn found_to_have_arrived(self) -> Result<Self, NotInDoubt> {
        if self == Self::Uncertain { Ok(Self::Sent) } else { Err(NotInDoubt(self)) }
    }

    /// Whether a person may have it written again: it has come to an end, well or badly, or nobody knows which.
    ///
    /// # Errors
    /// While it is still on its way, or was withdrawn.
    pub fn may_be_written_again(self) -> Result<(), NotWrittenAgain> {
        match self {
            Self::Sent | Self::Uncertain | Self::Dead => Ok(()),
            Self::Pending | Self::Sending | Self::Retry | Self::Withdrawn => Err(NotWrittenAgain::Unfinished(self)),
        }
    }
}

/// Only a letter in doubt can be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotInDoubt(pub State);

impl std::fmt::Display for NotInDoubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "There is no doubt about this letter any more. It stands at: {}.", self.0.label())
    }
}

impl crate::refusal::Refusal for NotInDoubt {}

/// Why a letter is not written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWrittenAgain {
    /// It has not come to an end.
    Unfinished(State),
    /// Its code or link has ended; another must be asked for.
    Secret,
    /// What it asks for has been done.
    Done,
    /// It was written again already.
    Already,
}

impl std::fmt::Display for NotWrittenAgain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unfinished(state) => {
                write!(f, "This letter is not sent again while it stands at: {}.", state.label())
            }
            Self::Secret => {
                f.write_str("The code or link in this letter has ended. Its reader must ask for a new one.")
            }
            Self::Done => f.write_str("What this letter asks for has been done, so it is not sent again."),
            Self::Already => f.write_str("This letter was sent again already. Look at the newer one."),
        }
    }
}

impl crate::refusal::Refusal for NotWrittenAgain {}

/// A letter that was not handed over cannot have come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverLeft(pub State);

impl std::fmt::Display for NeverLeft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "This letter was not handed over, so it cannot have come back. It stands at: {}.", self.0.label())
    }
}

impl crate::refusal::Refusal for NeverLeft {}

/// How far the conversation for a claimed letter got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nobody holds it.
    Idle,
    /// Claimed; the relay has been told nothing that binds.
    Claimed,
    /// The relay said 354: from here on a broken connection leaves the outcome open.
    Data,
}

impl Word for Phase {
    const ALL: &'static [Self] = &[Self::Idle, Self::Claimed, Self::Data];
    fn word(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Claimed => "claimed",
            Self::Data => "data",
        }
    }
    fn label(self) -> &'static str {
        match self {
            Self::Idle => "Not begun",
            Self::Claimed => "Begun",
            Self::Data => "Handed to the relay",
        }
    }
}

/// The longest subject or display name, in characters.
pub const LONGEST_LINE: usize = 200;

/// Makes text safe to stand in a header: one line, no control or direction-changing characters, no encoded-word marks.
#[must_use]
pub fn header_text(text: &str) -> String {
    let one_line: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let mut text = one_line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    while text.contains("=?") {
        text = text.replace("=?", "= ?");
    }
    if text.chars().count() > LONGEST_LINE {
        text = text.chars().take(LONGEST_LINE - 1).collect::<String>().trim_end().to_owned() + "…";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_subject_stays_one_line() {
        for (given, wanted) in [
            ("Data\r\nBcc: all@example.org", "Data Bcc: all@example.org"),
            ("  two \t words ", "two words"),
            ("=?utf-8?q?x?=", "= ?utf-8?q?x?="),
            ("right\u{202e}left", "rightleft"),
        ] {
            assert_eq!(header_text(given), wanted);
        }
    }

    #[test]
    fn only_what_left_can_come_back() {
        for state in State::ALL {
            assert_eq!(state.bounced().is_ok(), matches!(state, State::Sent | State::Uncertain), "{state:?}");
            assert_eq!(state.found_to_have_arrived().is_ok(), *state == State::Uncertain, "{state:?}");
            let has_ended = matches!(state, State::Sent | State::Uncertain | State::Dead);
            assert_eq!(state.may_be_written_again().is_ok(), has_ended, "{state:?}");
        }
    }

    #[test]
    fn only_what_was_asked_for_goes_at_once() {
        let at_once: Vec<_> = Kind::ALL.iter().filter(|kind| kind.goes_at_once()).map(|kind| kind.word()).collect();
        assert_eq!(at_once, ["code", "new_link", "password_link", "receipt", "test"]);
    }

    proptest! {
        #[test]
        fn header_text_is_always_safe_and_settled(text in "\\PC{0,300}|[\r\n\t=?\u{0}a-z]{0,300}") {
            let safe = header_text(&text);
            prop_assert!(!safe.contains(['\r', '\n', '\0']) && !safe.contains("=?"));
            prop_assert!(safe.chars().count() <= LONGEST_LINE);
            prop_assert_eq!(header_text(&safe), safe);
        }
    }
}
