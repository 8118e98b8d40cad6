//! One finance officer puts the test entries that wait together into a run of their own, so that an account can be tried
//! where no payment is ready to leave: every one is, where the policy asks for a test entry before the first payment. It is a
//! payment run without payments, of $0.00, with the approvals, the release and the file of any other; its digest binds the
//! test entries that were there.

use super::policy;
use super::prenote::prenotes_to_send;
use super::prepare_run::{PrepareRunError, begin_run};
use super::run::{Run, RunTerms, digest_of_tests};
use super::store;
use super::terms::Terms;
use crate::db::Tx;
use crate::people::Actor;

/// Puts the test entries that wait into a new run that goes to the bank as early as it can. Two such runs at once would
/// carry the same entries, so one must be over before the next.
///
/// # Errors
/// [`PrepareRunError`]; then there is no run.
pub fn prepare_test_run(tx: &mut Tx<'_>, actor: &Actor) -> Result<Run, PrepareRunError> {
    if !policy::is_finance(actor) {
        return Err(PrepareRunError::NotFinance);
    }
    let now = tx.now();
    Terms::at(now)?;
    if let Some((_, number)) = store::find_open_test_run(tx)? {
        return Err(PrepareRunError::TestsInRun(number));
    }
    let waiting = prenotes_to_send(tx, now)?;
    if waiting.is_empty() {
        return Err(PrepareRunError::NoTestEntry);
    }
    let terms = RunTerms::default();
    begin_run(tx, actor, (&[], digest_of_tests(&waiting, terms)), terms)
}
