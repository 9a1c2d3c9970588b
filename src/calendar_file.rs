//! iCalendar text (RFC 5545, RFC 5546): entries for meetings and deadlines, as feeds serve them and letters carry
//! them. Meetings stand in UTC, so that no reader needs our time zone; deadlines are whole days. The library writes
//! properties and escapes text; lines are folded here, because its last line of a property may have 76 octets.
//! Told by its callers what an entry says; holds no exempt matter of its own.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use icalendar::{Calendar as Writer, Component, Event as Written, Parameter, Property};
use remit_domain::body::CalendarMode;
use remit_domain::meeting::State;
use remit_domain::{london, wording};
use remit_entity::{body, council, meeting, meeting_body, person};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::Result;
use crate::work::{Site, Work};
use std::collections::BTreeSet;

/// The longest line, in octets without its end (RFC 5545 section 3.1).
const LONGEST_LINE: usize = 75;
/// How often a feed should be read again.
const EVERY: &str = "PT12H";
/// How long a meeting lasts when nobody says otherwise, in minutes.
const USUAL_LENGTH: i32 = 120;

/// What a message with an entry asks of the reader's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Here it is; no answer is wanted.
    Publish,
    /// Please answer.
    Request,
    /// It does not take place.
    Cancel,
}

impl Method {
    /// As it stands in the text and in the letter's header.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Publish, Self::Request, Self::Cancel].into_iter().find(|method| method.name() == name)
    }
}

/// The entry or entries that a letter carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The whole iCalendar text.
    pub text: String,
    /// The method that stands in it.
    pub method: Method,
}

impl Calendar {
    /// From a text and a method that were kept; none when there is none.
    #[must_use]
    pub fn kept(text: &str, method: &str) -> Option<Self> {
        let method = Method::from_name(method).filter(|_| !text.is_empty())?;
        Some(Self { text: text.to_owned(), method })
    }
}

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// From one instant to another.
    Between(DateTime<Utc>, DateTime<Utc>),
    /// A whole day, wherever the reader is.
    Day(NaiveDate),
}

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is known by for ever.
    pub uid: String,
    /// How often its day, time or place changed.
    pub sequence: i32,
    /// When it was last changed.
    pub stamp: DateTime<Utc>,
    /// When it is.
    pub when: When,
    /// Its name.
    pub title: String,
    /// What else to know.
    pub words: String,
    /// Where it is.
    pub place: String,
    /// The page about it; empty when there is none.
    pub page: String,
    /// Whether it does not take place.
    pub is_cancelled: bool,
}

/// Somebody with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name; may be empty.
    pub name: String,
    /// The e-mail address.
    pub address: String,
}

/// Who invites whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Between {
    /// The shared mailbox that the letter comes from; Outlook takes changes from nobody else.
    pub organiser: Party,
    /// The reader of the letter.
    pub attendee: Party,
}

impl Entry {
    /// The entry of a meeting of these bodies, its own first. A meeting without a day has its last one, cancelled.
    #[must_use]
    pub fn of_meeting(site: &Site, row: &meeting::Model, bodies: &[&body::Model], stamp: DateTime<Utc>) -> Self {
        let names: Vec<&str> = bodies.iter().map(|body| body.name.as_str()).collect();
        let name = if names.len() > 1 { format!("Joint meeting: {}", wording::list(&names)) } else { names.concat() };
        let is_cancelled = matches!(row.state.0, State::Cancelled | State::Postponed);
        let (before, mut words) = match row.state.0 {
            State::Cancelled => ("Cancelled: ", "This meeting was cancelled.".to_owned()),
            State::Postponed => ("Postponed: ", "This meeting was postponed; a new day will be arranged.".to_owned()),
            State::Adjourned => ("", "This meeting was adjourned.".to_owned()),
            State::Inquorate => ("", "Too few members came for this meeting to be held.".to_owned()),
            State::Scheduled | State::AgendaPublished | State::Held => ("", String::new()),
        };
        if row.state.0 != State::Held && !words.is_empty() && !row.reason.trim().is_empty() {
            words.push_str(&format!("\nReason: {}", row.reason.trim()));
        }
        let page = bodies.first().map(|body| format!("{}/bodies/{}/{}", site.url, body.slug, row.held_on));
        let page = page.unwrap_or_default();
        let lead = if words.is_empty() { "" } else { "\n" };
        words.push_str(&format!("{lead}Agenda and papers, once they are published: {page}"));
        Self {
            uid: format!("meeting-{}@{}", row.id, site.host),
            sequence: row.sequence,
            stamp,
            when: meeting_time(row),
            title: format!("{before}{name}"),
            words,
            place: row.venue.clone(),
            page,
            is_cancelled,
        }
    }
}

