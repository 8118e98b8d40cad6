//! The federal financial report (SF-425) of an award: the header from what is known of the city and its award, lines 10a to
//! 10k from the ledger, 10l to 10o from the income that was certified on requests for payment until the official states more
//! of it, line 11 and the remarks as the official typed them. What is certified is this, word for word.

use super::award_report::{AwardReport, ReportForm};
use super::reporting::reporting;
use super::store;
use crate::award::{self, Award};
use crate::db::{Conn, Error};
use crate::intake::{self, Draft};
use crate::kernel::Money;
use crate::ledger;
use crate::opportunity::QuestionKind;
use crate::people::organisation;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What the document is called, with its version.
const FORMAT: &str = "udf.sf425.1";

/// The lines of the income that was earned and, by the deduction alternative, spent (2 CFR 200.307).
const INCOME: [&str; 2] = ["10l", "10m"];

/// An item of the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderItem {
    /// Its number on the form, such as `4a`.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What stands there; empty where nothing is known.
    pub value: String,
}

/// One line of group 10.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureLine {
    /// Its number, such as `10a`.
    pub number: String,
    /// Its title.
    pub title: String,
    /// How much, cumulative.
    pub amount: Money,
}

/// Line 11: the indirect cost, where the award pays for one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indirect {
    /// 11a: the type of the rate.
    pub kind: String,
    /// 11b: the rate in percent, as typed.
    pub rate: String,
    /// 11d: the base.
    pub base: Money,
    /// 11e: the amount charged.
    pub charged: Money,
    /// 11f: the federal share.
    pub federal_share: Money,
}

/// The report as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What this document is.
    pub format: String,
    /// The items 1 to 9.
    pub header: Vec<HeaderItem>,
    /// The lines 10a to 10o.
    pub lines: Vec<FigureLine>,
    /// Line 11.
    pub indirect: Option<Indirect>,
    /// Line 12.
    pub remarks: String,
    /// Line 13: the words that are certified.
    pub certification: String,
    /// Where the lines come from.
    pub source: String,
    /// The last day whose journals are counted.
    pub until: NaiveDate,
}

impl Figures {
    /// The amount of a line; zero where the form has none.
    #[must_use]
    pub fn line(&self, number: &str) -> Money {
        self.lines.iter().find(|line| line.number == number).map_or(Money::ZERO, |line| line.amount)
    }

    /// The document, as it is kept and as its digest names it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn document(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|e| Error::Broken(e.to_string()))
    }

    /// SHA-256 of the document.
    ///
    /// # Errors
    /// As [`Figures::document`].
    pub fn digest(&self) -> Result<String, Error> {
        Ok(award::digest(&self.document()?))
    }

    /// A document that was kept.
    ///
    /// # Errors
    /// It is no such document.
    pub fn of_document(document: &str) -> Result<Self, Error> {
        serde_json::from_str(document).map_err(|e| Error::unreadable("financial report", e))
    }
}

/// The report of an award as the ledger has it on a day, before anything is typed: an interim one counts the journals until the
/// last day of its stretch, the final one all until this day. `agency` is the name of the fund.
///
/// # Errors
/// The database's refusal, or a mistake in the files.
pub fn figures(conn: &mut Conn, report: &AwardReport, (agency, today): (&str, NaiveDate)) -> Result<Figures, Error> {
    let award = award::award(conn, report.award)?;
    let until = if report.form == ReportForm::FinalFinancial { today } else { report.period_end };
    let books = ledger::financial_report(conn, &award.id.text(), until)?;
    let policy = reporting(award.period_start)?;
    let zone = organisation::city(conn, award.organisation)?.zone;
    let income = store::certified_income(conn, award.id, (zone, until))?;
    // Requests for payment are lowered by income of the program, the deduction alternative: what they state was spent on costs, so
    // that nothing is left for 10n and 10o. The official can state more when the report is certified (`program_income`).
    let lines = books.lines.into_iter().map(|line| {
        let amount = if INCOME.contains(&line.number.as_str()) { income } else { line.amount };
        FigureLine { number: line.number, title: line.title, amount }
    });
    Ok(Figures {
        format: FORMAT.to_owned(),
        header: header(conn, report, &award, agency)?,
        lines: lines.collect(),
        indirect: None,
        remarks: String::new(),
        certification: policy.financial.certification.clone(),
        source: books.source,
        until,
    })
}

