//! Test entries (prenotifications): an entry of no money goes to a new account before the first payment, so that a
//! wrong one is found out without money on its way. They are wanted when an account is verified, leave in the file of the
//! next payment run or of a run of their own, and after some banking days without an answer money may follow.

use super::bank_details::BankDetails;
use super::bank_facts::{PrenoteSent, PrenoteSettled};
use super::bank_file::open_bank_file;
use super::freeze::freeze;
use super::run::Run;
use super::terms::Terms;
use super::{policy, store};
use crate::audit;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Deadline, Id, Timestamp, banking_days_after};
use crate::people::Actor;
use chrono::{NaiveDate, NaiveTime};

/// So many test entries leave with one run at most.
const MOST: i64 = 500;

/// How far a test entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PrenoteState {
    /// It waits for the next run.
    Wanted,
    /// It stands in a bank file.
    Sent,
    /// The bank took it.
    Clear,
    /// It came back.
    Returned,
}

/// A test entry to one version of bank details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prenote {
    /// Its identifier.
    pub id: Id<Prenote>,
    /// Where it goes.
    pub details: BankDetails,
    /// Its trace in the bank file, once that is written.
    pub trace: Option<String>,
    /// How far it is.
    pub state: PrenoteState,
    /// The run in whose file it stands.
    pub run: Option<Id<Run>>,
    /// The day of release.
    pub sent_on: Option<NaiveDate>,
    /// The first day on which money may follow.
    pub clear_on: Option<NaiveDate>,
    /// The code with which it came back.
    pub return_code: Option<String>,
}

/// The test entries that the next file takes along, the oldest first.
///
/// # Errors
/// The database's refusal.
pub fn prenotes_to_send(conn: &mut Conn, now: Timestamp) -> Result<Vec<Prenote>, Error> {
    store::list_wanted(conn, now, MOST)
}

/// Marks test entries as sent with a run, in the order in which they stand in its file. Their traces are read from the
/// file; where it is written only later, they are read when the bank answers.
///
/// # Errors
/// The database's refusal; [`Error::Stale`] for one that was sent before.
pub fn mark_prenotes_sent(tx: &mut Tx<'_>, sent: &[Id<Prenote>], run: Id<Run>) -> Result<(), Error> {
    if sent.is_empty() {
        return Ok(());
    }
    mark_sent(tx, sent, run)?;
    read_traces(tx, run)
}

/// Marks test entries as sent with a run in whose file they have these traces.
pub(super) fn mark_prenotes_traced(tx: &mut Tx<'_>, sent: &[(Id<Prenote>, String)], run: Id<Run>) -> Result<(), Error> {
    if sent.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id<Prenote>> = sent.iter().map(|(id, _)| *id).collect();
    mark_sent(tx, &ids, run)?;
    for (id, trace) in sent {
        store::mark_prenote_traced(tx, *id, trace)?;
    }
    Ok(())
}

fn mark_sent(tx: &mut Tx<'_>, sent: &[Id<Prenote>], run: Id<Run>) -> Result<(), Error> {
    let broken = |e: &dyn std::fmt::Display| Error::Broken(e.to_string());
    let terms = Terms::at(tx.now()).map_err(|e| broken(&e))?;
    let settles = store::run(tx, run)?.effective_on.unwrap_or_else(|| terms.effective_day(tx.now()));
    let clear_on = banking_days_after(settles, terms.bank_details.prenote_wait_banking_days).map_err(|e| broken(&e))?;
    let morning = Deadline::from_local(clear_on.and_time(NaiveTime::MIN), terms.zone);
    let follows = morning.map_or_else(|| Timestamp::start_of(clear_on), |morning| morning.at);
    let today = tx.now().day_in(terms.zone);
    for id in sent {
        let details = store::prenote(tx, *id)?.details;
        store::mark_prenote_sent(tx, *id, run, (today, clear_on))?;
        let usable_from = details.usable_from.map_or(follows, |from| from.max(follows));
        store::mark_prenoted(tx, details.id, usable_from)?;
        let fact =
            PrenoteSent { organisation_id: details.organisation.text(), account_masked: details.masked(), run_id: run.text(), clear_on };
        audit::record(tx, &Actor::system().doer(), &fact)?;
    }
    Ok(())
}

