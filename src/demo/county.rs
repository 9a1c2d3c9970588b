//! The invented county of the demonstration: its bodies, its posts and the people who hold them. Names only;
//! what happened there is in `history`, what is about to is in `ahead`.

use crate::error::Result;
use chrono::NaiveDate;
use remit_domain::person::{BodyKind, PostKind, Seat};
use remit_domain::resolution::HouseStyle;
use remit_domain::rule::{RuleAnchor, RuleUnit};
use remit_entity::{Stored, body, body_rule, council, holding, membership, person, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};

/// One panel as the demonstration knows it.
pub(super) struct Panel {
    pub slug: &'static str,
    pub name: &'static str,
    pub short: &'static str,
    pub remit: &'static str,
    pub director: (&'static str, &'static str),
    pub cabinet: (&'static str, &'static str),
    pub chair: &'static str,
    pub members: &'static [&'static str],
    /// Days from the end of a quarter to the meeting, and the weekday (0 = Monday) it is held on.
    pub meets: (i64, u32),
    /// Working days after the quarter's end until its figures exist.
    pub lag: i32,
}

/// The panels.
pub(super) const PANELS: [Panel; 4] = [
    Panel {
        slug: "children-and-families",
        name: "Children and Families Overview and Scrutiny Panel",
        short: "CF",
        remit: "Children’s social care, education and skills, special educational needs and disabilities, public health for children.",
        director: ("Director of Children’s Services", "Bea Jones"),
        cabinet: ("Cabinet Member with Responsibility for Children and Families", "Councillor Tom Arden"),
        chair: "Councillor Imogen Hartley",
        members: &[
            "Councillor Dev Patel",
            "Councillor Ruth Wynn",
            "Councillor Alan Firth",
            "Councillor Grace Obi",
            "Mary Lyle",
        ],
        meets: (34, 3),
        lag: 10,
    },
    Panel {
        slug: "adult-care-and-well-being",
        name: "Adult Care and Well-being Overview and Scrutiny Panel",
        short: "AC",
        remit: "Adult social care, safeguarding of adults, support for carers, well-being.",
        director: ("Director of Adult Services", "Martin Okafor"),
        cabinet: ("Cabinet Member with Responsibility for Adult Social Care", "Councillor Helen Moss"),
        chair: "Councillor Peter Dunne",
        members: &["Councillor Sara Quinn", "Councillor Owen Blythe", "Councillor Jean Carver", "Councillor Amir Shah"],
        meets: (40, 2),
        lag: 10,
    },
    Panel {
        slug: "economy-and-environment",
        name: "Economy and Environment Overview and Scrutiny Panel",
        short: "EE",
        remit: "Highways, transport, waste, planning of county matters, economic development.",
        director: ("Director of Economy and Infrastructure", "Lucia Ferrant"),
        cabinet: ("Cabinet Member with Responsibility for Highways and Transport", "Councillor Neil Barlow"),
        chair: "Councillor Joan Pike",
        members: &[
            "Councillor Mark Tolley",
            "Councillor Anna Reeve",
            "Councillor Idris Vaughan",
            "Councillor Kay Holt",
        ],
        meets: (44, 1),
        lag: 8,
    },
    Panel {
        slug: "corporate-and-communities",
        name: "Corporate and Communities Overview and Scrutiny Panel",
        short: "CC",
        remit: "Finance, people, customer service, libraries, trading standards, communities.",
        director: ("Director of Resources", "Hannah Vale"),
        cabinet: ("Cabinet Member with Responsibility for Corporate Services", "Councillor Simon Rudge"),
        chair: "Councillor Wendy Ashe",
        members: &["Councillor Paul Nash", "Councillor Tess Rowan", "Councillor Colin Eames", "Councillor Bea Stroud"],
        meets: (25, 1),
        lag: 5,
    },
];

/// The Board's name.
pub(super) const BOARD: &str = "Overview and Scrutiny Performance Board";

/// The Board meets so many days after the end of a quarter, on a Wednesday.
pub(super) const BOARD_MEETS: (i64, u32) = (48, 2);

/// The ids that the rest of the demonstration needs.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub panels: Vec<PanelIds>,
    pub board: i64,
    pub officer_post: i64,
    pub finance_post: i64,
}

/// The ids of one panel.
#[derive(Clone, Copy, Debug)]
pub(super) struct PanelIds {
    pub body: i64,
    pub director_post: i64,
    pub cabinet_post: i64,
}

