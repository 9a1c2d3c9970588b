//! One conversation with the mail relay, phase by phase, each under its own limit.
//!
//! The point is to know how a hand-over ended: taken, refused, not reached, or unknown because the final dot had
//! left. What is then written in the ledger is the caller's affair. Called by the delivery worker and `mail check`.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::clean::one_line;
use super::mime::Envelope;
use super::relay::{Privacy, Relay};

const LONGEST_REPLY: usize = 300;

/// A part of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Name look-up and TCP connection; with `smtps` also the handshake and the greeting.
    Connect,
    /// The relay's greeting and its answer to EHLO.
    Greeting,
    /// STARTTLS.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The message, before its final dot.
    Body,
    /// After the final dot.
    AfterDot,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Tls => "tls",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Body => "body",
            Self::AfterDot => "after-dot",
        })
    }
}

/// What the relay answered, made safe to keep and to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The three-digit code.
    pub code: u16,
    /// The words after it.
    pub text: String,
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}

/// The relay could not be reached or would not talk: its fault, not the letter's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where the conversation stopped.
    pub phase: Phase,
    /// What happened, for the log and the officer.
    pub text: String,
}

/// How a hand-over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// The relay has taken the letter.
    Accepted {
        /// Its answer, often with its queue number.
        reply: Reply,
    },
    /// A definite no about this letter; it was not taken.
    Refused {
        /// Where the relay said no.
        phase: Phase,
        /// 5xx: asking again will not help.
        permanent: bool,
        /// Its answer.
        reply: Reply,
    },
    /// A fault of the relay or of the line before the letter could be taken; it was not taken.
    Relay {
        /// Where the conversation stopped.
        phase: Phase,
        /// What happened.
        text: String,
    },
    /// The final dot left and no usable answer came: the letter may or may not have been taken.
    Uncertain {
        /// What happened.
        text: String,
    },
    /// The caller withdrew before the dot; it was not taken.
    Fenced,
}

impl From<Fault> for Outcome {
    fn from(Fault { phase, text }: Fault) -> Self {
        Self::Relay { phase, text }
    }
}

/// Why a step did not get its answer.
enum Stop {
    Said(Reply),
    HungUp(String),
    Silent(Duration),
}

impl Stop {
    /// 421 closes the channel; 530 to 538 are about who we are, not about the letter.
    fn blames_relay(&self) -> bool {
        match self {
            Self::Said(reply) => matches!(reply.code, 421 | 530..=538),
            Self::HungUp(_) | Self::Silent(_) => true,
        }
    }

    fn is_hang_up(&self) -> bool {
        matches!(self, Self::HungUp(_)) || matches!(self, Self::Said(reply) if reply.code == 421)
    }

    fn text(&self) -> String {
        match self {
            Self::Said(reply) => reply.to_string(),
            Self::HungUp(text) => text.clone(),
            Self::Silent(limit) => format!("no answer within {limit:?}"),
        }
    }

    fn into_fault(self, phase: Phase) -> Fault {
        Fault {
            phase,
            text: self.text(),
        }
    }

    fn into_outcome(self, phase: Phase) -> Outcome {
        match self {
            Self::Said(reply) if !matches!(reply.code, 421 | 530..=538) => Outcome::Refused {
                phase,
                permanent: reply.code >= 500,
                reply,
            },
            other => other.into_fault(phase).into(),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        let words = |error: &Error| match std::error::Error::source(error) {
            Some(source) => one_line(&source.to_string(), LONGEST_REPLY),
            None => one_line(&error.to_string(), LONGEST_REPLY),
        };
        match error.status() {
            Some(code) => Self::Said(Reply {
                code: code.into(),
                text: words(&error),
            }),
            None => Self::HungUp(one_line(&error.to_string(), LONGEST_REPLY)),
        }
    }
}

fn reply_of(response: &Response) -> Reply {
    let text = response.message().collect::<Vec<_>>().join(" ");
    Reply {
        code: response.code().into(),
        text: one_line(&text, LONGEST_REPLY),
    }
}

async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Stop> {
    match timeout(limit, step).await {
        Ok(answer) => answer.map_err(Stop::from),
        Err(_) => Err(Stop::Silent(limit)),
    }
}

/// An open line, and whether a transaction on it was left unfinished.
struct Line {
    connection: AsyncSmtpConnection,
    unfinished: bool,
}

/// A conversation with the relay, over which several letters may be handed one after another.
pub struct Conversation {
    relay: Relay,
    line: Option<Line>,
}

impl Conversation {
    /// Connects, greets, and where asked encrypts and signs in.
    pub async fn open(relay: &Relay) -> Result<Self, Fault> {
        let line = dial(relay).await?;
        Ok(Self {
            relay: relay.clone(),
            line: Some(line),
        })
    }

