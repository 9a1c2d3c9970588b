//! What the notes of one item say, with names found: the same for the preview, the review and the record. What a person
//! decided on the review page is laid over what was typed.

use super::known::Known;
use crate::web::Fields;
use remit_domain::action::{self, Due, DueBy};
use remit_domain::line::{self, Compared, Decided, Deed, Doubt, Facts, Limb, Motion, Standing, Start, whom};
use remit_domain::resolution::{Carried, Makes, Verb};
use remit_domain::word::Word;

/// Somebody who moved or seconded.
#[derive(Clone, Debug, Default)]
pub(super) struct Mover {
    /// The name in full where it is known, else as typed.
    pub name: String,
    pub id: Option<i64>,
}

/// A part as it would be recorded.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub line: usize,
    pub deed: Deed,
    pub limb: Limb,
    pub owner: Option<i64>,
    pub indicator: Option<(i64, String)>,
    pub standing: Standing,
    pub doubts: Vec<Doubt>,
}

/// A motion as it would be recorded.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    pub motion: Motion,
    pub mover: Mover,
    pub seconder: Mover,
    pub parts: Vec<Part>,
    /// Whether it was recorded before.
    pub is_recorded: bool,
    /// Whether its mover, seconder or vote reads otherwise than when it was recorded.
    pub is_changed: bool,
}

/// What was asked for beside the resolution, as it would be recorded.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub line: usize,
    pub deed: Deed,
    pub kind: action::Kind,
    pub owner: Option<i64>,
    pub due: Option<Due>,
    pub indicator: Option<(i64, String)>,
    pub standing: Standing,
    /// Whether somebody chose to leave it out for now.
    pub is_left: bool,
    pub doubts: Vec<Doubt>,
}

/// Everything that the notes of one item say.
#[derive(Clone, Debug)]
pub(super) struct Understood {
    pub motions: Vec<Moved>,
    pub wishes: Vec<Wish>,
    /// What is not understood of lines as such, each with its number.
    pub doubts: Vec<(usize, Doubt)>,
    pub gone: Vec<String>,
    pub paragraphs: usize,
}

/// What somebody chose on the review page, by item and line.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices(pub Fields);

impl Choices {
    /// The name of a field of the review page.
    pub(super) fn name(what: &str, item: i64, line: usize) -> String {
        format!("{what}-{item}-{line}")
    }

    fn raw(&self, what: &str, item: i64, line: usize) -> &str {
        self.0.text(&Self::name(what, item, line))
    }

    fn due(&self, item: i64, line: usize) -> Option<Due> {
        let by = self.0.word::<DueBy>(&Self::name("due", item, line));
        Due::chosen(by, self.0.date(&Self::name("due_on", item, line)))
    }
}

/// Reads the notes of an item against what was recorded of them.
pub(super) fn understand(known: &Known, item: i64, (text, recorded): (&str, &str), chosen: &Choices) -> Understood {
    let read = |text: &str| line::decided(&line::parse(text, known.met_on));
    let now = read(text);
    let compared = line::compare(&now, &read(recorded));
    let mut doubts = now.doubts.clone();
    let paragraphs = now.motions.iter().map(|one| one.narrative.as_str()).chain([now.narrative.as_str()]);
    let paragraphs = paragraphs.flat_map(|text| text.split("\n\n")).filter(|one| !one.is_empty()).count();
    let motions = motions(known, (item, chosen), (&now, &compared), &mut doubts);
    let wishes = now.asked.iter().zip(&compared.asked);
    let wishes = wishes.map(|((line, deed), standing)| wish(known, (item, chosen), (*line, deed), standing)).collect();
    Understood { motions, wishes, doubts, gone: compared.gone, paragraphs }
}

fn motions(
    known: &Known,
    asked: (i64, &Choices),
    (now, compared): (&Decided, &Compared),
    doubts: &mut Vec<(usize, Doubt)>,
) -> Vec<Moved> {
    let mut all = Vec::new();
    for ((motion, (place, standings)), is_changed) in now.motions.iter().zip(&compared.motions).zip(&compared.moved) {
        let mut name = |typed: &str| match whom::member(typed, &known.members) {
            _ if typed.is_empty() => Mover::default(),
            Ok(id) => Mover {
                name: known.members.iter().find(|one| one.id == id).map(|one| one.title.clone()).unwrap_or_default(),
                id: Some(id),
            },
            Err(doubt) => {
                doubts.push((motion.number, doubt));
                Mover { name: typed.to_owned(), id: None }
            }
        };
        let (mover, seconder) = (name(&motion.mover), name(&motion.seconder));
        let parts = motion.limbs.iter().zip(standings).filter(|((_, deed), _)| !deed.text.is_empty());
        let is_carried = motion.carried().is_carried();
        let parts = parts.map(|((line, deed), standing)| part(known, asked, (*line, deed), (standing, is_carried)));
        all.push(Moved {
            mover,
            seconder,
            parts: parts.collect(),
            is_recorded: place.is_some(),
            is_changed: *is_changed,
            motion: motion.clone(),
        });
    }
    all
}

/// The post that a line names, and what is not clear about it; a choice comes before what was typed.
fn owner(known: &Known, (item, chosen): (i64, &Choices), (line, deed): (usize, &Deed)) -> (Option<i64>, Option<Doubt>) {
    let choice = chosen.raw("owner", item, line).parse::<i64>().ok().filter(|id| known.post(*id).is_some());
    match (&deed.owner, choice) {
        (_, Some(id)) => (Some(id), None),
        (None, None) => (None, None),
        (Some(name), None) => match whom::post(name, &known.posts) {
            Ok(id) => (Some(id), None),
            Err(doubt) => (None, Some(doubt)),
        },
    }
}

