//! A line of the bank's statement settles a released payment: transit becomes
//! bank. By trace number, else by amount and reference where just one fits;
//! otherwise a finance officer chooses.

use super::facts::PaymentSettled;
use super::open::{open_line, open_payment};
use super::payment::{Payment, PaymentState};
use super::posting;
use super::statement_file::StatementLine;
use super::store::{BankLine, NewMatch, Which};
use super::{policy, store};
use crate::db::{self, Conn, Tx};
use crate::kernel::{Id, Kind, Money, Refusal};
use crate::ledger::{self, Leg, Rejection};
use crate::people::{Actor, organisation};
use crate::spending::audience;
use crate::{audit, award, outbox};

/// Why a line did not settle a payment.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// Not a finance officer.
    #[error("Only a finance officer can match bank lines.")]
    NotFinance,
    /// The payment is not on its way.
    #[error("This payment is not waiting for a bank line.")]
    NotInTransit,
    /// The line settled another payment.
    #[error("This bank line is matched already.")]
    LineTaken,
    /// The amounts differ.
    #[error("The bank line and the payment have different amounts.")]
    AmountsDiffer,
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SettleError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotInTransit | Self::LineTaken | Self::AmountsDiffer => Kind::Conflict,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// The payment that a line settles without doubt, and by which rule.
pub(super) fn find_match(conn: &mut Conn, line: &StatementLine) -> Result<Option<(Payment, &'static str)>, db::Error> {
    if let Some(trace) = &line.trace {
        let by_trace = store::find_payment_by_trace(conn, trace)?.filter(|p| fits(p, line.amount));
        if let Some(payment) = by_trace {
            return Ok(Some((payment, "trace")));
        }
    }
    let released = store::list_payments(conn, Which::State(PaymentState::Released))?;
    let mut fitting = released.into_iter().filter(|p| fits(p, line.amount) && line.description.contains(&p.reference));
    Ok(match (fitting.next(), fitting.next()) {
        (Some(only), None) => Some((only, "amount_and_reference")),
        _ => None,
    })
}

/// Whether money out of this amount can be this payment.
fn fits(payment: &Payment, amount: Money) -> bool {
    payment.state == PaymentState::Released && amount.cents() == -payment.amount.cents()
}

/// A line about to settle a payment.
pub(super) struct Settlement<'a> {
    pub(super) line: Id<BankLine>,
    pub(super) booked: &'a StatementLine,
    pub(super) payment: &'a Payment,
    pub(super) rule: &'static str,
}

/// Settles a payment by a line that an officer chose.
///
/// # Errors
/// [`SettleError`].
pub fn match_by_hand(tx: &mut Tx<'_>, actor: &Actor, line: Id<BankLine>, payment: Id<Payment>) -> Result<(), SettleError> {
    if !policy::is_finance(actor) {
        return Err(SettleError::NotFinance);
    }
    let row = open_line(tx, actor, line)?;
    if row.payment_id.is_some() {
        return Err(SettleError::LineTaken);
    }
    let payment = open_payment(tx, actor, payment)?;
    let booked = StatementLine {
        value_on: row.value_on,
        amount: Money::from_cents(row.amount_cents),
        description: row.description,
        trace: row.trace_number,
    };
    settle(tx, actor, &Settlement { line, booked: &booked, payment: &payment, rule: "by_hand" })
}

/// Posts the settlement, keeps the match and tells the city.
pub(super) fn settle(tx: &mut Tx<'_>, actor: &Actor, settlement: &Settlement<'_>) -> Result<(), SettleError> {
    let Settlement { line, booked, payment, rule } = settlement;
    if payment.state != PaymentState::Released {
        return Err(SettleError::NotInTransit);
    }
    if !fits(payment, booked.amount) {
        return Err(SettleError::AmountsDiffer);
    }
    let award = award::award(tx, payment.award)?;
    let command = posting::about(tx, actor, &award, ("bank.settle", format!("payment/{}/settle", payment.id), booked.value_on))?;
    let command = command.legs([Leg::of_fund(payment.amount)]).evidenced_by(format!("bank line {line}"));
    let journal_seq = ledger::post(tx, &command)?.seq;
    store::mark_settled(tx, payment, booked.value_on)?;
    let by = actor.account.map(|id| id.text()).unwrap_or_default();
    store::insert_match(tx, &NewMatch { line: *line, payment: payment.id.text(), rule, by: &by, name: &actor.name, journal_seq })?;
    let city = organisation::city(tx, payment.organisation)?;
    let fact = PaymentSettled {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.full_name(),
        amount: payment.amount,
        settled_on: booked.value_on,
        trace: payment.trace.clone().unwrap_or_default(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::of_award(tx, payment.award)?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}
