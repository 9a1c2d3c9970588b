//! A scrutiny officer who builds a council up from its set-up link and works in it, and a director who answers
//! by the link of a letter. Both come by the doors only and choose by the words that they read.

use super::browser::Seen;
use super::field::id_in;
use super::{Browser, House};
use remit_domain::letter::Kind;
use remit_entity::letter;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// From when those who are there at the beginning hold their posts and seats.
const ALWAYS: &str = "2015-01-01";
const PASSWORD: &str = "slate heron beneath eleven lanterns";

/// The council as it is typed on the first day.
pub struct Facts {
    pub council: &'static str,
    pub contact: &'static str,
    pub proper_officer: &'static str,
}

/// A body as it is typed.
pub struct Body {
    pub name: &'static str,
    pub short: &'static str,
    pub kind: &'static str,
    pub reports_to: &'static str,
    pub style: &'static str,
}

/// An indicator as it is typed.
#[derive(Clone, Copy)]
pub struct Measure {
    pub code: &'static str,
    pub name: &'static str,
    pub unit: &'static str,
    pub better: &'static str,
    pub target: &'static str,
    pub tolerance: &'static str,
}

/// What is asked for under an item.
pub struct Asked<'a> {
    pub of: &'a str,
    pub period: &'a str,
    pub kind: &'a str,
    pub appendix: &'a str,
    pub title: &'a str,
    pub coverage: &'a str,
    /// Codes with names, as the form shows them.
    pub measures: &'a [String],
}

/// The officer, signed in.
pub struct Clerk {
    pub house: House,
    pub browser: Browser,
    email: String,
    own_post: String,
}

/// The mailbox of somebody, by their name.
pub fn mailbox(name: &str) -> String {
    let bare = name.trim_start_matches("Councillor ").to_lowercase().replace('\'', "");
    format!("{}@county.example", bare.split_whitespace().collect::<Vec<_>>().join("."))
}

impl Clerk {
    /// Opens the set-up link that stood in the log of an empty house, and signs in.
    pub async fn begin(now: &str, facts: &Facts) -> Self {
        let house = House::new(now).await;
        let link = remit::setup::announce(&house.app).await.unwrap().expect("nobody can sign in yet");
        let path = link.replace("http://scrutiny.example", "");
        let mut browser = house.public();
        browser.open(&path).await.is(200).says("Set up the service");
        let email = mailbox("Rowan Ellery");
        let form = [
            ("council", facts.council),
            ("service_name", "Overview and Scrutiny"),
            ("contact_names", facts.contact),
            ("contact_phone", "01999 555 010"),
            ("contact_email", "scrutiny@county.example"),
            ("proper_officer", facts.proper_officer),
            ("website", "https://democracy.county.example"),
            ("name", "Rowan Ellery"),
            ("email", &email),
            ("post", "Overview and Scrutiny Officer"),
            ("password", PASSWORD),
        ];
        browser.send(&path, &form).await.is(200).says("The service is set up.");
        house.public().open(&path).await.is(404);
        let mut clerk = Self { house, browser, email, own_post: String::new() };
        clerk.sign_in().await;
        clerk.own_post = clerk.browser.open("/people/bodies/new").await.choice("Overview and Scrutiny Officer");
        clerk
    }

    async fn sign_in(&mut self) {
        self.browser = self.house.public();
        self.browser.open("/sign-in").await.is(200);
        let form = [("email", self.email.as_str()), ("password", PASSWORD)];
        self.browser.send("/sign-in", &form).await.is(200).says("Rowan Ellery");
    }

    /// Comes in at another time: the session of before has ended.
    pub async fn at(&mut self, now: &str) {
        self.house.it_is(now);
        self.sign_in().await;
    }

    /// The jobs of a morning and the post.
    pub async fn morning(&self) {
        self.house.tick().await;
        self.house.deliver().await;
    }

