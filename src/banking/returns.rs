//! Payments that the bank sends back, and its notices of change. Each return undoes its payment; each notice waits for a
//! second person; what names nothing that is known, or says something else than the books, is put on the list of exceptions
//! and the rest goes on.

use super::corrected::corrected;
use super::facts::ReturnsImported;
use super::import::Imported;
use super::line::{FileError, words};
use super::store::{self, FoundIn, InboxFile, NewException};
use crate::audit;
use crate::db::{self, Tx};
use crate::disbursement::{
    self, AchAddenda, AchEntry, AchFile, BankCode, NoticeOfChange, Payment, PaymentState, ProposeError, ReturnPaymentError, Terms,
    TermsError,
};
use crate::kernel::{Id, Kind, Money, Refusal};
use crate::ledger::Rejection;
use crate::people::{Account, Actor, Organisation};
use chrono::NaiveDate;

/// Why a file of returns was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ReturnsError {
    /// A return could not be recorded.
    #[error(transparent)]
    Return(#[from] ReturnPaymentError),
    /// A notice could not be kept.
    #[error(transparent)]
    Propose(#[from] ProposeError),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReturnsError {
    fn kind(&self) -> Kind {
        match self {
            Self::Return(e) => e.kind(),
            Self::Propose(e) => e.kind(),
            Self::Terms(_) => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// What became of one entry.
enum Outcome {
    Returned,
    Noted,
    TestEntry,
    /// Somebody must look at it: the kind, the words, the payment.
    Exception(&'static str, String, Option<Id<Payment>>),
}

/// Whether every entry is a return or a notice; a file of payments is neither.
///
/// # Errors
/// [`FileError`] naming the line.
pub(super) fn check(file: &AchFile) -> Result<(), FileError> {
    let is_answer = |entry: &AchEntry| entry.addenda.iter().any(|a| matches!(a, AchAddenda::Return { .. } | AchAddenda::Change { .. }));
    match entries(file).find(|entry| !is_answer(entry)) {
        Some(other) => {
            let line = u64::try_from(other.line).unwrap_or(u64::MAX);
            Err(FileError::at(line, "this entry is neither a return nor a notice of change. A file of payments is not read in here."))
        }
        None => Ok(()),
    }
}

fn entries(file: &AchFile) -> impl Iterator<Item = &AchEntry> {
    file.batches.iter().flat_map(|batch| &batch.entries)
}

/// Takes every return and notice of a file.
///
/// # Errors
/// [`ReturnsError`]; then nothing of it is kept.
pub(super) fn take(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    (name, sha256): (&str, &str),
    file: &AchFile,
) -> Result<Imported, ReturnsError> {
    let today = tx.now().day_in(Terms::at(tx.now())?.zone);
    let has_returns = entries(file).flat_map(|entry| &entry.addenda).any(|a| matches!(a, AchAddenda::Return { .. }));
    let count = entries(file).count();
    let kind = if has_returns { "returns" } else { "notices" };
    let lines_count = i32::try_from(count).unwrap_or(i32::MAX);
    let inbox = store::insert_inbox_file(tx, &InboxFile { kind, name, sha256, lines_count }, by)?;
    let mut done = Imported { lines: count, ..Imported::default() };
    let mut test_entries = 0;
    for entry in entries(file) {
        for addenda in &entry.addenda {
            let (outcome, trace, code) = match addenda {
                AchAddenda::Return { code, original_trace, .. } => {
                    (come_back(tx, by.1, entry.amount, (original_trace, code, today))?, original_trace, code)
                }
                AchAddenda::Change { code, original_trace, corrected } => {
                    (notice(tx, by.1, corrected, (original_trace, code, today))?, original_trace, code)
                }
                AchAddenda::Remittance(_) => continue,
            };
            match outcome {
                Outcome::Returned => done.returned += 1,
                Outcome::Noted => done.notices += 1,
                Outcome::TestEntry => test_entries += 1,
                Outcome::Exception(kind, told, payment) => {
                    done.exceptions += 1;
                    let line = i32::try_from(entry.line).unwrap_or(i32::MAX);
                    let (trace, code, told) = (words(trace), words(code), words(&told));
                    let new = NewException { line, kind, words: &told, trace: &trace, code: &code, amount: entry.amount, payment };
                    store::insert_exception(tx, FoundIn::File(inbox), &new)?;
                }
            }
        }
    }
    let fact = ReturnsImported {
        inbox_id: inbox.text(),
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        returned: done.returned,
        notices: done.notices,
        test_entries,
        exceptions: done.exceptions,
    };
    audit::record(tx, &by.1.doer(), &fact)?;
    Ok(done)
}

fn unknown_trace(trace: &str) -> Outcome {
    Outcome::Exception("unknown_trace", format!("No payment of the fund has the trace {}.", words(trace)), None)
}

fn come_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    amount: Money,
    (trace, code, today): (&str, &str, NaiveDate),
) -> Result<Outcome, ReturnsError> {
    let Some(payment) = disbursement::find_payment_by_trace(tx, trace)? else {
        let is_test = disbursement::settle_prenote(tx, actor, trace, Some(code))?;
        return Ok(if is_test { Outcome::TestEntry } else { unknown_trace(trace) });
    };
    let exception = |kind, told: String| Ok(Outcome::Exception(kind, told, Some(payment.id)));
    let known = disbursement::bank_code(code, today)?;
    if !matches!(known, Some(BankCode::Return(_))) {
        return exception("unknown_code", format!("{} is no code of a return of such a payment ({}).", words(code), payment.reference));
    }
    if payment.state == PaymentState::Returned {
        let told =
            format!("The payment for {} came back before, with {}.", payment.reference, payment.reason.as_deref().unwrap_or("no code"));
        return exception("already_returned", told);
    }
    if payment.amount != amount {
        let told = format!("The bank returns {amount}, and the payment for {} was {}.", payment.reference, payment.amount);
        return exception("other_amount", told);
    }
    let evidence = format!("return {code} of trace {trace}");
    match tx.part(|tx| disbursement::return_by_file(tx, actor, &payment, code, &evidence)) {
        Ok(_) => Ok(Outcome::Returned),
        Err(ReturnPaymentError::Ledger(e @ Rejection::Refused(_))) => {
            exception("not_taken", format!("The books do not take the return for {}: {e}", payment.reference))
        }
        Err(e) => Err(e.into()),
    }
}

/// What a notice answers: a payment, or a test entry, whose city is named nowhere; with the city, and how it is called.
type Answered = (Option<Id<Payment>>, Id<Organisation>, String);

fn answered(tx: &mut Tx<'_>, trace: &str) -> Result<Option<Answered>, db::Error> {
    if let Some(payment) = disbursement::find_payment_by_trace(tx, trace)? {
        return Ok(Some((Some(payment.id), payment.organisation, payment.reference)));
    }
    let tested = disbursement::prenote_by_trace(tx, trace)?;
    Ok(tested.map(|prenote| (None, prenote.details.organisation, format!("test entry {}", words(trace)))))
}

fn notice(tx: &mut Tx<'_>, actor: &Actor, data: &str, (trace, code, today): (&str, &str, NaiveDate)) -> Result<Outcome, ReturnsError> {
    let Some((payment, organisation, about)) = answered(tx, trace)? else { return Ok(unknown_trace(trace)) };
    let exception = |kind, told: String| Ok(Outcome::Exception(kind, told, payment));
    let meaning = match disbursement::bank_code(code, today)? {
        Some(BankCode::Change(meaning)) => meaning,
        Some(BankCode::Refused(meaning)) => return exception("not_taken", format!("{code}: {meaning} ({about}).")),
        _ => return exception("unknown_code", format!("{} is no code of a notice of change ({about}).", words(code))),
    };
    let Some(change) = corrected(code, data) else {
        return exception("not_taken", format!("{code}: {meaning} ({about}), and what is right cannot be read."));
    };
    let from = NoticeOfChange {
        payment,
        organisation,
        code: code.to_owned(),
        routing_number: change.routing_number,
        account_number: change.account_number,
        kind: change.kind,
        holder: change.holder,
        trace: trace.to_owned(),
    };
    match disbursement::propose_bank_change(tx, actor, &from) {
        Ok(_) => Ok(Outcome::Noted),
        // Whoever is kept from the city decides nothing about its account; somebody else finds it on the list.
        Err(ProposeError::Db(db::Error::Missing)) => exception("not_taken", format!("{code}: {meaning} ({about}).")),
        Err(e) if e.kind() == Kind::Conflict && !matches!(e, ProposeError::Db(_)) => {
            exception("not_taken", format!("{code}: {meaning} ({about}). {e}"))
        }
        Err(e) => Err(e.into()),
    }
}
