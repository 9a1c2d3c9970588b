//! The front page of reminders: whether letters leave, and every letter of the next thirty days as it would go, with why,
//! and what an officer can do about each.

use super::commands::{self, Key};
use super::pages::tabs;
use super::views::{Coming, Index, Letter, Why};
use crate::error::{Error, Result};
use crate::gate;
use crate::rehearsal::{self, Played};
use crate::reminding::Rules;
use crate::web::{Asked, Fields, Visit, html};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use remit_domain::ladder::Ladder;
use remit_domain::letter::Kind;
use remit_domain::sending::Mode;
use remit_domain::word::Word;
use remit_domain::{london, reminder_policy, wording};

/// So many days are played ahead.
const DAYS: u64 = 30;

/// Whether letters leave, and what will.
pub(super) async fn list(visit: Visit) -> Result<Response> {
    let today = visit.app.clock().today();
    let gate = gate::find(visit.app.db(), today).await?;
    let trial_reader = gate::trial_reader(visit.app.db()).await?;
    let rules = Rules::of(visit.app.db(), today).await?;
    let played = play(&visit).await?;
    let letters = played.iter().enumerate().map(|(number, one)| letter(number, one, &rules));
    html(&Index {
        page: visit.form_page("Reminders of the next 30 days").await?,
        tabs: tabs("/reminders"),
        is_on_trial: gate.mode == Mode::Trial,
        trial_reader: trial_reader.map(|person| format!("{} ({})", person.name, person.email)).unwrap_or_default(),
        held: gate.held.map(Word::label).unwrap_or_default(),
        paused: gate.paused.unwrap_or_default(),
        letters: letters.collect(),
    })
}

async fn play(visit: &Visit) -> Result<Vec<Played>> {
    let until = visit.app.clock().today().checked_add_days(Days::new(DAYS)).unwrap_or(NaiveDate::MAX);
    rehearsal::ahead(&visit.app, until).await
}

fn letter(number: usize, one: &Played, rules: &Rules) -> Letter {
    let on = london::date_in_london(one.at);
    let (name, address) = match one.letter.meant_for.as_str() {
        "" => (&one.letter.to_name, &one.letter.to_address),
        _ => (&one.letter.meant_for, &one.letter.meant_address),
    };
    Letter {
        href: format!("/reminders/coming?letter={number}&subject={}", encoded(&one.letter.subject)),
        on: wording::date_with_weekday(on),
        at: london::time_in_london(one.at).to_string(),
        to: name.clone(),
        address: address.clone(),
        subject: one.letter.subject.clone(),
        why: why(one, rules),
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Why a letter goes: for each thing in it, the rung that was reached and whose rule that is.
fn why(one: &Played, rules: &Rules) -> Vec<Why> {
    let rung = |rung: &rehearsal::Rung| {
        let ladder = rules.ladder(rung.body_id, rung.kind);
        let sentence = time_of(&ladder, &rung.code).map(reminder_policy::in_words).unwrap_or_default();
        Why {
            what: rung.title.clone(),
            rule: sentence,
            due: wording::date_with_weekday(rung.due_on),
            key: format!("{}/{}/{}/{}", rung.obligation_id, rung.due_on, rung.code, rung.person_id),
        }
    };
    one.rungs.iter().map(rung).collect()
}

/// The time of the rung with a name.
fn time_of(ladder: &Ladder, code: &str) -> Option<remit_domain::ladder::When> {
    ladder.steps().iter().find(|step| step.names(code)).map(|step| step.when)
}

/// One letter as it would go, with its headers.
pub(super) async fn coming(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let (one, rules) = find(&visit, &asked).await?;
    let on = london::date_in_london(one.at);
    html(&Coming {
        page: visit.form_page(one.letter.subject.clone()).await?,
        tabs: tabs("/reminders"),
        at: format!("{}, {}", wording::date_with_weekday(on), london::time_in_london(one.at)),
        to: format!("{} <{}>", one.letter.to_name, one.letter.to_address),
        from: visit.app.site().mailbox.clone(),
        message_id: one.letter.message_id.clone(),
        text: one.letter.text.clone(),
        why: why(&one, &rules),
        kind: one.letter.kind.label(),
        number: asked.text("letter").to_owned(),
        subject: asked.text("subject").to_owned(),
    })
}

/// The letter that a page named, if it would still go: what changed meanwhile is told rather than guessed.
async fn find(visit: &Visit, fields: &Fields) -> Result<(Played, Rules)> {
    let number: usize = fields.number("letter").ok_or(Error::NotFound)?;
    let played = play(visit).await?;
    let one = played.into_iter().nth(number).filter(|one| one.letter.subject == fields.text("subject"));
    let rules = Rules::of(visit.app.db(), visit.app.clock().today()).await?;
    Ok((one.ok_or(Error::NotFound)?, rules))
}

/// Skips a reminder, sends it today, or sends the officer a test of the letter.
pub(super) async fn decide(visit: Visit, fields: Fields) -> Result<Response> {
    let (one, _) = find(&visit, &fields).await?;
    if fields.ticked("test") {
        let me = visit.actor.known.as_ref().map(|known| known.id).ok_or(Error::NotFound)?;
        let letter = one.letter;
        visit.app.write(visit.author()?, move |work| Box::pin(commands::test(work, me, letter))).await?;
        return Ok(visit.done("/reminders", "A test is on its way to you."));
    }
    let is_skip = fields.ticked("skip");
    let wanted = if is_skip { fields.text("skip") } else { fields.text("now") };
    let rung = one.rungs.iter().find(|rung| {
        format!("{}/{}/{}/{}", rung.obligation_id, rung.due_on, rung.code, rung.person_id) == wanted
    });
    let rung = rung.cloned().ok_or(Error::NotFound)?;
    let key = Key { kind: kind_of(&one, &rung), rung };
    if is_skip {
        visit.app.write(visit.author()?, move |work| Box::pin(commands::skip(work, key))).await?;
        Ok(visit.done("/reminders", "That reminder will not go. What follows it does."))
    } else {
        visit.app.write(visit.author()?, move |work| Box::pin(commands::send_now(work, key))).await?;
        Ok(visit.done("/reminders", "It goes with the next letters, in the sending hours."))
    }
}

/// The letter of one rung: that of the letter which carries it, where it carries it alone.
fn kind_of(one: &Played, rung: &rehearsal::Rung) -> Kind {
    if one.rungs.len() == 1 { one.letter.kind.0 } else { rung.letter }
}

/// Goes live, or back on trial.
pub(super) async fn turn(visit: Visit, fields: Fields) -> Result<Response> {
    let to: Mode = fields.word("mode").ok_or(Error::NotFound)?;
    visit.app.write(visit.author()?, move |work| Box::pin(async move { gate::turn(work, to).await })).await?;
    let said = match to {
        Mode::Live => "Letters go to those whom they are for, from now on.",
        Mode::Trial => "From now on every letter goes to an officer, and says who would have had it.",
    };
    Ok(visit.done("/reminders", said))
}

/// Lets held letters go.
pub(super) async fn let_go(visit: Visit) -> Result<Response> {
    visit.app.write(visit.author()?, |work| Box::pin(gate::let_go(work))).await?;
    Ok(visit.done("/reminders", "Letters go again."))
}
