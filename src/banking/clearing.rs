//! Whether the bank and the books agree: the closing balance of a statement is what stands in the books on its day and the
//! items that are listed, to the cent. What nothing explains is a statement that is missing, or an entry by hand that went
//! wrong. And what has been on its way for too long.

use super::store::{self, LineRow, Statement, StatementRow};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::{self, Payment};
use crate::kernel::{Id, Money, Timestamp};
use crate::ledger::{self, AsOf, Dims, Side};
use crate::people::Actor;
use chrono::{NaiveDate, TimeDelta};
use std::collections::{BTreeMap, BTreeSet};

/// The account of the books that the bank's statement shows.
const BANK: &str = "101000:bank";
/// Payments that left and that no statement shows yet.
const TRANSIT: &str = "101000:transit";

/// What a listed item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// The books and the bank differed before the first statement.
    Opening,
    /// A line, or a part of it, that no journal booked.
    OnlyAtTheBank,
    /// A line that no journal booked and that a person set aside with a reason.
    SetAside,
    /// A line, or a part of it, that is interest of a city: the books keep it as a memorandum, beside the bank account.
    Interest,
    /// A payment that came back before a statement showed it: its way out, or its way back.
    OutAndBack,
    /// A journal, or a part of it, that no line shows.
    OnlyInTheBooks,
}

impl ItemKind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Opening => "Difference before the first statement",
            Self::OnlyAtTheBank => "On the statement, not in the books",
            Self::SetAside => "On the statement, set aside",
            Self::Interest => "On the statement, interest that the books keep as a memorandum",
            Self::OutAndBack => "Out and back at the bank, undone in the books",
            Self::OnlyInTheBooks => "In the books, not on a statement",
        }
    }
}

/// One item that explains a part of the difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// Its day.
    pub on: NaiveDate,
    /// What it adds to the balance at the bank over that in the books.
    pub amount: Money,
    /// The line.
    pub line: Option<String>,
    /// The journal.
    pub journal: Option<i64>,
}

/// A closing balance against the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The statement.
    pub statement: String,
    /// The mark of the account.
    pub account: String,
    /// The fund; all of them without it.
    pub fund: Option<String>,
    /// The day.
    pub closing_on: NaiveDate,
    /// What the bank says.
    pub closing: Money,
    /// What the books say.
    pub book: Money,
    /// The sum of the items.
    pub listed: Money,
    /// What is left: nothing, if all is well.
    pub unexplained: Money,
    /// The items.
    pub items: Vec<Item>,
}

fn signed(cents: i64) -> Money {
    Money::from_cents(cents)
}

fn too_large() -> Error {
    Error::Broken("the balances do not fit".into())
}

fn dims(fund: Option<&str>) -> Dims {
    Dims { fund: fund.map(str::to_owned), ..Dims::default() }
}

/// What moved on the fund's bank account in the books between two days, by journal, with the day.
fn book_legs(conn: &mut Conn, of: &Dims, (from, to): (NaiveDate, NaiveDate)) -> Result<BTreeMap<i64, (NaiveDate, i64)>, Error> {
    let mut legs: BTreeMap<i64, (NaiveDate, i64)> = BTreeMap::new();
    let mut after = 0;
    loop {
        let piece = ledger::statement(conn, BANK, of, after)?;
        for line in &piece.lines {
            after = after.max(line.seq);
            if (from..=to).contains(&line.effective_on) {
                let cents = if line.side == Side::Dr { line.amount.cents() } else { -line.amount.cents() };
                legs.entry(line.seq).or_insert((line.effective_on, 0)).1 += cents;
            }
        }
        if !piece.goes_on || piece.lines.is_empty() {
            return Ok(legs);
        }
    }
}

/// Compares the closing balance of a statement with the books; none where the statement has no balance, or no statement
/// of the account says with what it began.
fn prove(conn: &mut Conn, statement: &StatementRow) -> Result<Option<Proof>, Error> {
    let (Some(account), Some(closing), Some(until)) = (&statement.account, statement.closing_cents, statement.closing_on) else {
        return Ok(None);
    };
    let Some(first) = store::first_statement(conn, account)? else { return Ok(None) };
    let (Some(opening), Some(first_closing)) = (first.opening_cents, first.closing_on) else { return Ok(None) };
    let of = dims(statement.fund_code.as_deref());
    let all = store::lines_of_account(conn, account, until)?;
    let from = all.iter().filter(|line| line.statement_id == first.id).map(|line| line.value_on).min().unwrap_or(first_closing);
    let lines: Vec<LineRow> = all.into_iter().filter(|line| line.value_on >= from).collect();
    let legs = book_legs(conn, &of, (from, until))?;
    let mut items = Vec::new();
    let eve = from.pred_opt().unwrap_or(from);
    let before = ledger::balance(conn, BANK, &of, AsOf::Day(eve))?.settled(Side::Dr);
    let difference = opening.checked_sub(before.cents()).ok_or_else(too_large)?;
    if difference != 0 {
        items.push(Item { kind: ItemKind::Opening, on: from, amount: signed(difference), line: None, journal: None });
    }
    items.extend(left_over(conn, &lines, &legs)?);
    let book = ledger::balance(conn, BANK, &of, AsOf::Day(until))?.settled(Side::Dr);
    let listed = Money::total(items.iter().map(|item| item.amount)).map_err(|_| too_large())?;
    let closing = signed(closing);
    let unexplained = closing.minus(book).and_then(|left| left.minus(listed)).map_err(|_| too_large())?;
    Ok(Some(Proof {
        statement: statement.id.clone(),
        account: account.clone(),
        fund: statement.fund_code.clone(),
        closing_on: until,
        closing,
        book,
        listed,
        unexplained,
        items,
    }))
}

