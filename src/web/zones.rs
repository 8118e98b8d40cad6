//! The time zones of whoever looks: those of the cities that they write, sign or read for.

use super::{App, Viewer};
use crate::db::{Conn, Error};
use crate::people::{Actor, organisation};
use chrono_tz::Tz;

/// Each zone once. Somebody without a city has none that is known here; their browser knows theirs.
pub(super) fn of(conn: &mut Conn, actor: &Actor) -> Result<Vec<Tz>, Error> {
    let mut zones = Vec::new();
    for city in actor.cities() {
        let zone = organisation::city(conn, city)?.zone;
        if !zones.contains(&zone) {
            zones.push(zone);
        }
    }
    Ok(zones)
}

/// The same for a page that reads nothing else of its viewer.
pub(super) async fn of_viewer(app: &App, viewer: &Viewer) -> Result<Vec<Tz>, Error> {
    if viewer.actor.memberships.is_empty() {
        return Ok(vec![]);
    }
    let actor = viewer.actor();
    app.read(move |conn| of(conn, &actor)).await
}
