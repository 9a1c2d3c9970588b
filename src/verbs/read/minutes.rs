//! `remit read minutes FILE`: a page of minutes in text or HTML, as a short summary or as JSON.
//! How minutes are understood is the domain's; this opens the file and prints.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use remit_domain::minutes::{self, Carried, MOST_BYTES, Page, Vote};

use super::{about, unreadable};
use crate::verbs::asked::Refusal;

/// Read minutes, an agenda or a decision as councils publish them
#[derive(clap::Args, Debug)]
pub struct Question {
    /// The page, in text or HTML; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print one JSON object instead of a summary
    #[arg(long)]
    json: bool,
}

/// What is understood of the page.
pub fn reply(question: &Question) -> Result<String, Refusal> {
    let bytes = contents(&question.file).map_err(|kind| about(&question.file, unreadable(kind)))?;
    let text = minutes::decode(&bytes).map_err(|why| about(&question.file, &why.to_string()))?;
    let page = minutes::read(&text);
    if question.json {
        // Text keys and plain values always serialise.
        return Ok(serde_json::to_string_pretty(&page).unwrap_or_default() + "\n");
    }
    Ok(summary(&page))
}

/// The bytes of the page, but hardly more than are allowed.
fn contents(file: &Path) -> Result<Vec<u8>, io::ErrorKind> {
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if file.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|open| open.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|why| why.kind())?;
    Ok(bytes)
}

/// The page in a few lines; what it does not say is left out.
fn summary(page: &Page) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{label}: {value}");
        }
    };
    line("Body", page.body.as_deref().unwrap_or_default());
    line("Date", &page.meeting_date.map(|on| on.to_string()).unwrap_or_default());
    let number = page.item_number.as_deref().unwrap_or_default();
    line("Item", format!("{number} {}", page.item_title.as_deref().unwrap_or_default()).trim());
    line("Moved", page.mover.as_deref().unwrap_or_default());
    line("Seconded", page.seconder.as_deref().unwrap_or_default());
    line("Vote", &page.vote.as_ref().map(vote).unwrap_or_default());
    line("Outcome", &page.outcome.map(|end| format!("{end:?}").to_lowercase()).unwrap_or_default());
    for (at, part) in page.resolution.clauses.iter().enumerate() {
        line(&format!("({})", at + 1), &part.text);
        part.points.iter().for_each(|point| line("    -", point));
    }
    page.prose_decisions.iter().for_each(|decision| line("Decided", decision));
    for action in &page.actions {
        let owner = action.owner.as_deref().unwrap_or("nobody named");
        line("Action", &format!("{} ({owner}; {})", action.what, action.due.as_deref().unwrap_or("no date")));
    }
    page.information_requests.iter().for_each(|asked| line("Asked for", asked));
    for referral in &page.referrals {
        let when = referral.meeting_date.map(|on| on.to_string()).or_else(|| referral.when_text.clone());
        let way = if referral.direction == minutes::Direction::Out { "Referred to" } else { "Received by" };
        line(way, format!("{} {}", referral.to_body, when.unwrap_or_default()).trim());
    }
    line("Further items", &page.other_items.len().to_string());
    out
}

fn vote(vote: &Vote) -> String {
    let count = |n: Option<u32>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    match vote {
        Vote::Word(Carried::Assent) => "by assent".into(),
        Vote::Word(Carried::Unanimous) => "unanimous".into(),
        Vote::Counts(counts) => format!(
            "{} for, {} against, {} abstaining",
            count(counts.in_favour),
            count(counts.against),
            count(counts.abstain)
        ),
    }
}
