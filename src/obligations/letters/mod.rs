//! The words of reminders: E3, E4 and E5 for data, E13 and E14 for actions, for the owner and for those who
//! are told of lateness. Names of indicators and dates only: never a value, never exempt matter.

mod asked;
mod board;
mod handover;
mod minutes;
mod recommended;
mod rounds;
mod year;

pub(in crate::obligations) use asked::of_the_week;

use crate::error::{Error, Result};
use crate::heard;
use crate::holders::Holder;
use crate::links;
use crate::tellings::News;
use crate::work::Work;
use askama::Template;
use chrono::NaiveDate;
use remit_domain::ladder::Audience;
use remit_domain::letter::Kind;
use remit_domain::obligation::{Kind as Owed, SubjectKind, elapsed};
use remit_domain::word::Word as _;
use remit_domain::{london, tracking, wording};
use remit_entity::{action, agenda_item, body, council, meeting, notice, obligation};
use sea_orm::EntityTrait;

/// What one letter says about one thing that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::obligations) struct Section {
    /// The kind of reminder.
    pub kind: Kind,
    /// Whether the reader owes it.
    pub is_own: bool,
    /// Whether it is told only: nobody owes it.
    pub is_news: bool,
    /// The date it is about.
    pub due_on: NaiveDate,
    /// What a subject line calls it, when the letter is about this alone.
    pub subject: String,
    /// What a list of several things calls it.
    pub heading: String,
    /// The sentences.
    pub says: Vec<String>,
    /// What stands before the list.
    pub list_lead: String,
    /// The list: names of indicators.
    pub list: Vec<String>,
    /// What the link is for.
    pub link_lead: String,
    /// The link; empty when there is none.
    pub link: String,
    /// What to do otherwise.
    pub otherwise: String,
    /// The thing, for the letter's headers.
    pub entity_ref: String,
}

/// How a letter begins to somebody who owes nothing in it.
const FOR_INFORMATION: &str = "This is for your information: the owner has been reminded, and you need do nothing.";

/// The same, when nobody holds the post that owes it.
const VACANT: &str =
    "This is for your information: the post is vacant, so nobody has been reminded. Somebody must be found for it.";

/// A letter ready for the post.
pub(in crate::obligations) struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

#[derive(Template)]
#[template(path = "letters/owed/body.txt")]
struct Text<'l> {
    name: &'l str,
    lead: &'l str,
    sections: &'l [Section],
    council: &'l council::Model,
    is_personal: bool,
    asks_for_code: bool,
}

#[derive(Template)]
#[template(path = "letters/owed/body.html")]
struct Html<'l> {
    subject: &'l str,
    name: &'l str,
    lead: &'l str,
    sections: &'l [Section],
    council: &'l council::Model,
    is_personal: bool,
    asks_for_code: bool,
}

/// The sections that a subject line speaks of: an officer's day goes along with whatever is owed.
pub(in crate::obligations) fn spoken(sections: &[Section]) -> Vec<&Section> {
    let all: Vec<&Section> = sections.iter().filter(|section| section.kind != Kind::OfficersDay).collect();
    if all.is_empty() { sections.iter().collect() } else { all }
}

/// Puts the sections of one person's morning into one letter.
pub(in crate::obligations) fn write(
    name: &str,
    sections: &[Section],
    council: Option<&council::Model>,
    today: NaiveDate,
) -> Result<Written> {
    let council = council.ok_or_else(|| Error::broken("the council has no name yet"))?;
    let leads_to = |door: &str| sections.iter().any(|section| section.link.contains(door));
    let is_personal = leads_to("/answer/");
    // An invitation is answered without a code.
    let asks_for_code = ["request", "action", "meeting", "round", "recommendation", "comment", "feedback"]
        .iter()
        .any(|what| leads_to(&format!("/answer/{what}/")));
    let (subject, lead) = match spoken(sections).as_slice() {
        week if week.iter().any(|section| section.kind == Kind::DirectorsWeek) => {
            let owed = week.iter().filter(|section| !section.is_news).count();
            let late = week.iter().filter(|section| !section.is_news && section.due_on < today).count();
            let late_words = if late == 0 { String::new() } else { format!("{late} late, ") };
            let lead = "This is what scrutiny panels ask of you in the next fifteen working days.".to_owned();
            (format!("Scrutiny this week: {late_words}{} due", owed - late), lead)
        }
        [only] => (only.subject.clone(), String::new()),
        several => {
            let owed = several.iter().filter(|section| !section.is_news).count();
            let late = several.iter().filter(|section| !section.is_news && section.due_on < today).count();
            let due = owed - late;
            let counts = match (late, due) {
                (0, 1) => "1 thing due".to_owned(),
                (0, due) => format!("{due} things due"),
                (1, 0) => "1 thing late".to_owned(),
                (late, 0) => format!("{late} things late"),
                (late, due) => format!("{late} late, {due} due"),
            };
            let new = several.iter().filter(|section| section.kind == Kind::DataRequest).count();
            let counts = match new {
                0 => counts,
                new if new == several.len() => {
                    let first = several.first().map_or(today, |section| section.due_on);
                    format!("{new} new data requests, first due {}", wording::date_with_day(first))
                }
                1 => format!("{counts}, with a new data request"),
                new => format!("{counts}, with {new} new data requests"),
            };
            let news = if owed < several.len() { ", and news" } else { "" };
            (format!("Scrutiny: {counts}{news}"), lead(several).to_owned())
        }
    };
    let text = Text { name, lead: &lead, sections, council, is_personal, asks_for_code }.render()?;
    let html = Html { subject: &subject, name, lead: &lead, sections, council, is_personal, asks_for_code }.render()?;
    Ok(Written { subject, text, html })
}

