//! Stories of resolutions after they are recorded: what each part brings into being, several on one item, motions that
//! were lost, amended wording with what came of it, and what is taken back.

use crate::support::decided::{change, held_item, indicator, item, letters, meeting, owed};
use crate::support::{Browser, Council, House, Seen};
use remit_domain::invitation::Answer;
use remit_domain::letter::Kind;
use remit_domain::meeting::State;
use remit_domain::obligation::SubjectKind;
use remit_entity::{
    Stored, action, agenda_item, comment, data_request, figure, invitee, part_version, recommendation, referral,
    resolution, topic,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait, QueryOrder};

struct Case {
    house: House,
    council: Council,
    officer: Browser,
    item: i64,
    path: String,
}

async fn held() -> Case {
    let house = House::new("2022-11-04T10:00").await;
    let council = Council::found(&house).await;
    let item = held_item(&house, council.panel, "2022-11-03", "Performance Monitoring").await;
    let officer = house.signed_in(council.officer).await;
    Case { officer, item, path: format!("/items/{item}/resolution"), council, house }
}

impl Case {
    async fn record(&mut self, form: &[(&str, &str)]) -> Seen {
        self.officer.open(&self.path).await;
        self.officer.send(&self.path, form).await
    }

    /// An action is asked for in part 1, a recommendation made in part 2.
    async fn recorded(&mut self) -> Seen {
        let (owner, member) = (self.council.director_post.to_string(), self.council.cabinet_post.to_string());
        let form = [
            ("carried", "assent"),
            ("text_1", "more detail on children missing education be provided"),
            ("verb_1", "requested"),
            ("makes_1", "action"),
            ("owner_1", owner.as_str()),
            ("due_1", "fixed"),
            ("due_on_1", "2022-12-02"),
            ("text_2", "the Cabinet be asked to fund two posts"),
            ("verb_2", "recommended"),
            ("makes_2", "recommendation"),
            ("owner_2", member.as_str()),
            ("addressee_2", "executive"),
        ];
        let seen = self.record(&form).await;
        seen.is(200);
        seen
    }

