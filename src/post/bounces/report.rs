//! What a report of delivery says (RFC 3464): which letter, whether it came back or only waits, and why. Everything else
//! that reaches the mailbox, people's answers and automatic ones, is none of ours.
//!
//! Called by `note`, for every message of the mailbox.

use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use remit_domain::letter::header_text;
use sha2::{Digest as _, Sha256};

/// A report about one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What tells this report from every other.
    pub mark: String,
    /// Message-IDs that may be the letter's, the surest first, with their angle brackets.
    pub about: Vec<String>,
    /// What became of it, for each reader that the report names.
    pub fates: Vec<Fate>,
}

/// What became of a letter for one reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Given up, as opposed to late.
    pub is_final: bool,
    /// The status, such as `5.1.1`.
    pub code: String,
    /// The words of the mail system that gave up.
    pub words: String,
    /// The address, where it is told.
    pub address: String,
}

/// Reads a message; nothing when it is not a report of delivery that something failed or is late.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(bytes)?;
    let is_report = kind(message.root_part()) == "multipart/report";
    let status = message.parts.iter().find(|part| kind(part) == "message/delivery-status")?;
    if !is_report {
        return None;
    }
    let fates: Vec<Fate> =
        groups(&String::from_utf8_lossy(status.contents())).iter().filter_map(|group| fate(group)).collect();
    if fates.is_empty() {
        return None;
    }
    let mark = message.message_id().map_or_else(|| digest(bytes), bracketed);
    Some(Report { mark, about: about(&message), fates })
}

fn kind(part: &MessagePart<'_>) -> String {
    let Some(kind) = part.content_type() else { return String::new() };
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase()
}

fn bracketed(id: &str) -> String {
    format!("<{}>", id.trim().trim_start_matches('<').trim_end_matches('>'))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// The returned headers are surest; some systems only thread their report to the letter.
fn about(message: &Message<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for part in message.parts.iter().skip(1) {
        let id = match &part.body {
            PartType::Message(returned) => returned.message_id().map(str::to_owned),
            _ if matches!(kind(part).as_str(), "text/rfc822-headers" | "message/rfc822-headers" | "message/rfc822") => {
                MessageParser::default().parse(part.contents()).and_then(|head| head.message_id().map(str::to_owned))
            }
            _ => None,
        };
        found.extend(id);
    }
    found.extend(ids(message.in_reply_to()));
    found.extend(ids(message.references()).into_iter().rev());
    let mut about: Vec<String> = Vec::new();
    for id in found.iter().map(|id| bracketed(id)) {
        if !about.contains(&id) {
            about.push(id);
        }
    }
    about
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// The groups of fields that empty lines part, unfolded.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let text = text.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    text.split("\n\n").map(|group| group.lines().filter_map(field).collect()).collect()
}

fn fate(group: &[(String, String)]) -> Option<Fate> {
    let value = |name: &str| group.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let action = value("action")?.to_ascii_lowercase();
    let is_final = match action.as_str() {
        "failed" => true,
        "delayed" => false,
        _ => return None,
    };
    let after_kind = |text: &str| text.split_once(';').map_or(text, |(_, rest)| rest).trim().to_owned();
    let status = value("status").unwrap_or_default();
    let code: String = status.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let code = match (code.is_empty(), is_final) {
        (false, _) => code,
        (true, true) => "5.0.0".to_owned(),
        (true, false) => "4.0.0".to_owned(),
    };
    Some(Fate {
        is_final,
        code,
        words: header_text(&value("diagnostic-code").map(after_kind).unwrap_or_default()),
        address: value("final-recipient").or(value("original-recipient")).map(after_kind).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const POSTFIX: &str = "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <dsn-1@mx.example>\r\nMIME-Version: 1.0\r\n\
Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; jo@anyshire.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
Diagnostic-Code: smtp; 550 5.1.1 <jo@anyshire.example>:\r\n    no such person\r\n\r\n\
--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <letter-7.request-1@scrutiny.example>\r\nSubject: x\r\n\r\n--b--\r\n";

    #[test]
    fn a_report_names_its_letter_and_its_reason() {
        let report = read(POSTFIX.as_bytes()).unwrap();
        assert_eq!(report.mark, "<dsn-1@mx.example>");
        assert_eq!(report.about, ["<letter-7.request-1@scrutiny.example>"]);
        assert_eq!(
            report.fates,
            [Fate {
                is_final: true,
                code: "5.1.1".into(),
                words: "550 5.1.1 <jo@anyshire.example>: no such person".into(),
                address: "jo@anyshire.example".into(),
            }]
        );
        let whole = POSTFIX.replace("text/rfc822-headers", "message/rfc822");
        assert_eq!(read(whole.as_bytes()).unwrap().about, report.about);
        let threaded = POSTFIX
            .replace("Auto-Submitted: auto-replied", "In-Reply-To: <letter-7.request-1@scrutiny.example>")
            .replace("Message-ID: <letter-7.request-1@scrutiny.example>\r\nSubject", "Subject");
        assert_eq!(read(threaded.as_bytes()).unwrap().about, report.about);
    }

    #[test]
    fn a_delay_is_told_from_an_end_and_other_post_is_let_be() {
        let delayed = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1");
        let fate = read(delayed.as_bytes()).unwrap().fates.remove(0);
        assert_eq!((fate.is_final, fate.code.as_str()), (false, "4.4.1"));
        let expired = POSTFIX.replace("Status: 5.1.1", "Status: 4.4.7");
        assert!(read(expired.as_bytes()).unwrap().fates[0].is_final, "given up after many tries");
        let bare = POSTFIX.replace("Status: 5.1.1\r\n", "");
        assert_eq!(read(bare.as_bytes()).unwrap().fates[0].code, "5.0.0");
        for other in [
            POSTFIX.replace("Action: failed", "Action: delivered"),
            POSTFIX.replace("Action: failed\r\n", ""),
            POSTFIX.replace("multipart/report; report-type=delivery-status", "multipart/mixed"),
            POSTFIX.replace("message/delivery-status", "message/disposition-notification"),
            "From: jo@anyshire.example\r\nSubject: Automatic reply\r\nAuto-Submitted: auto-replied\r\n\r\nAway.\r\n"
                .into(),
            String::new(),
        ] {
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
        let nameless = POSTFIX.replace("Message-ID: <dsn-1@mx.example>\r\n", "");
        assert!(read(nameless.as_bytes()).unwrap().mark.starts_with("sha256:"));
    }

    proptest! {
        #[test]
        fn no_message_makes_us_fall_over(at in 0..1000usize, with in "[\\x00-\\x7f\u{e9}]{0,40}") {
            let mut text = POSTFIX.to_owned();
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) { at -= 1; }
            text.insert_str(at, &with);
            let _ = read(text.as_bytes());
        }
    }
}
