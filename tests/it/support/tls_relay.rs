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
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let commands = Arc::new(Mutex::new(Vec::new()));
        let heard = commands.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let heard = heard.clone();
                std::thread::spawn(move || serve(stream, wrapped, &heard));
            }
        });
        Self { address, commands }
    }

    /// Every command that came; those under TLS are marked with `tls `.
    pub fn commands(&self) -> Vec<String> {
        self.commands.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, wrapped: bool, heard: &Mutex<Vec<String>>) {
    if wrapped {
        converse(encrypt(stream), true, true, heard);
    } else if converse(stream.try_clone().unwrap(), false, true, heard) {
        converse(encrypt(stream), true, false, heard);
    }
}

fn encrypt(stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/relay.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/relay.key.pem")).unwrap();
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
fn converse(line: impl Line, secret: bool, greet: bool, heard: &Mutex<Vec<String>>) -> bool {
    let mut line = BufReader::new(line);
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
            "EHLO" if secret => "250-relay.example\r\n250 AUTH PLAIN\r\n",
            "EHLO" => "250-relay.example\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
            "STAR" => {
                let _ = line.get_mut().write_all(b"220 go on\r\n");
                return true;
            }
            "DATA" => {
                in_message = true;
                "354 go on\r\n"
            }
            "AUTH" => "235 ok\r\n",
            _ => "250 ok\r\n",
        };
    }
}
