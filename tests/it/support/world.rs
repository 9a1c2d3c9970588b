//! A council in the middle of everything: a meeting that was held with its report, a resolution with an action and
//! a referral, a request that waits for its director, and another panel whose chair has no business here.

use super::clerk::{Asked, Body, Clerk, Director, Facts, Measure};
use remit_entity::*;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use std::fmt::Write;

pub const PANEL: &str = "Children and Families Overview and Scrutiny Panel";
pub const OTHER: &str = "Economy Overview and Scrutiny Panel";
pub const BOARD: &str = "Overview and Scrutiny Performance Board";
pub const DIRECTOR: &str = "Director of Children's Services";

/// What there is, by id.
pub struct World {
    pub clerk: Clerk,
    /// The panel's chair.
    pub chair: i64,
    /// The chair of the other panel.
    pub other_chair: i64,
    pub held: i64,
    pub held_item: i64,
    /// A meeting to come, its item and its request.
    pub meeting: i64,
    pub item: i64,
    pub request: i64,
    pub indicator: i64,
    /// A figure that was published.
    pub figure: i64,
    pub action: i64,
    pub referral: i64,
    pub resolution: i64,
    pub recommendation: i64,
    pub comment: i64,
    pub paper: i64,
    pub letter: i64,
    /// A list of indicators that was taken in.
    pub import: i64,
    /// The links of letters, without the host.
    pub request_link: String,
    pub action_link: String,
    /// A meeting of the Board, the panel's feedback for it, and a route for referrals.
    pub board_meeting: i64,
    pub feedback: i64,
    pub route: i64,
    pub feedback_link: String,
}

impl World {
    /// The council on the morning of 10 November 2026.
    pub async fn new() -> Self {
        let mut clerk = bodies().await;
        let measure =
            Measure { code: "K1", name: "Plans in time", unit: "%", better: "higher", target: "60", tolerance: "5" };
        let measures = clerk.measures(&[measure]).await;
        let held = clerk.meeting(PANEL, "2026-11-05").await;
        let board_meeting = clerk.meeting(BOARD, "2026-11-18").await;
        let held_item = clerk.item(held, "Performance Monitoring", &[DIRECTOR]).await;
        let first = clerk.ask(held_item, asked("2026/27 Q2", &measures)).await;
        clerk.mornings("2026-10-01", "2026-10-01").await;
        let mut director = Director::opens(&clerk, "Bea Jones").await;
        director.confirms(&clerk).await;
        director.sends("submit", &[("K1 Plans in time", "41", "Demand.")]).await.is(200);
        clerk.at("2026-10-28T10:00").await;
        clerk.about_request(first, "accept", &[]).await;
        clerk.publish(held).await;
        clerk.at("2026-11-05T17:00").await;
        clerk.hold(held).await;
        let path = format!("/items/{held_item}/resolution");
        let owner = clerk.open(&path).await.choice(DIRECTOR);
        let form = [
            ("text_1", "a plan be brought."),
            ("verb_1", "requested"),
            ("makes_1", "action"),
            ("owner_1", owner.as_str()),
            ("due_1", "fixed"),
            ("due_on_1", "2026-11-24"),
            ("text_2", "the matter be referred."),
            ("verb_2", "referred"),
            ("makes_2", "referral"),
        ];
        clerk.browser.send(&path, &form).await.is(200).says("Resolution recorded.");
        let meeting = clerk.meeting(PANEL, "2026-12-10").await;
        let item = clerk.item(meeting, "Performance again", &[DIRECTOR]).await;
        let request = clerk.ask(item, asked("2026/27 Q2", &measures)).await;
        clerk.mornings("2026-11-10", "2026-11-10").await;
        clerk.at("2026-11-10T09:00").await;
        let (standing, topics) = ("/panels/children-and-families/standing", "/panels/children-and-families/topics");
        clerk.send(standing, standing, &[("title", "Apologies"), ("kind", "business")]).await;
        clerk.send("/panels/children-and-families/programme", topics, &[("title", "School transport")]).await;
        plan_ahead(clerk.house.app.db()).await;
        let request_link = link(&clerk, "/answer/request/").await;
        let action_link = link(&clerk, "/answer/action/").await;
        let recess = [("kind", "recess"), ("first_on", "2027-08-02"), ("last_on", "2027-08-27"), ("reason", "Summer")];
        clerk.send("/diary/new", "/diary", &[recess.as_slice(), &[("confirm", "yes")]].concat()).await;
        let db = clerk.house.app.db();
        let batch = batch::ActiveModel {
            what: Set("The year 2027/28".to_owned()),
            made_by: Set("Rowan Ellery".to_owned()),
            made_at: Set(clerk.house.app.clock().now()),
            ..Default::default()
        };
        batch.insert(db).await.unwrap();
        let import = trail::ActiveModel {
            at: Set(clerk.house.app.clock().now()),
            by: Set("Sam Oakes".to_owned()),
            deed: Set("took in a list of indicators".to_owned()),
            subject_kind: Set("import".to_owned()),
            subject_id: Set(0),
            detail: Set("2 added".to_owned()),
            ..Default::default()
        };
        let import = import.insert(db).await.unwrap().id;
        let named = |name: &'static str| person::Entity::find().filter(person::Column::Name.eq(name)).one(db);
        let chair = named("Councillor Imogen Hartley").await.unwrap().unwrap().id;
        let other_chair = named("Councillor Ned Farrow").await.unwrap().unwrap().id;
        a_document(db, request).await;
        what_trackers_remember(db, clerk.house.app.clock().now(), meeting).await;
        let (feedback, route) = (feedback_of(db, held).await, a_route(db).await);
        let feedback_link = clerk
            .house
            .write(move |work| {
                Box::pin(remit::links::address(work, chair, remit_domain::obligation::SubjectKind::Feedback, feedback))
            })
            .await;
        let (recommendation, comment) = matters(&clerk, held_item).await;
        Self {
            chair,
            other_chair,
            import,
            held,
            held_item,
            meeting,
            item,
            request,
            figure: figure::Entity::find()
                .filter(figure::Column::RequestId.eq(first))
                .one(db)
                .await
                .unwrap()
                .unwrap()
                .id,
            indicator: indicator::Entity::find().one(db).await.unwrap().unwrap().id,
            action: action::Entity::find().one(db).await.unwrap().unwrap().id,
            recommendation,
            comment,
            referral: referral::Entity::find().one(db).await.unwrap().unwrap().id,
            resolution: resolution::Entity::find().one(db).await.unwrap().unwrap().id,
            paper: paper::Entity::find().one(db).await.unwrap().unwrap().id,
            letter: letter::Entity::find().one(db).await.unwrap().unwrap().id,
            request_link,
            action_link,
            board_meeting,
            feedback,
            route,
            feedback_link,
            clerk,
        }
    }

