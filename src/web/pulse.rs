//! What every process does beside the requests: counts them, writes the numbers behind, and knows the banner that
//! stands at the top of every page. A banner is looked up once in a few seconds, never for each request.

use super::App;
use crate::banner;
use crate::db;
use crate::kernel::Timestamp;
use crate::traffic::{self, Counter};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use chrono::TimeDelta;
use std::sync::{Arc, PoisonError, RwLock};

/// A banner that another process put or took off is known here after so long.
const FRESH: TimeDelta = TimeDelta::seconds(5);

/// The counter and the banner of one process.
#[derive(Debug)]
pub struct Pulse {
    counter: Counter,
    banner: RwLock<(Option<Timestamp>, Option<String>)>,
}

impl Pulse {
    /// For a process of this name.
    #[must_use]
    pub fn new(process: String) -> Arc<Self> {
        Arc::new(Self { counter: Counter::new(process), banner: RwLock::new((None, None)) })
    }

    /// The words at the top of every page, if there are any.
    pub(super) fn banner(&self) -> Option<String> {
        self.banner.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Makes the next request look the banner up.
    pub(super) fn forget(&self) {
        self.banner.write().unwrap_or_else(PoisonError::into_inner).0 = None;
    }

    /// Whether this request looks the banner up. Others go on with what is known meanwhile.
    fn is_due(&self, now: Timestamp) -> bool {
        let mut held = self.banner.write().unwrap_or_else(PoisonError::into_inner);
        let since = held.0.map(|looked| now.utc() - looked.utc());
        if since.is_some_and(|since| since >= TimeDelta::zero() && since < FRESH) {
            return false;
        }
        held.0 = Some(now);
        true
    }

    fn keep(&self, text: Option<String>) {
        self.banner.write().unwrap_or_else(PoisonError::into_inner).1 = text;
    }
}

pub(super) async fn beat(req: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let app = req.app_data::<web::Data<App>>().map(|app| App::clone(app));
    let is_page = !req.path().starts_with("/assets/");
    if let Some(app) = app.as_ref().filter(|app| is_page && app.pulse.is_due(app.now())) {
        match app.read(banner::standing).await {
            Ok(standing) => app.pulse.keep(standing.map(|banner| banner.text)),
            // A page without its banner is better than none.
            Err(e) => tracing::warn!(error = %e, "the banner is not known"),
        }
    }
    let response = next.call(req).await?;
    if let Some(app) = app.filter(|_| is_page) {
        count(&app, response.status().is_server_error());
    }
    Ok(response)
}

fn count(app: &App, has_failed: bool) {
    let Some(flush) = app.pulse.counter.count(app.now(), has_failed) else { return };
    let app = app.clone();
    actix_web::rt::spawn(async move {
        let (process, numbers) = (app.pulse.counter.process.clone(), flush.clone());
        if let Err(e) = app.write_behind(move |tx| traffic::add(tx, &process, &numbers)).await {
            app.pulse.counter.put_back(&flush);
            let e: db::Error = e;
            tracing::warn!(error = %e, "the numbers of requests are written later");
        }
    });
}
