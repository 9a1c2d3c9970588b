//! A mail relay that follows a script: a real SMTP server on a loopback port that answers, lies, stalls or hangs up
//! at the stage a test asks for, and keeps every message whose final dot reached it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where the conversation is when the script is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After 354, before the message is read.
    Body,
    AfterDot,
    Rset,
    Quit,
}

/// What the relay does at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// What a polite relay does.
    Usual,
    /// These bytes instead, and on.
    Say(String),
    /// These bytes, then the connection is closed.
    SayAndClose(String),
    /// Closed without a word.
    Close,
    /// Closed with a reset.
    Reset,
    /// Nothing more is read or said, the connection stays open.
    Stall,
    /// What a polite relay does, later.
    After(Duration),
    /// This answer, one byte at a time.
    Drip(String, Duration),
}

/// What the script is told.
#[derive(Debug)]
pub struct Moment<'a> {
    pub stage: Stage,
    /// The command as it came, or the message after the dot.
    pub words: &'a str,
}

/// A message whose final dot arrived.
#[derive(Debug, Clone)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    /// As it was before dot-stuffing.
    pub message: String,
    /// Whether the relay owned up to it with 250.
    pub acknowledged: bool,
}

type Script = dyn Fn(&Moment<'_>) -> Act + Send + Sync;

/// The running relay; it stops when dropped.
pub struct ScriptedRelay {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    connections: Arc<AtomicUsize>,
    commands: Arc<Mutex<Vec<String>>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Drop for ScriptedRelay {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl ScriptedRelay {
    pub async fn polite() -> Self {
        Self::start(|_| Act::Usual).await
    }

    /// Does `act` whenever `stage` comes.
    pub async fn acting(stage: Stage, act: Act) -> Self {
        let script = move |moment: &Moment<'_>| if moment.stage == stage { act.clone() } else { Act::Usual };
        Self::offering(stage == Stage::StartTls, script).await
    }

    pub async fn start(script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static) -> Self {
        Self::offering(false, script).await
    }

    async fn offering(offers_tls: bool, script: impl Fn(&Moment<'_>) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let commands = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let listening = tokio::spawn({
            let (taken, connections, commands) = (taken.clone(), connections.clone(), commands.clone());
            async move {
                let mut guests = tokio::task::JoinSet::new();
                while let Ok((stream, _)) = listener.accept().await {
                    let _ = stream.set_nodelay(true);
                    connections.fetch_add(1, Ordering::SeqCst);
                    let guest = Guest {
                        script: script.clone(),
                        offers_tls,
                        taken: taken.clone(),
                        commands: commands.clone(),
                        stream: BufReader::new(stream),
                    };
                    guests.spawn(guest.serve());
                }
            }
        });
        Self { address, taken, connections, commands, listening }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Every command line that came, over all connections.
    pub fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }
}

struct Guest {
    script: Arc<Script>,
    offers_tls: bool,
    taken: Arc<Mutex<Vec<Taken>>>,
    commands: Arc<Mutex<Vec<String>>>,
    stream: BufReader<TcpStream>,
}

/// The connection is over.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

impl Guest {
    async fn serve(mut self) {
        let _ = self.converse().await;
    }

    async fn converse(&mut self) -> Result<(), Over> {
        self.act(Stage::Greeting, "", "220 relay.example ESMTP\r\n").await?;
        let (mut from, mut to) = (String::new(), Vec::new());
        loop {
            let line = self.line().await?;
            self.commands.lock().unwrap().push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => {
                    let starttls = if self.offers_tls { "250-STARTTLS\r\n" } else { "" };
                    let offer = format!(
                        "250-relay.example\r\n250-8BITMIME\r\n{starttls}250-AUTH PLAIN LOGIN\r\n250 SIZE 50000000\r\n"
                    );
                    self.act(Stage::Ehlo, &line, &offer).await?;
                }
                "STARTTLS" => self.act(Stage::StartTls, &line, "454 4.7.0 not now\r\n").await?,
                "AUTH" => self.act(Stage::Auth, &line, "235 2.7.0 ok\r\n").await?,
                "MAIL" if !from.is_empty() => self.say("503 5.5.1 nested MAIL\r\n").await?,
                "MAIL" => {
                    if self.act_said(Stage::Mail, &line, "250 2.1.0 ok\r\n").await? {
                        from = between(&line);
                    }
                }
                "RCPT" => {
                    if self.act_said(Stage::Rcpt, &line, "250 2.1.5 ok\r\n").await? {
                        to.push(between(&line));
                    }
                }
                "DATA" => {
                    if self.act_said(Stage::Data, &line, "354 go on\r\n").await? {
                        self.take(std::mem::take(&mut from), std::mem::take(&mut to)).await?;
                    }
                }
                "RSET" => {
                    (from, to) = (String::new(), Vec::new());
                    self.act(Stage::Rset, &line, "250 2.0.0 ok\r\n").await?;
                }
                "QUIT" => {
                    self.act(Stage::Quit, &line, "221 2.0.0 bye\r\n").await?;
                    return Err(Over);
                }
                _ => self.say("502 5.5.2 what?\r\n").await?,
            }
        }
    }

    async fn take(&mut self, from: String, to: Vec<String>) -> Result<(), Over> {
        // A relay that has said no before the message came does not take it.
        let wants = self.act_said(Stage::Body, "", "").await?;
        let mut message = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                break;
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
            message.push_str("\r\n");
        }
        if !wants {
            return Ok(());
        }
        let place = {
            let mut taken = self.taken.lock().unwrap();
            taken.push(Taken { from, to, message: message.clone(), acknowledged: false });
            taken.len() - 1
        };
        if self.act_said(Stage::AfterDot, &message, "250 2.0.0 queued\r\n").await? {
            self.taken.lock().unwrap()[place].acknowledged = true;
        }
        Ok(())
    }

    async fn line(&mut self) -> Result<String, Over> {
        let mut bytes = Vec::new();
        if self.stream.read_until(b'\n', &mut bytes).await? == 0 {
            return Err(Over);
        }
        let text = String::from_utf8_lossy(&bytes);
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn say(&mut self, words: &str) -> Result<(), Over> {
        self.stream.get_mut().write_all(words.as_bytes()).await?;
        Ok(())
    }

    async fn act(&mut self, stage: Stage, words: &str, usual: &str) -> Result<(), Over> {
        self.act_said(stage, words, usual).await.map(|_| ())
    }

    /// True when the polite answer was given.
    async fn act_said(&mut self, stage: Stage, words: &str, usual: &str) -> Result<bool, Over> {
        let act = (self.script)(&Moment { stage, words });
        match act {
            Act::Usual => self.say(usual).await?,
            Act::After(delay) => {
                tokio::time::sleep(delay).await;
                self.say(usual).await?;
            }
            Act::Say(other) => {
                self.say(&other).await?;
                return Ok(false);
            }
            Act::SayAndClose(other) => {
                self.say(&other).await?;
                return Err(Over);
            }
            Act::Drip(other, pause) => {
                for byte in other.as_bytes().chunks(1) {
                    self.stream.get_mut().write_all(byte).await?;
                    tokio::time::sleep(pause).await;
                }
                return Ok(false);
            }
            Act::Close => return Err(Over),
            Act::Reset => {
                // Unread bytes at the time of closing make the kernel answer with a reset.
                let mut byte = [0];
                if stage == Stage::Body {
                    let _ = self.stream.get_mut().read(&mut byte).await;
                }
                let _ = self.stream.get_ref().set_zero_linger();
                return Err(Over);
            }
            Act::Stall => std::future::pending().await,
        }
        Ok(true)
    }
}

fn between(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(address, _)| address.to_owned()).unwrap_or_default()
}