fn meeting_time(row: &meeting::Model) -> When {
    let Ok(time) = row.starts_at.parse::<NaiveTime>() else { return When::Day(row.held_on) };
    let begins = london::instant(row.held_on, time);
    let lasts = if row.lasts > 0 { row.lasts } else { USUAL_LENGTH };
    When::Between(begins, begins + TimeDelta::minutes(i64::from(lasts)))
}

/// What a letter about these meetings carries, as the body wishes; none when it wishes nothing. One meeting to come
/// can ask for an answer, one that falls away takes its entry with it; several are only shown.
#[must_use]
pub fn for_meetings(mode: CalendarMode, entries: &[Entry], between: &Between) -> Option<Calendar> {
    let method = match (mode, entries) {
        (CalendarMode::None, _) | (_, []) => return None,
        (_, [one]) if one.is_cancelled => Method::Cancel,
        (CalendarMode::Invite, [_]) => Method::Request,
        _ => Method::Publish,
    };
    // A published entry names nobody who takes part (RFC 5546 section 3.2.1).
    let attendee = (mode == CalendarMode::Invite && method != Method::Publish).then_some(&between.attendee);
    let mut writer = begin(method);
    for entry in entries {
        writer.push(written(entry, Some(&between.organiser), attendee, method));
    }
    Some(Calendar { text: folded(&writer.to_string()), method })
}

/// What a letter to a person about these meetings carries, as each meeting's body wishes.
///
/// # Errors
/// When the database cannot be read.
pub async fn for_person(work: &Work, meetings: &BTreeSet<i64>, reader: &person::Model) -> Result<Option<Calendar>> {
    let rows = meeting::Entity::find()
        .filter(meeting::Column::Id.is_in(meetings.iter().copied()))
        .order_by_asc(meeting::Column::HeldOn)
        .order_by_asc(meeting::Column::Id)
        .all(&work.tx)
        .await?;
    let joint = meeting_body::Entity::find()
        .filter(meeting_body::Column::MeetingId.is_in(meetings.iter().copied()))
        .order_by_asc(meeting_body::Column::Id)
        .all(&work.tx)
        .await?;
    let bodies = body::Entity::find().all(&work.tx).await?;
    let council = council::Entity::find().one(&work.tx).await?;
    let mut mode = CalendarMode::None;
    let mut entries = Vec::new();
    for row in &rows {
        let own = bodies_of(row, &bodies, &joint);
        let Some(wish) = own.first().map(|body| body.invites.0).filter(|wish| *wish != CalendarMode::None) else {
            continue;
        };
        mode = wish;
        entries.push(Entry::of_meeting(&work.site, row, &own, work.at));
    }
    let between = Between {
        organiser: Party {
            name: council.map(|council| council.service_name).unwrap_or_default(),
            address: work.site.mailbox.clone(),
        },
        attendee: Party { name: reader.name.clone(), address: reader.email.clone() },
    };
    Ok(for_meetings(mode, &entries, &between))
}

/// The bodies of a meeting among all, its own first.
#[must_use]
pub fn bodies_of<'b>(
    row: &meeting::Model,
    bodies: &'b [body::Model],
    joint: &[meeting_body::Model],
) -> Vec<&'b body::Model> {
    let others = joint.iter().filter(|other| other.meeting_id == row.id).map(|other| other.body_id);
    let ids = std::iter::once(row.body_id).chain(others);
    ids.filter_map(|id| bodies.iter().find(|body| body.id == id)).collect()
}

/// A calendar to be read again and again, under a name.
#[must_use]
pub fn feed(name: &str, entries: &[Entry], organiser: &Party) -> String {
    let mut writer = begin(Method::Publish);
    writer.append_property(Property::new("X-WR-CALNAME", line(name)));
    writer.append_property(with(Property::new("REFRESH-INTERVAL", EVERY), &[("VALUE", "DURATION")]));
    writer.append_property(Property::new("X-PUBLISHED-TTL", EVERY));
    for entry in entries {
        writer.push(written(entry, Some(organiser), None, Method::Publish));
    }
    folded(&writer.to_string())
}

fn begin(method: Method) -> Writer {
    let mut writer = Writer::empty();
    writer.append_property(Property::new("VERSION", "2.0"));
    writer.append_property(Property::new("PRODID", "-//Remit//Remit//EN"));
    writer.append_property(Property::new("CALSCALE", "GREGORIAN"));
    writer.append_property(Property::new("METHOD", method.name()));
    writer
}

