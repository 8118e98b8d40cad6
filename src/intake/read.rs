//! The read side: for pages, the API and the slices that come later.

use super::kept::{Content, Kept};
use super::policy::{self, Visible};
use super::save_answer::TITLE;
use super::{
    Activity, Application, Attachment, BudgetLine, Draft, Partner, Received, Return, Submission, SubmissionHead, Watched, enter, store,
};
use crate::db::{Conn, Error};
use crate::kernel::{Id, Money, Timestamp};
use crate::opportunity::{self, Definition, Opportunity};
use crate::outbox::Recipient;
use crate::people::{Actor, Organisation, organisation};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a page of a list begins: after this application. `None` is the first page.
pub type Cursor = Option<Id<Application>>;

/// One application. The caller asks [`policy::may_see`].
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn application(conn: &mut Conn, id: Id<Application>) -> Result<Application, Error> {
    store::application(conn, id)
}

/// These applications, in no order. The caller asks [`policy::may_see`].
///
/// # Errors
/// The database's refusal.
pub fn list_by_id(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<Application>, Error> {
    store::list_by_id(conn, ids)
}

/// The application with this reference number. The caller asks [`policy::may_see`].
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Application, Error> {
    store::by_reference(conn, reference)
}

/// The application with this reference number, if the actor may see it.
///
/// # Errors
/// [`Error::Missing`] otherwise, or the database's refusal.
pub fn find_visible(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Application, Error> {
    let application = store::by_reference(conn, reference)?;
    if policy::may_see(actor, &application) { Ok(application) } else { Err(Error::Missing) }
}

/// The application with this reference number, if the actor reads it as its city does.
///
/// # Errors
/// [`Error::Missing`] otherwise, or the database's refusal.
pub fn find_of_city(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Application, Error> {
    let application = store::by_reference(conn, reference)?;
    if policy::is_of_city(actor, &application) { Ok(application) } else { Err(Error::Missing) }
}

/// Everything an application holds now.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn draft(conn: &mut Conn, id: Id<Application>) -> Result<Draft, Error> {
    let application = store::application(conn, id)?;
    draft_of(conn, application)
}

/// Everything that an application, read a moment ago, holds now; with the name and the amount of now, where parts
/// of it are open again.
///
/// # Errors
/// The database's refusal.
pub fn draft_of(conn: &mut Conn, application: Application) -> Result<Draft, Error> {
    let mut draft = stored_draft(conn, application)?;
    if draft.application.is_open_again() {
        draft.application.total = draft.total();
        draft.application.title = draft.saved.get(TITLE).map(|saved| saved.answer.typed()).unwrap_or_default();
    }
    Ok(draft)
}

/// Everything an application holds now, for reading: what was received is closed, and is read once for all who read it. Not for
/// a transaction, which may have changed what it reads.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn draft_kept(conn: &mut Conn, id: Id<Application>, kept: &Kept) -> Result<Draft, Error> {
    let application = store::application(conn, id)?;
    if !Kept::holds(&application) {
        return draft_of(conn, application);
    }
    let content = kept.content(conn, &application)?;
    whole_draft(conn, application, Content::clone(&content))
}

fn stored_draft(conn: &mut Conn, application: Application) -> Result<Draft, Error> {
    let content = Content::read(conn, application.id)?;
    whole_draft(conn, application, content)
}

fn whole_draft(conn: &mut Conn, application: Application, content: Content) -> Result<Draft, Error> {
    let whole = opportunity::definition(conn, &application.definition_sha256)?;
    let is_note = application.invited_at.is_none();
    let Content { saved, activities, costs, budget, attachments } = content;
    Ok(Draft {
        definition: whole.concept_form().filter(|_| is_note).map_or(whole, Arc::new),
        saved,
        activities,
        costs,
        budget,
        attachments: store::with_scans(conn, attachments)?,
        partners: store::partners(conn, application.id)?,
        application,
    })
}

/// Applications of these cities, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_for_cities(conn: &mut Conn, cities: &[Id<Organisation>], after: Cursor, limit: i64) -> Result<Vec<Application>, Error> {
    store::list(conn, &Visible::OfCities(cities.to_vec()), after, limit)
}

/// Applications that the actor may see, newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_for_actor(conn: &mut Conn, actor: &Actor, after: Cursor, limit: i64) -> Result<Vec<Application>, Error> {
    store::list(conn, &policy::visible(actor), after, limit)
}

