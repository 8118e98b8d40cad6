//! What stands in the books, in the words of the program: of a fund, of an
//! allotment, of an award per category. Accounts are found by their role in the
//! chart; each read is one bounded query.

use super::account::{Balance, Dims, Side};
use super::chart::{Chart, ChartAccount, Role};
use super::rulebook::Rulebook;
use super::store;
use crate::db::{Conn, Error};
use crate::kernel::Money;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The state of the books that a read asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// As they stand.
    Now,
    /// After the journal with this number.
    Seq(i64),
    /// Counting the journals effective on or before this day.
    Day(NaiveDate),
}

/// Where the money of a fund stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FundPosition {
    /// Received in all.
    pub authority: Money,
    /// Not yet apportioned.
    pub unapportioned: Money,
    /// Apportioned, not yet allotted.
    pub apportioned: Money,
    /// Allotted to programs, not yet committed; holds are part of it.
    pub allotted: Money,
    /// Held by open reservations.
    pub held: Money,
    /// Committed, not yet obligated.
    pub committed: Money,
    /// Obligated to awards in all.
    pub obligated: Money,
    /// Paid to grantees in all.
    pub paid: Money,
    /// Costs accepted in all.
    pub spent: Money,
    /// At the bank.
    pub at_bank: Money,
    /// Released, not yet shown by the bank.
    pub in_transit: Money,
}

/// Where the money of a program stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AllotmentPosition {
    /// Allotted to the program in all.
    pub allotted: Money,
    /// Held by open reservations.
    pub held: Money,
    /// Free to reserve.
    pub available: Money,
    /// Committed, not yet obligated.
    pub committed: Money,
    /// Obligated to awards in all.
    pub obligated: Money,
    /// Paid to grantees in all.
    pub paid: Money,
    /// Costs accepted in all.
    pub spent: Money,
}

/// Where the money of one category of an award stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryPosition {
    /// The category.
    pub category: String,
    /// Held by open reservations.
    pub reserved: Money,
    /// Committed, not yet obligated.
    pub committed: Money,
    /// Obligated in all: undelivered, advanced, unpaid and paid.
    pub obligated: Money,
    /// Obligated, nothing delivered and nothing paid.
    pub undelivered: Money,
    /// Paid in advance, not yet spent.
    pub advanced: Money,
    /// Costs accepted, not yet paid.
    pub unpaid: Money,
    /// Costs accepted in all; what was billed afterwards is part of it until the money is back.
    pub spent: Money,
    /// Accepted cost that turned out not to be allowed, was billed, and is not back.
    pub billed: Money,
    /// Paid to the grantee in all, advances included.
    pub paid: Money,
}

impl CategoryPosition {
    /// Accepted cost that is still accepted: what was spent, less what was billed and is not back. It is what the expenses
    /// come to.
    #[must_use]
    pub fn accepted(&self) -> Money {
        Money::from_cents(self.spent.cents().saturating_sub(self.billed.cents()))
    }

    fn merge(&mut self, other: &Self) {
        let sums = [
            (&mut self.reserved, other.reserved),
            (&mut self.committed, other.committed),
            (&mut self.obligated, other.obligated),
            (&mut self.undelivered, other.undelivered),
            (&mut self.advanced, other.advanced),
            (&mut self.unpaid, other.unpaid),
            (&mut self.spent, other.spent),
            (&mut self.billed, other.billed),
            (&mut self.paid, other.paid),
        ];
        for (sum, more) in sums {
            *sum = Money::from_cents(sum.cents().saturating_add(more.cents()));
        }
    }

    fn new(category: &str, by: &Standing<'_>) -> Self {
        Self {
            category: category.to_owned(),
            reserved: by.reserved(),
            committed: by.settled(Role::Committed),
            obligated: by.sum(&OBLIGATED),
            undelivered: by.settled(Role::Undelivered),
            advanced: by.settled(Role::Advanced),
            unpaid: by.settled(Role::Unpaid),
            spent: by.sum(&[Role::Unpaid, Role::Paid]),
            billed: by.billed(),
            paid: by.sum(&[Role::Advanced, Role::Paid]),
        }
    }
}