fn written(entry: &Entry, organiser: Option<&Party>, attendee: Option<&Party>, method: Method) -> Written {
    let mut event = Written::new();
    event.add_property("UID", line(&entry.uid));
    event.add_property("SEQUENCE", entry.sequence.max(0).to_string());
    event.add_property("DTSTAMP", instant(entry.stamp));
    match entry.when {
        When::Between(begins, ends) => {
            event.add_property("DTSTART", instant(begins));
            event.add_property("DTEND", instant(ends));
        }
        When::Day(on) => {
            let next = on.checked_add_days(Days::new(1)).unwrap_or(on);
            event.append_property(with(Property::new("DTSTART", day(on)), &[("VALUE", "DATE")]));
            event.append_property(with(Property::new("DTEND", day(next)), &[("VALUE", "DATE")]));
        }
    }
    let is_cancelled = entry.is_cancelled || method == Method::Cancel;
    let takes_time = matches!(entry.when, When::Between(..)) && !is_cancelled;
    event.add_property("SUMMARY", line(&entry.title));
    event.add_property("STATUS", if is_cancelled { "CANCELLED" } else { "CONFIRMED" });
    event.add_property("TRANSP", if takes_time { "OPAQUE" } else { "TRANSPARENT" });
    for (name, value) in [("DESCRIPTION", lines(&entry.words)), ("LOCATION", line(&entry.place))] {
        if !value.is_empty() {
            event.add_property(name, value);
        }
    }
    let page = address(&entry.page);
    if !page.is_empty() {
        event.add_property("URL", page);
    }
    if let Some(organiser) = organiser.filter(|party| !address(&party.address).is_empty()) {
        event.append_property(mailto("ORGANIZER", organiser, &[]));
    }
    if let Some(attendee) = attendee {
        let asks = [("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "TRUE")];
        let asks = if method == Method::Request { &asks[..] } else { &asks[..1] };
        event.append_multi_property(mailto("ATTENDEE", attendee, asks));
    }
    event
}

fn mailto(name: &str, party: &Party, parameters: &[(&str, &str)]) -> Property {
    let mut property = with(Property::new(name, format!("mailto:{}", address(&party.address))), parameters);
    // A quotation mark cannot stand in a parameter (RFC 5545 section 3.2).
    let shown = line(&party.name).replace('"', "'");
    if !shown.is_empty() {
        property.append_parameter(Parameter::new("CN", &shown));
    }
    property
}

fn with(mut property: Property, parameters: &[(&str, &str)]) -> Property {
    for (key, value) in parameters {
        property.append_parameter(Parameter::new(key, value));
    }
    property
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn day(on: NaiveDate) -> String {
    on.format("%Y%m%d").to_string()
}

/// Words on one line: white space is a space, and nothing that controls a device stays.
fn line(text: &str) -> String {
    let plain: String = text.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words on several lines, without empty ones.
fn lines(text: &str) -> String {
    let kept: Vec<String> = text.split(['\n', '\r']).map(line).filter(|words| !words.is_empty()).collect();
    kept.join("\n")
}

/// An address, which has no room for anything else.
fn address(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '"').collect()
}

/// The same text with every line in at most 75 octets, none of them cut inside a character.
fn folded(text: &str) -> String {
    let whole = text.replace("\r\n ", "");
    let mut out = String::with_capacity(whole.len() + whole.len() / LONGEST_LINE * 3);
    for mut rest in whole.split("\r\n").filter(|line| !line.is_empty()) {
        let mut room = LONGEST_LINE;
        while rest.len() > room {
            let cut = (1..=room).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
            out.push_str(&rest[..cut]);
            out.push_str("\r\n ");
            rest = &rest[cut..];
            room = LONGEST_LINE - 1;
        }
        out.push_str(rest);
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::TimeZone;
    use icalendar::{CalendarComponent, EventLike};
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn site() -> Site {
        crate::config::site("https://scrutiny.anyshire.example", "scrutiny@anyshire.example")
    }

    fn between() -> Between {
        Between {
            organiser: Party { name: "Overview and Scrutiny".into(), address: "scrutiny@anyshire.example".into() },
            attendee: Party { name: "Cllr \"Jo\" O'Neill; Chair".into(), address: "jo@anyshire.example".into() },
        }
    }

    fn panel() -> body::Model {
        body::Model {
            id: 1,
            slug: "children-and-families".into(),
            name: "Children, Young People; Families Panel".into(),
            short_name: "CF".into(),
            kind: remit_domain::person::BodyKind::Panel.into(),
            reports_to_id: None,
            officer_post_id: None,
            chair_post_id: None,
            clear_days: 5,
            house_style: remit_domain::resolution::HouseStyle::Dash.into(),
            remit: String::new(),
            allows_substitutes: false,
            quorum: 3,
            invites: CalendarMode::Add.into(),
            succeeded_by_id: None,
            ended_on: None,
        }
    }

    fn sitting(held_on: &str, state: State) -> meeting::Model {
        meeting::Model {
            id: 77,
            body_id: 1,
            held_on: held_on.parse().unwrap(),
            starts_at: "14:00".into(),
            venue: "County Hall, Room 1\\2".into(),
            state: state.into(),
            lag: 10,
            published_on: None,
            clear_days_given: None,
            version: 1,
            reason: "Flooding".into(),
            successor_id: None,
            lasts: 90,
            convened_on: None,
            short_notice_reason: String::new(),
            sequence: 2,
            batch_id: None,
            presided_by_id: None,
        }
    }

    fn entry(held_on: &str, state: State) -> Entry {
        Entry::of_meeting(&site(), &sitting(held_on, state), &[&panel()], at("2026-10-01T08:00:00Z"))
    }

    /// The lines as a reader unfolds them.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    fn has(text: &str, wanted: &str) {
        assert!(unfolded(text).iter().any(|line| line == wanted), "{wanted} in {text}");
    }

    fn read(text: &str) -> Vec<Written> {
        let calendar: Writer = text.parse().unwrap();
        let event = |component: &CalendarComponent| component.as_event().cloned();
        calendar.components.iter().filter_map(event).collect()
    }

    fn is_well_formed(text: &str) {
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split_inclusive("\r\n") {
            let line = line.strip_suffix("\r\n").unwrap();
            assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{} octets: {line}", line.len());
        }
    }

    #[test]
    fn two_in_the_afternoon_is_two_in_the_afternoon_in_july_and_in_november() {
        let july = for_meetings(CalendarMode::Add, &[entry("2026-07-08", State::Scheduled)], &between()).unwrap();
        has(&july.text, "DTSTART:20260708T130000Z");
        has(&july.text, "DTEND:20260708T143000Z");
        let november = for_meetings(CalendarMode::Add, &[entry("2026-11-04", State::Scheduled)], &between()).unwrap();
        has(&november.text, "DTSTART:20261104T140000Z");
        has(&november.text, "DTEND:20261104T153000Z");
    }

    #[test]
    fn an_invitation_asks_its_reader_and_nobody_else() {
        let calendar =
            for_meetings(CalendarMode::Invite, &[entry("2026-11-04", State::Scheduled)], &between()).unwrap();
        assert_eq!(calendar.method, Method::Request);
        let text = &calendar.text;
        is_well_formed(text);
        for wanted in [
            "VERSION:2.0",
            "PRODID:-//Remit//Remit//EN",
            "METHOD:REQUEST",
            "UID:meeting-77@scrutiny.anyshire.example",
            "SEQUENCE:2",
            "DTSTAMP:20261001T080000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Children\\, Young People\\; Families Panel",
            "LOCATION:County Hall\\, Room 1\\\\2",
            "ORGANIZER;CN=Overview and Scrutiny:mailto:scrutiny@anyshire.example",
            "ATTENDEE;CN=\"Cllr 'Jo' O'Neill; Chair\";PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:jo@anyshire.example",
        ] {
            has(text, wanted);
        }
        let [event] = &read(text)[..] else { unreachable!() };
        assert_eq!(event.get_summary(), Some("Children, Young People; Families Panel"));
        assert_eq!(event.get_location(), Some("County Hall, Room 1\\2"));
    }

    #[test]
    fn what_a_letter_carries_follows_the_body_and_the_meetings() {
        let (ahead, off) = (entry("2026-11-04", State::Scheduled), entry("2026-11-05", State::Cancelled));
        let postponed = entry("2026-11-05", State::Postponed);
        let method = |mode, entries: &[Entry]| for_meetings(mode, entries, &between()).map(|calendar| calendar.method);
        let (invite, add) = (CalendarMode::Invite, CalendarMode::Add);
        assert_eq!(method(CalendarMode::None, std::slice::from_ref(&ahead)), None);
        assert_eq!(method(invite, &[]), None);
        assert_eq!(method(invite, std::slice::from_ref(&ahead)), Some(Method::Request));
        assert_eq!(method(add, std::slice::from_ref(&ahead)), Some(Method::Publish));
        assert_eq!(method(invite, &[ahead.clone(), ahead.clone()]), Some(Method::Publish));
        assert_eq!(method(invite, std::slice::from_ref(&off)), Some(Method::Cancel));
        assert_eq!(method(add, &[postponed]), Some(Method::Cancel));
        let many = for_meetings(invite, &[ahead, off.clone()], &between()).unwrap().text;
        has(&many, "STATUS:CANCELLED");
        has(&many, "STATUS:CONFIRMED");
        assert!(!many.contains("ATTENDEE"));
        let one = for_meetings(invite, &[off], &between()).unwrap().text;
        for wanted in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2", "TRANSP:TRANSPARENT"] {
            has(&one, wanted);
        }
        has(&one, "SUMMARY:Cancelled: Children\\, Young People\\; Families Panel");
        assert!(one.contains("Reason: Flooding") && one.contains("ATTENDEE"));
    }

    /// Edge case 6: a deadline is a date, whatever the clocks do that day.
    #[test]
    fn a_deadline_is_a_whole_day_on_the_days_on_which_the_clocks_change() {
        for (on, next) in [("2026-10-25", "20261026"), ("2027-03-28", "20270329"), ("2026-12-31", "20270101")] {
            let when = When::Day(on.parse().unwrap());
            let due = Entry { when, ..entry("2026-11-04", State::Scheduled) };
            let text = feed("Deadlines", &[due], &between().organiser);
            has(&text, &format!("DTSTART;VALUE=DATE:{}", on.replace('-', "")));
            has(&text, &format!("DTEND;VALUE=DATE:{next}"));
            has(&text, "TRANSP:TRANSPARENT");
        }
        let odd = meeting::Model { starts_at: "after lunch".into(), ..sitting("2026-11-04", State::Scheduled) };
        assert_eq!(meeting_time(&odd), When::Day("2026-11-04".parse().unwrap()));
        let autumn = Utc.with_ymd_and_hms(2026, 10, 25, 14, 0, 0).unwrap();
        assert!(matches!(meeting_time(&sitting("2026-10-25", State::Scheduled)), When::Between(at, _) if at == autumn));
    }

    #[test]
    fn a_feed_says_what_it_is_and_how_often_to_come_again() {
        let text = feed("Children, Families", &[entry("2026-11-04", State::Scheduled)], &between().organiser);
        for wanted in [
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Children\\, Families",
            "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
            "X-PUBLISHED-TTL:PT12H",
        ] {
            has(&text, wanted);
        }
        assert!(!text.contains("ATTENDEE"));
        let nothing = feed("None", &[], &between().organiser);
        is_well_formed(&nothing);
        assert!(!nothing.contains("VEVENT"));
    }

    #[test]
    fn what_was_kept_is_read_back_only_with_a_method_that_we_know() {
        let calendar = for_meetings(CalendarMode::Add, &[entry("2026-11-04", State::Scheduled)], &between()).unwrap();
        assert_eq!(Calendar::kept(&calendar.text, calendar.method.name()), Some(calendar));
        assert_eq!(Calendar::kept("", "PUBLISH"), None);
        assert_eq!(Calendar::kept("BEGIN:VCALENDAR", ""), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_back_and_no_line_is_too_long(
            title in "(\\PC|[éŵ€😀,;:\\\\\"=\r\n\t \u{a0}\u{2003}\u{0}-\u{8}]){0,300}",
            words in "(\\PC|[éŵ€😀,;:\\\\\r\n\t \u{a0}\u{2003}]){0,300}",
            name in "(\\PC|[é\",;:\r\n]){0,100}",
        ) {
            let entry = Entry { title: title.clone(), words: words.clone(), ..entry("2026-11-04", State::Scheduled) };
            let organiser = Party { name, address: "a@b.example\r\nX: y".into() };
            let text = feed(&title, std::slice::from_ref(&entry), &organiser);
            is_well_formed(&text);
            prop_assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
            prop_assert_eq!(&text, &feed(&title, &[entry], &organiser));
            let events = read(&text);
            prop_assert_eq!(events.len(), 1);
            prop_assert_eq!(events[0].get_summary().unwrap_or_default(), line(&title));
            prop_assert_eq!(events[0].get_description().unwrap_or_default(), lines(&words));
        }

        #[test]
        fn folding_loses_nothing(text in "[a-zé€😀 ]{0,400}") {
            let out = folded(&format!("{text}\r\n"));
            prop_assert_eq!(out.replace("\r\n ", "").replace("\r\n", ""), text);
            prop_assert!(out.split("\r\n").all(|line| line.len() <= 75));
        }
    }
}
