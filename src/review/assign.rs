//! Asks a person to review an application.

use super::facts::ReviewAssigned;
use super::{Assignment, policy, store};
use crate::blind::{self, WITHHELD};
use crate::conflict::Ground;
use crate::db::{self, Conn, Tx};
use crate::intake::Application;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::Opportunity;
use crate::outbox::Side;
use crate::people::{self, Account, Actor, FundRole, Organisation, Person};
use crate::{audit, outbox, panel};
use chrono::NaiveDate;

/// What review needs to know of an application, as of now.
#[derive(Clone, Debug)]
pub struct About {
    /// The application.
    pub application: Id<Application>,
    /// Its round.
    pub opportunity: Id<Opportunity>,
    /// The city that applies.
    pub organisation: Id<Organisation>,
    /// The reference number, for the record and for staff.
    pub reference: String,
    /// What its reader knows it by: the reference number, or its label where it is withheld who applies.
    pub label: String,
    /// The name of the city.
    pub city: String,
    /// The cities and networks that apply with it, as far as anybody outside of the city knows them.
    pub partners: Vec<String>,
    /// The name of the round.
    pub opportunity_title: String,
}

impl About {
    /// Everybody who applies: `Elmira, NY` alone, or `Elmira, NY; Sitka, AK; River Towns`, the lead first.
    #[must_use]
    pub fn cities(&self) -> String {
        std::iter::once(&self.city).chain(&self.partners).map(String::as_str).collect::<Vec<_>>().join("; ")
    }

    /// The same without who applies, under its label.
    #[must_use]
    pub fn without_names(&self, label: &str) -> Self {
        Self { label: label.to_owned(), city: WITHHELD.into(), partners: Vec::new(), ..self.clone() }
    }
}

/// Why reviewers were not assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The actor does not choose reviewers.
    #[error("Only a program officer or the chair of the panel assigns reviewers.")]
    Forbidden,
    /// The choice is wrong.
    #[error("Choose other reviewers.")]
    Invalid(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AssignError {
    fn kind(&self) -> Kind {
        match self {
            Self::Forbidden => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Forbidden | Self::Db(_) => &[],
        }
    }
}

/// Somebody who may be asked to review, with their rights of this moment.
#[derive(Clone, Debug)]
pub struct Candidate {
    person: Person,
    rights: Actor,
}

impl Candidate {
    /// Reads somebody.
    ///
    /// # Errors
    /// [`db::Error::Missing`] when there is no such account.
    pub fn load(conn: &mut Conn, account: Id<Account>) -> Result<Self, db::Error> {
        Ok(Self { person: people::account::account(conn, account)?, rights: people::account::actor(conn, account)? })
    }

    /// Their rights, with what is closed to them.
    #[must_use]
    pub fn rights(&self) -> &Actor {
        &self.rights
    }
}

/// Assigns each of `reviewers` and tells them. Those who review it already are left as they are; whoever was taken off it gets the task again
/// that they had; whoever recused themselves or abstained does not, nor whoever read the reviews of others meanwhile.
///
/// # Errors
/// [`AssignError::Invalid`] naming whoever cannot review this application.
pub fn assign(
    tx: &mut Tx<'_>,
    actor: &Actor,
    about: &About,
    reviewers: &[Id<Account>],
    due_on: Option<NaiveDate>,
) -> Result<Vec<Id<Assignment>>, AssignError> {
    if actor.account.is_none() || !policy::may_assign(actor) {
        return Err(AssignError::Forbidden);
    }
    let candidates = reviewers.iter().map(|account| Candidate::load(tx, *account)).collect::<Result<Vec<_>, _>>()?;
    assign_among(tx, actor, about, &candidates.iter().collect::<Vec<_>>(), due_on)
}

/// The same for people who were read in this transaction, for whoever assigns many applications at once.
///
/// # Errors
/// As [`assign`].
pub fn assign_among(
    tx: &mut Tx<'_>,
    actor: &Actor,
    about: &About,
    reviewers: &[&Candidate],
    due_on: Option<NaiveDate>,
) -> Result<Vec<Id<Assignment>>, AssignError> {
    let by = actor.account.filter(|_| policy::may_assign(actor)).ok_or(AssignError::Forbidden)?;
    if reviewers.is_empty() {
        return Err(AssignError::Invalid(vec![FieldError::new("reviewer", "Choose at least one reviewer.")]));
    }
    if actor.is_kept_from(about.application) {
        return Err(db::Error::Missing.into());
    }
    let known = store::list_for_application(tx, about.application)?;
    blind::draw(tx, actor, (about.opportunity, &[about.application]))?;
    let now = tx.now();
    let told = if panel::flags_now(tx, about.opportunity, now)?.applicants {
        about.clone()
    } else {
        about.without_names(&blind::label(tx, about.application)?)
    };
    let mut made = Vec::new();
    for Candidate { person, rights } in reviewers {
        let earlier = known.iter().find(|a| a.reviewer == person.id);
        if let Some(kept) = earlier.filter(|task| !task.stage.can_return()) {
            if kept.stage.counts() {
                continue;
            }
            return Err(refused(&kept.reviewer_name, "stepped back from this application"));
        }
        if !rights.has(FundRole::Reviewer) || person.disabled_at.is_some() {
            return Err(refused(&person.name, "is not a reviewer"));
        }
        if let Some(why) = conflict_with(rights, about) {
            return Err(refused(&person.name, why));
        }
        if earlier.is_some() && policy::reads_all(rights) {
            return Err(refused(&person.name, "could read the reviews of others after being taken off this application"));
        }
        let id = if let Some(task) = earlier {
            store::versions::give_again(tx, task, due_on)?;
            task.id
        } else {
            store::insert_assignment(tx, about, (person.id, &person.name), by, due_on)?
        };
        let fact = ReviewAssigned {
            application: about.application.text(),
            reference: about.reference.clone(),
            city: about.city.clone(),
            partners: about.partners.clone(),
            opportunity: about.opportunity_title.clone(),
            assignment: id.text(),
            reviewer: person.name.clone(),
            due_on,
        };
        audit::record(tx, &actor.doer(), &fact)?;
        let letter = ReviewAssigned { reference: told.label.clone(), city: told.city.clone(), partners: told.partners.clone(), ..fact };
        outbox::announce(tx, &letter, &[person.recipient(Side::Fund)])?;
        made.push(id);
    }
    Ok(made)
}

/// Why the person does not review this application, if they have a conflict of interest with it.
fn conflict_with(person: &Actor, about: &About) -> Option<&'static str> {
    let grounds = person.walls.grounds(&about.application.text())?;
    Some(match grounds.first()? {
        Ground::SameCity | Ground::PartnerCity => "belongs to a city that applies",
        Ground::Declared => "declared a conflict of interest or a tie, or stepped back from this application",
        other => other.words(),
    })
}

fn refused(name: &str, why: &str) -> AssignError {
    AssignError::Invalid(vec![FieldError::new("reviewer", format!("{name} {why}. Choose somebody else."))])
}
