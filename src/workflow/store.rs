//! Rows of definitions, instances and events. An approval is an event with a digest.

use super::decide::{Past, Who};
use super::definition::Definition;
use super::net::Marking;
use crate::db::schema::{wf_definitions as d, wf_events as e, wf_instances as i};
use crate::db::{Conn, Error, Memo, Tx};
use crate::kernel::Timestamp;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::sync::Arc;

static DEFINITIONS: Memo<Definition> = Memo::new();

/// A case as the engine sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The same identifier as the case.
    pub id: String,
    /// The definition it is pinned to.
    pub definition_hash: String,
    /// Where it stands.
    pub marking: Marking,
    /// Grows by one with every event.
    pub lock_version: i64,
}

/// One recorded step.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Event {
    /// Its identifier.
    pub id: String,
    /// The instance.
    pub instance_id: String,
    /// Its number in the instance, from 1.
    pub n: i64,
    /// `started`, `moved` or `approved` (recorded, but the quorum waits for others).
    pub kind: String,
    /// The transition; empty for the start.
    pub transition_id: String,
    /// Who took it.
    pub account_id: Option<String>,
    /// Their name then.
    pub actor_name: String,
    /// Why.
    pub reason: Option<String>,
    /// What an approval binds.
    pub subject_digest: Option<String>,
    /// The one press of the button.
    pub idem_key: String,
    /// The marking afterwards.
    pub marking_after: String,
    /// When.
    pub at: NaiveDateTime,
}

/// An approval as recorded: who approved which digest, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedApproval {
    /// Its identifier (that of the event).
    pub id: String,
    /// The transition it approves.
    pub transition: String,
    /// The approver.
    pub account_id: String,
    /// Their name then.
    pub name: String,
    /// What was approved.
    pub subject_digest: String,
    /// When.
    pub at: Timestamp,
}

pub(super) struct NewEvent<'a> {
    pub(super) instance: &'a str,
    pub(super) n: i64,
    pub(super) kind: &'a str,
    pub(super) transition: &'a str,
    pub(super) who: &'a Who,
    pub(super) key: &'a str,
    pub(super) reason: Option<&'a str>,
    pub(super) digest: Option<&'a str>,
    pub(super) marking: &'a Marking,
}

/// The definition with this hash.
///
/// # Errors
/// [`Error::Missing`] when none has it.
pub fn definition(conn: &mut Conn, hash: &str) -> Result<Arc<Definition>, Error> {
    DEFINITIONS.get(hash, || {
        let json: String = d::table.find(hash).select(d::json).first(conn)?;
        serde_json::from_str(&json).map_err(|e| Error::unreadable("workflow definition", e))
    })
}

pub(super) fn insert_definition_once(tx: &mut Tx<'_>, definition: &Definition) -> Result<String, Error> {
    let broken = |e: serde_json::Error| Error::Broken(e.to_string());
    let hash = definition.hash().map_err(broken)?;
    let known: i64 = d::table.filter(d::hash.eq(&hash)).count().get_result(&mut **tx)?;
    if known == 0 {
        let now = tx.now().naive();
        diesel::insert_into(d::table)
            .values((
                d::hash.eq(&hash),
                d::name.eq(&definition.name),
                d::version.eq(&definition.version),
                d::json.eq(definition.canonical_json().map_err(broken)?),
                d::published_at.eq(now),
            ))
            .execute(&mut **tx)?;
    }
    Ok(hash)
}

/// The instance of a case.
///
/// # Errors
/// [`Error::Missing`] when the case has none.
pub fn instance(conn: &mut Conn, id: &str) -> Result<Instance, Error> {
    let (id, definition_hash, marking, lock_version): (String, String, String, i64) =
        i::table.find(id).select((i::id, i::definition_hash, i::marking, i::lock_version)).first(conn)?;
    Ok(Instance { id, definition_hash, marking: Marking::parse(&marking), lock_version })
}

