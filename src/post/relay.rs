//! Where the council's mail relay is, how private the line to it must be, and how long each phase may take.
//!
//! Read once from the settings; used by `smtp`, which holds the conversation. No letters here.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::dkim::Signature;
use super::tls;
use super::token::Tokens;

/// How long each phase of a conversation may take before it is given up (RFC 5321 §4.5.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhaseLimits {
    /// Looking up the name and opening the connection.
    pub connect: Duration,
    /// From the open connection to the answered EHLO, and each of STARTTLS and AUTH.
    pub greeting: Duration,
    /// MAIL FROM, with the RSET that may precede it.
    pub mail: Duration,
    /// RCPT TO.
    pub rcpt: Duration,
    /// DATA until 354.
    pub data: Duration,
    /// Writing the message, up to but without the final dot.
    pub body: Duration,
    /// From the final dot to the relay's answer. Too short a wait here sends second copies.
    pub after_dot: Duration,
    /// QUIT.
    pub quit: Duration,
}

impl Default for PhaseLimits {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            connect: Duration::from_secs(30),
            greeting: minutes(5),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            body: minutes(3),
            after_dot: minutes(10),
            quit: Duration::from_secs(5),
        }
    }
}

impl PhaseLimits {
    /// The same limit for every phase.
    #[must_use]
    pub fn all(limit: Duration) -> Self {
        Self {
            connect: limit,
            greeting: limit,
            mail: limit,
            rcpt: limit,
            data: limit,
            body: limit,
            after_dot: limit,
            quit: limit,
        }
    }
}

/// How private the line must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// TLS from the first byte (`smtps://`).
    Wrapped,
    /// STARTTLS, or no letter leaves.
    Required,
    /// STARTTLS where the relay offers it; a failed handshake is a fault, not a reason to go on in the clear.
    WhereOffered,
    /// In the clear: the same machine, or a network the council trusts.
    Clear,
}

/// The council's mail relay.
#[derive(Clone)]
pub struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) privacy: Privacy,
    pub(super) sign_in: SignIn,
    pub(super) hello: ClientId,
    pub(super) limits: PhaseLimits,
    pub(super) signature: Option<Arc<Signature>>,
    authorities: Vec<Certificate>,
    roots: Vec<u8>,
    is_usual_port: bool,
}

/// How to sign in at the relay.
#[derive(Clone)]
pub(super) enum SignIn {
    /// The relay knows us by where we come from.
    Nobody,
    /// By name and password.
    Password(Credentials),
    /// By a token that is fetched elsewhere first.
    Token { user: String, tokens: Tokens },
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("privacy", &self.privacy)
            .field("signs_in", &!matches!(self.sign_in, SignIn::Nobody))
            .finish_non_exhaustive()
    }
}

/// Why a relay URL cannot be used. No variant repeats the user name or the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRelayUrl {
    /// Neither `smtp://` nor `smtps://`.
    Scheme,
    /// No host, or one with characters that no host name has.
    Host,
    /// A port that is not a number from 1 to 65535.
    Port,
    /// A user name without a password, a password given twice, or a percent sign that encodes nothing.
    Credentials,
    /// Something other than `tls=required`, `tls=opportunistic` or `tls=none` after the question mark.
    Option,
    /// `smtps://` with `tls=` anything but `required`.
    Contradiction,
    /// A password for a relay elsewhere, with `tls=none`.
    PasswordInTheClear,
}

impl fmt::Display for BadRelayUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "The mail relay's address must begin with smtp:// or smtps://.",
            Self::Host => "The mail relay's address has no usable host name.",
            Self::Port => "The mail relay's port must be a number from 1 to 65535.",
            Self::Credentials => "The mail relay's address must give both a user name and a password, with %XX for special characters, or neither; or a user name alone, with the password in REMIT_SMTP_PASSWORD or its file.",
            Self::Option => "After the question mark the mail relay's address may only say tls=required, tls=opportunistic or tls=none.",
            Self::Contradiction => "smtps:// is always encrypted: leave out tls=, or use smtp://.",
            Self::PasswordInTheClear => "A password is never sent unencrypted to another machine: use smtps:// or tls=required.",
        })
    }
}

