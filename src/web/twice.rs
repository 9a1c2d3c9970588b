//! A form that is sent twice is done once: a double click, a reload and a request that was sent again get the answer of
//! the first. Every page that is drawn puts a mark of its own into the token of its forms; who sends the same mark with
//! the same words to the same door means the same deed. What was refused may be sent again. One process remembers here;
//! what all processes of a database must know is in `form_done`. Called by the router.

use super::cookies::Cookie;
use super::problem::{self, Repeated};
use crate::app::App;
use crate::error::{Error, Result};
use crate::form_done::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Longer forms carry documents, and are not sent twice by a slip of the finger.
const LONGEST: usize = 2 * 1024 * 1024;

/// So many forms are remembered; the oldest is forgotten first.
const MOST: usize = 4096;

/// How a token and its page's mark are written together.
const BETWEEN: char = '.';

/// How long whoever sent a form again waits for the answer that another process gives to the first.
const PATIENCE: Duration = Duration::from_secs(5);

static PAGES: AtomicU64 = AtomicU64::new(1);

/// Tells the pages of this process from those of others, and of the one before it.
static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));

type Key = [u8; 32];

/// What became of a form: nothing yet, or where it led.
#[derive(Clone, Debug)]
enum Stage {
    Begun(watch::Receiver<Option<HeaderMap>>),
    Done(HeaderMap),
}

/// The forms that one process has had lately.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Remembered>>);

#[derive(Debug, Default)]
struct Remembered {
    forms: HashMap<Key, Stage>,
    order: VecDeque<Key>,
}

/// The token of the forms of the page that is drawn now.
#[must_use]
pub fn mark(token: &str) -> String {
    format!("{token}{BETWEEN}{:x}-{:x}", *PROCESS, PAGES.fetch_add(1, Ordering::Relaxed))
}

/// A form's token without the mark of its page.
#[must_use]
pub fn unmarked(token: &str) -> &str {
    token.split(BETWEEN).next().unwrap_or(token)
}