pub(super) fn insert_instance(tx: &mut Tx<'_>, id: &str, definition_hash: &str, marking: &Marking) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(i::table)
        .values((
            i::id.eq(id),
            i::definition_hash.eq(definition_hash),
            i::marking.eq(marking.to_string()),
            i::lock_version.eq(1),
            i::changed_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Moves the marking from what was read; anything else is stale.
pub(super) fn change_marking(tx: &mut Tx<'_>, read: &Instance, to: &Marking) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(i::table.filter(i::id.eq(&read.id)).filter(i::lock_version.eq(read.lock_version)))
        .set((i::marking.eq(to.to_string()), i::lock_version.eq(read.lock_version + 1), i::changed_at.eq(now)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(super) fn insert_event(tx: &mut Tx<'_>, new: &NewEvent<'_>) -> Result<String, Error> {
    let id = tx.id::<Event>().text();
    let at = tx.now().naive();
    diesel::insert_into(e::table)
        .values((
            (e::id.eq(&id), e::instance_id.eq(new.instance), e::n.eq(new.n), e::kind.eq(new.kind), e::transition_id.eq(new.transition)),
            (e::account_id.eq(new.who.account.as_deref()), e::actor_name.eq(&new.who.name), e::reason.eq(new.reason)),
            (e::subject_digest.eq(new.digest), e::idem_key.eq(new.key), e::marking_after.eq(new.marking.to_string()), e::at.eq(at)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

pub(super) fn find_event_by_key(conn: &mut Conn, key: &str) -> Result<Option<Event>, Error> {
    Ok(e::table.filter(e::idem_key.eq(key)).first(conn).optional()?)
}

/// Every event of an instance, in order.
///
/// # Errors
/// The database's refusal.
pub fn list_events(conn: &mut Conn, instance: &str) -> Result<Vec<Event>, Error> {
    Ok(e::table.filter(e::instance_id.eq(instance)).order(e::n).load(conn)?)
}

pub(super) fn history(conn: &mut Conn, instance: &str) -> Result<Vec<Past>, Error> {
    let past = |event: Event| Past {
        transition: event.transition_id,
        account: event.account_id,
        digest: event.subject_digest,
        moved: event.kind != "approved",
    };
    Ok(list_events(conn, instance)?.into_iter().map(past).collect())
}

/// The approvals recorded for an instance, in order.
///
/// # Errors
/// The database's refusal.
pub fn approvals(conn: &mut Conn, instance: &str) -> Result<Vec<RecordedApproval>, Error> {
    let recorded = |event: Event| {
        Some(RecordedApproval {
            account_id: event.account_id?,
            subject_digest: event.subject_digest?,
            id: event.id,
            transition: event.transition_id,
            name: event.actor_name,
            at: Timestamp::from_naive(event.at),
        })
    };
    Ok(list_events(conn, instance)?.into_iter().filter_map(recorded).collect())
}

/// Folds the events of an instance over its definition and compares with what is
/// stored (W1); returns what is wrong, in words.
///
/// # Errors
/// The database's refusal.
pub fn verify(conn: &mut Conn, id: &str) -> Result<Vec<String>, Error> {
    let found = instance(conn, id)?;
    let definition = definition(conn, &found.definition_hash)?;
    let mut marking = Marking::at(&definition.start);
    let mut faults = Vec::new();
    let events = list_events(conn, id)?;
    for (event, n) in events.iter().zip(1_i64..) {
        if event.n != n {
            faults.push(format!("event {} of {id} has number {}", n, event.n));
        }
        if event.kind == "moved" {
            match definition.transition(&event.transition_id).and_then(|t| marking.after(t)) {
                Some(next) => marking = next,
                None => faults.push(format!("event {n} of {id} takes “{}” from “{marking}”", event.transition_id)),
            }
        }
        if Marking::parse(&event.marking_after) != marking {
            faults.push(format!("event {n} of {id} leads to “{marking}”, not “{}”", event.marking_after));
        }
    }
    if found.marking != marking || found.lock_version != i64::try_from(events.len()).unwrap_or(i64::MAX) {
        faults.push(format!("{id} stands at “{}”, but its events lead to “{marking}”", found.marking));
    }
    Ok(faults)
}
