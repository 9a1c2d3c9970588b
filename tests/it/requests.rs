//! Stories of data requests as officers see them: planned, issued on their day, chased, accepted, promised for
//! later, withdrawn. What the director does is told in `answers`.

use crate::support::{Browser, Council, House, Seen, measures, on};
use remit_domain::indicator::{Polarity, ToleranceKind};
use remit_domain::letter::Kind;
use remit_domain::meeting::{ItemKind, State as MeetingState};
use remit_domain::obligation::State as OwedState;
use remit_domain::rhythm::Rhythm;
use remit_entity::{
    Stored, agenda_item, body_indicator, data_request, figure, letter, meeting, obligation, rating_policy, trail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// A panel with a meeting on 3 November 2022 and three indicators in its set (case 000's quarter).
pub struct Quarter {
    pub house: House,
    pub council: Council,
    pub item: i64,
    pub meeting: i64,
    pub indicators: Vec<i64>,
    pub officer: Browser,
}

pub async fn indicator(house: &House, code: &str, name: &str, target: Option<&str>, polarity: Polarity) -> i64 {
    measures::enter(house, (code, name), polarity, target, (5, ToleranceKind::Absolute)).await
}

pub async fn put_in_set(house: &House, body: i64, indicators: &[i64]) {
    for (position, id) in (1..).zip(indicators) {
        let row = body_indicator::ActiveModel {
            body_id: Set(body),
            indicator_id: Set(*id),
            position: Set(position),
            agreed: Set(Stored(Rhythm::Quarterly)),
            agreed_at: Set(String::new()),
            ..Default::default()
        };
        row.insert(house.app.db()).await.unwrap();
    }
}

/// A meeting with its item for performance monitoring.
pub async fn meeting_on(house: &House, body: i64, day: &str) -> (i64, i64) {
    let row = meeting::ActiveModel {
        body_id: Set(body),
        held_on: Set(on(day)),
        starts_at: Set("14:00".to_owned()),
        venue: Set("County Hall".to_owned()),
        state: Set(Stored(MeetingState::Scheduled)),
        lag: Set(10),
        version: Set(1),
        ..Default::default()
    };
    let meeting = row.insert(house.app.db()).await.unwrap().id;
    let row = agenda_item::ActiveModel {
        meeting_id: Set(meeting),
        position: Set(1),
        title: Set("Performance and In-Year Budget Monitoring".to_owned()),
        kind: Set(Stored(ItemKind::Performance)),
        subject: Set("performance-monitoring".to_owned()),
        version: Set(1),
        ..Default::default()
    };
    (meeting, row.insert(house.app.db()).await.unwrap().id)
}

impl Quarter {
    pub async fn begin(now: &str) -> Self {
        let house = House::new(now).await;
        let council = Council::found(&house).await;
        let (meeting, item) = meeting_on(&house, council.panel, "2022-11-03").await;
        let indicators = vec![
            indicator(&house, "EHCP20", "Plans issued within 20 weeks", Some("60"), Polarity::Higher).await,
            indicator(&house, "NEET", "Not in education or training", Some("5"), Polarity::Lower).await,
            indicator(&house, "EXCL", "Permanent exclusions", None, Polarity::Neutral).await,
        ];
        put_in_set(&house, council.panel, &indicators).await;
        let officer = house.signed_in(council.officer).await;
        Self { house, council, item, meeting, indicators, officer }
    }

    /// The officer asks for the panel's set; gives back the request.
    pub async fn ask(&mut self) -> i64 {
        self.ask_for("2022/23 Q2", "figures", &self.indicators.clone()).await
    }

    pub async fn ask_for(&mut self, period: &str, kind: &str, indicators: &[i64]) -> i64 {
        self.officer.open(&format!("/requests/new?item={}", self.item)).await.is(200);
        let (item, owner) = (self.item.to_string(), self.council.director_post.to_string());
        let ticked: Vec<String> = indicators.iter().map(i64::to_string).collect();
        let mut fields = vec![
            ("item", item.as_str()),
            ("owner", owner.as_str()),
            ("period", period),
            ("kind", kind),
            ("coverage", "Education and special educational needs"),
            ("appendix", "1"),
            ("appendix_title", "Performance Information Dashboard"),
            ("twice", "yes"),
        ];
        fields.extend(ticked.iter().map(|id| ("indicators", id.as_str())));
        let seen = self.officer.send("/requests", &fields).await;
        seen.is(200).says("Request made.");
        seen.path.trim_start_matches("/requests/").parse().unwrap()
    }

    pub async fn request(&self, id: i64) -> data_request::Model {
        data_request::Entity::find_by_id(id).one(self.house.app.db()).await.unwrap().unwrap()
    }

    pub async fn lines(&self, id: i64) -> Vec<figure::Model> {
        figure::Entity::find()
            .filter(figure::Column::RequestId.eq(id))
            .order_by_asc(figure::Column::Position)
            .all(self.house.app.db())
            .await
            .unwrap()
    }

    /// The letters about data. What else is told of a meeting has stories of its own.
    pub async fn letters(&self) -> Vec<letter::Model> {
        use remit_domain::letter::Kind;
        let told = [
            Kind::ChairsBrief,
            Kind::ChairsWeek,
            Kind::OfficersDay,
            Kind::AgendaPublished,
            Kind::ComplianceWarning,
            Kind::Invitation,
            Kind::MeetingDates,
        ];
        let about_data = letter::Entity::find().filter(letter::Column::Kind.is_not_in(told.map(Stored)));
        about_data.order_by_asc(letter::Column::Id).all(self.house.app.db()).await.unwrap()
    }

    /// What is still owed, but for the acknowledgement: its kind's word, its day, whether it is a promise.
    pub async fn owed(&self) -> Vec<(String, String)> {
        use remit_domain::word::Word;
        obligation::Entity::find()
            .filter(obligation::Column::State.eq(Stored(OwedState::Open)))
            .filter(obligation::Column::Kind.ne(Stored(remit_domain::obligation::Kind::AcknowledgeRequest)))
            .order_by_asc(obligation::Column::Id)
            .all(self.house.app.db())
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.kind.0.word().to_owned(), row.due_on.map(|on| on.to_string()).unwrap_or_default()))
            .collect()
    }

    /// Lives through the mornings of these days, each twice.
    pub async fn live_until(&self, from: &str, until: &str) {
        let mut day = on(from);
        while day <= on(until) {
            self.house.it_is(&format!("{day}T08:00"));
            self.house.tick().await;
            self.house.tick().await;
            self.house.deliver().await;
            day = day.succ_opt().unwrap();
        }
    }
}

