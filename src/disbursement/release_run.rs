//! The releasing officer, another person, lets the money go: every payment is posted to transit,
//! and one file is written. All of it happens, or none.
//!
//! What was approved is compared by digest with what is released, and the bank
//! details are looked at once more: changed or blocked ones stop the run.
//!
//! load → may → decide → post → store → record → announce, each for all payments at once: a run of
//! thousands takes a few statements a payment.

use super::bank_details::BankDetails;
use super::facts::PaymentReleased;
use super::leave::{self, Leaving};
use super::open::open_run;
use super::payment::{Payment, PaymentKind};
use super::prenote::{mark_prenotes_traced, prenotes_to_send};
use super::run::{Method, Run, RunState, digest, digest_of_tests};
use super::run_facts::PaymentByCheque;
use super::run_workflow::{self, RELEASE};
use super::store::{self, Release, Which};
use super::terms::{Terms, TermsError};
use super::{bank_file, held, nacha::NachaError, ways::WayError};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Receipt, Rejection};
use crate::people::{Actor, FundRole};
use crate::spending::audience;
use crate::vault::Vault;
use crate::workflow::{Denied, FireError};
use crate::{audit, opportunity, outbox};
use chrono::NaiveDate;
use std::collections::BTreeMap;

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
    /// It was prepared before approvals were kept by the workflow.
    #[error("This run was approved in an earlier version of the program. Cancel it and prepare it again.")]
    Outdated,
    /// Whoever approved it may have no part in it any more.
    #[error("A person who approved this run may have no part in it any more. Cancel the run and prepare it again.")]
    ApprovalFell,
    /// The payments differ from what was approved.
    #[error("The payments of this run are not the ones that were approved. Cancel the run and prepare it again.")]
    Changed,
    /// Other test entries wait than were approved.
    #[error("Other test entries wait now than those that were approved. Cancel the run and prepare it again.")]
    OtherTests,
    /// A condition of an award fell due after the run was prepared.
    #[error("{0} Have the condition lifted first, or cancel the run and prepare it without what is held back.")]
    HeldBack(String),
    /// It was to arrive on the day of its release, and holds a payment above the limit.
    #[error("A payment above {0} cannot arrive on the day of its release. Cancel the run and prepare it for another day.")]
    OverSameDayLimit(Money),
    /// The city changed its account after the run was prepared.
    #[error(
        "The bank details for {0} were changed or blocked after this run was prepared. Cancel the run and prepare it again when they are verified."
    )]
    BankDetailsChanged(String),
    /// Fields to mend.
    #[error("{}", .0.first().map_or("Some answers need to be mended.", |mistake| mistake.message.as_str()))]
    Fields(Vec<FieldError>),
    /// The workflow said no for another reason.
    #[error(transparent)]
    Step(FireError),
    /// No policy is valid, or the money cannot arrive on the day that is wanted.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] NachaError),
    /// The list cannot be written.
    #[error(transparent)]
    List(#[from] WayError),
    /// The file says something else than was meant.
    #[error("The file for the bank was read back and is not what was meant. Nothing was released. {0}")]
    ReadBack(String),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The file cannot be stored sealed.
    #[error("The file could not be stored safely. Nothing was released.")]
    Sealing(String),
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
            Self::NotWaiting
            | Self::Outdated
            | Self::ApprovalFell
            | Self::Changed
            | Self::OtherTests
            | Self::HeldBack(_)
            | Self::OverSameDayLimit(_)
            | Self::BankDetailsChanged(_)
            | Self::Terms(_)
            | Self::File(_)
            | Self::List(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Sealing(_) | Self::Unsealing(_) | Self::ReadBack(_) => Kind::Broken,
            Self::Step(e) => e.kind(),
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

impl From<FireError> for ReleaseRunError {
    fn from(e: FireError) -> Self {
        match e {
            FireError::Db(e) => Self::Db(e),
            FireError::Denied(Denied::WrongRole(_)) => Self::NotReleasing,
            FireError::Denied(Denied::SamePerson(_)) => Self::SamePerson,
            FireError::Denied(Denied::NotOpen { .. }) => Self::NotWaiting,
            FireError::Denied(Denied::NotMet(_)) => Self::ApprovalFell,
            other => Self::Step(other),
        }
    }
}

/// Releases an approved run that needs no number of a cheque.
///
/// # Errors
/// [`ReleaseRunError`]; then nothing was posted and no file exists.
pub fn release_run(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, id: Id<Run>) -> Result<(), ReleaseRunError> {
    release_run_as(tx, vault, actor, (id, ""))
}

/// Releases an approved run; the payments of a run of cheques take the numbers from the one that was typed on.
///
/// # Errors
/// [`ReleaseRunError`]; then nothing was posted and no file exists.
pub fn release_run_as(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, (id, first_cheque): (Id<Run>, &str)) -> Result<(), ReleaseRunError> {
    let account = actor.account.filter(|_| actor.has(FundRole::ReleasingOfficer)).ok_or(ReleaseRunError::NotReleasing)?;
    let terms = Terms::at(tx.now())?;
    let run = open_run(tx, actor, id)?;
    if run.state != RunState::Approved {
        return Err(ReleaseRunError::NotWaiting);
    }
    if run.workflow_hash.is_none() {
        return Err(ReleaseRunError::Outdated);
    }
    run_workflow::take(tx, actor, &run, RELEASE)?;
    let payments = store::list_payments(tx, Which::Run(id))?;
    check_approved(tx, &run, &payments, &terms)?;
    let today = tx.now().day_in(terms.zone);
    let effective_on = match run.method {
        Method::Ach => terms.effective_on(tx.now(), run.wanted_on, run.same_day)?,
        Method::Payables | Method::Cheque => today,
    };
    let details = current_details(tx, &run, &payments)?;
    let cities = leave::cities(tx, &payments)?;
    let leaving = Leaving { run: &run, terms: &terms, payments: &payments, details: &details, cities: &cities, today, effective_on };
    let left = leave::numbered(tx, vault, &leaving, first_cheque)?;
    let receipts = post(tx, actor, &leaving)?;
    let marks = payments.iter().zip(&left.numbers).zip(&receipts);
    let releases: Vec<Release<'_>> = marks
        .map(|((payment, number), receipt)| Release {
            payment,
            trace: &number.text,
            sequence: number.sequence,
            on: today,
            journal_seq: receipt.seq,
        })
        .collect();
    store::mark_all_released(tx, &releases)?;
    let sealed = bank_file::sealed(vault, &id.text(), &left.file.content).map_err(|e| ReleaseRunError::Sealing(e.to_string()))?;
    store::insert_bank_file(tx, id, &left.file, &sealed)?;
    store::mark_run_released(tx, &run, (account, &actor.name), effective_on, &terms.name)?;
    mark_prenotes_traced(tx, &left.tried, run.id)?;
    tell(tx, actor, &leaving, &left.numbers)
}

/// Whether a run still is what was approved, and may still arrive when it shall.
fn check_approved(tx: &mut Tx<'_>, run: &Run, payments: &[Payment], terms: &Terms) -> Result<(), ReleaseRunError> {
    if run.same_day && !terms.fits_same_day(payments.iter().map(|payment| payment.amount)) {
        return Err(ReleaseRunError::OverSameDayLimit(terms.same_day_limit));
    }
    if run.only_tests() && payments.is_empty() {
        let now = tx.now();
        let tests = prenotes_to_send(tx, now)?;
        return if digest_of_tests(&tests, run.terms()) == run.digest { Ok(()) } else { Err(ReleaseRunError::OtherTests) };
    }
    if digest(payments, run.terms()) != run.digest {
        return Err(ReleaseRunError::Changed);
    }
    let now = tx.now();
    let held = held::list_held(tx, payments, now)?;
    if held.is_empty() { Ok(()) } else { Err(ReleaseRunError::HeldBack(held::refusal(&held))) }
}

/// The details fixed at preparation, by city; refused unless they are still its current, usable ones.
fn current_details(tx: &mut Tx<'_>, run: &Run, payments: &[Payment]) -> Result<BTreeMap<String, BankDetails>, ReleaseRunError> {
    let mut known: BTreeMap<String, BankDetails> = BTreeMap::new();
    if !run.method.goes_to_an_account() {
        return Ok(known);
    }
    let now = tx.now();
    for payment in payments {
        let changed = || ReleaseRunError::BankDetailsChanged(payment.reference.clone());
        let city = payment.organisation.text();
        if !known.contains_key(&city) {
            let current = store::find_current_bank_details(tx, payment.organisation)?.ok_or_else(changed)?;
            known.insert(city.clone(), current);
        }
        let fits = known.get(&city).is_some_and(|details| details.is_usable_at(now) && Some(details.id) == payment.bank_details);
        if !fits {
            return Err(changed());
        }
    }
    Ok(known)
}

/// Posts every payment; one journal each.
fn post(tx: &mut Tx<'_>, actor: &Actor, leaving: &Leaving<'_>) -> Result<Vec<Receipt>, ReleaseRunError> {
    let Leaving { run, payments, today, .. } = leaving;
    let (lines, programs) = (store::list_lines_of_run(tx, run.id)?, store::list_programs_of_run(tx, run.id)?);
    let approver = run.approved.as_ref().map(|done| done.by.clone()).unwrap_or_default();
    let mut funds: BTreeMap<&str, String> = BTreeMap::new();
    let mut commands = Vec::with_capacity(payments.len());
    for payment in *payments {
        let award = payment.award.text();
        let program = programs.get(&award).ok_or(db::Error::Missing)?.as_str();
        if !funds.contains_key(program) {
            let id = program.parse().map_err(|_| db::Error::unreadable("opportunity", program))?;
            funds.insert(program, opportunity::opportunity(tx, id)?.fund);
        }
        let fund = funds.get(program).cloned().unwrap_or_default();
        let event = if payment.kind == PaymentKind::Advance { "advance.pay" } else { "claim.pay" };
        let key = format!("run/{}/payment/{}", run.id, payment.id);
        let legs = lines.get(&payment.id.text()).into_iter().flatten();
        let legs = legs.map(|line| Leg::of_award(program, award.as_str(), line.category.as_str(), line.amount));
        let command = Command::new(key, event, fund, *today, &actor.doer()).legs(legs);
        commands.push(command.because(format!("payment run {}", run.number)).approved_by(approver.as_str()));
    }
    Ok(ledger::post_all(tx, &commands)?)
}

/// Records every payment and tells its city.
fn tell(tx: &mut Tx<'_>, actor: &Actor, leaving: &Leaving<'_>, numbers: &[leave::Number]) -> Result<(), ReleaseRunError> {
    let Leaving { run, payments, details, cities, today, effective_on, .. } = leaving;
    let awards: Vec<_> = payments.iter().map(|payment| payment.award).collect();
    let told = audience::of_awards(tx, &awards)?;
    let (mut by_account, mut by_cheque) = (Vec::new(), Vec::new());
    for (payment, number) in payments.iter().zip(numbers) {
        let city = cities.get(&payment.organisation.text()).ok_or(db::Error::Missing)?;
        if run.method == Method::Cheque {
            by_cheque.push(by_a_cheque(payment, number, (&city.full_name(), *today)));
            continue;
        }
        by_account.push(PaymentReleased {
            payment_id: payment.id.text(),
            award_id: payment.award.text(),
            reference: payment.reference.clone(),
            city: city.full_name(),
            amount: payment.amount,
            account_masked: details.get(&payment.organisation.text()).map(BankDetails::masked).unwrap_or_default(),
            trace: number.text.clone(),
            effective_on: *effective_on,
            is_handed_over: run.method == Method::Payables,
            released_at: tx.now(),
            zone: city.zone.to_string(),
        });
    }
    audit::record_all(tx, &actor.doer(), &by_account)?;
    audit::record_all(tx, &actor.doer(), &by_cheque)?;
    let to = |award: &String| told.get(award).map(Vec::as_slice).unwrap_or_default();
    outbox::announce_all(tx, &by_account.iter().map(|fact| (fact, to(&fact.award_id))).collect::<Vec<_>>())?;
    outbox::announce_all(tx, &by_cheque.iter().map(|fact| (fact, to(&fact.award_id))).collect::<Vec<_>>())?;
    Ok(())
}

fn by_a_cheque(payment: &Payment, number: &leave::Number, (city, written_on): (&str, NaiveDate)) -> PaymentByCheque {
    PaymentByCheque {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.to_owned(),
        amount: payment.amount,
        cheque: number.text.trim_start_matches("C-").to_owned(),
        written_on,
    }
}
