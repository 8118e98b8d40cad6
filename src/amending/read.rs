//! The read side: amendments for pages, what may move, and the counter of transfers.

use super::amendment::{Amendment, AmendmentKind, Stage};
use super::change;
use super::store::{self, Listed};
use super::transfers::{self, Sizes, Transfers};
use crate::award::{self, Award, Line};
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::{Id, Money};
use crate::ledger;
use crate::opportunity::{self, Opportunity};
use crate::people::Actor;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The most rows of a list.
const PAGE: i64 = 200;

/// An amendment with all that a page says of it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The amendment.
    pub amendment: Amendment,
    /// The award as it stands.
    pub award: Award,
    /// The budget that it changes.
    pub before: Vec<Line>,
    /// The categories of the round: code and name.
    pub categories: Vec<(String, String)>,
    /// Where transfers stand, with what this one moves while it is not in force.
    pub transfers: Transfers,
    /// The zone of the round.
    pub zone: Tz,
}

impl Shown {
    /// What changes, a sentence each.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        self.amendment.changes(&self.before, &self.categories)
    }

    /// Whether the text waits for the signature of the city.
    #[must_use]
    pub fn waits_for_signature(&self) -> bool {
        self.amendment.stage == Stage::Approved && self.award.is_active()
    }
}

/// An amendment. Whoever shows it asks whether it is open to the reader.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub fn amendment(conn: &mut Conn, id: Id<Amendment>) -> Result<Amendment, Error> {
    store::amendment(conn, id)
}

/// An amendment, if its award is open to the person: not closed to them because of a conflict of interest.
///
/// # Errors
/// [`Error::Missing`] when there is none for them.
pub fn open_amendment(conn: &mut Conn, actor: &Actor, id: Id<Amendment>) -> Result<Amendment, Error> {
    let amendment = store::amendment(conn, id)?;
    if actor.is_kept_from(amendment.award) { Err(Error::Missing) } else { Ok(amendment) }
}

/// Everything that a page says of an amendment.
///
/// # Errors
/// The database's refusal.
pub fn show(conn: &mut Conn, amendment: Amendment) -> Result<Shown, Error> {
    let award = award::award(conn, amendment.award)?;
    let before = before(conn, &amendment)?;
    let moves = if amendment.stage.is_open() { moved_by(&amendment, &before) } else { Money::ZERO };
    let transfers = transferred_with(conn, &award, moves)?;
    Ok(Shown { categories: categories(conn, &award)?, zone: round(conn, &award)?.closes.zone, transfers, before, award, amendment })
}

/// The round of an award.
pub(super) fn round(conn: &mut Conn, award: &Award) -> Result<Opportunity, Error> {
    let id = award.opportunity_id.parse().map_err(|_| Error::unreadable("opportunity", &award.opportunity_id))?;
    opportunity::opportunity(conn, id)
}

/// The budget that an amendment changes.
pub(super) fn before(conn: &mut Conn, amendment: &Amendment) -> Result<Vec<Line>, Error> {
    let mut budgets = award::list_budgets(conn, amendment.award)?;
    budgets.remove(&amendment.from_version).ok_or_else(|| Error::unreadable("budget", amendment.from_version))
}

/// What a budget revision moves; other amendments move nothing among categories.
pub(super) fn moved_by(amendment: &Amendment, before: &[Line]) -> Money {
    if amendment.kind == AmendmentKind::Budget { change::added(before, &amendment.lines) } else { Money::ZERO }
}

/// The categories of cost of an award: those of its round, and any other that it has; code and name.
///
/// # Errors
/// The database's refusal.
pub fn categories(conn: &mut Conn, award: &Award) -> Result<Vec<(String, String)>, Error> {
    let application = intake::application(conn, award.id.cast())?;
    let definition = opportunity::definition(conn, &application.definition_sha256)?;
    let mut all: Vec<(String, String)> = definition.budget.categories.iter().map(|c| (c.code.clone(), c.title.clone())).collect();
    for line in &award.lines {
        if all.iter().all(|(code, _)| *code != line.category) {
            all.push((line.category.clone(), line.category.clone()));
        }
    }
    Ok(all)
}

