//! Remit: a panel's quarter as one thread, from the meeting in the diary to the Board's answer.
//! Joins the doors and the jobs of all columns: the only file that knows every column.

pub mod about;
pub mod acting;
pub mod actions;
pub mod app;
pub mod astray;
pub mod attendance;
pub mod awaited;
pub mod board;
pub mod by_link;
pub mod calendar_file;
pub mod carrying;
pub mod cells;
pub mod chairing;
pub mod chance;
pub mod chasing;
pub mod chief_letters;
pub mod clearance;
pub mod clock;
pub mod closures;
pub mod codes;
pub mod comments;
pub mod config;
pub mod confirming;
pub mod considering;
pub mod corrections;
pub mod cycle;
pub mod deadlines;
pub mod decisions;
pub mod demo;
pub mod diary;
pub mod differing;
pub mod error;
pub mod feeds;
pub mod following;
pub mod form_done;
pub mod gate;
pub mod handed;
pub mod health;
pub mod heard;
pub mod holders;
pub mod indicators;
pub mod inspection;
pub mod invitations;
pub mod inviting;
pub mod items;
pub mod keys;
pub mod links;
pub mod mailing;
pub mod matters;
pub mod measures;
pub mod meetings;
pub mod minutes;
pub mod nodes;
pub mod obligations;
pub mod once;
pub mod one_time;
pub mod panels;
pub mod papers;
pub mod passwords;
pub mod people;
pub mod planning;
pub mod post;
pub mod programme;
pub mod public;
pub mod pulse;
pub mod quorum;
pub mod reading;
pub mod reckoning;
pub mod recommendations;
pub mod recommending;
pub mod referrals;
pub mod referring;
pub mod rehearsal;
pub mod reminders;
pub mod reminding;
pub mod requests;
pub mod resolving;
pub mod rounds;
pub mod rules;
pub mod scheduling;
pub mod scorecards;
pub mod series;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod standing;
pub mod store;
pub mod succession;
pub mod tellings;
pub mod throttle;
pub mod timetable;
pub mod tracker;
pub mod trail;
pub mod verbs;
pub mod vitals;
pub mod web;
pub mod weekly;
pub mod word_file;
pub mod work;
pub mod year;

use app::App;
use axum::Router;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use timetable::Job;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use web::{Doors, assets, problem, twice, visit};

/// The largest body that is read, in bytes: a form with a document. Other forms have the framework's own limit of 2 MB.
const LARGEST_FORM: usize = 24 * 1024 * 1024;

/// Only our own style and script, and the one constant line of script that govuk-frontend needs.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='";

/// Every door of the service.
#[must_use]
pub fn doors() -> Doors {
    let columns = [
        about::doors,
        sign_in::doors,
        setup::doors,
        people::doors,
        obligations::doors,
        reminders::doors,
        post::doors,
        health::doors,
        demo::doors,
        meetings::doors,
        attendance::doors,
        minutes::doors,
        items::doors,
        standing::doors,
        programme::doors,
        papers::doors,
        invitations::doors,
        panels::doors,
        indicators::doors,
        scorecards::doors,
        corrections::doors,
        requests::doors,
        public::doors,
        feeds::doors,
        rules::doors,
        decisions::doors,
        confirming::doors,
        actions::doors,
        rounds::doors,
        tracker::doors,
        chairing::doors,
        chasing::doors,
        chief_letters::doors,
        referrals::doors,
        recommendations::doors,
        comments::doors,
        board::doors,
        closures::doors,
        cycle::doors,
        year::doors,
    ];
    columns.into_iter().fold(Doors::new(), |doors, add| add(doors))
}

/// Every job of the service.
#[must_use]
pub fn jobs() -> Vec<Job> {
    let mut jobs = nightly();
    jobs.extend(through_the_day());
    jobs
}

/// What is done once a night.
fn nightly() -> Vec<Job> {
    vec![
        Job {
            name: "settle",
            at: "0 40 2 * * *",
            run: |app| Box::pin(async move { obligations::settle_all(&app).await.map(|_| ()) }),
        },
        Job { name: "reckon", at: "0 20 3 * * *", run: |app| Box::pin(async move { reckoning::nightly(&app).await }) },
        Job { name: "pass on", at: "0 5 4 * * *", run: |app| Box::pin(async move { people::pass_on(&app).await }) },
    ]
}

fn through_the_day() -> Vec<Job> {
    vec![
        Job { name: "wake", at: "0,30 * * * * *", run: |app| Box::pin(async move { acting::wake(&app).await }) },
        Job {
            name: "issue",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { requests::issue_due(&app).await }),
        },
        Job {
            name: "brief",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { meetings::brief_chairs(&app).await }),
        },
        Job { name: "rounds", at: "0,30 * * * * *", run: |app| Box::pin(async move { rounds::keep(&app).await }) },
        Job {
            name: "chairs' week",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { chairing::write_weeks(&app).await }),
        },
        Job {
            name: "chief letters",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { chief_letters::draft_due(&app).await }),
        },
        Job { name: "board", at: "0 */10 * * * *", run: |app| Box::pin(async move { board::keep_rounds(&app).await }) },
        Job {
            name: "referrals",
            at: "0 */10 * * * *",
            run: |app| Box::pin(async move { referrals::follow_up(&app).await }),
        },
        Job {
            name: "tell decisions",
            at: "0 */10 * * * *",
            run: |app| Box::pin(async move { confirming::tell_decisions(&app).await }),
        },
        Job {
            name: "tell of comments",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { comments::tell_due(&app).await }),
        },
        Job { name: "astray", at: "0,30 * * * * *", run: |app| Box::pin(async move { astray::tell(&app).await }) },
        Job {
            name: "officers' day",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { reminders::write_days(&app).await }),
        },
        // Whatever is told stands before this: it goes into the one letter of the morning.
        Job {
            name: "remind",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { obligations::remind(&app).await }),
        },
        Job {
            name: "tell",
            at: "0,30 * * * * *",
            run: |app| Box::pin(async move { tellings::write_letters(&app).await }),
        },
    ]
}

/// The whole service as a router.
pub fn router(app: App) -> Router {
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let is_https = app.site().url.starts_with("https://");
    let strict = if is_https { "max-age=63072000; includeSubDomains" } else { "max-age=0" };
    let porch = doors()
        .into_router()
        .route("/assets/{tag}/{*name}", get(assets::asset))
        .layer(CatchPanicLayer::custom(problem::fell_over))
        .layer(from_fn_with_state(app.clone(), visit::greet))
        .layer(from_fn_with_state((twice::Memory::default(), app.clone()), twice::once))
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .layer(CatchPanicLayer::new());
    // Beside the porch: they answer while the database does not. What is not there is still shown by the porch.
    health::beside(porch)
        // A calendar's tag is that of its bytes as they are.
        .layer(
            CompressionLayer::new().compress_when(DefaultPredicate::new().and(NotForContentType::new("text/calendar"))),
        )
        .layer(fixed("content-security-policy", CONTENT_SECURITY_POLICY))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed("strict-transport-security", strict))
        .with_state(app)
}
