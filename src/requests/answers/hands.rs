//! Who works on a request: acknowledged, passed to a named colleague, sent up, sent back, not theirs; and what a
//! service may say in place of figures. Entering and signing off are in `commands`.

use super::commands::{Hand, load_as};
use crate::error::{Error, OrRefuse, Result};
use crate::links;
use crate::obligations;
use crate::requests::commands::{about, keep};
use crate::requests::queries::Whole;
use crate::requests::wanted::Promise;
use crate::requests::{letters, life, life_pages};
use crate::trail;
use crate::web::Fields;
use crate::work::Work;
use remit_domain::email::Email;
use remit_domain::obligation::{Kind, SubjectKind};
use remit_domain::request::RequestRefusal;
use remit_domain::wording;
use remit_entity::{Stored, data_request, figure, link, person};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Says that it has arrived, when nobody has yet. The state that it leads to, for the caller to keep.
pub(super) async fn acknowledged(work: &Work, whole: &Whole) -> Result<data_request::ActiveModel> {
    let mut change = data_request::ActiveModel { ..Default::default() };
    if let Ok(state) = whole.request.state.0.acknowledge() {
        change.state = Set(Stored(state));
    }
    if whole.request.acknowledged_at.is_none() {
        change.acknowledged_at = Set(Some(work.at));
    }
    obligations::discharge(work, Kind::AcknowledgeRequest, SubjectKind::Request, whole.request.id).await?;
    Ok(change)
}

/// Who works on it, as the page asks: I, a colleague, or nobody here.
pub(super) async fn choose(work: &Work, link: &link::Model, fields: &Fields) -> Result<&'static str> {
    let (whole, hand) = load_as(work, link, fields.number("version")).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    match fields.text("choice") {
        "own" => {
            let change = acknowledged(work, &whole).await?;
            keep(work, &whole.request, change).await?;
            trail::record(work, "acknowledged", about(&whole), "").await?;
            Ok("Thank you: the panel’s officer sees that it has arrived.")
        }
        "colleague" if hand == Hand::Director => {
            name(work, &whole, fields).await?;
            Ok("Your colleague gets a letter with a link of their own.")
        }
        "not_mine" => {
            not_mine(work, &whole, fields.text("why")).await?;
            Ok("The scrutiny officer has been told.")
        }
        _ => Err(Error::refused(RequestRefusal::NothingChosen)),
    }
}

/// Names a colleague, who gets a link of their own; whoever was named before has none that works.
async fn name(work: &Work, whole: &Whole, fields: &Fields) -> Result<()> {
    let name = fields.text("name");
    if name.is_empty() {
        return Err(Error::refused(RequestRefusal::NameMissing));
    }
    let email = Email::read(fields.text("email")).or_refuse()?;
    life_pages::must_be_allowed(work, email.as_str()).await?;
    let person = somebody(work, name, email.as_str()).await?;
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?.and_then(|holder| holder.person);
    if holder.is_some_and(|holder| holder.id == person.id) {
        return Err(Error::refused(RequestRefusal::YourOwnColleague));
    }
    let mut change = acknowledged(work, whole).await?;
    change.contributor_id = Set(Some(person.id));
    change.sent_up_at = Set(None);
    change.sent_up_by = Set(String::new());
    keep(work, &whole.request, change).await?;
    trail::record(work, "named a colleague", about(whole), format!("{} works on it", person.name)).await?;
    let address = links::address(work, person.id, SubjectKind::Request, whole.request.id).await?;
    letters::named(work, whole, &person, address).await
}

/// Whoever is kept under an address; else somebody new, who cannot sign in.
async fn somebody(work: &Work, name: &str, email: &str) -> Result<person::Model> {
    let known = person::Entity::find().filter(person::Column::Email.eq(email)).one(&work.tx).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let row = person::ActiveModel {
        name: Set(name.to_owned()),
        email: Set(email.to_owned()),
        is_officer: Set(false),
        ..Default::default()
    };
    let row = row.insert(&work.tx).await?;
    let about = trail::About { noun: "person", id: row.id, body: None };
    trail::record(work, "named", about, row.name.as_str()).await?;
    Ok(row)
}

async fn not_mine(work: &Work, whole: &Whole, why: &str) -> Result<()> {
    if why.is_empty() {
        return Err(Error::refused(RequestRefusal::ReasonMissing));
    }
    trail::record(work, "said that it is not for them", about(whole), why).await?;
    let says = vec![
        format!("It was said {} that this request is not for the {}:", work.by.words(), whole.owner.title),
        format!("“{why}”"),
        "It stays with that post until you withdraw it, or ask another.".to_owned(),
    ];
    letters::answered(work, whole, ("Not for this post", says)).await
}

