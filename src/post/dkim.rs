//! Signs letters (DKIM, RFC 6376), where the council's relay does not. The signature carries no time and the padding
//! draws nothing, so a second copy of a letter has the same bytes as the first.
//!
//! Called by `transport` when a letter is handed over.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::{Digest as _, Sha256};

/// The headers that a signature covers, where a letter has them.
const COVERED: [&str; 9] =
    ["from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to", "mime-version", "content-type"];

/// What letters are signed with.
pub struct Signature {
    domain: String,
    selector: String,
    key: Key,
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .finish_non_exhaustive()
    }
}

impl Signature {
    /// Reads a private key from PEM text.
    ///
    /// # Errors
    /// When it is neither RSA nor Ed25519, or the name of domain or selector cannot stand in a header.
    pub fn of(pem: &[u8], domain: &str, selector: &str) -> Result<Self, String> {
        for name in [domain, selector] {
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')) {
                return Err("the DKIM domain and selector must be names as they stand in DNS".to_owned());
            }
        }
        let key = PrivateKeyDer::from_pem_slice(pem).map_err(|_| "the DKIM key is not a private key in PEM")?;
        let rsa = |pair| Key::Rsa(Box::new(pair));
        let read = match &key {
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                RsaKeyPair::from_pkcs8(der).map(rsa).ok().or_else(|| {
                    Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(|pair| Key::Ed25519(Box::new(pair)))
                })
            }
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()).map(rsa).ok(),
            _ => None,
        };
        let key = read.ok_or("the DKIM key must be RSA of at least 2048 bits, or Ed25519")?;
        Ok(Self { domain: domain.to_owned(), selector: selector.to_owned(), key })
    }

    /// The message with its signature before it.
    ///
    /// # Errors
    /// When the key fails.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let (head, body) = parts(message);
        let fields = unfold(head);
        let mut names = Vec::new();
        let mut covered = String::new();
        for name in COVERED {
            if let Some((field, value)) = fields.iter().find(|(field, _)| field == name) {
                names.push(name);
                covered.push_str(&format!("{field}:{value}\r\n"));
            }
        }
        let algorithm = match self.key {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        };
        let hash = BASE64.encode(Sha256::digest(relaxed_body(body)));
        let (domain, selector) = (&self.domain, &self.selector);
        let names = names.join(":");
        let lines = [
            format!("v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector};"),
            format!("h={names};"),
            format!("bh={hash};"),
            "b=".to_owned(),
        ];
        covered.push_str(&format!("dkim-signature:{}", lines.join(" ")));
        let signed = self.key.sign(covered.as_bytes())?;
        let signed = BASE64.encode(signed);
        let folded: Vec<_> = signed.as_bytes().chunks(72).map(String::from_utf8_lossy).collect();
        let mut whole = format!("DKIM-Signature: {}{}\r\n", lines.join("\r\n "), folded.join("\r\n ")).into_bytes();
        whole.extend_from_slice(message);
        Ok(whole)
    }
}

impl Key {
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Rsa(pair) => {
                let mut signed = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signed)
                    .map_err(|_| "the DKIM key does not sign".to_owned())?;
                Ok(signed)
            }
            // RFC 8463: Ed25519 signs the hash.
            Self::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(text)).as_ref().to_vec()),
        }
    }
}

fn parts(message: &[u8]) -> (&[u8], &[u8]) {
    match message.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(at) => (&message[..at], &message[at + 4..]),
        None => (message, b""),
    }
}

/// Headers, unfolded and relaxed: names in small letters, runs of blanks as one.
fn unfold(head: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(head).replace("\r\n ", " ").replace("\r\n\t", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let value = value.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        Some((name.trim().to_ascii_lowercase(), value))
    };
    text.split("\r\n").filter_map(field).collect()
}

/// The body, relaxed: no blanks at line ends, runs of blanks as one, no empty lines at the end.
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in body.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut kept: Vec<u8> = Vec::with_capacity(line.len());
        for &byte in line {
            let is_blank = byte == b' ' || byte == b'\t';
            if !(is_blank && kept.last() == Some(&b' ')) {
                kept.push(if is_blank { b' ' } else { byte });
            }
        }
        if kept.last() == Some(&b' ') {
            kept.pop();
        }
        lines.push(kept);
    }
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    let mut relaxed = Vec::with_capacity(body.len());
    for line in lines {
        relaxed.extend_from_slice(&line);
        relaxed.extend_from_slice(b"\r\n");
    }
    relaxed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use ring::signature::{ED25519, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    const RSA: &[u8] = include_bytes!("../../tests/it/support/tls/dkim-rsa.pem");
    const ED: &[u8] = include_bytes!("../../tests/it/support/tls/dkim-ed25519.pem");
    const LETTER: &[u8] = b"From: Scrutiny <s@anyshire.example>\r\nTo:  Jo\r\n <jo@anyshire.example>\r\nSubject: A  b\r\n\r\nOne \t two  \r\n\r\nThree\r\n\r\n\r\n";

    #[test]
    fn canonical_forms_are_those_of_the_standard() {
        // RFC 6376 §3.4.6, its own examples.
        let (head, body) = parts(b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
        assert_eq!(unfold(head), [("a".into(), "X".into()), ("b".into(), "Y Z".into())]);
        assert_eq!(relaxed_body(body), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
    }

    #[test]
    fn a_signature_holds_and_is_the_same_on_a_second_copy() {
        for pem in [RSA, ED] {
            let signature = Signature::of(pem, "anyshire.example", "remit").unwrap();
            let signed = signature.sign(LETTER).unwrap();
            assert_eq!(signed, signature.sign(LETTER).unwrap());
            assert!(signed.ends_with(LETTER));
            let head = &signed[..signed.len() - LETTER.len()];
            let text = String::from_utf8(head.to_vec()).unwrap();
            assert!(text.starts_with("DKIM-Signature: v=1; a="), "{text}");
            assert!(text.contains("d=anyshire.example; s=remit;") && text.contains("h=from:to:subject;"), "{text}");
            let fields = unfold(head);
            let value = &fields[0].1;
            let (before, b) = value.rsplit_once("b=").unwrap();
            let covered = format!(
                "from:Scrutiny <s@anyshire.example>\r\nto:Jo <jo@anyshire.example>\r\nsubject:A b\r\ndkim-signature:{before}b="
            );
            let b = BASE64.decode(b.replace(' ', "")).unwrap();
            let held = match &signature.key {
                Key::Rsa(pair) => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                    .verify(covered.as_bytes(), &b),
                Key::Ed25519(pair) => UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref())
                    .verify(&Sha256::digest(covered.as_bytes()), &b),
            };
            assert!(held.is_ok(), "{text}");
        }
    }

    #[test]
    fn a_key_that_cannot_sign_says_so() {
        assert!(Signature::of(b"nothing", "a.example", "s").unwrap_err().contains("PEM"));
        assert!(Signature::of(RSA, "a.example; x=", "s").unwrap_err().contains("DNS"));
        assert!(Signature::of(RSA, "a.example", "").unwrap_err().contains("DNS"));
    }
}
