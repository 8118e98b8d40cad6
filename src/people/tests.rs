//! Operations on people, each on an SQLite database of its own: no answer tells
//! which addresses are known, links work once, rights are read anew.

use super::link::{self, LinkRequest};
use super::session::{self, Method, Start};
use super::sign_in::{self, Outcome};
use super::*;
use crate::config::Settings;
use crate::db::{self, Db, Options, Url};
use crate::kernel::{Clock, Id, IdSource, Timestamp};
use crate::{outbox, places};
use chrono::TimeDelta;

const PASSWORD: &str = "a hill of seven oaks";

struct World {
    db: Db,
    clock: Clock,
    start: Start,
    _folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = Url::parse(&format!("sqlite://{}/t.db", folder.path().display())).expect("a URL");
        let clock = Clock::fixed(Timestamp::parse("2027-01-04T12:00:00Z").expect("a time"));
        let db = Db::open(&url, &Options { pool_size: 2, durable: false }, clock.clone(), IdSource::seeded(7)).expect("a database");
        db::run_migrations(&db).expect("migrated");
        let limits = Settings::defaults().expect("settings").sessions;
        Self { db, clock, start: Start { method: Method::Password, device: "Firefox on Linux".into(), limits }, _folder: folder }
    }

    fn pass(&self, span: TimeDelta) {
        self.clock.set(self.clock.now().plus(span));
    }

    fn person(&self, email: &str, password: Option<&str>) -> Id<Account> {
        let hash = password.map(|p| super::password::hash(p, self.db.ids()).expect("a hash"));
        self.db.write(|tx| account::create(tx, &Actor::system(), email, "Ada Clerk", hash.as_deref())).expect("an account")
    }

    fn actor(&self, id: Id<Account>) -> Actor {
        self.db.read(|conn| account::actor(conn, id)).expect("an actor")
    }

    fn sign_in(&self, email: &str, password: &str) -> Outcome {
        let checked = self.db.read(|conn| sign_in::begin(conn, email)).expect("begun").check(password);
        self.db.write(|tx| sign_in::finish(tx, &checked, &self.start)).expect("finished")
    }

    fn request_link(&self, email: &str) {
        let wish = LinkRequest { email: email.into(), name: Some("Ada Clerk".into()), next: "/account".into() };
        self.db.write(|tx| link::request(tx, &wish)).expect("the same answer for everybody");
    }

    /// The facts and link tokens of every letter, oldest first.
    fn letters(&self) -> Vec<(String, String)> {
        let (_, leased) = self.db.write(|tx| outbox::lease(tx, 100, TimeDelta::seconds(0))).expect("leased");
        let token = |payload: &str| payload.split("/sign-in/link/").nth(1).map(|t| t.chars().take(43).collect()).unwrap_or_default();
        leased.into_iter().map(|m| (m.fact.clone(), token(&m.payload))).collect()
    }

    fn redeem(&self, token: &str) -> Result<link::Redeemed, link::LinkError> {
        self.db.write(|tx| link::redeem(tx, token, "", &self.start))
    }

    fn who(&self, token: &str) -> Option<Actor> {
        let now = self.clock.now();
        self.db.read(|conn| session::find_actor(conn, token, now)).expect("read").map(|s| s.actor)
    }

    fn city(&self, clerk: Id<Account>) -> Id<Organisation> {
        let all = places::read_bundled().expect("places");
        self.db.write(|tx| places::import(tx, &all[..50], |_| ())).expect("imported");
        let actor = self.actor(clerk);
        self.db.write(|tx| organisation::register(tx, &actor, all[0].geoname_id)).expect("registered")
    }
}

#[test]
fn a_stranger_learns_nothing_from_signing_in() {
    let world = World::new();
    world.person("ada@city.gov", Some(PASSWORD));
    for _ in 0..8 {
        assert_eq!(world.sign_in("ada@city.gov", "not the password"), Outcome::Refused);
        assert_eq!(world.sign_in("nobody@city.gov", "not the password"), Outcome::Refused);
    }
    assert_eq!(world.sign_in("ada@city.gov", PASSWORD), Outcome::Refused, "the pause holds for the right password too");
    world.pass(TimeDelta::minutes(16));
    assert!(matches!(world.sign_in(" ADA@City.gov ", PASSWORD), Outcome::SignedIn(_)));
}

