//! How letters leave this installation and how it hears what came back, as it is told from outside. Plain words; what
//! they come to is made of them by the post office. Secrets come by environment or file and are never shown.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context as _;

/// Words that no log, page or error may repeat.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The words themselves.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(not shown)")
    }
}

/// The settings of mail; each may be given as an option or in the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Mailing {
    /// The relay that letters are handed to, such as `smtp://mail.example.gov.uk:587`
    #[arg(long, env = "REMIT_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<Secret>,
    /// A file with the relay's address, in place of the address itself
    #[arg(long, env = "REMIT_SMTP_URL_FILE")]
    pub smtp_url_file: Option<PathBuf>,
    /// The password at the relay, for an address that names a user without one
    #[arg(long, env = "REMIT_SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<Secret>,
    /// A file with that password
    #[arg(long, env = "REMIT_SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// A folder that letters are laid into, one `.eml` each, in place of a relay
    #[arg(long, env = "REMIT_MAIL_FOLDER")]
    pub mail_folder: Option<PathBuf>,
    /// A file with the certificate of an authority of the council's own (PEM), trusted beside the public ones
    #[arg(long, env = "REMIT_MAIL_CA")]
    pub mail_ca: Option<PathBuf>,
    /// Letters a minute at most; 0 for no limit
    #[arg(long, env = "REMIT_MAIL_PER_MINUTE", default_value_t = 25)]
    pub mail_per_minute: u32,
    #[command(flatten)]
    pub oauth: OAuth,
    #[command(flatten)]
    pub dkim: Signing,
    #[command(flatten)]
    pub bounces: Returned,
}

/// Signing in at Exchange Online as a registered application (XOAUTH2).
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct OAuth {
    /// Exchange Online: the directory (tenant) ID or domain
    #[arg(long, env = "REMIT_OAUTH_TENANT")]
    pub oauth_tenant: Option<String>,
    /// Exchange Online: the application (client) ID
    #[arg(long, env = "REMIT_OAUTH_CLIENT")]
    pub oauth_client: Option<String>,
    /// Exchange Online: the value of the client secret
    #[arg(long, env = "REMIT_OAUTH_SECRET", hide_env_values = true)]
    pub oauth_secret: Option<Secret>,
    /// A file with the client secret
    #[arg(long, env = "REMIT_OAUTH_SECRET_FILE")]
    pub oauth_secret_file: Option<PathBuf>,
    /// The mailbox to sign in as, where it is not the one that letters come from
    #[arg(long, env = "REMIT_OAUTH_USER")]
    pub oauth_user: Option<String>,
    /// Where tokens are given out, where it is not Microsoft's public cloud
    #[arg(long, env = "REMIT_OAUTH_URL")]
    pub oauth_url: Option<String>,
    /// What the token is for
    #[arg(long, env = "REMIT_OAUTH_SCOPE")]
    pub oauth_scope: Option<String>,
}

/// Signing letters (DKIM), where the relay does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Signing {
    /// DKIM: a file with the private key (PEM, RSA or Ed25519)
    #[arg(long, env = "REMIT_DKIM_KEY_FILE")]
    pub dkim_key_file: Option<PathBuf>,
    /// DKIM: the selector
    #[arg(long, env = "REMIT_DKIM_SELECTOR")]
    pub dkim_selector: Option<String>,
    /// DKIM: the domain, where it is not the mailbox's
    #[arg(long, env = "REMIT_DKIM_DOMAIN")]
    pub dkim_domain: Option<String>,
}

/// Where reports of letters that came back are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Returned {
    /// Where letters come back to: `maildir:/path` or `imaps://user@host/INBOX`
    #[arg(long, env = "REMIT_BOUNCES")]
    pub bounces: Option<String>,
    /// The password of that mailbox
    #[arg(long, env = "REMIT_BOUNCES_PASSWORD", hide_env_values = true)]
    pub bounces_password: Option<Secret>,
    /// A file with that password
    #[arg(long, env = "REMIT_BOUNCES_PASSWORD_FILE")]
    pub bounces_password_file: Option<PathBuf>,
}

/// A secret that may be given itself or as a file that holds it.
///
/// # Errors
/// When both are given, or the file cannot be read.
pub fn secret(given: Option<&Secret>, file: Option<&Path>, what: &str) -> anyhow::Result<Option<Secret>> {
    match (given.filter(|secret| !secret.0.is_empty()), file) {
        (Some(_), Some(_)) => anyhow::bail!("{what} is given twice, itself and as a file: give one of them"),
        (Some(secret), None) => Ok(Some(secret.clone())),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read the file with {what}, {}", file.display()))?;
            Ok(Some(Secret(text.trim_end_matches(['\r', '\n']).to_owned())))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_secret_comes_from_one_place_and_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        std::fs::write(&file, "hush hush\n").unwrap();
        let given: Secret = "open".parse().unwrap();
        let read = |given: Option<&Secret>, file: Option<&Path>| secret(given, file, "the password");
        assert_eq!(read(Some(&given), None).unwrap().unwrap().reveal(), "open");
        assert_eq!(read(None, Some(&file)).unwrap().unwrap().reveal(), "hush hush");
        assert_eq!(read(None, None).unwrap(), None);
        assert!(read(Some(&given), Some(&file)).unwrap_err().to_string().contains("given twice"));
        assert!(read(None, Some(&folder.path().join("none"))).unwrap_err().to_string().contains("cannot read"));
        assert!(!format!("{given:?}").contains("open"));
    }
}
