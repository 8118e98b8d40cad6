//! What the rows of a file would become, before anything is kept: each an expense with its flags, or what is wrong
//! with it, or one that was taken before.

use super::read::ImportRow;
use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::intake::Activity;
use crate::kernel::{Id, Money, Timestamp};
use crate::places::fold;
use crate::spending::check::{Around, Checked, NewExpense};
use crate::spending::currency::ForeignInput;
use crate::spending::flags::{self, Flag};
use crate::spending::store;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What a row would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An expense of this amount, with what is found about it.
    Taken(Money, Vec<Flag>),
    /// Nothing: it was taken before.
    Known,
    /// Nothing: what is wrong with it, with the name of the column.
    Wrong(Vec<(String, String)>),
}

/// A row and what it would become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedRow {
    /// The row.
    pub row: ImportRow,
    /// What it would become.
    pub outcome: Outcome,
}

/// A file that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Every row.
    pub rows: Vec<LookedRow>,
    /// Says whether it is still as it was looked at.
    pub digest: String,
}

impl Looked {
    /// How many rows become expenses, and what they come to.
    #[must_use]
    pub fn taken(&self) -> (usize, Money) {
        let amounts: Vec<Money> =
            self.rows.iter().filter_map(|row| if let Outcome::Taken(m, _) = row.outcome { Some(m) } else { None }).collect();
        (amounts.len(), Money::total(amounts).unwrap_or(Money::ZERO))
    }
}

/// The names by which a file may call categories, folded, with their codes.
pub(super) type Names = BTreeMap<String, String>;

/// A row that becomes an expense.
pub(super) struct Ready {
    pub(super) checked: Checked,
    pub(super) flags: Vec<Flag>,
    pub(super) row_digest: String,
    pub(super) receipt: String,
}

/// Looks at the rows of a file for an award. Nothing is kept by this. `categories` are the codes and titles of its
/// categories.
///
/// # Errors
/// The database's refusal.
pub fn look(
    conn: &mut Conn,
    award: Id<Award>,
    categories: &[(String, String)],
    rows: &[ImportRow],
    now: Timestamp,
) -> Result<Looked, Error> {
    let award = award::award(conn, award)?;
    Ok(each(conn, award, categories, rows, now)?.0)
}

