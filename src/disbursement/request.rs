//! The city's authorized official asks for money: an advance of what is obligated,
//! or the reimbursement of costs that were accepted beyond the advance. Per
//! category never more than the ledger and the requests under way leave; in all
//! never more than the form SF-270 comes to; nothing while the award is behind.

use super::bank_details::Done;
use super::facts::PaymentRequested;
use super::payment::{CategoryAmount, Payment, PaymentKind, PaymentState};
use super::request_terms::{RequestTerms, request_terms};
use super::sf270::{self, RequestForm, Stated};
use super::{gate, policy, store};
use crate::award::{self, Award};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Actor, FundRole, organisation};
use crate::spending::audience;
use crate::{audit, compliance, ledger, outbox};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What the official asks for.
#[derive(Clone, Debug)]
pub struct NewPayment {
    /// The award.
    pub award: Id<Award>,
    /// Advance or reimbursement.
    pub kind: PaymentKind,
    /// Amounts above zero, by category.
    pub lines: Vec<CategoryAmount>,
    /// What the money is needed for.
    pub purpose: String,
}

/// Why a request was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Not the city's authorized official.
    #[error("Only the city's authorized official can ask for money.")]
    NotOfficial,
    /// No bank details.
    #[error("Enter the city's bank details first, so that we know where to send the money.")]
    NoBankDetails,
    /// Conditions, reports or old advances stand in the way: every reason.
    #[error("This cannot be asked for now. {}", .0.join(" "))]
    Blocked(Vec<String>),
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RequestError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficial => Kind::Missing,
            Self::NoBankDetails | Self::Blocked(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What may be asked for now, by category: the ledger's position less the requests under way.
///
/// # Errors
/// The database's refusal.
pub fn available(conn: &mut Conn, award: Id<Award>, kind: PaymentKind) -> Result<BTreeMap<String, Money>, db::Error> {
    let mut left: BTreeMap<String, Money> = ledger::award_position(conn, &award.text())?
        .categories
        .into_iter()
        .map(|p| (p.category, if kind == PaymentKind::Advance { p.undelivered } else { p.unpaid }))
        .collect();
    let wanted: &str = kind.into();
    for (asked_as, category, amount) in store::list_pending_amounts(conn, award)? {
        if let Some(rest) = left.get_mut(&category).filter(|_| asked_as == wanted) {
            *rest = rest.minus(amount).unwrap_or(Money::ZERO).max(Money::ZERO);
        }
    }
    Ok(left)
}

/// Stores a request for what is needed at once, where the program earned no income, and tells the finance officers.
///
/// # Errors
/// [`RequestError`].
pub fn request_payment(tx: &mut Tx<'_>, actor: &Actor, new: &NewPayment) -> Result<Payment, RequestError> {
    request_stated(tx, actor, new, &Stated::default())
}

/// Stores a request with what the official states besides the amounts, and tells the finance officers. Whoever asks
/// certifies the form as it comes out.
///
/// # Errors
/// [`RequestError`].
pub fn request_stated(tx: &mut Tx<'_>, actor: &Actor, new: &NewPayment, stated: &Stated) -> Result<Payment, RequestError> {
    let award = award::award(tx, new.award)?;
    let account = actor.account.filter(|_| policy::may_ask_for(actor, award.organisation)).ok_or(RequestError::NotOfficial)?;
    if store::find_current_bank_details(tx, award.organisation)?.is_none() {
        return Err(RequestError::NoBankDetails);
    }
    let today = tx.now().day_in(organisation::city(tx, award.organisation)?.zone);
    let terms = request_terms(today)?;
    let reasons = gate::blocks(tx, &award, new.kind, today)?;
    if !reasons.is_empty() {
        return Err(RequestError::Blocked(reasons));
    }
    let amount = check(tx, new, stated, &terms.months(today))?;
    let form = fill(tx, &Asked { award: &award, new, stated, amount, today, terms })?;
    let payment = Payment {
        id: tx.id(),
        award: award.id,
        reference: award.reference.clone(),
        organisation: award.organisation,
        kind: new.kind,
        amount,
        purpose: new.purpose.trim().to_owned(),
        state: PaymentState::Requested,
        requested: Done { by: account.text(), name: actor.name.clone(), at: tx.now() },
        reason: None,
        run: None,
        bank_details: None,
        trace: None,
        released_on: None,
        settled_on: None,
        returned_on: None,
        journal_seq: None,
        due_on: Some(terms.due_on(today)),
        version: 1,
    };
    store::insert_payment(tx, &payment, &new.lines, &form)?;
    tell(tx, actor, &payment, &new.lines)?;
    Ok(payment)
}

fn tell(tx: &mut Tx<'_>, actor: &Actor, payment: &Payment, lines: &[CategoryAmount]) -> Result<(), db::Error> {
    let city = organisation::city(tx, payment.organisation)?;
    let fact = PaymentRequested {
        payment_id: payment.id.text(),
        award_id: payment.award.text(),
        reference: payment.reference.clone(),
        city: city.full_name(),
        kind: payment.kind,
        amount: payment.amount,
        lines: lines.to_vec(),
        purpose: payment.purpose.clone(),
        requested_by: actor.name.clone(),
        requested_at: tx.now(),
        pay_by: payment.due_on,
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to = audience::fund(tx, &[payment.award], &[FundRole::FinanceOfficer])?;
    to.extend(audience::of_award(tx, payment.award)?);
    outbox::announce(tx, &fact, &to)
}

/// The amounts, the purpose and the months by themselves; the sum of the amounts.
fn check(tx: &mut Tx<'_>, new: &NewPayment, stated: &Stated, months: &[NaiveDate]) -> Result<Money, RequestError> {
    let left = available(tx, new.award, new.kind)?;
    let mut mistakes = Vec::new();
    for line in &new.lines {
        let most = left.get(&line.category).copied().unwrap_or(Money::ZERO);
        if line.amount > most {
            mistakes.push(FieldError::new(format!("amount-{}", line.category), format!("Ask for at most {most} here.")));
        }
    }
    if new.purpose.trim().is_empty() || new.purpose.chars().count() > 1000 {
        mistakes.push(FieldError::new("purpose", "Say what the money is needed for now, in at most 1,000 characters."));
    }
    for (at, need) in stated.needs.iter().enumerate() {
        let is_twice = stated.needs.iter().take(at).any(|before| before.month == need.month);
        if is_twice || !months.contains(&need.month) || !need.amount.is_positive() {
            let words = "Enter what will be spent in the months of the next days only, each once.";
            mistakes.push(FieldError::new(format!("need-{}", need.month.format("%Y-%m")), words));
        }
    }
    if stated.income < Money::ZERO {
        mistakes.push(FieldError::new("income", "Enter the income as an amount of at least zero."));
    } else if new.kind == PaymentKind::Advance && stated.income.is_positive() {
        let words =
            "Income counts for a reimbursement only. Leave it empty, and state it when you ask for one or certify a financial report.";
        mistakes.push(FieldError::new("income", words));
    }
    let total = Money::total(new.lines.iter().map(|line| line.amount)).unwrap_or(Money::ZERO);
    if !total.is_positive() {
        mistakes.push(FieldError::new("lines", "Enter an amount in at least one category."));
    }
    if mistakes.is_empty() { Ok(total) } else { Err(RequestError::Fields(mistakes)) }
}

/// A request whose parts are sound.
struct Asked<'a> {
    award: &'a Award,
    new: &'a NewPayment,
    stated: &'a Stated,
    amount: Money,
    today: NaiveDate,
    terms: &'a RequestTerms,
}

/// The form, if it comes out at what is asked for and an advance is within its limits.
fn fill(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<RequestForm, RequestError> {
    let (kind, terms) = (asked.new.kind, asked.terms);
    let first = asked.new.lines.first().map(|line| format!("amount-{}", line.category)).unwrap_or_default();
    let mistake = |words: String| RequestError::Fields(vec![FieldError::new(first.as_str(), words)]);
    let books = gate::books(tx, asked.award)?;
    if kind == PaymentKind::Advance {
        let most = terms.most_open(asked.award.amount).map_err(|e| db::Error::Broken(e.to_string()))?;
        let rest = most.minus(books.held).unwrap_or(Money::ZERO).max(Money::ZERO);
        if asked.amount > rest {
            let held = books.held;
            return Err(mistake(format!(
                "Advances of this award that are not spent may come to at most {most}, and {held} is held or asked for. Ask for at most {rest} in all."
            )));
        }
    }
    let computed = match kind {
        PaymentKind::Advance => sf270::advance(&books, asked.stated, asked.amount),
        PaymentKind::Reimbursement => sf270::reimbursement(&books, asked.stated, asked.amount),
    };
    let computed = computed.map_err(|e| mistake(e.to_string()))?;
    let (from, to) = match kind {
        PaymentKind::Advance => (asked.today, terms.last_day(asked.today)),
        PaymentKind::Reimbursement => (asked.award.period_start.min(asked.today), asked.today),
    };
    let (ein, uei) = compliance::numbers_of_city(tx, asked.award)?;
    Ok(RequestForm {
        kind,
        is_final: Some(books.requested.plus(asked.amount).is_ok_and(|all| all >= asked.award.amount)),
        ein,
        uei,
        number: books.requests.saturating_add(1),
        from,
        to,
        lines: computed.lines,
        needs: asked.stated.needs.clone(),
        later: computed.later,
        certification: terms.certification.clone(),
        policy: format!("{} ({})", terms.name, terms.citation),
    })
}
