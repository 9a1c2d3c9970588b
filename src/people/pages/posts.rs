//! The doors of posts.

use super::Labels;
use crate::error::{Error, OrRefuse, Result};
use crate::people::commands::posts::{self as commands, Giving, Wanted};
use crate::people::queries::choices_of_people;
use crate::people::queries::posts::{as_fields, choices, list as list_posts, owing, past};
use crate::people::views::{Post, Posts, Sheet, tabs};
use crate::web::{Asked, Choice, Fields, Form, Path, Visit, html, html_with};
use axum::http::StatusCode;
use axum::response::Response;
use remit_domain::person::PostKind;
use remit_domain::refusal::Refusal;
use remit_domain::tenure::TenureRefusal;
use remit_domain::word::Word;
use remit_entity::post;
use sea_orm::EntityTrait;

const LABELS: Labels = &[("title", "Title"), ("kind", "What it is for"), ("line", "Answers to")];

/// Every post, with its holder of today or that it is vacant.
pub(in crate::people) async fn list(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    let paged = list_posts(visit.app.db(), asked.page(), visit.app.clock().today()).await?;
    html(&Posts {
        page: visit.page("Posts").await?,
        tabs: tabs("/posts"),
        rows: paged.rows,
        number: paged.number,
        pages: paged.pages,
    })
}

/// What a page of a post shows beside how the post stands.
#[derive(Default)]
struct Typed {
    sheet: Sheet,
    giving: Form,
    ending: Form,
}

/// The form for a new post.
pub(in crate::people) async fn new(visit: Visit) -> Result<Response> {
    draw(&visit, None, Typed::default(), StatusCode::OK).await
}

async fn draw(visit: &Visit, post: Option<&post::Model>, typed: Typed, status: StatusCode) -> Result<Response> {
    let (db, today) = (visit.app.db(), visit.app.clock().today());
    let Typed { sheet, giving, ending } = typed;
    let id = post.map(|post| post.id);
    let not_chair = |kind: &&PostKind| **kind != PostKind::Chair;
    let view = Post {
        page: visit.form_page(post.map_or_else(|| "Add a post".to_owned(), |post| post.title.clone())).await?,
        sheet,
        id,
        kinds: PostKind::ALL.iter().filter(not_chair).map(|kind| Choice::new(kind.word(), kind.label())).collect(),
        lines: choices(db, id).await?,
        past: match id {
            Some(id) => past(db, id, today).await?,
            None => Vec::new(),
        },
        people: choices_of_people(db, today).await?,
        owes: match post {
            Some(post) => owing(db, post, today).await?,
            None => String::new(),
        },
        giving,
        ending,
        chairs: post.filter(|post| post.kind.0 == PostKind::Chair).and_then(|post| post.body_id),
    };
    html_with(status, &view)
}

/// Enters a post.
pub(in crate::people) async fn create(visit: Visit, fields: Fields) -> Result<Response> {
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::enter(work, wanted).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(id) => Ok(visit.done(&format!("/posts/{id}"), "The post is added. Give it to somebody now.")),
        Err(Error::Refused(refusal)) => {
            let typed = Typed { sheet: Sheet::refused(fields, &*refusal), ..Typed::default() };
            draw(&visit, None, typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

async fn find(visit: &Visit, id: i64) -> Result<post::Model> {
    post::Entity::find_by_id(id).one(visit.app.db()).await?.ok_or(Error::NotFound)
}

/// One post: what it is, who holds it and who held it.
pub(in crate::people) async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response> {
    let post = find(&visit, id).await?;
    let typed = Typed { sheet: Sheet::of(as_fields(&post)), ..Typed::default() };
    draw(&visit, Some(&post), typed, StatusCode::OK).await
}

/// Corrects a post.
pub(in crate::people) async fn correct(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let version = fields.text("version").to_owned();
    let outcome = match Wanted::read(&fields) {
        Ok(wanted) => {
            let by = visit.author()?;
            visit
                .app
                .write(by, move |work| Box::pin(async move { commands::correct(work, id, version, wanted).await }))
                .await
        }
        Err(refused) => Err(refused),
    };
    let (sheet, status) = match outcome {
        Ok(()) => return Ok(visit.done(&format!("/posts/{id}"), "The changes are saved.")),
        Err(Error::Refused(refusal)) => (Sheet::refused(fields, &*refusal), StatusCode::UNPROCESSABLE_ENTITY),
        Err(Error::Stale) => (Sheet::stale(fields, &as_fields(&find(&visit, id).await?), LABELS), StatusCode::CONFLICT),
        Err(error) => return Err(error),
    };
    let post = find(&visit, id).await?;
    draw(&visit, Some(&post), Typed { sheet, ..Typed::default() }, status).await
}

/// Draws the page of a post with one of its smaller forms refused.
async fn refuse(
    visit: &Visit,
    id: i64,
    set: impl FnOnce(&mut Typed, Form),
    fields: Fields,
    refusal: &dyn Refusal,
) -> Result<Response> {
    let post = find(visit, id).await?;
    let mut typed = Typed { sheet: Sheet::of(as_fields(&post)), ..Typed::default() };
    set(&mut typed, Form::refused(fields, refusal));
    draw(visit, Some(&post), typed, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Gives a post to somebody.
pub(in crate::people) async fn give(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match Giving::read(&fields) {
        Ok(giving) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::give(work, id, giving).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/posts/{id}"), "The post changes hands.")),
        Err(Error::Refused(refusal)) => refuse(&visit, id, |typed, form| typed.giving = form, fields, &*refusal).await,
        Err(error) => Err(error),
    }
}

/// Whoever holds it in the interim is appointed for good.
pub(in crate::people) async fn confirm(visit: Visit, Path(id): Path<i64>, _: Fields) -> Result<Response> {
    visit.app.write(visit.author()?, move |work| Box::pin(commands::confirm(work, id))).await?;
    Ok(visit.done(&format!("/posts/{id}"), "Appointed for good: “Interim” is dropped from the title."))
}

/// Lets a post fall vacant.
pub(in crate::people) async fn vacate(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Result<Response> {
    let outcome = match fields.date("to_on").ok_or(TenureRefusal::LastDayMissing).or_refuse() {
        Ok(last_on) => {
            let by = visit.author()?;
            visit.app.write(by, move |work| Box::pin(async move { commands::vacate(work, id, last_on).await })).await
        }
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(()) => Ok(visit.done(&format!("/posts/{id}"), "The post will be vacant from the day after.")),
        Err(Error::Refused(refusal)) => refuse(&visit, id, |typed, form| typed.ending = form, fields, &*refusal).await,
        Err(error) => Err(error),
    }
}
