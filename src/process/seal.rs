//! The record of a closed award, sealed: the SHA-256 of each of its parts, and one of all of them. Whoever doubts a record reads
//! it again and compares.

use crate::audit;
use crate::award::{self, Award};
use crate::compliance::{self, AwardSealed, ReportForm, Seal};
use crate::db::{Conn, Error, Tx};
use crate::disbursement;
use crate::kernel::{Id, Timestamp};
use crate::ledger::{self, Dims, JournalFilter};
use crate::people::{Actor, organisation};
use crate::spending;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the parts are, and how they are written.
const FORMAT: &str = "udf.award.1";
/// How many journals are read at a time.
const PAGE: i64 = 500;

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
    let sections = written(&sections(tx, &award, last_seq)?)?;
    let n = compliance::list_seals(tx, id)?.first().map_or(1, |last| last.n.saturating_add(1));
    let zone = organisation::city(tx, award.organisation)?.zone;
    let sent_on = last_sent(tx, id)?.unwrap_or_else(|| tx.now()).day_in(zone);
    let keep_until = compliance::reporting(award.period_start)?.keep_until(sent_on);
    let seal = Seal {
        award: id,
        n,
        format: FORMAT.to_owned(),
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
    let now = sections(conn, &award, seal.last_seq)?;
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

/// The SHA-256 of each part of the record of an award, with its journals up to a number.
fn sections(conn: &mut Conn, award: &Award, last_seq: i64) -> Result<BTreeMap<String, String>, Error> {
    let parts = [
        ("agreement", agreement(conn, award)?),
        ("award", of_award(award)),
        ("expenses", expenses(conn, award)?),
        ("journals", json!(journals(conn, award, last_seq)?)),
        ("payments", payments(conn, award)?),
        ("refunds", refunds(conn, award)?),
        ("reports", reports(conn, award)?),
    ];
    Ok(parts.into_iter().map(|(name, part)| (name.to_owned(), award::digest(&part.to_string()))).collect())
}

fn of_award(award: &Award) -> Value {
    json!({
        "id": award.id.text(), "reference": award.reference, "opportunity": award.opportunity_id,
        "organisation": award.organisation.text(), "title": award.title, "amount": award.amount.cents(),
        "budget_version": award.budget_version, "lines": award.lines,
        "period_start": award.period_start, "period_end": award.period_end,
        "accepted_at": award.accepted_at.map(Timestamp::iso),
    })
}

fn agreement(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let signed = award::agreement(conn, award.id)?;
    let at = signed.accepted_at.map(Timestamp::iso);
    Ok(json!({ "text_sha256": award::digest(&signed.text), "typed_name": signed.typed_name, "accepted_at": at }))
}

fn expenses(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let all = spending::list_expenses(conn, spending::Which::Award(award.id))?;
    let part = all.into_iter().map(|e| {
        json!({
            "id": e.id.text(), "activity": e.activity, "category": e.category, "spent_on": e.spent_on,
            "amount": e.amount.cents(), "description": e.description, "receipt_sha256": e.receipt.as_ref().map(|receipt| &receipt.sha256),
            "state": e.state.to_string(), "from_advance": e.from_advance.cents(), "claimed": e.claimed.cents(),
            "submitted_by": e.submitted_by_name, "submitted_at": e.submitted_at.iso(), "decided_by": e.decided_by_name,
        })
    });
    Ok(part.collect())
}

fn payments(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let all = disbursement::list_payments(conn, disbursement::Which::Award(award.id))?;
    let part = all.into_iter().map(|p| {
        json!({
            "id": p.id.text(), "kind": p.kind.to_string(), "amount": p.amount.cents(), "state": p.state.to_string(),
            "trace": p.trace, "released_on": p.released_on, "settled_on": p.settled_on, "journal_seq": p.journal_seq,
        })
    });
    Ok(part.collect())
}

fn refunds(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let all = disbursement::list_refunds(conn, award.id)?;
    let part = all.into_iter().map(|r| json!([r.amount_cents, r.received_on, r.bank_reference, r.recorded_by_name, r.journal_seq]));
    Ok(part.collect())
}

fn reports(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let mut part = Vec::new();
    for report in compliance::list_award_reports(conn, award.id)? {
        let digests: Vec<String> = compliance::list_submissions(conn, report.id)?.into_iter().map(|sent| sent.digest).collect();
        part.push(json!({
            "id": report.id.text(), "form": report.form.to_string(), "period_end": report.period_end,
            "state": report.state.to_string(), "sent": digests,
        }));
    }
    let last = compliance::find_final_report(conn, award.id)?;
    let last =
        last.map(|r| json!({ "summary": r.summary, "narratives": r.narratives, "attended": r.attended, "unspent": r.unspent.cents() }));
    Ok(json!({ "schedule": part, "final": last }))
}

/// The journals of an award up to a number, each with the hash of all it says, the latest first.
fn journals(conn: &mut Conn, award: &Award, last_seq: i64) -> Result<Vec<(i64, String)>, Error> {
    let filter = JournalFilter::of(Dims { award: Some(award.id.text()), ..Dims::default() });
    let mut found = Vec::new();
    let mut before = last_seq.checked_add(1);
    loop {
        let page = ledger::list_journals(conn, &filter, before, PAGE)?;
        let Some(lowest) = page.iter().map(|journal| journal.seq).min() else { return Ok(found) };
        found.extend(page.into_iter().map(|journal| (journal.seq, journal.leaf_hash)));
        before = Some(lowest);
    }
}
