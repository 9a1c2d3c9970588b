//! The look before the record: for each item what will be recorded and what it brings into being, with a choice where
//! the notes do not say who, when, or by which verb. Nothing is recorded before it was looked at.

use super::known::{self, Known};
use super::pages::head;
use super::preview::{Row, preview};
use super::queries::{self, Noted};
use super::recording;
use super::understood::{Choices, NOBODY, Understood, is_to_decide, is_to_mend, understand};
use super::views::{Ask, AskDue, ItemReview, Line, Review};
use crate::error::{Error, Result};
use crate::web::{Choice, Fields, Form, Path, Visit, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::action::DueBy;
use remit_domain::line::{Doubt, Standing};
use remit_domain::resolution::Verb;

/// What will be recorded.
pub(super) async fn look(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    draw(&visit, id, Form::default(), (false, StatusCode::OK)).await
}

/// Records it, all or nothing.
pub(super) async fn record(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let (meeting, body) = queries::find(&visit, id).await?;
    let known = known::known(visit.app.db(), &meeting, &body).await?;
    let chosen = Choices(fields.clone());
    let mut form = Form::of(fields);
    for noted in queries::list(visit.app.db(), id).await? {
        let said = understand(&known, noted.item.id, (noted.text(), noted.recorded()), &chosen);
        for (line, doubt) in said.obstacles() {
            form.add(&field(doubt, noted.item.id, line), format!("Item {}: {}", noted.item.position, sentence(doubt)));
        }
    }
    if form.is_wrong() {
        return draw(&visit, id, form, (true, StatusCode::UNPROCESSABLE_ENTITY)).await;
    }
    let outcome = visit
        .app
        .write(visit.author()?, move |work| Box::pin(async move { recording::record(work, id, &chosen).await }));
    match outcome.await {
        Ok(count) => {
            let motions = counted(count.motions, "motion", "motions");
            let asked = counted(count.asked, "request from the discussion", "requests from the discussion");
            Ok(visit.done(&format!("/meetings/{id}/minutes/record"), &format!("Recorded: {motions}, {asked}.")))
        }
        Err(Error::Refused(refusal)) => {
            form.add(&refusal.field().unwrap_or_default(), refusal.to_string());
            draw(&visit, id, form, (true, StatusCode::UNPROCESSABLE_ENTITY)).await
        }
        Err(Error::Stale) => draw(&visit, id, form, (true, StatusCode::CONFLICT)).await,
        Err(error) => Err(error),
    }
}

fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// What a person is to do about a doubt.
fn sentence(doubt: &Doubt) -> String {
    match doubt {
        Doubt::NoOwner => "Choose who it goes to.".to_owned(),
        Doubt::NoDue => "Choose when it is due.".to_owned(),
        Doubt::NoVerb => "Choose the verb.".to_owned(),
        other => other.to_string(),
    }
}

/// The field beside which a doubt stands.
fn field(doubt: &Doubt, item: i64, line: usize) -> String {
    match doubt {
        Doubt::NoVerb => Choices::name("verb", item, line),
        Doubt::NoDue => Choices::name("due", item, line),
        doubt if is_to_mend(doubt) => format!("item-{item}"),
        _ => Choices::name("owner", item, line),
    }
}

async fn draw(visit: &Visit, id: i64, form: Form, (is_sent, status): (bool, StatusCode)) -> Result<Response> {
    let (meeting, body) = queries::find(visit, id).await?;
    let db = visit.app.db();
    let notes = queries::list(db, id).await?;
    let known = known::known(db, &meeting, &body).await?;
    let resolved = queries::resolved(db, &notes).await?;
    let chosen = Choices(form.fields.clone());
    let (mut items, mut rest, mut versions) = (Vec::new(), Vec::new(), Vec::new());
    for noted in &notes {
        // What is to be chosen is told from what was typed; what was chosen stands in the fields.
        let plain = understand(&known, noted.item.id, (noted.text(), noted.recorded()), &Choices::default());
        let said = understand(&known, noted.item.id, (noted.text(), noted.recorded()), &chosen);
        if !plain.has_new() && !plain.has_changed() && !plain.doubts.iter().any(|(_, doubt)| is_to_mend(doubt)) {
            rest.push(in_words(noted));
            versions.push((noted.item.id, noted.version()));
            continue;
        }
        let is_elsewhere = noted.recorded().is_empty() && resolved.contains_key(&noted.item.id);
        items.push(item(&known, noted, (&plain, &said), (&form, is_elsewhere)));
    }
    let closed = queries::closed(db, &meeting).await?;
    let view = Review {
        page: visit.form_page("Record what was minuted").await?,
        head: head(&meeting, &body),
        has_new: items.iter().any(|one| !one.lines.is_empty()),
        must_mend: items.iter().any(|one| !one.mend.is_empty()),
        closed: closed.map(|refusal| refusal.to_string()).unwrap_or_default(),
        is_stale: is_sent && status == StatusCode::CONFLICT,
        items,
        rest,
        versions,
        form,
    };
    html_with(status, &view)
}

/// An item of which nothing is to be recorded, and why.
fn in_words(noted: &Noted) -> String {
    let why = match (noted.text().is_empty(), noted.recorded().is_empty()) {
        (true, _) => "nothing is typed",
        (false, true) => "narrative only",
        (false, false) => "everything is recorded",
    };
    format!("{}. {}: {why}", noted.item.position, noted.item.title)
}

fn item(
    known: &Known,
    noted: &Noted,
    (plain, said): (&Understood, &Understood),
    (form, is_elsewhere): (&Form, bool),
) -> ItemReview {
    let id = noted.item.id;
    let shown = preview(known, said);
    let new = |row: &&Row| row.state.is_empty() && row.key != "Not understood";
    let lines = shown.rows.iter().filter(new).map(|row| line(known, (id, row), (plain, said), form)).collect();
    ItemReview {
        id,
        number: noted.item.position,
        title: noted.item.title.clone(),
        version: noted.version(),
        lines,
        mend: plain
            .doubts
            .iter()
            .filter(|(_, one)| is_to_mend(one))
            .map(|(n, one)| format!("Line {n}: {one}"))
            .collect(),
        changed: changed(plain),
        gone: plain.gone.clone(),
        is_elsewhere,
        is_another: form.fields.ticked(&format!("another-{id}")),
        error: form.error(&format!("item-{id}")).to_owned(),
    }
}

/// What was recorded beside what is typed now.
fn changed(said: &Understood) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for moved in said.motions.iter().filter(|one| one.is_recorded) {
        if moved.is_changed {
            let name = if moved.mover.name.is_empty() { "nobody named" } else { &moved.mover.name };
            all.push(("Another mover, seconder or vote".to_owned(), format!("M: {name}")));
        }
        for part in &moved.parts {
            match &part.standing {
                Standing::Changed(was) => all.push((was.clone(), part.deed.typed())),
                Standing::New => all.push(("Not in the resolution".to_owned(), part.deed.typed())),
                Standing::Recorded => {}
            }
        }
    }
    for wish in &said.wishes {
        if let Standing::Changed(was) = &wish.standing {
            all.push((was.clone(), wish.deed.typed()));
        }
    }
    all
}

