//! The bytes of a letter: headers, words as text, the same words as HTML.
//!
//! The same letter always gives the same bytes, so a second copy can be recognised by the mailbox it reaches.
//! What a letter says is decided by the columns; when it leaves, by the delivery worker, which calls this.

use std::fmt;

use chrono::{DateTime, Datelike, Utc};
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MessageBuilder, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use remit_domain::letter::{LONGEST_LINE, header_text};

use crate::calendar_file::Calendar;

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The name shown; may be empty.
    pub name: String,
    /// The address, without angle brackets.
    pub address: String,
}

/// A letter as it was written, with everything that must not change when it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Who the letter is from.
    pub from: Party,
    /// Where answers go: the officers' shared mailbox.
    pub reply_to: Option<Party>,
    /// The one person it goes to.
    pub to: Party,
    /// The subject, in the reader's words.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The same words as HTML.
    pub html: String,
    /// `<letter@host>`, derived from the letter and kept for every copy.
    pub message_id: String,
    /// The Date header, kept for every copy.
    pub date_at: DateTime<Utc>,
    /// What the letter is about, such as `request-482`.
    pub entity_ref: String,
    /// The message id of the letter that this one follows.
    pub in_reply_to: Option<String>,
    /// What it carries for the reader's calendar.
    pub calendar: Option<Calendar>,
}

/// Who hands the letter over and who receives it, for the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub(super) from: Address,
    pub(super) to: Address,
}

impl Envelope {
    /// Checks both addresses.
    pub fn new(from: &str, to: &str) -> Result<Self, Unwritable> {
        Ok(Self { from: address(from, Unwritable::From)?, to: address(to, Unwritable::To)? })
    }

    pub(super) fn is_ascii(&self) -> bool {
        let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        ascii(&self.from) && ascii(&self.to)
    }
}

/// Why a letter cannot be turned into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// The sender's address is not one.
    From,
    /// The reply address is not one.
    ReplyTo,
    /// The reader's address is not one.
    To,
    /// The message id, or the one it answers, is not of the form `<letter@host>`.
    MessageId,
    /// The date lies outside the years 1970 to 9998.
    Date,
    /// The parts could not be put together.
    Parts,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::From => "The sender's address is not an e-mail address.",
            Self::ReplyTo => "The reply address is not an e-mail address.",
            Self::To => "The reader's address is not an e-mail address.",
            Self::MessageId => "A message id must look like <letter@host>.",
            Self::Date => "The letter's date is outside the years 1970 to 9998.",
            Self::Parts => "The letter's parts could not be put together.",
        })
    }
}

impl std::error::Error for Unwritable {}

impl remit_domain::refusal::Refusal for Unwritable {}

impl Written {
    /// For the relay.
    pub fn envelope(&self) -> Result<Envelope, Unwritable> {
        Envelope::new(&self.from.address, &self.to.address)
    }

    /// The message as it goes over the line, without dot-stuffing and without the final dot.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Unwritable> {
        let mut message = Message::builder()
            .from(mailbox(&self.from, Unwritable::From)?)
            .to(mailbox(&self.to, Unwritable::To)?)
            .subject(header_text(&self.subject))
            .message_id(Some(checked_id(&self.message_id)?));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(mailbox(reply_to, Unwritable::ReplyTo)?);
        }
        if let Some(earlier) = &self.in_reply_to {
            let earlier = checked_id(earlier)?;
            message = message.in_reply_to(earlier.clone()).references(earlier);
        }
        let message = self.fixed_headers(message)?;
        let parts = MultiPart::alternative()
            .boundary(self.boundary())
            .singlepart(SinglePart::plain(body(&self.text)))
            .singlepart(SinglePart::html(body(&self.html)));
        let parts = match &self.calendar {
            Some(calendar) => self.with_calendar(parts, calendar)?,
            None => parts,
        };
        Ok(message.multipart(parts).map_err(|_| Unwritable::Parts)?.formatted())
    }

    /// The entry stands twice: Outlook and Gmail read the one beside the words, others open the attachment.
    fn with_calendar(&self, parts: MultiPart, calendar: &Calendar) -> Result<MultiPart, Unwritable> {
        let method = calendar.method.name();
        let kind = |text: String| ContentType::parse(&text).map_err(|_| Unwritable::Parts);
        let beside = SinglePart::builder()
            .header(kind(format!("text/calendar; method={method}; charset=UTF-8"))?)
            .body(calendar.text.clone());
        let attached = Attachment::new("invite.ics".to_owned())
            .body(calendar.text.clone().into_bytes(), kind("application/ics; name=invite.ics".to_owned())?);
        Ok(MultiPart::mixed()
            .boundary(self.boundary().replacen("remit-", "remit-mixed-", 1))
            .multipart(parts.singlepart(beside))
            .singlepart(attached))
    }

    /// RFC 3834 keeps robots from answering. The second header asks Exchange for silence about everything except
    /// a failure to deliver, which `All` would suppress too.
    fn fixed_headers(&self, message: MessageBuilder) -> Result<MessageBuilder, Unwritable> {
        if !(1970..9999).contains(&self.date_at.year()) {
            return Err(Unwritable::Date);
        }
        Ok(message
            .raw_header(header("Date", self.date_line()))
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(header("X-Auto-Response-Suppress", "RN, NRN, OOF, AutoReply".to_owned()))
            .raw_header(header("Content-Language", "en-GB".to_owned()))
            .raw_header(header("X-Entity-Ref", header_text(&self.entity_ref))))
    }

    /// With a two-digit day: lettre replaces a Date that it cannot read by the time of day.
    fn date_line(&self) -> String {
        self.date_at.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    fn boundary(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.message_id, &self.text, &self.html] {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        if let Some(calendar) = &self.calendar {
            hash.update(calendar.text.as_bytes());
        }
        let digest = hash.finalize();
        digest.iter().take(16).fold("remit-".to_owned(), |text, byte| format!("{text}{byte:02x}"))
    }
}

