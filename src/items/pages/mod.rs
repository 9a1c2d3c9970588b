//! The pages of agenda items: the agenda as it is built, an item with its next step, its form, its report, and where
//! it is deferred to.

pub(super) mod agenda;
pub(super) mod deferral;
pub(super) mod edit;
pub(super) mod item;
pub(super) mod words;

use super::queries;
use super::views::Offer;
use crate::error::Result;
use crate::web::{Choice, Form, Visit};
use remit_domain::agenda::Access;
use remit_domain::agenda_access::Paragraph;
use remit_domain::meeting::ItemKind;

/// The same choices, with those ticked that stand in the form.
fn ticked(choices: Vec<Choice>, form: &Form, name: &str) -> Vec<Choice> {
    let mark = |one: Choice| Choice { checked: form.fields.all(name).any(|value| value == one.value), ..one };
    choices.into_iter().map(mark).collect()
}

/// What the form of an item offers to choose from.
async fn offer(visit: &Visit, form: &Form, body_id: i64) -> Result<Offer> {
    let db = visit.app.db();
    let invitable = queries::list_invitable(db).await?;
    let invitable = invitable.into_iter().map(|post| Choice::new(post.id, post.title)).collect();
    let bodies = queries::list_other_bodies(db, body_id).await?;
    let bodies = bodies.into_iter().map(|body| Choice::new(body.id, body.name)).collect();
    let about = |one: Paragraph| Choice::new(one.number(), format!("Paragraph {}: {}", one.number(), one.about()));
    let more = ["access", "paragraphs", "public_interest", "proper_officer", "bodies"];
    Ok(Offer {
        kinds: Choice::of_words::<ItemKind>(),
        accesses: Choice::of_words::<Access>(),
        paragraphs: ticked(Paragraph::ALL.into_iter().map(about).collect(), form, "paragraphs"),
        owners: owners(visit).await?,
        posts: ticked(invitable, form, "invitees"),
        is_closed_to_public: form.fields.word::<Access>("access").is_some_and(Access::is_restricted)
            || more.iter().any(|name| !form.error(name).is_empty()),
        belongs_to_others: form.fields.all("bodies").next().is_some() || !form.error("bodies").is_empty(),
        bodies: ticked(bodies, form, "bodies"),
    })
}

/// The posts that can owe a report.
async fn owners(visit: &Visit) -> Result<Vec<Choice>> {
    let posts = queries::list_owners(visit.app.db()).await?;
    Ok(posts.into_iter().map(|post| Choice::new(post.id, post.title)).collect())
}
