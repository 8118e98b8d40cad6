//! One finance officer puts waiting requests together into a payment run, or
//! takes a run apart that was not yet released. How the run pays, when, and the
//! bank account of each payment are fixed here; the digest binds all later steps to it.

use super::all_ready::{AllReady, MOST, sort_by_due};
use super::bank_details::{Done, obstacle};
use super::facts::{RunCancelled, RunPrepared};
use super::open::{list_open_payments, open_run};
use super::payment::{Payment, PaymentState};
use super::run::{Method, Run, RunState, RunTerms, digest};
use super::store::{self, Which};
use super::terms::{Terms, TermsError};
use super::{held, policy, run_workflow};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Actor, Organisation, organisation};
use crate::workflow::FireError;
use std::collections::{BTreeMap, BTreeSet};

/// So many awards are named whose city cannot be paid.
const NAMED: usize = 20;

/// Why no run was prepared or cancelled.
#[derive(Debug, thiserror::Error)]
pub enum PrepareRunError {
    /// Not a finance officer.
    #[error("Only a finance officer can prepare a payment run.")]
    NotFinance,
    /// Fields to mend.
    #[error("{}", .0.first().map_or("Some answers need to be mended.", |mistake| mistake.message.as_str()))]
    Fields(Vec<FieldError>),
    /// It stands in another run or was refused.
    #[error("The payment for {0} is no longer waiting. Choose again.")]
    NotWaiting(String),
    /// No money may go to the accounts of these cities now: a sentence for each award.
    #[error("{}", .0.iter().map(|one| one.message.as_str()).collect::<Vec<_>>().join(" "))]
    NotUsable(Vec<FieldError>),
    /// Other requests are ready than those that were seen.
    #[error("{}", other_ready(*.count, *.total))]
    OtherReady {
        /// How many are ready now.
        count: usize,
        /// How much they are together.
        total: Money,
    },
    /// A condition of an award is not met.
    #[error("{0} Leave out what is held back, or have the condition lifted first.")]
    HeldBack(String),
    /// No test entry waits.
    #[error("No test entry waits, so there is nothing to send.")]
    NoTestEntry,
    /// They wait in a run that was prepared before.
    #[error("Run {0} carries the test entries that wait. Release or cancel it first.")]
    TestsInRun(i32),
    /// The run was released or cancelled.
    #[error("This run can no longer be changed.")]
    RunIsOver,
    /// The workflow said no.
    #[error(transparent)]
    Step(FireError),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

fn other_ready(count: usize, total: Money) -> String {
    let now = if count == 1 { format!("it is one request of {total}") } else { format!("they are {count} requests, {total} together") };
    format!("What is ready has changed since you opened the page: now {now}. Nothing was prepared. Look at it, then press once more.")
}

impl Refusal for PrepareRunError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::NotWaiting(_)
            | Self::NotUsable(_)
            | Self::OtherReady { .. }
            | Self::HeldBack(_)
            | Self::NoTestEntry
            | Self::TestsInRun(_)
            | Self::RunIsOver
            | Self::Terms(_) => Kind::Conflict,
            Self::Step(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) | Self::NotUsable(fields) = self { fields } else { &[] }
    }
}

impl From<FireError> for PrepareRunError {
    fn from(e: FireError) -> Self {
        if let FireError::Db(e) = e { Self::Db(e) } else { Self::Step(e) }
    }
}

/// Puts payments together into a new run that goes to the bank in one file, as early as it can.
///
/// # Errors
/// [`PrepareRunError`]; then no payment is in the run.
pub fn prepare_run(tx: &mut Tx<'_>, actor: &Actor, chosen: &[Id<Payment>]) -> Result<Run, PrepareRunError> {
    prepare_run_as(tx, actor, chosen, &RunTerms::default())
}

/// Puts payments together into a new run that pays in this way.
///
/// # Errors
/// [`PrepareRunError`]; then no payment is in the run.
pub fn prepare_run_as(tx: &mut Tx<'_>, actor: &Actor, chosen: &[Id<Payment>], terms: &RunTerms) -> Result<Run, PrepareRunError> {
    if !policy::is_finance(actor) {
        return Err(PrepareRunError::NotFinance);
    }
    let payments = ready(tx, actor, chosen, *terms)?;
    check_terms(tx, &payments, *terms)?;
    begin_run(tx, actor, (&payments, digest(&payments, *terms)), *terms)
}

