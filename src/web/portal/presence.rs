//! Who else has the same page of an application open to write: a notice, never a lock.

use crate::intake::Draft;
use crate::locale::format;
use crate::web::{App, Viewer};
use chrono_tz::Tz;

/// Notes that the viewer writes at `place` of the application, and tells who else does, a sentence each.
pub(super) fn meet(app: &App, viewer: &Viewer, draft: &Draft, place: &str, zone: Tz) -> Vec<String> {
    let others = app.presence.meet(&viewer.actor, (&draft.application.reference, place), app.now());
    others.into_iter().map(|w| format!("{} is editing this section, since {}.", w.name, format::time(w.since, zone))).collect()
}

/// Notes that the viewer has left the pages on which one writes.
pub(super) fn leave(app: &App, viewer: &Viewer, reference: &str) {
    app.presence.leave(&viewer.actor, reference);
}
