//! A line of the bank stands for a payment: it settles it, shows its return, or its way out and back. One line may settle
//! the payments of a whole run. Whoever calls this has made sure that the amounts agree.

use super::store::{self, BankLine, NewMatch};
use crate::db::{self, Tx};
use crate::disbursement::{self, Payment, PaymentState, SettlePaymentError, Terms, TermsError};
use crate::kernel::{Id, Kind, Money, Refusal, Timestamp, banking_days_after};
use crate::locale::format::date;
use crate::people::{Account, Actor};
use chrono::NaiveDate;

/// Why a line could not be matched.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// Not a finance officer.
    #[error("Only a finance officer can match bank lines.")]
    NotFinance,
    /// The payment is not on its way.
    #[error("One of these payments is not waiting for a bank line.")]
    NotInTransit,
    /// The line stands for something.
    #[error("This bank line is matched already.")]
    LineTaken,
    /// It is set aside.
    #[error("This bank line is set aside. Take that back before you say what it stands for.")]
    SetAside,
    /// The amounts differ.
    #[error("The bank line is {line}, and the payments come to {payments}. Choose payments that come to the amount of the line.")]
    AmountsDiffer {
        /// Of the line, without its sign.
        line: Money,
        /// The sum of the payments.
        payments: Money,
    },
    /// It is dated in the future.
    #[error("The bank line is dated {0}, which is in the future. If the bank’s date is right, match it on that day.")]
    Future(String),
    /// The payment was not settled.
    #[error(transparent)]
    Payment(#[from] SettlePaymentError),
    /// No policy is valid.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SettleError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotInTransit | Self::LineTaken | Self::SetAside | Self::AmountsDiffer { .. } | Self::Future(_) | Self::Terms(_) => {
                Kind::Conflict
            }
            Self::Payment(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// A line that is about to be matched.
#[derive(Clone, Copy)]
pub(super) struct Booked {
    /// The line.
    pub(super) id: Id<BankLine>,
    /// The day on which the bank booked it.
    pub(super) on: NaiveDate,
    /// Its amount; out is negative.
    pub(super) amount: Money,
}

/// Who matches, by which rule, and who confirmed it.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    /// Whoever acts; the journals name them.
    pub(super) actor: &'a Actor,
    /// The rule.
    pub(super) rule: &'static str,
    /// Who had proposed it, by identifier and name, where the actor only confirms.
    pub(super) proposer: Option<(&'a str, &'a str)>,
}

impl By<'_> {
    fn account(&self) -> Result<Id<Account>, SettleError> {
        self.actor.account.ok_or(SettleError::NotFinance)
    }
}

/// What a line stands for with a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// Money out that arrives.
    Settlement,
    /// Money in: a payment that had been settled comes back.
    Return(i64),
    /// Money out of a payment that came back before a statement showed it.
    VoidOut,
    /// Money in of such a payment.
    VoidBack,
}

impl Stands {
    /// The kind of match.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Settlement => "settlement",
            Self::Return(_) => "return",
            Self::VoidOut => "void_out",
            Self::VoidBack => "void_back",
        }
    }
}

/// What a line of this direction can stand for with this payment; none where it cannot.
pub(super) fn stands(tx: &mut Tx<'_>, payment: &Payment, is_out: bool) -> Result<Option<Stands>, db::Error> {
    Ok(match (payment.state, is_out) {
        (PaymentState::Released, true) => Some(Stands::Settlement),
        (PaymentState::Returned, _) => match (store::find_return_journal(tx, payment.id)?, is_out) {
            (Some(seq), false) => Some(Stands::Return(seq)),
            (None, false) => Some(Stands::VoidBack),
            (None, true) => Some(Stands::VoidOut),
            (Some(_), true) => None,
        },
        _ => None,
    })
}

/// Refuses a line that is dated further ahead than the policy has it: nothing is posted for what has not happened.
///
/// # Errors
/// [`SettleError::Future`], or [`SettleError::Terms`] where no policy is valid.
pub fn not_ahead(now: Timestamp, on: NaiveDate) -> Result<(), SettleError> {
    let terms = Terms::at(now)?;
    let last = banking_days_after(now.day_in(terms.zone), terms.matching.ahead).map_err(TermsError::from)?;
    if on > last { Err(SettleError::Future(date(on))) } else { Ok(()) }
}

/// Matches a line, or its part of this payment's amount.
pub(super) fn settle(tx: &mut Tx<'_>, by: By<'_>, line: Booked, payment: &Payment) -> Result<(), SettleError> {
    let account = by.account()?;
    not_ahead(tx.now(), line.on)?;
    let is_out = line.amount.cents() < 0;
    let stands = stands(tx, payment, is_out)?.ok_or(SettleError::NotInTransit)?;
    let journal_seq = match stands {
        Stands::Settlement => Some(disbursement::settle_payment(tx, by.actor, payment, line.on, &format!("bank line {}", line.id))?),
        Stands::Return(seq) => Some(seq),
        Stands::VoidOut | Stands::VoidBack => None,
    };
    let amount = if is_out { Money::from_cents(-payment.amount.cents()) } else { payment.amount };
    let own = account.text();
    store::insert_match(
        tx,
        &NewMatch {
            line: line.id,
            kind: stands.kind(),
            payment: Some(payment.id),
            amount,
            rule: by.rule,
            by: by.proposer.unwrap_or((&own, &by.actor.name)),
            confirmed: by.proposer.map(|_| (account, by.actor)),
            journal_seq,
        },
    )?;
    Ok(())
}
