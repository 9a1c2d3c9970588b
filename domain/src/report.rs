//! The covering report of a performance item: facts in, numbered paragraphs out, in the sections that the
//! founding cases 000 and 001 have. Pure text: what the facts are is read by the papers column, the only
//! caller; how the text looks is its template's.

use crate::background;
use crate::person::PostKind;
use crate::request::State;
use crate::wording;
use chrono::NaiveDate;
use std::fmt;

/// What a covering report is written from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The full name of the body that meets.
    pub body: String,
    /// The day of its meeting.
    pub meeting_on: NaiveDate,
    /// The Board that the body reports to, if it reports to one.
    pub board: Option<Board>,
    /// The posts invited, in the order of the agenda.
    pub invited: Vec<Invited>,
    /// What is asked for, in the order of the appendices; nothing that was withdrawn.
    pub appendices: Vec<Appendix>,
    /// How to reach the officers, a line each.
    pub contact: Vec<String>,
    /// The title of the proper officer (LGA 1972 s100D).
    pub proper_officer: String,
    /// The meetings that considered the subject before.
    pub considered: Vec<Considered>,
    /// Where all agendas and minutes stand; empty when nowhere.
    pub website: String,
}

/// The Board that a panel reports to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Its full name.
    pub name: String,
    /// The name in brackets.
    pub short_name: String,
    /// The day of its next meeting after the panel's; none when the diary has none.
    pub meets_on: Option<NaiveDate>,
}

/// A post that is invited to answer questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The post's title.
    pub title: String,
    /// What the post is for.
    pub kind: PostKind,
}

/// What one request brings to the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appendix {
    /// The number of the appendix.
    pub number: i32,
    /// Its title; empty for the usual one.
    pub title: String,
    /// The period with its months: "Quarter 2 (July to September 2022)".
    pub period: String,
    /// What the figures relate to, in words; may be empty.
    pub coverage: String,
    /// Whether it is slides on the budget instead of indicators.
    pub is_finance: bool,
    /// Whether it comes after the papers.
    pub is_to_follow: bool,
    /// The measures asked for, where the figures themselves are not part of the report.
    pub measures: Vec<String>,
    /// Why there is none, where the service has said that it is not available.
    pub unavailable: String,
}

/// Meetings of one body that considered the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The body's name.
    pub body: String,
    /// The days of the meetings.
    pub on: Vec<NaiveDate>,
}

/// A section of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// The number of its first paragraph; none when its paragraphs bear no numbers.
    pub first_number: Option<usize>,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph, with the points listed under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// The words.
    pub text: String,
    /// The points.
    pub points: Vec<String>,
    /// An address that the words end with; empty when they do not.
    pub link: String,
}

impl Paragraph {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// What the officer should mend before the report goes out. None of it forbids anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The Board's date is wanted and the diary has none.
    NoBoardMeeting(NaiveDate),
    /// Nothing is asked for.
    NothingAsked,
    /// Nobody is invited.
    NobodyInvited,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBoardMeeting(after) => {
                write!(f, "No Board meeting after {} is in the calendar.", wording::date(*after))
            }
            Self::NothingAsked => write!(f, "No data has been asked for yet, so the report has no appendix."),
            Self::NobodyInvited => write!(f, "Nobody is invited to answer the members’ questions."),
        }
    }
}

/// Whether an appendix is printed as "to follow": it was promised for later, or the papers are out and the
/// officer has not taken it into them (glossary: to follow).
#[must_use]
pub fn is_to_follow(state: State, papers_are_out: bool) -> bool {
    match state {
        State::ToFollow => true,
        State::Planned | State::Issued | State::Acknowledged | State::Partly | State::Submitted | State::Queried => {
            papers_are_out
        }
        State::Accepted
        | State::Published
        | State::NotAvailable
        | State::Merged
        | State::Superseded
        | State::Withdrawn => false,
    }
}

/// What is missing from the facts.
#[must_use]
pub fn warnings(facts: &Facts) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if facts.board.as_ref().is_some_and(|board| board.meets_on.is_none()) {
        warnings.push(Warning::NoBoardMeeting(facts.meeting_on));
    }
    if facts.appendices.is_empty() {
        warnings.push(Warning::NothingAsked);
    }
    if facts.invited.is_empty() {
        warnings.push(Warning::NobodyInvited);
    }
    warnings
}

