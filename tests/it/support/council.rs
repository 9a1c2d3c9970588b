//! An invented council that most stories start from: a panel, the Board it reports to, and the people who
//! hold its posts. Rows are set directly; how people and posts are kept is told in the stories of people.

use super::{House, on};
use remit_domain::person::{BodyKind, PostKind, Seat};
use remit_domain::resolution::HouseStyle;
use remit_entity::{Stored, body, council, holding, membership, person, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, IntoActiveModel};

/// The ids of what a story needs.
#[derive(Clone, Copy, Debug)]
pub struct Council {
    pub panel: i64,
    pub board: i64,
    pub officer: i64,
    pub chair: i64,
    pub director: i64,
    pub officer_post: i64,
    pub director_post: i64,
    pub cabinet_post: i64,
    pub chair_post: i64,
    pub proper_officer_post: i64,
}

async fn body(db: &DatabaseConnection, slug: &str, name: &str, short: &str, kind: BodyKind) -> i64 {
    body::ActiveModel {
        slug: Set(slug.to_owned()),
        name: Set(name.to_owned()),
        short_name: Set(short.to_owned()),
        kind: Set(Stored(kind)),
        clear_days: Set(5),
        house_style: Set(Stored(HouseStyle::Dash)),
        remit: Set(String::new()),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap()
    .id
}

async fn person(db: &DatabaseConnection, name: &str, email: &str, is_officer: bool) -> i64 {
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(email.to_owned()),
        is_officer: Set(is_officer),
        ..Default::default()
    };
    row.insert(db).await.unwrap().id
}

async fn post(db: &DatabaseConnection, title: &str, kind: PostKind, body_id: Option<i64>, holder: Option<i64>) -> i64 {
    let row = post::ActiveModel {
        title: Set(title.to_owned()),
        kind: Set(Stored(kind)),
        body_id: Set(body_id),
        ..Default::default()
    };
    let id = row.insert(db).await.unwrap().id;
    if let Some(person_id) = holder {
        let row = holding::ActiveModel {
            post_id: Set(id),
            person_id: Set(person_id),
            from_on: Set(on("2015-01-01")),
            ..Default::default()
        };
        row.insert(db).await.unwrap();
    }
    id
}

impl Council {
    /// Sets up the council.
    #[allow(clippy::too_many_lines)]
    pub async fn found(house: &House) -> Self {
        let db = house.app.db();
        council::ActiveModel {
            name: Set("Anyshire County Council".to_owned()),
            service_name: Set("Overview and Scrutiny".to_owned()),
            contact_names: Set("Rowan Ellery and Sam Oakes, Overview and Scrutiny Officers".to_owned()),
            contact_phone: Set("01999 555 010".to_owned()),
            contact_email: Set("scrutiny@anyshire.example".to_owned()),
            proper_officer: Set("Democratic Governance and Scrutiny Manager".to_owned()),
            website: Set("https://democracy.anyshire.example".to_owned()),
            ..Default::default()
        }
        .insert(db)
        .await
        .unwrap();
        let board =
            body(db, "performance-board", "Overview and Scrutiny Performance Board", "OSPB", BodyKind::Board).await;
        let panel = body(
            db,
            "children-and-families",
            "Children and Families Overview and Scrutiny Panel",
            "CF",
            BodyKind::Panel,
        )
        .await;
        let officer = person(db, "Rowan Ellery", "rowan.ellery@anyshire.example", true).await;
        let chair = person(db, "Councillor Imogen Hartley", "imogen.hartley@anyshire.example", false).await;
        let director = person(db, "Bea Jones", "b.jones@anyshire.example", false).await;
        let cabinet = person(db, "Councillor Tom Arden", "tom.arden@anyshire.example", false).await;
        let head = person(db, "Nia Prosser", "nia.prosser@anyshire.example", false).await;
        let officer_post =
            post(db, "Overview and Scrutiny Officer", PostKind::ScrutinyOfficer, None, Some(officer)).await;
        let director_post = post(db, "Director of Children's Services", PostKind::Director, None, Some(director)).await;
        let title = "Cabinet Member with Responsibility for Education";
        let cabinet_post = post(db, title, PostKind::CabinetMember, None, Some(cabinet)).await;
        let title = "Democratic Governance and Scrutiny Manager";
        let proper_officer_post = post(db, title, PostKind::ProperOfficer, None, Some(head)).await;
        let title = "Chair, Children and Families Overview and Scrutiny Panel";
        let chair_post = post(db, title, PostKind::Chair, Some(panel), None).await;
        membership::ActiveModel {
            body_id: Set(panel),
            person_id: Set(chair),
            seat: Set(Stored(Seat::Chair)),
            from_on: Set(on("2015-01-01")),
            ..Default::default()
        }
        .insert(db)
        .await
        .unwrap();
        for (id, chair) in [(panel, Some(chair_post)), (board, None)] {
            use sea_orm::EntityTrait;
            let mut row = body::Entity::find_by_id(id).one(db).await.unwrap().unwrap().into_active_model();
            row.officer_post_id = Set(Some(officer_post));
            row.chair_post_id = Set(chair);
            row.reports_to_id = Set((id == panel).then_some(board));
            row.update(db).await.unwrap();
        }
        Self {
            panel,
            board,
            officer,
            chair,
            director,
            officer_post,
            director_post,
            cabinet_post,
            chair_post,
            proper_officer_post,
        }
    }
}
