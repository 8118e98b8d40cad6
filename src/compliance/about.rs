//! A report with its award and its city: what every fact about it says.

use super::award_report::AwardReport;
use super::report_facts::About;
use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::people::organisation::{self, City};
use chrono::NaiveDate;

/// A report, whose it is, and what is told of it.
pub(super) struct Told {
    pub(super) award: Award,
    pub(super) city: City,
    pub(super) about: About,
}

/// Reads what is told of a report that is due on a day.
pub(super) fn told(conn: &mut Conn, report: &AwardReport, due_on: NaiveDate) -> Result<Told, Error> {
    let award = award::award(conn, report.award)?;
    let city = organisation::city(conn, award.organisation)?;
    let about = About {
        report_id: report.id.text(),
        award_id: award.id.text(),
        reference: award.reference.clone(),
        city: city.full_name(),
        report: report.form.label().to_owned(),
        period_start: report.period_start,
        period_end: report.period_end,
        due_on,
    };
    Ok(Told { award, city, about })
}
