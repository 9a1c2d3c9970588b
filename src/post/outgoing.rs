//! From the settings of mail to a way out: a relay, a folder, or nothing yet. Says in words why settings cannot be used.
//!
//! Called when the service starts, by `remit mail check` and by the page that checks.

use std::path::Path;

use anyhow::{Context as _, bail};

use super::bounces::Mailbox;
use super::dkim::Signature;
use super::relay::Relay;
use super::token::{Application, SCOPE, Tokens};
use super::transport::Transport;
use super::tuning::Tuning;
use crate::mailing::{Mailing, OAuth, Signing, secret};

/// Exchange Online's door for applications.
const EXCHANGE_ONLINE: &str = "smtp://smtp.office365.com:587?tls=required";

/// How letters leave, how fast, and where reports of those that came back are read.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Where letters go.
    pub transport: Transport,
    /// How they are sent.
    pub tuning: Tuning,
    /// Where reports of letters that came back are read.
    pub bounces: Option<Mailbox>,
}

impl From<Transport> for Outgoing {
    fn from(transport: Transport) -> Self {
        Self { transport, tuning: Tuning::default(), bounces: None }
    }
}

impl Outgoing {
    /// What the settings come to; letters are from `mailbox`.
    ///
    /// # Errors
    /// When they contradict each other, or a file that they name cannot be used.
    pub fn from_settings(mail: &Mailing, mailbox: &str) -> anyhow::Result<Self> {
        let authorities = match &mail.mail_ca {
            Some(file) => read(file)?,
            None => Vec::new(),
        };
        let transport = transport(mail, mailbox, &authorities)?;
        let per_minute = Some(mail.mail_per_minute).filter(|&n| n > 0 && matches!(transport, Transport::Relay(_)));
        let bounces = Mailbox::from_settings(&mail.bounces, &authorities)?;
        Ok(Self { transport, tuning: Tuning { per_minute, ..Tuning::default() }, bounces })
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn transport(mail: &Mailing, mailbox: &str, authorities: &[u8]) -> anyhow::Result<Transport> {
    let signature = signature(&mail.dkim, mailbox)?;
    let url = secret(mail.smtp_url.as_ref(), mail.smtp_url_file.as_deref(), "the relay's address")?;
    let tokens = tokens(&mail.oauth, authorities)?;
    let url = match (url, &mail.mail_folder) {
        (None, Some(_)) if tokens.is_some() => bail!("a folder and an application for Exchange Online are both given"),
        (None, Some(folder)) => return Ok(Transport::Folder(folder.clone())),
        (Some(_), Some(_)) => bail!("a relay (REMIT_SMTP_URL) and a folder (REMIT_MAIL_FOLDER) are both given"),
        (Some(url), None) => url.reveal().to_owned(),
        (None, None) if tokens.is_some() => EXCHANGE_ONLINE.to_owned(),
        (None, None) => return Ok(Transport::Unset),
    };
    let password = secret(mail.smtp_password.as_ref(), mail.smtp_password_file.as_deref(), "the relay's password")?;
    let mut relay = Relay::from_url_and_password(&url, password.as_ref().map(|secret| secret.reveal()))?;
    if let Some(tokens) = tokens {
        if password.is_some() || relay.has_password() {
            bail!("a password and an application for Exchange Online are both given");
        }
        let user = mail.oauth.oauth_user.clone().unwrap_or_else(|| mailbox.to_owned());
        relay = relay.signing_in_by(user, tokens);
    }
    if !authorities.is_empty() {
        relay = relay.trusting(authorities).context("the authority in REMIT_MAIL_CA cannot be used")?;
    }
    match signature {
        Some(signature) => Ok(relay.signing(signature).into()),
        None => Ok(relay.into()),
    }
}

fn tokens(oauth: &OAuth, authorities: &[u8]) -> anyhow::Result<Option<Tokens>> {
    let secret = secret(oauth.oauth_secret.as_ref(), oauth.oauth_secret_file.as_deref(), "the client secret")?;
    let (Some(tenant), Some(client), Some(secret)) = (&oauth.oauth_tenant, &oauth.oauth_client, &secret) else {
        if oauth.oauth_tenant.is_none() && oauth.oauth_client.is_none() && secret.is_none() {
            return Ok(None);
        }
        bail!("Exchange Online needs three things: REMIT_OAUTH_TENANT, REMIT_OAUTH_CLIENT and REMIT_OAUTH_SECRET_FILE");
    };
    if !tenant.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')) {
        bail!("REMIT_OAUTH_TENANT must be the directory’s ID or its domain");
    }
    let usual = || format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token");
    let application = Application {
        url: oauth.oauth_url.clone().unwrap_or_else(usual),
        client: client.clone(),
        secret: secret.clone(),
        scope: oauth.oauth_scope.clone().unwrap_or_else(|| SCOPE.to_owned()),
    };
    Ok(Some(Tokens::of(&application, authorities).map_err(anyhow::Error::msg)?))
}

fn signature(dkim: &Signing, mailbox: &str) -> anyhow::Result<Option<Signature>> {
    let (file, selector) = match (&dkim.dkim_key_file, &dkim.dkim_selector) {
        (None, None) => return Ok(None),
        (Some(file), Some(selector)) => (file, selector),
        _ => bail!("signing needs both: REMIT_DKIM_KEY_FILE and REMIT_DKIM_SELECTOR"),
    };
    let domain = match &dkim.dkim_domain {
        Some(domain) => domain.as_str(),
        None => mailbox.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default(),
    };
    Ok(Some(Signature::of(&read(file)?, domain, selector).map_err(anyhow::Error::msg)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::mailing::Returned;

    fn told(change: impl FnOnce(&mut Mailing)) -> anyhow::Result<Outgoing> {
        let mut mail = Mailing { mail_per_minute: 25, ..Mailing::default() };
        change(&mut mail);
        Outgoing::from_settings(&mail, "scrutiny@anyshire.example")
    }

    fn application(mail: &mut Mailing) {
        mail.oauth = OAuth {
            oauth_tenant: Some("anyshire.example".into()),
            oauth_client: Some("client".into()),
            oauth_secret: Some("hush".parse().unwrap()),
            ..OAuth::default()
        };
    }

    fn place(outgoing: &Outgoing) -> String {
        match &outgoing.transport {
            Transport::Relay(relay) => format!("{}; {}", relay.place(), relay.manner()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn each_way_of_setting_it_up_leads_where_it_should() {
        let by_password = told(|mail| {
            mail.smtp_url = "smtp://ann@relay.example".parse().ok();
            mail.smtp_password = "p%w".parse().ok();
        });
        let by_token = told(application).unwrap();
        assert_eq!(place(&told(|_| ()).unwrap()), "Unset");
        assert_eq!(place(&told(|mail| mail.mail_folder = Some("/x".into())).unwrap()), "Folder(\"/x\")");
        let plain = told(|mail| mail.smtp_url = "smtp://relay.example".parse().ok()).unwrap();
        assert_eq!(
            place(&plain),
            "relay.example, port 25; encrypted where the relay offers STARTTLS; without signing in"
        );
        assert_eq!(
            place(&by_password.unwrap()),
            "relay.example, port 587; encrypted by STARTTLS, or nothing leaves; signing in with a password"
        );
        assert_eq!(
            place(&by_token),
            "smtp.office365.com, port 587; encrypted by STARTTLS, or nothing leaves; signing in as scrutiny@anyshire.example with a token (XOAUTH2)"
        );
        assert_eq!((plain.tuning.per_minute, by_token.tuning.per_minute), (Some(25), Some(25)));
        assert!(!format!("{by_token:?}").contains("hush"));
    }

    #[test]
    fn settings_that_contradict_each_other_are_told_in_words_and_without_secrets() {
        let url = |mail: &mut Mailing| mail.smtp_url = "smtp://ann:hush@relay.example".parse().ok();
        let cases: [(anyhow::Result<Outgoing>, &str); 7] = [
            (
                told(|mail| {
                    url(mail);
                    mail.mail_folder = Some("/x".into());
                }),
                "both given",
            ),
            (
                told(|mail| {
                    url(mail);
                    application(mail);
                }),
                "both given",
            ),
            (told(|mail| mail.oauth.oauth_client = Some("c".into())), "three things"),
            (told(|mail| mail.dkim.dkim_selector = Some("s".into())), "both"),
            (told(|mail| mail.mail_ca = Some("/nowhere.pem".into())), "cannot read"),
            (told(|mail| mail.smtp_url = "http://relay".parse().ok()), "smtp://"),
            (
                told(|mail| mail.bounces = Returned { bounces: Some("pop3://x".into()), ..Returned::default() }),
                "maildir:",
            ),
        ];
        for (read, words) in cases {
            let error = format!("{:#}", read.unwrap_err());
            assert!(error.contains(words) && !error.contains("hush"), "{error}");
        }
    }
}