    async fn only(&self) -> resolution::Model {
        resolution::Entity::find().one(self.house.app.db()).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn each_part_brings_into_being_what_its_verb_means() {
    let mut case = held().await;
    let next = meeting(&case.house, case.council.panel, "2023-01-24", State::Scheduled).await;
    let twelve = indicator(&case.house, case.council.panel, "12", "Timeliness of plans").await.to_string();
    let (owner, member) = (case.council.director_post.to_string(), case.council.cabinet_post.to_string());
    let form = [
        ("rows", "6"),
        ("carried", "assent"),
        ("text_1", "a briefing on attendance be sent"),
        ("verb_1", "requested"),
        ("makes_1", "information"),
        ("owner_1", owner.as_str()),
        ("due_1", "next_meeting"),
        ("text_2", "the Quarter 3 figures on plans be brought to the next meeting"),
        ("verb_2", "requested"),
        ("makes_2", "data_request"),
        ("owner_2", owner.as_str()),
        ("indicator_2", twelve.as_str()),
        ("text_3", "the Cabinet be asked to fund two posts"),
        ("verb_3", "recommended"),
        ("makes_3", "recommendation"),
        ("owner_3", member.as_str()),
        ("text_4", "the cabinet member be told of the panel's concern"),
        ("verb_4", "commented"),
        ("makes_4", "comment"),
        ("owner_4", member.as_str()),
        ("reply_by_4", "2022-12-15"),
        ("text_5", "home education"),
        ("verb_5", "deferred"),
        ("makes_5", "item"),
        ("text_6", "school transport"),
        ("verb_6", "agreed"),
        ("makes_6", "topic"),
    ];
    let seen = case.record(&form).await;
    seen.is(200).says("Information CF 22/23-001").says("Recommendation CF-R 22/23-001").says("Comment CF-C 22/23-001");
    seen.says("Data request CF 2022/23 Q3 – 1").says("Topic of the work programme no. ");
    seen.says("Taken up again").says("home education , 24 January 2023");
    let db = case.house.app.db();
    let asked = data_request::Entity::find().one(db).await.unwrap().unwrap();
    let line = figure::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(
        (asked.period.as_str(), line.request_id, line.indicator_id.to_string()),
        ("2022/23 Q3", asked.id, twelve)
    );
    assert_eq!(asked.owner_post_id.to_string(), owner);
    assert_eq!(owed(&case.house, SubjectKind::Request, asked.id).await, ["issue_request open 2023-01-03"]);
    let items = agenda_item::Entity::find().order_by_asc(agenda_item::Column::Id).all(db).await.unwrap();
    let there: Vec<_> = items.iter().filter(|one| one.meeting_id == next).map(|one| one.title.as_str()).collect();
    assert_eq!(there, ["the Quarter 3 figures on plans be brought to the next meeting", "home education"]);
    assert_eq!(asked.agenda_item_id, items[1].id, "the figures are asked for under their own item");
    assert!(items[1].purpose.contains("“Performance Monitoring”, part 2"), "{}", items[1].purpose);
    let said = comment::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(owed(&case.house, SubjectKind::Comment, said.id).await, ["reply_to_comment open 2022-12-15"]);
}

#[tokio::test]
async fn what_is_deferred_to_no_meeting_waits_on_the_work_programme() {
    let mut case = held().await;
    let deferred = [("text_1", "home education"), ("verb_1", "deferred"), ("makes_1", "item")];
    case.record(&deferred).await.is(200).says("Topic of the work programme no. ");
    let row = topic::Entity::find().one(case.house.app.db()).await.unwrap().unwrap();
    assert!(row.source.contains("Children and Families") && row.source.contains("part 1"), "{}", row.source);
}

/// Edge case 13.
#[tokio::test]
async fn a_director_who_could_not_attend_answers_after_the_meeting() {
    let mut case = held().await;
    invitee::ActiveModel {
        agenda_item_id: Set(case.item),
        post_id: Set(case.council.director_post),
        position: Set(1),
        answer: Set(Stored(Answer::Decline)),
        deputy: Set(String::new()),
        note: Set("On leave".to_owned()),
        version: Set(1),
        ..Default::default()
    }
    .insert(case.house.app.db())
    .await
    .unwrap();
    let seen = case.record(&[("text_1", "the report be noted"), ("verb_1", "noted")]).await;
    seen.says("Could not attend").says("Director of Children's Services: ask for answers after the meeting");
    let form = case.officer.open(&seen.link(&format!("/items/{}/actions/new", case.item)).replace("&#38;", "&")).await;
    form.is(200).says("Answer the questions of members on “Performance Monitoring” in writing");
    let owner = case.council.director_post.to_string();
    let fields = [
        ("kind", "information"),
        ("text", "Answer the questions of members in writing"),
        ("owner", owner.as_str()),
        ("due", "fixed"),
        ("due_on", "2022-11-18"),
    ];
    case.officer.send(&format!("/items/{}/actions", case.item), &fields).await.is(200);
    let made = action::Entity::find().one(case.house.app.db()).await.unwrap().unwrap();
    assert_eq!(made.kind.0, remit_domain::action::Kind::Information);
    case.officer.open(&case.path).await.does_not_say("Could not attend");
}

#[tokio::test]
async fn a_lost_motion_is_recorded_as_lost_beside_the_resolution() {
    let mut case = held().await;
    let owner = case.council.director_post.to_string();
    let lost = [
        ("mover", "Councillor Ann Low"),
        ("carried", "lost"),
        ("votes_for", "3"),
        ("votes_against", "5"),
        ("reason", "The figures were thought too old."),
        ("text_1", "the report be sent back"),
        ("verb_1", "agreed"),
        ("makes_1", "action"),
        ("owner_1", owner.as_str()),
        ("due_1", "next_meeting"),
    ];
    let seen = case.record(&lost).await;
    seen.is(200).says("Not carried").says("Motion: That the report be sent back").says("Lost: 3 for, 5 against.");
    seen.says("The figures were thought too old.").does_not_say("What came of it").does_not_say("Resolved");
    assert_eq!(action::Entity::find().count(case.house.app.db()).await.unwrap(), 0, "nothing comes of it");
    // The resolution that was carried stands beside it, and a further one beside that.
    let another = format!("{}/another", case.path);
    for (is_another, text) in [("", "the report be noted"), ("1", "officers be thanked")] {
        case.officer.open(&another).await.is(200);
        let form = [("is_another", is_another), ("text_1", text), ("verb_1", "noted")];
        case.officer.send(&case.path, &form).await.is(200).says(&format!("Resolved – That {text}"));
    }
    assert_eq!(resolution::Entity::find().count(case.house.app.db()).await.unwrap(), 3);
}

#[tokio::test]
async fn a_slip_is_corrected_without_a_reason_while_nobody_has_read_it_and_the_old_words_are_kept() {
    let mut case = held().await;
    case.recorded().await;
    let found = case.only().await;
    let path = format!("/resolutions/{}/amend", found.id);
    let form = case.officer.open(&path).await;
    form.is(200).says("Nobody else has read it yet").says("Came of it: Action CF 22/23-001");
    let mended = [
        ("version", "1"),
        ("carried", "assent"),
        ("text_1", "more detail on children missing from education be provided"),
        ("verb_1", "requested"),
        ("text_2", "the Cabinet be asked to fund two posts"),
        ("verb_2", "recommended"),
    ];
    let seen = case.officer.send(&path, &mended).await;
    seen.is(200).says("Resolution amended.").says("children missing from education").says("Source changed");
    seen.says("How part 1 read before").says("more detail on children missing education be provided");
    assert_eq!(part_version::Entity::find().count(case.house.app.db()).await.unwrap(), 1);
    // The same form sent again is stale, and loses nothing.
    let late = case.officer.send(&path, &mended).await;
    late.is(409).says("Somebody else changed this resolution").says("children missing from education");
    let same = [
        ("version", "2"),
        ("carried", "assent"),
        ("text_1", "more detail on children missing from education be provided"),
        ("verb_1", "requested"),
        ("text_2", "the Cabinet be asked to fund two posts"),
        ("verb_2", "recommended"),
    ];
    case.officer.send(&path, &same).await.is(422).says("It reads as before.");
}

/// Edge cases 16 and 17: the wording is corrected at the next meeting, after a recommendation went out.
#[tokio::test]
async fn an_amendment_at_the_next_meeting_flags_what_came_of_it_and_tells_those_who_have_it() {
    let mut case = held().await;
    case.recorded().await;
    let next = meeting(&case.house, case.council.panel, "2023-01-24", State::Scheduled).await;
    case.house.it_is("2023-01-25T10:00");
    change(&case.house, next, "2023-01-24", State::Held).await;
    case.house.tick().await;
    let (found, at) = (case.only().await, next.to_string());
    let path = format!("/resolutions/{}/amend", found.id);
    case.officer.open(&format!("{path}?at={next}")).await.is(200).says("Tuesday 24 January 2023");
    let version = found.version.to_string();
    let mut form = vec![
        ("version", version.as_str()),
        ("carried", "assent"),
        ("text_1", "more detail on children missing education be provided"),
        ("verb_1", "requested"),
        ("text_2", "the Cabinet be asked to fund three posts"),
        ("verb_2", "recommended"),
        ("at", at.as_str()),
        ("why", "The minutes should say three."),
    ];
    case.officer.send(&path, &form).await.is(200).says("Source changed").says("The minutes should say three.");
    let db = case.house.app.db();
    let put = recommendation::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!((put.part_version, put.text.as_str()), (1, "the Cabinet be asked to fund two posts"));
    case.officer.open("/due").await.says("Made from wording that has changed since (1)").says(&put.reference);
    case.house.it_is("2023-01-25T10:10");
    case.house.tick().await;
    let told: Vec<_> = letters(&case.house).await.into_iter().filter(|one| one.kind.0 == Kind::SourceChanged).collect();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0].to_address, "tom.arden@anyshire.example");
    assert!(!told[0].text.contains("three posts"), "never the words");
    insta::assert_snapshot!("letter_source_changed", told[0].text);
    // Somebody looks, and the flag comes down; its own words stay as they were served.
    let subject = put.id.to_string();
    case.officer.open(&case.path).await;
    let looked = [("noun", "recommendation"), ("subject", subject.as_str())];
    let seen = case.officer.send(&format!("/items/{}/changes", case.item), &looked).await;
    seen.is(200).does_not_say("Source changed");
    case.officer.open("/due").await.does_not_say("Made from wording");
    // A part that no longer stands withdraws nothing.
    form[0].1 = "2";
    form.push(("removed_1", "1"));
    case.officer.open(&path).await;
    case.officer.send(&path, &form).await.is(200).says("Removed").says("Source changed");
    let asked = action::Entity::find().one(db).await.unwrap().unwrap();
    assert!(asked.state.is_open());
    let page = case.officer.open(&format!("/actions/{}", asked.id)).await;
    page.says("The wording that this comes from has changed").says("No longer part of the resolution");
}

