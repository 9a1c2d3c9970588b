//! What an officer decides about one reminder of the coming weeks: it is left out, it goes with the next letters, or a
//! test of its letter comes to the officer. A choice is a notice written ahead; the engine finds it when it gets there.

use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::post::{self, Draft};
use crate::rehearsal::{Played, Rung};
use crate::trail::{self, About};
use crate::work::Work;
use crate::{tellings, weekly};
use askama::Template;
use chrono::NaiveDate;
use remit_domain::letter::Kind;
use remit_domain::obligation::State;
use remit_domain::sending::ChoiceRefusal;
use remit_domain::{london, wording};
use remit_entity::{Stored, letter, notice, obligation, person, telling};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::BTreeSet;

/// What is owed, if it still is, and for the day that the officer saw.
async fn owed(work: &Work, rung: &Rung) -> Result<obligation::Model> {
    let found = obligation::Entity::find_by_id(rung.obligation_id).lock_exclusive().one(&work.tx).await?;
    let found = found.filter(|row| row.state.0 == State::Open && row.due_on == Some(rung.due_on));
    found.ok_or(ChoiceRefusal::Gone).or_refuse()
}

async fn standing(work: &Work, rung: &Rung) -> Result<Option<notice::Model>> {
    Ok(notice::Entity::find()
        .filter(notice::Column::ObligationId.eq(rung.obligation_id))
        .filter(notice::Column::DueOn.eq(rung.due_on))
        .filter(notice::Column::Rung.eq(rung.code.as_str()))
        .filter(notice::Column::PersonId.eq(rung.person_id))
        .filter(notice::Column::WithdrawnAt.is_null())
        .lock_exclusive()
        .one(&work.tx)
        .await?)
}

fn ahead(rung: &Rung, reached_on: NaiveDate) -> notice::ActiveModel {
    notice::ActiveModel {
        obligation_id: Set(rung.obligation_id),
        due_on: Set(rung.due_on),
        rung: Set(rung.code.clone()),
        audience: Set(Stored(rung.audience)),
        kind: Set(Stored(rung.letter)),
        person_id: Set(rung.person_id),
        reached_on: Set(reached_on),
        asks: Set(rung.asks),
        approved_by: Set(String::new()),
        skipped_by: Set(String::new()),
        skipped_why: Set(String::new()),
        ..Default::default()
    }
}

/// A reminder is left out. One that waits in a letter is taken out of it.
pub(super) async fn skip(work: &Work, rung: Rung, why: String) -> Result<()> {
    let why = why.trim().to_owned();
    if why.is_empty() {
        return Err(ChoiceRefusal::NoReason).or_refuse();
    }
    let about = owed(work, &rung).await?;
    let mut row = match standing(work, &rung).await? {
        Some(found) if found.skipped_at.is_some() => return Ok(()),
        Some(found) => {
            if let Some(id) = found.letter_id {
                if !post::withdraw(work, id).await? {
                    return Err(ChoiceRefusal::Gone).or_refuse();
                }
                tellings::release(work, &BTreeSet::from([id])).await?;
            }
            found.into_active_model()
        }
        None => ahead(&rung, rung.reached_on),
    };
    row.letter_id = Set(None);
    row.skipped_at = Set(Some(work.at));
    row.skipped_by = Set(work.by.words());
    row.skipped_why = Set(why.clone());
    let id = row.save(&work.tx).await?.id.unwrap();
    let said = format!("{}, {}: {why}", about.title, wording::date(rung.reached_on));
    trail::record(work, "left out", About { noun: "reminder", id, body: Some(about.body_id) }, said).await
}

/// A reminder that was left out goes after all, on its day; where that has passed, with the next letters.
pub(super) async fn unskip(work: &Work, id: i64) -> Result<()> {
    let found = notice::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    if found.skipped_at.is_none() || found.withdrawn_at.is_some() || found.letter_id.is_some() {
        return Err(ChoiceRefusal::Gone).or_refuse();
    }
    let about = obligation::Entity::find_by_id(found.obligation_id).one(&work.tx).await?.ok_or(Error::NotFound)?;
    if about.state.0 != State::Open {
        return Err(ChoiceRefusal::Gone).or_refuse();
    }
    let is_ahead = found.reached_on > work.today;
    let mut row = found.into_active_model();
    if is_ahead {
        // The engine writes it anew when it gets there.
        row.withdrawn_at = Set(Some(work.at));
    } else {
        row.skipped_at = Set(None);
        row.skipped_by = Set(String::new());
        row.skipped_why = Set(String::new());
    }
    row.update(&work.tx).await?;
    let about = About { noun: "reminder", id, body: Some(about.body_id) };
    trail::record(work, "put back", about, String::new()).await
}