    /// Hands one letter over.
    ///
    /// `before_dot` runs once, after the relay has said 354 and before the first byte of the message: there the
    /// caller records that the letter may now be taken. If it answers false the line is dropped and nothing is sent.
    /// It runs without a limit, because a half-cancelled commit would be worse than a relay kept waiting.
    pub async fn hand_over<F, C>(
        &mut self,
        envelope: &Envelope,
        bytes: &[u8],
        before_dot: F,
    ) -> Outcome
    where
        F: FnOnce() -> C,
        C: Future<Output = bool>,
    {
        // The line leaves `self` meanwhile: a cancelled hand-over must not leave a half-spoken line behind.
        let mut line = match self.begin(envelope, bytes).await {
            Ok(line) => line,
            Err(outcome) => return outcome,
        };
        let limits = self.relay.limits;
        let rcpt = Rcpt::new(envelope.to.clone(), vec![]);
        if let Err(stop) = within(limits.rcpt, line.connection.command(rcpt)).await {
            return self.stopped(line, stop, Phase::Rcpt);
        }
        match within(limits.data, line.connection.command(Data)).await {
            Ok(response) if response.has_code(354) => {}
            Ok(response) => {
                let text = format!("answered DATA with {}", reply_of(&response));
                return Fault {
                    phase: Phase::Data,
                    text,
                }
                .into();
            }
            Err(stop) => return self.stopped(line, stop, Phase::Data),
        }
        if !before_dot().await {
            return Outcome::Fenced;
        }
        self.write(line, bytes).await
    }

    /// Says goodbye. Dropping the conversation instead is safe, only less polite.
    pub async fn close(mut self) {
        if let Some(mut line) = self.line.take() {
            let _ = timeout(self.relay.limits.quit, line.connection.quit()).await;
        }
    }

    /// MAIL on the open line; a line that was found closed is opened again once.
    async fn begin(&mut self, envelope: &Envelope, bytes: &[u8]) -> Result<Line, Outcome> {
        loop {
            let (mut line, reused) = match self.line.take() {
                Some(line) => (line, true),
                None => (dial(&self.relay).await?, false),
            };
            let parameters = match mail_parameters(&line.connection, envelope, bytes) {
                Ok(parameters) => parameters,
                Err(refused) => {
                    self.line = Some(line);
                    return Err(refused);
                }
            };
            let unfinished = line.unfinished;
            let opening = async {
                if unfinished {
                    line.connection.command(Rset).await?;
                }
                let mail = Mail::new(Some(envelope.from.clone()), parameters);
                line.connection.command(mail).await
            };
            match within(self.relay.limits.mail, opening).await {
                Ok(_) => {
                    line.unfinished = true;
                    return Ok(line);
                }
                Err(stop) if reused && stop.is_hang_up() => {}
                Err(stop) => return Err(self.stopped(line, stop, Phase::Mail)),
            }
        }
    }

    /// The message and its dot, with a limit for each.
    async fn write(&mut self, mut line: Line, bytes: &[u8]) -> Outcome {
        let limits = self.relay.limits;
        let dot = Notify::new();
        let mut dotted = false;
        let pieces = Pieces {
            rest: bytes.chunks(16 * 1024),
            dot: &dot,
        };
        let answer = {
            let sending = line.connection.message_iter(pieces);
            tokio::pin!(sending);
            let early = tokio::select! {
                biased;
                answer = &mut sending => Some(answer.map_err(Stop::from)),
                () = dot.notified() => { dotted = true; None }
                () = sleep(limits.body) => Some(Err(Stop::Silent(limits.body))),
            };
            match early {
                Some(answer) => answer,
                None => within(limits.after_dot, sending).await,
            }
        };
        // A quick answer can win the race above; only the notice tells whether the dot had gone by then.
        dotted = dotted || timeout(Duration::ZERO, dot.notified()).await.is_ok();
        self.judge(line, answer, dotted)
    }

    fn judge(&mut self, mut line: Line, answer: Result<Response, Stop>, dotted: bool) -> Outcome {
        match answer {
            Ok(response) if response.code().severity == Severity::PositiveCompletion => {
                line.unfinished = false;
                self.line = Some(line);
                Outcome::Accepted {
                    reply: reply_of(&response),
                }
            }
            Ok(response) => Outcome::Uncertain {
                text: format!("answered the final dot with {}", reply_of(&response)),
            },
            Err(stop @ Stop::Said(_)) => self.stopped(line, stop, Phase::AfterDot),
            Err(stop) if dotted => Outcome::Uncertain { text: stop.text() },
            Err(stop) => stop.into_outcome(Phase::Body),
        }
    }

