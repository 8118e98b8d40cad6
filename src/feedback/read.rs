//! What staff look at, and what a city reads.

use super::draft::Release;
use super::facts::FeedbackReleased;
use super::round::{self, Prepared};
use super::{policy, store};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, Organisation, organisation};

/// So many releases of a round are listed.
const RELEASES: i64 = 50;

/// What a city got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The application.
    pub application: Application,
    /// The letter.
    pub letter: FeedbackReleased,
    /// When it was let out.
    pub at: Timestamp,
}

/// The feedback of a published round, by reference, as the actor may know it.
///
/// # Errors
/// [`Error::Missing`] when there is no such round, or the actor may not look at feedback.
pub fn of_round(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<(Opportunity, Vec<Prepared>), Error> {
    if !policy::may_look(actor) {
        return Err(Error::Missing);
    }
    let found = opportunity::by_slug(conn, slug)?;
    let all = round::load(conn, actor, &found, None)?;
    Ok((found, all))
}

/// The releases of a round, the newest first. The caller has read [`of_round`].
///
/// # Errors
/// The database's refusal.
pub fn list_releases(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Release>, Error> {
    store::list_releases(conn, round, RELEASES)
}

/// The feedback on one application.
///
/// # Errors
/// [`Error::Missing`] when there is none, or it is not there for the actor.
pub fn of_application(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Prepared, Error> {
    Ok(one(conn, actor, reference)?.0)
}

/// The feedback on one application, and the names of the reviewers of its round.
pub(super) fn one(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<(Prepared, Vec<String>), Error> {
    if !policy::may_look(actor) {
        return Err(Error::Missing);
    }
    let application = intake::by_reference(conn, reference)?;
    let found = opportunity::opportunity(conn, application.opportunity)?;
    let prepared = round::load(conn, actor, &found, Some(application.id))?.pop().ok_or(Error::Missing)?;
    Ok((prepared, names(conn, found.id)?))
}

/// The names of everybody who was asked to review in a round, each once.
pub(super) fn names(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<String>, Error> {
    let mut names: Vec<String> = store::tasks(conn, round)?.into_iter().map(|task| task.reviewer_name).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The partner cities that confirmed their part, as far as they are registered.
pub(super) fn partner_cities(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Id<Organisation>>, Error> {
    let mut cities = Vec::new();
    for partner in intake::partners(conn, application)? {
        let is_confirmed = partner.answer.as_ref().is_some_and(|answer| answer.is_confirmed);
        if let Some(place) = partner.geoname_id.filter(|_| is_confirmed) {
            cities.extend(organisation::find_by_place(conn, place)?.map(|city| city.id));
        }
    }
    Ok(cities)
}

/// The feedback that a city got, for those of its people and of its partners who may read it.
///
/// # Errors
/// [`Error::Missing`] before it was let out, and for everybody else.
pub fn find_feedback(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Feedback, Error> {
    let application = intake::by_reference(conn, reference)?;
    let partners = partner_cities(conn, application.id)?;
    if !policy::may_read(actor, &application, &partners) {
        return Err(Error::Missing);
    }
    let (letter, at) = store::find_let_out(conn, application.id)?.ok_or(Error::Missing)?;
    let letter = serde_json::from_str(&letter).map_err(|e| Error::unreadable("letter", e))?;
    Ok(Feedback { application, letter, at: Timestamp::from_naive(at) })
}

/// Whether the city of an application got its feedback. The caller has asked whether the actor may see the application.
///
/// # Errors
/// The database's refusal.
pub fn has_feedback(conn: &mut Conn, application: Id<Application>) -> Result<bool, Error> {
    Ok(store::find_let_out(conn, application)?.is_some())
}
