//! How complete the drafts of a round are, for whoever watches its last day. The worker counts a draft after it was
//! changed, so that a look at the room reads what was counted and never goes through every draft.

use super::{Application, completeness, read, store};
use crate::db::{Conn, Db, Error};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity, Window};
use crate::people::Organisation;
use chrono::TimeDelta;
use chrono_tz::Tz;

/// So many drafts of a round are counted at once.
const AT_ONCE: i64 = 100;
/// Drafts are counted until so long after the deadline: some cities have more time.
const AFTER: TimeDelta = TimeDelta::days(30);

/// A draft as it was counted.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) application: Id<Application>,
    pub(super) round: Id<Opportunity>,
    pub(super) version: i64,
    pub(super) wanted: i32,
    pub(super) missing: i32,
    pub(super) percent: i32,
    pub(super) saved_at: Timestamp,
    pub(super) saved_by: Option<String>,
    pub(super) counted_at: Timestamp,
}

/// A draft that little is missing in. Nobody outside the city reads what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearlyComplete {
    /// The city.
    pub city: Id<Organisation>,
    /// Its name.
    pub city_name: String,
    /// Its zone.
    pub zone: Tz,
    /// How complete, of a hundred.
    pub percent: i32,
    /// How many things are missing.
    pub missing: i32,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// Who wrote in it last.
    pub saved_by: Option<String>,
}

/// The drafts of a round, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    /// What was received.
    pub received: i64,
    /// What nobody submitted yet.
    pub drafts: i64,
    /// How many of them stand at each per cent, as the worker counted them.
    pub by_percent: Vec<(i32, i64)>,
    /// How many of their cities are in which zone, the most first.
    pub zones: Vec<(String, i64)>,
}

/// Counts drafts that were changed since they were counted, in every round that is open or was lately; returns how many.
///
/// # Errors
/// The database's refusal.
pub fn count_changed(db: &Db) -> Result<usize, Error> {
    let now = db.clock().now();
    let counted = db.read(|conn| {
        let rounds = opportunity::list_published(conn)?;
        let mut counted = Vec::new();
        for round in rounds.iter().filter(|round| round.window(now) != Window::Upcoming && now < round.closes.at.plus(AFTER)) {
            for id in store::list_uncounted(conn, round.id, AT_ONCE)? {
                match count(conn, id, now) {
                    Ok(one) => counted.push(one),
                    Err(e @ (Error::Busy | Error::Away(_))) => return Err(e),
                    Err(e) => tracing::error!(application = %id, error = %e, detail = e.detail(), "a draft is not counted; the others are"),
                }
            }
        }
        Ok::<_, Error>(counted)
    })?;
    if counted.is_empty() {
        return Ok(0);
    }
    db.write_behind(|tx| counted.iter().try_for_each(|one| store::save_progress(tx, one)))?;
    Ok(counted.len())
}

fn count(conn: &mut Conn, id: Id<Application>, now: Timestamp) -> Result<Counted, Error> {
    let draft = read::draft(conn, id)?;
    let (wanted, missing) = (completeness::wanted(&draft), completeness::gaps(&draft).len());
    let latest = draft.saved.values().max_by_key(|saved| saved.at);
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    Ok(Counted {
        application: id,
        round: draft.application.opportunity,
        version: draft.application.version,
        wanted: number(wanted),
        missing: number(missing),
        percent: percent(wanted, missing),
        saved_at: draft.application.updated_at,
        saved_by: latest.map(|saved| saved.by.clone()),
        counted_at: now,
    })
}

/// How complete, of a hundred; what misses something is never a hundred.
fn percent(wanted: usize, missing: usize) -> i32 {
    if missing == 0 {
        return 100;
    }
    let there = wanted.saturating_sub(missing);
    i32::try_from(there * 100 / wanted.max(1)).unwrap_or(0).min(99)
}

/// A round as somebody may watch it: without the applications that are closed to them.
pub type Watched<'a> = (Id<Opportunity>, &'a [String]);

/// What was received and what is being written, in numbers.
///
/// # Errors
/// The database's refusal.
pub fn drafts_of_round(conn: &mut Conn, round: Watched<'_>) -> Result<Drafts, Error> {
    Ok(Drafts {
        received: store::count_received(conn, round)?,
        drafts: store::count_drafts(conn, round)?,
        by_percent: store::drafts_by_percent(conn, round)?,
        zones: store::zones_of_drafts(conn, round, 12)?,
    })
}

/// The drafts that are at least so complete, the most complete first.
///
/// # Errors
/// The database's refusal.
pub fn list_nearly_complete(conn: &mut Conn, round: Watched<'_>, percent: i32, limit: i64) -> Result<Vec<NearlyComplete>, Error> {
    store::list_nearly(conn, round, percent, limit)
}

/// The cities that write a draft in the round, with their names in order, from `offset` on.
///
/// # Errors
/// The database's refusal.
pub fn list_drafting_cities(conn: &mut Conn, round: Watched<'_>, page: (i64, i64)) -> Result<Vec<(Id<Organisation>, String)>, Error> {
    store::list_drafting(conn, round, page)
}

/// When what came in was received, from an instant on, the latest first: a limit cuts the oldest.
///
/// # Errors
/// The database's refusal.
pub fn received_since(conn: &mut Conn, round: Watched<'_>, from: Timestamp, limit: i64) -> Result<Vec<Timestamp>, Error> {
    store::received_since(conn, round, from, limit)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn what_misses_something_is_never_complete() {
        assert_eq!([(20, 20), (20, 30), (20, 4), (1_000, 1), (20, 0), (0, 1)].map(|(w, m)| percent(w, m)), [0, 0, 80, 99, 100, 0]);
    }
}