#[test]
fn a_hundred_failures_block_the_password_until_a_link_is_used() {
    let world = World::new();
    world.person("ada@city.gov", Some(PASSWORD));
    for _ in 0..100 {
        // A failure needs no hashing to be counted here.
        let checked = world.db.read(|conn| sign_in::begin(conn, "ada@city.gov")).expect("begun").check_in_vain();
        world.db.write(|tx| sign_in::finish(tx, &checked, &world.start)).expect("finished");
        world.pass(TimeDelta::minutes(16));
    }
    world.pass(TimeDelta::days(30));
    assert_eq!(world.sign_in("ada@city.gov", PASSWORD), Outcome::Refused);
    world.request_link("ada@city.gov");
    let (_, token) = world.letters().pop().expect("a letter");
    world.redeem(&token).expect("signed in");
    assert!(matches!(world.sign_in("ada@city.gov", PASSWORD), Outcome::SignedIn(_)));
}

#[test]
fn a_known_and_an_unknown_address_each_get_one_letter_a_minute() {
    let world = World::new();
    world.person("ada@city.gov", None);
    for _ in 0..3 {
        world.request_link("ada@city.gov");
        world.request_link("new@city.gov");
    }
    let facts: Vec<String> = world.letters().into_iter().map(|(fact, _)| fact).collect();
    assert_eq!(facts, ["account.sign_in_link", "account.sign_up_link"]);
    world.pass(TimeDelta::seconds(61));
    world.request_link("new@city.gov");
    assert_eq!(world.letters().len(), 3);
}

#[test]
fn a_link_works_once_and_not_after_an_hour() {
    let world = World::new();
    world.request_link("new@city.gov");
    let (_, token) = world.letters().pop().expect("a letter");
    let redeemed = world.redeem(&token).expect("an account");
    assert!(redeemed.is_new);
    assert_eq!(world.who(&redeemed.session).expect("signed in").email, "new@city.gov");
    assert!(matches!(world.redeem(&token), Err(link::LinkError::Ended)));
    world.pass(TimeDelta::minutes(2));
    world.request_link("late@city.gov");
    let (_, token) = world.letters().pop().expect("a letter");
    world.pass(TimeDelta::minutes(60));
    assert!(matches!(world.redeem(&token), Err(link::LinkError::Ended)));
}

#[test]
fn no_secret_is_recorded() {
    let world = World::new();
    world.request_link("new@city.gov");
    let (_, token) = world.letters().pop().expect("a letter");
    let session = world.redeem(&token).expect("an account").session;
    let file = std::fs::read(world._folder.path().join("t.db")).expect("a file");
    let wal = std::fs::read(world._folder.path().join("t.db-wal")).unwrap_or_default();
    let kept = [file, wal].concat();
    let holds = |text: &str| kept.windows(text.len()).filter(|w| *w == text.as_bytes()).count();
    assert_eq!(holds(&session), 0);
    let events =
        world.db.read(|conn| crate::audit::list_for(conn, &crate::kernel::Subject::new("address", "new@city.gov"), 10)).expect("events");
    assert!(events.iter().all(|e| !e.payload.contains(&token)) && !events.is_empty());
}

#[test]
fn a_session_ends_when_idle_when_old_and_when_told() {
    let world = World::new();
    let id = world.person("ada@city.gov", None);
    let start = || world.db.write(|tx| session::start(tx, id, &world.start)).expect("a session");
    let idle = start();
    world.pass(TimeDelta::minutes(59));
    assert!(world.who(&idle).is_some());
    world.pass(TimeDelta::minutes(1));
    assert!(world.who(&idle).is_none());
    let used = start();
    for _ in 0..47 {
        world.pass(TimeDelta::minutes(30));
        world.db.write(|tx| session::touch(tx, &used)).expect("touched");
        assert!(world.who(&used).is_some());
    }
    world.pass(TimeDelta::minutes(30));
    assert!(world.who(&used).is_none(), "a day is the most");
    let told = start();
    world.db.write(|tx| session::end(tx, &told)).expect("ended");
    assert!(world.who(&told).is_none());
}

