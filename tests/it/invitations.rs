//! Stories of invitations: a director or a cabinet member says who comes, by the link of a letter or by telephone.

use crate::support::field::id_in;
use crate::support::{Browser, Council, House, on};
use axum::http::Method;
use remit::inviting;
use remit::links;
use remit_domain::agenda::Access;
use remit_domain::invitation::Answer;
use remit_domain::obligation::{Kind, State, SubjectKind};
use remit_domain::person::PostKind;
use remit_entity::{Stored, agenda_item, holding, invitee, obligation, person, post, trail};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A panel that meets on Thursday 5 November 2026 and invites the director and the cabinet member.
struct Story {
    house: House,
    council: Council,
    officer: Browser,
    meeting: i64,
    item: i64,
}

impl Story {
    async fn begin() -> Self {
        let house = House::new("2026-10-01T10:00").await;
        let council = Council::found(&house).await;
        let mut officer = house.signed_in(council.officer).await;
        officer.open("/meetings/new").await.is(200);
        let form = [("body", "children-and-families"), ("held_on", "2026-11-05"), ("venue", "County Hall, Room 2")];
        let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().expect("scheduled"));
        let (director, cabinet) = (council.director_post.to_string(), council.cabinet_post.to_string());
        let form = [
            ("title", "Performance monitoring"),
            ("kind", "performance"),
            ("purpose", "To look at the second quarter."),
            ("invitees", director.as_str()),
            ("invitees", cabinet.as_str()),
        ];
        let answer = officer.send_only(&format!("/meetings/{meeting}/items"), &form).await;
        let item = id_in(&answer.leads_to().expect("added"));
        Self { house, council, officer, meeting, item }
    }

    async fn invitee(&self, post: i64) -> invitee::Model {
        let own = invitee::Entity::find().filter(invitee::Column::PostId.eq(post));
        own.order_by_desc(invitee::Column::Id).one(self.house.app.db()).await.unwrap().expect("invited")
    }

    /// The link of the letter to a person.
    async fn link(&self, person: i64, invitee: i64) -> String {
        let link = self
            .house
            .write(move |work| Box::pin(links::address(work, person, SubjectKind::Invitation, invitee)))
            .await;
        link.replace("http://scrutiny.example", "")
    }

    async fn director_link(&self) -> String {
        let invitee = self.invitee(self.council.director_post).await.id;
        self.link(self.council.director, invitee).await
    }

    async fn owed(&self, invitee: i64) -> Vec<obligation::Model> {
        let own = obligation::Entity::find()
            .filter(obligation::Column::Kind.eq(Stored(Kind::AnswerInvitation)))
            .filter(obligation::Column::SubjectId.eq(invitee));
        own.order_by_asc(obligation::Column::Id).all(self.house.app.db()).await.unwrap()
    }

    async fn item_is(&self, change: impl FnOnce(&mut agenda_item::ActiveModel)) {
        let db = self.house.app.db();
        let mut row = agenda_item::Entity::find_by_id(self.item).one(db).await.unwrap().unwrap().into_active_model();
        change(&mut row);
        row.update(db).await.unwrap();
    }
}

#[tokio::test]
async fn a_director_says_by_the_link_who_comes_and_may_say_otherwise_later() {
    let story = Story::begin().await;
    let invited = story.invitee(story.council.director_post).await;
    let owed = story.owed(invited.id).await.remove(0);
    assert_eq!(owed.title, "CF, 5 November 2026: invitation for Performance monitoring");
    assert_eq!((owed.due_on, owed.owner_post_id), (Some(on("2026-10-23")), story.council.director_post));
    let link = story.director_link().await;
    let mut director = story.house.public();
    let seen = director.open(&format!("{link}?answer=attend")).await;
    seen.is(200).says("Invitation to attend").says("Performance monitoring").says("To look at the second quarter.");
    seen.says("Director of Children's Services").says("Thursday 5 November 2026 , 2pm").says("County Hall, Room 2");
    assert!(seen.body.contains("value=\"attend\" checked"), "chosen, and not sent");
    assert_eq!(seen.headers["referrer-policy"], "no-referrer");
    assert_eq!(seen.headers["cache-control"], "no-store");
    assert_eq!(seen.headers["x-robots-tag"], "noindex");
    director.ask(Method::HEAD, &format!("{link}?answer=attend"), None).await.is(200);
    assert_eq!(story.invitee(story.council.director_post).await, invited, "looking answers nothing");
    director.open(&link).await.is(200);
    director.send(&link, &[]).await.is(422).says("Choose whether you will attend");
    let seen = director.send(&link, &[("answer", "deputy"), ("note", "On leave")]).await;
    seen.is(422).says("Enter who comes instead").says("On leave");
    let seen = director.send(&link, &[("answer", "attend"), ("version", "1")]).await;
    seen.is(200).says("Thank you.").says("The answer that we have: Will attend.");
    assert_eq!(story.owed(invited.id).await[0].state.0, State::Met);
    let form = [("answer", "deputy"), ("deputy", "Sam Poole, Assistant Director"), ("version", "2")];
    director.send(&link, &form).await.is(200).says("Sends a deputy: Sam Poole, Assistant Director.");
    let line = trail::Entity::find()
        .filter(trail::Column::Deed.eq("answered an invitation"))
        .order_by_desc(trail::Column::Id)
        .one(story.house.app.db())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(line.by, "via link issued to Bea Jones");
    assert!(line.detail.contains("was Will attend, now Sends a deputy: Sam Poole"), "{}", line.detail);
    let stale = director.send(&link, &[("answer", "attend"), ("version", "1")]).await;
    stale.is(409).says("Somebody else answered").says("Sends a deputy: Sam Poole");
}