fn version(row: &data_request::Model) -> String {
    row.version.to_string()
}

#[tokio::test]
async fn a_request_waits_for_its_day_and_then_goes_out_by_itself() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.ask().await;
    let seen = quarter.officer.open(&format!("/requests/{id}")).await;
    seen.says("CF 2022/23 Q2 – 1").says("Planned").says("Quarter 2 (July to September 2022)");
    seen.says("Goes out Monday 3 October 2022 – 20 working days before the papers must be published, but not before 2022/23 Q2 has ended.");
    assert_eq!(quarter.owed().await, [("issue_request".to_owned(), "2022-10-03".to_owned())]);
    quarter.live_until("2022-09-29", "2022-10-02").await;
    assert!(quarter.letters().await.is_empty());
    quarter.live_until("2022-10-03", "2022-10-03").await;
    assert_eq!(quarter.owed().await, [("submit_data".to_owned(), "2022-10-19".to_owned())]);
    let letters = quarter.letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to_address, "b.jones@anyshire.example");
    assert_eq!(
        letters[0].subject,
        "Quarter 2 performance data for Children and Families Overview and Scrutiny Panel – due Wed 19 October 2022"
    );
    assert!(letters[0].text.contains("- Plans issued within 20 weeks"));
    let seen = quarter.officer.open(&format!("/requests/{id}")).await;
    seen.says("With director").says("Due Wednesday 19 October 2022").says("Handed over").says("Issued Remit,");
}

#[tokio::test]
async fn a_request_made_after_its_day_goes_out_at_once_and_numbers_run_on() {
    let mut quarter = Quarter::begin("2022-10-10T09:00").await;
    let first = quarter.ask().await;
    assert_eq!(quarter.owed().await, [("submit_data".to_owned(), "2022-10-19".to_owned())]);
    let second = quarter.ask_for("q2 2022-23", "finance", &[]).await;
    assert_eq!(quarter.request(first).await.reference, "CF 2022/23 Q2 – 1");
    assert_eq!(quarter.request(second).await.reference, "CF 2022/23 Q2 – 2");
    assert!(quarter.lines(second).await.is_empty());
}

