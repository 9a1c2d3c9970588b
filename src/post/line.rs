//! Opens a line to the relay: connection, greeting, encryption, password, in that order and each under its limit.
//!
//! Called by `smtp`, which speaks on the line. Whether the line may be in the clear is decided by `relay`.

use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::outcome::{Fault, Phase, Stop};
use super::relay::{Privacy, Relay};
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
    let limits = relay.limits;
    let at = |phase| move |stop: Stop| stop.into_fault(phase);
    let (mut connection, near) =
        if relay.privacy == Privacy::Wrapped { (dial_wrapped(relay).await?, false) } else { dial_plain(relay).await? };
    let offered = connection.can_starttls();
    let wanted = match relay.privacy {
        Privacy::Required => true,
        Privacy::WhereOffered => offered,
        Privacy::Wrapped | Privacy::Clear => false,
    };
    if wanted {
        if !offered {
            let text = "the relay does not offer STARTTLS, and tls=required".to_owned();
            return Err(Fault { phase: Phase::Tls, text });
        }
        let tls = relay.tls().map_err(|error| at(Phase::Tls)(error.into()))?;
        let upgrade = connection.starttls(tls, &relay.hello);
        within(limits.greeting, upgrade).await.map_err(at(Phase::Tls))?;
    }
    if let Some(credentials) = &relay.credentials {
        if !near && !connection.is_encrypted() {
            let text = "a password is never sent unencrypted to another machine: use tls=required".to_owned();
            return Err(Fault { phase: Phase::Auth, text });
        }
        let signing_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
        within(limits.greeting, signing_in).await.map_err(at(Phase::Auth))?;
    }
    Ok(Line { connection, unfinished: false })
}

async fn dial_wrapped(relay: &Relay) -> Result<AsyncSmtpConnection, Fault> {
    let limits = relay.limits;
    let at = |stop: Stop| stop.into_fault(Phase::Connect);
    let tls = relay.tls().map_err(|error| at(error.into()))?;
    let place = (relay.host.as_str(), relay.port);
    let dialling = AsyncSmtpConnection::connect_tokio1(place, Some(limits.connect), &relay.hello, Some(tls), None);
    within(limits.connect + limits.greeting, dialling).await.map_err(at)
}

/// The connection, and whether its other end is this machine.
async fn dial_plain(relay: &Relay) -> Result<(AsyncSmtpConnection, bool), Fault> {
    let limits = relay.limits;
    let broken = |error: std::io::Error| Fault { phase: Phase::Connect, text: header_text(&error.to_string()) };
    let dialling = TcpStream::connect((relay.host.as_str(), relay.port));
    let stream = match timeout(limits.connect, dialling).await {
        Ok(connected) => connected.map_err(broken)?,
        Err(_) => return Err(Stop::Silent(limits.connect).into_fault(Phase::Connect)),
    };
    // lettre writes the message and the dot apart: without this each letter waits 40 ms for an acknowledgement.
    stream.set_nodelay(true).map_err(broken)?;
    let near = stream.peer_addr().is_ok_and(|address| address.ip().is_loopback());
    let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &relay.hello);
    let connection = within(limits.greeting, greeting).await.map_err(|stop| stop.into_fault(Phase::Greeting))?;
    Ok((connection, near))
}
