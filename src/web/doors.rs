//! The list of doors. Registering a door names its right, sets the guard before it and remembers it, so that
//! no door can exist without a right and the whole list can be reviewed.

use super::visit::Visit;
use crate::app::App;
use crate::error::Error;
use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use remit_domain::right::Right;

/// One door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// GET or POST.
    pub method: &'static str,
    /// The address, as the router writes it.
    pub path: &'static str,
    /// What a visitor must be allowed to do.
    pub right: Right,
}

/// The doors registered so far.
#[derive(Debug, Default)]
pub struct Doors {
    router: Router<App>,
    list: Vec<Door>,
}

impl Doors {
    /// No doors yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, right: Right, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Door { method: "GET", path, right }, get(handler))
    }

    /// A deed.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, right: Right, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add(Door { method: "POST", path, right }, post(handler))
    }

    fn add(mut self, door: Door, method: MethodRouter<App>) -> Self {
        self.list.push(door);
        self.router = self.router.route(door.path, method.route_layer(from_fn_with_state(door.right, guard)));
        self
    }

    /// The list, in the order of registration.
    #[must_use]
    pub fn list(&self) -> &[Door] {
        &self.list
    }

    /// The router behind the doors.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}

/// Stands before every door.
async fn guard(State(right): State<Right>, visit: Visit, request: Request, next: Next) -> Response {
    if right == Right::Demonstrate && !visit.app.is_demo() {
        return Error::NotFound.into_response();
    }
    if visit.actor.may(right) {
        return next.run(request).await;
    }
    let may_sign_in = visit.actor.known.is_none() && right != Right::AnswerByLink;
    if may_sign_in && request.method() == Method::GET {
        return Error::SignIn(visit.path).into_response();
    }
    Error::Forbidden.into_response()
}
