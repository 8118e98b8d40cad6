//! A bank statement comes in, as a file or typed: every line is kept, and those
//! that fit a released payment without doubt settle it at once. The same file a
//! second time does nothing.

use super::facts::StatementImported;
use super::settle::{self, SettleError, Settlement};
use super::statement_file::{self, StatementFileError, StatementLine};
use super::{policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::Id;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::people::{Account, Actor};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Why a statement was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportStatementError {
    /// Not a finance officer.
    #[error("Only a finance officer can read bank statements in.")]
    NotFinance,
    /// The file or a cell is wrong.
    #[error("The statement could not be read.")]
    Fields(Vec<FieldError>),
    /// A line could not settle its payment.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ImportStatementError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Settle(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Lines kept; none if the file was known.
    pub lines: usize,
    /// Lines that settled a payment.
    pub matched: usize,
    /// Whether this very file was read in before.
    pub is_repeat: bool,
}

/// Reads a CSV file in.
///
/// # Errors
/// [`ImportStatementError`]; then nothing of it is kept.
pub fn import_statement(tx: &mut Tx<'_>, actor: &Actor, name: &str, bytes: &[u8]) -> Result<Imported, ImportStatementError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ImportStatementError::NotFinance)?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(bytes));
    if store::has_statement(tx, &sha256)? {
        return Ok(Imported { lines: 0, matched: 0, is_repeat: true });
    }
    let lines = statement_file::read(bytes)
        .map_err(|e: StatementFileError| ImportStatementError::Fields(vec![FieldError::new("file", e.to_string())]))?;
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    keep(tx, (account, actor), &name, &sha256, &lines)
}

/// What a finance officer types from a statement.
#[derive(Clone, Debug)]
pub struct TypedLine {
    /// The day.
    pub date: String,
    /// The amount; negative for money out.
    pub amount: String,
    /// What the bank wrote.
    pub description: String,
    /// The trace, or empty.
    pub trace: String,
    /// The key of this press of the button.
    pub key: String,
}

/// Takes one line that was typed in.
///
/// # Errors
/// [`ImportStatementError`].
pub fn type_line(tx: &mut Tx<'_>, actor: &Actor, typed: &TypedLine) -> Result<Imported, ImportStatementError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ImportStatementError::NotFinance)?;
    let line = statement_file::parse_line(&typed.date, &typed.amount, &typed.description, &typed.trace)
        .map_err(|problem| ImportStatementError::Fields(vec![FieldError::new(field_of(&problem), capitalised(&problem))]))?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(format!("typed/{}", typed.key)));
    if store::has_statement(tx, &sha256)? {
        return Ok(Imported { lines: 0, matched: 0, is_repeat: true });
    }
    keep(tx, (account, actor), "Typed in", &sha256, &[line])
}

fn field_of(problem: &str) -> &'static str {
    ["date", "amount", "description", "trace"].into_iter().find(|field| problem.contains(field)).unwrap_or("description")
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn keep(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    name: &str,
    sha256: &str,
    lines: &[StatementLine],
) -> Result<Imported, ImportStatementError> {
    let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
    let statement = store::insert_statement(tx, name, sha256, count, by)?;
    let mut matched = 0;
    for (number, line) in (1..).zip(lines) {
        let id = store::insert_line(tx, statement, number, line)?;
        if let Some((payment, rule)) = settle::find_match(tx, line)? {
            settle::settle(tx, by.1, &Settlement { line: id, booked: line, payment: &payment, rule })?;
            matched += 1;
        }
    }
    let fact =
        StatementImported { statement_id: statement.text(), name: name.to_owned(), sha256: sha256.to_owned(), lines: lines.len(), matched };
    audit::record(tx, &by.1.doer(), &fact)?;
    Ok(Imported { lines: lines.len(), matched, is_repeat: false })
}
