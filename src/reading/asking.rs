//! The side of the service: starts the process that reads, hands it the bytes, waits no longer than the limits say, and
//! takes its answer. The bytes are not looked at here. What the process does is in `child`.

use super::limits::{Limits, megabytes};
use remit_domain::scorecard::Book;
use remit_domain::upload::Refusal;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

/// Processes that read at the same time; others wait for their turn.
const AT_ONCE: usize = 2;
/// What JSON adds to the text of the cells, at most: six bytes for one, and the marks between.
const WRITTEN_OUT: u64 = 8;

/// Reads files in a separate process.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
    places: Arc<Semaphore>,
}

impl Reader {
    /// A reader that starts this program, which must know the verb `read-file`.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, limits: Limits::default(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The sheets of a file.
    ///
    /// # Errors
    /// When the file is not one that is read, or larger than the limits in any way.
    pub async fn read(&self, bytes: Vec<u8>) -> Result<Book, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        if bytes.len() as u64 > self.limits.bytes {
            return Err(Refusal::TooLarge(megabytes(self.limits.bytes)));
        }
        let _place = self.places.acquire().await.map_err(|_| Refusal::NoReader)?;
        let mut child = self.start().map_err(|error| {
            tracing::error!(%error, "the process that reads files cannot be started");
            Refusal::NoReader
        })?;
        let time = Duration::from_secs(self.limits.seconds);
        let Ok(done) = tokio::time::timeout(time, exchange(&mut child, &bytes, self.most())).await else {
            // Killed, and waited for so that nothing of it stays.
            let _ = child.kill().await;
            return Err(Refusal::TookTooLong(self.limits.seconds));
        };
        let (status, said) = done.map_err(|error| {
            tracing::error!(%error, "the process that reads files cannot be talked to");
            Refusal::NoReader
        })?;
        if status.success() { self.understood(&said) } else { Err(self.why(status)) }
    }

    /// Nothing of the surroundings is passed on: the process needs no secret and no folder.
    fn start(&self) -> anyhow::Result<Child> {
        let limits = serde_json::to_string(&self.limits)?;
        let mut command = Command::new(&self.program);
        command.args(["read-file", "--limits", &limits]).env_clear().current_dir("/").kill_on_drop(true);
        Ok(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?)
    }

    fn most(&self) -> u64 {
        (self.limits.text as u64).saturating_mul(WRITTEN_OUT).saturating_add(self.limits.cells as u64 * 4)
    }

    fn understood(&self, said: &[u8]) -> Result<Book, Refusal> {
        if said.len() as u64 > self.most() {
            return Err(Refusal::TooMuchInside(megabytes(self.limits.text as u64)));
        }
        serde_json::from_slice(said).unwrap_or(Err(Refusal::Broken))
    }

    /// What an end without an answer means. A process that gets no more memory ends itself by SIGABRT; one that has
    /// used its time of the processor is ended by SIGXCPU.
    fn why(&self, status: ExitStatus) -> Refusal {
        #[cfg(unix)]
        match std::os::unix::process::ExitStatusExt::signal(&status) {
            Some(6 | 7 | 9 | 11) => return Refusal::NeededTooMuch(megabytes(self.limits.memory)),
            Some(24) => return Refusal::TookTooLong(self.limits.seconds),
            _ => {}
        }
        tracing::info!(%status, "the process that reads files gave up");
        Refusal::Broken
    }
}

/// Hands over the bytes and takes what is said, both at once: either pipe may fill up.
async fn exchange(child: &mut Child, bytes: &[u8], most: u64) -> std::io::Result<(ExitStatus, Vec<u8>)> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let give = async move {
        if let Some(mut stdin) = stdin {
            // A process that refuses early does not take the rest.
            let _ = stdin.write_all(bytes).await;
        }
    };
    let take = async move {
        let mut said = Vec::new();
        if let Some(stdout) = stdout {
            stdout.take(most.saturating_add(1)).read_to_end(&mut said).await?;
        }
        Ok::<_, std::io::Error>(said)
    };
    let ((), said) = tokio::join!(give, take);
    let said = said?;
    Ok((child.wait().await?, said))
}
