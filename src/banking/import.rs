//! A file of the bank comes in: a statement in any format, or returns and notices. Every line is kept, and those that fit
//! without doubt do their work at once; one that cannot be posted is kept for people with the reason, and the rest goes on; a
//! line that a person types waits for another. The same file a second time does nothing; a line that an overlapping statement
//! brought before is left out.

use super::by_hand;
use super::cheques;
use super::clearing;
use super::csv_file;
use super::facts::StatementImported;
use super::line::{FileError, Format, Line, StatementFile, account_mark, account_words, words};
use super::match_lines::{Found, Matcher, Taken};
use super::recognise::{self, Content};
use super::returns::{self, ReturnsError};
use super::settle::SettleError;
use super::store::{self, FoundIn, NewException, NewStatement, Statement};
use crate::audit;
use crate::db::{self, Tx};
use crate::disbursement::{self, policy};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::locale::format::date;
use crate::people::{Account, Actor};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Why a file was not taken; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not a finance officer.
    #[error("Only a finance officer can read bank statements in.")]
    NotFinance,
    /// The file or a cell is wrong.
    #[error("The file could not be taken.")]
    Fields(Vec<FieldError>),
    /// A line could not settle its payment.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// A return could not be recorded.
    #[error(transparent)]
    Returns(#[from] ReturnsError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ImportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Settle(e) => e.kind(),
            Self::Returns(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

impl From<FileError> for ImportError {
    fn from(error: FileError) -> Self {
        refused(error.to_string())
    }
}

fn refused(sentence: impl Into<String>) -> ImportError {
    ImportError::Fields(vec![FieldError::new("file", sentence)])
}

/// A file as it arrives.
#[derive(Clone, Copy, Debug)]
pub struct NewFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// The fund whose money the account holds; the one of an earlier statement without it.
    pub fund: Option<&'a str>,
    /// Whether an account of which nothing was read before may be the fund's.
    pub is_new_account: bool,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The first statement of the file, where it holds any.
    pub statement: Option<Id<Statement>>,
    /// Lines kept; none if the file was known.
    pub lines: usize,
    /// Lines that an earlier statement had brought.
    pub skipped: usize,
    /// Lines that were matched by themselves.
    pub matched: usize,
    /// Payments that came back.
    pub returned: usize,
    /// Notices of change that wait for a second person.
    pub notices: usize,
    /// Entries that need somebody to look at them.
    pub exceptions: usize,
    /// Whether this very file was read in before.
    pub is_repeat: bool,
}

impl Imported {
    const REPEAT: Self =
        Self { statement: None, lines: 0, skipped: 0, matched: 0, returned: 0, notices: 0, exceptions: 0, is_repeat: true };

    fn with(self, more: Self) -> Self {
        Self {
            statement: self.statement.or(more.statement),
            lines: self.lines + more.lines,
            skipped: self.skipped + more.skipped,
            matched: self.matched + more.matched,
            returned: self.returned + more.returned,
            notices: self.notices + more.notices,
            exceptions: self.exceptions + more.exceptions,
            is_repeat: self.is_repeat || more.is_repeat,
        }
    }
}

/// Reads a file in, of whatever kind it is.
///
/// # Errors
/// [`ImportError`]; then nothing of it is kept.
pub fn import_file(tx: &mut Tx<'_>, actor: &Actor, new: &NewFile<'_>) -> Result<Imported, ImportError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ImportError::NotFinance)?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(new.bytes));
    if store::has_statement(tx, &sha256)? || store::has_inbox_file(tx, &sha256)? {
        return Ok(Imported::REPEAT);
    }
    let name: String = new.name.chars().filter(|c| !c.is_control()).take(120).collect();
    match recognise::read(new.bytes)? {
        Content::Ach(file) => {
            returns::check(&file)?;
            Ok(returns::take(tx, (account, actor), (&name, &sha256), &file)?)
        }
        Content::Statements(statements) => {
            let mut done = Imported::default();
            for (n, statement) in statements.iter().enumerate() {
                // A file of several statements is known by its first.
                let own = if n == 0 { sha256.clone() } else { HEXLOWER.encode(&Sha256::digest(format!("{sha256}/{n}"))) };
                done = done.with(keep(tx, (account, actor), (&name, &own), (statement, new))?);
            }
            Ok(done)
        }
    }
}

