//! The only write path: find the key, queue on the head, let the pure core
//! decide, keep what it drafted. Runs inside the caller's transaction, so that
//! the journal and the change it belongs to are kept together or not at all.

use super::account::AccountKey;
use super::command::{Command, HoldId};
use super::decide::{Draft, View, decide, touched};
use super::expand::expand;
use super::leaf::{Entry, EntryHold, EntryLine, EntryResolution};
use super::rejection::{Code, Refused, Rejection};
use super::rulebook::Rulebook;
use super::rules::HoldEffect;
use super::store::{self, Head};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use std::collections::BTreeMap;

/// Marks identifiers of journals.
#[derive(Debug)]
pub struct Journal;

/// What was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number of the journal; without gaps.
    pub seq: i64,
    /// Its identifier.
    pub journal_id: String,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// Its leaf in the hash chain.
    pub leaf_hash: String,
    /// The holds it opened.
    pub holds: Vec<HoldId>,
    /// Whether the key had been used before, so that nothing was written now.
    pub replayed: bool,
}

/// Posts one event by the rules this program carries.
///
/// # Errors
/// [`Rejection`]; nothing was written. A refusal on a state reason is remembered when
/// the transaction is rolled back, so that its key keeps failing with it (L7).
pub fn post(tx: &mut Tx<'_>, command: &Command) -> Result<Receipt, Rejection> {
    post_by(tx, Rulebook::current()?, command)
}

/// Posts one event by these rules.
///
/// # Errors
/// As [`post`].
pub fn post_by(tx: &mut Tx<'_>, book: &Rulebook, command: &Command) -> Result<Receipt, Rejection> {
    let outcome = try_post(tx, book, command);
    if let Err(Rejection::Refused(refused)) = &outcome
        && refused.code.is_state()
        && !refused.key.is_empty()
    {
        let refused = refused.clone();
        tx.keep_if_refused(move |tx| remember(tx, &refused));
    }
    outcome
}

fn try_post(tx: &mut Tx<'_>, book: &Rulebook, command: &Command) -> Result<Receipt, Rejection> {
    let request_hash = command.request_hash();
    if let Some(receipt) = earlier(tx, &command.key, &request_hash)? {
        return Ok(receipt);
    }
    let head = store::lock_head(tx)?;
    let refused = |r: Refused| Rejection::from(Refused { key: command.key.clone(), request_hash: request_hash.clone(), ..r });
    // The book's time never runs backwards, even if the machine's clock does (L5).
    let now = tx.now().max(head.booked_at);
    let (view, ids) = view(tx, book, command, now).map_err(|e| match e {
        Rejection::Refused(r) => refused(*r),
        Rejection::Db(e) => Rejection::Db(e),
    })?;
    let draft = decide(book, &view, command).map_err(refused)?;
    Ok(keep(tx, &Written { book, command, request_hash: &request_hash, draft: &draft, view: &view }, &head, ids)?)
}

/// Keeps the refusal of a key that has led to nothing yet.
fn remember(tx: &mut Tx<'_>, refused: &Refused) -> Result<(), Error> {
    let known = store::find_attempt(tx, &refused.key)?.is_some() || store::find_by_key(tx, &refused.key)?.is_some();
    if known { Ok(()) } else { store::insert_attempt(tx, refused) }
}

/// What this key led to before: its receipt, its refusal, or nothing yet.
fn earlier(tx: &mut Tx<'_>, key: &str, request_hash: &str) -> Result<Option<Receipt>, Rejection> {
    let conflict = || Refused { key: key.to_owned(), request_hash: request_hash.to_owned(), ..Code::KeyConflict.into() };
    if let Some(found) = store::find_by_key(tx, key)? {
        if found.journal.request_hash != request_hash {
            return Err(conflict().into());
        }
        let (seq, journal) = (found.journal.seq, found.journal);
        return Ok(Some(Receipt {
            seq,
            journal_id: journal.id,
            booked_at: Timestamp::from_naive(journal.booked_at),
            leaf_hash: journal.leaf_hash,
            holds: found.holds.into_iter().map(|n| HoldId { seq, n }).collect(),
            replayed: true,
        }));
    }
    match store::find_attempt(tx, key)? {
        Some(refused) if refused.request_hash == request_hash => Err(refused.into()),
        Some(_) => Err(conflict().into()),
        None => Ok(None),
    }
}

type Ids = BTreeMap<AccountKey, String>;