/// What the city's application answers to its question of a kind.
fn answer_in(draft: &Draft, kind: QuestionKind) -> Option<String> {
    let question = draft.definition.questions().find(|question| question.kind == kind)?;
    draft.saved.get(&question.id).map(|saved| saved.answer.typed())
}

/// The employer identification number (EIN) and the Unique Entity Identifier (UEI) that the city gave in its application.
///
/// # Errors
/// The database's refusal.
pub fn numbers_of_city(conn: &mut Conn, award: &Award) -> Result<(Option<String>, Option<String>), Error> {
    let draft = intake::draft(conn, award.id.cast())?;
    let given = |kind: QuestionKind| answer_in(&draft, kind).filter(|number| !number.is_empty());
    Ok((given(QuestionKind::Ein), given(QuestionKind::Uei)))
}

/// The items 1 to 9 of the form.
fn header(conn: &mut Conn, report: &AwardReport, award: &Award, agency: &str) -> Result<Vec<HeaderItem>, Error> {
    let policy = reporting(award.period_start)?;
    let city = organisation::city(conn, award.organisation)?;
    let draft = intake::draft(conn, award.id.cast())?;
    let answer = |kind: QuestionKind| answer_in(&draft, kind);
    let kind = match report.form {
        ReportForm::FinalFinancial | ReportForm::FinalPerformance => "Final",
        ReportForm::Financial => policy.interim.financial.label(),
        ReportForm::Performance => policy.interim.performance.label(),
    };
    let day = |day: NaiveDate| day.format("%m/%d/%Y").to_string();
    let items = [
        ("1", "Federal agency", agency.to_owned()),
        ("2", "Federal grant or other identifying number", award.reference.clone()),
        ("3", "Recipient organization", city.full_name()),
        ("4a", "UEI", answer(QuestionKind::Uei).unwrap_or_default()),
        ("4b", "EIN", answer(QuestionKind::Ein).unwrap_or_default()),
        ("5", "Recipient account number", String::new()),
        ("6", "Report type", kind.to_owned()),
        ("7", "Basis of accounting", policy.financial.basis.clone()),
        ("8", "Project or grant period", format!("{} to {}", day(award.period_start), day(award.period_end))),
        ("9", "Reporting period end date", day(report.period_end)),
    ];
    let item = |(number, title, value): (&str, &str, String)| HeaderItem { number: number.to_owned(), title: title.to_owned(), value };
    Ok(items.into_iter().map(item).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_back_as_it_was_certified() {
        let line = FigureLine { number: "10a".into(), title: "Cash receipts".into(), amount: Money::from_cents(-5) };
        let figures = Figures {
            format: FORMAT.into(),
            header: vec![HeaderItem { number: "1".into(), title: "Federal agency".into(), value: "“Fund”".into() }],
            lines: vec![line],
            indirect: Some(Indirect { kind: "De minimis".into(), rate: "15".into(), ..Indirect::default() }),
            remarks: "None.\nReally.".into(),
            certification: "True.".into(),
            source: "SF-425".into(),
            until: "2027-12-31".parse().expect("a day"),
        };
        let document = figures.document().expect("it is written");
        let read = Figures::of_document(&document).expect("it is read");
        assert_eq!((&read, read.digest().expect("a digest")), (&figures, award::digest(&document)));
        assert_eq!((read.line("10a"), read.line("10z")), (Money::from_cents(-5), Money::ZERO));
        assert!(Figures::of_document("{}").is_err());
    }
}
