//! The city's authorized official certifies a financial report: the figures are those of the ledger, kept word for word with
//! their SHA-256, under a typed name and title.

use super::about::told;
use super::award_report::{AwardReport, AwardReportState, ReportForm, Submission};
use super::program_income::{Income, IncomeUse};
use super::report_facts::ReportCertified;
use super::reporting::reporting;
use super::sf425::{Figures, Indirect, figures};
use super::store;
use crate::award::Award;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, is_same_name};
use crate::people::{Actor, CityRole, FundRole};
use crate::spending::{self, audience};
use crate::{audit, award, outbox};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What the official typed and looked at.
#[derive(Clone, Debug)]
pub struct NewCertification {
    /// The report.
    pub report: Id<AwardReport>,
    /// The name of the fund, line 1.
    pub agency: String,
    /// Line 11, if anything was typed there; or what is wrong with it.
    pub indirect: Result<Option<Indirect>, Vec<FieldError>>,
    /// Lines 10l and 10m or 10n; or what is wrong with them.
    pub income: Result<Income, Vec<FieldError>>,
    /// Line 12.
    pub remarks: String,
    /// The name typed under the report.
    pub typed_name: String,
    /// The title of the person.
    pub title: String,
    /// Whether the words of the certification were confirmed.
    pub has_certified: bool,
    /// SHA-256 of the figures that were shown.
    pub seen_digest: String,
}

