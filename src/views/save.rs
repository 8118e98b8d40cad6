//! Keeping the filters of a list under a name.

use super::facts::ViewSaved;
use super::view::{Input, View};
use super::{policy, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, one_line};
use crate::people::{Account, Actor};

/// The most views of one person.
pub const MOST: usize = 50;
const LONGEST_NAME: usize = 80;
const LONGEST_QUERY: usize = 2_000;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// Not theirs.
    #[error("Views are kept by people of the fund, and changed by those who kept them.")]
    NotAllowed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ViewError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Keeps the filters of a list, as its address has them.
///
/// # Errors
/// [`ViewError`]; nothing is kept then.
pub fn save(tx: &mut Tx<'_>, actor: &Actor, query: &str, input: &Input) -> Result<View, ViewError> {
    let owner = actor.account.filter(|_| policy::may_read(actor)).ok_or(ViewError::NotAllowed)?;
    let own = store::list_own(tx, owner, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    let (name, is_shared, mut mistakes) = read(actor, input, &own);
    if own.len() >= MOST {
        mistakes.push(FieldError::new("name", format!("You keep {MOST} views already. Delete one that you no longer need.")));
    }
    if query.len() > LONGEST_QUERY {
        mistakes.push(FieldError::new("name", "These filters are too long to keep. Shorten the words that you look for."));
    }
    if !mistakes.is_empty() {
        return Err(ViewError::Invalid(mistakes));
    }
    let view = View { id: tx.id(), owner, owner_name: actor.name.clone(), name, query: query.to_owned(), is_shared, version: 1 };
    store::insert(tx, &view)?;
    let fact = ViewSaved { view: view.id.text(), name: view.name.clone(), query: view.query.clone(), is_shared };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(view)
}

/// The name and the readers as typed, and what is wrong with them beside the other views of the person.
pub(super) fn read(actor: &Actor, input: &Input, others: &[View]) -> (String, bool, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    let name = one_line(input.name.trim());
    if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
        mistakes.push(FieldError::new("name", "Give the view a name, in at most 80 characters."));
    } else if others.iter().any(|view| view.name.to_lowercase() == name.to_lowercase()) {
        mistakes.push(FieldError::new("name", "You have a view of this name already. Choose another name."));
    }
    let is_shared = input.reader == "staff";
    if !is_shared && input.reader != "me" {
        mistakes.push(FieldError::new("reader", "Choose who sees the view."));
    } else if is_shared && !policy::may_share(actor) {
        mistakes.push(FieldError::new("reader", "An auditor keeps views to themselves. Choose “Only me”."));
    }
    (name, is_shared, mistakes)
}

/// The other views of the person who owns this one.
pub(super) fn others(tx: &mut Tx<'_>, owner: Id<Account>, id: Id<View>) -> Result<Vec<View>, db::Error> {
    let mut own = store::list_own(tx, owner, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    own.retain(|view| view.id != id);
    Ok(own)
}
