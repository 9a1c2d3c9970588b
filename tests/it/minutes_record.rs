//! Stories of recording what was minuted: looked at first, in one deed, never twice; and founding cases 002 and 003 typed,
//! recorded, printed in the council's house style, read back and recorded again as the same.

use crate::support::decided::{indicator, item, meeting};
use crate::support::{Browser, Council, House, Seen};
use remit_domain::action::Kind;
use remit_domain::meeting::State;
use remit_domain::minutes_print::{self, Minutes, Reader};
use remit_domain::resolution::{Carried, HouseStyle, Verb};
use remit_domain::word::Word;
use remit_entity::{
    action, agenda_item, comment, item_note, obligation, recommendation, referral, resolution, resolution_part,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

struct Meeting {
    house: House,
    council: Council,
    id: i64,
    item: i64,
    officer: Browser,
}

impl Meeting {
    async fn on(day: &str) -> Self {
        let house = House::new(&format!("{day}T17:00")).await;
        let council = Council::found(&house).await;
        let id = meeting(&house, council.panel, day, State::Held).await;
        let item = item(&house, id, "Performance Monitoring").await;
        let officer = house.signed_in(council.officer).await;
        Self { house, council, id, item, officer }
    }

    async fn types(&mut self, text: &str) -> Seen {
        let item = self.item;
        self.types_under(item, text).await
    }

    async fn types_under(&mut self, item: i64, text: &str) -> Seen {
        let path = format!("/meetings/{}/minutes", self.id);
        let version = format!("version-{item}");
        let stands = self.officer.open(&path).await.carries(&version);
        let (field, save) = (format!("text-{item}"), format!("save-{item}"));
        let form = [("do", save.as_str()), (&field, text), (&version, &stands)];
        let seen = self.officer.send(&format!("{path}/notes"), &form).await;
        seen.is(200);
        seen
    }

    fn path(&self) -> String {
        format!("/meetings/{}/minutes/record", self.id)
    }

    async fn looks(&mut self) -> Seen {
        let path = self.path();
        self.officer.open(&path).await
    }

    async fn records(&mut self, chosen: &[(&str, &str)]) -> Seen {
        let path = self.path();
        let page = self.officer.open(&path).await;
        let versions = hidden(&page);
        let mut form: Vec<(&str, &str)> =
            versions.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.extend(chosen);
        self.officer.send(&path, &form).await
    }

    async fn resolutions(&self) -> Vec<resolution::Model> {
        resolution::Entity::find().order_by_asc(resolution::Column::Id).all(self.house.app.db()).await.unwrap()
    }

    async fn actions(&self) -> Vec<action::Model> {
        action::Entity::find().order_by_asc(action::Column::Id).all(self.house.app.db()).await.unwrap()
    }

    async fn parts(&self, of: i64) -> Vec<resolution_part::Model> {
        let found = resolution_part::Entity::find().filter(resolution_part::Column::ResolutionId.eq(of));
        found.order_by_asc(resolution_part::Column::Number).all(self.house.app.db()).await.unwrap()
    }
}

/// The versions of the notes that a review carries.
fn hidden(page: &Seen) -> Vec<(String, String)> {
    let fields = page.body.split("name=\"version-").skip(1);
    fields
        .map(|rest| {
            let (item, rest) = rest.split_once("\" value=\"").unwrap();
            (format!("version-{item}"), rest.split('"').next().unwrap().to_owned())
        })
        .collect()
}

const TYPED: &str = "Members asked about demand.\nQ[32]: reference to 4% to be clarified @dcs by 27 Nov\nM: Cllr Hartley S: Cllr Low carried: vote 7-2-1\nR: the Quarter 2 information be noted\nR: reports on the workforce be brought to the next meeting @dcs\nREF Board scrutiny: EHC plan timeliness\nREC Cabinet: publish the plan @cab\nC: the wait is too long @cab by 11 Dec\nA: circulate guide @scrutiny-officer by 4 Dec";

#[tokio::test]
async fn everything_that_was_typed_is_recorded_in_one_deed() {
    let mut at = Meeting::on("2026-11-05").await;
    meeting(&at.house, at.council.board, "2026-11-18", State::Scheduled).await;
    let measure = indicator(&at.house, at.council.panel, "32", "Plans in time").await;
    at.types(TYPED).await;
    at.looks()
        .await
        .is(200)
        .says("Moved by Councillor Imogen Hartley, seconded by Cllr Low. Agreed by a vote: 7 for, 2 against, 1 abstained.")
        .says("Resolved (2): reports on the workforce be brought to the next meeting Requested: an action, Director of Children's Services, for the next meeting")
        .says("the Cabinet be recommended to publish the plan")
        .says("Record all of it");
    let seen = at.records(&[]).await;
    seen.is(200).says("Recorded: 1 motion, 2 requests from the discussion.").says("Nothing waits to be recorded.");
    let all = at.resolutions().await;
    let [made] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((made.mover.as_str(), made.mover_id), ("Councillor Imogen Hartley", Some(at.council.chair)));
    assert_eq!((made.seconder.as_str(), made.seconder_id, made.carried.0), ("Cllr Low", None, Carried::Vote));
    assert_eq!((made.votes_for, made.votes_against, made.votes_abstained), (Some(7), Some(2), Some(1)));
    assert_eq!(made.narrative, "Members asked about demand.");
    let verbs: Vec<Verb> = at.parts(made.id).await.iter().map(|part| part.verb.0).collect();
    assert_eq!(verbs, [Verb::Noted, Verb::Requested, Verb::Referred, Verb::Recommended, Verb::Commented]);
    let actions = at.actions().await;
    let told: Vec<_> =
        actions.iter().map(|one| (one.text.as_str(), one.kind.0, one.owner_post_id, one.indicator_id)).collect();
    assert_eq!(
        told,
        [
            ("reports on the workforce be brought to the next meeting", Kind::Action, at.council.director_post, None),
            ("reference to 4% to be clarified", Kind::Information, at.council.director_post, Some(measure)),
            ("circulate guide", Kind::Action, at.council.officer_post, None),
        ]
    );
    let db = at.house.app.db();
    let referred = referral::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!((referred.text.as_str(), referred.kind.0.word()), ("EHC plan timeliness", "further_scrutiny"));
    assert_eq!(recommendation::Entity::find().one(db).await.unwrap().unwrap().text, "publish the plan");
    let comment = comment::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(
        (comment.text.as_str(), comment.reply_by.map(|on| on.to_string())),
        ("the wait is too long", Some("2026-12-11".to_owned()))
    );
    assert_eq!(item_note::Entity::find().one(db).await.unwrap().unwrap().text, TYPED);
}

#[tokio::test]
async fn typing_on_and_recording_again_adds_only_what_is_new() {
    let mut at = Meeting::on("2026-11-05").await;
    at.types("R: the report be noted\nA: circulate guide @scrutiny-officer by 4 Dec").await;
    at.records(&[]).await.is(200).says("Recorded: 1 motion, 1 request from the discussion.");
    at.types("R: the report be noted and received\nA: circulate guide @scrutiny-officer by 4 Dec\nA: book a room @dcs by 8 Dec\nM: Hartley\nR: fees be agreed").await;
    at.looks()
        .await
        .says("Recorded, and typed otherwise since")
        .says("R: the report be noted R: the report be noted and received")
        .says("Change it on the page of the resolution")
        .says("book a room")
        .does_not_say("circulate guide");
    at.records(&[]).await.is(200).says("Recorded: 1 motion, 1 request from the discussion.");
    let all = at.resolutions().await;
    assert_eq!(all.len(), 2);
    assert_eq!(at.parts(all[0].id).await[0].text, "the report be noted", "what is recorded stands");
    assert_eq!(at.actions().await.len(), 2);
    at.looks().await.says("R: the report be noted and received").does_not_say("Record all of it");
    at.records(&[]).await.is(422).says("Everything in the notes is recorded already.");
    assert_eq!(at.resolutions().await.len(), 2);
}

#[tokio::test]
async fn a_motion_that_was_lost_is_recorded_as_lost_and_makes_nothing() {
    let mut at = Meeting::on("2026-11-05").await;
    at.types("M: Hartley S: Low\nR: fees be raised and a plan be brought @dcs\nREF Board: fees\ncarried: lost 3-5 because of the cost\nM: Bell carried: unanimous\nR: fees be noted").await;
    at.looks().await.says("Motion, lost: Moved by Councillor Imogen Hartley").says("Lost: 3 for, 5 against.");
    at.records(&[]).await.is(200).says("Recorded: 2 motions");
    let all = at.resolutions().await;
    let told: Vec<_> = all.iter().map(|one| (one.carried.0, one.position, one.reason.as_str())).collect();
    assert_eq!(told, [(Carried::Lost, 1, "because of the cost"), (Carried::Unanimous, 2, "")]);
    assert!(at.actions().await.is_empty());
    assert!(referral::Entity::find().all(at.house.app.db()).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_unclear_is_chosen_before_anything_is_recorded() {
    let mut at = Meeting::on("2026-11-05").await;
    at.types("R: the future of the hub\nR: a guide be circulated\nA: write a letter @scrutiny\nINFO: note on staff @dcs by 4 Dec\ncarried: perhaps").await;
    let page = at.looks().await;
    page.says("Mend this in the notes first")
        .says("“perhaps” is not understood as a vote")
        .does_not_say("Record all of it");
    at.types("R: the future of the hub\nR: a guide be circulated\nA: write a letter @scrutiny\nINFO: note on staff @dcs by 4 Dec").await;
    let page = at.records(&[]).await;
    page.is(422)
        .says("Item 1: Choose the verb.")
        .says("Item 1: Choose who it goes to.")
        .says("Item 1: Choose when it is due.");
    assert!(at.resolutions().await.is_empty() && at.actions().await.is_empty(), "all or nothing");
    let item = at.item;
    let name = |what: &str, line: usize| format!("{what}-{item}-{line}");
    let director = at.council.director_post.to_string();
    let (verb, owner, due, on) = (name("verb", 1), name("owner", 2), name("due", 2), name("due_on", 2));
    let (later, letter) = (name("owner", 3), name("due", 3));
    let mut chosen = vec![
        (verb.as_str(), "agreed"),
        (owner.as_str(), director.as_str()),
        (due.as_str(), "fixed"),
        (on.as_str(), "2026-12-01"),
    ];
    at.records(&chosen).await.is(422).says("could be several posts");
    chosen.extend([(later.as_str(), "nobody"), (letter.as_str(), "")]);
    at.records(&chosen).await.is(200).says("Recorded: 1 motion, 1 request from the discussion.");
    let made = at.parts(at.resolutions().await[0].id).await;
    assert_eq!(made.iter().map(|part| part.verb.0).collect::<Vec<_>>(), [Verb::Agreed, Verb::Requested]);
    let actions = at.actions().await;
    assert_eq!(
        actions.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(),
        ["a guide be circulated", "note on staff"]
    );
    // What was left out for now waits still.
    at.looks().await.says("write a letter").says("Record all of it");
}

#[tokio::test]
async fn notes_that_changed_after_the_look_are_looked_at_again() {
    let mut at = Meeting::on("2026-11-05").await;
    at.types("R: the report be noted").await;
    let page = at.looks().await;
    let versions = hidden(&page);
    at.types("R: the report be noted\nR: thanks be recorded").await;
    let form: Vec<(&str, &str)> = versions.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = at.path();
    let seen = at.officer.send(&path, &form).await;
    seen.is(409).says("The notes were changed meanwhile").says("thanks be recorded");
    assert!(at.resolutions().await.is_empty());
    // A resolution that was recorded by its own form is not recorded once more unless somebody says so.
    let own = format!("/items/{}/resolution", at.item);
    at.officer.open(&own).await;
    let noted = [("carried", "assent"), ("text_1", "the report be noted"), ("verb_1", "noted")];
    at.officer.send(&own, &noted).await.is(200);
    at.looks().await.says("was recorded elsewhere");
    at.records(&[]).await.is(422).says("Everything in the notes is recorded already.");
    assert_eq!(at.resolutions().await.len(), 1);
    let another = format!("another-{}", at.item);
    at.records(&[(&another, "yes")]).await.is(200).says("Recorded: 1 motion");
    assert_eq!(at.resolutions().await.len(), 2);
}

/// What was decided on an item, as plain words: motions with their parts, and actions with who and when.
async fn decided(house: &House, item_id: i64) -> Vec<String> {
    let db = house.app.db();
    let mut all = Vec::new();
    let found = resolution::Entity::find().filter(resolution::Column::AgendaItemId.eq(item_id));
    for one in found.order_by_asc(resolution::Column::Position).all(db).await.unwrap() {
        all.push(format!(
            "{:?} {}/{} {:?}-{:?}-{:?}",
            one.carried.0, one.mover, one.seconder, one.votes_for, one.votes_against, one.votes_abstained
        ));
        let parts = resolution_part::Entity::find().filter(resolution_part::Column::ResolutionId.eq(one.id));
        for part in parts.order_by_asc(resolution_part::Column::Number).all(db).await.unwrap() {
            all.push(format!("({}) {:?}: {}", part.number, part.verb.0, part.text.trim_end_matches('.')));
        }
    }
    for one in action::Entity::find()
        .filter(action::Column::AgendaItemId.eq(item_id))
        .order_by_asc(action::Column::Id)
        .all(db)
        .await
        .unwrap()
    {
        let is_part = one.resolution_part_id.is_some();
        let text = one.text.trim_end_matches('.').to_owned();
        all.push(format!("{is_part} {text} / {} / {}", one.owner_post_id, owed(house, one.id).await));
    }
    all
}

async fn owed(house: &House, action: i64) -> String {
    let all =
        obligation::Entity::find().filter(obligation::Column::SubjectId.eq(action)).all(house.app.db()).await.unwrap();
    all.iter()
        .find(|one| one.title.contains("–") || one.subject_id == action)
        .map(|one| format!("{:?}", one.due_on))
        .unwrap_or_default()
}

/// The minutes of a meeting as the council prints them.
async fn printed(house: &House, style: HouseStyle, meeting_id: i64, body: &str) -> String {
    let db = house.app.db();
    let held = remit_entity::meeting::Entity::find_by_id(meeting_id).one(db).await.unwrap().unwrap();
    let whole = remit::resolving::gather(db, &held).await.unwrap();
    let whole = Minutes { style, body: body.to_owned(), ..whole };
    minutes_print::text(&minutes_print::print(&whole, Reader::Cleared))
}

#[tokio::test]
async fn what_was_said_where_nothing_was_moved_is_printed_too() {
    let mut at = Meeting::on("2026-11-05").await;
    at.types("The Chair thanked the staff.\nMembers agreed with him.").await;
    let paper = printed(&at.house, HouseStyle::Dash, at.id, "Panel").await;
    assert!(paper.contains("The Chair thanked the staff.\n\nMembers agreed with him."), "{paper}");
}

/// Typed and recorded, printed, read back at another meeting of the same day, and recorded there.
async fn round(
    day: &str,
    style: HouseStyle,
    (committee, title, typed): (&str, &str, &str),
) -> (Vec<String>, Vec<String>) {
    let mut at = Meeting::on(day).await;
    let row = agenda_item::Entity::find_by_id(at.item).one(at.house.app.db()).await.unwrap().unwrap();
    let mut row = sea_orm::IntoActiveModel::into_active_model(row);
    row.title = sea_orm::ActiveValue::Set(title.to_owned());
    sea_orm::ActiveModelTrait::update(row, at.house.app.db()).await.unwrap();
    at.types(typed).await;
    at.records(&[]).await.is(200).says("Recorded: 1 motion");
    let paper = printed(&at.house, style, at.id, committee).await;
    println!("{paper}");
    let first = decided(&at.house, at.item).await;
    let again = meeting(&at.house, at.council.panel, day, State::Held).await;
    let other = item(&at.house, again, title).await;
    (at.id, at.item) = (again, other);
    let path = format!("/meetings/{again}/minutes/read");
    at.officer.open(&path).await;
    let seen = at.officer.send(&path, &[("text", paper.as_str())]).await;
    seen.is(200);
    let lines = seen.body.split("name=\"text-1\"").nth(1).unwrap().split("</textarea>").next().unwrap();
    let lines = lines.split_once('>').unwrap().1.trim_start_matches('\n').replace("&#34;", "\"").replace("&#39;", "'");
    let chosen = other.to_string();
    at.officer
        .send(&format!("{path}/keep"), &[("item-1", &chosen), ("text-1", &lines)])
        .await
        .is(200)
        .says("Nothing is recorded yet.");
    let seen = at.records(&[]).await;
    seen.is(200).says("Recorded: 1 motion");
    (first, decided(&at.house, other).await)
}

#[tokio::test]
async fn case_002_typed_printed_read_back_is_the_same() {
    let typed = "Members sought further information on SEND.\nM: Councillor Kate Cannon S: Councillor Chris Carubia carried: assent\nR: the progress made to date and the next steps involved in developing and rolling out a new performance monitoring framework be noted.\nR: the content of the Performance Report (Appendix A) and highlight any areas requiring further clarification or action be noted.\nR: performance reports in relation to children’s social work workforce and post-16 participation in employment, education and training following the pandemic be brought to the next meeting. @dcs";
    let case = ("Children, Young People & Education Committee", "Children's Services Performance Report", typed);
    let (first, again) = round("2021-09-13", HouseStyle::Dash, case).await;
    assert_eq!(first.len(), 5, "{first:#?}");
    assert_eq!(first, again);
}

#[tokio::test]
async fn case_003_typed_printed_read_back_is_the_same() {
    let typed = "The report presented a regular update on the performance of services for children.\nA: Clarify the reference to 4% in the commentary on Indicator 12 @dcs by 2 December\nR: the September 2022 outturn of key performance indicators and associated management commentary be noted.";
    let committee = "Children, Education and Families Policy Development and Scrutiny Committee";
    let case = (committee, "Performance Reporting - Children's Scrutiny Dataset Part 1 (Public)", typed);
    let (first, again) = round("2022-11-17", HouseStyle::Capitals, case).await;
    assert_eq!(first.len(), 3, "{first:#?}");
    assert_eq!(first, again);
}
