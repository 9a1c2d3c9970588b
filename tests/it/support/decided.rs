//! What decisions hang on: a meeting with an item, an indicator in a body's set, another panel with its own chair.
//! Rows are set directly; how meetings and indicators are kept is told in their own stories.

use super::{House, measures, on};
use remit::obligations::{self, Scope};
use remit::resolving::{self, Outcome, Wanted, WantedPart};
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::meeting::{ItemKind, State};
use remit_domain::obligation::SubjectKind;
use remit_domain::person::{BodyKind, PostKind, Seat};
use remit_domain::recommendation::Addressee;
use remit_domain::resolution::{Carried, HouseStyle, Makes, Verb};
use remit_domain::rhythm::Rhythm;
use remit_entity::{
    Stored, agenda_item, body, body_indicator, comment, letter, meeting, membership, obligation, person, post,
    recommendation,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A meeting of a body on a day.
pub async fn meeting(house: &House, body_id: i64, day: &str, state: State) -> i64 {
    let row = meeting::ActiveModel {
        body_id: Set(body_id),
        held_on: Set(on(day)),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(state)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

/// An item of a meeting.
pub async fn item(house: &House, meeting_id: i64, title: &str) -> i64 {
    let row = agenda_item::ActiveModel {
        meeting_id: Set(meeting_id),
        position: Set(1),
        title: Set(title.to_owned()),
        kind: Set(Stored(ItemKind::Performance)),
        subject: Set("performance-monitoring".to_owned()),
        version: Set(1),
        ..Default::default()
    };
    row.insert(house.app.db()).await.unwrap().id
}

/// A meeting that was held, with one item.
pub async fn held_item(house: &House, body_id: i64, day: &str, title: &str) -> i64 {
    let meeting_id = meeting(house, body_id, day, State::Held).await;
    item(house, meeting_id, title).await
}

/// Moves a meeting to another day or into another state, as the meetings column does: with what hangs on it settled.
pub async fn change(house: &House, meeting_id: i64, day: &str, state: State) {
    let day = on(day);
    house
        .write(move |work| {
            Box::pin(async move {
                let row = meeting::Entity::find_by_id(meeting_id).one(&work.tx).await?.unwrap();
                let body = row.body_id;
                let mut row = row.into_active_model();
                row.held_on = Set(day);
                row.state = Set(Stored(state));
                row.update(&work.tx).await?;
                obligations::settle(work, Scope::Meeting { id: meeting_id, body }).await
            })
        })
        .await;
}

/// An indicator in the set of a body.
pub async fn indicator(house: &House, body_id: i64, code: &str, name: &str) -> i64 {
    let db = house.app.db();
    let id = measures::enter(house, (code, name), Polarity::Lower, Some("15"), (10, ToleranceKind::Percent)).await;
    let row = body_indicator::ActiveModel {
        body_id: Set(body_id),
        indicator_id: Set(id),
        position: Set(1),
        agreed: Set(Stored(Rhythm::Quarterly)),
        agreed_at: Set(String::new()),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
    id
}

/// Another panel that reports to the same Board; its id and that of its chair.
pub async fn another_panel(house: &House, board: i64, officer_post: i64) -> (i64, i64) {
    let db = house.app.db();
    let row = body::ActiveModel {
        slug: Set("economy-and-environment".to_owned()),
        name: Set("Economy and Environment Overview and Scrutiny Panel".to_owned()),
        short_name: Set("EE".to_owned()),
        kind: Set(Stored(BodyKind::Panel)),
        reports_to_id: Set(Some(board)),
        officer_post_id: Set(Some(officer_post)),
        clear_days: Set(5),
        house_style: Set(Stored(HouseStyle::Capitals)),
        remit: Set(String::new()),
        ..Default::default()
    };
    let panel = row.insert(db).await.unwrap().id;
    (panel, chair(house, panel, "Councillor Ned Farrow", "ned.farrow@anyshire.example").await)
}

/// Somebody who chairs a body.
pub async fn chair(house: &House, body_id: i64, name: &str, email: &str) -> i64 {
    let db = house.app.db();
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(email.to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let person_id = row.insert(db).await.unwrap().id;
    let row = membership::ActiveModel {
        body_id: Set(body_id),
        person_id: Set(person_id),
        seat: Set(Stored(Seat::Chair)),
        from_on: Set(on("2015-01-01")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
    person_id
}

/// What is or was owed about a thing: kind, state, due date; oldest first.
pub async fn owed(house: &House, subject: SubjectKind, id: i64) -> Vec<String> {
    let rows = obligation::Entity::find()
        .filter(obligation::Column::SubjectKind.eq(Stored(subject)))
        .filter(obligation::Column::SubjectId.eq(id))
        .order_by_asc(obligation::Column::Id)
        .all(house.app.db())
        .await
        .unwrap();
    use remit_domain::word::Word;
    rows.iter()
        .map(|row| {
            let due = row.due_on.map_or("no date".to_owned(), |day| day.to_string());
            format!("{} {} {due}", row.kind.word(), row.state.word())
        })
        .collect()
}

/// Every letter that was written: to whom, and its subject; oldest first.
pub async fn letters(house: &House) -> Vec<letter::Model> {
    letter::Entity::find().order_by_asc(letter::Column::Id).all(house.app.db()).await.unwrap()
}

/// A resolution on an item with so many parts that recommend to a post and one that comments to it; the ids of the first
/// recommendation and of the comment.
pub async fn recommended(house: &House, (item_id, post): (i64, i64), text: &str, count: usize) -> (i64, i64) {
    let part = |number, text: String, verb, makes| WantedPart {
        number,
        text,
        verb: Some(verb),
        makes,
        owner: Some(post),
        addressee: Addressee::Executive,
        ..WantedPart::default()
    };
    let mut parts: Vec<WantedPart> = (1..=count)
        .map(|number| part(number, format!("{text} ({number})"), Verb::Recommended, Makes::Recommendation))
        .collect();
    let words = "the Panel is concerned about the pace".to_owned();
    parts.push(part(count + 1, words, Verb::Commented, Makes::Comment));
    let wanted = Wanted {
        narrative: String::new(),
        mover: "Councillor Dev Patel".to_owned(),
        seconder: "Councillor Ruth Wynn".to_owned(),
        carried: Carried::Assent,
        counts: None,
        parts,
        reason: String::new(),
        is_another: true,
    };
    let done = house.write(move |work| Box::pin(resolving::record(work, item_id, wanted))).await;
    assert!(matches!(done, Outcome::Done(_)), "{done:?}");
    let db = house.app.db();
    let of_item = recommendation::Column::AgendaItemId.eq(item_id);
    let first = recommendation::Entity::find().filter(of_item).order_by_asc(recommendation::Column::Id);
    let comments = comment::Entity::find().filter(comment::Column::AgendaItemId.eq(item_id));
    (first.one(db).await.unwrap().unwrap().id, comments.one(db).await.unwrap().unwrap().id)
}

/// Gives the Board a chair's post with a holder; the holder's id.
pub async fn chair_of_the_board(house: &House, board: i64) -> i64 {
    let db = house.app.db();
    let row = post::ActiveModel {
        title: Set("Chair, Overview and Scrutiny Performance Board".to_owned()),
        kind: Set(Stored(PostKind::Chair)),
        body_id: Set(Some(board)),
        ..Default::default()
    };
    let post_id = row.insert(db).await.unwrap().id;
    let mut row = body::Entity::find_by_id(board).one(db).await.unwrap().unwrap().into_active_model();
    row.chair_post_id = Set(Some(post_id));
    row.update(db).await.unwrap();
    chair(house, board, "Councillor Ada Bright", "ada.bright@anyshire.example").await
}
