//! E26: a letter came back, or somebody has left with open things. Officers are told once, with the address, the posts that
//! were held, what is open, and where it is mended. Works from what stands in the tables, so that no day is missed; who
//! records that a letter came back is in `post`.

use crate::app::App;
use crate::error::Result;
use crate::tellings::{self, Section, Telling};
use crate::work::{Author, Work};
use chrono::{DateTime, Days, TimeDelta, Utc};
use remit_domain::letter::Kind;
use remit_domain::obligation::State;
use remit_domain::wording;
use remit_entity::{Stored, bounce, holding, letter, obligation, person, post, telling};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};

/// What came back, or who left, longer ago than this is told nobody any more.
const STILL_NEWS: u64 = 14;

/// So many open things are named; the rest are counted.
const NAMED: usize = 10;

/// Something that officers are to be told.
struct Stray {
    occasion: String,
    who: String,
    person_id: Option<i64>,
    /// The address that fails; empty for somebody who left.
    address: String,
    said: String,
}

/// Tells officers of letters that came back and of people who left, each once.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn tell(app: &App) -> Result<()> {
    let mut strays = returned(app).await?;
    strays.extend(leavers(app).await?);
    let told: BTreeSet<String> = telling::Entity::find()
        .filter(telling::Column::Occasion.is_in(strays.iter().map(|stray| stray.occasion.clone())))
        .all(app.db())
        .await?
        .into_iter()
        .map(|row| row.occasion)
        .collect();
    for stray in strays.into_iter().filter(|stray| !told.contains(&stray.occasion)) {
        let posts = posts_of(app.db(), stray.person_id).await?;
        // Nothing is open after somebody who has left: there is nothing to mend.
        if stray.address.is_empty() && open_of(app.db(), &posts).await?.is_empty() {
            continue;
        }
        app.write(Author::Remit, move |work| Box::pin(tell_one(work, stray))).await?;
    }
    Ok(())
}

/// Addresses from which letters came back for good: each once for as long as it is the same address.
async fn returned(app: &App) -> Result<Vec<Stray>> {
    let since: DateTime<Utc> = app.clock().now() - TimeDelta::days(i64::try_from(STILL_NEWS).unwrap_or(14));
    let back = bounce::Entity::find().filter(bounce::Column::At.gt(since)).order_by_asc(bounce::Column::Id);
    let back: Vec<bounce::Model> =
        back.all(app.db()).await?.into_iter().filter(|row| !row.code.starts_with('4')).collect();
    let letters = letter::Entity::find()
        .filter(letter::Column::Id.is_in(back.iter().map(|row| row.letter_id)))
        .all(app.db())
        .await?;
    let letters: BTreeMap<i64, letter::Model> = letters.into_iter().map(|row| (row.id, row)).collect();
    let mut strays: BTreeMap<String, Stray> = BTreeMap::new();
    for row in back {
        let Some(letter) = letters.get(&row.letter_id) else { continue };
        let occasion = format!("returned-{}", letter.to_address.to_lowercase());
        let said = [row.code.trim(), row.words.trim()].join(" ");
        strays.entry(occasion.clone()).or_insert_with(|| Stray {
            occasion,
            who: letter.to_name.clone(),
            person_id: letter.person_id,
            address: letter.to_address.clone(),
            said: said.trim().to_owned(),
        });
    }
    Ok(strays.into_values().collect())
}

/// People whose last day has passed.
async fn leavers(app: &App) -> Result<Vec<Stray>> {
    let today = app.clock().today();
    let gone = person::Entity::find()
        .filter(person::Column::LeftOn.lte(today))
        .filter(person::Column::LeftOn.gt(today - Days::new(STILL_NEWS)))
        .order_by_asc(person::Column::Id)
        .all(app.db())
        .await?;
    let stray = |person: person::Model| Stray {
        occasion: format!("left-{}", person.id),
        who: person.name,
        person_id: Some(person.id),
        address: String::new(),
        said: person.left_on.and_then(|on| on.pred_opt()).map(wording::date_with_weekday).unwrap_or_default(),
    };
    Ok(gone.into_iter().map(stray).collect())
}

async fn tell_one(work: &Work, stray: Stray) -> Result<()> {
    let posts = posts_of(&work.tx, stray.person_id).await?;
    let open = open_of(&work.tx, &posts).await?;
    let officers = officers(&work.tx).await?;
    let section = section(work, &stray, &posts, &open);
    let told = officers.into_iter().filter(|officer| Some(*officer) != stray.person_id).map(|person_id| Telling {
        kind: Kind::Undelivered,
        person_id,
        occasion: stray.occasion.clone(),
        section: section.clone(),
        was: String::new(),
        meetings: Vec::new(),
        may_repeat: false,
    });
    tellings::tell_all(work, told.collect()).await
}