/// What may leave each category: obligated, and neither delivered, paid, asked for in advance nor claimed by an expense that
/// waits beyond what is advanced.
///
/// # Errors
/// The database's refusal.
pub fn free(conn: &mut Conn, award: Id<Award>) -> Result<BTreeMap<String, Money>, Error> {
    let advances = store::list_advances_asked(conn, award)?;
    let expenses = store::list_expenses_open(conn, award)?;
    let position = ledger::award_position(conn, &award.text())?;
    let cents = |of: &BTreeMap<String, Money>, code: &str| of.get(code).map_or(0, |amount| amount.cents());
    let left = |c: &ledger::CategoryPosition| {
        let claimed = cents(&expenses, &c.category).saturating_sub(c.advanced.cents()).max(0);
        let bound = cents(&advances, &c.category).saturating_add(claimed);
        Money::from_cents(c.undelivered.cents().saturating_sub(bound).max(0))
    };
    Ok(position.categories.iter().map(|c| (c.category.clone(), left(c))).collect())
}

/// Where the transfers among the categories of an award stand.
///
/// # Errors
/// No policy for the award, or the database's refusal.
pub fn transferred(conn: &mut Conn, award: Id<Award>) -> Result<Transfers, Error> {
    let award = award::award(conn, award)?;
    transferred_with(conn, &award, Money::ZERO)
}

/// The same with so much more.
pub(super) fn transferred_with(conn: &mut Conn, award: &Award, more: Money) -> Result<Transfers, Error> {
    let budgets = award::list_budgets(conn, award.id)?;
    let mut moved = more;
    for revision in store::list_in_force(conn, award.id, AmendmentKind::Budget)? {
        let before = budgets.get(&revision.from_version).map_or(&[][..], Vec::as_slice);
        moved = Money::from_cents(moved.cents().saturating_add(change::added(before, &revision.lines).cents()));
    }
    let first = budgets.values().next().and_then(|lines| award::total(lines)).unwrap_or(award.amount);
    let to_date = ledger::award_position(conn, &award.id.text())?.total.obligated;
    let sizes = Sizes { total_award: award.amount, budget_period: first, to_date };
    Ok(transfers::count(transfers::rules_on(award.offered_at.day())?, moved, sizes))
}

/// The amendment of an award that is under way.
///
/// # Errors
/// The database's refusal.
pub fn find_open(conn: &mut Conn, award: Id<Award>) -> Result<Option<Amendment>, Error> {
    store::find_open(conn, award)
}

/// How many amendments of an award are under way.
///
/// # Errors
/// The database's refusal.
pub fn open_amendments(conn: &mut Conn, award: Id<Award>) -> Result<i64, Error> {
    store::count_open(conn, award)
}

/// The amendments of an award, the newest first.
///
/// # Errors
/// The database's refusal.
pub fn list_of_award(conn: &mut Conn, award: Id<Award>) -> Result<Vec<Amendment>, Error> {
    store::list_of_award(conn, award)
}

/// The amendments under way that are open to the person, the oldest first, at most 200.
///
/// # Errors
/// The database's refusal.
pub fn list_waiting(conn: &mut Conn, actor: &Actor) -> Result<Vec<Listed>, Error> {
    store::list(conn, true, &actor.walls.ids(), PAGE)
}

/// The amendments that are settled and open to the person, the newest first, at most 200.
///
/// # Errors
/// The database's refusal.
pub fn list_settled(conn: &mut Conn, actor: &Actor) -> Result<Vec<Listed>, Error> {
    store::list(conn, false, &actor.walls.ids(), PAGE)
}

/// How many amendments wait for a decision of the person: without those that they asked for, and those of awards that are
/// closed to them.
///
/// # Errors
/// The database's refusal.
pub fn count_waiting(conn: &mut Conn, actor: &Actor) -> Result<i64, Error> {
    store::count_asked(conn, &actor.walls.ids(), &actor.account_texts())
}
