//! The officer writes a panel's feedback: what was chosen and typed, kept as lines; sent to the chair, the words of each
//! matter go along, so that the chair approves them once.

use super::commands::{about, reconcile_matters, step};
use super::proposals::{self, Proposal};
use super::queries::{Scene, find_scene, list_lines};
use super::rounds::reconcile;
use crate::error::{Error, OrRefuse, Result};
use crate::obligations;
use crate::referring;
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use remit_domain::feedback::{Draft, LineKind};
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::referral::State as Matter;
use remit_entity::{Stored, feedback as feedbacks, feedback_line, referral};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeMap;

/// No form has more lines than this.
const MOST_LINES: usize = 400;

/// A feedback as typed.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub version: Option<i32>,
    pub is_nil: bool,
    pub words: String,
    pub finance: String,
    /// Whether it goes to the chair now.
    pub sends: bool,
    /// What was chosen and written, by the key of its line; with its number on the form.
    pub lines: BTreeMap<String, (usize, bool, String)>,
}

impl Typed {
    pub(super) fn read(fields: &Fields) -> Self {
        let rows = fields.number::<usize>("rows").unwrap_or(0).min(MOST_LINES);
        let line = |n: usize| {
            let key = fields.text(&format!("key_{n}")).to_owned();
            let text = fields.text(&format!("text_{n}")).to_owned();
            (!key.is_empty()).then(|| (key, (n, fields.ticked(&format!("pick_{n}")), text)))
        };
        Self {
            version: fields.number("version"),
            is_nil: fields.ticked("is_nil"),
            words: fields.text("words").to_owned(),
            finance: fields.text("finance").to_owned(),
            sends: fields.text("do") == "send",
            lines: (1..=rows).filter_map(line).collect(),
        }
    }

    /// What was chosen and typed stands in place of what was proposed.
    pub(super) fn over(&self, mut proposed: Vec<Proposal>) -> Vec<Proposal> {
        for one in &mut proposed {
            match self.lines.get(&one.key) {
                Some((_, is_chosen, text)) => {
                    one.is_chosen = *is_chosen;
                    one.text.clone_from(text);
                }
                // What came up after the form was opened is not sent unseen.
                None => one.is_chosen = false,
            }
        }
        proposed
    }

    fn facts(&self, lines: &[Proposal]) -> Draft {
        let chosen = lines.iter().filter(|one| one.is_chosen);
        let silent = chosen.clone().find(|one| {
            matches!(one.kind, LineKind::Exception | LineKind::Referral)
                && one.text.is_empty()
                && (one.why.is_empty() || one.kind == LineKind::Referral)
        });
        Draft {
            chosen: chosen.count() + usize::from(!self.finance.is_empty()),
            silent: silent.and_then(|one| self.lines.get(&one.key)).map(|(n, ..)| *n),
            has_words: !self.words.is_empty(),
            is_nil: self.is_nil,
        }
    }
}

/// Keeps a feedback, or sends it to the chair.
pub(super) async fn write(work: &Work, id: i64, typed: Typed) -> Result<()> {
    feedbacks::Entity::find_by_id(id).lock_exclusive().one(&work.tx).await?.ok_or(Error::NotFound)?;
    let scene = find_scene(&work.tx, id).await?.ok_or(Error::NotFound)?;
    if typed.version != Some(scene.feedback.version) {
        return Err(Error::Stale);
    }
    let lines = typed.over(proposals::list(&work.tx, &scene, (work.today, &work.calendar)).await?);
    let state = match typed.sends {
        true => scene.feedback.state.draft(typed.facts(&lines)),
        false => scene.feedback.state.keep(),
    };
    let state = state.or_refuse()?;
    keep_lines(work, &scene, (&lines, &typed.finance)).await?;
    if typed.sends {
        obligations::discharge(work, Kind::GiveFeedback, SubjectKind::Feedback, id).await?;
    }
    let mut row = step(scene.feedback.clone(), state);
    row.is_nil = Set(typed.is_nil);
    row.words = Set(typed.words);
    row.approved_at = Set(None);
    row.approved_by = Set(String::new());
    if typed.sends {
        row.asked = Set(String::new());
    }
    let row = row.update(&work.tx).await?;
    reconcile(work, &row).await?;
    if typed.sends {
        carry_words(work, &row).await?;
    }
    reconcile_matters(work, id).await?;
    let deed = if typed.sends { "sent the feedback to the chair" } else { "kept the feedback" };
    trail::record(work, deed, about(&row), scene.panel.short_name).await
}

async fn keep_lines(work: &Work, scene: &Scene, (lines, finance): (&[Proposal], &str)) -> Result<()> {
    feedback_line::Entity::delete_many()
        .filter(feedback_line::Column::FeedbackId.eq(scene.feedback.id))
        .exec(&work.tx)
        .await?;
    let mut rows: Vec<feedback_line::ActiveModel> = Vec::new();
    for (position, one) in (1..).zip(lines) {
        let is = |noun: &str| one.key.starts_with(noun).then_some(one.about);
        rows.push(feedback_line::ActiveModel {
            feedback_id: Set(scene.feedback.id),
            position: Set(position),
            kind: Set(Stored(one.kind)),
            figure_id: Set(is("figure-")),
            referral_id: Set(is("referral-")),
            comment_id: Set(is("comment-")),
            recommendation_id: Set(is("recommendation-")),
            why: Set(one.why.clone()),
            text: Set(one.text.clone()),
            is_chosen: Set(one.is_chosen),
            ..Default::default()
        });
    }
    if !finance.is_empty() {
        rows.push(feedback_line::ActiveModel {
            feedback_id: Set(scene.feedback.id),
            position: Set(i32::try_from(lines.len()).unwrap_or(i32::MAX - 1) + 1),
            kind: Set(Stored(LineKind::Finance)),
            why: Set(String::new()),
            text: Set(finance.to_owned()),
            is_chosen: Set(true),
            ..Default::default()
        });
    }
    for row in rows {
        row.insert(&work.tx).await?;
    }
    Ok(())
}

/// The words of each chosen matter become its own. One whose words the chair approved already keeps its approval.
async fn carry_words(work: &Work, row: &feedbacks::Model) -> Result<()> {
    for line in list_lines(&work.tx, row.id).await? {
        let Some(id) = line.referral_id.filter(|_| line.is_chosen) else { continue };
        let Some(matter) = referral::Entity::find_by_id(id).one(&work.tx).await? else { continue };
        let is_written =
            matter.feedback == line.text && matches!(matter.state.0, Matter::FeedbackDrafted | Matter::ChairApproved);
        if matter.state.is_open() && matter.state.0 != Matter::Submitted && !is_written {
            referring::draft(work, matter, &line.text).await?;
        }
    }
    Ok(())
}
