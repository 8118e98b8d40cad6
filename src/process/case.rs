//! A case with everything its steps need: application, round and city, as of now.

use crate::award::{Award, Line};
use crate::db::{Conn, Error};
use crate::intake::{self, Application};
use crate::kernel::{Id, Timestamp};
use crate::opportunity::{self, Definition, Opportunity};
use crate::people::{Actor, CityRole};
use crate::review::About;
use crate::workflow::{Lent, Who};
use std::sync::Arc;

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The application.
    pub application: Application,
    /// The round.
    pub opportunity: Opportunity,
    /// The version of the round that the application was written for.
    pub definition: Arc<Definition>,
}

impl Case {
    /// Loads a case.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such application.
    pub fn load(conn: &mut Conn, id: Id<Application>) -> Result<Self, Error> {
        let application = intake::application(conn, id)?;
        Self::of(conn, application)
    }

    /// The case of an application that was read a moment ago.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn of(conn: &mut Conn, application: Application) -> Result<Self, Error> {
        let opportunity = opportunity::opportunity(conn, application.opportunity)?;
        let definition = opportunity::definition(conn, &application.definition_sha256)?;
        Ok(Self { application, opportunity, definition })
    }

    /// The identifier that the award shares.
    #[must_use]
    pub fn award(&self) -> Id<Award> {
        self.application.id.cast()
    }

    /// What the city asked for, by category.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn requested(&self, conn: &mut Conn) -> Result<Vec<Line>, Error> {
        let sums = intake::budget_by_category(conn, self.application.id)?;
        Ok(sums.into_iter().map(|(category, amount)| Line { category, amount }).collect())
    }

    /// The name of a category of cost.
    #[must_use]
    pub fn category_title(&self, code: &str) -> String {
        self.definition.category_title(code)
    }

    /// What review needs to know. While an invited city writes, its partners are known to it alone.
    ///
    /// # Errors
    /// The database's refusal.
    pub fn about(&self, conn: &mut Conn) -> Result<About, Error> {
        let partners = if self.application.is_invited() { vec![] } else { intake::partners(conn, self.application.id)? };
        Ok(About {
            application: self.application.id,
            opportunity: self.opportunity.id,
            organisation: self.application.city,
            reference: self.application.reference.clone(),
            label: self.application.reference.clone(),
            city: self.application.city_name.clone(),
            partners: partners.into_iter().map(|partner| partner.name).collect(),
            opportunity_title: self.definition.title.clone(),
        })
    }

    /// The officer who enters the application for its city: in this case they are the city, and nobody of the fund.
    fn who_for_city(&self, actor: &Actor) -> Who {
        let roles = [CityRole::Preparer, CityRole::AuthorizedOfficial].map(|role| role.to_string()).to_vec();
        Who { account: None, name: format!("{} of the fund for the city", actor.name), roles, lent: vec![] }
    }

    /// The actor with the roles held on this case: those in the fund, those lent for the day of
    /// the round, and those in its city: these alone for somebody of the city to whom it is closed in the fund.
    #[must_use]
    pub fn who(&self, actor: &Actor, now: Timestamp) -> Who {
        if intake::policy::enters(actor, &self.application) {
            return self.who_for_city(actor);
        }
        let is_open = !(actor.is_kept_from(self.application.id) && actor.belongs_to(self.application.city));
        let fund = actor.fund_roles.iter().filter(|_| is_open).map(ToString::to_string);
        let city = actor.memberships.iter().filter(|m| m.organisation == self.application.city).map(|m| m.role.to_string());
        let system = actor.is_system.then(|| "system".to_owned());
        let today = now.day_in(self.definition.dates.zone);
        let lent = actor.lent.iter().filter(|lent| is_open && lent.is_lent_on(today));
        Who {
            account: actor.account.map(|id| id.text()),
            name: actor.name.clone(),
            roles: fund.chain(city).chain(system).collect(),
            lent: lent.map(|lent| Lent { by: lent.by.text(), role: lent.role.to_string(), most: lent.most }).collect(),
        }
    }
}

/// What review needs to know of an application.
///
/// # Errors
/// [`Error::Missing`] when there is no such application.
pub fn about(conn: &mut Conn, id: Id<Application>) -> Result<About, Error> {
    Case::load(conn, id)?.about(conn)
}