impl std::error::Error for BadRelayUrl {}

impl Relay {
    /// Reads `smtp://[user:password@]host[:port][?tls=required|opportunistic|none]` or `smtps://…`.
    ///
    /// Without `tls=`: a relay on this machine is spoken to in the clear; elsewhere a password makes TLS compulsory,
    /// and without one TLS is used where offered. Ports: 25, with a password 587, `smtps` 465.
    pub fn from_url(url: &str) -> Result<Self, BadRelayUrl> {
        Self::from_url_and_password(url, None)
    }

    /// The same, where the password of the user in the address is kept elsewhere.
    pub fn from_url_and_password(url: &str, password: Option<&str>) -> Result<Self, BadRelayUrl> {
        let (scheme, rest) = url.trim().split_once("://").ok_or(BadRelayUrl::Scheme)?;
        let wrapped = match scheme.to_ascii_lowercase().as_str() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(BadRelayUrl::Scheme),
        };
        let (place, option) = match rest.split_once('?') {
            Some((place, option)) => (place, Some(option)),
            None => (rest, None),
        };
        let place = place.strip_suffix('/').unwrap_or(place);
        let (credentials, place) = match place.rsplit_once('@') {
            Some((who, place)) => (Some(read_credentials(who, password)?), place),
            None => (None, place),
        };
        let (host, port) = read_place(place)?;
        let privacy = settle_privacy(wrapped, option, is_this_machine(&host), credentials.is_some())?;
        let usual = match (wrapped, credentials.is_some()) {
            (true, _) => 465,
            (false, true) => 587,
            (false, false) => 25,
        };
        Ok(Self {
            host,
            port: port.unwrap_or(usual),
            privacy,
            sign_in: credentials.map_or(SignIn::Nobody, SignIn::Password),
            hello: ClientId::default(),
            limits: PhaseLimits::default(),
            signature: None,
            authorities: Vec::new(),
            roots: Vec::new(),
            is_usual_port: port.is_none(),
        })
    }

    /// The same relay, at which this user signs in by a token. A token is a password: the line is encrypted.
    #[must_use]
    pub fn signing_in_by(mut self, user: String, tokens: Tokens) -> Self {
        if self.privacy == Privacy::WhereOffered {
            self.privacy = Privacy::Required;
        }
        if self.is_usual_port && self.port == 25 {
            self.port = 587;
        }
        self.sign_in = SignIn::Token { user, tokens };
        self
    }

    /// The same relay, whose letters are signed before they are handed over.
    #[must_use]
    pub fn signing(mut self, signature: Signature) -> Self {
        self.signature = Some(Arc::new(signature));
        self
    }

    /// The same relay with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: PhaseLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The same relay, whose certificate may also be signed by the authority in this PEM text.
    pub fn trusting(mut self, pem: &[u8]) -> Result<Self, lettre::transport::smtp::Error> {
        self.authorities.push(Certificate::from_pem(pem)?);
        self.roots.extend_from_slice(pem);
        self.roots.push(b'\n');
        Ok(self)
    }

    /// How private the line must be.
    #[must_use]
    pub fn privacy(&self) -> Privacy {
        self.privacy
    }

    pub(super) fn has_password(&self) -> bool {
        matches!(self.sign_in, SignIn::Password(_))
    }

    /// Where it is, for people.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{}, port {}", self.host, self.port)
    }

    /// How the line to it is kept private and how one signs in, for people.
    #[must_use]
    pub fn manner(&self) -> String {
        let line = match self.privacy {
            Privacy::Wrapped => "encrypted from the first byte",
            Privacy::Required => "encrypted by STARTTLS, or nothing leaves",
            Privacy::WhereOffered => "encrypted where the relay offers STARTTLS",
            Privacy::Clear => "not encrypted",
        };
        match &self.sign_in {
            SignIn::Nobody => format!("{line}; without signing in"),
            SignIn::Password(_) => format!("{line}; signing in with a password"),
            SignIn::Token { user, .. } => format!("{line}; signing in as {user} with a token (XOAUTH2)"),
        }
    }

    pub(super) fn is_wrapped(&self) -> bool {
        self.privacy == Privacy::Wrapped
    }

    pub(super) fn is_by_token(&self) -> bool {
        matches!(self.sign_in, SignIn::Token { .. })
    }

    /// What can be said of encryption once a line is open.
    pub(super) fn encryption_words(&self) -> &'static str {
        match self.privacy {
            Privacy::Wrapped | Privacy::Required => "The line is encrypted and the relay’s certificate is in order.",
            Privacy::WhereOffered => "The line is encrypted if the relay offers it, and its certificate is in order.",
            Privacy::Clear => "",
        }
    }

    /// What can be said of signing in once a line is open.
    pub(super) fn sign_in_words(&self) -> String {
        match &self.sign_in {
            SignIn::Nobody => String::new(),
            SignIn::Password(_) => "The relay takes the user name and the password.".to_owned(),
            SignIn::Token { user, .. } => format!("A token was fetched, and the relay takes it for {user}."),
        }
    }

    pub(super) fn wrapping(&self) -> Result<Arc<rustls::ClientConfig>, String> {
        tls::client(&self.roots)
    }

    pub(super) fn tls(&self) -> Result<TlsParameters, lettre::transport::smtp::Error> {
        self.authorities
            .iter()
            .fold(TlsParameters::builder(self.host.clone()), |tls, authority| {
                tls.add_root_certificate(authority.clone())
            })
            .build_rustls()
    }
}

