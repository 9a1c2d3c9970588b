//! What a page of minutes says, as plain data in the shape that `remit read minutes --json` prints.
//! How it is found lives in the readers beside this file. Called by the verb `read` and by whoever reviews a page.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::words::opening;

/// A page as councils publish it: its main item, and the further items on it. What the text does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Page {
    /// The address that the page gives for itself.
    pub address: Option<String>,
    /// The council; never guessed.
    pub council: Option<String>,
    /// The body that met, as the page spells it.
    pub body: Option<String>,
    /// The day of the meeting.
    pub meeting_date: Option<NaiveDate>,
    /// The number of the main item, such as "31" or "8e".
    pub item_number: Option<String>,
    /// The title of the main item.
    pub item_title: Option<String>,
    /// What kind of page it is.
    pub page_kind: PageKind,
    /// Documents attached to the main item.
    pub documents: Vec<Document>,
    /// What was resolved on the main item.
    #[serde(flatten)]
    pub resolution: Resolution,
    /// Decisions not set out as a resolution, by their first eight words.
    #[serde(serialize_with = "openings")]
    pub prose_decisions: Vec<String>,
    /// Who moved, as written.
    pub mover: Option<String>,
    /// Who seconded, as written.
    pub seconder: Option<String>,
    /// How it was carried or lost.
    pub vote: Option<Vote>,
    /// Things that somebody is to do.
    pub actions: Vec<Action>,
    /// Information that members asked for.
    pub information_requests: Vec<String>,
    /// Matters sent to another body, or received from one.
    pub referrals: Vec<Referral>,
    /// Ratings named in the text.
    pub rag_mentions: Vec<RagMention>,
    /// Words that point to a later meeting.
    pub next_meeting_refs: Vec<String>,
    /// Whether the public were excluded, or the item is marked exempt.
    pub exempt: bool,
    /// The same decision stands in a decision block and again in the minutes.
    pub decision_repeated: bool,
    /// The line that opens the resolution was lost.
    pub heading_lost: bool,
    /// The text breaks off.
    pub truncated: bool,
    /// Further items on the page.
    pub other_items: Vec<OtherItem>,
    /// Remarks of the reader; empty here.
    pub notes: String,
    /// A motion's end, where it was not carried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// An amendment that was put.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amendment: Option<Amendment>,
    /// Clauses in each numbered block, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<usize>,
    /// A resolution of an earlier meeting that the page quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted_resolution: Option<String>,
    /// Clauses of the decision block, where the minutes word it otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decision_block_clauses: Vec<Clause>,
    /// The day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication_date: Option<NaiveDate>,
    /// What became of the meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_status: Option<MeetingStatus>,
    /// The officer named as responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_officer: Option<String>,
}

/// Shows decisions by their first eight words.
fn openings<S: Serializer>(texts: &[String], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(texts.iter().map(|text| opening(text)))
}

/// The kinds of page that publishing systems make.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// One item of one meeting.
    #[default]
    Item,
    /// One matter through several meetings, the newest first.
    Issue,
    /// The agenda of a meeting.
    Agenda,
    /// One decision.
    Decision,
    /// A whole meeting.
    Minutes,
}

/// A document attached to an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// Its size in kilobytes; 1 MB is 1024.
    pub size_kb: Option<u64>,
}

/// A resolution in its ordered parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Resolution {
    /// The words that open it, verbatim.
    pub resolution_intro: Option<String>,
    /// Where its "That" stands.
    pub that_position: Option<ThatPosition>,
    /// The style of its numbers, such as "(1)", "a)", "bullet"; "(a) inline" inside a sentence.
    pub numbering: Option<String>,
    /// Its parts; printed by their first eight words.
    pub clauses: Vec<Clause>,
    /// How many parts it has.
    pub clause_count: usize,
    /// How many points stand under its parts.
    pub sub_clause_count: usize,
    /// What its parts do, each once: noted, requested, referred.
    pub verbs: Vec<String>,
}

/// One part of a resolution.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clause {
    /// Its words in full, without its number.
    pub text: String,
    /// The points under it.
    pub points: Vec<String>,
}

impl Serialize for Clause {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&opening(&self.text))
    }
}

/// Where the "That" of a resolution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThatPosition {
    /// "RESOLVED: That", then a list.
    Intro,
    /// Each part begins with it.
    EachClause,
    /// One sentence.
    Inline,
    /// Nowhere.
    None,
}

/// How a motion was carried or lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Vote {
    /// In a word: "assent" or "unanimous".
    Word(Carried),
    /// By numbers; a number not given is null.
    Counts(Counts),
}

/// Carried without a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Carried {
    /// Nobody called for a vote.
    Assent,
    /// All were for it.
    Unanimous,
}

/// Votes counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Votes for.
    #[serde(rename = "for")]
    pub in_favour: Option<u32>,
    /// Votes against.
    pub against: Option<u32>,
    /// Abstentions.
    pub abstain: Option<u32>,
}

/// Something that somebody is to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What is to be done, beginning with the verb.
    pub what: String,
    /// By whom: a post, as written.
    pub owner: Option<String>,
    /// By when: an ISO date where the text gives a full one, else its words.
    pub due: Option<String>,
    /// Where it stands.
    pub source: ActionSource,
}

/// Where an action stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionSource {
    /// In a part of the resolution.
    Clause,
    /// In the narrative.
    Prose,
    /// After the word ACTION.
    Marker,
}

/// A matter sent to another body, or received from one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Referral {
    /// The body that is to deal with it.
    pub to_body: String,
    /// The day of that body's meeting.
    pub meeting_date: Option<NaiveDate>,
    /// Sent or received.
    pub direction: Direction,
    /// When, where the text gives no day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_text: Option<String>,
}

/// Which way a referral goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Sent on.
    Out,
    /// Received.
    In,
}

/// A rating named in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RagMention {
    /// What was rated, as written.
    pub indicator: String,
    /// red, amber, green or black.
    pub rag: String,
}

/// A further item on the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OtherItem {
    /// The body, where it is not the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The day, where the item gives its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_date: Option<NaiveDate>,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_number: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_title: Option<String>,
    /// Its documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// The words that open its resolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution_intro: Option<String>,
    /// The parts of its resolution.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// Its decisions in prose.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "openings")]
    pub prose_decisions: Vec<String>,
    /// What its parts do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verbs: Vec<String>,
    /// Its referrals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<Referral>,
}

/// A motion's end, where it was not carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Voted down.
    Lost,
    /// Taken back by its mover.
    Withdrawn,
}

/// An amendment that was put to a motion.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Amendment {
    /// Who moved it.
    pub mover: Option<String>,
    /// Who seconded it.
    pub seconder: Option<String>,
    /// How the vote went.
    pub vote: Option<Vote>,
    /// "carried" or "lost".
    pub result: Option<String>,
}

/// What became of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MeetingStatus {
    /// It will not be held.
    Cancelled,
    /// It will be held on another day.
    Postponed,
}
