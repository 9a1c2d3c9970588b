//! The proof as it is drawn and as it stands in a file.

use askama::Template;
use remit_domain::london;
use remit_domain::word::Word as _;
use remit_domain::wording;

use super::evidence::{Event, Proof, standing};
use crate::web::{Choice, Page};

/// What happened, as a row.
pub(super) struct Line {
    pub(super) when: String,
    pub(super) when_iso: String,
    pub(super) what: String,
    pub(super) detail: String,
    pub(super) message_id: String,
}

impl Line {
    fn of(event: &Event) -> Self {
        Self {
            when: event.when(),
            when_iso: iso(event),
            what: event.what.clone(),
            detail: event.detail.clone(),
            message_id: event.message_id.clone(),
        }
    }
}

fn iso(event: &Event) -> String {
    event.at.map_or_else(|| event.on.to_string(), london::rfc3339_london)
}

/// One thing that is owed, with everything that happened.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) due: String,
    pub(super) standing: &'static str,
    pub(super) lines: Vec<Line>,
}

impl Section {
    pub(super) fn of(proof: &Proof) -> Self {
        Self {
            heading: format!("{}: {}", proof.owed.kind.label(), proof.owed.title),
            due: proof.owed.due_on.map_or_else(|| "No date yet".to_owned(), wording::date_with_weekday),
            standing: standing(proof),
            lines: proof.events.iter().map(Line::of).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "chasing/show.html")]
pub(super) struct Show {
    pub(super) page: Page,
    pub(super) about: String,
    pub(super) back: String,
    pub(super) file: String,
    pub(super) made: String,
    pub(super) sections: Vec<Section>,
}

/// One thing that is owed, as a row.
pub(super) struct Row {
    pub(super) what: String,
    pub(super) kind: &'static str,
    pub(super) href: String,
    pub(super) body: String,
    pub(super) due: String,
    pub(super) letters: String,
    pub(super) returned: usize,
    pub(super) standing: &'static str,
}

impl Row {
    pub(super) fn of(proof: &Proof, body: &str) -> Self {
        let day = |at| wording::date_with_day(london::date_in_london(at));
        let letters = match (proof.handed_over.first(), proof.handed_over.last()) {
            (Some(first), Some(last)) if first != last => {
                format!("{}, from {} to {}", proof.handed_over.len(), day(*first), day(*last))
            }
            (Some(only), _) => format!("{}, {}", proof.handed_over.len(), day(*only)),
            _ => "None".to_owned(),
        };
        Self {
            what: proof.owed.title.clone(),
            kind: proof.owed.kind.label(),
            href: format!("/chasing/{}/{}", proof.owed.subject_kind.room(), proof.owed.subject_id),
            body: body.to_owned(),
            due: proof.owed.due_on.map_or_else(|| "No date yet".to_owned(), wording::date_with_day),
            letters,
            returned: proof.returned,
            standing: standing(proof),
        }
    }
}

#[derive(Template)]
#[template(path = "chasing/list.html")]
pub(super) struct List {
    pub(super) page: Page,
    pub(super) heading: String,
    pub(super) bodies: Vec<Choice>,
    pub(super) body: String,
    pub(super) periods: Vec<Choice>,
    pub(super) period: String,
    pub(super) file: String,
    pub(super) made: String,
    pub(super) rows: Vec<Row>,
    pub(super) is_cut: bool,
}

/// A proof as rows of a file, below their heading.
pub(super) fn cells(proofs: &[Proof]) -> Vec<Vec<String>> {
    let heading = ["Owed", "About", "Due", "When (London)", "Moment", "What happened", "Details", "Message-ID"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for proof in proofs {
        for event in &proof.events {
            rows.push(vec![
                proof.owed.kind.label().to_owned(),
                proof.owed.title.clone(),
                proof.owed.due_on.map(|on| on.to_string()).unwrap_or_default(),
                event.when(),
                iso(event),
                event.what.clone(),
                event.detail.clone(),
                event.message_id.clone(),
            ]);
        }
    }
    rows
}