/// Edge case 13: who cannot attend is still asked for a deputy, and told what becomes of members' questions.
#[tokio::test]
async fn whoever_declines_is_still_asked_for_a_deputy() {
    let story = Story::begin().await;
    let invited = story.invitee(story.council.director_post).await.id;
    let link = story.director_link().await;
    let mut director = story.house.public();
    director.open(&link).await.is(200);
    director.send(&link, &[("answer", "attend")]).await.is(200);
    let seen = director.send(&link, &[("answer", "decline"), ("note", "At a hearing.")]).await;
    seen.is(200).says("Cannot attend").says("answered after the meeting: each becomes an action");
    let owed = story.owed(invited).await;
    assert_eq!(owed.iter().filter(|one| one.state.0 == State::Open).count(), 1, "{owed:?}");
    let mut officer = story.house.signed_in(story.council.officer).await;
    let seen = officer.open(&format!("/invitations/{invited}")).await;
    seen.is(200).says("Nobody comes").says("At a hearing.").says("via link issued to Bea Jones");
    story.house.it_is("2026-10-20T10:00");
    officer.open("/due").await.is(200).says("invitation for Performance monitoring");
}

/// Edge cases 11 and 12: an invitation is the post's; whoever holds it on the day answers, and nobody before them.
#[tokio::test]
async fn an_invitation_passes_to_whoever_holds_the_post() {
    let story = Story::begin().await;
    let db = story.house.app.db();
    let link = story.director_link().await;
    let held = holding::Entity::find().filter(holding::Column::PostId.eq(story.council.director_post));
    let mut row = held.one(db).await.unwrap().unwrap().into_active_model();
    row.to_on = Set(Some(on("2026-10-05")));
    row.update(db).await.unwrap();
    let next = person::ActiveModel {
        name: Set("Ada Quill".to_owned()),
        email: Set("ada.quill@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let next = next.insert(db).await.unwrap().id;
    let row = holding::ActiveModel {
        post_id: Set(story.council.director_post),
        person_id: Set(next),
        from_on: Set(on("2026-10-06")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
    story.house.it_is("2026-10-06T10:00");
    let mut former = story.house.public();
    former.open(&link).await.is(200).says("This invitation has passed to whoever now holds the post.");
    let invited = story.invitee(story.council.director_post).await.id;
    let link = story.link(next, invited).await;
    let mut director = story.house.public();
    director.open(&link).await.is(200);
    director.send(&link, &[("answer", "attend")]).await.is(200).says("Will attend");
    let mut officer = story.house.signed_in(story.council.officer).await;
    officer.open(&format!("/invitations/{invited}")).await.says("Ada Quill");
}

/// Edge case 37: one person who is invited in two posts answers once, and stands once in the list.
#[tokio::test]
async fn one_person_in_two_posts_answers_once() {
    let story = Story::begin().await;
    let db = story.house.app.db();
    let title = "Cabinet Member with Responsibility for Transport".to_owned();
    let second =
        post::ActiveModel { title: Set(title), kind: Set(Stored(PostKind::CabinetMember)), ..Default::default() };
    let second = second.insert(db).await.unwrap().id;
    let own = holding::Entity::find().filter(holding::Column::PostId.eq(story.council.cabinet_post));
    let cabinet = own.one(db).await.unwrap().unwrap().person_id;
    let row = holding::ActiveModel {
        post_id: Set(second),
        person_id: Set(cabinet),
        from_on: Set(on("2020-01-01")),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
    let (item, first) = (story.item, story.council.cabinet_post);
    story.house.write(move |work| Box::pin(async move { inviting::invite(work, item, &[first, second]).await })).await;
    let invited = story.invitee(second).await.id;
    let link = story.link(cabinet, invited).await;
    let mut browser = story.house.public();
    let seen = browser.open(&link).await;
    seen.is(200).says("for Transport").says("for Education");
    browser.send(&link, &[("answer", "attend")]).await.is(200);
    assert_eq!(story.invitee(first).await.answer.0, Answer::Attend);
    assert_eq!(story.invitee(second).await.answer.0, Answer::Attend);
    let listed = inviting::list(db, [item], on("2026-10-01")).await.unwrap().remove(&item).unwrap();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((listed[0].invitees.len(), listed[0].words.as_str()), (2, "Will attend"));
    assert!(listed[0].post.contains(" and "), "{}", listed[0].post);
}

#[tokio::test]
async fn whoever_is_no_longer_invited_owes_nothing_and_their_link_leads_nowhere() {
    let mut story = Story::begin().await;
    let link = story.director_link().await;
    let (director, cabinet) =
        (story.invitee(story.council.director_post).await, story.invitee(story.council.cabinet_post).await);
    let post = story.council.cabinet_post.to_string();
    let version = agenda_item::Entity::find_by_id(story.item).one(story.house.app.db()).await.unwrap().unwrap().version;
    let version = version.to_string();
    let form = [
        ("title", "Performance of schools"),
        ("kind", "performance"),
        ("invitees", post.as_str()),
        ("version", version.as_str()),
    ];
    let path = format!("/items/{}/edit", story.item);
    story.officer.open(&path).await.is(200);
    story.officer.send(&path, &form).await.is(200);
    assert_eq!(story.owed(director.id).await[0].state.0, State::Withdrawn);
    story.house.public().open(&link).await.is(404).says("This link does not work any more");
    let stays = story.owed(cabinet.id).await.remove(0);
    assert_eq!(stays.title, "CF, 5 November 2026: invitation for Performance of schools");
    let path = format!("/meetings/{}/cancel", story.meeting);
    story.officer.open(&path).await.is(200);
    let meeting = story.meeting;
    story
        .house
        .write(move |work| {
            Box::pin(async move {
                use remit_entity::meeting;
                let row = meeting::Entity::find_by_id(meeting).one(&work.tx).await?.unwrap();
                let mut row = row.into_active_model();
                row.state = Set(Stored(remit_domain::meeting::State::Cancelled));
                row.update(&work.tx).await?;
                inviting::owe_for_meeting(work, meeting).await
            })
        })
        .await;
    assert_eq!(story.owed(cabinet.id).await[0].state.0, State::Withdrawn, "a cancelled meeting invites nobody");
}

#[tokio::test]
async fn an_officer_records_what_was_said_by_telephone() {
    let mut story = Story::begin().await;
    let invited = story.invitee(story.council.cabinet_post).await.id;
    let path = format!("/invitations/{invited}");
    let seen = story.officer.open(&path).await;
    seen.is(200).says("Councillor Tom Arden").says("No answer yet");
    let answer = format!("{path}/answer");
    story.officer.send(&answer, &[("answer", "deputy")]).await.is(422).says("Enter who comes instead");
    let form = [("answer", "attend"), ("note", "Rang on Tuesday."), ("version", "1")];
    story.officer.send(&answer, &form).await.is(200).says("Answer recorded.").says("Will attend").says("Rowan Ellery");
    let again = [("answer", "decline"), ("version", "1")];
    story.officer.send(&answer, &again).await.is(409).says("Somebody else recorded an answer").says("Will attend");
    let mut chair = story.house.signed_in(story.council.chair).await;
    chair.open(&path).await.is(200).says("Will attend").does_not_say("Record an answer");
    story.house.public().open(&path).await.is(200).says("Sign in");
    story.house.it_is("2026-11-06T10:00");
    story.officer.open(&path).await.is(200).says("can no longer be answered");
    story.officer.send(&answer, &[("answer", "decline")]).await.is(422).says("can no longer be answered");
}

/// Edge case 26: the link of a letter shows neither title nor purpose of what is not for everybody to read.
#[tokio::test]
async fn an_exempt_item_is_not_named_by_its_link() {
    let story = Story::begin().await;
    story
        .item_is(|row| {
            row.access = Set(Stored(Access::Exempt));
            row.title = Set("Tender of Brightwell Ltd".to_owned());
        })
        .await;
    let item = story.item;
    story.house.write(move |work| Box::pin(async move { inviting::owe(work, item).await })).await;
    let invited = story.invitee(story.council.director_post).await.id;
    assert_eq!(story.owed(invited).await[0].title, "CF, 5 November 2026: invitation for an exempt item");
    let link = story.director_link().await;
    let seen = story.house.public().open(&link).await;
    seen.is(200).does_not_say("Brightwell").does_not_say("second quarter").says("an exempt item");
}
