//! The doors of signing in and out. GET looks and changes nothing; a token in an address is never told onward.

use super::commands::{self, Knock};
use super::peer::Peer;
use super::views::{SignIn, Welcome};
use crate::error::{Error, Result};
use crate::sessions;
use crate::web::cookies::Cookie;
use crate::web::visit::set_cookie;
use crate::web::{Asked, Fields, Form, Path, Visit, html_with, page};
use crate::work::Author;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

/// The form.
pub(super) async fn ask(visit: Visit, Asked(asked): Asked) -> Result<Response> {
    if visit.actor.known.is_some() {
        return Ok(Redirect::to(inside(asked.raw("next")).unwrap_or_else(|| home(&visit))).into_response());
    }
    let form = Form::of(Fields::from_pairs([("next", asked.raw("next"))]));
    draw(&visit, form, asked.ticked("signed_out"), StatusCode::OK).await
}

async fn draw(visit: &Visit, form: Form, signed_out: bool, status: StatusCode) -> Result<Response> {
    html_with(status, &SignIn { page: visit.form_page("Sign in").await?, form, signed_out })
}

fn home(visit: &Visit) -> &'static str {
    if visit.actor.is_officer() { "/due" } else { "/panels" }
}

/// Lets somebody in.
pub(super) async fn sign_in(visit: Visit, peer: Peer, fields: Fields) -> Result<Response> {
    let knock = Knock {
        email: fields.raw("email").to_owned(),
        password: fields.raw("password").to_owned(),
        network: peer.0,
        former: visit.session().map(str::to_owned),
    };
    match commands::sign_in(&visit.app, knock).await {
        Ok(let_in) => {
            let to = inside(fields.raw("next")).unwrap_or(let_in.home);
            let mut response = Redirect::to(to).into_response();
            let seconds = sessions::LONGEST.num_seconds();
            set_cookie(&mut response, &Cookie::Session.set(visit.https(), &let_in.token, "/", Some(seconds)));
            Ok(response)
        }
        Err(Error::Refused(refusal)) => {
            draw(&visit, Form::refused(fields, &*refusal), false, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// Lets somebody out, and asks the browser to forget what it kept.
pub(super) async fn sign_out(visit: Visit, _fields: Fields) -> Result<Response> {
    if let Some(token) = visit.session().map(str::to_owned) {
        let by = visit.author().unwrap_or(Author::Remit);
        visit.app.write(by, move |work| Box::pin(async move { commands::sign_out(work, &token).await })).await?;
    }
    let mut response = Redirect::to("/sign-in?signed_out=1").into_response();
    set_cookie(&mut response, &Cookie::Session.clear(visit.https(), "/"));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cookies\", \"storage\""));
    Ok(response)
}

/// The form by which an invited person chooses a password.
pub(super) async fn welcome(visit: Visit, Path(token): Path<String>) -> Result<Response> {
    draw_welcome(&visit, &token, Form::default(), StatusCode::OK).await
}

async fn draw_welcome(visit: &Visit, token: &str, form: Form, status: StatusCode) -> Result<Response> {
    let (person, _) = commands::invited(visit.app.db(), token, visit.app.clock().now()).await?;
    let page = visit.form_page("Choose your password").await?;
    let view = Welcome { page, form, action: format!("/welcome/{token}"), email: person.email };
    Ok(page::secret(html_with(status, &view)?))
}

/// Takes the password. Nobody is signed in by it: the next page asks for it.
pub(super) async fn choose_password(visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Response> {
    let chosen = fields.raw("password").to_owned();
    match commands::choose_password(&visit.app, token.clone(), chosen).await {
        Ok(()) => Ok(page::secret(visit.done("/sign-in", "Your password is set. Sign in with it now."))),
        Err(Error::Refused(refusal)) => {
            let form = Form::refused(Fields::default(), &*refusal);
            draw_welcome(&visit, &token, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error),
    }
}

/// An address within the service: one slash first, and nothing that a browser could read as another host.
fn inside(next: &str) -> Option<&str> {
    let is_inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/sign-")
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    is_inside.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_led_to_another_host() {
        for next in ["/due", "/meetings/3?view=cycle", "/requests?q=%C3%A9", "/a//b"] {
            assert_eq!(inside(next), Some(next));
        }
        for next in [
            "",
            "due",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "HTTPS:evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/\u{0}/evil.example",
            "/due\r\nSet-Cookie: a=b",
            "/é",
            "/sign-in?next=/sign-in",
            "@evil.example",
            ".evil.example",
        ] {
            assert_eq!(inside(next), None, "{next:?}");
        }
    }
}