/// Reads the traces of a run's test entries from its file, if it is written.
fn read_traces(tx: &mut Tx<'_>, run: Id<Run>) -> Result<(), Error> {
    let untraced = store::list_without_trace(tx, run)?;
    if untraced.is_empty() || store::find_bank_file(tx, run)?.is_none() {
        return Ok(());
    }
    let vault = tx.vault()?;
    let Some(file) = open_bank_file(tx, &vault, run)? else { return Ok(()) };
    let mut found = entries(&String::from_utf8_lossy(&file.content));
    for prenote in untraced {
        let Some(at) = found.iter().position(|(routing, _)| *routing == prenote.details.routing_number) else { continue };
        let (_, trace) = found.remove(at);
        store::mark_prenote_traced(tx, prenote.id, &trace)?;
    }
    Ok(())
}

/// Routing number and trace of every test entry in a bank file: entry details (6) with the code of a test of a checking
/// (23) or savings account (33).
fn entries(file: &str) -> Vec<(String, String)> {
    let of = |line: &str| {
        let is_test = line.starts_with("623") || line.starts_with("633");
        Some((line.get(3..12)?.to_owned(), line.get(79..94)?.to_owned())).filter(|_| is_test)
    };
    file.lines().filter_map(of).collect()
}

/// The test entry with this trace, whoever looks for it.
///
/// # Errors
/// The database's refusal.
pub fn prenote_by_trace(tx: &mut Tx<'_>, trace: &str) -> Result<Option<Prenote>, Error> {
    let known = store::find_prenote_by_trace(tx, trace)?;
    if known.is_some() {
        return Ok(known);
    }
    for run in store::list_runs_without_trace(tx)? {
        read_traces(tx, run)?;
    }
    store::find_prenote_by_trace(tx, trace)
}

/// What the bank says of the test entry with this trace: the code with which it came back, or nothing where it was taken.
/// An account to which it could not go is frozen, whoever reads the answer in: a conflict of interest with the city hides
/// it, and loses nothing the bank said. Whether a test entry has this trace.
///
/// # Errors
/// The database's refusal; [`Error::Missing`] for whoever is no finance officer.
pub fn settle_prenote(tx: &mut Tx<'_>, actor: &Actor, trace: &str, returned: Option<&str>) -> Result<bool, Error> {
    if !policy::is_finance(actor) {
        return Err(Error::Missing);
    }
    let Some(prenote) = prenote_by_trace(tx, trace)? else { return Ok(false) };
    let state = if returned.is_some() { PrenoteState::Returned } else { PrenoteState::Clear };
    if prenote.state == PrenoteState::Returned || prenote.state == state {
        return Ok(true);
    }
    store::mark_prenote_settled(tx, prenote.id, state, returned)?;
    let fact = PrenoteSettled {
        organisation_id: prenote.details.organisation.text(),
        account_masked: prenote.details.masked(),
        trace: trace.to_owned(),
        returned: returned.map(str::to_owned),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    if let Some(code) = returned {
        freeze(tx, prenote.details.id, &format!("{code}: the test entry came back"))?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_entries_are_found_in_a_file_by_their_code() {
        let entry = |code: &str, routing: &str, trace: &str| format!("6{code}{routing}{:67}{trace}", "");
        let file = [
            "101 rest of the header".to_owned(),
            entry("22", "021000021", "061000140000001"),
            entry("23", "121140399", "061000140000002"),
            entry("33", "021000021", "061000140000003"),
            "623 too short".to_owned(),
            "9".repeat(94),
        ];
        assert!(file[1].len() == 94);
        let found = entries(&file.join("\n"));
        let expected = [("121140399", "061000140000002"), ("021000021", "061000140000003")];
        assert_eq!(found, expected.map(|(routing, trace)| (routing.to_owned(), trace.to_owned())));
    }
}
