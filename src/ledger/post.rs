//! The only write path: find the key, queue on the head, let the pure core
//! decide, keep what it drafted. Runs inside the caller's transaction, so that
//! the journal and the change it belongs to are kept together or not at all.

use super::account::AccountKey;
use super::command::{Carried, Command, HoldId};
use super::decide::{Draft, View, decide, touched};
use super::expand::expand;
use super::leaf::{Entry, EntryHold, EntryLine, EntryResolution};
use super::rejection::{Code, Refused, Rejection};
use super::rulebook::Rulebook;
use super::rules::{EXPIRING, HoldEffect};
use super::store::{self, Head};
use crate::db::{Conn, Error, Tx};
use crate::kernel::Timestamp;
use crate::people::identity;
use std::collections::{BTreeMap, BTreeSet};

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
    let book = in_force(tx, command)?;
    post_by(tx, book, command)
}

/// The rules that are in force on the day for which a command counts.
pub(super) fn in_force(conn: &mut Conn, command: &Command) -> Result<&'static Rulebook, Error> {
    let adopted = store::list_adopted(conn)?;
    Rulebook::in_force(command.effective_on, &adopted).map_err(|e| Error::Broken(e.to_string()))
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
    // The book's time never runs backwards, even if the machine's clock does (L5).
    let now = tx.now().max(head.booked_at);
    decided(tx, book, command, now).and_then(|(written, ids)| Ok(keep(tx, &written, &head, ids)?)).map_err(|e| match e {
        Rejection::Refused(r) => Rejection::from(Refused { key: command.key.clone(), request_hash, ..*r }),
        Rejection::Db(e) => Rejection::Db(e),
    })
}

/// Decides a command: by the rule for money of earlier years where it is about such, as far as that
/// goes; else by the rule of the year.
pub(super) fn decided<'a>(conn: &mut Conn, book: &'a Rulebook, command: &Command, now: Timestamp) -> Result<(Written<'a>, Ids), Rejection> {
    if let Some(carried) = carried(conn, book, command)? {
        match decided_as(conn, book, Command { carried: Some(carried), ..command.clone() }, now) {
            Err(Rejection::Refused(r)) if r.code == Code::LimitBreached => {}
            outcome => return outcome,
        }
    }
    decided_as(conn, book, Command { carried: None, ..command.clone() }, now)
}

fn decided_as<'a>(conn: &mut Conn, book: &'a Rulebook, command: Command, now: Timestamp) -> Result<(Written<'a>, Ids), Rejection> {
    let (view, ids) = view(conn, book, &command, now)?;
    if is_approved_by_maker(conn, &command)? {
        return Err(Refused::from(Code::ApproverIsActor).into());
    }
    let draft = decide(book, &view, &command)?;
    let request_hash = command.request_hash();
    Ok((Written { book, command, request_hash, draft, view }, ids))
}

/// Whether another account of whoever does it approved it (L20).
pub(super) fn is_approved_by_maker(conn: &mut Conn, command: &Command) -> Result<bool, Error> {
    match (&command.actor.account_id, &command.approval) {
        (Some(maker), Some(approval)) => identity::are_one_person(conn, maker, &approval.approver),
        _ => Ok(false),
    }
}

/// Whether these rules tell earlier years apart for this event, and every award in it was
/// there when a year of its fund was closed last.
fn carried(conn: &mut Conn, book: &Rulebook, command: &Command) -> Result<Option<Carried>, Error> {
    if book.rule(&command.event, Carried::Carried.into()).is_none() {
        return Ok(None);
    }
    let Some((closed_at, variant, _)) = store::last_year_end(conn, &command.fund)? else { return Ok(None) };
    let awards: BTreeSet<&str> = command.legs.iter().filter_map(|leg| leg.award.as_deref()).collect();
    for award in &awards {
        if !store::is_older(conn, award, closed_at)? {
            return Ok(None);
        }
    }
    Ok(if awards.is_empty() { None } else { Some(if variant == EXPIRING { Carried::Expired } else { Carried::Carried }) })
}

/// Keeps the refusal of a key that has led to nothing yet.
fn remember(tx: &mut Tx<'_>, refused: &Refused) -> Result<(), Error> {
    if store::is_known(tx, &refused.key)? { Ok(()) } else { store::insert_attempt(tx, refused) }
}

/// What this key led to before: its receipt, its refusal, or nothing yet.
fn earlier(tx: &mut Tx<'_>, key: &str, request_hash: &str) -> Result<Option<Receipt>, Rejection> {
    if !store::is_known(tx, key)? {
        return Ok(None);
    }
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

pub(super) type Ids = BTreeMap<AccountKey, String>;

/// Loads what the core may see, and the identifiers of the accounts.
fn view(conn: &mut Conn, book: &Rulebook, command: &Command, now: Timestamp) -> Result<(View, Ids), Rejection> {
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
    Ok((View { now, today: now.day_in(command.zone), balances, holds, original, period }, ids))
}

/// A decided command on its way into the tables.
pub(super) struct Written<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) command: Command,
    pub(super) request_hash: String,
    pub(super) draft: Draft,
    pub(super) view: View,
}

