//! Which payment a line stands for without doubt, by the rules in their order: the number of a cheque, or the trace; the
//! amount, the payee and few banking days before or after, if just one fits; the sum of several credits that are still on
//! their way of one run; for money in, what was recorded before. What is left is for people.

use super::cheques;
use super::line::Line;
use super::recorded;
use super::settle::{self, Booked, By, SettleError, stands};
use super::store::BankLine;
use crate::db::{self, Conn, Tx};
use crate::disbursement::{self, MatchDays, Method, Payment, PaymentState, RunOnTheWay, Terms, Which};
use crate::kernel::{Id, Kind, Money, Refusal, Timestamp, is_banking_day};
use crate::locale::format::date;
use crate::people::{Actor, organisation};
use chrono::{Days, NaiveDate};

/// What a line stands for.
pub(super) enum Found {
    /// These payments, without doubt, and the rule that says so.
    Payments(&'static str, Vec<Payment>),
    /// The bank names a payment that does not fit, or several fit: people look at it.
    Doubt,
    /// No payment.
    Nothing,
}

/// What became of a line.
pub(super) enum Taken {
    /// It stands for something.
    Matched,
    /// It stands for nothing yet.
    Left,
    /// It could not be taken: the kind, why, and the payment that it would stand for.
    Not(&'static str, String, Option<Id<Payment>>),
    /// It pays a cheque of this number that is none of the fund's, or not as the fund wrote it: the payment of that number.
    Cheque(String, Option<Box<Payment>>),
}

impl Taken {
    /// What a refusal makes of a line: one that lies with the line or the books is for people, any other ends the import.
    fn refused(e: SettleError, payment: Option<Id<Payment>>) -> Result<Self, SettleError> {
        if matches!(e.kind(), Kind::Conflict | Kind::Invalid | Kind::Forbidden) {
            Ok(Self::Not("not_taken", e.to_string(), payment))
        } else {
            Err(e)
        }
    }
}

/// Matches lines of one statement; what is on its way is read once for all of them.
pub(super) struct Matcher<'a> {
    actor: &'a Actor,
    days: MatchDays,
    runs: Option<Vec<RunOnTheWay>>,
}

impl<'a> Matcher<'a> {
    /// By the policy that is valid now.
    pub(super) fn new(now: Timestamp, actor: &'a Actor) -> Result<Self, SettleError> {
        Ok(Self { actor, days: Terms::at(now)?.matching, runs: None })
    }

    /// Matches a line where there is no doubt. What cannot be posted leaves the others alone.
    pub(super) fn take(&mut self, tx: &mut Tx<'_>, id: Id<BankLine>, line: &Line) -> Result<Taken, SettleError> {
        match settle::not_ahead(tx.now(), line.value_on) {
            Ok(()) => {}
            Err(e @ SettleError::Future(_)) => {
                return Ok(Taken::Not("future_day", e.to_string(), by_trace(tx, line)?.map(|payment| payment.id)));
            }
            Err(e) => return Err(e),
        }
        let Some(cheque) = line.paid_cheque() else { return self.by_rules(tx, id, line) };
        let booked = Booked { id, on: line.value_on, amount: line.amount };
        let taken = match disbursement::find_payment_by_trace(tx, &format!("C-{cheque}"))? {
            Some(payment) if cheques::why_not(&payment, &cheque, line.amount).is_none() => {
                Some(self.settle(tx, "trace", booked, &[payment])?)
            }
            Some(payment) => Some(Taken::Cheque(cheque.clone(), Some(Box::new(payment)))),
            // The payables system pays by cheques of its own.
            None => self.by_voucher(tx, booked, line)?,
        };
        Ok(taken.unwrap_or(Taken::Cheque(cheque, None)))
    }

    /// Matches a line that names no cheque.
    fn by_rules(&mut self, tx: &mut Tx<'_>, id: Id<BankLine>, line: &Line) -> Result<Taken, SettleError> {
        let booked = Booked { id, on: line.value_on, amount: line.amount };
        match self.find(tx, line)? {
            Found::Payments(rule, payments) => self.settle(tx, rule, booked, &payments),
            Found::Doubt => Ok(Taken::Left),
            Found::Nothing => Ok(if recorded::take(tx, self.actor, (id, line), self.days)? { Taken::Matched } else { Taken::Left }),
        }
    }

    /// The payments that a line stands for by the rules; nothing is posted.
    pub(super) fn find(&mut self, tx: &mut Tx<'_>, line: &Line) -> Result<Found, SettleError> {
        if let Some(cheque) = line.paid_cheque() {
            let paid = disbursement::find_payment_by_trace(tx, &format!("C-{cheque}"))?;
            let fitting = paid.filter(|payment| cheques::why_not(payment, &cheque, line.amount).is_none());
            return Ok(fitting.map_or(Found::Doubt, |payment| Found::Payments("trace", vec![payment])));
        }
        if let Some(payment) = by_trace(tx, line)? {
            // Where the bank names a payment, no other is guessed.
            let fits = payment.amount.cents() == line.amount.cents().saturating_abs() && is_free(tx, &payment, line)?;
            return Ok(if fits { Found::Payments("trace", vec![payment]) } else { Found::Doubt });
        }
        let found = by_payee(tx, line, self.days, |_| true)?;
        if !matches!(found, Found::Nothing) {
            return Ok(found);
        }
        Ok(self.by_batch(tx, line)?.map_or(Found::Nothing, |payments| Found::Payments("batch_total", payments)))
    }