fn settle_privacy(wrapped: bool, option: Option<&str>, here: bool, password: bool) -> Result<Privacy, BadRelayUrl> {
    match (wrapped, option.filter(|text| !text.is_empty())) {
        (true, None | Some("tls=required")) => Ok(Privacy::Wrapped),
        (true, Some("tls=opportunistic" | "tls=none")) => Err(BadRelayUrl::Contradiction),
        (false, Some("tls=required")) => Ok(Privacy::Required),
        (false, Some("tls=opportunistic")) => Ok(Privacy::WhereOffered),
        (false, Some("tls=none")) if password && !here => Err(BadRelayUrl::PasswordInTheClear),
        (false, Some("tls=none")) => Ok(Privacy::Clear),
        (_, Some(_)) => Err(BadRelayUrl::Option),
        (false, None) if here => Ok(Privacy::Clear),
        (false, None) if password => Ok(Privacy::Required),
        (false, None) => Ok(Privacy::WhereOffered),
    }
}

fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

fn read_place(place: &str) -> Result<(String, Option<u16>), BadRelayUrl> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']').ok_or(BadRelayUrl::Host)?;
            let _: std::net::Ipv6Addr = inside.parse().map_err(|_| BadRelayUrl::Host)?;
            let port = match after {
                "" => None,
                _ => Some(after.strip_prefix(':').ok_or(BadRelayUrl::Port)?),
            };
            (inside, port)
        }
        None => match place.split_once(':') {
            Some((host, port)) => (checked_name(host)?, Some(port)),
            None => (checked_name(place)?, None),
        },
    };
    let port = match port {
        None => None,
        Some(digits) => match digits.parse() {
            Ok(number) if number > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Some(number),
            _ => return Err(BadRelayUrl::Port),
        },
    };
    Ok((host.to_owned(), port))
}

fn checked_name(host: &str) -> Result<&str, BadRelayUrl> {
    let usable = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    if host.is_empty() || !usable { Err(BadRelayUrl::Host) } else { Ok(host) }
}

fn read_credentials(who: &str, kept: Option<&str>) -> Result<Credentials, BadRelayUrl> {
    let (user, password) = match (who.split_once(':'), kept) {
        (Some((user, password)), None) => (user, decode_percent(password).ok_or(BadRelayUrl::Credentials)?),
        (None, Some(password)) => (who, password.to_owned()),
        _ => return Err(BadRelayUrl::Credentials),
    };
    let user = decode_percent(user).ok_or(BadRelayUrl::Credentials)?;
    if user.is_empty() || password.is_empty() {
        return Err(BadRelayUrl::Credentials);
    }
    Ok(Credentials::new(user, password))
}

