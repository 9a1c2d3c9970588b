//! Tokens to sign in with where a password is not taken (Exchange Online): fetched with the application's own
//! credentials, kept until shortly before they end. Neither the secret nor a token appears in an error or a log.
//!
//! Called by `line`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use remit_domain::letter::header_text;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

use super::tls;
use crate::mailing::Secret;

/// What a token is for, where nothing else is said.
pub const SCOPE: &str = "https://outlook.office365.com/.default";

/// How long fetching may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A token is not used in its last minutes, when the conversation might outlive it.
const MARGIN: Duration = Duration::from_secs(300);

/// The longest answer that is read.
const LONGEST: usize = 64 * 1024;

/// An application that is registered with the council's directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Where tokens are given out.
    pub url: String,
    /// The application's ID.
    pub client: String,
    /// Its secret.
    pub secret: Secret,
    /// What the token is for.
    pub scope: String,
}

/// The tokens of one application.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    host: String,
    port: u16,
    path: String,
    form: String,
    tls: Arc<ClientConfig>,
    kept: Mutex<Option<(String, Instant)>>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("host", &self.0.host).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Nothing is fetched yet. `authorities`: PEM text of authorities that are trusted beside the public ones.
    ///
    /// # Errors
    /// When the address is not an `https://` one, or an authority cannot be used.
    pub fn of(application: &Application, authorities: &[u8]) -> Result<Self, String> {
        let address: hyper::Uri = application.url.parse().map_err(|_| "the token address is not one".to_owned())?;
        let (Some("https"), Some(host)) = (address.scheme_str(), address.host()) else {
            return Err("the token address must begin with https://".to_owned());
        };
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &application.client)
            .append_pair("client_secret", application.secret.reveal())
            .append_pair("scope", &application.scope)
            .finish();
        Ok(Self(Arc::new(Inner {
            host: host.to_owned(),
            port: address.port_u16().unwrap_or(443),
            path: address.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            form,
            tls: tls::client(authorities)?,
            kept: Mutex::new(None),
        })))
    }

    /// The token of now, fetched where none is kept that lasts. Slots that ask together fetch once.
    pub(super) async fn current(&self) -> Result<String, String> {
        let mut kept = self.0.kept.lock().await;
        if let Some((token, until)) = &*kept
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        *kept = None;
        let answer = timeout(LIMIT, self.0.fetch()).await;
        let (token, lasts) = answer.map_err(|_| format!("no token: {} does not answer", self.0.host))??;
        *kept = Some((token.clone(), Instant::now() + lasts.saturating_sub(MARGIN).max(lasts / 2)));
        Ok(token)
    }

    /// The relay did not take it: the next conversation fetches another.
    pub(super) async fn forget(&self) {
        *self.0.kept.lock().await = None;
    }
}

impl Inner {
    async fn fetch(&self) -> Result<(String, Duration), String> {
        let fault = |error: &dyn fmt::Display| format!("no token: {}: {}", self.host, header_text(&error.to_string()));
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await.map_err(|error| fault(&error))?;
        let name = ServerName::try_from(self.host.clone()).map_err(|error| fault(&error))?;
        let stream = TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await;
        let stream = TokioIo::new(stream.map_err(|error| fault(&error))?);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.map_err(|e| fault(&e))?;
        // The conversation runs beside us and ends with `sender`.
        tokio::spawn(connection);
        let request = Request::builder()
            .method(Method::POST)
            .uri(&self.path)
            .header(HOST, &self.host)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(self.form.clone())))
            .map_err(|error| fault(&error))?;
        let response = sender.send_request(request).await.map_err(|error| fault(&error))?;
        let status = response.status();
        let body = Limited::new(response.into_body(), LONGEST).collect().await;
        let body = body.map_err(|error| fault(&error))?.to_bytes();
        read_answer(status, &body).map_err(|words| format!("no token: {words}"))
    }
}

fn read_answer(status: StatusCode, body: &[u8]) -> Result<(String, Duration), String> {
    let answer: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let word = |name: &str| answer.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    if status.is_success() && !word("access_token").is_empty() {
        let seconds = answer.get("expires_in").and_then(|seconds| match seconds {
            serde_json::Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        });
        return Ok((word("access_token").to_owned(), Duration::from_secs(seconds.unwrap_or(600))));
    }
    let told = word("error_description");
    let code = told.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| word.starts_with("AADSTS"));
    Err(match code {
        Some(code) => format!("{code}: {}", explain(code)),
        None if !word("error").is_empty() => format!("the directory says {}", header_text(word("error"))),
        None => format!("the directory answers {status} without a token"),
    })
}

/// What the commonest of the directory's refusals mean for the person who set this up.
fn explain(code: &str) -> &'static str {
    match code {
        "AADSTS7000215" => {
            "the client secret is not the right one. Give the secret’s value, which is shown once when it is made, not its ID"
        }
        "AADSTS7000222" => "the client secret has expired. Make a new one in the app registration and give its value",
        "AADSTS700016" => "the directory does not know this application. Check the client ID and the tenant",
        "AADSTS90002" | "AADSTS900023" => "there is no such directory. Check the tenant ID",
        "AADSTS7000112" => "the application is disabled in the directory",
        "AADSTS700027" | "AADSTS7000216" => "the directory wants another kind of credential than a client secret",
        "AADSTS1002012" | "AADSTS70011" => "the scope is not one that the directory knows",
        "AADSTS500011" => "the directory does not know what the token is for. Check the scope",
        "AADSTS53003" => "a rule of conditional access forbids it. The application must be allowed from this server",
        _ => "the directory refuses. Microsoft’s list of sign-in errors explains the number",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn application(url: &str) -> Application {
        Application {
            url: url.to_owned(),
            client: "client".to_owned(),
            secret: "hush".parse().unwrap(),
            scope: SCOPE.to_owned(),
        }
    }

    #[test]
    fn an_answer_is_a_token_or_a_reason() {
        let cases = [
            (200, r#"{"access_token":"t","expires_in":3599}"#, Ok(("t", 3599))),
            (200, r#"{"access_token":"t","expires_in":"60"}"#, Ok(("t", 60))),
            (200, r#"{"access_token":"t"}"#, Ok(("t", 600))),
            (200, "{}", Err("without a token")),
            (500, "<html>", Err("500")),
            (400, r#"{"error":"invalid_grant"}"#, Err("invalid_grant")),
            (
                401,
                r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Trace ID: 1"}"#,
                Err("AADSTS7000215: the client secret is not the right one"),
            ),
            (400, r#"{"error":"x","error_description":"AADSTS99: y"}"#, Err("AADSTS99: the directory refuses")),
        ];
        for (status, body, wanted) in cases {
            let read = read_answer(StatusCode::from_u16(status).unwrap(), body.as_bytes());
            match wanted {
                Ok((token, seconds)) => assert_eq!(read.unwrap(), (token.to_owned(), Duration::from_secs(seconds))),
                Err(words) => assert!(read.as_ref().unwrap_err().contains(words), "{read:?}"),
            }
        }
    }

    #[test]
    fn only_an_encrypted_address_gives_tokens_and_no_secret_is_shown() {
        for url in ["http://login.example/token", "login.example", "https://"] {
            assert!(Tokens::of(&application(url), b"").is_err(), "{url}");
        }
        let tokens = Tokens::of(&application("https://login.example/t/oauth2/v2.0/token"), b"").unwrap();
        assert!(!format!("{tokens:?} {:?}", application("x")).contains("hush"));
    }
}