/// What is left of lines and of journals once each matched pair is taken out.
fn left_over(conn: &mut Conn, lines: &[LineRow], legs: &BTreeMap<i64, (NaiveDate, i64)>) -> Result<Vec<Item>, Error> {
    let ids: Vec<String> = lines.iter().map(|line| line.id.clone()).collect();
    let (mut of_line, mut of_leg): (BTreeMap<String, i64>, BTreeMap<i64, i64>) = (BTreeMap::new(), BTreeMap::new());
    for pair in store::list_pairs(conn, &ids)? {
        if legs.contains_key(&pair.journal_seq) {
            *of_line.entry(pair.line_id).or_default() += pair.amount_cents;
            *of_leg.entry(pair.journal_seq).or_default() += pair.amount_cents;
        }
    }
    let (mut void, mut memo): (BTreeMap<String, i64>, BTreeMap<String, i64>) = (BTreeMap::new(), BTreeMap::new());
    for found in store::list_matches(conn, &ids)? {
        if found.journal_seq.is_none() {
            *void.entry(found.line_id).or_default() += found.amount_cents;
        } else if found.kind == "interest" {
            *memo.entry(found.line_id).or_default() += found.amount_cents;
        }
    }
    let aside: BTreeSet<String> =
        store::list_asides(conn, &ids)?.into_iter().filter(|aside| aside.taken_back_at.is_none()).map(|aside| aside.line_id).collect();
    let mut items = Vec::new();
    for line in lines {
        let alone = if aside.contains(&line.id) { ItemKind::SetAside } else { ItemKind::OnlyAtTheBank };
        let [matched, undone, interest] = [&of_line, &void, &memo].map(|of| of.get(&line.id).copied().unwrap_or(0));
        let left = line.amount_cents - matched - undone - interest;
        let parts = [(ItemKind::OutAndBack, undone), (ItemKind::Interest, interest), (alone, left)];
        items.extend(parts.into_iter().filter(|(_, cents)| *cents != 0).map(|(kind, cents)| Item {
            kind,
            on: line.value_on,
            amount: signed(cents),
            line: Some(line.id.clone()),
            journal: None,
        }));
    }
    for (seq, (on, cents)) in legs {
        let left = cents - of_leg.get(seq).copied().unwrap_or(0);
        if left != 0 {
            items.push(Item { kind: ItemKind::OnlyInTheBooks, on: *on, amount: signed(-left), line: None, journal: Some(*seq) });
        }
    }
    Ok(items)
}

/// Keeps what the closing balance of a statement came to when it was read.
///
/// # Errors
/// The database's refusal.
pub(super) fn assert_balance(tx: &mut Tx<'_>, statement: Id<Statement>) -> Result<(), Error> {
    let row = store::statement(tx, statement)?;
    if let Some(proof) = prove(tx, &row)? {
        let journals = ledger::count_journals(tx)?;
        store::insert_assertion(tx, statement, &proof, journals)?;
    }
    Ok(())
}

/// The latest closing balance of each account of the fund, against the books as they stand.
///
/// # Errors
/// The database's refusal.
pub fn proofs(conn: &mut Conn) -> Result<Vec<Proof>, Error> {
    let mut all = Vec::new();
    for statement in store::latest_statements(conn)? {
        all.extend(prove(conn, &statement)?);
    }
    Ok(all)
}

/// The closing balance of one statement against the books as they stand.
///
/// # Errors
/// The database's refusal.
pub fn proof_of(conn: &mut Conn, statement: &StatementRow) -> Result<Option<Proof>, Error> {
    prove(conn, statement)
}

/// A payment that left and that no statement has shown for too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The payment.
    pub payment: Id<Payment>,
    /// The number of its award.
    pub reference: String,
    /// Its trace.
    pub trace: Option<String>,
    /// How much.
    pub amount: Money,
    /// The day on which it was to arrive, or its cheque was written.
    pub since: NaiveDate,
    /// How many days ago that is.
    pub days: i64,
}

/// Payments that are open to the person, that were to arrive more days ago than the policy allows, and that no statement
/// shows; the oldest first. Without a policy nothing is late.
///
/// # Errors
/// The database's refusal.
pub fn late(conn: &mut Conn, actor: &Actor, today: NaiveDate) -> Result<Vec<Exception>, Error> {
    let noon = Timestamp::start_of(today).plus(TimeDelta::hours(18));
    let late = disbursement::list_late_payments(conn, actor, noon)?;
    let exception = |(payment, since): (Payment, NaiveDate)| Exception {
        payment: payment.id,
        reference: payment.reference,
        trace: payment.trace,
        amount: payment.amount,
        since,
        days: (today - since).num_days(),
    };
    Ok(late.into_iter().map(exception).collect())
}

/// What is on its way by the books.
///
/// # Errors
/// The database's refusal.
pub fn in_transit(conn: &mut Conn) -> Result<Money, Error> {
    Ok(ledger::balance(conn, TRANSIT, &Dims::default(), AsOf::Now)?.settled(Side::Cr))
}
