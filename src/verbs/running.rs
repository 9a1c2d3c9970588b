//! How the service runs: the doors on a socket, the timetable and the sender beside them, until it is told to
//! stop. `serve` and `demo` differ only in what they hand over.

use super::alive;
use crate::app::App;
use crate::nodes;
use crate::post::{Outgoing, Sender, bounces};
use crate::timetable;
use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing_subscriber::EnvFilter;

/// How long those parts may take to end that do not wait for a database that hangs.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs one verb that needs the runtime; a fault is told in one line on standard error.
pub fn block_on(work: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "remit: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Logs to standard error: our own rooms at the level asked for, everybody else's warnings.
pub fn log() {
    let filter = EnvFilter::try_from_env("REMIT_LOG").unwrap_or_else(|_| EnvFilter::new("warn,remit=info"));
    // A second call, in a test, leaves the first in force.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .try_init();
}

/// Opens the socket.
///
/// # Errors
/// When the address is taken or not ours.
pub async fn bind(addr: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(addr).await.with_context(|| format!("cannot listen on {addr}"))
}

/// Runs the service until it is told to stop: doors, timetable and sender. When one of them ends by a fault, all do,
/// so that whoever watches the process starts it anew. `beside` is the folder that remembers, outside the database, when
/// the service was last alive.
///
/// # Errors
/// The fault that ended it.
pub async fn run(app: App, listener: TcpListener, mail: Outgoing, beside: Option<PathBuf>) -> anyhow::Result<()> {
    let (stop, stopped) = watch::channel(false);
    let sender = Sender::new(app.clone(), mail.transport, mail.tuning).map_err(fault)?;
    let listener = listener.tap_io(|stream| {
        // Without this a small answer waits for the other side's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
    });
    let mut parts: JoinSet<anyhow::Result<()>> = JoinSet::new();
    // Failed sign-ins are counted by where they come from too.
    let router = crate::router(app.clone()).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let mut told = stopped.clone();
    parts.spawn(async move {
        let until = async move { while !*told.borrow() && told.changed().await.is_ok() {} };
        axum::serve(listener, router).with_graceful_shutdown(until).await.context("the doors closed")
    });
    app.pulse().began();
    parts.spawn(timetable::keep(app.clone(), crate::jobs(), stopped.clone()));
    let relay = sender.clone();
    parts.spawn(nodes::keep(app.clone(), move || relay.standing(), stopped.clone()));
    if let Some(folder) = beside {
        parts.spawn(alive::keep(app.clone(), folder, stopped.clone()));
    }
    if let Some(mailbox) = mail.bounces {
        parts.spawn(bounces::keep(app.clone(), mailbox, stopped.clone()));
    }
    parts.spawn(async move { sender.run(stopped).await.map_err(fault) });
    let ended = tokio::select! {
        signal = asked_to_stop() => signal,
        ended = parts.join_next() => match ended {
            Some(Ok(Ok(()))) | None => Ok(()),
            Some(Ok(Err(error))) => Err(error),
            Some(Err(fell)) => Err(anyhow::Error::new(fell).context("a part of the service fell over")),
        },
    };
    if ended.as_ref().is_err_and(anyhow::Error::is::<nodes::Hangs>) {
        // What waits for the database would be waited for in turn.
        app.pulse().fell("by a database that hangs");
        stop.send_replace(true);
        let _ = tokio::time::timeout(FAREWELL, async { while parts.join_next().await.is_some() {} }).await;
        return ended;
    }
    app.pulse().fell(if ended.is_ok() { "it was told to stop" } else { "by a fault" });
    stop.send_replace(true);
    while let Some(part) = parts.join_next().await {
        if let Ok(Err(error)) = part {
            tracing::error!(fault = format!("{error:#}"), "while stopping");
        }
    }
    app.close().await?;
    ended
}

async fn asked_to_stop() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// A refusal where nobody is there to mend it is a fault.
#[must_use]
pub fn fault(error: crate::error::Error) -> anyhow::Error {
    match error {
        crate::error::Error::Broken(error) => error,
        crate::error::Error::Refused(refusal) => anyhow::anyhow!("{refusal}"),
        other => anyhow::anyhow!("{other:?}"),
    }
}
