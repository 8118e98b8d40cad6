//! Who else has the same page of an application open to write: a notice, never a lock. Nothing
//! fails by it, and nothing waits for it for long.

use crate::db::{self, Tx};
use crate::intake::{self, Draft};
use crate::locale::format;
use crate::people::presence;
use crate::web::{App, Viewer};
use chrono_tz::Tz;
use std::time::Duration;

/// Notes that the viewer writes at `place` of the application, and tells who else does, a sentence each. Whoever does not
/// write for its city is met by nobody, whichever address they ask for.
pub(super) async fn meet(app: &App, viewer: &Viewer, draft: &Draft, place: &str, zone: Tz) -> Vec<String> {
    if !intake::policy::may_write(&viewer.actor, &draft.application) {
        return vec![];
    }
    let (actor, whole, place, now) = (viewer.actor(), draft.application.reference.clone(), place.to_owned(), app.now());
    let (who, here) = (actor.clone(), (whole.clone(), place.clone()));
    let seen = app.read(move |conn| presence::look(conn, &who, (&here.0, &here.1), now)).await.unwrap_or_else(|e: db::Error| {
        tracing::warn!(error = %e, "who writes here is not known");
        presence::Seen { is_noted: true, ..presence::Seen::default() }
    });
    if !seen.is_noted {
        note(app, move |tx| presence::note(tx, &actor, (&whole, &place))).await;
    }
    seen.others.into_iter().map(|w| format!("{} is editing this section, since {}.", w.name, format::time(w.since, zone))).collect()
}

/// The same where the page does not know the zone of the city.
pub(super) async fn meet_here(app: &App, viewer: &Viewer, draft: &Draft, place: &str) -> Vec<String> {
    let application = draft.application.clone();
    let zone = app.read(move |conn| intake::city_zone(conn, &application)).await;
    meet(app, viewer, draft, place, zone.unwrap_or(draft.definition.dates.zone)).await
}

/// Notes that the viewer has left the pages on which one writes.
pub(super) async fn leave(app: &App, viewer: &Viewer, reference: &str) {
    let (actor, whole) = (viewer.actor(), reference.to_owned());
    let (who, known) = (actor.clone(), whole.clone());
    if app.read(move |conn| presence::is_known(conn, &who, &known)).await.unwrap_or_default() {
        note(app, move |tx| presence::leave(tx, &actor, &whole)).await;
    }
}

/// The longest that a page or a save waits for its sign; a database that is busy takes it later.
const PATIENCE: Duration = Duration::from_millis(20);

/// Writes a sign. It goes on by itself when the patience is at its end.
async fn note(app: &App, f: impl FnMut(&mut Tx<'_>) -> Result<(), db::Error> + Send + 'static) {
    if let Ok(Err(e)) = tokio::time::timeout(PATIENCE, app.write_behind(f)).await {
        tracing::warn!(error = %e, "who writes here is not noted");
    }
}
