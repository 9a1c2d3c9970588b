//! What is derived from the service's one secret: tokens of links and forms, and the hashes under which
//! tokens are kept. The secret itself is drawn once and lives beside the database, never in it.

use crate::chance::hex;
use anyhow::Context as _;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;

/// The service's secret.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

impl Keys {
    /// From 32 bytes drawn at random.
    #[must_use]
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// From 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the text is anything else.
    pub fn from_hex(text: &str) -> anyhow::Result<Self> {
        let text = text.trim();
        anyhow::ensure!(text.len() == 64 && text.is_ascii(), "the secret must be 64 hexadecimal digits");
        let mut secret = [0; 32];
        for (byte, digits) in secret.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits)?, 16).context("the secret must be hexadecimal")?;
        }
        Ok(Self(secret))
    }

    /// A token for one purpose and thing: the same every time, and not to be guessed without the secret.
    #[must_use]
    pub fn token(&self, purpose: &str, thing: &str) -> String {
        // A key of any length is good for HMAC; the branch without one cannot be reached.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(thing.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

/// The hash under which a token is kept.
#[must_use]
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Whether two texts are equal, taking the same time wherever they differ.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (x, y)| differ | (x ^ y)) == 0
}