/// Reads a statement in, of the account that is known.
///
/// # Errors
/// [`ImportError`]; then nothing of it is kept.
pub fn import_statement(tx: &mut Tx<'_>, actor: &Actor, name: &str, bytes: &[u8]) -> Result<Imported, ImportError> {
    import_file(tx, actor, &NewFile { name, bytes, fund: None, is_new_account: false })
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

/// Takes one line that was typed in. It settles nothing: what it stands for waits for another person.
///
/// # Errors
/// [`ImportError`].
pub fn type_line(tx: &mut Tx<'_>, actor: &Actor, typed: &TypedLine) -> Result<Imported, ImportError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(ImportError::NotFinance)?;
    let line = csv_file::parse_line(&typed.date, &typed.amount, &typed.description, &typed.trace).map_err(|mistakes| {
        ImportError::Fields(mistakes.iter().map(|(field, told)| FieldError::new(*field, capitalised(told))).collect())
    })?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(format!("typed/{}", typed.key)));
    if store::has_statement(tx, &sha256)? {
        return Ok(Imported::REPEAT);
    }
    let statement =
        StatementFile { format: Format::Typed, account: None, opening: None, closing: None, closing_on: None, lines: vec![line] };
    let file = NewFile { name: "Typed in", bytes: &[], fund: None, is_new_account: false };
    keep(tx, (account, actor), ("Typed in", &sha256), (&statement, &file))
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The mark of an account whose statements never name it.
const NO_NUMBER: &str = "No number/none";

/// The account of a statement: one of which something was read before, the first there is, or one that is said to be new.
fn account_of(tx: &mut Tx<'_>, statement: &StatementFile, is_new: bool) -> Result<Option<String>, ImportError> {
    let known = store::accounts_known(tx)?;
    let Some(number) = &statement.account else {
        // A statement that names no account is of the only one there is, if it closes with a balance.
        if known.is_empty() && statement.closing.is_some() {
            return Ok(Some(NO_NUMBER.to_owned()));
        }
        let only = known.first().filter(|_| known.len() == 1 && statement.closing.is_some());
        return Ok(only.cloned());
    };
    let mark = account_mark(number);
    if known.is_empty() || is_new || known.contains(&mark) {
        return Ok(Some(mark));
    }
    Err(refused(format!(
        "This statement is of account {}, of which none was read before. If it is an account of the fund, say so below and upload it again.",
        account_words(&mark)
    )))
}

/// The fund of an account: the one given, the one of an earlier statement, or the only one there is.
fn fund_of(tx: &mut Tx<'_>, account: Option<&str>, given: Option<&str>) -> Result<Option<String>, ImportError> {
    if let Some(code) = given.filter(|code| !code.is_empty()) {
        return match disbursement::find_fund(tx, code)? {
            Some(fund) => Ok(Some(fund.code)),
            None => Err(ImportError::Fields(vec![FieldError::new("fund", "Choose a fund from the list.")])),
        };
    }
    let Some(account) = account else { return Ok(None) };
    if let Some(code) = store::fund_of_account(tx, account)? {
        return Ok(Some(code));
    }
    let funds = disbursement::list_funds(tx)?;
    Ok(funds.first().filter(|_| funds.len() == 1).map(|fund| fund.code.clone()))
}

fn keep(
    tx: &mut Tx<'_>,
    by: (Id<Account>, &Actor),
    (name, sha256): (&str, &str),
    (file, new): (&StatementFile, &NewFile<'_>),
) -> Result<Imported, ImportError> {
    file.adds_up()?;
    let account = account_of(tx, file, new.is_new_account)?;
    let fund = if file.format == Format::Typed { None } else { fund_of(tx, account.as_deref(), new.fund)? };
    let (lines, skipped) = fresh(tx, account.as_deref(), &file.lines)?;
    let stored = NewStatement {
        name,
        sha256,
        lines_count: i32::try_from(lines.len()).unwrap_or(i32::MAX),
        format: file.format.into(),
        account: account.as_deref(),
        opening_cents: file.opening.map(|money| money.cents()),
        closing_cents: file.closing.map(|money| money.cents()),
        closing_on: file.closing_on,
        fund_code: fund.as_deref(),
    };
    let statement = store::insert_statement(tx, &stored, by)?;
    let (matched, exceptions) = if file.format == Format::Typed {
        propose_lines(tx, by, statement, &lines)?;
        (0, 0)
    } else {
        take_lines(tx, by.1, statement, &lines)?
    };
    clearing::assert_balance(tx, statement)?;
    let fact = StatementImported {
        statement_id: statement.text(),
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        format: file.format.to_string(),
        account_masked: account.as_deref().map(account_words).unwrap_or_default().to_owned(),
        lines: lines.len(),
        skipped,
        matched,
        exceptions,
    };
    audit::record(tx, &by.1.doer(), &fact)?;
    Ok(Imported { statement: Some(statement), lines: lines.len(), skipped, matched, exceptions, ..Imported::default() })
}

/// Keeps the lines that a person typed. What they stand for waits for another person.
fn propose_lines(tx: &mut Tx<'_>, by: (Id<Account>, &Actor), statement: Id<Statement>, lines: &[&Line]) -> Result<(), ImportError> {
    let mut matcher = Matcher::new(tx.now(), by.1)?;
    for (number, line) in (1..).zip(lines) {
        let id = store::insert_line(tx, statement, number, line)?;
        if let Found::Payments(_, payments) = matcher.find(tx, line)? {
            by_hand::propose_typed(tx, by, (id, *line), &payments)?;
        }
    }
    Ok(())
}

/// Keeps every line and takes those that it can; how many stand for something, and at how many somebody must look.
fn take_lines(tx: &mut Tx<'_>, actor: &Actor, statement: Id<Statement>, lines: &[&Line]) -> Result<(usize, usize), ImportError> {
    let mut matcher = Matcher::new(tx.now(), actor)?;
    let (mut matched, mut exceptions) = (0, 0);
    for (number, line) in (1..).zip(lines) {
        let id = store::insert_line(tx, statement, number, line)?;
        match matcher.take(tx, id, line)? {
            Taken::Matched => matched += 1,
            Taken::Left => {}
            Taken::Not(kind, told, payment) => {
                exceptions += 1;
                let told = words(&format!("Line {number}, {} of {}: {told}", line.amount, date(line.value_on)));
                let (trace, code) = (line.trace.as_deref().unwrap_or_default(), line.code.as_deref().unwrap_or_default());
                let new = NewException { line: number, kind, words: &told, trace, code, amount: line.amount, payment };
                store::insert_exception(tx, FoundIn::Line(id), &new)?;
            }
            Taken::Cheque(cheque, payment) => {
                exceptions += 1;
                cheques::to_look_at(tx, (id, number), line, (&cheque, payment.as_deref()))?;
            }
        }
    }
    Ok((matched, exceptions))
}

/// The lines that no earlier statement of the account brought, and how many were left out. Within one statement each
/// reference stands once: a bank that repeats one does not name movements by it.
fn fresh<'a>(tx: &mut Tx<'_>, account: Option<&str>, lines: &'a [Line]) -> Result<(Vec<&'a Line>, usize), ImportError> {
    let references: Vec<String> = lines.iter().filter_map(|line| line.reference.clone()).collect();
    let unique: BTreeSet<&String> = references.iter().collect();
    if unique.len() < references.len() {
        return Ok((lines.iter().collect(), 0));
    }
    let known: BTreeSet<String> = store::known_references(tx, account, &references)?.into_iter().collect();
    let fresh: Vec<&Line> =
        lines.iter().filter(|line| line.reference.as_ref().is_none_or(|reference| !known.contains(reference))).collect();
    let skipped = lines.len() - fresh.len();
    Ok((fresh, skipped))
}