/// Where the money of an award stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwardPosition {
    /// Per category, in the order of the chart.
    pub categories: Vec<CategoryPosition>,
    /// All categories together; its `category` is empty.
    pub total: CategoryPosition,
}

impl AwardPosition {
    /// One category; at zero where nothing was ever posted.
    #[must_use]
    pub fn category(&self, code: &str) -> CategoryPosition {
        let found = self.categories.iter().find(|c| c.category == code).cloned();
        found.unwrap_or_else(|| CategoryPosition { category: code.to_owned(), ..CategoryPosition::default() })
    }
}

/// The account of what was disallowed, billed and not paid back.
pub const BILLED: &str = "131000";

const OBLIGATED: [Role; 4] = [Role::Undelivered, Role::Advanced, Role::Unpaid, Role::Paid];

/// Balances per code, read by role.
#[derive(Clone)]
struct Standing<'a> {
    chart: &'a Chart,
    by_code: BTreeMap<String, Balance>,
}

impl<'a> Standing<'a> {
    fn new(chart: &'a Chart) -> Self {
        Self { chart, by_code: BTreeMap::new() }
    }

    fn add(&mut self, code: String, balance: &Balance) -> Result<(), Error> {
        self.by_code.entry(code).or_default().merge(balance).map_err(|_| Error::Broken("the balances do not fit".into()))
    }

    fn of(&self, role: Role) -> (Balance, Side) {
        let code = self.chart.code_of(role);
        let normal = self.chart.account(code).map_or(Side::Dr, |a| a.normal);
        (self.by_code.get(code).copied().unwrap_or_default(), normal)
    }

    fn settled(&self, role: Role) -> Money {
        let settled = |account: &ChartAccount| self.by_code.get(&account.code).map_or(0, |b| b.settled(account.normal).cents());
        Money::from_cents(self.chart.of_role(role).map(settled).fold(0, i64::saturating_add))
    }

    fn sum(&self, roles: &[Role]) -> Money {
        Money::from_cents(roles.iter().map(|role| self.settled(*role).cents()).fold(0, i64::saturating_add))
    }

    fn billed(&self) -> Money {
        self.by_code.get(BILLED).map_or(Money::ZERO, |balance| balance.settled(Side::Dr))
    }

    /// What open holds will take from the allotment.
    fn held(&self) -> Money {
        let (balance, normal) = self.of(Role::Allotted);
        balance.held(normal)
    }

    /// What open holds will bring to the award.
    fn reserved(&self) -> Money {
        let (balance, normal) = self.of(Role::Committed);
        balance.held(normal.mirrored())
    }
}

fn standing<'a>(conn: &mut Conn, chart: &'a Chart, of: &Dims) -> Result<Standing<'a>, Error> {
    let mut all = Standing::new(chart);
    for (code, _, balance) in store::list_standing(conn, of, None)? {
        all.add(code, &balance)?;
    }
    Ok(all)
}

/// Where the money of a fund stands now.
///
/// # Errors
/// The database's refusal.
pub fn fund_position(conn: &mut Conn, fund: &str) -> Result<FundPosition, Error> {
    let chart = &Rulebook::current()?.chart;
    let s = standing(conn, chart, &Dims { fund: Some(fund.to_owned()), ..Dims::default() })?;
    Ok(FundPosition {
        authority: s.settled(Role::Authority),
        unapportioned: s.settled(Role::Unapportioned),
        apportioned: s.settled(Role::Apportioned),
        allotted: s.settled(Role::Allotted),
        held: s.held(),
        committed: s.settled(Role::Committed),
        obligated: s.sum(&OBLIGATED),
        paid: s.sum(&[Role::Advanced, Role::Paid]),
        spent: s.sum(&[Role::Unpaid, Role::Paid]),
        at_bank: s.settled(Role::Bank),
        in_transit: s.settled(Role::Transit),
    })
}