/// The whole report. Paragraphs up to the purpose of the meeting are numbered through.
#[must_use]
pub fn sections(facts: &Facts) -> Vec<Section> {
    let numbered = [
        ("Summary", summary(facts)),
        ("Performance Information", performance(facts)),
        ("Financial Information", finance(facts)),
        ("Purpose of the Meeting", purpose(facts)),
    ];
    let plain = [
        ("Supporting Information", supporting(&facts.appendices)),
        ("Contact Points", facts.contact.iter().map(Paragraph::plain).collect()),
        ("Background Papers", background_papers(facts)),
    ];
    let mut next = 1;
    let mut sections = Vec::new();
    for (heading, paragraphs) in numbered {
        let first_number = Some(next);
        next += paragraphs.len();
        sections.push(Section { heading, first_number, paragraphs });
    }
    sections.extend(plain.map(|(heading, paragraphs)| Section { heading, first_number: None, paragraphs }));
    sections.retain(|section| !section.paragraphs.is_empty());
    sections
}

/// What the body is called in running text: the last word of its name when that says what it is.
#[must_use]
pub fn called(body: &str) -> &str {
    let last = body.split_whitespace().next_back().unwrap_or("");
    if ["Panel", "Board", "Committee", "Commission", "Group"].contains(&last) { last } else { "Panel" }
}

/// The field of a body, read off its name: "Children and Families" of the "Children and Families Overview and
/// Scrutiny Panel". None when the name tells no field.
#[must_use]
pub fn field(body: &str) -> Option<&str> {
    let kind = [" Panel", " Board", " Committee", " Commission"];
    let bare = kind.iter().find_map(|word| body.strip_suffix(word))?;
    let task = [" Policy Development and Scrutiny", " Overview and Scrutiny", " Select", " Scrutiny"];
    let bare = task.iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    (!bare.contains("Scrutiny")).then_some(bare)
}

fn summary(facts: &Facts) -> Vec<Paragraph> {
    let has_finance = facts.appendices.iter().any(|appendix| appendix.is_finance);
    let what = if has_finance { "performance and in-year financial information" } else { "performance information" };
    let services = match field(&facts.body) {
        Some(field) => format!("the services relating to {field}"),
        None => "the services within its remit".to_owned(),
    };
    let called = called(&facts.body);
    let opening = format!("This report gives the {called} the latest {what} about {services}.");
    let invitation = invitation(&facts.invited, called).map(Paragraph::plain);
    [Paragraph::plain(opening)].into_iter().chain(invitation).collect()
}