/// Puts all that are ready for this way to pay together into a new run, provided they are those that were seen: `seen` is the
/// [`AllReady::digest`] of what whoever prepares it read. What conditions hold back is left out, and where the way to pay goes to
/// accounts, what cannot go to them yet.
///
/// # Errors
/// [`PrepareRunError`]; then no payment is in the run.
pub fn prepare_run_of_all(tx: &mut Tx<'_>, actor: &Actor, seen: &str, terms: &RunTerms) -> Result<Run, PrepareRunError> {
    if !policy::is_finance(actor) {
        return Err(PrepareRunError::NotFinance);
    }
    let payments = all_ready(tx, actor, *terms)?;
    if payments.is_empty() {
        let told = "No request is ready to be paid in this way now.";
        return Err(PrepareRunError::Fields(vec![FieldError::new("which", told)]));
    }
    let ready = AllReady::of(&payments)?;
    if ready.digest != seen {
        return Err(PrepareRunError::OtherReady { count: ready.count, total: ready.total });
    }
    check_terms(tx, &payments, *terms)?;
    begin_run(tx, actor, (&payments, digest(&payments, *terms)), *terms)
}

/// Stores a new run with what its digest binds, and begins its workflow. Without payments it carries test entries alone.
pub(super) fn begin_run(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (payments, digest): (&[Payment], String),
    terms: RunTerms,
) -> Result<Run, PrepareRunError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(PrepareRunError::NotFinance)?;
    let total = Money::total(payments.iter().map(|p| p.amount)).map_err(|e| db::Error::Broken(e.to_string()))?;
    let run = Run {
        id: tx.id(),
        number: store::next_run_number(tx)?,
        state: RunState::Prepared,
        total,
        count: i32::try_from(payments.len()).unwrap_or(i32::MAX),
        digest,
        method: terms.method,
        wanted_on: terms.wanted_on,
        same_day: terms.same_day,
        workflow_hash: Some(run_workflow::publish(tx)?),
        prepared: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        approved: None,
        released: None,
        effective_on: None,
        policy_name: None,
        version: 1,
    };
    store::insert_run(tx, &run)?;
    store::mark_all_in_run(tx, run.id, payments)?;
    run_workflow::begin(tx, actor, &run)?;
    let fact = RunPrepared { run_id: run.id.text(), number: run.number, count: run.count, total, digest: run.digest.clone() };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(run)
}

/// The chosen payments that wait, each with the account it will go to.
fn ready(tx: &mut Tx<'_>, actor: &Actor, chosen: &[Id<Payment>], terms: RunTerms) -> Result<Vec<Payment>, PrepareRunError> {
    let mut ids = chosen.to_vec();
    ids.sort();
    ids.dedup();
    if ids.is_empty() || ids.len() > MOST {
        let told = if ids.is_empty() { "Choose at least one payment for the run." } else { "Choose at most 10,000 payments for one run." };
        return Err(PrepareRunError::Fields(vec![FieldError::new("payment", told)]));
    }
    let mut payments = store::list_payments_by_id(tx, &ids)?;
    if payments.len() != ids.len() || payments.iter().any(|payment| actor.is_kept_from(payment.award)) {
        return Err(db::Error::Missing.into());
    }
    let now = tx.now();
    let held = held::list_held(tx, &payments, now)?;
    if !held.is_empty() {
        return Err(PrepareRunError::HeldBack(held::refusal(&held)));
    }
    if let Some(gone) = payments.iter().find(|payment| payment.state != PaymentState::Requested) {
        return Err(PrepareRunError::NotWaiting(gone.reference.clone()));
    }
    let obstacles = set_accounts(tx, &mut payments, terms)?;
    let stuck: Vec<&Payment> = payments.iter().filter(|payment| obstacles.contains_key(&payment.organisation)).collect();
    if stuck.is_empty() { Ok(payments) } else { Err(not_usable(tx, stuck, &obstacles)?) }
}

/// All that wait, are open to the person and are ready for this way to pay, those first that are to be paid first; each with the
/// account it will go to.
fn all_ready(tx: &mut Tx<'_>, actor: &Actor, terms: RunTerms) -> Result<Vec<Payment>, PrepareRunError> {
    let now = tx.now();
    let mut payments = list_open_payments(tx, actor, Which::State(PaymentState::Requested))?;
    sort_by_due(&mut payments);
    let held: BTreeSet<Id<Payment>> = held::list_held(tx, &payments, now)?.into_iter().map(|one| one.payment).collect();
    payments.retain(|payment| !held.contains(&payment.id));
    let obstacles = set_accounts(tx, &mut payments, terms)?;
    payments.retain(|payment| !obstacles.contains_key(&payment.organisation));
    payments.truncate(MOST);
    Ok(payments)
}

