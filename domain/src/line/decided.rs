//! The lines of an item put together: its motions in order, each with its limbs and what was said before it, and what
//! was asked for beside them. Called by whoever previews, records or compares.

use super::{Deed, Doubt, Line, Said, Vote};
use crate::resolution::Carried;
use chrono::NaiveDate;

/// A motion with its limbs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Motion {
    /// The line with which it begins, from 1.
    pub number: usize,
    /// What was said before it.
    pub narrative: String,
    /// Who moved, as typed.
    pub mover: String,
    /// Who seconded, as typed.
    pub seconder: String,
    /// How it went, where a line says so.
    pub vote: Option<Vote>,
    /// Its limbs, each with the number of its line.
    pub limbs: Vec<(usize, Deed)>,
}

impl Motion {
    /// How it went: what no line says is not stated.
    #[must_use]
    pub fn carried(&self) -> Carried {
        self.vote.as_ref().map_or(Carried::NotStated, |vote| vote.carried)
    }
}

/// What a body decided on one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Its motions, in order.
    pub motions: Vec<Motion>,
    /// What was asked for in the discussion, each with the number of its line.
    pub asked: Vec<(usize, Deed)>,
    /// What was said where nothing was moved.
    pub narrative: String,
    /// What of the whole was not understood, each with the number of its line.
    pub doubts: Vec<(usize, Doubt)>,
}

/// What lines say together. A limb before any motion belongs to one that nobody is named for.
#[must_use]
pub fn decided(lines: &[Line]) -> Decided {
    let mut all = Decided::default();
    let mut said: Vec<String> = Vec::new();
    for line in lines {
        all.doubts.extend(line.doubts.iter().map(|doubt| (line.number, doubt.clone())));
        match &line.said {
            Said::Narrative(text) => said.push(text.clone()),
            Said::Moved(moved) => {
                let opens = match all.motions.last() {
                    None => true,
                    Some(last) => {
                        let begun = !last.limbs.is_empty() || last.vote.is_some();
                        moved.mover.is_some() && (begun || !last.mover.is_empty())
                    }
                };
                if opens {
                    open(&mut all, &mut said, line.number);
                }
                let Some(motion) = all.motions.last_mut() else { continue };
                let twice = [
                    put(&mut motion.mover, moved.mover.as_deref()),
                    put(&mut motion.seconder, moved.seconder.as_deref()),
                    moved.vote.is_some() && motion.vote.is_some(),
                ];
                if twice.contains(&true) {
                    all.doubts.push((line.number, Doubt::MovedTwice));
                }
                if motion.vote.is_none() {
                    motion.vote.clone_from(&moved.vote);
                }
            }
            Said::Deed(deed) if deed.start.is_part() => {
                if all.motions.is_empty() {
                    open(&mut all, &mut said, line.number);
                }
                if let Some(motion) = all.motions.last_mut() {
                    motion.limbs.push((line.number, deed.clone()));
                }
            }
            Said::Deed(deed) => all.asked.push((line.number, deed.clone())),
        }
    }
    let rest = paragraphs(&said);
    match all.motions.last_mut() {
        Some(last) if !rest.is_empty() => {
            last.narrative = [last.narrative.as_str(), &rest].join("\n\n").trim_start().to_owned();
        }
        Some(_) => {}
        None => all.narrative = rest,
    }
    finish(all)
}

/// What was said under an item where nothing was moved: the minutes print it as it stands.
#[must_use]
pub fn narrative_alone(text: &str) -> String {
    decided(&super::parse(text, NaiveDate::MIN)).narrative
}

fn open(all: &mut Decided, said: &mut Vec<String>, number: usize) {
    let narrative = paragraphs(said);
    said.clear();
    all.motions.push(Motion { number, narrative, ..Motion::default() });
}

/// Keeps the first; true when there is another.
fn put(name: &mut String, typed: Option<&str>) -> bool {
    let Some(typed) = typed.filter(|typed| !typed.is_empty()) else { return false };
    if name.is_empty() {
        typed.clone_into(name);
        return false;
    }
    name != typed
}

fn finish(mut all: Decided) -> Decided {
    for motion in &all.motions {
        let counted = motion.vote.as_ref().is_some_and(|vote| vote.counts.is_some());
        if motion.carried() == Carried::Vote && !counted {
            all.doubts.push((motion.number, Doubt::NoCounts));
        }
        if motion.limbs.iter().all(|(_, limb)| limb.text.is_empty()) {
            all.doubts.push((motion.number, Doubt::NoLimb));
        }
    }
    all.doubts.sort_by_key(|(number, _)| *number);
    all
}

/// Lines joined to paragraphs: an empty line ends one, and so does the end of a line.
fn paragraphs(said: &[String]) -> String {
    let lines: Vec<&str> = said.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    lines.join("\n\n")
}
