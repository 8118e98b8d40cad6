//! What is asked of the figures: by what they are told apart, what they are narrowed to, where a page goes on.

use super::store::{self, Program, Scope, Which};
use crate::compliance::Among;
use crate::db::{Conn, Error};
use crate::kernel::Id;
use crate::people::{Actor, Organisation};

/// By what figures are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum By {
    /// The category of cost.
    #[default]
    Category,
    /// The round.
    Opportunity,
    /// The city.
    City,
    /// The state.
    State,
    /// The fiscal year of the fund that pays.
    Year,
    /// The award.
    Award,
    /// The kind of activity.
    Kind,
    /// The event of the register.
    Event,
    /// The fiscal year of the day of the cost.
    CostYear,
}

impl By {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Category => "Category",
            Self::Opportunity => "Round",
            Self::City => "City",
            Self::State => "State",
            Self::Year => "Fiscal year of the fund",
            Self::Award => "Award",
            Self::Kind => "Kind of activity",
            Self::Event => "Event",
            Self::CostYear => "Fiscal year of the cost",
        }
    }

    /// Whether its rows come in pages.
    #[must_use]
    pub fn is_paged(self) -> bool {
        matches!(self, Self::City | Self::Award | Self::Event)
    }

    /// How many rows a page of it has at most. Each event adds up all awards that have a part in it, so that fewer of them are read at
    /// once, and still fewer where many have.
    #[must_use]
    pub fn page(self) -> usize {
        if self == Self::Event { 10 } else { 25 }
    }
}

/// What figures are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// The identifier of a round.
    pub opportunity: Option<String>,
    /// A state.
    pub state: Option<String>,
    /// The identifier of a city.
    pub city: Option<String>,
    /// The fiscal year of the fund.
    pub year: Option<i32>,
}

/// A view of the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// By what.
    pub by: By,
    /// Of what.
    pub filters: Filters,
    /// The key after which a page begins.
    pub after: String,
    /// How many rows a page has.
    pub limit: usize,
}

impl Filters {
    /// The figures of one city alone, for its own people.
    ///
    /// # Errors
    /// [`Error::Missing`] for all others.
    pub fn of_city(actor: &Actor, city: Id<Organisation>) -> Result<Self, Error> {
        if actor.belongs_to(city) { Ok(Self { city: Some(city.text()), ..Self::default() }) } else { Err(Error::Missing) }
    }

    /// The same for reports.
    #[must_use]
    pub fn among(&self, programs: &[Program]) -> Among {
        let is_narrowed = self.opportunity.is_some() || self.year.is_some();
        Among { rounds: is_narrowed.then(|| self.rounds(programs)), state: self.state.clone(), city: self.city.clone() }
    }

    /// The rounds that are asked for.
    fn rounds(&self, programs: &[Program]) -> Vec<String> {
        let is_wanted = |p: &&Program| {
            self.opportunity.as_ref().is_none_or(|id| *id == p.id) && self.year.is_none_or(|year| p.fiscal_year == Some(year))
        };
        programs.iter().filter(is_wanted).map(|p| p.id.clone()).collect()
    }

    /// What the reader may see of it. A round that is not there narrows to nothing.
    pub(super) fn scope(&self, reader: &Actor, programs: &[Program]) -> Scope {
        Scope {
            is_narrowed: self.opportunity.is_some() || self.year.is_some(),
            programs: self.rounds(programs),
            state: self.state.clone(),
            city: self.city.clone(),
            closed: reader.walls.ids(),
        }
    }
}

/// The most awards that journals are narrowed to: more cannot be named in one query.
pub const MOST_NARROWED: usize = 20_000;

/// The awards that journals are narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Their identifiers, in the order of their numbers.
    pub awards: Vec<String>,
    /// Whether there are more of them.
    pub is_cut: bool,
}

/// The awards that figures with these filters are made of, at most so many: what the ledger is narrowed to by state, city and
/// year, which it does not know. Nothing where they narrow by none of these.
///
/// # Errors
/// The database's refusal.
pub fn awards_of(conn: &mut Conn, reader: &Actor, filters: &Filters, most: usize) -> Result<Option<Narrowed>, Error> {
    if filters.state.is_none() && filters.city.is_none() && filters.year.is_none() {
        return Ok(None);
    }
    let programs = store::programs(conn)?;
    let scope = filters.scope(reader, &programs);
    let awards = store::list_awards(conn, &scope, Which::After("", one_more(most)))?;
    let is_cut = awards.len() > most;
    Ok(Some(Narrowed { awards: awards.into_iter().take(most).map(|award| award.id).collect(), is_cut }))
}

/// The key after which the next page begins, if there is one, of rows that were read with one more than fits.
pub(super) fn cut<T>(rows: &mut Vec<T>, limit: usize, key: impl Fn(&T) -> String) -> Option<String> {
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(key)
}

/// One more row than a page has, to see whether there is a next one.
pub(super) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX)
}
