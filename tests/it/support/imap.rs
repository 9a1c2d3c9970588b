//! A mail server that keeps one folder: IMAP over TLS on `localhost`, as much as reading and marking takes.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::tls_relay::encrypt_current;

/// The running server.
pub struct ImapServer {
    pub port: u16,
    unseen: Arc<Mutex<Vec<(u32, String)>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl ImapServer {
    /// Lets `ann` in with this password; these messages are new.
    pub fn keeping(password: &str, messages: &[String]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let numbered = messages.iter().enumerate().map(|(n, words)| (n as u32 + 7, words.clone())).collect();
        let unseen: Arc<Mutex<Vec<(u32, String)>>> = Arc::new(Mutex::new(numbered));
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let (kept, notes) = (unseen.clone(), heard.clone());
        let login = format!("LOGIN \"ann\" \"{password}\"");
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut line = BufReader::new(encrypt_current(stream));
                let mut answer = "* OK ready\r\n".to_owned();
                loop {
                    if line.get_mut().write_all(answer.as_bytes()).and_then(|()| line.get_mut().flush()).is_err() {
                        break;
                    }
                    let mut words = String::new();
                    if !matches!(line.read_line(&mut words), Ok(1..)) {
                        break;
                    }
                    let Some((tag, command)) = words.trim_end().split_once(' ') else { break };
                    notes.lock().unwrap().push(command.to_owned());
                    answer = respond(tag, command, &login, &kept);
                }
            }
        });
        Self { port, unseen, heard }
    }

    /// How many messages are still new.
    pub fn unseen(&self) -> usize {
        self.unseen.lock().unwrap().len()
    }

    /// Every command that came, without its tag.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

fn respond(tag: &str, command: &str, login: &str, kept: &Mutex<Vec<(u32, String)>>) -> String {
    let mut kept = kept.lock().unwrap();
    if command.starts_with("LOGIN") && command != login {
        return format!("{tag} NO [AUTHENTICATIONFAILED] no\r\n");
    }
    let mut words = String::new();
    if command == "UID SEARCH UNSEEN" {
        let numbers: Vec<_> = kept.iter().map(|(number, _)| number.to_string()).collect();
        words = format!("* SEARCH {}\r\n", numbers.join(" "));
    } else if let Some(rest) = command.strip_prefix("UID FETCH ") {
        let number: u32 = rest.split(' ').next().unwrap().parse().unwrap();
        let message = &kept.iter().find(|(n, _)| *n == number).unwrap().1;
        words = format!("* 1 FETCH (UID {number} BODY[] {{{}}}\r\n{message})\r\n", message.len());
    } else if let Some(rest) = command.strip_prefix("UID STORE ") {
        let gone: Vec<u32> = rest.split(' ').next().unwrap().split(',').map(|n| n.parse().unwrap()).collect();
        kept.retain(|(number, _)| !gone.contains(number));
    }
    format!("{words}{tag} OK done\r\n")
}
