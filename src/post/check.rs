//! Tries the way out, step by step, and says in words how far it leads: the name, the connection, encryption, signing in,
//! the sender, the reader, and where asked a letter that really goes.
//!
//! Called by `remit mail check` and by its page. What a failure means is in `diagnosis`.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::diagnosis::{self, Advice};
use super::mime::{Envelope, Party, Written};
use super::outcome::{Fault, Outcome, Phase};
use super::outgoing::Outgoing;
use super::relay::{PhaseLimits, Relay};
use super::smtp::Conversation;
use super::transport::Transport;
use crate::mailing::Mailing;

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It went well.
    Well,
    /// It did not, and nothing after it was tried.
    Badly,
    /// It went, and there is something to know.
    Notably,
}

/// One step of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What was tried.
    pub what: &'static str,
    /// How it ended.
    pub ended: Ended,
    /// What was found.
    pub found: String,
    /// What to do about it; empty where there is nothing to do.
    pub advice: String,
}

/// Whom the test is from and to.
#[derive(Debug, Clone)]
pub struct Test {
    /// The mailbox that letters come from.
    pub from: String,
    /// The reader whom the relay is asked about.
    pub to: Option<String>,
    /// Whether a letter is really sent to them.
    pub sends: bool,
    /// The letter's Message-ID, and its date.
    pub id: String,
    /// The moment.
    pub at: DateTime<Utc>,
}

/// How long a step of a check may take: somebody waits for it.
fn limits() -> PhaseLimits {
    let seconds = Duration::from_secs;
    PhaseLimits { connect: seconds(10), after_dot: seconds(60), ..PhaseLimits::all(seconds(20)) }
}

/// Checks the settings and the way that they describe. The last step is the one that failed, if any did.
pub async fn check(mail: &Mailing, test: &Test) -> Vec<Checked> {
    let mut steps = Vec::new();
    let outgoing = match Outgoing::from_settings(mail, &test.from) {
        Ok(outgoing) => outgoing,
        Err(error) => {
            steps.push(Checked {
                what: "The settings",
                ended: Ended::Badly,
                found: format!("{error:#}"),
                advice: "Correct the settings and start Remit again.".to_owned(),
            });
            return steps;
        }
    };
    match outgoing.transport {
        Transport::Relay(relay) => check_relay(&relay.with_limits(limits()), test, &mut steps).await,
        Transport::Folder(folder) => steps.push(check_folder(&folder).await),
        Transport::Nowhere => {
            steps.push(note("The settings", "This is a demonstration: no letter leaves this computer.", ""))
        }
        Transport::Unset => steps.push(Checked {
            what: "The settings",
            ended: Ended::Badly,
            found: "No mail is set up, so letters wait.".to_owned(),
            advice: "Set REMIT_SMTP_URL to the council’s relay, or REMIT_MAIL_FOLDER to a folder.".to_owned(),
        }),
    }
    steps
}

fn well(what: &'static str, found: impl Into<String>) -> Checked {
    Checked { what, ended: Ended::Well, found: found.into(), advice: String::new() }
}

fn note(what: &'static str, found: &str, advice: &str) -> Checked {
    Checked { what, ended: Ended::Notably, found: found.to_owned(), advice: advice.to_owned() }
}

fn badly(what: &'static str, Advice { found, advice }: Advice) -> Checked {
    Checked { what, ended: Ended::Badly, found, advice }
}

async fn check_folder(folder: &Path) -> Checked {
    let probe = folder.join(".remit-check");
    let tried = async {
        tokio::fs::create_dir_all(folder).await?;
        tokio::fs::write(&probe, b"check").await?;
        tokio::fs::remove_file(&probe).await
    };
    match tried.await {
        Ok(()) => note(
            "The folder",
            &format!("Letters are laid into {} and go no further from there.", folder.display()),
            "Whatever takes them from there sends them. Remit counts them as handed over.",
        ),
        Err(error) => badly(
            "The folder",
            Advice {
                found: format!("{} cannot be written: {error}", folder.display()),
                advice: "Let the account that Remit runs under write there.".to_owned(),
            },
        ),
    }
}

