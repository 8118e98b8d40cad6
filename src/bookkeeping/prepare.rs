//! A finance officer prepares an entry. The ledger is asked at once what it would say, so
//! that its refusal stands beside the field while the words are still in hand; nothing is
//! posted before another person approves.

use super::catalogue::{Catalogue, Enterable};
use super::entry::{EntryState, ManualEntry};
use super::facts::EntryPrepared;
use super::read::{Typed, numbered, read};
use super::refusal::{category_of, explained, field};
use super::{policy, store};
use crate::award::Award;
use crate::db::{self, Tx};
use crate::disbursement::Done;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::ledger::{self, RehearsedLine, Rejection, Rulebook, Side};
use crate::people::{Account, Actor};
use crate::spending::audience;
use crate::{audit, outbox};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// One amount, as typed.
#[derive(Clone, Debug, Default)]
pub struct NewLine {
    /// The category's code.
    pub category: String,
    /// The code of the category it moves to.
    pub to_category: String,
    /// The amount.
    pub amount: String,
}

impl NewLine {
    /// Whether nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        [&self.category, &self.to_category, &self.amount].iter().all(|text| text.trim().is_empty())
    }
}

/// An entry, as typed. What its event does not need is not looked at.
#[derive(Clone, Debug, Default)]
pub struct NewEntry {
    /// The event.
    pub event: String,
    /// Its variant.
    pub variant: String,
    /// The journal to reverse.
    pub journal: String,
    /// The fund's code.
    pub fund: String,
    /// The opportunity.
    pub program: String,
    /// The award's number.
    pub award: String,
    /// The amounts.
    pub lines: Vec<NewLine>,
    /// The day for which it counts; none when it could not be read.
    pub effective_on: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub evidence: String,
}

/// Why no entry was prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareEntryError {
    /// Not a finance officer.
    #[error("Only a finance officer can prepare an entry.")]
    NotFinance,
    /// The event is not in the list.
    #[error("This is not entered by hand.")]
    NotByHand,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PrepareEntryError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::NotByHand => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Stores an entry that waits, and tells those who may approve it.
///
/// # Errors
/// [`PrepareEntryError`].
pub fn prepare_entry(tx: &mut Tx<'_>, actor: &Actor, new: &NewEntry) -> Result<ManualEntry, PrepareEntryError> {
    let account = actor.account.filter(|_| policy::may_prepare(actor)).ok_or(PrepareEntryError::NotFinance)?;
    let list = Catalogue::on(tx.now().day())?;
    let kind = list.find(&new.event, &new.variant).ok_or(PrepareEntryError::NotByHand)?;
    let typed = read(tx, kind, (list, new, &actor.walls))?.map_err(PrepareEntryError::Fields)?;
    let mut entry = drafted(tx, (account, &actor.name), kind, typed)?;
    let command = entry.command("rehearsal");
    let now = tx.now();
    let lines = match ledger::rehearse(tx, &command, now) {
        Ok(lines) => lines,
        Err(Rejection::Refused(refused)) => return Err(PrepareEntryError::Fields(vec![placed(tx, kind, &entry, &refused)?])),
        Err(Rejection::Db(e)) => return Err(e.into()),
    };
    entry.amount = moved(&lines)?;
    entry.subject_digest = command.subject_digest();
    store::insert_entry(tx, &entry)?;
    tell(tx, actor, kind, &entry)?;
    Ok(entry)
}

/// The entry before the ledger was asked: its amount and its digest are missing.
fn drafted(tx: &mut Tx<'_>, (account, name): (Id<Account>, &str), kind: &Enterable, typed: Typed) -> Result<ManualEntry, db::Error> {
    Ok(ManualEntry {
        id: tx.id(),
        number: store::next_number(tx)?,
        state: EntryState::Prepared,
        event: kind.event.clone(),
        variant: kind.variant.clone(),
        fund: typed.fund,
        about: typed.about,
        amount: Money::ZERO,
        effective_on: typed.effective_on,
        reason: typed.reason,
        evidence: typed.evidence,
        reverses: typed.reverses,
        legs: typed.legs,
        subject_digest: String::new(),
        prepared: Done { by: account.text(), name: name.to_owned(), at: tx.now() },
        decided: None,
        refusal: None,
        journal_seq: None,
        version: 1,
    })
}

/// How much it moves: the largest sum that is debited on one code.
fn moved(lines: &[RehearsedLine]) -> Result<Money, db::Error> {
    let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.side == Side::Dr) {
        let sum = sums.entry(&line.account.code).or_default();
        *sum = sum.plus(line.amount).map_err(|e| db::Error::Broken(e.to_string()))?;
    }
    Ok(sums.into_values().max().unwrap_or_default())
}

/// The ledger's refusal beside its field: a limit, beside the amount of the category that it is about.
fn placed(tx: &mut Tx<'_>, kind: &Enterable, entry: &ManualEntry, refused: &ledger::Refused) -> Result<FieldError, db::Error> {
    let told = explained(tx, refused)?;
    if let Some(field) = field(refused.code) {
        return Ok(FieldError::new(field, told));
    }
    if kind.needs.journal {
        return Ok(FieldError::new("journal", told));
    }
    let category = category_of(refused);
    let at = entry.legs.iter().position(|leg| category.is_some() && (leg.category == category || leg.to_category == category));
    Ok(FieldError::new(numbered("amount", at.unwrap_or(0)), told))
}

/// Each amount as a line to read.
fn lines(entry: &ManualEntry) -> Vec<String> {
    let title = |code: &str| Rulebook::category_title(code);
    let line = |leg: &ledger::Leg| match (&leg.category, &leg.to_category) {
        (Some(from), Some(to)) => format!("{} to {}: {}", title(from), title(to), leg.amount),
        (Some(category), None) => format!("{}: {}", title(category), leg.amount),
        _ => leg.amount.to_string(),
    };
    entry.legs.iter().map(line).collect()
}

/// The awards whose money the journal moved that is reversed.
fn awards_of(tx: &mut Tx<'_>, reverses: Option<i64>) -> Result<Vec<Id<Award>>, db::Error> {
    let Some(seq) = reverses else { return Ok(vec![]) };
    let journal = ledger::journal(tx, seq)?;
    Ok(journal.lines.iter().filter_map(|line| line.account.dims.award.as_ref()?.parse().ok()).collect())
}

fn tell(tx: &mut Tx<'_>, actor: &Actor, kind: &Enterable, entry: &ManualEntry) -> Result<(), db::Error> {
    let fact = EntryPrepared {
        entry_id: entry.id.text(),
        number: entry.number,
        title: kind.title.clone(),
        about: entry.about.clone(),
        amount: entry.amount,
        lines: lines(entry),
        effective_on: entry.effective_on,
        reason: entry.reason.clone(),
        evidence: entry.evidence.clone(),
        prepared_by: actor.name.clone(),
        prepared_at: entry.prepared.at,
        subject_digest: entry.subject_digest.clone(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to_award = |leg: &ledger::Leg| leg.award.as_ref().and_then(|award| award.parse().ok());
    let awards: Vec<_> = entry.legs.iter().filter_map(to_award).chain(awards_of(tx, entry.reverses)?).collect();
    let mut to = audience::fund(tx, &awards, policy::APPROVERS)?;
    to.retain(|person| person.account_id.as_ref() != Some(&entry.prepared.by));
    outbox::announce(tx, &fact, &to)
}
