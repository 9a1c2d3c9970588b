//! As much IMAP as it takes to read what is new in one folder over TLS and mark it as read (RFC 9051).
//!
//! Called by `mailbox`. The password goes over the encrypted line and nowhere else.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use remit_domain::letter::header_text;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::super::tls;
use super::mailbox::{MOST, Message};
use crate::mailing::Secret;

/// How long one step may take.
const LIMIT: Duration = Duration::from_secs(60);

/// The longest message that is read.
const LONGEST: usize = 2 * 1024 * 1024;

/// A folder of a mail server.
#[derive(Clone)]
pub struct Account {
    host: String,
    port: u16,
    user: String,
    folder: String,
    password: Secret,
    tls: Arc<ClientConfig>,
}

impl Account {
    /// Reads `user@host[:port]/folder`; the user may hold an @ itself.
    pub(super) fn of(place: &str, password: Secret, authorities: &[u8]) -> Result<Self, String> {
        let (account, folder) = place.split_once('/').unwrap_or((place, "INBOX"));
        let (user, host) = account.rsplit_once('@').ok_or("REMIT_BOUNCES must say imaps://user@host/INBOX")?;
        let (host, port) = match host.split_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| "the port in REMIT_BOUNCES is not a number")?),
            None => (host, 993),
        };
        let folder = if folder.is_empty() { "INBOX" } else { folder };
        let words = [user, host, folder, password.reveal()];
        if words.iter().any(|word| word.is_empty() || word.contains(['\r', '\n', '\0'])) {
            return Err("REMIT_BOUNCES must say imaps://user@host/INBOX, and its password must be one line".to_owned());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
            user: user.to_owned(),
            folder: folder.to_owned(),
            password,
            tls: tls::client(authorities)?,
        })
    }

    pub(super) fn place(&self) -> String {
        format!("{} of {} at {}", self.folder, self.user, self.host)
    }

    pub(super) async fn unread(&self) -> anyhow::Result<Vec<Message>> {
        let mut talk = self.open().await?;
        let found = talk.command("UID SEARCH UNSEEN").await?;
        let numbers = found.iter().find_map(|line| line.words.strip_prefix("* SEARCH"));
        let numbers: Vec<u32> = numbers.unwrap_or_default().split_whitespace().filter_map(|n| n.parse().ok()).collect();
        let mut messages = Vec::new();
        for number in numbers.into_iter().take(MOST) {
            let lines = talk.command(&format!("UID FETCH {number} BODY.PEEK[]")).await?;
            let bytes = lines.into_iter().find_map(|line| line.literal).unwrap_or_default();
            messages.push(Message { name: number.to_string(), bytes });
        }
        talk.command("LOGOUT").await?;
        Ok(messages)
    }

    pub(super) async fn mark_read(&self, names: &[String]) -> anyhow::Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let mut talk = self.open().await?;
        talk.command(&format!("UID STORE {} +FLAGS.SILENT (\\Seen)", names.join(","))).await?;
        talk.command("LOGOUT").await?;
        Ok(())
    }

    async fn open(&self) -> anyhow::Result<Talk> {
        let name = ServerName::try_from(self.host.clone())?;
        let stream = timeout(LIMIT, TcpStream::connect((self.host.as_str(), self.port))).await??;
        stream.set_nodelay(true)?;
        let stream = timeout(LIMIT, TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream)).await??;
        let mut talk = Talk { stream: BufStream::new(stream), number: 0 };
        talk.line().await?;
        let signing_in = format!("LOGIN {} {}", quoted(&self.user), quoted(self.password.reveal()));
        talk.command(&signing_in).await.context("the mailbox does not let us in")?;
        talk.command(&format!("SELECT {}", quoted(&self.folder))).await.context("the folder cannot be opened")?;
        Ok(talk)
    }
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

struct Talk {
    stream: BufStream<TlsStream<TcpStream>>,
    number: u32,
}

/// A line of an answer, with the literal that it carries.
struct Line {
    words: String,
    literal: Option<Vec<u8>>,
}

impl Talk {
    /// Says a command and hears its answer. An error never repeats the command, which may hold the password.
    async fn command(&mut self, words: &str) -> anyhow::Result<Vec<Line>> {
        self.number += 1;
        let tag = format!("r{}", self.number);
        let said = format!("{tag} {words}\r\n");
        timeout(LIMIT, async {
            self.stream.write_all(said.as_bytes()).await?;
            self.stream.flush().await
        })
        .await??;
        let mut lines = Vec::new();
        loop {
            let line = self.line().await?;
            let Some(answer) = line.words.strip_prefix(&format!("{tag} ")) else {
                lines.push(line);
                continue;
            };
            if answer.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("OK")) {
                return Ok(lines);
            }
            bail!("the mail server says {}", header_text(answer));
        }
    }

    async fn line(&mut self) -> anyhow::Result<Line> {
        let mut line = Line { words: String::new(), literal: None };
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.stream).take(64 * 1024);
            if timeout(LIMIT, limited.read_until(b'\n', &mut bytes)).await?? == 0 {
                bail!("the mail server hung up");
            }
            line.words.push_str(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']));
            let Some(length) = literal_length(&line.words) else { return Ok(line) };
            if length > LONGEST {
                bail!("a message of {length} bytes is not read");
            }
            let mut literal = vec![0; length];
            timeout(LIMIT, self.stream.read_exact(&mut literal)).await??;
            line.literal = Some(literal);
            line.words.push(' ');
        }
    }
}

/// The number in the braces at the end of a line.
fn literal_length(line: &str) -> Option<usize> {
    let (_, number) = line.strip_suffix('}')?.rsplit_once('{')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_account_is_read_and_a_password_cannot_say_more_than_itself() {
        let of = |place: &str, password: &str| Account::of(place, password.parse().unwrap(), b"");
        let account = of("post@anyshire.example@mail.example:1993/Bounces", "p").unwrap();
        assert_eq!(
            (account.user.as_str(), account.host.as_str(), account.port, account.folder.as_str()),
            ("post@anyshire.example", "mail.example", 1993, "Bounces")
        );
        assert_eq!(of("ann@mail.example", "p").unwrap().folder, "INBOX");
        for (place, password) in
            [("mail.example", "p"), ("ann@mail:x", "p"), ("ann@mail", "p\r\nr9 DELETE"), ("@m", "p")]
        {
            assert!(of(place, password).is_err(), "{place}");
        }
        assert_eq!(quoted("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(literal_length("* 1 FETCH (UID 4 BODY[] {12}"), Some(12));
        assert_eq!(literal_length("* 1 FETCH (UID 4)"), None);
    }
}
