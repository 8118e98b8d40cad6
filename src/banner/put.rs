//! A person of the fund puts a banner on every page, and takes it off.

use super::facts::{BannerPut, BannerTakenOff};
use super::store;
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::people::{Actor, FundRole};

/// The longest banner, in characters.
pub const LONGEST: usize = 300;

/// What stands at the top of every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// Its identifier.
    pub id: Id<Banner>,
    /// Its words.
    pub text: String,
    /// Who put it there, by the name of then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// Why a banner was not put or taken off.
#[derive(Debug, thiserror::Error)]
pub enum BannerError {
    /// Neither a program officer nor an administrator.
    #[error("Only a program officer or an administrator tells everybody something.")]
    NotAllowed,
    /// None stands, or another one than was seen.
    #[error("Somebody else changed what stands at the top of the pages. Open the page again to see it.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for BannerError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Forbidden,
            Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Whether the person tells everybody something.
#[must_use]
pub fn may_put(actor: &Actor) -> bool {
    actor.has_any(&[FundRole::ProgramOfficer, FundRole::Administrator])
}

/// Puts a banner on every page, in the place of the one that stands.
///
/// # Errors
/// [`BannerError`]; nothing changes then.
pub fn put(tx: &mut Tx<'_>, actor: &Actor, text: &str) -> Result<Banner, BannerError> {
    let by = actor.account.filter(|_| may_put(actor)).ok_or(BannerError::NotAllowed)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !(1..=LONGEST).contains(&text.chars().count()) {
        return Err(BannerError::Invalid(vec![FieldError::new("banner", "Write what everybody should know, in at most 300 characters.")]));
    }
    if let Some(standing) = store::standing(tx)? {
        take(tx, actor, &standing)?;
    }
    let banner = Banner { id: tx.id(), text: text.clone(), by_name: actor.name.clone(), at: tx.now() };
    store::insert(tx, &banner, by)?;
    audit::record(tx, &actor.doer(), &BannerPut { banner: banner.id.text(), text })?;
    Ok(banner)
}

/// Takes the banner that was seen off every page.
///
/// # Errors
/// [`BannerError`]; nothing changes then.
pub fn take_off(tx: &mut Tx<'_>, actor: &Actor, seen: Id<Banner>) -> Result<(), BannerError> {
    let standing = store::standing(tx)?.filter(|standing| standing.id == seen).ok_or(BannerError::Changed)?;
    take(tx, actor, &standing)
}

fn take(tx: &mut Tx<'_>, actor: &Actor, standing: &Banner) -> Result<(), BannerError> {
    let by = actor.account.filter(|_| may_put(actor)).ok_or(BannerError::NotAllowed)?;
    store::take_off(tx, standing.id, (by, &actor.name))?;
    audit::record(tx, &actor.doer(), &BannerTakenOff { banner: standing.id.text(), text: standing.text.clone() })?;
    Ok(())
}