    /// Keeps the line if the relay only said no to this letter.
    fn stopped(&mut self, mut line: Line, stop: Stop, phase: Phase) -> Outcome {
        if !stop.blames_relay() {
            line.unfinished = true;
            self.line = Some(line);
        }
        stop.into_outcome(phase)
    }
}

/// The message in pieces. lettre asks for one more when it has written them all and is about to write the dot.
struct Pieces<'a> {
    rest: std::slice::Chunks<'a, u8>,
    dot: &'a Notify,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let piece = self.rest.next();
        if piece.is_none() {
            self.dot.notify_one();
        }
        piece
    }
}

/// What MAIL must announce for a letter that is not plain ASCII, or the refusal if the relay cannot carry it.
fn mail_parameters(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
    bytes: &[u8],
) -> Result<Vec<MailParameter>, Outcome> {
    let offers = |extension| connection.server_info().supports_feature(extension);
    let refused = |text: &str| Outcome::Refused {
        phase: Phase::Mail,
        permanent: true,
        reply: Reply {
            code: 553,
            text: text.to_owned(),
        },
    };
    let mut parameters = Vec::new();
    if !envelope.is_ascii() {
        if !offers(Extension::SmtpUtfEight) {
            return Err(refused(
                "this relay does not carry addresses with letters outside ASCII",
            ));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() {
        if !offers(Extension::EightBitMime) {
            return Err(refused(
                "this relay does not carry messages with characters outside ASCII",
            ));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}

async fn dial(relay: &Relay) -> Result<Line, Fault> {
    let limits = relay.limits;
    let at = |phase| move |stop: Stop| stop.into_fault(phase);
    let (mut connection, near) = if relay.privacy == Privacy::Wrapped {
        (dial_wrapped(relay).await?, false)
    } else {
        dial_plain(relay).await?
    };
    let offered = connection.can_starttls();
    let wanted = match relay.privacy {
        Privacy::Required => true,
        Privacy::WhereOffered => offered,
        Privacy::Wrapped | Privacy::Clear => false,
    };
    if wanted {
        if !offered {
            let text = "the relay does not offer STARTTLS, and tls=required".to_owned();
            return Err(Fault {
                phase: Phase::Tls,
                text,
            });
        }
        let tls = relay.tls().map_err(|error| at(Phase::Tls)(error.into()))?;
        let upgrade = connection.starttls(tls, &relay.hello);
        within(limits.greeting, upgrade)
            .await
            .map_err(at(Phase::Tls))?;
    }
    if let Some(credentials) = &relay.credentials {
        if !near && !connection.is_encrypted() {
            let text = "a password is never sent unencrypted to another machine: use tls=required"
                .to_owned();
            return Err(Fault {
                phase: Phase::Auth,
                text,
            });
        }
        let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
        within(limits.greeting, signing_in)
            .await
            .map_err(at(Phase::Auth))?;
    }
    Ok(Line {
        connection,
        unfinished: false,
    })
}

async fn dial_wrapped(relay: &Relay) -> Result<AsyncSmtpConnection, Fault> {
    let limits = relay.limits;
    let at = |stop: Stop| stop.into_fault(Phase::Connect);
    let tls = relay.tls().map_err(|error| at(error.into()))?;
    let place = (relay.host.as_str(), relay.port);
    let dialling = AsyncSmtpConnection::connect_tokio1(
        place,
        Some(limits.connect),
        &relay.hello,
        Some(tls),
        None,
    );
    within(limits.connect + limits.greeting, dialling)
        .await
        .map_err(at)
}

/// The connection, and whether its other end is this machine.
async fn dial_plain(relay: &Relay) -> Result<(AsyncSmtpConnection, bool), Fault> {
    let limits = relay.limits;
    let broken = |error: std::io::Error| Fault {
        phase: Phase::Connect,
        text: one_line(&error.to_string(), LONGEST_REPLY),
    };
    let dialling = TcpStream::connect((relay.host.as_str(), relay.port));
    let stream = match timeout(limits.connect, dialling).await {
        Ok(connected) => connected.map_err(broken)?,
        Err(_) => return Err(Stop::Silent(limits.connect).into_fault(Phase::Connect)),
    };
    // lettre writes the message and the dot apart: without this each letter waits 40 ms for an acknowledgement.
    stream.set_nodelay(true).map_err(broken)?;
    let near = stream
        .peer_addr()
        .is_ok_and(|address| address.ip().is_loopback());
    let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &relay.hello);
    let connection = within(limits.greeting, greeting)
        .await
        .map_err(|stop| stop.into_fault(Phase::Greeting))?;
    Ok((connection, near))
}
