//! How a motion went, as it is typed after `carried:`: "assent", "unanimous", "vote 7-2-1", "lost 3-5", "withdrawn".

use crate::minutes::language;
use crate::resolution::{Carried, Counts};

/// How a motion went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Carried, lost or withdrawn.
    pub carried: Carried,
    /// The counts, where they were taken.
    pub counts: Option<Counts>,
    /// Why it was lost or withdrawn, where somebody said.
    pub reason: String,
}

/// Words for a motion that became no resolution.
const NOT_CARRIED: [(&str, Carried); 7] = [
    ("withdrawn", Carried::Withdrawn),
    ("lost", Carried::Lost),
    ("defeated", Carried::Lost),
    ("rejected", Carried::Lost),
    ("not carried", Carried::Lost),
    ("fell", Carried::Lost),
    ("no", Carried::Lost),
];

/// Reads what stands after `carried:`.
pub(super) fn read(text: &str) -> Option<Vote> {
    let low = text.trim().trim_end_matches('.').to_lowercase();
    let low = low.trim();
    let plain = |carried| Some(Vote { carried, counts: None, reason: String::new() });
    match low {
        "assent" | "by assent" | "general assent" | "by general assent" | "agreed" => return plain(Carried::Assent),
        "unanimous" | "unanimously" | "nem con" | "nem. con" | "all" => return plain(Carried::Unanimous),
        _ => {}
    }
    for (word, carried) in NOT_CARRIED {
        if let Some(rest) = text.trim().get(word.len()..).filter(|_| low.starts_with(word)) {
            let (counts, rest) = leading_counts(rest);
            let rest = rest.trim();
            let reason = rest.trim_start_matches([',', ';', '–', '-', ':', '—']).trim_start();
            let begins = rest.is_empty() || reason.len() < rest.len() || reason.to_lowercase().starts_with("because");
            let counts = counts.filter(|_| carried == Carried::Lost);
            return begins.then(|| Vote { carried, counts, reason: reason.to_owned() });
        }
    }
    let rest = ["by a vote", "a vote", "by", "vote", "votes"].iter().find_map(|word| low.strip_prefix(word));
    let voted = rest.is_some();
    let (counts, after) = leading_counts(rest.unwrap_or(low));
    if let (Some(counts), true) = (counts, after.trim().is_empty()) {
        return Some(Vote { carried: Carried::Vote, counts: Some(counts), reason: String::new() });
    }
    if voted && rest.is_some_and(|rest| rest.trim().is_empty()) {
        return plain(Carried::Vote);
    }
    let told = language::counts(low);
    let counts = told.in_favour.zip(told.against)?;
    let counts = Counts { votes_for: counts.0, against: counts.1, abstained: told.abstain };
    Some(Vote { carried: Carried::Vote, counts: Some(counts), reason: String::new() })
}

/// "7-2-1", "7 – 2", "7 to 2" or "7/2/1" at the beginning, and what follows.
fn leading_counts(text: &str) -> (Option<Counts>, &str) {
    let mut numbers: Vec<u32> = Vec::new();
    let mut rest = text.trim_start_matches([' ', ':']);
    let mut after = text;
    while numbers.len() < 3 {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let Some(number) = rest.get(..digits).and_then(|digits| digits.parse().ok()).filter(|n| *n < 1000) else {
            break;
        };
        numbers.push(number);
        after = &rest[digits..];
        let next = after.trim_start();
        let joined = ["-", "–", "/", ":", "to ", "for", "against"].iter().find_map(|join| next.strip_prefix(join));
        match joined {
            Some(next) => rest = next.trim_start_matches([' ', ',']),
            None => break,
        }
    }
    match numbers.as_slice() {
        [votes_for, against] => (Some(Counts { votes_for: *votes_for, against: *against, abstained: None }), after),
        [votes_for, against, abstained] => {
            (Some(Counts { votes_for: *votes_for, against: *against, abstained: Some(*abstained) }), after)
        }
        _ => (None, text),
    }
}

impl Vote {
    /// As it is typed.
    pub(super) fn typed(&self) -> String {
        let counts = self.counts.map(|counts| {
            let abstained = counts.abstained.map(|n| format!("-{n}")).unwrap_or_default();
            format!(" {}-{}{abstained}", counts.votes_for, counts.against)
        });
        let counts = counts.unwrap_or_default();
        let reason = if self.reason.is_empty() { String::new() } else { format!(" – {}", self.reason) };
        match self.carried {
            Carried::Assent => "assent".to_owned(),
            Carried::Unanimous => "unanimous".to_owned(),
            Carried::Vote => format!("vote{counts}"),
            Carried::Lost => format!("lost{counts}{reason}"),
            Carried::Withdrawn => format!("withdrawn{reason}"),
            Carried::NotStated => String::new(),
        }
    }
}
