//! Who hears what is said of a thing, on which days: from the rows of posts, holders and seats.

use crate::app::App;
use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::ladder::Audience;
use remit_domain::london;
use remit_domain::obligation::SubjectKind;
use remit_domain::person::{PostKind, Seat};
use remit_domain::reckoning::Tenure;
use remit_entity::{Stored, body, data_request, holding, meeting, membership, obligation, person, post, trail};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Who holds what.
pub(super) struct Listeners {
    posts: BTreeMap<i64, post::Model>,
    bodies: BTreeMap<i64, body::Model>,
    /// The body of each meeting.
    meetings: BTreeMap<i64, i64>,
    of_post: BTreeMap<i64, Vec<Tenure>>,
    of_chair: BTreeMap<i64, Vec<Tenure>>,
    /// The colleague named for a data request, and since when.
    named: BTreeMap<i64, Tenure>,
}

impl Listeners {
    pub(super) async fn read(app: &App) -> Result<Self> {
        let db = app.db();
        let people = person::Entity::find().all(db).await?;
        let left: BTreeMap<i64, NaiveDate> =
            people.iter().filter_map(|row| row.left_on.map(|left| (row.id, left))).collect();
        let tenure = |person: i64, from: NaiveDate, to: Option<NaiveDate>| Tenure {
            person,
            from,
            to,
            left_on: left.get(&person).copied(),
        };
        let mut of_post: BTreeMap<i64, Vec<Tenure>> = BTreeMap::new();
        for row in holding::Entity::find().all(db).await? {
            of_post.entry(row.post_id).or_default().push(tenure(row.person_id, row.from_on, row.to_on));
        }
        let mut of_chair: BTreeMap<i64, Vec<Tenure>> = BTreeMap::new();
        let chairs = membership::Entity::find().filter(membership::Column::Seat.eq(Stored(Seat::Chair)));
        for row in chairs.all(db).await? {
            of_chair.entry(row.body_id).or_default().push(tenure(row.person_id, row.from_on, row.to_on));
        }
        let meetings: Vec<(i64, i64)> = meeting::Entity::find()
            .select_only()
            .columns([meeting::Column::Id, meeting::Column::BodyId])
            .into_tuple()
            .all(db)
            .await?;
        let mut named = BTreeMap::new();
        let asked = data_request::Entity::find().filter(data_request::Column::ContributorId.is_not_null());
        for row in asked.all(db).await? {
            if let Some(person) = row.contributor_id {
                let since = named_on(app, row.id).await?.unwrap_or(NaiveDate::MAX);
                named.insert(row.id, tenure(person, since, None));
            }
        }
        Ok(Self {
            posts: post::Entity::find().all(db).await?.into_iter().map(|row| (row.id, row)).collect(),
            bodies: body::Entity::find().all(db).await?.into_iter().map(|row| (row.id, row)).collect(),
            meetings: meetings.into_iter().collect(),
            of_post,
            of_chair,
            named,
        })
    }

    fn held(&self, post_id: Option<i64>) -> Option<(i64, Vec<Tenure>)> {
        let post = self.posts.get(&post_id?)?;
        let held = match (post.kind.0, post.body_id) {
            (PostKind::Chair, Some(body)) => self.of_chair.get(&body),
            _ => self.of_post.get(&post.id),
        };
        Some((post.id, held.cloned().unwrap_or_default()))
    }

    fn first_of(&self, kind: PostKind) -> Option<i64> {
        self.posts.values().find(|post| post.kind.0 == kind).map(|post| post.id)
    }

    /// Who hears what is said of a thing, and the posts and people that it hangs on.
    pub(super) fn of(&self, row: &obligation::Model) -> (BTreeMap<Audience, Vec<Tenure>>, Vec<i64>, Vec<i64>) {
        let body = self.bodies.get(&row.body_id);
        let board = row.meeting_id.and_then(|id| self.meetings.get(&id)).and_then(|id| self.bodies.get(id));
        let posts = [
            (Audience::Owner, Some(row.owner_post_id)),
            (Audience::Director, self.posts.get(&row.owner_post_id).and_then(|post| post.line_id)),
            (Audience::Officer, body.and_then(|body| body.officer_post_id)),
            (Audience::Chair, body.and_then(|body| body.chair_post_id)),
            (Audience::BoardChair, board.and_then(|body| body.chair_post_id)),
            (Audience::MonitoringOfficer, self.first_of(PostKind::MonitoringOfficer)),
            (Audience::ProperOfficer, self.first_of(PostKind::ProperOfficer)),
        ];
        let mut heard = BTreeMap::new();
        let mut hangs_on = vec![row.owner_post_id];
        for (audience, post) in posts {
            if let Some((post, tenures)) = self.held(post) {
                hangs_on.push(post);
                heard.insert(audience, tenures);
            }
        }
        if row.subject_kind.0 == SubjectKind::Request
            && let Some(tenure) = self.named.get(&row.subject_id)
        {
            heard.insert(Audience::Contributor, vec![*tenure]);
        }
        let people = heard.values().flatten().map(|tenure| tenure.person).collect();
        (heard, hangs_on, people)
    }
}

/// The day on which a colleague was last named for a request, as the trail has it.
async fn named_on(app: &App, request: i64) -> Result<Option<NaiveDate>> {
    let row = trail::Entity::find()
        .filter(trail::Column::SubjectKind.eq("request"))
        .filter(trail::Column::SubjectId.eq(request))
        .filter(trail::Column::Deed.eq("named a colleague"))
        .order_by_desc(trail::Column::Id)
        .limit(1)
        .one(app.db())
        .await?;
    Ok(row.map(|row| london::date_in_london(row.at)))
}
