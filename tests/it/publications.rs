//! Stories of what is published: the checklist, the notice, supplements, errata, withdrawals; and what is never in it.

use crate::support::decided;
use crate::support::field::{self, Ask, id_in};
use crate::support::{Browser, Council, House, Seen, at, on};
use remit_domain::agenda::{Access, ItemState};
use remit_domain::letter::Kind;
use remit_domain::meeting::ItemKind;
use remit_domain::obligation::{Kind as Owed, State as OwedState, SubjectKind};
use remit_domain::person::Seat;
use remit_domain::publication::PublicationKind;
use remit_domain::request::State;
use remit_domain::resolution::Carried;
use remit_entity::{
    Stored, agenda_item, body_rule, meeting, membership, obligation, paper, person, publication, resolution, telling,
    trail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A panel whose agenda for Thursday 3 November 2022 is being made ready.
struct Story {
    house: House,
    council: Council,
    officer: Browser,
    meeting: i64,
}

impl Story {
    async fn begin(now: &str) -> Self {
        let house = House::new(now).await;
        let council = Council::found(&house).await;
        let mut officer = house.signed_in(council.officer).await;
        officer.open("/meetings/new").await.is(200);
        let form = [("body", "children-and-families"), ("held_on", "2022-11-03"), ("venue", "County Hall, Room 2")];
        let meeting = id_in(&officer.send_only("/meetings", &form).await.leads_to().expect("scheduled"));
        Self { house, council, officer, meeting }
    }

    fn at(&self, what: &str) -> String {
        format!("/meetings/{}/{what}", self.meeting)
    }

    async fn item(&mut self, title: &str, kind: ItemKind, change: impl FnOnce(&mut agenda_item::ActiveModel)) -> i64 {
        let db = self.house.app.db();
        let before = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(self.meeting));
        let position = i32::try_from(before.all(db).await.unwrap().len()).unwrap() + 1;
        let mut row = agenda_item::ActiveModel {
            meeting_id: Set(self.meeting),
            position: Set(position),
            title: Set(title.to_owned()),
            kind: Set(Stored(kind)),
            subject: Set(title.to_lowercase().replace(' ', "-")),
            version: Set(1),
            ..Default::default()
        };
        change(&mut row);
        row.insert(db).await.unwrap().id
    }

    async fn item_is(&self, id: i64, change: impl FnOnce(&mut agenda_item::ActiveModel)) {
        let db = self.house.app.db();
        let mut row = agenda_item::Entity::find_by_id(id).one(db).await.unwrap().unwrap().into_active_model();
        change(&mut row);
        row.update(db).await.unwrap();
    }

    async fn final_report(&mut self, title: &str, words: &str) -> i64 {
        let words = words.to_owned();
        self.item(title, ItemKind::Business, |row| {
            row.state = Set(Stored(ItemState::FinalReceived));
            row.report = Set(words);
        })
        .await
    }

    async fn exempt(&mut self, title: &str, words: &str) -> i64 {
        let id = self.final_report(title, words).await;
        self.item_is(id, |row| {
            row.access = Set(Stored(Access::Exempt));
            row.exempt_paragraphs = Set("3".to_owned());
            row.public_interest = Set("Prices tendered in confidence.".to_owned());
            row.proper_officer = Set("Nia Prosser".to_owned());
        })
        .await;
        id
    }

    async fn publish(&mut self, fields: &[(&str, &str)]) -> Seen {
        self.officer.open(&self.at("publish")).await.is(200);
        let at = self.at("publish");
        self.officer.send(&at, fields).await
    }

    async fn publications(&self) -> Vec<publication::Model> {
        let own = publication::Entity::find().filter(publication::Column::MeetingId.eq(self.meeting));
        own.order_by_asc(publication::Column::Number).all(self.house.app.db()).await.unwrap()
    }

    async fn papers(&self, item: i64) -> Vec<paper::Model> {
        let own = paper::Entity::find().filter(paper::Column::AgendaItemId.eq(item));
        own.order_by_asc(paper::Column::Number).all(self.house.app.db()).await.unwrap()
    }

    async fn told(&self, kind: Kind) -> Vec<telling::Model> {
        let all = telling::Entity::find().filter(telling::Column::Kind.eq(Stored(kind)));
        all.all(self.house.app.db()).await.unwrap()
    }

    async fn row(&self) -> meeting::Model {
        meeting::Entity::find_by_id(self.meeting).one(self.house.app.db()).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn the_checklist_says_what_is_not_ready_and_stops_nothing() {
    let mut story = Story::begin("2022-10-24T10:00").await;
    let director = story.council.director_post;
    story.item("Apologies", ItemKind::Business, |_| {}).await;
    story
        .item("Highways plan", ItemKind::Business, |row| {
            row.state = Set(Stored(ItemState::Commissioned));
            row.report_post_id = Set(Some(director));
        })
        .await;
    story
        .item("School places", ItemKind::Business, |row| {
            row.state = Set(Stored(ItemState::ToFollow));
            row.report_post_id = Set(Some(director));
            row.follows_on = Set(Some(on("2022-10-31")));
        })
        .await;
    story.item("Transport", ItemKind::Business, |row| row.state = Set(Stored(ItemState::Verbal))).await;
    story
        .item("A contract", ItemKind::Business, |row| {
            row.access = Set(Stored(Access::Exempt));
            row.exempt_paragraphs = Set("3".to_owned());
        })
        .await;
    let item = story.item("Performance", ItemKind::Performance, |_| {}).await;
    let ask = Ask {
        period: "2022/23 Q2",
        coverage: "",
        is_finance: false,
        appendix: 1,
        title: "Dashboard",
        state: State::Issued,
    };
    field::request(&story.house, item, director, ask).await;
    let at = story.at("publish");
    let seen = story.officer.open(&at).await;
    seen.is(200);
    for sentence in [
        "Place County Hall, Room 2 Done",
        "Invitations Nobody is invited. Done",
        "Order of the agenda 6 items in order. Done",
        "Report: Apologies It has no report. Done",
        "Report: Highways plan The report of the Director of Children's Services has not come. Not ready",
        "Report: School places To follow from the Director of Children's Services by 31 October 2022. To follow",
        "Report: Transport Reported on by word of mouth. Done",
        "Not for publication: A contract Exempt (Part 2), but the public interest reasoning and the proper officer are \
         not recorded. Not ready",
        "Data Not in the papers yet: Appendix 1 for Quarter 2 (July to September 2022) (Director of Children's Services",
        "Clear days Published now, it gives 7 clear days. Done",
        "What is published after 5pm, or on a day on which the offices are shut, counts as published on the next",
        "cannot be un-published",
    ] {
        seen.says(sentence);
    }
    story.publish(&[]).await.is(200).says("Agenda published with 7 clear days.");
    let first = story.publications().await.remove(0);
    for line in ["1. Apologies", "3. School places", "Report to follow by 31 October 2022.", "Verbal report."] {
        assert!(first.text.lines().any(|own| own == line), "{line}:\n{}", first.text);
    }
}

#[tokio::test]
async fn fewer_clear_days_are_published_for_a_reason_and_called_not_compliant() {
    let mut story = Story::begin("2022-10-31T10:00").await;
    story.item("Apologies", ItemKind::Business, |_| {}).await;
    let seen = story.publish(&[("reason", " ")]).await;
    seen.is(422).says("Enter why fewer clear days are given.").says("2 of 5 clear days");
    assert_eq!(story.row().await.published_on, None);
    let long = "x".repeat(2001);
    let seen = story.publish(&[("reason", &long)]).await;
    seen.is(422).says("Keep the reason to 2000 characters.");
    assert!(seen.body.contains(&long), "what was typed is kept");
    let seen = story.publish(&[("reason", "The system was down.")]).await;
    seen.is(200).says("Agenda published. It is not compliant: 2 of 5 clear days.");
    let first = story.publications().await.remove(0);
    assert_eq!((first.clear_days_given, first.clear_days_wanted), (2, 5));
    assert!(first.html.contains("The system was down."), "{}", first.html);
    let at = story.at("publications");
    story.officer.open(&at).await.is(200).says("not compliant: 2 of 5").says("The system was down.");
    story.publish_again().await;
}

impl Story {
    async fn publish_again(&mut self) {
        let at = self.at("publish");
        self.officer.open("/meetings/new").await.is(200);
        self.officer.send(&at, &[("reason", "Once more")]).await.is(422).says("is published already");
        assert_eq!(self.publications().await.len(), 1);
    }
}

/// Edge case 1: a meeting convened at shorter notice is not judged by five clear days, and says so.
#[tokio::test]
async fn a_meeting_is_convened_at_shorter_notice_for_a_reason_that_is_recorded() {
    let mut story = Story::begin("2022-10-31T10:00").await;
    story.item("Apologies", ItemKind::Business, |_| {}).await;
    let seen = story.publish(&[("short_notice", "yes"), ("reason", "kept")]).await;
    seen.is(422).says("Enter why the meeting is convened at shorter notice.");
    assert!(seen.body.contains("kept"));
    let form = [("short_notice", "yes"), ("short_notice_reason", "The contract lapses on 4 November.")];
    let seen = story.publish(&form).await;
    seen.is(200).says("The meeting is convened at shorter notice: 2 of 5 clear days.");
    let row = story.row().await;
    assert_eq!(row.convened_on, Some(on("2022-10-31")));
    assert_eq!(row.short_notice_reason, "The contract lapses on 4 November.");
    let first = story.publications().await.remove(0);
    assert_eq!(first.reason, "Convened at shorter notice: The contract lapses on 4 November.");
}

/// Edge case 1: what was published stays when the meeting moves; the agenda is corrected by a publication of its own.
#[tokio::test]
async fn a_meeting_that_moves_after_publication_keeps_what_was_published() {
    let mut story = Story::begin("2022-10-26T10:00").await;
    story.item("Apologies", ItemKind::Business, |_| {}).await;
    story.publish(&[]).await.is(200).says("with 5 clear days");
    let before = story.publications().await;
    let version = story.row().await.version.to_string();
    let form = [("held_on", "2022-11-10"), ("version", version.as_str()), ("confirmed", "yes")];
    let at = story.at("move");
    story.officer.open(&at).await.is(200);
    story.officer.send(&at, &form).await;
    if story.row().await.held_on != on("2022-11-10") {
        // The move is shown before it is made.
        story.officer.send(&at, &form).await.is(200);
    }
    assert_eq!(story.row().await.held_on, on("2022-11-10"));
    assert_eq!(story.publications().await, before);
    let at = story.at("erratum");
    story.officer.open(&at).await.is(200).says("Thursday 10 November 2022").says("Thursday 3 November 2022");
    let version = before[0].id.to_string();
    let form = [("version", version.as_str()), ("reason", "The meeting was moved.")];
    story.officer.send(&at, &form).await.is(200).says("Erratum 1 published.");
    let seen = story.officer.send(&at, &form).await;
    seen.is(409).says("Somebody else published a version after you opened this").says("The meeting was moved.");
    let now = story.publications().await;
    assert_eq!((now.len(), &now[0]), (2, &before[0]));
    assert_eq!((now[1].kind.0, now[1].clear_days_given), (PublicationKind::Erratum, 10));
}

#[tokio::test]
async fn what_goes_out_after_five_counts_as_the_next_working_days() {
    let mut story = Story::begin("2022-10-26T17:30").await;
    story.item("Apologies", ItemKind::Business, |_| {}).await;
    let at = story.at("publish");
    story.officer.open(&at).await.is(200).says("4 of 5 clear days");
    story.publish(&[("reason", "A late report.")]).await.is(200).says("not compliant: 4 of 5 clear days");
    assert_eq!(story.row().await.published_on, Some(on("2022-10-26")), "the day itself is told as it was");
}

/// Edge case 26: of exempt business nothing reaches the public: neither title, nor report, nor reasoning; not the
/// publications, not the public pages, not the letters.
#[tokio::test]
async fn exempt_business_is_never_in_what_is_published() {
    let mut story = Story::begin("2022-10-25T10:00").await;
    story.final_report("School meals", "Meals cost more.").await;
    let secret = story.exempt("Tender of Brightwell Ltd", "Brightwell bid £4 million.").await;
    story.publish(&[]).await.is(200);
    let frozen = story.papers(secret).await.remove(0);
    assert_eq!(frozen.access.0, Access::Exempt);
    let mut shown = String::new();
    for row in story.publications().await {
        shown.push_str(&row.html);
        shown.push_str(&row.text);
        shown.push_str(&row.reason);
    }
    assert!(shown.contains("Not for publication: exempt under paragraph 3"), "{shown}");
    for row in telling::Entity::find().all(story.house.app.db()).await.unwrap() {
        shown.push_str(&row.section);
    }
    for row in trail::Entity::find().all(story.house.app.db()).await.unwrap() {
        shown.push_str(&row.detail);
    }
    let mut public = story.house.public();
    for path in ["/", "/bodies", "/bodies/children-and-families", "/bodies/children-and-families/2022-11-03"] {
        shown.push_str(&public.open(path).await.is(200).body);
    }
    let refused = public.open(&format!("/papers/{}", frozen.id)).await;
    assert!(!refused.body.contains("Brightwell"), "{}: {}", refused.path, refused.status);
    for word in ["Brightwell", "Tender of", "£4 million", "in confidence"] {
        assert!(!shown.contains(word), "{word} leaked: {shown}");
    }
    assert!(shown.contains("School meals"));
    // The officer sees that it is there.
    let at = story.at("publications");
    let seen = story.officer.open(&at).await;
    seen.is(200).says("Tender of Brightwell Ltd").says("Exempt (Part 2)");
    let kept = seen.link("/papers/2/kept");
    story
        .officer
        .open(&kept)
        .await
        .is(200)
        .says("Brightwell bid £4 million.")
        .says("the public does not see this paper");
    story.house.public().open(&kept).await.does_not_say("Brightwell");
}

async fn with_slides() -> (Story, i64, i64) {
    let mut story = Story::begin("2022-10-26T10:00").await;
    let item = story.item("Performance", ItemKind::Performance, |_| {}).await;
    let ask =
        |period, is_finance, appendix, title, state| Ask { period, coverage: "", is_finance, appendix, title, state };
    let director = story.council.director_post;
    let figures = ask("2022/23 Q2", false, 1, "Dashboard", State::Accepted);
    field::request(&story.house, item, director, figures).await;
    let slides = ask("2022/23 P06", true, 2, "Slides for Period 6", State::ToFollow);
    let slides = field::request(&story.house, item, director, slides).await;
    story.publish(&[]).await.is(200);
    (story, item, slides)
}

#[tokio::test]
async fn an_appendix_that_was_to_follow_comes_by_a_supplement_and_by_nothing_else() {
    let (mut story, item, slides) = with_slides().await;
    let at = story.at("supplement");
    story.officer.open(&at).await.is(200).says("Nothing has come that is not published already.");
    story.house.it_is("2022-10-31T15:00");
    field::request_is(&story.house, slides, State::Accepted).await;
    let first = story.papers(item).await.remove(0);
    story.house.public().open(&format!("/papers/{}", first.id)).await.is(200).says("Slides for Period 6 (to follow)");
    let seen = story.officer.open(&at).await;
    seen.is(200).says("Performance: an appendix that was to follow has come");
    let chosen = item.to_string();
    let seen = story.officer.send(&at, &[("items", &chosen), ("reason", "")]).await;
    seen.is(422).says("Enter why it comes after the agenda.");
    story.officer.send(&at, &[("reason", "The month end.")]).await.is(422).says("Choose what the supplement brings.");
    let seen = story.officer.send(&at, &[("items", &chosen), ("reason", "The month end was late.")]).await;
    seen.is(200).says("Supplement 1 published.").says("not compliant: 2 of 5").says("version 2");
    let papers = story.papers(item).await;
    assert_eq!((papers.len(), &papers[0]), (2, &first), "the first version stays as it was");
    assert!(papers[1].text.contains("Reason for the lateness of this report: The month end was late."));
    assert!(!papers[1].text.contains("(to follow)") && papers[0].text.contains("(to follow)"));
    let rows = story.publications().await;
    assert_eq!(
        (rows[1].number, rows[1].kind.0, papers[1].publication_id),
        (2, PublicationKind::Supplement, Some(rows[1].id))
    );
    assert!(rows[0].text.contains("To follow: Appendix 2"), "{}", rows[0].text);
    assert!(rows[1].text.contains("Report, version 2") && !rows[1].text.contains("To follow"), "{}", rows[1].text);
    let seen = story.officer.open(&format!("/papers/{}/against/{}", papers[1].id, papers[0].id)).await;
    seen.is(200).says("Version 1, published on Wednesday 26 October 2022 at 10am").says("Removed:").says("Added:");
    assert!(seen.body.contains("<del>") && seen.body.contains("<ins>"));
    let seen = story.officer.open(&format!("/publications/{}/against/{}", rows[1].id, rows[0].id)).await;
    seen.is(200).says("1 line added, 2 lines removed.");
    let chair = story.house.signed_in(story.council.chair).await.open(&seen.path).await;
    chair.is(200);
    let told = story.told(Kind::SupplementPublished).await;
    assert!(told.iter().any(|one| one.person_id == story.council.chair), "{told:?}");
    assert!(told[0].section.contains("Performance: an appendix that was to follow has come"));
    story.officer.open(&at).await.says("Nothing has come that is not published already.");
}

#[tokio::test]
async fn a_whole_report_that_was_to_follow_comes_by_a_supplement() {
    let mut story = Story::begin("2022-10-26T10:00").await;
    let item =
        story.item("School places", ItemKind::Business, |row| row.state = Set(Stored(ItemState::ToFollow))).await;
    story.publish(&[]).await.is(200);
    assert!(story.papers(item).await.is_empty());
    story.item_is(item, |row| row.report = Set("There are 40 places too few.\n\nMore are planned.".to_owned())).await;
    let at = story.at("supplement");
    story.officer.open(&at).await.says("School places: its report has come");
    let chosen = item.to_string();
    story.officer.send(&at, &[("items", &chosen), ("reason", "The census was late.")]).await.is(200);
    let paper = story.papers(item).await.remove(0);
    let seen = story.house.public().open(&format!("/papers/{}", paper.id)).await;
    seen.is(200).says("There are 40 places too few.").says("The census was late.");
    let row = agenda_item::Entity::find_by_id(item).one(story.house.app.db()).await.unwrap().unwrap();
    assert_eq!((row.state.0, row.late_reason.as_str()), (ItemState::Published, "The census was late."));
}

/// Edge case 28: an item added as urgent is published by a supplement, with its own reason.
#[tokio::test]
async fn an_urgent_item_is_public_only_with_its_supplement() {
    let mut story = Story::begin("2022-10-26T10:00").await;
    story.item("Apologies", ItemKind::Business, |_| {}).await;
    story.publish(&[]).await.is(200);
    let item = story
        .item("Closure of a bridge", ItemKind::Business, |row| {
            row.state = Set(Stored(ItemState::UrgentAdded));
            row.urgent_reason = Set("The bridge failed on 30 October.".to_owned());
        })
        .await;
    let public = "/bodies/children-and-families/2022-11-03";
    story.house.public().open(public).await.is(200).does_not_say("Closure of a bridge");
    let at = story.at("supplement");
    let chosen = item.to_string();
    story.officer.open(&at).await.says("Closure of a bridge: added after the agenda was published");
    story.officer.send(&at, &[("items", &chosen), ("reason", "It became known on Monday.")]).await.is(200);
    let rows = story.publications().await;
    assert!(rows[1].text.contains("Added as urgent: The bridge failed on 30 October."), "{}", rows[1].text);
    assert!(!rows[0].text.contains("bridge"));
    let row = agenda_item::Entity::find_by_id(item).one(story.house.app.db()).await.unwrap().unwrap();
    assert_eq!(row.publication_id, Some(rows[1].id));
    assert_eq!(row.late_reason, "", "an item that is late is not a report that is late");
}

/// Edge case 27: what was exempt may be public later; what is public may become exempt, and is withdrawn, never
/// un-published; both times are recorded.
#[tokio::test]
async fn a_paper_becomes_public_later_and_a_public_one_is_withdrawn() {
    let mut story = Story::begin("2022-10-26T10:00").await;
    let secret = story.exempt("Tender of Brightwell Ltd", "Brightwell bid £4 million.").await;
    let open = story.final_report("School meals", "Meals cost £2 each.").await;
    story.publish(&[]).await.is(200);
    // From Part 2 to Part 1.
    story.item_is(secret, |row| row.access = Set(Stored(Access::Public))).await;
    let at = story.at("supplement");
    story.officer.open(&at).await.says("Tender of Brightwell Ltd: it may be public now");
    let chosen = secret.to_string();
    story.officer.send(&at, &[("items", &chosen), ("reason", "The contract was let.")]).await.is(200);
    let papers = story.papers(secret).await;
    assert_eq!(papers.iter().map(|paper| paper.access.0).collect::<Vec<_>>(), [Access::Exempt, Access::Public]);
    story.house.public().open(&format!("/papers/{}", papers[1].id)).await.is(200).says("Brightwell bid £4 million.");
    // From Part 1 to Part 2.
    story.house.it_is("2022-10-27T09:30");
    story.item_is(open, |row| row.access = Set(Stored(Access::Exempt))).await;
    let list = story.at("publications");
    story.officer.open(&list).await.says("Open to the public, and should not be").says("School meals");
    let paper = story.papers(open).await.remove(0);
    let path = format!("/papers/{}/withdraw", paper.id);
    story.officer.open(&path).await.is(200).says("It cannot be un-published");
    story.officer.send(&path, &[("reason", "")]).await.is(422).says("Enter why it is withdrawn.");
    let seen = story.officer.send(&path, &[("reason", "It named a supplier's price.")]).await;
    seen.is(200).says("Paper withdrawn.").says("Withdrawn Thursday 27 October 2022 at 9.30am");
    seen.does_not_say("Open to the public, and should not be");
    let after = story.papers(open).await.remove(0);
    assert_eq!(
        (after.published_at, &after.html),
        (paper.published_at, &paper.html),
        "what was published stays on record"
    );
    assert!(after.withdrawn_at.is_some_and(|at| at > after.published_at));
    let last = story.publications().await.pop().unwrap();
    assert_eq!(last.kind.0, PublicationKind::Erratum);
    assert!(!last.html.contains("School meals"), "{}", last.html);
    story.officer.open(&list).await.is(200);
    story.officer.send(&path, &[("reason", "Once more")]).await.is(422).says("withdrawn already");
}

#[tokio::test]
async fn a_withdrawn_public_paper_shows_both_its_days() {
    let mut story = Story::begin("2022-10-26T10:00").await;
    let open = story.final_report("School meals", "Meals cost £2 each.").await;
    story.publish(&[]).await.is(200);
    story.house.it_is("2022-10-28T12:00");
    let paper = story.papers(open).await.remove(0);
    let list = story.at("publications");
    story.officer.open(&list).await.is(200);
    story.officer.send(&format!("/papers/{}/withdraw", paper.id), &[("reason", "The prices are wrong.")]).await.is(200);
    let last = story.publications().await.pop().unwrap();
    let wanted = "Report published on 26 October 2022 and withdrawn on 28 October 2022: The prices are wrong.";
    assert!(last.text.contains(wanted), "{}", last.text);
    assert!(!last.html.contains(&format!("/papers/{}", paper.id)));
}

#[tokio::test]
async fn an_erratum_stands_beside_what_it_corrects() {
    let mut story = Story::begin("2022-10-26T10:00").await;
    let item = story.final_report("School meals", "Meals cost £2 each.").await;
    story.publish(&[]).await.is(200);
    story.house.it_is("2022-10-31T10:00");
    let paper = story.papers(item).await.remove(0);
    let path = format!("/papers/{}/correct", paper.id);
    story.officer.open(&path).await.is(200).says("Meals cost £2 each.");
    let same = [("is_typed", "yes"), ("text", "Meals cost £2 each."), ("reason", "A misprint.")];
    story.officer.send(&path, &same).await.is(422).says("It reads exactly as it was published.");
    let empty = [("is_typed", "yes"), ("text", " "), ("reason", "A misprint.")];
    story.officer.send(&path, &empty).await.is(422).says("Enter the report as it should read.");
    let silent = [("is_typed", "yes"), ("text", "Meals cost £3 each."), ("reason", "")];
    let seen = story.officer.send(&path, &silent).await;
    seen.is(422).says("Enter what was wrong.").says("Meals cost £3 each.");
    let form = [("is_typed", "yes"), ("text", "Meals cost £3 each."), ("reason", "The price was misprinted.")];
    story.officer.send(&path, &form).await.is(200).says("Erratum 1 published.");
    let papers = story.papers(item).await;
    assert_eq!((papers.len(), &papers[0]), (2, &paper));
    let seen = story.house.public().open(&format!("/papers/{}", papers[1].id)).await;
    seen.is(200).says("Meals cost £3 each.").says("Corrected on 31 October 2022: The price was misprinted.");
    let late = [("is_typed", "yes"), ("text", "Meals cost £2 each, and fruit."), ("reason", "Fruit was left out.")];
    let seen = story.officer.send(&path, &late).await;
    seen.is(409)
        .says("Somebody else published a version after you opened this")
        .says("Meals cost £3 each.")
        .says("Meals cost £2 each, and fruit.")
        .says("Fruit was left out.");
    assert!(seen.body.contains(&format!("action=\"/papers/{}/correct\"", papers[1].id)));
    assert_eq!(story.papers(item).await.len(), 2);
    story.officer.open(&path).await.is(422).says("A newer version of this paper is out");
    let mut chair = story.house.signed_in(story.council.chair).await;
    chair.open(&path).await.is(403);
    let list = story.at("publications");
    chair.open(&list).await.is(200).says("Erratum 1").does_not_say("Withdraw it");
}

/// E9 and E21: members, and whoever is invited, are told once; the minutes to confirm go to the members.
#[tokio::test]
async fn members_and_guests_are_told_that_the_agenda_is_out() {
    let mut story = Story::begin("2022-10-25T10:00").await;
    let db = story.house.app.db();
    let member = person::ActiveModel {
        name: Set("Councillor Vera Lowe".to_owned()),
        email: Set("vera.lowe@anyshire.example".to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let member = member.insert(db).await.unwrap().id;
    membership::ActiveModel {
        body_id: Set(story.council.panel),
        person_id: Set(member),
        seat: Set(Stored(Seat::Member)),
        from_on: Set(on("2020-01-01")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    body_rule::ActiveModel {
        body_id: Set(story.council.panel),
        position: Set(1),
        name: Set("Questions from the public".to_owned()),
        days: Set(1),
        unit: Set(Stored(remit_domain::rule::RuleUnit::Working)),
        anchor: Set(Stored(remit_domain::rule::RuleAnchor::Meeting)),
        time_of_day: Set("09:00".to_owned()),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    let item = story.final_report("School meals", "Meals cost £2 each.").await;
    let director = story.council.director_post;
    story
        .house
        .write(move |work| Box::pin(async move { remit::inviting::invite(work, item, &[director]).await }))
        .await;
    story.publish(&[]).await.is(200);
    let told = story.told(Kind::AgendaPublished).await;
    let mut people: Vec<i64> = told.iter().map(|one| one.person_id).collect();
    people.sort_unstable();
    let mut wanted = vec![story.council.chair, story.council.director, member];
    wanted.sort_unstable();
    assert_eq!(people, wanted);
    for word in [
        "Agenda published: CF, 3 November 2022",
        "1. School meals",
        "/bodies/children-and-families/2022-11-03",
        "Questions from the public: by 9am on Wednesday 2 November 2022.",
    ] {
        assert!(told[0].section.contains(word), "{word}: {}", told[0].section);
    }
    assert!(story.told(Kind::MinutesToConfirm).await.is_empty(), "no minutes are drafted");
}

/// E8, E9 and E21 as they are written.
#[tokio::test]
async fn the_letters_about_what_is_published_read_as_an_officer_would_write_them() {
    let mut story = Story::begin("2022-10-25T10:00").await;
    let db = story.house.app.db();
    let before = field::held(&story.house, story.council.panel, "2022-09-20").await;
    obligation::ActiveModel {
        kind: Set(Stored(Owed::DraftMinutes)),
        subject_kind: Set(Stored(SubjectKind::Meeting)),
        subject_id: Set(before),
        body_id: Set(story.council.panel),
        owner_post_id: Set(story.council.officer_post),
        title: Set("CF, 20 September 2022: draft minutes".to_owned()),
        due_rule: Set("on(2022-10-04)".to_owned()),
        promised: Set(false),
        state: Set(Stored(OwedState::Met)),
        is_exempt: Set(false),
        opened_on: Set(on("2022-09-01")),
        settled_on: Set(on("2022-09-01")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    let considered = agenda_item::Entity::find().filter(agenda_item::Column::MeetingId.eq(before));
    let considered = considered.one(db).await.unwrap().unwrap().id;
    resolution::ActiveModel {
        agenda_item_id: Set(considered),
        mover: Set("Councillor Kate Cannon".to_owned()),
        seconder: Set("Councillor Chris Carubia".to_owned()),
        carried: Set(Stored(Carried::Assent)),
        narrative: Set(String::new()),
        recorded_at: Set(at("2022-09-20T17:00")),
        ..Default::default()
    }
    .insert(db)
    .await
    .unwrap();
    let meals = story.final_report("School meals", "Meals cost £2 each.").await;
    story.exempt("Tender of Brightwell Ltd", "Brightwell bid £4 million.").await;
    let places =
        story.item("School places", ItemKind::Business, |row| row.state = Set(Stored(ItemState::ToFollow))).await;
    let director = story.council.director_post;
    story
        .house
        .write(move |work| Box::pin(async move { remit::inviting::invite(work, meals, &[director]).await }))
        .await;
    story.publish(&[]).await.is(200);
    story.house.it_is("2022-10-25T10:10");
    remit::tellings::write_letters(&story.house.app).await.unwrap();
    let letters = decided::letters(&story.house).await;
    let to = |kind: Kind| {
        letters.iter().find(|one| one.kind.0 == kind).unwrap_or_else(|| panic!("no {kind:?}: {letters:?}"))
    };
    let said = |one: &remit_entity::letter::Model| format!("{}\n\n{}", one.subject, one.text);
    insta::assert_snapshot!("letter_agenda_published", said(to(Kind::AgendaPublished)));
    insta::assert_snapshot!("letter_agenda_with_minutes_to_confirm", said(to(Kind::News)));
    story.house.it_is("2022-10-31T10:00");
    story.item_is(places, |row| row.report = Set("There are 40 places too few.".to_owned())).await;
    let path = story.at("supplement");
    story.officer.open(&path).await.is(200);
    let chosen = places.to_string();
    story.officer.send(&path, &[("items", &chosen), ("reason", "The census was late.")]).await.is(200);
    story.house.it_is("2022-10-31T10:10");
    remit::tellings::write_letters(&story.house.app).await.unwrap();
    let letters = decided::letters(&story.house).await;
    let supplement = letters.iter().find(|one| one.kind.0 == Kind::SupplementPublished).expect("E8");
    insta::assert_snapshot!("letter_supplement_published", said(supplement));
}