/// Does each form once.
pub async fn once(State((memory, app)): State<(Memory, App)>, request: Request, next: Next) -> Response {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if request.method() != Method::POST || !kind.starts_with("application/x-www-form-urlencoded") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let is_marked = form_urlencoded::parse(&bytes).any(|(name, value)| name == "csrf" && value.contains(BETWEEN));
    let mut key = Sha256::new();
    // The token in the form is that of one visitor: no other can mean the same.
    for part in [parts.uri.to_string().as_bytes(), &bytes] {
        key.update(part.len().to_be_bytes());
        key.update(part);
    }
    let key: Key = key.finalize().into();
    let request = Request::from_parts(parts, Body::from(bytes));
    if !is_marked {
        return next.run(request).await;
    }
    let form = Form::new(&key.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let back = before(request.headers());
    let (tell, told) = watch::channel(None);
    match memory.begin(key, told) {
        Some(Stage::Done(headers)) => return again(headers),
        Some(Stage::Begun(mut told)) => {
            if let Ok(Some(headers)) = told.wait_for(Option::is_some).await.map(|told| told.clone()) {
                return again(headers);
            }
            // The first came to nothing, as far as this process knows.
            return do_once(&app, &form, request, next, back.as_deref()).await;
        }
        None => {}
    }
    // To its end, even when the browser that sent it has hung up: it may send it again.
    let whole = tokio::spawn(async move {
        let answer = do_once(&app, &form, request, next, back.as_deref()).await;
        let headers = leads_on(&answer).then(|| answer.headers().clone());
        memory.end(key, headers.clone());
        tell.send_replace(headers);
        answer
    });
    whole.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Does a form that this process has not had, unless another has.
async fn do_once(app: &App, form: &Form, request: Request, next: Next, back: Option<&str>) -> Response {
    match form.find(app.db()).await {
        Ok(Some(_)) => return elsewhere(app, form, back).await,
        Ok(None) => {}
        Err(error) => return problem::plain(&error),
    }
    let answer = form.clone().within(next.run(request)).await;
    if answer.extensions().get::<Repeated>().is_some() {
        return elsewhere(app, form, back).await;
    }
    let led_to = leads_on(&answer).then(|| {
        [LOCATION, SET_COOKIE]
            .map(|name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned())
    });
    if form.is_done()
        && let Err(error) = note(app, form, led_to).await
    {
        // The deed stands; whoever sends the form again is led back to the page that it came from.
        tracing::warn!(?error, "the answer to a form could not be noted");
    }
    answer
}

async fn note(app: &App, form: &Form, led_to: Option<[String; 2]>) -> Result<()> {
    let _turn = app.turn().await;
    match led_to {
        Some([leads_to, flash]) => form.answered(app.db(), &leads_to, &flash).await,
        None => form.came_to_nothing(app.db()).await,
    }
}

/// What another process answered to the same form; the page that it came from, where nobody lived to answer.
async fn elsewhere(app: &App, form: &Form, back: Option<&str>) -> Response {
    let begun = tokio::time::Instant::now();
    let (mut leads_to, mut flash) = (String::new(), String::new());
    while begun.elapsed() < PATIENCE {
        match form.find(app.db()).await {
            Ok(Some(known)) => (leads_to, flash) = (known.leads_to, known.flash),
            // It came to nothing, and may be sent again.
            Ok(None) => break,
            Err(error) => return problem::plain(&error),
        }
        if !leads_to.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut headers = HeaderMap::new();
    let Some(to) = Some(leads_to.as_str()).filter(|to| !to.is_empty()).or(back) else {
        return problem::plain(&Error::Repeated);
    };
    headers.extend(HeaderValue::from_str(to).ok().map(|to| (LOCATION, to)));
    if !flash.is_empty() {
        headers.extend(HeaderValue::from_str(&flash).ok().map(|flash| (SET_COOKIE, flash)));
    }
    again(headers)
}

/// The page of ours that a form was sent from, where the browser says.
fn before(headers: &HeaderMap) -> Option<String> {
    let page: Option<Uri> = headers.get(REFERER).and_then(|page| page.to_str().ok()?.parse().ok());
    page.and_then(|page| page.path_and_query().map(ToString::to_string)).filter(|path| !path.starts_with("//"))
}

/// Whether something was done that leads on to a page. Signing in and out is not remembered: a session that has ended
/// must not come back.
fn leads_on(answer: &Response) -> bool {
    let flash = [true, false].map(|https| format!("{}=", Cookie::Flash.name(https)));
    let is_flash = |kept: &HeaderValue| flash.iter().any(|name| kept.as_bytes().starts_with(name.as_bytes()));
    answer.status().is_redirection() && answer.headers().get_all(SET_COOKIE).iter().all(is_flash)
}

fn again(headers: HeaderMap) -> Response {
    (StatusCode::SEE_OTHER, headers).into_response()
}

impl Memory {
    /// What is known of a form; none when this is its first time.
    fn begin(&self, key: Key, told: watch::Receiver<Option<HeaderMap>>) -> Option<Stage> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = kept.forms.get(&key) {
            return Some(stage.clone());
        }
        kept.forms.insert(key, Stage::Begun(told));
        kept.order.push_back(key);
        while kept.order.len() > MOST {
            if let Some(oldest) = kept.order.pop_front() {
                kept.forms.remove(&oldest);
            }
        }
        None
    }

    fn end(&self, key: Key, headers: Option<HeaderMap>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match headers {
            Some(headers) => {
                kept.forms.insert(key, Stage::Done(headers));
            }
            None => {
                kept.forms.remove(&key);
                kept.order.retain(|other| *other != key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_new_on_every_page_and_comes_off_again() {
        let (one, other) = (mark("token"), mark("token"));
        assert_ne!(one, other);
        assert_eq!((unmarked(&one), unmarked(&other), unmarked("token")), ("token", "token", "token"));
    }

    #[test]
    fn the_oldest_form_is_forgotten_first() {
        let memory = Memory::default();
        let told = || watch::channel(None).1;
        let key = |n: usize| {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&n.to_be_bytes());
            key
        };
        for n in 0..=MOST {
            assert!(memory.begin(key(n), told()).is_none());
            memory.end(key(n), Some(HeaderMap::new()));
        }
        assert!(matches!(memory.begin(key(MOST), told()), Some(Stage::Done(_))));
        assert!(memory.begin(key(0), told()).is_none());
        memory.end(key(0), None);
        assert!(memory.begin(key(0), told()).is_none(), "what came to nothing may be sent again");
    }
}
