//! What stands in the way of asking for money, as sentences that the city reads: all of it, so that nobody is refused twice.

use super::held;
use super::payment::{Payment, PaymentKind, PaymentState};
use super::request_terms::request_terms;
use super::sf270::Books;
use super::store::{self, Which};
use crate::award::Award;
use crate::compliance;
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger::{self, AsOf, Dims, Side};
use crate::locale::format::date;
use crate::risk;
use chrono::NaiveDate;

/// The account of the city's own part that was accepted.
const MATCHED: &str = "M120";

/// Everything that refuses a request of this kind on a day: conditions that are not met, reports that are late, disallowed
/// cost that is not paid back and, for an advance, another one that is old and not spent.
///
/// # Errors
/// The database's refusal, or a mistake in the policies.
pub fn blocks(conn: &mut Conn, award: &Award, kind: PaymentKind, today: NaiveDate) -> Result<Vec<String>, Error> {
    if !award.is_active() {
        return Ok(vec!["The award is closed or not signed, so no money can be asked for.".into()]);
    }
    let mut reasons = Vec::new();
    for condition in risk::list_due(conn, award.id.cast(), today)? {
        reasons.push(held::not_met(&condition));
    }
    for owed in compliance::list_overdue(conn, award.id, today)? {
        reasons.push(format!("The {} to {} was due on {}.", owed.kind.label(), date(owed.period_end), date(owed.due_on)));
    }
    let billed = ledger::balance(conn, ledger::BILLED, &of_award(award), AsOf::Now)?.settled(Side::Dr);
    if billed.is_positive() {
        reasons.push(format!("{billed} of disallowed cost was billed and is not paid back yet."));
    }
    if kind == PaymentKind::Advance {
        reasons.extend(aged_advance(conn, award, today)?);
    }
    Ok(reasons)
}

fn of_award(award: &Award) -> Dims {
    Dims { award: Some(award.id.text()), ..Dims::default() }
}

/// An advance that should have been spent long ago.
fn aged_advance(conn: &mut Conn, award: &Award, today: NaiveDate) -> Result<Option<String>, Error> {
    let days = request_terms(today)?.ageing_days;
    let unspent = ledger::award_position(conn, &award.id.text())?.total.advanced;
    let payments = store::list_payments(conn, Which::Award(award.id))?;
    Ok(oldest_unspent(&payments, unspent).filter(|(day, _)| (today - *day).num_days() > days).map(|(day, amount)| {
        format!("{amount} of the advance of {} is not spent after {days} days. Enter what it was spent on, or send it back.", date(day))
    }))
}

/// The oldest advance of which something is not spent, by the day of its release, and how much: the first that came is the
/// first that is spent.
fn oldest_unspent(payments: &[Payment], unspent: Money) -> Option<(NaiveDate, Money)> {
    let is_out = |payment: &&Payment| {
        payment.kind == PaymentKind::Advance && matches!(payment.state, PaymentState::Released | PaymentState::Settled)
    };
    let mut released: Vec<(NaiveDate, Money)> =
        payments.iter().filter(is_out).filter_map(|payment| Some((payment.released_on?, payment.amount))).collect();
    released.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    let (mut left, mut oldest) = (unspent, None);
    for (day, amount) in released {
        if !left.is_positive() {
            break;
        }
        oldest = Some((day, left.min(amount)));
        left = left.minus(amount).unwrap_or(Money::ZERO);
    }
    oldest
}

/// What the books say of an award when money is asked for.
///
/// # Errors
/// The database's refusal.
pub fn books(conn: &mut Conn, award: &Award) -> Result<Books, Error> {
    let position = ledger::award_position(conn, &award.id.text())?.total;
    let matched = ledger::balance(conn, MATCHED, &of_award(award), AsOf::Now)?.settled(Side::Cr);
    let payments = store::list_payments(conn, Which::Award(award.id))?;
    let pending = || payments.iter().filter(|payment| payment.is_pending());
    let all = Money::total(pending().map(|payment| payment.amount));
    let advances = Money::total(pending().filter(|payment| payment.kind == PaymentKind::Advance).map(|payment| payment.amount));
    let with = |amount: Money, more: Result<Money, _>| more.and_then(|more| amount.plus(more)).map_err(|e| Error::Broken(e.to_string()));
    Ok(Books {
        spent: position.spent,
        matched,
        requested: with(position.paid, all)?,
        held: with(position.advanced, advances)?,
        requests: u32::try_from(payments.len()).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disbursement::bank_details::Done;
    use crate::kernel::{IdSource, Timestamp};

    fn released(on: &str, dollars: i64) -> Payment {
        let (ids, now) = (IdSource::seeded(1), Timestamp::parse("2027-06-01T15:00:00Z").expect("an instant"));
        Payment {
            id: ids.id(now),
            award: ids.id(now),
            reference: "UDF-2027-0001".into(),
            organisation: ids.id(now),
            kind: PaymentKind::Advance,
            amount: Money::from_dollars(dollars),
            purpose: String::new(),
            state: PaymentState::Released,
            requested: Done { by: String::new(), name: String::new(), at: now },
            reason: None,
            run: None,
            bank_details: None,
            trace: None,
            released_on: on.parse().ok(),
            settled_on: None,
            returned_on: None,
            journal_seq: None,
            due_on: None,
            version: 1,
        }
    }

    #[test]
    fn the_first_advance_that_came_is_the_first_that_is_spent() {
        let mut all = vec![released("2027-06-01", 100), released("2027-03-01", 300), released("2027-01-01", 500)];
        let oldest =
            |all: &[Payment], dollars| oldest_unspent(all, Money::from_dollars(dollars)).map(|(day, left)| (day.to_string(), left));
        let told = |day: &str, dollars| Some((day.to_owned(), Money::from_dollars(dollars)));
        assert_eq!(oldest(&all, 0), None);
        assert_eq!(oldest(&all, 100), told("2027-06-01", 100));
        assert_eq!(oldest(&all, 101), told("2027-03-01", 1));
        assert_eq!(oldest(&all, 900), told("2027-01-01", 500));
        all[2].state = PaymentState::Returned;
        assert_eq!(oldest(&all, 400), told("2027-03-01", 300));
        all[1].kind = PaymentKind::Reimbursement;
        assert_eq!(oldest(&all, 100), told("2027-06-01", 100));
    }
}
