//! Who looks: the actor of this request, read once by the session middleware.

use super::Problem;
use crate::people::Actor;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};
use std::rc::Rc;

/// The actor of this request and what the layout needs to know of it.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Who asks.
    pub actor: Rc<Actor>,
    /// The path asked for, to mark the current place in the navigation.
    pub path: String,
    /// A code after a redirect, shown as a sentence by the layout.
    pub done: Option<String>,
    /// The token of the session, for signing out.
    pub session: Option<String>,
    /// How long the session lasts.
    pub lasts: Option<Lasts>,
}

/// How long a session lasts if nothing more is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasts {
    /// Seconds from now.
    pub seconds: i64,
    /// Whether it ends then whatever is done.
    pub is_final: bool,
}

impl Viewer {
    /// Somebody unknown on `path`: for pages shown before the session was read.
    #[must_use]
    pub fn nobody(path: &str) -> Self {
        Self { actor: Rc::new(Actor::anonymous()), path: path.to_owned(), done: None, session: None, lasts: None }
    }

    /// A copy of the actor that can move to another thread.
    #[must_use]
    pub fn actor(&self) -> Actor {
        (*self.actor).clone()
    }
}

impl FromRequest for Viewer {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = req.extensions().get::<Self>().cloned();
        ready(viewer.ok_or_else(|| Problem::broken("the session middleware did not run")))
    }
}