/// Loads what the core may see, and the identifiers of the accounts.
pub(super) fn view(conn: &mut Conn, book: &Rulebook, command: &Command, now: Timestamp) -> Result<(View, Ids), Rejection> {
    let wanted = expand(book, command)?;
    let mut holds = store::list_named(conn, &command.holds)?;
    if wanted.rule.hold == Some(HoldEffect::Post) && command.holds.is_empty() {
        let credited: Vec<AccountKey> = wanted.pairs.iter().map(|p| p.credit.clone()).collect();
        holds = store::list_open_of(conn, &credited)?;
    }
    let original = match command.reverses {
        Some(seq) => store::original(conn, seq)?,
        None => None,
    };
    let mut keys = touched(&wanted);
    keys.extend(holds.iter().flat_map(|h| [h.debit.clone(), h.credit.clone()]));
    keys.extend(original.iter().flat_map(|o| o.lines.iter().map(|l| l.account.clone())));
    let standing = store::list_balances(conn, &keys)?;
    let ids = standing.iter().map(|(key, (id, _))| (key.clone(), id.clone())).collect();
    let balances = standing.into_iter().map(|(key, (_, balance))| (key, balance)).collect();
    let period = store::state_on(conn, command.effective_on)?;
    Ok((View { now, balances, holds, original, period }, ids))
}

/// A decided command on its way into the tables.
struct Written<'a> {
    book: &'a Rulebook,
    command: &'a Command,
    request_hash: &'a str,
    draft: &'a Draft,
    view: &'a View,
}

fn keep(tx: &mut Tx<'_>, written: &Written<'_>, head: &Head, mut ids: Ids) -> Result<Receipt, Error> {
    let entry = entry(tx, written, head);
    let leaf_hash = entry.leaf_hash();
    let seq = entry.seq;
    store::insert_journal(tx, &entry, &leaf_hash)?;
    let mut id_of = |tx: &mut Tx<'_>, key: &AccountKey| -> Result<String, Error> {
        if let Some(id) = ids.get(key) {
            return Ok(id.clone());
        }
        let chart = written.book.chart.account(&key.code).ok_or_else(|| Error::unreadable("account code", &key.code))?;
        let id = store::opened(tx, key, chart)?;
        ids.insert(key.clone(), id.clone());
        Ok(id)
    };
    for (line_no, (line, drafted)) in (1..).zip(entry.lines.iter().zip(&written.draft.lines)) {
        let account_id = id_of(tx, &drafted.line.account)?;
        store::insert_posting(tx, seq, line_no, &account_id, line)?;
    }
    for hold in &written.draft.opens {
        let (debit, credit) = (id_of(tx, &hold.debit)?, id_of(tx, &hold.credit)?);
        store::insert_hold(tx, seq, hold, &debit, &credit)?;
    }
    for resolution in &written.draft.resolves {
        store::insert_resolution(tx, seq, resolution)?;
    }
    for (key, after) in &written.draft.balances {
        let read_version = written.view.balances.get(key).map_or(0, |b| b.version);
        let account_id = id_of(tx, key)?;
        store::change_balance(tx, &account_id, read_version, after)?;
    }
    store::seal(tx, seq)?;
    store::change_head(tx, &Head { seq, leaf_hash: leaf_hash.clone(), booked_at: entry.booked_at })?;
    Ok(Receipt { seq, journal_id: entry.id, booked_at: entry.booked_at, leaf_hash, holds: written.draft.hold_ids(seq), replayed: false })
}

/// Everything the journal will say, as the hash chain sees it.
fn entry(tx: &Tx<'_>, written: &Written<'_>, head: &Head) -> Entry {
    let Written { book, command, draft, view, .. } = written;
    let lines = draft.lines.iter().map(|d| {
        let (after_dr, after_cr) = d.after.sides(d.line.layer);
        EntryLine {
            account: d.line.account.text(),
            layer: d.line.layer.to_string(),
            side: d.line.side.to_string(),
            releases: d.line.releases,
            amount_cents: d.line.amount.cents(),
            after_dr_cents: after_dr.cents(),
            after_cr_cents: after_cr.cents(),
            account_version: d.after.version,
        }
    });
    let holds = draft.opens.iter().map(|h| EntryHold {
        n: h.n,
        debit: h.debit.text(),
        credit: h.credit.text(),
        amount_cents: h.amount.cents(),
        expires_on: h.expires_on,
    });
    let resolutions = draft.resolves.iter().map(|r| EntryResolution {
        hold_seq: r.hold.id.seq,
        hold_n: r.hold.id.n,
        how: r.how.to_string(),
        posted_cents: r.posted.cents(),
    });
    let mut resolutions: Vec<EntryResolution> = resolutions.collect();
    resolutions.sort_by_key(|r| (r.hold_seq, r.hold_n));
    Entry {
        seq: head.seq + 1,
        id: tx.id::<Journal>().text(),
        key: command.key.clone(),
        request_hash: written.request_hash.to_owned(),
        event: command.event.clone(),
        variant: command.variant.clone(),
        rule_set: book.rules.id.clone(),
        booked_at: view.now,
        effective_on: command.effective_on,
        actor_id: command.actor.account_id.clone(),
        actor_name: command.actor.name.clone(),
        approver_id: command.approval.as_ref().map(|a| a.approver.clone()),
        subject_digest: command.approval.as_ref().map(|a| a.subject_digest.clone()),
        evidence: command.evidence.clone(),
        reason: command.reason.clone(),
        reverses_seq: command.reverses,
        prev_hash: head.leaf_hash.clone(),
        lines: lines.collect(),
        holds: holds.collect(),
        resolutions,
    }
}
