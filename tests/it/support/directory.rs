//! A directory that gives out tokens, as Microsoft's does: HTTPS on `localhost`, with answers that a test chooses.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::tls_relay::encrypt_current;

/// The running directory.
pub struct Directory {
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Directory {
    /// Gives these answers in turn, status and body; the last one for ever.
    pub fn answering(answers: &[(u16, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://localhost:{}/tenant/oauth2/v2.0/token", listener.local_addr().unwrap().port());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = asked.clone();
        let answers: Vec<(u16, String)> = answers.iter().map(|(status, body)| (*status, (*body).to_owned())).collect();
        std::thread::spawn(move || {
            for (n, stream) in listener.incoming().map_while(Result::ok).enumerate() {
                let (status, body) = answers[n.min(answers.len() - 1)].clone();
                let mut line = BufReader::new(encrypt_current(stream));
                let mut length = 0;
                let mut head = String::new();
                loop {
                    let mut words = String::new();
                    if !matches!(line.read_line(&mut words), Ok(1..)) || words == "\r\n" {
                        break;
                    }
                    if let Some(value) = words.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    head.push_str(&words);
                }
                let mut form = vec![0; length];
                if line.read_exact(&mut form).is_err() {
                    continue;
                }
                heard.lock().unwrap().push(format!("{head}\r\n{}", String::from_utf8_lossy(&form)));
                let answer = format!(
                    "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = line.get_mut().write_all(answer.as_bytes());
                let _ = line.get_mut().flush();
            }
        });
        Self { url, asked }
    }

    /// Every request that came, as it came.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}
