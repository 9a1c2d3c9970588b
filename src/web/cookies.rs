//! Cookies as we set them: never readable by script, never sent from another site's form, and under a name
//! that the browser protects where the service is reached by https.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// One of our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The session of somebody who signed in.
    Session,
    /// What makes a browser recognisable to itself: forms and one-time codes are bound to it.
    Browser,
    /// The session of one link.
    Answer,
    /// One sentence for the next page.
    Flash,
}

impl Cookie {
    /// Its name; with https the prefixed one, which no other host can set.
    #[must_use]
    pub fn name(self, https: bool) -> String {
        let name = match self {
            Self::Session => "remit",
            Self::Browser => "remit-browser",
            Self::Answer => "remit-answer",
            Self::Flash => "remit-flash",
        };
        match (https, self) {
            (false, _) => name.to_owned(),
            // A cookie for one path only may not carry the stricter prefix.
            (true, Self::Answer) => format!("__Secure-{name}"),
            (true, _) => format!("__Host-{name}"),
        }
    }

    /// The header that sets it; without `seconds` it lasts as long as the browser is open.
    #[must_use]
    pub fn set(self, https: bool, value: &str, path: &str, seconds: Option<i64>) -> String {
        let age = seconds.map(|n| format!("; Max-Age={n}")).unwrap_or_default();
        let secure = if https { "; Secure" } else { "" };
        format!("{}={value}; Path={path}; HttpOnly; SameSite=Lax{age}{secure}", self.name(https))
    }

    /// The header that takes it away.
    #[must_use]
    pub fn clear(self, https: bool, path: &str) -> String {
        self.set(https, "", path, Some(0))
    }

    /// Its value in a request, when it is there and not empty.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, https: bool) -> Option<String> {
        let name = self.name(https);
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .find_map(|pair| {
                let (key, value) = pair.trim().split_once('=')?;
                (key == name && !value.is_empty()).then(|| value.to_owned())
            })
    }
}
