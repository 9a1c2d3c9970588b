//! A county of the size of a large one over ten years, beside the small one of the demonstration: always the same rows,
//! written in bulk. For measuring; nothing in it is worth reading.

use crate::error::Result;
use crate::store;
use crate::work::Work;
use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use remit_domain::obligation::{DueRule, Kind, State as Owed, SubjectKind};
use remit_domain::person::{BodyKind, PostKind, Seat};
use remit_domain::resolution::{Carried, HouseStyle, State as Standing, Verb};
use remit_domain::{action, london, meeting};
use remit_entity::{
    Stored, action as actions, agenda_item, body, holding, meeting as meetings, membership, obligation, person, post,
    resolution, resolution_part,
};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// So many rows are written at a time.
const ROWS: usize = 1000;

/// Years of the past, meetings a year, items a meeting.
const YEARS: i32 = 10;
const MEETINGS: usize = 8;
const ITEMS: i64 = 15;

/// In which months a body meets.
const MONTHS: [u32; MEETINGS] = [1, 2, 3, 5, 6, 9, 10, 11];

/// Of so many actions one is still open.
const ONE_OPEN_IN: usize = 10;

/// What panels look at.
const SUBJECTS: [&str; 12] = [
    "School transport",
    "Road repairs",
    "Care at home",
    "Library opening hours",
    "Flood defence",
    "Apprenticeships",
    "Foster carers",
    "Waste collection",
    "Trading standards",
    "Public health",
    "Bus services",
    "Budget monitoring",
];

/// What panels ask for.
const ASKED: [&str; 8] = [
    "circulate the figures by district",
    "bring a plan for timeliness",
    "write to the provider about delays",
    "share the results of the survey",
    "explain the variance against the target",
    "arrange a visit to the depot",
    "compare the costs with neighbours",
    "report on the complaints of the year",
];

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Bodies.
    pub bodies: usize,
    /// Actions.
    pub actions: usize,
    /// People.
    pub people: usize,
}

impl Size {
    /// 12 bodies, 20,000 actions of which 2,000 are open, 300 people.
    pub const LARGE: Self = Self { bodies: 12, actions: 20_000, people: 300 };
    /// Ten times as large.
    pub const HUGE: Self = Self { bodies: 120, actions: 200_000, people: 3_000 };
}

/// Always the same numbers in the same order.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }

    fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

struct Numbers(i64);

impl Numbers {
    fn next(&mut self) -> i64 {
        self.0 += 1;
        self.0
    }
}

/// The numbers of the rows of a table go on after the last.
async fn after_last<E: EntityTrait>(work: &Work, id: E::Column) -> Result<Numbers> {
    let last = E::find().select_only().column(id).order_by_desc(id).limit(1).into_tuple::<i64>();
    Ok(Numbers(last.one(&work.tx).await?.unwrap_or(0)))
}

async fn write_all<A>(work: &Work, rows: Vec<A>) -> Result<()>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send + Clone,
    <A::Entity as EntityTrait>::Model: sea_orm::IntoActiveModel<A>,
{
    for rows in rows.chunks(ROWS) {
        A::Entity::insert_many(rows.to_vec()).exec_without_returning(&work.tx).await?;
    }
    Ok(())
}

/// The bodies, and the posts that owe something to them.
struct Council {
    bodies: Vec<(i64, String)>,
    owners: Vec<i64>,
}

/// Writes it.
pub(super) async fn write(work: &Work, size: Size) -> Result<()> {
    let mut dice = Dice(7);
    let council = council(work, size).await?;
    let (mut meeting_ids, mut item_ids) = (
        after_last::<meetings::Entity>(work, meetings::Column::Id).await?,
        after_last::<agenda_item::Entity>(work, agenda_item::Column::Id).await?,
    );
    let (mut held, mut items) = (Vec::new(), Vec::new());
    // The item, its body and its day, in the order of the days of each body.
    let mut places: Vec<(i64, usize, NaiveDate)> = Vec::new();
    for (place, (body_id, _)) in council.bodies.iter().enumerate() {
        for year in (work.today.year() - YEARS)..work.today.year() {
            for (n, month) in MONTHS.into_iter().enumerate() {
                let day = u32::try_from(3 + (place + n) % 20).unwrap_or(3);
                let on = NaiveDate::from_ymd_opt(year, month, day).unwrap_or(work.today);
                let on = work.calendar.working_day_on_or_after(on)?;
                let id = meeting_ids.next();
                held.push(a_meeting(work, (id, *body_id, on))?);
                for position in 1..=ITEMS {
                    let item = item_ids.next();
                    items.push(an_item((item, id, position), dice.of(&SUBJECTS)));
                    places.push((item, place, on));
                }
            }
        }
    }
    write_all(work, held).await?;
    write_all(work, items).await?;
    asked(work, size, &council, (&places, &mut dice)).await?;
    let tables = [
        "person",
        "post",
        "holding",
        "body",
        "membership",
        "meeting",
        "agenda_item",
        "resolution",
        "resolution_part",
        "action",
        "obligation",
    ];
    Ok(store::numbers_go_on(&work.tx, &tables).await?)
}