fn decode_percent(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            plain.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            plain.push(byte);
        }
    }
    String::from_utf8(plain).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_says_where_and_how_privately() {
        use Privacy::{Clear, Required, WhereOffered, Wrapped};
        let cases = [
            ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, Clear, false),
            ("smtp://localhost", "localhost", 25, Clear, false),
            ("smtp://[::1]:1025", "::1", 1025, Clear, false),
            ("smtp://localhost?tls=required", "localhost", 25, Required, false),
            ("smtp://a:b@localhost", "localhost", 587, Clear, true),
            ("smtp://relay.council.example", "relay.council.example", 25, WhereOffered, false),
            ("smtp://relay.council.example/", "relay.council.example", 25, WhereOffered, false),
            ("smtp://relay.council.example?tls=none", "relay.council.example", 25, Clear, false),
            ("smtp://relay.council.example?tls=required", "relay.council.example", 25, Required, false),
            ("smtp://a:b@relay.council.example", "relay.council.example", 587, Required, true),
            ("smtp://a%40c:p%3Aw+%25@relay.council.example:25", "relay.council.example", 25, Required, true),
            ("smtps://relay.council.example", "relay.council.example", 465, Wrapped, false),
            ("SMTPS://a:b@relay.council.example:1465?tls=required", "relay.council.example", 1465, Wrapped, true),
        ];
        for (url, host, port, privacy, password) in cases {
            let relay = Relay::from_url(url).unwrap();
            let read = (relay.host.as_str(), relay.port, relay.privacy, !matches!(relay.sign_in, SignIn::Nobody));
            assert_eq!(read, (host, port, privacy, password), "{url}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_used_is_refused_with_its_reason() {
        use BadRelayUrl::{Contradiction, Credentials, Host, Option, PasswordInTheClear, Port, Scheme};
        let cases = [
            ("", Scheme),
            ("relay.council.example:25", Scheme),
            ("http://relay.council.example", Scheme),
            ("smtp://", Host),
            ("smtp://:25", Host),
            ("smtp://re lay", Host),
            ("smtp://[::g]", Host),
            ("smtp://relay:0", Port),
            ("smtp://relay:+25", Port),
            ("smtp://relay:65536", Port),
            ("smtp://relay:", Port),
            ("smtp://[::1]25", Port),
            ("smtp://secret@relay", Credentials),
            ("smtp://:secret@relay", Credentials),
            ("smtp://a:%zz@relay", Credentials),
            ("smtp://relay?tls=maybe", Option),
            ("smtp://relay?tls=none&x=1", Option),
            ("smtps://relay?tls=none", Contradiction),
            ("smtp://a:secret@relay?tls=none", PasswordInTheClear),
        ];
        for (url, reason) in cases {
            assert_eq!(Relay::from_url(url).unwrap_err(), reason, "{url}");
            assert!(!reason.to_string().contains("secret"));
        }
    }

    #[test]
    fn a_password_is_read_exactly_and_never_shown() {
        let relay = Relay::from_url("smtp://a%40c:p%3Aw+%25@relay").unwrap();
        let SignIn::Password(credentials) = &relay.sign_in else { unreachable!("no password was read") };
        assert!(*credentials == Credentials::new("a@c".into(), "p:w+%".into()));
        assert!(!format!("{relay:?}").contains("p:w"));
        let kept = Relay::from_url_and_password("smtp://ann@relay", Some("p%w")).unwrap();
        assert!(
            matches!(kept.sign_in, SignIn::Password(given) if given == Credentials::new("ann".into(), "p%w".into()))
        );
        for (url, password) in [("smtp://ann:secret@relay", Some("secret")), ("smtp://ann@relay", None)] {
            assert_eq!(Relay::from_url_and_password(url, password).unwrap_err(), BadRelayUrl::Credentials);
        }
    }

    proptest! {
        #[test]
        fn no_address_makes_us_fall_over(url in "(smtps?://)?[a-z0-9:@%\\[\\]?=./é ]{0,40}") {
            let _ = Relay::from_url(&url);
        }
    }
}
