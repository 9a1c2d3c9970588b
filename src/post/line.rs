//! Opens a line to the relay: connection, greeting, encryption, password, in that order and each under its limit.
//!
//! Called by `smtp`, which speaks on the line. Whether the line may be in the clear is decided by `relay`.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::Auth;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::outcome::{Fault, Phase, Stop};
use super::relay::{Privacy, Relay, SignIn};
use remit_domain::letter::header_text;

/// An open line, and whether a transaction on it was left unfinished.
pub(super) struct Line {
    pub(super) connection: AsyncSmtpConnection,
    pub(super) unfinished: bool,
}

pub(super) async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Result<T, Stop> {
    match timeout(limit, step).await {
        Ok(answer) => answer.map_err(Stop::from),
        Err(_) => Err(Stop::Silent(limit)),
    }
}

pub(super) async fn dial(relay: &Relay) -> Result<Line, Fault> {
    let stream = connect(&relay.host, relay.port, relay.limits.connect).await?;
    let near = stream.peer_addr().is_ok_and(|address| address.ip().is_loopback());
    let is_wrapped = relay.privacy == Privacy::Wrapped;
    let stream: Box<dyn AsyncTokioStream> =
        if is_wrapped { Box::new(wrap(relay, stream).await?) } else { Box::new(stream) };
    let greeting = AsyncSmtpConnection::connect_with_transport(stream, &relay.hello);
    let mut connection =
        within(relay.limits.greeting, greeting).await.map_err(|stop| stop.into_fault(Phase::Greeting))?;
    if !is_wrapped {
        encrypt(&mut connection, relay).await?;
    }
    if !matches!(relay.sign_in, SignIn::Nobody) {
        if !near && !is_wrapped && !connection.is_encrypted() {
            let text = "a password is never sent unencrypted to another machine: use tls=required".to_owned();
            return Err(Fault { phase: Phase::Auth, text });
        }
        sign_in(&mut connection, relay).await?;
    }
    Ok(Line { connection, unfinished: false })
}

/// Opens a connection that does not wait for company: lettre writes the message and the dot apart, and each letter
/// would wait 40 ms for an acknowledgement.
pub(super) async fn connect(host: &str, port: u16, limit: Duration) -> Result<TcpStream, Fault> {
    let broken = |error: io::Error| Fault { phase: Phase::Connect, text: header_text(&error.to_string()) };
    let stream = match timeout(limit, TcpStream::connect((host, port))).await {
        Ok(connected) => connected.map_err(broken)?,
        Err(_) => return Err(Stop::Silent(limit).into_fault(Phase::Connect)),
    };
    stream.set_nodelay(true).map_err(broken)?;
    Ok(stream)
}

async fn wrap(relay: &Relay, stream: TcpStream) -> Result<Wrapped, Fault> {
    let broken = |text: String| Fault { phase: Phase::Tls, text: header_text(&text) };
    let name = ServerName::try_from(relay.host.clone()).map_err(|error| broken(error.to_string()))?;
    let handshake = TlsConnector::from(relay.wrapping().map_err(broken)?).connect(name, stream);
    match timeout(relay.limits.greeting, handshake).await {
        Ok(Ok(stream)) => Ok(Wrapped(stream)),
        Ok(Err(error)) => Err(broken(error.to_string())),
        Err(_) => Err(Stop::Silent(relay.limits.greeting).into_fault(Phase::Tls)),
    }
}

async fn encrypt(connection: &mut AsyncSmtpConnection, relay: &Relay) -> Result<(), Fault> {
    let at = |stop: Stop| stop.into_fault(Phase::Tls);
    let offered = connection.can_starttls();
    match relay.privacy {
        Privacy::Required if !offered => {
            let text = "the relay does not offer STARTTLS, and tls=required".to_owned();
            return Err(Fault { phase: Phase::Tls, text });
        }
        Privacy::Required => {}
        Privacy::WhereOffered if offered => {}
        Privacy::WhereOffered | Privacy::Wrapped | Privacy::Clear => return Ok(()),
    }
    let tls = relay.tls().map_err(|error| at(error.into()))?;
    within(relay.limits.greeting, connection.starttls(tls, &relay.hello)).await.map_err(at)
}

async fn sign_in(connection: &mut AsyncSmtpConnection, relay: &Relay) -> Result<(), Fault> {
    let fault = |text: String| Fault { phase: Phase::Auth, text };
    let (ours, credentials) = match &relay.sign_in {
        SignIn::Nobody => return Ok(()),
        SignIn::Password(credentials) => (&[Mechanism::Plain, Mechanism::Login][..], credentials.clone()),
        SignIn::Token { user, tokens } => {
            let token = tokens.current().await.map_err(fault)?;
            (&[Mechanism::Xoauth2][..], Credentials::new(user.clone(), token))
        }
    };
    let Some(mechanism) = connection.server_info().get_auth_mechanism(ours) else {
        return Err(fault(not_offered(connection, ours)));
    };
    let answer = match mechanism {
        Mechanism::Xoauth2 => within(relay.limits.greeting, by_token(connection, &credentials)).await,
        _ => within(relay.limits.greeting, connection.auth(ours, &credentials)).await.map(|_| ()),
    };
    if answer.is_err()
        && let SignIn::Token { tokens, .. } = &relay.sign_in
    {
        tokens.forget().await;
    }
    answer.map_err(|stop| stop.into_fault(Phase::Auth))
}

/// A refused token is told in a challenge that must be answered before the refusal itself comes.
async fn by_token(connection: &mut AsyncSmtpConnection, credentials: &Credentials) -> Result<(), Error> {
    let asked = connection.command(Auth::new(Mechanism::Xoauth2, credentials.clone(), None)?).await?;
    if asked.has_code(334) {
        connection.command("\r\n").await?;
    }
    Ok(())
}

fn not_offered(connection: &AsyncSmtpConnection, ours: &[Mechanism]) -> String {
    let words = |mechanisms: Vec<&Mechanism>| mechanisms.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let all = [Mechanism::Plain, Mechanism::Login, Mechanism::Xoauth2];
    let offered = all.iter().filter(|one| connection.server_info().supports_auth_mechanism(**one)).collect::<Vec<_>>();
    let offered = if offered.is_empty() { "none that Remit knows".to_owned() } else { words(offered) };
    format!("the relay offers these ways to sign in: {offered}; ours is {}", words(ours.iter().collect()))
}

/// A line that is encrypted from its first byte.
#[derive(Debug)]
struct Wrapped(TlsStream<TcpStream>);

impl AsyncRead for Wrapped {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wrapped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wrapped {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}