/// Sets up the county.
pub(super) async fn found(db: &impl ConnectionTrait, since: NaiveDate) -> Result<Ids> {
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
    .await?;
    let officer = settle_in(db, "Rowan Ellery", true).await?;
    settle_in(db, "Sam Oakes", true).await?;
    let officer_post = held(db, "Overview and Scrutiny Officer", PostKind::ScrutinyOfficer, (officer, since)).await?;
    let head = settle_in(db, "Nia Prosser", false).await?;
    held(db, "Democratic Governance and Scrutiny Manager", PostKind::ProperOfficer, (head, since)).await?;
    let chief = settle_in(db, "Carys Monk", false).await?;
    let chief_post = held(db, "Chief Executive", PostKind::ChiefExecutive, (chief, since)).await?;
    let finance = settle_in(db, "Jonah Reid", false).await?;
    let finance_post = held(db, "Deputy Chief Finance Officer", PostKind::Other, (finance, since)).await?;
    let board =
        sit(db, "performance-board", (BOARD, "OSPB"), (BodyKind::Board, "Oversees the work of the panels.")).await?;
    let board_chair = settle_in(db, "Councillor Edmund Frayne", false).await?;
    preside(db, board, BOARD, (board_chair, since), officer_post).await?;
    let mut panels = Vec::new();
    for panel in &PANELS {
        let body = sit(db, panel.slug, (panel.name, panel.short), (BodyKind::Panel, panel.remit)).await?;
        let chair = settle_in(db, panel.chair, false).await?;
        preside(db, body, panel.name, (chair, since), officer_post).await?;
        for name in panel.members {
            let member = settle_in(db, name, false).await?;
            let seat = if name.starts_with("Councillor") { Seat::Member } else { Seat::CoOptee };
            seat_at(db, body, (member, since), seat).await?;
        }
        let mut row = find_body(db, body).await?;
        row.reports_to_id = Set(Some(board));
        row.update(db).await?;
        let director = settle_in(db, panel.director.1, false).await?;
        let director_post = held(db, panel.director.0, PostKind::Director, (director, since)).await?;
        let mut row = post::ActiveModel { id: Set(director_post), ..Default::default() };
        row.line_id = Set(Some(chief_post));
        row.update(db).await?;
        let cabinet = settle_in(db, panel.cabinet.1, false).await?;
        let cabinet_post = held(db, panel.cabinet.0, PostKind::CabinetMember, (cabinet, since)).await?;
        panels.push(PanelIds { body, director_post, cabinet_post });
    }
    Ok(Ids { panels, board, officer_post, finance_post })
}

async fn settle_in(db: &impl ConnectionTrait, name: &str, is_officer: bool) -> Result<i64> {
    let mailbox = name.trim_start_matches("Councillor ").to_lowercase().replace(' ', ".");
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(format!("{mailbox}@anyshire.example")),
        is_officer: Set(is_officer),
        ..Default::default()
    };
    Ok(row.insert(db).await?.id)
}

async fn held(db: &impl ConnectionTrait, title: &str, kind: PostKind, holder: (i64, NaiveDate)) -> Result<i64> {
    let row = post::ActiveModel { title: Set(title.to_owned()), kind: Set(Stored(kind)), ..Default::default() };
    let post_id = row.insert(db).await?.id;
    let row = holding::ActiveModel {
        post_id: Set(post_id),
        person_id: Set(holder.0),
        from_on: Set(holder.1),
        ..Default::default()
    };
    row.insert(db).await?;
    Ok(post_id)
}

async fn sit(db: &impl ConnectionTrait, slug: &str, names: (&str, &str), what: (BodyKind, &str)) -> Result<i64> {
    let row = body::ActiveModel {
        slug: Set(slug.to_owned()),
        name: Set(names.0.to_owned()),
        short_name: Set(names.1.to_owned()),
        kind: Set(Stored(what.0)),
        clear_days: Set(5),
        house_style: Set(Stored(HouseStyle::Dash)),
        remit: Set(what.1.to_owned()),
        ..Default::default()
    };
    let id = row.insert(db).await?.id;
    let questions = body_rule::ActiveModel {
        body_id: Set(id),
        position: Set(1),
        name: Set("Questions and statements from the public".to_owned()),
        days: Set(1),
        unit: Set(Stored(RuleUnit::Working)),
        anchor: Set(Stored(RuleAnchor::Meeting)),
        time_of_day: Set("09:00".to_owned()),
        ..Default::default()
    };
    questions.insert(db).await?;
    Ok(id)
}

async fn find_body(db: &impl ConnectionTrait, id: i64) -> Result<body::ActiveModel> {
    let found = body::Entity::find_by_id(id).one(db).await?.ok_or(crate::error::Error::NotFound)?;
    Ok(found.into_active_model())
}

/// Gives a body its chair, the chair's post, and its officer.
async fn preside(
    db: &impl ConnectionTrait,
    body_id: i64,
    name: &str,
    chair: (i64, NaiveDate),
    officer_post: i64,
) -> Result<()> {
    let row = post::ActiveModel {
        title: Set(format!("Chair, {name}")),
        kind: Set(Stored(PostKind::Chair)),
        body_id: Set(Some(body_id)),
        ..Default::default()
    };
    let chair_post = row.insert(db).await?.id;
    seat_at(db, body_id, chair, Seat::Chair).await?;
    let mut row = find_body(db, body_id).await?;
    row.chair_post_id = Set(Some(chair_post));
    row.officer_post_id = Set(Some(officer_post));
    row.update(db).await?;
    Ok(())
}

async fn seat_at(db: &impl ConnectionTrait, body_id: i64, person: (i64, NaiveDate), seat: Seat) -> Result<()> {
    let row = membership::ActiveModel {
        body_id: Set(body_id),
        person_id: Set(person.0),
        seat: Set(Stored(seat)),
        from_on: Set(person.1),
        ..Default::default()
    };
    row.insert(db).await?;
    Ok(())
}
