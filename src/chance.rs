//! The one place that draws random bytes: tokens, codes and salts. Tests hand in a seed.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where random bytes come from.
#[derive(Clone, Debug)]
pub struct Chance(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    Seeded { seed: u64, drawn: AtomicU64 },
}

impl Chance {
    /// The operating system's random numbers.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// The same bytes in the same order for the same seed. For tests.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Source::Seeded { seed, drawn: AtomicU64::new(0) }))
    }

    /// 32 random bytes.
    ///
    /// # Errors
    /// When the operating system has none to give.
    pub fn bytes(&self) -> anyhow::Result<[u8; 32]> {
        match &*self.0 {
            Source::System => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
                Ok(bytes)
            }
            Source::Seeded { seed, drawn } => {
                let n = drawn.fetch_add(1, Ordering::SeqCst);
                Ok(Sha256::digest([seed.to_le_bytes(), n.to_le_bytes()].concat()).into())
            }
        }
    }

    /// A token of 256 bits in hexadecimal.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn token(&self) -> anyhow::Result<String> {
        Ok(hex(&self.bytes()?))
    }

    /// A code of six digits, every one equally likely.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn six_digits(&self) -> anyhow::Result<String> {
        const CODES: u64 = 1_000_000;
        loop {
            let bytes = self.bytes()?;
            for chunk in bytes.chunks_exact(8) {
                let drawn = u64::from_le_bytes(chunk.try_into()?);
                if drawn < u64::MAX / CODES * CODES {
                    return Ok(format!("{:06}", drawn % CODES));
                }
            }
        }
    }
}

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
