//! Rows of attestations and conditions.

use super::attestation::{Attestation, Evidence};
use super::checks;
use super::condition::{Condition, Lifted, Met};
use crate::db::schema::{applications as p, award_conditions as c, risk_attestations as a};
use crate::db::{Conn, Error, Tx};
use crate::intake::Application;
use crate::kernel::{Id, Timestamp};
use crate::people::{Account, Organisation};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

#[derive(Queryable)]
struct AttestationRow {
    id: String,
    organisation_id: String,
    application_id: Option<String>,
    kind: String,
    outcome: String,
    identifier: Option<String>,
    note: String,
    evidence_sha256: Option<String>,
    evidence_name: Option<String>,
    evidence_media_type: Option<String>,
    policy_version: String,
    attested_by: String,
    attested_by_name: String,
    attested_at: NaiveDateTime,
    valid_until: NaiveDate,
}

fn id<T>(text: &str) -> Result<Id<T>, Error> {
    text.parse().map_err(|_| Error::unreadable("identifier", text))
}

impl TryFrom<AttestationRow> for Attestation {
    type Error = Error;
    fn try_from(row: AttestationRow) -> Result<Self, Error> {
        let evidence = match (row.evidence_sha256, row.evidence_name, row.evidence_media_type) {
            (Some(sha256), Some(name), Some(media_type)) => Some(Evidence { sha256, name, media_type }),
            _ => None,
        };
        Ok(Self {
            id: id(&row.id)?,
            organisation: id(&row.organisation_id)?,
            application: row.application_id.as_deref().map(id).transpose()?,
            outcome: checks::outcome(&row.policy_version, &row.kind, &row.outcome)?.clone(),
            kind: row.kind,
            identifier: row.identifier,
            note: row.note,
            evidence,
            policy_version: row.policy_version,
            attested_by: row.attested_by,
            attested_by_name: row.attested_by_name,
            attested_at: Timestamp::from_naive(row.attested_at),
            valid_until: row.valid_until,
        })
    }
}

/// What was attested of a city as such and of one of its applications, the newest first, by identifier: the
/// clock may have been set back.
pub(super) fn list_attestations(
    conn: &mut Conn,
    organisation: Id<Organisation>,
    application: Id<Application>,
) -> Result<Vec<Attestation>, Error> {
    let rows: Vec<AttestationRow> = a::table
        .filter(a::organisation_id.eq(organisation.text()))
        .filter(a::application_id.is_null().or(a::application_id.eq(application.text())))
        .order(a::id.desc())
        .load(conn)?;
    rows.into_iter().map(Attestation::try_from).collect()
}

pub(super) fn attestation(conn: &mut Conn, id: Id<Attestation>) -> Result<Attestation, Error> {
    a::table.find(id.text()).first::<AttestationRow>(conn)?.try_into()
}

