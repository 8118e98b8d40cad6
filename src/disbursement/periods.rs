//! The fund's accounting periods: who may open, close and seal them, and the record of
//! it. What a period means to the journal is the ledger's part.

use super::facts::PeriodChanged;
use super::policy;
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Kind, Refusal};
use crate::ledger::{self, AsOf, Dims, Period, PeriodState};
use crate::people::{Actor, FundRole};
use chrono::NaiveDate;

/// Why a step on a period was refused.
#[derive(Debug, thiserror::Error)]
pub enum PeriodStepError {
    /// Not one of those who keep the books.
    #[error("Only a finance officer opens and closes periods; another finance officer or an approving official seals them.")]
    NotFinance,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::PeriodError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PeriodStepError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// A step on a period that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum PeriodStep {
    /// No journal may count for its days.
    Close,
    /// Journals may again.
    Reopen,
    /// Shut for ever.
    Seal,
}

/// Opens a period.
///
/// # Errors
/// [`PeriodStepError`].
pub fn open_period(tx: &mut Tx<'_>, actor: &Actor, first_day: NaiveDate, last_day: NaiveDate) -> Result<Period, PeriodStepError> {
    if !policy::is_finance(actor) {
        return Err(PeriodStepError::NotFinance);
    }
    let doer = actor.doer();
    let period = ledger::open_period(tx, &doer, first_day, last_day)?;
    audit::record(tx, &doer, &PeriodChanged { period: period.id.clone(), step: "open".into(), reason: String::new(), root: None })?;
    Ok(period)
}

/// Closes, opens again or seals a period.
///
/// # Errors
/// [`PeriodStepError`].
pub fn change_period(tx: &mut Tx<'_>, actor: &Actor, id: &str, step: PeriodStep, reason: &str) -> Result<(), PeriodStepError> {
    let may = match step {
        PeriodStep::Close | PeriodStep::Reopen => policy::is_finance(actor),
        PeriodStep::Seal => actor.has_any(&[FundRole::FinanceOfficer, FundRole::ApprovingOfficial]),
    };
    if !may {
        return Err(PeriodStepError::NotFinance);
    }
    let reason = reason.trim();
    if step == PeriodStep::Reopen && (reason.is_empty() || reason.chars().count() > 500) {
        let told = "Say why the period is opened again, in at most 500 characters.";
        return Err(PeriodStepError::Fields(vec![FieldError::new("reason", told)]));
    }
    let doer = actor.doer();
    let (name, root) = match step {
        PeriodStep::Close => ledger::close_period(tx, &doer, id, reason).map(|()| ("close", None)),
        PeriodStep::Reopen => ledger::reopen_period(tx, &doer, id, reason).map(|()| ("reopen", None)),
        PeriodStep::Seal => ledger::seal_period(tx, &doer, id).map(|seal| ("seal", Some(seal.root))),
    }?;
    audit::record(tx, &doer, &PeriodChanged { period: id.to_owned(), step: name.into(), reason: reason.to_owned(), root })?;
    Ok(())
}

/// One point of the list to go through before a period is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseCheck {
    /// What to look at.
    pub what: String,
    /// Whether it is in order.
    pub holds: bool,
    /// Where it is looked at.
    pub path: &'static str,
}

/// What to look at before closing: asked of the books, not ticked by hand.
///
/// # Errors
/// The database's refusal.
pub fn checklist(conn: &mut Conn, period: &Period) -> Result<Vec<CloseCheck>, db::Error> {
    let transit = ledger::balance(conn, "101000:transit", &Dims::default(), AsOf::Day(period.last_day))?.settled(ledger::Side::Cr);
    let unmatched = super::store::count_unmatched_lines(conn)?;
    let waiting = super::store::count_payments(conn, super::payment::PaymentState::Requested, &[])?;
    let earlier = ledger::list_periods(conn)?.into_iter().any(|p| p.last_day < period.first_day && p.state == PeriodState::Open);
    let point = |what: String, holds, path| CloseCheck { what, holds, path };
    Ok(vec![
        point(format!("Payments on their way at the end of the period: {transit}"), transit.is_zero(), "/desk/bank"),
        point(format!("Bank lines that match no payment and are not set aside: {unmatched}"), unmatched == 0, "/desk/bank"),
        point(format!("Requests for payment that wait: {waiting}"), waiting == 0, "/desk/payments"),
        point("Every earlier period is closed".into(), !earlier, "/desk/ledger/periods"),
    ])
}
