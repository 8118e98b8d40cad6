//! Who else has the same page of an application open to write: a notice, never a lock. Nothing
//! waits for it or fails by it.

use crate::db::{self, Tx};
use crate::intake::Draft;
use crate::locale::format;
use crate::people::presence;
use crate::web::{App, Viewer};
use chrono_tz::Tz;

/// Notes that the viewer writes at `place` of the application, and tells who else does, a sentence each.
pub(super) async fn meet(app: &App, viewer: &Viewer, draft: &Draft, place: &str, zone: Tz) -> Vec<String> {
    let (actor, whole, place, now) = (viewer.actor(), draft.application.reference.clone(), place.to_owned(), app.now());
    let (who, here) = (actor.clone(), (whole.clone(), place.clone()));
    let seen = app.read(move |conn| presence::look(conn, &who, (&here.0, &here.1), now)).await.unwrap_or_else(|e: db::Error| {
        tracing::warn!(error = %e, "who writes here is not known");
        presence::Seen { is_noted: true, ..presence::Seen::default() }
    });
    if !seen.is_noted {
        note(app, move |tx| presence::note(tx, &actor, (&whole, &place)));
    }
    seen.others.into_iter().map(|w| format!("{} is editing this section, since {}.", w.name, format::time(w.since, zone))).collect()
}

/// Notes that the viewer has left the pages on which one writes.
pub(super) async fn leave(app: &App, viewer: &Viewer, reference: &str) {
    let (actor, whole) = (viewer.actor(), reference.to_owned());
    let (who, known) = (actor.clone(), whole.clone());
    if app.read(move |conn| presence::is_known(conn, &who, &known)).await.unwrap_or_default() {
        note(app, move |tx| presence::leave(tx, &actor, &whole));
    }
}

/// Writes a sign beside the request, which answers without it.
fn note(app: &App, f: impl FnMut(&mut Tx<'_>) -> Result<(), db::Error> + Send + 'static) {
    let app = app.clone();
    actix_web::rt::spawn(async move {
        if let Err(e) = app.write_behind(f).await {
            tracing::warn!(error = %e, "who writes here is not noted");
        }
    });
}