/// The same with what is needed to keep it.
pub(super) fn each(
    conn: &mut Conn,
    award: Award,
    categories: &[(String, String)],
    rows: &[ImportRow],
    now: Timestamp,
) -> Result<(Looked, Vec<Ready>, Award), Error> {
    let mut known = store::list_row_digests(conn, award.id)?;
    let mut around = Around::load(conn, award, None, now)?;
    let names: Names = categories.iter().flat_map(|(code, title)| [(fold(code), code.clone()), (fold(title), code.clone())]).collect();
    let (mut looked, mut ready, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    for row in rows {
        let digest = row_digest(row, &mut seen);
        let outcome = one(conn, &around, (row, &names), (&digest, &mut known))?;
        let outcome = match outcome {
            Ok(Some((checked, flags))) => {
                around.add(&checked);
                let outcome = Outcome::Taken(checked.amount, flags.clone());
                ready.push(Ready { checked, flags, row_digest: digest, receipt: row.cell("receipt").to_owned() });
                outcome
            }
            Ok(None) => Outcome::Known,
            Err(wrong) => Outcome::Wrong(wrong),
        };
        looked.push(LookedRow { row: row.clone(), outcome });
    }
    let digest = looked_digest(&looked);
    Ok((Looked { rows: looked, digest }, ready, around.award))
}

type Found = Result<Option<(Checked, Vec<Flag>)>, Vec<(String, String)>>;

fn one(
    conn: &mut Conn,
    around: &Around,
    (row, names): (&ImportRow, &Names),
    (digest, known): (&str, &mut BTreeSet<String>),
) -> Result<Found, Error> {
    if !known.insert(digest.to_owned()) {
        return Ok(Ok(None));
    }
    let new = typed(around, row, names);
    let checked = match around.check(&new) {
        Ok(checked) => checked,
        Err(mistakes) => return Ok(Err(mistakes.into_iter().map(|e| (column(&e.field).to_owned(), e.message)).collect())),
    };
    let flags = flags::find(conn, around, &checked)?;
    Ok(Ok(Some((checked, flags))))
}

/// The row as if it had been typed.
fn typed(around: &Around, row: &ImportRow, names: &Names) -> NewExpense {
    let text = |name: &str| row.cell(name).to_owned();
    let activity = find_activity(&around.activities, row.cell("activity"));
    let person = fold(row.cell("person"));
    let attendee = activity.and_then(|a| a.attendees.iter().find(|p| fold(&p.name) == person)).map(|p| p.id.text());
    // A person who is not known is told of, by a value that fits nobody.
    let attendee = if person.is_empty() { None } else { Some(attendee.unwrap_or(person)) };
    let spent_on = match (row.day(), row.cell("date")) {
        (None, typed) if !typed.is_empty() => Err("Enter a date that exists, such as 2027-05-10.".to_owned()),
        (day, _) => Ok(day),
    };
    let receipt = row.cell("receipt");
    let no_receipt = match (row.cell("no receipt"), receipt) {
        ("", "") => "not yet; it came in a file".to_owned(),
        ("", name) => format!("it follows as {name}"),
        (why, _) => why.to_owned(),
    };
    NewExpense {
        award: around.award.id,
        replaces: None,
        activity: activity.map(|a| a.id.text()).unwrap_or_default(),
        category: names.get(&fold(row.cell("category"))).cloned().unwrap_or_default(),
        attendee,
        spent_on,
        amount: text("amount"),
        foreign: ForeignInput {
            currency: text("currency"),
            amount: text("foreign amount"),
            rate: text("rate"),
            source: text("rate source"),
        },
        payee: text("payee"),
        description: text("description"),
        nights: text("nights"),
        days: text("days"),
        receipt: Ok(None),
        no_receipt,
    }
}

/// The activity that a row names, by its title or its number in the list.
fn find_activity<'a>(activities: &'a [Activity], name: &str) -> Option<&'a Activity> {
    let folded = fold(name);
    let by_title = activities.iter().find(|a| fold(&a.title) == folded);
    by_title.or_else(|| name.parse::<i32>().ok().and_then(|n| activities.iter().find(|a| a.position == n)))
}

/// The column that a field came from.
fn column(field: &str) -> &str {
    match field {
        "spent_on" => "date",
        "foreign_amount" => "foreign amount",
        "fx_rate" => "rate",
        "fx_source" => "rate source",
        "attendee" => "person",
        "no_receipt" => "no receipt",
        other => other,
    }
}

/// Tells a row from all others, and from an equal one before it in the same file.
fn row_digest(row: &ImportRow, seen: &mut BTreeMap<Vec<String>, u32>) -> String {
    let count = seen.entry(row.cells.clone()).or_insert(0);
    *count += 1;
    let mut hash = Sha256::new();
    for cell in &row.cells {
        hash.update((cell.len() as u64).to_be_bytes());
        hash.update(cell.as_bytes());
    }
    hash.update(count.to_be_bytes());
    HEXLOWER.encode(&hash.finalize())
}

fn looked_digest(rows: &[LookedRow]) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    for row in rows {
        row.row.cells.iter().for_each(|cell| add(cell));
        match &row.outcome {
            Outcome::Taken(amount, flags) => {
                add(&amount.plain());
                flags.iter().for_each(|flag| add(&flag.words));
            }
            Outcome::Known => add("known"),
            Outcome::Wrong(wrong) => wrong.iter().for_each(|(_, words)| add(words)),
        }
    }
    HEXLOWER.encode(&hash.finalize())
}