/// Edge case 36: two due dates on one item.
#[tokio::test]
async fn an_item_may_ask_for_a_quarter_and_a_later_budget_period() {
    let mut quarter = Quarter::begin("2023-07-03T09:00").await;
    let (_, item) = meeting_on(&quarter.house, quarter.council.panel, "2023-09-27").await;
    quarter.item = item;
    quarter.ask_for("2023/24 Q1", "figures", &quarter.indicators.clone()).await;
    quarter.ask_for("Period 4 2023/24", "finance", &[]).await;
    assert_eq!(
        quarter.owed().await,
        [("issue_request", "2023-08-21"), ("issue_request", "2023-08-21")]
            .map(|(kind, on)| (kind.to_owned(), on.to_owned()))
    );
}

#[tokio::test]
async fn what_is_wrong_with_the_form_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let path = format!("/requests/new?item={}", quarter.item);
    let seen = quarter.officer.open(&path).await;
    assert_eq!(seen.body.matches("type=\"checkbox\" value=\"").count(), 3);
    assert_eq!(seen.body.matches(" checked").count(), 4, "the panel's set and the kind are chosen");
    let item = quarter.item.to_string();
    let typed = [
        ("item", item.as_str()),
        ("owner", ""),
        ("period", "Q5 2022/23"),
        ("kind", "figures"),
        ("coverage", "Schools & “early years”"),
        ("appendix", "nought"),
        ("appendix_title", " "),
    ];
    let seen = quarter.officer.send("/requests", &typed).await;
    seen.is(422).says("Choose who is asked.").says("A financial year has quarters 1 to 4.");
    seen.says("The appendix needs a number from 1 to 99.").says("Enter what the appendix is called.");
    seen.says("Choose at least one indicator.");
    assert!(seen.body.contains("value=\"Q5 2022/23\""));
    assert!(seen.body.contains("href=\"#period\""));
    assert!(seen.body.contains("Schools &#38; “early years”"));
    assert!(seen.body.contains("<title>Error: "));
    assert_eq!(data_request::Entity::find().all(quarter.house.app.db()).await.unwrap().len(), 0);
}

#[tokio::test]
async fn nothing_is_asked_for_a_meeting_that_is_over() {
    let mut quarter = Quarter::begin("2022-11-04T09:00").await;
    let row =
        meeting::ActiveModel { id: Set(quarter.meeting), state: Set(Stored(MeetingState::Held)), ..Default::default() };
    row.update(quarter.house.app.db()).await.unwrap();
    quarter.officer.open(&format!("/requests/new?item={}", quarter.item)).await;
    let (item, owner, ticked) =
        (quarter.item.to_string(), quarter.council.director_post.to_string(), quarter.indicators[0].to_string());
    let fields = [
        ("item", item.as_str()),
        ("owner", owner.as_str()),
        ("period", "2022/23 Q2"),
        ("kind", "figures"),
        ("appendix", "1"),
        ("appendix_title", "Dashboard"),
        ("indicators", ticked.as_str()),
    ];
    let seen = quarter.officer.send("/requests", &fields).await;
    seen.is(422).says("This meeting has been held or cancelled");
}