    /// Where a door leads here: the address with something that exists in the place of its variable parts.
    pub fn address(&self, door: &str) -> String {
        let noun = door.split('/').nth(1).unwrap_or_default();
        let id = match noun {
            "meetings" => self.meeting,
            "items" => self.item,
            "requests" | "chasing" => self.request,
            "indicators" => self.indicator,
            "figures" => self.figure,
            "actions" => self.action,
            "referrals" => self.referral,
            "recommendations" => self.recommendation,
            "comments" => self.comment,
            "papers" => self.paper,
            "letters" => self.letter,
            "imports" => self.import,
            "board" => self.board_meeting,
            "feedback" => self.feedback,
            "routes" => self.route,
            "resolutions" => self.resolution,
            _ => 1,
        };
        let token = match door.split('/').nth(2) {
            Some("request") => self.request_link.rsplit('/').next().unwrap(),
            Some("action") => self.action_link.rsplit('/').next().unwrap(),
            Some("feedback") => self.feedback_link.rsplit('/').next().unwrap(),
            _ => "a-token-that-nobody-was-given",
        };
        let day = "2026-11-05";
        let address = door
            .replace("{id}", &id.to_string())
            .replace("{token}", token)
            .replace("{on}", day)
            .replace("{other}", "1")
            .replace("{room}", "requests")
            .replace("{code}", "K1")
            .replace("{kind}", "submit_data");
        let address = address.replace("{slug}", "children-and-families").replace("{date}", day);
        assert!(!address.contains('{'), "{door} has a part of which nothing is known");
        address
    }
}

fn asked<'a>(period: &'a str, measures: &'a [String]) -> Asked<'a> {
    let title = "Performance Information Dashboard";
    Asked { of: DIRECTOR, period, kind: "figures", appendix: "1", title, coverage: "", measures }
}

async fn bodies() -> Clerk {
    let facts = Facts {
        council: "Anyshire County Council",
        contact: "Rowan Ellery, Overview and Scrutiny Officer",
        proper_officer: "Democratic Governance and Scrutiny Manager",
    };
    let mut clerk = Clerk::begin("2026-10-01T07:45", &facts).await;
    clerk.body(&Body { name: BOARD, short: "OSPB", kind: "board", reports_to: "", style: "dash" }).await;
    for (name, short) in [(PANEL, "CF"), (OTHER, "EC")] {
        clerk.body(&Body { name, short, kind: "panel", reports_to: BOARD, style: "dash" }).await;
    }
    clerk.seat(PANEL, "chair", "Councillor Imogen Hartley").await;
    clerk.seat(OTHER, "chair", "Councillor Ned Farrow").await;
    clerk.post(DIRECTOR, "director", "Bea Jones").await;
    clerk
}

async fn link(clerk: &Clerk, begins: &str) -> String {
    let mail = clerk.mail("Bea Jones").await;
    let lines = mail.iter().rev().flat_map(|letter| letter.text.lines());
    let link =
        lines.map(|line| line.trim().replace("http://scrutiny.example", "")).find(|line| line.starts_with(begins));
    link.unwrap_or_else(|| panic!("no letter leads to {begins}: {mail:#?}"))
}

