//! A mail relay that can encrypt, on a thread of its own: enough SMTP to take letters over STARTTLS or `smtps`.
//!
//! The key beside it is for tests only; its authority's key was thrown away.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

pub const AUTHORITY: &[u8] = include_bytes!("tls/authority.pem");

/// Signed a certificate that has ended.
pub const PAST_AUTHORITY: &[u8] = include_bytes!("tls/expired-authority.pem");

const CURRENT: (&[u8], &[u8]) = (include_bytes!("tls/relay.pem"), include_bytes!("tls/relay.key.pem"));
const EXPIRED: (&[u8], &[u8]) = (include_bytes!("tls/expired.pem"), include_bytes!("tls/expired.key.pem"));

/// How the relay behaves.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// TLS from the first byte; else STARTTLS is offered.
    pub wrapped: bool,
    /// Shows a certificate that has ended.
    pub expired: bool,
    /// The ways to sign in that it offers once the line is encrypted.
    pub offers: &'static str,
    /// What it takes for a token, in base64; anything when empty.
    pub takes: &'static str,
    /// What it says when it does not take what it was given.
    pub refuses: &'static str,
}

pub const POLITE: Manner =
    Manner { wrapped: false, expired: false, offers: "PLAIN", takes: "", refuses: "535 5.7.8 no\r\n" };

/// The running relay.
pub struct TlsRelay {
    pub address: SocketAddr,
    commands: Arc<Mutex<Vec<String>>>,
}

trait Line: Read + Write + Send {}
impl<T: Read + Write + Send> Line for T {}

impl TlsRelay {
    /// `wrapped`: TLS from the first byte; else STARTTLS is offered.
    pub fn start(wrapped: bool) -> Self {
        Self::behaving(Manner { wrapped, ..POLITE })
    }

    pub fn behaving(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let commands = Arc::new(Mutex::new(Vec::new()));
        let heard = commands.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let heard = heard.clone();
                std::thread::spawn(move || serve(stream, manner, &heard));
            }
        });
        Self { address, commands }
    }

    /// Every command that came; those under TLS are marked with `tls `.
    pub fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, manner: Manner, heard: &Mutex<Vec<String>>) {
    let secretly = |stream| encrypt(stream, if manner.expired { EXPIRED } else { CURRENT });
    if manner.wrapped {
        converse(secretly(stream), (true, true), manner, heard);
    } else if converse(stream.try_clone().unwrap(), (false, true), manner, heard) {
        converse(secretly(stream), (true, false), manner, heard);
    }
}

/// The server's side of an encrypted line on `localhost`.
pub fn encrypt_current(stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    encrypt(stream, CURRENT)
}

fn encrypt(stream: TcpStream, (certificate, key): (&[u8], &[u8])) -> StreamOwned<ServerConnection, TcpStream> {
    let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), stream)
}

/// True when the guest asked for TLS.
fn converse(line: impl Line, (secret, greet): (bool, bool), manner: Manner, heard: &Mutex<Vec<String>>) -> bool {
    let mut line = BufReader::new(line);
    let offer = format!("250-relay.example\r\n250 AUTH {}\r\n", manner.offers);
    let mut answer = if greet { "220 relay.example\r\n" } else { "" };
    let mut in_message = false;
    loop {
        if line.get_mut().write_all(answer.as_bytes()).and_then(|()| line.get_mut().flush()).is_err() {
            return false;
        }
        let mut words = String::new();
        if !matches!(line.read_line(&mut words), Ok(1..)) {
            return false;
        }
        let words = words.trim_end();
        if in_message {
            in_message = words != ".";
            answer = if in_message { "" } else { "250 queued\r\n" };
            continue;
        }
        heard.lock().unwrap().push(format!("{}{words}", if secret { "tls " } else { "" }));
        answer = match words.get(..4).unwrap_or_default() {
            "EHLO" if secret => offer.as_str(),
            "EHLO" => "250-relay.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
            "STAR" => {
                let _ = line.get_mut().write_all(b"220 go on\r\n");
                return true;
            }
            "DATA" => {
                in_message = true;
                "354 go on\r\n"
            }
            "AUTH" if words.contains(manner.takes) => "235 ok\r\n",
            "AUTH" => manner.refuses,
            "" => "535 5.7.3 Authentication unsuccessful\r\n",
            _ => "250 ok\r\n",
        };
    }
}
