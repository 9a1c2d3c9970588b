//! One conversation with the mail relay, phase by phase, each under its own limit.
//!
//! The point is to know how a hand-over ended: taken, refused, not reached, or unknown because the final dot had
//! left. What is then written in the ledger is the caller's affair. Called by the delivery worker and `mail check`.

use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::line::{Line, dial, within};
use super::mime::Envelope;
use super::outcome::{Fault, Outcome, Phase, Reply, Stop, reply_of};
use super::relay::Relay;

/// A conversation with the relay, over which several letters may be handed one after another.
pub struct Conversation {
    relay: Relay,
    line: Option<Line>,
}

impl Conversation {
    /// Connects, greets, and where asked encrypts and signs in.
    pub async fn open(relay: &Relay) -> Result<Self, Fault> {
        let line = dial(relay).await?;
        Ok(Self { relay: relay.clone(), line: Some(line) })
    }

    /// Hands one letter over.
    ///
    /// `before_dot` runs once, after the relay has said 354 and before the first byte of the message: there the
    /// caller records that the letter may now be taken. If it answers false the line is dropped and nothing is sent.
    /// It runs without a limit, because a half-cancelled commit would be worse than a relay kept waiting.
    pub async fn hand_over<F, C>(&mut self, envelope: &Envelope, bytes: &[u8], before_dot: F) -> Outcome
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
                return Fault { phase: Phase::Data, text }.into();
            }
            Err(stop) => return self.stopped(line, stop, Phase::Data),
        }
        if !before_dot().await {
            return Outcome::Fenced;
        }
        self.write(line, bytes).await
    }

    /// Asks whether the relay would take a letter from here to there, and takes the question back.
    pub async fn try_addresses(&mut self, envelope: &Envelope) -> Outcome {
        let mut line = match self.begin(envelope, b"").await {
            Ok(line) => line,
            Err(outcome) => return outcome,
        };
        let rcpt = Rcpt::new(envelope.to.clone(), vec![]);
        match within(self.relay.limits.rcpt, line.connection.command(rcpt)).await {
            Ok(response) => {
                self.line = Some(line);
                Outcome::Accepted { reply: reply_of(&response) }
            }
            Err(stop) => self.stopped(line, stop, Phase::Rcpt),
        }
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
        let pieces = Pieces { rest: bytes.chunks(16 * 1024), dot: &dot };
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
                Outcome::Accepted { reply: reply_of(&response) }
            }
            Ok(response) => Outcome::Uncertain { text: format!("answered the final dot with {}", reply_of(&response)) },
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
        reply: Reply { code: 553, text: text.to_owned() },
    };
    let mut parameters = Vec::new();
    if !envelope.is_ascii() {
        if !offers(Extension::SmtpUtfEight) {
            return Err(refused("this relay does not carry addresses with letters outside ASCII"));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if !bytes.is_ascii() {
        if !offers(Extension::EightBitMime) {
            return Err(refused("this relay does not carry messages with characters outside ASCII"));
        }
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    Ok(parameters)
}
