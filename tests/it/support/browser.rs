//! A browser that comes to the doors: keeps cookies, follows redirects, and sends a form with the token that
//! stood on the page it opened last.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use remit::app::App;
use std::collections::BTreeMap;
use tower::ServiceExt;

pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, (String, String)>,
    csrf: String,
}

/// What the browser sees.
#[derive(Clone, Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub path: String,
    pub body: String,
    pub bytes: axum::body::Bytes,
    pub headers: axum::http::HeaderMap,
}

impl Browser {
    pub fn new(app: App) -> Self {
        Self { router: remit::router(app), cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// The same browser, whose next request reaches another process.
    pub fn at(&self, other: &App) -> Self {
        Self { router: remit::router(other.clone()), cookies: self.cookies.clone(), csrf: self.csrf.clone() }
    }

    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), (value.to_owned(), "/".to_owned()));
        self
    }

    pub fn cookies(&self) -> Vec<String> {
        self.cookies.keys().cloned().collect()
    }

    /// Opens an address and follows where it leads.
    pub async fn open(&mut self, path: &str) -> Seen {
        let mut seen = self.ask(Method::GET, path, None).await;
        for _ in 0..5 {
            let Some(to) = seen.leads_to() else { break };
            seen = self.ask(Method::GET, &to, None).await;
        }
        if let Some(token) = seen.csrf() {
            self.csrf = token;
        }
        seen
    }

    /// Sends a form, with the token of the page opened last, and follows where it leads.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let seen = self.send_only(path, fields).await;
        match seen.leads_to() {
            Some(to) => self.open(&to).await,
            None => {
                if let Some(token) = seen.csrf() {
                    self.csrf = token;
                }
                seen
            }
        }
    }

    /// Sends a form and looks at the answer itself.
    pub async fn send_only(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let own = fields.iter().any(|(name, _)| *name == "csrf");
        let body = if own {
            form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
        } else {
            self.with_token(fields)
        };
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn ask(&mut self, method: Method, path: &str, form: Option<String>) -> Seen {
        self.ask_with(method, path, form, &[]).await
    }

    /// A form with the token of the page opened last, as a body.
    pub fn with_token(&self, fields: &[(&str, &str)]) -> String {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &self.csrf);
        body.extend_pairs(fields);
        body.finish()
    }

    /// Asks with headers of its own.
    pub async fn ask_with(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
        headers: &[(&str, &str)],
    ) -> Seen {
        let headers: Vec<(&str, &str)> =
            match form.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
                true => [headers, &[("content-type", "application/x-www-form-urlencoded")]].concat(),
                false => headers.to_vec(),
            };
        self.ask_raw(method, path, form.map(String::into_bytes), &headers).await
    }

    /// Sends a form that carries a file, with the token of the page opened last, and follows where it leads.
    pub async fn send_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        (name, file, bytes): (&str, &str, &[u8]),
    ) -> Seen {
        let mut body = Vec::new();
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend(fields);
        for (name, value) in all {
            let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let kind = [("content-type", "multipart/form-data; boundary=x")];
        let seen = self.ask_raw(Method::POST, path, Some(body), &kind).await;
        match seen.leads_to() {
            Some(to) => self.open(&to).await,
            None => {
                if let Some(token) = seen.csrf() {
                    self.csrf = token;
                }
                seen
            }
        }
    }

    async fn ask_raw(&mut self, method: Method, path: &str, body: Option<Vec<u8>>, headers: &[(&str, &str)]) -> Seen {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "scrutiny.example");
        let bare = path.split('?').next().unwrap_or(path);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|(_, (_, scope))| bare.starts_with(scope.as_str()))
            .map(|(name, (value, _))| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        Seen {
            status: parts.status,
            path: path.to_owned(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            headers: parts.headers,
        }
    }

    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let scope = parts.clone().find_map(|part| part.strip_prefix("Path=")).unwrap_or("/").to_owned();
        if parts.any(|part| part == "Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), (value.to_owned(), scope));
        }
    }
}

impl Seen {
    pub fn leads_to(&self) -> Option<String> {
        if !self.status.is_redirection() {
            return None;
        }
        Some(self.headers.get(header::LOCATION)?.to_str().unwrap().replace("http://scrutiny.example", ""))
    }

    fn csrf(&self) -> Option<String> {
        let rest = self.body.split("name=\"csrf\" value=\"").nth(1)?;
        rest.split('"').next().map(str::to_owned)
    }

    /// The words of the page, without its marks, white space folded.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut in_mark = false;
        for c in self.body.chars() {
            match c {
                '<' => in_mark = true,
                '>' => {
                    in_mark = false;
                    words.push(' ');
                }
                c if !in_mark => words.push(c),
                _ => {}
            }
        }
        let words = words.replace("&#39;", "'").replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&");
        let words = words.replace("&#38;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Says so when a sentence is missing, with the page it is missing from.
    #[track_caller]
    pub fn says(&self, sentence: &str) -> &Self {
        let words = self.words();
        assert!(words.contains(sentence), "{} ({}) does not say “{sentence}”:\n{words}", self.path, self.status);
        self
    }

    #[track_caller]
    pub fn does_not_say(&self, sentence: &str) -> &Self {
        assert!(!self.words().contains(sentence), "{} says “{sentence}”", self.path);
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}:\n{}", self.path, self.words());
        self
    }

    /// What a hidden field of the page carries.
    #[track_caller]
    pub fn carries(&self, name: &str) -> String {
        let rest = self.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
        let rest = rest.unwrap_or_else(|| panic!("{} has no field {name}:\n{}", self.path, self.words()));
        rest.split('"').next().unwrap().to_owned()
    }

    /// What is sent when the choice with these words is made.
    #[track_caller]
    pub fn choice(&self, words: &str) -> String {
        let shown = words.replace('&', "&#38;").replace('\'', "&#39;");
        let at = ["</option>", "</label>"].iter().find_map(|end| self.body.find(&format!(">{shown}{end}")));
        let at = at.unwrap_or_else(|| panic!("{} offers no “{words}”:\n{}", self.path, self.words()));
        let before = self.body[..at].rsplit("value=\"").next().unwrap();
        before.split('"').next().unwrap().to_owned()
    }

    /// The first link whose address begins so.
    #[track_caller]
    pub fn link(&self, begins: &str) -> String {
        let found = self.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let mut found = found.filter(|href| href.starts_with(begins));
        found.next().unwrap_or_else(|| panic!("{} has no link to {begins}", self.path)).to_owned()
    }
}
