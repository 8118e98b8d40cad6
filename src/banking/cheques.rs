//! What of a cheque on a statement somebody must look at: a number that the fund gave to no payment, another amount, or a
//! cheque that is not on its way any more. No other rule guesses what such a line stands for.

use super::line::Line;
use super::store::{self, BankLine, FoundIn, NewException};
use crate::db::{self, Tx};
use crate::disbursement::{Payment, PaymentState};
use crate::kernel::{Id, Money};

/// Why the bank's payment of this cheque does not settle the fund's: the kind of exception, and words.
pub(super) fn why_not(payment: &Payment, cheque: &str, amount: Money) -> Option<(&'static str, String)> {
    let (reference, written) = (&payment.reference, payment.amount);
    let not_out = |told: String| Some(("cheque_not_out", told));
    match payment.state {
        PaymentState::Released if written.cents() == amount.cents().saturating_abs() => None,
        PaymentState::Released => {
            let paid = Money::from_cents(amount.cents().saturating_abs());
            Some(("other_amount", format!("Cheque {cheque} for {reference} is of {written}, and the bank paid {paid}.")))
        }
        PaymentState::Settled => not_out(format!("The bank paid cheque {cheque} for {reference} a second time.")),
        _ => not_out(format!("The bank paid cheque {cheque} for {reference}, which had been recorded as not paid. Call the bank.")),
    }
}

/// Puts a line on the list of what somebody must look at.
pub(super) fn to_look_at(
    tx: &mut Tx<'_>,
    (id, number): (Id<BankLine>, i32),
    line: &Line,
    (cheque, payment): (&str, Option<&Payment>),
) -> Result<(), db::Error> {
    let (kind, words) = payment
        .and_then(|payment| why_not(payment, cheque, line.amount))
        .unwrap_or_else(|| ("unknown_cheque", format!("The bank paid cheque {cheque}, and no payment of the fund has this number.")));
    let number_on_it = format!("C-{cheque}");
    let new = NewException {
        line: number,
        kind,
        words: &words,
        trace: &number_on_it,
        code: line.code.as_deref().unwrap_or_default(),
        amount: line.amount,
        payment: payment.map(|payment| payment.id),
    };
    store::insert_exception(tx, FoundIn::Line(id), &new)
}