/// Fixes the account that each payment goes to, none where it is paid by cheque; returns why no money may go to a city's, by city.
fn set_accounts(tx: &mut Tx<'_>, payments: &mut [Payment], terms: RunTerms) -> Result<BTreeMap<Id<Organisation>, String>, db::Error> {
    let (now, is_to_accounts) = (tx.now(), terms.method.goes_to_an_account());
    let mut cities: Vec<Id<Organisation>> = payments.iter().filter(|_| is_to_accounts).map(|payment| payment.organisation).collect();
    cities.sort();
    cities.dedup();
    let known = store::list_current_bank_details(tx, &cities)?;
    for payment in payments {
        payment.bank_details = known.get(&payment.organisation).map(|details| details.id);
    }
    Ok(cities.into_iter().filter_map(|city| obstacle(known.get(&city), now).map(|why| (city, why))).collect())
}

/// What stands in the way of these payments: a sentence for each award, and how many more awards there are.
fn not_usable(
    tx: &mut Tx<'_>,
    mut stuck: Vec<&Payment>,
    obstacles: &BTreeMap<Id<Organisation>, String>,
) -> Result<PrepareRunError, db::Error> {
    let mut seen = BTreeSet::new();
    stuck.retain(|payment| seen.insert(payment.award));
    let more = stuck.len().saturating_sub(NAMED);
    stuck.truncate(NAMED);
    let mut ids: Vec<Id<Organisation>> = stuck.iter().map(|payment| payment.organisation).collect();
    ids.sort();
    ids.dedup();
    let cities: BTreeMap<_, _> = organisation::list(tx, &ids)?.into_iter().map(|city| (city.id, city.full_name())).collect();
    let mut told = Vec::with_capacity(stuck.len());
    for payment in stuck {
        let (city, why) = cities.get(&payment.organisation).zip(obstacles.get(&payment.organisation)).ok_or(db::Error::Missing)?;
        told.push(FieldError::new("payment", format!("No money can go to {city} for {} yet. {why}", payment.reference)));
    }
    if more > 0 {
        told.push(FieldError::new("payment", format!("And {more} more of the chosen awards cannot be paid yet.")));
    }
    Ok(PrepareRunError::NotUsable(told))
}

/// Whether the money can arrive when it is wanted, as far as that can be said today.
fn check_terms(tx: &Tx<'_>, payments: &[Payment], wanted: RunTerms) -> Result<(), PrepareRunError> {
    let terms = Terms::at(tx.now())?;
    let mistake = |field: &'static str, told: String| PrepareRunError::Fields(vec![FieldError::new(field, told)]);
    if wanted.method != Method::Ach {
        let mut mistakes = Vec::new();
        if wanted.same_day {
            let told = "Only a file for the bank can make the money arrive on the day of the release. Clear this box.";
            mistakes.push(FieldError::new("same_day", told));
        }
        if wanted.wanted_on.is_some() {
            let told = "Only a file for the bank can name the day on which the money arrives. Leave the day empty.";
            mistakes.push(FieldError::new("wanted_on", told));
        }
        return if mistakes.is_empty() { Ok(()) } else { Err(PrepareRunError::Fields(mistakes)) };
    }
    if let Err(e) = terms.effective_on(tx.now(), wanted.wanted_on, wanted.same_day) {
        let field = if wanted.same_day && wanted.wanted_on.is_none() { "same_day" } else { "wanted_on" };
        return Err(mistake(field, e.to_string()));
    }
    if wanted.same_day && !terms.fits_same_day(payments.iter().map(|payment| payment.amount)) {
        let told = format!("A payment above {} cannot arrive on the day of its release.", terms.same_day_limit);
        return Err(mistake("same_day", told));
    }
    Ok(())
}

/// Takes a run apart; its payments wait again.
///
/// # Errors
/// [`PrepareRunError`].
pub fn cancel_run(tx: &mut Tx<'_>, actor: &Actor, id: Id<Run>) -> Result<(), PrepareRunError> {
    if !policy::is_finance(actor) {
        return Err(PrepareRunError::NotFinance);
    }
    let run = open_run(tx, actor, id)?;
    if !matches!(run.state, RunState::Prepared | RunState::Approved) {
        return Err(PrepareRunError::RunIsOver);
    }
    // A run from before there was a workflow is in none.
    if run.workflow_hash.is_some() {
        run_workflow::take(tx, actor, &run, run_workflow::CANCEL)?;
    }
    store::mark_cancelled(tx, &run)?;
    for payment in store::list_payments(tx, Which::Run(id))? {
        store::mark_requested_again(tx, &payment)?;
    }
    audit::record(tx, &actor.doer(), &RunCancelled { run_id: id.text(), number: run.number })?;
    Ok(())
}
