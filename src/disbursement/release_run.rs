//! The releasing officer, a third person, lets the money go: each payment is
//! posted to transit, and one bank file is written. All of it happens, or none.
//!
//! What was approved is compared by digest with what is released, and the bank
//! details are looked at once more: changed or blocked ones stop the run.

use super::bank_details::BankDetails;
use super::enter_bank_details::place;
use super::facts::PaymentReleased;
use super::nacha::{self, Dates, Entry, NachaError};
use super::open::open_run;
use super::payment::{Payment, PaymentKind};
use super::posting;
use super::routing::RoutingNumber;
use super::run::{Run, RunState, digest};
use super::store::{BankFile, Release, Which};
use super::terms::{Terms, TermsError};
use super::{policy, store};
use crate::db::{self, Tx};
use crate::kernel::{Id, Kind, Refusal, Timestamp};
use crate::ledger::{self, Rejection};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::vault::Vault;
use crate::{audit, award, outbox};
use data_encoding::HEXLOWER;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

/// Why a run was not released.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseRunError {
    /// Not a releasing officer.
    #[error("Only a releasing officer can release a payment run.")]
    NotReleasing,
    /// Took part before.
    #[error("You prepared or approved this run, so a third person must release it. The disbursement policy asks for three.")]
    SamePerson,
    /// It is not waiting for release.
    #[error("This run is not waiting for release.")]
    NotWaiting,
    /// The payments differ from what was approved.
    #[error("The payments of this run are not the ones that were approved. Cancel the run and prepare it again.")]
    Changed,
    /// The city changed its account after the run was prepared.
    #[error(
        "The bank details for {0} were changed or blocked after this run was prepared. Cancel the run and prepare it again when they are verified."
    )]
    BankDetailsChanged(String),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] NachaError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The account number cannot be read.
    #[error("An account number could not be read. Nothing was released.")]
    Unsealing(String),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReleaseRunError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotReleasing => Kind::Missing,
            Self::SamePerson => Kind::Forbidden,
            Self::NotWaiting | Self::Changed | Self::BankDetailsChanged(_) | Self::Terms(_) | Self::File(_) => Kind::Conflict,
            Self::Unsealing(_) => Kind::Broken,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Releases an approved run.
///
/// # Errors
/// [`ReleaseRunError`]; then nothing was posted and no file exists.
pub fn release_run(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, id: Id<Run>) -> Result<(), ReleaseRunError> {
    let account = actor.account.filter(|_| actor.has(FundRole::ReleasingOfficer)).ok_or(ReleaseRunError::NotReleasing)?;
    let terms = Terms::at(tx.now())?;
    let run = open_run(tx, actor, id)?;
    if run.state != RunState::Approved {
        return Err(ReleaseRunError::NotWaiting);
    }
    if !policy::may_release(actor, &run, &terms) {
        return Err(ReleaseRunError::SamePerson);
    }
    let payments = store::list_payments(tx, Which::Run(id))?;
    if digest(&payments) != run.digest {
        return Err(ReleaseRunError::Changed);
    }
    let mut entries = Vec::new();
    for payment in &payments {
        let details = current_details(tx, payment)?;
        entries.push(release(tx, actor, &Leaving { run: &run, payment, details: &details, terms: &terms, vault })?);
    }
    let file = bank_file(tx, &terms, &run, &entries)?;
    store::insert_bank_file(tx, id, &file)?;
    let effective_on = terms.effective_day(tx.now());
    store::mark_run_released(tx, &run, (account, &actor.name), effective_on, &terms.name)?;
    Ok(())
}

/// The details fixed at preparation, refused unless they are still the city's current, usable ones.
fn current_details(tx: &mut Tx<'_>, payment: &Payment) -> Result<BankDetails, ReleaseRunError> {
    let now = tx.now();
    store::find_current_bank_details(tx, payment.organisation)?
        .filter(|details| details.is_usable_at(now) && Some(details.id) == payment.bank_details)
        .ok_or_else(|| ReleaseRunError::BankDetailsChanged(payment.reference.clone()))
}

struct Leaving<'a> {
    run: &'a Run,
    payment: &'a Payment,
    details: &'a BankDetails,
    terms: &'a Terms,
    vault: &'a Vault,
}

/// Posts one payment, marks it, tells the city; returns its entry for the file.
fn release(tx: &mut Tx<'_>, actor: &Actor, leaving: &Leaving<'_>) -> Result<Entry, ReleaseRunError> {
    let Leaving { run, payment, details, terms, vault } = leaving;
    let award = award::award(tx, payment.award)?;
    let lines = store::payment_lines(tx, payment.id)?;
    let approver = run.approved.as_ref().map(|done| done.by.clone()).unwrap_or_default();
    let today = tx.now().day_in(terms.zone);
    let event = if payment.kind == PaymentKind::Advance { "advance.pay" } else { "claim.pay" };
    let command = posting::about(tx, actor, &award, (event, format!("run/{}/payment/{}", run.id, payment.id), today))?;
    let command = command.legs(posting::legs(&award, &lines)).because(format!("payment run {}", run.number)).approved_by(approver);
    let journal_seq = ledger::post(tx, &command)?.seq;
    let sequence = store::last_trace_sequence(tx)? + 1;
    let city = organisation::city(tx, payment.organisation)?;
    let number = vault.open(place(&details.id.text()), &details.account_sealed).map_err(|e| ReleaseRunError::Unsealing(e.to_string()))?;
    let entry = Entry {
        routing: RoutingNumber::parse(&details.routing_number).map_err(|e| db::Error::unreadable("routing number", e))?,
        account: number.expose_secret().to_owned(),
        is_checking: details.kind == super::bank_details::AccountKind::Checking,
        amount: payment.amount,
        identification: payment.reference.clone(),
        receiver: details.holder.clone(),
        remittance: terms.remittance_for(&payment.reference, payment.amount),
        sequence: u32::try_from(sequence).unwrap_or(u32::MAX),
    };
    let trace = entry.trace(&terms.originator.odfi);
    store::mark_released(tx, payment, &Release { trace: &trace, sequence, on: today, journal_seq })?;
    let fact = PaymentReleased {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.full_name(),
        amount: payment.amount,
        account_masked: details.masked(),
        trace,
        effective_on: terms.effective_day(tx.now()),
        released_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, payment.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(entry)
}

fn bank_file(tx: &mut Tx<'_>, terms: &Terms, run: &Run, entries: &[Entry]) -> Result<BankFile, ReleaseRunError> {
    let now = tx.now();
    let local = now.utc().with_timezone(&terms.zone).naive_local();
    let midnight = local
        .date()
        .and_time(chrono::NaiveTime::MIN)
        .and_local_timezone(terms.zone)
        .earliest()
        .map_or(Timestamp::start_of(local.date()), |at| Timestamp::from_utc(at.to_utc()));
    let earlier = u8::try_from(store::count_files_since(tx, midnight)?).unwrap_or(u8::MAX);
    if earlier > 25 {
        return Err(NachaError::DoesNotFit("The 27th file of a day").into());
    }
    let dates = Dates { made_at: local, effective_on: terms.effective_day(now), modifier: char::from(b'A' + earlier) };
    let content = nacha::write(&terms.originator, dates, entries)?.into_bytes();
    let sha256 = HEXLOWER.encode(&Sha256::digest(&content));
    Ok(BankFile { name: format!("run-{:04}-{}.ach", run.number, local.format("%Y%m%d")), content, sha256 })
}