/// The body of a letter: line breaks become `\n`, and control characters other than tabs go.
fn body(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c == '\r' { '\n' } else { c })
        .filter(|&c| c == '\n' || c == '\t' || !c.is_control())
        .collect()
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn address(text: &str, refusal: Unwritable) -> Result<Address, Unwritable> {
    text.parse().map_err(|_| refusal)
}

fn mailbox(party: &Party, refusal: Unwritable) -> Result<Mailbox, Unwritable> {
    let name = header_text(&party.name);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address(&party.address, refusal)?))
}

fn checked_id(id: &str) -> Result<String, Unwritable> {
    let inside = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).ok_or(Unwritable::MessageId)?;
    let (left, right) = inside.split_once('@').ok_or(Unwritable::MessageId)?;
    let sound = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b))
    };
    if sound(left) && sound(right) && id.len() <= LONGEST_LINE && !id.contains("=?") {
        Ok(id.to_owned())
    } else {
        Err(Unwritable::MessageId)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::calendar_file::Method;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn letter() -> Written {
        Written {
            from: Party {
                name: "Scrutiny (Anyshire County Council)".into(),
                address: "scrutiny@anyshire.example".into(),
            },
            reply_to: Some(Party { name: "Scrutiny team".into(), address: "officers@anyshire.example".into() }),
            to: Party { name: "Siân O'Neill, Director".into(), address: "sian@anyshire.example".into() },
            subject: "Quarter 2 performance data – due Fri 16 October".into(),
            text: "Please send the data.\nhttps://scrutiny.example/r/1\n".into(),
            html: "<p>Please send the data.</p>".into(),
            message_id: "<request-482.r3.1@scrutiny.anyshire.example>".into(),
            date_at: Utc.with_ymd_and_hms(2026, 10, 12, 6, 30, 0).unwrap(),
            entity_ref: "request-482".into(),
            in_reply_to: Some("<request-482@scrutiny.anyshire.example>".into()),
            calendar: None,
        }
    }

    fn with_entry() -> Written {
        let text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Siân\r\nEND:VCALENDAR\r\n".to_owned();
        Written { calendar: Some(Calendar { text, method: Method::Request }), ..letter() }
    }

    /// Header lines, unfolded.
    fn headers(bytes: &[u8]) -> Vec<String> {
        let text = std::str::from_utf8(bytes).unwrap();
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_letter_carries_its_headers_and_both_forms_of_its_words() {
        let bytes = letter().to_bytes().unwrap();
        assert!(bytes.is_ascii());
        let found = headers(&bytes);
        for wanted in [
            "Message-ID: <request-482.r3.1@scrutiny.anyshire.example>",
            "Date: Mon, 12 Oct 2026 06:30:00 +0000",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: RN, NRN, OOF, AutoReply",
            "Content-Language: en-GB",
            "X-Entity-Ref: request-482",
            "In-Reply-To: <request-482@scrutiny.anyshire.example>",
            "References: <request-482@scrutiny.anyshire.example>",
            "MIME-Version: 1.0",
        ] {
            assert!(found.iter().any(|line| line == wanted), "{wanted} in {found:#?}");
        }
        let text = String::from_utf8(bytes).unwrap();
        let plain = text.find("Content-Type: text/plain").unwrap();
        let html = text.find("Content-Type: text/html").unwrap();
        assert!(plain < html);
        assert!(text.contains("multipart/alternative"));
        assert!(text.contains("https://scrutiny.example/r/1\r\n"));
    }

    #[test]
    fn an_entry_for_the_calendar_stands_beside_the_words_and_is_attached() {
        let bytes = with_entry().to_bytes().unwrap();
        assert!(bytes.is_ascii());
        assert_eq!(bytes, with_entry().to_bytes().unwrap());
        let text = String::from_utf8(bytes).unwrap();
        let order = [
            "Content-Type: multipart/mixed;",
            "Content-Type: multipart/alternative;",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Type: text/html; charset=utf-8",
            "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n",
            "Content-Disposition: attachment; filename=\"invite.ics\"",
            "Content-Type: application/ics; name=invite.ics",
        ];
        let at: Vec<usize> = order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part}"))).collect();
        assert!(at.is_sorted(), "{at:?} in {text}");
        let beside = &text[at[4]..at[5]];
        assert!(beside.contains("METHOD:REQUEST\r\nSUMMARY:Si=C3=A2n\r\nEND:VCALENDAR\r\n"), "{beside}");
        let attached = "QkVHSU46VkNBTEVOREFSDQpNRVRIT0Q6UkVRVUVTVA0KU1VNTUFSWTpTacOibg0K";
        assert!(text.contains(attached), "{text}");
        let (outer, inner) = ("remit-mixed-", with_entry().boundary());
        assert_eq!(text.matches(&format!("\r\n--{outer}")).count(), 3);
        assert_eq!(text.matches(&format!("\r\n--{inner}")).count(), 4);
        assert_ne!(inner, letter().boundary());
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes_and_another_gives_others() {
        assert_eq!(letter().to_bytes(), letter().to_bytes());
        let other = Written { text: "Other words.".into(), ..letter() };
        assert_ne!(letter().boundary(), other.boundary());
    }

    #[test]
    fn a_letter_that_cannot_be_written_says_why() {
        let with = |change: &dyn Fn(&mut Written)| {
            let mut letter = letter();
            change(&mut letter);
            letter.to_bytes().unwrap_err()
        };
        assert_eq!(with(&|l| l.to.address = "nobody".into()), Unwritable::To);
        assert_eq!(with(&|l| l.to.address = "a@b.example\r\nRCPT TO:<c@d.example>".into()), Unwritable::To);
        assert_eq!(with(&|l| l.to.address = "a@b.example, c@d.example".into()), Unwritable::To);
        assert_eq!(with(&|l| l.from.address = String::new()), Unwritable::From);
        assert_eq!(
            with(&|l| l.reply_to = Some(Party { name: String::new(), address: "x".into() })),
            Unwritable::ReplyTo
        );
        assert_eq!(with(&|l| l.message_id = "request-482@host".into()), Unwritable::MessageId);
        assert_eq!(with(&|l| l.message_id = "<a b@host>".into()), Unwritable::MessageId);
        assert_eq!(with(&|l| l.in_reply_to = Some("<a@b>\r\nBcc: c@d".into())), Unwritable::MessageId);
        assert_eq!(with(&|l| l.date_at = Utc.with_ymd_and_hms(1969, 12, 31, 0, 0, 0).unwrap()), Unwritable::Date);
    }

    #[test]
    fn the_far_ends_of_the_calendar_do_not_fall_back_to_today() {
        for year in [1970, 9998] {
            let date_at = Utc.with_ymd_and_hms(year, 1, 2, 3, 4, 5).unwrap();
            let bytes = Written { date_at, ..letter() }.to_bytes().unwrap();
            let line = headers(&bytes).into_iter().find(|line| line.starts_with("Date: ")).unwrap();
            assert!(line.contains(&format!("2 Jan {year} 03:04:05 +0000")), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_name_or_subject_adds_a_header_or_a_reader(
            name in "(\\PC|\\pC|\"|\\\\|<|>|,|@|=|\\?|\r|\n){0,80}",
            subject in "(\\PC|\\pC|=|\\?|\r|\n|:){0,300}",
        ) {
            let clean = headers(&letter().to_bytes().unwrap()).len();
            let poison = Written {
                from: Party { name: name.clone(), ..letter().from },
                to: Party { name: name.clone(), ..letter().to },
                reply_to: Some(Party { name: name.clone(), address: "officers@anyshire.example".into() }),
                subject,
                entity_ref: name,
                ..letter()
            };
            let bytes = poison.to_bytes().unwrap();
            let found = headers(&bytes);
            prop_assert_eq!(found.len(), clean, "{:#?}", found);
            let to = found.iter().find(|line| line.starts_with("To: ")).unwrap();
            prop_assert!(to.ends_with("sian@anyshire.example>") || to == "To: sian@anyshire.example", "{}", to);
            prop_assert_eq!(bytes, poison.to_bytes().unwrap());
        }

        #[test]
        fn a_body_keeps_its_printable_words(typed in "[a-z \r\n\t\u{0}-\u{8}]{0,200}") {
            let kept = body(&typed);
            prop_assert!(!kept.contains('\r'));
            let letters = |s: &str| s.chars().filter(char::is_ascii_lowercase).collect::<String>();
            prop_assert_eq!(letters(&kept), letters(&typed));
        }

        #[test]
        fn any_body_stays_inside_its_part(text in "(\\PC|\\pC|\r|\n|\\.|-){0,400}") {
            let letter = Written { html: text.clone(), text, ..letter() };
            let bytes = letter.to_bytes().unwrap();
            let message = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(message.matches(&format!("--{}", letter.boundary())).count(), 3);
            prop_assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains('\n')));
        }
    }
}