#[test]
fn staff_sessions_are_shorter() {
    let world = World::new();
    let id = world.person("officer@fund.example", None);
    world.db.write(|tx| role::grant(tx, &Actor::system(), id, FundRole::FinanceOfficer)).expect("granted");
    let token = world.db.write(|tx| session::start(tx, id, &world.start)).expect("a session");
    for _ in 0..24 {
        world.pass(TimeDelta::minutes(30));
        world.db.write(|tx| session::touch(tx, &token)).expect("touched");
    }
    assert!(world.who(&token).is_none(), "twelve hours are the most");
}

#[test]
fn a_role_taken_away_is_gone_at_once_and_a_closed_account_too() {
    let world = World::new();
    let admin = Actor::system();
    let id = world.person("officer@fund.example", None);
    let clerk = world.person("clerk@city.gov", None);
    let city = world.city(clerk);
    let token = world.db.write(|tx| session::start(tx, clerk, &world.start)).expect("a session");
    assert!(world.who(&token).expect("signed in").writes_for(city));
    world.db.write(|tx| membership::grant(tx, &admin, city, id, CityRole::Preparer)).expect("granted");
    world.db.write(|tx| membership::remove(tx, &admin, city, clerk, CityRole::Preparer)).expect("removed");
    assert!(!world.who(&token).expect("still signed in").belongs_to(city));
    world.db.write(|tx| account::disable(tx, &admin, clerk, "left the city")).expect("disabled");
    assert!(world.who(&token).is_none());
    assert!(matches!(world.redeem("x"), Err(link::LinkError::Ended)));
}

#[test]
fn an_administrator_never_gets_a_money_role() {
    let world = World::new();
    let id = world.person("admin@fund.example", None);
    world.db.write(|tx| role::grant(tx, &Actor::system(), id, FundRole::Administrator)).expect("granted");
    let actor = world.actor(id);
    for role in policy::MONEY {
        assert!(matches!(world.db.write(|tx| role::grant(tx, &actor, id, *role)), Err(role::RoleError::Separated { .. })));
        assert!(matches!(
            world.db.write(|tx| invite::to_fund(tx, &Actor::system(), "admin@fund.example", "Ann", *role)),
            Err(invite::InviteError::Role(_))
        ));
    }
    let clerk = world.actor(world.person("clerk@city.gov", None));
    assert!(matches!(world.db.write(|tx| role::grant(tx, &clerk, id, FundRole::Reviewer)), Err(role::RoleError::Forbidden)));
}

#[test]
fn an_official_is_named_says_so_and_is_replaced_only_with_the_fund_s_word() {
    let world = World::new();
    let id = world.person("clerk@city.gov", None);
    let city = world.city(id);
    let clerk = world.actor(id);
    let who = |email: &str| official::NewOfficial { name: "Mae Mayor".into(), job_title: "Mayor".into(), email: email.into() };
    let name = |actor: &Actor, email: &str| world.db.write(|tx| official::name(tx, actor, city, &who(email)));
    let invite = world.db.write(|tx| invite::to_city(tx, &clerk, city, ("m@city.gov", "M"), CityRole::AuthorizedOfficial));
    assert!(matches!(invite, Err(invite::InviteError::Forbidden)), "the office is not given by invitation");
    assert!(matches!(name(&clerk, "clerk@city.gov"), Err(official::OfficialError::Oneself)));
    let first = name(&clerk, "mayor@city.gov").expect("named");
    let (_, token) = world.letters().pop().expect("a letter");
    world.redeem(&token).expect("signed in");
    let mayor = world.db.read(|conn| account::find_by_email(conn, "mayor@city.gov")).expect("read").expect("a person");
    assert!(!world.actor(mayor.id).belongs_to(city), "the link alone gives nothing");
    let confirm = |actor: &Actor, id, said| world.db.write(|tx| official::confirm(tx, actor, id, said));
    let mae = world.actor(mayor.id);
    assert!(matches!(confirm(&mae, first.id, false), Err(official::OfficialError::Invalid(_))));
    assert!(matches!(confirm(&clerk, first.id, true), Err(official::OfficialError::Db(db::Error::Missing))));
    confirm(&mae, first.id, true).expect("in office");
    assert!(world.actor(mayor.id).acts_for(city, CityRole::AuthorizedOfficial));
    assert!(matches!(confirm(&mae, first.id, true), Err(official::OfficialError::Ended)));

    let second = name(&clerk, "other@city.gov").expect("named");
    assert!(second.asks_fund && second.sent_at.is_none(), "a preparer asks the fund");
    let third = name(&world.actor(mayor.id), "third@city.gov").expect("named");
    assert!(!third.asks_fund, "the one in office does not");
    let officer = world.person("officer@fund.example", None);
    world.db.write(|tx| role::grant(tx, &Actor::system(), officer, FundRole::ProgramOfficer)).expect("granted");
    let officer = world.actor(officer);
    let late = world.db.write(|tx| official::agree(tx, &officer, second.id));
    assert!(matches!(late, Err(official::OfficialError::Ended)), "the later naming took its place");
}