async fn council(work: &Work, size: Size) -> Result<Council> {
    let (mut people, mut posts) = (
        after_last::<person::Entity>(work, person::Column::Id).await?,
        after_last::<post::Entity>(work, post::Column::Id).await?,
    );
    let (mut holdings, mut bodies, mut seats) = (
        after_last::<holding::Entity>(work, holding::Column::Id).await?,
        after_last::<body::Entity>(work, body::Column::Id).await?,
        after_last::<membership::Entity>(work, membership::Column::Id).await?,
    );
    let since = NaiveDate::from_ymd_opt(2014, 1, 1).unwrap_or(work.today);
    let officer = post::Entity::find()
        .filter(post::Column::Kind.eq(Stored(PostKind::ScrutinyOfficer)))
        .order_by_asc(post::Column::Id)
        .one(&work.tx)
        .await?;
    let named: Vec<i64> = (0..size.people).map(|_| people.next()).collect();
    write_all(work, named.iter().enumerate().map(|(n, id)| a_person(*id, n + 1)).collect()).await?;
    let (mut bodied, mut posted, mut held, mut seated) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut council = Council { bodies: Vec::new(), owners: Vec::new() };
    let chairs = size.bodies.min(named.len());
    for (n, chair) in named.iter().take(chairs).enumerate() {
        let (id, chair_post, short) = (bodies.next(), posts.next(), format!("L{:02}", n + 1));
        bodied.push(a_body((id, n + 1), &short, (chair_post, officer.as_ref().map(|post| post.id))));
        posted.push(a_post(chair_post, format!("Chair, Large Panel {:02}", n + 1), PostKind::Chair, Some(id)));
        seated.push(a_seat(seats.next(), (id, *chair), since));
        council.bodies.push((id, short));
    }
    for (n, holder) in named.iter().skip(chairs).enumerate() {
        let id = posts.next();
        posted.push(a_post(id, format!("Head of Service {:04}", n + 1), PostKind::Director, None));
        held.push(a_holding(holdings.next(), (id, *holder), since));
        council.owners.push(id);
    }
    write_all(work, bodied).await?;
    write_all(work, posted).await?;
    write_all(work, held).await?;
    write_all(work, seated).await?;
    Ok(council)
}

/// Some days before today and some after it for what is open; a month after it was asked for otherwise.
fn due(dice: &mut Dice, is_open: bool, (today, asked_on): (NaiveDate, NaiveDate)) -> NaiveDate {
    let from_today = Days::new(u64::try_from(dice.below(40)).unwrap_or(0));
    if is_open { today - Days::new(10) + from_today } else { asked_on + Days::new(30) }
}

fn a_person(id: i64, number: usize) -> person::ActiveModel {
    person::ActiveModel {
        id: Set(id),
        name: Set(format!("Person {number:04}")),
        email: Set(format!("person-{number:04}@anyshire.example")),
        is_officer: Set(false),
        ..Default::default()
    }
}

fn a_body((id, number): (i64, usize), short: &str, (chair, officer): (i64, Option<i64>)) -> body::ActiveModel {
    body::ActiveModel {
        id: Set(id),
        slug: Set(format!("large-{number:02}")),
        name: Set(format!("Large Overview and Scrutiny Panel {number:02}")),
        short_name: Set(short.to_owned()),
        kind: Set(Stored(BodyKind::Panel)),
        officer_post_id: Set(officer),
        chair_post_id: Set(Some(chair)),
        clear_days: Set(5),
        house_style: Set(Stored(HouseStyle::Dash)),
        remit: Set("Invented for measuring.".to_owned()),
        ..Default::default()
    }
}

fn a_seat(id: i64, (body_id, person_id): (i64, i64), since: NaiveDate) -> membership::ActiveModel {
    membership::ActiveModel {
        id: Set(id),
        body_id: Set(body_id),
        person_id: Set(person_id),
        seat: Set(Stored(Seat::Chair)),
        from_on: Set(since),
        ..Default::default()
    }
}

fn a_holding(id: i64, (post_id, person_id): (i64, i64), since: NaiveDate) -> holding::ActiveModel {
    holding::ActiveModel {
        id: Set(id),
        post_id: Set(post_id),
        person_id: Set(person_id),
        from_on: Set(since),
        ..Default::default()
    }
}

fn a_resolution((id, item, number): (i64, i64, usize), on: NaiveDate) -> resolution::ActiveModel {
    resolution::ActiveModel {
        id: Set(id),
        agenda_item_id: Set(item),
        position: Set(i32::try_from(number).unwrap_or(1)),
        state: Set(Stored(Standing::Confirmed)),
        mover: Set(String::new()),
        seconder: Set(String::new()),
        carried: Set(Stored(Carried::Assent)),
        narrative: Set(String::new()),
        recorded_at: Set(london::instant(on, NaiveTime::MIN)),
        version: Set(1),
        ..Default::default()
    }
}

