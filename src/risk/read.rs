//! The read side: for pages, and for the slices that come later.

use super::attestation::Attestation;
use super::checks::checks_on;
use super::condition::{Condition, Proposal, proposals};
use super::{Standing, policy, store};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity;
use crate::people::{Actor, Organisation, organisation};
use crate::review;
use crate::workflow;
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// An application as checks see it: whose it is, and the zone in which its days count.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The application.
    pub application: Application,
    /// The zone of its round.
    pub zone: Tz,
}

impl Subject {
    /// The day at an instant, in the zone of the round.
    #[must_use]
    pub fn day(&self, now: Timestamp) -> NaiveDate {
        now.day_in(self.zone)
    }
}

/// Everything that a person of the fund reads about one application.
#[derive(Clone, Debug)]
pub struct Record {
    /// How it stands.
    pub standing: Standing,
    /// Every answer that concerns it, the newest first.
    pub attestations: Vec<Attestation>,
    /// Every condition, the oldest first.
    pub conditions: Vec<Condition>,
    /// What the current answers propose.
    pub proposals: Vec<Proposal>,
}

/// How an application of a city stands on a day, for rules. Whoever shows it asks [`policy::may_see`].
///
/// # Errors
/// No checks for the day, or the database's refusal.
pub fn standing(
    conn: &mut Conn,
    organisation: Id<Organisation>,
    application: Id<Application>,
    today: NaiveDate,
) -> Result<Standing, Error> {
    let answers = store::list_attestations(conn, organisation, application)?;
    Ok(Standing::of(checks_on(today)?, &answers, application, today))
}

/// The application with this number, if the actor may see its checks: it was received,
/// and the actor is one of the fund's people and not recused from it.
///
/// # Errors
/// [`Error::Missing`] otherwise.
pub fn find_subject(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Subject, Error> {
    let application = intake::by_reference(conn, reference)?;
    visible(conn, actor, application)
}

pub(super) fn subject(conn: &mut Conn, actor: &Actor, id: Id<Application>) -> Result<Subject, Error> {
    let application = intake::application(conn, id)?;
    visible(conn, actor, application)
}

fn visible(conn: &mut Conn, actor: &Actor, application: Application) -> Result<Subject, Error> {
    let is_open = policy::may_see(actor) && application.submitted_at.is_some();
    if !is_open || is_recused(conn, actor, application.id)? {
        return Err(Error::Missing);
    }
    let zone = opportunity::definition(conn, &application.definition_sha256)?.dates.zone;
    Ok(Subject { application, zone })
}

/// Whether the case is closed to the actor because of a conflict of interest: by the rules, or because they stepped back,
/// as a reviewer or on the desk; so did whoever entered it for the city.
fn is_recused(conn: &mut Conn, actor: &Actor, id: Id<Application>) -> Result<bool, Error> {
    let Some(account) = actor.account else { return Ok(false) };
    Ok(actor.is_kept_from(id) || workflow::is_recused(conn, &id.text(), &account.text())? || review::is_recused(conn, actor, id)?)
}

/// Everything about one application, as of a day.
///
/// # Errors
/// [`Error::Missing`] when the actor may not see it, no checks for the day, or the database's refusal.
pub fn record(conn: &mut Conn, actor: &Actor, application: Id<Application>, today: NaiveDate) -> Result<Record, Error> {
    let subject = subject(conn, actor, application)?;
    let attestations = store::list_attestations(conn, subject.application.city, application)?;
    let standing = Standing::of(checks_on(today)?, &attestations, application, today);
    let conditions = store::list_conditions(conn, application)?;
    let proposals = proposals(&standing, &conditions);
    Ok(Record { standing, attestations, conditions, proposals })
}

/// How many conditions of an award are in force. Whoever shows it asks [`policy::may_see`].
///
/// # Errors
/// The database's refusal.
pub fn count_conditions(conn: &mut Conn, application: Id<Application>) -> Result<i64, Error> {
    store::count_conditions(conn, application)
}

/// One attestation that concerns this application, for its evidence.
///
/// # Errors
/// [`Error::Missing`] when the actor may not see it, or it concerns another.
pub fn attestation(conn: &mut Conn, actor: &Actor, application: Id<Application>, id: Id<Attestation>) -> Result<Attestation, Error> {
    let subject = subject(conn, actor, application)?;
    let found = store::attestation(conn, id)?;
    let concerns = found.organisation == subject.application.city && found.application.is_none_or(|of| of == application);
    if concerns { Ok(found) } else { Err(Error::Missing) }
}

/// The conditions of an award, for the people of its city and of the fund; the oldest first.
///
/// # Errors
/// [`Error::Missing`] when they are not theirs to read.
pub fn list_conditions(conn: &mut Conn, actor: &Actor, application: Id<Application>) -> Result<Vec<Condition>, Error> {
    let city = intake::application(conn, application)?.city;
    let is_closed = actor.is_kept_from(application) && !actor.belongs_to(city);
    if is_closed || !policy::may_see_conditions(actor, city) {
        return Err(Error::Missing);
    }
    store::list_conditions(conn, application)
}

/// Every condition of an award, the oldest first. Whoever shows one asks [`policy::may_see_conditions`].
///
/// # Errors
/// The database's refusal.
pub fn conditions_of(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Condition>, Error> {
    store::list_conditions(conn, application)
}

/// One condition. Whoever shows it asks [`policy::may_see_conditions`].
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn condition(conn: &mut Conn, id: Id<Condition>) -> Result<Condition, Error> {
    store::condition(conn, id)
}

/// The conditions of an award that hold back payments on a day: in force, said to do so, and due by then or without a day.
/// Whoever shows them asks [`policy::may_see_conditions`].
///
/// # Errors
/// The database's refusal.
pub fn list_due(conn: &mut Conn, application: Id<Application>, today: NaiveDate) -> Result<Vec<Condition>, Error> {
    let mut due = store::list_conditions(conn, application)?;
    due.retain(|condition| condition.holds_payment_on(today));
    Ok(due)
}

/// The conditions of some awards that hold back payments now, each by the day of its city. Whoever shows them asks
/// [`policy::may_see_conditions`].
///
/// # Errors
/// The database's refusal.
pub fn list_holding(conn: &mut Conn, applications: &[Id<Application>], now: Timestamp) -> Result<Vec<Condition>, Error> {
    // No zone is a day ahead of this.
    let until = now.day().succ_opt().unwrap_or(now.day());
    let (mut holding, mut zones) = (Vec::new(), BTreeMap::new());
    for condition in store::list_holding(conn, applications, until)? {
        let zone = match zones.entry(condition.organisation) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => *unknown.insert(organisation::city(conn, condition.organisation)?.zone),
        };
        if condition.holds_payment_on(now.day_in(zone)) {
            holding.push(condition);
        }
    }
    Ok(holding)
}

/// How many conditions in force cities say they did what ends them, of what is open to the actor.
///
/// # Errors
/// The database's refusal.
pub fn count_met(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    store::count_met(conn, &actor.walls.ids())
}

/// The conditions in force of which cities say they did what ends them, of what is open to the actor: the number of the
/// application with each, the oldest first, at most 200.
///
/// # Errors
/// The database's refusal.
pub fn list_met(conn: &mut Conn, actor: &Actor) -> Result<Vec<(String, Condition)>, Error> {
    store::list_met(conn, &actor.walls.ids(), 200)
}
