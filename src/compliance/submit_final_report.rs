//! The city's authorized official submits the final report: what happened in each
//! activity, who came, and what was achieved. Numbers come from the ledger.

use super::facts::FinalReportSubmitted;
use super::report::{FinalReport, ReportState, on_schedule};
use super::store;
use crate::award::{self, Award};
use crate::db::{self, Tx};
use crate::intake::Activity;
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::people::{Actor, CityRole, FundRole, organisation};
use crate::spending::{self, audience};
use crate::{audit, gathering, ledger, outbox};
use std::collections::{BTreeMap, BTreeSet};

/// What the official wrote about one activity.
#[derive(Clone, Debug)]
pub struct ActivityNarrative {
    /// The activity.
    pub activity: String,
    /// What happened.
    pub narrative: String,
    /// Who came.
    pub attended: Vec<String>,
}

/// What the official wrote.
#[derive(Clone, Debug)]
pub struct NewFinalReport {
    /// The award.
    pub award: Id<Award>,
    /// What it achieved.
    pub summary: String,
    /// Each activity.
    pub activities: Vec<ActivityNarrative>,
}

/// Why a report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitFinalReportError {
    /// Not the authorized official.
    #[error("Only the city's authorized official can submit the final report.")]
    NotOfficial,
    /// Expenses are open.
    #[error("Some expenses still wait for a decision or an answer. Settle them first, then submit the final report.")]
    OpenExpenses,
    /// One is under review or accepted.
    #[error("The final report was submitted already.")]
    SubmittedAlready,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SubmitFinalReportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficial => Kind::Missing,
            Self::OpenExpenses | Self::SubmittedAlready => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Takes the report and tells the officers.
///
/// # Errors
/// [`SubmitFinalReportError`].
pub fn submit_final_report(tx: &mut Tx<'_>, actor: &Actor, new: &NewFinalReport) -> Result<(), SubmitFinalReportError> {
    let award = award::award(tx, new.award)?;
    let is_official = actor.acts_for(award.organisation, CityRole::AuthorizedOfficial);
    let account = actor.account.filter(|_| is_official).ok_or(SubmitFinalReportError::NotOfficial)?;
    let old = store::find_final_report(tx, award.id)?;
    if old.as_ref().is_some_and(|report| report.state != ReportState::Returned) {
        return Err(SubmitFinalReportError::SubmittedAlready);
    }
    if spending::count_open(tx, award.id)? > 0 {
        return Err(SubmitFinalReportError::OpenExpenses);
    }
    let activities = gathering::activities(tx, award.id)?;
    let records = gathering::list_records(tx, award.id)?;
    let (narratives, attended) = check(new, &activities, &gathering::unsettled(&activities, &records))?;
    let position = ledger::award_position(tx, &award.id.text())?.total;
    let unspent = position.undelivered.cents() + position.advanced.cents();
    let report = FinalReport {
        award: award.id,
        organisation: award.organisation,
        state: ReportState::Submitted,
        summary: new.summary.trim().to_owned(),
        unspent: Money::from_cents(unspent),
        narratives,
        attended,
        submitted_by: account.text(),
        submitted_by_name: actor.name.clone(),
        submitted_at: tx.now(),
        reason: None,
        decided_by_name: None,
        version: 1,
    };
    store::insert_final_report(tx, &report, old.map(|report| report.version))?;
    store::follow_final(tx, award.id, on_schedule(ReportState::Submitted))?;
    let city = organisation::city(tx, award.organisation)?;
    let fact = FinalReportSubmitted {
        award_id: award.id.text(),
        reference: award.reference,
        city: city.full_name(),
        unspent: report.unspent,
        submitted_by: actor.name.clone(),
        submitted_at: tx.now(),
        zone: city.zone.to_string(),
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let to = audience::fund(tx, &[award.id], &[FundRole::ProgramOfficer])?;
    outbox::announce(tx, &fact, &to)?;
    Ok(())
}

type Told = (BTreeMap<String, String>, BTreeMap<String, BTreeSet<String>>);

/// What was written; of activities that are `unsettled`, recorded neither as held nor as cancelled, somebody came.
fn check(new: &NewFinalReport, activities: &[Activity], unsettled: &[&Activity]) -> Result<Told, SubmitFinalReportError> {
    let mut mistakes = Vec::new();
    let (mut narratives, mut attended) = Told::default();
    for activity in activities {
        let id = activity.id.text();
        let told = new.activities.iter().find(|told| told.activity == id);
        let narrative = told.map(|told| told.narrative.trim()).unwrap_or_default();
        if narrative.is_empty() || narrative.chars().count() > 4000 {
            let message = format!("Say what happened in “{}”, in at most 4,000 characters.", activity.title);
            mistakes.push(FieldError::new(format!("narrative-{id}"), message));
        }
        let planned: BTreeSet<String> = activity.attendees.iter().map(|person| person.id.text()).collect();
        let came: BTreeSet<String> =
            told.map(|told| told.attended.iter().filter(|a| planned.contains(*a)).cloned().collect()).unwrap_or_default();
        if came.is_empty() && unsettled.iter().any(|other| other.id == activity.id) {
            mistakes.push(nobody_at(activity));
        }
        narratives.insert(id.clone(), narrative.to_owned());
        attended.insert(id, came);
    }
    if new.summary.trim().is_empty() || new.summary.chars().count() > 2000 {
        mistakes.push(FieldError::new(
            "summary",
            "Say what the award achieved for your city, in at most 2,000 characters. The public will read it.",
        ));
    }
    if mistakes.is_empty() { Ok((narratives, attended)) } else { Err(SubmitFinalReportError::Fields(mistakes)) }
}

/// Nobody is known to have been there, and nobody said that it was held or cancelled.
fn nobody_at(activity: &Activity) -> FieldError {
    let id = activity.id.text();
    if activity.attendees.is_empty() {
        let message =
            format!("Record on the page of “{}” that it was held, with how many people, or that it was cancelled.", activity.title);
        return FieldError::new(format!("narrative-{id}"), message);
    }
    let message = format!("Say who came to “{}”. If nobody of them did, record on its page that it was held or cancelled.", activity.title);
    FieldError::new(format!("attended-{id}"), message)
}
