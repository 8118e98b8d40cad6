//! The parts of the record of an award that its seal is of, each written in one way. What is written, and how, never changes for
//! a form that was used: an old seal is compared in its own.

use crate::amending::{self, Act};
use crate::award::{self, Award};
use crate::compliance;
use crate::db::{Conn, Error};
use crate::disbursement;
use crate::gathering;
use crate::kernel::Timestamp;
use crate::ledger::{self, Dims, JournalFilter};
use crate::risk;
use crate::spending::{self, Expense};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How many journals are read at a time.
const PAGE: i64 = 500;

/// What the parts are, and how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
pub(super) enum Form {
    /// Award, agreement, the amounts of expenses, payments, refunds, reports, journals.
    #[strum(serialize = "udf.award.1")]
    First,
    /// All of an expense with its flags too, activities, amendments, conditions, and what was ticked.
    #[strum(serialize = "udf.award.2")]
    Second,
}

impl Form {
    /// In which new seals are written.
    pub(super) const LATEST: Self = Self::Second;
}

/// What a seal is of: how its parts are written, up to which journal, and as of when.
pub(super) struct Sealed {
    pub(super) form: Form,
    pub(super) last_seq: i64,
    pub(super) at: Timestamp,
}

/// The SHA-256 of each part of the record of an award.
pub(super) fn sections(conn: &mut Conn, award: &Award, sealed: &Sealed) -> Result<BTreeMap<String, String>, Error> {
    let all = spending::list_expenses(conn, spending::Which::Award(award.id))?;
    let mut parts = vec![
        ("agreement", agreement(conn, award)?),
        ("award", of_award(award)),
        ("journals", json!(journals(conn, award, sealed.last_seq)?)),
        ("payments", payments(conn, award)?),
        ("refunds", refunds(conn, award)?),
        ("reports", reports(conn, award)?),
    ];
    match sealed.form {
        Form::First => parts.push(("expenses", all.iter().map(amounts).collect())),
        Form::Second => parts.extend([
            ("activities", activities(conn, award)?),
            ("amendments", amendments(conn, award, sealed.at)?),
            ("checklist", ticks(conn, award)?),
            ("conditions", conditions(conn, award, sealed.at)?),
            ("expenses", expenses(conn, award, &all)?),
        ]),
    }
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

/// An expense as the first form had it.
fn amounts(e: &Expense) -> Value {
    json!({
        "id": e.id.text(), "activity": e.activity, "category": e.category, "spent_on": e.spent_on,
        "amount": e.amount.cents(), "description": e.description, "receipt_sha256": e.receipt.as_ref().map(|receipt| &receipt.sha256),
        "state": e.state.to_string(), "from_advance": e.from_advance.cents(), "claimed": e.claimed.cents(),
        "submitted_by": e.submitted_by_name, "submitted_at": e.submitted_at.iso(), "decided_by": e.decided_by_name,
    })
}

/// Every expense with its payee, its rate, why it was decided so, what of it is not allowed, and its flags with their answers.
fn expenses(conn: &mut Conn, award: &Award, all: &[Expense]) -> Result<Value, Error> {
    let mut flags: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (expense, flag) in spending::list_flags_of_award(conn, award.id)? {
        let answer = flag.answer.map(|answer| json!([answer.words, answer.by, answer.at.iso()]));
        flags.entry(expense).or_default().push(json!([flag.kind.to_string(), flag.words, flag.citation, answer]));
    }
    let mut part = Vec::with_capacity(all.len());
    for e in all {
        let mut found = flags.remove(&e.id.text()).unwrap_or_default();
        found.sort_by_key(Value::to_string);
        let original = e.original.as_ref().map(|o| json!([o.currency, o.minor, o.rate, o.source]));
        let more = json!({
            "payee": e.payee, "original": original, "nights": e.nights, "days": e.days, "attendee": e.attendee,
            "reason": e.reason, "disallowed": e.disallowed.cents(), "flags": found,
        });
        part.push(json!([amounts(e), more]));
    }
    Ok(Value::Array(part))
}

/// What became of the activities, and who was there. Of which event each is a part may still be said otherwise.
fn activities(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let part = gathering::list_records(conn, award.id)?.into_iter().map(|r| {
        let mut people: Vec<Value> = r
            .people
            .iter()
            .map(|p| json!([p.attendee.id.text(), p.attendee.name, p.attendee.job, p.attendee.standing.to_string(), p.attended]))
            .collect();
        people.sort_by_key(Value::to_string);
        json!({
            "id": r.id.text(), "kind": r.kind, "title": r.title, "place": r.place, "country": r.country,
            "starts_on": r.starts_on, "ends_on": r.ends_on, "partner": r.partner, "provider": r.provider,
            "career": r.career, "appointees": r.appointees, "state": r.state.to_string(), "added": r.added, "reason": r.reason,
            "changed_by": r.changed_by_name, "changed_at": r.changed_at.iso(), "people": people,
        })
    });
    Ok(part.collect())
}

fn act(act: &Act) -> Value {
    json!([act.name, act.at.iso()])
}

/// The amendments that were asked for by then.
fn amendments(conn: &mut Conn, award: &Award, at: Timestamp) -> Result<Value, Error> {
    let all = amending::list_of_award(conn, award.id)?.into_iter().filter(|a| a.asked.at <= at);
    let part = all.map(|a| {
        let decided = a.decided.as_ref().map(|decided| json!([act(&decided.act), decided.reason]));
        json!({
            "id": a.id.text(), "n": a.n, "kind": a.kind.to_string(), "stage": a.stage.to_string(), "by_fund": a.by_fund,
            "reason": a.reason, "from_version": a.from_version, "from_end": a.from_end, "amount": a.amount.cents(),
            "period_end": a.period_end, "lines": a.lines, "key_person": a.key_person, "new_person": a.new_person,
            "digest": a.digest, "needs_signature": a.needs_signature, "asked": act(&a.asked), "decided": decided,
            "in_force_at": a.in_force_at.map(Timestamp::iso), "journals": a.journals,
        })
    });
    Ok(part.collect())
}

/// The conditions that were imposed by then, and what had become of them. A condition may still be met and lifted afterwards.
fn conditions(conn: &mut Conn, award: &Award, at: Timestamp) -> Result<Value, Error> {
    let all = risk::conditions_of(conn, award.id.cast())?.into_iter().filter(|c| c.imposed_at <= at);
    let part = all.map(|c| {
        let met = c.met.as_ref().filter(|met| met.at <= at);
        let met = met.map(|met| json!([met.by_name, met.at.iso(), met.note, met.evidence.as_ref().map(|file| &file.sha256)]));
        let lifted = c.lifted.as_ref().filter(|lifted| lifted.at <= at);
        json!({
            "id": c.id.text(), "text": c.text, "reason": c.reason, "remedy": c.remedy, "citation": c.citation,
            "imposed_by": c.imposed_by_name, "imposed_at": c.imposed_at.iso(), "due_on": c.due_on, "gates": c.gates_payment,
            "met": met, "lifted": lifted.map(|lifted| json!([lifted.by_name, lifted.at.iso(), lifted.reason])),
        })
    });
    Ok(part.collect())
}

/// What officers ticked on the list of the closeout.
fn ticks(conn: &mut Conn, award: &Award) -> Result<Value, Error> {
    let mut part: Vec<Value> =
        compliance::list_ticks(conn, award.id)?.into_iter().map(|tick| json!([tick.item, tick.note, tick.by, tick.at.iso()])).collect();
    part.sort_by_key(Value::to_string);
    Ok(Value::Array(part))
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
pub(super) fn journals(conn: &mut Conn, award: &Award, last_seq: i64) -> Result<Vec<(i64, String)>, Error> {
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