#[tokio::test]
async fn reminders_climb_from_the_request_to_overdue_and_never_two_letters_a_morning() {
    let mut quarter = Quarter::begin("2022-10-03T09:00").await;
    quarter.ask().await;
    quarter.live_until("2022-10-03", "2022-11-02").await;
    let letters = quarter.letters().await;
    let to = |address: &str| -> Vec<(String, String)> {
        let own = letters.iter().filter(|row| row.to_address == address);
        own.map(|row| {
            let mark = row.subject.split("Quarter").next().unwrap().to_owned();
            (remit_domain::london::date_in_london(row.written_at).to_string(), mark)
        })
        .collect()
    };
    let wanted = [
        ("2022-10-03", ""),
        ("2022-10-05", "Reminder: "),
        ("2022-10-10", "Scrutiny this week: 1 due"),
        ("2022-10-12", "Reminder: "),
        ("2022-10-17", "Scrutiny this week: 1 due"),
        ("2022-10-19", "Due today: "),
        ("2022-10-20", "Overdue: "),
        ("2022-10-24", "Overdue: "),
        ("2022-10-26", "Overdue: "),
    ];
    let wanted: Vec<_> = wanted.iter().map(|(on, mark)| ((*on).to_owned(), (*mark).to_owned())).collect();
    assert_eq!(to("b.jones@anyshire.example"), wanted);
    let copies: Vec<_> =
        wanted[6..].iter().map(|(on, _)| (on.clone(), "For information, overdue: ".to_owned())).collect();
    assert_eq!(to("rowan.ellery@anyshire.example"), copies);
    assert_eq!(to("nia.prosser@anyshire.example").len(), 1);
    let of_chair = to("imogen.hartley@anyshire.example");
    assert_eq!(of_chair.iter().filter(|(_, mark)| mark.starts_with("For information")).count(), 1);
    let reminders: Vec<_> = letters.iter().filter_map(|row| row.morning_key.clone()).collect();
    let mornings: std::collections::BTreeSet<_> = reminders.iter().collect();
    assert_eq!(mornings.len(), reminders.len());
}

#[tokio::test]
async fn overdue_is_what_an_issued_request_is_called_once_its_day_is_over() {
    let mut quarter = Quarter::begin("2022-10-03T09:00").await;
    let id = quarter.ask().await;
    quarter.house.it_is("2022-10-19T09:00");
    quarter.officer.open("/requests?state=overdue").await.says("No request fits.");
    quarter.officer.open(&format!("/requests/{id}")).await.says("Due today").does_not_say("Overdue");
    quarter.house.it_is("2022-10-21T09:00");
    quarter.officer.open("/requests?state=overdue").await.says("CF 2022/23 Q2 – 1").says("2 working days late");
    quarter.officer.open(&format!("/requests/{id}")).await.says("Overdue").says("2 working days late");
    quarter.officer.open("/due").await.says("2 working days late");
    assert_eq!(quarter.request(id).await.state.0, remit_domain::request::State::Issued);
}

#[tokio::test]
async fn what_is_promised_to_follow_moves_its_date_and_its_reminders() {
    let mut quarter = Quarter::begin("2022-10-03T09:00").await;
    let id = quarter.ask().await;
    quarter.live_until("2022-10-03", "2022-10-18").await;
    quarter.officer.open(&format!("/requests/{id}")).await;
    let path = format!("/requests/{id}/to-follow");
    let stands = version(&quarter.request(id).await);
    for (promised, reason, sentence) in [
        ("", "The month closes late", "Enter the date by which it will come."),
        ("2022-10-17", "The month closes late", "The promised date must be today or later."),
        ("2022-11-04", "The month closes late", "The promised date must not be after the meeting on 3 November 2022."),
        ("2022-11-01", " ", "Enter the reason."),
    ] {
        let fields = [("version", stands.as_str()), ("promised_on", promised), ("reason", reason)];
        let seen = quarter.officer.send(&path, &fields).await;
        seen.is(422).says(sentence);
        assert!(seen.body.contains(reason.trim()));
    }
    let fields = [("version", stands.as_str()), ("promised_on", "2022-11-01"), ("reason", "The month closes late")];
    let seen = quarter.officer.send(&path, &fields).await;
    seen.is(200).says("Declared to follow.").says("To follow").says("Tuesday 1 November 2022: The month closes late");
    assert_eq!(quarter.owed().await, [("submit_data".to_owned(), "2022-11-01".to_owned())]);
    let before = quarter.letters().await.len();
    quarter.live_until("2022-10-19", "2022-11-02").await;
    let after: Vec<_> = quarter.letters().await.split_off(before);
    let said: Vec<_> = after
        .iter()
        .filter(|row| row.to_address.starts_with("b.jones"))
        .map(|row| (row.date_at.date_naive().to_string(), row.kind.0))
        .collect();
    let wanted = [
        ("2022-10-24", Kind::DirectorsWeek),
        ("2022-10-25", Kind::DataReminder),
        ("2022-10-28", Kind::DataReminder),
        ("2022-10-31", Kind::DirectorsWeek),
        ("2022-11-01", Kind::DataReminder),
        ("2022-11-02", Kind::DataOverdue),
    ];
    assert_eq!(said, wanted.map(|(on, kind)| (on.to_owned(), kind)));
    assert!(after[1].text.contains("You promised it for that day, as “to follow”."));
    assert!(after[1].subject.ends_with("due Tue 1 November 2022"));
}

