//! Posts many events of one day at once, each as a journal of its own: what they have in common is
//! read once and written together, so that thousands take seconds. What comes out is what [`post`]
//! would have written one by one; whatever is out of the ordinary is left to it.

use super::account::{AccountKey, Balance};
use super::command::{Carried, Command};
use super::decide::{View, decide, touched};
use super::expand::expand;
use super::post::{Receipt, Written, entry, in_force, is_approved_by_maker, post};
use super::rejection::Rejection;
use super::rulebook::Rulebook;
use super::store::{self, Head};
use crate::db::{Error, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// Posts every command, in order; all of them or none.
///
/// # Errors
/// As [`post`], for the first that is refused.
pub fn post_all(tx: &mut Tx<'_>, commands: &[Command]) -> Result<Vec<Receipt>, Rejection> {
    if let Some(receipts) = together(tx, commands)? {
        return Ok(receipts);
    }
    commands.iter().map(|command| post(tx, command)).collect()
}

/// What stands on each account, with its identifier; an account that was never used has none.
struct Books {
    ids: BTreeMap<AccountKey, String>,
    read: BTreeMap<AccountKey, Balance>,
    now: BTreeMap<AccountKey, Balance>,
}

/// Posts all of them together; `None`, with nothing written, where one needs more care or would be refused.
fn together(tx: &mut Tx<'_>, commands: &[Command]) -> Result<Option<Vec<Receipt>>, Rejection> {
    let Some(first) = commands.first() else { return Ok(Some(vec![])) };
    let book = in_force(tx, first)?;
    let keys: BTreeSet<&str> = commands.iter().map(|command| command.key.as_str()).collect();
    let are_plain = commands.iter().all(|command| is_plain(book, command, first)) && keys.len() == commands.len();
    if !are_plain || store::is_any_known(tx, &keys.into_iter().collect::<Vec<_>>())? {
        return Ok(None);
    }
    // Those of a run were approved by the same people: each is looked at once.
    let approved: BTreeMap<_, _> = commands.iter().map(|c| ((&c.actor.account_id, c.approval.as_ref().map(|a| &a.approver)), c)).collect();
    for command in approved.into_values() {
        if is_approved_by_maker(tx, command)? {
            return Ok(None);
        }
    }
    let mut accounts: Vec<Vec<AccountKey>> = Vec::with_capacity(commands.len());
    for command in commands {
        match expand(book, command) {
            Ok(wanted) if wanted.rule.hold.is_none() => accounts.push(touched(&wanted)),
            _ => return Ok(None),
        }
    }
    let head = store::lock_head(tx)?;
    let all: Vec<AccountKey> = accounts.iter().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let (mut ids, mut read) = (BTreeMap::new(), BTreeMap::new());
    for (key, (id, balance)) in store::list_balances(tx, &all)? {
        ids.insert(key.clone(), id);
        read.insert(key, balance);
    }
    let mut books = Books { ids, now: read.clone(), read };
    // The book's time never runs backwards, even if the machine's clock does (L5).
    let now = tx.now().max(head.booked_at);
    let period = store::state_on(tx, first.effective_on)?;
    let mut journals = Vec::with_capacity(commands.len());
    for (command, keys) in commands.iter().zip(&accounts) {
        let balances = keys.iter().filter_map(|key| Some((key.clone(), *books.now.get(key)?))).collect();
        let view = View { now, today: now.day_in(command.zone), balances, holds: vec![], original: None, period };
        let command = Command { carried: None, ..command.clone() };
        let Ok(draft) = decide(book, &view, &command) else { return Ok(None) };
        books.now.extend(draft.balances.iter().map(|(key, balance)| (key.clone(), *balance)));
        let request_hash = command.request_hash();
        journals.push(Written { book, command, request_hash, draft, view });
    }
    Ok(Some(keep(tx, (book, &mut books), &journals, head)?))
}

/// Whether a command neither reverses nor holds, knows no earlier years, and counts for the same day.
fn is_plain(book: &Rulebook, command: &Command, first: &Command) -> bool {
    command.effective_on == first.effective_on
        && command.reverses.is_none()
        && command.holds.is_empty()
        && book.rule(&command.event, Carried::Carried.into()).is_none()
}

fn keep(tx: &mut Tx<'_>, (book, books): (&Rulebook, &mut Books), journals: &[Written<'_>], mut head: Head) -> Result<Vec<Receipt>, Error> {
    open(tx, book, books)?;
    let before = head.seq;
    let (mut entries, mut receipts) = (Vec::with_capacity(journals.len()), Vec::with_capacity(journals.len()));
    for written in journals {
        let entry = entry(tx, written, &head);
        let (leaf_hash, seq, booked_at) = (entry.leaf_hash(), entry.seq, entry.booked_at);
        let journal_id = entry.id.clone().into_owned();
        receipts.push(Receipt { seq, journal_id, booked_at, leaf_hash: leaf_hash.clone(), holds: vec![], replayed: false });
        entries.push(entry);
        head = Head { seq, leaf_hash, booked_at };
    }
    let hashed: Vec<_> = entries.iter().zip(&receipts).map(|(entry, receipt)| (entry, receipt.leaf_hash.as_str())).collect();
    store::insert_journals(tx, &hashed)?;
    let mut lines = Vec::new();
    for (entry, written) in entries.iter().zip(journals) {
        for ((line_no, line), drafted) in (1..).zip(&entry.lines).zip(&written.draft.lines) {
            lines.push((entry.seq, line_no, books.id_of(&drafted.line.account)?, line));
        }
    }
    store::insert_postings(tx, &lines)?;
    let mut after = Vec::with_capacity(books.now.len());
    for (key, read) in &books.read {
        if let Some(balance) = books.now.get(key).filter(|now| *now != read) {
            after.push((books.id_of(key)?, read.version, *balance));
        }
    }
    store::change_balances(tx, &after)?;
    store::seal_all(tx, (before + 1, head.seq))?;
    store::move_head(tx, before, &head)?;
    Ok(receipts)
}

/// Opens the accounts that were never used, with what stands on them after these journals.
fn open(tx: &mut Tx<'_>, book: &Rulebook, books: &mut Books) -> Result<(), Error> {
    let mut new = Vec::new();
    for (key, balance) in books.now.iter().filter(|(key, _)| !books.ids.contains_key(*key)) {
        let chart = book.chart.account(&key.code).ok_or_else(|| Error::unreadable("account code", &key.code))?;
        new.push((key.clone(), chart, *balance));
    }
    let opened = store::open_all(tx, &new)?;
    books.ids.extend(new.into_iter().map(|(key, ..)| key).zip(opened));
    Ok(())
}

impl Books {
    fn id_of(&self, key: &AccountKey) -> Result<String, Error> {
        self.ids.get(key).cloned().ok_or_else(|| Error::unreadable("account", key.text()))
    }
}
