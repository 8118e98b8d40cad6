//! Rows of instances, their events and who stepped back. An approval is an event with a digest.

use super::super::decide::{Past, State, Trace};
use super::super::net::Marking;
use super::super::person::Who;
use super::definitions::definition;
use crate::db::schema::{same_people as s, wf_events as e, wf_instances as i, wf_recusals as r};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A case as the engine sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// The same identifier as the case.
    pub id: String,
    /// The definition it is pinned to.
    pub definition_hash: String,
    /// Where it stands.
    pub marking: Marking,
    /// What the program knows that as.
    pub stage: String,
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
    /// Whose role they used, if it was lent to them.
    pub on_behalf_of: Option<String>,
    /// The rule and the facts by which it was permitted, as JSON.
    pub guard_trace: Option<String>,
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

pub(in super::super) struct NewEvent<'a> {
    pub(in super::super) instance: &'a str,
    pub(in super::super) n: i64,
    pub(in super::super) kind: &'a str,
    pub(in super::super) transition: &'a str,
    pub(in super::super) who: &'a Who,
    pub(in super::super) on_behalf_of: Option<&'a str>,
    pub(in super::super) key: &'a str,
    pub(in super::super) reason: Option<&'a str>,
    pub(in super::super) digest: Option<&'a str>,
    pub(in super::super) trace: Option<&'a Trace>,
    pub(in super::super) marking: &'a Marking,
}

/// The instance of a case.
///
/// # Errors
/// [`Error::Missing`] when the case has none.
pub fn instance(conn: &mut Conn, id: &str) -> Result<Instance, Error> {
    let (id, definition_hash, marking, lock_version, stage): (String, String, String, i64, String) =
        i::table.find(id).select((i::id, i::definition_hash, i::marking, i::lock_version, i::stage)).first(conn)?;
    Ok(Instance { id, definition_hash, marking: Marking::parse(&marking), stage, lock_version })
}

