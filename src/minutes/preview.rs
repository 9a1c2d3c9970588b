//! What was understood of the notes of one item, line by line, as the preview and the review show it.

use super::known::Known;
use super::understood::{Moved, Part, Understood, Wish};
use remit_domain::action::Due;
use remit_domain::line::{Doubt, Standing};
use remit_domain::minutes_print::moved as moved_sentence;
use remit_domain::resolution::{Carried, Makes};
use remit_domain::word::Word;
use remit_domain::wording;

/// One thing that was understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The line that says it.
    pub line: usize,
    /// What it is: "Resolved (1)".
    pub key: String,
    pub text: String,
    /// What comes of it.
    pub facts: String,
    pub doubts: Vec<String>,
    /// How it stands against what was recorded; empty when it is new.
    pub state: &'static str,
}

/// Everything that was understood of one item.
#[derive(Clone, Debug, Default)]
pub(super) struct Preview {
    pub rows: Vec<Row>,
    /// How much of it is narrative, in words.
    pub narrative: String,
    /// What of it was recorded and stands no longer in the notes.
    pub gone: Vec<String>,
}

/// The preview of what was understood.
pub(super) fn preview(known: &Known, said: &Understood) -> Preview {
    let mut rows: Vec<Row> = Vec::new();
    for moved in &said.motions {
        rows.push(motion(moved));
        rows.extend((1..).zip(&moved.parts).map(|(number, part)| part_row(known, (number, moved), part)));
    }
    rows.extend(said.wishes.iter().map(|wish| wish_row(known, wish)));
    for (line, doubt) in &said.doubts {
        match rows.iter_mut().find(|row| row.line == *line && row.key != NOT_UNDERSTOOD) {
            Some(row) => row.doubts.push(doubt.to_string()),
            None => rows.push(Row {
                line: *line,
                key: NOT_UNDERSTOOD.to_owned(),
                doubts: vec![doubt.to_string()],
                ..Row::default()
            }),
        }
    }
    rows.sort_by_key(|row| row.line);
    let narrative = match said.paragraphs {
        0 => String::new(),
        1 => "1 paragraph of narrative.".to_owned(),
        n => format!("{n} paragraphs of narrative."),
    };
    Preview { rows, narrative, gone: said.gone.clone() }
}

const NOT_UNDERSTOOD: &str = "Not understood";

fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Recorded => "Recorded",
        Standing::Changed(_) => "Recorded in other words",
        Standing::New => "",
    }
}

/// What is not understood of what is still to be recorded; of what was recorded, nothing is asked any more.
fn open(standing: &Standing, doubts: &[Doubt]) -> Vec<String> {
    if *standing == Standing::New { doubts.iter().map(Doubt::to_string).collect() } else { Vec::new() }
}

fn motion(moved: &Moved) -> Row {
    let vote = moved.motion.vote.as_ref();
    let carried = moved.carried().sentence(vote.and_then(|vote| vote.counts));
    let text = [moved_sentence(&moved.mover.name, &moved.seconder.name), carried];
    let text: Vec<String> = text.into_iter().filter(|one| !one.is_empty()).collect();
    let reason = vote.map(|vote| vote.reason.as_str()).unwrap_or_default();
    Row {
        line: moved.motion.number,
        key: match moved.carried() {
            Carried::Lost => "Motion, lost",
            Carried::Withdrawn => "Motion, withdrawn",
            _ => "Motion",
        }
        .to_owned(),
        text: if text.is_empty() { "Nobody is named as mover.".to_owned() } else { text.join(" ") },
        facts: reason.to_owned(),
        state: match (moved.is_recorded, moved.is_changed) {
            (true, true) => "Recorded in other words",
            (true, false) => "Recorded",
            _ => "",
        },
        ..Row::default()
    }
}

/// A date, "next meeting", or nothing.
pub(super) fn due(due: Option<Due>) -> String {
    match due {
        Some(Due::NextMeeting) => "for the next meeting".to_owned(),
        Some(Due::On(day)) => format!("by {}", wording::date_with_day(day)),
        None => String::new(),
    }
}

fn part_row(known: &Known, (number, moved): (usize, &Moved), part: &Part) -> Row {
    let (limb, carried) = (&part.limb, moved.carried());
    let verb = limb.verb.map_or("No verb", Word::label);
    let owner = part.owner.and_then(|id| known.post(id)).unwrap_or_default().to_owned();
    let about = part.indicator.as_ref().map(|(_, name)| format!("about {name}")).unwrap_or_default();
    let by = match limb.makes {
        Makes::Action | Makes::Information => due(limb.due),
        Makes::Comment if limb.due.is_some() => format!("reply {}", due(limb.due)),
        Makes::Item | Makes::DataRequest => "for the next meeting".to_owned(),
        _ => String::new(),
    };
    let made = match limb.makes {
        Makes::Nothing => "nothing further".to_owned(),
        made => made.label().to_lowercase().replace("board", "Board"),
    };
    let facts: Vec<String> =
        [format!("{verb}: {made}"), owner, by, about].into_iter().filter(|one| !one.is_empty()).collect();
    let word = if carried.is_carried() { "Resolved" } else { "Moved" };
    Row {
        line: part.line,
        key: format!("{word} ({number})"),
        text: limb.text.clone(),
        facts: if carried.is_carried() && part.standing == Standing::New { facts.join(", ") } else { String::new() },
        doubts: open(&part.standing, &part.doubts),
        state: match &part.standing {
            Standing::New if moved.is_recorded => "Not in the recorded resolution",
            standing => state(standing),
        },
    }
}

fn wish_row(known: &Known, wish: &Wish) -> Row {
    let owner = wish.owner.and_then(|id| known.post(id)).unwrap_or_default().to_owned();
    let about = wish.indicator.as_ref().map(|(_, name)| format!("about {name}")).unwrap_or_default();
    let facts: Vec<String> = [owner, due(wish.due), about].into_iter().filter(|one| !one.is_empty()).collect();
    Row {
        line: wish.line,
        key: wish.deed.start.label().to_owned(),
        text: wish.deed.text.clone(),
        facts: facts.join(", "),
        doubts: open(&wish.standing, &wish.doubts),
        state: state(&wish.standing),
    }
}