#[tokio::test]
async fn a_withdrawn_request_is_chased_no_more_and_its_waiting_letter_is_called_back() {
    let mut quarter = Quarter::begin("2022-10-03T09:00").await;
    let id = quarter.ask().await;
    quarter.house.tick().await;
    assert_eq!(quarter.letters().await.len(), 1);
    quarter.officer.open(&format!("/requests/{id}")).await;
    let stands = version(&quarter.request(id).await);
    let seen = quarter.officer.send(&format!("/requests/{id}/withdraw"), &[("version", &stands)]).await;
    seen.is(200).says("Request withdrawn.").says("Withdrawn before it was sent");
    assert!(quarter.owed().await.is_empty());
    quarter.live_until("2022-10-04", "2022-10-26").await;
    assert_eq!(quarter.letters().await.len(), 1);
}

#[tokio::test]
async fn a_page_opened_before_somebody_else_acted_decides_nothing() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.ask().await;
    let stands = version(&quarter.request(id).await);
    quarter.officer.open(&format!("/requests/{id}")).await;
    quarter.officer.send(&format!("/requests/{id}/issue"), &[("version", &stands)]).await.says("Request issued.");
    let fields = [("version", stands.as_str()), ("promised_on", "2022-11-01"), ("reason", "Staff are away")];
    let seen = quarter.officer.send(&format!("/requests/{id}/to-follow"), &fields).await;
    seen.is(409).says("Somebody else changed this request").says("Staff are away").says("With director");
    assert_eq!(quarter.request(id).await.promised_on, None);
    let seen = quarter.officer.send(&format!("/requests/{id}/issue"), &[("version", "2")]).await;
    seen.is(422).says("This request has been issued already.");
    let seen = quarter.officer.send(&format!("/requests/{id}/accept"), &[("version", "2")]).await;
    seen.is(422).says("There is nothing to accept yet");
}

#[tokio::test]
async fn a_chair_reads_the_requests_of_their_own_panel_and_changes_none() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let own = quarter.ask().await;
    let (_, item) = meeting_on(&quarter.house, quarter.council.board, "2022-11-16").await;
    quarter.item = item;
    let other = quarter.ask().await;
    let mut chair = quarter.house.signed_in(quarter.council.chair).await;
    chair.open(&format!("/requests/{own}")).await.is(200).says("CF 2022/23 Q2 – 1").does_not_say("Issue now");
    chair.open(&format!("/requests/{other}")).await.is(404).says("Page not found");
    chair.open("/requests").await.says("CF 2022/23 Q2 – 1").does_not_say("OSPB 2022/23 Q2");
    chair.open("/requests?panel=performance-board").await.does_not_say("OSPB 2022/23 Q2");
    chair.send(&format!("/requests/{own}/issue"), &[("version", "1")]).await.is(403);
    quarter.officer.open("/requests?panel=performance-board").await.says("OSPB 2022/23 Q2 – 1").does_not_say("CF 2022");
    let seen = quarter.house.public().ask(axum::http::Method::GET, &format!("/requests/{own}"), None).await;
    assert!(seen.leads_to().is_some_and(|to| to.starts_with("/sign-in")));
    quarter.officer.open("/requests/99").await.is(404);
}

#[tokio::test]
async fn the_chair_asks_for_nineteen_measures_and_all_are_asked_in_order() {
    let mut quarter = Quarter::begin("2018-07-02T09:00").await;
    let mut measures = Vec::new();
    for n in 1..=19 {
        let (code, name) = (format!("M{n:02}"), format!("Measure {n}"));
        measures.push(indicator(&quarter.house, &code, &name, Some("90"), Polarity::Higher).await);
    }
    let (_, item) = meeting_on(&quarter.house, quarter.council.panel, "2018-09-14").await;
    quarter.item = item;
    let id = quarter.ask_for("2018/19 Q1", "figures", &measures).await;
    let lines = quarter.lines(id).await;
    assert_eq!(lines.iter().map(|row| row.indicator_id).collect::<Vec<_>>(), measures);
    quarter.live_until("2018-08-08", "2018-08-10").await;
    let letters = quarter.letters().await;
    assert_eq!(letters[0].text.matches("\n- Measure ").count(), 19);
}

