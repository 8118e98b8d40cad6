//! The people of a world: each has an account, roles and a browser signed in.

use super::{Browser, World};
use std::ops::Deref;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{
    Account, Actor, CityRole, FundRole, Organisation, account, membership, organisation, password, role, session,
};
use urban_diplomacy_fund::places;

/// The towns of the tests: real places, all in the register inside the program.
pub const TOWNS: &[(&str, &str)] = &[
    ("Elmira", "NY"),
    ("Ithaca", "NY"),
    ("Galena", "IL"),
    ("Marfa", "TX"),
    ("Sitka", "AK"),
    ("Hilo", "HI"),
    ("Taos", "NM"),
    ("Bar Harbor", "ME"),
    ("Astoria", "OR"),
    ("Decorah", "IA"),
    ("Beaufort", "SC"),
    ("Moab", "UT"),
];

/// Somebody with a browser in which they are signed in. Acts through it.
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their account.
    pub account: Id<Account>,
    browser: Browser,
}

impl Person {
    /// The browser alone.
    pub fn into_browser(self) -> Browser {
        self.browser
    }
}

impl Deref for Person {
    type Target = Browser;
    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl World {
    /// Somebody without any role; `Ada Ames` is `ada.ames@people.example`.
    pub fn person(&self, name: &str) -> Person {
        let email = format!("{}@people.example", name.to_lowercase().replace(' ', "."));
        let account = self.db.write(|tx| account::create(tx, &Actor::system(), &email, name, None)).expect("an account");
        let person = Person { name: name.to_owned(), email, account, browser: self.browser() };
        self.sign_in(&person);
        person
    }

    /// Somebody with one role in the fund.
    pub fn staff(&self, name: &str, fund_role: FundRole) -> Person {
        let person = self.person(name);
        self.give(&person, fund_role);
        person
    }

    /// Gives a password to somebody who has none.
    pub fn give_password(&self, person: &Person, new: &str) {
        let hash = password::hash(new, self.db.ids()).expect("a hash");
        let actor = self.actor(person);
        self.db.write(|tx| password::set_first(tx, &actor, &hash)).expect("a password");
    }

    /// Gives another role in the fund, and signs in again, since that ends sessions.
    pub fn give(&self, person: &Person, fund_role: FundRole) {
        self.db.write(|tx| role::grant(tx, &Actor::system(), person.account, fund_role)).expect("a role");
        self.sign_in(person);
    }

    /// Somebody with one role in a city such as `Elmira, NY`, which is registered when it is not yet.
    pub fn citizen(&self, name: &str, city: &str, city_role: CityRole) -> Person {
        let person = self.person(name);
        let city = self.city(city);
        self.db.write(|tx| membership::grant(tx, &Actor::system(), city, person.account, city_role)).expect("a membership");
        person
    }

    /// The registered city of this name.
    pub fn city(&self, name: &str) -> Id<Organisation> {
        let wish = places::Wish::parse(name, "");
        let found = self.db.read(|conn| places::search(conn, &wish)).expect("the register is readable");
        let place = found.first().unwrap_or_else(|| panic!("{name} is not among the TOWNS of the tests"));
        if let Some(city) = self.db.read(|conn| organisation::find_by_place(conn, place.geoname_id)).expect("cities are readable") {
            return city.id;
        }
        let clerk = self.person(&format!("Clerk of {}", place.name));
        self.db
            .write(|tx| {
                let actor = account::actor(tx, clerk.account)?;
                organisation::register(tx, &actor, place.geoname_id)
            })
            .expect("the city registers")
    }

    /// Starts a session in the person's browser, as signing in does.
    pub fn sign_in(&self, person: &Person) {
        let start =
            session::Start { method: session::Method::Password, device: "a test".into(), limits: self.app.settings.sessions.clone() };
        let token = self.db.write(|tx| session::start(tx, person.account, &start)).expect("a session");
        person.browser.keep_cookie(self.app.cookie_name(), &token);
    }

    /// The person as operations see them now.
    pub fn actor(&self, person: &Person) -> Actor {
        self.db.read(|conn| account::actor(conn, person.account)).expect("an account")
    }
}
