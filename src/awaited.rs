//! What a body still waits to hear about before a meeting: its open actions and the recommendations that are being
//! carried out, with the last word on each. Reads only. Letters, update rounds and the printed tracker ask here.

use crate::error::Result;
use crate::heard::{self, Heard};
use crate::succession::with_forebears;
use chrono::NaiveDate;
use remit_domain::obligation::SubjectKind;
use remit_domain::{action, london, meeting, recommendation};
use remit_entity::{Stored, action as actions, agenda_item, meeting as meetings, recommendation as recommendations};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// One thing that a word is wanted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// What.
    pub subject: (SubjectKind, i64),
    /// Its reference.
    pub reference: String,
    /// Its words.
    pub text: String,
    /// Whether it concerns business taken in private: no letter says its words.
    pub is_private: bool,
    /// Its row as it stands.
    pub version: i32,
    /// The post that gives the word.
    pub post_id: i64,
    /// The last word: when and what.
    pub last: Option<(NaiveDate, String)>,
    /// Whether that word came since the body last met.
    pub has_word: bool,
}

impl Awaited {
    /// What a letter calls it.
    #[must_use]
    pub fn in_letters(&self) -> String {
        if self.is_private {
            format!("{} (concerns business taken in private)", self.reference)
        } else {
            format!("{}: {}", self.reference, self.text)
        }
    }

    /// What a form calls it.
    #[must_use]
    pub fn key(&self) -> String {
        use remit_domain::word::Word;
        format!("{}-{}", self.subject.0.word(), self.subject.1)
    }
}

/// The states of a recommendation in which its progress is asked for.
const UNDER_WAY: [recommendation::State; 3] =
    [recommendation::State::Responded, recommendation::State::Published, recommendation::State::Implementing];

/// The day on which a body last met before one of its meetings; its forebears count.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_met(db: &impl ConnectionTrait, before: &meetings::Model) -> Result<Option<NaiveDate>> {
    let bodies = with_forebears(db, &[before.body_id]).await?;
    let last = meetings::Entity::find()
        .filter(meetings::Column::BodyId.is_in(bodies))
        .filter(meetings::Column::State.is_in([meeting::State::Held, meeting::State::Adjourned].map(Stored)))
        .filter(meetings::Column::HeldOn.lt(before.held_on))
        .order_by_desc(meetings::Column::HeldOn)
        .limit(1)
        .one(db)
        .await?;
    Ok(last.map(|row| row.held_on))
}

/// Everything that a word is wanted on before a meeting, by reference.
///
/// # Errors
/// When the database cannot be read.
pub async fn before_meeting(db: &impl ConnectionTrait, before: &meetings::Model) -> Result<Vec<Awaited>> {
    let bodies = with_forebears(db, &[before.body_id]).await?;
    let since = last_met(db, before).await?;
    let open = actions::Entity::find()
        .filter(actions::Column::BodyId.is_in(bodies.clone()))
        .filter(actions::Column::State.is_in([action::State::Open, action::State::InProgress].map(Stored)))
        .order_by_asc(actions::Column::Reference)
        .all(db)
        .await?;
    let under_way = recommendations::Entity::find()
        .filter(recommendations::Column::BodyId.is_in(bodies))
        .filter(recommendations::Column::State.is_in(UNDER_WAY.map(Stored)))
        .order_by_asc(recommendations::Column::Reference)
        .all(db)
        .await?;
    let items = open.iter().map(|row| row.agenda_item_id).chain(under_way.iter().map(|row| row.agenda_item_id));
    let items = agenda_item::Entity::find().filter(agenda_item::Column::Id.is_in(items)).all(db).await?;
    let is_private = |id: i64| items.iter().find(|item| item.id == id).is_none_or(|item| item.access.0.is_restricted());
    let words = Words::about(db, &open, &under_way).await?;
    let is_since = |last: &Option<(NaiveDate, String)>| match (last, since) {
        (Some((on, _)), Some(since)) => *on > since,
        (last, None) => last.is_some(),
        (None, _) => false,
    };
    let mut all = Vec::new();
    for row in open {
        let last = words.actions.get(&row.id).cloned();
        all.push(Awaited {
            subject: (SubjectKind::Action, row.id),
            is_private: is_private(row.agenda_item_id),
            has_word: is_since(&last),
            reference: row.reference,
            text: row.text,
            version: row.version,
            post_id: row.owner_post_id,
            last,
        });
    }
    for row in under_way {
        let last = words.recommendations.get(&row.id).cloned();
        all.push(Awaited {
            subject: (SubjectKind::Recommendation, row.id),
            is_private: is_private(row.agenda_item_id),
            has_word: is_since(&last),
            reference: row.reference,
            text: row.text,
            version: row.version,
            post_id: row.lead_post_id.unwrap_or(row.post_id),
            last,
        });
    }
    Ok(all)
}

/// The last word on each.
struct Words {
    actions: BTreeMap<i64, (NaiveDate, String)>,
    recommendations: BTreeMap<i64, (NaiveDate, String)>,
}

impl Words {
    async fn about(
        db: &impl ConnectionTrait,
        open: &[actions::Model],
        under_way: &[recommendations::Model],
    ) -> Result<Self> {
        let ids: Vec<i64> = open.iter().map(|row| row.id).collect();
        let actions = heard::of_actions(db, &ids).await?;
        let ids: Vec<i64> = under_way.iter().map(|row| row.id).collect();
        let recommendations = heard::of_recommendations(db, &ids).await?;
        Ok(Self { actions: last(actions), recommendations: last(recommendations) })
    }
}

fn last(heard: Heard) -> BTreeMap<i64, (NaiveDate, String)> {
    let last = heard.into_iter().filter_map(|(id, said)| Some((id, said.into_iter().next_back()?)));
    last.map(|(id, (at, words))| (id, (london::date_in_london(at), words))).collect()
}
