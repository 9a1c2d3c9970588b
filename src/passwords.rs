//! Passwords as they are kept: argon2id with the parameters that OWASP gives. Hashing takes tens of milliseconds by
//! design, so it leaves the threads that answer visitors. Which passwords are taken is the domain's.

use crate::chance::Chance;
use crate::error::{Error, Result};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// The salt, in bytes.
const SALT: usize = 16;

/// The form in which a password is kept.
///
/// # Errors
/// When no random bytes can be had.
pub async fn hash(chance: &Chance, password: &str) -> Result<String> {
    let salt = chance.bytes()?;
    let password = password.to_owned();
    let hashed = tokio::task::spawn_blocking(move || {
        let salt = salt.get(..SALT).unwrap_or_default();
        let hashed: std::result::Result<PasswordHash, _> =
            Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
        hashed.map(|hashed| hashed.to_string())
    });
    let hashed = hashed.await.map_err(anyhow::Error::new)?;
    hashed.map_err(|error| Error::Broken(anyhow::anyhow!("a password cannot be hashed: {error}")))
}

/// Whether a password is the one that is kept. With nothing kept the answer is no, after the same time.
///
/// # Errors
/// When no random bytes can be had.
pub async fn matches(chance: &Chance, password: &str, kept: Option<String>) -> Result<bool> {
    let Some(kept) = kept else {
        hash(chance, password).await?;
        return Ok(false);
    };
    let password = password.to_owned();
    let verdict = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&kept).is_ok_and(|kept| Argon2::default().verify_password(password.as_bytes(), &kept).is_ok())
    });
    verdict.await.map_err(|error| Error::Broken(anyhow::Error::new(error)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let chance = Chance::seeded(1);
        let kept = hash(&chance, "kettle \u{0} harbour").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash(&chance, "kettle \u{0} harbour").await.unwrap(), "the salt differs");
        for (typed, known) in
            [("kettle \u{0} harbour", true), ("kettle ", false), ("Kettle \u{0} harbour", false), ("", false)]
        {
            assert_eq!(matches(&chance, typed, Some(kept.clone())).await.unwrap(), known, "{typed}");
        }
        assert!(!matches(&chance, "kettle", None).await.unwrap());
        assert!(!matches(&chance, "kettle", Some("no hash at all".to_owned())).await.unwrap());
    }
}
