//! The fund's own money: an appropriation is recorded, apportioned and allotted
//! to an opportunity. Each step is one journal; the ledger refuses more than the
//! step before it left.

use super::facts::FundStepRecorded;
use super::policy;
use super::store::{self, Fund};
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::people::Actor;
use crate::{audit, opportunity};
use chrono::NaiveDate;

/// The steps by which money becomes usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Step {
    /// The money was received.
    Appropriated,
    /// It may be allotted.
    Apportioned,
    /// It may be awarded in one opportunity.
    Allotted,
    /// An opportunity gives back what it has not awarded.
    Withdrawn,
}

impl Step {
    /// Whether it is about one opportunity.
    #[must_use]
    pub fn concerns_an_opportunity(self) -> bool {
        matches!(self, Self::Allotted | Self::Withdrawn)
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Appropriated => "Appropriation",
            Self::Apportioned => "Apportionment",
            Self::Allotted => "Allotment",
            Self::Withdrawn => "Withdrawal of an allotment",
        }
    }
}

/// What a finance officer records.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// The key of this press of the button.
    pub key: String,
    /// Which step.
    pub step: Step,
    /// The fund's code in the ledger.
    pub fund: String,
    /// Its name and year: needed when the fund is new.
    pub new_fund: Option<(String, i32)>,
    /// The opportunity that gets an allotment or gives of it back.
    pub program: Option<String>,
    /// How much.
    pub amount: Money,
    /// From which day.
    pub effective_on: NaiveDate,
    /// What proves it: an act, a warrant, a decision.
    pub evidence: String,
}

/// Why a step was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordStepError {
    /// Not a finance officer.
    #[error("Only a finance officer can record the fund's money.")]
    NotFinance,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for RecordStepError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFinance => Kind::Missing,
            Self::Fields(_) => Kind::Invalid,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Records one step and posts it.
///
/// # Errors
/// [`RecordStepError`].
pub fn record_step(tx: &mut Tx<'_>, actor: &Actor, new: &NewStep) -> Result<(), RecordStepError> {
    let account = actor.account.filter(|_| policy::is_finance(actor)).ok_or(RecordStepError::NotFinance)?;
    let title = check(tx, new)?;
    if store::find_fund(tx, &new.fund)?.is_none()
        && let Some((title, fiscal_year)) = &new.new_fund
    {
        store::insert_fund(tx, &Fund { code: new.fund.clone(), title: title.clone(), fiscal_year: *fiscal_year })?;
    }
    let event = match new.step {
        Step::Appropriated => "fund.appropriate",
        Step::Apportioned => "fund.apportion",
        Step::Allotted => "fund.allot",
        Step::Withdrawn => "fund.withdraw",
    };
    let leg = Leg { program: new.program.clone(), ..Leg::of_fund(new.amount) };
    let command = Command::new(format!("fund/{}", new.key), event, &new.fund, new.effective_on, &actor.doer()).legs([leg]);
    let journal_seq = ledger::post(tx, &command.evidenced_by(new.evidence.trim()))?.seq;
    store::insert_step(tx, new, title.as_deref(), (account, actor), journal_seq)?;
    let step = new.step.to_string();
    let fact = FundStepRecorded {
        fund: new.fund.clone(),
        step,
        program: title,
        amount: new.amount,
        effective_on: new.effective_on,
        evidence: new.evidence.clone(),
        journal_seq,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// What is wrong with the fields of a step, for a form that could not be read in
/// whole: whoever mends it is told everything at once.
///
/// # Errors
/// The database's refusal.
pub fn mistakes_in_step(conn: &mut Conn, new: &NewStep) -> Result<Vec<FieldError>, db::Error> {
    match check(conn, new) {
        Err(RecordStepError::Fields(mistakes)) => Ok(mistakes),
        Err(RecordStepError::Db(e)) => Err(e),
        _ => Ok(Vec::new()),
    }
}

/// Field mistakes; returns the title of the opportunity of an allotment.
fn check(conn: &mut Conn, new: &NewStep) -> Result<Option<String>, RecordStepError> {
    let mut mistakes = Vec::new();
    if !new.amount.is_positive() {
        mistakes.push(FieldError::new("amount", "Enter an amount above zero."));
    }
    if new.evidence.trim().is_empty() || new.evidence.chars().count() > 300 {
        mistakes.push(FieldError::new(
            "evidence",
            "Enter what proves this step, such as the number of the act or decision, in at most 300 characters.",
        ));
    }
    let is_code = is_code(&new.fund);
    if !is_code {
        mistakes.push(FieldError::new("fund", "Enter a code of 2 to 20 capital letters, digits and hyphens, such as UDF-2027."));
    }
    let is_new = store::find_fund(conn, &new.fund)?.is_none();
    let named = new.new_fund.as_ref().map(|(title, year)| Fund { code: new.fund.clone(), title: title.clone(), fiscal_year: *year });
    match (&named, is_new) {
        (None, true) if is_code => mistakes.push(FieldError::new("fund", "There is no fund with this code.")),
        (Some(fund), true) if !fund.is_named() => {
            mistakes.push(FieldError::new("title", "Enter the fund's name, in at most 120 characters, and its year."));
        }
        _ => {}
    }
    let title = match (&new.program, new.step) {
        (Some(program), Step::Allotted | Step::Withdrawn) => {
            opportunity::list_all(conn)?.into_iter().find(|o| o.id.text() == *program && o.fund == new.fund).map(|o| o.title)
        }
        _ => None,
    };
    if new.step.concerns_an_opportunity() && title.is_none() {
        mistakes.push(FieldError::new("program", "Choose an opportunity that is paid from this fund."));
    }
    if mistakes.is_empty() { Ok(title) } else { Err(RecordStepError::Fields(mistakes)) }
}

/// Whether a fund can have this code.
pub(super) fn is_code(code: &str) -> bool {
    (2..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}
