//! What is done about a figure that is out: correct it, keeping what was published beside it; decide whether the public
//! sees it. Both are changes of the request that it belongs to, and bear its version.

use super::queries::{self, Placed};
use crate::differing;
use crate::error::{Error, OrRefuse, Result};
use crate::series::reading::said;
use crate::trail::{self, About};
use crate::work::Work;
use remit_domain::correction::{self, Change, Standing, Wanted};
use remit_domain::figure::{Correction, Figure};
use remit_domain::rating::{RULE_VERSION, Rating};
use remit_domain::refusal::Refusal;
use remit_domain::suppression::Decided;
use remit_domain::word::Word;
use remit_entity::{Stored, correction as corrections, figure};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use std::fmt;

/// The figure as the domain knows it.
pub(super) fn standing(placed: &Placed) -> Standing {
    let row = &placed.figure;
    Standing {
        state: placed.request.state.0,
        figure: row.figure(),
        rating: row.rating.map_or(Rating::NoData, |rating| rating.0),
        counts: (row.numerator.clone(), row.denominator.clone()),
    }
}

/// Corrects a figure. What was published stays in `correction`, and in the paper.
pub(super) async fn correct(work: &Work, id: i64, version: i32, wanted: Wanted) -> Result<()> {
    let placed = queries::find(&work.tx, id).await?;
    let stood = standing(&placed);
    if placed.request.version != version {
        return Err(Error::Stale);
    }
    let policy = placed.figure.policy();
    let change = correction::correct(&stood, &wanted, &policy).or_refuse()?;
    corrections::ActiveModel {
        figure_id: Set(id),
        kind: Set(Stored(change.kind)),
        was: Set(kept(stood.figure.as_ref())),
        was_rating: Set(Stored(stood.rating)),
        becomes: Set(kept(Some(&change.figure))),
        becomes_rating: Set(Stored(change.rating)),
        reason: Set(change.reason.clone()),
        made_at: Set(work.at),
        made_by: Set(work.by.words()),
        ..Default::default()
    }
    .insert(&work.tx)
    .await?;
    let detail = detail(&placed, &stood, &change);
    write(work, placed.figure.clone(), &change).await?;
    touch(work, &placed).await?;
    differing::corrected(work, &placed.request).await?;
    let deed = match change.kind {
        Correction::Erratum => "corrected",
        Correction::Restatement => "restated",
    };
    trail::record(work, deed, about(&placed), detail).await
}

async fn write(work: &Work, row: figure::Model, change: &Change) -> Result<()> {
    let mut row: figure::ActiveModel = row.into_active_model();
    let (number, absence) = match change.figure {
        Figure::Number(value) => (Some(value.to_string()), None),
        Figure::Absent(absence) => (None, Some(Stored(absence))),
    };
    if matches!(change.figure, Figure::Absent(_)) {
        row.reason = Set(change.reason.clone());
    } else {
        row.reason = Set(String::new());
    }
    row.typed = Set(kept(Some(&change.figure)));
    row.number = Set(number);
    row.absence = Set(absence);
    row.rating = Set(Some(Stored(change.rating)));
    row.why = Set(change.why.clone());
    row.rule_version = Set(RULE_VERSION);
    row.numerator = Set(change.counts.0.clone());
    row.denominator = Set(change.counts.1.clone());
    row.update(&work.tx).await?;
    Ok(())
}

/// A value as it is kept: what can be read back.
fn kept(figure: Option<&Figure>) -> String {
    match figure {
        Some(Figure::Number(value)) => value.normalize().to_string(),
        Some(Figure::Absent(absence)) => absence.label().to_owned(),
        None => String::new(),
    }
}

fn detail(placed: &Placed, stood: &Standing, change: &Change) -> String {
    let unit = placed.figure.policy().unit;
    format!(
        "{}: {} ({}) becomes {} ({}).\n{}",
        placed.name(),
        said(stood.figure.as_ref(), &unit),
        stood.rating.label(),
        said(Some(&change.figure), &unit),
        change.rating.label(),
        change.reason
    )
}

fn about(placed: &Placed) -> About {
    About { noun: "request", id: placed.request.id, body: Some(placed.body.id) }
}

/// The request has changed: whoever has a form of it open is told so.
async fn touch(work: &Work, placed: &Placed) -> Result<()> {
    let version = placed.request.version + 1;
    let mut row = placed.request.clone().into_active_model();
    row.version = Set(version);
    row.update(&work.tx).await?;
    Ok(())
}

/// Why a decision about what the public sees is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HidingRefusal {
    /// Nothing was chosen.
    NothingChosen,
    /// Hidden or shown against the rule without a reason.
    NoReason,
}

impl fmt::Display for HidingRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingChosen => "Choose whether the rule decides, or you do.",
            Self::NoReason => "Enter the reason. The public reads it where the figure is hidden.",
        })
    }
}

impl Refusal for HidingRefusal {
    fn field(&self) -> Option<String> {
        let name = match self {
            Self::NothingChosen => "decided",
            Self::NoReason => "reason",
        };
        Some(name.to_owned())
    }
}

/// Reads a decision from what was typed.
pub(super) fn decided(choice: &str, reason: &str) -> std::result::Result<Decided, HidingRefusal> {
    let reason = reason.trim().to_owned();
    match choice {
        "rule" => Ok(Decided::ByRule),
        "hide" | "show" if reason.is_empty() => Err(HidingRefusal::NoReason),
        "hide" => Ok(Decided::Hide(reason)),
        "show" => Ok(Decided::Show(reason)),
        _ => Err(HidingRefusal::NothingChosen),
    }
}

/// Keeps whether the public sees a figure.
pub(super) async fn decide(work: &Work, id: i64, version: i32, decided: Decided) -> Result<()> {
    let placed = queries::find(&work.tx, id).await?;
    if placed.request.version != version {
        return Err(Error::Stale);
    }
    let deed = match &decided {
        Decided::ByRule => "left to the rule whether the public sees a figure",
        Decided::Hide(_) => "hid a figure from the public",
        Decided::Show(_) => "showed a figure to the public",
    };
    let detail = format!("{}\n{}", placed.name(), decided.reason());
    let mut row = placed.figure.clone().into_active_model();
    row.hidden_why = Set(decided.text());
    row.update(&work.tx).await?;
    touch(work, &placed).await?;
    trail::record(work, deed, about(&placed), detail).await
}