/// A row with the fields that its notes leave open.
fn line(known: &Known, (item, row): (i64, &Row), (plain, said): (&Understood, &Understood), form: &Form) -> Line {
    let of = |all: &Understood| -> Vec<Doubt> {
        let parts = all.motions.iter().flat_map(|one| &one.parts).filter(|one| one.line == row.line);
        let wishes = all.wishes.iter().filter(|one| one.line == row.line);
        let all = parts.map(|one| &one.doubts).chain(wishes.map(|one| &one.doubts));
        all.flatten().filter(|doubt| is_to_decide(doubt)).cloned().collect()
    };
    let mut open = of(plain);
    open.extend(of(said).into_iter().filter(|doubt| !plain_has(&of(plain), doubt)));
    let is_part = said.motions.iter().flat_map(|one| &one.parts).any(|one| one.line == row.line);
    let ask = |what: &str, label: &str, choices: Vec<Choice>| {
        let name = Choices::name(what, item, row.line);
        Ask {
            label: label.to_owned(),
            value: form.value(&name).to_owned(),
            error: form.error(&name).to_owned(),
            name,
            choices,
        }
    };
    let mut asks = Vec::new();
    if open.contains(&Doubt::NoVerb) {
        asks.push(ask("verb", "Verb", Choice::of_words::<Verb>()));
    }
    if open.iter().any(|doubt| matches!(doubt, Doubt::NoOwner | Doubt::NoPost(_) | Doubt::SeveralPosts(..))) {
        let nobody = if is_part { "Nobody: record the words only" } else { "Leave it out for now" };
        let mut choices = vec![Choice::new(NOBODY, nobody)];
        choices.extend(owners(known, &open));
        asks.push(ask("owner", "Who it goes to", choices));
    }
    let due = open.contains(&Doubt::NoDue).then(|| {
        let on_name = Choices::name("due_on", item, row.line);
        AskDue {
            by: ask("due", "When it is due", Choice::of_words::<DueBy>()),
            on: form.value(&on_name).to_owned(),
            on_name,
        }
    });
    // What is asked for beside the row need not be said twice.
    let mut row = row.clone();
    row.doubts.retain(|said| {
        !open
            .iter()
            .any(|doubt| matches!(doubt, Doubt::NoOwner | Doubt::NoDue | Doubt::NoVerb) && doubt.to_string() == *said)
    });
    Line { row, asks, due }
}

fn plain_has(plain: &[Doubt], doubt: &Doubt) -> bool {
    plain.contains(doubt)
}

/// All posts; those that a short name could mean come first.
fn owners(known: &Known, open: &[Doubt]) -> Vec<Choice> {
    let meant = |title: &str| {
        open.iter().any(|doubt| matches!(doubt, Doubt::SeveralPosts(_, all) if all.iter().any(|one| one == title)))
    };
    let (first, rest): (Vec<_>, Vec<_>) = known.posts.iter().partition(|post| meant(&post.title));
    first.into_iter().chain(rest).map(|post| Choice::new(post.id, post.title.clone())).collect()
}