fn indicator(known: &Known, deed: &Deed) -> (Option<(i64, String)>, Option<Doubt>) {
    let Some(code) = &deed.indicator else { return (None, None) };
    let own = whom::indicator(code, &known.indicators);
    let found = match own {
        Err(Doubt::NoIndicator(_)) => whom::indicator(code, &known.others),
        other => other,
    };
    match found {
        Ok(id) => {
            let named = known.indicators.iter().chain(&known.others).find(|one| one.id == id);
            (named.map(|one| (id, format!("{} {}", one.short, one.title))), None)
        }
        Err(doubt) => (None, Some(doubt)),
    }
}

fn part(
    known: &Known,
    (item, chosen): (i64, &Choices),
    (line, deed): (usize, &Deed),
    (standing, is_carried): (&Standing, bool),
) -> Part {
    let (owner, unknown) = owner(known, (item, chosen), (line, deed));
    let (indicator, no_indicator) = indicator(known, deed);
    let mut deed = deed.clone();
    if let Some(verb) = Verb::from_word(chosen.raw("verb", item, line)) {
        deed.verb = Some(verb);
    }
    deed.due = chosen.due(item, line).or(deed.due);
    let facts = Facts {
        met_on: known.met_on,
        board: known.board.as_deref(),
        owner: owner.and_then(|id| known.post(id)),
        is_carried,
    };
    let mut limb = line::limb(&deed, &facts);
    let mut doubts: Vec<Doubt> = [unknown, no_indicator].into_iter().flatten().collect();
    if doubts.iter().any(|doubt| matches!(doubt, Doubt::NoPost(_) | Doubt::SeveralPosts(..))) {
        limb.doubts.retain(|doubt| *doubt != Doubt::NoOwner);
    }
    doubts.append(&mut limb.doubts);
    if chosen.raw("owner", item, line) == NOBODY && limb.makes != Makes::Nothing {
        limb.makes = Makes::Nothing;
        doubts.retain(|doubt| !is_to_decide(doubt) || *doubt == Doubt::NoVerb);
    }
    Part { line, deed, limb, owner, indicator, standing: standing.clone(), doubts }
}

fn wish(known: &Known, (item, chosen): (i64, &Choices), (line, deed): (usize, &Deed), standing: &Standing) -> Wish {
    let (owner, unknown) = owner(known, (item, chosen), (line, deed));
    let (indicator, no_indicator) = indicator(known, deed);
    let due = chosen.due(item, line).or(deed.due);
    let mut doubts: Vec<Doubt> = [unknown, no_indicator].into_iter().flatten().collect();
    if owner.is_none() && deed.owner.is_none() {
        doubts.push(Doubt::NoOwner);
    }
    if due.is_none() {
        doubts.push(Doubt::NoDue);
    }
    let is_left = chosen.raw("owner", item, line) == NOBODY || deed.text.is_empty();
    if is_left {
        doubts.retain(|doubt| !is_to_decide(doubt));
    }
    let kind = if deed.start == Start::Action { action::Kind::Action } else { action::Kind::Information };
    Wish { line, deed: deed.clone(), kind, owner, due, indicator, standing: standing.clone(), is_left, doubts }
}

/// The choice of nobody: a part is recorded as its words only, a wish is left for later.
pub(super) const NOBODY: &str = "nobody";

/// Whether a person decides this on the review page before anything is recorded.
pub(super) fn is_to_decide(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::NoOwner | Doubt::NoPost(_) | Doubt::SeveralPosts(..) | Doubt::NoDue | Doubt::NoVerb)
}

/// Whether this must be mended in the notes before anything of the item is recorded: how a motion went decides
/// everything that follows.
pub(super) fn is_to_mend(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::Vote(_) | Doubt::MovedTwice | Doubt::NoCounts)
}

impl Moved {
    pub(super) fn carried(&self) -> Carried {
        self.motion.carried()
    }

    /// Whether it is to be recorded now.
    pub(super) fn is_new(&self) -> bool {
        !self.is_recorded && !self.parts.is_empty()
    }
}

impl Wish {
    /// Whether it is to be recorded now.
    pub(super) fn is_new(&self) -> bool {
        self.standing == Standing::New && !self.deed.text.is_empty()
    }
}

impl Understood {
    /// Whether anything is still to be recorded.
    pub(super) fn has_new(&self) -> bool {
        self.motions.iter().any(Moved::is_new) || self.wishes.iter().any(Wish::is_new)
    }

    /// Whether something of a recorded motion reads otherwise now.
    pub(super) fn has_changed(&self) -> bool {
        let parts = |one: &Moved| one.parts.iter().any(|part| part.standing != Standing::Recorded);
        self.motions.iter().any(|one| one.is_recorded && (one.is_changed || parts(one)))
            || self.wishes.iter().any(|one| matches!(one.standing, Standing::Changed(_)))
            || !self.gone.is_empty()
    }

    /// What keeps it from being recorded: the number of the line, and the doubt.
    pub(super) fn obstacles(&self) -> Vec<(usize, &Doubt)> {
        let mend = self.doubts.iter().filter(|(_, doubt)| is_to_mend(doubt)).map(|(line, doubt)| (*line, doubt));
        let parts = self.motions.iter().filter(|one| one.is_new()).flat_map(|one| &one.parts);
        let parts = parts.flat_map(|part| part.doubts.iter().map(|doubt| (part.line, doubt)));
        let wishes = self.wishes.iter().filter(|one| one.is_new());
        let wishes = wishes.flat_map(|one| one.doubts.iter().map(|doubt| (one.line, doubt)));
        mend.chain(parts.chain(wishes).filter(|(_, doubt)| is_to_decide(doubt))).collect()
    }
}
