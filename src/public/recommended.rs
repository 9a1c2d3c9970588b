//! The public page of what bodies recommended and what became of it: of one body, or of all under the word "all"; the
//! same as a file.

use super::published::{self, PublicBody, PublicRecommendation};
use super::switch::closed;
use crate::cells;
use crate::error::{Error, Result};
use crate::web::{Asked, Page, Path, Visit, html, turn_to};
use askama::Template;
use axum::response::Response;

/// So many stand on one page.
const A_PAGE: u64 = 25;
/// The word in the address for all bodies.
const ALL: &str = "all";

#[derive(Template)]
#[template(path = "public/recommendations.html")]
struct Recommendations {
    page: Page,
    slug: String,
    /// Empty for all bodies.
    body: String,
    bodies: Vec<PublicBody>,
    rows: Vec<PublicRecommendation>,
    total: u64,
    page_number: usize,
    pages: usize,
    href: String,
}

/// The body of an address, and every body.
async fn of(visit: &Visit, slug: &str) -> Result<(Option<PublicBody>, Vec<PublicBody>)> {
    let db = visit.app.db();
    let bodies = published::list_bodies(db).await?;
    match published::find_body(db, slug).await? {
        None if slug == ALL => Ok((None, bodies)),
        None => Err(Error::NotFound),
        found => Ok((found, bodies)),
    }
}

/// The page.
pub(super) async fn show(visit: Visit, Path(slug): Path<String>, Asked(asked): Asked) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let (body, bodies) = of(&visit, &slug).await?;
    let db = visit.app.db();
    let found = published::list_recommendations(db, (body.as_ref(), &bodies), (asked.page() - 1, A_PAGE)).await?;
    let number = turn_to(asked.page(), found.1, A_PAGE);
    let (rows, total) = match number == asked.page() {
        true => found,
        false => published::list_recommendations(db, (body.as_ref(), &bodies), (number - 1, A_PAGE)).await?,
    };
    html(&Recommendations {
        page: visit.page("Recommendations and what became of them").await?,
        body: body.map(|body| body.name).unwrap_or_default(),
        bodies,
        rows,
        total,
        page_number: usize::try_from(number).unwrap_or(1),
        pages: usize::try_from(total.div_ceil(A_PAGE)).unwrap_or(1),
        href: format!("/bodies/{slug}/recommendations?page="),
        slug,
    })
}

/// The file.
pub(super) async fn file(visit: Visit, Path(slug): Path<String>) -> Result<Response> {
    if let Some(answer) = closed(&visit).await? {
        return Ok(answer);
    }
    let (body, bodies) = of(&visit, &slug).await?;
    let all = published::all_recommendations(visit.app.db(), (body.as_ref(), &bodies)).await?;
    let heads = [
        "Reference",
        "Body",
        "Meeting",
        "Recommendation",
        "Addressed to",
        "State",
        "Decision",
        "Answered on",
        "Why",
        "What is proposed",
        "By",
        "Published answer",
        "Closed as",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(all.into_iter().map(|one| {
        vec![
            one.reference,
            one.body,
            one.met_on.to_string(),
            one.text,
            one.to,
            one.state.to_owned(),
            one.decision.to_owned(),
            one.answered,
            one.reason,
            one.proposed,
            one.by_on,
            one.link,
            one.outcome.to_owned(),
        ]
    }));
    cells::download(&format!("recommendations-{slug}"), &rows)
}
