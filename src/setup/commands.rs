//! Announcing that the service waits to be set up, setting it up, and correcting the council's facts.

use super::queries::{DECIDED, anybody_can_sign_in, facts};
use crate::app::App;
use crate::error::{Error, OrRefuse, Result};
use crate::trail::{self, About};
use crate::web::Fields;
use crate::work::{Author, Work};
use crate::{one_time, passwords, settings};
use remit_domain::council::{CouncilRefusal, Details};
use remit_domain::email::Email;
use remit_domain::password;
use remit_domain::person::{self as people, PostKind};
use remit_entity::{Stored, council, holding, person, post};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// What the one-time link is for.
const PURPOSE: &str = "setup";

/// The post of the first officer, when they name none.
const USUAL_POST: &str = "Scrutiny Officer";

/// While nobody can sign in, makes a new one-time link, writes it to the log and gives it. Called at every start.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn announce(app: &App) -> Result<Option<String>> {
    let made = app.write(Author::Remit, |work| {
        Box::pin(async move {
            if anybody_can_sign_in(&work.tx).await? {
                return Ok(None);
            }
            let token = one_time::make(work, PURPOSE).await?;
            Ok(Some(format!("{}/setup/{token}", work.site.url)))
        })
    });
    let address = made.await?;
    if let Some(address) = &address {
        tracing::info!("Set up: {address}");
    }
    Ok(address)
}

/// Whether the link may still be used.
pub(super) async fn is_open(app: &App, token: &str) -> Result<bool> {
    let is_good = one_time::is_good(app.db(), PURPOSE, token, app.clock().now()).await?;
    Ok(is_good && !anybody_can_sign_in(app.db()).await?)
}

/// What is typed at setting up.
#[derive(Clone, Debug)]
pub(super) struct Founding {
    details: Details,
    name: String,
    email: Email,
    password: String,
    post: String,
}

impl Founding {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        let details = Details::read(|field| fields.raw(field)).or_refuse()?;
        let name = people::name(fields.raw("name")).or_refuse()?;
        let email = Email::read(fields.raw("email")).or_refuse()?;
        let password = fields.raw("password").to_owned();
        password::check(&password, &[&name, email.as_str(), &details.name, &details.service_name]).or_refuse()?;
        let post = people::name(fields.raw("post")).unwrap_or_else(|_| USUAL_POST.to_owned());
        Ok(Self { details, name, email, password, post })
    }
}

/// Sets the service up: the council, its first officer and their post, all at once and only once.
pub(super) async fn found(app: &App, token: String, founding: Founding) -> Result<()> {
    let hashed = passwords::hash(app.chance(), &founding.password).await?;
    app.write(Author::Remit, move |work| {
        Box::pin(async move {
            one_time::spend(work, PURPOSE, &token).await?;
            if anybody_can_sign_in(&work.tx).await? {
                return Err(Error::NotFound);
            }
            keep(work, &founding.details).await?;
            let officer = first_officer(work, &founding, hashed).await?;
            let own = post_titled(work, &founding.post, PostKind::ScrutinyOfficer).await?;
            hold(work, own, officer).await?;
            post_titled(work, &founding.details.proper_officer, PostKind::ProperOfficer).await?;
            let about = About { noun: "person", id: officer, body: None };
            trail::record(work, "set up the service", about, founding.details.name.clone()).await
        })
    })
    .await
}

async fn first_officer(work: &Work, founding: &Founding, hashed: String) -> Result<i64> {
    let known = person::Entity::find().filter(person::Column::Email.eq(founding.email.as_str())).one(&work.tx).await?;
    let mut row = known.clone().map(IntoActiveModel::into_active_model).unwrap_or_default();
    row.name = Set(founding.name.clone());
    row.email = Set(founding.email.as_str().to_owned());
    row.is_officer = Set(true);
    row.password_hash = Set(Some(hashed));
    row.left_on = Set(None);
    Ok(if known.is_some() { row.update(&work.tx).await?.id } else { row.insert(&work.tx).await?.id })
}

/// The post of this title; made when there is none.
async fn post_titled(work: &Work, title: &str, kind: PostKind) -> Result<i64> {
    if let Some(found) = post::Entity::find().filter(post::Column::Title.eq(title)).one(&work.tx).await? {
        return Ok(found.id);
    }
    let row = post::ActiveModel { title: Set(title.to_owned()), kind: Set(Stored(kind)), ..Default::default() };
    Ok(row.insert(&work.tx).await?.id)
}

async fn hold(work: &Work, post_id: i64, person_id: i64) -> Result<()> {
    if holding::Entity::find().filter(holding::Column::PostId.eq(post_id)).one(&work.tx).await?.is_none() {
        let row = holding::ActiveModel {
            post_id: Set(post_id),
            person_id: Set(person_id),
            from_on: Set(work.today),
            ..Default::default()
        };
        row.insert(&work.tx).await?;
    }
    Ok(())
}

async fn keep(work: &Work, details: &Details) -> Result<()> {
    let known = council::Entity::find().one(&work.tx).await?;
    let mut row = known.clone().map(IntoActiveModel::into_active_model).unwrap_or_default();
    row.name = Set(details.name.clone());
    row.service_name = Set(details.service_name.clone());
    row.contact_names = Set(details.contact_names.clone());
    row.contact_phone = Set(details.contact_phone.clone());
    row.contact_email = Set(details.contact_email.as_str().to_owned());
    row.proper_officer = Set(details.proper_officer.clone());
    row.website = Set(details.website.clone());
    if known.is_some() {
        row.update(&work.tx).await?;
    } else {
        row.insert(&work.tx).await?;
    }
    Ok(())
}

/// What an officer corrects.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    details: Details,
    decided: Vec<(&'static str, String)>,
    version: String,
}

impl Correction {
    pub(super) fn read(fields: &Fields) -> Result<Self> {
        let details = Details::read(|field| fields.raw(field)).or_refuse()?;
        let days = fields.text("accessibility_answer_days");
        if !days.is_empty() && !days.parse().is_ok_and(|days: u32| (1..=365).contains(&days)) {
            return Err(CouncilRefusal::AnswerDays).or_refuse();
        }
        if !fields.text("accessibility_reviewed_on").is_empty() && fields.date("accessibility_reviewed_on").is_none() {
            return Err(CouncilRefusal::ReviewedOn).or_refuse();
        }
        let notice = remit_domain::council::website(fields.text("privacy_notice"))
            .ok_or(CouncilRefusal::PrivacyNotice)
            .or_refuse()?;
        let reviewed_on = fields.date("accessibility_reviewed_on").map(|on| on.to_string()).unwrap_or_default();
        let typed = [fields.text("accessibility_contact").to_owned(), days.to_owned(), reviewed_on, notice];
        let decided = DECIDED.iter().map(|(_, key)| *key).zip(typed).collect();
        Ok(Self { details, decided, version: fields.text("version").to_owned() })
    }
}

/// Corrects the council's facts.
pub(super) async fn correct(work: &Work, correction: Correction) -> Result<()> {
    if facts(&work.tx).await?.raw("version") != correction.version {
        return Err(Error::Stale);
    }
    keep(work, &correction.details).await?;
    for (key, value) in &correction.decided {
        settings::decide(work, key, value).await?;
    }
    trail::record(work, "corrected", About { noun: "council", id: 1, body: None }, correction.details.name).await
}
