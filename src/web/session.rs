//! The session cookie and bearer tokens: turns what a request carries into an
//! actor, once per request. Roles are read anew each time.

use super::middleware::routed;
use super::viewer::Lasts;
use super::{App, Form, Problem, Viewer};
use crate::db;
use crate::people::api_token::{self, Scope};
use crate::people::{Actor, session};
use actix_web::body::{EitherBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use std::rc::Rc;

/// Where a page asks how long the session lasts. Asking does not make it last longer.
pub(super) const SESSION: &str = "/account/session";

/// A page that refreshes itself says so. That makes no session last longer, and does nothing else.
const LIVE: &str = "x-udf-live";

impl App {
    /// The cookie's name: `__Host-` binds it to this host, which needs HTTPS.
    #[must_use]
    pub fn cookie_name(&self) -> &'static str {
        if self.settings.server.is_https() { "__Host-udf" } else { "udf_session" }
    }

    /// The cookie that carries a session token.
    #[must_use]
    pub fn session_cookie(&self, token: String) -> Cookie<'static> {
        Cookie::build(self.cookie_name(), token)
            .path("/")
            .http_only(true)
            .secure(self.settings.server.is_https())
            .same_site(SameSite::Lax)
            .finish()
    }

    /// The cookie that ends a session in the browser.
    #[must_use]
    pub fn end_cookie(&self) -> Cookie<'static> {
        let mut cookie = self.session_cookie(String::new());
        cookie.make_removal();
        cookie
    }
}

/// Reads who asks and keeps it with the request.
pub(super) async fn read_viewer<B: MessageBody>(mut req: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match viewer(&req).await {
        Ok(viewer) => {
            req.extensions_mut().insert(viewer);
            Ok(next.call(req).await?.map_into_left_body())
        }
        Err(problem) => {
            // What was typed goes on to the page that says why nothing was saved.
            let _ = req.extract::<Form>().await;
            Ok(req.error_response(problem).map_into_right_body())
        }
    }
}

async fn viewer(req: &ServiceRequest) -> Result<Viewer, Problem> {
    let path = req.path().to_owned();
    let routed = routed(req.request());
    if routed.starts_with("/assets/") || routed == "/livez" {
        return Ok(Viewer::nobody(&path));
    }
    let app = req.app_data::<web::Data<App>>().cloned().ok_or_else(|| Problem::broken("no application state"))?;
    let token = req.cookie(app.cookie_name()).map(|c| c.value().to_owned()).filter(|t| !t.is_empty());
    let (actor, lasts) = if routed.starts_with("/api/") {
        (by_bearer(&app, bearer(req), wanted(req.method())).await?, None)
    } else {
        // A page that is read again by itself says nothing of whether somebody sits before it.
        let is_by_itself = routed == SESSION || req.headers().contains_key(LIVE);
        let is_sign_of_life = !is_by_itself || !req.method().is_safe();
        by_cookie(&app, token.clone(), is_sign_of_life).await?
    };
    let session = actor.account.and(token);
    Ok(Viewer { actor: Rc::new(actor), path, done: done_code(req.query_string()), session, lasts })
}

/// The `done=` code of a redirect: letters, digits and hyphens only.
fn done_code(query: &str) -> Option<String> {
    let code = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-').then(|| code.to_owned())
}

fn bearer(req: &ServiceRequest) -> Option<String> {
    let value = req.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

async fn by_cookie(app: &web::Data<App>, token: Option<String>, is_sign_of_life: bool) -> Result<(Actor, Option<Lasts>), Problem> {
    let Some(token) = token else { return Ok((Actor::anonymous(), None)) };
    let now = app.now();
    let (found, token) = app.read(move |conn| session::find_actor(conn, &token, now).map(|found| (found, token))).await?;
    let Some(mut found) = found else { return Ok((Actor::anonymous(), None)) };
    if is_sign_of_life && found.needs_touch(now) {
        match app.write(move |tx| session::touch(tx, &token)).await {
            Ok(()) => found.session.last_seen_at = now,
            Err(e) => untouched(&e),
        }
    }
    let ends_at = found.session.ends_at();
    let lasts = Lasts { seconds: (ends_at.micros() - now.micros()) / 1_000_000, is_final: ends_at == found.session.expires_at };
    Ok((found.actor, Some(lasts)))
}

/// A request that only reads needs no write: it goes on when its sign of life cannot be noted, on a full disk or
/// while the database is busy.
fn untouched(e: &db::Error) {
    tracing::warn!(error = %e, "a sign of life is not noted");
}

/// Reading needs less of a token than changing.
fn wanted(method: &Method) -> Scope {
    if method.is_safe() { Scope::Read } else { Scope::Write }
}

async fn by_bearer(app: &web::Data<App>, token: Option<String>, wanted: Scope) -> Result<Actor, Problem> {
    let Some(token) = token else { return Ok(Actor::anonymous()) };
    let now = app.now();
    let found = app.read(move |conn| api_token::find_actor(conn, &token, wanted, now)).await?;
    let Some(found) = found else { return Ok(Actor::anonymous()) };
    if found.needs_touch(now) {
        let id = found.token.id;
        app.write(move |tx| api_token::touch(tx, id)).await.unwrap_or_else(|e| untouched(&e));
    }
    Ok(found.actor)
}