#[tokio::test]
async fn only_a_later_meeting_that_was_held_takes_a_resolution_back() {
    let mut case = held().await;
    case.recorded().await;
    let id = case.only().await.id;
    let path = format!("/resolutions/{id}/rescind");
    case.officer.open(&path).await.is(200).says("No later meeting of this body is recorded as held yet.");
    let ahead = meeting(&case.house, case.council.panel, "2023-01-24", State::Scheduled).await.to_string();
    let early = [("version", "1"), ("at", ahead.as_str()), ("why", "Overtaken")];
    case.officer.send(&path, &early).await.is(422);
    case.house.it_is("2023-01-25T10:00");
    change(&case.house, ahead.parse().unwrap(), "2023-01-24", State::Held).await;
    case.officer.open(&path).await.says("Action CF 22/23-001");
    case.officer.send(&path, &[("version", "1"), ("at", &ahead)]).await.is(422).says("Enter why it is changed");
    case.officer.send(&path, &early).await.is(200).says("Rescinded").says("Source changed");
    let asked = action::Entity::find().one(case.house.app.db()).await.unwrap().unwrap();
    assert_eq!(
        owed(&case.house, SubjectKind::Action, asked.id).await.len(),
        1,
        "nothing is lost and nothing withdrawn"
    );
    assert!(asked.state.is_open());
    case.officer.send(&path, &[("version", "2"), ("at", &ahead), ("why", "x")]).await.is(422).says("was rescinded");
}

