//! A fund that begins in the middle of a year: what happened to its money before comes as
//! one dated opening entry, prepared by one person and approved by another. Its awards are
//! known by their old numbers; what happens to them later is entered by hand.

use super::opening_file::{self, OpeningFileError, OpeningLine, Part};
use super::policy;
use super::store::{self, Fund};
use super::year_facts::FundOpened;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{Kind, Money, Refusal};
use crate::ledger::{self, AccountKey, Command, Dims, JournalFilter, Leg, Receipt, Rejection};
use crate::opportunity;
use crate::people::Actor;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What opens a fund.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The fund, with its name and year.
    pub fund: Fund,
    /// The day from which the balances count.
    pub on: NaiveDate,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a fund was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// Not the right people.
    #[error("A finance officer opens a fund, and an approving official or another finance officer approves it.")]
    NotFinance,
    /// The file has a mistake.
    #[error(transparent)]
    File(#[from] OpeningFileError),
    /// The fund is new, and it is not said what it is called.
    #[error(
        "The fund {0} is new: give it a code of 2 to 20 capital letters, digits and hyphens, a name of at most 120 characters, and its fiscal year."
    )]
    Unnamed(String),
    /// The fund has a past in these books.
    #[error("The fund {0} has journals already. Opening balances come before everything else.")]
    HasJournals(String),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for OpeningError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Forbidden,
            Self::File(_) | Self::Unnamed(_) => Kind::Invalid,
            Self::HasJournals(_) => Kind::Conflict,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Opens a fund with the balances of a file. The same file again changes nothing.
///
/// # Errors
/// [`OpeningError`]; then nothing of it is kept.
pub fn open_fund(tx: &mut Tx<'_>, (actor, approver): (&Actor, &Actor), opening: &Opening) -> Result<Receipt, OpeningError> {
    let approved_by = policy::second_person(actor, approver).ok_or(OpeningError::NotFinance)?;
    let is_new = store::find_fund(tx, &opening.fund.code)?.is_none();
    if is_new && !(opening.fund.is_named() && super::funds::is_code(&opening.fund.code)) {
        return Err(OpeningError::Unnamed(opening.fund.code.clone()));
    }
    let lines = opening_file::read(&opening.bytes)?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(&opening.bytes));
    let fund = &opening.fund.code;
    let programs = programs(tx, fund, &lines)?;
    let legs: Vec<Leg> = lines.iter().map(|line| leg(line, &programs)).collect();
    let command = Command::new(format!("opening/{fund}/{sha256}"), "fund.open", fund, opening.on, &actor.doer())
        .legs(legs)
        .evidenced_by(format!("opening file {sha256}"))
        .approved_by(approved_by);
    let receipt = ledger::post(tx, &command).map_err(|refused| explained(refused, &lines, &programs))?;
    if receipt.replayed {
        return Ok(receipt);
    }
    let of_fund = JournalFilter::of(Dims { fund: Some(fund.clone()), ..Dims::default() });
    if ledger::list_journals(tx, &of_fund, None, 2)?.len() > 1 {
        return Err(OpeningError::HasJournals(fund.clone()));
    }
    if is_new {
        store::insert_fund(tx, &opening.fund)?;
    }
    let total = |part| Money::total(lines.iter().filter(|line| line.part == part).map(|line| line.amount)).unwrap_or_default();
    let fact = FundOpened {
        fund: fund.clone(),
        on: opening.on,
        sha256,
        lines: lines.len(),
        received: total(Part::Appropriation),
        obligated: total(Part::Obligation),
        approved_by: approver.name.clone(),
        journal_seq: receipt.seq,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(receipt)
}

/// The identifiers of the opportunities that the file names, by slug.
fn programs(tx: &mut Tx<'_>, fund: &str, lines: &[OpeningLine]) -> Result<BTreeMap<String, String>, OpeningError> {
    let known = opportunity::list_all(tx)?;
    let mut programs = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.opportunity.is_empty()) {
        let wrong = |problem: String| OpeningFileError::Line { line: line.line, problem };
        let found = known.iter().find(|o| o.slug == line.opportunity);
        let found = found.ok_or_else(|| wrong(format!("there is no opportunity “{}”.", line.opportunity)))?;
        if found.fund != *fund {
            return Err(wrong(format!("the opportunity “{}” is paid from {}.", line.opportunity, found.fund)).into());
        }
        programs.insert(line.opportunity.clone(), found.id.text());
    }
    Ok(programs)
}

fn leg(line: &OpeningLine, programs: &BTreeMap<String, String>) -> Leg {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Leg {
        program: programs.get(&line.opportunity).cloned(),
        award: some(&line.award),
        category: some(&line.category),
        to_category: None,
        part: Some(line.part.to_string()),
        amount: line.amount,
    }
}

/// A breached limit, with the lines that speak of the account.
fn explained(rejection: Rejection, lines: &[OpeningLine], programs: &BTreeMap<String, String>) -> Rejection {
    let Rejection::Refused(mut refused) = rejection else { return rejection };
    if let Some(AccountKey { dims, .. }) = refused.short_of() {
        let speaks = |line: &&OpeningLine| {
            let program = programs.get(&line.opportunity).map_or("", String::as_str);
            [(&dims.program, program), (&dims.award, &line.award), (&dims.category, &line.category)]
                .into_iter()
                .all(|(wanted, own)| wanted.as_deref().is_none_or(|wanted| wanted == own))
        };
        let about: Vec<String> = lines.iter().filter(speaks).map(|line| line.line.to_string()).collect();
        refused.message = format!("{} See line {}.", refused.message, about.join(", "));
    }
    Rejection::Refused(refused)
}