    /// Matches a cheque that is none of the fund's with the voucher that it pays: the one it names, or by amount, payee and days.
    fn by_voucher(&mut self, tx: &mut Tx<'_>, booked: Booked, line: &Line) -> Result<Option<Taken>, SettleError> {
        let is_voucher = |payment: &Payment| payment.method() == Method::Payables;
        if let Some(payment) = by_trace(tx, line)?.filter(is_voucher) {
            let fits = payment.amount.cents() == line.amount.cents().saturating_abs() && is_free(tx, &payment, line)?;
            return if fits { self.settle(tx, "trace", booked, &[payment]).map(Some) } else { Ok(None) };
        }
        match by_payee(tx, line, self.days, is_voucher)? {
            Found::Payments(rule, payments) => self.settle(tx, rule, booked, &payments).map(Some),
            Found::Doubt | Found::Nothing => Ok(None),
        }
    }

    /// All of its payments or none. What the bank dates before a payment was released is for people.
    fn settle(&mut self, tx: &mut Tx<'_>, rule: &'static str, line: Booked, payments: &[Payment]) -> Result<Taken, SettleError> {
        let is_out = line.amount.cents() < 0;
        if let Some((payment, day)) =
            payments.iter().find_map(|p| Some((p, is_before(line.on, p.released_on, self.days).filter(|_| is_out)?)))
        {
            let told = format!("It is dated before the payment for {} was released, on {}.", payment.reference, date(day));
            return Ok(Taken::Not("not_taken", told, Some(payment.id)));
        }
        let by = By { actor: self.actor, rule, proposer: None };
        let done = tx.part(|tx| payments.iter().try_for_each(|payment| settle::settle(tx, by, line, payment)));
        match done {
            Ok(()) => {
                self.take_off(payments);
                Ok(Taken::Matched)
            }
            Err(e) => Taken::refused(e, payments.first().map(|payment| payment.id)),
        }
    }

    /// Of their runs, what a line shows now is on its way no more.
    fn take_off(&mut self, payments: &[Payment]) {
        for payment in payments.iter().filter(|payment| payment.state == PaymentState::Released) {
            if let Some(of) = self.runs.iter_mut().flatten().find(|of| Some(of.run) == payment.run) {
                of.left = of.left.minus(payment.amount).unwrap_or(Money::ZERO);
                of.payments = of.payments.saturating_sub(1);
            }
        }
    }