/// Edge case 15: a referral that reaches the Board before the minutes are confirmed stands on a draft, and is flagged
/// when the confirmed text differs.
#[tokio::test]
async fn a_referral_cites_draft_minutes_and_is_reconciled_when_they_are_amended() {
    let mut case = held().await;
    let form = [("text_1", "EHC plans be referred"), ("verb_1", "referred"), ("makes_1", "referral")];
    case.record(&form).await.is(200);
    let made = referral::Entity::find().one(case.house.app.db()).await.unwrap().unwrap();
    let part = made.resolution_part_id;
    let unconfirmed = async |case: &Case| remit::resolving::is_unconfirmed(case.house.app.db(), part).await.unwrap();
    assert!(unconfirmed(&case).await);
    let id = case.only().await.id;
    let path = format!("/resolutions/{id}/amend");
    case.officer.open(&path).await;
    let form = [
        ("version", "1"),
        ("carried", "not_stated"),
        ("text_1", "the timeliness of EHC plans be referred"),
        ("verb_1", "referred"),
    ];
    case.officer.send(&path, &form).await.is(200).says("Source changed");
    let page = case.officer.open(&format!("/referrals/{}", made.id)).await;
    page.says("The wording was changed").says("EHC plans be referred");
    let now = referral::Entity::find_by_id(made.id).one(case.house.app.db()).await.unwrap().unwrap();
    let version = now.version.to_string();
    case.officer.send(&format!("/referrals/{}/wording", made.id), &[("version", &version)]).await.is(200);
    let page = case.officer.open(&format!("/referrals/{}", made.id)).await;
    page.says("the timeliness of EHC plans be referred").does_not_say("The wording was changed");
}

#[tokio::test]
async fn what_somebody_else_s_panel_resolved_is_not_amended_from_here() {
    let mut case = held().await;
    case.recorded().await;
    let id = case.only().await.id;
    for path in [format!("/resolutions/{id}/amend"), format!("/resolutions/{id}/rescind")] {
        case.house.signed_in(case.council.chair).await.open(&path).await.is(403);
        case.officer.open(&path.replace(&id.to_string(), "999")).await.is(404);
    }
    let other = item(&case.house, meeting(&case.house, case.council.board, "2022-11-01", State::Held).await, "x").await;
    let made = action::Entity::find().one(case.house.app.db()).await.unwrap().unwrap().id.to_string();
    case.officer.open(&case.path).await;
    let forged = [("noun", "action"), ("subject", made.as_str())];
    case.officer.send(&format!("/items/{other}/changes"), &forged).await.is(404);
}