/// Applications that were received for an opportunity and not withdrawn, in order of receipt.
///
/// # Errors
/// The database's refusal.
pub fn list_submitted(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<Application>, Error> {
    store::list_submitted(conn, opportunity)
}

/// The versions of a round under which anybody applies to it, drafts and what was withdrawn included.
///
/// # Errors
/// The database's refusal.
pub fn list_versions_in_use(conn: &mut Conn, opportunity: Id<Opportunity>) -> Result<Vec<String>, Error> {
    store::list_versions(conn, opportunity)
}

/// All that was answered in several applications, as it is stored (JSON), each with its application.
///
/// # Errors
/// The database's refusal.
pub fn list_stored_answers(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<(Id<Application>, String)>, Error> {
    store::list_stored_answers(conn, ids)
}

/// The activities of an application, with their people, in order.
///
/// # Errors
/// The database's refusal.
pub fn activities(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Activity>, Error> {
    store::activities(conn, id)
}

/// One activity with its people.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn activity(conn: &mut Conn, id: Id<Activity>) -> Result<Activity, Error> {
    store::activity(conn, id)
}

/// The budget of an application, line by line.
///
/// # Errors
/// The database's refusal.
pub fn budget_lines(conn: &mut Conn, id: Id<Application>) -> Result<Vec<BudgetLine>, Error> {
    store::budget_lines(conn, id)
}

/// The budget of an application summed by category; categories without cost are absent.
///
/// # Errors
/// The database's refusal.
pub fn budget_by_category(conn: &mut Conn, id: Id<Application>) -> Result<Vec<(String, Money)>, Error> {
    let mut sums: BTreeMap<String, Money> = BTreeMap::new();
    for line in store::budget_lines(conn, id)? {
        let sum = sums.entry(line.category).or_default();
        *sum = sum.plus(line.amount).map_err(|e| Error::unreadable("budget", e))?;
    }
    Ok(sums.into_iter().collect())
}

/// The partners of an application that were not removed, each with what it answered last.
///
/// # Errors
/// The database's refusal.
pub fn partners(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Partner>, Error> {
    store::partners(conn, id)
}

/// The names of the partners of many applications, in one query.
///
/// # Errors
/// The database's refusal.
pub fn list_partner_names(conn: &mut Conn, ids: &[Id<Application>]) -> Result<BTreeMap<Id<Application>, Vec<String>>, Error> {
    let mut names: BTreeMap<Id<Application>, Vec<String>> = BTreeMap::new();
    for (application, name) in store::list_partner_names(conn, ids)? {
        names.entry(application).or_default().push(name);
    }
    Ok(names)
}

/// The cities that have a part in an application, as far as they are registered: the lead and its
/// partners. Whoever belongs to one of them is not to judge it.
///
/// # Errors
/// The database's refusal.
pub fn cities_with_a_part(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Id<Organisation>>, Error> {
    let mut cities = vec![store::application(conn, id)?.city];
    for place in store::partners(conn, id)?.iter().filter_map(|partner| partner.geoname_id) {
        cities.extend(organisation::find_by_place(conn, place)?.map(|city| city.id));
    }
    Ok(cities)
}

/// The files of an application.
///
/// # Errors
/// The database's refusal.
pub fn attachments(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Attachment>, Error> {
    store::attachments(conn, id)
}

/// One file. The caller asks [`policy::may_see`] of its application.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn attachment(conn: &mut Conn, id: Id<Attachment>) -> Result<Attachment, Error> {
    store::attachment(conn, id)
}

/// Everything that was received for an application, the first first.
///
/// # Errors
/// The database's refusal.
pub fn submissions(conn: &mut Conn, id: Id<Application>) -> Result<Vec<Submission>, Error> {
    store::submissions(conn, id)
}

/// What was received last.
///
/// # Errors
/// [`Error::Missing`] for a draft, or the database's refusal.
pub fn latest_submission(conn: &mut Conn, id: Id<Application>) -> Result<Submission, Error> {
    store::submission(conn, id, None)
}

/// What was received last of each of these applications, in no order.
///
/// # Errors
/// The database's refusal.
pub fn list_latest_submissions(conn: &mut Conn, ids: &[Id<Application>]) -> Result<Vec<Submission>, Error> {
    store::list_latest_submissions(conn, ids)
}

/// What was received as the first, second, … of this application.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn submission(conn: &mut Conn, id: Id<Application>, n: i32) -> Result<Submission, Error> {
    store::submission(conn, id, Some(n))
}

/// Each time something was received, without its content, the newest first, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_submission_heads(conn: &mut Conn, id: Id<Application>, limit: i64) -> Result<Vec<SubmissionHead>, Error> {
    store::list_submission_heads(conn, id, limit)
}

/// The form that was answered by what was received: of a concept note no more than the note.
///
/// # Errors
/// [`Error::Missing`], or the database's refusal.
pub fn form_of(conn: &mut Conn, received: &Received) -> Result<Arc<Definition>, Error> {
    let whole = opportunity::definition(conn, &received.opportunity.definition_sha256)?;
    Ok(whole.concept_form().filter(|_| received.is_concept_note()).map_or(whole, Arc::new))
}

/// The last time the application was sent back.
///
/// # Errors
/// The database's refusal.
pub fn last_return(conn: &mut Conn, id: Id<Application>) -> Result<Option<Return>, Error> {
    store::last_return(conn, id)
}

/// The zone of the application's city, in which its people read times.
///
/// # Errors
/// The database's refusal.
pub fn city_zone(conn: &mut Conn, application: &Application) -> Result<Tz, Error> {
    Ok(store::city(conn, application.city)?.zone)
}

/// The cities with a draft in this round, by name, at most `limit`.
///
/// # Errors
/// The database's refusal.
pub fn list_cities_with_drafts(conn: &mut Conn, round: Watched<'_>, limit: i64) -> Result<Vec<(Id<Organisation>, String)>, Error> {
    store::list_cities_with_drafts(conn, round, limit)
}

/// Those who write for a city with a draft in this round, and where letters about entries for cities go; each once.
///
/// # Errors
/// The database's refusal.
pub fn list_writers_of_drafts(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Recipient>, Error> {
    let mut told = store::list_writers_of_drafts(conn, round)?;
    for application in store::list_entries_in_drafts(conn, round)? {
        for one in enter::mailbox_of_entry(conn, &application)? {
            if told.iter().all(|known| known.email != one.email) {
                told.push(one);
            }
        }
    }
    Ok(told)
}

/// The same people, those together whose cities with a draft lie in the same zones.
pub(super) fn list_writers_of_drafts_by_zones(
    conn: &mut Conn,
    round: Id<Opportunity>,
) -> Result<BTreeMap<Vec<String>, Vec<Recipient>>, Error> {
    let mut all = store::list_writers_of_drafts_with_zones(conn, round)?;
    for application in store::list_entries_in_drafts(conn, round)? {
        let zone = store::city(conn, application.city)?.zone.name().to_owned();
        all.extend(enter::mailbox_of_entry(conn, &application)?.into_iter().map(|one| (one, zone.clone())));
    }
    let mut by_address: BTreeMap<String, (Recipient, BTreeSet<String>)> = BTreeMap::new();
    for (one, zone) in all {
        by_address.entry(one.email.to_lowercase()).or_insert_with(|| (one, BTreeSet::new())).1.insert(zone);
    }
    let mut by_zones: BTreeMap<Vec<String>, Vec<Recipient>> = BTreeMap::new();
    for (one, zones) in by_address.into_values() {
        by_zones.entry(zones.into_iter().collect()).or_default().push(one);
    }
    Ok(by_zones)
}

/// The active people who write for a city that applies in this round, with a draft or with what was received.
///
/// # Errors
/// The database's refusal.
pub fn list_writers(conn: &mut Conn, round: Id<Opportunity>) -> Result<Vec<Recipient>, Error> {
    store::list_writers(conn, round)
}

/// The names of cities, such as `Madison, WI`, in the order given.
///
/// # Errors
/// The database's refusal.
pub fn city_names(conn: &mut Conn, cities: &[Id<Organisation>]) -> Result<Vec<(Id<Organisation>, String)>, Error> {
    cities.iter().map(|id| store::city(conn, *id).map(|city| (city.id, city.full_name))).collect()
}

/// The last instant of this application: of its round, or of what its city was granted or asked for.
///
/// # Errors
/// The database's refusal.
pub fn last_instant(conn: &mut Conn, application: &Application) -> Result<Timestamp, Error> {
    let round = opportunity::opportunity(conn, application.opportunity)?;
    let closes = opportunity::closing(conn, &round, application.city)?.at;
    Ok(application.answer_by.filter(|_| application.is_open_again()).unwrap_or(closes))
}