/// A reminder goes with the next letters; gives the day on which they go. One letter a morning stays one.
pub(super) async fn send_now(work: &Work, rung: Rung) -> Result<NaiveDate> {
    let about = owed(work, &rung).await?;
    let mut row = match standing(work, &rung).await? {
        Some(found) if found.letter_id.is_some() => return Err(ChoiceRefusal::Gone).or_refuse(),
        Some(found) => found.into_active_model(),
        None => ahead(&rung, work.today),
    };
    row.skipped_at = Set(None);
    row.skipped_by = Set(String::new());
    row.skipped_why = Set(String::new());
    row.approved_at = Set(Some(work.at));
    row.approved_by = Set(work.by.words());
    let id = row.save(&work.tx).await?.id.unwrap();
    let about = About { noun: "reminder", id, body: Some(about.body_id) };
    trail::record(work, "brought forward", about, rung.title.clone()).await?;
    let next = london::date_in_london(london::next_opening(work.at, &work.calendar)?);
    let has_had_it = next == work.today && obligations::is_written_to(work, rung.person_id).await?;
    Ok(if has_had_it { work.calendar.add_working_days(work.today, 1)? } else { next })
}

/// What stands at the head of a test.
#[derive(Template)]
#[template(path = "letters/trial.html")]
struct Head<'h> {
    head: &'h str,
}

/// Sends an officer a letter of the coming weeks as it would be, marked as a test, with no link that leads anywhere.
pub(super) async fn test(work: &Work, officer: i64, one: Played) -> Result<()> {
    let me = person::Entity::find_by_id(officer).one(&work.tx).await?.ok_or(Error::NotFound)?;
    let (name, address) = one.reader();
    let on = wording::date_with_weekday(london::date_in_london(one.at));
    let head = format!(
        "This is a test, asked for by {}. The letter would go to {name} at {address} on {on}. Its personal links are left out.",
        me.name
    );
    let html = Head { head: &head }.render()?;
    let body = without_links(&one.letter.html);
    let at = body.find("<body").and_then(|start| body[start..].find('>').map(|end| start + end + 1)).unwrap_or(0);
    let draft = Draft {
        person_id: Some(me.id),
        to_name: me.name,
        to_address: me.email,
        kind: Kind::Test,
        subject: format!("[Test] {}", one.letter.subject),
        text: format!("{head}\n\n{}", without_links(&one.letter.text)),
        html: format!("{}{html}{}", &body[..at], &body[at..]),
        entity_ref: "test".to_owned(),
        morning_key: None,
        calendar: None,
    };
    post::enqueue(work, draft).await?;
    let about = About { noun: "person", id: officer, body: None };
    trail::record(work, "asked for a test", about, one.letter.subject).await
}

/// The same words with every personal link made harmless.
fn without_links(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("/answer/") {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'));
        rest = from.find(ends).map_or("", |end| &from[end..]);
        kept.push_str("/answer/left-out-of-a-test");
    }
    kept.push_str(rest);
    kept
}

/// Calls letters back that have not begun to leave: what stood in them waits for the next ones. Those that carry nothing
/// which could be written anew stay as they are.
pub(super) async fn call_back(work: &Work, letters: Vec<letter::Model>) -> Result<BTreeSet<i64>> {
    let ids: Vec<i64> = letters.iter().map(|row| row.id).collect();
    let notices: Vec<Option<i64>> = notice::Entity::find()
        .select_only()
        .column(notice::Column::LetterId)
        .filter(notice::Column::LetterId.is_in(ids.clone()))
        .into_tuple()
        .all(&work.tx)
        .await?;
    let told: Vec<Option<i64>> = telling::Entity::find()
        .select_only()
        .column(telling::Column::LetterId)
        .filter(telling::Column::LetterId.is_in(ids))
        .into_tuple()
        .all(&work.tx)
        .await?;
    let carrying: BTreeSet<i64> = notices.into_iter().chain(told).flatten().collect();
    let (mut back, mut is_week) = (BTreeSet::new(), false);
    for row in letters {
        let is_weekly = row.kind.0 == Kind::DirectorsWeek;
        if (is_weekly || carrying.contains(&row.id)) && post::withdraw(work, row.id).await? {
            back.insert(row.id);
            is_week |= is_weekly;
        }
    }
    if !back.is_empty() {
        tellings::release(work, &back).await?;
    }
    if is_week {
        weekly::again(work, weekly::DIRECTORS).await?;
    }
    Ok(back)
}

#[cfg(test)]
mod tests {
    use super::without_links;

    #[test]
    fn a_test_leads_nowhere() {
        for (given, wanted) in [
            (
                "Enter it here:\nhttp://x.example/answer/request/abc_DEF-12\nThanks",
                "Enter it here:\nhttp://x.example/answer/left-out-of-a-test\nThanks",
            ),
            (
                "<a href=\"http://x/answer/action/q1\">http://x/answer/action/q1</a>",
                "<a href=\"http://x/answer/left-out-of-a-test\">http://x/answer/left-out-of-a-test</a>",
            ),
            ("no link", "no link"),
        ] {
            assert_eq!(without_links(given), wanted);
        }
    }
}