    /// The payments of the one run of credits whose sum on its way is this line. A single payment, a cheque and a voucher have
    /// to be named: their amount alone may be anybody's.
    fn by_batch(&mut self, tx: &mut Tx<'_>, line: &Line) -> Result<Option<Vec<Payment>>, SettleError> {
        if line.amount.cents() >= 0 {
            return Ok(None);
        }
        if self.runs.is_none() {
            self.runs = Some(disbursement::list_runs_on_the_way(tx)?);
        }
        let out = Money::from_cents(-line.amount.cents());
        let (from, to) = around(line.value_on, self.days);
        let near = |day: &Option<NaiveDate>| day.is_none_or(|day| (from..=to).contains(&day));
        let several = self.runs.iter().flatten().filter(|of| of.payments > 1);
        let mut fitting = several.filter(|of| of.left == out && near(&of.arrives_on)).map(|of| of.run);
        let (Some(run), None) = (fitting.next(), fitting.next()) else { return Ok(None) };
        let mut payments = disbursement::list_payments(tx, Which::Run(run))?;
        payments.retain(|payment| payment.state == PaymentState::Released);
        Ok(Some(payments))
    }
}

/// The day of the release, where a line is dated earlier before it than the policy allows: the bank's day can end elsewhere.
fn is_before(on: NaiveDate, released_on: Option<NaiveDate>, days: MatchDays) -> Option<NaiveDate> {
    released_on.filter(|day| (*day - on).num_days() > days.early)
}

/// The payment that the trace names.
fn by_trace(conn: &mut Conn, line: &Line) -> Result<Option<Payment>, db::Error> {
    match &line.trace {
        Some(trace) => disbursement::find_payment_by_trace(conn, trace),
        None => Ok(None),
    }
}

/// Whether the payment can stand for the line, and does for no other of its kind.
fn is_free(tx: &mut Tx<'_>, payment: &Payment, line: &Line) -> Result<bool, db::Error> {
    let is_out = line.amount.cents() < 0;
    let Some(stands) = stands(tx, payment, is_out)? else { return Ok(false) };
    Ok(!super::store::is_shown(tx, payment.id, stands.kind())?)
}

/// The only payment of this amount, at about this day, to whom the line names, of those that may be meant. Several are doubt, and
/// so are more of this amount than are looked at, unless the line names the award of one.
fn by_payee(tx: &mut Tx<'_>, line: &Line, days: MatchDays, may_be: impl Fn(&Payment) -> bool) -> Result<Found, db::Error> {
    let is_out = line.amount.cents() < 0;
    let amount = Money::from_cents(line.amount.cents().saturating_abs());
    let state = if is_out { PaymentState::Released } else { PaymentState::Returned };
    let near = around(line.value_on, days);
    let (alike, is_all) = match disbursement::list_by_amount(tx, (state, amount), near, None)? {
        Some(alike) => (alike, true),
        None => (disbursement::list_by_amount(tx, (state, amount), near, Some(&numbers(&line.description)))?.unwrap_or_default(), false),
    };
    let mut fitting = Vec::new();
    for payment in alike {
        if may_be(&payment) && names(tx, line, &payment)? && is_free(tx, &payment, line)? {
            fitting.push(payment);
        }
    }
    Ok(match fitting.len() {
        0 if is_all => Found::Nothing,
        1 => Found::Payments("amount_payee_days", fitting),
        _ => Found::Doubt,
    })
}

/// Whether the bank's words name the payee of a payment, by the award's number, the city or the name on the account.
fn names(conn: &mut Conn, line: &Line, payment: &Payment) -> Result<bool, db::Error> {
    if is_named(&line.description, &payment.reference) {
        return Ok(true);
    }
    let told = folded(&format!("{} {}", line.description, line.counterparty.as_deref().unwrap_or_default()));
    let city = organisation::city(conn, payment.organisation)?;
    let holder = match payment.bank_details {
        Some(id) => disbursement::bank_details(conn, id)?.holder,
        None => String::new(),
    };
    Ok([city.name.as_str(), holder.as_str()].into_iter().map(folded).any(|name| !name.trim().is_empty() && told.contains(&name)))
}

/// The words of a line that may be numbers of awards.
fn numbers(description: &str) -> Vec<String> {
    let words = description.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.filter(|word| word.contains('-')).take(20).map(str::to_owned).collect()
}

/// Whether a number stands in words, and not as the beginning of a longer one.
pub(super) fn is_named(words: &str, reference: &str) -> bool {
    let ends = |at: usize| words.get(at + reference.len()..).and_then(|rest| rest.chars().next()).is_none_or(|next| !next.is_ascii_digit());
    !reference.is_empty() && words.match_indices(reference).any(|(at, _)| ends(at))
}

/// Words in small letters with one blank around each, so that whole words are compared.
pub(super) fn folded(text: &str) -> String {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

/// The days that are near by the policy, in banking days; calendar days where no calendar of the banks is known.
pub(super) fn around(day: NaiveDate, days: MatchDays) -> (NaiveDate, NaiveDate) {
    let walk = |step: fn(NaiveDate) -> Option<NaiveDate>| {
        let (mut at, mut left) = (day, days.near);
        while left > 0 {
            let Some(next) = step(at) else { break };
            at = next;
            if is_banking_day(at).unwrap_or(true) {
                left -= 1;
            }
        }
        at
    };
    (walk(|day| day.checked_sub_days(Days::new(1))), walk(|day| day.checked_add_days(Days::new(1))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As shipped.
    const SHIPPED: MatchDays = MatchDays { near: 3, early: 1, ahead: 1 };

    #[test]
    fn three_banking_days_reach_over_a_weekend_and_a_holiday() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        // Memorial Day 2027 is Monday, May 31.
        assert_eq!(around(day("2027-06-01"), SHIPPED), (day("2027-05-26"), day("2027-06-04")));
        assert_eq!(around(day("2027-06-05"), SHIPPED), (day("2027-06-02"), day("2027-06-09")));
        assert_eq!(around(day("2027-06-01"), MatchDays { near: 1, ..SHIPPED }), (day("2027-05-28"), day("2027-06-02")));
    }

    #[test]
    fn a_line_may_be_dated_so_many_days_before_the_release_as_the_policy_says() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let released = Some(day("2027-06-01"));
        for on in ["2027-05-31", "2027-06-01", "2027-06-09"] {
            assert_eq!(is_before(day(on), released, SHIPPED), None, "{on}");
        }
        assert_eq!(is_before(day("2027-05-30"), released, SHIPPED), released);
        assert_eq!(is_before(day("2027-05-30"), released, MatchDays { early: 2, ..SHIPPED }), None);
        assert_eq!(is_before(day("2027-05-30"), None, SHIPPED), None);
    }

    #[test]
    fn a_payee_is_named_by_whole_words() {
        assert!(is_named("ACH UDF-2027-0012 OUT", "UDF-2027-0012"));
        assert!(!is_named("ACH UDF-2027-00123", "UDF-2027-0012"));
        assert!(folded("ACH: City of Madison, WI").contains(&folded("madison")));
        assert!(!folded("Madisonville").contains(&folded("Madison")));
    }
}