/// Everybody who runs the service.
///
/// # Errors
/// When the database cannot be read.
pub async fn officers(db: &impl ConnectionTrait) -> Result<Vec<i64>> {
    let found = person::Entity::find()
        .filter(person::Column::IsOfficer.eq(true))
        .filter(person::Column::LeftOn.is_null())
        .filter(person::Column::Email.ne(""))
        .order_by_asc(person::Column::Id)
        .all(db)
        .await?;
    Ok(found.into_iter().map(|person| person.id).collect())
}

/// The posts that somebody held last and that nobody else has taken over since.
async fn posts_of(db: &impl ConnectionTrait, person_id: Option<i64>) -> Result<Vec<post::Model>> {
    let Some(person_id) = person_id else { return Ok(Vec::new()) };
    let own = holding::Entity::find().filter(holding::Column::PersonId.eq(person_id)).all(db).await?;
    let others = holding::Entity::find()
        .filter(holding::Column::PostId.is_in(own.iter().map(|row| row.post_id)))
        .filter(holding::Column::PersonId.ne(person_id))
        .all(db)
        .await?;
    let is_last =
        |row: &holding::Model| !others.iter().any(|other| other.post_id == row.post_id && other.from_on >= row.from_on);
    let left: BTreeSet<i64> = own.iter().filter(|row| is_last(row)).map(|row| row.post_id).collect();
    Ok(post::Entity::find().filter(post::Column::Id.is_in(left)).order_by_asc(post::Column::Title).all(db).await?)
}

async fn open_of(db: &impl ConnectionTrait, posts: &[post::Model]) -> Result<Vec<obligation::Model>> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::OwnerPostId.is_in(posts.iter().map(|post| post.id)))
        .filter(obligation::Column::State.eq(Stored(State::Open)))
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .all(db)
        .await?)
}

fn section(work: &Work, stray: &Stray, posts: &[post::Model], open: &[obligation::Model]) -> Section {
    let titles: Vec<&str> = posts.iter().map(|post| post.title.as_str()).collect();
    let who = if titles.is_empty() { stray.who.clone() } else { format!("{}, {}", stray.who, wording::list(&titles)) };
    let mut says = Vec::new();
    if stray.address.is_empty() {
        says.push(format!("{who}: the last day was {}.", stray.said));
        says.push("Nobody holds what is listed here, so nobody is reminded of it.".to_owned());
    } else {
        says.push(format!("A letter to {} ({who}) came back.", stray.address));
        if !stray.said.is_empty() {
            says.push(format!("The mail server said: {}", stray.said));
        }
        says.push("Until the address is put right, reminders do not reach them.".to_owned());
    }
    let mut list: Vec<String> = open.iter().take(NAMED).map(named).collect();
    if open.len() > NAMED {
        list.push(format!("and {} more", open.len() - NAMED));
    }
    let (link_lead, link) = match (stray.person_id, posts.first()) {
        (_, Some(post)) if stray.address.is_empty() => {
            ("Give the post to somebody:".to_owned(), format!("{}/posts/{}", work.site.url, post.id))
        }
        (Some(person), _) => (
            "Put the address right, or give it to somebody else:".to_owned(),
            format!("{}/people/{person}", work.site.url),
        ),
        (None, _) => ("The letters:".to_owned(), format!("{}/letters", work.site.url)),
    };
    let subject = if stray.address.is_empty() {
        format!("{} has left: {} still open", stray.who, open.len())
    } else {
        format!("Not delivered: a letter to {} came back", stray.who)
    };
    Section {
        heading: subject.clone(),
        subject,
        says,
        list_lead: if list.is_empty() { String::new() } else { "Still open:".to_owned() },
        list,
        link_lead,
        link,
        ..Section::default()
    }
}

/// One thing that is owed, as a letter names it: never by the title of what is not public.
#[must_use]
pub fn named(row: &obligation::Model) -> String {
    use remit_domain::word::Word as _;
    let title = if row.is_exempt { "something that is not public" } else { row.title.as_str() };
    let on = row.due_on.map(|on| format!(" ({})", wording::date_with_day(on))).unwrap_or_default();
    format!("{}: {title}{on}", row.kind.label())
}
