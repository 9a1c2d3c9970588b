//! The letter that tells one person of one or several things.

use super::commands::Section;
use crate::calendar_file;
use crate::error::Result;
use crate::post::Draft;
use crate::work::Work;
use askama::Template;
use remit_domain::letter::Kind;
use remit_domain::word::Word;
use remit_entity::{council, person, telling};

#[derive(Template)]
#[template(path = "letters/told/body.txt")]
struct Text<'l> {
    name: &'l str,
    sections: &'l [Section],
    council: &'l council::Model,
}

#[derive(Template)]
#[template(path = "letters/told/body.html")]
struct Html<'l> {
    subject: &'l str,
    name: &'l str,
    sections: &'l [Section],
    council: &'l council::Model,
}

/// Writes it.
pub(super) async fn draft(
    work: &Work,
    person: &person::Model,
    told: &[(Kind, Section)],
    council: &council::Model,
    rows: &[telling::Model],
) -> Result<Draft> {
    let sections: Vec<Section> = told.iter().map(|(_, section)| section.clone()).collect();
    let name = person.name.as_str();
    let (kind, subject) = headline(told);
    let meetings = rows.iter().flat_map(|row| row.calendar.split(',')).filter_map(|id| id.parse().ok()).collect();
    let about = rows.first().map(|row| row.occasion.clone()).unwrap_or_default();
    Ok(Draft {
        person_id: Some(person.id),
        to_name: person.name.clone(),
        to_address: person.email.clone(),
        kind,
        text: Text { name, sections: &sections, council }.render()?,
        html: Html { subject: &subject, name, sections: &sections, council }.render()?,
        subject,
        entity_ref: about,
        morning_key: None,
        calendar: calendar_file::for_person(work, &meetings, person).await?,
    })
}

/// What the letter is, and its subject line.
fn headline(told: &[(Kind, Section)]) -> (Kind, String) {
    match told {
        [(kind, only)] => (*kind, only.subject.clone()),
        [(kind, first), rest @ ..] if rest.iter().all(|(other, _)| other == kind) => {
            let more = rest.len();
            let others = if more == 1 { "one more".to_owned() } else { format!("{more} more") };
            (*kind, format!("{}, and {others}", first.subject))
        }
        several => {
            let mut kinds: Vec<&str> = several.iter().map(|(kind, _)| kind.label()).collect();
            kinds.dedup();
            (Kind::News, format!("Scrutiny: {}", kinds.join("; ").to_lowercase()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: Kind, subject: &str) -> (Kind, Section) {
        (kind, Section { subject: subject.to_owned(), ..Section::default() })
    }

    #[test]
    fn the_subject_says_what_stands_inside() {
        let moved = || told(Kind::MeetingMoved, "Moved: CF");
        assert_eq!(headline(&[moved()]).1, "Moved: CF");
        assert_eq!(headline(&[moved(), moved()]), (Kind::MeetingMoved, "Moved: CF, and one more".to_owned()));
        let mixed = [moved(), told(Kind::AgendaPublished, "Papers")];
        assert_eq!(headline(&mixed), (Kind::News, "Scrutiny: meeting moved or cancelled; agenda published".to_owned()));
    }
}