fn keep(tx: &mut Tx<'_>, written: &Written<'_>, head: &Head, mut ids: Ids) -> Result<Receipt, Error> {
    let entry = entry(tx, written, head);
    let leaf_hash = entry.leaf_hash();
    let seq = entry.seq;
    store::insert_journals(tx, &[(&entry, &leaf_hash)])?;
    let mut id_of = |tx: &mut Tx<'_>, key: &AccountKey| -> Result<String, Error> {
        if let Some(id) = ids.get(key) {
            return Ok(id.clone());
        }
        let chart = written.book.chart.account(&key.code).ok_or_else(|| Error::unreadable("account code", &key.code))?;
        let id = store::opened(tx, key, chart)?;
        ids.insert(key.clone(), id.clone());
        Ok(id)
    };
    let mut lines = Vec::with_capacity(entry.lines.len());
    for ((line_no, line), drafted) in (1..).zip(&entry.lines).zip(&written.draft.lines) {
        lines.push((seq, line_no, id_of(tx, &drafted.line.account)?, line));
    }
    store::insert_postings(tx, &lines)?;
    for hold in &written.draft.opens {
        let (debit, credit) = (id_of(tx, &hold.debit)?, id_of(tx, &hold.credit)?);
        store::insert_hold(tx, seq, hold, &debit, &credit)?;
    }
    for resolution in &written.draft.resolves {
        store::insert_resolution(tx, seq, resolution)?;
    }
    let mut after = Vec::with_capacity(written.draft.balances.len());
    for (key, balance) in &written.draft.balances {
        let read_version = written.view.balances.get(key).map_or(0, |b| b.version);
        after.push((id_of(tx, key)?, read_version, *balance));
    }
    store::change_balances(tx, &after)?;
    store::seal(tx, seq)?;
    store::change_head(tx, &Head { seq, leaf_hash: leaf_hash.clone(), booked_at: entry.booked_at })?;
    Ok(Receipt {
        seq,
        journal_id: entry.id.into_owned(),
        booked_at: entry.booked_at,
        leaf_hash,
        holds: written.draft.hold_ids(seq),
        replayed: false,
    })
}

/// Everything the journal will say, as the hash chain sees it.
pub(super) fn entry<'a>(tx: &Tx<'_>, written: &'a Written<'_>, head: &Head) -> Entry<'a> {
    let Written { book, command, request_hash, draft, view } = written;
    let lines = draft.lines.iter().map(|d| {
        let (after_dr, after_cr) = d.after.sides(d.line.layer);
        EntryLine {
            account: d.line.account.text().into(),
            layer: d.line.layer.into(),
            side: d.line.side.into(),
            releases: d.line.releases,
            amount_cents: d.line.amount.cents(),
            after_dr_cents: after_dr.cents(),
            after_cr_cents: after_cr.cents(),
            account_version: d.after.version,
        }
    });
    let holds = draft.opens.iter().map(|h| EntryHold {
        n: h.n,
        debit: h.debit.text().into(),
        credit: h.credit.text().into(),
        amount_cents: h.amount.cents(),
        expires_on: h.expires_on,
    });
    let resolutions = draft.resolves.iter().map(|r| EntryResolution {
        hold_seq: r.hold.id.seq,
        hold_n: r.hold.id.n,
        how: r.how.into(),
        posted_cents: r.posted.cents(),
    });
    let mut resolutions: Vec<EntryResolution<'_>> = resolutions.collect();
    resolutions.sort_by_key(|r| (r.hold_seq, r.hold_n));
    Entry {
        seq: head.seq + 1,
        id: tx.id::<Journal>().text().into(),
        key: &command.key,
        request_hash,
        event: &command.event,
        variant: book.rule_of(command).map_or(&command.variant, |rule| &rule.variant),
        rule_set: &book.rules.id,
        booked_at: view.now,
        effective_on: command.effective_on,
        actor_id: command.actor.account_id.as_deref(),
        actor_name: &command.actor.name,
        approver_id: command.approval.as_ref().map(|a| a.approver.as_str()),
        subject_digest: command.approval.as_ref().map(|a| a.subject_digest.as_str()),
        evidence: command.evidence.as_deref(),
        reason: command.reason.as_deref(),
        reverses_seq: command.reverses,
        prev_hash: head.leaf_hash.clone().into(),
        lines: lines.collect(),
        holds: holds.collect(),
        resolutions,
    }
}
