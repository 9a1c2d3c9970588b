//! Letting somebody in by address and password, letting them out, and taking the password that they chose.
//! An unknown address and a wrong password take the same time and get the same sentence.

use crate::app::App;
use crate::error::{Error, OrRefuse, Result};
use crate::throttle::{self, Tried};
use crate::trail::{self, About};
use crate::work::{Author, Work};
use crate::{keys, one_time, passwords, sessions};
use remit_domain::email::folded;
use remit_domain::password::{self, SignInRefusal};
use remit_domain::person::Seat;
use remit_entity::{Stored, council, membership, person};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};

/// Failures from one network that cost nothing beyond those of an account: an office shares one.
const FORGIVEN_TO_A_NETWORK: u32 = 26;

/// What somebody typed to be let in.
#[derive(Clone, Debug)]
pub(super) struct Knock {
    pub email: String,
    pub password: String,
    pub network: Option<String>,
    /// The session that the browser came with.
    pub former: Option<String>,
}

/// Somebody who was let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LetIn {
    pub token: String,
    /// Where their work is.
    pub home: &'static str,
}

impl Knock {
    fn by_account(&self) -> Tried {
        Tried { key: format!("sign-in:{}", keys::hash(&folded(&self.email))), forgives: 0 }
    }

    fn by_network(&self) -> Option<Tried> {
        let key = |network| format!("sign-in-from:{}", keys::hash(network));
        self.network.as_deref().map(|network| Tried { key: key(network), forgives: FORGIVEN_TO_A_NETWORK })
    }
}

/// Lets somebody in.
pub(super) async fn sign_in(app: &App, knock: Knock) -> Result<LetIn> {
    if knock.email.trim().is_empty() {
        return Err(SignInRefusal::EmailMissing).or_refuse();
    }
    if knock.password.is_empty() {
        return Err(SignInRefusal::PasswordMissing).or_refuse();
    }
    let counted = knock.clone();
    app.write(Author::Remit, move |work| Box::pin(async move { count(work, &counted).await })).await?;
    let found = find(app, &folded(&knock.email)).await?;
    let kept = found.as_ref().and_then(|person| person.password_hash.clone());
    let is_right = passwords::matches(app.chance(), &knock.password, kept).await?;
    let Some(person) = found.filter(|_| is_right) else {
        tracing::info!("a sign-in failed");
        return Err(SignInRefusal::Wrong).or_refuse();
    };
    let by = Author::Person { id: person.id, name: person.name.clone() };
    app.write(by, move |work| Box::pin(async move { let_in(work, &person, &knock).await })).await
}

async fn count(work: &Work, knock: &Knock) -> Result<()> {
    if let Some(network) = knock.by_network() {
        throttle::count(work, &network).await?;
    }
    throttle::count(work, &knock.by_account()).await
}

/// The person behind an address, unless they have left.
async fn find(app: &App, email: &str) -> Result<Option<person::Model>> {
    let found = person::Entity::find().filter(person::Column::Email.eq(email)).one(app.db()).await?;
    Ok(found.filter(|person| person.left_on.is_none_or(|left| app.clock().today() < left)))
}

async fn let_in(work: &Work, person: &person::Model, knock: &Knock) -> Result<LetIn> {
    throttle::forget(work, &knock.by_account()).await?;
    if let Some(network) = knock.by_network() {
        throttle::take_back(work, &network).await?;
    }
    let home = if person.is_officer {
        "/due"
    } else if chairs_a_body(work, person.id).await? {
        "/panels"
    } else {
        return Err(SignInRefusal::NothingToOpen).or_refuse();
    };
    let token = sessions::begin(work, person.id, knock.former.as_deref()).await?;
    trail::record(work, "signed in", About { noun: "person", id: person.id, body: None }, "").await?;
    Ok(LetIn { token, home })
}

async fn chairs_a_body(work: &Work, person_id: i64) -> Result<bool> {
    let chaired = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person_id))
        .filter(membership::Column::Seat.is_in([Seat::Chair, Seat::ViceChair].map(Stored)))
        .filter(membership::Column::FromOn.lte(work.today))
        .filter(Condition::any().add(membership::Column::ToOn.is_null()).add(membership::Column::ToOn.gte(work.today)))
        .count(&work.tx)
        .await?;
    Ok(chaired > 0)
}

/// Lets somebody out.
pub(super) async fn sign_out(work: &Work, token: &str) -> Result<()> {
    sessions::end(work, token).await?;
    if let Some(id) = work.by.person_id() {
        trail::record(work, "signed out", About { noun: "person", id, body: None }, "").await?;
    }
    Ok(())
}

/// The person to whom the token of a letter belongs, and the part of it that proves so.
pub(super) async fn invited<'t>(
    db: &impl ConnectionTrait,
    token: &'t str,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(person::Model, &'t str)> {
    let (id, proof) = token.split_once('-').ok_or(Error::NotFound)?;
    let id: i64 = id.parse().map_err(|_| Error::NotFound)?;
    if !one_time::is_good(db, &one_time::welcome(id), proof, at).await? {
        return Err(Error::NotFound);
    }
    let person = person::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let today = remit_domain::london::date_in_london(at);
    if person.left_on.is_some_and(|left| left <= today) { Err(Error::NotFound) } else { Ok((person, proof)) }
}

/// Takes the password that an invited person chose. Whoever was signed in as them is not any more.
pub(super) async fn choose_password(app: &App, token: String, chosen: String) -> Result<()> {
    let (person, _) = invited(app.db(), &token, app.clock().now()).await?;
    let council = council::Entity::find().one(app.db()).await?.map(|council| council.name).unwrap_or_default();
    password::check(&chosen, &[&person.name, &person.email, &council]).or_refuse()?;
    let hashed = passwords::hash(app.chance(), &chosen).await?;
    let by = Author::ByLink { id: person.id, name: person.name };
    app.write(by, move |work| {
        Box::pin(async move {
            let (person, proof) = invited(&work.tx, &token, work.at).await?;
            one_time::spend(work, &one_time::welcome(person.id), proof).await?;
            let id = person.id;
            let mut row = person.into_active_model();
            row.password_hash = Set(Some(hashed));
            row.update(&work.tx).await?;
            sessions::end_all(work, id).await?;
            trail::record(work, "chose a password", About { noun: "person", id, body: None }, "").await
        })
    })
    .await
}
