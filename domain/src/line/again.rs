//! What of a text was recorded before, what of it is new, and what now reads otherwise: so that recording twice records
//! once, and a change of what was recorded is an amendment and never a second record. Called by whoever records.

use super::limb::verb_of;
use super::{Decided, Deed, Motion, Moved, Said};
use std::collections::BTreeSet;

/// How something typed stands against what was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was recorded as it stands.
    Recorded,
    /// It was recorded in other words: these.
    Changed(String),
    /// It was not recorded.
    New,
}

/// One text against the text of which records were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// For each motion: where it was recorded among the motions of that time, and each of its limbs.
    pub motions: Vec<(Option<usize>, Vec<Standing>)>,
    /// Whether a recorded motion has another mover, seconder or vote now.
    pub moved: Vec<bool>,
    /// For each thing that was asked for beside them.
    pub asked: Vec<Standing>,
    /// What was recorded and is no longer typed; its records stand.
    pub gone: Vec<String>,
}

/// Compares what is typed now with what was recorded.
#[must_use]
pub fn compare(now: &Decided, recorded: &Decided) -> Compared {
    let mut out = Compared::default();
    let mut left: Vec<Option<&Motion>> = recorded.motions.iter().map(Some).collect();
    for motion in &now.motions {
        let place = left.iter().position(|old| old.is_some_and(|old| same_motion(motion, old)));
        let Some(old) = place.and_then(|at| left[at].take()) else {
            out.motions.push((None, vec![Standing::New; motion.limbs.len()]));
            out.moved.push(false);
            continue;
        };
        let (standing, gone) = aligned(&deeds(&motion.limbs), &deeds(&old.limbs));
        out.motions.push((place, standing));
        out.moved.push((&motion.mover, &motion.seconder, &motion.vote) != (&old.mover, &old.seconder, &old.vote));
        out.gone.extend(gone);
    }
    let rest = left.into_iter().flatten().flat_map(|old| old.limbs.iter());
    out.gone.extend(rest.map(|(_, limb)| limb.typed()));
    let (asked, gone) = aligned(&deeds(&now.asked), &deeds(&recorded.asked));
    out.asked = asked;
    out.gone.extend(gone);
    out
}

/// What was recorded up to now, with what has just been: only ever longer, so that nothing is recorded twice.
#[must_use]
pub fn with_recorded(before: &str, motions: &[Motion], asked: &[Deed]) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !before.is_empty() {
        lines.push(before.to_owned());
    }
    for motion in motions {
        let vote = motion.vote.clone();
        let (mover, seconder) = (Some(motion.mover.clone()), Some(motion.seconder.clone()));
        lines.push(
            Said::Moved(Moved { mover, seconder: seconder.filter(|one| !one.is_empty()), vote, unread: None }).typed(),
        );
        lines.extend(motion.limbs.iter().map(|(_, limb)| limb.typed()));
    }
    lines.extend(asked.iter().map(Deed::typed));
    lines.join("\n")
}

fn deeds(all: &[(usize, Deed)]) -> Vec<&Deed> {
    all.iter().map(|(_, deed)| deed).collect()
}

/// Whether two motions are one: a limb of theirs reads alike, or neither has one and the same person moved.
fn same_motion(now: &Motion, old: &Motion) -> bool {
    let alike = now.limbs.iter().any(|(_, a)| old.limbs.iter().any(|(_, b)| like(a, b)));
    alike || now.limbs.is_empty() && old.limbs.is_empty() && now.mover == old.mover
}

/// Each new one against the old: equal ones first, then those that read alike.
fn aligned(now: &[&Deed], old: &[&Deed]) -> (Vec<Standing>, Vec<String>) {
    let mut left: Vec<Option<&Deed>> = old.iter().copied().map(Some).collect();
    let mut take = |test: &dyn Fn(&Deed) -> bool| {
        let at = left.iter().position(|one| one.is_some_and(test))?;
        left[at].take()
    };
    let mut standing: Vec<Option<Standing>> =
        now.iter().map(|one| take(&|other| same(one, other)).map(|_| Standing::Recorded)).collect();
    for (one, place) in now.iter().zip(&mut standing) {
        if place.is_none() {
            *place = take(&|other| like(one, other)).map(|was| Standing::Changed(was.typed()));
        }
    }
    let standing = standing.into_iter().map(|place| place.unwrap_or(Standing::New)).collect();
    (standing, left.into_iter().flatten().map(Deed::typed).collect())
}

/// The same but for blanks, capitals and full stops, and a verb that is written out beside the words that say it.
fn same(one: &Deed, other: &Deed) -> bool {
    let verb = |deed: &Deed| deed.verb.or_else(|| verb_of(&deed.text));
    let plain = |deed: &Deed| Deed { text: plain(&deed.text), verb: verb(deed), ..deed.clone() };
    plain(one) == plain(other)
}

fn plain(text: &str) -> String {
    text.trim_end_matches('.').to_lowercase()
}

/// Whether one is the other in other words: they share half of theirs.
fn like(one: &Deed, other: &Deed) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let low = text.to_lowercase();
        low.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_owned).collect()
    };
    let (a, b) = (words(&one.text), words(&other.text));
    let both = a.intersection(&b).count();
    one.start == other.start && (plain(&one.text) == plain(&other.text) || both > 0 && both * 2 >= a.len().max(b.len()))
}