/// The contributor is done: the director signs it off or sends it back.
pub(super) async fn send_up(work: &Work, link: &link::Model, version: Option<i32>) -> Result<()> {
    let (whole, hand) = load_as(work, link, version).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    if hand != Hand::Contributor {
        return Err(Error::Forbidden);
    }
    let change = data_request::ActiveModel {
        sent_up_at: Set(Some(work.at)),
        sent_up_by: Set(work.by.words()),
        sent_back_why: Set(String::new()),
        ..acknowledged(work, &whole).await?
    };
    keep(work, &whole.request, change).await?;
    trail::record(work, "sent it up", about(&whole), format!("to the {}", whole.owner.title)).await?;
    let holder = obligations::holder_of(&work.tx, whole.owner.id, work.today).await?.and_then(|holder| holder.person);
    let Some(director) = holder else { return Ok(()) };
    let by = person::Entity::find_by_id(link.person_id).one(&work.tx).await?.map(|one| one.name).unwrap_or_default();
    let address = links::address(work, director.id, SubjectKind::Request, whole.request.id).await?;
    letters::sent_up(work, &whole, &director, (&by, address)).await
}

/// The director returns it to the colleague, with words.
pub(super) async fn send_back(work: &Work, link: &link::Model, (version, why): (Option<i32>, &str)) -> Result<()> {
    let (whole, hand) = load_as(work, link, version).await?;
    whole.request.state.0.open_for_figures().or_refuse()?;
    if hand != Hand::Director {
        return Err(Error::Forbidden);
    }
    if why.is_empty() {
        return Err(Error::refused(RequestRefusal::ReasonMissing));
    }
    let contributor = whole.request.contributor_id.ok_or(Error::refused(RequestRefusal::NoContributor))?;
    let change = data_request::ActiveModel {
        sent_up_at: Set(None),
        sent_up_by: Set(String::new()),
        sent_back_why: Set(why.to_owned()),
        ..Default::default()
    };
    keep(work, &whole.request, change).await?;
    trail::record(work, "sent it back", about(&whole), why).await?;
    let Some(person) = person::Entity::find_by_id(contributor).one(&work.tx).await? else { return Ok(()) };
    let address = links::address(work, person.id, SubjectKind::Request, whole.request.id).await?;
    letters::sent_back(work, &whole, &person, (why, address)).await
}

/// What is ready goes ahead to the officer; the rest stays owed.
pub(super) async fn submit_part(work: &Work, link: &link::Model, version: Option<i32>) -> Result<()> {
    let (whole, hand) = load_as(work, link, version).await?;
    if hand != Hand::Director {
        return Err(Error::Forbidden);
    }
    let given = figure::Column::Number.is_not_null().or(figure::Column::Absence.is_not_null());
    let all = figure::Entity::find().filter(figure::Column::RequestId.eq(whole.request.id));
    let count = all.clone().count(&work.tx).await?;
    let ready = all.filter(given).count(&work.tx).await?;
    let state = whole.request.state.0.submit_part(usize::try_from(ready).unwrap_or(usize::MAX)).or_refuse()?;
    let change = data_request::ActiveModel { state: Set(Stored(state)), ..acknowledged(work, &whole).await? };
    keep(work, &whole.request, change).await?;
    let said = format!("{ready} of {count} figures");
    trail::record(work, "submitted a part", about(&whole), said.as_str()).await?;
    let says = vec![format!("{said} are in; the rest is still owed.")];
    letters::answered(work, &whole, ("In part", says)).await
}

/// The service promises it for a later day: "to follow".
pub(super) async fn follow(work: &Work, link: &link::Model, (version, promise): (Option<i32>, Promise)) -> Result<()> {
    let (whole, _) = load_as(work, link, version).await?;
    let state = whole.request.state.0;
    let next = state.to_follow(promise.on, &promise.reason, work.today, whole.place.meeting.held_on).or_refuse()?;
    let Some(on) = promise.on else { return Err(Error::broken("a promise without its day")) };
    let change = data_request::ActiveModel {
        promised_on: Set(Some(on)),
        follow_reason: Set(promise.reason.clone()),
        ..acknowledged(work, &whole).await?
    };
    let change = data_request::ActiveModel { state: Set(Stored(next)), ..change };
    keep(work, &whole.request, change).await?;
    obligations::promise(work, Kind::SubmitData, SubjectKind::Request, whole.request.id, on).await?;
    let detail = format!("by {}: {}", wording::date(on), promise.reason);
    trail::record(work, "declared to follow", about(&whole), detail.as_str()).await?;
    letters::answered(work, &whole, ("To follow", vec![format!("The service promises it {detail}.")])).await
}

/// The service says that it does not have it.
pub(super) async fn unavailable(
    work: &Work,
    link: &link::Model,
    (version, reason): (Option<i32>, String),
) -> Result<()> {
    let (whole, _) = load_as(work, link, version).await?;
    let said =
        vec![format!("The service says: “{reason}”"), "The panel’s report says so, unless you ask again.".to_owned()];
    life::close_unavailable(work, &whole, reason).await?;
    letters::answered(work, &whole, ("Not available", said)).await
}
