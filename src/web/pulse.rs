//! What every process does beside the requests: counts them, writes the numbers behind, and knows the banner that
//! stands at the top of every page. A banner is looked up once in a few seconds, never for each request, and no
//! request waits for it: while the database is away, pages go on with what is known.

use super::App;
use super::middleware::routed;
use crate::banner;
use crate::db;
use crate::intake::{Drafts, NearlyComplete};
use crate::kernel::Timestamp;
use crate::traffic::{self, Counter};
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A banner that another process put or took off is known here after so long.
const FRESH: TimeDelta = TimeDelta::seconds(5);
/// What the room of a round shows of its drafts is gone through once in so long, however many people watch.
const NUMBERS_FRESH: TimeDelta = TimeDelta::seconds(10);
/// What nobody looks at, and what machines ask for again and again: neither counted nor given a banner.
const PROBES: [&str; 2] = ["/livez", "/readyz"];

/// Marks a request that was turned away on purpose: no work was done, and nothing failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnPurpose;

/// The counter and the banner of one process.
#[derive(Debug)]
pub struct Pulse {
    counter: Counter,
    banner: RwLock<Known>,
    rounds: Mutex<HashMap<String, (Timestamp, Arc<Numbers>)>>,
}

/// What comes in and what is being written in one round.
#[derive(Debug)]
pub(super) struct Numbers {
    /// When what came in lately was received.
    pub(super) received: Vec<Timestamp>,
    /// The drafts, counted.
    pub(super) drafts: Drafts,
    /// The drafts that are nearly complete.
    pub(super) nearly: Vec<NearlyComplete>,
}

/// The banner as it is known.
#[derive(Debug, Default)]
struct Known {
    text: Option<String>,
    /// When it was looked up last, and the number of that look.
    looked: Option<Timestamp>,
    looks: u64,
    /// The look that what is known comes from.
    from: u64,
}

impl Known {
    /// Begins a look; its number.
    fn look(&mut self, now: Timestamp) -> u64 {
        self.looked = Some(now);
        self.looks += 1;
        self.looks
    }
}

impl Pulse {
    /// For a process of this name.
    #[must_use]
    pub fn new(process: String) -> Arc<Self> {
        Arc::new(Self { counter: Counter::new(process), banner: RwLock::default(), rounds: Mutex::default() })
    }

    /// The numbers of this round, found lately or by `find`.
    ///
    /// # Errors
    /// Whatever `find` refuses; nothing is kept then.
    pub(super) fn numbers<E>(&self, slug: &str, now: Timestamp, find: impl FnOnce() -> Result<Numbers, E>) -> Result<Arc<Numbers>, E> {
        let is_fresh = |at: Timestamp| (TimeDelta::zero()..NUMBERS_FRESH).contains(&(now.utc() - at.utc()));
        let known = self.rounds.lock().unwrap_or_else(PoisonError::into_inner).get(slug).cloned();
        if let Some((_, numbers)) = known.filter(|(at, _)| is_fresh(*at)) {
            return Ok(numbers);
        }
        let found = Arc::new(find()?);
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        rounds.retain(|_, (at, _)| is_fresh(*at));
        rounds.insert(slug.to_owned(), (now, Arc::clone(&found)));
        Ok(found)
    }

    /// The words at the top of every page, if there are any.
    pub(super) fn banner(&self) -> Option<String> {
        self.banner.read().unwrap_or_else(PoisonError::into_inner).text.clone()
    }

    /// The number of the look that this request begins, if one is due. Others go on with what is known meanwhile.
    fn due(&self, now: Timestamp) -> Option<u64> {
        let mut known = self.banner.write().unwrap_or_else(PoisonError::into_inner);
        let since = known.looked.map(|looked| now.utc() - looked.utc());
        let is_fresh = since.is_some_and(|since| since >= TimeDelta::zero() && since < FRESH);
        (!is_fresh).then(|| known.look(now))
    }

    /// Keeps what a look found, unless a later one was quicker.
    fn keep(&self, look: u64, text: Option<String>) {
        let mut known = self.banner.write().unwrap_or_else(PoisonError::into_inner);
        if look >= known.from {
            known.from = look;
            known.text = text;
        }
    }
}

/// Looks the banner up now, so that the process that changed it shows it on its next page.
pub(super) async fn look_again(app: &App) {
    let look = app.pulse.banner.write().unwrap_or_else(PoisonError::into_inner).look(app.now());
    find(app, look).await;
}

async fn find(app: &App, look: u64) {
    match app.read(banner::standing).await {
        Ok(standing) => app.pulse.keep(look, standing.map(|banner| banner.text)),
        // A page without its banner is better than none.
        Err(e) => tracing::warn!(error = %e, "the banner is not known"),
    }
}

pub(super) async fn beat(req: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let path = routed(req.request());
    let is_page = !path.starts_with("/assets/") && !PROBES.contains(&path);
    let app = req.app_data::<web::Data<App>>().filter(|_| is_page).map(|app| App::clone(app));
    if let Some((app, look)) = app.as_ref().and_then(|app| app.pulse.due(app.now()).map(|look| (app.clone(), look))) {
        actix_web::rt::spawn(async move { find(&app, look).await });
    }
    let response = next.call(req).await?;
    let is_on_purpose = response.request().extensions().contains::<OnPurpose>();
    if let Some(app) = app.filter(|_| !is_on_purpose) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_in_five_seconds_looks_and_a_slow_look_does_not_undo_a_quick_one() {
        let pulse = Pulse::new("a".into());
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        let first = pulse.due(at(0)).expect("the first looks");
        assert_eq!((pulse.due(at(1)), pulse.due(at(4))), (None, None));
        let second = pulse.due(at(5)).expect("later again");
        pulse.keep(second, Some("It is fast again.".into()));
        pulse.keep(first, Some("The site is slow.".into()));
        assert_eq!(pulse.banner().as_deref(), Some("It is fast again."));
        assert!(pulse.due(at(3)).is_some(), "a clock that was set back");
    }
}