#[test]
fn a_second_person_asks_to_join_and_is_let_in() {
    let world = World::new();
    let first = world.person("clerk@city.gov", None);
    let city = world.city(first);
    let second = world.person("second@city.gov", None);
    let (clerk, asker) = (world.actor(first), world.actor(second));
    let place = world.db.read(|conn| organisation::city(conn, city)).expect("a city").geoname_id.expect("a place");
    assert!(matches!(world.db.write(|tx| organisation::register(tx, &asker, place)), Err(organisation::RegisterError::Registered(_))));
    for _ in 0..2 {
        world.db.write(|tx| membership::request_access(tx, &asker, city)).expect("asked");
    }
    assert_eq!(world.letters().len(), 1, "asking twice asks once");
    assert!(world.db.read(|conn| membership::list(conn, &asker, city)).is_err(), "members are not shown to others");
    assert!(matches!(
        world.db.write(|tx| membership::admit(tx, &asker, city, second, CityRole::Preparer)),
        Err(membership::MembershipError::Forbidden)
    ));
    world.db.write(|tx| membership::admit(tx, &clerk, city, second, CityRole::Viewer)).expect("let in");
    assert!(world.actor(second).belongs_to(city));
    assert!(matches!(
        world.db.write(|tx| membership::remove(tx, &clerk, city, first, CityRole::Preparer)),
        Err(membership::MembershipError::LastWriter)
    ));
}

#[test]
fn a_token_acts_as_its_person_within_scope_and_time() {
    let world = World::new();
    let id = world.person("clerk@city.gov", None);
    let actor = world.actor(id);
    let new = api_token::NewToken { label: "reports".into(), scope: api_token::Scope::Read, days: 30 };
    let secret = world.db.write(|tx| api_token::create(tx, &actor, id, &new)).expect("a token");
    let find = |scope| {
        let now = world.clock.now();
        world.db.read(|conn| api_token::find_actor(conn, &secret, scope, now)).expect("read")
    };
    assert_eq!(find(api_token::Scope::Read).expect("found").actor, actor);
    assert!(find(api_token::Scope::Write).is_none());
    world.pass(TimeDelta::days(30));
    assert!(find(api_token::Scope::Read).is_none());
    let other = world.actor(world.person("other@city.gov", None));
    assert!(matches!(world.db.write(|tx| api_token::create(tx, &other, id, &new)), Err(api_token::CreateTokenError::Forbidden)));
}

#[test]
fn a_new_password_needs_the_old_one_or_a_fresh_link() {
    let world = World::new();
    let id = world.person("ada@city.gov", Some(PASSWORD));
    let person = world.db.read(|conn| account::account(conn, id)).expect("a person");
    let old = world.db.read(|conn| super::password::find_hash(conn, &person.email)).expect("a hash");
    let prepare =
        |current: &str, fresh| super::password::prepare(&person, old.clone(), (current, "nine quiet rivers run"), fresh, world.db.ids());
    assert!(prepare("wrong", false).is_err());
    let prepared = prepare("", true).expect("prepared");
    let token = world.db.write(|tx| session::start(tx, id, &world.start)).expect("a session");
    let other = world.db.write(|tx| session::start(tx, id, &world.start)).expect("a session");
    let now = world.clock.now();
    let current = world.db.read(|conn| session::find_actor(conn, &token, now)).expect("read").expect("live");
    world.db.write(|tx| super::password::change(tx, &current.actor, &prepared, &current.session)).expect("changed");
    assert!(world.who(&token).is_some() && world.who(&other).is_none(), "other sessions end");
    assert!(
        world.db.write(|tx| super::password::change(tx, &current.actor, &prepared, &current.session)).is_err(),
        "made against the old password"
    );
    assert!(matches!(world.sign_in("ada@city.gov", "nine quiet rivers run"), Outcome::SignedIn(_)));
}