/// Who is invited, in one sentence; none when nobody is. Cabinet members are named by what they are responsible for.
#[must_use]
pub fn invitation(invited: &[Invited], called: &str) -> Option<String> {
    let mut responsible = Vec::new();
    let mut others = Vec::new();
    for Invited { title, kind } in invited {
        let charge = title.split_once("Responsibility for ").or_else(|| title.split_once("Cabinet Member for "));
        match (kind, charge) {
            (PostKind::CabinetMember, Some((_, charge))) => responsible.push(format!("for {charge}")),
            _ => others.push(format!("the {title}")),
        }
    }
    let cabinet = match responsible.as_slice() {
        [] => None,
        [one] => Some(format!("the Cabinet Member with Responsibility (CMR) {one}")),
        several => Some(format!("the Cabinet Members with Responsibility (CMRs) {}", wording::list(several))),
    };
    let who = match (cabinet, others.is_empty()) {
        (None, true) => return None,
        (None, false) => wording::list(&others),
        (Some(cabinet), true) => cabinet,
        (Some(cabinet), false) if responsible.len() == 1 && others.len() == 1 => {
            format!("{cabinet} and {}", wording::list(&others))
        }
        (Some(cabinet), false) => format!("{cabinet}, and {}", wording::list(&others)),
    };
    let has = if invited.len() == 1 { "has" } else { "have" };
    let who = capitalised(&who);
    Some(format!("{who} {has} been invited to attend the meeting to respond to any queries from {called} Members."))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn performance(facts: &Facts) -> Vec<Paragraph> {
    let figures: Vec<&Appendix> = facts.appendices.iter().filter(|appendix| !appendix.is_finance).collect();
    let mut paragraphs: Vec<Paragraph> = figures
        .iter()
        .map(|appendix| {
            let Appendix { number, period, coverage, measures, .. } = appendix;
            let lead = format!("Appendix {number} is the dashboard of performance information for {period}");
            let covering = if coverage.is_empty() { String::new() } else { format!(", covering {coverage}") };
            let (end, points) = match measures.as_slice() {
                [] => (".", Vec::new()),
                measures => (". It has these measures:", measures.to_vec()),
            };
            Paragraph { text: format!("{lead}{covering}{end}"), points, ..Paragraph::default() }
        })
        .collect();
    if let (Some(board), false) = (&facts.board, figures.is_empty()) {
        let called = called(&facts.body);
        let board = if board.short_name.is_empty() {
            board.name.clone()
        } else {
            format!("{} ({})", board.name, board.short_name)
        };
        paragraphs.push(Paragraph::plain(format!(
            "The {called} considers this information every quarter. It then reports by exception to the {board}: \
             areas of concern, and suggestions for further scrutiny."
        )));
    }
    paragraphs
}

fn finance(facts: &Facts) -> Vec<Paragraph> {
    let called = called(&facts.body);
    let slides = facts.appendices.iter().filter(|appendix| appendix.is_finance);
    slides
        .map(|Appendix { number, period, .. }| {
            Paragraph::plain(format!(
                "In-year budget information also comes before the {called}. The information provided is for {period} \
                 and is attached in the form of presentation slides at Appendix {number}."
            ))
        })
        .collect()
}

/// The two questions that a panel answers each time.
fn purpose(facts: &Facts) -> Vec<Paragraph> {
    let members = facts.invited.iter().filter(|invited| invited.kind == PostKind::CabinetMember).count();
    let heard = match members {
        0 => "at the meeting",
        1 => "to the CMR at the meeting",
        _ => "to the CMRs at the meeting",
    };
    let board = facts.board.as_ref().map_or_else(String::new, |Board { name, meets_on, .. }| match meets_on {
        Some(on) => format!(" and/or to the {name} at its meeting on {}", wording::date(*on)),
        None => format!(" and/or to the {name} at its next meeting"),
    });
    let called = called(&facts.body);
    vec![Paragraph {
        text: format!("Having discussed the information, the {called} is asked to determine:"),
        points: vec![
            format!("any comments to highlight {heard}{board}"),
            "whether any further information or scrutiny on a particular topic is required.".to_owned(),
        ],
        ..Paragraph::default()
    }]
}

fn supporting(appendices: &[Appendix]) -> Vec<Paragraph> {
    appendices
        .iter()
        .map(|appendix| {
            let Appendix { number, title, period, is_finance, is_to_follow, unavailable, .. } = appendix;
            let title = match (title.is_empty(), is_finance) {
                (false, _) => title.clone(),
                (true, true) => format!("Budget monitoring information (presentation slides) for {period}"),
                (true, false) => format!("Performance information dashboard for {period}"),
            };
            let follows = match (*is_to_follow, unavailable.is_empty()) {
                (_, false) => format!(" (not available: {unavailable})"),
                (true, true) => " (to follow)".to_owned(),
                (false, true) => String::new(),
            };
            Paragraph::plain(format!("Appendix {number} – {title}{follows}"))
        })
        .collect()
}

/// The list that the proper officer compiles (LGA 1972 s100D), in the form of the founding cases.
fn background_papers(facts: &Facts) -> Vec<Paragraph> {
    let opinion = if facts.proper_officer.is_empty() {
        "In the opinion of the proper officer".to_owned()
    } else {
        format!("In the opinion of the proper officer (in this case the {})", facts.proper_officer)
    };
    let points: Vec<String> = facts
        .considered
        .iter()
        .filter_map(|Considered { body, on }| {
            Some(format!("Agendas and minutes of the {body} on {}", background::dates(on, facts.meeting_on)?))
        })
        .collect();
    let text = if points.is_empty() {
        format!("{opinion} there are no background papers relating to the subject matter of this report.")
    } else {
        format!("{opinion} the following are the background papers relating to the subject matter of this report:")
    };
    let mut paragraphs = vec![Paragraph { text, points, ..Paragraph::default() }];
    if !facts.website.is_empty() {
        let text = "All agendas and minutes are on the Council’s website:".to_owned();
        paragraphs.push(Paragraph { text, link: facts.website.clone(), ..Paragraph::default() });
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(texts: &[&str]) -> Vec<NaiveDate> {
        texts.iter().map(|text| on(text)).collect()
    }

    fn invited(title: &str, kind: PostKind) -> Invited {
        Invited { title: title.to_owned(), kind }
    }

    fn figures(period: &str) -> Appendix {
        Appendix {
            number: 1,
            title: "Children and Families Performance Information Dashboard".to_owned(),
            period: period.to_owned(),
            coverage: "Education & Skills and SEND".to_owned(),
            is_finance: false,
            is_to_follow: false,
            measures: Vec::new(),
            unavailable: String::new(),
        }
    }

    /// Case 000.
    fn november_2022() -> Facts {
        Facts {
            body: "Children and Families Overview and Scrutiny Panel".to_owned(),
            meeting_on: on("2022-11-03"),
            board: Some(Board {
                name: "Overview and Scrutiny Performance Board".to_owned(),
                short_name: "OSPB".to_owned(),
                meets_on: Some(on("2022-11-16")),
            }),
            invited: vec![
                invited("Cabinet Member with Responsibility for Education", PostKind::CabinetMember),
                invited("Cabinet Member with Responsibility for Children and Families", PostKind::CabinetMember),
                invited("Director of Worcestershire Children First", PostKind::Director),
            ],
            appendices: vec![figures("Quarter 2 (July to September 2022)")],
            contact: vec!["Two officers".to_owned(), "Tel: 01999 555 010".to_owned()],
            proper_officer: "Democratic Governance and Scrutiny Manager".to_owned(),
            considered: vec![Considered {
                body: "Overview and Scrutiny Performance Board".to_owned(),
                on: days(&["2022-09-29", "2022-07-20", "2022-03-23", "2021-11-17", "2021-09-30", "2022-11-16"]),
            }],
            website: String::new(),
        }
    }

    fn text(facts: &Facts, heading: &str) -> String {
        let sections = sections(facts);
        let found = sections.iter().find(|section| section.heading == heading);
        let found = found.unwrap_or_else(|| panic!("no section {heading}"));
        let lines = found.paragraphs.iter().flat_map(|one| [&one.text].into_iter().chain(&one.points));
        lines.cloned().collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn case_000_has_the_sections_and_facts_of_its_report() {
        let facts = november_2022();
        let headings: Vec<_> = sections(&facts).iter().map(|section| (section.heading, section.first_number)).collect();
        assert_eq!(
            headings,
            [
                ("Summary", Some(1)),
                ("Performance Information", Some(3)),
                ("Purpose of the Meeting", Some(5)),
                ("Supporting Information", None),
                ("Contact Points", None),
                ("Background Papers", None),
            ]
        );
        assert!(text(&facts, "Summary").contains(
            "The Cabinet Members with Responsibility (CMRs) for Education and for Children and Families, and the \
             Director of Worcestershire Children First have been invited to attend the meeting to respond to any \
             queries from Panel Members."
        ));
        assert!(
            text(&facts, "Performance Information")
                .contains("Quarter 2 (July to September 2022), covering Education & Skills and SEND.")
        );
        assert!(
            text(&facts, "Performance Information")
                .contains("by exception to the Overview and Scrutiny Performance Board (OSPB)")
        );
        assert!(text(&facts, "Purpose of the Meeting").contains(
            "to the CMRs at the meeting and/or to the Overview and Scrutiny Performance Board at its meeting on 16 November 2022"
        ));
        assert!(text(&facts, "Background Papers").contains(
            "Agendas and minutes of the Overview and Scrutiny Performance Board on 29 September, 20 July and \
             23 March 2022, 17 November and 30 September 2021"
        ));
        assert_eq!(warnings(&facts), []);
    }

    #[test]
    fn case_001_has_its_budget_slides_to_follow() {
        let slides = Appendix {
            number: 2,
            title: "Budget Monitoring Information (presentation slides) for Period 4 July 2023".to_owned(),
            period: "Period 4 (July 2023)".to_owned(),
            coverage: String::new(),
            is_finance: true,
            is_to_follow: true,
            measures: Vec::new(),
            unavailable: String::new(),
        };
        let facts = Facts { appendices: vec![figures("Quarter 1 (April to June 2023)"), slides], ..november_2022() };
        assert!(text(&facts, "Financial Information").contains(
            "The information provided is for Period 4 (July 2023) and is attached in the form of presentation slides at Appendix 2."
        ));
        assert!(text(&facts, "Supporting Information").ends_with(
            "Appendix 2 – Budget Monitoring Information (presentation slides) for Period 4 July 2023 (to follow)"
        ));
        let numbers: Vec<_> = sections(&facts).iter().filter_map(|section| section.first_number).collect();
        assert_eq!(numbers, [1, 3, 5, 6]);
    }

    #[test]
    fn without_a_board_date_the_officer_is_warned_and_the_report_still_reads() {
        let mut facts = november_2022();
        facts.board.as_mut().unwrap().meets_on = None;
        facts.considered.clear();
        let warned: Vec<String> = warnings(&facts).iter().map(ToString::to_string).collect();
        assert_eq!(warned, ["No Board meeting after 3 November 2022 is in the calendar."]);
        assert!(text(&facts, "Purpose of the Meeting").contains("Performance Board at its next meeting\n"));
        assert!(text(&facts, "Background Papers").contains(
            "(in this case the Democratic Governance and Scrutiny Manager) there are no background papers relating \
             to the subject matter of this report."
        ));
    }

    #[test]
    fn a_body_that_reports_to_no_board_reports_nothing_by_exception() {
        let facts = Facts { board: None, invited: Vec::new(), ..november_2022() };
        assert!(!text(&facts, "Performance Information").contains("by exception"));
        assert!(text(&facts, "Purpose of the Meeting").contains("any comments to highlight at the meeting\n"));
        assert_eq!(warnings(&facts), [Warning::NobodyInvited]);
    }

    #[test]
    fn invitations_by_how_many_are_invited() {
        let cabinet = |charge: &str| {
            invited(&format!("Cabinet Member with Responsibility for {charge}"), PostKind::CabinetMember)
        };
        let chief = invited("Chief Executive", PostKind::ChiefExecutive);
        let director = invited("Director of Children’s Services", PostKind::Director);
        let cases: [(Vec<Invited>, &str); 5] = [
            (vec![chief.clone()], "The Chief Executive has been invited"),
            (vec![cabinet("Education")], "The Cabinet Member with Responsibility (CMR) for Education has been invited"),
            (
                vec![cabinet("Education"), director.clone()],
                "The Cabinet Member with Responsibility (CMR) for Education and the Director of Children’s Services have",
            ),
            (
                vec![cabinet("A"), cabinet("B"), cabinet("C")],
                "The Cabinet Members with Responsibility (CMRs) for A, for B and for C have been invited",
            ),
            (
                vec![chief, director, cabinet("A")],
                "The Cabinet Member with Responsibility (CMR) for A, and the Chief Executive and the Director of",
            ),
        ];
        for (invited, begins) in cases {
            let sentence = invitation(&invited, "Panel").unwrap();
            assert!(sentence.starts_with(begins), "{sentence}");
        }
        assert_eq!(invitation(&[], "Panel"), None);
    }

    #[test]
    fn the_field_and_the_kind_of_a_body_are_read_off_its_name() {
        for (name, says, about) in [
            ("Children and Families Overview and Scrutiny Panel", "Panel", Some("Children and Families")),
            (
                "Children, Education and Families Policy Development and Scrutiny Committee",
                "Committee",
                Some("Children, Education and Families"),
            ),
            ("Children, Young People & Education Committee", "Committee", Some("Children, Young People & Education")),
            ("Overview and Scrutiny Performance Board", "Board", None),
            ("Scrutiny", "Panel", None),
        ] {
            assert_eq!((called(name), field(name)), (says, about), "{name}");
        }
    }

    #[test]
    fn what_was_not_taken_into_the_papers_follows_once_they_are_out() {
        for (state, before, after) in [
            (State::Planned, false, true),
            (State::Issued, false, true),
            (State::ToFollow, true, true),
            (State::Submitted, false, true),
            (State::Accepted, false, false),
            (State::Withdrawn, false, false),
        ] {
            assert_eq!((is_to_follow(state, false), is_to_follow(state, true)), (before, after), "{state:?}");
        }
    }
}