pub(in super::super) fn insert_instance(
    tx: &mut Tx<'_>,
    id: &str,
    definition_hash: &str,
    (marking, stage): (&Marking, &str),
) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(i::table)
        .values((
            i::id.eq(id),
            i::definition_hash.eq(definition_hash),
            i::marking.eq(marking.to_string()),
            i::stage.eq(stage),
            i::lock_version.eq(1),
            i::changed_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Moves the marking from what was read; anything else is stale.
pub(in super::super) fn change_marking(tx: &mut Tx<'_>, read: &Instance, (to, stage): (&Marking, &str)) -> Result<(), Error> {
    let now = tx.now().naive();
    let changed = diesel::update(i::table.filter(i::id.eq(&read.id)).filter(i::lock_version.eq(read.lock_version)))
        .set((i::marking.eq(to.to_string()), i::stage.eq(stage), i::lock_version.eq(read.lock_version + 1), i::changed_at.eq(now)))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

pub(in super::super) fn insert_event(tx: &mut Tx<'_>, new: &NewEvent<'_>) -> Result<String, Error> {
    let id = tx.id::<Event>().text();
    let at = tx.now().naive();
    let trace = new.trace.map(serde_json::to_string).transpose().map_err(|e| Error::Broken(e.to_string()))?;
    diesel::insert_into(e::table)
        .values((
            (e::id.eq(&id), e::instance_id.eq(new.instance), e::n.eq(new.n), e::kind.eq(new.kind), e::transition_id.eq(new.transition)),
            (e::account_id.eq(new.who.account.as_deref()), e::actor_name.eq(&new.who.name), e::reason.eq(new.reason)),
            (e::subject_digest.eq(new.digest), e::idem_key.eq(new.key), e::marking_after.eq(new.marking.to_string()), e::at.eq(at)),
            (e::on_behalf_of.eq(new.on_behalf_of), e::guard_trace.eq(trace)),
        ))
        .execute(&mut **tx)?;
    Ok(id)
}

/// The event of one press of one button, if it was pressed.
///
/// # Errors
/// The database's refusal.
pub fn find_event_by_key(conn: &mut Conn, key: &str) -> Result<Option<Event>, Error> {
    Ok(e::table.filter(e::idem_key.eq(key)).first(conn).optional()?)
}

/// Every event of an instance, in order.
///
/// # Errors
/// The database's refusal.
pub fn list_events(conn: &mut Conn, instance: &str) -> Result<Vec<Event>, Error> {
    Ok(e::table.filter(e::instance_id.eq(instance)).order(e::n).load(conn)?)
}

/// Where an instance stands, and all that happened on it.
///
/// # Errors
/// The database's refusal.
pub fn state(conn: &mut Conn, found: &Instance) -> Result<State, Error> {
    // Only what decides: notes and traces can be long.
    type Told = (String, Option<String>, Option<String>, Option<String>, String);
    let events: Vec<Told> = e::table
        .filter(e::instance_id.eq(&found.id))
        .order(e::n)
        .select((e::transition_id, e::account_id, e::on_behalf_of, e::subject_digest, e::kind))
        .load(conn)?;
    let recused: Vec<String> = r::table.filter(r::instance_id.eq(&found.id)).select(r::account_id).load(conn)?;
    let past = |(transition, account, on_behalf_of, digest, kind): Told| {
        let moved = kind != "approved";
        Past { transition, account, on_behalf_of, digest, moved }
    };
    let same_person = same_person(conn)?;
    let recused = recused.into_iter().map(|account| same_person.get(&account).cloned().unwrap_or(account)).collect();
    Ok(State { marking: found.marking.clone(), history: events.into_iter().map(past).collect(), recused, same_person })
}

/// The accounts that are another one's person: a few, kept by administrators.
pub(super) fn same_person(conn: &mut Conn) -> Result<BTreeMap<String, String>, Error> {
    let linked: Vec<(String, String)> = s::table.load(conn)?;
    Ok(linked.into_iter().collect())
}

/// Whether this person stepped back from an instance.
pub(in super::super) fn is_recused(conn: &mut Conn, instance: &str, account: &str) -> Result<bool, Error> {
    let of_instance: Vec<String> = r::table.filter(r::instance_id.eq(instance)).select(r::account_id).load(conn)?;
    if of_instance.is_empty() {
        return Ok(false);
    }
    let same = same_person(conn)?;
    let person = |account: &str| same.get(account).cloned().unwrap_or_else(|| account.to_owned());
    Ok(of_instance.iter().any(|recused| person(recused) == person(account)))
}

/// The instances from which this person stepped back.
pub(in super::super) fn list_recused(conn: &mut Conn, account: &str) -> Result<Vec<String>, Error> {
    let same = same_person(conn)?;
    let person = same.get(account).map_or(account, String::as_str);
    let others = same.iter().filter(|(_, of)| *of == person).map(|(account, _)| account.as_str());
    let accounts: Vec<&str> = others.chain([account, person]).collect();
    Ok(r::table.filter(r::account_id.eq_any(accounts)).select(r::instance_id).distinct().load(conn)?)
}

/// Keeps that somebody stepped back from a case; whether this is new.
pub(in super::super) fn insert_recusal(tx: &mut Tx<'_>, (instance, account, reason): (&str, &str, &str), by: &Who) -> Result<bool, Error> {
    let known: i64 = r::table.filter(r::instance_id.eq(instance)).filter(r::account_id.eq(account)).count().get_result(&mut **tx)?;
    if known > 0 {
        return Ok(false);
    }
    let (id, at) = (tx.id::<Event>().text(), tx.now().naive());
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(id), r::instance_id.eq(instance), r::account_id.eq(account), r::reason.eq(reason), r::at.eq(at)),
            (r::recorded_by.eq(by.account.as_deref()), r::recorded_by_name.eq(&by.name)),
        ))
        .execute(&mut **tx)?;
    Ok(true)
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
/// stored, also of what waits for whom (W1); returns what is wrong, in words.
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
    if found.stage != found.marking.stage(&definition) {
        faults.push(format!("{id} is known as “{}”, but stands at “{}”", found.stage, found.marking));
    }
    if found.marking != marking || found.lock_version != i64::try_from(events.len()).unwrap_or(i64::MAX) {
        faults.push(format!("{id} stands at “{}”, but its events lead to “{marking}”", found.marking));
    }
    faults.extend(super::waits::faults(conn, &found)?);
    Ok(faults)
}
