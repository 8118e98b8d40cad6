//! What an action would do to each of some cases now.

use super::{BulkAction, MOST_AT_ONCE};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::Opportunity;
use crate::people::Actor;
use crate::process::case::Case;
use crate::process::{explain, is_recused, stage, version};

/// A case that the action would move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movable {
    /// The application.
    pub id: Id<Application>,
    /// Its reference number.
    pub reference: String,
    /// The city.
    pub city: String,
    /// What it calls itself.
    pub title: String,
    /// The version of the case as it is now.
    pub version: i64,
}

/// A case that it would not move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The reference number.
    pub reference: String,
    /// The city; empty where there is nothing to know of.
    pub city: String,
    /// Why.
    pub why: String,
}

/// What would happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// What would move.
    pub movable: Vec<Movable>,
    /// What would not.
    pub stuck: Vec<Stuck>,
    /// The rounds of all these cases, each once.
    pub rounds: Vec<Id<Opportunity>>,
}

/// Looks at the first hundred of these cases, each once, by their references; one that this person
/// may not see is not there for them. `acts` are the words of the program for what is to be done.
///
/// # Errors
/// The database's refusal.
pub fn look(conn: &mut Conn, actor: &Actor, (references, acts): (&[String], &[&str]), now: Timestamp) -> Result<Look, Error> {
    let mut references: Vec<&String> = references.iter().collect();
    references.sort();
    references.dedup();
    let mut found = Look::default();
    for reference in references.into_iter().take(MOST_AT_ONCE) {
        let stuck = |city: &str, why: String| Stuck { reference: reference.clone(), city: city.to_owned(), why };
        let case = match visible(conn, actor, reference) {
            Ok(case) => case,
            Err(Error::Missing) => {
                found.stuck.push(stuck("", "There is no such application for you.".into()));
                continue;
            }
            Err(other) => return Err(other),
        };
        if !found.rounds.contains(&case.opportunity.id) {
            found.rounds.push(case.opportunity.id);
        }
        match why_not(conn, actor, (&case, acts), now)? {
            Some(why) => found.stuck.push(stuck(&case.application.city_name, why)),
            None => found.movable.push(Movable {
                id: case.application.id,
                reference: reference.clone(),
                city: case.application.city_name.clone(),
                title: case.application.shown_title().to_owned(),
                version: version(conn, case.application.id)?,
            }),
        }
    }
    Ok(found)
}

fn visible(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Case, Error> {
    let application = intake::find_visible(conn, actor, reference)?;
    if is_recused(conn, actor, application.id)? {
        return Err(Error::Missing);
    }
    Case::of(conn, application)
}

/// Why none of these acts can be done to a case by this person now.
fn why_not(conn: &mut Conn, actor: &Actor, (case, acts): (&Case, &[&str]), now: Timestamp) -> Result<Option<String>, Error> {
    let choices = explain(conn, actor, case, now)?;
    Ok(match choices.into_iter().find(|choice| acts.contains(&choice.act.as_str())) {
        Some(choice) => choice.denied.map(|denied| denied.to_string()),
        None => {
            let stands = stage(conn, case.application.id)?.label();
            Some(format!("This step does not lead on from where it stands: {stands}."))
        }
    })
}

impl BulkAction {
    /// The word of the program for it.
    #[must_use]
    pub fn act(self) -> &'static str {
        match self {
            Self::PassScreening => "pass_screening",
            Self::ClearConflicts => "clear_conflicts",
            Self::CallPanel => "call_panel",
            Self::ReopenReviews => "reopen_reviews",
            Self::Decline => "decline",
            Self::Recommend => "recommend",
        }
    }
}
