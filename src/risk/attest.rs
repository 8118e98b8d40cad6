//! A person of the fund says what they found, and shows it.

use super::attestation::{Attestation, Evidence};
use super::checks::{Check, Outcome, Scope, checks_on};
use super::facts::Attested;
use super::{policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::files::scan;
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use chrono::{Days, NaiveDate};

/// The longest note.
const NOTE: usize = 2000;

/// What the person sent. What could not be read holds the sentence that says so.
#[derive(Clone, Debug)]
pub struct NewAttestation {
    /// The application in whose course it was looked up.
    pub application: Id<Application>,
    /// The check.
    pub kind: String,
    /// The answer.
    pub outcome: String,
    /// The identifier, as typed.
    pub identifier: String,
    /// What was found.
    pub note: String,
    /// The last day of what was looked up, where the answer asks for it.
    pub expires_on: Result<Option<NaiveDate>, String>,
    /// The file that shows it.
    pub evidence: Result<Option<Evidence>, String>,
}

/// Why nothing was attested.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// Neither a program officer nor an administrator.
    #[error("Only a program officer or an administrator can record checks.")]
    WrongRole,
    /// One of the city's own people.
    #[error("You belong to this city, so another person must check it.")]
    OwnCity,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AttestError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::OwnCity => Kind::Forbidden,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Keeps an attestation, made today under the checks that are valid today.
///
/// # Errors
/// [`AttestError`].
pub fn attest(tx: &mut Tx<'_>, actor: &Actor, new: &NewAttestation) -> Result<Id<Attestation>, AttestError> {
    let account = actor.account.filter(|_| policy::checks(actor)).ok_or(AttestError::WrongRole)?;
    let subject = read::subject(tx, actor, new.application)?;
    let application = &subject.application;
    if policy::is_own_city(actor, application.city) {
        return Err(AttestError::OwnCity);
    }
    let today = subject.day(tx.now());
    let checks = checks_on(today)?;
    let check = checks.check(&new.kind).ok_or(db::Error::Missing)?;
    let Found { outcome, identifier, note, valid_until, evidence } = examine(check, new, today).map_err(AttestError::Fields)?;
    let attestation = Attestation {
        id: tx.id(),
        organisation: application.city,
        application: (check.about == Scope::Application).then_some(application.id),
        kind: check.id.clone(),
        outcome,
        identifier,
        note,
        evidence,
        policy_version: checks.version.clone(),
        attested_by: account.text(),
        attested_by_name: actor.name.clone(),
        attested_at: tx.now(),
        valid_until,
    };
    if let Some(file) = &attestation.evidence {
        let known = scan::expect(tx, &file.sha256)?;
        if known.is_infected() {
            let found = known.finding.unwrap_or_default();
            let sentence = format!("A virus was found in the selected file: {found}. Select another file.");
            return Err(AttestError::Fields(vec![FieldError::new("evidence", sentence)]));
        }
    }
    store::insert_attestation(tx, &attestation)?;
    audit::record(tx, &actor.doer(), &fact(application, check, &attestation))?;
    Ok(attestation.id)
}

fn fact(application: &Application, check: &Check, attestation: &Attestation) -> Attested {
    let evidence = attestation.evidence.as_ref();
    Attested {
        application: application.id.text(),
        reference: application.reference.clone(),
        organisation: application.city.text(),
        city: application.city_name.clone(),
        attestation: attestation.id.text(),
        check: check.title.clone(),
        outcome: attestation.outcome.label.clone(),
        clears: attestation.outcome.clears,
        risk: attestation.outcome.risk.to_string(),
        identifier: attestation.identifier.clone(),
        note: attestation.note.clone(),
        evidence: evidence.map(|e| e.name.clone()),
        evidence_sha256: evidence.map(|e| e.sha256.clone()),
        policy_version: attestation.policy_version.clone(),
        valid_until: attestation.valid_until,
    }
}

/// What was sent, once nothing is wrong with it.
#[derive(Debug)]
struct Found {
    outcome: Outcome,
    identifier: Option<String>,
    note: String,
    valid_until: NaiveDate,
    evidence: Option<Evidence>,
}

/// Everything that is wrong with what was sent, in the order of the page, or what it says.
fn examine(check: &Check, new: &NewAttestation, today: NaiveDate) -> Result<Found, Vec<FieldError>> {
    let mut mistakes = Vec::new();
    let outcome = check.outcome(&new.outcome);
    if outcome.is_none() {
        mistakes.push(FieldError::new("outcome", "Choose what you found."));
    }
    let identifier = match check.identifier.as_ref().filter(|_| outcome.is_some_and(|o| o.asks_identifier)) {
        None => None,
        Some(asked) => asked.read(&new.identifier).or_else(|| {
            let what = format!("Enter the {}: {} characters, letters and digits without I and O.", asked.label, asked.length);
            mistakes.push(FieldError::new("identifier", what));
            None
        }),
    };
    let valid_until = last_day(check, outcome, new, today).unwrap_or_else(|told| {
        mistakes.push(FieldError::new("expires_on", told));
        today
    });
    let note = new.note.trim().to_owned();
    let is_plain = outcome.is_none_or(|o| o.clears && o.conditions.is_empty());
    if note.chars().count() > NOTE {
        mistakes.push(FieldError::new("note", "Say it in at most 2,000 characters."));
    } else if note.is_empty() && !is_plain {
        mistakes.push(FieldError::new("note", "Say what you found. With this answer the record needs it."));
    }
    let evidence = match &new.evidence {
        Ok(None) if check.evidence_required => Err("Choose the file that shows it."),
        Ok(evidence) => Ok(evidence.clone()),
        Err(told) => Err(told.as_str()),
    };
    let evidence = evidence.unwrap_or_else(|told| {
        mistakes.push(FieldError::new("evidence", told));
        None
    });
    match outcome {
        Some(outcome) if mistakes.is_empty() => Ok(Found { outcome: outcome.clone(), identifier, note, valid_until, evidence }),
        _ => Err(mistakes),
    }
}

/// The last day on which the answer counts: the one that was typed where somebody else
/// sets it, and otherwise so many days after today as the check says.
fn last_day(check: &Check, outcome: Option<&Outcome>, new: &NewAttestation, today: NaiveDate) -> Result<NaiveDate, String> {
    let longest = today.checked_add_days(Days::new(check.valid_days.into())).unwrap_or(today);
    if !outcome.is_some_and(|o| o.asks_expiry) {
        return Ok(longest);
    }
    match new.expires_on.clone()? {
        None => Err("Enter the day on which it expires.".to_owned()),
        Some(day) if day < today => Err("That day has passed, so it is not active any more. Choose another answer.".to_owned()),
        Some(day) if day > longest => Err(format!("It lasts at most {} days from today. Look at the year again.", check.valid_days)),
        Some(day) => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn sent(kind: &str, outcome: &str) -> NewAttestation {
        NewAttestation {
            application: IdSource::seeded(1).id(Timestamp::from_micros(0)),
            kind: kind.into(),
            outcome: outcome.into(),
            identifier: String::new(),
            note: String::new(),
            expires_on: Ok(None),
            evidence: Ok(None),
        }
    }

    fn told(new: &NewAttestation, today: &str) -> Result<Found, Vec<String>> {
        let checks = checks_on(day(today)).expect("checks");
        let check = checks.check(&new.kind).expect("a check");
        examine(check, new, day(today)).map_err(|mistakes| mistakes.into_iter().map(|m| m.field).collect())
    }

    #[test]
    fn every_mistake_is_told_at_once_beside_its_field() {
        assert_eq!(told(&sent("exclusions", ""), "2027-01-11").expect_err("refused"), ["outcome", "evidence"]);
        assert_eq!(told(&sent("uei", "name_differs"), "2027-01-11").expect_err("refused"), ["identifier", "note"]);
        assert_eq!(told(&sent("sam_registration", "active"), "2027-01-11").expect_err("refused"), ["expires_on", "evidence"]);
        let unreadable = NewAttestation { evidence: Err("No.".into()), note: "x".repeat(2001), ..sent("audit_findings", "none") };
        assert_eq!(told(&unreadable, "2027-01-11").expect_err("refused"), ["note", "evidence"]);
    }

    #[test]
    fn an_answer_counts_as_long_as_its_check_says_leap_days_included() {
        let until = |today: &str| told(&sent("past_performance", "first_award"), today).expect("sound").valid_until;
        assert_eq!(until("2027-01-11"), day("2028-01-11"));
        assert_eq!(until("2028-02-28"), day("2029-02-27"));
        assert_eq!(until("2028-02-29"), day("2029-02-28"));
    }

    #[test]
    fn a_typed_last_day_is_neither_past_nor_too_far() {
        let evidence = Evidence { sha256: "ab".into(), name: "sam.pdf".into(), media_type: "application/pdf".into() };
        let until = |typed: &str| {
            let new = NewAttestation {
                expires_on: Ok(Some(day(typed))),
                evidence: Ok(Some(evidence.clone())),
                ..sent("sam_registration", "active")
            };
            told(&new, "2028-02-29").map(|found| found.valid_until)
        };
        assert_eq!(until("2028-02-29"), Ok(day("2028-02-29")), "its own last day still counts");
        assert_eq!(until("2029-02-28"), Ok(day("2029-02-28")));
        for wrong in ["2028-02-28", "2029-03-01"] {
            assert_eq!(until(wrong), Err(vec!["expires_on".to_owned()]), "{wrong}");
        }
    }
}