/// Something that is told beside what is owed.
pub(in crate::obligations) fn news(one: News, today: NaiveDate) -> Section {
    let told = one.section;
    Section {
        kind: one.kind,
        is_own: false,
        is_news: true,
        due_on: today,
        subject: told.subject,
        heading: told.heading,
        says: told.says,
        list_lead: told.list_lead,
        list: told.list,
        link_lead: told.link_lead,
        link: told.link,
        otherwise: String::new(),
        entity_ref: format!("telling-{}", one.id),
    }
}

/// What stands over several things: what the reader owes, or what they are told of.
fn lead(sections: &[&Section]) -> &'static str {
    if sections.iter().any(|section| section.is_news) {
        "These are the things that scrutiny panels are waiting for, and what is new."
    } else if sections.iter().any(|section| section.is_own) {
        "These are the things that scrutiny panels are waiting for."
    } else {
        "These are the things that others owe to scrutiny panels."
    }
}

/// What a letter says about one obligation to whoever hears this notice.
pub(in crate::obligations) async fn section(
    work: &Work,
    row: &obligation::Model,
    notice: &notice::Model,
    owner: &Holder,
) -> Result<Section> {
    let due_on = row.due_on.unwrap_or(work.today);
    let late = elapsed(due_on, work.today, &work.calendar)?;
    let facts = Facts { row, notice, owner, due_on, late };
    let mut section = match row.subject_kind.0 {
        SubjectKind::Request => asked::data(work, &facts).await,
        SubjectKind::Action => doing(work, &facts).await,
        SubjectKind::Meeting if row.kind.0 == Owed::ApproveMinutes => minutes::approval(work, &facts).await,
        SubjectKind::Meeting => year::agenda(work, &facts).await,
        SubjectKind::Item => year::report(work, &facts).await,
        SubjectKind::Invitation => year::invitation(work, &facts).await,
        SubjectKind::Recommendation => recommended::recommendation(work, &facts).await,
        SubjectKind::Comment => recommended::comment(work, &facts).await,
        SubjectKind::Feedback => board::feedback(work, &facts).await,
        SubjectKind::Round => rounds::round(work, &facts).await,
        SubjectKind::ChiefLetter => Ok(rounds::chief(work, &facts)),
        SubjectKind::Referral => board::referral(work, &facts).await,
    }?;
    if let Some(said) = handover::said(work, &facts).await? {
        section.says.insert(0, said);
    }
    Ok(section)
}

struct Facts<'f> {
    row: &'f obligation::Model,
    notice: &'f notice::Model,
    owner: &'f Holder,
    due_on: NaiveDate,
    late: u32,
}

impl Facts<'_> {
    /// How a letter begins to somebody who owes nothing in it. Nobody reminds an empty chair.
    fn for_information(&self) -> &'static str {
        if self.owner.person.is_some() { FOR_INFORMATION } else { VACANT }
    }

    fn is_own(&self) -> bool {
        matches!(self.notice.audience.0, Audience::Owner | Audience::Contributor)
    }

    fn when(&self, today: NaiveDate) -> String {
        let on = wording::date_with_weekday(self.due_on);
        match (self.due_on.cmp(&today), self.late) {
            (std::cmp::Ordering::Equal, _) => format!("due today, {on}"),
            (std::cmp::Ordering::Greater, _) => format!("due on {on}"),
            (_, 0) => format!("was due on {on}"),
            (_, late) => format!("{}: due on {on}", wording::working_days_late(late)),
        }
    }

    /// How a subject line begins.
    fn mark(&self, today: NaiveDate) -> &'static str {
        if !self.is_own() {
            return match self.notice.kind.0 {
                Kind::DataOverdue | Kind::ActionOverdue => "For information, overdue: ",
                _ => "For information: ",
            };
        }
        match self.notice.kind.0 {
            Kind::DataReminder | Kind::ActionReminder if self.due_on == today => "Due today: ",
            Kind::DataReminder => "Reminder: ",
            Kind::DataOverdue => "Overdue: ",
            _ => "",
        }
    }
}