/// Where the money of a program stands now.
///
/// # Errors
/// The database's refusal.
pub fn allotment_position(conn: &mut Conn, fund: &str, program: &str) -> Result<AllotmentPosition, Error> {
    let chart = &Rulebook::current()?.chart;
    let of = Dims { fund: Some(fund.to_owned()), program: Some(program.to_owned()), ..Dims::default() };
    let s = standing(conn, chart, &of)?;
    let (free, held, committed, obligated) = (s.settled(Role::Allotted), s.held(), s.settled(Role::Committed), s.sum(&OBLIGATED));
    let broken = |_| Error::Broken("the balances do not fit".into());
    Ok(AllotmentPosition {
        allotted: Money::total([free, committed, obligated]).map_err(broken)?,
        held,
        available: free.minus(held).map_err(broken)?,
        committed,
        obligated,
        paid: s.sum(&[Role::Advanced, Role::Paid]),
        spent: s.sum(&[Role::Unpaid, Role::Paid]),
    })
}

/// Where money stands, of sums of settled debits and credits per code that somebody keeps; its `category` is empty.
///
/// # Errors
/// A fault: the sums do not fit.
pub fn position_of(sums: &BTreeMap<String, (i64, i64)>) -> Result<CategoryPosition, Error> {
    let mut all = Standing::new(&Rulebook::current()?.chart);
    for (code, (debits, credits)) in sums {
        let settled = Balance { dr_settled: Money::from_cents(*debits), cr_settled: Money::from_cents(*credits), ..Balance::default() };
        all.add(code.clone(), &settled)?;
    }
    Ok(CategoryPosition::new("", &all))
}

/// The codes whose balances make up a role.
///
/// # Errors
/// A fault in the chart.
pub fn codes_of(role: Role) -> Result<Vec<String>, Error> {
    Ok(Rulebook::current()?.chart.of_role(role).map(|account| account.code.clone()).collect())
}

/// The codes of the figures of an award, for whoever lets the database sum: a figure is the credits of its codes less the debits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureCodes {
    /// Obligated in all.
    pub obligated: Vec<String>,
    /// Paid in advance, not yet spent.
    pub advanced: Vec<String>,
    /// As [`CategoryPosition::accepted`].
    pub accepted: Vec<String>,
}

/// The codes of the figures of an award.
///
/// # Errors
/// A fault in the chart, such as an account of these roles that grows with debits.
pub fn figure_codes() -> Result<FigureCodes, Error> {
    let chart = &Rulebook::current()?.chart;
    let of = |roles: &[Role]| -> Result<Vec<String>, Error> {
        let accounts = roles.iter().flat_map(|role| chart.of_role(*role));
        accounts
            .map(|account| match account.normal {
                Side::Cr => Ok(account.code.clone()),
                Side::Dr => Err(Error::Broken(format!("the account {} of an award grows with debits", account.code))),
            })
            .collect()
    };
    let mut accepted = of(&[Role::Unpaid, Role::Paid])?;
    accepted.push(BILLED.to_owned());
    Ok(FigureCodes { obligated: of(&OBLIGATED)?, advanced: of(&[Role::Advanced])?, accepted })
}

/// Where the money of an award stands now, per category.
///
/// # Errors
/// The database's refusal.
pub fn award_position(conn: &mut Conn, award: &str) -> Result<AwardPosition, Error> {
    let of = Dims { award: Some(award.to_owned()), ..Dims::default() };
    let mut position = AwardPosition { categories: category_positions(conn, &of)?, ..AwardPosition::default() };
    for line in &position.categories {
        position.total.merge(line);
    }
    Ok(position)
}

/// Where money stands now per category, of the accounts with these values.
///
/// # Errors
/// The database's refusal.
pub fn category_positions(conn: &mut Conn, of: &Dims) -> Result<Vec<CategoryPosition>, Error> {
    let chart = &Rulebook::current()?.chart;
    let mut per_category: BTreeMap<String, Standing<'_>> = BTreeMap::new();
    for (code, category, balance) in store::list_standing(conn, of, None)? {
        if let Some(category) = category {
            per_category.entry(category).or_insert_with(|| Standing::new(chart)).add(code, &balance)?;
        }
    }
    let found = chart.categories.iter().filter_map(|known| Some((known, per_category.get(&known.code)?)));
    Ok(found.map(|(known, standing)| CategoryPosition::new(&known.code, standing)).collect())
}