    /// Every morning from one day to another, at eight.
    pub async fn mornings(&self, from: &str, to: &str) {
        let (mut day, last) = (super::on(from), super::on(to));
        while day <= last {
            self.house.it_is(&format!("{day}T08:00"));
            self.morning().await;
            day = day.succ_opt().unwrap();
        }
    }

    pub async fn open(&mut self, path: &str) -> Seen {
        self.browser.open(path).await
    }

    /// Fills in the form of a page and sends it; what went wrong is told with the page.
    #[track_caller]
    #[allow(clippy::manual_async_fn)]
    pub fn send<'a>(
        &'a mut self,
        page: &'a str,
        to: &'a str,
        fields: &'a [(&'a str, &'a str)],
    ) -> impl Future<Output = Seen> + 'a {
        async move {
            self.browser.open(page).await.is(200);
            let seen = self.browser.send(to, fields).await;
            seen.is(200);
            seen
        }
    }

    /// Enters a body.
    pub async fn body(&mut self, body: &Body) {
        let page = self.open("/people/bodies/new").await;
        let reports_to = if body.reports_to.is_empty() { String::new() } else { page.choice(body.reports_to) };
        let form = [
            ("name", body.name),
            ("short_name", body.short),
            ("kind", body.kind),
            ("reports_to", &reports_to),
            ("officer_post", &self.own_post.clone()),
            ("clear_days", "5"),
            ("house_style", body.style),
        ];
        self.browser.send("/people/bodies", &form).await.is(200).says("The body is added.");
    }

    /// Enters somebody who cannot sign in.
    pub async fn person(&mut self, name: &str) -> String {
        let form = [("name", name), ("email", &mailbox(name))];
        let seen = self.send("/people/new", "/people", &form).await;
        seen.says("The person is added.");
        id_in(&seen.path).to_string()
    }

    /// Enters a post and gives it to somebody new.
    pub async fn post(&mut self, title: &str, kind: &str, holder: &str) {
        let person = self.person(holder).await;
        let seen = self.send("/posts/new", "/posts", &[("title", title), ("kind", kind)]).await;
        let page = seen.path;
        let form = [("person", person.as_str()), ("from_on", ALWAYS)];
        self.send(&page, &format!("{page}/holder"), &form).await.says("Holds it");
    }

    /// Gives a post that is there to somebody new.
    pub async fn fill(&mut self, title: &str, holder: &str) {
        let person = self.person(holder).await;
        let posts = self.open("/posts").await;
        let before = &posts.body[..posts.body.find(title).expect("the post is listed")];
        let page = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
        let form = [("person", person.as_str()), ("from_on", ALWAYS)];
        self.send(&page, &format!("{page}/holder"), &form).await.says("Holds it");
    }

    /// Seats somebody new on a body.
    pub async fn seat(&mut self, body: &str, seat: &str, name: &str) {
        let person = self.person(name).await;
        let page = self.page_of(body).await;
        let form = [("person", person.as_str()), ("seat", seat), ("from_on", ALWAYS)];
        self.send(&page, &format!("{page}/seats"), &form).await.says("The seat is filled.");
    }

    async fn page_of(&mut self, body: &str) -> String {
        let bodies = self.open("/people/bodies").await;
        let shown = body.replace('&', "&#38;");
        let before = &bodies.body[..bodies.body.find(&format!(">{shown}<")).expect("the body is listed")];
        before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned()
    }

    /// Puts a meeting in the diary.
    pub async fn meeting(&mut self, body: &str, day: &str) -> i64 {
        let slug = self.open("/meetings/new").await.choice(body);
        let form = [("body", slug.as_str()), ("held_on", day), ("starts_at", "10:00"), ("venue", "County Hall")];
        let seen = self.browser.send("/meetings", &form).await;
        seen.is(200).says("Meeting scheduled.");
        id_in(&seen.path)
    }

    /// Adds a performance item, with the posts that are invited.
    pub async fn item(&mut self, meeting: i64, title: &str, invited: &[&str]) -> i64 {
        let path = format!("/meetings/{meeting}/items");
        let page = self.open(&path).await;
        let invited: Vec<String> = invited.iter().map(|title| page.choice(title)).collect();
        let mut form = vec![("title", title), ("kind", "performance")];
        form.extend(invited.iter().map(|id| ("invitees", id.as_str())));
        let seen = self.browser.send(&path, &form).await;
        seen.is(200).says("Item added to the agenda.");
        id_in(&seen.path)
    }

    pub async fn hold(&mut self, meeting: i64) {
        let path = format!("/meetings/{meeting}");
        self.send(&path, &format!("{path}/held"), &[]).await.says("Held");
    }

    /// Enters meetings of earlier years at which a body considered performance.
    pub async fn considered(&mut self, body: &str, days: &[&str]) {
        for day in days {
            let meeting = self.meeting(body, day).await;
            self.item(meeting, "Performance Monitoring", &[]).await;
            self.hold(meeting).await;
        }
    }

    /// Enters indicators; gives the words by which forms name them.
    pub async fn measures(&mut self, measures: &[Measure]) -> Vec<String> {
        let mut named = Vec::new();
        for one in measures {
            let form = [
                ("code", one.code),
                ("name", one.name),
                ("unit", one.unit),
                ("polarity", one.better),
                ("target", one.target),
                ("tolerance", one.tolerance),
                ("tolerance_kind", "absolute"),
                ("decimals", "1"),
            ];
            self.send("/indicators/new", "/indicators", &form).await.says("Indicator added.");
            named.push(format!("{} {}", one.code, one.name));
        }
        named
    }

    /// Asks for data under an item.
    pub async fn ask(&mut self, item: i64, asked: Asked<'_>) -> i64 {
        let page = self.open(&format!("/requests/new?item={item}")).await;
        let (owner, item) = (page.choice(asked.of), item.to_string());
        let measures: Vec<String> = asked.measures.iter().map(|name| page.choice(name)).collect();
        let mut form = vec![
            ("item", item.as_str()),
            ("owner", &owner),
            ("period", asked.period),
            ("kind", asked.kind),
            ("appendix", asked.appendix),
            ("appendix_title", asked.title),
            ("coverage", asked.coverage),
        ];
        form.extend(measures.iter().map(|id| ("indicators", id.as_str())));
        let seen = self.browser.send("/requests", &form).await;
        seen.is(200).says("Request made.");
        id_in(&seen.path)
    }

    /// Does something about a request, with the version that stands on its page.
    pub async fn about_request(&mut self, id: i64, deed: &str, fields: &[(&str, &str)]) -> Seen {
        let path = format!("/requests/{id}");
        let version = self.open(&path).await.carries("version");
        let mut form = vec![("version", version.as_str())];
        form.extend(fields);
        let seen = self.browser.send(&format!("{path}/{deed}"), &form).await;
        seen.is(200);
        seen
    }

    /// Takes a step on a referral, with the version that stands on its page.
    pub async fn about_referral(&mut self, page: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
        let version = self.open(page).await.carries("version");
        let mut form = vec![("version", version.as_str())];
        form.extend(fields);
        let seen = self.browser.send(&format!("{page}/{step}"), &form).await;
        seen.is(200);
        seen
    }

    /// Moves a meeting to another day.
    pub async fn reschedule(&mut self, meeting: i64, day: &str) -> Seen {
        let path = format!("/meetings/{meeting}/move");
        let version = self.open(&path).await.carries("version");
        let seen = self.browser.send(&path, &[("held_on", day), ("version", &version)]).await;
        seen.is(200);
        seen
    }

    /// Publishes an agenda.
    pub async fn publish(&mut self, meeting: i64) -> Seen {
        let path = format!("/meetings/{meeting}/publish");
        self.send(&path, &path, &[]).await
    }

    /// What lies in somebody's mailbox, oldest first.
    pub async fn mail(&self, name: &str) -> Vec<letter::Model> {
        let own = letter::Entity::find()
            .filter(letter::Column::ToAddress.eq(mailbox(name)))
            .filter(letter::Column::SentAt.is_not_null());
        own.order_by_asc(letter::Column::Id).all(self.house.app.db()).await.unwrap()
    }
}

