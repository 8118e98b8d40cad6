//! Somebody who writes for the city sends a performance report: what was done in a stretch of the award, what went another way
//! than planned, what comes next.

use super::about::told;
use super::award_report::{AwardReport, ReportForm, Submission};
use super::report_facts::PerformanceSent;
use super::store;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::{Actor, FundRole};
use crate::spending::{audience, policy};
use crate::{audit, award, outbox};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most characters of an answer.
const MOST: usize = 4000;

/// What a performance report says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// What was done, compared with what was planned.
    pub done: String,
    /// What went another way, and why.
    pub differs: String,
    /// What comes next.
    pub next: String,
}

impl Performance {
    /// A document that was kept.
    ///
    /// # Errors
    /// It is no such document.
    pub fn of_document(document: &str) -> Result<Self, db::Error> {
        serde_json::from_str(document).map_err(|e| db::Error::unreadable("performance report", e))
    }
}

/// Why a report was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendPerformanceError {
    /// Nobody who writes for the city.
    #[error("Only those who write for the city can send its reports.")]
    NotOfCity,
    /// Not a report on what was done.
    #[error("This is not a performance report.")]
    OtherForm,
    /// It is under review, accepted or not asked for.
    #[error("This report was sent already, or is not asked for any more.")]
    NotOpen,
    /// Its stretch is not over.
    #[error("This report tells of the time until {}. Send it once that day is over.", .0.format("%B %-d, %Y"))]
    TooEarly(NaiveDate),
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SendPerformanceError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfCity => Kind::Missing,
            Self::OtherForm | Self::NotOpen | Self::TooEarly(_) => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Sends a performance report and tells the officers.
///
/// # Errors
/// [`SendPerformanceError`].
pub fn send_performance(tx: &mut Tx<'_>, actor: &Actor, id: Id<AwardReport>, told_by: &Performance) -> Result<(), SendPerformanceError> {
    let report = store::award_report(tx, id)?;
    let found = told(tx, &report, report.due_on)?;
    let writes = policy::may_submit(actor, found.award.organisation);
    let account = actor.account.filter(|_| writes).ok_or(SendPerformanceError::NotOfCity)?;
    if report.form != ReportForm::Performance {
        return Err(SendPerformanceError::OtherForm);
    }
    if !report.is_open() || !found.award.is_active() {
        return Err(SendPerformanceError::NotOpen);
    }
    if !report.can_be_sent(tx.now().day_in(found.city.zone)) {
        return Err(SendPerformanceError::TooEarly(report.period_end));
    }
    let told_by = check(told_by)?;
    let document = serde_json::to_string(&told_by).map_err(|e| db::Error::Broken(e.to_string()))?;
    let before = store::list_submissions(tx, report.id)?;
    let sent = Submission {
        n: before.first().map_or(1, |last| last.n.saturating_add(1)),
        digest: award::digest(&document),
        document,
        name: actor.name.clone(),
        title: None,
        at: tx.now(),
    };
    store::mark_sent(tx, &report, account, &sent)?;
    let fact = PerformanceSent {
        about: found.about,
        digest: sent.digest,
        sent_by: actor.name.clone(),
        sent_at: tx.now(),
        zone: found.city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[report.award], &[FundRole::ProgramOfficer])?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

fn check(told: &Performance) -> Result<Performance, SendPerformanceError> {
    let told =
        Performance { done: told.done.trim().to_owned(), differs: told.differs.trim().to_owned(), next: told.next.trim().to_owned() };
    let mut mistakes = Vec::new();
    let asked = [
        ("done", &told.done, "Say what was done, compared with the plan, in at most 4,000 characters."),
        ("differs", &told.differs, "Say what went another way and why, in at most 4,000 characters. If nothing did, say so."),
        ("next", &told.next, "Say what comes next, in at most 4,000 characters."),
    ];
    for (field, text, message) in asked {
        if text.is_empty() || text.chars().count() > MOST {
            mistakes.push(FieldError::new(field, message));
        }
    }
    if mistakes.is_empty() { Ok(told) } else { Err(SendPerformanceError::Fields(mistakes)) }
}