pub(super) fn insert_attestation(tx: &mut Tx<'_>, new: &Attestation) -> Result<(), Error> {
    let evidence = new.evidence.as_ref();
    diesel::insert_into(a::table)
        .values((
            (
                a::id.eq(new.id.text()),
                a::organisation_id.eq(new.organisation.text()),
                a::application_id.eq(new.application.map(|id| id.text())),
                a::kind.eq(&new.kind),
                a::outcome.eq(&new.outcome.id),
                a::identifier.eq(new.identifier.as_deref()),
                a::note.eq(&new.note),
            ),
            (
                a::evidence_sha256.eq(evidence.map(|e| e.sha256.as_str())),
                a::evidence_name.eq(evidence.map(|e| e.name.as_str())),
                a::evidence_media_type.eq(evidence.map(|e| e.media_type.as_str())),
                a::policy_version.eq(&new.policy_version),
            ),
            (
                a::attested_by.eq(&new.attested_by),
                a::attested_by_name.eq(&new.attested_by_name),
                a::attested_at.eq(new.attested_at.naive()),
                a::valid_until.eq(new.valid_until),
            ),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

#[derive(Queryable)]
struct ConditionRow {
    id: String,
    application_id: String,
    organisation_id: String,
    attestation_id: Option<String>,
    proposal: Option<String>,
    text: String,
    reason: String,
    remedy: String,
    citation: String,
    imposed_by: String,
    imposed_by_name: String,
    imposed_at: NaiveDateTime,
    _lifted_by: Option<String>,
    lifted_by_name: Option<String>,
    lifted_at: Option<NaiveDateTime>,
    lift_reason: Option<String>,
    version: i64,
    due_on: Option<NaiveDate>,
    gates_payment: bool,
    _met_by: Option<String>,
    met_by_name: Option<String>,
    met_at: Option<NaiveDateTime>,
    met_note: Option<String>,
    met_evidence_sha256: Option<String>,
    met_evidence_name: Option<String>,
    met_evidence_media_type: Option<String>,
}

impl TryFrom<ConditionRow> for Condition {
    type Error = Error;
    fn try_from(row: ConditionRow) -> Result<Self, Error> {
        let lifted = match (row.lifted_by_name, row.lifted_at, row.lift_reason) {
            (Some(by_name), Some(at), Some(reason)) => Some(Lifted { by_name, at: Timestamp::from_naive(at), reason }),
            _ => None,
        };
        let evidence = match (row.met_evidence_sha256, row.met_evidence_name, row.met_evidence_media_type) {
            (Some(sha256), Some(name), Some(media_type)) => Some(Evidence { sha256, name, media_type }),
            _ => None,
        };
        let met = match (row.met_by_name, row.met_at, row.met_note) {
            (Some(by_name), Some(at), Some(note)) => Some(Met { by_name, at: Timestamp::from_naive(at), note, evidence }),
            _ => None,
        };
        Ok(Self {
            id: id(&row.id)?,
            application: id(&row.application_id)?,
            organisation: id(&row.organisation_id)?,
            attestation: row.attestation_id.as_deref().map(id).transpose()?,
            proposal: row.proposal,
            text: row.text,
            reason: row.reason,
            remedy: row.remedy,
            citation: row.citation,
            imposed_by: row.imposed_by,
            imposed_by_name: row.imposed_by_name,
            imposed_at: Timestamp::from_naive(row.imposed_at),
            due_on: row.due_on,
            gates_payment: row.gates_payment,
            met,
            lifted,
            version: row.version,
        })
    }
}

pub(super) fn list_conditions(conn: &mut Conn, application: Id<Application>) -> Result<Vec<Condition>, Error> {
    let rows: Vec<ConditionRow> = c::table.filter(c::application_id.eq(application.text())).order((c::imposed_at, c::id)).load(conn)?;
    rows.into_iter().map(Condition::try_from).collect()
}

/// Of some applications, those in force that hold back payments and have no day, or one up to this; of an application the
/// oldest first.
pub(super) fn list_holding(conn: &mut Conn, applications: &[Id<Application>], until: NaiveDate) -> Result<Vec<Condition>, Error> {
    let mut holding = Vec::new();
    for piece in applications.chunks(500) {
        let of: Vec<String> = piece.iter().map(Id::text).collect();
        let rows: Vec<ConditionRow> = c::table
            .filter(c::application_id.eq_any(of))
            .filter(c::lifted_at.is_null())
            .filter(c::gates_payment.eq(true))
            .filter(c::due_on.is_null().or(c::due_on.le(until)))
            .order((c::application_id, c::imposed_at, c::id))
            .load(conn)?;
        for row in rows {
            holding.push(Condition::try_from(row)?);
        }
    }
    Ok(holding)
}

/// Those in force.
pub(super) fn count_conditions(conn: &mut Conn, application: Id<Application>) -> Result<i64, Error> {
    let open = c::table.filter(c::application_id.eq(application.text())).filter(c::lifted_at.is_null());
    Ok(open.count().get_result(conn)?)
}

pub(super) fn condition(conn: &mut Conn, id: Id<Condition>) -> Result<Condition, Error> {
    c::table.find(id.text()).first::<ConditionRow>(conn)?.try_into()
}

pub(super) fn insert_condition(tx: &mut Tx<'_>, new: &Condition) -> Result<(), Error> {
    diesel::insert_into(c::table)
        .values((
            (
                c::id.eq(new.id.text()),
                c::application_id.eq(new.application.text()),
                c::organisation_id.eq(new.organisation.text()),
                c::attestation_id.eq(new.attestation.map(|id| id.text())),
                c::proposal.eq(new.proposal.as_deref()),
            ),
            (c::text.eq(&new.text), c::reason.eq(&new.reason), c::remedy.eq(&new.remedy), c::citation.eq(&new.citation)),
            (
                c::imposed_by.eq(&new.imposed_by),
                c::imposed_by_name.eq(&new.imposed_by_name),
                c::imposed_at.eq(new.imposed_at.naive()),
                c::version.eq(new.version),
            ),
            (c::due_on.eq(new.due_on), c::gates_payment.eq(new.gates_payment)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// How many conditions in force cities say they did what ends them, without those of some applications.
pub(super) fn count_met(conn: &mut Conn, without: &[String]) -> Result<i64, Error> {
    let met = c::table.filter(c::lifted_at.is_null()).filter(c::met_at.is_not_null()).filter(c::application_id.ne_all(without));
    Ok(met.count().get_result(conn)?)
}

/// The conditions in force of which cities say they did what ends them, with the number of the application, the oldest first.
pub(super) fn list_met(conn: &mut Conn, without: &[String], limit: i64) -> Result<Vec<(String, Condition)>, Error> {
    let rows: Vec<(String, ConditionRow)> = c::table
        .inner_join(p::table.on(p::id.eq(c::application_id)))
        .filter(c::lifted_at.is_null())
        .filter(c::met_at.is_not_null())
        .filter(c::application_id.ne_all(without))
        .order((c::met_at, c::id))
        .limit(limit)
        .select((p::reference, c::all_columns))
        .load(conn)?;
    rows.into_iter().map(|(reference, row)| Ok((reference, Condition::try_from(row)?))).collect()
}

/// Keeps what the city says it did, for a condition as it was read.
pub(super) fn mark_met(tx: &mut Tx<'_>, read: &Condition, by: Id<Account>, met: &Met) -> Result<(), Error> {
    let row = c::table.find(read.id.text()).filter(c::version.eq(read.version)).filter(c::met_at.is_null());
    let evidence = met.evidence.as_ref();
    let changed = diesel::update(row)
        .set((
            (c::met_by.eq(by.text()), c::met_by_name.eq(&met.by_name), c::met_at.eq(met.at.naive()), c::met_note.eq(&met.note)),
            (
                c::met_evidence_sha256.eq(evidence.map(|e| e.sha256.as_str())),
                c::met_evidence_name.eq(evidence.map(|e| e.name.as_str())),
                c::met_evidence_media_type.eq(evidence.map(|e| e.media_type.as_str())),
            ),
            c::version.eq(read.version + 1),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}

/// Ends a condition as it was read; somebody who was quicker makes it stale.
pub(super) fn mark_lifted(tx: &mut Tx<'_>, read: &Condition, by: (Id<Account>, &str), reason: &str) -> Result<(), Error> {
    let now = tx.now().naive();
    let row = c::table.find(read.id.text()).filter(c::version.eq(read.version));
    let changed = diesel::update(row)
        .set((
            (c::lifted_by.eq(by.0.text()), c::lifted_by_name.eq(by.1)),
            (c::lifted_at.eq(now), c::lift_reason.eq(reason), c::version.eq(read.version + 1)),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::Stale) }
}