/// A director with the link of a letter.
pub struct Director {
    pub browser: Browser,
    name: String,
    link: String,
}

impl Director {
    /// Opens the link to a request in the latest letter that holds one.
    pub async fn opens(clerk: &Clerk, name: &str) -> Self {
        Self::follows(clerk, name, "/answer/request/").await
    }

    /// The address behind the link.
    pub fn link(&self) -> String {
        self.link.clone()
    }

    /// Opens the link to an action in the latest letter that holds one.
    pub async fn opens_action(clerk: &Clerk, name: &str) -> Self {
        Self::follows(clerk, name, "/answer/action/").await
    }

    async fn follows(clerk: &Clerk, name: &str, to: &str) -> Self {
        let mail = clerk.mail(name).await;
        let line = mail.iter().rev().flat_map(|letter| letter.text.lines()).find(|line| line.contains(to));
        let link = line.unwrap_or_else(|| panic!("{name} has no letter with a link: {mail:#?}"));
        let link = link.trim().replace("http://scrutiny.example", "");
        let mut browser = clerk.house.public();
        browser.open(&link).await.is(200).says("Who are you?");
        Self { browser, name: name.to_owned(), link }
    }

    /// Has the code sent, reads it in the letter, enters it.
    pub async fn confirms(&mut self, clerk: &Clerk) {
        let page = self.browser.open(&self.link).await;
        page.is(200);
        self.browser.send(&format!("{}/code", self.link), &[("who", "holder")]).await.is(200);
        clerk.house.deliver().await;
        let mail = clerk.mail(&self.name).await;
        let letter = mail.iter().rev().find(|letter| letter.kind.0 == Kind::Code).expect("a letter with a code");
        let six = |line: &&str| line.len() == 6 && line.chars().all(|c| c.is_ascii_digit());
        let code = letter.text.lines().find(six).expect("six digits").to_owned();
        let seen = self.browser.send(&format!("{}/confirm", self.link), &[("code", &code)]).await;
        seen.is(200).does_not_say("Who are you?");
    }