async fn doing(work: &Work, facts: &Facts<'_>) -> Result<Section> {
    let missing = || Error::broken("an action without its meeting");
    let action = action::Entity::find_by_id(facts.row.subject_id).one(&work.tx).await?.ok_or_else(missing)?;
    let item = agenda_item::Entity::find_by_id(action.agenda_item_id).one(&work.tx).await?.ok_or_else(missing)?;
    let meeting = meeting::Entity::find_by_id(item.meeting_id).one(&work.tx).await?.ok_or_else(missing)?;
    let body = body::Entity::find_by_id(action.body_id).one(&work.tx).await?.ok_or_else(missing)?;
    let mut says = Vec::new();
    if !facts.is_own() {
        says.push(facts.for_information().to_owned());
        let holder = facts.owner.person.as_ref().map_or("the post is vacant", |person| person.name.as_str());
        says.push(format!("Owner: {} ({holder}).", facts.owner.post));
    }
    let is_private = item.access.0.is_restricted();
    says.push(match is_private {
        true => "Its words concern business taken in private; they stand on the page behind the link.".to_owned(),
        false => format!("“{}”", action.text),
    });
    says.push(format!("It is {}.", facts.when(work.today)));
    says.push(format!(
        "Asked for by the {} on {}, item “{}”.",
        body.name,
        wording::date_with_weekday(meeting.held_on),
        item.access.0.title_in_letters(&item.title)
    ));
    let is_officers = facts.row.kind.0 != Owed::DoAction;
    let (link_lead, link) = if facts.is_own() && !is_officers {
        let address = links::address(work, facts.notice.person_id, SubjectKind::Action, action.id).await?;
        ("Tell the panel how far it is:".to_owned(), address)
    } else if is_officers || facts.notice.audience.0 == Audience::Officer {
        ("The action:".to_owned(), format!("{}/actions/{}", work.site.url, action.id))
    } else {
        (String::new(), String::new())
    };
    let due_day = wording::date_with_day(facts.due_on);
    if is_officers {
        says.insert(0, format!("{}.", facts.row.kind.0.label()));
    }
    if facts.notice.kind.0 == Kind::ActionOverdue {
        says.extend(heard(work, &action, meeting.held_on).await?);
    }
    let tail = if facts.notice.kind.0 == Kind::ActionOverdue { "overdue since" } else { "update needed by" };
    Ok(Section {
        kind: facts.notice.kind.0,
        is_own: facts.is_own(),
        is_news: false,
        due_on: facts.due_on,
        subject: format!("{}Action {}: {tail} {due_day}", facts.mark(work.today), action.reference),
        heading: format!("Action {}", action.reference),
        says,
        list_lead: String::new(),
        list: Vec::new(),
        link_lead,
        link,
        otherwise: String::new(),
        entity_ref: format!("action-{}", action.id),
    })
}

/// E14: how old an action is, and what was last heard of it.
async fn heard(work: &Work, action: &action::Model, asked_on: NaiveDate) -> Result<Vec<String>> {
    let said = heard::of_actions(&work.tx, &[action.id]).await?.remove(&action.id).unwrap_or_default();
    let age = format!("It was asked for {} ago.", tracking::age(asked_on, work.today));
    let heard = match said.last() {
        Some((at, _)) => format!("It was last heard of on {}.", wording::date(london::date_in_london(*at))),
        None => "Nothing has been heard of it.".to_owned(),
    };
    Ok(vec![age, heard])
}

fn plain(facts: &Facts<'_>) -> Section {
    Section {
        kind: facts.notice.kind.0,
        is_own: facts.is_own(),
        is_news: false,
        due_on: facts.due_on,
        subject: facts.row.title.clone(),
        heading: facts.row.title.clone(),
        says: vec![format!("Due on {}.", wording::date_with_weekday(facts.due_on))],
        list_lead: String::new(),
        list: Vec::new(),
        link_lead: String::new(),
        link: String::new(),
        otherwise: String::new(),
        entity_ref: format!("obligation-{}", facts.row.id),
    }
}