fn a_part((id, resolution): (i64, i64), words: &str) -> resolution_part::ActiveModel {
    resolution_part::ActiveModel {
        id: Set(id),
        resolution_id: Set(resolution),
        number: Set(1),
        verb: Set(Stored(Verb::Requested)),
        text: Set(words.to_owned()),
        version: Set(1),
        ..Default::default()
    }
}

fn a_post(id: i64, title: String, kind: PostKind, body_id: Option<i64>) -> post::ActiveModel {
    post::ActiveModel {
        id: Set(id),
        title: Set(title),
        kind: Set(Stored(kind)),
        body_id: Set(body_id),
        ..Default::default()
    }
}

fn a_meeting(work: &Work, (id, body_id, on): (i64, i64, NaiveDate)) -> Result<meetings::ActiveModel> {
    Ok(meetings::ActiveModel {
        id: Set(id),
        body_id: Set(body_id),
        held_on: Set(on),
        starts_at: Set("10:00".to_owned()),
        venue: Set("Council Chamber, County Hall".to_owned()),
        state: Set(Stored(meeting::State::Held)),
        lag: Set(10),
        published_on: Set(Some(work.calendar.publish_by(on, 5)?)),
        clear_days_given: Set(Some(5)),
        version: Set(1),
        ..Default::default()
    })
}

fn an_item((id, meeting_id, position): (i64, i64, i64), subject: &str) -> agenda_item::ActiveModel {
    agenda_item::ActiveModel {
        id: Set(id),
        meeting_id: Set(meeting_id),
        position: Set(i32::try_from(position).unwrap_or(1)),
        title: Set(format!("{subject}: update {position}")),
        kind: Set(Stored(meeting::ItemKind::Business)),
        subject: Set(subject.to_lowercase().replace(' ', "-")),
        version: Set(1),
        ..Default::default()
    }
}

/// What was asked for: a resolution, its one part and the action that came of it; what is open is still owed.
async fn asked(
    work: &Work,
    size: Size,
    council: &Council,
    (places, dice): (&[(i64, usize, NaiveDate)], &mut Dice),
) -> Result<()> {
    let (mut resolutions, mut parts) = (
        after_last::<resolution::Entity>(work, resolution::Column::Id).await?,
        after_last::<resolution_part::Entity>(work, resolution_part::Column::Id).await?,
    );
    let (mut ids, mut owed_ids) = (
        after_last::<actions::Entity>(work, actions::Column::Id).await?,
        after_last::<obligation::Entity>(work, obligation::Column::Id).await?,
    );
    let (mut resolved, mut parted, mut done, mut owed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for n in 0..size.actions {
        // Spread over all items; what is open hangs on those of the last years.
        let (item, place, on) = places[(n * places.len() / size.actions.max(1)).min(places.len() - 1)];
        let (body_id, short) = &council.bodies[place];
        let owner = council.owners[dice.below(council.owners.len())];
        let is_open = n % ONE_OPEN_IN == 0;
        let words = format!("{} ({})", dice.of(&ASKED), dice.of(&SUBJECTS).to_lowercase());
        let (resolution, part, id) = (resolutions.next(), parts.next(), ids.next());
        resolved.push(a_resolution((resolution, item, n + 1), on));
        parted.push(a_part((part, resolution), &words));
        let reference = format!("{short} {}-{:06}", on.year(), n + 1);
        done.push(actions::ActiveModel {
            id: Set(id),
            reference: Set(reference.clone()),
            body_id: Set(*body_id),
            agenda_item_id: Set(item),
            resolution_part_id: Set(Some(part)),
            text: Set(words),
            owner_post_id: Set(owner),
            state: Set(Stored(if is_open { action::State::Open } else { action::State::Complete })),
            created_on: Set(on),
            version: Set(1),
            ..Default::default()
        });
        let due_on = due(dice, is_open, (work.today, on));
        owed.push(obligation::ActiveModel {
            id: Set(owed_ids.next()),
            kind: Set(Stored(Kind::DoAction)),
            subject_kind: Set(Stored(SubjectKind::Action)),
            subject_id: Set(id),
            body_id: Set(*body_id),
            owner_post_id: Set(owner),
            title: Set(reference),
            due_rule: Set(DueRule::on(due_on).to_string()),
            due_on: Set(Some(due_on)),
            promised: Set(false),
            state: Set(Stored(if is_open { Owed::Open } else { Owed::Met })),
            is_exempt: Set(false),
            opened_on: Set(on),
            // Its day was agreed only now: nobody was to be reminded of it before.
            settled_on: Set(if is_open { work.today } else { on }),
            closed_at: Set((!is_open).then(|| london::instant(on + Days::new(20), NaiveTime::MIN))),
            next_rung_on: Set(is_open.then_some(work.today)),
            ..Default::default()
        });
    }
    write_all(work, resolved).await?;
    write_all(work, parted).await?;
    write_all(work, done).await?;
    write_all(work, owed).await
}
