//! What was understood, typed again: reading it gives the same. Called where lines are made that nobody typed.

use super::{Deed, Line, Moved, Said, Start};
use crate::action::Due;
use crate::recommendation::Addressee;
use crate::referral;
use crate::word::Word;
use crate::wording;

/// The text that says this.
#[must_use]
pub fn print(lines: &[Line]) -> String {
    lines.iter().map(|line| line.said.typed()).collect::<Vec<_>>().join("\n")
}

impl Said {
    /// The line that says this.
    #[must_use]
    pub fn typed(&self) -> String {
        match self {
            Self::Narrative(text) => text.clone(),
            Self::Moved(moved) => moved.typed(),
            Self::Deed(deed) => deed.typed(),
        }
    }
}

impl Moved {
    fn typed(&self) -> String {
        let named = |key: &str, name: &Option<String>| name.as_ref().map(|name| format!("{key} {name}"));
        let vote = self.vote.as_ref().map(|vote| format!("carried: {}", vote.typed()));
        let unread = self.unread.as_ref().map(|text| format!("carried: {text}"));
        let all = [named("M:", &self.mover), named("S:", &self.seconder), vote, unread];
        all.into_iter().flatten().collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }
}

impl Deed {
    /// The line that says this.
    #[must_use]
    pub fn typed(&self) -> String {
        let mut line = self.start.word().to_owned();
        if let Some(code) = &self.indicator {
            line = format!("{line}[{code}]");
        }
        if let Some(between) = self.between() {
            line = format!("{line} {between}");
        }
        line = format!("{line}: {}", self.text);
        if let Some(owner) = &self.owner {
            line = format!("{} {}", line.trim_end(), handle(owner));
        }
        match self.due {
            Some(Due::NextMeeting) => line = format!("{} by next meeting", line.trim_end()),
            Some(Due::On(day)) => line = format!("{} by {}", line.trim_end(), wording::date(day)),
            None => {}
        }
        line.trim_end().to_owned()
    }

    fn between(&self) -> Option<String> {
        match self.start {
            Start::Part => self.verb.map(|verb| verb.word().to_owned()),
            Start::Referral => Some(match self.kind {
                Some(referral::Kind::AreaOfConcern) => "Board concern".to_owned(),
                Some(referral::Kind::FurtherScrutiny) => "Board scrutiny".to_owned(),
                Some(referral::Kind::Information) => "Board information".to_owned(),
                None => "Board".to_owned(),
            }),
            Start::Recommendation => self.addressee.map(|addressee| {
                match addressee {
                    Addressee::Executive => "Cabinet",
                    Addressee::Council => "Council",
                    Addressee::HealthPartner => "health",
                    Addressee::CrimePartner => "crime",
                    Addressee::Partner => "partner",
                }
                .to_owned()
            }),
            _ => None,
        }
    }
}

/// A name behind its `@`, in quotes where it has more than one word.
#[must_use]
pub fn handle(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’' | '&'));
    if plain { format!("@{name}") } else { format!("@\"{}\"", name.replace(['"', '“', '”'], "")) }
}
