//! The record of a closed award, sealed: the SHA-256 of each of its parts, and one of all of them. Whoever doubts a record reads
//! it again and compares.

use super::sealed_parts::{Form, Sealed, journals, sections};
use crate::audit;
use crate::award::{self, Award};
use crate::compliance::{self, AwardSealed, ReportForm, Seal};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::{Actor, organisation};
use std::collections::BTreeMap;

/// What a seal says and what the record says now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealCheck {
    /// The seal.
    pub seal: Seal,
    /// The parts that are not what was sealed, by name; empty where all of it holds.
    pub changed: Vec<String>,
}

impl SealCheck {
    /// Whether all of the record is what was sealed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.changed.is_empty()
    }
}

/// Seals the record of an award that was closed in this transaction.
pub(super) fn seal(tx: &mut Tx<'_>, actor: &Actor, id: Id<Award>) -> Result<Seal, Error> {
    let account = actor.account.ok_or(Error::Missing)?;
    let award = award::award(tx, id)?;
    let journals = journals(tx, &award, i64::MAX)?;
    let last_seq = journals.iter().map(|(seq, _)| *seq).max().unwrap_or(0);
    let sealed = Sealed { form: Form::LATEST, last_seq, at: tx.now() };
    let sections = written(&sections(tx, &award, &sealed)?)?;
    let n = compliance::list_seals(tx, id)?.first().map_or(1, |last| last.n.saturating_add(1));
    let zone = organisation::city(tx, award.organisation)?.zone;
    let sent_on = last_sent(tx, id)?.unwrap_or_else(|| tx.now()).day_in(zone);
    let keep_until = compliance::reporting(award.period_start)?.keep_until(sent_on);
    let seal = Seal {
        award: id,
        n,
        format: Form::LATEST.to_string(),
        record_sha256: award::digest(&sections),
        sections,
        last_seq,
        keep_until: keep_until.ok_or_else(|| Error::Broken(format!("{sent_on} is too far away")))?,
        sealed_by: actor.name.clone(),
        sealed_at: tx.now(),
    };
    compliance::insert_seal(tx, &seal, account)?;
    let fact = AwardSealed {
        award_id: id.text(),
        reference: award.reference,
        n,
        record_sha256: seal.record_sha256.clone(),
        keep_until: seal.keep_until,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(seal)
}

/// Compares the latest seal of an award with its record as it is now; none for an award that was not sealed.
///
/// # Errors
/// The database's refusal.
pub fn check_seal(conn: &mut Conn, id: Id<Award>) -> Result<Option<SealCheck>, Error> {
    let Some(seal) = compliance::list_seals(conn, id)?.into_iter().next() else { return Ok(None) };
    let award = award::award(conn, id)?;
    let form: Form = seal.format.parse().map_err(|_| Error::unreadable("form of a seal", &seal.format))?;
    let now = sections(conn, &award, &Sealed { form, last_seq: seal.last_seq, at: seal.sealed_at })?;
    let sealed: BTreeMap<String, String> = serde_json::from_str(&seal.sections).map_err(|e| Error::unreadable("seal", e))?;
    let mut changed: Vec<String> =
        now.iter().filter(|(name, digest)| sealed.get(*name) != Some(*digest)).map(|(name, _)| name.clone()).collect();
    if award::digest(&seal.sections) != seal.record_sha256 {
        changed.push("seal".to_owned());
    }
    Ok(Some(SealCheck { seal, changed }))
}

/// When the final financial report was sent last.
fn last_sent(conn: &mut Conn, award: Id<Award>) -> Result<Option<Timestamp>, Error> {
    let reports = compliance::list_award_reports(conn, award)?;
    let Some(last) = reports.iter().find(|report| report.form == ReportForm::FinalFinancial) else { return Ok(None) };
    Ok(compliance::list_submissions(conn, last.id)?.first().map(|sent| sent.at))
}

fn written(sections: &BTreeMap<String, String>) -> Result<String, Error> {
    serde_json::to_string(sections).map_err(|e| Error::Broken(e.to_string()))
}
