//! What a failure of the relay means for the person who sets mail up, and what they can do about it. Facts in, words
//! out; nothing is tried here.
//!
//! Called by `check`.

use super::outcome::{Fault, Phase};
use super::relay::Relay;

/// What was found, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) found: String,
    pub(super) advice: String,
}

fn advice(found: impl Into<String>, advice: impl Into<String>) -> Advice {
    Advice { found: found.into(), advice: advice.into() }
}

pub(super) fn no_such_name(host: &str) -> Advice {
    advice(
        format!("No computer of the name {host} can be found."),
        "Check the spelling in REMIT_SMTP_URL, and that this server may ask the council’s name servers.",
    )
}

/// What a fault means.
pub(super) fn of(relay: &Relay, fault: &Fault) -> Advice {
    match fault.phase {
        Phase::Connect => of_connection(relay, &fault.text),
        Phase::Greeting => of_greeting(relay, &fault.text),
        Phase::Tls => of_encryption(relay, &fault.text),
        Phase::Auth => of_sign_in(relay, &fault.text),
        Phase::Mail => of_sender(&fault.text),
        Phase::Rcpt => of_reader(&fault.text),
        Phase::Data | Phase::Body | Phase::AfterDot => of_letter(&fault.text),
    }
}

/// The first of these cases one of whose marks is in the text, else the last words.
fn first(text: &str, cases: &[(&[&str], &str, &str)], otherwise: &str) -> Advice {
    let plain = text.to_ascii_lowercase();
    for (marks, found, what) in cases {
        if marks.iter().any(|mark| plain.contains(mark)) {
            return advice(format!("{found} ({text})"), *what);
        }
    }
    advice(format!("The relay says: {text}"), otherwise)
}

fn of_connection(relay: &Relay, text: &str) -> Advice {
    let place = relay.place();
    let plain = text.to_ascii_lowercase();
    if plain.contains("refused") {
        return advice(
            format!("Nothing answers at {place}: the connection is refused."),
            "Check the port. 25 is usual for a relay on the council’s network, 587 with a password, 465 for smtps.",
        );
    }
    if plain.contains("no answer") || plain.contains("timed out") {
        return advice(
            format!("{place} does not answer in time."),
            "A firewall may be in between. Ask for this server to be let through to the relay on this port.",
        );
    }
    if plain.contains("unreachable") || plain.contains("no route") {
        return advice(format!("There is no way to {place} from here."), "Check this server’s network and routes.");
    }
    advice(
        format!("The connection to {place} fails: {text}"),
        "Ask whoever keeps the relay whether it lets this server in.",
    )
}

fn of_greeting(relay: &Relay, text: &str) -> Advice {
    let is_silent = text.contains("no answer") || text.contains("incomplete");
    if is_silent && !relay.is_wrapped() {
        return advice(
            format!("{} takes the connection and says nothing that we understand. ({text})", relay.place()),
            "It may expect encryption from the first byte: try smtps:// with port 465. Or it is not a mail relay.",
        );
    }
    first(
        text,
        &[(
            &["554", "521", "5.7.1", "421"],
            "The relay turns this server away at once.",
            "Ask whoever keeps the relay to let this server’s address in.",
        )],
        "Ask whoever keeps the relay what this means.",
    )
}

fn of_encryption(relay: &Relay, text: &str) -> Advice {
    let host = &relay.host;
    let plain = text.to_ascii_lowercase();
    if plain.contains("not valid for name") || plain.contains("notvalidforname") {
        return advice(
            format!("The relay’s certificate is not made out to {host}."),
            format!(
                "Put the name that is in the certificate into REMIT_SMTP_URL, or have the certificate made out to {host}. ({text})"
            ),
        );
    }
    if plain.contains("not valid yet") || plain.contains("notvalidyet") {
        return advice(
            "The relay’s certificate is not valid yet.",
            format!("Check the clock of this server. ({text})"),
        );
    }
    if plain.contains("expired") {
        return advice(
            "The relay’s certificate has expired.",
            format!("Ask whoever keeps the relay to renew it. ({text})"),
        );
    }
    if plain.contains("unknownissuer") || plain.contains("unknown issuer") || plain.contains("causedasendentity") {
        return advice(
            "The relay’s certificate is signed by somebody whom we do not know.",
            format!("Where it is the council’s own authority, give its certificate in REMIT_MAIL_CA. ({text})"),
        );
    }
    first(
        text,
        &[
            (
                &["does not offer starttls"],
                "The relay does not offer encryption.",
                "Ask for STARTTLS to be switched on. On a network that the council trusts, and without a password, tls=none is possible.",
            ),
            (
                &["corrupt message", "invalidcontenttype", "invalid content type", "eof", "no answer"],
                "The relay does not speak TLS on this port.",
                "smtps:// wants encryption from the first byte, usually on port 465. For STARTTLS use smtp://, usually on port 587 or 25.",
            ),
        ],
        "The encrypted line cannot be opened. Ask whoever keeps the relay which versions of TLS it speaks.",
    )
}

