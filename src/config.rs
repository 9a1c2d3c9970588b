//! What an installation is told from outside: addresses, folders, the relay. Read once, at the start; the
//! only room that looks at the environment. What officers decide lives in the database instead.

use crate::chance::Chance;
use crate::keys::Keys;
use crate::mailing::Mailing;
use crate::store::Place;
use crate::work::Site;
use anyhow::Context as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file that holds the memory, inside the data folder.
pub const DATABASE_FILE: &str = "remit.sqlite";

/// The settings of `remit serve`; each may be given as an option or in the environment.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// The address under which people reach the service, such as `https://scrutiny.example.gov.uk`
    #[arg(long, env = "REMIT_URL", default_value = "http://127.0.0.1:8080")]
    pub url: String,
    /// The folder for the database, the secret and the post
    #[arg(long, env = "REMIT_DATA", default_value = "data")]
    pub data: PathBuf,
    /// A PostgreSQL to use in place of the file in the data folder
    #[arg(long, env = "REMIT_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The address to listen on
    #[arg(long, env = "REMIT_ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
    #[command(flatten)]
    pub mail: Mailing,
    /// The mailbox that letters come from
    #[arg(long, env = "REMIT_MAILBOX", default_value = "scrutiny@localhost")]
    pub mailbox: String,
    /// A file of bank holidays in the form of gov.uk, in place of the built-in ones
    #[arg(long, env = "REMIT_HOLIDAYS")]
    pub holidays: Option<PathBuf>,
    /// The secret of several nodes that share one PostgreSQL: 64 hexadecimal digits (else kept in the data folder)
    #[arg(long, env = "REMIT_SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// What this process is called among several that serve one PostgreSQL (else the computer's name)
    #[arg(long, env = "REMIT_NODE")]
    pub node: Option<String>,
    /// Who may read /metrics: `open` for everybody, or a word to send as a bearer token (else this computer only)
    #[arg(long, env = "REMIT_METRICS", hide_env_values = true)]
    pub metrics: Option<String>,
}

impl Settings {
    /// Where the memory is.
    #[must_use]
    pub fn place(&self) -> Place {
        match &self.database_url {
            Some(url) => Place::Postgres(url.clone()),
            None => Place::Sqlite(self.data.join(DATABASE_FILE)),
        }
    }

    /// What this process is called among several.
    #[must_use]
    pub fn node(&self) -> String {
        let given = self.node.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let computer = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
        given.or_else(computer).map_or_else(|| "remit".to_owned(), |name| name.trim().to_owned())
    }

    /// The facts of the installation.
    #[must_use]
    pub fn site(&self) -> Site {
        Site { mail: self.mail.clone(), ..site(&self.url, &self.mailbox) }
    }
}

/// The program that is running, which is also the one that opens files people send in.
///
/// # Errors
/// When the system does not tell.
pub fn own_program() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// The facts of an installation at this address.
#[must_use]
pub fn site(url: &str, mailbox: &str) -> Site {
    let url = url.trim_end_matches('/').to_owned();
    let host = url.split("://").nth(1).unwrap_or(&url);
    let host = host.split(['/', ':']).next().unwrap_or("localhost").to_owned();
    Site { url, host, mailbox: mailbox.to_owned(), mail: Mailing::default() }
}

/// The service's secret: the one given, else that of the data folder, drawn when there is none yet.
///
/// # Errors
/// When the file cannot be read or written.
pub fn keys(given: Option<&str>, data: &Path, chance: &Chance) -> anyhow::Result<Keys> {
    if let Some(text) = given {
        return Keys::from_hex(text);
    }
    let file = data.join("secret.key");
    if file.is_file() {
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        return Keys::from_hex(&text);
    }
    let token = chance.token()?;
    write_private(&file, &token).with_context(|| format!("cannot write {}", file.display()))?;
    Keys::from_hex(&token)
}

/// Writes a file that only this user may read.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// The secret that a data folder already holds; nothing is written.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn keys_kept(data: &Path) -> anyhow::Result<Keys> {
    let file = data.join("secret.key");
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Keys::from_hex(&text)
}
