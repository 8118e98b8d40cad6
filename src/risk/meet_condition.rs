//! The city says that it did what ends a condition, and shows it. The condition binds until a person of the fund lifts it.

use super::attestation::Evidence;
use super::condition::{Condition, Met};
use super::facts::ConditionMet;
use super::store;
use crate::db::{self, Tx};
use crate::files::scan;
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::outbox::Side;
use crate::people::{Actor, FundRole, account};
use crate::{audit, outbox};

/// What the person sent.
#[derive(Clone, Debug)]
pub struct MeetCondition {
    /// The application, whose award it binds.
    pub application: Id<Application>,
    /// The condition.
    pub condition: Id<Condition>,
    /// What was done.
    pub note: String,
    /// What shows it, or what is wrong with it.
    pub evidence: Result<Option<Evidence>, String>,
}

/// Why it was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MeetConditionError {
    /// Does not write for the city.
    #[error("Only people of the city can say what it did.")]
    NotOfCity,
    /// It was said, or the condition was lifted.
    #[error("This was said already, or the condition was lifted. Open the award again.")]
    Settled,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for MeetConditionError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfCity => Kind::Missing,
            Self::Settled => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Keeps what the city did, and tells those who can lift the condition.
///
/// # Errors
/// [`MeetConditionError`].
pub fn meet_condition(tx: &mut Tx<'_>, actor: &Actor, asked: &MeetCondition) -> Result<(), MeetConditionError> {
    let application = intake::application(tx, asked.application)?;
    let account = actor.account.filter(|_| actor.writes_for(application.city)).ok_or(MeetConditionError::NotOfCity)?;
    let condition = store::condition(tx, asked.condition)?;
    if condition.application != application.id {
        return Err(db::Error::Missing.into());
    }
    if condition.lifted.is_some() || condition.met.is_some() {
        return Err(MeetConditionError::Settled);
    }
    let note = asked.note.trim();
    let mut mistakes = Vec::new();
    if note.is_empty() || note.chars().count() > 2000 {
        mistakes.push(FieldError::new("note", "Say what your city did, in at most 2,000 characters."));
    }
    let evidence = asked.evidence.clone().unwrap_or_else(|told| {
        mistakes.push(FieldError::new("evidence", told));
        None
    });
    if let Some(file) = &evidence {
        let known = scan::expect(tx, &file.sha256)?;
        if known.is_infected() {
            let found = known.finding.unwrap_or_default();
            mistakes.push(FieldError::new("evidence", format!("A virus was found in the selected file: {found}. Select another file.")));
        }
    }
    if !mistakes.is_empty() {
        return Err(MeetConditionError::Fields(mistakes));
    }
    let met = Met { by_name: actor.name.clone(), at: tx.now(), note: note.to_owned(), evidence };
    store::mark_met(tx, &condition, account, &met)?;
    let fact = ConditionMet {
        application: application.id.text(),
        reference: application.reference,
        city: application.city_name,
        condition: condition.id.text(),
        text: condition.text,
        note: met.note,
        evidence: met.evidence.as_ref().map(|e| e.name.clone()),
        evidence_sha256: met.evidence.map(|e| e.sha256),
        met_by: met.by_name,
        met_at: met.at,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let officers = account::list_open_to(tx, application.id, &[FundRole::ProgramOfficer])?;
    let to: Vec<_> = officers.iter().map(|person| person.recipient(Side::Fund)).collect();
    Ok(outbox::announce(tx, &fact, &to)?)
}