    /// Says how far an action is.
    pub async fn reports(&mut self, progress: &str, update: &str) -> Seen {
        let version = self.browser.open(&self.link).await.carries("version");
        let form = [("version", version.as_str()), ("progress", progress), ("update", update)];
        self.browser.send(&format!("{}/update", self.link), &form).await
    }

    /// Fills figures in and sends them to one of the form's two buttons.
    pub async fn sends(&mut self, button: &str, figures: &[(&str, &str, &str)]) -> Seen {
        let page = self.browser.open(&self.link).await;
        let mut form = vec![("version".to_owned(), page.carries("version"))];
        for (name, value, commentary) in figures {
            let shown = name.replace('&', "&#38;").replace('\'', "&#39;");
            let after = page.body.split(&format!("{shown}</")).nth(1).unwrap_or_else(|| panic!("no line {name}"));
            let line = after.split("name=\"value-").nth(1).unwrap().split('"').next().unwrap();
            form.push((format!("value-{line}"), (*value).to_owned()));
            form.push((format!("commentary-{line}"), (*commentary).to_owned()));
        }
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.browser.send(&format!("{}/{button}", self.link), &form).await
    }

    /// Hands in a note in place of figures.
    pub async fn notes(&mut self, note: &str) -> Seen {
        let version = self.browser.open(&self.link).await.carries("version");
        self.browser.send(&format!("{}/submit", self.link), &[("version", &version), ("note", note)]).await
    }
}