async fn check_relay(relay: &Relay, test: &Test, steps: &mut Vec<Checked>) {
    steps.push(well("The settings", format!("{}; {}", relay.place(), relay.manner())));
    let addresses = match tokio::net::lookup_host((relay.host.as_str(), relay.port)).await {
        Ok(found) => found.map(|address| address.ip().to_string()).collect::<Vec<_>>(),
        Err(_) => Vec::new(),
    };
    if addresses.is_empty() {
        steps.push(badly("The name", diagnosis::no_such_name(&relay.host)));
        return;
    }
    steps.push(well("The name", format!("{} is {}", relay.host, addresses.join(", "))));
    let conversation = match Conversation::open(relay).await {
        Ok(conversation) => conversation,
        Err(fault) => {
            before(fault.phase, relay, steps);
            steps.push(badly(name_of(fault.phase), diagnosis::of(relay, &fault)));
            return;
        }
    };
    before(Phase::Mail, relay, steps);
    check_letter(relay, conversation, test, steps).await;
}

/// The phases that went well before one that did not.
fn before(phase: Phase, relay: &Relay, steps: &mut Vec<Checked>) {
    for (reached, words) in [
        (Phase::Connect, "The relay takes connections.".to_owned()),
        (Phase::Greeting, "The relay greets.".to_owned()),
        (Phase::Tls, relay.encryption_words().to_owned()),
        (Phase::Auth, relay.sign_in_words()),
    ] {
        let comes_before = match (reached, phase) {
            // A wrapped line is encrypted before the greeting.
            (Phase::Greeting, Phase::Tls) => !relay.is_wrapped(),
            (Phase::Tls, Phase::Greeting) => relay.is_wrapped(),
            (reached, phase) => reached < phase,
        };
        if comes_before && !words.is_empty() {
            steps.push(well(name_of(reached), words));
        }
    }
}

fn name_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Connect => "The connection",
        Phase::Greeting => "The greeting",
        Phase::Tls => "Encryption",
        Phase::Auth => "Signing in",
        Phase::Mail => "The sender",
        Phase::Rcpt => "The reader",
        Phase::Data | Phase::Body | Phase::AfterDot => "A test letter",
    }
}

async fn check_letter(relay: &Relay, mut conversation: Conversation, test: &Test, steps: &mut Vec<Checked>) {
    // Without a reader the sender is asked about with the sender's own mailbox.
    let to = test.to.clone().unwrap_or_else(|| test.from.clone());
    let written = letter(test, &to);
    let (envelope, bytes): (Envelope, Vec<u8>) = match written.envelope().and_then(|e| Ok((e, written.to_bytes()?))) {
        Ok(whole) => whole,
        Err(error) => {
            let advice = "Correct REMIT_MAILBOX, or the address that the test goes to.".to_owned();
            steps.push(badly("The sender", Advice { found: error.to_string(), advice }));
            return;
        }
    };
    let sends = test.sends && test.to.is_some();
    let bytes = relay.signature.as_ref().and_then(|signature| signature.sign(&bytes).ok()).unwrap_or(bytes);
    let outcome = if sends {
        conversation.hand_over(&envelope, &bytes, || async { true }).await
    } else {
        conversation.try_addresses(&envelope).await
    };
    let (phase, fault) = match outcome {
        Outcome::Accepted { reply } => {
            steps.push(well("The sender", format!("The relay takes letters from {}.", test.from)));
            if test.to.is_some() {
                steps.push(well("The reader", format!("The relay takes letters for {to}.")));
            }
            if sends {
                let words = format!("Handed over to {to}. The relay says: {reply}. See whether it arrives, and where.");
                steps.push(well("A test letter", words));
            }
            conversation.close().await;
            return;
        }
        Outcome::Refused { phase, reply, .. } => (phase, Fault { phase, text: reply.to_string() }),
        Outcome::Relay { phase, text } => (phase, Fault { phase, text }),
        Outcome::Uncertain { text } => (Phase::AfterDot, Fault { phase: Phase::AfterDot, text }),
        Outcome::Fenced => return,
    };
    if phase > Phase::Mail {
        steps.push(well("The sender", format!("The relay takes letters from {}.", test.from)));
    }
    steps.push(badly(name_of(phase), diagnosis::of(relay, &fault)));
}

fn letter(test: &Test, to: &str) -> Written {
    let text = "This is a test from Remit. It arrived, so letters can reach this mailbox.\n\nThere is nothing to do.\n";
    Written {
        from: Party { name: "Remit".to_owned(), address: test.from.clone() },
        reply_to: None,
        to: Party { name: String::new(), address: to.to_owned() },
        subject: "Test from Remit".to_owned(),
        text: text.to_owned(),
        html: "<p>This is a test from Remit. It arrived, so letters can reach this mailbox.</p><p>There is nothing to do.</p>"
            .to_owned(),
        message_id: test.id.clone(),
        date_at: test.at,
        entity_ref: "test".to_owned(),
        in_reply_to: None,
        calendar: None,
    }
}
