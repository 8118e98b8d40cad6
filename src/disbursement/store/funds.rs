//! Rows of funds and the recorded steps of their money.

use crate::db::schema::{fund_steps as s, funds as f};
use crate::db::{Conn, Error, Tx};
use crate::disbursement::funds::NewStep;
use crate::kernel::Id;
use crate::people::{Account, Actor};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// A fund of one year.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Fund {
    /// Its code in the ledger.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Its year.
    pub fiscal_year: i32,
}

impl Fund {
    /// Whether a new fund can be called this.
    pub(in super::super) fn is_named(&self) -> bool {
        !self.title.trim().is_empty() && self.title.chars().count() <= 120 && (2000..2200).contains(&self.fiscal_year)
    }
}

/// One recorded step.
#[derive(Clone, Debug, Queryable)]
pub struct StepRow {
    /// `appropriated`, `apportioned`, `allotted` or `withdrawn`.
    pub step: String,
    /// The opportunity, for an allotment.
    pub program_id: Option<String>,
    /// Its title then.
    pub program_title: Option<String>,
    /// In cents.
    pub amount_cents: i64,
    /// From which day.
    pub effective_on: NaiveDate,
    /// What proves it.
    pub evidence: String,
    /// Who recorded it.
    pub recorded_by_name: String,
    /// When.
    pub recorded_at: NaiveDateTime,
    /// The journal that booked it.
    pub journal_seq: i64,
}

/// Every fund, newest year first.
///
/// # Errors
/// The database's refusal.
pub fn list_funds(conn: &mut Conn) -> Result<Vec<Fund>, Error> {
    Ok(f::table.order((f::fiscal_year.desc(), f::code)).select((f::code, f::title, f::fiscal_year)).load(conn)?)
}

/// One fund.
///
/// # Errors
/// The database's refusal.
pub fn find_fund(conn: &mut Conn, code: &str) -> Result<Option<Fund>, Error> {
    Ok(f::table.find(code).select((f::code, f::title, f::fiscal_year)).first(conn).optional()?)
}

pub(in crate::disbursement) fn insert_fund(tx: &mut Tx<'_>, fund: &Fund) -> Result<(), Error> {
    let now = tx.now().naive();
    diesel::insert_into(f::table)
        .values((f::code.eq(&fund.code), f::title.eq(&fund.title), f::fiscal_year.eq(fund.fiscal_year), f::created_at.eq(now)))
        .execute(&mut **tx)?;
    Ok(())
}

/// The steps of a fund, oldest first.
///
/// # Errors
/// The database's refusal.
pub fn list_steps(conn: &mut Conn, fund: &str) -> Result<Vec<StepRow>, Error> {
    Ok(s::table
        .filter(s::fund_code.eq(fund))
        .order(s::journal_seq)
        .select((
            s::step,
            s::program_id,
            s::program_title,
            s::amount_cents,
            s::effective_on,
            s::evidence,
            s::recorded_by_name,
            s::recorded_at,
            s::journal_seq,
        ))
        .load(conn)?)
}

pub(in crate::disbursement) fn insert_step(
    tx: &mut Tx<'_>,
    new: &NewStep,
    program_title: Option<&str>,
    by: (Id<Account>, &Actor),
    journal_seq: i64,
) -> Result<(), Error> {
    let id = tx.id::<StepRow>();
    let now = tx.now().naive();
    let step: &str = new.step.into();
    diesel::insert_into(s::table)
        .values((
            (
                s::id.eq(id.text()),
                s::fund_code.eq(&new.fund),
                s::step.eq(step),
                s::program_id.eq(new.program.as_deref()),
                s::program_title.eq(program_title),
            ),
            (s::amount_cents.eq(new.amount.cents()), s::effective_on.eq(new.effective_on), s::evidence.eq(&new.evidence)),
            (s::recorded_by.eq(by.0.text()), s::recorded_by_name.eq(&by.1.name), s::recorded_at.eq(now), s::journal_seq.eq(journal_seq)),
        ))
        .execute(&mut **tx)?;
    Ok(())
}
