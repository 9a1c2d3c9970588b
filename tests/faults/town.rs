//! A council with many people, each with a post and things to do by a day: rows of obligations as the columns owe them.

use crate::support::{Council, House, on};
use chrono::NaiveDate;
use remit::app::App;
use remit::obligations::{self, Owing};
use remit::work::Author;
use remit_domain::action;
use remit_domain::meeting::{ItemKind, State as MeetingState};
use remit_domain::obligation::{DueRule, Kind, SubjectKind};
use remit_domain::person::PostKind;
use remit_entity::{Stored, action as actions, agenda_item, holding, meeting, person, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

pub struct Town {
    pub house: House,
    pub council: Council,
    pub posts: Vec<i64>,
    pub people: Vec<i64>,
    pub item: i64,
}

impl Town {
    pub async fn new(now: &str, people: usize) -> Self {
        Self::in_house(House::new(now).await, people).await
    }

    /// The same in a house that stands.
    pub async fn in_house(house: House, people: usize) -> Self {
        let council = Council::found(&house).await;
        let db = house.app.db();
        let (mut posts, mut ids) = (Vec::new(), Vec::new());
        for n in 0..people {
            let row = person::ActiveModel {
                name: Set(format!("Person {n:04}")),
                email: Set(format!("person-{n:04}@anyshire.example")),
                is_officer: Set(false),
                ..Default::default()
            };
            let person_id = row.insert(db).await.unwrap().id;
            let row = post::ActiveModel {
                title: Set(format!("Head of Service {n:04}")),
                kind: Set(Stored(PostKind::Other)),
                ..Default::default()
            };
            let post_id = row.insert(db).await.unwrap().id;
            let row = holding::ActiveModel {
                post_id: Set(post_id),
                person_id: Set(person_id),
                from_on: Set(on("2015-01-01")),
                ..Default::default()
            };
            row.insert(db).await.unwrap();
            posts.push(post_id);
            ids.push(person_id);
        }
        let meeting_id = meeting::ActiveModel {
            body_id: Set(council.panel),
            held_on: Set(house.app.clock().today() - chrono::Days::new(10)),
            starts_at: Set("14:00".to_owned()),
            venue: Set("County Hall".to_owned()),
            state: Set(Stored(MeetingState::Held)),
            lag: Set(10),
            version: Set(1),
            ..Default::default()
        };
        let meeting_id = meeting_id.insert(db).await.unwrap().id;
        let item = agenda_item::ActiveModel {
            meeting_id: Set(meeting_id),
            position: Set(1),
            title: Set("Performance Monitoring".to_owned()),
            kind: Set(Stored(ItemKind::Performance)),
            subject: Set("performance-monitoring".to_owned()),
            version: Set(1),
            ..Default::default()
        };
        let item = item.insert(db).await.unwrap().id;
        Self { house, council, posts, people: ids, item }
    }

    /// Actions, the so-and-so-manieth for the so-and-so-manieth post, each owed from today; gives the obligations.
    pub async fn actions(&self, first: usize, due: &[NaiveDate]) -> Vec<i64> {
        let mut owings = Vec::new();
        for (n, due_on) in due.iter().enumerate() {
            let n = first + n;
            let owner_post_id = self.posts[n % self.posts.len()];
            let row = actions::ActiveModel {
                reference: Set(format!("CF 26/27-{n:05}")),
                body_id: Set(self.council.panel),
                agenda_item_id: Set(self.item),
                text: Set(format!("Circulate paper {n:05}")),
                owner_post_id: Set(owner_post_id),
                state: Set(Stored(action::State::Open)),
                created_on: Set(self.house.app.clock().today()),
                version: Set(1),
                ..Default::default()
            };
            let subject_id = row.insert(self.house.app.db()).await.unwrap().id;
            owings.push(Owing {
                kind: Kind::DoAction,
                subject_kind: SubjectKind::Action,
                subject_id,
                body_id: self.council.panel,
                owner_post_id,
                meeting_id: None,
                title: format!("CF 26/27-{n:05}"),
                rule: DueRule::on(*due_on),
            });
        }
        self.house.write(move |work| Box::pin(async move { obligations::owe_all(work, owings).await })).await
    }

    /// What stands reached is noted and written about, and nothing more.
    pub async fn remind(&self) {
        obligations::remind(&self.house.app).await.unwrap();
    }
}

/// It was done.
pub async fn done(app: &App, subject: i64) {
    app.write(Author::Remit, move |work| {
        Box::pin(obligations::discharge(work, Kind::DoAction, SubjectKind::Action, subject))
    })
    .await
    .unwrap();
}

/// It is due on another day.
pub async fn move_to(app: &App, subject: i64, to: NaiveDate) {
    app.write(Author::Remit, move |work| {
        Box::pin(obligations::set_rule(work, Kind::DoAction, (SubjectKind::Action, subject), DueRule::on(to)))
    })
    .await
    .unwrap();
}

/// Every letter of the town.
pub async fn all_letters(house: &House) -> Vec<remit_entity::letter::Model> {
    use sea_orm::QueryOrder;
    let all = remit_entity::letter::Entity::find().order_by_asc(remit_entity::letter::Column::Id);
    all.all(house.app.db()).await.unwrap()
}
