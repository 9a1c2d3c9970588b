//! An invitation to attend for an item, and how it was answered (LGA 2000 s9FA: executive members and officers
//! may be required to attend; others are asked).

use crate::word::Word;

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