/// Every row of every table.
pub async fn everything(db: &DatabaseConnection) -> String {
    let mut all = String::new();
    macro_rules! rows {
        ($($table:ident)*) => {
            $(writeln!(all, "{}: {:?}", stringify!($table), $table::Entity::find().all(db).await.unwrap()).unwrap();)*
        };
    }
    rows!(action action_update agenda_item attempt body body_indicator closed_day code council data_request figure);
    rows!(holding indicator invitee letter link meeting membership notice obligation paper person post referral);
    rows!(resolution resolution_part session setting throttle trail item_body standing_item topic);
    rows!(follow discussed round chief_letter saved_view bulk_change);
    rows!(feedback feedback_line referral_route);
    rows!(recommendation recommendation_update response response_part comment);
    rows!(attendance batch body_rule feed meeting_body publication telling correction comparator);
    all
}

/// A recommendation and a comment that came of an item; nobody has heard of them yet.
async fn matters(clerk: &Clerk, item: i64) -> (i64, i64) {
    let post = post::Entity::find().filter(post::Column::Title.eq(DIRECTOR)).one(clerk.house.app.db()).await;
    let post = post.unwrap().unwrap().id;
    super::decided::recommended(&clerk.house, (item, post), "a plan for timeliness be brought", 1).await
}

/// A document that came with a request.
async fn a_document(db: &DatabaseConnection, request: i64) {
    let row = appendix::ActiveModel {
        request_id: Set(request),
        title: Set("Slides".to_owned()),
        file_name: Set("slides.pdf".to_owned()),
        media_type: Set("application/pdf".to_owned()),
        bytes: Set(Some(b"%PDF-1.7".to_vec())),
        digest: Set(String::new()),
        access: Set(Stored(remit_domain::agenda::Access::Public)),
        promise_why: Set(String::new()),
        sent_at: Set(Some(super::at("2026-11-10T09:00"))),
        sent_by: Set("Bea Jones".to_owned()),
        version: Set(1),
        ..Default::default()
    };
    row.insert(db).await.unwrap();
}

/// A change of many rows, an update round and a letter to the chief executive, each the first of its kind.
async fn what_trackers_remember(db: &DatabaseConnection, now: chrono::DateTime<chrono::Utc>, meeting_id: i64) {
    let action = action::Entity::find().one(db).await.unwrap().unwrap();
    let changed = bulk_change::ActiveModel {
        what: Set("ask".to_owned()),
        was: Set("[]".to_owned()),
        made_by: Set("Rowan Ellery".to_owned()),
        made_at: Set(now),
        ..Default::default()
    };
    changed.insert(db).await.unwrap();
    let round = round::ActiveModel {
        meeting_id: Set(meeting_id),
        post_id: Set(action.owner_post_id),
        opened_on: Set(super::on("2026-11-10")),
        ..Default::default()
    };
    round.insert(db).await.unwrap();
    let letter = chief_letter::ActiveModel {
        body_id: Set(action.body_id),
        subject_kind: Set(Stored(remit_domain::obligation::SubjectKind::Action)),
        subject_id: Set(action.id),
        text: Set("Dear Chief Executive".to_owned()),
        state: Set(Stored(remit_domain::chief_letter::State::Drafted)),
        made_at: Set(now),
        ended_by: Set(String::new()),
        version: Set(1),
        ..Default::default()
    };
    letter.insert(db).await.unwrap();
}

/// A recess in the diary, and a batch none of whose meetings stands any more.
async fn plan_ahead(db: &DatabaseConnection) {
    let recess = closed_day::ActiveModel {
        kind: Set(Stored(remit_domain::diary::ClosedKind::Recess)),
        first_on: Set(super::on("2027-08-02")),
        last_on: Set(super::on("2027-08-31")),
        reason: Set("Summer recess".to_owned()),
        ..Default::default()
    };
    recess.insert(db).await.unwrap();
    let batch = batch::ActiveModel {
        what: Set("Meetings of a year".to_owned()),
        made_by: Set("Rowan Ellery".to_owned()),
        made_at: Set(super::at("2026-11-10T09:00")),
        ..Default::default()
    };
    batch.insert(db).await.unwrap();
}

/// The feedback of the panel that held a meeting: the round of its Board is open.
async fn feedback_of(db: &DatabaseConnection, held: i64) -> i64 {
    let panel = meeting::Entity::find_by_id(held).one(db).await.unwrap().unwrap().body_id;
    let of = feedback::Entity::find().filter(feedback::Column::BodyId.eq(panel));
    of.one(db).await.unwrap().unwrap().id
}

/// A route from the Board down to its first panel.
async fn a_route(db: &DatabaseConnection) -> i64 {
    let panel = body::Entity::find().filter(body::Column::ReportsToId.is_not_null()).one(db).await.unwrap().unwrap();
    let row = referral_route::ActiveModel {
        from_body_id: Set(panel.reports_to_id.unwrap()),
        to_body_id: Set(panel.id),
        ..Default::default()
    };
    row.insert(db).await.unwrap().id
}