#[tokio::test]
async fn a_line_keeps_the_target_it_was_asked_under() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    let id = quarter.ask().await;
    let db = quarter.house.app.db();
    let of = rating_policy::Entity::find().filter(rating_policy::Column::IndicatorId.eq(quarter.indicators[0]));
    let rule = of.one(db).await.unwrap().unwrap();
    assert!(rule.rule.contains("60"), "{}", rule.rule);
    let row =
        rating_policy::ActiveModel { id: Set(rule.id), rule: Set(rule.rule.replace("60", "90")), ..Default::default() };
    row.update(db).await.unwrap();
    assert_eq!(quarter.lines(id).await[0].policy().target(), Some(60.into()));
}

#[tokio::test]
async fn the_list_is_paged_and_the_history_names_who_did_what() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    for _ in 0..26 {
        quarter.ask_for("2022/23 Q2", "finance", &[]).await;
    }
    let seen = quarter.officer.open("/requests").await;
    seen.says("26 requests").says("Page 1 of 2").says("– 26").does_not_say("Q2 – 1 ");
    quarter.officer.open("/requests?page=2").await.says("CF 2022/23 Q2 – 1").does_not_say("– 26");
    quarter.officer.open("/requests?page=99").await.is(200).says("26 requests");
    let told = trail::Entity::find().filter(trail::Column::SubjectKind.eq("request")).all(quarter.house.app.db()).await;
    assert!(told.unwrap().iter().all(|row| row.by == "Rowan Ellery" && row.deed == "planned"));
}

#[tokio::test]
async fn an_officer_chooses_among_the_items_of_coming_meetings() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    meeting_on(&quarter.house, quarter.council.panel, "2022-07-14").await;
    let seen = quarter.officer.open("/requests/new").await;
    seen.says("Thursday 3 November 2022").does_not_say("14 July 2022");
    assert_eq!(seen.link("/requests/new?item="), format!("/requests/new?item={}", quarter.item));
    quarter.officer.open("/requests/new?item=x").await.is(404);
}

#[tokio::test]
async fn an_identical_second_request_is_made_only_when_it_is_meant() {
    let mut quarter = Quarter::begin("2022-09-12T09:00").await;
    quarter.ask().await;
    let (item, owner) = (quarter.item.to_string(), quarter.council.director_post.to_string());
    let (one, other) = (quarter.indicators[0].to_string(), quarter.council.cabinet_post.to_string());
    let form = |owner: &str, kind: &str, period: &str, twice: &str| -> Vec<(String, String)> {
        let fields = [
            ("item", item.as_str()),
            ("indicators", &one),
            ("owner", owner),
            ("kind", kind),
            ("period", period),
            ("appendix", "2"),
            ("appendix_title", "Second dashboard"),
            ("twice", twice),
        ];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    };
    quarter.officer.open(&format!("/requests/new?item={item}")).await.does_not_say("Ask a second time");
    let refused = ask_with(&mut quarter.officer, &form(&owner, "figures", "2022/23 Q2", "")).await;
    refused.is(422).says("This post has a request for the same item and period already.");
    refused.says("Ask a second time for the same");
    assert!(refused.body.contains("value=\"Second dashboard\""), "what was typed is kept");
    let meant = ask_with(&mut quarter.officer, &form(&owner, "figures", "2022/23 Q2", "yes")).await;
    meant.is(200).says("Request made.").says("CF 2022/23 Q2 – 2");
    // Another post, another period, or slides beside the figures are no second request.
    for fields in [
        form(&other, "figures", "2022/23 Q2", ""),
        form(&owner, "figures", "2022/23 Q1", ""),
        form(&owner, "finance", "2022/23 Q2", ""),
    ] {
        ask_with(&mut quarter.officer, &fields).await.is(200).says("Request made.");
    }
}

async fn ask_with(officer: &mut Browser, fields: &[(String, String)]) -> Seen {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    officer.send("/requests", &fields).await
}