fn of_sign_in(relay: &Relay, text: &str) -> Advice {
    if let Some(words) = text.strip_prefix("no token: ") {
        return advice(
            format!("No token could be fetched to sign in with: {words}"),
            "Check REMIT_OAUTH_TENANT, REMIT_OAUTH_CLIENT and the client secret, and that this server may reach the directory by HTTPS.",
        );
    }
    let by_token: (&[&str], &str, &str) = (
        &["535", "5.7.3", "5.7.8"],
        "The token was fetched, and the relay does not take it.",
        "Give the application the permission SMTP.SendAsApp, with consent. In Exchange Online make it known (New-ServicePrincipal, with the object ID of the enterprise application) and give it permission on the mailbox. It can take half an hour until that holds.",
    );
    let by_password: (&[&str], &str, &str) = (
        &["535", "5.7.3", "5.7.8", "534", "538"],
        "The relay refuses the user name or the password.",
        "Check both. Special characters in the address must be written as %XX; a password of its own in REMIT_SMTP_PASSWORD_FILE needs no such care.",
    );
    first(
        text,
        &[
            (
                &["5.7.139", "smtpclientauthentication is disabled"],
                "Exchange Online has switched off signing in by SMTP for this mailbox.",
                "Switch on “Authenticated SMTP” for the mailbox in the admin centre, or use the application way (XOAUTH2).",
            ),
            (
                &["these ways to sign in"],
                "The relay does not offer our way to sign in.",
                "Where it offers XOAUTH2 only, set up an application (REMIT_OAUTH_…). Where it offers nothing, leave the password out: it knows this server by its address.",
            ),
            (
                &["never sent unencrypted"],
                "A password would go over the line in the clear.",
                "Use smtps://, or tls=required.",
            ),
            if relay.is_by_token() { by_token } else { by_password },
            (&["454", "4.7."], "The relay cannot look the password up now.", "Try again in a few minutes."),
        ],
        "Ask whoever keeps the relay what this means.",
    )
}

fn of_sender(text: &str) -> Advice {
    first(
        text,
        &[
            (
                &["5.7.57", "530"],
                "The relay wants us to sign in first.",
                "Give a user name and password, or have this server’s address let in without.",
            ),
            (
                &["5.7.60", "5.7.1", "550", "553", "5.1.8"],
                "The relay does not take letters from this mailbox.",
                "REMIT_MAILBOX must be a mailbox that this server, or the user it signs in as, may send from.",
            ),
            (&["552", "5.3.4"], "The relay finds the letter too big.", "Ask for the limit of the relay."),
        ],
        "Ask whoever keeps the relay what this means.",
    )
}

fn of_reader(text: &str) -> Advice {
    first(
        text,
        &[
            (
                &[
                    "5.7.54",
                    "relay access denied",
                    "unable to relay",
                    "relaying denied",
                    "not permitted to relay",
                    "5.7.64",
                ],
                "The relay does not pass letters on for this server.",
                "Ask for this server’s address to be allowed to relay, also to addresses outside the council.",
            ),
            (
                &["5.1.1", "5.1.10", "user unknown", "no such", "550"],
                "The relay knows no such reader.",
                "Try the address of a mailbox that exists.",
            ),
            (
                &["450", "451", "4.7.1", "greylist"],
                "The relay says: later.",
                "That is usual for a first letter. Remit tries again by itself.",
            ),
        ],
        "Ask whoever keeps the relay what this means.",
    )
}

fn of_letter(text: &str) -> Advice {
    first(
        text,
        &[
            (
                &["5.7.60", "send as"],
                "The relay does not let this user send as this mailbox.",
                "Give the user the permission to send as REMIT_MAILBOX.",
            ),
            (
                &["5.7.26", "dmarc", "spf", "dkim"],
                "The letter does not pass the checks on who it is from (SPF, DKIM or DMARC).",
                "Send through the council’s own relay, or add this server to the domain’s SPF record and sign letters (REMIT_DKIM_…).",
            ),
            (
                &["no answer", "network error", "response error"],
                "The line broke while the letter was handed over.",
                "Look in the relay’s log.",
            ),
        ],
        "The relay does not take the letter. Ask whoever keeps it what this means.",
    )
}
