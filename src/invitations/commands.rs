//! Answering an invitation. One answer of a person counts for every post in which they are invited for the item.

use super::queries::{self, Invitation};
use crate::error::{Error, OrRefuse, Result};
use crate::inviting;
use crate::obligations;
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::Work;
use remit_domain::invitation::{self, Answer, InvitationRefusal, may_answer};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::word::Word;
use remit_entity::{Stored, invitee, meeting};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

/// An answer as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Given {
    answer: Answer,
    deputy: String,
    note: String,
    version: Option<i32>,
}

impl Given {
    pub(super) fn read(fields: &Fields) -> std::result::Result<Self, InvitationRefusal> {
        let chosen = fields.word::<Answer>("answer");
        let (answer, deputy, note) = invitation::answered(chosen, fields.text("deputy"), fields.text("note"))?;
        Ok(Self { answer, deputy, note, version: fields.number("version") })
    }
}

/// Takes an answer, or another one in its place.
pub(super) async fn answer(work: &Work, id: i64, given: Given) -> Result<()> {
    let found = queries::find(&work.tx, id, work.today).await?.ok_or(Error::NotFound)?;
    meeting::Entity::find_by_id(found.meeting.id).lock_exclusive().one(&work.tx).await?;
    // Read again now that nobody else can change it.
    let found = queries::find(&work.tx, id, work.today).await?.ok_or(Error::NotFound)?;
    may_answer(found.item.state.0, found.meeting.state.0, found.meeting.held_on, work.today).or_refuse()?;
    if given.version.is_some_and(|seen| seen != found.row.version) {
        return Err(Error::Stale);
    }
    for post in &found.posts {
        keep(work, &found, post, &given).await?;
    }
    // Whoever declined is still asked for a deputy; whoever sends somebody owes no answer any more.
    inviting::owe(work, found.item.id).await
}

async fn keep(work: &Work, found: &Invitation, post: &queries::Post, given: &Given) -> Result<()> {
    let (id, was, version) = (post.invitee.id, post.invitee.answer.0, post.invitee.version);
    let mut row: invitee::ActiveModel = post.invitee.clone().into_active_model();
    row.answer = Set(Stored(given.answer));
    row.deputy = Set(given.deputy.clone());
    row.note = Set(given.note.clone());
    row.answered_at = Set(Some(work.at));
    row.version = Set(version + 1);
    row.update(&work.tx).await?;
    if given.answer.brings_somebody() {
        obligations::discharge(work, Kind::AnswerInvitation, SubjectKind::Invitation, id).await?;
    }
    let words = invitation::words(given.answer, &given.deputy);
    let mut lines = vec![match was {
        Answer::None => format!("{}: {words}", post.title),
        was => format!("{}: was {}, now {words}", post.title, was.label()),
    }];
    lines.extend((!given.note.is_empty()).then(|| given.note.clone()));
    let about = About { noun: SubjectKind::Invitation.word(), id, body: Some(found.body.id) };
    trail::record(work, "answered an invitation", about, lines.join("\n")).await
}