/// Why a report was not certified.
#[derive(Debug, thiserror::Error)]
pub enum CertifyError {
    /// Not the authorized official.
    #[error("Only the city's authorized official can certify a financial report.")]
    NotOfficial,
    /// Not a report on money.
    #[error("This is not a financial report.")]
    OtherForm,
    /// It is under review, accepted or not asked for.
    #[error("This report was sent already, or is not asked for any more.")]
    NotOpen,
    /// Its stretch is not over.
    #[error("This report tells of the time until {}. Certify it once that day is over.", .0.format("%B %-d, %Y"))]
    TooEarly(NaiveDate),
    /// Money is still open, so that the last report would not be the last.
    #[error("The final financial report cannot be certified yet: {}", .0.join(" "))]
    NotFinal(Vec<String>),
    /// The figures are not those that were shown.
    #[error("The figures changed after you opened the report. Read them again, then certify.")]
    Changed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for CertifyError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficial => Kind::Missing,
            Self::OtherForm | Self::NotOpen | Self::TooEarly(_) | Self::NotFinal(_) | Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Certifies a report and tells the officers.
///
/// # Errors
/// [`CertifyError`].
pub fn certify(tx: &mut Tx<'_>, actor: &Actor, new: &NewCertification) -> Result<(), CertifyError> {
    let report = store::award_report(tx, new.report)?;
    let found = told(tx, &report, report.due_on)?;
    let is_official = actor.acts_for(found.award.organisation, CityRole::AuthorizedOfficial);
    let account = actor.account.filter(|_| is_official).ok_or(CertifyError::NotOfficial)?;
    if !report.form.is_financial() {
        return Err(CertifyError::OtherForm);
    }
    if !report.is_open() || !found.award.is_active() {
        return Err(CertifyError::NotOpen);
    }
    let today = tx.now().day_in(found.city.zone);
    if !report.can_be_sent(today) {
        return Err(CertifyError::TooEarly(report.period_end));
    }
    let shown = figures(tx, &report, (&new.agency, today))?;
    let open = still_open(tx, &report, &found.award, &shown)?;
    if !open.is_empty() {
        return Err(CertifyError::NotFinal(open));
    }
    if shown.digest()? != new.seen_digest {
        return Err(CertifyError::Changed);
    }
    let how = reporting(found.award.period_start)?.financial.program_income;
    let (indirect, income) = check(new, &actor.name, (&shown, how))?;
    let certified = income.on(Figures { indirect, remarks: new.remarks.trim().to_owned(), ..shown }, how);
    let document = certified.document()?;
    let before = store::list_submissions(tx, report.id)?;
    let sent = Submission {
        n: before.first().map_or(1, |last| last.n.saturating_add(1)),
        digest: award::digest(&document),
        document,
        name: new.typed_name.trim().to_owned(),
        title: Some(new.title.trim().to_owned()),
        at: tx.now(),
    };
    store::mark_sent(tx, &report, account, &sent)?;
    let fact = ReportCertified {
        about: found.about,
        digest: sent.digest,
        certified_by: sent.name,
        title: new.title.trim().to_owned(),
        certified_at: tx.now(),
        cash_on_hand: certified.line("10c"),
        spent: certified.line("10e"),
        zone: found.city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[report.award], &[FundRole::ProgramOfficer, FundRole::FinanceOfficer])?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

/// What keeps a report from being the final one, as sentences.
///
/// # Errors
/// The database's refusal.
pub fn still_open(conn: &mut Conn, report: &AwardReport, award: &Award, shown: &Figures) -> Result<Vec<String>, db::Error> {
    let mut found = Vec::new();
    if report.form != ReportForm::FinalFinancial {
        return Ok(found);
    }
    let open = spending::count_open(conn, report.award)?;
    if open > 0 {
        found.push(format!("Expenses that wait for a decision: {open}."));
    }
    let policy = reporting(award.period_start)?;
    for line in shown.lines.iter().filter(|line| !line.amount.is_zero() && policy.financial.final_zero.contains(&line.number)) {
        found.push(format!("Line {} ({}) is {} and must be zero.", line.number, line.title.to_lowercase(), line.amount));
    }
    let waits = |other: &AwardReport| {
        !other.form.is_final()
            && other.form.is_financial()
            && (other.state == AwardReportState::Returned || other.state == AwardReportState::Submitted)
    };
    if store::list_award_reports(conn, report.award)?.iter().any(waits) {
        found.push("An earlier financial report is not accepted yet.".to_owned());
    }
    Ok(found)
}

/// What was typed, under the name of the account; line 11 and the income if they are sound.
fn check(new: &NewCertification, name: &str, (shown, how): (&Figures, IncomeUse)) -> Result<(Option<Indirect>, Income), CertifyError> {
    let mut mistakes = Vec::new();
    if new.typed_name.trim().is_empty() {
        mistakes.push(FieldError::new("typed_name", "Type your full name."));
    } else if !is_same_name(&new.typed_name, name) {
        mistakes.push(FieldError::new("typed_name", format!("Type your name as it is in your account: {name}.")));
    }
    let title = new.title.trim().chars().count();
    if !(2..=100).contains(&title) {
        mistakes.push(FieldError::new("title", "Type your title, such as City Manager, in at most 100 characters."));
    }
    if !new.has_certified {
        mistakes.push(FieldError::new("has_certified", "Confirm the certification. Without it the report does not count."));
    }
    if new.remarks.chars().count() > 2000 {
        mistakes.push(FieldError::new("remarks", "Write at most 2,000 characters of remarks."));
    }
    let indirect = match &new.indirect {
        Ok(indirect) => indirect.clone(),
        Err(found) => {
            mistakes.extend(found.iter().cloned());
            None
        }
    };
    if let Some(indirect) = &indirect {
        mistakes.extend(mistakes_in(indirect));
    }
    let income = match &new.income {
        Ok(income) => {
            mistakes.extend(income.mistakes(shown, how));
            *income
        }
        Err(found) => {
            mistakes.extend(found.iter().cloned());
            Income::default()
        }
    };
    if mistakes.is_empty() { Ok((indirect, income)) } else { Err(CertifyError::Fields(mistakes)) }
}

/// What is wrong with line 11.
fn mistakes_in(indirect: &Indirect) -> Vec<FieldError> {
    let mut mistakes = Vec::new();
    if indirect.kind.chars().count() > 60 {
        mistakes.push(FieldError::new("indirect_kind", "Name the type of the rate in at most 60 characters."));
    }
    let rate = indirect.rate.trim().trim_end_matches('%').trim().parse::<Decimal>();
    if !rate.is_ok_and(|rate| rate >= Decimal::ZERO && rate <= Decimal::ONE_HUNDRED) {
        mistakes.push(FieldError::new("indirect_rate", "Enter the rate in percent, from 0 to 100, such as 15 or 12.5."));
    }
    let amounts = [("indirect_base", indirect.base), ("indirect_charged", indirect.charged), ("indirect_share", indirect.federal_share)];
    for (field, _) in amounts.iter().filter(|(_, amount)| amount.cents() < 0) {
        mistakes.push(FieldError::new(*field, "Enter an amount of zero or more."));
    }
    if indirect.federal_share > indirect.charged {
        mistakes.push(FieldError::new("indirect_share", "The federal share cannot be more than the amount charged."));
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Money;

    #[test]
    fn line_11_holds_together() {
        let sound = Indirect {
            kind: "De minimis".into(),
            rate: "12.5 %".into(),
            base: Money::from_dollars(100),
            charged: Money::from_dollars(15),
            federal_share: Money::from_dollars(15),
        };
        assert!(mistakes_in(&sound).is_empty());
        let fields = |indirect: Indirect| mistakes_in(&indirect).into_iter().map(|m| m.field).collect::<Vec<_>>();
        assert_eq!(fields(Indirect { federal_share: Money::from_dollars(16), ..sound.clone() }), ["indirect_share"]);
        assert_eq!(fields(Indirect { rate: "much".into(), ..sound.clone() }), ["indirect_rate"]);
        assert_eq!(fields(Indirect { rate: "100.01".into(), base: Money::from_cents(-1), ..sound }), ["indirect_rate", "indirect_base"]);
    }
}
