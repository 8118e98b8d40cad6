//! Who takes a step: in their own role, or in one that was lent to them. Two accounts of one
//! person are one person, and whoever lends a role has acted too.

use super::decide::{Denied, Past, State};
use super::definition::{Definition, Transition};
use crate::kernel::Money;
use std::collections::BTreeSet;

/// Who wants to take a step, with the roles they hold *on this case*.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// The account; `None` for the program itself.
    pub account: Option<String>,
    /// The name to record.
    pub name: String,
    /// Names of roles.
    pub roles: Vec<String>,
    /// Roles that others lent them, today.
    pub lent: Vec<Lent>,
}

/// A role that somebody lent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    /// The account of who lent it.
    pub by: String,
    /// The role.
    pub role: String,
    /// The largest amount it may be used for.
    pub most: Option<Money>,
}

/// A person with the role they use.
pub(super) struct Acting<'a> {
    account: Option<&'a str>,
    pub(super) on_behalf_of: Option<&'a str>,
}

impl Acting<'_> {
    /// Everybody who acts when this person does.
    pub(super) fn people<'s>(&'s self, state: &'s State) -> impl Iterator<Item = &'s str> {
        self.account.into_iter().chain(self.on_behalf_of).map(|account| state.person(account))
    }
}

impl Past {
    /// Everybody who acted.
    pub(super) fn people<'s>(&'s self, state: &'s State) -> impl Iterator<Item = &'s str> {
        self.account.iter().chain(&self.on_behalf_of).map(|account| state.person(account))
    }
}

impl State {
    /// The account that stands for all of one person's.
    pub(super) fn person<'s>(&'s self, account: &'s str) -> &'s str {
        self.same_person.get(account).map_or(account, String::as_str)
    }
}

/// The role by which the person may act: their own before one that was lent.
pub(super) fn acting<'a>(who: &'a Who, is_system: bool, by: &[String], amount: Option<Money>) -> Result<Acting<'a>, Denied> {
    let account = who.account.as_deref();
    let own = if is_system {
        account.is_none() && who.roles.iter().any(|role| role == "system")
    } else {
        who.roles.iter().any(|role| by.contains(role))
    };
    if own {
        return Ok(Acting { account, on_behalf_of: None });
    }
    let lent = || who.lent.iter().filter(|lent| !is_system && by.contains(&lent.role));
    // A loan with a ceiling is of no use where the amount is not known.
    let suffices = |most: Option<Money>| most.is_none_or(|most| amount.is_some_and(|amount| amount <= most));
    if let Some(lent) = lent().find(|lent| suffices(lent.most)) {
        return Ok(Acting { account, on_behalf_of: Some(&lent.by) });
    }
    if let Some(most) = lent().filter_map(|lent| lent.most).max() {
        return Err(Denied::AboveLoan(most));
    }
    let roles = by.iter().map(|role| role.replace('_', " ")).collect::<Vec<_>>();
    Err(Denied::WrongRole(if is_system { "the system".into() } else { roles.join(", ") }))
}

/// The step that one of these people took before and that keeps them from this one.
pub(super) fn others_in<'s>(definition: &Definition, state: &'s State, step: &Transition, acting: &Acting<'_>) -> Option<&'s Past> {
    let now: BTreeSet<&str> = acting.people(state).collect();
    let theirs = |past: &&Past| past.people(state).any(|person| now.contains(person));
    let distinct = state.history.iter().filter(|past| step.distinct_from.contains(&past.transition)).find(theirs);
    distinct.or_else(|| {
        definition.separate.iter().filter(|set| set.steps.contains(&step.id)).find_map(|set| {
            let taken = state.history.iter().filter(|past| past.transition != step.id && set.steps.contains(&past.transition));
            let theirs: Vec<&Past> = taken.filter(theirs).collect();
            let different: BTreeSet<&str> = theirs.iter().map(|past| past.transition.as_str()).collect();
            (different.len() >= usize::try_from(set.most).unwrap_or(usize::MAX)).then(|| theirs.first().copied()).flatten()
        })
    })
}
