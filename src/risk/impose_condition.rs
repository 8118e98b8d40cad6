//! A person of the fund imposes a specific condition on an award [2 CFR 200.208]. The
//! notice says what, why, and what ends it; a city that knows of its award gets it at once.

use super::attestation::Attestation;
use super::condition::Condition;
use super::facts::ConditionImposed;
use super::{policy, read, store};
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::people::Actor;
use crate::{audit, outbox};
use chrono::NaiveDate;

/// The longest text of a condition.
const LONGEST: usize = 1000;

/// What the person sent.
#[derive(Clone, Debug)]
pub struct NewCondition {
    /// The application, whose award it binds.
    pub application: Id<Application>,
    /// The answer it follows from, and which of its proposals.
    pub follows: Option<(Id<Attestation>, String)>,
    /// What the city must do or not do.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What ends it, and by when.
    pub remedy: String,
    /// Where the fund may ask for it.
    pub citation: String,
    /// The last day on which the city may do what ends it, or what is wrong with it.
    pub due_on: Result<Option<NaiveDate>, String>,
    /// Whether it holds back payments: from its day on, or without one at once.
    pub gates_payment: bool,
    /// Whether the city knows of an award: before that a letter would give the decision away.
    pub award_is_known: bool,
}

/// Why no condition was imposed.
#[derive(Debug, thiserror::Error)]
pub enum ImposeConditionError {
    /// Neither a program officer nor an administrator.
    #[error("Only a program officer or an administrator can impose conditions.")]
    WrongRole,
    /// One of the city's own people.
    #[error("You belong to this city, so another person must decide on its conditions.")]
    OwnCity,
    /// The answer does not propose it.
    #[error("This check does not propose this condition any more. Open the checks again.")]
    NotProposed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ImposeConditionError {
    fn kind(&self) -> Kind {
        match self {
            Self::WrongRole => Kind::Missing,
            Self::OwnCity => Kind::Forbidden,
            Self::NotProposed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Imposes the condition.
///
/// # Errors
/// [`ImposeConditionError`].
pub fn impose_condition(tx: &mut Tx<'_>, actor: &Actor, new: &NewCondition) -> Result<Id<Condition>, ImposeConditionError> {
    let account = actor.account.filter(|_| policy::checks(actor)).ok_or(ImposeConditionError::WrongRole)?;
    let subject = read::subject(tx, actor, new.application)?;
    let (today, application) = (subject.day(tx.now()), subject.application);
    if policy::is_own_city(actor, application.city) {
        return Err(ImposeConditionError::OwnCity);
    }
    if let Some((attestation, proposal)) = &new.follows {
        let answer = read::attestation(tx, actor, application.id, *attestation)?;
        if !answer.outcome.conditions.iter().any(|proposed| proposed.id == *proposal) {
            return Err(ImposeConditionError::NotProposed);
        }
    }
    let due_on = examine(new, today).map_err(ImposeConditionError::Fields)?;
    let condition = Condition {
        id: tx.id(),
        application: application.id,
        organisation: application.city,
        attestation: new.follows.as_ref().map(|(attestation, _)| *attestation),
        proposal: new.follows.as_ref().map(|(_, proposal)| proposal.clone()),
        text: new.text.trim().to_owned(),
        reason: new.reason.trim().to_owned(),
        remedy: new.remedy.trim().to_owned(),
        citation: new.citation.trim().to_owned(),
        imposed_by: account.text(),
        imposed_by_name: actor.name.clone(),
        imposed_at: tx.now(),
        due_on,
        gates_payment: new.gates_payment,
        met: None,
        lifted: None,
        version: 1,
    };
    store::insert_condition(tx, &condition)?;
    let fact = fact(&application, &condition, new.award_is_known);
    audit::record(tx, &actor.doer(), &fact)?;
    if new.award_is_known {
        let to = intake::list_told(tx, &application)?;
        outbox::announce(tx, &fact, &to)?;
    }
    Ok(condition.id)
}

/// Everything that is wrong with what was sent, or its day.
fn examine(new: &NewCondition, today: NaiveDate) -> Result<Option<NaiveDate>, Vec<FieldError>> {
    let asked = [
        ("text", &new.text, "Say what the city must do or not do, in at most 1,000 characters."),
        ("reason", &new.reason, "Say why, in at most 1,000 characters."),
        ("remedy", &new.remedy, "Say what ends the condition, and by when, in at most 1,000 characters."),
    ];
    let is_wrong = |text: &str, most: usize| text.trim().is_empty() || text.trim().chars().count() > most;
    let mut mistakes: Vec<_> =
        asked.into_iter().filter(|(_, text, _)| is_wrong(text, LONGEST)).map(|(field, _, told)| FieldError::new(field, told)).collect();
    if is_wrong(&new.citation, 200) {
        mistakes.push(FieldError::new("citation", "Name the rule that allows it, such as 2 CFR 200.208."));
    }
    match &new.due_on {
        Err(told) => mistakes.push(FieldError::new("due_on", told)),
        Ok(Some(day)) if *day < today => mistakes.push(FieldError::new("due_on", "That day has passed. Choose a day to come.")),
        Ok(day) if mistakes.is_empty() => return Ok(*day),
        Ok(_) => {}
    }
    Err(mistakes)
}

fn fact(application: &Application, condition: &Condition, city_told: bool) -> ConditionImposed {
    ConditionImposed {
        application: application.id.text(),
        reference: application.reference.clone(),
        city: application.city_name.clone(),
        condition: condition.id.text(),
        text: condition.text.clone(),
        reason: condition.reason.clone(),
        remedy: condition.remedy.clone(),
        citation: condition.citation.clone(),
        attestation: condition.attestation.map(|id| id.text()),
        imposed_by: condition.imposed_by_name.clone(),
        imposed_at: condition.imposed_at,
        due_on: condition.due_on,
        gates_payment: condition.gates_payment,
        city_told,
    }
}
