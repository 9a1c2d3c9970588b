//! The e-mail address of a person: what is taken for one. Whether anybody reads it, only a letter shows.
//! Called wherever an address is typed; the post office trusts that what is kept has passed here.

use crate::refusal::Refusal;
use std::fmt;

/// The longest address that mail carries, in characters (RFC 5321 §4.5.3.1.3, less the angle brackets).
const LONGEST: usize = 254;

/// The longest part before the @ (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// An address that can stand in a letter's header as it is: ASCII, one @, lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// Why a text is not taken for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailRefusal {
    /// Nothing was typed.
    Missing,
    /// It is not of the form name@example.gov.uk.
    Malformed,
    /// It holds letters that mail servers do not carry everywhere.
    NotAscii,
    /// It is longer than mail carries.
    TooLong,
}

impl fmt::Display for EmailRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "Enter an e-mail address.",
            Self::Malformed => "Enter an e-mail address in the form name@example.gov.uk.",
            Self::NotAscii => "Enter an e-mail address without accents or other special letters.",
            Self::TooLong => "Enter a shorter e-mail address: no more than 254 characters.",
        })
    }
}

impl Refusal for EmailRefusal {
    fn field(&self) -> Option<String> {
        Some("email".to_owned())
    }
}

/// Why a text is not taken for the address at which the council can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactEmailRefusal(pub EmailRefusal);

impl fmt::Display for ContactEmailRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Refusal for ContactEmailRefusal {
    fn field(&self) -> Option<String> {
        Some("contact_email".to_owned())
    }
}

impl Email {
    /// Reads an address as typed; white space around it does not count, nor do capitals.
    ///
    /// # Errors
    /// When it is empty, too long, not ASCII, or not one name, one @ and a domain with a dot in it.
    pub fn read(typed: &str) -> Result<Self, EmailRefusal> {
        let text = typed.trim();
        if text.is_empty() {
            return Err(EmailRefusal::Missing);
        }
        if text.chars().count() > LONGEST {
            return Err(EmailRefusal::TooLong);
        }
        let (local, host) = text.split_once('@').ok_or(EmailRefusal::Malformed)?;
        if !text.is_ascii() {
            return Err(EmailRefusal::NotAscii);
        }
        let is_sound = local.len() <= LONGEST_LOCAL && is_dotted(local, is_local) && is_host(host);
        if is_sound { Ok(Self(text.to_ascii_lowercase())) } else { Err(EmailRefusal::Malformed) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The form in which an address is looked up.
#[must_use]
pub fn folded(typed: &str) -> String {
    typed.trim().to_ascii_lowercase()
}

/// Whether a text is parts divided by single dots, none of them empty.
fn is_dotted(text: &str, fits: fn(char) -> bool) -> bool {
    text.split('.').all(|part| !part.is_empty() && part.chars().all(fits))
}

/// The characters of an unquoted name (RFC 5322 §3.2.3). Quoted names exist on paper only.
fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

fn is_host(host: &str) -> bool {
    let label_fits = |label: &str| label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    let is_named = host.rsplit('.').next().is_some_and(|last| last.chars().any(|c| c.is_ascii_alphabetic()));
    host.contains('.')
        && is_named
        && is_dotted(host, |c| c.is_ascii_alphanumeric() || c == '-')
        && host.split('.').all(label_fits)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_of_councils_are_taken() {
        for (typed, kept) in [
            ("b.jones@anyshire.gov.uk", "b.jones@anyshire.gov.uk"),
            ("  B.Jones@Anyshire.GOV.UK ", "b.jones@anyshire.gov.uk"),
            ("o'neill+scrutiny@a-b.example", "o'neill+scrutiny@a-b.example"),
            ("1@x.co", "1@x.co"),
        ] {
            assert_eq!(Email::read(typed).unwrap().as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        let long = format!("{}@example.org", "a".repeat(250));
        for (typed, refusal) in [
            ("", EmailRefusal::Missing),
            ("   ", EmailRefusal::Missing),
            ("jones", EmailRefusal::Malformed),
            ("@example.org", EmailRefusal::Malformed),
            ("jones@", EmailRefusal::Malformed),
            ("jones@localhost", EmailRefusal::Malformed),
            ("jones@example", EmailRefusal::Malformed),
            ("jones@127.0.0.1", EmailRefusal::Malformed),
            ("jones@@example.org", EmailRefusal::Malformed),
            ("jones@example.org@evil.example", EmailRefusal::Malformed),
            ("a b@example.org", EmailRefusal::Malformed),
            ("jones@example.org, smith@example.org", EmailRefusal::Malformed),
            ("jones@example.org\r\nBcc: all@example.org", EmailRefusal::Malformed),
            ("Bea <jones@example.org>", EmailRefusal::Malformed),
            (".jones@example.org", EmailRefusal::Malformed),
            ("jones..b@example.org", EmailRefusal::Malformed),
            ("jones@-example.org", EmailRefusal::Malformed),
            ("jones@example..org", EmailRefusal::Malformed),
            ("jonés@example.org", EmailRefusal::NotAscii),
            (long.as_str(), EmailRefusal::TooLong),
        ] {
            assert_eq!(Email::read(typed), Err(refusal), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_can_stand_in_a_header_and_reads_back_as_itself(typed in "[ -~\r\n\t]{0,40}|[a-zA-Z.'+]{1,12}@[a-z.-]{1,20}") {
            if let Ok(email) = Email::read(&typed) {
                let kept = email.as_str();
                prop_assert!(kept.bytes().all(|b| b.is_ascii_graphic()) && !kept.contains([',', '<', '>', ';', '"']));
                prop_assert_eq!(kept.matches('@').count(), 1);
                prop_assert_eq!(Email::read(kept).unwrap(), email.clone());
                prop_assert_eq!(folded(&typed), kept);
            }
        }
    }
}
